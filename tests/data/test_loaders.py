"""Published files go in whole or not at all, and lookups answer as of the date of service."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest

from data import DataError, Reference, load
from data.loaders.loading import LoadError, load_file
from data.loaders.store import ReleaseStore
from tests.data import published

JULY = datetime.date(2026, 7, 1)
PAIRS = (("11042", "97597", "1"), ("20610", "76942", "0"), ("99214", "36415", "9"))


@pytest.fixture
def home(tmp_path: Path, reference: Reference, compiled_folder: Path) -> Path:
    """A data folder that has the compiled code set and no releases."""
    assert reference.icd
    for shipped in compiled_folder.glob("icd10cm-*.sqlite3"):
        (tmp_path / shipped.name).hardlink_to(shipped)
    return tmp_path


def ncci_zip(folder: Path, rows: published.Table = (), name: str = "ccipra-v322r0-f1") -> Path:
    content = published.text(published.NCCI_HEAD, rows or published.ncci_rows(PAIRS))
    return published.zipped(folder / f"{name}.zip", {f"{name}.txt": content})


def test_edits_from_the_zip_answer_as_of_the_date_of_service(home: Path) -> None:
    release = load_file("ncci", ncci_zip(home), home)
    assert (release.version, release.start, release.end) == ("32.2", JULY, datetime.date(2026, 9, 30))
    assert release.rows == 3
    reference = load(home)
    then = reference.as_of(datetime.date(2026, 8, 15))
    edit = then.ncci("11042", "97597")
    assert edit is not None
    assert (edit.modifier_indicator, edit.data_from) == ("1", "July 2026")
    assert not then.carried_forward("ncci", datetime.date(2026, 8, 15))
    assert then.carried_forward("ncci", datetime.date(2026, 10, 1))
    before = reference.as_of(datetime.date(2026, 6, 30))
    assert before is reference
    assert before.carried_forward("ncci", datetime.date(2026, 6, 30))


def test_an_edit_that_ended_is_gone_the_day_after(home: Path) -> None:
    rows = published.ncci_rows(PAIRS[:1], "20260701", "20260815")
    load_file("ncci", ncci_zip(home, rows), home)
    reference = load(home)
    assert reference.as_of(datetime.date(2026, 8, 15)).ncci("11042", "97597") is not None
    assert reference.as_of(datetime.date(2026, 8, 16)).ncci("11042", "97597") is None


def test_the_workbook_says_the_same_as_the_text(home: Path) -> None:
    book = published.workbook(published.NCCI_HEAD, published.ncci_rows(PAIRS))
    path = published.zipped(home / "ccipra-v322r0-f1.zip", {"ccipra-v322r0-f1.xlsx": book})
    assert load_file("ncci", path, home).rows == 3
    assert load(home).as_of(JULY).ncci("20610", "76942") is not None


def test_units(home: Path) -> None:
    rows = [("20610", "2", "3 Date of Service Edit: Clinical", "Clinical: Data"), ("J3301", 16, "3 x", "")]
    path = home / "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv"
    path.write_bytes(published.text(published.MUE_HEAD, rows, ","))
    assert load_file("mue", path, home).start == JULY
    code = load(home).as_of(JULY).procedures.get("20610")
    assert code is not None
    assert (code.mue, code.mue_indicator) == (2, "3")


def test_fees_with_their_own_conversion_factor(home: Path) -> None:
    row = ["99214", "", "Office visit", "A", "", "1.92", "1.90", "", "0.80", "", "0.12", "3.94", "2.84", "0", "XXX"]
    row += ["0", "0", "0", "0", "0", "0", "0", "0", "", "33.4009", "09"]
    path = home / "PPRRVU26_JUL.csv"
    path.write_bytes(published.text(published.FEE_HEAD, [row], ","))
    load_file("fees", path, home)
    then = load(home).as_of(JULY)
    assert then.medicare_fee("99214", facility=False) == (Decimal("3.94") * Decimal("33.4009")).quantize(
        Decimal("0.01")
    )
    assert then.figures.year == 2026
    assert then.figures.data_from == "July 2026"


def test_localities(home: Path) -> None:
    path = home / "GPCI2026.csv"
    rows = [("10112", "AL", "00", "ALABAMA", "1.0", "0.869", "0.575"), ("", "Note: a footnote")]
    path.write_bytes(published.text(published.GPCI_HEAD, rows, ","))
    assert load_file("gpci", path, home).end == datetime.date(2026, 12, 31)
    assert load(home).as_of(JULY).localities["10112-00"]["pe"] == "0.869"


@pytest.mark.parametrize("form", ["text", "workbook"])
def test_hcpcs_joins_the_lines_of_a_wording_and_knows_the_last_day(home: Path, form: str) -> None:
    if form == "text":
        records = [
            published.hcpcs_record("J9999", "Not otherwise classified,"),
            published.hcpcs_record("J9999", "antineoplastic drugs", kind="4"),
            published.hcpcs_record("Q0001", "A service that ended", ended="20260731"),
            published.hcpcs_record("AA", "A modifier", kind="7"),
        ]
        path = published.zipped(home / "hcpc.zip", {"HCPC2026_JUL_ANWEB.txt": "\n".join(records).encode()})
    else:
        rows = [
            ("J9999", 100, "3", "Not otherwise classified,", "x", "20200101", "20260701", None),
            ("J9999", 200, "4", "antineoplastic drugs", "x", None, None, None),
            ("Q0001", 100, "3", "A service that ended", "x", "20200101", "20260701", "20260731"),
        ]
        book = published.workbook(published.HCPCS_HEAD, rows, "ANWEB")
        path = published.zipped(home / "hcpc.zip", {"HCPC2026_JUL_ANWEB.xlsx": book})
    assert load_file("hcpcs", path, home).rows == 2
    then = load(home).as_of(JULY)
    drug, ended = then.procedures.get("J9999"), then.procedures.get("Q0001")
    assert drug is not None
    assert drug.wording == "Not otherwise classified, antineoplastic drugs"
    assert ended is not None
    assert ended.in_force_to == datetime.date(2026, 7, 31)


def test_a_school_sees_its_own_licensed_wording(home: Path) -> None:
    path = home / "descriptors.csv"
    path.write_bytes(b"Code,Descriptor\n99214,The wording that this school licenses\n")
    with pytest.raises(LoadError, match="say --from"):
        load_file("cpt", path, home)
    load_file("cpt", path, home, start=datetime.date(2026, 1, 1))
    code = load(home).as_of(JULY).procedures.get("99214")
    assert code is not None
    assert code.wording == "The wording that this school licenses"


def tabular() -> bytes:
    folder = resources.files("simple_icd_10_cm.data")
    return next(entry for entry in folder.iterdir() if entry.name.endswith(".xml")).read_bytes()


def test_a_tabular_list_with_a_new_code(home: Path) -> None:
    content = tabular().replace(b"<name>E11.22</name>", b"<name>E11.23</name>", 1)
    path = home / "icd10cm-tabular-2027.xml"
    path.write_bytes(content)
    release = load_file("icd10cm", path, home)
    assert (release.start, release.end) == (datetime.date(2026, 10, 1), datetime.date(2027, 9, 30))
    reference = load(home)
    october = reference.as_of(datetime.date(2026, 10, 1))
    new = october.icd.get("E11.23")
    assert new is not None
    assert new.billable
    assert october.icd.get("E11.22") is None
    assert october.icd.get("S52.531A") is not None
    assert "E11.22" in reference.as_of(datetime.date(2026, 9, 30)).icd


# ---- what is refused, with everything left as it was ------------------------------------------------------


@pytest.fixture
def loaded(home: Path) -> Iterator[Path]:
    """A folder with a good release in it, which every refusal must leave."""
    load_file("ncci", ncci_zip(home), home)
    before = ReleaseStore(home).releases()
    yield home
    assert ReleaseStore(home).releases() == before
    assert not list((home / "releases").glob("*.part"))
    assert load(home).as_of(JULY).ncci("20610", "76942") is not None


def test_a_duplicate_pair_is_named_with_its_line(loaded: Path) -> None:
    path = ncci_zip(loaded, published.ncci_rows((*PAIRS, PAIRS[0])))
    with pytest.raises(
        LoadError, match=r"ccipra-v322r0-f1.txt, line 10: 11042 97597 20260701 stands in the file twice"
    ):
        load_file("ncci", path, loaded)


def test_a_workbook_without_the_sheet(loaded: Path) -> None:
    book = published.workbook(published.MUE_HEAD, [("20610", 2, "3", "")])
    path = published.zipped(loaded / "ccipra-v322r0-f1.zip", {"ccipra-v322r0-f1.xlsx": book})
    with pytest.raises(LoadError, match="no sheet has the columns column 1, column 2, deletion"):
        load_file("ncci", path, loaded)


def test_another_kind_of_file(loaded: Path) -> None:
    path = loaded / "MCR_MUE_Eff_07-01-2026.csv"
    path.write_bytes(published.text(published.MUE_HEAD, [("20610", 2, "3", "")], ","))
    with pytest.raises(LoadError, match="no columns named"):
        load_file("ncci", path, loaded, start=JULY)


@pytest.mark.parametrize("keep", [0.2, 0.6, 0.98])
def test_a_cut_zip(loaded: Path, keep: float) -> None:
    path = ncci_zip(loaded)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(LoadError, match="no whole zip file"):
        load_file("ncci", path, loaded)


def test_a_zip_that_is_damaged_inside(loaded: Path) -> None:
    path = ncci_zip(loaded)
    content = bytearray(path.read_bytes())
    content[120:140] = bytes(20)
    path.write_bytes(bytes(content))
    with pytest.raises(LoadError, match="cut or damaged"):
        load_file("ncci", path, loaded)


def test_a_line_that_was_cut(loaded: Path) -> None:
    content = published.text(published.NCCI_HEAD, published.ncci_rows(PAIRS))[:-40]
    path = loaded / "ccipra-v322r0-f1.txt"
    path.write_bytes(content)
    with pytest.raises(LoadError, match=r"ccipra-v322r0-f1.txt, line 9: .*expected"):
        load_file("ncci", path, loaded)


def test_a_zip_bomb(loaded: Path) -> None:
    path = loaded / "ccipra-v322r0-f1.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("ccipra.txt", "w") as member:
        for _ in range(64):
            member.write(bytes(1024 * 1024))
    with pytest.raises(LoadError, match="is refused"):
        load_file("ncci", path, loaded)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("11042", "97597", "", "20260701", "*", "5"), "modifier indicator 0, 1 or 9"),
        (("110", "97597", "", "20260701", "*", "1"), "97597"),
        (("11042", "97597", "", "07/01/2026", "*", "1"), "a date YYYYMMDD"),
        (("11042", "97597", "", "20260701", "never", "1"), r"a date YYYYMMDD or \*"),
        (("11042X", "97597", "", "20260701", "*", "1"), "a procedure code of five characters"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(loaded: Path, row: tuple[str, ...], expected: str) -> None:
    path = ncci_zip(loaded, [*published.ncci_rows(PAIRS), row])
    if row[0] == "110":
        load_file("ncci", path, loaded / "elsewhere")  # short numbers are padded as spreadsheets cut them
        return
    with pytest.raises(LoadError, match=f"line 10: .*{expected}"):
        load_file("ncci", path, loaded)


def test_a_tabular_list_that_defines_entities(loaded: Path) -> None:
    path = loaded / "icd10cm-tabular-2027.xml"
    path.write_bytes(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><ICD10CM.tabular>&a;</ICD10CM.tabular>')
    with pytest.raises(LoadError, match="defines entities"):
        load_file("icd10cm", path, loaded)
    path.write_bytes(tabular()[:500_000])
    with pytest.raises(LoadError, match="not whole XML"):
        load_file("icd10cm", path, loaded)


def test_a_load_that_is_killed_in_the_middle_leaves_the_old_release(home: Path) -> None:
    load_file("ncci", ncci_zip(home), home)
    codes = [f"{number:05d}" for number in range(10_000, 90_000, 97)]
    rows = published.ncci_rows((one, two, "1") for one in codes[:400] for two in codes)
    path = ncci_zip(home, rows)
    environment = {**os.environ, "BOTH_HATS_HOME": str(home)}
    command = [sys.executable, "-m", "data", "load", "ncci", str(path)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "20,000 rows" in process.stderr.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list((home / "releases").glob("*.part")), "it was stopped while it wrote"
    ncci = load(home).as_of(JULY).ncci("20610", "76942")
    assert ncci is not None
    assert len(ReleaseStore(home).releases()) == 1
    load_file("ncci", ncci_zip(home), home)
    assert not list((home / "releases").glob("*.part")), "the next load sweeps up"


def test_the_command_says_what_is_loaded_and_refuses_with_exit_1(home: Path) -> None:
    environment = {**os.environ, "BOTH_HATS_HOME": str(home)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "data", *arguments], env=environment, capture_output=True, text=True, check=False
        )

    done = run("load", "ncci", str(ncci_zip(home)))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["version"] == "32.2"
    assert json.loads(run("status").stdout)["loaded"][0]["rows"] == 3
    refused = run("load", "ncci", str(home / "nothing.zip"))
    assert refused.returncode == 1
    assert "Nothing was changed." in refused.stderr
    assert run("load", "recipes", "x").returncode == 2


def test_a_folder_that_cannot_be_written(home: Path) -> None:
    (home / "releases").write_text("in the way")
    with pytest.raises(DataError, match="cannot be written"):
        load_file("ncci", ncci_zip(home), home)
