"""The form as data, and claims read from JSON that anybody may have written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing import ITEMS, ClaimInputError, claim_from_json, claim_to_json, same_value
from billing.items import LINE_COLUMNS, SINGLE_KEYS
from billing.models import Claim
from billing.values import is_npi, read_date, read_money, read_units
from data import Reference
from tests.billing.made import right_claim

LINE = {
    "A": "2026-05-04",
    "B": "11",
    "C": "",
    "D": ["99214", "25"],
    "E": "AB",
    "F": "260.00",
    "G": 1,
    "J": "1548392012",
}


def test_all_33_items_of_the_form_are_there() -> None:
    numbers = {"".join(sign for sign in item.number if sign.isdigit()) for item in ITEMS}
    # Item 10 is a heading over 10a to 10d; its number is there through them.
    assert numbers == {str(number) for number in range(1, 34)}
    assert len({item.key for item in ITEMS}) == len(ITEMS)
    assert [column.key for column in LINE_COLUMNS] == list("ABCDEFGHIJ")


def test_items_fit_the_grid_and_do_not_overlap() -> None:
    taken: set[tuple[str, int, int]] = set()
    for item in ITEMS:
        assert item.column >= 1
        assert item.column + item.span - 1 <= 48, item.key
        cells = {(item.section, item.row, column) for column in range(item.column, item.column + item.span)}
        assert not cells & taken, item.key
        taken |= cells
    assert sum(column.span for column in LINE_COLUMNS) == 48


def test_a_claim_survives_the_way_out_and_in() -> None:
    document = {"items": {"1": "medicare", "1a": "1EG4TE5MK73", "21": ["E11.22"], "24": [LINE]}}
    claim = claim_from_json(document)
    again = claim_from_json(json.loads(json.dumps(claim_to_json(claim))))
    assert again == claim
    assert claim.lines[0].D == ("99214", "25")
    assert claim_to_json(claim)["items"]["24"][0]["G"] == 1
    assert set(claim.items) == set(SINGLE_KEYS)


BAD = [
    ({"1a": "x" * 10_000}, "1a", "10,000 characters"),
    ({"1a": "x" * 201}, "1a", "201 characters"),
    ({"2": "TRENT\x00"}, "2", "cannot be printed"),
    ({"2": "TRENT\n, M"}, "2", "cannot be printed"),
    ({"2": "TRENT\u202e"}, "2", "cannot be printed"),
    ({"5": '=HYPERLINK("http://x")'}, "5", "formula"),
    ({"5": " @SUM(A1)"}, "5", "formula"),
    ({"5": "+cmd|' /C calc'!A0"}, "5", "formula"),
    ({"34": "x"}, "34", "not on the CMS-1500"),
    ({"3": 19680219}, "3", "is text, not a number"),
    ({"10a": True}, "10a", "is text, not true or false"),
    ({"9": None}, "9", "is text, not nothing"),
    ({"21": "E11.22"}, "21", "list of codes"),
    ({"21": ["I10"] * 13}, "21", "12 places"),
    ({"21": [12]}, "21A", "is text, not a number"),
    ({"24": {}}, "24", "list of service lines"),
    ({"24": [LINE] * 51}, "24", "at most 50"),
    ({"24": ["99214"]}, "24.1", "is an object"),
    ({"24": [LINE | {"K": "x"}]}, "24.1", 'no column "K"'),
    ({"24": [LINE | {"G": "two"}]}, "24G.1", "whole number"),
    ({"24": [LINE | {"G": 1.5}]}, "24G.1", "is text, not a number"),
    ({"24": [LINE | {"G": "-1"}]}, "24G.1", "whole number"),
    ({"24": [LINE | {"D": "99214"}]}, "24D.1", "is a list"),
    ({"24": [LINE | {"D": ["99214", "25", "59", "RT", "76", "77"]}]}, "24D.1", "up to 4 modifiers"),
    ({"24": [LINE | {"F": "=1+1"}]}, "24F.1", "formula"),
]


@pytest.mark.parametrize(("items", "item", "said"), BAD)
def test_bad_input_is_refused_by_the_item_with_what_was_kept(items: dict[str, object], item: str, said: str) -> None:
    with pytest.raises(ClaimInputError) as caught:
        claim_from_json({"items": {"1": "medicare", **items}})
    error = caught.value
    assert error.item == item
    assert said in error.message
    assert "stay as they are" in error.kept
    assert len(str(error)) < 700


@pytest.mark.parametrize("document", [None, [], "claim", 5, {}, {"items": []}, {"items": {}, "key": 1}])
def test_what_is_no_claim_at_all_is_refused(document: object) -> None:
    with pytest.raises(ClaimInputError):
        claim_from_json(document)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ClaimInputError) as caught:
        claim_from_json({"items": {"2": "=A1", "5": "\x07", "zz": ""}})
    assert {problem.item for problem in caught.value.problems} == {"2", "5", "zz"}


@pytest.mark.parametrize("kept", ["-", "+1 207 555 0142", "O'NEIL, ANNE-MARIE", "05/04/2026", "MÜLLER, JÖRG"])
def test_values_that_only_look_odd_are_kept(kept: str) -> None:
    assert claim_from_json({"items": {"5 phone": kept}}).items["5 phone"] == kept


def read_or_refused(document: object) -> Claim | None:
    """The claim, or None after making sure that the refusal says something."""
    try:
        return claim_from_json(document)
    except ClaimInputError as error:
        if not (error.item and error.message and error.kept):
            raise AssertionError("A refusal must name the item.") from error
        return None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["items", "x"]), json_values, max_size=2))
def test_no_json_brings_anything_but_a_claim_or_a_clear_refusal(document: dict[str, object]) -> None:
    claim = read_or_refused(document)
    assert claim is None or claim_from_json(claim_to_json(claim)) == claim


@given(st.dictionaries(st.sampled_from([item.key for item in ITEMS]), json_values, max_size=6))
def test_no_items_bring_anything_but_a_claim_or_a_clear_refusal(items: dict[str, object]) -> None:
    claim = read_or_refused({"items": items})
    assert claim is None or claim_from_json(claim_to_json(claim)) == claim


@pytest.mark.parametrize(
    ("key", "given_", "expected", "same"),
    [
        ("3", "02/19/1968", "1968-02-19", True),
        ("3", "02 19 1968", "1968-02-19", True),
        ("3", "02191968", "1968-02-19", True),
        ("3", "1968-02-20", "1968-02-19", False),
        ("3", "", "1968-02-19", False),
        ("28", "1,594.00", "1594.00", True),
        ("29", "", "0.00", True),
        ("28", "1594.01", "1594.00", False),
        ("5 phone", "(207) 555-0142", "207-555-0142", True),
        ("2", "Trent,Marisol,A", "TRENT, MARISOL, A", True),
        ("2", "TRENT, MARISA, A", "TRENT, MARISOL, A", False),
        ("1a", "P1234567 01", "P1234567-01", True),
        ("1a", "P1234567-02", "P1234567-01", False),
        ("24A", "06/11/2026", "2026-06-11", True),
        ("24F", "$260", "260.00", True),
    ],
)
def test_values_are_compared_by_what_they_say(key: str, given_: str, expected: str, same: bool) -> None:
    assert same_value(key, given_, expected) is same


def test_npi_check_digit() -> None:
    # 1234567893 is the worked example of the NPI check digit in CMS's own description of the standard.
    assert is_npi("1234567893")
    assert not is_npi("1234567894")
    assert not is_npi("123456789")
    assert not is_npi("12345678٣3")


def test_readings_that_mean_nothing() -> None:
    assert read_date("2026-02-30") is None
    assert read_date("tomorrow") is None
    assert read_money("12.345") is None
    assert read_money("-5") is None
    assert read_units("0") is None
    assert read_units("1.5") is None
    assert read_units("3") == 3


def test_a_second_payers_claim_and_a_drug_number_come_back_as_they_went(reference: Reference) -> None:
    _, claim = right_claim(reference)
    assert "prior_payers" not in claim_to_json(claim)
    earlier = {
        "order": 1, "payer_id": "summit-ppo", "payer": "Summit Peak Insurance", "claim_number": "S1",
        "paid_on": "2026-06-01", "charge": "100.00", "allowed": "90.00", "paid": "90.00", "patient": "0.00",
        "lines": [{"number": 1, "code": "99214", "paid": "90.00", "modifiers": [], "units": 1,
                   "adjustments": [{"group": "CO", "carc": "45", "rarcs": [], "amount": "10.00"}]}],
    }  # fmt: skip
    document = claim_to_json(claim) | {"prior_payers": [earlier]}
    document["items"]["24"][0]["supplement"] = "N450123456789 ML1"
    read = claim_from_json(document)
    assert claim_to_json(read) == document
    with pytest.raises(ClaimInputError, match="Earlier payer 1, paid"):
        claim_from_json(document | {"prior_payers": [earlier | {"paid": "much"}]})
