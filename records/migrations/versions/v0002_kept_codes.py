"""Codes that a learner has starred, and those looked at last."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

WHEN = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "kept_codes",
        sa.Column("learner_id", sa.String(36), sa.ForeignKey("learners.id"), primary_key=True),
        sa.Column("code", sa.String(12), primary_key=True),
        sa.Column("system", sa.String(8), primary_key=True),
        sa.Column("starred_at", WHEN),
        sa.Column("seen_at", WHEN),
    )
