"""Stores on SQLite and, where a server can be had, on PostgreSQL; and a variant to open attempts on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from records import Store
from scenarios.models import Registration, Variant
from tests.postgres import fresh_database, postgres_server

NOW = datetime.datetime(2026, 6, 11, 14, 30, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.sqlite3'}"
    return fresh_database(request.getfixturevalue("postgres_url"))


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def variant() -> Variant:
    """A small whole variant, built by hand: the store asks nothing of it but that it comes back as it was."""
    address = {"street": "218 Cove Lane", "city": "Harlow Bay", "state": "ME", "zip": "04999"}
    person = {
        "last_name": "Trent",
        "first_name": "Marisol",
        "middle_initial": "A",
        "birth_date": "1968-02-19",
        "sex": "F",
        "address": address,
        "phone": "207-555-0142",
    }
    registration = dict.fromkeys((name for name, f in Registration.model_fields.items() if f.is_required()), "x")
    text = "ASSESSMENT\nHypertension, controlled."
    return Variant.model_validate(
        {
            "family": "sample",
            "title": "A sample",
            "version": 1,
            "seed": 7,
            "mess": 1,
            "roles": ["coder", "biller"],
            "skills": ["icd.specificity"],
            "difficulty": 1,
            "engine_edition": "1",
            "data_edition": "1",
            "encounter": {
                "date_of_service": "2026-06-11",
                "place_of_service": "11",
                "setting": "office",
                "specialty": "family medicine",
                "patient": person | {"name": "Trent, Marisol A", "age": 58, "account_number": "KEP-20611"},
                "provider": {"name": "D. Okafor", "npi": "1234567893", "credential": "MD", "specialty": "family"},
                "practice": {
                    "name": "Kestrel",
                    "npi": "1234567893",
                    "tax_id": "12-3456789",
                    "address": address,
                    "phone": "207-555-0100",
                },
                "coverage": [],
                "cards": [],
                "eligibility": [],
                "registration": registration,
                "documents": [{"title": "Office note", "text": text}],
            },
            "key": {"sets": [{"diagnoses": [], "lines": []}]},
        }
    )
