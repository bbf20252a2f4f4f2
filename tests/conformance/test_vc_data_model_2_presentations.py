"""The W3C's suite for the data model 2.0: the rules for presentations and envelopes.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.door import (
    CRYPTOGRAPHIC,
    EXAMPLES,
    MALFORMED,
    PARSING,
    V2,
    VERIFICATION,
    Door,
    Json,
    accepted,
    refused,
    with_proof,
    without,
)
from tests.conformance.requirements import Requirements, Test

THE = Requirements()
TOKEN: Json = {"mediaType": "application/vc+jwt"}
PRESENTATION_TOKEN: Json = {"mediaType": "application/vp+jwt"}


@THE.must(
    "If [the `id` field is] present, the normative guidance in Section 4.4 Identifiers MUST be "
    "followed."
)
def the_id_of_a_presentation_is_a_url(door: Door) -> None:
    accepted(door.verify_presentation(door.presented(door.presentation(id="urn:uuid:1"))))
    for identifier in ("presentation", ["urn:uuid:1", "urn:uuid:2"], 7):
        refused(door.present(door.presentation(id=identifier)), MALFORMED, "/id")
        forged = {**door.presented(), "id": identifier}
        refused(door.verify_presentation(forged), MALFORMED, "/id")


@THE.must("The type property MUST be present.")
def a_presentation_has_a_type(door: Door) -> None:
    accepted(door.verify_presentation(door.presented()))
    refused(door.present(door.presentation(type=None)), MALFORMED, "/type")


@THE.must(
    "One value of this property MUST be VerifiablePresentation, but additional types MAY be "
    "included. The related normative guidance in Section 4.5 Types MUST be followed."
)
def one_type_is_that_of_presentations(door: Door) -> None:
    more = ["https://example.org/#Kind", "VerifiablePresentation"]
    accepted(door.verify_presentation(door.presented(door.presentation(type=more))))
    refused(door.present(door.presentation(type=["https://example.org/#Kind"])), MALFORMED)
    refused(door.present(door.presentation(type="VerifiableCredential")), MALFORMED)


@THE.must(
    "The verifiableCredential property MAY be present. The value MUST be one or more verifiable "
    "credential and/or enveloped verifiable credential objects (the values MUST NOT be non-object "
    "values such as numbers, strings, or URLs)."
)
def what_is_presented_are_credentials(door: Door) -> None:
    secured, enveloped = door.issued(), door.issued(**TOKEN)
    value: Any
    for value in (None, secured, [secured], enveloped, [secured, enveloped]):
        presented = door.presented(door.presentation(verifiableCredential=value))
        accepted(door.verify_presentation(presented))

    for value in ("https://example.org/1", [7], [secured, "x"], [without(secured, "type")], 7):
        refused(door.present(door.presentation(verifiableCredential=value)), MALFORMED)
        forged = {**door.presented(), "verifiableCredential": value}
        refused(door.verify_presentation(forged), MALFORMED)


@THE.must(
    "If present (holder), the value MUST be either a URL or an object containing an id property."
)
def a_holder_is_a_url_or_has_one(door: Door) -> None:
    holder: Any
    for holder in (None, "did:example:holder", {"id": "did:example:holder"}):
        accepted(door.verify_presentation(door.presented(door.presentation(holder=holder))))
    for holder in ({}, {"id": "holder"}, "holder", 7):
        refused(door.present(door.presentation(holder=holder)), MALFORMED, "/holder")
        forged = {**door.presented(), "holder": holder}
        refused(door.verify_presentation(forged), MALFORMED, "/holder")


@THE.must(
    "The @context property of the object MUST be present and include a context, such as the base "
    "context for this specification, that defines at least the id, type, and "
    "EnvelopedVerifiableCredential terms"
)
def an_enveloped_credential_has_a_context(door: Door) -> None:
    enveloped = door.issued(**TOKEN)

    accepted(door.verify(enveloped))
    accepted(door.verify({**enveloped, "@context": [V2]}))
    refused(door.verify(without(enveloped, "@context")), MALFORMED, "/@context")
    for context in ([], EXAMPLES, [EXAMPLES]):
        refused(door.verify({**enveloped, "@context": context}), MALFORMED, "/@context")


@THE.must(
    "The id value of the object MUST be a data: URL [RFC2397] that expresses a secured verifiable "
    "credential using an enveloping security scheme"
)
def an_enveloped_credential_is_a_data_url(door: Door) -> None:
    enveloped = door.issued(**TOKEN)
    token = enveloped["id"].partition(",")[2]

    assert enveloped["id"].startswith("data:application/vc+jwt,")
    accepted(door.verify({**enveloped, "id": f"data:application/jwt,{token}"}))
    for identifier in (token, f"data:text/plain,{token}", None, 7, f"https://example.org/{token}"):
        refused(door.verify({**enveloped, "id": identifier}), MALFORMED, "/id")
    refused(door.verify({**enveloped, "id": "data:application/vc+jwt,none"}), CRYPTOGRAPHIC, "/id")


@THE.must("The type value of the object MUST be EnvelopedVerifiableCredential.")
def an_enveloped_credential_says_so(door: Door) -> None:
    enveloped = door.issued(**TOKEN)

    refused(door.verify(without(enveloped, "type")), MALFORMED)
    kind: Any
    for kind in ("VerifiableCredential", "EnvelopedVerifiablePresentation", []):
        refused(door.verify({**enveloped, "type": kind}), MALFORMED)


@THE.must(
    "The @context property of the object MUST be present and include a context, such as the base "
    "context for this specification, that defines at least the id, type, and "
    "EnvelopedVerifiablePresentation terms"
)
def an_enveloped_presentation_has_a_context(door: Door) -> None:
    enveloped = door.presented(**PRESENTATION_TOKEN)

    accepted(door.verify_presentation(enveloped))
    for context in ([], [EXAMPLES]):
        forged = {**enveloped, "@context": context}
        refused(door.verify_presentation(forged), MALFORMED, "/@context")


@THE.must(
    "The id value of the object MUST be a data: URL [RFC2397] that expresses a secured verifiable "
    "presentation using an enveloping securing mechanism"
)
def an_enveloped_presentation_is_a_data_url(door: Door) -> None:
    enveloped = door.presented(**PRESENTATION_TOKEN)
    token = enveloped["id"].partition(",")[2]

    assert enveloped["id"].startswith("data:application/vp+jwt,")
    refused(door.verify_presentation({**enveloped, "id": token}), MALFORMED, "/id")
    refused(
        door.verify_presentation({**enveloped, "id": door.issued(**TOKEN)["id"]}), MALFORMED, "/id"
    )


@THE.must("The type value of the object MUST be EnvelopedVerifiablePresentation.")
def an_enveloped_presentation_says_so(door: Door) -> None:
    enveloped = door.presented(**PRESENTATION_TOKEN)

    for kind in (["VerifiablePresentation"], "EnvelopedVerifiableCredential"):
        assert door.verify_presentation({**enveloped, "type": kind}).status_code == 400


@THE.must(
    "This section contains an algorithm that conforming verifier implementations MUST run when "
    "verifying a verifiable credential or a verifiable presentation."
)
def the_algorithm_is_run(door: Door) -> None:
    secured, presented = door.issued(), door.presented()

    accepted(door.verify(secured))
    accepted(door.verify_presentation(presented))
    short = with_proof(presented, proofValue="z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh")
    refused(door.verify_presentation(short), VERIFICATION, "/proof/proofValue")
    refused(door.verify_presentation(without(presented, "proof")), PARSING, "/proof")
    forged = {**secured, "credentialSubject": {"id": "did:example:thief"}}
    refused(
        door.verify_presentation(door.presented(door.presentation(verifiableCredential=[forged]))),
        VERIFICATION,
        "/verifiableCredential/0/proof/proofValue",
    )


@pytest.mark.parametrize("requirement", THE.cases())
def test_it_is_met(requirement: Test, door: Door) -> None:
    requirement(door)


def test_there_are_as_many_as_in_the_suite() -> None:
    assert len(THE) == 12
