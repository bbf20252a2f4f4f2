"""Proofs for documents of which much is settled: all of it, or the parts they have in common.

Spec: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022
"""

from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

from badgeservice.credentials import canonical, multibase, strict_json
from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.keys import Signer
from badgeservice.credentials.securing.data_integrity import (
    MEDIA_TYPE,
    options_hash,
    proof_options,
)
from badgeservice.credentials.securing.secured import SecuredCredential
from badgeservice.credentials.strict_json import JsonObject

# One for each key that signs within the same second, and some to spare.
_KNOWN_OPTIONS: Final = 256


def secure_settled(
    unsigned: bytes,
    document_hash: bytes,
    *,
    context: tuple[str, ...],
    signer: Signer,
    verification_method: str,
    created: datetime,
) -> SecuredCredential:
    """Return what `data_integrity.secure` returns, given what it would find out by itself.

    Args:
        unsigned: the document without a proof, as `strict_json.serialise` writes it.
        document_hash: `canonical.digest` of the same document, 32 bytes.
        context: its `@context`.
        signer: who signs.
        verification_method: the URL under which the issuer's DID document lists the key.
        created: the moment of the proof.

    Raises:
        ProofMalformedError: `unsigned` is no object with members.
    """
    if not unsigned.endswith(b"}") or unsigned == b"{}":
        raise ProofMalformedError("/proof", "there is nothing to prove")
    configuration_hash, opening = _options(context, verification_method, created)
    value = multibase.encode(signer.sign(configuration_hash + document_hash))
    # Letters and digits alone, so they stand in JSON as they are.
    content = b"".join((unsigned[:-1], opening, value.encode("ascii"), b'"}]}'))
    return SecuredCredential(content, MEDIA_TYPE)


def secure_alike(
    document: JsonObject,
    *,
    cache: canonical.SubtreeCache,
    signer: Signer,
    verification_method: str,
    created: datetime,
) -> SecuredCredential:
    """Return what `data_integrity.secure` returns, sooner for documents that are much alike.

    `cache` remembers the parts that they have in common. It is for those who sign: what strangers
    made must not get into it before its signature was checked.

    Raises:
        ProofMalformedError: `document` has a proof already.
        CredentialError: a signature could not cover all of `document`; see `canonicalise`.
    """
    if "proof" in document:
        raise ProofMalformedError("/proof", "the document has a proof already")
    form = canonical.canonicalise_cached(document, cache=cache)
    cache.admit(form.pending)
    contexts = document["@context"]
    assert isinstance(contexts, list)  # noqa: S101 – nothing else is canonicalised
    return secure_settled(
        strict_json.serialise(document),
        sha256(form.content).digest(),
        context=tuple(map(str, contexts)),
        signer=signer,
        verification_method=verification_method,
        created=created,
    )


@lru_cache(maxsize=_KNOWN_OPTIONS)
def _options(
    context: tuple[str, ...], verification_method: str, created: datetime
) -> tuple[bytes, bytes]:
    """Return the hash of the proof options, and the JSON of the proof up to its value."""
    options: JsonObject = proof_options(verification_method=verification_method, created=created)
    members = strict_json.serialise(options).removesuffix(b"}")
    return options_hash(options, list(context)), b',"proof":[' + members + b',"proofValue":"'
