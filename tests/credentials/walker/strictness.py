"""Signed credentials, mutants of them, and what a reader of JSON sees of either."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from random import Random
from typing import Any, Final

from badgeservice.credentials.canonical import canonicalise
from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.securing import data_integrity
from badgeservice.credentials.shape import find_shape_faults
from badgeservice.credentials.strict_json import parse_object
from tests.credentials.samples import CREATED, METHOD, SIGNER, credential
from tests.credentials.walker.generator import EXTENSIONS, Document, Generator
from tests.credentials.walker.tricks import TRICKS, trick_mutant

RANDOM_ORIGINALS: Final = {
    "AchievementCredential": 10,
    "OpenBadgeCredential": 10,
    "EndorsementCredential": 4,
    "BitstringStatusListCredential": 2,
}
# The one member whose values are an ordered list; the others are sets.
ORDERED: Final = frozenset({"allowedValue", "@context"})
SYNONYMS: Final = {"AchievementCredential": "OpenBadgeCredential", "geo": "GeoCoordinates"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A signed credential with one trick played on it."""

    trick: str
    seed: int
    original: Document
    document: Document


@cache
def originals() -> tuple[Document, ...]:
    """Return signed credentials of many shapes, ours and random ones, all in order."""
    found = [_signed(document) for document in _ours()]
    left = Counter(RANDOM_ORIGINALS)
    for seed in count():
        document = Generator(seed).credential()
        name = next(name for name in left if name in document["type"])
        if left[name] and not find_shape_faults(document) and is_canonical(document):
            left[name] -= 1
            found.append(_signed(document))
        if not left.total():
            break
    return tuple(found)


def mutants(number: int) -> Iterator[Mutant]:
    """Yield mutants; every trick is played on every original in turn."""
    whole, names = originals(), list(TRICKS)
    made = seed = 0
    while made < number:
        random = Random(seed)  # noqa: S311  # it makes test data
        original, name = whole[seed // len(names) % len(whole)], names[seed % len(names)]
        document = trick_mutant(original, name, random)
        if document is not None and json.dumps(document) != json.dumps(original):
            made += 1
            yield Mutant(trick=name, seed=seed, original=original, document=document)
        seed += 1


def unsecured(document: Document) -> Document:
    """Return a document without its proof."""
    return {name: value for name, value in document.items() if name != "proof"}


def is_canonical(document: Document) -> bool:
    """Whether we find a canonical form."""
    try:
        canonicalise(unsecured(document))
    except CredentialError:
        return False
    return True


def is_accepted(document: Document) -> bool:
    """Whether a document has the shape of a credential, and its signature holds."""
    try:
        # As it would come in: whatever is no strict JSON goes no further.
        read = parse_object(json.dumps(document).encode())
        for _, proof in data_integrity.proofs(read):
            data_integrity.check_proof(read, proof=proof, public_key=SIGNER.public_key)
    except CredentialError:
        return False
    return not find_shape_faults(read)


def shown(value: Any, name: str = "") -> Any:
    """Return what a reader sees, without the differences of form that are documented as harmless.

    Those are: the order of members and of sets, one value alone or in a list, an id alone or in an
    object, the other name of a type, and contexts that a part repeats.
    """
    if isinstance(value, list) and len(value) == 1:
        return shown(value[0], name)
    if isinstance(value, list):
        items = [shown(item) for item in value]
        return items if name in ORDERED else sorted(items, key=_sort_key)
    if isinstance(value, dict):
        members = {key: below for key, below in value.items() if key != "@context"}
        if members.keys() == {"id"}:
            return shown(members["id"])
        return {key: shown(below, key) for key, below in members.items()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return SYNONYMS.get(value, value) if isinstance(value, str) else value


def is_alike(one: Document, other: Document) -> bool:
    """Whether a reader sees the same in both, whatever the number of their proofs."""
    # As JSON, since to Python `1` and `True` are the same.
    if _sort_key(shown(unsecured(one))) != _sort_key(shown(unsecured(other))):
        return False
    return _proofs(one) == _proofs(other)


def _proofs(document: Document) -> set[str]:
    found = document.get("proof")
    return {_sort_key(shown(proof)) for proof in (found if isinstance(found, list) else [found])}


def _sort_key(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _signed(document: Document) -> Document:
    content = data_integrity.secure(
        document, signer=SIGNER, verification_method=METHOD, created=CREATED
    ).content
    signed: Document = parse_object(content)
    return signed


def _ours() -> Iterator[Document]:
    badge: Document = credential()
    yield badge
    creator = copy.deepcopy(badge)
    creator["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(badge["issuer"])
    yield creator
    named = copy.deepcopy(badge)
    named["credentialSubject"]["achievement"]["creator"] = badge["issuer"]["id"]
    named["credentialSubject"]["source"] = badge["issuer"]["id"]
    yield named
    endorsed = copy.deepcopy(badge)
    endorsed["@context"].append(EXTENSIONS)
    endorsed["refreshService"] = {"id": badge["id"], "type": "1EdTechCredentialRefresh"}
    endorsed["endorsement"] = [_endorsement(badge)]
    yield endorsed
    located = copy.deepcopy(badge)
    coordinates = {"type": "GeoCoordinates", "latitude": 60.169, "longitude": 24}
    located["issuer"]["address"] = {"type": ["Address"], "geo": coordinates}
    located["credentialSubject"]["creditsEarned"] = 1
    yield located


def _endorsement(badge: Document) -> Document:
    return {
        "@context": badge["@context"][:2],
        "id": "urn:uuid:00000000-0000-4000-8000-00000000000e",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Suositus",
        "issuer": {"id": "did:web:employer.example", "type": ["Profile"], "name": "Paja"},
        "validFrom": "2026-11-23T08:00:00Z",
        "credentialSubject": {
            "id": badge["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Hyvin tehty.",
        },
    }
