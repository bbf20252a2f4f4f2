"""Verify credentials and presentations that need not be badges, as the W3C describes it.

This is for those who try the service against public test suites. It says what is wrong by the
W3C's own names, and takes what specifications allow where badges may not have it.

Spec: https://www.w3.org/TR/vc-data-model-2.0/#verification
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from badgeservice.credentials import generic
from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.data_model import find_credential_faults, find_presentation_faults
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import CredentialError, EnvelopeMalformedError
from badgeservice.credentials.faults import ShapeFault
from badgeservice.credentials.json_ld import Contexts
from badgeservice.credentials.presentation import (
    ENVELOPED_CREDENTIAL,
    ENVELOPED_PRESENTATION,
    holder_of,
    is_enveloped,
    items_of,
    types_of,
)
from badgeservice.credentials.related_resources import digest_faults
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.w3c_problems import (
    CRYPTOGRAPHIC,
    MALFORMED,
    PARSING,
    RANGE,
    VERIFICATION,
    W3cProblem,
    problem_of_error,
    problem_of_fault,
)
from badgeservice.verification.bound_keys import ISSUER, Whose
from badgeservice.verification.checks import check_validity_period
from badgeservice.verification.generic_problems import problem_of_check
from badgeservice.verification.generic_tokens import check_generic_token, open_generic_token
from badgeservice.verification.held_proofs import (
    HOLDER,
    Demands,
    Found,
    Reading,
    check_proofs,
)
from badgeservice.verification.proofs import issuer_id
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check, Outcome

_OLD_PERIOD: Final = {"issuanceDate": "validFrom", "expirationDate": "validUntil"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericDemands:
    """What is asked about a document.

    Without `is_whole`, only about its form and its proofs: not whether these are by the issuer or
    holder, nor about dates. `purpose` is what proofs must be for, if not what is usual.
    """

    is_whole: bool = True
    purpose: Purpose | None = None
    challenge: str | None = None
    domains: frozenset[str] = frozenset()


@cache
def generic_contexts() -> Contexts:
    """Return the contexts that documents may name here: the pinned ones and that of examples."""
    return generic.contexts_with_examples()


def find_content_problems(document: JsonObject) -> tuple[W3cProblem, ...]:
    """Return what keeps a signature from covering a document without its proofs.

    The digests of contexts that it vouches for are compared, too.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    try:
        canonicalise(unsecured, contexts=generic_contexts(), general=generic.canonicalise)
    except CredentialError as cause:
        return (problem_of_error(cause),)
    except RecursionError:
        return (W3cProblem(PARSING, "The document is too deep."),)
    contents = {
        url: content for url in pinned.PINNED if (content := pinned.content_of(url)) is not None
    }
    return tuple(
        W3cProblem(CRYPTOGRAPHIC, f"{fault.message}.", fault.pointer)
        for fault in digest_faults(document, contents)
    )


def verify_generic_credential(
    document: JsonObject, demands: GenericDemands, question: Question
) -> tuple[W3cProblem, ...]:
    """Return what is wrong with a credential; nothing when it holds."""
    if ENVELOPED_CREDENTIAL in types_of(document) or is_enveloped(document):
        return _enveloped(document, ENVELOPED_CREDENTIAL, demands, question)
    problems = _form_problems(find_credential_faults(document)) or _proof_form_problems(document)
    problems = problems or find_content_problems(document)
    if problems:
        return problems
    found = _proofs(document, demands, question, whose=ISSUER)
    return (*_found_problems(found), *_claims(document, found.controller, demands, question))


def verify_generic_presentation(
    document: JsonObject, demands: GenericDemands, question: Question
) -> tuple[W3cProblem, ...]:
    """Return what is wrong with a presentation and the credentials in it."""
    if ENVELOPED_PRESENTATION in types_of(document) or is_enveloped(document):
        return _enveloped(document, ENVELOPED_PRESENTATION, demands, question)
    problems = _form_problems(find_presentation_faults(document)) or _proof_form_problems(document)
    problems = problems or find_content_problems(document)
    if problems:
        return problems
    found = _proofs(document, demands, question, whose=HOLDER)
    return (
        *_found_problems(found),
        *_holder_problems(document, found.controller, demands),
        *_inside(document, demands, question),
    )


def _form_problems(faults: tuple[ShapeFault, ...]) -> tuple[W3cProblem, ...]:
    return tuple(problem_of_fault(fault) for fault in faults)


def _proof_form_problems(document: JsonObject) -> tuple[W3cProblem, ...]:
    """Return what keeps the proofs from being looked at.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof
    """
    value = document.get("proof")
    if "proof" not in document:
        return (W3cProblem(PARSING, "There is no proof.", "/proof"),)
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(item, dict) for item in listed):
        return (W3cProblem(PARSING, "A proof must be an object.", "/proof"),)
    return tuple(
        W3cProblem(VERIFICATION, f"A proof must have the member {name}.", f"/proof/{name}")
        for item in listed
        for name in ("type", "verificationMethod", "proofPurpose", "proofValue")
        if isinstance(item, dict) and not isinstance(item.get(name), str)
    )


def _proofs(
    document: JsonObject, demands: GenericDemands, question: Question, *, whose: Whose
) -> Found:
    usual: Purpose = "assertionMethod" if whose is ISSUER else "authentication"
    asked = Demands(
        purpose=demands.purpose or usual,
        whose=whose,
        controller=None,
        challenge=demands.challenge,
        domains=demands.domains,
    )
    reading = Reading(contexts=generic_contexts(), general=generic.canonicalise)
    return check_proofs(document, asked, question, reading)


def _found_problems(found: Found) -> Iterator[W3cProblem]:
    for check in (found.key, found.proof):
        if check.outcome is not Outcome.PASSED and not check.code.endswith(".not-checked"):
            yield problem_of_check(check)


def _claims(
    document: JsonObject, controller: str | None, demands: GenericDemands, question: Question
) -> Iterator[W3cProblem]:
    """Yield what is wrong with who signed a credential whose proofs hold, and when it is shown."""
    if not demands.is_whole or controller is None:
        return
    if issuer_id(document) != controller:
        message = "The key that signed is not one of the issuer."
        yield W3cProblem(CRYPTOGRAPHIC, message, "/issuer")
    period: JsonObject = {_OLD_PERIOD.get(name, name): value for name, value in document.items()}
    check = check_validity_period(period, at=question.at, clock_skew=question.clock_skew)
    if check.outcome is not Outcome.PASSED:
        yield W3cProblem(RANGE, check.message, check.pointer)


def _holder_problems(
    document: JsonObject, controller: str | None, demands: GenericDemands
) -> Iterator[W3cProblem]:
    holder = holder_of(document)
    if demands.is_whole and None not in (holder, controller) and holder != controller:
        yield W3cProblem(CRYPTOGRAPHIC, "The key that signed is not one of the holder.", "/holder")


def _inside(
    document: JsonObject, demands: GenericDemands, question: Question
) -> Iterator[W3cProblem]:
    inner = replace(demands, purpose=None, challenge=None, domains=frozenset())
    for pointer, item in items_of(document):
        if isinstance(item, dict):
            for problem in verify_generic_credential(item, inner, question):
                yield problem.within(pointer)


def _enveloped(
    document: JsonObject, type_: str, demands: GenericDemands, question: Question
) -> tuple[W3cProblem, ...]:
    if type_ not in types_of(document):
        return (W3cProblem(MALFORMED, f"The type must be {type_}.", "/type"),)
    try:
        token = open_generic_token(read_envelope(document))
    except EnvelopeMalformedError as cause:
        return (W3cProblem(MALFORMED, str(cause), cause.pointer),)
    if isinstance(token, Check):
        return (problem_of_check(token).within("/id"),)
    if token.is_presentation is not (type_ == ENVELOPED_PRESENTATION):
        return (W3cProblem(MALFORMED, f"The token holds no {type_}.", "/id"),)
    inside = token.document
    find = find_presentation_faults if token.is_presentation else find_credential_faults
    problems = _form_problems(find(inside)) or find_content_problems(inside)
    if problems:
        return problems
    found = check_generic_token(
        token, question, challenge=demands.challenge, domains=demands.domains
    )
    if token.is_presentation:
        further = (
            *_holder_problems(inside, found.controller, demands),
            *_inside(inside, demands, question),
        )
    else:
        further = tuple(_claims(inside, found.controller, demands, question))
    return (*_found_problems(found), *further)
