"""Initial tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_FINAL = ("revocation", "audit_record")


def upgrade() -> None:
    """Create every table."""
    _create_books_of_organisations()
    _create_books_of_badges()
    for table in _FINAL:
        _make_final(table)


def _create_books_of_organisations() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("email", sa.Text()),
        sa.Column("description", sa.Text()),
        sa.Column("business_id", sa.Text()),
        sa.Column("country_code", sa.Text()),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("library_revision", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_table(
        "audit_record",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("client_id", sa.Text()),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_audit_record_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_record"),
    )
    op.create_index("ix_audit_record_when", "audit_record", ["organisation_id", "at"])

    op.create_table(
        "client",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("disabled_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_client_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.UniqueConstraint("organisation_id", "id", name="uq_client_organisation_id_id"),
    )
    op.create_table(
        "library_document",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("kind", _ID, nullable=False),
        sa.Column("key", _ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text()),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_library_document_organisation_id"
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "kind", "key", "version", name="pk_library_document"
        ),
    )
    op.create_table(
        "request",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("key", _ID, nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("badge_ids", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_request_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key", name="pk_request"),
    )
    op.create_table(
        "signing_key",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_signing_key_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "number", name="pk_signing_key"),
        sa.UniqueConstraint("organisation_id", "id", name="uq_signing_key_organisation_id_id"),
    )
    op.create_table(
        "status_list",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length > 0", name="ck_status_list_length"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_status_list_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_status_list"),
        sa.UniqueConstraint("organisation_id", "id", name="uq_status_list_organisation_id_id"),
    )
    op.create_index(
        "ix_status_list_current",
        "status_list",
        ["organisation_id", "purpose"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )

    op.create_table(
        "trust",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("issuer_id", sa.Text(), nullable=False),
        sa.Column("class_ids", sa.Text(), nullable=False),
        sa.Column("valid_from", _MOMENT, nullable=False),
        sa.Column("valid_until", _MOMENT),
        sa.Column("granted_by", sa.Text(), nullable=False),
        sa.Column("granted_at", _MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by", sa.Text()),
        sa.Column("withdrawn_at", _MOMENT),
        sa.CheckConstraint(
            "(withdrawn_by IS NULL) = (withdrawn_at IS NULL)", name="ck_trust_withdrawn"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_trust_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_trust"),
    )
    op.create_table(
        "access_token",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "client_id"],
            ["client.organisation_id", "client.id"],
            name="fk_access_token_organisation_id_client_id",
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_access_token"),
    )
    op.create_index("ix_access_token_client_id", "access_token", ["client_id"])
    op.create_index("ix_access_token_expires_at", "access_token", ["expires_at"])

    op.create_table(
        "client_secret",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("client_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hint", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id", "client_id"],
            ["client.organisation_id", "client.id"],
            name="fk_client_secret_organisation_id_client_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_client_secret"),
        sa.UniqueConstraint("client_id", "position", name="uq_client_secret_client_id_position"),
    )


def _create_books_of_badges() -> None:
    op.create_table(
        "status_slot",
        sa.Column("list_id", _ID, nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint('"index" >= 0', name="ck_status_slot_index"),
        sa.ForeignKeyConstraint(["list_id"], ["status_list.id"], name="fk_status_slot_list_id"),
        sa.PrimaryKeyConstraint("list_id", "index", name="pk_status_slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "badge",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("class_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("list_id", _ID, nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("unsigned", sa.LargeBinary(), nullable=False),
        sa.Column("verification_method", sa.Text(), nullable=False),
        sa.Column("proof_created", _MOMENT, nullable=False),
        sa.Column("planned_by", sa.Text(), nullable=False),
        sa.Column("planned_at", _MOMENT, nullable=False),
        sa.Column("secured", sa.LargeBinary()),
        sa.Column("signed_at", _MOMENT),
        sa.CheckConstraint("(secured IS NULL) = (signed_at IS NULL)", name="ck_badge_signed"),
        sa.ForeignKeyConstraint(
            ["list_id", "index"],
            ["status_slot.list_id", "status_slot.index"],
            name="fk_badge_list_id_index",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "list_id"],
            ["status_list.organisation_id", "status_list.id"],
            name="fk_badge_organisation_id_list_id",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_badge_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_badge"),
        sa.UniqueConstraint("list_id", "index", name="uq_badge_list_id_index"),
        sa.UniqueConstraint("organisation_id", "id", name="uq_badge_organisation_id_id"),
    )
    op.create_index("ix_badge_newest", "badge", ["organisation_id", "planned_at", "id"])
    op.create_index(
        "ix_badge_newest_of_class", "badge", ["organisation_id", "class_id", "planned_at", "id"]
    )
    op.create_index(
        "ix_badge_unsigned",
        "badge",
        ["planned_at", "id"],
        sqlite_where=sa.text("secured IS NULL"),
        postgresql_where=sa.text("secured IS NULL"),
    )

    op.create_table(
        "revocation",
        sa.Column("badge_id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("list_id", _ID, nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id", "index"],
            ["badge.list_id", "badge.index"],
            name="fk_revocation_list_id_index",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "badge_id"],
            ["badge.organisation_id", "badge.id"],
            name="fk_revocation_organisation_id_badge_id",
        ),
        sa.PrimaryKeyConstraint("badge_id", name="pk_revocation"),
        sa.UniqueConstraint("list_id", "index", name="uq_revocation_list_id_index"),
    )
    op.create_table(
        "suspension",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("badge_id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("list_id", _ID, nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suspended_by", sa.Text(), nullable=False),
        sa.Column("suspended_at", _MOMENT, nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", _MOMENT),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ck_suspension_ended"),
        sa.ForeignKeyConstraint(
            ["list_id", "index"],
            ["badge.list_id", "badge.index"],
            name="fk_suspension_list_id_index",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "badge_id"],
            ["badge.organisation_id", "badge.id"],
            name="fk_suspension_organisation_id_badge_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suspension"),
    )
    op.create_index(
        "ix_suspension_current",
        "suspension",
        ["badge_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_suspension_history", "suspension", ["badge_id"])
    op.create_index(
        "ix_suspension_marked",
        "suspension",
        ["list_id", "index"],
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _make_final(table: str) -> None:
    """Let the database itself refuse to change or delete a row."""
    if op.get_context().dialect.name == "postgresql":
        _make_final_on_postgresql(table)
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are final'); END"
        )


def _make_final_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE integrity_constraint_violation USING MESSAGE = 'rows of {table} are final'; "
        "END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}()"
    )


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("suspension")
    op.drop_table("revocation")
    op.drop_table("badge")
    op.drop_table("status_slot")
    op.drop_table("client_secret")
    op.drop_table("access_token")
    op.drop_table("trust")
    op.drop_table("status_list")
    op.drop_table("signing_key")
    op.drop_table("request")
    op.drop_table("library_document")
    op.drop_table("client")
    op.drop_table("audit_record")
    op.drop_table("organisation")
    if op.get_context().dialect.name == "postgresql":
        for table in _FINAL:
            op.execute(f"DROP FUNCTION refuse_{table}()")
