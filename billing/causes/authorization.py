"""Root causes around authorizations and referrals: given and forgotten, run out, for another code, never asked for."""

from __future__ import annotations

from billing.causes.frame import Cause, Remedy, World


def _needs_authorization(world: World) -> str:
    if world.code not in world.contract.requires_authorization:
        return f"{world.contract.name} asks for no authorization for {world.code}"
    return "" if world.coverage.authorization else "the encounter has no authorization number"


def _number_missing(world: World) -> World:
    return world.with_item_map({"23": ""})


def _number_back(world: World) -> tuple[Remedy, ...]:
    number = world.coverage.authorization
    return (
        Remedy(
            "corrected_claim",
            mend=lambda claim: claim.model_copy(update={"items": {**claim.items, "23": number}}),
        ),
    )


CAUSES = (
    Cause(
        "auth.number-missing",
        plant=_number_missing,
        remedies=_number_back,
        evidence=("claim.1", "eligibility.1"),
        impossible=_needs_authorization,
    ),
)
