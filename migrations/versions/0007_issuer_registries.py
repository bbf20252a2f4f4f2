"""Lists of issuers that the service, or an organisation, knows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)

_TABLE = "issuer_registry"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        _TABLE,
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID),
        sa.Column("key", _ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("imported_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_issuer_registry"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name="fk_issuer_registry_organisation_id",
        ),
    )
    op.create_index("ix_issuer_registry_organisation_id", _TABLE, ["organisation_id"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)
