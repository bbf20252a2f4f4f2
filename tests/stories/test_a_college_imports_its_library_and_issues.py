"""An administrator imports a library, drafts a new version, publishes it, and issues from it."""

from __future__ import annotations

from typing import Any

from tests.stories.conftest import ORIGIN, Service


def test_a_library_comes_in_whole_and_badges_are_issued_from_it(
    service: Service, library_documents: list[dict[str, Any]]
) -> None:
    county = service.join("county")

    rehearsal = county.post("/v1/library/imports?dryRun=true", {"documents": library_documents})
    assert rehearsal.status_code == 200, rehearsal.text
    assert county.get("/v1/library/badge-classes").json()["items"] == []

    imported = county.post("/v1/library/imports", {"documents": library_documents})
    assert imported.status_code == 200, imported.text
    assert len(county.get("/v1/library/export").json()["documents"]) == len(library_documents)

    badge = county.issue("workplace-contact-person")

    credential = service.http.get(badge["url"], headers={"Accept": "application/vc"}).json()
    achievement = credential["credentialSubject"]["achievement"]
    codes = [item["targetCode"] for item in achievement["alignment"]]
    assert badge["url"] == credential["id"] == f"{ORIGIN}/badges/{badge['id']}"
    assert achievement["inLanguage"] == "fi"
    assert {item["inLanguage"] for item in achievement["related"]} == {"sv", "en"}
    assert "tutkinnonosat_106731" in codes
    assert {f"ammattitaitovaatimukset_{number}" for number in range(9524, 9529)} <= set(codes)
    assert service.verify(badge["url"])["verdict"] == "valid"


def test_what_the_api_exports_is_exactly_what_was_imported(
    service: Service, library_documents: list[dict[str, Any]]
) -> None:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})

    exported = county.get("/v1/library/export").json()["documents"]

    def key(document: dict[str, Any]) -> str:
        name = document.get("id", document.get("code"))
        return f"{document['kind']} {name} {document.get('version')}"

    assert sorted(exported, key=key) == sorted(library_documents, key=key)


def test_an_import_with_one_mistake_changes_nothing(
    service: Service, library_documents: list[dict[str, Any]]
) -> None:
    county = service.join("county")
    library_documents[-1] = {**library_documents[-1], "name": {"sv": "bara svenska"}}

    refused = county.post("/v1/library/imports", {"documents": library_documents})

    assert refused.status_code == 422, refused.text
    assert county.get("/v1/library/export").json()["documents"] == []


def test_a_published_version_never_changes_and_a_new_one_goes_through_review(
    service: Service, library_documents: list[dict[str, Any]]
) -> None:
    county = service.join("county")
    county.post("/v1/library/imports", {"documents": library_documents})
    path = "/v1/library/badge-classes/feedback-giver/versions"
    first = county.get(f"{path}/1")
    tag = {"If-Match": first.headers["ETag"]}

    changed = {**first.json(), "tags": ["uusi"]}
    refused = county.http.put(f"{path}/1", json=changed, headers={**county.headers, **tag})
    assert refused.status_code == 409, refused.text

    draft = {**first.json(), "version": 2, "status": "draft", "tags": ["uusi"]}
    created = county.post("/v1/library/badge-classes", draft)
    assert created.status_code == 201, created.text
    for status in ("in-review", "published"):
        tag = {"If-Match": county.get(f"{path}/2").headers["ETag"]}
        moved = county.post(f"{path}/2/status", {"status": status}, **tag)
        assert moved.status_code == 200, moved.text

    old, new = county.issue("feedback-giver", version=1), county.issue("feedback-giver")
    versions = [
        service.http.get(f"{badge['url']}.json").json()["credentialSubject"]["achievement"][
            "version"
        ]
        for badge in (old, new)
    ]
    assert versions == ["1", "2"]
