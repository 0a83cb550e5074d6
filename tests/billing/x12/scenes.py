"""Claims for the writers' tests and the bench: of the library, second in order, corrected and taken back."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from billing.charge_entry import is_test, key_claim, primary
from billing.models import Adjudication, Claim, LinePayment, PriorPayer
from billing.payer import adjudicate
from data import Reference
from scenarios import families, variant
from scenarios.models import Coverage, Encounter, Insured
from tests.billing.made import HOME

MEMBER_IDS = {"granite-medicaid": "GM123456789", "lakeshore-ppo": "LKM44719083", "medicare": "1EG4TE5MK73"}


class Scene(NamedTuple):
    """One claim as sent, with what its payer has answered before."""

    claim: Claim
    encounter: Encounter
    order: int = 1
    prior: tuple[Adjudication, ...] = ()

    @property
    def payer_id(self) -> str:
        """The payer that is billed."""
        return next(one.payer_id for one in self.encounter.coverage if one.order == self.order)


def library(reference: Reference, seeds: Iterable[int]) -> Iterator[Scene]:
    """The right claim of every family that is billed to a payer, for these seeds."""
    for seed in seeds:
        for family in families().values():
            made = variant(reference, family, seed)
            claim = key_claim(reference, made)
            if claim.lines and primary(made.encounter).kind != "self_pay":
                yield Scene(claim, made.encounter)


def answered(reference: Reference, scene: Scene, after_days: int = 21, taken_in: bool = False) -> Adjudication:
    """The payer's answer, so many days after the service. `taken_in`: its front end has passed the claim."""
    coverage = next(one for one in scene.encounter.coverage if one.order == scene.order)
    contract = reference.contracts[coverage.payer_id]
    paid_on = scene.encounter.date_of_service + datetime.timedelta(days=after_days)
    return adjudicate(reference, scene.claim, scene.encounter, contract, paid_on, scene.prior, taken_in=taken_in)


def second_payer(scene: Scene) -> str:
    """Who could come second: Medicaid after everybody, Medicare or another plan after Medicaid's own members."""
    if scene.payer_id == "granite-medicaid":
        return "lakeshore-ppo"
    commercial = primary(scene.encounter).kind in ("commercial", "workers_comp")
    return "medicare" if commercial and scene.encounter.patient.age >= 40 else "granite-medicaid"


def second(reference: Reference, scene: Scene, payer_id: str) -> Scene:
    """The same services billed to a second payer, with the first one's answer line by line."""
    first = answered(reference, scene)
    coverage = primary(scene.encounter)
    other = _other_coverage(reference, coverage, payer_id)
    encounter = scene.encounter.model_copy(update={"coverage": (coverage, other)})
    items = scene.claim.items | {
        "1": {"granite-medicaid": "medicaid", "medicare": "medicare"}.get(payer_id, "group"),
        "1a": other.member_id, "11": other.group_number, "11c": other.plan.upper(), "11d": "yes",
        "4": scene.claim.items["2"], "6": "self", "7": scene.claim.items["5"],
        "9": scene.claim.items["4"] or scene.claim.items["2"], "9a": coverage.member_id, "9d": coverage.plan.upper(),
    }  # fmt: skip
    if payer_id == "medicare" and not items["17"] and any(is_test(row.D[0]) for row in scene.claim.lines):
        provider = scene.encounter.provider
        items |= {"17": provider.name.upper(), "17 qualifier": "DK", "17b": provider.npi}
    claim = scene.claim.model_copy(update={"items": items, "prior_payers": (prior_payer(first, coverage),)})
    return Scene(claim, encounter, 2)


def _other_coverage(reference: Reference, coverage: Coverage, payer_id: str) -> Coverage:
    payer = reference.payers[payer_id]
    changes = {
        "order": 2, "payer": payer.name, "payer_id": payer_id, "kind": payer.kind, "plan": payer.plans[0],
        "member_id": MEMBER_IDS[payer_id], "group_number": "", "authorization": "", "copay": Decimal("0.00"),
    }  # fmt: skip
    return coverage.model_copy(update=changes)


def prior_payer(answer: Adjudication, coverage: Coverage) -> PriorPayer:
    """An answer as the next payer's claim carries it."""
    assert answer.paid_on is not None
    return PriorPayer(
        order=coverage.order, payer_id=coverage.payer_id, payer=coverage.payer, claim_number=answer.claim_number,
        paid_on=answer.paid_on, charge=answer.charge, allowed=answer.allowed, paid=answer.paid,
        patient=answer.patient,
        lines=tuple(
            LinePayment(
                number=line.number, code=line.code, modifiers=line.modifiers, units=line.units, paid=line.paid,
                adjustments=line.adjustments,
            )
            for line in answer.lines
        ),
    )  # fmt: skip


def changed(reference: Reference, scene: Scene, frequency: str) -> Scene:
    """The claim sent again as a replacement (7) or a void (8) of its answered self."""
    first = answered(reference, scene)
    items = scene.claim.items | {"22": frequency, "22 original": first.claim_number}
    return Scene(scene.claim.model_copy(update={"items": items}), scene.encounter, scene.order, (first,))


def insured(last_name: str, first_name: str) -> Insured:
    """A subscriber who is not the patient."""
    return Insured(
        last_name=last_name, first_name=first_name, middle_initial="", birth_date=datetime.date(1966, 3, 2), sex="M",
        address=HOME, phone="207-555-0142",
    )  # fmt: skip
