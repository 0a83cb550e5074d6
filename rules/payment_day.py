"""A day's services priced by the Medicare fee schedule, line by line, with the working; nothing is guessed.

A line is not known where the schedule has no amount or its modifier is priced from the record; the whole day is not
known where such a line would take part in the ranking of procedures.
Source: `rules/payment.py` and `rules/fees.py`; reductions by indicator 4 to 7 in `rules/tables/payment.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from data import ProcedureCode, Reference
from rules.dollars import cents
from rules.fees import CITES, COMPONENTS, Fee, NoFee, fee
from rules.payment import Ranked, modifier_share, reduced
from rules.tables import table

_TECHNICAL = ("4", "6", "7")


@dataclass(frozen=True)
class DayLine:
    """One service of the day."""

    number: int
    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1


@dataclass(frozen=True)
class PricedLine:
    """What Medicare allows for a line; None where it is not known."""

    line: DayLine
    entry: ProcedureCode | None
    allowed: Decimal | None
    why: tuple[str, ...]
    cites: tuple[str, ...]
    fee: Fee | None = None
    factor: Decimal = Decimal(1)


def priced_day(reference: Reference, lines: Sequence[DayLine], facility: bool) -> tuple[PricedLine, ...]:
    """Each line alone, then reduced by the others. National amounts of one year."""
    alone = [_alone(reference, line, facility) for line in lines]
    known = [line for line in alone if line.allowed is not None]
    after = reduced([_ranked(reference, line, facility) for line in known])
    changed = {line.line.number: _therapy_and_tests(reference, line, known, facility) for line in known}
    answer = []
    for priced in alone:
        number = priced.line.number
        if number in after and after[number].why:
            found = after[number]
            why, cites = (*priced.why, f"{found.why}."), (*priced.cites, found.cites)
            answer.append(replace(priced, allowed=found.allowed, why=why, cites=cites))
        else:
            answer.append(changed.get(number, priced))
    return tuple(answer)


def ranking_is_known(lines: Sequence[PricedLine]) -> bool:
    """Whether no unpriced line would take part in the ranking of procedures beside another one."""
    procedures = [line for line in lines if line.entry is not None and line.entry.multiple in {"2", "3"}]
    return len(procedures) < 2 or all(line.allowed is not None for line in procedures)


def _alone(reference: Reference, line: DayLine, facility: bool) -> PricedLine:
    entry = reference.procedures.get(line.code)
    component = next((modifier for modifier in line.modifiers if modifier in COMPONENTS), "")
    if component == "53" and reference.fees.row(line.code, "53") is None:
        component = ""
    priced_53 = component == "53"
    try:
        found = fee(reference, line.code, facility, component)
    except NoFee as error:
        return PricedLine(line, entry, None, (str(error),), ())
    cites = CITES.format(year=reference.figures.year)
    if found.status in {"I", "N", "B"}:
        why = f"Medicare pays nothing for {line.code} by itself (status {found.status})."
        return PricedLine(line, entry, None, (why,), (cites,))
    share = modifier_share(entry, [m for m in line.modifiers if not (priced_53 and m == "53")])
    name = f"{line.code}-{component}" if component else line.code
    start = f"{name}: {cents(found.amount)} for one unit"
    if share.factor is None:
        return PricedLine(line, entry, None, (f"{start}; {'; '.join(share.notes)}.",), (cites, *share.cites))
    allowed = cents(found.amount * share.factor) * line.units
    told = "".join(f", {note}" for note in share.notes)
    why = f"{start}{told}, x {line.units} = {cents(allowed)}."
    return PricedLine(line, entry, allowed, (why,), (cites, *share.cites), found, share.factor)


def _ranked(reference: Reference, priced: PricedLine, facility: bool) -> Ranked:
    entry = priced.entry
    base = entry.endoscopic_base if entry is not None else ""
    base_amount = Decimal(0)
    if base:
        try:
            base_amount = fee(reference, base, facility).amount
        except NoFee:
            base_amount = Decimal(0)
    return Ranked(
        number=priced.line.number,
        code=priced.line.code,
        amount=priced.allowed or Decimal(0),
        units=priced.line.units,
        multiple=entry.multiple if entry is not None else "",
        base=base,
        base_amount=cents(base_amount * priced.factor),
    )


# ---- therapy and tests -----------------------------------------------------------------------------------


def _therapy_and_tests(
    reference: Reference, priced: PricedLine, known: Sequence[PricedLine], facility: bool
) -> PricedLine:
    indicator = priced.entry.multiple if priced.entry is not None else ""
    peers = [line for line in known if line.entry is not None and line.entry.multiple == indicator]
    if indicator == "5":
        return _therapy(priced, peers)
    if indicator in _TECHNICAL and len(peers) > 1:
        return _tests(reference, priced, peers, facility, table("payment")["technical"][indicator])
    return priced


def _therapy(priced: PricedLine, peers: Sequence[PricedLine]) -> PricedLine:
    """The unit with the highest practice expense in full, practice expense halved for every other unit of the day."""
    rows = table("payment")["therapy"]
    fullest = min(peers, key=lambda line: (-_expense(line), line.line.number))
    lessened = priced.line.units - (1 if fullest is priced else 0)
    if not lessened or priced.fee is None or priced.allowed is None:
        return priced
    share = Decimal(rows["practice_expense"])
    one = cents(priced.fee.amount - priced.fee.practice_expense_amount * (1 - share))
    allowed = one * lessened + (priced.fee.amount if fullest is priced else Decimal(0))
    why = f"Therapy of one day: {lessened} units with half the practice expense, {cents(one)} each: {cents(allowed)}."
    return replace(priced, allowed=allowed, why=(*priced.why, why), cites=(*priced.cites, rows["cites"]))


def _expense(line: PricedLine) -> Decimal:
    return line.fee.practice_expense_amount if line.fee is not None else Decimal(0)


def _tests(
    reference: Reference, priced: PricedLine, peers: Sequence[PricedLine], facility: bool, row: Mapping[str, str]
) -> PricedLine:
    """The dearest component in full; each other technical and professional part by the indicator's share."""
    parts = {line.line.number: _parts(reference, line, facility) for line in peers}
    number = priced.line.number
    allowed = Decimal(0)
    for part, share in (("TC", row["technical"]), ("26", row["professional"])):
        mine = parts[number].get(part, Decimal(0))
        first = min(parts, key=lambda one: (-parts[one].get(part, Decimal(0)), one))
        units = priced.line.units
        full = mine if first == number else cents(mine * Decimal(share))
        allowed += full + cents(mine * Decimal(share)) * (units - 1)
    if allowed >= (priced.allowed or Decimal(0)):
        return priced
    why = f"{row['what'].capitalize()}: further technical parts at {row['technical']}, further readings at "
    why += f"{row['professional']} of the amount: {cents(allowed)}."
    return replace(priced, allowed=allowed, why=(*priced.why, why), cites=(*priced.cites, row["cites"]))


def _parts(reference: Reference, priced: PricedLine, facility: bool) -> dict[str, Decimal]:
    """Dollars of the technical and the professional part of one unit that the line bills."""
    billed = [part for part in ("TC", "26") if part in priced.line.modifiers] or ["TC", "26"]
    found: dict[str, Decimal] = {}
    for part in billed:
        try:
            found[part] = cents(fee(reference, priced.line.code, facility, part).amount * priced.factor)
        except NoFee:
            # A technical-only code is its own technical part.
            whole = cents(priced.fee.amount * priced.factor) if priced.fee else Decimal(0)
            found[part] = whole if part == "TC" else Decimal(0)
    return found
