"""Cases over HTTP: from the application to the decision, and what comes after."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.api.examples import cases as examples
from badgeservice.credentials.jcs import canonicalise
from badgeservice.library.mapping_documents import Badge
from badgeservice.recognition.trust import Trust
from tests.api.service import Service
from tests.api.test_recognition import COUNTY_DID, make_known
from tests.builders import COLLEGE, COUNTY, NOW, ORIGIN
from tests.recognition.cases import LEARNER, STUDY_RIGHT
from tests.recognition.mappings import all_of, leaf, mapping

CLERK = (Scope.RECOGNITION_DECIDE,)
_STEP: Any = examples.STEP["full"]["value"]
DECISION = {
    **_STEP["decision"],
    "decidedOn": "2026-11-24",
    "requirements": [],
}
ENQUIRY = {"mappingId": "mapping", "learnerOid": LEARNER, "studyRightOid": STUDY_RIGHT}


class Office:
    """A college's clerk with an HTTP client."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.headers = service.bearer(COLLEGE, *CLERK)
        with service.wiring.open_books(True) as books:
            given = mapping(all_of(leaf("guidance", organisation=COUNTY)))
            books.mappings.put_mapping(COLLEGE, given, at=NOW, by="x")
            stranger = Badge(
                id="s",
                issuer="did:web:issuer.example",
                achievement="https://issuer.example/achievements/1",
            )
            books.mappings.put_mapping(COLLEGE, mapping(stranger, id="foreign"), at=NOW, by="x")
            for number, issuer in enumerate((COUNTY_DID, service.world.did)):
                trust = Trust(
                    id=f"trust-{number}",
                    organisation_id=COLLEGE,
                    issuer_id=issuer,
                    class_ids=(),
                    valid_from=NOW,
                    valid_until=None,
                    granted_by="x",
                    granted_at=NOW,
                    reason="Agreement",
                )
                books.trust.add_trust(trust)
        service.keep_class()
        self.badge = service.issue()
        make_known(service)

    def submit(self, *, key: str | None = None, **changes: Any) -> Any:
        body = {
            **ENQUIRY,
            "badges": [{"credential": self.badge["credential"]}],
            **changes,
        }
        more = {} if key is None else {"Idempotency-Key": key}
        return self.service.client.post("/v1/cases", json=body, headers={**self.headers, **more})

    def step(self, case: Any, step: str, version: int | None = None, **more: Any) -> Any:
        version = version or case["version"]
        return self.service.client.post(
            f"/v1/cases/{case['id']}/steps",
            json={"step": step, **more},
            headers={**self.headers, "If-Match": f'"{version}"'},
        )

    def get(self, path: str) -> Any:
        return self.service.client.get(path, headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        return self.service.client.post(path, json=body, headers=self.headers)

    def decided(self) -> Any:
        case = self.step(self.submit().json(), "review").json()
        answer = self.step(case, "decide", decision=DECISION)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service)


def slug(answer: Any) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


def test_an_application_becomes_a_case_at_the_address_that_it_got(office: Office) -> None:
    answer = office.submit(learnerName="Åsa Öhman", statement="Olen ohjannut.")

    case = answer.json()
    read = office.get(answer.headers["location"])
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{ORIGIN}/v1/cases/{case['id']}"
    assert answer.headers["etag"] == read.headers["etag"] == '"1"'
    assert read.json() == case
    assert (case["state"], case["learnerOid"], case["targetCredits"]["unit"]) == (
        "submitted",
        LEARNER,
        "osp",
    )
    assert case["basis"]["evaluation"]["isSatisfied"] is True
    assert [each["counted"] for each in case["evidence"]] == [True]


def test_bytes_and_report_are_given_out_as_they_were_hashed(office: Office) -> None:
    case = office.submit().json()
    evidence = case["evidence"][0]

    content, report = office.get(evidence["contentUrl"]), office.get(evidence["reportUrl"])

    assert hashlib.sha256(content.content).hexdigest() == evidence["contentSha256"]
    assert hashlib.sha256(report.content).hexdigest() == evidence["reportSha256"]
    assert json.loads(content.content) == office.badge["credential"]
    assert json.loads(report.content)["verdict"] == "valid"
    for answer in (content, report):
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment")
    for name in ("mapping", "trusts", "evaluation"):
        digest = hashlib.sha256(canonicalise(case["basis"][name])).hexdigest()
        assert digest == case["basis"][f"{name}Sha256"]


def test_a_badge_that_was_not_presented_is_not_there(office: Office) -> None:
    case = office.submit().json()

    for path in ("evidence/1", "evidence/1/report"):
        answer = office.get(f"/v1/cases/{case['id']}/{path}")
        assert (answer.status_code, slug(answer)) == (404, "evidence-not-found")


def test_a_case_is_decided_and_delivered_and_tells_its_life(office: Office) -> None:
    case = office.decided()
    delivered = office.step(case, "deliver", on="2026-11-24", note="Postitse").json()

    events = office.get(f"/v1/cases/{case['id']}/events").json()["items"]

    assert case["decision"]["number"] == "12/2026"
    assert case["decision"]["assessors"][1]["role"] == "working-life"
    assert (delivered["state"], delivered["deliveredOn"]) == ("delivered", "2026-11-24")
    assert [each["kind"] for each in events] == ["submit", "review", "decide", "deliver"]
    assert events[-1]["note"] == "Postitse"


def test_cases_are_listed_by_state_and_in_pages_without_learners(office: Office) -> None:
    first, second = office.submit().json(), office.submit(studyRightOid=None).json()
    office.step(first, "review")

    page = office.get("/v1/cases?limit=1")
    rest = office.get(f"/v1/cases?limit=1&cursor={page.json()['nextCursor']}").json()
    in_review = office.get("/v1/cases?state=in-review").json()["items"]

    shown = [*page.json()["items"], *rest["items"]]
    assert {each["id"] for each in shown} == {first["id"], second["id"]}
    assert rest["nextCursor"] is None
    assert 'rel="next"' in page.headers["link"]
    assert [each["id"] for each in in_review] == [first["id"]]
    assert LEARNER not in page.text


def test_a_request_that_is_repeated_makes_one_case(office: Office) -> None:
    """D04: the same key gives the same case, another body an error."""
    first, again = office.submit(key="k-1"), office.submit(key="k-1")
    other = office.submit(key="k-1", statement="Jotakin muuta")

    assert first.json() == again.json()
    assert len(office.get("/v1/cases").json()["items"]) == 1
    assert (other.status_code, slug(other)) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("changes", "status", "problem", "pointer"),
    [
        pytest.param(
            {"learnerOid": "1.2.246.562.24.77925329175"},
            422,
            "learner-number-invalid",
            "/learnerOid",
            id="check digit of the learner",
        ),
        pytest.param(
            {"studyRightOid": "1.2.246.562.15.12345678904"},
            422,
            "learner-number-invalid",
            "/studyRightOid",
            id="check digit of the study right",
        ),
        pytest.param(
            {"learnerOid": "131052-308T"},
            422,
            "national-id-refused",
            "/learnerOid",
            id="identity code for a number",
        ),
        pytest.param(
            {"statement": "Minä, 131052-308T"},
            422,
            "national-id-refused",
            "/statement",
            id="identity code in a text",
        ),
        pytest.param({"mappingId": "none"}, 404, "mapping-not-found", None, id="no mapping"),
        pytest.param({"badges": []}, 422, "request-invalid", "/badges", id="no badges"),
        pytest.param({"state": "decided"}, 422, "request-invalid", "/state", id="own state"),
        pytest.param({"language": "de"}, 422, "request-invalid", "/language", id="language"),
    ],
)
def test_an_application_that_cannot_be_taken_is_a_clear_problem(
    office: Office, changes: dict[str, Any], status: int, problem: str, pointer: str | None
) -> None:
    answer = office.submit(**changes)

    assert (answer.status_code, slug(answer)) == (status, problem)
    assert "131052" not in answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert office.get("/v1/cases").json()["items"] == []


def test_a_strangers_badge_with_an_identity_code_is_refused(office: Office) -> None:
    document = {**office.service.world.unsigned_badge(), "name": "Aino 131052-308T"}
    office.service.world.pages["https://issuer.example/badges/1"] = office.service.world.sign(
        document, at=NOW
    )

    answer = office.submit(badges=[{"url": "https://issuer.example/badges/1"}], mappingId="foreign")

    assert (answer.status_code, slug(answer)) == (422, "national-id-refused")
    assert answer.json()["errors"][0]["pointer"] == "/badges/0"


def test_a_step_needs_the_version_that_was_read(office: Office) -> None:
    case = office.submit().json()
    without = office.service.client.post(
        f"/v1/cases/{case['id']}/steps", json={"step": "review"}, headers=office.headers
    )
    office.step(case, "review")

    late = office.step(case, "withdraw")

    assert (without.status_code, slug(without)) == (428, "precondition-required")
    assert (late.status_code, slug(late)) == (412, "case-changed")
    assert (late.json()["caseId"], late.json()["version"]) == (case["id"], 2)


def test_a_step_out_of_its_time_is_refused(office: Office) -> None:
    case = office.submit().json()

    answer = office.step(case, "deliver")

    assert (answer.status_code, slug(answer)) == (409, "case-step-refused")
    assert (answer.json()["state"], answer.json()["step"]) == ("submitted", "deliver")


def test_the_faults_of_a_decision_are_all_told_with_place_and_code(office: Office) -> None:
    case = office.step(office.submit().json(), "review").json()
    wrong = {**DECISION, "decidedBy": "Työ Tiina", "grade": "6", "decidedOn": "2026-11-25"}

    answer = office.step(case, "decide", decision=wrong)

    assert (answer.status_code, slug(answer)) == (422, "decision-invalid")
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/decision/decidedOn", "decided-in-future"),
        ("/decision/decidedBy", "four-eyes"),
        ("/decision/grade", "grade-unknown"),
    ]
    assert office.get(f"/v1/cases/{case['id']}").json() == case


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"step": "decide"}, "", id="no decision"),
        pytest.param({"step": "review", "decision": DECISION}, "", id="a decision too many"),
        pytest.param({"step": "review", "on": "2026-11-24"}, "", id="a day too many"),
        pytest.param({"step": "approve"}, "/step", id="no such step"),
        pytest.param(
            {"step": "decide", "decision": {**DECISION, "decidedOn": 20261124}},
            "/decision/decidedOn",
            id="a number for a day",
        ),
        pytest.param(
            {"step": "decide", "decision": {**DECISION, "group": "5"}},
            "/decision/group",
            id="no such group",
        ),
    ],
)
def test_a_step_of_another_shape_is_refused(
    office: Office, body: dict[str, Any], pointer: str
) -> None:
    case = office.submit().json()

    answer = office.step(case, **body)

    assert (answer.status_code, slug(answer)) == (422, "request-invalid")
    assert pointer in {each["pointer"] for each in answer.json()["errors"]}


def test_a_note_with_an_identity_code_is_refused(office: Office) -> None:
    case = office.submit().json()

    answer = office.step(case, "review", note="Soitettu: 131052-308T")

    assert (answer.status_code, slug(answer)) == (422, "national-id-refused")


def test_a_badge_counts_once_in_a_study_right(office: Office) -> None:
    case = office.decided()

    again = office.submit()
    elsewhere = office.submit(studyRightOid="1.2.246.562.15.22345678902")

    assert (again.status_code, slug(again)) == (409, "badge-used")
    assert again.json()["caseId"] == case["id"]
    assert elsewhere.status_code == 201


def test_a_badge_of_ours_that_is_revoked_marks_the_case_and_undoes_nothing(
    office: Office,
) -> None:
    case = office.decided()
    answer = office.service.client.post(
        f"/v1/badges/{office.badge['id']}/revocation",
        json={"reason": "Mistake"},
        headers=office.service.bearer(COUNTY),
    )

    after = office.get(f"/v1/cases/{case['id']}").json()
    assert answer.status_code == 201
    assert after["revokedSince"] == [office.badge["credential"]["id"]]
    assert (after["state"], after["decision"]) == ("decided", case["decision"])
    assert office.get("/v1/cases").json()["items"][0]["hasRevoked"] is True
    late = office.step(case, "deliver")
    assert (late.status_code, slug(late)) == (412, "case-changed")


def test_another_college_sees_nothing_of_it(office: Office) -> None:
    """A01: what is another's sounds like what is not there."""
    case = office.decided()
    office.headers = office.service.bearer(COUNTY)

    absent = "case-AAAAAAAAAAAAAAAAAAAAAA=="
    for path in ("", "/events", "/evidence/0", "/evidence/0/report"):
        theirs = office.get(f"/v1/cases/{case['id']}{path}")
        nothing = office.get(f"/v1/cases/{absent}{path}")
        assert theirs.status_code == nothing.status_code == 404
        assert theirs.text.replace(case["id"], absent) == nothing.text
    for path in ("/v1/learner-exports", "/v1/learner-erasures"):
        assert slug(office.post(path, {"learnerOid": LEARNER})) == "learner-not-found"


def test_a_learner_gets_everything_and_is_then_forgotten(office: Office) -> None:
    """P01: after erasure nothing is left but that there was a case, and its events."""
    case = office.decided()

    export = office.post("/v1/learner-exports", {"learnerOid": LEARNER})
    erasure = office.post("/v1/learner-erasures", {"learnerOid": LEARNER})
    again = office.post("/v1/learner-erasures", {"learnerOid": LEARNER})

    found = export.json()["cases"]
    assert [each["case"] for each in found] == [case]
    assert [len(found[0][name]) for name in ("badges", "events")] == [1, 3]
    assert erasure.json() == {"cases": [case["id"]]}
    assert (again.status_code, slug(again)) == (404, "learner-not-found")
    assert office.get(f"/v1/cases/{case['id']}").status_code == 404
    assert office.get("/v1/cases").json()["items"] == []
    events = office.get(f"/v1/cases/{case['id']}/events").json()["items"]
    assert [each["kind"] for each in events] == ["submit", "review", "decide", "erase"]


@pytest.mark.parametrize("path", ["/v1/learner-exports", "/v1/learner-erasures"])
@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("131052-308T", "national-id-refused"),
        ("1.2.246.562.24.77925329175", "learner-number-invalid"),
        ("1.2.246.562.24.81055904918", "learner-not-found"),
    ],
)
def test_a_number_is_never_repeated(office: Office, path: str, number: str, problem: str) -> None:
    """P06: no answer and no address holds the number of a person."""
    answer = office.post(path, {"learnerOid": number})

    assert slug(answer) == problem
    assert number not in answer.text
    assert number not in str(answer.url)


def test_a_college_says_how_long_it_keeps_cases(office: Office) -> None:
    office.headers = office.service.bearer(COLLEGE, Scope.ACCOUNTS_MANAGE)

    before = office.get("/v1/case-settings").json()
    told = office.service.client.put(
        "/v1/case-settings", json={"retentionDays": 365}, headers=office.headers
    )

    assert before == {"retentionDays": None}
    assert told.json() == office.get("/v1/case-settings").json() == {"retentionDays": 365}


@pytest.mark.parametrize("days", [0, -1, 36_501, "30", True, 1.5])
def test_a_time_of_keeping_is_a_number_of_days(office: Office, days: Any) -> None:
    headers = office.service.bearer(COLLEGE, Scope.ACCOUNTS_MANAGE)

    answer = office.service.client.put(
        "/v1/case-settings", json={"retentionDays": days}, headers=headers
    )

    assert (answer.status_code, slug(answer)) == (422, "request-invalid")


def test_evaluation_is_of_the_moment_of_submission(office: Office) -> None:
    case = office.submit().json()
    office.service.pass_time(timedelta(minutes=5))

    later = office.get(f"/v1/cases/{case['id']}").json()

    assert later["basis"]["evaluation"]["evaluatedAt"] == case["submittedAt"]
