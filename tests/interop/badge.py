"""One badge with nearly everything a badge can hold, and all a verifier looks up about it."""

import json
from datetime import UTC, datetime
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.credentials import strict_json
from badgeservice.credentials.did import did_document
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
from badgeservice.credentials.securing import data_integrity
from badgeservice.credentials.status_list import (
    StatusEntry,
    StatusList,
    StatusPurpose,
    status_list_credential,
)
from badgeservice.credentials.strict_json import JsonObject
from tests.interop.peers import Signing
from tests.reference import reference

ORIGIN: Final = "https://badges.example.fi:8443"
ISSUER: Final = "did:web:badges.example.fi%3A8443:issuers:esimerkkiopisto"
STATUS_LIST: Final = f"{ORIGIN}/status-lists/kevat-2026"
INDEX: Final = 94_567
STRICT_SCHEMA: Final = "spec/schema-2024-strict/achievementcredential.json"
OFFICIAL_SCHEMA: Final = "spec/schema-2026-official/ob_v3p0_achievementcredential_schema.json"
OFFICIAL_SCHEMA_URL: Final = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


class SeededSigner:
    """A signer whose key is the same at every run."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> PublicKey:
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


_SEED: Final = bytes(range(32))
SIGNER: Final = SeededSigner(_SEED)
SIGNING: Final = Signing(
    seed=_SEED,
    verification_method=f"{ISSUER}#{SIGNER.public_key.multibase}",
    created=datetime(2026, 11, 22, 8, 0, 1, tzinfo=UTC),
)

_ACHIEVEMENT: Final = f"{ORIGIN}/achievements/esimerkkiopisto/hitsaus/3"


def unsigned_badge(*, purpose: StatusPurpose = "revocation") -> JsonObject:
    """Return the badge before it is signed; its entry in the status list is about `purpose`."""
    return achievement_credential(
        BadgeContent(
            id=f"{ORIGIN}/badges/o3mWvWpP1H8Yd2cXq0zS9g",
            name="Hitsauksen perusteet",
            issuer=Profile(
                id=ISSUER,
                name="Esimerkkiopisto",
                url="https://www.example.fi/",
                email="osaaminen@example.fi",
            ),
            achievement=_achievement(),
            recipient=Recipient(
                email_hash=identity_hash("aino@example.fi", salt="suola"), salt="suola"
            ),
            valid_from=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
            valid_until=datetime(2046, 11, 22, 8, 0, tzinfo=UTC),
            awarded=datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
            evidence=(
                Evidence(
                    id=f"{ORIGIN}/evidence/1",
                    name="Työnäyte",
                    narrative="Laippaliitos, joka kesti koetuksen.",
                    genre="photograph",
                ),
            ),
            results=(Result(result_description=f"{_ACHIEVEMENT}#arvosana", value="4"),),
            status=StatusEntry(list_url=STATUS_LIST, index=INDEX, purpose=purpose),
        )
    )


def _achievement() -> Achievement:
    return Achievement(
        id=f"{_ACHIEVEMENT}/fi",
        name="Hitsaus",
        description="Osaa hitsata kaarella yksinkertaisia rakenteita – myös ”pystyyn”.",
        criteria=Criteria(
            id=f"{_ACHIEVEMENT}/fi#criteria", narrative="Hitsaa kolme liitosta.\n\nNe kestävät."
        ),
        achievement_type="Competency",
        in_language="fi",
        version="3",
        image=Image(id=f"{_ACHIEVEMENT}.png", caption="Kipinöitä"),
        credits_available=15.0,
        alignments=(
            Alignment(
                target_name="Levytyöt",
                target_url=f"{ORIGIN}/units/finland/tutkinnonosat_106731",
                target_code="tutkinnonosat_106731",
                target_framework="ePerusteet",
                target_type="ext:tutkinnonosa",
            ),
        ),
        related=(Related(id=f"{_ACHIEVEMENT}/sv", in_language="sv", version="3"),),
        result_descriptions=(
            ResultDescription(
                id=f"{_ACHIEVEMENT}#arvosana",
                name="Arvosana",
                result_type="GradePointAverage",
                allowed_values=("1", "2", "3", "4", "5"),
            ),
        ),
        tags=("hitsaus", "metalli"),
    )


def secured(document: JsonObject) -> bytes:
    """Return `document` signed by us, as it leaves the house."""
    return data_integrity.secure(
        document,
        signer=SIGNER,
        verification_method=SIGNING.verification_method,
        created=SIGNING.created,
    ).content


def unsigned_status_list(*marked: int, purpose: StatusPurpose = "revocation") -> JsonObject:
    """Return the list credential in which the indices `marked` are set."""
    return status_list_credential(
        list_url=STATUS_LIST,
        issuer_id=ISSUER,
        purpose=purpose,
        encoded=StatusList.marking(marked).encode(),
        valid_from=datetime(2026, 11, 22, 8, 0, tzinfo=UTC),
    )


def schema(path: str) -> JsonObject:
    """Return a published JSON schema."""
    found: JsonObject = json.loads(reference(path).read_text(encoding="utf-8"))
    return found


def documents(*marked: int, purpose: StatusPurpose = "revocation") -> dict[str, JsonObject]:
    """Return what a verifier may look up, with these indices marked in the status list."""
    status_list = secured(unsigned_status_list(*marked, purpose=purpose))
    return {
        ISSUER: did_document(ISSUER, keys=[SIGNER.public_key]),
        STATUS_LIST: strict_json.parse_object(status_list),
        OFFICIAL_SCHEMA_URL: schema(OFFICIAL_SCHEMA),
    }
