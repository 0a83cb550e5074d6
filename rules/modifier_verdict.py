"""Whether a modifier may stand on a code, asked of the same rules that check a claim, as Medicare sees it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from data import Reference
from rules.assistants import check_assistants
from rules.coded_claim import Subject, coded_claim
from rules.components import check_components
from rules.laboratory import check_laboratory
from rules.models import CodedEncounter, CodedLine, RuleMessage
from rules.modifiers import check_modifiers

_SUBJECTS: tuple[Subject, ...] = (check_modifiers, check_components, check_assistants, check_laboratory)
# They depend on where the service was, which the question does not say.
_OF_THE_PLACE = frozenset({"line.modifier_place", "line.professional_part", "line.technical_in_hospital"})
_OFFICE = "11"


@dataclass(frozen=True)
class ModifierVerdict:
    """Allowed or not, and what the rules say about it."""

    allowed: bool
    why: tuple[str, ...]
    cites: tuple[str, ...]


def modifier_verdict(reference: Reference, modifier: str, code: str, on: datetime.date) -> ModifierVerdict:
    """What the rules say of one modifier on one code for Medicare, the place of service left open."""
    line = CodedLine(code, (modifier,), 1, (0,))
    encounter = CodedEncounter(on, on, "F", "medicare", _OFFICE, ("R69",), (line,))
    claim = coded_claim(reference, encounter)
    said = [message for subject in _SUBJECTS for message in subject(claim) if _about(message)]
    allowed = not any(m.severity == "error" and m.rule not in _OF_THE_PLACE for m in said)
    return ModifierVerdict(allowed, tuple(m.message for m in said), tuple(dict.fromkeys(m.cites for m in said)))


def _about(message: RuleMessage) -> bool:
    """What is said because the modifier is there, not because it is missing."""
    return message.severity != "info"
