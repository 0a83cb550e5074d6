"""Root causes around the providers: enrolled too late, billed under a wrong number, not allowed to bill or refer."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import corrected, item_mend, paper, right_claim, written
from billing.causes.coverage import PRIVATE, only
from billing.causes.frame import Cause, Remedy, World
from billing.charge_entry import is_test
from billing.models import Claim
from billing.values import is_npi

_DAY = datetime.timedelta(days=1)


def _npi_after(number: str) -> str:
    """Another number that passes the check digit: somebody else's, made from this one."""
    start = int(number[:9]) + 1111
    for last in range(10):
        candidate = f"{start % 10**9:09d}{last}"
        if is_npi(candidate):
            return candidate
    return number


# ---- not enrolled ----------------------------------------------------------------------------------------


def _enrolled_later(world: World) -> World:
    """New in the practice: the payer's effective date lies after the service, and no reach-back was granted."""
    first = world.encounter.date_of_service + 16 * _DAY
    world = world.with_file(enrolled_from=first)
    text = (
        f"Enrollment approved for {world.encounter.provider.name}. Effective date: {written(first)}. No "
        "earlier date is given."
    )
    call = f"This provider's effective date is {written(first)}. Earlier services are not payable."
    world = replace(world, call=call)
    return world.with_paper(paper(world, "letter.enrollment", "Enrollment approval", "letter", text, 20))


def _write_it_off(world: World) -> tuple[Remedy, ...]:
    return (Remedy("write_off"),)


def _reaches_back(world: World) -> World:
    """The enrollment was approved after the denial with an effective date before the service."""
    served = world.encounter.date_of_service
    world = world.with_file(enrolled_from=served + 16 * _DAY).with_settled(enrolled_from=served - 20 * _DAY)
    text = (
        f"Enrollment approved for {world.encounter.provider.name}. Effective date: {written(served - 20 * _DAY)}, "
        "thirty days before the complete application came in. The earlier notice is withdrawn."
    )
    call = "The effective date was changed last week. I send the claims of that time back. Reference 7713, two weeks."
    world = replace(world, call=call)
    return world.with_paper(paper(world, "letter.enrollment", "Enrollment approval, corrected", "letter", text, 22))


def _ask_again(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("letter.enrollment",), accepted=True))


def _lapsed(world: World) -> World:
    """Revalidation was missed; a corrected effective date does not come."""
    last = world.encounter.date_of_service - 5 * _DAY
    world = world.with_file(enrolled_to=last)
    renewal = "revalidation" if world.coverage.kind in ("medicare", "medicaid") else "recredentialing"
    text = (
        f"Your enrollment ended on {written(last)} because the {renewal} due in spring did not come. A new application "
        "takes effect on the day it is received; there is no payment for the time between."
    )
    world = replace(world, call=f"Enrollment ended on {written(last)}; the gap is not payable.")
    return world.with_paper(paper(world, "letter.enrollment", "Notice of ended enrollment", "letter", text, -4))


# ---- a wrong number --------------------------------------------------------------------------------------


def _wrong_rendering(world: World) -> World:
    right = world.service_line.J
    wrong = _npi_after(right)
    lines = tuple(line.model_copy(update={"J": wrong}) for line in world.claim.lines)
    world = world.with_lines(lines).with_file(unknown_npis=(wrong,))
    text = (
        f"Roster of rendering providers: {world.encounter.provider.name}, "
        f"{world.encounter.provider.credential}, NPI {right}."
    )
    world = replace(world, call=f"NPI {wrong} is not linked to your practice.")
    return world.with_paper(paper(world, "roster", "Practice's provider roster", "note", text, -90))


def _right_rendering(world: World) -> tuple[Remedy, ...]:
    right = world.encounter.provider.npi

    def mend(claim: Claim) -> Claim:
        lines = tuple(line.model_copy(update={"J": right}) for line in claim.lines)
        return claim.model_copy(update={"lines": lines})

    return corrected(world, mend)


def _file_not_updated(world: World) -> World:
    """The right number on the claim; the payer never loaded the new provider that it approved."""
    right = world.service_line.J
    world = world.with_file(unknown_npis=(right,)).with_settled(unknown_npis=())
    text = (
        f"Welcome to the network: {world.encounter.provider.name}, NPI {right}, added to your group's agreement as of "
        f"{written(world.encounter.date_of_service - 45 * _DAY)}."
    )
    call = "The provider is approved, but was never loaded under your tax ID. Done now; claims go back. Reference 3098."
    world = replace(world, call=call)
    return world.with_paper(
        paper(world, "letter.network", "Payer's welcome letter for the provider", "letter", text, -40)
    )


def _load_it(world: World) -> tuple[Remedy, ...]:
    return (Remedy("call_payer"), Remedy("appeal", proof=("letter.network",), accepted=True))


def _tax_number(world: World) -> World:
    old = world.encounter.practice.tax_id
    digits = [character for character in old if character.isdigit()]
    digits[-1], digits[-2] = digits[-2], digits[-1]
    if digits == [character for character in old if character.isdigit()]:
        digits[-1] = str((int(digits[-1]) + 1) % 10)
    wrong = f"{''.join(digits[:2])}-{''.join(digits[2:])}"
    world = world.with_file(tax_id=old).with_item_map({"25": wrong})
    text = f"Form W-9 on file: {world.encounter.practice.name}, EIN {old}."
    world = replace(world, call="Tax ID and billing NPI do not belong together.")
    return world.with_paper(paper(world, "form.w9", "Practice's W-9", "form", text, -200))


def _right_tax_number(world: World) -> tuple[Remedy, ...]:
    return (Remedy("new_claim", mend=item_mend(item_25=world.encounter.practice.tax_id)),)


# ---- not allowed -----------------------------------------------------------------------------------------


def _listed(world: World, name: str, number: str) -> World:
    """A look-up of the ordering provider in Medicare's list of those who may order and refer."""
    text = (
        f"Eligible to order and refer, looked up today: {name}, NPI {number}: not on the list on the date of service. "
        "No opt-out affidavit on file either."
    )
    return world.with_paper(
        paper(world, "list.ordering", "Look-up of ordering and referring providers", "portal", text, 20)
    )


def _referring_barred(world: World) -> World:
    name, number = world.claim.items["17"], world.claim.items["17b"]
    world = world.with_file(referring_barred=(number,))
    call = "The ordering provider had neither an enrollment nor a valid opt-out affidavit on the day of the order."
    world = replace(world, call=call)
    text = f"Order received by fax, signed {name}, NPI {number}."
    return _listed(world, name, number).with_paper(paper(world, "form.order", "Order for the test", "form", text, -3))


def _other_referring(world: World) -> World:
    """Item 17b has the number of somebody else, who may not order; the order names the right one."""
    name, right = world.claim.items["17"], world.claim.items["17b"]
    wrong = _npi_after(right)
    text = f"Order received by fax, signed {name}, NPI {right}."
    world = world.with_item_map({"17b": wrong}).with_file(referring_barred=(wrong,))
    call = f"NPI {wrong} is that of another person, who may not order or refer."
    world = replace(world, call=call).with_paper(paper(world, "form.order", "Order for the test", "form", text, -3))
    return _listed(world, "name of the holder differs from item 17", wrong)


def _order_says(world: World) -> tuple[Remedy, ...]:
    right = right_claim(world)
    return corrected(world, item_mend(item_17=right.items["17"], item_17b=right.items["17b"]))


def _has_referring(world: World) -> str:
    if world.coverage.kind != "medicare" or not is_test(world.code):
        return "only tests under Medicare are held against the list of ordering providers"
    if world.claim.items.get("17b") == world.encounter.provider.npi:
        return "the provider ordered it himself"
    return "" if world.claim.items.get("17b") else "the claim names no referring provider"


def _barred(world: World) -> World:
    world = world.with_file(barred_codes=(world.code,))
    text = (
        f"Provider manual, section on kinds of providers: {world.code} is paid to physicians only. "
        "It may not be billed by anybody else, nor "
        "under the number of a physician who did not do it."
    )
    world = replace(world, call="The policy bars this kind of provider from this service.")
    return world.with_paper(paper(world, "policy.providers", "From the payer's provider manual", "policy", text, -300))


def _not_physician(world: World) -> str:
    physician = world.encounter.provider.credential in ("MD", "DO", "DPM")
    return "the rendering provider is a physician" if physician else only(*PRIVATE, "medicaid")(world)


CAUSES = (
    Cause("enroll.begins-later", _enrolled_later, _write_it_off, ("letter.enrollment",)),
    Cause("enroll.reaches-back", _reaches_back, _ask_again, ("letter.enrollment", "call")),
    Cause("enroll.lapsed", _lapsed, _write_it_off, ("letter.enrollment",)),
    Cause("enroll.wrong-rendering", _wrong_rendering, _right_rendering, ("roster", "claim.1")),
    Cause("enroll.not-loaded", _file_not_updated, _load_it, ("letter.network", "call"), only(*PRIVATE, "medicaid")),
    Cause("enroll.tax-number", _tax_number, _right_tax_number, ("form.w9", "277ca.payer.1")),
    Cause("enroll.referring-barred", _referring_barred, _write_it_off, ("list.ordering", "form.order"), _has_referring),
    Cause("enroll.referring-mistyped", _other_referring, _order_says, ("form.order", "claim.1"), _has_referring),
    Cause("enroll.kind-barred", _barred, _write_it_off, ("policy.providers",), _not_physician),
)
