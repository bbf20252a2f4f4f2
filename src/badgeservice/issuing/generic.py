"""Secure credentials and presentations that need not be badges, with keys of no organisation.

This is for those who try the service against public test suites; what it signs names `did:key`
keys, so nobody takes it for a badge of an organisation here.

Spec: https://w3c-ccg.github.io/vc-api/#issue-credential
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from badgeservice.credentials import generic
from badgeservice.credentials.contexts.pinned import (
    CREDENTIALS_V1,
    DATA_INTEGRITY_V2,
    ED25519_2020_V1,
)
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.envelopes import envelope_of
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.jose import vc_jwt, vp_jwt
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.multikey import ProofSigner, did_key
from badgeservice.credentials.presentation import (
    ENVELOPED_CREDENTIAL,
    ENVELOPED_PRESENTATION,
    is_presentation,
)
from badgeservice.credentials.securing.chains import with_proof
from badgeservice.credentials.securing.suite import ProofWish
from badgeservice.credentials.securing.suites import CREATING_SUITES
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.issuing.errors import ProofRefusedError

# What each suite signs with.
_CURVES: Final[Mapping[str, str]] = MappingProxyType({"ecdsa-rdfc-2019": "P-256"})
_USUAL_CURVE: Final = "Ed25519"
ED25519_SIGNATURE_2020: Final = "Ed25519Signature2020"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericWish:
    """A proof to be made: by which suite, or as a token when that is None, and for what."""

    suite: str | None
    purpose: Purpose
    created: datetime
    expires: datetime | None = None
    proof_id: str | None = None
    previous: tuple[str, ...] = ()
    domain: tuple[str, ...] = ()
    challenge: str | None = None


# By the name of the curve: Ed25519 and P-256.
GenericSigners = Mapping[str, ProofSigner]


def did_of(signers: GenericSigners, curve: str = _USUAL_CURVE) -> str:
    """Return the did:key of the key on a curve."""
    return did_key(signers[curve].public_key)


def secure_generically(
    document: JsonObject, wish: GenericWish, *, signers: GenericSigners, contexts: Contexts
) -> JsonObject:
    """Return a credential or presentation with a proof, or the envelope around a token of it.

    Raises:
        ProofRefusedError: there is no such suite, or it cannot make such a proof.
        CredentialError: a signature could not cover all of the document.
    """
    if wish.suite is None:
        return _token(document, wish, signers[_USUAL_CURVE])
    suite = CREATING_SUITES.get(wish.suite)
    if suite is None:
        raise ProofRefusedError("/options/cryptosuite", "no proofs of this suite are made here")
    signer = signers[_CURVES.get(wish.suite, _USUAL_CURVE)]
    prepared = _with_contexts(_dated(document, wish.created), wish.suite)
    proof = suite.create(
        prepared,
        wish=ProofWish(
            verification_method=_method(signer),
            created=wish.created,
            expires=wish.expires,
            id=wish.proof_id,
            previous=wish.previous,
            purpose=wish.purpose,
            domain=wish.domain,
            challenge=wish.challenge,
        ),
        signer=signer,
        contexts=contexts,
        general=generic.canonicalise,
    )
    return with_proof(prepared, proof) if "proof" in prepared else {**prepared, "proof": proof}


def _token(document: JsonObject, wish: GenericWish, signer: ProofSigner) -> JsonObject:
    if "proof" in document:
        raise ProofRefusedError("/credential/proof", "what has a proof already is put in no token")
    try:
        if is_presentation(document):
            token = vp_jwt.secure(
                document,
                signer=signer,
                verification_method=_method(signer),
                audience=wish.domain[0] if wish.domain else None,
                nonce=wish.challenge,
            )
            return envelope_of(token.content, type_=ENVELOPED_PRESENTATION)
        token = vc_jwt.secure(
            document, signer=signer, verification_method=_method(signer), profile=vc_jwt.VC_JWT
        )
    except CredentialError as cause:
        raise ProofRefusedError("/credential", str(cause)) from cause
    return envelope_of(token.content, type_=ENVELOPED_CREDENTIAL)


def _method(signer: ProofSigner) -> str:
    key = signer.public_key
    return f"{did_key(key)}#{key.multibase}"


def _dated(document: JsonObject, at: datetime) -> JsonObject:
    """Return a credential of the data model 1.1 with the date that it must have."""
    contexts = document.get("@context")
    is_old = isinstance(contexts, list) and contexts[:1] == [CREDENTIALS_V1]
    if not is_old or is_presentation(document) or "issuanceDate" in document:
        return document
    return {**document, "issuanceDate": format_datetime(at)}


def _with_contexts(document: JsonObject, suite: str) -> JsonObject:
    """Return a document that names the context which defines the proof to come."""
    contexts = document.get("@context")
    if not isinstance(contexts, list):
        return document
    needed = ED25519_2020_V1 if suite == ED25519_SIGNATURE_2020 else DATA_INTEGRITY_V2
    is_defined = suite != ED25519_SIGNATURE_2020 and contexts[:1] != [CREDENTIALS_V1]
    if is_defined or needed in contexts:
        return document
    return {**document, "@context": [*contexts, needed]}
