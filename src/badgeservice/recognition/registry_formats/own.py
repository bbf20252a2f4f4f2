"""Lists in our own, simple form: a name, and issuers with id and name.

Its JSON Schema is `issuer-registry.schema.json` beside this file.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import IssuerRegistry, RegisteredIssuer
from badgeservice.recognition.registry_formats.fields import (
    is_in_order,
    issuer_id_at,
    list_at,
    moment_in,
    object_at,
    text_in,
    url_in,
)

_REGISTRY_MEMBERS: Final = frozenset({"$schema", "name", "issuers"})
_ISSUER_MEMBERS: Final = frozenset({"id", "name", "url", "since", "until"})


def schema() -> JsonObject:
    """Return the JSON Schema of the form."""
    raw = files(__package__).joinpath("issuer-registry.schema.json").read_text("utf-8")
    loaded: JsonObject = json.loads(raw)
    return loaded


def is_own(document: JsonObject) -> bool:
    """Ask whether a document means to be a list in our own form."""
    return "issuers" in document


def read_own(document: JsonObject) -> IssuerRegistry:
    """Return a list in our own form.

    Raises:
        RegistryInvalidError: something in it is missing, has another form, or is not foreseen.
    """
    _require_foreseen(document, _REGISTRY_MEMBERS, "")
    issuers = list_at(document["issuers"], "/issuers")
    return IssuerRegistry(
        name=text_in(document, "name", ""),
        issuers=tuple(
            _issuer(each, pointer_to("/issuers", place)) for place, each in enumerate(issuers)
        ),
    )


def own_document(registry: IssuerRegistry) -> JsonObject:
    """Return a list in our own form; `read_own` gives the same list again."""
    return {
        "name": registry.name,
        "issuers": [_issuer_document(each) for each in registry.issuers],
    }


def _issuer(value: JsonValue, pointer: str) -> RegisteredIssuer:
    listed = object_at(value, pointer)
    _require_foreseen(listed, _ISSUER_MEMBERS, pointer)
    if listed.get("url") is not None and url_in(listed, "url") is None:
        raise RegistryInvalidError(f"{pointer}/url", "a web address is needed")
    issuer = RegisteredIssuer(
        id=issuer_id_at(listed.get("id"), f"{pointer}/id"),
        name=text_in(listed, "name", pointer),
        url=url_in(listed, "url"),
        since=moment_in(listed, "since", pointer),
        until=moment_in(listed, "until", pointer),
    )
    if not is_in_order(issuer):
        raise RegistryInvalidError(f"{pointer}/until", "it is before `since`")
    return issuer


def _issuer_document(issuer: RegisteredIssuer) -> JsonObject:
    document: JsonObject = {"id": issuer.id, "name": issuer.name}
    if issuer.url is not None:
        document["url"] = issuer.url
    if issuer.since is not None:
        document["since"] = format_datetime(issuer.since)
    if issuer.until is not None:
        document["until"] = format_datetime(issuer.until)
    return document


def _require_foreseen(holder: JsonObject, members: frozenset[str], pointer: str) -> None:
    unforeseen = next((name for name in holder if name not in members), None)
    if unforeseen is not None:
        raise RegistryInvalidError(pointer_to(pointer, unforeseen), "there is no such member")
