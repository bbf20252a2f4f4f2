import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.hazmat.primitives.serialization import PublicFormat as Public

from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.errors import KeyMalformedError
from badgeservice.credentials.open_badges_2.keys import from_pem
from badgeservice.credentials.rsa import RsaPublicKey
from tests.reference import reference

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, Public.SubjectPublicKeyInfo).decode()


def test_an_rsa_key_is_read_in_either_writing() -> None:
    public = RSA_KEY.public_key()
    expected = RsaPublicKey(modulus=public.public_numbers().n, exponent=65537)

    assert from_pem(_pem(public)) == expected
    assert from_pem(public.public_bytes(Encoding.PEM, Public.PKCS1).decode()) == expected


@pytest.mark.parametrize(
    ("curve", "name"),
    [(ec.SECP256R1(), "P-256"), (ec.SECP384R1(), "P-384")],
    ids=["P-256", "P-384"],
)
def test_a_key_on_a_curve_is_read(curve: ec.EllipticCurve, name: str) -> None:
    key = ec.generate_private_key(curve).public_key()

    read = from_pem(_pem(key))

    assert isinstance(read, EcPublicKey)
    assert (read.curve, read.raw) == (
        name,
        key.public_bytes(Encoding.X962, Public.CompressedPoint),
    )


@pytest.mark.reference
@pytest.mark.parametrize("name", ["key1", "key2", "key3"])
def test_the_keys_of_the_samples_are_read(name: str) -> None:
    content = reference(f"security/openbadges/ob20/assets/{name}.json").read_text("utf-8")
    pem = content.partition('"publicKeyPem": "')[2].partition('"')[0].replace("\\n", "\n")

    assert isinstance(from_pem(pem), RsaPublicKey)


@pytest.mark.parametrize(
    "pem",
    [
        pytest.param("", id="nothing"),
        pytest.param("-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", id="empty"),
        pytest.param("-----BEGIN PUBLIC KEY-----\nÅ\n-----END PUBLIC KEY-----", id="not ASCII"),
        pytest.param(_pem(RSA_KEY.public_key()) + " " * 9000, id="very long"),
        pytest.param(
            _pem(ed25519.Ed25519PrivateKey.generate().public_key()), id="a kind not known"
        ),
        pytest.param(
            _pem(ec.generate_private_key(ec.SECP256K1()).public_key()), id="a curve not known"
        ),
        pytest.param(
            RSA_KEY.private_bytes(
                Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
            ).decode(),
            id="a private key",
        ),
    ],
)
def test_what_is_no_such_key_is_refused(pem: str) -> None:
    with pytest.raises(KeyMalformedError):
        from_pem(pem)
