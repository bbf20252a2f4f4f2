"""A verifier that asks for nothing but the signature, written with PyLD in an hour."""

import copy
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from badgeservice.credentials import multibase
from badgeservice.credentials.keys import PublicKey, Signer
from tests.credentials.samples import pyld_canonical

Document = dict[str, Any]


def signature_holds(document: Document, key: PublicKey) -> bool:
    """Whether the signature of the only proof holds, with none of our guards.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-rdfc-2022
    """
    proof = document["proof"]
    proof = proof[0] if isinstance(proof, list) else proof
    public_key = Ed25519PublicKey.from_public_bytes(key.raw)
    try:
        public_key.verify(multibase.decode(proof["proofValue"]), _message(document, proof))
    except InvalidSignature:
        return False
    return True


def signed(document: Document, signer: Signer, method: str) -> Document:
    """Return a copy of `document` with a proof, whatever is in it."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-23T09:00:00Z",
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    }
    value = multibase.encode(signer.sign(_message(document, proof)))
    return {**copy.deepcopy(document), "proof": [{**proof, "proofValue": value}]}


def _message(document: Document, proof: Document) -> bytes:
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    options["@context"] = document["@context"]
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    return b"".join(
        sha256(pyld_canonical(copy.deepcopy(part))).digest() for part in (options, unsecured)
    )
