"""JSON Web Signatures in compact form: read, checked and made.

What is taken is narrower than what the standard allows. Three parts in base64url, each in the only
way it can be written; a header that every JSON reader reads alike; no critical extensions; and an
algorithm of the list below. The key decides which algorithm that may be, never the header.

Spec: https://www.rfc-editor.org/rfc/rfc7515, https://www.rfc-editor.org/rfc/rfc7518#section-3,
https://www.rfc-editor.org/rfc/rfc8037#section-3.1 and
https://www.rfc-editor.org/rfc/rfc9864#section-2.2
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from badgeservice.credentials import strict_json
from badgeservice.credentials.curves import CurveName
from badgeservice.credentials.errors import JsonMalformedError, KeyMalformedError
from badgeservice.credentials.jose import base64url
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmMismatchError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
)
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import ProofSigner, VerificationKey
from badgeservice.credentials.rsa import RsaPublicKey
from badgeservice.credentials.strict_json import JsonObject

ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
# A key and a chain of certificates fit in; a megabyte of `kid` does not.
MAXIMUM_HEADER_BYTES: Final = 16 * 1024
MAXIMUM_PAYLOAD_BYTES: Final = strict_json.MAXIMUM_BYTES
# That of the longest RSA key that is taken.
MAXIMUM_SIGNATURE_BYTES: Final = 1024
# Base64 makes four characters of three bytes; two dots stand between the parts.
MAXIMUM_BYTES: Final = (
    -(-4 * (MAXIMUM_HEADER_BYTES + MAXIMUM_PAYLOAD_BYTES + MAXIMUM_SIGNATURE_BYTES) // 3) + 4
)

_PARTS: Final = 3
_ED25519: Final = ("EdDSA", "Ed25519")
_BY_CURVE: Final[Mapping[CurveName, tuple[str, ...]]] = MappingProxyType(
    {"P-256": ("ES256",), "P-384": ("ES384",), "P-521": ("ES512",)}
)
# Below this, a forger of signatures in sloppy padding has had an easy time before.
_LEAST_EXPONENT: Final = 65537


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactJws:
    """A token as it was read: nothing in it has been checked against any key.

    `signing_input` is what `signature` must have been made over. The header belongs to whoever
    made the token, and is not to be believed.
    """

    header: JsonObject
    algorithm: str
    payload: bytes
    signing_input: bytes
    signature: bytes


def resembles_compact(content: bytes) -> bool:
    """Whether `content` is meant to be a token in compact form, and not JSON or an image.

    White space around it counts against it: cut off the end of line of a file first.
    """
    return content[:1].isalnum() and b"." in content[: 2 * MAXIMUM_HEADER_BYTES]


def read_compact(content: bytes) -> CompactJws:
    """Return the parts of a token, without checking its signature.

    Raises:
        JwsMalformedError: it is too large, has not three parts, or a part is not base64url in
            its only form; the header is no strict JSON object, names no algorithm, or wants an
            extension (`crit`, `b64`) heeded; or there is no signature.
        AlgorithmForbiddenError: the algorithm is `none`, or works with a shared secret.
        AlgorithmUnsupportedError: it is another that is not listed in `ALGORITHMS`.
    """
    if len(content) > MAXIMUM_BYTES:
        raise JwsMalformedError("size", f"more than {MAXIMUM_BYTES} bytes")
    parts = content.split(b".", _PARTS)
    if len(parts) != _PARTS:
        raise JwsMalformedError("parts", "it has not three parts")
    header = _read_header(base64url.decode(parts[0], part="header"))
    algorithm = _read_algorithm(header)
    payload = base64url.decode(parts[1], part="payload")
    signature = base64url.decode(parts[2], part="signature")
    if not signature:
        raise JwsMalformedError("signature-missing", "it has no signature")
    if len(payload) > MAXIMUM_PAYLOAD_BYTES or len(signature) > MAXIMUM_SIGNATURE_BYTES:
        raise JwsMalformedError("size", "a part is too long")
    return CompactJws(
        header=header,
        algorithm=algorithm,
        payload=payload,
        signing_input=parts[0] + b"." + parts[1],
        signature=signature,
    )


def verify(jws: CompactJws, key: VerificationKey) -> None:
    """Return when a token was signed with the private half of `key`.

    A key is for one algorithm: an Ed25519 key for EdDSA, which is also called Ed25519, a key on
    P-256, P-384 or P-521 for ES256, ES384 or ES512, and an RSA key for the one that it names
    itself. Signatures of ECDSA are r and s, each as long as the curve's x; DER is refused.

    To one content there can be several signatures that hold. Anyone can turn an ECDSA signature
    (r, s) into (r, -s), as the standard lets them; RSASSA-PSS and ECDSA draw lots. What is signed
    stays the same, but the bytes of a token are no name for it.

    Raises:
        AlgorithmMismatchError: the header names an algorithm that the key is not for.
        KeyMalformedError: it is an RSA key with an exponent below 65537.
        SignatureInvalidError: the signature was not made over this content by this key.
    """
    allowed = algorithms_of(key)
    if jws.algorithm not in allowed:
        raise AlgorithmMismatchError(jws.algorithm, allowed=allowed)
    if isinstance(key, RsaPublicKey) and key.exponent < _LEAST_EXPONENT:
        raise KeyMalformedError(f"the exponent of the RSA key is below {_LEAST_EXPONENT}")
    key.verify(jws.signature, jws.signing_input)


def algorithms_of(key: VerificationKey) -> tuple[str, ...]:
    """Return what the one algorithm of a key is called, the usual name first."""
    if isinstance(key, PublicKey):
        return _ED25519
    if isinstance(key, RsaPublicKey):
        return (key.algorithm,)
    return _BY_CURVE[key.curve]


def sign(header: JsonObject, payload: bytes, *, signer: ProofSigner) -> bytes:
    """Return a token in compact form: `payload`, signed by EdDSA, ES256, ES384 or ES512.

    The header gets the `alg` of the signer's key, unless it has one that fits.

    Raises:
        AlgorithmMismatchError: the header has an `alg` that does not fit.
        JsonMalformedError: the header has no JSON form.
    """
    allowed = algorithms_of(signer.public_key)
    algorithm = header.get("alg", allowed[0])
    if algorithm not in allowed:
        raise AlgorithmMismatchError(str(algorithm), allowed=allowed)
    written = strict_json.serialise({"alg": algorithm, **header})
    signing_input = base64url.encode(written) + b"." + base64url.encode(payload)
    return signing_input + b"." + base64url.encode(signer.sign(signing_input))


def _read_header(content: bytes) -> JsonObject:
    try:
        header = strict_json.parse_object(content, maximum_bytes=MAXIMUM_HEADER_BYTES)
    except JsonMalformedError as cause:
        raise JwsMalformedError("header", f"its header is unsound: {cause.reason}") from cause
    # No extension is known here, so none of those that are critical can be heeded. An empty list
    # is forbidden anyway.
    if "crit" in header:
        raise JwsMalformedError("critical", "it wants extensions heeded that are not known here")
    if header.get("b64", True) is not True:
        raise JwsMalformedError("unencoded", "its payload is not encoded")
    return header


def _read_algorithm(header: JsonObject) -> str:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise JwsMalformedError("algorithm-missing", "its header names no algorithm")
    if algorithm in ALGORITHMS:
        return algorithm
    # Names count letter by letter, so `nOnE` is no name at all; but what is meant is plain.
    meant = algorithm.strip().casefold()
    if meant == "none" or meant.startswith("hs"):
        raise AlgorithmForbiddenError(algorithm)
    raise AlgorithmUnsupportedError(algorithm)
