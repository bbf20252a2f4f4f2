"""Who signed: the issuer's own key, found in the issuer's own document, and its signature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import (
    CredentialError,
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
    KeyUnsuitableError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.methods import assertion_key
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.securing.data_integrity import CRYPTOSUITE, check_proof, proofs
from badgeservice.credentials.securing.suite import Suite
from badgeservice.credentials.securing.suites import suite_of
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.errors import (
    GeneralPathBusyError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import DidDocuments, Sources

_TYPE: Final = "DataIntegrityProof"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The two checks about a signature: whose key it is, and whether it holds.

    `is_selective` says that the holder may have left out members that the issuer signed.
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

    A key counts only when the issuer's DID document lists it under `assertionMethod`; the key
    that a proof itself names is never more than a hint. Every proof has to hold. `document_hash`
    is that of the canonical form without proofs, when it is known, and `contexts` are those that
    the document was read with.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
    """
    try:
        found = proofs(document)
    except ProofMalformedError as cause:
        code = "malformed" if document.get("proof") else "missing"
        fault = failed("proof", code, str(cause), pointer=cause.pointer)
        return Signing(issuer=not_checked("issuer"), proof=fault)
    signings = [
        _check_one(
            _Signed(document, document_hash, pointer, proof, contexts), at=at, sources=sources
        )
        for pointer, proof in found
    ]
    for signing in signings:
        if not signing.holds:
            return signing
    untimely = _untimely(found, at, clock_skew)
    if untimely is not None:
        return Signing(issuer=signings[0].issuer, proof=untimely)
    if any(signing.is_selective for signing in signings):
        return replace(signings[0], is_selective=True)
    return signings[0]


@dataclass(frozen=True, slots=True)
class _Signed:
    """A document with one of its proofs, and where that stands."""

    document: JsonObject
    document_hash: bytes | None
    pointer: str
    proof: JsonObject
    contexts: Contexts


def _check_one(signed: _Signed, *, at: datetime, sources: Sources) -> Signing:
    suite = suite_of(signed.proof)
    if suite is None:
        unsupported = _unsupported(signed.proof, signed.pointer)
        return Signing(issuer=not_checked("issuer"), proof=unsupported)
    key = _issuer_key(signed, at=at, did_documents=sources.did_documents)
    if isinstance(key, Check):
        return Signing(issuer=key, proof=not_checked("proof"))
    proof = _check_signature(signed, suite, key, sources)
    return Signing(issuer=ISSUER_PASSED, proof=proof, is_selective=suite.is_selective)


def _unsupported(proof: JsonObject, pointer: str) -> Check:
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


def _issuer_key(
    signed: _Signed, *, at: datetime, did_documents: DidDocuments
) -> VerificationKey | Check:
    method = signed.proof.get("verificationMethod")
    where = f"{signed.pointer}/verificationMethod"
    did = issuer_id(signed.document)
    if did is None or not isinstance(method, str):
        return failed("issuer", "method-missing", "The proof names no key.", pointer=where)
    if method.partition("#")[0] != did:
        message = "The proof names a key that is not the issuer's."
        return failed("issuer", "method-of-another", message, pointer=where)
    return found_key(
        did,
        where,
        did_documents=did_documents,
        find=lambda document: assertion_key(document, did=did, method_id=method, at=at),
    )


def found_key(
    did: str,
    pointer: str,
    *,
    did_documents: DidDocuments,
    find: Callable[[JsonObject], VerificationKey],
) -> VerificationKey | Check:
    """Return what `find` makes of an issuer's DID document, or the check that tells why not.

    `pointer` is where the key is named.
    """
    if not did.startswith("did:"):
        message = "An issuer that is not a DID cannot be authenticated here."
        return undetermined("issuer", "id-unsupported", message, pointer="/issuer/id")
    try:
        return find(did_documents.did_document(did))
    except SourceUnavailableError as cause:
        return undetermined("issuer", "unreachable", str(cause), pointer="/issuer/id")
    except SourceRefusedError as cause:
        return undetermined("issuer", "not-fetched", str(cause), pointer="/issuer/id")
    except DidMalformedError as cause:
        return failed("issuer", "did-malformed", str(cause), pointer="/issuer/id")
    except KeyNotBoundError as cause:
        return failed("issuer", cause.code, str(cause), pointer=pointer)
    except KeyMalformedError as cause:
        return failed("issuer", "key-malformed", str(cause), pointer=pointer)
    except CredentialError as cause:
        return undetermined("issuer", "document-malformed", str(cause), pointer="/issuer/id")


def _check_signature(
    signed: _Signed, suite: Suite, key: VerificationKey, sources: Sources
) -> Check:
    pointer = signed.pointer
    try:
        _verify(signed, suite, key, sources)
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


def _untimely(
    found: tuple[tuple[str, JsonObject], ...], at: datetime, clock_skew: timedelta
) -> Check | None:
    """Return what is wrong with the moments of proofs whose form was checked, if anything is."""
    for pointer, proof in found:
        created, expires = proof.get("created"), proof.get("expires")
        if isinstance(created, str) and parse_datetime(created) > at + clock_skew:
            message = "The proof says that it was made in the future."
            return failed("proof", "created-in-future", message, pointer=f"{pointer}/created")
        if isinstance(expires, str) and parse_datetime(expires) < at - clock_skew:
            message = "The proof has expired."
            return failed("proof", "expired", message, pointer=f"{pointer}/expires")
    return None


def signature_invalid(pointer: str) -> Check:
    """Return the check of a signature that was not made by that key over that content."""
    message = "The signature does not fit: the badge was changed, or another key signed it."
    return failed("proof", "signature-invalid", message, pointer=pointer)


def not_checked(name: str) -> Check:
    """Return the check that was not made because another one about the signature stands open."""
    return undetermined(
        name, "not-checked", "Not checked, because something before it stands open."
    )


ISSUER_PASSED: Final = passed(
    "issuer", "The key belongs to the issuer, by the issuer's own document."
)
PROOF_PASSED: Final = passed(
    "proof", "The signature was made by that key, over exactly this content."
)
