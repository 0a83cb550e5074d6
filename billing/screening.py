"""Screening and preventive services: what makes a service preventive, and which modifier tells the payer.

Read by the scrubber, which asks for the modifier, and by the payer, which takes the patient's share or not.
Sources: 42 CFR 410.152(l), CMS Pub. 100-04 ch. 18 (PT); 45 CFR 147.130 and CPT appendix A (33).
"""

from __future__ import annotations

from collections.abc import Iterable

SCREENING_MODIFIERS = ("PT", "33")

_PREVENTIVE_REASONS = ("Z00", "Z01", "Z09", "Z11", "Z12", "Z13", "Z23", "Z80", "Z83", "Z85", "Z86")
_ALWAYS = frozenset(
    [
        "G0101",
        "G0102",
        "G0103",
        "G0104",
        "G0105",
        "G0121",
        "G0328",
        "G0402",
        "G0438",
        "G0439",
        "G0444",
        "G0008",
        "G0009",
        "G0010",
        "Q0091",
        "77063",
        "77067",
        "81528",
        "82270",
    ]
)


def is_colonoscopy(code: str) -> bool:
    """Whether this is a flexible colonoscopy through the anus (CPT 45378 to 45398)."""
    return "45378" <= code <= "45398"


def is_vaccine(code: str) -> bool:
    """Whether this is a vaccine or its administration (CPT 90460 to 90474, 90476 to 90758)."""
    return "90460" <= code <= "90474" or "90476" <= code <= "90758"


def is_routine_physical(code: str) -> bool:
    """Whether this is a preventive medicine visit (CPT 99381 to 99397)."""
    return "99381" <= code <= "99397"


def is_care_planning(code: str) -> bool:
    """Whether this is advance care planning, which Medicare takes with 33 beside a wellness visit (ch. 18, 140.8)."""
    return code in ("99497", "99498")


def preventive_reason(diagnoses: Iterable[str]) -> bool:
    """Whether the first diagnosis that a line points at is a screening, a vaccine or a personal or family history."""
    return next(iter(diagnoses), "").startswith(_PREVENTIVE_REASONS)


def needs_screening_modifier(code: str, diagnoses: Iterable[str]) -> bool:
    """Whether only a modifier can tell that this service was a screening: a colonoscopy that a screening code leads.

    Follow-up of polyps (Z86.0-, Z09) is left to the plan: some take it as preventive, some do not.
    """
    first = next(iter(diagnoses), "")
    return is_colonoscopy(code) and first.startswith(("Z12.1", "Z80.0", "Z83.7"))


def preventive_by_itself(code: str, diagnoses: Iterable[str]) -> bool:
    """Whether the code alone, or a vaccine with its reason, says that the service is preventive."""
    codes = tuple(diagnoses)
    return code in _ALWAYS or is_routine_physical(code) or (is_vaccine(code) and "Z23" in codes[:1])
