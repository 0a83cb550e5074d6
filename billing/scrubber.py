"""The first gate: every edit run over a claim before it is sent, its messages in the order of the form."""

from __future__ import annotations

import re

from billing.edits import EDITS, Edit, Finding, Sheet
from billing.items import ITEMS
from billing.models import Claim, ScrubMessage
from data import Reference
from scenarios.models import Encounter

_ORDER = {item.key: place for place, item in enumerate(ITEMS)}


def scrub(
    reference: Reference, claim: Claim, encounter: Encounter | None = None, order: int = 1
) -> tuple[ScrubMessage, ...]:
    """What the edits find on a claim. With an encounter it is held beside card, chart and contract of the coverage
    that is billed, the first one or that of another `order`.
    """
    coverage = next((one for one in encounter.coverage if one.order == order), None) if encounter else None
    sheet = Sheet(reference, claim, encounter, coverage)
    return messages(sheet, EDITS)


def messages(sheet: Sheet, edits: tuple[Edit, ...]) -> tuple[ScrubMessage, ...]:
    """The messages of some edits, each once, in the order of the form."""
    found = (_message(edit, finding) for edit in edits for finding in edit.find(sheet))
    return tuple(sorted(dict.fromkeys(found), key=lambda message: (_place(message.item), message.edit)))


def _message(edit: Edit, finding: Finding) -> ScrubMessage:
    return ScrubMessage(
        edit=edit.id,
        item=finding.item,
        severity=finding.severity or edit.severity,
        message=finding.message,
        cites=finding.cites or edit.cites,
    )


def _place(item: str) -> tuple[int, int, str]:
    """Where an item lies on the form: `21B` with 21, `24D.3` with 24 and by its line."""
    if item in _ORDER:
        return _ORDER[item], 0, ""
    found = re.fullmatch(r"(21|24)([A-L]?)(?:\.(\d+))?", item)
    if not found:
        return len(_ORDER), 0, item
    return _ORDER[found[1]], int(found[3] or 0), found[2]
