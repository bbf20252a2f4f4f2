"""Verification jobs, and their results until they are fetched or a day has passed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# As `badgeservice.storage.types` had them at this revision.
_ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "verification_job",
        sa.Column("id", _ID, nullable=False),
        sa.Column("organisation_id", _ID, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_verification_job_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verification_job"),
        sa.CheckConstraint(
            "state IN ('running', 'done', 'interrupted')", name="ck_verification_job_state"
        ),
    )
    op.create_index("ix_verification_job_started", "verification_job", ["started_at"])
    op.create_table(
        "verification_result",
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["verification_job.id"], name="fk_verification_result_job_id"
        ),
        sa.PrimaryKeyConstraint("job_id", "index", name="pk_verification_result"),
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("verification_result")
    op.drop_table("verification_job")
