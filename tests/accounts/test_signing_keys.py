"""Signing keys are listed and renewed by the organisation's administrators."""

from __future__ import annotations

import pytest

from badgeservice.accounts.actor import Scope
from badgeservice.accounts.errors import NotPermittedError, OrganisationNotFoundError
from badgeservice.accounts.signing_keys import list_signing_keys, renew_signing_key
from tests.builders import COLLEGE, COUNTY, NOW, ORIGIN, actor, organisation
from tests.fake_ledger import FakeKeyRing
from tests.fake_store import FakeStore


@pytest.fixture
def keys() -> FakeKeyRing:
    store = FakeStore()
    store.writable = True
    store.organisations[COUNTY] = organisation(COUNTY)
    return FakeKeyRing(store, origin=ORIGIN)


def test_the_newest_key_signs_and_stands_first(keys: FakeKeyRing) -> None:
    first = renew_signing_key(actor=actor(), at=NOW, keys=keys)
    second = renew_signing_key(actor=actor(), at=NOW, keys=keys)

    assert list_signing_keys(actor=actor(), keys=keys) == (second, first)
    assert keys.current(COUNTY).signer.public_key == second


def test_the_keys_of_others_are_neither_shown_nor_renewed(keys: FakeKeyRing) -> None:
    renew_signing_key(actor=actor(), at=NOW, keys=keys)

    assert list_signing_keys(actor=actor(COLLEGE), keys=keys) == ()
    with pytest.raises(OrganisationNotFoundError):
        renew_signing_key(actor=actor(COLLEGE), at=NOW, keys=keys)


def test_whoever_may_not_manage_accounts_has_nothing_to_do_with_keys(keys: FakeKeyRing) -> None:
    issuer = actor(COUNTY, Scope.BADGES_ISSUE)

    with pytest.raises(NotPermittedError):
        list_signing_keys(actor=issuer, keys=keys)
    with pytest.raises(NotPermittedError):
        renew_signing_key(actor=issuer, at=NOW, keys=keys)
    assert keys.public_keys(COUNTY) == ()
