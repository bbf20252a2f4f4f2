"""An organisation's own lists of issuers count when it asks, and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from badgeservice.verification.known_issuers import Listing
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY, unit

TARGET = {"system": "finland", "code": "tutkinnonosat_100"}


@dataclass
class Lists:
    """The service keeps a list of nobody; the college's own has every issuer."""

    own: bool = False

    def known(self, issuer_id: str) -> tuple[Listing, ...] | None:
        del issuer_id
        return (Listing(registry="Our own", issuer="Everybody"),) if self.own else ()

    def of(self, organisation_id: str) -> Lists:
        return Lists(own=organisation_id == COLLEGE)


@pytest.fixture
def asked(service: Service) -> Service:
    """A service whose lists are told apart."""
    service.keep_class()
    for organisation_id in (COLLEGE, COUNTY):
        service.keep(unit(), organisation_id=organisation_id)
    world = service.world
    service.app.state.wiring = replace(
        service.wiring, new_sources=lambda: replace(world.sources, known_issuers=Lists())
    )
    return service


def _codes(report: dict[str, Any]) -> list[str]:
    codes = [warning["code"] for warning in report["warnings"]]
    return [code for code in codes if code.startswith("issuer.")]


def test_an_anonymous_question_hears_of_the_lists_of_the_service_alone(asked: Service) -> None:
    answer = asked.client.post("/v1/verifications", json={"text": asked.world.badge().decode()})

    assert _codes(answer.json()) == ["issuer.unknown"]


@pytest.mark.parametrize(
    ("organisation_id", "code"), [(COLLEGE, "issuer.known"), (COUNTY, "issuer.unknown")]
)
def test_a_receipt_is_on_what_its_organisation_knows(
    asked: Service, organisation_id: str, code: str
) -> None:
    message = {"text": asked.world.badge().decode(), "receipt": True}

    answer = asked.client.post(
        "/v1/verifications", json=message, headers=asked.bearer(organisation_id)
    )

    assert _codes(answer.json()) == [code]
    if code == "issuer.known":
        (warning,) = [each for each in answer.json()["warnings"] if each["code"] == code]
        assert warning["facts"] == {"registries": ["Our own"], "name": "Everybody"}
        assert warning["messages"]["sv"].startswith("Utfärdaren är känd hos: Our own.")


@pytest.mark.parametrize(
    ("organisation_id", "code"), [(COLLEGE, "issuer.known"), (COUNTY, "issuer.unknown")]
)
def test_a_recognition_is_by_what_its_organisation_knows(
    asked: Service, organisation_id: str, code: str
) -> None:
    body = {"target": TARGET, "badges": [{"url": "https://issuer.example/badges/1"}]}
    asked.world.pages["https://issuer.example/badges/1"] = asked.world.badge()

    answer = asked.client.post("/v1/recognitions", json=body, headers=asked.bearer(organisation_id))

    assert _codes(answer.json()["badges"][0]["report"]) == [code]
