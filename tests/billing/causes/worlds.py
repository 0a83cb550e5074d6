"""Visits for the tests of root causes: one payer or two, with what a cause needs, and what their accounts show.

`visit` makes the variant, `right` and `planted` its two worlds, `played` the account at its end by a remedy.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from billing.accounts import PatientAccount, case_opening, run
from billing.accounts.papers import first_papers
from billing.accounts.solving import model_account
from billing.case_check import check_case, looks_of
from billing.causes import CAUSES, Remedy, World
from billing.causes.opening import planted_world, right_world
from billing.ledger import claim_balance
from billing.payer import adjudicate
from data import Reference
from scenarios.models import Card, CaseKey, Coverage, Eligibility, Insured, LineKey, Variant
from tests.billing.made import HOME, MEMBER_IDS, SERVED, line, made_variant

JOINT = line("J7325", units=48)
"""Hyaluronan for a knee: every private contract of this world asks for an authorization."""
KNEE = ("M17.11",)


def visit(
    reference: Reference,
    cause: str = "",
    payer: str = "lakeshore-ppo",
    second: str = "",
    lines: tuple[LineKey, ...] = (),
    diagnoses: tuple[str, ...] = ("E11.22", "N18.31"),
    case_line: str = "",
    facts: dict[str, str] | None = None,
    second_insured: dict[str, Any] | None = None,
    second_coverage: dict[str, Any] | None = None,
    **changes: Any,
) -> Variant:
    """A visit of 2026-06-11 with the root cause in its key; `changes` as `made_variant` takes them.

    A medication of `JOINT` brings its authorization number along. `second` is the id of a second payer.
    """
    coverage = dict(changes.pop("coverage", {}))
    if any(any(one.code in reference.contracts[payer].requires_authorization for one in row.any) for row in lines):
        coverage.setdefault("authorization", "A4471902")
    if reference.payers[payer].kind == "medicaid":
        coverage.setdefault("coinsurance_rate", Decimal("0.00"))
    variant = made_variant(
        reference,
        payer,
        diagnoses=diagnoses,
        lines=lines or (line("99214", points=tuple(f"d{n + 1}" for n in range(len(diagnoses)))),),
        coverage=coverage,
        **changes,
    )
    if second:
        variant = with_second(reference, variant, second, second_insured or {}, second_coverage or {})
    key = variant.key.model_copy(update={"case": CaseKey(cause=cause, line=case_line, facts=facts or {})})
    return variant.model_copy(update={"key": key if cause else variant.key})


def with_second(
    reference: Reference, variant: Variant, payer_id: str, insured: dict[str, Any], changes: dict[str, Any]
) -> Variant:
    """The same visit of a patient with a second coverage, its card and its eligibility answer."""
    payer, encounter = reference.payers[payer_id], variant.encounter
    first = encounter.coverage[0]
    holder = first.insured.model_copy(update=insured)
    plan = Coverage(
        **{
            "order": 2, "payer": payer.name, "payer_id": payer_id, "kind": payer.kind, "plan": payer.plans[0],
            "member_id": MEMBER_IDS[payer_id], "group_number": "" if payer.kind == "medicare" else "QUA-0911",
            "relationship": "spouse" if insured else "self", "insured": holder,
            "effective_from": datetime.date(2026, 1, 1), "coinsurance_rate": Decimal("0.20"), **changes,
        }
    )  # fmt: skip
    card = Card(
        order=2, payer=plan.payer, plan=plan.plan, member=f"{holder.last_name}, {holder.first_name}",
        member_id=plan.member_id, group_number=plan.group_number, electronic_payer_id=payer.electronic_payer_id,
        copay=str(plan.copay), scanned_on=SERVED,
    )  # fmt: skip
    answer = Eligibility(
        order=2, active=True, member_id=plan.member_id, member=encounter.patient.name,
        birth_date=encounter.patient.birth_date, effective_from=plan.effective_from, effective_to=plan.effective_to,
        deductible_left=plan.deductible_left, coinsurance_rate=plan.coinsurance_rate, copay=plan.copay,
    )  # fmt: skip
    both = encounter.model_copy(
        update={
            "coverage": (first, plan),
            "cards": (*encounter.cards, card),
            "eligibility": (*encounter.eligibility, answer),
        }
    )
    return variant.model_copy(update={"encounter": both})


def parent(first_name: str, birth_date: datetime.date, sex: str = "F") -> dict[str, Any]:
    """An insured of another name than the patient's, as `second_insured` or a coverage's insured."""
    return {"first_name": first_name, "birth_date": birth_date, "sex": sex}


def insured(last_name: str, first_name: str, birth_date: datetime.date, sex: str = "F") -> Insured:
    """Somebody else who holds the policy."""
    return Insured.model_validate(
        {"last_name": last_name, "first_name": first_name, "middle_initial": "", "birth_date": birth_date,
         "sex": sex, "address": HOME, "phone": "207-555-0142"}
    )  # fmt: skip


# ---- what becomes of it ----------------------------------------------------------------------------------


def looks(reference: Reference, world: World) -> set[str]:
    """What the billed payer's answer to a world looks like: `CO-197`, `reject`; `paid` where every line is."""
    received = world.sent_on + datetime.timedelta(days=1)
    answer = adjudicate(
        reference, world.claim, world.encounter, world.contract,
        received + datetime.timedelta(days=world.contract.payment_days), (), world.file, received,
    )  # fmt: skip
    if answer.status == "rejected":
        return {"reject"}
    denied = [max(one.adjustments, key=lambda a: a.amount) for one in answer.lines if one.denied]
    return {f"{one.group}-{one.carc}" for one in denied} or {"paid"}


def right_looks(reference: Reference, variant: Variant) -> set[str]:
    """What the payer answers where the cause is not planted: the nearest neighbor of every cause."""
    return looks(reference, right_world(reference, variant))


def planted_looks(reference: Reference, variant: Variant) -> set[str]:
    """What the payer answers with the cause planted. Raises CaseError where it cannot come about."""
    return looks(reference, planted_world(reference, variant))


def problems(reference: Reference, variant: Variant) -> list[tuple[str, str]]:
    """What the check of cases finds: every remedy is played to the end of the account."""
    return check_case(reference, variant)


def played(reference: Reference, variant: Variant, number: int = 0) -> PatientAccount:
    """The account at its end, worked by the remedy of this number (0: the model answer)."""
    opening = case_opening(reference, variant)
    return model_account(opening, remedies(reference, variant)[number])


def opened(reference: Reference, variant: Variant) -> PatientAccount:
    """The account as the learner finds it."""
    return run(case_opening(reference, variant), ())


def remedies(reference: Reference, variant: Variant) -> tuple[Remedy, ...]:
    """The right ways on from the planted world, the model answer first."""
    world = planted_world(reference, variant)
    assert variant.key.case is not None
    return CAUSES[variant.key.case.cause].remedies(world)


# ---- what every cause has to keep ------------------------------------------------------------------------

Ends = Literal["payer", "patient", "nothing"]
"""Who pays in the end: an insurer, the patient alone, nobody."""


def stands(reference: Reference, variant: Variant, ends: Ends) -> None:
    """A cause comes about with its look, does not without its plant, and every remedy brings what is owed."""
    case = variant.key.case
    assert case is not None
    assert right_looks(reference, variant) == {"paid"}, "the nearest neighbor, the right world, is paid"
    shown = looks_of(opened(reference, variant))
    assert shown
    assert shown <= set(reference.root_causes[case.cause].shows)
    assert problems(reference, variant) == []
    for number in range(len(remedies(reference, variant))):
        account = played(reference, variant, number)
        balance = claim_balance(account.ledger, account.account_number)
        assert balance.open == 0
        assert (balance.insurance_paid > 0) == (ends == "payer"), f"insurers paid {balance.insurance_paid}"
        assert bool(account.statements) == (ends == "patient") or ends == "payer"


def told_apart(reference: Reference, variant: Variant, siblings: Iterable[str]) -> None:
    """Causes that can come about in one visit and look alike differ in claim or papers, the remittance left aside."""
    seen: dict[str, tuple[object, ...]] = {}
    for cause in siblings:
        key = variant.key.model_copy(update={"case": CaseKey(cause=cause)})
        world = planted_world(reference, variant.model_copy(update={"key": key}))
        file = {paper.id: paper.text for paper in first_papers(world) if paper.source in ("file", "portal")}
        seen[cause] = (world.claim, world.sent_on, tuple(sorted(file.items())))
    causes = list(seen)
    alike = [(a, b) for at, a in enumerate(causes) for b in causes[at + 1 :] if seen[a] == seen[b]]
    assert not alike, f"nothing in the file tells {alike[0][0]} from {alike[0][1]}"


def cannot(reference: Reference, variant: Variant) -> str:
    """Why the cause of a variant cannot come about in its visit; empty where it can."""
    assert variant.key.case is not None
    return CAUSES[variant.key.case.cause].impossible(right_world(reference, variant))
