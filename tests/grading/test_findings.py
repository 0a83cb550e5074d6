"""What each kind of slip is called, costs and cites."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from grading import Finding, Grade
from scenarios.models import (
    AnswerLine,
    AnswerSet,
    BypassKey,
    CodeUnits,
    CodingAnswer,
    Evidence,
    Key,
    ModifierKey,
    NotCoded,
    PointerKey,
)
from tests.grading.made import key_diagnosis, key_line, key_of, query_key

Graded = Callable[[Key, CodingAnswer], Grade]

KEY = key_of(
    AnswerSet(
        diagnoses=(
            key_diagnosis("fracture", "S52.531A"),
            key_diagnosis("kidney", "E11.22", ("E11.21", "N18.9")),
            key_diagnosis("stage", "N18.31"),
            key_diagnosis("cause", "W01.0XXA", need="optional"),
        ),
        order=(("fracture",), ("kidney",), ("stage",)),
        lines=(
            key_line("visit", "99214", modifiers=ModifierKey(must=(("57", "25"),)), skill="cpt.em_level",
                     pointers=PointerKey(first="kidney", must=("stage",))),
            key_line("drug", "J3301", 4, any=(CodeUnits(code="J3301", units=4), CodeUnits(code="J3302", units=8))),
            key_line("repair", "25605", modifiers=ModifierKey(must=(("RT",),)), pointers=PointerKey(first="fracture")),
        ),
    ),
    neutral=("Y92.-",),
    not_coded=(NotCoded(kind="ruled out", codes=("J18.9",), text="t", evidence=(0,), why="ruled out", cites="IV.H"),),
)  # fmt: skip
MODEL = CodingAnswer(
    diagnoses=("S52.531A", "E11.22", "N18.31"),
    lines=(
        AnswerLine(code="99214", modifiers=("57",), pointers=("B", "C")),
        AnswerLine(code="J3301", units=4, pointers=("A",)),
        AnswerLine(code="25605", modifiers=("RT",), pointers=("A",)),
    ),
)


def diagnoses(*codes: str) -> CodingAnswer:
    return MODEL.model_copy(update={"diagnoses": codes})


def line(number: int, **facts: object) -> CodingAnswer:
    rows = list(MODEL.lines)
    rows[number] = AnswerLine(**{**rows[number].model_dump(), **facts})  # type: ignore[arg-type]
    return MODEL.model_copy(update={"lines": tuple(rows)})


def wrong(grade: Grade) -> list[Finding]:
    return [finding for finding in grade.findings if finding.kind not in {"right", "accepted", "neutral"}]


@pytest.mark.parametrize(
    ("answer", "kind", "expected", "given", "skill", "risk"),
    [
        (diagnoses("S52.532A", "E11.22", "N18.31"), "wrong_side", "S52.531A", "S52.532A", "icd.laterality", "denied"),
        (diagnoses("S52.531D", "E11.22", "N18.31"), "wrong_seventh_character", "S52.531A", "S52.531D",
         "icd.seventh_character", "denied"),
        (diagnoses("S52.531", "E11.22", "N18.31"), "less_specific", "S52.531A", "S52.531",
         "icd.specificity", "rejected"),
        (diagnoses("S52.539A", "E11.22", "N18.31"), "less_specific", "S52.531A", "S52.539A",
         "icd.specificity", "denied"),
        (diagnoses("S52.531A", "E11.9", "N18.31"), "less_specific", "E11.22", "E11.9", "icd.specificity", "denied"),
        (diagnoses("S52.531A", "E11.22", "N18.30"), "less_specific", "N18.31", "N18.30", "icd.specificity", "compliance"),
        (diagnoses("E11.22", "S52.531A", "N18.31"), "wrong_order", "S52.531A before E11.22 before N18.31",
         "E11.22, S52.531A, N18.31", "icd.sequencing", "denied"),
        (diagnoses(*MODEL.diagnoses, "J18.9"), "distractor", "", "J18.9", "icd.uncertain", "compliance"),
        (diagnoses(*MODEL.diagnoses, "R07.9"), "extra", "", "R07.9", "icd.distractors", "compliance"),
        (diagnoses(*MODEL.diagnoses, "Q99.99"), "extra", "", "Q99.99", "icd.distractors", "rejected"),
        (line(0, modifiers=()), "wrong_modifier", "57 or 25", "none", "cpt.global_period", "denied"),
        (line(2, modifiers=("LT",)), "wrong_modifier", "RT", "LT", "mod.laterality", "denied"),
        (line(1, units=3), "wrong_units", "4", "3", "units.drug", "underpaid"),
        (line(1, units=40), "wrong_units", "4", "40", "units.drug", "overpaid"),
        (line(0, pointers=("A",)), "wrong_pointer", "E11.22, N18.31", "S52.531A", "cpt.em_level", "denied"),
        (line(0, pointers=("C", "B")), "wrong_pointer", "E11.22, N18.31", "N18.31, E11.22", "cpt.em_level", "denied"),
        (line(0, code="99213"), "missing", "99214", "99213", "cpt.em_level", "underpaid"),
        (line(0, code="99215"), "missing", "99214", "99215", "cpt.em_level", "compliance"),
        (MODEL.model_copy(update={"query": "Which type?"}), "query_needless", "", "Which type?",
         "query.compliant", "none"),
    ],
)  # fmt: skip
def test_one_slip_gives_one_finding_of_its_kind(
    graded: Graded, answer: CodingAnswer, kind: str, expected: str, given: str, skill: str, risk: str
) -> None:
    grade = graded(KEY, answer)
    found = [f for f in wrong(grade) if f.kind == kind]
    assert len(found) == 1
    assert (found[0].expected, found[0].given, found[0].skill, found[0].risk) == (expected, given, skill, risk)
    assert found[0].why
    assert found[0].cites or kind == "neutral"
    assert 0 < grade.score < 100
    assert any(seen.skill == skill and not seen.right for seen in grade.skills)


def test_a_right_code_with_a_wrong_modifier_is_not_a_wrong_code(graded: Graded) -> None:
    grade = graded(KEY, line(2, modifiers=()))
    assert [(f.kind, f.element) for f in wrong(grade)] == [("wrong_modifier", "line 3")]
    code = next(f for f in grade.findings if f.kind == "right" and f.given == "25605")
    assert code.points > wrong(grade)[0].worth


def test_what_a_slip_costs(graded: Graded) -> None:
    wrong_side = wrong(graded(KEY, diagnoses("S52.532A", "E11.22", "N18.31")))[0]
    unfinished = wrong(graded(KEY, diagnoses("S52.531", "E11.22", "N18.31")))[0]
    assert 0 < wrong_side.dollars < unfinished.dollars
    missing = wrong(graded(KEY, MODEL.model_copy(update={"lines": MODEL.lines[:2]})))[0]
    assert (missing.kind, missing.element) == ("missing", "line repair")
    assert missing.dollars > 100
    under, over = (wrong(graded(KEY, line(0, code=code)))[0].dollars for code in ("99213", "99215"))
    assert under > 0 > over
    assert wrong(graded(KEY, line(1, units=3)))[0].dollars > 0 > wrong(graded(KEY, line(1, units=8)))[0].dollars


def test_neutral_and_optional_codes_neither_gain_nor_lose(graded: Graded) -> None:
    for code in ("Y92.010", "W01.0XXA"):
        grade = graded(KEY, diagnoses(*MODEL.diagnoses, code))
        assert grade.score == 100
        assert wrong(grade) == []


def test_alternatives_of_codes_and_lines_are_accepted(graded: Graded) -> None:
    both = diagnoses("S52.531A", "E11.21", "N18.9", "N18.31")
    assert graded(KEY, both.model_copy(update={"lines": line(0, pointers=("B", "D")).lines})).score == 100
    other = graded(KEY, line(1, code="J3302", units=8))
    assert other.score == 100
    assert "accepted" in {finding.kind for finding in other.findings}


def test_half_of_a_joined_alternative_earns_half(graded: Graded) -> None:
    half = next(f for f in graded(KEY, diagnoses("S52.531A", "E11.21", "N18.31")).findings if f.given == "E11.21")
    assert half.points == half.worth / 2 > 0


def test_two_lines_of_one_code_each_find_their_own(graded: Graded) -> None:
    key = key_of(AnswerSet(diagnoses=(key_diagnosis("knee", "M17.11"),), lines=(
        key_line("given", "J3301", 3), key_line("waste", "J3301", 1, modifiers=ModifierKey(must=(("JW",),))),
    )))  # fmt: skip
    rows = (AnswerLine(code="J3301", units=1, modifiers=("JW",)), AnswerLine(code="J3301", units=3))
    assert graded(key, CodingAnswer(diagnoses=("M17.11",), lines=rows)).score == 100
    lost = graded(key, CodingAnswer(diagnoses=("M17.11",), lines=rows[1:]))
    assert [(f.kind, f.element) for f in wrong(lost)] == [("missing", "line waste")]


def test_a_bypass_stands_on_either_line(graded: Graded) -> None:
    lines = (key_line("a", "12032"), key_line("b", "12001"))
    answer_set = AnswerSet(diagnoses=(), lines=lines, bypass=(BypassKey(lines=("a", "b"), any=("59", "XS")),))
    for on_a, on_b in ((("59",), ()), ((), ("XS",)), (("XS",), ("59",))):
        rows = (AnswerLine(code="12032", modifiers=on_a), AnswerLine(code="12001", modifiers=on_b))
        assert graded(key_of(answer_set), CodingAnswer(lines=rows)).score == 100
    grade = graded(key_of(answer_set), CodingAnswer(lines=(AnswerLine(code="12032"), AnswerLine(code="12001"))))
    assert [(f.kind, f.expected, f.skill) for f in wrong(grade)] == [("wrong_modifier", "59 or XS", "mod.59")]


def test_the_set_that_fits_best_is_the_one_graded_against(graded: Graded) -> None:
    by_time = key_line("visit", "99215")
    key = key_of(
        AnswerSet(diagnoses=(key_diagnosis("a", "I10"),), lines=(key_line("visit", "99214"),)),
        AnswerSet(diagnoses=(key_diagnosis("a", "I10"),), lines=(by_time,)),
    )
    for code in ("99214", "99215"):
        assert graded(key, CodingAnswer(diagnoses=("I10",), lines=(AnswerLine(code=code),))).score == 100


def test_pointers_are_compared_by_code_and_not_by_letter(graded: Graded) -> None:
    moved = CodingAnswer(
        diagnoses=("S52.531A", "Y92.010", "E11.22", "N18.31"),
        lines=(MODEL.lines[0].model_copy(update={"pointers": ("C", "D")}), *MODEL.lines[1:]),
    )
    assert graded(KEY, moved).score == 100


def test_codes_are_read_as_people_type_them(graded: Graded) -> None:
    typed = MODEL.model_copy(update={"diagnoses": ("s52531a", " e1122", "n1831")})
    assert graded(KEY, typed).score == 100


# ---- queries ---------------------------------------------------------------------------------------------


def test_codes_held_for_a_query(graded: Graded) -> None:
    key = KEY.model_copy(update={"query": query_key("required", "held")})
    assert graded(key, CodingAnswer(query="Which type?")).score == 100
    assert graded(key, CodingAnswer()).score == 0
    billed = graded(key, MODEL)
    assert billed.score == 0
    assert "query_missed" in {f.kind for f in billed.findings}
    both = graded(key, CodingAnswer(query="Which type?", diagnoses=("I10",)))
    assert 0 < both.score < 100
    assert [(f.kind, f.risk) for f in wrong(both)] == [("extra", "compliance")]


def test_provisional_codes_beside_a_query(graded: Graded) -> None:
    key = KEY.model_copy(update={"query": query_key()})
    assert graded(key, MODEL.model_copy(update={"query": "Which type?"})).score == 100
    missed = graded(key, MODEL)
    assert 50 < missed.score < 100
    assert [(f.kind, f.skill) for f in wrong(missed)] == [("query_missed", "query.compliant")]
    assert 0 < graded(key, CodingAnswer(query="Which type?")).score < 50


def test_an_optional_query_may_be_asked_or_not(graded: Graded) -> None:
    key = KEY.model_copy(update={"query": query_key("optional")})
    assert graded(key, MODEL).score == graded(key, MODEL.model_copy(update={"query": "Which?"})).score == 100


def test_where_nothing_must_be_coded_an_empty_answer_is_still_0(graded: Graded) -> None:
    key = key_of(AnswerSet(diagnoses=(key_diagnosis("a", "I10", need="optional"),), lines=()))
    assert graded(key, CodingAnswer()).score == 0
    assert graded(key, CodingAnswer(diagnoses=("I10",))).score == 100


# ---- the page --------------------------------------------------------------------------------------------


def test_findings_stand_in_the_order_of_the_chart(graded: Graded) -> None:
    sentences = tuple(Evidence(document="Note", start=s, end=s + 5, text="xxxxx") for s in (20, 5, 12))
    key = key_of(
        AnswerSet(
            diagnoses=(key_diagnosis("a", "I10", evidence=(0,)), key_diagnosis("b", "E78.5", evidence=(1, 0))),
            lines=(key_line("visit", "99213", evidence=(2,)),),
        ),
        evidence=sentences,
    )
    grade = graded(key, CodingAnswer(diagnoses=("R07.9", "I10"), lines=(AnswerLine(code="99213"),)))
    assert [f.expected or f.given for f in grade.findings] == ["E78.5", "99213", "I10", "R07.9"]


def test_points_add_up_to_the_score(graded: Graded) -> None:
    grade = graded(KEY, line(0, modifiers=(), pointers=("A",)))
    points, worth = (sum((getattr(f, name) for f in grade.findings), Decimal(0)) for name in ("points", "worth"))
    assert abs(points / worth * 100 - grade.score) < Decimal("0.06")
