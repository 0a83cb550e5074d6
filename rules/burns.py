"""How much of the body is burned, and the T31 code that says it: total percent first, third degree second.

Sources: ICD-10-CM Guidelines FY 2026, I.C.19.d.6 (rule of nines, with other proportions for children) and the tabular
list, T31 and T32; percentages stand in `rules/tables/burn_areas.yaml`. First degree is redness and is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from rules.tables import table

BurnKind = Literal["burn", "corrosion"]
_CATEGORY = {"burn": "T31", "corrosion": "T32"}
_SIDE = re.compile(r"^(right|left)\b\s*|(?<= of )(right|left)\b\s*")
_WHOLE, _TEN = Decimal(100), 10
_THIRD, _WORST = 3, 4
_CITES = "ICD-10-CM Guidelines I.C.19.d.6; tabular list, T31 and T32"


@dataclass(frozen=True)
class BurnedPart:
    """One burned part: `share` is the fraction of that part that is burned (1 is all of it), `degree` 1 to 4."""

    part: str
    share: Decimal
    degree: int


@dataclass(frozen=True)
class BurnArea:
    """Percent of the body's surface burned in all and to the third degree, the code and the working."""

    total: Decimal
    third: Decimal
    code: str
    steps: tuple[str, ...]
    cites: str = _CITES


def _part(name: str) -> tuple[str, str]:
    """Side (may be empty) and the table's name of a part. Raises ValueError naming the parts that are known."""
    held = table("burn_areas")
    words = " ".join(name.lower().replace("_", " ").split())
    side = next((one for found in _SIDE.findall(words) for one in found if one), "")
    bare = _SIDE.sub("", words).strip()
    known = held["same_as"].get(bare, bare)
    if known not in held["nines"]:
        raise ValueError(f"part {name!r} is not known; expected one of {', '.join(sorted(held['nines']))}")
    return side, str(known)


def _percent(part: str, age: int) -> Decimal:
    held = table("burn_areas")
    if age >= held["adult_from"]:
        return Decimal(str(held["nines"][part]))
    row = held["chart"][part]
    if not isinstance(row, list):
        return Decimal(str(row))
    return Decimal(str(row[sum(age >= first for first in held["chart_ages"]) - 1]))


def _plain(number: Decimal) -> Decimal:
    """Without needless zeros: 9, 13.5."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def burn_area(parts: Sequence[BurnedPart], age: int, kind: BurnKind = "burn") -> BurnArea:
    """Total and third-degree percent of the body, and the code, for completed years of `age`.

    Raises ValueError for no part, an unknown part, a share outside 0 to 1, a degree outside 1 to 4, a part told twice
    over its whole, or one part inside another.
    """
    if kind not in get_args(BurnKind):
        raise ValueError(f"kind is {kind!r}; expected one of {', '.join(get_args(BurnKind))}")
    if not parts or age < 0:
        raise ValueError("expected at least one burned part and an age of 0 or more")
    named = [_part(one.part) for one in parts]
    _check_shares(parts, named)
    adult = age >= table("burn_areas")["adult_from"]
    steps = ["Rule of nines, adult." if adult else f"Chart of Lund and Browder for a child of age {age}."]
    total = third = Decimal(0)
    for one, (_, name) in zip(parts, named, strict=True):
        whole = _percent(name, age)
        if one.degree == 1:
            steps.append(f"{one.part}: first degree, not counted.")
            continue
        burned = whole * one.share
        steps.append(f"{one.part}, degree {one.degree}: {_plain(one.share)} of {whole} % = {_plain(burned)} %.")
        total += burned
        third += burned if one.degree >= _THIRD else 0
    if total > _WHOLE:
        raise ValueError(f"the parts make {_plain(total)} percent of the body; expected at most 100")
    code = _code(total, third, kind)
    steps.append(f"In all {_plain(total)} %, third degree {_plain(third)} %: {code}.")
    return BurnArea(_plain(total), _plain(third), code, tuple(steps))


def _check_shares(parts: Sequence[BurnedPart], named: Sequence[tuple[str, str]]) -> None:
    sums: dict[tuple[str, str], Decimal] = {}
    for one, part in zip(parts, named, strict=True):
        if not 0 < one.share <= 1:
            raise ValueError(f"{one.part}: share is {one.share}; expected a fraction of the part, above 0 up to 1")
        if not 1 <= one.degree <= _WORST:
            raise ValueError(f"{one.part}: degree is {one.degree}; expected 1 to {_WORST}")
        sums[part] = sums.get(part, Decimal(0)) + one.share
    held = table("burn_areas")
    paired = {name for name in held["nines"] if name in held["inside"].get("arm", []) + held["inside"].get("leg", [])}
    paired |= {"arm", "leg", "buttock", "palm"}
    for (side, name), share in sums.items():
        most = 2 if name in paired and not side else 1
        if share > most:
            raise ValueError(f"{name}: the shares make {_plain(share)}, more than the whole part")
        for other_side, inner in sums:
            if inner in held["inside"].get(name, ()) and side == other_side:
                raise ValueError(f"{inner} lies inside {name}: tell one of them")


def _code(total: Decimal, third: Decimal, kind: BurnKind) -> str:
    """T31.0 under ten percent; then the tens of the total, and the tens of third degree."""
    tens = min(int(total) // _TEN, _TEN - 1)
    deep = min(int(third) // _TEN, _TEN - 1)
    return f"{_CATEGORY[kind]}.0" if tens == 0 else f"{_CATEGORY[kind]}.{tens}{deep}"
