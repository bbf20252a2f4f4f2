"""What is sent and answered when a page for a counsellor is made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from badgeservice.api.recognition_messages import MAXIMUM_BADGES
from badgeservice.api.verification_messages import PresentedMessage
from badgeservice.api.wire import Answer, Email, Message
from badgeservice.credentials.strict_json import serialise
from badgeservice.library.documents import Line, Slug
from badgeservice.library.mapping_documents import RecordNumber
from badgeservice.recognition.evaluation_pages import (
    LONGEST,
    SHORTEST,
    USUAL,
    EvaluationPage,
    PageOrder,
)
from badgeservice.recognition.fitting import Enquiry
from badgeservice.recognition.holding import PresentedBadge

# The arcs under which Finland numbers people: learners, and professionals.
_NUMBERS_OF_PEOPLE: Final = ("1.2.246.562.", "1.2.246.21.")


def _names_nobody_by_number(name: str) -> str:
    if any(arc in name for arc in _NUMBERS_OF_PEOPLE):
        message = "a page shows a name at most, and no learner number"
        raise ValueError(message)
    return name


class EvaluationPageMessage(Message):
    """Badges of one person toward a whole basis, and for how long a counsellor may look."""

    basis: RecordNumber = Field(
        description="Record number of a basis that you imported", examples=["OPH-456-2022"]
    )
    system: Slug = Field("finland", description="The system that the basis belongs to")
    badges: Annotated[list[PresentedMessage], Field(min_length=1, max_length=MAXIMUM_BADGES)]
    studying_under: RecordNumber | None = Field(
        None, description="Record number of the basis that the learner began under"
    )
    recipient_email: Email | None = Field(
        None, description="With it, badges that were issued to anybody else do not count"
    )
    name: (
        Annotated[Line, StringConstraints(max_length=100), AfterValidator(_names_nobody_by_number)]
        | None
    ) = Field(None, description="A name to show on the page; never a number of a person")
    lifetime_seconds: Annotated[
        int, Field(ge=SHORTEST.total_seconds(), le=LONGEST.total_seconds())
    ] = Field(int(USUAL.total_seconds()), description="How long the page is there")

    def order(self) -> PageOrder:
        """Return the order that this message makes."""
        enquiry = Enquiry(
            badges=tuple(
                PresentedBadge(
                    content=None if badge.credential is None else serialise(badge.credential),
                    url=badge.url,
                )
                for badge in self.badges
            ),
            basis=self.basis,
            system=self.system,
            studying_under=self.studying_under,
            recipient_email=self.recipient_email,
        )
        return PageOrder(
            enquiry=enquiry, person=self.name, lifetime=timedelta(seconds=self.lifetime_seconds)
        )


class EvaluationPageAnswer(Answer):
    """Where the page is. Whoever has the address can read it: send it to the counsellor alone."""

    id: str = Field(description="To withdraw the page by")
    url: str = Field(description="Address of the page; it is told once and kept nowhere")
    expires_at: datetime

    @classmethod
    def of(cls, page: EvaluationPage, url: str) -> EvaluationPageAnswer:
        """Return the answer about a page."""
        return cls(id=page.id, url=url, expires_at=page.expires_at)
