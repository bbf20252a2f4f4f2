"""The last good copies of strangers' status lists, for every process and over restarts."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from badgeservice.storage.database import Database
from badgeservice.storage.errors import StorageError
from badgeservice.storage.tables import kept_list
from badgeservice.verification.kept_lists import KeptLimits, KeptList

_TABLE: Final = kept_list.c
_log = structlog.get_logger(__name__)


class SqlKeptLists:
    """Keeps lists in a table (`KeptLists`), each in a short transaction of its own.

    A database that does not answer, or has not been brought up to date, is no reason to refuse a
    verification: then there is no copy, and the log says so.
    """

    def __init__(self, database: Database, *, limits: KeptLimits | None = None) -> None:
        self._database = database
        self._limits = limits or KeptLimits()

    def keep(self, url: str, content: bytes, at: datetime) -> None:
        """Keep the list at `url` as it was at `at`, if it is not too long for that."""
        if len(content) > self._limits.longest_bytes or self._database.is_missing():
            return
        host = _host(url)
        try:
            with self._database.transaction(write=True) as connection:
                connection.execute(delete(kept_list).where(_TABLE.url == url))
                connection.execute(
                    insert(kept_list).values(
                        url=url, host=host, content=content, size_bytes=len(content), fetched_at=at
                    )
                )
                self._make_room(connection, host)
        except (StorageError, SQLAlchemyError) as cause:
            _log.warning("kept_lists.not_kept", reason=type(cause).__name__)

    def kept(self, url: str) -> KeptList | None:
        """Return the copy kept of the list at `url`, or None where there is none now."""
        if self._database.is_missing():
            return None
        question = select(_TABLE.content, _TABLE.fetched_at).where(_TABLE.url == url)
        try:
            with self._database.transaction(write=False) as connection:
                row = connection.execute(question).first()
        except (StorageError, SQLAlchemyError) as cause:
            _log.warning("kept_lists.not_read", reason=type(cause).__name__)
            return None
        return None if row is None else KeptList(content=row.content, fetched_at=row.fetched_at)

    def _make_room(self, connection: Connection, host: str) -> None:
        """Let the oldest go: first those of the host, so that it cannot push out others."""
        oldest = select(_TABLE.url).order_by(_TABLE.fetched_at.desc(), _TABLE.url.desc())
        of_host = oldest.where(_TABLE.host == host).offset(self._limits.lists_per_host)
        self._drop(connection, list(connection.execute(of_host).scalars()))
        totals = select(func.count(), func.coalesce(func.sum(_TABLE.size_bytes), 0))
        count, size = connection.execute(totals.select_from(kept_list)).one()
        if count <= self._limits.lists and size <= self._limits.total_bytes:
            return
        self._drop(connection, self._beyond(connection))

    def _beyond(self, connection: Connection) -> list[str]:
        rows = connection.execute(
            select(_TABLE.url, _TABLE.size_bytes).order_by(
                _TABLE.fetched_at.desc(), _TABLE.url.desc()
            )
        )
        urls, total = [], 0
        for place, row in enumerate(rows):
            total += row.size_bytes
            if place >= self._limits.lists or total > self._limits.total_bytes:
                urls.append(row.url)
        return urls

    @staticmethod
    def _drop(connection: Connection, urls: list[str]) -> None:
        if urls:
            connection.execute(delete(kept_list).where(_TABLE.url.in_(urls)))


def _host(url: str) -> str:
    # It was fetched, so it has one.
    return urlsplit(url).hostname or ""
