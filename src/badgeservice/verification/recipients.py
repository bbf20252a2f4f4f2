"""Whether a badge is about a certain person. Asked only when somebody wants to know.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject
"""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.identity import EMAIL_ADDRESS, matches
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.report import Check

_POINTER: Final = "/credentialSubject/identifier"


def check_recipient(document: JsonObject, email: str) -> Check:
    """Ask whether a credential of the right shape names the person with this e-mail address.

    Every identifier is compared, and each in the same time wherever it differs. A badge that names
    nobody by an e-mail address may still be about that person.
    """
    subject = document.get("credentialSubject")
    identifiers = subject.get("identifier") if isinstance(subject, dict) else None
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    named = [
        item
        for item in listed
        if isinstance(item, dict) and item.get("identityType") == EMAIL_ADDRESS
    ]
    if not named:
        message = "The badge names nobody by an e-mail address."
        return undetermined("recipient", "not-named", message, pointer="/credentialSubject")
    found = [matches(identifier, email) for identifier in named]
    if any(found):
        return _PASSED
    if not all(_is_legible(identifier) for identifier in named):
        message = "The badge hides the e-mail address in a way that cannot be compared here."
        return undetermined("recipient", "algorithm-unsupported", message, pointer=_POINTER)
    message = "The badge is about somebody with another e-mail address."
    return failed("recipient", "of-another", message, pointer=_POINTER)


def _is_legible(identifier: JsonObject) -> bool:
    hashed, value = identifier.get("hashed"), identifier.get("identityHash")
    known = isinstance(value, str) and value.partition("$")[0] in {"sha256", "md5"}
    return hashed is False or (hashed is True and known)


_PASSED: Final = passed("recipient", "The badge is about the person with this e-mail address.")
