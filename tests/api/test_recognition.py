"""Count badges toward a unit over HTTP, and say whom to trust."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.issuing.ledger import BadgeFilter
from tests.api.service import Service
from tests.builders import COLLEGE, ORIGIN, unit
from tests.verification.forms import Endorser

COUNTY_DID = "did:web:badges.example.org:issuers:county"
TARGET = {"system": "finland", "code": "tutkinnonosat_100"}
TRUST = {"issuerId": COUNTY_DID, "reason": "Agreement"}


@pytest.fixture
def college(service: Service) -> dict[str, str]:
    service.keep_class()
    service.keep(unit(), organisation_id=COLLEGE)
    return service.bearer(COLLEGE)


def recognise(service: Service, headers: dict[str, str], *badges: Any, **changes: Any) -> Any:
    body = {"target": TARGET, "badges": list(badges), **changes}
    return service.client.post("/v1/recognitions", json=body, headers=headers)


def make_known(service: Service) -> None:
    """Let the world outside answer what the service itself publishes."""
    did = service.client.get("/issuers/county/did.json", headers={"Accept": "*/*"}).json()
    service.world.documents[COUNTY_DID] = did
    with service.wiring.open_books(False) as books:
        badge = books.badges.badges("county", matching=BadgeFilter(), after=None, limit=1)[0]
    path = f"/status-lists/{badge.plan.slot.list_id}"
    service.world.lists[ORIGIN + path] = service.client.get(path).json()


def test_a_badge_of_a_trusted_issuer_counts(service: Service, college: dict[str, str]) -> None:
    badge = service.issue()
    make_known(service)
    service.client.post("/v1/trusts", json=TRUST, headers=college)

    body = recognise(service, college, {"credential": badge["credential"]}).json()

    assert body["extent"] == "part-of-unit"
    assert body["badges"][0]["counts"] is True
    assert body["requirements"][0]["coverage"] == "covered"
    assert body["requirements"][0]["by"][0]["badge"] == 0
    assert body["missing"] == ["ammattitaitovaatimukset_2", "ammattitaitovaatimukset_3"]


def test_an_endorsement_is_no_badge_that_could_count(
    service: Service, college: dict[str, str]
) -> None:
    endorsement = Endorser(service.world).endorsement(about="https://badges.example.org/badges/1")

    body = recognise(service, college, {"credential": endorsement}).json()

    assert body["badges"][0]["refusal"] == "not-a-credential"
    assert body["badges"][0]["report"]["kind"] == "endorsement"


def test_without_trust_nothing_counts_and_the_reason_is_a_sentence(
    service: Service, college: dict[str, str]
) -> None:
    badge = service.issue()
    make_known(service)

    body = recognise(service, college, {"credential": badge["credential"]}).json()

    assert body["extent"] == "nothing"
    assert body["badges"][0]["refusal"] == "untrusted-issuer"
    assert "trusts" in body["badges"][0]["reason"]


def test_a_withdrawn_trust_counts_no_longer_and_is_still_listed(
    service: Service, college: dict[str, str]
) -> None:
    badge = service.issue()
    make_known(service)
    trust = service.client.post("/v1/trusts", json=TRUST, headers=college).json()

    withdrawn = service.client.delete(f"/v1/trusts/{trust['id']}", headers=college)
    again = service.client.delete(f"/v1/trusts/{trust['id']}", headers=college)
    body = recognise(service, college, {"credential": badge["credential"]}).json()
    listed = service.client.get("/v1/trusts", headers=college).json()["items"]

    assert (withdrawn.status_code, again.status_code) == (200, 404)
    assert body["badges"][0]["counts"] is False
    assert [each["id"] for each in listed] == [trust["id"]]
    assert listed[0]["withdrawnAt"] is not None


def test_a_trust_is_at_the_address_that_it_got_also_when_withdrawn(
    service: Service, college: dict[str, str]
) -> None:
    granted = service.client.post("/v1/trusts", json=TRUST, headers=college)
    address = granted.headers["location"]

    held = service.client.get(address, headers=college)
    service.client.delete(address, headers=college)
    ended = service.client.get(address, headers=college)

    assert address == f"{ORIGIN}/v1/trusts/{granted.json()['id']}"
    assert held.json() == granted.json()
    assert ended.status_code == 200
    assert ended.json()["withdrawnAt"] is not None


def test_a_badge_of_somebody_else_does_not_count(service: Service, college: dict[str, str]) -> None:
    badge = service.issue()
    make_known(service)
    service.client.post("/v1/trusts", json=TRUST, headers=college)
    presented = {"credential": badge["credential"]}

    own = recognise(service, college, presented, recipientEmail="aino@example.org").json()
    other = recognise(service, college, presented, recipientEmail="matti@example.org").json()

    assert own["badges"][0]["counts"] is True
    assert other["badges"][0]["refusal"] == "other-recipient"


@pytest.mark.parametrize(
    ("target", "slug"),
    [
        ({"system": "finland", "code": "tutkinnonosat_999"}, "unit-not-found"),
        ({"system": "finland", "code": "empty"}, "unit-without-requirements"),
    ],
)
def test_a_unit_that_is_not_known_is_no_target(
    service: Service, college: dict[str, str], target: dict[str, str], slug: str
) -> None:
    service.keep(unit((), code="empty", note="Unknown"), organisation_id=COLLEGE)

    response = recognise(service, college, {"url": "https://a.example/1"}, target=target)

    assert response.status_code == 422
    assert response.json()["type"].endswith(slug)
    assert response.json()["code"] == target["code"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"badges": []}, "/badges", id="no badges"),
        pytest.param({"badges": [{"url": "https://a.fi"}] * 31}, "/badges", id="31 badges"),
        pytest.param({"badges": [{}]}, "/badges/0", id="an empty badge"),
        pytest.param({"target": "106731"}, "/target", id="a bare code"),
        pytest.param({"target": {"code": "a"}}, "/target/system", id="no system"),
        pytest.param({"recipientEmail": "a"}, "/recipientEmail", id="no e-mail"),
    ],
)
def test_a_question_of_another_shape_is_refused(
    service: Service, college: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    response = recognise(service, college, {"url": "https://a.example/1"}, **changes)

    assert response.status_code == 422
    assert pointer in {error["pointer"] for error in response.json()["errors"]}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"issuerId": "Kotkan ammattiopisto"}, "/issuerId", id="a name"),
        pytest.param({"issuerId": "http://a.example"}, "/issuerId", id="http"),
        pytest.param({"reason": ""}, "/reason", id="no reason"),
        pytest.param({"badgeClasses": ["A B"]}, "/badgeClasses/0", id="no class id"),
        pytest.param(
            {"validFrom": "2027-01-01T00:00:00Z", "validUntil": "2026-01-01T00:00:00Z"},
            "",
            id="ends before it begins",
        ),
    ],
)
def test_a_trust_of_another_shape_is_refused(
    service: Service, college: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    response = service.client.post("/v1/trusts", json={**TRUST, **changes}, headers=college)

    assert response.status_code == 422
    assert pointer in {error["pointer"] for error in response.json()["errors"]}
