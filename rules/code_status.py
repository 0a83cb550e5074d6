"""Whether a procedure code is one, is in force on the day, and what Medicare's fee schedule status says of it.

Status I: Medicare takes another code. N: not covered. B: always part of another payment. X and E are no refusal: they
stand for services that other schedules pay (laboratory, drugs, vaccines).
Sources: NUCC 1500 manual, item 24D; CMS Claims Processing Manual, ch. 23, 30.2.2 (status indicators) and ch. 12.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage, Severity
from rules.tables import table

_ITEM_24D = "NUCC 1500 manual, item 24D"
_STATUS = "Medicare physician fee schedule, status indicator {status}; CMS Claims Processing Manual, ch. 23, 30.2.2"
_REPORTED_WITHOUT_PAYMENT = frozenset({"99024"})
_NOT_COVERED_SIGNS = frozenset({"GY", "GX", "GA", "GZ"})


def check_codes(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Unknown codes, codes out of force, codes that Medicare does not take, the same line twice."""
    for line in claim.lines:
        if line.entry is None:
            shown = line.code[:20]
            yield line.says("line.unknown", "error", f"{shown} is no procedure code at hand.", _ITEM_24D)
            continue
        yield from _in_force(line, claim.encounter.date_of_service)
        if claim.by_medicare_rules:
            yield from _status(claim, line)
    yield from _repeated(claim)


def _in_force(line: ClaimLine, on: datetime.date) -> Iterator[RuleMessage]:
    entry = line.entry
    if entry is None:
        return
    if (entry.in_force_from and on < entry.in_force_from) or (entry.in_force_to and on > entry.in_force_to):
        yield line.says("line.not_in_force", "error", f"{entry.code} is not in force on {on}.", _ITEM_24D)


def _status(claim: CodedClaim, line: ClaimLine) -> Iterator[RuleMessage]:
    entry = line.entry
    if entry is None or line.code in _REPORTED_WITHOUT_PAYMENT or line.code in table("payer_codes")["instead"]:
        return
    severity: Severity = "error" if claim.encounter.payer == "medicare" else "warning"
    cites = _STATUS.format(status=entry.status)
    if entry.status == "I":
        text = f"Medicare does not take {line.code}: it has another code for the service."
        yield line.says("line.not_for_medicare", severity, text, cites)
    elif entry.status == "N" and not line.marks & _NOT_COVERED_SIGNS:
        text = f"Medicare does not cover {line.code}; GY where the claim is sent for its denial."
        yield line.says("line.not_covered", "warning", text, cites)
    elif entry.status == "B" and entry.system == "CPT" and line.kind != "anesthesia":
        text = f"Medicare pays nothing for {line.code} by itself: it is part of another service of the day."
        yield line.says("line.bundled", "warning", text, cites)


def _repeated(claim: CodedClaim) -> Iterator[RuleMessage]:
    """The same code with the same modifiers and diagnoses again: a duplicate unless something sets it apart."""
    if len(claim.codes) == len(claim.lines):
        return
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    for line in claim.lines:
        key = (line.code, tuple(sorted(line.marks)))
        if key in seen and line.entry is not None:
            text = f"{line.code} stands on line {seen[key]} in the same way: 76, 77, 91, 59 or a side sets it apart, "
            cites = "CMS Claims Processing Manual, ch. 1, 120"
            yield line.says("line.repeated", "warning", f"{text}or units count it.", cites)
        seen.setdefault(key, line.number)
