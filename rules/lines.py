"""What the rule book says about service lines: codes, modifiers, units, pointers, add-ons, visits beside procedures.

Sources: Medicare physician fee schedule (status, global days, indicators), medically unlikely edits, CMS add-on code
list, CMS Claims Processing Manual ch. 12, NUCC 1500 manual item 24.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from data import ProcedureCode, Reference
from rules.models import CodedEncounter, CodedLine, RuleMessage, Severity
from rules.ncci import check_ncci
from rules.procedure_kinds import is_evaluation_and_management, modifier_list

_GLOBAL = "CMS Claims Processing Manual, ch. 12, 40.1 and 30.6.6"
_ITEM_24D = "NUCC 1500 manual, item 24D"
_ITEM_24E = "NUCC 1500 manual, item 24E"
_ITEM_24G = "NUCC 1500 manual, item 24G"
MOST_POINTERS = 4
MOST_MODIFIERS = 4


def check_lines(reference: Reference, encounter: CodedEncounter) -> tuple[RuleMessage, ...]:
    """All messages about the service lines; elements are `line 1`, `line 2`, ... in their order."""
    messages: list[RuleMessage] = []
    for number, line in enumerate(encounter.lines, start=1):
        messages += _check_code(reference, encounter.date_of_service, number, line)
        messages += _check_modifiers(reference, encounter, number, line)
        messages += _check_pointers(encounter, number, line)
    messages += _check_units(reference, encounter)
    messages += _check_add_ons(reference, encounter.lines)
    messages += _check_visit_beside_procedure(reference, encounter.lines)
    messages += check_ncci(reference, encounter.lines)
    return tuple(messages)


def _message(rule: str, severity: Severity, number: int, text: str, cites: str) -> RuleMessage:
    return RuleMessage(rule, severity, (f"line {number}",), text, cites)


def _check_code(reference: Reference, on: datetime.date, number: int, line: CodedLine) -> Iterator[RuleMessage]:
    code = reference.procedures.get(line.code)
    if code is None:
        yield _message("line.unknown", "error", number, f"{line.code} is no procedure code at hand.", _ITEM_24D)
        return
    if (code.in_force_from and on < code.in_force_from) or (code.in_force_to and on > code.in_force_to):
        yield _message("line.not_in_force", "error", number, f"{code.code} is not in force on {on}.", _ITEM_24D)


# ---- modifiers -------------------------------------------------------------------------------------------


def _check_modifiers(
    reference: Reference, encounter: CodedEncounter, number: int, line: CodedLine
) -> Iterator[RuleMessage]:
    if len(line.modifiers) > MOST_MODIFIERS:
        yield _message("line.modifiers_many", "error", number, "A line carries at most four modifiers.", _ITEM_24D)
    if len(set(line.modifiers)) < len(line.modifiers):
        yield _message("line.modifier_repeated", "error", number, "A modifier stands twice on the line.", _ITEM_24D)
    code = reference.procedures.get(line.code)
    for modifier in line.modifiers:
        if modifier not in reference.modifiers:
            yield _message("line.modifier_unknown", "error", number, f"{modifier} is no modifier.", _ITEM_24D)
        elif problem := _misplaced(modifier, line, code, encounter):
            yield _message("line.modifier_misplaced", problem[0], number, problem[1], problem[2])
    if {"JW", "JZ"} <= set(line.modifiers):
        yield _message(
            "line.waste",
            "error",
            number,
            "JW says that drug was discarded, JZ that none was.",
            "CMS Claims Processing Manual, ch. 17, 40",
        )


def _misplaced(
    modifier: str, line: CodedLine, code: ProcedureCode | None, encounter: CodedEncounter
) -> tuple[Severity, str, str] | None:
    """Why a known modifier does not go on this line, or None."""
    visit = is_evaluation_and_management(line.code)
    if modifier in modifier_list("evaluation_only") and not visit:
        return "error", f"{modifier} goes on a visit, not on {line.code}.", _GLOBAL
    if modifier in modifier_list("procedure_only") and visit:
        return "error", f"{modifier} goes on a procedure, not on the visit {line.code}.", "NCCI Policy Manual, ch. 1, E"
    if modifier in {"RT", "LT", "50"} and visit:
        return "error", f"{modifier} names a side, and {line.code} is a visit.", _ITEM_24D
    if modifier == "50" and code is not None and code.bilateral not in {"1", "3", ""}:
        return "error", f"50 is not taken on {line.code} (bilateral indicator {code.bilateral}).", _GLOBAL
    if modifier in {"26", "TC"} and code is not None and code.pc_tc not in {"1", ""}:
        return "error", f"{line.code} has no professional and technical part.", "Medicare fee schedule, PC/TC indicator"
    return _against_payer(modifier, encounter)


def _against_payer(modifier: str, encounter: CodedEncounter) -> tuple[Severity, str, str] | None:
    """PT is Medicare's sign for a screening turned therapeutic, 33 everybody else's."""
    medicare = encounter.payer in {"medicare", "medicare_advantage"}
    if modifier == "PT" and not medicare:
        return "warning", "PT is Medicare's modifier; other payers take 33.", "CMS Claims Processing Manual, ch. 18, 60"
    if modifier == "33" and encounter.payer == "medicare":
        return "warning", "Medicare takes PT, not 33.", "CMS Claims Processing Manual, ch. 18, 60"
    return None


# ---- pointers, units, add-ons ----------------------------------------------------------------------------


def _check_pointers(encounter: CodedEncounter, number: int, line: CodedLine) -> Iterator[RuleMessage]:
    if not 1 <= len(line.pointers) <= MOST_POINTERS:
        yield _message("line.pointers", "error", number, "A line points at one to four diagnoses.", _ITEM_24E)
    if len(set(line.pointers)) < len(line.pointers):
        yield _message("line.pointer_repeated", "error", number, "A line points twice at one diagnosis.", _ITEM_24E)
    for pointer in line.pointers:
        if not 0 <= pointer < len(encounter.diagnoses):
            letter = chr(ord("A") + pointer) if 0 <= pointer < 26 else str(pointer)
            yield _message("line.pointer_nowhere", "error", number, f"There is no diagnosis {letter}.", _ITEM_24E)


def _check_units(reference: Reference, encounter: CodedEncounter) -> Iterator[RuleMessage]:
    """Units above the medically unlikely edit: by line for indicator 1, by day for 2 and 3.

    An edit of 0 units says that Medicare does not pay the code, which is nothing to other payers.
    """
    by_day: dict[str, int] = {}
    for number, line in enumerate(encounter.lines, start=1):
        if line.units < 1:
            yield _message("line.units", "error", number, "Units are at least one.", _ITEM_24G)
        by_day[line.code] = by_day.get(line.code, 0) + line.units
        code = reference.procedures.get(line.code)
        if code is None or code.mue is None or (code.mue == 0 and encounter.payer != "medicare"):
            continue
        units = line.units if code.mue_indicator == "1" else by_day[line.code]
        if units > code.mue:
            span = "a line" if code.mue_indicator == "1" else "a day"
            yield _message(
                "line.mue",
                "error",
                number,
                f"{units} units of {line.code}: more than {code.mue} {span} is refused.",
                f"Medically unlikely edits, practitioner table, {code.data_from}",
            )


def _check_add_ons(reference: Reference, lines: Sequence[CodedLine]) -> Iterator[RuleMessage]:
    present = {line.code for line in lines}
    for number, line in enumerate(lines, start=1):
        code = reference.procedures.get(line.code)
        if code is None or not code.add_on_to or "CCCCC" in code.add_on_to:
            continue
        if not present.intersection(code.add_on_to):
            primaries = ", ".join(code.add_on_to[:6])
            yield _message(
                "line.add_on",
                "error",
                number,
                f"{line.code} is added to a primary code ({primaries}); none is here.",
                "CMS add-on code edits",
            )


# ---- a visit on the day of a procedure -------------------------------------------------------------------


def _check_visit_beside_procedure(reference: Reference, lines: Sequence[CodedLine]) -> Iterator[RuleMessage]:
    """25 beside a minor procedure, 57 with the decision for a major one; 25 too where the visit is another matter."""
    days: dict[str, str] = {}
    for line in lines:
        code = reference.procedures.get(line.code)
        if code is not None and code.global_days in {"000", "010", "090"}:
            days[code.global_days] = line.code
    for number, line in enumerate(lines, start=1):
        if not is_evaluation_and_management(line.code) or _is_add_on(reference, line.code):
            continue
        if "090" in days and not {"57", "25"}.intersection(line.modifiers):
            yield _message(
                "line.decision_for_surgery",
                "error",
                number,
                f"{line.code} on the day of {days['090']} (90 days global): 57 if it led to the decision, else it is "
                "part of the procedure.",
                _GLOBAL,
            )
        minor = days.get("000") or days.get("010")
        if minor and "25" not in line.modifiers:
            yield _message(
                "line.separate_visit",
                "error",
                number,
                f"{line.code} on the day of {minor} (minor procedure): 25 if the visit was significant and separate, "
                "else it is part of the procedure.",
                _GLOBAL,
            )


def _is_add_on(reference: Reference, code: str) -> bool:
    entry = reference.procedures.get(code)
    return entry is not None and bool(entry.add_on_to)
