"""Whose key signed: the key that a signature names, looked for among the issuer's own.

A key counts when the issuer itself lists it: in the document that follows from its DID, in the
document at its address, or, for tokens, in the key set of its host. What a signature says of its
own key is never more than a hint. Still, when the issuer's list cannot be had, the signature can
be held against a key that it spells out: then the two questions have two answers.

Spec: https://www.w3.org/TR/cid-1.0/#retrieve-verification-method and
https://www.imsglobal.org/spec/ob/v3p0/#verification-and-validation
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from badgeservice.credentials.did import did_web_url
from badgeservice.credentials.errors import (
    CredentialError,
    DidMalformedError,
    KeyMalformedError,
    KeyNotBoundError,
)
from badgeservice.credentials.jose import hints
from badgeservice.credentials.jose.hints import KeyHint
from badgeservice.credentials.jose.key_sets import key_in_set
from badgeservice.credentials.jose.thumbprints import thumbprint_of
from badgeservice.credentials.jwk import from_jwk
from badgeservice.credentials.methods import assertion_key, hinted_key
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject, JsonValue
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.errors import SourceRefusedError, SourceUnavailableError
from badgeservice.verification.report import Check
from badgeservice.verification.sources import Sources

# What keeps a key from being found; everything else is a fault of ours.
_Cause: TypeAlias = CredentialError | SourceRefusedError | SourceUnavailableError
# Returns the key, or raises a cause.
_Look: TypeAlias = Callable[[], VerificationKey]

_ORIGIN: Final = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_ISSUER: Final = "/issuer/id"
_NOT_LISTED: Final = frozenset({"method-not-found", "method-of-another", "document-mismatch"})
_ANSWERS: Final = (KeyNotBoundError, KeyMalformedError, DidMalformedError)

ISSUER_PASSED: Final = passed(
    "issuer", "The key belongs to the issuer, by the issuer's own document."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundKey:
    """The key that a signature has to fit, and whether it is the issuer's.

    `key` is the issuer's own when `issuer` passed. When `issuer` is undetermined, it is the key
    that the signature itself spells out, if it does; and None in all other cases.
    """

    issuer: Check
    key: VerificationKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyQuestion:
    """Whose key is looked for: `at` is when it must be in force, `pointer` where it is named."""

    issuer: str
    at: datetime
    sources: Sources
    pointer: str = _ISSUER


def key_of_proof(method: JsonValue, question: KeyQuestion) -> FoundKey:
    """Return the key that the `verificationMethod` of a proof names."""
    if not isinstance(method, str) or not question.issuer:
        return FoundKey(issuer=_nothing_named("The proof names no key.", question))
    hint = hinted_key(method)
    is_own = method.partition("#")[0] == question.issuer
    if not _has_document(question.issuer):
        return FoundKey(issuer=_not_confirmable(is_own=is_own), key=hint)
    if not is_own and not method.startswith(("did:key:", "did:jwk:")):
        return FoundKey(issuer=_of_another(question))
    named = _in_full(method, hint)
    look = _in_document(
        question,
        lambda document: assertion_key(
            document, did=question.issuer, method_id=named, at=question.at
        ),
    )
    found = _found((look,), question, hint=hint)
    if not is_own and found.issuer.code == "issuer.method-not-found":
        return FoundKey(issuer=_of_another(question))
    return found


def key_of_token(hint: KeyHint, question: KeyQuestion) -> FoundKey:
    """Return the key that the header of a token leads to.

    An issuer with a DID lists its keys in its DID document. Any other lists them at its address,
    or in the JWK Set of its host. A `kid` that is an address at that very host is read as well, to
    learn which of the listed keys it stands for.
    """
    if hint.is_empty:
        return FoundKey(issuer=_nothing_named("The token names no key.", question))
    if not _has_document(question.issuer):
        return FoundKey(issuer=_not_confirmable(is_own=False), key=hint.key)
    found = _found(_places(hint, question), question, hint=hint.key)
    if found.issuer.code in ("issuer.method-not-found", "issuer.method-of-another"):
        return _found_by_address(hint, found, question)
    return found


def _has_document(issuer: str) -> bool:
    """Whether an issuer is named by something under which a list of its keys can be found."""
    return issuer.startswith("did:") or _ORIGIN.match(issuer) is not None


def _nothing_named(message: str, question: KeyQuestion) -> Check:
    return failed("issuer", "method-missing", message, pointer=question.pointer)


def _of_another(question: KeyQuestion) -> Check:
    message = "The proof names a key that is not the issuer's."
    return failed("issuer", "method-of-another", message, pointer=question.pointer)


def _not_confirmable(*, is_own: bool) -> Check:
    if is_own:
        message = "An issuer with an id of this kind cannot be authenticated here."
        return undetermined("issuer", "id-unsupported", message, pointer=_ISSUER)
    message = "Nothing ties the key to the issuer, whose id leads nowhere: nobody can tell."
    return undetermined("issuer", "not-bound", message, pointer=_ISSUER)


def _in_full(method: str, hint: VerificationKey | None) -> str:
    """Return the URL of a method; some write the did:key alone, which has one method only."""
    if method.startswith("did:key:") and "#" not in method and hint is not None:
        return f"{method}#{method.removeprefix('did:key:')}"
    return method


def _in_document(question: KeyQuestion, find: Callable[[JsonObject], VerificationKey]) -> _Look:
    def look() -> VerificationKey:
        issuer, sources = question.issuer, question.sources
        if issuer.startswith("did:"):
            return find(sources.did_documents.did_document(issuer))
        return find(sources.controllers.controller_document(issuer))

    return look


def _places(hint: KeyHint, question: KeyQuestion) -> tuple[_Look, ...]:
    """Return where the key of a token may be listed, the likelier place first."""
    issuer = question.issuer
    document = _in_document(
        question, lambda found: hints.issuer_key(hint, found, issuer=issuer, at=question.at)
    )
    origin = _ORIGIN.match(issuer)
    if origin is None:
        return (document,)
    address = f"{origin[0]}/.well-known/jwks.json"

    def key_set() -> VerificationKey:
        listed = question.sources.published_keys.key_set(address)
        return key_in_set(hint, listed, issuer=issuer)

    names_method = hint.kid is not None and hint.kid.startswith(("#", f"{issuer}#"))
    return (document, key_set) if names_method else (key_set, document)


def _found_by_address(hint: KeyHint, before: FoundKey, question: KeyQuestion) -> FoundKey:
    """Look again, by the key that is found at the address in the `kid`, if that is the host's own.

    What is found there counts for nothing by itself: hosts carry files of many people.
    """
    kid = hint.kid
    if kid is None or not _is_address_at(kid, question.issuer):
        return before
    try:
        key = from_jwk(question.sources.published_keys.key(kid))
    except (CredentialError, SourceRefusedError, SourceUnavailableError) as cause:
        is_open = _is_outage(cause)
        return FoundKey(issuer=_check_of(cause, _ISSUER), key=hint.jwk) if is_open else before
    by_key = KeyHint(jwk_thumbprint=thumbprint_of(key), jwk=key)
    if hint.jwk_thumbprint not in (None, by_key.jwk_thumbprint):
        return before
    return _found(_places(by_key, question), question, hint=key)


def _is_address_at(kid: str, issuer: str) -> bool:
    """Whether a `kid` is an address, without a fragment, at the host that speaks for an issuer."""
    there = None if "#" in kid else _ORIGIN.match(kid)
    try:
        home = did_web_url(issuer) if issuer.startswith("did:web:") else issuer
    except DidMalformedError:
        return False
    here = _ORIGIN.match(home)
    return there is not None and here is not None and there[0] == here[0]


def _found(
    looks: Sequence[_Look], question: KeyQuestion, *, hint: VerificationKey | None
) -> FoundKey:
    """Look in one place after the other; say what became of it when the key is in none.

    One place that cannot be looked into leaves the question open. A place where there is nothing
    at all leaves it to the others, and open when it was the only one.
    """
    causes: list[_Cause] = []
    for look in looks:
        try:
            return FoundKey(issuer=ISSUER_PASSED, key=look())
        except (CredentialError, SourceRefusedError, SourceUnavailableError) as cause:
            causes.append(cause)
    decisive = min(causes, key=_weight)
    is_open = not isinstance(decisive, _ANSWERS) or _is_unknown_kind(decisive)
    check = _check_of(decisive, question.pointer)
    return FoundKey(issuer=check, key=hint if is_open else None)


def _weight(cause: _Cause) -> int:
    """Order causes: a key that is listed and may not be used, no answer, not listed, nothing."""
    if isinstance(cause, KeyNotBoundError) and cause.code in _NOT_LISTED:
        return 2
    if isinstance(cause, _ANSWERS):
        return 0
    return 1 if _is_outage(cause) else 3


def _is_outage(cause: _Cause) -> bool:
    """Whether the same question may be answered in another way some other time."""
    if isinstance(cause, SourceUnavailableError):
        return not cause.is_absent
    return not isinstance(cause, _ANSWERS)


def _is_unknown_kind(cause: _Cause) -> bool:
    return isinstance(cause, KeyNotBoundError) and cause.code == "type-unsupported"


def _check_of(cause: _Cause, pointer: str) -> Check:
    message = str(cause)
    if isinstance(cause, KeyNotBoundError):
        made = undetermined if _is_unknown_kind(cause) else failed
        return made("issuer", cause.code, message, pointer=pointer)
    if isinstance(cause, KeyMalformedError):
        return failed("issuer", "key-malformed", message, pointer=pointer)
    if isinstance(cause, DidMalformedError):
        return failed("issuer", "did-malformed", message, pointer=_ISSUER)
    code = "document-malformed"
    if isinstance(cause, SourceUnavailableError):
        code = "unreachable"
    elif isinstance(cause, SourceRefusedError):
        code = "not-fetched"
    return undetermined("issuer", code, message, pointer=_ISSUER)
