"""Assembles an answer from the fields that a desk saved. Pure: fields in, answer out.

Rows carry ids made in the browser; lines point at diagnosis rows, so that letters follow the order.
Whatever a browser could send is taken: what is not of the expected type counts as not entered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from billing.models import Claim, ClaimLine
from records.models import Json
from scenarios.models import AnswerLine, CodingAnswer

LETTERS = "ABCDEFGHIJKL"
"""Item 21 holds twelve diagnoses."""


def coding_answer(fields: Mapping[str, Json]) -> CodingAnswer:
    """The coder's desk as an answer: empty rows left out, pointers as letters of the rows that remain."""
    diagnoses = [row for row in _rows(fields, "dx") if _code(row)]
    letters = {row["id"]: LETTERS[i] for i, row in enumerate(diagnoses) if i < len(LETTERS)}
    lines = [row for row in _rows(fields, "line") if _code(row)]
    query = fields.get("query")
    return CodingAnswer(
        query=query.strip() or None if isinstance(query, str) else None,
        diagnoses=tuple(_code(row) for row in diagnoses),
        lines=tuple(_line(row, letters) for row in lines),
        evidence=_citations(diagnoses, lines, letters),
    )


def _rows(fields: Mapping[str, Json], kind: str) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, value in fields.items():
        parts = key.split("/")
        if len(parts) == 3 and parts[0] == kind:
            rows[parts[1]][parts[2]] = value
    kept = [row | {"id": row_id} for row_id, row in rows.items() if not row.get("gone")]
    return sorted(kept, key=lambda row: (str(row.get("rank", "")), row["id"]))


def _code(row: Mapping[str, Any]) -> str:
    code = row.get("code")
    return code.strip().upper() if isinstance(code, str) else ""


def _line(row: Mapping[str, Any], letters: Mapping[str, str]) -> AnswerLine:
    units = row.get("units", 1)
    return AnswerLine(
        code=_code(row),
        modifiers=tuple(m.strip().upper() for m in _texts(row.get("modifiers")) if m.strip()),
        units=units if isinstance(units, int) and not isinstance(units, bool) else 0,
        pointers=tuple(letters[p] for p in _texts(row.get("pointers")) if p in letters),
    )


def _texts(value: Json) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _citations(
    diagnoses: list[dict[str, Any]], lines: list[dict[str, Any]], letters: Mapping[str, str]
) -> dict[str, tuple[int, ...]] | None:
    cited = {letters[row["id"]]: _starts(row) for row in diagnoses if row["id"] in letters}
    cited |= {str(number): _starts(row) for number, row in enumerate(lines, start=1)}
    return {element: starts for element, starts in cited.items() if starts} or None


def _starts(row: Mapping[str, Any]) -> tuple[int, ...]:
    ends = [cite.rpartition("#")[2] for cite in _texts(row.get("cites"))]
    return tuple(int(end) for end in ends if end.isascii() and end.isdigit())


def claim(base: Claim, fields: Mapping[str, Json]) -> Claim:
    """The pre-filled claim with the learner's changes laid over it."""
    items = dict(base.items)
    diagnoses = list(base.diagnoses)
    lines = [line.model_dump() for line in base.lines]
    for key in sorted(fields):
        _lay(key.split("/"), fields[key], items, diagnoses, lines)
    while diagnoses and not diagnoses[-1]:
        diagnoses.pop()
    kept = [line for line in lines if any(_typed(line))]
    rows = tuple(ClaimLine.model_validate(row) for row in kept)
    return Claim(items=items, diagnoses=tuple(diagnoses), lines=rows, prior_payers=base.prior_payers)


def _lay(
    parts: list[str], value: Json, items: dict[str, str], diagnoses: list[str], lines: list[dict[str, Any]]
) -> None:
    match parts:
        case ["item", item] if isinstance(value, str):
            items[item] = value
        case ["dx", letter] if isinstance(value, str) and letter in LETTERS and len(letter) == 1:
            place = LETTERS.index(letter)
            diagnoses.extend([""] * (place + 1 - len(diagnoses)))
            diagnoses[place] = value.strip().upper()
        case ["row", number, column] if number in {"1", "2", "3", "4", "5", "6"} and column in "ABCDEFGHIJ":
            while len(lines) < int(number):
                lines.append(ClaimLine(A="", B="", D=(), E="", F="", G="").model_dump())
            _lay_cell(lines[int(number) - 1], column, value)


def _lay_cell(line: dict[str, Any], column: str, value: Json) -> None:
    if column == "D":
        line["D"] = tuple(text.strip().upper() for text in _texts(value) if text.strip())
    elif isinstance(value, str | int) and not isinstance(value, bool):
        line[column] = str(value)


def _typed(line: Mapping[str, Any]) -> list[Any]:
    """What makes a row one that somebody wants billed: a code, a charge, a pointer."""
    return [line["D"], line["E"].strip(), line["F"].strip()]
