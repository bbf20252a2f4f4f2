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
    evidence,
    with_evidence,
)

_Model = TypeVar("_Model", bound=BaseModel)


def made(model: type[_Model], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[_Model]:
    """Make documents of these fields alone; `st.builds` would invent the others."""
    return st.fixed_dictionaries(fields).map(lambda drawn: model(**drawn))


extents = made(
    Credits,
    value=st.decimals(min_value=Decimal("0.5"), max_value=60, places=1),
    unit=st.sampled_from(CreditUnit),
)
texts = st.text(max_size=300)
parts = made(
    NamedPart,
    code=st.just("OSA"),
    name=st.just(PART.name),
    description=st.none() | st.just(PART.name),
    grade=st.sampled_from([None, "Hyväksytty", "Hylätty", "7"]),
    grade_scale=st.sampled_from([None, SCALE_PASS]),
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
    code=st.sampled_from(["osaamismerkit_1021", "osaamismerkit_0999"]),
    completed_on=st.dates(min_value=date(2023, 6, 1), max_value=date(2026, 9, 1)),
    site_oid=st.just(SITE),
)
added = made(
    ExportDetails,
    qualification=st.none() | st.sampled_from(QualificationKind),
    site_oid=st.sampled_from([None, SITE]),
    provider_oid=st.sampled_from([None, PROVIDER]),
    group=st.sampled_from([None, "1", "2", "3", "4"]),
    is_compulsory=st.sampled_from([None, True, False]),
    unit_credits=st.none() | extents,
    unit_version=st.sampled_from([None, 1, 2]),
    sub_area_version=st.sampled_from([None, 1]),
    language=st.sampled_from([None, "FI"]),
    part=st.none() | parts,
    national_badge=st.none() | national,
    demonstration=st.none() | demonstrations,
    is_material=st.sampled_from([None, True]),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    target = draw(st.sampled_from([WHOLE, PART, AREA, LOCAL, COURSE]))
    case = decided(
        target,
        kind=draw(st.sampled_from(DecisionKind)),
        route=draw(st.sampled_from(Route)),
        assessors=draw(st.sampled_from([(), (ANNA,), (ANNA, TIINA)])),
        credits=draw(st.none() | extents),
        group=draw(st.sampled_from([None, "1", "2", "9"])),
        grade=draw(st.sampled_from([None, "1", "5", "Hyväksytty", "Hylätty", "8"])),
        grade_scale=draw(st.sampled_from([None, SCALE_15, SCALE_PASS])),
        sent_to_assessors_on=draw(st.sampled_from([None, date(2026, 9, 1)])),
        deviations=draw(st.none() | texts),
        number=draw(texts),
    )
    named: Any = credential(name=draw(texts))
    return with_evidence(case, evidence(named))


def exported(case: Case, wanted: ExportFormat, details: ExportDetails) -> Any:
    try:
        return export(case, wanted, details).document
    except (ExportIncompleteError, ExportInvalidError, ExportNotPossibleError):
        return None


@given(case=cases(), details=added)
def test_what_leaves_for_koski_is_what_koski_takes(case: Case, details: ExportDetails) -> None:
    document = exported(case, ExportFormat.KOSKI, details)

    if document is not None:
        assert koski_faults(document, qualification=details.qualification) == ()
        passed = case.decision is not None and case.decision.grade != "Hylätty"
        assert passed or case.decision is None or case.decision.kind is DecisionKind.PARTLY


@given(case=cases(), details=added)
def test_what_leaves_for_ehoks_is_what_ehoks_takes(case: Case, details: ExportDetails) -> None:
    document = exported(case, ExportFormat.EHOKS, details)

    if document is not None:
        assert isinstance(read_as(AiemminHankitut, document), AiemminHankitut)


@given(case=cases(), details=added)
def test_points_and_credits_are_never_mixed(case: Case, details: ExportDetails) -> None:
    decision = case.decision
    given = decision.credits if decision else None

    if exported(case, ExportFormat.KOSKI, details) is not None:
        assert given is None or given.unit is CreditUnit.OSP
    if exported(case, ExportFormat.UAS, details) is not None:
        assert given is None or given.unit is CreditUnit.ECTS
