"""How a telehealth visit is billed: place of service, modifier, and which rate Medicare pays.

Place of service says where the patient is, and with it the rate; 93 says audio only. 95 is CPT's modifier for audio
and video: Medicare tells it by the place of service and wants it only where a hospital's clinician sees a patient at
home or an institution bills therapy. Rules and dates: rules/tables/telehealth.yaml.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from data.models import CoverageKind
from rules.tables import table

CITES_MEDICARE = (
    "42 CFR 410.78; Consolidated Appropriations Act, 2026 (through 2027-12-31); CMS fee schedule rule for 2024, "
    "telehealth place of service; CMS Claims Processing Manual, ch. 12, 190"
)
CITES_CPT = "CMS place of service set, 02 and 10; CPT modifiers 93 and 95"
Where = Literal["home", "elsewhere"]


@dataclass(frozen=True)
class TelehealthBilling:
    """How the service is billed. `rate` is empty where only the payer's contract says it."""

    place_of_service: str
    modifiers: tuple[str, ...]
    rate: str
    steps: tuple[str, ...]
    cites: str
    payable: bool = True
    may: tuple[str, ...] = ()
    """Modifiers that are wanted in some cases only; `steps` says in which."""


def where_the_patient_is(text: str) -> Where:
    """`home` or `elsewhere` from words such as `hospital`. Raises ValueError for a word that is neither."""
    found = " ".join(text.lower().replace("_", " ").replace("-", " ").split())
    rules = table("telehealth")
    if found in rules["home_words"]:
        return "home"
    if found in rules["elsewhere_words"]:
        return "elsewhere"
    expected = ", ".join((*rules["home_words"], *rules["elsewhere_words"]))
    raise ValueError(f"patient_at is {text!r}; expected one of {expected}")


def telehealth(
    code: str, payer: CoverageKind, audio_only: bool, patient_at: str, on: datetime.date
) -> TelehealthBilling | str:
    """How `code` is billed as telehealth on a day; or, as text, why that is not known.

    Raises ValueError for a place that is neither home nor elsewhere, or a code that says the other technology.
    """
    where = where_the_patient_is(patient_at)
    own = _own_technology(code)
    if own and (own == "audio_only") != audio_only:
        raise ValueError(f"{code} is a {own.replace('_', ' ')} code, but audio_only is {str(audio_only).lower()}")
    if payer == "medicare":
        return _medicare(code, audio_only, where, on)
    if payer in ("commercial", "hmo"):
        return _commercial(own, audio_only, where)
    return f"Telehealth rules of this payer ({payer}) are its own or its state's, and not at hand."


def _place(where: Where) -> dict[str, str]:
    found: dict[str, str] = table("telehealth")["places"][where]
    return found


def _own_technology(code: str) -> str:
    """`audio_video` or `audio_only` for a code that says so itself."""
    own = table("telehealth")["own_codes"]
    return next((kind for kind, spans in own.items() if _among(code, spans)), "")


def _among(code: str, spans: Iterable[str]) -> bool:
    return any(low <= code <= (high or low) for low, _, high in (span.partition("-") for span in spans))


def _medicare(code: str, audio_only: bool, where: Where, on: datetime.date) -> TelehealthBilling | str:
    rules: dict[str, Any] = table("telehealth")["medicare"]
    if not rules["from"] <= on <= rules["until"]:
        return f"Medicare's telehealth rules at hand are for {rules['from']} to {rules['until']}, not for {on}."
    if _own_technology(code):
        place = _place(where)
        why = "Medicare does not pay this code; the office visit code (99202 to 99215) is billed in its place."
        return TelehealthBilling(place["code"], (), place["rate"], (why,), CITES_MEDICARE, payable=False)
    if not _among(code, rules["services"]):
        return f"Whether {code} is on Medicare's telehealth list is not in the part of the list at hand."
    place = _place(where)
    steps = [
        f"Patient {'at home' if where == 'home' else 'elsewhere'}: place of service {place['code']}, "
        f"{place['rate'].replace('_', '-')} rate."
    ]
    if audio_only:
        return _medicare_audio(where, place, steps)
    steps.append("Audio and video: the place of service says telehealth.")
    steps.append("95 only where a hospital's clinician sees a patient at home, or for therapy an institution bills.")
    may = ("95",) if where == "home" or _among(code, rules["therapy"]) else ()
    return TelehealthBilling(place["code"], (), place["rate"], tuple(steps), CITES_MEDICARE, may=may)


def _medicare_audio(where: Where, place: dict[str, str], steps: list[str]) -> TelehealthBilling:
    modifier = table("telehealth")["modifiers"]["audio_only"]
    payable = where == "home"
    if payable:
        steps.append(f"Audio only, because the patient cannot or will not use video: modifier {modifier}.")
    else:
        steps.append(f"Audio only ({modifier}) is covered only where the patient is at home: not payable here.")
    return TelehealthBilling(place["code"], (modifier,), place["rate"], tuple(steps), CITES_MEDICARE, payable=payable)


def _commercial(own: str, audio_only: bool, where: Where) -> TelehealthBilling:
    place = _place(where)
    modifier = table("telehealth")["modifiers"]["audio_only" if audio_only else "audio_video"]
    modifiers = () if own else (modifier,)
    steps = (
        f"Patient {'at home' if where == 'home' else 'elsewhere'}: place of service {place['code']}.",
        "The code itself says how it was done; no modifier." if own else f"By CPT, modifier {modifier}.",
        "The rate, and whether the plan covers it, stand in the payer's contract.",
    )
    return TelehealthBilling(place["code"], modifiers, "", steps, CITES_CPT)
