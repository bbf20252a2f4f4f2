"""What endorsements say, for a page: their words only where their signatures hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from badgeservice.verification.kinds import ENDORSEMENT
from badgeservice.web.content import issuer

if TYPE_CHECKING:
    from badgeservice.credentials.strict_json import JsonValue
    from badgeservice.verification.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsed:
    """One endorsement: who says what of which thing, and the verdict on it.

    The texts are None unless the endorser signed them.
    """

    verdict: str
    pointer: str = ""
    by: str | None = None
    about: str | None = None
    comment: str | None = None


def endorsements(report: Report) -> tuple[Endorsed, ...]:
    """Return the endorsements that a report is on: itself, if it is on one, and those inside."""
    own = (("", report),) if report.kind == ENDORSEMENT else ()
    return tuple(_endorsed(pointer, inner) for pointer, inner in (*own, *report.endorsements))


def _endorsed(pointer: str, report: Report) -> Endorsed:
    verdict = report.verdict.value
    if report.credential is None:
        return Endorsed(verdict=verdict, pointer=pointer)
    said = report.credential.get("credentialSubject")
    subject = said if isinstance(said, dict) else {}
    by = issuer(report.credential.get("issuer"))
    return Endorsed(
        verdict=verdict,
        pointer=pointer,
        by=by.name or by.id,
        about=_text(subject.get("id")),
        comment=_text(subject.get("endorsementComment")),
    )


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
