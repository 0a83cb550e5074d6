"""Administration codes for vaccines: by component with counseling through 18 years, else by route, else Medicare's own.

Sources: CPT immunization administration guidelines (our wording); CMS Claims Processing Manual ch. 18, 10; products
stand in `rules/tables/immunizations.yaml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.models import CoverageKind
from rules.service_lines import FOLLOW_MEDICARE, ServiceAnswer, ServiceLine, counted
from rules.tables import table

_OLDEST_COUNSELED = 18
_CITES = "CPT immunization administration guidelines"
_MEDICARE_CITES = "CMS Claims Processing Manual, ch. 18, 10; CPT immunization administration guidelines"
_ORDER = ("90460", "90461", "90471", "90472", "90473", "90474", "90480", "96380", "96381", "G0008", "G0009", "G0010")


@dataclass(frozen=True)
class Vaccine:
    """One product given: `components` are the antigens for which it protects, 1 or more; `route` as charted."""

    code: str
    components: int
    route: str


def _is_injection(vaccine: Vaccine) -> bool:
    words = " ".join(vaccine.route.lower().replace("_", " ").split())
    held = table("immunizations")
    if words in held["injection"]:
        return True
    if words in held["oral_or_nasal"]:
        return False
    expected = ", ".join([*held["injection"], *held["oral_or_nasal"]])
    raise ValueError(f"{vaccine.code}: route is {vaccine.route!r}; expected one of {expected}")


def _check_product(vaccine: Vaccine) -> None:
    products = table("immunizations")["products"]
    if not any(len(vaccine.code) == len(low) and low <= vaccine.code <= high for low, high in products):
        raise ValueError(
            f"{vaccine.code} is no vaccine's code; expected CPT 90476 to 90759, 91304 and later, or Q2034 on"
        )


def _own_code(vaccine: Vaccine, payer: CoverageKind, counselled: bool) -> str | None:
    """The administration code that a product always has, or has for Medicare; None for all other vaccines."""
    held = table("immunizations")
    groups = {**held["covid"], **(held["medicare"] if payer in FOLLOW_MEDICARE else {})}
    if vaccine.code in str(held["rsv_antibody"]).split():
        return "96380" if counselled else "96381"
    return next((str(own) for own, products in groups.items() if vaccine.code in str(products).split()), None)


def immunization_administration(
    vaccines: Sequence[Vaccine], age: int, counselled: bool, payer: CoverageKind
) -> ServiceAnswer:
    """Administration lines for the vaccines of one visit; `counselled` by physician or other qualified professional.

    `age` in completed years. Raises ValueError for no vaccine, components below 1, an unknown route or an age below 0.
    """
    if not vaccines or age < 0 or any(one.components < 1 for one in vaccines):
        raise ValueError("expected at least one vaccine, components of 1 or more and an age of 0 or more")
    for one in vaccines:
        _check_product(one)
    injected = {id(one): _is_injection(one) for one in vaccines}
    units: dict[str, int] = {}
    steps: list[str] = []
    other: list[Vaccine] = []
    for one in vaccines:
        own = _own_code(one, payer, counselled)
        if own is None:
            other.append(one)
            continue
        units[own] = units.get(own, 0) + 1
        steps.append(f"{one.code}: has an administration code of its own, {own}.")
    if other and counselled and age <= _OLDEST_COUNSELED:
        _by_component(other, age, units, steps)
    elif other:
        _by_route(other, [injected[id(one)] for one in other], counselled, units, steps)
    lines = tuple(ServiceLine(code, units[code]) for code in _ORDER if code in units)
    cites = _MEDICARE_CITES if payer in FOLLOW_MEDICARE else _CITES
    return ServiceAnswer(_parted(lines, steps), tuple(steps), cites)


def _by_component(vaccines: Sequence[Vaccine], age: int, units: dict[str, int], steps: list[str]) -> None:
    steps.append(f"Age {age}, counseled: 90460 for the first component of each vaccine: x {len(vaccines)}.")
    units["90460"] = len(vaccines)
    further = sum(one.components - 1 for one in vaccines)
    if further:
        units["90461"] = further
        added = " + ".join(str(one.components - 1) for one in vaccines)
        steps.append(f"90461 for each further component: {added} = {further}.")


def _by_route(
    vaccines: Sequence[Vaccine], injections: Sequence[bool], counselled: bool, units: dict[str, int], steps: list[str]
) -> None:
    steps.append("Over 18 years: by route." if counselled else "No counseling by a physician: by route.")
    shots, others = sum(injections), len(vaccines) - sum(injections)
    first, rest = ("90471", shots - 1) if shots else ("90473", 0)
    units[first] = 1
    steps.append(f"{counted(shots, 'injection')}, {others} oral or nasal: the first is {first}.")
    more_others = others if shots else others - 1
    for code, number in (("90472", rest), ("90474", more_others)):
        if number:
            units[code] = number
            steps.append(f"Each further {'injection' if code == '90472' else 'oral or nasal one'}: {code} x {number}.")


def _parted(lines: tuple[ServiceLine, ...], steps: list[str]) -> tuple[ServiceLine, ...]:
    """Medicare's own codes beside another first administration need 59: an edit pairs them."""
    first = next((one.code for one in lines if one.code in ("90460", "90471", "90473")), None)
    if first is None or not any(one.code.startswith("G00") for one in lines):
        return lines
    steps.append(f"An edit pairs {first} with Medicare's administration codes: 59 on those.")
    return tuple(replace(one, modifiers=("59",)) if one.code.startswith("G00") else one for one in lines)
