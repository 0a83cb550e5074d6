"""The figures are what a learner would work out by hand, and a comparison says when it says nothing."""

from __future__ import annotations

import csv
import datetime
import io
from decimal import Decimal

from records import AttemptSummary, SkillRow, progress
from tests.records.conftest import NOW


def attempt(n: int, role: str, coder: str | None, biller: str | None, **more: object) -> AttemptSummary:
    at = NOW + datetime.timedelta(days=n)
    values: dict[str, object] = {
        "id": f"a{n:02}",
        "family": "sample",
        "title": "A sample",
        "specialty": "family medicine",
        "role": role,
        "workplace": "small_practice",
        "stage": "done",
        "seed": n,
        "opened_at": at,
        "finished_at": at,
        "saved_at": at,
        "seconds": 100 + n,
        "coder_score": coder and Decimal(coder),
        "biller_score": biller and Decimal(biller),
    }
    return AttemptSummary.model_validate(values | more)


def seen(skill: str, right: bool, attempt_id: str = "a00", hat: str = "coder") -> SkillRow:
    return SkillRow.model_validate({"attempt_id": attempt_id, "hat": hat, "skill": skill, "right": right, "at": NOW})


def test_weeks_start_on_monday_and_hold_means() -> None:
    # 2026-06-11 is a Thursday
    points = progress.accuracy_by_week(
        [attempt(0, "coder", "80.0", None), attempt(1, "both", "90.0", "70.0"), attempt(4, "coder", "100.0", None)]
    )
    assert [(p.week.isoformat(), p.hat, p.accuracy, p.cases) for p in points] == [
        ("2026-06-08", "biller", 70.0, 1),
        ("2026-06-08", "coder", 85.0, 2),
        ("2026-06-15", "coder", 100.0, 1),
    ]


def test_unfinished_attempts_count_for_nothing() -> None:
    opened = attempt(0, "coder", None, None, stage="coding", finished_at=None)
    assert progress.accuracy_by_week([opened]) == []
    assert progress.hat_figures([opened], [], "coder").cases == 0


def test_skills_count_observations_and_cases() -> None:
    figures = progress.by_skill(
        [seen("mod.25", True), seen("mod.25", False, "a01"), seen("claim.member_id", True, hat="biller")]
    )
    assert [(f.skill, f.hat, f.right, f.seen, f.cases) for f in figures] == [
        ("mod.25", "coder", 1, 2, 2),
        ("claim.member_id", "biller", 1, 1, 1),
    ]
    assert figures[0].accuracy == 50.0


def test_the_weakest_skill_is_the_one_that_went_wrong_most() -> None:
    rows = [seen("a", False), seen("b", False), seen("b", False), seen("c", True)]
    assert progress.weakest_skill(rows) == "b"
    assert progress.weakest_skill([seen("a", True)]) is None


def test_time_with_both_hats_counts_for_neither() -> None:
    attempts = [attempt(0, "coder", "80.0", None), attempt(9, "both", "80.0", "80.0")]
    assert progress.hat_figures(attempts, [], "coder").median_seconds == 100
    assert progress.hat_figures(attempts, [], "biller").median_seconds is None


def test_too_few_cases_are_not_compared() -> None:
    attempts = [attempt(n, "coder", "90.0", None) for n in range(6)] + [attempt(9, "biller", None, "40.0")]
    coder, biller = (progress.hat_figures(attempts, [], hat) for hat in progress.HATS)
    assert progress.comparison(coder, biller) == "Too few cases to compare the two hats: finish 4 more as biller."


def test_a_small_difference_is_called_chance_and_a_large_one_is_not() -> None:
    scores = ("70.0", "95.0", "82.0", "60.0", "99.0", "88.0")
    coder = progress.hat_figures([attempt(n, "coder", s, None) for n, s in enumerate(scores)], [], "coder")
    near = progress.hat_figures([attempt(n, "biller", None, s) for n, s in enumerate(reversed(scores))], [], "biller")
    far = progress.hat_figures([attempt(n, "biller", None, "20.0") for n in range(6)], [], "biller")
    assert "too close to tell apart" in progress.comparison(coder, near)
    assert "coder's work goes better" in progress.comparison(coder, far)


def test_the_export_reads_back_and_holds_no_formula() -> None:
    text = progress.csv_export([attempt(0, "coder", "80.0", None, title="=HYPERLINK(1)", feeling=4)])
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["case"] == "'=HYPERLINK(1)"
    assert (row["coder_score"], row["biller_score"], row["felt_1_to_5"]) == ("80.0", "", "4")
    assert "invented" in row["training_data"]


def test_a_billers_first_claims_and_what_became_of_them() -> None:
    cases = [
        attempt(0, "biller", None, "100.0"),
        attempt(1, "biller", None, "60.0", lost=Decimal("46.61"), mended=True),
        attempt(2, "biller", None, "50.0", lost=Decimal("113.59")),
        attempt(3, "both", "50.0", "50.0", lost=Decimal("10.00")),
        attempt(4, "biller", None, None, stage="claim", finished_at=None),
    ]
    figures = progress.biller_figures(cases)
    assert (figures.cases, figures.unharmed, figures.mended, figures.lost) == (3, 1, 1, Decimal("160.20"))
    assert progress.biller_figures([]).lost == 0
