"""What can be wrong with a request before any room is asked."""

from __future__ import annotations

from badgeservice.errors import BadgeServiceError


class ApiError(BadgeServiceError):
    """Something about the request itself."""


class MediaTypeUnsupportedError(ApiError):
    """The body is in a format that this address does not read."""

    def __init__(self, accepted: tuple[str, ...]) -> None:
        self.accepted = accepted
        super().__init__(f"Send the body as {' or '.join(accepted)}, not compressed, in UTF-8.")


class BodyTooLargeError(ApiError):
    """The body is larger than this address reads."""

    def __init__(self, maximum_bytes: int) -> None:
        self.maximum_bytes = maximum_bytes
        super().__init__(f"The body is larger than {maximum_bytes} bytes.")


class CursorInvalidError(ApiError):
    """The cursor was not handed out by this list."""

    def __init__(self) -> None:
        super().__init__("The cursor is not one that this list handed out; start without a cursor.")


class PreconditionRequiredError(ApiError):
    """A change was sent without saying which revision it is based on."""

    def __init__(self) -> None:
        super().__init__(
            "Say which revision you change: send the ETag of your last read in If-Match."
        )


class PreconditionFailedError(ApiError):
    """The revision that a change is based on is not the current one."""

    def __init__(self) -> None:
        super().__init__("If-Match does not name the current revision; read again, then change.")


class IdempotencyKeyInvalidError(ApiError):
    """The Idempotency-Key header cannot be used."""

    def __init__(self) -> None:
        super().__init__(
            "An Idempotency-Key is 1 to 255 printable ASCII characters without spaces."
        )


class NationalIdRefusedError(ApiError):
    """A text holds what looks like a Finnish personal identity code."""

    def __init__(self, pointer: str) -> None:
        self.pointer = pointer
        super().__init__(
            "A personal identity code does not belong in a badge; name the recipient by e-mail."
        )


class RateLimitedError(ApiError):
    """One address asked too often."""

    def __init__(self, retry_after_seconds: int) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(f"Too many requests; try again in {retry_after_seconds} seconds.")


class NoTimeLeftError(ApiError):
    """A badge of a batch was not begun, because the others took all the time there is."""

    def __init__(self) -> None:
        super().__init__("There was no time left for this badge; send it again, with fewer others.")


class ReceiptNeedsAClientError(ApiError):
    """A receipt was asked for by nobody in whose name it could be signed."""

    def __init__(self) -> None:
        super().__init__(
            "A receipt is signed by an organisation; send an access token of one of its clients."
        )
