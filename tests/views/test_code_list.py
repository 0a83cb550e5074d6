"""Lists of codes as people type and paste them."""

from __future__ import annotations

import pytest

import data
from views.code_list import MOST_DIAGNOSES, beyond, read_history, read_list


@pytest.fixture(scope="module")
def reference() -> data.Reference:
    return data.load()


@pytest.mark.parametrize(
    ("text", "diagnoses", "lines"),
    [
        ("E11.22, N18.31; I10", ["E11.22", "N18.31", "I10"], []),
        ("A. e1122 Type 2 diabetes with CKD stage 3\nB) n1831", ["E11.22", "N18.31"], []),
        ("1. E11.22\n2. N18.31\n- I10", ["E11.22", "N18.31", "I10"], []),
        ("S82.101A A1C 7.2", ["S82.101A"], []),
        ("I10\n99214-25 A", ["I10"], [("99214", ["25"], 1, ["A"])]),
        ("I10, E11.9\n99214 25 AB", ["I10", "E11.9"], [("99214", ["25"], 1, ["A", "B"])]),
        ("99214-25-57", [], [("99214", ["25", "57"], 1, [])]),
        ("11042-59,XS", [], [("11042", ["59", "XS"], 1, [])]),
        (
            "J1885 x4\nJ3301 10 units\n96372 x 2",
            [],
            [("J1885", [], 4, []), ("J3301", [], 10, []), ("96372", [], 2, [])],
        ),
        ("27447 LT A\nM17.12", ["M17.12"], [("27447", ["LT"], 1, ["A"])]),
        ("01400 AA P3", [], [("01400", ["AA", "P3"], 1, [])]),
        ("g0439", [], [("G0439", [], 1, [])]),
        ("E0781", [], [("E0781", [], 1, [])]),
        ("E07.81", ["E07.81"], []),
    ],
)
def test_a_list_is_read(
    reference: data.Reference, text: str, diagnoses: list[str], lines: list[tuple[str, list[str], int, list[str]]]
) -> None:
    found = read_list(reference, text)
    assert [one.code for one in found.diagnoses] == diagnoses
    assert [(one.code, one.modifiers, one.units or 1, one.pointers) for one in found.lines] == lines
    assert found.unread == []


def test_one_spelling_of_two_code_sets_is_said(reference: data.Reference) -> None:
    (remark,) = read_list(reference, "E0781").remarks
    assert "E07.81" in remark.message


@pytest.mark.parametrize(
    "text", ["hello", "<script>alert(1)</script>", "\x00\x01", "99214AB", "----", "1234567890", "é" * 900]
)
def test_a_line_without_a_code_is_named(reference: data.Reference, text: str) -> None:
    found = read_list(reference, f"I10\n{text}")
    assert [one.code for one in found.codes] == ["I10"]
    assert [(one.line, one.message) for one in found.unread] == [(2, "no code found in this line")]


def test_words_behind_a_procedure_are_named(reference: data.Reference) -> None:
    (remark,) = read_list(reference, "99214 office visit").remarks
    assert remark.text == "office visit"


def test_a_pointer_without_its_diagnosis_is_named(reference: data.Reference) -> None:
    (remark,) = beyond(read_list(reference, "I10\n99214 C"))
    assert "points to C" in remark.message


def test_a_list_has_an_end(reference: data.Reference) -> None:
    found = read_list(reference, "I10\n" * (MOST_DIAGNOSES + 5))
    assert len(found.diagnoses) == MOST_DIAGNOSES
    assert "only the first" in found.unread[0].message


def test_earlier_services_have_dates(reference: data.Reference) -> None:
    prior, unread = read_history(
        reference, "2026-04-02 29881-RT other physician\n04/05/2026 99213 M17.11\n2026-13-01 99213\nbla"
    )
    assert [(one.date.isoformat(), one.code, one.modifiers, one.diagnoses, one.same_physician) for one in prior] == [
        ("2026-04-02", "29881", ("RT",), (), False),
        ("2026-04-05", "99213", (), ("M17.11",), True),
    ]
    assert [one.line for one in unread] == [3, 4]
