"""A badge is judged by the suite that its proof names, and by no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from badgeservice.credentials.canonical import canonicalise_generally
from badgeservice.credentials.did import did_document
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.securing.chains import with_proof
from badgeservice.credentials.securing.suite import CreatingSuite, ProofWish
from badgeservice.credentials.securing.suites import CREATING_SUITES
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.walker import general as general_path
from badgeservice.verification.report import Outcome, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.credentials.samples import ISSUER, credential
from tests.credentials.securing.signers import EcSigner
from tests.credentials.securing.test_ecdsa_sd import shown
from tests.verification.judging import codes, judge
from tests.world import World

SIGNED_WITH = [
    pytest.param("eddsa-rdfc-2022", None, id="eddsa-rdfc-2022"),
    pytest.param("eddsa-jcs-2022", None, id="eddsa-jcs-2022"),
    pytest.param("Ed25519Signature2020", None, id="Ed25519Signature2020"),
    pytest.param("ecdsa-rdfc-2019", "P-256", id="ecdsa-rdfc-2019 with P-256"),
    pytest.param("ecdsa-rdfc-2019", "P-384", id="ecdsa-rdfc-2019 with P-384"),
]
CONTEXT_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"


def sealed(
    world: World,
    suite: CreatingSuite,
    signer: ProofSigner,
    *,
    results: Sequence[JsonValue] = (),
    **wish: Any,
) -> JsonObject:
    """Return a badge of the world's issuer, signed by a key that its document lists."""
    document: dict[str, Any] = world.unsigned_badge()
    if results:
        document["credentialSubject"]["result"] = list(results)
    if suite.name == "Ed25519Signature2020":
        document["@context"] = [*document["@context"], CONTEXT_2020]
    method = _listed(world, signer)
    proof = suite.create(
        document, wish=ProofWish(verification_method=method, created=NOW, **wish), signer=signer
    )
    return with_proof(document, proof)


def _alignment(number: int) -> JsonObject:
    name = f"Unit {number}"
    return {"type": ["Alignment"], "targetName": name, "targetUrl": "https://units.example.org/"}


def _listed(world: World, signer: ProofSigner) -> str:
    text = signer.public_key.multibase
    method = f"{world.did}#{text}"
    entry = {"id": method, "type": "Multikey", "controller": world.did, "publicKeyMultibase": text}
    document = json.loads(json.dumps(world.documents[world.did]))
    if method not in document["assertionMethod"]:
        document["verificationMethod"].append(entry)
        document["assertionMethod"].append(method)
    world.documents[world.did] = document
    return method


def _signer(world: World, curve: Any) -> ProofSigner:
    return EcSigner(curve) if curve else world.signer


@pytest.mark.parametrize(("name", "curve"), SIGNED_WITH)
def test_a_badge_signed_with_a_suite_that_is_known_is_valid(name: str, curve: str | None) -> None:
    world = World()
    badge = sealed(world, CREATING_SUITES[name], _signer(world, curve))

    report = judge(json.dumps(badge).encode(), world)

    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize(("name", "curve"), SIGNED_WITH)
def test_no_suite_takes_the_general_path_on_its_own(
    name: str, curve: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    results: list[JsonValue] = [
        {"type": ["Result"], "value": "1", "alignment": [_alignment(number)]}
        for number in range(10)
    ]
    badge = sealed(world, CREATING_SUITES[name], _signer(world, curve), results=results)
    really = general_path.canonicalise
    told, taken = [], []

    def general(
        document: JsonObject, contexts: Contexts, /, *, hash_name: HashName = "sha256"
    ) -> bytes:
        told.append(hash_name)
        return canonicalise_generally(document, contexts, hash_name=hash_name)

    def watched(document: JsonObject, **how: Any) -> bytes:
        taken.append(how["hash_name"])
        return really(document, **how)

    monkeypatch.setattr(general_path, "canonicalise", watched)
    sources = replace(world.sources, general=general)
    report = verify(json.dumps(badge).encode(), at=NOW, sources=sources)

    assert report.verdict is Verdict.VALID
    assert taken == told
    assert told


@pytest.mark.parametrize(("name", "curve"), SIGNED_WITH)
def test_a_badge_that_was_changed_afterwards_is_not(name: str, curve: str | None) -> None:
    world = World()
    badge = sealed(world, CREATING_SUITES[name], _signer(world, curve))
    badge["name"] = "Johtaja"

    report = judge(json.dumps(badge).encode(), world)

    assert codes(report, Outcome.FAILED) == ["proof.signature-invalid"]


def test_a_key_of_another_kind_than_the_suites_is_named_as_that() -> None:
    world = World()
    badge = sealed(world, CREATING_SUITES["ecdsa-rdfc-2019"], EcSigner("P-256"))
    badge["proof"][0]["verificationMethod"] = world.method  # type: ignore[index, call-overload]  # JSON

    report = judge(json.dumps(badge).encode(), world)

    assert codes(report, Outcome.FAILED) == ["proof.key-unsuitable"]


def test_every_proof_of_a_chain_has_to_hold() -> None:
    world = World()
    suite = CREATING_SUITES["eddsa-rdfc-2022"]
    badge = sealed(world, suite, world.signer, id="urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544")
    wish = ProofWish(
        verification_method=_listed(world, EcSigner("P-256")),
        created=NOW,
        previous=("urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544",),
    )
    second = CREATING_SUITES["ecdsa-rdfc-2019"].create(badge, wish=wish, signer=EcSigner("P-256"))
    chained = with_proof(badge, second)
    broken = json.loads(json.dumps(chained))
    del broken["proof"][0]

    assert judge(json.dumps(chained).encode(), world).verdict is Verdict.VALID
    assert judge(json.dumps(broken).encode(), world).verdict is Verdict.INVALID


def test_a_suite_that_is_not_known_leaves_the_badge_undecided() -> None:
    world = World()
    badge = json.loads(world.badge())
    badge["proof"][0]["cryptosuite"] = "bbs-2023"

    report = judge(json.dumps(badge).encode(), world)

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report, Outcome.UNDETERMINED)[1] == "proof.cryptosuite-unsupported"


def test_a_fault_in_a_proof_is_shown_where_it_stands() -> None:
    world = World()
    badge = json.loads(world.badge())
    badge["proof"][0]["created"] = "yesterday"

    check = judge(json.dumps(badge).encode(), world).check("shape")

    assert check is not None
    assert check.pointer == "/proof/0/created"


@pytest.mark.parametrize("is_shown", [True, False])
def test_an_end_that_the_holder_may_have_left_out_is_not_taken_for_none(*, is_shown: bool) -> None:
    world = World()
    document = credential()
    signer = EcSigner("P-256")
    world.documents[ISSUER] = did_document(ISSUER, keys=[signer.public_key])
    if is_shown:
        document["validUntil"] = "2099-01-01T00:00:00Z"
    else:
        document.pop("validUntil", None)

    check = judge(json.dumps(shown(document)).encode(), world).check("validity")

    assert check is not None
    assert check.code == ("validity.ok" if is_shown else "validity.withheld")


def test_a_status_that_the_holder_may_have_left_out_is_not_taken_for_none() -> None:
    world = World()
    document = credential()
    world.documents[ISSUER] = did_document(ISSUER, keys=[EcSigner("P-256").public_key])
    del document["credentialStatus"]

    check = judge(json.dumps(shown(document)).encode(), world).check("status")

    assert check is not None
    assert check.code == "status.withheld"
