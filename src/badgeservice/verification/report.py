"""What a verification found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from badgeservice.credentials.strict_json import JsonObject, JsonValue

OPEN_BADGE: Final = "open-badge"


class Outcome(StrEnum):
    """How one check ended. Could not look is not no."""

    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"


class Verdict(StrEnum):
    """What the checks add up to."""

    VALID = "valid"
    INVALID = "invalid"
    INDETERMINATE = "indeterminate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked.

    `code` is stable and for programs, such as `proof.signature-invalid`; `pointer` is a JSON
    pointer into the credential; `message` is an English sentence; `facts` fill in translations.
    """

    name: str
    outcome: Outcome
    code: str
    message: str
    pointer: str = ""
    facts: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something a reader should know that does not change the verdict.

    `facts` fill in translations, as those of a check do.
    """

    code: str
    message: str
    pointer: str = ""
    facts: Mapping[str, JsonValue] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One thing that was read from elsewhere for a verification.

    `reason` says in English why it could not be read, and is None when it could. `fetched_at` is
    when this answer was had from its server: earlier than the verification, when it was kept.
    """

    url: str
    fetched_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderContent:
    """What the documents at `host` tell of an older badge: claimed there, and signed by nobody.

    `narrative` and `evidence` are whatever the issuer wrote; nobody looked at it.
    """

    host: str
    badge_class: str
    description: str | None
    issuer: str
    issued_on: datetime
    expires: datetime | None
    narrative: str | None
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OlderReport:
    """What was found of a badge of an older standard, in that standard's own, weaker words.

    `standard` is such as `open-badges-2.0`; `result` one word for all, such as `hosted-confirmed`.
    `content` is there only when the issuer's host, or its key, does stand by the badge.
    """

    standard: str
    result: str
    checks: tuple[Check, ...]
    content: OlderContent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The checks in the order they were made, and what they add up to.

    `credential` is the object that was checked, present only when its signature holds: what a
    reader may show as the badge's content. `kind` says what was presented, `fetched` what was read
    from elsewhere for it. `endorsements` are the reports on what stands inside it, by the JSON
    pointer to it, and `credentials` those on the badges in a presentation, in their order; neither
    counts in the verdict on what they stand in. `refreshed` is the report on a newer edition of the
    same badge by the same issuer, when one was asked for and found; the verdict is on the old one.
    counts in the verdict on what they stand in. `older` is there for badges of an older standard,
    which are never valid in the words of this one.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    warnings: tuple[Caution, ...]
    credential: JsonObject | None
    verified_at: datetime
    kind: str = OPEN_BADGE
    fetched: tuple[Fetch, ...] = ()
    endorsements: tuple[tuple[str, Report], ...] = ()
    credentials: tuple[Report, ...] = ()
    refreshed: Report | None = None
    older: OlderReport | None = None

    def check(self, name: str) -> Check | None:
        """Return the check of that name, if it was made."""
        return next((check for check in self.checks if check.name == name), None)


def verdict_of(checks: tuple[Check, ...]) -> Verdict:
    """Add up checks: one failure is invalid, else one that could not be made is indeterminate."""
    outcomes = [check.outcome for check in checks]
    if Outcome.FAILED in outcomes or not checks:
        return Verdict.INVALID
    if Outcome.UNDETERMINED in outcomes:
        return Verdict.INDETERMINATE
    return Verdict.VALID
