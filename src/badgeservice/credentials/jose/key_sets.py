"""The key of an issuer, out of the JWK Set that the issuer's own host publishes.

Spec: https://www.rfc-editor.org/rfc/rfc7517#section-5 and
https://www.imsglobal.org/spec/ob/v3p0/#jwt-verify
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from badgeservice.credentials.errors import KeyMalformedError, KeyNotBoundError
from badgeservice.credentials.jose.hints import KeyHint, require_agreement, require_some
from badgeservice.credentials.jose.thumbprints import thumbprint_of
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject

# To compare a key takes about as long as to check a signature; issuers have a handful.
_MAXIMUM_KEYS: Final = 64


def key_in_set(hint: KeyHint, key_set: JsonObject, *, issuer: str) -> VerificationKey:
    """Return the one key of a set that a hint leads to: by its name, or else by its thumbprint.

    A key that names its issuer, in a member `iss`, is that issuer's alone. Where the header has a
    key beside the name, the set must have that very key, and must not call another by the name.

    Raises:
        KeyNotBoundError: the hint is empty (`method-missing`); no key of the set fits it
            (`method-not-found`); several do (`method-ambiguous`); or the one of that name is
            another than the one in the header (`method-of-another`).
    """
    require_some(hint)
    keys = [(entry.get("kid"), thumbprint_of(key), key) for entry, key in _keys(key_set, issuer)]
    named = {
        own: key for kid, own, key in keys if hint.kid in (kid or own, own) or hint.name == own
    }
    if not named:
        named = {own: key for _, own, key in keys if own == hint.jwk_thumbprint}
    if len(named) > 1:
        raise KeyNotBoundError(hint.name, "method-ambiguous", "the key set has several of it")
    for key in named.values():
        return require_agreement(hint, key)
    raise KeyNotBoundError(hint.name, "method-not-found", "the key set does not have it")


def _keys(key_set: JsonObject, issuer: str) -> Iterator[tuple[JsonObject, VerificationKey]]:
    """Yield the keys of a set that are of a kind known here; others are passed over, as is asked.

    Spec: https://www.rfc-editor.org/rfc/rfc7517#section-5
    """
    listed = key_set.get("keys")
    for entry in islice(listed if isinstance(listed, list) else (), _MAXIMUM_KEYS):
        if not isinstance(entry, dict) or entry.get("iss", issuer) != issuer:
            continue
        try:
            yield entry, from_jwk(entry)
        except KeyMalformedError:
            continue
