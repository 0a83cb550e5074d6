"""`case:` of a family: the root cause behind a payer's answer, and what the chart's papers say about it.

A biller's family starts where a claim has been sent and answered. How a root cause comes about is the billing room's;
here stand its name by combination, the line it falls on, and the sentences that prove it.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenarios import source
from scenarios.entries import Fields, KeyText, Names
from scenarios.problems import Place, did_you_mean

NO_CASE = "none"
"""A combination in which nothing is wrong: the claim is answered as it should be."""


@dataclass(frozen=True)
class CasePlan:
    """`case:` as its author wrote it."""

    cause: KeyText
    line: KeyText | None
    facts: tuple[tuple[str, KeyText], ...]
    sources: tuple[str, ...]
    why: str
    cites: str
    place: Place


def read_case(node: source.Node | None, names: Names) -> CasePlan | None:
    """`case:` from the file; None where there is none or it is no mapping."""
    if node is None:
        return None
    if not isinstance(node, source.Mapping):
        names.problems.add("entry.form", node.place, "case: 'cause:' and what belongs to it are expected below")
        return None
    fields = Fields(node, names, "case")
    cause = fields.key_text("cause", required=True)
    line = fields.key_text("line")
    sources = fields.values("from")
    for name in sources:
        if name not in names.sentences:
            hint = did_you_mean(name, names.sentences)
            names.problems.add("sentence.unknown", fields.place("from"), f"no sentence [{name}]{hint}")
    given = fields.mapping("facts")
    facts: list[tuple[str, KeyText]] = []
    if given is not None:
        inner = Fields(given, names, "case facts")
        facts = [(name, text) for name in given.items if (text := inner.key_text(name)) is not None]
    why, cites = fields.text("why", ""), fields.text("cites", "")
    fields.done(("cause", "line", "from", "facts", "why", "cites"))
    if cause is None:
        return None
    return CasePlan(cause, line, tuple(facts), sources, why, cites, node.place)
