"""What is wrong with a document's shape, said to the person who wrote it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from badgeservice.library.class_images import MAXIMUM_BYTES
from badgeservice.library.documents import Document
from badgeservice.library.errors import Finding
from badgeservice.library.pointers import line_of, pointer

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_LONGEST_QUOTE: Final = 60
# What a value must look like, by the field it stands in; else by pydantic's own words.
_SHAPES: Final[Mapping[str, str]] = {
    "id": "an id is lower-case letters, digits and hyphens, at most 63, such as feedback-giver",
    "system": "a system is lower-case letters, digits and hyphens, such as finland",
    "validity": "a validity is a whole number of years, months or days, such as P5Y or P18M",
    "url": "an address begins with https:// and holds no spaces",
    "sha256": "a SHA-256 is 64 lower-case hexadecimal digits",
    "image": "an image is a PNG as one line of base64 after data:image/png;base64,",
    "framework": "a framework is a word that begins with a capital letter, such as EQF",
    "achievementType": "an achievement type is a word such as Badge, or your own as ext:Word",
    "resultType": "a result type is a word such as Status, or your own as ext:Word",
}
_IMAGE: Final = "image"
_CODES: Final = frozenset({"code", "unit", "requirement", "qualification"})


def findings_of(
    error: ValidationError, *, model: type[Document], file: str, lines: Mapping[str, int]
) -> tuple[Finding, ...]:
    """Return every error that pydantic found, with its place in the document and in the file."""
    details = error.errors(include_url=False, include_context=True)
    return tuple(
        _finding(detail, model=model, file=file, lines=lines)
        for detail in details
        if not _is_echo(detail, details)
    )


def _is_echo(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list is called too short only because its members were found wrong."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _finding(
    detail: ErrorDetails, *, model: type[Document], file: str, lines: Mapping[str, int]
) -> Finding:
    place = pointer(*detail["loc"])
    field = _field(detail)
    match detail["type"]:
        case "missing":
            code, message = "key-missing", f"{field} is missing"
        case "extra_forbidden":
            code, message = "key-unknown", f"{field} is not known here{_meant(field, model)}"
        case "string_too_long" if field == _IMAGE:
            code, message = "value-invalid", f"an image has at most {MAXIMUM_BYTES} bytes"
        case "string_pattern_mismatch":
            code, message = "value-invalid", _shape(field, detail["input"])
        case kind:
            code = "value-invalid"
            message = f"{field}: {_plain(kind, detail)}"
    if field == _IMAGE:
        code = "image-too-large" if detail["type"] == "string_too_long" else "image-malformed"
    return Finding(file=file, line=line_of(place, lines), pointer=place, code=code, message=message)


def _field(detail: ErrorDetails) -> str:
    names = [name for name in detail["loc"] if isinstance(name, str)]
    return names[-1] if names else "the document"


def _meant(field: str, model: type[Document]) -> str:
    names = _all_names(model, seen=set())
    near = difflib.get_close_matches(field, sorted(names), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _all_names(model: type[Document], *, seen: set[str]) -> set[str]:
    schema = model.model_json_schema()
    shapes = [schema, *schema.get("$defs", {}).values()]
    for shape in shapes:
        seen.update(shape.get("properties", {}))
    return seen


def _shape(field: str, value: object) -> str:
    written = str(value)
    if not written.strip():
        return f"{field} is empty"
    if field in _CODES:
        return (
            f"{field}: a code is letters, digits, dots, hyphens and underscores: {_quote(written)}"
        )
    if field in _SHAPES:
        return f"{field}: {_SHAPES[field]}: {_quote(written)}"
    return f"{field} holds a TAB, a control character or a line break that is not allowed there"


def _quote(written: str) -> str:
    cut = written if len(written) <= _LONGEST_QUOTE else f"{written[:_LONGEST_QUOTE]}…"
    return repr(cut)


def _plain(kind: str, detail: ErrorDetails) -> str:
    if kind == "string_type" and isinstance(detail["input"], int | float):
        return f'a text is needed; write "{detail["input"]}" with quotation marks'
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    message = detail["msg"]
    return message[0].lower() + message[1:]
