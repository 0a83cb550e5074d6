"""Root causes behind "not necessary": a reason that the chart has and the claim has not, one the payer did not read."""

from __future__ import annotations

from dataclasses import replace

from billing.causes.bundling import ask_then_correct
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import only_if
from billing.payer_file import Mistake


def _left_off(world: World) -> World:
    """The diagnosis that is the reason for the service was not given with it; another one stands there."""
    line = world.service_line
    policy = next(one for one in world.reference.policies if one.is_about(line.D[0]))
    kept = [code for code in world.claim.diagnoses if not policy.supports(code)]
    spare = world.facts.get("diagnosis", "R53.83")
    diagnoses = tuple(kept or [spare])
    letters = "ABCDEFGHIJKL"[: len(diagnoses)]
    lines = tuple(one.model_copy(update={"E": letters[:1]}) for one in world.claim.lines)
    says = "The note gives the reason that the policy asks for, and it was not picked up. Codes with it are attached."
    world = world.with_lines(lines).with_diagnoses(*diagnoses)
    return replace(world, coder_says=says, coder_gives=world.coding)


def _not_read(world: World) -> World:
    """The payer read only the first diagnosis that the line points at."""
    line = world.service_line
    if len(line.E) < 2:
        raise ValueError("the line points at one diagnosis")
    world = world.with_line(E=line.E[1:] + line.E[:1])
    world = world.with_mistake(Mistake(kind="diagnosis_ignored", code=world.code))
    call = "The line was decided on its first diagnosis. If another one supports it, appeal with the note."
    return replace(world, call=call, coder_says="Both diagnoses are right as pointed; the second is the policy's.")


def _appeal(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "claim.1")),)


def _not_supported(world: World) -> World:
    """Nothing in the chart is a reason that the policy takes, and no notice was given."""
    world = _left_off(world)
    says = "I read the whole note: no diagnosis that the policy names is documented. The codes stand."
    return replace(world, coder_says=says, coder_gives=None)


def _said_so(world: World) -> str:
    return "" if world.facts.get("supported") == "no" else "the chart has the reason"


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"), Remedy("write_off", after=("ask_coder",), accepted=True))


CAUSES = (
    Cause(
        ("need.reason-left-off"),
        _left_off,
        ask_then_correct,
        ("note", "policy", "coder"),
        only_if(_left_off, "CO-50", "CO-11"),
    ),
    Cause(
        ("need.second-not-read"),
        _not_read,
        _appeal,
        ("claim.1", "policy", "note"),
        only_if(_not_read, "CO-50", "CO-11"),
    ),
    Cause(
        "need.no-reason",
        _not_supported,
        _write_it_off,
        ("note", "policy", "coder"),
        lambda world: _said_so(world) or only_if(_not_supported, "CO-50", "CO-11")(world),
    ),
)
