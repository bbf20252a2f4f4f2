"""The linked data proof of the Open Badges 3.0 implementation guide, reproduced byte for byte.

Source: https://www.imsglobal.org/spec/ob/v3p0/impl/#linked-data-proof
"""

import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.credentials import multibase
from badgeservice.credentials.errors import SignatureInvalidError
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.securing.data_integrity import check_proof, hash_data, secure
from badgeservice.credentials.strict_json import parse_object

SEED: Final = "6241a409e6707bb640a0140a8a32bc3d193c33a661747284d6adfa4ed4180be4"
PUBLIC_KEY: Final = PublicKey.from_multibase("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
METHOD: Final = f"https://example.edu/issuers/565049#{PUBLIC_KEY.multibase}"
CREATED: Final = datetime(2010, 1, 1, 19, 23, 24, tzinfo=UTC)
DOCUMENT_HASH: Final = "87f65a76d40146205e3b3e06cb0fbd153f97f9ce70372390f52566bb7f9e0773"
PROOF_HASH: Final = "d34009cea0dbc1ca941e09dc01c8c9d3e3ce3c5b853f67ee44698dcea10f5d19"
SIGNATURE: Final = (
    "f7a017acf7d27983267ec362657c0fb08e955549f49dac5bf36a03c4f2c3a4f1"
    "e3738a6c5ecd7ffba7135cb9cd754e6196f4b73082ea8df8e703c8ecd4333503"
)
PROOF_VALUE: Final = (
    "z5x9aCBYovW3CQCbKdNyhEm7ffYSw1YpEdPywQJoNbzDD2gkzQDKJ1sYKJaWvqZtkMtSbz35HcbgXVEDYHxCzgkCr"
)
OPTIONS: Final[dict[str, Any]] = {
    "type": "DataIntegrityProof",
    "created": "2010-01-01T19:23:24Z",
    "verificationMethod": METHOD,
    "cryptosuite": "eddsa-rdfc-2022",
    "proofPurpose": "assertionMethod",
}
CREDENTIAL: Final[dict[str, Any]] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "url": "https://www.imsglobal.org",
        "name": "Example Corp",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": (
                    "Team members are nominated for this badge by their peers and recognized "
                    "upon review by Example Corp management."
                )
            },
            "description": (
                "This badge recognizes the development of the capacity to collaborate within "
                "a group environment."
            ),
            "name": "Teamwork",
        },
    },
}


@dataclass(frozen=True)
class GuideSigner:
    """The key that the guide publishes."""

    public_key: PublicKey = PUBLIC_KEY

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEED)).sign(message)


def test_the_hashes_are_those_of_the_guide() -> None:
    assert hash_data(CREDENTIAL, OPTIONS).hex() == PROOF_HASH + DOCUMENT_HASH


def test_the_signature_is_that_of_the_guide() -> None:
    signature = GuideSigner().sign(hash_data(CREDENTIAL, OPTIONS))

    assert signature.hex() == SIGNATURE
    assert multibase.encode(signature) == PROOF_VALUE


def test_the_secured_badge_is_that_of_the_guide() -> None:
    made = secure(CREDENTIAL, signer=GuideSigner(), verification_method=METHOD, created=CREATED)

    assert parse_object(made.content) == {
        **CREDENTIAL,
        "proof": [{**OPTIONS, "proofValue": PROOF_VALUE}],
    }


def test_the_badge_of_the_guide_holds_and_a_changed_one_does_not() -> None:
    proof = {**OPTIONS, "proofValue": PROOF_VALUE}
    changed = copy.deepcopy(CREDENTIAL)
    changed["credentialSubject"]["achievement"]["name"] = "Solitude"

    check_proof({**CREDENTIAL, "proof": proof}, proof=proof, public_key=PUBLIC_KEY)
    with pytest.raises(SignatureInvalidError):
        check_proof({**changed, "proof": proof}, proof=proof, public_key=PUBLIC_KEY)
