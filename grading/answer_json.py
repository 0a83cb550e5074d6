"""A coding answer and a grade as JSON, in the shape of `docs/commands.md`.

What comes in is untrusted: unknown keys are refused by name, wrong types and sizes with the place and what was
expected, all problems at once.
"""

from __future__ import annotations

from typing import Any

from grading.models import Finding, Grade
from scenarios.models import AnswerLine, CodingAnswer

MOST_ROWS = 100
LONGEST_TEXT = 4_000
LONGEST_CODE = 12
MOST_UNITS = 99_999
_ANSWER_KEYS = ("query", "diagnoses", "lines", "evidence")
_LINE_KEYS = ("code", "modifiers", "units", "pointers")


class AnswerError(ValueError):
    """An answer that cannot be read; `problems` says what, where and what was expected."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class _Reader:
    """Collects problems, so that they come all at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def wrong(self, place: str, found: object, expected: str) -> None:
        shown = repr(found)
        self.problems.append(f"{place} is {shown if len(shown) <= 60 else shown[:57] + '...'}; expected {expected}")

    def unknown_keys(self, place: str, found: dict[str, Any], known: tuple[str, ...]) -> None:
        for name in found:
            if name not in known:
                self.problems.append(f"{place}: unknown key {name!r}; known are {', '.join(known)}")

    def texts(self, place: str, found: object) -> tuple[str, ...]:
        """A list of short texts."""
        if not isinstance(found, list) or len(found) > MOST_ROWS:
            self.wrong(place, found, f"a list of at most {MOST_ROWS} texts")
            return ()
        for number, text in enumerate(found):
            if not isinstance(text, str) or len(text) > LONGEST_CODE or not text.isprintable():
                self.wrong(f"{place}[{number}]", text, f"a text of at most {LONGEST_CODE} characters")
        return tuple(text for text in found if isinstance(text, str))


def coding_answer_from_json(obj: object) -> CodingAnswer:
    """A coding answer from parsed JSON. Raises AnswerError with all that is wrong with it."""
    reader = _Reader()
    if not isinstance(obj, dict):
        reader.wrong("answer", obj, "an object")
        raise AnswerError(tuple(reader.problems))
    reader.unknown_keys("answer", obj, _ANSWER_KEYS)
    answer = CodingAnswer.model_construct(
        query=_query(reader, obj.get("query")),
        diagnoses=reader.texts("diagnoses", obj.get("diagnoses", [])),
        lines=_lines(reader, obj.get("lines", [])),
        evidence=_evidence(reader, obj.get("evidence")),
    )
    if reader.problems:
        raise AnswerError(tuple(reader.problems))
    return answer


def _query(reader: _Reader, found: object) -> str | None:
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > LONGEST_TEXT:
        reader.wrong("query", found, f"null or a text of at most {LONGEST_TEXT} characters")
        return None
    return found


def _lines(reader: _Reader, found: object) -> tuple[AnswerLine, ...]:
    if not isinstance(found, list) or len(found) > MOST_ROWS:
        reader.wrong("lines", found, f"a list of at most {MOST_ROWS} objects")
        return ()
    return tuple(_line(reader, f"lines[{number}]", line) for number, line in enumerate(found))


def _line(reader: _Reader, place: str, found: object) -> AnswerLine:
    if not isinstance(found, dict):
        reader.wrong(place, found, "an object")
        return AnswerLine(code="")
    reader.unknown_keys(place, found, _LINE_KEYS)
    (code,) = reader.texts(f"{place}.code", [found.get("code")]) or ("",)
    units = found.get("units", 1)
    if type(units) is not int or not 0 <= units <= MOST_UNITS:
        reader.wrong(f"{place}.units", units, f"a whole number from 0 to {MOST_UNITS}")
        units = 1
    return AnswerLine(
        code=code,
        modifiers=reader.texts(f"{place}.modifiers", found.get("modifiers", [])),
        units=units,
        pointers=reader.texts(f"{place}.pointers", found.get("pointers", [])),
    )


def _evidence(reader: _Reader, found: object) -> dict[str, tuple[int, ...]] | None:
    if found is None:
        return None
    if not isinstance(found, dict) or len(found) > 2 * MOST_ROWS:
        reader.wrong("evidence", found, "null or an object of lists of whole numbers")
        return None
    for name, starts in found.items():
        if not isinstance(starts, list) or any(type(start) is not int or start < 0 for start in starts):
            reader.wrong(f"evidence[{name!r}]", starts, "a list of whole numbers, the offsets of sentences")
    return {name: tuple(starts) for name, starts in found.items() if isinstance(starts, list)}


def grade_to_json(grade: Grade) -> dict[str, Any]:
    """The grade with points as numbers and money as text with two decimals."""
    return {
        "score": float(grade.score),
        "out_of": grade.out_of,
        "findings": [_finding_to_json(finding) for finding in grade.findings],
        "skills": [{"skill": seen.skill, "right": seen.right} for seen in grade.skills],
    }


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "element": finding.element,
        "expected": finding.expected,
        "given": finding.given,
        "points": float(finding.points),
        "worth": float(finding.worth),
        "evidence": [sentence.model_dump() for sentence in finding.evidence],
        "why": finding.why,
        "cites": finding.cites,
        "dollars": f"{finding.dollars:.2f}",
        "risk": finding.risk,
        "skill": finding.skill,
    }
