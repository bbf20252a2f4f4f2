"""A badge that comes as a token is asked the same questions, and its key is the issuer's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.baking import bake_svg
from badgeservice.credentials.jose import jws, vc_jwt
from badgeservice.credentials.jose.vc_jwt import JwtProfile
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.credentials.securing.signers import EcSigner
from tests.verification.judging import codes
from tests.world import World

PROFILES: list[JwtProfile] = ["ob3-vc-jwt", "vc+jwt"]


def judge(token: bytes, world: World) -> Report:
    return verify(token, at=NOW, sources=world.sources)


def token_of(world: World, profile: JwtProfile = "ob3-vc-jwt", **changes: Any) -> bytes:
    document = {**world.unsigned_badge(), **changes}
    made = vc_jwt.secure(
        document, signer=world.signer, verification_method=world.method, profile=profile
    )
    return made.content


def signed(world: World, header: JsonObject, payload: JsonObject) -> bytes:
    return jws.sign(header, serialise(payload), signer=world.signer)


def claims(world: World, **changes: Any) -> JsonObject:
    payload = json.loads(jws.read_compact(token_of(world)).payload)
    return {**payload, **changes}


@pytest.mark.parametrize("profile", PROFILES)
def test_a_token_of_the_issuers_own_key_is_valid(profile: JwtProfile) -> None:
    world = World()

    report = judge(token_of(world, profile) + b"\n", world)

    assert report.verdict is Verdict.VALID
    assert {check.outcome for check in report.checks} == {Outcome.PASSED}
    assert report.credential is not None
    assert "iss" not in report.credential


def test_a_token_in_a_picture_is_valid() -> None:
    world = World()
    picture = b'<svg xmlns="http://www.w3.org/2000/svg"/>'

    baked = bake_svg(picture, token_of(world).decode())

    assert judge(baked, world).verdict is Verdict.VALID


def test_a_revoked_badge_is_revoked_as_a_token_too() -> None:
    world = World()
    world.revoked = frozenset({7})
    world.publish_list()

    assert codes(judge(token_of(world), world), Outcome.FAILED) == ["status.revoked"]


def _altered(world: World) -> bytes:
    head, body, signature = token_of(world).split(b".")
    return b".".join([head, body[:-8] + (b"A" * 8), signature])


def _other_key(world: World) -> bytes:
    other = EcSigner("P-256", "stranger")
    header: JsonObject = {"typ": "JWT", "kid": world.method}
    return jws.sign(header, serialise(claims(world)), signer=other)


def _kid_of_another(world: World) -> bytes:
    return signed(world, {"typ": "JWT", "kid": "did:web:evil.example#key"}, claims(world))


def _no_kid(world: World) -> bytes:
    return signed(world, {"typ": "JWT"}, claims(world))


def _iss_of_another(world: World) -> bytes:
    header: JsonObject = {"typ": "JWT", "kid": world.method}
    return signed(world, header, claims(world, iss="did:web:evil.example"))


def _presentation(world: World) -> bytes:
    return signed(world, {"typ": "vp+jwt", "kid": world.method}, claims(world))


def _unsigned(world: World) -> bytes:
    _, body, _ = token_of(world).split(b".")
    return b"eyJhbGciOiJub25lIn0." + body + b"."


def _expired(world: World) -> bytes:
    return token_of(world, validFrom="2026-10-01T00:00:00Z", validUntil="2026-11-01T00:00:00Z")


def _undefined_term(world: World) -> bytes:
    return token_of(world, foo="x")


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        pytest.param(_other_key, "proof.key-unsuitable", id="a key of another kind"),
        pytest.param(_kid_of_another, "issuer.method-of-another", id="the key of another"),
        pytest.param(_no_kid, "issuer.method-missing", id="no key named"),
        pytest.param(_iss_of_another, "proof.claim-differs", id="issuer claim differs"),
        pytest.param(_presentation, "proof.token-malformed", id="a presentation"),
        pytest.param(_expired, "validity.expired", id="expired"),
        pytest.param(_undefined_term, "signed-content.unsigned-data", id="undefined term"),
    ],
)
def test_a_token_that_is_not_in_order_is_invalid(
    forge: Callable[[World], bytes], code: str
) -> None:
    world = World()

    report = judge(forge(world), world)

    assert report.verdict is Verdict.INVALID
    assert code in codes(report, Outcome.FAILED)
    assert report.credential is None or code.startswith("validity")


@pytest.mark.parametrize("forge", [_altered, _unsigned], ids=["altered", "unsigned"])
def test_what_was_not_signed_like_that_is_never_valid(forge: Callable[[World], bytes]) -> None:
    world = World()
    try:
        report = judge(forge(world), world)
    except NotACredentialError:
        return

    assert report.verdict is Verdict.INVALID
    assert report.credential is None


def test_an_algorithm_that_is_not_known_leaves_the_badge_undecided() -> None:
    world = World()
    _, body, signature = token_of(world).split(b".")

    report = judge(b"eyJhbGciOiJQUzUxMiJ9." + body + b"." + signature, world)

    assert report.verdict is Verdict.INDETERMINATE
    assert "proof.algorithm-unsupported" in codes(report, Outcome.UNDETERMINED)
    assert len(report.checks) == 6


def test_a_token_without_a_subject_claim_is_valid_with_a_warning() -> None:
    world = World()
    payload = claims(world)
    del payload["sub"]

    report = judge(signed(world, {"typ": "JWT", "kid": world.method}, payload), world)

    assert report.verdict is Verdict.VALID
    assert "proof.claim-missing" in [warning.code for warning in report.warnings]


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        pytest.param("exp", "proof.expired", id="expired"),
        pytest.param("iat", "proof.created-in-future", id="from the future"),
    ],
)
def test_the_signature_of_a_token_has_moments_of_its_own(claim: str, code: str) -> None:
    world = World()
    moment = NOW - timedelta(hours=1) if claim == "exp" else NOW + timedelta(hours=1)
    payload: JsonObject = {**world.unsigned_badge(), claim: int(moment.timestamp())}

    report = judge(signed(world, {"typ": "vc+jwt", "kid": world.method}, payload), world)

    assert codes(report, Outcome.FAILED) == [code]


def test_proofs_inside_a_token_are_not_passed_over() -> None:
    world = World()
    badge = json.loads(world.badge())

    report = judge(signed(world, {"typ": "vc+jwt", "kid": world.method}, badge), world)

    assert codes(report, Outcome.UNDETERMINED)[0] == "proof.proof-inside"
