"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from badgeservice.storage.errors import NaiveDatetimeError

# Ids are compared byte by byte on both databases, so that lists are paged in one and the same
# order; the default collation of a PostgreSQL database is whatever its operator chose.
Id: Final = Text().with_variant(Text(collation="C"), "postgresql")

# SQLite counts up by itself only in a column of the type INTEGER.
Serial: Final = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, to the microsecond. SQLite keeps it as text in UTC, PostgreSQL as timestamptz.

    What goes in must be aware, in any zone; what comes out is in UTC.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` as the driver keeps it.

        Raises:
            NaiveDatetimeError: `value` has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveDatetimeError(value.isoformat())
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return what the driver kept, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
