"""Start and stop of infusions: what was given when, how long, and what ran beside what.

Times are minutes since the midnight that begins the encounter; a stop before its start is on the next day. Source: CPT
infusion guidelines: 15 minutes or less is a push; hydration counts only while no drug is infused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rules.service_lines import NotSettled
from rules.tables import table

_CLOCK = re.compile(r"^(?:\d{4}-\d\d-\d\d[T ])?([01]?\d|2[0-3]):?([0-5]\d)(?::[0-5]\d)?$")
_DAY, _HOUR = 24 * 60, 60
_LONGEST_PUSH, _SHORTEST_HOUR = 15, 31


@dataclass(frozen=True)
class Given:
    """One administration, read: kind, drug, route by its length, and its stretches of time in minutes."""

    kind: str
    drug: str
    route: str
    site: str
    spans: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Minute of the first start."""
        return self.spans[0][0]

    @property
    def end(self) -> int:
        """Minute of the last stop."""
        return max(stop for _, stop in self.spans)

    @property
    def minutes(self) -> int:
        """Minutes that ran, all stretches together."""
        return sum(stop - start for start, stop in _merged(self.spans))

    @property
    def told(self) -> str:
        """Minutes as words."""
        return f"{self.minutes} minutes"

    def same_drug(self, other: Given) -> bool:
        """Whether both are infusions of one drug; all fluids of hydration count as one."""
        both = self.kind == other.kind and self.route == other.route == "infusion"
        return both and (self.kind == "hydration" or self.drug.lower() == other.drug.lower())

    def goes_on_as(self, later: Given) -> bool:
        """Whether a later infusion of the same drug follows without a break, as the next bag does."""
        return self.same_drug(later) and later.start <= self.end

    def with_more(self, other: Given) -> Given:
        """This infusion with another stretch of the same drug."""
        return replace(self, spans=tuple(sorted((*self.spans, *other.spans))))


def clock_minutes(time: str) -> int:
    """Minutes since midnight of `HH:MM`. Raises ValueError for anything else."""
    found = _CLOCK.match(time.strip())
    if not found:
        raise ValueError(f"{time!r} is no time; expected HH:MM")
    return int(found[1]) * _HOUR + int(found[2])


def _word(what: str, drug: str, value: str) -> str:
    groups: dict[str, list[str]] = table("infusions")[f"{what}s"]
    words = " ".join(value.lower().replace("_", " ").replace("-", " ").split())
    for name, known in groups.items():
        if words in known:
            return name
    raise ValueError(f"{drug}: {what} is {value!r}; expected one of {', '.join(groups)}")


def _read(kind: str, drug: str, route: str, start: str, stop: str, site: str) -> Given:
    if not drug.strip():
        raise ValueError("a service has no drug; expected its name")
    found, way = _word("kind", drug, kind), _word("route", drug, route)
    if way == "infusion" and not (start and stop):
        raise NotSettled(f"{drug}: an infusion needs its start and its stop")
    if way == "push" and not start:
        raise NotSettled(f"{drug}: a push needs its time")
    begin = clock_minutes(start) if start else 0
    end = clock_minutes(stop) if stop else begin
    end += _DAY if end < begin else 0
    if way == "infusion" and end - begin <= _LONGEST_PUSH and found != "hydration":
        way = "push"
    if found == "hydration" and way != "infusion":
        raise NotSettled(f"{drug}: hydration is an infusion; a push of fluid alone has no code")
    if found == "hormonal chemotherapy" and way != "injection":
        found = "chemotherapy"
    return Given(found, drug.strip(), way, " ".join(site.lower().split()), ((begin, end),))


def read_services(services: Sequence[tuple[str, str, str, str, str, str]]) -> list[Given]:
    """Services as (kind, drug, route, start, stop, site). Raises ValueError or NotSettled with the drug's name."""
    if not services:
        raise ValueError("expected at least one service")
    return [_read(*service) for service in services]


def overlap(one: Given, other: Given) -> int:
    """Minutes in which both ran."""
    pairs = [(max(a, c), min(b, d)) for a, b in one.spans for c, d in other.spans]
    return sum(max(0, stop - start) for start, stop in pairs)


def alone(hydration: Given, given: Sequence[Given]) -> list[int]:
    """Lengths of the stretches in which fluid ran while no drug was infused through the same access."""
    busy = sorted(s for one in given if one.kind != "hydration" and one.route == "infusion" for s in one.spans)
    pieces = []
    for begin, end in _merged(hydration.spans):
        at = begin
        for start, stop in busy:
            if start < end and stop > at:
                pieces.append(max(0, start - at))
                at = min(stop, end)
        pieces.append(end - at)
    return [piece for piece in pieces if piece >= _SHORTEST_HOUR]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that touch or overlap made one: a new bag does not end an infusion."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


def additional_hours(minutes: int) -> int:
    """Further hours of an infusion: each from 31 minutes beyond a whole hour, the first hour left out."""
    return max(0, (minutes - _SHORTEST_HOUR) // _HOUR) if minutes > _HOUR else 0


def hours_alone(minutes: int) -> int:
    """Hours of one stretch that is no first service: the first from 31 minutes, each further likewise."""
    return (minutes - _SHORTEST_HOUR) // _HOUR + 1 if minutes >= _SHORTEST_HOUR else 0


def hydration_hours(pieces: Sequence[int]) -> int:
    """Hours of hydration. Raises NotSettled where its stretches make other hours together than one by one."""
    together, one_by_one = hours_alone(sum(pieces)), sum(hours_alone(piece) for piece in pieces)
    if together != one_by_one:
        told = " and ".join(str(piece) for piece in pieces)
        raise NotSettled(f"hydration of {told} minutes around a drug: whether its minutes are added up is left open")
    return together
