"""The classes of Open Badges 3.0 inside a credential of the data model 1.1.

Only the credentials themselves differ: they have other dates, and must have a name. What stands in
one, such as an endorsement, is of the same edition.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#verifiable-credentials-data-model-v1-1
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from badgeservice.credentials.data_models import VC_1_1, VC_2_0
from badgeservice.credentials.vocabulary import CLASSES, Class, Member


def in_1_1(name: str) -> str:
    """Return the name of a class as it is inside a credential of the data model 1.1."""
    return f"{name} 1.1"


def _class(class_: Class) -> Class:
    members = {name: _member(member) for name, member in class_.members.items()}
    if class_.is_document:
        members[VC_1_1.begins] = members.pop(VC_2_0.begins)
        members[VC_1_1.ends] = members.pop(VC_2_0.ends)
        members["name"] = replace(members["name"], required=True)
    return replace(class_, members=MappingProxyType(members))


def _member(member: Member) -> Member:
    if isinstance(member.kind, str) and member.kind in CLASSES:
        return replace(member, kind=in_1_1(member.kind))
    return member


EVERY_CLASS: Final[Mapping[str, Class]] = MappingProxyType(
    {**CLASSES, **{in_1_1(name): _class(class_) for name, class_ in CLASSES.items()}}
)
