"""A college registers words of its own; badges in them verify here, whoever signed them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.errors import ContextAlteredError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.model import (
    Achievement,
    BadgeContent,
    Criteria,
    Profile,
    Recipient,
    achievement_credential,
)
from badgeservice.credentials.multikey import did_key
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import serialise
from badgeservice.verification.verify import verify
from tests.fakes import Ed25519Signer
from tests.stories.conftest import ORIGIN, Service

URL: Final = f"{ORIGIN}/contexts/college/workplace/1"
CONTEXT: Final = {
    "@context": {
        "@protected": True,
        "workplace": f"{URL}#workplace",
        "hoursAtWork": {
            "@id": f"{URL}#hoursAtWork",
            "@type": "http://www.w3.org/2001/XMLSchema#integer",
        },
    }
}
WORDS: Final = {
    "context": {"id": "workplace", "version": 1},
    "values": {"workplace": "Kotkan telakka", "hoursAtWork": 120},
}
SIGNER: Final = Ed25519Signer(b"\x07" * 32)


def signed_elsewhere(service: Service, published: Any) -> dict[str, Any]:
    """Return a badge by somebody who has read the context at its address, and knows no more."""
    did = did_key(SIGNER.public_key)
    unsigned: dict[str, Any] = achievement_credential(
        BadgeContent(
            id="urn:uuid:5b2ba8a9-11c7-4d0c-a3a2-2f3d0a1f3d11",
            issuer=Profile(id=did, name="Another college"),
            achievement=Achievement(
                id="https://college.example/achievements/1",
                name="Hitsaaja",
                description="Hitsaa",
                criteria=Criteria(narrative="Hitsaa"),
            ),
            recipient=Recipient(id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
            valid_from=service.wiring.now() - timedelta(days=1),
        )
    )
    unsigned["@context"] = [*unsigned["@context"], URL]
    unsigned["credentialSubject"] |= {"workplace": "Kotkan telakka", "hoursAtWork": 120}
    secured = secure(
        unsigned,
        signer=SIGNER,
        verification_method=f"{did}#{did.removeprefix('did:key:')}",
        created=service.wiring.now() - timedelta(minutes=1),
        contexts=PINNED_CONTEXTS.extended({URL: published}),
    )
    badge: dict[str, Any] = json.loads(secured.content)
    return badge


def test_a_badge_signed_elsewhere_verifies_once_its_words_are_registered(service: Service) -> None:
    badge = signed_elsewhere(service, CONTEXT)
    college = service.join("college", Scope.LIBRARY_PUBLISH, Scope.LIBRARY_READ)
    before = service.verify(badge)

    registered = college.post(
        "/v1/extension-contexts", {"name": "workplace", "version": 1, "document": CONTEXT}
    )

    published = service.http.get(URL)
    assert registered.status_code == 201, registered.text
    assert registered.json()["sha256"] == hashlib.sha256(published.content).hexdigest()
    assert college.get("/v1/extension-contexts").json()["items"] == [registered.json()]
    assert before["verdict"] == "indeterminate"
    assert before["checks"][0]["code"] == "signed-content.context-unknown"
    for _ in range(2):
        assert service.verify(signed_elsewhere(service, published.json()))["verdict"] == "valid"
    assert service.verify(badge)["verdict"] == "valid"


def test_words_are_signed_as_all_else_is(service: Service) -> None:
    service.join("college", Scope.LIBRARY_PUBLISH).post(
        "/v1/extension-contexts", {"name": "workplace", "version": 1, "document": CONTEXT}
    )
    badge = signed_elsewhere(service, CONTEXT)
    badge["credentialSubject"]["hoursAtWork"] = 1200

    assert service.verify(badge)["verdict"] == "invalid"


def test_a_changed_byte_of_a_context_is_noticed(service: Service) -> None:
    service.join("college", Scope.LIBRARY_PUBLISH).post(
        "/v1/extension-contexts", {"name": "workplace", "version": 2, "document": _second()}
    )
    with service.wiring.open_books(False) as books:
        kept = books.extensions.context_at(f"{ORIGIN}/contexts/college/workplace/2")
    assert kept is not None
    content = kept.context.content.replace(b"hoursAtWork", b"hoursAtWark", 1)
    altered = replace(
        kept,
        key=replace(kept.key, version=1),
        context=ExtensionContext(URL, content, kept.context.sha256),
    )
    with service.wiring.open_books(True) as books:
        books.extensions.add(altered)

    badge = serialise(signed_elsewhere(service, CONTEXT))
    with pytest.raises(ContextAlteredError, match=URL):
        verify(badge, at=service.wiring.now(), sources=service.wiring.sources)


def _second() -> dict[str, Any]:
    second: dict[str, Any] = json.loads(json.dumps(CONTEXT).replace("/workplace/1", "/workplace/2"))
    return second


def test_badges_of_a_class_with_registered_words_say_them_and_verify(
    service: Service, library_documents: list[dict[str, Any]]
) -> None:
    college = service.join("college")
    library = [
        {**document, "extensions": WORDS} if _is_class(document) else document
        for document in library_documents
    ]
    early = college.post("/v1/library/imports", {"documents": library})
    college.post("/v1/extension-contexts", {"name": "workplace", "version": 1, "document": CONTEXT})

    imported = college.post("/v1/library/imports", {"documents": library})
    issued = college.issue("feedback-giver")

    badge = service.http.get(issued["url"], headers={"Accept": "application/vc+ld+json"}).json()
    achievement = badge["credentialSubject"]["achievement"]
    shown = service.http.get(achievement["id"], headers={"Accept": "application/ld+json"}).json()
    assert early.status_code == 422, early.text
    errors = [each["code"] for each in early.json()["findings"] if each["isError"]]
    assert errors == ["context-unregistered"]
    assert imported.status_code == 200, imported.text
    assert badge["@context"][-1] == shown["@context"][-1] == URL
    assert achievement["hoursAtWork"] == shown["hoursAtWork"] == 120
    assert service.verify(issued["url"])["verdict"] == "valid"
    assert service.verify(badge)["verdict"] == "valid"
    achievement["hoursAtWork"] = 1200
    assert service.verify(badge)["verdict"] == "invalid"


def _is_class(document: dict[str, Any]) -> bool:
    return (document["kind"], document.get("id")) == ("badge-class", "feedback-giver")
