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

from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.baking import extract_png, extract_svg
from badgeservice.credentials.errors import ImageMalformedError, JsonMalformedError
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.checks import (
    DEFAULT_CLOCK_SKEW,
    check_shape,
    check_signed_content,
    check_validity_period,
    undetermined,
)
from badgeservice.verification.errors import (
    NotACredentialError,
    SourceRefusedError,
    SourceUnavailableError,
)
from badgeservice.verification.proofs import check_signing, issuer_id
from badgeservice.verification.report import Caution, Check, Outcome, Report, verdict_of
from badgeservice.verification.sources import Sources
from badgeservice.verification.status import StatusQuestion, check_status

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ORDER: Final = ("signed-content", "shape", "validity", "issuer", "proof", "status")
_TRUST_WARNING: Final = Caution(
    code="issuer.trust-not-assessed",
    message="The issuer is who it says it is; whether you trust it is for you to decide.",
    pointer="/issuer",
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
    checks = _checks(document, at=at, sources=sources, clock_skew=clock_skew)
    is_signed = all(
        check.outcome is Outcome.PASSED
        for check in checks
        if check.name in ("signed-content", "issuer", "proof")
    )
    return Report(
        verdict=verdict_of(checks),
        checks=checks,
        warnings=(_TRUST_WARNING,) if is_signed else (),
        credential=document if is_signed else None,
        verified_at=at,
    )


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


def _checks(
    document: JsonObject, *, at: datetime, sources: Sources, clock_skew: timedelta
) -> tuple[Check, ...]:
    made = [check_signed_content(document), check_shape(document)]
    if any(check.outcome is not Outcome.PASSED for check in made):
        return (*made, *(_not_checked(name) for name in _ORDER[len(made) :]))
    made.append(check_validity_period(document, at=at, clock_skew=clock_skew))
    signing = check_signing(
        document, at=at, did_documents=sources.did_documents, clock_skew=clock_skew
    )
    made += [signing.issuer, signing.proof]
    if not signing.holds:
        return (*made, _not_checked("status"))
    question = StatusQuestion(
        issuer_id=issuer_id(document) or "", at=at, sources=sources, clock_skew=clock_skew
    )
    return (*made, check_status(document, question))


def _not_checked(name: str) -> Check:
    return undetermined(name, "not-checked", "Not checked, because a check before it did not pass.")


def _report_of(checks: tuple[Check, ...], *, at: datetime) -> Report:
    return Report(
        verdict=verdict_of(checks), checks=checks, warnings=(), credential=None, verified_at=at
    )
