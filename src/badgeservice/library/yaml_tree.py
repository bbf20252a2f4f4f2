"""YAML as the library reads it: plain data, every line known, and no surprises.

Files come from people and from other organisations, so what makes YAML hard to review is refused
instead of obeyed: aliases (which can grow without bound), tags (which can call code), duplicate
keys (of which one would win silently) and several documents in one file. Plain words are read by
the core schema of YAML 1.2, in which `no` is a word and not false.

Spec: https://yaml.org/spec/1.2.2/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from badgeservice.library.pointers import step

YamlValue: TypeAlias = "bool | int | float | str | list[YamlValue] | dict[str, YamlValue] | None"

MAXIMUM_DEPTH: Final = 24

_LOADER: Final = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_FORBIDDEN_CHARACTERS: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_CONSTANTS: Final[Mapping[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# Longer digits are no number that a document needs, and costly to read.
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_DECIMAL: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a text as YAML."""

    line: int
    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlTree:
    """What a text says, and on which line (from 1) each thing stands, by JSON pointer."""

    value: YamlValue
    lines: Mapping[str, int]
    faults: tuple[Fault, ...]


class _TooDeepError(Exception):
    """Stops the reading; becomes a fault."""

    def __init__(self, line: int, place: str) -> None:
        self.line = line
        self.place = place
        super().__init__()


def read_yaml(text: str) -> YamlTree:
    """Read `text`, and say everything that is wrong with it."""
    reader = _Reader(text)
    value = reader.document()
    return YamlTree(value=value, lines=reader.lines, faults=tuple(reader.faults))


class _Reader:
    """Builds the tree from the parser's events, one file a reader."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._events: Iterator[Event] = iter(())
        self.lines: dict[str, int] = {"": 1}
        self.faults: list[Fault] = []

    def document(self) -> YamlValue:
        unprintable = _FORBIDDEN_CHARACTERS.search(self._text)
        if unprintable is not None:
            line = self._text.count("\n", 0, unprintable.start()) + 1
            character = f"U+{ord(unprintable.group()):04X}"
            self._fault(
                line, "", "yaml-syntax", f"the character {character} is not allowed in YAML"
            )
            return None
        try:
            self._events = iter(yaml.parse(self._text, Loader=_LOADER))
            return self._only_document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or error.context or "not readable"
            self._fault(mark.line + 1 if mark else 1, "", "yaml-syntax", f"not YAML: {problem}")
        except _TooDeepError as error:
            message = f"nested deeper than {MAXIMUM_DEPTH} levels"
            self._fault(error.line, error.place, "yaml-too-deep", message)
        return None

    def _only_document(self) -> YamlValue:
        value: YamlValue = None
        documents = 0
        for event in self._events:
            if isinstance(event, StreamEndEvent):
                break
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    line = _line(event)
                    message = "a second document begins here; write one document a file"
                    self._fault(line, "", "yaml-several-documents", message)
                    break
                value = self._node(next(self._events), "", depth=0)
        return value

    def _node(self, event: Event, place: str, *, depth: int) -> YamlValue:
        line = _line(event)
        self.lines.setdefault(place, line)
        if depth > MAXIMUM_DEPTH:
            raise _TooDeepError(line, place)
        self._refuse_liberties(event, line, place)
        match event:
            case MappingStartEvent():
                return self._mapping(place, depth=depth)
            case SequenceStartEvent():
                return self._sequence(place, depth=depth)
            case ScalarEvent():
                return _scalar(event)
            case _:
                return None

    def _refuse_liberties(self, event: Event, line: int, place: str) -> None:
        if isinstance(event, AliasEvent):
            message = f"the alias *{event.anchor} is not allowed; write the text out"
            self._fault(line, place, "yaml-alias", message)
        elif isinstance(event, NodeEvent) and event.anchor is not None:
            message = f"the anchor &{event.anchor} is not allowed; nothing may refer to it"
            self._fault(line, place, "yaml-alias", message)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self._fault(line, place, "yaml-tag", f"the tag {tag} is not allowed; write plain data")

    def _mapping(self, place: str, *, depth: int) -> dict[str, YamlValue]:
        found: dict[str, YamlValue] = {}
        first_lines: dict[str, int] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            line = _line(event)
            if not isinstance(event, ScalarEvent):
                self._fault(line, place, "yaml-key", "a key must be a word")
                self._node(event, step(place, "?"), depth=depth + 1)
                self._node(next(self._events), step(place, "?"), depth=depth + 1)
                continue
            key = str(event.value)
            child = step(place, key)
            self._refuse_liberties(event, line, child)
            if key in found:
                message = f"the key {key} stands on line {first_lines[key]} already"
                self._fault(line, child, "yaml-duplicate-key", message)
            first_lines.setdefault(key, line)
            self.lines.setdefault(child, line)
            value = self._node(next(self._events), child, depth=depth + 1)
            found.setdefault(key, value)
        return found

    def _sequence(self, place: str, *, depth: int) -> list[YamlValue]:
        found: list[YamlValue] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._node(event, step(place, len(found)), depth=depth + 1))
        return found

    def _fault(self, line: int, place: str, code: str, message: str) -> None:
        self.faults.append(Fault(line=line, pointer=place, code=code, message=message))


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _scalar(event: ScalarEvent) -> YamlValue:
    text = str(event.value)
    if event.style is not None and event.style != "":
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
