"""Who signed: issuers of every kind, and what is said of those that cannot be authenticated."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badgeservice.credentials.did_jwk import did_jwk_document
from badgeservice.credentials.jose.thumbprints import to_jwk
from badgeservice.credentials.multikey import did_key
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import JsonObject, serialise
from badgeservice.verification.report import Outcome, Report, Verdict
from badgeservice.verification.verify import verify
from tests.builders import NOW
from tests.reference import reference
from tests.verification.judging import codes, judge
from tests.world import TestSigner, World

URL = "https://issuer.example/issuers/1"
URN = "urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164"
DID_KEY = did_key(TestSigner().public_key)
DID_JWK = "did:jwk:" + base64.urlsafe_b64encode(
    serialise(to_jwk(TestSigner().public_key))
).decode().rstrip("=")
SAMPLES = "security/openbadges/ob30"


def outcomes(report: Report) -> dict[str, str]:
    return {check.name: check.code for check in report.checks}


def signed_by(method: str, world: World) -> bytes:
    """Return a badge of the world's issuer, signed with its key under another name of that."""
    made = secure(
        world.unsigned_badge(status=None),
        signer=world.signer,
        verification_method=method,
        created=NOW - timedelta(days=1),
    )
    return made.content


def profile_with_keys(world: World) -> JsonObject:
    """Return the issuer's Profile, which lists its keys as controller documents do."""
    return {
        **world.documents[world.did],
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["Profile"],
        "name": "Issuer",
    }


@pytest.mark.parametrize("issuer", ["did:web:issuer.example%3A8443:a", URL, f"{URL}?lang=fi"])
def test_an_issuer_that_lists_the_key_in_its_own_document_is_authenticated(issuer: str) -> None:
    world = World(did=issuer)

    report = judge(world.badge(), world)

    assert report.verdict is Verdict.VALID
    assert world.asked[0] == issuer


def test_a_profile_at_the_issuers_address_may_list_the_keys() -> None:
    world = World(did=URL)
    world.documents[URL] = profile_with_keys(world)

    assert judge(world.badge(), world).verdict is Verdict.VALID


def test_an_issuer_that_is_its_own_key_is_authenticated() -> None:
    world = World(did=DID_JWK)
    world.documents[DID_JWK] = did_jwk_document(DID_JWK)

    report = judge(signed_by(f"{DID_JWK}#0", world), world)

    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("method", [DID_KEY, f"{DID_KEY}#{DID_KEY[8:]}"], ids=["bare", "in full"])
def test_a_did_key_may_be_named_with_or_without_its_fragment(method: str) -> None:
    world = World(did=DID_KEY)

    assert judge(signed_by(method, world), world).verdict is Verdict.VALID


def test_a_key_with_a_did_of_its_own_counts_when_the_issuer_lists_it_as_its_own() -> None:
    world = World(did=URL)
    method = f"{DID_KEY}#{DID_KEY[8:]}"
    entry: JsonObject = {
        "id": method,
        "type": "Multikey",
        "controller": URL,
        "publicKeyMultibase": world.signer.public_key.multibase,
    }
    world.documents[URL] = {"id": URL, "assertionMethod": [entry]}

    assert judge(signed_by(method, world), world).verdict is Verdict.VALID


def _of_another_document(world: World) -> None:
    world.documents[URL] = {**world.documents[URL], "id": f"{URL}/"}


def _of_another_controller(world: World) -> None:
    _method(world)["controller"] = "https://other.example/"


def _for_nothing(world: World) -> None:
    world.documents[URL]["assertionMethod"] = []


def _for_authentication(world: World) -> None:
    world.documents[URL]["authentication"] = world.documents[URL].pop("assertionMethod")


def _with_other_keys(world: World) -> None:
    other = World(did=URL, signer=TestSigner(9))
    world.documents[URL] = other.documents[URL]


def _without_keys(world: World) -> None:
    world.documents[URL] = {"id": URL, "type": ["Profile"], "name": "Issuer"}


def _revoked(world: World) -> None:
    _method(world)["revoked"] = "2026-11-20T00:00:00Z"


def _expired(world: World) -> None:
    _method(world)["expires"] = "2026-11-20T00:00:00Z"


def _method(world: World) -> dict[str, Any]:
    methods: Any = world.documents[URL]["verificationMethod"]
    method: dict[str, Any] = methods[0]
    return method


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param(_with_other_keys, "method-not-found", id="K01: smuggled in the fragment"),
        pytest.param(_without_keys, "method-not-found", id="K01: a document without keys"),
        pytest.param(_of_another_document, "document-mismatch", id="K02: id of another"),
        pytest.param(_of_another_controller, "controller-mismatch", id="K02: controller"),
        pytest.param(_for_nothing, "not-for-assertion", id="K02: not under assertionMethod"),
        pytest.param(_for_authentication, "for-other-purpose", id="K02: authentication only"),
        pytest.param(_revoked, "method-revoked", id="K11: revoked before the proof"),
        pytest.param(_expired, "method-expired", id="K11: expired before the proof"),
    ],
)
def test_a_document_that_can_be_had_decides(change: Callable[[World], None], code: str) -> None:
    """K01, K02, K11: a key smuggled in, not for claims, of somebody else, or ended."""
    world = World(did=URL)
    badge = world.badge()
    change(world)

    report = judge(badge, world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == [f"issuer.{code}"]
    assert report.credential is None


def test_a_key_must_still_be_in_force_when_the_proof_says_that_it_was_made() -> None:
    """K11: within the skew of clocks, a proof may say that it was made after its key had ended."""
    world = World(did=URL)
    badge = world.sign(world.unsigned_badge(status=None), at=NOW + timedelta(minutes=3))
    _method(world)["expires"] = "2026-11-24T09:01:00Z"

    assert codes(judge(badge, world), Outcome.FAILED) == ["issuer.method-expired"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(f"{URL}%20", id="space"),
        pytest.param(f"{URL}/", id="slash"),
        pytest.param(f"{URL}?", id="question"),
        pytest.param("https://ISSUER.example/issuers/1", id="case"),
        pytest.param("https://issuer.example:443/issuers/1", id="port"),
        pytest.param("did:web:issuer.example:issuers:1", id="did"),
    ],
)
def test_another_spelling_of_the_issuer_is_another_issuer(other: str) -> None:
    """K03: names are compared byte for byte."""
    world = World(did=URL)
    method = f"{other}#{world.signer.public_key.multibase}"

    report = judge(signed_by(method, world), world)

    assert codes(report, Outcome.FAILED) == ["issuer.method-of-another"]


def test_a_fragment_in_the_issuers_own_id_is_never_matched() -> None:
    """K03: `issuer#` is not the issuer."""
    world = World(did=URL)
    world.did = f"{URL}#"

    report = judge(signed_by(f"{URL}#{world.signer.public_key.multibase}", world), world)

    assert codes(report, Outcome.FAILED) == ["issuer.method-of-another"]


@pytest.mark.parametrize("issuer", ["did:web:issuer.example", URL])
def test_a_key_of_nobody_in_particular_is_not_the_issuers(issuer: str) -> None:
    """K03: an issuer that can be asked, and a did:key that it does not list."""
    world = World(did=issuer)

    report = judge(signed_by(DID_KEY, world), world)

    assert report.verdict is Verdict.INVALID
    assert codes(report, Outcome.FAILED) == ["issuer.method-of-another"]


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(DID_KEY, id="did:key"),
        pytest.param(f"{DID_JWK}#0", id="did:jwk"),
        pytest.param(f"{URL}#{DID_KEY[8:]}", id="fragment"),
    ],
)
def test_a_key_that_spells_itself_out_is_tried_when_the_issuer_cannot_be_asked(
    method: str,
) -> None:
    world = World(did=URL)
    badge = json.loads(signed_by(method, world))
    world.documents.clear()

    report = judge(json.dumps(badge).encode(), world)
    badge["credentialSubject"]["achievement"]["name"] = "Mestari"
    altered = judge(json.dumps(badge).encode(), world)

    assert report.verdict is Verdict.INDETERMINATE
    assert outcomes(report)["issuer"] == "issuer.unreachable"
    assert outcomes(report)["proof"] == "proof.ok"
    assert report.credential is None
    assert altered.verdict is Verdict.INVALID
    assert codes(altered, Outcome.FAILED) == ["proof.signature-invalid"]


def test_a_key_with_a_mere_name_is_not_known_when_the_issuer_cannot_be_asked() -> None:
    world = World(did=URL)
    badge = signed_by(f"{URL}#key-1", world)
    world.documents.clear()

    report = judge(badge, world)

    assert outcomes(report)["issuer"] == "issuer.unreachable"
    assert outcomes(report)["proof"] == "proof.not-checked"


def test_a_signature_is_held_against_its_own_moments_whoever_made_it() -> None:
    world = World(did=URL)
    badge = world.sign(world.unsigned_badge(status=None), at=NOW + timedelta(hours=1))
    world.documents.clear()

    assert codes(judge(badge, world), Outcome.FAILED) == ["proof.created-in-future"]


@pytest.mark.parametrize(
    ("issuer", "method", "code"),
    [
        pytest.param(URN, DID_KEY, "not-bound", id="a key of nobody"),
        pytest.param(URN, f"{URN}#{DID_KEY[8:]}", "id-unsupported", id="a key of its own"),
        pytest.param("did:example:1", "did:example:1#k", "unreachable", id="another DID method"),
    ],
)
def test_an_issuer_whose_id_leads_nowhere_is_neither_confirmed_nor_called_a_forger(
    issuer: str, method: str, code: str
) -> None:
    world = World(did=issuer)
    world.documents.clear()

    report = judge(signed_by(method, world), world)

    assert report.verdict is Verdict.INDETERMINATE
    assert outcomes(report)["issuer"] == f"issuer.{code}"
    assert report.credential is None


def test_of_several_proofs_a_false_one_outweighs_one_that_cannot_be_checked() -> None:
    """K05: every recognised proof must hold."""
    world = World()
    badge = json.loads(world.badge())
    [proof] = badge["proof"]
    other = json.loads(world.sign(world.unsigned_badge(name="Another")))["proof"][0]
    badge["proof"] = [{**proof, "cryptosuite": "bbs-2023"}, other]

    assert codes(judge(json.dumps(badge).encode(), world), Outcome.FAILED) == [
        "proof.signature-invalid"
    ]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("name", "issuer"),
    [
        ("simple.json", "issuer.unreachable"),
        ("simple-did-web-method.json", "issuer.unreachable"),
        ("simple-json.png", "issuer.unreachable"),
        ("simple-json.svg", "issuer.unreachable"),
        ("simple-jwt.png", "issuer.unreachable"),
        ("simple-jwt.svg", "issuer.unreachable"),
        ("simple-did-key-method.json", "issuer.not-bound"),
    ],
)
def test_published_samples_pass_but_for_their_issuer_whom_nobody_can_ask(
    name: str, issuer: str
) -> None:
    content = reference(f"{SAMPLES}/{name}").read_bytes()

    report = verify(content, at=NOW, sources=World().sources)

    assert report.verdict is Verdict.INDETERMINATE
    assert outcomes(report) == {
        "signed-content": "signed-content.ok",
        "shape": "shape.ok",
        "validity": "validity.ok",
        "issuer": issuer,
        "proof": "proof.ok",
        "status": "status.not-checked",
    }
    assert report.credential is None
