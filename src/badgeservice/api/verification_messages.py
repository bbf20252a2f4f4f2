"""What a verification is asked and answered."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Annotated, Final

import orjson
from pydantic import Field, JsonValue, model_validator

from badgeservice.api.wire import Answer, HttpUrl, Message
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.document import (
    caution_document,
    check_document,
    fetched_document,
    older_document,
    report_document,
    report_head,
)
from badgeservice.verification.report import Caution, Check, Outcome, Report, Verdict

# Those of good badges are a dozen; what strangers add to them is bounded by this.
_MOST_WRITTEN: Final = 256

CredentialObject = Annotated[
    dict[str, JsonValue],
    Field(description="A whole Open Badges 3.0 credential with its proof", min_length=1),
]


# Of the three ways to present a badge, that many are not taken.

PresentationObject = Annotated[
    dict[str, JsonValue],
    Field(description="A whole verifiable presentation with its proof", min_length=1),
]
PresentationToken = Annotated[
    str, Field(description="A presentation as a token, vp+jwt", min_length=1)
]


class PresentedMessage(Message):
    """A badge: the credential itself, or the address where it is. One of the two."""

    credential: CredentialObject | None = None
    url: HttpUrl | None = None

    @model_validator(mode="after")
    def _is_one_badge(self) -> PresentedMessage:
        if (self.credential is None) == (self.url is None):
            message = "send either credential or url"
            raise ValueError(message)
        return self


class MessagesAnswer(Answer):
    """One sentence for people, in each language of the service."""

    fi: str = Field(description="In Finnish")
    sv: str = Field(description="In Swedish")
    en: str = Field(description="In English")


class ProblemTypeAnswer(Answer):
    """What a standard calls it, so that programs of other makers know it too."""

    type: str = Field(
        description="URL that the standard gives it",
        examples=["https://w3id.org/security#PROOF_VERIFICATION_ERROR"],
    )
    title: str = Field(description="What it is called, in English")


class CheckAnswer(Answer):
    """One thing that was checked."""

    name: str = Field(description="What was checked", examples=["status"])
    outcome: Outcome = Field(description="Undetermined: it could not be checked")
    code: str = Field(description="Stable name of what was found", examples=["status.revoked"])
    type: str = Field(
        description="Address of the page that says what the code means and what to do",
        examples=["https://badges.example.org/checks/status.revoked"],
    )
    message: str = Field(description="What was found in detail, in English")
    messages: MessagesAnswer = Field(description="What was found, for people")
    pointer: str = Field(description="JSON pointer into the credential")
    facts: dict[str, JsonValue] | None = Field(description="What the sentences were filled in with")
    problem: ProblemTypeAnswer | None = Field(
        description="What a standard calls it; null where none speaks of it"
    )


class WarningAnswer(Answer):
    """Something to know that does not change the verdict."""

    code: str = Field(description="Stable name of it", examples=["issuer.trust-not-assessed"])
    type: str = Field(description="Address of the page that says what the code means")
    message: str = Field(description="The warning in detail, in English")
    messages: MessagesAnswer = Field(description="The warning, for people")
    pointer: str = Field(description="JSON pointer into the credential")
    facts: dict[str, JsonValue] | None = Field(description="What the sentences were filled in with")


class FetchAnswer(Answer):
    """One thing that was read from elsewhere."""

    url: str = Field(description="What was asked")
    fetched_at: datetime = Field(description="When this answer was had from its server")
    reason: str | None = Field(description="Why it could not be read; null when it could")


class EndorsementAnswer(Answer):
    """What somebody says about badge, achievement or issuer, with a verdict of its own."""

    pointer: str = Field(description="JSON pointer into the credential")
    report: ReportAnswer = Field(description="The report on the endorsement")


class OlderContentAnswer(Answer):
    """What the documents at `host` tell of an older badge: claimed there, and not signed."""

    host: str = Field(description="Where these documents are")
    badge_class: str = Field(description="What the badge is called")
    description: str | None = Field(description="What it is given for")
    issuer: str = Field(description="Name of the issuer")
    issued_on: datetime = Field(description="When it was given")
    expires: datetime | None = Field(description="When it ends, if it does")
    narrative: str | None = Field(description="What the issuer wrote about it")
    evidence: list[str] = Field(description="What the issuer named as evidence")


class OlderAnswer(Answer):
    """What was found of a badge of an older standard, in that standard's own, weaker words."""

    standard: str = Field(description="Which one", examples=["open-badges-2.0"])
    result: str = Field(
        description="One word for all of it; the page about Open Badges 2.0 lists them",
        examples=["hosted-confirmed"],
    )
    checks: list[CheckAnswer] = Field(description="What was checked of it")
    content: OlderContentAnswer | None = Field(
        description="What it says; there only if issuer or host stand by it"
    )


class ReportAnswer(Answer):
    """The checks in the order they were made, and what they add up to.

    A bad badge is not an error: it gets a report that says what is wrong with it.
    """

    verdict: Verdict = Field(
        description="`valid`: all checks passed. `invalid`: one failed. `indeterminate`: none "
        "failed, but something could not be checked now"
    )
    kind: str = Field(description="What was presented", examples=["open-badge"])
    verified_at: datetime = Field(description="The moment of judgement")
    checks: list[CheckAnswer] = Field(description="In the order in which they were made")
    warnings: list[WarningAnswer] = Field(description="What to know beside the verdict")
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
    credential: dict[str, JsonValue] | None = Field(
        description="What was signed; null when the signature does not hold"
    )
    receipt: dict[str, JsonValue] | None = Field(
        description="This result as a credential signed by your organisation, if you asked for it"
    )

    @classmethod
    def of(cls, report: Report, *, origin: str, receipt: JsonObject | None = None) -> ReportAnswer:
        """Return the answer that tells a report."""
        return cls.model_validate(report_document(report, origin=origin, receipt=receipt))


def report_bytes(
    report: Report,
    *,
    origin: str,
    receipt: JsonObject | None = None,
    credential: bytes | None = None,
) -> bytes:
    """Return `ReportAnswer.of(report)` as it is sent, without validating what we made ourselves.

    `credential` is the JSON of the report's credential in its shortest form, where that is at hand.
    """
    written = _written(report, origin)
    written["receipt"] = receipt
    if credential is not None:
        written["credential"] = orjson.Fragment(credential)
    return orjson.dumps(written)


def _written(report: Report, origin: str) -> dict[str, object]:
    """Return a report with those parts already written that are the same in every good one."""
    return {
        **report_head(report),
        "checks": [_check(check, origin) for check in report.checks],
        "warnings": [_caution(warning, origin) for warning in report.warnings],
        "fetched": fetched_document(report),
        "endorsements": [
            {"pointer": pointer, "report": _written(inner, origin)}
            for pointer, inner in report.endorsements
        ],
        "credentials": [_written(inner, origin) for inner in report.credentials],
        "refreshed": report.refreshed and _written(report.refreshed, origin),
        "older": report.older and older_document(report.older, origin=origin),
        "credential": report.credential,
        "receipt": None,
    }


def _check(check: Check, origin: str) -> object:
    if check.outcome is Outcome.PASSED and not check.facts:
        return _written_passed(check.name, check.code, check.message, check.pointer, origin)
    return check_document(check, origin=origin)


@lru_cache(maxsize=_MOST_WRITTEN)
def _written_passed(
    name: str, code: str, message: str, pointer: str, origin: str
) -> orjson.Fragment:
    check = Check(name=name, outcome=Outcome.PASSED, code=code, message=message, pointer=pointer)
    return orjson.Fragment(orjson.dumps(check_document(check, origin=origin)))


def _caution(caution: Caution, origin: str) -> orjson.Fragment:
    facts = b"null" if caution.facts is None else orjson.dumps(caution.facts)
    return _written_caution(caution.code, caution.message, caution.pointer, facts, origin)


@lru_cache(maxsize=_MOST_WRITTEN)
def _written_caution(
    code: str, message: str, pointer: str, facts: bytes, origin: str
) -> orjson.Fragment:
    caution = Caution(code=code, message=message, pointer=pointer, facts=orjson.loads(facts))
    return orjson.Fragment(orjson.dumps(caution_document(caution, origin=origin)))
