"""Lists of trusted entities as ETSI describes them, in JSON and without their signature.

An entity's services are named by certificates or by other ids; those of the ids that badges can
have, DIDs and https URLs, are taken.

Spec: https://www.etsi.org/deliver/etsi_ts/119600_119699/119602/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import IssuerRegistry, RegisteredIssuer
from badgeservice.recognition.registry_formats.fields import (
    issuer_id_at,
    list_at,
    moment_in,
    object_at,
)

_ENTITIES: Final = "/LoTE/TrustedEntitiesList"


def is_etsi(document: JsonObject) -> bool:
    """Ask whether a document means to be such a list."""
    return isinstance(document.get("LoTE"), dict)


def read_etsi(document: JsonObject, *, name: str) -> IssuerRegistry:
    """Return such a list. Until its next update is due, it speaks for its entities.

    Raises:
        RegistryInvalidError: something that is needed is missing, or no service has such an id.
    """
    listed = object_at(document["LoTE"], "/LoTE")
    scheme = object_at(listed.get("ListAndSchemeInformation"), "/LoTE/ListAndSchemeInformation")
    until = moment_in(scheme, "NextUpdate", "/LoTE/ListAndSchemeInformation")
    issuers = tuple(
        issuer
        for place, entity in enumerate(list_at(listed.get("TrustedEntitiesList"), _ENTITIES))
        for issuer in _issuers(entity, pointer_to(_ENTITIES, place), until)
    )
    if not issuers:
        raise RegistryInvalidError(_ENTITIES, "no service is named by a DID or an https URL")
    return IssuerRegistry(name=_said(scheme.get("SchemeName")) or name, issuers=issuers)


def _issuers(value: JsonValue, pointer: str, until: datetime | None) -> Iterator[RegisteredIssuer]:
    entity = object_at(value, pointer)
    about = object_at(entity.get("TrustedEntityInformation"), f"{pointer}/TrustedEntityInformation")
    name = _said(about.get("TEName"))
    if name is None:
        raise RegistryInvalidError(
            f"{pointer}/TrustedEntityInformation/TEName", "the entity has no name"
        )
    services = list_at(entity.get("TrustedEntityServices"), f"{pointer}/TrustedEntityServices")
    for found in dict.fromkeys(_ids(services, f"{pointer}/TrustedEntityServices")):
        yield RegisteredIssuer(id=found, name=name, until=until)


def _ids(services: list[JsonValue], pointer: str) -> Iterator[str]:
    for place, service in enumerate(services):
        here = pointer_to(pointer, place)
        about = object_at(service, here).get("ServiceInformation")
        identity = object_at(about, f"{here}/ServiceInformation").get("ServiceDigitalIdentity")
        others = identity.get("OtherIds") if isinstance(identity, dict) else None
        for other in others if isinstance(others, list) else ():
            if isinstance(other, str) and other.startswith(("did:", "https://")):
                yield issuer_id_at(other, f"{here}/ServiceInformation/ServiceDigitalIdentity")


def _said(value: JsonValue) -> str | None:
    """Return what a text in several languages says: in English, or in the first of them."""
    texts: dict[str, str] = {}
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict) and isinstance(said := each.get("value"), str) and said.strip():
            texts.setdefault(str(each.get("lang")), said.strip()[:1_000])
    return texts.get("en") or next(iter(texts.values()), None)
