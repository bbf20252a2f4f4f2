"""Letters and receipts over HTTP."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pypdf
import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from badgeservice.recognition.decision_receipts import decision_context
from tests.api.service import Service
from tests.api.test_cases import Office, slug
from tests.builders import COLLEGE, ORIGIN
from tests.recognition.cases import LEARNER

OWN = "# Meidän päätöksemme {{decisionNumber}}\n\n{{outcome}} {{learnerName}}\n"
NAME = "Åsa <b>Öhman</b>-Nguyễn Щербакова"


@pytest.fixture
def office(service: Service) -> Office:
    return Office(service)


def write(office: Office, text: str, revision: int = 0, language: str = "fi") -> Any:
    return office.service.client.put(
        f"/v1/letter-templates/{language}",
        json={"text": text},
        headers={**office.headers, "If-Match": f'"{revision}"'},
    )


def decided(office: Office, **changes: Any) -> Any:
    case = office.step(office.submit(learnerName=NAME, **changes).json(), "review").json()
    from tests.api.test_cases import DECISION

    answer = office.step(case, "decide", decision=DECISION)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Päätös osaamisen tunnustamisesta"),
        ("sv", "Beslut om erkännande av kunnande"),
        ("en", "Decision on the recognition of competence"),
    ],
)
def test_a_letter_is_a_page_with_title_and_language(
    office: Office, language: str, title: str
) -> None:
    case = decided(office, language=language)

    answer = office.get(f"/v1/cases/{case['id']}/letter")

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert f'<html lang="{language}">' in answer.text
    assert f"<title>{title}</title>" in answer.text
    assert f"<h1>{title}</h1>" in answer.text
    assert "Åsa &lt;b&gt;Öhman&lt;/b&gt;-Nguyễn Щербакова" in answer.text
    assert "<b>" not in answer.text
    assert LEARNER not in answer.text


def test_a_letter_is_in_another_language_when_that_is_asked_for(office: Office) -> None:
    case = decided(office)

    answer = office.get(f"/v1/cases/{case['id']}/letter?language=sv")

    assert '<html lang="sv">' in answer.text


def test_a_college_writes_its_letters_itself(office: Office) -> None:
    case = decided(office)
    before = office.get("/v1/letter-templates/fi")

    written = write(office, OWN)
    letter = office.get(f"/v1/cases/{case['id']}/letter").text
    after = office.get("/v1/letter-templates/fi")

    assert (before.json()["isDefault"], before.headers["etag"]) == (True, '"0"')
    assert written.status_code == 200, written.text
    assert written.json() == after.json()
    assert (after.json()["isDefault"], after.headers["etag"]) == (False, '"1"')
    assert "<h1>Meidän päätöksemme 12/2026</h1>" in letter
    office.headers = office.service.bearer("county", Scope.RECOGNITION_DECIDE)
    assert office.get("/v1/letter-templates/fi").json()["isDefault"] is True


def test_a_letter_that_was_delivered_stays_as_it_was(office: Office) -> None:
    case = decided(office)
    write(office, OWN)
    office.step(case, "deliver")
    delivered = office.get(f"/v1/cases/{case['id']}/letter").text

    write(office, "# Uusi kirje\n", revision=1)

    assert office.get(f"/v1/cases/{case['id']}/letter").text == delivered
    assert "Meidän" in delivered


def test_nobody_overwrites_what_another_wrote(office: Office) -> None:
    write(office, OWN)

    late = write(office, "# Toinen\n")

    assert (late.status_code, slug(late)) == (412, "precondition-failed")
    assert office.get("/v1/letter-templates/fi").json()["text"] == OWN


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("# T\n{{hetu}}", "letter-template-invalid"),
        ("# T\n131052-308T", "national-id-refused"),
        ("", "request-invalid"),
        ("# T\t", "request-invalid"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused(office: Office, text: str, problem: str) -> None:
    preview = office.post("/v1/letter-templates/fi/preview", {"text": text})

    assert (preview.status_code, slug(preview)) == (422, problem)
    assert slug(write(office, text)) == problem
    assert office.get("/v1/letter-templates/fi").json()["isDefault"] is True


def test_a_template_is_tried_out_without_being_kept(office: Office) -> None:
    answer = office.post("/v1/letter-templates/fi/preview", {"text": OWN + "<script>"})

    assert "<h1>Meidän päätöksemme 12/2026</h1>" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert office.get("/v1/letter-templates/fi").json()["isDefault"] is True


def test_before_a_decision_there_is_neither_letter_nor_receipt(office: Office) -> None:
    case = office.submit().json()

    for path in ("letter", "receipt"):
        answer = office.get(f"/v1/cases/{case['id']}/{path}")
        assert (answer.status_code, slug(answer)) == (409, "case-undecided")


def test_a_letter_is_a_pdf_of_text_with_title_and_language(office: Office) -> None:
    case = decided(office)

    answer = office.get(f"/v1/cases/{case['id']}/letter?format=pdf")

    assert answer.headers["content-type"] == "application/pdf"
    document: Any = pypdf.PdfReader(BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in document.pages)
    assert document.metadata.title == "Päätös osaamisen tunnustamisesta"
    assert document.trailer["/Root"]["/Lang"] == "fi"
    for fact in ("12/2026", NAME, "Tiina Työ", "Ajantasaisuus", "•"):
        assert fact in text
    assert not any(page.images for page in document.pages)


def test_a_receipt_is_signed_with_the_key_of_the_college(office: Office) -> None:
    case = decided(office)

    receipt = office.get(f"/v1/cases/{case['id']}/receipt").json()["receipt"]

    (_, proof), *_ = proofs(receipt)
    key = str(proof["verificationMethod"]).partition("#")[2]
    contexts = PINNED_CONTEXTS.extended_by([decision_context(ORIGIN)])
    public = PublicKey.from_multibase(key)
    check_proof(receipt, proof=proof, public_key=public, contexts=contexts)
    with office.service.wiring.open_books(False) as books:
        assert public in books.keys.public_keys(COLLEGE)
    subject = receipt["credentialSubject"]
    assert receipt["issuer"] == f"did:web:badges.example.org:issuers:{COLLEGE}"
    assert (subject["decisionNumber"], subject["outcome"]) == ("12/2026", "recognised")
    assert subject["badgeSha256"] == [case["evidence"][0]["contentSha256"]]
    assert subject["mappingSha256"] == case["basis"]["mappingSha256"]


def test_a_receipt_names_no_learner(office: Office) -> None:
    case = decided(office)

    answer = office.get(f"/v1/cases/{case['id']}/receipt")

    for word in (LEARNER, "Öhman", "1.2.246", case["id"]):
        assert word not in answer.text


def test_the_context_of_receipts_is_published_for_good(office: Office) -> None:
    answer = office.service.client.get("/contexts/recognition-decision/1")

    assert answer.content == decision_context(ORIGIN).content
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert re.search(r"immutable", answer.headers["cache-control"])
