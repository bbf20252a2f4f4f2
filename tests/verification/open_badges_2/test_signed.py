"""Signed badges of Open Badges 2.0: whose key, which algorithm, and the list of revoked ones."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from badgeservice.credentials.jose import base64url
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Verdict
from tests.verification.open_badges_2.old_world import (
    BADGE_CLASS,
    EC_KEY,
    HOST,
    ISSUER,
    KEY,
    LIST,
    OTHER_RSA_KEY,
    RSA_KEY,
    SIGNED_ID,
    OldWorld,
    badge,
    codes,
    older,
    pem,
    signed_badge,
    token,
)

# Weak on purpose: it must not be taken.
WEAK_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 – see above


def test_a_badge_that_the_issuer_s_key_signed_is_confirmed_and_never_valid() -> None:
    """F16: a signature of an Open Badge 2.0 is told as such, and is no proof of 3.0."""
    world = OldWorld()

    report = world.judge(token(signed_badge()))

    assert report.verdict is Verdict.INDETERMINATE
    assert older(report).result == "signature-confirmed"
    assert report.credential is None
    assert world.asked == [BADGE_CLASS, ISSUER, KEY, LIST]


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_rsa_keys_are_good_for_three_hashes(algorithm: str) -> None:
    report = OldWorld().judge(token(signed_badge(), algorithm=algorithm))

    assert older(report).result == "signature-confirmed"


def test_keys_on_a_curve_are_taken() -> None:
    world = OldWorld()
    world.change(KEY, publicKeyPem=pem(EC_KEY))

    assert older(world.judge(token(signed_badge(), key=EC_KEY))).result == "signature-confirmed"


def test_a_key_written_into_the_profile_of_its_owner_is_taken() -> None:
    world = OldWorld()
    key = dict(world.pages.pop(KEY))
    del key["@context"]
    world.change(ISSUER, publicKey=[key])

    assert older(world.judge(token(signed_badge()))).result == "signature-confirmed"


def test_a_badge_that_names_no_key_is_checked_with_the_only_one() -> None:
    document = signed_badge(verification={"type": "signed"})

    assert older(OldWorld().judge(token(document))).result == "signature-confirmed"


def test_a_badge_that_names_no_key_is_undecided_where_there_are_several() -> None:
    world = OldWorld()
    world.change(ISSUER, publicKey=[KEY, f"{HOST}/key2"])

    report = world.judge(token(signed_badge(verification={"type": "signed"})))

    assert codes(report) == ["ob2.signature.key-unnamed"]


def _claims(change: Any) -> Any:
    world = OldWorld()
    content = token(signed_badge())
    return world, change(world, content)


def _forged(_: OldWorld, __: bytes) -> bytes:
    return token(signed_badge(), key=OTHER_RSA_KEY)


def _changed(_: OldWorld, content: bytes) -> bytes:
    head, _payload, signature = content.split(b".")
    return b".".join(
        [head, base64url.encode(json.dumps(signed_badge(narrative="x")).encode()), signature]
    )


def _foreign_key(world: OldWorld, _: bytes) -> bytes:
    url = "https://evil.example/key"
    world.put({**world.pages[KEY], "id": url, "publicKeyPem": pem(OTHER_RSA_KEY)})
    return token(
        signed_badge(verification={"type": "SignedBadge", "creator": url}), key=OTHER_RSA_KEY
    )


def _owned_by_another(world: OldWorld, content: bytes) -> bytes:
    world.change(KEY, owner="https://evil.example/issuer")
    return content


def _called_otherwise(world: OldWorld, content: bytes) -> bytes:
    world.change(KEY, id=f"{HOST}/key2")
    return content


def _key_elsewhere(world: OldWorld, _: bytes) -> bytes:
    url = "https://pastebin.example/key"
    world.put({**world.pages[KEY], "id": url})
    world.change(ISSUER, publicKey=url)
    return token(signed_badge(verification={"type": "SignedBadge", "creator": url}))


def _no_key(world: OldWorld, content: bytes) -> bytes:
    world.change(ISSUER, publicKey=...)
    return content


def _key_in_header(_: OldWorld, __: bytes) -> bytes:
    numbers = OTHER_RSA_KEY.public_key().public_numbers()
    jwk = {
        "kty": "RSA",
        "n": base64url.encode(numbers.n.to_bytes(256, "big")).decode(),
        "e": "AQAB",
    }
    return token(signed_badge(), key=OTHER_RSA_KEY, jwk=jwk, jku="https://evil.example/jwks")


def _unsigned(_: OldWorld, __: bytes) -> bytes:
    return json.dumps(signed_badge()).encode()


def _header(**header: Any) -> Any:
    def change(_: OldWorld, content: bytes) -> bytes:
        _head, payload, signature = content.split(b".")
        return b".".join([base64url.encode(json.dumps(header).encode()), payload, signature])

    return change


def _ps256(_: OldWorld, content: bytes) -> bytes:
    changed: bytes = _header(alg="PS256")(_, content)
    return changed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(_forged, "wrong", id="another key"),
        pytest.param(_changed, "wrong", id="another content"),
        pytest.param(_foreign_key, "key-not-issuers", id="a key that the issuer does not list"),
        pytest.param(_owned_by_another, "owner-differs", id="a key of somebody else"),
        pytest.param(_called_otherwise, "owner-differs", id="a key by another name"),
        pytest.param(_key_elsewhere, "origin-not-allowed", id="a key on another host"),
        pytest.param(_no_key, "no-key", id="an issuer without a key"),
        pytest.param(_key_in_header, "wrong", id="J02 a key in the header"),
        pytest.param(_unsigned, "missing", id="no signature at all"),
        pytest.param(_header(alg="none"), "algorithm-forbidden", id="J01 none"),
        pytest.param(_header(alg="nOnE"), "algorithm-forbidden", id="J01 none in other letters"),
        pytest.param(_header(alg="HS256"), "algorithm-forbidden", id="J01 a shared secret"),
        pytest.param(_header(alg=["RS256"]), "malformed", id="J01 a list of algorithms"),
        pytest.param(_header(typ="JWT"), "malformed", id="J01 no algorithm"),
        pytest.param(_header(alg="ES256"), "key-mismatch", id="J01 for another kind of key"),
        pytest.param(_ps256, "key-mismatch", id="J01 another padding"),
        pytest.param(_header(alg="RS256", crit=["x"]), "malformed", id="J04 critical"),
        pytest.param(_header(alg="RS256", b64=False), "malformed", id="J04 not encoded"),
        pytest.param(_header(alg="RS384"), "wrong", id="J01 another hash"),
    ],
)
def test_a_signature_that_is_not_the_issuer_s_makes_it_invalid(change: Any, code: str) -> None:
    """J01, J02, J04: the issuer's published key decides, whatever the token says."""
    world, content = _claims(change)

    report = world.judge(content)

    assert report.verdict is Verdict.INVALID
    assert older(report).result == "signature-wrong"
    assert codes(report) == [f"ob2.signature.{code}"]
    assert older(report).content is None
    assert not any("evil" in url for url in world.asked)


@pytest.mark.parametrize("kid", ["../../etc/passwd", "https://evil.example/k", 7, "x" * 10_000])
def test_what_the_header_says_of_keys_changes_nothing(kid: Any) -> None:
    """J03: a `kid` is neither fetched nor heeded."""
    world = OldWorld()

    report = world.judge(token(signed_badge(), kid=kid))

    assert older(report).result == "signature-confirmed"
    assert world.asked == [BADGE_CLASS, ISSUER, KEY, LIST]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text + b"=", id="padding"),
        pytest.param(lambda text: text.replace(b".", b"=.", 1), id="padding inside"),
        pytest.param(lambda text: text[:50] + b"\n" + text[50:], id="a new line"),
        pytest.param(lambda text: text + b".x", id="a fourth part"),
        pytest.param(lambda text: text.rpartition(b".")[0] + b".", id="an empty signature"),
    ],
)
def test_a_token_in_another_writing_is_never_confirmed(change: Any) -> None:
    """J05: each part has one writing."""
    content = change(token(signed_badge()))

    report = None
    with suppress(NotACredentialError):
        report = OldWorld().judge(content)

    assert report is None or report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("not PEM", id="no key"),
        pytest.param("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", id="broken"),
        pytest.param("x" * 10_000, id="very long"),
        pytest.param(pem(WEAK_KEY), id="weak"),
    ],
)
def test_a_key_that_is_no_sound_one_leaves_it_undecided(wrong: str) -> None:
    world = OldWorld()
    world.change(KEY, publicKeyPem=wrong)

    report = world.judge(token(signed_badge()))

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report) == ["ob2.signature.key-unsuitable"]


@pytest.mark.parametrize("missing", [BADGE_CLASS, ISSUER, KEY, LIST])
def test_what_cannot_be_reached_leaves_it_undecided(missing: str) -> None:
    world = OldWorld()
    del world.pages[missing]

    report = world.judge(token(signed_badge()))

    assert (report.verdict, older(report).result) == (Verdict.INDETERMINATE, "unreachable")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(SIGNED_ID, id="by its id"),
        pytest.param({"id": SIGNED_ID}, id="in an object"),
        pytest.param({"uid": SIGNED_ID, "revocationReason": "Wrong person"}, id="by its uid"),
    ],
)
def test_a_badge_on_the_issuer_s_list_is_revoked(entry: Any) -> None:
    world = OldWorld()
    world.change(LIST, revokedAssertions=["urn:uuid:other", entry])

    report = world.judge(token(signed_badge()))

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "revoked")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"id": f"{HOST}/other"}, id="another address"),
        pytest.param({"issuer": "https://evil.example/"}, id="another issuer"),
        pytest.param({"type": "BadgeClass"}, id="another kind"),
        pytest.param({"revokedAssertions": [7]}, id="an entry that names nothing"),
        pytest.param({"revoked": []}, id="entries by another name"),
    ],
)
def test_a_list_that_is_not_the_issuer_s_never_says_that_all_is_well(change: Any) -> None:
    world = OldWorld()
    world.pages[LIST] = {**world.pages[LIST], **change}

    report = world.judge(token(signed_badge()))

    assert (report.verdict, older(report).result) == (Verdict.INDETERMINATE, "not-confirmed")


def test_an_issuer_without_a_list_revokes_nothing() -> None:
    world = OldWorld()
    world.change(ISSUER, revocationList=...)

    report = world.judge(token(signed_badge()))

    assert older(report).result == "signature-confirmed"
    assert older(report).checks[-1].code == "ob2.revoked.no-list"


def test_an_expired_signed_badge_is_expired() -> None:
    report = OldWorld().judge(token(signed_badge(expires="2021-01-01T00:00:00Z")))

    assert (report.verdict, older(report).result) == (Verdict.INVALID, "expired")


def test_a_signature_under_a_badge_that_says_it_is_hosted_does_not_count() -> None:
    report = OldWorld().judge(token(badge(), key=OTHER_RSA_KEY))

    assert report.verdict is Verdict.INDETERMINATE
    assert older(report).result == "not-confirmed"
    assert codes(report) == ["ob2.signature.not-asked"]


def test_the_key_used_is_the_only_one_that_could_have_signed() -> None:
    world = OldWorld()
    world.change(KEY, publicKeyPem=pem(OTHER_RSA_KEY))

    assert older(world.judge(token(signed_badge(), key=RSA_KEY))).result == "signature-wrong"
