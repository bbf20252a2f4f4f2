"""Recipients named by a salted hash of their e-mail address.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#identityobject
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue

EMAIL_ADDRESS: Final = "emailAddress"


def identity_hash(identity: str, *, salt: str) -> str:
    """Return `sha256$` and the hex digest over `identity` followed by `salt`, both as UTF-8."""
    return f"sha256${hashlib.sha256((identity + salt).encode('utf-8')).hexdigest()}"


def _md5_hash(identity: str, *, salt: str) -> str:
    # The specification allows it and old badges have it; we never issue it.
    digest = hashlib.md5((identity + salt).encode("utf-8"), usedforsecurity=False)
    return f"md5${digest.hexdigest()}"


_ALGORITHMS: Final[dict[str, Callable[..., str]]] = {"sha256": identity_hash, "md5": _md5_hash}


def matches(identifier: JsonObject, email: str) -> bool:
    """Whether `identifier`, an IdentityObject, names the person with this e-mail address.

    The address is tried as given and in lower case. Another identity type, an unknown algorithm
    and a malformed object match nobody. The comparison takes the same time wherever they differ.
    """
    expected = identifier.get("identityHash")
    if identifier.get("identityType") != EMAIL_ADDRESS or not isinstance(expected, str):
        return False
    salt = identifier.get("salt", "")
    if not isinstance(salt, str):
        return False
    hashed = identifier.get("hashed")
    return any(
        _equals(_shown(candidate, hashed, salt, expected), expected, hashed)
        for candidate in dict.fromkeys((email, email.lower()))
    )


def _shown(email: str, hashed: JsonValue, salt: str, expected: str) -> str | None:
    """Return what the object would hold for this address, or None when that cannot be told."""
    if hashed is False:
        return email
    algorithm = _ALGORITHMS.get(expected.partition("$")[0])
    if hashed is not True or algorithm is None:
        return None
    return algorithm(email, salt=salt)


def _equals(shown: str | None, expected: str, hashed: JsonValue) -> bool:
    if shown is None:
        return False
    # Hex digits may be in either case.
    wanted = expected.lower() if hashed else expected
    return hmac.compare_digest(shown.encode("utf-8"), wanted.encode("utf-8"))
