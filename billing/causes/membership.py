"""Root causes around who counts as a member: children, Medicaid's months, a wrong date of death."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import corrected, desk_note, paper, unchanged, written
from billing.causes.coverage import EMPLOYERS, alone, only, patient_pays
from billing.causes.frame import Cause, Remedy, World

_DAY = datetime.timedelta(days=1)
LAST_AGE = 26
"""A plan that covers children covers them until they turn 26 (45 CFR 147.120)."""


# ---- children --------------------------------------------------------------------------------------------


def _not_added(world: World) -> World:
    """A baby's claim under the parent's plan before the parent has added the baby: 30 days from birth to do so."""
    world = world.with_file(not_dependent=True).with_settled(not_dependent=False)
    world = world.with_eligibility(world.order, active=False, note="Subscriber active; this dependent is not found")
    born = world.encounter.patient.birth_date
    note = f"Born {written(born)}. Mother's card copied; baby's enrollment not asked for."
    said = "Oh, I thought the hospital did that. I am still within the thirty days; HR adds the baby today."
    call = "This dependent is not on the policy. The subscriber can add a newborn within 30 days, back to the birth."
    return replace(world, patient_says=said, call=call).with_paper(desk_note(world, note))


def _parents_add(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


def _newborn(world: World) -> str:
    days = (world.encounter.date_of_service - world.encounter.patient.birth_date).days
    waited = 4 + world.contract.payment_days + 4
    if world.coverage.relationship != "child" or days + waited > 30:
        return "the patient is no newborn child of the insured whose thirty days still run"
    return alone(*EMPLOYERS)(world)


def _aged_out(world: World) -> World:
    world = world.with_file(not_dependent=True)
    born = world.encounter.patient.birth_date
    turned = born.replace(year=born.year + LAST_AGE)
    note = f"Dependent coverage ended: reached age {LAST_AGE} on {written(turned)}"
    world = world.with_eligibility(world.order, active=False, note=note)
    said = "I am still on my mother's card, I thought. I start a job in the fall; there is nothing else now."
    call = f"Dependents are covered to their 26th birthday. This one turned 26 on {written(turned)}."
    return replace(world, patient_says=said, call=call)


def _grown(world: World) -> str:
    if world.coverage.relationship != "child" or world.encounter.patient.age != LAST_AGE:
        return f"the patient is no child of the insured who is {LAST_AGE}"
    return alone(*EMPLOYERS)(world)


# ---- Medicaid's months -----------------------------------------------------------------------------------


def _spenddown(world: World) -> World:
    met = world.encounter.date_of_service + 25 * _DAY
    world = world.with_file(not_eligible_reason="spenddown", eligible_again=met)
    world = world.with_eligibility(world.order, note="Spend-down not met on the date of service")
    settled = world.with_settled(not_eligible_reason="")
    said = "I sent my other bills to the county. They wrote that the spend-down is met for that month."
    letter = (
        f"County office, {written(met)}: the spend-down for the month of service is met with the bills received. "
        "Eligible from the 1st."
    )
    settled = replace(settled, patient_says=said, call="The spend-down was not met when the claim came in.")
    return settled.with_paper(
        paper(settled, "letter.county", "County's letter about the spend-down", "letter", letter, 25)
    )


def _renewal_missed(world: World) -> World:
    """Medicaid ended for want of the renewal form; within 90 days it is given back without a gap."""
    last = _served_month(world) - _DAY
    world = world.with_file(not_eligible_reason="renewal form not returned").with_settled(not_eligible_reason="")
    note = f"Eligibility ended {written(last)}: renewal form not returned"
    world = world.with_eligibility(world.order, active=False, effective_to=last, note=note)
    text = (
        f"Your Medicaid ended on {written(last)} because the renewal form did not come. If you return it within 90 "
        "days of that date and still qualify, you are covered again without a new application."
    )
    said = "I moved and never saw that form. I take it to the county today; the letter says I still can."
    call = "Not eligible in the month of service. If the county renews it back, the claim is processed again."
    world = replace(world, patient_says=said, call=call)
    return world.with_paper(paper(world, "letter.renewal", "County's notice to the member", "letter", text, -2))


def _served_month(world: World) -> datetime.date:
    return world.encounter.date_of_service.replace(day=1)


def _once_met(world: World) -> tuple[Remedy, ...]:
    """The county's letter lies in the file already: the claim goes out again at once."""
    again = corrected(world, unchanged)
    asked = corrected(world, unchanged, after=("ask_patient",))
    return (*again, *(replace(one, accepted=True) for one in asked), Remedy("ask_patient", accepted=True))


def _once_eligible(world: World) -> tuple[Remedy, ...]:
    return (
        *corrected(world, unchanged, after=("ask_patient",)),
        Remedy("ask_patient", accepted=True),
    )


# ---- alive -----------------------------------------------------------------------------------------------


def _wrong_death(world: World) -> World:
    died = world.encounter.date_of_service - 15 * _DAY
    world = world.with_file(died_on=died).with_settled(died_on=None)
    said = "I am very much alive! My spouse passed away that week; they mixed us up. I go to the office tomorrow."
    office = "the military ID card office" if world.coverage.kind == "tricare" else "Social Security"
    call = (
        f"There is a date of death of {written(died)} on file. We can't change it: the member has to show {office} "
        "that it is wrong; our file follows theirs."
    )
    return replace(world, patient_says=said, call=call)


def _alive(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


CAUSES = (
    Cause("coverage.newborn-not-added", _not_added, _parents_add, ("account-note", "patient"), _newborn),
    Cause("coverage.aged-out", _aged_out, patient_pays, ("eligibility.1", "registration"), _grown),
    Cause("coverage.spend-down", _spenddown, _once_met, ("letter.county", "eligibility.1"), only("medicaid")),
    Cause("coverage.renewal-missed", _renewal_missed, _once_eligible, ("letter.renewal", "patient"), only("medicaid")),
    Cause(
        "coverage.wrong-death",
        _wrong_death,
        _alive,
        ("note", "patient"),
        only("medicare", "medicare_advantage", "medicaid", "tricare"),
    ),
)
