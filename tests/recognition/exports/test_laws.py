"""Whatever is decided and added: what leaves is what the register takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from badgeservice.library.documents import Credits, CreditUnit
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import Case, DecisionKind
from badgeservice.recognition.errors import (
    ExportIncompleteError,
    ExportInvalidError,
    ExportNotPossibleError,
)
from badgeservice.recognition.exports.checking import read_as
from badgeservice.recognition.exports.details import (
    Demonstration,
    ExportDetails,
    NamedPart,
    NationalBadge,
    QualificationKind,
)
from badgeservice.recognition.exports.ehoks_types import AiemminHankitut
from badgeservice.recognition.exports.export import export
from badgeservice.recognition.exports.facts import ExportFormat
from badgeservice.recognition.exports.koski_checks import koski_faults
from badgeservice.recognition.exports.proof import plain
from tests.recognition.exports.decided import (
    ANNA,
    AREA,
    COURSE,
    LOCAL,
    PART,
    PROVIDER,
    SCALE_15,
    SCALE_PASS,
    SITE,
    TIINA,
    WHOLE,
    credential,
    decided,
    details,
    evidence,
    with_evidence,
)

VOCATIONAL = QualificationKind.VOCATIONAL
_Model = TypeVar("_Model", bound=BaseModel)


def made(model: type[_Model], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[_Model]:
    """Make documents of these fields alone; `st.builds` would invent the others."""
    return st.fixed_dictionaries(fields).map(lambda drawn: model(**drawn))


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Draw what is usual nine times of ten, so that what is drawn is often complete."""
    return st.sampled_from([usual] * 9 * max(len(others), 1) + list(others))


OSP = CreditUnit.OSP
points = made(
    Credits, value=st.decimals(min_value=Decimal("0.5"), max_value=9, places=1), unit=st.just(OSP)
)
texts = st.text(max_size=300)
parts = made(
    NamedPart,
    code=st.just("OSA"),
    name=st.just(PART.name),
    description=st.none() | st.just(PART.name),
    grade=mostly("Hyväksytty", None, "Hylätty", "7"),
    grade_scale=mostly(SCALE_PASS, None),
)
demonstrations = made(
    Demonstration,
    environment=st.just("Koti"),
    content=st.just(("Ohjaa",)),
    begins_on=st.just(date(2026, 9, 1)),
    ends_on=st.dates(min_value=date(2026, 9, 1), max_value=date(2026, 12, 1)),
)
national = made(
    NationalBadge,
    code=mostly("osaamismerkit_1021", "osaamismerkit_0999"),
    completed_on=st.dates(min_value=date(2023, 6, 1), max_value=date(2026, 9, 1)),
    site_oid=st.just(SITE),
)
FORTY = Credits(value=Decimal(40), unit=OSP)
added = made(
    ExportDetails,
    qualification=mostly(VOCATIONAL, None, *QualificationKind),
    site_oid=mostly(SITE, None),
    provider_oid=mostly(PROVIDER, None),
    group=st.sampled_from([None, None, "1", "2", "3"]),
    is_compulsory=mostly(True, None, False),
    unit_credits=mostly(FORTY, None, Credits(value=Decimal(1), unit=OSP)),
    unit_version=st.sampled_from([None, None, 1, 2]),
    sub_area_version=mostly(1, None),
    language=st.sampled_from([None, "FI"]),
    part=st.none() | parts,
    national_badge=st.none() | national,
    demonstration=mostly("there", None).flatmap(
        lambda drawn: st.none() if drawn is None else demonstrations
    ),
    is_material=st.sampled_from([None, True]),
)
IN_ECTS = Credits(value=Decimal(5), unit=CreditUnit.ECTS)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Cases that are often in order, and each now and then wrong in a thing or two."""
    target = draw(st.sampled_from([WHOLE, PART, AREA, LOCAL, COURSE]))
    usual = IN_ECTS if target is COURSE else draw(points)
    case = decided(
        target,
        kind=draw(mostly(DecisionKind.RECOGNISED, *DecisionKind)),
        route=draw(st.sampled_from(Route)),
        assessors=draw(mostly((ANNA, TIINA), (), (ANNA,), (TIINA,))),
        credits=draw(mostly(usual, None, IN_ECTS, FORTY)),
        group=draw(mostly("2" if target is AREA else "1", None, "1", "2", "9")),
        grade=draw(mostly("4", None, "Hyväksytty", "Hylätty", "8")),
        grade_scale=draw(mostly(SCALE_15, None, SCALE_PASS)),
        sent_to_assessors_on=draw(mostly(date(2026, 9, 1), None)),
        deviations=draw(st.none() | texts),
        number=draw(texts),
    )
    named: Any = credential(name=draw(texts))
    return with_evidence(case, evidence(named))


@st.composite
def complete_cases(draw: st.DrawFn) -> Case:
    """Cases that lack nothing that Koski asks for."""
    target = draw(st.sampled_from([WHOLE, PART, AREA, LOCAL]))
    case = decided(
        target,
        route=draw(st.sampled_from(Route)),
        assessors=(ANNA, TIINA),
        credits=draw(points),
        group="2" if target is AREA else draw(st.sampled_from("134")),
        grade=draw(st.sampled_from(["1", "2", "3", "4", "5", "Hyväksytty"])),
        deviations=draw(st.none() | texts),
        number=draw(texts),
        is_funded=draw(st.booleans()),
    )
    title = draw(texts.filter(lambda text: plain(text) is not None))
    return with_evidence(case, evidence(credential(name=title)))


def exported(case: Case, wanted: ExportFormat, more: ExportDetails) -> Any:
    try:
        return export(case, wanted, more).document
    except (ExportIncompleteError, ExportInvalidError, ExportNotPossibleError):
        return None


@given(case=cases(), more=added)
def test_what_leaves_for_koski_is_what_koski_takes(case: Case, more: ExportDetails) -> None:
    document = exported(case, ExportFormat.KOSKI, more)

    if document is not None:
        assert koski_faults(document, qualification=more.qualification) == ()
        passed = case.decision is not None and case.decision.grade != "Hylätty"
        assert passed or case.decision is None or case.decision.kind is DecisionKind.PARTLY


@given(case=cases(), more=added)
def test_what_leaves_for_ehoks_is_what_ehoks_takes(case: Case, more: ExportDetails) -> None:
    document = exported(case, ExportFormat.EHOKS, more)

    if document is not None:
        assert isinstance(read_as(AiemminHankitut, document), AiemminHankitut)


@given(case=cases(), more=added)
def test_points_and_credits_are_never_mixed(case: Case, more: ExportDetails) -> None:
    decision = case.decision
    given = decision.credits if decision else None

    if exported(case, ExportFormat.KOSKI, more) is not None:
        assert given is None or given.unit is CreditUnit.OSP
    if exported(case, ExportFormat.UAS, more) is not None:
        assert given is None or given.unit is CreditUnit.ECTS


@given(case=complete_cases())
def test_what_lacks_nothing_leaves(case: Case) -> None:
    document = export(case, ExportFormat.KOSKI, details(unitCredits=FORTY)).document

    assert koski_faults(document, qualification=VOCATIONAL) == ()
