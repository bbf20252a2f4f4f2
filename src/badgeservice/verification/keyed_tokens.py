"""Verify a token of any credential or presentation with a key at hand, and ask nobody.

Spec: https://www.w3.org/TR/vc-jose-cose/#verification
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from badgeservice.credentials.data_model import find_credential_faults, find_presentation_faults
from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import CredentialError, EnvelopeMalformedError
from badgeservice.credentials.jose import jws
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
)
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.presentation import (
    CREDENTIALS_MEMBER,
    ENVELOPED_CREDENTIAL,
    items_of,
    types_of,
)
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.credentials.w3c_problems import (
    MALFORMED,
    VERIFICATION,
    W3cProblem,
    problem_of_error,
    problem_of_fault,
)
from badgeservice.verification.generic import find_content_problems
from badgeservice.verification.generic_problems import problem_of_check
from badgeservice.verification.generic_terms import find_unknown_terms
from badgeservice.verification.generic_tokens import GenericToken, open_generic_token
from badgeservice.verification.report import Check

# Returns what is wrong with a token once its key is known.
FindKey = Callable[[GenericToken], VerificationKey | W3cProblem]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedAnswer:
    """What is wrong with a token, and what it holds when nothing is.

    `unchecked` are the pointers of credentials in a presentation whose own signatures were not
    looked at.
    """

    problems: tuple[W3cProblem, ...]
    document: JsonObject | None = None
    unchecked: tuple[str, ...] = ()


def verify_keyed(content: bytes, *, is_presentation: bool, find_key: FindKey) -> KeyedAnswer:
    """Verify a token with the key that `find_key` has for it.

    Its moments are not looked at, as they are about its use and not about what was signed.
    """
    token = _typed(content, is_presentation=is_presentation)
    if isinstance(token, W3cProblem):
        return KeyedAnswer(problems=(token,))
    problems = find_document_problems(token.document, is_presentation=is_presentation)
    problems = problems or tuple(_inside(token.document))
    if problems:
        return KeyedAnswer(problems=problems)
    key = find_key(token)
    if isinstance(key, W3cProblem):
        return KeyedAnswer(problems=(key,))
    try:
        jws.verify(token.jws, key)
    except CredentialError as cause:
        return KeyedAnswer(problems=(W3cProblem(VERIFICATION, str(cause)),))
    unchecked = tuple(pointer for pointer, _ in items_of(token.document)) if is_presentation else ()
    return KeyedAnswer(problems=(), document=token.document, unchecked=unchecked)


def find_document_problems(
    document: JsonObject, *, is_presentation: bool
) -> tuple[W3cProblem, ...]:
    """Return what keeps a document from being put into a token, or taken out of one."""
    find = find_presentation_faults if is_presentation else find_credential_faults
    faults = tuple(problem_of_fault(fault) for fault in find(document))
    if faults:
        return faults
    unknown = tuple(find_unknown_terms(document))
    return unknown or find_content_problems(_without_envelopes(document))


def _without_envelopes(document: JsonObject) -> JsonObject:
    """Leave out the tokens in a presentation: as JSON, they say nothing but themselves."""
    held = document.get(CREDENTIALS_MEMBER)
    if not isinstance(held, list):
        return document
    rest: list[JsonValue] = [
        item
        for item in held
        if not (isinstance(item, dict) and ENVELOPED_CREDENTIAL in types_of(item))
    ]
    shell = {name: value for name, value in document.items() if name != CREDENTIALS_MEMBER}
    return {**shell, CREDENTIALS_MEMBER: rest} if rest else shell


def _typed(content: bytes, *, is_presentation: bool) -> GenericToken | W3cProblem:
    """Read a token, which must be of the type `vc+jwt` or `vp+jwt`."""
    try:
        typ = jws.read_compact(content.strip()).header.get("typ")
    except JwsMalformedError as cause:
        return problem_of_error(cause)
    except (AlgorithmForbiddenError, AlgorithmUnsupportedError) as cause:
        return W3cProblem(VERIFICATION, str(cause))
    wanted = "vp+jwt" if is_presentation else "vc+jwt"
    if not isinstance(typ, str) or typ.lower().removeprefix("application/") != wanted:
        return W3cProblem(MALFORMED, f"The token must be of the type {wanted}.")
    token = open_generic_token(content)
    return problem_of_check(token) if isinstance(token, Check) else token


def _inside(document: JsonObject) -> Iterator[W3cProblem]:
    """Yield what is wrong with the form of tokens in a presentation, as far as they are read."""
    for pointer, item in items_of(document):
        if not isinstance(item, dict) or ENVELOPED_CREDENTIAL not in types_of(item):
            continue
        try:
            inner = open_generic_token(read_envelope(item))
        except EnvelopeMalformedError:
            # Of a kind that is not read here; the form of the envelope was judged before.
            continue
        if isinstance(inner, Check):
            yield problem_of_check(inner).within(f"{pointer}/id")
