"""Root causes around coverage: ended, not begun, another plan's, a stay that changes who pays, what no plan pays."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import as_it_should_be, corrected, desk_note, paper, unchanged, written
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import Mistake, Stay

_DAY = datetime.timedelta(days=1)


def _served(world: World) -> datetime.date:
    return world.encounter.date_of_service


def other_order(world: World) -> int:
    """Order of the coverage that was not billed; 0 where there is none."""
    return next((one.order for one in world.encounter.coverage if one.order != world.order), 0)


def needs_other(world: World) -> str:
    return "" if other_order(world) else "the account has no second coverage"


def _no_other(world: World) -> str:
    if other_order(world):
        return "the account has a second coverage"
    return "" if world.coverage.kind != "medicaid" else "a Medicaid patient may not be billed"


def _only(*kinds: str):  # type: ignore[no-untyped-def]
    def impossible(world: World) -> str:
        return "" if world.coverage.kind in kinds else f"only with {', '.join(kinds)}"

    return impossible


# ---- ended, not begun ------------------------------------------------------------------------------------


def _ended(world: World) -> World:
    last = _served(world) - 20 * _DAY
    world = world.with_coverage(world.order, effective_to=last)
    note = f"Coverage ended {written(last)}: group terminated employment"
    world = world.with_eligibility(world.order, active=False, effective_to=last, note=note)
    said = "I lost the job in spring. I have nothing new yet; I thought the card was still good."
    world = replace(
        world, patient_says=said, call=f"The policy ended on {written(last)}. There is no other policy here."
    )
    return world.with_paper(
        desk_note(world, "Card copied from last year's folder. Eligibility not run before the visit.")
    )


def _patient_pays(world: World) -> tuple[Remedy, ...]:
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
    said = "I paid every premium. They sent me a letter that it goes on."
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


# ---- somebody else's plan --------------------------------------------------------------------------------


def _managed(world: World) -> World:
    other = next(one for one in world.encounter.coverage if one.order != world.order)
    since = datetime.date(_served(world).year, 1, 1)
    world = world.with_file(managed_by=other.payer, managed_from=since)
    note = f"Managed care plan since {written(since)}: {other.payer}. Claims go to the plan."
    world = world.with_eligibility(world.order, note=note)
    call = f"This member has been with {other.payer} since {written(since)}. Fee-for-service pays nothing in that time."
    said = f"Yes, I joined {other.payer} in the fall; I showed the red, white and blue card out of habit."
    return replace(world, call=call, patient_says=said)


def _hospice(world: World) -> World:
    first = _served(world) - 40 * _DAY
    world = world.with_file(stays=(Stay(kind="hospice", first_day=first),))
    world = world.with_eligibility(world.order, note=f"Hospice election from {written(first)}")
    call = "Hospice election is open. Services not related to the terminal illness are billed with GW."
    world = replace(world, call=call)
    coding = world.coding
    says = (
        f"Checked the note: {world.code} was for a problem that has nothing to do with the terminal "
        "illness. GW goes on "
        "every line of this visit."
    )
    every = tuple(one.model_copy(update={"modifiers": (*one.modifiers, "GW")}) for one in coding.lines)
    return replace(world, coder_says=says, coder_gives=coding.model_copy(update={"lines": every}))


def _with_gw(world: World) -> tuple[Remedy, ...]:
    return corrected(world, None, after=("ask_coder",))


def _nursing_stay(world: World) -> World:
    first = _served(world) - 8 * _DAY
    stay = Stay(kind="skilled_nursing", first_day=first, facility="Birch Hollow Nursing Center")
    world = world.with_file(stays=(stay,))
    world = world.with_eligibility(
        world.order, note=f"Skilled nursing stay from {written(first)}, Birch Hollow Nursing Center"
    )
    call = "Therapy during a covered nursing stay is in the facility's payment. Bill the facility under your agreement."
    return replace(world, call=call)


def _therapy(world: World) -> str:
    if world.coverage.kind != "medicare":
        return "only with Medicare"
    return "" if "97000" <= world.code <= "97799" else "only therapy is in the facility's payment"


def _work_injury(world: World) -> World:
    world = world.with_item_map({"10a": "yes"})
    said = "It happened at the warehouse, I was lifting a crate. My boss filed the report; I did not think of it here."
    note = "Patient says at check-in that it happened at work. Employer's report number to follow."
    world = replace(world, patient_says=said, call="Item 10a says employment: we do not pay for work injuries.")
    return world.with_paper(desk_note(world, note))


def _comp_on_account(world: World) -> str:
    other = other_order(world)
    known = next((one for one in world.encounter.coverage if one.order == other), None)
    return "" if known and known.kind == "workers_comp" else "the account has no compensation carrier"


def _not_at_work(world: World) -> World:
    world = world.with_item_map({"10a": "yes"})
    said = "At work? No, at home on the stairs. I must have ticked the wrong box on the tablet."
    return replace(world, patient_says=said, call="Item 10a of the claim says employment: yes.")


def _ten_a_no(world: World) -> tuple[Remedy, ...]:
    right = world.claim.model_copy(update={"items": {**world.claim.items, "10a": "no"}})
    way = corrected(world, as_it_should_be(world, right), after=("ask_patient",))
    return (*way, *(replace(one, after=(), accepted=True) for one in way))


def _no_comp(world: World) -> str:
    if world.coverage.kind == "workers_comp":
        return "compensation pays for work injuries"
    return "the visit was for a work injury" if world.claim.items.get("10a") == "yes" else ""


# ---- never paid, used up, not eligible -------------------------------------------------------------------


def _limit(world: World) -> World:
    world = world.with_file(visit_limit=20, visits_used=20)
    world = world.with_eligibility(world.order, note="Therapy and similar visits: 20 a year, 20 used")
    return replace(world, call="The yearly limit of 20 visits was used up before this date. The rest is the member's.")


def _excluded(world: World) -> World:
    world = world.with_file(excluded=(world.code,))
    call = f"{world.code} is excluded under this member's plan. It is not a matter of necessity; the member owes it."
    waiver = (
        f"I was told that my plan may not cover {world.code} and agree to pay for it. Signed before the service, "
        f"{written(_served(world))}."
    )
    world = replace(world, call=call)
    return world.with_paper(paper(world, "form.waiver", "Patient's agreement to pay", "form", waiver))


def _spenddown(world: World) -> World:
    world = world.with_file(not_eligible_reason="spenddown")
    world = world.with_eligibility(world.order, note="Spend-down not met on the date of service")
    settled = world.with_settled(not_eligible_reason="")
    said = "I sent my other bills to the county last week. They wrote that the spend-down is met for that month."
    letter = (
        "County office: the spend-down for the month of service is met with the bills received. Eligible from the 1st."
    )
    settled = replace(settled, patient_says=said, call="The spend-down was not met when the claim came in.")
    return settled.with_paper(
        paper(settled, "letter.county", "County's letter about the spend-down", "letter", letter, 25)
    )


def _once_met(world: World) -> tuple[Remedy, ...]:
    return (*corrected(world, unchanged, after=("ask_patient",)),)


def _wrong_death(world: World) -> World:
    world = world.with_file(died_on=_served(world) - 15 * _DAY)
    said = "I am very much alive! My husband passed away that week; they mixed us up."
    call = "There is a date of death on file. The member has to have it put right with the program's office."
    return replace(world.with_settled(died_on=None), patient_says=said, call=call)


def _alive(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


CAUSES = (
    Cause("coverage.ended", _ended, _patient_pays, ("eligibility.1", "patient"), _no_other),
    Cause("coverage.ended-new-payer", _ended_new_payer, bill_the_other, ("eligibility.1", "card.2"), needs_other),
    Cause("coverage.not-begun", _not_begun, _patient_pays, ("eligibility.1",), _no_other),
    Cause("coverage.payer-stale", _stale, _reprocess_by_phone, ("letter.renewal", "eligibility.1")),
    Cause("coverage.managed-plan", _managed, bill_the_other, ("eligibility.1", "portal"), needs_other),
    Cause("coverage.hospice", _hospice, _with_gw, ("eligibility.1", "note"), _only("medicare")),
    Cause("coverage.nursing-stay", _nursing_stay, lambda world: (Remedy("write_off"),), ("eligibility.1",), _therapy),
    Cause("coverage.work-injury", _work_injury, bill_the_other, ("account-note", "patient"), _comp_on_account),
    Cause("coverage.not-at-work", _not_at_work, _ten_a_no, ("note", "patient"), _no_comp),
    Cause("coverage.limit-used", _limit, _patient_pays, ("eligibility.1", "portal"), _no_other),
    Cause("coverage.excluded", _excluded, _patient_pays, ("form.waiver", "portal"), _no_other),
    Cause("coverage.spend-down", _spenddown, _once_met, ("letter.county", "eligibility.1"), _only("medicaid")),
    Cause("coverage.wrong-death", _wrong_death, _alive, ("note", "patient")),
)
