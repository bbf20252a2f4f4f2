"""Of two who change the same thing at once, the second sees what the first did.

The first writes and does not commit yet; the second begins meanwhile, and has all the time it
needs to read something that is no longer so. Held against memory, SQLite and PostgreSQL.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from badgeservice.accounts.actor import Actor, Scope
from badgeservice.accounts.clients import (
    add_client_secret,
    disable_client,
    is_secret,
    live_secrets,
    new_client,
    retire_client_secret,
)
from badgeservice.accounts.errors import (
    ClientDisabledError,
    SecretNotFoundError,
    TooManySecretsError,
)
from badgeservice.accounts.tokens import keep_token, new_token
from badgeservice.errors import BadgeServiceError
from badgeservice.library import edit
from badgeservice.library.documents import Status
from badgeservice.library.errors import (
    DocumentChangedError,
    DocumentExistsError,
    LibraryInvalidError,
)
from badgeservice.library.keys import key_of
from badgeservice.library.transfer import apply_import, plan_import
from badgeservice.wiring.ports import Books
from tests.storage.builders import MINUTE, NOON, ORG, badge_class, criteria_set, unit
from tests.storage.conftest import OpenBooks

ACTOR: Final = Actor(organisation_id=ORG, client_id="client-a", scopes=frozenset(Scope))
# Long enough for a few statements. Too short lets a mistake pass, but never fails what is right.
HEAD_START_SECONDS: Final = 0.3
PATIENCE_SECONDS: Final = 20

Act = Callable[[Books], object]


def race(opened: OpenBooks, first: Act, second: Act) -> BadgeServiceError | None:
    """Do both, the second one beginning before the first one commits; return what it met."""
    met: list[BadgeServiceError] = []

    def follow() -> None:
        try:
            with opened(True) as books:
                second(books)
        except BadgeServiceError as error:
            met.append(error)

    thread = threading.Thread(target=follow)
    with opened(True) as books:
        first(books)
        thread.start()
        thread.join(HEAD_START_SECONDS)
    thread.join(PATIENCE_SECONDS)
    assert not thread.is_alive()
    return met[0] if met else None


def keep_documents(opened: OpenBooks, *statuses: Status) -> int:
    """Keep a criteria set and a class in these statuses; return the revision of the last."""
    revision = 0
    with opened(True) as books:
        for number, status in enumerate(statuses):
            document = badge_class(status=status) if number else criteria_set(status=status)
            revision = books.library.put(ORG, document, at=NOON, by="client-a").revision
    return revision


def replacing(name: str, revision: int) -> Act:
    draft = criteria_set(status=Status.DRAFT)
    changed = draft.model_copy(update={"name": draft.name.model_copy(update={"fi": name})})
    return lambda books: edit.replace(
        changed, if_revision=revision, actor=ACTOR, at=NOON, shelf=books.library
    )


def stepping(status: Status, revision: int, *, of_class: bool = False) -> Act:
    key = key_of(badge_class() if of_class else criteria_set())
    return lambda books: edit.change_status(
        key, status, if_revision=revision, actor=ACTOR, at=NOON, shelf=books.library
    )


def deleting(revision: int) -> Act:
    return lambda books: edit.delete_draft(
        key_of(criteria_set()), if_revision=revision, actor=ACTOR, shelf=books.library
    )


def creating(name: str) -> Act:
    draft = criteria_set(status=Status.DRAFT)
    named = draft.model_copy(update={"name": draft.name.model_copy(update={"fi": name})})
    return lambda books: edit.create(named, actor=ACTOR, at=NOON, shelf=books.library)


def importing(status: Status) -> Act:
    def act(books: Books) -> None:
        documents = [criteria_set(status=status)]
        plan = plan_import(documents, organisation_id=ORG, shelf=books.library)
        apply_import(plan, shelf=books.library, actor=ACTOR, at=NOON)

    return act


FOLLOWERS: dict[str, Callable[[int], Act]] = {
    "replaces": lambda revision: replacing("second", revision),
    "steps": lambda revision: stepping(Status.IN_REVIEW, revision),
    "deletes": deleting,
}


@pytest.mark.parametrize("follower", FOLLOWERS.values(), ids=FOLLOWERS.keys())
def test_of_two_writers_with_the_same_revision_the_second_is_refused(
    opened: OpenBooks, follower: Callable[[int], Act]
) -> None:
    revision = keep_documents(opened, Status.DRAFT)

    met = race(opened, replacing("first", revision), follower(revision))

    assert isinstance(met, DocumentChangedError)
    with opened(False) as books:
        (kept,) = books.library.all_documents(ORG)
    assert kept.revision == met.revision
    assert kept.document.name.fi == "first"


def test_of_two_who_create_the_same_document_the_second_is_refused(opened: OpenBooks) -> None:
    met = race(opened, creating("first"), creating("second"))

    assert isinstance(met, DocumentExistsError)
    with opened(False) as books:
        (kept,) = books.library.all_documents(ORG)
    assert kept.document.name.fi == "first"


def test_a_draft_is_not_rewritten_under_a_publication(opened: OpenBooks) -> None:
    revision = keep_documents(opened, Status.IN_REVIEW)

    met = race(opened, importing(Status.PUBLISHED), importing(Status.DRAFT))

    assert isinstance(met, LibraryInvalidError)
    with opened(False) as books:
        (kept,) = books.library.all_documents(ORG)
    assert kept.document == criteria_set(status=Status.PUBLISHED)
    assert kept.revision > revision


def test_what_a_rule_was_checked_against_does_not_change_before_the_write(
    opened: OpenBooks,
) -> None:
    with opened(True) as books:
        books.library.put(ORG, unit(), at=NOON, by="client-a")
    revision = keep_documents(opened, Status.PUBLISHED, Status.PUBLISHED)
    with opened(True) as books:
        kept = books.library.put(
            ORG, badge_class(2, status=Status.IN_REVIEW), at=NOON, by="client-a"
        )

    def retire_all(books: Books) -> None:
        for key, at_revision in (
            (key_of(badge_class()), revision),
            (key_of(criteria_set()), revision - 1),
        ):
            edit.change_status(
                key,
                Status.RETIRED,
                if_revision=at_revision,
                actor=ACTOR,
                at=NOON,
                shelf=books.library,
            )

    met = race(
        opened,
        retire_all,
        lambda books: edit.change_status(
            key_of(badge_class(2)),
            Status.PUBLISHED,
            if_revision=kept.revision,
            actor=ACTOR,
            at=NOON,
            shelf=books.library,
        ),
    )

    assert isinstance(met, LibraryInvalidError)


class Desk:
    """A client with one secret, and what may be done to it."""

    def __init__(self, opened: OpenBooks) -> None:
        self._counter = itertools.count(1)
        self.opened = opened
        client, self.secret = new_client(
            organisation_id=ORG,
            name="HR",
            scopes=frozenset({Scope.BADGES_READ}),
            at=NOON,
            random_bytes=self.chance,
        )
        self.client_id, self.secret_id = client.id, client.secrets[0].id
        self.token, _ = new_token(
            client,
            scopes=client.scopes,
            at=NOON,
            lifetime=15 * MINUTE,
            random_bytes=self.chance,
        )
        self.is_kept: list[bool] = []
        with opened(True) as books:
            books.accounts.put_client(client)

    def chance(self, size: int) -> bytes:
        return next(self._counter).to_bytes(size, "big")

    def disable(self, books: Books) -> None:
        disable_client(self.client_id, actor=ACTOR, at=NOON, register=books.accounts)

    def add(self, books: Books) -> None:
        add_client_secret(
            self.client_id,
            actor=ACTOR,
            at=NOON,
            random_bytes=self.chance,
            register=books.accounts,
        )

    def retire(self, books: Books) -> None:
        retire_client_secret(
            self.client_id, self.secret_id, actor=ACTOR, at=NOON, register=books.accounts
        )

    def put_as_it_was(self, books: Books) -> None:
        found = books.accounts.client(self.client_id)
        assert found is not None
        books.accounts.put_client(replace(found, name="Renamed"))

    def keep_token(self, books: Books) -> None:
        self.is_kept.append(
            keep_token(self.token, secret=self.secret, at=NOON, register=books.accounts)
        )


@pytest.fixture
def desk(opened: OpenBooks) -> Desk:
    return Desk(opened)


def test_a_disabled_client_stays_disabled_whatever_was_under_way(desk: Desk) -> None:
    met = race(desk.opened, desk.disable, desk.add)

    assert isinstance(met, ClientDisabledError)
    assert race(desk.opened, desk.disable, desk.put_as_it_was) is None
    with desk.opened(False) as books:
        client = books.accounts.client(desk.client_id)
    assert client is not None
    assert client.disabled_at == NOON
    assert len(client.secrets) == 1


@pytest.mark.parametrize("follower", [Desk.add, Desk.put_as_it_was], ids=["adds", "puts"])
def test_a_retired_secret_stays_retired_whatever_was_under_way(
    desk: Desk, follower: Callable[[Desk, Books], None]
) -> None:
    met = race(desk.opened, desk.retire, lambda books: follower(desk, books))

    assert met is None
    with desk.opened(False) as books:
        client = books.accounts.client(desk.client_id)
    assert client is not None
    assert client.secrets[0].retired_at == NOON
    assert not is_secret(client, desk.secret)


def test_two_who_add_a_secret_at_once_do_not_make_three(desk: Desk) -> None:
    met = race(desk.opened, desk.add, desk.add)

    assert isinstance(met, TooManySecretsError)
    with desk.opened(False) as books:
        client = books.accounts.client(desk.client_id)
    assert client is not None
    assert len(live_secrets(client)) == 2


def test_of_two_who_retire_the_same_secret_one_is_told_so(desk: Desk) -> None:
    assert isinstance(race(desk.opened, desk.retire, desk.retire), SecretNotFoundError)


@pytest.mark.parametrize("end", [Desk.retire, Desk.disable], ids=["retired", "disabled"])
def test_no_token_slips_past_the_end_of_its_secret(
    desk: Desk, end: Callable[[Desk, Books], None]
) -> None:
    race(desk.opened, lambda books: end(desk, books), desk.keep_token)

    assert desk.is_kept == [False]
    with desk.opened(False) as books:
        assert books.accounts.token(desk.token.digest) is None
