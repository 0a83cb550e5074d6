"""Root causes in the payer's own arithmetic: paid less than agreed, or shares that it should not have taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from billing.causes.common import paper
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer
from billing.payer_file import Mistake, MistakeKind

_SLOW_DAYS = 48
Plant = Callable[[World], World]


def _slip(kind: MistakeKind, call: str, **more: object) -> Plant:
    def plant(world: World) -> World:
        mistake = Mistake.model_validate({"kind": kind, "code": world.code, **more})
        return replace(world.with_mistake(mistake), call=call)

    return plant


def _paid(world: World) -> Decimal:
    line = next(one for one in answer(world).lines if one.number == world.line)
    return line.paid


def _pays_less(plant: Plant) -> Callable[[World], str]:
    def impossible(world: World) -> str:
        try:
            slip = plant(world)
        except (KeyError, StopIteration, ValueError) as missing:
            return f"the claim gives no room for it ({missing})"
        given = answer(slip)
        line = next((one for one in given.lines if one.number == world.line), None)
        if line is None or line.denied:
            return "the line would be denied"
        return "" if line.paid < _paid(world) else "the payer would pay the same"

    return impossible


def _dispute(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("contract", "era.1")),)


def _by_phone(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("contract", "era.1"), accepted=True))


def _with_note(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "era.1")),)


_fee = _slip(
    "fee_loaded",
    "The fee in our system is what was paid. If your contract says otherwise, send the page and the remittance.",
    percent=Decimal("0.88"),
)


def _own_fees(world: World) -> str:
    """Medicare's fees are loaded by its contractor from the national file; no single practice's can be wrong there."""
    if world.coverage.kind == "medicare":
        return "Medicare's fees are the same for everybody"
    return _pays_less(_fee)(world)


_reduced = _slip("multiple_procedure", "The second-procedure rule was applied by the system. I can't lift it by phone.")
_network = _slip(
    "network_misread",
    "It was priced out of network. I see the practice in the directory; I send it back. Reference 4406, two weeks.",
    code="",
)
_share = _slip(
    "preventive_share",
    "The preventive benefit was not applied. The code is on our list; I send it back. Reference 7725, two weeks.",
)


def _lower_level(world: World) -> World:
    lower = {"99215": "99214", "99214": "99213", "99213": "99212", "99205": "99204", "99204": "99203", "99203": "99202",
             "99285": "99284", "99284": "99283", "99233": "99232", "99223": "99222"}  # fmt: skip
    if world.code not in lower:
        raise ValueError(f"{world.code} has no level below it")
    paid = lower[world.code]
    world = world.with_mistake(Mistake(kind="downcoded", code=world.code, paid_code=paid))
    text = (
        f"Reviewed by program: the diagnosis on the claim does not support {world.code}; paid as {paid}. "
        "No record was asked for."
    )
    says = f"I went through the note against the level again: {world.code} stands by its decision making or time."
    world = replace(world, call="The level was set by the diagnosis. Appeal with the record.", coder_says=says)
    return world.with_paper(paper(world, "letter.review", "Payer's notice of the level paid", "letter", text, 18))


def _no_interest(world: World) -> World:
    """Paid weeks after the limit for clean claims, and nothing for the delay."""
    world = world.with_file(pays_after=_SLOW_DAYS).with_mistake(Mistake(kind="interest_left_out"))
    world = world.with_settled(pays_after=0, mistakes=())
    call = (
        "It was held for a system change. Interest is due on it; I send it to adjustments. Reference 8812, two weeks."
    )
    return replace(world, call=call)


def _owes_interest(world: World) -> str:
    contract = world.contract
    if not contract.prompt_pay_days or not contract.interest_rate:
        return "the contract knows no interest"
    late = contract.payment_days + _SLOW_DAYS - contract.prompt_pay_days
    return "" if late > 0 and answer(world).paid > 10 else "nothing would come of it"


CAUSES = (
    Cause("slip.fee-loaded", _fee, _dispute, ("contract", "era.1"), _own_fees),
    Cause("slip.reduced", _reduced, _dispute, ("contract", "era.1"), _pays_less(_reduced)),
    Cause("slip.network", _network, _by_phone, ("contract", "era.1", "call"), _pays_less(_network)),
    Cause("slip.preventive-share", _share, _by_phone, ("contract", "era.1", "call"), _pays_less(_share)),
    Cause("slip.lower-level", _lower_level, _with_note, ("note", "letter.review"), _pays_less(_lower_level)),
    Cause("slip.interest", _no_interest, _by_phone, ("contract", "277ca.payer.1", "era.1"), _owes_interest),
)
