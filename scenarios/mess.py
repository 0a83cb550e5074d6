"""What a busy practice does to a note: abbreviations, dictation slips, stamps, layout.

Fixed text only, never a slot's value; slips only in sentences that no key rests on. Level 1 is a clean textbook
note, 4 a very messy one. Every table here is part of the engine's edition.
"""

from __future__ import annotations

import re

from scenarios.draw import Draw

LEVELS = (1, 2, 3, 4)

SHORT_SENTENCES = {1: 0, 2: 35, 3: 70, 4: 95}
"""Percent of sentences that are abbreviated."""
SLIPS = {1: 0, 2: 0, 3: 12, 4: 30}
"""Percent of color sentences with a dictation slip."""
STAMPS = {1: 0, 2: 0, 3: 45, 4: 80}
"""Percent of section ends with a system line."""
COPIED_BLOCKS = {1: 0, 2: 0, 3: 1, 4: 2}
"""Copied-forward blocks that the engine adds; their phrases bear on no key."""

_ABBREVIATIONS = {
    "patient": "pt", "patients": "pts", "history": "hx", "with": "w/", "without": "w/o", "year-old": "yo",
    "follow-up": "f/u", "diagnosis": "dx", "treatment": "tx", "symptoms": "sx", "prescription": "Rx",
    "medications": "meds", "medication": "med", "examination": "exam", "bilateral": "b/l", "blood pressure": "BP",
    "heart rate": "HR", "twice daily": "BID", "three times daily": "TID", "as needed": "PRN",
    "by mouth": "PO", "intramuscular": "IM", "appointment": "appt", "within normal limits": "WNL",
    "complains of": "c/o", "status post": "s/p", "laboratory": "lab", "weeks": "wks", "months": "mos", "years": "yrs",
    "emergency department": "ED", "shortness of breath": "SOB", "temperature": "temp", "evaluation": "eval",
    "chest x-ray": "CXR", "electrocardiogram": "EKG",
}  # fmt: skip
"""Only what no reader can take for something else: a learner is to judge the case, not guess."""
_PATTERN = re.compile(
    r"(?<![\w/-])(" + "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True)) + r")(?![\w-])", re.I
)

_HEADINGS = {
    "HISTORY": ("HPI", "Hx", "SUBJECTIVE"),
    "HISTORY OF PRESENT ILLNESS": ("HPI", "SUBJECTIVE"),
    "CHIEF COMPLAINT": ("CC", "REASON FOR VISIT"),
    "EXAMINATION": ("EXAM", "OBJECTIVE"),
    "PHYSICAL EXAMINATION": ("EXAM", "OBJECTIVE"),
    "ASSESSMENT AND PLAN": ("A/P", "A&P", "IMPRESSION/PLAN"),
    "ASSESSMENT": ("IMPRESSION", "A:", "DX"),
    "PLAN": ("P:", "PLAN/ORDERS"),
    "REVIEW OF SYSTEMS": ("ROS",),
    "MEDICATIONS": ("MEDS", "CURRENT MEDS"),
    "PAST MEDICAL HISTORY": ("PMH", "PMHx"),
    "SOCIAL HISTORY": ("SocHx", "SOCIAL"),
    "FAMILY HISTORY": ("FHx", "FAM HX"),
    "PROCEDURE": ("PROC", "PROCEDURE NOTE"),
    "VITALS": ("VS", "VITAL SIGNS"),
    "VITAL SIGNS": ("VS", "VITALS"),
    "IMAGING": ("XR", "RADS", "IMAGING/STUDIES"),
    "DATA": ("LABS/DATA", "RESULTS"),
}

_SLIPS = (
    (" the ", " the the "), (" is ", " is is "), (" and ", " an "), (" of ", " of of "), (" their ", " there "),
    (" your ", " you're "), (", ", " comma "), (" for ", " for for "), (" with ", " wiht "), (" was ", " was was "),
    (" her ", " hre "), (" his ", " hsi "), (" from ", " form "), (" this ", " thsi "), (" today", " tody"),
)  # fmt: skip

_STAMPS = (
    "[Auto-saved]",
    "--- page break ---",
    "[Note continued]",
    "Dictated but not read.",
    "(voice recognition may have introduced errors)",
    "[Reviewed by nursing]",
    "[Scanned to chart]",
)


def abbreviate(text: str) -> str:
    """Fixed text as a hurried writer puts it."""
    return _PATTERN.sub(_short, text)


def _short(match: re.Match[str]) -> str:
    word = match[0]
    short = _ABBREVIATIONS[word.lower()]
    return short[:1].upper() + short[1:] if word[:1].isupper() else short


def heading(text: str, mess: int, draw: Draw) -> str:
    """A section's title as this provider writes it."""
    if mess == 1:
        return text
    forms = _HEADINGS.get(text, ())
    pick = draw.number(f"heading:{text}", len(forms) + 1)
    shown = text if pick == len(forms) else forms[pick]
    if mess < 3:
        return shown
    style = draw.number("heading-style", 4)
    return (shown, shown.lower(), f"{shown}:", f"== {shown} ==")[style]


def slip(text: str, mess: int, draw: Draw, label: str) -> str:
    """A color sentence, perhaps with a dictation slip."""
    if mess < 3 or not draw.chance(f"slip?{label}", SLIPS[mess]):
        return text
    start = draw.number(f"slip:{label}", len(_SLIPS))
    for offset in range(len(_SLIPS)):
        right, wrong = _SLIPS[(start + offset) % len(_SLIPS)]
        if right in text:
            return text.replace(right, wrong, 1)
    return text


def stamp(mess: int, draw: Draw, section: int) -> str:
    """A system line after a section, or nothing."""
    if mess < 3 or not draw.chance(f"stamp?{section}", STAMPS[mess]):
        return ""
    return draw.one_of(f"stamp:{section}", _STAMPS)
