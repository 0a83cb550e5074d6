"""One compiled folder for all tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import Reference, load


@pytest.fixture(scope="session")
def compiled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this room's tests compile the code set."""
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(scope="session")
def reference(compiled_folder: Path) -> Reference:
    """All reference data."""
    return load(compiled_folder)
