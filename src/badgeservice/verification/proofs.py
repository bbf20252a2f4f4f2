"""Who signed: the issuer's own key, found in the issuer's own document, and its signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    CredentialError,
    DateMalformedError,
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.securing.data_integrity import CRYPTOSUITE, check_proof, proofs
from badgeservice.credentials.securing.suite import Suite
from badgeservice.credentials.securing.suites import suite_of
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.errors import GeneralPathBusyError
from badgeservice.verification.issuer_keys import KeyQuestion, key_of_proof
from badgeservice.verification.proof_moments import untimely
from badgeservice.verification.proof_sets import counting
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import Sources

_TYPE: Final = "DataIntegrityProof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The two checks about a signature: whose key it is, and whether it holds.

    When the issuer cannot be authenticated, `proof` is about the key that the signature spells
    out, if it does. `is_selective` says that the holder may have left out members that were signed.
    """

    issuer: Check
    proof: Check
    is_selective: bool = False

    @property
    def holds(self) -> bool:
        """Whether the content may be shown as signed by its issuer."""
        return self.issuer.outcome is Outcome.PASSED and self.proof.outcome is Outcome.PASSED


def issuer_id(document: JsonObject) -> str | None:
    """Return the id of the issuer, which is a text or an object with an id."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else None


def check_signing(
    document: JsonObject,
    *,
    document_hash: bytes | None,
    at: datetime,
    sources: Sources,
    clock_skew: timedelta,
    contexts: Contexts = PINNED_CONTEXTS,
) -> Signing:
    """Check every proof of a document against the issuer's own keys.

    A key counts only when the issuer lists it; the key that a proof itself names is never more
    than a hint. Every proof that counts (see `proof_sets`) has to hold. `document_hash` is that of
    the canonical form without proofs, when it is known, and `contexts` are those that the document
    was read with.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
    """
    try:
        found = proofs(document)
    except ProofMalformedError as cause:
        code = "malformed" if document.get("proof") else "missing"
        fault = failed("proof", code, str(cause), pointer=cause.pointer)
        return Signing(issuer=not_checked("issuer"), proof=fault)
    judged = _Moment(at, clock_skew)
    found = counting(found)
    signings = [
        _check_one(_Signed(document, document_hash, pointer, proof, contexts), judged, sources)
        for pointer, proof in found
    ]
    worst = min(signings, key=_standing)
    if worst.holds and any(signing.is_selective for signing in signings):
        return replace(worst, is_selective=True)
    return worst


def _standing(signing: Signing) -> int:
    """Order signings, the worst first: one that failed, one that stands open, one that holds."""
    if Outcome.FAILED in (signing.issuer.outcome, signing.proof.outcome):
        return 0
    return 2 if signing.holds else 1


@dataclass(frozen=True, slots=True)
class _Moment:
    """The moment of judgement, and how far clocks may differ."""

    at: datetime
    clock_skew: timedelta


@dataclass(frozen=True, slots=True)
class _Signed:
    """A document with one of its proofs, and where that stands."""

    document: JsonObject
    document_hash: bytes | None
    pointer: str
    proof: JsonObject
    contexts: Contexts


def _check_one(signed: _Signed, moment: _Moment, sources: Sources) -> Signing:
    suite = suite_of(signed.proof)
    if suite is None:
        unknown = unsupported(signed.proof, signed.pointer)
        return Signing(issuer=not_checked("issuer"), proof=unknown)
    found = key_of_proof(
        signed.proof.get("verificationMethod"),
        KeyQuestion(
            issuer=issuer_id(signed.document) or "",
            at=_latest(moment.at, signed.proof.get("created")),
            sources=sources,
            pointer=f"{signed.pointer}/verificationMethod",
        ),
    )
    if found.key is None:
        return Signing(issuer=found.issuer, proof=not_checked("proof"))
    proof = _check_signature(signed, suite, found.key, sources)
    if proof.outcome is Outcome.PASSED:
        astray = untimely(signed.proof, signed.pointer, at=moment.at, clock_skew=moment.clock_skew)
        proof = astray or proof
    return Signing(issuer=found.issuer, proof=proof, is_selective=suite.is_selective)


def _latest(at: datetime, created: JsonValue) -> datetime:
    """Return the moment in which a key must still be in force: now, or when the proof was made.

    Clocks differ: a proof may seem to come from a moment ahead, and its key end before that.
    """
    try:
        return max(at, parse_datetime(created)) if isinstance(created, str) else at
    except DateMalformedError:
        # What is wrong with the date is said when the proof is checked.
        return at


def unsupported(proof: JsonObject, pointer: str) -> Check:
    """Return the check of a proof of a kind that is not known here."""
    if proof.get("type") != _TYPE:
        return undetermined(
            "proof",
            "type-unsupported",
            f"Proofs of type {str(proof.get('type'))[:80]!r} cannot be checked here.",
            pointer=f"{pointer}/type",
        )
    return undetermined(
        "proof",
        "cryptosuite-unsupported",
        f"The cryptosuite {str(proof.get('cryptosuite'))[:80]!r} cannot be checked here.",
        pointer=f"{pointer}/cryptosuite",
    )


def _check_signature(
    signed: _Signed, suite: Suite, key: VerificationKey, sources: Sources
) -> Check:
    return judged(lambda: _verify(signed, suite, key, sources), signed.pointer)


def judged(verify: Callable[[], None], pointer: str) -> Check:
    """Return the check of a proof at `pointer`, which `verify` raises an error about or not."""
    try:
        verify()
    except GeneralPathBusyError as cause:
        return undetermined("proof", "busy", str(cause), pointer=pointer)
    except SignatureInvalidError:
        return signature_invalid(f"{pointer}/proofValue")
    except KeyUnsuitableError as cause:
        return failed("proof", "key-unsuitable", str(cause), pointer=_placed(cause, pointer))
    except ProofMalformedError as cause:
        return failed("proof", "malformed", str(cause), pointer=_placed(cause, pointer))
    except UnsignedDataError as cause:
        return failed("proof", "unsigned-data", str(cause), pointer=_placed(cause, pointer))
    except CredentialError as cause:
        return failed("proof", "malformed", str(cause), pointer=pointer)
    return PROOF_PASSED


def _verify(signed: _Signed, suite: Suite, key: VerificationKey, sources: Sources) -> None:
    """Return when a proof holds; the usual one takes the canonical form that is known already."""
    proof = signed.proof
    is_usual = suite.name == CRYPTOSUITE and "created" in proof and "previousProof" not in proof
    if not (is_usual and isinstance(key, PublicKey)):
        suite.verify(
            signed.document,
            proof=proof,
            key=key,
            contexts=signed.contexts,
            general=sources.general,
        )
        return
    check_proof(
        signed.document,
        proof=proof,
        public_key=key,
        document_hash=signed.document_hash,
        contexts=signed.contexts,
        general=sources.general,
    )


def _placed(cause: ProofMalformedError | UnsignedDataError, pointer: str) -> str:
    """Return where in the document the fault is; suites call the proof at hand `/proof`."""
    if cause.pointer.startswith("/proof"):
        return pointer + cause.pointer.removeprefix("/proof")
    return cause.pointer


def signature_invalid(pointer: str) -> Check:
    """Return the check of a signature that was not made by that key over that content."""
    message = "The signature does not fit: the badge was changed, or another key signed it."
    return failed("proof", "signature-invalid", message, pointer=pointer)


def not_checked(name: str) -> Check:
    """Return the check that was not made because another one about the signature stands open."""
    return undetermined(
        name, "not-checked", "Not checked, because something before it stands open."
    )


PROOF_PASSED: Final = passed(
    "proof", "The signature was made by that key, over exactly this content."
)
