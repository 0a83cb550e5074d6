"""Root causes around authorizations and referrals: given and forgotten, run out, for another code, never asked for."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from billing.causes.common import corrected, desk_note, item_mend, paper, written
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import AuthorizationOnFile, Mistake, PaidService, ReferralOnFile

_DAY = datetime.timedelta(days=1)


def needs_authorization(world: World) -> str:
    """Why no authorization can be in question; empty where one can."""
    if world.code not in world.contract.requires_authorization:
        return f"{world.contract.name} asks for no authorization for {world.code}"
    return "" if world.coverage.authorization else "the encounter has no authorization number"


def _on_file(world: World, **changes: object) -> AuthorizationOnFile:
    """The authorization as it should be loaded, with changes."""
    served = world.encounter.date_of_service
    given = AuthorizationOnFile(
        number=world.coverage.authorization,
        codes=(world.code,),
        first_day=served - 14 * _DAY,
        last_day=served + 45 * _DAY,
    )
    return given.model_copy(update=changes)


def _letter(world: World, one: AuthorizationOnFile) -> World:
    units = f", {one.units} units" if one.units is not None else ""
    text = (
        f"Approved: {one.number}. Services {', '.join(one.codes)}, from {written(one.first_day)} to "
        f"{written(one.last_day)}{units}. An approval is no promise of payment."
    )
    return world.with_paper(paper(world, "letter.approval", "Payer's approval", "letter", text, -10))


def _eligibility_knows_none(world: World) -> World:
    """An eligibility answer tells of coverage; what was authorized, and for what, stands in approvals alone."""
    answers = tuple(
        one.model_copy(update={"note": _AUTHORIZED.sub("Prior authorization: see the plan's list.", one.note)})
        if one.order == world.order
        else one
        for one in world.encounter.eligibility
    )
    return replace(world, encounter=world.encounter.model_copy(update={"eligibility": answers}))


_AUTHORIZED = re.compile(r"Authorization \S+ on file for the services of this date\.")


def _nobody_asked(world: World) -> World:
    """Neither registration nor eligibility nor the claim has a number."""
    registration = world.encounter.registration.model_copy(update={"authorization": ""})
    world = replace(world, encounter=world.encounter.model_copy(update={"registration": registration}))
    return _eligibility_knows_none(world).with_file(authorizations=()).with_item_map({"23": ""})


# ---- the number ------------------------------------------------------------------------------------------


def _number_missing(world: World) -> World:
    world = _letter(world, _on_file(world))
    return world.with_item_map({"23": ""})


def _number_back(world: World) -> tuple[Remedy, ...]:
    return corrected(world, item_mend(item_23=world.coverage.authorization))


def _number_mistyped(world: World) -> World:
    number = world.coverage.authorization
    at = next((n for n in range(len(number) - 1, 1, -1) if number[n] != number[n - 1]), len(number) - 1)
    swapped = number[: at - 1] + number[at] + number[at - 1] + number[at + 1 :]
    world = _letter(world.with_file(authorizations=(_on_file(world),)), _on_file(world))
    return world.with_item_map({"23": swapped})


def _ignored(world: World) -> World:
    world = _letter(world.with_mistake(Mistake(kind="authorization_ignored", code=world.code)), _on_file(world))
    call = (
        "I have the approval here, and your claim does carry it. It was not linked when the claim was keyed. I send it "
        "back for processing; reference 8140, two weeks."
    )
    return replace(world, call=call)


def _link_it(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("letter.approval",), accepted=True))


def _forgiving(world: World) -> str:
    """A contract that authorizes afterwards whatever the reason leaves no loss to the practice (clause 6.2)."""
    if needs_authorization(world):
        return needs_authorization(world)
    late = _answer_days(world) <= world.contract.retro_authorization_days
    return f"{world.contract.name} authorizes afterwards on records" if late and _on_records(world) else ""


def _answer_days(world: World) -> int:
    """From the service to the day on which the first answer lies on the desk."""
    return 4 + world.contract.payment_days


def _on_records(world: World) -> bool:
    """Whether clause 6.2 asks for records alone and for no reason why it was not asked for before."""
    clause = next((one.text for one in world.contract.clauses if one.number == "6.2"), "")
    return "records" in clause and not any(word in clause for word in ("could not wait", "emergency"))


# ---- none, or not this one -------------------------------------------------------------------------------


def _none(world: World) -> World:
    world = _nobody_asked(world).with_coverage(world.order, authorization="")
    call = "No authorization was asked for. Elective services get none after the fact."
    world = replace(world, call=call)
    return world.with_paper(
        desk_note(world, "Scheduled by phone for next week; nobody asked whether it needs approval.", -7)
    )


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


def _urgent(world: World) -> World:
    """Done the same day for cause, within the contract's time for asking afterwards."""
    number = f"R{world.coverage.authorization[1:]}"
    world = _nobody_asked(world).with_coverage(world.order, authorization=number)
    days = world.contract.retro_authorization_days
    text = (
        "Same-day need: patient could not wait for the answer, portal down from 2 to 5 pm (ticket 4471). "
        f"Approval to be asked for afterwards within {days} days."
    )
    world = world.with_paper(paper(world, "note.urgent", "Provider's note on why it could not wait", "note", text))
    served = world.encounter.date_of_service
    given = AuthorizationOnFile(number=number, codes=(world.code,), first_day=served, last_day=served)
    return replace(world.with_settled(authorizations=(given,)), call="No authorization is on file for this date.")


def _ask_afterwards(world: World) -> tuple[Remedy, ...]:
    way = corrected(world, item_mend(item_23=world.coverage.authorization), after=("retro_authorization",))
    return way


def _retro_window(world: World) -> str:
    if needs_authorization(world):
        return needs_authorization(world)
    days = world.contract.retro_authorization_days
    return "" if days > _answer_days(world) else f"{world.contract.name} gives no time to ask after the first answer"


def _run_out(world: World) -> World:
    served = world.encounter.date_of_service
    one = _on_file(world, first_day=served - 100 * _DAY, last_day=served - 10 * _DAY)
    world = _eligibility_knows_none(world)
    world = _letter(world.with_file(authorizations=(one,)), one)
    world = replace(world, call="The approval ran out before the date of service and was not extended.")
    return world.with_paper(
        desk_note(
            world, "Moved twice at the patient's wish, first date was in spring. Approval not looked at again.", -3
        )
    )


def _other_code(world: World) -> World:
    other = _other_approved(world)
    one = _on_file(world, codes=(other,))
    world = _eligibility_knows_none(world)
    world = _letter(world.with_file(authorizations=(one,)), one)
    settled = world.with_settled(authorizations=(_on_file(world),))
    text = f"Order changed on the day of service from {other} to {world.code}: the ordered product was not in stock."
    return replace(settled, call=_change_call(world)).with_paper(
        paper(settled, "note.order", "Provider's changed order", "note", text)
    )


def _unit_may_change(world: World) -> bool:
    """Whether the authorization unit still takes a change when the first answer is in (clause 6.2)."""
    return _on_records(world) and world.contract.retro_authorization_days > _answer_days(world)


def _change_call(world: World) -> str:
    if _unit_may_change(world):
        return "The approval does not fit the claim. Ask the authorization unit to change it, with the provider's note."
    return (
        "The approval does not fit the claim, and the authorization unit takes no changes this long after the service. "
        "Appeal with the approval and the provider's note that shows why."
    )


def _other_approved(world: World) -> str:
    return "J7321" if world.code != "J7321" else "J7325"


def _one_of_the_gels(world: World) -> str:
    return needs_authorization(world) or ("" if world.code in ("J7321", "J7325") else "only a drug has another product")


def _change_approval(world: World) -> tuple[Remedy, ...]:
    """By the authorization unit where the contract's time still runs and takes records, else on appeal."""
    appeal = Remedy("appeal", proof=("note.order", "letter.approval"))
    asked = Remedy("retro_authorization", proof=("note.order",))
    if _unit_may_change(world):
        return (asked, replace(appeal, accepted=True))
    return (appeal,)


def _other_provider(world: World) -> World:
    one = _on_file(world, npi="1992799985")
    world = _eligibility_knows_none(world)
    world = _letter(world.with_file(authorizations=(one,)), one)
    settled = world.with_settled(authorizations=(_on_file(world),))
    note = (
        f"Dr. Ames was to do it and was out sick; done by {world.encounter.provider.name} instead. The approval stands "
        "in Dr. Ames's name."
    )
    settled = replace(settled, call=_change_call(world))
    return settled.with_paper(paper(settled, "note.order", "Note on the change of provider", "note", note))


def _all_given(world: World) -> World:
    """What was approved was given before; nobody asked for more."""
    served = world.encounter.date_of_service
    units = int(world.service_line.G or "1")
    one = _on_file(world, units=units, first_day=served - 60 * _DAY)
    before = served - 21 * _DAY
    paid = PaidService(
        date=before, code=world.code, units=units, npi=world.encounter.provider.npi, claim_number=f"P{before:%m%d}2261"
    )
    world = _eligibility_knows_none(world)
    world = _letter(world.with_file(authorizations=(one,), history=(paid,)), one)
    note = f"Same approval as on {written(before)}. Balance of units not looked at."
    world = replace(world, call="The approved units were used up by the earlier service; no more were asked for.")
    return world.with_paper(desk_note(world, note))


# ---- referrals -------------------------------------------------------------------------------------------


def _asks_referral(world: World) -> str:
    if not world.contract.requires_referral or world.coverage.kind != "hmo":
        return f"{world.contract.name} asks for no referral or lets the member go without"
    own = world.encounter.specialty.split("-")[0].split(" ")[0] in _WITHOUT_REFERRAL
    return "primary care, women's health and emergencies need no referral" if own else ""


_WITHOUT_REFERRAL = frozenset({"family", "internal", "pediatrics", "obstetrics", "emergency"})
"""First words of the specialties that a member sees without a referral (clause 6.3)."""


def _referral_late(world: World) -> World:
    """The primary care physician did refer; the plan had not loaded it when the claim came."""
    served = world.encounter.date_of_service
    one = ReferralOnFile(number="RF20418", first_day=served - 12 * _DAY, last_day=served + 78 * _DAY, visits=3)
    world = world.with_file(referrals=()).with_settled(referrals=(one,))
    text = (
        f"Referral RF20418 by the primary care physician, entered {written(served - 12 * _DAY)}, three visits to "
        f"{written(one.last_day)}. Fax confirmation: sent, 2 pages, OK."
    )
    call = "The referral sits in the fax queue of that week. I link it now; the claim goes back. Reference 6632."
    world = replace(world, call=call)
    return world.with_paper(paper(world, "letter.referral", "Primary care physician's referral", "letter", text, -12))


def _link_referral(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("letter.referral",), accepted=True))


def _referral_none(world: World) -> World:
    world = world.with_file(referrals=())
    said = "I just called you directly. Nobody told me that I had to see my own doctor first."
    call = "No referral was ever asked for. None is given back-dated; a network specialist may not bill the member."
    world = replace(world, patient_says=said, call=call)
    return world.with_paper(desk_note(world, "Self-scheduled online as a new patient. No referral field filled.", -4))


def _referral_used(world: World) -> World:
    served = world.encounter.date_of_service
    one = ReferralOnFile(number="RF19877", first_day=served - 60 * _DAY, last_day=served + 30 * _DAY, visits=2, used=2)
    world = world.with_file(referrals=(one,))
    text = (
        f"Referral RF19877: two visits, {written(one.first_day)} to {written(one.last_day)}. Seen twice "
        "in that time before."
    )
    world = replace(
        world, call="Both visits of the referral were used before this one; no further visit was asked for."
    )
    return world.with_paper(paper(world, "letter.referral", "Primary care physician's referral", "letter", text, -60))


CAUSES = (
    Cause("auth.number-missing", _number_missing, _number_back, ("letter.approval", "claim.1"), needs_authorization),
    Cause("auth.number-mistyped", _number_mistyped, _number_back, ("letter.approval", "claim.1"), needs_authorization),
    Cause("auth.payer-ignored", _ignored, _link_it, ("letter.approval", "claim.1", "call"), needs_authorization),
    Cause("auth.none-asked", _none, _write_it_off, ("account-note", "portal"), _forgiving),
    Cause("auth.urgent-afterwards", _urgent, _ask_afterwards, ("note.urgent", "contract"), _retro_window),
    Cause("auth.run-out", _run_out, _write_it_off, ("letter.approval", "account-note"), _forgiving),
    Cause("auth.other-code", _other_code, _change_approval, ("letter.approval", "note.order"), _one_of_the_gels),
    Cause(
        "auth.other-provider", _other_provider, _change_approval, ("letter.approval", "note.order"), needs_authorization
    ),
    Cause("auth.units-used", _all_given, _write_it_off, ("letter.approval", "portal"), _forgiving),
    Cause("referral.not-loaded", _referral_late, _link_referral, ("letter.referral", "call"), _asks_referral),
    Cause("referral.none", _referral_none, _write_it_off, ("account-note", "portal"), _asks_referral),
    Cause("referral.used-up", _referral_used, _write_it_off, ("letter.referral", "portal"), _asks_referral),
)
