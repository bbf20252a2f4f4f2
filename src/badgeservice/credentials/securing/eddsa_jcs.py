"""The suite `eddsa-jcs-2022`: Ed25519 over the JSON itself, in canonical notation.

The signature covers what a reader of JSON sees. It does not cover what JSON-LD would make of that,
so a document whose two meanings differ is refused here just as in the other suites: then what a
badge says does not depend on the suite it was signed with.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from badgeservice.credentials import canonical, jcs, multibase, safe_mode
from badgeservice.credentials.canonical import General, canonicalise_generally
from badgeservice.credentials.did import Purpose
from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.multikey import ProofSigner, VerificationKey
from badgeservice.credentials.securing.chains import covered
from badgeservice.credentials.securing.forms import (
    DATA_INTEGRITY_PROOF,
    PURPOSE,
    ProofForm,
    require_signature,
    without_value,
)
from badgeservice.credentials.securing.suite import ProofWish, proof_options, require_ed25519
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_NAME: Final = "eddsa-jcs-2022"
_SIGNATURE_LENGTH_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class EddsaJcsSuite:
    """Ed25519 over RFC 8785 JSON."""

    name: str = _NAME
    form: ProofForm = field(
        default=ProofForm(
            fixed={"type": DATA_INTEGRITY_PROOF, "cryptosuite": _NAME},
            others=frozenset({"@context"}),
        )
    )

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
        """Return when `proof` covers all of `document`; see `suite.Suite`.

        Contexts that `document` names beyond those in the proof are not signed; they may say
        nothing of its members then.
        """
        self.form.require(proof, purpose)
        suitable = require_ed25519(key, self.name)
        signature = require_signature(proof, _SIGNATURE_LENGTH_BYTES)
        _require_known_rest(document, proof, contexts)
        suitable.verify(signature, hash_data(document, proof, contexts=contexts, general=general))

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
        require_ed25519(signer.public_key, self.name)
        options = proof_options(dict(self.form.fixed), wish)
        options["@context"] = document.get("@context")
        hashes = hash_data(document, options, contexts=contexts, general=general)
        proof: JsonObject = {**options, "proofValue": multibase.encode(signer.sign(hashes))}
        self.form.require(proof, wish.purpose)
        return proof


EDDSA_JCS_2022: Final = EddsaJcsSuite()


def hash_data(
    document: JsonObject,
    options: JsonObject,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonicalise_generally,
) -> bytes:
    """Return what is signed: the SHA-256 of the proof options, then that of the document.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-jcs-2022

    Raises:
        ProofMalformedError: the contexts of the document do not start with those of the proof; or
            as `chains.covered`.
        CredentialError: the document is unsafe; see `canonical.canonicalise`.
    """
    secured = covered(document, options)
    if "@context" in options:
        _require_start(_list(document.get("@context")), _list(options["@context"]))
        secured["@context"] = options["@context"]
    # Only the refusals are of interest.
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    canonical.canonicalise(unsecured, contexts=contexts, general=general)
    options_hash = hashlib.sha256(jcs.canonicalise(without_value(options))).digest()
    return options_hash + hashlib.sha256(jcs.canonicalise(secured)).digest()


def _require_known_rest(document: JsonObject, proof: JsonObject, contexts: Contexts) -> None:
    """Refuse contexts that are not known among those that the proof does not cover.

    Those that it covers are read, and judged, together with the members.
    """
    named, covered_ones = document.get("@context"), proof.get("@context")
    if isinstance(named, list) and isinstance(covered_ones, list) and covered_ones:
        rest: JsonObject = {"@context": [named[0], *named[len(covered_ones) :]] if named else []}
        safe_mode.require_known_contexts(rest, contexts.documents)
    else:
        safe_mode.require_known_contexts(document, contexts.documents)


def _require_start(contexts: list[JsonValue], start: list[JsonValue]) -> None:
    if not start or contexts[: len(start)] != start:
        raise ProofMalformedError(
            "/proof/@context", "the contexts of the document do not start with those of the proof"
        )


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else [value]
