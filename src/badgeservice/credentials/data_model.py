"""Is a document a credential or a presentation, whatever it is about? Every fault is told.

These are the rules of the Verifiable Credentials Data Model for all credentials, in its versions
2.0 and 1.1; what Open Badges asks beyond that is said in `shape`.

Spec: https://www.w3.org/TR/vc-data-model-2.0/ and https://www.w3.org/TR/vc-data-model-1.1/
"""

from collections.abc import Iterator
from typing import Final

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V1, CREDENTIALS_V2
from badgeservice.credentials.data_model_values import (
    id_faults,
    is_url,
    objects_in,
    reference_faults,
    text_faults,
    type_faults,
    typed_object_faults,
)
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import DateMalformedError, EnvelopeMalformedError
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.presentation import (
    ENVELOPED_CREDENTIAL,
    PRESENTATION,
    is_enveloped,
    items_of,
    types_of,
)
from badgeservice.credentials.related_resources import related_resource_faults
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

CREDENTIAL: Final = "VerifiableCredential"
# No sets: what stands in a document may be an object, which no set can be asked about.
_FIRST: Final = (CREDENTIALS_V1, CREDENTIALS_V2)
# Under the data model 2.0, and under 1.1.
_PERIODS: Final = (("validFrom", "validUntil"), ("issuanceDate", "expirationDate"))
# Each is one object or several; that of a schema must have an id besides its type.
_TYPED: Final = (
    ("credentialStatus", False),
    ("credentialSchema", True),
    ("termsOfUse", False),
    ("evidence", False),
    ("refreshService", False),
    ("renderMethod", False),
    ("confidenceMethod", False),
)


def is_version_2(document: JsonObject) -> bool:
    """Whether a document is one of the data model 2.0, by the first context that it names."""
    named = document.get("@context")
    first = named[0] if isinstance(named, list) and named else named
    return first == CREDENTIALS_V2


def find_credential_faults(document: JsonObject) -> tuple[ShapeFault, ...]:
    """Return what keeps a document from being a credential, in the order of the specification."""
    return tuple(_credential_faults(document))


def find_presentation_faults(document: JsonObject) -> tuple[ShapeFault, ...]:
    """Return what keeps a document from being a presentation, the credentials in it included."""
    return tuple(_presentation_faults(document))


def find_envelope_faults(document: JsonObject) -> tuple[ShapeFault, ...]:
    """Return what keeps an object from being an envelope around a token."""
    try:
        read_envelope(document)
    except EnvelopeMalformedError as cause:
        return (ShapeFault(cause.pointer, f"envelope-{cause.code}", cause.reason),)
    return ()


def _credential_faults(document: JsonObject) -> Iterator[ShapeFault]:
    yield from _context_faults(document)
    yield from type_faults(document, required=CREDENTIAL)
    yield from id_faults(document)
    for name in ("name", "description"):
        yield from text_faults(document, name)
    yield from _issuer_faults(document)
    yield from _subject_faults(document)
    yield from _period_faults(document)
    for name, needs_id in _TYPED:
        yield from typed_object_faults(document, name, needs_id=needs_id)
    yield from related_resource_faults(document)


def _presentation_faults(document: JsonObject) -> Iterator[ShapeFault]:
    yield from _context_faults(document)
    yield from type_faults(document, required=PRESENTATION)
    yield from id_faults(document)
    if "holder" in document:
        yield from reference_faults(document, "holder")
    yield from typed_object_faults(document, "termsOfUse", needs_id=False)
    held = document.get("verifiableCredential")
    if held is not None and not isinstance(held, dict | list):
        yield ShapeFault("/verifiableCredential", "kind", "it must be one credential or a list")
        return
    for pointer, item in items_of(document):
        yield from _item_faults(item, pointer)


def _item_faults(item: JsonValue, pointer: str) -> Iterator[ShapeFault]:
    if not isinstance(item, dict):
        yield ShapeFault(pointer, "kind", "a credential in a presentation must be an object")
        return
    is_envelope = ENVELOPED_CREDENTIAL in types_of(item)
    for fault in find_envelope_faults(item) if is_envelope else find_credential_faults(item):
        # What is of a kind that is not read here is not wrong.
        if fault.code != "envelope-media-type":
            yield ShapeFault(pointer + fault.pointer, fault.code, fault.message)


def _context_faults(document: JsonObject) -> Iterator[ShapeFault]:
    if "@context" not in document:
        yield ShapeFault("/@context", "missing", "@context is missing")
        return
    named = document["@context"]
    if not isinstance(named, list) or not named:
        yield ShapeFault("/@context", "context", "the contexts must be a list")
        return
    if named[0] not in _FIRST:
        message = "the context of the data model must come first"
        yield ShapeFault("/@context/0", "context-order", message)
    for at, item in enumerate(named[1:], start=1):
        if not (isinstance(item, dict) or is_url(item)):
            message = "a context must be a URL or an object"
            yield ShapeFault(pointer_to("/@context", at), "context", message)


def _issuer_faults(document: JsonObject) -> Iterator[ShapeFault]:
    if "issuer" not in document:
        yield ShapeFault("/issuer", "missing", "issuer is missing")
        return
    yield from reference_faults(document, "issuer")
    issuer = document["issuer"]
    if isinstance(issuer, dict):
        for name in ("name", "description"):
            yield from text_faults(issuer, name, "/issuer")


def _subject_faults(document: JsonObject) -> Iterator[ShapeFault]:
    if "credentialSubject" not in document:
        yield ShapeFault("/credentialSubject", "missing", "credentialSubject is missing")
        return
    found = tuple(objects_in(document, "credentialSubject"))
    if not found:
        yield ShapeFault("/credentialSubject", "empty", "there must be a subject")
    for pointer, subject in found:
        if not isinstance(subject, dict) or not subject:
            message = "a subject must be an object that says something"
            yield ShapeFault(pointer, "kind", message)
        else:
            yield from id_faults(subject, pointer)


def _period_faults(document: JsonObject) -> Iterator[ShapeFault]:
    for names in _PERIODS:
        moments = []
        for name in names:
            if name not in document:
                continue
            value = document[name]
            try:
                moments.append(parse_datetime(value if isinstance(value, str) else ""))
            except DateMalformedError:
                message = f"{name} must be a date and time with a time zone"
                yield ShapeFault(f"/{name}", "moment", message)
        if len(moments) == len(names) and moments[1] < moments[0]:
            message = f"{names[1]} lies before {names[0]}"
            yield ShapeFault(f"/{names[1]}", "period", message)


def kind_faults(document: JsonObject) -> tuple[ShapeFault, ...]:
    """Return the faults of an envelope, of a presentation or of a credential, as the type says."""
    if is_enveloped(document):
        return find_envelope_faults(document)
    if PRESENTATION in types_of(document):
        return find_presentation_faults(document)
    return find_credential_faults(document)
