import base64
from typing import Any

import pytest

from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.errors import KeyMalformedError
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.rsa import RsaPublicKey

# RFC 8037, A.2.
OKP: dict[str, Any] = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}
# RFC 7515, A.3.1, without its private half.
EC: dict[str, Any] = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
# RFC 7515, A.2.1, without its private half.
RSA: dict[str, Any] = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddx"
    "HmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
    "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSH"
    "SXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV"
    "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8"
    "NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}


def test_the_signed_examples_of_the_rfcs_hold() -> None:
    okp = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    ec = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"

    from_jwk(OKP).verify(octets(okp), b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc")
    from_jwk(EC).verify(
        octets(ec),
        b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQog"
        b"Imh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ",
    )


def test_a_key_is_of_the_kind_it_says() -> None:
    assert isinstance(from_jwk(OKP), PublicKey)
    assert isinstance(from_jwk(EC), EcPublicKey)
    assert from_jwk(RSA) == RsaPublicKey(
        modulus=int.from_bytes(octets(RSA["n"]), "big"), exponent=65537, algorithm="RS256"
    )


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256"])
def test_an_rsa_key_is_for_the_algorithm_it_names(algorithm: str) -> None:
    key = from_jwk({**RSA, "alg": algorithm})

    assert isinstance(key, RsaPublicKey)
    assert key.algorithm == algorithm


@pytest.mark.parametrize("key", [OKP, EC, RSA])
def test_what_says_nothing_of_the_key_is_left_unread(key: dict[str, Any]) -> None:
    extended = {**key, "kid": "1", "use": "sig", "key_ops": ["verify"], "x5t": "x", "iss": "y"}

    assert from_jwk(extended) == from_jwk(key)


@pytest.mark.parametrize(
    "jwk",
    [
        pytest.param({}, id="empty"),
        pytest.param({"kty": "oct", "k": "AAAA"}, id="secret"),
        pytest.param({"kty": ["OKP"], "crv": "Ed25519", "x": OKP["x"]}, id="kind-list"),
        pytest.param({**OKP, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}, id="okp-private"),
        pytest.param({**EC, "d": "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}, id="ec-private"),
        pytest.param({**RSA, "p": "AQAB"}, id="rsa-private"),
        pytest.param({**OKP, "d": None}, id="private-null"),
        pytest.param({**OKP, "crv": "X25519"}, id="x25519"),
        pytest.param({**OKP, "crv": "Ed448"}, id="ed448"),
        pytest.param({**OKP, "x": OKP["x"] + "="}, id="padded"),
        pytest.param({**OKP, "x": OKP["x"][:-1] + "p"}, id="stray-bits"),
        pytest.param({**OKP, "x": OKP["x"][:-1]}, id="half-a-byte"),
        pytest.param({**OKP, "x": OKP["x"].replace("_", "/")}, id="base64"),
        pytest.param({**OKP, "x": OKP["x"] + "\n"}, id="line-break"),
        pytest.param({**OKP, "x": 1}, id="number"),
        pytest.param({**OKP, "x": "A" * 43}, id="small-order"),
        pytest.param({**OKP, "alg": "ES256"}, id="okp-other-algorithm"),
        pytest.param({**EC, "crv": "secp256k1"}, id="secp256k1"),
        pytest.param({**EC, "crv": "P-521"}, id="p521"),
        pytest.param({**EC, "crv": "P-384"}, id="wrong-curve"),
        pytest.param({**EC, "crv": None}, id="curve-null"),
        pytest.param({**EC, "y": EC["x"]}, id="off-the-curve"),
        pytest.param({name: EC[name] for name in ("kty", "crv", "x")}, id="no-y"),
        pytest.param({**EC, "alg": "ES384"}, id="ec-other-algorithm"),
        pytest.param({**RSA, "alg": "none"}, id="alg-none"),
        pytest.param({**RSA, "alg": "HS256"}, id="alg-secret"),
        pytest.param({**RSA, "alg": "RSA-OAEP"}, id="alg-encryption"),
        pytest.param({**RSA, "n": RSA["n"][:171]}, id="1024-bits"),
        pytest.param({**RSA, "n": "A" + "_" * 2000}, id="far-too-long"),
        pytest.param({**RSA, "e": "AQ"}, id="exponent-1"),
        pytest.param({**RSA, "e": ""}, id="exponent-empty"),
        pytest.param({**RSA, "use": "enc"}, id="for-encryption"),
        pytest.param({**RSA, "key_ops": ["sign"]}, id="for-signing"),
        pytest.param({**RSA, "key_ops": "verify"}, id="operations-text"),
    ],
)
def test_other_keys_are_refused(jwk: dict[str, Any]) -> None:
    with pytest.raises(KeyMalformedError):
        from_jwk(jwk)


def octets(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
