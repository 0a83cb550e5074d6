"""Assistants (80, 81, 82, AS), two surgeons (62): whether the fee schedule pays them for a procedure.

Indicators: 0 only with documentation of the need, 1 not paid (assistant: by statute; two surgeons: only with
documentation), 2 paid, 9 the concept does not apply. Teams (66) have an indicator that the table at hand lacks.
Source: CMS Claims Processing Manual, ch. 12, 20.4.3, 20.4.4 and 40.8; ch. 23, addendum.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage, Severity
from rules.modifier_use import refusals

ASSISTANTS = ("80", "81", "82", "AS")
_ASSIST = "Medicare physician fee schedule, assistant indicator {0}; CMS Claims Processing Manual, ch. 12, 20.4.3"
_TWO = "Medicare physician fee schedule, co-surgeon indicator {0}; CMS Claims Processing Manual, ch. 12, 40.8"


def check_assistants(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Assistant and co-surgeon modifiers on procedures that do not take them."""
    for line in claim.lines:
        if line.entry is None:
            continue
        modifier = next((m for m in ASSISTANTS if m in line.marks and not refusals(m, line.code)), "")
        if modifier:
            yield from _assistant(claim, line, modifier, line.entry.assistant)
        if "62" in line.marks and not refusals("62", line.code):
            yield from _two_surgeons(claim, line, line.entry.co_surgeon)


def _assistant(claim: CodedClaim, line: ClaimLine, modifier: str, indicator: str) -> Iterator[RuleMessage]:
    cites = _ASSIST.format(indicator)
    if indicator in {"1", "9"}:
        text = f"{line.code} is done without an assistant: {modifier} is not paid (indicator {indicator})."
        yield line.says("line.assistant", claim.firmly(), text, cites)
    elif indicator == "0":
        text = f"{modifier} on {line.code} is paid only where the record shows the need for an assistant."
        yield line.says("line.assistant", "warning", text, cites)


def _two_surgeons(claim: CodedClaim, line: ClaimLine, indicator: str) -> Iterator[RuleMessage]:
    severities: dict[str, Severity] = {"0": claim.firmly(), "9": claim.firmly(), "1": "warning"}
    severity = severities.get(indicator)
    if severity is not None:
        need = "needs documentation" if indicator == "1" else "is not paid"
        text = f"62 on {line.code} {need} (co-surgeon indicator {indicator})."
        yield line.says("line.co_surgeon", severity, text, _TWO.format(indicator))
