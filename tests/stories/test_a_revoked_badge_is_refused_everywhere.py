"""Once a revocation is acknowledged, nobody here says valid any more."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.credentials.status_list import StatusList
from tests.stories.conftest import INSTRUCTOR_CLASSES, Member, Service

COUNTY_DID = "did:web:localhost%3A8000:issuers:county"


@pytest.fixture
def county(service: Service, library_documents: list[dict[str, Any]]) -> Member:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})
    return county


def test_revoked_is_seen_at_once_by_api_page_list_and_college(
    service: Service, county: Member
) -> None:
    """S09: the published list says what the table says."""
    county.trust(COUNTY_DID)
    badge = county.issue(INSTRUCTOR_CLASSES[0])
    credential = service.http.get(f"{badge['url']}.json").json()
    status = credential["credentialStatus"]
    list_before = service.http.get(status["statusListCredential"])

    answer = county.post(f"/v1/badges/{badge['id']}/revocation", {"reason": "wrong person"})

    assert answer.status_code == 201
    report = service.verify(badge["url"])
    assert report["verdict"] == "invalid"
    assert [check["code"] for check in report["checks"] if check["outcome"] == "failed"] == [
        "status.revoked"
    ]
    assert service.verify(credential)["verdict"] == "invalid"
    page = service.http.get(badge["url"], headers={"Accept": "text/html"}, params={"lang": "en"})
    assert page.status_code == 200
    assert "revoked" in page.text.lower()
    assert county.evaluate(badge["url"])["badges"][0]["refusal"] == "revoked"
    listed = service.http.get(
        status["statusListCredential"], headers={"If-None-Match": list_before.headers["ETag"]}
    )
    assert listed.status_code == 200
    bits = StatusList.decode(listed.json()["credentialSubject"]["encodedList"])
    assert bits.is_set(int(status["statusListIndex"]))
    assert service.http.get(f"{badge['url']}.json").json() == credential


def test_a_revocation_is_final_and_its_first_reason_stands(county: Member) -> None:
    badge = county.issue(INSTRUCTOR_CLASSES[0])
    county.post(f"/v1/badges/{badge['id']}/revocation", {"reason": "first"})

    again = county.post(f"/v1/badges/{badge['id']}/revocation", {"reason": "second"})

    assert again.status_code == 409
    assert again.json()["type"].endswith("/problems/badge-already-revoked")
    assert county.get(f"/v1/badges/{badge['id']}").json()["revocation"]["reason"] == "first"


def test_a_suspension_can_be_ended_but_a_revocation_after_it_cannot(
    service: Service, county: Member
) -> None:
    badge = county.issue("home-care-medication-safety")
    path = f"/v1/badges/{badge['id']}/suspension"

    suspended = county.http.put(path, json={"reason": "under review"}, headers=county.headers)
    assert suspended.status_code in (200, 201), suspended.text
    during = service.verify(badge["url"])
    reinstated = county.http.delete(path, headers=county.headers)
    assert reinstated.status_code in (200, 204), reinstated.text
    after = service.verify(badge["url"])
    county.post(f"/v1/badges/{badge['id']}/revocation", {"reason": "for good"})
    finally_ = service.verify(badge["url"])
    refused = county.http.delete(path, headers=county.headers)

    assert [during["verdict"], after["verdict"], finally_["verdict"]] == [
        "invalid",
        "valid",
        "invalid",
    ]
    assert refused.status_code == 409


def test_an_ordinary_badge_cannot_be_suspended(county: Member) -> None:
    badge = county.issue(INSTRUCTOR_CLASSES[0])

    answer = county.http.put(
        f"/v1/badges/{badge['id']}/suspension", json={"reason": "x"}, headers=county.headers
    )

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/problems/badge-not-suspendable")
