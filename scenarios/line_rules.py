"""Service lines that a rule of the rule book makes from a family's facts: visits, time, infusions, vaccines.

The family says the facts, the calculators of `rules` say codes and units; no arithmetic stands in a family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import rules
from data import CoverageKind
from rules import ServiceAnswer

Item = Mapping[str, str]
"""A row of the list that a rule sums: its columns, and its number under `n`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may ask: keys of the entry, rows of its list, and who the patient and payer are."""

    given: Mapping[str, str]
    items: Sequence[Item]
    age: int | None
    payer: CoverageKind

    def whole(self, name: str, row: Item | None = None) -> int:
        """A whole number. ValueError names the key and what was found."""
        value = (row or self.given)[name]
        if not value.isdigit():
            raise ValueError(f"{name} is {value!r}; a whole number is expected")
        return int(value)

    def number(self, name: str, row: Item | None = None) -> Decimal:
        """A number. ValueError names the key and what was found."""
        value = (row or self.given)[name]
        try:
            return Decimal(value)
        except InvalidOperation:
            raise ValueError(f"{name} is {value!r}; a number is expected") from None

    def years(self) -> int:
        """The patient's age. ValueError where the combination has none."""
        if self.age is None:
            raise ValueError("this rule needs the patient's age")
        return self.age

    def decision(self) -> tuple[str, str, str]:
        """Problems, data, risk. ValueError where one of them is not told."""
        missing = [name for name in ("problems", "data", "risk") if name not in self.given]
        if missing:
            raise ValueError(f"{' and '.join(missing)} missing: a visit is told by its decision making or by minutes")
        return self.given["problems"], self.given["data"], self.given["risk"]


@dataclass(frozen=True, slots=True)
class Made:
    """One line: code, units, modifiers that it must have, and the numbers of the rows it stands for (none: all)."""

    code: str
    units: int = 1
    modifiers: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


def made_lines(rule: str, facts: Facts) -> list[Made]:
    """The lines of a rule in the order of a claim. ValueError for facts that are none or do not settle the answer."""
    return _RULES[rule](facts)


def _office(facts: Facts) -> list[Made]:
    status = facts.given["status"]
    if status not in ("new", "established"):
        raise ValueError(f"status {status!r} is neither new nor established")
    if "minutes" in facts.given:
        return [Made(rules.office_visit_by_time(status, facts.whole("minutes")).code)]  # type: ignore[arg-type]
    return [Made(rules.office_visit_level(status, *facts.decision()).code)]  # type: ignore[arg-type]


def _hospital(facts: Facts) -> list[Made]:
    kind = facts.given["kind"].replace(" ", "_")
    if "minutes" in facts.given:
        return [Made(rules.hospital_visit_by_time(kind, facts.whole("minutes"), payer=facts.payer).code)]  # type: ignore[arg-type]
    return [Made(rules.hospital_visit_level(kind, *facts.decision(), payer=facts.payer).code)]  # type: ignore[arg-type]


def _emergency(facts: Facts) -> list[Made]:
    return [Made(rules.emergency_visit_level(*facts.decision()).code)]


def _critical(facts: Facts) -> list[Made]:
    # Families tell of patients from six years on; a smaller child's day has codes of its own, written as they are.
    return _from(rules.critical_care(facts.whole("minutes"), facts.years(), facts.payer))


def _prolonged(facts: Facts) -> list[Made]:
    return _from(rules.prolonged(facts.given["visit"], facts.whole("minutes"), facts.payer))


def _preventive(facts: Facts) -> list[Made]:
    return [Made(rules.preventive_visit(facts.years(), facts.given["status"], facts.payer))]


def _excision(facts: Facts) -> list[Made]:
    kind, site = facts.given["kind"], facts.given["site"]
    return [Made(rules.excision(kind, site, facts.number("lesion"), facts.number("margin")).code)]  # type: ignore[arg-type]


def _therapy(facts: Facts) -> list[Made]:
    minutes: dict[str, int] = {}
    rows: dict[str, list[int]] = {}
    for row in facts.items:
        minutes[row["code"]] = minutes.get(row["code"], 0) + facts.whole("minutes", row)
        rows.setdefault(row["code"], []).append(int(row["n"]))
    answer = rules.therapy_units(minutes, facts.given["method"])  # type: ignore[arg-type]
    if answer.tie:
        raise ValueError(f"{minutes} is a tie: more than one answer is right; change the minutes")
    return [Made(code, units, (), tuple(rows[code])) for code, units in answer.units.items() if units]


def _infusion(facts: Facts) -> list[Made]:
    """An office's claim: the physician's order of services."""
    given = [
        rules.InfusionService(row["kind"], row["drug"], row["route"], row["start"], row["stop"], row.get("site", ""))
        for row in facts.items
    ]
    return _from(rules.infusion(given, "physician", facts.given.get("reason")))


def _immunization(facts: Facts) -> list[Made]:
    counselled = facts.given["counselled"]
    if counselled not in ("yes", "no"):
        raise ValueError(f"counselled is {counselled!r}; yes or no")
    vaccines = [rules.Vaccine(row["code"], facts.whole("components", row), row["route"]) for row in facts.items]
    return _from(rules.immunization_administration(vaccines, facts.years(), counselled == "yes", facts.payer))


def _from(answer: ServiceAnswer) -> list[Made]:
    return [Made(line.code, line.units, line.modifiers) for line in answer.lines]


_RULES = {
    "e/m office": _office,
    "e/m hospital": _hospital,
    "e/m emergency": _emergency,
    "critical care": _critical,
    "prolonged": _prolonged,
    "preventive visit": _preventive,
    "excision": _excision,
    "therapy units": _therapy,
    "infusion": _infusion,
    "immunization": _immunization,
}
ONE_LINE = frozenset(("e/m office", "e/m hospital", "e/m emergency", "preventive visit", "excision"))
"""Rules that always make one line, under the entry's own id."""


def burn_area(items: Sequence[Item], age: int) -> str:
    """The code of the burned area from a list of parts. ValueError for a part, share or degree that is none."""
    facts = Facts({}, items, age, "commercial")
    parts = [
        rules.BurnedPart(row["part"], facts.number("share", row), facts.whole("degree", row)) for row in facts.items
    ]
    return rules.burn_area(parts, age).code
