"""Denials by earlier claims in the payer's file, by records that it waits for, and by onset facts that it needs."""

from __future__ import annotations

import datetime

from billing.edits import ReadLine
from billing.payer_file import PaidService
from billing.payer_rules.view import ClaimReason, Denial, LineReason, PayerView

NEW_PATIENT = ("99202", "99203", "99204", "99205")
EMERGENCY = ("99281", "99285")
HOSPITAL = ("99221", "99239")
OFFICE_PLACES = frozenset({"11", "20", "49", "72"})
SURGERY = ("10004", "69990")
"""CPT surgery: the record asked for is the operative report."""
THREE_YEARS = 3
VISITS = ("99202", "99499")
VISIT_OUTSIDE = frozenset({"24"})
PROCEDURE_OUTSIDE = frozenset({"58", "78", "79"})
"""Modifiers that set a service in a global period apart (CPT; CMS Pub. 100-04, ch. 12, 40.2). 25 speaks of a
procedure on the visit's own day, 57 of a decision: neither of them alone takes a visit out of an earlier global."""


def _paid_elsewhere(view: PayerView, line: ReadLine) -> Denial | None:
    for paid in view.file.history:
        if paid.code == line.code and paid.date == line.date and not paid.own_practice:
            why = f"Paid to NPI {paid.npi} for the same day, claim {paid.claim_number} (clause 3.3)."
            return Denial("CO", "B20", (), why)
    return None


def _colleague(view: PayerView, line: ReadLine) -> Denial | None:
    """The same service of the day by another provider of the practice (CMS Pub. 100-04, ch. 12, 30.6.5)."""
    for paid in view.file.history:
        if paid.own_practice and (paid.code, paid.date) == (line.code, line.date) and paid.npi != line.npi:
            why = f"Paid to NPI {paid.npi} of the same practice for the day, claim {paid.claim_number} (clause 3.3)."
            return Denial("OA", "18", (), why)
    return None


def _misread_duplicate(view: PayerView, line: ReadLine) -> Denial | None:
    if view.file.mistake("duplicate_misread", line.code):
        return Denial("OA", "18", (), f"The file has {line.code} of this day as answered before (clause 3.3).")
    return None


def _new_patient(view: PayerView, line: ReadLine) -> Denial | None:
    """New means no face-to-face service by the group and specialty within three years (CPT, E/M guidelines)."""
    if line.code not in NEW_PATIENT or line.date is None:
        return None
    seen = next((one for one in view.file.history if one.own_practice and _within(one, line.date)), None)
    if seen is None:
        return None
    return Denial("CO", "B16", (), f"Seen in this practice on {seen.date}: the patient is established (clause 7.1).")


def _within(paid: PaidService, day: datetime.date) -> bool:
    leap = (paid.date.month, paid.date.day) == (2, 29)
    last = paid.date.replace(year=paid.date.year + THREE_YEARS, day=28 if leap else paid.date.day)
    return paid.date < day <= last


def _global_period(view: PayerView, line: ReadLine) -> Denial | None:
    """Visits and procedures after an operation of the practice belong to its payment unless a modifier parts them.

    Tests, films and drugs are no part of the package (CMS Pub. 100-04, ch. 12, 40.1).
    """
    wanted = _parting(line.code)
    if line.date is None or not line.charge or not wanted or wanted & set(line.modifiers):
        return None
    for paid in view.file.history:
        known = view.sheet.reference.procedures.get(paid.code)
        days = int(known.global_days) if known and known.global_days.isdigit() else 0
        if paid.own_practice and 0 < (line.date - paid.date).days <= days:
            why = f"Within {days} days of {paid.code} of {paid.date}: part of its payment (clause 7.4)."
            return Denial("CO", "97", ("N525",), why)
    return None


def _parting(code: str) -> frozenset[str]:
    """The modifiers that set a service in a global period apart; none for what is no part of the package."""
    if VISITS[0] <= code <= VISITS[1]:
        return VISIT_OUTSIDE
    return PROCEDURE_OUTSIDE if SURGERY[0] <= code <= SURGERY[1] else frozenset()


def _place(view: PayerView, line: ReadLine) -> Denial | None:
    low, high = EMERGENCY
    if low <= line.code <= high and line.place != "23":
        return Denial(
            ("CO"), "5", (), f"{line.code} is an emergency department service; place {line.place} (clause 4.2)."
        )
    low, high = HOSPITAL
    if low <= line.code <= high and line.place in OFFICE_PLACES:
        return Denial(
            ("CO"), "5", (), f"{line.code} is a hospital service; place {line.place} is an office (clause 4.2)."
        )
    return None


def _records(view: PayerView, line: ReadLine) -> Denial | None:
    file = view.file
    if line.code not in file.records_wanted:
        return None
    wanted = "M29" if SURGERY[0] <= line.code <= SURGERY[1] else "M127"
    if not file.records_received:
        return Denial("CO", "252", (wanted,), f"The record of {line.code} is needed for the decision (clause 3.8).")
    if file.records_insufficient:
        return Denial("CO", "226", (wanted,), f"What came is not the record of {line.code} (clause 3.8).")
    if file.records_unsigned:
        return Denial("CO", "226", ("M127",), f"The record of {line.code} came without a signature (clause 3.8).")
    return None


def _onset(view: PayerView) -> Denial | None:
    if view.coverage.kind == "workers_comp" and not view.sheet.item("14"):
        return Denial("CO", "16", ("MA122",), "Item 14, the date of injury, is needed to find the case (clause 2.2).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (_onset,)
LINE_REASONS: tuple[LineReason, ...] = (
    _misread_duplicate,
    _colleague,
    _paid_elsewhere,
    _new_patient,
    _place,
    _records,
    _global_period,
)
