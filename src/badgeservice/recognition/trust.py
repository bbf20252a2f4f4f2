"""A college's explicit trust in issuers. By default nobody is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """That an organisation trusts an issuer, for all its badge classes or for some.

    `class_ids` empty means every class of the issuer; ids are those in achievement URLs.
    """

    id: str
    organisation_id: str
    issuer_id: str
    class_ids: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime | None
    granted_by: str
    granted_at: datetime
    reason: str
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    def holds(self, *, issuer_id: str, class_id: str | None, at: datetime) -> bool:
        """Ask whether this trust speaks for a class of an issuer at a moment."""
        return (
            self.issuer_id == issuer_id
            and self.withdrawn_at is None
            and (not self.class_ids or class_id in self.class_ids)
            and self.valid_from <= at
            and (self.valid_until is None or at <= self.valid_until)
        )


class TrustBook(Protocol):
    """The trust records of organisations, inside one transaction. Nothing is ever deleted."""

    def add_trust(self, trust: Trust) -> None:
        """Keep a new trust."""

    def trust(self, organisation_id: str, trust_id: str) -> Trust | None:
        """Return one trust of an organisation."""

    def trusts(self, organisation_id: str) -> tuple[Trust, ...]:
        """Return every trust of an organisation, withdrawn ones too, oldest first."""

    def withdraw(self, organisation_id: str, trust_id: str, *, by: str, at: datetime) -> Trust:
        """Withdraw a trust and return it.

        Raises:
            TrustNotFoundError: there is no such trust, or it was withdrawn before.
        """
