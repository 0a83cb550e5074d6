"""Which diagnoses a line points at: one to four, each once, each there.

Source: NUCC 1500 claim form reference manual (02/12), item 24E.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import CodedClaim
from rules.models import RuleMessage

MOST_POINTERS = 4
_ITEM_24E = "NUCC 1500 manual, item 24E"


def check_pointers(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Too few, too many, twice the same, or at nothing."""
    held = len(claim.encounter.diagnoses)
    for line in claim.lines:
        if not 1 <= len(line.pointers) <= MOST_POINTERS:
            yield line.says("line.pointers", "error", "A line points at one to four diagnoses.", _ITEM_24E)
        if len(set(line.pointers)) < len(line.pointers):
            yield line.says("line.pointer_repeated", "error", "A line points twice at one diagnosis.", _ITEM_24E)
        for pointer in line.pointers:
            if not 0 <= pointer < held:
                letter = chr(ord("A") + pointer) if 0 <= pointer < 26 else str(pointer)
                yield line.says("line.pointer_nowhere", "error", f"There is no diagnosis {letter}.", _ITEM_24E)
