"""One claim's lines answered: denied with the reason, or priced, shared with the patient or after another payer.

Shown as they were billed, decided as the payer read them. What an earlier payer settled stands as OA-23, a Qualified
Medicare Beneficiary's share as OA-209; sequestration (2 U.S.C. 906) comes off last.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from billing.edits import ReadLine, Sheet
from billing.models import AdjudicatedLine, Adjustment
from billing.payer_rules import Denial, PayerView
from billing.payer_rules.view import DUPLICATE
from billing.pricing import Price, Pricer, cents
from billing.secondary import Coordinated, PriorLine, coordinated, prior_line
from billing.shares import Share, Shares, qualified
from billing.values import ZERO
from rules.sequestration import RATE


def answered_lines(
    view: PayerView, billed: Sheet, denied: Mapping[int, Denial], shares: Shares
) -> tuple[AdjudicatedLine, ...]:
    """Every line answered; shown as it was billed, decided as it was read."""
    payable = [line for line in view.sheet.lines if line.number not in denied]
    pricer = Pricer(view.sheet.reference, view.contract, view.encounter.provider.credential, view.file)
    prices = pricer.prices(payable)
    answered = []
    for line, shown in zip(view.sheet.lines, billed.lines, strict=True):
        denial = denied.get(line.number)
        answered.append(
            _denied(view, shown, denial) if denial else _paid(view, line, shown, prices[line.number], shares)
        )
    return tuple(answered)


def _denied(view: PayerView, line: ReadLine, denial: Denial) -> AdjudicatedLine:
    """The whole charge under the reason; on a secondary claim what the first payer left, and the rest as OA-23."""
    charge = line.charge or ZERO
    settled = ZERO
    if view.secondary and denial.carc != DUPLICATE:
        settled = prior_line(view.sheet.claim, line.number, charge).settled
    adjustments = (
        Adjustment(group=denial.group, carc=denial.carc, rarcs=denial.rarcs, amount=charge - settled),
        Adjustment(group="OA", carc="23", amount=settled),
    )
    kept = tuple(one for one in adjustments if one.amount) or adjustments[:1]
    return _line(line, ZERO, ZERO, kept, True, denial.why)


def _paid(view: PayerView, line: ReadLine, shown: ReadLine, price: Price, shares: Shares) -> AdjudicatedLine:
    charge = line.charge or ZERO
    if charge == ZERO:
        return _line(shown, ZERO, ZERO, (), False, "Reported at no charge: nothing to pay, nothing owed (clause 7.4).")
    share = shares.of(line, price)
    if view.secondary and view.contract.coordination != "none":
        return _after_another(view, shown, price, share)
    fee = (
        *_above_the_fee(view, charge - price.full),
        *(Adjustment(group="CO", carc=carc, amount=amount) for carc, amount in price.cuts),
    )
    patient = _patient_adjustments(view, share.amounts)
    before = price.allowed - share.total
    outside = _out_of_network(view, before)
    withheld = _withheld(view, before - outside)
    rest = (
        Adjustment(group="PR", carc="242", amount=outside),
        Adjustment(group="CO", carc="253", amount=withheld),
    )
    kept = tuple(one for one in (*fee, *patient, *rest) if one.amount)
    why = " ".join(part for part in (price.why, share.why, _withheld_why(withheld)) if part)
    return _line(shown, price.allowed, before - outside - withheld, kept, False, why)


def _after_another(view: PayerView, line: ReadLine, price: Price, share: Share) -> AdjudicatedLine:
    """A line that an earlier payer has answered: what it settled is OA-23, the rest by the contract's clause 2.3."""
    charge = line.charge or ZERO
    prior = prior_line(view.sheet.claim, line.number, charge)
    found = coordinated(view.contract.coordination, prior, min(price.allowed, charge), share.total)
    withheld = _withheld(view, found.pays)
    adjustments = (
        Adjustment(group="OA", carc="23", amount=prior.settled),
        Adjustment(group="CO", carc=view.contract.reduction_carc, amount=found.written_off),
        *_patient_adjustments(view, _patients_part(view, prior, found, share)),
        Adjustment(group="CO", carc="253", amount=withheld),
    )
    kept = tuple(one for one in adjustments if one.amount)
    why = " ".join(part for part in (price.why, found.why, _withheld_why(withheld)) if part)
    return _line(line, price.allowed, found.pays - withheld, kept, False, why)


def _patients_part(
    view: PayerView, prior: PriorLine, found: Coordinated, share: Share
) -> tuple[tuple[str, Decimal], ...]:
    """By what reason the patient owes the rest: this plan's own share, or what the first payer left unpaid (275)."""
    if prior.adjudicated and view.contract.coordination not in ("medicare", "tricare"):
        return (("275", found.patient),)
    parts, left = [], found.patient
    for carc, amount in share.amounts:
        taken = min(amount, left)
        parts.append((carc, taken))
        left -= taken
    return (*parts, ("275", left))


def _above_the_fee(view: PayerView, excess: Decimal) -> tuple[Adjustment, ...]:
    """What the charge exceeds the fee; a fee above the charge comes back as a negative 94."""
    carc = view.contract.reduction_carc if excess >= 0 else "94"
    return (Adjustment(group="CO", carc=carc, amount=excess),)


def _patient_adjustments(view: PayerView, amounts: tuple[tuple[str, Decimal], ...]) -> tuple[Adjustment, ...]:
    """The share as the patient's; a Qualified Medicare Beneficiary's as OA-209, for the next payer."""
    if qualified(view):
        return (Adjustment(group="OA", carc="209", amount=sum((amount for _, amount in amounts), ZERO)),)
    return tuple(Adjustment(group="PR", carc=carc, amount=amount) for carc, amount in amounts)


def _out_of_network(view: PayerView, before: Decimal) -> Decimal:
    """What is not paid where the practice is outside the network, or taken for it."""
    outside = view.file.out_of_network or view.file.mistake("network_misread") is not None
    return before - cents(before * view.contract.out_of_network_share) if outside else ZERO


def _withheld(view: PayerView, before: Decimal) -> Decimal:
    return cents(before * RATE) if view.contract.sequestration else ZERO


def _withheld_why(withheld: Decimal) -> str:
    return "2 % withheld (clause 5.3)." if withheld else ""


def _line(
    line: ReadLine,
    allowed: Decimal,
    paid: Decimal,
    adjustments: tuple[Adjustment, ...],
    denied: bool,
    why: str,
) -> AdjudicatedLine:
    return AdjudicatedLine(
        number=line.number,
        code=line.code,
        modifiers=line.modifiers,
        units=line.units or 1,
        charge=line.charge or ZERO,
        allowed=allowed,
        paid=paid,
        adjustments=adjustments,
        denied=denied,
        why=why,
        date=line.date,
    )
