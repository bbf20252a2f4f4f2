"""Who signed: the issuer's own key, found in the issuer's own document, and its signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.did import assertion_key
from badgeservice.credentials.errors import (
    CredentialError,
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
    ProofMalformedError,
    SignatureInvalidError,
    UnsignedDataError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, proofs
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import DidDocuments

_TYPE: Final = "DataIntegrityProof"
_CRYPTOSUITE: Final = "eddsa-rdfc-2022"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """The two checks about a signature: whose key it is, and whether it holds."""

    issuer: Check
    proof: Check

    @property
    def holds(self) -> bool:
        """Whether the content may be shown as signed by its issuer."""
        return {self.issuer.outcome, self.proof.outcome} == {Outcome.PASSED}


def issuer_id(document: JsonObject) -> str | None:
    """Return the id of the issuer, which is a text or an object with an id."""
    issuer = document.get("issuer")
    identifier = issuer.get("id") if isinstance(issuer, dict) else issuer
    return identifier if isinstance(identifier, str) else None


def check_signing(
    document: JsonObject, *, at: datetime, did_documents: DidDocuments, clock_skew: timedelta
) -> Signing:
    """Check every proof of a document against the issuer's own keys.

    A key counts only when the issuer's DID document lists it under `assertionMethod`; the key
    that a proof itself names is never more than a hint. Every proof has to hold.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains
    """
    try:
        found = proofs(document)
    except ProofMalformedError as cause:
        fault = failed("proof", "malformed", str(cause), pointer=cause.pointer)
        return Signing(issuer=_not_checked("issuer"), proof=fault)
    signings = [
        _check_one(document, pointer, proof, at=at, did_documents=did_documents)
        for pointer, proof in found
    ]
    worst = next((signing for signing in signings if not signing.holds), signings[0])
    untimely = _untimely(found, at, clock_skew)
    if worst.holds and untimely is not None:
        return Signing(issuer=worst.issuer, proof=untimely)
    return worst


def _check_one(
    document: JsonObject,
    pointer: str,
    proof: JsonObject,
    *,
    at: datetime,
    did_documents: DidDocuments,
) -> Signing:
    unsupported = _unsupported(proof, pointer)
    if unsupported is not None:
        return Signing(issuer=_not_checked("issuer"), proof=unsupported)
    key = _issuer_key(document, pointer, proof, at=at, did_documents=did_documents)
    if isinstance(key, Check):
        return Signing(issuer=key, proof=_not_checked("proof"))
    issuer = passed("issuer", "The key belongs to the issuer, by the issuer's own document.")
    return Signing(issuer=issuer, proof=_check_signature(document, pointer, proof, key))


def _unsupported(proof: JsonObject, pointer: str) -> Check | None:
    if proof.get("type") != _TYPE:
        return undetermined(
            "proof",
            "type-unsupported",
            f"Proofs of type {str(proof.get('type'))[:80]!r} cannot be checked here.",
            pointer=f"{pointer}/type",
        )
    if proof.get("cryptosuite") != _CRYPTOSUITE:
        return undetermined(
            "proof",
            "cryptosuite-unsupported",
            f"The cryptosuite {str(proof.get('cryptosuite'))[:80]!r} cannot be checked here.",
            pointer=f"{pointer}/cryptosuite",
        )
    return None


def _issuer_key(
    document: JsonObject,
    pointer: str,
    proof: JsonObject,
    *,
    at: datetime,
    did_documents: DidDocuments,
) -> PublicKey | Check:
    method = proof.get("verificationMethod")
    where = f"{pointer}/verificationMethod"
    did = issuer_id(document)
    if did is None or not isinstance(method, str):
        return failed("issuer", "method-missing", "The proof names no key.", pointer=where)
    if method.partition("#")[0] != did:
        message = "The proof names a key that is not the issuer's."
        return failed("issuer", "method-of-another", message, pointer=where)
    if not did.startswith("did:"):
        message = "An issuer that is not a DID cannot be authenticated here."
        return undetermined("issuer", "id-unsupported", message, pointer="/issuer/id")
    return _resolved_key(did, method, where, at=at, did_documents=did_documents)


def _resolved_key(
    did: str, method: str, pointer: str, *, at: datetime, did_documents: DidDocuments
) -> PublicKey | Check:
    try:
        found = did_documents.did_document(did)
        return assertion_key(found, did=did, method_id=method, at=at)
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
    document: JsonObject, pointer: str, proof: JsonObject, key: PublicKey
) -> Check:
    try:
        check_proof(document, proof=proof, public_key=key)
    except SignatureInvalidError:
        message = "The signature does not fit: the badge was changed, or another key signed it."
        return failed("proof", "signature-invalid", message, pointer=f"{pointer}/proofValue")
    except ProofMalformedError as cause:
        return failed("proof", "malformed", str(cause), pointer=pointer + cause.pointer)
    except UnsignedDataError as cause:
        return failed("proof", "unsigned-data", str(cause), pointer=pointer + cause.pointer)
    except CredentialError as cause:
        return failed("proof", "malformed", str(cause), pointer=pointer)
    return passed("proof", "The signature was made by that key, over exactly this content.")


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


def _not_checked(name: str) -> Check:
    return undetermined(
        name, "not-checked", "Not checked, because something before it stands open."
    )
