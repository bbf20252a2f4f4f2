"""Register a context over HTTP, read it back, and read it as everybody does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.library.extensions import MAXIMUM_CONTEXTS
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY, ORIGIN

PATH = "/v1/extension-contexts"
URL = f"{ORIGIN}/contexts/{COUNTY}/care/1"


def body(version: int = 1, *, name: str = "care", **members: Any) -> dict[str, Any]:
    vocabulary = f"{ORIGIN}/contexts/{COUNTY}/{name}/{version}#"
    context = {"@protected": True, "hours": f"{vocabulary}hours", **members}
    return {"name": name, "version": version, "document": {"@context": context}}


@pytest.fixture
def publisher(service: Service) -> dict[str, str]:
    return service.bearer(COUNTY, Scope.LIBRARY_PUBLISH, Scope.LIBRARY_READ)


def test_a_registered_context_is_published_for_good(
    service: Service, publisher: dict[str, str]
) -> None:
    registered = service.client.post(PATH, json=body(), headers=publisher)
    published = service.client.get(f"/contexts/{COUNTY}/care/1")

    answer = registered.json()
    assert registered.status_code == 201, registered.text
    assert registered.headers["location"] == answer["url"] == URL
    assert answer["terms"] == ["hours"]
    assert published.json() == body()["document"]
    assert hashlib.sha256(published.content).hexdigest() == answer["sha256"]
    assert published.headers["content-type"] == "application/ld+json"
    assert published.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert published.headers["access-control-allow-origin"] == "*"
    assert "sandbox" in published.headers["content-security-policy"]


def test_who_has_a_context_is_not_sent_it_again(
    service: Service, publisher: dict[str, str]
) -> None:
    service.client.post(PATH, json=body(), headers=publisher)
    path = f"/contexts/{COUNTY}/care/1"
    etag = service.client.head(path).headers["etag"]

    again = service.client.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_the_contexts_of_the_organisation_are_listed_page_by_page(
    service: Service, publisher: dict[str, str]
) -> None:
    for version in (10, 2):
        service.client.post(PATH, json=body(version), headers=publisher)
    service.client.post(PATH, json=body(name="a-name"), headers=publisher)

    first = service.client.get(PATH, params={"limit": 2}, headers=publisher).json()
    second = service.client.get(
        PATH, params={"limit": 2, "cursor": first["nextCursor"]}, headers=publisher
    ).json()
    others = service.client.get(PATH, headers=service.bearer(COLLEGE)).json()

    listed = [(each["name"], each["version"]) for each in first["items"] + second["items"]]
    assert listed == [("a-name", 1), ("care", 2), ("care", 10)]
    assert second["nextCursor"] is None
    assert others["items"] == []


@pytest.mark.parametrize("document", [body(), body(more=f"{URL}#more")], ids=["same", "other"])
def test_a_version_is_registered_once(
    service: Service, publisher: dict[str, str], document: dict[str, Any]
) -> None:
    service.client.post(PATH, json=body(), headers=publisher)
    before = service.client.get(f"/contexts/{COUNTY}/care/1").content

    again = service.client.post(PATH, json=document, headers=publisher)

    assert again.status_code == 409
    assert again.json()["type"] == f"{ORIGIN}/problems/document-exists"
    assert service.client.get(f"/contexts/{COUNTY}/care/1").content == before


def test_what_does_more_than_add_words_is_refused_where_it_does(
    service: Service, publisher: dict[str, str]
) -> None:
    document = body(validUntil=f"{URL}#validUntil")

    refused = service.client.post(PATH, json=document, headers=publisher)

    problem = refused.json()
    assert refused.status_code == 422
    assert problem["type"] == f"{ORIGIN}/problems/extension-context-invalid"
    assert problem["errors"][0]["pointer"] == "/document/@context/validUntil"
    assert service.client.get(f"/contexts/{COUNTY}/care/1").status_code == 404


def test_nobody_registers_words_under_the_address_of_another(service: Service) -> None:
    refused = service.client.post(PATH, json=body(), headers=service.bearer(COLLEGE))

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/document/@context/hours"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        pytest.param("name", "../x", id="name-with-a-slash"),
        pytest.param("name", "Work", id="name-with-a-capital"),
        pytest.param("version", 0, id="version-zero"),
        pytest.param("version", "1", id="version-as-text"),
        pytest.param("document", "https://x.example/", id="a-url-for-a-document"),
        pytest.param("more", 1, id="another-member"),
    ],
)
def test_a_message_of_the_wrong_shape_is_refused(
    service: Service, publisher: dict[str, str], member: str, value: object
) -> None:
    refused = service.client.post(PATH, json={**body(), member: value}, headers=publisher)

    assert refused.status_code == 422
    assert refused.json()["type"] == f"{ORIGIN}/problems/request-invalid"


def test_an_organisation_has_a_hundred_contexts_at_most(
    service: Service, publisher: dict[str, str]
) -> None:
    answers = [
        service.client.post(PATH, json=body(version), headers=publisher).status_code
        for version in range(1, MAXIMUM_CONTEXTS + 2)
    ]

    assert answers == [201] * MAXIMUM_CONTEXTS + [422]


def test_an_altered_context_is_not_served(service: Service, publisher: dict[str, str]) -> None:
    service.client.post(PATH, json=body(), headers=publisher)
    with service.wiring.open_books(False) as books:
        kept = books.extensions.context_at(URL)
    assert kept is not None
    content = kept.context.content.replace(b"hours", b"hourz", 1)
    altered = ExtensionContext(URL + "0", content, kept.context.sha256)
    with service.wiring.open_books(True) as books:
        key = replace(kept.key, version=10)
        books.extensions.add(replace(kept, key=key, context=altered))

    answer = service.client.get(f"/contexts/{COUNTY}/care/10")

    assert answer.status_code == 500
    assert json.loads(answer.content)["type"] == f"{ORIGIN}/problems/internal-error"
