"""What the badges of one class, language and shape have in common, composed only once.

The badges of a class differ in little: an id, moments, the recipient, a few texts and a place in a
status list. The rest is composed for the first of them, and the others are filled in.
"""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from functools import lru_cache
from hashlib import sha256
from itertools import compress
from typing import Final, NamedTuple, TypeAlias

from badgeservice.credentials import canonical
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.model import Recipient
from badgeservice.credentials.strict_json import JsonObject, JsonValue, serialise
from badgeservice.credentials.walker.slots import TemplateError
from badgeservice.credentials.walker.template import Filled, IssueTemplate
from badgeservice.issuing.addresses import status_list_url
from badgeservice.issuing.bounded import Bounded
from badgeservice.issuing.ledger import StatusSlot
from badgeservice.issuing.order import BadgeOrder
from badgeservice.issuing.terms import Dates
from badgeservice.issuing.words import contexts_with

_Container: TypeAlias = "dict[str, JsonValue] | list[JsonValue]"
_Step: TypeAlias = "str | int"

# Most badges of a day begin and end within a few of the same seconds.
_moment: Final = lru_cache(maxsize=1_024)(format_datetime)

_ALWAYS_OR_ONCE: Final = (
    "/id",
    "/validFrom",
    "/validUntil",
    "/awardedDate",
    "/credentialSubject/id",
    "/credentialSubject/identifier/0/identityHash",
    "/credentialSubject/identifier/0/salt",
    "/credentialSubject/creditsEarned",
    "/credentialSubject/narrative",
    "/credentialStatus/id",
    "/credentialStatus/statusListIndex",
    "/credentialStatus/statusListCredential",
)
_OF_EVIDENCE: Final = ("id", "name", "description", "narrative", "genre")

# To make a template takes as long as forty walks.
_TEMPLATE_FROM: Final = 8
# The walker looks at the first badge of a template, and at every so many after it.
_SAMPLE: Final = 1_000


class Particulars(NamedTuple):
    """What is one badge's own, besides its order."""

    credential_id: str
    recipient: Recipient
    dates: Dates
    slot: StatusSlot


def varying(
    order: BadgeOrder, own: Particulars, *, origin: str
) -> tuple[tuple[str, ...], list[str | float]]:
    """Return the JSON pointers and the values of what differs between badges of one shape."""
    recipient, dates = own.recipient, own.dates
    is_hashed = recipient.email_hash is not None and recipient.salt is not None
    list_url = status_list_url(origin, own.slot.list_id)
    values = [
        own.credential_id,
        _moment(dates.valid_from),
        None if dates.valid_until is None else _moment(dates.valid_until),
        _moment(dates.awarded),
        recipient.id,
        recipient.email_hash if is_hashed else None,
        recipient.salt if is_hashed else None,
        None if order.credits_earned is None else float(order.credits_earned),
        order.narrative,
        f"{list_url}#{own.slot.index}",
        str(own.slot.index),
        list_url,
        *[result.value for result in order.results],
    ]
    for item in order.evidence:
        values += (item.url, item.name, item.description, item.narrative, item.genre)
    said = tuple([value is not None for value in values])
    pointers = _pointers_of(said, len(order.results), len(order.evidence))
    return pointers, [value for value in values if value is not None]


@lru_cache(maxsize=1_024)
def _pointers_of(said: tuple[bool, ...], results: int, evidence: int) -> tuple[str, ...]:
    """Return the pointers of the values that are there, in the order of `varying`."""
    pointers = [
        *_ALWAYS_OR_ONCE,
        *(f"/credentialSubject/result/{number}/value" for number in range(results)),
        *(f"/evidence/{number}/{name}" for number in range(evidence) for name in _OF_EVIDENCE),
    ]
    return tuple(compress(pointers, said))


def shape_of(order: BadgeOrder, pointers: tuple[str, ...]) -> Hashable:
    """Return what decides which members the credential of an order has, given what varies in it.

    Two orders of one class with the same shape give credentials that differ only in `varying`.
    """
    return (
        order.language,
        pointers,
        # Evidence of which nothing is said has no pointers.
        len(order.evidence),
        tuple([result.result_id for result in order.results]),
    )


class Composed(NamedTuple):
    """An unsigned credential that was seen to be signable: its bytes, its hash, its contexts."""

    content: bytes
    document_hash: bytes
    context: tuple[str, ...]


class TemplateDisagreesWarning(RuntimeWarning):
    """A template gave other bytes than the walker.

    The walker's were taken, and the template is used no more. Badges that were made from it since
    the walker last looked have proofs that do not hold.
    """


class Pattern:
    """The credentials of one class, language and shape."""

    __slots__ = (
        "_cache",
        "_containers",
        "_context",
        "_document",
        "_extension",
        "_filled",
        "_is_walked",
        "_places",
        "_pointers",
        "_uses",
    )

    def __init__(
        self,
        document: JsonObject,
        pointers: tuple[str, ...],
        *,
        cache: canonical.SubtreeCache,
        context: ExtensionContext | None = None,
    ) -> None:
        """Take any credential of the shape, the pointers that `varying` yields, and a cache.

        The cache is of this class alone, so all that it ever holds is what the class says.
        `context` is the registered one that the credential names, if it names one.
        """
        self._document = document
        contexts = document["@context"]
        assert isinstance(contexts, list)  # noqa: S101 – so they are composed
        self._context = tuple(map(str, contexts))
        self._extension = context
        self._pointers = pointers
        self._cache = cache
        self._uses = 0
        self._filled = 0
        # Whether there will never be a template.
        self._is_walked = False
        # Copied for every credential: whatever holds something that differs, outer things first.
        self._containers: list[tuple[int, _Step, _Container]] = []
        self._places: list[tuple[int, _Step]] = []
        found: dict[tuple[str, ...], int] = {(): 0}
        for pointer in pointers:
            *above, last = pointer.removeprefix("/").split("/")
            self._places.append((self._container(tuple(above), found), _step(last)))

    def _container(self, path: tuple[str, ...], found: dict[tuple[str, ...], int]) -> int:
        if path not in found:
            parent = self._container(path[:-1], found)
            found[path] = len(found)
            content = _at(self._document, path)
            self._containers.append((parent, _step(path[-1]), content))
        return found[path]

    def fill(self, values: Sequence[JsonValue]) -> JsonObject:
        """Return the credential with these values, in the order of the pointers.

        It shares all that does not differ with other credentials: do not change it.
        """
        document = self._document.copy()
        made: list[_Container] = [document]
        for parent, step, content in self._containers:
            copy = content.copy()
            made[parent][step] = copy  # type: ignore[index]  # steps fit what they lead into
            made.append(copy)
        for (parent, step), value in zip(self._places, values, strict=True):
            made[parent][step] = value  # type: ignore[index]  # as above
        return document

    def compose(self, values: Sequence[JsonValue]) -> Composed:
        """Return the credential with these values, seen to be signable.

        Raises:
            CredentialError: a signature could not cover all of it; see `canonicalise`.
        """
        filled = self._filled_quickly(values) or self._walk(values)
        return Composed(filled.content, filled.document_hash, self._context)

    def _filled_quickly(self, values: Sequence[JsonValue]) -> Filled | None:
        """Return what a template gives, if there is one and it has an answer."""
        self._uses += 1
        template = self._template()
        filled = None if template is None else template.fill(values)
        if filled is None:
            return None
        self._filled += 1
        if self._filled % _SAMPLE != 1:
            return filled
        walked = self._walk(values)
        if filled != walked:
            self._is_walked = True
            warnings.warn(TemplateDisagreesWarning(), stacklevel=2)
        return walked

    def _template(self) -> IssueTemplate | None:
        if self._is_walked or self._uses < _TEMPLATE_FROM:
            return None
        template = _TEMPLATES.find(self)
        if template is None:
            try:
                template = IssueTemplate.compile(
                    self._document, slots=self._pointers, contexts=contexts_with(self._extension)
                )
            except TemplateError:
                # Some shapes are too unusual; the walker takes its time with them.
                self._is_walked = True
                return None
            self._filled = 0
            _TEMPLATES.keep(self, template)
        return template

    def _walk(self, values: Sequence[JsonValue]) -> Filled:
        document = self.fill(values)
        form = canonical.canonicalise_cached(
            document, cache=self._cache, contexts=contexts_with(self._extension)
        )
        self._cache.admit(form.pending)
        return Filled(serialise(document), sha256(form.content).digest())


# With all that a template may remember of a large badge, some are of several megabytes.
_TEMPLATES: Final[Bounded[Pattern, IssueTemplate]] = Bounded(64)


def _step(text: str) -> _Step:
    # No member that differs, or that leads to one, is named by digits.
    return int(text) if text.isdigit() else text


def _at(document: JsonObject, path: tuple[str, ...]) -> _Container:
    value: JsonValue = document
    for step in path:
        value = value[_step(step)]  # type: ignore[index]  # `varying` knows the way
    assert isinstance(value, dict | list)  # noqa: S101 – something differs inside of it
    return value
