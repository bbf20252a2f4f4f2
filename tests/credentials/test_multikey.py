import pytest

from badgeservice.credentials import multibase
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.errors import DidMalformedError, KeyMalformedError
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import (
    Multikey,
    did_key,
    did_key_key,
    did_key_method_key,
    from_multibase,
)
from tests.credentials.samples import SIGNER
from tests.credentials.securing.signers import EcSigner

P256 = EcSigner("P-256").public_key
P384 = EcSigner("P-384").public_key
KEYS = [
    pytest.param(SIGNER.public_key, id="ed25519"),
    pytest.param(P256, id="p256"),
    pytest.param(P384, id="p384"),
]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_reads_back_from_its_multikey_and_its_did(key: Multikey) -> None:
    did = did_key(key)

    assert from_multibase(key.multibase) == key
    assert did_key_key(did) == key
    assert did_key_method_key(f"{did}#{key.multibase}") == key
    assert did_key_method_key(did) == key


@pytest.mark.parametrize(
    ("did", "kind"),
    [
        # Source: https://w3c-ccg.github.io/did-key-spec/#test-vectors
        ("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp", PublicKey),
        ("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169", EcPublicKey),
        ("did:key:zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv", EcPublicKey),
        (
            "did:key:z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
            EcPublicKey,
        ),
        (
            "did:key:z82LkvCwHNreneWpsgPEbV3gu1C6NFJEBg4srfJ5gdxEsMGRJUz2sG9FE42shbn2xkZJh54",
            EcPublicKey,
        ),
    ],
)
def test_the_published_did_keys_are_read(did: str, kind: type) -> None:
    key = did_key_key(did)

    assert isinstance(key, kind)
    assert did_key(key) == did


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xec\x01" + bytes(32), id="x25519"),
        pytest.param(b"\xe7\x01" + b"\2" + bytes(32), id="secp256k1"),
        pytest.param(b"\x82\x24" + b"\2" + bytes(65), id="p521, too short"),
        pytest.param(b"\x86\x26" + bytes(32), id="p256-private"),
        pytest.param(b"\x80\x26" + bytes(32), id="ed25519-private"),
        pytest.param(b"\x80\x24" + P384.raw, id="p384-marked-p256"),
        pytest.param(b"\x81\x24" + P256.raw, id="p256-marked-p384"),
        pytest.param(b"\x80\x24" + P256.raw + b"\0", id="one-byte-more"),
        pytest.param(b"\xed\x01" + P256.raw, id="p256-marked-ed25519"),
    ],
)
def test_what_is_no_key_of_a_known_kind_is_refused(content: bytes) -> None:
    text = multibase.encode(content)

    with pytest.raises(KeyMalformedError):
        from_multibase(text)
    with pytest.raises(DidMalformedError):
        did_key_key(f"did:key:{text}")


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(f"{did_key(P256)}#{P384.multibase}", id="other-fragment"),
        pytest.param(f"{did_key(P256)}#", id="empty-fragment"),
        pytest.param(f"{did_key(P256)}#{P256.multibase}#", id="two-fragments"),
        pytest.param(f"{did_key(P256)}?x#{P256.multibase}", id="query"),
        pytest.param(f"did:web:example.fi#{P256.multibase}", id="did-web"),
        pytest.param(P256.multibase, id="key-alone"),
        pytest.param("did:key:u7QF", id="other-base"),
    ],
)
def test_a_did_key_method_names_its_own_key(method: str) -> None:
    with pytest.raises(DidMalformedError):
        did_key_method_key(method)
