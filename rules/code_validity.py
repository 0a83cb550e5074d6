"""Whether each diagnosis code exists, may be billed, and what it lacks: digits, a 7th character, a placeholder X.

Sources: ICD-10-CM Official Guidelines FY 2026, I.A.4 (placeholder), I.A.5 (7th characters), I.B.2 (level of
detail), I.B.12 (once per encounter).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from data import Reference
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
        missing = reference.icd.missing(code)
        if entry.sevenths:
            yield RuleMessage("icd.seventh_missing", "error", (code,), f"{code} cannot be billed: {missing}", _SEVENTH)
        else:
            yield RuleMessage("icd.not_billable", "error", (code,), f"{code} cannot be billed: {missing}", _DETAIL)


def _longest_known(reference: Reference, code: str) -> str:
    letters = bare(code)
    for length in range(len(letters) - 1, 2, -1):
        if reference.icd.get(letters[:length]) is not None:
            return letters[:length]
    return ""


def _unknown(reference: Reference, code: str) -> RuleMessage:
    """Why an unknown code is none: a missing placeholder, a 7th character not allowed, or no such code."""
    letters = bare(code)
    stem = _longest_known(reference, code)
    entry = reference.icd.get(stem) if stem else None
    if entry is None:
        return RuleMessage("icd.unknown", "error", (code,), f"{code} is no ICD-10-CM code.", _DETAIL)
    if entry.sevenths and not entry.billable:
        padded = dotted(stem.ljust(6, "X") + letters[-1])
        if len(letters) < 7 and letters[-1] in entry.sevenths and padded in reference.icd:
            return RuleMessage(
                "icd.placeholder",
                "error",
                (code,),
                f"{code} lacks the placeholder X that moves {letters[-1]} to the 7th place: {padded}.",
                _PLACEHOLDER,
            )
        allowed = ", ".join(sorted(entry.sevenths))
        return RuleMessage(
            "icd.seventh_not_allowed",
            "error",
            (code,),
            f"{code}: at {entry.code} the 7th character is one of {allowed}, after placeholders X where the code is "
            "shorter than six characters.",
            _SEVENTH,
        )
    if entry.billable:
        return RuleMessage(
            "icd.unknown", "error", (code,), f"{code} is no code: {entry.code} is complete as it stands.", _DETAIL
        )
    return RuleMessage(
        "icd.unknown", "error", (code,), f"{code} is no code; {entry.code} ({entry.title}) goes on otherwise.", _DETAIL
    )
