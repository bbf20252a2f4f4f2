"""The W3C's suite for tokens, its part about JOSE, through the command that it drives.

Spec: https://www.w3.org/TR/vc-jose-cose/
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from typer.testing import CliRunner

from badgeservice.cli.application import application

RUNNER: Final = CliRunner()
V2: Final = "https://www.w3.org/ns/credentials/v2"
EXAMPLES: Final = "https://www.w3.org/ns/credentials/examples/v2"
ISSUER: Final = "https://example.issuer/vc-jose-cose"
CURVES: Final = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
SIZES: Final = {"P-256": 32, "P-384": 48, "P-521": 66}

Json = dict[str, Any]


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def verification_method(curve: str) -> Json:
    """Return a verification method with both halves of a key, as the suite's files have it."""
    number = 0x5EED_0F_A_5CA1A8
    if curve == "Ed25519":
        key = ed25519.Ed25519PrivateKey.from_private_bytes(number.to_bytes(32, "big"))
        public: Json = {"kty": "OKP", "crv": curve, "x": text(key.public_key().public_bytes_raw())}
        secret = text(key.private_bytes_raw())
    else:
        size = SIZES[curve]
        point = ec.derive_private_key(number, CURVES[curve]).public_key().public_numbers()
        x, y = (text(value.to_bytes(size, "big")) for value in (point.x, point.y))
        public = {"kty": "EC", "crv": curve, "x": x, "y": y}
        secret = text(number.to_bytes(size, "big"))
    return {
        "id": f"{ISSUER}#{curve}",
        "type": "JsonWebKey",
        "controller": ISSUER,
        "publicKeyJwk": public,
        "secretKeyJwk": {**public, "d": secret},
    }


class Suite:
    """The runner of the suite: files in, a file out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, task: str, content: str, *, curve: str, feature: str) -> Json:
        """Return what the command wrote down."""
        source, key, output = (self._folder / name for name in ("in", "key.json", "out.json"))
        source.write_text(content, encoding="utf-8")
        key.write_text(json.dumps(verification_method(curve)), encoding="utf-8")
        arguments = ["--input", source, "--key", key, "--feature", feature, "--output", output]
        result = RUNNER.invoke(application, ["jose", "suite", task, *map(str, arguments)])
        assert result.exit_code == 0, result.stderr
        return dict(json.loads(output.read_bytes()))

    def issue(self, document: Json, *, curve: str, feature: str = "credential_jose") -> str:
        """Return the token that was made."""
        answer = self.run("issue", json.dumps(document), curve=curve, feature=feature)
        assert answer["result"] == "success", answer
        return str(answer["data"])

    def verify(self, token: str, *, curve: str, feature: str = "credential_jose") -> str:
        """Return what is said of a token."""
        return str(self.run("verify", token, curve=curve, feature=feature)["result"])


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return Suite(tmp_path)


def minimal(**changes: Any) -> Json:
    return {
        "@context": [V2, EXAMPLES],
        "id": "http://university.example/credentials/1872",
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
        "issuer": ISSUER,
        "credentialSubject": {"id": "did:example:123", "degree": {"type": "BachelorDegree"}},
        **changes,
    }


def full() -> Json:
    entry = {"id": "https://example.org/1", "type": "https://example.org/#Kind"}
    members = ("credentialSchema", "evidence", "termsOfUse", "refreshService", "credentialStatus")
    return minimal(
        validFrom="2024-01-01T00:00:00Z",
        validUntil="2034-01-01T00:00:00Z",
        name="Degree",
        description={"@value": "Tutkinto", "@language": "fi"},
        **dict.fromkeys(members, entry),
    )


def presentation(*held: Json, **changes: Any) -> Json:
    return {
        "@context": [V2, EXAMPLES],
        "id": "urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5",
        "type": "VerifiablePresentation",
        "holder": ISSUER,
        "verifiableCredential": list(held),
        **changes,
    }


def enveloped(token: str, media_type: str = "application/vc+jwt") -> Json:
    return {
        "@context": V2,
        "id": f"data:{media_type},{token}",
        "type": "EnvelopedVerifiableCredential",
    }


def parts(token: str) -> tuple[Json, Json]:
    """Return the header and the payload of a token."""
    header, payload, _ = token.split(".")
    read = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload)]
    return read[0], read[1]


def signed(header: Json, payload: Json, *, curve: str = "Ed25519") -> str:
    """Return a token of any kind, by the same key."""
    assert curve == "Ed25519"
    secret = verification_method(curve)["secretKeyJwk"]["d"]
    key = ed25519.Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(secret + "=="))
    covered = ".".join(
        text(json.dumps(part).encode()) for part in ({"alg": "EdDSA", **header}, payload)
    )
    return f"{covered}.{text(key.sign(covered.encode()))}"


VC: Final = {"typ": "vc+jwt", "cty": "vc"}
VP: Final = {"typ": "vp+jwt", "cty": "vp"}


def test_1_jwt_basic_credential_issuance(suite: Suite) -> None:
    header, payload = parts(suite.issue(minimal(), curve="P-256"))

    assert (header["alg"], header["typ"], header["cty"]) == ("ES256", "vc+jwt", "vc")
    assert payload == minimal()


def test_2_jwt_credential_issuance_with_all_optional_fields(suite: Suite) -> None:
    header, payload = parts(suite.issue(full(), curve="P-384"))

    assert header["alg"] == "ES384"
    assert payload == full()


def test_3_jwt_basic_presentation_issuance(suite: Suite) -> None:
    inside = enveloped(suite.issue(minimal(), curve="P-256"))

    token = suite.issue(presentation(inside), curve="P-256", feature="presentation_jose")

    header, payload = parts(token)
    assert (header["typ"], header["cty"]) == ("vp+jwt", "vp")
    assert payload == presentation(inside)


def test_4_jwt_complex_presentation_issuance(suite: Suite) -> None:
    held = [
        enveloped(suite.issue(minimal(), curve="P-256")),
        enveloped("eyJhbGciOiJFUzI1NiJ9.e30.AA ~WyJh", "application/vc+sd-jwt"),
        enveloped("0oRYV6QBOCID", "application/vc+cose;base64"),
    ]

    token = suite.issue(presentation(*held), curve="P-521", feature="presentation_jose")

    assert parts(token)[0]["alg"] == "ES512"
    assert suite.verify(token, curve="P-521", feature="presentation_jose") == "success"


def test_5_jwt_issuance_with_unknown_extensions(suite: Suite) -> None:
    document = minimal(badExtension={"huh": "what?"})

    answer = suite.run("issue", json.dumps(document), curve="P-521", feature="credential_jose")

    assert answer["result"] == "failure"
    assert "badExtension" in answer["data"]


def test_6_jwt_basic_credential_verification(suite: Suite) -> None:
    assert suite.verify(suite.issue(minimal(), curve="P-256"), curve="P-256") == "success"


def test_7_jwt_presentation_verification(suite: Suite) -> None:
    inside = enveloped(signed(VC, {**minimal(), "iat": "2010-01-01T19:23:24Z"}))
    payload = {**presentation(inside), "iss": ISSUER, "iat": 1734311050, "exp": 1734397450}

    token = signed(VP, payload)

    assert suite.verify(token, curve="Ed25519", feature="presentation_jose") == "success"


def test_8_jwt_issuer_match_verification(suite: Suite) -> None:
    def judged(issuer: str) -> str:
        return suite.verify(signed(VC, {**minimal(), "iss": issuer}), curve="Ed25519")

    assert judged(ISSUER) == "success"
    assert judged("https://other.issuer/") == "failure"


def test_9_jwt_verification_with_unknown_extensions(suite: Suite) -> None:
    token = signed(VC, minimal(badExtension={"huh": "what?"}))

    assert suite.verify(token, curve="Ed25519") == "failure"


def unsecured(header: Json, payload: Json) -> str:
    written = [text(json.dumps(part).encode()) for part in ({"alg": "none", **header}, payload)]
    return f"{written[0]}.{written[1]}."


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "HS256", ""])
def test_10_jwt_unsecured_credential_verification(suite: Suite, algorithm: str) -> None:
    """J01: a token that nobody signed is none."""
    token = unsecured({**VC, "alg": algorithm}, minimal())

    assert suite.verify(token, curve="Ed25519") == "failure"
    assert suite.verify(f"{token}AAAA", curve="Ed25519") == "failure"
    assert suite.verify(json.dumps(minimal()), curve="Ed25519") == "failure"


def test_11_jwt_unsecured_presentation_verification(suite: Suite) -> None:
    token = unsecured(VP, presentation())

    assert suite.verify(token, curve="Ed25519", feature="presentation_jose") == "failure"
    plain = json.dumps(presentation())
    assert suite.verify(plain, curve="Ed25519", feature="presentation_jose") == "failure"


def test_12_jwt_credential_with_an_invalid_signature(suite: Suite) -> None:
    token = suite.issue(minimal(), curve="Ed25519")
    header, payload, signature = token.split(".")
    other = text(json.dumps(minimal(id="urn:uuid:1")).encode())

    assert suite.verify(token, curve="Ed25519") == "success"
    assert suite.verify(f"{header}.{other}.{signature}", curve="Ed25519") == "failure"
    assert suite.verify(f"{header}.{payload}.{'A' * 86}", curve="Ed25519") == "failure"
    assert suite.verify(token, curve="P-256") == "failure"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"typ": "bad+typ", "cty": "bad+cty"}, id="of another type"),
        pytest.param({**VC, "typ": "vp+jwt"}, id="of presentations"),
        pytest.param({**VC, "typ": "at+jwt"}, id="of access"),
        pytest.param({**VC, "cty": "vp"}, id="with a presentation inside"),
        pytest.param({"cty": "vc"}, id="of no type"),
        pytest.param({"typ": 7}, id="of a number"),
    ],
)
def test_13_jwt_credential_with_an_invalid_media_type(suite: Suite, header: Json) -> None:
    """J04: credentials, presentations and access tokens are never interchangeable."""
    assert suite.verify(signed(header, minimal()), curve="Ed25519") == "failure"


@pytest.mark.parametrize(
    "header",
    [
        pytest.param({"typ": "bad+typ", "cty": "bad+cty"}, id="of another type"),
        pytest.param({**VP, "typ": "vc+jwt"}, id="of credentials"),
        pytest.param({**VP, "cty": "vc"}, id="with a credential inside"),
        pytest.param({"cty": "vp"}, id="of no type"),
    ],
)
def test_14_jwt_presentation_with_an_invalid_media_type(suite: Suite, header: Json) -> None:
    token = signed(header, presentation())

    assert suite.verify(token, curve="Ed25519", feature="presentation_jose") == "failure"


@pytest.mark.parametrize("claims", [{"vc": {}}, {"vp": {}}, {"vc": "oops", "vp": "nooo"}])
def test_15_jwt_credential_with_vc_and_or_vp_claims(suite: Suite, claims: Json) -> None:
    """J06: a credential stands in one place of a token alone."""
    assert suite.verify(signed(VC, {**minimal(), **claims}), curve="Ed25519") == "failure"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda good: {**good, "id": "not-a-credential"}, id="no data URL"),
        pytest.param(lambda good: {**good, "id": "data:application/vc+jwt,x"}, id="no token"),
        pytest.param(lambda good: {**good, "@context": EXAMPLES}, id="another context"),
        pytest.param(lambda _: {"type": "VerifiableCredential"}, id="no credential"),
        pytest.param(lambda _: "https://example.org/1", id="a URL"),
    ],
)
def test_16_jwt_presentation_with_invalid_credential(
    suite: Suite, change: Callable[[Json], Any]
) -> None:
    good = enveloped(suite.issue(minimal(), curve="Ed25519"))

    def judged(held: Any) -> str:
        token = signed(VP, presentation(held))
        return suite.verify(token, curve="Ed25519", feature="presentation_jose")

    assert judged(good) == "success"
    assert judged(change(good)) == "failure"
