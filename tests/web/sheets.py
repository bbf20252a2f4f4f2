"""Sheets to print: with one of everything, or with more than fits on a page."""

from __future__ import annotations

from datetime import date
from typing import Any

from badgeservice.library.documents import LocalisedText, Strength
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.coverage import Reach
from badgeservice.recognition.outcomes import LeafRefusal
from badgeservice.recognition.sheets import (
    Sheet,
    SheetBadge,
    SheetLeaf,
    SheetMapping,
    SheetRequirement,
    SheetSpeaker,
    SheetUnit,
    Standing,
)
from tests.recognition.mappings import AT, DAY, ects, osp

LONG_WORD = "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas" * 3


def text(fi: str, **others: str) -> LocalisedText:
    return LocalisedText(fi=fi, **others)


def badge(name: str | None = "Ohjaaja", **changes: Any) -> SheetBadge:
    return SheetBadge(
        **{
            "name": name,
            "language": "fi",
            "issuer_id": "did:web:county.example",
            "issuer_name": "Maakunta",
            "credential_id": "https://county.example/badges/1",
            "awarded_on": DAY,
            "expires_on": date(2031, 11, 24),
            "standing": Standing.COUNTS,
            "refusal": None,
            **changes,
        }
    )


def requirement(number: int, *speakers: tuple[int, Strength]) -> SheetRequirement:
    return SheetRequirement(
        code=f"ammattitaitovaatimukset_{number}",
        version=2,
        area=text("Alue"),
        text=text(f"Vaatimus-{number} suomeksi.", en=f"Requirement-{number} in English."),
        speakers=tuple(
            SheetSpeaker(badge=index, strength=strength, mapping_id="m", mapping_version=4)
            for index, strength in speakers
        ),
    )


def leaf(badge: int | None = 0, refusal: LeafRefusal | None = None) -> SheetLeaf:
    return SheetLeaf(
        class_key="county/guide", class_name=text("Ohjaaja"), badge=badge, refusal=refusal
    )


def mapping(*leaves: SheetLeaf, **changes: Any) -> SheetMapping:
    return SheetMapping(
        **{
            "id": "m",
            "version": 4,
            "name": text("Sopimus"),
            "kind": "whole-unit",
            "target_code": "u",
            "target_name": None,
            "is_satisfied": True,
            "is_counted": True,
            "credits": osp(5),
            "complete_on": DAY,
            "route": Route.DIRECT,
            "grade": "3",
            "review_due": True,
            "leaves": leaves or (leaf(),),
            **changes,
        }
    )


def unit(code: str = "u", *requirements: SheetRequirement, **changes: Any) -> SheetUnit:
    return SheetUnit(
        **{
            "code": code,
            "name": text(f"Osa {code}", sv=f"Del {code}", en=f"Unit {code}"),
            "extent": osp(15),
            "reach": Reach.WHOLE_UNIT,
            "credits": osp(15),
            "requirements": requirements,
            "mappings": (mapping(),),
            **changes,
        }
    )


def sheet(**changes: Any) -> Sheet:
    return Sheet(
        **{
            "person": "Aino Esimerkki",
            "college": "Opisto",
            "basis_code": "OPH-1-2020",
            "basis_name": text("Tutkinto"),
            "studying_under": None,
            "badges": (badge(),),
            "units": (unit("u", requirement(1, (0, Strength.COVERS))),),
            "evaluated_at": AT,
            **changes,
        }
    )


def long_sheet() -> Sheet:
    """Return a sheet of twelve badges toward sixty requirements, with words longer than a line."""
    badges = (badge(LONG_WORD), *(badge(f"Merkki nimeltä {index}") for index in range(1, 12)))
    lines = tuple(
        requirement(
            number, (number % 12, Strength.COVERS), ((number + 1) % 12, Strength.CONTRIBUTES)
        )
        for number in range(60)
    )
    leaves = tuple(leaf(index) for index in range(12))
    return sheet(
        badges=badges,
        units=(
            unit("laaja", *lines, mappings=(mapping(*leaves, name=text(LONG_WORD)),)),
            unit("opinto", credits=ects(5), extent=None, mappings=(mapping(kind="course"),)),
            unit("muu", reach=Reach.NOTHING, credits=None, mappings=()),
        ),
    )
