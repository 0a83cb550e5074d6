"""What grading says: findings, and what they add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from scenarios.models import Evidence, Frozen

Kind = Literal[
    "right",
    "accepted",
    "neutral",
    "missing",
    "extra",
    "distractor",
    "less_specific",
    "wrong_side",
    "wrong_seventh_character",
    "wrong_order",
    "wrong_modifier",
    "wrong_units",
    "wrong_pointer",
    "wrong_field",
    "query_missed",
    "query_needless",
]
Risk = Literal["none", "underpaid", "overpaid", "denied", "rejected", "compliance"]


class Finding(Frozen):
    """One graded fact about one element of an answer."""

    kind: Kind
    element: str
    """Where: `diagnosis A`, `line 2`, `item 1a`, `query`, `order`; of a missing element its kind and key id."""
    expected: str
    given: str
    points: Decimal
    """Gained, negative where points are taken away; out of `worth`."""
    worth: Decimal
    """What the element could have gained; 0 for what can only lose."""
    evidence: tuple[Evidence, ...]
    why: str
    cites: str
    dollars: Decimal
    """What the slip would have cost the practice, allowed amount; negative where it would have been overpaid."""
    risk: Risk
    skill: str


class SkillEvidence(Frozen):
    """One observation about one skill."""

    skill: str
    right: bool


class Grade(Frozen):
    """Score of an answer, with the findings in the order of the chart."""

    score: Decimal
    """0.0 to 100.0, one decimal."""
    out_of: int = 100
    findings: tuple[Finding, ...]
    skills: tuple[SkillEvidence, ...]
