"""Denials of what another payment takes in: aftercare, the visit of a procedure's day, column 2 of an NCCI pair."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.edits.coding import NO_CHARGE
from billing.payer_rules.view import Denial, LineReason, PayerView
from rules import CodedLine
from rules.ncci import bypassing_modifiers

GLOBAL_DAYS = 90
"""Aftercare of a fracture's treatment (CMS fee schedule, global days 090). Where the payer's file tells of no earlier
claim, it counts from the date of injury in item 14."""


def _charged_postoperative(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code in NO_CHARGE and line.charge:
        return Denial("CO", "97", ("N130",), "A visit after a procedure is part of its payment (clause 7.4).")
    return None


def _aftercare_visit(view: PayerView, line: ReadLine) -> Denial | None:
    """A visit code for a fracture in its healing within 90 days of the injury that item 14 dates, at orthopedics."""
    first = line.diagnoses[0] if line.diagnoses else ""
    healing = first.startswith("S") and len(first) == 8 and first[7] not in "ABCS"
    injured = view.sheet.date("14")
    if not (healing and injured and line.date and "99202" <= line.code <= "99215"):
        return None
    inside = (line.date - injured).days <= GLOBAL_DAYS and view.encounter.specialty.startswith("orthop")
    if inside and not {"24", "25"} & set(line.modifiers):
        why = f"Aftercare within {GLOBAL_DAYS} days of the treatment of {injured} is part of its payment (clause 7.4)."
        return Denial("CO", "97", ("N130",), why)
    return None


def _visit_in_procedure(view: PayerView, line: ReadLine) -> Denial | None:
    """A visit on the day of a procedure that no modifier sets apart (CMS Pub. 100-04, ch. 12, 40.1, 30.6.6)."""
    if len(view.sheet.lines) < 2:
        return None
    position = f"line {view.sheet.lines.index(line) + 1}"
    for message in view.sheet.rule_messages:
        if message.rule in ("line.separate_visit", "line.decision_for_surgery") and message.elements == (position,):
            return Denial("CO", "97", ("N19",), "The visit is part of the procedure of the same day (clause 7.4).")
    return None


def _add_on_alone(view: PayerView, line: ReadLine) -> Denial | None:
    """An add-on code whose primary service is not on the claim (NCCI Policy Manual, ch. 1, R)."""
    position = f"line {view.sheet.lines.index(line) + 1}"
    for message in view.sheet.rule_messages:
        if message.rule == "line.add_on" and message.severity == "error" and message.elements == (position,):
            why = f"{line.code} is added to a primary service, and none is on the claim (clause 7.3)."
            return Denial("CO", "107", ("N122",), why)
    return None


def bundled(view: PayerView, line: ReadLine, payable: tuple[ReadLine, ...]) -> Denial | None:
    """Whether a payable line of the same day takes this one in (NCCI), and no modifier parts the two."""
    for other in payable:
        edit = view.sheet.reference.ncci(other.code, line.code)
        if other.number == line.number or edit is None or edit.modifier_indicator == "9":
            continue
        if edit.modifier_indicator == "1" and _parted(line, other):
            continue
        hint = "no modifier parts them" if edit.modifier_indicator == "1" else "no modifier can part them"
        why = f"{line.code} is part of {other.code} on line {other.number}; {hint} (clause 7.3)."
        if view.coverage.kind in ("medicare", "medicare_advantage"):
            return Denial("CO", "236", (), why)
        return Denial("CO", "97", ("M15",), why)
    return None


def bundled_by_plan(view: PayerView, line: ReadLine, payable: tuple[ReadLine, ...]) -> Denial | None:
    """The same by the contract's own edits, which stand before the national ones: what is taken in takes nothing in."""
    for edit in view.contract.own_edits:
        other = next((one for one in payable if one.code.startswith(edit.column_1) and one.number != line.number), None)
        if line.code != edit.column_2 or other is None or (edit.modifier and _parted(line, other)):
            continue
        why = f"{line.code} is part of {other.code} on line {other.number} by the plan's own edits (clause 7.8)."
        return Denial("CO", "97", ("M15",), why)
    return None


def _parted(line: ReadLine, other: ReadLine) -> bool:
    """Whether a modifier on either line says that the two are separate (NCCI policy manual, ch. 1, E)."""
    return bool(bypassing_modifiers(_coded(line), _coded(other)))


def _coded(line: ReadLine) -> CodedLine:
    return CodedLine(code=line.code, modifiers=line.modifiers, units=line.units or 1)


AFTERCARE_CHARGED: tuple[LineReason, ...] = (_charged_postoperative,)
LINE_REASONS: tuple[LineReason, ...] = (_add_on_alone, _aftercare_visit, _visit_in_procedure)
