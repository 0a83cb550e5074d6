"""What `python -m billing post` does and says: several payments into one ledger, with the balances before and after.

Everything of a call is posted, or what is refused is named and the rest is: each payment stands for itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from billing.ledger import ChargeLine, Ledger, Visit, VisitPayer, claim_balance, open_visits, trial_balance
from billing.ledger_file import NOTICE
from billing.models import Adjudication, Remittance
from billing.posting import ESTIMATE, TAKEN_BACK, PostingNote, account_of, post_remittance
from data import Payer
from scenarios.models import CoverageKind

Json = dict[str, Any]

WITHOUT_LINES = "claim"
"""Code of the one line of a visit that was opened from an answer without service lines."""


def post_payments(
    ledger: Ledger, remittances: Sequence[Remittance], before: Ledger | None = None
) -> tuple[Ledger, Json]:
    """The ledger after the payments, and the report: what was posted, what was not and why, all balances.

    `before`: the books to compare with, where accounts were opened for these payments.
    """
    start = ledger if before is None else before
    after = ledger
    payments: list[Json] = []
    not_posted: list[Json] = []
    for remittance in remittances:
        posted = post_remittance(after, remittance)
        after = posted.ledger
        payments.append(_payment(remittance, posted.refused))
        not_posted += [_note(remittance, note) for note in posted.notes]
    accounts = dict.fromkeys(account_of(claim, {}) for one in remittances for claim in one.claims)
    known = [account for account in accounts if account in after.visits]
    report: Json = {
        "notice": NOTICE,
        "payments": payments,
        "balances": {"before": _trial(start), "after": _trial(after)},
        "accounts": [{"account": one, "before": _account(start, one), "after": _account(after, one)} for one in known],
        "not_posted": [note for note in not_posted if note["kind"] in _NOT_POSTED],
        "to_do": [note for note in not_posted if note["kind"] not in _NOT_POSTED],
        "entries": {"before": len(start.entries), "after": len(after.entries)},
    }
    return after, report


_NOT_POSTED = ("refused", "unapplied", "open")


def something_wrong(report: Json) -> bool:
    """Whether a payment was refused or money could not be put to its account; open denials are no fault of the file."""
    return any(note["kind"] in ("refused", "unapplied") for note in report["not_posted"])


def open_unknown(ledger: Ledger, remittances: Sequence[Remittance], payers: Mapping[str, Payer]) -> Ledger:
    """Opens the accounts that the books do not know with the charges that the payments answer, dated as served.

    An account is taken from the answer of its first payer; reversals and estimates open none.
    """
    found: dict[str, list[tuple[Remittance, Adjudication]]] = {}
    for remittance in remittances:
        for claim in remittance.claims:
            account = account_of(claim, {})
            if account and account not in ledger.visits and claim.clp_status not in (TAKEN_BACK, ESTIMATE):
                found.setdefault(account, []).append((remittance, claim))
    by_day: dict[datetime.date, list[Visit]] = {}
    for account, answers in found.items():
        answers.sort(key=lambda one: one[1].order)
        visit = _visit(account, answers, payers)
        by_day.setdefault(min(line.date for line in visit.lines), []).append(visit)
    for day, visits in by_day.items():
        ledger = open_visits(ledger, visits, day)
    return ledger


def _visit(account: str, answers: Sequence[tuple[Remittance, Adjudication]], payers: Mapping[str, Payer]) -> Visit:
    remittance, first = answers[0]
    lines: list[ChargeLine] = []
    for one, claim in answers:
        if (one.payer_id, claim.order) == (remittance.payer_id, first.order):
            lines += _further_lines(one, claim, lines)
    named = dict.fromkeys(one.payer_id for one, _ in answers)
    parties = first.parties
    name = f"{parties.patient_last_name}, {parties.patient_first_name}" if parties else account
    return Visit(
        claim=account,
        patient=name,
        payers=tuple(VisitPayer(payer_id=payer_id, kind=_kind(payers, payer_id)) for payer_id in named),
        lines=tuple(lines),
    )


def _further_lines(remittance: Remittance, claim: Adjudication, before: Sequence[ChargeLine]) -> list[ChargeLine]:
    """The charges that one answer adds: a corrected answer repeats the services of the first and adds none."""
    if not claim.lines:
        bare = ChargeLine(number=1, date=remittance.paid_on, code=WITHOUT_LINES, charge=claim.charge)
        return [] if before else [bare]
    there = [_service(line) for line in before]
    added: list[ChargeLine] = []
    numbers = {line.number for line in before}
    for line in claim.lines:
        number = line.number if line.number not in numbers else max(numbers) + 1
        made = ChargeLine(
            number=number,
            date=line.date or remittance.paid_on,
            code=line.code,
            modifiers=line.modifiers,
            units=line.units,
            charge=line.charge,
        )
        if _service(made) in there:
            there.remove(_service(made))
            continue
        numbers.add(number)
        added.append(made)
    return added


def _service(line: ChargeLine) -> tuple[object, ...]:
    return line.code, line.modifiers, line.date, line.charge


def _kind(payers: Mapping[str, Payer], payer_id: str) -> CoverageKind:
    known = payers.get(payer_id)
    return known.kind if known else "commercial"


# ---- as JSON ---------------------------------------------------------------------------------------------


def _payment(remittance: Remittance, refused: bool) -> Json:
    return {
        "number": remittance.number,
        "payer": remittance.payer_id,
        "paid_on": remittance.paid_on.isoformat(),
        "amount": f"{remittance.amount:.2f}",
        "claims": len(remittance.claims),
        "posted": not refused,
    }


def _note(remittance: Remittance, note: PostingNote) -> Json:
    return {
        "payment": remittance.number,
        "kind": note.kind,
        "account": note.claim,
        "line": note.line or None,
        "amount": f"{note.amount:.2f}",
        "message": note.message,
    }


def _trial(ledger: Ledger) -> Json:
    return {name: f"{amount:.2f}" for name, amount in trial_balance(ledger).items() if amount}


def _account(ledger: Ledger, account: str) -> Json | None:
    if account not in ledger.visits:
        return None
    balance = claim_balance(ledger, account)
    return {
        "charge": f"{balance.charge:.2f}",
        "insurance_paid": f"{balance.insurance_paid:.2f}",
        "patient_paid": f"{balance.patient_paid:.2f}",
        "written_off": {name: f"{amount:.2f}" for name, amount in balance.written_off.items()},
        "insurance": {payer: f"{amount:.2f}" for payer, amount in balance.insurance.items()},
        "patient": f"{balance.patient:.2f}",
    }
