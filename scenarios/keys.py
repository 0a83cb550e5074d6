"""The answer key of a combination, from its choices alone: never from wording, names or mess.

A plan cites sentences by id; `key_of` turns it into the `Key` of one rendered chart, where sentences have places.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal, TypeVar, cast

import rules
from data import CoverageKind, Reference
from rules import PriorService
from scenarios.case_plan import NO_CASE, CasePlan
from scenarios.combination import Combination, Item, key_value
from scenarios.entries import DiagnosisEntry, Entry, KeyText, LineEntry, NotCodedEntry, QueryEntry, SetEntry
from scenarios.line_rules import ONE_LINE, Facts, burn_area, made_lines
from scenarios.models import (
    AnswerSet,
    BypassKey,
    CaseKey,
    CodeUnits,
    DiagnosisKey,
    Evidence,
    Key,
    LineKey,
    ModifierKey,
    NotCoded,
    PointerKey,
    QueryKey,
)
from scenarios.problems import Place
from scenarios.templates import Cell
from scenarios.trusted import trusted

Ref = tuple[str, int]
"""A sentence: its id and the number of its item, 0 where it has no list."""
ModifierGroups = tuple[tuple[str, ...], ...]
_UNITS = re.compile(r"(\S+)(?: x(\d+))?$")


class KeyProblem(Exception):
    """A key that cannot be made in a combination: the author's error, with its place."""

    def __init__(self, rule: str, place: Place, message: str) -> None:
        super().__init__(message)
        self.rule, self.place, self.message = rule, place, message


@dataclass(frozen=True)
class Cited:
    """A key element without its evidence, and the sentences that prove it."""

    element: DiagnosisKey | LineKey
    refs: tuple[Ref, ...]
    entry: Entry
    reads: tuple[str, ...] = ()
    reads_place: Place | None = None


@dataclass(frozen=True)
class PlannedSet:
    """One whole answer of a combination."""

    diagnoses: tuple[Cited, ...]
    order: tuple[tuple[str, ...], ...]
    lines: tuple[Cited, ...]
    bypass: tuple[BypassKey, ...]


@dataclass(frozen=True)
class KeyPlan:
    """All of a combination's key but the places in the chart."""

    query: QueryEntry | None
    query_refs: tuple[Ref, ...]
    sets: tuple[PlannedSet, ...]
    not_coded: tuple[tuple[NotCodedEntry, tuple[str, ...], tuple[Ref, ...]], ...]
    neutral: tuple[str, ...]
    case_refs: tuple[Ref, ...] = ()
    """Sentences that prove the root cause of a biller's case."""

    def cited(self) -> dict[Ref, None]:
        """The sentences that a key element or the query rests on, in the order of the key."""
        refs: dict[Ref, None] = {}
        for planned in self.sets:
            for element in (*planned.diagnoses, *planned.lines):
                refs.update(dict.fromkeys(element.refs))
        refs.update(dict.fromkeys(self.query_refs))
        refs.update(dict.fromkeys(self.case_refs))
        return refs


def plan_of(reference: Reference, combination: Combination) -> KeyPlan:
    """The key plan of a combination, kept with it. KeyProblem where the family does not give one."""
    plan = combination.kept.get("plan")
    if plan is None:
        plan = combination.kept["plan"] = _Planner(reference, combination).plan()
    return plan


class _Planner:
    def __init__(self, reference: Reference, combination: Combination) -> None:
        self.reference, self.combination, self.family = reference, combination, combination.family
        self.standing = combination.standing()

    def plan(self) -> KeyPlan:
        env = self.combination.env
        base = self._set(self.family.diagnoses, self.family.lines)
        sets = [base]
        for each in self.family.sets:
            if each.when.test(env):
                sets.append(self._set(*_changed(self.family.diagnoses, self.family.lines, each)))
        queries = [query for query in self.family.queries if query.when.test(env)]
        if len(queries) > 1:
            names = " and ".join(query.id for query in queries)
            raise KeyProblem("query.two", queries[1].place, f"queries {names} apply at once; one a case")
        query = queries[0] if queries else None
        not_coded = []
        for entry in self.family.not_coded:
            for item in self._items(entry):
                not_coded.append((entry, _codes(entry.codes, self._words(item)), self._refs(entry, item)))
        refs = self._refs(query, None) if query else ()
        return KeyPlan(query, refs, tuple(sets), tuple(not_coded), self.family.neutral, self._case_refs())

    def _case_refs(self) -> tuple[Ref, ...]:
        case = self.family.case
        sources = case.sources if case and _case_key(case, self._words(None), ()) else ()
        return tuple((name, number) for name in sources for number in self.standing.get(name, ()))

    # ---- entries and items -------------------------------------------------------------------------------

    def _items(self, entry: Entry) -> list[Item | None]:
        if not entry.each:
            return [None] if entry.when.test(self.combination.env) else []
        return [item for item in self.combination.items[entry.each] if entry.when.test(item.env)]

    def _words(self, item: Item | None) -> Mapping[str, str | Cell]:
        words = item.words if item is not None else self.combination.words
        env = self.combination.env
        return {**words, **{name: str(env[name]) for name in ("payer", "age", "sex") if name in env}}

    def _refs(self, entry: Entry, item: Item | None) -> tuple[Ref, ...]:
        """The entry's sentences that can stand here; an item's entry cites that item's own sentences."""
        refs: list[Ref] = []
        for name in entry.sources:
            numbers = self.standing.get(name, ())
            if item is not None and item.number in numbers:
                refs.append((name, item.number))
            else:
                refs += [(name, number) for number in numbers]
        return tuple(refs)

    # ---- one whole answer --------------------------------------------------------------------------------

    def _set(self, diagnoses: tuple[DiagnosisEntry, ...], lines: tuple[LineEntry, ...]) -> PlannedSet:
        planned = [self._diagnosis(entry, item) for entry in diagnoses for item in self._items(entry)]
        ids: dict[str, list[str]] = {}
        for cited in planned:
            ids.setdefault(cited.entry.id, []).append(cited.element.id)
        bypass: list[BypassKey] = []
        planned_lines: list[Cited] = []
        for entry in lines:
            for item in self._items(entry):
                planned_lines += self._line(entry, item, ids, bypass)
        line_ids = {cited.element.id for cited in planned_lines}
        for pair in self.family.bypass:
            if pair.when.test(self.combination.env) and set(pair.lines) <= line_ids:
                bypass.append(trusted(BypassKey, lines=pair.lines, any=pair.any))
        return PlannedSet(tuple(planned), self._order(ids), tuple(planned_lines), tuple(bypass))

    def _order(self, ids: Mapping[str, list[str]]) -> tuple[tuple[str, ...], ...]:
        for order in self.family.orders:
            if not order.when.test(self.combination.env):
                continue
            tiers = [tuple(full for name in tier for full in ids.get(name, ())) for tier in order.tiers]
            tiers = [tier for tier in tiers if tier]
            if order.rest_after and tiers:
                named = {full for tier in tiers for full in tier}
                tiers.append(tuple(full for fulls in ids.values() for full in fulls if full not in named))
            return tuple(tier for tier in tiers if tier) if len([tier for tier in tiers if tier]) > 1 else ()
        return ()

    def _diagnosis(self, entry: DiagnosisEntry, item: Item | None) -> Cited:
        words = self._words(item)
        alternatives: list[tuple[str, ...]]
        if entry.rule == "gestation":
            alternatives = [(self._gestation(entry, words),)]
        elif entry.rule == "burn area":
            alternatives = [(self._burn_area(entry),)]
        else:
            alternatives = _alternatives(entry.code, words, entry)
        if entry.accepted is not None:
            alternatives += _alternatives(entry.accepted, words, entry, may_be_empty=True)
        element = trusted(
            DiagnosisKey,
            id=_full_id(entry.id, item),
            any=tuple(dict.fromkeys(alternatives)),
            need=entry.need,
            evidence=(),
            why=entry.why,
            cites=entry.cites,
            skill=entry.skill,
        )
        reads = _listed(key_value(entry.reads.parts, words)) if entry.reads else ()
        return Cited(element, self._refs(entry, item), entry, reads, entry.reads.place if entry.reads else None)

    def _gestation(self, entry: DiagnosisEntry, words: Mapping[str, str | Cell]) -> str:
        """By days to the due date; which day the visit is does not matter."""
        days = _whole(entry.given["due"], words)
        day = datetime.date(2026, 6, 1)
        return _by_rule(entry, lambda: rules.gestation(day + datetime.timedelta(days=days), day).code)

    def _burn_area(self, entry: DiagnosisEntry) -> str:
        age = self.combination.picks.age
        if age is None:
            raise KeyProblem("rule.value", entry.place, "the burned area needs the patient's age")
        rows = [_row(one) for one in self._listed_items(entry.of)]
        return _by_rule(entry, lambda: burn_area(rows, age))

    def _line(
        self, entry: LineEntry, item: Item | None, ids: Mapping[str, list[str]], bypass: list[BypassKey]
    ) -> list[Cited]:
        if entry.rule == "laceration repair":
            return self._repairs(entry, ids, bypass)
        words = self._words(item)
        must = _modifier_groups(entry.must, words)
        full_id = _full_id(entry.id, item)
        pointers = self._pointers(entry, item, ids)
        refs = self._refs(entry, item)
        if entry.rule == "drug units":
            return self._drug(entry, words, full_id, pointers, must, refs)
        if entry.rule:
            return self._by_rule(entry, item, ids, full_id, must)
        units = _whole(entry.units, words) if entry.units else 1
        made = [trusted(CodeUnits, code=codes[0], units=units) for codes in _alternatives(entry.code, words, entry)]
        made += [trusted(CodeUnits, code=code, units=units) for code, units in _with_units(entry, words)]
        return [self._cited_line(entry, full_id, tuple(made), must, pointers, refs, words)]

    def _cited_line(
        self,
        entry: LineEntry,
        full_id: str,
        made: tuple[CodeUnits, ...],
        must: tuple[tuple[str, ...], ...],
        pointers: PointerKey,
        refs: tuple[Ref, ...],
        words: Mapping[str, str | Cell],
    ) -> Cited:
        may = tuple(code for group in _modifier_groups(entry.may, words) for code in group)
        element = trusted(
            LineKey,
            id=full_id,
            any=made,
            need=entry.need,
            modifiers=trusted(ModifierKey, must=must, may=may),
            pointers=pointers,
            evidence=(),
            why=entry.why,
            cites=entry.cites,
            skill=entry.skill,
        )
        return Cited(element, refs, entry)

    def _pointers(self, entry: LineEntry, item: Item | None, ids: Mapping[str, list[str]]) -> PointerKey:
        def full(names: Iterable[str]) -> list[str]:
            found = []
            for name in names:
                own = _full_id(name, item)
                found += [own] if own in ids.get(name, ()) else ids.get(name, [])
            return found

        named = full([entry.first]) if entry.first else []
        first = named[0] if named else None
        must = [one for one in full(entry.pointers) if one != first]
        may = [one for one in full(entry.may_point) if one not in must and one != first]
        return trusted(PointerKey, first=first, must=tuple(must), may=tuple(may))

    def _by_rule(
        self, entry: LineEntry, item: Item | None, ids: Mapping[str, list[str]], full_id: str, must: ModifierGroups
    ) -> list[Cited]:
        """The lines that a rule makes; a line that stands for some rows of a list cites and points at those."""
        words = self._words(item)
        facts = Facts(
            {name: key_value(text.parts, words) for name, text in entry.given.items()},
            [_row(one) for one in self._listed_items(entry.of)],
            self.combination.picks.age,
            cast("CoverageKind", self.combination.picks.payer_kind),
        )
        found = _by_rule(entry, lambda: made_lines(entry.rule, facts))
        lines = []
        for number, made in enumerate(found, start=1):
            line_id = full_id if entry.rule in ONE_LINE else f"{full_id}.{number}"
            wanted = {0, *(made.rows or (one.number for one in self._listed_items(entry.of)))}
            refs = tuple(ref for ref in self._refs(entry, item) if item is not None or not entry.of or ref[1] in wanted)
            pointers = self._pointers(entry, item, ids)
            if entry.summed:
                pointers = self._pointing_at_items(entry, pointers, ids, made.rows)
            any_of = [trusted(CodeUnits, code=made.code, units=made.units)]
            if entry.rule in ONE_LINE:
                any_of += [trusted(CodeUnits, code=code, units=units) for code, units in _with_units(entry, words)]
            groups = (*must, *((one,) for one in made.modifiers))
            lines.append(self._cited_line(entry, line_id, tuple(any_of), groups, pointers, refs, words))
        return lines

    def _listed_items(self, name: str) -> tuple[Item, ...]:
        return self.combination.items[name] if name else ()

    def _pointing_at_items(
        self, entry: LineEntry, base: PointerKey, ids: Mapping[str, list[str]], rows: Iterable[int]
    ) -> PointerKey:
        """The pointers with the own diagnoses of the rows that a line sums before the others."""
        own = [f"{d.id}.{row}" for d in self.family.diagnoses if d.each == entry.of for row in rows]
        summed = [one for one in own if any(one in fulls for fulls in ids.values())]
        must = tuple(dict.fromkeys([*summed, *base.must]))
        return trusted(PointerKey, first=base.first, must=must, may=tuple(one for one in base.may if one not in must))

    def _drug(
        self,
        entry: LineEntry,
        words: Mapping[str, str | Cell],
        full_id: str,
        pointers: PointerKey,
        must: tuple[tuple[str, ...], ...],
        refs: tuple[Ref, ...],
    ) -> list[Cited]:
        given = {name: key_value(text.parts, words) for name, text in entry.given.items()}
        kind = self.combination.picks.payer_kind
        try:
            dose = Decimal(given["dose"])
            vials = [Decimal(vial) for vial in _listed(given["vials"])]
        except InvalidOperation:
            message = f"dose {given['dose']!r} and vials {given['vials']!r} must be numbers"
            raise KeyProblem("rule.value", entry.place, message) from None
        single = given["single dose"] == "yes"
        if given["single dose"] not in ("yes", "no"):
            raise KeyProblem("rule.value", entry.place, f"single dose is {given['single dose']!r}; yes or no")
        answer = _by_rule(
            entry,
            lambda: rules.drug_units(self.reference, given["code"], dose, given["dose unit"], vials, single, kind),  # type: ignore[arg-type]
        )
        lines = []
        for number, (units, modifiers) in enumerate(answer.lines):
            made = (trusted(CodeUnits, code=given["code"], units=units),)
            line_id = full_id if number == 0 else f"{full_id}.waste"
            groups = (*must, *((one,) for one in modifiers))
            lines.append(self._cited_line(entry, line_id, made, groups, pointers, refs, words))
        return lines

    def _repairs(self, entry: LineEntry, ids: Mapping[str, list[str]], bypass: list[BypassKey]) -> list[Cited]:
        items = self.combination.items[entry.of]
        wounds = [
            rules.Wound(
                str(item.number),
                str(item.own["site"]),
                Decimal(str(item.own["cm"])),
                _complexity(str(item.own["complexity"])),
            )
            for item in items
        ]
        answer = _by_rule(entry, lambda: rules.laceration_repairs(wounds, self.reference))
        words = self._words(None)
        lines, id_of_code = [], {}
        for number, line in enumerate(answer.lines, start=1):
            line_id = f"{entry.id}.{number}"
            id_of_code[line.code] = line_id
            refs = tuple(ref for ref in self._refs(entry, None) if ref[1] == 0 or str(ref[1]) in line.wounds)
            pointers = self._pointers(entry, None, ids)
            if entry.summed:
                pointers = self._pointing_at_items(entry, pointers, ids, map(int, line.wounds))
            made = (trusted(CodeUnits, code=line.code, units=line.units),)
            groups = _modifier_groups(entry.must, words)
            cited = self._cited_line(entry, line_id, made, groups, pointers, refs, words)
            total = f" Here {line.total_cm} cm of {line.complexity} closure add up." if len(line.wounds) > 1 else ""
            element = trusted(LineKey, **{**cited.element.__dict__, "why": cited.element.why + total})
            lines.append(replace(cited, element=element))
        for one, two in answer.parted:
            if one in id_of_code and two in id_of_code and entry.bypass:
                pair = (id_of_code[one], id_of_code[two])
                bypass.append(trusted(BypassKey, lines=pair, any=entry.bypass))
        return lines


def _changed(
    diagnoses: tuple[DiagnosisEntry, ...], lines: tuple[LineEntry, ...], change: SetEntry
) -> tuple[tuple[DiagnosisEntry, ...], tuple[LineEntry, ...]]:
    """The model answer's entries with a set's changes, in their order, new ones last."""
    new_diagnoses = {entry.id: entry for entry in change.diagnoses}
    new_lines = {entry.id: entry for entry in change.lines}
    kept_diagnoses = [new_diagnoses.pop(e.id, e) for e in diagnoses if e.id not in change.drop or e.id in new_diagnoses]
    kept_lines = [new_lines.pop(e.id, e) for e in lines if e.id not in change.drop or e.id in new_lines]
    return (*kept_diagnoses, *new_diagnoses.values()), (*kept_lines, *new_lines.values())


Answer = TypeVar("Answer")
Complexity = Literal["simple", "intermediate", "complex"]


def _complexity(word: str) -> Complexity:
    """The word as it is; the rule book refuses any other than its three."""
    return cast(Complexity, word)


def _by_rule(entry: Entry, ask: Callable[[], Answer]) -> Answer:
    """What a rule of the rule book answers; what it refuses is the family's problem."""
    try:
        return ask()
    except (ValueError, KeyError) as error:
        raise KeyProblem("rule.value", entry.place, f"{entry.id}: {error}") from error


def _row(item: Item) -> dict[str, str]:
    """An item's columns as they read in its combination."""
    return {
        name: key_value(value.options[0], item.words) if isinstance(value, Cell) else value
        for name, value in item.own.items()
    }


def _full_id(name: str, item: Item | None) -> str:
    return f"{name}.{item.number}" if item is not None else name


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _codes(text: KeyText, words: Mapping[str, str | Cell]) -> tuple[str, ...]:
    return _listed(key_value(text.parts, words))


def _alternatives(
    text: KeyText | None, words: Mapping[str, str | Cell], entry: Entry, may_be_empty: bool = False
) -> list[tuple[str, ...]]:
    """`a + b, c` as [(a, b), (c,)]."""
    value = key_value(text.parts, words) if text is not None else ""
    found = [tuple(code.strip() for code in one.split("+") if code.strip()) for one in _listed(value)]
    if not found and not may_be_empty:
        place = text.place if text is not None else entry.place
        raise KeyProblem("code.empty", place, f"{entry.id}: the code comes out empty; add a 'when'")
    return [codes for codes in found if codes]


def _with_units(entry: LineEntry, words: Mapping[str, str | Cell]) -> list[tuple[str, int]]:
    found = []
    for text in _codes(entry.accepted, words) if entry.accepted is not None else ():
        match = _UNITS.fullmatch(text)
        if match is None:
            raise KeyProblem("code.unknown", entry.place, f"{entry.id}: accepted {text!r} is no code, or code xN")
        found.append((match[1], int(match[2] or 1)))
    return found


def _modifier_groups(text: KeyText | None, words: Mapping[str, str | Cell]) -> tuple[tuple[str, ...], ...]:
    """`25, 59 / XS` as ((25,), (59, XS))."""
    if text is None:
        return ()
    groups = [tuple(one.strip() for one in group.split("/")) for group in _listed(key_value(text.parts, words))]
    return tuple(groups)


def _whole(text: KeyText, words: Mapping[str, str | Cell]) -> int:
    value = key_value(text.parts, words)
    if not re.fullmatch(r"-?\d{1,6}", value):
        raise KeyProblem("rule.value", text.place, f"{text.raw!r} gives {value!r}; a whole number is expected")
    return int(value)


# ---- the key of one chart --------------------------------------------------------------------------------


def history_of(combination: Combination, day: datetime.date) -> tuple[PriorService, ...]:
    """The services before the encounter on `day` that a combination has. KeyProblem for a value that cannot be one."""
    words, found = combination.words, []
    for prior in combination.family.history:
        if not prior.when.test(combination.env):
            continue
        same = key_value(prior.same_physician.parts, words) if prior.same_physician else "yes"
        if same not in ("yes", "no"):
            raise KeyProblem("rule.value", prior.place, f"same physician is {same!r}; yes or no")
        found.append(
            PriorService(
                day - datetime.timedelta(days=_whole(prior.days_before, words)),
                key_value(prior.code.parts, words),
                _codes(prior.modifiers, words) if prior.modifiers else (),
                _codes(prior.diagnoses, words) if prior.diagnoses else (),
                same == "yes",
            )
        )
    return tuple(found)


def key_of(plan: KeyPlan, places: Mapping[Ref, Evidence], combination: Combination) -> Key:
    """The key with its evidence: the places of the cited sentences in a rendered chart."""
    present = tuple(places)
    kept = combination.kept.get(present)
    if kept is None:
        kept = combination.kept[present] = _bodies(plan, present)
    query, sets, not_coded, cited = kept
    proven = tuple(number for number, ref in enumerate(cited) if ref in plan.case_refs)
    evidence = tuple(places[ref] for ref in cited)
    described = tuple(
        trusted(NotCoded, **{**entry, "text": " ".join(evidence[index].text for index in entry["evidence"])})
        for entry in not_coded
    )
    return trusted(
        Key,
        query=query,
        sets=sets,
        neutral=plan.neutral,
        not_coded=described,
        evidence=evidence,
        claim_faults=(),
        case=_case_key(combination.family.case, combination.words, proven),
    )


def _bodies(plan: KeyPlan, present: tuple[Ref, ...]) -> tuple:  # type: ignore[type-arg]
    """All that depends only on which sentences stand: models without the sentences' own places."""
    wanted = dict(plan.cited())
    standing = set(present)
    distractors = [(entry, codes, refs) for entry, codes, refs in plan.not_coded if standing & set(refs)]
    for _, _, refs in distractors:
        wanted.update(dict.fromkeys(refs))
    cited = [ref for ref in present if ref in wanted]
    index = {ref: number for number, ref in enumerate(cited)}

    def indexes(refs: Iterable[Ref]) -> tuple[int, ...]:
        return tuple(sorted({index[ref] for ref in refs if ref in index}))

    sets = tuple(
        trusted(
            AnswerSet,
            diagnoses=tuple(_with_evidence(DiagnosisKey, one, indexes(one.refs)) for one in planned.diagnoses),
            order=planned.order,
            lines=tuple(_with_evidence(LineKey, one, indexes(one.refs)) for one in planned.lines),
            bypass=planned.bypass,
        )
        for planned in plan.sets
    )
    query = None
    if plan.query is not None:
        entry = plan.query
        query = trusted(
            QueryKey,
            need=entry.need,
            about=entry.about,
            why=entry.why,
            cites=entry.cites,
            evidence=indexes(plan.query_refs),
            choices=entry.choices,
            codes=entry.codes,
        )
    not_coded = tuple(
        {"kind": e.kind, "codes": codes, "text": "", "evidence": indexes(refs), "why": e.why, "cites": e.cites}
        for e, codes, refs in distractors
    )
    return query, sets, not_coded, cited


def _with_evidence(model, cited: Cited, evidence: tuple[int, ...]):  # type: ignore[no-untyped-def]
    return trusted(model, **{**cited.element.__dict__, "evidence": evidence})


def _case_key(plan: CasePlan | None, words: Mapping[str, str | Cell], evidence: tuple[int, ...]) -> CaseKey | None:
    """The case of a combination; None where the family has none or nothing is wrong in it."""
    if plan is None:
        return None
    cause = key_value(plan.cause.parts, words).strip()
    if cause in ("", NO_CASE):
        return None
    facts = {name: key_value(text.parts, words).strip() for name, text in plan.facts}
    return trusted(
        CaseKey,
        cause=cause,
        line=key_value(plan.line.parts, words).strip() if plan.line else "",
        facts={name: value for name, value in facts.items() if value},
        evidence=evidence,
        why=plan.why,
        cites=plan.cites,
    )
