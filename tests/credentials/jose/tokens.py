"""Badges as tokens, and tokens that somebody has tampered with, for the tests of this folder."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.did import did_document
from badgeservice.credentials.jose import base64url, jws
from badgeservice.credentials.jose.vc_jwt import JwtCredential, read_credential
from badgeservice.credentials.multikey import ProofSigner
from badgeservice.credentials.strict_json import JsonObject
from tests.credentials.samples import ISSUER, METHOD, SIGNER, SeededSigner, credential

SUBJECT: Final = "did:example:aino"
ATTACKER: Final = SeededSigner("attacker")
DOCUMENT: Final = did_document(ISSUER, keys=[SIGNER.public_key])
# The moments of the badge of `samples`.
VALID_FROM: Final = 1795334400
VALID_UNTIL: Final = 1953100800


def badge(**changes: Any) -> dict[str, Any]:
    """Return a badge whose subject has an id; members changed to None are left out."""
    made: dict[str, Any] = credential()
    made["credentialSubject"] = {"id": SUBJECT, **made["credentialSubject"]}
    made |= changes
    return {name: value for name, value in made.items() if value is not None}


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims for that badge; claims changed to None are left out."""
    made: dict[str, Any] = {
        "iss": ISSUER,
        "jti": badge()["id"],
        "nbf": VALID_FROM,
        "exp": VALID_UNTIL,
        "sub": SUBJECT,
    }
    made |= changes
    return {name: value for name, value in made.items() if value is not None}


def header(**changes: Any) -> dict[str, Any]:
    """Return the header of an Open Badges token; members changed to None are left out."""
    made = {"alg": "EdDSA", "kid": METHOD, "typ": "JWT"} | changes
    return {name: value for name, value in made.items() if value is not None}


def encode(value: object) -> bytes:
    """Return bytes, or a value as JSON, in base64url."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64url.encode(content)


def token(head: object, payload: object, *, signer: ProofSigner = SIGNER) -> bytes:
    """Return a token with that header, sound or not, rightly signed."""
    signing_input = encode(head) + b"." + encode(payload)
    return signing_input + b"." + encode(signer.sign(signing_input))


def open_badge(payload: JsonObject | None = None, **changes: Any) -> bytes:
    """Return an Open Badges token; `changes` are made to its header."""
    content = badge() | claims() if payload is None else payload
    return token(header(**changes), content)


def read(content: bytes, *, may_lack: frozenset[str] = frozenset()) -> JwtCredential:
    """Read a token down to its credential."""
    return read_credential(jws.read_compact(content), may_lack=may_lack)


def w3c(payload: object = None, **changes: Any) -> bytes:
    """Return a `vc+jwt` token of the W3C's kind; `changes` are made to its header."""
    head = header(typ="vc+jwt", cty="vc", **changes)
    return token(head, badge() if payload is None else payload)


def old(**changes: Any) -> dict[str, Any]:
    """Return a badge of the data model 1.1."""
    made = badge(validFrom=None, validUntil=None, awardedDate=None, **changes)
    made["@context"] = ["https://www.w3.org/2018/credentials/v1", *made["@context"][1:]]
    made["issuanceDate"] = format_datetime(datetime.fromtimestamp(VALID_FROM, tz=UTC))
    made["expirationDate"] = format_datetime(datetime.fromtimestamp(VALID_UNTIL, tz=UTC))
    return made
