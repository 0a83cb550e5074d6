"""One encounter, under whose roof any key can be graded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data import Reference
from grading import Grade, grade_coding
from scenarios.models import CodingAnswer, Document, Key, Variant
from tests.billing.made import made_variant
from tests.grading.made import TEXT


@pytest.fixture(scope="session")
def visit(reference: Reference) -> Variant:
    """An office visit whose chart is one short note."""
    variant = made_variant(reference)
    encounter = variant.encounter.model_copy(update={"documents": (Document(title="Note", text=TEXT),)})
    return variant.model_copy(update={"encounter": encounter})


@pytest.fixture(scope="session")
def graded(reference: Reference, visit: Variant) -> Callable[[Key, CodingAnswer], Grade]:
    """The grade of an answer to a key."""

    def grade(key: Key, answer: CodingAnswer) -> Grade:
        return grade_coding(reference, visit.model_copy(update={"key": key}), answer)

    return grade
