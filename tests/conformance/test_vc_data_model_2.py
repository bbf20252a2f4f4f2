"""The W3C's suite for the data model 2.0: the rules for credentials.

Spec: https://www.w3.org/TR/vc-data-model-2.0/
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest

from badgeservice.credentials.contexts import pinned
from tests.conformance.door import (
    CRYPTOGRAPHIC,
    DATA_LOSS,
    EXAMPLES,
    MALFORMED,
    PARSING,
    V2,
    VERIFICATION,
    Door,
    accepted,
    refused,
    without,
)
from tests.conformance.requirements import Requirements, Test

THE = Requirements()
TYPED = {"type": "https://example.org/#Kind", "id": "https://example.org/1"}


@THE.must(
    "A conforming document MUST be secured by at least one securing mechanism as described in "
    "Section 4.12 Securing Mechanisms."
)
def is_secured(door: Door) -> None:
    issued = door.issued()

    assert issued["proof"]["proofValue"].startswith("z")
    refused(door.verify(without(issued, "proof")), PARSING, "/proof")


@THE.must(
    "A conforming issuer implementation MUST include all required properties in the conforming "
    "documents it produces."
)
def all_required_are_included(door: Door) -> None:
    issued = door.issued()

    assert {"@context", "type", "issuer", "credentialSubject", "proof"} <= issued.keys()


@THE.must(
    "A conforming issuer implementation MUST secure the conforming documents it produces using a "
    "securing mechanism described in Section 4.12 Securing Mechanisms."
)
def what_is_issued_verifies(door: Door) -> None:
    accepted(door.verify(door.issued()))
    accepted(door.verify(door.issued(mediaType="application/vc+jwt")))


@THE.must(
    "A conforming verifier implementation MUST perform verification on a conforming document as "
    "described in Section 4.12 Securing Mechanisms."
)
def verification_is_performed(door: Door) -> None:
    issued = door.issued()

    accepted(door.verify(issued))
    refused(
        door.verify({**issued, "credentialSubject": {"id": "did:example:other"}}),
        VERIFICATION,
        "/proof/proofValue",
    )


@THE.must(
    "A conforming verifier implementation MUST produce errors when non-conforming documents are "
    "detected."
)
def errors_are_produced(door: Door) -> None:
    document = {"type": ["NonconformingDocument"]}

    refused(door.verify(document), MALFORMED)
    refused(door.verify_presentation(document), MALFORMED)


@THE.must("Verifiable credentials MUST include a @context property.")
def credentials_have_a_context(door: Door) -> None:
    refused(door.issue(door.credential(context=None)), MALFORMED, "/credential/@context")
    refused(door.verify(without(door.issued(), "@context")), MALFORMED, "/@context")


@THE.must("Verifiable presentations MUST include a @context property.")
def presentations_have_a_context(door: Door) -> None:
    presented = door.presented()

    accepted(door.verify_presentation(presented))
    refused(door.verify_presentation(without(presented, "@context")), MALFORMED, "/@context")


@THE.must(
    "Verifiable credentials: The value of the @context property MUST be an ordered set where the "
    "first item is a URL with the value https://www.w3.org/ns/credentials/v2."
)
def the_base_context_comes_first_in_credentials(door: Door) -> None:
    assert door.issued()["@context"][0] == V2
    for context in ([EXAMPLES, V2], [EXAMPLES], [], V2):
        refused(door.issue(door.credential(context=context)), MALFORMED)


@THE.must(
    "Verifiable presentations: The value of the @context property MUST be an ordered set where the "
    "first item is a URL with the value https://www.w3.org/ns/credentials/v2."
)
def the_base_context_comes_first_in_presentations(door: Door) -> None:
    presented = door.presented()

    for context in ([EXAMPLES, V2], [EXAMPLES], []):
        refused(door.verify_presentation({**presented, "@context": context}), MALFORMED)


@THE.must(
    'Verifiable Credential `@context`: "Subsequent items in the ordered set MUST be composed of '
    'any combination of URLs and/or objects where each is processable as a JSON-LD Context."'
)
def further_contexts_of_credentials_are_urls_and_objects(door: Door) -> None:
    words = {"Kind": "https://example.org/#Kind"}
    accepted(door.issue(door.credential(context=[V2, EXAMPLES])))
    accepted(
        door.issue(door.credential(context=[V2, words], type=["VerifiableCredential", "Kind"]))
    )

    refused(door.issue(door.credential(context=[V2, 123192875])), MALFORMED, "/@context/1")
    refused(door.issue(door.credential(context=[V2, "https ://x/"])), MALFORMED, "/@context/1")
    assert door.issue(door.credential(context=[V2, "https://example.org/none"])).status_code == 400


@THE.must(
    'Verifiable Presentation `@context`: "Subsequent items in the ordered set MUST be composed of '
    'any combination of URLs and/or objects where each is processable as a JSON-LD Context."'
)
def further_contexts_of_presentations_are_urls_and_objects(door: Door) -> None:
    words = {"Kind": "https://example.org/#Kind"}
    for contexts in ([V2, EXAMPLES], [V2, words]):
        accepted(door.verify_presentation(door.presented(door.presentation(context=contexts))))

    presented = door.presented(door.presentation(context=[V2, EXAMPLES]))
    for item in ("https://example.com", "https ://not-a-url/contexts/example/v1", 123192875):
        answer = door.verify_presentation({**presented, "@context": [V2, item]})
        assert answer.status_code == 400


@THE.must(
    "If present, the value of the id property MUST be a single URL, which MAY be dereferenceable."
)
def an_id_is_one_url(door: Door) -> None:
    accepted(door.issue(door.credential(id="did:example:credential")))
    for identifier in ("not-a-url", ["did:example:1", "did:example:2"], 7, "did:example: 1"):
        refused(door.issue(door.credential(id=identifier)), MALFORMED, "/id")
    refused(
        door.issue(door.credential(credentialSubject={"id": ["did:example:1", "did:example:2"]})),
        MALFORMED,
        "/credentialSubject/id",
    )


@THE.must("Verifiable credentials MUST contain a type property with an associated value.")
def credentials_have_a_type(door: Door) -> None:
    types: Any
    for types in (None, [], ""):
        refused(door.issue(door.credential(type=types)), MALFORMED, "/type")


@THE.must("Verifiable presentations MUST contain a type property with an associated value.")
def presentations_have_a_type(door: Door) -> None:
    refused(door.verify_presentation(without(door.presented(), "type")), MALFORMED, "/type")


@THE.must("The value of the type property MUST be one or more terms and/or absolute URL strings.")
def types_are_terms_and_urls(door: Door) -> None:
    def of(kind: str, *contexts: Any) -> Any:
        types = ["VerifiableCredential", kind]
        return door.issue(door.credential(context=[V2, *contexts], type=types))

    accepted(of("https://example.org/#Kind"))
    accepted(of("Kind", {"Kind": "https://example.org/#Kind"}))
    refused(of("Kind"), DATA_LOSS, "/type/1")
    assert of("Kind", {"Kind": "https ://not-a-url#Kind"}).status_code == 400


@THE.must("If more than one (type) value is provided, the order does not matter.")
def the_order_of_types_does_not_matter(door: Door) -> None:
    kinds = ["https://example.org/#A", "https://example.org/#B"]
    accepted(door.issue(door.credential(type=[*kinds, "VerifiableCredential"])))
    accepted(door.issue(door.credential(type=[kinds[1], "VerifiableCredential", kinds[0]])))


@THE.must("Verifiable Credential objects MUST have a type specified.")
def a_credential_says_that_it_is_one(door: Door) -> None:
    refused(door.issue(door.credential(type=["https://example.org/#A"])), MALFORMED, "/type")


@THE.must("Verifiable Presentation objects MUST have a type specified.")
def a_presentation_says_that_it_is_one(door: Door) -> None:
    accepted(
        door.verify_presentation(
            door.presented(
                door.presentation(type=["VerifiablePresentation", "https://example.org/#A"])
            )
        )
    )
    refused(
        door.verify_presentation({**door.presented(), "type": ["https://example.org/#A"]}),
        MALFORMED,
        "/type",
    )


def _needs_a_type(door: Door, name: str) -> None:
    value: Any
    for value in (TYPED, [TYPED, {**TYPED, "id": "https://example.org/2"}]):
        accepted(door.issue(door.credential(**{name: value})))
    untyped = without(TYPED, "type")
    for value in (untyped, [TYPED, untyped], {**TYPED, "type": 7}):
        refused(door.issue(door.credential(**{name: value})), MALFORMED, "/type")


@THE.must(
    "`credentialStatus` objects MUST have a type specified.",
    "The type property is REQUIRED.",
    "(If a credentialStatus property is present), The type property is REQUIRED. It is used to "
    "express the type of status information expressed by the object.",
)
def a_status_says_its_type(door: Door) -> None:
    _needs_a_type(door, "credentialStatus")


@THE.must("`termsOfUse` objects MUST have a type specified.")
def terms_of_use_say_their_type(door: Door) -> None:
    _needs_a_type(door, "termsOfUse")


@THE.must("`evidence` objects MUST have a type specified.")
def evidence_says_its_type(door: Door) -> None:
    _needs_a_type(door, "evidence")


@THE.must(
    "`refreshService` objects MUST have a type specified.",
    "Each refreshService value MUST specify its type.",
)
def a_refresh_service_says_its_type(door: Door) -> None:
    _needs_a_type(door, "refreshService")


@THE.must("`credentialSchema` objects MUST have a type specified.")
def a_schema_says_its_type(door: Door) -> None:
    _needs_a_type(door, "credentialSchema")


def _is_text(door: Door, name: str, *, on_issuer: bool) -> None:
    def with_text(value: Any) -> Any:
        if on_issuer:
            return door.issue(door.credential(issuer={"id": door.issuer, name: value}))
        return door.issue(door.credential(**{name: value}))

    value: Any
    english = {"@value": "Ten", "@language": "en", "@direction": "ltr"}
    arabic = {"@value": "عشرة", "@language": "ar", "@direction": "rtl"}
    for value in ("Ten", {"@value": "Ten"}, english, [english, arabic]):
        accepted(with_text(value))
    for value in ({**english, "url": "x"}, 7, {"@value": 7}, {**english, "@direction": {}}):
        refused(with_text(value), MALFORMED, f"/{name}")


@THE.must(
    "If present, the value of the name property MUST be a string or a language value object as "
    "described in 11.1 Language and Base Direction."
)
def a_name_is_text(door: Door) -> None:
    _is_text(door, "name", on_issuer=False)


@THE.must(
    "If present, the value of the description property MUST be a string or a language value object "
    "as described in 11.1 Language and Base Direction."
)
def a_description_is_text(door: Door) -> None:
    _is_text(door, "description", on_issuer=False)


@THE.must(
    "If present (on `issuer`), the value of the name property MUST be a string or a language value "
    "object as described in 11.1 Language and Base Direction."
)
def the_name_of_an_issuer_is_text(door: Door) -> None:
    _is_text(door, "name", on_issuer=True)


@THE.must(
    "If present (on `issuer`), the value of the description property MUST be a string or a "
    "language value object as described in 11.1 Language and Base Direction."
)
def the_description_of_an_issuer_is_text(door: Door) -> None:
    _is_text(door, "description", on_issuer=True)


@THE.must("A verifiable credential MUST have an issuer property.")
def there_is_an_issuer(door: Door) -> None:
    refused(door.issue(door.credential(issuer=None)), MALFORMED, "/issuer")


@THE.must(
    "The value of the issuer property MUST be either a URL or an object containing an id property "
    "whose value is a URL"
)
def an_issuer_is_a_url_or_has_one(door: Door) -> None:
    accepted(door.issue(door.credential(issuer="https://example.org/issuer")))
    accepted(door.issue(door.credential(issuer={"id": "did:example:issuer"})))
    for issuer in ("issuer", {}, {"id": "issuer"}, ["did:example:issuer"], 7, {"id": None}):
        refused(door.issue(door.credential(issuer=issuer)), MALFORMED, "/issuer")


@THE.must("A verifiable credential MUST contain a credentialSubject property.")
def there_is_a_subject(door: Door) -> None:
    refused(door.issue(door.credential(credentialSubject=None)), MALFORMED, "/credentialSubject")


@THE.must(
    "The value of the credentialSubject property is a set of objects where each object MUST be the "
    "subject of one or more claims"
)
def subjects_say_something(door: Door) -> None:
    subject, other = {"id": "did:example:subject"}, {"id": "did:example:other"}
    accepted(door.issue(door.credential(credentialSubject=[subject, other])))
    value: Any
    for value in ({}, [], [subject, {}], "did:example:subject", [7]):
        refused(door.issue(door.credential(credentialSubject=value)), MALFORMED)


def _is_moment(door: Door, name: str) -> None:
    moment: Any
    for moment in ("2025-01-31T12:00:00Z", "2025-01-31T12:00:00.5+02:00"):
        accepted(door.issue(door.credential(**{name: moment})))
    for moment in ("2025-01-31", "2025-01-31T12:00:00", "2025-01-31 12:00:00Z", 1735689600):
        refused(door.issue(door.credential(**{name: moment})), MALFORMED, f"/{name}")


@THE.must(
    "If present, the value of the validFrom property MUST be an [XMLSCHEMA11-2] dateTimeStamp "
    "string value representing the date and time the credential becomes valid"
)
def valid_from_is_a_moment(door: Door) -> None:
    _is_moment(door, "validFrom")


@THE.must(
    "If present, the value of the validUntil property MUST be an [XMLSCHEMA11-2] dateTimeStamp "
    "string value representing the date and time the credential ceases to be valid"
)
def valid_until_is_a_moment(door: Door) -> None:
    _is_moment(door, "validUntil")


@THE.must(
    "If a validUntil value also exists, the validFrom value MUST express a datetime that is "
    "temporally the same or earlier than the datetime expressed by the validUntil value.",
    "If a validFrom value also exists, the validUntil value MUST express a datetime that is "
    "temporally the same or later than the datetime expressed by the validFrom value.",
)
def a_period_begins_before_it_ends(door: Door) -> None:
    def over(start: str, end: str) -> Any:
        return door.issue(door.credential(validFrom=start, validUntil=end))

    accepted(over("2025-01-31T12:00:00Z", "2025-01-31T12:00:00Z"))
    accepted(over("2025-01-31T12:00:00+02:00", "2025-01-31T10:00:00Z"))
    refused(over("2025-01-31T12:00:01Z", "2025-01-31T12:00:00Z"), MALFORMED, "/validUntil")


@THE.must("The related normative guidance in Section 4.5 Types MUST be followed.")
def the_type_of_a_status_is_defined(door: Door) -> None:
    refused(door.issue(door.credential(credentialStatus={"type": "NoSuchKind"})), DATA_LOSS)
    refused(door.issue(door.credential(credentialStatus={"type": "no url"})), MALFORMED)


@THE.must(
    "If present (credentialStatus.id), the normative guidance in Section 4.4 Identifiers MUST be "
    "followed."
)
def the_id_of_a_status_is_a_url(door: Door) -> None:
    accepted(door.issue(door.credential(credentialStatus=without(TYPED, "id"))))
    for identifier in ("status", ["did:example:1", "did:example:2"], 7):
        status = {**TYPED, "id": identifier}
        refused(
            door.issue(door.credential(credentialStatus=status)), MALFORMED, "/credentialStatus/id"
        )


@THE.must(
    "The value of the credentialSchema property MUST be one or more data schemas",
    "If multiple schemas are present, validity is determined according to the processing rules "
    "outlined by each associated type property",
)
def there_may_be_several_schemas(door: Door) -> None:
    accepted(door.verify(door.issued(door.credential(credentialSchema=TYPED))))
    several = [TYPED, {**TYPED, "id": "https://example.org/2"}]
    accepted(door.verify(door.issued(door.credential(credentialSchema=several))))
    refused(door.issue(door.credential(credentialSchema="https://example.org/1")), MALFORMED)


@THE.must(
    "Each credentialSchema MUST specify its type (for example, JsonSchema), and an id property "
    "that MUST be a URL identifying the schema file."
)
def a_schema_has_a_type_and_an_id(door: Door) -> None:
    accepted(door.issue(door.credential(credentialSchema={**TYPED, "type": "JsonSchema"})))
    for schema in (without(TYPED, "id"), {**TYPED, "id": "schema"}, without(TYPED, "type")):
        refused(door.issue(door.credential(credentialSchema=schema)), MALFORMED)


@THE.must(
    "When processing the active context defined by the base JSON-LD Context document defined in "
    "this specification, compliant JSON-LD-based processors produce an error when a JSON-LD "
    "context redefines any term."
)
def terms_are_not_redefined(door: Door) -> None:
    kind = {"@protected": True, "Kind": "https://example.org/#Kind"}
    for contexts in (
        [V2, {"VerifiableCredential": "https://example.org/#Other"}],
        [V2, kind, {"Kind": "https://example.org/#Other"}],
    ):
        refused(door.issue(door.credential(context=contexts)), PARSING)


def _resource(**changes: Any) -> dict[str, Any]:
    """Return a related resource: the base context, which the service has at hand."""
    content = pinned.content_of(V2)
    assert content is not None
    digest = base64.b64encode(hashlib.sha384(content).digest()).decode()
    whole: dict[str, Any] = {
        "id": V2,
        "mediaType": "application/ld+json",
        "digestSRI": f"sha384-{digest}",
    }
    changed = {**whole, **changes}
    return {name: value for name, value in changed.items() if value is not None}


def _multibase(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


@THE.must(
    "The value of the relatedResource property MUST be one or more objects of the following form:"
)
def related_resources_are_objects(door: Door) -> None:
    other = {"id": "https://example.org/r", "digestMultibase": _multibase(b"any")}
    accepted(door.verify(door.issued(door.credential(relatedResource=_resource()))))
    accepted(door.issue(door.credential(relatedResource=[_resource(), other])))
    for value in (V2, [V2], [_resource(), 7], _resource(mediaType=7)):
        refused(door.issue(door.credential(relatedResource=value)), MALFORMED)


@THE.must(
    "The identifier for the resource is REQUIRED and conforms to the format defined in Section 4.4 "
    "Identifiers."
)
def a_related_resource_has_an_id(door: Door) -> None:
    for identifier in (None, "resource"):
        resource = _resource(id=identifier)
        refused(
            door.issue(door.credential(relatedResource=resource)), MALFORMED, "/relatedResource/id"
        )


@THE.must("The value MUST be unique among the list of related resource objects.")
def related_resources_are_named_once(door: Door) -> None:
    content = pinned.content_of(V2) or b""
    again = _resource(digestSRI=None, digestMultibase=_multibase(content))
    refused(
        door.issue(door.credential(relatedResource=[_resource(), again])),
        MALFORMED,
        "/relatedResource/1/id",
    )


@THE.must(
    "Each object associated with relatedResource MUST contain at least a digestSRI or a "
    "digestMultibase value."
)
def a_related_resource_has_a_digest(door: Door) -> None:
    refused(door.issue(door.credential(relatedResource=_resource(digestSRI=None))), MALFORMED)
    refused(door.issue(door.credential(relatedResource=_resource(digestSRI="sha0-x"))), MALFORMED)


@THE.must(
    "If the digest provided by the issuer does not match the digest computed for the retrieved "
    "resource, the conforming verifier implementation MUST produce an error."
)
def a_digest_must_fit(door: Door) -> None:
    content = pinned.content_of(V2) or b""
    right = _resource(digestSRI=None, digestMultibase=_multibase(content))
    accepted(door.issue(door.credential(relatedResource=right)))
    wrong = _resource(digestSRI=None, digestMultibase=_multibase(b"other"))
    refused(door.issue(door.credential(relatedResource=wrong)), CRYPTOGRAPHIC, "/digestMultibase")
    mixed = _resource(digestMultibase=_multibase(b"other"))
    refused(door.verify({**door.issued(), "relatedResource": mixed}), CRYPTOGRAPHIC)


@THE.must(
    "The value of the refreshService property MUST be one or more refresh services that provides "
    "enough information to the recipient's software such that the recipient can refresh the "
    "verifiable credential."
)
def there_may_be_several_refresh_services(door: Door) -> None:
    for value in (TYPED, [TYPED, {**TYPED, "id": "https://example.org/2"}]):
        accepted(door.issue(door.credential(refreshService=value)))
    refused(door.issue(door.credential(refreshService="https://example.org/1")), MALFORMED)


@THE.must(
    "The value of the termsOfUse property MUST specify one or more terms of use policies under "
    "which the creator issued the credential or presentation.",
    "Each termsOfUse value MUST specify its type, for example, IssuerPolicy, and MAY specify its "
    "instance id.",
)
def terms_of_use_are_policies(door: Door) -> None:
    policy = without(TYPED, "id")
    value: Any
    for value in (policy, TYPED, [policy, policy]):
        accepted(door.issue(door.credential(termsOfUse=value)))
    for value in ("https://example.org/terms", without(TYPED, "type"), {**TYPED, "id": "terms"}):
        refused(door.issue(door.credential(termsOfUse=value)), MALFORMED)


@THE.must(
    "If present, the value associated with the evidence property is a single object or a set of "
    "one or more objects."
)
def evidence_is_one_object_or_several(door: Door) -> None:
    bare = without(TYPED, "id")
    value: Any
    for value in (TYPED, [bare, bare]):
        accepted(door.issue(door.credential(evidence=value)))
    for value in ("seen", [TYPED, "seen"]):
        refused(door.issue(door.credential(evidence=value)), MALFORMED)


@pytest.mark.parametrize("requirement", THE.cases())
def test_it_is_met(requirement: Test, door: Door) -> None:
    requirement(door)


def test_there_are_as_many_as_in_the_suite() -> None:
    assert len(THE) == 53
