"""The condition language, tables and slots: what they mean and what they refuse."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios import conditions, source, templates
from scenarios.conditions import Known
from scenarios.draw import Draw
from scenarios.mess import abbreviate
from scenarios.people import PEOPLE, with_check_digit
from scenarios.problems import Place, Problems

KNOWN = {
    "visit": Known(frozenset({"first", "later"})),
    "site": Known(frozenset({"left cheek", "nose"})),
    "sent": Known(None, True),
}
HERE = Place(1, 1)


def holds(text: str, **env: str) -> bool:
    problems = Problems("file")
    condition = conditions.parse(text, KNOWN, HERE, problems)
    assert not problems.found
    return condition.holds(env)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("visit=first", True),
        ("visit!=first", False),
        ("visit=later,first", True),
        ("not visit=first", False),
        ("site=left cheek and sent>180", True),
        ("visit=later or site=nose or sent<=210", True),
        ("visit=first and (site=nose or sent<100)", False),
        ("not (site=nose or sent<100) and visit=first", True),
        ("visit=later and site=nose or sent=210", True),
        ("sent>=210 and sent<211", True),
    ],
)
def test_condition(text: str, expected: bool) -> None:
    assert holds(text, visit="first", site="left cheek", sent="210") is expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("visits=first", "condition.name"),
        ("visit=fist", "condition.value"),
        ("visit>first", "condition.number"),
        ("sent>soon", "condition.number"),
        ("visit=", "condition.syntax"),
        ("visit", "condition.syntax"),
        ("(visit=first", "condition.syntax"),
        ("visit=first)", "condition.syntax"),
        ("visit=first and", "condition.syntax"),
        ("(" * 400 + "visit=first", "condition.syntax"),
        ("visit=first or " * 100 + "visit=first", "condition.syntax"),
    ],
)
def test_condition_that_means_nothing_is_a_problem(text: str, rule: str) -> None:
    problems = Problems("file")
    conditions.parse(text, KNOWN, HERE, problems)
    assert {problem.rule for problem in problems.found} == {rule}


def test_misspelt_value_gets_a_hint() -> None:
    problems = Problems("file")
    conditions.parse("visit=fist", KNOWN, HERE, problems)
    assert "did you mean 'first'?" in problems.found[0].message


@given(st.text(max_size=80))
def test_any_text_is_a_condition_or_a_problem_and_never_a_crash(text: str) -> None:
    problems = Problems("file")
    condition = conditions.parse(text, KNOWN, HERE, problems)
    assert problems.found or condition.names


@given(st.text(max_size=300))
def test_any_text_is_yaml_or_a_problem_and_never_a_crash(text: str) -> None:
    problems = Problems("file")
    assert source.read(text, problems) is not None or problems.found


def test_scalars_stay_text() -> None:
    problems = Problems("file")
    read = source.read("a: no\nb: 02\nc: 12:30\nd: 1E10\ne: 2026-05-01\n", problems)
    assert read is not None
    assert [read.text(key).value for key in "abcde"] == ["no", "02", "12:30", "1E10", "2026-05-01"]  # type: ignore[union-attr]


def test_lines_of_a_block_know_their_place() -> None:
    problems = Problems("file")
    read = source.read("a: x\nnote: |\n\n    one\n    two\n", problems)
    assert read is not None
    lines = list(read.text("note").lines())  # type: ignore[union-attr]
    assert ("two", Place(5, 5)) in lines


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1.6 to 2.0 step 0.1", ["1.6", "1.7", "1.8", "1.9", "2.0"]),
        ("3 to 5", ["3", "4", "5"]),
        ("40 to 120 step 40", ["40", "80", "120"]),
        ("5 to 3", None),
        ("a to b", None),
        ("1 to 100000", None),
    ],
)
def test_number_range(text: str, numbers: list[str] | None) -> None:
    found = templates.number_range(text)
    assert (None if found is None else [str(number) for number in found]) == numbers


class Words:
    """A scope with a few words."""

    def __init__(self, seed: int) -> None:
        self.draw = Draw("f", 1, seed)
        problems = Problems("file")
        self.words = {
            "side": "left",
            "tale": templates.cell("fell / tripped over the <side> rug", "tale", HERE, problems),
        }

    def day(self, days: int) -> str:
        return f"day {days}"

    def phrase(self, bank: str, label: str) -> str:
        return bank


def test_rendering_picks_by_seed_and_keeps_a_cell_the_same_everywhere() -> None:
    problems = Problems("file")
    parts = templates.parse("<Side> wrist, <tale>; {new / old}, <dos-42>. <tale>", "line", HERE, problems)
    texts = {templates.render(parts, Words(seed)) for seed in range(40)}
    assert not problems.found
    assert texts == {
        f"Left wrist, {tale}; {age}, day -42. {tale}"
        for tale in ("fell", "tripped over the left rug")
        for age in ("new", "old")
    }


def test_choices_do_not_depend_on_each_other() -> None:
    draw = Draw("family", 1, 5)
    before = draw.number("b", 1000)
    draw.number("a", 7)
    assert draw.number("b", 1000) == before == Draw("family", 1, 5).number("b", 1000)
    assert len({Draw("family", 1, seed).number("b", 1000) for seed in range(100)}) > 80
    assert Draw("family", 2, 5).number("b", 10**9) != Draw("family", 1, 5).number("b", 10**9)


def test_abbreviations_leave_sides_and_parts_of_words_alone() -> None:
    assert abbreviate("Patient with follow-up; history without change") == "Pt w/ f/u; hx w/o change"
    assert abbreviate("right wrist, left; withstand, impatient") == "right wrist, left; withstand, impatient"


def test_check_digit_is_that_of_the_published_example() -> None:
    """CMS's own example: 123456789 gets the check digit 3."""
    assert with_check_digit("123456789") == "1234567893"


def test_numbers_follow_a_payers_pattern() -> None:
    draw = Draw("f", 1, 1)
    assert PEOPLE.training_number(draw, "m", r"P[0-9]{7}-\d{2}")[0] == "P"
    assert Decimal(PEOPLE.training_number(draw, "m", r"\d{5}")) >= 0
