"""An empty sheet of letter paper as all papers begin: dated by its own day, in the fonts that every PDF reader has.

The core fonts know Latin-1 only; any other character becomes a question mark instead of an error.
"""

from __future__ import annotations

import datetime

from fpdf import FPDF

NOTICE = "Training data: all people, payers and numbers are invented."


def new_pdf(title: str, day: datetime.date) -> FPDF:
    """A PDF without pages: points, letter paper, no margins; its date is the paper's own, so that it never differs."""
    pdf = FPDF(unit="pt", format="letter")
    pdf.set_auto_page_break(False)
    pdf.set_margins(0, 0)
    pdf.set_title(latin(title))
    pdf.set_creator("Both Hats")
    pdf.set_subject(NOTICE)
    pdf.set_creation_date(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC))
    return pdf


def latin(text: str) -> str:
    """The text in Latin-1, which the core fonts hold; long dashes and curly quotes become plain ones."""
    plain = text.translate(_PLAIN)
    return plain.encode("latin-1", "replace").decode("latin-1")


_PLAIN = str.maketrans({"\u2013": "-", "\u2014": "-", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
                        "\u2026": "...", "\u2022": "-"})  # fmt: skip
