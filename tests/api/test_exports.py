"""The door to the exports of decided cases."""

from __future__ import annotations

import json
import re
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

from badgeservice.accounts.actor import Scope
from badgeservice.recognition.cases import Case, CaseEvent, CaseState, DecisionKind
from badgeservice.recognition.exports import ehoks, koski, uas
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY
from tests.recognition.exports.decided import ANNA, SITE, TIINA, decided

DETAILS = {"qualification": "perustutkinto", "siteOid": SITE, "isCompulsory": True}
KOSKI = {"format": "koski", "details": DETAILS}


def keep(service: Service, case: Case, organisation_id: str = COLLEGE) -> Case:
    kept = replace(
        case, id="case-AAECAwQFBgcICQoLDA0ODw==", organisation_id=organisation_id, version=1
    )
    with service.wiring.open_books(True) as books:
        event = CaseEvent(kind="submit", by="client-a", at=service.now)
        books.cases.add_case(kept, event, None)
    return kept


def ask(
    service: Service,
    case: Case,
    body: Any,
    *,
    organisation_id: str = COLLEGE,
    scope: Scope = Scope.RECOGNITION_DECIDE,
) -> Response:
    return service.client.post(
        f"/v1/cases/{case.id}/exports",
        json=body,
        headers=service.bearer(organisation_id, scope),
    )


def problem(response: Response) -> str:
    return str(response.json()["type"]).rpartition("/")[2]


def test_a_decided_case_is_exported_for_koski(service: Service) -> None:
    case = keep(service, decided())

    response = ask(service, case, KOSKI)

    assert response.status_code == 200
    body = response.json()
    assert body["caseId"] == case.id
    assert "Koski" in body["schemaVersion"]
    assert body["document"]["tunnustettu"]["selite"]["sv"]
    assert body["document"]["koulutusmoduuli"]["tunniste"]["koodiarvo"] == "106228"


def test_an_export_without_details_names_everything_that_it_lacks(service: Service) -> None:
    case = keep(service, decided(grade=None, grade_scale=None))

    response = ask(service, case, {"format": "koski"})

    assert response.status_code == 422
    assert problem(response) == "export-incomplete"
    assert {(fault["code"], fault["pointer"]) for fault in response.json()["errors"]} == {
        ("qualification-missing", "/details/qualification"),
        ("site-missing", "/details/siteOid"),
        ("compulsory-missing", "/details/isCompulsory"),
        ("grade-missing", "/decision/grade"),
        ("grade-scale-missing", "/decision/gradeScale"),
    }


def test_what_koski_would_refuse_is_refused_with_its_place(service: Service) -> None:
    case = keep(service, decided())
    body = {"format": "koski", "details": {**DETAILS, "qualification": "ammattitutkinto"}}

    response = ask(service, case, body)

    assert response.status_code == 422
    assert problem(response) == "export-invalid"
    assert response.json()["errors"][0]["pointer"] == "/tutkinnonOsanRyhmä"


@pytest.mark.parametrize(
    "case",
    [
        replace(decided(), state=CaseState.IN_REVIEW, decision=None),
        decided(kind=DecisionKind.REFUSED),
        decided(kind=DecisionKind.TO_DEMONSTRATION),
    ],
    ids=["not decided", "refused", "to a demonstration"],
)
def test_only_what_was_recognised_is_exported(service: Service, case: Case) -> None:
    kept = keep(service, case)

    response = ask(service, kept, KOSKI)

    assert response.status_code == 409
    assert problem(response) == "export-not-possible"


def test_another_organisation_s_case_is_not_there(service: Service) -> None:
    """A01: absent and not yours are answered alike."""
    case = keep(service, decided())

    theirs = ask(service, case, KOSKI, organisation_id=COUNTY)
    nowhere = ask(service, replace(case, id="case-AAAA"), KOSKI)

    assert theirs.status_code == nowhere.status_code == 404
    assert problem(theirs) == problem(nowhere) == "case-not-found"


def test_a_client_without_the_scope_is_refused(service: Service) -> None:
    case = keep(service, decided())

    response = ask(service, case, KOSKI, scope=Scope.RECOGNITION_EVALUATE)

    assert response.status_code == 403


def test_a_personal_identity_code_in_the_details_is_refused(service: Service) -> None:
    case = keep(service, decided())
    shown = {
        "environment": "010101-123N",
        "content": ["Ohjaa"],
        "beginsOn": "2026-09-01",
        "endsOn": "2026-09-02",
    }

    response = ask(service, case, {"format": "ehoks", "details": {"demonstration": shown}})

    assert problem(response) == "national-id-refused"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("siteOid", "1.2.246.562.24.44651722625"),
        ("group", "5"),
        ("qualification", "lukio"),
        ("fromQualification", {"code": "351301"}),
        ("nationalBadge", {"code": "osaamismerkit_1021", "completedOn": 20251120}),
        ("osaamismerkki", "x"),
    ],
    ids=["learner for site", "group", "kind", "code without list", "day", "unknown"],
)
def test_details_of_the_wrong_shape_are_told_where(service: Service, name: str, value: Any) -> None:
    case = keep(service, decided())

    response = ask(service, case, {"format": "koski", "details": {**DETAILS, name: value}})

    assert response.status_code == 422
    assert problem(response) == "request-invalid"
    assert response.json()["errors"][0]["pointer"].startswith(f"/details/{name}")


def test_an_export_changes_nothing(service: Service) -> None:
    case = keep(service, decided())

    ask(service, case, KOSKI)

    opened: AbstractContextManager[Any] = service.wiring.open_books(False)
    with opened as books:
        assert books.cases.case(COLLEGE, case.id) == case
        assert len(books.cases.events(COLLEGE, case.id)) == 1


_REQUESTS = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "exports.md"


@pytest.mark.parametrize("text", _REQUESTS.findall(_PAGE.read_text(encoding="utf-8")))
def test_every_request_of_the_guide_is_one_that_the_door_takes(service: Service, text: str) -> None:
    case = keep(service, decided(assessors=(ANNA, TIINA)))

    response = ask(service, case, json.loads(text))

    assert response.status_code == 200, response.text


def test_the_guide_names_the_versions_that_exports_are_made_for() -> None:
    page = _PAGE.read_text(encoding="utf-8")

    assert "2026-08-21" in page
    assert "2026-08-21" in koski.SCHEMA_VERSION
    assert "2026-07-16" in page
    assert "2026-07-16" in ehoks.SCHEMA_VERSION
    assert uas.SCHEMA_VERSION in page
