"""Explains any X12 file segment by segment: the loop it stands in, a sentence a learner understands, what is wrong.

Nothing that a file holds makes `explain` raise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from billing.x12.composed import COMPOSED
from billing.x12.problems import Problem, shown
from billing.x12.reading import SEGMENT_LENGTH_MAX, Segment, X12File, read
from billing.x12.sentences import UNKNOWN, Teller, sentence
from billing.x12.walk import Step, Walk
from data import Reference

_CLAIM_BEGINS = frozenset({"CLM", "HL"})


class ExplainedSegment(NamedTuple):
    """One segment in plain words."""

    position: int
    """From 1."""
    text: str
    loop: str
    """Id of its loop (`2010BA`), `envelope`, or empty where no layout knows the transaction."""
    plain: str


@dataclass(frozen=True)
class Explained:
    """A file in plain words."""

    kind: str
    """`837P`, `835`, `999`, `277CA`, ...; several joined by a comma; empty where the file holds no transaction."""
    segments: tuple[ExplainedSegment, ...]
    problems: tuple[Problem, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong; warnings are no errors."""
        return all(problem.severity != "error" for problem in self.problems)


def explain(reference: Reference, source: str | bytes) -> Explained:
    """Every segment of a file with its loop and a sentence, and all that is wrong with it, in their order."""
    found = read(source)
    walk = Walk(reference, found)
    segments = tuple(_told(Teller(reference), walk.steps()))
    return Explained(_kind(walk, found), segments, walk.problems())


def explained_json(explained: Explained) -> str:
    """As `python -m billing explain` prints it: one JSON document, a segment or a problem a line."""
    segments = ",\n".join(_json(segment._asdict()) for segment in explained.segments)
    problems = ",\n".join(_json(problem._asdict()) for problem in explained.problems)
    return f'{{"kind":{_json(explained.kind)},\n"segments":[\n{segments}],\n"problems":[\n{problems}]}}'


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _kind(walk: Walk, found: X12File) -> str:
    """What the file holds; where there are envelopes only, an acknowledgment of them if there is a TA1."""
    if not walk.kinds and any(segment.tag == "TA1" for segment in found.segments):
        return "TA1"
    return ",".join(dict.fromkeys(walk.kinds))


def _told(teller: Teller, steps: Iterator[Step]) -> Iterator[ExplainedSegment]:
    for step in steps:
        segment = step.segment
        if segment.elements[0] in _CLAIM_BEGINS:
            teller.diagnoses.clear()
        yield ExplainedSegment(segment.number, segment.text, step.loop, _plain(teller, segment, step))


def _plain(teller: Teller, segment: Segment, step: Step) -> str:
    if len(segment.raw) > SEGMENT_LENGTH_MAX:
        return f"Segment {shown(segment.tag)} is too long to be told: {len(segment.raw):,} characters."
    if not segment.tag:
        return "An empty segment."
    if step.rule is None:
        count = len(segment.elements) - 1
        return f"Segment {shown(segment.tag)} is {UNKNOWN}: {count} element{'' if count == 1 else 's'}."
    if step.rule.by:
        return COMPOSED[step.rule.by](teller, segment)
    return sentence(step.rule.plain).tell(teller, segment)
