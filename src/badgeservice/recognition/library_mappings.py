"""What the mappings of a library's folder must not say, as far as its files know.

A folder knows its own badge classes and units. Of classes, units and bases that are not in it,
nothing is claimed: they are told as warnings, and judged when the mapping is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from badgeservice.library.catalogue import is_public
from badgeservice.library.documents import AnyDocument, BadgeClass, CriteriaSet, Unit
from badgeservice.library.errors import Finding
from badgeservice.library.mapping_documents import Mapping, MappingStatus
from badgeservice.library.mapping_files import PlacedMapping, for_organisation
from badgeservice.library.shelf import PublishedClass
from badgeservice.qualifications.bases import Basis, QualificationUnit, UnitKind
from badgeservice.recognition.mapping_rules import Surroundings, faults_of
from badgeservice.recognition.weigh import class_key, leaves_of

# Whose the classes of a folder are is not known before it is imported; no organisation has this id.
_OWN: Final = "-"
_UNKNOWABLE: Final = frozenset(
    {"basis-unknown", "unit-unknown", "class-unknown", "sub-area-unknown"}
)


def mapping_findings(
    placed: Sequence[PlacedMapping], documents: Iterable[AnyDocument], *, day: date
) -> tuple[Finding, ...]:
    """Return everything that is wrong with mappings, held against the documents beside them."""
    beside = tuple(documents)
    newest = _newest([each.mapping for each in placed])
    return tuple(finding for each in placed for finding in _findings(each, beside, newest, day=day))


def _findings(
    placed: PlacedMapping,
    documents: tuple[AnyDocument, ...],
    others: tuple[Mapping, ...],
    *,
    day: date,
) -> Iterable[Finding]:
    mapping = for_organisation(placed.mapping, _OWN)
    around = Surroundings(
        day=day,
        basis=_basis(mapping, documents),
        classes={
            class_key(leaf): _versions(leaf.badge_class or "", documents)
            for leaf in leaves_of(mapping.badges)
            if leaf.organisation is not None
        },
        others=others,
    )
    for fault in faults_of(mapping, around):
        yield placed.finding(
            fault.pointer,
            code=fault.code,
            message=fault.message,
            is_error=fault.code not in _UNKNOWABLE,
        )


def _newest(mappings: Sequence[Mapping]) -> tuple[Mapping, ...]:
    newest: dict[str, Mapping] = {}
    for each in sorted(mappings, key=lambda mapping: mapping.version):
        newest[each.id] = each
    return tuple(each for each in newest.values() if each.status is not MappingStatus.ENDED)


def _versions(class_id: str, documents: tuple[AnyDocument, ...]) -> tuple[PublishedClass, ...]:
    sets = {(each.id, each.version): each for each in documents if isinstance(each, CriteriaSet)}
    return tuple(
        PublishedClass(organisation_id=_OWN, badge_class=each, criteria_set=pinned)
        for each in documents
        if isinstance(each, BadgeClass) and each.id == class_id and is_public(each.status)
        for pinned in [sets.get((each.criteria_set.id, each.criteria_set.version))]
        if pinned is not None
    )


def _basis(mapping: Mapping, documents: tuple[AnyDocument, ...]) -> Basis | None:
    """Return what the units of a folder tell of a basis; None when none is of it."""
    units = [
        each
        for each in documents
        if isinstance(each, Unit)
        and each.system == mapping.target.unit.system
        and each.basis is not None
        and each.basis.code == mapping.basis
        # Those that are not recorded yet are no reason to call a mapping wrong.
        and each.requirements
    ]
    if not units or mapping.basis is None:
        return None
    first = units[0]
    return Basis(
        system=first.system,
        code=mapping.basis,
        name=first.name,
        qualifications=(),
        in_force_from=None,
        in_force_until=None,
        transition_until=None,
        replaces=(),
        units=tuple(
            QualificationUnit(
                ref=each.ref,
                version=each.version,
                kind=UnitKind.NATIONAL,
                name=each.name,
                credits=each.credits,
                requirements=each.requirements,
            )
            for each in units
        ),
        source=first.source,
    )
