"""Which representation, and which language, a request wants.

Spec: https://www.rfc-editor.org/rfc/rfc9110#name-content-negotiation
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from babel import negotiate_locale

from badgeservice.library.documents import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

HTML: Final = "text/html"
CREDENTIAL_TYPES: Final = (
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/json",
)
PNG: Final = "image/png"
SVG: Final = "image/svg+xml"

_QUALITY: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_LONGEST_HEADER: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """One entry of an Accept header."""

    value: str
    quality: float
    position: int


def preferred_type(accept: str | None, *, offers: Sequence[str]) -> str:
    """Return the offer that the Accept header wants most.

    The highest quality wins, then the most specific range, then the one named first, then the
    order of `offers`. The first offer also answers a header that wants none of them: a refusal
    would help nobody.
    """
    wanted = _entries(accept or "*/*")
    ranked = [
        (rank, -index, offer)
        for index, offer in enumerate(offers)
        if (rank := _rank(offer, wanted)) is not None
    ]
    return max(ranked)[2] if ranked else offers[0]


def preferred_language(accept_language: str | None, *, chosen: str | None) -> Language:
    """Return the language `chosen` by hand, else the best of Accept-Language, else Finnish."""
    if chosen in LANGUAGES:
        return chosen
    entries = sorted(
        (entry for entry in _entries(accept_language or "") if entry.quality > 0),
        key=lambda entry: (-entry.quality, entry.position),
    )
    found = negotiate_locale(
        [entry.value.replace("-", "_") for entry in entries], list(LANGUAGES), sep="_"
    )
    return found if found in LANGUAGES else "fi"


def _entries(header: str) -> tuple[_Wanted, ...]:
    entries = []
    for position, part in enumerate(header[:_LONGEST_HEADER].lower().split(",")):
        value, *parameters = (piece.strip() for piece in part.split(";"))
        if value:
            entries.append(_Wanted(value=value, quality=_quality(parameters), position=position))
    return tuple(entries)


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return 1.0


def _rank(offer: str, wanted: Sequence[_Wanted]) -> tuple[float, int, int] | None:
    """Return quality, specificity and minus position of the range that decides about `offer`."""
    matches = [
        (specificity, -entry.position, entry.quality)
        for entry in wanted
        if (specificity := _specificity(offer, entry.value)) is not None
    ]
    if not matches:
        return None
    specificity, position, quality = max(matches)
    return (quality, specificity, position) if quality > 0 else None


def _specificity(offer: str, media_range: str) -> int | None:
    if media_range == offer:
        return 2
    if media_range == f"{offer.partition('/')[0]}/*":
        return 1
    return 0 if media_range == "*/*" else None
