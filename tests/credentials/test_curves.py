import hashlib
from typing import Any

import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.curves import CurveName, EcPublicKey
from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError
from tests.credentials.securing.signers import EcSigner

ORDERS = {
    "P-256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "P-384": int(
        "ffffffffffffffffffffffffffffffffffffffffffffffff"
        "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        16,
    ),
}
CURVES: tuple[CurveName, ...] = ("P-256", "P-384")
# RFC 6979, A.2.5 and A.2.6: a key, and its signature over "sample" with the hash of the curve.
RFC_6979: dict[CurveName, tuple[str, str, str, str]] = {
    "P-256": (
        "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    "P-384": (
        (
            "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
            "def8f0ea9055866064a254515480bc13"
        ),
        (
            "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
            "288b231c3ae0d4fe7344fd2533264720"
        ),
        (
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
            "81a648152e44acf96e36dd1e80fabe46"
        ),
        (
            "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
            "a329c145786e679e7b82c71a38628ac8"
        ),
    ),
}


@pytest.mark.parametrize("curve", CURVES)
def test_the_signatures_of_rfc_6979_hold(curve: CurveName) -> None:
    x, y, r, s = map(bytes.fromhex, RFC_6979[curve])
    key = EcPublicKey.from_coordinates(curve, x, y)

    key.verify(r + s, b"sample")

    with pytest.raises(SignatureInvalidError):
        key.verify(r + s, b"Sample")
    with pytest.raises(SignatureInvalidError):
        key.verify(s + r, b"sample")


@pytest.mark.parametrize("curve", CURVES)
def test_every_flipped_bit_of_a_signature_is_noticed(curve: CurveName) -> None:
    signer = EcSigner(curve)
    signature = signer.sign(b"message")

    for bit in range(8 * len(signature)):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SignatureInvalidError):
            signer.public_key.verify(bytes(flipped), b"message")


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda _r, _s, _n, size: bytes(2 * size), id="zeros"),
        pytest.param(lambda r, _s, _n, size: r.to_bytes(size, "big") + bytes(size), id="zero-s"),
        pytest.param(lambda _r, s, _n, size: bytes(size) + s.to_bytes(size, "big"), id="zero-r"),
        pytest.param(
            lambda _r, s, n, size: n.to_bytes(size, "big") + s.to_bytes(size, "big"), id="r-is-n"
        ),
        pytest.param(
            lambda r, _s, n, size: r.to_bytes(size, "big") + n.to_bytes(size, "big"), id="s-is-n"
        ),
        pytest.param(lambda _r, _s, _n, size: b"\xff" * (2 * size), id="greatest"),
        pytest.param(lambda _r, _s, _n, size: bytes(2 * size - 1), id="short"),
        pytest.param(lambda _r, _s, _n, size: bytes(2 * size + 1), id="long"),
        pytest.param(lambda _r, _s, _n, _size: b"", id="empty"),
        pytest.param(
            lambda r, s, _n, size: r.to_bytes(size + 1, "big") + s.to_bytes(size + 1, "big"),
            id="padded",
        ),
    ],
)
def test_what_is_no_signature_is_refused(curve: CurveName, forge: Any) -> None:
    signer = EcSigner(curve)
    size = signer.public_key.signature_length_bytes // 2
    signature = signer.sign(b"message")
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")

    with pytest.raises(SignatureInvalidError):
        signer.public_key.verify(forge(r, s, ORDERS[curve], size), b"message")


@pytest.mark.parametrize("curve", CURVES)
def test_a_key_is_the_same_from_its_coordinates_and_its_multikey(curve: CurveName) -> None:
    key = EcSigner(curve).public_key

    assert EcPublicKey.from_multicodec(multibase.decode(key.multibase)) == key
    assert key.multibase.startswith({"P-256": "zDna", "P-384": "z82"}[curve])


@pytest.mark.parametrize(
    ("curve", "raw"),
    [
        pytest.param("P-256", b"", id="empty"),
        pytest.param("P-256", b"\0", id="infinity"),
        pytest.param("P-256", b"\2" + bytes(31), id="short"),
        pytest.param("P-256", b"\4" + bytes(64), id="uncompressed"),
        pytest.param("P-256", b"\5" + bytes(32), id="unknown-prefix"),
        pytest.param("P-256", b"\2" + b"\xff" * 32, id="x-beyond-the-field"),
        pytest.param("P-256", b"\2" + (1).to_bytes(32, "big"), id="no-such-x"),
        pytest.param("P-384", b"\2" + b"\xff" * 48, id="p384-x-beyond-the-field"),
        pytest.param("P-384", EcSigner("P-256").public_key.raw, id="other-curve"),
    ],
)
def test_what_is_no_point_is_no_key(curve: CurveName, raw: bytes) -> None:
    with pytest.raises(KeyMalformedError):
        EcPublicKey(curve=curve, raw=raw)


def test_a_point_off_the_curve_is_refused() -> None:
    x, y, _, _ = map(bytes.fromhex, RFC_6979["P-256"])

    with pytest.raises(KeyMalformedError):
        EcPublicKey.from_coordinates("P-256", x, y[:-1] + bytes([y[-1] ^ 1]))
    with pytest.raises(KeyMalformedError):
        EcPublicKey.from_coordinates("P-256", b"\0" + x, y)
    with pytest.raises(KeyMalformedError):
        EcPublicKey.from_coordinates("P-384", x, y)


def test_each_curve_has_its_hash() -> None:
    names = {curve: EcSigner(curve).public_key.hash_name for curve in CURVES}

    assert names == {"P-256": "sha256", "P-384": "sha384"}
    assert {hashlib.new(name).digest_size for name in names.values()} == {32, 48}
