"""A badge that another program signed counts once the college trusts its issuer, and not before."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.strict_json import JsonObject
from tests.interop.peers import OPENBADGESLIB, OPENVC, Signing, issue
from tests.stories.conftest import Service
from tests.stories.recognising import Sides, sides, unit_ref

SEED: Final = bytes(range(32))
KEY: Final = PublicKey(
    Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw()
).multibase
STRANGER: Final = f"did:key:{KEY}"
ACHIEVEMENT: Final = "https://academy.example/achievements/first-aid"
CONTEXTS: Final = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)


def strangers_badge(
    peer: str = OPENBADGESLIB,
    *,
    issuer: str = STRANGER,
    achievement: str = ACHIEVEMENT,
    **changes: Any,
) -> JsonObject:
    """Return a badge that another program made and signed, of an issuer this service never met."""
    unsigned: JsonObject = {
        "@context": list(CONTEXTS),
        "id": "urn:uuid:1f0c2a52-9f5e-4c39-8a36-0b2f4f3b7c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "First aid",
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Academy"},
        "validFrom": "2026-02-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:aino",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": achievement,
                "type": ["Achievement"],
                "name": "First aid",
                "description": "Gives first aid.",
                "criteria": {"narrative": "Gives first aid to a colleague."},
            },
        },
        **changes,
    }
    method = f"{issuer}#{KEY}"
    signing = Signing(
        seed=SEED, verification_method=method, created=datetime(2026, 2, 1, tzinfo=UTC)
    )
    return issue(peer, unsigned, signing)


def foreign_leaf(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "badge",
        "id": "first-aid",
        "issuer": STRANGER,
        "achievement": ACHIEVEMENT,
        **changes,
    }


LOCAL: Final = {
    "kind": "local-unit",
    "unit": unit_ref("ensiapu-1", "college"),
    "name": {"fi": "Ensiapu"},
    "description": {"fi": "Paikallinen tutkinnon osa ensiavusta."},
    "credits": {"value": 1, "unit": "osp"},
}


@pytest.fixture
def both(service: Service, library_documents: list[dict[str, Any]]) -> Sides:
    return sides(service, library_documents)


@pytest.mark.parametrize("peer", [OPENBADGESLIB, OPENVC])
def test_it_is_refused_before_trust_is_granted_and_recognised_after(both: Sides, peer: str) -> None:
    both.agree("first-aid", LOCAL, foreign_leaf(), with_county=False)
    badge = {"credential": strangers_badge(peer)}

    before = both.ask(badge)
    granted = both.college.trust(STRANGER, badgeClasses=[ACHIEVEMENT])
    after = both.outcome("first-aid", badge)
    both.college.http.delete(f"/v1/trusts/{granted['id']}", headers=both.college.headers)
    withdrawn = both.outcome("first-aid", badge)

    assert before["badges"][0]["report"]["verdict"] == "valid"
    assert before["mappings"][0]["leaves"][0]["refusal"] == "untrusted-issuer"
    assert (after["satisfied"], after["completeOn"]) == (True, "2026-02-01")
    assert after["credits"] == {"value": 1, "unit": "osp"}
    assert withdrawn["leaves"][0]["refusal"] == "untrusted-issuer"


def test_trust_in_one_of_its_classes_is_no_trust_in_another(both: Sides) -> None:
    both.agree("first-aid", LOCAL, foreign_leaf(), with_county=False)
    both.college.trust(STRANGER, badgeClasses=["https://academy.example/achievements/other"])

    outcome = both.outcome("first-aid", {"credential": strangers_badge()})

    assert outcome["leaves"][0]["refusal"] == "untrusted-issuer"


def test_a_changed_badge_of_a_trusted_stranger_counts_for_nothing(both: Sides) -> None:
    both.agree("first-aid", LOCAL, foreign_leaf(), with_county=False)
    both.college.trust(STRANGER)
    forged = {**strangers_badge(), "validFrom": "2026-01-01T00:00:00Z"}

    outcome = both.outcome("first-aid", {"credential": forged})

    assert outcome["leaves"][0]["refusal"] == "bad-signature"
