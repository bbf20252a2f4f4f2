"""The pages that say what the codes of reports mean."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.fakes import ORIGIN

BROWSER = {"Accept": "text/html,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fi", "Myöntäjä on mitätöinyt merkin."),
        ("sv", "Utfärdaren har ogiltigförklarat märket."),
        ("en", "The issuer has revoked the badge."),
    ],
)
def test_a_code_has_a_page_in_every_language(
    language: str, sentence: str, client: TestClient
) -> None:
    page = client.get(f"/checks/status.revoked?lang={language}", headers=BROWSER)

    assert page.status_code == 200
    assert page.headers["content-language"] == language
    assert sentence in page.text


def test_a_program_gets_the_same_as_json(client: TestClient) -> None:
    answer = client.get("/checks/proof.signature-invalid", headers={"Accept": "application/json"})

    body = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert body["type"] == f"{ORIGIN}/checks/proof.signature-invalid"
    assert body["problem"]["type"] == "https://w3id.org/security#PROOF_VERIFICATION_ERROR"
    assert body["advice"].keys() == {"fi", "sv", "en"}


def test_a_code_of_a_check_and_of_a_warning_says_both(client: TestClient) -> None:
    page = client.get("/checks/proof.claim-missing?lang=en", headers=BROWSER).text

    assert "lacks something that it must say" in page
    assert "lacks something that it should say" in page


def test_all_codes_are_listed(client: TestClient) -> None:
    page = client.get("/checks?lang=en", headers=BROWSER).text
    listed = client.get("/checks", headers={"Accept": "application/json"}).json()["codes"]

    assert len(listed) > 90
    assert all(f'href="/checks/{entry["code"]}?lang=en"' in page for entry in listed)


@pytest.mark.parametrize("code", ["status.nothing", "names.issuer", "status", "<script>"])
def test_an_unknown_code_has_no_page(code: str, client: TestClient) -> None:
    answer = client.get(f"/checks/{code}", headers=BROWSER)

    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_report_leads_to_the_pages_about_what_did_not_pass(client: TestClient) -> None:
    page = client.post("/verify?lang=en", data={"text": '{"@context": []}'}).text

    assert 'href="/checks/signed-content.' in page
