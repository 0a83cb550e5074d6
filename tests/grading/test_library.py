"""The same properties over variants of every family of the library, for coder and biller."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing import key_claim, model_answer, registered_claim
from billing.models import Claim
from data import Reference, load
from grading import grade_claim, grade_coding
from scenarios import Family, families, variant
from scenarios.models import AnswerLine, CodingAnswer, Variant

WRONG_CODES = ("Q99.99", "R07.9", "C50.911", "Z98.890", "M99.01")
WRONG_LINES = ("81002", "99291", "71046")


@cache
def library() -> dict[str, Family]:
    return families()


@cache
def made(family: str, seed: int) -> Variant:
    return variant(load(), library()[family], seed)


def _alternatives(variant_: Variant, model: CodingAnswer) -> Iterator[CodingAnswer]:
    """The model answer with one accepted alternative in place of its model, diagnosis by diagnosis and line by line."""
    answer_set = variant_.key.sets[0]
    for diagnosis in answer_set.diagnoses:
        for alternative in diagnosis.any[1:]:
            if len(alternative) == len(diagnosis.any[0]) == 1 and diagnosis.any[0][0] in model.diagnoses:
                codes = [alternative[0] if code == diagnosis.any[0][0] else code for code in model.diagnoses]
                yield model.model_copy(update={"diagnoses": tuple(codes)})
    for line in answer_set.lines:
        for other in line.any[1:]:
            rows = [
                row.model_copy(update={"code": other.code, "units": other.units})
                if row.code == line.any[0].code
                else row
                for row in model.lines
            ]
            yield model.model_copy(update={"lines": tuple(rows)})


@pytest.mark.parametrize("family", sorted(library()))
def test_keys_score_100_and_empty_answers_0(reference: Reference, family: str) -> None:
    for seed in range(1, 26):
        case = made(family, seed)
        model = model_answer(reference, case.key)
        assert grade_coding(reference, case, model).score == 100, seed
        assert grade_coding(reference, case, CodingAnswer()).score == 0, seed
        for other in _alternatives(case, model):
            assert grade_coding(reference, case, other).score == 100, (seed, other)
        for answer_set in case.key.sets[1:]:
            only = case.key.model_copy(update={"sets": (answer_set,)})
            assert grade_coding(reference, case, model_answer(reference, only)).score == 100, seed


@pytest.mark.parametrize("family", sorted(library()))
def test_key_claims_score_100_empty_ones_0_and_untouched_ones_show_their_fault(
    reference: Reference, family: str
) -> None:
    for seed in range(1, 26):
        case = made(family, seed)
        untouched = grade_claim(reference, case, registered_claim(reference, case))
        assert grade_claim(reference, case, key_claim(reference, case)).score == 100, seed
        assert grade_claim(reference, case, Claim(items={})).score == 0, seed
        assert (untouched.score < 50) if case.key.claim_faults else (untouched.score == 100), seed
        wrong = {finding.element for finding in untouched.findings if finding.kind == "wrong_field"}
        assert {f"item {fault.item}" for fault in case.key.claim_faults} <= wrong, seed


@settings(max_examples=150)
@given(family=st.sampled_from(sorted(library())), seed=st.integers(1, 60), data=st.data())
def test_a_wrong_code_never_raises_and_a_mended_one_never_lowers(
    reference: Reference, family: str, seed: int, data: st.DataObject
) -> None:
    case = made(family, seed)
    model = model_answer(reference, case.key)
    keep = [n for n in range(len(model.lines)) if data.draw(st.booleans())]
    worse = model.model_copy(update={"lines": tuple(model.lines[n] for n in keep)})
    before = grade_coding(reference, case, worse).score
    for number, line in enumerate(model.lines):
        if number not in keep:
            mended = worse.model_copy(update={"lines": (*worse.lines, line)})
            assert grade_coding(reference, case, mended).score >= before
    right = {made.code for answer in case.key.sets for one in answer.lines for made in one.any}
    wrong_lines = [code for code in WRONG_LINES if code not in right]
    code, row = data.draw(st.sampled_from(WRONG_CODES)), AnswerLine(code=data.draw(st.sampled_from(wrong_lines)))
    assert (
        grade_coding(reference, case, worse.model_copy(update={"diagnoses": (*worse.diagnoses, code)})).score <= before
    )
    assert grade_coding(reference, case, worse.model_copy(update={"lines": (*worse.lines, row)})).score <= before


@settings(max_examples=60)
@given(family=st.sampled_from(sorted(library())), seed=st.integers(1, 60), data=st.data())
def test_mending_an_item_of_a_claim_never_lowers(
    reference: Reference, family: str, seed: int, data: st.DataObject
) -> None:
    case = made(family, seed)
    right, claim = key_claim(reference, case), registered_claim(reference, case)
    spoiled = data.draw(st.lists(st.sampled_from(sorted(right.items)), max_size=4, unique=True))
    worse = claim.model_copy(update={"items": claim.items | dict.fromkeys(spoiled, "X")})
    before = grade_claim(reference, case, worse).score
    for item in sorted(right.items):
        if worse.items[item] != right.items[item]:
            mended = worse.model_copy(update={"items": worse.items | {item: right.items[item]}})
            assert grade_claim(reference, case, mended).score >= before, item
