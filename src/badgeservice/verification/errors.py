"""What can go wrong around a verification. A bad badge is not an error: it gets a report."""

from __future__ import annotations

from badgeservice.errors import BadgeServiceError


class VerificationError(BadgeServiceError):
    """Something about verifying."""


class SourceUnavailableError(VerificationError):
    """Something that is needed could not be fetched now; it may be there later.

    `is_absent` says that the one who was asked answered, and has nothing of the kind.
    """

    def __init__(self, url: str, reason: str, *, is_absent: bool = False) -> None:
        self.url = url
        self.reason = reason
        self.is_absent = is_absent
        super().__init__(f"{url} could not be read: {reason}.")


class SourceGoneError(SourceUnavailableError):
    """It was there, and its server says that it was taken away (HTTP 410)."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "it was taken away for good (status 410)", is_absent=True)


class SourceRefusedError(VerificationError):
    """Something may not, or can never, be fetched."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url} is not fetched: {reason}.")


class NotACredentialError(VerificationError):
    """What was presented is no credential at all."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"This is not a credential: {reason}.")


class NotAtHandError(VerificationError):
    """Something would have to be fetched, where there is no time for it."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(f"{address} is not at hand.")


class GeneralPathBusyError(VerificationError):
    """Too many documents of unusual shape are waiting to be judged."""

    def __init__(self) -> None:
        super().__init__("Too many badges of unusual form are being checked just now.")


class JobNotFoundError(VerificationError):
    """The organisation has no such job, or no more."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        super().__init__(f"There is no job {job_id!r}; jobs are deleted after a day.")


class TooManyJobsError(VerificationError):
    """As many jobs run already as may."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"No more than {most} jobs may run here at once; wait for one to end.")
