"""Writes remittances: 835, guide 005010X221A1, from payments and the adjudications that they cover.

Each payment is one transaction and balances before it is written: every line, every claim, the payment as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from billing.models import AdjudicatedLine, Adjudication, ProviderAdjustment, Remittance, RemittedParties
from billing.payer import patient_share
from billing.remittance import check_balance
from billing.values import ZERO
from billing.x12.adjustments import adjustments
from billing.x12.interchange import (
    CLEARINGHOUSE,
    PRACTICE,
    Interchange,
    Transaction,
    amount,
    digits,
    eight,
    interchange,
)
from data import Payer, Reference

VERSION = "005010X221A1"
BANK = "999999992"
"""A routing number with a right check digit that no bank has."""
ACCOUNT = "TRAININGONLY"
PLB_PAIRS = 6
REMARKS_MAX = 5
"""RARCs that one MOA has room for."""
STATUS_BY_ORDER = {1: "1", 2: "2", 3: "3"}
STATUS_WORDS = {
    "1": "decided as first payer", "2": "decided as second payer", "3": "decided as third payer", "4": "denied",
    "19": "decided as first payer and sent on", "20": "decided as second payer and sent on",
    "21": "decided as third payer and sent on", "22": "the earlier answer is taken back",
}  # fmt: skip
METHOD_WORDS = {"ACH": "by bank transfer", "CHK": "by check", "NON": "nothing is paid"}
PLB_WORDS = {
    "WO": "an earlier overpayment is taken back", "FB": "a balance is carried forward", "L6": "interest",
    "72": "a refund is acknowledged", "CS": "an adjustment", "J1": "nonreimbursable", "50": "a late charge",
}  # fmt: skip


class RemittanceFileError(ValueError):
    """A payment that cannot be written: it names nobody, or it does not balance. The message says which claim."""


def remittance_file(reference: Reference, remittances: Sequence[Remittance], control: int = 1) -> Interchange:
    """Payments as one file, a transaction each, dated by the newest.

    Raises RemittanceFileError where a claim has no parties, a payment covers several payees, or the payment is not
    its claims less what stands at provider level; RemittanceError where a claim does not balance.
    """
    if not remittances:
        raise RemittanceFileError("There is no payment to write.")
    transactions = (_payment(reference, one, number) for number, one in enumerate(remittances, start=1))
    made_on = max(one.paid_on for one in remittances)
    return interchange("HP", VERSION, (CLEARINGHOUSE, PRACTICE), made_on, control, transactions)


def remittance_text(reference: Reference, remittances: Sequence[Remittance], control: int = 1) -> str:
    """The text of `remittance_file`."""
    return remittance_file(reference, remittances, control).text


def _payment(reference: Reference, payment: Remittance, number: int) -> Transaction:
    payee = _checked(payment)
    payer = reference.payers[payment.payer_id]
    written = Transaction("835", VERSION, number, in_header=False)
    _money(written, payment, payer)
    _payer(written, payer)
    plain = f"Paid to {payee.payee_name}, NPI {payee.payee_npi}."
    written.add("1000B", ("N1", "PE", payee.payee_name, "XX", payee.payee_npi), plain, ("33", "33a"))
    tax_id = digits(payee.payee_tax_id)
    written.add("1000B", ("REF", "TJ", tax_id), f"Its tax number {payee.payee_tax_id}.", ("25",))
    if payment.claims:
        written.add("2000", ("LX", "1"), f"{len(payment.claims)} claim(s).")
    for place, claim in enumerate(payment.claims):
        written.claim = place
        _claim(written, reference, claim)
    written.claim = -1
    _provider_level(written, payment, payee)
    return written


def _checked(payment: Remittance) -> RemittedParties:
    """The payee, once everything is known to balance."""
    named = [claim.parties for claim in payment.claims if claim.parties]
    if not named or len(named) < len(payment.claims):
        raise RemittanceFileError(f"Payment {payment.number}: a claim does not say whom it is about.")
    if len({(one.payee_npi, one.payee_tax_id) for one in named}) > 1:
        raise RemittanceFileError(f"Payment {payment.number} covers several payees; each is paid by itself.")
    for claim in payment.claims:
        check_balance(claim)
    beside = sum((one.amount for one in payment.provider_adjustments), ZERO)
    expected = sum((claim.paid for claim in payment.claims), ZERO) - beside
    if payment.amount != expected or payment.amount < 0:
        raise RemittanceFileError(f"Payment {payment.number} is {payment.amount}; its claims make {expected}.")
    return named[0]


# ---- who pays whom ---------------------------------------------------------------------------------------


def trace_number(payer: Payer) -> str:
    """TRN03 and BPR10, 1 and a tax number: of invented payers one that begins with 00, which no employer has."""
    return f"1{digits(payer.electronic_payer_id):0>9}"


def _money(written: Transaction, payment: Remittance, payer: Payer) -> None:
    day, company = eight(payment.paid_on), trace_number(payer)
    handling = "H" if payment.method == "NON" else "I"
    head = ("BPR", handling, amount(payment.amount), "C", payment.method)
    banks = ("CCP", "01", BANK, "DA", ACCOUNT, company, "", "01", BANK, "DA", ACCOUNT)
    rest = banks if payment.method == "ACH" else ("",) * len(banks)
    plain = f"{payment.amount} {METHOD_WORDS[payment.method]}, dated {payment.paid_on}."
    written.add("", (*head, *rest, day), plain)
    plain = f"Number of the payment: {payment.number}. The bank's line carries it too."
    written.add("", ("TRN", "1", payment.number, company), plain)
    written.add("", ("DTM", "405", day), f"Made on {payment.paid_on}.")


def _payer(written: Transaction, payer: Payer) -> None:
    loop = "1000A"
    written.add(loop, ("N1", "PR", payer.name.upper()), f"Paid by {payer.name}.")
    parts = payer.claim_address.split(", ")
    state, zip_code = parts[-1].split()
    street = ", ".join(parts[1:-2])
    written.add(loop, ("N3", street.upper()), "Payer's address.")
    written.add(loop, ("N4", parts[-2].upper(), state, digits(zip_code)), payer.claim_address + ".")
    written.add(loop, ("REF", "2U", payer.electronic_payer_id), f"Payer ID {payer.electronic_payer_id}.")
    phone = digits(payer.phone)
    written.add(loop, ("PER", "CX", "TRAINING CLAIMS DESK", "TE", phone), "Whom to ask about a claim.")
    written.add(loop, ("PER", "BL", "TRAINING FILES DESK", "TE", phone), "Whom to ask about this file.")


# ---- claims ----------------------------------------------------------------------------------------------


def _claim(written: Transaction, reference: Reference, claim: Adjudication) -> None:
    parties = claim.parties
    assert parties is not None
    loop = "2100"
    status = claim.clp_status or STATUS_BY_ORDER[min(claim.order, 3)]
    filing = reference.contracts[claim.payer_id].filing_indicator
    owed = amount(claim.patient) if claim.patient > 0 else ""
    elements = (
        "CLP", parties.account, status, amount(claim.charge), amount(claim.paid), owed, filing, claim.claim_number,
        "", claim.frequency,
    )  # fmt: skip
    plain = (
        f"Account {parties.account}, {STATUS_WORDS.get(status, status)}: {claim.charge} charged, {claim.paid} paid, "
        f"{claim.patient} owed by the patient; payer's number {claim.claim_number}."
    )
    written.add(loop, elements, plain, ("26", "28"))
    adjustments(written, loop, claim.adjustments)
    _people(written, reference, claim, parties)
    if claim.remarks:
        codes = claim.remarks[:REMARKS_MAX]
        written.add(loop, ("MOA", "", "", *codes), f"Remarks on the claim: {', '.join(codes)}.")
    if claim.original:
        plain = f"It is about the earlier claim {claim.original}."
        written.add(loop, ("REF", "F8", claim.original), plain, ("22 original",))
    _days_and_amounts(written, claim)
    for line in claim.lines:
        _line(written, line)


def _people(written: Transaction, reference: Reference, claim: Adjudication, parties: RemittedParties) -> None:
    loop = "2100"
    names = (parties.patient_last_name, parties.patient_first_name, parties.patient_middle_initial)
    patient = ("NM1", "QC", "1", *(name.upper() for name in names), "", "", "MI", parties.member_id)
    written.add(loop, patient, f"Patient: {names[1]} {names[0]}, member ID {parties.member_id}.", ("2", "1a"))
    if parties.insured_last_name:
        last, first = parties.insured_last_name, parties.insured_first_name
        insured = ("NM1", "IL", "1", last.upper(), first.upper(), "", "", "", "MI", parties.member_id)
        written.add(loop, insured, f"Subscriber: {first} {last}.", ("4",))
    if parties.rendering_npi != parties.payee_npi:
        rendering = ("NM1", "82", "1", "", "", "", "", "", "XX", parties.rendering_npi)
        written.add(loop, rendering, f"Service by NPI {parties.rendering_npi}.", ("24J.1",))
    next_payer = reference.payers.get(claim.crossed_to)
    if next_payer:
        entity = ("NM1", "TT", "2", next_payer.name.upper(), "", "", "", "", "PI", next_payer.electronic_payer_id)
        written.add(loop, entity, f"Sent on to {next_payer.name}: do not send it there yourself.")


def _days_and_amounts(written: Transaction, claim: Adjudication) -> None:
    loop = "2100"
    days = [line.date for line in claim.lines if line.date]
    if days:
        written.add(loop, ("DTM", "232", eight(min(days))), f"Service from {min(days)}.", ("24A.1",))
        written.add(loop, ("DTM", "233", eight(max(days))), f"Service to {max(days)}.", ("24A.1",))
    if claim.received_on:
        plain = f"The payer got the claim on {claim.received_on}."
        written.add(loop, ("DTM", "050", eight(claim.received_on)), plain)
    covered = sum((line.charge for line in claim.lines if not line.denied), ZERO)
    if covered > 0:
        written.add(loop, ("AMT", "AU", amount(covered)), f"Charges that are covered: {covered}.")
    if claim.interest:
        plain = f"Interest for late payment, paid beside the claim: {claim.interest}."
        written.add(loop, ("AMT", "I", amount(claim.interest)), plain)


def _line(written: Transaction, line: AdjudicatedLine) -> None:
    loop, key = "2110", line.number
    procedure = ("HC", line.code, *line.modifiers[:4])
    elements = ("SVC", procedure, amount(line.charge), amount(line.paid), "", str(line.units))
    said = " ".join((line.code, *line.modifiers))
    plain = f"Line {key}, {said}: {line.charge} charged, {line.paid} paid, {patient_share(line)} owed by the patient."
    written.add(loop, elements, plain, (f"24D.{key}", f"24F.{key}"), key)
    if line.date:
        written.add(loop, ("DTM", "472", eight(line.date)), f"Given on {line.date}.", (f"24A.{key}",), key)
    adjustments(written, loop, line.adjustments, key)
    written.add(loop, ("REF", "6R", str(key)), f"The practice's number of the line, {key}.", (), key)
    if line.allowed:
        plain = f"Allowed: {line.allowed}."
        written.add(loop, ("AMT", "B6", amount(line.allowed)), plain, (), key)
    remarks = [*(code for one in line.adjustments for code in one.rarcs), *line.remarks]
    for code in dict.fromkeys(remarks):
        written.add(loop, ("LQ", "HE", code), f"Remark {code}.", (), key)


# ---- beside the claims -----------------------------------------------------------------------------------


def _provider_level(written: Transaction, payment: Remittance, payee: RemittedParties) -> None:
    """PLB: fiscal years of invented practices end with the calendar year."""
    year_end = f"{payment.paid_on:%Y}1231"
    found = payment.provider_adjustments
    for start in range(0, len(found), PLB_PAIRS):
        pairs = found[start : start + PLB_PAIRS]
        values = [value for one in pairs for value in ((one.reason, one.reference), amount(one.amount))]
        said = "; ".join(_said(one) for one in pairs)
        written.add("", ("PLB", payee.payee_npi, year_end, *values), f"Beside the claims: {said}.")


def _said(one: ProviderAdjustment) -> str:
    change: Decimal = abs(one.amount)
    way = "less" if one.amount > 0 else "more"
    return f"{PLB_WORDS.get(one.reason, one.reason)}, {change} {way} paid, reference {one.reference}"
