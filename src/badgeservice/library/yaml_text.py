"""Documents as YAML text, written the one way that people and diffs like best."""

from __future__ import annotations

import re
from typing import Final

import yaml

from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.library.documents import Document

# Unknown facts are written as null; these are not facts, and left out when nobody wrote them.
_LEFT_OUT_WHEN_NULL: Final = frozenset(
    {"sv", "en", "area", "note", "requiredValue", "image", "extensions"}
)
# YAML readers take some of these for line breaks, or drop them.
_STRANGE: Final = re.compile("[\x80-\x9f\u2028\u2029\ufeff]")
_WIDTH: Final = 100
_DAYS: Final = frozenset({"retrieved", "inForceFrom", "validFrom", "validUntil"})
# Words of an organisation's own can have the names of fields.
_WORDS: Final = "extensions"


class _Day(str):
    """A date as JSON writes it, which YAML needs no quotation marks around."""

    __slots__ = ()


class _Dumper(yaml.SafeDumper):
    """Keeps the order of keys, indents lists, and writes paragraphs as blocks."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None
    if _STRANGE.search(text):
        style = '"'
    elif "\n" in text:
        # The emitter falls back on quotation marks where a block would lose spaces.
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _represent_day(dumper: yaml.SafeDumper, day: _Day) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(day))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(_Day, _represent_day)


def plain(document: Document) -> JsonObject:
    """Return a document as plain JSON data: camelCase names, in the order of the format."""
    dumped = document.model_dump(mode="json", by_alias=True)
    cleaned = _without_unwritten(dumped)
    if not isinstance(cleaned, dict):
        message = "a document is an object"
        raise TypeError(message)
    return cleaned


def yaml_text(document: Document) -> str:
    """Return a document as YAML that reads back as the same document."""
    text: str = yaml.dump(
        _with_days(plain(document)),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=False,
        sort_keys=False,
        width=_WIDTH,
    )
    return text


def _without_unwritten(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {
            name: _without_unwritten(member)
            for name, member in value.items()
            if not (member is None and name in _LEFT_OUT_WHEN_NULL)
        }
    if isinstance(value, list):
        return [_without_unwritten(member) for member in value]
    return value


def _with_days(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: _member(name, member) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_days(member) for member in value]
    return value


def _member(name: str, value: JsonValue) -> JsonValue:
    if name == _WORDS:
        return value
    return _Day(value) if name in _DAYS and isinstance(value, str) else _with_days(value)
