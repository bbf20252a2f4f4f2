"""Whose key signed a token: the issuer's document, the key set of its host, and hints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from badgeservice.credentials.jose import jws, vc_jwt
from badgeservice.credentials.jose.thumbprints import to_jwk
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.verification.judging import codes
from tests.world import TestSigner, World

URL = "https://issuer.example/issuers/1"
SET = "https://issuer.example/.well-known/jwks.json"
KEY = "https://issuer.example/keys/1"
ATTACKER = TestSigner(66)
OWN: Mapping[str, Any] = to_jwk(TestSigner().public_key)
FOREIGN: Mapping[str, Any] = to_jwk(ATTACKER.public_key)
NOTHING: JsonObject = {}


@dataclass
class Published:
    """A world in which an issuer publishes a key set and a document, each of which may be away."""

    world: World

    def answer(self, url: str, document: JsonObject | None) -> None:
        """Let an address answer: a document, nothing (`{}`), or not at all (None)."""
        self.world.documents.pop(url, None)
        if document is not None:
            self.world.documents[url] = document

    def judge(self, *, signer: TestSigner | None = None, **header: Any) -> Report:
        token = vc_jwt.secure(
            self.world.unsigned_badge(status=None),
            signer=self.world.signer,
            verification_method="x",
            profile="ob3-vc-jwt",
        )
        payload = jws.read_compact(token.content).payload
        content = jws.sign({"typ": "JWT", **header}, payload, signer=signer or self.world.signer)
        return verify(content, at=NOW, sources=self.world.sources)


@pytest.fixture
def published() -> Published:
    world = World(did=URL)
    made = Published(world)
    made.answer(SET, {"keys": [dict(OWN)]})
    return made


def keys(*entries: Mapping[str, Any], **more: Any) -> JsonObject:
    return {"keys": [{**entry, **more} for entry in entries]}


def document(world: World, *, listed: bool) -> JsonObject:
    signer = world.signer if listed else TestSigner(5)
    return World(did=URL, signer=signer).documents[URL]


@pytest.mark.parametrize(
    ("header", "entry"),
    [
        pytest.param({"kid": "1"}, {"kid": "1"}, id="by its name"),
        pytest.param({"kid": KEY}, {"kid": KEY}, id="by an address that is a name"),
        pytest.param({"jwk": dict(OWN)}, {}, id="by the key itself"),
        pytest.param({"kid": "1", "jwk": dict(OWN)}, {"kid": "1"}, id="by both"),
        pytest.param({"kid": "1", "jwk": dict(OWN)}, {}, id="by the key, the name unknown"),
        pytest.param({"kid": "1"}, {"kid": "1", "iss": URL}, id="by its issuer"),
    ],
)
def test_a_key_in_the_key_set_of_the_issuers_host_is_the_issuers(
    published: Published, header: dict[str, Any], entry: dict[str, Any]
) -> None:
    published.answer(SET, keys({**FOREIGN, "kid": "2"}, {**OWN, **entry}))

    report = published.judge(**header)

    assert report.verdict is Verdict.VALID
    assert published.world.asked[0] == SET


def test_a_key_in_the_issuers_document_is_the_issuers_without_a_key_set(
    published: Published,
) -> None:
    published.answer(SET, None)

    for kid in (published.world.method, f"#{published.world.signer.public_key.multibase}"):
        assert published.judge(kid=kid).verdict is Verdict.VALID
    assert published.judge(jwk=dict(OWN)).verdict is Verdict.VALID


@pytest.mark.parametrize("place", [SET, URL], ids=["key set", "document"])
def test_an_address_in_the_kid_leads_to_a_key_that_must_be_listed(
    published: Published, place: str
) -> None:
    published.answer(KEY, dict(OWN))
    published.answer(SET, keys(OWN if place == SET else FOREIGN))
    published.answer(URL, document(published.world, listed=place == URL))

    assert published.judge(kid=KEY).verdict is Verdict.VALID
    assert KEY in published.world.asked


def test_an_address_in_the_kid_of_a_did_web_is_read_at_its_own_host() -> None:
    world = World(did="did:web:issuer.example")
    published = Published(world)
    published.answer(KEY, dict(OWN))

    assert published.judge(kid=KEY).verdict is Verdict.VALID


def test_a_key_that_is_merely_put_on_the_issuers_host_is_not_the_issuers(
    published: Published,
) -> None:
    published.answer(KEY, dict(FOREIGN))

    report = published.judge(kid=KEY, signer=ATTACKER)

    assert codes(report, Outcome.FAILED) == ["issuer.method-not-found"]


@pytest.mark.parametrize(
    "kid",
    [
        "https://evil.example/key",
        "https://issuer.example:8443/key",
        "https://issuer.example.evil.example/key",
        "https://issuer.example@evil.example/key",
        "http://issuer.example/key",
        "https://ISSUER.example/key",
        "//issuer.example/key",
        "file:///etc/passwd",
        "../../etc/passwd",
        "' OR 1=1 --",
        "did:web:evil.example#k",
        "x" * 8_000,
    ],
    ids=lambda kid: kid[:40],
)
def test_a_kid_leads_nowhere_but_to_the_issuer(published: Published, kid: str) -> None:
    """J03: nothing else is asked, whatever the name of the key."""
    published.answer(kid, dict(FOREIGN))

    report = published.judge(kid=kid, signer=ATTACKER)

    assert report.verdict is Verdict.INVALID
    assert set(published.world.asked) <= {SET, URL}


def test_neither_the_key_nor_an_address_in_the_header_is_trusted(published: Published) -> None:
    """J02: `jwk` is a hint; `jku`, `x5u` and `x5c` are not read at all."""
    evil = "https://evil.example/keys"
    published.answer(evil, keys(FOREIGN))

    report = published.judge(signer=ATTACKER, jwk=dict(FOREIGN), jku=evil, x5u=evil, x5c=["MIIB"])

    assert codes(report, Outcome.FAILED) == ["issuer.method-not-found"]
    assert evil not in published.world.asked
    assert report.credential is None


@pytest.mark.parametrize(
    ("listed", "header", "code"),
    [
        pytest.param(
            keys(FOREIGN, kid="1"),
            {"kid": "1", "jwk": dict(OWN)},
            "method-of-another",
            id="another key of that name",
        ),
        pytest.param(
            keys(OWN, iss="https://other.example/"),
            {"jwk": dict(OWN)},
            "method-not-found",
            id="a key of another issuer",
        ),
        pytest.param(
            keys(OWN, FOREIGN, kid="1"), {"kid": "1"}, "method-ambiguous", id="two of that name"
        ),
        pytest.param(
            keys(OWN, use="enc"), {"jwk": dict(OWN)}, "method-not-found", id="for encryption"
        ),
        pytest.param({"keys": "x"}, {"kid": "1"}, "method-not-found", id="no list"),
        pytest.param({"keys": [1, {}, []]}, {"kid": "1"}, "method-not-found", id="no keys"),
    ],
)
def test_a_key_set_that_can_be_had_decides(
    published: Published, listed: JsonObject, header: dict[str, Any], code: str
) -> None:
    published.answer(SET, listed)
    published.answer(URL, NOTHING)

    report = published.judge(**header)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == [f"issuer.{code}"]


def _unlisted(world: World) -> JsonObject:
    return document(world, listed=False)


@pytest.mark.parametrize(
    ("key_set", "has_document", "verdict"),
    [
        pytest.param(keys(FOREIGN), True, Verdict.INVALID, id="both there, in neither"),
        pytest.param(keys(FOREIGN), False, Verdict.INVALID, id="in the set not, no document"),
        pytest.param(NOTHING, True, Verdict.INVALID, id="no set, in the document not"),
        pytest.param(NOTHING, False, Verdict.INDETERMINATE, id="neither of them"),
        pytest.param(None, True, Verdict.INDETERMINATE, id="the set cannot be asked"),
        pytest.param(None, False, Verdict.INDETERMINATE, id="no document, set cannot be asked"),
    ],
)
def test_a_place_that_cannot_be_asked_leaves_the_question_open(
    published: Published, key_set: JsonObject | None, verdict: Verdict, *, has_document: bool
) -> None:
    published.answer(SET, key_set)
    published.answer(URL, _unlisted(published.world) if has_document else NOTHING)

    report = published.judge(jwk=dict(OWN))

    assert report.verdict is verdict
    proof = report.check("proof")
    assert proof is not None
    assert (proof.outcome is Outcome.PASSED) is (verdict is Verdict.INDETERMINATE)


def test_a_key_that_the_issuer_has_withdrawn_is_refused_though_its_key_set_is_away(
    published: Published,
) -> None:
    """K11: what one place says of the key need not wait for the other."""
    method: Any = published.world.documents[URL]["verificationMethod"]
    method[0]["revoked"] = "2026-11-01T00:00:00Z"
    published.answer(SET, None)

    assert codes(published.judge(jwk=dict(OWN)), Outcome.FAILED) == ["issuer.method-revoked"]


def test_a_token_that_does_not_fit_the_key_it_holds_is_invalid_whoever_the_issuer_is(
    published: Published,
) -> None:
    published.answer(SET, None)
    published.answer(URL, None)

    report = published.judge(jwk=dict(OWN), signer=ATTACKER)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == ["proof.signature-invalid"]


def test_a_token_of_an_issuer_whose_id_leads_nowhere_is_neither() -> None:
    published = Published(World(did="urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"))

    report = published.judge(jwk=dict(OWN))

    assert report.verdict is Verdict.INDETERMINATE
    assert codes(report, Outcome.UNDETERMINED)[0] == "issuer.not-bound"
    assert published.world.asked == []


def test_a_set_of_many_keys_is_not_searched_without_end(published: Published) -> None:
    published.answer(SET, keys(*[FOREIGN] * 64, OWN))
    published.answer(URL, NOTHING)

    assert published.judge(jwk=dict(OWN)).verdict is Verdict.INVALID
