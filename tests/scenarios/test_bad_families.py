"""Planted faults in families: each is refused, with rule, file and line, and nothing else goes wrong on the way.

A file under tests/bad_families/ says on its second line which rule is to find it, and where.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import data
from scenarios import FamilyError, check_family, load_family

FOLDER = Path(__file__).parent.parent / "bad_families"
FILES = sorted(FOLDER.glob("*.yaml"))


def problems_of(path: Path) -> list:
    """What loading or checking a family finds."""
    try:
        family = load_family(path)
    except FamilyError as error:
        return list(error.problems)
    return list(check_family(data.load(), family).problems)


def test_enough_faults_are_planted() -> None:
    assert len(FILES) >= 25


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_planted_fault_is_refused_with_rule_and_line(path: Path) -> None:
    expected = re.search(r"^# expect: (\S+) on line (\d+)$", path.read_text(), re.MULTILINE)
    assert expected
    found = problems_of(path)
    assert (expected[1], int(expected[2])) in {(problem.rule, problem.line) for problem in found}, "\n".join(
        map(str, found)
    )
    for problem in found:
        assert problem.file.endswith(f"{path.stem}.yaml")
        assert problem.column >= 1
        assert problem.message


def test_file_of_more_than_256_kb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_text("format: 1\nnote: |\n" + "  [-] again and again\n" * 14_000)
    (problem,) = problems_of(path)
    assert (problem.rule, problem.line) == ("file.size", 1)


def test_deep_nesting_is_refused_without_recursion_error(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("format: 1\nabout:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 40)))
    assert "yaml.depth" in {problem.rule for problem in problems_of(path)}


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"\xff\xfe\x00", "file.encoding"),
        (b"", "yaml.syntax"),
        (b"- a\n- b\n", "yaml.syntax"),
        (b"a: [1\n", "yaml.syntax"),
    ],
)
def test_what_is_no_family_at_all_is_one_clear_problem(tmp_path: Path, content: bytes, rule: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_bytes(content)
    assert rule in {problem.rule for problem in problems_of(path)}
