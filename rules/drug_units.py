"""From dose and vials to billing units, discarded units, and JW or JZ.

Sources: HCPCS Level II descriptors (amount of one unit); CMS Claims Processing Manual ch. 17, 40 (units rounded up,
discarded drug from single-dose vials: JW on a line of its own, JZ where none was discarded or where what is left is
less than the unit that the dose is rounded up to; CMS JW and JZ modifier FAQ).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from data import Reference
from data.models import CoverageKind
from rules.service_lines import NotSettled, counted

_CITES = "HCPCS Level II descriptor; CMS Claims Processing Manual, ch. 17, 40"
_AMOUNT = re.compile(
    r"(?:per |up to )?([\d,]+(?:\.\d+)?)\s*(mcg|mg|gm|g|kg|ml|cc|units?|i\.?u\.?|meq)\b", re.IGNORECASE
)
_MASS_IN_MG = {"mcg": Decimal("0.001"), "mg": Decimal(1), "g": Decimal(1000), "kg": Decimal(1_000_000)}
_ALIASES = {"gm": "g", "unit": "units", "iu": "units", "i.u.": "units", "i.u": "units", "cc": "ml"}


@dataclass(frozen=True)
class DrugUnits:
    """Billed and discarded units; `modifiers` is JZ for the drug line, or JW for a second line of discarded units."""

    units: int
    wasted_units: int
    modifiers: tuple[str, ...]
    steps: tuple[str, ...]
    cites: str = _CITES

    @property
    def lines(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """Units and modifiers of each service line."""
        if self.modifiers == ("JW",):
            return (self.units, ()), (self.wasted_units, ("JW",))
        return ((self.units, self.modifiers),)


def _unit(text: str) -> str:
    word = text.strip().lower()
    return _ALIASES.get(word, word)


def unit_amount(wording: str) -> tuple[Decimal, str]:
    """Amount and measure of one billing unit, from a descriptor such as `Injection, ..., per 15 mg`.

    Raises NotSettled where the descriptor names no amount or more than one.
    """
    found = _AMOUNT.findall(wording)
    if len(found) != 1:
        raise NotSettled(f"cannot read the amount of one unit from {wording!r}")
    number, measure = found[0]
    return Decimal(number.replace(",", "")), _unit(measure)


def _converted(amount: Decimal, measure: str, wanted: str) -> Decimal:
    measure = _unit(measure)
    if measure == wanted:
        return amount
    if measure in _MASS_IN_MG and wanted in _MASS_IN_MG:
        return amount * _MASS_IN_MG[measure] / _MASS_IN_MG[wanted]
    raise NotSettled(f"cannot convert {measure} to {wanted}")


def drug_units(
    reference: Reference,
    code: str,
    dose: Decimal,
    dose_unit: str,
    vials: Sequence[Decimal],
    single_dose: bool,
    payer: CoverageKind,
) -> DrugUnits:
    """Units of a drug given from opened `vials` (their contents in `dose_unit`, as is `dose`).

    Raises NotSettled for an unknown code, a descriptor without an amount or measures that do not convert, ValueError
    for a dose that is 0 or more than the vials hold.
    """
    entry = reference.procedures.get(code)
    if entry is None:
        raise NotSettled(f"{code} is no code at hand")
    content = sum(vials, Decimal(0))
    if not 0 < dose <= content:
        raise ValueError(f"dose {dose} {dose_unit} does not come out of vials holding {content} {dose_unit}")
    amount, measure = unit_amount(entry.wording)
    given = _converted(dose, dose_unit, measure)
    opened = _converted(content, dose_unit, measure)
    units = math.ceil(given / amount)
    steps = [f"One unit of {code} is {amount} {measure}.", _rounded(f"Given: {given} {measure}", given, amount, units)]
    wasted = 0
    if single_dose:
        vial_units = math.ceil(opened / amount)
        wasted = vial_units - units
        steps.append(_rounded(f"Single-dose vials opened: {opened} {measure}", opened, amount, vial_units))
        steps.append(f"Discarded: {vial_units} - {units} = {counted(wasted, 'unit')}.")
    else:
        steps.append("Multiple-dose vial: what is left is kept and not billed.")
    modifiers = _waste_modifiers(single_dose, wasted, payer)
    if modifiers == ("JW",):
        steps.append(f"Medicare, drug discarded: {counted(wasted, 'unit')} with JW on a line of its own.")
    elif modifiers:
        steps.append("Medicare, single-dose vial, nothing discarded that makes a unit: JZ on the line.")
    return DrugUnits(units, wasted, modifiers, tuple(steps))


def _rounded(what: str, quantity: Decimal, amount: Decimal, units: int) -> str:
    exact = quantity / amount
    rounding = "" if exact == units else ", rounded up"
    return f"{what} / {amount} = {exact:.2f}{rounding}: {counted(units, 'unit')}."


def _waste_modifiers(single_dose: bool, wasted: int, payer: CoverageKind) -> tuple[str, ...]:
    """Medicare Part B asks for JW or JZ on every single-dose drug; other payers are not presumed to."""
    if not single_dose or payer != "medicare":
        return ()
    return ("JW",) if wasted else ("JZ",)
