"""What a payer allows for the services of a claim, before any patient share: fee basis, place, reductions.

Each amount comes with the contract clauses that made it, so that a remittance can say how the payer came to it.
Source of the rules: the contracts under data/contracts; CMS Pub. 100-04, ch. 12, 40.6 and 40.7, ch. 23 (indicators).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from billing.edits import ReadLine
from billing.values import CENT, ZERO
from data import Contract, ProcedureCode, Reference

ASSISTED_CREDENTIALS = ("NP", "PA", "FNP", "CNS", "APRN")
"""Nurse practitioners, physician assistants and clinical nurse specialists (42 CFR 414.52, 414.56)."""
ASSISTED_SHARE = Decimal("0.85")
FURTHER_PROCEDURE = Decimal("0.50")
BILATERAL = {"1": Decimal("1.50"), "3": Decimal("2.00")}
_COMPONENTS = ("26", "TC", "53")


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
        component = next((modifier for modifier in line.modifiers if modifier in _COMPONENTS), "")
        place = self.reference.places.get(line.place)
        amount = self.reference.medicare_fee(line.code, bool(place and place.facility), component)
        return amount if amount else None

    def _alone(self, line: ReadLine) -> Price:
        charge, units = line.charge or ZERO, line.units or 1
        amount = self.schedule_amount(line)
        if amount is None:
            allowed = cents(charge * self.contract.percent_of_charge)
            percent = f"{self.contract.percent_of_charge * 100:.0f}"
            return Price(allowed, allowed, False, f"No fee schedule amount: {percent} % of the charge (clause 4.3).")
        factor, notes = self._factor(line)
        allowed = cents(cents(amount * self.contract.percent * factor) * units)
        percent = f"{self.contract.percent * 100:.0f} %"
        why = f"{percent} of the fee schedule amount {amount:.2f}{notes} x {units} (clause 4.1)."
        if allowed > charge:
            return Price(charge, charge, True, f"{why} Not more than the charge (clause 4.1).")
        return Price(allowed, allowed, True, why)

    def _factor(self, line: ReadLine) -> tuple[Decimal, str]:
        factor, notes = Decimal(1), ""
        procedure = self.reference.procedures.get(line.code)
        both = BILATERAL.get(indicator(procedure, "bilateral")) if "50" in line.modifiers else None
        if both:
            factor, notes = factor * both, f", both sides {both * 100:.0f} %"
        if self.contract.payer_id == "medicare" and self.credential.upper().startswith(ASSISTED_CREDENTIALS):
            factor, notes = factor * ASSISTED_SHARE, f"{notes}, {self.credential} 85 % (clause 4.6)"
        return factor, notes

    def _reduced(self, lines: Sequence[ReadLine], alone: dict[int, Price]) -> dict[int, Price]:
        """Further procedures: within an endoscopy family what exceeds the base, between procedures half."""
        groups: dict[str, list[ReadLine]] = defaultdict(list)
        for line in lines:
            procedure = self.reference.procedures.get(line.code)
            if indicator(procedure, "multiple") == "3" and procedure and procedure.endoscopic_base:
                groups[procedure.endoscopic_base].append(line)
            elif indicator(procedure, "multiple") in ("2", "3"):
                groups[f"line {line.number}"].append(line)
        family = {name: self._family(name, members, alone) for name, members in groups.items()}
        dearest_first = sorted(
            family, key=lambda name: (-sum((p.allowed for p in family[name].values()), ZERO), min(family[name]))
        )
        reduced: dict[int, Price] = {}
        for rank, name in enumerate(dearest_first):
            reduced |= family[name] if rank == 0 else {n: _halved(price) for n, price in family[name].items()}
        return reduced

    def _family(self, name: str, members: list[ReadLine], alone: dict[int, Price]) -> dict[int, Price]:
        ranked = sorted(members, key=lambda line: (-alone[line.number].allowed, line.number))
        prices = {ranked[0].number: alone[ranked[0].number]}
        for line in ranked[1:]:
            base = self.reference.medicare_fee(name, self._facility(line), "") or ZERO
            price = alone[line.number]
            allowed = max(price.allowed - cents(base * self.contract.percent), ZERO)
            why = f"{price.why} Further endoscopy of the family of {name}: what exceeds it (clause 4.4)."
            prices[line.number] = Price(price.full, allowed, price.from_schedule, why)
        return prices

    def _facility(self, line: ReadLine) -> bool:
        place = self.reference.places.get(line.place)
        return bool(place and place.facility)


def indicator(procedure: ProcedureCode | None, name: str) -> str:
    """A fee schedule indicator as its one character; empty where the code or the indicator is unknown."""
    return str(getattr(procedure, name)).split(".")[0] if procedure else ""


def _halved(price: Price) -> Price:
    allowed = cents(price.allowed * FURTHER_PROCEDURE)
    return Price(
        price.full, allowed, price.from_schedule, f"{price.why} Further procedure of the day: 50 % (clause 4.4)."
    )


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up, as fee schedules are."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
