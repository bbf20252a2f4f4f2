"""Verify a presentation: that its holder made it, for whom, and each badge in it by itself.

1. `signed-content` – everything in it has one meaning, which a signature can cover.
2. `shape`          – it is a presentation of the data model 2.0 or 1.1.
3. `holder`         – the key that signed is the holder's, for showing who one is.
4. `proof`          – the signature holds over exactly this content, this challenge and domain.

The badges inside have reports of their own, which do not count in this verdict, nor does it in
theirs. Nothing is fetched unless 1 and 2 pass.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from badgeservice.credentials.data_model import find_presentation_faults, is_version_2
from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import (
    CredentialError,
    EnvelopeMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.jose import hints, jws, vp_jwt
from badgeservice.credentials.jose.errors import AlgorithmMismatchError
from badgeservice.credentials.presentation import (
    ENVELOPED_CREDENTIAL,
    MAXIMUM_CREDENTIALS,
    holder_of,
    items_of,
    types_of,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.bound_keys import found_key
from badgeservice.verification.checks import Content, failed, passed, undetermined
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.held_proofs import (
    HOLDER,
    Demands,
    Found,
    Reading,
    challenge_differs,
    check_proofs,
    domain_differs,
)
from badgeservice.verification.presentation_tokens import PresentationToken
from badgeservice.verification.proofs import (
    PROOF_PASSED,
    not_checked,
    signature_invalid,
)
from badgeservice.verification.question import Question
from badgeservice.verification.report import Caution, Check, Outcome, Report, verdict_of

KIND: Final = "presentation"

# Returns the report on a badge inside: on JSON, or on a token.
JudgeInside = Callable[[JsonObject | bytes], Report]

_ORDER: Final = ("signed-content", "shape", "holder", "proof")
_FAULTS_SHOWN: Final = 5
_REPLAY: Final = Caution(
    code="presentation.challenge-not-asked",
    message="No challenge was asked for, so this may be a repetition of an earlier presentation.",
    pointer="/proof",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A presentation that was read: its document, what its content is, and its token if any."""

    document: JsonObject
    content: Content
    token: PresentationToken | None = None


def verify_presentation(shown: Shown, question: Question, judge: JudgeInside) -> Report:
    """Report on a presentation, and with `judge` on every badge in it."""
    checks, controller = _checks(shown, question)
    is_signed = all(check.outcome is Outcome.PASSED for check in checks)
    is_sound = all(check.outcome is Outcome.PASSED for check in checks[:2])
    inside = tuple(_inside(shown.document, judge, question.at)) if is_sound else ()
    return Report(
        verdict=verdict_of(checks),
        checks=checks,
        warnings=tuple(_cautions(shown, question, controller, inside)) if is_signed else (),
        credential=shown.document if is_signed else None,
        verified_at=question.at,
        kind=KIND,
        fetched=question.sources.fetched(),
        credentials=inside,
    )


def undecided(decisive: Check, at: datetime) -> Report:
    """Return the report on a presentation of which only one check could be made."""
    checks = tuple(decisive if name == decisive.name else not_checked(name) for name in _ORDER)
    return Report(
        verdict=verdict_of(checks),
        checks=checks,
        warnings=(),
        credential=None,
        verified_at=at,
        kind=KIND,
    )


def check_presentation_shape(document: JsonObject) -> Check:
    """Ask whether a document has the shape of a presentation.

    Spec: https://www.w3.org/TR/vc-data-model-2.0/#verifiable-presentations
    """
    faults = find_presentation_faults(document)
    count = sum(1 for _ in items_of(document))
    if count > MAXIMUM_CREDENTIALS:
        message = f"A presentation of more than {MAXIMUM_CREDENTIALS} badges is not checked."
        return failed("shape", "too-many", message, pointer="/verifiableCredential")
    if not faults:
        return _SHAPE_PASSED
    shown: list[JsonValue] = [
        {"pointer": fault.pointer, "code": fault.code, "message": fault.message}
        for fault in faults[:_FAULTS_SHOWN]
    ]
    return failed(
        "shape",
        "not-a-presentation",
        f"This is no sound presentation: {faults[0].message}.",
        pointer=faults[0].pointer,
        facts={"faults": shown},
    )


def _checks(shown: Shown, question: Question) -> tuple[tuple[Check, ...], str | None]:
    made = [shown.content.check]
    if made[0].outcome is Outcome.PASSED:
        made.append(check_presentation_shape(shown.document))
    if len(made) == 1 or made[1].outcome is not Outcome.PASSED:
        return (*made, *(not_checked(name) for name in _ORDER[len(made) :])), None
    found = _signing(shown, question)
    return (*made, found.key, found.proof), found.controller


def _signing(shown: Shown, question: Question) -> Found:
    if shown.token is not None:
        return check_token(shown.token, question)
    demands = Demands(
        purpose="authentication",
        whose=HOLDER,
        controller=holder_of(shown.document),
        challenge=question.challenge,
        domains=frozenset() if question.domain is None else frozenset({question.domain}),
    )
    return check_proofs(shown.document, demands, question, Reading(contexts=shown.content.contexts))


def check_token(token: PresentationToken, question: Question) -> Found:
    """Check the signature of a token by its holder, and for whom it was made."""
    said = token.presentation
    holder = holder_of(said.document) or token.claimed_holder
    if holder is None:
        message = "Neither the presentation nor its token says who the holder is."
        return Found(
            key=failed("holder", "method-missing", message, pointer="/holder"),
            proof=not_checked("proof"),
        )
    key = found_key(
        holder,
        "/holder",
        did_documents=question.sources.did_documents,
        find=lambda document: hints.issuer_key(
            said.key_hint, document, issuer=holder, at=question.at, purpose="authentication"
        ),
        whose=HOLDER,
    )
    if isinstance(key, Check):
        return Found(key=key, proof=not_checked("proof"))
    bound = passed("holder", "The key belongs to the holder, by the holder's own document.")
    try:
        jws.verify(token.jws, key)
    except SignatureInvalidError:
        return Found(key=bound, proof=signature_invalid(""))
    except AlgorithmMismatchError as cause:
        return Found(key=bound, proof=failed("proof", "key-unsuitable", str(cause)))
    except CredentialError as cause:
        return Found(key=bound, proof=failed("proof", "malformed", str(cause)))
    proof = _astray(said, question) or PROOF_PASSED
    return Found(key=bound, proof=proof, controller=holder)


def _astray(said: vp_jwt.JwtPresentation, question: Question) -> Check | None:
    """Return what is wrong with when, for whom, and in answer to what a token was made."""
    at, skew = question.at, question.clock_skew
    if said.expires is not None and at - skew > said.expires:
        return failed("proof", "expired", "The proof has expired.")
    if any(moment and at + skew < moment for moment in (said.not_before, said.issued_at)):
        message = "The proof says that it was made in the future."
        return failed("proof", "created-in-future", message)
    if question.domain is not None and question.domain not in said.audience:
        return domain_differs("")
    if question.challenge is not None and question.challenge != said.nonce:
        return challenge_differs("")
    if "proof" in said.document:
        message = "The presentation in the token has proofs of its own, which are not checked."
        return undetermined("proof", "proof-inside", message, pointer="/proof")
    return None


def _inside(document: JsonObject, judge: JudgeInside, at: datetime) -> Iterator[Report]:
    for pointer, item in items_of(document):
        if not isinstance(item, dict):
            continue
        try:
            yield judge(read_envelope(item) if ENVELOPED_CREDENTIAL in types_of(item) else item)
        except EnvelopeMalformedError as cause:
            yield _unread(undetermined("signed-content", "unread", str(cause), pointer=pointer), at)
        except NotACredentialError as cause:
            yield _unread(failed("signed-content", "malformed", str(cause), pointer=pointer), at)


def _unread(check: Check, at: datetime) -> Report:
    return Report(
        verdict=verdict_of((check,)), checks=(check,), warnings=(), credential=None, verified_at=at
    )


def _cautions(
    shown: Shown, question: Question, controller: str | None, inside: tuple[Report, ...]
) -> Iterator[Caution]:
    if question.challenge is None:
        yield _REPLAY
    if not is_version_2(shown.document):
        yield Caution(
            code="presentation.data-model-1",
            message="This is a presentation of the data model 1.1.",
            pointer="/@context",
        )
    others = [
        report.credential
        for report in inside
        if report.credential is not None and controller not in _subjects(report.credential)
    ]
    if others:
        yield Caution(
            code="presentation.about-another",
            message="A badge in it is about somebody else than its holder, or does not say whom.",
            pointer="/verifiableCredential",
        )


def _subjects(credential: JsonObject) -> frozenset[JsonValue]:
    subject = credential.get("credentialSubject")
    listed = subject if isinstance(subject, list) else [subject]
    return frozenset(
        identifier
        for item in listed
        if isinstance(item, dict) and isinstance(identifier := item.get("id"), str)
    )


_SHAPE_PASSED: Final = passed(
    "shape", "It has the shape of a presentation.", code="shape.presentation"
)
