"""Connections to addresses that were checked, with one deadline for all they do."""

import ssl
from collections.abc import Iterable, Sequence
from typing import Any, Final

import httpcore2

from badgeservice.remote.deadline import Deadline

_ATTEMPTS: Final = 3


class TooManyBytesError(Exception):
    """More came through a connection than any answer within the limits needs."""


class NotSecureError(Exception):
    """The other side could not show that it is who its name says; `reason` tells."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class CheckedBackend(httpcore2.NetworkBackend):
    """Connects to the given addresses whatever the name, so that no second lookup can differ.

    The name still stands in `Host`, in the TLS handshake and in the certificate's check.
    """

    def __init__(self, addresses: Sequence[str], *, deadline: Deadline, maximum_bytes: int) -> None:
        self._addresses = addresses[:_ATTEMPTS]
        self._deadline = deadline
        self._maximum_bytes = maximum_bytes
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers; each gets its share of the time left."""
        del host, timeout  # The addresses stand for the name, the deadline for the time.
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for index, address in enumerate(self._addresses):
            share = self._deadline.seconds_left / (len(self._addresses) - index)
            try:
                stream = self._network.connect_tcp(
                    address,
                    port,
                    timeout=_positive(share, httpcore2.ConnectTimeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as cause:
                failure = cause
            else:
                return _TimedStream(
                    stream, deadline=self._deadline, maximum_bytes=self._maximum_bytes
                )
        raise failure or httpcore2.ConnectError("no address")


class _TimedStream(httpcore2.NetworkStream):
    """A stream on which every step ends at the same deadline, and which counts what comes in."""

    def __init__(
        self, stream: httpcore2.NetworkStream, *, deadline: Deadline, maximum_bytes: int
    ) -> None:
        self._stream = stream
        self._deadline = deadline
        self._bytes_left = maximum_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        content = self._stream.read(max_bytes, timeout=self._seconds_left(httpcore2.ReadTimeout))
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            raise TooManyBytesError
        return content

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, timeout=self._seconds_left(httpcore2.WriteTimeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        del timeout
        try:
            secured = self._stream.start_tls(
                ssl_context,
                server_hostname=server_hostname,
                timeout=self._seconds_left(httpcore2.ConnectTimeout),
            )
        except httpcore2.ConnectError as error:
            # The pool drops causes, so the certificate's fault has to be told here.
            if isinstance(error.__cause__, ssl.SSLError):
                raise NotSecureError(_fault_of(error.__cause__)) from error
            raise
        return _TimedStream(secured, deadline=self._deadline, maximum_bytes=self._bytes_left)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the overridden method's own type
        return self._stream.get_extra_info(info)

    def _seconds_left(self, error: type[httpcore2.TimeoutException]) -> float:
        return _positive(self._deadline.seconds_left, error)


def _fault_of(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message.rstrip('.')})"
    return "no secure connection could be agreed on"


def _positive(seconds: float, error: type[httpcore2.TimeoutException]) -> float:
    """Return `seconds`; a time of 0 would mean not to wait at all, in sockets' terms."""
    if seconds <= 0:
        raise error("the deadline has passed")
    return seconds
