"""What the claim must say besides the codes: the ordering provider of tests, the performer of anesthesia, incident-to.

The names themselves stand on the claim form (items 17 and 24J), which the rule book does not see; it says when they
are needed and when the lines contradict them.
Sources: 42 CFR 424.507 (ordering provider), 410.26 and 410.27 (incident to); CMS Claims Processing Manual, ch. 26,
10.4, item 17; ch. 12, 50 (anesthesia) and 30.6.4; Medicare Benefit Policy Manual, ch. 15, 60.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import CodedClaim
from rules.models import RuleMessage

_ORDER = "42 CFR 424.507; CMS Claims Processing Manual, ch. 26, 10.4, item 17"
_INCIDENT = "42 CFR 410.26; CMS Medicare Benefit Policy Manual, ch. 15, 60; Claims Processing Manual, ch. 12, 30.6.4"
_ANESTHESIA = "CMS Claims Processing Manual, ch. 12, 50"
_ORDERED = frozenset({"laboratory", "imaging"})
_PERFORMERS = frozenset({"AA", "AD", "QK", "QX", "QY", "QZ"})
_FACILITIES = frozenset({"19", "21", "22", "23", "24", "31", "51", "52", "61"})
_STAFF_VISIT = "99211"


def check_ordered_services(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Ordering provider, performer of anesthesia, a visit by staff outside the office."""
    yield from _ordering_provider(claim)
    for line in claim.lines:
        if line.kind == "anesthesia" and line.entry is not None and not line.marks & _PERFORMERS:
            text = f"{line.code} says who gave the anesthesia: AA, AD, QK, QX, QY or QZ."
            yield line.says("line.anesthesia_performer", claim.firmly(), text, _ANESTHESIA)
        if line.code == _STAFF_VISIT and claim.encounter.place_of_service in _FACILITIES:
            text = "99211 by staff is paid incident to a physician, which does not exist in a facility."
            yield line.says("line.incident_to", "warning", text, _INCIDENT)


def _ordering_provider(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Tests and images need the ordering provider in item 17 (DK) with NPI."""
    if not claim.by_medicare_rules:
        return
    ordered = tuple(line.name for line in claim.lines if line.kind in _ORDERED and line.entry is not None)
    if ordered:
        text = (
            "Tests are ordered: item 17 names the ordering provider (DK) with NPI, even where that is the same person."
        )
        yield RuleMessage("line.ordering_provider", "info", ordered, text, _ORDER)
