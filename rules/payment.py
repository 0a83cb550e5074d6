"""What Medicare allows for the services of one physician on one day: shares by modifier, then reductions by rank.

Both sides 150 %, two surgeons 62.5 %, assistants 16 % (13.6 % where no physician); of several procedures the dearest
in full and each further one at half; of one endoscopy family the dearest in full and of each other what it exceeds
the family's base; therapy and tests by their own indicators. Billing asks here for the same arithmetic.
Source: `rules/tables/payment.yaml`, each figure with its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data import ProcedureCode
from rules.dollars import ZERO, cents, percent
from rules.tables import table

ONE = Decimal(1)


@dataclass(frozen=True)
class Share:
    """The part of the fee schedule amount that a line's modifiers leave; None where Medicare's table gives none."""

    factor: Decimal | None
    notes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()


def modifier_share(entry: ProcedureCode | None, modifiers: Sequence[str], training: bool = False) -> Share:
    """What modifiers make of the amount of one unit, 26, TC and priced 53 left to the fee schedule's own rows.

    `training`: an invented payer's stand-in share for what real payers price from the record (52, 54, 78, ...).
    """
    rows = table("payment")
    factor = ONE
    notes, cites = [], []
    unknown = False
    if "50" in modifiers:
        both = rows["bilateral"].get(entry.bilateral if entry else "")
        if both is not None:
            factor = Decimal(both)
            notes.append(f"both sides {percent(factor)}")
        else:
            notes.append(f"50 changes nothing (bilateral indicator {entry.bilateral if entry else 'unknown'})")
        cites.append(rows["bilateral_cites"])
    for modifier, row in rows["shares"].items():
        # AS says more than 80, 81 or 82 beside it.
        if modifier in modifiers and not (modifier in {"80", "81", "82"} and "AS" in modifiers):
            factor = factor * Decimal(row["share"])
            notes.append(f"{modifier}, {row['what']}: {percent(Decimal(row['share']))}")
            cites.append(row["cites"])
    for modifier, row in rows["by_report"].items():
        if modifier in modifiers:
            unknown = unknown or not training
            factor = factor * Decimal(row["training"])
            told = percent(Decimal(row["training"])) if training else "priced by the payer from the record"
            notes.append(f"{modifier}, {row['what']}: {told}")
            cites.append(row["cites"])
    return Share(None if unknown else factor, tuple(notes), tuple(cites))


# ---- several procedures of one day -----------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """A payable line before reductions."""

    number: int
    code: str
    amount: Decimal
    """Dollars for all units, shares by modifier taken."""
    units: int
    multiple: str
    """The fee schedule's multiple procedure indicator."""
    base: str = ""
    """The base endoscopy of its family; empty for other procedures."""
    base_amount: Decimal = Decimal(0)
    """Dollars of the base endoscopy by the same fee basis."""


@dataclass(frozen=True)
class Reduced:
    """What is left of a line, and why it is less, empty where it is not."""

    allowed: Decimal
    why: str = ""
    cites: str = ""


def reduced(lines: Sequence[Ranked]) -> dict[int, Reduced]:
    """Allowed amounts by line number after the rules for several procedures (indicators 2 and 3); others in full."""
    answer = {line.number: Reduced(line.amount) for line in lines}
    families = _families(lines)
    inside = {name: _family(name, members) for name, members in families.items()}
    ranked = sorted(inside, key=lambda name: (-_worth(families[name], inside[name]), families[name][0].number))
    for rank, name in enumerate(ranked):
        for line in families[name]:
            answer[line.number] = _by_rank(line, inside[name][line.number], first=rank == 0)
    return answer


def _families(lines: Sequence[Ranked]) -> dict[str, list[Ranked]]:
    """Endoscopies under their base, every other procedure by itself; the base itself joins its family."""
    bases = {line.base for line in lines if line.multiple == "3" and line.base}
    families: dict[str, list[Ranked]] = {}
    for line in lines:
        if line.multiple not in {"2", "3"}:
            continue
        if line.multiple == "3" and line.base:
            families.setdefault(line.base, []).append(line)
        elif line.code in bases:
            families.setdefault(line.code, []).append(line)
        else:
            families[f"line {line.number}"] = [line]
    return families


def _family(name: str, members: list[Ranked]) -> dict[int, Reduced]:
    """The dearest in full; of each other what it exceeds the base."""
    dearest = min(members, key=lambda line: (-line.amount, line.number))
    base = next((line.base_amount for line in members if line.base == name), Decimal(0))
    found: dict[int, Reduced] = {}
    for line in members:
        if line is dearest:
            found[line.number] = Reduced(line.amount)
            continue
        allowed = max(line.amount - base, ZERO)
        why = f"Further endoscopy of the family of {name}: {cents(line.amount)} - {cents(base)} of the base"
        found[line.number] = Reduced(allowed, f"{why} = {cents(allowed)}", table("payment")["endoscopy_cites"])
    return found


def _worth(members: list[Ranked], inside: Mapping[int, Reduced]) -> Decimal:
    """What decides the rank: a family's sum, a procedure's amount of one unit."""
    if len(members) > 1 or members[0].multiple == "3":
        return sum((inside[line.number].allowed for line in members), Decimal(0))
    return members[0].amount / max(members[0].units, 1)


def _by_rank(line: Ranked, left: Reduced, first: bool) -> Reduced:
    half, cites = Decimal(table("payment")["further"]), table("payment")["further_cites"]
    if not first:
        allowed = cents(left.allowed * half)
        why = f"further procedure of the day: {percent(half)} of {cents(left.allowed)} = {cents(allowed)}"
        return Reduced(allowed, f"{left.why}; {why}" if left.why else why.capitalize(), cites)
    if line.multiple == "2" and line.units > 1:
        one = left.allowed / line.units
        allowed = cents(one + one * half * (line.units - 1))
        why = f"First unit in full, {line.units - 1} further at {percent(half)}: {cents(allowed)}"
        return Reduced(allowed, why, cites)
    return left
