"""Which key a token says that it was signed with, and which key of the issuer that is.

What a token says of its own key proves nothing: whoever forges a token puts a key of their own
into it. It helps to find a key in the issuer's own document, and the key is taken from there.

Spec: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.3 and
https://www.w3.org/TR/vc-jose-cose/#kid
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import KeyMalformedError, KeyNotBoundError
from badgeservice.credentials.jose.errors import JwtMalformedError
from badgeservice.credentials.jose.thumbprints import thumbprint_of
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.methods import bound_key, hinted_key, method_key
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Spec: https://www.rfc-editor.org/rfc/rfc9278#section-5
_THUMBPRINT_URN: Final = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"
# To compare a key takes about as long as to check a signature; issuers have a handful.
_MAXIMUM_METHODS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHint:
    """What the header of a token says of the key: a name, the key itself by thumbprint, or both.

    `jwk` is the key with that thumbprint, if the header holds it.
    """

    kid: str | None = None
    jwk_thumbprint: str | None = None
    jwk: VerificationKey | None = field(default=None, compare=False)

    @property
    def is_empty(self) -> bool:
        """Whether the header says nothing of the key."""
        return self.kid is None and self.jwk_thumbprint is None

    @property
    def key(self) -> VerificationKey | None:
        """The key that the header spells out, which anybody could have written there."""
        return hinted_key(self.kid) if self.jwk is None and self.kid else self.jwk

    @property
    def name(self) -> str:
        """What the key goes by, without the form of a URN."""
        return str(self.kid or self.jwk_thumbprint).removeprefix(_THUMBPRINT_URN)


def read_hint(header: JsonObject) -> KeyHint:
    """Return what the `kid` and `jwk` of a header say; `jku`, `x5u` and `x5c` are never heeded.

    Raises:
        JwtMalformedError: `kid` is no text or empty, or `jwk` is no object.
        KeyMalformedError: `jwk` is no sound public key; above all, it is a private one.
    """
    kid, jwk = header.get("kid"), header.get("jwk")
    if "kid" in header and (not isinstance(kid, str) or not kid):
        raise JwtMalformedError("key-hint", "the kid in its header is no text")
    if "jwk" in header and not isinstance(jwk, dict):
        raise JwtMalformedError("key-hint", "the jwk in its header is no object")
    key = from_jwk(jwk) if isinstance(jwk, dict) else None
    return KeyHint(
        kid=kid if isinstance(kid, str) else None,
        jwk_thumbprint=None if key is None else thumbprint_of(key),
        jwk=key,
    )


def issuer_key(
    hint: KeyHint,
    document: JsonObject,
    *,
    issuer: str,
    at: datetime | None = None,
    purpose: Purpose = "assertionMethod",
) -> VerificationKey:
    """Return the key that a hint leads to, out of the issuer's own DID document.

    A `kid` is the URL of a method, its fragment, or a name that the key has: the `kid` in its
    JWK, or its thumbprint. Without one, the key is looked for by the thumbprint of `jwk`; with
    both, they must agree. `at` and `purpose` are as in `methods.bound_key`.

    Raises:
        KeyNotBoundError: the hint is empty (`method-missing`), names a key of somebody else, or
            one that differs from the `jwk` beside it (`method-of-another`); or as
            `methods.bound_key`.
        KeyMalformedError: the method holds no sound key.
    """
    require_some(hint)
    key = _named_key(
        hint,
        document,
        issuer,
        lambda method_id: bound_key(
            document, did=issuer, method_id=method_id, at=at, purpose=purpose
        ),
    )
    return require_agreement(hint, key)


def require_some(hint: KeyHint) -> None:
    """Refuse a token that says nothing of its key.

    Raises:
        KeyNotBoundError: the hint is empty (`method-missing`).
    """
    if hint.is_empty:
        raise KeyNotBoundError("", "method-missing", "the token names no key")


def require_agreement(hint: KeyHint, key: VerificationKey) -> VerificationKey:
    """Return the key that was found by a name, if it is the one that stands beside the name.

    Raises:
        KeyNotBoundError: the header holds another key (`method-of-another`).
    """
    if hint.jwk_thumbprint is not None and thumbprint_of(key) != hint.jwk_thumbprint:
        raise KeyNotBoundError(
            str(hint.kid), "method-of-another", "the token holds another key than it names"
        )
    return key


def _named_key(
    hint: KeyHint,
    document: JsonObject,
    issuer: str,
    bound: Callable[[str], VerificationKey],
) -> VerificationKey:
    named = _named_method(hint.kid, issuer)
    if named is not None:
        return bound(named)
    name = hint.name
    fault = KeyNotBoundError(name, "method-not-found", "the document does not list it")
    for method_id in _known_as(name, document, issuer):
        try:
            return bound(method_id)
        except KeyNotBoundError as cause:
            # The same key may be listed again, under an id that may make claims.
            fault = cause
    raise fault


def _named_method(kid: str | None, issuer: str) -> str | None:
    """Return the URL that a `kid` is or stands for, or None if it is a name of another kind."""
    if kid is None or kid.startswith(_THUMBPRINT_URN):
        return None
    if kid.startswith("#"):
        return issuer + kid
    if not _ABSOLUTE.match(kid):
        return None
    if kid.partition("#")[0] != issuer:
        raise KeyNotBoundError(kid, "method-of-another", "the token names a key of somebody else")
    return kid


def _known_as(name: str, document: JsonObject, issuer: str) -> Iterator[str]:
    """Yield the ids of the methods whose key goes by that name."""
    for method in islice(_methods(document), _MAXIMUM_METHODS):
        id_ = method.get("id")
        if isinstance(id_, str) and (id_ == f"{issuer}#{name}" or name in _names(method, id_)):
            yield id_


def _names(method: JsonObject, method_id: str) -> tuple[JsonValue, ...]:
    """Return what a key calls itself, and its thumbprint; nothing if it is no key known here."""
    jwk = method.get("publicKeyJwk")
    try:
        own = thumbprint_of(method_key(method, method_id=method_id))
    except (KeyMalformedError, KeyNotBoundError):
        return ()
    return (own, jwk.get("kid")) if isinstance(jwk, dict) else (own,)


def _methods(document: JsonObject) -> Iterator[JsonObject]:
    for name in ("verificationMethod", "assertionMethod", "authentication"):
        listed = document.get(name)
        for method in listed if isinstance(listed, list) else (listed,):
            if isinstance(method, dict):
                yield method
