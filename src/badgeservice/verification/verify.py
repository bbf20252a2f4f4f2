"""Verify a badge: the checks in order, cheap and local ones first, and what they add up to.

1. `signed-content` – everything a reader sees is defined by pinned contexts and in signed form.
2. `shape`          – it is an Open Badges 3.0 credential.
3. `validity`       – the moment is within its dates.
4. `issuer`         – the key that signed is the issuer's, by the issuer's own document.
5. `proof`          – the signature holds over exactly this content.
6. `status`         – the issuer has not revoked or suspended it; asked only when 4 and 5 hold.

Nothing is fetched unless 1 and 2 pass. Whether anybody trusts the issuer is not part of the
verdict; it is said as a warning.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#verification-and-validation
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.baking import extract_png, extract_svg
from badgeservice.credentials.errors import ImageMalformedError, JsonMalformedError
from badgeservice.credentials.strict_json import JsonObject, parse_object, parse_plain
from badgeservice.verification.checks import (
    DEFAULT_CLOCK_SKEW,
    Content,
    check_shape,
    check_validity_period,
    undetermined,
)
from badgeservice.verification.errors import (
    NotACredentialError,
    NotAtHandError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.proofs import Signing, check_signing, issuer_id
from badgeservice.verification.question import Question
from badgeservice.verification.reading import read_document, read_plain_document
from badgeservice.verification.report import (
    Caution,
    Check,
    Outcome,
    Report,
    Verdict,
    verdict_of,
)
from badgeservice.verification.sources import Sources
from badgeservice.verification.status import StatusQuestion, check_status
from badgeservice.verification.tokens import Token, check_token, is_token, open_token

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# A badge with a picture inside is larger, and rare.
_QUICK_BYTES: Final = 64 * 1024
_ORDER: Final = ("signed-content", "shape", "validity", "issuer", "proof", "status")
# Who sends such documents gets no more of our time for it.
_WORKED_ENOUGH: Final = frozenset({"signed-content.too-complex", "signed-content.busy"})
_TRUST_WARNING: Final = Caution(
    code="issuer.trust-not-assessed",
    message="The issuer is who it says it is; whether you trust it is for you to decide.",
    pointer="/issuer",
)


_END_WITHHELD: Final = undetermined(
    "validity", "withheld", "The holder may have left out when this badge ends."
)
_STATUS_WITHHELD: Final = undetermined(
    "status",
    "withheld",
    "The holder may have left out where the status of this badge can be asked.",
)


def verify(
    content: bytes, *, at: datetime, sources: Sources, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Report:
    """Verify a credential given as JSON, as a token, or baked into an image; report every check.

    Raises:
        NotACredentialError: the content is no PNG or SVG with exactly one credential, no strict
            JSON object with an `@context`, and no JSON Web Token.
    """
    with sources.turn:
        opened = _open(content)
    question = Question(at=at, sources=sources, clock_skew=clock_skew)
    if isinstance(opened, Check):
        return _report_of(tuple(_in_order(opened)), at=at)
    if isinstance(opened, Token):
        report = _report(
            opened.document, read_document(opened.document, sources=sources), question, opened
        )
        return replace(report, warnings=(*report.warnings, *opened.cautions()))
    return verify_document(opened, at=at, sources=sources, clock_skew=clock_skew)


def verify_document(
    document: JsonObject,
    *,
    at: datetime,
    sources: Sources,
    clock_skew: timedelta = DEFAULT_CLOCK_SKEW,
) -> Report:
    """Verify a credential that was read with `strict_json`; report every check.

    Raises:
        NotACredentialError: it has no `@context`.
    """
    if "@context" not in document:
        raise NotACredentialError("", "it has no @context")
    read = read_document(document, sources=sources)
    return _report(document, read, Question(at=at, sources=sources, clock_skew=clock_skew))


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
    if read is None:
        return None
    try:
        report = _report(document, read, Question(at=at, sources=sources, clock_skew=clock_skew))
    except NotAtHandError:
        return None
    return report if report.verdict is Verdict.VALID else None


def verify_url(
    url: str, *, at: datetime, sources: Sources, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Report:
    """Fetch the credential behind a badge URL and verify it.

    An address that cannot be read gives an indeterminate report, not an error.

    Raises:
        NotACredentialError: what the address answers is not a credential.
    """
    try:
        content = sources.badges.badge(url)
    except (SourceUnavailableError, SourceRefusedError) as cause:
        unread = undetermined("source", "unreachable", str(cause))
        nothing = _report_of((unread, *(_not_checked(name) for name in _ORDER)), at=at)
        return replace(nothing, fetched=sources.fetched())
    report = verify(content, at=at, sources=sources, clock_skew=clock_skew)
    if report.credential is None or report.credential.get("id") == url:
        return report
    other = Caution(
        code="source.id-differs",
        message="The badge calls itself by another address than the one it was read from.",
        pointer="/id",
    )
    return replace(report, warnings=(*report.warnings, other))


def _open(content: bytes) -> JsonObject | Token | Check:
    try:
        text = _unbaked(content)
        return open_token(text) if is_token(text) else parse_object(text)
    except JsonMalformedError as cause:
        raise NotACredentialError(cause.pointer, cause.reason) from cause
    except ImageMalformedError as cause:
        raise NotACredentialError("", cause.reason) from cause


def _unbaked(content: bytes) -> bytes:
    """Return the credential inside a baked image, or the content itself when it is no image."""
    if content.startswith(_PNG):
        return extract_png(content).encode("utf-8")
    if content.lstrip()[:1] == b"<":
        return extract_svg(content).encode("utf-8")
    return content


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
    return Report(
        verdict=verdict,
        checks=checks,
        warnings=(_TRUST_WARNING,) if is_signed else (),
        credential=document if is_signed else None,
        verified_at=question.at,
        fetched=question.sources.fetched(),
    )


def _checks(
    document: JsonObject, read: Content, question: Question, token: Token | None
) -> tuple[Check, ...]:
    at, sources, clock_skew = question.at, question.sources, question.clock_skew
    if read.check.code in _WORKED_ENOUGH:
        return (read.check, *(_not_checked(name) for name in _ORDER[1:]))
    terms = read.extension_terms
    with sources.turn:
        shape = check_shape(
            document, known=read.known, is_walked=read.is_sound, extension_terms=terms
        )
    made = [read.check, shape]
    if any(check.outcome is not Outcome.PASSED for check in made):
        return (*made, *(_not_checked(name) for name in _ORDER[len(made) :]))
    made.append(check_validity_period(document, at=at, clock_skew=clock_skew))
    signing = _signing(document, read, question, token)
    made += [signing.issuer, signing.proof]
    if not signing.holds:
        return (*made, _not_checked("status"))
    if signing.is_selective and "validUntil" not in document:
        made[_ORDER.index("validity")] = _END_WITHHELD
    if signing.is_selective and "credentialStatus" not in document:
        return (*made, _STATUS_WITHHELD)
    status = StatusQuestion(
        issuer_id=issuer_id(document) or "", at=at, sources=sources, clock_skew=clock_skew
    )
    return (*made, check_status(document, status))


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
