"""Shortcuts to what programs read most: signed badges and status lists, with answers made ready.

They answer exactly as the routes do, only sooner; what they are not sure of, they leave to the
routes. They run on the event loop, and read the books in a thread.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from badgeservice.errors import BadgeServiceError
from badgeservice.web import badges, negotiation, status_lists
from badgeservice.web.responses import Prepared

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from fastapi import Response
    from starlette.types import Scope

    from badgeservice.issuing.publish import StatusListFacts
    from badgeservice.wiring.ports import Wiring

    Shortcut = Callable[[Scope, bytes], Awaitable[Response | None]]

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_BADGES: Final = "/badges/"
_STATUS_LISTS: Final = "/status-lists/"
_BADGE: Final = re.compile(rf"{_BADGES}([A-Za-z0-9_-]{{22}})(\.json)?")
_LIST: Final = re.compile(rf"{_STATUS_LISTS}([A-Za-z0-9_-]{{22}})")
# For the day a badge is erased, and so that a new key soon signs a list. Caches keep both longer.
_KEPT_FOR: Final = timedelta(minutes=1)
_MOST_KEPT: Final = 256
_LONGEST_ACCEPT: Final = 200


def shortcuts(wiring: Wiring) -> Mapping[tuple[str, str], Shortcut]:
    """Return shortcuts by method and path; a path with a slash at its end leads one step on."""
    to_badge, to_list = _Badges(wiring).answer, _StatusLists(wiring).answer
    return {
        ("GET", _BADGES): to_badge,
        ("HEAD", _BADGES): to_badge,
        ("GET", _STATUS_LISTS): to_list,
        ("HEAD", _STATUS_LISTS): to_list,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Badge:
    prepared: Prepared
    read_at: datetime


class _Badges:
    """Answers with signed badges. Those asked for last are kept: their bytes never change."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._kept: dict[tuple[str, str, bool], _Badge] = {}

    async def answer(self, scope: Scope, _body: bytes) -> Response | None:
        """Answer who wants the credential itself, if there is one."""
        found = _BADGE.fullmatch(scope["path"])
        if found is None:
            return None
        headers, is_file = Headers(scope=scope), found[2] is not None
        wanted = badges.FILE_TYPE if is_file else _wanted(headers.get("accept"))
        if wanted not in negotiation.CREDENTIAL_TYPES:
            return None
        key, at = (found[1], wanted, is_file), self._wiring.now()
        badge = self._kept.get(key)
        if badge is None or at - badge.read_at > _KEPT_FOR:
            badge = await run_in_threadpool(self._read, key, at)
            _keep(self._kept, key, badge)
        return None if badge is None else badge.prepared.answer(headers.get("if-none-match"))

    def _read(self, key: tuple[str, str, bool], at: datetime) -> _Badge | None:
        badge_id, media_type, is_file = key
        try:
            content = badges.find(badge_id, self._wiring).secured or b""
        except BadgeServiceError:
            # The route asks again, and tells what is wrong.
            return None
        headers = badges.headers_of(media_type, is_negotiated=not is_file)
        prepared = Prepared(badges.signed_document(content, media_type), headers=headers)
        return _Badge(prepared=prepared, read_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _StatusList:
    prepared: Prepared
    facts: StatusListFacts
    read_at: datetime


class _StatusLists:
    """Answers with status lists. Each is made once for every change, however many ask for it."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self._kept: dict[str, _StatusList] = {}
        self._turn = asyncio.Lock()

    async def answer(self, scope: Scope, _body: bytes) -> Response | None:
        """Answer with a list, if it can be told at once whether the one that is kept is right."""
        found = _LIST.fullmatch(scope["path"])
        listing = None if found is None else await self._list(found[1])
        if listing is None:
            return None
        return listing.prepared.answer(Headers(scope=scope).get("if-none-match"))

    async def _list(self, list_id: str) -> _StatusList | None:
        if (listing := self._current(list_id)) is not None:
            return listing
        if self._wiring.list_version(list_id) is None:
            return None
        async with self._turn:
            # Somebody else may have made it meanwhile.
            if (listing := self._current(list_id)) is None:
                listing = await run_in_threadpool(self._make, list_id)
                _keep(self._kept, list_id, listing)
            return listing

    def _current(self, list_id: str) -> _StatusList | None:
        """Return the list that was made last, if it would come out the same now."""
        listing, at = self._kept.get(list_id), self._wiring.now()
        if listing is None or at - listing.read_at > _KEPT_FOR:
            return None
        facts = listing.facts
        is_right = facts.is_current_at(at) and facts.info.version == self._wiring.list_version(
            list_id
        )
        return listing if is_right else None

    def _make(self, list_id: str) -> _StatusList | None:
        at = self._wiring.now()
        try:
            facts = status_lists.facts_of(list_id, self._wiring, at=at)
            document = status_lists.document_of(facts, facts.render())
        except BadgeServiceError:
            # The route asks again, and tells what is wrong.
            return None
        return _StatusList(prepared=Prepared(document), facts=facts, read_at=at)


def _wanted(accept: str | None) -> str:
    if accept is not None and len(accept) > _LONGEST_ACCEPT:
        return negotiation.preferred_type(accept, offers=badges.OFFERS)
    return _often_wanted(accept)


@lru_cache(maxsize=128)
def _often_wanted(accept: str | None) -> str:
    return negotiation.preferred_type(accept, offers=badges.OFFERS)


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value | None) -> None:
    """Keep a value, and let go of the one that was kept first when there are too many."""
    kept.pop(key, None)
    if value is not None:
        while len(kept) >= _MOST_KEPT:
            del kept[next(iter(kept))]
        kept[key] = value
