"""The picture of the paper claim for the README: `python -m tests.billing.papers.picture` writes docs/screenshots."""

from __future__ import annotations

from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]

from billing import key_claim
from billing.models import Claim
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
    best = max(made, key=lambda one: _filled(key_claim(reference, one)))
    payer = best.encounter.coverage[0].payer_id
    pdf = claim_pdf(reference, key_claim(reference, best), payer, best.encounter.date_of_service)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil()
    picture.quantize(32).save(target, optimize=True)


def _filled(claim: Claim) -> int:
    """How much of the form a claim shows: rows and drugs count most."""
    drugs = sum(bool(line.supplement) for line in claim.lines)
    items = sum(bool(value) for value in claim.items.values())
    return items + 3 * len(claim.diagnoses) + 6 * len(claim.lines) + 12 * drugs if len(claim.lines) < 7 else 0


if __name__ == "__main__":
    draw()
