"""Credentials of other forms than the one that this service issues."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from badgeservice.credentials.contexts.pinned import (
    CREDENTIALS_V1,
    CREDENTIALS_V2,
    DATA_INTEGRITY_V2,
    OPEN_BADGES_3_0_3,
    OPEN_BADGES_EXTENSIONS,
)
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.did import did_document
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, parse_object
from tests.builders import NOW
from tests.world import TestSigner, World

BADGE_ID: Final = "https://issuer.example/badges/1"
ACHIEVEMENT_ID: Final = "https://issuer.example/achievements/1"
DAY: Final = timedelta(days=1)


@dataclass
class Endorser:
    """Somebody else who signs."""

    world: World
    did: str = "did:web:endorser.example"
    signer: TestSigner = field(default_factory=lambda: TestSigner(9))

    def __post_init__(self) -> None:
        self.world.documents[self.did] = did_document(self.did, keys=[self.signer.public_key])

    @property
    def method(self) -> str:
        return f"{self.did}#{self.signer.public_key.multibase}"

    def unsigned(self, *, about: str, **changes: Any) -> dict[str, Any]:
        return {
            "@context": [CREDENTIALS_V2, OPEN_BADGES_3_0_3],
            "id": "https://endorser.example/endorsements/1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "A good badge",
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Endorser"},
            "validFrom": format_datetime(NOW - DAY),
            "credentialSubject": {
                "id": about,
                "type": ["EndorsementSubject"],
                "endorsementComment": "Worth its name",
            },
            **changes,
        }

    def endorsement(self, *, about: str, **changes: Any) -> JsonObject:
        return self.signed(self.unsigned(about=about, **changes))

    def signed(self, document: JsonObject) -> JsonObject:
        made = secure(
            document, signer=self.signer, verification_method=self.method, created=NOW - DAY
        )
        return parse_object(made.content)


def in_vc_1_1(document: JsonObject, *, open_badges: str = OPEN_BADGES_3_0_3) -> JsonObject:
    """Return a credential in the form of the data model 1.1, without the status of ours."""
    renamed = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}
    members = {
        renamed.get(name, name): value
        for name, value in document.items()
        if name not in {"@context", "credentialStatus"}
    }
    contexts = [CREDENTIALS_V1, open_badges, DATA_INTEGRITY_V2, OPEN_BADGES_EXTENSIONS]
    return {"@context": list(contexts), **members}
