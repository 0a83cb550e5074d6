"""The chart of a family: documents made of headings and tagged sentences.

Reads `[id, each wounds: condition] sentence` lines and keeps, for each line, a full and an abbreviated wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenarios import conditions, source, templates
from scenarios.conditions import Condition, Known
from scenarios.mess import abbreviate
from scenarios.problems import Place, Problems, did_you_mean
from scenarios.tables import ItemList, item_names

_TAG = re.compile(r"\[([^\]:]*)(?::([^\]]*))?\]\s*(.*)$")
_ID = re.compile(r"(-?)([a-z][a-z0-9_]*)?(\?)?$")
LONGEST_DOCUMENT = 60_000
"""Characters a document may render to."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's title."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """An empty line: what follows starts a new paragraph."""


@dataclass(frozen=True, slots=True)
class Line:
    """One tagged sentence. `group`: lines of the same group compete; empty where every such line stands."""

    id: str
    """Empty for color."""
    group: str
    sometimes: bool
    each: str
    copied: bool
    condition: Condition
    parts: templates.Parts
    short: templates.Parts
    label: str
    place: Place
    raw: str


Piece = Heading | Paragraph | Line


@dataclass(frozen=True)
class Paper:
    """One document of the chart."""

    title: str
    pieces: tuple[Piece, ...]
    place: Place

    def lines(self) -> Iterator[Line]:
        """Its sentences."""
        return (piece for piece in self.pieces if isinstance(piece, Line))


def read_paper(
    title: str,
    node: source.Text,
    known: Mapping[str, Known],
    lists: Mapping[str, ItemList],
    problems: Problems,
) -> Paper:
    """A document from its block."""
    if not node.literal:
        problems.add("note.block", node.place, "a note stands in a literal block: write '|' and the lines below it")
    pieces: list[Piece] = []
    for text, place in node.lines():
        stripped = text.strip()
        if not stripped:
            pieces.append(Paragraph())
        elif stripped.startswith("["):
            line = _line(title, stripped, place, known, lists, problems)
            if line is not None:
                pieces.append(line)
        elif stripped.upper() == stripped:
            pieces.append(Heading(stripped))
        else:
            message = "a line without a tag; a sentence starts with [id] or [-], a heading is in capitals"
            problems.add("note.untagged", place, message)
    while pieces and isinstance(pieces[-1], Paragraph):
        pieces.pop()
    if not any(isinstance(piece, Line) for piece in pieces):
        problems.add("note.empty", node.place, f"{title}: no sentence")
    return Paper(title, tuple(pieces), node.place)


def _line(
    title: str,
    text: str,
    place: Place,
    known: Mapping[str, Known],
    lists: Mapping[str, ItemList],
    problems: Problems,
) -> Line | None:
    match = _TAG.fullmatch(text)
    if match is None:
        problems.add("note.tag", place, "the tag is not closed: [id: condition] sentence")
        return None
    words = [word.strip() for word in match[1].split(",")]
    name = _ID.fullmatch(words[0])
    if name is None or not words[0] or (name[3] and not name[1]) or (name[2] is None and not name[1]):
        message = (
            f"tag {words[0]!r}: an id is lower-case letters, digits and _; color is [-], [-name], [-?] or [-name?]"
        )
        problems.add("note.tag", place, message)
        return None
    each, copied = _flags(words[1:], lists, place, problems)
    if not match[3]:
        problems.add("note.tag", place, "the sentence is missing")
        return None
    here = {**known, **item_names(lists[each])} if each else known
    condition = conditions.parse(match[2], here, place, problems) if match[2] is not None else conditions.ALWAYS
    color, sometimes = bool(name[1]), bool(name[3])
    label = templates.short_label(f"{title}|{words[0]}|{match[3]}")
    parts = templates.parse(match[3], label, place, problems)
    if not color:
        for _ in templates.phrases(parts):
            problems.add("phrase.cited", place, "<phrase...> stands in [-] lines only; a key rests on your own words")
            break
    group = f"{name[1]}{name[2]}" if name[2] else ""
    line_id = "" if color else str(name[2])
    short = templates.map_text(parts, abbreviate)
    return Line(line_id, group, sometimes, each, copied, condition, parts, short, label, place, match[3])


def _flags(words: list[str], lists: Mapping[str, ItemList], place: Place, problems: Problems) -> tuple[str, bool]:
    each, copied = "", False
    for word in words:
        if word == "copied":
            copied = True
        elif word.startswith("each "):
            each = word[5:].strip()
            if each not in lists:
                problems.add("list.unknown", place, f"unknown list {each!r}{did_you_mean(each, lists)}")
                each = ""
        else:
            problems.add("note.tag", place, f"{word!r} in a tag: 'copied' or 'each LIST' may follow the id")
    return each, copied
