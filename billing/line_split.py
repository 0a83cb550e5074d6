"""What a payer's answer to one line does to the books: money, write-offs, the patient's part, and what stays open.

A line of which nothing came (no payment, nothing left to the patient, no earlier payer) stays open as a whole. Of the
others each adjustment goes where `data/adjustment_postings.csv` sends its reason; a reason that is not listed stays
open, so that no denial is ever written off by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from billing.models import AdjudicatedLine, Adjustment
from billing.values import ZERO
from data.adjustment_postings import adjustment_postings
from scenarios.models import Frozen


class Split(Frozen):
    """One answer in dollars: charge = paid + contractual + sequestration + patient + prior + left open.

    All are negative where the answer takes an earlier one back.
    """

    charge: Decimal
    paid: Decimal = ZERO
    contractual: Decimal = ZERO
    sequestration: Decimal = ZERO
    patient: Decimal = ZERO
    prior: Decimal = ZERO
    """Paid and written off under an earlier payer (CO-23 or OA-23): in the books already."""
    left_open: Decimal = ZERO
    next_payer: Decimal = ZERO
    """Of the open amount, what only a later payer may be asked for (OA-209)."""
    reasons: tuple[str, ...] = ()
    """`CO-45 53.10`, in the order of the remittance."""
    open_reasons: tuple[str, ...] = ()
    """Those of the open amount: `CO-197`."""


def split_line(line: AdjudicatedLine) -> Split:
    """The answer to a service line, sorted by what it does to the books."""
    return split(line.charge, line.paid, line.adjustments)


def split(charge: Decimal, paid: Decimal, adjustments: Iterable[Adjustment], answered: bool = False) -> Split:
    """The same for any charge. `answered`: something came of it elsewhere, as of a claim whose lines were paid."""
    sums = {"contractual": ZERO, "sequestration": ZERO, "prior": ZERO, "patient": ZERO, "next": ZERO, "open": ZERO}
    given = tuple(adjustments)
    for one in given:
        sums[posts_to(one)] += one.amount
    reasons = tuple(f"{one.group}-{one.carc} {one.amount:.2f}" for one in given)
    if not (answered or paid or sums["patient"] or sums["prior"] or sums["next"]) and any(sums.values()):
        every = tuple(f"{one.group}-{one.carc}" for one in given)
        return Split(charge=charge, left_open=sum(sums.values(), ZERO), reasons=reasons, open_reasons=every)
    return Split(
        charge=charge,
        paid=paid,
        contractual=sums["contractual"],
        sequestration=sums["sequestration"],
        patient=sums["patient"],
        prior=sums["prior"],
        left_open=sums["open"] + sums["next"],
        next_payer=sums["next"],
        reasons=reasons,
        open_reasons=tuple(f"{one.group}-{one.carc}" for one in given if posts_to(one) in ("open", "next")),
    )


def posts_to(adjustment: Adjustment) -> str:
    """`contractual`, `sequestration`, `prior`, `patient`, `next` or `open`."""
    if adjustment.group == "PR":
        return "patient"
    return adjustment_postings().get(adjustment.carc, "open")
