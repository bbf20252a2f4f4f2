"""A list is believed by its issuer's signature alone, in whatever way that was made."""

from __future__ import annotations

import base64
import json
import time
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.did import did_document
from badgeservice.credentials.jose import jws, vc_jwt
from badgeservice.credentials.jose.vc_jwt import JwtProfile
from badgeservice.credentials.securing.chains import with_proof
from badgeservice.credentials.securing.suite import ProofWish
from badgeservice.credentials.securing.suites import CREATING_SUITES
from badgeservice.credentials.strict_json import parse_object, serialise
from badgeservice.verification.report import Outcome
from tests.builders import NOW
from tests.credentials.samples import ISSUER, credential
from tests.credentials.securing.signers import EcSigner
from tests.credentials.securing.test_ecdsa_sd import shown
from tests.reference import reference
from tests.verification.statuses import (
    badge,
    entry,
    marking,
    older_badge,
    older_entry,
    older_list,
    publish,
    status_of,
    unsigned_list,
)
from tests.world import LIST_URL, TestSigner, World

CONTEXT_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
SUITES = [
    ("eddsa-rdfc-2022", None),
    ("eddsa-jcs-2022", None),
    ("Ed25519Signature2020", None),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
]
PROFILES: list[JwtProfile] = ["vc+jwt", "ob3-vc-jwt"]


def add_key(world: World, signer: Any) -> str:
    """Let the issuer's document list one more key; return the name of it."""
    text = signer.public_key.multibase
    method = f"{world.did}#{text}"
    document = json.loads(json.dumps(world.documents[world.did]))
    if method not in document["assertionMethod"]:
        document["verificationMethod"].append(
            {
                "id": method,
                "type": "Multikey",
                "controller": world.did,
                "publicKeyMultibase": text,
            }
        )
        document["assertionMethod"].append(method)
    world.documents[world.did] = document
    return method


def sign_with(world: World, document: dict[str, Any], name: str, signer: Any) -> dict[str, Any]:
    if name == "Ed25519Signature2020":
        document = {**document, "@context": [*document["@context"], CONTEXT_2020]}
    wish = ProofWish(verification_method=add_key(world, signer), created=NOW)
    proof = CREATING_SUITES[name].create(document, wish=wish, signer=signer)
    return with_proof(document, proof)


@pytest.mark.parametrize(("name", "curve"), SUITES)
@pytest.mark.parametrize(("place", "code"), [(7, "status.revoked"), (8, "status.ok")])
def test_a_list_may_be_signed_with_every_suite(
    name: str, curve: Any, place: int, code: str
) -> None:
    world = World()
    signer = EcSigner(curve) if curve else world.signer
    world.lists[LIST_URL] = sign_with(world, unsigned_list(world, marking(place)), name, signer)

    assert status_of(world.badge(), world).code == code


@pytest.mark.parametrize(("name", "curve"), SUITES)
def test_a_list_whose_signature_does_not_fit_is_not_believed(name: str, curve: Any) -> None:
    world = World()
    signer = EcSigner(curve) if curve else world.signer
    signed = sign_with(world, unsigned_list(world, marking(7)), name, signer)
    signed["credentialSubject"]["encodedList"] = marking()
    world.lists[LIST_URL] = signed

    assert status_of(world.badge(), world).code == "status.list-not-verified"


def test_every_proof_of_a_list_has_to_hold() -> None:
    """S07: one good proof beside a bad one."""
    world = World()
    document = publish(world, marking())
    good = document["proof"]
    assert isinstance(good, list)
    other = publish(world, marking(7))["proof"]
    assert isinstance(other, list)
    world.lists[LIST_URL] = {**document, "proof": [*good, *other]}

    assert status_of(world.badge(), world).code == "status.list-not-verified"


def token_list(
    world: World, *places: int, profile: JwtProfile = "vc+jwt", signer: Any = None
) -> bytes:
    document = unsigned_list(world, marking(*places))
    return vc_jwt.secure(
        document,
        signer=signer or world.signer,
        verification_method=world.method,
        profile=profile,
    ).content


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(("place", "code"), [(7, "status.revoked"), (8, "status.ok")])
def test_a_list_may_come_as_a_token(profile: JwtProfile, place: int, code: str) -> None:
    world = World()
    world.lists[LIST_URL] = token_list(world, place, profile=profile)

    assert status_of(world.badge(), world).code == code
    assert world.kept.kept(LIST_URL) is not None


def test_a_token_by_another_key_is_not_believed() -> None:
    """S01: a list that somebody else signed."""
    world = World()
    world.lists[LIST_URL] = token_list(world, signer=TestSigner(9))

    check = status_of(world.badge(), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-not-verified")


def test_a_token_with_words_that_nothing_defines_is_not_believed() -> None:
    world = World()
    document = {**unsigned_list(world, marking()), "remark": "x"}
    header: Any = {"typ": "vc+jwt", "kid": world.method}
    world.lists[LIST_URL] = jws.sign(header, serialise(document), signer=world.signer)

    assert status_of(world.badge(), world).code == "status.list-not-verified"


@pytest.mark.parametrize("text", [b"a.b.c", b"eyJhbGciOiJub25lIn0.e30.", b"", b"{}"])
def test_another_text_is_no_list(text: bytes) -> None:
    world = World()
    world.lists[LIST_URL] = text

    check = status_of(world.badge(), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-malformed")


@pytest.mark.parametrize("name", ["Ed25519Signature2020", "eddsa-rdfc-2022"])
@pytest.mark.parametrize(("place", "code"), [(7, "status.revoked"), (8, "status.ok")])
def test_a_list_of_the_older_kind_counts(name: str, place: int, code: str) -> None:
    world = World()
    document = older_list(world, place)
    if name == "eddsa-rdfc-2022":
        document["@context"].append("https://w3id.org/security/data-integrity/v2")
    world.lists[LIST_URL] = sign_with(world, document, name, world.signer)

    check = status_of(older_badge(world, older_entry()), world)

    assert check.code == code


def test_an_unsigned_list_of_the_older_kind_is_not_believed() -> None:
    world = World()
    world.lists[LIST_URL] = older_list(world)

    check = status_of(older_badge(world, older_entry()), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-not-verified")


def test_an_entry_of_one_kind_is_not_looked_up_in_a_list_of_the_other() -> None:
    """S02: wrong type."""
    world = World()
    publish(world, marking())

    check = status_of(older_badge(world, older_entry()), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-malformed")


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        pytest.param({"id": "https://issuer.example/2#list"}, "list-id-differs", id="subject-id"),
        pytest.param({"statusPurpose": "suspension"}, "list-purpose-differs", id="purpose"),
        pytest.param({"encodedList": marking()[1:]}, "list-malformed", id="no-prefix"),
        pytest.param({"encodedList": f"{marking()}="}, "list-malformed", id="padding"),
        pytest.param({"encodedList": "uH4sI"}, "list-malformed", id="cut-short"),
        pytest.param({"ttl": -1}, "list-malformed", id="ttl"),
    ],
)
def test_a_signed_list_that_is_malformed_is_never_read_as_not_revoked(
    subject: dict[str, Any], code: str
) -> None:
    """S02 and S05: wrong purpose, type, id or shape."""
    world = World()
    publish(world, marking(), **subject)

    check = status_of(world.badge(), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, f"status.{code}")


@pytest.mark.reference
def test_a_list_that_unpacks_to_a_gigabyte_is_refused_at_once() -> None:
    """S05: bounded inflate."""
    packed = reference("security/own-generated/statuslist-bomb-1GiB.gz").read_bytes()
    world = World()
    bomb = "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
    world.lists[LIST_URL] = json.loads(world.sign(unsigned_list(world, bomb)))
    start = time.process_time()

    check = status_of(world.badge(), world)

    assert (check.outcome, check.code) == (Outcome.UNDETERMINED, "status.list-malformed")
    assert time.process_time() - start < 2


def test_a_time_to_live_does_not_prolong_a_validity() -> None:
    """BSL-C8: ttl is advice to caches."""
    world = World()
    publish(world, marking(), at=NOW - timedelta(days=2), ttl=10**12)

    assert status_of(world.badge(), world).code == "status.list-out-of-date"


def test_the_holder_of_a_list_cannot_leave_a_part_of_it_out() -> None:
    """A derived proof shows what its holder chose to show; a list is believed whole or not."""
    status = credential()["credentialStatus"]
    assert isinstance(status, dict)
    url = str(status["statusListCredential"])
    world = World(did=ISSUER)
    world.documents[ISSUER] = did_document(ISSUER, keys=[EcSigner("P-256").public_key])
    document = {**unsigned_list(world, marking(), url=url), "name": "List"}
    world.lists[url] = shown(document)

    check = status_of(json.dumps(shown(credential())).encode(), world)

    assert check.code == "status.list-not-verified"


def test_a_badge_as_a_token_asks_its_list_too() -> None:
    world = World(revoked=frozenset({7}))
    token = vc_jwt.secure(
        world.unsigned_badge(), signer=world.signer, verification_method=world.method
    ).content

    assert status_of(token, world).code == "status.revoked"


def test_a_list_in_which_two_badges_differ_tells_them_apart() -> None:
    world = World()
    publish(world, marking(8))

    codes = [
        status_of(badge(world, entry(statusListIndex=str(place))), world).code for place in (7, 8)
    ]

    assert codes == ["status.ok", "status.revoked"]
    assert parse_object(serialise(world.lists[LIST_URL]))  # type: ignore[arg-type]  # JSON here
