import json

import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError
from badgeservice.credentials.keys import PublicKey
from tests.credentials.samples import SIGNER
from tests.reference import reference

_P = 2**255 - 19
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
NOT_CANONICAL = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def test_a_key_survives_being_written() -> None:
    key = SIGNER.public_key

    assert key.multibase.startswith("z6Mk")
    assert PublicKey.from_multibase(key.multibase) == key


@pytest.mark.parametrize("encoded", SMALL_ORDER)
def test_a_key_of_small_order_is_refused(encoded: str) -> None:
    """K09: one signature would fit many messages."""
    with pytest.raises(KeyMalformedError, match="small order"):
        PublicKey(bytes.fromhex(encoded))


@pytest.mark.parametrize("encoded", NOT_CANONICAL)
def test_a_point_written_in_a_second_way_is_refused(encoded: str) -> None:
    """K09: one key, one writing."""
    with pytest.raises(KeyMalformedError):
        PublicKey(bytes.fromhex(encoded))


def test_bytes_that_are_no_point_are_refused() -> None:
    with pytest.raises(KeyMalformedError, match="no point"):
        PublicKey((2).to_bytes(32, "little"))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(multibase.encode(b"\xec\x01" + bytes(range(32))), id="x25519"),
        pytest.param(multibase.encode(b"\xe7\x01" + b"\x02" * 33), id="secp256k1"),
        pytest.param(multibase.encode(b"\x80\x26" + b"\x02" * 32), id="private-key"),
        pytest.param(multibase.encode(SIGNER.public_key.raw), id="no-codec"),
        pytest.param(multibase.encode(b"\xed\x01" + SIGNER.public_key.raw[:31]), id="31-bytes"),
        pytest.param(multibase.encode(b"\xed\x01" + SIGNER.public_key.raw + b"\0"), id="33-bytes"),
        pytest.param(multibase.encode(b"\xed\x01" + SIGNER.public_key.raw * 2), id="64-bytes"),
        pytest.param("z1" + SIGNER.public_key.multibase[1:], id="leading-one"),
        pytest.param(SIGNER.public_key.multibase + "\n", id="line-break"),
        pytest.param("u7QE", id="base64url"),
    ],
)
def test_other_multibase_values_are_no_keys(text: str) -> None:
    """K10: other codecs, lengths and endings."""
    with pytest.raises(KeyMalformedError):
        PublicKey.from_multibase(text)


@pytest.mark.parametrize("length", [0, 63, 65])
def test_a_signature_of_another_length_is_invalid(length: int) -> None:
    signature = (SIGNER.sign(b"message") + b"\0")[:length]

    with pytest.raises(SignatureInvalidError):
        SIGNER.public_key.verify(signature, b"message")


@pytest.mark.reference
def test_wycheproof_is_judged_as_it_says() -> None:
    """K09: each vector exactly."""
    suite = json.loads(reference("security/crypto/wycheproof-ed25519_test.json").read_bytes())
    judged = 0

    for group in suite["testGroups"]:
        key = PublicKey(bytes.fromhex(group["publicKey"]["pk"]))
        for case in group["tests"]:
            signature, message = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            judged += 1
            if case["result"] == "valid":
                key.verify(signature, message)
            else:
                with pytest.raises(SignatureInvalidError):
                    key.verify(signature, message)

    assert judged == suite["numberOfTests"] > 100
