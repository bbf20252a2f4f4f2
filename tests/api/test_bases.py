"""Bases over HTTP: taken in as they are, in editions, and read again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import anyio
import pytest
from starlette.types import Message

from badgeservice.accounts.actor import Scope
from badgeservice.credentials.strict_json import MAXIMUM_BYTES as USUAL_BYTES
from badgeservice.qualifications.documents import MAXIMUM_BYTES
from tests.api.service import Service
from tests.builders import COLLEGE, COUNTY, ORIGIN

BASIS: dict[str, Any] = {
    "kind": "basis",
    "system": "example-land",
    "code": "EX/1/2026",
    "name": {"fi": "Hoitajatutkinto"},
    "units": [
        {
            "code": "EX.1",
            "version": 1,
            "name": {"fi": "Kohtaaminen"},
            "credits": {"value": 15, "unit": "ects"},
            "requirements": [{"code": "EX.1.a", "version": 1, "text": {"fi": "kohtaa"}}],
            "subAreas": [{"code": "EX.1.s", "name": {"fi": "Osa"}}],
        }
    ],
}
EPERUSTEET = {"diaarinumero": "OPH-1-2020", "nimi": {"fi": "Peruste"}, "tutkinnonOsat": []}
KEY = {"system": "example-land", "code": "EX/1/2026"}


def changed(**unit: Any) -> dict[str, Any]:
    return {**BASIS, "units": [{**BASIS["units"][0], **unit}]}


def send(service: Service, document: Any, query: str = "", who: str = COUNTY) -> Any:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    headers = {**service.bearer(who), "Content-Type": "application/json"}
    return service.client.post(f"/v1/bases{query}", content=content, headers=headers)


def test_a_basis_becomes_an_edition_with_its_hash_and_source(service: Service) -> None:
    content = json.dumps(EPERUSTEET, indent=1).encode()

    answer = send(service, content, "?sourceUrl=https://register.example/1")
    read = service.client.get(answer.headers["location"], headers=service.bearer()).json()

    assert answer.status_code == 201
    assert answer.json()["applied"] is True
    assert read["basis"] == answer.json()["basis"]
    assert read["basis"]["edition"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert read["basis"]["source"]["url"] == "https://register.example/1"
    assert [each["number"] for each in read["editions"]] == [1]


def test_units_of_any_system_are_read_as_they_were_sent(service: Service) -> None:
    send(service, BASIS)

    (unit,) = service.client.get("/v1/bases/edition", params=KEY, headers=service.bearer()).json()[
        "units"
    ]

    assert unit["unit"] == {"system": "example-land", "code": "EX.1"}
    assert unit["requirements"][0]["code"] == "EX.1.a"
    assert unit["subAreas"][0]["compulsory"] is None
    assert unit["credits"] == {"value": 15, "unit": "ects"}


def test_the_same_content_again_changes_nothing(service: Service) -> None:
    send(service, BASIS)

    again = send(service, json.dumps(BASIS, indent=3).encode())

    assert again.status_code == 200
    assert (again.json()["applied"], again.json()["new"]) == (False, False)
    assert again.json()["basis"]["edition"]["number"] == 1


def test_a_dry_run_tells_the_changes_and_writes_nothing(service: Service) -> None:
    send(service, BASIS)

    told = send(service, changed(name={"fi": "Uusi nimi"}), "?dryRun=true")
    read = service.client.get("/v1/bases/edition", params=KEY, headers=service.bearer()).json()

    assert told.status_code == 200
    assert (told.json()["applied"], told.json()["new"]) == (False, True)
    assert told.json()["changes"] == [
        {"kind": "changed", "subject": "EX.1", "unit": None, "fields": ["name"]}
    ]
    assert read["units"][0]["name"]["fi"] == "Kohtaaminen"
    assert len(read["editions"]) == 1


def test_an_older_edition_stays_and_changes_between_two_are_told(service: Service) -> None:
    send(service, BASIS)
    send(service, changed(subAreas=[], gradeScale="scale-1"))
    headers = service.bearer()

    older = service.client.get("/v1/bases/edition", params={**KEY, "number": 1}, headers=headers)
    changes = service.client.get(
        "/v1/bases/changes", params={**KEY, "before": 1, "after": 2}, headers=headers
    ).json()["changes"]

    assert older.json()["units"][0]["subAreas"] != []
    assert changes == [
        {"kind": "changed", "subject": "EX.1", "unit": None, "fields": ["gradeScale"]},
        {"kind": "removed", "subject": "EX.1.s", "unit": "EX.1", "fields": []},
    ]


@pytest.mark.parametrize(
    ("path", "more", "slug"),
    [
        pytest.param("edition", {"code": "EX-9"}, "basis-not-found", id="another basis"),
        pytest.param("edition", {"system": "x"}, "basis-not-found", id="another system"),
        pytest.param("edition", {"number": 2}, "basis-edition-not-found", id="a later edition"),
        pytest.param(
            "changes", {"before": 1, "after": 7}, "basis-edition-not-found", id="changes to later"
        ),
    ],
)
def test_what_was_not_imported_is_not_found(
    service: Service, path: str, more: dict[str, Any], slug: str
) -> None:
    send(service, BASIS)

    answer = service.client.get(
        f"/v1/bases/{path}", params={**KEY, **more}, headers=service.bearer()
    )

    assert answer.status_code == 404
    assert answer.json()["type"] == f"{ORIGIN}/problems/{slug}"


def test_another_organisation_sees_no_basis_of_ours(service: Service) -> None:
    """A01: what is not yours looks like what is not there."""
    send(service, BASIS)
    theirs = service.bearer(COLLEGE)

    read = service.client.get("/v1/bases/edition", params=KEY, headers=theirs)
    listed = service.client.get("/v1/bases", headers=theirs)

    assert read.status_code == 404
    assert listed.json()["items"] == []


def test_bases_are_listed_without_their_units(service: Service) -> None:
    send(service, BASIS)
    send(service, EPERUSTEET)

    page = service.client.get("/v1/bases?limit=1", headers=service.bearer()).json()
    rest = service.client.get(
        "/v1/bases", params={"cursor": page["nextCursor"]}, headers=service.bearer()
    ).json()

    assert [each["code"] for each in page["items"] + rest["items"]] == ["EX/1/2026", "OPH-1-2020"]
    assert page["items"][0]["unitCount"] == 1


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        pytest.param(b"[]", "", id="a list"),
        pytest.param({**EPERUSTEET, "diaarinumero": " "}, "/diaarinumero", id="no number"),
        pytest.param({**EPERUSTEET, "diaarinumero": "ä b"}, "/diaarinumero", id="odd number"),
        pytest.param(
            {**EPERUSTEET, "korvattavatDiaarinumerot": ["\t"]},
            "/korvattavatDiaarinumerot",
            id="replaces what has no name",
        ),
        pytest.param({**BASIS, "system": "Example Land"}, "/system", id="a system in words"),
        pytest.param(changed(code="a b"), "/units/0/code", id="a unit with an odd code"),
        pytest.param(
            changed(credits={"value": 0, "unit": "osp"}), "/units/0/credits/value", id="0"
        ),
        pytest.param({**BASIS, "units": [*BASIS["units"]] * 2}, "/units/1/code", id="twice"),
        pytest.param({**BASIS, "colour": "red"}, "/colour", id="an unknown member"),
    ],
)
def test_what_is_no_basis_is_refused(service: Service, document: Any, pointer: str) -> None:
    answer = send(service, document)

    assert answer.status_code == 422, answer.text
    assert answer.json()["type"].endswith("/problems/register-document-invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_basis_may_be_larger_than_other_bodies_but_not_without_bound(service: Service) -> None:
    """Nothing may be larger than the largest basis."""
    large = json.dumps({**EPERUSTEET, "kuvaus": "x" * USUAL_BYTES}).encode()
    too_large = json.dumps({**EPERUSTEET, "kuvaus": "x" * MAXIMUM_BYTES}).encode()

    assert send(service, large).status_code == 201
    assert send(service, too_large).status_code == 413


@pytest.mark.parametrize(("scope", "status"), [(None, 401), (Scope.LIBRARY_READ, 403)])
def test_a_body_is_not_read_for_those_who_may_not_send_one(
    service: Service, scope: Scope | None, status: int
) -> None:
    """Strangers make nobody keep ten megabytes."""
    headers = service.bearer(COUNTY, scope) if scope else {}
    statuses: list[int] = []

    async def receive() -> Message:
        pytest.fail("the body was read")

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    pairs = {**headers, "Content-Type": "application/json"}.items()
    request = {
        "type": "http",
        "method": "POST",
        "path": "/v1/bases",
        "raw_path": b"/v1/bases",
        "query_string": b"",
        "client": ("192.0.2.1", 50_000),
        "headers": [(name.lower().encode(), value.encode()) for name, value in pairs],
    }

    async def ask() -> None:
        await service.app(request, receive, send)

    anyio.run(ask)

    assert statuses == [status]


def test_a_body_that_does_not_say_that_it_is_json_is_refused(service: Service) -> None:
    headers = {**service.bearer(), "Content-Type": "text/plain"}

    answer = service.client.post("/v1/bases", content=b"{}", headers=headers)

    assert answer.status_code == 415
