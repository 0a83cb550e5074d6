"""A family: one authored file, parsed and made fit for quick variants.

`load_family` reads one file and says all that is wrong with it at once; `families` reads the whole library.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from scenarios import conditions, source, templates
from scenarios.case_plan import CasePlan, read_case
from scenarios.claim_plan import ClaimPlan, Fault, read_claim
from scenarios.conditions import Condition, Known
from scenarios.entries import (
    RULES,
    BypassEntry,
    DiagnosisEntry,
    Entry,
    Fields,
    KeyText,
    LineEntry,
    Names,
    NotCodedEntry,
    OrderEntry,
    PriorEntry,
    QueryEntry,
    SetEntry,
    comma,
    key_text,
    read_bypass,
    read_diagnosis,
    read_history,
    read_line,
    read_not_coded,
    read_order,
    read_query,
    read_section,
    read_sets,
)
from scenarios.note import LONGEST_DOCUMENT, Line, Paper, read_paper
from scenarios.phrases import BANKS, ENGINE_WORDS
from scenarios.problems import FamilyError, Place, Problem, Problems, did_you_mean
from scenarios.skills import skills
from scenarios.tables import Tables, known_names, read_choice, read_list, read_table
from scenarios.templates import LONGEST_SENTENCE, LONGEST_SLOT, Cell, Parts

LIBRARY = Path(__file__).parent / "library"
LONGEST_PHRASE = 400

SETTINGS = {
    "office": ("11", "Office note"),
    "urgent care": ("20", "Urgent care note"),
    "outpatient hospital": ("22", "Outpatient note"),
    "emergency department": ("23", "Emergency department note"),
    "ambulatory surgery center": ("24", "Procedure note"),
    "telehealth": ("10", "Telehealth visit note"),
    "telehealth elsewhere": ("02", "Telehealth visit note"),
    "inpatient hospital": ("21", "Hospital note"),
    "off-campus outpatient hospital": ("19", "Outpatient note"),
    "skilled nursing facility": ("31", "Facility note"),
    "home": ("12", "Home visit note"),
}
"""Place of service and title of the first document."""
ROLES = ("coder", "biller", "both")
_TOP = (
    "format", "family", "version", "about", "setting", "patient", "provider", "vary", "tables", "lists", "never",
    "history",
    "note title", "note", "documents", "diagnoses", "procedures", "order", "bypass", "query", "sets", "not coded",
    "neutral", "claim", "case", "examples",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A worked combination with its whole key."""

    given: Condition | None
    seed: int | None
    diagnoses: tuple[str, ...]
    procedures: tuple[str, ...]
    query: str
    place: Place


@dataclass(frozen=True)
class Family:
    """One authored family, ready for variants."""

    path: str
    id: str
    version: int
    title: str
    specialty: str
    roles: tuple[str, ...]
    skills: tuple[str, ...]
    difficulty: int
    domains: tuple[str, ...]
    author: str
    reviewed: str
    setting: KeyText
    settings: tuple[str, ...]
    """All settings that combinations have."""
    age: KeyText
    days_old: KeyText | None
    """Days since birth where the file says them in place of an age; `age` is then the same text."""
    sex: KeyText
    provider_specialty: str
    provider_credential: str
    tables: Tables
    never: tuple[tuple[Condition, Place], ...]
    papers: tuple[Paper, ...]
    diagnoses: tuple[DiagnosisEntry, ...]
    lines: tuple[LineEntry, ...]
    orders: tuple[OrderEntry, ...]
    bypass: tuple[BypassEntry, ...]
    queries: tuple[QueryEntry, ...]
    sets: tuple[SetEntry, ...]
    history: tuple[PriorEntry, ...]
    not_coded: tuple[NotCodedEntry, ...]
    neutral: tuple[str, ...]
    neutral_place: Place
    claim: ClaimPlan
    case: CasePlan | None
    examples: tuple[Example, ...]
    places: Mapping[str, Place]
    key_names: frozenset[str]
    """Names that the key or a condition mentions: what has to be enumerated."""
    age_in_key: bool
    """Whether a text of the key holds the age itself."""
    compared: tuple[tuple[str, Any], ...]
    """Names with the numbers that conditions compare them with."""
    cache: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Combinations already worked out; holds nothing that a variant depends on."""

    @functools.cached_property
    def uses_age(self) -> bool:
        """Whether key or conditions depend on the patient's age."""
        return "age" in self.key_names

    @functools.cached_property
    def uses_payer(self) -> bool:
        """Whether key or conditions depend on the payer."""
        by_rule = any(RULES[line.rule].payer for line in self.lines if line.rule in RULES)
        return by_rule or bool({"payer", "payer.kind"} & self.key_names)

    @functools.cached_property
    def line_conditions(self) -> tuple[Condition, ...]:
        """The different conditions of sentences without a list."""
        found = {line.condition.text: line.condition for line in self.all_lines() if not line.each}
        return tuple(condition for condition in found.values() if condition.names)

    @functools.cached_property
    def each_lines(self) -> tuple[Line, ...]:
        """The sentences that stand once for each item of a list."""
        return tuple(line for line in self.all_lines() if line.each)

    @functools.cached_property
    def mess_counts(self) -> bool:
        """Whether any sentence stands at some mess levels only."""
        return any("mess" in line.condition.names for line in self.all_lines())

    def all_lines(self) -> list[Line]:
        """The sentences of all documents."""
        return [line for paper in self.papers for line in paper.lines()]


def read_family(text: str, file: str) -> tuple[Family | None, tuple[Problem, ...]]:
    """Parse a family; None where it cannot be used. All problems come back at once."""
    problems = Problems(file, Path(file).stem)
    root = source.read(text, problems)
    family = _Reading(root, problems, file).family() if root is not None and _readable(root, problems) else None
    found = problems.sorted()
    return (family, ()) if family is not None and not found else (None, found)


def _readable(root: source.Mapping, problems: Problems) -> bool:
    """Whether it is worth reading on: known format, all parts that everything else rests on."""
    written = root.text("format")
    if written is None or written.value != "1":
        place = written.place if written else root.place
        problems.add(
            "format.version", place, "the file must start with 'format: 1'; newer formats need a newer program"
        )
        return False
    for key in root.items:
        if key not in _TOP:
            problems.add("entry.unknown", root.places[key], f"unknown key {key!r}{did_you_mean(key, _TOP)}")
    for key in ("family", "version", "about", "setting", "patient", "vary", "note", "claim", "examples"):
        if key not in root.items:
            problems.add("entry.missing", root.place, f"{key!r} is missing")
    return not any(problem.rule in ("entry.missing", "format.version") for problem in problems.found)


class _Reading:
    """Reads one file, section by section."""

    def __init__(self, root: source.Mapping, problems: Problems, file: str) -> None:
        self.root, self.problems, self.file = root, problems, file
        self.tables = Tables()
        self.claim_used: set[str] = set()

    def family(self) -> Family | None:
        self._read_tables()
        known = self._known()
        claim_node = self.root.items["claim"]
        if not isinstance(claim_node, source.Mapping):
            self.problems.add("entry.form", claim_node.place, "claim: 'payer:', 'faults:' and so on are expected below")
            return None
        payers = comma(claim_node.text("payer").value) if claim_node.text("payer") else ()  # type: ignore[union-attr]
        known["payer"] = Known(frozenset(payers))
        names = self._names(known, set())
        papers = self._papers(known)
        names.sentences = {line.id for paper in papers for line in paper.lines() if line.id}
        self._check_words(papers, names)
        claim = read_claim(claim_node, names)
        about = Fields(self._mapping("about"), names, "about")
        provider = self.root.items.get("provider")
        given = Fields(provider, names, "provider") if isinstance(provider, source.Mapping) else None
        patient = Fields(self._mapping("patient"), names, "patient")
        sex = patient.key_text("sex", required=True)
        days_old = patient.key_text("days old")
        age = days_old if days_old is not None else patient.key_text("age", required=True)
        patient.done(("age", "days old", "sex"))
        setting, settings = self._settings(names)
        diagnoses = read_section(self._section("diagnoses"), names, read_diagnosis)
        lines = read_section(self._section("procedures"), names, read_line)
        queries = read_section(self._section("query"), names, read_query)
        not_coded = read_section(self._section("not coded"), names, read_not_coded)
        diagnosis_ids, line_ids = {entry.id for entry in diagnoses}, {entry.id for entry in lines}
        sets = read_sets(self._section("sets"), names, diagnosis_ids | line_ids)
        history = read_history(self._sequence("history"), names)
        in_sets = {entry.id for each in sets for entry in each.diagnoses}
        self._check_pointers([*lines, *(line for each in sets for line in each.lines)], diagnosis_ids | in_sets)
        if age is None or sex is None or claim is None:
            return None
        entries: list[Entry] = [*diagnoses, *lines, *queries, *not_coded]
        entries += [entry for each in sets for entry in (*each.diagnoses, *each.lines)]
        never = self._never(known)
        family = Family(
            path=self.file,
            id=self._id(),
            version=self._whole(self.root.text("version"), "version"),
            title=about.text("title"),
            specialty=about.text("specialty"),
            roles=self._listed(about, "roles", ROLES, "role"),
            skills=self._listed(about, "skills", names.skills, "skill"),
            difficulty=int(about.one_of("difficulty", ("1", "2", "3", "4", "5")) or 1)
            if about.text("difficulty", "1").isdigit()
            else 1,
            domains=about.values("domains"),
            author=about.text("author"),
            reviewed=about.text("reviewed"),
            setting=setting,
            settings=settings,
            age=age,
            days_old=days_old,
            sex=sex,
            provider_specialty=given.text("specialty", "") if given else "",
            provider_credential=given.text("credential", "") if given else "",
            tables=self.tables,
            never=never,
            papers=papers,
            diagnoses=tuple(diagnoses),  # type: ignore[arg-type]
            lines=tuple(lines),  # type: ignore[arg-type]
            orders=read_order(self.root.items.get("order"), names, diagnosis_ids | in_sets),
            bypass=read_bypass(self._sequence("bypass"), names, line_ids),
            queries=tuple(queries),  # type: ignore[arg-type]
            sets=sets,
            history=history,
            not_coded=tuple(not_coded),  # type: ignore[arg-type]
            neutral=self._neutral(),
            neutral_place=self.root.places.get("neutral", Place(1, 1)),
            claim=claim,
            case=read_case(self.root.items.get("case"), names),
            examples=self._examples(known, names),
            places=self.root.places,
            key_names=frozenset(names.used | self.claim_used | self._mentioned(entries, papers, never, sets)),
            age_in_key="age" in names.used,
            compared=self._compared(entries, papers, never),
        )
        about.done(("title", "specialty", "roles", "skills", "difficulty", "domains", "author", "reviewed"))
        return family

    # ---- small readings ----------------------------------------------------------------------------------

    def _mapping(self, key: str) -> source.Mapping:
        node = self.root.items[key]
        if isinstance(node, source.Mapping):
            return node
        self.problems.add("entry.form", node.place, f"{key}: lines 'name: value' are expected below")
        return source.Mapping({}, {}, node.place)

    def _section(self, key: str) -> source.Mapping | None:
        return self._mapping(key) if key in self.root.items else None

    def _sequence(self, key: str) -> source.Sequence | None:
        node = self.root.items.get(key)
        if node is None or isinstance(node, source.Sequence):
            return node
        self.problems.add("entry.form", node.place, f"{key}: a YAML list ('- ...') is expected")
        return None

    def _id(self) -> str:
        node = self.root.text("family")
        value = node.value if node else ""
        place = node.place if node else self.root.place
        if not re.fullmatch(r"[a-z][a-z0-9-]{0,60}", value):
            self.problems.add(
                "family.id", place, f"family {value!r}: lower-case letters, digits and hyphens, a letter first"
            )
        elif value != Path(self.file).stem:
            self.problems.add("family.id", place, f"family {value!r} stands in {Path(self.file).name}; name both alike")
        return value

    def _whole(self, node: source.Text | None, what: str) -> int:
        if node is not None and re.fullmatch(r"[1-9]\d{0,5}", node.value):
            return int(node.value)
        place = node.place if node else self.root.place
        self.problems.add("entry.value", place, f"{what}: a whole number from 1 is expected")
        return 1

    def _listed(self, fields: Fields, key: str, allowed: Any, what: str) -> tuple[str, ...]:
        values = fields.values(key)
        if not values:
            fields.text(key)
        for value in values:
            if value not in allowed:
                hint = did_you_mean(value, allowed)
                self.problems.add(f"{what}.unknown", fields.place(key), f"unknown {what} {value!r}{hint}")
        return values

    def _settings(self, names: Names) -> tuple[KeyText, tuple[str, ...]]:
        """The setting and all that it can come to: a name, or one slot of a choice whose cells are names."""
        node = self.root.text("setting")
        place = node.place if node else self.root.place
        text = key_text(node.value if node else "", place, names, "")
        values = tuple(dict.fromkeys(self._cell_texts(text.raw)))
        for value in values:
            if value not in SETTINGS:
                self.problems.add("entry.value", place, f"unknown setting {value!r}{did_you_mean(value, SETTINGS)}")
        return text, values

    def _cell_texts(self, text: str) -> list[str]:
        """What a text can come to, where it is plain or one slot of plain cells."""
        slot = re.fullmatch(r"<([\w.]+)>", text)
        if slot is None or slot[1] not in self.cells:
            return [text]
        return [value.raw if isinstance(value, Cell) else str(value) for value, _ in self.cells[slot[1]]]

    def _note_title(self) -> str:
        """Title of the first document where the file gives none; of settings that vary, that of the first."""
        node = self.root.text("setting")
        first = self._cell_texts(node.value if node else "")[0]
        return SETTINGS.get(first, ("", "Note"))[1]

    def _neutral(self) -> tuple[str, ...]:
        node = self.root.items.get("neutral")
        if isinstance(node, source.Sequence):
            return tuple(item.value for item in node.items if isinstance(item, source.Text))
        return comma(node.value) if isinstance(node, source.Text) else ()

    # ---- tables and names --------------------------------------------------------------------------------

    def _read_tables(self) -> None:
        for section, target, reader in (
            ("vary", self.tables.choices, read_choice),
            ("lists", self.tables.lists, read_list),
        ):
            node = self._section(section)
            for name, text in (node.items if node else {}).items():
                if isinstance(text, source.Text):
                    read = reader(name, text, self.problems)
                    if read is not None:
                        cast("dict[str, object]", target)[name] = read
                else:
                    self.problems.add(
                        "table.form", text.place, f"{section}: {name}: a table in a '|' block is expected"
                    )
        node = self._section("tables")
        for name, text in (node.items if node else {}).items():
            if not isinstance(text, source.Text):
                self.problems.add("table.form", text.place, f"tables: {name}: a table in a '|' block is expected")
            elif name in self.tables.choices or name in self.tables.lists:
                self.problems.add("name.twice", node.places[name], f"{name!r} is a choice or list already")  # type: ignore[union-attr]
            else:
                table = read_table(name, text, self.tables, self.problems)
                if table is not None:
                    self.tables.tables[name] = table

    def _known(self) -> dict[str, Known]:
        known = known_names(self.tables)
        known["age"] = Known(None, True)
        known["sex"] = Known(frozenset(("female", "male")))
        kinds = (
            "medicare",
            "medicaid",
            "medicare_advantage",
            "commercial",
            "hmo",
            "workers_comp",
            "tricare",
            "self_pay",
        )
        known["payer.kind"] = Known(frozenset(kinds))
        for table in self.tables.tables.values():
            if not table.of_list:
                for name in table.names():
                    column = name.split(".")[-1] if "." in name else ""
                    cells = [c for (_, k), c in table.cells.items() if table.across or not column or k == column]
                    if all(isinstance(value, str) for value in cells):
                        known[name] = Known(
                            frozenset(map(str, cells)), all(re.fullmatch(r"-?\d*\.?\d+", str(c)) for c in cells if c)
                        )
        return known

    def _cells(self) -> dict[str, list[tuple[templates.Part | str | Cell, Place]]]:
        """All cells by the name that gives them."""
        cells: dict[str, list[Any]] = {}
        for choice in self.tables.choices.values():
            for row, place in zip(choice.rows, choice.places, strict=True):
                for name, value in row.items():
                    cells.setdefault(name, []).append((value, place))
        for table in self.tables.tables.values():
            for (_, column), value in table.cells.items():
                for name in table.names():
                    if table.across or "." not in name or name.endswith(f".{column}"):
                        cells.setdefault(name, []).append((value, table.place))
        return cells

    def _names(self, known: Mapping[str, Known], sentences: set[str]) -> Names:
        cells = self._cells()
        of_list = {name: t.of_list for t in self.tables.tables.values() if t.of_list for name in t.names()}
        words = {name for name in cells if name not in of_list} | {"payer", "payer.kind", "age", "sex"}
        items = {}
        worded = {
            name for name, found in cells.items() if any(isinstance(c, Cell) and _has_wording(c) for c, _ in found)
        }
        for each in self.tables.lists.values():
            items[each.name] = {*each.columns, "n", *(name for name, owner in of_list.items() if owner == each.name)}
            for column in each.columns:
                for row, place in zip(each.rows, each.places, strict=True):
                    value = row[column]
                    if not isinstance(value, tuple):
                        cells.setdefault(column, []).append((value, place))
                    if isinstance(value, Cell) and _has_wording(value):
                        worded.add(column)
        self.cells = cells
        return Names(known, words, worded, self.tables.lists, items, sentences, set(skills()), self.problems)

    def _papers(self, known: Mapping[str, Known]) -> tuple[Paper, ...]:
        here = {**known, "mess": Known(frozenset("1234"), True)}
        title = self.root.text("note title")
        first = title.value if title else self._note_title()
        blocks = {first: self.root.items["note"]}
        for name, node in (self._section("documents") or source.Mapping({}, {}, Place(1, 1))).items.items():
            blocks[name[:1].upper() + name[1:]] = node
        papers = []
        for name, node in blocks.items():
            if isinstance(node, source.Text):
                papers.append(read_paper(name, node, here, self.tables.lists, self.problems))
            else:
                self.problems.add("note.block", node.place, f"{name}: a '|' block of tagged sentences is expected")
        owner: dict[str, str] = {}
        for paper in papers:
            for line in paper.lines():
                if owner.setdefault(line.id or f"-{line.label}", paper.title) != paper.title:
                    self.problems.add("sentence.twice", line.place, f"[{line.id}] stands in {owner[line.id]!r} too")
        return tuple(papers)

    # ---- slots: known, without circles, bounded ----------------------------------------------------------

    def _check_words(self, papers: tuple[Paper, ...], names: Names) -> None:
        prose = names.words | ENGINE_WORDS
        items = {name for words in names.item_words.values() for name in words}
        for found in self.cells.values():
            for value, place in found:
                if isinstance(value, Cell):
                    for option in value.options:
                        self._check_parts(option, prose | items, place)
        lengths = self._lengths(names)
        for paper in papers:
            total = 0
            for line in paper.lines():
                here = prose | names.item_words.get(line.each, set())
                self._check_parts(line.parts, here, line.place)
                length = _length(line.parts, lengths)
                if length > LONGEST_SENTENCE:
                    message = f"the sentence can grow to {_big(length)} characters; {LONGEST_SENTENCE} are allowed"
                    self.problems.add("text.too_long", line.place, message)
                items_of = self.tables.lists[line.each].high if line.each else 1
                total += min(length, LONGEST_SENTENCE) * items_of
            if total > LONGEST_DOCUMENT * 4:
                message = f"{paper.title} can grow to {_big(total)} characters; {LONGEST_DOCUMENT} are allowed"
                self.problems.add("text.too_long", paper.place, message)

    def _check_parts(self, parts: Parts, allowed: set[str], place: Place) -> None:
        for name in templates.names(parts):
            if name not in allowed:
                self.problems.add("slot.unknown", place, f"unknown slot <{name}>{did_you_mean(name, allowed)}")
        for bank in templates.phrases(parts):
            if bank not in BANKS:
                self.problems.add("phrase.unknown", place, f"unknown phrase bank {bank!r}{did_you_mean(bank, BANKS)}")

    def _lengths(self, names: Names) -> dict[str, int]:
        """The most characters that each name can give; a circle is a problem."""
        lengths: dict[str, int] = {}
        open_names: list[str] = []

        def length_of(name: str) -> int:
            if name in lengths:
                return lengths[name]
            if name not in self.cells:
                return LONGEST_SLOT
            if name in open_names or len(open_names) > 60:
                start = open_names.index(name) if name in open_names else 0
                circle = " -> ".join([*open_names[start:], name])
                place = next(p for v, p in self.cells[name] if isinstance(v, Cell))
                self.problems.add("table.loop", place, f"slots go in circles: {circle}")
                return 0
            open_names.append(name)
            lengths_here = []
            for value, _ in self.cells[name]:
                if isinstance(value, Cell):
                    lengths_here += [
                        sum(len(part) if isinstance(part, str) else _part_length(part, length_of) for part in option)
                        for option in value.options
                    ]
                else:
                    lengths_here.append(len(str(value)))
            open_names.pop()
            lengths[name] = max(lengths_here, default=0)
            return lengths[name]

        for name in list(self.cells):
            length_of(name)
        return lengths

    # ---- the rest ----------------------------------------------------------------------------------------

    def _check_pointers(self, lines: list[Any], ids: set[str]) -> None:
        for line in lines:
            for name in (*line.pointers, *line.may_point, *((line.first,) if line.first else ())):
                if name not in ids:
                    message = f"procedure {line.id}: no diagnosis {name!r} to point at{did_you_mean(name, ids)}"
                    self.problems.add("entry.reference", line.place, message)

    def _never(self, known: Mapping[str, Known]) -> tuple[tuple[Condition, Place], ...]:
        node = self._sequence("never")
        return tuple(
            (conditions.parse(item.value, known, item.place, self.problems), item.place)
            for item in (node.items if node else ())
            if isinstance(item, source.Text)
        )

    def _mentioned(self, entries: list[Entry], papers: Any, never: Any, sets: Any) -> set[str]:
        found: set[str] = set()
        for entry in entries:
            found |= entry.when.names
            if isinstance(entry, LineEntry | DiagnosisEntry) and entry.rule in RULES and RULES[entry.rule].age_limits:
                found.add("age")
        for paper in papers:
            for line in paper.lines():
                found |= line.condition.names
        for condition, _ in never:
            found |= condition.names
        for each in sets:
            found |= each.when.names
        found.discard("mess")
        return found

    def _compared(self, entries: list[Entry], papers: Any, never: Any) -> tuple[tuple[str, Any], ...]:
        found: list[Any] = [pair for entry in entries for pair in entry.when.numbers]
        found += [pair for paper in papers for line in paper.lines() for pair in line.condition.numbers]
        found += [pair for condition, _ in never for pair in condition.numbers]
        return tuple(sorted(set(found)))

    def _examples(self, known: Mapping[str, Known], names: Names) -> tuple[Example, ...]:
        node = self._sequence("examples")
        examples = []
        for item in node.items if node else ():
            if not isinstance(item, source.Mapping):
                self.problems.add("entry.form", item.place, "an example has 'given:', 'diagnoses:' and 'procedures:'")
                continue
            fields = Fields(item, names, "example")
            given = fields.condition("given") if fields.has("given") else None
            seed = fields.text("seed", "") if given is None else ""
            if given is not None and not given.equals and given.text:
                self.problems.add("example.given", fields.place("given"), "'given' is name=value joined by 'and'")
            if given is None and not seed.isdigit():
                self.problems.add("example.given", item.place, "an example needs 'given:' or 'seed:'")
            diagnoses, procedures = fields.values("diagnoses"), fields.values("procedures")
            query = fields.text("query", "")
            fields.done(("given", "seed", "diagnoses", "procedures", "query"))
            number = int(seed) if seed.isdigit() and len(seed) < 10 else None
            examples.append(Example(given, number, diagnoses, procedures, query, item.place))
        if node is not None and not examples:
            self.problems.add("example.missing", node.place, "at least one example is needed")
        return tuple(examples)


def _has_wording(cell: Cell) -> bool:
    return len(cell.options) > 1 or any(
        not isinstance(part, str | templates.Word) for option in cell.options for part in option
    )


def _part_length(part: Any, length_of: Any) -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, templates.Word):
        return int(length_of(part.name))
    if isinstance(part, templates.Either):
        return max(sum(_part_length(piece, length_of) for piece in option) for option in part.options)
    return LONGEST_PHRASE if isinstance(part, templates.Phrase) else LONGEST_SLOT


def _length(parts: Parts, lengths: Mapping[str, int]) -> int:
    return sum(_part_length(part, lambda name: lengths.get(name, LONGEST_SLOT)) for part in parts)


def _big(number: int) -> str:
    return f"{number:,}" if number < 10**12 else "more than a million million"


def find(id_or_path: str | Path, folder: Path | None = None) -> Path:
    """The file of a family: a path as given, or an id looked up in the library. FamilyError where there is none."""
    text = str(id_or_path)
    if text.endswith((".yaml", ".yml")) or "/" in text:
        return Path(text)
    library = folder or LIBRARY
    files = {path.stem: path for path in sorted(library.rglob("*.yaml"))}
    if text not in files:
        message = f"no family {text!r} in the library{did_you_mean(text, files)}"
        raise FamilyError([Problem(text, 1, 1, text, "", "family.unknown", message)])
    return files[text]


def load_family(id_or_path: str | Path, folder: Path | None = None) -> Family:
    """One family by id or path. FamilyError says all that is wrong with it."""
    path = find(id_or_path, folder)
    try:
        size = path.stat().st_size
        if size > source.LARGEST_FILE:
            message = f"the file has {size} bytes, {source.LARGEST_FILE} are allowed; split the family"
            raise FamilyError([Problem(shown(path), 1, 1, path.stem, "", "file.size", message)])
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise FamilyError([Problem(shown(path), 1, 1, path.stem, "", "file.read", message)]) from error
    except UnicodeDecodeError as error:
        message = f"not UTF-8 at byte {error.start}; save the file as UTF-8"
        raise FamilyError([Problem(shown(path), 1, 1, path.stem, "", "file.encoding", message)]) from error
    family, problems = read_family(text, shown(path))
    if family is None:
        raise FamilyError(problems)
    return family


def shown(path: Path) -> str:
    """A path as messages show it: inside the project relative to it."""
    try:
        return path.resolve().relative_to(LIBRARY.parent.parent).as_posix()
    except ValueError:
        return path.as_posix()


def families(folder: Path | None = None) -> dict[str, Family]:
    """The whole library by id, in the order of the ids. FamilyError with the problems of all files."""
    found: dict[str, Family] = {}
    problems: list[Problem] = []
    for path in sorted((folder or LIBRARY).rglob("*.yaml")):
        try:
            family = load_family(path)
        except FamilyError as error:
            problems.extend(error.problems)
            continue
        if family.id in found:
            message = f"family {family.id!r} stands in {found[family.id].path} too"
            problems.append(Problem(family.path, 1, 1, family.id, "", "family.twice", message))
        found[family.id] = family
    if problems:
        raise FamilyError(problems)
    return dict(sorted(found.items()))


__all__ = ["Example", "Family", "Fault", "families", "key_text", "load_family", "read_family"]
