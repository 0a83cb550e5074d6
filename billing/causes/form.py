"""Root causes in numbers that a line needs beside its code: the drug's own, the laboratory's."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.common import corrected, item_mend, line_mend
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.causes.paperwork import certificate, drug_log

_CLIA = "20D9900417"
_LABELER = "99999"
"""No drug company's: the number on the log is for training only."""


def drug_number(world: World) -> str:
    """The eleven digits of the drug: the case's own (`ndc`), or invented ones."""
    digits = "".join(character for character in world.code if character.isdigit())
    return world.facts.get("ndc", f"{_LABELER}{digits:0>4}01")


def _no_drug_number(world: World) -> World:
    if not world.code.startswith("J") or world.coverage.kind == "medicare":
        raise ValueError("no drug on the line, or a payer that does not ask for its number")
    world = world.with_file(drug_numbers=(world.code,))
    call = "The drug line has no NDC. Send a corrected claim with qualifier N4, the eleven digits, unit and quantity."
    return replace(world, call=call).with_paper(drug_log(world, drug_number(world)))


def _with_drug_number(world: World) -> tuple[Remedy, ...]:
    text = f"N4{drug_number(world)} {world.facts.get('quantity', 'ML1')}"
    return corrected(world, line_mend(world.line, supplement=text))


def _no_certificate(world: World) -> World:
    if world.claim.items.get("23"):
        raise ValueError("item 23 holds an authorization")
    world = world.with_file(certificate=_CLIA)
    return world.with_paper(certificate(world, _CLIA, "Certificate of Waiver: waived tests only"))


def _with_certificate(world: World) -> tuple[Remedy, ...]:
    """Medicare calls the claim unprocessable (MA130): no reopening, no appeal, a new claim."""
    mend = item_mend(item_23=_CLIA)
    if world.coverage.kind == "medicare":
        return (Remedy("new_claim", mend=mend),)
    return corrected(world, mend)


CAUSES = (
    Cause(
        "form.drug-number",
        _no_drug_number,
        _with_drug_number,
        ("form.drug-log", "claim.1"),
        only_if(_no_drug_number, "CO-16"),
    ),
    Cause(
        "form.laboratory-number",
        _no_certificate,
        _with_certificate,
        ("form.certificate", "claim.1"),
        only_if(_no_certificate, "CO-16"),
    ),
)
