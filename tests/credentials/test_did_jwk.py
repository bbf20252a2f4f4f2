import base64
import json

import pytest

from badgeservice.credentials.did_jwk import did_jwk_document, did_jwk_key
from badgeservice.credentials.errors import DidMalformedError
from badgeservice.credentials.jose.thumbprints import to_jwk
from badgeservice.credentials.methods import assertion_key, hinted_key
from badgeservice.credentials.multikey import VerificationKey, did_key
from tests.credentials.samples import ISSUER, SIGNER
from tests.credentials.securing.signers import EcSigner
from tests.credentials.test_jwk import EC, OKP, RSA

P256 = EcSigner("P-256").public_key
# The first example of the method's specification.
PUBLISHED = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6"
    "OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)


def written(jwk: object) -> str:
    content = base64.urlsafe_b64encode(json.dumps(jwk).encode()).decode().rstrip("=")
    return f"did:jwk:{content}"


def test_the_published_example_has_the_published_document() -> None:
    document = did_jwk_document(PUBLISHED)

    assert document["id"] == PUBLISHED
    assert document["assertionMethod"] == [f"{PUBLISHED}#0"]
    assert document["verificationMethod"] == [
        {
            "id": f"{PUBLISHED}#0",
            "type": "JsonWebKey",
            "controller": PUBLISHED,
            "publicKeyJwk": {
                "crv": "P-256",
                "kty": "EC",
                "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
                "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
            },
        }
    ]


@pytest.mark.parametrize("jwk", [OKP, EC, RSA], ids=["OKP", "EC", "RSA"])
def test_a_key_of_every_kind_is_its_own_issuer(jwk: dict[str, str]) -> None:
    did = written(jwk)

    key = assertion_key(did_jwk_document(did), did=did, method_id=f"{did}#0")

    assert to_jwk(key) == jwk
    assert did_jwk_key(did) == key


@pytest.mark.parametrize(
    "did",
    [
        pytest.param("did:jwk:", id="empty"),
        pytest.param("did:key:z6Mk", id="another method"),
        pytest.param("did:jwk:e30", id="an empty object"),
        pytest.param("did:jwk:W10", id="a list"),
        pytest.param("did:jwk:////", id="another alphabet"),
        pytest.param(written(EC) + "=", id="padding"),
        pytest.param(written(EC) + "\n", id="a line end"),
        pytest.param(written({**EC, "d": EC["x"]}), id="a private key"),
        pytest.param(written({**EC, "use": "enc"}), id="for encryption"),
        pytest.param(written({**OKP, "crv": "X25519"}), id="for key agreement"),
        pytest.param(written({**EC, "note": "x" * 5000}), id="too long"),
        pytest.param("did:jwk:" + "e30" + "A" * 2, id="cut off"),
    ],
)
def test_what_is_no_sound_public_key_is_no_did(did: str) -> None:
    with pytest.raises(DidMalformedError):
        did_jwk_document(did)


def test_a_did_has_one_spelling() -> None:
    text = written({**EC, "kid": "1"})
    loose = next(
        text[:-1] + last
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if text[-1] != last and _octets(text[:-1] + last) == _octets(text)
    )

    with pytest.raises(DidMalformedError):
        did_jwk_key(loose)


def _octets(did: str) -> bytes:
    text = did.removeprefix("did:jwk:")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(
    ("method", "key"),
    [
        pytest.param(did_key(P256), P256, id="did:key"),
        pytest.param(f"{did_key(P256)}#{P256.multibase}", P256, id="did:key in full"),
        pytest.param(f"{PUBLISHED}#0", did_jwk_key(PUBLISHED), id="did:jwk"),
        pytest.param(f"{ISSUER}#{SIGNER.public_key.multibase}", SIGNER.public_key, id="a fragment"),
        pytest.param(f"{ISSUER}#key-1", None, id="a name"),
        pytest.param(f"{ISSUER}#z6Mk0OIl", None, id="a garbled key"),
        pytest.param(f"{did_key(P256)}#{SIGNER.public_key.multibase}", None, id="two keys"),
        pytest.param("did:jwk:e30#0", None, id="a DID of no key"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_url_of_a_method_may_spell_out_its_key(
    method: str, key: VerificationKey | None
) -> None:
    assert hinted_key(method) == key
