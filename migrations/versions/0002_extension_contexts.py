"""Contexts that organisations register for words of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)

_TABLE = "extension_context"


def upgrade() -> None:
    """Create the table, and let the database itself refuse to change or delete a row."""
    op.create_table(
        _TABLE,
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("name", _ID, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", _ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_extension_context_organisation_id"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "name", "version", name="pk_extension_context"),
        sa.UniqueConstraint("url", name="uq_extension_context_url"),
    )
    if op.get_context().dialect.name == "postgresql":
        _make_final_on_postgresql()
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_{verb.lower()} BEFORE {verb} ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {_TABLE} are final'); END"
        )


def _make_final_on_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION refuse_{_TABLE}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE integrity_constraint_violation USING MESSAGE = 'rows of {_TABLE} are final'; "
        "END $$"
    )
    op.execute(
        f"CREATE TRIGGER {_TABLE}_final BEFORE UPDATE OR DELETE OR TRUNCATE ON {_TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{_TABLE}()"
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)
    if op.get_context().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION refuse_{_TABLE}()")
