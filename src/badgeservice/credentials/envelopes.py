"""Tokens inside JSON: an object whose `id` is a data URL that holds a credential or presentation.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#enveloped-verifiable-credentials and
https://www.rfc-editor.org/rfc/rfc2397
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote_to_bytes

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.errors import EnvelopeMalformedError
from badgeservice.credentials.presentation import (
    ENVELOPED_CREDENTIAL,
    ENVELOPED_PRESENTATION,
    types_of,
)
from badgeservice.credentials.strict_json import JsonObject

# By the type of the object around it; `application/jwt` is what went before the other two.
_MEDIA_TYPES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        ENVELOPED_CREDENTIAL: frozenset({"application/vc+jwt", "application/jwt"}),
        ENVELOPED_PRESENTATION: frozenset({"application/vp+jwt", "application/jwt"}),
    }
)
_DATA_URL: Final = re.compile(
    r"data:([A-Za-z0-9.+-]+/[A-Za-z0-9.+-]+)((?:;[^;,]*)*),(.*)", re.DOTALL
)


def read_envelope(envelope: JsonObject) -> bytes:
    """Return the token in an enveloped credential or presentation.

    Raises:
        EnvelopeMalformedError: it names no context of the data model 2.0 first, is not of one of
            the two types alone, or its `id` is no data URL of a token; `code` tells.
    """
    named = envelope.get("@context")
    first = named[0] if isinstance(named, list) and named else named
    if first != CREDENTIALS_V2:
        raise EnvelopeMalformedError(
            "/@context", "context", "it must name the context of the data model 2.0 first"
        )
    types = types_of(envelope)
    if len(types) != 1 or types[0] not in _MEDIA_TYPES:
        raise EnvelopeMalformedError(
            "/type", "type", f"it must be {ENVELOPED_CREDENTIAL} or {ENVELOPED_PRESENTATION} alone"
        )
    return _token(envelope, _MEDIA_TYPES[types[0]])


def envelope_of(token: bytes, *, type_: str) -> JsonObject:
    """Return the object of that type (one of the two) around a token."""
    media_type = "application/vc+jwt" if type_ == ENVELOPED_CREDENTIAL else "application/vp+jwt"
    return {
        "@context": CREDENTIALS_V2,
        "id": f"data:{media_type},{token.decode('ascii')}",
        "type": type_,
    }


def _token(envelope: JsonObject, media_types: frozenset[str]) -> bytes:
    url = envelope.get("id")
    found = _DATA_URL.fullmatch(url) if isinstance(url, str) else None
    if found is None:
        raise EnvelopeMalformedError("/id", "id", "it must be a data URL")
    media_type, parameters, content = found.groups()
    if media_type.lower() not in media_types or "base64" in parameters.lower():
        raise EnvelopeMalformedError(
            "/id", "media-type", f"what is enveloped as {media_type[:80]!r} is not read here"
        )
    return unquote_to_bytes(content)
