"""Tokens of any credential or presentation, by keys that their own headers lead to.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import (
    CredentialError,
    JsonMalformedError,
    KeyMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.jose import hints, jws, vc_jwt, vp_jwt
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
    JwtClaimError,
    JwtMalformedError,
)
from badgeservice.credentials.jose.hints import KeyHint
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.presentation import holder_of
from badgeservice.credentials.strict_json import JsonObject, parse_object
from badgeservice.verification.bound_keys import ISSUER, found_key
from badgeservice.verification.checks import failed, passed, undetermined
from badgeservice.verification.held_proofs import (
    HOLDER,
    Found,
    challenge_differs,
    domain_differs,
)
from badgeservice.verification.proofs import (
    PROOF_PASSED,
    issuer_id,
    not_checked,
    signature_invalid,
)
from badgeservice.verification.question import Question
from badgeservice.verification.report import Check

# Claims that Open Badges demands and others do not.
_MAY_LACK: Final = frozenset({"iss", "jti", "nbf", "sub", "exp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericToken:
    """A token, and what it holds; `audience` and `nonce` are what a presentation was made for."""

    jws: CompactJws
    document: JsonObject
    key_hint: KeyHint
    is_presentation: bool
    audience: frozenset[str] = frozenset()
    nonce: str | None = None


def open_generic_token(content: bytes) -> GenericToken | Check:
    """Read a token; what makes it no sound one is a check about its proof."""
    try:
        token = jws.read_compact(content.strip())
        return _read(token)
    except (AlgorithmUnsupportedError, AlgorithmForbiddenError) as cause:
        is_open = isinstance(cause, AlgorithmUnsupportedError)
        outcome, code = (undetermined, "unsupported") if is_open else (failed, "forbidden")
        return outcome("proof", f"algorithm-{code}", str(cause))
    except JwtClaimError as cause:
        return failed("proof", f"claim-{cause.code}", str(cause))
    except (JwsMalformedError, JwtMalformedError, KeyMalformedError) as cause:
        return failed("proof", "token-malformed", str(cause))


def check_generic_token(
    token: GenericToken, question: Question, *, challenge: str | None, domains: frozenset[str]
) -> Found:
    """Check the signature of a token; the key is in the document of whoever its `kid` names."""
    key = token_key(token, question)
    if isinstance(key, Check):
        return Found(key=key, proof=not_checked("proof"))
    whose = HOLDER if token.is_presentation else ISSUER
    bound = passed(whose.check, "The key belongs to whoever the token says.")
    try:
        jws.verify(token.jws, key)
    except SignatureInvalidError:
        return Found(key=bound, proof=signature_invalid(""))
    except CredentialError as cause:
        return Found(key=bound, proof=failed("proof", "key-unsuitable", str(cause)))
    proof = PROOF_PASSED
    if domains and not domains <= token.audience:
        proof = domain_differs("")
    elif challenge is not None and challenge != token.nonce:
        proof = challenge_differs("")
    return Found(key=bound, proof=proof, controller=_controller(token))


def token_key(token: GenericToken, question: Question) -> VerificationKey | Check:
    """Return the key that a token's header leads to, or the check that tells why there is none."""
    whose = HOLDER if token.is_presentation else ISSUER
    purpose: Purpose = "authentication" if token.is_presentation else "assertionMethod"
    controller = _controller(token)
    if controller is None:
        return failed(whose.check, "method-missing", "The token does not say whose it is.")
    return found_key(
        controller,
        whose.pointer,
        did_documents=question.sources.did_documents,
        find=lambda document: hints.issuer_key(
            token.key_hint, document, issuer=controller, at=question.at, purpose=purpose
        ),
        whose=whose,
    )


def _read(token: CompactJws) -> GenericToken:
    if vp_jwt.is_presentation_token(token.header) or _holds_vp(token):
        said = vp_jwt.read_presentation(token, may_be_old=True)
        return GenericToken(
            jws=token,
            document=said.document,
            key_hint=said.key_hint,
            is_presentation=True,
            audience=said.audience,
            nonce=said.nonce,
        )
    # Who signed is asked here, not when: some suites write moments as texts.
    credential = vc_jwt.read_credential(token, may_lack=_MAY_LACK, heeds_moments=False)
    return GenericToken(
        jws=token,
        document=credential.document,
        key_hint=credential.key_hint,
        is_presentation=False,
    )


def _holds_vp(token: CompactJws) -> bool:
    """Whether a token is of no type of today and has a claim `vp`."""
    if str(token.header.get("typ", "jwt")).lower() != "jwt":
        return False
    try:
        return "vp" in parse_object(token.payload)
    except JsonMalformedError:
        return False


def _controller(token: GenericToken) -> str | None:
    kid = token.key_hint.kid
    if kid is not None and kid.startswith("did:"):
        return kid.partition("#")[0]
    of = holder_of if token.is_presentation else issuer_id
    return of(token.document)
