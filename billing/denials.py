"""Why a payer pays nothing for a line: one function a reason, asked in the order in which a payer asks.

Each reads the claim as the payer sees it, with what the payer knows of the member; no answer key is in sight.
Reason codes are X12's numbers with our own wording; the contract's clause stands in every `why`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from billing.edits import ReadLine, Sheet
from billing.edits.coding import NO_CHARGE, names_a_side, repeated_lines, side_conflict
from billing.models import Adjudication, GroupCode
from billing.screening import is_routine_physical
from billing.values import same_value
from data import Contract
from rules import CodedLine
from rules.ncci import bypassing_modifiers
from scenarios.models import Coverage, Encounter

PAYMENT_DAYS = 14
"""A payer here answers on the fourteenth day after it received a claim."""


GLOBAL_DAYS = 90
"""Aftercare of a fracture's treatment (CMS fee schedule, global days 090). The payer's file of earlier claims is not
part of the exercise, so it counts from the date of injury in item 14."""


@dataclass(frozen=True)
class Denial:
    """A reason for paying nothing."""

    group: GroupCode
    carc: str
    rarcs: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class PayerView:
    """All that the payer looks at when it decides on a claim."""

    sheet: Sheet
    encounter: Encounter
    coverage: Coverage
    contract: Contract
    paid_on: datetime.date
    prior: tuple[Adjudication, ...]

    @property
    def received(self) -> datetime.date:
        """The day on which the claim arrived."""
        return self.paid_on - datetime.timedelta(days=PAYMENT_DAYS)


LineReason = Callable[[PayerView, ReadLine], Denial | None]


# ---- the whole claim -------------------------------------------------------------------------------------


def claim_denial(view: PayerView) -> Denial | None:
    """A reason that holds for every line: not covered that day, another payer's, or late."""
    return _not_covered(view) or _other_payer(view) or _late(view)


def _not_covered(view: PayerView) -> Denial | None:
    served, coverage = view.sheet.serviced, view.coverage
    if served and served < coverage.effective_from:
        return Denial("PR", "26", (), f"Coverage began on {coverage.effective_from} (clause 2.1).")
    if served and coverage.effective_to and served > coverage.effective_to:
        return Denial("PR", "27", (), f"Coverage ended on {coverage.effective_to} (clause 2.1).")
    return None


def _other_payer(view: PayerView) -> Denial | None:
    work, auto = (view.sheet.item(key).lower() == "yes" for key in ("10a", "10b"))
    if view.coverage.kind == "workers_comp":
        return None if work else Denial("CO", "P4", (), "Item 10a does not say that it happened at work (clause 2.2).")
    if work:
        return Denial("CO", "19", (), "Item 10a says it happened at work: workers' compensation pays (clause 2.2).")
    if auto:
        return Denial("CO", "20", (), "Item 10b says auto accident: the auto insurer pays first (clause 2.2).")
    return None


def _late(view: PayerView) -> Denial | None:
    served = view.sheet.serviced
    if served is None:
        return None
    if is_correction(view):
        first = next(earlier for earlier in view.prior if earlier.status != "rejected")
        start = first.paid_on or view.paid_on
        days, clause = view.contract.corrected_days, "3.2"
    else:
        start, days, clause = served, view.contract.timely_filing_days, "3.1"
    limit = start + datetime.timedelta(days=days)
    if view.received > limit:
        return Denial("CO", "29", (), f"Arrived on {view.received}; the limit was {limit} (clause {clause}).")
    return None


def is_correction(view: PayerView) -> bool:
    """Whether the claim replaces an answered one: by frequency 7, or by reopening where that is not taken."""
    answered = [earlier for earlier in view.prior if earlier.status != "rejected"]
    if not answered:
        return False
    return view.sheet.item("22") == "7" or not view.contract.takes_frequency_7


# ---- one line --------------------------------------------------------------------------------------------


def _already_answered(view: PayerView, line: ReadLine) -> Denial | None:
    answered = [earlier for earlier in view.prior if earlier.status != "rejected"]
    if not answered or view.sheet.item("22") == "7":
        return None
    earlier_lines = {(old.code, old.modifiers, old.units) for old in answered[-1].lines}
    codes = {code for code, _, _ in earlier_lines}
    if view.contract.takes_frequency_7:
        repeated = line.code in codes
    else:
        now = {(one.code, one.modifiers, one.units or 1) for one in view.sheet.lines}
        repeated = now == earlier_lines
    if not repeated:
        return None
    why = "Answered before, and not marked as a correction of the first claim (clause 3.3)."
    return Denial("OA", "18", (), why)


def _repeats_a_line(view: PayerView, line: ReadLine) -> Denial | None:
    for later, earlier in repeated_lines(view.sheet.lines):
        if later.number == line.number:
            return Denial("OA", "18", (), f"Repeats line {earlier.number} (clause 3.3).")
    return None


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


def _age(view: PayerView, line: ReadLine) -> Denial | None:
    age = view.encounter.patient.age
    low, high = _PREVENTIVE_AGES.get(line.code, (0, 200))
    if not low <= age <= high:
        return Denial("CO", "6", (), f"{line.code} is for ages {low} to {high}; the patient is {age} (clause 7.7).")
    childs = next((code for code in line.diagnoses if code.startswith(("P", "Z00.11", "Z00.12")) and age > 17), "")
    pregnant = next((code for code in line.diagnoses if code.startswith("O") and not 9 <= age <= 64), "")
    if childs or pregnant:
        return Denial("CO", "9", (), f"Diagnosis {childs or pregnant} is not one of the age {age} (clause 7.7).")
    return None


_PREVENTIVE_AGES = {
    "99381": (0, 0), "99382": (1, 4), "99383": (5, 11), "99384": (12, 17), "99385": (18, 39), "99386": (40, 64),
    "99387": (65, 200), "99391": (0, 0), "99392": (1, 4), "99393": (5, 11), "99394": (12, 17), "99395": (18, 39),
    "99396": (40, 64), "99397": (65, 200),
}  # fmt: skip
"""CPT preventive medicine services: completed years, both ends included."""


def _sex(view: PayerView, line: ReadLine) -> Denial | None:
    pregnant = next((code for code in line.diagnoses if code.startswith(("O", "Z34", "Z3A"))), "")
    if pregnant and view.encounter.patient.sex == "M":
        return Denial("CO", "10", (), f"Diagnosis {pregnant} does not fit the patient's sex (clause 7.7).")
    return None


def _not_a_benefit(view: PayerView, line: ReadLine) -> Denial | None:
    if view.coverage.kind == "medicare" and is_routine_physical(line.code):
        return Denial("PR", "96", ("N425",), "Medicare does not cover routine physical examinations (clause 5.2).")
    return None


def _authorization(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code not in view.contract.requires_authorization:
        return None
    given = view.sheet.item("23")
    if given and same_value("23", given, view.coverage.authorization):
        return None
    return Denial("CO", "197", (), f"{line.code} needs an authorization, and item 23 has none that fits (clause 6.1).")


def _side(view: PayerView, line: ReadLine) -> Denial | None:
    if names_a_side(view.sheet.reference, line.code) and not {"RT", "LT", "50"} & set(line.modifiers):
        return Denial("CO", "4", ("N519",), f"{line.code} needs the side, RT, LT or 50 (clause 7.6).")
    other = side_conflict(view.sheet.reference, line)
    if other:
        return Denial("CO", "11", (), f"The line says one side, diagnosis {other} the other (clause 7.5).")
    return None


def _diagnosis_support(view: PayerView, line: ReadLine) -> Denial | None:
    for policy in view.sheet.reference.policies:
        if policy.is_about(line.code) and not any(policy.supports(code) for code in line.diagnoses):
            rarcs = ("N115",) if policy.carc == "50" else ()
            return Denial("CO", policy.carc, rarcs, f"{policy.text} None that the line points at is (clause 7.5).")
    if _treats_fracture(line.code):
        healing = [code for code in line.diagnoses if len(code) == 8 and code.startswith("S")]
        if healing and all(code[7] not in "ABC" for code in healing):
            return Denial("CO", "11", (), f"{healing[0]} says that the fracture was treated before (clause 7.5).")
    return None


def _treats_fracture(code: str) -> bool:
    return any(low <= code <= high for low, high in (("25500", "25695"), ("26600", "26785"), ("27750", "27848"),
                                                     ("28400", "28531")))  # fmt: skip


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


def _visit_in_procedure(view: PayerView, line: ReadLine) -> Denial | None:
    """A visit on the day of a procedure that no modifier sets apart (CMS Pub. 100-04, ch. 12, 40.1, 30.6.6)."""
    position = f"line {view.sheet.lines.index(line) + 1}"
    for message in view.sheet.rule_messages:
        if message.rule in ("line.separate_visit", "line.decision_for_surgery") and message.elements == (position,):
            return Denial("CO", "97", ("N19",), "The visit is part of the procedure of the same day (clause 7.4).")
    return None


LINE_REASONS: tuple[LineReason, ...] = (
    _already_answered,
    _repeats_a_line,
    _charged_postoperative,
    _age,
    _sex,
    _not_a_benefit,
    _authorization,
    _side,
    _diagnosis_support,
    _aftercare_visit,
    _visit_in_procedure,
    _units,
)
"""Asked in this order; the first that answers decides."""


def line_denial(view: PayerView, line: ReadLine) -> Denial | None:
    """Why this line by itself is not paid; bundling, which looks at two lines, is `bundled`."""
    return next((denial for reason in LINE_REASONS if (denial := reason(view, line))), None)


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


def _parted(line: ReadLine, other: ReadLine) -> bool:
    """Whether a modifier on either line says that the two are separate (NCCI policy manual, ch. 1, E)."""
    return bool(bypassing_modifiers(_coded(line), _coded(other)))


def _coded(line: ReadLine) -> CodedLine:
    return CodedLine(code=line.code, modifiers=line.modifiers, units=line.units or 1)
