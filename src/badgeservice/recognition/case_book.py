"""The port to the cases of colleges."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from badgeservice.recognition.cases import Case, CaseEvent


class CaseBook(Protocol):
    """The cases of organisations, inside one transaction. Each sees its own alone."""

    def case(self, organisation_id: str, case_id: str) -> Case | None:
        """Return one case; None also when its learner's data was erased."""

    def cases(self, organisation_id: str) -> tuple[Case, ...]:
        """Return every case that was not erased, newest first."""

    def cases_of_learner(self, organisation_id: str, learner_oid: str) -> tuple[Case, ...]:
        """Return the cases of one learner, oldest first."""

    def cases_with_badge(self, credential_id: str) -> tuple[Case, ...]:
        """Return the cases of all organisations that stand on a badge."""

    def put_case(self, case: Case, event: CaseEvent) -> None:
        """Write a case and what happened to it, as one.

        Raises:
            CaseChangedError: it is not one version further than what is kept.
        """

    def events(self, organisation_id: str, case_id: str) -> tuple[CaseEvent, ...]:
        """Return what has happened to a case, oldest first."""

    def erase_case(self, organisation_id: str, case_id: str, *, at: datetime, by: str) -> None:
        """Forget all personal data of a case; that there was one, and its events, stay."""

    def due_for_erasure(self, at: datetime) -> tuple[tuple[str, str], ...]:
        """Return (organisation, case) of every case whose time of keeping has ended."""
