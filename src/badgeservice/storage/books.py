"""Every port that this room implements, over one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from badgeservice.storage.accounts import SqlAccountRegister
from badgeservice.storage.cases import SqlCaseBook
from badgeservice.storage.database import Database
from badgeservice.storage.evaluation_pages import SqlEvaluationPageBook
from badgeservice.storage.extensions import SqlExtensionShelf
from badgeservice.storage.issuing import SqlBadgeLedger
from badgeservice.storage.jobs import SqlJobShelf
from badgeservice.storage.keystore import EncryptedKeyRing
from badgeservice.storage.letters import SqlLetterBook
from badgeservice.storage.library import SqlLibraryShelf
from badgeservice.storage.locks import OrganisationLocks
from badgeservice.storage.mappings import SqlMappingBook
from badgeservice.storage.master_key import MasterKey
from badgeservice.storage.qualifications import SqlBasisShelf
from badgeservice.storage.recognition import SqlTrustBook
from badgeservice.storage.registries import SqlRegistryShelf
from badgeservice.storage.slots import LIST_LENGTH
from badgeservice.storage.webhooks import SqlWebhookBook


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlBooks:
    """All ports onto one database transaction."""

    library: SqlLibraryShelf
    badges: SqlBadgeLedger
    keys: EncryptedKeyRing
    accounts: SqlAccountRegister
    trust: SqlTrustBook
    extensions: SqlExtensionShelf
    bases: SqlBasisShelf
    mappings: SqlMappingBook
    jobs: SqlJobShelf
    cases: SqlCaseBook
    letters: SqlLetterBook
    webhooks: SqlWebhookBook
    evaluation_pages: SqlEvaluationPageBook
    registries: SqlRegistryShelf


def open_books(
    database: Database, *, master_key: MasterKey, origin: str, list_length: int = LIST_LENGTH
) -> Callable[[bool], AbstractContextManager[SqlBooks]]:
    """Return what opens the books: called with True to write, with False to read only.

    Each call is one transaction. It commits at the end of the `with`, and rolls back when an
    exception leaves it. `origin` is the public origin of the service, without a slash at the end;
    new status lists get `list_length` places.
    """
    over = books_over(master_key=master_key, origin=origin, list_length=list_length)

    @contextmanager
    def opened(write: bool) -> Iterator[SqlBooks]:  # noqa: FBT001 - the signature of `Wiring.open_books`
        with database.transaction(write=write) as connection:
            yield over(connection)

    return opened


def books_over(
    *, master_key: MasterKey, origin: str, list_length: int = LIST_LENGTH
) -> Callable[[Connection], SqlBooks]:
    """Return what makes the books over a transaction that somebody else began and will end.

    They remember some of what they read or wrote in it. When part of it is rolled back, make new
    ones.
    """

    def over(connection: Connection) -> SqlBooks:
        locks = OrganisationLocks(connection)
        webhooks = SqlWebhookBook(connection, locks=locks, master_key=master_key)
        return SqlBooks(
            library=SqlLibraryShelf(connection, locks=locks),
            badges=SqlBadgeLedger(connection, locks=locks, list_length=list_length),
            keys=EncryptedKeyRing(connection, locks=locks, master_key=master_key, origin=origin),
            accounts=SqlAccountRegister(connection),
            trust=SqlTrustBook(connection),
            extensions=SqlExtensionShelf(connection, locks=locks),
            bases=SqlBasisShelf(connection, locks=locks),
            mappings=SqlMappingBook(connection, locks=locks),
            jobs=SqlJobShelf(connection, master_key=master_key),
            cases=SqlCaseBook(connection, locks=locks, master_key=master_key, webhooks=webhooks),
            webhooks=webhooks,
            letters=SqlLetterBook(connection, locks=locks),
            evaluation_pages=SqlEvaluationPageBook(connection),
            registries=SqlRegistryShelf(connection),
        )

    return over
