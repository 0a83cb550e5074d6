"""CPT and HCPCS Level II: what a code says, what Medicare's files say of it, what the practice charges for it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from data.models import NcciEdit, ProcedureCode
from data.tables import money, read_csv

CENT = Decimal("0.01")
DOLLAR = Decimal(1)
_FILES: tuple[tuple[Literal["CPT", "HCPCS"], str], ...] = (("CPT", "cpt.csv"), ("HCPCS", "hcpcs.csv"))


Rows = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class ProcedureRows:
    """What a ProcedureTable is made from, by code: the tables that ship, or releases in their place."""

    wordings: Mapping[str, tuple[Literal["CPT", "HCPCS"], str]]
    figures: Rows
    """Rows of the fee schedule that have no modifier."""
    units: Rows
    primaries: Mapping[str, tuple[str, ...]]
    days: Rows

    @staticmethod
    def shipped() -> ProcedureRows:
        """The tables of this folder."""
        return ProcedureRows(
            wordings={row["code"]: (system, row["wording"]) for system, name in _FILES for row in read_csv(name)},
            figures={row["code"]: row for row in read_csv("fee_schedule.csv") if not row["modifier"]},
            units={row["code"]: row for row in read_csv("mue.csv")},
            primaries={row["code"]: tuple(row["primaries"].split()) for row in read_csv("add_on_codes.csv")},
            days={row["code"]: row for row in read_csv("in_force.csv")},
        )


class ProcedureTable:
    """All CPT numbers that the product carries and all of HCPCS Level II."""

    def __init__(self, data_from: str, rows: ProcedureRows) -> None:
        self._data_from = data_from
        self.rows = rows
        self._wordings = rows.wordings
        self._figures = rows.figures
        self._units = rows.units
        self._primaries = rows.primaries
        self._days = rows.days
        # Made when asked for: most of HCPCS Level II never is.
        self._made: dict[str, ProcedureCode] = {}

    def get(self, code: str) -> ProcedureCode | None:
        """The code in any case; None where the product does not carry it."""
        code = code.strip().upper()
        if code not in self._made and code in self._wordings:
            self._made[code] = self._make(code)
        return self._made.get(code)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code.strip().upper() in self._wordings

    def __iter__(self) -> Iterator[ProcedureCode]:
        return (self._make(code) for code in self._wordings)

    def __len__(self) -> int:
        return len(self._wordings)

    def _make(self, code: str) -> ProcedureCode:
        """The wording joined with the figures of the fee schedule, the unit edits and the add-on list."""
        system, wording = self._wordings[code]
        fee = self._figures.get(code, {})
        edit = self._units.get(code)
        return ProcedureCode(
            code=code,
            system=system,
            wording=wording,
            status=fee.get("status", ""),
            global_days=fee.get("global", ""),
            add_on_to=self._primaries.get(code, ()),
            multiple=fee.get("mult_proc", ""),
            bilateral=fee.get("bilat", ""),
            assistant=fee.get("asst", ""),
            co_surgeon=fee.get("co_surg", ""),
            pc_tc=fee.get("pctc", ""),
            endoscopic_base=fee.get("endo_base", ""),
            rvu_work=money(fee.get("rvu_work") or "0"),
            rvu_pe_nonfacility=money(fee.get("rvu_pe_nonfacility") or "0"),
            rvu_pe_facility=money(fee.get("rvu_pe_facility") or "0"),
            rvu_mp=money(fee.get("rvu_mp") or "0"),
            mue=int(edit["units"]) if edit else None,
            mue_indicator=edit["indicator"] if edit else "",
            in_force_from=_day(self._days.get(code, {}).get("from")),
            in_force_to=_day(self._days.get(code, {}).get("to")),
            data_from=self._data_from if fee or edit or system == "HCPCS" else "",
        )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


class FeeSchedule:
    """National amounts of the Medicare fee schedule: sum of the relative values times the conversion factor."""

    def __init__(self, conversion_factor: Decimal, rows: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
        """`rows` are those of the fee schedule by code and modifier."""
        self._factor = conversion_factor
        self._rows = rows

    @staticmethod
    def shipped(conversion_factor: Decimal) -> FeeSchedule:
        """The table of this folder."""
        rows = {(row["code"], row["modifier"]): row for row in read_csv("fee_schedule.csv")}
        return FeeSchedule(conversion_factor, rows)

    def row(self, code: str, modifier: str = "") -> Mapping[str, str] | None:
        """Relative values and indicators of a code as a whole, or of its component 26, TC or 53; None without one."""
        return self._rows.get((code.upper(), modifier.upper()))

    def amount(self, code: str, facility: bool, modifier: str = "") -> Decimal | None:
        """Dollars for one unit, None where the schedule gives none (42 CFR 414.20; geography left at 1.00)."""
        code = code.upper()
        row = self._rows.get((code, modifier.upper())) or self._rows.get((code, ""))
        if row is None or (not facility and row["nonfac_na"] == "NA"):
            return None
        expense = row["rvu_pe_facility" if facility else "rvu_pe_nonfacility"]
        total = money(row["rvu_work"]) + money(expense) + money(row["rvu_mp"])
        return (total * self._factor).quantize(CENT, ROUND_HALF_UP) if total else None


class NcciTable:
    """Procedure-to-procedure edits among the codes carried."""

    def __init__(self, data_from: str) -> None:
        self._data_from = data_from

    def get(self, column_1: str, column_2: str) -> NcciEdit | None:
        """The edit of a pair in this order."""
        first, second = column_1.upper(), column_2.upper()
        indicator = self._pairs.get(first, {}).get(second)
        return None if indicator is None else NcciEdit(first, second, indicator, self._data_from)

    def __contains__(self, code: object) -> bool:
        return code in self._known

    def __len__(self) -> int:
        return sum(len(seconds) for seconds in self._pairs.values())

    @functools.cached_property
    def _pairs(self) -> dict[str, dict[str, str]]:
        pairs: dict[str, dict[str, str]] = {}
        for row in read_csv("ncci.csv"):
            pairs.setdefault(row["column_1"], {}).update(
                dict.fromkeys(row["column_2"].split(), row["modifier_indicator"])
            )
        return pairs

    @functools.cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._pairs) | {second for seconds in self._pairs.values() for second in seconds}


class Charges:
    """The practice's fee schedule: a multiple of Medicare's amount, or what `charges.csv` sets."""

    def __init__(self, fees: FeeSchedule, procedures: ProcedureTable, multiple: Decimal) -> None:
        self._fees = fees
        self._procedures = procedures
        self._multiple = multiple
        self._set = {row["code"]: money(row["charge"]) for row in read_csv("charges.csv")}

    def of(self, code: str) -> Decimal:
        """Whole dollars for one unit, with two decimals.

        A charge set for the code comes first, then the multiple of the non-facility amount (facility where the
        service is not done in an office), then what the table sets for the longest beginning of the code.
        """
        code = code.strip().upper()
        if code not in self._procedures:
            raise KeyError(code)
        fee = self._fees.amount(code, facility=False) or self._fees.amount(code, facility=True)
        if code not in self._set and fee is not None:
            return (fee * self._multiple).quantize(DOLLAR, ROUND_HALF_UP).quantize(CENT)
        beginnings = [code, *(f"{code[:length]}*" for length in range(len(code) - 1, -1, -1))]
        return next(self._set[beginning] for beginning in beginnings if beginning in self._set).quantize(CENT)
