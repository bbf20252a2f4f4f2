"""The suites for issuers and verifiers with the VC-API, by proofs inside and by tokens around.

Spec: https://w3c-ccg.github.io/vc-api/
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.door import (
    MALFORMED,
    PARSING,
    V1,
    V2,
    VERIFICATION,
    Door,
    Json,
    accepted,
    refused,
    with_proof,
    without,
)

BY_PROOF: Json = {}
BY_TOKEN: Json = {"mediaType": "application/vc+jwt"}
BOTH = pytest.mark.parametrize(
    "options", [pytest.param(BY_PROOF, id="proof"), pytest.param(BY_TOKEN, id="token")]
)
OLD_SUITE: Json = {"type": "Ed25519Signature2020"}


@BOTH
def test_issuer_must_successfully_issue_a_credential(door: Door, options: Json) -> None:
    answer = door.issue(door.credential(), **options)

    assert answer.status_code == 201
    assert isinstance(answer.json()["verifiableCredential"], dict)
    accepted(door.verify(answer.json()["verifiableCredential"]))


@BOTH
def test_issuer_request_body_must_have_property_credential(door: Door, options: Json) -> None:
    body = {"verifiableCredential": door.credential(), "options": options}

    refused(door.post("credentials/issue", body), MALFORMED, "/credential")
    refused(door.post("credentials/issue", {"credential": "x", "options": options}), MALFORMED)


@BOTH
@pytest.mark.parametrize("name", ["@context", "type", "issuer", "credentialSubject"])
def test_issuer_credential_must_have_property(door: Door, options: Json, name: str) -> None:
    refused(door.issue(without(door.credential(), name), **options), MALFORMED, f"/{name}")


WRONG_FOR_ISSUERS = [
    pytest.param({"context": 4}, id="@context must be an array"),
    pytest.param({"context": [{"foo": True}, 4, False, None]}, id="@context items must be strings"),
    pytest.param({"context": [V2, 4]}, id="@context items must be URLs or objects"),
    pytest.param({"type": 4}, id="type must be an array"),
    pytest.param({"type": [2, None, {"foo": True}, False]}, id="type items must be strings"),
    pytest.param({"issuer": 4}, id="issuer must be an object or a string"),
    pytest.param({"credentialSubject": [None, True, 4]}, id="credentialSubject must be an object"),
]


@BOTH
@pytest.mark.parametrize("changes", WRONG_FOR_ISSUERS)
def test_issuer_must_refuse(door: Door, options: Json, changes: Json) -> None:
    refused(door.issue(door.credential(**changes), **options), MALFORMED)


@BOTH
def test_issuer_credential_issuer_may_be_an_object_with_an_id(door: Door, options: Json) -> None:
    accepted(door.issue(door.credential(issuer={"id": door.issuer}), **options))
    accepted(door.issue(door.credential(issuer=door.issuer), **options))


def test_issuer_credential_may_have_property_expiration_date(door: Door) -> None:
    old = {
        "context": [V1],
        "expirationDate": "2034-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:subject"},
    }

    issued = door.issued(door.credential(**old), **OLD_SUITE)

    assert issued["expirationDate"] == "2034-01-01T00:00:00Z"
    accepted(door.verify(issued))


def test_issuer_credential_may_have_property_issuance_date_and_gets_one_else(door: Door) -> None:
    old = {"context": [V1], "credentialSubject": {"id": "did:example:subject"}}
    stated = door.credential(**old, issuanceDate="2020-01-01T00:00:00Z")

    assert door.issued(stated)["issuanceDate"] == "2020-01-01T00:00:00Z"
    assert door.issued(door.credential(**old))["issuanceDate"] == "2026-11-24T09:00:00Z"


@BOTH
def test_verifier_must_verify_a_valid_credential(door: Door, options: Json) -> None:
    answer = door.verify(door.issued(**options))

    assert answer.status_code == 200
    assert answer.json()["verified"] is True
    assert (answer.json()["errors"], answer.json()["problemDetails"]) == ([], [])


@BOTH
def test_verifier_must_verify_a_valid_presentation(door: Door, options: Json) -> None:
    inside = door.issued(**options)
    kind = {"mediaType": "application/vp+jwt"} if options else {}

    presented = door.presented(door.presentation(verifiableCredential=[inside]), **kind)

    accepted(door.verify_presentation(presented))


@pytest.mark.parametrize("name", ["@context", "type", "issuer", "credentialSubject"])
def test_verifier_must_not_verify_if_a_property_is_missing(door: Door, name: str) -> None:
    refused(door.verify(without(door.issued(), name)), MALFORMED, f"/{name}")


def test_verifier_must_not_verify_if_the_proof_is_missing(door: Door) -> None:
    refused(door.verify(without(door.issued(), "proof")), PARSING, "/proof")


@pytest.mark.parametrize(
    "name", ["type", "created", "verificationMethod", "proofValue", "proofPurpose"]
)
def test_verifier_must_not_verify_if_a_property_of_the_proof_is_missing(
    door: Door, name: str
) -> None:
    for options in (BY_PROOF, OLD_SUITE):
        refused(door.verify(with_proof(door.issued(**options), **{name: None})), VERIFICATION)


NO_LISTS: list[Any] = ["string", {}, None, 10, True]
NO_ITEMS: list[Any] = [[], {}, None, 10, True]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("@context", NO_LISTS, id="@context is not an array"),
        pytest.param("@context", [[item] for item in NO_ITEMS], id="@context items"),
        pytest.param("type", NO_LISTS, id="type is not an array"),
        pytest.param("type", [[item] for item in NO_ITEMS], id="type items"),
        pytest.param("issuer", [[], None, 10, True], id="issuer is no object or string"),
        pytest.param(
            "credentialSubject", ["string", None, 10, True, []], id="credentialSubject is no object"
        ),
    ],
)
def test_verifier_must_not_verify_if(door: Door, name: str, values: list[Any]) -> None:
    for value in values:
        refused(door.verify({**door.issued(), name: value}), MALFORMED)


@pytest.mark.parametrize("value", ["string", None, 10, True, []])
def test_verifier_must_not_verify_if_the_proof_is_not_an_object(door: Door, value: Any) -> None:
    refused(door.verify({**door.issued(), "proof": value}), PARSING, "/proof")


@pytest.mark.parametrize("name", ["@context", "type", "verifiableCredential"])
def test_verifier_must_not_verify_a_presentation_if_a_property_is_malformed(
    door: Door, name: str
) -> None:
    for value in (10, "string", True):
        refused(door.verify_presentation({**door.presented(), name: value}), MALFORMED)
