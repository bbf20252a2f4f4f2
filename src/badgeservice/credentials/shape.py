"""Does a document have the shape that Open Badges 3.0 demands? Every fault is told.

JSON-LD says what a member means; this says which members there must be, may be, and of what kind.
Members outside the tables of `vocabulary` are faults, so that no two classes can trade members.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Container, Iterator, Mapping
from typing import Final

from badgeservice.credentials import semantics
from badgeservice.credentials.data_models import VC_1_1, DataModel, data_model_of, other_than
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.scalars import SCALARS, is_term, is_uri
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to
from badgeservice.credentials.vocabulary import Class, Member, Terms
from badgeservice.credentials.vocabulary_1_1 import EVERY_CLASS, in_1_1

__all__ = ["MAXIMUM_FAULTS", "ShapeFault", "find_shape_faults"]

# More tell a reader nothing, and a hostile document could have thousands.
MAXIMUM_FAULTS: Final = 50

_ROOTS: Final = (
    ("BitstringStatusListCredential", frozenset({"BitstringStatusListCredential"})),
    ("EndorsementCredential", frozenset({"EndorsementCredential"})),
)


_STATUSES: Final = frozenset({"CredentialStatus", in_1_1("CredentialStatus")})


def find_shape_faults(
    document: JsonObject, *, extension_terms: Container[str] = frozenset()
) -> tuple[ShapeFault, ...]:
    """Return what is wrong with the shape of a credential, in document order; at most fifty.

    By its `type`, the document is judged as an endorsement or a status list, and as an
    achievement credential otherwise. A list of one and its one value alone are both taken where
    the specification allows that. `extension_terms` are members that any class may have, and whose
    values are not judged: the words of registered contexts, none of which is in the tables.
    """
    name = _root_class(document)
    model = data_model_of(document)
    class_name = in_1_1(name) if model is VC_1_1 else name
    faults = _chain(
        _mixed_faults(document, model), _known_faults(document, class_name, extension_terms)
    )
    if name == "AchievementCredential":
        faults = _chain(faults, semantics.achievement_faults(document))
    found: dict[ShapeFault, None] = {}
    for fault in faults:
        found[fault] = None
        if len(found) == MAXIMUM_FAULTS:
            break
    return tuple(found)


def _mixed_faults(document: JsonObject, model: DataModel) -> Iterator[ShapeFault]:
    """Yield the dates that belong to the other edition of the data model."""
    other = other_than(model)
    for name in (other.begins, other.ends):
        if name in document:
            yield ShapeFault(
                pointer_to("", name),
                f"dates-of-vc-{other.edition}",
                f"{name} belongs to the data model {other.edition}, and this credential is of "
                f"{model.edition}",
            )


def _known_faults(document: JsonObject, name: str, terms: Container[str]) -> Iterator[ShapeFault]:
    for fault in _class_faults(document, EVERY_CLASS[name], ""):
        if fault.code != "unknown-member" or fault.pointer.rpartition("/")[2] not in terms:
            yield fault


def _chain(*parts: Iterator[ShapeFault]) -> Iterator[ShapeFault]:
    for part in parts:
        yield from part


def _root_class(document: JsonObject) -> str:
    types = semantics.texts(document.get("type"))
    for name, wanted in _ROOTS:
        if wanted & types:
            return name
    return "AchievementCredential"


def _class_faults(value: JsonObject, class_: Class, pointer: str) -> Iterator[ShapeFault]:
    yield from _type_faults(value, class_, pointer)
    for name, member in class_.members.items():
        if member.required and name not in value:
            yield ShapeFault(pointer_to(pointer, name), "missing", f"{name} is missing")
    for name, content in value.items():
        below = pointer_to(pointer, name)
        if name in class_.members:
            yield from _member_faults(content, class_.members[name], below)
        elif class_.is_closed and name != "@context":
            yield ShapeFault(below, "unknown-member", f"{name} has no place here")


def _type_faults(value: JsonObject, class_: Class, pointer: str) -> Iterator[ShapeFault]:
    types = semantics.texts(value.get("type"))
    for wanted in class_.types:
        if "type" in value and not wanted & types:
            names = " or ".join(sorted(wanted))
            yield ShapeFault(pointer_to(pointer, "type"), "type", f"the type must include {names}")


def _member_faults(content: JsonValue, member: Member, pointer: str) -> Iterator[ShapeFault]:
    if not isinstance(content, list):
        yield from _value_faults(content, member, pointer)
    elif member.multiplicity == "one" and member.kind != "any":
        yield ShapeFault(pointer, "cardinality", "only one value is allowed, and no list")
    elif not content:
        yield ShapeFault(pointer, "empty", "an empty list must be left out")
    else:
        for at, item in enumerate(content):
            yield from _value_faults(item, member, pointer_to(pointer, at))


def _value_faults(value: JsonValue, member: Member, pointer: str) -> Iterator[ShapeFault]:
    if isinstance(member.kind, Terms):
        if not is_term(value, member.kind):
            yield ShapeFault(pointer, "vocabulary", "the value is not in the vocabulary")
    elif member.kind in EVERY_CLASS:
        yield from _object_faults(value, member, pointer)
    elif not SCALARS[member.kind](value):
        yield ShapeFault(pointer, "kind", f"the value must be {_WORDS[member.kind]}")


def _object_faults(value: JsonValue, member: Member, pointer: str) -> Iterator[ShapeFault]:
    if isinstance(value, str) and member.by_reference:
        if not is_uri(value):
            yield ShapeFault(pointer, "kind", f"the value must be {_WORDS['uri']}")
    elif isinstance(value, dict):
        yield from _class_faults(value, EVERY_CLASS[_refined(str(member.kind), value)], pointer)
    else:
        yield ShapeFault(pointer, "kind", "the value must be an object")


def _refined(name: str, value: JsonObject) -> str:
    """Return the narrower class of an object whose kind we know."""
    is_entry = "BitstringStatusListEntry" in semantics.texts(value.get("type"))
    if is_entry and name in _STATUSES:
        return "BitstringStatusListEntry"
    return name


_WORDS: Final[Mapping[str, str]] = {
    "text": "a text",
    "uri": "an absolute URI without spaces",
    "moment": "a date and time with a time zone, as in 2026-01-31T12:00:00Z",
    "date": "a date, as in 2026-01-31",
    "number": "a number",
    "whole number": "a whole number",
    "truth": "true or false",
    "language": "a language code, as in fi or sv-FI",
    "jws": "a JWS in compact form",
    "index": "a plain decimal number in a text",
    "any": "a value",
}
