"""Any X12 file in plain words, for anybody: nothing of it is kept."""

from __future__ import annotations

from starlette.routing import Route

from billing.x12.explain import explain
from views import resources
from views.routes.answering import Json, Refused, asked_by_all

MOST_CHARACTERS = 400_000
"""Of a file that is pasted or dropped: some hundreds of claims. The command line reads larger ones."""
MOST_SEGMENTS = 3_000
"""Shown at most; a page with more can't be read."""


def explain_text(sent: Json) -> Json:
    """Every segment with its loop and a sentence, and what is wrong with the file."""
    text = sent.get("text")
    if not isinstance(text, str):
        raise Refused("There is no text to read.", status=400)
    if len(text) > MOST_CHARACTERS:
        raise Refused(
            f"The file has {len(text):,} characters; here at most {MOST_CHARACTERS:,} are read.",
            "Nothing of it was kept.",
            "Split it by transaction, or use `python -m billing explain`.",
            status=413,
        )
    found = explain(resources.reference(), text)
    shown = found.segments[:MOST_SEGMENTS]
    return {
        "kind": found.kind,
        "segments": [one._asdict() for one in shown],
        "more": len(found.segments) - len(shown),
        "problems": [one._asdict() for one in found.problems],
    }


ROUTES = [Route("/api/explain", asked_by_all(explain_text), methods=["POST"])]
