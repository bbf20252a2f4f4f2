"""The value of a derived `ecdsa-sd-2023` proof, taken apart.

Spec: https://www.w3.org/TR/vc-di-ecdsa/#parsederivedproofvalue
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from badgeservice.credentials import cbor
from badgeservice.credentials.cbor import CborValue
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.errors import (
    CborMalformedError,
    KeyMalformedError,
    ProofMalformedError,
)

# Each costs a signature check, a tenth of a millisecond; a badge consists of less than a hundred.
MAXIMUM_SIGNATURES: Final = 1_000

_POINTER: Final = "/proof/proofValue"
_BASE_HEADER: Final = b"\xd9\x5d\x00"
_DERIVED_HEADER: Final = b"\xd9\x5d\x01"
_PARTS: Final = 5
_SIGNATURE_LENGTH_BYTES: Final = 64
_LABEL_LENGTH_BYTES: Final = 32
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What the value says.

    `base_signature` is the issuer's, over proof options, `proof_key` and the mandatory statements.
    `signatures` are those of `proof_key`, one for each other statement. `labels` give the unnamed
    nodes of the document, by the number in their canonical label, the names they had when it was
    signed. `mandatory` are the places of the mandatory statements.
    """

    base_signature: bytes
    proof_key: EcPublicKey
    proof_key_content: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[int, str]
    mandatory: frozenset[int]


def read_disclosure(text: str) -> Disclosure:
    """Read a `proofValue`, `u2V0B…`.

    Raises:
        ProofMalformedError: it is a base proof, which an issuer gives to nobody but the holder, or
            it is not of the one form that a derived one has.
    """
    parts = _parts(text)
    proof_key_content = _bytes(parts[1])
    labels = _labels(parts[3])
    return Disclosure(
        base_signature=_bytes(parts[0], _SIGNATURE_LENGTH_BYTES),
        proof_key=_proof_key(proof_key_content),
        proof_key_content=proof_key_content,
        signatures=_signatures(parts[2]),
        labels=labels,
        mandatory=_places(parts[4]),
    )


def _parts(text: str) -> list[CborValue]:
    content = _decode(text)
    if content.startswith(_BASE_HEADER):
        raise _malformed("it is a base proof; only what is derived from one can be checked")
    if not content.startswith(_DERIVED_HEADER):
        raise _malformed("it does not start as a selective disclosure proof does")
    try:
        value = cbor.read(content.removeprefix(_DERIVED_HEADER))
    except CborMalformedError as cause:
        raise _malformed(cause.reason) from cause
    if not isinstance(value, list) or len(value) != _PARTS:
        raise _malformed(f"it is no list of {_PARTS} parts")
    return value


def _decode(text: str) -> bytes:
    """Read multibase base64url without padding, in the only way to write those bytes."""
    digits = text[1:]
    if not text.startswith("u") or not _BASE64URL.fullmatch(digits):
        raise _malformed("it is no base64url with u first")
    try:
        content = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    except ValueError as cause:
        raise _malformed("it is no base64url with u first") from cause
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii") != digits:
        raise _malformed("it is not in its shortest form")
    return content


def _bytes(value: CborValue, length: int | None = None) -> bytes:
    if not isinstance(value, bytes) or (length is not None and len(value) != length):
        raise _malformed("one of its parts has another length or kind")
    return value


def _proof_key(content: bytes) -> EcPublicKey:
    try:
        key = EcPublicKey.from_multicodec(content)
    except KeyMalformedError as cause:
        raise _malformed(cause.reason) from cause
    if key.curve != "P-256":
        raise _malformed(f"its own key is on {key.curve}, not P-256")
    return key


def _signatures(value: CborValue) -> tuple[bytes, ...]:
    if not isinstance(value, list):
        raise _malformed("its signatures are no list")
    if len(value) > MAXIMUM_SIGNATURES:
        raise _malformed(f"more than {MAXIMUM_SIGNATURES} signatures")
    return tuple(_bytes(item, _SIGNATURE_LENGTH_BYTES) for item in value)


def _labels(value: CborValue) -> Mapping[int, str]:
    if not isinstance(value, dict):
        raise _malformed("its labels are no map")
    labels = {
        number: "u"
        + base64.urlsafe_b64encode(_bytes(label, _LABEL_LENGTH_BYTES)).decode().rstrip("=")
        for number, label in value.items()
    }
    if len(set(labels.values())) != len(labels):
        raise _malformed("two unnamed nodes have one label")
    return labels


def _places(value: CborValue) -> frozenset[int]:
    if not isinstance(value, list):
        raise _malformed("its places are no list")
    places = [item for item in value if isinstance(item, int)]
    if len(places) != len(value) or len(set(places)) != len(places):
        raise _malformed("its places are not numbers, each once")
    return frozenset(places)


def _malformed(reason: str) -> ProofMalformedError:
    return ProofMalformedError(_POINTER, reason)
