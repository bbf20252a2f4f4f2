"""What can go wrong with a library."""

from __future__ import annotations

from dataclasses import dataclass

from badgeservice.errors import BadgeServiceError


class LibraryError(BadgeServiceError):
    """Something about a library document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in a document: where, what, and whether it stops an import."""

    file: str
    line: int
    pointer: str
    code: str
    message: str
    is_error: bool = True

    def __str__(self) -> str:
        """Return the finding as compilers print theirs, so that editors can jump to it."""
        kind = "error" if self.is_error else "warning"
        return (
            f"{self.file}:{self.line}: {kind}: {self.message} [{self.code}] {self.pointer}".rstrip()
        )


class DocumentNotFoundError(LibraryError):
    """No such document in this organisation's library."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"There is no {kind} {key} in this library.")


class DocumentExistsError(LibraryError):
    """A new document was sent for a key that is taken."""

    def __init__(self, kind: str, key: str) -> None:
        self.kind = kind
        self.key = key
        super().__init__(f"The {kind} {key} exists already; send a new version, or edit the draft.")


class DocumentFrozenError(LibraryError):
    """Published content never changes."""

    def __init__(self, kind: str, key: str, status: str) -> None:
        self.kind = kind
        self.key = key
        self.status = status
        super().__init__(
            f"The {kind} {key} is {status}; its content never changes. Make a new version."
        )


class DocumentChangedError(LibraryError):
    """Somebody else wrote in between (If-Match did not match)."""

    def __init__(self, kind: str, key: str, *, revision: int) -> None:
        self.kind = kind
        self.key = key
        self.revision = revision
        super().__init__(
            f"The {kind} {key} was changed by somebody else; it is at revision {revision}."
        )


class StatusChangeError(LibraryError):
    """A step in a document's life that its status does not allow."""

    def __init__(self, kind: str, key: str, *, current: str, wanted: str) -> None:
        self.kind = kind
        self.key = key
        self.current = current
        self.wanted = wanted
        super().__init__(f"The {kind} {key} is {current} and cannot become {wanted}.")


class LibraryInvalidError(LibraryError):
    """Documents break rules; nothing was written."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        count = sum(finding.is_error for finding in findings)
        super().__init__(
            f"The library has {count} error{'s' if count != 1 else ''}; nothing was changed."
        )


class RegisterDocumentError(LibraryError):
    """A document of a national register has a shape that is not understood."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(
            f"The register document is not understood at {pointer or 'its root'}: {reason}."
        )
