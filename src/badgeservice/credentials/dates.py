"""Moments in credentials: RFC 3339 text with a time zone, and nothing near it."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from badgeservice.credentials.errors import DateMalformedError

_MOMENT: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?"
    r"(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))"
)


# One verification reads the same few moments several times. Refusals are not remembered.
@lru_cache(maxsize=1024)
def parse_datetime(text: str) -> datetime:
    """Return the moment `text` names, in UTC and to the microsecond.

    Leap seconds, a missing zone, lower-case `t` or `z`, week dates and more than nine decimals
    are refused: readers disagree about them.

    Spec: https://www.rfc-editor.org/rfc/rfc3339#section-5.6

    Raises:
        DateMalformedError: `text` is no such moment.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise DateMalformedError(text)
    year, month, day, hour, minute, second, decimals, sign, off_hours, off_minutes = match.groups()
    offset = timedelta(hours=int(off_hours or 0), minutes=int(off_minutes or 0))
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            int(second),
            int((decimals or "0")[:6].ljust(6, "0")),
            tzinfo=timezone(-offset if sign == "-" else offset),
        ).astimezone(UTC)
    except (ValueError, OverflowError) as cause:
        raise DateMalformedError(text) from cause


def format_datetime(moment: datetime) -> str:
    """Return `moment`, which must be aware, as `YYYY-MM-DDThh:mm:ssZ`; fractions are cut off.

    Raises:
        DateMalformedError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise DateMalformedError(moment.isoformat())
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return in_utc.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
