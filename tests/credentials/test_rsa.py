from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256, SHA384, SHA512

from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError
from badgeservice.credentials.rsa import RsaAlgorithm, RsaPublicKey

HASHES = {"256": SHA256(), "384": SHA384(), "512": SHA512()}
ALGORITHMS: tuple[RsaAlgorithm, ...] = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def key(private_key: rsa.RSAPrivateKey) -> RsaPublicKey:
    numbers = private_key.public_key().public_numbers()
    return RsaPublicKey(modulus=numbers.n, exponent=numbers.e)


def sign(private_key: rsa.RSAPrivateKey, algorithm: RsaAlgorithm) -> bytes:
    digest = HASHES[algorithm[2:]]
    if algorithm.startswith("RS"):
        return private_key.sign(b"message", PKCS1v15(), digest)
    padding = PSS(mgf=MGF1(digest), salt_length=digest.digest_size)
    return private_key.sign(b"message", padding, digest)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signature_holds_by_its_own_algorithm_alone(
    private_key: rsa.RSAPrivateKey, key: RsaPublicKey, algorithm: RsaAlgorithm
) -> None:
    signature = sign(private_key, algorithm)

    replace(key, algorithm=algorithm).verify(signature, b"message")

    for other in ALGORITHMS:
        if other != algorithm:
            with pytest.raises(SignatureInvalidError):
                replace(key, algorithm=other).verify(signature, b"message")


def test_changed_messages_and_signatures_are_noticed(
    private_key: rsa.RSAPrivateKey, key: RsaPublicKey
) -> None:
    signature = sign(private_key, "RS256")

    for forged, message in (
        (signature, b"massage"),
        (signature[:-1] + bytes([signature[-1] ^ 1]), b"message"),
        (signature[1:], b"message"),
        (b"\0" + signature, b"message"),
        (b"", b"message"),
    ):
        with pytest.raises(SignatureInvalidError):
            key.verify(forged, message)


def test_sha_1_is_never_taken(private_key: rsa.RSAPrivateKey, key: RsaPublicKey) -> None:
    signature = private_key.sign(b"message", PKCS1v15(), SHA1())  # noqa: S303  # that it is weak is the point

    with pytest.raises(SignatureInvalidError):
        key.verify(signature, b"message")


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        pytest.param(2**1023 + 1, 65537, id="1024-bits"),
        pytest.param(2**2046 + 1, 65537, id="2047-bits"),
        pytest.param(2**8192 + 1, 65537, id="8193-bits"),
        pytest.param(2**2047, 65537, id="even"),
        pytest.param(2**2047 + 1, 1, id="exponent-1"),
        pytest.param(2**2047 + 1, 65536, id="exponent-even"),
        pytest.param(2**2047 + 1, 2**33 + 1, id="exponent-long"),
        pytest.param(-(2**2047 + 1), 65537, id="negative"),
        pytest.param(0, 65537, id="zero"),
    ],
)
def test_weak_keys_are_refused(modulus: int, exponent: int) -> None:
    with pytest.raises(KeyMalformedError):
        RsaPublicKey(modulus=modulus, exponent=exponent)
