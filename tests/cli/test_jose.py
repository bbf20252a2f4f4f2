"""`badgeservice jose`: tokens out of key files; the exit code says how it went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from badgeservice.cli.application import application
from tests.cli.test_verify import WorldService
from tests.conformance.test_vc_jose_cose import (
    ISSUER,
    VC,
    minimal,
    parts,
    presentation,
    signed,
    verification_method,
)
from tests.world import World

RUNNER = CliRunner()


class Desk:
    """A folder with a key, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = self.write("key.json", verification_method("Ed25519"))

    def write(self, name: str, content: Any) -> str:
        path = self.folder / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(self, *arguments: str, world: World | None = None) -> tuple[int, str, str]:
        service = None if world is None else WorldService(world, self.folder)
        result = RUNNER.invoke(application, ["jose", *arguments], obj=service)
        return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_signed_verifies(desk: Desk) -> None:
    code, token, _ = desk.run("sign", desk.write("a.json", minimal()), "--key", desk.key)
    assert code == 0

    code, output, _ = desk.run("verify", desk.write("a.jwt", token), "--key", desk.key)

    assert code == 0
    assert json.loads(output) == minimal()
    assert parts(token.strip())[0]["kid"] == f"{ISSUER}#Ed25519"


def test_a_presentation_gets_whom_it_is_for_and_what_it_answers(desk: Desk) -> None:
    source = desk.write("p.json", presentation())
    told = ("--audience", "https://verifier.example", "--nonce", "c-1")

    code, token, _ = desk.run("sign", source, "--key", desk.key, *told)

    assert code == 0
    _, payload = parts(token.strip())
    assert (payload["aud"], payload["nonce"]) == ("https://verifier.example", "c-1")
    kind = ("--kind", "presentation")
    assert desk.run("verify", desk.write("p.jwt", token), "--key", desk.key, *kind)[0] == 0
    assert desk.run("verify", desk.write("p.jwt", token), "--key", desk.key)[0] == 1


def test_a_bare_jwk_signs_as_its_did_key(desk: Desk) -> None:
    key = desk.write("jwk.json", verification_method("P-256")["secretKeyJwk"])

    code, token, _ = desk.run("sign", desk.write("a.json", minimal()), "--key", key)

    assert code == 0
    kid = parts(token.strip())[0]["kid"]
    assert kid.startswith("did:key:zDn")
    assert kid.partition("#")[2] == kid.partition("#")[0].removeprefix("did:key:")


def test_without_a_key_it_is_found_by_the_did_of_the_token(desk: Desk) -> None:
    world = World()
    document = minimal(issuer=world.did)
    method = ("--method", world.method)
    own = verification_method("Ed25519")
    _, token, _ = desk.run("sign", desk.write("a.json", document), "--key", desk.key, *method)
    source = desk.write("a.jwt", token)

    code, _, talk = desk.run("verify", source, world=world)

    assert (code, "signature" in talk) == (1, True)
    world.documents[world.did] = {
        "id": world.did,
        "verificationMethod": [
            {**own, "id": world.method, "controller": world.did, "secretKeyJwk": None}
        ],
        "assertionMethod": [world.method],
    }
    assert desk.run("verify", source, world=world)[0] == 0


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(signed({"typ": "JWT"}, minimal()), id="another media type"),
        pytest.param(signed({**VC, "alg": "none"}, minimal()), id="unsecured"),
        pytest.param(signed(VC, minimal(odd={"a": 1})), id="an unknown extension"),
        pytest.param(signed(VC, minimal(issuer="nobody")), id="no issuer"),
        pytest.param(signed({**VC, "kid": "did:web:other.example#k"}, minimal()), id="other key"),
        pytest.param("text", id="no token"),
    ],
)
def test_what_does_not_hold_ends_with_1_and_says_why(desk: Desk, token: str) -> None:
    """J01, J03, J04: only what the key given signed, as what it says it is, is verified."""
    code, output, talk = desk.run("verify", desk.write("a.jwt", token), "--key", desk.key)

    assert (code, output) == (1, "")
    assert talk.strip()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(minimal(odd={"a": 1}), id="an unknown extension"),
        pytest.param(minimal(vc={}), id="a claim"),
        pytest.param({"a": 1}, id="no credential"),
        pytest.param(minimal(**{"@context": ["https://www.w3.org/2018/credentials/v1"]}), id="1.1"),
    ],
)
def test_what_cannot_be_signed_ends_with_1(desk: Desk, document: dict[str, Any]) -> None:
    code, output, talk = desk.run("sign", desk.write("a.json", document), "--key", desk.key)

    assert (code, output) == (1, "")
    assert talk.strip()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param({"kty": "oct", "k": "AA"}, "holds no key", id="a shared secret"),
        pytest.param("no json", "holds no key", id="no JSON"),
        pytest.param(
            {**verification_method("Ed25519"), "secretKeyJwk": None}, "no private key", id="public"
        ),
        pytest.param(
            {
                **verification_method("P-256"),
                "secretKeyJwk": {**verification_method("P-256")["secretKeyJwk"], "d": "AQ"},
            },
            "another key",
            id="halves of two keys",
        ),
    ],
)
def test_a_key_file_that_does_not_do_ends_with_2(desk: Desk, content: Any, says: str) -> None:
    key = desk.write("other.json", content)

    code, output, talk = desk.run("sign", desk.write("a.json", minimal()), "--key", key)

    assert (code, output) == (2, "")
    assert says in talk
    assert "AQ" not in talk


def test_a_file_that_is_not_there_ends_with_2(desk: Desk) -> None:
    assert desk.run("verify", "nothing.jwt", "--key", desk.key)[0] == 2
    assert desk.run("verify", desk.write("a.jwt", "x"), "--key", "nothing.json")[0] == 2
