"""Our badges read by other implementations, and theirs by us.

The others are handed bytes as they leave our house; no line of ours takes part in their reading.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import pytest
from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from badgeservice.credentials import canonical, strict_json
from badgeservice.credentials.errors import SignatureInvalidError
from badgeservice.credentials.securing import data_integrity
from badgeservice.credentials.strict_json import JsonObject
from tests.interop import peers
from tests.interop.badge import (
    INDEX,
    OFFICIAL_SCHEMA,
    SIGNER,
    SIGNING,
    STRICT_SCHEMA,
    documents,
    schema,
    secured,
    unsigned_badge,
    unsigned_status_list,
)
from tests.interop.peers import ISSUERS, VERIFIERS, Case, Verdict

pytestmark = pytest.mark.reference

Verdicts: TypeAlias = Mapping[tuple[str, str], Verdict]


@dataclass(frozen=True, slots=True)
class Change:
    """One byte of a text that stands in the badge just once."""

    before: bytes
    after: bytes

    def applied_to(self, content: bytes) -> bytes:
        assert content.count(self.before) == 1, f"{self.before!r} does not stand there once"
        assert sum(a != b for a, b in zip(self.before, self.after, strict=True)) == 1
        return content.replace(self.before, self.after)


CHANGES: Final = {
    "id": Change(b"/badges/o3mW", b"/badges/o4mW"),
    "name": Change(b"Hitsauksen perusteet", b"hitsauksen perusteet"),
    "type": Change(b'"OpenBadgeCredential"', b'"OpenBadgeCredentiaL"'),
    "issuer's name": Change(b"Esimerkkiopisto", b"Esimerkkiopista"),
    "start": Change(b"2026-11-22T08:00:00Z", b"2025-11-22T08:00:00Z"),
    "end": Change(b"2046-11-22T08:00:00Z", b"2047-11-22T08:00:00Z"),
    "salt": Change(b'"suola"', b'"Suola"'),
    "achievement": Change(b'"Competency"', b'"CompetencY"'),
    "criteria": Change(b"kolme liitosta", b"kolme liitoste"),
    "credits": Change(b'"creditsAvailable":15', b'"creditsAvailable":25'),
    "unit": Change(b'"tutkinnonosat_106731"', b'"tutkinnonosat_106732"'),
    "result": Change(b'"value":"4"', b'"value":"5"'),
    "member's name": Change(b'"narrative":"Laippa', b'"narrativE":"Laippa'),
    "status index": Change(b'"94567"', b'"94568"'),
    "time of the proof": Change(b"2026-11-22T08:00:01Z", b"2026-11-22T08:00:02Z"),
    "purpose of the proof": Change(b'"assertionMethod"', b'"assertionMethoD"'),
    "key": Change(b"#z6Mk", b"#z6Ml"),
    "signature": Change(b'"proofValue":"z', b'"proofValue":"y'),
}

# The peers' own words for a mark that was read, as against a list that could not be.
WORDS_FOR_MARKED: Final = (
    "marked for",
    "_status is not valid",
    f"is set at index {INDEX}",
    "CredentialRevoked",
    "CredentialSuspended",
)


@pytest.fixture(scope="module")
def signed_badge() -> bytes:
    return secured(unsigned_badge())


@pytest.fixture(scope="module")
def verdicts(signed_badge: bytes) -> Verdicts:
    """Ask all at once, because Node starts slowly."""
    nothing_marked = documents()
    cases = {
        "whole": Case(credential=signed_badge, documents=nothing_marked),
        "neighbours revoked": Case(
            credential=signed_badge, documents=documents(INDEX - 1, INDEX + 1)
        ),
        "revoked": Case(credential=signed_badge, documents=documents(INDEX)),
        "suspended": Case(
            credential=secured(unsigned_badge(purpose="suspension")),
            documents=documents(INDEX, purpose="suspension"),
        ),
    }
    changed = {
        name: Case(credential=change.applied_to(signed_badge), documents=nothing_marked)
        for name, change in CHANGES.items()
    }
    return peers.verdicts({**cases, **changed})


@pytest.mark.parametrize("peer", VERIFIERS)
@pytest.mark.parametrize("case", ["whole", "neighbours revoked"])
def test_every_peer_verifies_our_badge(case: str, peer: str, verdicts: Verdicts) -> None:
    assert verdicts[case, peer] == Verdict(verified=True)


@pytest.mark.parametrize("peer", VERIFIERS)
@pytest.mark.parametrize("change", CHANGES)
def test_every_peer_refuses_our_badge_with_one_byte_changed(
    change: str, peer: str, verdicts: Verdicts
) -> None:
    assert not verdicts[change, peer].verified


@pytest.mark.parametrize("peer", VERIFIERS)
@pytest.mark.parametrize("case", ["revoked", "suspended"])
def test_every_peer_reads_the_mark_in_our_status_list(
    case: str, peer: str, verdicts: Verdicts
) -> None:
    verdict = verdicts[case, peer]

    assert not verdict.verified
    assert any(words in str(verdict.reason) for words in WORDS_FOR_MARKED), verdict


@pytest.mark.parametrize("peer", ISSUERS)
def test_we_verify_what_every_peer_issues(peer: str) -> None:
    document = _as_received(peers.issue(peer, unsigned_badge(), SIGNING))

    data_integrity.check_proof(document, proof=_only_proof(document), public_key=SIGNER.public_key)


@pytest.mark.parametrize("peer", ISSUERS)
def test_we_refuse_what_a_peer_issued_and_another_changed(peer: str) -> None:
    issued = peers.issue(peer, unsigned_badge(), SIGNING)
    document = _as_received({**issued, "name": "Hitsauksen mestari"})

    with pytest.raises(SignatureInvalidError):
        data_integrity.check_proof(
            document, proof=_only_proof(document), public_key=SIGNER.public_key
        )


@pytest.mark.parametrize("peer", ISSUERS)
def test_every_peer_makes_the_same_signature_with_our_key(peer: str, signed_badge: bytes) -> None:
    ours = _only_proof(_as_received(json.loads(signed_badge)))

    theirs = _only_proof(_as_received(peers.issue(peer, unsigned_badge(), SIGNING)))

    # An Ed25519 signature depends on key and message alone: we signed the same bytes.
    assert theirs == ours


def test_safe_mode_drops_nothing_and_gives_our_hash() -> None:
    ours = {"badge": unsigned_badge(), "status list": unsigned_status_list(INDEX)}

    theirs = peers.canonicalise_in_safe_mode(ours)

    assert {name: (found.error, found.sha256) for name, found in theirs.items()} == {
        name: (None, canonical.digest(document).hex()) for name, document in ours.items()
    }


@pytest.mark.parametrize("path", [STRICT_SCHEMA, OFFICIAL_SCHEMA], ids=["2024", "2026"])
def test_our_badge_fits_the_published_schema(path: str, signed_badge: bytes) -> None:
    published = schema(path)
    validator = validator_for(published)(published, format_checker=FormatChecker())

    faults = validator.iter_errors(json.loads(signed_badge))

    assert [f"{fault.json_path}: {fault.message}" for fault in faults] == []


def _as_received(document: JsonObject) -> JsonObject:
    return strict_json.parse_object(json.dumps(document).encode())


def _only_proof(document: JsonObject) -> JsonObject:
    ((_, proof),) = data_integrity.proofs(document)
    return proof
