"""A status list as its issuer publishes it: the one reading of a list credential.

Both forms are read: `BitstringStatusListCredential`, and its predecessor
`StatusList2021Credential`, of which badges of the older data model speak.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential and
https://www.w3.org/TR/2023/WD-vc-status-list-20230427/#statuslist2021credential
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from badgeservice.credentials.contexts.pinned import CREDENTIALS_V1, CREDENTIALS_V2
from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError, StatusListMalformedError
from badgeservice.credentials.status_list import MINIMUM_LENGTH, StatusEntry, StatusList
from badgeservice.credentials.strict_json import JsonObject, JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    subject: str
    entry: str
    contexts: frozenset[str]
    has_prefix: bool


_FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        "BitstringStatusListCredential": _Form(
            subject="BitstringStatusList",
            entry="BitstringStatusListEntry",
            contexts=frozenset({CREDENTIALS_V2}),
            has_prefix=True,
        ),
        "StatusList2021Credential": _Form(
            subject="StatusList2021",
            entry="StatusList2021Entry",
            contexts=frozenset({CREDENTIALS_V1, CREDENTIALS_V2}),
            has_prefix=False,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList:
    """What a list credential says. Proof, issuer and moments are the reader's to judge.

    `entry_type` is the type of the entries that may point into it. `valid_from` and `valid_until`
    are its validity period, each None where the list does not say.
    """

    entry_type: str
    purposes: tuple[str, ...]
    listing: StatusList
    valid_from: datetime | None
    valid_until: datetime | None

    def status(self, entry: StatusEntry) -> int:
        """Return the value of an entry; 0 means that nothing is set.

        Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm

        Raises:
            StatusListMalformedError: the list is of another form (`credential`) or about another
                purpose (`purpose`), too short for entries of that many bits (`length`), or does
                not reach that far (`range`). None of these means "not set".
        """
        if entry.type != self.entry_type:
            raise StatusListMalformedError("credential", "it is a list of another kind of entries")
        if entry.purpose not in self.purposes:
            raise StatusListMalformedError("purpose", "it serves another purpose than the entry")
        if len(self.listing.bits) * 8 // entry.size < MINIMUM_LENGTH:
            message = f"it has less than {MINIMUM_LENGTH} entries of {entry.size} bits"
            raise StatusListMalformedError("length", message)
        return self.listing.value(entry.index, size=entry.size)


def is_list_credential(document: JsonObject) -> bool:
    """Whether a document says that it is a status list."""
    return any(name in _FORMS for name in _texts(document.get("type")))


def read_status_list(document: JsonObject, *, list_url: str) -> PublishedList:
    """Return the list that a list credential, fetched from `list_url`, holds.

    Raises:
        StatusListMalformedError: the document is no list credential (`credential`), is another
            list than that at `list_url` (`id`), or the list itself cannot be read.
    """
    types = _texts(document.get("type"))
    form = next((_FORMS[name] for name in types if name in _FORMS), None)
    if form is None or "VerifiableCredential" not in types:
        raise StatusListMalformedError("credential", "it is no status list credential")
    if next(iter(_texts(document.get("@context"))), None) not in form.contexts:
        raise StatusListMalformedError("credential", "its first context is not that of its kind")
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or form.subject not in _texts(subject.get("type")):
        raise StatusListMalformedError("credential", f"its subject is no {form.subject}")
    _require_address(document, subject, list_url)
    _require_ttl(subject)
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusListMalformedError("encoding", "the list is no text")
    valid_from, valid_until = _period(document)
    return PublishedList(
        entry_type=form.entry,
        purposes=_purposes(subject.get("statusPurpose")),
        listing=StatusList.decode(encoded) if form.has_prefix else StatusList.decode_bare(encoded),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _require_address(document: JsonObject, subject: JsonObject, list_url: str) -> None:
    """Refuse a list that lies elsewhere: it was signed, but not to stand at this address."""
    if document.get("id") != list_url:
        raise StatusListMalformedError("id", "the list has another id than its address")
    inner = subject.get("id", list_url)
    if not isinstance(inner, str) or inner.partition("#")[0] != list_url:
        raise StatusListMalformedError("id", "its subject has an id at another address")


def _require_ttl(subject: JsonObject) -> None:
    """Refuse a time to live that is none. It advises caches, and never prolongs a validity.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistcredential
    """
    ttl = subject.get("ttl", 0)
    if isinstance(ttl, bool) or not isinstance(ttl, int) or ttl < 0:
        raise StatusListMalformedError("credential", "its ttl is no number of milliseconds")


def _purposes(value: JsonValue) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    purposes = _texts(value)
    if not purposes or len(purposes) != len(listed):
        raise StatusListMalformedError("purpose", "its purpose is neither a text nor several")
    return purposes


def _period(document: JsonObject) -> tuple[datetime | None, datetime | None]:
    """Return the latest beginning and the earliest end, by the names of both data models."""
    begins = [document[name] for name in ("validFrom", "issuanceDate") if name in document]
    ends = [document[name] for name in ("validUntil", "expirationDate") if name in document]
    return (
        max((_moment(value) for value in begins), default=None),
        min((_moment(value) for value in ends), default=None),
    )


def _moment(value: JsonValue) -> datetime:
    try:
        return parse_datetime(value if isinstance(value, str) else "")
    except DateMalformedError as cause:
        raise StatusListMalformedError("credential", "a moment of it is malformed") from cause


def _texts(value: JsonValue) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(item for item in listed if isinstance(item, str))
