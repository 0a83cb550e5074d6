"""The records that pass between charge entry, the three gates and the books: all immutable, money in dollars."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from pydantic import field_validator

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
    supplement: str = ""
    """The shaded half of the row: `N4` with an 11-digit NDC, its unit (`ML`, `UN`, `GR`, `F2`, `ME`) and quantity,
    such as `N400009347502 ML1` (NUCC 1500 manual, item 24 supplemental information); or empty."""


class Adjustment(Frozen):
    """Why a charge was not paid in full: group code, CARC, RARCs, amount."""

    group: GroupCode
    carc: str
    rarcs: tuple[str, ...] = ()
    amount: Decimal


class LinePayment(Frozen):
    """What an earlier payer said of one service line: charge = paid + sum of adjustments."""

    number: int
    """Line of this claim, from 1."""
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    paid: Decimal
    adjustments: tuple[Adjustment, ...] = ()


class PriorPayer(Frozen):
    """Another payer that has answered these services before: what a secondary claim carries (837P, loops 2320-2430)."""

    order: int
    """1 primary, 2 secondary."""
    payer_id: str
    """Key into data's payers; empty where the payer is none of ours."""
    payer: str
    """Name as on its remittance."""
    claim_number: str
    """The payer's own number."""
    paid_on: datetime.date
    charge: Decimal
    allowed: Decimal
    paid: Decimal
    patient: Decimal
    """What that payer left to the patient: its PR adjustments."""
    lines: tuple[LinePayment, ...] = ()


class Claim(Frozen):
    """A CMS-1500 (02/12) as typed: every single-valued item by its name in `billing.items`, 21 and 24 as lists."""

    items: dict[str, str]
    diagnoses: tuple[str, ...] = ()
    """Item 21, A to L."""
    lines: tuple[ClaimLine, ...] = ()
    """Item 24."""
    prior_payers: tuple[PriorPayer, ...] = ()
    """Answers of the payers before this one, in their order; empty on a primary claim."""


class ScrubMessage(Frozen):
    """What an edit says about a claim before it is sent."""

    edit: str
    """Stable id, `SC-104`."""
    item: str
    """Form item: `1a`, `21A`, `24D.3` (third line)."""
    severity: Literal["error", "warning", "info"]
    message: str
    cites: str


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
    date: datetime.date | None = None
    """Date of service."""
    remarks: tuple[str, ...] = ()
    """RARCs that stand by themselves, in no adjustment (835 loop 2110, LQ*HE): information, alerts."""


class RemittedParties(Frozen):
    """Whom an adjudication is about: what a remittance names beside the money."""

    account: str
    """Patient's account number, item 26 (CLP01)."""
    patient_last_name: str
    patient_first_name: str
    patient_middle_initial: str = ""
    member_id: str
    insured_last_name: str = ""
    """Empty where the patient is the insured."""
    insured_first_name: str = ""
    rendering_npi: str
    payee_name: str
    payee_npi: str
    payee_tax_id: str
    """Nine digits with the hyphen."""


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
    received_on: datetime.date | None = None
    """When the payer got the claim (DTM*050)."""
    order: int = 1
    """1 answered as primary, 2 as secondary."""
    clp_status: str = ""
    """CLP02: 1 primary, 2 secondary, 3 tertiary, 4 denied, 19 primary and sent on, 22 reversal; empty: by `order`."""
    frequency: str = "1"
    """1 original, 7 replacement, 8 void."""
    original: str = ""
    """The payer's number of the claim that this one replaces or voids."""
    remarks: tuple[str, ...] = ()
    """Claim-level RARCs (MOA): `MA01`, `MA130`, `MA18`."""
    adjustments: tuple[Adjustment, ...] = ()
    """Claim-level adjustments (CAS in loop 2100); claim charge = paid + these + all lines' adjustments."""
    interest: Decimal = Decimal("0.00")
    """Interest for late payment (AMT*I); paid beside the claim, as a provider-level adjustment L6."""
    crossed_to: str = ""
    """Payer id that the claim was sent on to (Medicare crossover)."""
    parties: RemittedParties | None = None


class ProviderAdjustment(Frozen):
    """One PLB pair. As on the 835, a positive amount lowers the payment and a negative one raises it."""

    reason: str
    """PLB03-1: `WO` overpayment recovery, `FB` forwarding balance, `L6` interest owed, `72` authorized return,
    `CS` adjustment, `J1` nonreimbursable, `50` late charge."""
    reference: str
    """PLB03-2: the payer's claim number or another reference."""
    amount: Decimal


class Remittance(Frozen):
    """One payment and the claims it covers: payment = sum of claims paid - sum of provider-level adjustments."""

    number: str
    payer_id: str
    paid_on: datetime.date
    amount: Decimal
    """BPR02: sum of claims paid less the sum of provider-level adjustments."""
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()
    claims: tuple[Adjudication, ...]
    method: Literal["ACH", "CHK", "NON"] = "ACH"

    @field_validator("provider_adjustments", mode="before")
    @classmethod
    def _once_a_sum(cls, value: object) -> object:
        """Remittances kept by earlier releases hold a sum, which was always nothing, in place of the list."""
        return () if value == "0.00" else value


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
