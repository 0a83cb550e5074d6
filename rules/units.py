"""How many units a line may carry: at least one, no more than the medically unlikely edit, one beside modifier 50.

Sources: NUCC 1500 manual, item 24G; CMS medically unlikely edits (practitioner table) and NCCI Policy Manual, ch. 1, V;
CMS Claims Processing Manual, ch. 12, 40.7 (bilateral) and 50 (anesthesia: minutes).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage

_ITEM_24G = "NUCC 1500 manual, item 24G"
_BILATERAL = "CMS Claims Processing Manual, ch. 12, 40.7"
_EDIT = {
    "1": ("a line", ""),
    "2": ("a day", " The limit is absolute: no modifier and no appeal raises it."),
    "3": ("a day", " A denial may be appealed with the record where the units were needed."),
}
_DAILY_ANESTHESIA = "01996"
"""Hospital management of a continuous block: days, not minutes."""


def check_units(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Units below one, above the edit, or more than one beside modifier 50."""
    by_day = _units_by_day(claim)
    for line in claim.lines:
        if line.units < 1:
            yield line.says("line.units", "error", "Units are at least one.", _ITEM_24G)
        if "50" in line.marks and line.units > 1:
            text = f"{line.code}-50 is one unit for both sides, not {line.units}."
            yield line.says("line.bilateral_units", claim.firmly(), text, _BILATERAL)
        yield from _unlikely(claim, line, by_day)


def _units_by_day(claim: CodedClaim) -> Counter[str]:
    """Units of each code; care after surgery alone (55) is not counted by the edits of a day."""
    units: Counter[str] = Counter()
    for line in claim.lines:
        if "55" not in line.marks:
            units[line.code] += line.units
    return units


def _unlikely(claim: CodedClaim, line: ClaimLine, by_day: Counter[str]) -> Iterator[RuleMessage]:
    """The medically unlikely edit. One of 0 units says that Medicare does not pay the code: nothing to other payers."""
    entry = line.entry
    if entry is None or entry.mue is None or (entry.mue == 0 and claim.encounter.payer != "medicare"):
        return
    if line.kind == "anesthesia" and line.code != _DAILY_ANESTHESIA:
        return
    units = line.units if entry.mue_indicator == "1" else by_day[line.code]
    span, after = _EDIT.get(entry.mue_indicator, ("a day", ""))
    if units > entry.mue:
        text = f"{units} units of {line.code}: more than {entry.mue} {span} is refused.{after}"
        cites = f"Medically unlikely edits, practitioner table, {entry.data_from}; NCCI Policy Manual, ch. 1, V"
        yield line.says("line.mue", "error", text, cites)
