"""Weights are data, and unfair ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grading import WeightsError, default_weights, load_weights
from grading.weights import WEIGHTS_FILE
from scenarios import skills


def changed(folder: Path, old: str, new: str) -> Path:
    text = WEIGHTS_FILE.read_text(encoding="utf-8")
    assert old in text
    path = folder / "weights.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\ndiagnosis: 6", "\ndiagnoses: 6", "missing or unknown keys diagnoses, diagnosis"),
        ("\norder: 4", "\norder: -1", "order is -1"),
        ("\nquery: 10", "\nquery: ten", "query is 'ten'"),
        ("\nextra_diagnosis: 3", "\nextra_diagnosis: 7", "at most diagnosis"),
        ("\nextra_line: 6", "\nextra_line: 2", "extra_line is 2; expected 6 to 7"),
        ("\nextra_line: 6", "\nextra_line: 9", "extra_line is 9; expected 6 to 7"),
    ],
)
def test_weights_that_do_not_hold_together_are_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(WeightsError, match=says):
        load_weights(changed(tmp_path, old, new))


def test_every_skill_named_is_one_that_can_be_practiced() -> None:
    weights = default_weights()
    named = {*weights.modifier_skills.values(), *weights.claim_skills.values()}
    assert named <= set(skills())
