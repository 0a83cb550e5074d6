"""Saved fields become an answer: rows in their order, pointers that follow their row, junk taken as not entered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billing.models import Claim, ClaimLine
from records import work
from scenarios.models import AnswerLine, CodingAnswer

FIELDS = {
    "dx/r1/code": "e11.22",
    "dx/r1/rank": "b",
    "dx/r2/code": "I10",
    "dx/r2/rank": "a",
    "dx/r2/cites": ["Office note#120", "junk"],
    "dx/r3/code": "",
    "dx/r3/rank": "c",
    "dx/r4/code": "Z79.4",
    "dx/r4/gone": True,
    "line/x/code": "99214",
    "line/x/rank": "a",
    "line/x/modifiers": ["25", ""],
    "line/x/pointers": ["r1", "r4", "r2"],
    "query": "  ",
}


def test_rows_in_order_and_pointers_that_follow() -> None:
    assert work.coding_answer(FIELDS) == CodingAnswer(
        diagnoses=("I10", "E11.22"),
        lines=(AnswerLine(code="99214", modifiers=("25",), units=1, pointers=("B", "A")),),
        evidence={"A": (120,)},
    )


def test_moving_a_diagnosis_keeps_what_a_line_points_at() -> None:
    moved = work.coding_answer(FIELDS | {"dx/r2/rank": "z"})
    assert moved.diagnoses == ("E11.22", "I10")
    assert moved.lines[0].pointers == ("A", "B")


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from([*FIELDS, "dx/r1/x", "line//", "row/1/D", "row/9/A", "item/1a", "dx/A", "nonsense", "///"])


@given(st.dictionaries(_KEYS, _JUNK))
def test_whatever_a_browser_sends_becomes_an_answer(fields: dict[str, object]) -> None:
    assert isinstance(work.coding_answer(fields), CodingAnswer)
    assert isinstance(work.claim(Claim(items={"1a": "X"}), fields), Claim)


def test_changes_lie_over_the_filled_in_claim() -> None:
    line = ClaimLine(A="2026-06-11", B="11", D=("99213",), E="A", F="190.00", G="1", J="1234567893")
    base = Claim(items={"1a": "WRONG", "2": "TRENT, MARISOL"}, diagnoses=("I10", "E11.9"), lines=(line,))
    claim = work.claim(
        base, {"item/1a": "RIGHT", "dx/B": "", "dx/D": "Z79.4", "row/1/D": ["99214", "25"], "row/2/F": "10.00"}
    )
    assert claim.items == {"1a": "RIGHT", "2": "TRENT, MARISOL"}
    assert claim.diagnoses == ("I10", "", "", "Z79.4")
    assert claim.lines[0].D == ("99214", "25")
    assert claim.lines[1].F == "10.00"
    cleared = work.claim(base, {"row/1/D": [], "row/1/E": "", "row/1/F": ""})
    assert cleared.lines == ()
