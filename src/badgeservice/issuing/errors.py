"""What can go wrong when badges are issued or revoked."""

from __future__ import annotations

from datetime import datetime

from badgeservice.errors import BadgeServiceError


class IssuingError(BadgeServiceError):
    """Something about issued badges."""


class OrderInvalidError(IssuingError):
    """An order asks for something that its badge class does not allow.

    `pointer` is a JSON pointer into the order of one badge.
    """

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(reason)


class ClassNotIssuableError(IssuingError):
    """The badge class does not exist in this library, or this version is not published.

    `index` tells which order of a batch asked for it.
    """

    def __init__(self, class_id: str, version: int | None, *, index: int = 0) -> None:
        self.class_id = class_id
        self.version = version
        self.index = index
        wanted = f"version {version} of {class_id}" if version else class_id
        super().__init__(f"There is no published badge class {wanted} to issue from.")


class BadgeNotFoundError(IssuingError):
    """No such badge in this organisation."""

    def __init__(self, badge_id: str) -> None:
        self.badge_id = badge_id
        super().__init__(f"There is no badge {badge_id}.")


class BadgeAlreadyRevokedError(IssuingError):
    """The badge was revoked before; the first revocation and its reason stand."""

    def __init__(self, badge_id: str, *, revoked_at: datetime) -> None:
        self.badge_id = badge_id
        self.revoked_at = revoked_at
        super().__init__(
            f"Badge {badge_id} was already revoked at {revoked_at:%Y-%m-%d %H:%M} UTC."
        )


class NotSuspendableError(IssuingError):
    """The badge was issued from a class that does not allow suspension."""

    def __init__(self, badge_id: str) -> None:
        self.badge_id = badge_id
        super().__init__(f"Badge {badge_id} cannot be suspended: its class does not allow it.")


class SuspensionStateError(IssuingError):
    """The badge is already suspended, or is not suspended and cannot be reinstated."""

    def __init__(self, badge_id: str, *, suspended: bool) -> None:
        self.badge_id = badge_id
        self.suspended = suspended
        state = "already suspended" if suspended else "not suspended"
        super().__init__(f"Badge {badge_id} is {state}.")


class IdempotencyKeyReusedError(IssuingError):
    """The same Idempotency-Key came with another request."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            "This Idempotency-Key was used for another request; use a new key for a new request."
        )


class StatusListNotFoundError(IssuingError):
    """No such status list."""

    def __init__(self, list_id: str) -> None:
        self.list_id = list_id
        super().__init__(f"There is no status list {list_id}.")


class SigningKeyMissingError(IssuingError):
    """The organisation has no signing key, so it cannot issue."""

    def __init__(self, organisation_id: str) -> None:
        self.organisation_id = organisation_id
        super().__init__(f"The organisation {organisation_id} has no signing key.")


class ProofRefusedError(IssuingError):
    """No proof of the kind asked for can be made."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"No such proof can be made: {reason}.")
