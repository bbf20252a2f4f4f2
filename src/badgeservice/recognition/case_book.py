"""The port to the cases of colleges."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from badgeservice.issuing.order import IdempotentRequest
from badgeservice.recognition.cases import Case, CaseEvent, CaseState, CaseSummary


class CaseBook(Protocol):
    """The cases of organisations, inside one transaction. Each sees its own alone."""

    def case(self, organisation_id: str, case_id: str) -> Case | None:
        """Return one case; None also when its learner's data was erased."""

    def cases(
        self,
        organisation_id: str,
        *,
        state: CaseState | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[CaseSummary, ...]:
        """Return the cases that were not erased, newest first, by their submission and id.

        `after` is the submission and id that the page before ended with.
        """

    def cases_of_learner(self, organisation_id: str, learner_oid: str) -> tuple[Case, ...]:
        """Return the cases of one learner that were not erased, oldest first."""

    def cases_with_badge(self, badge: str) -> tuple[tuple[str, str], ...]:
        """Return (organisation, case) of those that a badge was presented for, of everybody.

        Erased ones have no badges any more. `badge` is `FrozenEvidence.badge`.
        """

    def case_of_request(self, organisation_id: str, request: IdempotentRequest) -> str | None:
        """Return the id of the case that a request made before.

        Raises:
            IdempotencyKeyReusedError: the key came with other content before.
        """

    def add_case(self, case: Case, event: CaseEvent, request: IdempotentRequest | None) -> None:
        """Keep a new case, what happened, and the request that made it.

        Raises:
            OrganisationNotFoundError: there is no such organisation.
        """

    def put_case(self, case: Case, event: CaseEvent) -> None:
        """Write a case that is there, and what happened to it, as one.

        What was frozen on submission stays as it was, whatever `case` says of it.

        Raises:
            CaseNotFoundError: there is none, or it was erased.
            CaseChangedError: it is not one version further than what is kept.
        """

    def events(self, organisation_id: str, case_id: str) -> tuple[CaseEvent, ...]:
        """Return what has happened to a case, erased or not, oldest first."""

    def erase_case(self, organisation_id: str, case_id: str, *, at: datetime, by: str) -> bool:
        """Forget all personal data of a case; that there was one, and its events, stay.

        False when there is no such case, or it was erased before.
        """

    def closed_cases(self, organisation_id: str, *, before: datetime) -> tuple[str, ...]:
        """Return the ids of the cases that ended before a moment and were not erased."""

    def retention_days(self, organisation_id: str) -> int | None:
        """Return how many days closed cases are kept; None: until somebody erases them."""

    def set_retention_days(
        self, organisation_id: str, days: int | None, *, at: datetime, by: str
    ) -> None:
        """Say how many days closed cases are kept."""

    def note_export(self, organisation_id: str, learner_oid: str, *, at: datetime, by: str) -> None:
        """Record in the audit log that a learner's data was given out, without their number."""
