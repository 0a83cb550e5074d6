"""What a payer allows for the services of a claim, before any patient share: fee basis, place, reductions.

Each amount comes with the contract clauses that made it, so that a remittance can say how the payer came to it.
Source of the rules: the contracts under data/contracts; CMS Pub. 100-04, ch. 12, 40.6 and 40.7, ch. 23 (indicators).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billing.edits import ReadLine
from billing.values import CENT, ZERO
from data import Contract, ProcedureCode, Reference
from rules.fees import COMPONENTS
from rules.payment import Ranked, modifier_share, reduced

ASSISTED_CREDENTIALS = ("NP", "PA", "FNP", "CNS", "APRN")
"""Nurse practitioners, physician assistants and clinical nurse specialists (42 CFR 414.52, 414.56)."""
ASSISTED_SHARE = Decimal("0.85")


@dataclass(frozen=True)
class Price:
    """`full`: allowed for the line alone; `allowed`: after reductions for further procedures."""

    full: Decimal
    allowed: Decimal
    from_schedule: bool
    why: str


@dataclass(frozen=True)
class Pricer:
    """Prices lines by one contract for one provider."""

    reference: Reference
    contract: Contract
    credential: str = ""

    def prices(self, lines: Sequence[ReadLine]) -> dict[int, Price]:
        """Allowed amounts by line number. `lines` are those that are payable: denied lines reduce no other."""
        alone = {line.number: self._alone(line) for line in lines}
        if not self.contract.multiple_procedure_reduction:
            return alone
        return alone | self._reduced(lines, alone)

    def schedule_amount(self, line: ReadLine) -> Decimal | None:
        """Medicare's amount for one unit of the line's code and component; None where the schedule has none."""
        component = self._component(line)
        place = self.reference.places.get(line.place)
        amount = self.reference.medicare_fee(line.code, bool(place and place.facility), component)
        return amount if amount else None

    def _component(self, line: ReadLine) -> str:
        """26, TC or 53 where the schedule prices it apart."""
        component = next((modifier for modifier in line.modifiers if modifier in COMPONENTS), "")
        return component if component and self.reference.fees.row(line.code, component) else ""

    def _alone(self, line: ReadLine) -> Price:
        charge, units = line.charge or ZERO, line.units or 1
        amount = self.schedule_amount(line)
        if amount is None:
            allowed = cents(charge * self.contract.percent_of_charge)
            percent = f"{self.contract.percent_of_charge * 100:.0f}"
            return Price(allowed, allowed, False, f"No fee schedule amount: {percent} % of the charge (clause 4.3).")
        factor, notes = self._factor(line, self._component(line))
        allowed = cents(cents(amount * self.contract.percent * factor) * units)
        percent = f"{self.contract.percent * 100:.0f} %"
        why = f"{percent} of the fee schedule amount {amount:.2f}{notes} x {units} (clause 4.1)."
        if allowed > charge:
            return Price(charge, charge, True, f"{why} Not more than the charge (clause 4.1).")
        return Price(allowed, allowed, True, why)

    def _factor(self, line: ReadLine, component: str) -> tuple[Decimal, str]:
        """Shares by modifier (`rules.payment`) and by credential; a component priced apart is no share."""
        procedure = self.reference.procedures.get(line.code)
        left = [modifier for modifier in line.modifiers if modifier != component]
        share = modifier_share(procedure, left, training=True)
        factor = share.factor if share.factor is not None else Decimal(1)
        notes = f", {', '.join(share.notes)} (clause 4.7)" if share.notes else ""
        assisted = self.credential.upper().startswith(ASSISTED_CREDENTIALS) and "AS" not in line.modifiers
        if self.contract.payer_id == "medicare" and assisted:
            factor, notes = factor * ASSISTED_SHARE, f"{notes}, {self.credential} 85 % (clause 4.6)"
        return factor, notes

    def _reduced(self, lines: Sequence[ReadLine], alone: dict[int, Price]) -> dict[int, Price]:
        """Further procedures: within an endoscopy family what exceeds the base, between procedures half."""
        answer = reduced([self._ranked(line, alone[line.number]) for line in lines])
        prices: dict[int, Price] = {}
        for number, left in answer.items():
            price = alone[number]
            why = f"{price.why} {left.why} (clause 4.4)." if left.why else price.why
            prices[number] = Price(price.full, left.allowed, price.from_schedule, why)
        return prices

    def _ranked(self, line: ReadLine, price: Price) -> Ranked:
        procedure = self.reference.procedures.get(line.code)
        base = procedure.endoscopic_base if procedure else ""
        amount = self.reference.medicare_fee(base, self._facility(line), "") if base else None
        return Ranked(
            number=line.number,
            code=line.code,
            amount=price.allowed,
            units=line.units or 1,
            multiple=indicator(procedure, "multiple"),
            base=base,
            base_amount=cents((amount or ZERO) * self.contract.percent),
        )

    def _facility(self, line: ReadLine) -> bool:
        place = self.reference.places.get(line.place)
        return bool(place and place.facility)


def indicator(procedure: ProcedureCode | None, name: str) -> str:
    """A fee schedule indicator as its one character; empty where the code or the indicator is unknown."""
    return str(getattr(procedure, name)).split(".")[0] if procedure else ""


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up, as fee schedules are."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
