"""The paper CMS-1500, read back from the PDF: all of the claim is on it, each item in its box, and nothing else."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from billing import key_claim
from billing.items import BY_KEY, ITEMS, LINE_COLUMNS, PRINTED_LINES
from billing.models import Claim, ClaimLine
from billing.papers.cms1500 import WARNING, cms1500
from billing.papers.grid import FILE, grid
from billing.papers.placing import amount, carrier_lines, pages_of
from billing.values import read_date, read_money
from data import Reference
from scenarios import families, variant
from tests.billing.papers.readback import Typed, typed, words

ADDRESS = "Lakeshore Mutual, Claims, PO Box 3300, Milwaukee, WI 53201"
DAY = datetime.date(2026, 7, 1)
HALF = 0.6
"""Points that rounding may take."""

NARROWER = {"22"}
"""Items that hold more on the screen than one choice needs."""

FULL = {
    "1": "group", "1a": "ABC123456789", "2": "O'NEIL-SMITH, MARY ANN, Q", "3": "02/19/1968", "3 sex": "F",
    "4": "SMITH, JOHN", "5": "12 N. Main St., Apt. 4", "6": "spouse", "7": "12 MAIN ST", "5 city": "Harlow Bay",
    "5 state": "ME", "5 zip": "04999-1234", "5 phone": "(207) 555-0100", "7 city": "HARLOW BAY", "7 state": "ME",
    "7 zip": "04999", "7 phone": "207-555-0101", "9": "SMITH, MARY", "9a": "GR-55 12", "10a": "no", "10b": "yes",
    "10b state": "ME", "10c": "no", "11": "AB-77", "11a": "1966-03-04", "11a sex": "M", "11b qualifier": "Y4",
    "11b": "CLM-2026-1", "11c": "CHOICE PPO", "9d": "SENIOR PLAN", "10d": "W2", "11d": "yes",
    "12": "Signature on file", "12 date": "2026-06-11", "13": "SIGNATURE ON FILE", "14": "2026-06-01",
    "14 qualifier": "431", "15 qualifier": "454", "15": "2026-05-30", "16 from": "2026-06-02", "16 to": "2026-06-10",
    "17 qualifier": "DN", "17": "Jane R. Doe, MD", "17a qualifier": "0B", "17a": "ME12345", "17b": "1234567893",
    "18 from": "2026-06-03", "18 to": "2026-06-05", "19": "A" * 23 + " " + "B" * 40, "20": "yes",
    "20 charges": "1234.50", "21 indicator": "0", "22": "7", "22 original": "LAK26-1", "23": "A 447-1902",
    "25": "12-3456789", "25 type": "ein", "26": "BH-1001", "27": "yes", "28": "1,594.00", "29": "20.00",
    "31": "Bartholomew Montgomery Featherstone", "31 date": "2026-06-12", "32": "Harbor Clinic, Inc.",
    "32 street": "1 Pier Rd.", "32 city": "Harlow Bay", "32 state": "ME", "32 zip": "04999", "32a": "1234567893",
    "32b": "1D99", "33": "Harbor Medical Group", "33 street": "PO Box 7", "33 city": "HARLOW BAY", "33 state": "ME",
    "33 zip": "04999", "33 phone": "207 555 0199", "33a": "1234567893", "33b": "ZZ207Q00000X",
    "8": "", "9b": "", "9c": "", "30": "",
}  # fmt: skip


def service(number: int = 0, **changes: str | tuple[str, ...]) -> ClaimLine:
    row = {"A": "2026-06-11", "B": "11", "C": "Y", "D": ("99214", "25", "GT", "95", "GC"), "E": "ABCD",
           "F": f"{100 + number}.50", "G": "1", "H": "Y", "I": "0B", "J": "1234567893"}  # fmt: skip
    return ClaimLine.model_validate(row | changes)


def full(lines: int = 1) -> Claim:
    codes = ("E11.22", "N18.31", "I10", "Z79.4", "E78.5", "M17.11", "J45.909", "F41.1", "K21.9", "R07.9", "S93.402A")
    rows = tuple(service(number, supplement="N400009347502 ML1") for number in range(lines))
    return Claim(items=FULL, diagnoses=(*codes, "W18.30XA"), lines=rows)


Read = tuple[Claim, list[list[Typed]]]
"""A claim and its pages as read back."""


@pytest.fixture(scope="module")
def papers(reference: Reference) -> list[Read]:
    """The key's claim of every family, and claims that fill the form, read back from their PDFs."""
    made = [key_claim(reference, variant(reference, family, 1)) for family in families().values()]
    claims = [*(claim for claim in made if claim.lines), full(), full(9), full(14)]
    return [(claim, typed(cms1500(claim, ADDRESS, DAY))) for claim in claims]


def box_of(key: str) -> tuple[float, float, float, float]:
    return grid().boxes[grid().fields[key].box].edges


def inside(one: Typed, edges: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = edges
    return left - HALF <= one.left and one.right <= right + HALF and top <= one.top + 3 and one.bottom <= bottom + 3


def in_box(page: list[Typed], edges: tuple[float, float, float, float]) -> str:
    """All that is typed in a box, in reading order, without blanks."""
    return "".join(one.text for one in page if inside(one, edges))


def bare(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def expected(key: str, value: str) -> str:
    """What the form's instructions make of a value, told again from the outside, without blanks."""
    kind = BY_KEY[key].kind
    day, money = read_date(value), read_money(value)
    if kind == "date" and day:
        return f"{day:%m%d%Y}"
    if kind == "money" and money is not None:
        return str(money).replace(".", "")
    return "X" if kind == "choice" and grid().fields[key].places else bare(value)


def shown(claim: Claim) -> Iterator[tuple[str, str]]:
    """Items of a claim that have a place of their own, with what is to be read there."""
    for key, value in claim.items.items():
        if value.strip() and key in grid().fields and grid().fields[key].rule != "city_line":
            yield key, expected(key, value)


# ---- the table -------------------------------------------------------------------------------------------


def test_every_item_and_every_column_has_its_place() -> None:
    parts = {part for field in grid().fields.values() for part in field.parts}
    assert set(grid().fields) | parts == {item.key for item in ITEMS} - {"24"}
    assert set(grid().lines.columns) == {column.key for column in LINE_COLUMNS}
    assert grid().lines.rows == PRINTED_LINES
    assert "Source: " in FILE.read_text().split("page:")[0]


def test_every_choice_has_a_mark() -> None:
    for item in ITEMS:
        field = grid().fields.get(item.key)
        if item.kind == "choice" and field is not None and field.rule == "choice":
            assert set(field.places) == set(item.options), item.key


def test_fields_hold_what_the_items_hold_and_lie_in_their_boxes() -> None:
    page = grid().page
    for key, field in grid().fields.items():
        left, top, right, bottom = grid().boxes[field.box].edges
        columns = list(field.places.values()) or [field.column or field.columns[0]]
        ends = [column + (1 if field.places else 0) for column in columns]
        if field.rule in ("text", "words", "name", "address", "zip", "number", "number_as_shown", "money"):
            ends = [field.column + field.length]
            narrow = BY_KEY[key].kind == "reserved" or field.rule == "money" or key in NARROWER
            assert narrow or field.length >= BY_KEY[key].max_length, key
        assert left <= page.x(min(columns)) <= page.x(max(ends)) <= right + HALF, key
        assert top <= page.y(field.line) < page.y(field.line + 1) <= bottom, key


def test_boxes_do_not_overlap() -> None:
    boxes = list(grid().boxes.items())
    for at, (name, one) in enumerate(boxes):
        for other_name, other in boxes[at + 1 :]:
            apart = (
                one.edges[2] <= other.edges[0]
                or other.edges[2] <= one.edges[0]
                or one.edges[3] <= other.edges[1]
                or other.edges[3] <= one.edges[1]
            )
            assert apart, (name, other_name)


# ---- every family ----------------------------------------------------------------------------------------


def test_all_that_the_claims_of_all_families_say_stands_in_its_box(papers: list[Read]) -> None:
    for claim, pages in papers:
        last = pages[-1]
        for key, text in shown(claim):
            page = last if key in ("28", "29") else pages[0]
            length = BY_KEY[key].max_length if key in BY_KEY else len(text)
            assert text[:length] in bare(in_box(page, box_of(key))), (key, claim.items[key])
        for place in ("32", "33"):
            city = " ".join(claim.items[f"{place} {part}"] for part in ("city", "state", "zip"))
            assert bare(city)[:24] in bare(in_box(pages[0], box_of(place)))


def test_nothing_else_is_typed_and_nothing_leaves_its_box(papers: list[Read]) -> None:
    for claim, pages in papers:
        assert len(pages) == -(-len(claim.lines) // PRINTED_LINES)
        for page, printed in zip(pages, pages_of(claim, ADDRESS), strict=True):
            assert Counter("".join(one.text for one in page)) == Counter("".join(p.text for p in printed if p.text)) - (
                Counter({" ": 999})
            )
            for one in page:
                assert any(inside(one, p.edges) for p in printed), one


def test_no_two_texts_share_a_place(papers: list[Read]) -> None:
    for claim, _ in papers:
        for printed in pages_of(claim, ADDRESS):
            taken = Counter((p.line, p.column + at) for p in printed for at in range(len(p.text)))
            assert max(taken.values()) == 1


def test_every_line_of_service_is_on_the_paper(papers: list[Read]) -> None:
    for claim, pages in papers:
        for number, line in enumerate(claim.lines):
            page, row = pages[number // PRINTED_LINES], number % PRINTED_LINES
            top = grid().page.y(grid().lines.first + 2 * row + 1)
            day = read_date(line.A)
            assert day is not None
            charge = line.F.replace(".", "")
            read = "".join(one.text for one in page if abs(one.bottom - top - 12) < 5)
            wanted = [f"{day:%m%d%y}" * 2, line.B, *line.D, line.E, charge, line.G, line.J]
            assert bare(read).startswith(f"{day:%m%d%y}" * 2 + line.B), read
            assert all(part in read for part in wanted), (read, wanted)


# ---- how values are written ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "pieces"),
    [
        ("3", [(31, "02"), (34, "19"), (37, "1968")]),
        ("5", [(1, "12 N MAIN ST APT 4")]),
        ("5 phone", [(15, "207"), (19, "5550100")]),
        ("5 zip", [(1, "04999-1234")]),
        ("2", [(1, "O'NEIL-SMITH, MARY ANN, Q")]),
        ("9a", [(1, "GR5512")]),
        ("17", [(4, "JANE R DOE MD")]),
        ("19", [(26, "A" * 23), (1, "B" * 40)]),
        ("20 charges", [(64, "1234 50")]),
        ("23", [(50, "A4471902")]),
        ("25", [(1, "123456789")]),
        ("28", [(53, "1594 00")]),
        ("31", [(1, "BARTHOLOMEW"), (1, "MONTGOMERY FEATHERSTO")]),
        ("32", [(23, "HARBOR CLINIC INC")]),
        ("33 city", [(50, "HARLOW BAY ME 04999")]),
        ("1", [(31, "X")]),
        ("6", [(38, "X")]),
    ],
)
def test_how_an_item_is_written(key: str, pieces: list[tuple[int, str]]) -> None:
    found = [(one.column, one.text) for one in pages_of(full(), ADDRESS)[0] if one.key == key]
    assert found == pieces


def test_a_row_of_item_24() -> None:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for one in pages_of(full(), ADDRESS)[0]:
        found.setdefault(one.key, []).append((one.line, one.column, one.text))
    assert found["24A.1"] == [
        (45, at, text) for at, text in zip((1, 4, 7, 10, 13, 16), ("06", "11", "26") * 2, strict=True)
    ]
    assert found["24D.1"] == [(45, 25, "99214"), (45, 33, "25"), (45, 36, "GT"), (45, 39, "95"), (45, 42, "GC")]
    assert found["24F.1"] == [(45, 52, "100 50")]
    assert found["24I.1"] == [(44, 65, "0B")]
    assert found["24H.1"] == [(45, 63, "Y")]
    assert found["24 supplement.1"] == [(44, 1, "N400009347502 ML1")]


def test_diagnoses_go_across_without_the_point() -> None:
    found = [(one.line, one.column, one.text) for one in pages_of(full(), ADDRESS)[0] if one.key == "21"]
    assert found[:5] == [(39, 3, "E1122"), (39, 16, "N1831"), (39, 29, "I10"), (39, 42, "Z794"), (40, 3, "E785")]
    assert found[-1] == (41, 42, "W1830XA")


def test_an_epsdt_reason_stands_in_the_shaded_half() -> None:
    claim = full().model_copy(update={"lines": (service(H="AV"),)})
    assert [(p.line, p.text) for p in pages_of(claim, ADDRESS)[0] if p.key == "24H.1"] == [(44, "AV")]


@pytest.mark.parametrize(
    ("typed_amount", "length", "text"),
    [("123.45", 8, "123 45"), ("99999.99", 8, "99999 99"), ("123456.78", 8, "12345678"), ("many", 8, "many")],
)
def test_money(typed_amount: str, length: int, text: str) -> None:
    assert amount(typed_amount, length) == text


def test_more_than_six_lines_continue_and_the_total_is_on_the_last_page() -> None:
    first, last = typed(cms1500(full(9), ADDRESS, DAY))
    assert [in_box(first, box_of(key)) for key in ("28", "29")] == ["CONTINUED", ""]
    assert [in_box(last, box_of(key)) for key in ("28", "29")] == ["159400", "2000"]
    assert [one.text for one in first if abs(one.top - 72) < 9][-4:] == ["PAGE", "01", "OF", "02"]


def test_the_carrier_block_stands_at_the_upper_right() -> None:
    assert carrier_lines(ADDRESS) == ("LAKESHORE MUTUAL", "CLAIMS", "PO BOX 3300", "MILWAUKEE WI 53201")
    assert carrier_lines("Northern Tier MAC, PO Box 1110, Fargo, ND 58108")[1:] == (
        "PO BOX 1110", "", "FARGO ND 58108",
    )  # fmt: skip
    page = typed(cms1500(full(), ADDRESS, DAY))[0]
    name = next(one for one in page if one.text == "LAKESHORE")
    assert (round(name.left, 1), name.bottom < 40) == (309.6, True)


# ---- whatever is typed -----------------------------------------------------------------------------------


def test_what_is_too_long_or_unreadable_is_cut_and_never_leaves_its_box() -> None:
    junk = dict.fromkeys(FULL, "Ünsinn 漢字 9/9/99 " * 9) | {"1": "nobody"}
    row = service(A="sometime", B="999", C="YES", D=("9921444", "255"), E="A,B;C D E", F="9999999.99", G="12345",
                  H="YAVX", I="0BX", J="123456789012", supplement="x" * 90)  # fmt: skip
    claim = Claim(items=junk, diagnoses=("E11.2222222",) * 20, lines=(row,))
    printed = pages_of(claim, ADDRESS)[0]
    for one in typed(cms1500(claim, ADDRESS, DAY))[0]:
        assert any(inside(one, p.edges) for p in printed), one


def test_every_page_says_that_it_is_no_claim_and_the_file_never_differs() -> None:
    made = cms1500(full(9), ADDRESS, DAY)
    assert made == cms1500(full(9), ADDRESS, DAY)
    assert all(WARNING in page and "invented" in page for page in words(made))


def test_the_readme_picture_is_there() -> None:
    root = Path(__file__).parents[3]
    assert (root / "docs" / "screenshots" / "cms1500.png").stat().st_size > 20_000
