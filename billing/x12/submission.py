"""One claim on its way to one payer: the form, and beside it what the form does not say.

A form names its payer only by a box and a plan, and no specialty at all. Where the visit is known its coverages tell
the rest; a claim alone is enough, and leaves out what it cannot know.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from billing.edits import Sheet
from billing.models import Claim, PriorPayer
from billing.values import is_npi
from data import CoverageKind, Payer, Reference
from data.electronic_claims import filing_indicators, taxonomy
from scenarios.models import Coverage, Encounter, Relationship

UNKNOWN_PAYER_ID = "99999"
"""Stands for a payer that has no electronic id: clearinghouses print such claims on paper."""

_CREDENTIALS = frozenset(
    {
        "MD", "DO", "NP", "PA", "PA-C", "PAC", "APRN", "CRNA", "CNS", "CNM", "DPM", "DC", "DDS", "DMD", "OD", "PT",
        "DPT", "OT", "OTR", "LCSW", "PHD", "PSYD", "RN", "FNP", "FNP-BC",
    }
)  # fmt: skip
_SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV"})
_NO_NAME = re.compile(r"(SIGNATURE|SIGNED|SIG) ON FILE|SOF|ON FILE")


@dataclass(frozen=True)
class Person:
    """A name as X12 wants it, in parts; `first` is empty for an organization."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""

    @property
    def spoken(self) -> str:
        """First to last."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)


@dataclass(frozen=True)
class BilledPayer:
    """Who a claim goes to."""

    name: str
    number: str
    """Electronic payer id."""
    kind: CoverageKind
    filing: str
    """Claim filing indicator, SBR09."""


@dataclass(frozen=True)
class OtherPayer:
    """Another payer of the same patient: one that has answered already, or one that comes after."""

    payer: BilledPayer
    order: int
    insured: Person
    member_id: str
    group_number: str
    plan: str
    relationship: Relationship
    prior: PriorPayer | None = None
    """Its answer, where it has given one."""


@dataclass(frozen=True)
class Submission:
    """All that one claim needs to be written as an 837P."""

    sheet: Sheet
    """The form, read."""
    order: int
    """1 primary, 2 secondary, 3 tertiary."""
    payer: BilledPayer
    others: tuple[OtherPayer, ...] = ()
    rendering: Person | None = None
    """Who gave the service, where more than the NPI is known."""
    taxonomy: str = ""
    """Of the rendering provider; empty where the specialty is not known."""

    @property
    def claim(self) -> Claim:
        return self.sheet.claim

    @property
    def made_on(self) -> datetime.date | None:
        """The day of the claim by its own dates: signed, else the last day of service."""
        return self.sheet.signed or max((line.date for line in self.sheet.lines if line.date), default=None)


def submission(reference: Reference, claim: Claim, encounter: Encounter | None, order: int | None = None) -> Submission:
    """A claim made ready. `order`: the coverage that is billed; None: the one after those that have answered.

    Without an encounter, or where it has no such coverage, the payer is found from the form alone.
    """
    order = order or max((prior.order for prior in claim.prior_payers), default=0) + 1
    billed = coverage_of(encounter, order)
    sheet = Sheet(reference, claim, encounter, billed)
    if encounter is None or billed is None:
        return _from_form(reference, sheet, order)
    return Submission(
        sheet=sheet,
        order=order,
        payer=_payer_of(reference, billed),
        others=tuple(
            _other(reference, claim, coverage) for coverage in encounter.coverage if coverage.order != order
        ) + _strangers(reference, sheet, encounter),
        rendering=_rendering(sheet, encounter),
        taxonomy=taxonomy(encounter.specialty, encounter.provider.credential),
    )  # fmt: skip


def coverage_of(encounter: Encounter | None, order: int) -> Coverage | None:
    """The coverage of an order; None where there is none."""
    coverages = encounter.coverage if encounter else ()
    return next((coverage for coverage in coverages if coverage.order == order), None)


# ---- with the visit --------------------------------------------------------------------------------------


def _payer_of(reference: Reference, coverage: Coverage) -> BilledPayer:
    payer = reference.payers.get(coverage.payer_id)
    return _known(reference, payer) if payer else _unknown(coverage.payer, coverage.kind)


def _known(reference: Reference, payer: Payer) -> BilledPayer:
    """A payer of ours; its contract says how it is filed."""
    contract = reference.contracts.get(payer.id)
    filing = contract.filing_indicator if contract else filing_indicators()[payer.kind].claim
    return BilledPayer(payer.name, payer.electronic_payer_id or UNKNOWN_PAYER_ID, payer.kind, filing)


def _unknown(name: str, kind: CoverageKind = "commercial") -> BilledPayer:
    return BilledPayer(name or "PAYER NOT NAMED", UNKNOWN_PAYER_ID, kind, filing_indicators()[kind].claim)


def _other(reference: Reference, claim: Claim, coverage: Coverage) -> OtherPayer:
    insured = coverage.insured
    return OtherPayer(
        payer=_payer_of(reference, coverage),
        order=coverage.order,
        insured=Person(insured.last_name, insured.first_name, insured.middle_initial),
        member_id=coverage.member_id,
        group_number=coverage.group_number,
        plan=coverage.plan,
        relationship=coverage.relationship,
        prior=next((prior for prior in claim.prior_payers if prior.order == coverage.order), None),
    )


def _strangers(reference: Reference, sheet: Sheet, encounter: Encounter) -> tuple[OtherPayer, ...]:
    """Payers that have answered and of which the visit knows no coverage."""
    known = {coverage.order for coverage in encounter.coverage}
    return tuple(_answered(reference, sheet, prior) for prior in sheet.claim.prior_payers if prior.order not in known)


def _rendering(sheet: Sheet, encounter: Encounter) -> Person | None:
    """The visit's provider where the claim bills by that number, else the signature in item 31."""
    if sheet.lines and sheet.lines[0].npi == encounter.provider.npi:
        return person_in_order(encounter.provider.name)
    return _signer(sheet)


# ---- from the form alone ---------------------------------------------------------------------------------


def _from_form(reference: Reference, sheet: Sheet, order: int) -> Submission:
    answered = tuple(_answered(reference, sheet, prior) for prior in sheet.claim.prior_payers)
    return Submission(
        sheet=sheet,
        order=order,
        payer=payer_of_form(reference, sheet),
        others=answered or _named_in_9(reference, sheet),
        rendering=_signer(sheet),
    )


def payer_of_form(reference: Reference, sheet: Sheet) -> BilledPayer:
    """The payer that a form means: by the plan in 11c, by the box in item 1, by the look of the member ID."""
    plan, box = sheet.item("11c"), sheet.item("1").lower()
    payers = list(reference.payers.values())
    member_id = "".join(sheet.item("1a").upper().split())
    found = (
        next((payer for payer in payers if plan and _is_plan(payer, plan)), None)
        or next((payer for payer in payers if payer.kind == box), None)
        or next((payer for payer in payers if member_id and re.fullmatch(payer.member_id_pattern, member_id)), None)
    )
    return _known(reference, found) if found else _unknown(plan, sheet.kind)


def _is_plan(payer: Payer, plan: str) -> bool:
    return plan.upper() in {payer.name.upper(), *(name.upper() for name in payer.plans)}


def _answered(reference: Reference, sheet: Sheet, prior: PriorPayer) -> OtherPayer:
    """A payer by its answer; who is insured there items 9 and 9a say, or else it is the patient."""
    payer = reference.payers.get(prior.payer_id)
    insured = person_by_commas(sheet.item("9") or sheet.item("2"))
    return OtherPayer(
        payer=_known(reference, payer) if payer else _unknown(prior.payer),
        order=prior.order,
        insured=insured,
        member_id=sheet.item("9a") or sheet.item("1a"),
        group_number="",
        plan=sheet.item("9d"),
        relationship=_relationship(sheet, insured),
        prior=prior,
    )


def _named_in_9(reference: Reference, sheet: Sheet) -> tuple[OtherPayer, ...]:
    """The other plan of items 9 to 9d, which comes after this one."""
    plan, member_id = sheet.item("9d"), sheet.item("9a")
    if sheet.item("11d").lower() != "yes" or not (sheet.item("9") and (plan or member_id)):
        return ()
    payer = next((one for one in reference.payers.values() if _is_plan(one, plan)), None)
    insured = person_by_commas(sheet.item("9"))
    billed = _known(reference, payer) if payer else _unknown(plan)
    return (OtherPayer(billed, 2, insured, member_id or "UNKNOWN", "", plan, _relationship(sheet, insured)),)


def _relationship(sheet: Sheet, insured: Person) -> Relationship:
    """Form item 9 says no relationship: the patient where the names are the same."""
    patient = person_by_commas(sheet.item("2"))
    return "self" if (insured.last, insured.first) == (patient.last, patient.first) else "other"


def _signer(sheet: Sheet) -> Person | None:
    """The name in item 31, where a name stands there."""
    typed = sheet.item("31").upper()
    return person_in_order(typed) if typed and not _NO_NAME.fullmatch(typed) else None


# ---- names -----------------------------------------------------------------------------------------------


def person_by_commas(typed: str) -> Person:
    """`Last, First, Middle` as on the form; a suffix stands behind the last name (NUCC 1500 manual, item 2)."""
    last, *rest = [part.strip() for part in typed.split(",")]
    words = last.split()
    suffix = ""
    if len(words) > 1 and words[-1].upper().strip(".") in _SUFFIXES:
        suffix = words.pop()
    first, middle = (*rest, "", "")[:2]
    if len(rest) == 1 and re.fullmatch(r".+ [A-Za-z]\.?", first):
        first, middle = first.rsplit(" ", 1)
    return Person(" ".join(words), first, middle, suffix)


def person_in_order(typed: str) -> Person:
    """`First Middle Last, MD` as items 17 and 31 have it."""
    words = [word for word in re.split(r"[,\s]+", typed.strip()) if word]
    while len(words) > 1 and words[-1].upper().replace(".", "") in _CREDENTIALS:
        words.pop()
    suffix = words.pop() if len(words) > 2 and words[-1].upper().strip(".") in _SUFFIXES else ""
    if len(words) < 2:
        return Person(" ".join(words))
    first, *middle, last = words
    return Person(last, first, " ".join(middle), suffix)


def solo(sheet: Sheet) -> bool:
    """Whether the billing provider is the rendering one: no group stands between (837P: 2310B is left out)."""
    return is_npi(sheet.item("33a")) and all(line.npi == sheet.item("33a") for line in sheet.lines)
