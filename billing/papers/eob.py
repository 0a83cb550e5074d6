"""The explanation of benefits: a payer's answer to a claim as the patient gets it, in plain words, with appeal rights.

Medicare calls it a summary notice. It is never a bill: what it leaves to the patient is billed by the practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from billing.models import AdjudicatedLine, Adjudication, Adjustment, Remittance
from billing.papers.sheet import Written, row, rule, spoken, text_block, written
from billing.values import ZERO
from data import Payer, Reference
from data.tables import read_yaml
from scenarios.models import Coverage, Frozen, Patient

FILE = Path(__file__).parent / "appeal_rights.yaml"
REVERSED = "22"

WIDTHS = (54.0, 156.0, 54.0, 54.0, 54.0, 54.0, 52.0, 26.0)
HEADS = ("Date", "Service", "Charged", "Allowed", "Taken off", "Plan paid", "You owe", "Note")

WHOSE = {
    "CO": "You do not owe this amount.",
    "PR": "This amount is yours to pay.",
    "OA": "Not yours to pay by this notice: another payer or another answer settles it.",
    "PI": "The plan took it off; you do not owe this amount.",
}
"""Group codes as a patient reads them."""
NOTES = "abcdefghijklmnopqrstuvwxyz"


class Rights(Frozen):
    """How a kind of plan calls this paper and what it says about appeals."""

    title: str
    rights: str


class Known(NamedTuple):
    """A reason code with the group that says who bears it."""

    group: str
    code: str


@dataclass(frozen=True)
class Member:
    """Whom the paper goes to."""

    patient: Patient
    coverage: Coverage
    provider: str


@cache
def appeal_rights() -> dict[str, Rights]:
    """By kind of coverage. Raises DataError or ValidationError where the table is not whole."""
    content = read_yaml(FILE)
    if not isinstance(content, dict):
        raise TypeError("appeal_rights.yaml: expected keys and values.")
    return {kind: Rights.model_validate(entry) for kind, entry in content.items()}


def eob(reference: Reference, remittance: Remittance, member: Member) -> bytes:
    """The explanation of all claims of one remittance, one after another."""
    payer = reference.payers[remittance.payer_id]
    rights = appeal_rights()[member.coverage.kind]
    pdf = written(f"{rights.title}, training data", remittance.paid_on)
    _head(pdf, payer, rights, remittance, member)
    for claim in remittance.claims:
        _claim(pdf, reference, claim, member)
    rule(pdf, 5)
    text_block(pdf, "If you do not agree", style="B", size=10)
    text_block(pdf, rights.rights, size=9, height=12)
    return bytes(pdf.output())


def _head(pdf: Written, payer: Payer, rights: Rights, remittance: Remittance, member: Member) -> None:
    patient = member.patient
    text_block(pdf, payer.name, size=14, style="B", height=18)
    text_block(pdf, rights.title, size=12, style="B", height=16)
    text_block(pdf, "THIS IS NOT A BILL", size=11, style="B", height=15)
    rule(pdf, 4)
    place = f"{patient.address.city}, {patient.address.state} {patient.address.zip}"
    for text in (spoken(patient), patient.address.street, place):
        text_block(pdf, text, size=10, height=13)
    pdf.ln(6)
    facts = [
        f"Member ID {member.coverage.member_id}",
        f"Group {member.coverage.group_number}" if member.coverage.group_number else "",
        f"Plan {member.coverage.plan}" if member.coverage.plan else "",
        f"Date of this notice {remittance.paid_on:%m/%d/%Y}",
        f"Provider {member.provider}",
    ]
    text_block(pdf, "   |   ".join(one for one in facts if one), size=9, height=12)


# ---- one claim -------------------------------------------------------------------------------------------


def _claim(pdf: Written, reference: Reference, claim: Adjudication, member: Member) -> None:
    rule(pdf, 5)
    text_block(pdf, _title(claim), style="B", size=10)
    text_block(pdf, _story(claim), size=9, height=12)
    pdf.ln(3)
    pdf.set_font("Helvetica", style="B", size=8.5)
    row(pdf, HEADS, WIDTHS, numbers=6)
    rule(pdf, 1.5)
    pdf.set_font("Helvetica", size=8.5)
    letters: dict[tuple[Known, ...], str] = {}
    for line in claim.lines:
        _line(pdf, reference, line, letters)
    rule(pdf, 1.5)
    pdf.set_font("Helvetica", style="B", size=8.5)
    sums = (claim.charge, claim.allowed, claim.charge - claim.paid - claim.patient, claim.paid, claim.patient)
    row(pdf, ("", "Total", *map(_money, sums), ""), WIDTHS, numbers=6)
    pdf.ln(4)
    text_block(pdf, _owes(claim), style="B", size=10)
    _shares(pdf, claim)
    _notes(pdf, reference, claim, letters)


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _title(claim: Adjudication) -> str:
    return f"Claim {claim.claim_number}"


def _story(claim: Adjudication) -> str:
    """What kind of an answer this is."""
    if claim.clp_status == REVERSED:
        return "Our earlier answer to this claim is taken back. The amounts below undo it; a new answer follows if due."
    if claim.original:
        return f"This answer takes the place of our answer to claim {claim.original}."
    if claim.order > 1:
        return "Another plan paid first; this plan answers for what was left."
    if claim.lines and all(line.denied for line in claim.lines):
        return "The plan did not pay for these services. The notes say why."
    return "The plan has answered the claim of your provider."


def _line(pdf: Written, reference: Reference, line: AdjudicatedLine, letters: dict[tuple[Known, ...], str]) -> None:
    reasons = tuple(Known(one.group, one.carc) for one in line.adjustments)
    reasons += tuple(Known("", code) for one in line.adjustments for code in one.rarcs)
    reasons += tuple(Known("", code) for code in line.remarks)
    note = ""
    if reasons:
        note = letters.setdefault(reasons, NOTES[len(letters) % len(NOTES)])
    known = reference.procedures.get(line.code)
    patient = sum((one.amount for one in line.adjustments if one.group == "PR"), ZERO)
    sums = (line.charge, line.allowed, line.charge - line.paid - patient, line.paid, patient)
    day = f"{line.date:%m/%d/%Y}" if line.date else ""
    words = known.wording if known else f"Service {line.code}"
    row(pdf, (day, words, *map(_money, sums), note), WIDTHS, numbers=6)


def _owes(claim: Adjudication) -> str:
    if claim.clp_status == REVERSED:
        return "This entry by itself asks nothing of you."
    if not claim.patient:
        return "You owe nothing for this claim."
    return f"You may be billed ${_money(claim.patient)} by your provider."


_SHARES = {"1": "deductible", "2": "coinsurance", "3": "copayment", "66": "blood deductible"}


def _shares(pdf: Written, claim: Adjudication) -> None:
    """What the patient's part is made of."""
    found: dict[str, Decimal] = {}
    for one in _adjustments(claim):
        if one.group == "PR":
            name = _SHARES.get(one.carc, "not paid by the plan")
            found[name] = found.get(name, ZERO) + one.amount
    parts = [f"{name} ${_money(amount)}" for name, amount in found.items() if amount > 0]
    if parts:
        text_block(pdf, f"Your part: {', '.join(parts)}.", size=9, height=12)


def _adjustments(claim: Adjudication) -> list[Adjustment]:
    return [one for line in claim.lines for one in line.adjustments] + list(claim.adjustments)


def _notes(
    pdf: Written, reference: Reference, claim: Adjudication, letters: dict[tuple[Known, ...], str]
) -> None:  # fmt: skip
    for reasons, letter in letters.items():
        said = " ".join(dict.fromkeys(_meaning(reference, one) for one in reasons))
        text_block(pdf, f"Note {letter}. {said}", size=8.5, height=11)
    for code in claim.remarks:
        text_block(pdf, _meaning(reference, Known("", code)), size=8.5, height=11)
    for one in claim.adjustments:
        text_block(pdf, f"{_meaning(reference, Known(one.group, one.carc))} {_money(one.amount)}", size=8.5, height=11)
    if claim.interest:
        text_block(pdf, f"The plan also paid your provider ${_money(claim.interest)} interest.", size=8.5, height=11)


def _meaning(reference: Reference, reason: Known) -> str:
    """A reason in plain words with its code, and who bears it."""
    table = reference.carc if reason.group else reference.rarc
    known = table.get(reason.code)
    words = known.meaning.removeprefix("Alert: ") if known else "see the plan's list of reasons"
    code = f"{reason.group}-{reason.code}" if reason.group else reason.code
    return f"{code}: {words[0].upper()}{words[1:]}. {WHOSE.get(reason.group, '')}".rstrip()
