"""Whether a biller's case stands: its root cause comes about, looks as it should, and can be worked to its end.

Asked of every variant of every family that has a case. The payer's answer must be of the cause's look; every remedy
must end the account by the rules; and the model's way must bring in at least as much as any other remedy.
"""

from __future__ import annotations

from billing.accounts import PatientAccount, case_opening, run
from billing.accounts.running import Opening
from billing.accounts.solving import NoWay, collected, model_account
from billing.accounts.state import ActionError
from billing.causes import CAUSES, Remedy
from billing.causes.opening import CaseError
from data import Reference
from scenarios.models import Variant

Problem = tuple[str, str]
"""Rule and message."""


def check_case(reference: Reference, variant: Variant) -> list[Problem]:
    """What is wrong with the case of a variant, as (rule, message); empty when nothing is or there is none."""
    case = variant.key.case
    if case is None:
        return []
    if case.cause not in reference.root_causes or case.cause not in CAUSES:
        return [("case.cause", f"There is no root cause {case.cause}.")]
    try:
        opening = case_opening(reference, variant)
    except (CaseError, ValueError) as problem:
        return [("case.impossible", str(problem))]
    start = run(opening, ())
    return [*_look(reference, case.cause, start), *_evidence(case.cause, start), *_ways(case.cause, opening)]


def looks_of(account: PatientAccount) -> set[str]:
    """What the account shows: looks of its open items; `paid` where the payer's answer leaves none."""
    return {item.look for item in account.items} or {"paid"}


def _look(reference: Reference, cause: str, start: PatientAccount) -> list[Problem]:
    shows = set(reference.root_causes[cause].shows)
    hidden = {"underpaid", "credit", "take-back", "share"}
    if shows & looks_of(start) or (shows & hidden and looks_of(start) == {"paid"}):
        return []
    seen = ", ".join(sorted(looks_of(start)))
    return [("case.look", f"{cause} should show {', '.join(sorted(shows))}; the account shows {seen}.")]


def _evidence(cause: str, start: PatientAccount) -> list[Problem]:
    known = {paper.id for paper in start.papers} | {"coder", "patient", "call", "era.1"}
    missing = [paper for paper in CAUSES[cause].evidence if paper not in known]
    return [("case.evidence", f"{cause}: the account has no paper {paper}.") for paper in missing]


def _ways(cause: str, opening: Opening) -> list[Problem]:
    remedies = CAUSES[cause].remedies(opening.world)
    if not remedies:
        return [("case.remedy", f"{cause} has no remedy here.")]
    problems: list[Problem] = []
    best = None
    for remedy in remedies:
        name = f"{cause}, {remedy.action}"
        try:
            end = model_account(opening, remedy)
        except (NoWay, ActionError) as problem:
            problems.append(("case.way", f"{name}: {problem}"))
            continue
        problems += _end(name, remedy, end)
        best = collected(end) if best is None else best
        if collected(end) > best:
            problems.append(("case.best", f"{name} brings in more than the model's way."))
    return problems


def _end(name: str, remedy: Remedy, end: PatientAccount) -> list[Problem]:
    problems: list[Problem] = [("case.flag", f"{name}: the right way breaks a rule: {flag.text}") for flag in end.flags]
    if end.gave_up:
        problems.append(("case.open", f"{name}: {end.gave_up} is left open at the end."))
    return problems
