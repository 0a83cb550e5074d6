"""Makes the tables of this folder from the files that CMS publishes. Run by hand when a new quarter comes.

    BOTH_HATS_REFERENCE=<folder> python -m data.build_tables

The folder holds the published files under the names used below. The tables that come out are committed; neither
the app nor a test needs the folder.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from data.tables import HERE, read_csv

QUARTER = "July 2024"


def published(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Rows of one published file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def write(name: str, header: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Writes one table with its source in the first line."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as stream:
        stream.write(f"# {header}\n")
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def number(text: str) -> str:
    """A figure to two decimals, as CMS prints it; empty stays empty."""
    return f"{float(text):.2f}" if text else ""


def indicator(text: str) -> str:
    """An indicator that the published file carries as `2.0`."""
    return text.removesuffix(".0")


def write_hcpcs(folder: Path) -> list[str]:
    """All of HCPCS Level II with the descriptor that CMS publishes. Returns the codes."""
    rows = sorted(
        (row["code"], " ".join(row["description"].split())) for row in published(folder, "hcpcs_level2_2024q3.csv")
    )
    write(
        "hcpcs.csv",
        f"HCPCS Level II codes and long descriptors. Source: CMS HCPCS file, {QUARTER}",
        ("code", "wording"),
        rows,
    )
    return [code for code, _ in rows]


def write_fee_schedule(folder: Path, carried: set[str]) -> None:
    """Relative values and payment indicators of the codes carried, one row for each component."""
    columns: dict[str, Callable[[str], str]] = {
        "rvu_work": number,
        "rvu_pe_nonfacility": number,
        "rvu_pe_facility": number,
        "rvu_mp": number,
        "status": str,
        "pctc": indicator,
        "global": str,
        "mult_proc": indicator,
        "bilat": indicator,
        "asst": indicator,
        "co_surg": indicator,
        "endo_base": str,
        "nonfac_na": str,
    }
    rows = sorted(
        (row["code"], row["mod"], *(form(row[name]) for name, form in columns.items()))
        for row in published(folder, "mpfs_2024q3.csv")
        if row["code"] in carried
    )
    header = f"Relative values and payment indicators. Source: CMS physician fee schedule, {QUARTER} (year 2024)"
    write("fee_schedule.csv", header, ("code", "modifier", *columns), rows)


def write_mue(folder: Path, carried: set[str]) -> None:
    """Medically unlikely edits of the codes carried."""
    rows = sorted(
        (row["code"], row["mue_units"], row["mai"])
        for row in published(folder, "mue_practitioner_2024q3.csv")
        if row["code"] in carried
    )
    header = f"Medically unlikely edits, practitioner services. Source: CMS NCCI MUE file, third quarter ({QUARTER})"
    write("mue.csv", header, ("code", "units", "indicator"), rows)


def write_ncci(folder: Path, carried: set[str]) -> None:
    """Procedure-to-procedure edits of which both codes are carried, grouped by column 1 and indicator."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in published(folder, "ncci_ptp_practitioner_2024q3.csv"):
        if row["column1"] in carried and row["column2"] in carried:
            groups.setdefault((row["column1"], row["modifier_indicator"]), []).append(row["column2"])
    header = f"Procedure-to-procedure edits, column 2 in one field. Source: CMS NCCI PTP file, practitioner, {QUARTER}"
    rows = sorted((first, flag, " ".join(sorted(seconds))) for (first, flag), seconds in groups.items())
    write("ncci.csv", header, ("column_1", "modifier_indicator", "column_2"), rows)


def write_add_ons(folder: Path, carried: set[str]) -> None:
    """Add-on codes carried, with those of their primaries that are carried; CCCCC where the payer decides."""
    primaries: dict[str, list[str]] = {}
    for row in published(folder, "add_on_codes_2024.csv"):
        if row["add_on"] in carried and (row["primary"] in carried or row["primary"] == "CCCCC"):
            primaries.setdefault(row["add_on"], []).append(row["primary"])
    header = "Add-on codes and their primaries. Source: CMS NCCI add-on code file, June 2024"
    rows = sorted((code, " ".join(sorted(set(of)))) for code, of in primaries.items())
    write("add_on_codes.csv", header, ("code", "primaries"), rows)


def write_localities(folder: Path) -> None:
    """Geographic practice cost indices by Medicare locality."""
    header = "Geographic practice cost indices by Medicare locality. Source: CMS GPCI file, 2024"
    rows = sorted(
        (
            row["mac"].zfill(5),
            row["state"],
            row["locality"].zfill(2),
            row["name"].rstrip("*").strip(),
            *(f"{float(row[name]):.3f}" for name in ("gpci_work", "gpci_pe", "gpci_mp")),
        )
        for row in published(folder, "gpci_2024.csv")
    )
    write("gpci.csv", header, ("mac", "state", "locality", "name", "work", "pe", "mp"), rows)


def main() -> int:
    """Writes all tables; 2 where the folder is not named."""
    named = os.environ.get("BOTH_HATS_REFERENCE")
    if not named:
        print("Set BOTH_HATS_REFERENCE to the folder with the published files.", file=sys.stderr)
        return 2
    folder = Path(named)
    carried = {row["code"] for row in read_csv("cpt.csv")} | set(write_hcpcs(folder))
    write_fee_schedule(folder, carried)
    write_mue(folder, carried)
    write_ncci(folder, carried)
    write_add_ons(folder, carried)
    write_localities(folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
