"""The answer key of a family as its author wrote it: entries with conditions, code templates and cited sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from scenarios import conditions, source, templates
from scenarios.conditions import Condition, Known
from scenarios.problems import Place, Problems, did_you_mean
from scenarios.tables import ItemList, item_names
from scenarios.templates import Parts

NOT_CODED_KINDS = ("ruled out", "uncertain", "family history", "resolved", "copied forward", "integral", "incidental")


@dataclass(frozen=True)
class Rule:
    """A rule that stands in place of a code: keys that must and that may be given, columns of its list (`of:`)."""

    keys: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    age_limits: tuple[int, ...] = ()
    """Ages from which the rule answers otherwise."""
    payer: bool = False
    """Whether the answer depends on the payer."""


_DECISION = ("problems", "data", "risk", "minutes")
DIAGNOSIS_RULES: dict[str, Rule] = {
    "gestation": Rule(("due",)),
    "burn area": Rule(columns=("part", "share", "degree"), age_limits=(1, 5, 10, 15)),
}
LINE_RULES: dict[str, Rule] = {
    "e/m office": Rule(("status",), _DECISION),
    "e/m hospital": Rule(("kind",), _DECISION),
    "e/m emergency": Rule(("problems", "data", "risk")),
    "critical care": Rule(("minutes",), age_limits=(1, 6), payer=True),
    "prolonged": Rule(("visit", "minutes"), payer=True),
    "preventive visit": Rule(("status",), age_limits=(1, 5, 12, 18, 40, 65), payer=True),
    "laceration repair": Rule(columns=("site", "cm", "complexity")),
    "excision": Rule(("kind", "site", "lesion", "margin")),
    "drug units": Rule(("code", "dose", "dose unit", "vials", "single dose"), payer=True),
    "therapy units": Rule(("method",), columns=("code", "minutes")),
    "infusion": Rule((), ("reason",), columns=("kind", "drug", "route", "start", "stop"), payer=True),
    "immunization": Rule(("counselled",), columns=("code", "components", "route"), age_limits=(19,), payer=True),
}

RULES = {**LINE_RULES, **DIAGNOSIS_RULES}
AGE_LIMITS = tuple(sorted({limit for rule in RULES.values() for limit in rule.age_limits}))
"""Ages at which some rule begins to answer otherwise."""


@dataclass(frozen=True)
class KeyText:
    """A value of the key that may hold slots of choices; never alternatives of wording."""

    parts: Parts
    raw: str
    place: Place

    @property
    def built(self) -> bool:
        """Put together from fixed text and slots, or from several slots."""
        return len(self.parts) > 1


@dataclass(frozen=True, eq=False)
class Entry:
    """What every entry of the key has."""

    id: str
    place: Place
    when: Condition
    each: str
    sources: tuple[str, ...]
    """Ids of the sentences that prove it."""
    why: str
    cites: str
    skill: str


@dataclass(frozen=True, eq=False)
class DiagnosisEntry(Entry):
    code: KeyText | None
    accepted: KeyText | None
    need: str
    reads: KeyText | None
    rule: str
    given: Mapping[str, KeyText]
    of: str


@dataclass(frozen=True, eq=False)
class LineEntry(Entry):
    code: KeyText | None
    accepted: KeyText | None
    need: str
    units: KeyText | None
    must: KeyText | None
    may: KeyText | None
    first: str
    pointers: tuple[str, ...]
    may_point: tuple[str, ...]
    summed: bool
    """Points at the own diagnoses of the items that a line sums."""
    rule: str
    given: Mapping[str, KeyText]
    of: str
    bypass: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class QueryEntry(Entry):
    need: str
    codes: str
    about: str
    choices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class NotCodedEntry(Entry):
    kind: str
    codes: KeyText


@dataclass(frozen=True)
class PriorEntry:
    """A service before this encounter that the practice's records hold."""

    when: Condition
    days_before: KeyText
    code: KeyText
    modifiers: KeyText | None
    diagnoses: KeyText | None
    same_physician: KeyText | None
    place: Place


@dataclass(frozen=True)
class OrderEntry:
    when: Condition
    tiers: tuple[tuple[str, ...], ...]
    rest_after: bool
    """`heart first`: all others form the last tier."""
    place: Place


@dataclass(frozen=True)
class BypassEntry:
    when: Condition
    lines: tuple[str, str]
    any: tuple[str, ...]
    place: Place


@dataclass(frozen=True)
class SetEntry:
    id: str
    when: Condition
    drop: tuple[str, ...]
    diagnoses: tuple[DiagnosisEntry, ...]
    lines: tuple[LineEntry, ...]
    place: Place


@dataclass
class Names:
    """All that the key may refer to."""

    known: Mapping[str, Known]
    words: set[str]
    """Slots of the key."""
    worded: set[str]
    """Those of them that have alternatives of wording, which a key must not see."""
    lists: Mapping[str, ItemList]
    item_words: Mapping[str, set[str]]
    """Slots where an item of a list is at hand."""
    sentences: set[str]
    skills: set[str]
    problems: Problems
    used: set[str] = field(default_factory=set)
    """Names that the key's texts mention."""


def comma(text: str) -> tuple[str, ...]:
    """Comma text as its values."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


class Fields:
    """One mapping of the file, read key by key; what is left over is unknown."""

    def __init__(self, node: source.Mapping, names: Names, what: str, each: str = "") -> None:
        self.node, self.names, self.what, self.each = node, names, what, each
        self.problems = names.problems
        self._left = set(node.items)

    def has(self, key: str) -> bool:
        return key in self.node.items

    def place(self, key: str) -> Place:
        return self.node.items[key].place if key in self.node.items else self.node.place

    def text(self, key: str, default: str | None = None) -> str:
        """A scalar; missing without a default is a problem. Lines of a block are joined."""
        self._left.discard(key)
        node = self.node.items.get(key)
        if node is None:
            if default is None:
                self.problems.add("entry.missing", self.node.place, f"{self.what}: {key!r} is missing")
            return default or ""
        if not isinstance(node, source.Text):
            self.problems.add("entry.form", node.place, f"{self.what}: {key!r} must be text")
            return default or ""
        if not node.value.strip() and default is None:
            self.problems.add("entry.missing", node.place, f"{self.what}: {key!r} is empty")
        return " ".join(node.value.split())

    def values(self, key: str) -> tuple[str, ...]:
        """Comma text, or a YAML list of texts."""
        self._left.discard(key)
        node = self.node.items.get(key)
        if isinstance(node, source.Sequence):
            return tuple(item.value.strip() for item in node.items if isinstance(item, source.Text))
        return comma(self.text(key, "")) if node is not None else ()

    def one_of(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        value = self.text(key, default)
        if value and value not in allowed:
            message = f"{self.what}: {key} is never {value!r}{did_you_mean(value, allowed)}"
            self.problems.add("entry.value", self.place(key), message)
        return value

    def condition(self, key: str = "when") -> Condition:
        if not self.has(key):
            return conditions.ALWAYS
        known = self.names.known
        if self.each:
            known = {**known, **item_names(self.names.lists[self.each])}
        return conditions.parse(self.text(key), known, self.place(key), self.problems)

    def key_text(self, key: str, required: bool = False) -> KeyText | None:
        """Text with slots of choices only."""
        if not self.has(key):
            if required:
                self.text(key)
            return None
        place = self.place(key)
        text = ", ".join(self.values(key)) if isinstance(self.node.items[key], source.Sequence) else self.text(key)
        return key_text(text, place, self.names, self.each)

    def mapping(self, key: str) -> source.Mapping | None:
        self._left.discard(key)
        node = self.node.items.get(key)
        if node is not None and not isinstance(node, source.Mapping):
            self.problems.add(
                "entry.form", node.place, f"{self.what}: {key!r} must hold entries, 'id:' and lines below it"
            )
            return None
        return node

    def sequence(self, key: str) -> source.Sequence | None:
        self._left.discard(key)
        node = self.node.items.get(key)
        if node is not None and not isinstance(node, source.Sequence):
            self.problems.add("entry.form", node.place, f"{self.what}: {key!r} must be a YAML list ('- ...')")
            return None
        return node

    def take(self, key: str) -> source.Node | None:
        self._left.discard(key)
        return self.node.items.get(key)

    def done(self, allowed: Iterable[str]) -> None:
        """Refuse what nobody asked for."""
        for key in self.node.items:
            if key in self._left:
                hint = did_you_mean(key, allowed)
                self.problems.add("entry.unknown", self.node.places[key], f"{self.what}: unknown key {key!r}{hint}")


def key_text(text: str, place: Place, names: Names, each: str) -> KeyText:
    """Parse a value of the key and refuse what it must not see."""
    parts = templates.parse(text, text, place, names.problems)
    for part in parts:
        if isinstance(part, str | templates.Word):
            continue
        names.problems.add(
            "key.wording", place, f"{text!r}: a key holds plain slots only, no alternatives, dates or phrases"
        )
        return KeyText((), text, place)
    allowed = names.words | (names.item_words[each] if each else set())
    for name in templates.names(parts):
        if name not in allowed:
            names.problems.add("slot.unknown", place, f"unknown slot <{name}>{did_you_mean(name, allowed)}")
            return KeyText((), text, place)
        if name in names.worded:
            message = f"<{name}> has alternatives of wording (' / '); a key must not depend on wording"
            names.problems.add("key.wording", place, message)
        names.used.add(name)
    return KeyText(parts, text, place)


_COMMON = ("when", "each", "from", "why", "cites", "skill")


def _common(fields: Fields, entry_id: str, node: source.Mapping, skill: str) -> Entry:
    names = fields.names
    sources = fields.values("from")
    if not sources:
        names.problems.add("entry.missing", node.place, f"{fields.what}: 'from' is missing; which sentences prove it?")
    for name in sources:
        if name not in names.sentences:
            hint = did_you_mean(name, names.sentences)
            names.problems.add("sentence.unknown", fields.place("from"), f"no sentence [{name}]{hint}")
    chosen = fields.text("skill", skill)
    if chosen not in names.skills:
        hint = did_you_mean(chosen, names.skills)
        names.problems.add("skill.unknown", fields.place("skill"), f"unknown skill {chosen!r}{hint}")
    return Entry(
        entry_id, node.place, fields.condition(), fields.each, sources, fields.text("why"), fields.text("cites"), chosen
    )


def _fields(entry_id: str, node: source.Node, names: Names, section: str) -> Fields | None:
    if not isinstance(node, source.Mapping):
        names.problems.add(
            "entry.form", node.place, f"{section} {entry_id}: lines such as 'code: ...' are expected below"
        )
        return None
    fields = Fields(node, names, f"{section} {entry_id}")
    each = fields.text("each", "")
    if each and each not in names.lists:
        hint = did_you_mean(each, names.lists)
        names.problems.add("list.unknown", fields.place("each"), f"unknown list {each!r}{hint}")
        each = ""
    fields.each = each
    return fields


def _rule(fields: Fields, rules: Mapping[str, Rule]) -> tuple[str, dict[str, KeyText]]:
    if not fields.has("rule"):
        return "", {}
    rule = fields.one_of("rule", rules)
    wanted = rules.get(rule, Rule())
    given = {}
    for name in (*wanted.keys, *wanted.optional):
        text = fields.key_text(name, required=name in wanted.keys)
        if text is not None:
            given[name] = text
    return rule, given


def _list_of(fields: Fields, rule: Rule) -> str:
    """The list whose items a rule sums, with the columns that it reads."""
    of = fields.text("of") if rule.columns else ""
    lists = fields.names.lists
    if of and (of not in lists or not set(rule.columns) <= set(lists[of].columns)):
        message = f"'of: {of}': a list with the columns {', '.join(rule.columns)} is expected"
        fields.problems.add("list.unknown", fields.place("of"), message)
        return ""
    return of


def read_diagnosis(entry_id: str, node: source.Node, names: Names) -> DiagnosisEntry | None:
    """One entry of `diagnoses`."""
    fields = _fields(entry_id, node, names, "diagnosis")
    if fields is None or not isinstance(node, source.Mapping):
        return None
    rule, given = _rule(fields, DIAGNOSIS_RULES)
    code = None if rule else fields.key_text("code", required=True)
    reads = fields.key_text("reads")
    if code is not None and code.built and any(not isinstance(part, str) for part in code.parts) and reads is None:
        message = f"diagnosis {entry_id}: a code put together from slots needs 'reads', words of its official title"
        names.problems.add("reads.missing", code.place, message)
    entry = DiagnosisEntry(
        **_common(fields, entry_id, node, "icd.specificity").__dict__,
        code=code,
        accepted=fields.key_text("accepted"),
        need=fields.one_of("need", ("required", "optional"), "required"),
        reads=reads,
        rule=rule,
        given=given,
        of=_list_of(fields, DIAGNOSIS_RULES.get(rule, Rule())),
    )
    wanted = DIAGNOSIS_RULES.get(rule, Rule())
    fields.done((*_COMMON, "code", "accepted", "need", "reads", "rule", "of", *wanted.keys))
    return entry


def _modifiers(fields: Fields) -> tuple[KeyText | None, KeyText | None]:
    node = fields.take("modifiers")
    if isinstance(node, source.Mapping):
        inner = Fields(node, fields.names, f"{fields.what} modifiers", fields.each)
        pair = inner.key_text("must"), inner.key_text("may")
        inner.done(("must", "may"))
        return pair
    return fields.key_text("modifiers"), None


def _pointers(fields: Fields) -> tuple[str, tuple[str, ...], tuple[str, ...], bool]:
    node = fields.take("pointers")
    if isinstance(node, source.Mapping):
        inner = Fields(node, fields.names, f"{fields.what} pointers", fields.each)
        first, must, may = inner.text("first", ""), inner.values("must"), inner.values("may")
        inner.done(("first", "must", "may"))
    else:
        first, must, may = "", fields.values("pointers"), ()
    summed = {"summed wounds", "summed items"}
    return first, tuple(name for name in must if name not in summed), may, bool(summed & set(must))


def read_line(entry_id: str, node: source.Node, names: Names) -> LineEntry | None:
    """One entry of `procedures`."""
    fields = _fields(entry_id, node, names, "procedure")
    if fields is None or not isinstance(node, source.Mapping):
        return None
    rule, given = _rule(fields, LINE_RULES)
    wanted = LINE_RULES.get(rule, Rule())
    must, may = _modifiers(fields)
    first, pointers, may_point, summed = _pointers(fields)
    entry = LineEntry(
        **_common(fields, entry_id, node, "cpt.selection").__dict__,
        code=None if rule else fields.key_text("code", required=True),
        accepted=fields.key_text("accepted"),
        need=fields.one_of("need", ("required", "optional"), "required"),
        units=fields.key_text("units"),
        must=must,
        may=may,
        first=first,
        pointers=pointers,
        may_point=may_point,
        summed=summed,
        rule=rule,
        given=given,
        of=_list_of(fields, wanted),
        bypass=fields.values("bypass") if rule == "laceration repair" else (),
    )
    known = (*_COMMON, "code", "accepted", "need", "units", "modifiers", "pointers", "rule")
    fields.done((*known, *wanted.keys, *wanted.optional, "of", "bypass"))
    return entry


def read_query(entry_id: str, node: source.Node, names: Names) -> QueryEntry | None:
    """One entry of `query`."""
    fields = _fields(entry_id, node, names, "query")
    if fields is None or not isinstance(node, source.Mapping):
        return None
    entry = QueryEntry(
        **_common(fields, entry_id, node, "query.compliant").__dict__,
        need=fields.one_of("need", ("required", "optional"), "required"),
        codes=fields.one_of("codes", ("held", "provisional")),
        about=fields.text("about"),
        choices=tuple(choice.strip() for choice in fields.text("choices", "").split(";") if choice.strip()),
    )
    fields.done((*_COMMON, "need", "codes", "about", "choices"))
    return entry


def read_not_coded(entry_id: str, node: source.Node, names: Names) -> NotCodedEntry | None:
    """One entry of `not coded`."""
    fields = _fields(entry_id, node, names, "not coded")
    if fields is None or not isinstance(node, source.Mapping):
        return None
    codes = fields.key_text("codes", required=True) or KeyText((), "", node.place)
    entry = NotCodedEntry(
        **_common(fields, entry_id, node, "icd.distractors").__dict__,
        kind=fields.one_of("kind", NOT_CODED_KINDS),
        codes=codes,
    )
    fields.done((*_COMMON, "kind", "codes"))
    return entry


def read_order(node: source.Node | None, names: Names, ids: set[str]) -> tuple[OrderEntry, ...]:
    """`order`: one text, or a list of conditions with tiers."""
    if node is None:
        return ()
    if isinstance(node, source.Text):
        return (_tiers(node.value, conditions.ALWAYS, node.place, names, ids),)
    orders = []
    for item in node.items if isinstance(node, source.Sequence) else ():
        if isinstance(item, source.Mapping):
            fields = Fields(item, names, "order")
            when = fields.condition()
            orders.append(_tiers(fields.text("tiers"), when, fields.place("tiers"), names, ids))
            fields.done(("when", "tiers"))
    if not orders:
        names.problems.add("entry.form", node.place, "order: text, or a YAML list of 'when:' and 'tiers:'")
    return tuple(orders)


def _tiers(text: str, when: Condition, place: Place, names: Names, ids: set[str]) -> OrderEntry:
    text = " ".join(text.split())
    rest_after = text.endswith(" first")
    tiers = tuple(comma(tier) for tier in text.removesuffix(" first").split(">"))
    for name in (name for tier in tiers for name in tier):
        if name not in ids:
            names.problems.add("entry.reference", place, f"order: no diagnosis {name!r}{did_you_mean(name, ids)}")
    return OrderEntry(when, tiers, rest_after, place)


def read_bypass(node: source.Sequence | None, names: Names, ids: set[str]) -> tuple[BypassEntry, ...]:
    """`bypass`: pairs of lines that a modifier keeps apart."""
    entries = []
    for item in node.items if node is not None else ():
        if not isinstance(item, source.Mapping):
            names.problems.add("entry.form", item.place, "bypass: a list of 'lines:' and 'any:'")
            continue
        fields = Fields(item, names, "bypass")
        lines, modifiers, when = fields.values("lines"), fields.values("any"), fields.condition()
        fields.done(("when", "lines", "any"))
        for name in lines:
            if name not in ids:
                message = f"bypass: no procedure {name!r}{did_you_mean(name, ids)}"
                names.problems.add("entry.reference", fields.place("lines"), message)
        if len(lines) != 2 or not modifiers:
            names.problems.add(
                "entry.form", item.place, "bypass: two ids in 'lines' and at least one modifier in 'any'"
            )
            continue
        entries.append(BypassEntry(when, (lines[0], lines[1]), modifiers, item.place))
    return tuple(entries)


def read_history(node: source.Sequence | None, names: Names) -> tuple[PriorEntry, ...]:
    """`history`: services before this encounter."""
    entries = []
    for item in node.items if node is not None else ():
        if not isinstance(item, source.Mapping):
            names.problems.add("entry.form", item.place, "history: a list of 'days before:' and 'code:'")
            continue
        fields = Fields(item, names, "history")
        when, days = fields.condition(), fields.key_text("days before", required=True)
        code = fields.key_text("code", required=True)
        modifiers, diagnoses = fields.key_text("modifiers"), fields.key_text("diagnoses")
        same = fields.key_text("same physician")
        fields.done(("when", "days before", "code", "modifiers", "diagnoses", "same physician"))
        if days is not None and code is not None:
            entries.append(PriorEntry(when, days, code, modifiers, diagnoses, same, item.place))
    return tuple(entries)


Reader = Callable[[str, source.Node, Names], Entry | None]


def read_section(node: source.Mapping | None, names: Names, reader: Reader) -> list[Entry]:
    """All entries of a section."""
    if node is None:
        return []
    found = (reader(entry_id, entry, names) for entry_id, entry in node.items.items())
    return [replace(entry, place=node.places[entry.id]) for entry in found if entry is not None]


def read_sets(node: source.Mapping | None, names: Names, ids: set[str]) -> tuple[SetEntry, ...]:
    """`sets`: whole answers that are right as well."""
    sets = []
    for set_id, item in (node.items if node is not None else {}).items():
        if not isinstance(item, source.Mapping):
            names.problems.add("entry.form", item.place, f"set {set_id}: 'when', 'drop', 'diagnoses', 'procedures'")
            continue
        fields = Fields(item, names, f"set {set_id}")
        drop, when = fields.values("drop"), fields.condition()
        for name in drop:
            if name not in ids:
                message = f"set {set_id}: nothing named {name!r} to drop{did_you_mean(name, ids)}"
                names.problems.add("entry.reference", fields.place("drop"), message)
        diagnoses = read_section(fields.mapping("diagnoses"), names, read_diagnosis)
        lines = read_section(fields.mapping("procedures"), names, read_line)
        fields.done(("when", "drop", "diagnoses", "procedures"))
        sets.append(SetEntry(set_id, when, drop, tuple(diagnoses), tuple(lines), item.place))  # type: ignore[arg-type]
    return tuple(sets)
