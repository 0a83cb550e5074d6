"""Several wounds to repair codes: lengths of one complexity and one site group are added up, never across groups.

Source: CPT repair guidelines (our wording) and NCCI Policy Manual ch. 3; sites, limits and numbers stand in
`rules/tables/repairs.yaml`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal, get_args

from data import Reference
from data.models import CoverageKind
from rules.service_lines import FOLLOW_MEDICARE, NotSettled
from rules.tables import table

Complexity = Literal["simple", "intermediate", "complex"]
Closure = Literal["sutures", "adhesive", "strips"]
_COMPLEXITIES = ("simple", "intermediate", "complex")
_SIDE_WORDS = re.compile(r"\b(right|left|bilateral|upper|lower|anterior|posterior|dorsal|volar|lateral|medial)\b")
_LEAST_COMPLEX = Decimal("1.1")
_ADD_ON_STEP = Decimal(5)
_MEDICARE_ADHESIVE = "G0168"
_CITES = "CPT repair guidelines; NCCI Policy Manual, ch. 3"


@dataclass(frozen=True)
class Wound:
    """One repaired wound: `cm` is the length in centimeters after repair, `site` a place such as `left forearm`.

    `closure` tells wounds closed with tissue adhesive alone or with strips alone; sutures, staples and any mix are
    `sutures`.
    """

    id: str
    site: str
    cm: Decimal
    complexity: Complexity
    closure: Closure = "sutures"


@dataclass(frozen=True)
class RepairLine:
    """One service line, the wounds it sums and the working."""

    code: str
    units: int
    wounds: tuple[str, ...]
    total_cm: Decimal
    complexity: Complexity
    steps: tuple[str, ...]
    add_on: bool = False
    cites: str = _CITES


@dataclass(frozen=True)
class RepairAnswer:
    """Lines with the most complicated repair first; `parted` are pairs of codes that need 59 or XS on one of them."""

    lines: tuple[RepairLine, ...]
    parted: tuple[tuple[str, str], ...] = ()


def site_area(site: str) -> str:
    """The area that a site belongs to, whatever its side. Raises ValueError naming the sites that are known."""
    sites = table("repairs")["sites"]
    words = " ".join(site.lower().split())
    without_side = " ".join(re.sub(r"\b(right|left)\b", " ", words).split())
    bare = " ".join(_SIDE_WORDS.sub(" ", words).split())
    after_of = bare.rpartition(" of ")[2].removeprefix("the ").strip()
    for name in (words, without_side, bare, after_of):
        if name in sites:
            return str(sites[name])
    raise ValueError(f"site {site!r} is not known; expected one of {', '.join(sorted(sites))}")


def _group(complexity: str, area: str) -> dict[str, Any]:
    return next(g for g in table("repairs")["groups"] if g["complexity"] == complexity and area in g["areas"])


def _coded_complexity(wound: Wound) -> Complexity:
    """A complex repair of 1.0 cm or less is reported as intermediate."""
    if wound.complexity not in _COMPLEXITIES:
        raise ValueError(f"wound {wound.id}: complexity {wound.complexity!r}; expected {', '.join(_COMPLEXITIES)}")
    if wound.cm <= 0:
        raise ValueError(f"wound {wound.id}: {wound.cm} cm; expected a length above 0")
    return "intermediate" if wound.complexity == "complex" and wound.cm < _LEAST_COMPLEX else wound.complexity


def laceration_repairs(
    wounds: Sequence[Wound], reference: Reference | None = None, payer: CoverageKind = "commercial"
) -> RepairAnswer:
    """Repair codes for all wounds of one session, most complicated first, then longest.

    Strips alone are part of the visit. Medicare has one code for adhesive alone. With reference data the answer also
    names the pairs of codes that NCCI keeps apart. Raises ValueError for an unknown site, complexity or closure or a
    length of 0, NotSettled for several wounds closed with adhesive for Medicare.
    """
    glued = [w for w in wounds if w.closure == "adhesive" and w.complexity == "simple" and payer in FOLLOW_MEDICARE]
    grouped: dict[tuple[Complexity, str], list[Wound]] = {}
    for wound in wounds:
        if wound.closure not in get_args(Closure):
            raise ValueError(
                f"wound {wound.id}: closure {wound.closure!r}; expected one of {', '.join(get_args(Closure))}"
            )
        if wound.closure == "strips" or wound in glued:
            _coded_complexity(wound)
            continue
        complexity = _coded_complexity(wound)
        group = _group(complexity, site_area(wound.site))
        grouped.setdefault((complexity, group["limits"][0][1]), []).append(wound)
    lines: list[RepairLine] = []
    order = sorted(grouped.items(), key=lambda item: (-_COMPLEXITIES.index(item[0][0]), -_total(item[1]), item[0][1]))
    for (complexity, _), members in order:
        lines += _lines_of_group(complexity, members)
    lines += _adhesive_line(glued)
    return RepairAnswer(tuple(lines), _parted(lines, reference) if reference is not None else ())


def _adhesive_line(glued: Sequence[Wound]) -> list[RepairLine]:
    """Medicare's code for a wound closed with tissue adhesive alone; it has no length."""
    if len(glued) > 1:
        raise NotSettled(f"how many units of {_MEDICARE_ADHESIVE} several wounds make is not at hand")
    step = f"Medicare, tissue adhesive alone: {_MEDICARE_ADHESIVE}, whatever the length."
    return [RepairLine(_MEDICARE_ADHESIVE, 1, (w.id,), w.cm, w.complexity, (step,)) for w in glued]


def _total(wounds: Sequence[Wound]) -> Decimal:
    return sum((wound.cm for wound in wounds), Decimal(0))


def _lines_of_group(complexity: Complexity, wounds: Sequence[Wound]) -> list[RepairLine]:
    group = _group(complexity, site_area(wounds[0].site))
    total = _total(wounds)
    ids = tuple(wound.id for wound in wounds)
    steps = [f"{w.id}: {w.site}, {w.cm} cm, {w.complexity}." for w in wounds]
    steps += [
        f"{wound.id}: a complex repair of 1.0 cm or less is reported as intermediate."
        for wound in wounds
        if wound.complexity != complexity
    ]
    added = " + ".join(str(wound.cm) for wound in wounds)
    areas = "; ".join(group["areas"])
    steps.append(f"{complexity.capitalize()}, one group ({areas}): {added} = {total} cm.")
    for limit, code in group["limits"]:
        if limit is None or total <= Decimal(limit):
            steps.append(f"{total} cm is {f'at most {limit} cm' if limit else 'above the last limit'}: {code}.")
            return [RepairLine(code, 1, ids, total, complexity, tuple(steps))]
    limit, code = group["limits"][-1]
    over = total - Decimal(limit)
    units = math.ceil(over / _ADD_ON_STEP)
    steps.append(f"First {limit} cm: {code}. The other {over} cm in steps of 5 cm: {group['add_on']} x {units}.")
    return [
        RepairLine(code, 1, ids, total, complexity, tuple(steps)),
        RepairLine(group["add_on"], units, ids, total, complexity, tuple(steps), add_on=True),
    ]


def _parted(lines: Sequence[RepairLine], reference: Reference) -> tuple[tuple[str, str], ...]:
    """Pairs with an edit that a modifier may part, in the order of the lines."""
    pairs = []
    for one, two in combinations(lines, 2):
        edit = reference.ncci_pair(one.code, two.code)
        if edit is not None and edit.modifier_indicator == "1":
            pairs.append((one.code, two.code))
    return tuple(pairs)
