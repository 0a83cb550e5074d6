"""For all tests: Hypothesis draws the same examples every time, and the compiled code sets are made once a run."""

from __future__ import annotations

import os

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


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Notes skipped tests that a complete run must not skip."""
    if report.skipped and not hasattr(report, "wasxfail") and {"browser", "postgres"} & set(report.keywords):
        _SKIPPED.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The whole test command fails where the browser or the database tests could not run."""
    if _SKIPPED and os.environ.get("BOTH_HATS_TESTS_COMPLETE"):
        print(f"\n{len(_SKIPPED)} browser or database tests were skipped, the first: {_SKIPPED[0]}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


_SKIPPED: list[str] = []
