"""Answers from outside are refused by name and place, all problems at once."""

from __future__ import annotations

import pytest

from grading import AnswerError, coding_answer_from_json


def problems(obj: object) -> tuple[str, ...]:
    with pytest.raises(AnswerError) as refused:
        coding_answer_from_json(obj)
    return refused.value.problems


def test_a_whole_answer_is_read() -> None:
    answer = coding_answer_from_json(
        {
            "query": None,
            "diagnoses": ["E11.22", "N18.31"],
            "lines": [{"code": "99214", "modifiers": ["25"], "units": 1, "pointers": ["A", "B"]}, {"code": "36415"}],
            "evidence": {"A": [12, 40]},
        }
    )
    assert answer.diagnoses == ("E11.22", "N18.31")
    assert (answer.lines[0].modifiers, answer.lines[1].units) == (("25",), 1)
    assert answer.evidence == {"A": (12, 40)}
    assert coding_answer_from_json({}).lines == ()


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        ([], "answer is []; expected an object"),
        ({"diagnosis": []}, "unknown key 'diagnosis'"),
        ({"diagnoses": "E11.22"}, "diagnoses is 'E11.22'; expected a list"),
        ({"diagnoses": [1122]}, "diagnoses[0] is 1122; expected a text"),
        ({"diagnoses": ["E11.22\x00"]}, "diagnoses[0]"),
        ({"diagnoses": ["x" * 10_000]}, "at most 12 characters"),
        ({"diagnoses": ["I10"] * 101}, "at most 100"),
        ({"query": 3}, "query is 3; expected null or a text"),
        ({"lines": {}}, "lines is {}; expected a list"),
        ({"lines": ["99214"]}, "lines[0] is '99214'; expected an object"),
        ({"lines": [{"code": "99214", "unit": 1}]}, "lines[0]: unknown key 'unit'"),
        ({"lines": [{"modifiers": []}]}, "lines[0].code[0] is None"),
        ({"lines": [{"code": "99214", "units": "1"}]}, "lines[0].units is '1'; expected a whole number"),
        ({"lines": [{"code": "99214", "units": True}]}, "lines[0].units is True"),
        ({"lines": [{"code": "99214", "units": 10**9}]}, "expected a whole number from 0 to 99999"),
        ({"evidence": {"A": ["x"]}}, "evidence['A']"),
    ],
)
def test_each_fault_is_named(obj: object, says: str) -> None:
    assert any(says in problem for problem in problems(obj))


def test_all_problems_come_at_once() -> None:
    assert len(problems({"wrong": 1, "query": 3, "lines": [{"code": 5, "units": -1}]})) == 4
