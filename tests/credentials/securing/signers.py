"""Keys on curves, and badges signed with them, for the tests of this folder."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from badgeservice.credentials import multibase
from badgeservice.credentials.curves import CurveName, EcPublicKey
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.securing.chains import with_proof
from badgeservice.credentials.securing.suite import CreatingSuite, ProofWish
from tests.credentials.samples import CREATED, ISSUER, credential
from tests.reference import reference

EXAMPLES: Final = "https://www.w3.org/ns/credentials/examples/v2"
W3C_EDDSA: Final = "security/vc/vc-di-eddsa-TestVectors"

_CURVES: Final[dict[CurveName, ec.EllipticCurve]] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
}


@dataclass(frozen=True)
class EcSigner:
    """A signer on a curve, whose key is given or follows from a name; it signs as RFC 6979 says."""

    curve: CurveName
    name: str = "issuer"
    secret: int | None = None
    private_key: ec.EllipticCurvePrivateKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        secret = self.secret or int.from_bytes(hashlib.sha256(self.name.encode()).digest(), "big")
        key = ec.derive_private_key(secret, _CURVES[self.curve])
        object.__setattr__(self, "private_key", key)

    @classmethod
    def from_multibase(cls, curve: CurveName, text: str) -> "EcSigner":
        """Read a private Multikey."""
        return cls(curve, secret=int.from_bytes(multibase.decode(text)[2:], "big"))

    @property
    def public_key(self) -> EcPublicKey:
        raw = self.private_key.public_key().public_bytes(
            Encoding.X962, PublicFormat.CompressedPoint
        )
        return EcPublicKey(curve=self.curve, raw=raw)

    def sign(self, message: bytes) -> bytes:
        digest = SHA256() if self.curve == "P-256" else SHA384()
        algorithm = ec.ECDSA(digest, deterministic_signing=True)
        r, s = decode_dss_signature(self.private_key.sign(message, algorithm))
        size = self.public_key.signature_length_bytes // 2
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def method(signer: ProofSigner) -> str:
    """Return the URL of a signer's key in the issuer's DID document."""
    return f"{ISSUER}#{signer.public_key.multibase}"


def wish(signer: ProofSigner, **changes: Any) -> ProofWish:
    """Return the wish for a proof by that signer."""
    return ProofWish(verification_method=method(signer), created=CREATED, **changes)


def secured(
    suite: CreatingSuite,
    signer: ProofSigner,
    document: dict[str, Any] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Return a badge with one more proof."""
    badge = credential() if document is None else document
    return with_proof(badge, suite.create(badge, wish=wish(signer, **changes), signer=signer))


@cache
def w3c_contexts() -> Contexts:
    """Return the pinned contexts with the one that the W3C's examples use."""
    content = reference("spec/contexts/credentials-examples-v2.jsonld").read_bytes()
    return PINNED_CONTEXTS.extended({EXAMPLES: json.loads(content)})


def w3c_json(path: str) -> Any:
    """Return one of the W3C's EdDSA vectors."""
    return json.loads(reference(f"{W3C_EDDSA}/{path}").read_bytes())


def w3c_text(path: str) -> str:
    """Return one of the W3C's EdDSA vectors, as text."""
    return reference(f"{W3C_EDDSA}/{path}").read_text("utf-8").strip()
