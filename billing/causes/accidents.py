"""Root causes around an accident: whose it is, what item 10 says of it, what the other insurer has answered."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import as_it_should_be, corrected, desk_note, paper, written
from billing.causes.coverage import bill_the_other, other_coverage
from billing.causes.frame import Cause, Remedy, World


def _work_injury(world: World) -> World:
    injured = world.encounter.registration.onset_date or world.encounter.date_of_service.isoformat()
    registration = world.encounter.registration.model_copy(
        update={"employment_related": "yes", "onset_date": injured, "onset_qualifier": "431"}
    )
    encounter = world.encounter.model_copy(update={"registration": registration})
    world = replace(world, encounter=encounter).with_item_map({"10a": "yes", "14": injured, "14 qualifier": "431"})
    said = "It happened at the warehouse, I was lifting a crate. My boss filed the report; I did not think of it here."
    note = "Patient says at check-in that it happened at work. Employer's report number to follow."
    world = replace(world, patient_says=said, call="Item 10a says employment: we do not pay for work injuries.")
    return world.with_paper(desk_note(world, note))


def _comp_on_account(world: World) -> str:
    other = other_coverage(world)
    return "" if other and other.kind == "workers_comp" else "the account has no compensation carrier"


def _not_at_work(world: World) -> World:
    world = world.with_item_map({"10a": "yes"})
    said = "At work? No. I must have ticked the wrong box on the tablet."
    return replace(world, patient_says=said, call="Item 10a of the claim says employment: yes.")


def _item_back(item: str, world: World) -> tuple[Remedy, ...]:
    right = world.claim.model_copy(update={"items": {**world.claim.items, item: "no"}})
    return _asked_or_not(corrected(world, as_it_should_be(world, right)))


def _asked_or_not(way: tuple[Remedy, ...]) -> tuple[Remedy, ...]:
    """The chart settles it; whoever asks the patient first loses days and nothing else."""
    return (*way, *(replace(one, after=("ask_patient",), accepted=True) for one in way))


def _health_plan(world: World) -> str:
    if world.coverage.kind == "workers_comp":
        return "compensation pays for work injuries"
    other = other_coverage(world)
    return "the account has a compensation carrier" if other and other.kind == "workers_comp" else ""


def _no_comp(world: World) -> str:
    return _health_plan(world) or ("the visit was for a work injury" if world.claim.items["10a"] == "yes" else "")


def _not_a_car(world: World) -> World:
    state = world.encounter.patient.address.state
    world = world.with_item_map({"10b": "yes", "10b state": state})
    said = "A car? No, nobody drove into me. The tablet asked for an accident and I ticked the first one."
    return replace(world, patient_says=said, call="Item 10b of the claim says auto accident: yes.")


def _car_back(world: World) -> tuple[Remedy, ...]:
    items = {**world.claim.items, "10b": "no", "10b state": ""}
    right = world.claim.model_copy(update={"items": items})
    return _asked_or_not(corrected(world, as_it_should_be(world, right)))


def _no_car(world: World) -> str:
    return _health_plan(world) or ("the visit was for an auto accident" if world.claim.items["10b"] == "yes" else "")


def _benefits_used(world: World) -> World:
    """It was an auto accident; the auto insurer has paid out its medical limit before this visit."""
    state = world.encounter.patient.address.state
    world = world.with_item_map({"10b": "yes", "10b state": state}).with_settled(accident_cleared=True)
    ended = world.encounter.date_of_service
    text = (
        f"Claim AU-77140, medical payments. The limit of $5,000 was paid out on {written(ended)}; nothing is left for "
        "later bills. This letter may be shown to the health insurer."
    )
    call = "Item 10b says auto accident. With the auto insurer's letter that nothing is left we pay as for any visit."
    said = "The car insurance wrote me that its money for doctors is used up. I gave your desk the letter."
    world = replace(world, call=call, patient_says=said)
    return world.with_paper(paper(world, "letter.auto", "Auto insurer: medical payments exhausted", "letter", text, 6))


def _show_the_letter(world: World) -> tuple[Remedy, ...]:
    return (
        Remedy("appeal", proof=("letter.auto",)),
        Remedy("send_records", proof=("letter.auto",), accepted=True),
    )


CAUSES = (
    Cause("coverage.work-injury", _work_injury, bill_the_other, ("account-note", "patient"), _comp_on_account),
    Cause("coverage.not-at-work", _not_at_work, lambda world: _item_back("10a", world), ("note", "patient"), _no_comp),
    Cause("coverage.not-a-car", _not_a_car, _car_back, ("note", "patient"), _no_car),
    Cause("coverage.auto-used-up", _benefits_used, _show_the_letter, ("letter.auto", "claim.1"), _health_plan),
)
