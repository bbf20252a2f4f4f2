"""Receipts for decisions: credentials in which a college says what it decided, and on what.

A receipt is a Verifiable Credential 2.0 in words of one context, which is published under our own
origin and never changes. It names no learner: who holds the badges can show by their hashes that it
is theirs.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#basic-concepts
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from badgeservice.credentials.contexts.extension import ExtensionContext, read_extension_context
from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.recognition.cases import Case
from badgeservice.recognition.errors import CaseUndecidedError

TYPE: Final = "RecognitionDecision"
CONTEXT_PATH: Final = "/contexts/recognition-decision/1"

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    TYPE: {},
    "decisionNumber": {},
    "outcome": {},
    "decidedOn": {"@type": f"{_XSD}date"},
    "mappingId": {},
    "mappingVersion": {"@type": f"{_XSD}integer"},
    "mappingSha256": {"@type": f"{_XSD}hexBinary"},
    "evaluationSha256": {"@type": f"{_XSD}hexBinary"},
    "badgeSha256": {"@type": f"{_XSD}hexBinary", "@container": "@set"},
    "recognisedRequirement": {"@container": "@set"},
    "creditAmount": {},
    "creditUnit": {},
    "grade": {},
    "gradeScale": {},
}


@lru_cache(maxsize=4)
def decision_context(origin: str) -> ExtensionContext:
    """Return the context of these receipts, as it is published at `origin`."""
    url = f"{origin}{CONTEXT_PATH}"
    terms = {name: {"@id": f"{url}#{name}", **more} for name, more in _TERMS.items()}
    content = json.dumps({"@context": {"@protected": True, **terms}}, indent=2)
    return read_extension_context(content.encode(), url=url, vocabulary=f"{url}#")


def compose_decision_receipt(case: Case, *, issuer: str, origin: str) -> JsonObject:
    """Return the receipt for the decision of a case, to be signed by `issuer`, which is a DID.

    Raises:
        CaseUndecidedError: nothing was decided.
    """
    decision = case.decision
    if decision is None:
        raise CaseUndecidedError(case.id)
    badges: list[JsonValue] = [each.content_sha256 for each in case.evidence if each.counted]
    recognised: list[JsonValue] = [
        line.code for line in decision.requirements if line.is_recognised
    ]
    subject: dict[str, JsonValue | None] = {
        "decisionNumber": decision.number,
        "outcome": decision.kind.value,
        "decidedOn": decision.decided_on.isoformat(),
        "mappingId": case.mapping_id,
        "mappingVersion": case.mapping_version,
        "mappingSha256": case.basis.mapping_sha256,
        "evaluationSha256": case.basis.evaluation_sha256,
        "badgeSha256": badges or None,
        "recognisedRequirement": recognised or None,
        "creditAmount": None if decision.credits is None else f"{decision.credits.value:f}",
        "creditUnit": None if decision.credits is None else decision.credits.unit.value,
        "grade": decision.grade,
        "gradeScale": decision.grade_scale,
    }
    return {
        "@context": [CREDENTIALS_V2, decision_context(origin).url],
        "type": ["VerifiableCredential", TYPE],
        "issuer": issuer,
        "validFrom": format_datetime(case.updated_at),
        "credentialSubject": {name: value for name, value in subject.items() if value is not None},
    }
