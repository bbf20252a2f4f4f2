"""Bases, mappings and cases of recognition."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_FINAL = ("basis_edition", "case_event")


def upgrade() -> None:
    """Create the tables, and let the database itself keep the rows final that are."""
    _create_bases()
    _create_mappings()
    _create_cases()
    _create_letters()
    _create_webhooks()
    for table in _FINAL:
        _make_final(table)


def _create_bases() -> None:
    op.create_table(
        "basis_edition",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("system", _ID, nullable=False),
        sa.Column("code", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_basis_edition_organisation_id"
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "system", "code", "number", name="pk_basis_edition"
        ),
    )


def _create_mappings() -> None:
    op.create_table(
        "mapping",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_mapping_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", "version", name="pk_mapping"),
    )
    op.create_table(
        "mapping_party",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("mapping_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "mapping_id", "version"],
            ["mapping.organisation_id", "mapping.id", "mapping.version"],
            name="fk_mapping_party_organisation_id_mapping_id_version",
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "mapping_id", "version", "party_id", name="pk_mapping_party"
        ),
    )
    op.create_index("ix_mapping_party_party", "mapping_party", ["party_id"])


def _create_cases() -> None:
    op.create_table(
        "recognition_case",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("mapping_id", _ID, nullable=False),
        sa.Column("mapping_version", sa.Integer(), nullable=False),
        sa.Column("learner_tag", sa.LargeBinary()),
        sa.Column("request_tag", sa.LargeBinary()),
        sa.Column("request_hash", sa.LargeBinary()),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("closed_at", _MOMENT),
        sa.Column("erased_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_recognition_case_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_recognition_case"),
        sa.UniqueConstraint(
            "organisation_id", "request_tag", name="uq_recognition_case_organisation_id_request_tag"
        ),
    )
    for name, column in (("learner", "learner_tag"), ("closed", "closed_at")):
        op.create_index(
            f"ix_recognition_case_{name}", "recognition_case", ["organisation_id", column]
        )
    op.create_index(
        "ix_recognition_case_submitted",
        "recognition_case",
        ["organisation_id", "submitted_at", "id"],
    )
    _create_parts_of_cases()
    op.create_table(
        "case_setting",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("retention_days", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_case_setting_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_case_setting"),
    )


def _create_letters() -> None:
    op.create_table(
        "letter_template",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("language", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_letter_template_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "language", name="pk_letter_template"),
    )


def _create_webhooks() -> None:
    op.create_table(
        "webhook",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary()),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("removed_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_webhook_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_webhook"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("webhook_id", _ID, nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", _MOMENT),
        sa.Column("leased_until", _MOMENT),
        sa.Column("delivered_at", _MOMENT),
        sa.Column("failure", sa.Text()),
        sa.ForeignKeyConstraint(
            ["organisation_id", "webhook_id"],
            ["webhook.organisation_id", "webhook.id"],
            name="fk_webhook_delivery_organisation_id_webhook_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_delivery"),
    )
    op.create_index("ix_webhook_delivery_due", "webhook_delivery", ["next_at"])
    op.create_index(
        "ix_webhook_delivery_made", "webhook_delivery", ["organisation_id", "created_at", "id"]
    )


def _create_parts_of_cases() -> None:
    op.create_table(
        "case_badge",
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("badge", _ID),
        sa.Column("content", sa.LargeBinary()),
        sa.Column("revoked_at", _MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["recognition_case.organisation_id", "recognition_case.id"],
            name="fk_case_badge_organisation_id_case_id",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", name="pk_case_badge"),
    )
    op.create_index("ix_case_badge_badge", "case_badge", ["badge"])
    op.create_table(
        "case_event",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["recognition_case.organisation_id", "recognition_case.id"],
            name="fk_case_event_organisation_id_case_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
        sa.UniqueConstraint(
            "organisation_id",
            "case_id",
            "version",
            name="uq_case_event_organisation_id_case_id_version",
        ),
    )


def _make_final(table: str) -> None:
    if op.get_context().dialect.name != "postgresql":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are final'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE integrity_constraint_violation USING MESSAGE = 'rows of {table} are final'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}()"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "webhook_delivery",
        "webhook",
        "letter_template",
        "case_setting",
        "case_event",
        "case_badge",
        "recognition_case",
        "mapping_party",
        "mapping",
        "basis_edition",
    ):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for table in _FINAL:
            op.execute(f"DROP FUNCTION refuse_{table}()")
