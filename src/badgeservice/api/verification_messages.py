"""What a verification is asked and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import orjson
from pydantic import Field, JsonValue, model_validator

from badgeservice.api.wire import Answer, HttpUrl, Message
from badgeservice.verification.document import report_document
from badgeservice.verification.report import Outcome, Report, Verdict

CredentialObject = Annotated[
    dict[str, JsonValue],
    Field(description="A whole Open Badges 3.0 credential with its proof", min_length=1),
]


# Of the three ways to present a badge, that many are not taken.
_OTHERS: Final = 2

PresentationObject = Annotated[
    dict[str, JsonValue],
    Field(description="A whole verifiable presentation with its proof", min_length=1),
]
PresentationToken = Annotated[
    str, Field(description="A presentation as a token, vp+jwt", min_length=1)
]


class PresentedMessage(Message):
    """A badge: the credential itself, or the address where it is; or a presentation of badges.

    One of the three.
    """

    credential: CredentialObject | None = None
    url: HttpUrl | None = None
    presentation: PresentationObject | PresentationToken | None = None
    challenge: str | None = Field(
        None,
        description="What you asked the holder with; a presentation that does not answer it is "
        "invalid",
        max_length=1000,
    )
    domain: str | None = Field(
        None, description="For whom the presentation must have been made", max_length=1000
    )

    @model_validator(mode="after")
    def _is_one_badge(self) -> PresentedMessage:
        if [self.credential, self.url, self.presentation].count(None) != _OTHERS:
            message = "send one of credential, url and presentation"
            raise ValueError(message)
        if self.presentation is None and (self.challenge, self.domain) != (None, None):
            message = "challenge and domain belong to a presentation"
            raise ValueError(message)
        return self


class CheckAnswer(Answer):
    """One thing that was checked."""

    name: str
    outcome: Outcome = Field(description="Undetermined: it could not be checked")
    code: str = Field(description="Stable name of what was found", examples=["status.revoked"])
    message: str
    pointer: str = Field(description="JSON pointer into the credential")
    facts: dict[str, JsonValue] | None


class WarningAnswer(Answer):
    """Something to know that does not change the verdict."""

    code: str
    message: str
    pointer: str


class FetchAnswer(Answer):
    """One thing that was read from elsewhere."""

    url: str
    fetched_at: datetime = Field(description="When this answer was had from its server")
    reason: str | None = Field(description="Why it could not be read; null when it could")


class EndorsementAnswer(Answer):
    """What somebody says about badge, achievement or issuer, with a verdict of its own."""

    pointer: str = Field(description="JSON pointer into the credential")
    report: ReportAnswer


class OlderContentAnswer(Answer):
    """What the documents at `host` tell of an older badge: claimed there, and not signed."""

    host: str
    badge_class: str
    description: str | None
    issuer: str
    issued_on: datetime
    expires: datetime | None
    narrative: str | None
    evidence: list[str]


class OlderAnswer(Answer):
    """What was found of a badge of an older standard, in that standard's own, weaker words."""

    standard: str = Field(examples=["open-badges-2.0"])
    result: str = Field(
        description="One word for all of it; the page about Open Badges 2.0 lists them",
        examples=["hosted-confirmed"],
    )
    checks: list[CheckAnswer]
    content: OlderContentAnswer | None


class ReportAnswer(Answer):
    """The checks in the order they were made, and what they add up to.

    A bad badge is not an error: it gets a report that says what is wrong with it.
    """

    verdict: Verdict = Field(
        description="`valid`: all checks passed. `invalid`: one failed. `indeterminate`: none "
        "failed, but something could not be checked now"
    )
    checks: list[CheckAnswer]
    warnings: list[WarningAnswer]
    credential: dict[str, JsonValue] | None = Field(
        description="What was signed; null when the signature does not hold"
    )
    verified_at: datetime
    kind: str = Field(description="What was presented", examples=["open-badge"])
    fetched: list[FetchAnswer] = Field(description="What was read from elsewhere for this")
    endorsements: list[EndorsementAnswer] = Field(
        description="Reports on the endorsements inside; they do not change the verdict"
    )
    credentials: list[ReportAnswer] = Field(
        description="Reports on the badges in a presentation, in their order"
    )
    refreshed: ReportAnswer | None = Field(
        description="The report on a newer edition of the same badge, if one was found"
    )
    older: OlderAnswer | None = Field(
        description="Of badges of an older standard, which are never `valid`; null for others"
    )

    @classmethod
    def of(cls, report: Report) -> ReportAnswer:
        """Return the answer that tells a report."""
        return cls.model_validate(report_document(report))


def report_bytes(report: Report, *, credential: bytes | None = None) -> bytes:
    """Return `ReportAnswer.of(report)` as it is sent, without validating what we made ourselves.

    `credential` is the JSON of the report's credential in its shortest form, where that is at hand.
    """
    document: dict[str, object] = {**report_document(report)}
    if credential is not None:
        document["credential"] = orjson.Fragment(credential)
    return orjson.dumps(document)
