"""A list of codes as people type or paste it, read into diagnoses and service lines.

Each line may hold several codes; what follows a procedure may be modifiers (`-25`), units (`x2`) and pointers
(`AB`). Whatever can't be read is named with its line, never dropped without a word.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from data import Reference
from data.icd import with_dot

LONGEST_LIST = 6_000
"""Characters; a claim with twelve diagnoses and fifty lines has a quarter of that."""
MOST_DIAGNOSES, MOST_LINES, MOST_PRIOR = 60, 60, 60
LETTERS = "ABCDEFGHIJKL"
LARGEST_UNITS = 99_999

_LABEL = re.compile(r"^\s*(?:[-*•–]\s+|\(?\d{1,2}[.)]\s+|[A-La-l][.):]\s*)?")
_SPLIT = re.compile(r"[\s,;|]+")
_DIAGNOSIS = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{0,4})")
_HCPCS = re.compile(r"[A-V]\d{4}")
_CPT = re.compile(r"\d{4}[0-9AFMTU]")
_CODE = re.compile(rf"({_DIAGNOSIS.pattern}|{_CPT.pattern})((?:-[0-9A-Z]{{2}})*)")
_UNITS = re.compile(r"(?:[X×*]|UNITS?[:=]?|U|QTY[:=]?)?(\d{1,6})(?:U|UN|UNITS?)?|\((\d{1,6})\)")
_MARKED_UNITS = re.compile(r"(?:[X×*]|UNITS?[:=]|QTY[:=])\d+|\d+(?:UN|UNITS?)|\(\d+\)")
_FILLERS = frozenset({"X", "×", "*", "UNIT", "UNITS", "DX", "PTR", "POINTER", "POINTERS", "->", "→", "-", "–"})
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4})")


@dataclass
class ReadCode:
    """A code of the list. `line` counts lines of the text from 1; the rest belongs to procedures."""

    kind: Literal["diagnosis", "procedure"]
    code: str
    line: int
    modifiers: list[str] = field(default_factory=list)
    units: int = 0
    """0 where the list names none, which stands for 1."""
    pointers: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Remark:
    """What could not be read, or was read in one of two ways; `line` of the text, from 1."""

    line: int
    text: str
    message: str


@dataclass
class CodeList:
    """All that was read."""

    codes: list[ReadCode] = field(default_factory=list)
    unread: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    @property
    def diagnoses(self) -> list[ReadCode]:
        """In the order of the text."""
        return [one for one in self.codes if one.kind == "diagnosis"]

    @property
    def lines(self) -> list[ReadCode]:
        """Service lines in the order of the text."""
        return [one for one in self.codes if one.kind == "procedure"]


@dataclass(frozen=True)
class ReadPrior:
    """A service before the visit."""

    date: datetime.date
    code: str
    modifiers: tuple[str, ...]
    diagnoses: tuple[str, ...]
    same_physician: bool


def read_list(reference: Reference, text: str) -> CodeList:
    """Reads the text; pointers are letters of the diagnoses in their order."""
    found = CodeList()
    reader = _Reader(reference, found, diagnoses=_count_diagnoses(reference, text))
    for number, line in enumerate(text[:LONGEST_LIST].splitlines(), start=1):
        reader.line(number, line)
    _check_bounds(found)
    return found


def read_history(reference: Reference, text: str) -> tuple[list[ReadPrior], list[Remark]]:
    """Prior services, one a line: a date, then codes as in the list; `other` says another physician."""
    prior: list[ReadPrior] = []
    unread: list[Remark] = []
    for number, line in enumerate(text[:LONGEST_LIST].splitlines(), start=1):
        if not line.strip():
            continue
        day, rest = _leading_date(line.strip())
        read = CodeList()
        _Reader(reference, read, diagnoses=len(LETTERS)).line(number, rest)
        if day is None or not read.lines:
            expected = "expected a date and a procedure code, such as 2026-04-02 29881"
            unread.append(Remark(number, line.strip()[:60], expected))
            continue
        diagnoses = tuple(one.code for one in read.diagnoses)
        same = not re.search(r"\b(other|another|different)\b", rest, re.IGNORECASE)
        prior.extend(ReadPrior(day, one.code, tuple(one.modifiers), diagnoses, same) for one in read.lines)
    return prior[:MOST_PRIOR], unread


def _leading_date(line: str) -> tuple[datetime.date | None, str]:
    match = _DATE.match(line)
    if not match:
        return None, line
    year, month, day, us_month, us_day, us_year = match.groups()
    try:
        found = datetime.date(int(year or us_year), int(month or us_month), int(day or us_day))
    except ValueError:
        return None, line
    return found, line[match.end() :]


def _count_diagnoses(reference: Reference, text: str) -> int:
    first = CodeList()
    reader = _Reader(reference, first, diagnoses=len(LETTERS))
    for number, line in enumerate(text[:LONGEST_LIST].splitlines(), start=1):
        reader.line(number, line)
    return len(first.diagnoses)


def _tokens(line: str) -> Iterator[str]:
    rest = line[match.end() :] if (match := _LABEL.match(line)) else line
    return (token for token in _SPLIT.split(rest.strip()) if token)


def _check_bounds(found: CodeList) -> None:
    for kind, most, words in (("diagnosis", MOST_DIAGNOSES, "diagnoses"), ("procedure", MOST_LINES, "service lines")):
        over = [one for one in found.codes if one.kind == kind][most:]
        if over:
            found.unread.append(Remark(over[0].line, over[0].code, f"only the first {most} {words} are read"))
            found.codes = [one for one in found.codes if one not in over]


class _Reader:
    """Reads token by token; what follows a code belongs to it until the next one."""

    def __init__(self, reference: Reference, found: CodeList, diagnoses: int) -> None:
        self._reference, self._found, self._diagnoses = reference, found, diagnoses
        self._current: ReadCode | None = None
        self._said: set[str] = set()

    def line(self, number: int, text: str) -> None:
        """One line of the text."""
        self._current = None
        left: list[str] = []
        for token in _tokens(text):
            if not self._take(number, token):
                left.append(token)
        if not text.strip() or not left:
            return
        if self._current is None:
            self._found.unread.append(Remark(number, text.strip()[:60], "no code found in this line"))
        elif (odd := [token for token in left if not _is_words(token)]) or self._current.kind == "procedure":
            words = " ".join(odd or left)[:60]
            self._found.remarks.append(Remark(number, words, f"not read as part of {self._current.code}"))

    def _take(self, number: int, token: str) -> bool:
        upper = token.upper().strip(".:")
        match = _CODE.fullmatch(upper)
        if match and self._starts(number, match.group(1), upper):
            self._current.modifiers.extend(part for part in match.group(2).split("-") if part)  # type: ignore[union-attr]
            return True
        if self._current is None or self._current.kind == "diagnosis":
            return False
        return self._detail(self._current, upper)

    def _starts(self, number: int, code: str, token: str) -> bool:
        """Whether a token of a code's shape is one here; makes it the current code."""
        kind = self._kind(number, code)
        known = code in self._reference.icd if kind == "diagnosis" else True
        if self._current is not None and not known and "." not in token and len(code) == 3:
            return False  # a word of a title, such as A1C
        self._current = ReadCode(kind, with_dot(code) if kind == "diagnosis" else code, number)
        self._found.codes.append(self._current)
        return True

    def _kind(self, number: int, code: str) -> Literal["diagnosis", "procedure"]:
        if code[0].isdigit():
            return "procedure"
        if not _HCPCS.fullmatch(code):
            return "diagnosis"
        diagnosis, procedure = self._reference.icd.get(code), code in self._reference.procedures
        if diagnosis and procedure and code not in self._said:
            self._said.add(code)
            message = f"read as HCPCS; write {diagnosis.code} for the diagnosis"
            self._found.remarks.append(Remark(number, code, message))
        if procedure or code[:3] not in self._reference.icd:
            return "procedure"
        return "diagnosis"

    def _detail(self, current: ReadCode, token: str) -> bool:
        """A modifier, units or pointers of the current procedure."""
        token = token.lstrip("-") if re.fullmatch(r"-[0-9A-Z]{2}", token) else token
        if token in _FILLERS:
            return True
        if re.fullmatch(r"[0-9A-Z]{2}(?:-[0-9A-Z]{2})+", token):
            current.modifiers.extend(token.split("-"))
            return True
        if self._are_pointers(token):
            current.pointers.extend(letter for letter in token if letter not in current.pointers)
            return True
        if _MARKED_UNITS.fullmatch(token):
            return self._units(current, token)
        if token in self._reference.modifiers or re.fullmatch(r"[A-Z]\d|\d[A-Z]", token):
            current.modifiers.append(token)
            return True
        return self._units(current, token)

    def _are_pointers(self, token: str) -> bool:
        if not re.fullmatch(f"[{LETTERS}]{{1,4}}", token) or len(set(token)) != len(token):
            return False
        in_reach = all(LETTERS.index(letter) < self._diagnoses for letter in token)
        return in_reach or len(token) == 1 or (token not in self._reference.modifiers and len(token) == 2)

    def _units(self, current: ReadCode, token: str) -> bool:
        match = _UNITS.fullmatch(token)
        if not match or current.units:
            return False
        units = int(match.group(1) or match.group(2))
        marked = _MARKED_UNITS.fullmatch(token)
        if not 0 < units <= LARGEST_UNITS or (len(token) == 5 and not marked):
            return False
        current.units = units
        return True


def _is_words(token: str) -> bool:
    """Words of a title that was pasted along; figures among them are read as words too."""
    return len(token) < 30 and not re.search(r"[<>{}=\\]", token)


def beyond(codes: CodeList) -> Sequence[Remark]:
    """Pointers to diagnoses that the list does not have."""
    have = len(codes.diagnoses)
    return [
        Remark(one.line, letter, f"{one.code} points to {letter}, and the list has {have or 'no'} diagnoses")
        for one in codes.lines
        for letter in one.pointers
        if LETTERS.index(letter) >= have
    ]
