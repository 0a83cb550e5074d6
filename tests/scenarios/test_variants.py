"""Variants: the same bytes everywhere, invented people, evidence that is exactly the text, prose that varies."""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from faker.generator import random as faker_random

from scenarios import variant
from scenarios.models import Variant
from tests.scenarios import lock

ROOT = Path(__file__).parent.parent.parent
SAMPLE = range(60)


@pytest.fixture(scope="module")
def sample(reference, library) -> list[Variant]:
    return [variant(reference, family, seed) for family in library.values() for seed in SAMPLE]


def test_lock_file_holds_the_variants_of_every_family(library) -> None:
    locked = lock.FILE.read_text(encoding="utf-8").splitlines()
    now = lock.lines()
    changed = sorted(set(now) ^ set(locked))
    assert not changed, (
        "variants changed; raise the family's version (or ENGINE_EDITION in scenarios/variants.py) and run "
        "python tests/scenarios/lock.py:\n" + "\n".join(changed)
    )


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "random", "TZ": "America/Anchorage", "LANG": "tr_TR.UTF-8"},
    ],
    ids=["plain", "far-east", "turkish"],
)
def test_same_bytes_in_another_process_hash_seed_time_zone_and_locale(surroundings, reference, library) -> None:
    command = [sys.executable, "-m", "scenarios", "show", "--all", "--seeds", "3-4", "--with-key"]
    env = {**{k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "TZ"))}, **surroundings}
    made = subprocess.run(command, cwd=ROOT, env={**env, "PYTHONIOENCODING": "utf-8"}, capture_output=True, check=True)
    own = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, check=True
    )
    assert made.stdout == own.stdout
    assert made.stdout.count(b"\n") == 2 * len(library)


def test_faker_and_its_random_stream_change_nothing(reference, library) -> None:
    family = next(iter(library.values()))
    before = variant(reference, family, 7).model_dump_json()
    faker_random.seed(99)
    assert variant(reference, family, 7).model_dump_json() == before


def test_order_in_which_variants_are_made_does_not_matter(reference, library) -> None:
    family = library["urgent-care-lacerations"]
    forward = [variant(reference, family, seed).model_dump_json() for seed in range(30)]
    family.cache.clear()
    backward = [variant(reference, family, seed).model_dump_json() for seed in reversed(range(30))]
    assert forward == backward[::-1]


def test_every_model_of_a_variant_passes_validation_unchanged(sample) -> None:
    for one in sample[::7]:
        assert Variant.model_validate_json(one.model_dump_json()).model_dump_json() == one.model_dump_json()


def test_evidence_and_spans_are_exactly_stretches_of_the_text(sample) -> None:
    for one in sample:
        texts = {document.title: document for document in one.encounter.documents}
        for evidence in one.key.evidence:
            document = texts[evidence.document]
            assert document.text[evidence.start : evidence.end] == evidence.text
            assert (evidence.start, evidence.end) in {(span.start, span.end) for span in document.spans}
        for document in texts.values():
            ends = 0
            for span in document.spans:
                assert ends <= span.start < span.end <= len(document.text)
                ends = span.end


def test_no_slot_brace_or_bank_is_left_in_a_chart(sample) -> None:
    for one in sample:
        for document in one.encounter.documents:
            assert not re.search(r"<[a-z_.]+>|[{}]|phrase\.|«", document.text)


def test_mess_changes_the_chart_and_neither_case_nor_codes(reference, library) -> None:
    for family in library.values():
        clean, messy = variant(reference, family, 11, 1), variant(reference, family, 11, 4)
        assert clean.encounter.documents != messy.encounter.documents
        assert clean.encounter.patient == messy.encounter.patient
        assert clean.encounter.registration == messy.encounter.registration
        for one, two in zip(clean.key.sets, messy.key.sets, strict=True):
            assert [d.any for d in one.diagnoses] == [d.any for d in two.diagnoses]
            assert [(line.any, line.modifiers, line.pointers) for line in one.lines] == [
                (line.any, line.modifiers, line.pointers) for line in two.lines
            ]


def luhn(number: str) -> bool:
    """Luhn over digits."""
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def test_numbers_are_well_formed_and_invented(sample, reference) -> None:
    for one in sample:
        encounter = one.encounter
        for npi in (encounter.provider.npi, encounter.practice.npi):
            assert luhn("80840" + npi)
            assert npi[0] == "1"
        assert re.fullmatch(r"\(\d{3}\) 555-01\d\d", encounter.patient.phone)
        for coverage in encounter.coverage:
            assert re.fullmatch(reference.payers[coverage.payer_id].member_id_pattern, coverage.member_id)
        assert re.fullmatch(r"\d{5}", encounter.patient.address.zip)


def test_service_falls_on_a_working_day_inside_the_data_window(sample, reference) -> None:
    days = {one.encounter.date_of_service for one in sample}
    assert len(days) > 60
    holidays = {
        datetime.date(2026, 5, 25),
        datetime.date(2026, 6, 19),
        datetime.date(2026, 7, 3),
        datetime.date(2026, 9, 7),
    }
    for day in days:
        assert reference.window.start <= day <= reference.window.end
        assert day.weekday() < 5
        assert day not in holidays


def test_age_is_completed_years_on_the_day_of_service(sample) -> None:
    for one in sample:
        born, day = one.encounter.patient.birth_date, one.encounter.date_of_service
        assert one.encounter.patient.age == day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_planted_faults_stand_in_registration_and_differ_from_the_truth(sample) -> None:
    planted = [fault for one in sample for fault in one.key.claim_faults]
    assert len({fault.name for fault in planted}) >= 8
    for fault in planted:
        bare = [re.sub(r"[^A-Za-z0-9]", "", text).upper() for text in (fault.registered, fault.right)]
        assert bare[0] != bare[1], fault
        assert fault.why
        assert fault.cites
    for one in sample:
        fault = next((fault for fault in one.key.claim_faults if fault.item == "1a"), None)
        if fault is not None:
            assert one.encounter.registration.member_id == fault.registered
            assert one.encounter.coverage[0].member_id == fault.right == one.encounter.cards[0].member_id


def test_prose_varies(reference, library) -> None:
    """Of 300 seeds at least nine in ten read differently once people and dates are masked; of cases fewer."""
    for family in library.values():
        notes = set()
        for seed in range(300):
            one = variant(reference, family, seed)
            document = one.encounter.documents[0]
            body = [document.text[s.start : s.end] for s in document.spans if s.kind == "sentence"]
            text = " ".join(body).replace(one.encounter.patient.last_name, "N")
            notes.add(re.sub(r"\d", "0", text))
        # In a biller's case the chart is short and the papers of the account vary.
        assert len(notes) >= (40 if family.case else 270), (family.id, len(notes))
