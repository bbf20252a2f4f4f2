"""Whose key signed, and whether its signature holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.did import did_document
from badgeservice.credentials.securing.data_integrity import hash_data, proof_options
from badgeservice.verification.report import Outcome, Verdict
from tests.builders import NOW
from tests.verification.judging import changed, codes, judge
from tests.world import TestSigner, World


def test_a_proof_that_has_expired_is_refused() -> None:
    world = World()
    unsigned = world.unsigned_badge(status=None)
    options = {
        **proof_options(verification_method=world.method, created=NOW - timedelta(days=2)),
        "expires": "2026-11-23T00:00:00Z",
    }
    signature = world.signer.sign(hash_data(unsigned, options))
    proof = {**options, "proofValue": multibase.encode(signature)}

    report = judge(json.dumps({**unsigned, "proof": [proof]}).encode(), world)

    assert codes(report, Outcome.FAILED) == ["proof.expired"]


def _smuggled(world: World) -> bytes:
    attacker = World(did=world.did, signer=TestSigner(66))
    return attacker.badge()


def _method_of_another(world: World) -> bytes:
    other = World(did="did:web:other.example", signer=TestSigner(2))
    world.documents[other.did] = other.documents[other.did]
    return other.sign(world.unsigned_badge())


def _for_other_purpose(world: World) -> bytes:
    document = dict(world.documents[world.did])
    document["authentication"] = document.pop("assertionMethod")
    world.documents[world.did] = document
    return world.badge()


def _document_of_another(world: World) -> bytes:
    world.documents[world.did] = did_document(
        "did:web:other.example", keys=[world.signer.public_key]
    )
    return world.badge()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_smuggled, "issuer.method-not-found"),
        (_method_of_another, "issuer.method-of-another"),
        (_for_other_purpose, "issuer.for-other-purpose"),
        (_document_of_another, "issuer.document-mismatch"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_only_the_issuers_own_document_says_which_keys_are_the_issuers(
    make: Callable[[World], bytes], code: str
) -> None:
    world = World()

    report = judge(make(world), world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == [code]


def test_an_issuer_that_cannot_be_reached_is_not_a_forger() -> None:
    world = World()
    badge = world.badge()
    world.documents.clear()

    report = judge(badge, world)

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report, Outcome.UNDETERMINED) == [
        "issuer.unreachable",
        "status.not-checked",
    ]
    assert report.credential is None


def test_a_cryptosuite_that_is_not_known_is_not_called_a_bad_signature() -> None:
    world = World()

    report = judge(
        changed(world.badge(), lambda badge: badge["proof"][0].update(cryptosuite="bbs-2023")),
        world,
    )

    assert report.verdict is Verdict.INDETERMINATE
    assert "proof.cryptosuite-unsupported" in codes(report, Outcome.UNDETERMINED)


def test_a_proof_from_the_future_is_refused() -> None:
    """K12: but for the skew of clocks."""
    world = World()
    badge = world.sign(world.unsigned_badge(status=None), at=NOW + timedelta(minutes=6))

    assert codes(judge(badge, world), Outcome.FAILED) == ["proof.created-in-future"]
