"""A small world outside: an issuer with a key, a DID document and a status list, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.credentials.did import did_document
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.model import (
    Achievement,
    Alignment,
    BadgeContent,
    Criteria,
    Profile,
    Recipient,
    achievement_credential,
)
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.status_list import StatusEntry, StatusList, status_list_credential
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.sources import Sources
from tests.builders import NOW
from tests.fake_kept_lists import FakeKeptLists

_Document = TypeVar("_Document")

LIST_URL = "https://issuer.example/status-lists/1"


class TestSigner:
    """An Ed25519 signer made from a number, so that tests are repeatable."""

    __test__ = False

    def __init__(self, number: int = 1) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)

    @property
    def public_key(self) -> PublicKey:
        return PublicKey(self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


@dataclass
class World:
    """Who signs what, and what the network would answer. Change it before verifying."""

    did: str = "did:web:issuer.example"
    signer: TestSigner = field(default_factory=TestSigner)
    revoked: frozenset[int] = frozenset()
    documents: dict[str, JsonObject] = field(default_factory=dict)
    lists: dict[str, JsonObject | bytes] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    kept: FakeKeptLists = field(default_factory=FakeKeptLists)

    def __post_init__(self) -> None:
        self.documents[self.did] = did_document(self.did, keys=[self.signer.public_key])
        self.publish_list()

    @property
    def method(self) -> str:
        return f"{self.did}#{self.signer.public_key.multibase}"

    def publish_list(
        self,
        *,
        purpose: str = "revocation",
        at: datetime = NOW,
        signer: TestSigner | None = None,
        **changes: Any,
    ) -> JsonObject:
        unsigned = status_list_credential(
            list_url=LIST_URL,
            issuer_id=self.did,
            purpose=purpose,
            encoded=StatusList.marking(self.revoked).encode(),
            valid_from=at,
            valid_until=at + timedelta(hours=1),
        )
        document = self.sign({**unsigned, **changes}, at=at, signer=signer)
        published = parse_object(document)
        self.lists[LIST_URL] = published
        return published

    def sign(
        self, document: JsonObject, *, at: datetime = NOW, signer: TestSigner | None = None
    ) -> bytes:
        return secure(
            document, signer=signer or self.signer, verification_method=self.method, created=at
        ).content

    def unsigned_badge(self, **changes: Any) -> JsonObject:
        content: dict[str, Any] = {
            "id": "https://issuer.example/badges/1",
            "issuer": Profile(id=self.did, name="Issuer", url="https://issuer.example/"),
            "achievement": Achievement(
                id="https://issuer.example/achievements/1",
                name="Ohjaaja",
                description="Osaa ohjata",
                criteria=Criteria(narrative="1. Ohjaa"),
                in_language="fi",
                version="1",
                alignments=(
                    Alignment(
                        target_name="Työpaikkaohjaajaksi valmentautuminen",
                        target_url="https://example.org/106731",
                        target_code="tutkinnonosat_106731",
                    ),
                ),
            ),
            "recipient": Recipient(id="urn:uuid:5b2ba8a9-11c7-4d0c-a3a2-2f3d0a1f3d11"),
            "valid_from": NOW - timedelta(days=1),
            "valid_until": NOW + timedelta(days=1),
            "status": StatusEntry(list_url=LIST_URL, index=7, purpose="revocation"),
        }
        return achievement_credential(BadgeContent(**{**content, **changes}))

    def badge(self, **changes: Any) -> bytes:
        return self.sign(self.unsigned_badge(**changes), at=NOW - timedelta(days=1))

    @property
    def sources(self) -> Sources:
        return Sources(
            did_documents=self,
            status_lists=self,
            badges=Pages(self.pages),
            kept_lists=self.kept,
            controllers=self,
            published_keys=self,
        )

    def did_document(self, did: str) -> JsonObject:
        self.asked.append(did)
        found = _found(self.documents, did)
        if not found:
            raise SourceUnavailableError(did, "it answered with the status 404", is_absent=True)
        return found

    def controller_document(self, url: str) -> JsonObject:
        return self.did_document(url)

    def key_set(self, url: str) -> JsonObject:
        return self.did_document(url)

    def key(self, url: str) -> JsonObject:
        return self.did_document(url)

    def status_list_credential(self, url: str) -> JsonObject | bytes:
        self.asked.append(url)
        return _found(self.lists, url)


def _found(documents: dict[str, _Document], url: str) -> _Document:
    if url.endswith("refused"):
        raise SourceRefusedError(url, "it is private")
    if url not in documents:
        raise SourceUnavailableError(url, "no answer")
    return documents[url]


class Pages:
    """Badge pages in memory."""

    def __init__(self, pages: dict[str, bytes]) -> None:
        self._pages = pages

    def badge(self, url: str) -> bytes:
        if url not in self._pages:
            raise SourceUnavailableError(url, "no answer")
        return self._pages[url]
