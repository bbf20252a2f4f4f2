"""From plans to signed bytes. No transaction is open meanwhile, and nothing is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from badgeservice.credentials.canonical import SubtreeCache
from badgeservice.credentials.contexts.extension import ExtensionContext
from badgeservice.credentials.securing.data_integrity import secure
from badgeservice.credentials.securing.settled import secure_alike, secure_settled
from badgeservice.credentials.strict_json import parse_object
from badgeservice.issuing.ledger import PlannedBadge, SignedPlan, SigningKey
from badgeservice.issuing.words import contexts_with

# Of plans that a process left when it was stopped; most of them are of few classes.
_PARTS: Final = SubtreeCache(maximum_entries=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signable:
    """A plan and the key that signs it.

    `document_hash` is the SHA-256 of its canonical form if that is still known from planning, and
    `context` then its contexts. A plan that another process left has to be read and canonicalised
    again; the bytes are the same. `extension` is the registered context that it names, if it names
    one.
    """

    plan: PlannedBadge
    key: SigningKey
    document_hash: bytes | None = None
    context: tuple[str, ...] = ()
    extension: ExtensionContext | None = None


def sign(signable: Signable) -> SignedPlan:
    """Return the plan with its signed bytes.

    Raises:
        CredentialError: what was planned cannot be signed.
    """
    plan, key = signable.plan, signable.key
    if signable.document_hash is None and signable.extension is None:
        secured = secure_alike(
            parse_object(plan.unsigned),
            cache=_PARTS,
            signer=key.signer,
            verification_method=plan.verification_method,
            created=plan.proof_created,
        )
    elif signable.document_hash is None:
        secured = secure(
            parse_object(plan.unsigned),
            signer=key.signer,
            verification_method=plan.verification_method,
            created=plan.proof_created,
            contexts=contexts_with(signable.extension),
        )
    else:
        secured = secure_settled(
            plan.unsigned,
            signable.document_hash,
            context=_contexts_of_proof(signable),
            signer=key.signer,
            verification_method=plan.verification_method,
            created=plan.proof_created,
        )
    return SignedPlan(plan=plan, secured=secured.content)


def _contexts_of_proof(signable: Signable) -> tuple[str, ...]:
    """Return contexts that give the proof options the meaning they have under all of them.

    A registered context adds words and changes none, and proof options are in none of its words. So
    they mean the same without it, and what is known of them serves every class.
    """
    added = None if signable.extension is None else signable.extension.url
    return tuple(url for url in signable.context if url != added)
