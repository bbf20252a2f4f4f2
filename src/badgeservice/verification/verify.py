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

from dataclasses import dataclass
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
    read_content,
    read_plain_content,
    undetermined,
)
from badgeservice.verification.errors import (
    NotACredentialError,
    NotAtHandError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.proofs import check_signing, issuer_id
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

_PNG: Final = b"\x89PNG\r\n\x1a\n"
# A badge with a picture inside is larger, and rare.
_QUICK_BYTES: Final = 64 * 1024
_ORDER: Final = ("signed-content", "shape", "validity", "issuer", "proof", "status")
_TRUST_WARNING: Final = Caution(
    code="issuer.trust-not-assessed",
    message="The issuer is who it says it is; whether you trust it is for you to decide.",
    pointer="/issuer",
)


_STATUS_WITHHELD: Final = undetermined(
    "status",
    "withheld",
    "The holder may have left out where the status of this badge can be asked.",
)


def verify(
    content: bytes, *, at: datetime, sources: Sources, clock_skew: timedelta = DEFAULT_CLOCK_SKEW
) -> Report:
    """Verify a credential given as its JSON, or baked into a PNG or SVG; report every check.

    Raises:
        NotACredentialError: the content is no image with exactly one credential and no strict
            JSON object with an `@context`.
    """
    document = _open(content)
    read = read_content(document, memory=sources.memory, general=sources.general)
    return _report(document, read, _Question(at=at, sources=sources, clock_skew=clock_skew))


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
    read = read_plain_content(document, memory=sources.memory)
    if read is None:
        return None
    try:
        report = _report(document, read, _Question(at=at, sources=sources, clock_skew=clock_skew))
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
        return _report_of((unread, *(_not_checked(name) for name in _ORDER)), at=at)
    report = verify(content, at=at, sources=sources, clock_skew=clock_skew)
    if report.credential is None or report.credential.get("id") == url:
        return report
    other = Caution(
        code="source.id-differs",
        message="The badge calls itself by another address than the one it was read from.",
        pointer="/id",
    )
    return Report(
        verdict=report.verdict,
        checks=report.checks,
        warnings=(*report.warnings, other),
        credential=report.credential,
        verified_at=report.verified_at,
    )


def _open(content: bytes) -> JsonObject:
    try:
        document = parse_object(_unbaked(content))
    except JsonMalformedError as cause:
        raise NotACredentialError(cause.pointer, cause.reason) from cause
    except ImageMalformedError as cause:
        raise NotACredentialError("", cause.reason) from cause
    if "@context" not in document:
        raise NotACredentialError("", "it has no @context")
    return document


def _unbaked(content: bytes) -> bytes:
    """Return the credential inside a baked image, or the content itself when it is no image."""
    if content.startswith(_PNG):
        return extract_png(content).encode("utf-8")
    if content.lstrip()[:1] == b"<":
        return extract_svg(content).encode("utf-8")
    return content


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked about a document, beside the document."""

    at: datetime
    sources: Sources
    clock_skew: timedelta


def _report(document: JsonObject, read: Content, question: _Question) -> Report:
    checks = _checks(document, read, question)
    is_signed = all(
        check.outcome is Outcome.PASSED
        for check in checks
        if check.name in ("signed-content", "issuer", "proof")
    )
    if is_signed:
        # Then the shape was in order too, or the signature would not have been looked at.
        question.sources.memory.parts.admit(read.pending)
    return Report(
        verdict=verdict_of(checks),
        checks=checks,
        warnings=(_TRUST_WARNING,) if is_signed else (),
        credential=document if is_signed else None,
        verified_at=question.at,
    )


def _checks(document: JsonObject, read: Content, question: _Question) -> tuple[Check, ...]:
    at, sources, clock_skew = question.at, question.sources, question.clock_skew
    made = [read.check, check_shape(document, known=read.known)]
    if any(check.outcome is not Outcome.PASSED for check in made):
        return (*made, *(_not_checked(name) for name in _ORDER[len(made) :]))
    made.append(check_validity_period(document, at=at, clock_skew=clock_skew))
    signing = check_signing(
        document,
        document_hash=read.document_hash,
        at=at,
        sources=sources,
        clock_skew=clock_skew,
    )
    made += [signing.issuer, signing.proof]
    if not signing.holds:
        return (*made, _not_checked("status"))
    if signing.is_selective and "credentialStatus" not in document:
        return (*made, _STATUS_WITHHELD)
    status = StatusQuestion(
        issuer_id=issuer_id(document) or "", at=at, sources=sources, clock_skew=clock_skew
    )
    return (*made, check_status(document, status))


def _not_checked(name: str) -> Check:
    return undetermined(name, "not-checked", "Not checked, because a check before it did not pass.")


def _report_of(checks: tuple[Check, ...], *, at: datetime) -> Report:
    return Report(
        verdict=verdict_of(checks), checks=checks, warnings=(), credential=None, verified_at=at
    )
