"""In which order several payers of one person pay, and why, step by step.

Sources: NAIC Coordination of Benefits Model Regulation (MDL-120), section 6 (plans among themselves); 42 CFR part 411
(Medicare second, through `rules.medicare_primary`); 42 CFR 433.139 (Medicaid last); 32 CFR 199.8 (TRICARE second).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from typing import Literal

from rules.medicare_primary import AGE, Reason, medicare_primary

CITES = "NAIC Model Regulation 120, section 6; 42 CFR 411.20 to 411.206; 42 CFR 433.139; 32 CFR 199.8"
Relationship = Literal["self", "spouse", "child", "stepchild"]
RELATIONSHIPS: tuple[Relationship, ...] = ("self", "spouse", "child", "stepchild")
Custody = Literal["", "custodial", "custodial_spouse", "non_custodial", "non_custodial_spouse", "joint"]
CUSTODY: tuple[Custody, ...] = ("custodial", "custodial_spouse", "non_custodial", "non_custodial_spouse", "joint")
Employment = Literal["", "active", "retired", "cobra", "none"]
INJURY_KINDS = ("workers_comp", "auto", "no_fault", "liability")
GROUP_KINDS = ("commercial", "hmo")
MEDICARE_KINDS = ("medicare", "medicare_advantage")
KINDS = (*INJURY_KINDS, *GROUP_KINDS, *MEDICARE_KINDS, "medigap", "tricare", "medicaid", "self_pay")
_CUSTODY_ORDER: tuple[Custody, ...] = ("custodial", "custodial_spouse", "non_custodial", "non_custodial_spouse")


@dataclass(frozen=True)
class CoveringPlan:
    """One plan that covers the person."""

    id: str
    kind: str
    """A kind of coverage, or `auto`, `no_fault`, `liability`, `medigap`."""
    holder: str = ""
    relationship: Relationship = "self"
    """What the person is to the holder."""
    born: tuple[int, int] | None = None
    """Month and day of the holder's birth; the year does not count."""
    employment: Employment = ""
    """Of the holder, on which the plan rests; `none`: not from an employer; empty: not told."""
    employer_size: int | None = None
    since: datetime.date | None = None
    custody: Custody = ""
    """The holder's place where the child's parents live apart."""
    decree: bool = False
    """A court decree makes the holder responsible for the child's health care."""


@dataclass(frozen=True)
class Insured:
    """What of the person decides whether Medicare is first."""

    age: int | None = None
    reason: Reason | None = None
    """Why the person has Medicare; by age from 65 on where it is not told."""
    esrd_start: datetime.date | None = None


@dataclass(frozen=True)
class BenefitOrder:
    """Ids of the plans, first payer first; `open` are plans that no rule parts, so that their order is not known."""

    order: tuple[str, ...]
    steps: tuple[str, ...]
    open: tuple[str, ...] = ()
    cites: str = CITES


@dataclass
class _Working:
    steps: list[str] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    def note(self, step: str) -> None:
        if step not in self.steps:
            self.steps.append(step)


def coordination_of_benefits(person: Insured, plans: Sequence[CoveringPlan], on: datetime.date) -> BenefitOrder:
    """The order in which `plans` pay for the person on a day.

    Raises ValueError where a plan's kind is unknown, two have one id, or what a rule needs is missing.
    """
    _checked(plans)
    working = _Working()
    injury = [plan for plan in plans if plan.kind in INJURY_KINDS]
    injury.sort(key=lambda plan: INJURY_KINDS.index(plan.kind))
    if injury:
        working.note(f"{_ids(injury)} first, for the injury that it insures.")
    group = _sorted_groups([plan for plan in plans if plan.kind in GROUP_KINDS], working)
    order = injury + _with_medicare(person, group, [plan for plan in plans if plan.kind in MEDICARE_KINDS], on, working)
    for kind, why in _LATER.items():
        later = [plan for plan in plans if plan.kind == kind]
        order += later
        if later and len(plans) > len(later):
            working.note(f"{_ids(later)} {why}")
    if not working.steps:
        working.note("One plan only.")
    return BenefitOrder(tuple(plan.id for plan in order), tuple(working.steps), tuple(sorted(working.open)))


_LATER = {
    "medigap": "supplements Medicare and pays after it.",
    "tricare": "(TRICARE) after all other health insurance but Medicaid (32 CFR 199.8).",
    "medicaid": "(Medicaid) last of all (42 CFR 433.139).",
    "self_pay": "is no insurance: what is left.",
}


def _ids(plans: Sequence[CoveringPlan]) -> str:
    return ", ".join(plan.id for plan in plans)


def _checked(plans: Sequence[CoveringPlan]) -> None:
    for plan in plans:
        if plan.kind not in KINDS:
            raise ValueError(f"plan {plan.id}: kind is {plan.kind!r}; expected one of {', '.join(KINDS)}")
    ids = [plan.id for plan in plans]
    if not ids or len(set(ids)) < len(ids):
        raise ValueError("plans: expected at least one, each with an id of its own")


# ---- Medicare among group plans --------------------------------------------------------------------------


def _with_medicare(
    person: Insured,
    group: list[CoveringPlan],
    medicare: list[CoveringPlan],
    on: datetime.date,
    working: _Working,
) -> list[CoveringPlan]:
    """Group plans that pay before Medicare, Medicare, then the others, each part in its own order."""
    if not medicare or not group:
        return group + medicare
    before = [plan for plan in group if _before_medicare(person, plan, on, working)]
    after = [plan for plan in group if plan not in before]
    return before + medicare + after


def _before_medicare(person: Insured, plan: CoveringPlan, on: datetime.date, working: _Working) -> bool:
    if not plan.employment:
        raise ValueError(f"plan {plan.id}: employment is missing; beside Medicare it decides who is first")
    if plan.employment == "none":
        working.note(f"{plan.id} is not from an employer: Medicare before it.")
        return False
    reason = person.reason or ("age" if person.age is not None and person.age >= AGE else None)
    if reason is None:
        raise ValueError("person: age from 65 on, or reason (age, disability, esrd), is needed beside Medicare")
    if plan.employer_size is None and plan.employment == "active" and reason != "esrd":
        raise ValueError(f"plan {plan.id}: employer_size is missing; it decides whether Medicare is first")
    age = person.age if person.age is not None else (AGE if reason == "age" else 0)
    whose = {"self": "own", "spouse": "spouse"}.get(plan.relationship, "family")
    found = medicare_primary(reason, whose, plan.employment, plan.employer_size or 0, on, age, person.esrd_start)
    for step in found.steps:
        working.note(f"{plan.id}: {step}")
    return found.primary == "group_plan"


# ---- group plans among themselves ------------------------------------------------------------------------

_Comparison = Callable[[CoveringPlan, CoveringPlan], str]
"""A rule: the reason why the first of two plans pays first; empty where the rule does not say so."""


def _sorted_groups(plans: list[CoveringPlan], working: _Working) -> list[CoveringPlan]:
    def compare(one: CoveringPlan, other: CoveringPlan) -> int:
        for rule in _RULES:
            for first, second, sign in ((one, other, -1), (other, one, 1)):
                why = rule(first, second)
                if why:
                    working.note(f"{first.id} before {second.id}: {why}")
                    return sign
        working.open |= {one.id, other.id}
        return 0

    found = sorted(plans, key=cmp_to_key(compare))
    if working.open:
        working.note(f"No rule parts {', '.join(sorted(working.open))}: they share equally; ask both plans.")
    return found


def _is_child(plan: CoveringPlan) -> bool:
    return plan.relationship in ("child", "stepchild")


def _own_plan(one: CoveringPlan, other: CoveringPlan) -> str:
    if one.relationship == "self" and other.relationship != "self":
        return "the plan as subscriber goes before the plan as dependent."
    return ""


def _place_of(plan: CoveringPlan) -> Custody:
    """Custody as told; a stepparent's plan without more is the custodial parent's spouse's."""
    return plan.custody or ("custodial_spouse" if plan.relationship == "stepchild" else "")


def _decree(one: CoveringPlan, other: CoveringPlan) -> str:
    if _is_child(one) and _is_child(other) and one.decree and not other.decree:
        return f"the court decree names {one.holder or one.id}."
    return ""


def _custody(one: CoveringPlan, other: CoveringPlan) -> str:
    if not (_is_child(one) and _is_child(other)) or (one.decree and other.decree):
        return ""
    first, second = _place_of(one), _place_of(other)
    if first not in _CUSTODY_ORDER or second == "joint":
        return ""
    after = second not in _CUSTODY_ORDER or _CUSTODY_ORDER.index(first) < _CUSTODY_ORDER.index(second)
    if first.startswith("custodial") and after:
        return "parents live apart: custodial parent, custodial parent's spouse, the other parent."
    if first == "non_custodial" and second == "non_custodial_spouse":
        return "parents live apart: the other parent before that parent's spouse."
    return ""


def _birthday(one: CoveringPlan, other: CoveringPlan) -> str:
    if not (_is_child(one) and _is_child(other)):
        return ""
    for plan in (one, other):
        if plan.born is None:
            raise ValueError(f"plan {plan.id}: born is missing; the birthday rule needs month and day")
    if one.born and other.born and one.born < other.born:
        return f"birthday rule, {_month_day(one.born)} comes before {_month_day(other.born)} in the year."
    return ""


def _month_day(born: tuple[int, int]) -> str:
    return f"{born[0]:02}-{born[1]:02}"


def _active(one: CoveringPlan, other: CoveringPlan) -> str:
    if _parted_by_length(one, other):
        return ""
    if one.employment == "active" and other.employment == "retired":
        return "active employment goes before retirement."
    return ""


def _continuation(one: CoveringPlan, other: CoveringPlan) -> str:
    if _parted_by_length(one, other):
        return ""
    if other.employment == "cobra" and one.employment in ("active", "retired"):
        return "a plan from employment goes before continuation coverage (COBRA)."
    return ""


def _parted_by_length(one: CoveringPlan, other: CoveringPlan) -> bool:
    """Where length of coverage decides at once: both parents' plans whose birthdays agree, and a grown child under a
    parent's plan and a spouse's (Model 120, 6 D (2))."""
    if _is_child(one) and _is_child(other):
        return one.holder != other.holder or not one.holder
    return _is_child(one) != _is_child(other) and "self" not in (one.relationship, other.relationship)


def _longer(one: CoveringPlan, other: CoveringPlan) -> str:
    if one.since and other.since and one.since < other.since:
        return f"covered longer, since {one.since} against {other.since}."
    return ""


_RULES: tuple[_Comparison, ...] = (_own_plan, _decree, _custody, _birthday, _active, _continuation, _longer)
"""In the order of the model regulation; the first that parts two plans decides."""
