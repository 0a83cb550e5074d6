"""Denials for codes that do not go together: the side, the diagnosis behind a service, the units of a day."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.edits.coding import names_a_side, side_conflict
from billing.models import ScrubMessage
from billing.payer_rules.notices import liable, remarks
from billing.payer_rules.view import Denial, GateReason, LineReason, PayerView

HOSPITAL_PLACES = frozenset({"19", "21", "22", "23", "24"})
"""Where the technical part of a test is the facility's (42 CFR 410.32(d), CMS Pub. 100-04, ch. 13, 20.2)."""
_FRACTURE_TREATMENT = (("25500", "25695"), ("26600", "26785"), ("27750", "27848"), ("28400", "28531"))


def _not_in_force(view: PayerView) -> ScrubMessage | None:
    """A code that had ended or not begun on the date of service: sent back unprocessed by clause 7.1."""
    for message in view.sheet.rule_messages:
        position = next((one[5:] for one in message.elements if one.startswith("line ")), "")
        if message.rule == "line.not_in_force" and position:
            item = view.sheet.lines[int(position) - 1].item("D")
            return ScrubMessage(
                edit="PG-006",
                item=item,
                severity="error",
                message=message.message,
                cites=f"{view.contract.name}, 7.1",
            )
    return None


def _side(view: PayerView, line: ReadLine) -> Denial | None:
    if names_a_side(view.sheet.reference, line.code) and not {"RT", "LT", "50"} & set(line.modifiers):
        return Denial("CO", "4", ("N822",), f"{line.code} needs the side, RT, LT or 50 (clause 7.6).")
    other = side_conflict(view.sheet.reference, line)
    if other:
        return Denial("CO", "11", (), f"The line says one side, diagnosis {other} the other (clause 7.5).")
    return None


def _component(view: PayerView, line: ReadLine) -> Denial | None:
    """In a hospital or surgical center the facility bills the technical part; the physician's is marked 26."""
    procedure = view.sheet.reference.procedures.get(line.code)
    split = procedure is not None and procedure.pc_tc.split(".")[0] == "1"
    if split and line.place in HOSPITAL_PLACES and not {"26", "TC"} & set(line.modifiers):
        return Denial("CO", "4", ("N822",), f"{line.code} at place {line.place} is the reading alone: 26 (clause 7.6).")
    return None


def _policy_overlooked(view: PayerView, line: ReadLine) -> Denial | None:
    if view.file.mistake("necessity_misread", line.code):
        return Denial("CO", "50", ("N115",), f"{line.code} was found not necessary by the program (clause 7.5).")
    return None


def _diagnosis_support(view: PayerView, line: ReadLine) -> Denial | None:
    reviewed = view.file.necessity_reviewed and not view.file.notice_seen
    for policy in () if reviewed else view.sheet.reference.policies:
        if policy.is_about(line.code) and not any(policy.supports(code) for code in line.diagnoses):
            why = f"{policy.text} None that the line points at is (clause 7.5)."
            if policy.carc == "50":
                return Denial(liable(view, line), "50", remarks(view, line, "N115"), why)
            return Denial("CO", policy.carc, (), why)
    if _treats_fracture(line.code):
        healing = [code for code in line.diagnoses if len(code) == 8 and code.startswith("S")]
        if healing and all(code[7] not in "ABC" for code in healing):
            return Denial("CO", "11", (), f"{healing[0]} says that the fracture was treated before (clause 7.5).")
    return None


def _treats_fracture(code: str) -> bool:
    return any(low <= code <= high for low, high in _FRACTURE_TREATMENT)


def _units(view: PayerView, line: ReadLine) -> Denial | None:
    procedure = view.sheet.reference.procedures.get(line.code)
    billed = sum(one.units or 1 for one in view.sheet.lines if one.code == line.code)
    counted = (line.units or 1) if procedure and procedure.mue_indicator == "1" else billed
    # A limit of 0 says that Medicare does not pay the code at all; it binds no other payer.
    binds = procedure is not None and (procedure.mue or view.coverage.kind == "medicare")
    if binds and procedure and procedure.mue is not None and counted > procedure.mue:
        why = f"{counted} units of {line.code} in a day; the medically unlikely edit is {procedure.mue} (clause 7.2)."
        return Denial("CO", "151", ("N362",), why)
    return None


GATE_REASONS: tuple[GateReason, ...] = (_not_in_force,)
SUPPORT_REASONS: tuple[LineReason, ...] = (_side, _component, _policy_overlooked, _diagnosis_support)
UNIT_REASONS: tuple[LineReason, ...] = (_units,)
