"""Root causes around other insurance: who is first, what the file says of it, what the first payer's answer is for."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import desk_note, paper, written
from billing.causes.coverage import bill_the_other, needs_other, other_order
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import Mistake

_DAY = datetime.timedelta(days=1)


def _other_name(world: World) -> str:
    return next(one.payer for one in world.encounter.coverage if one.order != world.order)


# ---- the order of payers ---------------------------------------------------------------------------------


def _first_is(world: World) -> World:
    """The billed payer takes the other coverage for primary, and is right."""
    other = _other_name(world)
    world = world.with_file(other_payer=other)
    return world.with_eligibility(world.order, note=f"Other insurance on file: {other}, primary")


def _working_aged(world: World) -> World:
    world = _first_is(world)
    other = _other_name(world)
    questions = (
        "Are you employed? no. Is your spouse employed? yes. Does the employer have 20 or more employees? yes, about "
        f"300. Are you covered by that plan? yes, {other}."
    )
    note = "Typed as Medicare first, as always for patients over 65."
    world = world.with_paper(paper(world, "form.msp", "Medicare secondary payer questionnaire", "form", questions))
    world = world.with_paper(desk_note(world, note))
    said = f"My wife still works. We have {other} through her company."
    return replace(world, patient_says=said, call=f"Our file shows {other} as primary through current employment.")


def _group_and_medicare(world: World) -> str:
    kinds = {one.order: one.kind for one in world.encounter.coverage}
    others = [kind for order, kind in kinds.items() if order != world.order]
    if world.coverage.kind != "medicare":
        return "only where Medicare was billed"
    return "" if others and others[0] == "commercial" else "the account has no group plan beside Medicare"


def _retired(world: World) -> World:
    """Medicare's file still has the group plan as primary although the employment ended."""
    other = _other_name(world)
    since = world.encounter.date_of_service - 120 * _DAY
    world = world.with_file(other_payer=other)
    world = world.with_settled(other_payer="")
    questions = (
        f"Are you employed? no, retired {written(since)}. Is your spouse employed? no. {other} now "
        "pays after Medicare, "
        "as retiree coverage."
    )
    world = world.with_paper(paper(world, "form.msp", "Medicare secondary payer questionnaire", "form", questions))
    said = "I retired in the winter. I will call the coordination office and have them end the old record."
    call = (
        "The file has an open employer record. We can't change it here: the member or the employer has to call the "
        "coordination of benefits contractor. After that the claim is processed again."
    )
    return replace(world, patient_says=said, call=call)


def _patient_calls(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


def _birthday(world: World) -> World:
    """The parent of the other plan has a birthday earlier in the year; years say nothing."""
    coverage = {one.order: one for one in world.encounter.coverage}
    order = other_order(world)
    billed, first = coverage[world.order].insured, coverage[order].insured
    if (billed.birth_date.month, billed.birth_date.day) == (1, 1):
        billed = billed.model_copy(update={"birth_date": billed.birth_date.replace(month=7, day=19)})
        world = world.with_coverage(world.order, insured=billed)
        world = world.with_item_map({"11a": billed.birth_date.isoformat()})
    if (first.birth_date.month, first.birth_date.day) >= (billed.birth_date.month, billed.birth_date.day):
        first = first.model_copy(update={"birth_date": first.birth_date.replace(month=1, day=1)})
        world = world.with_coverage(order, insured=first)
    world = _first_is(world)
    text = (
        f"Parents married, both cover the child. {billed.first_name} {billed.last_name} born "
        f"{billed.birth_date:%B %d, %Y}, "
        f"{first.first_name} {first.last_name} born {first.birth_date:%B %d, %Y}. No court order."
    )
    world = world.with_paper(paper(world, "form.family", "Child's registration form", "form", text))
    return replace(world, call=f"{_other_name(world)} is primary for this dependent.")


def _child_of_two(world: World) -> str:
    if needs_other(world):
        return needs_other(world)
    relations = {one.relationship for one in world.encounter.coverage}
    return "" if relations == {"child"} else "the patient is not a child on both plans"


def _last_payer(world: World) -> World:
    world = _first_is(world)
    other = _other_name(world)
    call = f"We pay last. The file shows {other}; bill it first and send its remittance."
    note = f"Second card copied too ({other}), filed behind the first."
    return replace(world, call=call).with_paper(desk_note(world, note))


def _medicaid_beside(world: World) -> str:
    if world.coverage.kind not in ("medicaid", "tricare"):
        return "only where the payer of last resort was billed"
    return needs_other(world)


# ---- questions and files ---------------------------------------------------------------------------------


def _question(world: World) -> World:
    world = world.with_file(cob_due=True)
    world = world.with_settled(cob_due=False)
    said = "They sent a form about other insurance; I put it aside. I have none; I will fill it in online today."
    call = "The member has not answered the yearly question about other insurance. Claims are paid once it is in."
    return replace(world, patient_says=said, call=call)


def _stale(world: World) -> World:
    """The payer's file has another plan as primary that ended long before."""
    ended = world.encounter.date_of_service - 200 * _DAY
    world = world.with_file(other_payer="a former employer's plan", mistakes=(Mistake(kind="cob_stale"),))
    world = world.with_settled(other_payer="", mistakes=())
    text = f"Certificate: coverage under the former employer's plan ended on {written(ended)}."
    world = world.with_paper(paper(world, "letter.certificate", "Certificate of the former plan", "letter", text, -100))
    call = (
        "I see another plan as primary, and I see your certificate that it ended. I end the record and send the claim "
        "back. Two weeks; reference 2207."
    )
    said = "That was my old job. I left it last year and sent the office the certificate."
    return replace(world, call=call, patient_says=said)


def _by_phone(world: World) -> tuple[Remedy, ...]:
    return (
        Remedy("call_payer"),
        Remedy("ask_patient", accepted=True),
        Remedy("appeal", proof=("letter.certificate",), accepted=True),
    )


def _not_medicare(world: World) -> str:
    if other_order(world):
        return "the account has a second coverage"
    return "" if world.coverage.kind in ("commercial", "hmo", "medicare_advantage") else "only with a private plan"


def _one_plan(world: World) -> str:
    return "the account has a second coverage" if other_order(world) else ""


CAUSES = (
    Cause("cob.working-spouse", _working_aged, bill_the_other, ("form.msp", "card.2"), _group_and_medicare),
    Cause("cob.retired-file-open", _retired, _patient_calls, ("form.msp", "portal"), _group_and_medicare),
    Cause("cob.birthday-rule", _birthday, bill_the_other, ("form.family", "card.2"), _child_of_two),
    Cause("cob.last-payer-first", _last_payer, bill_the_other, ("account-note", "card.2"), _medicaid_beside),
    Cause("cob.question-open", _question, _patient_calls, ("portal", "patient"), _one_plan),
    Cause("cob.file-stale", _stale, _by_phone, ("letter.certificate", "portal"), _not_medicare),
)
