"""What is sent and answered when badges are issued."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

import orjson
from pydantic import Field, JsonValue, StringConstraints, model_validator

from badgeservice.api.wire import Answer, CreditAmount, Did, Email, HttpUrl, Message, Moment
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.addresses import badge_url
from badgeservice.issuing.issue import MAXIMUM_BATCH
from badgeservice.issuing.ledger import Badge, Revocation, Suspension
from badgeservice.issuing.order import BadgeOrder, EvidenceItem, ResultItem
from badgeservice.library.documents import Language, Line, Slug, Text, Version

BadgeState: TypeAlias = Literal["planned", "issued", "suspended", "revoked"]
Reason: TypeAlias = Annotated[
    Text,
    StringConstraints(max_length=1_000),
    Field(
        description="Why, in a sentence. It is kept, but never published.",
        examples=["Issued to the wrong person"],
    ),
]


class RecipientMessage(Message):
    """Who gets the badge: by e-mail, by DID, or by both.

    An e-mail address stands in the badge as a salted hash only.
    """

    email: Email | None = None
    did: Did | None = None

    @model_validator(mode="after")
    def _has_a_name(self) -> RecipientMessage:
        if self.email is None and self.did is None:
            message = "name the recipient by email, by did, or by both"
            raise ValueError(message)
        return self


class EvidenceMessage(Message):
    """What the recipient did to earn the badge. It is public: leave personal things out."""

    url: HttpUrl | None = None
    name: Line | None = None
    description: Text | None = None
    narrative: Text | None = None
    genre: Line | None = None

    @model_validator(mode="after")
    def _says_something(self) -> EvidenceMessage:
        if self.url is None and self.name is None and self.narrative is None:
            message = "evidence needs a url, a name or a narrative"
            raise ValueError(message)
        return self

    def item(self) -> EvidenceItem:
        """Return the same as part of an order."""
        return EvidenceItem(
            url=self.url,
            name=self.name,
            description=self.description,
            narrative=self.narrative,
            genre=self.genre,
        )


class ResultMessage(Message):
    """A result, such as a grade, of those that the badge class defines."""

    result_id: Slug
    value: Line

    def item(self) -> ResultItem:
        """Return the same as part of an order."""
        return ResultItem(result_id=self.result_id, value=self.value)


class BadgeMessage(Message):
    """One badge for one recipient."""

    badge_class: Slug = Field(description="Id of a published badge class of your library")
    version: Version | None = Field(None, description="Left out: the newest published version")
    language: Language = Field("fi", description="Language of the texts in the badge")
    recipient: RecipientMessage
    narrative: Text | None = Field(None, description="How this recipient earned it. Public.")
    evidence: Annotated[list[EvidenceMessage], Field(max_length=20)] = Field([])
    results: Annotated[list[ResultMessage], Field(max_length=50)] = Field([])
    awarded_at: Moment | None = Field(None, description="Left out: now")
    valid_from: Moment | None = Field(None, description="Left out: now")
    valid_until: Moment | None = Field(None, description="Left out: what the badge class says")
    credits_earned: CreditAmount | None = None

    def order(self) -> BadgeOrder:
        """Return the order that this message places."""
        return BadgeOrder(
            class_id=self.badge_class,
            version=self.version,
            language=self.language,
            email=self.recipient.email,
            did=self.recipient.did,
            narrative=self.narrative,
            evidence=tuple([item.item() for item in self.evidence]),
            results=tuple([item.item() for item in self.results]),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            awarded_at=self.awarded_at,
            credits_earned=self.credits_earned,
        )


class BatchMessage(Message):
    """Badges that are issued together: all of them, or none."""

    badges: Annotated[list[BadgeMessage], Field(min_length=1, max_length=MAXIMUM_BATCH)]


class ReasonMessage(Message):
    """Why a badge is taken back."""

    reason: Reason


class RevocationAnswer(Answer):
    """That the badge was revoked for good."""

    reason: str
    revoked_by: str = Field(description="The client that did it")
    revoked_at: datetime

    @classmethod
    def of(cls, revocation: Revocation) -> RevocationAnswer:
        """Return the answer about a revocation."""
        return cls(
            reason=revocation.reason,
            revoked_by=revocation.revoked_by,
            revoked_at=revocation.revoked_at,
        )


class SuspensionAnswer(Answer):
    """That the badge is suspended for now."""

    reason: str
    suspended_by: str = Field(description="The client that did it")
    suspended_at: datetime

    @classmethod
    def of(cls, suspension: Suspension) -> SuspensionAnswer:
        """Return the answer about a suspension."""
        return cls(
            reason=suspension.reason,
            suspended_by=suspension.suspended_by,
            suspended_at=suspension.suspended_at,
        )


class BadgeSummary(Answer):
    """A badge in a list, without its credential."""

    id: str
    url: str = Field(description="Its public page; with .json, .png or .svg the badge itself")
    badge_class: str
    version: int
    language: Language
    state: BadgeState
    issued_by: str = Field(description="The client that ordered it")
    issued_at: datetime
    revocation: RevocationAnswer | None
    suspension: SuspensionAnswer | None


class BadgeAnswer(BadgeSummary):
    """A badge with its signed credential."""

    credential: dict[str, JsonValue] | None = Field(
        description="The Open Badges 3.0 credential; null only between planning and signing"
    )


class BatchAnswer(Answer):
    """The badges of a batch, in the order that they were asked for."""

    badges: list[BadgeAnswer]


def summary_of(badge: Badge, *, origin: str) -> BadgeSummary:
    """Return the short answer about a badge."""
    return BadgeSummary.model_validate(_members(badge, origin=origin))


def answer_of(badge: Badge, *, origin: str) -> BadgeAnswer:
    """Return the full answer about a badge."""
    credential = parse_object(badge.secured) if badge.secured is not None else None
    return BadgeAnswer.model_validate({**_members(badge, origin=origin), "credential": credential})


def answer_bytes(badge: Badge, *, origin: str) -> bytes:
    """Return `answer_of(badge)` as it is sent; of a badge just issued, without reading it again."""
    plan = badge.plan
    if badge.secured is None or badge.state != "issued":
        return answer_of(badge, origin=origin).model_dump_json(by_alias=True).encode()
    return orjson.dumps(
        {
            "id": plan.id,
            "url": badge_url(origin, plan.id),
            "badgeClass": plan.class_id,
            "version": plan.class_version,
            "language": plan.language,
            "state": "issued",
            "issuedBy": plan.planned_by,
            "issuedAt": plan.planned_at,
            "revocation": None,
            "suspension": None,
            "credential": orjson.Fragment(badge.secured),
        },
        option=orjson.OPT_UTC_Z,
    )


def _members(badge: Badge, *, origin: str) -> dict[str, object]:
    plan = badge.plan
    return {
        "id": plan.id,
        "url": badge_url(origin, plan.id),
        "badge_class": plan.class_id,
        "version": plan.class_version,
        "language": plan.language,
        "state": badge.state,
        "issued_by": plan.planned_by,
        "issued_at": plan.planned_at,
        "revocation": badge.revocation and RevocationAnswer.of(badge.revocation),
        "suspension": badge.suspension and SuspensionAnswer.of(badge.suspension),
    }
