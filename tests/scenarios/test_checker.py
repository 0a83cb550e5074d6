"""The library passes its exhaustive check, the documented example too, and every family gives enough keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios import LIBRARY, check_family, load_family
from scenarios.models import Variant

FAMILIES = sorted(path.stem for path in LIBRARY.rglob("*.yaml"))
DOC = Path(__file__).parent.parent.parent / "docs" / "family-format.md"


@pytest.mark.parametrize("name", FAMILIES)
def test_every_combination_of_the_family_is_right(name: str, reference, library) -> None:
    report = check_family(reference, library[name])
    assert not report.problems, "\n".join(map(str, report.problems))
    # A biller's case varies by its papers: several root causes behind much the same claim.
    assert report.distinct_keys >= (3 if library[name].case else 8)


def test_library_covers_at_least_six_specialties(library) -> None:
    assert len(library) >= 8
    assert len({family.specialty for family in library.values()}) >= 6


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    """The complete example of docs/family-format.md as a file."""
    text = re.search(r"```yaml\n(format: 1\n.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    assert text
    path = tmp_path / "forearm-cut.yaml"
    path.write_text(text[1], encoding="utf-8")
    return path


def test_documented_example_is_a_family_without_a_problem(documented: Path, reference) -> None:
    report = check_family(reference, load_family(documented))
    assert not report.problems, "\n".join(map(str, report.problems))
    assert report.distinct_keys == 4


def test_checks_of_other_rooms_are_asked_about_whole_variants(documented: Path, reference) -> None:
    seen: list[Variant] = []

    def complain(_reference: object, one: Variant) -> list[tuple[str, str]]:
        seen.append(one)
        return [("room.rule", "found fault")]

    report = check_family(reference, load_family(documented), (complain,))
    assert {problem.rule for problem in report.problems} == {"room.rule"}
    assert {one.mess for one in seen} == {1, 2, 3, 4}


def test_problems_come_all_at_once_in_the_order_of_the_file(documented: Path, reference) -> None:
    text = documented.read_text(encoding="utf-8")
    text = text.replace("W25.XXXA", "W25.XXZA").replace("right | S51.811A", "right | S51.812A")
    documented.write_text(text, encoding="utf-8")
    problems = check_family(reference, load_family(documented)).problems
    assert {"code.unknown", "code.reads"} <= {problem.rule for problem in problems}
    assert list(problems) == sorted(problems, key=lambda problem: (problem.line, problem.column, problem.rule))
    assert all(problem.given for problem in problems if problem.rule == "code.reads")
