"""The CMS-1500 (02/12) on paper: a form of our own drawing in red with the claim in black on its printing grid.

The official form is the NUCC's; this is a look-alike for training, with its item numbers and our own labels, and
says on every page that it is not for submission.
"""

from __future__ import annotations

import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from billing.items import LETTERS
from billing.models import Claim
from billing.papers.grid import Field, grid
from billing.papers.placing import Printed, pages_of
from billing.papers.sheet import NOTICE, dashes, new_pdf

RED = (190, 30, 45)
TINT = (250, 226, 226)
LABEL = 4.6
SMALL = 4.2
MARK_WIDTH = 8.4
NARROW = 20.0
"""Columns of item 24 below this width take smaller words, points."""
FONT_SIZE = 12.0
"""Courier at 12 points is ten characters an inch."""
BASELINE = 9.0
"""From the upper edge of a line down, points."""

TITLE = "HEALTH INSURANCE CLAIM"
WARNING = "TRAINING COPY, NOT FOR SUBMISSION"


def cms1500(claim: Claim, address: str, day: datetime.date) -> bytes:
    """A claim on paper. `address`: the payer's, parts separated by commas; `day` is put into the file as its date."""
    pdf = new_pdf("CMS-1500, training copy", day)
    for printed in pages_of(claim, address):
        pdf.add_page()
        _form(pdf)
        _data(pdf, printed)
    return bytes(pdf.output())


# ---- the claim -------------------------------------------------------------------------------------------


def _data(pdf: FPDF, printed: list[Printed]) -> None:
    page = grid().page
    pdf.set_font("Courier", size=FONT_SIZE)
    pdf.set_text_color(0, 0, 0)
    for one in printed:
        pdf.text(page.x(one.column), page.y(one.line) + BASELINE, one.text)


# ---- the form --------------------------------------------------------------------------------------------


def _form(pdf: FPDF) -> None:
    pdf.set_draw_color(*RED)
    pdf.set_text_color(*RED)
    _head(pdf)
    _service_lines(pdf)
    pdf.set_line_width(0.5)
    for box in grid().boxes.values():
        left, top, right, bottom = box.edges
        pdf.rect(left, top, right - left, bottom - top)
        _label(pdf, left + 1.6, top + 5.0, box.label)
    for field in grid().fields.values():
        _marks(pdf, field)
        _dividers(pdf, field)
    _letters(pdf)
    _signature_words(pdf)
    _foot(pdf)


def _label(pdf: FPDF, x: float, y: float, text: str, size: float = LABEL, style: str = "") -> None:
    pdf.set_font("Helvetica", style=style, size=size)
    pdf.text(x, y, text)


def _head(pdf: FPDF) -> None:
    page = grid().page
    left, top = grid().boxes["1"].edges[:2]
    end = grid().boxes["1a"].edges[2]
    _label(pdf, left, 34, TITLE, size=13, style="B")
    _label(pdf, left, 47, WARNING, size=9, style="B")
    _label(pdf, left, 57, "Look-alike of form CMS-1500 (02/12): item numbers of the form, our own labels", size=6)
    pdf.set_line_width(0.9)
    pdf.line(left, top, end, top)
    pdf.set_line_width(0.4)
    for start, words_at in ((left, left + 29), (end - 25.2, end - 42)):
        for place in range(3):
            pdf.rect(start + place * MARK_WIDTH, page.y(7) + 1.5, MARK_WIDTH, 9)
        _label(pdf, words_at, page.y(7) + 8, "PICA", size=5)
    _margin_word(pdf, "CARRIER", 20, top)
    _margin_word(pdf, "PATIENT AND INSURED", top, grid().boxes["14"].edges[1])
    _margin_word(pdf, "PHYSICIAN OR SUPPLIER", grid().boxes["14"].edges[1], grid().boxes["33a"].edges[3])


def _margin_word(pdf: FPDF, word: str, top: float, bottom: float) -> None:
    """A word on its side in the right margin, between two arrows' lengths."""
    x, middle = 601.0, (top + bottom) / 2
    pdf.set_font("Helvetica", size=6)
    half = pdf.get_string_width(word) / 2
    pdf.set_line_width(0.4)
    pdf.line(x - 2, top + 2, x - 2, middle - half - 4)
    pdf.line(x - 2, middle + half + 4, x - 2, bottom - 2)
    with pdf.rotation(90, x, middle + half):
        pdf.text(x, middle + half, word)


def _marks(pdf: FPDF, field: Field) -> None:
    """The small squares of a choice with the name of each."""
    page = grid().page
    pdf.set_line_width(0.4)
    for name, column in field.places.items():
        x, y = page.x(column), page.y(field.line)
        pdf.rect(x - 0.6, y + 1.0, MARK_WIDTH, 10)
        pdf.set_font("Helvetica", size=SMALL)
        width = pdf.get_string_width(name.upper())
        place = {"left": (x - width - 2, y + 8), "right": (x + MARK_WIDTH + 1, y + 8), "above": (x, y - 1)}[field.names]
        pdf.text(*place, name.upper())


def _dividers(pdf: FPDF, field: Field) -> None:
    """Dotted lines: between month, day and year, and before the cents."""
    page = grid().page
    top, bottom = page.y(field.line) + 1, page.y(field.line + 1) - 0.6
    pdf.set_line_width(0.3)
    roomy = field.box != "31"  # the signature stands right above its date
    if field.rule == "date" and len(field.columns) == 3:
        for column in field.columns[1:]:
            x = page.x(column) - page.column / 2
            dashes(pdf, (x, top), (x, bottom), 1, 1)
        for name, column in zip(("MM", "DD", "YYYY"[: field.year]), field.columns, strict=True) if roomy else ():
            _label(pdf, page.x(column) + 2, page.y(field.line) - 0.4, name, size=3.6)
    if field.rule == "money":
        x = page.x(field.column + field.length - 3) + page.column / 2
        dashes(pdf, (x, top), (x, bottom), 1, 1)


def _letters(pdf: FPDF) -> None:
    """The letters of item 21."""
    field, page = grid().fields["21"], grid().page
    for number, letter in enumerate(LETTERS):
        column = field.columns[number % len(field.columns)]
        line = field.line + number // len(field.columns)
        _label(pdf, page.x(column) - 9, page.y(line) + 8, f"{letter}.", size=6)
        pdf.line(page.x(column) - 1, page.y(line) + 11, page.x(column + field.length), page.y(line) + 11)
    place = grid().fields["21 indicator"]
    _label(pdf, page.x(place.column) - 21, page.y(place.line) + 7, "ICD IND.")


def _signature_words(pdf: FPDF) -> None:
    page = grid().page
    for key, word in (("12", "SIGNED"), ("12 date", "DATE"), ("13", "SIGNED"), ("31 date", "DATE")):
        field = grid().fields[key]
        pdf.set_font("Helvetica", size=SMALL)
        left = page.x(field.column) - pdf.get_string_width(word) - 3
        if left > grid().boxes[field.box].edges[0] + 1:
            pdf.text(left, page.y(field.line) + 8, word)
        else:
            pdf.text(page.x(field.column), page.y(field.line) - 1, word)


def _service_lines(pdf: FPDF) -> None:
    """Item 24: shaded halves, columns, heads."""
    rows, page = grid().lines, grid().page
    edges = [column.edges for column in rows.columns.values()]
    left, right = edges[0][0], edges[-1][1]
    top, first, end = page.y(rows.head), page.y(rows.first), page.y(rows.first + 2 * rows.rows)
    pdf.set_fill_color(*TINT)
    pdf.set_line_width(0.5)
    for row in range(rows.rows):
        y = page.y(rows.first + 2 * row)
        pdf.rect(left, y, right - left, page.line, style="F")
        pdf.line(left, y, right, y)
        _label(pdf, left - 8, y + 15, str(row + 1), size=7, style="B")
    pdf.rect(left, top, right - left, end - top)
    for column in rows.columns.values():
        start = column.edges[0]
        pdf.line(start, top, start, end)
        for number, word in enumerate(column.label.split(" ", 1)):
            narrow = column.edges[1] - start < NARROW
            _label(pdf, start + 1.4, top + 6 + 6 * number, word, size=3.6 if narrow and number else 5)
    for name, at in zip(("MM", "DD", "YY") * 2, rows.columns["A"].columns, strict=True):
        _label(pdf, page.x(at) + 2, first - 1.4, name, size=3.8)
    cents = page.x(rows.columns["F"].column + rows.columns["F"].length - 3) + page.column / 2
    dashes(pdf, (cents, first), (cents, end), 1, 1)


def _foot(pdf: FPDF) -> None:
    left, _, _, bottom = grid().boxes["31"].edges
    right = grid().boxes["33a"].edges[2]
    _label(pdf, left, bottom + 12, WARNING, size=8, style="B")
    pdf.set_font("Helvetica", size=6)
    pdf.set_xy(left, bottom + 14)
    pdf.cell(right - left, 8, NOTICE, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    words = "Layout of form 1500 (02-12)"
    pdf.text(right - pdf.get_string_width(words), bottom + 12, words)
