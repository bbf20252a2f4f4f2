"""The W3C's test vector for `eddsa-rdfc-2022`, reproduced byte for byte.

Source: https://www.w3.org/TR/vc-di-eddsa/#representation-eddsa-rdfc-2022
"""

import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.credentials import multibase
from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import UnknownContextError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, hash_data, proofs
from tests.reference import reference

pytestmark = pytest.mark.reference

VECTORS = "security/vc/vc-di-eddsa-TestVectors"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def load(path: str) -> Any:
    return json.loads(reference(f"{VECTORS}/{path}").read_bytes())


def text(name: str) -> str:
    return reference(f"{VECTORS}/eddsa-rdfc-2022/{name}DataInt.txt").read_text("utf-8")


@pytest.fixture(scope="module")
def contexts() -> Contexts:
    """The pinned contexts and one that defines every term, which we would never pin."""
    examples = json.loads(reference("spec/contexts/credentials-examples-v2.jsonld").read_bytes())
    return PINNED_CONTEXTS.extended({EXAMPLES: examples})


@pytest.fixture(scope="module")
def private_key() -> Ed25519PrivateKey:
    secret = load("keyPair.json")["privateKeyMultibase"]
    return Ed25519PrivateKey.from_private_bytes(multibase.decode(secret)[2:])


def test_canonical_forms_and_hashes_are_those_published(contexts: Contexts) -> None:
    document = canonicalise(load("unsigned.json"), contexts=contexts)
    options = canonicalise(load("eddsa-rdfc-2022/proofConfigDataInt.json"), contexts=contexts)

    assert document.decode() == text("canonDoc")
    assert options.decode() == text("proofCanon")
    assert hashlib.sha256(document).hexdigest() == text("docHash").strip()
    assert hashlib.sha256(options).hexdigest() == text("proofHash").strip()


def test_the_signature_is_that_published(
    contexts: Contexts, private_key: Ed25519PrivateKey
) -> None:
    options = load("eddsa-rdfc-2022/proofConfigDataInt.json")
    del options["@context"]

    hashes = hash_data(load("unsigned.json"), options, contexts=contexts)
    signature = private_key.sign(hashes)

    assert hashes.hex() == text("combinedHash").strip()
    assert signature.hex() == text("sigHex").strip()
    assert multibase.encode(signature) == text("sigBTC58").strip()


def test_the_signed_document_holds(contexts: Contexts) -> None:
    signed = load("eddsa-rdfc-2022/signedDataInt.json")
    key = PublicKey.from_multibase(load("keyPair.json")["publicKeyMultibase"])

    [(_, proof)] = proofs(signed)

    check_proof(signed, proof=proof, public_key=key, contexts=contexts)


def test_the_context_that_defines_everything_is_not_known_otherwise() -> None:
    with pytest.raises(UnknownContextError) as refusal:
        canonicalise(load("unsigned.json"))

    assert refusal.value.url == EXAMPLES
