"""Tries every combination of a family and says all that is wrong with its keys, its chart and its tables.

`check_family` enumerates the choices that the key or a condition mentions, at every mess level, never a sample; for
lists all picks, with their numbers at the ends and between. Other rooms hand in checks of their own.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rules
from data import CoverageKind, Reference
from scenarios import templates
from scenarios.claim_plan import RELATIONSHIPS
from scenarios.combination import Combination, Person, age_range, combination, days_old_range, key_value
from scenarios.draw import Draw
from scenarios.entries import AGE_LIMITS, Entry, KeyText
from scenarios.family import Example, Family
from scenarios.keys import Cited, KeyPlan, KeyProblem, PlannedSet, Ref, history_of, plan_of
from scenarios.mess import LEVELS
from scenarios.models import DiagnosisKey, LineKey, Variant
from scenarios.note import Line
from scenarios.problems import Place, Problem, Problems, did_you_mean
from scenarios.templates import Cell
from scenarios.variants import assemble, choice_words, picked, picks_of, sexes, variant

MOST_COMBINATIONS = 60_000
"""Combinations that a family may have; more are neither checkable in seconds nor sensible."""
MOST_PICKS = 3_000
"""Picks of lists that are tried for each combination of the other choices."""
CHECKED_SEEDS = 40
"""Whole variants, of seeds and of combinations, that are made and handed to the other rooms' checks."""

Check = Callable[[Reference, Variant], Iterable[tuple[str, str]]]
"""A check of another room: (rule, message) of each thing that is wrong with a variant."""


@dataclass(frozen=True)
class CheckReport:
    """What checking one family found."""

    family: str
    variants: int
    """Combinations times mess levels that were tried."""
    distinct_keys: int
    problems: tuple[Problem, ...]


def check_family(reference: Reference, family: Family, checks: Sequence[Check] = ()) -> CheckReport:
    """Check a family exhaustively. `checks` come from rooms that this one does not know."""
    return _Checker(reference, family, checks).report()


# ---- combinations ----------------------------------------------------------------------------------------


def count_combinations(family: Family) -> int:
    """How many combinations the checked choices have, before `never` and without lists."""
    total = len(family.claim.payers) * 2
    for name, choice in family.tables.choices.items():
        if name in _relevant(family):
            total *= len(_values(family, name, len(choice.values)))
    return total


def _relevant(family: Family) -> frozenset[str]:
    """Choices that a key, a condition or a table used by them mentions."""
    mentioned = {name.split(".")[0] for name in family.key_names}
    for _ in range(len(family.tables.tables) + 1):
        for table in family.tables.tables.values():
            if table.name in mentioned:
                mentioned |= {table.row, table.across}
                for value in table.cells.values():
                    if isinstance(value, Cell):
                        mentioned |= {n.split(".")[0] for option in value.options for n in templates.names(option)}
    return frozenset(name for name in family.tables.choices if name in mentioned)


def _values(family: Family, name: str, count: int) -> list[int]:
    """Rows of a choice to try: all of them; of long runs of numbers the ends and both sides of each limit."""
    if count <= 40 or not family.tables.choices[name].numeric:
        return list(range(count))
    limits = [number for compared, number in family.compared if compared == name]
    values = [float(value) for value in family.tables.choices[name].values]
    kept = {0, count - 1, count // 2}
    for limit in limits:
        kept |= {index for index in range(count) if abs(values[index] - float(limit)) <= abs(values[1] - values[0])}
    return sorted(kept)


def enumerate_combinations(reference: Reference, family: Family) -> Iterator[tuple[Combination, Person]]:
    """Every combination to check, with an age; those that `never` rules out are left out."""
    relevant = _relevant(family)
    names = list(family.tables.choices)
    ranges = [
        _values(family, name, len(family.tables.choices[name].values)) if name in relevant else [-1] for name in names
    ]
    lists = _list_picks(family)
    for turn, rows in enumerate(itertools.product(*ranges)):
        full = tuple(
            row if row >= 0 else turn % len(family.tables.choices[name].values)
            for name, row in zip(names, rows, strict=True)
        )
        for person in _persons(family, choice_words(family, full), turn):
            for picked_items in lists:
                found = combination(family, picks_of(reference, family, full, picked_items, person))
                if found.allowed:
                    yield found, person


def _persons(family: Family, words: Mapping[str, str | Cell], turn: int) -> list[Person]:
    """Patients to try: all payers, sexes and ages that anything depends on, of the others one in turn."""
    genders = sexes(family, words)
    if "sex" not in family.key_names:
        genders = [genders[turn % len(genders)]]
    payers = family.claim.payers
    if not family.uses_payer:
        payers = (payers[turn % len(payers)],)
    ages = _ages(family, *age_range(family, words), turn)
    return [Person(age, sex, payer) for payer, sex, age in itertools.product(payers, genders, ages)]


def _ages(family: Family, low: int, high: int, turn: int) -> list[int]:
    """Ages to try: both ends, and both sides of each limit where anything depends on age."""
    if not family.uses_age:
        return [(low, high)[turn % 2]]
    limits = {int(number) for name, number in family.compared if name == "age"} | set(AGE_LIMITS)
    near = {limit + shift for limit in limits for shift in (-1, 0, 1)}
    return sorted({low, high} | {age for age in near if low <= age <= high})


def _list_picks(family: Family) -> list[tuple[Any, ...]]:
    options = []
    for items in family.tables.lists.values():
        picks: list[Any] = []
        for count in range(items.low, items.high + 1):
            for rows in itertools.combinations(range(len(items.rows)), count):
                picks += _with_numbers(family, items.name, rows)
        if len(picks) > MOST_PICKS:
            step = len(picks) / MOST_PICKS
            picks = [picks[int(index * step)] for index in range(MOST_PICKS)]
        options.append(picks)
    return list(itertools.product(*options))


def _with_numbers(family: Family, name: str, rows: tuple[int, ...]) -> list[Any]:
    """A pick of rows with all numbers low, all high, all in the middle, and each of them high or low alone."""
    ranges = [
        [value for value in family.tables.lists[name].rows[row].values() if isinstance(value, tuple)] for row in rows
    ]
    count = sum(len(values) for values in ranges)
    patterns = {(0.0,) * count, (1.0,) * count, (0.5,) * count, (0.25,) * count, (0.75,) * count}
    for index in range(count):
        patterns.add(tuple(1.0 if at == index else 0.0 for at in range(count)))
        patterns.add(tuple(0.0 if at == index else 1.0 for at in range(count)))
    picks = []
    for pattern in sorted(patterns):
        shares = iter(pattern)
        picks.append(
            tuple(
                (row, tuple(str(value[round(next(shares) * (len(value) - 1))]) for value in values))
                for row, values in zip(rows, ranges, strict=True)
            )
        )
    return picks


# ---- the checker -----------------------------------------------------------------------------------------


class _Checker:
    def __init__(self, reference: Reference, family: Family, checks: Sequence[Check]) -> None:
        self.reference, self.family, self.checks = reference, family, checks
        self.problems = Problems(family.path, family.id)
        self.lines_of: dict[str, list[Line]] = {}
        for line in family.all_lines():
            self.lines_of.setdefault(line.id, []).append(line)
        self.seen_lines: set[str] = set()
        self.seen_rows: set[tuple[str, str]] = set()
        self.seen_entries: set[int] = set()
        self.keys: set[Any] = set()
        self.readings: dict[tuple[Entry | None, Any, Any], tuple[Any, Combination]] = {}
        """By entry (None: the whole key), what its cited sentences can read, and the header: the answer."""
        self.checked_codes: set[Any] = set()
        self.wordings: dict[Any, tuple[str, ...]] = {}
        self.dos = reference.window.start
        self.examples_met: set[int] = set()

    def report(self) -> CheckReport:
        family = self.family
        self._check_payers()
        self._check_neutral()
        if any(problem.rule == "payer.unknown" for problem in self.problems.found):
            return CheckReport(family.id, 0, 0, self.problems.sorted())
        total = count_combinations(family)
        picks = len(_list_picks(family)) if family.tables.lists else 1
        if total * picks > MOST_COMBINATIONS * 4:
            message = (
                f"{total * picks:,} combinations; at most {MOST_COMBINATIONS * 4:,} can be tried. "
                "Take choices or rows out, or let fewer of them matter to the key"
            )
            self.problems.add("family.combinations", family.places["vary"], message)
            return CheckReport(family.id, 0, 0, self.problems.sorted())
        count = 0
        kept: list[tuple[Combination, Person]] = []
        try:
            for count, (found, person) in enumerate(enumerate_combinations(self.reference, family), start=1):
                self._combination(found, person)
                if count % 97 == 1 or len(kept) < 20:
                    kept.append((found, person))
                if count >= MOST_COMBINATIONS:
                    message = f"more than {MOST_COMBINATIONS:,} combinations are left after 'never'"
                    self.problems.add("family.combinations", family.places["vary"], message)
                    break
        except ValueError as error:
            self.problems.add("patient.age", family.places["patient"], str(error))
        if count == 0 and not self.problems.found:
            self.problems.add("family.combinations", family.places["vary"], "'never' rules out every combination")
        elif count:
            self._check_overlaps()
            self._check_dead()
            self._check_examples_met()
            self._whole_variants(kept)
        return CheckReport(family.id, count * len(LEVELS), len(self.keys), self.problems.sorted())

    def _cause(self, found: Combination) -> str:
        """The root cause of a biller's case in a combination: two causes behind one claim are two keys."""
        case = self.family.case
        return key_value(case.cause.parts, found.words).strip() if case is not None else ""

    # ---- one combination ---------------------------------------------------------------------------------

    def _combination(self, found: Combination, person: Person) -> None:
        self._note_rows(found)
        given = found.given()
        try:
            plan = plan_of(self.reference, found)
        except KeyProblem as wrong:
            self.problems.add(wrong.rule, wrong.place, wrong.message, given)
            return
        signature = _signature(plan)
        self.keys.add((signature, self._cause(found)))
        standing = [self._standing(found, level) for level in LEVELS]
        self._check_evidence(plan, standing, given)
        self._check_answered(plan, standing, given)
        for planned in plan.sets:
            self._check_set(planned, found, person, given, held=plan.query is not None and plan.query.codes == "held")
        for entry, codes, _ in plan.not_coded:
            self._entry_seen(entry)
            self._check_not_coded(entry, codes, given)
        if plan.query:
            self._entry_seen(plan.query)
        self._same_words(plan, signature, found, given)
        self._check_examples(plan, found, person, given)

    def _entry_seen(self, entry: Entry) -> None:
        self.seen_entries.add(id(entry))

    def _note_rows(self, found: Combination) -> None:
        for name in self.family.tables.choices:
            self.seen_rows.add((name, str(found.words[name])))
        for name, items in found.items.items():
            first = self.family.tables.lists[name].columns[0]
            for item in items:
                self.seen_rows.add((name, str(item.own[first])))

    def _check_evidence(self, plan: KeyPlan, standing: list[set[Ref]], given: str) -> None:
        """A key element's sentences stand at every mess level."""
        for planned in plan.sets:
            for cited in (*planned.diagnoses, *planned.lines):
                self._evidence_of(cited.entry, cited.refs, standing, given)
        if plan.query:
            self._evidence_of(plan.query, plan.query_refs, standing, given)

    def _evidence_of(self, entry: Entry, refs: tuple[Ref, ...], standing: list[set[Ref]], given: str) -> None:
        self._entry_seen(entry)
        if not refs:
            names = ", ".join(entry.sources)
            message = f"{entry.id}: none of its sentences ({names}) stands in the chart"
            self.problems.add("evidence.missing", entry.place, message, given)
        for level, present in zip(LEVELS, standing, strict=True):
            for name, number in refs:
                if (name, number) not in present:
                    message = f"{entry.id}: its sentence [{name}] is not in the chart at mess level {level}"
                    self.problems.add("evidence.mess", entry.place, message, given)

    def _check_answered(self, plan: KeyPlan, standing: list[set[Ref]], given: str) -> None:
        """Every sentence with an id is answered for by an entry that applies."""
        if plan.query is not None and plan.query.codes == "held":
            return
        answered = set(plan.cited())
        for _, _, refs in plan.not_coded:
            answered.update(refs)
        for name, number in sorted(set().union(*standing) - answered):
            if number and any(ref[0] == name for ref in answered):
                continue
            line = self.lines_of[name][0]
            message = (
                f"[{name}] stands in the chart, but no key entry and no 'not coded' entry that applies here cites it; "
                "cite it, explain it under 'not coded', or make it color: [-]"
            )
            self.problems.add("sentence.unanswered", line.place, message, given)

    def _standing(self, found: Combination, level: int) -> set[Ref]:
        """Tagged sentences that can stand; remembers every line that did."""
        refs = set()
        for _, stands in found.layout(level).papers:
            for stand in stands:
                if isinstance(stand.piece, Line):
                    self.seen_lines.add(stand.piece.label)
                    if stand.piece.id:
                        refs.add((stand.piece.id, stand.item))
        return refs

    # ---- codes -------------------------------------------------------------------------------------------

    def _check_set(self, planned: PlannedSet, found: Combination, person: Person, given: str, held: bool) -> None:
        for cited in planned.diagnoses:
            self._check_diagnosis(cited, given)
        for cited in planned.lines:
            self._check_line(cited, planned, given)
        if not held and not planned.diagnoses:
            place = self.family.places.get("diagnoses", Place(1, 1))
            self.problems.add("key.empty", place, "no diagnosis applies and no query holds the codes", given)
        if not held and not planned.lines:
            place = self.family.places.get("procedures", Place(1, 1))
            self.problems.add("key.empty", place, "no procedure applies and no query holds the codes", given)
        self._rule_book(planned, found, person, given)

    def _check_diagnosis(self, cited: Cited, given: str) -> None:
        element = cited.element
        assert isinstance(element, DiagnosisKey)
        for codes in element.any:
            for code in codes:
                self._check_icd(code, cited.entry, given)
        entry = self.reference.icd.get(element.any[0][0])
        if entry is None:
            return
        for words in cited.reads:
            if not _reads(words, entry.title):
                message = f"{cited.entry.id}: {entry.code} reads {entry.title!r}; {words!r} is not in it"
                self.problems.add("code.reads", cited.reads_place or cited.entry.place, message, given)

    def _check_icd(self, code: str, entry: Entry, given: str) -> None:
        place = _code_place(entry)
        found = self.reference.icd.get(code)
        if found is None:
            hint = did_you_mean(code, _neighbors(self.reference, code))
            message = f"{entry.id}: {code} is no ICD-10-CM code of {self.reference.edition}{hint}"
            self.problems.add("code.unknown", place, message, given)
        elif not found.billable:
            missing = self.reference.icd.missing(code)
            self.problems.add("code.not_billable", place, f"{entry.id}: {code} is not billable: {missing}", given)

    def _check_line(self, cited: Cited, planned: PlannedSet, given: str) -> None:
        element, entry = cited.element, cited.entry
        assert isinstance(element, LineKey)
        for made in element.any:
            found = self.reference.procedures.get(made.code)
            if found is None:
                message = f"{entry.id}: {made.code} is no CPT or HCPCS code that the product carries"
                self.problems.add("code.unknown", _code_place(entry), message, given)
            elif made.units < 1:
                self.problems.add("units.value", entry.place, f"{entry.id}: {made.units} units", given)
        groups = (*element.modifiers.must, element.modifiers.may)
        for modifier in (one for group in groups for one in group):
            if modifier not in self.reference.modifiers:
                hint = did_you_mean(modifier, self.reference.modifiers)
                self.problems.add(
                    "modifier.unknown", entry.place, f"{entry.id}: unknown modifier {modifier!r}{hint}", given
                )
        pointers = element.pointers
        if planned.diagnoses and not (pointers.first or pointers.must or pointers.may):
            message = f"{entry.id}: the line points at no diagnosis in this combination"
            self.problems.add("pointer.none", entry.place, message, given)

    def _check_not_coded(self, entry: Any, codes: tuple[str, ...], given: str) -> None:
        for code in codes:
            prefix = code.removesuffix(".-").removesuffix("-")
            known = self.reference.icd.get(prefix) or self.reference.procedures.get(prefix)
            if known is None:
                message = f"not coded {entry.id}: {code} is no code; name what a learner would be tempted to code"
                self.problems.add("code.unknown", entry.codes.place, message, given)

    def _check_neutral(self) -> None:
        for code in self.family.neutral:
            prefix = code.removesuffix("-").removesuffix(".")
            if self.reference.icd.get(prefix) is None and self.reference.procedures.get(prefix) is None:
                self.problems.add(
                    "code.unknown", self.family.neutral_place, f"neutral: {code} is no code and no prefix of one"
                )

    def _rule_book(self, planned: PlannedSet, found: Combination, person: Person, given: str) -> None:
        """Conventions and edits: no error that the rule book finds may stand in a key."""
        for one in self._everyone(found, person):
            encounter = coded(planned, self.dos, one, self.reference.payers[one.payer].kind, found)
            mark = (
                encounter.diagnoses, encounter.lines, encounter.sex, encounter.payer, one.age,
                encounter.place_of_service, encounter.history,
            )  # fmt: skip
            if mark in self.checked_codes:
                continue
            self.checked_codes.add(mark)
            for message in rules.check(self.reference, encounter):
                if message.severity == "error":
                    place = self._place_of(planned, message.elements)
                    text = f"{message.message} ({', '.join(message.elements)}; {message.cites})"
                    self.problems.add(message.rule, place, text, given)

    def _everyone(self, found: Combination, person: Person) -> list[Person]:
        """All patients who can get this key: of payers one of each kind, both ends of the ages, each sex."""
        family = self.family
        payers: tuple[str, ...] = (person.payer,)
        ages, genders = {person.age}, [person.sex]
        if not family.uses_payer:
            payers = tuple({self.reference.payers[payer].kind: payer for payer in family.claim.payers}.values())
        if not family.uses_age:
            ages = set(age_range(family, found.words))
        if "sex" not in family.key_names:
            genders = sexes(family, found.words)
        return [Person(age, sex, payer) for age, sex, payer in itertools.product(sorted(ages), genders, payers)]

    def _place_of(self, planned: PlannedSet, elements: Sequence[str]) -> Place:
        """The entry that a message of the rule book speaks of: the last of its elements that is found."""
        place = self.family.places.get("diagnoses") or self.family.places.get("procedures") or Place(1, 1)
        lines = list(planned.lines)
        for element in elements:
            match = re.fullmatch(r"line (\d+)", element)
            if match and int(match[1]) <= len(lines):
                place = lines[int(match[1]) - 1].entry.place
                continue
            for cited in (*planned.diagnoses, *lines):
                any_codes = cited.element.any
                codes = any_codes[0] if isinstance(cited.element, DiagnosisKey) else (any_codes[0].code,)  # type: ignore[union-attr]
                if element in codes:
                    place = _code_place(cited.entry)
        return place

    # ---- same words, same key ----------------------------------------------------------------------------

    def _same_words(self, plan: KeyPlan, signature: Any, found: Combination, given: str) -> None:
        facts = (found.picks.payer, *self._header_facts(found))
        readings = tuple((ref[0], self._reading(ref, found)) for ref in sorted(plan.cited()))
        other = self.readings.setdefault((None, readings, facts), (signature, found))
        if other[0] != signature:
            self._tell_same(None, other[1], found, given)
        for planned in plan.sets[:1]:
            for cited in planned.diagnoses:
                own = tuple((ref[0], self._reading(ref, found)) for ref in sorted(cited.refs))
                codes = cited.element.any
                one = self.readings.setdefault((cited.entry, own, facts), (codes, found))
                if one[0] != codes:
                    self._tell_same(cited.entry, one[1], found, given)

    def _check_overlaps(self) -> None:
        """Sentences that differ in some wordings and share one: a chart with the shared one could mean either key."""
        groups: dict[Any, list[tuple[Any, Any, Combination]]] = {}
        classes = _Classes()
        for (_, readings, _), _ in self.readings.items():
            for name, texts in readings:
                classes.join(name, texts)
        for (entry, readings, facts), (answer, found) in self.readings.items():
            shared = tuple((name, classes.of(name, texts)) for name, texts in readings)
            groups.setdefault((id(entry), shared, facts), []).append((entry, (readings, answer), found))
        for members in groups.values():
            for (entry, (one, answer), found), (_, (two, other), rival) in itertools.combinations(members[:60], 2):
                if answer != other and all(set(a[1]) & set(b[1]) for a, b in zip(one, two, strict=True)):
                    self._tell_same(entry, found, rival, rival.given())
                    break

    def _tell_same(self, entry: Entry | None, other: Combination, found: Combination, given: str) -> None:
        place = entry.place if entry else self.family.places["note"]
        what = entry.id if entry else "the whole key"
        differ = [
            f"{name}={other.words[name]} or {found.words[name]}"
            for name in self.family.tables.choices
            if other.words[name] != found.words[name]
        ]
        message = (
            f"{what}: the same cited words, but another answer for {' and '.join(differ) or 'another pick'}; "
            "say in a cited sentence what decides"
        )
        self.problems.add("words.same", place, message, given)

    def _header_facts(self, found: Combination) -> tuple[Any, ...]:
        return (found.picks.age, found.picks.sex)

    def _reading(self, ref: Ref, found: Combination) -> tuple[str, ...]:
        """All that a cited sentence can read in a combination, as one comparable value."""
        name, number = ref
        item = (
            next((i for items in found.items.values() for i in items if i.number == number), None) if number else None
        )
        readings: list[str] = []
        for line in self.lines_of[name]:
            if line.each and number:
                item = found.items[line.each][number - 1]
            env = {**(item.env if item and line.each else found.env), "mess": "1"}
            if not line.condition.test(env):
                continue
            words = item.words if item and line.each else found.words
            used = tuple(
                (n, words.get(n) if not isinstance(words.get(n), Cell) else id(words[n]))
                for n in templates.names(line.parts)
            )
            mark = (line.label, used)
            if mark not in self.wordings:
                self.wordings[mark] = tuple(templates.wordings(line.parts, _masked(words)))
            readings += self.wordings[mark]
        return tuple(sorted(set(readings)))

    # ---- examples ----------------------------------------------------------------------------------------

    def _check_examples(self, plan: KeyPlan, found: Combination, person: Person, given: str) -> None:
        env = {**found.env, "sex": person.sex, "age": str(person.age), "payer": person.payer}
        for index, example in enumerate(self.family.examples):
            if example.given is not None and example.given.test(env):
                self.examples_met.add(index)
                self._compare(example, plan, given)

    def _check_examples_met(self) -> None:
        for index, example in enumerate(self.family.examples):
            if example.seed is not None:
                made = self._by_seed(example)
                if made is not None:
                    self._compare(example, *made)
            elif index not in self.examples_met:
                self.problems.add(
                    "example.dead", example.place, "no combination agrees with 'given'; 'never' rules it out"
                )

    def _by_seed(self, example: Example) -> tuple[KeyPlan, str] | None:
        try:
            found, _ = picked(self.reference, self.family, Draw(self.family.id, self.family.version, example.seed or 0))
            return plan_of(self.reference, found), found.given()
        except (KeyProblem, ValueError):
            return None

    def _compare(self, example: Example, plan: KeyPlan, given: str) -> None:
        model = plan.sets[0]
        held = plan.query is not None and plan.query.codes == "held"
        wanted = (sorted(example.diagnoses), sorted(example.procedures), example.query)
        diagnoses = sorted(code for c in model.diagnoses for code in c.element.any[0])
        found = (diagnoses, sorted(map(_written, model.lines)), plan.query.id if plan.query else "")
        if held and not example.diagnoses and not example.procedures:
            found = ([], [], found[2])
        for what, want, have in zip(("diagnoses", "procedures", "query"), wanted, found, strict=True):
            if want != have:
                shown_want = ", ".join(want) if isinstance(want, list) else want
                shown_have = ", ".join(have) if isinstance(have, list) else have
                message = f"example: {what} {shown_want or 'none'}; the key has {shown_have or 'none'}"
                self.problems.add("example.wrong", example.place, message, given)

    # ---- whole family ------------------------------------------------------------------------------------

    def _check_payers(self) -> None:
        for payer in self.family.claim.payers:
            if payer not in self.reference.payers:
                hint = did_you_mean(payer, self.reference.payers)
                self.problems.add("payer.unknown", self.family.claim.payer_place, f"unknown payer {payer!r}{hint}")
        self._check_second_coverage()

    def _check_second_coverage(self) -> None:
        """Payers, relationships and birthdays of a second coverage, in every cell that they can come from."""
        claim = self.family.claim
        asked = (
            (claim.secondary, (*self.reference.payers, "none"), "payer.unknown", "second payer"),
            (claim.second_relationship, RELATIONSHIPS, "entry.value", "secondary relationship"),
            (claim.second_birthday, ("earlier", "later"), "entry.value", "secondary birthday"),
        )
        for text, allowed, rule, what in asked:
            for value in self._texts_of(text) if text is not None else ():
                if value and value not in allowed:
                    message = f"unknown {what} {value!r}{did_you_mean(value, allowed)}"
                    self.problems.add(rule, text.place if text is not None else claim.place, message)

    def _texts_of(self, text: KeyText) -> tuple[str, ...]:
        """What a plain text, or a slot of one choice, can come to."""
        named = set(templates.names(text.parts))
        if not named:
            return (text.raw.strip(),)
        found = []
        for choice in self.family.tables.choices.values():
            for row in choice.rows:
                if named <= set(row):
                    found.append(key_value(text.parts, row).strip())
        return tuple(dict.fromkeys(found))

    def _check_dead(self) -> None:
        """Nothing that no combination ever shows."""
        used = self._used_names()
        for choice in self.family.tables.choices.values():
            for value, place in zip(choice.values, choice.places, strict=True):
                if (choice.name, value) not in self.seen_rows:
                    self.problems.add(
                        "row.dead", place, f"{choice.name}={value} is in no combination; 'never' rules it out"
                    )
            if choice.name not in {name.split(".")[0] for name in used}:
                self.problems.add("choice.dead", choice.place, f"choice {choice.name!r} is used nowhere")
        for table in self.family.tables.tables.values():
            if not set(table.names()) & used:
                self.problems.add("table.dead", table.place, f"table {table.name!r} is used nowhere")
        for line in self.family.all_lines():
            if line.label not in self.seen_lines:
                condition = line.condition.text
                message = (
                    f"the line stands in no combination at any mess level: its condition {condition!r} never holds"
                )
                self.problems.add("line.dead", line.place, message)
        entries = (*self.family.diagnoses, *self.family.lines, *self.family.queries, *self.family.not_coded)
        for entry in entries:
            if id(entry) not in self.seen_entries:
                message = f"{entry.id} applies in no combination: its 'when' never holds"
                self.problems.add("entry.dead", entry.place, message)

    def _used_names(self) -> set[str]:
        used = set(self.family.key_names)
        for line in self.family.all_lines():
            used |= set(templates.names(line.parts)) | line.condition.names
        for condition, _ in self.family.never:
            used |= condition.names
        cells = [value for c in self.family.tables.choices.values() for row in c.rows for value in row.values()]
        cells += [value for t in self.family.tables.tables.values() for value in t.cells.values()]
        for value in cells:
            if isinstance(value, Cell):
                used |= {name for option in value.options for name in templates.names(option)}
        for table in self.family.tables.tables.values():
            if set(table.names()) & used:
                used |= {table.row, table.across}
        return used

    def _whole_variants(self, kept: list[tuple[Combination, Person]]) -> None:
        """Whole variants made twice, and seen by the other rooms' checks."""
        if self.problems.found:
            return
        made: list[Variant] = []
        for index, (found, person) in enumerate(kept[:CHECKED_SEEDS]):
            draw = Draw(self.family.id, self.family.version, index)
            made.append(assemble(self.reference, found, draw, index, LEVELS[index % 4], person))
        made += [variant(self.reference, self.family, seed) for seed in range(CHECKED_SEEDS)]
        for one in made:
            self._evidence_in_text(one)
            for check in self.checks:
                for rule, message in check(self.reference, one):
                    given = f"seed {one.seed}, mess {one.mess}"
                    self.problems.add(rule, self.family.places["family"], message, given)
        again = variant(self.reference, self.family, 1)
        if again.model_dump_json() != variant(self.reference, self.family, 1).model_dump_json():
            self.problems.add("key.unstable", Place(1, 1), "the same seed gave two variants")

    def _evidence_in_text(self, one: Variant) -> None:
        texts = {document.title: document.text for document in one.encounter.documents}
        for evidence in one.key.evidence:
            if texts[evidence.document][evidence.start : evidence.end] != evidence.text or not evidence.text:
                message = f"evidence {evidence.text!r} is not where the key says"
                self.problems.add("evidence.text", Place(1, 1), message, f"seed {one.seed}")


class _Classes:
    """Wordings of a sentence that stand beside each other in some combination, joined into classes."""

    def __init__(self) -> None:
        self._parent: dict[tuple[str, str], tuple[str, str]] = {}

    def _root(self, node: tuple[str, str]) -> tuple[str, str]:
        while self._parent.setdefault(node, node) != node:
            node = self._parent[node]
        return node

    def join(self, name: str, texts: Sequence[str]) -> None:
        """All of these can be read in one combination."""
        for text in texts[1:]:
            self._parent[self._root((name, text))] = self._root((name, texts[0]))

    def of(self, name: str, texts: Sequence[str]) -> tuple[str, str]:
        """The class of a reading."""
        return self._root((name, texts[0])) if texts else ("", "")


def _masked(words: Mapping[str, str | Cell]) -> dict[str, str | Cell]:
    return {name: value for name, value in words.items() if name not in ("age", "sex")}


def _signature(plan: KeyPlan) -> Any:
    """All of a key that an answer is compared with."""
    sets = tuple(
        (
            tuple((c.element.id, c.element.any, c.element.need) for c in planned.diagnoses),
            planned.order,
            tuple(
                (
                    c.element.id,
                    tuple((made.code, made.units) for made in c.element.any),  # type: ignore[union-attr]
                    c.element.need,
                    c.element.modifiers.must,  # type: ignore[union-attr]
                    c.element.modifiers.may,  # type: ignore[union-attr]
                    tuple(c.element.pointers.__dict__.values()),  # type: ignore[union-attr]
                )
                for c in planned.lines
            ),
            tuple((pair.lines, pair.any) for pair in planned.bypass),
        )
        for planned in plan.sets
    )
    return sets, plan.query.id if plan.query else ""


def _reads(words: str, title: str) -> bool:
    """Whether words stand in a title as whole words."""
    return re.search(rf"(?<![\w]){re.escape(words)}(?![\w])", title, re.IGNORECASE) is not None


def _code_place(entry: Any) -> Place:
    code = getattr(entry, "code", None)
    return code.place if code is not None else entry.place  # type: ignore[no-any-return]


def _neighbors(reference: Reference, code: str) -> list[str]:
    parent = reference.icd.get(code[:5].rstrip(".")) or reference.icd.get(code[:3])
    if parent is None:
        return []
    found = list(parent.children)
    for child in parent.children:
        entry = reference.icd.get(child)
        found += list(entry.children) if entry else []
    return found


def _written(cited: Cited) -> str:
    """A line as examples write it: `25605-LT`, `J3301 x4`."""
    element = cited.element
    assert isinstance(element, LineKey)
    made = element.any[0]
    text = "-".join((made.code, *(group[0] for group in element.modifiers.must)))
    return f"{text} x{made.units}" if made.units != 1 else text


def coded(
    planned: PlannedSet, day: datetime.date, person: Person, kind: CoverageKind, found: Combination
) -> rules.CodedEncounter:
    """The model answer as the rule book wants it, every required modifier in place."""
    ordered = _ordered(planned)
    codes: list[str] = []
    first_of: dict[str, int] = {}
    for cited in ordered:
        first_of[cited.element.id] = len(codes)
        codes += cited.element.any[0]  # type: ignore[arg-type]
    bypassing: dict[str, tuple[str, ...]] = {}
    for pair in planned.bypass:
        bypassing[pair.lines[1]] = (*bypassing.get(pair.lines[1], ()), pair.any[0])
    lines = []
    for cited in planned.lines:
        element = cited.element
        assert isinstance(element, LineKey)
        pointers = (
            [element.pointers.first, *element.pointers.must] if element.pointers.first else [*element.pointers.must]
        )
        indexes = tuple(first_of[name] for name in pointers if name in first_of)
        if not indexes:
            indexes = tuple(first_of[name] for name in element.pointers.may if name in first_of)[:1]
        must = tuple(group[0] for group in element.modifiers.must)
        modifiers = tuple(dict.fromkeys((*must, *bypassing.get(element.id, ()))))
        lines.append(rules.CodedLine(element.any[0].code, modifiers, element.any[0].units, indexes))
    days = days_old_range(found.family, found.words)
    born = day - datetime.timedelta(days=days[0]) if days else day.replace(year=day.year - person.age)
    return rules.CodedEncounter(
        date_of_service=day,
        birth_date=born,
        sex="F" if person.sex == "female" else "M",
        payer=kind,
        place_of_service=found.place_of_service,
        diagnoses=tuple(codes),
        lines=tuple(lines),
        history=history_of(found, day),
    )


def _ordered(planned: PlannedSet) -> list[Cited]:
    """Diagnoses by the order's tiers, free ones after them where they stood."""
    rank = {name: index for index, tier in enumerate(planned.order) for name in tier}
    return sorted(planned.diagnoses, key=lambda cited: rank.get(cited.element.id, len(planned.order)))


__all__ = ["Check", "CheckReport", "check_family", "count_combinations", "enumerate_combinations"]
