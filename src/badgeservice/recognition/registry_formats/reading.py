"""Read a list of issuers, whatever form it is in."""

from __future__ import annotations

from typing import Final

from badgeservice.credentials.errors import JsonMalformedError
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.recognition.errors import RegistryInvalidError
from badgeservice.recognition.registries import IssuerRegistry
from badgeservice.recognition.registry_formats.dcc import is_dcc, read_dcc
from badgeservice.recognition.registry_formats.ebsi import is_ebsi, read_ebsi
from badgeservice.recognition.registry_formats.etsi import is_etsi, read_etsi
from badgeservice.recognition.registry_formats.own import is_own, read_own

MAXIMUM_BYTES: Final = 2 * 1024 * 1024
# As many as strict JSON has room for, in our own form with every member.
MOST_ISSUERS: Final = 3_000
_TOKEN: Final = b"eyJ"


def read_registry(content: bytes, *, name: str) -> IssuerRegistry:
    """Return the list of issuers that `content` is, called `name` if it does not say its own.

    Raises:
        RegistryInvalidError: it is no list that is understood.
    """
    if content.lstrip().startswith(_TOKEN):
        raise RegistryInvalidError(
            "", "it is signed; check the signature, and import the list that was signed"
        )
    try:
        document = parse_object(content, maximum_bytes=MAXIMUM_BYTES)
    except JsonMalformedError as cause:
        raise RegistryInvalidError(cause.pointer, cause.reason) from cause
    return registry_of(document, name=name)


def registry_of(document: JsonObject, *, name: str) -> IssuerRegistry:
    """Return the list of issuers that a JSON object is.

    Raises:
        RegistryInvalidError: it is no list that is understood.
    """
    found = _read(document, name=name)
    if len(found.issuers) > MOST_ISSUERS:
        raise RegistryInvalidError("", f"a list has at most {MOST_ISSUERS} issuers")
    return found


def _read(document: JsonObject, *, name: str) -> IssuerRegistry:
    if is_own(document):
        return read_own(document)
    if is_dcc(document):
        return read_dcc(document, name=name)
    if is_etsi(document):
        return read_etsi(document, name=name)
    if is_ebsi(document):
        return read_ebsi(document, name=name)
    raise RegistryInvalidError("", "it is no list of issuers in a form that is known here")
