"""Pages for counsellors, sealed and for some hours."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "evaluation_page",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_evaluation_page_organisation_id"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_evaluation_page"),
        sa.UniqueConstraint("id", name="uq_evaluation_page_id"),
    )
    op.create_index("ix_evaluation_page_expires", "evaluation_page", ["expires_at"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("evaluation_page")
