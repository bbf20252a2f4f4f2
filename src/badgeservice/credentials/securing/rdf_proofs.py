"""Proofs over the RDF behind a document: what the suites with `rdfc` have in common.

They are made over the hash of the canonical proof options, then that of the canonical document.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022 and
https://www.w3.org/TR/vc-di-ecdsa/#ecdsa-rdfc-2019
"""

from dataclasses import dataclass
from typing import Literal

from badgeservice.credentials import canonical, multibase
from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.curves import EcPublicKey
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey
from badgeservice.credentials.multikey import ProofSigner, VerificationKey
from badgeservice.credentials.rdfc import HashName
from badgeservice.credentials.safe_mode import without_known_contexts
from badgeservice.credentials.securing.chains import covered
from badgeservice.credentials.securing.forms import (
    PURPOSE,
    ProofForm,
    require_signature,
    without_value,
)
from badgeservice.credentials.securing.suite import (
    ProofWish,
    proof_options,
    require_ec,
    require_ed25519,
)
from badgeservice.credentials.strict_json import JsonObject

_ED25519_SIGNATURE_LENGTH_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class RdfcSuite:
    """A suite that signs with keys of one kind; `context` is one that documents must name."""

    name: str
    form: ProofForm
    signs_with: Literal["Ed25519", "ECDSA"]
    context: str | None = None

    @property
    def is_selective(self) -> bool:
        """Whether a holder may have left out members: never."""
        return False

    def verify(
        self,
        document: JsonObject,
        *,
        proof: JsonObject,
        key: VerificationKey,
        contexts: Contexts = PINNED_CONTEXTS,
        general: General = canonicalise_generally,
        purpose: Purpose = PURPOSE,
    ) -> None:
        """Return when `proof` covers all of `document`; see `suite.Suite`."""
        self.form.require(proof, purpose)
        self._require_context(document)
        suitable = self._suitable(key)
        signature = require_signature(proof, _signature_length_bytes(suitable))
        hashes = hash_data(
            document, proof, hash_name=_hash_name(suitable), contexts=contexts, general=general
        )
        suitable.verify(signature, hashes)

    def create(
        self,
        document: JsonObject,
        *,
        wish: ProofWish,
        signer: ProofSigner,
        contexts: Contexts = PINNED_CONTEXTS,
        general: General = canonicalise_generally,
    ) -> JsonObject:
        """Return a proof for `document`; see `suite.CreatingSuite`."""
        self._require_context(document)
        hash_name = _hash_name(self._suitable(signer.public_key))
        options = proof_options(dict(self.form.fixed), wish)
        hashes = hash_data(
            document, options, hash_name=hash_name, contexts=contexts, general=general
        )
        proof: JsonObject = {**options, "proofValue": multibase.encode(signer.sign(hashes))}
        self.form.require(proof, wish.purpose)
        return proof

    def _suitable(self, key: VerificationKey) -> PublicKey | EcPublicKey:
        if self.signs_with == "Ed25519":
            return require_ed25519(key, self.name)
        return require_ec(key, self.name)

    def _require_context(self, document: JsonObject) -> None:
        named = document.get("@context")
        if self.context is None or (isinstance(named, list) and self.context in named):
            return
        raise ProofMalformedError(
            "/proof/type", f"the document does not name its context, {self.context}"
        )


def hash_data(
    document: JsonObject,
    options: JsonObject,
    *,
    hash_name: HashName = "sha256",
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
    """Return what is signed: the hash of the proof options, then that of the document.

    Of the proofs in `document` only those count that `options` says it follows.

    Raises:
        ProofMalformedError: as `chains.covered`.
        CredentialError: as `canonical.canonicalise`, for the one or the other.
    """
    configuration: JsonObject = {
        **without_value(options),
        "@context": document.get("@context"),
    }
    secured = _with_plain_proofs(covered(document, options))

    def digest(of: JsonObject) -> bytes:
        return canonical.digest_by(hash_name, of, contexts=contexts, general=general)

    document_hash = digest(secured)
    return digest(configuration) + document_hash


def _with_plain_proofs(document: JsonObject) -> JsonObject:
    """Leave out the contexts in the proofs of a document where they only repeat its own.

    Proofs over JSON have them. They add nothing to the RDF, but a context in a part is refused.
    """
    followed = document.get("proof")
    if not isinstance(followed, list):
        return document
    own = document.get("@context")
    return {**document, "proof": [without_known_contexts(proof, own) for proof in followed]}


def _hash_name(key: PublicKey | EcPublicKey) -> HashName:
    return key.hash_name if isinstance(key, EcPublicKey) else "sha256"


def _signature_length_bytes(key: PublicKey | EcPublicKey) -> int:
    if isinstance(key, EcPublicKey):
        return key.signature_length_bytes
    return _ED25519_SIGNATURE_LENGTH_BYTES
