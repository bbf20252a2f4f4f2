"""A college with a trusted stranger, a mapping to one of its units, and a counter to apply at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.issuing.order import IdempotentRequest
from badgeservice.library.mapping_documents import Badge
from badgeservice.recognition.cases import Case, CaseEvent, CaseStep, Decision
from badgeservice.recognition.casework import Move, move
from badgeservice.recognition.holding import PresentedBadge
from badgeservice.recognition.submitting import Application, Counter, submit
from badgeservice.recognition.trust import Trust
from tests import builders
from tests.builders import COLLEGE, COUNTY, NOW, ORIGIN, organisation
from tests.fakes import FakeStore, open_fake_books
from tests.recognition.cases import LEARNER, STUDY_RIGHT
from tests.recognition.mappings import mapping
from tests.world import World

LEAF = Badge(
    id="a",
    issuer="did:web:issuer.example",
    achievement="https://issuer.example/achievements/1",
)
CLERK = builders.actor(COLLEGE, Scope.RECOGNITION_DECIDE)


@dataclass
class College:
    """Books in memory, the world outside, and short ways to act."""

    store: FakeStore = field(default_factory=FakeStore)
    world: World = field(default_factory=World)
    at: datetime = NOW
    asked: int = 0

    def __post_init__(self) -> None:
        for each in (COLLEGE, COUNTY):
            self.store.organisations[each] = organisation(each)
        self.opened = open_fake_books(self.store)
        with self.opened(True) as books:
            books.mappings.put_mapping(COLLEGE, mapping(LEAF), at=NOW, by="x")
        self.trust()

    def trust(self) -> None:
        with self.opened(True) as books:
            books.trust.add_trust(
                Trust(
                    id="trust-1",
                    organisation_id=COLLEGE,
                    issuer_id=self.world.did,
                    class_ids=(),
                    valid_from=NOW - timedelta(days=9),
                    valid_until=None,
                    granted_by="x",
                    granted_at=NOW,
                    reason="We know them.",
                )
            )

    def counter(self) -> Counter:
        return Counter(
            origin=ORIGIN,
            at=self.at,
            random_bytes=self._chance,
            new_sources=lambda: self.world.sources,
            open_books=self.opened,
        )

    def _chance(self, size: int) -> bytes:
        self.asked += 1
        return self.asked.to_bytes(size, "big")

    def application(self, *badges: bytes, **changes: Any) -> Application:
        presented = tuple(PresentedBadge(content=each) for each in badges or (self.world.badge(),))
        fields: dict[str, Any] = {
            "badges": presented,
            "mapping_id": "mapping",
            "language": "fi",
            "learner_oid": LEARNER,
            "study_right_oid": STUDY_RIGHT,
            "learner_name": "Åsa Öhman",
        }
        return Application(**{**fields, **changes})

    def submit(
        self,
        *badges: bytes,
        request: IdempotentRequest | None = None,
        actor: Actor = CLERK,
        **changes: Any,
    ) -> Case:
        application = self.application(*badges, **changes)
        return submit(application, actor=actor, request=request, counter=self.counter())

    def step(
        self, case: Case, step: CaseStep, decision: Decision | None = None, **changes: Any
    ) -> Case:
        wanted = Move(step=step, if_version=case.version, decision=decision, **changes)
        with self.opened(True) as books:
            return move(case.id, wanted, actor=CLERK, at=self.at, book=books.cases)

    def read(self, case: Case) -> Case | None:
        with self.opened(False) as books:
            return books.cases.case(case.organisation_id, case.id)

    def events(self, case: Case) -> tuple[CaseEvent, ...]:
        with self.opened(False) as books:
            return books.cases.events(case.organisation_id, case.id)
