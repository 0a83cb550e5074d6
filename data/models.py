"""What the reference data says, as plain immutable records.

Every other room reads code sets, fee figures, payers and reason codes through these shapes and never through
the files behind them. Money is `Decimal` dollars; relative value units are `Decimal`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

NoteKind = Literal[
    "excludes1", "excludes2", "code_first", "use_additional", "code_also", "includes", "inclusion_terms", "notes"
]
NOTE_KINDS: tuple[NoteKind, ...] = (
    "excludes1",
    "excludes2",
    "code_first",
    "use_additional",
    "code_also",
    "includes",
    "inclusion_terms",
    "notes",
)
System = Literal["ICD10CM", "CPT", "HCPCS"]
SearchSystem = Literal["ICD10CM", "PROC"]
CoverageKind = Literal[
    "medicare", "medicaid", "medicare_advantage", "commercial", "hmo", "workers_comp", "tricare", "self_pay"
]


class DataError(Exception):
    """Reference data cannot be used; the message names the file, what was found and how to mend it."""


@dataclass(frozen=True, slots=True)
class Note:
    """One instruction of the tabular list and the heading where it stands (`E11`, `E08-E13`, `Chapter 4`)."""

    text: str
    at: str


@dataclass(frozen=True, slots=True)
class IcdCode:
    """One category, subcategory or code of ICD-10-CM with its own notes."""

    code: str
    """With the dot."""
    title: str
    billable: bool
    parent: str | None
    """None for a three-character category."""
    children: tuple[str, ...]
    chapter: str
    """Number of the chapter, `4`."""
    block: str
    """Range of the block, `E08-E13`."""
    excludes1: tuple[Note, ...] = ()
    excludes2: tuple[Note, ...] = ()
    code_first: tuple[Note, ...] = ()
    use_additional: tuple[Note, ...] = ()
    code_also: tuple[Note, ...] = ()
    includes: tuple[Note, ...] = ()
    inclusion_terms: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    sevenths: Mapping[str, str] = field(default_factory=dict, hash=False)
    """7th characters that a code here may end in, with their meaning; empty where the code takes none."""

    def own(self, kind: NoteKind) -> tuple[Note, ...]:
        """The notes of one kind that stand at this code itself."""
        notes: tuple[Note, ...] = getattr(self, kind)
        return notes


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """One CPT or HCPCS Level II code with the Medicare figures of `data_from`."""

    code: str
    system: Literal["CPT", "HCPCS"]
    wording: str
    """Our own plain words for CPT; the descriptor that CMS publishes for HCPCS Level II."""
    status: str = ""
    """Status of the Medicare physician fee schedule, `A` active; empty where the schedule does not list it."""
    global_days: str = ""
    """`000`, `010`, `090`, `XXX`, `ZZZ`, `MMM`, `YYY`; empty where unknown."""
    add_on_to: tuple[str, ...] = ()
    """Primary codes of an add-on code; empty for all others. `CCCCC`: any that the payer accepts."""
    multiple: str = ""
    bilateral: str = ""
    assistant: str = ""
    co_surgeon: str = ""
    pc_tc: str = ""
    endoscopic_base: str = ""
    rvu_work: Decimal = Decimal(0)
    rvu_pe_nonfacility: Decimal = Decimal(0)
    rvu_pe_facility: Decimal = Decimal(0)
    rvu_mp: Decimal = Decimal(0)
    mue: int | None = None
    """Medically unlikely edit, units a day."""
    mue_indicator: str = ""
    """1 a line, 2 absolute a day, 3 a day with clinical benchmarks."""
    data_from: str = ""
    in_force_from: datetime.date | None = None
    in_force_to: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class NcciEdit:
    """Column 2 is not paid beside column 1, unless the indicator lets a modifier part them."""

    column_1: str
    column_2: str
    modifier_indicator: str
    """0 never, 1 with a modifier, 9 not applicable."""
    data_from: str


@dataclass(frozen=True, slots=True)
class Modifier:
    """A two-character modifier, what it says and what kind of code takes it."""

    code: str
    meaning: str
    used_on: str


@dataclass(frozen=True, slots=True)
class Place:
    """A place of service code; `facility` tells which practice expense Medicare pays."""

    code: str
    name: str
    facility: bool


@dataclass(frozen=True, slots=True)
class ReasonCode:
    """A claim adjustment reason code or remittance remark code in our own words."""

    code: str
    meaning: str
    usual_action: str
    ended: str = ""
    """First day on which the code is no longer used, `2018-05-01`; `yes`: on a day not at hand; empty: in use."""

    def valid_on(self, on: datetime.date) -> bool:
        """Whether the code is in use on a day; False for one that ended on a day not at hand."""
        if self.ended == "yes":
            return False
        return not self.ended or on < datetime.date.fromisoformat(self.ended)


@dataclass(frozen=True, slots=True)
class Payer:
    """An invented payer. The one of kind `self_pay` stands for the patient: no claim is ever sent to it."""

    id: str
    name: str
    kind: CoverageKind
    electronic_payer_id: str
    plans: tuple[str, ...]
    member_id_pattern: str
    """Regular expression that a whole member id matches."""
    member_id_help: str
    """The same in words."""
    claim_address: str
    phone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause of a contract, as a learner reads it."""

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ScheduledFee:
    """One row of a payer's own fee schedule: dollars for one unit."""

    code: str
    """Code, or code and component that is priced apart, `73110-26`."""
    amount: Decimal
    facility: Decimal = Decimal(0)
    """Where the place of service is a facility; 0: the same as elsewhere."""


@dataclass(frozen=True, slots=True)
class CaseRate:
    """One amount for a package: the dearest service carries it, the others of the claim's day are part of it."""

    name: str
    codes: tuple[str, ...]
    """Services of the package; runs such as `45378-45398`."""
    amount: Decimal
    facility: Decimal
    """Where the place of service is a facility."""

    def holds(self, code: str) -> bool:
        """Whether a service belongs to the package."""
        runs = (entry.partition("-") for entry in self.codes)
        return any(low <= code <= (high or low) and len(code) == len(low) for low, _, high in runs)


@dataclass(frozen=True, slots=True)
class BundlingEdit:
    """A payer's own edit: column 2 is not paid beside column 1."""

    column_1: str
    """A code or the beginning of codes."""
    column_2: str
    modifier: bool
    """Whether a modifier that parts the two is honored."""


@dataclass(frozen=True, slots=True)
class SelfPayTerms:
    """What the practice asks of a patient without insurance, and of everybody's own share: dollars, days, fractions."""

    prompt_pay_percent: Decimal
    """Discount of the charges, a fraction, for payment within `prompt_pay_days`."""
    prompt_pay_days: int
    plan_smallest_monthly: Decimal
    plan_longest_months: int
    charity_percent_of_poverty: tuple[str, ...]
    """Scale of charity: `200:1.00` writes all off up to 200 percent of the federal poverty guideline."""
    statement_days: int
    """Between statements."""
    statements_before_collection: int
    final_notice_days: int
    """From the last statement to the collection agency."""
    small_balance: Decimal
    """A balance below it is written off and not billed."""
    estimate_days: int
    """Business days from scheduling to the good-faith estimate, where the service is three to nine business days ahead
    (45 CFR 149.610)."""
    dispute_over: Decimal
    """Above the estimate by this much or more the patient may dispute the bill (45 CFR 149.620)."""


CoordinationRule = Literal["none", "standard", "own_allowed", "carve_out", "medicare", "medicaid", "tricare"]
"""How a payer counts when it pays after another one; see `billing.secondary`."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What a practice and a payer agreed for one year."""

    payer_id: str
    name: str
    year: int
    fee_basis: Literal["percent_of_medicare", "own_schedule", "charges"]
    """own_schedule: `fees`, and what is not in it at `percent`; charges: the practice's own charges."""
    percent: Decimal
    """Fraction of the Medicare amount, 1.00 is all of it."""
    percent_of_charge: Decimal
    """Fraction of the charge for codes that the Medicare physician fee schedule does not price."""
    timely_filing_days: int
    corrected_days: int
    clauses: tuple[Clause, ...]
    screening_modifier: Literal["PT", "33"]
    requires_authorization: tuple[str, ...]
    takes_frequency_7: bool
    multiple_procedure_reduction: bool
    sequestration: bool
    copay_codes: tuple[str, ...]
    """Prefixes of the codes that the office copay applies to."""
    free_preventive: bool
    # ---- the fee
    fees: tuple[ScheduledFee, ...] = ()
    case_rates: tuple[CaseRate, ...] = ()
    lesser_of_charge: bool = True
    """Whether the allowed amount is never more than the charge; else the fee is paid and CARC 94 shows the excess."""
    reduction_carc: str = "45"
    """CARC of what the charge exceeds the allowed amount; workers' compensation says P12."""
    nonphysician_share: Decimal = Decimal("1.00")
    """Fraction of the fee for nurse practitioners, physician assistants and clinical nurse specialists."""
    out_of_network_share: Decimal = Decimal("1.00")
    """Fraction of the payment left where the practice is taken for one out of network."""
    bundling: Literal["ncci", "own"] = "ncci"
    """own: the national edits and `own_edits`."""
    own_edits: tuple[BundlingEdit, ...] = ()
    # ---- days
    payment_days: int = 14
    """From receipt to the payer's usual answer."""
    secondary_filing_days: int = 0
    """From the first payer's remittance, where that runs longer than the ordinary limit; 0: no further time."""
    appeal_days: int = 180
    """From the remittance to the last day for a first appeal."""
    appeal_levels: tuple[str, ...] = ()
    appeal_decision_days: int = 45
    reopening_days: int = 0
    """From the remittance; 0: no reopenings."""
    takeback_days: int = 365
    """From the payment: how far back the payer may take money back without fraud."""
    retro_authorization_days: int = 0
    """From the service; 0: no authorization afterwards."""
    prompt_pay_days: int = 0
    """A clean claim is paid within these days of receipt; later, interest runs. 0: no interest."""
    interest_rate: Decimal = Decimal("0.00")
    """A year, a fraction."""
    # ---- other rules
    requires_referral: bool = False
    """Whether a specialist's services need a referral by the primary care physician."""
    coordination: CoordinationRule = "none"
    crosses_over_to: tuple[str, ...] = ()
    """Payers to which an answered claim is sent on without the practice's doing (Medicare crossover)."""
    qualified_beneficiaries: bool = False
    """Whether members can be Qualified Medicare Beneficiaries, who owe no share."""
    balance_billing: bool = False
    """Whether the patient may be billed what the charge exceeds the allowed amount."""
    filing_indicator: str = "CI"
    """SBR09 of the claim and CLP06 of the remittance."""
    appeal_address: str = ""
    records_address: str = ""
    secondary_address: str = ""
    """Where claims go on which this payer comes second."""
    self_pay: SelfPayTerms | None = None
    """Only in the practice's own policy for patients without insurance."""


@dataclass(frozen=True, slots=True)
class Window:
    """Dates of service that the shipped code set covers, both ends included."""

    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the lookup."""

    code: str
    system: System
    title: str
    billable: bool
    why: str
    """The reason it matched, in a few words."""
    seventh: bool = False
    """A 7th character is still to be added."""
