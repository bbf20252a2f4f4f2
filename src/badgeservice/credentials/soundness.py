"""The same question as in `shape`, answered with yes or with "ask there": for badges that are fine.

Most badges have no fault. To find that out needs neither pointers nor sentences, no second look
at parts that are known, letter for letter, from a badge that was verified before, and none at all
at what the walker has seen: it asks the rules of this module as it goes.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#data-models
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from badgeservice.credentials import semantics
from badgeservice.credentials.data_models import VC_2_0, data_model_of
from badgeservice.credentials.scalars import SCALARS, is_term, is_text, is_uri
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.vocabulary import CLASSES, Member, Terms

# Parts by `id()`, with their exact JSON: what was faultless then is so now.
Known = Mapping[int, bytes]

_ROOT: Final = "AchievementCredential"
_OTHER_ROOTS: Final = ("BitstringStatusListCredential", "EndorsementCredential")
_NOBODY: Final[Known] = {}


def is_plainly_sound(
    document: JsonObject, *, known: Known = _NOBODY, is_walked: bool = False
) -> bool:
    """Whether an achievement credential has no fault, as far as that is quickly seen.

    False says nothing: `shape.find_shape_faults` has the say then. `known` must have been part, in
    the same place, of a credential that had no fault. `is_walked` says that the walker saw all of
    it but its proofs, and found every member as `root_plan` has it.
    """
    types = document.get("type")
    if not isinstance(types, list):
        return False
    if data_model_of(document) is not VC_2_0:
        return False
    plan = root_plan(types)
    if plan is None:
        return False
    look = _Look(document.get("id"), known)
    if is_walked:
        is_sound = "proof" not in document or look.is_member_sound(
            document["proof"], plan.rule("proof")
        )
    else:
        is_sound = look.is_sound(document, plan)
    return is_sound and next(_faults_between(document), None) is None


def _faults_between(document: JsonObject) -> Iterator[object]:
    # That no part has the credential's own id is seen on the way.
    yield from semantics.period_faults(document)
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        yield from semantics.subject_faults(subject, "/credentialSubject")


@dataclass(frozen=True, slots=True)
class Rule:
    """What the values of one member must be: of a class, or as `test` says."""

    is_list: bool
    class_name: str | None
    test: Callable[[JsonValue], bool]

    def plan(self, types: Sequence[JsonValue]) -> "Plan | None":
        """Return what an object of these types must be here, if it may be here."""
        name = self.class_name
        if name == "CredentialStatus" and "BitstringStatusListEntry" in types:
            name = "BitstringStatusListEntry"
        plan = None if name is None else _plan(name)
        return plan if plan is not None and plan.has_types(types) else None


@dataclass(frozen=True, slots=True)
class Plan:
    """A class of `vocabulary`, laid out for looking up."""

    required: frozenset[str]
    types: tuple[frozenset[str], ...]
    rules: Mapping[str, Rule]
    is_closed: bool

    def has_types(self, types: Sequence[JsonValue]) -> bool:
        """Whether an object of these types is of this class; one of none may be."""
        if not types:
            # Missing, if it was not required; null is nowhere allowed, and seen by the rule.
            return True
        for wanted in self.types:
            for name in types:
                if type(name) is str and name in wanted:
                    break
            else:
                return False
        return True

    def rule(self, name: str) -> Rule:
        """Return the rule for a member."""
        found = self.rules.get(name)
        if found is not None:
            return found
        # What no table lists may still be allowed, but with members it is looked into.
        return NO_RULE if self.is_closed else _UNLISTED


def root_plan(types: Sequence[JsonValue]) -> Plan | None:
    """Return what a credential of these types must be; None if not an achievement credential."""
    for other in _OTHER_ROOTS:
        if other in types:
            return None
    plan = _plan(_ROOT)
    return plan if plan.has_types(types) else None


@cache
def _plan(name: str) -> Plan:
    class_ = CLASSES[name]
    return Plan(
        required=frozenset(member for member, how in class_.members.items() if how.required),
        types=class_.types,
        rules={member: _rule(how) for member, how in class_.members.items()},
        is_closed=class_.is_closed,
    )


def _rule(member: Member) -> Rule:
    is_list = member.multiplicity == "list" or member.kind == "any"
    kind = member.kind
    if isinstance(kind, Terms):
        return Rule(is_list, None, lambda value: is_term(value, kind))
    if kind in CLASSES:
        return Rule(is_list, kind, is_uri if member.by_reference else _is_nothing)
    return Rule(is_list, None, SCALARS[kind])


def _is_nothing(_value: JsonValue) -> bool:
    return False


# Nothing goes by it.
NO_RULE: Final = Rule(is_list=False, class_name=None, test=_is_nothing)
_UNLISTED: Final = Rule(is_list=False, class_name=None, test=is_text)


def _types_of(value: JsonObject) -> list[JsonValue]:
    types = value.get("type")
    if type(types) is list:
        return types
    return [] if types is None else [types]


class _Look:
    """One look at one credential."""

    __slots__ = ("_id", "_id_json", "_known")

    def __init__(self, own_id: JsonValue, known: Known) -> None:
        self._id = own_id
        self._id_json = own_id.encode("utf-8", "replace") if isinstance(own_id, str) else b""
        self._known = known

    def is_sound(self, value: JsonObject, plan: Plan) -> bool:
        """Whether the members of one object, of the types of a class, are all that they must be."""
        if not plan.required <= value.keys():
            return False
        rules = plan.rules
        for name, content in value.items():
            rule = rules.get(name) or plan.rule(name)
            if type(content) is str:
                # Three quarters of all members.
                if not rule.test(content):
                    return False
            elif not self.is_member_sound(content, rule):
                return False
        return True

    def is_member_sound(self, content: JsonValue, rule: Rule) -> bool:
        """Whether the values of one member are what they must be."""
        if type(content) is not list:
            return self._is_value_sound(content, rule)
        if not rule.is_list or not content:
            return False
        for item in content:  # noqa: SIM110  # `all` takes half as long again
            if not self._is_value_sound(item, rule):
                return False
        return True

    def _is_value_sound(self, value: JsonValue, rule: Rule) -> bool:
        if type(value) is not dict:
            return rule.test(value)
        if (text := self._known.get(id(value))) is not None:
            return self._id_json not in text
        # A part with the credential's own id is a fault, with exceptions that `semantics` knows;
        # what may be anything is not looked into, so it could hold such a part.
        plan = rule.plan(_types_of(value))
        return plan is not None and value.get("id") != self._id and self.is_sound(value, plan)
