"""The door that public test suites knock at, and what they say when they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from httpx2 import Response

from badgeservice.api.application import ApiSettings
from badgeservice.credentials.did import did_document
from badgeservice.credentials.multikey import did_key_key
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.storage.seeded_keys import seeded_signers
from tests.api.service import MANY, Service

V1: Final = "https://www.w3.org/2018/credentials/v1"
V2: Final = "https://www.w3.org/ns/credentials/v2"
EXAMPLES: Final = "https://www.w3.org/ns/credentials/examples/v2"
SEED: Final = bytes(range(32))
DATA_LOSS: Final = "DATA_LOSS_DETECTION_ERROR"
GENERATION: Final = "PROOF_GENERATION_ERROR"
MALFORMED: Final = "MALFORMED_VALUE_ERROR"
PARSING: Final = "PARSING_ERROR"
VERIFICATION: Final = "PROOF_VERIFICATION_ERROR"
CRYPTOGRAPHIC: Final = "CRYPTOGRAPHIC_SECURITY_ERROR"

Json = dict[str, Any]


class _Keys(dict[str, JsonObject]):
    """The DID documents of every did:key, which follow from the DIDs."""

    def __contains__(self, did: object) -> bool:
        return str(did).startswith("did:key:z") or super().__contains__(did)

    def __missing__(self, did: str) -> JsonObject:
        return did_document(
            did, keys=(did_key_key(did),), purposes=("assertionMethod", "authentication")
        )


@dataclass(frozen=True, slots=True)
class Door:
    """The adapter over HTTP. Suites ask for proofs alone unless a test says otherwise."""

    service: Service

    @property
    def issuer(self) -> str:
        return str(self.service.client.get("/vc-api/issuers").json()["Ed25519"]["id"])

    @property
    def p256_issuer(self) -> str:
        return str(self.service.client.get("/vc-api/issuers").json()["P-256"]["id"])

    def credential(self, **changes: Any) -> Json:
        """Return an unsecured credential; a change to None takes a member away."""
        whole: Json = {
            "@context": [V2],
            "id": "urn:uuid:4be4b4fb-7b19-4fd9-9d70-8b3c0f5f0b8b",
            "type": ["VerifiableCredential"],
            "issuer": self.issuer,
            "credentialSubject": {"id": "did:example:subject", "name": "Somebody"},
        }
        return _changed(whole, changes)

    def presentation(self, **changes: Any) -> Json:
        """Return an unsecured presentation of one secured credential."""
        whole: Json = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": self.issuer,
            "verifiableCredential": [self.issued()],
        }
        return _changed(whole, changes)

    def post(self, path: str, body: Any) -> Response:
        return self.service.client.post(f"/vc-api/{path}", json=body)

    def issue(self, credential: Json, **options: Any) -> Response:
        return self.post("credentials/issue", {"credential": credential, "options": options})

    def issued(self, credential: Json | None = None, **options: Any) -> Json:
        answer = self.issue(credential or self.credential(), **options)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["verifiableCredential"])

    def verify(self, secured: Any, **options: Any) -> Response:
        asked = {"checks": ["proof"], **options}
        return self.post("credentials/verify", {"verifiableCredential": secured, "options": asked})

    def present(self, presentation: Json, **options: Any) -> Response:
        return self.post("presentations", {"presentation": presentation, "options": options})

    def presented(self, presentation: Json | None = None, **options: Any) -> Json:
        answer = self.present(presentation or self.presentation(), **options)
        assert answer.status_code == 201, answer.text
        return dict(answer.json()["verifiablePresentation"])

    def verify_presentation(self, secured: Any, **options: Any) -> Response:
        asked = {"checks": [], **options}
        return self.post(
            "presentations/verify", {"verifiablePresentation": secured, "options": asked}
        )


def _changed(whole: Json, changes: Json) -> Json:
    named = {"@context" if name == "context" else name: value for name, value in changes.items()}
    return {name: value for name, value in {**whole, **named}.items() if value is not None}


@contextmanager
def opened_door() -> Iterator[Door]:
    settings = ApiSettings(vc_api_signers=seeded_signers(SEED), verifications_per_minute=MANY)
    with Service.started(settings) as service:
        service.world.documents = _Keys()
        yield Door(service)


def accepted(answer: Response) -> None:
    assert answer.status_code in (200, 201), answer.text


def refused(answer: Response, problem: str, pointer: str | None = None) -> None:
    """See that an answer says what is wrong: by the W3C's name, and where."""
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["errors"]
    assert body["type"].endswith(f"#{problem}"), body
    if pointer is not None:
        assert body["errors"][0]["pointer"].endswith(pointer), body


def without(document: Json, name: str) -> Json:
    return {member: value for member, value in document.items() if member != name}


def with_proof(document: Json, **changes: Any) -> Json:
    """Return a secured document with another proof; a change to None takes a member away."""
    proof = {**document["proof"], **changes}
    kept = {name: value for name, value in proof.items() if value is not None}
    return {**document, "proof": kept}


def copied(document: Json) -> Json:
    return dict(json.loads(json.dumps(document)))
