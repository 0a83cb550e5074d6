"""Prose with slots: `<Side> wrist, {clean / tidy}, seen <dos-42>`.

Text is cut into parts once; rendering only joins them. There is no logic in a template, so its length has a bound
that is known before anything is rendered.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Protocol, cast

from scenarios.draw import Draw
from scenarios.problems import Place, Problems

LONGEST_SENTENCE = 4_000
"""Characters a sentence may render to."""
LONGEST_SLOT = 60
"""Characters of a slot that the engine fills (names, dates, vitals)."""

_SLOT = re.compile(r"<([A-Za-z_][^<>\n]*)>")
_DATE = re.compile(r"dos\s*([+-])\s*([A-Za-z0-9_.]+)$")
_RANGE = re.compile(r"(-?[\d.]+) to (-?[\d.]+)(?: step ([\d.]+))?$")


@dataclass(frozen=True, slots=True)
class Word:
    """`<name>`: the value of a choice, column, table, item, person or vital sign."""

    name: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Either:
    """`{a / b}`: alternatives of wording."""

    label: str
    options: tuple[Parts, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class AnyNumber:
    """`<any 80 to 120>`: a number that does not matter."""

    label: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """`<dos-42>`, `<dos+visit.day>`: a date counted from the date of service."""

    sign: int
    days: int
    name: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """`<phrase.ros>`: a phrase of the specialty's bank."""

    label: str
    bank: str


Part = str | Word | Either | AnyNumber | Day | Phrase
Parts = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell that holds slots or alternatives of wording."""

    label: str
    options: tuple[Parts, ...]
    raw: str


Words = Mapping[str, str | Cell]


class Scope(Protocol):
    """What rendering needs besides the words."""

    draw: Draw
    words: dict[str, str | Cell]

    def day(self, days: int) -> str:
        """A date as the chart writes it, counted from the date of service."""

    def phrase(self, bank: str, label: str) -> str:
        """A phrase of the specialty's bank."""


def short_label(text: str) -> str:
    """A label for choices inside a text: its hash, so that nothing else in the file changes them."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def capital(text: str) -> str:
    """With a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


@functools.lru_cache(maxsize=4096)
def number_range(text: str) -> tuple[Decimal, ...] | None:
    """`1.6 to 2.5 step 0.1` as its numbers; None where the text is no range (or one of more than 1,000 numbers)."""
    match = _RANGE.fullmatch(text.strip())
    if not match:
        return None
    try:
        low, high, step = Decimal(match[1]), Decimal(match[2]), Decimal(match[3] or "1")
    except InvalidOperation:
        return None
    if step <= 0 or high < low or (high - low) / step > 1000:
        return None
    places = max(-int(number.as_tuple().exponent) for number in (low, high, step))
    scale = Decimal(1).scaleb(-places)
    return tuple((low + step * index).quantize(scale) for index in range(int((high - low) / step) + 1))


def parse(text: str, label: str, place: Place, problems: Problems) -> Parts:
    """A line's parts. `label` names its choices; what is wrong goes to `problems`."""
    parts: list[Part] = []
    at = 0
    for index, match in enumerate(re.finditer(r"\{([^{}\n]*)\}", text)):
        parts.extend(_slots(text[at : match.start()], f"{label}.{index}s", place, problems))
        options = [option.strip() for option in match[1].split(" / ")]
        if len(options) < 2:
            problems.add("text.braces", place, f"{match[0]}: alternatives are written {{a / b}}")
        compiled = tuple(tuple(_slots(option, f"{label}.{index}o", place, problems)) for option in options)
        parts.append(Either(f"{label}.{index}", compiled, match[0]))
        at = match.end()
    rest = text[at:]
    if "{" in rest or "}" in rest:
        problems.add("text.braces", place, "a brace is not closed, or braces stand inside braces")
    parts.extend(_slots(rest, f"{label}.r", place, problems))
    return tuple(part for part in parts if part != "")


def _slots(text: str, label: str, place: Place, problems: Problems) -> Iterator[Part]:
    at = 0
    for index, match in enumerate(_SLOT.finditer(text)):
        yield text[at : match.start()]
        yield _slot(match[1].strip(), f"{label}{index}", place, problems)
        at = match.end()
    yield text[at:]


def _slot(inner: str, label: str, place: Place, problems: Problems) -> Part:
    if inner.startswith("any "):
        numbers = number_range(inner[4:])
        if numbers is None:
            problems.add("slot.range", place, f"<{inner}>: a range is written <any 80 to 120> or <any 1 to 2 step 0.1>")
            return ""
        return AnyNumber(label, tuple(str(number) for number in numbers))
    if inner.startswith("phrase."):
        return Phrase(label, inner[7:])
    date = _DATE.fullmatch(inner)
    if date:
        sign = -1 if date[1] == "-" else 1
        return Day(sign, int(date[2]), "") if date[2].isdigit() else Day(sign, 0, date[2])
    name = inner[:1].lower() + inner[1:]
    return Word(name, inner[:1].isupper())


def cell(text: str, label: str, place: Place, problems: Problems) -> str | Cell:
    """A table cell: plain text, or alternatives and slots. `-` is empty."""
    text = text.strip()
    if text == "-":
        return ""
    if " / " not in text and "<" not in text and "{" not in text:
        return text
    options = tuple(
        parse(option, f"{label}:{index}", place, problems) for index, option in enumerate(_alternatives(text))
    )
    return Cell(label, options, text)


def _alternatives(text: str) -> list[str]:
    """Split at ` / ` outside of braces."""
    pieces, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if depth == 0 and text.startswith(" / ", at):
            pieces.append(text[start:at].strip())
            start = at + 3
    return [*pieces, text[start:].strip()]


def names(parts: Parts) -> Iterator[str]:
    """The words that parts mention, those of a date's days among them."""
    for part in parts:
        if isinstance(part, Word) or (isinstance(part, Day) and part.name):
            yield part.name
        elif isinstance(part, Either):
            for option in part.options:
                yield from names(option)


def phrases(parts: Parts) -> Iterator[str]:
    """The phrase banks that parts mention."""
    for part in parts:
        if isinstance(part, Phrase):
            yield part.bank
        elif isinstance(part, Either):
            for option in part.options:
                yield from phrases(option)


def map_text(parts: Parts, change: Callable[[str], str]) -> Parts:
    """The parts with their fixed text changed, slots as they were."""
    changed: list[Part] = []
    for part in parts:
        if isinstance(part, str):
            changed.append(change(part))
        elif isinstance(part, Either):
            options = tuple(map_text(option, change) for option in part.options)
            changed.append(Either(part.label, options, part.raw))
        else:
            changed.append(part)
    return tuple(changed)


def render(parts: Parts, scope: Scope, suffix: str = "") -> str:
    """The text. `suffix` keeps the choices of a list's items apart."""
    out = []
    for part in parts:
        if part.__class__ is str:
            out.append(part)
        elif part.__class__ is Word:
            value = scope.words[part.name]
            if value.__class__ is Cell:
                value = render_cell(value, scope)
            words = cast(str, value)
            out.append(capital(words) if part.capital else words)
        else:
            out.append(_rendered(part, scope, suffix))
    return "".join(out)


def render_cell(value: Cell, scope: Scope) -> str:
    """A cell's text: one alternative, the same in the whole encounter."""
    options = value.options
    chosen = options[0] if len(options) == 1 else options[scope.draw.number(value.label, len(options))]
    return render(chosen, scope)


def _rendered(part: Part, scope: Scope, suffix: str) -> str:
    if isinstance(part, Either):
        index = scope.draw.number(part.label + suffix, len(part.options))
        return render(part.options[index], scope, suffix)
    if isinstance(part, AnyNumber):
        return part.numbers[scope.draw.number(part.label + suffix, len(part.numbers))]
    if isinstance(part, Day):
        return scope.day(part.sign * (_days(scope, part.name) if part.name else part.days))
    if isinstance(part, Phrase):
        return scope.phrase(part.bank, part.label + suffix)
    raise TypeError(part)


def _days(scope: Scope, name: str) -> int:
    value = scope.words[name]
    return int(render_cell(value, scope) if isinstance(value, Cell) else value)


def wordings(parts: Parts, words: Words, limit: int = 400) -> list[str]:
    """All that parts can read, people and dates masked, at most `limit`; alternatives without slots stay as written,
    since they are open to every combination alike."""
    readings = [""]
    for part in parts:
        choices = _readings(part, words, limit)
        readings = [reading + choice for reading in readings for choice in choices][:limit]
    return readings


def _readings(part: Part, words: Words, limit: int) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, Word):
        value = words.get(part.name)
        if value is None:
            return [f"«{part.name}»"]
        texts = (
            [value]
            if isinstance(value, str)
            else [text for option in value.options for text in wordings(option, words, limit)]
        )
        return [capital(text) for text in texts] if part.capital else texts
    if isinstance(part, Either):
        if not any(True for option in part.options for _ in names(option)):
            return [part.raw]
        return [text for option in part.options for text in wordings(option, words, limit)]
    if isinstance(part, Day):
        return (
            [f"«dos{part.sign * part.days:+d}»"]
            if not part.name
            else [
                f"«dos{'+' if part.sign > 0 else '-'}{text}»"
                for text in _readings(Word(part.name, False), words, limit)
            ]
        )
    return ["«any»"]
