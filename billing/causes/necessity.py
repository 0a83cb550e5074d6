"""Root causes behind "not necessary" and "too often": a reason left off, a notice, an interval, a payer's oversight."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.bundling import ask_then_correct
from billing.causes.common import desk_note
from billing.causes.frame import Cause, Remedy, World
from billing.causes.looking import answer, only_if
from billing.causes.paperwork import notice
from billing.items import LETTERS
from billing.payer_file import Mistake, PaidService
from billing.payer_rules.frequency import interval_of, next_covered
from data.policies import CoveragePolicy

_DAY = datetime.timedelta(days=1)
_NOT_NEEDED = ("CO-50", "CO-11")
_TOO_SOON = ("CO-119", "CO-151")
NOTICE_MARKS = ("GA", "GX", "GY", "GZ")


def _policy(world: World) -> CoveragePolicy:
    found = next((one for one in world.reference.policies if one.is_about(world.code)), None)
    if found is None:
        raise ValueError(f"no policy is about {world.code}")
    return found


def _unexplained(world: World) -> World:
    """The diagnoses that the policy takes are not on the claim; lines that pointed at them point at what is left."""
    policy = _policy(world)
    kept = [code for code in world.claim.diagnoses if not policy.supports(code)]
    if not kept and "diagnosis" not in world.facts and not world.code.startswith(("8", "J")):
        raise ValueError("no other diagnosis would stand on the claim")
    codes = tuple(kept or [world.facts.get("diagnosis", "R53.83")])
    letters = {LETTERS[world.claim.diagnoses.index(code)]: LETTERS[at] for at, code in enumerate(kept)}
    lines = tuple(
        line.model_copy(update={"E": "".join(letters[one] for one in line.E if one in letters) or LETTERS[0]})
        for line in world.claim.lines
    )
    return world.with_lines(lines).with_diagnoses(*codes)


def _left_off(world: World) -> World:
    says = "The note gives the reason that the policy asks for, and it was not picked up. Codes with it are attached."
    return replace(_unexplained(world), coder_says=says, coder_gives=world.coding)


def _not_read(world: World) -> World:
    """The payer read only the first diagnosis that the line points at."""
    line = world.service_line
    if len(line.E) < 2:
        raise ValueError("the line points at one diagnosis")
    world = world.with_line(E=line.E[1:] + line.E[:1])
    world = world.with_mistake(Mistake(kind="diagnosis_ignored", code=world.code))
    call = "The line was decided on its first diagnosis. If another one supports it, appeal with the note."
    return replace(world, call=call, coder_says="Both diagnoses are right as pointed; the second is the policy's.")


def _overlooked(world: World) -> World:
    """Diagnosis, pointer and note are those of the payer's own policy; its program denied the line all the same."""
    if not any(_policy(world).supports(code) for code in _pointed(world)):
        raise ValueError("the line points at nothing that the policy takes")
    world = world.with_mistake(Mistake(kind="necessity_misread", code=world.code))
    call = "It was denied by the program under the coverage policy. I can't review records; that takes an appeal."
    says = f"{world.code} with {', '.join(_pointed(world))} is right; the note supports both."
    return replace(world, call=call, coder_says=says)


def _pointed(world: World) -> list[str]:
    codes = dict(zip(LETTERS, world.claim.diagnoses, strict=False))
    return [codes[one] for one in world.service_line.E if one in codes]


def _appeal(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "claim.1")),)


def _appeal_by_policy(world: World) -> tuple[Remedy, ...]:
    return (Remedy("appeal", proof=("note", "policy")),)


def _not_supported(world: World) -> World:
    """Nothing in the chart is a reason that the policy takes, and no notice was given."""
    says = "I read the whole note: no diagnosis that the policy names is documented. The codes stand."
    return replace(_unexplained(world), coder_says=says)


def _said_so(world: World) -> str:
    return "" if world.facts.get("supported") == "no" else "the chart has the reason"


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"), Remedy("write_off", after=("ask_coder",), accepted=True))


# ---- the advance notice of Original Medicare -------------------------------------------------------------


def _marked(world: World, *marks: str) -> World:
    if world.coverage.kind != "medicare":
        raise ValueError("only Original Medicare knows the notice")
    if not set(marks) & set(world.service_line.D[1:]):
        raise ValueError(f"the line has no {' or '.join(marks)}")
    return world


def _refused_anyway(world: World) -> World:
    """Where the policy would take the diagnosis, the service comes too soon: Medicare has paid for one before."""
    if answer(world).lines[world.line - 1].denied or interval_of(world.code) is None:
        return world
    return _repeated(world)


def _notice_signed(world: World) -> World:
    world = _refused_anyway(_marked(world, "GA"))
    served = world.encounter.date_of_service
    signed = datetime.datetime.combine(served, datetime.time(9, 12))
    call = "Denied as not necessary; the claim says that the patient was told in writing. The patient is liable."
    return replace(world, call=call).with_paper(notice(world, signed))


def _bill(world: World) -> tuple[Remedy, ...]:
    return (Remedy("bill_patient"),)


def _notice_unmarked(world: World) -> World:
    """The notice was signed in time and GA did not go out with the claim."""
    world = _notice_signed(world)
    line = world.service_line
    world = world.with_line(D=tuple(part for part in line.D if part not in NOTICE_MARKS))
    call = "GA can't be put on by a reopening. Ask for a redetermination and send the signed notice."
    says = "The form was in the scanner queue. With it the line is GA, and the codes are the same."
    return replace(world.with_settled(notice_seen=True), call=call, coder_says=says)


def _show_notice(world: World) -> tuple[Remedy, ...]:
    """GA is added by redetermination with the notice, never by reopening (contractors' lists of clerical errors)."""
    return (Remedy("appeal", proof=("form.notice",)),)


def _notice_late(world: World) -> World:
    """The patient signed when all was done: no notice at all."""
    world = _refused_anyway(_marked(world, "GZ"))
    served = world.encounter.date_of_service
    signed = datetime.datetime.combine(served, datetime.time(10, 26))
    text = "Form signed at checkout, visit was over at 10:05. Front desk reminded: before, or it doesn't count."
    return world.with_paper(notice(world, signed)).with_paper(desk_note(world, text))


def _our_loss(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


# ---- intervals -------------------------------------------------------------------------------------------


def _repeated(world: World, own: bool = True) -> World:
    """Medicare has paid for the same service within its interval: on `last` of the facts, or a while ago."""
    row = interval_of(world.code)
    if row is None:
        raise ValueError(f"{world.code} has no interval")
    served = world.encounter.date_of_service
    usual = served - (40 if "days" in row else 200) * _DAY
    last = datetime.date.fromisoformat(world.facts["last"]) if "last" in world.facts else usual
    if not last < served < next_covered(row, last):
        raise ValueError("the interval was over")
    paid = PaidService(
        date=last, code=world.code, npi=world.service_line.J, own_practice=own, claim_number=f"M{last:%y%m%d}"
    )
    return world.with_file(history=(*world.file.history, paid))


def _too_soon(world: World) -> World:
    if set(NOTICE_MARKS) & set(world.service_line.D[1:]):
        raise ValueError("the line tells of a notice")
    world = _repeated(world, own=False)
    call = f"Paid to another practice on {world.file.history[-1].date:%m/%d/%Y}. The interval runs from that day."
    says = "Done and documented as coded. How long ago the last one was is no matter of coding."
    return replace(world, call=call, coder_says=says)


def _voided(world: World) -> World:
    """The earlier one was billed by mistake and paid back; the payer's history still counts it."""
    if set(NOTICE_MARKS) & set(world.service_line.D[1:]):
        raise ValueError("the line tells of a notice")
    world = _repeated(world)
    last = world.file.history[-1]
    text = (
        f"{last.code} of {last.date:%m/%d/%Y} was another patient's, keyed on this account. Claim {last.claim_number} "
        "paid back by check 2217, payer's letter of receipt scanned."
    )
    call = "I see the refund; the history was never cleared. I clear it and send the claim back. Reference 3381."
    world = replace(world, call=call).with_settled(history=())
    return world.with_paper(desk_note(world, text, -8, "LM"))


def _by_phone(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("account-note",), accepted=True))


CAUSES = (
    Cause(
        "need.reason-left-off",
        _left_off,
        ask_then_correct,
        ("note", "policy", "coder"),
        only_if(_left_off, *_NOT_NEEDED),
    ),
    Cause("need.second-not-read", _not_read, _appeal, ("claim.1", "policy", "note"), only_if(_not_read, *_NOT_NEEDED)),
    Cause(
        "need.policy-overlooked",
        _overlooked,
        _appeal_by_policy,
        ("claim.1", "policy", "note"),
        only_if(_overlooked, "CO-50"),
    ),
    Cause(
        "need.no-reason",
        _not_supported,
        _write_it_off,
        ("note", "policy", "coder"),
        lambda world: _said_so(world) or only_if(_not_supported, *_NOT_NEEDED)(world),
    ),
    Cause(
        "need.notice-signed",
        _notice_signed,
        _bill,
        ("form.notice", "claim.1"),
        only_if(_notice_signed, "PR-50", "PR-119", "PR-151"),
    ),
    Cause(
        "need.notice-unmarked",
        _notice_unmarked,
        _show_notice,
        ("form.notice", "claim.1"),
        only_if(_notice_unmarked, "CO-50", *_TOO_SOON),
    ),
    Cause(
        "need.notice-late",
        _notice_late,
        _our_loss,
        ("form.notice", "account-note"),
        only_if(_notice_late, "CO-50", *_TOO_SOON),
    ),
    Cause("need.too-soon", _too_soon, _write_it_off, ("portal", "contract"), only_if(_too_soon, *_TOO_SOON)),
    Cause("need.counted-wrongly", _voided, _by_phone, ("portal", "account-note"), only_if(_voided, *_TOO_SOON)),
)
