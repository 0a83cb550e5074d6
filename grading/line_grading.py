"""Service lines of an answer against those of one answer set: code, units, modifiers, pointers, and edits parted.

A right code with a wrong modifier is not a wrong code: each part of a line is worth something by itself. Pointers are
compared by the code pointed at, never by the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from grading.diagnosis_grading import DiagnosisGrading, is_neutral
from grading.money import ZERO, allowed_amount
from grading.near_misses import most_excused, same_neighbourhood
from grading.tally import SHARES, Mark
from grading.weights import Weights
from scenarios.models import AnswerLine, AnswerSet, BypassKey, Encounter, Key, LineKey, NotCoded

if TYPE_CHECKING:
    from data import Reference
    from grading.models import Kind, Risk

_MOST_POINTERS = 4


@dataclass(frozen=True)
class Part:
    """One part of a matched line: what it gained of what, and how to say so where it is wrong."""

    kind: Kind
    gained: int
    worth: int
    expected: str
    given: str
    why: str
    skill: str
    risk: Risk


class LineGrading:
    """The service lines of one answer against one set; made once for each answer and set."""

    def __init__(
        self,
        reference: Reference,
        encounter: Encounter,
        key: Key,
        answer_set: AnswerSet,
        given: Sequence[AnswerLine],
        diagnoses: DiagnosisGrading,
        weights: Weights,
    ) -> None:
        self.reference = reference
        self.encounter = encounter
        self.key = key
        self.set = answer_set
        self.given = tuple(given)
        self.diagnoses = diagnoses
        self.weights = weights

    @cached_property
    def matched(self) -> Mapping[str, int]:
        """Key line id to the position of the answer's line that fits it best."""
        candidates = [
            [n for n, line in enumerate(self.given) if _alternative(key, line) is not None] for key in self.set.lines
        ]
        if len({n for found in candidates for n in found}) == sum(map(len, candidates)) and all(
            len(found) <= 1 for found in candidates
        ):
            return {key.id: found[0] for key, found in zip(self.set.lines, candidates, strict=True) if found}
        return self._best_assignment(candidates)

    def _best_assignment(self, candidates: Sequence[Sequence[int]]) -> Mapping[str, int]:
        """Where a code stands on several lines: the assignment that gains most, the earliest of equals."""
        contested = [k for k, found in enumerate(candidates) if found]
        # best[set of key lines already taken] = (gain, assignment), built up answer line by answer line.
        best: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {0: (0, ())}
        for position in sorted({n for found in candidates for n in found}):
            for taken, (gain, pairs) in list(best.items()):
                for bit, k in enumerate(contested):
                    if taken >> bit & 1 or position not in candidates[k]:
                        continue
                    total = gain + self._gain(self.set.lines[k], self.given[position])
                    after = taken | 1 << bit
                    if after not in best or total > best[after][0]:
                        best[after] = (total, (*pairs, (k, position)))
        _, pairs = max(best.values(), key=lambda entry: entry[0])
        return {self.set.lines[k].id: position for k, position in pairs}

    def _gain(self, key: LineKey, line: AnswerLine) -> int:
        return SHARES * self.weights.line_code + sum(part.gained for part in self._parts(key, line))

    # ---- the parts of a line -----------------------------------------------------------------------------

    def _parts(self, key: LineKey, line: AnswerLine) -> tuple[Part, ...]:
        parts = [self._units(key, line), self._modifiers(key, line)]
        if key.pointers.first or key.pointers.must:
            parts.append(self._pointers(key, line))
        return tuple(parts)

    def _units(self, key: LineKey, line: AnswerLine) -> Part:
        right = [alternative.units for alternative in key.any if alternative.code == line.code]
        worth = SHARES * self.weights.line_units
        return Part(
            kind="wrong_units",
            gained=worth if line.units in right else 0,
            worth=worth,
            expected=str(right[0]),
            given=str(line.units),
            why="The units do not say how much was done or given.",
            skill="units.drug" if line.code[:1] in "JQ" else key.skill,
            risk="underpaid" if line.units < right[0] else "overpaid",
        )

    def _modifiers(self, key: LineKey, line: AnswerLine) -> Part:
        """Each required group earns its share; a modifier that does not belong takes half of the worth."""
        given = {modifier.upper() for modifier in line.modifiers}
        groups = key.modifiers.must
        missing = [group for group in groups if not given.intersection(group)]
        welcome = {modifier for group in groups for modifier in group} | set(key.modifiers.may) | self._bypassing(key)
        wrong = sorted(given - welcome)
        worth = SHARES * self.weights.line_modifiers
        earned = worth * (len(groups) - len(missing)) // len(groups) if groups else worth
        about = missing[0][0] if missing else wrong[0] if wrong else ""
        return Part(
            kind="wrong_modifier",
            gained=max(0, earned - len(wrong) * worth // 2),
            worth=worth,
            expected=", ".join(" or ".join(group) for group in groups) or "none",
            given=", ".join(line.modifiers) or "none",
            why=_modifier_reason(missing, wrong),
            skill=self.weights.modifier_skills.get(about, key.skill),
            risk="denied" if missing else "compliance",
        )

    def _bypassing(self, key: LineKey) -> set[str]:
        return {modifier for bypass in self.set.bypass if key.id in bypass.lines for modifier in bypass.any}

    def _codes_of(self, id_: str) -> set[int]:
        """Positions of the answer's codes that stand for a key diagnosis."""
        match = self.diagnoses.matched.get(id_)
        return set(match.positions) if match else set()

    def _pointers(self, key: LineKey, line: AnswerLine) -> Part:
        wanted = key.pointers
        pointed = [self._target(letter) for letter in line.pointers]
        must = tuple(dict.fromkeys(id_ for id_ in (wanted.first, *wanted.must) if id_))[:_MOST_POINTERS]
        earned = [bool(self._codes_of(id_).intersection(p for p in pointed if p is not None)) for id_ in must]
        if wanted.first is not None:
            earned.append(bool(pointed) and pointed[0] is not None and pointed[0] in self._codes_of(wanted.first))
        wrong = [letter for letter, p in zip(line.pointers, pointed, strict=True) if self._astray(key, p)]
        worth = SHARES * self.weights.line_pointers
        return Part(
            kind="wrong_pointer",
            gained=max(0, worth * sum(earned) // len(earned) - len(wrong) * worth // 2),
            worth=worth,
            expected=self._pointers_in_words(must),
            given=", ".join(self.diagnoses.given[p] for p in pointed if p is not None) or "none",
            why="A line points at the diagnoses that it was done for, the main reason first.",
            skill=key.skill,
            risk="denied",
        )

    def _target(self, letter: str) -> int | None:
        """Position of the diagnosis that a pointer letter names; None where there is none."""
        position = ord(letter.upper()) - ord("A") if len(letter) == 1 else -1
        return position if 0 <= position < len(self.diagnoses.given) else None

    def _astray(self, key: LineKey, position: int | None) -> bool:
        """Whether a pointer names a diagnosis that the line was not done for.

        One that points nowhere, at a neutral code or at a near miss of a diagnosis that belongs here earns nothing
        and loses nothing: that slip is counted at the diagnosis.
        """
        if position is None or is_neutral(self.diagnoses.given[position], self.key.neutral):
            return False
        allowed = {id_ for id_ in (key.pointers.first, *key.pointers.must, *key.pointers.may) if id_}
        if any(position in self._codes_of(id_) for id_ in allowed):
            return False
        near = self.diagnoses.near.get(position)
        return near is None or near[0].id not in allowed

    def _pointers_in_words(self, ids: Sequence[str]) -> str:
        codes = {diagnosis.id: ", ".join(diagnosis.any[0]) for diagnosis in self.set.diagnoses}
        return ", ".join(codes.get(id_, id_) for id_ in ids)

    # ---- what it comes to --------------------------------------------------------------------------------

    def worth(self) -> int:
        """What all required lines, and the edits between them, could gain."""
        lines = sum(self._worth_of(line) for line in self.set.lines if line.need == "required")
        return lines + SHARES * self.weights.bypass * len(self._bypasses())

    def _worth_of(self, key: LineKey) -> int:
        weights = self.weights
        parts = weights.line_code + weights.line_units + weights.line_modifiers
        return SHARES * (parts + (weights.line_pointers if key.pointers.first or key.pointers.must else 0))

    def _bypasses(self) -> list[BypassKey]:
        required = {line.id for line in self.set.lines if line.need == "required"}
        return [bypass for bypass in self.set.bypass if required.issuperset(bypass.lines)]

    def marks(self) -> Iterable[Mark]:
        """All marks about service lines."""
        excused = self._near_lines()
        standing_for = {key: position for position, key in excused.items()}
        for number, key in enumerate(self.set.lines):
            if key.id in self.matched:
                yield from self._matched_marks(key, self.matched[key.id])
            elif number in standing_for:
                yield self._wrong_code(key, standing_for[number])
            elif key.need == "required":
                yield self._missing(key)
        for position in self._spare():
            if position not in excused:
                yield self._too_much(position)
        for bypass in self._bypasses():
            yield from self._bypass(bypass)

    def _spare(self) -> list[int]:
        used = set(self.matched.values())
        return [position for position in range(len(self.given)) if position not in used]

    def _near_lines(self) -> Mapping[int, int]:
        """Wrong codes that stand for a missing required line: answer position to key line number."""
        missing = [n for n, key in enumerate(self.set.lines) if key.id not in self.matched and key.need == "required"]
        wrong = [n for n in self._spare() if not self._listed(self.given[n].code) and self._distractor(n) is None]
        near = [
            [e for e, n in enumerate(missing) if same_neighbourhood(self.given[p].code, self.set.lines[n].any[0].code)]
            for p in wrong
        ]
        return {wrong[code]: missing[element] for code, element in most_excused(near).items()}

    def _listed(self, code: str) -> bool:
        return is_neutral(code, self.key.neutral) or any(code == a.code for line in self.set.lines for a in line.any)

    def _distractor(self, position: int) -> NotCoded | None:
        code = self.given[position].code
        return next((entry for entry in self.key.not_coded if code in entry.codes), None)

    def _allowed(self, code: str, units: int) -> Decimal:
        return allowed_amount(self.reference, self.encounter, code, units)

    def _matched_marks(self, key: LineKey, position: int) -> Iterable[Mark]:
        """One mark for the line as far as it is right, and one for each part that is not."""
        line = self.given[position]
        parts = self._parts(key, line)
        right = [part for part in parts if part.gained == part.worth]
        code = SHARES * self.weights.line_code
        sound = code + sum(part.worth for part in right)
        required = key.need == "required"
        alternative = _alternative(key, line)
        yield Mark(
            kind="accepted" if alternative else "right",
            element=f"line {position + 1}",
            expected=key.any[0].code,
            given=line.code,
            points=sound if required else 0,
            worth=sound if required else 0,
            why=key.why,
            cites=key.cites,
            skill=key.skill,
            evidence=key.evidence,
        )
        for part in parts:
            if part.gained < part.worth:
                yield self._part_mark(key, position, part)

    def _part_mark(self, key: LineKey, position: int, part: Part) -> Mark:
        required = key.need == "required"
        return Mark(
            kind=part.kind,
            element=f"line {position + 1}",
            expected=part.expected,
            given=part.given,
            points=part.gained if required else part.gained - part.worth,
            worth=part.worth if required else 0,
            why=f"{part.why} {key.why}",
            cites=key.cites,
            skill=part.skill,
            evidence=key.evidence,
            dollars=self._part_dollars(key, position, part),
            risk=part.risk,
        )

    def _part_dollars(self, key: LineKey, position: int, part: Part) -> Decimal:
        """A denied line costs its allowed amount; wrong units cost the difference (negative: overpaid)."""
        line = self.given[position]
        if part.kind == "wrong_units":
            return self._allowed(line.code, int(part.expected)) - self._allowed(line.code, line.units)
        return self._allowed(line.code, line.units) if part.risk == "denied" else ZERO

    def _wrong_code(self, key: LineKey, position: int) -> Mark:
        right, given = key.any[0], self.given[position]
        dollars = self._allowed(right.code, right.units) - self._allowed(given.code, right.units)
        return Mark(
            kind="missing",
            element=f"line {position + 1}",
            expected=right.code,
            given=given.code,
            points=0,
            worth=self._worth_of(key),
            why=key.why,
            cites=key.cites,
            skill=key.skill,
            evidence=key.evidence,
            dollars=dollars,
            risk="compliance" if dollars < 0 else "underpaid" if dollars > 0 else "denied",
        )

    def _missing(self, key: LineKey) -> Mark:
        right = key.any[0]
        return Mark(
            kind="missing",
            element=f"line {key.id}",
            expected=right.code,
            given="",
            points=0,
            worth=self._worth_of(key),
            why=key.why,
            cites=key.cites,
            skill=key.skill,
            evidence=key.evidence,
            dollars=self._allowed(right.code, right.units),
            risk="underpaid",
        )

    def _too_much(self, position: int) -> Mark:
        line = self.given[position]
        element = f"line {position + 1}"
        if is_neutral(line.code, self.key.neutral):
            return Mark("neutral", element, "", line.code, 0, 0, "Neither gains nor loses here.", "", "")
        distractor = self._distractor(position)
        unknown = self.reference.procedures.get(line.code) is None
        return Mark(
            kind="distractor" if distractor else "extra",
            element=element,
            expected="",
            given=line.code,
            points=-SHARES * self.weights.extra_line,
            worth=0,
            why=distractor.why if distractor else self._extra_reason(line.code),
            cites=distractor.cites if distractor else "CMS Claims Processing Manual, ch. 12",
            skill="cpt.selection",
            evidence=distractor.evidence if distractor else (),
            dollars=-self._allowed(line.code, max(1, line.units)),
            risk="rejected" if unknown else "compliance",
        )

    def _extra_reason(self, code: str) -> str:
        if any(code == alternative.code for line in self.set.lines for alternative in line.any):
            return f"{code} is billed more often than it was done."
        return f"The chart does not support {code} as a service of its own."

    def _bypass(self, bypass: BypassKey) -> Iterable[Mark]:
        """A mark for the modifier that parts two lines; nothing where one of them is missing anyway."""
        if not all(id_ in self.matched for id_ in bypass.lines):
            return
        positions = [self.matched[id_] for id_ in bypass.lines]
        lines = [self.given[position] for position in positions]
        right = any(modifier.upper() in bypass.any for line in lines for modifier in line.modifiers)
        keys = [line for line in self.set.lines if line.id in bypass.lines]
        worth = SHARES * self.weights.bypass
        denied = min((self._allowed(line.code, line.units) for line in lines), default=ZERO)
        yield Mark(
            kind="right" if right else "wrong_modifier",
            element=f"line {positions[1] + 1}",
            expected=" or ".join(bypass.any),
            given=", ".join(m for line in lines for m in line.modifiers) or "none",
            points=worth if right else 0,
            worth=worth,
            why=f"{lines[0].code} and {lines[1].code} were distinct; a modifier on either line says so.",
            cites="NCCI Policy Manual, ch. 1, E",
            skill=self.weights.modifier_skills.get(bypass.any[0], "mod.59"),
            evidence=tuple(dict.fromkeys(index for key in keys for index in key.evidence)),
            dollars=ZERO if right else denied,
            risk="none" if right else "denied",
        )


def _alternative(key: LineKey, line: AnswerLine) -> int | None:
    """Which alternative of a key line the answer's line has, by code; the one whose units agree where there are two."""
    found = [(right.units != line.units, number) for number, right in enumerate(key.any) if right.code == line.code]
    return min(found)[1] if found else None


def _modifier_reason(missing: Sequence[Sequence[str]], wrong: Sequence[str]) -> str:
    if missing:
        return f"{' or '.join(missing[0])} is missing."
    return f"{', '.join(wrong)} does not belong here."
