"""`1EdTechRevocationList`: plain JSON that names revoked credentials, as older badges have it.

Nothing signs such a list. The badge, whose signature holds, names its URL, and the list names an
`issuer`; TLS alone says who answers there. So it is believed only where that is the issuer's own
server: the host and port of the URL are those of the issuer's did:web, or of its https id. The
`issuer` and `id` in the list, where they are given, must be the badge's issuer and the URL.
Anywhere else, and for issuers that have no server (did:key), the list is not asked, and the status
stays open. The list holds ids of credentials and reasons for their revocation, which may be
personal data, so no copy of it is kept.

The text of the specification speaks of `revokedCredentials`, and the public validator reads
`revokedCredential`; each counts. A credential is revoked when an entry has its id, and `revoked` is
true or left out.

Spec: https://www.imsglobal.org/spec/vcrl/v1p0/
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from badgeservice.credentials.did import did_web_url
from badgeservice.credentials.errors import DidMalformedError
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.proofs import issuer_id
from badgeservice.verification.report import Check
from badgeservice.verification.status_lists import NAME, StatusQuestion

TYPE: Final = "1EdTechRevocationList"
_KEYS: Final = ("revokedCredential", "revokedCredentials")
_LONGEST_REASON: Final = 200
_HTTPS_PORT: Final = 443


def check_revocation_list(
    entry: JsonObject, credential_id: JsonValue, question: StatusQuestion, *, pointer: str
) -> Check:
    """Ask the list that `entry` names about a credential, if the list is the issuer's own."""
    url = entry.get("id")
    if not isinstance(url, str):
        message = "The status entry does not say where its list is."
        return failed(NAME, "entry-malformed", message, pointer=f"{pointer}/id")
    if not _is_own_server(url, question.issuer_id):
        message = "The list of revoked badges is unsigned, and not on the issuer's own server."
        return undetermined(NAME, "list-not-bound", message, pointer=f"{pointer}/id")
    try:
        listed = question.sources.status_lists.status_list_credential(url)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return undetermined(NAME, "list-unreachable", str(cause), pointer=pointer)
    fault = _fault(listed, url, question, pointer)
    if fault is not None or not isinstance(listed, dict):
        return fault or _malformed(pointer)
    return _look_up(listed, credential_id, pointer)


def _fault(
    listed: JsonObject | bytes, url: str, question: StatusQuestion, pointer: str
) -> Check | None:
    if not isinstance(listed, dict) or not any(key in listed for key in _KEYS):
        return _malformed(pointer)
    if "issuer" in listed and issuer_id(listed) != question.issuer_id:
        message = "The list of revoked badges is by another issuer than the badge."
        return failed(NAME, "list-of-another-issuer", message, pointer=pointer)
    if listed.get("id", url) != url:
        message = "The list of revoked badges calls itself by another address."
        return undetermined(NAME, "list-id-differs", message, pointer=pointer)
    return None


def _look_up(listed: JsonObject, credential_id: JsonValue, pointer: str) -> Check:
    is_sound = True
    for entry in _entries(listed):
        if not isinstance(entry, dict) or not _is_entry(entry):
            is_sound = False
        elif entry["id"] == credential_id and entry.get("revoked", True):
            reason = entry.get("revocationReason")
            facts: JsonObject = {}
            if isinstance(reason, str):
                facts["reason"] = reason[:_LONGEST_REASON]
            message = "The issuer has revoked this badge."
            return failed(NAME, "revoked", message, pointer=pointer, facts=facts or None)
    # An entry that cannot be read might have been about this badge.
    return NOT_LISTED if is_sound else _malformed(pointer)


def _entries(listed: JsonObject) -> list[JsonValue]:
    found: list[JsonValue] = []
    for key in _KEYS:
        value = listed.get(key, [])
        found += value if isinstance(value, list) else [value]
    return found


def _is_entry(entry: JsonObject) -> bool:
    return isinstance(entry.get("id"), str) and isinstance(entry.get("revoked", True), bool)


def _malformed(pointer: str) -> Check:
    message = "What the status address answers is no list of revoked badges."
    return undetermined(NAME, "list-malformed", message, pointer=pointer)


def _is_own_server(url: str, issuer: str) -> bool:
    """Whether the server at `url` is that whose documents say who an issuer is."""
    try:
        own = did_web_url(issuer) if issuer.startswith("did:web:") else issuer
    except DidMalformedError:
        return False
    place = _server(own)
    return place is not None and place == _server(url)


def _server(url: str) -> tuple[str, int] | None:
    """Return host and port of an https URL; None for any other, and for odd ones."""
    try:
        parts = urlsplit(url)
        port = parts.port or _HTTPS_PORT
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or "\\" in url:
        return None
    return parts.hostname, port


NOT_LISTED: Final = passed(NAME, "The issuer has not revoked or suspended this badge.")
