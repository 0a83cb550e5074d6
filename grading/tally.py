"""Points while an answer is being graded: whole numbers, so that no rounding ever makes an order of adding matter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grading.models import Finding, Grade, Kind, Risk, SkillEvidence
from scenarios.models import Evidence

SHARES = 2520
"""Every point is counted in 2520ths, which halves, thirds, ... tenths divide evenly."""
_RIGHT: frozenset[str] = frozenset({"right", "accepted"})


@dataclass(frozen=True)
class Mark:
    """One finding before it is put in words: points and worth in 2520ths, evidence as indexes into the key's."""

    kind: Kind
    element: str
    expected: str
    given: str
    points: int
    worth: int
    why: str
    cites: str
    skill: str
    evidence: tuple[int, ...] = ()
    dollars: Decimal = Decimal("0.00")
    risk: Risk = "none"


@dataclass(frozen=True)
class Tally:
    """The marks of one whole answer against one answer set, and what they could have come to."""

    marks: tuple[Mark, ...]
    worth: int

    @property
    def points(self) -> int:
        """All gains less all losses, in 2520ths; may be below zero."""
        return sum(mark.points for mark in self.marks)

    @property
    def rank(self) -> Decimal:
        """By which the set that an answer fits best is chosen: the score before it is held at 0."""
        return Decimal(self.points) / Decimal(self.worth) if self.worth else Decimal(0)

    @property
    def score(self) -> Decimal:
        """0.0 to 100.0, one decimal."""
        return percent(self.points, self.worth)


def percent(points: int, worth: int) -> Decimal:
    """A share as a score with one decimal, held between 0 and 100; full marks only for full points."""
    if worth <= 0 or points <= 0:
        return Decimal("0.0")
    if points >= worth:
        return Decimal("100.0")
    share = (Decimal(points) * 100 / Decimal(worth)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(share, Decimal("99.9"))


def _whole_points(points: int) -> Decimal:
    return (Decimal(points) / SHARES).quantize(Decimal("0.01"))


def grade_of(tally: Tally, evidence: Sequence[Evidence], documents: Sequence[str], score: Decimal) -> Grade:
    """Findings in the order of the chart (what has no evidence comes last) and one observation for each skill mark."""
    place = {title: number for number, title in enumerate(documents)}
    placed = []
    for number, mark in enumerate(tally.marks):
        sentences = tuple(evidence[index] for index in mark.evidence)
        first = min(((place.get(s.document, len(place)), s.start) for s in sentences), default=(len(place) + 1, 0))
        placed.append((first, number, _finding(mark, sentences)))
    placed.sort(key=lambda entry: entry[:2])
    findings = tuple(finding for _, _, finding in placed)
    return Grade(score=score, findings=findings, skills=tuple(_skills(findings)))


def _finding(mark: Mark, sentences: tuple[Evidence, ...]) -> Finding:
    return Finding(
        kind=mark.kind,
        element=mark.element,
        expected=mark.expected,
        given=mark.given,
        points=_whole_points(mark.points),
        worth=_whole_points(mark.worth),
        evidence=sentences,
        why=mark.why,
        cites=mark.cites,
        dollars=mark.dollars,
        risk=mark.risk,
        skill=mark.skill,
    )


def _skills(findings: Iterable[Finding]) -> Iterable[SkillEvidence]:
    for finding in findings:
        if finding.kind != "neutral" and finding.skill:
            yield SkillEvidence(skill=finding.skill, right=finding.kind in _RIGHT)
