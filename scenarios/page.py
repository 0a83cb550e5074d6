"""Writes the papers of a chart as a busy practice would: header, sections, stamps, signature, and where each
sentence stands.

`text[start:end]` of a span is what can be shown and cited; evidence is exactly such a stretch.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenarios import mess as mess_engine
from scenarios.combination import Combination, Stand
from scenarios.draw import Draw
from scenarios.encounter import Surroundings
from scenarios.models import Document, Span
from scenarios.note import Heading, Line, Paper, Paragraph
from scenarios.templates import render
from scenarios.trusted import trusted

if TYPE_CHECKING:
    from scenarios.variants import Scope

Placed = tuple[str, int, int, str]
"""Document title, start, end, text."""

_SIGNATURES = (
    "Electronically signed by {name}, {credential} on {date} at {clock}",
    "Signed: {name}, {credential}, {date} {clock}",
    "E-signed {name} {credential} {date} {clock}",
    "{name}, {credential} (electronic signature, {date}, {clock})",
)
_COPIED = (
    "--- imported from outside records, {date} ---",
    "[Carried forward from records of {date}]",
    "Copied from shared record, {date}:",
)


@dataclass
class Chart:
    """The written documents, and where the tagged sentences stand."""

    documents: tuple[Document, ...]
    sentences: dict[tuple[str, int], Placed]


class _Page:
    """One document being written."""

    __slots__ = ("at", "out", "spans")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.spans: list[Span] = []
        self.at = 0

    def gap(self, text: str) -> None:
        """Text between spans; none at the start of the document."""
        if self.at:
            self.out.append(text)
            self.at += len(text)

    def span(self, kind: str, text: str) -> tuple[int, int]:
        """A stretch that can be shown; returns where it stands."""
        start = self.at
        self.out.append(text)
        self.at = end = start + len(text)
        self.spans.append(trusted(Span, kind=kind, start=start, end=end))
        return start, end


def write_chart(chosen: Combination, scope: Scope, around: Surroundings, day: datetime.date, level: int) -> Chart:
    """All documents of a variant."""
    layout = chosen.layout(level)
    draw = scope.draw
    picked = tuple(draw.number(label, count) if count > 1 else 0 for label, count in layout.groups)
    sentences: dict[tuple[str, int], Placed] = {}
    documents = []
    for number, (paper, stands) in enumerate(layout.papers):
        page = _Page()
        _header(page, paper, around, day, level, draw, number)
        placed = _body(page, stands, picked, chosen, scope, level, number, day)
        if number == 0:
            _signature(page, around, day, draw)
        text = "".join(page.out)
        for ref, start, end in placed:
            sentences[ref] = (paper.title, start, end, text[start:end])
        documents.append(trusted(Document, title=paper.title, text=text, spans=tuple(page.spans)))
    return Chart(tuple(documents), sentences)


def _header(
    page: _Page, paper: Paper, around: Surroundings, day: datetime.date, level: int, draw: Draw, number: int
) -> None:
    patient, provider = around.patient, around.provider
    if number:
        # Further papers may come from elsewhere and another day: who wrote and signed them is the author's to say.
        page.span("stamp", f"{paper.title}  |  {patient.name}  |  DOB {_american(patient.birth_date)}")
        return
    name, sex = patient.name, patient.sex
    born, seen = _american(patient.birth_date), _american(day)
    where = around.practice.facility_name or around.practice.name
    style = draw.number("header", 3) if level > 1 else 0
    if style == 0:
        page.span("stamp", f"{where}  |  {paper.title}")
        page.gap("\n")
        page.span("stamp", f"Patient: {name}   DOB: {born}   Sex: {sex}   Chart: {patient.account_number}")
        page.gap("\n")
        page.span("stamp", f"Date of service: {seen}   Provider: {provider.name}, {provider.credential}")
    elif style == 1:
        page.span("stamp", f"{where.upper()} - {paper.title.upper()}")
        page.gap("\n")
        page.span("stamp", f"{name} ({sex}) DOB {born} MRN {patient.account_number} DOS {seen}")
        page.gap("\n")
        page.span("stamp", f"{provider.name} {provider.credential}, {provider.specialty}")
    else:
        page.span("stamp", f"{paper.title} :: {seen} :: {provider.name}, {provider.credential}")
        page.gap("\n")
        page.span("stamp", f"Pt {name}, {sex}, born {born}, acct {patient.account_number} ({where})")
    if around.referrer:
        page.gap("\n")
        page.span("stamp", f"Referred by: {around.referrer}, MD, NPI {around.referrer_npi}")


def _signature(page: _Page, around: Surroundings, day: datetime.date, draw: Draw) -> None:
    clock = f"{draw.between('signed', 16, 19):02d}:{draw.number('signed-minute', 60):02d}"
    template = draw.one_of("signature", _SIGNATURES)
    provider = around.provider
    page.gap("\n\n")
    page.span(
        "stamp",
        template.format(name=provider.name, credential=provider.credential, date=_american(day), clock=clock),
    )


def _body(
    page: _Page,
    stands: tuple[Stand, ...],
    picked: tuple[int, ...],
    chosen: Combination,
    scope: Scope,
    level: int,
    number: int,
    day: datetime.date,
) -> list[tuple[tuple[str, int], int, int]]:
    """Sections and sentences; returns where the tagged ones stand."""
    draw = scope.draw
    by_line = draw.chance("voice:lines", 35 if level < 3 else 50)
    bullet = draw.one_of("voice:bullet", ("", "- ", "* ")) if by_line and level > 1 else ""
    blank = "  " if level > 2 and draw.chance("voice:blanks", 50) else " "
    placed: list[tuple[tuple[str, int], int, int]] = []
    heading, fresh, sections, tight = "", True, 0, level == 4 and draw.chance("voice:tight", 50)
    # A small child may not have been born when an older record would have been written.
    has_past = number == 0 and chosen.family.days_old is None
    copied_after = _copied_sections(draw, level) if has_past else ()
    for stand in stands:
        piece = stand.piece
        if piece.__class__ is Line:
            if stand.group >= 0 and picked[stand.group] != stand.position:
                continue
            line: Line = piece
            if line.sometimes and not draw.chance(f"sometimes:{line.group or line.label}", 50):
                continue
            if heading:
                if sections:
                    _after_section(page, scope, level, sections, copied_after, day)
                page.gap("\n" if tight else "\n\n")
                page.span("heading", mess_engine.heading(heading, level, draw))
                page.gap("\n")
                heading, fresh, sections = "", True, sections + 1
            elif not page.spans:
                fresh = True
            text = _sentence(line, stand.item, chosen, scope, level)
            own_line = by_line or bool(line.each) or line.copied
            if not fresh:
                page.gap("\n" if own_line else blank)
            elif not sections:
                page.gap("\n\n")
                sections = 1
            if own_line and bullet:
                page.out.append(bullet)
                page.at += len(bullet)
            start, end = page.span("copied" if line.copied else "sentence", text)
            fresh = False
            if own_line and not by_line:
                fresh = True
                page.gap("\n")
            if line.id:
                placed.append(((line.id, stand.item), start, end))
        elif piece.__class__ is Heading:
            heading = piece.text
        elif isinstance(piece, Paragraph) and not fresh:
            page.gap("\n")
            fresh = True
    _after_section(page, scope, level, 99, copied_after, day)
    return placed


def _sentence(line: Line, item: int, chosen: Combination, scope: Scope, level: int) -> str:
    draw = scope.draw
    suffix = f"#{item}" if item else ""
    share = mess_engine.SHORT_SENTENCES[level]
    parts = line.short if share and draw.chance(f"short:{line.label}", share) else line.parts
    if item:
        words = scope.words
        scope.words = {**words, **chosen.items[line.each][item - 1].own}
        text = render(parts, scope, suffix)
        scope.words = words
    else:
        text = render(parts, scope, suffix)
    text = text.strip()
    if not line.id and level > 2:
        text = mess_engine.slip(text, level, draw, line.label)
    return text[:1].upper() + text[1:] if text[:1].islower() and level < 3 else text


def _copied_sections(draw: Draw, level: int) -> tuple[int, ...]:
    count = mess_engine.COPIED_BLOCKS[level]
    return tuple(draw.sample("copied:where", count, 3)) if count else ()


def _after_section(
    page: _Page, scope: Scope, level: int, section: int, copied_after: tuple[int, ...], day: datetime.date
) -> None:
    """What the system leaves behind a section: a stamp, a copied-forward block."""
    draw = scope.draw
    stamp = mess_engine.stamp(level, draw, section)
    if stamp:
        page.gap("\n")
        page.span("stamp", stamp)
    if section - 1 not in copied_after:
        return
    days = draw.between(f"copied:days:{section}", 40, 420)
    page.gap("\n\n")
    page.span("copied", draw.one_of(f"copied:head:{section}", _COPIED).format(date=scope.day(-days)))
    count = draw.between(f"copied:count:{section}", 2, 4)
    for phrase in scope.some_phrases("copied", count, f"copied:{section}"):
        page.gap("\n")
        page.span("copied", phrase)


def _american(day: datetime.date) -> str:
    return f"{day.month:02d}/{day.day:02d}/{day.year}"
