"""Find a status list, and believe it only when its issuer's own key signed it for its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.errors import StatusListMalformedError
from badgeservice.credentials.published_list import (
    PublishedList,
    is_list_credential,
    read_status_list,
)
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, undetermined
from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.memory import Memory
from badgeservice.verification.proofs import check_signing, issuer_id
from badgeservice.verification.reading import read_document
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.sources import Sources
from badgeservice.verification.tokens import Token, check_token, is_token, open_token

NAME: Final = "status"
_MALFORMED_CODES: Final = {"id": "list-id-differs", "purpose": "list-purpose-differs"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusQuestion:
    """What asking about status needs: whose badge, when, and where to look."""

    issuer_id: str
    at: datetime
    sources: Sources
    clock_skew: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    """A list that may be believed, and its credential.

    `is_remembered` says that it was verified within the last minute, and has not changed.
    """

    published: PublishedList
    credential: JsonObject
    is_remembered: bool


def find_list(url: str, question: StatusQuestion, *, pointer: str) -> FoundList | Check:
    """Return the list at `url`, or the check that says why it may not be believed.

    Its issuer must be that of the badge, its address the one it was asked at, every proof of it
    must hold, and the moment must be within its validity period. `pointer` is where the badge
    names it.

    Spec: https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm
    """
    memory = question.sources.memory
    try:
        fetched = question.sources.status_lists.status_list_credential(url)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        return undetermined(NAME, "list-unreachable", str(cause), pointer=pointer)
    known = None if isinstance(fetched, bytes) else memory.verified_list(url, fetched, question.at)
    opened = fetched if known is not None else _opened(fetched)
    if opened is None or isinstance(opened, bytes):
        message = "What the status address answers is no status list."
        return undetermined(NAME, "list-malformed", message, pointer=pointer)
    credential = opened.document if isinstance(opened, Token) else opened
    if issuer_id(credential) != question.issuer_id:
        message = "The status list is by another issuer than the badge."
        return failed(NAME, "list-of-another-issuer", message, pointer=pointer)
    published = known or _read(opened, credential, url, question)
    if isinstance(published, str):
        return undetermined(NAME, "list-not-verified", published, pointer=pointer)
    if isinstance(published, StatusListMalformedError):
        return malformed(published, pointer)
    if not _is_in_force(published, question):
        message = "The status list is out of date."
        return undetermined(NAME, "list-out-of-date", message, pointer=pointer)
    if known is None:
        memory.keep_list(url, credential, published, question.at)
    return FoundList(published=published, credential=credential, is_remembered=known is not None)


def malformed(cause: StatusListMalformedError, pointer: str) -> Check:
    """Return the check about a list that cannot be read, or does not fit its entry."""
    if cause.code == "range":
        message = "The badge's place lies outside the status list."
        place = f"{pointer}/statusListIndex"
        return undetermined(NAME, "index-out-of-range", message, pointer=place)
    code = _MALFORMED_CODES.get(cause.code, "list-malformed")
    return undetermined(NAME, code, str(cause), pointer=pointer)


def _opened(fetched: JsonObject | bytes) -> JsonObject | Token | None:
    """Return a list credential as JSON or in a token; None when there is none."""
    opened: JsonObject | Token | Check | None = None
    if isinstance(fetched, dict):
        opened = fetched
    elif is_token(fetched):
        try:
            opened = open_token(fetched)
        except NotACredentialError:
            return None
    if opened is None or isinstance(opened, Check):
        return None
    document = opened.document if isinstance(opened, Token) else opened
    return opened if is_list_credential(document) else None


def _read(
    opened: JsonObject | Token, credential: JsonObject, url: str, question: StatusQuestion
) -> PublishedList | StatusListMalformedError | str:
    """Return the list in a credential that is signed, or why there is none.

    The signature comes first: only then is anything unpacked.
    """
    fault = _signature_fault(opened, credential, question)
    if fault is not None:
        return fault
    try:
        return read_status_list(credential, list_url=url)
    except StatusListMalformedError as cause:
        return cause


def _signature_fault(
    opened: JsonObject | Token, credential: JsonObject, question: StatusQuestion
) -> str | None:
    at, sources, clock_skew = question.at, question.sources, question.clock_skew
    # Lists have no parts worth remembering, and strangers must not push out those that have.
    content = read_document(credential, sources=sources, memory=Memory())
    if content.check.outcome is not Outcome.PASSED:
        return "The status list holds content that no signature can cover."
    if isinstance(opened, Token):
        signing = check_token(opened, at=at, sources=sources, clock_skew=clock_skew)
    else:
        signing = check_signing(
            credential,
            document_hash=content.document_hash,
            at=at,
            sources=sources,
            clock_skew=clock_skew,
            contexts=content.contexts,
        )
    # What a holder disclosed of a list is not the list.
    is_whole = signing.holds and not signing.is_selective
    return None if is_whole else "The status list is not signed by the issuer."


def _is_in_force(published: PublishedList, question: StatusQuestion) -> bool:
    """Whether the moment lies in the validity period, which is asked of remembered lists too."""
    begins, ends = published.valid_from, published.valid_until
    if begins is not None and begins - question.at > question.clock_skew:
        return False
    return ends is None or question.at - ends <= question.clock_skew
