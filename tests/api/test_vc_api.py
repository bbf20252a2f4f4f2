"""The door for public test suites: shut unless a setting opens it, and never out of order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from badgeservice.config import Settings
from badgeservice.credentials.strict_json import JsonValue
from badgeservice.main import create_app, openapi_document
from tests.api.service import Service
from tests.conformance.door import (
    CRYPTOGRAPHIC,
    Door,
    Json,
    accepted,
    opened_door,
    refused,
    with_proof,
)

PATHS = ("credentials/issue", "credentials/verify", "presentations", "presentations/verify")


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with opened_door() as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
def test_it_is_shut_unless_it_was_opened(service: Service, path: str) -> None:
    assert service.client.post(f"/vc-api/{path}", json={}).status_code == 404
    assert service.client.get("/vc-api/issuers").status_code == 404


def test_the_setting_is_off_and_opens_it(tmp_path: Any) -> None:
    place = {
        "database_url": f"sqlite:///{tmp_path}/x.sqlite",
        "master_key_file": tmp_path / "master.key",
    }
    seed = SecretStr("07" * 32)

    def paths(settings: Settings) -> set[str]:
        app = create_app(settings)
        app.state.wiring.close()
        return {str(getattr(route, "path", "")) for route in app.routes}

    assert Settings().vc_api is False
    assert not [path for path in paths(Settings(**place)) if "vc-api" in path]
    opened = create_app(Settings(**place, vc_api=True, vc_api_seed=seed))
    opened.state.wiring.close()
    assert "/vc-api" not in json.dumps(opened.openapi())


def test_no_document_describes_it() -> None:
    assert "vc-api" not in json.dumps(openapi_document())


@pytest.mark.parametrize("seed", ["", "07", "zz" * 32, "07" * 33])
def test_a_seed_that_is_none_is_refused(seed: str) -> None:
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Settings(vc_api_seed=SecretStr(seed))


def test_it_signs_with_no_organisation_s_key(door: Door) -> None:
    issued = door.issued()

    with door.service.wiring.open_books(False) as books:
        organisations = [organisation.id for organisation in books.accounts.organisations()]
        keys = {key.multibase for id_ in organisations for key in books.keys.public_keys(id_)}
    assert keys
    assert not [key for key in keys if key in json.dumps(issued["proof"])]
    assert issued["proof"]["verificationMethod"].startswith("did:key:")


def test_what_it_signs_for_an_organisation_is_no_badge_of_that(door: Door) -> None:
    """K03: the key that signed is not in the issuer's own document."""
    issuer = "did:web:badges.example.org:issuers:some-county"
    issued = door.issued(door.credential(issuer=issuer))

    accepted(door.verify(issued))
    whole = door.post("credentials/verify", {"verifiableCredential": issued})
    refused(whole, CRYPTOGRAPHIC, "/issuer")


def test_all_is_asked_unless_checks_are_named(door: Door) -> None:
    past = door.issued(door.credential(validUntil="2020-01-01T00:00:00Z"))

    accepted(door.verify(past))
    refused(door.post("credentials/verify", {"verifiableCredential": past}), "RANGE_ERROR")


def test_another_holder_is_told_unless_checks_are_named(door: Door) -> None:
    shown = door.presented(door.presentation(holder="did:example:somebody"))

    accepted(door.verify_presentation(shown))
    whole = door.post("presentations/verify", {"verifiablePresentation": shown})
    refused(whole, CRYPTOGRAPHIC, "/holder")


@pytest.mark.parametrize("kind", ["application/vp+jwt", None])
def test_challenge_and_domain_are_compared(door: Door, kind: str | None) -> None:
    options: Json = {"challenge": "c", "domain": "d.example"}
    made = {**options, "mediaType": kind} if kind else options
    shown = door.presented(**made)

    accepted(door.verify_presentation(shown, **options))
    refused(
        door.verify_presentation(shown, **{**options, "challenge": "x"}), "INVALID_CHALLENGE_ERROR"
    )
    refused(door.verify_presentation(shown, **{**options, "domain": "x"}), "INVALID_DOMAIN_ERROR")
    plain: Json = {"mediaType": kind} if kind else {}
    bare = door.presented(**plain)
    refused(door.verify_presentation(bare, challenge="c"), "INVALID_CHALLENGE_ERROR")


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        pytest.param({"mandatoryPointers": ["/issuer"]}, "/options/mandatoryPointers", id="sd"),
        pytest.param({"cryptosuite": "ecdsa-sd-2023"}, "/options/cryptosuite", id="no signer"),
        pytest.param({"proofPurpose": "authentication"}, "/options/proofPurpose", id="purpose"),
        pytest.param({"domain": 7}, "/options/domain", id="domain"),
        pytest.param({"challenge": ["c"]}, "/options/challenge", id="challenge"),
        pytest.param({"expires": "soon"}, "/options/expires", id="expires"),
    ],
)
def test_options_that_cannot_be_met_are_refused(door: Door, options: Json, pointer: str) -> None:
    refused(door.issue(door.credential(), **options), "PROOF_GENERATION_ERROR", pointer)


def test_what_is_no_json_is_refused(door: Door) -> None:
    def post(content: bytes, media_type: str = "application/json") -> int:
        answer = door.service.client.post(
            "/vc-api/credentials/verify", content=content, headers={"Content-Type": media_type}
        )
        return answer.status_code

    assert post(b"{") == 400
    assert post(b'{"a":1,"a":2}') == 400
    assert post(b"[]") == 400
    assert post(b"{}", "text/plain") == 415
    assert post(b"[" * 100_000) == 400


ODD: list[JsonValue] = [
    None, True, 0, -1, 1e300, "", " ", "x", "did:", "data:,", "_:b", "@id", "\u202e", [], [[]],
    {}, {"@value": "x"}, {"@id": "x"}, {"@context": None}, [None], [{}], ["x", "x"], {"id": {}},
    {"type": []}, "https://www.w3.org/ns/credentials/v2", {"a": {"b": {"c": []}}},
]  # fmt: skip


def spots(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a document, as what holds it and the step to it."""
    steps = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list)
        else ()
    )  # fmt: skip
    return [spot for step, below in steps for spot in ((value, step), *spots(below))]


@settings(max_examples=150)
@given(data=st.data())
def test_no_odd_value_anywhere_is_an_error_of_ours(door: Door, data: st.DataObject) -> None:
    """F11: whatever stands in a document, the answer says what is wrong with that."""
    kind = data.draw(st.sampled_from(["credential", "presentation", "token"]))
    if kind == "token":
        document = door.presented(mediaType="application/vp+jwt")
    else:
        document = door.issued() if kind == "credential" else door.presented()
    changed = json.loads(json.dumps(document))
    places = spots(changed)
    holder, step = places[data.draw(st.integers(0, len(places) - 1))]
    holder[step] = data.draw(st.sampled_from(ODD))

    for answer in (
        door.verify(changed),
        door.verify_presentation(changed),
        door.issue(changed),
        door.present(changed),
    ):
        assert answer.status_code in (200, 201, 400), answer.text


def test_every_proof_counts(door: Door) -> None:
    """K05: a good proof beside a broken one does not save it."""
    issued = door.issued()
    broken = with_proof(
        issued, proofValue=door.issued(cryptosuite="eddsa-jcs-2022")["proof"]["proofValue"]
    )["proof"]

    for proofs in ([issued["proof"], broken], [broken, issued["proof"]]):
        refused(door.verify({**issued, "proof": proofs}), "PROOF_VERIFICATION_ERROR")


def test_more_than_four_proofs_are_not_looked_at(door: Door) -> None:
    issued = door.issued()

    assert door.verify({**issued, "proof": [issued["proof"]] * 5}).status_code == 400
