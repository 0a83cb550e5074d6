"""Reads any sender's X12 file into segments, whatever its delimiters, and checks its envelopes.

Never raises on what a file holds: what is wrong becomes a `Problem` with its place, and reading goes on where it can.
No character is lost: the segments' raw texts, joined, are the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from billing.x12 import envelopes
from billing.x12.charset import decoded, not_x12
from billing.x12.problems import Problem, Problems, shown

SIZE_MAX = 20_000_000
"""Characters of a file; a larger one is refused whole."""
SEGMENTS_MAX = 300_000
"""A payment of 10,000 claims has some 210,000."""
SEGMENT_LENGTH_MAX = 10_000
ELEMENTS_MAX = 100
"""No segment of a health care transaction has as many; PLB and CAS, the longest, have 14 and 19."""

ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
"""Characters of ISA01 to ISA16: the one segment of fixed length, 106 characters with its terminator (X12.5)."""
ISA_LENGTH = 106

_TAG = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_GUESSED_TERMINATORS = "~\n\r'!\x1c\x1d\x85|"
_FIRST_TAG = re.compile(r"\s*([A-Z][A-Z0-9]{1,2})([^A-Za-z0-9\s])")


class Delimiters(NamedTuple):
    """The four characters that part a file; `repetition` is empty before version 00402."""

    element: str
    component: str
    repetition: str
    segment: str


class Segment(NamedTuple):
    """One segment. `raw` is every character that belongs to it, with line breaks before it and its terminator."""

    number: int
    """From 1 through the whole file."""
    line: int
    """Line of the file on which it begins, from 1."""
    offset: int
    """Characters before it."""
    raw: str
    elements: tuple[str, ...]
    """Tag first, so that `elements[1]` is what the standard calls 01."""
    delimiters: Delimiters

    @property
    def tag(self) -> str:
        return self.elements[0]

    @property
    def text(self) -> str:
        """The segment without terminator and line breaks."""
        return self.delimiters.element.join(self.elements)

    def get(self, position: int) -> str:
        """Element by its number from 1; empty where the segment is shorter."""
        return self.elements[position] if position < len(self.elements) else ""

    def parts(self, position: int) -> tuple[str, ...]:
        """Components of an element; one empty text where it is missing."""
        return tuple(self.get(position).split(self.delimiters.component))

    def part(self, position: int, component: int) -> str:
        """One component by its number from 1; empty where it is missing."""
        found = self.parts(position)
        return found[component - 1] if component <= len(found) else ""

    def repeats(self, position: int) -> tuple[str, ...]:
        """An element's repetitions, those that hold something."""
        value, by = self.get(position), self.delimiters.repetition
        return tuple(one for one in (value.split(by) if by else (value,)) if one)


@dataclass(frozen=True)
class X12File:
    """A file as read: every segment in its order, what is wrong, and what stands after the last segment."""

    segments: tuple[Segment, ...]
    problems: tuple[Problem, ...]
    tail: str = ""
    """What belongs to no segment: line breaks at the end, or all that was not read."""

    @property
    def text(self) -> str:
        """The file as it was given."""
        return "".join(segment.raw for segment in self.segments) + self.tail


def read(source: str | bytes) -> X12File:
    """All segments and what is wrong with the file's form; raises nothing. See `billing.x12.problems` for kinds."""
    problems = Problems()
    if len(source) > SIZE_MAX:
        message = f"The file is longer than {SIZE_MAX:,} characters, the most that are read. Split it by transaction."
        problems.add("too_large", message)
        return X12File((), problems.all(), source if isinstance(source, str) else "")
    text = decoded(source, problems) if isinstance(source, bytes) else source
    if text is None or not_x12(text, problems):
        return X12File((), problems.all(), text or "")
    cutter = _Cutter(text, problems)
    segments = tuple(cutter.segments())
    envelopes.check(segments, problems)
    return X12File(segments, problems.all(), text[cutter.position :])


@dataclass
class _Cutter:
    """Walks through the text once; each ISA sets the delimiters anew."""

    text: str
    problems: Problems
    position: int = 0
    line: int = 1
    number: int = 0
    delimiters: Delimiters | None = None
    newline: str = field(init=False)
    names: set[str] = field(default_factory=set)
    """Segment names that have stood in the file."""

    def __post_init__(self) -> None:
        self.newline = "\n" if "\n" in self.text else "\r"

    def segments(self) -> Iterator[Segment]:
        """Segments until the text or the limit ends; `position` is then where reading stopped."""
        while True:
            start = self._begin()
            if start is None:
                return
            if self.number >= SEGMENTS_MAX:
                message = f"The file has more than {SEGMENTS_MAX:,} segments; what follows was not read."
                self._problem("too_many_segments", message, start)
                return
            if self._opens_interchange(start):
                self.delimiters = self._isa(start)
            elif self.delimiters is None:
                self.delimiters = self._guess(start)
            if self.delimiters is None:
                return
            yield self._segment(start, self.delimiters)

    def _begin(self) -> int | None:
        """Where the next segment's first character stands: line breaks and blanks are passed over."""
        start, text, end = self.position, self.text, len(self.text)
        while start < end and (text[start].isspace() or text[start] == "\ufeff"):
            start += 1
        return start if start < end else None

    def _opens_interchange(self, start: int) -> bool:
        """Whether an ISA stands here: by the file's own beginning or where the last interchange has ended."""
        text = self.text
        return text.startswith("ISA", start) and len(text) > start + 3 and not text[start + 3].isalnum()

    def _segment(self, start: int, by: Delimiters) -> Segment:
        end = self.text.find(by.segment, start)
        cut = end < 0
        if cut:
            end = len(self.text)
        body, raw = self.text[start:end], self.text[self.position : end + len(by.segment)]
        line = self.line
        if len(raw) > end - start:  # line breaks stand around a segment, seldom inside
            line += self.text.count(self.newline, self.position, start)
            self.line = line + self.text.count(self.newline, start, self.position + len(raw))
        self.position = min(end + len(by.segment), len(self.text))
        self.number += 1
        if "\n" in body or "\r" in body:
            body = body.replace("\r", "").replace("\n", "")
        elements = self._elements(body, by, line, start)
        segment = Segment(self.number, line, start, raw, elements, by)
        if cut and by.segment not in "\r\n":
            self._cut_short(segment)
        return segment

    def _elements(self, body: str, by: Delimiters, line: int, start: int) -> tuple[str, ...]:
        """The segment's elements, and what is wrong with its form."""
        if len(body) > SEGMENT_LENGTH_MAX:
            message = (
                f"Segment {self.number} ({shown(body[:3])}) has {len(body):,} characters; {SEGMENT_LENGTH_MAX:,} are "
                "allowed. A segment terminator may be missing."
            )
            self.problems.add("segment_too_long", message, self.number, line, start)
        elements = tuple(body.split(by.element))
        if len(elements) > ELEMENTS_MAX + 1:
            message = (
                f"Segment {self.number} has {len(elements) - 1:,} elements; no segment has more than {ELEMENTS_MAX}."
            )
            self.problems.add("too_many_elements", message, self.number, line, start)
        if elements[0] not in self.names:
            elements = (self._tag(elements[0], line, start), *elements[1:])
        return elements

    def _tag(self, tag: str, line: int, start: int) -> str:
        """A new tag as it is read: small letters count as capitals, which is a problem as no name at all is."""
        if _TAG.fullmatch(tag):
            self.names.add(tag)
            return tag
        if _TAG.fullmatch(tag.upper()):
            message = f'Segment {self.number} begins with "{tag}" in small letters; it was read as {tag.upper()}.'
            self.problems.add("segment_name", message, self.number, line, start)
            return tag.upper()
        if not tag:
            message = f"Segment {self.number} is empty: two terminators stand side by side or a tag is missing."
            self.problems.add("empty_segment", message, self.number, line, start, "warning")
        else:
            message = f'Segment {self.number} begins with "{shown(tag)}", no segment name (2 or 3 capitals and digits).'
            self.problems.add("segment_name", message, self.number, line, start)
        return tag

    def _cut_short(self, segment: Segment) -> None:
        if segment.tag == "IEA" and len(segment.elements) == 3:
            message = "The last segment, IEA, has no terminator: the file may be cut."
            self.problems.add("no_terminator", message, segment.number, segment.line, segment.offset, "warning")
            return
        message = (
            f'The file ends inside segment {segment.number}, "{shown(segment.text)}": it was cut off, '
            "or its last segment terminator is missing."
        )
        self.problems.add("cut", message, segment.number, segment.line, segment.offset)

    def _problem(self, kind: str, message: str, start: int, severity: Literal["error", "warning"] = "error") -> None:
        line = self.line + self.text.count(self.newline, self.position, start)
        self.problems.add(kind, message, self.number + 1, line, start, severity)

    # ---- delimiters --------------------------------------------------------------------------------------

    def _isa(self, start: int) -> Delimiters | None:
        """Delimiters that an ISA declares, as long as they can be told apart; None where the ISA is cut."""
        separator = self.text[start + 3]
        head = self.text[start : start + ISA_LENGTH]
        if _fits(head, separator):
            return self._declared(head.split(separator), head[ISA_LENGTH - 1], start)
        # Mainframes wrap a file at 80 columns, the ISA too.
        unwrapped = re.sub(r"[\r\n]", "", self.text[start : start + ISA_LENGTH + 8])[:ISA_LENGTH]
        if _fits(unwrapped, separator):
            return self._declared(unwrapped.split(separator), unwrapped[ISA_LENGTH - 1], start)
        return self._uneven_isa(start, separator)

    def _uneven_isa(self, start: int, separator: str) -> Delimiters | None:
        """An ISA whose elements have other lengths than the standard's: read by counting elements."""
        pieces = self.text[start : start + 400].split(separator, 16)
        head = re.split(r"[~\r\n]", self.text[start : start + 400])[0]
        if head.count(separator) < 16 or len(pieces[16]) < 2:
            found = len(head)
            message = (
                f"The ISA is cut: it has 16 elements in {ISA_LENGTH} characters with its terminator, and here are "
                f"{head.count(separator)} elements in {found}. The delimiters cannot be told from it."
            )
            self._problem("isa_cut", message, start)
            return self.delimiters or self._guess_from(start, separator)
        wrong = [
            f"ISA{number:02d} has {len(value)} and not {width}"
            for number, (value, width) in enumerate(zip(pieces[1:16], ISA_WIDTHS, strict=False), start=1)
            if len(value) != width
        ]
        message = f"The ISA has the wrong length; it has fixed places: {'; '.join(wrong) or 'ISA16 is one character'}."
        self._problem("isa_length", message, start)
        return self._declared([*pieces[:16], pieces[16]], pieces[16][1], start)

    def _declared(self, pieces: list[str], terminator: str, start: int) -> Delimiters | None:
        separator, component = self.text[start + 3], pieces[16][0]
        repetition = pieces[11] if pieces[12] >= "00402" and len(pieces[11]) == 1 and not pieces[11].isalnum() else ""
        if terminator.isalnum() or len({separator, component, terminator}) < 3:
            message = (
                f'The ISA declares "{shown(separator)}" between elements, "{shown(component)}" between components and '
                f'"{shown(terminator)}" after segments; these must be three different characters, no letters or digits.'
            )
            self._problem("delimiters", message, start)
            return self._guess_from(start, separator)
        declared = Delimiters(separator, component, repetition, terminator)
        return declared if self._terminates(declared, start) else self._other_terminator(declared, start)

    def _terminates(self, declared: Delimiters, start: int) -> bool:
        """Whether the declared terminator is the one in use: it ends the ISA, and more than that."""
        return self.text.find(declared.segment, start + ISA_LENGTH) >= 0 or len(self.text) < start + ISA_LENGTH + 20

    def _other_terminator(self, declared: Delimiters, start: int) -> Delimiters:
        guess = self._guess_from(start, declared.element)
        if guess is None or guess.segment == declared.segment:
            return declared
        message = (
            f'The ISA declares "{shown(declared.segment)}" after segments, but the segments end with '
            f'"{shown(guess.segment)}"; read so.'
        )
        self._problem("terminator", message, start)
        return declared._replace(segment=guess.segment)

    def _guess(self, start: int) -> Delimiters | None:
        """Delimiters of a file without an ISA, from its look."""
        found = _FIRST_TAG.match(self.text, start)
        guess = self._guess_from(start, found[2]) if found else None
        if guess and found:
            message = (
                f"There is no ISA: the file begins with {found[1]}. It was read with the delimiters it seems to use "
                f'("{shown(guess.element)}" between elements, "{shown(guess.segment)}" after segments).'
            )
        else:
            message = (
                f'There is no ISA: the file begins with "{shown(self.text[start : start + 20])}". It is no X12 file.'
            )
        self._problem("no_isa", message, start)
        return guess

    def _guess_from(self, start: int, separator: str) -> Delimiters | None:
        """The terminator after which most often a segment's name follows, in the first 20,000 characters."""
        sample = self.text[start : start + 20_000]
        begins = re.compile(r"[\s]*[A-Z][A-Z0-9]{1,2}" + re.escape(separator))
        best, best_share = "", 0.0
        for terminator in _GUESSED_TERMINATORS:
            pieces = [piece for piece in sample.split(terminator)[1:-1] if piece.strip()]
            share = sum(1 for piece in pieces if begins.match(piece)) / len(pieces) if pieces else 0.0
            if terminator != separator and share > best_share:
                best, best_share = terminator, share
        if best_share < 0.6:
            return None
        return Delimiters(separator, ">" if ":" not in sample and ">" in sample else ":", "^", best)


def _fits(head: str, separator: str) -> bool:
    """Whether 106 characters have the ISA's separators at their fixed places."""
    if len(head) < ISA_LENGTH:
        return False
    place = 3
    for width in ISA_WIDTHS:
        if head[place] != separator:
            return False
        place += width + 1
    return head.count(separator) == len(ISA_WIDTHS)
