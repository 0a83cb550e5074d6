"""The patient's statement on paper: what was done, who paid what, what is owed, and a slip to send with the payment."""

from __future__ import annotations

from fpdf.enums import Align, XPos, YPos

from billing.papers.sheet import LEFT, NOTICE, RIGHT, Written, dashes, latin, row, rule, spoken, text_block, written
from billing.statements import Statement, StatementLine
from scenarios.models import Address, Patient, Practice

WIDTHS = (54.0, 174.0, 52.0, 58.0, 58.0, 54.0, 54.0)
HEADS = ("Date", "Service", "Charge", "Plan paid", "Adjusted", "You paid", "You owe")
LINES_A_PAGE = 9
"""Services above the slip, two lines of words each; more go on further pages."""
SLIP_TOP = 574.0


def statement_paper(made: Statement, practice: Practice, patient: Patient) -> bytes:
    """A statement, with the slip at the foot of its first page."""
    pdf = written(f"Statement {made.number}, training data", made.date)
    _head(pdf, made, practice, patient)
    _table(pdf, made.lines[:LINES_A_PAGE])
    if len(made.lines) > LINES_A_PAGE:
        text_block(pdf, "More services on the next page.", size=8.5, height=11)
    _sums(pdf, made, practice)
    _slip(pdf, made, practice, patient)
    for start in range(LINES_A_PAGE, len(made.lines), LINES_A_PAGE):
        pdf.add_page()
        text_block(pdf, f"Statement {made.number}, account {made.account}, continued", style="B")
        _table(pdf, made.lines[start : start + LINES_A_PAGE])
    return bytes(pdf.output())


def _place(address: Address) -> str:
    return f"{address.city}, {address.state} {address.zip}"


def _head(pdf: Written, made: Statement, practice: Practice, patient: Patient) -> None:
    text_block(pdf, practice.name, size=14, style="B", height=18)
    text_block(pdf, f"{practice.address.street}, {_place(practice.address)}", size=9, height=12)
    text_block(pdf, f"Questions about this statement: {practice.phone}", size=9, height=12)
    rule(pdf, 4)
    top = pdf.get_y()
    for text in (spoken(patient), patient.address.street, _place(patient.address)):
        text_block(pdf, text, size=10, height=13)
    facts = (("Statement", made.number), ("Date", f"{made.date:%m/%d/%Y}"), ("Account", made.account),
             ("Amount due", f"${made.amount_due}"), ("Pay by", f"{made.due_by:%m/%d/%Y}"))  # fmt: skip
    _facts(pdf, 360, top, facts)
    pdf.set_y(top + 76)


def _facts(pdf: Written, left: float, top: float, facts: tuple[tuple[str, str], ...]) -> None:
    for number, (name, value) in enumerate(facts):
        pdf.set_xy(left, top + 14 * number)
        pdf.set_font("Helvetica", size=9.5)
        pdf.cell(80, 14, name)
        pdf.set_font("Helvetica", style="B", size=9.5)
        pdf.cell(RIGHT - left - 80, 14, latin(value), align=Align.R)


def _table(pdf: Written, lines: tuple[StatementLine, ...]) -> None:
    pdf.set_font("Helvetica", style="B", size=8.5)
    row(pdf, HEADS, WIDTHS, numbers=5)
    rule(pdf, 1.5)
    pdf.set_font("Helvetica", size=8.5)
    for line in lines:
        amounts = (line.charge, line.insurance_paid, line.adjusted, line.you_paid, line.you_owe)
        row(pdf, (f"{line.date:%m/%d/%Y}", line.service, *(f"{amount:,.2f}" for amount in amounts)), WIDTHS, numbers=5)
    rule(pdf, 1.5)


def _sums(pdf: Written, made: Statement, practice: Practice) -> None:
    pending = sum((line.pending for line in made.lines), start=made.amount_due - made.amount_due)
    pdf.set_font("Helvetica", style="B", size=10)
    pdf.cell(RIGHT - LEFT - 80, 15, "Amount due", align=Align.R)
    pdf.cell(80, 15, f"${made.amount_due:,.2f}", align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    if pending:
        text_block(pdf, f"Still with insurance and not asked for here: ${pending:,.2f}", size=8.5, height=12)
    _ages(pdf, made)
    text_block(pdf, f"Pay by check with the slip below, or by card at {practice.phone}.", size=9, height=12)
    for message in made.messages:
        if message != NOTICE:
            text_block(pdf, message, size=9, height=12)


def _ages(pdf: Written, made: Statement) -> None:
    """What is owed by days since the service."""
    pdf.ln(6)
    width = (RIGHT - LEFT) / (len(made.aging) + 1)
    for style, cells in (
        ("B", ("Days since service", *made.aging)),
        ("", ("Owed", *(f"{amount:,.2f}" for amount in made.aging.values()))),
    ):
        pdf.set_font("Helvetica", style=style, size=8.5)
        for place, text in enumerate(cells):
            pdf.cell(width, 12, latin(text), align=Align.R if place else Align.L)
        pdf.ln(12)
    pdf.ln(6)


def _slip(pdf: Written, made: Statement, practice: Practice, patient: Patient) -> None:
    """Below the dashed line: what comes back with the check."""
    pdf.set_line_width(0.6)
    pdf.set_draw_color(90, 90, 90)
    dashes(pdf, (LEFT, SLIP_TOP), (RIGHT, SLIP_TOP), 4, 3)
    pdf.set_xy(LEFT, SLIP_TOP + 2)
    pdf.set_font("Helvetica", style="I", size=8)
    pdf.cell(RIGHT - LEFT, 10, "Tear off here and send this part with your payment.", align=Align.C)
    top = SLIP_TOP + 20
    for left, name, lines in (
        (LEFT, "From", (spoken(patient), patient.address.street, _place(patient.address))),
        (LEFT + 160, "Pay to", (practice.name, practice.address.street, _place(practice.address))),
    ):
        for number, text in enumerate((name, *lines)):
            pdf.set_xy(left, top + 13 * number)
            pdf.set_font("Helvetica", style="" if number else "B", size=9.5)
            pdf.cell(155, 13, latin(text))
    facts = (("Account", made.account), ("Statement", made.number), ("Pay by", f"{made.due_by:%m/%d/%Y}"),
             ("Amount due", f"${made.amount_due:,.2f}"))  # fmt: skip
    _facts(pdf, LEFT + 330, top, facts)
    pdf.set_xy(LEFT + 330, top + 62)
    pdf.set_font("Helvetica", size=9.5)
    pdf.cell(86, 18, "Amount enclosed")
    pdf.cell(RIGHT - LEFT - 416, 18, "  $", border=1)
    pdf.set_xy(LEFT, top + 66)
    pdf.cell(300, 12, "[  ] My address has changed; the new one is on the back.")
