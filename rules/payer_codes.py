"""Codes that only some payers take: Medicare's own G- and Q-codes against CPT, Medicaid's T- and H-codes, S-codes.

The table `rules/tables/payer_codes.yaml` says which code a payer wants in place of which, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage, Severity
from rules.procedure_kinds import within
from rules.tables import table


def check_payer_codes(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Lines whose code the payer does not take, with the one it does."""
    rows = table("payer_codes")
    for line in claim.lines:
        if line.entry is None:
            continue
        if claim.by_medicare_rules:
            yield from _for_medicare(claim, line, rows["instead"].get(line.code))
        elif line.code in rows["medicare_only"]:
            row = rows["medicare_only"][line.code]
            text = f"{line.code} is Medicare's own code; other payers take {row['instead']} unless they say otherwise."
            yield line.says("line.medicares_code", "warning", text, row["cites"])
        for group in rows["groups"]:
            if claim.encounter.payer in group["not_for"] and within(line.code, group["runs"]):
                yield line.says("line.payers_code", "error", f"{line.code}: {group['what']}.", group["cites"])
    if claim.by_medicare_rules:
        yield from _vaccine_administration(claim, rows["vaccine_administration"])


def _for_medicare(claim: CodedClaim, line: ClaimLine, row: Mapping[str, Any] | None) -> Iterator[RuleMessage]:
    """A code that Medicare replaces: always, or where a diagnosis comes first or another code is beside it."""
    if row is None or not _applies(claim, line, row) or line.marks.intersection(row.get("unless", ())):
        return
    severity: Severity = row.get("severity", "error")
    if claim.encounter.payer != "medicare":
        severity = "warning"
    text = f"Medicare takes {row['instead']} in place of {line.code}{row.get('when', '')}."
    yield line.says("line.not_for_medicare", severity, text, row["cites"])


def _applies(claim: CodedClaim, line: ClaimLine, row: Mapping[str, Any]) -> bool:
    if "first_diagnosis" in row:
        pointed = claim.diagnoses_of(line)
        return bool(pointed) and pointed[0].startswith(tuple(row["first_diagnosis"]))
    if "beside" in row:
        return any(within(code, row["beside"]) for code in claim.codes)
    return True


def _vaccine_administration(claim: CodedClaim, rows: list[Mapping[str, Any]]) -> Iterator[RuleMessage]:
    """Medicare's own administration code for flu, pneumococcal and hepatitis B vaccines."""
    for row in rows:
        given = sorted(code for code in claim.codes if within(code, row["vaccines"]))
        if not given or row["administration"] in claim.codes:
            continue
        wrong = next((line for line in claim.lines if line.code in row["not"]), None)
        if wrong is not None:
            text = f"Medicare pays the administration of {row['what']} ({given[0]}) under {row['administration']}."
            severity: Severity = "error" if claim.encounter.payer == "medicare" else "warning"
            yield wrong.says("line.not_for_medicare", severity, text, row["cites"])
