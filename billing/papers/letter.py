"""A letter of the account as one page of business paper: the text of `billing.accounts.letters`, set in blocks."""

from __future__ import annotations

import datetime

from fpdf.enums import Align, XPos, YPos

from billing.papers.sheet import BOTTOM, LEFT, NOTICE, RIGHT, Written, latin, rule, written

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
"""Type sizes, points: the largest that keeps the letter on one page."""


def letter(text: str, day: datetime.date) -> bytes:
    """A letter whose blocks are parted by blank lines, the first its letterhead."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    for size in SIZES:
        pdf = _set(blocks, day, size)
        if pdf.page_no() == 1:
            break
    return bytes(pdf.output())


def _set(blocks: list[str], day: datetime.date, size: float) -> Written:
    pdf = written("Letter, training data", day)
    name, *address = blocks[0].split("\n")
    pdf.set_font("Helvetica", style="B", size=14)
    pdf.cell(RIGHT - LEFT, 18, latin(name), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font("Helvetica", size=8.5)
    for row in address:
        pdf.cell(RIGHT - LEFT, 11, latin(row), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    rule(pdf, 4)
    for block in blocks[1:]:
        _block(pdf, block, size)
    return pdf


def _block(pdf: Written, block: str, size: float) -> None:
    """A paragraph; the notice is at the foot of the page already, and a list of `name: value` lines is set as one."""
    if NOTICE.split(":")[0] in block:
        return
    lines, height = block.split("\n"), size * 1.28
    pdf.ln(height * 0.55)
    if lines[0].startswith("Sincerely") and pdf.get_y() < BOTTOM - 5 * height:
        lines = [lines[0], "", *lines[1:]]
    for line in lines:
        head, colon, rest = line.partition(": ")
        if len(lines) > 3 and colon and not line.startswith("- "):
            pdf.set_font("Helvetica", style="B", size=size)
            pdf.cell(118, height, latin(head))
            pdf.set_font("Helvetica", size=size)
            pdf.multi_cell(RIGHT - LEFT - 118, height, latin(rest), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            continue
        strong = line.endswith(":") and len(lines) > 1
        pdf.set_font("Helvetica", style="B" if strong else "", size=size)
        pdf.multi_cell(RIGHT - LEFT, height, latin(line), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
