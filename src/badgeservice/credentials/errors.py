"""What can be wrong with a credential, a key, an image or a list."""

from typing import Literal

from badgeservice.errors import BadgeServiceError


class CredentialError(BadgeServiceError):
    """Bytes or values that are no sound credential, or part of one."""


def _at(pointer: str) -> str:
    return f"at {pointer}" if pointer else "at the root"


class JsonMalformedError(CredentialError):
    """The bytes are not JSON in the strict sense this service needs."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"The JSON is malformed {_at(pointer)}: {reason}.")


class DateMalformedError(CredentialError):
    """The text is no RFC 3339 moment with a time zone."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"{text[:40]!r} is no RFC 3339 date and time with a time zone.")


class UnknownContextError(CredentialError):
    """The document names a JSON-LD context that this service has not pinned."""

    def __init__(self, url: str, pointer: str) -> None:
        self.url = url
        self.pointer = pointer
        super().__init__(f"The context {url[:200]!r} {_at(pointer)} is not known here.")


class ContextAlteredError(CredentialError):
    """A context differs from the hash it was kept with; nothing is signed or checked with it."""

    def __init__(self, url: str, *, expected: str, found: str) -> None:
        self.url = url
        self.expected = expected
        self.found = found
        super().__init__(
            f"The context {url} has the SHA-256 {found}, but was kept with {expected}."
        )


class ExtensionContextInvalidError(CredentialError):
    """A context to be registered does more than add words, or is none."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"The context cannot be registered, {_at(pointer)}: {reason}.")


class WordsInvalidError(CredentialError):
    """Words of a registered context are used in a way that it does not allow."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"The words cannot be used, {_at(pointer)}: {reason}.")


class UnsignedDataError(CredentialError):
    """A member, type or value that a signature would not cover under its own name."""

    def __init__(self, pointer: str, name: str) -> None:
        self.pointer = pointer
        self.name = name
        super().__init__(
            f"{name[:200]!r} {_at(pointer)} is not defined by the contexts, "
            "so no signature covers it."
        )


class UnsafeDocumentError(CredentialError):
    """A construct whose signed meaning may differ from what a JSON reader sees."""

    def __init__(self, pointer: str, code: str, reason: str) -> None:
        self.pointer = pointer
        self.code = code
        self.reason = reason
        super().__init__(f"The document is unsafe {_at(pointer)}: {reason}.")


class TooComplexError(CredentialError):
    """Canonicalising the document would cost more work than any real badge needs."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The document is too complex: {reason}.")


class MultibaseMalformedError(CredentialError):
    """The text is no base58btc multibase value."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The multibase value is malformed: {reason}.")


class CborMalformedError(CredentialError):
    """The bytes are not CBOR of the few kinds that proofs are made of."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The CBOR is malformed: {reason}.")


class KeyMalformedError(CredentialError):
    """The value is no public key, of a kind known here, that a signature can rest on."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The key is malformed: {reason}.")


class ProofMalformedError(CredentialError):
    """The proof is not one that this service can check."""

    def __init__(self, pointer: str, reason: str) -> None:
        self.pointer = pointer
        self.reason = reason
        super().__init__(f"The proof is malformed {_at(pointer)}: {reason}.")


class KeyUnsuitableError(ProofMalformedError):
    """The proof names a key of another kind than its suite signs with."""

    def __init__(self, suite: str, kind: str) -> None:
        self.suite = suite
        self.kind = kind
        super().__init__("/proof/verificationMethod", f"{suite} does not sign with {kind} keys")


class EnvelopeMalformedError(CredentialError):
    """The object around a token is not as it must be.

    `code` tells why: `context`, `type`, `id`, or `media-type` for a kind that is not read here.
    """

    def __init__(self, pointer: str, code: str, reason: str) -> None:
        self.pointer = pointer
        self.code = code
        self.reason = reason
        super().__init__(f"The envelope is malformed {_at(pointer)}: {reason}.")


class SignatureInvalidError(CredentialError):
    """The signature was not made over this content by this key."""

    def __init__(self) -> None:
        super().__init__("The signature does not match the content and the key.")


class StatusListMalformedError(CredentialError):
    """The status list, or the reference to it, cannot be read.

    `code` tells the kinds apart: `encoding`, `length`, `range`, `index`, `entry`, `credential`,
    `id`, `purpose`.
    """

    def __init__(self, code: str, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(f"The status list cannot be read: {reason}.")


class ImageMalformedError(CredentialError):
    """The image is broken, or does not hold exactly one credential."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The image cannot be read as a badge: {reason}.")


class DidMalformedError(CredentialError):
    """The text is no DID that this service can follow."""

    def __init__(self, did: str, reason: str) -> None:
        self.did = did
        self.reason = reason
        super().__init__(f"{did[:200]!r} is no usable DID: {reason}.")


KeyFault = Literal[
    "method-missing",
    "method-of-another",
    "document-mismatch",
    "document-malformed",
    "method-not-found",
    "method-ambiguous",
    "not-for-assertion",
    "for-other-purpose",
    "not-for-authentication",
    "controller-mismatch",
    "type-unsupported",
    "method-revoked",
    "method-expired",
]


class KeyNotBoundError(CredentialError):
    """The DID document does not put this key in charge of the issuer's claims.

    `code` says why; see `KeyFault`.
    """

    def __init__(self, method_id: str, code: KeyFault, reason: str) -> None:
        self.method_id = method_id
        self.code = code
        self.reason = reason
        super().__init__(f"The key {method_id[:200]!r} is not bound to the issuer: {reason}.")
