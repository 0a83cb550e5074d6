"""The records that pass between charge entry, the three gates and the books: all immutable, money in dollars."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from scenarios.models import Frozen

GroupCode = Literal["CO", "PR", "OA", "PI"]


class ClaimLine(Frozen):
    """Item 24, one row. Names are the columns of the CMS-1500 (02/12)."""

    A: str
    """Date of service, YYYY-MM-DD (from and to are the same day)."""
    B: str
    """Place of service."""
    C: str = ""
    """EMG."""
    D: tuple[str, ...]
    """Code, then up to four modifiers."""
    E: str
    """Diagnosis pointer letters, the first is the primary one: `AB`."""
    F: str
    """Charge, two decimals."""
    G: str
    """Days or units, as typed."""
    H: str = ""
    I: str = ""  # noqa: E741
    J: str = ""
    """Rendering provider's NPI."""


class Claim(Frozen):
    """A CMS-1500 (02/12) as typed: every single-valued item by its name in `billing.items`, 21 and 24 as lists."""

    items: dict[str, str]
    diagnoses: tuple[str, ...] = ()
    """Item 21, A to L."""
    lines: tuple[ClaimLine, ...] = ()
    """Item 24."""


class ScrubMessage(Frozen):
    """What an edit says about a claim before it is sent."""

    edit: str
    """Stable id, `SC-104`."""
    item: str
    """Form item: `1a`, `21A`, `24D.3` (third line)."""
    severity: Literal["error", "warning", "info"]
    message: str
    cites: str


class Adjustment(Frozen):
    """Why a charge was not paid in full: group code, CARC, RARCs, amount."""

    group: GroupCode
    carc: str
    rarcs: tuple[str, ...] = ()
    amount: Decimal


class AdjudicatedLine(Frozen):
    """charge = paid + sum of adjustments, to the cent."""

    number: int
    code: str
    modifiers: tuple[str, ...]
    units: int
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    adjustments: tuple[Adjustment, ...]
    denied: bool
    why: str
    """How the payer came to it, with the contract's clause."""


class Adjudication(Frozen):
    """A payer's answer to one claim. A rejected claim never reached adjudication and has no lines."""

    claim_number: str
    payer_id: str
    status: Literal["paid", "denied", "rejected"]
    rejection: tuple[ScrubMessage, ...] = ()
    lines: tuple[AdjudicatedLine, ...]
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    patient: Decimal
    """Owed by the patient: the sum of PR adjustments."""
    paid_on: datetime.date | None = None


class Remittance(Frozen):
    """One payment and the claims it covers: payment = sum of claims paid + provider-level adjustments."""

    number: str
    payer_id: str
    paid_on: datetime.date
    amount: Decimal
    provider_adjustments: Decimal = Decimal("0.00")
    claims: tuple[Adjudication, ...]


class Consequence(Frozen):
    """What one slip on a claim did to the money, set beside what the right claim would have brought."""

    kind: Literal["rejected", "denied", "underpaid", "overpaid", "patient_overcharged", "not_billed"]
    line: int | None
    code: str
    expected: Decimal
    """What the right claim's line is paid or allowed."""
    got: Decimal
    message: str
    """What the remittance shows; never names the key."""
    carc: str = ""


class LedgerEntry(Frozen):
    """One row of the posting sheet: debits and credits of a remittance are equal in sum."""

    date: datetime.date
    account: str
    entry: str
    debit: Decimal
    credit: Decimal
