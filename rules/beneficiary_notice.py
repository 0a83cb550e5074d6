"""The Advance Beneficiary Notice of Original Medicare: GA, GX, GY or GZ, and who owes a denied service.

Only Medicare Part B (and some of Part A) knows it. A Medicare Advantage plan answers beforehand by an organization
determination, and other payers by their own contracts. Cases: rules/tables/beneficiary_notice.yaml.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.models import CoverageKind
from rules.tables import table

CITES = "CMS Claims Processing Manual, ch. 30, 50; 42 CFR 411.404, 411.408"
CITES_ADVANTAGE = "CMS Claims Processing Manual, ch. 30, 50; 42 CFR 422.566, 422.568 (organization determination)"


@dataclass(frozen=True)
class NoticeAnswer:
    """Modifiers of the line, the group code of its denial and who owes it."""

    modifiers: tuple[str, ...]
    group_code: str
    who_owes: str
    carc: str
    steps: tuple[str, ...]
    cites: str = CITES


def notice_reason(text: str) -> str:
    """`expected_denial` or `excluded` from words. Raises ValueError where they say neither, or both."""
    reasons = table("beneficiary_notice")["reasons"]
    found = " ".join(text.lower().replace("_", " ").split())
    if found.replace(" ", "_") in reasons:
        return found.replace(" ", "_")
    fits = [name for name, reason in reasons.items() if any(word in found for word in reason["words"])]
    if len(fits) != 1:
        expected = "; ".join(f"{name} ({reason['about']})" for name, reason in reasons.items())
        raise ValueError(f"reason is {text!r}; expected {expected}")
    return str(fits[0])


def beneficiary_notice(reason: str, signed: bool, payer: CoverageKind) -> NoticeAnswer | str:
    """What stands on the line and who owes; or, as text, why that is not known.

    `signed`: a valid notice, given before the service and signed. Raises ValueError for a reason that says neither an
    expected denial nor an exclusion.
    """
    kind = notice_reason(reason)
    if payer == "medicare":
        case = next(
            one for one in table("beneficiary_notice")["cases"] if one["reason"] == kind and one["signed"] == signed
        )
        carc = table("beneficiary_notice")["reasons"][kind]["carc"]
        steps = (
            f"Original Medicare; {kind.replace('_', ' ')}; notice {'signed' if signed else 'not signed'}.",
            case["why"],
        )
        return NoticeAnswer(tuple(case["modifiers"]), case["group_code"], case["who_owes"], carc, steps)
    if payer == "medicare_advantage" and kind == "expected_denial":
        steps = (
            "Medicare Advantage never uses the notice; a signed one moves nothing to the patient.",
            "The plan is asked beforehand for an organization determination; without one the practice is liable.",
        )
        return NoticeAnswer((), "CO", "provider", "50", steps, CITES_ADVANTAGE)
    if payer == "medicare_advantage":
        return "Medicare Advantage never uses the notice; who owes an excluded service stands in the plan's benefits."
    return f"The notice is Original Medicare's; for this payer ({payer}) its own contract or state decides who owes."
