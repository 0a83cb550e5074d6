"""Our own tables: figures as CMS published them for July 2024, payers, contracts, reason codes."""

from __future__ import annotations

import csv
import datetime
import os
import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from data import DataError, Reference
from data.models import CoverageKind
from data.payers import load_contracts
from data.tables import HERE, read_csv


@pytest.mark.parametrize(
    ("code", "facility", "modifier", "amount"),
    [
        # (1.92 + 1.79 + 0.14) x 33.2875 and (1.92 + 0.83 + 0.14) x 33.2875: CMS fee schedule, July 2024.
        ("99214", False, "", "128.16"),
        ("99214", True, "", "96.20"),
        ("99213", False, "", "90.87"),
        ("71046", False, "26", "10.32"),
        ("G0121", False, "53", "169.77"),
        # A modifier that names no component changes nothing.
        ("99214", False, "25", "128.16"),
        # No office amount: maternity care is priced for the facility side only.
        ("59400", False, "", None),
        ("59400", True, "", "2429.99"),
        # Drugs, vaccines and laboratory tests stand on other schedules.
        ("J3301", False, "", None),
        ("90715", False, "", None),
        ("83036", False, "", None),
        ("nonsense", False, "", None),
    ],
)
def test_medicare_fee(reference: Reference, code: str, facility: bool, modifier: str, amount: str | None) -> None:
    expected = None if amount is None else Decimal(amount)
    assert reference.medicare_fee(code, facility, modifier) == expected


def test_every_code_carried_has_a_charge(reference: Reference) -> None:
    for procedure in reference.procedures:
        charge = reference.charges(procedure.code)
        assert charge == charge.quantize(Decimal(1)), procedure.code
        assert charge >= 0, procedure.code
    with pytest.raises(KeyError):
        reference.charges("00000")


def test_a_charge_is_a_multiple_of_the_office_amount(reference: Reference) -> None:
    assert reference.charges("99214") == Decimal("282.00")  # 2.2 x 128.16 = 281.95
    assert reference.charges("59400") == Decimal("5346.00")  # no office amount: 2.2 x 2429.99
    assert str(reference.charges("J3301")) == "6.00"  # set in charges.csv
    assert reference.charges("99024") == 0


@pytest.mark.parametrize(
    ("code", "global_days", "mue", "indicator"),
    [
        ("99214", "XXX", 2, "3"),
        ("25605", "090", 1, "2"),
        ("12032", "010", 1, "2"),
        ("20610", "000", 2, "3"),
        ("45385", "000", 1, "2"),
    ],
)
def test_global_days_and_unit_edits(
    reference: Reference, code: str, global_days: str, mue: int, indicator: str
) -> None:
    found = reference.procedures.get(code)
    assert found is not None
    assert (found.global_days, found.mue, found.mue_indicator) == (global_days, mue, indicator)
    assert found.data_from == "July 2024"


def test_procedures_are_found_in_any_case(reference: Reference) -> None:
    assert reference.procedures.get(" j3301 ") == reference.procedures.get("J3301")
    assert "g0121" in reference.procedures
    assert reference.procedures.get("E11.22") is None
    assert len(list(reference.procedures)) == len(reference.procedures) > 8_700


def test_codes_that_ended_before_the_window_say_when(reference: Reference) -> None:
    ended = [row["code"] for row in read_csv("in_force.csv") if row["to"]]
    assert "J1030" in ended
    for code in ended:
        found = reference.procedures.get(code)
        assert found is not None
        assert found.in_force_to is not None
        assert found.in_force_to < reference.window.start
    begun = reference.procedures.get("J1010")
    assert begun is not None
    assert (begun.in_force_from, begun.in_force_to) == (datetime.date(2024, 4, 1), None)


def test_add_on_codes_name_their_primaries(reference: Reference) -> None:
    add_on = reference.procedures.get("90472")
    assert add_on is not None
    assert {"90471", "90473"} <= set(add_on.add_on_to)
    primary = reference.procedures.get("90471")
    assert primary is not None
    assert primary.add_on_to == ()


def test_endoscopy_family(reference: Reference) -> None:
    snare = reference.procedures.get("45385")
    assert snare is not None
    assert (snare.endoscopic_base, snare.multiple) == ("45378", "3")


def test_ncci_pairs_keep_their_order(reference: Reference) -> None:
    edit = reference.ncci("45385", "45378")
    assert edit is not None
    assert edit.modifier_indicator == "0"
    assert edit.data_from == "July 2024"
    assert reference.ncci("45378", "45385") is None
    assert reference.ncci_pair("45378", "45385") == edit
    snare_biopsy = reference.ncci_pair("45380", "45385")
    assert snare_biopsy is not None
    assert (snare_biopsy.column_1, snare_biopsy.column_2, snare_biopsy.modifier_indicator) == ("45385", "45380", "1")
    assert reference.ncci_known("45385")
    assert not reference.ncci_known("00000")


def test_places(reference: Reference) -> None:
    assert reference.places["11"].facility is False
    assert reference.places["23"].facility is True
    assert reference.places["02"].facility is True
    assert "28" not in reference.places


def test_modifiers_that_the_desk_offers(reference: Reference) -> None:
    fingers = {"FA", *(f"F{n}" for n in range(1, 10))}
    toes = {"TA", *(f"T{n}" for n in range(1, 10))}
    lids = {"E1", "E2", "E3", "E4"}
    others = (
        "22 24 25 26 33 50 51 52 53 54 55 56 57 58 59 76 77 78 79 93 95 GA GT GX GY GZ JW JZ LT PT QW RT TC XE XP XS XU"
    )
    assert fingers | toes | lids | set(others.split()) <= set(reference.modifiers)


def test_reason_codes_are_enough_and_say_what_to_do(reference: Reference) -> None:
    assert len(reference.carc) >= 40
    assert len(reference.rarc) >= 20
    for reason in (*reference.carc.values(), *reference.rarc.values()):
        assert reason.meaning, reason.code
        assert reason.usual_action, reason.code
    assert {"1", "2", "3", "4", "11", "16", "18", "22", "29", "31", "45", "50", "97", "151", "197", "253"} <= set(
        reference.carc
    )


def test_every_payer_has_a_contract_and_an_answerable_member_id(reference: Reference) -> None:
    assert set(reference.payers) == set(reference.contracts)
    assert set(reference.payers) == {
        "medicare", "granite-medicaid", "lakeshore-ppo", "pinecrest-hmo", "tidewater-ma", "harbor-comp", "summit-ppo",
        "eagle-ridge", "self-pay",
    }  # fmt: skip
    assert {payer.kind for payer in reference.payers.values()} == set(get_args(CoverageKind))
    assert re.fullmatch(reference.payers["medicare"].member_id_pattern, "1EG4TE5MK73")
    assert not re.fullmatch(reference.payers["medicare"].member_id_pattern, "1SG4TE5MK73")
    for payer_id, contract in reference.contracts.items():
        assert contract.payer_id == payer_id
        numbers = [clause.number for clause in contract.clauses]
        assert len(numbers) == len(set(numbers)) > 5
        assert contract.percent > 0
        for code in contract.requires_authorization:
            assert code in reference.procedures, f"{payer_id} wants an authorization for {code}"
        for row in contract.fees:
            assert row.code.partition("-")[0] in reference.procedures, f"{payer_id} has a fee for {row.code}"
    assert reference.contracts["medicare"].screening_modifier == "PT"


def test_what_a_contract_says_in_words_is_what_drives_it(reference: Reference) -> None:
    for contract in reference.contracts.values():
        texts = {clause.number: clause.text for clause in contract.clauses}
        if contract.self_pay:
            terms = contract.self_pay
            assert f"within {terms.prompt_pay_days} days" in texts["3.1"]
            assert (
                f"{terms.plan_smallest_monthly} a month over at most {terms.plan_longest_months} months" in texts["3.2"]
            )
            assert f"every {terms.statement_days} days" in texts["4.1"]
            assert f"below {terms.small_balance}" in texts["4.2"]
            continue
        if contract.payer_id != "medicare":
            assert f"within {contract.timely_filing_days} days" in texts["3.1"]
            assert f"within {contract.corrected_days} days" in texts["3.2"]
            assert f"within {contract.appeal_days} days" in texts["3.5"]
        if contract.secondary_filing_days:
            assert f"or {contract.secondary_filing_days} days" in texts["3.4"]
        assert f"within {contract.prompt_pay_days or 30} days" in texts["4.9"]
        if contract.interest_rate:
            assert f"{float(contract.interest_rate * 100):g} percent a year" in texts["4.9"]
        if contract.retro_authorization_days:
            assert f"within {contract.retro_authorization_days} days" in texts["6.2"]
        for code in contract.requires_authorization:
            assert code in texts["6.1"]
        for row in contract.fees:
            assert f"{row.code} {row.amount}" in texts["4.8"]
        for rate in contract.case_rates:
            assert f"at {rate.amount}, in a facility {rate.facility}" in texts["4.8"]
        for edit in contract.own_edits:
            assert edit.column_2 in texts["7.8"]
        assert contract.requires_referral == ("6.3" in texts)
        assert (contract.nonphysician_share < 1) == ("4.6" in texts)
        assert contract.sequestration == ("5.3" in texts)
        assert bool(contract.crosses_over_to) == ("5.4" in texts)
        assert contract.payer_id == "harbor-comp" or contract.coordination != "none"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("colour: red", "unknown keys \\['colour'\\]"),
        ("percent: lots", "'lots' is not a number"),
        ("takes_frequency_7: perhaps", "expected true or false, found 'perhaps'"),
        ("clauses: [one]", "a clause has number, title and text"),
        ("name: [a, b]", "name: expected text"),
        ("fees: [{code: 99213}]", "missing keys \\['amount'\\]"),
        ("case_rates: [45378]", "case_rates: expected keys and values"),
        ("!!python/object/apply:os.system [ls]", "cannot be read"),
    ],
)
def test_a_wrong_contract_is_refused_with_file_and_key(tmp_path: Path, line: str, message: str) -> None:
    text = (HERE / "contracts" / "medicare.yaml").read_text(encoding="utf-8")
    key = line.split(":")[0]
    kept = re.sub(rf"^{key}:.*\n(?:[ -].*\n|\n)*", "", text, flags=re.MULTILINE)
    (tmp_path / "wrong.yaml").write_text(f"{kept}\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        load_contracts(tmp_path)


def test_window_and_edition(reference: Reference) -> None:
    assert reference.window.start == datetime.date(2026, 4, 1)
    assert reference.window.end == datetime.date(2026, 9, 30)
    assert re.fullmatch(r"2026-04\.\d+", reference.edition)


@pytest.mark.parametrize("path", sorted(HERE.glob("*.csv")), ids=lambda path: path.name)
def test_every_table_names_its_source_and_year(path: Path) -> None:
    head = "".join(line for line in path.read_text(encoding="utf-8").splitlines()[:4] if line.startswith("#"))
    assert re.search(r"20\d\d", head), f"{path.name} has no year"
    assert re.search(r"Source|Invented|Our own", head), f"{path.name} has no source"


@pytest.mark.parametrize("path", sorted(HERE.glob("*.csv")), ids=lambda path: path.name)
def test_no_table_has_a_row_twice(path: Path) -> None:
    rows = [tuple(row.values()) for row in read_csv(path.name)]
    assert len(rows) == len(set(rows))
    if path.name not in ("fee_schedule.csv", "ncci.csv", "gpci.csv"):
        keys = [row[0] for row in rows]
        assert len(keys) == len(set(keys)), sorted(key for key in keys if keys.count(key) > 1)


def test_the_lookup_lists_name_only_codes_that_exist(reference: Reference) -> None:
    named = {row["code"] for row in read_csv("common_codes.csv")}
    for row in read_csv("search_terms.csv"):
        named.update(row["codes"].split())
    for code in (name.rstrip("-").rstrip(".") for name in named):
        assert code in reference.procedures or code in reference.icd, code


def test_cpt_wording_is_short_and_plain() -> None:
    rows = list(read_csv("cpt.csv"))
    assert len(rows) > 700
    for row in rows:
        assert re.fullmatch(r"\d{4}[0-9F]", row["code"])
        assert 5 < len(row["wording"]) <= 140, row


def test_a_row_with_a_field_too_many_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("# Source\ncode,meaning\n1,a,b\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"table\.csv"):
        list(read_csv(table))


@pytest.mark.skipif("BOTH_HATS_REFERENCE" not in os.environ, reason="by hand, beside the files that CMS publishes")
def test_figures_agree_with_the_published_files(reference: Reference) -> None:
    path = Path(os.environ["BOTH_HATS_REFERENCE"]) / "mpfs_2024q3.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            found = reference.procedures.get(row["code"])
            if found is not None and not row["mod"]:
                assert abs(float(found.rvu_work) - float(row["rvu_work"] or 0)) < 0.006, row["code"]
                assert found.global_days == row["global"]
