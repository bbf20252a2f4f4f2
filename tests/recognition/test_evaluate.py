"""A whole unit needs every requirement covered, by badges that count."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badgeservice.library.documents import (
    BadgeKind,
    Credits,
    CreditUnit,
    Strength,
)
from badgeservice.library.shelf import PublishedClass
from badgeservice.recognition.evaluate import Candidate, evaluate, refusal_of
from badgeservice.recognition.evaluation import BadgeFinding, Coverage, Extent, Refusal
from badgeservice.recognition.trust import Trust
from badgeservice.verification.report import Check, Outcome, Report, Verdict, verdict_of
from tests.builders import NOW, alignment, criterion, published, unit

ISSUER = "did:web:badges.example.org:issuers:county"


def trust(**changes: object) -> Trust:
    fields: dict[str, object] = {
        "id": "trust-1",
        "organisation_id": "college",
        "issuer_id": ISSUER,
        "class_ids": (),
        "valid_from": NOW - timedelta(days=1),
        "valid_until": None,
        "granted_by": "client",
        "granted_at": NOW,
        "reason": "we wrote the criteria together",
    }
    return Trust(**{**fields, **changes})  # type: ignore[arg-type]  # fields are as above


def candidate(
    index: int, made_from: PublishedClass | None, *, refusal: Refusal | None = None
) -> Candidate:
    finding = BadgeFinding(
        index=index,
        credential_id=f"https://badges.example.org/badges/{index}",
        issuer_id=ISSUER,
        achievement_id="https://badges.example.org/achievements/county/guidance/1/fi",
        achievement_name="merkki",
        awarded_at=NOW - timedelta(days=10 - index),
        refusal=refusal,
        report=None,
    )
    return Candidate(finding=finding, class_id="guidance", published=made_from, published_by=ISSUER)


def test_a_unit_is_whole_when_each_requirement_is_covered_by_some_badge() -> None:
    badges = [
        candidate(0, published(criterion("a", alignment(1)), criterion("b", alignment(2)))),
        candidate(1, published(criterion("c", alignment(3)))),
    ]

    evaluation = evaluate(unit((1, 2, 3)), badges, trusts=[trust()], at=NOW)

    assert evaluation.extent is Extent.WHOLE_UNIT
    assert evaluation.missing == ()
    assert evaluation.credits == Credits(value=Decimal(5), unit=CreditUnit.OSP)
    assert evaluation.complete_since == NOW - timedelta(days=9)
    assert [item.by[0].criterion_id for item in evaluation.requirements] == ["a", "b", "c"]


def test_contributions_do_not_add_up_to_a_cover() -> None:
    part = alignment(1, strength=Strength.CONTRIBUTES)
    badges = [candidate(0, published(criterion("a", part), criterion("b", part)))]

    evaluation = evaluate(unit((1,)), badges, trusts=[trust()], at=NOW)

    assert evaluation.extent is Extent.PART_OF_UNIT
    assert evaluation.requirements[0].coverage is Coverage.CONTRIBUTED
    assert evaluation.missing == ("ammattitaitovaatimukset_1",)


def test_without_trust_nothing_counts_and_nothing_is_covered() -> None:
    evaluation = evaluate(unit((1,)), [candidate(0, published())], trusts=[], at=NOW)

    assert evaluation.badges[0].refusal is Refusal.UNTRUSTED_ISSUER
    assert evaluation.extent is Extent.NOTHING
    assert evaluation.credits is None


@pytest.mark.parametrize(
    "lapsed",
    [
        pytest.param({"valid_until": NOW - timedelta(seconds=1)}, id="ended"),
        pytest.param({"valid_from": NOW + timedelta(seconds=1)}, id="not begun"),
        pytest.param({"withdrawn_at": NOW, "withdrawn_by": "client"}, id="withdrawn"),
        pytest.param({"class_ids": ("another-class",)}, id="for another class"),
        pytest.param({"issuer_id": ISSUER + "s"}, id="in another issuer"),
    ],
)
def test_trust_speaks_only_for_its_issuer_classes_and_time(lapsed: dict[str, object]) -> None:
    evaluation = evaluate(unit((1,)), [candidate(0, published())], trusts=[trust(**lapsed)], at=NOW)

    assert evaluation.badges[0].refusal is Refusal.UNTRUSTED_ISSUER


@pytest.mark.parametrize(
    ("made_from", "expected"),
    [
        pytest.param(None, Refusal.UNKNOWN_ACHIEVEMENT, id="no class known"),
        pytest.param(
            published(badge_kind=BadgeKind.PARTICIPATION),
            Refusal.PARTICIPATION_ONLY,
            id="participation",
        ),
        pytest.param(
            published(criterion("a", alignment(1, unit="tutkinnonosat_999"))),
            Refusal.NOT_ALIGNED,
            id="about another unit",
        ),
        pytest.param(
            published(criterion("a", alignment(1, version=2))),
            Refusal.REQUIREMENT_VERSION_DIFFERS,
            id="about another version of the requirement",
        ),
    ],
)
def test_a_badge_that_does_not_count_gets_one_named_reason(
    made_from: PublishedClass | None, expected: Refusal
) -> None:
    evaluation = evaluate(unit((1,)), [candidate(0, made_from)], trusts=[trust()], at=NOW)

    assert evaluation.badges[0].refusal is expected
    assert evaluation.extent is Extent.NOTHING


def test_a_badge_that_borrows_another_issuers_class_does_not_count() -> None:
    borrowed = replace(candidate(0, published()), published_by="did:web:other.example")

    evaluation = evaluate(unit((1,)), [borrowed], trusts=[trust()], at=NOW)

    assert evaluation.badges[0].refusal is Refusal.ACHIEVEMENT_OF_ANOTHER_ISSUER


def test_a_part_gets_the_declared_credits_but_never_more_than_the_unit() -> None:
    small = unit((1, 2), credits=Credits(value=Decimal(3), unit=CreditUnit.OSP))
    badges = [candidate(index, published(criterion("a", alignment(1)))) for index in range(2)]

    evaluation = evaluate(small, badges, trusts=[trust()], at=NOW)

    assert evaluation.credits == Credits(value=Decimal(3), unit=CreditUnit.OSP)


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(None, id="none declared"),
        pytest.param(Credits(value=Decimal(2), unit=CreditUnit.ECTS), id="declared in ECTS"),
    ],
)
def test_osp_and_ects_are_never_mixed_and_unknown_stays_unknown(declared: Credits | None) -> None:
    badges = [candidate(0, published(criterion("a", alignment(1)), credits=declared))]

    evaluation = evaluate(unit((1, 2)), badges, trusts=[trust()], at=NOW)

    assert evaluation.extent is Extent.PART_OF_UNIT
    assert evaluation.credits is None


numbers = st.frozensets(st.integers(1, 6), min_size=1)


@given(required=numbers, shown=st.lists(numbers, max_size=4))
def test_whole_exactly_when_the_union_of_what_is_shown_holds_every_requirement(
    required: frozenset[int], shown: list[frozenset[int]]
) -> None:
    badges = [
        candidate(
            index,
            published(*(criterion(f"c{number}", alignment(number)) for number in sorted(covers))),
        )
        for index, covers in enumerate(shown)
    ]

    evaluation = evaluate(unit(sorted(required)), badges, trusts=[trust()], at=NOW)

    union = frozenset[int]().union(*shown)
    assert (evaluation.extent is Extent.WHOLE_UNIT) == (required <= union)
    assert (evaluation.extent is Extent.NOTHING) == (not required & union)
    assert len(evaluation.missing) == len(required - union)


def _report(*checks: Check) -> Report:
    return Report(
        verdict=verdict_of(checks), checks=checks, warnings=(), credential=None, verified_at=NOW
    )


def _check(name: str, code: str, outcome: Outcome) -> Check:
    return Check(name=name, outcome=outcome, code=code, message="…")


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (_check("status", "status.revoked", Outcome.FAILED), Refusal.REVOKED),
        (_check("status", "status.suspended", Outcome.FAILED), Refusal.SUSPENDED),
        (_check("validity", "validity.expired", Outcome.FAILED), Refusal.EXPIRED),
        (_check("validity", "validity.not-yet-valid", Outcome.FAILED), Refusal.NOT_YET_VALID),
        (_check("proof", "proof.signature-invalid", Outcome.FAILED), Refusal.BAD_SIGNATURE),
        (_check("issuer", "issuer.method-not-found", Outcome.FAILED), Refusal.BAD_SIGNATURE),
        (_check("shape", "shape.type", Outcome.FAILED), Refusal.INVALID),
        (_check("status", "status.list-unreachable", Outcome.UNDETERMINED), Refusal.UNVERIFIABLE),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_every_way_of_not_being_valid_has_its_refusal(check: Check, expected: Refusal) -> None:
    assert refusal_of(_report(check)) is expected


def test_a_valid_badge_has_no_refusal() -> None:
    report = _report(_check("proof", "proof.ok", Outcome.PASSED))

    assert report.verdict is Verdict.VALID
    assert refusal_of(report) is None
