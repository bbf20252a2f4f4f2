"""The tables of recognition, beside those of `tables`: bases, mappings and cases."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from badgeservice.storage.tables import metadata
from badgeservice.storage.types import Id, Serial, UtcDateTime

# An edition is final: mappings and cases refer to what it said.
basis_edition: Final = Table(
    "basis_edition",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("system", Id, primary_key=True),
    Column("code", Id, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
)

mapping: Final = Table(
    "mapping",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# Whose badge classes a mapping names: they are a party to it, and no others see it.
mapping_party: Final = Table(
    "mapping_party",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("mapping_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("party_id", Id, primary_key=True),
    ForeignKeyConstraint(
        ["organisation_id", "mapping_id", "version"],
        ["mapping.organisation_id", "mapping.id", "mapping.version"],
    ),
    Index("ix_mapping_party_party", "party_id"),
)

# `content` is sealed and holds personal data. It is emptied when a learner's data is erased, with
# all that could tell who it was; the row stays.
recognition_case: Final = Table(
    "recognition_case",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    Column("mapping_id", Id, nullable=False),
    Column("mapping_version", Integer, nullable=False),
    # HMACs of the learner's number, and of the request that made it: to be found by, not read.
    Column("learner_tag", LargeBinary),
    Column("request_tag", LargeBinary),
    Column("request_hash", LargeBinary),
    Column("content", LargeBinary),
    Column("version", Integer, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    UniqueConstraint("organisation_id", "request_tag"),
    Index("ix_recognition_case_submitted", "organisation_id", "submitted_at", "id"),
    Index("ix_recognition_case_learner", "organisation_id", "learner_tag"),
    Index("ix_recognition_case_closed", "organisation_id", "closed_at"),
)

# The badges of a case, to be found when one of them is revoked later. `content` is sealed: the
# bytes and the report. Both columns are emptied on erasure.
case_badge: Final = Table(
    "case_badge",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("badge", Id),
    Column("content", LargeBinary),
    Column("revoked_at", UtcDateTime),
    ForeignKeyConstraint(
        ["organisation_id", "case_id"], ["recognition_case.organisation_id", "recognition_case.id"]
    ),
    Index("ix_case_badge_badge", "badge"),
)

# What a counsellor is shown for some hours. Only the address of the page opens `sealed`, and it is
# not kept: `digest` is a hash of it.
evaluation_page: Final = Table(
    "evaluation_page",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("id", Id, nullable=False, unique=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_evaluation_page_expires", "expires_at"),
)

# What has happened to a case, in its order. Rows are final, so notes are not here but in the case.
case_event: Final = Table(
    "case_event",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("case_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "case_id"], ["recognition_case.organisation_id", "recognition_case.id"]
    ),
    UniqueConstraint("organisation_id", "case_id", "version"),
)

# What a college has settled about its cases.
case_setting: Final = Table(
    "case_setting",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("retention_days", Integer),
)

# The words of a college's letters, in a language.
letter_template: Final = Table(
    "letter_template",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("language", Id, primary_key=True),
    Column("text", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# Addresses that are told of events. `secret` is sealed, and emptied on removal.
webhook: Final = Table(
    "webhook",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", LargeBinary),
    Column("created_by", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("removed_at", UtcDateTime),
)

# What is on its way to webhooks, and what has arrived. A process that is at it leases the row.
webhook_delivery: Final = Table(
    "webhook_delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("webhook_id", Id, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("leased_until", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("failure", Text),
    ForeignKeyConstraint(
        ["organisation_id", "webhook_id"], ["webhook.organisation_id", "webhook.id"]
    ),
    Index("ix_webhook_delivery_due", "next_at"),
    Index("ix_webhook_delivery_made", "organisation_id", "created_at", "id"),
)
