"""Limits on how often one address may ask what costs much or may be guessed at.

Kept in memory: each process counts for itself.

Spec: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from badgeservice.api.errors import RateLimitedError
from badgeservice.api.moving_window import WINDOW_SECONDS, MovingWindow
from badgeservice.api.shields import Refuse

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

_IPV6_SITE_BITS: Final = 64
_NOBODY: Final = "unknown"
# No address is longer, so that what is remembered is bounded, whatever clients claim to be.
_LONGEST_ADDRESS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How often one address may send requests like these in a minute.

    With `parameter`, only those that have this query parameter count.
    """

    name: str
    method: str
    path: str
    per_minute: int
    parameter: str | None = None


def client_address(scope: Scope, trusted: Iterable[Network]) -> str:
    """Return the address that a request counts for.

    X-Forwarded-For is read from the right, and only as far as trusted proxies wrote it; anything
    further left is what the client likes to claim. An IPv6 host owns a whole /64, so that counts.
    """
    peer: str = (scope.get("client") or (_NOBODY,))[0]
    known = _parse(peer)
    if known is None:
        return peer
    networks = tuple(trusted)
    hops = _forwarded(scope) if networks else []
    while hops and any(known.address in network for network in networks):
        claimed = _parse(hops.pop())
        if claimed is None:
            break
        known = claimed
    return known.counted


def networks_of(addresses: Iterable[str]) -> tuple[Network, ...]:
    """Return addresses and networks in CIDR notation as networks.

    Raises:
        ValueError: a text is neither.
    """
    return tuple(ipaddress.ip_network(address, strict=False) for address in sorted(addresses))


class RateLimitMiddleware:
    """Answers 429 to an address that asked too often, and tells everybody what is left."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limits: Iterable[Limit],
        trusted: Iterable[Network],
        refuse: Refuse,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._limits: Mapping[tuple[str, str], Limit] = {
            (limit.method, limit.path): limit for limit in limits
        }
        self._trusted = tuple(trusted)
        self._refuse = refuse
        self._window = MovingWindow()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        limit = self._limit_of(scope)
        if limit is None:
            await self._app(scope, receive, send)
            return
        key = (limit.name, client_address(scope, self._trusted))
        passes, left, wait = self._window.hit(key, most=limit.per_minute, at=self._seconds())
        seconds = max(1, math.ceil(wait))
        sender = _adding(send, limit, f'"{limit.name}";r={left};t={seconds}')
        if passes:
            await self._app(scope, receive, sender)
        else:
            answer = self._refuse(Request(scope, receive), RateLimitedError(seconds))
            await answer(scope, receive, sender)

    def _limit_of(self, scope: Scope) -> Limit | None:
        if scope["type"] != "http":
            return None
        limit = self._limits.get((scope["method"], scope["path"]))
        if limit is None or limit.parameter is None:
            return limit
        return limit if limit.parameter in QueryParams(scope["query_string"]) else None


def _adding(send: Send, limit: Limit, left: str) -> Send:
    policy = f'"{limit.name}";q={limit.per_minute};w={WINDOW_SECONDS}'
    headers = ((b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode()))

    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]
        await send(message)

    return adding


def _forwarded(scope: Scope) -> list[str]:
    return [
        hop.strip()
        for name, value in scope["headers"]
        if name == b"x-forwarded-for"
        for hop in value.decode("latin-1").split(",")
    ]


class _Known(NamedTuple):
    """An address, and what it counts as."""

    address: Address
    counted: str


def _counted(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_SITE_BITS), strict=False))
    return str(address)


def _parse(text: str) -> _Known | None:
    return _parse_short(text) if len(text) <= _LONGEST_ADDRESS else None


# Who asks once asks again, and a proxy is in front of everybody.
@lru_cache(maxsize=4096)
def _parse_short(text: str) -> _Known | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    found = mapped if isinstance(mapped, ipaddress.IPv4Address) else address
    return _Known(found, _counted(found))
