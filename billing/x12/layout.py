"""Layouts as data: which loops a transaction has, how each is recognized, what its segments and elements are called.

The files under `layouts/` hold the facts; here they become a tree of loops that a segment is walked through.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from billing.x12.reading import Segment
from data import DataError
from data.tables import read_yaml

FOLDER = Path(__file__).parent / "layouts"
_COMMON = "common"


@dataclass(frozen=True)
class Match:
    """A segment as a layout names it: `NM1 01=DN|P3`, `IK3|AK3`, `LX`."""

    tags: tuple[str, ...]
    element: int = 0
    """Element that decides, by its number; 0 where the tag alone does."""
    values: frozenset[str] = frozenset()
    written: str = ""

    def fits(self, segment: Segment) -> bool:
        """Whether the element, where one decides, holds one of the values."""
        return not self.element or segment.get(self.element) in self.values


@dataclass(frozen=True)
class Element:
    """Name, kind and need of one element; the kinds are those of `billing.x12.checks`."""

    name: str
    kind: str = ""
    required: bool = False


@dataclass(frozen=True)
class SegmentRule:
    """How a segment is told and checked; `loop` empty: in any."""

    match: Match
    loop: str
    plain: str
    by: str
    elements: tuple[Element, ...]


@dataclass(eq=False)
class Loop:
    """One loop at one place of the tree; the same loop under two others is two of these."""

    id: str
    name: str
    opens: Match
    parent: Loop | None
    has: frozenset[str]
    """Tags of the other segments that stand in it."""
    last: frozenset[str]
    """Of those, what stands after the loops inside."""
    must: tuple[Match, ...]
    needs: tuple[str, ...]
    children: list[Loop] = field(default_factory=list)
    _ways: dict[str, tuple[tuple[Match | None, Loop], ...]] = field(default_factory=dict)

    @property
    def path(self) -> tuple[Loop, ...]:
        """From the outermost loop to this one."""
        return (*(self.parent.path if self.parent else ()), self)

    def next(self, segment: Segment) -> tuple[Loop, bool] | None:
        """Where a segment belongs that follows this loop's last one, and whether it opens that loop; None: nowhere."""
        ways = self._ways.get(segment.elements[0])
        if ways is None:
            ways = self._ways[segment.elements[0]] = tuple(self._candidates(segment.elements[0]))
        for opens, loop in ways:
            if opens is None:
                return loop, False
            if opens.fits(segment):
                return loop, True
        return None

    def _candidates(self, tag: str) -> Iterator[tuple[Match | None, Loop]]:
        """Loops that the tag may open or stand in, the nearest first: this one, then each around it."""
        for loop in reversed(self.path):
            for child in loop.children:
                if tag in child.opens.tags:
                    yield child.opens, child
            if tag in loop.has:
                yield None, loop


@dataclass(frozen=True, eq=False)
class Layout:
    """One transaction's layout."""

    kind: str
    name: str
    transactions: tuple[str, ...]
    """ST01: `837`; `999` and `997`."""
    implementations: tuple[str, ...]
    """Beginnings of ST03 or GS08 that this layout is for."""
    checked: str
    """Beginning of the implementation whose required segments are asked for; empty: none are."""
    root: Loop
    rules: Mapping[str, tuple[SegmentRule, ...]]
    """By tag, the most particular first."""
    _anchors: tuple[Loop, ...]
    _fitting: dict[tuple[str, str], tuple[SegmentRule, ...]] = field(default_factory=dict)
    """Rules by tag and loop, as they were asked for."""

    def rule(self, segment: Segment, loop: str) -> SegmentRule | None:
        """How a segment is told in a loop; None where the segment is not known."""
        key = (segment.elements[0], loop)
        fitting = self._fitting.get(key)
        if fitting is None:
            rules = self.rules.get(segment.elements[0], ())
            fitting = self._fitting[key] = tuple(rule for rule in rules if not rule.loop or rule.loop == loop)
        for rule in fitting:
            if not rule.match.element or rule.match.fits(segment):
                return rule
        return None

    def anchor(self, segment: Segment) -> Loop | None:
        """The loop that a segment opens although it does not stand under the loop it should."""
        for loop in self._anchors:
            if segment.elements[0] in loop.opens.tags and loop.opens.fits(segment):
                return loop
        return None


_NOT_ANCHORS = frozenset({"NM1", "N1", "REF", "SBR", "LQ", "III", "TRN", "SVC", "LIN", "SVD", "ST"})
"""Segments that say too little of where they stand to begin a loop out of its place."""


@functools.cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """The code tables of the layouts, by name, each code with its meaning."""
    found: dict[str, Mapping[str, str]] = {}
    for path in sorted(FOLDER.glob("codes*.yaml")):
        content = read_yaml(path)
        if not isinstance(content, dict) or set(content) & set(found):
            raise DataError(f"{path.name}: expected tables by name, each name once.")
        found |= content
    return found


@functools.cache
def layouts() -> tuple[Layout, ...]:
    """All layouts. Raises DataError naming the file where one does not read."""
    return tuple(_layout(name) for name in _names() if name != _COMMON)


@functools.cache
def common() -> Mapping[str, tuple[SegmentRule, ...]]:
    """Segments that all transactions share; the envelope's are among them."""
    return _rules({}, _file(_COMMON)["segments"])


def layout_for(transaction: str, implementation: str) -> Layout | None:
    """The layout for an ST01 and the implementation that ST03 or GS08 names; None where there is none.

    A claim without a known implementation is read as a professional one, which its service lines may then correct.
    """
    fitting = [layout for layout in layouts() if transaction in layout.transactions]
    for layout in fitting:
        if implementation and implementation.startswith(layout.implementations):
            return layout
    preferred = {"837": "837P", "277": "277"}.get(transaction, transaction)
    return next((layout for layout in fitting if layout.kind == preferred), fitting[0] if fitting else None)


def layout_of_kind(kind: str) -> Layout:
    """The layout by its own name: `837I`."""
    return next(layout for layout in layouts() if layout.kind == kind)


# ---- reading the files -----------------------------------------------------------------------------------


def _names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yaml") if not path.stem.startswith("codes"))


def _file(name: str) -> dict[str, Any]:
    content = read_yaml(FOLDER / f"{name}.yaml")
    if not isinstance(content, dict):
        raise DataError(f"{name}.yaml: expected keys and values.")
    return content


def _layout(name: str) -> Layout:
    content = _file(name)
    base = _file(content["like"]) if "like" in content else {"loops": [], "segments": {}}
    replaced = {entry["id"] for entry in content["loops"]} | set(content.get("drop", []))
    entries = [entry for entry in base["loops"] if entry["id"] not in replaced] + content["loops"]
    rules = _rules(_rules(dict(common()), base["segments"]), content["segments"])
    root, loops = _tree(entries, f"{name}.yaml")
    anchors = tuple(loop for loop in loops if not set(loop.opens.tags) & _NOT_ANCHORS)
    transactions = (content["transaction"], *([content["also"]] if "also" in content else []))
    implementations = tuple(content["implementations"])
    checked = content.get("checked", "")
    return Layout(content["kind"], content["name"], transactions, implementations, checked, root, rules, anchors)


def _tree(entries: list[dict[str, Any]], file: str) -> tuple[Loop, list[Loop]]:
    """The loops as a tree, the children in the order of their ids, and all of them, outer ones first."""
    roots = [entry for entry in entries if not entry.get("in")]
    if len(roots) != 1:
        raise DataError(f"{file}: expected one loop that stands in no other, found {len(roots)}.")
    root = _loop(roots[0], None)
    made, waiting = [root], [root]
    while waiting:
        loop = waiting.pop(0)
        for entry in sorted(entries, key=lambda one: str(one["id"])):
            if loop.id in entry.get("in", []) and entry["id"] not in {above.id for above in loop.path}:
                child = _loop(entry, loop)
                loop.children.append(child)
                made.append(child)
                waiting.append(child)
    return root, made


def _loop(entry: dict[str, Any], parent: Loop | None) -> Loop:
    return Loop(
        entry["id"],
        entry["name"],
        _match(entry["opens"]),
        parent,
        frozenset(entry.get("has", [])) | frozenset(entry.get("last", [])),
        frozenset(entry.get("last", [])),
        tuple(_match(one) for one in entry.get("must", [])),
        tuple(entry.get("needs", [])),
    )


def _match(written: str) -> Match:
    tags, _, condition = written.partition(" ")
    element, _, values = condition.partition("=")
    return Match(tuple(tags.split("|")), int(element or 0), frozenset(values.split("|") if values else ()), written)


def _rules(
    base: Mapping[str, tuple[SegmentRule, ...]], entries: Mapping[str, Any]
) -> Mapping[str, tuple[SegmentRule, ...]]:
    """Rules of a layout before those it builds on; what a rule does not say is as in the general rule of its tag."""
    rules = {tag: list(found) for tag, found in base.items()}
    for key, entry in entries.items():
        place, _, rest = key.rpartition(".") if "." in key.split(" ")[0] else ("", "", key)
        match = _match(rest)
        general = next(
            (rule for rule in rules.get(match.tags[0], []) if not rule.loop and not rule.match.element), None
        )
        elements = tuple(_element(one) for one in entry["elements"]) if "elements" in entry else ()
        if not elements and general:
            elements = general.elements
        rule = SegmentRule(match, place, entry.get("plain", ""), entry.get("by", ""), elements)
        rules.setdefault(match.tags[0], []).insert(0, rule)
    for found in rules.values():
        found.sort(key=lambda rule: (not rule.match.element, not rule.loop))
    return {tag: tuple(found) for tag, found in rules.items()}


def _element(written: str) -> Element:
    required = written.endswith("!")
    name, _, kind = written.removesuffix("!").partition(" = ")
    return Element("" if name.strip() == "~" else name.strip(), kind.strip(), required)
