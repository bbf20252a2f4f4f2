"""Signed badges of Open Badges 2.0: the signature, the issuer's key, the list of revoked ones.

Spec: https://www.imsglobal.org/sites/default/files/Badges/OBv2p0Final/index.html#SignedBadge
"""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.errors import KeyMalformedError, SignatureInvalidError
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmMismatchError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
)
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.open_badges_2 import keys
from badgeservice.credentials.open_badges_2.scope import host_of
from badgeservice.credentials.open_badges_2.shapes import (
    OlderBadge,
    OlderIssuer,
    OlderKey,
    Reference,
    read_key,
    read_revocations,
)
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.open_badges_2.linked import document_at, read_with
from badgeservice.verification.report import Check
from badgeservice.verification.sources import Sources

SIGNATURE: Final = "ob2.signature"
REVOKED: Final = "ob2.revoked"


def read_token(compact: bytes | None) -> CompactJws | Check:
    """Return the token of a badge that is said to be signed, or what is wrong with it."""
    if compact is None:
        message = "The badge says that it is signed, and there is no signature."
        return failed(SIGNATURE, "missing", message)
    try:
        return jws.read_compact(compact)
    except AlgorithmUnsupportedError as cause:
        return undetermined(SIGNATURE, "algorithm-unsupported", str(cause))
    except AlgorithmForbiddenError as cause:
        return failed(SIGNATURE, "algorithm-forbidden", str(cause))
    except JwsMalformedError as cause:
        return failed(SIGNATURE, "malformed", str(cause))


def check_signature(
    token: CompactJws, *, badge: OlderBadge, issuer: OlderIssuer, sources: Sources
) -> Check:
    """Ask whether a key of the issuer signed; what the token says of keys is not heeded."""
    reference = _key_named(badge, issuer)
    key = reference if isinstance(reference, Check) else _key_at(reference, issuer, sources)
    if isinstance(key, Check):
        return key
    try:
        keys.verify(token, key.pem)
    except SignatureInvalidError:
        message = "The signature does not fit: the badge was changed, or somebody else signed it."
        return failed(SIGNATURE, "wrong", message)
    except AlgorithmMismatchError as cause:
        return failed(SIGNATURE, "key-mismatch", str(cause))
    except KeyMalformedError as cause:
        return undetermined(SIGNATURE, "key-unsuitable", str(cause))
    return passed(SIGNATURE, "The signature was made by the key that the issuer publishes.")


def check_revocations(badge: OlderBadge, issuer: OlderIssuer, sources: Sources) -> Check:
    """Ask whether the issuer's list of revoked badges names this one."""
    url = issuer.revocation_list
    if url is None:
        message = "The issuer keeps no list of revoked badges."
        return passed(REVOKED, message, code=f"{REVOKED}.no-list")
    document = document_at(url, REVOKED, sources)
    if isinstance(document, Check):
        return document
    listed = read_with(lambda: read_revocations(document), REVOKED)
    if isinstance(listed, Check):
        return listed
    if listed.id != url or listed.issuer not in (None, issuer.id):
        message = "The list of revoked badges is another than the issuer names."
        return undetermined(REVOKED, "list-differs", message)
    if badge.id in listed.reasons:
        return revoked(listed.reasons[badge.id])
    return passed(REVOKED, "The issuer has not revoked this badge.")


def revoked(reason: str | None) -> Check:
    """Return the check that says that a badge was revoked, with the issuer's reason if it gave one.

    The reason is the issuer's own text, and as little to be believed as all else that it wrote.
    """
    said = f" It says: {reason[:200]}" if reason else ""
    return failed(REVOKED, "revoked", f"The issuer has revoked this badge.{said}")


def _key_named(badge: OlderBadge, issuer: OlderIssuer) -> Reference | Check:
    """Return the key to use: the one that the badge names, and the issuer lists."""
    if not issuer.keys:
        return failed(SIGNATURE, "no-key", "The issuer publishes no key.")
    if badge.creator is None:
        if len(issuer.keys) == 1:
            return issuer.keys[0]
        message = "The badge does not name its key, and the issuer has several."
        return undetermined(SIGNATURE, "key-unnamed", message)
    named = next((key for key in issuer.keys if key.url == badge.creator), None)
    if named is None:
        message = "The badge names a key that the issuer does not list."
        return failed(SIGNATURE, "key-not-issuers", message, pointer="/verification/creator")
    return named


def _key_at(reference: Reference, issuer: OlderIssuer, sources: Sources) -> OlderKey | Check:
    """Return a key as its owner publishes it, on the owner's own host."""
    document = _key_document(reference, issuer, sources)
    if isinstance(document, Check):
        return document
    is_embedded = reference.embedded is not None
    key = read_with(lambda: read_key(document, is_embedded=is_embedded), SIGNATURE)
    if isinstance(key, Check):
        return key
    if key.id != reference.url or key.owner != issuer.id:
        message = "The key says that it belongs to somebody else than the issuer."
        return failed(SIGNATURE, "owner-differs", message)
    return key


def _key_document(
    reference: Reference, issuer: OlderIssuer, sources: Sources
) -> JsonObject | Check:
    if reference.embedded is not None:
        return reference.embedded
    host = host_of(reference.url)
    if host is None:
        message = "The key has no web address, so nobody can be asked about it."
        return undetermined(SIGNATURE, "no-address", message)
    is_own = host == host_of(issuer.id)
    if not is_own and not issuer.scope.covers_host(host, issuer_id=issuer.id):
        message = "The key lies where the issuer does not answer for what is said."
        return failed(SIGNATURE, "origin-not-allowed", message)
    return document_at(reference.url, SIGNATURE, sources)
