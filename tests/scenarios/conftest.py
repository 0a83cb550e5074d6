"""Reference data and the library, loaded once."""

from __future__ import annotations

import pytest

import data
from scenarios import Family, families


@pytest.fixture(scope="session")
def reference() -> data.Reference:
    return data.load()


@pytest.fixture(scope="session")
def library() -> dict[str, Family]:
    return families()
