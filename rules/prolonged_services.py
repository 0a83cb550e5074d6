"""Prolonged service beside the highest visit of its kind, in units of 15 minutes, by CPT or by Medicare.

CPT starts 15 minutes beyond the visit's minimum time (99417, 99418); Medicare has codes and limits of its own (G2212,
G0316 to G0318). Sources and figures: `rules/tables/prolonged.yaml`.
"""

from __future__ import annotations

from data.models import CoverageKind
from rules.service_lines import FOLLOW_MEDICARE, NotSettled, ServiceAnswer, ServiceLine, counted
from rules.tables import table

_CPT_CITES = "CPT E/M guidelines, prolonged services on the date of the visit"
_MEDICARE_CITES = "CMS physician fee schedule final rule 2023, table 24; CMS MLN006764"


def prolonged(code: str, minutes: int, payer: CoverageKind) -> ServiceAnswer:
    """Prolonged units beside visit `code` after `minutes` of total time; no line where none is reached.

    The visit must have been chosen by time. Raises NotSettled for a visit that the table does not hold, ValueError for
    minutes below 0.
    """
    if minutes < 0:
        raise ValueError(f"minutes is {minutes}; expected 0 or more")
    held = table("prolonged")
    by_medicare = payer in FOLLOW_MEDICARE
    cites = _MEDICARE_CITES if by_medicare else _CPT_CITES
    if code in held["takes_none"].split():
        return ServiceAnswer((), (f"{code} is not a visit that takes prolonged service: none.",), cites)
    if code not in held["visits"]:
        raise NotSettled(f"no limit of prolonged service is at hand for {code}")
    row = held["visits"][code].get("medicare" if by_medicare else "cpt")
    if row is None:
        return ServiceAnswer((), (f"Medicare does not take the consultation {code}, nor time beyond it: none.",), cites)
    step, first = int(held["step"]), int(row["first"])
    opening = f"{code} with {counted(minutes, 'minute')} of total time ({row.get('counted', 'date of the visit')})."
    limit = f"{'Medicare' if by_medicare else 'CPT'}: {row['code']} from {first} minutes, a unit for each {step}."
    if minutes < first:
        return ServiceAnswer((), (opening, limit, f"{minutes} is under {first}: none."), cites)
    more = (minutes - first) // step
    sum_up = f"({minutes} - {first}) / {step} = {more} whole, and the first: {row['code']} x {more + 1}."
    return ServiceAnswer((ServiceLine(str(row["code"]), more + 1),), (opening, limit, sum_up), cites)
