"""A claim as JSON: reading one that anybody may have written, and writing one.

Reading refuses what no form could hold (control characters, spreadsheet formulas, an item that is not on the form)
and says which item it was and what was kept. Whether the claim is right is the scrubber's question, not this one's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from billing.items import (
    BY_KEY,
    DIAGNOSES_MAX,
    LETTERS,
    LINE_COLUMNS,
    LINES_MAX,
    MODIFIERS_MAX,
    SINGLE_KEYS,
)
from billing.models import Claim, ClaimLine, PriorPayer

TEXT_MAX = 200
"""No item of the form holds as much; longer text is refused, shorter text is measured by the scrubber."""

PRIOR_PAYERS_MAX = 10
"""Other payers that an electronic claim carries (837P, loop 2320)."""

_LINE_KEYS = tuple(column.key for column in LINE_COLUMNS)
_SIGNED_NUMBER = re.compile(r"[+-][\d .,()-]+")
_UNITS = re.compile(r"\d{0,4}(\.0+)?")


@dataclass(frozen=True)
class InputProblem:
    """One value that could not be read: the item it was meant for, and what is wrong with it."""

    item: str
    message: str


class ClaimInputError(ValueError):
    """A claim that could not be read. `item` and `message` are of the first problem; `kept` says what stays."""

    def __init__(self, problems: Iterable[InputProblem], read: int) -> None:
        self.problems = tuple(problems)
        self.item = self.problems[0].item
        self.message = " ".join(problem.message for problem in self.problems[:3])
        if len(self.problems) > 3:
            self.message += f" And {len(self.problems) - 3} more."
        self.kept = f"{read} other fields were read and stay as they are; the saved claim was not changed."
        super().__init__(f"{self.message} {self.kept}")


def claim_to_json(claim: Claim) -> dict[str, Any]:
    """The claim as `{"items": {..., "21": [...], "24": [...]}}`; units as an integer where they are one."""
    items: dict[str, Any] = {key: claim.items.get(key, "") for key in SINGLE_KEYS}
    items["21"] = list(claim.diagnoses)
    items["24"] = [_line_to_json(line) for line in claim.lines]
    document: dict[str, Any] = {"items": {key: items[key] for key in BY_KEY}}
    if claim.prior_payers:
        document["prior_payers"] = [payer.model_dump(mode="json") for payer in claim.prior_payers]
    return document


def _line_to_json(line: ClaimLine) -> dict[str, Any]:
    row: dict[str, Any] = {key: getattr(line, key) for key in _LINE_KEYS}
    row["D"] = list(line.D)
    row["G"] = int(line.G) if line.G.isdecimal() else line.G
    return row | ({"supplement": line.supplement} if line.supplement else {})


def claim_from_json(document: object) -> Claim:
    """Read a claim. Missing items are empty; raises ClaimInputError naming every item that cannot be read."""
    reader = _Reader()
    items = reader.items_of(document)
    single = {key: reader.text(key, value) for key, value in items.items() if key in SINGLE_KEYS}
    diagnoses = reader.diagnoses(items.get("21", []))
    lines = reader.lines(items.get("24", []))
    earlier = document.get("prior_payers", []) if isinstance(document, dict) else []
    prior_payers = reader.prior_payers(earlier)
    if reader.problems:
        raise ClaimInputError(reader.problems, reader.read)
    filled = {key: single.get(key, "") for key in SINGLE_KEYS}
    return Claim(items=filled, diagnoses=diagnoses, lines=lines, prior_payers=prior_payers)


class _Reader:
    """Collects what is wrong while reading, so that all of it can be told at once."""

    def __init__(self) -> None:
        self.problems: list[InputProblem] = []
        self.read = 0

    def refuse(self, item: str, message: str) -> None:
        self.problems.append(InputProblem(item, message))

    def items_of(self, document: object) -> Mapping[str, object]:
        if not isinstance(document, dict) or not isinstance(document.get("items"), dict):
            self.refuse("claim", 'A claim is an object with "items", an object by item number.')
            return {}
        for key in document:
            if key not in ("items", "prior_payers"):
                self.refuse(_shown(key), f'"{_shown(key)}" is not a part of a claim; "items" and "prior_payers" are.')
        for key in document["items"]:
            if key not in BY_KEY:
                self.refuse(_shown(key), f'Item "{_shown(key)}" is not on the CMS-1500 (02/12).')
        return {str(key): value for key, value in document["items"].items() if key in BY_KEY}

    def text(self, item: str, value: object) -> str:
        """One value as stripped text, or empty after noting why it was refused."""
        problem = text_problem(item, value)
        if problem:
            self.refuse(item, problem)
            return ""
        self.read += 1
        return str(value).strip()

    def diagnoses(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.refuse("21", "Item 21 is a list of codes.")
            return ()
        if len(value) > DIAGNOSES_MAX:
            self.refuse("21", f"Item 21 has {DIAGNOSES_MAX} places, A to L; {len(value)} codes were given.")
            return ()
        return tuple(self.text(f"21{letter}", code) for letter, code in zip(LETTERS, value, strict=False))

    def lines(self, value: object) -> tuple[ClaimLine, ...]:
        if not isinstance(value, list):
            self.refuse("24", "Item 24 is a list of service lines.")
            return ()
        if len(value) > LINES_MAX:
            self.refuse("24", f"A claim carries at most {LINES_MAX} service lines; {len(value)} were given.")
            return ()
        return tuple(self.line(number, row) for number, row in enumerate(value, start=1))

    def line(self, number: int, row: object) -> ClaimLine:
        if not isinstance(row, dict):
            self.refuse(f"24.{number}", f"Line {number} of item 24 is an object with the columns A to J.")
            row = {}
        for key in row:
            if key not in (*_LINE_KEYS, "supplement"):
                self.refuse(f"24.{number}", f'Line {number} of item 24 has no column "{_shown(key)}".')
        cells = {key: self.text(f"24{key}.{number}", row.get(key, "")) for key in _LINE_KEYS if key not in ("D", "G")}
        cells["E"] = re.sub(r"[\s,]", "", cells["E"]).upper()
        cells["supplement"] = self.text(f"24 shaded.{number}", row.get("supplement", "")).upper()
        procedure = self.procedure(number, row.get("D", []))
        return ClaimLine(D=procedure, G=self.units(number, row.get("G", "")), **cells)

    def prior_payers(self, value: object) -> tuple[PriorPayer, ...]:
        """Answers of the payers before this one, each as a remittance tells it."""
        if not isinstance(value, list) or len(value) > PRIOR_PAYERS_MAX:
            self.refuse("prior_payers", f'"prior_payers" is a list of at most {PRIOR_PAYERS_MAX} payers.')
            return ()
        found = []
        for number, one in enumerate(value, start=1):
            try:
                found.append(PriorPayer.model_validate(one))
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(part) for part in first["loc"])
                self.refuse(f"prior_payers.{number}", f"Earlier payer {number}, {_shown(place)}: {first['msg']}.")
        return tuple(found)

    def procedure(self, number: int, value: object) -> tuple[str, ...]:
        item = f"24D.{number}"
        if not isinstance(value, list):
            self.refuse(item, f"Line {number}, 24D is a list: the code, then its modifiers.")
            return ()
        if len(value) > MODIFIERS_MAX + 1:
            self.refuse(item, f"Line {number}, 24D holds a code and up to {MODIFIERS_MAX} modifiers.")
            return ()
        parts = [self.text(item, part).upper() for part in value]
        return (parts[0], *(part for part in parts[1:] if part)) if parts else ()

    def units(self, number: int, value: object) -> str:
        item = f"24G.{number}"
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        text = self.text(item, value)
        if not _UNITS.fullmatch(text):
            self.refuse(item, f'Line {number}, 24G: units are a whole number, 1 to 9999, not "{_shown(text)}".')
            return ""
        return text.split(".")[0]


def text_problem(item: str, value: object) -> str:
    """Why a value can't stand in an item of the form, in one sentence; empty when it can."""
    if not isinstance(value, str):
        return f"Item {item} is text, not {_kind_of(value)}."
    if len(value) > TEXT_MAX:
        return f"Item {item} was given {len(value):,} characters; no item of the form holds more than {TEXT_MAX}."
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for character in value):
        return f"Item {item} holds a character that cannot be printed on a form."
    if value.lstrip()[:1] in ("=", "@") or (value.lstrip()[:1] in ("+", "-") and not _is_number(value)):
        return f"Item {item} begins like a spreadsheet formula ({value.lstrip()[:1]}); a claim holds values only."
    return ""


def _is_number(value: str) -> bool:
    return bool(_SIGNED_NUMBER.fullmatch(value.strip())) or not value.strip("+- ")


def _kind_of(value: object) -> str:
    names = {dict: "an object", list: "a list", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "nothing")


def _shown(value: object) -> str:
    """A stranger's text, short and printable, for a message."""
    text = "".join(character for character in str(value) if character.isprintable())
    return (text if len(text) <= 40 else text[:40] + "...") or "(empty)"
