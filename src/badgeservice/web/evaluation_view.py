"""A sheet in the words of a page: every sentence, table and column that the template prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from badgeservice.library.documents import Credits, CreditUnit, Strength
from badgeservice.recognition.sheets import SheetLeaf, SheetRequirement, SheetUnit, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from badgeservice.library.documents import LocalisedText
    from badgeservice.recognition.evaluation_pages import EvaluationPage
    from badgeservice.recognition.sheets import Sheet, SheetBadge, SheetMapping
    from badgeservice.web.words import Words

# So many columns of badges are readable beside the requirements on a sheet of A4.
_WIDEST: Final = 5
# The heading of a table is repeated on every sheet only while it is low; a badge's own row has the
# whole name.
_LONGEST_HEADING: Final = 48
_WEIGHTS: Final = {Strength.COVERS: "covers", Strength.CONTRIBUTES: "contributes", None: "nothing"}


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and the code of its language where that is known."""

    text: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeView:
    """One badge. `standing` is what became of it, `sentence` says that in words.

    `brief_name` heads a narrow column.
    """

    number: int
    name: Said
    brief_name: str
    issuer: str
    issuer_id: str | None
    credential_id: str | None
    awarded_on: date | None
    expires_on: date | None
    standing: Standing
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One requirement: what each badge of the columns gives, and all badges together."""

    area: Said | None
    text: Said
    code: str
    version: int
    cells: tuple[str, ...]
    together: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Requirements by badges, no wider than a sheet of paper."""

    columns: tuple[BadgeView, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafView:
    """What a mapping asks for: its name, the badge that answers, and why it does not count."""

    name: Said
    badge: int | None
    sentence: str
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingView:
    """What came of one mapping."""

    name: Said
    id: str
    version: int
    target: str
    target_name: Said | None
    is_satisfied: bool
    complete_on: date | None
    credits: str | None
    route: str
    grade: str | None
    review_due: bool
    leaves: tuple[LeafView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit. `reach` is `whole-unit`, `parts` or `nothing`; missing credits are not known."""

    anchor: str
    name: Said
    code: str
    extent: str | None
    reach: str
    credits: str | None
    routes: tuple[str, ...]
    grades: tuple[str, ...]
    review_due: bool
    matrices: tuple[Matrix, ...]
    missing: tuple[Row, ...]
    mappings: tuple[MappingView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole page. `totals` are the credits that are known; `is_total_open` says some are not.

    `others` are the units that no badge concerns.
    """

    person: str | None
    college: str
    basis: Said
    basis_code: str
    studying_under: str | None
    evaluated_at: datetime
    expires_at: datetime
    badges: tuple[BadgeView, ...]
    units: tuple[UnitView, ...]
    others: tuple[UnitView, ...]
    totals: tuple[str, ...]
    is_total_open: bool
    counts: dict[str, int]


def view_of(page: EvaluationPage, words: Words) -> View:
    """Return what the page of a sheet prints, in the language of `words`."""
    sheet = page.sheet
    badges = tuple(_badge(index, each, words) for index, each in enumerate(sheet.badges))
    units = [
        (each.is_concerned, _unit(number, each, badges, words))
        for number, each in enumerate(sheet.units, 1)
    ]
    reaches = [unit.reach for _, unit in units]
    return View(
        person=sheet.person,
        college=sheet.college,
        basis=_said(sheet.basis_name, words),
        basis_code=sheet.basis_code,
        studying_under=sheet.studying_under,
        evaluated_at=sheet.evaluated_at,
        expires_at=page.expires_at,
        badges=badges,
        units=tuple(unit for is_concerned, unit in units if is_concerned),
        others=tuple(unit for is_concerned, unit in units if not is_concerned),
        totals=_totals(sheet, words),
        is_total_open=any(each.counted and each.credits is None for each in sheet.units),
        counts={reach: reaches.count(reach) for reach in ("whole-unit", "parts")},
    )


def _totals(sheet: Sheet, words: Words) -> tuple[str, ...]:
    """Return what is known to add up, for each kind of credits by itself."""
    found = []
    for unit in CreditUnit:
        known = [each.credits for each in sheet.units if each.credits is not None]
        values = [each.value for each in known if each.unit is unit]
        if values:
            found.append(_amount(Credits(value=sum(values[1:], values[0]), unit=unit), words))
    return tuple(found)


def _badge(index: int, badge: SheetBadge, words: Words) -> BadgeView:
    if badge.refusal is not None:
        sentence = words(f"evaluation.refusal.{badge.refusal}")
    else:
        sentence = words(f"evaluation.standing.{badge.standing}")
    name = Said(words("evaluation.unnamed"), words.language)
    if badge.name:
        name = Said(badge.name, badge.language)
    return BadgeView(
        number=index + 1,
        name=name,
        brief_name=_brief(name.text),
        issuer=badge.issuer_name or words("evaluation.unnamed-issuer"),
        issuer_id=badge.issuer_id,
        credential_id=badge.credential_id,
        awarded_on=badge.awarded_on,
        expires_on=badge.expires_on,
        standing=badge.standing,
        sentence=sentence,
    )


def _unit(number: int, unit: SheetUnit, badges: tuple[BadgeView, ...], words: Words) -> UnitView:
    counted = unit.counted
    return UnitView(
        anchor=f"unit-{number}",
        name=_said(unit.name, words),
        code=unit.code,
        extent=_credits(unit.extent, words),
        reach=unit.reach.value,
        credits=_credits(unit.credits, words),
        routes=_each_once(words(f"evaluation.route.{each.route}") for each in counted),
        grades=_each_once(each.grade for each in counted if each.grade is not None),
        review_due=any(each.review_due for each in unit.mappings),
        matrices=tuple(_matrices(unit, badges, words)),
        missing=tuple(
            _row(each, (), words)
            for each in unit.requirements
            if each.strength is not Strength.COVERS
        ),
        mappings=tuple(_mapping(each, badges, words) for each in unit.mappings),
    )


def _matrices(unit: SheetUnit, badges: tuple[BadgeView, ...], words: Words) -> Iterable[Matrix]:
    """Yield requirements by those badges that were weighed toward the unit, some at a time."""
    weighed = {leaf.badge for each in unit.mappings for leaf in each.leaves}
    columns = [each for each in badges if each.number - 1 in weighed]
    if not unit.requirements:
        return
    for first in range(0, len(columns), _WIDEST):
        some = tuple(columns[first : first + _WIDEST])
        rows = tuple(_row(each, some, words) for each in unit.requirements)
        yield Matrix(columns=some, rows=rows)


def _row(requirement: SheetRequirement, columns: tuple[BadgeView, ...], words: Words) -> Row:
    return Row(
        area=None if requirement.area is None else _said(requirement.area, words),
        text=_said(requirement.text, words),
        code=requirement.code,
        version=requirement.version,
        cells=tuple(_cell(requirement, column) for column in columns),
        together=_WEIGHTS[requirement.strength],
    )


def _cell(requirement: SheetRequirement, column: BadgeView) -> str:
    speaking = {each.strength for each in requirement.speakers if each.badge == column.number - 1}
    if Strength.COVERS in speaking:
        return _WEIGHTS[Strength.COVERS]
    return _WEIGHTS[Strength.CONTRIBUTES if speaking else None]


def _mapping(mapping: SheetMapping, badges: tuple[BadgeView, ...], words: Words) -> MappingView:
    name = None if mapping.target_name is None else _said(mapping.target_name, words)
    return MappingView(
        name=_said(mapping.name, words),
        id=mapping.id,
        version=mapping.version,
        target=words(f"evaluation.target.{mapping.kind}"),
        target_name=name,
        is_satisfied=mapping.is_satisfied,
        complete_on=mapping.complete_on,
        credits=_credits(mapping.credits, words),
        route=words(f"evaluation.route.{mapping.route}"),
        grade=mapping.grade,
        review_due=mapping.review_due,
        leaves=tuple(_leaf(each, badges, words) for each in mapping.leaves),
    )


def _leaf(leaf: SheetLeaf, badges: tuple[BadgeView, ...], words: Words) -> LeafView:
    badge = None if leaf.badge is None else badges[leaf.badge]
    if leaf.class_name is not None:
        name = _said(leaf.class_name, words)
    else:
        name = Said(leaf.class_key, None) if badge is None else badge.name
    return LeafView(
        name=name,
        badge=None if badge is None else badge.number,
        sentence=words(
            "evaluation.met" if leaf.refusal is None else f"evaluation.refusal.{leaf.refusal}"
        ),
        is_met=leaf.refusal is None,
    )


def _said(text: LocalisedText, words: Words) -> Said:
    own = getattr(text, words.language)
    return Said(text.fi, "fi") if own is None else Said(own, words.language)


def _credits(extent: Credits | None, words: Words) -> str | None:
    return None if extent is None else _amount(extent, words)


def _amount(extent: Credits, words: Words) -> str:
    return words(f"evaluation.credits.{extent.unit}", value=words.number(extent.value))


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST_HEADING else f"{text[: _LONGEST_HEADING - 1]}…"


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
