"""The house keeps its own rules: imports go one way, pages hide no room, every setting and source is written down."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["data", "rules", "scenarios", "billing", "grading", "records", "views"]
SOURCES = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))] + [ROOT / "app.py"]


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module and n.level == 0}
    return {name.split(".")[0] for name in names}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_a_room_imports_only_from_its_left(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    if room == "app.py":
        return
    allowed = set(ROOMS[: ROOMS.index(room) + 1])
    if path.name == "__main__.py":
        allowed = set(ROOMS) - {"views"}
    assert imported(path) & set(ROOMS) <= allowed


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_only_views_and_the_app_know_streamlit(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] not in {"views", "app.py"}:
        assert "streamlit" not in imported(path)


def test_pages_end_in_page_so_that_none_hides_a_room() -> None:
    modules = {path.stem for path in (ROOT / "views").glob("*.py")}
    assert not modules & set(ROOMS)
    assert {path.name for path in (ROOT / "views").glob("*_page.py")}


def test_pytest_runs_in_importlib_mode() -> None:
    assert "--import-mode=importlib" in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("path", SOURCES, ids=place)
def test_every_file_says_which_story_it_tells(path: Path) -> None:
    assert len(ast.get_docstring(ast.parse(path.read_text())) or "") > 20


def test_no_view_asks_the_database_in_sql() -> None:
    for path in (ROOT / "views").rglob("*.py"):
        assert "sqlalchemy" not in imported(path)


def test_every_setting_is_written_down() -> None:
    names = {name for path in SOURCES for name in re.findall(r"\bBOTH_HATS_[A-Z_]+|\bDATABASE_URL\b", path.read_text())}
    written = (ROOT / "README.md").read_text() + (ROOT / "ARCHITECTURE.md").read_text()
    assert {name for name in names if name not in written} == set()


def test_every_package_that_is_imported_is_required() -> None:
    required = (ROOT / "requirements.txt").read_text().lower().replace("_", "-")
    known = {"yaml": "pyyaml", "ruamel": "ruamel.yaml", "psycopg": "psycopg", "simple_icd_10_cm": "simple-icd-10-cm"}
    import sys

    for path in SOURCES:
        for name in imported(path) - set(sys.stdlib_module_names) - set(ROOMS):
            assert known.get(name, name).replace("_", "-") in required, f"{place(path)} imports {name}"
