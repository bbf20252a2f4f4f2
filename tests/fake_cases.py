"""Cases in memory, as strict as the real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from badgeservice.issuing.errors import IdempotencyKeyReusedError
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.library.documents import Language
from badgeservice.recognition.cases import (
    ERASED,
    Case,
    CaseEvent,
    CaseState,
    CaseSummary,
)
from badgeservice.recognition.errors import CaseChangedError, CaseNotFoundError
from badgeservice.recognition.letters import KeptTemplate
from badgeservice.storage.errors import StorageConflictError
from tests.fake_store import FakeStore, KeptCase
from tests.fake_webhooks import FakeWebhookBook

_ENDED = (CaseState.CLOSED, CaseState.WITHDRAWN)


class FakeCaseBook:
    """A `CaseBook` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store
        self._webhooks = FakeWebhookBook(store)

    def case(self, organisation_id: str, case_id: str) -> Case | None:
        kept = self._store.cases.get((organisation_id, case_id))
        return None if kept is None else kept.case

    def cases(
        self,
        organisation_id: str,
        *,
        state: CaseState | None = None,
        after: tuple[datetime, str] | None = None,
        limit: int | None = None,
    ) -> tuple[CaseSummary, ...]:
        found = [
            each.summary
            for each in reversed(self._of(organisation_id))
            if state in (None, each.state)
            and (after is None or (each.submitted_at, each.id) < after)
        ]
        return tuple(found[:limit])

    def cases_of_learner(self, organisation_id: str, learner_oid: str) -> tuple[Case, ...]:
        return tuple(each for each in self._of(organisation_id) if each.learner_oid == learner_oid)

    def cases_with_badge(self, badge: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            key
            for key, kept in sorted(self._store.cases.items())
            if kept.case is not None and badge in {each.badge for each in kept.case.evidence}
        )

    def case_of_request(self, organisation_id: str, request: IdempotentRequest) -> str | None:
        for (owner, case_id), kept in self._store.cases.items():
            known = kept.request
            if owner == organisation_id and known is not None and known.key == request.key:
                if known.content_hash != request.content_hash:
                    raise IdempotencyKeyReusedError(request.key)
                return case_id
        return None

    def add_case(self, case: Case, event: CaseEvent, request: IdempotentRequest | None) -> None:
        self._store.require_writable(case.submitted_at, event.at)
        self._store.require_organisation(case.organisation_id)
        place = (case.organisation_id, case.id)
        taken = request is not None and self.case_of_request(case.organisation_id, request)
        if place in self._store.cases or taken:
            raise StorageConflictError(f"case {case.id}")
        self._store.cases[place] = KeptCase(
            case=case, version=case.version, events=(event,), request=request
        )
        self._announce(case, event)

    def put_case(self, case: Case, event: CaseEvent) -> None:
        self._store.require_writable(case.updated_at, event.at)
        self._store.require_organisation(case.organisation_id)
        place = (case.organisation_id, case.id)
        kept = self._store.cases.get(place)
        if kept is None or kept.case is None:
            raise CaseNotFoundError(case.id)
        if kept.version != case.version - 1:
            raise CaseChangedError(case.id, version=kept.version)
        self._store.cases[place] = replace(
            kept,
            case=case.keeping(kept.case),
            version=case.version,
            events=(*kept.events, event),
            closed_at=(kept.closed_at or case.updated_at) if case.state in _ENDED else None,
        )
        self._announce(case, event)

    def events(self, organisation_id: str, case_id: str) -> tuple[CaseEvent, ...]:
        kept = self._store.cases.get((organisation_id, case_id))
        return () if kept is None else kept.events

    def erase_case(self, organisation_id: str, case_id: str, *, at: datetime, by: str) -> bool:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)
        kept = self._store.cases.get((organisation_id, case_id))
        if kept is None or kept.case is None:
            return False
        events = [replace(each, note=None) for each in kept.events]
        event = CaseEvent(kind=ERASED, by=by, at=at)
        self._announce(replace(kept.case, version=kept.version + 1), event)
        self._store.cases[organisation_id, case_id] = KeptCase(
            case=None,
            version=kept.version + 1,
            events=(*events, event),
            request=None,
            closed_at=kept.closed_at,
        )
        return True

    def closed_cases(self, organisation_id: str, *, before: datetime) -> tuple[str, ...]:
        found = sorted(
            (kept.closed_at, case_id)
            for (owner, case_id), kept in self._store.cases.items()
            if owner == organisation_id
            and kept.case is not None
            and kept.closed_at is not None
            and kept.closed_at < before
        )
        return tuple(case_id for _, case_id in found)

    def retention_days(self, organisation_id: str) -> int | None:
        return self._store.retention.get(organisation_id)

    def set_retention_days(
        self, organisation_id: str, days: int | None, *, at: datetime, by: str
    ) -> None:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)
        self._store.retention[organisation_id] = days

    def note_export(self, organisation_id: str, learner_oid: str, *, at: datetime, by: str) -> None:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)

    def _announce(self, case: Case, event: CaseEvent) -> None:
        self._webhooks.announce(
            case.organisation_id, case.id, case.version, case.state.value, event
        )

    def _of(self, organisation_id: str) -> list[Case]:
        found = [
            kept.case
            for (owner, _), kept in self._store.cases.items()
            if owner == organisation_id and kept.case is not None
        ]
        return sorted(found, key=lambda each: (each.submitted_at, each.id))


class FakeLetterBook:
    """A `LetterBook` in memory."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def template(self, organisation_id: str, language: Language) -> KeptTemplate | None:
        return self._store.templates.get((organisation_id, language))

    def put_template(
        self, organisation_id: str, language: Language, text: str, *, at: datetime, by: str
    ) -> KeptTemplate:
        self._store.require_writable(at)
        self._store.require_organisation(organisation_id)
        known = self.template(organisation_id, language)
        kept = KeptTemplate(
            language=language,
            text=text,
            revision=1 if known is None else known.revision + 1,
            updated_at=at,
            updated_by=by,
        )
        self._store.templates[organisation_id, language] = kept
        return kept
