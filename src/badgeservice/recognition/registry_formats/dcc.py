"""Registries of the Digital Credentials Consortium in their older, static form.

An object `registry` (in the oldest ones, `entries`) has an entry for each issuer under its DID.

Spec: https://github.com/digitalcredentials/issuer-registry-client
"""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.recognition.registries import IssuerRegistry, RegisteredIssuer
from badgeservice.recognition.registry_formats.fields import (
    issuer_id_at,
    object_at,
    text_in,
    url_in,
)

_MEMBERS: Final = ("registry", "entries")


def is_dcc(document: JsonObject) -> bool:
    """Ask whether a document means to be such a registry."""
    return any(isinstance(document.get(name), dict) for name in _MEMBERS)


def read_dcc(document: JsonObject, *, name: str) -> IssuerRegistry:
    """Return such a registry, which does not say its own name.

    Raises:
        RegistryInvalidError: an entry has no DID or no name.
    """
    member = next(each for each in _MEMBERS if isinstance(document.get(each), dict))
    entries = object_at(document[member], f"/{member}")
    return IssuerRegistry(
        name=name,
        issuers=tuple(
            _issuer(did, entry, pointer_to(f"/{member}", did)) for did, entry in entries.items()
        ),
    )


def _issuer(did: str, value: JsonValue, pointer: str) -> RegisteredIssuer:
    entry = object_at(value, pointer)
    return RegisteredIssuer(
        id=issuer_id_at(did, pointer),
        name=text_in(entry, "name", pointer),
        url=url_in(entry, "url"),
    )
