"""Whether each diagnosis code exists, may be billed, and what it lacks: digits, a 7th character, a placeholder X.

Sources: ICD-10-CM Official Guidelines FY 2026, I.A.4 (placeholder), I.A.5 (7th characters), I.B.2 (level of
detail), I.B.12 (once per encounter).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from data import IcdCode, Reference
from rules.code_references import bare
from rules.models import RuleMessage

_DETAIL = "ICD-10-CM Guidelines FY 2026, I.B.2"
_SEVENTH = "ICD-10-CM Guidelines FY 2026, I.A.5"
_PLACEHOLDER = "ICD-10-CM Guidelines FY 2026, I.A.4"


def dotted(code: str) -> str:
    """The code as people write it: `E11.22`."""
    letters = bare(code)
    return letters if len(letters) <= 3 else f"{letters[:3]}.{letters[3:]}"


def check_codes(reference: Reference, on: datetime.date, diagnoses: Sequence[str]) -> Iterator[RuleMessage]:
    """Unknown, unfinished, repeated or out-of-force codes, each with what would mend it."""
    if not reference.window.start <= on <= reference.window.end:
        yield RuleMessage(
            "icd.window",
            "error",
            (on.isoformat(),),
            f"The ICD-10-CM codes at hand are in force from {reference.window.start} to {reference.window.end}, "
            f"not on {on}.",
            _DETAIL,
        )
    for code in diagnoses:
        yield from _check_code(reference, code)
    for code in sorted({c for c in diagnoses if list(diagnoses).count(c) > 1}):
        yield RuleMessage(
            "icd.repeated",
            "error",
            (code,),
            f"{code} stands twice; each code is reported once.",
            "ICD-10-CM Guidelines FY 2026, I.B.12",
        )


def _check_code(reference: Reference, code: str) -> Iterator[RuleMessage]:
    entry = reference.icd.get(code)
    if entry is None:
        yield _unknown(reference, code)
    elif not entry.billable:
        rule, cites = ("icd.seventh_missing", _SEVENTH) if entry.sevenths else ("icd.not_billable", _DETAIL)
        message = f"{code} cannot be billed; it lacks {reference.icd.missing(code)}."
        yield RuleMessage(rule, "error", (code,), message, cites)


def _nearest_above(reference: Reference, code: str) -> IcdCode | None:
    """The longest beginning of an unknown code that is a category, subcategory or code."""
    letters = bare(code)
    beginnings = (letters[:length] for length in range(len(letters) - 1, 2, -1))
    return next((entry for start in beginnings if (entry := reference.icd.get(start)) is not None), None)


def _unknown(reference: Reference, code: str) -> RuleMessage:
    """Why an unknown code is none: a missing placeholder, a 7th character not allowed, or no such code."""
    above, letters = _nearest_above(reference, code), bare(code)
    why = reference.icd.missing(code)
    if above is not None and above.sevenths and not above.billable:
        padded = dotted(bare(above.code).ljust(6, "X") + letters[-1])
        if len(letters) < 7 and padded in reference.icd:
            message = f"{code} lacks the placeholder X that moves {letters[-1]} to the 7th place: {padded}."
            return RuleMessage("icd.placeholder", "error", (code,), message, _PLACEHOLDER)
        if len(letters) == 7:
            allowed = ", ".join(above.sevenths)
            message = f"{code} is no code: at {above.code} the 7th character is one of {allowed}."
            return RuleMessage("icd.seventh_not_allowed", "error", (code,), message, _SEVENTH)
    return RuleMessage("icd.unknown", "error", (code,), f"{why}.", _DETAIL)
