"""What the last good copy of a list adds to the answer of now.

* A badge that was revoked stays revoked, whether the list cannot be read, may not be believed, or
  is an older one than that which said so: a revocation is for good.
* Everything else that an old copy says is told with its age, and decides nothing.
* A list that is older than one seen before is a replayed one, and is not believed.

Spec: https://www.w3.org/TR/vc-bitstring-status-list/#conceptual-framework
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.errors import JsonMalformedError, StatusListMalformedError
from badgeservice.credentials.published_list import PublishedList, read_status_list
from badgeservice.credentials.status_list import StatusEntry
from badgeservice.credentials.strict_json import JsonObject, parse_object, serialise
from badgeservice.verification.checks import failed, undetermined
from badgeservice.verification.proofs import issuer_id
from badgeservice.verification.report import Check, Outcome
from badgeservice.verification.status_lists import NAME, FoundList, StatusQuestion

# A copy need not be renewed more often to tell how old it is.
_RENEWAL: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copy:
    published: PublishedList
    content: bytes
    fetched_at: datetime

    def facts(self, at: datetime) -> JsonObject:
        age = max(at - self.fetched_at, timedelta(0))
        return {
            "lastGoodAt": format_datetime(self.fetched_at),
            "ageSeconds": age // timedelta(seconds=1),
        }

    def status(self, entry: StatusEntry) -> int:
        """Return the value of an entry; 0 also where the copy has nothing to say of it."""
        try:
            return self.published.status(entry)
        except StatusListMalformedError:
            return 0


def without_list(answer: Check, entry: StatusEntry, question: StatusQuestion) -> Check:
    """Return the answer when the list of an entry could not be had, by the copy kept of it.

    `answer` is why it could not.
    """
    if answer.outcome is not Outcome.UNDETERMINED:
        return answer
    copy = _copy(entry.list_url, question)
    if copy is None:
        return answer
    value = copy.status(entry)
    if value and entry.purpose == "revocation":
        return _revoked(copy, question, pointer=answer.pointer)
    said = {"lastGoodStatus": entry.purpose if value else "none"}
    return replace(answer, facts={**copy.facts(question.at), **said})


def with_list(
    answer: Check, found: FoundList, entry: StatusEntry, question: StatusQuestion, *, pointer: str
) -> Check:
    """Return the answer of a list that was had, having compared it with the copy kept of it.

    The newer of the two is kept from now on.
    """
    if found.is_remembered:
        return answer
    copy = _copy(entry.list_url, question)
    if copy is not None and _is_older(found.published, copy.published):
        if copy.status(entry) and entry.purpose == "revocation":
            return _revoked(copy, question, pointer=pointer)
        # Copies on their way through caches differ by minutes.
        if _is_older(found.published, copy.published, by=question.clock_skew):
            message = "The status list is older than one that was seen before."
            facts = copy.facts(question.at)
            return undetermined(NAME, "list-older", message, pointer=pointer, facts=facts)
        return answer
    content = serialise(found.credential)
    if copy is None or copy.content != content or question.at - copy.fetched_at >= _RENEWAL:
        question.sources.kept_lists.keep(entry.list_url, content, question.at)
    return answer


def _revoked(copy: _Copy, question: StatusQuestion, *, pointer: str) -> Check:
    message = "The issuer had revoked this badge when its list was last read, and that is for good."
    return failed(NAME, "revoked", message, pointer=pointer, facts=copy.facts(question.at))


def _copy(url: str, question: StatusQuestion) -> _Copy | None:
    """Return the copy of a list of this issuer, which verified when it was kept."""
    kept = question.sources.kept_lists.kept(url)
    if kept is None:
        return None
    try:
        credential = parse_object(kept.content, maximum_bytes=len(kept.content))
        published = read_status_list(credential, list_url=url)
    except (JsonMalformedError, StatusListMalformedError):
        # Kept by an earlier version, which read more than this one does.
        return None
    if issuer_id(credential) != question.issuer_id:
        return None
    return _Copy(published=published, content=kept.content, fetched_at=kept.fetched_at)


def _is_older(found: PublishedList, kept: PublishedList, *, by: timedelta = timedelta(0)) -> bool:
    """Whether a list begins earlier than another, by more than `by`; one without beginning does."""
    if kept.valid_from is None:
        return False
    return found.valid_from is None or kept.valid_from - found.valid_from > by
