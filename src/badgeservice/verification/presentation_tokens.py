"""Presentations as tokens, and as JSON around a token: read, or said why they cannot be.

Spec: https://www.w3.org/TR/vc-jose-cose/#securing-with-jose
"""

from __future__ import annotations

from dataclasses import dataclass

from badgeservice.credentials.envelopes import read_envelope
from badgeservice.credentials.errors import (
    EnvelopeMalformedError,
    KeyMalformedError,
)
from badgeservice.credentials.jose import jws, vp_jwt
from badgeservice.credentials.jose.errors import (
    AlgorithmForbiddenError,
    AlgorithmUnsupportedError,
    JwsMalformedError,
    JwtClaimError,
    JwtMalformedError,
)
from badgeservice.credentials.jose.jws import CompactJws
from badgeservice.credentials.jose.vp_jwt import JwtPresentation
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.checks import failed, undetermined
from badgeservice.verification.errors import NotACredentialError
from badgeservice.verification.report import Check


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationToken:
    """A token, and the presentation in it."""

    jws: CompactJws
    presentation: JwtPresentation

    @property
    def document(self) -> JsonObject:
        """The presentation, without the claims that a token has beside it."""
        return self.presentation.document

    @property
    def claimed_holder(self) -> str | None:
        """Who made the token, by the DID in the name of its key: a hint for finding that."""
        kid = self.presentation.key_hint.kid
        return kid.partition("#")[0] if kid is not None and kid.startswith("did:") else None


def is_presentation_token(content: bytes) -> bool:
    """Whether a token says in its header that it holds a presentation."""
    try:
        return vp_jwt.is_presentation_token(jws.read_compact(content.strip()).header)
    except (JwsMalformedError, AlgorithmForbiddenError, AlgorithmUnsupportedError):
        return False
    except JwtMalformedError:
        return False


def open_presentation_token(content: bytes) -> PresentationToken | Check:
    """Read a token; what makes it no sound one is a check about its proof.

    Raises:
        NotACredentialError: the text is no signed token.
    """
    try:
        token = jws.read_compact(content.strip())
        return PresentationToken(jws=token, presentation=vp_jwt.read_presentation(token))
    except JwsMalformedError as cause:
        raise NotACredentialError("", cause.reason) from cause
    except AlgorithmUnsupportedError as cause:
        return undetermined("proof", "algorithm-unsupported", str(cause))
    except AlgorithmForbiddenError as cause:
        return failed("proof", "algorithm-forbidden", str(cause))
    except JwtClaimError as cause:
        return failed("proof", f"claim-{cause.code}", str(cause), facts={"claim": cause.claim})
    except (JwtMalformedError, KeyMalformedError) as cause:
        return failed("proof", "token-malformed", str(cause))


def open_enveloped_presentation(document: JsonObject) -> PresentationToken | Check:
    """Read the token in an enveloped presentation.

    Raises:
        NotACredentialError: what is enveloped is no signed token.
    """
    try:
        return open_presentation_token(read_envelope(document))
    except EnvelopeMalformedError as cause:
        outcome = undetermined if cause.code == "media-type" else failed
        return outcome("shape", "envelope-malformed", str(cause), pointer=cause.pointer)
