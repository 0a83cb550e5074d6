"""The tables, as SQLAlchemy Core sees them. The database itself is made by the migrations."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

_ID = sa.String(36)
_NAME = sa.String(120)
_WHEN = sa.String(32)  # ISO 8601 in UTC with microseconds: sorts as text and reads alike on SQLite and PostgreSQL

learners = sa.Table(
    "learners",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("name", _NAME, nullable=False),
    sa.Column("created_at", _WHEN, nullable=False),
)
sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),
    sa.Column("learner_id", _ID, sa.ForeignKey("learners.id"), nullable=False),
    sa.Column("created_at", _WHEN, nullable=False),
)
variants = sa.Table(
    "variants",
    metadata,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
)
attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("learner_id", _ID, sa.ForeignKey("learners.id"), nullable=False, index=True),
    sa.Column("variant_hash", sa.String(64), sa.ForeignKey("variants.hash"), nullable=False),
    sa.Column("family", _NAME, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("specialty", _NAME, nullable=False),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("workplace", sa.String(32), nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("opened_at", _WHEN, nullable=False),
    sa.Column("active_at", _WHEN, nullable=False),
    sa.Column("saved_at", _WHEN),
    sa.Column("finished_at", _WHEN),
)
tabs = sa.Table(
    "tabs",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("step", sa.String(16), primary_key=True),
    sa.Column("tab", sa.String(40), primary_key=True),
    sa.Column("acknowledged", sa.Integer, nullable=False),
)
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("step", sa.String(16), primary_key=True),
    sa.Column("tab", sa.String(40), primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(80), nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
)
fields = sa.Table(
    "fields",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("step", sa.String(16), primary_key=True),
    sa.Column("key", sa.String(80), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sa.Column("tab", sa.String(40), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
)
submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("step", sa.String(16), primary_key=True),
    sa.Column("round", sa.Integer, primary_key=True),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
)
grades = sa.Table(
    "grades",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("hat", sa.String(8), primary_key=True),
    sa.Column("score_tenths", sa.Integer, nullable=False),
    sa.Column("lost_cents", sa.BigInteger, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
)
skill_evidence = sa.Table(
    "skill_evidence",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("hat", sa.String(8), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("skill", sa.String(60), nullable=False),
    sa.Column("right", sa.Boolean, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
)
feelings = sa.Table(
    "feelings",
    metadata,
    sa.Column("attempt_id", _ID, sa.ForeignKey("attempts.id"), primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
    sa.Column("at", _WHEN, nullable=False),
)
kept_codes = sa.Table(
    "kept_codes",
    metadata,
    sa.Column("learner_id", _ID, sa.ForeignKey("learners.id"), primary_key=True),
    sa.Column("code", sa.String(12), primary_key=True),
    sa.Column("system", sa.String(8), primary_key=True),
    sa.Column("starred_at", _WHEN),
    sa.Column("seen_at", _WHEN),
)
