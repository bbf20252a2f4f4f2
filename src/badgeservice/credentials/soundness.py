"""The same question as in `shape`, answered with yes or with "ask there": for badges that are fine.

Most badges have no fault. To find that out needs neither pointers nor sentences, and no second look
at parts that are known, letter for letter, from a badge that was verified before.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from badgeservice.credentials import semantics
from badgeservice.credentials.data_models import VC_2_0, data_model_of
from badgeservice.credentials.scalars import SCALARS, is_term, is_uri
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.vocabulary import CLASSES, Member, Terms

# Parts by `id()`, with their exact JSON: what was faultless then is so now.
Known = Mapping[int, bytes]

_ROOT: Final = "AchievementCredential"
_OTHER_ROOTS: Final = frozenset({"BitstringStatusListCredential", "EndorsementCredential"})
_NOBODY: Final[Known] = {}


def is_plainly_sound(document: JsonObject, *, known: Known = _NOBODY) -> bool:
    """Whether an achievement credential has no fault, as far as that is quickly seen.

    False says nothing: `shape.find_shape_faults` has the say then. `known` must have been part, in
    the same place, of a credential that had no fault.
    """
    types = document.get("type")
    if not isinstance(types, list) or not _OTHER_ROOTS.isdisjoint(semantics.texts(types)):
        return False
    if data_model_of(document) is not VC_2_0:
        return False
    return _Look(document.get("id"), known).is_sound(document, _plan(_ROOT)) and not any(
        True for _ in _faults_between(document)
    )


def _faults_between(document: JsonObject) -> Iterator[object]:
    # That no part has the credential's own id is seen on the way.
    yield from semantics.period_faults(document)
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        yield from semantics.subject_faults(subject, "/credentialSubject")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What the values of one member must be: of a class, or as `test` says."""

    is_list: bool
    class_name: str | None
    test: Callable[[JsonValue], bool]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A class of `vocabulary`, laid out for looking up."""

    required: frozenset[str]
    types: tuple[frozenset[str], ...]
    rules: Mapping[str, _Rule]
    is_closed: bool


@cache
def _plan(name: str) -> _Plan:
    class_ = CLASSES[name]
    return _Plan(
        required=frozenset(member for member, how in class_.members.items() if how.required),
        types=class_.types,
        rules={member: _rule(how) for member, how in class_.members.items()},
        is_closed=class_.is_closed,
    )


def _rule(member: Member) -> _Rule:
    is_list = member.multiplicity == "list" or member.kind == "any"
    kind = member.kind
    if isinstance(kind, Terms):
        return _Rule(is_list, None, lambda value: is_term(value, kind))
    if kind in CLASSES:
        return _Rule(is_list, kind, is_uri if member.by_reference else _is_nothing)
    return _Rule(is_list, None, SCALARS[kind])


def _is_nothing(_value: JsonValue) -> bool:
    return False


def _has_types(value: JsonObject, plan: _Plan) -> bool:
    types = value.get("type")
    if types is None:
        # Missing, if it was not required; null is nowhere allowed, and seen by the member's test.
        return True
    listed = types if type(types) is list else [types]
    for wanted in plan.types:
        for name in listed:
            if type(name) is str and name in wanted:
                break
        else:
            return False
    return True


class _Look:
    """One look at one credential."""

    __slots__ = ("_id", "_id_json", "_known")

    def __init__(self, own_id: JsonValue, known: Known) -> None:
        self._id = own_id
        self._id_json = own_id.encode("utf-8", "replace") if isinstance(own_id, str) else b""
        self._known = known

    def is_sound(self, value: JsonObject, plan: _Plan) -> bool:
        """Whether the members of one object are all that they must be."""
        if not (plan.required <= value.keys() and _has_types(value, plan)):
            return False
        rules = plan.rules
        for name, content in value.items():
            rule = rules.get(name)
            if rule is None:
                # What no table lists may still be allowed, but with members it is looked into.
                if plan.is_closed or type(content) is not str:
                    return False
            elif type(content) is str:
                # Three quarters of all members.
                if not rule.test(content):
                    return False
            elif not self._is_member_sound(content, rule):
                return False
        return True

    def _is_member_sound(self, content: JsonValue, rule: _Rule) -> bool:
        if type(content) is not list:
            return self._is_value_sound(content, rule)
        if not rule.is_list or not content:
            return False
        for item in content:  # noqa: SIM110  # `all` takes half as long again
            if not self._is_value_sound(item, rule):
                return False
        return True

    def _is_value_sound(self, value: JsonValue, rule: _Rule) -> bool:
        if rule.class_name is None or type(value) is not dict:
            return rule.test(value)
        if (text := self._known.get(id(value))) is not None:
            return self._id_json not in text
        name = rule.class_name
        if name == "CredentialStatus" and "BitstringStatusListEntry" in semantics.texts(
            value.get("type")
        ):
            name = "BitstringStatusListEntry"
        # A part with the credential's own id is a fault, with exceptions that `semantics` knows.
        return value.get("id") != self._id and self.is_sound(value, _plan(name))
