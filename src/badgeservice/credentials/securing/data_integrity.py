"""Data Integrity proofs of the suite `eddsa-rdfc-2022`: made, and checked.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from badgeservice.credentials import canonical, multibase, safe_mode, strict_json
from badgeservice.credentials.canonical import General
from badgeservice.credentials.dates import format_datetime, parse_datetime
from badgeservice.credentials.errors import (
    DateMalformedError,
    MultibaseMalformedError,
    ProofMalformedError,
    UnsignedDataError,
)
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.keys import PublicKey, Signer
from badgeservice.credentials.securing.secured import SecuredCredential
from badgeservice.credentials.strict_json import JsonObject, JsonValue, pointer_to

MEDIA_TYPE: Final = "application/vc+ld+json"
CRYPTOSUITE: Final = "eddsa-rdfc-2022"
# Each proof costs a signature check and a key to fetch.
MAXIMUM_PROOFS: Final = 4

_SIGNATURE_LENGTH_BYTES: Final = 64
# Proof options longer than this are rare, and not worth remembering.
_SHORT: Final = 1024
_FIXED: Final[Mapping[str, str]] = {
    "type": "DataIntegrityProof",
    "cryptosuite": CRYPTOSUITE,
    "proofPurpose": "assertionMethod",
}
_REQUIRED: Final = (*_FIXED, "created", "verificationMethod", "proofValue")
_OPTIONAL: Final = frozenset({"id", "expires", "domain", "challenge", "nonce"})


def proof_options(*, verification_method: str, created: datetime) -> JsonObject:
    """Return the proof to come, without its value."""
    return {
        "type": _FIXED["type"],
        "cryptosuite": CRYPTOSUITE,
        "created": format_datetime(created),
        "verificationMethod": verification_method,
        "proofPurpose": _FIXED["proofPurpose"],
    }


def hash_data(
    document: JsonObject, options: JsonObject, *, contexts: Contexts = PINNED_CONTEXTS
) -> bytes:
    """Return what is signed: the SHA-256 of the proof options, then that of the document; 64 bytes.

    A `proof` in `document` and a `proofValue` in `options` are left out of account.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022

    Raises:
        CredentialError: as `canonical.canonicalise`, for the one or the other.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    document_hash = canonical.digest(unsecured, contexts=contexts)
    return options_hash(options, document.get("@context"), contexts=contexts) + document_hash


def options_hash(
    options: JsonObject,
    context: JsonValue,
    *,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonical.canonicalise_generally,
) -> bytes:
    """Return the first half of what is signed: of proof options under a document's `@context`.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#proof-configuration-eddsa-rdfc-2022

    Raises:
        CredentialError: as `canonical.canonicalise`.
    """
    members = tuple(item for item in options.items() if item[0] != "proofValue")
    named = tuple(context) if isinstance(context, list) else ()
    values = (*(value for _, value in members), *named)
    texts = [value for value in values if isinstance(value, str)]
    # As keys, 1 and true would be the same, so only texts are looked up. What is remembered keeps
    # its contexts in memory, so with registered ones nothing is.
    is_short = len(texts) == len(values) and sum(map(len, texts)) < _SHORT
    if named and is_short and not contexts.extensions:
        return _remembered_hash(members, named, contexts)
    return _options_hash(members, context, contexts, general)


def _options_hash(
    members: tuple[tuple[str, JsonValue], ...],
    context: JsonValue,
    contexts: Contexts,
    general: General,
) -> bytes:
    configuration: JsonObject = {**dict(members), "@context": context}
    form = canonical.canonicalise(configuration, contexts=contexts, general=general)
    return sha256(form).digest()


# Issuers sign many badges in one second. Refusals are not remembered.
@lru_cache(maxsize=1024)
def _remembered_hash(
    members: tuple[tuple[str, JsonValue], ...], named: tuple[JsonValue, ...], contexts: Contexts
) -> bytes:
    # A few short texts can take the general path here without harm.
    return _options_hash(members, list(named), contexts, canonical.canonicalise_generally)


def secure(
    document: JsonObject,
    *,
    signer: Signer,
    verification_method: str,
    created: datetime,
    contexts: Contexts = PINNED_CONTEXTS,
) -> SecuredCredential:
    """Return `document` with a proof by `signer` as its last member.

    `verification_method` is the URL under which the issuer's DID document lists the key.

    Raises:
        ProofMalformedError: `document` has a proof already.
        CredentialError: a signature could not cover all of `document`; see `canonicalise`.
    """
    if "proof" in document:
        raise ProofMalformedError("/proof", "the document has a proof already")
    options = proof_options(verification_method=verification_method, created=created)
    signature = signer.sign(hash_data(document, options, contexts=contexts))
    proof: JsonObject = {**options, "proofValue": multibase.encode(signature)}
    content = strict_json.serialise({**document, "proof": [proof]})
    return SecuredCredential(content, MEDIA_TYPE)


def proofs(document: JsonObject) -> tuple[tuple[str, JsonObject], ...]:
    """Return the proofs of `document`, each with its JSON pointer: one to four.

    Raises:
        ProofMalformedError: there is none, there are more, or one is no object.
    """
    value = document.get("proof")
    found = (
        [(pointer_to("/proof", at), item) for at, item in enumerate(value)]
        if isinstance(value, list)
        else [("/proof", value)]
    )
    if value is None or not found:
        raise ProofMalformedError("/proof", "there is no proof")
    if len(found) > MAXIMUM_PROOFS:
        raise ProofMalformedError("/proof", f"there are more than {MAXIMUM_PROOFS} proofs")
    return tuple((pointer, _require_object(item, pointer)) for pointer, item in found)


def check_proof(
    document: JsonObject,
    *,
    proof: JsonObject,
    public_key: PublicKey,
    document_hash: bytes | None = None,
    contexts: Contexts = PINNED_CONTEXTS,
    general: General = canonical.canonicalise_generally,
) -> None:
    """Return when `proof`, made with the private half of `public_key`, covers all of `document`.

    `document_hash` saves work when the caller has it: `canonical.digest` of the document without
    its proofs. `general` is where proof options go that the walker does not know.

    Whether the key speaks for the issuer, and whether the times fit, is not asked here. Pointers
    in errors about the proof start at `/proof`.

    Spec: https://www.w3.org/TR/vc-di-eddsa/#verify-proof-eddsa-rdfc-2022

    Raises:
        UnsignedDataError: the proof has a member that no context defines.
        ProofMalformedError: the proof is of another kind, or broken.
        SignatureInvalidError: document, proof and key do not belong together.
        CredentialError: the document itself is unsafe; see `canonical.canonicalise`.
    """
    signature = _read_signature(proof)
    if document_hash is None:
        hashes = hash_data(document, proof, contexts=contexts)
    else:
        options = options_hash(proof, document.get("@context"), contexts=contexts, general=general)
        hashes = options + document_hash
    public_key.verify(signature, hashes)


def _read_signature(proof: JsonObject) -> bytes:
    """Return the signature in a proof whose every member is as it must be."""
    _require_known_members(proof)
    for name, expected in _FIXED.items():
        if proof[name] != expected:
            raise ProofMalformedError(f"/proof/{name}", f"it must be {expected!r}")
    for name in ("created", "expires"):
        if name in proof:
            _require_moment(proof[name], f"/proof/{name}")
    method = _require_text(proof["verificationMethod"], "/proof/verificationMethod")
    if not safe_mode.is_absolute_iri(method):
        raise ProofMalformedError("/proof/verificationMethod", "it is no absolute URL")
    return _decode_signature(_require_text(proof["proofValue"], "/proof/proofValue"))


def _require_known_members(proof: JsonObject) -> None:
    for name in proof:
        if name == "previousProof":
            raise ProofMalformedError("/proof/previousProof", "chains of proofs are not checked")
        if name not in _REQUIRED and name not in _OPTIONAL:
            raise UnsignedDataError(pointer_to("/proof", name), name)
    for name in _REQUIRED:
        if name not in proof:
            raise ProofMalformedError(f"/proof/{name}", "it is missing")


def _require_moment(value: JsonValue, pointer: str) -> None:
    try:
        parse_datetime(_require_text(value, pointer))
    except DateMalformedError as cause:
        raise ProofMalformedError(pointer, "it is no date and time with a time zone") from cause


def _decode_signature(text: str) -> bytes:
    try:
        signature = multibase.decode(text)
    except MultibaseMalformedError as cause:
        raise ProofMalformedError("/proof/proofValue", cause.reason) from cause
    if len(signature) != _SIGNATURE_LENGTH_BYTES:
        raise ProofMalformedError(
            "/proof/proofValue", f"{len(signature)} bytes, where a signature has 64"
        )
    return signature


def _require_text(value: JsonValue, pointer: str) -> str:
    if not isinstance(value, str):
        raise ProofMalformedError(pointer, "it must be a text")
    return value


def _require_object(value: JsonValue, pointer: str) -> JsonObject:
    if not isinstance(value, dict):
        raise ProofMalformedError(pointer, "a proof must be an object")
    return value
