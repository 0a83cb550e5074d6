"""The values that the store takes and gives: immutable, times in UTC, money in dollars."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, Literal

from scenarios.models import Frozen, Variant

Role = Literal["coder", "biller", "both"]
Workplace = Literal["small_practice", "billing_company"]
Stage = Literal["coding", "claim", "account", "done"]
Step = Literal["coding", "claim", "account"]
Hat = Literal["coder", "biller"]
Json = Any
"""Whatever JSON can hold; what a field may hold is checked where it is read (`records.work`)."""


class Learner(Frozen):
    """Somebody who practises. The name is for greeting; the id is the identity."""

    id: str
    name: str


class KeptCode(Frozen):
    """A code as the code book names it, and the set it belongs to."""

    code: str
    system: Literal["ICD10CM", "CPT", "HCPCS"]


class KeptCodes(Frozen):
    """What a learner comes back to: starred codes in the order they were starred, and those looked at last."""

    favorites: tuple[KeptCode, ...]
    recent: tuple[KeptCode, ...]
    """Newest first."""


class Change(Frozen):
    """One change of an answer, numbered from 1 by the browser tab that made it."""

    n: int
    key: str
    value: Json


class FieldChange(Frozen):
    """A field's newest value and its place in the attempt's order of changes."""

    key: str
    value: Json
    seq: int


class Saved(Frozen):
    """The store's word that changes are on disk."""

    acknowledged: int
    """Highest number up to which all of this tab's changes are kept."""
    at: datetime.datetime
    seq: int
    """Newest place in the attempt's order of changes; send it back as `since`."""
    others: tuple[FieldChange, ...]
    """What other tabs changed after `since`."""


class Submission(Frozen):
    """An answer as it was submitted, with what came of it."""

    step: Step
    round: int
    """1 the first time, 2 and on after mending."""
    answer: Json
    result: Json
    at: datetime.datetime


class AttemptRow(Frozen):
    """One learner's work on one variant, with the variant as it was shown."""

    id: str
    learner_id: str
    family: str
    title: str
    role: Role
    workplace: Workplace
    stage: Stage
    round: int
    variant: Variant
    opened_at: datetime.datetime
    finished_at: datetime.datetime | None
    saved_at: datetime.datetime | None
    seconds: int
    """Active time: pauses longer than two minutes count as two minutes."""


class AttemptSummary(Frozen):
    """What lists and charts need of an attempt; `skills`, title and specialty as of the variant."""

    id: str
    family: str
    title: str
    specialty: str
    role: Role
    workplace: Workplace
    stage: Stage
    seed: int
    opened_at: datetime.datetime
    finished_at: datetime.datetime | None
    saved_at: datetime.datetime | None
    seconds: int
    coder_score: Decimal | None = None
    """0.0 to 100.0, of the first submission."""
    biller_score: Decimal | None = None
    lost: Decimal = Decimal("0.00")
    """Dollars that the slips of the first submission would have cost."""
    mended: bool = False
    feeling: int | None = None
    """1 (not for me) to 5 (more of this)."""


class SkillRow(Frozen):
    """One observation of one skill in a finished attempt."""

    attempt_id: str
    hat: Hat
    skill: str
    right: bool
    at: datetime.datetime
