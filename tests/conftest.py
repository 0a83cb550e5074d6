"""For all tests: Hypothesis draws the same examples every time, and the compiled code sets are made once a run."""

from __future__ import annotations

import hypothesis
import pytest

import data

hypothesis.settings.register_profile(
    "both-hats",
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("both-hats")


@pytest.fixture(scope="session")
def reference() -> data.Reference:
    """The reference data as every room sees it."""
    return data.load()
