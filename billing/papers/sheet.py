"""An empty sheet of letter paper as all papers begin: dated by its own day, in the fonts that every PDF reader has.

The core fonts know Latin-1 only; any other character becomes a question mark instead of an error.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Literal

from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

from scenarios.models import Patient

Style = Literal["", "B", "I"]
LETTER_WIDTH = 612.0

NOTICE = "Training data: all people, payers and numbers are invented."


def new_pdf(title: str, day: datetime.date) -> FPDF:
    """A PDF without pages: points, letter paper, no margins; its date is the paper's own, so that it never differs."""
    pdf = FPDF(unit="pt", format="letter")
    _about(pdf, title, day)
    pdf.set_auto_page_break(False)
    pdf.set_margins(0, 0)
    return pdf


def _about(pdf: FPDF, title: str, day: datetime.date) -> None:
    pdf.set_title(latin(title))
    pdf.set_creator("Both Hats")
    pdf.set_subject(NOTICE)
    pdf.set_creation_date(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC))


def latin(text: str) -> str:
    """The text in Latin-1, which the core fonts hold; long dashes and curly quotes become plain ones."""
    plain = text.translate(_PLAIN)
    return plain.encode("latin-1", "replace").decode("latin-1")


_PLAIN = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
                        "\u2026": "...", "\u2022": "-"})  # fmt: skip


LEFT, RIGHT = 54.0, 558.0
"""Margins of a written page, points."""
BOTTOM = 748.0
"""Nothing but the notice stands below it."""
LETTER_HEIGHT = 792.0


class Written(FPDF):
    """A written page: margins, page numbers, the training notice at the foot of every page."""

    def footer(self) -> None:
        """Called by the library at the end of each page."""
        self.set_y(LETTER_HEIGHT - 32)
        self.set_font("Helvetica", style="B", size=7.5)
        self.set_text_color(90, 90, 90)
        self.cell(RIGHT - LEFT - 80, 10, NOTICE)
        self.set_font("Helvetica", size=7.5)
        self.cell(80, 10, f"Page {self.page_no()} of {{nb}}", align="R")
        self.set_text_color(0, 0, 0)


def written(title: str, day: datetime.date) -> Written:
    """A PDF with its first written page."""
    pdf = Written(unit="pt", format="letter")
    _about(pdf, title, day)
    pdf.set_margins(LEFT, 48, LETTER_WIDTH - RIGHT)
    pdf.set_auto_page_break(True, LETTER_HEIGHT - BOTTOM)
    pdf.c_margin = 0
    pdf.add_page()
    return pdf


def row(pdf: FPDF, cells: Sequence[str], widths: Sequence[float], numbers: int, height: float = 12.0) -> None:
    """A row of a table; the last `numbers` cells stand at their right end, the second one takes as many lines as it
    needs. A row that would not fit the page begins the next one.
    """
    words = pdf.multi_cell(widths[1] - 6, height, latin(cells[1]), dry_run=True, output=MethodReturnValue.LINES)
    lines = [str(one) for one in words] if isinstance(words, list) else []
    if pdf.will_page_break(height * max(len(lines), 1)):
        pdf.add_page()
    for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
        align = Align.R if place >= len(cells) - numbers else Align.L
        shown = text if place != 1 else lines[0] if lines else ""
        pdf.cell(width, height, fitted(pdf, shown, width - 2), align=align)
    pdf.ln(height)
    for more in lines[1:]:
        pdf.set_x(LEFT + widths[0])
        pdf.cell(widths[1], height, more, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def fitted(pdf: FPDF, text: str, width: float) -> str:
    """The text in Latin-1, cut to a width in the font now set."""
    text = latin(text)
    if pdf.get_string_width(text) <= width:
        return text
    while text and pdf.get_string_width(f"{text}...") > width:
        text = text[:-1]
    return f"{text.rstrip()}..."


def rule(pdf: FPDF, gap: float = 3.0) -> None:
    """A thin line over the page's width."""
    y = pdf.get_y() + gap
    pdf.set_line_width(0.5)
    pdf.set_draw_color(120, 120, 120)
    pdf.line(LEFT, y, RIGHT, y)
    pdf.set_y(y + gap)


def dashes(pdf: FPDF, start: tuple[float, float], end: tuple[float, float], dash: float, gap: float) -> None:
    """A dashed line between two points."""
    pdf.set_dash_pattern(dash=dash, gap=gap)
    pdf.line(*start, *end)
    pdf.set_dash_pattern()


def text_block(pdf: FPDF, text: str, size: float = 10.0, style: Style = "", height: float = 13.0) -> None:
    """Paragraph over the page's width."""
    pdf.set_font("Helvetica", style=style, size=size)
    pdf.multi_cell(RIGHT - LEFT, height, latin(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def spoken(patient: Patient) -> str:
    """First to last name, as on an envelope."""
    return " ".join(part for part in (patient.first_name, patient.middle_initial, patient.last_name) if part)
