"""Every act leaves its record, in the transaction of the act."""

from __future__ import annotations

import pytest

from badgeservice.issuing.errors import BadgeNotFoundError
from badgeservice.issuing.ledger import SignedPlan
from badgeservice.recognition.registries import IssuerRegistry, KeptRegistry
from badgeservice.storage.audit import Act, AuditRecord, audit_records
from badgeservice.storage.database import Database
from badgeservice.wiring.ports import Books
from tests.recognition.cases import case, event
from tests.recognition.mappings import leaf, mapping
from tests.storage.bases import edition
from tests.storage.builders import (
    MINUTE,
    NOON,
    ORG,
    OTHER,
    add_badge,
    client,
    criteria_set,
    organisation,
    registered_context,
    revocation,
    secret,
    sign,
    suspension,
    trust,
)
from tests.storage.conftest import add_organisations, sql_books
from tests.storage.test_evaluation_pages_contract import PAGE
from tests.storage.test_webhooks_contract import webhook

REGISTRY = KeptRegistry(
    organisation_id=ORG,
    key="nordic",
    registry=IssuerRegistry(name="Nordic", issuers=()),
    source=None,
    imported_by="client-a",
    imported_at=NOON,
)


def _do_everything(books: Books) -> str:
    key = books.keys.create(ORG, at=NOON, by="client-z")
    books.accounts.put_organisation(organisation(name="New"), by="client-y", at=NOON + MINUTE)
    books.accounts.put_client(client(), by="client-x")
    books.accounts.add_secret("client-a", secret("new"), by="client-w")
    books.accounts.retire_secret("client-a", "new", by="client-v", at=NOON)
    books.accounts.disable_client("client-a", by="client-u", at=NOON)
    books.library.put(ORG, criteria_set(3), at=NOON, by="client-c")
    add_badge(books, "badge-1")
    sign(books, "badge-1", b"signed", at=NOON)
    books.badges.add_suspension(suspension("badge-1"))
    books.badges.end_suspension("badge-1", by="client-d", at=NOON)
    books.badges.add_revocation(revocation("badge-1"))
    books.trust.add_trust(trust())
    books.trust.withdraw(ORG, "trust-a", by="client-e", at=NOON)
    books.extensions.add(registered_context())
    books.bases.put(edition())
    books.mappings.put_mapping(ORG, mapping(leaf("a")), at=NOON, by="client-f")
    return key.multibase


def test_every_act_has_one_record_with_its_author(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)

    with opener(True) as books:
        key_id = _do_everything(books)
        add_badge(books, "foreign", organisation_id=OTHER)

    with database.transaction(write=False) as connection:
        records = audit_records(connection, ORG)
    assert {record.act for record in records} == set(Act) - OF_RECOGNITION
    assert [(record.act.value, record.client_id, record.object) for record in records] == [
        ("organisation.written", None, ORG),
        ("key.created", "client-z", key_id),
        ("organisation.written", "client-y", ORG),
        ("client.written", "client-x", "client-a"),
        ("secret.added", "client-w", "client-a/new"),
        ("secret.retired", "client-v", "client-a/new"),
        ("client.disabled", "client-u", "client-a"),
        ("document.written", "client-c", "criteria-set/animal-care-criteria/3"),
        ("badge.planned", "client-a", "badge-1"),
        ("badge.signed", None, "badge-1"),
        ("badge.suspended", "client-b", "badge-1"),
        ("badge.reinstated", "client-d", "badge-1"),
        ("badge.revoked", "client-b", "badge-1"),
        ("trust.granted", "client-a", "trust-a"),
        ("trust.withdrawn", "client-e", "trust-a"),
        ("context.registered", "client-a", "workplace/1"),
        ("basis.imported", "client-a", "finland/79/011/2014/1"),
        ("mapping.written", "client-f", "mapping/1 agreed"),
    ]
    assert records[2].at == NOON + MINUTE
    assert records[12] == AuditRecord(
        organisation_id=ORG,
        client_id="client-b",
        act=Act.BADGE_REVOKED,
        object="badge-1",
        at=NOON + MINUTE,
    )


OF_RECOGNITION = {
    Act.WEBHOOK_ADDED,
    Act.CASE_WRITTEN,
    Act.WEBHOOK_REPLAYED,
    Act.WEBHOOK_REMOVED,
    Act.LEARNER_EXPORTED,
    Act.CASE_ERASED,
    Act.RETENTION_WRITTEN,
    Act.LETTER_WRITTEN,
    Act.EVALUATION_PAGE_MADE,
    Act.EVALUATION_PAGE_REMOVED,
    Act.REGISTRY_IMPORTED,
    Act.REGISTRY_REMOVED,
}


def _decide_everything(books: Books) -> None:
    books.webhooks.add_webhook(webhook(), secret=bytes(32))
    books.cases.add_case(case(organisation_id=ORG), event(), None)
    (delivery,) = books.webhooks.deliveries(ORG)
    books.webhooks.replay(ORG, delivery.id, at=NOON, by="client-b")
    books.webhooks.remove_webhook(ORG, "webhook-1", at=NOON, by="client-c")
    books.cases.note_export(ORG, "1.2.246.562.24.44651722625", at=NOON, by="client-d")
    books.cases.erase_case(ORG, "case-1", at=NOON, by="client-e")
    books.cases.set_retention_days(ORG, 30, at=NOON, by="client-f")
    books.letters.put_template(ORG, "fi", "# Päätös", at=NOON, by="client-g")
    books.evaluation_pages.put_page(PAGE, capability=bytes(32))
    books.evaluation_pages.remove_page(ORG, PAGE.id, by="client-h", at=NOON)
    books.registries.put_registry(REGISTRY)
    books.registries.remove_registry(ORG, "nordic", by="client-i", at=NOON)


def test_every_act_of_recognition_has_one_record_and_names_no_learner(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)

    with opener(True) as books:
        _decide_everything(books)

    with database.transaction(write=False) as connection:
        records = audit_records(connection, ORG)[1:]
    assert {record.act for record in records} == OF_RECOGNITION
    assert len(records) == len(OF_RECOGNITION)
    assert [record.client_id for record in records] == [
        "client-a",
        "client-a",
        *(f"client-{letter}" for letter in "bcdefg"),
        PAGE.made_by,
        "client-h",
        "client-a",
        "client-i",
    ]
    assert not any("1.2.246" in record.object for record in records)


def test_what_was_rolled_back_leaves_no_record(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)

    with pytest.raises(BadgeNotFoundError), opener(True) as books:
        _fail_after(books)

    with database.transaction(write=False) as connection:
        acts = [record.act for record in audit_records(connection, ORG)]
    assert acts == [Act.ORGANISATION_WRITTEN]


def _fail_after(books: Books) -> None:
    _do_everything(books)
    sign(books, "no-badge", b"signed", at=NOON)


def test_what_changed_nothing_leaves_no_record(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        _do_everything(books)
    with database.transaction(write=False) as connection:
        before = audit_records(connection, ORG)

    with opener(True) as books:
        assert not books.badges.add_revocation(revocation("badge-1", "again"))
        assert not books.badges.end_suspension("badge-1", by="client-a", at=NOON)
        sign(books, "badge-1", b"signed", at=NOON)
        assert not books.accounts.retire_secret("client-a", "new", by="client-a", at=NOON)
        assert not books.accounts.disable_client("client-a", by="client-a", at=NOON)

    with database.transaction(write=False) as connection:
        assert audit_records(connection, ORG) == before


def test_of_many_that_are_signed_together_each_is_recorded_once(database: Database) -> None:
    opener = sql_books(database)
    add_organisations(opener)
    with opener(True) as books:
        plans = [add_badge(books, f"badge-{number}") for number in range(4)]
        sign(books, "badge-2")

        books.badges.record_signatures(
            [SignedPlan(plan=each, secured=b"signed") for each in plans], at=NOON
        )

    with database.transaction(write=False) as connection:
        records = audit_records(connection, ORG)
    assert sorted(each.object for each in records if each.act is Act.BADGE_SIGNED) == [
        each.id for each in plans
    ]
