"""Denials by what the payer's file says of the providers: enrolled when, known by which numbers, allowed to do what."""

from __future__ import annotations

from billing.charge_entry import is_test
from billing.edits import ReadLine
from billing.payer_rules.view import ClaimReason, Denial, LineReason, PayerView
from billing.values import letters_and_digits


def _tax_number(view: PayerView) -> Denial | None:
    on_file = view.file.tax_id
    if on_file and letters_and_digits(view.sheet.item("25")) != letters_and_digits(on_file):
        why = f"Item 25 and the NPI in 33a do not belong together: the file has {on_file} (clause 7.1)."
        return Denial("CO", "16", ("N516",), why, unprocessable=True)
    return None


def _referring_barred(view: PayerView, line: ReadLine) -> Denial | None:
    """Medicare's order edits look at tests alone, not at visits (42 CFR 424.507)."""
    number = view.sheet.item("17b")
    if is_test(line.code) and number and number in view.file.referring_barred:
        return Denial("CO", "183", ("N574",), f"NPI {number} may not order or refer for this program (clause 7.1).")
    return None


def _unknown(view: PayerView, line: ReadLine) -> Denial | None:
    if line.npi in view.file.unknown_npis:
        return Denial(
            "CO", "208", ("N290",), f"NPI {line.npi} is not that of a provider of this practice (clause 7.1)."
        )
    return None


def _not_enrolled(view: PayerView, line: ReadLine) -> Denial | None:
    file = view.file
    if line.date and file.enrolled_from and line.date < file.enrolled_from:
        why = f"The rendering provider's enrollment begins on {file.enrolled_from} (clause 7.1)."
        return Denial("CO", "B7", ("N570",), why)
    if line.date and file.enrolled_to and line.date > file.enrolled_to:
        why = f"The rendering provider's enrollment ended on {file.enrolled_to} (clause 7.1)."
        return Denial("CO", "B7", ("N570",), why)
    return None


def _barred(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code in view.file.barred_codes:
        return Denial("CO", "170", ("N95",), f"This kind of provider is not paid for {line.code} (clause 7.1).")
    return None


CLAIM_REASONS: tuple[ClaimReason, ...] = (_tax_number,)
LINE_REASONS: tuple[LineReason, ...] = (_referring_barred, _unknown, _not_enrolled, _barred)
