"""Last good copies of the status lists of other issuers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)

_TABLE = "kept_list"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        _TABLE,
        sa.Column("url", _ID, nullable=False),
        sa.Column("host", _ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("fetched_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_kept_list"),
    )
    op.create_index("ix_kept_list_host", _TABLE, ["host", "fetched_at"])
    op.create_index("ix_kept_list_fetched_at", _TABLE, ["fetched_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table(_TABLE)
