"""Members of a document as everybody reads them: by their plain names, without JSON-LD's others.

Nothing in a hosted document is signed, so it need not be canonicalised. But a member that has a
second name could say one thing to us and another to a reader of JSON-LD; so none is taken.
"""

from datetime import datetime
from typing import Final

from badgeservice.credentials.dates import parse_datetime
from badgeservice.credentials.errors import DateMalformedError
from badgeservice.credentials.open_badges_2.errors import (
    MalformedFault,
    OlderBadgeMalformedError,
    OlderBadgeUnreadableError,
)
from badgeservice.credentials.open_badges_2.standards import is_context
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

_KEYWORDS: Final = frozenset({"@context", "@language"})
_EXTENSION: Final = "extensions:"


def require_plain(
    node: JsonObject, pointer: str = "", *, second_names: frozenset[str] = frozenset()
) -> None:
    """Return when no member of `node` has a name beside its own; `second_names` are some.

    Raises:
        OlderBadgeMalformedError: one has.
    """
    for name in node:
        at = pointer_to(pointer, name)
        if name.startswith("@") and name not in _KEYWORDS:
            raise OlderBadgeMalformedError("keyword", at, f"it has the keyword {name[:40]!r}")
        is_named_twice = ":" in name and not name.startswith(_EXTENSION)
        if is_named_twice or name in second_names:
            raise OlderBadgeMalformedError(
                "second-name", at, f"{name[:80]!r} is another name for something that has one"
            )


def require_context(document: JsonObject) -> None:
    """Return when the context of Open Badges 2.0 alone says what the words of `document` mean.

    Raises:
        OlderBadgeUnreadableError: it names another, or one of its own.
    """
    named = document.get("@context")
    listed = named if isinstance(named, list) else [named]
    if len(listed) != 1 or not is_context(listed[0]):
        raise OlderBadgeUnreadableError(
            "context", "/@context", "its words are not those of Open Badges 2.0 alone"
        )


def require_type(node: JsonObject, *wanted: str, pointer: str = "") -> None:
    """Return when `node` is of one of the wanted types, and beside it of extensions only.

    Raises:
        OlderBadgeMalformedError: it is not.
    """
    types = node.get("type")
    listed = types if isinstance(types, list) else [types]
    others = [item for item in listed if item not in wanted]
    known = (
        isinstance(item, str) and (item == "Extension" or item.startswith(_EXTENSION))
        for item in others
    )
    if len(others) == len(listed) or not all(known):
        shown = ", ".join(str(item)[:40] for item in listed[:5])
        raise OlderBadgeMalformedError(
            "type", f"{pointer}/type", f"its type should be {wanted[0]}, and is {shown}"
        )


def text_at(node: JsonObject, name: str, *, code: MalformedFault = "member") -> str:
    """Return a text that `node` must have.

    Raises:
        OlderBadgeMalformedError: it has none, or an empty one.
    """
    value = node.get(name)
    if not isinstance(value, str) or not value:
        raise OlderBadgeMalformedError(code, f"/{name}", f"{name!r} is no text")
    return value


def optional_text(node: JsonObject, name: str) -> str | None:
    """Return a text that `node` may have; null is none.

    Raises:
        OlderBadgeMalformedError: it is something else.
    """
    return None if node.get(name) is None else text_at(node, name)


def moment_at(node: JsonObject, name: str) -> datetime:
    """Return a moment that `node` must have.

    Raises:
        OlderBadgeMalformedError: it has none, or one without a time zone.
    """
    text = text_at(node, name, code="date")
    try:
        return parse_datetime(text)
    except DateMalformedError as cause:
        raise OlderBadgeMalformedError(
            "date", f"/{name}", f"{name!r} is no moment with a time zone"
        ) from cause


def texts_of(value: JsonValue, pointer: str) -> tuple[str, ...]:
    """Return one text or several; null is none.

    Raises:
        OlderBadgeMalformedError: it is something else.
    """
    listed = [] if value is None else value if isinstance(value, list) else [value]
    texts = tuple(item for item in listed if isinstance(item, str))
    if len(texts) != len(listed):
        raise OlderBadgeMalformedError("member", pointer, "it holds something that is no text")
    return texts
