"""Proofs for any purpose, by keys of whoever they must be of: every one of a document has to hold.

Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.canonical import General
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.methods import bound_key
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.securing.data_integrity import proofs
from badgeservice.credentials.securing.suites import suite_of
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.bound_keys import Whose, found_key
from badgeservice.verification.checks import failed, passed
from badgeservice.verification.proof_moments import untimely
from badgeservice.verification.proofs import (
    judged,
    not_checked,
    unsupported,
)
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check, Outcome

HOLDER: Final = Whose("holder", "/holder")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """What the proofs of a document must be.

    `controller` is who must have made them; with None, whoever they say, as long as their own DID
    document has the key. `challenge` and `domains` are what they must have been made for; None and
    nothing demand nothing.
    """

    purpose: Purpose
    whose: Whose
    controller: str | None
    challenge: str | None = None
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a document is read: with which contexts, and by which general path if not the usual."""

    contexts: Contexts = PINNED_CONTEXTS
    general: General | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The two checks about proofs, and who made them all, when both passed."""

    key: Check
    proof: Check
    controller: str | None = None

    @property
    def holds(self) -> bool:
        """Whether both passed."""
        return self.key.outcome is Outcome.PASSED and self.proof.outcome is Outcome.PASSED


def check_proofs(
    document: JsonObject, demands: Demands, question: Question, reading: Reading
) -> Found:
    """Check every proof of a document."""
    name = demands.whose.check
    try:
        found = proofs(document)
    except ProofMalformedError as cause:
        code = "malformed" if document.get("proof") else "missing"
        fault = failed("proof", code, str(cause), pointer=cause.pointer)
        return Found(key=not_checked(name), proof=fault)
    results = [
        _check_one(document, (pointer, proof), demands, question, reading)
        for pointer, proof in found
    ]
    worst = next((result for result in results if not result.holds), results[0])
    if not worst.holds:
        return worst
    if len({result.controller for result in results}) > 1:
        message = "The proofs were made by different parties."
        return Found(key=failed(name, "method-of-another", message), proof=worst.proof)
    moments = (
        untimely(proof, pointer, at=question.at, clock_skew=question.clock_skew)
        for pointer, proof in found
    )
    astray = next(filter(None, moments), None) or _astray(found, demands)
    return Found(key=worst.key, proof=astray, controller=None) if astray else worst


def _check_one(
    document: JsonObject,
    placed: tuple[str, JsonObject],
    demands: Demands,
    question: Question,
    reading: Reading,
) -> Found:
    pointer, proof = placed
    name = demands.whose.check
    suite = suite_of(proof)
    if suite is None:
        return Found(key=not_checked(name), proof=unsupported(proof, pointer))
    key = _key(placed, demands, question)
    if isinstance(key, Check):
        return Found(key=key, proof=not_checked("proof"))

    def verify() -> None:
        suite.verify(
            document,
            proof=proof,
            key=key,
            contexts=reading.contexts,
            general=reading.general or question.sources.general,
            purpose=demands.purpose,
        )

    controller = str(proof["verificationMethod"]).partition("#")[0]
    bound = _bound(name, controller)
    return Found(key=bound, proof=judged(verify, pointer), controller=controller)


def _bound(name: str, controller: str) -> Check:
    check = passed(name, "The key belongs to whoever the proof says, by their own document.")
    return Check(
        name=check.name,
        outcome=check.outcome,
        code=check.code,
        message=check.message,
        facts={"id": controller},
    )


def _key(
    placed: tuple[str, JsonObject], demands: Demands, question: Question
) -> VerificationKey | Check:
    pointer, proof = placed
    name, where = demands.whose.check, f"{pointer}/verificationMethod"
    method = proof.get("verificationMethod")
    if not isinstance(method, str):
        return failed(name, "method-missing", "The proof names no key.", pointer=where)
    did = method.partition("#")[0]
    if demands.controller is not None and did != demands.controller:
        message = "The proof names a key of somebody else."
        return failed(name, "method-of-another", message, pointer=where)
    return found_key(
        did,
        where,
        did_documents=question.sources.did_documents,
        find=lambda document: bound_key(
            document, did=did, method_id=method, at=question.at, purpose=demands.purpose
        ),
        whose=demands.whose,
    )


def _astray(found: tuple[tuple[str, JsonObject], ...], demands: Demands) -> Check | None:
    """Return what is wrong with what proofs were made for, if anything is."""
    for pointer, proof in found:
        if demands.domains and demands.domains != _texts(proof.get("domain")):
            return domain_differs(f"{pointer}/domain")
        if demands.challenge is not None and proof.get("challenge") != demands.challenge:
            return challenge_differs(f"{pointer}/challenge")
    return None


def domain_differs(pointer: str) -> Check:
    """Return the check of a proof that was made for another domain, or for none."""
    message = "The proof was not made for this domain."
    return failed("proof", "domain-differs", message, pointer=pointer)


def challenge_differs(pointer: str) -> Check:
    """Return the check of a proof that does not answer the challenge."""
    message = "The proof does not answer this challenge: it may be a repetition."
    return failed("proof", "challenge-differs", message, pointer=pointer)


def _texts(value: JsonValue) -> frozenset[str]:
    listed = value if isinstance(value, list) else [value]
    return frozenset(item for item in listed if isinstance(item, str))
