"""Diagnoses of an answer against those of one answer set: what is right, near, missing, too much, out of order.

A code counts for every key diagnosis that lists it. Order is earned pair by pair, so that a diagnosis put in at the
wrong place never costs more than leaving it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from grading.money import ZERO, allowed_amount
from grading.near_misses import CLOSENESS, NearMiss, diagnosis_near_miss, most_excused
from grading.tally import SHARES, Mark
from grading.weights import Weights
from rules.code_references import bare
from scenarios.models import AnswerSet, DiagnosisKey, Encounter, Key, NotCoded

if TYPE_CHECKING:
    from data import Reference

_NEAR_SKILL: dict[NearMiss, str] = {
    "wrong_seventh_character": "icd.seventh_character",
    "wrong_side": "icd.laterality",
    "less_specific": "icd.specificity",
}
_NEAR_WHY: dict[NearMiss, str] = {
    "wrong_seventh_character": "The 7th character says another stage of care or kind of injury.",
    "wrong_side": "The side is not the one in the chart.",
    "less_specific": "The chart supports a more specific code.",
}
_SAID_AGAIN = "The code stands twice or says again what another code says."


@dataclass(frozen=True)
class Matched:
    """A key diagnosis that the answer has, wholly or in part: which alternative, and where its codes stand."""

    alternative: int
    found: int
    of: int
    positions: tuple[int, ...]

    @property
    def whole(self) -> bool:
        return self.found == self.of


def is_neutral(code: str, neutral: Iterable[str]) -> bool:
    """Whether a code is listed as neutral, by itself or by a prefix such as `Y92.-`."""
    letters = bare(code)
    return any(
        letters.startswith(bare(entry.rstrip("-"))) if entry.endswith("-") else letters == bare(entry)
        for entry in neutral
    )


class DiagnosisGrading:
    """The diagnoses of one answer against one set; made once for each answer and set."""

    def __init__(
        self, reference: Reference, encounter: Encounter, key: Key, answer_set: AnswerSet, given: Sequence[str]
    ) -> None:
        self.reference = reference
        self.encounter = encounter
        self.key = key
        self.set = answer_set
        self.given = tuple(given)
        self.place: dict[str, int] = {}
        for position, code in enumerate(given):
            if code:
                self.place.setdefault(bare(code), position)

    @cached_property
    def matched(self) -> Mapping[str, Matched]:
        """Key diagnoses that the answer has, by id, each with its best alternative (the earliest of equals)."""
        found = {}
        for diagnosis in self.set.diagnoses:
            best = max((self._alternative(n, codes) for n, codes in enumerate(diagnosis.any)), key=_best)
            if best.found:
                found[diagnosis.id] = best
        return found

    def _alternative(self, number: int, codes: Sequence[str]) -> Matched:
        positions = tuple(self.place[bare(code)] for code in codes if bare(code) in self.place)
        return Matched(number, len(positions), len(codes), positions)

    @cached_property
    def _spare(self) -> tuple[int, ...]:
        """Positions of codes that no key diagnosis uses: repeats, redundant alternatives, and all wrong codes."""
        used = {position for match in self.matched.values() for position in match.positions}
        leftover = self._unfinished_alternatives()
        return tuple(
            position
            for position, code in enumerate(self.given)
            if code and position not in used and (self._repeat(position) or bare(code) not in leftover)
        )

    def _repeat(self, position: int) -> bool:
        return self.place[bare(self.given[position])] != position

    def _unfinished_alternatives(self) -> set[str]:
        """Codes of alternatives begun but not finished beside the one that counts: neither gain nor loss."""
        codes: set[str] = set()
        for diagnosis in self.set.diagnoses:
            for alternative in diagnosis.any:
                have = sum(bare(code) in self.place for code in alternative)
                if 0 < have < len(alternative):
                    codes.update(bare(code) for code in alternative)
        return codes

    @cached_property
    def near(self) -> Mapping[int, tuple[DiagnosisKey, NearMiss]]:
        """Wrong codes that come near to a diagnosis which is missing: position to diagnosis and kind."""
        missing = [d for d in self.set.diagnoses if d.id not in self.matched]
        wrong = [n for n in self._spare if not self._repeat(n) and self._distractor(n) is None and not self._free(n)]
        kinds = [{e: kind for e, d in enumerate(missing) if (kind := self._nearest(self.given[n], d))} for n in wrong]
        near = [sorted(found, key=lambda e, f=found: CLOSENESS.index(f[e])) for found in kinds]  # type: ignore[misc]
        return {wrong[code]: (missing[e], kinds[code][e]) for code, e in most_excused(near).items()}

    def _nearest(self, given: str, diagnosis: DiagnosisKey) -> NearMiss | None:
        found = (diagnosis_near_miss(self.reference, given, code) for codes in diagnosis.any for code in codes)
        return min((kind for kind in found if kind), key=CLOSENESS.index, default=None)

    def _distractor(self, position: int) -> NotCoded | None:
        letters = bare(self.given[position])
        return next((n for n in self.key.not_coded if letters in map(bare, n.codes)), None)

    def _free(self, position: int) -> bool:
        return is_neutral(self.given[position], self.key.neutral)

    # ---- what it comes to ----------------------------------------------------------------------------

    def worth(self, weights: Weights) -> int:
        """What all required diagnoses and their order could gain."""
        required = sum(diagnosis.need == "required" for diagnosis in self.set.diagnoses)
        return SHARES * (weights.diagnosis * required + (weights.order if self._pairs(True) else 0))

    def marks(self, weights: Weights) -> Iterable[Mark]:
        """All marks about diagnoses and their order."""
        near_by_id = {diagnosis.id: position for position, (diagnosis, _) in self.near.items()}
        for diagnosis in self.set.diagnoses:
            if diagnosis.id in self.matched:
                yield self._right(weights, diagnosis, self.matched[diagnosis.id])
            elif diagnosis.id in near_by_id:
                yield self._near_miss(weights, diagnosis, near_by_id[diagnosis.id])
            elif diagnosis.need == "required":
                yield self._missing(weights, diagnosis)
        for position in self._spare:
            if position not in self.near:
                yield self._too_much(weights, position)
        yield from self._order(weights)

    def _right(self, weights: Weights, diagnosis: DiagnosisKey, match: Matched) -> Mark:
        worth = SHARES * weights.diagnosis if diagnosis.need == "required" else 0
        first = min(match.positions)
        alternative = diagnosis.any[match.alternative]
        return Mark(
            kind="missing" if not match.whole else "accepted" if match.alternative else "right",
            element=letter(first),
            expected=", ".join(diagnosis.any[0]) if match.whole else ", ".join(alternative),
            given=", ".join(self.given[position] for position in match.positions),
            points=worth * match.found // match.of,
            worth=worth,
            why=diagnosis.why,
            cites=diagnosis.cites,
            skill=diagnosis.skill,
            evidence=diagnosis.evidence,
        )

    def _near_miss(self, weights: Weights, diagnosis: DiagnosisKey, position: int) -> Mark:
        kind = self.near[position][1]
        required = diagnosis.need == "required"
        entry = self.reference.icd.get(self.given[position])
        unfinished = entry is None or not entry.billable
        dollars = self._dollars(diagnosis.id)
        return Mark(
            kind=kind,
            element=letter(position),
            expected=", ".join(diagnosis.any[0]),
            given=self.given[position],
            points=0 if required else -SHARES * weights.extra_diagnosis,
            worth=SHARES * weights.diagnosis if required else 0,
            why=f"{_NEAR_WHY[kind]} {diagnosis.why}",
            cites=diagnosis.cites,
            skill=_NEAR_SKILL[kind],
            evidence=diagnosis.evidence,
            dollars=self._dollars(None) if unfinished else dollars,
            risk="rejected" if unfinished else "denied" if dollars else "compliance",
        )

    def _missing(self, weights: Weights, diagnosis: DiagnosisKey) -> Mark:
        dollars = self._dollars(diagnosis.id)
        return Mark(
            kind="missing",
            element=f"diagnosis {diagnosis.id}",
            expected=", ".join(diagnosis.any[0]),
            given="",
            points=0,
            worth=SHARES * weights.diagnosis,
            why=diagnosis.why,
            cites=diagnosis.cites,
            skill=diagnosis.skill,
            evidence=diagnosis.evidence,
            dollars=dollars,
            risk="denied" if dollars else "compliance",
        )

    def _dollars(self, id_: str | None) -> Decimal:
        """What the lines are allowed that were done for a diagnosis in the first place; None: all lines."""
        lines = (line for line in self.set.lines if line.need == "required" and id_ in (None, line.pointers.first))
        return sum(
            (allowed_amount(self.reference, self.encounter, line.any[0].code, line.any[0].units) for line in lines),
            ZERO,
        )

    def _too_much(self, weights: Weights, position: int) -> Mark:
        code = self.given[position]
        distractor = self._distractor(position)
        if distractor is not None and not self._repeat(position):
            return Mark(
                kind="distractor",
                element=letter(position),
                expected="",
                given=code,
                points=-SHARES * weights.distractor,
                worth=0,
                why=distractor.why,
                cites=distractor.cites,
                skill="icd.uncertain" if distractor.kind in {"uncertain", "ruled out"} else "icd.distractors",
                evidence=distractor.evidence,
                risk="compliance",
            )
        if self._free(position) and not self._repeat(position):
            return Mark("neutral", letter(position), "", code, 0, 0, "Neither gains nor loses here.", "", "")
        return Mark(
            kind="extra",
            element=letter(position),
            expected="",
            given=code,
            points=-SHARES * weights.extra_diagnosis,
            worth=0,
            why=_SAID_AGAIN if self._said(position) else f"Nothing in the chart supports {code} for this visit.",
            cites="ICD-10-CM Guidelines FY 2026, IV.J",
            skill="icd.distractors",
            risk="rejected" if self.reference.icd.get(code) is None else "compliance",
        )

    def _said(self, position: int) -> bool:
        letters = bare(self.given[position])
        listed = any(letters == bare(c) for d in self.set.diagnoses for codes in d.any for c in codes)
        return listed or self._repeat(position)

    # ---- order -------------------------------------------------------------------------------------------

    def _pairs(self, required_only: bool) -> list[tuple[str, str]]:
        """Ids of which the first must stand before the second."""
        need = {diagnosis.id: diagnosis.need for diagnosis in self.set.diagnoses}
        counted = [
            [i for i in tier if i in need and (not required_only or need[i] == "required")] for tier in self.set.order
        ]
        return [
            (earlier, later)
            for number, tier in enumerate(counted)
            for following in counted[number + 1 :]
            for earlier in tier
            for later in following
        ]

    def _in_order(self, earlier: str, later: str) -> bool | None:
        """None where one of the two is not wholly there, or the two share a code."""
        one, two = self.matched.get(earlier), self.matched.get(later)
        if one is None or two is None or not (one.whole and two.whole) or set(one.positions) & set(two.positions):
            return None
        return max(one.positions) < min(two.positions)

    def _order(self, weights: Weights) -> Iterable[Mark]:
        required = self._pairs(True)
        verdicts = [self._in_order(*pair) for pair in required]
        all_pairs = [(pair, self._in_order(*pair)) for pair in self._pairs(False)]
        wrong = [pair for pair, verdict in all_pairs if verdict is False]
        worth = SHARES * weights.order if required else 0
        gained = worth * verdicts.count(True) // len(required) if required else 0
        astray = any(pair not in required for pair in wrong)
        lost = SHARES * weights.order // 2 if astray else 0
        if not wrong and not gained:
            return
        yield Mark(
            kind="wrong_order" if wrong else "right",
            element="order",
            expected=self._order_in_words(),
            given=", ".join(self.given),
            points=gained - lost,
            worth=worth,
            why=self._order_reason(wrong),
            cites="ICD-10-CM Guidelines FY 2026, I.A.13 and IV.G",
            skill="icd.sequencing",
            evidence=self._order_evidence(wrong),
            risk="denied" if wrong else "none",
        )

    def _order_in_words(self) -> str:
        codes = {
            diagnosis.id: ", ".join(diagnosis.any[self.matched[diagnosis.id].alternative])
            for diagnosis in self.set.diagnoses
            if diagnosis.id in self.matched
        }
        tiers = ([codes[id_] for id_ in tier if id_ in self.matched] for tier in self.set.order)
        return " before ".join(", ".join(tier) for tier in tiers if tier)

    def _order_reason(self, wrong: Sequence[tuple[str, str]]) -> str:
        if not wrong:
            return "The order is right."
        earlier, later = wrong[0]
        before, after = (
            ", ".join(self.given[position] for position in self.matched[id_].positions) for id_ in (earlier, later)
        )
        return f"{before} goes before {after}."

    def _order_evidence(self, wrong: Sequence[tuple[str, str]]) -> tuple[int, ...]:
        """The sentences of the diagnosis that belongs first, or of the first tier."""
        first = wrong[0][0] if wrong else next(iter(self.set.order[0]), "")
        return next((diagnosis.evidence for diagnosis in self.set.diagnoses if diagnosis.id == first), ())


def _best(match: Matched) -> tuple[Decimal, int]:
    return Decimal(match.found) / match.of, -match.alternative


def letter(position: int) -> str:
    """The name of a diagnosis by its place in the answer, from 0: `diagnosis A`."""
    return f"diagnosis {chr(ord('A') + position) if position < 26 else position + 1}"
