"""The patient's share of what a payer allows: copayment, deductible, coinsurance, and the services that carry none.

Taken line after line: what one line used of the deductible is gone for the next, and a day has one copayment.
Rules: the contract's clauses 5.1 and 5.2; 42 CFR 410.152 and 410.160 (coinsurance, deductible).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from billing.edits import ReadLine
from billing.payer_rules import PayerView
from billing.pricing import Price, cents
from billing.screening import preventive_by_itself, preventive_reason
from billing.values import ZERO

SCREENING_TURNED_TREATMENT = Decimal("0.15")
"""Medicare's coinsurance for a colonoscopy marked PT, 2023 to 2026 (42 CFR 410.152(l)(5)(i)(C))."""


@dataclass(frozen=True)
class Share:
    """What a plan leaves to the patient of one line by its own terms."""

    amounts: tuple[tuple[str, Decimal], ...]
    """CARC (1 deductible, 2 coinsurance, 3 copayment) and amount."""
    why: str

    @property
    def total(self) -> Decimal:
        return sum((amount for _, amount in self.amounts), ZERO)


class Shares:
    """Takes the patient's shares of one claim, line after line."""

    def __init__(self, view: PayerView) -> None:
        self._view = view
        self._deductible_left = view.coverage.deductible_left
        self._copay_taken = False
        self.kinds: set[str] = set()
        """CARCs of the shares that lines have carried so far."""

    @property
    def deductible_used(self) -> Decimal:
        """What the lines so far have used of the yearly deductible."""
        return self._view.coverage.deductible_left - self._deductible_left

    def of(self, line: ReadLine, price: Price) -> Share:
        """The patient's share of one payable line."""
        share = self._of(line, price)
        self.kinds |= {carc for carc, amount in share.amounts if amount}
        return share

    def _of(self, line: ReadLine, price: Price) -> Share:
        view, contract = self._view, self._view.contract
        if view.coverage.kind == "workers_comp":
            return Share((), "The injured worker owes nothing (clause 5.1).")
        if contract.free_preventive and self._preventive(line):
            return self._preventive_share(line, price)
        if view.coverage.kind == "medicare" and not price.from_schedule and "80000" <= line.code <= "89999":
            return Share((), "Laboratory tests carry no patient share (clause 5.1).")
        if view.coverage.copay and line.code.startswith(contract.copay_codes):
            return self._copay(price)
        return self._ordinary(price)

    def _preventive(self, line: ReadLine) -> bool:
        if self._view.file.mistake("preventive_share", line.code):
            return False
        marked = self._view.contract.screening_modifier in line.modifiers and preventive_reason(line.diagnoses)
        return marked or preventive_by_itself(line.code, line.diagnoses)

    def _preventive_share(self, line: ReadLine, price: Price) -> Share:
        """Nothing; but Medicare takes coinsurance where a screening turned into a treatment."""
        if self._view.coverage.kind != "medicare" or "PT" not in line.modifiers:
            return Share((), "Preventive: no patient share (clause 5.2).")
        amount = cents(price.allowed * SCREENING_TURNED_TREATMENT)
        return Share((("2", amount),), "Marked PT: no deductible, coinsurance 15 % (clause 5.2).")

    def _copay(self, price: Price) -> Share:
        if self._copay_taken:
            return Share((), "The day's copayment stands on another line (clause 5.1).")
        self._copay_taken = True
        amount = min(self._view.coverage.copay, price.allowed)
        return Share((("3", amount),), f"Copayment {amount:.2f} (clause 5.1).")

    def _ordinary(self, price: Price) -> Share:
        coverage = self._view.coverage
        deductible = min(self._deductible_left, price.allowed)
        self._deductible_left -= deductible
        coinsurance = cents((price.allowed - deductible) * coverage.coinsurance_rate)
        amounts = tuple((carc, amount) for carc, amount in (("1", deductible), ("2", coinsurance)) if amount)
        rate = f"{coverage.coinsurance_rate * 100:.0f}"
        why = f"Deductible {deductible:.2f}, then coinsurance {rate} % of the rest, {coinsurance:.2f} (clause 5.1)."
        return Share(amounts, why)


def qualified(view: PayerView) -> bool:
    """Whether the member is a Qualified Medicare Beneficiary, at a payer that has such members."""
    return view.contract.qualified_beneficiaries and (view.coverage.qmb or view.file.qmb)
