"""A worked account to its grade: the root cause, the way taken, the proof, the money, the conduct.

What counts is the first decision that commits somebody; asking the coder, the patient or the payer first costs
nothing. A cause found later earns a part. The money is held against what the model's way brings in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.accounts import Opening, PatientAccount, run
from billing.accounts.models import Decide, Flag
from billing.accounts.solving import collected, model_account
from billing.causes import CAUSES, Remedy
from grading.models import Grade, Kind, Risk
from grading.tally import SHARES, Mark, Tally, grade_of, percent
from grading.weights import Weights, default_weights
from scenarios.models import CaseKey, Variant

if TYPE_CHECKING:
    from data import Reference

ASKING = frozenset({"ask_coder", "ask_patient"})
"""Actions that commit nobody: they bring facts."""
FLAG_RISKS: dict[str, Risk] = {
    "compliance": "compliance",
    "money": "underpaid",
    "deadline": "denied",
    "posting": "none",
}


def grade_account(
    reference: Reference, variant: Variant, opening: Opening, account: PatientAccount, weights: Weights | None = None
) -> Grade:
    """Score and findings of a closed account that began with a payer's answer.

    An account closed without a decision scores 0. Raises ValueError for a variant without a case.
    """
    case = variant.key.case
    if case is None:
        raise ValueError(f"{variant.family} has no case: its claim is graded, not its account.")
    chosen = weights or default_weights()
    marks = [
        _cause_mark(reference, case, _decisions(account), chosen),
        *_way_marks(reference, case, opening, _decisions(account), chosen),
        _money_mark(reference, case, opening, account, chosen),
        *_conduct_marks(account, chosen),
    ]
    tally = Tally(tuple(marks), sum(mark.worth for mark in marks))
    score = tally.score if account.decisions else percent(0, 1)
    return grade_of(tally, variant.key.evidence, [one.title for one in variant.encounter.documents], score)


def _decisions(account: PatientAccount) -> tuple[Decide, ...]:
    """The decisions that name a root cause and commit somebody, in order."""
    named = [one for _, one in account.decisions if one.cause]
    return tuple(one for one in named if one.action not in ASKING) or tuple(named)


def _cause_mark(reference: Reference, case: CaseKey, decisions: Sequence[Decide], weights: Weights) -> Mark:
    known = reference.root_causes[case.cause]
    worth = weights.case_cause * SHARES
    given = [one.cause for one in decisions]
    first = given[0] if given else ""
    points = worth if first == case.cause else worth // 3 if case.cause in given else 0
    named = reference.root_causes.get(first)
    return Mark(
        kind="right" if first == case.cause else "wrong_field" if first else "missing",
        element="root cause",
        expected=known.title,
        given=named.title if named else "",
        points=points,
        worth=worth,
        why=case.why or known.why,
        cites=case.cites or known.cites,
        skill=known.skill,
        evidence=case.evidence,
        risk="none" if first == case.cause else "denied",
    )


def _way_marks(
    reference: Reference, case: CaseKey, opening: Opening, decisions: Sequence[Decide], weights: Weights
) -> Iterator[Mark]:
    """What was done about it, and the papers that went with it."""
    known = reference.root_causes[case.cause]
    remedies = CAUSES[case.cause].remedies(opening.world)
    right = {one.action: one for one in remedies}
    steps = {step for one in remedies for step in one.after}
    committing = [one for one in decisions if one.action not in steps] or list(decisions)
    first = committing[0] if committing else None
    worth = weights.case_action * SHARES
    titles = reference.follow_up_actions
    found = first is not None and first.action in right
    late = next((one for one in committing if one.action in right), None)
    yield Mark(
        kind=_kind(first, remedies),
        element="action",
        expected=titles[remedies[0].action].title,
        given=titles[first.action].title if first else "",
        points=worth if found else worth // 3 if late else 0,
        worth=worth,
        why=case.why or known.why,
        cites=case.cites or known.cites,
        skill="denial.action",
        evidence=case.evidence,
        risk="none" if found else "denied",
    )
    taken = first if found else late
    remedy = right[taken.action] if taken else remedies[0]
    if not remedy.proof:
        return
    worth = weights.case_proof * SHARES
    enclosed = set(taken.proof) if taken else set()
    whole = set(remedy.proof) <= enclosed
    papers = {paper.id: paper.title for paper in run(opening, ()).papers}
    yield Mark(
        kind="right" if whole else "missing",
        element="proof",
        expected="; ".join(papers.get(one, one) for one in remedy.proof),
        given="; ".join(papers.get(one, one) for one in sorted(enclosed)),
        points=worth if whole else 0,
        worth=worth,
        why="The decision turns on these papers: without them the payer has no reason to change it.",
        cites=known.cites,
        skill="denial.proof",
        risk="none" if whole else "denied",
    )


def _kind(first: Decide | None, remedies: Sequence[Remedy]) -> Kind:
    if first is None:
        return "missing"
    if first.action == remedies[0].action:
        return "right"
    return "accepted" if any(first.action == one.action for one in remedies) else "wrong_field"


def _money_mark(
    reference: Reference, case: CaseKey, opening: Opening, account: PatientAccount, weights: Weights
) -> Mark:
    """What came in, against what the model's way brings in."""
    best = collected(model_account(opening))
    got = collected(account)
    worth = weights.case_money * SHARES
    share = min(got / best, Decimal(1)) if best > 0 else Decimal(1)
    lost = max(best - got, Decimal("0.00"))
    return Mark(
        kind="right" if lost == 0 else "missing",
        element="money",
        expected=f"{best:.2f} collected",
        given=f"{got:.2f} collected",
        points=int(worth * max(share, Decimal(0))),
        worth=worth,
        why="What payers and patient paid in the end, held against what the right way brings in.",
        cites=reference.root_causes[case.cause].cites,
        skill="denial.money",
        dollars=lost,
        risk="none" if lost == 0 else "underpaid",
    )


def _conduct_marks(account: PatientAccount, weights: Weights) -> Iterator[Mark]:
    """Slips against rule and contract take away; without any the conduct is right."""
    worth = weights.case_conduct * SHARES
    slips = [flag for flag in account.flags if flag.kind in FLAG_RISKS]
    if not slips:
        yield Mark("right", "conduct", "no slips", "no slips", worth, worth, "Posted and billed by the rules.",
                   "Contract and payer's rules", "denial.compliance")  # fmt: skip
        return
    for number, flag in enumerate(slips):
        yield _slip(flag, worth if number == 0 else 0)


def _slip(flag: Flag, worth: int) -> Mark:
    return Mark(
        kind="wrong_field",
        element="conduct",
        expected="no slips",
        given=flag.text,
        points=0,
        worth=worth,
        why=flag.text,
        cites=flag.cites,
        skill="denial.compliance" if flag.kind == "compliance" else "remit.posting",
        dollars=Decimal("0.00"),
        risk=FLAG_RISKS[flag.kind],
    )
