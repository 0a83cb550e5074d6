"""Loops 2320 and 2330 of an 837P, and 2430 on its lines: what other payers there are and what they have said.

A secondary claim carries the first payer's answer line by line; a primary claim only names who comes after.
"""

from __future__ import annotations

from billing.models import Adjustment, LinePayment
from billing.values import ZERO
from billing.x12.adjustments import adjustments
from billing.x12.claim_parts import named
from billing.x12.interchange import Transaction, amount, eight
from billing.x12.submission import OtherPayer, Submission
from data.electronic_claims import filing_indicators

_RELATIONSHIPS = {"self": "18", "spouse": "01", "child": "19", "other": "G8"}
_ORDER = {1: "P", 2: "S", 3: "T"}
_ORDER_WORDS = {1: "first", 2: "second", 3: "third"}
_KEYS = ("9", "9a", "9d", "11d")


def other_payer(written: Transaction, other: OtherPayer) -> None:
    """Loop 2320 with 2330A and 2330B."""
    loop, prior = "2320", other.prior
    place = min(other.order, 3)
    filing = filing_indicators()[other.payer.kind]
    plan = "" if other.group_number else other.plan.upper()
    elements = (
        "SBR", _ORDER[place], _RELATIONSHIPS[other.relationship], other.group_number, plan, "", "", "", "",
        other.payer.filing,
    )  # fmt: skip
    plain = f"Another payer, {_ORDER_WORDS[place]} in order: {other.payer.name} ({filing.meaning})."
    written.add(loop, elements, plain, _KEYS)
    if prior:
        if not prior.lines and prior.charge > prior.paid:
            _claim_level(written, other)
        written.add(loop, ("AMT", "D", amount(prior.paid)), f"It has paid {prior.paid}.", ("29",))
        if not prior.lines and prior.patient:
            plain = f"It leaves {prior.patient} to the patient."
            written.add(loop, ("AMT", "EAF", amount(prior.patient)), plain)
    plain = "Benefits are assigned, and information may be given to that payer."
    written.add(loop, ("OI", "", "", "Y", "", "", "Y"), plain, ("12", "13"))
    insured = named("IL", other.insured, "MI", "".join(other.member_id.split()))
    plain = f"Who holds that policy: {other.insured.spoken}, member ID {other.member_id}."
    written.add("2330A", insured, plain, ("9", "9a"), needs={3: "9", 9: "9a"})
    _payer(written, other)


def _payer(written: Transaction, other: OtherPayer) -> None:
    loop, prior = "2330B", other.prior
    entity = ("NM1", "PR", "2", other.payer.name.upper(), "", "", "", "", "PI", other.payer.number)
    written.add(loop, entity, f"That payer: {other.payer.name}, payer ID {other.payer.number}.", ("9d",))
    if prior and not prior.lines:
        written.add(loop, ("DTP", "573", "D8", eight(prior.paid_on)), f"It decided on {prior.paid_on}.")
    if prior and prior.claim_number:
        plain = f"Its own number of the claim: {prior.claim_number}."
        written.add(loop, ("REF", "F8", prior.claim_number), plain)


def _claim_level(written: Transaction, other: OtherPayer) -> None:
    """A prior payer of which only the totals are known: what it left to the patient and what it cut."""
    prior = other.prior
    assert prior is not None
    cut = prior.charge - prior.paid - prior.patient
    found = (
        Adjustment(group="CO", carc="45", amount=cut),
        Adjustment(group="PR", carc="2", amount=prior.patient),
    )
    adjustments(written, "2320", found)


def line_payments(written: Transaction, one: Submission, number: int) -> None:
    """Loop 2430 of one line, for every payer that has answered it."""
    for other in one.others:
        if other.prior is None:
            continue
        for paid in other.prior.lines:
            if paid.number == number:
                _line_payment(written, other, paid)


def _line_payment(written: Transaction, other: OtherPayer, paid: LinePayment) -> None:
    loop, prior = "2430", other.prior
    assert prior is not None
    procedure = ("HC", paid.code, *paid.modifiers[:4])
    elements = ("SVD", other.payer.number, amount(paid.paid), procedure, "", str(paid.units))
    keys = (f"24F.{paid.number}",)
    plain = f"{other.payer.name} has paid {paid.paid} for {paid.code}."
    written.add(loop, elements, plain, keys, paid.number)
    adjustments(written, loop, paid.adjustments, paid.number)
    plain = f"It decided on {prior.paid_on}."
    written.add(loop, ("DTP", "573", "D8", eight(prior.paid_on)), plain, keys, paid.number)
    left = sum((entry.amount for entry in paid.adjustments if entry.group == "PR"), ZERO)
    if left:
        plain = f"It leaves {left} of this line to the patient."
        written.add(loop, ("AMT", "EAF", amount(left)), plain, keys, paid.number)
