"""Whether an 835 balances: at each line, each claim and the payment; and claims that stand in it twice.

The rules are those of the 835 (005010X221A1, 1.10.2.1): charge less adjustments is what was paid; the claims' payments
less the provider-level adjustments are the payment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from billing.x12.checks import Reporter
from billing.x12.composed import triples
from billing.x12.problems import shown
from billing.x12.reading import Segment
from billing.x12.sentences import procedure
from billing.x12.values import read_amount

ZERO = Decimal("0.00")
REVERSAL = "22"


@dataclass
class _Sums:
    """A line or claim: charge, paid and its adjustments; not known where one of them is no number."""

    segment: Segment
    charge: Decimal | None
    paid: Decimal | None
    adjusted: Decimal | None = ZERO
    patient: Decimal = ZERO

    def add(self, cas: Segment) -> None:
        for _reason, text, _quantity in triples(cas):
            amount = read_amount(text)
            self.adjusted = None if amount is None or self.adjusted is None else self.adjusted + amount
            if cas.get(1) == "PR" and amount is not None:
                self.patient += amount


@dataclass
class _Claim(_Sums):
    lines: list[_Sums] = field(default_factory=list)


class PaymentCheck:
    """Takes the segments of one 835 transaction."""

    tags = frozenset({"BPR", "CLP", "SVC", "CAS", "PLB"})

    def __init__(self, report: Reporter) -> None:
        self.report = report
        self.payment: Segment | None = None
        self.claims_paid: Decimal | None = ZERO
        self.beside: Decimal | None = ZERO
        self.claim: _Claim | None = None
        self.seen: dict[tuple[str, ...], int] = {}

    def take(self, segment: Segment, loop: str) -> None:
        """One segment and its loop."""
        tag = segment.elements[0]
        if tag == "SVC" and self.claim:
            charge, paid = read_amount(segment.get(2)), read_amount(segment.get(3))
            self.claim.lines.append(_Sums(segment, charge, paid))
        elif tag == "CAS" and self.claim:
            (self.claim.lines[-1] if loop == "2110" and self.claim.lines else self.claim).add(segment)
        elif tag == "CLP":
            self._claim(segment)
        elif tag == "BPR":
            self._payment(segment)
        elif tag == "PLB":
            self._beside(segment)

    def end(self) -> None:
        """The transaction is over: the last claim and the payment are compared."""
        self._close()
        if self.payment is None or self.claims_paid is None or self.beside is None:
            return
        said, due = read_amount(self.payment.get(2)), self.claims_paid - self.beside
        if said is not None and said != due:
            message = (
                f"The payment does not balance: the claims pay {self.claims_paid:.2f}, less {self.beside:.2f} of "
                f"provider-level adjustments is {due:.2f}, and BPR02 says {said:.2f}; difference {said - due:.2f}."
            )
            self.report.say(self.payment, "unbalanced_payment", message)

    def _payment(self, segment: Segment) -> None:
        self.payment = segment
        amount = read_amount(segment.get(2))
        if amount is not None and amount < 0:
            message = (
                f"BPR02 is {amount:.2f}: no payment is below zero; what a provider owes is carried forward (PLB FB)."
            )
            self.report.say(segment, "negative_amount", message)
        elif amount and segment.get(4) == "NON":
            self.report.say(segment, "payment_method", f"BPR04 says that nothing is paid, BPR02 says {amount:.2f}.")

    def _claim(self, segment: Segment) -> None:
        self._close()
        charge, paid = read_amount(segment.get(3)), read_amount(segment.get(4))
        self.claim = _Claim(segment, charge, paid)
        self.claims_paid = None if paid is None or self.claims_paid is None else self.claims_paid + paid
        key = tuple(segment.get(number) for number in (1, 2, 3, 4, 7))
        if key in self.seen:
            message = (
                f"Claim {shown(segment.get(1))} stands here as in segment {self.seen[key]}: same status, charge, "
                f"payment and payer's number {shown(segment.get(7)) or '(none)'}. Post it once."
            )
            self.report.say(segment, "claim_twice", message)
        self.seen.setdefault(key, segment.number)

    def _beside(self, segment: Segment) -> None:
        for place in range(4, len(segment.elements), 2):
            text = segment.get(place)
            amount = read_amount(text) if text else ZERO
            self.beside = None if amount is None or self.beside is None else self.beside + amount

    def _close(self) -> None:
        claim, self.claim = self.claim, None
        if claim is None:
            return
        self._negative(claim)
        for number, line in enumerate(claim.lines, start=1):
            service = procedure(line.segment, line.segment.get(1))
            self._balance(line, f"Line {number} ({shown(service)})", "unbalanced_line", line.adjusted)
        adjusted = [claim.adjusted, *(line.adjusted for line in claim.lines)]
        known = [one for one in adjusted if one is not None]
        total = sum(known, ZERO) if len(known) == len(adjusted) else None
        self._balance(claim, f"Claim {shown(claim.segment.get(1))}", "unbalanced_claim", total)
        self._lines_charge(claim)
        self._patient(claim)

    def _balance(self, sums: _Sums, what: str, kind: str, adjusted: Decimal | None) -> None:
        if sums.charge is None or sums.paid is None or adjusted is None:
            return
        difference = sums.charge - adjusted - sums.paid
        if difference:
            message = (
                f"{what} does not balance: charged {sums.charge:.2f} less adjustments of {adjusted:.2f} is "
                f"{sums.charge - adjusted:.2f}, and paid is {sums.paid:.2f}; difference {difference:.2f}."
            )
            self.report.say(sums.segment, kind, message)

    def _lines_charge(self, claim: _Claim) -> None:
        charges = [line.charge for line in claim.lines if line.charge is not None]
        if charges and len(charges) == len(claim.lines) and claim.charge is not None and sum(charges) != claim.charge:
            message = (
                f"The lines of claim {shown(claim.segment.get(1))} add up to {sum(charges):.2f}, "
                f"and CLP03 says {claim.charge:.2f}."
            )
            self.report.say(claim.segment, "lines_charge", message, "warning")

    def _patient(self, claim: _Claim) -> None:
        said = read_amount(claim.segment.get(5)) if claim.segment.get(5) else None
        owed = claim.patient + sum((line.patient for line in claim.lines), ZERO)
        if said is not None and said != owed and claim.segment.get(2) != REVERSAL:
            message = (
                f"CLP05 says that the patient owes {said:.2f}; the PR adjustments of claim "
                f"{shown(claim.segment.get(1))} add up to {owed:.2f}."
            )
            self.report.say(claim.segment, "patient_share", message)

    def _negative(self, claim: _Claim) -> None:
        if claim.segment.get(2) == REVERSAL:
            return
        for name, amount in (("CLP03 (charge)", claim.charge), ("CLP04 (paid)", claim.paid)):
            if amount is not None and amount < 0:
                message = f"{name} is {amount:.2f}; only a reversal (CLP02 22) takes an amount back."
                self.report.say(claim.segment, "negative_amount", message)
