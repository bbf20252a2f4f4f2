"""The explanation (selite) that a register keeps with what was recognised, in three languages.

It names badges, never people: reasons are in the decision, which the college keeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from badgeservice.library.documents import LANGUAGES, Language
from badgeservice.library.mapping_documents import Route
from badgeservice.recognition.cases import Decision
from badgeservice.recognition.exports.details import NationalBadge
from badgeservice.recognition.exports.proof import ProvenBadge, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wording:
    one: str
    several: str
    badge: str
    until: str
    national: str
    routes: Mapping[Route, str]
    decision: str


_WORDINGS: Final[Mapping[Language, _Wording]] = {
    "fi": _Wording(
        one="Osaaminen on tunnustettu osaamismerkillä {badges}.",
        several="Osaaminen on tunnustettu osaamismerkeillä {badges}.",
        badge="”{title}” (myöntäjä {issuer}, myönnetty {awarded}{until}, {id})",
        until=", voimassa {expires} asti",
        national="Perusteena on myös kansallinen osaamismerkki {code}, suoritettu {completed}.",
        routes={
            Route.DIRECT: "Osaaminen todennettiin suoraan.",
            Route.ASSESSORS: "Osaaminen todennettiin arvioijien kautta.",
            Route.DEMONSTRATION: "Osaaminen todennettiin ohjaamalla näyttöön.",
        },
        decision="Päätös {number}, {decided}.",
    ),
    "sv": _Wording(
        one="Kunnandet har erkänts med kompetensmärket {badges}.",
        several="Kunnandet har erkänts med kompetensmärkena {badges}.",
        badge="”{title}” (utfärdare {issuer}, utfärdat {awarded}{until}, {id})",
        until=", giltigt till {expires}",
        national="Grunden är också det nationella kompetensmärket {code}, avlagt {completed}.",
        routes={
            Route.DIRECT: "Kunnandet intygades direkt.",
            Route.ASSESSORS: "Kunnandet intygades genom bedömare.",
            Route.DEMONSTRATION: "Kunnandet intygades genom hänvisning till yrkesprov.",
        },
        decision="Beslut {number}, {decided}.",
    ),
    "en": _Wording(
        one="Competence was recognised with the badge {badges}.",
        several="Competence was recognised with the badges {badges}.",
        badge="“{title}” (issuer {issuer}, issued {awarded}{until}, {id})",
        until=", valid until {expires}",
        national="It stands on the national badge {code} too, completed {completed}.",
        routes={
            Route.DIRECT: "It was verified directly.",
            Route.ASSESSORS: "It was verified through assessors.",
            Route.DEMONSTRATION: "It was verified by referral to a demonstration.",
        },
        decision="Decision {number}, {decided}.",
    ),
}


def explanation(
    decision: Decision,
    badges: Sequence[ProvenBadge],
    *,
    national: NationalBadge | None = None,
) -> dict[Language, str]:
    """Return the explanation in every language that there is."""
    return {
        language: " ".join(_sentences(_WORDINGS[language], decision, badges, national))
        for language in LANGUAGES
    }


def _sentences(
    wording: _Wording,
    decision: Decision,
    badges: Sequence[ProvenBadge],
    national: NationalBadge | None,
) -> list[str]:
    named = ", ".join(_badge(badge, wording) for badge in badges)
    first = wording.one if len(badges) == 1 else wording.several
    sentences = [first.format(badges=named)]
    if national is not None:
        completed = national.completed_on.isoformat()
        sentences.append(wording.national.format(code=national.code, completed=completed))
    sentences.append(wording.routes[decision.route])
    decided = decision.decided_on.isoformat()
    number = plain(decision.number) or "–"
    sentences.append(wording.decision.format(number=number, decided=decided))
    return sentences


def _badge(badge: ProvenBadge, wording: _Wording) -> str:
    expires, awarded = badge.expires_on, badge.awarded_on
    return wording.badge.format(
        title=badge.title,
        issuer=badge.issuer_name,
        awarded="–" if awarded is None else awarded.isoformat(),
        until="" if expires is None else wording.until.format(expires=expires.isoformat()),
        id=badge.credential_id or f"sha256:{badge.content_sha256}",
    )
