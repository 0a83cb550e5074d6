"""Reads a family file into text nodes that know their place.

Strict YAML: every scalar is text, nothing is guessed, and what could lose or change an author's words silently
(duplicate keys, anchors, folded blocks, flow collections, trailing comments) is refused with line and column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from scenarios.problems import Place, Problems

LARGEST_FILE = 256 * 1024
"""Bytes. A family that needs more should be two."""
DEEPEST = 12
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Text:
    """A scalar as written. `lines` of a literal block keep their places in the file."""

    value: str
    place: Place
    literal: bool = False
    indent: int = 1
    """Column at which a literal block's text starts."""

    def lines(self) -> Iterator[tuple[str, Place]]:
        """Each line with its place; a literal block starts on the line after its `|`."""
        if not self.literal:
            yield self.value, self.place
            return
        for number, line in enumerate(self.value.split("\n"), start=1):
            yield line, Place(self.place.line + number, self.indent)


@dataclass(frozen=True)
class Sequence:
    """A YAML list."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True)
class Mapping:
    """A YAML mapping in the order of the file."""

    items: dict[str, Node]
    places: dict[str, Place]
    """Where each key stands."""
    place: Place

    def text(self, key: str) -> Text | None:
        """The scalar under a key, None where it is missing or no scalar."""
        node = self.items.get(key)
        return node if isinstance(node, Text) else None


Node = Text | Sequence | Mapping


@dataclass
class _Reader:
    """Turns the parser's events into nodes; remembers what it refused."""

    events: Iterator[yaml.Event]
    source: list[str]
    problems: Problems
    depth: int = 0
    refused: set[str] = field(default_factory=set)

    def node(self, event: yaml.Event) -> Node | None:
        place = _place(event)
        if isinstance(event, yaml.AliasEvent):
            self.problems.add("yaml.anchor", place, "an alias (*name): write the text out, aliases are refused")
            return Text("", place)
        if getattr(event, "anchor", None):
            self.problems.add("yaml.anchor", place, "an anchor (&name): anchors and aliases are refused")
        if getattr(event, "tag", None):
            self.problems.add("yaml.tag", place, "a tag (!name): every value is text, leave the tag out")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        self.depth += 1
        if self.depth > DEEPEST:
            self.problems.add("yaml.depth", place, f"deeper than {DEEPEST} levels; a family needs no more than 5")
            return None
        if getattr(event, "flow_style", False):
            what = "[a, b]" if isinstance(event, yaml.SequenceStartEvent) else "{a: b}"
            self.problems.add("yaml.flow", place, f"flow collection {what}: write comma text or block style")
        node = self._sequence(place) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(place)
        self.depth -= 1
        return node

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Text:
        if event.style == ">":
            self.problems.add("yaml.folded", place, "folded block '>': it loses lines; write '|'")
        if event.style is None or event.style == "":
            end = _end(event)
            rest = self.source[end.line - 1][end.column - 1 :] if end.line <= len(self.source) else ""
            if rest.lstrip().startswith("#"):
                message = "' #' after a value cuts it; put comments on a line of their own, or quote the value"
                self.problems.add("yaml.comment", end, message)
        literal = event.style in ("|", ">")
        return Text(event.value, place, literal, self._indent(place) if literal else place.column)

    def _indent(self, place: Place) -> int:
        for line in self.source[place.line :]:
            if line.strip():
                return len(line) - len(line.lstrip()) + 1
        return 1

    def _sequence(self, place: Place) -> Sequence | None:
        items: list[Node] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                return Sequence(tuple(items), place)
            node = self.node(event)
            if node is None:
                return None
            items.append(node)
        return None

    def _mapping(self, place: Place) -> Mapping | None:
        items: dict[str, Node] = {}
        places: dict[str, Place] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                return Mapping(items, places, place)
            key = self.node(event)
            value = self.node(next(self.events)) if key is not None else None
            if key is None or value is None:
                return None
            if not isinstance(key, Text):
                self.problems.add("yaml.key", key.place, "a key must be plain text")
                continue
            if key.value in items:
                first = places[key.value].line
                message = f"key {key.value!r} stands twice (first on line {first}); the second would silently win"
                self.problems.add("yaml.duplicate", key.place, message)
                continue
            items[key.value] = value
            places[key.value] = key.place
        return None


def _place(event: yaml.Event) -> Place:
    assert event.start_mark is not None  # the parser marks every event
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _end(event: yaml.Event) -> Place:
    assert event.end_mark is not None
    return Place(event.end_mark.line + 1, event.end_mark.column + 1)


def read(text: str, problems: Problems) -> Mapping | None:
    """The file's mapping; None where it cannot be read at all. What is wrong goes to `problems`."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST_FILE:
        message = f"the file has {size} bytes, {LARGEST_FILE} are allowed; split the family"
        problems.add("file.size", Place(1, 1), message)
        return None
    try:
        return _document(text, problems)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        problems.add("yaml.syntax", place, f"not readable as YAML: {what}")
    return None


def _document(text: str, problems: Problems) -> Mapping | None:
    events = iter(yaml.parse(text, Loader=_LOADER))
    reader = _Reader(events, text.split("\n"), problems)
    root: Node | None = None
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                problems.add("yaml.documents", _place(event), "one document a file; leave out '---'")
                return None
        elif isinstance(event, yaml.ScalarEvent | yaml.SequenceStartEvent | yaml.MappingStartEvent | yaml.AliasEvent):
            root = reader.node(event)
            if root is None:
                return None
    if not isinstance(root, Mapping):
        problems.add("yaml.syntax", Place(1, 1), "a family file is a mapping that starts with 'format: 1'")
        return None
    return root
