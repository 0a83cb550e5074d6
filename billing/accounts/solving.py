"""How somebody who knows the root cause works an account to its end: the model's way, shown after the case is closed.

It is also the proof that a case can be solved: the checker plays it for every combination of every family.
"""

from __future__ import annotations

from decimal import Decimal

from billing.accounts.models import (
    Action,
    Adjust,
    Close,
    Decide,
    Draft,
    Item,
    PatientAccount,
    Post,
    Question,
    Send,
    Statement,
    Wait,
)
from billing.accounts.money_moves import self_pay_terms
from billing.accounts.running import Live, Opening
from billing.causes import CAUSES
from billing.causes.common import as_it_should_be
from billing.causes.frame import Remedy
from billing.charge_entry import key_claim
from billing.ledger import claim_balance
from billing.models import Claim

MOST_STEPS = 60


class NoWay(ValueError):
    """The model's way does not end: a fault of a root cause or of the account, never of a learner."""


def model_actions(opening: Opening, remedy: Remedy | None = None) -> tuple[Action, ...]:
    """All actions from the opening to the close. `remedy`: another right way than the first. Raises NoWay."""
    return _played(opening, remedy)[0]


def model_account(opening: Opening, remedy: Remedy | None = None) -> PatientAccount:
    """The account that the model's way ends in. Raises NoWay."""
    return _played(opening, remedy)[1]


def _played(opening: Opening, remedy: Remedy | None) -> tuple[tuple[Action, ...], PatientAccount]:
    way, live = _Way(opening, remedy), Live(opening)
    actions: list[Action] = []
    account = live.account
    while not account.closed:
        if len(actions) >= MOST_STEPS:
            raise NoWay(f"{opening.world.variant.family}: {MOST_STEPS} steps and the account is still open.")
        actions.append(way.next_step(account))
        live.play(actions[-1])
        account = live.account
    return tuple(actions), account


class _Way:
    def __init__(self, opening: Opening, remedy: Remedy | None) -> None:
        self.opening, self.world = opening, opening.world
        case = self.world.variant.key.case if opening.case else None
        self.cause = case.cause if case else ""
        known = CAUSES[self.cause].remedies(self.world) if self.cause else ()
        self.remedy = remedy or (known[0] if known else None)
        self.taken: list[str] = []
        self.questioned = False

    def next_step(self, account: PatientAccount) -> Action:
        """What to do now."""
        unposted = [one.number for one in account.remittances if one.number not in account.posted]
        if unposted:
            return Post(do="post", remittance=unposted[0])
        if account.drafts:
            return self._send(account.drafts[0])
        open_items = [one for one in account.items if one.state == "open"]
        if open_items:
            return self._decide(open_items[0])
        question = self._question(account)
        if question is not None:
            return question
        if account.coming:
            return Wait(do="wait")
        return self._patient(account)

    # ---- items -------------------------------------------------------------------------------------------

    def _decide(self, item: Item) -> Decide:
        remedy = self.remedy
        if remedy is None or not self._is_the_case(item) or self._done(item, remedy):
            return self._ordinary(item)
        for step in remedy.after:
            if step not in self.taken:
                self.taken.append(step)
                return Decide(do="decide", item=item.id, cause=self.cause, action=step, note=_note(step))
        self.taken.append(remedy.action)
        return Decide(
            do="decide",
            item=item.id,
            cause=self.cause,
            action=remedy.action,
            proof=remedy.proof,
            note=_note(remedy.action),
        )

    def _is_the_case(self, item: Item) -> bool:
        if item.kind == "credit":
            return "credit" in self.world.reference.root_causes[self.cause].shows
        return item.line in (None, self.world.line) or item.kind in ("rejection", "takeback")

    def _done(self, item: Item, remedy: Remedy) -> bool:
        return remedy.action in self.taken and item.decision is None

    def _ordinary(self, item: Item) -> Decide:
        """An item that no root cause is known of: the claim is mended once, then the group code decides."""
        by_group = {"PR": "bill_patient", "CO": "write_off", "PI": "write_off", "OA": "write_off"}
        action = by_group.get(item.group, "no_action")
        if item.kind == "credit":
            action = "refund"
        elif item.kind == "rejection":
            action = "new_claim"
        elif not self.cause and item.group in ("CO", "OA") and "mended" not in self.taken:
            self.taken.append("mended")
            action = "corrected_claim" if self.world.contract.takes_frequency_7 else "reopening"
        return Decide.model_validate({"do": "decide", "item": item.id, "action": action, "note": "as the answer says"})

    def _question(self, account: PatientAccount) -> Question | None:
        """An underpayment shows nowhere: the line has to be held against the contract."""
        cause = self.world.reference.root_causes.get(self.cause)
        if cause is None or "underpaid" not in cause.shows or self.questioned:
            return None
        self.questioned = True
        n = max(one.n for one in account.claims if one.order == self.world.order)
        return Question(do="question", claim=n, line=self.world.line)

    # ---- claims ------------------------------------------------------------------------------------------

    def _send(self, draft: Draft) -> Send:
        if draft.kind in ("new", "corrected", "reopened") and self.remedy is not None:
            return Send(do="send", draft=draft.id, claim=self._mended(draft.claim, self.remedy))
        if draft.kind in ("new", "corrected", "reopened") and draft.order == self.world.order:
            right = key_claim(self.world.reference, self.world.variant)
            mend = as_it_should_be(self.world, right)
            return Send(do="send", draft=draft.id, claim=mend(draft.claim))
        return Send(do="send", draft=draft.id)

    def _mended(self, claim: Claim, remedy: Remedy) -> Claim:
        """The remedy's own way of mending; without one the claim as it is (the coder's codes stand in it already)."""
        return remedy.mend(claim) if remedy.mend is not None else claim

    # ---- the patient -------------------------------------------------------------------------------------

    def _patient(self, account: PatientAccount) -> Action:
        balance = claim_balance(account.ledger, account.account_number)
        policy = self_pay_terms(self.world.reference)
        if balance.patient >= policy.small_balance and len(account.statements) < policy.statements_before_collection:
            return Statement(do="statement")
        if 0 < balance.patient < policy.small_balance:
            return Adjust(do="adjust", reason="small_balance")
        if balance.patient > 0:
            return self._give_up(account)
        if balance.open == 0:
            return Close(do="close")
        return Close(do="close", give_up=True)

    def _give_up(self, account: PatientAccount) -> Action:
        last = account.statements[-1]
        days = self_pay_terms(self.world.reference).final_notice_days
        if (account.day - last).days < days:
            return Wait(do="wait", until=last.fromordinal(last.toordinal() + days))
        return Adjust(do="adjust", reason="bad_debt")


def _note(action: str) -> str:
    return "Spoke with J. Keller, reference 0417" if action == "call_payer" else ""


def collected(account: PatientAccount) -> Decimal:
    """What payers and patient have paid on an account, less what was paid back, dollars."""
    balance = claim_balance(account.ledger, account.account_number)
    return balance.insurance_paid + balance.patient_paid
