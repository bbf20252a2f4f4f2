"""What a key ring promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

import pytest

from badgeservice.accounts.errors import OrganisationNotFoundError
from badgeservice.issuing.errors import SigningKeyMissingError
from tests.storage.builders import NOON, ORG, OTHER
from tests.storage.conftest import OpenBooks

DID = f"did:web:badges.example.org:issuers:{ORG}"


def test_a_new_key_signs_for_its_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        public_key = books.keys.create(ORG, at=NOON)

    with opened(False) as books:
        key = books.keys.current(ORG)
    assert key.signer.public_key == public_key
    assert key.verification_method == f"{DID}#{public_key.multibase}"
    public_key.verify(key.signer.sign(b"message"), b"message")


def test_a_newer_key_takes_over_and_the_older_ones_stay_known(opened: OpenBooks) -> None:
    with opened(True) as books:
        keys = [books.keys.create(ORG, at=NOON) for _ in range(3)]

    with opened(False) as books:
        assert books.keys.current(ORG).signer.public_key == keys[2]
        assert books.keys.public_keys(ORG) == tuple(reversed(keys))
        for key in keys:
            found = books.keys.key_for(ORG, f"{DID}#{key.multibase}")
            assert found.signer.public_key == key
            key.verify(found.signer.sign(b"message"), b"message")


def test_signing_twice_gives_the_same_bytes(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.keys.create(ORG, at=NOON)

    signatures = []
    for _ in range(2):
        with opened(False) as books:
            signatures.append(books.keys.current(ORG).signer.sign(b"plan"))
    assert signatures[0] == signatures[1]


def test_an_organisation_without_a_key_cannot_sign(opened: OpenBooks) -> None:
    with opened(False) as books:
        with pytest.raises(SigningKeyMissingError):
            books.keys.current(ORG)
        assert books.keys.public_keys(ORG) == ()


def test_no_organisation_signs_with_the_key_of_another(opened: OpenBooks) -> None:
    with opened(True) as books:
        key = books.keys.create(ORG, at=NOON)
        books.keys.create(OTHER, at=NOON)

        for method in (
            f"{DID}#{key.multibase}",
            f"did:web:badges.example.org:issuers:{OTHER}#{key.multibase}",
        ):
            with pytest.raises(SigningKeyMissingError):
                books.keys.key_for(OTHER, method)


@pytest.mark.parametrize(
    "change",
    [
        lambda method: method.replace("badges.example.org", "evil.example.org"),
        lambda method: method[:-1],
        lambda method: method.partition("#")[2],
        lambda method: method.partition("#")[0],
    ],
    ids=["other-origin", "key-cut-short", "without-did", "without-key"],
)
def test_a_method_that_is_not_exactly_ours_has_no_key(opened: OpenBooks, change: object) -> None:
    with opened(True) as books:
        key = books.keys.create(ORG, at=NOON)
        wrong = change(f"{DID}#{key.multibase}")  # type: ignore[operator]  # one of four lambdas

        with pytest.raises(SigningKeyMissingError):
            books.keys.key_for(ORG, wrong)


def test_an_organisation_that_is_not_there_gets_no_key(opened: OpenBooks) -> None:
    with pytest.raises(OrganisationNotFoundError), opened(True) as books:
        books.keys.create("nobody", at=NOON)


def test_a_key_signs_from_the_moment_it_is_made(opened: OpenBooks) -> None:
    with opened(True) as books:
        for _ in range(2):
            made = books.keys.create(ORG, at=NOON, by="client-a")

            assert books.keys.current(ORG).signer.public_key == made
