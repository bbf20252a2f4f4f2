"""Receipts: credentials that say who verified what, when, and with which result.

A receipt is a Verifiable Credential 2.0 in words of one context, which is published under our own
origin and never changes. Whoever signs one says it; nothing of it is kept.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Final

from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.dates import format_datetime, parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.jcs import canonicalise
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.verification.checks import failed, passed
from badgeservice.verification.report import Check, Outcome, Report, Verdict

RECEIPT: Final = "receipt"
TYPE: Final = "VerificationReceipt"
CONTEXT_PATH: Final = "/contexts/verification-receipt/1"

_CONTEXT_URL: Final = re.compile(rf"https?://[^/]+{CONTEXT_PATH}")
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    TYPE: {},
    "verdict": {},
    "verifiedAt": {"@type": f"{_XSD}dateTime"},
    "passedCheck": {"@container": "@set"},
    "failedCheck": {"@container": "@set"},
    "undeterminedCheck": {"@container": "@set"},
    "verifiedContentSha256": {"@type": f"{_XSD}hexBinary"},
    "verifiedDocumentSha256": {"@type": f"{_XSD}hexBinary"},
    "verifiedAddress": {"@type": f"{_XSD}anyURI"},
    "verifiedId": {"@type": f"{_XSD}anyURI"},
}
_MEMBER_OF: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: "passedCheck",
    Outcome.FAILED: "failedCheck",
    Outcome.UNDETERMINED: "undeterminedCheck",
}
_REQUIRED: Final = ("@context", "type", "issuer", "validFrom", "credentialSubject")
_MEMBERS: Final = frozenset({*_REQUIRED, "id", "proof"})
_TEXTS: Final = (
    "verifiedContentSha256",
    "verifiedDocumentSha256",
    "verifiedAddress",
    "verifiedId",
)


@lru_cache(maxsize=4)
def receipt_context(origin: str) -> ExtensionContext:
    """Return the context of receipts, as it is published at `origin`."""
    url = f"{origin}{CONTEXT_PATH}"
    terms = {name: {"@id": f"{url}#{name}", **more} for name, more in _TERMS.items()}
    content = json.dumps({"@context": {"@protected": True, **terms}}, indent=2)
    return read_extension_context(content.encode(), url=url, vocabulary=f"{url}#")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was verified: the content of a file, a document that was sent, or an address."""

    content: bytes | None = None
    document: JsonObject | None = None
    address: str | None = None


def compose_receipt(report: Report, verified: Verified, *, issuer: str, origin: str) -> JsonObject:
    """Return the receipt for a report, to be signed by `issuer`, which is a DID.

    What was verified is named by the SHA-256 of its bytes, or of its form by RFC 8785 (JCS), or by
    its address; and by its id, if its signature holds, for else anybody could have put that there.
    """
    subject: JsonObject = {}
    signed = report.credential
    subject["verdict"] = report.verdict.value
    subject["verifiedAt"] = format_datetime(report.verified_at)
    for outcome, name in _MEMBER_OF.items():
        found = (check.code for check in report.checks if check.outcome is outcome)
        codes: list[JsonValue] = list(dict.fromkeys(found))
        if codes:
            subject[name] = codes
    subject.update(_named(verified, signed))
    return {
        "@context": [CREDENTIALS_V2, receipt_context(origin).url],
        "type": ["VerifiableCredential", TYPE],
        "issuer": issuer,
        "validFrom": format_datetime(report.verified_at),
        "credentialSubject": subject,
    }


def _named(verified: Verified, signed: JsonObject | None) -> JsonObject:
    named: JsonObject = {}
    if verified.content is not None:
        named["verifiedContentSha256"] = sha256(verified.content).hexdigest()
    # As a text: were it an id, it could be made to be that of whoever signs this.
    if signed is not None and isinstance(signed.get("id"), str):
        named["verifiedId"] = signed["id"]
    document = verified.document if verified.document is not None else signed
    if document is not None:
        named["verifiedDocumentSha256"] = sha256(canonicalise(document)).hexdigest()
    if verified.address is not None:
        named["verifiedAddress"] = verified.address
    return named


def is_receipt(document: JsonObject) -> bool:
    """Ask whether a document is a receipt by its types, in the words that receipts have.

    The context is that of a service, and not one that an organisation registered there.
    """
    if document.get("type") != ["VerifiableCredential", TYPE]:
        return False
    contexts = document.get("@context")
    if not isinstance(contexts, list) or len(contexts) != len((CREDENTIALS_V2, CONTEXT_PATH)):
        return False
    return isinstance(contexts[1], str) and _CONTEXT_URL.fullmatch(contexts[1]) is not None


def check_receipt_shape(document: JsonObject) -> Check:
    """Ask whether a receipt says what a receipt must say, and nothing besides."""
    fault = next(_faults(document), None)
    if fault is None:
        return _PASSED
    code, pointer, message = fault
    return _shape_fault(code, message, pointer)


def _shape_fault(code: str, message: str, pointer: str) -> Check:
    if code == "missing":
        return failed("shape", "missing", message, pointer=pointer)
    if code == "unknown-member":
        return failed("shape", "unknown-member", message, pointer=pointer)
    return failed("shape", "kind", message, pointer=pointer)


def _faults(document: JsonObject) -> Iterator[tuple[str, str, str]]:
    for name in _REQUIRED:
        if name not in document:
            yield "missing", f"/{name}", f"{name} is missing"
    for name in document:
        if name not in _MEMBERS:
            yield "unknown-member", pointer_to("", name), f"{name[:80]} has no place in a receipt"
    if not _is_moment(document.get("validFrom")):
        yield "kind", "/validFrom", "the value must be a date and time with a time zone"
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        yield from _subject_faults(subject, "/credentialSubject")
    else:
        yield "kind", "/credentialSubject", "the value must be an object"


def _subject_faults(subject: JsonObject, pointer: str) -> Iterator[tuple[str, str, str]]:
    known = {"verdict", "verifiedAt", *_MEMBER_OF.values(), *_TEXTS}
    for name in subject:
        if name not in known:
            at = pointer_to(pointer, name)
            yield "unknown-member", at, f"{name[:80]} has no place in a receipt"
    if subject.get("verdict") not in {verdict.value for verdict in Verdict}:
        yield "kind", f"{pointer}/verdict", "the value must be a verdict"
    if not _is_moment(subject.get("verifiedAt")):
        yield "kind", f"{pointer}/verifiedAt", "the value must be a date and time"
    for name in _TEXTS:
        if not isinstance(subject.get(name, ""), str):
            yield "kind", f"{pointer}/{name}", "the value must be a text"
    yield from _code_faults(subject, pointer)


def _code_faults(subject: JsonObject, pointer: str) -> Iterator[tuple[str, str, str]]:
    for name in _MEMBER_OF.values():
        listed = subject.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(code, str) for code in listed):
            yield "kind", f"{pointer}/{name}", "the value must be a list of codes"


def _is_moment(value: JsonValue) -> bool:
    try:
        return isinstance(value, str) and parse_datetime(value) is not None
    except DateMalformedError:
        return False


_PASSED: Final = passed("shape", "The credential has the shape of a receipt.", code="shape.receipt")
