"""The picture of the paper claim for the README: `python -m tests.billing.papers.picture` writes docs/screenshots."""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from billing import key_claim
from billing.papers import claim_pdf
from data import load
from scenarios import families, variant

TARGET = Path(__file__).parents[3] / "docs" / "screenshots" / "cms1500.png"
SCALE = 1.6
"""Dots a point."""


def draw(target: Path = TARGET) -> None:
    """Page 1 of the claim that fills most items, of all families."""
    reference = load()
    made = [variant(reference, family, 1) for family in families().values()]
    best = max(made, key=lambda one: _filled(key_claim(reference, one).items) + len(key_claim(reference, one).lines))
    payer = best.encounter.coverage[0].payer_id
    pdf = claim_pdf(reference, key_claim(reference, best), payer, best.encounter.date_of_service)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil()
    picture.quantize(32).save(target, optimize=True)


def _filled(items: dict[str, str]) -> int:
    return sum(bool(value) for value in items.values())


if __name__ == "__main__":
    draw()
