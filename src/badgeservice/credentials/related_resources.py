"""Resources that a credential vouches for by their digest.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Final

from badgeservice.credentials import multibase
from badgeservice.credentials.data_model_values import id_faults, objects_in
from badgeservice.credentials.errors import MultibaseMalformedError
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_SRI: Final = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})")
_BASE64URL: Final = re.compile(r"u[A-Za-z0-9_-]+")
# The heads of multihashes, and the hashes whose length alone tells them apart.
_MULTIHASHES: Final = {b"\x12\x20": "sha256", b"\x20\x30": "sha384", b"\x13\x40": "sha512"}
_BY_LENGTH: Final = {32: "sha256", 48: "sha384", 64: "sha512"}
_DIGESTS: Final = ("digestSRI", "digestMultibase")


def related_resource_faults(document: JsonObject) -> Iterator[ShapeFault]:
    """Yield what is wrong with the form of the resources that a credential vouches for."""
    seen: set[str] = set()
    for pointer, resource in objects_in(document, "relatedResource"):
        if not isinstance(resource, dict):
            yield ShapeFault(pointer, "kind", "a related resource must be an object")
            continue
        yield from _form_faults(resource, pointer)
        identifier = resource.get("id")
        if isinstance(identifier, str) and identifier in seen:
            yield ShapeFault(f"{pointer}/id", "repeated", "a related resource is named twice")
        seen.add(str(identifier))


def digest_faults(document: JsonObject, contents: Mapping[str, bytes]) -> Iterator[ShapeFault]:
    """Yield the resources whose content, by their URL in `contents`, is not what was vouched for.

    Resources that are not among them are passed over.
    """
    for pointer, resource in objects_in(document, "relatedResource"):
        if not isinstance(resource, dict):
            continue
        content = contents.get(str(resource.get("id")))
        for name in _DIGESTS:
            if content is not None and name in resource and not _fits(resource[name], content):
                message = "the resource is not the one that the digest was made of"
                yield ShapeFault(f"{pointer}/{name}", "digest", message)


def _form_faults(resource: JsonObject, pointer: str) -> Iterator[ShapeFault]:
    if "id" not in resource:
        yield ShapeFault(f"{pointer}/id", "missing", "id is missing")
    yield from id_faults(resource, pointer)
    present = [name for name in _DIGESTS if name in resource]
    if not present:
        yield ShapeFault(pointer, "missing", "digestSRI or digestMultibase must be there")
    for name in present:
        if _digest(resource[name]) is None:
            yield ShapeFault(f"{pointer}/{name}", "digest", "the digest is malformed")
    media_type = resource.get("mediaType", "")
    if not isinstance(media_type, str):
        yield ShapeFault(f"{pointer}/mediaType", "kind", "mediaType must be a text")


def _fits(value: JsonValue, content: bytes) -> bool:
    found = _digest(value)
    if found is None:
        return False
    name, digest = found
    return hashlib.new(name, content).digest() == digest


def _digest(value: JsonValue) -> tuple[str, bytes] | None:
    """Return the name of the hash and its value, in either notation; None if it is malformed."""
    if not isinstance(value, str):
        return None
    if match := _SRI.fullmatch(value):
        content = _from_base64(match[2])
        return None if content is None else (match[1], content)
    content = _from_multibase(value)
    if content is None:
        return None
    if content[:2] in _MULTIHASHES and len(content) == content[1] + 2:
        return _MULTIHASHES[content[:2]], content[2:]
    name = _BY_LENGTH.get(len(content))
    return None if name is None else (name, content)


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except binascii.Error:
        return None


def _from_multibase(text: str) -> bytes | None:
    if _BASE64URL.fullmatch(text):
        return _from_base64(text[1:].replace("-", "+").replace("_", "/"))
    try:
        return multibase.decode(text)
    except MultibaseMalformedError:
        return None
