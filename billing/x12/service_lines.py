"""Loop 2400 of an 837P with what hangs on a line: drug (2410), providers (2420), earlier payments (2430)."""

from __future__ import annotations

import re

from billing.charge_entry import is_test
from billing.edits import ReadLine
from billing.items import LETTERS
from billing.x12.claim_parts import provider
from billing.x12.interchange import Transaction, amount, eight
from billing.x12.other_payers import line_payments
from billing.x12.submission import Person, Submission, person_in_order

LOOP = "2400"
_UNTIMED_ANESTHESIA = ("01953", "01996")
"""Anesthesia codes that are counted and not timed."""
_DRUG = re.compile(r"N4\s*(\d{11})\s*(?:(F2|GR|ME|ML|UN)\s*(\d{1,9}(?:\.\d{1,3})?))")
"""Item 24, shaded half: qualifier, code, unit, quantity (NUCC 1500 manual)."""
_DRUG_UNITS = {"F2": "international units", "GR": "grams", "ME": "milligrams", "ML": "milliliters", "UN": "units"}
_SCREENING_REFERRALS = ("AV", "NU", "S2", "ST")
"""Item 24H: what became of a child's screening (EPSDT)."""


def service_lines(written: Transaction, one: Submission) -> None:
    """All lines of a claim."""
    lines = one.sheet.lines
    if not lines:
        written.missing(LOOP, "LX", "24", "Item 24 is empty: the claim has no service line (LX, SV1).")
    ordered = _ordered_lines(one)
    for count, line in enumerate(lines, start=1):
        plain = f"Service line {count}."
        written.add(LOOP, ("LX", str(count)), plain, (f"24.{line.number}",), line.number)
        _service(written, one, line)
        day, keys = eight(line.date), (line.item("A"),)
        date = ("DTP", "472", "D8", day)
        written.add(LOOP, date, f"Given on {line.date}.", keys, line.number, needs={3: line.item("A")})
        plain = f"The practice's number of the line, {line.number}: the remittance repeats it."
        written.add(LOOP, ("REF", "6R", str(line.number)), plain, (), line.number)
        _supplement(written, one, line)
        _providers(written, one, line, line.number in ordered)
        line_payments(written, one, line.number)


def is_timed(code: str) -> bool:
    """Whether units of a procedure are minutes: anesthesia (CPT 00100 to 01999, those by time)."""
    timed = len(code) == 5 and code.isdecimal() and "00100" <= code <= "01999"
    return timed and code not in _UNTIMED_ANESTHESIA


def _service(written: Transaction, one: Submission, line: ReadLine) -> None:
    if not line.code:
        message = f"Item {line.item('D')} is empty: the line has no procedure code."
        written.fault(LOOP, "SV1", 1, "1", "", line.item("D"), message, component=2)
    unit = "MJ" if is_timed(line.code) else "UN"
    row = one.claim.lines[line.number - 1]
    emergency = "Y" if row.C.strip().upper() in ("Y", "YES") else ""
    screening = "Y" if row.H.strip().upper() in ("Y", *_SCREENING_REFERRALS) else ""
    place = line.place if line.place != one.sheet.lines[0].place else ""
    elements = (
        "SV1", ("HC", line.code, *line.modifiers[:4]), amount(line.charge) if line.charge is not None else "", unit,
        str(line.units or ""), place, "", _pointers(written, one, line), "", emergency, "", screening,
    )  # fmt: skip
    said = " ".join((line.code, *line.modifiers))
    counted = f"{line.units} {'minute' if unit == 'MJ' else 'unit'}{'s' * (line.units != 1)}"
    points = ", ".join(line.pointers)
    plain = f"{said}, {counted}, charged {line.charge}, for diagnoses {points}."
    columns = "DFGE" + "B" * bool(place) + "C" * bool(emergency) + "H" * bool(screening)
    keys = tuple(line.item(column) for column in columns)
    needs = {2: line.item("F"), 4: line.item("G"), 7: line.item("E")}
    written.add(LOOP, elements, plain, keys, line.number, needs)


def _pointers(written: Transaction, one: Submission, line: ReadLine) -> tuple[str, ...]:
    """Letters of the form as numbers of the file: empty places of item 21 do not count there."""
    letters = [letter for letter, _ in one.sheet.diagnoses]
    numbers = []
    for pointer in line.pointers[:4]:
        if pointer in letters:
            numbers.append(str(letters.index(pointer) + 1))
            continue
        item = line.item("E")
        message = f"Item {item} points at {pointer}, where no diagnosis stands."
        written.fault(LOOP, "SV1", 7, "7", pointer, item, message, component=len(numbers) + 1)
        numbers.append(str(LETTERS.index(pointer) + 1) if pointer in LETTERS else "")
    return tuple(numbers)


def _supplement(written: Transaction, one: Submission, line: ReadLine) -> None:
    """The shaded half of the row: a drug's code, or a note on the line."""
    text = one.claim.lines[line.number - 1].supplement.strip().upper()
    keys = (f"24.{line.number}",)
    if not text:
        return
    found = _DRUG.fullmatch(text)
    if found:
        plain = f"The drug given, NDC {found[1]}."
        written.add("2410", ("LIN", "", "N4", found[1]), plain, keys, line.number)
        plain = f"{found[3]} {_DRUG_UNITS[found[2]]} of it."
        quantity = ("CTP", "", "", "", found[3].rstrip("0").rstrip(".") if "." in found[3] else found[3], (found[2],))
        written.add("2410", quantity, plain, keys, line.number)
    elif text.startswith("N4"):
        item = f"24.{line.number}"
        message = (
            f"The shaded half of line {line.number} is no drug code: N4, eleven digits, unit and quantity, such as "
            "N400009347502 ML1."
        )
        written.fault("2410", "LIN", 3, "7", text[2:50], item, message)
        written.add("2410", ("LIN", "", "N4", text[2:50]), "A drug code that cannot be read.", keys, line.number)
    else:
        written.add(LOOP, ("NTE", "ADD", text), f"Note on the line: {text}.", keys, line.number)


def _ordered_lines(one: Submission) -> frozenset[int]:
    """Lines to which the ordering provider of item 17 belongs: tests, or all where there is none among them."""
    sheet = one.sheet
    if not sheet.item("17") or sheet.item("17 qualifier").upper() != "DK":
        return frozenset()
    tests = frozenset(line.number for line in sheet.lines if is_test(line.code))
    return tests or frozenset(line.number for line in sheet.lines)


def _providers(written: Transaction, one: Submission, line: ReadLine, ordered: bool) -> None:
    sheet = one.sheet
    if line.npi and line.npi != sheet.lines[0].npi:
        entity = provider("82", Person("NAME NOT ON THE FORM"), line.npi)
        plain = f"Rendering provider of this line: NPI {line.npi}."
        written.add("2420A", entity, plain, (line.item("J"),), line.number)
    if ordered:
        person, npi = person_in_order(sheet.item("17")), sheet.item("17b")
        plain = f"Ordered by {person.spoken}, NPI {npi or 'not given'}."
        keys = ("17", "17 qualifier", "17b")
        written.add("2420E", provider("DK", person, npi), plain, keys, line.number)
