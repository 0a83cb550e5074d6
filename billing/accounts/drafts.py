"""Claims made ready for the learner: the mended one, the one to another payer, the one to the next payer in order."""

from __future__ import annotations

from billing.accounts.models import Draft, Item
from billing.accounts.sending import coverage_of
from billing.accounts.state import State
from billing.charge_entry import key_claim
from billing.models import Adjudication, Claim
from billing.secondary_claim import secondary_claim
from billing.values import ZERO, read_units
from scenarios.models import AnswerLine, CodingAnswer


def mended(state: State, item: Item, kind: str) -> None:
    """The claim of an item, ready to be mended and sent again."""
    sent = state.claim(item.claim)
    claim = sent.claim
    coded = "coder" in state.papers and state.world.coder_gives is not None
    if coded:
        claim = _with_codes(state, claim)
    items = dict(claim.items)
    if kind == "corrected" and sent.answer is not None:
        items |= {"22": "7", "22 original": _number_to_replace(state, item)}
    else:
        items |= {"22": "", "22 original": ""}
    claim = claim.model_copy(update={"items": items})
    draft_id = f"{kind}.{item.claim}"
    state.drafts[draft_id] = Draft.model_validate(
        {"id": draft_id, "kind": kind, "order": sent.order, "payer_id": sent.payer_id, "claim": claim,
         "replaces": item.claim, "item": item.id, "codes_by_coder": coded}
    )  # fmt: skip
    state.change_item(item.id, state="open", outcome="A claim is ready to be mended and sent.")


def _number_to_replace(state: State, item: Item) -> str:
    """The payer's number of the claim that a correction replaces: behind a duplicate stands the first one."""
    sent = state.claim(item.claim)
    answered = [one.answer for one in state.claims if one.answer is not None and one.payer_id == sent.payer_id]
    first = answered[0] if item.carc == "18" else sent.answer
    return first.claim_number if first is not None else ""


def _with_codes(state: State, claim: Claim) -> Claim:
    """The claim with the codes that the coder gave; everything else as it was."""
    coded = key_claim(state.world.reference, state.world.variant, state.world.coder_gives)
    items = {**claim.items, "28": coded.items["28"]}
    return claim.model_copy(update={"diagnoses": coded.diagnoses, "lines": coded.lines, "items": items})


def other_payer(state: State, item: Item) -> str:
    """A claim to another coverage of the account; says why there is none to bill."""
    sent = state.claim(item.claim)
    others = [one for one in state.world.encounter.coverage if one.order != sent.order]
    billed = {one.order for one in state.claims}
    free = [one for one in others if one.order not in billed] or others
    if not free:
        return "No other coverage is known on this account."
    order = min(one.order for one in free)
    _to_order(state, order, item.id, item.claim)
    state.change_item(item.id, state="open", outcome="A claim to the other payer is ready.")
    return ""


def _to_order(state: State, order: int, item_id: str, after: int) -> None:
    paid = _answer_before(state, order)
    reference, variant = (
        state.world.reference,
        state.world.variant.model_copy(update={"encounter": state.world.encounter}),
    )
    coding = coding_of(state.claim(after).claim)
    if paid is None:
        claim = _first_claim(state, order, coding)
        kind = "original"
    else:
        claim = secondary_claim(reference, variant, paid, coding, order)
        kind = "secondary"
    draft_id = f"{kind}.{order}"
    state.drafts[draft_id] = Draft.model_validate(
        {"id": draft_id, "kind": kind, "order": order, "payer_id": coverage_of(state.world, order).payer_id,
         "claim": claim, "item": item_id}
    )  # fmt: skip


def coding_of(claim: Claim) -> CodingAnswer:
    """The codes that a claim went out with."""
    lines = tuple(
        AnswerLine(code=line.D[0], modifiers=tuple(line.D[1:]), units=read_units(line.G) or 1, pointers=tuple(line.E))
        for line in claim.lines
        if line.D and line.D[0]
    )
    return CodingAnswer(diagnoses=claim.diagnoses, lines=lines)


def _first_claim(state: State, order: int, coding: CodingAnswer) -> Claim:
    """A claim to a coverage that nobody has paid before: the right claim, made out to that payer."""
    coverage = coverage_of(state.world, order).model_copy(update={"order": 1})
    encounter = state.world.encounter.model_copy(update={"coverage": (coverage,)})
    variant = state.world.variant.model_copy(update={"encounter": encounter})
    return key_claim(state.world.reference, variant, coding)


def _answer_before(state: State, order: int) -> Adjudication | None:
    """The newest answer of another payer that paid or left something to the patient; None where none did."""
    answers = [one.answer for one in state.claims if one.answer is not None and one.order != order]
    paid = [one for one in answers if any(not line.denied for line in one.lines)]
    return paid[-1] if paid else None


def next_payers(state: State) -> None:
    """What a posted answer leaves to the patient goes to the payer that comes after, once nothing of it is in dispute.

    That is the next coverage in order, or one that has refused because another payer was first.
    """
    newest = {sent.order: sent for sent in state.claims}
    for sent in newest.values():
        answer = sent.answer
        if answer is None or sent.state != "posted" or answer.crossed_to or _in_dispute(state, sent.order):
            continue
        left = sum((a.amount for line in answer.lines for a in line.adjustments if a.group == "PR"), ZERO)
        order = _order_after(state, sent.order)
        drafted = any(draft.order == order for draft in state.drafts.values())
        if left > 0 and order and not drafted and not all(line.denied for line in answer.lines):
            _to_order(state, order, "", sent.n)


def _in_dispute(state: State, order: int) -> bool:
    """Whether something is still open or on its way with the payer of this order."""
    about = {sent.n for sent in state.claims if sent.order == order}
    return any(item.claim in about and item.state != "settled" for item in state.items.values()) or any(
        draft.order == order for draft in state.drafts.values()
    )


def _order_after(state: State, order: int) -> int:
    """Order of the coverage that has still to be asked; 0 where there is none."""
    for one in state.world.encounter.coverage:
        if one.order == order:
            continue
        answers = [sent.answer for sent in state.claims if sent.order == one.order]
        if not answers and one.order == order + 1:
            return one.order
        if answers and answers[-1] is not None and _waits_for_first(answers[-1]):
            return one.order
    return 0


def _waits_for_first(answer: Adjudication) -> bool:
    """Whether a payer refused because another one comes first (CARC 22)."""
    return any(one.carc == "22" for line in answer.lines if line.denied for one in line.adjustments)
