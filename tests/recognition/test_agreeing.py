"""Proposing, agreeing by both sides, suspending and ending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.errors import NotPermittedError
from badgeservice.library.documents import BadgeKind
from badgeservice.library.mapping_documents import Agreement, Badge, Mapping, MappingStatus
from badgeservice.qualifications.bases import Basis, BasisEdition
from badgeservice.recognition.agreeing import (
    Consent,
    MappingKey,
    agree,
    change_status,
    check_proposal,
    find,
    propose,
    visible,
)
from badgeservice.recognition.errors import (
    BasisNotInForceError,
    CreditUnitDiffersError,
    MappingChangedError,
    MappingCodeUnknownError,
    MappingInvalidError,
    MappingNotFoundError,
    MappingStateError,
    MappingVersionDiffersError,
    ParticipationMappedError,
    UnitNotCoveredError,
)
from badgeservice.recognition.mapping_book import KeptMapping
from tests import builders
from tests.builders import NOW, organisation
from tests.fakes import FakeStore, open_fake_books
from tests.recognition.mappings import all_of, basis, covers, ects, leaf, mapping, part, unit, whole

COLLEGE, COUNTY = "college", "county"
BASIS = basis("OPH-1-2024", unit("u", "r1", "r2"))
DEAN = Consent(organisation="Opisto", by="rehtori")
DIRECTOR = Consent(organisation="Hyvinvointialue", by="johtaja")
STRANGER = Badge(id="s", issuer="did:web:x.example", achievement="https://x.example/1")


def actor(organisation_id: str, *scopes: Scope) -> Actor:
    return builders.actor(organisation_id, *(scopes or (Scope.RECOGNITION_AGREE,)))


class Table:
    """Where both sides sit: books in memory, and short ways to act."""

    def __init__(self) -> None:
        self.store = FakeStore()
        for each in (COLLEGE, COUNTY, "other"):
            self.store.organisations[each] = organisation(each)
        self.opened = open_fake_books(self.store)
        with self.opened(True) as books:
            for name in ("a", "b"):
                self._publish(books, name, BadgeKind.COMPETENCE)
            self._publish(books, "presence", BadgeKind.PARTICIPATION)
            books.bases.put(edition(BASIS))

    @staticmethod
    def _publish(books: Any, name: str, kind: BadgeKind) -> None:
        published = builders.published(organisation_id=COUNTY, id=name, badge_kind=kind)
        for document in (published.criteria_set, published.badge_class):
            books.library.put(COUNTY, document, at=NOW, by="x")

    def propose(self, wanted: Mapping, by: Actor | None = None) -> KeptMapping:
        with self.opened(True) as books:
            return propose(wanted, actor=by or actor(COLLEGE), at=NOW, books=books)

    def agree(self, who: str, consent: Consent, version: int = 1) -> KeptMapping:
        with self.opened(True) as books:
            return agree(key(version), consent, actor=actor(who), at=NOW, books=books)

    def step(self, wanted: MappingStatus, if_revision: int, who: str = COLLEGE) -> KeptMapping:
        with self.opened(True) as books:
            return change_status(
                key(), wanted, if_revision=if_revision, actor=actor(who), at=NOW, books=books
            )

    def agreed(self) -> KeptMapping:
        self.propose(sound())
        self.agree(COLLEGE, DEAN)
        return self.agree(COUNTY, DIRECTOR)


def edition(given: Basis, number: int = 1) -> BasisEdition:
    return BasisEdition(
        organisation_id=COLLEGE,
        basis=given,
        number=number,
        sha256="0" * 64,
        imported_at=NOW,
        imported_by="x",
    )


def key(version: int = 1, organisation_id: str = COLLEGE) -> MappingKey:
    return MappingKey(organisation_id=organisation_id, id="mapping", version=version)


def sound(**changes: Any) -> Mapping:
    return mapping(
        **{
            "badges": all_of(leaf("a"), leaf("b")),
            "basis": BASIS.code,
            "target": whole("u"),
            "coverage": (covers("r1", "a"), covers("r2", "b")),
            "status": MappingStatus.PROPOSED,
            **changes,
        }
    )


@pytest.fixture
def table() -> Table:
    return Table()


def test_both_sides_agree_and_then_it_holds(table: Table) -> None:
    proposed = table.propose(sound())
    half = table.agree(COLLEGE, DEAN)
    whole_ = table.agree(COUNTY, DIRECTOR)

    assert [each.mapping.status for each in (proposed, half, whole_)] == [
        MappingStatus.PROPOSED,
        MappingStatus.PROPOSED,
        MappingStatus.AGREED,
    ]
    assert [(each.role, each.party, each.by) for each in whole_.mapping.agreements] == [
        ("college", COLLEGE, "rehtori"),
        ("badge-owner", COUNTY, "johtaja"),
    ]


def test_agreeing_twice_is_agreeing_once(table: Table) -> None:
    table.propose(sound())
    table.agree(COLLEGE, DEAN)

    assert len(table.agree(COLLEGE, DEAN).mapping.agreements) == 1


def test_a_proposal_begins_without_what_it_says_of_itself(table: Table) -> None:
    forged = Agreement.model_validate(
        {"organisation": "x", "party": COUNTY, "role": "badge-owner", "by": "x", "on": NOW.date()}
    )

    kept = table.propose(sound(status=MappingStatus.AGREED, agreements=(forged,)))

    assert (kept.mapping.status, kept.mapping.agreements) == (MappingStatus.PROPOSED, ())


def test_the_word_of_a_stranger_is_recorded_by_the_college(table: Table) -> None:
    table.propose(sound(badges=STRANGER, coverage=(covers("r1", "s"), covers("r2", "s"))))

    assert table.agree(COLLEGE, DEAN).mapping.status is MappingStatus.AGREED


def test_a_new_version_ends_the_one_before_it_when_it_is_agreed(table: Table) -> None:
    table.agreed()
    table.propose(sound(version=2))
    assert table.store.mappings[COLLEGE, "mapping", 1].mapping.status is MappingStatus.AGREED

    table.agree(COLLEGE, DEAN, version=2)
    table.agree(COUNTY, DIRECTOR, version=2)

    assert table.store.mappings[COLLEGE, "mapping", 1].mapping.status is MappingStatus.ENDED
    assert table.store.mappings[COLLEGE, "mapping", 2].mapping.status is MappingStatus.AGREED


@pytest.mark.parametrize("version", [1, 3])
def test_what_was_agreed_never_changes_and_no_version_is_left_out(
    table: Table, version: int
) -> None:
    table.agreed()

    with pytest.raises(MappingStateError, match="2"):
        table.propose(sound(version=version))


def test_a_proposal_can_be_written_anew(table: Table) -> None:
    table.propose(sound())
    table.agree(COLLEGE, DEAN)

    again = table.propose(sound(reason="Toinen syy."))

    assert (again.mapping.version, again.mapping.agreements) == (1, ())


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"target": whole("none")}, MappingCodeUnknownError, id="unknown unit"),
        pytest.param({"basis": "OPH-9-1999"}, MappingCodeUnknownError, id="unknown basis"),
        pytest.param(
            {"target": whole("u").model_copy(update={"unit_version": 9})},
            MappingVersionDiffersError,
            id="another version",
        ),
        pytest.param(
            {"badges": all_of(leaf("a"), leaf("b"), leaf("presence"))},
            ParticipationMappedError,
            id="participation",
        ),
        pytest.param({"coverage": (covers("r1", "a"),)}, UnitNotCoveredError, id="uncovered"),
        pytest.param({"valid_until": date(2000, 1, 1)}, MappingInvalidError, id="reversed"),
    ],
)
def test_what_cannot_be_true_is_not_written(
    table: Table, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        table.propose(sound(**changes))

    assert table.store.mappings == {}
    with table.opened(False) as books:
        found = check_proposal(sound(**changes), actor=actor(COLLEGE), at=NOW, books=books)
    assert found


def test_a_basis_that_has_ended_is_an_error_of_its_own(table: Table) -> None:
    with table.opened(True) as books:
        books.bases.put(edition(replace(BASIS, in_force_until=date(2020, 1, 1)), number=2))

    with pytest.raises(BasisNotInForceError):
        table.propose(sound())


def test_competence_points_and_credits_are_an_error_of_their_own(table: Table) -> None:
    with pytest.raises(CreditUnitDiffersError):
        table.propose(sound(target=part(ects(5))))


def test_what_has_become_untrue_is_not_agreed(table: Table) -> None:
    table.propose(sound())
    table.agree(COLLEGE, DEAN)
    with table.opened(True) as books:
        books.bases.put(edition(replace(BASIS, units=(unit("u", "r1", "r2", "r3"),)), number=2))

    with pytest.raises(UnitNotCoveredError):
        table.agree(COUNTY, DIRECTOR)

    assert table.store.mappings[COLLEGE, "mapping", 1].mapping.status is MappingStatus.PROPOSED


def test_only_parties_see_a_mapping_or_agree_to_it(table: Table) -> None:
    table.propose(sound())

    with table.opened(False) as books:
        assert find(key(), actor=actor(COUNTY), books=books).mapping.id == "mapping"
        assert len(visible(actor=actor(COUNTY), books=books)) == 1
        assert visible(actor=actor("other"), books=books) == ()
        with pytest.raises(MappingNotFoundError):
            find(key(), actor=actor("other"), books=books)
    with pytest.raises(MappingNotFoundError):
        table.agree("other", DIRECTOR)


@pytest.mark.parametrize(
    ("steps", "is_possible"),
    [
        pytest.param([MappingStatus.SUSPENDED, MappingStatus.AGREED], True, id="pause"),
        pytest.param([MappingStatus.ENDED], True, id="end"),
        pytest.param([MappingStatus.SUSPENDED, MappingStatus.ENDED], True, id="suspend and end"),
        pytest.param([MappingStatus.ENDED, MappingStatus.AGREED], False, id="revive"),
        pytest.param([MappingStatus.PROPOSED], False, id="back to a proposal"),
        pytest.param([MappingStatus.AGREED], False, id="no step"),
    ],
)
def test_a_mapping_takes_the_steps_of_its_life_alone(
    table: Table, steps: list[MappingStatus], is_possible: bool
) -> None:
    kept = table.agreed()

    def walk() -> KeptMapping:
        now = kept
        for each in steps:
            now = table.step(each, now.revision)
        return now

    if is_possible:
        assert walk().mapping.status is steps[-1]
    else:
        with pytest.raises(MappingStateError):
            walk()


def test_who_did_not_see_the_latest_change_changes_nothing(table: Table) -> None:
    kept = table.agreed()

    with pytest.raises(MappingChangedError):
        table.step(MappingStatus.ENDED, kept.revision - 1)


def test_the_other_side_does_not_end_a_mapping_of_the_college(table: Table) -> None:
    kept = table.agreed()

    with pytest.raises(MappingNotFoundError):
        table.step(MappingStatus.ENDED, kept.revision, who=COUNTY)


def test_who_may_not_agree_does_nothing(table: Table) -> None:
    with pytest.raises(NotPermittedError):
        table.propose(sound(), by=actor(COLLEGE, Scope.RECOGNITION_EVALUATE))
