import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwk as foreign_jwk
from joserfc import jws as foreign

from badgeservice.credentials.errors import (
    CredentialError,
    KeyMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.jose import base64url, jws
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmMismatchError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
)
from badgeservice.credentials.jose.thumbprints import to_jwk
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.rsa import RsaPublicKey
from badgeservice.credentials.strict_json import JsonObject
from tests.credentials.jose.tokens import encode, token
from tests.credentials.samples import SIGNER, SeededSigner
from tests.credentials.securing.signers import EcSigner
from tests.credentials.test_jwk import EC, OKP, RSA

JOE = (
    b"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
    b"Ijp0cnVlfQ"
)
RFC7515_A1 = (
    b"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
    + JOE
    + b".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)
RFC7515_A2 = (
    b"eyJhbGciOiJSUzI1NiJ9." + JOE + b".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOi"
    b"Zj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZ"
    b"LgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e"
    b"OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
    b"p0igcN_IoypGlUPQGe77Rw"
)
RFC7515_A3 = (
    b"eyJhbGciOiJFUzI1NiJ9." + JOE + b".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djx"
    b"La8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
RFC7515_A5 = b"eyJhbGciOiJub25lIn0." + JOE + b"."
RFC8037_A4 = (
    b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PG"
    b"cvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
SIGNERS: dict[str, ProofSigner] = {
    "EdDSA": SIGNER,
    "ES256": EcSigner("P-256"),
    "ES384": EcSigner("P-384"),
}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        pytest.param(RFC7515_A2, RSA, id="RFC 7515, A.2, RS256"),
        pytest.param(RFC7515_A3, EC, id="RFC 7515, A.3, ES256"),
        pytest.param(RFC8037_A4, OKP, id="RFC 8037, A.4, EdDSA"),
    ],
)
def test_the_signed_examples_of_the_rfcs_hold(content: bytes, key: JsonObject) -> None:
    read = jws.read_compact(content)

    jws.verify(read, from_jwk(key))

    assert read.payload in (
        base64url.decode(JOE, part="payload"),
        b"Example of Ed25519 signing",
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        pytest.param(RFC7515_A1, AlgorithmForbiddenError, id="A.1, HS256"),
        pytest.param(RFC7515_A5, AlgorithmForbiddenError, id="A.5, none"),
    ],
)
def test_the_other_examples_are_refused_by_name(
    content: bytes, refusal: type[CredentialError]
) -> None:
    with pytest.raises(refusal):
        jws.read_compact(content)


@settings(max_examples=40, deadline=None)
@given(payload=st.binary(max_size=200), algorithm=st.sampled_from(sorted(SIGNERS)))
def test_what_was_signed_is_what_is_read(payload: bytes, algorithm: str) -> None:
    signer = SIGNERS[algorithm]

    read = jws.read_compact(jws.sign({"kid": "k"}, payload, signer=signer))

    assert (read.payload, read.algorithm, read.header["kid"]) == (payload, algorithm, "k")
    jws.verify(read, signer.public_key)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_no_bit_of_a_token_can_be_turned(at: int, bit: int) -> None:
    content = bytearray(jws.sign({"kid": "k"}, b'{"a":1}', signer=SIGNER))
    content[at % len(content)] ^= 1 << bit

    with pytest.raises(CredentialError):
        jws.verify(jws.read_compact(bytes(content)), SIGNER.public_key)


@given(st.binary(max_size=300))
def test_base64url_comes_back(content: bytes) -> None:
    assert base64url.decode(base64url.encode(content), part="part") == content


@given(st.text(alphabet="AZaz09-_+/= \n", max_size=12))
def test_no_two_texts_in_base64url_stand_for_the_same_bytes(text: str) -> None:
    """J05: one writing for each token."""
    try:
        content = base64url.decode(text.encode(), part="part")
    except JwsMalformedError:
        return

    assert base64url.encode(content) == text.encode()


def test_ed25519_goes_by_both_of_its_names() -> None:
    read = jws.read_compact(jws.sign({"alg": "Ed25519"}, b"x", signer=SIGNER))

    jws.verify(read, SIGNER.public_key)

    assert read.algorithm == "Ed25519"


def test_a_signer_signs_by_no_algorithm_but_its_own() -> None:
    with pytest.raises(AlgorithmMismatchError):
        jws.sign({"alg": "ES256"}, b"x", signer=SIGNER)


@pytest.mark.parametrize("named", ["EdDSA", "ES256", "ES384", "RS256"])
@pytest.mark.parametrize("algorithm", ["EdDSA", "ES256", "ES384"])
def test_a_key_checks_no_algorithm_but_its_own(algorithm: str, named: str) -> None:
    """J01: the key decides."""
    signer = SIGNERS[algorithm]
    read = jws.read_compact(token({"alg": named}, b"x", signer=signer))

    if named == algorithm:
        jws.verify(read, signer.public_key)
    else:
        with pytest.raises(AlgorithmMismatchError):
            jws.verify(read, signer.public_key)


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
def test_an_rsa_key_is_for_the_one_algorithm_it_names(algorithm: str) -> None:
    content = encode({"alg": algorithm}) + RFC7515_A2[RFC7515_A2.index(b".") :]

    with pytest.raises(AlgorithmMismatchError, match="RS256"):
        jws.verify(jws.read_compact(content), from_jwk(RSA))
    with pytest.raises(SignatureInvalidError):
        jws.verify(jws.read_compact(content), from_jwk({**RSA, "alg": algorithm}))


def test_rsa_keys_with_a_small_exponent_are_refused() -> None:
    key = RsaPublicKey(modulus=_modulus(), exponent=3)

    with pytest.raises(KeyMalformedError, match="exponent"):
        jws.verify(jws.read_compact(RFC7515_A2), key)


# The library warns of the name, which RFC 9864 replaces by Ed25519; badges in the field have it.
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize("value", ["EdDSA", "ES256", "RS256", "PS256"])
def test_another_library_reads_what_we_write_and_we_read_what_it_writes(value: str) -> None:
    private = _foreign_key(value)
    public = from_jwk({**private.as_dict(private=False), "alg": value})

    theirs = foreign.serialize_compact({"alg": value}, b"hello", private, algorithms=[value])
    jws.verify(jws.read_compact(theirs.encode()), public)

    if value in SIGNERS:
        ours = jws.sign({"kid": "k"}, b"hello", signer=SIGNERS[value])
        members: Any = to_jwk(SIGNERS[value].public_key)
        key = foreign_jwk.import_key(members)
        read = foreign.deserialize_compact(ours, key, algorithms=[value])
        assert read.payload == b"hello"


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "NONE", "nOnE", "nonE", " none", "HS256", "hs256", "Hs512", "HS384"],
)
def test_unsigned_and_shared_secret_algorithms_are_forbidden_however_written(
    algorithm: str,
) -> None:
    """J01: none, and secrets made of public keys."""
    with pytest.raises(AlgorithmForbiddenError) as caught:
        jws.read_compact(token({"alg": algorithm}, b"x"))

    assert caught.value.algorithm == algorithm


@pytest.mark.parametrize(
    "algorithm", ["ES256K", "PS384", "PS512", "Ed448", "ML-DSA-44", "rs256", "eddsa", ""]
)
def test_other_algorithms_are_not_known_here_which_is_something_else(algorithm: str) -> None:
    with pytest.raises(AlgorithmUnsupportedError):
        jws.read_compact(token({"alg": algorithm}, b"x"))


SOUND = jws.sign({}, b"x", signer=SIGNER)
HEAD, PAYLOAD, SIGNATURE = SOUND.split(b".")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "parts", id="nothing"),
        pytest.param(HEAD + b"." + PAYLOAD, "parts", id="two parts"),
        pytest.param(SOUND + b".", "parts", id="a fourth, empty part"),
        pytest.param(SOUND + b"." + SIGNATURE, "parts", id="two signatures"),
        pytest.param(SOUND + b".x.y", "parts", id="an encrypted token"),
        pytest.param(b"." * 10_000, "parts", id="ten thousand parts"),
        pytest.param(HEAD + b"." + PAYLOAD + b".", "signature-missing", id="no signature"),
        pytest.param(b"." + PAYLOAD + b"." + SIGNATURE, "header", id="no header"),
        pytest.param(SOUND + b"=", "encoding", id="padded"),
        pytest.param(SOUND + b"==", "encoding", id="padded in full"),
        pytest.param(SOUND + b"\n", "encoding", id="a line feed behind"),
        pytest.param(b" " + SOUND, "encoding", id="a space before"),
        pytest.param(HEAD + b".\n" + PAYLOAD + b"." + SIGNATURE, "encoding", id="folded"),
        pytest.param(HEAD + b".e?A." + SIGNATURE, "encoding", id="an unknown character"),
        pytest.param(HEAD + b".e+/A." + SIGNATURE, "encoding", id="the other alphabet"),
        pytest.param(HEAD + b".eB." + SIGNATURE, "encoding", id="spare bits that are set"),
        pytest.param(HEAD + b".eAAAA." + SIGNATURE, "encoding", id="a length of no bytes"),
        pytest.param("ｅyJ.eA.eA".encode(), "encoding", id="a wide letter"),
        pytest.param(b"A" * (jws.MAXIMUM_BYTES + 1), "size", id="too long"),
        pytest.param(token({}, b"x"), "algorithm-missing", id="no alg"),
        pytest.param(token({"alg": ["EdDSA"]}, b"x"), "algorithm-missing", id="a list of algs"),
        pytest.param(token({"alg": None}, b"x"), "algorithm-missing", id="alg null"),
        pytest.param(token([], b"x"), "header", id="a header that is a list"),
        pytest.param(token(b"{", b"x"), "header", id="half a header"),
        pytest.param(token(b"[" * 5_000, b"x"), "header", id="deep nesting"),
        pytest.param(token(b"\xef\xbb\xbf{}", b"x"), "header", id="a byte order mark"),
        pytest.param(token('{"alg":"EdDSA"}'.encode("utf-16"), b"x"), "header", id="UTF-16"),
        pytest.param(
            token(b'{"alg":"none","alg":"EdDSA"}', b"x"), "header", id="alg twice in the header"
        ),
        pytest.param(
            token(b'{"alg":"EdDSA","kid":"a","k\\u0069d":"b"}', b"x"), "header", id="kid twice"
        ),
        pytest.param(token({"alg": "EdDSA", "kid": "k" * 20_000}, b"x"), "header", id="a huge kid"),
        pytest.param(token({"alg": "EdDSA", "crit": []}, b"x"), "critical", id="crit empty"),
        pytest.param(
            token({"alg": "EdDSA", "crit": ["exp"], "exp": 1}, b"x"), "critical", id="crit known"
        ),
        pytest.param(
            token({"alg": "EdDSA", "crit": ["b64"], "b64": False}, b"x"), "critical", id="crit b64"
        ),
        pytest.param(token({"alg": "EdDSA", "crit": None}, b"x"), "critical", id="crit null"),
        pytest.param(token({"alg": "EdDSA", "b64": False}, b"x"), "unencoded", id="b64 false"),
        pytest.param(token({"alg": "EdDSA", "b64": 0}, b"x"), "unencoded", id="b64 zero"),
        pytest.param(token({"alg": "EdDSA", "b64": None}, b"x"), "unencoded", id="b64 null"),
    ],
)
def test_what_is_no_plain_token_is_refused_and_told_why(content: bytes, code: str) -> None:
    """J04, J05, J07: critical headers, loose encodings, and bombs."""
    with pytest.raises(JwsMalformedError) as caught:
        jws.verify(jws.read_compact(content), SIGNER.public_key)

    assert caught.value.code == code


def test_a_payload_is_as_long_as_a_credential_may_be_and_no_longer() -> None:
    """J07: to the byte."""
    longest = jws.sign({}, b"x" * jws.MAXIMUM_PAYLOAD_BYTES, signer=SIGNER)
    longer = jws.sign({}, b"x" * (jws.MAXIMUM_PAYLOAD_BYTES + 1), signer=SIGNER)

    assert len(jws.read_compact(longest).payload) == jws.MAXIMUM_PAYLOAD_BYTES
    with pytest.raises(JwsMalformedError) as caught:
        jws.read_compact(longer)
    assert caught.value.code == "size"


ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _es256(signature: bytes) -> bytes:
    good = jws.sign({}, b"x", signer=SIGNERS["ES256"])
    return good[: good.rindex(b".") + 1] + encode(signature)


def _pair(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param(_pair(0, 0), id="psychic: r and s are zero"),
        pytest.param(_pair(0, 1), id="r is zero"),
        pytest.param(_pair(1, 0), id="s is zero"),
        pytest.param(_pair(ORDER, ORDER), id="r and s are the order"),
        pytest.param(bytes(65), id="one byte too many"),
        pytest.param(bytes(63), id="one byte too few"),
        pytest.param(bytes.fromhex("3006020101020101"), id="DER"),
    ],
)
def test_odd_signatures_on_a_curve_do_not_hold(signature: bytes) -> None:
    read = jws.read_compact(_es256(signature))

    with pytest.raises(SignatureInvalidError):
        jws.verify(read, SIGNERS["ES256"].public_key)


def test_der_of_the_right_signature_does_not_hold_either() -> None:
    signer = EcSigner("P-256")
    good = jws.read_compact(jws.sign({}, b"x", signer=signer))
    r, s = good.signature[:32], good.signature[32:]
    r, s = (b"\0" + part if part[0] > 127 else part for part in (r, s))
    body = b"\x02" + bytes([len(r)]) + r + b"\x02" + bytes([len(s)]) + s
    read = jws.read_compact(_es256(b"\x30" + bytes([len(body)]) + body))

    with pytest.raises(SignatureInvalidError):
        jws.verify(read, signer.public_key)


def test_the_mirror_image_of_a_signature_on_a_curve_holds_as_the_standard_says() -> None:
    good = jws.read_compact(jws.sign({}, b"x", signer=SIGNERS["ES256"]))
    r, s = (int.from_bytes(half, "big") for half in (good.signature[:32], good.signature[32:]))

    jws.verify(jws.read_compact(_es256(_pair(r, ORDER - s))), SIGNERS["ES256"].public_key)


def test_an_ed25519_signature_has_no_second_form() -> None:
    good = jws.read_compact(SOUND)
    order = 2**252 + 27742317777372353535851937790883648493
    second = int.from_bytes(good.signature[32:], "little") + order
    other = good.signature[:32] + second.to_bytes(32, "little")
    read = jws.read_compact(HEAD + b"." + PAYLOAD + b"." + encode(other))

    with pytest.raises(SignatureInvalidError):
        jws.verify(read, SIGNER.public_key)


def test_another_key_of_the_same_kind_does_not_do() -> None:
    with pytest.raises(SignatureInvalidError):
        jws.verify(jws.read_compact(SOUND), SeededSigner("attacker").public_key)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (SOUND, True),
        (SOUND + b".x.y", True),
        (b'{"a":1.5}', False),
        (b" " + SOUND, False),
        (b"<svg/>", False),
        (b"", False),
        (b"\x89PNG\r\n\x1a\n.", False),
    ],
)
def test_tokens_are_told_from_json_and_images(content: bytes, *, expected: bool) -> None:
    assert jws.resembles_compact(content) is expected


def _modulus() -> int:
    key = from_jwk(RSA)
    assert isinstance(key, RsaPublicKey)
    return key.modulus


def _foreign_key(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return foreign_jwk.OKPKey.generate_key("Ed25519")
    if algorithm == "ES256":
        return foreign_jwk.ECKey.generate_key("P-256")
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return foreign_jwk.RSAKey.import_key(private)


def test_the_header_says_the_algorithm_first() -> None:
    head = base64url.decode(SOUND.split(b".")[0], part="header")

    assert json.loads(head) == {"alg": "EdDSA"}
