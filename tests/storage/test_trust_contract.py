"""What a trust book promises, held against memory, SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from badgeservice.recognition.errors import TrustNotFoundError
from badgeservice.storage.errors import StorageConflictError
from tests.storage.builders import MINUTE, NOON, ORG, OTHER, trust
from tests.storage.conftest import OpenBooks


@pytest.mark.parametrize(
    "given",
    [trust(), replace(trust(), class_ids=(), valid_until=None)],
    ids=["some-classes", "every-class-for-ever"],
)
def test_a_trust_is_remembered_whole_by_its_own_organisation(
    opened: OpenBooks, given: object
) -> None:
    with opened(True) as books:
        books.trust.add_trust(given)  # type: ignore[arg-type]  # one of two trusts

    with opened(False) as books:
        assert books.trust.trust(ORG, "trust-a") == given
        assert books.trust.trust(OTHER, "trust-a") is None


def test_trusts_are_listed_oldest_first_with_the_withdrawn_ones(opened: OpenBooks) -> None:
    late = replace(trust("a-late"), granted_at=NOON + MINUTE)
    with opened(True) as books:
        books.trust.add_trust(late)
        books.trust.add_trust(trust("b-early"))
        books.trust.add_trust(trust("foreign", organisation_id=OTHER))
        withdrawn = books.trust.withdraw(ORG, "b-early", by="client-b", at=NOON + MINUTE)

        assert books.trust.trusts(ORG) == (withdrawn, late)


def test_a_withdrawal_is_remembered(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.trust.add_trust(trust())
        withdrawn = books.trust.withdraw(ORG, "trust-a", by="client-b", at=NOON + MINUTE)

        expected = replace(trust(), withdrawn_by="client-b", withdrawn_at=NOON + MINUTE)
        assert withdrawn == books.trust.trust(ORG, "trust-a") == expected


def test_a_trust_is_withdrawn_once(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.trust.add_trust(trust())
        books.trust.withdraw(ORG, "trust-a", by="client-b", at=NOON)

        with pytest.raises(TrustNotFoundError):
            books.trust.withdraw(ORG, "trust-a", by="client-b", at=NOON)


def test_another_organisation_cannot_withdraw_a_trust(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.trust.add_trust(trust())

        with pytest.raises(TrustNotFoundError):
            books.trust.withdraw(OTHER, "trust-a", by="client-b", at=NOON)


def test_a_trust_id_is_taken_once_in_each_organisation(opened: OpenBooks) -> None:
    with opened(True) as books:
        books.trust.add_trust(trust())
        books.trust.add_trust(trust(organisation_id=OTHER))

    with pytest.raises(StorageConflictError), opened(True) as books:
        books.trust.add_trust(trust())
