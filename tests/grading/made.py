"""Keys drawn by Hypothesis, and answers to them with chosen slips: each slip can be put right by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from scenarios.models import (
    AnswerLine,
    AnswerSet,
    BypassKey,
    CodeUnits,
    CodingAnswer,
    DiagnosisKey,
    Evidence,
    Key,
    LineKey,
    ModifierKey,
    NotCoded,
    PointerKey,
    QueryKey,
)

TEXT = "Sentences of a note that prove what the key says."
DIAGNOSES = ("E11.22", "N18.31", "I12.9", "S52.531A", "M17.11", "I50.22", "J44.1", "Z79.4", "H25.11", "L40.0")
JOINED = (("E10.9", "Z96.41"), ("K50.90", "K90.0"))
OTHER_DIAGNOSES = (
    "E11.9",
    "N18.30",
    "N18.32",
    "S52.532A",
    "S52.531D",
    "S52.501A",
    "M17.12",
    "M17.10",
    "I50.9",
    "R07.9",
)
NOT_A_CODE = ("Q99.99", "ZZZ", "S52.531")
LINES = ("99214", "20610", "J3301", "12032", "12001", "90715", "93000", "36415")
OTHER_LINES = ("99213", "99215", "20611", "J3302", "12034", "12002", "90714", "93005", "81002", "XXXXX")
NEUTRAL = ("Y92.-", "Y93.-", "Z87.81")


def key_line(id_: str, code: str, units: int = 1, **facts: Any) -> LineKey:
    """A line of a key; facts are fields of LineKey."""
    return LineKey(
        **{"id": id_, "any": (CodeUnits(code=code, units=units),), "evidence": (0,), "why": "w", "cites": "c", **facts}
    )


def key_diagnosis(id_: str, *alternatives: str | tuple[str, ...], **facts: Any) -> DiagnosisKey:
    """A diagnosis of a key; each alternative is a code, or codes that count together."""
    joined = tuple((one,) if isinstance(one, str) else one for one in alternatives)
    return DiagnosisKey(**{"id": id_, "any": joined, "evidence": (0,), "why": "w", "cites": "c", **facts})


def key_of(*sets: AnswerSet, **facts: Any) -> Key:
    """A key with one sentence of evidence."""
    evidence = (Evidence(document="Note", start=0, end=9, text=TEXT[:9]),)
    return Key(**{"sets": sets, "evidence": evidence, **facts})


def query_key(need: str = "required", codes: str = "provisional") -> QueryKey:
    """A query that is due."""
    return QueryKey(need=need, about="type", why="w", cites="c", evidence=(0,), codes=codes)  # type: ignore[arg-type]


@st.composite
def keys(draw: st.DrawFn) -> Key:
    """Keys of one set: two to five diagnoses, one to four lines, with order, alternatives, bypass, query."""
    codes = draw(st.lists(st.sampled_from(DIAGNOSES), min_size=2, max_size=5, unique=True))
    ids = [f"d{n}" for n in range(len(codes))]
    diagnoses = []
    for number, (id_, code) in enumerate(zip(ids, codes, strict=True)):
        alternatives: list[str | tuple[str, ...]] = [code]
        if number < len(JOINED) and draw(st.booleans()):
            alternatives.append(JOINED[number])
        need = "required" if number == 0 else draw(st.sampled_from(("required", "required", "optional")))
        diagnoses.append(key_diagnosis(id_, *alternatives, need=need))
    line_codes = draw(st.lists(st.sampled_from(LINES), min_size=1, max_size=4, unique=True))
    required = [d.id for d in diagnoses if d.need == "required"]
    lines = tuple(
        key_line(
            f"l{n}",
            code,
            draw(st.integers(1, 4)),
            modifiers=draw(st.sampled_from((
                ModifierKey(), ModifierKey(must=(("25",),)), ModifierKey(must=(("RT",), ("59", "XS")), may=("51",)),
            ))),
            pointers=PointerKey(
                first=draw(st.sampled_from((None, *required))), must=draw(st.sampled_from(((), tuple(required[:2]))))
            ),
        )
        for n, code in enumerate(line_codes)
    )  # fmt: skip
    cut = draw(st.integers(1, len(ids)))
    order = draw(st.sampled_from(((), (tuple(ids[:cut]), tuple(ids[cut:])))))
    bypass = (BypassKey(lines=("l0", "l1"), any=("XU", "XE")),) if len(lines) > 1 and draw(st.booleans()) else ()
    answer_set = AnswerSet(diagnoses=tuple(diagnoses), order=order, lines=lines, bypass=bypass)
    distractor = NotCoded(kind="ruled out", codes=("J18.9", "M17.12"), text="t", evidence=(0,), why="w", cites="c")
    query = draw(st.sampled_from((None, None, query_key(), query_key("optional"))))
    return key_of(answer_set, neutral=NEUTRAL, not_coded=(distractor,), query=query)


@dataclass(frozen=True)
class Slips:
    """What is wrong with an answer, element by element; an empty one makes the model answer."""

    diagnoses: tuple[tuple[str, str], ...] = ()
    """Key id to what is given in its place: a code, or nothing where it is left out."""
    lines: tuple[tuple[str, str], ...] = ()
    units: frozenset[str] = frozenset()
    modifiers: tuple[tuple[str, str], ...] = ()
    """Line id to `drop`, or a modifier that is added."""
    pointers: tuple[tuple[str, str], ...] = ()
    """Line id to `none`, `reverse`, or `astray`."""
    reverse: bool = False
    extra_diagnoses: tuple[str, ...] = ()
    extra_lines: tuple[str, ...] = ()
    query: bool = False
    """The query is asked where it is not due, or missed where it is."""

    def mended(self) -> list[Slips]:
        """Every answer with one slip fewer."""
        better = []
        for name in ("diagnoses", "lines", "modifiers", "pointers", "extra_diagnoses", "extra_lines"):
            slips = getattr(self, name)
            better += [replace(self, **{name: slips[:n] + slips[n + 1 :]}) for n in range(len(slips))]
        better += [replace(self, units=self.units - {id_}) for id_ in sorted(self.units)]
        better += [replace(self, reverse=False)] if self.reverse else []
        better += [replace(self, query=False)] if self.query else []
        return better


def _some(draw: st.DrawFn, ids: list[str], values: st.SearchStrategy[str]) -> tuple[tuple[str, str], ...]:
    chosen = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True))
    return tuple((id_, draw(values)) for id_ in chosen)


@st.composite
def slips(draw: st.DrawFn, key: Key) -> Slips:
    """Up to a dozen slips of all kinds."""
    answer_set = key.sets[0]
    lines = [line.id for line in answer_set.lines]
    required = [diagnosis.id for diagnosis in answer_set.diagnoses if diagnosis.need == "required"]
    wrong = st.sampled_from(("", *OTHER_DIAGNOSES, *NOT_A_CODE))
    return Slips(
        diagnoses=_some(draw, required, wrong),
        lines=_some(draw, lines, st.sampled_from(("", *OTHER_LINES))),
        units=frozenset(draw(st.lists(st.sampled_from(lines), max_size=2))),
        modifiers=_some(draw, lines, st.sampled_from(("drop", "26", "GY"))),
        pointers=_some(draw, lines, st.sampled_from(("none", "reverse", "astray"))),
        reverse=draw(st.booleans()),
        extra_diagnoses=tuple(draw(st.lists(wrong_diagnoses(), max_size=2, unique=True))),
        extra_lines=tuple(draw(st.lists(st.sampled_from(OTHER_LINES), max_size=2, unique=True))),
        query=draw(st.booleans()),
    )


def wrong_diagnoses() -> st.SearchStrategy[str]:
    """Codes that stand in no key drawn here."""
    return st.sampled_from((*OTHER_DIAGNOSES, *NOT_A_CODE, "J18.9", "Y92.010"))


def answer_of(key: Key, wrong: Slips, shuffled: tuple[int, ...] = ()) -> CodingAnswer:
    """The model answer with these slips. `shuffled` permutes diagnoses inside their tiers."""
    answer_set = key.sets[0]
    tier = {id_: n for n, ids in enumerate(answer_set.order) for id_ in ids}
    chosen = [d for d in answer_set.diagnoses if d.need == "required"]
    if shuffled:
        chosen = [chosen[n] for n in shuffled if n < len(chosen)]
    chosen.sort(key=lambda diagnosis: tier.get(diagnosis.id, len(answer_set.order)))
    replaced = dict(wrong.diagnoses)
    given = {d.id: replaced.get(d.id, d.any[0][0]) for d in chosen}
    codes = [code for code in given.values() if code]
    codes = list(dict.fromkeys(reversed(codes) if wrong.reverse else codes))
    codes += [code for code in wrong.extra_diagnoses if code not in codes]
    lines = [_line(line, given, codes, wrong) for line in answer_set.lines]
    lines += [AnswerLine(code=code, pointers=("A",)) for code in wrong.extra_lines]
    due = key.query is not None and key.query.need == "required"
    bypassed = [_with_bypass(answer_set, n, line, wrong) for n, line in enumerate(lines)]
    return CodingAnswer(
        query="Which type?" if due != wrong.query else None,
        diagnoses=tuple(codes),
        lines=tuple(line for line in bypassed if line.code),
    )


def _with_bypass(answer_set: AnswerSet, number: int, line: AnswerLine, wrong: Slips) -> AnswerLine:
    if number == 1 and answer_set.bypass and ("l1", "drop") not in wrong.modifiers:
        return line.model_copy(update={"modifiers": (*line.modifiers, "XU")})
    return line


def _line(key: LineKey, given: dict[str, str], codes: list[str], wrong: Slips) -> AnswerLine:
    modifiers = tuple(group[0] for group in key.modifiers.must)
    slip = dict(wrong.modifiers).get(key.id)
    if slip:
        modifiers = () if slip == "drop" else (*modifiers, slip)
    wanted = [id_ for id_ in dict.fromkeys((key.pointers.first, *key.pointers.must)) if id_]
    pointed = [codes.index(given[id_]) for id_ in wanted if given.get(id_) in codes]
    kind = dict(wrong.pointers).get(key.id)
    if kind == "none":
        pointed = []
    elif kind == "reverse":
        pointed.reverse()
    elif kind == "astray":
        pointed += [n for n in range(len(codes)) if n not in pointed][:1]
    return AnswerLine(
        code=dict(wrong.lines).get(key.id, key.any[0].code),
        modifiers=modifiers,
        units=key.any[0].units + (1 if key.id in wrong.units else 0),
        pointers=tuple(chr(ord("A") + n) for n in dict.fromkeys(pointed))[:4],
    )
