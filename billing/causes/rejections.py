"""Root causes of a claim that was sent back unprocessed: a number, a name, a date that matches nobody or nothing."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import right_claim
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.models import Claim
from rules.tables import table

_ORDERING = ("17", "17 qualifier", "17b")


def _swap(text: str) -> str:
    """The last two neighbors that differ change places; 0 and 9 would not be seen by an NPI's check digit (Luhn)."""
    for at in range(len(text) - 1, 1, -1):
        pair = text[at - 1 : at + 1]
        if pair[0] != pair[1] and pair.isalnum() and set(pair) != {"0", "9"}:
            return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
    return text + text[-1:]


def _item(item: str, spoil):  # type: ignore[no-untyped-def]
    def plant(world: World) -> World:
        value = world.claim.items.get(item, "")
        if not value:
            raise ValueError(f"item {item} is blank")
        return world.with_item_map({item: spoil(value)})

    return plant


def _again(item: str):  # type: ignore[no-untyped-def]
    """A rejected claim was never received: a new one with the item as it should be."""

    def remedies(world: World) -> tuple[Remedy, ...]:
        value = right_claim(world).items[item]

        def mend(claim: Claim) -> Claim:
            return claim.model_copy(update={"items": {**claim.items, item: value}})

        return (Remedy("new_claim", mend=mend),)

    return remedies


def _other_year(text: str) -> str:
    digits = "".join(character for character in text if character.isdigit())
    if len(digits) == 8 and text[4:5] == "-":
        return f"{int(text[:4]) + 1}{text[4:]}"
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def _first_word_misspelt(text: str) -> str:
    return text[:2] + text[2] + text[2:]


def _cut_diagnosis(world: World) -> World:
    """A code that lost its last character when it was keyed."""
    for place, code in enumerate(world.claim.diagnoses):
        known = world.reference.icd.get(code[:-1].rstrip("."))
        if known is not None and not known.billable:
            diagnoses = (*world.claim.diagnoses[:place], code[:-1].rstrip("."), *world.claim.diagnoses[place + 1 :])
            says = f"The note supports {code}; a character was lost."
            return replace(world.with_diagnoses(*diagnoses), coder_says=says, coder_gives=world.coding)
    raise ValueError("no code of the claim can lose a character")


def _whole_code(world: World) -> tuple[Remedy, ...]:
    diagnoses = right_claim(world).diagnoses

    def mend(claim: Claim) -> Claim:
        return claim.model_copy(update={"diagnoses": diagnoses})

    return (Remedy("new_claim", mend=mend, after=("ask_coder",)), Remedy("new_claim", mend=mend, accepted=True))


def _no_ordering(world: World) -> World:
    """A test went to Medicare without the provider who ordered it."""
    if world.coverage.kind != "medicare" or not world.claim.items["17"]:
        raise ValueError("no test for Medicare that somebody ordered")
    return world.with_item_map(dict.fromkeys(_ORDERING, ""))


def _with_ordering(world: World) -> tuple[Remedy, ...]:
    right = {item: right_claim(world).items[item] for item in _ORDERING}

    def mend(claim: Claim) -> Claim:
        return claim.model_copy(update={"items": {**claim.items, **right}})

    return (Remedy("new_claim", mend=mend),)


def _ended_code(world: World) -> World:
    """Last year's code for the drug was picked from an old favorites list."""
    old = next((old for old, new in table("replaced_codes").items() if new == world.code), "")
    if not old:
        raise ValueError(f"{world.code} took no other code's place")
    says = f"{old} is no longer in force on the date of service; {world.code} took its place. Units by the new code."
    changed = world.with_line(D=(old, *world.service_line.D[1:]))
    return replace(changed, coder_says=says, coder_gives=world.coding)


def _in_force(world: World) -> tuple[Remedy, ...]:
    return (Remedy("new_claim", after=("ask_coder",)),)


def _rejected(cause: str, item: str, spoil, evidence: tuple[str, ...]) -> Cause:  # type: ignore[no-untyped-def]
    plant = _item(item, spoil)
    return Cause(cause, plant, _again(item), evidence, only_if(plant, "reject"))


def _old_number(world: World) -> World:
    """The plan gave out new member IDs; the card in the folder has the old one."""
    typed = world.claim.items["1a"]
    digits = [at for at, character in enumerate(typed) if character.isdigit()][-6:]
    old = list(typed)
    for at in digits[:5]:
        old[at] = str((int(typed[at]) + 3) % 10)
    number = "".join(old)
    world = world.with_item_map({"1a": number})
    cards = tuple(
        one.model_copy(update={"member_id": number, "scanned_on": one.scanned_on.replace(year=one.scanned_on.year - 1)})
        if one.order == world.order
        else one
        for one in world.encounter.cards
    )
    world = replace(world, encounter=world.encounter.model_copy(update={"cards": cards}))
    world = world.with_eligibility(world.order, note=f"Found by name and birth date. Member ID {number} is void")
    said = "They sent me a new card in January. It is in the glove box; nobody asked to see it."
    return replace(world, patient_says=said, call="That ID was replaced in January. The new one is in the eligibility.")


def _new_ids(world: World) -> str:
    if world.coverage.kind not in ("commercial", "hmo", "medicare_advantage", "medicaid"):
        return "only a plan gives out new member IDs"
    return only_if(_old_number, "reject")(world)


CAUSES = (
    Cause("reject.old-number", _old_number, _again("1a"), ("card.1", "eligibility.1"), _new_ids),
    _rejected("reject.member-id", "1a", _swap, ("card.1", "277ca.payer.1")),
    _rejected("reject.name", "2", _first_word_misspelt, ("card.1", "eligibility.1")),
    _rejected("reject.birth-date", "3", _other_year, ("eligibility.1", "277ca.payer.1")),
    _rejected("reject.referring-number", "17b", _swap, ("note", "277ca.clearinghouse.1")),
    _rejected("reject.billing-number", "33a", _swap, ("registration", "277ca.clearinghouse.1")),
    Cause("reject.code-cut", _cut_diagnosis, _whole_code, ("note", "coder"), only_if(_cut_diagnosis, "reject")),
    Cause(
        "reject.ordering-missing",
        _no_ordering,
        _with_ordering,
        ("note", "277ca.clearinghouse.1"),
        only_if(_no_ordering, "reject"),
    ),
    Cause("reject.code-ended", _ended_code, _in_force, ("claim.1", "coder"), only_if(_ended_code, "reject")),
)
