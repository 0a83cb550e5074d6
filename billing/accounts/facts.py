"""An account as the figures count it: claims that went out with what became of them, money, work done over again."""

from __future__ import annotations

from billing.accounts.models import PatientAccount, SentClaim
from billing.figures import AccountFacts, ClaimSent, Denial, money_facts
from billing.models import Adjudication
from billing.values import ZERO, read_money

REWORK = frozenset(
    {"new_claim", "corrected_claim", "reopening", "appeal", "send_records", "call_payer", "retro_authorization"}
)


def account_facts(account: PatientAccount, area: str = "") -> AccountFacts:
    """The account's facts. `area`: root-cause area of its case; empty where none is known.

    A claim that the practice had sent before the account was taken over is nobody's first claim.
    """
    billed: set[str] = set()
    claims = []
    for sent in account.claims:
        own = sent.sent_on >= account.opened_on
        claims.append(_sent(sent, own and sent.payer_id not in billed, area))
        billed.add(sent.payer_id)
    again = sum(one.action in REWORK for _, one in account.decisions)
    found = money_facts(account.ledger, account.account_number)
    changes = {
        "claims": tuple(claims),
        "reworked": again,
        "underpaid": account.recovered,
        "recovered": account.recovered,
    }
    return found.model_copy(update=changes)


def _sent(sent: SentClaim, first: bool, area: str) -> ClaimSent:
    edits = [one for gate in sent.gates if gate.gate == "scrubber" for one in gate.messages if one.severity == "error"]
    return ClaimSent(
        sent_on=sent.sent_on,
        payer_id=sent.payer_id,
        first=first,
        charge=read_money(sent.claim.items["28"]) or ZERO,
        edits=len(edits),
        accepted=sent.state != "rejected",
        answered_on=sent.answer.paid_on if sent.answer else None,
        paid=sent.answer.paid if sent.answer else ZERO,
        denials=_denials(sent.answer, area) if sent.answer else (),
    )


def _denials(answer: Adjudication, area: str) -> tuple[Denial, ...]:
    found = []
    for line in answer.lines:
        if line.denied and line.adjustments:
            main = max(line.adjustments, key=lambda one: one.amount)
            found.append(Denial(carc=f"{main.group}-{main.carc}", area=area, amount=line.charge))
    return tuple(found)
