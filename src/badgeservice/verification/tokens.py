"""Verify a badge that comes as a JSON Web Token: the same checks, in the same order.

What a token signs is its JSON. Still a member must be defined by a known context and stand where it
belongs, because what nothing defines means nothing.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#jwt-proof and
https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from badgeservice.credentials.errors import (
    CredentialError,
    KeyMalformedError,
    SignatureInvalidError,
)
from badgeservice.credentials.jose import jws, vc_jwt
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmMismatchError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
    JwtClaimError,
    JwtMalformedError,
)
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.jose.vc_jwt import JwtCredential
from badgeservice.credentials.multikey import VerificationKey
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, undetermined
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.issuer_keys import KeyQuestion, key_of_token
from badgeservice.verification.proofs import (
    PROOF_PASSED,
    Signing,
    issuer_id,
    not_checked,
    signature_invalid,
)
from badgeservice.verification.report import Caution, Check
from badgeservice.verification.sources import Sources

# Many issuers leave it out, those of the published samples among them.
_MAY_LACK: Final = frozenset({"sub"})
_WHITE_SPACE: Final = b" \t\r\n"


def is_token(content: bytes) -> bool:
    """Whether a text looks like a token and not like JSON."""
    return jws.resembles_compact(content.strip(_WHITE_SPACE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token, and the credential in it."""

    jws: CompactJws
    credential: JwtCredential

    @property
    def document(self) -> JsonObject:
        """The credential, without the claims that a token has beside it."""
        return self.credential.document

    def cautions(self) -> tuple[Caution, ...]:
        """Return what a reader should know of the form of the token."""
        lacking = [
            Caution(
                code="proof.claim-missing",
                message=f"The token should have the claim {claim!r}, and has not.",
            )
            for claim in self.credential.lacking
        ]
        unheeded = [
            Caution(
                code="proof.header-not-heeded",
                message=f"The token has {name[:80]!r} in its header, which was not heeded.",
            )
            for name in self.credential.extra_headers
        ]
        return (*lacking, *unheeded)


def open_token(content: bytes) -> Token | Check:
    """Read a token; what makes it no sound one is a check about its proof.

    Raises:
        NotACredentialError: the text is no signed token.
    """
    try:
        token = jws.read_compact(content.strip(_WHITE_SPACE))
        return Token(jws=token, credential=vc_jwt.read_credential(token, may_lack=_MAY_LACK))
    except JwsMalformedError as cause:
        raise NotACredentialError("", cause.reason) from cause
    except AlgorithmUnsupportedError as cause:
        return undetermined("proof", "algorithm-unsupported", str(cause))
    except AlgorithmForbiddenError as cause:
        return failed("proof", "algorithm-forbidden", str(cause))
    except JwtClaimError as cause:
        return failed("proof", f"claim-{cause.code}", str(cause), facts={"claim": cause.claim})
    except JwtMalformedError as cause:
        if cause.code == "type-unsupported":
            return undetermined("proof", "type-unsupported", str(cause))
        return failed("proof", "token-malformed", str(cause))
    except KeyMalformedError as cause:
        return failed("proof", "token-malformed", str(cause))


def check_token(token: Token, *, at: datetime, sources: Sources, clock_skew: timedelta) -> Signing:
    """Check the signature of a token against the issuer's own keys.

    The key has to be listed by the issuer; what a header says of it is a hint.
    """
    found = key_of_token(
        token.credential.key_hint,
        KeyQuestion(issuer=issuer_id(token.document) or "", at=at, sources=sources),
    )
    if found.key is None:
        return Signing(issuer=found.issuer, proof=not_checked("proof"))
    proof = _check_signature(token, found.key) or _untimely(token, at, clock_skew)
    return Signing(issuer=found.issuer, proof=proof or PROOF_PASSED)


def _check_signature(token: Token, key: VerificationKey) -> Check | None:
    """Return what is wrong with a signature, if anything is."""
    try:
        jws.verify(token.jws, key)
    except SignatureInvalidError:
        return signature_invalid("")
    except AlgorithmMismatchError as cause:
        return failed("proof", "key-unsuitable", str(cause))
    except CredentialError as cause:
        return failed("proof", "malformed", str(cause))
    return None


def _untimely(token: Token, at: datetime, clock_skew: timedelta) -> Check | None:
    """Return what is wrong with the moments of a signature that holds, or with a second proof."""
    said = token.credential
    # In tokens of the other kind, these are the credential's own dates.
    if said.profile == vc_jwt.VC_JWT:
        if said.expires is not None and at - clock_skew > said.expires:
            return failed("proof", "expired", "The proof has expired.")
        moments = [moment for moment in (said.not_before, said.issued_at) if moment is not None]
        if any(at + clock_skew < moment for moment in moments):
            message = "The proof says that it was made in the future."
            return failed("proof", "created-in-future", message)
    if "proof" in token.document:
        message = "The credential in the token has proofs of its own, which are not checked."
        return undetermined("proof", "proof-inside", message, pointer="/proof")
    return None
