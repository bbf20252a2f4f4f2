"""What differs between two states of one document, field by field and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import LANGUAGES, Document
from badgeservice.library.pointers import step
from badgeservice.library.yaml_text import plain

# What makes a member of a list the same member after it was edited or moved.
_IDENTITIES: Final[Mapping[str, tuple[str, ...]]] = {
    "criteria": ("id",),
    "alignments": ("system", "unit", "requirement", "version"),
    "requirements": ("code",),
    "results": ("id",),
    "requires": ("id",),
    "units": ("system", "code"),
    "coAuthors": ("name",),
    "publishers": ("name",),
    "coverage": ("requirement", "version"),
    "by": ("badge", "criterion"),
}
_NOUNS: Final[Mapping[str, str]] = {
    "criteria": "criterion",
    "alignments": "alignment with",
    "requirements": "requirement",
    "results": "result",
    "requires": "required badge",
    "units": "unit",
    "coAuthors": "co-author",
    "publishers": "publisher",
    "coverage": "coverage of",
    "by": "badge",
}
# The part of an identity that people call the thing by.
_NAMES: Final[Mapping[str, str]] = {"alignments": "requirement", "units": "code"}
_LONGEST_VALUE: Final = 80


class Change(StrEnum):
    """What happened to a field."""

    STATUS = "status"
    TRANSLATION_ADDED = "translation-added"
    FACT_COMPLETED = "fact-completed"
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One thing that differs, where (as a JSON pointer into the newer state), and in words."""

    pointer: str
    change: Change
    words: str
    old: JsonValue
    new: JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where in a document the comparison stands: the pointer, and how a person would say it."""

    pointer: str = ""
    name: str = ""
    field: str = ""

    def to_field(self, field: str) -> _Spot:
        return _Spot(pointer=step(self.pointer, field), name=self.name, field=field)

    def to_member(self, index: int, name: str) -> _Spot:
        said = f"{self.name}: {name}" if self.name else name
        return _Spot(pointer=step(self.pointer, index), name=said)

    def said(self, field: str) -> str:
        return f"{self.name}: {field}" if self.name else field


def changes_between(
    old: Document, new: Document, *, ignoring: frozenset[str] = frozenset()
) -> tuple[FieldChange, ...]:
    """Return what differs from `old` to `new`, leaving out the top-level fields `ignoring`."""
    before = {name: value for name, value in plain(old).items() if name not in ignoring}
    after = {name: value for name, value in plain(new).items() if name not in ignoring}
    return tuple(_objects(before, after, _Spot()))


def _objects(old: JsonObject, new: JsonObject, spot: _Spot) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*old, *new)):
        yield from _values(old.get(name), new.get(name), spot.to_field(name))


def _values(old: JsonValue, new: JsonValue, spot: _Spot) -> Iterator[FieldChange]:
    if old == new:
        return
    if _is_text(old) and _is_text(new):
        yield from _texts(old, new, spot)
    elif isinstance(old, dict) and isinstance(new, dict):
        inner = _Spot(pointer=spot.pointer, name=spot.said(_words(spot.field)))
        yield from _objects(old, new, inner)
    elif isinstance(old, list) and isinstance(new, list):
        if _has_members(spot.field, (*old, *new)):
            yield from _members(old, new, spot)
        else:
            yield from _plain_lists(old, new, spot)
    else:
        yield _single(old, new, spot)


def _single(old: JsonValue, new: JsonValue, spot: _Spot) -> FieldChange:
    if spot.field == "strength":
        words = f"strength of {spot.name} {_short(old)} → {_short(new)}"
    else:
        words = f"{spot.said(_words(spot.field))} {_short(old)} → {_short(new)}"
    if spot.pointer == "/status":
        change = Change.STATUS
    else:
        change = Change.FACT_COMPLETED if old is None else Change.CONTENT
    return FieldChange(pointer=spot.pointer, change=change, words=words, old=old, new=new)


def _texts(old: JsonValue, new: JsonValue, spot: _Spot) -> Iterator[FieldChange]:
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    for language in LANGUAGES:
        was, becomes = before.get(language), after.get(language)
        if was == becomes:
            continue
        verb = "changed"
        if was is None or becomes is None:
            verb = "added" if was is None else "removed"
        yield FieldChange(
            pointer=step(spot.pointer, language),
            change=Change.TRANSLATION_ADDED if was is None else Change.CONTENT,
            words=f"{spot.said(_words(spot.field))} ({language}) {verb}",
            old=was,
            new=becomes,
        )


def _members(
    old: Sequence[JsonValue], new: Sequence[JsonValue], spot: _Spot
) -> Iterator[FieldChange]:
    before, after = _by_identity(old, spot.field), _by_identity(new, spot.field)
    indices = {identity: index for index, identity in enumerate(after)}
    for identity, member in before.items():
        if identity not in after:
            words = f"{spot.said(_member_name(member, spot.field))} removed"
            yield _content(spot.pointer, words, old=member, new=None)
    for identity, member in after.items():
        place = spot.to_member(indices[identity], _member_name(member, spot.field))
        if identity not in before:
            filled = Change.CONTENT if old else Change.FACT_COMPLETED
            yield FieldChange(
                pointer=place.pointer,
                change=filled,
                words=f"{place.name} added",
                old=None,
                new=member,
            )
        else:
            yield from _objects(before[identity], member, place)
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield _content(
            spot.pointer,
            f"order of {spot.said(_words(spot.field))} changed",
            old=[list(each) for each in before],
            new=[list(each) for each in after],
        )


def _has_members(field: str, members: Sequence[JsonValue]) -> bool:
    # A word of an organisation's own may have the name of a field, and then has other values.
    return field in _IDENTITIES and all(isinstance(member, dict) for member in members)


def _by_identity(members: Sequence[JsonValue], field: str) -> dict[tuple[str, ...], JsonObject]:
    found: dict[tuple[str, ...], JsonObject] = {}
    for member in members:
        if isinstance(member, dict):
            identity = tuple(str(member.get(name)) for name in _IDENTITIES[field])
            # A list that names the same thing twice breaks a rule; both must still be seen here.
            while identity in found:
                identity = (*identity, "again")
            found[identity] = member
    return found


def _plain_lists(
    old: Sequence[JsonValue], new: Sequence[JsonValue], spot: _Spot
) -> Iterator[FieldChange]:
    field = _words(spot.field)
    added = [value for value in new if value not in old]
    removed = [value for value in old if value not in new]
    said = [f"+ {_short(value)}" for value in added] + [f"- {_short(value)}" for value in removed]
    words = (
        f"{spot.said(field)}: {', '.join(said)}" if said else f"order of {spot.said(field)} changed"
    )
    yield _content(spot.pointer, words, old=list(old), new=list(new))


def _content(pointer: str, words: str, *, old: JsonValue, new: JsonValue) -> FieldChange:
    return FieldChange(pointer=pointer, change=Change.CONTENT, words=words, old=old, new=new)


def _member_name(member: JsonObject, field: str) -> str:
    name = member.get(_NAMES.get(field, _IDENTITIES[field][0]))
    return f"{_NOUNS[field]} {name}"


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, dict) and "fi" in value and set(value) <= set(LANGUAGES)


def _words(field: str) -> str:
    spelled = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in field)
    return spelled.strip()


def _short(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return " ".join(_short(member) for member in value.values())
    written = str(value)
    return written if len(written) <= _LONGEST_VALUE else f"{written[:_LONGEST_VALUE]}…"
