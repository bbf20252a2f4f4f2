"""Bitstring Status List 1.0: which badges of an issuer are revoked or suspended.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V2
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.safe_mode import is_absolute_iri
from badgeservice.credentials.status_values import read_messages, read_references, read_size
from badgeservice.credentials.strict_json import JsonObject, JsonValue

StatusPurpose = Literal["revocation", "suspension"]

_ENTRY: Final = "BitstringStatusListEntry"
_RARE: Final = frozenset({"statusSize", "statusMessage", "statusReference"})
ENTRY_TYPES: Final = frozenset({_ENTRY, "StatusList2021Entry"})

# The specification asks for this many, so that one badge hides among others.
MINIMUM_LENGTH: Final = 131_072
# A thousand times the minimum. A few kilobytes of gzip can unpack to gigabytes; we stop here.
MAXIMUM_LENGTH_BYTES: Final = 16 * 1024 * 1024
_MAXIMUM_ENCODED: Final = 2 * MAXIMUM_LENGTH_BYTES
_GZIP_WINDOW_BITS: Final = 31
# Level 9 takes fifteen times as long for a few bytes less.
_COMPRESSION_LEVEL: Final = 6
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+")
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,9}")


@dataclass(frozen=True, slots=True)
class StatusList:
    """A list of bits, the first being the left-most of the first byte."""

    bits: bytes

    def __post_init__(self) -> None:
        """Refuse a list that hides nobody, or is beyond reading."""
        if not MINIMUM_LENGTH // 8 <= len(self.bits) <= MAXIMUM_LENGTH_BYTES:
            raise StatusListMalformedError("length", f"it has {len(self.bits) * 8} entries")

    @classmethod
    def marking(cls, indices: Iterable[int], *, length: int = MINIMUM_LENGTH) -> "StatusList":
        """Return a list of `length` bits, a multiple of eight, in which these indices are set.

        Raises:
            StatusListMalformedError: `length` is too small or odd, or an index is outside it.
        """
        if length % 8:
            raise StatusListMalformedError("length", f"{length} entries do not fill whole bytes")
        bits = bytearray(length // 8)
        for index in indices:
            if not 0 <= index < length:
                raise StatusListMalformedError("range", f"index {index} is outside the list")
            bits[index // 8] |= 0x80 >> index % 8
        return cls(bytes(bits))

    @classmethod
    def decode(cls, text: str) -> "StatusList":
        """Return the list in `text`, the `encodedList` of a list credential.

        Raises:
            StatusListMalformedError: `text` is not `u`, then unpadded base64url of exactly one
                gzip member; or the list has fewer than 131,072 entries or more than 16 MiB.
        """
        return cls(_inflate(_decode_base64url(text)))

    @classmethod
    def decode_bare(cls, text: str) -> "StatusList":
        """Return the list in the `encodedList` of a `StatusList2021`, which has no prefix.

        Writers of these lists took either alphabet of base64, with padding or without.

        Spec: https://www.w3.org/TR/2023/WD-vc-status-list-20230427/#bitstring-encoding

        Raises:
            StatusListMalformedError: as for `decode`.
        """
        digits = text.rstrip("=").replace("+", "-").replace("/", "_")
        return cls(_inflate(_decode_base64url(f"u{digits}")))

    def encode(self) -> str:
        """Return the list as an `encodedList`; equal lists give equal text."""
        packer = zlib.compressobj(_COMPRESSION_LEVEL, zlib.DEFLATED, _GZIP_WINDOW_BITS)
        packed = packer.compress(self.bits) + packer.flush()
        return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")

    def is_set(self, index: int) -> bool:
        """Whether the bit at `index` is set.

        Raises:
            StatusListMalformedError: `index` is outside the list; that never means "not set".
        """
        if not 0 <= index < len(self.bits) * 8:
            raise StatusListMalformedError("range", f"index {index} is outside the list")
        return bool(self.bits[index // 8] & 0x80 >> index % 8)

    def value(self, index: int, *, size: int) -> int:
        """Return the whole number in the `size` bits of an entry, the left-most counting most.

        Raises:
            StatusListMalformedError: `index` is outside the list; that never means 0.
        """
        if size == 1:
            return int(self.is_set(index))
        if not 0 <= index < len(self.bits) * 8 // size:
            raise StatusListMalformedError("range", f"index {index} is outside the list")
        first = index * size
        last = first + size - 1
        whole = int.from_bytes(self.bits[first // 8 : last // 8 + 1], "big")
        return whole >> (7 - last % 8) & (1 << size) - 1


def _decode_base64url(text: str) -> bytes:
    if len(text) > _MAXIMUM_ENCODED:
        raise StatusListMalformedError("length", "the list is too long")
    digits = text[1:]
    if not text.startswith("u") or not _BASE64URL.fullmatch(digits):
        raise StatusListMalformedError("encoding", "it is not u and then unpadded base64url")
    try:
        content = base64.urlsafe_b64decode(digits + "=" * (-len(digits) % 4))
    except binascii.Error as cause:
        raise StatusListMalformedError("encoding", "it is not base64url") from cause
    if base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii") != digits:
        raise StatusListMalformedError("encoding", "the last base64url digit has loose bits")
    return content


def _inflate(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=_GZIP_WINDOW_BITS)
    try:
        bits = unpacker.decompress(packed, MAXIMUM_LENGTH_BYTES + 1)
    except zlib.error as cause:
        raise StatusListMalformedError("encoding", "it is not gzip") from cause
    if len(bits) > MAXIMUM_LENGTH_BYTES:
        raise StatusListMalformedError("length", "it unpacks to more than 16 MiB")
    if not unpacker.eof or unpacker.unused_data:
        raise StatusListMalformedError("encoding", "it is not exactly one whole gzip member")
    return bits


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """Where the status of one badge is kept: bits of a list, and what they mean.

    `size` is the number of bits, `messages` what their values say from 0 on, and `references`
    where more is said. `has_text_index` is false when an entry that was read has a number for its
    index, which the specification does not allow, though some issuers do it.
    """

    list_url: str
    index: int
    purpose: str
    type: str = _ENTRY
    size: int = 1
    messages: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    has_text_index: bool = True

    @classmethod
    def read(cls, entry: JsonObject) -> "StatusEntry":
        """Read a `credentialStatus` object.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry

        Raises:
            StatusListMalformedError: it is of no type in `ENTRY_TYPES`, or a member of it is
                malformed; the code is `entry` or `index`.
        """
        type_ = entry_type(entry)
        if type_ is None:
            raise StatusListMalformedError("entry", "it is no entry of a status list")
        list_url, purpose = entry.get("statusListCredential"), entry.get("statusPurpose")
        if not isinstance(purpose, str):
            raise StatusListMalformedError("entry", "its purpose is no text")
        if not isinstance(list_url, str) or not is_absolute_iri(list_url):
            raise StatusListMalformedError("entry", "its list is no URL")
        if "id" in entry and (not isinstance(entry["id"], str) or entry["id"] == list_url):
            raise StatusListMalformedError("entry", "its id is no text, or that of its list")
        given = entry.get("statusListIndex")
        if _RARE.isdisjoint(entry):
            return cls(
                list_url=list_url,
                index=parse_index(given, allow_number=True),
                purpose=purpose,
                type=type_,
                has_text_index=isinstance(given, str),
            )
        size = read_size(entry.get("statusSize"))
        return cls(
            list_url=list_url,
            index=parse_index(given, allow_number=True),
            purpose=purpose,
            type=type_,
            size=size,
            messages=read_messages(entry.get("statusMessage"), size=size),
            references=read_references(entry.get("statusReference")),
            has_text_index=isinstance(given, str),
        )

    def to_json(self) -> JsonObject:
        """Return an entry of one bit as a `credentialStatus` object."""
        return status_entry(list_url=self.list_url, index=self.index, purpose=self.purpose)


def entry_type(entry: JsonValue) -> str | None:
    """Return the type of an entry of a status list, or None when it is of another kind."""
    types = entry.get("type") if isinstance(entry, dict) else None
    if type(types) is str:
        return types if types in ENTRY_TYPES else None
    listed = types if isinstance(types, list) else [types]
    return next((name for name in listed if isinstance(name, str) and name in ENTRY_TYPES), None)


def parse_index(text: JsonValue, *, allow_number: bool = False) -> int:
    """Return the index that `text` names in plain decimal digits.

    Python's own `int` would also take spaces, signs, underscores, other scripts' digits and
    leading zeros, which other readers do not. With `allow_number`, a whole number is taken too.

    Raises:
        StatusListMalformedError: `text` is no text or no such number; the code is `index`.
    """
    if allow_number and isinstance(text, int):
        text = str(text)
    if not isinstance(text, str) or not _INDEX.fullmatch(text):
        raise StatusListMalformedError("index", "the index is no plain decimal number in a text")
    return int(text)


def status_entry(*, list_url: str, index: int, purpose: str) -> JsonObject:
    """Return the `credentialStatus` of the badge at `index`."""
    return {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def status_list_credential(  # noqa: PLR0913  # the members of a list credential, all by name
    *,
    list_url: str,
    issuer_id: str,
    purpose: str,
    encoded: str,
    valid_from: datetime,
    valid_until: datetime | None = None,
    ttl: timedelta | None = None,
) -> JsonObject:
    """Return the unsigned credential that publishes a list.

    `encoded` is what `StatusList.encode` gave; `ttl` is advice to caches.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
    """
    subject: JsonObject = {
        "id": f"{list_url}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encoded,
    }
    if ttl is not None:
        subject["ttl"] = ttl // timedelta(milliseconds=1)
    document: JsonObject = {
        "@context": [CREDENTIALS_V2],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_id,
        "validFrom": format_datetime(valid_from),
    }
    if valid_until is not None:
        document["validUntil"] = format_datetime(valid_until)
    document["credentialSubject"] = subject
    return document
