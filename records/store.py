"""The one door to what people did. Every method is one transaction: it happened whole, or not at all.

Times come in from the caller (UTC). Somebody else's attempt is answered exactly like one that does not exist.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import secrets
import uuid
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from billing.figures import AccountFacts
from records import tables as t
from records.database import StoreError, database_url, migrate, open_engine, transaction
from records.models import (
    AttemptRow,
    AttemptSummary,
    Change,
    FieldChange,
    Hat,
    Json,
    KeptCode,
    KeptCodes,
    Learner,
    Role,
    Saved,
    SkillRow,
    Stage,
    Step,
    Submission,
    Workplace,
)
from scenarios.models import Variant

__all__ = ["Behind", "Closed", "NotFound", "Store", "StoreError"]

IDLE_SECONDS = 120
"""A pause longer than this counts as this much active time."""
KEY_CHARACTERS = 80
VALUE_CHARACTERS = 20_000
MOST_FAVORITES = 200
RECENT_CODES = 30


class NotFound(Exception):
    """There is no such attempt, or it is somebody else's."""


class Closed(Exception):
    """The step is already submitted; `stage` is where the attempt is now."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(f"This step is submitted; the case is at: {stage}.")
        self.stage = stage


class Behind(Exception):
    """A submission names a change that is not saved yet; `acknowledged` is the last that is."""

    def __init__(self, acknowledged: int) -> None:
        super().__init__(f"Changes after number {acknowledged} have not arrived yet.")
        self.acknowledged = acknowledged


class Store:
    """Learners, attempts and all that was saved in them."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None) -> Store:
        """Opens and migrates the database at `url` (default: `database_url()`). Raises StoreError."""
        engine = open_engine(url or database_url())
        try:
            migrate(engine)
        except StoreError:
            engine.dispose()
            raise
        return cls(engine)

    def close(self) -> None:
        self._engine.dispose()

    def healthy(self) -> None:
        """Asks the database for one row. Raises StoreError."""
        with transaction(self._engine, writes=False) as connection:
            connection.execute(sa.select(t.learners.c.id).limit(1)).first()

    # ---- learners ----------------------------------------------------------------------------------------

    def create_learner(self, name: str, now: datetime.datetime) -> tuple[Learner, str]:
        """A new learner and the token that proves it; only the token's hash is kept. Raises ValueError."""
        learner = Learner(id=str(uuid.uuid4()), name=_clean_name(name))
        token = secrets.token_urlsafe(32)
        with transaction(self._engine, writes=True) as connection:
            connection.execute(t.learners.insert().values(id=learner.id, name=learner.name, created_at=_text(now)))
            connection.execute(
                t.sessions.insert().values(token_hash=_hash(token), learner_id=learner.id, created_at=_text(now))
            )
        return learner, token

    def learner(self, token: str) -> Learner | None:
        """Who the token belongs to."""
        query = (
            sa.select(t.learners.c.id, t.learners.c.name)
            .join(t.sessions, t.sessions.c.learner_id == t.learners.c.id)
            .where(t.sessions.c.token_hash == _hash(token))
        )
        with transaction(self._engine, writes=False) as connection:
            row = connection.execute(query).first()
        return Learner(id=row.id, name=row.name) if row else None

    def rename_learner(self, learner_id: str, name: str) -> Learner:
        """Raises ValueError for an empty or overlong name."""
        cleaned = _clean_name(name)
        with transaction(self._engine, writes=True) as connection:
            connection.execute(t.learners.update().where(t.learners.c.id == learner_id).values(name=cleaned))
        return Learner(id=learner_id, name=cleaned)

    def end_session(self, token: str) -> None:
        """Forgets the token; the learner's work stays."""
        with transaction(self._engine, writes=True) as connection:
            connection.execute(t.sessions.delete().where(t.sessions.c.token_hash == _hash(token)))

    # ---- codes to come back to ---------------------------------------------------------------------------

    def kept_codes(self, learner_id: str) -> KeptCodes:
        """The learner's favorites and the codes looked at last."""
        with transaction(self._engine, writes=False) as connection:
            rows = connection.execute(sa.select(t.kept_codes).where(t.kept_codes.c.learner_id == learner_id)).all()
        starred = sorted((row for row in rows if row.starred_at), key=lambda row: (row.starred_at, row.code))
        seen = sorted((row for row in rows if row.seen_at), key=lambda row: (row.seen_at, row.code), reverse=True)
        return KeptCodes(
            favorites=tuple(KeptCode(code=row.code, system=row.system) for row in starred),
            recent=tuple(KeptCode(code=row.code, system=row.system) for row in seen[:RECENT_CODES]),
        )

    def star_code(self, learner_id: str, code: KeptCode, on: bool, now: datetime.datetime) -> None:
        """Makes a code a favorite or no longer one; twice is as once. Raises ValueError beyond `MOST_FAVORITES`."""
        own = t.kept_codes.c.learner_id == learner_id
        with transaction(self._engine, writes=True) as connection:
            if not on:
                starred = {"starred_at": None}
                connection.execute(t.kept_codes.update().where(own, *_of_code(code)).values(**starred))
                connection.execute(t.kept_codes.delete().where(own, *_of_code(code), t.kept_codes.c.seen_at.is_(None)))
                return
            count = sa.select(sa.func.count()).where(own, t.kept_codes.c.starred_at.is_not(None))
            if (connection.execute(count).scalar() or 0) >= MOST_FAVORITES:
                raise ValueError(f"There is room for {MOST_FAVORITES} favorites; take one away first.")
            self._keep_code(connection, learner_id, code, "starred_at", now)

    def see_code(self, learner_id: str, code: KeptCode, now: datetime.datetime) -> None:
        """Puts a code first among those looked at; what falls off the end is forgotten unless it is a favorite."""
        own = t.kept_codes.c.learner_id == learner_id
        with transaction(self._engine, writes=True) as connection:
            self._keep_code(connection, learner_id, code, "seen_at", now)
            seen = (
                sa.select(t.kept_codes.c.code, t.kept_codes.c.system)
                .where(own, t.kept_codes.c.seen_at.is_not(None))
                .order_by(t.kept_codes.c.seen_at.desc(), t.kept_codes.c.code.desc())
            )
            for row in connection.execute(seen).all()[RECENT_CODES:]:
                place = sa.and_(own, t.kept_codes.c.code == row.code, t.kept_codes.c.system == row.system)
                connection.execute(t.kept_codes.delete().where(place, t.kept_codes.c.starred_at.is_(None)))
                connection.execute(t.kept_codes.update().where(place).values(seen_at=None))

    def _keep_code(
        self, connection: sa.Connection, learner_id: str, code: KeptCode, column: str, now: datetime.datetime
    ) -> None:
        values = {"learner_id": learner_id, "code": code.code, "system": code.system}
        if not self._insert_once(connection, t.kept_codes, values | {column: _text(now)}):
            own = sa.and_(t.kept_codes.c.learner_id == learner_id, *_of_code(code))
            unset = [t.kept_codes.c.starred_at.is_(None)] if column == "starred_at" else []
            connection.execute(t.kept_codes.update().where(own, *unset).values({column: _text(now)}))

    # ---- attempts ----------------------------------------------------------------------------------------

    def open_attempt(
        self, learner_id: str, variant: Variant, role: Role, workplace: Workplace, now: datetime.datetime
    ) -> AttemptRow:
        """Opens a case; the variant with its key and editions is stored once by hash.

        A coder starts with the chart, a biller with the claim, or with the account where a payer has answered.
        """
        document = variant.model_dump_json()
        digest = hashlib.sha256(document.encode()).hexdigest()
        attempt_id = str(uuid.uuid4())
        with transaction(self._engine, writes=True) as connection:
            self._insert_once(connection, t.variants, {"hash": digest, "json": document})
            connection.execute(
                t.attempts.insert().values(
                    id=attempt_id,
                    learner_id=learner_id,
                    variant_hash=digest,
                    family=variant.family,
                    title=variant.title,
                    specialty=variant.encounter.specialty,
                    seed=variant.seed,
                    role=role,
                    workplace=workplace,
                    stage="account" if variant.key.case else "claim" if role == "biller" else "coding",
                    round=1,
                    seq=0,
                    seconds=0.0,
                    opened_at=_text(now),
                    active_at=_text(now),
                )
            )
        return self.attempt(learner_id, attempt_id)

    def _insert_once(self, connection: sa.Connection, table: sa.Table, values: dict[str, Any]) -> bool:
        """Inserts unless the primary key is there already; says whether it did. Safe against a concurrent twin."""
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        return connection.execute(insert(table).values(**values).on_conflict_do_nothing()).rowcount == 1

    def attempt(self, learner_id: str, attempt_id: str) -> AttemptRow:
        """Raises NotFound."""
        query = (
            sa.select(t.attempts, t.variants.c.json)
            .join(t.variants, t.variants.c.hash == t.attempts.c.variant_hash)
            .where(t.attempts.c.id == attempt_id, t.attempts.c.learner_id == learner_id)
        )
        with transaction(self._engine, writes=False) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise NotFound(attempt_id)
        return AttemptRow(
            id=row.id,
            learner_id=row.learner_id,
            family=row.family,
            title=row.title,
            role=row.role,
            workplace=row.workplace,
            stage=row.stage,
            round=row.round,
            variant=_variant(row.variant_hash, row.json),
            opened_at=_time(row.opened_at),
            finished_at=_time(row.finished_at) if row.finished_at else None,
            saved_at=_time(row.saved_at) if row.saved_at else None,
            seconds=round(row.seconds),
        )

    def _locked(self, connection: sa.Connection, learner_id: str, attempt_id: str) -> sa.Row[Any]:
        """The attempt's row, held until the transaction ends, so that two tabs take turns."""
        query = (
            sa.select(t.attempts)
            .where(t.attempts.c.id == attempt_id, t.attempts.c.learner_id == learner_id)
            .with_for_update()
        )
        row = connection.execute(query).first()
        if row is None:
            raise NotFound(attempt_id)
        return row

    # ---- saving ------------------------------------------------------------------------------------------

    def save(
        self,
        learner_id: str,
        attempt_id: str,
        step: Step,
        tab: str,
        changes: Sequence[Change],
        since: int,
        now: datetime.datetime,
    ) -> Saved:
        """Keeps a tab's changes in their order; those kept before are passed over, a gap stops it.

        Raises NotFound, Closed (new changes to a submitted step), ValueError (a key or value too long), StoreError.
        """
        for change in changes:
            _check_change(change)
        with transaction(self._engine, writes=True) as connection:
            row = self._locked(connection, learner_id, attempt_id)
            acknowledged = self._acknowledged(connection, attempt_id, step, tab)
            fresh = _next_in_order(changes, acknowledged)
            if fresh and row.stage != step:
                raise Closed(row.stage)
            seq = row.seq
            for change in fresh:
                seq += 1
                self._keep(connection, attempt_id, step, tab, change, seq, now)
            if fresh:
                acknowledged = fresh[-1].n
                self._advance(connection, row, step, tab, acknowledged, seq, now)
            others = self._others(connection, attempt_id, step, tab, since)
        return Saved(acknowledged=acknowledged, at=now, seq=seq, others=others)

    def _acknowledged(self, connection: sa.Connection, attempt_id: str, step: str, tab: str) -> int:
        query = sa.select(t.tabs.c.acknowledged).where(
            t.tabs.c.attempt_id == attempt_id, t.tabs.c.step == step, t.tabs.c.tab == tab
        )
        return connection.execute(query).scalar() or 0

    def _keep(
        self,
        connection: sa.Connection,
        attempt_id: str,
        step: str,
        tab: str,
        change: Change,
        seq: int,
        now: datetime.datetime,
    ) -> None:
        value = json.dumps(change.value, ensure_ascii=False)
        connection.execute(
            t.changes.insert().values(
                attempt_id=attempt_id, step=step, tab=tab, n=change.n, key=change.key, value=value, at=_text(now)
            )
        )
        newest = {"value": value, "tab": tab, "seq": seq}
        place = {"attempt_id": attempt_id, "step": step, "key": change.key}
        if not self._insert_once(connection, t.fields, place | newest):
            of_field = sa.and_(
                t.fields.c.attempt_id == attempt_id, t.fields.c.step == step, t.fields.c.key == change.key
            )
            connection.execute(t.fields.update().where(of_field).values(**newest))

    def _advance(
        self,
        connection: sa.Connection,
        row: sa.Row[Any],
        step: str,
        tab: str,
        acknowledged: int,
        seq: int,
        now: datetime.datetime,
    ) -> None:
        place = {"attempt_id": row.id, "step": step, "tab": tab}
        if not self._insert_once(connection, t.tabs, place | {"acknowledged": acknowledged}):
            of_tab = sa.and_(t.tabs.c.attempt_id == row.id, t.tabs.c.step == step, t.tabs.c.tab == tab)
            connection.execute(t.tabs.update().where(of_tab).values(acknowledged=acknowledged))
        connection.execute(
            t.attempts.update()
            .where(t.attempts.c.id == row.id)
            .values(seq=seq, seconds=_active(row, now), active_at=_text(now), saved_at=_text(now))
        )

    def _others(
        self, connection: sa.Connection, attempt_id: str, step: str, tab: str, since: int
    ) -> tuple[FieldChange, ...]:
        query = (
            sa.select(t.fields.c.key, t.fields.c.value, t.fields.c.seq)
            .where(
                t.fields.c.attempt_id == attempt_id,
                t.fields.c.step == step,
                t.fields.c.seq > since,
                t.fields.c.tab != tab,
            )
            .order_by(t.fields.c.seq)
        )
        rows = connection.execute(query).all()
        return tuple(FieldChange(key=row.key, value=json.loads(row.value), seq=row.seq) for row in rows)

    def fields(self, learner_id: str, attempt_id: str, step: Step) -> dict[str, Json]:
        """All fields of a step as they stand. Raises NotFound."""
        return self.fields_and_seq(learner_id, attempt_id, step)[0]

    def fields_and_seq(self, learner_id: str, attempt_id: str, step: Step) -> tuple[dict[str, Json], int]:
        """The fields with the place in the attempt's order of changes that they stand for. Raises NotFound."""
        owner = sa.select(t.attempts.c.seq).where(t.attempts.c.id == attempt_id, t.attempts.c.learner_id == learner_id)
        query = sa.select(t.fields.c.key, t.fields.c.value, t.fields.c.seq).where(
            t.fields.c.attempt_id == attempt_id, t.fields.c.step == step
        )
        with transaction(self._engine, writes=False) as connection:
            seq = connection.execute(owner).scalar()
            if seq is None:
                raise NotFound(attempt_id)
            rows = connection.execute(query).all()
        return {row.key: json.loads(row.value) for row in rows}, max([seq, *(row.seq for row in rows)])

    # ---- submitting --------------------------------------------------------------------------------------

    def check_complete(self, learner_id: str, attempt_id: str, step: Step, tab: str, last_n: int) -> AttemptRow:
        """The attempt, when all of the tab's changes up to `last_n` are kept. Raises NotFound, Behind."""
        row = self.attempt(learner_id, attempt_id)
        with transaction(self._engine, writes=False) as connection:
            acknowledged = self._acknowledged(connection, attempt_id, step, tab)
        if acknowledged < last_n:
            raise Behind(acknowledged)
        return row

    def submit(
        self,
        learner_id: str,
        attempt_id: str,
        step: Step,
        tab: str,
        last_n: int,
        round_number: int,
        payload: Json,
        result: Json,
        next_stage: Stage,
        now: datetime.datetime,
        mend: bool = False,
    ) -> Submission:
        """Keeps an answer and moves the attempt on; the same step and round again gives back the first one.

        `result` may hold `grades`: {hat: Grade as JSON}; they are kept of round 1 only. `mend` starts the next round.
        Raises NotFound, Behind (a change up to `last_n` is missing), Closed (another step is due), StoreError.
        """
        with transaction(self._engine, writes=True) as connection:
            row = self._locked(connection, learner_id, attempt_id)
            before = self._submission(connection, attempt_id, step, round_number)
            if before:
                return before
            acknowledged = self._acknowledged(connection, attempt_id, step, tab)
            if acknowledged < last_n:
                raise Behind(acknowledged)
            if row.stage != step or row.round != round_number:
                raise Closed(row.stage)
            connection.execute(
                t.submissions.insert().values(
                    attempt_id=attempt_id,
                    step=step,
                    round=round_number,
                    answer=json.dumps(payload, ensure_ascii=False),
                    result=json.dumps(result, ensure_ascii=False),
                    at=_text(now),
                )
            )
            if round_number == 1:
                for hat, grade in (result.get("grades") or {}).items():
                    self._keep_grade(connection, attempt_id, hat, grade, now)
            connection.execute(
                t.attempts.update()
                .where(t.attempts.c.id == attempt_id)
                .values(
                    stage=next_stage,
                    round=row.round + 1 if mend else row.round,
                    seconds=_active(row, now),
                    active_at=_text(now),
                    finished_at=_text(now) if next_stage == "done" else None,
                )
            )
        return Submission(step=step, round=round_number, answer=payload, result=result, at=now)

    def act(
        self,
        learner_id: str,
        attempt_id: str,
        number: int,
        action: Json,
        result: Json,
        closes: bool,
        now: datetime.datetime,
    ) -> Submission:
        """Keeps an action on the account; the same number again gives back the first one.

        `number` counts from 1 without gaps. `result` may hold `grades`, kept when the action closes the account.
        Raises NotFound, Behind (an earlier number is missing), Closed (the account is closed), StoreError.
        """
        with transaction(self._engine, writes=True) as connection:
            row = self._locked(connection, learner_id, attempt_id)
            before = self._submission(connection, attempt_id, "account", number)
            if before:
                return before
            count = sa.select(sa.func.count()).where(
                t.submissions.c.attempt_id == attempt_id, t.submissions.c.step == "account"
            )
            done = connection.execute(count).scalar() or 0
            if row.stage != "account":
                raise Closed(row.stage)
            if number != done + 1:
                raise Behind(done)
            connection.execute(
                t.submissions.insert().values(
                    attempt_id=attempt_id,
                    step="account",
                    round=number,
                    answer=json.dumps(action, ensure_ascii=False),
                    result=json.dumps(result, ensure_ascii=False),
                    at=_text(now),
                )
            )
            for hat, grade in (result.get("grades") or {}).items():
                self._keep_grade(connection, attempt_id, hat, grade, now)
            connection.execute(
                t.attempts.update()
                .where(t.attempts.c.id == attempt_id)
                .values(
                    stage="done" if closes else "account",
                    seconds=_active(row, now),
                    active_at=_text(now),
                    saved_at=_text(now),
                    finished_at=_text(now) if closes else None,
                )
            )
        return Submission(step="account", round=number, answer=action, result=result, at=now)

    def _submission(self, connection: sa.Connection, attempt_id: str, step: str, number: int) -> Submission | None:
        query = sa.select(t.submissions).where(
            t.submissions.c.attempt_id == attempt_id, t.submissions.c.step == step, t.submissions.c.round == number
        )
        row = connection.execute(query).first()
        return _submission(row) if row else None

    def _keep_grade(
        self, connection: sa.Connection, attempt_id: str, hat: Hat, grade: dict[str, Any], now: datetime.datetime
    ) -> None:
        lost = sum((max(Decimal(str(f["dollars"])), Decimal(0)) for f in grade["findings"]), Decimal(0))
        connection.execute(
            t.grades.insert().values(
                attempt_id=attempt_id,
                hat=hat,
                score_tenths=int(Decimal(str(grade["score"])) * 10),
                lost_cents=int(lost * 100),
                at=_text(now),
            )
        )
        for number, evidence in enumerate(grade["skills"]):
            connection.execute(
                t.skill_evidence.insert().values(
                    attempt_id=attempt_id,
                    hat=hat,
                    number=number,
                    skill=evidence["skill"],
                    right=bool(evidence["right"]),
                    at=_text(now),
                )
            )

    def submissions(self, learner_id: str, attempt_id: str) -> tuple[Submission, ...]:
        """All submissions of an attempt, oldest first. Raises NotFound."""
        query = (
            sa.select(t.submissions)
            .where(t.submissions.c.attempt_id == attempt_id)
            .order_by(t.submissions.c.at, t.submissions.c.round)
        )
        with transaction(self._engine, writes=False) as connection:
            self._owned(connection, learner_id, attempt_id)
            return tuple(_submission(row) for row in connection.execute(query).all())

    def _owned(self, connection: sa.Connection, learner_id: str, attempt_id: str) -> None:
        query = sa.select(t.attempts.c.id).where(t.attempts.c.id == attempt_id, t.attempts.c.learner_id == learner_id)
        if connection.execute(query).first() is None:
            raise NotFound(attempt_id)

    def feeling(self, learner_id: str, attempt_id: str, value: int, now: datetime.datetime) -> None:
        """How the case felt, 1 to 5; the last answer counts. Raises NotFound, ValueError."""
        if not 1 <= value <= 5:
            raise ValueError("A feeling is a number from 1 to 5.")
        with transaction(self._engine, writes=True) as connection:
            self._owned(connection, learner_id, attempt_id)
            values = {"value": value, "at": _text(now)}
            if not self._insert_once(connection, t.feelings, {"attempt_id": attempt_id} | values):
                connection.execute(t.feelings.update().where(t.feelings.c.attempt_id == attempt_id).values(**values))

    def account_facts(self, learner_id: str) -> tuple[AccountFacts, ...]:
        """The facts of every account that the learner has closed, oldest first."""
        query = (
            sa.select(t.submissions.c.result)
            .join(t.attempts, t.attempts.c.id == t.submissions.c.attempt_id)
            .where(
                t.attempts.c.learner_id == learner_id,
                t.attempts.c.stage == "done",
                t.submissions.c.step == "account",
                t.submissions.c.result != "{}",
            )
            .order_by(t.submissions.c.at, t.submissions.c.attempt_id)
        )
        with transaction(self._engine, writes=False) as connection:
            results = [json.loads(row.result) for row in connection.execute(query).all()]
        return tuple(AccountFacts.model_validate(one["facts"]) for one in results if "facts" in one)

    # ---- looking back ------------------------------------------------------------------------------------

    def attempts(self, learner_id: str) -> tuple[AttemptSummary, ...]:
        """All attempts of a learner, newest first."""
        coder, biller = t.grades.alias("coder"), t.grades.alias("biller")
        mended = (
            sa.select(t.submissions.c.attempt_id)
            .where(
                t.submissions.c.attempt_id == t.attempts.c.id,
                sa.or_(
                    sa.and_(t.submissions.c.step != "account", t.submissions.c.round > 1),
                    sa.and_(t.submissions.c.step == "account", t.submissions.c.answer.like('{"do": "send"%')),
                ),
            )
            .exists()
        )
        query = (
            sa.select(
                t.attempts,
                coder.c.score_tenths.label("coder_score"),
                biller.c.score_tenths.label("biller_score"),
                (sa.func.coalesce(coder.c.lost_cents, 0) + sa.func.coalesce(biller.c.lost_cents, 0)).label("lost"),
                t.feelings.c.value.label("feeling"),
                mended.label("mended"),
            )
            .outerjoin(coder, sa.and_(coder.c.attempt_id == t.attempts.c.id, coder.c.hat == "coder"))
            .outerjoin(biller, sa.and_(biller.c.attempt_id == t.attempts.c.id, biller.c.hat == "biller"))
            .outerjoin(t.feelings, t.feelings.c.attempt_id == t.attempts.c.id)
            .where(t.attempts.c.learner_id == learner_id)
            .order_by(t.attempts.c.opened_at.desc(), t.attempts.c.id)
        )
        with transaction(self._engine, writes=False) as connection:
            return tuple(_summary(row) for row in connection.execute(query).all())

    def skill_evidence(self, learner_id: str) -> tuple[SkillRow, ...]:
        """Every observation of every skill in the learner's finished attempts, oldest first."""
        query = (
            sa.select(t.skill_evidence)
            .join(t.attempts, t.attempts.c.id == t.skill_evidence.c.attempt_id)
            .where(t.attempts.c.learner_id == learner_id, t.attempts.c.stage == "done")
            .order_by(t.skill_evidence.c.at, t.skill_evidence.c.attempt_id, t.skill_evidence.c.number)
        )
        with transaction(self._engine, writes=False) as connection:
            rows = connection.execute(query).all()
        return tuple(
            SkillRow(attempt_id=r.attempt_id, hat=r.hat, skill=r.skill, right=r.right, at=_time(r.at)) for r in rows
        )


def _of_code(code: KeptCode) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return t.kept_codes.c.code == code.code, t.kept_codes.c.system == code.system


def _check_change(change: Change) -> None:
    if not 0 < len(change.key) <= KEY_CHARACTERS:
        raise ValueError(f"A field's name has 1 to {KEY_CHARACTERS} characters.")
    if len(json.dumps(change.value)) > VALUE_CHARACTERS:
        raise ValueError(f"The field {change.key} holds more than {VALUE_CHARACTERS:,} characters; it was not saved.")


def _next_in_order(changes: Sequence[Change], acknowledged: int) -> list[Change]:
    """The changes that follow the acknowledged one without a gap."""
    fresh: list[Change] = []
    for change in sorted(changes, key=lambda change: change.n):
        if change.n == acknowledged + len(fresh) + 1:
            fresh.append(change)
    return fresh


def _active(row: sa.Row[Any], now: datetime.datetime) -> float:
    pause = (now - _time(row.active_at)).total_seconds()
    return float(row.seconds) + min(max(pause, 0.0), IDLE_SECONDS)


def _summary(row: sa.Row[Any]) -> AttemptSummary:
    done = row.stage == "done"
    return AttemptSummary(
        id=row.id,
        family=row.family,
        title=row.title,
        specialty=row.specialty,
        role=row.role,
        workplace=row.workplace,
        stage=row.stage,
        seed=row.seed,
        opened_at=_time(row.opened_at),
        finished_at=_time(row.finished_at) if row.finished_at else None,
        saved_at=_time(row.saved_at) if row.saved_at else None,
        seconds=round(row.seconds),
        coder_score=_tenths(row.coder_score) if done else None,
        biller_score=_tenths(row.biller_score) if done else None,
        lost=(Decimal(row.lost) / 100).quantize(Decimal("0.01")) if done else Decimal("0.00"),
        mended=bool(row.mended),
        feeling=row.feeling,
    )


def _submission(row: sa.Row[Any]) -> Submission:
    return Submission(
        step=row.step,
        round=row.round,
        answer=json.loads(row.answer),
        result=json.loads(row.result),
        at=_time(row.at),
    )


@lru_cache(maxsize=512)
def _variant(_digest: str, document: str) -> Variant:
    return Variant.model_validate_json(document)


def _clean_name(name: str) -> str:
    cleaned = " ".join("".join(c for c in name if c.isprintable()).split())
    if not 1 <= len(cleaned) <= 60:
        raise ValueError("A name has 1 to 60 characters.")
    return cleaned


def _tenths(value: int | None) -> Decimal | None:
    return None if value is None else (Decimal(value) / 10).quantize(Decimal("0.1"))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _text(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="microseconds")


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)
