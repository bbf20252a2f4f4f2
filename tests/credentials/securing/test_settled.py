"""A proof made from a hash that is known already is the proof that would be made from the start."""

from __future__ import annotations

from datetime import timedelta

import pytest

from badgeservice.credentials import canonical
from badgeservice.credentials.canonical import SubtreeCache
from badgeservice.credentials.errors import CredentialError, ProofMalformedError
from badgeservice.credentials.model import CONTEXTS
from badgeservice.credentials.securing.data_integrity import check_proof, proofs, secure
from badgeservice.credentials.securing.settled import secure_alike, secure_settled
from badgeservice.credentials.strict_json import parse_object, serialise
from tests.builders import NOW
from tests.world import TestSigner, World


@pytest.mark.parametrize("seconds", [0, 0.7, 1])
def test_the_bytes_are_the_same(seconds: float) -> None:
    world, at = World(), NOW + timedelta(seconds=seconds)
    document = world.unsigned_badge()

    settled = secure_settled(
        serialise(document),
        canonical.digest(document),
        context=CONTEXTS,
        signer=world.signer,
        verification_method=world.method,
        created=at,
    )

    whole = secure(document, signer=world.signer, verification_method=world.method, created=at)
    assert settled == whole
    signed = parse_object(settled.content)
    ((_, proof),) = proofs(signed)
    check_proof(signed, proof=proof, public_key=world.signer.public_key)


def test_each_key_and_method_has_its_own_options() -> None:
    world = World()
    document = world.unsigned_badge()
    made = {
        secure_settled(
            serialise(document),
            canonical.digest(document),
            context=CONTEXTS,
            signer=TestSigner(number),
            verification_method=f"did:web:issuer.example#key-{number}",
            created=NOW,
        ).content
        for number in (1, 2, 1)
    }

    assert len(made) == 2
    assert all(content.count(b'"proofValue"') == 1 for content in made)


@pytest.mark.parametrize("unsigned", [b"", b"{}", b"[]", b'{"a":1'])
def test_what_is_no_object_with_members_gets_no_proof(unsigned: bytes) -> None:
    world = World()

    with pytest.raises(ProofMalformedError):
        secure_settled(
            unsigned,
            bytes(32),
            context=CONTEXTS,
            signer=world.signer,
            verification_method=world.method,
            created=NOW,
        )


def test_documents_that_are_alike_get_the_same_bytes_as_alone() -> None:
    world, cache = World(), SubtreeCache()
    documents = [
        {**world.unsigned_badge(), "id": f"https://badges.example.org/badges/{number}"}
        for number in range(3)
    ]

    made = [
        secure_alike(
            document,
            cache=cache,
            signer=world.signer,
            verification_method=world.method,
            created=NOW,
        )
        for document in documents
    ]

    assert len(cache) > 0
    assert made == [
        secure(document, signer=world.signer, verification_method=world.method, created=NOW)
        for document in documents
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"proof": []},
        {"@context": None},
        {"@context": ["https://contexts.example/unknown"]},
        {"unheardOf": 1},
    ],
    ids=["proof", "no-contexts", "unknown-context", "undefined-member"],
)
def test_what_cannot_be_signed_alone_cannot_be_signed_among_others(
    wrong: dict[str, object],
) -> None:
    world = World()
    document = {**world.unsigned_badge(), **wrong}

    with pytest.raises(CredentialError):
        secure_alike(
            document,  # type: ignore[arg-type]  # wrong on purpose
            cache=SubtreeCache(),
            signer=world.signer,
            verification_method=world.method,
            created=NOW,
        )
