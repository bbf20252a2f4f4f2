"""A host of Open Badges 2.0 in memory: badge, badge class, issuer, key and list of revoked ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from badgeservice.credentials.jose import base64url
from badgeservice.credentials.open_badges_2.standards import CONTEXT
from badgeservice.verification.errors import SourceGoneError, SourceUnavailableError
from badgeservice.verification.report import OlderReport, Report
from badgeservice.verification.sources import Sources
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.world import World

HOST = "https://old.example"
BADGE = f"{HOST}/badges/1"
BADGE_CLASS = f"{HOST}/classes/1"
ISSUER = f"{HOST}/issuer"
KEY = f"{HOST}/key"
LIST = f"{HOST}/revoked"
SIGNED_ID = "urn:uuid:5b2ba8a9-11c7-4d0c-a3a2-2f3d0a1f3d11"

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
_HASHES: dict[str, HashAlgorithm] = {"256": SHA256(), "384": SHA384(), "512": SHA512()}


def badge(**changes: Any) -> dict[str, Any]:
    document = {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": BADGE,
        "recipient": {"type": "email", "hashed": False, "identity": "aino@example.org"},
        "badge": BADGE_CLASS,
        "issuedOn": "2020-01-01T00:00:00Z",
        "verification": {"type": "HostedBadge"},
    }
    return without_nothing({**document, **changes})


def signed_badge(**changes: Any) -> dict[str, Any]:
    verification = {"type": "SignedBadge", "creator": KEY}
    return badge(**{"id": SIGNED_ID, "verification": verification, **changes})


def without_nothing(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not ...}


def pem(key: Any) -> str:
    public = key.public_key()
    content: bytes = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return content.decode()


def token(
    document: Any, *, key: Any = RSA_KEY, algorithm: str | None = None, **header: Any
) -> bytes:
    algorithm = algorithm or ("RS256" if isinstance(key, rsa.RSAPrivateKey) else "ES256")
    head = json.dumps({"typ": "JWT", "alg": algorithm, **header}).encode()
    signing_input = base64url.encode(head) + b"." + base64url.encode(json.dumps(document).encode())
    return signing_input + b"." + base64url.encode(_signature(key, algorithm, signing_input))


def _signature(key: Any, algorithm: str, message: bytes) -> bytes:
    digest = _HASHES.get(algorithm[2:], SHA256())
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(message, padding.PKCS1v15(), digest)
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class OldWorld:
    """What the addresses answer. Change it before verifying."""

    pages: dict[str, Any] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.put(badge())
        self.put(
            {
                "@context": CONTEXT,
                "type": "BadgeClass",
                "id": BADGE_CLASS,
                "name": "Ohjaaja",
                "description": "Osaa ohjata",
                "criteria": f"{HOST}/criteria",
                "image": f"{HOST}/image",
                "issuer": ISSUER,
            }
        )
        self.put(
            {
                "@context": CONTEXT,
                "type": "Issuer",
                "id": ISSUER,
                "name": "Vanha opisto",
                "url": HOST,
                "publicKey": KEY,
                "revocationList": LIST,
            }
        )
        self.put(
            {
                "@context": CONTEXT,
                "type": "CryptographicKey",
                "id": KEY,
                "owner": ISSUER,
                "publicKeyPem": pem(RSA_KEY),
            }
        )
        self.put({"@context": CONTEXT, "type": "RevocationList", "id": LIST})

    def put(self, document: dict[str, Any], at: str | None = None) -> None:
        self.pages[at or document["id"]] = document

    def change(self, url: str, **changes: Any) -> None:
        self.pages[url] = without_nothing({**self.pages[url], **changes})

    @property
    def sources(self) -> Sources:
        world = World()
        return Sources(did_documents=world, status_lists=world, badges=self, hosted=self)

    def hosted_document(self, url: str) -> bytes:
        self.asked.append(url)
        if url in self.gone:
            raise SourceGoneError(url)
        if url not in self.pages:
            raise SourceUnavailableError(url, "no answer")
        page = self.pages[url]
        return page if isinstance(page, bytes) else json.dumps(page).encode()

    def badge(self, url: str) -> bytes:
        return self.hosted_document(url)

    def judge(self, presented: Any) -> Report:
        content = presented if isinstance(presented, bytes) else json.dumps(presented).encode()
        return verify(content, at=NOW, sources=self.sources)


def older(report: Report) -> OlderReport:
    assert report.older is not None
    return report.older


def codes(report: Report) -> list[str]:
    """The codes of checks that did not pass, without those that were not made."""
    return [
        check.code
        for check in older(report).checks
        if check.outcome != "passed" and not check.code.endswith(".not-checked")
    ]
