"""A holder who shows badges, for the tests of presentations."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from badgeservice.credentials.did import did_document
from badgeservice.credentials.jose import vp_jwt
from badgeservice.credentials.securing.suite import CreatingSuite, ProofWish
from badgeservice.credentials.securing.suites import CREATING_SUITES
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.question import Question
from badgeservice.verification.report import Report
from badgeservice.verification.verify import judge
from tests.builders import NOW
from tests.world import TestSigner, World

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
DOMAIN = "https://college.example"
CHALLENGE = "c-7f3b"


@dataclass
class Holder:
    """Who shows badges of a world, with a key of their own."""

    world: World
    did: str = "did:web:holder.example"
    signer: TestSigner = field(default_factory=lambda: TestSigner(9))
    suite: CreatingSuite = CREATING_SUITES["eddsa-rdfc-2022"]

    def __post_init__(self) -> None:
        self.publish()

    def publish(self, **changes: Any) -> None:
        """Publish the holder's DID document."""
        document = did_document(
            self.did, keys=(self.signer.public_key,), purposes=("authentication",)
        )
        self.world.documents[self.did] = {**document, **changes}

    @property
    def method(self) -> str:
        return f"{self.did}#{self.signer.public_key.multibase}"

    def unsigned(self, *badges: Any, **changes: Any) -> JsonObject:
        held = [json.loads(badge) if isinstance(badge, bytes) else badge for badge in badges]
        whole = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": self.did,
            "verifiableCredential": held or [json.loads(self.world.badge())],
            **changes,
        }
        return {name: value for name, value in whole.items() if value is not None}

    def sign(self, document: JsonObject, **wishes: Any) -> bytes:
        wish: dict[str, Any] = {
            "verification_method": self.method,
            "created": NOW,
            "purpose": "authentication",
            "domain": (DOMAIN,),
            "challenge": CHALLENGE,
            **wishes,
        }
        proof = self.suite.create(document, wish=ProofWish(**wish), signer=self.signer)
        return serialise({**document, "proof": proof})

    def show(self, *badges: Any, **changes: Any) -> bytes:
        return self.sign(self.unsigned(*badges, **changes))

    def token(self, document: JsonObject | None = None, **said: Any) -> bytes:
        told = {"audience": DOMAIN, "nonce": CHALLENGE, **said}
        return vp_jwt.secure(
            document or self.unsigned(),
            signer=self.signer,
            verification_method=self.method,
            **told,
        ).content


def asked(content: bytes, world: World, **changes: Any) -> Report:
    """Verify a presentation as the one whom it was made for."""
    question = {"challenge": CHALLENGE, "domain": DOMAIN, **changes}
    return judge(content, Question(at=NOW, sources=world.sources, **question))
