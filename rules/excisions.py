"""Excision of a skin lesion: the excised diameter is the lesion's greatest diameter plus twice the narrowest margin.

Source: CPT excision guidelines (our wording): measured before the excision, each lesion on its own; numbers and limits
stand in `rules/tables/excisions.yaml`, sites in `rules/tables/repairs.yaml`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from rules.tables import table
from rules.wound_repairs import site_area

LesionKind = Literal["benign", "malignant"]
_CITES = "CPT excision guidelines, benign and malignant lesions"


@dataclass(frozen=True)
class ExcisionAnswer:
    """Code and excised diameter in cm, with the working."""

    code: str
    excised_cm: Decimal
    steps: tuple[str, ...]
    cites: str = _CITES


def excision(kind: LesionKind, site: str, lesion_cm: Decimal, margin_cm: Decimal) -> ExcisionAnswer:
    """The code of one excision: `lesion_cm` the greatest diameter, `margin_cm` the narrowest margin on one side.

    Raises ValueError for another kind, an unknown site, a lesion of 0 or a margin below 0.
    """
    if kind not in get_args(LesionKind):
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(get_args(LesionKind))}")
    if lesion_cm <= 0 or margin_cm < 0:
        raise ValueError(f"lesion {lesion_cm} cm and margin {margin_cm} cm; expected a lesion above 0, a margin from 0")
    area = site_area(site)
    group = next(one for one in table("excisions")["groups"] if area in one["areas"])
    excised = lesion_cm + 2 * margin_cm
    limit, code = next((top, number) for top, number in group[kind] if top is None or excised <= Decimal(top))
    last = group[kind][-2][0]
    band = f"at most {limit} cm" if limit else f"over {last} cm"
    steps = (
        f"{lesion_cm} cm + 2 x {margin_cm} cm = {excised} cm.",
        f"{kind.capitalize()}, {site} ({group['words']}), {band}: {code}.",
    )
    return ExcisionAnswer(str(code), excised, steps)
