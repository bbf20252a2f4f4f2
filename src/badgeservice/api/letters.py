"""Decisions to take away: as letters from the college's own templates, and as signed receipts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Path, Query, Response
from pydantic import Field, JsonValue, StringConstraints

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.organisations import own_organisation
from badgeservice.api.answers import JSON_BODY, WITH_REVISION, WITH_TOKEN, answers, header
from badgeservice.api.dependencies import RevisionDep, WiringDep, etag_of, require
from badgeservice.api.errors import PreconditionFailedError
from badgeservice.api.examples import letters as examples
from badgeservice.api.letter_pages import html_of, pdf_of
from badgeservice.api.personal_data import refuse_national_ids
from badgeservice.api.strict_route import StrictRoute
from badgeservice.api.wire import Answer, Message, RecordId
from badgeservice.credentials.json_ld import PINNED_CONTEXTS
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.addresses import issuer_did
from badgeservice.library.documents import Language
from badgeservice.recognition.casework import find_case
from badgeservice.recognition.decision_receipts import compose_decision_receipt, decision_context
from badgeservice.recognition.letter_words import DEFAULT_TEMPLATES
from badgeservice.recognition.letters import check_template, facts_of, fill, templates_in_use

router = APIRouter(tags=["Recognising"], route_class=StrictRoute)

Decider = Annotated[Actor, require(Scope.RECOGNITION_DECIDE)]
CaseId = Annotated[RecordId, Path(examples=["case-AAECAwQFBgcICQoLDA0ODw=="])]
LanguagePath = Annotated[Language, Path(examples=["fi"])]

_ETAG: Final = header("ETag", "The revision, for If-Match; 0 until you write one of your own")
_HTML: Final[dict[int | str, Any]] = {
    200: {"content": {"text/html": {"schema": {"type": "string"}}}}
}
_LETTER: Final[dict[int | str, Any]] = {
    200: {
        "content": {
            "text/html": {"schema": {"type": "string"}},
            "application/pdf": {"schema": {"type": "string"}},
        }
    }
}


class LetterForm(StrEnum):
    """How a letter is wanted."""

    HTML = "html"
    PDF = "pdf"


class TemplateMessage(Message):
    """A template for letters in one language."""

    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00-\x09\x0b-\x1f\x7f]*$"),
        Field(
            description="Lines: `# ` begins the title, `## ` a heading, `- ` an item; `{{name}}` "
            "stands for a fact of the case"
        ),
    ]


class TemplateAnswer(Answer):
    """A template for letters in one language."""

    language: Language
    text: str
    is_default: bool = Field(description="Whether it is ours, because you have not written one")
    updated_at: datetime | None
    updated_by: str | None


class ReceiptAnswer(Answer):
    """A receipt, signed with the organisation's key."""

    receipt: dict[str, JsonValue]


@router.get(
    "/v1/letter-templates/{language}",
    operation_id="readLetterTemplate",
    summary="Read the template of letters in a language",
    response_description="The template",
    responses={200: {"headers": _ETAG}, **answers(*WITH_TOKEN)},
)
def read_letter_template(
    language: LanguagePath, response: Response, wiring: WiringDep, actor: Decider
) -> TemplateAnswer:
    """Show your template, or the one that letters are made from until you write your own."""
    with wiring.open_books(False) as books:
        kept = books.letters.template(actor.organisation_id, language)
    response.headers["ETag"] = etag_of(0 if kept is None else kept.revision)
    return TemplateAnswer(
        language=language,
        text=DEFAULT_TEMPLATES[language] if kept is None else kept.text,
        is_default=kept is None,
        updated_at=None if kept is None else kept.updated_at,
        updated_by=None if kept is None else kept.updated_by,
    )


@router.put(
    "/v1/letter-templates/{language}",
    operation_id="writeLetterTemplate",
    summary="Write the template of letters in a language",
    response_description="The template as it is now",
    responses={
        200: {"headers": _ETAG},
        **answers(
            *WITH_TOKEN,
            *JSON_BODY,
            *WITH_REVISION,
            "letter-template-invalid",
            "national-id-refused",
        ),
    },
)
def write_letter_template(
    language: LanguagePath,
    body: Annotated[TemplateMessage, Body(openapi_examples=examples.TEMPLATE)],
    response: Response,
    wiring: WiringDep,
    actor: Decider,
    revision: RevisionDep,
) -> TemplateAnswer:
    """Write it in your own words; the next letters are made from it, and those delivered stay."""
    refuse_national_ids(body.text, "/text")
    check_template(body.text)
    owner = actor.organisation_id
    with wiring.open_books(True) as books:
        known = books.letters.template(owner, language)
        if revision != (0 if known is None else known.revision):
            raise PreconditionFailedError
        kept = books.letters.put_template(
            owner, language, body.text, at=wiring.now(), by=actor.client_id
        )
    response.headers["ETag"] = etag_of(kept.revision)
    return TemplateAnswer(
        language=language,
        text=kept.text,
        is_default=False,
        updated_at=kept.updated_at,
        updated_by=kept.updated_by,
    )


@router.post(
    "/v1/letter-templates/{language}/preview",
    operation_id="previewLetter",
    summary="See what a letter from a template looks like",
    response_class=Response,
    response_description="A letter about a made-up case",
    responses={
        **_HTML,
        **answers(*WITH_TOKEN, *JSON_BODY, "letter-template-invalid", "national-id-refused"),
    },
)
def preview_letter(
    language: LanguagePath,
    body: Annotated[TemplateMessage, Body(openapi_examples=examples.TEMPLATE)],
    actor: Decider,
) -> Response:
    """Fill a template with made-up facts, and keep nothing."""
    del actor  # It has the scope; nothing of its organisation is shown.
    refuse_national_ids(body.text, "/text")
    check_template(body.text)
    return _page(html_of(fill(body.text, examples.FACTS, language)))


@router.get(
    "/v1/cases/{case_id}/letter",
    operation_id="readCaseLetter",
    summary="Get the letter about a decision",
    response_class=Response,
    response_description="The letter",
    responses={**_LETTER, **answers(*WITH_TOKEN, "case-not-found", "case-undecided")},
)
def read_case_letter(
    case_id: CaseId,
    wiring: WiringDep,
    actor: Decider,
    form: Annotated[LetterForm, Query(alias="format")] = LetterForm.HTML,
    language: Annotated[
        Language | None, Query(description="Left out: the language of the application")
    ] = None,
) -> Response:
    """Make the letter from your template; once delivered, from the template as it was then."""
    with wiring.open_books(False) as books:
        case = find_case(case_id, actor=actor, book=books.cases)
        chosen = language or case.language
        current = templates_in_use(actor.organisation_id, books.letters)
        college = own_organisation(actor=actor, register=books.accounts)
    template = {**current, **case.letter_templates}[chosen]
    letter = fill(template, facts_of(case, college=college.name, language=chosen), chosen)
    if form is LetterForm.HTML:
        return _page(html_of(letter))
    return Response(
        pdf_of(letter, at=case.updated_at),
        media_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="letter.pdf"'},
    )


@router.get(
    "/v1/cases/{case_id}/receipt",
    operation_id="readDecisionReceipt",
    summary="Get the signed receipt for a decision",
    response_description="The receipt",
    responses=answers(*WITH_TOKEN, "case-not-found", "case-undecided", "signing-key-missing"),
)
def read_decision_receipt(case_id: CaseId, wiring: WiringDep, actor: Decider) -> ReceiptAnswer:
    """Return the decision as a credential, signed with your key. It does not name the learner."""
    with wiring.open_books(False) as books:
        case = find_case(case_id, actor=actor, book=books.cases)
        unsigned = compose_decision_receipt(
            case, issuer=issuer_did(wiring.origin, actor.organisation_id), origin=wiring.origin
        )
        key = books.keys.current(actor.organisation_id)
    secured = secure(
        unsigned,
        signer=key.signer,
        verification_method=key.verification_method,
        created=wiring.now(),
        contexts=PINNED_CONTEXTS.extended_by([decision_context(wiring.origin)]),
    )
    return ReceiptAnswer(receipt=parse_object(secured.content))


def _page(content: bytes) -> Response:
    return Response(content, media_type="text/html; charset=utf-8")
