"""The reference data, loaded once for the biller's tests."""

import pytest

from data import Reference, load


@pytest.fixture(scope="session")
def reference() -> Reference:
    return load()
