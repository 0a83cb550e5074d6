"""The library's claims through all gates: every file accepted by pyx12, every remittance by oxedi too.

A sample for every run of the tests; `tests/bench/gates.py` sends thousands.
"""

from __future__ import annotations

import datetime

import pytest

from billing.claim_batch import Batch, send_batch
from billing.commands.electronic import payments
from billing.models import Adjudication
from billing.x12.claim_837 import claim_text
from billing.x12.remittance_835 import remittance_text
from billing.x12.submission import submission
from data import Reference
from tests.billing.x12.own_checks import claim_objections, remittance_objections, status_objections
from tests.billing.x12.scenes import Scene, answered, changed, library, second, second_payer
from tests.billing.x12.validators import oxedi_objections, pyx12_objections

SEEDS = range(1, 4)
PAID_AFTER = 40


@pytest.fixture(scope="module")
def scenes(reference: Reference) -> list[Scene]:
    """First claims of every family, and of one seed their second, corrected and taken back ones."""
    first = list(library(reference, SEEDS))
    once = first[: len(first) // len(SEEDS)]
    corrected = [scene for scene in once if reference.contracts[scene.payer_id].takes_frequency_7]
    return [
        *first,
        *(second(reference, scene, second_payer(scene)) for scene in once),
        *(changed(reference, scene, code) for scene in corrected for code in ("7", "8")),
    ]


@pytest.fixture(scope="module")
def batch(reference: Reference, scenes: list[Scene]) -> Batch:
    """First claims and second ones, sent in one file."""
    sent = [submission(reference, one.claim, one.encounter, one.order) for one in scenes if not one.prior]
    return send_batch(reference, sent)


@pytest.fixture(scope="module")
def decided(reference: Reference, scenes: list[Scene]) -> list[Adjudication]:
    found = [answered(reference, scene, PAID_AFTER) for scene in scenes]
    return [answer for answer in found if answer.status != "rejected"]


def test_every_family_and_payer_is_in_the_sample(reference: Reference, scenes: list[Scene]) -> None:
    assert len(scenes) >= 150
    billed = {scene.payer_id for scene in scenes}
    assert len(billed) >= 6, billed


def test_claims_are_accepted(reference: Reference, scenes: list[Scene]) -> None:
    text = claim_text([submission(reference, one.claim, one.encounter, one.order) for one in scenes])
    assert not pyx12_objections(text)
    assert not list(claim_objections(text))


def test_claims_without_their_visits_are_accepted(reference: Reference, scenes: list[Scene]) -> None:
    text = claim_text([submission(reference, one.claim, None) for one in scenes])
    assert not pyx12_objections(text)
    assert not list(claim_objections(text))


def test_acknowledgments_are_accepted(reference: Reference, batch: Batch) -> None:
    file_text, claim_texts = batch.texts()
    assert not pyx12_objections(file_text)
    for text in claim_texts:
        assert not pyx12_objections(text)
        assert not list(status_objections(reference, text))


def test_right_claims_are_taken_in(batch: Batch) -> None:
    back = [(one.sheet.item("26"), found[-1].codes) for one, found in zip(batch.sent, batch.answers, strict=True)
            if not found[-1].accepted]  # fmt: skip
    assert not back


def test_remittances_are_accepted_and_balance(reference: Reference, decided: list[Adjudication]) -> None:
    text = remittance_text(reference, payments(decided, 1))
    assert not pyx12_objections(text)
    assert not oxedi_objections(text)
    assert not list(remittance_objections(reference, text))


def test_dates_of_files_are_those_of_their_claims(batch: Batch) -> None:
    assert batch.file.made_on == max(one.made_on for one in batch.sent if one.made_on)
    assert batch.sent_on < datetime.date(2026, 12, 31)
