"""What can go wrong with what is kept."""

from __future__ import annotations

from pathlib import Path

from badgeservice.errors import BadgeServiceError


class StorageError(BadgeServiceError):
    """Something about the database or the keys beside it."""


class StorageUnavailableError(StorageError):
    """The database cannot be reached, is too busy, or cannot write. Nothing was changed.

    One exception: when the connection is lost during the commit itself, nobody can know.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The database cannot answer now: {reason}.")


class StorageConflictError(StorageError):
    """A write contradicts what is kept: a key that is taken, or a reference to nothing."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The write contradicts what is kept: {reason}.")


class ReadOnlyTransactionError(StorageError):
    """Something was written in a transaction that was opened for reading."""

    def __init__(self) -> None:
        super().__init__("This transaction was opened for reading; open it with write=True.")


class SignedOtherwiseError(StorageError):
    """A badge that is signed already was to be given other bytes."""

    def __init__(self, badge_id: str) -> None:
        self.badge_id = badge_id
        super().__init__(f"Badge {badge_id} is signed already, with other bytes.")


class NaiveDatetimeError(StorageError):
    """A moment without a time zone was to be kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"The moment {text} has no time zone.")


class DatabaseUrlError(StorageError):
    """The database URL names no database that can be used. The URL itself may hold a password."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The database URL cannot be used: {reason}.")


class MigrationsNotFoundError(StorageError):
    """The folder with the migrations is not where it was looked for."""

    def __init__(self, places: tuple[Path, ...]) -> None:
        self.places = places
        listed = ", ".join(map(str, places))
        super().__init__(f"There are no migrations in any of: {listed}.")


class MasterKeyError(StorageError):
    """The master key cannot be used. The message never holds any of the key."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(f"The master key {source} cannot be used: {reason}.")


class KeyUnreadableError(StorageError):
    """A signing key does not open: the master key is another one, or the row was altered."""

    def __init__(self, organisation_id: str, key_id: str) -> None:
        self.organisation_id = organisation_id
        self.key_id = key_id
        super().__init__(
            f"The signing key {key_id} of {organisation_id} does not open with this master key."
        )


class ResultUnreadableError(StorageError):
    """A result of a job was sealed with another master key, or altered."""

    def __init__(self, job_id: str) -> None:
        self.job_id = job_id
        super().__init__(f"The results of the job {job_id} cannot be read with this master key.")


class SealBrokenError(StorageError):
    """Sealed data does not open: the master key is another one, or the row was altered."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"What is sealed at {place} does not open with this master key.")


class PageUnreadableError(StorageError):
    """A page for a counsellor does not open with its own address: the row was altered."""

    def __init__(self, page_id: str) -> None:
        self.page_id = page_id
        super().__init__(f"The evaluation page {page_id} was altered; it does not open.")
