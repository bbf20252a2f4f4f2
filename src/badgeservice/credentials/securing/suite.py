"""What every suite of Data Integrity proofs can do; `suites` says which there are.

Spec: https://www.w3.org/TR/vc-data-integrity/#cryptographic-suites
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.dates import format_datetime
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import KeyUnsuitableError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import ProofSigner, VerificationKey
from badgeservice.credentials.securing import forms
from badgeservice.credentials.strict_json import JsonObject


class Suite(Protocol):
    """A way to check proofs."""

    @property
    def name(self) -> str:
        """The name of the cryptosuite or, where there is none, of the type of proof."""
        ...

    @property
    def is_selective(self) -> bool:
        """Whether a holder may have left out members that the issuer signed."""
        ...

    def verify(
        self,
        document: JsonObject,
        *,
        proof: JsonObject,
        key: VerificationKey,
        contexts: Contexts = PINNED_CONTEXTS,
        general: General = canonicalise_generally,
        purpose: Purpose = forms.PURPOSE,
    ) -> None:
        """Return when `proof` covers all of `document`, made with the private half of `key`.

        `document` is the whole one with all of its proofs. Where `proof` follows others, it is
        made over those as well, and they must hold too: that is for the caller to ask, as is
        whether the key speaks for the issuer, and whether `created` and `expires` fit. `general`
        is where documents go that the walker does not know.

        Raises:
            ProofMalformedError: the proof is of another kind, or broken; a `KeyUnsuitableError` if
                the suite does not sign with such keys. Its pointer starts at `/proof`, which
                stands for this proof.
            UnsignedDataError: the proof, at `/proof`, has a member that nothing defines, or the
                document has.
            SignatureInvalidError: document, proof and key do not belong together.
            CredentialError: the document itself is unsafe; see `canonical.canonicalise`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofWish:
    """A proof to be made: under which key's URL, and what it says of itself.

    `domain` and `challenge` are for whom it is made, and what they asked with.
    """

    verification_method: str
    created: datetime
    expires: datetime | None = None
    id: str | None = None
    previous: tuple[str, ...] = ()
    purpose: Purpose = forms.PURPOSE
    domain: tuple[str, ...] = ()
    challenge: str | None = None


class CreatingSuite(Suite, Protocol):
    """A way to make proofs, and to check them."""

    def create(
        self,
        document: JsonObject,
        *,
        wish: ProofWish,
        signer: ProofSigner,
        contexts: Contexts = PINNED_CONTEXTS,
        general: General = canonicalise_generally,
    ) -> JsonObject:
        """Return a proof for `document`, which need not have others; it is not put into it.

        Raises:
            ProofMalformedError: the wish cannot be fulfilled, or the suite does not sign with
                such keys.
            CredentialError: a signature could not cover all of `document`.
        """
        ...


def proof_options(fixed: JsonObject, wish: ProofWish) -> JsonObject:
    """Return a proof to come, without its value; `fixed` are type and cryptosuite."""
    made: JsonObject = {} if wish.id is None else {"id": wish.id}
    made |= fixed
    made["created"] = format_datetime(wish.created)
    if wish.expires is not None:
        made["expires"] = format_datetime(wish.expires)
    made["verificationMethod"] = wish.verification_method
    made["proofPurpose"] = wish.purpose
    for name, values in (("domain", wish.domain), ("previousProof", wish.previous)):
        if values:
            one, *more = values
            made[name] = [one, *more] if more else one
    if wish.challenge is not None:
        made["challenge"] = wish.challenge
    return made


def require_ed25519(key: VerificationKey, suite: str) -> PublicKey:
    """Return a key that must be an Ed25519 one.

    Raises:
        KeyUnsuitableError: it is not.
    """
    if not isinstance(key, PublicKey):
        raise KeyUnsuitableError(suite, kind_of(key))
    return key


def require_ec(key: VerificationKey, suite: str) -> EcPublicKey:
    """Return a key that must be one on P-256 or P-384.

    Raises:
        KeyUnsuitableError: it is not.
    """
    if not isinstance(key, EcPublicKey) or key.curve == "P-521":
        raise KeyUnsuitableError(suite, kind_of(key))
    return key


def kind_of(key: VerificationKey) -> str:
    """Return what a key is called."""
    if isinstance(key, PublicKey):
        return "Ed25519"
    return key.curve if isinstance(key, EcPublicKey) else "RSA"
