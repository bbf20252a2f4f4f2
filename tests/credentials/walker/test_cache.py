"""A cache changes how long it takes, and nothing else."""

import copy
from random import Random
from typing import Any

import pytest

from badgeservice.credentials.contexts import pinned
from badgeservice.credentials.errors import CredentialError, UnsafeDocumentError
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker.cache import SubtreeCache
from badgeservice.credentials.walker.canonical import canonicalise, canonicalise_cached
from tests.credentials.samples import credential
from tests.credentials.walker.generator import Generator, mutant

Document = dict[str, Any]


def document() -> Document:
    return copy.deepcopy(credential())


def _outcome(document: JsonObject, cache: SubtreeCache | None) -> bytes | str:
    """Return the canonical form, or the refusal; remember the parts, whatever they are."""
    try:
        if cache is None:
            return canonicalise(document)
        found = canonicalise_cached(document, cache=cache)
    except CredentialError as refusal:
        return repr(refusal)
    cache.admit(found.pending)
    return found.content


def test_nothing_is_remembered_before_a_signature_has_held() -> None:
    cache = SubtreeCache()

    pending = canonicalise_cached(document(), cache=cache).pending

    assert len(cache) == 0
    assert len(pending) == 2


def test_what_is_remembered_is_not_read_again() -> None:
    cache = SubtreeCache()
    first = canonicalise_cached(document(), cache=cache)
    cache.admit(first.pending)

    second = canonicalise_cached(document(), cache=cache)

    assert second.content == first.content == canonicalise(document())
    assert second.pending == ()


@pytest.mark.parametrize("shard", range(4))
def test_a_cache_that_has_seen_everything_changes_no_outcome(shard: int) -> None:
    random = Random(shard)  # noqa: S311  # it makes test data
    cache = SubtreeCache()
    for seed in range(shard, 80, 4):
        original = Generator(seed).credential()
        for candidate in (original, original, *(mutant(original, random) for _ in range(6))):
            plain = _outcome(copy.deepcopy(candidate), None)
            assert _outcome(copy.deepcopy(candidate), cache) == plain


@pytest.mark.parametrize(
    ("one", "other"), [(1, True), (2.5, "2.5"), (0, False)], ids=["true", "text", "false"]
)
def test_values_that_python_takes_for_equal_are_kept_apart(one: Any, other: Any) -> None:
    cache = SubtreeCache()
    for value in (one, other, one):
        changed = document()
        changed["credentialSubject"]["achievement"]["creditsAvailable"] = value
        assert _outcome(changed, cache) == _outcome(changed, None)


def test_the_same_part_under_other_contexts_is_another_part() -> None:
    cache = SubtreeCache()
    canonicalise_cached(document(), cache=cache)
    cache.admit(canonicalise_cached(document(), cache=cache).pending)
    changed = document()
    changed["@context"].append(pinned.OPEN_BADGES_EXTENSIONS)

    assert len(canonicalise_cached(changed, cache=cache).pending) == 2


def test_an_id_described_in_a_remembered_part_may_not_be_described_otherwise_outside() -> None:
    cache = SubtreeCache()
    cache.admit(canonicalise_cached(document(), cache=cache).pending)
    changed = document()
    changed["credentialSubject"]["achievement"]["creator"] = {
        "id": changed["issuer"]["id"],
        "type": ["Profile"],
        "name": "Toinen",
    }
    # As a part on its own, the achievement is beyond reproach.
    apart = copy.deepcopy(changed)
    apart["issuer"] = "did:web:other.example"
    cache.admit(canonicalise_cached(apart, cache=cache).pending)

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise_cached(changed, cache=cache)

    assert refusal.value.code == "repeated-node"


def test_a_remembered_part_may_not_bear_the_id_of_the_whole() -> None:
    cache = SubtreeCache()
    cache.admit(canonicalise_cached(document(), cache=cache).pending)
    changed = document()
    changed["id"] = changed["issuer"]["id"]

    with pytest.raises(UnsafeDocumentError) as refusal:
        canonicalise_cached(changed, cache=cache)

    assert refusal.value.code == "own-id-repeated"


def test_a_creator_who_is_the_remembered_issuer_again_is_accepted() -> None:
    cache = SubtreeCache()
    changed = document()
    changed["credentialSubject"]["achievement"]["creator"] = copy.deepcopy(changed["issuer"])
    first = canonicalise_cached(changed, cache=cache)
    cache.admit(first.pending)

    assert canonicalise_cached(changed, cache=cache).content == canonicalise(changed)
    assert len(first.pending) == 2


def _of_issuer(number: int) -> Document:
    changed = document()
    changed["issuer"]["id"] = f"did:web:college{number}.example"
    return changed


def test_a_cache_is_bounded_and_keeps_what_is_in_use() -> None:
    cache = SubtreeCache(maximum_entries=8)
    for number in range(50):
        _outcome(_of_issuer(number), cache)
        assert len(cache) <= 8

    # The achievement is in every one of them.
    last = canonicalise_cached(_of_issuer(50), cache=cache).pending
    assert len(last) == 1


def test_a_part_that_is_too_long_is_not_remembered() -> None:
    cache = SubtreeCache(maximum_entry_bytes=100)
    cache.admit(canonicalise_cached(document(), cache=cache).pending)

    assert len(cache) == 0


def test_a_cache_is_bounded_in_bytes_too() -> None:
    cache = SubtreeCache(maximum_bytes=200_000)
    for number in range(50):
        _outcome(_of_issuer(number), cache)

    assert len(cache) < 40
