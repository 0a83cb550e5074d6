"""Claims on their way: sent, seen by three gates, answered by the payer, and what each answer leaves open."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import partial

from billing.accounts import claim_papers, gates
from billing.accounts.models import Due, Item, Send, SentClaim
from billing.accounts.state import ActionError, State
from billing.bookkeeping import Item as BookItem
from billing.bookkeeping import open_with, record_billed, transfer_to_payer
from billing.causes.frame import World
from billing.ledger import PATIENT_PARTY, ChargeLine, Visit, VisitPayer, correct_charges
from billing.models import AdjudicatedLine, Adjudication, Claim, Remittance
from billing.payer import adjudicate
from billing.remittance import remit, remit_again
from billing.values import ZERO, read_date, read_money, read_units
from data import Contract
from scenarios.models import Coverage

Kind = str
SETTLED = frozenset({"23", "45"})
"""CARCs that say what was settled before or by contract, and never why a line is denied."""
PAID_BEFORE = "23"
"""CARC of what an earlier payer paid and adjusted: a line that shows nothing else is settled, not denied."""


def send_draft(state: State, action: Send) -> None:
    """Sends a draft as the learner left it. Raises ActionError where there is none."""
    draft = state.drafts.get(action.draft)
    if draft is None:
        raise ActionError("There is no such claim to send; it may have gone out already.")
    claim = action.claim or draft.claim
    if draft.item and draft.item in state.items:
        name = state.world.reference.payers[draft.payer_id].name
        mends = draft.replaces is not None
        said = f"A mended claim is with {name}." if mends else f"Billed to {name}."
        state.change_item(draft.item, state="waiting" if mends else "settled", outcome=said)
    del state.drafts[action.draft]
    send(state, claim, draft.kind, draft.order, draft.replaces)


def send(state: State, claim: Claim, kind: Kind, order: int, replaces: int | None = None) -> None:
    """A claim goes out today: the gates answer in the next days, the payer after that."""
    n = len(state.claims) + 1
    coverage = coverage_of(state.world, order)
    answers = gates.pass_gates(state, claim, coverage)
    sent = SentClaim.model_validate(
        {"n": n, "order": order, "payer_id": coverage.payer_id, "kind": kind, "claim": claim, "sent_on": state.day,
         "replaces": replaces, "gates": (gates.scrubbed(state, claim, order),)}
    )  # fmt: skip
    state.claims.append(sent)
    if n > 1:
        _charges_follow(state, claim)
    _balance_follows(state, coverage, kind)
    title = {"original": "Claim", "new": "New claim", "corrected": "Corrected claim", "reopened": "Reopening",
             "void": "Void", "secondary": "Secondary claim"}[kind]  # fmt: skip
    state.add_paper(claim_papers.claim_as_sent(state.world, sent))
    state.note("sent", f"{title} sent to {coverage.payer}", f"Total {claim.items['28']}", f"claim.{n}")
    for answer in answers:
        wait = (answer.gate.day - state.day).days
        who = "The payer" if answer.gate.gate == "payer" else "The clearinghouse"
        state.plan(wait, f"{who} acknowledges claim {n}", partial(_gate_answers, state, n, answer))
        if not answer.gate.accepted:
            return
    received = answers[-1].received_on or state.day
    wait = (received - state.day).days + payment_days(contract_of(state.world, coverage))
    wait += state.file(coverage.payer_id).pays_after
    state.plan(wait, f"{coverage.payer} answers claim {n}", lambda: answer_claim(state, n, received))


def _gate_answers(state: State, n: int, answer: gates.GateAnswer) -> None:
    sent = state.claim(n)
    for paper in answer.papers:
        state.add_paper(paper)
    state.change_claim(
        n,
        gates=(*sent.gates, answer.gate),
        received_on=answer.received_on or sent.received_on,
        state="waiting" if answer.gate.accepted else "rejected",
    )
    if answer.gate.accepted:
        state.note("gate", answer.text, answer.gate.text, answer.gate.paper)
        return
    state.note("rejected", answer.text, answer.gate.text, answer.gate.paper)
    settle_replaced(state, n, "rejected")
    contract = contract_of(state.world, coverage_of(state.world, sent.order))
    state.items[f"r{n}"] = Item(
        id=f"r{n}",
        kind="rejection",
        claim=n,
        line=None,
        look="reject",
        amount=Decimal(sent.claim.items["28"] or "0"),
        due=(Due(what="new claim", day=file_by(state.world, contract, sent)),),
        evidence=("277ca.clearinghouse." + str(n), "277ca.payer." + str(n), f"claim.{n}", "card.1", "eligibility.1"),
    )


# ---- the payer's answer ----------------------------------------------------------------------------------


def answer_claim(state: State, n: int, received: datetime.date, note: str = "") -> None:
    """The payer decides on a claim today and sends its remittance."""
    sent = state.claim(n)
    coverage = coverage_of(state.world, sent.order)
    contract = contract_of(state.world, coverage)
    before = sent.answer
    if before is None and sent.replaces is not None:
        before = state.claim(sent.replaces).answer
    earlier = tuple(one for m, one in _answers_of(state, sent.payer_id) if m != n and not _reopens(sent, m))
    anew = before if sent.answer is not None or sent.kind == "reopened" else None
    answer = adjudicate(
        state.world.reference,
        sent.claim,
        state.world.encounter,
        contract,
        state.day,
        earlier,
        state.file(sent.payer_id),
        received,
        replaces=anew,
    )
    if answer.status == "rejected":
        gate = gates.late_rejection(state, n, answer)
        _gate_answers(state, n, gate)
        return
    if before is not None and any(one.kind == "underpaid" and one.claim == n for one in state.items.values()):
        state.recovered += max(answer.paid - before.paid, ZERO)
    number = f"RA{state.day:%y%m%d}{len(state.remittances) + 1:02d}"
    remittance = remittance_for(answer, before, number, state.day)
    state.remittances[number] = remittance
    state.change_claim(n, answer=answer, state="answered", received_on=received)
    era = f"era.{len(state.remittances)}"
    state.add_paper(claim_papers.remittance_paper(state.world, remittance, era))
    text = f"Paid {answer.paid} of {answer.charge}; patient {answer.patient}."
    state.note("remittance", f"Remittance {number} from {coverage.payer}", f"{note} {text}".strip(), era)
    if before is not None or sent.replaces is not None:
        settle_replaced(state, n, "answered")
    for item in items_of(state, state.claim(n), answer, era):
        state.items[item.id] = item


def _answers_of(state: State, payer_id: str) -> list[tuple[int, Adjudication]]:
    """A payer's answers on this account with the claims that they are to."""
    return [(one.n, one.answer) for one in state.claims if one.payer_id == payer_id and one.answer is not None]


def _reopens(sent: SentClaim, n: int) -> bool:
    """Whether a claim asks for a reopening of that one: it is decided anew and no duplicate of it."""
    return sent.kind == "reopened" and sent.replaces == n


def remittance_for(
    answer: Adjudication, before: Adjudication | None, number: str, paid_on: datetime.date
) -> Remittance:
    """The payment for an answer; one that takes the place of a paid or denied claim takes that one back first."""
    if before is None or not answer.original:
        return remit((answer,), number, paid_on)
    return remit_again(before, answer, number, paid_on)


def items_of(state: State, sent: SentClaim, answer: Adjudication, era: str) -> list[Item]:
    """What an answer leaves to decide: a claim denied whole, or each denied line."""
    denied = [line for line in answer.lines if line.denied and _reason(line)[1] != PAID_BEFORE]
    if not denied:
        return []
    answers = [one.answer.paid_on for one in state.claims if one.answer and one.payer_id == sent.payer_id]
    due = deadlines(state.world, sent, answer, min((day for day in answers if day), default=None))
    evidence = _evidence(state, sent, era)
    reasons = {_reason(line) for line in denied}
    if len(reasons) == 1 and len(denied) == len(answer.lines) and len(denied) > 1:
        return [_item(f"d{sent.n}", sent, None, denied[0], answer.charge, due, evidence)]
    return [_item(f"d{sent.n}.{line.number}", sent, line.number, line, line.charge, due, evidence) for line in denied]


def _reason(line: AdjudicatedLine) -> tuple[str, str, tuple[str, ...]]:
    unsettled = [one for one in line.adjustments if one.carc not in SETTLED] or line.adjustments
    main = max(unsettled, key=lambda one: one.amount)
    return main.group, main.carc, main.rarcs


def _item(
    item_id: str,
    sent: SentClaim,
    number: int | None,
    line: AdjudicatedLine,
    amount: Decimal,
    due: tuple[Due, ...],
    evidence: tuple[str, ...],
) -> Item:
    group, carc, rarcs = _reason(line)
    return Item(
        id=item_id,
        kind="denial",
        claim=sent.n,
        line=number,
        look=f"{group}-{carc}",
        group=group,
        carc=carc,
        rarcs=rarcs,
        amount=amount,
        due=due,
        evidence=evidence,
    )


def _evidence(state: State, sent: SentClaim, era: str) -> tuple[str, ...]:
    """Papers that belong on the desk of a denial: those of the account in their order, X12 apart."""
    own = [paper.id for paper in state.papers.values() if paper.kind not in ("x12", "remittance", "claim")]
    return (era, f"claim.{sent.n}", *own)


def settle_replaced(state: State, n: int, how: str) -> None:
    """Items that wait for this claim (or its new answer) are settled by it."""
    sent = state.claim(n)
    about = {n, sent.replaces}
    for item in list(state.items.values()):
        if item.claim in about and item.state == "waiting":
            outcome = f"Claim {n} was rejected." if how == "rejected" else _outcome(state, sent)
            state.change_item(item.id, state="settled", outcome=outcome)


def _outcome(state: State, sent: SentClaim) -> str:
    answer = state.claim(sent.n).answer
    if answer is None:
        return f"Claim {sent.n} is on its way."
    denied = sum((line.charge for line in answer.lines if line.denied), ZERO)
    text = f"Answered with claim {sent.n}: paid {answer.paid}, patient {answer.patient}"
    return f"{text}, still denied {denied}." if denied else f"{text}."


# ---- days, charges, coverages ----------------------------------------------------------------------------


def deadlines(
    world: World, sent: SentClaim, answer: Adjudication, first_answer: datetime.date | None = None
) -> tuple[Due, ...]:
    """Until when an answered claim can be corrected (counted from the payer's first answer) and appealed."""
    contract = contract_of(world, coverage_of(world, sent.order))
    paid_on = answer.paid_on or sent.sent_on
    if "MA130" in answer.remarks:
        return (Due(what="new claim", day=file_by(world, contract, sent)),)
    appeal = Due(what="appeal", day=appeal_by(world, contract, paid_on))
    if not contract.takes_frequency_7:
        again = paid_on + datetime.timedelta(days=contract.reopening_days or contract.corrected_days)
        return (Due(what="reopening", day=again), appeal)
    since = first_answer or paid_on
    return (Due(what="corrected claim", day=since + datetime.timedelta(days=contract.corrected_days)), appeal)


def appeal_by(world: World, contract: Contract, decided: datetime.date) -> datetime.date:
    """Last day of a first appeal, as the contract says (Medicare: 120 days from receipt, 42 CFR 405.942)."""
    return decided + datetime.timedelta(days=contract.appeal_days)


def file_by(world: World, contract: Contract, sent: SentClaim) -> datetime.date:
    """Last day for a claim that counts as never received."""
    served = world.encounter.date_of_service
    return served + datetime.timedelta(days=contract.timely_filing_days)


def payment_days(contract: Contract) -> int:
    """From receipt to the answer."""
    return contract.payment_days


def coverage_of(world: World, order: int) -> Coverage:
    """A coverage by its order. Raises ActionError."""
    found = next((one for one in world.encounter.coverage if one.order == order), None)
    if found is None:
        raise ActionError("There is no such coverage on this account.")
    return found


def contract_of(world: World, coverage: Coverage) -> Contract:
    """The contract with a coverage's payer."""
    return world.reference.contracts[coverage.payer_id]


def visit_of(world: World, claim: Claim) -> Visit:
    """The charges of a claim as the books keep them."""
    payers = sorted(world.encounter.coverage, key=lambda one: one.order)
    billed = coverage_of(world, world.order)
    ordered = [billed, *(one for one in payers if one.order != billed.order)]
    lines = []
    for number, line in enumerate(claim.lines, start=1):
        if not line.D or not line.D[0]:
            continue
        lines.append(
            ChargeLine(
                number=number,
                date=read_date(line.A) or world.encounter.date_of_service,
                code=line.D[0],
                modifiers=tuple(line.D[1:]),
                units=read_units(line.G) or 1,
                charge=read_money(line.F) or ZERO,
            )
        )
    return Visit(
        claim=account_number(world),
        patient=world.encounter.patient.name,
        payers=tuple(VisitPayer(payer_id=one.payer_id, kind=one.kind) for one in ordered),
        qmb=any(one.qmb for one in world.encounter.coverage),
        lines=tuple(lines),
    )


def account_number(world: World) -> str:
    """The account's name in the books: the patient's account number of the encounter."""
    return world.encounter.patient.account_number


def _charges_follow(state: State, claim: Claim) -> None:
    visit = visit_of(state.world, claim)
    if visit.lines != state.ledger.visit(visit.claim).lines:
        state.ledger = correct_charges(state.ledger, visit, state.day)


def _balance_follows(state: State, coverage: Coverage, kind: Kind) -> None:
    """What a claim asks of a payer stands with that payer: moved from the patient, or from a payer billed wrongly."""
    account = account_number(state.world)
    ledger = record_billed(state.ledger, account, coverage.payer_id, state.day)
    others = [one.payer_id for one in ledger.visit(account).payers if one.payer_id != coverage.payer_id]
    parties = [PATIENT_PARTY] if kind == "secondary" else []
    if coverage.order != state.world.order and kind != "secondary":
        parties = [*others, PATIENT_PARTY]
    for line in ledger.visit(account).lines:
        book = BookItem(account, line.number)
        for party in parties:
            amount = open_with(ledger, book, party)
            if amount > 0:
                ledger = transfer_to_payer(ledger, book, party, coverage.payer_id, amount, state.day)
    state.ledger = ledger
