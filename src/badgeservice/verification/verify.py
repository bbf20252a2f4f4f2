"""Verify a badge: the checks in order, cheap and local ones first, and what they add up to.

1. `signed-content` – everything a reader sees is defined by pinned contexts and in signed form.
2. `shape`          – it is an Open Badges 3.0 credential: a badge, or an endorsement.
3. `schema`         – it follows the schemas it names; there only if it names any.
4. `validity`       – the moment is within its dates.
5. `issuer`         – the key that signed is the issuer's, by the issuer's own document.
6. `proof`          – the signature holds over exactly this content.
7. `status`         – the issuer has not revoked or suspended it; asked only when 5 and 6 hold.
8. `recipient`      – it is about a certain person; there only if somebody asks.

Endorsements inside have reports of their own, and so has a newer edition of the badge.

Nothing is fetched unless 1 and 2 pass. Whether anybody trusts the issuer is not part of the
verdict; it is said as a warning.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification-and-validation
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.data_models import data_model_of
from badgeservice.credentials.presentation import is_presentation
from badgeservice.credentials.strict_json import JsonObject, parse_plain
from badgeservice.verification.checks import (
    DEFAULT_CLOCK_SKEW,
    Content,
    check_shape,
    check_validity_period,
    undetermined,
)
from badgeservice.verification.endorsements import (
    WORKED_ENOUGH,
    has_endorsements,
    look_at_endorsements,
)
from badgeservice.verification.errors import (
    NotACredentialError,
    NotAtHandError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.form import form_cautions
from badgeservice.verification.kinds import OPEN_BADGE, kind_of
from badgeservice.verification.known_issuers import trust_caution
from badgeservice.verification.open_badges_2.opening import (
    Older,
    open_older_document,
)
from badgeservice.verification.open_badges_2.verify import verify_older
from badgeservice.verification.opening import beside, open_content
from badgeservice.verification.page_hints import is_page
from badgeservice.verification.pages import report_on_page, with_other_id
from badgeservice.verification.presented import (
    Presented,
    judge_presented,
    presented_document,
)
from badgeservice.verification.proofs import Signing, check_signing, issuer_id
from badgeservice.verification.question import Question
from badgeservice.verification.reading import read_document, read_plain_document
from badgeservice.verification.receipts import RECEIPT, check_receipt_shape, is_receipt
from badgeservice.verification.recipients import check_recipient
from badgeservice.verification.refresh import is_worth_refreshing, with_newer_edition
from badgeservice.verification.report import (
    Caution,
    Check,
    Outcome,
    Report,
    Verdict,
    verdict_of,
)
from badgeservice.verification.schemas import check_schema
from badgeservice.verification.sources import Sources
from badgeservice.verification.status import StatusQuestion, check_status, status_cautions
from badgeservice.verification.tokens import Token, check_token, open_token
from badgeservice.verification.withheld import END_WITHHELD, STATUS_WITHHELD

# A badge with a picture inside is larger, and rare.
_QUICK_BYTES: Final = 64 * 1024
_ORDER: Final = ("signed-content", "shape", "validity", "issuer", "proof", "status")


def verify(
    content: bytes,
    *,
    at: datetime,
    sources: Sources,
    clock_skew: timedelta = DEFAULT_CLOCK_SKEW,
    recipient: str | None = None,
    refresh: bool = False,
) -> Report:
    """Verify a credential given as JSON, as a token, or baked into an image; report every check.

    `recipient` and `refresh` are as in `Question`.

    Raises:
        NotACredentialError: the content is no PNG or SVG with exactly one credential, no strict
            JSON object with an `@context`, and no JSON Web Token.
    """
    question = Question(
        at=at, sources=sources, clock_skew=clock_skew, recipient=recipient, refresh=refresh
    )
    return judge(content, question)


def judge(content: bytes, question: Question) -> Report:
    """Return what `verify` does, given all that is asked.

    Raises:
        NotACredentialError: as `verify`.
    """
    with question.sources.turn:
        opened = open_content(content)
        others = () if isinstance(opened, Older) else beside(content)
    report = _judge(opened, question)
    return replace(report, warnings=(*report.warnings, *others)) if others else report


def verify_document(
    document: JsonObject,
    *,
    at: datetime,
    sources: Sources,
    clock_skew: timedelta = DEFAULT_CLOCK_SKEW,
    recipient: str | None = None,
    refresh: bool = False,
) -> Report:
    """Verify a credential that was read with `strict_json`; report every check.

    Raises:
        NotACredentialError: it has no `@context`.
    """
    question = Question(
        at=at, sources=sources, clock_skew=clock_skew, recipient=recipient, refresh=refresh
    )
    return judge_document(document, question)


def judge_document(document: JsonObject, question: Question) -> Report:
    """Answer a question about a credential or presentation that was read with `strict_json`.

    Raises:
        NotACredentialError: as `verify_document`.
    """
    return _judge(document, question)


def _judge_inside(item: JsonObject | bytes, question: Question) -> Report:
    return _judge(open_token(item) if isinstance(item, bytes) else item, question)


def _judge(opened: JsonObject | Token | Older | Presented | Check, question: Question) -> Report:
    """Verify what was read, or say why its proof can be of no good."""
    if isinstance(opened, Presented):
        return judge_presented(opened, question, _judge_inside)
    if isinstance(opened, Older):
        return verify_older(opened, question)
    if isinstance(opened, Check):
        return _report_of(tuple(_in_order(opened)), at=question.at)
    if isinstance(opened, Token):
        document = opened.document
        report = _report(document, _read(document, question), question, opened)
        return replace(report, warnings=(*report.warnings, *opened.cautions()))
    return _judge_json(opened, question)


def _judge_json(opened: JsonObject, question: Question) -> Report:
    older = open_older_document(opened)
    if older is not None:
        return verify_older(older, question)
    presented = presented_document(opened) if "@context" in opened else None
    if isinstance(presented, bytes):
        return _judge(open_token(presented), question)
    if presented is not None:
        return judge_presented(presented, question, _judge_inside)
    if "@context" not in opened:
        raise NotACredentialError("", "it has no @context")
    return _report(opened, _read(opened, question), question)


def _read(document: JsonObject, question: Question) -> Content:
    return read_document(document, sources=question.sources)


def verify_quickly(
    content: bytes, *, at: datetime, sources: Sources, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Report | None:
    """Return what `verify` would say of a good badge, or None: then ask `verify`.

    It takes a time in proportion to the length of the content, and that is bounded: well below a
    millisecond for a usual badge. When no source fetches anything, it may therefore run where
    others wait for their turn. Every check is made as in `verify`.
    """
    document = parse_plain(content) if len(content) <= _QUICK_BYTES else None
    if not isinstance(document, dict) or "@context" not in document:
        return None
    read = read_plain_document(document, sources=sources)
    if read is None or is_presentation(document):
        return None
    try:
        report = _report(document, read, Question(at=at, sources=sources, clock_skew=clock_skew))
    except NotAtHandError:
        return None
    return report if report.verdict is Verdict.VALID else None


def verify_url(
    url: str,
    *,
    at: datetime,
    sources: Sources,
    clock_skew: timedelta = DEFAULT_CLOCK_SKEW,
    recipient: str | None = None,
    refresh: bool = False,
) -> Report:
    """Fetch the credential behind a badge URL and verify it.

    When a page is there, the badge that the page links to, or has inside, is taken.
    An address that cannot be read gives an indeterminate report, not an error.

    Raises:
        NotACredentialError: what the address answers is not a credential.
    """
    question = Question(
        at=at, sources=sources, clock_skew=clock_skew, recipient=recipient, refresh=refresh
    )
    return judge_url(url, question)


def judge_url(url: str, question: Question) -> Report:
    """Return what `verify_url` does, given all that is asked.

    Raises:
        NotACredentialError: as `verify_url`.
    """
    try:
        content = question.sources.badges.badge(url)
        if is_page(content):
            return report_on_page(content, url, question, verify=judge)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        unread = undetermined("source", "unreachable", str(cause))
        nothing = _report_of((unread, *(_not_checked(name) for name in _ORDER)), at=question.at)
        return replace(nothing, fetched=question.sources.fetched())
    return with_other_id(judge(content, question), url)


def _report(
    document: JsonObject, read: Content, question: Question, token: Token | None = None
) -> Report:
    checks = _checks(document, read, question, token)
    verdict = verdict_of(checks)
    is_signed = verdict is Verdict.VALID or all(
        check.outcome is Outcome.PASSED
        for check in checks
        if check.name in ("signed-content", "issuer", "proof")
    )
    if is_signed:
        # Then the shape was in order too, or the signature would not have been looked at.
        question.sources.memory.parts.admit(read.pending)
    report = Report(
        verdict=verdict,
        checks=checks,
        warnings=((_trust(document, question), *status_cautions(document)) if is_signed else ())
        + form_cautions(document, checks),
        credential=document if is_signed else None,
        verified_at=question.at,
        kind=RECEIPT if is_receipt(document) else kind_of(document) or OPEN_BADGE,
    )
    report = _with_more(report, document, question)
    fetched = question.sources.fetched()
    return replace(report, fetched=fetched) if fetched else report


def _trust(document: JsonObject, question: Question) -> Caution:
    known = question.sources.known_issuers
    return trust_caution(issuer_id(document) or "", at=question.at, known_issuers=known)


def _with_more(report: Report, document: JsonObject, question: Question) -> Report:
    """Return the report with those on what stands inside, and on a newer edition."""
    if has_endorsements(document) and _holds_so_far(report):
        reports, cautions = look_at_endorsements(document, question, judge=_judge)
        warnings = (*report.warnings, *cautions)
        report = replace(report, endorsements=reports, warnings=warnings)
    if is_worth_refreshing(report, question):
        report = with_newer_edition(report, question, verify=judge)
    return report


def _holds_so_far(report: Report) -> bool:
    """Whether somebody signed the content: nobody else has a say in what is fetched for it."""
    proof, issuer = report.check("proof"), report.check("issuer")
    is_signed = proof is not None and proof.outcome is Outcome.PASSED
    return is_signed and issuer is not None and issuer.outcome is not Outcome.FAILED


def _check_shape(document: JsonObject, read: Content) -> Check:
    if is_receipt(document):
        return check_receipt_shape(document)
    return check_shape(
        document,
        known=read.known,
        is_walked=read.is_sound,
        extension_terms=read.extension_terms,
    )


def _checks(
    document: JsonObject, read: Content, question: Question, token: Token | None
) -> tuple[Check, ...]:
    if read.check.code in WORKED_ENOUGH:
        return _filled([read.check], question)
    with question.sources.turn:
        shape = _check_shape(document, read)
    made = [read.check, shape]
    if any(check.outcome is not Outcome.PASSED for check in made):
        return _filled(made, question)
    schema = check_schema(document)
    if schema is not None:
        made.append(schema)
    signing = _signing(document, read, question, token)
    made += [_period(document, signing, question), signing.issuer, signing.proof]
    if not signing.holds:
        return _filled(made, question)
    made.append(_status(document, signing, question))
    if question.recipient is not None:
        made.append(check_recipient(document, question.recipient))
    return tuple(made)


def _filled(made: list[Check], question: Question) -> tuple[Check, ...]:
    """Return the checks that were made, and after them those that were not."""
    asked = _ORDER if question.recipient is None else (*_ORDER, "recipient")
    names = {check.name for check in made}
    return (*made, *(_not_checked(name) for name in asked if name not in names))


def _period(document: JsonObject, signing: Signing, question: Question) -> Check:
    period = check_validity_period(document, at=question.at, clock_skew=question.clock_skew)
    if signing.holds and signing.is_selective and data_model_of(document).ends not in document:
        return END_WITHHELD
    return period


def _status(document: JsonObject, signing: Signing, question: Question) -> Check:
    if signing.is_selective and "credentialStatus" not in document:
        return STATUS_WITHHELD
    status = StatusQuestion(
        issuer_id=issuer_id(document) or "",
        at=question.at,
        sources=question.sources,
        clock_skew=question.clock_skew,
    )
    return check_status(document, status)


def _signing(
    document: JsonObject, read: Content, question: Question, token: Token | None
) -> Signing:
    at, sources, clock_skew = question.at, question.sources, question.clock_skew
    if token is not None:
        return check_token(token, at=at, sources=sources, clock_skew=clock_skew)
    return check_signing(
        document,
        document_hash=read.document_hash,
        at=at,
        sources=sources,
        clock_skew=clock_skew,
        contexts=read.contexts,
    )


def _in_order(decisive: Check) -> Iterator[Check]:
    """Yield all checks, of which only one could be made."""
    for name in _ORDER:
        yield decisive if name == decisive.name else _not_checked(name)


def _not_checked(name: str) -> Check:
    return undetermined(name, "not-checked", "Not checked, because a check before it did not pass.")


def _report_of(checks: tuple[Check, ...], *, at: datetime) -> Report:
    return Report(
        verdict=verdict_of(checks), checks=checks, warnings=(), credential=None, verified_at=at
    )
