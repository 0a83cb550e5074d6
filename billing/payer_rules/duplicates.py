"""Denials of what was answered before or stands twice on one claim."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.edits.coding import repeated_lines
from billing.payer_rules.view import Denial, LineReason, PayerView


def _wanted_the_first_payer(view: PayerView) -> bool:
    """A claim that brings the answer which the earlier one was refused for (CARC 22) is no duplicate of it."""
    if not view.secondary:
        return False
    reasons = [{one.carc for one in line.adjustments} for line in view.answered[-1].lines if line.denied]
    return bool(reasons) and all("22" in carcs for carcs in reasons)


def _already_answered(view: PayerView, line: ReadLine) -> Denial | None:
    if view.file.mistake("duplicate_paid", line.code):
        return None
    if not view.answered or view.sheet.item("22") == "7" or _wanted_the_first_payer(view):
        return None
    earlier_lines = {(old.code, old.modifiers, old.units) for old in view.answered[-1].lines}
    codes = {code for code, _, _ in earlier_lines}
    if view.contract.takes_frequency_7:
        repeated = line.code in codes
    else:
        now = {(one.code, one.modifiers, one.units or 1) for one in view.sheet.lines}
        repeated = now == earlier_lines
    if not repeated:
        return None
    why = "Answered before, and not marked as a correction of the first claim (clause 3.3)."
    return Denial("OA", "18", ("N522",) if _crossed_over(view) else (), why)


def _crossed_over(view: PayerView) -> bool:
    """Whether the payer before sends its answered claims on to this one by itself (clause 5.4)."""
    contracts = view.sheet.reference.contracts
    before = (contracts.get(one.payer_id) for one in view.sheet.claim.prior_payers)
    return any(one is not None and view.contract.payer_id in one.crosses_over_to for one in before)


def _repeats_a_line(view: PayerView, line: ReadLine) -> Denial | None:
    for later, earlier in repeated_lines(view.sheet.lines):
        if later.number == line.number:
            return Denial("OA", "18", (), f"Repeats line {earlier.number} (clause 3.3).")
    return None


LINE_REASONS: tuple[LineReason, ...] = (_already_answered, _repeats_a_line)
