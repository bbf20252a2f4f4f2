"""Which proofs of a document count, where it has several.

One proof that holds is enough, and of those that can be checked here all have to hold. Proofs of
other kinds stand beside them for other verifiers; they neither help nor harm, and that is said.

Spec: https://www.imsglobal.org/spec/ob/v3p0/#linked-data-proof and
https://www.w3.org/TR/vc-data-integrity/#proof-sets
"""

from __future__ import annotations

from typing import TypeAlias

from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.securing.data_integrity import proofs
from badgeservice.credentials.securing.suites import suite_of
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.verification.report import Caution

Pointed: TypeAlias = tuple[tuple[str, JsonObject], ...]


def counting(found: Pointed) -> Pointed:
    """Return the proofs that have to hold; `found` are all, with their pointers.

    Where one follows another it is made over that one as well, so all of them count.
    """
    known = tuple(each for each in found if suite_of(each[1]) is not None)
    is_chain = any("previousProof" in proof for _, proof in known)
    return found if is_chain or not known else known


def unheeded_proofs(document: JsonObject) -> tuple[Caution, ...]:
    """Return a caution for every proof of a document that does not count beside others."""
    listed = document.get("proof")
    if not isinstance(listed, list) or len(listed) == 1:
        return ()
    try:
        found = proofs(document)
    except ProofMalformedError:
        # That is what the check of the proof says.
        return ()
    heeded = {pointer for pointer, _ in counting(found)}
    return tuple(
        Caution(
            code="proof.other-not-checked",
            message="The credential has another proof, of a kind that cannot be checked here.",
            pointer=pointer,
        )
        for pointer, _ in found
        if pointer not in heeded
    )
