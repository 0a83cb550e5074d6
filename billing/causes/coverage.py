"""Root causes around a coverage's days and plan: ended, not begun, another plan's since, what no plan pays."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

from billing.causes.common import desk_note, paper, written
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import Mistake
from scenarios.models import Coverage

_DAY = datetime.timedelta(days=1)
EMPLOYERS = ("commercial", "hmo")
"""Kinds of plans that come with a job."""
PRIVATE = (*EMPLOYERS, "medicare_advantage")


def _served(world: World) -> datetime.date:
    return world.encounter.date_of_service


def other_coverage(world: World) -> Coverage | None:
    """The coverage that was not billed."""
    return next((one for one in world.encounter.coverage if one.order != world.order), None)


def needs_other(world: World) -> str:
    return "" if other_coverage(world) else "the account has no second coverage"


def only(*kinds: str) -> Callable[[World], str]:
    """A cause of these kinds of payers."""

    def impossible(world: World) -> str:
        return "" if world.coverage.kind in kinds else f"only with {', '.join(kinds)}"

    return impossible


def alone(*kinds: str) -> Callable[[World], str]:
    """A cause of these kinds of payers where the patient has nothing else."""

    def impossible(world: World) -> str:
        return only(*kinds)(world) or ("the account has a second coverage" if other_coverage(world) else "")

    return impossible


def beside(kinds: tuple[str, ...], others: tuple[str, ...]) -> Callable[[World], str]:
    """A cause of these kinds of payers beside a second coverage of those kinds."""

    def impossible(world: World) -> str:
        other = other_coverage(world)
        if other is None or other.kind not in others:
            return f"the account has no second coverage of {', '.join(others)}"
        return only(*kinds)(world)

    return impossible


# ---- ended, not begun ------------------------------------------------------------------------------------


def _ended(world: World) -> World:
    last = _served(world) - 20 * _DAY
    world = world.with_coverage(world.order, effective_to=last)
    note = f"Coverage ended {written(last)}: subscriber left the employer"
    world = world.with_eligibility(world.order, active=False, effective_to=last, note=note)
    said = "I lost the job in spring. I have nothing new yet; I thought the card was still good."
    world = replace(
        world, patient_says=said, call=f"The policy ended on {written(last)}. There is no other policy here."
    )
    return world.with_paper(
        desk_note(world, "Card copied from last year's folder. Eligibility was run after the patient had left.")
    )


def patient_pays(world: World) -> tuple[Remedy, ...]:
    return (Remedy("bill_patient"), Remedy("bill_patient", after=("ask_patient",), accepted=True))


def _ended_new_payer(world: World) -> World:
    other = next(one for one in world.encounter.coverage if one.order != world.order)
    last = _served(world) - 12 * _DAY
    world = world.with_coverage(world.order, effective_to=last)
    world = world.with_eligibility(world.order, active=False, effective_to=last, note=f"Coverage ended {written(last)}")
    said = f"I changed jobs. My insurance is {other.payer} now, ID {other.member_id}; I gave the new card at the desk."
    return replace(world, patient_says=said, call=f"The policy ended on {written(last)}.")


def bill_the_other(world: World) -> tuple[Remedy, ...]:
    return (Remedy("bill_other"), Remedy("bill_other", after=("ask_patient",), accepted=True))


def _not_begun(world: World) -> World:
    first = _served(world) + 9 * _DAY
    world = world.with_coverage(world.order, effective_from=first)
    world = world.with_eligibility(
        world.order, active=False, effective_from=first, note=f"Coverage begins {written(first)}"
    )
    said = "The new job's insurance starts after the waiting period. Before that I had none."
    return replace(
        world, patient_says=said, call=f"The policy begins on {written(first)}; earlier dates are not covered."
    )


def _stale(world: World) -> World:
    """The payer's system has an old end date; the member's coverage went on without a break."""
    last = _served(world) - 31 * _DAY
    world = world.with_mistake(Mistake(kind="eligibility_stale"))
    said = "I never missed a premium. They sent me a letter that it goes on."
    letter = (
        f"To {world.encounter.patient.name}. Your coverage was continued without a break from {written(last)}. "
        "Your member ID stays the same. Keep this letter."
    )
    call = (
        "I see it now: the renewal was keyed late, so the claim hit the old end date. Coverage has no break. I send it "
        "back for processing; you need not send a new claim. Reference 5518, two weeks."
    )
    world = replace(world, patient_says=said, call=call)
    return world.with_paper(
        paper(world, "letter.renewal", "Payer's letter of renewal to the member", "letter", letter, 3)
    )


def _reprocess_by_phone(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("letter.renewal",), accepted=True))


def _taken_back(world: World) -> World:
    """Paid, and taken back months later: the employer had reported the end of the employment late."""
    last = _served(world) - 11 * _DAY
    days = 100
    file = world.file.model_copy(update={"ended_on": last})
    text = (
        f"Notice of an overpayment. The employer reported on {written(_served(world) + 70 * _DAY)} that this member's "
        f"employment, and with it the coverage, ended on {written(last)}. The payment for {written(_served(world))} is "
        "taken from a payment to you in 30 days (agreement, clause 3.7)."
    )
    said = "I was let go that month. They took no premium from my last check. I have had nothing since."
    call = f"The member was ended back to {written(last)}. The recovery stands; there is no other policy here."
    world = replace(world, taken_back=file, taken_back_after=days, patient_says=said, call=call)
    return world.with_paper(paper(world, "letter.take-back", "Payer's notice of an overpayment", "letter", text, 88))


# ---- Medicare and its plans ------------------------------------------------------------------------------


def _managed(world: World) -> World:
    other = next(one for one in world.encounter.coverage if one.order != world.order)
    since = other.effective_from
    world = world.with_file(managed_by=other.payer, managed_from=since)
    note = f"Medicare Advantage plan since {written(since)}: {other.payer}. Claims go to the plan."
    world = world.with_eligibility(world.order, note=note)
    call = f"The beneficiary has been with {other.payer} since {written(since)}. Bill the plan for that time."
    said = f"Yes, I joined {other.payer}; I showed the red, white and blue card out of habit."
    return replace(world, call=call, patient_says=said)


def _back_to_original(world: World) -> World:
    """The plan was left; Original Medicare pays again from the day after."""
    last = _served(world).replace(day=1) - _DAY
    world = world.with_coverage(world.order, effective_to=last)
    note = f"Disenrolled {written(last)}"
    world = world.with_eligibility(world.order, active=False, effective_to=last, note=note)
    text = (
        f"To {world.encounter.patient.name}. You asked to leave our plan. Your last day is {written(last)}; from the "
        "next day on Original Medicare covers you. Use your red, white and blue card again."
    )
    said = "My doctor in Florida was not in the plan, so I went back to regular Medicare. The plan's card is void."
    world = replace(world, patient_says=said, call=f"The member left the plan; last day {written(last)}.")
    return world.with_paper(
        paper(world, "letter.disenrolled", "Plan's confirmation to the member", "letter", text, -25)
    )


# ---- what no plan pays -----------------------------------------------------------------------------------


def _limit(world: World) -> World:
    world = world.with_file(visit_limit=20, visits_used=20)
    world = world.with_eligibility(world.order, note="This benefit: 20 visits a year, 20 used")
    return replace(world, call="The yearly limit of 20 visits was used up before this date. The rest is the member's.")


def _excluded(world: World) -> World:
    world = world.with_file(excluded=(world.code,))
    call = f"{world.code} is excluded under this member's plan. It is not a matter of necessity."
    waiver = (
        f"I was told that my plan does not cover {world.code} and what it costs, and I agree to pay for it. Signed "
        f"before the service, {written(_served(world))}."
    )
    world = replace(world, call=call)
    return world.with_paper(paper(world, "form.waiver", "Patient's agreement to pay", "form", waiver))


def _not_told(world: World) -> World:
    """The same exclusion; nobody told the patient, and the contract asks for a written agreement."""
    world = world.with_file(excluded=(world.code,), member_agreed=False)
    call = (
        f"{world.code} is excluded under this member's plan. There is no agreement to pay here; one signed before the "
        "service can still be sent."
    )
    world = replace(world, call=call)
    text = "Added on during the visit. No agreement to pay in the folder; benefits were checked for a visit only."
    said = "Nobody said a word about money. I would have waited."
    return replace(world, patient_says=said).with_paper(desk_note(world, text))


def _written_agreement(world: World) -> str:
    asked = any(one.number == "2.4" and "agreed in writing" in one.text for one in world.contract.clauses)
    return alone(*EMPLOYERS)(world) or ("" if asked else f"{world.contract.name} asks for no written agreement")


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


CAUSES = (
    Cause("coverage.ended", _ended, patient_pays, ("eligibility.1", "patient"), alone(*EMPLOYERS)),
    Cause(
        "coverage.ended-new-payer",
        _ended_new_payer,
        bill_the_other,
        ("eligibility.1", "card.2"),
        beside(EMPLOYERS, (*EMPLOYERS, "tricare", "medicaid")),
    ),
    Cause("coverage.taken-back", _taken_back, patient_pays, ("letter.take-back", "patient"), alone(*EMPLOYERS)),
    Cause("coverage.not-begun", _not_begun, patient_pays, ("eligibility.1",), alone(*EMPLOYERS)),
    Cause("coverage.payer-stale", _stale, _reprocess_by_phone, ("letter.renewal", "eligibility.1"), only(*PRIVATE)),
    Cause(
        "coverage.managed-plan",
        _managed,
        bill_the_other,
        ("eligibility.1", "portal"),
        beside(("medicare",), ("medicare_advantage",)),
    ),
    Cause(
        "coverage.back-to-original",
        _back_to_original,
        bill_the_other,
        ("letter.disenrolled", "eligibility.1"),
        beside(("medicare_advantage",), ("medicare",)),
    ),
    Cause("coverage.limit-used", _limit, patient_pays, ("eligibility.1", "portal"), alone(*PRIVATE)),
    Cause("coverage.excluded", _excluded, patient_pays, ("form.waiver", "portal"), alone(*EMPLOYERS)),
    Cause("coverage.not-told", _not_told, _write_it_off, ("account-note", "contract"), _written_agreement),
)
