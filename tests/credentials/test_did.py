import json
from datetime import UTC, datetime
from typing import Any

import pytest

from badgeservice.credentials.did import (
    assertion_key,
    did_document,
    did_web,
    did_web_url,
)
from badgeservice.credentials.errors import (
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
)
from badgeservice.credentials.multikey import did_key, did_key_key
from tests.credentials.samples import ISSUER, METHOD, SIGNER, SeededSigner
from tests.reference import reference

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OTHER = SeededSigner("other").public_key


@pytest.mark.parametrize(
    ("origin", "path", "did", "url"),
    [
        ("https://example.fi", (), "did:web:example.fi", "https://example.fi/.well-known/did.json"),
        (
            "https://Example.fi:8443/",
            ("issuers", "a-b"),
            "did:web:example.fi%3A8443:issuers:a-b",
            "https://example.fi:8443/issuers/a-b/did.json",
        ),
    ],
)
def test_a_did_leads_back_to_its_document(
    origin: str, path: tuple[str, ...], did: str, url: str
) -> None:
    assert did_web(origin, *path) == did
    assert did_web_url(did) == url


def test_a_developers_own_machine_is_reached_over_http_only() -> None:
    did = did_web("http://localhost:8000", "issuers", "demo")

    assert did == "did:web:localhost%3A8000:issuers:demo"
    assert did_web_url(did, scheme="http") == "http://localhost:8000/issuers/demo/did.json"
    with pytest.raises(DidMalformedError):
        did_web_url(did)


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("ftp://example.fi", ()),
        ("https://user@example.fi", ()),
        ("https://example.fi/path", ()),
        ("https://example.fi?x", ()),
        ("example.fi", ()),
        ("https://example.fi", ("a/b",)),
        ("https://example.fi", ("..",)),
        ("https://example.fi", ("",)),
        ("https://example.fi", ("ä",)),
    ],
)
def test_no_did_is_made_of_anything_else(origin: str, path: tuple[str, ...]) -> None:
    with pytest.raises(DidMalformedError):
        did_web(origin, *path)


@pytest.mark.reference
def test_every_known_case_of_did_web_comes_out_as_expected() -> None:
    """N02: all published forms."""
    cases = json.loads(reference("security/own-generated/did-web-cases.json").read_bytes())

    for case in cases:
        did = case["did"]
        if case["expect"] == "reject":
            with pytest.raises(DidMalformedError):
                did_web_url(did)
        elif case["expect"] == "resolve":
            assert did_web_url(did) == case["url"], case["why"]
        else:
            # It leads to a document, whose id is another: that must be noticed then.
            assert did_web_url(did).endswith("/.well-known/did.json")
            found = did_document("did:web:example.com", keys=[SIGNER.public_key])
            with pytest.raises(KeyNotBoundError):
                assertion_key(found, did=did, method_id=f"{did}#x")

    assert len(cases) == 49


def test_the_document_names_each_key_in_full() -> None:
    document = did_document(
        ISSUER, keys=[SIGNER.public_key, OTHER], also_known_as=["https://example.fi/"]
    )

    assert document["@context"] == [
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
    ]
    assert document["id"] == ISSUER
    assert document["alsoKnownAs"] == ["https://example.fi/"]
    assert document["assertionMethod"] == [METHOD, f"{ISSUER}#{OTHER.multibase}"]
    assert document["verificationMethod"] == [
        {
            "id": f"{ISSUER}#{key.multibase}",
            "type": "Multikey",
            "controller": ISSUER,
            "publicKeyMultibase": key.multibase,
        }
        for key in (SIGNER.public_key, OTHER)
    ]


def test_a_listed_key_is_found() -> None:
    document = did_document(ISSUER, keys=[OTHER, SIGNER.public_key])

    assert assertion_key(document, did=ISSUER, method_id=METHOD) == SIGNER.public_key


def test_an_embedded_key_is_found() -> None:
    document: dict[str, Any] = did_document(ISSUER, keys=[SIGNER.public_key])
    document["assertionMethod"] = document.pop("verificationMethod")

    assert assertion_key(document, did=ISSUER, method_id=METHOD) == SIGNER.public_key


def _only_authentication(document: dict[str, Any]) -> None:
    document["authentication"] = document.pop("assertionMethod")


def _embedded_elsewhere(document: dict[str, Any]) -> None:
    document["keyAgreement"] = document.pop("verificationMethod")


def _relative_reference(document: dict[str, Any]) -> None:
    document["assertionMethod"] = [f"#{SIGNER.public_key.multibase}"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(lambda d: d.update(id=ISSUER.upper()), "document-mismatch", id="other-case"),
        pytest.param(lambda d: d.update(id=f"{ISSUER} "), "document-mismatch", id="space"),
        pytest.param(lambda d: d.pop("id"), "document-mismatch", id="no-id"),
        pytest.param(
            lambda d: d["verificationMethod"].clear(), "method-not-found", id="not-listed"
        ),
        pytest.param(
            lambda d: d.update(verificationMethod="x"), "method-not-found", id="methods-no-list"
        ),
        pytest.param(
            lambda d: d["verificationMethod"].append(dict(d["verificationMethod"][0])),
            "method-ambiguous",
            id="listed-twice",
        ),
        pytest.param(_only_authentication, "for-other-purpose", id="authentication-only"),
        pytest.param(_embedded_elsewhere, "for-other-purpose", id="embedded-for-agreement"),
        pytest.param(lambda d: d.update(assertionMethod=[]), "not-for-assertion", id="for-nothing"),
        pytest.param(_relative_reference, "not-for-assertion", id="relative-reference"),
        pytest.param(
            lambda d: d["verificationMethod"][0].update(controller="did:web:other.example"),
            "controller-mismatch",
            id="other-controller",
        ),
        pytest.param(
            lambda d: d["verificationMethod"][0].update(type="JsonWebKey"),
            "type-unsupported",
            id="other-type",
        ),
        pytest.param(
            lambda d: d["verificationMethod"][0].update(revoked="2026-11-23T00:00:00Z"),
            "method-revoked",
            id="revoked",
        ),
        pytest.param(
            lambda d: d["verificationMethod"][0].update(revoked="yesterday"),
            "method-revoked",
            id="revoked-at-no-date",
        ),
        pytest.param(
            lambda d: d["verificationMethod"][0].update(expires="2026-11-24T00:00:00Z"),
            "method-expired",
            id="expired",
        ),
    ],
)
def test_a_key_the_document_does_not_vouch_for_is_not_bound(change: Any, code: str) -> None:
    """K02: each way of not being listed."""
    document = did_document(ISSUER, keys=[SIGNER.public_key])
    change(document)

    with pytest.raises(KeyNotBoundError) as refusal:
        assertion_key(document, did=ISSUER, method_id=METHOD, at=NOW)

    assert refusal.value.code == code


def test_a_key_in_the_fragment_is_not_taken_at_its_word() -> None:
    """K01: the document decides."""
    document = did_document(ISSUER, keys=[SIGNER.public_key])

    with pytest.raises(KeyNotBoundError) as refusal:
        assertion_key(document, did=ISSUER, method_id=f"{ISSUER}#{OTHER.multibase}")

    assert refusal.value.code == "method-not-found"


def test_a_key_withdrawn_later_is_good_now_but_not_without_a_moment() -> None:
    document: dict[str, Any] = did_document(ISSUER, keys=[SIGNER.public_key])
    document["verificationMethod"][0]["revoked"] = "2026-11-24T00:00:01Z"

    assert assertion_key(document, did=ISSUER, method_id=METHOD, at=NOW) == SIGNER.public_key
    with pytest.raises(KeyNotBoundError):
        assertion_key(document, did=ISSUER, method_id=METHOD)


@pytest.mark.parametrize("text", [None, 5, "z6Mk", "u7QE"])
def test_a_method_without_a_sound_key_is_malformed(text: object) -> None:
    document: dict[str, Any] = did_document(ISSUER, keys=[SIGNER.public_key])
    document["verificationMethod"][0]["publicKeyMultibase"] = text

    with pytest.raises(KeyMalformedError):
        assertion_key(document, did=ISSUER, method_id=METHOD)


def test_a_did_key_is_its_key() -> None:
    assert did_key_key(did_key(SIGNER.public_key)) == SIGNER.public_key


@pytest.mark.parametrize("did", ["did:key:", "did:key:z6Mk", "did:web:z6Mk", "did:key:u7QE"])
def test_other_texts_are_no_did_key(did: str) -> None:
    with pytest.raises(DidMalformedError):
        did_key_key(did)
