"""A badge, a key and a signer for the tests of this folder."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.identity import identity_hash
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.model import (
    Achievement,
    Alignment,
    BadgeContent,
    Criteria,
    Evidence,
    Image,
    Profile,
    Recipient,
    Related,
    Result,
    ResultDescription,
    achievement_credential,
)
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.credentials.strict_json import JsonObject

ISSUER: Final = "did:web:badges.example.fi:issuers:esimerkki"
CREATED: Final = datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC)


@dataclass(frozen=True)
class SeededSigner:
    """A signer whose key follows from a name."""

    name: str = "issuer"
    private_key: Ed25519PrivateKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        seed = hashlib.sha256(self.name.encode()).digest()
        object.__setattr__(self, "private_key", Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public_key(self) -> PublicKey:
        return PublicKey(self.private_key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.private_key.sign(message)


SIGNER: Final = SeededSigner()
METHOD: Final = f"{ISSUER}#{SIGNER.public_key.multibase}"


def content() -> BadgeContent:
    """Return a badge with something in nearly every member."""
    base = "https://badges.example.fi"
    return BadgeContent(
        id=f"{base}/badges/AAECAwQFBgcICQoLDA0ODw",
        issuer=Profile(
            id=ISSUER,
            name="Esimerkkiopisto",
            url="https://www.example.fi/",
            email="info@example.fi",
            image=Image(id=f"{base}/logo.png", caption="Esimerkkiopiston tunnus"),
        ),
        valid_from=datetime(2026, 11, 22, 8, tzinfo=UTC),
        awarded=datetime(2026, 11, 20, 8, tzinfo=UTC),
        valid_until=datetime(2031, 11, 22, 8, tzinfo=UTC),
        recipient=Recipient(email_hash=identity_hash("aino@example.fi", salt="5e0a"), salt="5e0a"),
        achievement=Achievement(
            id=f"{base}/achievements/esimerkki/hitsaus/3/fi",
            name="Hitsauksen perusteet",
            description="Osaa hitsata turvallisesti.",
            criteria=Criteria(
                id=f"{base}/criteria/hitsaus/3", narrative="Näyttö työpaikalla.\nKaksi saumaa."
            ),
            achievement_type="Competency",
            in_language="fi",
            version="3",
            image=Image(id=f"{base}/achievements/esimerkki/hitsaus/3.png"),
            credits_available=2.5,
            alignments=(
                Alignment(
                    target_name="Hitsaus",
                    target_url=f"{base}/units/finland/tutkinnonosat_106731",
                    target_code="tutkinnonosat_106731",
                    target_framework="ePerusteet",
                    target_type="ext:tutkinnonosa",
                ),
                Alignment(target_name="Työturvallisuus", target_url=f"{base}/units/finland/1"),
            ),
            related=(
                Related(id=f"{base}/achievements/esimerkki/hitsaus/3/sv", in_language="sv"),
                Related(id=f"{base}/achievements/esimerkki/hitsaus/3/en", in_language="en"),
            ),
            result_descriptions=(
                ResultDescription(
                    id=f"{base}/results/sauma",
                    name="Sauman laatu",
                    result_type="LetterGrade",
                    allowed_values=("T1", "H3", "K5"),
                    required_value="T1",
                ),
            ),
            tags=("hitsaus", "työturvallisuus"),
        ),
        evidence=(Evidence(name="Työnäyte", narrative='Kaksi saumaa, "a5".'),),
        results=(Result(result_description=f"{base}/results/sauma", value="H3"),),
        status=StatusEntry(list_url=f"{base}/status-lists/7", index=94567, purpose="revocation"),
    )


def credential() -> JsonObject:
    """Return that badge as an unsigned credential."""
    return achievement_credential(content())


def pyld_canonical(value: dict[str, Any]) -> bytes:
    """Canonicalise as PyLD does it, without any of our guards."""

    def loader(url: str, _options: object) -> dict[str, object]:
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": pinned.load(url),
        }

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "base": None}
    result: str = jsonld.normalize(value, {**options, "documentLoader": loader})
    return result.encode()
