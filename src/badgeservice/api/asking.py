"""What somebody wants verified, in whichever way they sent it, and the report on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from fastapi.exceptions import RequestValidationError
from pydantic import Field, StrictBool, StringConstraints, ValidationError, model_validator

from badgeservice.accounts.actor import Actor
from badgeservice.api.verification_messages import (
    CredentialObject,
    PresentationObject,
    PresentationToken,
)
from badgeservice.api.wire import Email, HttpUrl, Message
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.question import Question
from badgeservice.verification.report import Report
from badgeservice.verification.verify import judge, judge_document, judge_url
from badgeservice.wiring.ports import Wiring

Way: TypeAlias = Literal["credential", "presentation", "text", "url"]
_WAYS: Final[tuple[Way, ...]] = ("credential", "presentation", "text", "url")
_LONGEST_OPTION: Final = 1_000

Option: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_OPTION)]


class VerificationMessage(Message):
    """A badge or a presentation in one of four ways, and what else you want to know about it."""

    credential: CredentialObject | None = None
    presentation: PresentationObject | PresentationToken | None = None
    url: HttpUrl | None = Field(None, description="Where the badge is")
    text: str | None = Field(
        None,
        min_length=1,
        description="The badge as text: a JSON Web Token in compact form, or JSON",
    )
    recipient: Email | None = Field(
        None, description="E-mail address of the person whom the badge should be about"
    )
    challenge: Option | None = Field(
        None, description="What you asked the holder to answer with a presentation"
    )
    domain: Option | None = Field(
        None, description="For whom a presentation should have been made: you"
    )
    receipt: StrictBool = Field(
        False,
        description="Whether you want the result as a credential that your organisation signs; "
        "that needs an access token with `badges:verify`",
    )

    @model_validator(mode="after")
    def _is_one_badge(self) -> VerificationMessage:
        if [getattr(self, way) for way in _WAYS].count(None) != len(_WAYS) - 1:
            message = "send one of credential, presentation, url and text"
            raise ValueError(message)
        if self.credential is not None and (self.challenge, self.domain) != (None, None):
            message = "challenge and domain belong to a presentation"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One badge to verify, and what else is asked about it.

    `badge` is the content of a file, a credential that was read already, or an address.
    """

    badge: bytes | JsonObject | HttpUrl
    recipient: str | None = None
    challenge: str | None = None
    domain: str | None = None
    wants_receipt: bool = False


def asked_of(value: JsonValue) -> Asked:
    """Return what a message asks. The credential is as it was read, not as pydantic has it.

    Raises:
        RequestValidationError: it has another shape.
    """
    try:
        message = VerificationMessage.model_validate(value)
    except ValidationError as cause:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in cause.errors()]
        raise RequestValidationError(errors, body=value) from cause
    badge: bytes | JsonObject | str
    if message.url is not None:
        badge = message.url
    elif message.text is not None:
        badge = message.text.encode("utf-8")
    elif isinstance(message.presentation, str):
        badge = message.presentation.encode("utf-8")
    else:
        assert isinstance(value, dict)  # noqa: S101 – pydantic took it for an object
        badge = _object(value, "presentation" if message.credential is None else "credential")
    return Asked(
        badge=badge,
        recipient=message.recipient,
        challenge=message.challenge,
        domain=message.domain,
        wants_receipt=message.receipt,
    )


def _object(value: Mapping[str, JsonValue], name: str) -> JsonObject:
    found = value[name]
    assert isinstance(found, dict)  # noqa: S101 – the message has one of them
    return found


def report_on(asked: Asked, wiring: Wiring, *, asker: Actor | None = None) -> Report:
    """Verify what was asked about. It may take as long as the network does.

    The lists of issuers that an organisation keeps count when one of its clients asks.

    Raises:
        NotACredentialError: it is none.
    """
    sources = wiring.sources
    question = Question(
        at=wiring.now(),
        sources=sources if asker is None else sources.of(asker.organisation_id),
        recipient=asked.recipient,
        challenge=asked.challenge,
        domain=asked.domain,
    )
    if isinstance(asked.badge, bytes):
        return judge(asked.badge, question)
    if isinstance(asked.badge, str):
        return judge_url(asked.badge, question)
    return judge_document(asked.badge, question)
