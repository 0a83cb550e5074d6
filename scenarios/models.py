"""What an encounter is, and what a right answer to it is.

The shapes that every other room shares: `Encounter` is what a learner may see, `Key` is what a learner may
not see before submitting, `Variant` is the two together with all that is needed to make them again.
Names of fields follow `docs/commands.md`.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from rules import PriorService

CoverageKind = Literal[
    "medicare", "medicaid", "medicare_advantage", "commercial", "hmo", "workers_comp", "tricare", "self_pay"
]
Need = Literal["required", "optional"]
Relationship = Literal["self", "spouse", "child", "other"]


class Frozen(BaseModel):
    """Base of every shared model: immutable, unknown keys refused by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---- what the learner sees -------------------------------------------------------------------------------


class Address(Frozen):
    """A postal address; invented street and town, real state abbreviation."""

    street: str
    city: str
    state: str
    zip: str


class Patient(Frozen):
    """The patient as the chart and the payer know the person (the truth, not what the front desk typed)."""

    name: str
    """Last, First M: as it stands on the chart's label."""
    last_name: str
    first_name: str
    middle_initial: str
    birth_date: datetime.date
    sex: Literal["F", "M"]
    age: int
    """Completed years on the date of service."""
    address: Address
    phone: str
    account_number: str


class Provider(Frozen):
    """Who rendered the service."""

    name: str
    """First Last, without credential."""
    npi: str
    credential: str
    specialty: str


class Practice(Frozen):
    """Who bills: items 25, 26, 33; and where the service was (item 32) when that is not the practice itself."""

    name: str
    npi: str
    tax_id: str
    """Employer identification number, nine digits with the hyphen."""
    address: Address
    phone: str
    facility_name: str = ""
    facility_npi: str = ""
    facility_address: Address | None = None


class Insured(Frozen):
    """The subscriber of a coverage; the patient where relationship is self."""

    last_name: str
    first_name: str
    middle_initial: str
    birth_date: datetime.date
    sex: Literal["F", "M"]
    address: Address
    phone: str


class Coverage(Frozen):
    """One coverage as the payer knows it. `order` 1 is primary."""

    order: int
    payer: str
    """Name as on the card."""
    payer_id: str
    """Key into data's payers and contracts."""
    kind: CoverageKind
    plan: str
    member_id: str
    group_number: str
    relationship: Relationship
    insured: Insured
    effective_from: datetime.date
    effective_to: datetime.date | None = None
    copay: Decimal = Decimal("0.00")
    """Office copayment, dollars."""
    deductible: Decimal = Decimal("0.00")
    """Yearly deductible, dollars."""
    deductible_left: Decimal = Decimal("0.00")
    """Still to be met on the date of service, dollars."""
    coinsurance_rate: Decimal = Decimal("0.00")
    """Patient's share after the deductible, a fraction such as 0.20."""
    authorization: str = ""
    """Authorization number that the payer gave, empty where none is needed or none was asked for."""
    qmb: bool = Field(default=False, exclude_if=lambda value: not value)
    """Qualified Medicare Beneficiary: the patient owes none of Medicare's cost sharing."""


class Card(Frozen):
    """The insurance card as scanned: always what the payer printed."""

    order: int
    payer: str
    plan: str
    member: str
    member_id: str
    group_number: str
    electronic_payer_id: str
    copay: str
    scanned_on: datetime.date


class Eligibility(Frozen):
    """The payer's answer to the eligibility question asked on the date of service, in plain fields."""

    order: int
    active: bool
    member_id: str
    member: str
    birth_date: datetime.date
    effective_from: datetime.date
    effective_to: datetime.date | None
    deductible_left: Decimal
    coinsurance_rate: Decimal
    copay: Decimal
    note: str = ""


class Registration(Frozen):
    """What the front desk typed into the practice system. May hold planted errors; all text, as typed."""

    patient_last_name: str
    patient_first_name: str
    patient_middle_initial: str
    birth_date: str
    """YYYY-MM-DD as typed."""
    sex: str
    street: str
    city: str
    state: str
    zip: str
    phone: str
    payer_id: str
    member_id: str
    group_number: str
    plan: str
    relationship: str
    insured_last_name: str
    insured_first_name: str
    insured_middle_initial: str
    insured_birth_date: str
    insured_sex: str
    insured_street: str
    insured_city: str
    insured_state: str
    insured_zip: str
    insured_phone: str
    employment_related: str = "no"
    auto_accident: str = "no"
    auto_accident_state: str = ""
    other_accident: str = "no"
    onset_date: str = ""
    """Item 14, YYYY-MM-DD, with its qualifier below."""
    onset_qualifier: str = ""
    """431 onset of illness, 484 last menstrual period."""
    referring_provider: str = ""
    referring_npi: str = ""
    referring_qualifier: str = ""
    """DN referring, DK ordering, DQ supervising."""
    authorization: str = ""
    signature_on_file: str = "yes"
    assignment_of_benefits: str = "yes"
    accept_assignment: str = "yes"
    amount_paid: str = "0.00"
    """What the patient paid at the desk, item 29, dollars."""


class Span(Frozen):
    """A stretch of a document's text: half-open character offsets and what it is on the page."""

    kind: Literal["heading", "sentence", "stamp", "copied"]
    """heading: a section title; stamp: a signature or system line; copied: a copied-forward line;
    sentence: all other text that a learner may cite. Says nothing about whether it bears on the key."""
    start: int
    end: int


class Document(Frozen):
    """One paper of the chart. `text` is all of it; `spans` cut it into what can be shown and cited."""

    title: str
    text: str
    spans: tuple[Span, ...] = ()


class Encounter(Frozen):
    """All that a learner sees of one visit before submitting."""

    date_of_service: datetime.date
    place_of_service: str
    setting: str
    specialty: str
    patient: Patient
    provider: Provider
    practice: Practice
    coverage: tuple[Coverage, ...]
    cards: tuple[Card, ...]
    eligibility: tuple[Eligibility, ...]
    registration: Registration
    documents: tuple[Document, ...]
    history: tuple[PriorService, ...] = ()
    """Services before this one that the practice's records hold; the chart tells them too."""


# ---- what is right ---------------------------------------------------------------------------------------


class Evidence(Frozen):
    """A sentence of the chart that proves something; `text` is exactly document.text[start:end]."""

    document: str
    start: int
    end: int
    text: str


class DiagnosisKey(Frozen):
    """One diagnosis that is right. `any` holds alternatives, the model answer first; each is a list of codes."""

    id: str
    any: tuple[tuple[str, ...], ...]
    need: Need = "required"
    evidence: tuple[int, ...]
    """Indexes into `Key.evidence`."""
    why: str
    cites: str
    skill: str = "icd.specificity"


class CodeUnits(Frozen):
    """A procedure or supply code with its units of service."""

    code: str
    units: int


class ModifierKey(Frozen):
    """`must`: each group needs one of its members; `may`: carries no credit and no blame."""

    must: tuple[tuple[str, ...], ...] = ()
    may: tuple[str, ...] = ()


class PointerKey(Frozen):
    """Diagnosis ids that a line points at: compared by the code pointed at, never by the letter."""

    first: str | None = None
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


class LineKey(Frozen):
    """One service line that is right."""

    id: str
    any: tuple[CodeUnits, ...]
    need: Need = "required"
    modifiers: ModifierKey = ModifierKey()
    pointers: PointerKey = PointerKey()
    evidence: tuple[int, ...]
    why: str
    cites: str
    skill: str = "cpt.selection"


class BypassKey(Frozen):
    """Modifiers of which one must stand on either of two lines."""

    lines: tuple[str, str]
    any: tuple[str, ...]


class AnswerSet(Frozen):
    """One whole answer that is right together."""

    diagnoses: tuple[DiagnosisKey, ...]
    order: tuple[tuple[str, ...], ...] = ()
    """Tiers of diagnosis ids: earlier tiers before later ones, free inside a tier; an id in no tier is free."""
    lines: tuple[LineKey, ...]
    bypass: tuple[BypassKey, ...] = ()


class NotCoded(Frozen):
    """A distractor: what stands in the note and is not coded, and why."""

    kind: Literal["ruled out", "uncertain", "family history", "resolved", "copied forward", "integral", "incidental"]
    codes: tuple[str, ...]
    text: str
    evidence: tuple[int, ...]
    why: str
    cites: str


class QueryKey(Frozen):
    """A question to the provider that is due. `codes` says what happens to the codes meanwhile."""

    need: Need
    about: str
    why: str
    cites: str
    evidence: tuple[int, ...]
    choices: tuple[str, ...] = ()
    codes: Literal["held", "provisional"]
    """held: nothing is billed until the answer; provisional: code what is documented, and ask."""


class ClaimFault(Frozen):
    """A registration error that the scenario planted: the item it spoils, what stands there, what is right."""

    name: str
    item: str
    registered: str
    right: str
    why: str
    cites: str
    skill: str


class CaseKey(Frozen):
    """What stands behind the payer's answer in a biller's case: the root cause and the sentences that prove it."""

    cause: str
    """Key into data's root causes."""
    line: str = ""
    """Id of the `LineKey` that the trouble falls on; empty: the first line."""
    facts: dict[str, str] = {}
    """What the cause needs to know to come about, such as the code that was charged wrongly."""
    evidence: tuple[int, ...] = ()
    """Indexes into `Key.evidence`: what the chart's papers prove. Empty where the payer's papers prove it."""
    why: str = ""
    """For this family; empty: the root cause's own."""
    cites: str = ""


class Key(Frozen):
    """The coder's answer key, with the planted registration errors that the biller's key rests on."""

    query: QueryKey | None = None
    sets: tuple[AnswerSet, ...]
    """Whole answers that are right; the first is the model answer."""
    neutral: tuple[str, ...] = ()
    """Codes, or prefixes such as `Y92.-`, that neither gain nor lose."""
    not_coded: tuple[NotCoded, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    claim_faults: tuple[ClaimFault, ...] = ()
    case: CaseKey | None = Field(default=None, exclude_if=lambda value: value is None)
    """What a biller's case starts from; None where the claim is still to be made."""


class Variant(Frozen):
    """One encounter made from a family and a seed, with its key and all that makes it repeatable."""

    family: str
    title: str
    version: int
    seed: int
    mess: int
    """1 clean textbook note to 4 very messy."""
    roles: tuple[str, ...]
    skills: tuple[str, ...]
    difficulty: int
    engine_edition: str
    data_edition: str
    encounter: Encounter
    key: Key


# ---- what a learner answers ------------------------------------------------------------------------------


class AnswerLine(Frozen):
    """One service line as a learner entered it; pointers are letters into the diagnoses."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[str, ...] = ()


class CodingAnswer(Frozen):
    """A whole coding answer, from the desk or from standard input."""

    query: str | None = None
    diagnoses: tuple[str, ...] = ()
    lines: tuple[AnswerLine, ...] = ()
    evidence: dict[str, tuple[int, ...]] | None = None
    """By `A`, `B`, ... or `1`, `2`, ...: the start offsets of the cited sentences."""
