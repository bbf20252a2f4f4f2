"""Every table, for both databases. A change here needs a migration; a test compares the two.

Rows of a tenant carry `organisation_id`, and refer to other rows of tenants by
`(organisation_id, id)`: the database itself refuses a reference across tenants.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from badgeservice.storage.types import Id, Serial, UtcDateTime

# The migration that makes these tables; a test compares it with the newest.
REVISION: Final = "0007"

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _tenant() -> Column[str]:
    return Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False)


organisation: Final = Table(
    "organisation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("email", Text),
    Column("description", Text),
    Column("business_id", Text),
    Column("country_code", Text),
    Column("created_at", UtcDateTime, nullable=False),
    # Counts every write to the organisation's library. A revision is never used again, even when
    # a draft is removed and another one takes its key, so an old ETag never matches by accident.
    Column("library_revision", BigInteger, nullable=False, server_default=text("0")),
)

client: Final = Table(
    "client",
    metadata,
    Column("id", Id, primary_key=True),
    _tenant(),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("disabled_at", UtcDateTime),
    UniqueConstraint("organisation_id", "id"),
)

client_secret: Final = Table(
    "client_secret",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("client_id", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("hint", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    UniqueConstraint("client_id", "position"),
    ForeignKeyConstraint(["organisation_id", "client_id"], ["client.organisation_id", "client.id"]),
)

access_token: Final = Table(
    "access_token",
    metadata,
    Column("digest", LargeBinary, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("client_id", Id, nullable=False, index=True),
    Column("scopes", Text, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    ForeignKeyConstraint(["organisation_id", "client_id"], ["client.organisation_id", "client.id"]),
)

signing_key: Final = Table(
    "signing_key",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    # The newest key of an organisation has the highest number; that one signs.
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("id", Id, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sealed_private_key", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("organisation_id", "id"),
)

library_document: Final = Table(
    "library_document",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("kind", Id, primary_key=True),
    Column("key", Id, primary_key=True),
    # 0 for a document that has no version, or none that is known.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("status", Text),
    Column("content", Text, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("updated_by", Text, nullable=False),
)

status_list: Final = Table(
    "status_list",
    metadata,
    Column("id", Id, primary_key=True),
    _tenant(),
    Column("purpose", Text, nullable=False),
    Column("length", Integer, nullable=False),
    # Grows with every change of a bit; the bits themselves are not kept but follow from the rows
    # of `revocation` and `suspension`, so the two cannot drift apart.
    Column("version", BigInteger, nullable=False),
    Column("is_current", Boolean, nullable=False),
    UniqueConstraint("organisation_id", "id"),
    CheckConstraint("length > 0", name="length"),
    Index(
        "ix_status_list_current",
        "organisation_id",
        "purpose",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
)

status_slot: Final = Table(
    "status_slot",
    metadata,
    # This key is the referee: whatever the code believes, no index is handed out twice.
    Column("list_id", Id, ForeignKey("status_list.id"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    CheckConstraint('"index" >= 0', name="index"),
    sqlite_with_rowid=False,
)

badge: Final = Table(
    "badge",
    metadata,
    Column("id", Id, primary_key=True),
    _tenant(),
    Column("class_id", Id, nullable=False),
    Column("class_version", Integer, nullable=False),
    Column("language", Text, nullable=False),
    Column("list_id", Id, nullable=False),
    Column("index", Integer, nullable=False),
    Column("unsigned", LargeBinary, nullable=False),
    Column("verification_method", Text, nullable=False),
    Column("proof_created", UtcDateTime, nullable=False),
    Column("planned_by", Text, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("secured", LargeBinary),
    Column("signed_at", UtcDateTime),
    UniqueConstraint("organisation_id", "id"),
    UniqueConstraint("list_id", "index"),
    ForeignKeyConstraint(["list_id", "index"], ["status_slot.list_id", "status_slot.index"]),
    ForeignKeyConstraint(
        ["organisation_id", "list_id"], ["status_list.organisation_id", "status_list.id"]
    ),
    CheckConstraint("(secured IS NULL) = (signed_at IS NULL)", name="signed"),
    Index("ix_badge_newest", "organisation_id", "planned_at", "id"),
    Index("ix_badge_newest_of_class", "organisation_id", "class_id", "planned_at", "id"),
    Index(
        "ix_badge_unsigned",
        "planned_at",
        "id",
        sqlite_where=text("secured IS NULL"),
        postgresql_where=text("secured IS NULL"),
    ),
)

# A row is final: triggers refuse to change or delete it.
revocation: Final = Table(
    "revocation",
    metadata,
    Column("badge_id", Id, primary_key=True),
    Column("organisation_id", Id, nullable=False),
    Column("list_id", Id, nullable=False),
    Column("index", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("revoked_by", Text, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["organisation_id", "badge_id"], ["badge.organisation_id", "badge.id"]),
    ForeignKeyConstraint(["list_id", "index"], ["badge.list_id", "badge.index"]),
    UniqueConstraint("list_id", "index"),
)

suspension: Final = Table(
    "suspension",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("badge_id", Id, nullable=False),
    Column("organisation_id", Id, nullable=False),
    Column("list_id", Id, nullable=False),
    Column("index", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("suspended_by", Text, nullable=False),
    Column("suspended_at", UtcDateTime, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", UtcDateTime),
    ForeignKeyConstraint(["organisation_id", "badge_id"], ["badge.organisation_id", "badge.id"]),
    ForeignKeyConstraint(["list_id", "index"], ["badge.list_id", "badge.index"]),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
    Index("ix_suspension_history", "badge_id"),
    Index(
        "ix_suspension_current",
        "badge_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "ix_suspension_marked",
        "list_id",
        "index",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

request: Final = Table(
    "request",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("key", Id, primary_key=True),
    Column("request_hash", LargeBinary, nullable=False),
    Column("badge_ids", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

trust: Final = Table(
    "trust",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("issuer_id", Text, nullable=False),
    Column("class_ids", Text, nullable=False),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_until", UtcDateTime),
    Column("granted_by", Text, nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", UtcDateTime),
    CheckConstraint("(withdrawn_by IS NULL) = (withdrawn_at IS NULL)", name="withdrawn"),
)

# A row is final, as documents that name its URL were signed with its content.
extension_context: Final = Table(
    "extension_context",
    metadata,
    Column("organisation_id", Id, ForeignKey("organisation.id"), primary_key=True),
    Column("name", Id, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("url", Id, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("registered_by", Text, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
)

# The last good copies of strangers' status lists. No tenant owns them, and no person is named.
kept_list: Final = Table(
    "kept_list",
    metadata,
    Column("url", Id, primary_key=True),
    Column("host", Id, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("fetched_at", UtcDateTime, nullable=False),
    Index("ix_kept_list_host", "host", "fetched_at"),
    Index("ix_kept_list_fetched_at", "fetched_at"),
)

# Both are deleted a day after the start, or when somebody wants that.
verification_job: Final = Table(
    "verification_job",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id"), nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_by", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False),
    CheckConstraint("state IN ('running', 'done', 'interrupted')", name="state"),
    Index("ix_verification_job_started", "started_at"),
)

verification_result: Final = Table(
    "verification_result",
    metadata,
    Column("job_id", Id, ForeignKey("verification_job.id"), primary_key=True),
    Column("index", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

# Lists of issuers. Without an organisation, a list is the service's own and counts for everybody;
# `id` is owner and key in one, because two rows without an organisation would never be the same.
issuer_registry: Final = Table(
    "issuer_registry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation_id", Id, ForeignKey("organisation.id")),
    Column("key", Id, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("source", Text),
    Column("imported_by", Text, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Index("ix_issuer_registry_organisation_id", "organisation_id"),
)

# Who did what, when; written in the transaction of the act itself. Rows are final.
audit_record: Final = Table(
    "audit_record",
    metadata,
    Column("id", Serial, primary_key=True),
    _tenant(),
    # Empty for what the service does by itself, such as completing a plan.
    Column("client_id", Text),
    Column("action", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_audit_record_when", "organisation_id", "at"),
)
