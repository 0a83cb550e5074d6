"""What must hold for every key and every answer (DESIGN: grading is fair)."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from grading import Grade
from scenarios.models import AnswerLine, CodingAnswer, Key
from tests.grading.made import OTHER_LINES, Slips, answer_of, keys, slips, wrong_diagnoses

Graded = Callable[[Key, CodingAnswer], Grade]
RIGHT = Slips()


@given(key=keys())
def test_the_key_scores_100(graded: Graded, key: Key) -> None:
    grade = graded(key, answer_of(key, RIGHT))
    assert grade.score == 100
    assert {finding.kind for finding in grade.findings} <= {"right", "neutral"}
    assert all(seen.right for seen in grade.skills)


@given(key=keys())
def test_every_accepted_alternative_scores_100_too(graded: Graded, key: Key) -> None:
    model = answer_of(key, RIGHT)
    for diagnosis in key.sets[0].diagnoses:
        for alternative in diagnosis.any[1:]:
            if diagnosis.any[0][0] not in model.diagnoses:
                continue
            at = model.diagnoses.index(diagnosis.any[0][0])
            codes = (*model.diagnoses[:at], *alternative, *model.diagnoses[at + 1 :])
            shifted = [_moved(line, at, len(alternative) - 1) for line in model.lines]
            grade = graded(key, model.model_copy(update={"diagnoses": codes, "lines": tuple(shifted)}))
            assert grade.score == 100
            assert "accepted" in {finding.kind for finding in grade.findings}


def _moved(line: AnswerLine, at: int, by: int) -> AnswerLine:
    """Pointers behind a place where codes were put in."""
    letters = (chr(ord(p) + by) if ord(p) - ord("A") > at else p for p in line.pointers)
    return line.model_copy(update={"pointers": tuple(letters)})


@given(key=keys())
def test_an_empty_answer_scores_0(graded: Graded, key: Key) -> None:
    for empty in (CodingAnswer(), CodingAnswer(query="  ", diagnoses=("", ""), lines=(AnswerLine(code=" "),))):
        assert graded(key, empty).score == 0


@settings(max_examples=300)
@given(data=st.data())
def test_adding_a_wrong_code_never_raises(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    wrong = data.draw(slips(key))
    answer = answer_of(key, wrong)
    before = graded(key, answer).score
    code = data.draw(wrong_diagnoses())
    assert graded(key, answer.model_copy(update={"diagnoses": (*answer.diagnoses, code)})).score <= before
    line = AnswerLine(
        code=data.draw(st.sampled_from(OTHER_LINES)),
        modifiers=data.draw(st.sampled_from(((), ("25",), ("XU",), ("59",)))),
        pointers=("A",),
    )
    assert graded(key, answer.model_copy(update={"lines": (*answer.lines, line)})).score <= before


@settings(max_examples=300)
@given(data=st.data())
def test_a_wrong_code_put_in_anywhere_never_raises(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    answer = answer_of(key, data.draw(slips(key)))
    at = data.draw(st.integers(0, len(answer.diagnoses)))
    code = data.draw(wrong_diagnoses())
    put_in = answer.model_copy(
        update={
            "diagnoses": (*answer.diagnoses[:at], code, *answer.diagnoses[at:]),
            "lines": tuple(_moved(line, at - 1, 1) for line in answer.lines),
        }
    )
    assert graded(key, put_in).score <= graded(key, answer).score


@settings(max_examples=300)
@given(data=st.data())
def test_coding_something_twice_never_raises(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    answer = answer_of(key, data.draw(slips(key)))
    before = graded(key, answer).score
    if answer.diagnoses:
        again = data.draw(st.sampled_from(answer.diagnoses))
        assert graded(key, answer.model_copy(update={"diagnoses": (*answer.diagnoses, again)})).score <= before
    if answer.lines:
        line = data.draw(st.sampled_from(answer.lines))
        model = data.draw(st.sampled_from(answer_of(key, RIGHT).lines))
        assert graded(key, answer.model_copy(update={"lines": (*answer.lines, line)})).score <= before
        if model.code in {given.code for given in answer.lines}:
            assert graded(key, answer.model_copy(update={"lines": (*answer.lines, model)})).score <= before


@settings(max_examples=300)
@given(data=st.data())
def test_mending_one_slip_never_lowers(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    wrong = data.draw(slips(key))
    before = graded(key, answer_of(key, wrong)).score
    for better in wrong.mended():
        assert graded(key, answer_of(key, better)).score >= before, better


@given(data=st.data())
def test_order_inside_a_tier_is_free(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    wrong = data.draw(slips(key))
    shuffled = tuple(data.draw(st.permutations(range(5))))
    straight = Slips(**{**wrong.__dict__, "reverse": False})
    assert graded(key, answer_of(key, straight, shuffled)).score == graded(key, answer_of(key, straight)).score


@given(data=st.data())
def test_the_same_answer_has_the_same_grade_between_0_and_100(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    answer = answer_of(key, data.draw(slips(key)))
    grade = graded(key, answer)
    assert grade == graded(key, answer)
    assert 0 <= grade.score <= 100


@given(data=st.data())
def test_only_wrong_codes_score_0(graded: Graded, data: st.DataObject) -> None:
    key = data.draw(keys())
    codes = tuple(data.draw(st.lists(wrong_diagnoses(), min_size=1, max_size=4, unique=True)))
    lines = tuple(AnswerLine(code=code, pointers=("A",)) for code in data.draw(st.lists(st.sampled_from(OTHER_LINES))))
    assert graded(key, CodingAnswer(diagnoses=codes, lines=lines)).score == 0
