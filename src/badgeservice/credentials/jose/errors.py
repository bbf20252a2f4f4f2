"""What can be wrong with a credential that comes as a signed token.

Whoever verifies tells three things apart: `AlgorithmUnsupportedError` and the code
`type-unsupported` say that the token can be neither right nor wrong to us; everything else says
that it is wrong.
"""

from typing import Literal

from badgeservice.credentials.errors import CredentialError

JwsFault = Literal[
    "size",
    "parts",
    "encoding",
    "header",
    "algorithm-missing",
    "critical",
    "unencoded",
    "signature-missing",
]
JwtFault = Literal[
    "type-unsupported",
    "type-forbidden",
    "content-type",
    "presentation",
    "nested",
    "payload",
    "credential",
    "ambiguous",
    "key-hint",
]
ClaimFault = Literal["missing", "malformed", "differs"]


class JwsMalformedError(CredentialError):
    """The bytes are no JSON Web Signature in compact form; `code` says why, see `JwsFault`."""

    def __init__(self, code: JwsFault, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"The signed token is malformed: {reason}.")


class AlgorithmForbiddenError(CredentialError):
    """The token says that it is unsigned, or signed with a secret that every verifier has."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        super().__init__(f"{algorithm[:80]!r} proves nothing about who made a token.")


class AlgorithmUnsupportedError(CredentialError):
    """The token is signed by an algorithm that cannot be checked here."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        super().__init__(f"The algorithm {algorithm[:80]!r} cannot be checked here.")


class AlgorithmMismatchError(CredentialError):
    """The token names another algorithm than those its key is for."""

    def __init__(self, algorithm: str, *, allowed: tuple[str, ...]) -> None:
        self.algorithm = algorithm
        self.allowed = allowed
        super().__init__(
            f"The token is signed by {algorithm[:80]!r}, and its key is for {' or '.join(allowed)}."
        )


class JwtMalformedError(CredentialError):
    """The token is signed, but holds no credential in a way known here; see `JwtFault`."""

    def __init__(self, code: JwtFault, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"The token holds no credential that can be read: {reason}.")


class JwtClaimError(CredentialError):
    """A claim of the token is missing or malformed, or differs from the credential inside.

    `member` is the member of the credential that the claim repeats, where it repeats one.
    """

    def __init__(self, claim: str, code: ClaimFault, *, member: str | None = None) -> None:
        self.claim = claim
        self.code = code
        self.member = member
        super().__init__(_CLAIM_SENTENCES[code].format(claim=claim, member=member))


_CLAIM_SENTENCES = {
    "missing": "The token needs the claim {claim!r}, and lacks it.",
    "malformed": "The claim {claim!r} of the token has a value of a wrong kind.",
    "differs": "The claim {claim!r} of the token is not the {member} of the credential inside.",
}
