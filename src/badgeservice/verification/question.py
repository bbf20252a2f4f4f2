"""What is asked about a badge, beside the badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from badgeservice.verification.checks import DEFAULT_CLOCK_SKEW
from badgeservice.verification.sources import Sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What one verification is asked.

    `at` is the moment of judgement, aware; `clock_skew` is how far clocks may differ. `recipient`
    is an e-mail address that the badge should be about, if anybody wants to know that; `challenge`
    and `domain` are what a presentation should have been made for. `refresh` asks for a newer
    edition of the badge even if this one holds. `is_inner` says that this is about something that
    was found while another question was answered, and that leads no further.
    """

    at: datetime
    sources: Sources
    clock_skew: timedelta = DEFAULT_CLOCK_SKEW
    recipient: str | None = None
    challenge: str | None = None
    domain: str | None = None
    refresh: bool = False
    is_inner: bool = False
