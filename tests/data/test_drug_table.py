"""The Table of Drugs: substances that every coder knows, every code in the tabular list, intents in their columns."""

from __future__ import annotations

import time

import pytest

from data import DrugRow, Reference, drug_table
from data.drug_table import INTENTS, _entries, drug_names
from data.table_rows import find

# Substance as typed, the subcategory by the tabular list's own words, and how many of the six columns it has.
KNOWN = (
    ("acetaminophen", "T39.1X", 6),
    ("Tylenol", "T39.1X", 6),
    ("aspirin", "T39.01", 6),
    ("ibuprofen", "T39.31", 6),
    ("naproxen", "T39.31", 6),
    ("amoxicillin", "T36.0X", 6),
    ("cephalexin", "T36.1X", 6),
    ("azithromycin", "T36.3X", 6),
    ("doxycycline", "T36.4X", 6),
    ("Cipro", "T36.AX", 6),
    ("Bactrim", "T36.8X", 6),
    ("prednisone", "T38.0X", 6),
    ("levothyroxine", "T38.1X", 6),
    ("insulin", "T38.3X", 6),
    ("metformin", "T38.3X", 6),
    ("birth control pill", "T38.4X", 6),
    ("heroin", "T40.1X", 4),
    ("oxycodone", "T40.2X", 6),
    ("methadone", "T40.3X", 6),
    ("fentanyl", "T40.41", 6),
    ("tramadol", "T40.42", 6),
    ("cocaine", "T40.5X", 6),
    ("marijuana", "T40.71", 6),
    ("LSD", "T40.8X", 4),
    ("phenytoin", "T42.0X", 6),
    ("carbamazepine", "T42.1X", 6),
    ("Xanax", "T42.4X", 6),
    ("gabapentin", "T42.6X", 6),
    ("valproic acid", "T42.6X", 6),
    ("amitriptyline", "T43.01", 6),
    ("sertraline", "T43.22", 6),
    ("haloperidol", "T43.4X", 6),
    ("ecstasy", "T43.64", 4),
    ("methamphetamine", "T43.65", 6),
    ("metoprolol", "T44.7X", 6),
    ("Benadryl", "T45.0X", 6),
    ("methotrexate", "T45.1X", 6),
    ("warfarin", "T45.51", 6),
    ("Plavix", "T45.52", 6),
    ("digoxin", "T46.0X", 6),
    ("lisinopril", "T46.4X", 6),
    ("atorvastatin", "T46.6X", 6),
    ("furosemide", "T50.1X", 6),
    ("colchicine", "T50.4X", 6),
    ("influenza vaccine", "T50.B9", 6),
    ("rubbing alcohol", "T51.2X", 4),
    ("gasoline", "T52.0X", 4),
    ("antifreeze", "T52.3X", 4),
    ("smoke", "T59.81", 4),
    ("rattlesnake", "T63.01", 4),
    ("bees", "T63.44", 4),
    ("brown recluse", "T63.33", 4),
    ("carbon monoxide from unspecified source", "T58.9", 4),
    ("unspecified systemic antibiotic", "T36.9", 6),
)
# How the tabular list words the intent that a 5th or 6th character stands for.
WORDING = {
    "1": "accidental (unintentional)",
    "2": "intentional self-harm",
    "3": "assault",
    "4": "undetermined",
    "5": "Adverse effect",
    "6": "Underdosing",
}


def columns(row: DrugRow) -> tuple[str, ...]:
    """The six codes of a row, by intent."""
    return row.accidental, row.self_harm, row.assault, row.undetermined, row.adverse_effect, row.underdosing


def all_rows(reference: Reference) -> list[DrugRow]:
    """Every row there is."""
    return [entry.row for entry in _entries(reference.icd)]


@pytest.mark.parametrize(("text", "code", "filled"), KNOWN)
def test_a_known_substance_leads_to_its_subcategory(reference: Reference, text: str, code: str, filled: int) -> None:
    row = drug_table(reference, text)[0]
    assert row.code == code
    assert columns(row) == tuple(f"{code}{intent}" for intent in INTENTS[:filled]) + ("",) * (6 - filled)


def test_every_code_is_in_the_tabular_list_with_the_intent_of_its_column(reference: Reference) -> None:
    rows = all_rows(reference)
    assert len(rows) > 800
    for row in rows:
        for intent, code in zip(INTENTS, columns(row), strict=True):
            if not code:
                continue
            found = reference.icd.get(code)
            assert found is not None, (row.substance, code)
            assert not found.billable, (row.substance, code)
            assert WORDING[intent].lower().replace("-", " ") in found.title.lower().replace("-", " "), found.title
            assert set(found.sevenths) == {"A", "D", "S"}
            # The 7th character, after a placeholder where the code has five: T39.1X1A, T36.91XA.
            assert all(reference.icd.get(child) for child in found.children)


def test_every_subcategory_of_the_tabular_list_has_a_row(reference: Reference) -> None:
    held = {code for row in all_rows(reference) for code in columns(row) if code}
    listed = {code.parent for code in reference.icd if "T36" <= code.code[:3] <= "T65" and code.billable}
    assert listed == held


def test_no_name_of_the_drug_list_stands_twice_for_one_code_and_every_name_finds_its_row(reference: Reference) -> None:
    rows = all_rows(reference)
    assert len({(row.substance, row.code) for row in rows}) == len(rows)
    for name, code in drug_names().items():
        assert code in {row.code for row in drug_table(reference, name)}, name


def test_a_combination_of_two_classes_stands_once_for_each_part(reference: Reference) -> None:
    assert [row.code for row in drug_table(reference, "Percocet")] == ["T39.1X", "T40.2X"]


def test_a_beginning_a_code_and_a_slip_of_the_pen_are_enough(reference: Reference) -> None:
    assert drug_table(reference, "warf")[0].code == "T45.51"
    assert {row.code for row in drug_table(reference, "t45.51")} == {"T45.51"}
    assert drug_table(reference, "metformn")[0].substance == "metformin"


def test_nothing_is_found_for_nothing_and_the_limit_holds(reference: Reference) -> None:
    assert drug_table(reference, "") == drug_table(reference, "  ") == drug_table(reference, "qqqqzz") == ()
    assert len(drug_table(reference, "vaccine", limit=3)) == 3


def test_the_table_is_made_and_asked_quickly(reference: Reference) -> None:
    started = time.process_time()
    _entries.__wrapped__(reference.icd)
    made = time.process_time()
    find(_entries(reference.icd), "metformn", 60)
    assert made - started < 0.6
    assert time.process_time() - made < 0.3
