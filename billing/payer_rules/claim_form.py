"""Denials of a line that lacks a number or mark of its own: the drug's code, the laboratory's certificate, QW.

Sources: 42 CFR 447.520 (drug codes on Medicaid claims); 42 CFR 493.35 and CMS Pub. 100-04, ch. 16, 70 (CLIA).
"""

from __future__ import annotations

import re

from billing.edits import ReadLine
from billing.payer_rules.view import ClaimReason, Denial, LineReason, PayerView
from rules.tables import table

DRUG_NUMBER = re.compile(r"N4\d{11}\b")
"""Qualifier and the eleven digits (NUCC 1500 manual, item 24, supplemental information)."""
LABORATORY = ("80047", "89398")


def is_laboratory(code: str) -> bool:
    """Whether a procedure is a laboratory test (CPT pathology and laboratory, 80047 to 89398)."""
    return len(code) == 5 and code.isdecimal() and LABORATORY[0] <= code <= LABORATORY[1]


def needs_waiver_mark(code: str) -> bool:
    """Whether a laboratory with a certificate of waiver marks this test QW (CMS list of waived tests)."""
    return code in table("waived_tests")["with_qw"]


def _drug_number(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code not in view.file.drug_numbers:
        return None
    given = view.sheet.claim.lines[line.number - 1].supplement.strip().upper()
    if DRUG_NUMBER.match(given):
        return None
    why = f"{line.code} has no national drug code beside it (clause 7.1)."
    return Denial("CO", "16", ("M119",), why)


def _certificate(view: PayerView, line: ReadLine) -> Denial | None:
    wanted = view.file.certificate
    if not wanted or not is_laboratory(line.code) or view.sheet.item("23").upper() == wanted:
        return None
    why = f"{line.code} needs the laboratory's CLIA number in item 23 (clause 7.1)."
    return Denial("CO", "16", ("MA120",), why, unprocessable=True)


def _unprocessable(view: PayerView) -> Denial | None:
    """Medicare sends the whole claim back as unprocessable where its laboratory lines have no number."""
    if view.coverage.kind != "medicare":
        return None
    return next((denial for line in view.sheet.lines if (denial := _certificate(view, line))), None)


def _waived(view: PayerView, line: ReadLine) -> Denial | None:
    if not view.file.waiver_only or not is_laboratory(line.code) or "QW" in line.modifiers:
        return None
    if line.code in table("waived_tests")["without_qw"]:
        return None
    why = f"The laboratory's certificate is one of waiver, and {line.code} is not marked as a waived test (clause 7.1)."
    return Denial("CO", "B7", (), why)


CLAIM_REASONS: tuple[ClaimReason, ...] = (_unprocessable,)
LINE_REASONS: tuple[LineReason, ...] = (_drug_number, _certificate, _waived)
