"""The account as JSON for the desk: what is open, what came back, what can be read and done. Nothing of the key."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from billing import claim_to_json
from billing.accounts import PatientAccount
from billing.accounts.models import Draft, Due, Item, SentClaim
from billing.aging import aging
from billing.case_view import lookalikes
from billing.ledger import claim_balance, trial_balance
from billing.models import Remittance
from data import Reference
from records import AttemptRow
from views.case_payload_claim import round_payload

Json = dict[str, Any]
ZERO = Decimal("0.00")


def account_payload(reference: Reference, row: AttemptRow, account: PatientAccount) -> Json:
    """All that the desk shows of an account."""
    return {
        "day": account.day.isoformat(),
        "service_day": row.variant.encounter.date_of_service.isoformat(),
        "number": account.number,
        "closed": account.closed,
        "role": row.role,
        "case": row.variant.key.case is not None,
        "balance": _balance(account),
        "aging": _aging(account),
        "next": _next(account),
        "todo": _todo(reference, account),
        "claims": [_claim(reference, account, sent, row) for sent in account.claims],
        "items": {item.id: _item(reference, account, item) for item in account.items},
        "papers": [_paper(account, paper) for paper in account.papers],
        "drafts": [_draft(reference, account, draft, row) for draft in account.drafts],
        "remittances": [_remittance(reference, account, one) for one in account.remittances],
        "ledger": _ledger(account),
        "log": [one.model_dump(mode="json") for one in account.log],
        "flags": [one.model_dump(mode="json") for one in account.flags],
        "statements": [day.isoformat() for day in account.statements],
    }


# ---- money -----------------------------------------------------------------------------------------------


def _balance(account: PatientAccount) -> Json:
    balance = claim_balance(account.ledger, account.account_number)
    insurance = sum((amount for amount in balance.insurance.values() if amount > 0), ZERO)
    credit = -sum((amount for amount in (*balance.insurance.values(), balance.patient) if amount < 0), ZERO)
    return {
        "charges": _money(balance.charge),
        "paid": _money(balance.insurance_paid + balance.patient_paid),
        "written_off": _money(sum(balance.written_off.values(), ZERO)),
        "insurance": _money(insurance),
        "patient": _money(max(balance.patient, ZERO)),
        "credit": _money(ZERO + credit),
        "total": _money(balance.open),
    }


def _aging(account: PatientAccount) -> list[Json]:
    return [
        {"party": line.party, "buckets": {name: _money(amount) for name, amount in line.buckets.items()}}
        for line in aging(account.ledger, account.day)
    ]


def _ledger(account: PatientAccount) -> Json:
    rows = []
    for entry in account.ledger.entries:
        for leg in entry.legs:
            side = "debit" if leg.amount > 0 else "credit"
            rows.append(
                {"n": entry.number, "day": entry.date.isoformat(), "account": str(leg.account), "party": leg.party,
                 "text": entry.text, "debit": "", "credit": "", side: _money(abs(leg.amount)), "kind": entry.kind,
                 "source": entry.source.remittance or entry.source.document, "reverses": entry.reverses}
            )  # fmt: skip
    accounts = [
        {"account": name, "balance": _money(sum_)} for name, sum_ in trial_balance(account.ledger).items() if sum_
    ]
    return {"entries": rows, "accounts": accounts, "reversed": sorted(account.ledger.reversed)}


def _money(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))


# ---- what is open ----------------------------------------------------------------------------------------


def _next(account: PatientAccount) -> Json | None:
    if not account.coming:
        return None
    first = account.coming[0]
    return {"day": first.day.isoformat(), "text": first.text}


def _todo(reference: Reference, account: PatientAccount) -> list[Json]:
    rows = [_post_row(account, one) for one in account.remittances if one.number not in account.posted]
    rows += [_send_row(account, draft) for draft in account.drafts]
    rows += [_item_row(reference, account, item) for item in account.items]
    owed = claim_balance(account.ledger, account.account_number).patient
    waiting = [one for one in account.coming if "payment" in one.text.lower() or "statement" in one.text.lower()]
    if owed > 0 and not rows_open(rows):
        text = "On its way" if waiting else "Send a statement, or give up what the policy lets you"
        rows.append(_row("patient", "statement", "Patient balance", text, owed, None, account, waiting=bool(waiting)))
    rows += [
        _row(f"wait{number}", "letter", one.text, "", ZERO, one.day, account, waiting=True)
        for number, one in enumerate(account.coming)
    ]
    return sorted(rows, key=_urgency)


def rows_open(rows: list[Json]) -> bool:
    """Whether something of these wants to be done before the patient is billed."""
    return any(row["state"] == "open" for row in rows)


def _urgency(row: Json) -> tuple[int, int, Decimal]:
    state = {"open": 0, "waiting": 1, "settled": 2}[row["state"]]
    return state, row["days_left"] if row["days_left"] is not None else 9999, -Decimal(row["amount"])


def _row(
    row_id: str,
    kind: str,
    title: str,
    text: str,
    amount: Decimal,
    due: datetime.date | None,
    account: PatientAccount,
    waiting: bool = False,
) -> Json:
    return {
        "id": row_id,
        "kind": kind,
        "title": title,
        "text": text,
        "amount": _money(amount),
        "due": due.isoformat() if due else None,
        "days_left": (due - account.day).days if due else None,
        "state": "waiting" if waiting else "open",
        "claim": None,
        "line": None,
    }


def _post_row(account: PatientAccount, one: Remittance) -> Json:
    row = _row(one.number, "post", f"Post {one.number}", "Remittance is in", one.amount, None, account)
    return row | {"days_left": 0}


def _send_row(account: PatientAccount, draft: Draft) -> Json:
    titles = {"original": "Claim", "new": "New claim", "corrected": "Corrected claim", "reopened": "Reopening",
              "void": "Void", "secondary": "Secondary claim"}  # fmt: skip
    amount = Decimal(draft.claim.items["28"] or "0")
    return _row(draft.id, "send", f"{titles[draft.kind]} to send", "Prepared; check it and send", amount, None, account)


def _item_row(reference: Reference, account: PatientAccount, item: Item) -> Json:
    first = min((one for one in item.due), key=lambda one: one.day, default=None)
    row = _row(item.id, item.kind, item_title(item), item.outcome, item.amount, first.day if first else None, account)
    return row | {"state": item.state, "claim": item.claim, "line": item.line}


def item_title(item: Item) -> str:
    """What an open item is called in the to-do list."""
    where = f"line {item.line}" if item.line else f"claim {item.claim}"
    return {
        "rejection": f"Claim {item.claim} rejected",
        "denial": f"{item.look} on {where}",
        "underpaid": f"Line {item.line} questioned",
        "takeback": f"Take-back on {where}",
        "credit": "Credit balance",
        "share": f"Patient's share on {where}",
    }[item.kind]


def _item(reference: Reference, account: PatientAccount, item: Item) -> Json:
    known = reference.carc.get(item.carc)
    sent = account.claims[item.claim - 1]
    return {
        "id": item.id,
        "kind": item.kind,
        "claim": item.claim,
        "line": item.line,
        "title": item_title(item),
        "look": item.look,
        "group": item.group,
        "carc": item.carc,
        "rarcs": list(item.rarcs),
        "meaning": known.meaning if known else "",
        "remarks": {code: reference.rarc[code].meaning for code in item.rarcs if code in reference.rarc},
        "usual_action": known.usual_action if known else "",
        "code": _code(sent, item),
        "amount": _money(item.amount),
        "due": [_due(account, one) for one in item.due],
        "evidence": [one for one in item.evidence if any(paper.id == one for paper in account.papers)],
        "causes": _causes(reference, item),
        "actions": [
            {"id": one.id, "title": one.title, "hint": one.hint, "proof": one.proof}
            for one in reference.follow_up_actions.values()
        ],
        "decision": item.decision.model_dump(mode="json") if item.decision else None,
        "decided_on": item.decided_on.isoformat() if item.decided_on else None,
        "outcome": item.outcome,
        "state": item.state,
    }


def _code(sent: SentClaim, item: Item) -> str:
    return "-".join(sent.claim.lines[item.line - 1].D) if item.line else ""


def _due(account: PatientAccount, one: Due) -> Json:
    return {"what": one.what, "day": one.day.isoformat(), "days_left": (one.day - account.day).days}


def _causes(reference: Reference, item: Item) -> list[Json]:
    """Root causes to choose among, in the order of the catalog."""
    same = [reference.root_causes[one] for one in lookalikes(reference, item.look, item.carc)]
    return [{"id": one.id, "title": one.title, "hint": one.hint, "area": one.area} for one in same]


# ---- claims, papers, remittances -------------------------------------------------------------------------


def _claim(reference: Reference, account: PatientAccount, sent: SentClaim, row: AttemptRow) -> Json:
    answer = sent.answer
    remittance = _remittance_of(account, sent)
    contract = reference.contracts.get(sent.payer_id)
    hidden = row.variant.key.case is not None and sent.sent_on < account.opened_on and not account.closed
    gates = [gate for gate in sent.gates if not (hidden and gate.gate == "scrubber")]
    shown = round_payload(reference, sent.n, sent.claim, answer, remittance, contract) if answer else None
    if shown is not None and row.variant.key.case is not None and not account.closed:
        for line in shown["lines"]:
            line["why"] = clauses_only(line["why"]) if line["denied"] else line["why"]
    owed = [leg for leg in account.items if leg.claim == sent.n and leg.state != "settled"]
    return {
        "n": sent.n,
        "order": sent.order,
        "payer": reference.payers[sent.payer_id].name,
        "payer_id": sent.payer_id,
        "kind": sent.kind,
        "frequency": sent.claim.items.get("22") or "1",
        "sent_on": sent.sent_on.isoformat(),
        "received_on": sent.received_on.isoformat() if sent.received_on else None,
        "state": sent.state,
        "claim_number": answer.claim_number if answer else "",
        "charge": sent.claim.items["28"],
        "paid": _money(answer.paid) if answer else None,
        "patient": _money(answer.patient) if answer else None,
        "open": _money(sum((one.amount for one in owed), ZERO)),
        "claim": claim_to_json(sent.claim),
        "gates": [gate.model_dump(mode="json") for gate in gates],
        "answer": shown,
        "remittance": remittance.number if remittance else None,
        "posted": sent.state == "posted",
    }


def clauses_only(why: str) -> str:
    """The clauses that a denial turns on: a remittance gives codes, and what stands behind them is the case."""
    found = dict.fromkeys(re.findall(r"clause (\d+\.\d+)", why))
    return f"Clause {', '.join(found)}" if found else ""


def _remittance_of(account: PatientAccount, sent: SentClaim) -> Remittance | None:
    found = [one for one in account.remittances if sent.answer is not None and sent.answer in one.claims]
    return found[-1] if found else None


def _paper(account: PatientAccount, paper: Any) -> Json:
    opened = paper.id in account.looked
    hidden = paper.source in ("portal", "call") and not opened
    return {
        "id": paper.id,
        "title": paper.title,
        "kind": paper.kind,
        "day": paper.day.isoformat(),
        "source": paper.source,
        "opened": opened,
        "text": None if hidden else paper.text,
    }


def _draft(reference: Reference, account: PatientAccount, draft: Draft, row: AttemptRow) -> Json:
    return {
        "id": draft.id,
        "kind": draft.kind,
        "order": draft.order,
        "payer": reference.payers[draft.payer_id].name,
        "frequency": draft.claim.items.get("22") or "1",
        "claim": claim_to_json(draft.claim),
        "replaces": draft.replaces,
        "item": draft.item,
        "may_change_codes": row.role == "both" or draft.codes_by_coder,
        "codes_by_coder": draft.codes_by_coder,
        "prior_payers": [one.model_dump(mode="json") for one in draft.claim.prior_payers],
    }


def _remittance(reference: Reference, account: PatientAccount, one: Remittance) -> Json:
    paid = sum((claim.paid for claim in one.claims), ZERO)
    taken = sum((entry.amount for entry in one.provider_adjustments), ZERO)
    return {
        "number": one.number,
        "payer": reference.payers[one.payer_id].name,
        "payer_id": one.payer_id,
        "day": one.paid_on.isoformat(),
        "amount": _money(one.amount),
        "claims_paid": _money(paid),
        "provider_level": [entry.model_dump(mode="json") for entry in one.provider_adjustments],
        "difference": _money(one.amount - paid + taken),
        "posted": one.number in account.posted,
        "method": one.method,
        "rows": [_remitted(account, claim) for claim in one.claims],
    }


def _remitted(account: PatientAccount, claim: Any) -> Json:
    n = next((sent.n for sent in account.claims if sent.answer == claim), None)
    return {
        "claim": n,
        "status": claim.clp_status,
        "claim_number": claim.claim_number,
        "account": account.account_number,
        "charged": _money(claim.charge),
        "adjusted": _money(claim.charge - claim.paid - claim.patient),
        "patient_owes": _money(claim.patient),
        "paid": _money(claim.paid),
    }
