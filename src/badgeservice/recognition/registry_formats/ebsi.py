"""What the Trusted Issuers Registry of EBSI (version 5) answers about one issuer.

Its attributes are accreditations, each with the part that its holder has in the chain of trust.
Their signatures are not looked at here: who imports such an answer has it from the registry.

Spec: https://hub.ebsi.eu/apis/pilot/trusted-issuers-registry/v5
"""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import IssuerRegistry, RegisteredIssuer
from badgeservice.recognition.registry_formats.fields import issuer_id_at, list_at, object_at

# Who only may accredit others, or whose accreditation was taken back, issues no credentials.
_ISSUING: Final = frozenset({"TI", "TAO", "RootTAO"})


def is_ebsi(document: JsonObject) -> bool:
    """Ask whether a document means to be about one issuer, or about several in `items`."""
    return "attributes" in document or _items(document) is not None


def read_ebsi(document: JsonObject, *, name: str) -> IssuerRegistry:
    """Return the issuers with an accreditation that holds.

    The registry knows DIDs and not names, so an issuer is called by its DID.

    Raises:
        RegistryInvalidError: it is only a page of addresses, or its form is another.
    """
    items = _items(document)
    if items is None:
        each = [(document, "")]
    else:
        each = [
            (object_at(item, pointer_to("/items", place)), pointer_to("/items", place))
            for place, item in enumerate(items)
        ]
    return IssuerRegistry(
        name=name,
        issuers=tuple(
            RegisteredIssuer(id=did, name=did)
            for did, is_accredited in (_issuer(item, pointer) for item, pointer in each)
            if is_accredited
        ),
    )


def _items(document: JsonObject) -> list[JsonValue] | None:
    items = document.get("items")
    is_about_issuers = isinstance(items, list) and all(
        isinstance(item, dict) and "did" in item for item in items
    )
    return items if isinstance(items, list) and is_about_issuers else None


def _issuer(item: JsonObject, pointer: str) -> tuple[str, bool]:
    did = issuer_id_at(item.get("did"), f"{pointer}/did")
    if "attributes" not in item:
        raise RegistryInvalidError(
            pointer, "it only leads to the issuer; import what stands there, with its attributes"
        )
    attributes = list_at(item["attributes"], f"{pointer}/attributes")
    kinds = {
        object_at(each, pointer_to(f"{pointer}/attributes", place)).get("issuerType")
        for place, each in enumerate(attributes)
    }
    return did, not _ISSUING.isdisjoint({kind for kind in kinds if isinstance(kind, str)})
