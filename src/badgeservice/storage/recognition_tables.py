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

# `content` holds personal data; it is emptied when a learner's data is erased, and the row stays.
recognition_case: Final = Table(
    "recognition_case",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("state", Text, nullable=False),
    # Of the learner's number, with a key of ours: to find all cases of a person.
    Column("learner_tag", LargeBinary),
    Column("content", Text),
    Column("version", Integer, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("erase_after", UtcDateTime),
    Index("ix_recognition_case_state", "organisation_id", "state"),
    Index("ix_recognition_case_learner", "organisation_id", "learner_tag"),
    Index("ix_recognition_case_erase", "erase_after"),
)

# Which badges a case stands on, to find the cases of a badge that is revoked later.
case_badge: Final = Table(
    "case_badge",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("credential_id", Id, primary_key=True),
    Column("revoked_at", UtcDateTime),
    ForeignKeyConstraint(
        ["organisation_id", "case_id"], ["recognition_case.organisation_id", "recognition_case.id"]
    ),
    Index("ix_case_badge_credential", "credential_id"),
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

# What has happened to a case, in its order. Rows are final.
case_event: Final = Table(
    "case_event",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("case_id", Id, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "case_id"], ["recognition_case.organisation_id", "recognition_case.id"]
    ),
    Index("ix_case_event_case", "organisation_id", "case_id"),
)
