"""Infusions, pushes and injections of one encounter to codes: one first service for each access, then what follows it.

A facility takes the first by hierarchy (chemotherapy, therapy, hydration; infusion before push), a physician by the
main reason for the encounter. Sources: CPT infusion guidelines (our wording); CMS Claims Processing Manual ch. 4,
230.2; codes stand in `rules/tables/infusions.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from rules.infusion_times import Given, additional_hours, alone, hours_alone, hydration_hours, overlap, read_services
from rules.service_lines import NotSettled, ServiceAnswer, ServiceLine, counted
from rules.tables import table

InfusionSetting = Literal["facility", "physician"]
_SHORTEST_INFUSION = 16
_LONGEST_GAP_OF_ONE_PUSH = 30
_CITES = "CPT infusion and injection guidelines; CMS Claims Processing Manual, ch. 4, 230.2"


@dataclass(frozen=True)
class InfusionService:
    """One administration: times as `HH:MM`; a push or injection may leave `stop` out, an injection `start` too."""

    kind: str
    drug: str
    route: str
    start: str = ""
    stop: str = ""
    site: str = ""


@dataclass
class _Tally:
    """Units by code, with what each stands for, and the working; filled access by access."""

    setting: InfusionSetting
    units: dict[str, int] = field(default_factory=dict)
    drugs: dict[str, list[str]] = field(default_factory=dict)
    again: list[tuple[str, str]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)

    def add(self, code: str, given: Given, why: str, units: int = 1) -> None:
        """One more unit (or several) of a code, with its reason."""
        self.units[code] = self.units.get(code, 0) + units
        self.drugs.setdefault(code, []).append(given.drug)
        self.steps.append(f"{given.drug}: {why}: {code}{f' x {units}' if units > 1 else ''}.")


def infusion(
    services: Sequence[InfusionService], setting: InfusionSetting, primary_reason: str | None = None
) -> ServiceAnswer:
    """Lines of one encounter, first service first.

    `primary_reason` names a drug or a kind and is needed for a physician with more than one intravenous drug. Raises
    NotSettled where facts are missing or the guidelines leave it open, ValueError for words or times that are none.
    """
    if setting not in get_args(InfusionSetting):
        raise ValueError(f"setting is {setting!r}; expected one of {', '.join(get_args(InfusionSetting))}")
    given = read_services([(s.kind, s.drug, s.route, s.start, s.stop, s.site) for s in services])
    if primary_reason is not None and not _named(given, primary_reason):
        drugs = ", ".join(dict.fromkeys(one.drug for one in given))
        raise ValueError(f"primary_reason is {primary_reason!r}; expected a drug or kind given here ({drugs})")
    tally = _Tally(setting)
    into_vein = _at_their_access([one for one in given if one.route != "injection"])
    for access in dict.fromkeys(one.site for one in into_vein):
        _one_access([one for one in into_vein if one.site == access], primary_reason, tally)
    for one in given:
        if one.route == "injection":
            code = table("infusions")["codes"][one.kind].get("injection")
            if code is None:
                raise NotSettled(f"{one.drug}: {one.kind} is not given by injection")
            tally.add(code, one, "injection into muscle or under the skin")
    return ServiceAnswer(_lines(tally), tuple(tally.steps), _CITES)


def _at_their_access(given: Sequence[Given]) -> list[Given]:
    """A service without a site belongs to the only access named; with several named it is not settled."""
    named = {one.site for one in given if one.site}
    unnamed = [one for one in given if not one.site]
    if len(named) > 1 and unnamed:
        raise NotSettled(f"{unnamed[0].drug}: through which of {len(named)} accesses it ran is not told")
    return [replace(one, site=next(iter(named), "")) if not one.site else one for one in given]


def _one_access(given: Sequence[Given], primary_reason: str | None, tally: _Tally) -> None:
    """All services through one access: the first, then the others in the order of time."""
    reported = []
    for one in _joined(given, tally):
        if one.kind == "hydration" and not hydration_hours(alone(one, given)):
            tally.steps.append(f"{one.drug}: hydration of 30 minutes or less on its own is not reported.")
        else:
            reported.append(one)
    if not reported:
        return
    first = _first(reported, primary_reason, tally)
    _report_first(first, given, tally)
    coded = [first]
    for one in sorted(reported, key=lambda service: service.start):
        if one is not first:
            if one.kind == "chemotherapy" and first.kind != "chemotherapy":
                raise NotSettled(f"{one.drug}: chemotherapy after another first service has no code of its own")
            _REPORT_NEXT[one.kind, one.route](one, first, coded, given, tally)
            coded.append(one)


def _joined(given: Sequence[Given], tally: _Tally) -> list[Given]:
    """Bags of the same drug without a break between them are one infusion; after a break each stands on its own."""
    joined: list[Given] = []
    for one in sorted(given, key=lambda service: service.start):
        place = next((number for number, other in enumerate(joined) if other.goes_on_as(one)), None)
        if place is None:
            joined.append(one)
            continue
        joined[place] = joined[place].with_more(one)
        tally.steps.append(f"{one.drug}: goes on without a break, {joined[place].minutes} minutes together.")
    return joined


def _first(given: Sequence[Given], primary_reason: str | None, tally: _Tally) -> Given:
    hierarchy = [tuple(pair) for pair in table("infusions")["hierarchy"]]

    def rank(one: Given) -> tuple[int, int, int]:
        longest = -one.minutes if one.route == "infusion" else 0
        return hierarchy.index((one.kind, one.route)), longest, one.start

    if tally.setting == "facility":
        first = min(given, key=rank)
        if len(given) > 1:
            tally.steps.append(
                f"Facility, by hierarchy the first service is {first.drug} ({first.kind} {first.route})."
            )
        return first
    if primary_reason is None:
        if len({(one.kind, one.drug.lower()) for one in given}) > 1:
            raise NotSettled("a physician's first service is the main reason for the encounter, which is not told")
        return min(given, key=rank)
    named = _named(given, primary_reason)
    if named:
        tally.steps.append(f"Physician, the main reason for the encounter is the first service: {primary_reason}.")
    return min(named or given, key=rank)


def _named(given: Sequence[Given], primary_reason: str) -> list[Given]:
    """What the main reason for the encounter names: a drug, else a kind."""
    asked = " ".join(primary_reason.lower().replace("_", " ").split())
    kinds = [kind for kind, words in table("infusions")["kinds"].items() if asked in words]
    return [one for one in given if one.drug.lower() == asked] or [one for one in given if one.kind in kinds]


def _report_first(one: Given, given: Sequence[Given], tally: _Tally) -> None:
    codes = table("infusions")["codes"][one.kind]
    code = codes["infusion" if one.route == "infusion" else "push"]
    if code in tally.units:
        tally.again.append((code, one.drug))
        tally.steps.append(f"{one.drug}: first service of another access: {code} once more, with 59.")
    else:
        tally.add(code, one, f"first {one.route}, {one.told}" if one.minutes else f"first {one.route}")
    if one.route == "infusion":
        minutes = alone(one, given) if one.kind == "hydration" else [one.minutes]
        hours = hydration_hours(minutes) - 1 if one.kind == "hydration" else additional_hours(one.minutes)
        if hours:
            tally.add(codes["hour"], one, "each further hour of more than 30 minutes", hours)


def _next_hydration(one: Given, first: Given, coded: Sequence[Given], given: Sequence[Given], tally: _Tally) -> None:
    minutes = alone(one, given)
    code = table("infusions")["codes"]["hydration"]["next_infusion"]
    tally.add(
        code, one, f"hydration after another first service, {sum(minutes)} minutes alone", hydration_hours(minutes)
    )


def _next_infusion(one: Given, first: Given, coded: Sequence[Given], given: Sequence[Given], tally: _Tally) -> None:
    codes = table("infusions")["codes"][one.kind]
    if any(other.same_drug(one) for other in coded):
        hours = hours_alone(one.minutes)
        if hours:
            tally.add(codes["hour"], one, f"the same drug again after a break, {one.told}", hours)
        else:
            tally.steps.append(f"{one.drug}: the same drug again for {one.minutes} minutes, 30 or less: not reported.")
        return
    beside = [other for other in coded if other.route == "infusion" and other.kind != "hydration"]
    together = max((overlap(one, other) for other in beside), default=0)
    if together >= _SHORTEST_INFUSION:
        if "concurrent" not in codes:
            raise NotSettled(f"{one.drug}: two chemotherapy infusions at once have no code of their own")
        if one.minutes - together >= _SHORTEST_INFUSION:
            raise NotSettled(
                f"{one.drug}: {together} minutes beside another infusion and {one.minutes - together} alone; "
                "the guidelines do not say which of concurrent and sequential it is"
            )
        if codes["concurrent"] in tally.units:
            tally.steps.append(f"{one.drug}: a second concurrent infusion is not reported.")
        else:
            tally.add(codes["concurrent"], one, "at the same time through the same access, once an encounter")
        return
    tally.add(codes["next_infusion"], one, f"another drug after the first, {one.told}")
    hours = additional_hours(one.minutes)
    if hours:
        tally.add(codes["hour"], one, "each further hour of more than 30 minutes", hours)


def _next_push(one: Given, first: Given, coded: Sequence[Given], given: Sequence[Given], tally: _Tally) -> None:
    codes = table("infusions")["codes"][one.kind]
    before = [o for o in (*coded, first) if o.drug.lower() == one.drug.lower() and o.start <= one.start]
    if not before:
        tally.add(codes["next_push"], one, "push of another drug")
        return
    gap = one.start - max(other.end for other in before)
    if "same_push" not in codes or tally.setting == "physician":
        tally.steps.append(f"{one.drug}: another push of the same drug is not reported here.")
    elif gap <= _LONGEST_GAP_OF_ONE_PUSH:
        tally.steps.append(f"{one.drug}: the same drug again after {counted(gap, 'minute')}, 30 or less: not reported.")
    else:
        tally.add(codes["same_push"], one, f"same drug again after {gap} minutes, facility")


_REPORT_NEXT: dict[tuple[str, str], Callable[[Given, Given, Sequence[Given], Sequence[Given], _Tally], None]] = {
    ("hydration", "infusion"): _next_hydration,
    ("therapeutic", "infusion"): _next_infusion,
    ("chemotherapy", "infusion"): _next_infusion,
    ("therapeutic", "push"): _next_push,
    ("chemotherapy", "push"): _next_push,
}


def _lines(tally: _Tally) -> tuple[ServiceLine, ...]:
    """First services first; 59 on a first service of a second access and on injections beside a first service."""
    held = table("infusions")
    order = sorted(tally.units, key=held["order"].index)
    lines: list[ServiceLine] = []
    into_vein = False
    for code in order:
        second_access = into_vein and code in held["first_into_vein"]
        injected = code == held["codes"]["therapeutic"]["injection"] and bool(set(order) & set(held["first"]))
        modifiers = ("59",) if second_access or injected else ()
        if modifiers:
            tally.steps.append(f"{code} beside another first service: 59.")
        into_vein = into_vein or code in held["first_into_vein"]
        lines.append(ServiceLine(code, tally.units[code], modifiers, ", ".join(dict.fromkeys(tally.drugs[code]))))
        lines += [ServiceLine(code, 1, ("59",), drug) for again, drug in tally.again if again == code]
    return tuple(lines)
