"""What becomes of a decision about an open item: the claim that is prepared, the letter, the call, the money moved.

Whether an appeal wins, a call helps or a patient settles it follows from the account's root cause and its remedies;
whether a mended claim is paid is the payer's own answer to it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

from billing.accounts import drafts, letters, money_moves, sending
from billing.accounts.models import Decide, Item, Question
from billing.accounts.state import ActionError, State
from billing.bookkeeping import GuardError
from billing.causes import CAUSES
from billing.causes.frame import ActionId, Paper, Remedy
from billing.ledger import LedgerError

CODER_DAYS = 1
PATIENT_DAYS = 4
CALL_DAYS = 14
"""From a call that helps to the reprocessed claim."""
RECORDS_DAYS = 21
AUTHORIZATION_DAYS = 6
SETTLED_DAYS = 10
"""From the patient's answer to the payer's new one."""


def question(state: State, action: Question) -> None:
    """A paid line is held to be underpaid: an open item about it. Raises ActionError."""
    sent = state.claim(action.claim)
    line = next((one for one in sent.answer.lines if one.number == action.line), None) if sent.answer else None
    if line is None or sent.answer is None:
        raise ActionError("Only a line that was answered can be questioned.")
    item_id = f"u{sent.n}.{line.number}"
    if item_id in state.items:
        raise ActionError("This line is questioned already.")
    evidence = tuple(paper.id for paper in state.papers.values() if paper.kind not in ("x12", "claim"))
    due = sending.deadlines(state.world, sent, sent.answer)
    state.items[item_id] = Item(
        id=item_id,
        kind="underpaid",
        claim=sent.n,
        line=line.number,
        look="underpaid",
        amount=line.charge - line.paid,
        due=tuple(one for one in due if one.what != "new claim"),
        evidence=evidence,
    )


def decide(state: State, action: Decide) -> None:
    """Takes a decision and sets in motion what follows. Raises ActionError where the item wants none now."""
    item = state.items.get(action.item)
    if item is None:
        raise ActionError("There is no such item on this account.")
    if item.state == "settled":
        raise ActionError("This item is settled.")
    if item.state == "waiting":
        raise ActionError("A decision about this item is on its way; wait for what comes of it.")
    sent = state.claim(item.claim)
    if sent.answer is not None and sent.state == "answered":
        raise ActionError("Post the remittance first: what is open is known only then.")
    unknown = [one for one in action.proof if one not in state.papers]
    if unknown:
        raise ActionError(f"There is no paper {unknown[0]} on this account.")
    title = state.world.reference.follow_up_actions[action.action].title
    state.decisions.append((state.day, action))
    state.note("decision", title, action.note, item.id)
    state.change_item(item.id, decision=action, decided_on=state.day, outcome="")
    _ACTIONS[action.action](state, state.items[item.id], action)


# ---- the account's root cause ----------------------------------------------------------------------------


def remedies(state: State) -> tuple[Remedy, ...]:
    """What mends the account's root cause; none where the practice made its own claim."""
    case = state.world.variant.key.case
    return CAUSES[case.cause].remedies(state.world) if case is not None else ()


def remedy_for(state: State, item: Item, action: ActionId) -> Remedy | None:
    """The remedy that this action is, on an item that the root cause brought about."""
    if not is_the_case(state, item):
        return None
    return next((one for one in remedies(state) if one.action == action), None)


def step_before(state: State, item: Item, action: ActionId) -> bool:
    """Whether the action is a step on the way of some remedy."""
    return is_the_case(state, item) and any(action in one.after for one in remedies(state))


def is_the_case(state: State, item: Item) -> bool:
    """Whether an item comes of the account's root cause: on the claim and line that it falls on, or on all lines."""
    case = state.world.variant.key.case
    if case is None:
        return False
    if item.kind == "credit":
        return "credit" in state.world.reference.root_causes[case.cause].shows
    return item.line in (None, state.world.line) or item.kind in ("rejection", "takeback") or _only(state)


def _only(state: State) -> bool:
    return len([one for one in state.items.values() if one.kind == "denial"]) == 1


# ---- claims ----------------------------------------------------------------------------------------------


def _prepare(kind: str) -> Callable[[State, Item, Decide], None]:
    def prepare(state: State, item: Item, action: Decide) -> None:
        drafts.mended(state, item, kind)

    return prepare


def _bill_other(state: State, item: Item, action: Decide) -> None:
    problem = drafts.other_payer(state, item)
    if problem:
        state.change_item(item.id, state="open", outcome=problem)
        state.note("note", "No other payer billed", problem, item.id)


# ---- asking ----------------------------------------------------------------------------------------------


def _ask_coder(state: State, item: Item, action: Decide) -> None:
    state.change_item(item.id, state="waiting", outcome="The coder looks at the note.")

    def answered() -> None:
        said = state.world.coder_says or "The codes stand as they are: the note supports them and nothing else."
        _paper(state, "coder", "Coder's answer", "note", said, "coder")
        state.note("coder", "The coder answers", said, "coder")
        state.change_item(item.id, state="open", outcome=said)

    state.plan(CODER_DAYS, "The coder answers", answered)


def _ask_patient(state: State, item: Item, action: Decide) -> None:
    state.change_item(item.id, state="waiting", outcome="The patient was asked.")
    remedy = remedy_for(state, item, "ask_patient")
    helps = remedy is not None or step_before(state, item, "ask_patient")

    def answered() -> None:
        said = state.world.patient_says or "The patient knows nothing about it and has no other insurance."
        _paper(state, "patient", "What the patient says", "call", said, "patient")
        state.note("patient", "The patient calls back", said, "patient")
        if helps:
            _settle(state)
        if remedy is not None:
            reprocess(state, item, SETTLED_DAYS, "After the member's answer.")
        else:
            state.change_item(item.id, state="open", outcome=said)

    state.plan(PATIENT_DAYS, "The patient calls back", answered)


def _call_payer(state: State, item: Item, action: Decide) -> None:
    remedy = remedy_for(state, item, "call_payer")
    payer = state.world.reference.payers[state.claim(item.claim).payer_id].name
    said = state.world.call or "The claim was processed as the remittance says. Nothing can be changed by telephone."
    _paper(state, "call", f"Call to {payer}", "call", said, "call")
    state.looked["call"] = None
    state.note("call", f"Called {payer}", said, "call")
    if remedy is None:
        state.change_item(item.id, state="open", outcome=said)
        return
    if not action.note.strip():
        text = "The call was not noted: without name, time and reference number nobody can refer to it later."
        state.flag("posting", text, "A/R follow-up: document every contact", Decimal("0.00"))
    _settle(state)
    reprocess(state, item, CALL_DAYS, "Reprocessed after the call.")


def _retro_authorization(state: State, item: Item, action: Decide) -> None:
    state.change_item(item.id, state="waiting", outcome="The authorization was asked for.")
    remedy = remedy_for(state, item, "retro_authorization")
    helps = remedy is not None or step_before(state, item, "retro_authorization")
    contract = sending.contract_of(state.world, sending.coverage_of(state.world, state.claim(item.claim).order))
    last = state.world.encounter.date_of_service + datetime.timedelta(days=contract.retro_authorization_days)
    granted = helps and state.day <= last and _has_proof(remedy, action)

    def answered() -> None:
        if granted:
            _settle(state)
            text = "The authorization is granted for the date of service and loaded."
        else:
            text = (
                "The authorization is refused: the contract's time for asking after the service is over, or it has "
                "none." if state.day > last else "The authorization is refused: the request does not show why it "
                "could not be asked for before the service."
            )  # fmt: skip
        _paper(state, "letter.authorization", "Authorization department", "letter", text, "file")
        state.note("letter", "Letter about the authorization", text, "letter.authorization")
        if granted and remedy is not None:
            reprocess(state, item, SETTLED_DAYS, "With the authorization.")
        else:
            state.change_item(item.id, state="open", outcome=text)

    state.plan(AUTHORIZATION_DAYS, "The payer answers about the authorization", answered)


# ---- proof -----------------------------------------------------------------------------------------------


def _appeal(state: State, item: Item, action: Decide) -> None:
    remedy = remedy_for(state, item, "appeal")
    limit = next((one.day for one in item.due if one.what == "appeal"), None)
    in_time = limit is None or state.day <= limit
    wins = remedy is not None and in_time and _has_proof(remedy, action)
    sent = state.claim(item.claim)
    contract = sending.contract_of(state.world, sending.coverage_of(state.world, sent.order))
    letter = letters.appeal_letter(state, item, action)
    state.add_paper(letter)
    state.looked[letter.id] = None
    state.change_item(item.id, state="waiting", outcome="The appeal is with the payer.")

    def decided() -> None:
        if wins:
            _overturn(state)
            state.note("letter", "Appeal decided: overturned", "The payer processes the claim again.", item.id)
            reprocess(state, item, 1, "After the appeal.")
            return
        if not in_time:
            text = f"The appeal came after {limit}: it is dismissed."
        elif remedy is None:
            text = "The decision stands: what was sent does not show that it was wrong."
        else:
            text = "The decision stands: the papers that would show it did not come with the appeal."
        _paper(state, f"letter.decision.{len(state.papers)}", "Appeal decision", "letter", text, "file")
        state.note("letter", "Appeal decided: upheld", text, item.id)
        state.change_item(item.id, state="open", outcome=text)

    state.plan(contract.appeal_decision_days, "The payer decides on the appeal", decided)


def _send_records(state: State, item: Item, action: Decide) -> None:
    remedy = remedy_for(state, item, "send_records")
    state.change_item(item.id, state="waiting", outcome="The records are with the payer.")
    if remedy is not None and _has_proof(remedy, action):
        _settle(state, records_received=True)
        reprocess(state, item, RECORDS_DAYS, "With the records.")
        return

    def answered() -> None:
        text = (
            "The payer did not ask for records and returns them." if remedy is None
            else "What came is not what was asked for: the claim stays as it is."
        )  # fmt: skip
        state.note("letter", "The payer writes about the records", text, item.id)
        state.change_item(item.id, state="open", outcome=text)

    state.plan(RECORDS_DAYS, "The payer answers about the records", answered)


def _has_proof(remedy: Remedy | None, action: Decide) -> bool:
    return remedy is None or set(remedy.proof) <= set(action.proof)


def _settle(state: State, **changes: object) -> None:
    """The payers' files as they are once the matter is settled; mistakes of the payer are mended with it."""
    payer_id = state.world.payer_id
    before = state.world.settled.get(payer_id, state.file(payer_id).model_copy(update={"mistakes": ()}))
    state.files = {**state.files, **state.world.settled, payer_id: before.model_copy(update=changes)}


def _overturn(state: State) -> None:
    """The billed payer's file after an appeal was won."""
    _settle(state, mistakes=(), filing_excused=True, necessity_reviewed=True)


def reprocess(state: State, item: Item, days: int, note: str) -> None:
    """The payer answers the same claim again in some days."""
    state.change_item(item.id, state="waiting", outcome=note)
    sent = state.claim(item.claim)
    received = sent.received_on or sent.sent_on
    state.plan(days, "The payer answers again", lambda: sending.answer_claim(state, item.claim, received, note))


def _paper(state: State, paper_id: str, title: str, kind: str, text: str, source: str) -> None:
    state.add_paper(
        Paper.model_validate(
            {"id": paper_id, "title": title, "kind": kind, "day": state.day, "text": text, "source": source}
        )
    )


# ---- money -----------------------------------------------------------------------------------------------


def _bill_patient(state: State, item: Item, action: Decide) -> None:
    sent = state.claim(item.claim)
    try:
        money_moves.to_patient(state, item, "Decided on the workbench")
    except GuardError as refused:
        state.flag("compliance", f"The patient was to be billed {item.amount}. {refused}", refused.cites, item.amount)
        state.change_item(item.id, state="open", outcome=str(refused))
        return
    except LedgerError as refused:
        state.change_item(item.id, state="open", outcome=str(refused))
        return
    state.change_item(
        item.id, state="settled", outcome=f"Left to the patient; claim {sent.n} is closed with the payer."
    )


def _write_off(state: State, item: Item, action: Decide) -> None:
    try:
        amount = money_moves.write_off_item(state, item, action.note)
    except LedgerError as refused:
        state.change_item(item.id, state="open", outcome=str(refused))
        return
    state.change_item(item.id, state="settled", outcome=f"{amount} written off.")


def _refund(state: State, item: Item, action: Decide) -> None:
    said = money_moves.refund_item(state, item)
    state.change_item(item.id, state="settled", outcome=said)


def _no_action(state: State, item: Item, action: Decide) -> None:
    said = money_moves.close_item(state, item)
    state.change_item(item.id, state="settled", outcome=said)


_ACTIONS: dict[ActionId, Callable[[State, Item, Decide], None]] = {
    "new_claim": _prepare("new"),
    "corrected_claim": _prepare("corrected"),
    "reopening": _prepare("reopened"),
    "appeal": _appeal,
    "send_records": _send_records,
    "call_payer": _call_payer,
    "bill_other": _bill_other,
    "ask_coder": _ask_coder,
    "ask_patient": _ask_patient,
    "retro_authorization": _retro_authorization,
    "bill_patient": _bill_patient,
    "write_off": _write_off,
    "refund": _refund,
    "no_action": _no_action,
}
