"""A Medicare fee: relative values times the locality's cost indices, summed, times the conversion factor.

All three come from one year. The national amount has indices of 1. Practice expense goes by the place: facility or not.
Sources: 42 CFR 414.20, 414.26; CMS physician fee schedule and GPCI files; status indicators: Claims Processing Manual,
ch. 23.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from data import Reference
from rules.dollars import cents

CITES = "42 CFR 414.20; CMS physician fee schedule, relative value and GPCI files of {year}"
COMPONENTS = ("26", "TC", "53")
NATIONAL = "national"


class NoFee(Exception):
    """The schedule gives no amount; the message says why in one sentence."""


@dataclass(frozen=True)
class Fee:
    """Relative values of one unit at one place, and what they come to in dollars."""

    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal
    indices: tuple[Decimal, Decimal, Decimal]
    """GPCI of work, practice expense, malpractice; 1 each for the national amount."""
    conversion_factor: Decimal
    locality: str
    status: str

    @property
    def total(self) -> Decimal:
        """Sum of the relative values, without geography."""
        return self.work + self.practice_expense + self.malpractice

    @property
    def amount(self) -> Decimal:
        """Dollars for one unit, to the cent."""
        values = (self.work, self.practice_expense, self.malpractice)
        weighed = sum((value * index for value, index in zip(values, self.indices, strict=True)), Decimal(0))
        return cents(weighed * self.conversion_factor)

    @property
    def practice_expense_amount(self) -> Decimal:
        """What of it is practice expense, not rounded."""
        return self.practice_expense * self.indices[1] * self.conversion_factor

    @property
    def steps(self) -> tuple[str, ...]:
        """The working."""
        work, expense, malpractice = self.indices
        if all(index == 1 for index in self.indices):
            summed = f"{self.work} + {self.practice_expense} + {self.malpractice} = {self.total}"
            weighed = self.total
        else:
            weighed = self.work * work + self.practice_expense * expense + self.malpractice * malpractice
            summed = (
                f"{self.work} x {work} + {self.practice_expense} x {expense} + {self.malpractice} x {malpractice} "
                f"= {weighed.normalize():f}"
            )
        return (
            f"Work, practice expense, malpractice ({self.locality}): {summed}.",
            f"{weighed.normalize():f} x conversion factor {self.conversion_factor} = {cents(self.amount)}.",
        )


def fee(reference: Reference, code: str, facility: bool, component: str = "", locality: str = NATIONAL) -> Fee:
    """The fee of one unit of a code, or of its component 26, TC or 53.

    Raises NoFee where the schedule has no row, no relative values, or none for that place; KeyError for a locality
    that is not in the table.
    """
    row = reference.fees.row(code, component)
    if row is None:
        raise NoFee(_no_row(reference, code, component))
    if not facility and row["nonfac_na"] == "NA":
        raise NoFee(f"{code} has no amount outside a facility.")
    expense = row["rvu_pe_facility" if facility else "rvu_pe_nonfacility"]
    work, practice, malpractice = (Decimal(value or "0") for value in (row["rvu_work"], expense, row["rvu_mp"]))
    if not work + practice + malpractice:
        raise NoFee(_no_values(code, row["status"]))
    name, indices = _indices(reference, locality)
    return Fee(work, practice, malpractice, indices, reference.figures.conversion_factor, name, row["status"])


def _no_row(reference: Reference, code: str, component: str) -> str:
    if component and reference.fees.row(code) is not None:
        return f"The schedule prices no {component} of {code} apart."
    return f"{code} is not in the fee schedule at hand."


_ELSEWHERE = {
    "X": "it is paid under another schedule (laboratory, ambulance and the like)",
    "E": "it is paid under another rule, if at all",
    "C": "the contractor prices it",
    "J": "anesthesia is paid by base and time units",
    "I": "Medicare takes another code",
    "N": "Medicare does not cover it",
    "B": "it is part of the payment of other services",
    "M": "it reports a measure and has no price",
}


def _no_values(code: str, status: str) -> str:
    return f"{code} has no relative values (status {status}): {_ELSEWHERE.get(status, 'the schedule prices it not')}."


def _indices(reference: Reference, locality: str) -> tuple[str, tuple[Decimal, Decimal, Decimal]]:
    if locality.strip().lower() in {"", NATIONAL}:
        return NATIONAL, (Decimal(1), Decimal(1), Decimal(1))
    row = find_locality(reference, locality)
    return row["name"], (Decimal(row["work"]), Decimal(row["pe"]), Decimal(row["mp"]))


def find_locality(reference: Reference, name: str) -> Mapping[str, str]:
    """A locality by contractor and number (`10112-00`, `1011200`), state and number (`CA 18`), name or state alone.

    Raises KeyError where none or more than one answers to it; the message says which.
    """
    wanted = _plain(name)
    rows = reference.localities.values()
    for spelling in (_by_number, _by_state_and_number, _by_name, _by_short_name, _by_state):
        found = [row for row in rows if spelling(row) == wanted]
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(f"{row['mac']}-{row['locality']} {row['name']}" for row in found[:6])
            raise KeyError(f"{name} is more than one locality: {listed}")
    raise KeyError(f"{name} is no Medicare locality of the table")


def _plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum())


def _by_number(row: Mapping[str, str]) -> str:
    return _plain(row["mac"] + row["locality"])


def _by_state_and_number(row: Mapping[str, str]) -> str:
    return _plain(row["state"] + row["locality"])


def _by_name(row: Mapping[str, str]) -> str:
    return _plain(row["name"])


def _by_short_name(row: Mapping[str, str]) -> str:
    """The name without what stands in brackets."""
    return _plain(row["name"].split("(")[0])


def _by_state(row: Mapping[str, str]) -> str:
    return _plain(row["state"])
