"""Lists in pages: where the last page ended, as an opaque text.

Spec: https://www.rfc-editor.org/rfc/rfc8288 for the `Link` header
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import Field

from badgeservice.api.errors import CursorInvalidError
from badgeservice.api.wire import Answer
from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import parse, serialise

T = TypeVar("T")

DEFAULT_LIMIT: Final = 50
MAXIMUM_LIMIT: Final = 200
_MAXIMUM_CURSOR: Final = 600

Key = tuple[str, ...]


class Page(Answer, Generic[T]):
    """One page of a list. The list goes on while `nextCursor` is not null."""

    items: list[T]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWanted:
    """Which page a client asks for."""

    limit: int
    cursor: str | None


def _page_wanted(
    limit: Annotated[
        int, Query(ge=1, le=MAXIMUM_LIMIT, description="How many items at most")
    ] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None,
        Query(max_length=_MAXIMUM_CURSOR, description="`nextCursor` of the page before"),
    ] = None,
) -> PageWanted:
    return PageWanted(limit=limit, cursor=cursor)


PageWantedDep = Annotated[PageWanted, Depends(_page_wanted)]


def encode_cursor(name: str, key: Key) -> str:
    """Return the cursor that stands after `key` in the list called `name`."""
    return base64.urlsafe_b64encode(serialise([name, *key])).rstrip(b"=").decode("ascii")


def decode_cursor(name: str, cursor: str | None, *, parts: int) -> Key | None:
    """Return the key that a cursor of the list `name` stands after.

    Raises:
        CursorInvalidError: the cursor is not from this list.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        value = parse(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (UnicodeEncodeError, binascii.Error, JsonMalformedError) as cause:
        raise CursorInvalidError from cause
    if not isinstance(value, list) or len(value) != parts + 1 or value[0] != name:
        raise CursorInvalidError
    key = tuple(part for part in value[1:] if isinstance(part, str))
    if len(key) != parts:
        raise CursorInvalidError
    return key


def moment_text(moment: datetime) -> str:
    """Return a moment as text that sorts like the moment."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """Return the moment that `moment_text` wrote.

    Raises:
        CursorInvalidError: the text is no such moment.
    """
    try:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as cause:
        raise CursorInvalidError from cause
    if moment_text(moment) != text:
        raise CursorInvalidError
    return moment


def cut(
    items: Sequence[T], *, name: str, parts: int, key: Callable[[T], Key], wanted: PageWanted
) -> tuple[list[T], str | None]:
    """Cut one page out of a whole list, and return it with the cursor of the next.

    A key has `parts` parts. Items come in the order of their keys, so nothing is skipped or
    repeated when one is added.

    Raises:
        CursorInvalidError: the cursor is not from this list.
    """
    after = decode_cursor(name, wanted.cursor, parts=parts)
    rest = [item for item in sorted(items, key=key) if after is None or key(item) > after]
    return end_of_page(rest, name=name, key=key, wanted=wanted)


def end_of_page(
    items: Sequence[T], *, name: str, key: Callable[[T], Key], wanted: PageWanted
) -> tuple[list[T], str | None]:
    """Return at most `limit` of the items, and the cursor when there are more."""
    shown = list(items[: wanted.limit])
    more = len(items) > wanted.limit
    return shown, encode_cursor(name, key(shown[-1])) if more else None


def next_link(
    url: str, wanted: PageWanted, cursor: str | None, filters: Mapping[str, str | None]
) -> dict[str, str]:
    """Return the headers that lead to the next page; none on the last."""
    if cursor is None:
        return {}
    query = {name: value for name, value in filters.items() if value is not None}
    query |= {"limit": str(wanted.limit), "cursor": cursor}
    return {"Link": f'<{url}?{urlencode(query)}>; rel="next"'}
