"""Denials of a service given again before Medicare's interval is over, by what the payer has paid before.

Intervals: rules/tables/service_intervals.yaml. A signed notice (GA) moves the denial to the patient.
"""

from __future__ import annotations

import datetime
from typing import Any

from billing.edits import ReadLine
from billing.payer_rules.notices import liable, remarks
from billing.payer_rules.view import Denial, LineReason, PayerView
from rules.tables import table


def interval_of(code: str) -> dict[str, Any] | None:
    """The row of a procedure in the table of intervals; None where it may be given at any time."""
    return next((row for row in table("service_intervals") if code in row["codes"]), None)


def next_covered(row: dict[str, Any], last: datetime.date) -> datetime.date:
    """The first day on which the service is covered again after it was last given."""
    if "days" in row:
        return last + datetime.timedelta(days=int(row["days"]))
    months = last.month + int(row["full_months"])
    return datetime.date(last.year + months // 12, months % 12 + 1, 1)


def _too_soon(view: PayerView, line: ReadLine) -> Denial | None:
    row = interval_of(line.code)
    if row is None or line.date is None or view.coverage.kind not in ("medicare", "medicare_advantage"):
        return None
    served = line.date
    days = [one.date for one in view.file.history if one.code in row["codes"] and one.date < served]
    reviewed = view.file.necessity_reviewed and not view.file.notice_seen
    if not days or served >= next_covered(row, max(days)) or reviewed:
        return None
    again = next_covered(row, max(days))
    why = f"Paid before for {max(days)}; covered again from {again}, {row['cites']} (clause 7.5)."
    return Denial(liable(view, line), row["carc"], remarks(view, line, *row["rarcs"]), why)


LINE_REASONS: tuple[LineReason, ...] = (_too_soon,)
