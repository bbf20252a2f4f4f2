"""What is written without pydantic is what pydantic would write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from badgeservice.api.issuing_messages import answer_bytes, answer_of
from badgeservice.api.verification_messages import ReportAnswer, report_bytes
from badgeservice.credentials.strict_json import JsonValue, serialise
from badgeservice.issuing.ledger import (
    Badge,
    PlannedBadge,
    Revocation,
    StatusPurpose,
    StatusSlot,
    Suspension,
)
from badgeservice.verification.report import (
    Caution,
    Check,
    Fetch,
    OlderContent,
    OlderReport,
    Outcome,
    Report,
    Verdict,
)
from tests.builders import NOW, ORIGIN

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
VALUES: st.SearchStrategy[JsonValue] = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(TEXTS, below, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=4)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))
CHECKS = st.builds(
    Check,
    name=TEXTS,
    outcome=st.sampled_from(Outcome),
    code=TEXTS,
    message=TEXTS,
    pointer=TEXTS,
    facts=st.none() | OBJECTS,
)
CAUTIONS = st.builds(Caution, code=TEXTS, message=TEXTS, pointer=TEXTS)
FETCHES = st.builds(Fetch, url=TEXTS, fetched_at=MOMENTS, reason=st.none() | TEXTS)
REPORTS = st.builds(
    Report,
    verdict=st.sampled_from(Verdict),
    checks=st.lists(CHECKS, max_size=7).map(tuple),
    warnings=st.lists(CAUTIONS, max_size=2).map(tuple),
    credential=st.none() | OBJECTS,
    verified_at=MOMENTS,
    fetched=st.lists(FETCHES, max_size=2).map(tuple),
)
OLDER_CONTENT = st.builds(
    OlderContent,
    host=TEXTS,
    badge_class=TEXTS,
    description=st.none() | TEXTS,
    issuer=TEXTS,
    issued_on=MOMENTS,
    expires=st.none() | MOMENTS,
    narrative=st.none() | TEXTS,
    evidence=st.lists(TEXTS, max_size=2).map(tuple),
)
OLDER = st.builds(
    OlderReport,
    standard=TEXTS,
    result=TEXTS,
    checks=st.lists(CHECKS, max_size=2).map(tuple),
    content=st.none() | OLDER_CONTENT,
)
WHOLE_REPORTS = REPORTS | st.builds(
    replace,
    REPORTS,
    older=st.none() | OLDER,
    endorsements=st.lists(st.tuples(TEXTS, REPORTS), max_size=2).map(tuple),
    credentials=st.lists(REPORTS, max_size=2).map(tuple),
)


@given(WHOLE_REPORTS)
def test_a_report_is_written_as_pydantic_would(report: Report) -> None:
    answer = ReportAnswer.of(report, origin=ORIGIN)

    assert report_bytes(report, origin=ORIGIN) == answer.model_dump_json(by_alias=True).encode()


@given(REPORTS)
def test_a_report_with_the_credential_as_it_came_is_the_same(report: Report) -> None:
    came = None if report.credential is None else serialise(report.credential)

    assert report_bytes(report, origin=ORIGIN, credential=came) == report_bytes(
        report, origin=ORIGIN
    )


def badge(content: Any, at: datetime, **changes: Any) -> Badge:
    plan = PlannedBadge(
        id="3yZe7rY0T9mR5qH2cVw1Xg",
        organisation_id="county",
        class_id="guidance",
        class_version=3,
        language="sv",
        slot=StatusSlot(list_id="list", index=1, purpose=StatusPurpose.REVOCATION),
        unsigned=b"{}",
        verification_method="did:web:x#y",
        proof_created=at,
        planned_by="client-1",
        planned_at=at,
    )
    secured = None if content is None else serialise(content)
    return Badge(
        plan=plan, **{"secured": secured, "revocation": None, "suspension": None, **changes}
    )


REVOCATION = Revocation(badge_id="b", reason="“Fel” person", revoked_by="c", revoked_at=NOW)
SUSPENSION = Suspension(badge_id="b", reason="x", suspended_by="c", suspended_at=NOW)
STATES = st.sampled_from(
    [
        {},
        {"revocation": REVOCATION},
        {"suspension": SUSPENSION},
        {"revocation": REVOCATION, "suspension": SUSPENSION},
    ]
)


@given(st.none() | OBJECTS, MOMENTS, STATES)
def test_a_badge_is_written_as_pydantic_would(
    content: Any, at: datetime, state: dict[str, Any]
) -> None:
    kept = badge(content, at, **state)

    answer = answer_of(kept, origin=ORIGIN)

    assert answer_bytes(kept, origin=ORIGIN) == answer.model_dump_json(by_alias=True).encode()
