"""Visits, answers and payments made by hand for the tests of the books."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from billing.ledger import ChargeLine, Ledger, Visit, VisitPayer, open_visits
from billing.models import (
    AdjudicatedLine,
    Adjudication,
    Adjustment,
    GroupCode,
    ProviderAdjustment,
    Remittance,
    RemittedParties,
)
from scenarios.models import CoverageKind
from tests.billing.made import npi

SERVED = datetime.date(2026, 6, 11)
PAID = datetime.date(2026, 7, 2)
KINDS: dict[str, CoverageKind] = {
    "medicare": "medicare",
    "granite-medicaid": "medicaid",
    "lakeshore-ppo": "commercial",
    "harbor-comp": "workers_comp",
}


def d(text: str) -> Decimal:
    """Dollars."""
    return Decimal(text)


def visit(account: str, *payers: str, charges: tuple[str, ...] = ("200.00", "82.00"), qmb: bool = False) -> Visit:
    """A visit of 2026-06-11 with a line for each charge."""
    codes = ("99214", "20610", "71046", "36415")
    lines = tuple(
        ChargeLine(number=n, date=SERVED, code=codes[(n - 1) % 4], charge=d(charge))
        for n, charge in enumerate(charges, start=1)
    )
    given = tuple(VisitPayer(payer_id=payer, kind=KINDS[payer]) for payer in payers)
    return Visit(claim=account, patient="Trent, Marisol A", payers=given, qmb=qmb, lines=lines)


def books(*visits: Visit) -> Ledger:
    """A ledger with the charges of these visits."""
    return open_visits(Ledger(), visits, SERVED)


def answered(number: int, charge: str, paid: str, *adjustments: str, code: str = "") -> AdjudicatedLine:
    """A line with adjustments such as `CO-45 20.00`."""
    codes = ("99214", "20610", "71046", "36415")
    made = tuple(adjustment(text) for text in adjustments)
    return AdjudicatedLine(
        number=number, code=code or codes[(number - 1) % 4], modifiers=(), units=1, charge=d(charge), allowed=d(paid),
        paid=d(paid), adjustments=made, denied=False, why="", date=SERVED,
    )  # fmt: skip


def adjustment(text: str) -> Adjustment:
    reason, amount = text.split()
    group, carc = reason.split("-")
    found: dict[str, GroupCode] = {"CO": "CO", "PR": "PR", "OA": "OA", "PI": "PI"}
    return Adjustment(group=found[group], carc=carc, amount=d(amount))


def claim(
    account: str, number: str, *lines: AdjudicatedLine, payer: str = "lakeshore-ppo", **more: Any
) -> Adjudication:
    """A payer's answer; its sums are its lines'."""
    parties = RemittedParties(
        account=account, patient_last_name="Trent", patient_first_name="Marisol", member_id="LKM44719083",
        rendering_npi=npi("154839201"), payee_name="Kestrel", payee_npi=npi("190283746"), payee_tax_id="01-0559921",
    )  # fmt: skip
    nothing = Decimal("0.00")
    values: dict[str, Any] = {
        "claim_number": number, "payer_id": payer, "status": "paid", "lines": lines, "parties": parties,
        "charge": sum((line.charge for line in lines), nothing), "allowed": sum((line.allowed for line in lines), nothing),
        "paid": sum((line.paid for line in lines), nothing), "paid_on": PAID,
        "patient": sum((one.amount for line in lines for one in line.adjustments if one.group == "PR"), nothing),
    }  # fmt: skip
    return Adjudication(**(values | more))


def taken_back(answer: Adjudication, **more: Any) -> Adjudication:
    """The reversal of an answer: status 22, every amount negative."""
    lines = tuple(
        line.model_copy(
            update={
                "charge": -line.charge,
                "allowed": -line.allowed,
                "paid": -line.paid,
                "adjustments": tuple(one.model_copy(update={"amount": -one.amount}) for one in line.adjustments),
            }
        )
        for line in answer.lines
    )
    sums = {"charge": -answer.charge, "allowed": -answer.allowed, "paid": -answer.paid, "patient": -answer.patient}
    return answer.model_copy(update={"clp_status": "22", "lines": lines, **sums, **more})


def payment(number: str, *claims: Adjudication, plb: tuple[tuple[str, str, str], ...] = (), **more: Any) -> Remittance:
    """A payment of these claims, with provider-level adjustments as (reason, reference, amount)."""
    level = tuple(ProviderAdjustment(reason=r, reference=ref, amount=d(a)) for r, ref, a in plb)
    amount = sum((one.paid for one in claims), d("0.00")) - sum((one.amount for one in level), d("0.00"))
    payer = claims[0].payer_id if claims else more.get("payer_id", "lakeshore-ppo")
    values = {"number": number, "payer_id": payer, "paid_on": PAID, "amount": amount, "claims": claims}
    return Remittance(**(values | {"provider_adjustments": level} | more))


USUAL = (answered(1, "200.00", "108.16", "CO-45 64.80", "PR-2 27.04"), answered(2, "82.00", "60.00", "CO-45 22.00"))
"""An ordinary answer to `visit`: 160 paid or so, 20 % coinsurance on the first line."""
