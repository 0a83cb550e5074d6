"""The first tables: learners and their sessions, attempts, saved changes, submissions, grades, feelings."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String(36)
NAME = sa.String(120)
WHEN = sa.String(32)


def upgrade() -> None:
    op.create_table(
        "learners",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", NAME, nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("learner_id", ID, sa.ForeignKey("learners.id"), nullable=False),
        sa.Column("created_at", WHEN, nullable=False),
    )
    op.create_table(
        "variants",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("json", sa.Text, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("id", ID, primary_key=True),
        sa.Column("learner_id", ID, sa.ForeignKey("learners.id"), nullable=False),
        sa.Column("variant_hash", sa.String(64), sa.ForeignKey("variants.hash"), nullable=False),
        sa.Column("family", NAME, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("specialty", NAME, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("workplace", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("opened_at", WHEN, nullable=False),
        sa.Column("active_at", WHEN, nullable=False),
        sa.Column("saved_at", WHEN),
        sa.Column("finished_at", WHEN),
    )
    op.create_table(
        "tabs",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("tab", sa.String(40), primary_key=True),
        sa.Column("acknowledged", sa.Integer, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("tab", sa.String(40), primary_key=True),
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at", WHEN, nullable=False),
    )
    op.create_table(
        "fields",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("key", sa.String(80), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("tab", sa.String(40), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_table(
        "submissions",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("step", sa.String(16), primary_key=True),
        sa.Column("round", sa.Integer, primary_key=True),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("at", WHEN, nullable=False),
    )
    op.create_table(
        "grades",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("hat", sa.String(8), primary_key=True),
        sa.Column("score_tenths", sa.Integer, nullable=False),
        sa.Column("lost_cents", sa.BigInteger, nullable=False),
        sa.Column("at", WHEN, nullable=False),
    )
    op.create_table(
        "skill_evidence",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("hat", sa.String(8), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("skill", sa.String(60), nullable=False),
        sa.Column("right", sa.Boolean, nullable=False),
        sa.Column("at", WHEN, nullable=False),
    )
    op.create_table(
        "feelings",
        sa.Column("attempt_id", ID, sa.ForeignKey("attempts.id"), primary_key=True),
        sa.Column("value", sa.Integer, nullable=False),
        sa.Column("at", WHEN, nullable=False),
    )
    op.create_index("ix_attempts_learner_id", "attempts", ["learner_id"])
