"""Files in the layouts that CMS publishes, made from the tables that ship or from a folder of public figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

NOTICE = "CPT only copyright 2026 American Medical Association. All rights reserved."
NCCI_HEAD = (
    (NOTICE,),
    ("Column1/Column2 Edits",),
    ("Column 1", "Column 2", "* = in existence", "Effective", "Deletion", "Modifier", "PTP Edit Rationale"),
    ("", "", "prior to 1996", "Date", "Date", "0=not allowed", ""),
    ("", "", "", "", "*=no data", "1=allowed", ""),
    ("", "", "", "", "", "9=not applicable", ""),
)
MUE_HEAD = (
    (NOTICE,),
    (
        "HCPCS/CPT Code",
        "Practitioner Services MUE Values",
        "MUE Adjudication Indicator",
        "MUE Rationale",
    ),
)
FEE_HEAD = (
    ("2026 National Physician Fee Schedule Relative Value File July Release",),
    (NOTICE,),
    ("", "", "", "", "NOT USED", "WORK", "NON-FAC", "", "FACILITY", "", "MP", "NON-FACILITY", "FACILITY"),
    (
        "HCPCS", "MOD", "DESCRIPTION", "CODE", "FOR MEDICARE PAYMENT", "RVU", "PE RVU", "INDICATOR", "PE RVU",
        "INDICATOR", "RVU", "TOTAL", "TOTAL", "PCTC IND", "GLOB DAYS", "PRE OP", "INTRA OP", "POST OP", "MULT PROC",
        "BILAT SURG", "ASST SURG", "CO- SURG", "TEAM SURG", "ENDO BASE", "CONV FACTOR", "PHYSICIAN SUPERVISION",
    ),
)  # fmt: skip
GPCI_HEAD = (
    ("ADDENDUM E. FINAL 2026 GEOGRAPHIC PRACTICE COST INDICES (GPCIs) BY STATE AND MEDICARE LOCALITY",),
    (
        "Medicare Administrative Contractor (MAC)", "State", "Locality Number", "Locality Name",
        "2026 PW GPCI", "2026 PE GPCI", "2026 MP GPCI",
    ),
)  # fmt: skip
HCPCS_HEAD = (("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"),)

Table = Iterable[Sequence[object]]


def text(head: Table, rows: Table, delimiter: str = "\t") -> bytes:
    """A text file as published: headings, then rows."""
    lines = []
    for row in (*head, *rows):
        cells = [str(cell) for cell in row]
        lines.append(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in cells))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def workbook(head: Table, rows: Table, title: str = "Edits", others: Iterable[str] = ("Notes",)) -> bytes:
    """A workbook with the table in the sheet `title`, behind sheets of notes."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Read me"
    first.append(("Please read the notes.",))
    for name in others:
        book.create_sheet(name).append(("Nothing here.",))
    sheet = book.create_sheet(title)
    for row in (*head, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def ncci_rows(pairs: Iterable[tuple[str, str, str]], first: str = "20260701", last: str = "*") -> Table:
    """Rows of the edits file: column 1, column 2, indicator."""
    return [(one, two, "", first, last, indicator, "Misuse of a code") for one, two, indicator in pairs]


def hcpcs_record(code: str, wording: str, ended: str = "", kind: str = "3", sequence: int = 100) -> str:
    """One record of the HCPCS text file: 320 characters."""
    line = f"{code:5}{sequence:05d}{kind}{wording:80.80}{wording:28.28}"
    line = line.ljust(268) + "20200101" + "20260701" + ended.ljust(8) + "N"
    return line.ljust(320)
