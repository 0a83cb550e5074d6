"""What a payer pays after another one: six ways of counting, each by the contract's clause 2.3.

Whatever the first payer paid and wrote off is told as OA-23 and never posted again (835 005010X221A1, 1.10.2.13);
what it left is split between this payer's payment, the patient and this payer's own write-off.
Rules: NAIC Model 120 (group plans); 42 CFR 411.33 (Medicare second, in `rules.medicare_secondary`); 42 CFR 447.15
(Medicaid is payment in full); 32 CFR 199.8 (TRICARE).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from billing.models import Adjudication, Adjustment, Claim, LinePayment, PriorPayer
from billing.values import ZERO
from data import Reference
from data.adjustment_postings import adjustment_postings
from data.models import CoordinationRule
from rules.medicare_secondary import medicare_secondary

_FEE = ("contractual", "sequestration")
_SHARES = frozenset({"1", "2", "3"})


@dataclass(frozen=True)
class PriorLine:
    """What all earlier payers together did with one line: charge = paid + written_off + left."""

    charge: Decimal
    paid: Decimal
    written_off: Decimal
    """Contractual reductions and sequestration: in the books already."""
    withheld: Decimal
    """The part of it that was withheld by law and is no reduction of the fee."""
    adjudicated: bool
    """Whether the first payer gave its benefit; False where it denied the line."""

    @property
    def settled(self) -> Decimal:
        """The amount of OA-23."""
        return min(self.paid + self.written_off, self.charge)

    @property
    def left(self) -> Decimal:
        """What nobody has paid or written off."""
        return self.charge - self.settled

    @property
    def allowed(self) -> Decimal:
        """What the earlier payer allowed; the charge where it set no fee."""
        return max(self.charge - self.written_off + self.withheld, ZERO)


@dataclass(frozen=True)
class Coordinated:
    """One line after another payer: left = pays + patient + written_off."""

    pays: Decimal
    """Before sequestration."""
    patient: Decimal
    written_off: Decimal
    why: str


def prior_line(claim: Claim, number: int, charge: Decimal) -> PriorLine:
    """What the earlier payers did with a line of the claim; a payer that says nothing of it paid nothing."""
    paid = written_off = withheld = ZERO
    adjudicated = False
    for payment in (one for payer in claim.prior_payers for one in payer.lines if one.number == number):
        fee = {kind: _sum(payment, kind) for kind in _FEE}
        paid += payment.paid
        written_off += sum(fee.values(), ZERO)
        withheld += fee["sequestration"]
        shared = any(one.group == "PR" and one.carc in _SHARES for one in payment.adjustments)
        adjudicated = adjudicated or bool(payment.paid or written_off or shared)
    return PriorLine(charge, min(paid, charge), written_off, withheld, adjudicated)


def _sum(payment: LinePayment, kind: str) -> Decimal:
    postings = adjustment_postings()
    found = (one.amount for one in payment.adjustments if one.group != "PR" and postings.get(one.carc) == kind)
    return sum(found, ZERO)


def coordinated(rule: CoordinationRule, prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    """What this payer pays of a line, by its rule. `allowed` and `share`: its own, as if it were alone."""
    if not prior.adjudicated:
        return _alone(prior, allowed, share)
    return _RULES[rule](prior, allowed, share)


def _alone(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    """The earlier payer gave nothing: this one pays as if it were first."""
    pays = min(allowed - share, prior.left)
    patient = min(share, prior.left - pays)
    return Coordinated(pays, patient, prior.left - pays - patient, "The first payer paid nothing (clause 2.3).")


def _standard(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    pays = min(allowed - share, prior.left)
    why = f"Alone {allowed - share:.2f}; the first payer left {prior.left:.2f}: the lower, {pays:.2f} (clause 2.3)."
    return _split(prior, pays, max(prior.allowed, allowed), why)


def _own_allowed(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    over = max(allowed - prior.paid, ZERO)
    pays = min(allowed - share, over, prior.left)
    why = (
        f"Own allowed {allowed:.2f} - first payment {prior.paid:.2f} = {over:.2f}, alone {allowed - share:.2f}, left "
        f"{prior.left:.2f}: the lowest, {pays:.2f} (clause 2.3)."
    )
    return _split(prior, pays, max(prior.allowed, allowed), why)


def _carve_out(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    over = max(allowed - share - prior.paid, ZERO)
    pays = min(over, prior.left)
    why = f"Alone {allowed - share:.2f} - first payment {prior.paid:.2f}: {pays:.2f} (clause 2.3)."
    return _split(prior, pays, max(prior.allowed, allowed), why)


def _medicaid(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    over = max(allowed - prior.paid, ZERO)
    pays = min(allowed - share, over, prior.left)
    why = (
        f"Own fee {allowed:.2f} - first payment {prior.paid:.2f} = {over:.2f}, at most the {prior.left:.2f} left: "
        f"{pays:.2f}; the rest is written off (clause 2.3)."
    )
    return Coordinated(pays, ZERO, prior.left - pays, why)


def _tricare(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    pays = min(allowed - share, prior.left)
    why = f"Alone {allowed - share:.2f}; other insurance left {prior.left:.2f}: the lower, {pays:.2f} (clause 2.3)."
    return _split(prior, pays, allowed, why)


def _medicare(prior: PriorLine, allowed: Decimal, share: Decimal) -> Coordinated:
    """The lowest of three amounts; deductible and coinsurance together are the share of Medicare's own fee."""
    ceiling = prior.charge - prior.written_off
    found = medicare_secondary(prior.charge, prior.allowed, prior.paid, allowed, share, Decimal(0), ceiling)
    one, two, three = found.amounts
    why = f"Lowest of {one:.2f}, {two:.2f} and {three:.2f} (clause 2.3)."
    return Coordinated(found.pays, found.patient, prior.left - found.pays - found.patient, why)


def _split(prior: PriorLine, pays: Decimal, ceiling: Decimal, why: str) -> Coordinated:
    """What is left after this payment is the patient's up to the ceiling of both payments, else written off."""
    rest = prior.left - pays
    patient = min(rest, max(ceiling - prior.paid - pays, ZERO))
    return Coordinated(pays, patient, rest - patient, why)


_RULES: Mapping[CoordinationRule, Callable[[PriorLine, Decimal, Decimal], Coordinated]] = {
    "none": _alone,
    "standard": _standard,
    "own_allowed": _own_allowed,
    "carve_out": _carve_out,
    "medicare": _medicare,
    "medicaid": _medicaid,
    "tricare": _tricare,
}


# ---- what the claim to the next payer carries ------------------------------------------------------------


def prior_payer(reference: Reference, answer: Adjudication, order: int = 1) -> PriorPayer:
    """An answer as the claim to the next payer carries it: amounts by line, with the payer's own reason codes.

    Raises ValueError for a claim that was rejected or never dated: no payer has answered it.
    """
    if answer.status == "rejected" or answer.paid_on is None:
        raise ValueError(f"Claim {answer.claim_number} was not answered; no other payer can build on it.")
    known = reference.payers.get(answer.payer_id)
    return PriorPayer(
        order=order,
        payer_id=answer.payer_id,
        payer=known.name if known else answer.payer_id,
        claim_number=answer.claim_number,
        paid_on=answer.paid_on,
        charge=answer.charge,
        allowed=answer.allowed,
        paid=answer.paid,
        patient=answer.patient,
        lines=tuple(
            LinePayment(
                number=line.number,
                code=line.code,
                modifiers=line.modifiers,
                units=line.units,
                paid=line.paid,
                adjustments=tuple(_kept(one) for one in line.adjustments),
            )
            for line in answer.lines
        ),
    )


def _kept(adjustment: Adjustment) -> Adjustment:
    """Group, code and amount: remark codes do not travel on a claim (837P, loop 2430, CAS)."""
    return Adjustment(group=adjustment.group, carc=adjustment.carc, amount=adjustment.amount)
