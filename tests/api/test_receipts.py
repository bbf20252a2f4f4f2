"""Signed receipts: in whose name, for whom, and that nothing is kept for them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.issuing.addresses import issuer_did
from badgeservice.issuing.publish import did_document
from badgeservice.storage.own_contexts import OwnContexts
from badgeservice.verification.report import Report, Verdict
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.api.service import Service
from tests.builders import COUNTY, ORIGIN

PATH = "/v1/verifications"


class Issuers:
    """Knows the issuers of the service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def did_document(self, did: str) -> Any:
        assert did == issuer_did(ORIGIN, COUNTY)
        with self._service.wiring.open_books(False) as books:
            return did_document(COUNTY, origin=ORIGIN, books=books)


def _ask(service: Service, headers: dict[str, str] | None = None, **message: Any) -> Any:
    body = {"credential": json.loads(service.world.badge()), "receipt": True, **message}
    return service.client.post(PATH, json=body, headers=headers)


def _judged(service: Service, receipt: Any) -> Report:
    sources = Sources(
        did_documents=Issuers(service),
        status_lists=service.world,
        badges=service.world.sources.badges,
        contexts=OwnContexts(service.wiring.open_books, origin=ORIGIN),
    )
    return verify(json.dumps(receipt).encode(), at=service.now, sources=sources)


def test_a_receipt_is_signed_by_the_organisation_of_the_token(service: Service) -> None:
    answer = _ask(service, service.bearer(COUNTY, Scope.BADGES_VERIFY)).json()

    assert answer["verdict"] == "valid"
    assert answer["receipt"]["issuer"] == issuer_did(ORIGIN, COUNTY)
    report = _judged(service, answer["receipt"])
    assert (report.verdict, report.kind) == (Verdict.VALID, "receipt")


def test_a_bad_badge_has_a_receipt_too(service: Service) -> None:
    badge = {**json.loads(service.world.badge()), "name": "Professori"}

    answer = _ask(service, service.bearer(COUNTY, Scope.BADGES_VERIFY), credential=badge).json()

    assert answer["receipt"]["credentialSubject"]["verdict"] == "invalid"
    assert _judged(service, answer["receipt"]).verdict is Verdict.VALID


def test_nobody_gets_a_receipt_without_a_token(service: Service) -> None:
    answer = _ask(service)

    assert answer.status_code == 403
    assert answer.json()["type"].endswith("/problems/receipt-needs-a-client")


@pytest.mark.parametrize(
    ("headers", "status", "slug"),
    [
        ({"Authorization": "Bearer nonsense"}, 401, "not-authenticated"),
        ({"Authorization": "Basic YTpi"}, 401, "not-authenticated"),
    ],
    ids=["no such token", "another scheme"],
)
def test_a_token_that_opens_nothing_signs_nothing(
    service: Service, headers: dict[str, str], status: int, slug: str
) -> None:
    answer = _ask(service, headers)

    assert answer.status_code == status
    assert answer.json()["type"].endswith(f"/problems/{slug}")


def test_a_token_without_the_scope_signs_nothing(service: Service) -> None:
    answer = _ask(service, service.bearer(COUNTY, Scope.BADGES_READ))

    assert (answer.status_code, answer.json()["scope"]) == (403, "badges:verify")


def test_a_receipt_in_a_batch_is_for_its_own_badge(service: Service) -> None:
    credential = json.loads(service.world.badge())
    badges = [{"credential": credential, "receipt": True}, {"credential": credential}]

    for headers, expected in (
        (service.bearer(COUNTY, Scope.BADGES_VERIFY), "receipt"),
        ({}, "problem"),
    ):
        answer = service.client.post(f"{PATH}/batch", json={"badges": badges}, headers=headers)
        first, second = answer.json()["results"]
        found = first["problem"] if expected == "problem" else first["report"]["receipt"]
        assert found is not None
        assert second["report"]["receipt"] is None


def test_the_words_of_receipts_are_published(service: Service) -> None:
    answer = service.client.get("/contexts/verification-receipt/1")

    assert answer.headers["content-type"] == "application/ld+json"
    assert "immutable" in answer.headers["cache-control"]
    assert "VerificationReceipt" in answer.json()["@context"]
