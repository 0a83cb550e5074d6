"""Edits on the codes: diagnoses, procedures, modifiers, pointers, units, charges, and the rule book."""

from __future__ import annotations

import re
from collections.abc import Iterator

from billing.charge_entry import is_test
from billing.edits.sheet import Edit, Finding, ReadLine, Sheet
from billing.items import LETTERS
from billing.screening import SCREENING_MODIFIERS, is_care_planning, needs_screening_modifier
from billing.values import ZERO, same_value
from data import ProcedureCode, Reference
from rules import RuleMessage
from rules.laterality import side_named

NUCC_21 = "NUCC 1500 manual (02/12), item 21"
NUCC_24 = "NUCC 1500 manual (02/12), item 24"
EXTERNAL_CAUSE = ("V", "W", "X", "Y")
SIDES = {"RT": "right", "LT": "left"}
SEPARATE = (
    "59", "XE", "XP", "XS", "XU", "76", "77", "91", "25", "50", "RT", "LT", "JW",
    "FA", "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9",
    "TA", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9",
    "E1", "E2", "E3", "E4", "LC", "LD", "LM", "RC", "RI",
)  # fmt: skip
"""Modifiers that say why the same code stands twice."""
_DRUG_NUMBER = re.compile(r"N4\d{11} ?(F2|GR|ME|ML|UN)\d+(\.\d{1,3})?")
NO_CHARGE = ("99024",)
"""Reported so that the payer can count it; costs nothing (CMS Pub. 100-04, ch. 12, 40.1)."""


# ---- diagnoses -------------------------------------------------------------------------------------------


def _unknown_diagnosis(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.diagnoses:
        yield Finding("21A", "Item 21 has no diagnosis.")
    for letter, code in sheet.diagnoses:
        if sheet.reference.icd.get(code) is None:
            yield Finding(f"21{letter}", f"{code[:10]} is not an ICD-10-CM code.")


def _unbillable_diagnosis(sheet: Sheet) -> Iterator[Finding]:
    for letter, code in sheet.diagnoses:
        known = sheet.reference.icd.get(code)
        if known and not known.billable:
            yield Finding(f"21{letter}", f"{known.code} is not complete. {sheet.reference.icd.missing(known.code)}")


def _edition(sheet: Sheet) -> Iterator[Finding]:
    window = sheet.reference.window
    for line in sheet.lines:
        if line.date and not window.start <= line.date <= window.end:
            yield Finding(
                line.item("A"),
                f"Line {line.number} is dated {line.date}; the diagnosis codes at hand are in force from "
                f"{window.start} to {window.end}.",
            )


def _repeated_diagnosis(sheet: Sheet) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for letter, code in sheet.diagnoses:
        plain = code.replace(".", "")
        if plain in seen:
            yield Finding(f"21{letter}", f"{code} stands at {seen[plain]} already.")
        seen.setdefault(plain, letter)


def _external_cause_first(sheet: Sheet) -> Iterator[Finding]:
    if sheet.diagnoses and sheet.diagnoses[0][1].startswith(EXTERNAL_CAUSE):
        yield Finding("21A", "A code for the external cause is never first.")


def _indicator(sheet: Sheet) -> Iterator[Finding]:
    if sheet.item("21 indicator") and sheet.item("21 indicator") != "0":
        yield Finding("21 indicator", "The ICD indicator is 0 for ICD-10-CM.")


# ---- service lines ---------------------------------------------------------------------------------------


def _procedure(sheet: Sheet, line: ReadLine) -> ProcedureCode | None:
    return sheet.reference.procedures.get(line.code)


def _unknown_procedure(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if not line.code:
            yield Finding(line.item("D"), f"Line {line.number} has no procedure code.")
        elif _procedure(sheet, line) is None:
            yield Finding(line.item("D"), f"{line.code[:10]} is not a procedure code that is in force.")


def _unknown_modifier(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        for modifier in line.modifiers:
            if modifier not in sheet.reference.modifiers:
                yield Finding(line.item("D"), f"Line {line.number}: {modifier[:6]} is not a modifier.")
        if len(set(line.modifiers)) < len(line.modifiers):
            yield Finding(line.item("D"), f"Line {line.number} has the same modifier twice.")


def _no_pointer(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if not line.pointers:
            yield Finding(line.item("E"), f"Line {line.number} points at no diagnosis.")


def _lost_pointer(sheet: Sheet) -> Iterator[Finding]:
    letters = {letter for letter, _ in sheet.diagnoses}
    for line in sheet.lines:
        for pointer in line.pointers:
            if pointer not in LETTERS:
                yield Finding(line.item("E"), f"Line {line.number}: pointers are letters A to L, not {pointer}.")
            elif pointer not in letters:
                yield Finding(line.item("E"), f"Line {line.number} points at {pointer}, where no diagnosis stands.")


def _many_pointers(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if len(line.pointers) > 4:
            yield Finding(line.item("E"), f"Line {line.number} has {len(line.pointers)} pointers; four is the most.")


def _units(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if line.units is None:
            yield Finding(line.item("G"), f"Line {line.number} has no units that can be read: 1 or more.")


def _zero_charge(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if line.charge == ZERO and line.code not in NO_CHARGE:
            yield Finding(line.item("F"), f"Line {line.number} is charged at 0.00: nothing would be paid.")
        if line.charge and line.code in NO_CHARGE:
            yield Finding(line.item("F"), f"{line.code} is reported at no charge.")


def _other_charge(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if _procedure(sheet, line) is None or not line.units or not line.charge:
            continue
        right = sheet.reference.charges(line.code) * line.units
        if line.charge != right:
            yield Finding(line.item("F"), f"Line {line.number} is charged at {line.charge}; the fee list says {right}.")


def _repeated_line(sheet: Sheet) -> Iterator[Finding]:
    for line, earlier in repeated_lines(sheet.lines):
        yield Finding(line.item("D"), f"Line {line.number} repeats line {earlier.number}: add units, or say why.")


def repeated_lines(lines: tuple[ReadLine, ...]) -> Iterator[tuple[ReadLine, ReadLine]]:
    """Lines that say the same as an earlier one, with that one: same code, day and modifiers, no reason given."""
    for place, line in enumerate(lines):
        for earlier in lines[:place]:
            same = (line.code, line.date) == (earlier.code, earlier.date)
            parted = set(line.modifiers) != set(earlier.modifiers) and set(SEPARATE) & set(
                line.modifiers + earlier.modifiers
            )
            if same and line.code and not parted:
                yield line, earlier
                break


# ---- modifiers, sides, screening -------------------------------------------------------------------------


def names_a_side(reference: Reference, code: str) -> bool:
    """Whether a payer wants the side: fractures, joints and films of limbs with a bilateral indicator of 1 or 3.

    CMS fee schedule, bilateral indicator; CPT musculoskeletal (20600 to 29999) and radiology of limbs.
    """
    procedure = reference.procedures.get(code)
    if procedure is None or procedure.bilateral.split(".")[0] not in ("1", "3"):
        return False
    return "20600" <= code <= "29999" or "73000" <= code <= "73725"


def side_conflict(reference: Reference, line: ReadLine) -> str:
    """The pointed diagnosis that lies on the other side than the line's modifier says; empty where none does."""
    said = [SIDES[modifier] for modifier in line.modifiers if modifier in SIDES]
    if len(said) != 1:
        return ""
    sides = {code: side_named(known.title) for code in line.diagnoses if (known := reference.icd.get(code))}
    if said[0] in sides.values() or "bilateral" in sides.values():
        return ""
    return next((code for code, side in sides.items() if side in ("right", "left")), "")


def _missing_side(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if names_a_side(sheet.reference, line.code) and not {"RT", "LT", "50"} & set(line.modifiers):
            yield Finding(line.item("D"), f"Line {line.number}, {line.code}: the side is missing (RT, LT or 50).")


def _other_side(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        code = side_conflict(sheet.reference, line)
        if code:
            yield Finding(line.item("D"), f"Line {line.number} says one side and {code} the other. Ask the coder.")


def _screening(sheet: Sheet) -> Iterator[Finding]:
    if not sheet.contract:
        return
    wanted = sheet.contract.screening_modifier
    for line in sheet.lines:
        given = [modifier for modifier in line.modifiers if modifier in SCREENING_MODIFIERS]
        if given and wanted not in given and not is_care_planning(line.code):
            yield Finding(
                line.item("D"), f"Line {line.number}: this payer knows a screening by another modifier than {given[0]}."
            )
        elif not given and needs_screening_modifier(line.code, line.diagnoses):
            yield Finding(
                line.item("D"), f"Line {line.number}: a screening is not marked as one; the patient would owe a share."
            )


def _authorization_missing(sheet: Sheet) -> Iterator[Finding]:
    for line in sheet.lines:
        if sheet.contract and line.code in sheet.contract.requires_authorization and not sheet.item("23"):
            yield Finding("23", f"{line.code} needs an authorization by the contract, and item 23 is empty.")


def _authorization_other(sheet: Sheet) -> Iterator[Finding]:
    given = sheet.item("23")
    if sheet.coverage and given and not same_value("23", given, sheet.coverage.authorization):
        yield Finding("23", "Item 23 is not the authorization number that the payer gave.")


def _ordering_provider(sheet: Sheet) -> Iterator[Finding]:
    test = next((line for line in sheet.lines if is_test(line.code)), None)
    if sheet.kind == "medicare" and test and not sheet.item("17"):
        yield Finding("17", f"Medicare wants to know who ordered {test.code}: item 17 with qualifier DK, 17b the NPI.")


def _frequency(sheet: Sheet) -> Iterator[Finding]:
    takes = sheet.contract.takes_frequency_7 if sheet.contract else sheet.kind != "medicare"
    if sheet.item("22") and not takes:
        yield Finding("22", "This payer takes no corrected claims by frequency code: item 22 stays blank.")


# ---- the rule book ---------------------------------------------------------------------------------------


def _from_rules(sheet: Sheet, wanted: tuple[str, ...], unwanted: tuple[str, ...] = ()) -> Iterator[Finding]:
    for message in sheet.rule_messages:
        if message.rule.startswith(wanted) and not (unwanted and message.rule.startswith(unwanted)):
            yield Finding(_item_of(sheet, message), message.message, message.severity, message.cites)


def _item_of(sheet: Sheet, message: RuleMessage) -> str:
    """The cell that a message of the rule book is about: a line, else a diagnosis, else item 24."""
    letters = {code.replace(".", ""): letter for letter, code in sheet.diagnoses}
    numbers = [int(element[5:]) for element in message.elements if element.startswith("line ")]
    if numbers:
        return f"24D.{_row_number(sheet, _unpaid(sheet, numbers))}"
    for element in message.elements:
        if element.upper().replace(".", "") in letters:
            return f"21{letters[element.upper().replace('.', '')]}"
    codes = {line.code: line.number for line in reversed(sheet.lines)}
    return next((f"24D.{codes[element]}" for element in message.elements if element in codes), "24")


def _unpaid(sheet: Sheet, positions: list[int]) -> int:
    """Of a bundled pair the line that would not be paid; else the first of them."""
    if len(positions) == 2 and all(0 < position <= len(sheet.lines) for position in positions):
        one, other = (sheet.lines[position - 1].code for position in positions)
        return positions[1] if sheet.reference.ncci(one, other) else positions[0]
    return positions[0]


def _row_number(sheet: Sheet, position: int) -> int:
    return sheet.lines[position - 1].number if 0 < position <= len(sheet.lines) else position


_SAID_BY_OTHER_EDITS = (
    "icd.unknown",
    "icd.not_billable",
    "icd.seventh_",
    "icd.placeholder",
    "icd.repeated",
    "icd.window",
    "icd.too_many",
    "mce.invalid",
)
"""Rules that SC-301 to SC-304 tell in their own words."""


def _conventions(sheet: Sheet) -> Iterator[Finding]:
    """Only where every diagnosis is a complete code: SC-301 and SC-302 speak first."""
    known = [sheet.reference.icd.get(code) for _, code in sheet.diagnoses]
    if known and all(code and code.billable for code in known):
        first_is_cause = any(True for _ in _external_cause_first(sheet))
        unwanted = (*_SAID_BY_OTHER_EDITS, "icd.never_first") if first_is_cause else _SAID_BY_OTHER_EDITS
        yield from _from_rules(sheet, ("icd.", "mce."), unwanted)


def _bundled(sheet: Sheet) -> Iterator[Finding]:
    yield from _from_rules(sheet, ("ncci",))


def _over_mue(sheet: Sheet) -> Iterator[Finding]:
    """A limit of 0 says that Medicare does not pay the code at all; it binds no other payer."""
    never = {f"24D.{line.number}" for line in sheet.lines if mue(sheet, line) == 0}
    for finding in _from_rules(sheet, ("line.mue",)):
        if sheet.kind == "medicare" or finding.item not in never:
            yield finding


def mue(sheet: Sheet, line: ReadLine) -> int | None:
    """The medically unlikely edit of a line's code, units; None where there is none."""
    procedure = _procedure(sheet, line)
    return procedure.mue if procedure else None


def _visit_beside_procedure(sheet: Sheet) -> Iterator[Finding]:
    """Where no NCCI edit has said so already."""
    bundled = {finding.item for finding in _bundled(sheet)}
    for finding in _from_rules(sheet, ("line.separate_visit", "line.decision_for_surgery")):
        if finding.item not in bundled:
            yield finding


def _line_rules(sheet: Sheet) -> Iterator[Finding]:
    """What else the rule book says of lines: modifiers where they don't belong, add-on codes alone, dates in force."""
    unmarked = {finding.item for finding in _screening(sheet)}
    for finding in _from_rules(sheet, ("line.modifier_misplaced", "line.add_on", "line.not_in_force", "line.waste")):
        if finding.item not in unmarked:
            yield finding


def _drug_number(sheet: Sheet) -> Iterator[Finding]:
    """The shaded half of a row: N4, eleven digits, unit and quantity."""
    for number, row in enumerate(sheet.claim.lines, start=1):
        text = row.supplement.strip().upper()
        if text.startswith("N4") and not _DRUG_NUMBER.fullmatch(text):
            message = "Shaded half: N4, the drug's 11 digits without hyphens, then unit and quantity."
            yield Finding(f"24D.{number}", message)


EDITS = (
    Edit("SC-301", "error", f"{NUCC_21}; ICD-10-CM tabular list", _unknown_diagnosis, rejects=True),
    Edit("SC-302", "error", "ICD-10-CM Guidelines I.B.2, I.C.19.a", _unbillable_diagnosis, rejects=True),
    Edit("SC-303", "error", "ICD-10-CM release in force on the date of service", _edition, rejects=True),
    Edit("SC-304", "error", NUCC_21, _repeated_diagnosis, rejects=True),
    Edit("SC-305", "error", "ICD-10-CM Guidelines I.C.20.a.6", _external_cause_first, rejects=True),
    Edit("SC-306", "error", NUCC_21, _indicator, rejects=True),
    Edit("SC-307", "error", "ICD-10-CM conventions", _conventions),
    Edit("SC-401", "error", f"{NUCC_24}D", _unknown_procedure, rejects=True),
    Edit("SC-402", "error", f"{NUCC_24}D", _unknown_modifier, rejects=True),
    Edit("SC-403", "error", f"{NUCC_24}E", _no_pointer, rejects=True),
    Edit("SC-404", "error", f"{NUCC_24}E", _lost_pointer, rejects=True),
    Edit("SC-405", "error", f"{NUCC_24}E", _many_pointers, rejects=True),
    Edit("SC-406", "error", f"{NUCC_24}G", _units, rejects=True),
    Edit("SC-407", "error", f"{NUCC_24}F", _zero_charge),
    Edit("SC-408", "warning", "Practice fee list", _other_charge),
    Edit("SC-409", "error", "CMS Pub. 100-04, ch. 1, 120", _repeated_line),
    Edit("SC-410", "error", "NCCI procedure-to-procedure edits", _bundled),
    Edit("SC-411", "error", "NCCI medically unlikely edits", _over_mue),
    Edit("SC-412", "error", "Contract, clause 7.6; CMS fee schedule, bilateral indicator", _missing_side),
    Edit("SC-413", "error", "ICD-10-CM Guidelines I.B.13; contract, clause 7.5", _other_side),
    Edit("SC-414", "error", "Contract, clause 5.2", _screening),
    Edit("SC-415", "error", "Contract, clause 6.1", _authorization_missing),
    Edit("SC-416", "error", "Contract, clause 6.1; authorization on file", _authorization_other),
    Edit("SC-417", "error", "CMS Pub. 100-04, ch. 26, 10.4, item 17", _ordering_provider, rejects=True),
    Edit("SC-418", "error", "Contract, clause 3.2; CMS Pub. 100-04, ch. 26, 10.4, item 22", _frequency, rejects=True),
    Edit("SC-419", "error", "CMS Pub. 100-04, ch. 12, 40.1", _visit_beside_procedure),
    Edit("SC-420", "error", "Rule book", _line_rules),
    Edit("SC-421", "error", "NUCC 1500 manual, item 24 supplemental information", _drug_number),
)
