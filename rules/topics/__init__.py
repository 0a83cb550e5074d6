"""Questions to the rule book, one topic each: `ask` answers one, `topics` lists what can be asked.

`python -m rules ask`, the calculators' pages and families all go through here.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping

from data import Reference
from rules.topics import diagnoses, fees, payers, procedures, services
from rules.topics.frame import Answer, BadQuestion, Topic, ask_topic

__all__ = ["Answer", "BadQuestion", "Topic", "ask", "topics"]


@functools.cache
def topics() -> Mapping[str, Topic]:
    """All topics by name."""
    modules: tuple[tuple[Topic, ...], ...] = (
        diagnoses.TOPICS,
        procedures.TOPICS,
        fees.TOPICS,
        services.TOPICS,
        payers.TOPICS,
    )
    return {topic.name: topic for listed in modules for topic in listed}


def ask(reference: Reference, question: Mapping[str, object]) -> Answer:
    """Answers one question: `topic`, `known`, what the topic gives, `cites`. Raises BadQuestion with one sentence."""
    name = question.get("topic")
    known = topics()
    if not isinstance(name, str) or name not in known:
        near = difflib.get_close_matches(str(name), known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise BadQuestion(f"there is no topic {str(name)[:60]!r}; `topics` lists them.{hint}")
    return ask_topic(reference, known[name], question)
