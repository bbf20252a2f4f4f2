"""Tell presentations from badges, and hand both to who verifies them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import EnvelopeMalformedError
from badgeservice.credentials.presentation import (
    ENVELOPED_PRESENTATION,
    is_enveloped,
    is_presentation,
    types_of,
)
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.presentation_tokens import (
    PresentationToken,
    is_presentation_token,
    open_enveloped_presentation,
    open_presentation_token,
)
from badgeservice.verification.presentations import Shown, undecided, verify_presentation
from badgeservice.verification.question import Question
from badgeservice.verification.reading import read_document
from badgeservice.verification.report import Check, Report
from badgeservice.verification.tokens import is_token

# Returns the report on a badge: on JSON, or on the text of a token.
JudgeBadge = Callable[[JsonObject | bytes, Question], Report]


@dataclass(frozen=True, slots=True)
class Presented:
    """A presentation that was opened, or what makes it no sound one."""

    opened: JsonObject | PresentationToken | Check


def presented_token(text: bytes) -> Presented | None:
    """Return the presentation in a token, or None if the token says that it holds another thing.

    Raises:
        NotACredentialError: the text is no signed token.
    """
    return Presented(open_presentation_token(text)) if is_presentation_token(text) else None


def presented_document(document: JsonObject) -> Presented | bytes | None:
    """Return the presentation that a document is, or the token of a badge that it envelops.

    Raises:
        NotACredentialError: it envelops no token.
    """
    if ENVELOPED_PRESENTATION in types_of(document):
        return Presented(open_enveloped_presentation(document))
    if is_presentation(document):
        return Presented(document)
    return _enveloped(document) if is_enveloped(document) else None


def judge_presented(presented: Presented, question: Question, judge: JudgeBadge) -> Report:
    """Report on a presentation, and with `judge` on every badge in it."""
    opened = presented.opened
    if isinstance(opened, Check):
        return undecided(opened, question.at)
    token = opened if isinstance(opened, PresentationToken) else None
    document = opened.document if isinstance(opened, PresentationToken) else opened
    read = read_document(document, sources=question.sources)

    def inside(item: JsonObject | bytes) -> Report:
        is_nested = (
            is_presentation_token(item) if isinstance(item, bytes) else is_presentation(item)
        )
        if is_nested:
            raise NotACredentialError("", "a presentation stands in a presentation")
        return judge(item, question)

    return verify_presentation(
        Shown(document=document, content=read, token=token), question, inside
    )


def _enveloped(document: JsonObject) -> bytes:
    try:
        token = read_envelope(document)
    except EnvelopeMalformedError as cause:
        raise NotACredentialError(cause.pointer, cause.reason) from cause
    if not is_token(token) or is_presentation_token(token):
        raise NotACredentialError("/id", "what is enveloped is no badge as a token")
    return token
