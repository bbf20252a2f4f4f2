"""Write, publish, retire, import and export library documents over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.api.examples import library as examples
from badgeservice.library.documents import Document, Status
from tests.api.service import Service
from tests.builders import COUNTY, badge_class, criteria_set, unit

SET = "/v1/library/criteria-sets/guidance/versions/1"
CLASS = "/v1/library/badge-classes/guidance/versions/1"
UNIT = "/v1/library/units/finland/tutkinnonosat_100"


@pytest.fixture
def editor(service: Service) -> dict[str, str]:
    return service.bearer()


def wire(document: Document) -> Any:
    return document.model_dump(mode="json", by_alias=True)


DRAFT = wire(criteria_set(status=Status.DRAFT))


def test_a_draft_is_written_read_changed_and_deleted(
    service: Service, editor: dict[str, str]
) -> None:
    added = service.client.post("/v1/library/criteria-sets", json=DRAFT, headers=editor)
    read = service.client.get(SET, headers=editor)
    etag = read.headers["etag"]
    changed = service.client.put(
        SET,
        json={**DRAFT, "name": {"fi": "Uusi nimi"}},
        headers={**editor, "If-Match": etag},
    )
    deleted = service.client.delete(SET, headers={**editor, "If-Match": changed.headers["etag"]})

    assert added.status_code == 201
    assert added.headers["location"].endswith(SET)
    assert added.headers["etag"] == etag
    assert read.json() == DRAFT
    assert (changed.status_code, changed.json()["name"]["fi"]) == (200, "Uusi nimi")
    assert changed.headers["etag"] != etag
    assert deleted.status_code == 204
    assert service.client.get(SET, headers=editor).status_code == 404


def test_a_draft_that_is_new_can_be_put_in_its_place(
    service: Service, editor: dict[str, str]
) -> None:
    response = service.client.put(SET, json=DRAFT, headers=editor)

    assert response.status_code == 201
    assert response.headers["etag"]


@pytest.mark.parametrize("tag", [None, "*", ""])
def test_a_change_without_a_revision_is_428(
    service: Service, editor: dict[str, str], tag: str | None
) -> None:
    service.client.put(SET, json=DRAFT, headers=editor)
    headers = editor if tag is None else {**editor, "If-Match": tag}

    codes = [
        service.client.put(SET, json=DRAFT, headers=headers).status_code,
        service.client.delete(SET, headers=headers).status_code,
        service.client.post(
            f"{SET}/status", json={"status": "in-review"}, headers=headers
        ).status_code,
    ]

    assert codes == [428, 428, 428]


@pytest.mark.parametrize(
    "tag", ['"999999"', 'W/"1"', '"abc"', "1", '"1", "2"', '"' + "9" * 30 + '"']
)
def test_a_change_of_another_revision_is_412(
    service: Service, editor: dict[str, str], tag: str
) -> None:
    service.client.put(SET, json=DRAFT, headers=editor)
    headers = {**editor, "If-Match": tag}

    codes = [
        service.client.put(SET, json=DRAFT, headers=headers).status_code,
        service.client.delete(SET, headers=headers).status_code,
        service.client.post(
            f"{SET}/status", json={"status": "in-review"}, headers=headers
        ).status_code,
    ]

    assert codes == [412, 412, 412]


def test_of_two_writers_the_second_one_is_told(service: Service, editor: dict[str, str]) -> None:
    etag = service.client.put(SET, json=DRAFT, headers=editor).headers["etag"]
    headers = {**editor, "If-Match": etag}

    first = service.client.put(SET, json={**DRAFT, "name": {"fi": "Ensin"}}, headers=headers)
    second = service.client.put(SET, json={**DRAFT, "name": {"fi": "Toinen"}}, headers=headers)

    assert (first.status_code, second.status_code) == (200, 412)
    assert service.client.get(SET, headers=editor).json()["name"]["fi"] == "Ensin"


def test_the_body_must_be_about_the_address(service: Service, editor: dict[str, str]) -> None:
    response = service.client.put(
        "/v1/library/criteria-sets/other/versions/2", json=DRAFT, headers=editor
    )

    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/id", "/version"]


def test_a_document_lives_from_draft_to_retired(service: Service, editor: dict[str, str]) -> None:
    service.keep(unit())
    etag = service.client.put(SET, json=DRAFT, headers=editor).headers["etag"]
    seen = []

    for status in ("in-review", "draft", "in-review", "published", "retired"):
        response = service.client.post(
            f"{SET}/status", json={"status": status}, headers={**editor, "If-Match": etag}
        )
        etag = response.headers["etag"]
        seen.append((response.status_code, response.json()["status"]))

    assert seen == [
        (200, "in-review"),
        (200, "draft"),
        (200, "in-review"),
        (200, "published"),
        (200, "retired"),
    ]


def test_a_draft_cannot_be_published_without_review(
    service: Service, editor: dict[str, str]
) -> None:
    etag = service.client.put(SET, json=DRAFT, headers=editor).headers["etag"]

    response = service.client.post(
        f"{SET}/status", json={"status": "published"}, headers={**editor, "If-Match": etag}
    )

    assert response.status_code == 409
    assert (response.json()["current"], response.json()["wanted"]) == ("draft", "published")


@pytest.mark.parametrize(
    ("status", "scope"),
    [
        ("in-review", Scope.LIBRARY_WRITE),
        ("draft", Scope.LIBRARY_WRITE),
        ("published", Scope.LIBRARY_PUBLISH),
        ("retired", Scope.LIBRARY_PUBLISH),
    ],
)
def test_each_step_needs_its_own_scope(service: Service, status: str, scope: Scope) -> None:
    others = [each for each in Scope if each is not scope]

    response = service.client.post(
        f"{SET}/status",
        json={"status": status},
        headers={**service.bearer(COUNTY, *others), "If-Match": '"1"'},
    )

    assert response.status_code == 403
    assert response.json()["scope"] == scope


def test_published_content_never_changes(service: Service, editor: dict[str, str]) -> None:
    service.keep(unit(), criteria_set(), badge_class())
    etag = service.client.get(CLASS, headers=editor).headers["etag"]
    changed = {**wire(badge_class()), "validity": "P1Y"}

    put = service.client.put(CLASS, json=changed, headers={**editor, "If-Match": etag})
    deleted = service.client.delete(CLASS, headers={**editor, "If-Match": etag})

    assert (put.status_code, deleted.status_code) == (409, 409)
    assert put.json()["type"].endswith("/document-frozen")


def test_a_class_that_breaks_rules_is_not_published_and_every_fault_is_named(
    service: Service, editor: dict[str, str]
) -> None:
    service.keep(badge_class(status=Status.IN_REVIEW))
    etag = service.client.get(CLASS, headers=editor).headers["etag"]

    response = service.client.post(
        f"{CLASS}/status", json={"status": "published"}, headers={**editor, "If-Match": etag}
    )

    assert response.status_code == 422
    assert response.json()["type"].endswith("/library-invalid")
    assert {each["code"] for each in response.json()["findings"]} >= {"criteria-set-missing"}


def test_a_new_version_cannot_come_in_as_published(
    service: Service, editor: dict[str, str]
) -> None:
    response = service.client.post(
        "/v1/library/criteria-sets", json=wire(criteria_set()), headers=editor
    )

    assert response.status_code == 409
    assert response.json()["type"].endswith("/status-change-refused")


def test_a_key_that_is_taken_is_409(service: Service, editor: dict[str, str]) -> None:
    service.client.post("/v1/library/criteria-sets", json=DRAFT, headers=editor)

    response = service.client.post("/v1/library/criteria-sets", json=DRAFT, headers=editor)

    assert response.status_code == 409
    assert response.json()["type"].endswith("/document-exists")


def test_a_unit_is_read_in_the_newest_version_or_the_one_named(
    service: Service, editor: dict[str, str]
) -> None:
    for version in (1, 2):
        service.client.put(UNIT, json=wire(unit(version=version)), headers=editor)

    versions = [
        service.client.get(UNIT + query, headers=editor).json().get("version")
        for query in ("", "?version=1", "?version=2", "?version=3")
    ]

    assert versions == [2, 1, 2, None]


def test_a_known_fact_of_a_unit_does_not_change(service: Service, editor: dict[str, str]) -> None:
    etag = service.client.put(UNIT, json=wire(unit()), headers=editor).headers["etag"]
    changed = {**wire(unit()), "credits": {"value": 9, "unit": "osp"}}

    response = service.client.put(UNIT, json=changed, headers={**editor, "If-Match": etag})

    assert response.status_code == 422
    assert response.json()["findings"][0]["code"] == "unit-fact-changed"


def test_the_description_is_written_once_and_then_changed_with_its_etag(
    service: Service, editor: dict[str, str]
) -> None:
    body = examples.DESCRIPTION["full"]["value"]

    made = service.client.put("/v1/library", json=body, headers=editor)
    blind = service.client.put("/v1/library", json=body, headers=editor)
    read = service.client.get("/v1/library", headers=editor)
    changed = service.client.put(
        "/v1/library", json=body, headers={**editor, "If-Match": read.headers["etag"]}
    )

    assert [made.status_code, blind.status_code, changed.status_code] == [201, 428, 200]
    assert read.json()["description"]["id"] == "work-life-badges"


def test_an_import_says_what_it_would_do_and_then_does_it(
    service: Service, editor: dict[str, str]
) -> None:
    documents = [wire(unit()), DRAFT, wire(badge_class(status=Status.DRAFT))]
    path = "/v1/library/imports"

    dry = service.client.post(f"{path}?dryRun=true", json={"documents": documents}, headers=editor)
    between = service.client.get("/v1/library", headers=editor).json()["counts"]
    done = service.client.post(path, json={"documents": documents}, headers=editor)
    again = service.client.post(path, json={"documents": documents}, headers=editor)

    assert (dry.status_code, dry.json()["applied"], between["units"]) == (200, False, 0)
    assert len(dry.json()["created"]) == 3
    assert (done.status_code, done.json()["applied"]) == (200, True)
    assert (len(again.json()["unchanged"]), again.json()["created"]) == (3, [])


def test_what_was_exported_can_be_imported_by_another_organisation(
    service: Service, editor: dict[str, str]
) -> None:
    service.keep_class()
    other = service.bearer("college")

    export = service.client.get("/v1/library/export", headers=editor)
    imported = service.client.post("/v1/library/imports", json=export.json(), headers=other)

    assert imported.status_code == 200, imported.text
    assert service.client.get("/v1/library/export", headers=other).json() == export.json()


def test_an_import_that_breaks_a_rule_writes_nothing_and_points_into_the_request(
    service: Service, editor: dict[str, str]
) -> None:
    broken = wire(badge_class())

    response = service.client.post(
        "/v1/library/imports", json={"documents": [DRAFT, broken]}, headers=editor
    )

    assert response.status_code == 422
    assert any(e["pointer"].startswith("/documents/1/") for e in response.json()["findings"])
    assert service.client.get("/v1/library", headers=editor).json()["counts"]["criteriaSets"] == 0


def test_an_import_that_publishes_needs_the_scope_for_it(service: Service) -> None:
    headers = service.bearer(COUNTY, Scope.LIBRARY_WRITE)
    documents = [wire(unit()), wire(criteria_set())]

    response = service.client.post(
        "/v1/library/imports", json={"documents": documents}, headers=headers
    )

    assert response.status_code == 403
    assert response.json()["scope"] == Scope.LIBRARY_PUBLISH


def test_a_unit_of_the_national_register_is_imported(
    service: Service, editor: dict[str, str]
) -> None:
    body = examples.REGISTER["full"]["value"]

    response = service.client.post("/v1/library/register-imports", json=body, headers=editor)
    kept = service.client.get("/v1/library/units/finland/tutkinnonosat_106731", headers=editor)

    assert response.status_code == 200, response.text
    assert kept.json()["source"]["retrieved"] == service.now.date().isoformat()


def test_what_is_no_register_document_is_refused(service: Service, editor: dict[str, str]) -> None:
    response = service.client.post(
        "/v1/library/register-imports", json={"document": {"data": []}}, headers=editor
    )

    assert response.status_code == 422
    assert response.json()["type"].endswith("/register-document-invalid")
    assert response.json()["errors"][0]["pointer"] == "/document/data"


def test_a_list_shows_etags_that_work_and_filters_by_status(
    service: Service, editor: dict[str, str]
) -> None:
    service.keep(unit(), criteria_set(), criteria_set(version=2, status=Status.DRAFT))
    path = "/v1/library/criteria-sets"

    everything = service.client.get(path, headers=editor).json()["items"]
    drafts = service.client.get(f"{path}?status=draft", headers=editor).json()["items"]
    deleted = service.client.delete(
        f"{path}/guidance/versions/2", headers={**editor, "If-Match": drafts[0]["etag"]}
    )

    assert [each["document"]["version"] for each in everything] == [1, 2]
    assert [each["document"]["version"] for each in drafts] == [2]
    assert deleted.status_code == 204
