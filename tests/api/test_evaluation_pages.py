"""Make a page for a counsellor over HTTP, look at it, and withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.qualifications.bases import BasisEdition
from tests.api.service import Service
from tests.builders import COLLEGE, ORIGIN
from tests.storage.bases import WHOLE, edition

BODY: dict[str, Any] = {"basis": WHOLE.code, "badges": [{"url": "https://a.example/1"}]}


def kept() -> BasisEdition:
    return replace(edition(), organisation_id=COLLEGE)


@pytest.fixture
def college(service: Service) -> dict[str, str]:
    with service.wiring.open_books(True) as books:
        books.bases.put(kept())
    return service.bearer(COLLEGE)


def make(service: Service, headers: dict[str, str], **changes: Any) -> Any:
    return service.client.post("/v1/evaluation-pages", json={**BODY, **changes}, headers=headers)


def look(service: Service, url: str) -> Any:
    path = url.removeprefix(ORIGIN)
    return service.client.get(path, headers={"Accept": "text/html"})


def test_a_page_is_there_without_a_token_until_its_time_is_over(
    service: Service, college: dict[str, str]
) -> None:
    made = make(service, college, name="Aino Esimerkki")
    url = made.json()["url"]

    at_once = look(service, url)
    service.pass_time(timedelta(minutes=60))
    later = look(service, url)

    assert made.status_code == 201
    assert made.headers["location"] == url
    assert made.headers["cache-control"] == "no-store"
    assert at_once.status_code == 200
    assert "Aino Esimerkki" in at_once.text
    assert later.status_code == 404
    assert "Aino Esimerkki" not in later.text


def test_a_page_that_was_withdrawn_is_gone(service: Service, college: dict[str, str]) -> None:
    made = make(service, college).json()
    address = f"/v1/evaluation-pages/{made['id']}"

    first = service.client.delete(address, headers=college)
    second = service.client.delete(address, headers=college)

    assert (first.status_code, second.status_code) == (204, 404)
    assert second.json()["type"].endswith("/evaluation-page-not-found")
    assert look(service, made["url"]).status_code == 404


def test_every_page_has_an_address_of_its_own_that_the_service_does_not_keep(
    service: Service, college: dict[str, str]
) -> None:
    urls = [make(service, college).json()["url"] for _ in range(3)]

    assert len(set(urls)) == 3
    assert all(url.startswith(f"{ORIGIN}/evaluations/") for url in urls)


def test_making_a_page_forgets_those_whose_time_is_over(
    service: Service, college: dict[str, str]
) -> None:
    old = make(service, college, lifetimeSeconds=60).json()
    service.pass_time(timedelta(seconds=60))
    make(service, college)

    gone = service.client.delete(f"/v1/evaluation-pages/{old['id']}", headers=college)

    assert gone.status_code == 404


def test_a_basis_that_was_not_imported_is_told(service: Service, college: dict[str, str]) -> None:
    answer = make(service, college, basis="OPH-9-2099")

    assert answer.status_code == 404
    assert answer.json()["type"].endswith("/basis-not-found")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"lifetimeSeconds": 59}, "/lifetimeSeconds", id="too short"),
        pytest.param({"lifetimeSeconds": 86_401}, "/lifetimeSeconds", id="more than a day"),
        pytest.param({"name": "1.2.246.562.24.12345678901"}, "/name", id="learner number"),
        pytest.param({"name": "Aino (010190-123A)"}, "/name", id="personal identity code"),
        pytest.param({"name": "a" * 101}, "/name", id="long name"),
        pytest.param({"badges": []}, "/badges", id="no badge"),
        pytest.param({"basis": "a b"}, "/basis", id="no record number"),
    ],
)
def test_a_page_of_another_shape_is_refused(
    service: Service, college: dict[str, str], changes: dict[str, Any], pointer: str
) -> None:
    answer = make(service, college, **changes)

    assert answer.status_code == 422
    assert pointer in {each["pointer"] for each in answer.json()["errors"]}
