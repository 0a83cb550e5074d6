"""What a payer allows for the services of a claim, before any patient share: fee basis, place, packages, reductions.

Each amount comes with the contract clauses that made it, so that a remittance can say how the payer came to it.
Source of the rules: the contracts under data/contracts; CMS Pub. 100-04, ch. 12, 40.6 and 40.7, ch. 23 (indicators).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from billing.edits import ReadLine
from billing.payer_file import PayerFile
from billing.values import CENT, ZERO
from data import Contract, ProcedureCode, Reference
from data.models import CaseRate, ScheduledFee
from rules.fees import COMPONENTS
from rules.payment import Ranked, modifier_share, reduced

ASSISTED_CREDENTIALS = ("NP", "PA", "FNP", "CNS", "APRN")
"""Nurse practitioners, physician assistants and clinical nurse specialists (42 CFR 414.52, 414.56)."""
BROKEN_OFF = frozenset({"52", "53"})
"""Modifiers of a service that was not finished: no case rate."""


@dataclass(frozen=True)
class Price:
    """What a payer allows for a line before any patient share."""

    full: Decimal
    """For the line alone."""
    from_schedule: bool
    why: str
    cuts: tuple[tuple[str, Decimal], ...] = ()
    """What comes off because of other lines or another reading: CARC and amount, none below 0."""

    @property
    def allowed(self) -> Decimal:
        """After the cuts."""
        return self.full - sum((amount for _, amount in self.cuts), ZERO)

    def cut_to(self, allowed: Decimal, carc: str, why: str) -> Price:
        """The same price with one more cut, down to an amount."""
        return replace(self, cuts=(*self.cuts, (carc, self.allowed - allowed)), why=f"{self.why} {why}")


@dataclass(frozen=True)
class Pricer:
    """Prices lines by one contract for one provider. `file`: the payer's own mistakes about its fees."""

    reference: Reference
    contract: Contract
    credential: str = ""
    file: PayerFile = field(default_factory=PayerFile)

    def prices(self, lines: Sequence[ReadLine]) -> dict[int, Price]:
        """Allowed amounts by line number. `lines` are those that are payable: denied lines reduce no other."""
        alone = {line.number: self._loaded(line, self._alone(line)) for line in lines}
        packaged = self._packaged(lines, alone)
        single = [line for line in lines if line.number not in packaged]
        reduced_prices = self._reduced(single, alone) if self.contract.multiple_procedure_reduction else {}
        found = alone | packaged | reduced_prices
        return {line.number: self._misjudged(line, found[line.number]) for line in lines}

    def schedule_amount(self, line: ReadLine) -> Decimal | None:
        """Medicare's amount for one unit of the line's code and component; None where the schedule has none."""
        amount = self.reference.medicare_fee(line.code, self._facility(line), self._component(line))
        return amount if amount else None

    def unit_amount(self, code: str, facility: bool, component: str = "") -> Decimal | None:
        """The contract's amount for one unit, shares by modifier aside; None where it is a share of the charge."""
        row = self._own_fee(code, component)
        if row is not None:
            return row.facility if facility and row.facility else row.amount
        amount = self.reference.medicare_fee(code, facility, component)
        return amount * self.contract.percent if amount else None

    def _own_fee(self, code: str, component: str) -> ScheduledFee | None:
        wanted = f"{code}-{component}" if component else code
        return next((row for row in self.contract.fees if row.code == wanted), None)

    def _component(self, line: ReadLine) -> str:
        """26, TC or 53 where the schedule prices it apart."""
        component = next((modifier for modifier in line.modifiers if modifier in COMPONENTS), "")
        return component if component and self.reference.fees.row(line.code, component) else ""

    def _alone(self, line: ReadLine) -> Price:
        charge, units, component = line.charge or ZERO, line.units or 1, self._component(line)
        amount = self.unit_amount(line.code, self._facility(line), component)
        if amount is None:
            allowed = cents(charge * self.contract.percent_of_charge)
            percent = f"{self.contract.percent_of_charge * 100:.0f}"
            return Price(allowed, False, f"No fee schedule amount: {percent} % of the charge (clause 4.3).")
        factor, notes = self._factor(line, component)
        allowed = cents(cents(amount * factor) * units)
        why = f"{self._basis(line, component, amount)}{notes} x {units} ({self._clause(line, component)})."
        if allowed > charge and self.contract.lesser_of_charge:
            return Price(charge, True, f"{why} Not more than the charge (clause 4.1).")
        return Price(allowed, True, why)

    def _basis(self, line: ReadLine, component: str, amount: Decimal) -> str:
        if self._own_fee(line.code, component):
            return f"The schedule's {amount:.2f}"
        medicare = self.schedule_amount(line) or ZERO
        return f"{self.contract.percent * 100:.0f} % of the fee schedule amount {medicare:.2f}"

    def _clause(self, line: ReadLine, component: str) -> str:
        return "clause 4.8" if self._own_fee(line.code, component) else "clause 4.1"

    def _factor(self, line: ReadLine, component: str) -> tuple[Decimal, str]:
        """Shares by modifier (`rules.payment`) and by credential; a component priced apart is no share."""
        procedure = self.reference.procedures.get(line.code)
        left = [modifier for modifier in line.modifiers if modifier != component]
        share = modifier_share(procedure, left, training=True)
        factor = share.factor if share.factor is not None else Decimal(1)
        notes = f", {', '.join(share.notes)} (clause 4.7)" if share.notes else ""
        assisted = self.credential.upper().startswith(ASSISTED_CREDENTIALS) and "AS" not in line.modifiers
        if self.contract.nonphysician_share < 1 and assisted:
            percent = f"{self.contract.nonphysician_share * 100:.0f} %"
            factor = factor * self.contract.nonphysician_share
            notes = f"{notes}, {self.credential} {percent} (clause 4.6)"
        return factor, notes

    # ---- several lines ----

    def _packaged(self, lines: Sequence[ReadLine], alone: dict[int, Price]) -> dict[int, Price]:
        """Case rates: the dearest service of a package carries the rate, the others of its day are part of it."""
        found: dict[int, Price] = {}
        for rate in self.contract.case_rates:
            inside = [line for line in lines if rate.holds(line.code) and not BROKEN_OFF & set(line.modifiers)]
            for day in sorted({line.date for line in inside if line.date}):
                members = [line for line in inside if line.date == day]
                dearest = min(members, key=lambda line: (-alone[line.number].allowed, line.number))
                found |= {line.number: _part_of(rate, dearest) for line in members}
                found[dearest.number] = self._case(rate, dearest)
        return found

    def _case(self, rate: CaseRate, line: ReadLine) -> Price:
        charge, amount = line.charge or ZERO, rate.facility if self._facility(line) else rate.amount
        why = f"Case rate, {rate.name.lower()}: {amount:.2f} (clause 4.8)."
        if amount > charge and self.contract.lesser_of_charge:
            return Price(charge, True, f"{why} Not more than the charge (clause 4.8).")
        return Price(amount, True, why)

    def _reduced(self, lines: Sequence[ReadLine], alone: dict[int, Price]) -> dict[int, Price]:
        """Further procedures: within an endoscopy family what exceeds the base, between procedures half."""
        answer = reduced([self._ranked(line, alone[line.number]) for line in lines])
        prices: dict[int, Price] = {}
        for number, left in answer.items():
            price = alone[number]
            prices[number] = price.cut_to(left.allowed, "59", f"{left.why} (clause 4.4).") if left.why else price
        return prices

    def _ranked(self, line: ReadLine, price: Price) -> Ranked:
        procedure = self.reference.procedures.get(line.code)
        base = procedure.endoscopic_base if procedure else ""
        amount = self.unit_amount(base, self._facility(line)) if base else None
        return Ranked(
            number=line.number,
            code=line.code,
            amount=price.allowed,
            units=line.units or 1,
            multiple=indicator(procedure, "multiple"),
            base=base,
            base_amount=cents(amount or ZERO),
        )

    def _facility(self, line: ReadLine) -> bool:
        place = self.reference.places.get(line.place)
        return bool(place and place.facility)

    # ---- the payer's own mistakes ----

    def _loaded(self, line: ReadLine, price: Price) -> Price:
        """The fee as the payer loaded it, where it loaded it wrong."""
        wrong = self.file.mistake("fee_loaded", line.code)
        if wrong is None:
            return price
        loaded = cents(price.full * wrong.percent)
        return Price(loaded, price.from_schedule, f"Fee on file {loaded:.2f} (clause 4.1).")

    def _misjudged(self, line: ReadLine, price: Price) -> Price:
        """A reduction that does not belong there, or another level than the one billed."""
        if self.file.mistake("multiple_procedure", line.code) and not price.cuts:
            half = cents(price.allowed * Decimal("0.5"))
            price = price.cut_to(half, "59", f"Further procedure of the day: 50 % = {half:.2f} (clause 4.4).")
        wrong = self.file.mistake("downcoded", line.code)
        if wrong is None or not wrong.paid_code:
            return price
        lower = self._alone(replace(line, code=wrong.paid_code)).allowed
        if lower >= price.allowed:
            return price
        return price.cut_to(lower, "150", f"Paid as {wrong.paid_code}: the level is not seen in what was sent.")


def _part_of(rate: CaseRate, carrier: ReadLine) -> Price:
    return Price(ZERO, True, f"Part of the case rate on line {carrier.number}, {rate.name.lower()} (clause 4.8).")


def indicator(procedure: ProcedureCode | None, name: str) -> str:
    """A fee schedule indicator as its one character; empty where the code or the indicator is unknown."""
    return str(getattr(procedure, name)).split(".")[0] if procedure else ""


def cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, half up, as fee schedules are."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)
