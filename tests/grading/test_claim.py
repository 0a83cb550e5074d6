"""Claims: what registration had right is worth little, what it had wrong is the learner's to mend."""

from __future__ import annotations

import pytest

from billing import key_claim, registered_claim
from billing.models import Claim
from data import Reference
from grading import grade_claim
from scenarios.models import AnswerLine, ClaimFault, CodingAnswer, Variant
from tests.billing.made import made_variant, with_items, with_line

EMPTY = Claim(items={})


def fault(item: str, registered: str, right: str) -> ClaimFault:
    return ClaimFault(
        name="planted", item=item, registered=registered, right=right, why="The card shows another number.",
        cites="NUCC 1500 manual, item 1a", skill="claim.member_id",
    )  # fmt: skip


@pytest.fixture
def swapped(reference: Reference) -> Variant:
    """A member id with two digits swapped at registration."""
    return made_variant(
        reference, registration={"member_id": "LKM44719038"}, faults=(fault("1a", "LKM44719038", "LKM44719083"),)
    )


def test_the_key_claim_scores_100(reference: Reference, swapped: Variant) -> None:
    grade = grade_claim(reference, swapped, key_claim(reference, swapped))
    assert grade.score == 100
    assert {finding.kind for finding in grade.findings} == {"right"}


@pytest.mark.parametrize("payer", ["medicare", "granite-medicaid", "pinecrest-hmo", "tidewater-ma", "harbor-comp"])
def test_so_does_every_payers(reference: Reference, payer: str) -> None:
    variant = made_variant(reference, payer_id=payer)
    assert grade_claim(reference, variant, key_claim(reference, variant)).score == 100


def test_an_empty_claim_scores_0(reference: Reference, swapped: Variant) -> None:
    assert grade_claim(reference, swapped, EMPTY).score == 0
    stray = made_variant(reference, registration={"auto_accident_state": "ME"}, faults=(fault("10b state", "ME", ""),))
    assert grade_claim(reference, stray, EMPTY).score == 0


def test_the_untouched_claim_is_well_below_100(reference: Reference, swapped: Variant) -> None:
    grade = grade_claim(reference, swapped, registered_claim(reference, swapped))
    assert 0 < grade.score < 40
    (wrong,) = [finding for finding in grade.findings if finding.kind == "wrong_field"]
    assert (wrong.element, wrong.expected, wrong.given) == ("item 1a", "LKM44719083", "LKM44719038")
    assert (wrong.why, wrong.skill, wrong.risk) == ("The card shows another number.", "claim.member_id", "rejected")
    assert wrong.dollars > 0


def test_spoiling_what_was_right_costs(reference: Reference, swapped: Variant) -> None:
    right = key_claim(reference, swapped)
    grade = grade_claim(reference, swapped, with_items(right, i5_zip="00000"))
    assert 50 < grade.score < 100
    (wrong,) = [finding for finding in grade.findings if finding.kind == "wrong_field"]
    assert (wrong.element, wrong.skill) == ("item 5 zip", "claim.demographics")


@pytest.mark.parametrize(
    "items",
    [
        {"i1a": "lkm 447-190-83"},
        {"i2": "trent, marisol a"},
        {"i3": "02/19/1968"},
        {"i3": "02191968"},
        {"i28": "$282.00"},
        {"i33": "kestrel family practice"},
    ],
)
def test_the_same_value_in_another_form_is_right(reference: Reference, swapped: Variant, items: dict[str, str]) -> None:
    right = key_claim(reference, swapped)
    assert grade_claim(reference, swapped, with_items(right, **items)).score == 100


@pytest.mark.parametrize(
    ("cells", "element"),
    [
        ({"E": "B"}, "item 24E.1"),
        ({"G": "2"}, "item 24G.1"),
        ({"F": "1.00"}, "item 24F.1"),
        ({"J": ""}, "item 24J.1"),
        ({"B": "21"}, "item 24B.1"),
        ({"D": ("99214", "25")}, "item 24D.1"),
        ({"A": "2026-06-12"}, "item 24A.1"),
    ],
)
def test_each_column_of_a_row_counts(
    reference: Reference, swapped: Variant, cells: dict[str, object], element: str
) -> None:
    grade = grade_claim(reference, swapped, with_line(key_claim(reference, swapped), 1, **cells))
    assert [f.element for f in grade.findings if f.kind == "wrong_field"] == [element]
    assert grade.score < 100


def test_units_and_pointers_are_compared_by_meaning(reference: Reference, swapped: Variant) -> None:
    right = key_claim(reference, swapped)
    turned = right.model_copy(update={"diagnoses": tuple(reversed(right.diagnoses))})
    same = with_line(turned, 1, E="BA", G="01")
    wrong = [f.element for f in grade_claim(reference, swapped, same).findings if f.kind == "wrong_field"]
    assert wrong == ["item 21A", "item 21B"]


def test_rows_may_stand_in_another_order(reference: Reference, swapped: Variant) -> None:
    own = CodingAnswer(
        diagnoses=("E11.22", "N18.31"),
        lines=(AnswerLine(code="99214", pointers=("A",)), AnswerLine(code="36415", pointers=("B",))),
    )
    claim = key_claim(reference, swapped, own)
    turned = claim.model_copy(update={"lines": tuple(reversed(claim.lines))})
    assert grade_claim(reference, swapped, turned, own).score == 100


def test_a_row_that_nobody_coded_costs(reference: Reference, swapped: Variant) -> None:
    right = key_claim(reference, swapped)
    more = right.model_copy(update={"lines": (*right.lines, right.lines[0].model_copy(update={"D": ("80053",)}))})
    grade = grade_claim(reference, swapped, more)
    assert [f.element for f in grade.findings if f.kind == "wrong_field"] == ["item 24.2"]
    assert grade.score < 100


def test_a_claim_is_graded_against_the_learners_own_codes(reference: Reference, swapped: Variant) -> None:
    own = CodingAnswer(diagnoses=("E11.9",), lines=(AnswerLine(code="99213", pointers=("A",)),))
    claim = key_claim(reference, swapped, own)
    assert grade_claim(reference, swapped, claim, own).score == 100
    assert grade_claim(reference, swapped, claim).score < 100
    assert grade_claim(reference, swapped, key_claim(reference, swapped), own).score == 100


def test_mending_one_item_never_lowers(reference: Reference, swapped: Variant) -> None:
    right = key_claim(reference, swapped)
    spoiled = with_items(registered_claim(reference, swapped), i5="ELSEWHERE", i10a="yes", i33a="1")
    before = grade_claim(reference, swapped, spoiled).score
    for key in ("1a", "5", "10a", "33a"):
        mended = spoiled.model_copy(update={"items": spoiled.items | {key: right.items[key]}})
        after = grade_claim(reference, swapped, mended).score
        assert after >= before, key


def test_a_remark_neither_gains_nor_loses(reference: Reference) -> None:
    variant = made_variant(reference)
    grade = grade_claim(reference, variant, with_items(key_claim(reference, variant), i19="SEEN WITH DAUGHTER"))
    assert grade.score == 100
    assert "neutral" in {finding.kind for finding in grade.findings}


def test_one_spoiled_item_leaves_most_of_an_otherwise_right_claim(reference: Reference) -> None:
    variant = made_variant(reference)
    right = key_claim(reference, variant)
    harmful = grade_claim(reference, variant, with_items(right, i33a="1")).score
    harmless = grade_claim(reference, variant, with_items(right, i26="OTHER")).score
    assert 80 < harmful < harmless < 100
