"""Values and envelopes of the files that we write: nothing of a claim's text may become a delimiter."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.x12.interchange import (
    CLEARINGHOUSE,
    PRACTICE,
    Transaction,
    amount,
    cleaned,
    digits,
    eight,
    interchange,
    paying_trader,
    unwritable,
)
from tests.billing.x12.own_checks import envelope_objections

DAY = datetime.date(2026, 6, 11)


def made(*written: Transaction) -> str:
    return interchange("HC", "005010X222A1", (PRACTICE, CLEARINGHOUSE), DAY, 7, written).text


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("TRENT", "TRENT"),
        ("  O'BRIEN-SMITH,  JR. ", "O'BRIEN-SMITH, JR."),
        ("MÜLLER", "MULLER"),
        ("Peña Łukasz Søren", "Pena Lukasz Soren"),
        ("A*B:C~D^E", "A B C-D E"),
        ("“CARE” – HOUSE’S", '"CARE" - HOUSE\'S'),
        ("LINE\tONE", "LINE ONE"),
        ("`", "'"),
    ],
)
def test_values_come_into_the_character_set(typed: str, written: str) -> None:
    assert cleaned(typed) == written
    assert not unwritable(typed)


def test_a_character_without_a_counterpart_is_named() -> None:
    assert unwritable("LI 李") == "李"
    assert cleaned("LI 李") == "LI"


@given(st.text(max_size=60))
def test_no_text_breaks_out_of_its_element(text: str) -> None:
    written = Transaction("837", "005010X222A1", 1)
    written.add("2300", ("NTE", "ADD", text, "", "END"), "A note.", ("19",))
    lines = made(written).splitlines()
    assert len(lines) == 7
    assert lines[3].count("*") == 4
    assert all(line.count("~") == 1 for line in lines)
    assert lines[3].isascii()


@pytest.mark.parametrize(
    ("value", "written"),
    [("260.00", "260"), ("55.80", "55.8"), ("0.05", "0.05"), ("0.00", "0"), ("-0.00", "0"), ("-3.10", "-3.1"),
     ("1594.00", "1594"), ("100", "100")],
)  # fmt: skip
def test_money_has_no_zeros_at_its_end(value: str, written: str) -> None:
    assert amount(Decimal(value)) == written


def test_dates_and_numbers() -> None:
    assert eight(DAY) == "20260611"
    assert eight(None) == ""
    assert digits("(701) 555-0110") == "7015550110"
    assert paying_trader("Lakeshore Mutual", "LKM33").number == "TRAINLKM33"


def test_the_envelope_counts_and_says_that_it_is_a_test() -> None:
    text = made(Transaction("837", "005010X222A1", 1), Transaction("837", "005010X222A1", 2))
    isa, gs, *_, ge, iea = text.splitlines()
    assert len(isa) == 106
    assert isa.split("*")[15] == "T"
    assert isa.split("*")[9:11] == ["260611", "0800"]
    assert isa.split("*")[13] == iea.rstrip("~").split("*")[2] == "000000007"
    assert gs.split("*")[1] == "HC"
    assert ge == "GE*2*7~"
    assert "TRAIN" in isa
    assert not list(envelope_objections(text))


def test_a_missing_element_is_a_fault_with_its_place() -> None:
    written = Transaction("837", "005010X222A1", 1)
    written.claim = 4
    written.add("2010BA", ("DMG", "D8", "", "F"), "Birth.", ("3", "3 sex"), needs={2: "3"})
    (fault,) = written.faults
    assert (fault.claim, fault.position, fault.tag, fault.loop, fault.element) == (4, 2, "DMG", "2010BA", 2)
    assert (fault.element_code, fault.item) == ("1", "3")


@pytest.mark.parametrize(
    ("elements", "written", "codes"),
    [
        (("NM1", "IL", "1", "N" * 70), "NM1*IL*1*" + "N" * 60, []),
        (("CLM", "A" * 21, "1"), "CLM*" + "A" * 21 + "*1", ["5"]),
        (("N4", "TOWN", "M", "04999"), "N4*TOWN*M*04999", ["4"]),
        (("NM1", "IL", "1", "LI 李"), "NM1*IL*1*LI", ["6"]),
        (("SV1", ("HC", "99214", "", ""), "282", ""), "SV1*HC:99214*282", []),
    ],
)
def test_lengths_are_cut_for_names_and_told_for_numbers(
    elements: tuple[str | tuple[str, ...], ...], written: str, codes: list[str]
) -> None:
    one = Transaction("837", "005010X222A1", 1)
    one.add("2300", elements, "A segment.", ("26",))
    assert one.segments[-1].text == written
    assert [fault.element_code for fault in one.faults] == codes


def test_the_same_input_gives_the_same_bytes() -> None:
    assert made(Transaction("837", "005010X222A1", 1)) == made(Transaction("837", "005010X222A1", 1))
