"""The one guarded way out: nothing else in the service connects to another server.

A URL that anybody may have written is asked only over https, at a public address that was looked
up once and checked, within one deadline and one size, without cookies, proxies or passwords.
What could not be reached sounds the same whether a name is unknown, its port closed, or its
address one of ours: the answer is no map of an inner network.
"""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

import httpcore2
import structlog

from badgeservice.remote.acceptance import accepted
from badgeservice.remote.addresses import refusal
from badgeservice.remote.answer import Answer, read_answer, redirection, require_modest_headers
from badgeservice.remote.connection import CheckedBackend, NotSecureError, TooManyBytesError
from badgeservice.remote.deadline import Deadline
from badgeservice.remote.errand import Errand
from badgeservice.remote.freshness import FreshAnswers
from badgeservice.remote.host_limits import HostLimits
from badgeservice.remote.resolving import Resolve, Resolver, system_resolve
from badgeservice.remote.shared_limits import SharedLimits
from badgeservice.remote.urls import Host, Target, parse_url
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError

MAXIMUM_BYTES: Final = 2 * 1024 * 1024
TIMEOUT_SECONDS: Final = 5.0

_LONGEST_WAIT_SECONDS: Final = 1.0
_HEADER_ROOM_BYTES: Final = 256 * 1024
_UNREACHABLE: Final = "no connection could be made"
_USER_AGENT: Final = "badgeservice"
_log = structlog.get_logger(__name__)


def _default_tls() -> ssl.SSLContext:
    context = httpcore2.default_ssl_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How names become addresses, whose certificates count, and how hard hosts may be asked.

    `host_limits` are those of this process, and `shared_limits`, if there are any, those of all.
    """

    resolve: Resolve = system_resolve
    tls: ssl.SSLContext = field(default_factory=_default_tls)
    host_limits: HostLimits = field(default_factory=HostLimits)
    shared_limits: SharedLimits | None = None
    fresh_answers: FreshAnswers = field(default_factory=FreshAnswers)


class GuardedClient:
    """Fetches documents; safe for use by several threads.

    `allowed_test_hosts` may be asked over http too, and may be on this machine or in a private
    network. `timeout_seconds` is the time for everything, from the lookup of the name to the last
    byte, all redirections included; an errand may leave less.
    """

    def __init__(
        self,
        *,
        allowed_test_hosts: frozenset[Host] = frozenset(),
        timeout_seconds: float = TIMEOUT_SECONDS,
        maximum_bytes: int = MAXIMUM_BYTES,
        network: Network | None = None,
    ) -> None:
        self._network = network or Network()
        self._resolver = Resolver(self._network.resolve)
        self.timeout_seconds = timeout_seconds
        self.allowed_test_hosts = allowed_test_hosts
        self.maximum_bytes = maximum_bytes

    def fetch(
        self,
        url: str,
        *,
        accept: str,
        redirects: int = 0,
        errand: Errand | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Return what `url` answers to a GET.

        At most `redirects` redirections are followed, each checked as the URL itself was, and
        never from https to http. An answer that its server allows to be kept may be up to five
        minutes old. `errand` limits the requests; `headers` are sent besides our own.

        Raises:
            SourceUnavailableError: there is no such answer now: no connection, no trusted
                certificate, another status than 200, no sound HTTP, not in time.
            SourceRefusedError: the URL may not be asked, or its answer breaks a limit.
        """
        errand = errand or Errand(requests=redirects + 1)
        if (recalled := errand.recall(url, accept)) is not None:
            return recalled
        if (kept := self._network.fresh_answers.find_with_age(url, accept)) is not None:
            errand.note(url, accept, age_seconds=kept[1])
            return kept[0]
        try:
            with errand.trip(self.timeout_seconds) as deadline:
                trip = _Trip(accept=accept, headers=headers or {}, deadline=deadline, errand=errand)
                answer = self._travel(url, trip, redirects)
        except (SourceUnavailableError, SourceRefusedError) as cause:
            errand.note(url, accept, reason=cause.reason)
            raise
        errand.note(url, accept)
        return answer

    def _travel(self, url: str, trip: "_Trip", redirects: int) -> Answer:
        """Ask, and go where that leads."""
        target = parse_url(url, allowed_test_hosts=self.allowed_test_hosts)
        for _ in range(redirects):
            outcome = self._step(target, trip)
            if isinstance(outcome, Answer):
                # An answer from elsewhere is only as fresh as the redirection, which says nothing.
                return self._kept(url, outcome, trip, is_direct=target.url == url)
            target = self._redirected(target, outcome)
        outcome = self._step(target, trip)
        if isinstance(outcome, Answer):
            return self._kept(url, outcome, trip, is_direct=target.url == url)
        limit = f"more than {redirects} times" if redirects else "elsewhere"
        raise SourceUnavailableError(url, f"it redirects {limit}, which is not followed")

    def post(self, url: str, content: bytes, headers: Mapping[str, str]) -> None:
        """Send JSON to `url` with a POST, which its server must accept with a status of success.

        All that holds for `fetch` holds here too; redirections are not followed, and what is
        answered is not read.

        Raises:
            SourceUnavailableError: it was not accepted, or could not be sent now.
            SourceRefusedError: the URL may not be asked.
        """
        trip = _Trip(
            accept="*/*",
            headers={**headers, "Content-Type": "application/json"},
            deadline=Deadline(TIMEOUT_SECONDS),
            errand=Errand(requests=1),
            content=content,
        )
        self._step(parse_url(url, allowed_test_hosts=self.allowed_test_hosts), trip)

    def _kept(self, url: str, answer: Answer, trip: "_Trip", *, is_direct: bool) -> Answer:
        trip.errand.remember(url, trip.accept, answer)
        if is_direct:
            self._network.fresh_answers.keep(url, trip.accept, answer)
        return answer

    def _redirected(self, target: Target, location: str) -> Target:
        """Return where a redirection leads, checked as if somebody had sent us the URL.

        Raises:
            SourceRefusedError: it may not be asked, or leads away from https.
        """
        try:
            url = urljoin(target.url, location)
        except ValueError as cause:
            raise SourceRefusedError(
                target.url, "it redirects to something that is no URL"
            ) from cause
        following = parse_url(url, allowed_test_hosts=self.allowed_test_hosts)
        if target.scheme == "https" and following.scheme != "https":
            raise SourceRefusedError(following.url, "a redirection leads to it from https")
        return following

    def _step(self, target: Target, trip: "_Trip") -> Answer | str:
        """Make one request; return its answer, or the location that it redirects to."""
        trip.errand.spend(target.url)
        wait_seconds = min(trip.deadline.seconds_left, _LONGEST_WAIT_SECONDS)
        with self._turn(target.host, wait_seconds) as has_turn:
            if not has_turn:
                raise SourceUnavailableError(target.url, "its host is being asked too often")
            backend = CheckedBackend(
                self._checked_addresses(target, trip.deadline),
                deadline=trip.deadline,
                # Chunks of one byte take six on the wire; nobody in earnest sends those.
                maximum_bytes=2 * self.maximum_bytes + _HEADER_ROOM_BYTES,
            )
            with _told_plainly(target.url):
                return self._exchange(target, trip, backend)

    @contextmanager
    def _turn(self, host: str, wait_seconds: float) -> Iterator[bool]:
        """Hold a place in this process and among all; the value tells whether there was one."""
        shared = self._network.shared_limits
        with ExitStack() as held:
            has_turn = held.enter_context(
                self._network.host_limits.turn(host, wait_seconds=wait_seconds)
            )
            if has_turn and shared is not None:
                try:
                    has_turn = held.enter_context(shared.turn(host, wait_seconds=wait_seconds))
                except OSError as cause:
                    # The limits of this process hold; a full disk is no reason to stop verifying.
                    _log.warning("shared limits cannot be kept", reason=type(cause).__name__)
            yield has_turn

    def _checked_addresses(self, target: Target, deadline: Deadline) -> tuple[str, ...]:
        """Look the name up, once; return its addresses, all of them public.

        Raises:
            SourceUnavailableError: there are none, or one of them is not public.
        """
        addresses: tuple[str, ...] = (target.host,)
        if not target.is_literal:
            addresses = self._resolver.addresses(
                target.host, target.port, seconds=deadline.seconds_left
            )
        for address in addresses:
            reason = refusal(address, is_test_host=target.is_test_host)
            if reason is not None:
                # Told to the operator only: to others, it would be a map of our own network.
                _log.warning("address refused", host=target.host, address=address, reason=reason)
                raise SourceUnavailableError(target.url, _UNREACHABLE)
        if not addresses:
            raise SourceUnavailableError(target.url, _UNREACHABLE)
        return addresses

    def _exchange(self, target: Target, trip: "_Trip", backend: CheckedBackend) -> Answer | str:
        headers = [
            ("Host", target.authority),
            ("Accept", trip.accept),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
            ("User-Agent", _USER_AGENT),
            *trip.headers.items(),
            *_length_of(trip.content),
        ]
        url = httpcore2.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path
        )
        # A pool for this one request: no connection outlives the check of its address.
        with (
            httpcore2.ConnectionPool(
                ssl_context=self._network.tls, network_backend=backend, max_connections=1
            ) as pool,
            pool.stream(trip.method, url, headers=headers, content=trip.content) as response,
        ):
            require_modest_headers(response.headers, url=target.url)
            if trip.content is not None:
                return accepted(response, url=target.url)
            return redirection(response) or read_answer(
                response, url=target.url, maximum_bytes=self.maximum_bytes
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trip:
    """What stays the same over all redirections."""

    accept: str
    headers: Mapping[str, str]
    deadline: Deadline
    errand: Errand
    content: bytes | None = None

    @property
    def method(self) -> str:
        """What has content is sent, and what has none is asked for."""
        return "GET" if self.content is None else "POST"


def _length_of(content: bytes | None) -> list[tuple[str, str]]:
    return [] if content is None else [("Content-Length", str(len(content)))]


@contextmanager
def _told_plainly(url: str) -> Iterator[None]:
    """Turn what the network may throw into our own sentences."""
    try:
        yield
    except NotSecureError as cause:
        # Only a public host, or a test host, was ever connected to: its faults are no secret.
        raise SourceUnavailableError(url, cause.reason) from cause
    except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as cause:
        raise SourceUnavailableError(url, _UNREACHABLE) from cause
    except httpcore2.TimeoutException as cause:
        raise SourceUnavailableError(url, "its answer took too long") from cause
    except httpcore2.NetworkError as cause:
        raise SourceUnavailableError(url, "the connection broke off") from cause
    except httpcore2.ProtocolError as cause:
        raise SourceUnavailableError(url, "its answer is not sound HTTP") from cause
    except TooManyBytesError as cause:
        raise SourceRefusedError(url, "its answer takes too many bytes") from cause
