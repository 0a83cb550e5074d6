"""Root causes of a claim that was sent back unprocessed: a number, a name, a date that matches nobody or nothing."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import right_claim
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.models import Claim


def _swap(text: str) -> str:
    """The last two neighbors that differ change places."""
    for at in range(len(text) - 1, 1, -1):
        if text[at] != text[at - 1] and text[at].isalnum() and text[at - 1].isalnum():
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


def _rejected(cause: str, item: str, spoil, evidence: tuple[str, ...]) -> Cause:  # type: ignore[no-untyped-def]
    plant = _item(item, spoil)
    return Cause(cause, plant, _again(item), evidence, only_if(plant, "reject"))


CAUSES = (
    _rejected("reject.member-id", "1a", _swap, ("card.1", "277ca.payer.1")),
    _rejected("reject.name", "2", _first_word_misspelt, ("card.1", "eligibility.1")),
    _rejected("reject.birth-date", "3", _other_year, ("eligibility.1", "277ca.payer.1")),
    _rejected("reject.referring-number", "17b", _swap, ("note", "277ca.clearinghouse.1")),
    _rejected("reject.billing-number", "33a", _swap, ("registration", "277ca.clearinghouse.1")),
    Cause("reject.code-cut", _cut_diagnosis, _whole_code, ("note", "coder"), only_if(_cut_diagnosis, "reject")),
)
