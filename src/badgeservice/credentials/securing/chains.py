"""Sets and chains of proofs: what a proof that follows others was made over.

The proofs of a set know nothing of each other. A proof in a chain names earlier ones in
`previousProof`, and is made over the document together with those, values and all. Whoever checks
such a proof must check the ones it names too; they stand in the same document.

Spec: https://www.w3.org/TR/vc-data-integrity/#proof-chains
"""

from collections.abc import Mapping, Sequence

from badgeservice.credentials.errors import ProofMalformedError
from badgeservice.credentials.securing.data_integrity import proofs
from badgeservice.credentials.strict_json import JsonObject, JsonValue

_POINTER = "/proof/previousProof"


def covered(document: JsonObject, proof: JsonObject) -> JsonObject:
    """Return what `proof` of `document` is made over: no proof but those that it follows.

    `proof` itself need not stand in `document` yet.

    Spec: https://www.w3.org/TR/vc-data-integrity/#verify-proof-sets-and-chains

    Raises:
        ProofMalformedError: `proof` follows one that is not there, two of one id, or itself, be
            it by way of others.
    """
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    previous = _previous(proof)
    if not previous:
        return unsecured
    by_id = _by_id(proof, document)
    _require_no_cycle(proof, by_id, ())
    unsecured["proof"] = [by_id[id_] for id_ in previous]
    return unsecured


def with_proof(document: JsonObject, proof: JsonObject) -> JsonObject:
    """Return `document` with `proof` behind the proofs that it has."""
    present = document.get("proof", [])
    before: list[JsonValue] = present if isinstance(present, list) else [present]
    return {**document, "proof": [*before, proof]}


def _previous(proof: JsonObject) -> Sequence[str]:
    value = proof.get("previousProof")
    if value is None:
        return ()
    ids = value if isinstance(value, list) else [value]
    texts = tuple(id_ for id_ in ids if isinstance(id_, str))
    if not ids or len(texts) != len(ids):
        raise ProofMalformedError(_POINTER, "it must name proofs by their ids")
    if len(set(texts)) != len(texts):
        raise ProofMalformedError(_POINTER, "it names a proof twice")
    return texts


def _by_id(proof: JsonObject, document: JsonObject) -> Mapping[str, JsonObject]:
    """Return the proofs of a document that have ids, and the one in hand."""
    found: dict[str, JsonObject] = {}
    for _, item in proofs(document):
        id_ = item.get("id")
        if not isinstance(id_, str):
            continue
        if id_ in found:
            raise ProofMalformedError(_POINTER, f"two proofs have the id {id_[:200]!r}")
        found[id_] = item
    own = proof.get("id")
    if isinstance(own, str):
        found.setdefault(own, proof)
    return found


def _require_no_cycle(
    proof: JsonObject, by_id: Mapping[str, JsonObject], passed: Sequence[str]
) -> None:
    """Refuse a proof that comes, step by step, after itself, or after one that is missing.

    There are few proofs, and each is passed at most once on the way, so this ends soon.
    """
    own = proof.get("id")
    if isinstance(own, str):
        if own in passed:
            raise ProofMalformedError(_POINTER, "the proof follows itself")
        passed = (*passed, own)
    for id_ in _previous(proof):
        if id_ not in by_id:
            raise ProofMalformedError(_POINTER, f"there is no proof with the id {id_[:200]!r}")
        _require_no_cycle(by_id[id_], by_id, passed)
