"""The walker and PyLD find the same canonical form, or the walker declines."""

import copy
import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from badgeservice.credentials.errors import CredentialError
from badgeservice.credentials.json_ld import PINNED_CONTEXTS, Contexts
from badgeservice.credentials.securing.data_integrity import proof_options
from badgeservice.credentials.strict_json import JsonObject
from badgeservice.credentials.walker import general
from badgeservice.credentials.walker.canonical import canonicalise
from badgeservice.credentials.walker.outside import OutsideShapesError
from badgeservice.credentials.walker.walk import walk
from tests.credentials.samples import CREATED, METHOD, credential
from tests.credentials.walker.equality import compare, every_place, places_in
from tests.credentials.walker.generator import V2, Generator, mutant
from tests.reference import reference, references

# How many random credentials to compare; more take longer.
CASES = int(os.environ.get("BADGESERVICE_WALKER_CASES", "2000"))
MUTANTS = CASES * 5 // 2
SHARDS = 10
OFFICIAL_SCHEMA = "spec/schema-2026-official/ob_v3p0_achievementcredential_schema.json"


def walked(document: JsonObject) -> bytes | None:
    """Return what the walker alone makes of a document, or None if it declines."""
    try:
        return walk(document, contexts=PINNED_CONTEXTS).graph.canonical()
    except OutsideShapesError:
        return None


def accepted(document: JsonObject) -> bytes | None:
    """Return what the general path makes of a document, or None if it refuses."""
    try:
        return general.canonicalise(document, contexts=PINNED_CONTEXTS)
    except CredentialError:
        return None


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_credentials_have_the_canonical_form_that_pyld_finds(shard: int) -> None:
    taken = sound = 0
    for seed in range(shard, CASES, SHARDS):
        document = Generator(seed).credential()
        expected, found = accepted(copy.deepcopy(document)), walked(document)
        assert found in {None, expected}, seed
        taken += found is not None
        sound += expected is not None

    assert sound > 0.8 * CASES / SHARDS
    # Terms of use and embedded proofs take the general path.
    assert taken > 0.75 * sound


@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_credentials_have_the_form_that_pyld_and_pyoxigraph_find_unguarded(
    shard: int,
) -> None:
    """F12: three ways to one form."""
    found = compare(range(shard, CASES, SHARDS))

    assert found.different == []
    assert found.compared > 0.9 * found.made


def test_random_credentials_have_every_class_and_member() -> None:
    documents = [Generator(seed).credential() for seed in range(2000)]
    seen = {place for document in documents for place in places_in(document)}

    assert every_place() - seen == set()


@pytest.mark.reference
def test_the_official_schema_has_no_member_that_random_credentials_lack() -> None:
    official = json.loads(reference(OFFICIAL_SCHEMA).read_bytes())
    classes = {"AchievementCredential": official, **official["$defs"]}
    members = {
        (name, member) for name, of in classes.items() for member in of.get("properties", ())
    }

    # The proofs of the whole are no part of what they sign.
    assert members - every_place() == {
        ("AchievementCredential", "@context"),
        ("AchievementCredential", "proof"),
        ("EndorsementCredential", "@context"),
    }


@pytest.mark.parametrize("shard", range(SHARDS))
def test_whatever_the_walker_takes_the_guards_would_take(shard: int) -> None:
    taken = 0
    for seed in range(shard, MUTANTS, SHARDS):
        random = Random(seed)  # noqa: S311  # it makes test data
        document = mutant(Generator(seed // 25).credential(), random)
        found = walked(document)
        if found is not None:
            taken += 1
            assert found == accepted(copy.deepcopy(document)), seed

    assert taken > 0.1 * MUTANTS / SHARDS


@pytest.mark.reference
@pytest.mark.parametrize(
    "path", references("security/openbadges/ob30/*.json"), ids=lambda path: path.stem
)
def test_published_samples_are_judged_alike(path: Path) -> None:
    sample = json.loads(path.read_bytes())
    sample.pop("proof", None)
    expected = accepted(copy.deepcopy(sample))

    assert walked(sample) in {None, expected}
    if expected is not None:
        assert canonicalise(sample) == expected


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"expires": "2027-01-01T00:00:00Z", "domain": "https://x.example", "challenge": "c"},
        {"nonce": "n", "id": "urn:uuid:1"},
    ],
    ids=["required", "optional", "id-and-nonce"],
)
def test_proof_options_are_walked(members: dict[str, Any]) -> None:
    document: JsonObject = {
        **proof_options(verification_method=METHOD, created=CREATED),
        **members,
        "@context": credential()["@context"],
    }

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def test_a_status_list_credential_is_walked() -> None:
    document: JsonObject = {
        "@context": credential()["@context"],
        "id": "https://a.example/status-lists/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:a.example",
        "validFrom": "2026-11-22T08:00:00Z",
        "credentialSubject": {
            "id": "https://a.example/status-lists/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uH4sIAAAAAAAA",
            "ttl": 300000,
        },
    }

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def _same_grades(count: int) -> JsonObject:
    document: dict[str, Any] = credential()
    achievement = document["credentialSubject"]["achievement"]
    description = achievement["resultDescription"][0]
    achievement["resultDescription"] = [{**description, "id": f"urn:r:{at}"} for at in range(count)]
    return document


def test_nodes_that_are_alike_at_first_sight_are_told_apart() -> None:
    document = _same_grades(2)

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def test_many_nodes_alike_are_left_to_the_general_path() -> None:
    document = _same_grades(5)

    assert walked(document) is None
    assert canonicalise(document) == accepted(document)


def test_a_creator_who_is_the_issuer_again_is_walked() -> None:
    document: dict[str, Any] = credential()
    creator = copy.deepcopy(document["issuer"])
    document["credentialSubject"]["achievement"]["creator"] = creator

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def test_a_creator_may_be_named_by_the_id_of_the_issuer() -> None:
    document: dict[str, Any] = credential()
    document["credentialSubject"]["achievement"]["creator"] = document["issuer"]["id"]

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def test_an_endorsement_may_repeat_the_contexts_of_the_root() -> None:
    document: dict[str, Any] = credential()
    document["endorsement"] = [
        {
            "@context": list(document["@context"]),
            "id": "urn:e",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Suositus",
            "issuer": {"id": "did:web:b.example", "type": "Profile"},
            "validFrom": "2026-11-22T08:00:00Z",
            "credentialSubject": {"id": "urn:s", "type": ["EndorsementSubject"]},
        }
    ]

    assert walked(document) == accepted(document)
    assert walked(document) is not None


def test_threads_share_the_tables_without_harm() -> None:
    contexts = Contexts(documents=PINNED_CONTEXTS.documents)
    documents = [Generator(seed).credential() for seed in range(24)]
    expected = [accepted(copy.deepcopy(document)) for document in documents]

    def judged(document: JsonObject) -> bytes | None:
        try:
            return canonicalise(document, contexts=contexts)
        except CredentialError:
            return None

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(judged, documents * 4))

    assert results == expected * 4


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from(["", "x", "urn:x", "_:b", "Profile", "VerifiableCredential", 0.5]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "name", "issuer", "alignment", "proof", "endorsement", "@context"]
            ),
            inner | st.just([V2]),
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    members=st.dictionaries(
        st.sampled_from(
            ["id", "type", "name", "issuer", "endorsement", "validFrom", "credentialSubject"]
        ),
        json_values,
    )
)
@example(members={})
@example(members={"id": "urn:x"})
@example(members={"name": "x"})
@example(members={"type": "VerifiableCredential"})
@example(members={"id": "urn:x", "type": "OpenBadgeCredential", "endorsement": {"@context": [V2]}})
@example(
    members={
        "id": "urn:x",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "endorsement": [{"@context": [V2], "id": "urn:y"}],
    }
)
def test_odd_little_documents_are_judged_alike(members: dict[str, Any]) -> None:
    document = {"@context": list(credential()["@context"]), **members}  # type: ignore[arg-type]  # a list

    assert walked(document) in {None, accepted(copy.deepcopy(document))}
