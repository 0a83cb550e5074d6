"""Plays an account: what each action does, what happens on which day, what it leads to.

`run` is the one way in. It plays all actions from the start, so that an account is nothing but its actions; days pass
only when the learner lets them. Payers answer by `billing.payer`, the books are kept by `billing.ledger`.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from billing.accounts import deciding, drafts, money_moves, sending
from billing.accounts.models import (
    Action,
    Adjust,
    Close,
    Decide,
    Look,
    PatientAccount,
    Post,
    Question,
    Refund,
    Reverse,
    Send,
    Statement,
    Wait,
)
from billing.accounts.papers import first_papers
from billing.accounts.state import ActionError, Planned, State
from billing.causes.frame import World
from billing.causes.opening import planted_world, right_world
from billing.ledger import Ledger, open_visits
from billing.models import Claim
from data import Reference
from scenarios.models import CodingAnswer, Variant

MOST_ACTIONS = 300
"""An account takes no more actions than this."""
LONGEST_WAIT = datetime.timedelta(days=400)


@dataclass(frozen=True)
class Opening:
    """What an account starts from: the world, and the claims that went out before the learner takes over."""

    world: World
    sent: tuple[tuple[Claim, datetime.date, int], ...]
    """With day and order of the coverage, oldest first; each is answered and posted before the next goes out."""
    case: bool
    """Whether a root cause stands behind the answer, and the practice (not the learner) sent the claims."""


def case_opening(reference: Reference, variant: Variant) -> Opening:
    """The opening of a biller's case. Raises CaseError where its root cause cannot come about."""
    world = planted_world(reference, variant)
    earlier = tuple((one[0], one[1], one[2] if len(one) > 2 else world.order) for one in world.earlier)
    return Opening(world, (*earlier, (world.claim, world.sent_on, world.order)), case=True)


def own_opening(
    reference: Reference, variant: Variant, claims: Sequence[Claim], codes: CodingAnswer | None = None
) -> Opening:
    """The opening of an account whose first claim (and, in accounts of earlier releases, its corrections) the learner
    made. `codes` are the learner's own.
    """
    world = right_world(reference, variant)
    world = world.with_own(claims[-1], codes)
    gap = datetime.timedelta(days=30)
    sent = tuple((claim, world.sent_on + gap * n, world.order) for n, claim in enumerate(claims))
    return Opening(world, sent, case=False)


def run(opening: Opening, actions: Sequence[Action]) -> PatientAccount:
    """The account after these actions. Raises ActionError for the first action that it does not allow."""
    live = Live(opening)
    for action in actions:
        live.play(action)
    return live.account


class Live:
    """An account that is played on: what `run` does at once, step by step."""

    def __init__(self, opening: Opening) -> None:
        self._state = _opened(opening)
        self._opened_on = self._state.day

    def play(self, action: Action) -> None:
        """One more action. Raises ActionError; the account may then be half changed and is thrown away."""
        _play(self._state, action)

    @property
    def account(self) -> PatientAccount:
        """As it stands."""
        return self._state.frozen(self._opened_on)


# ---- opening ---------------------------------------------------------------------------------------------


def _opened(opening: Opening) -> State:
    world = opening.world
    first_claim, first_day, _ = opening.sent[0]
    state = State(
        world=world,
        day=first_day,
        ledger=open_visits(Ledger(), [sending.visit_of(world, first_claim)], world.encounter.date_of_service),
        files=dict(world.files),
    )
    money_moves.paid_at_desk(state)
    for paper in first_papers(world):
        state.add_paper(paper)
    for number, (claim, day, order) in enumerate(opening.sent):
        if number:
            _practice_goes_on(state)
            state.day = max(state.day, day)
        secondary = bool(claim.prior_payers)
        sending.send(state, claim, kind="secondary" if secondary else "original" if number == 0 else "new", order=order)
    if opening.case:
        _wait_for_answers(state)
        _take_back(state)
        _papers_are_in(state)
    money_moves.credits(state)
    drafts.next_payers(state)
    return state


def _wait_for_answers(state: State) -> None:
    """Lets all happen that is on its way."""
    while state.planned:
        _next_day(state)


def _practice_goes_on(state: State) -> None:
    """What the practice did before the learner took over: waited, posted, and left the rest alone."""
    _wait_for_answers(state)
    for number in [one for one in state.remittances if one not in state.posted]:
        money_moves.post(state, Post(do="post", remittance=number))
    for item in list(state.items):
        del state.items[item]


def _papers_are_in(state: State) -> None:
    """The learner takes over once the last paper of the file has come; portal and telephone answer on that day."""
    state.day = max([state.day, *(paper.day for paper in state.papers.values() if paper.source == "file")])
    for paper in [one for one in state.papers.values() if one.source in ("portal", "call")]:
        state.papers[paper.id] = paper.model_copy(update={"day": state.day})


def _take_back(state: State) -> None:
    """The payer looks at a claim that it has paid once more, and takes the payment back."""
    file = state.world.taken_back
    if file is None:
        return
    _practice_goes_on(state)
    n = len(state.claims)
    sent = state.claim(n)
    state.files = {**state.files, sent.payer_id: file}
    state.day += datetime.timedelta(days=state.world.taken_back_after)
    sending.answer_claim(state, n, sent.received_on or sent.sent_on, "Taken back.")


# ---- actions ---------------------------------------------------------------------------------------------


def _play(state: State, action: Action) -> None:
    if state.closed:
        raise ActionError("This account is closed. Its result stands.")
    if state.number >= MOST_ACTIONS:
        raise ActionError(f"An account takes {MOST_ACTIONS} actions; close this one.")
    match action:
        case Wait():
            _wait(state, action.until)
        case Look():
            _look(state, action)
        case Post():
            money_moves.post(state, action)
        case Decide():
            deciding.decide(state, action)
        case Send():
            sending.send_draft(state, action)
        case Statement():
            money_moves.send_statement(state)
        case Refund():
            money_moves.refund(state, action)
        case Adjust():
            money_moves.adjust(state, action)
        case Question():
            deciding.question(state, action)
        case Reverse():
            money_moves.reverse_entry(state, action)
        case Close():
            money_moves.close(state, action)
    money_moves.credits(state)
    drafts.next_payers(state)
    state.number += 1


def _look(state: State, action: Look) -> None:
    paper = state.papers.get(action.paper)
    if paper is None:
        raise ActionError("There is no such paper on this account.")
    if paper.id not in state.looked and paper.source in ("portal", "call"):
        paper = state.papers[paper.id] = paper.model_copy(update={"day": state.day})
    if paper.id not in state.looked and paper.source == "call":
        state.note("call", f"Called {state.world.coverage.payer}", paper.text, paper.id)
    state.looked[paper.id] = None


def _wait(state: State, until: datetime.date | None) -> None:
    if until is not None and until <= state.day:
        raise ActionError(f"It is {state.day} already; days only pass forward.")
    if until is not None and until > state.day + LONGEST_WAIT:
        raise ActionError("That is too far ahead; nothing on this account takes more than a year.")
    if until is None:
        if not state.planned:
            raise ActionError("Nothing is on its way: waiting brings nothing. Something has to be done first.")
        _next_day(state)
        return
    while state.planned and min(state.planned).day <= until:
        _next_day(state)
    state.day = until
    _deadlines(state)


def _next_day(state: State) -> None:
    """Moves to the next day on which something happens, and lets all of that day happen."""
    day = min(state.planned).day
    state.day = max(state.day, day)
    while state.planned:
        first: Planned = min(state.planned)
        if first.day > state.day:
            break
        state.planned.remove(first)
        first.happen()
    _deadlines(state)


def _deadlines(state: State) -> None:
    """Says once which deadlines of open items have passed."""
    for item in list(state.items.values()):
        if item.state != "open":
            continue
        for due in item.due:
            title = f"Deadline passed: {due.what}, {due.day}"
            if due.day < state.day and not any(one.title == title and one.paper == item.id for one in state.log):
                state.note("deadline", title, f"Item {item.id}: it was open until then.", item.id)
