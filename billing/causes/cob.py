"""Root causes around other insurance: who is first, what the payer's file says of it, who can put the file right."""

from __future__ import annotations

import datetime
from dataclasses import replace

from billing.causes.common import desk_note, paper, written
from billing.causes.coverage import EMPLOYERS, PRIVATE, alone, beside, bill_the_other, needs_other, other_coverage
from billing.causes.frame import Cause, Remedy, World
from billing.payer_file import Mistake

_DAY = datetime.timedelta(days=1)
MEDICARE_AGE = 65


def _other_name(world: World) -> str:
    return next(one.payer for one in world.encounter.coverage if one.order != world.order)


def _own_plan(world: World) -> bool:
    """Whether the other plan is the patient's own and not the spouse's or a parent's."""
    other = other_coverage(world)
    return other is not None and other.relationship == "self"


# ---- Medicare and a group plan ---------------------------------------------------------------------------


def _first_is(world: World) -> World:
    """The billed payer takes the other coverage for primary, and is right."""
    other = _other_name(world)
    world = world.with_file(other_payer=other)
    return world.with_eligibility(world.order, note=f"Other insurance on file: {other}, primary")


def _form(world: World, text: str) -> World:
    return world.with_paper(paper(world, "form.msp", "Medicare secondary payer questionnaire", "form", text))


def _works(world: World, size: str) -> str:
    """Answers of the questionnaire where somebody works, with the size of the employer."""
    own = _own_plan(world)
    mine, spouse = ("yes, full time", "no") if own else ("no", "yes, full time")
    whose = "your" if own else "your spouse's"
    return (
        f"Are you employed? {mine}. Is your spouse employed? {spouse}. How many people work for {whose} employer? "
        f"{size}. Are you covered by that plan? yes, {_other_name(world)}."
    )


def _working_aged(world: World) -> World:
    world = _form(_first_is(world), f"Entitled by age. {_works(world, 'about 300')}")
    world = world.with_paper(desk_note(world, "Typed as Medicare first, as always for patients over 65."))
    other = _other_name(world)
    said = f"{'I still work.' if _own_plan(world) else 'My spouse still works.'} We have {other} through the company."
    return replace(world, patient_says=said, call=f"Our file shows {other} as primary through current employment.")


def _disabled(world: World) -> World:
    text = f"Entitled by disability, under 65. {_works(world, 'about 2,000')}"
    world = _form(_first_is(world), text)
    other = _other_name(world)
    call = f"Our file shows {other}, a plan of an employer with 100 or more employees, as primary."
    whose = "my" if _own_plan(world) else "my spouse's"
    said = f"I get Medicare because of my back. {other} comes from {whose} job."
    return replace(world, patient_says=said, call=call)


def _renal(world: World) -> World:
    began = world.encounter.date_of_service - 420 * _DAY
    other = _other_name(world)
    text = (
        f"Entitled by end-stage renal disease: dialysis since {written(began)}, Medicare since the fourth month. Are "
        f"you covered by a group plan? yes, {other}; the job has ended, the plan goes on under COBRA."
    )
    world = _form(_first_is(world), text)
    call = f"The 30-month coordination period is running: {other} is primary in it, whoever works or not."
    said = f"I have dialysis three times a week since {began:%B} of last year. {other} I pay myself now, it is COBRA."
    return replace(world, patient_says=said, call=call)


def _file_says_group(world: World) -> World:
    """Medicare's file has the group plan as primary, and is wrong."""
    return world.with_file(other_payer=_other_name(world)).with_settled(other_payer="")


_NOT_US = (
    "The file has an open employer record. We can't change it here: the member or the employer has to call the "
    "coordination of benefits contractor. After that the claim is processed again."
)


def _retired(world: World) -> World:
    """The employment has ended; the group plan now pays after Medicare."""
    since = world.encounter.date_of_service - 120 * _DAY
    own = _own_plan(world)
    who = "Are you employed? no, retired" if own else "Is your spouse employed? no, retired"
    text = (
        f"Entitled by age. {who} {written(since)}. {_other_name(world)} now pays after Medicare, as retiree coverage."
    )
    world = _form(_file_says_group(world), text)
    said = (
        f"{'I' if own else 'My spouse'} retired on {since:%B} {since.day}. I will call the coordination office and "
        "have them end the old record."
    )
    return replace(world, patient_says=said, call=_NOT_US)


def _small_employer(world: World) -> World:
    """The employer has fewer than 20 employees: Medicare is first although somebody works."""
    text = f"Entitled by age. {_works(world, 'eight')} The plan is the shop's own, not one of several employers."
    world = _form(_file_says_group(world), text)
    said = "It is a bakery with eight people. The boss's accountant calls the coordination office about it."
    return replace(world, patient_says=said, call=_NOT_US)


def _patient_calls(world: World) -> tuple[Remedy, ...]:
    return (Remedy("ask_patient"),)


_group_and_medicare = beside(("medicare",), EMPLOYERS)


def _aged(world: World) -> str:
    old = world.encounter.patient.age >= MEDICARE_AGE
    return _group_and_medicare(world) or ("" if old else "the patient is not 65")


def _under_65(world: World) -> str:
    old = world.encounter.patient.age >= MEDICARE_AGE
    return _group_and_medicare(world) or ("the patient is 65" if old else "")


# ---- children, and payers that come last -----------------------------------------------------------------


def _birthday(world: World) -> World:
    world = _first_is(world)
    coverage = {one.order: one for one in world.encounter.coverage}
    billed = coverage[world.order].insured
    first = next(one for order, one in coverage.items() if order != world.order).insured
    text = (
        f"Parents married, both cover the child. {billed.first_name} {billed.last_name} born "
        f"{billed.birth_date:%B} {billed.birth_date.day}, {first.first_name} {first.last_name} born "
        f"{first.birth_date:%B} {first.birth_date.day}. No court order."
    )
    world = world.with_paper(paper(world, "form.family", "Child's registration form", "form", text))
    return replace(world, call=f"{_other_name(world)} is primary for this dependent.")


def _both_parents(world: World) -> str:
    if needs_other(world):
        return needs_other(world)
    both = world.encounter.coverage
    child = all(one.relationship == "child" and one.kind in EMPLOYERS for one in both)
    return "" if child else "the patient is not a child on two plans of employers"


def _child_of_two(world: World) -> str:
    if _both_parents(world):
        return _both_parents(world)
    coverage = {one.order: one for one in world.encounter.coverage}
    billed, first = coverage[world.order], next(one for order, one in coverage.items() if order != world.order)
    days = [(one.insured.birth_date.month, one.insured.birth_date.day) for one in (first, billed)]
    return "" if days[0] < days[1] else "the other parent's birthday is not earlier in the year"


def _decree(world: World) -> World:
    """A court decree names the other parent's plan, whatever the birthdays say."""
    world = _first_is(world)
    other = other_coverage(world)
    parent = f"{other.insured.first_name} {other.insured.last_name}" if other else ""
    text = (
        f"Parents divorced; the child lives with the parent who came today. Court decree of last year, copied: "
        f"{parent} is to carry the child's health insurance. Plan: {_other_name(world)}."
    )
    world = world.with_paper(paper(world, "form.family", "Child's registration form", "form", text))
    said = "We are divorced. The judge wrote that the other side has to insure the kids."
    return replace(world, patient_says=said, call=f"{_other_name(world)} is primary for this dependent by decree.")


def _last_payer(world: World) -> World:
    world = _first_is(world)
    other = _other_name(world)
    call = f"We pay last. The file shows {other}; bill it first and send its remittance."
    note = f"Second card copied too ({other}), filed behind the first."
    return replace(world, call=call).with_paper(desk_note(world, note))


def _last_resort(world: World) -> str:
    other = other_coverage(world)
    if other is not None and (world.coverage.kind, other.kind) == ("tricare", "medicaid"):
        return "TRICARE pays before Medicaid"
    return beside(("medicaid", "tricare"), (*PRIVATE, "medicare", "tricare"))(world)


# ---- questions and files ---------------------------------------------------------------------------------


def _question(world: World) -> World:
    world = world.with_file(cob_due=True).with_settled(cob_due=False)
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
        "I see another plan as primary, and I see the certificate you faxed that it ended. I end the record and send "
        "the claim back. Two weeks; reference 2207."
    )
    said = "That was an old job. The plan ended when it did, and the office has the certificate."
    return replace(world, call=call, patient_says=said)


def _by_phone(world: World) -> tuple[Remedy, ...]:
    return (
        Remedy("call_payer"),
        Remedy("ask_patient", accepted=True),
        Remedy("appeal", proof=("letter.certificate",), accepted=True),
    )


CAUSES = (
    Cause("cob.working-spouse", _working_aged, bill_the_other, ("form.msp", "card.2"), _aged),
    Cause("cob.disabled", _disabled, bill_the_other, ("form.msp", "card.2"), _under_65),
    Cause("cob.renal", _renal, bill_the_other, ("form.msp", "card.2"), _under_65),
    Cause("cob.retired-file-open", _retired, _patient_calls, ("form.msp", "portal"), _aged),
    Cause("cob.small-employer", _small_employer, _patient_calls, ("form.msp", "portal"), _aged),
    Cause("cob.birthday-rule", _birthday, bill_the_other, ("form.family", "card.2"), _child_of_two),
    Cause("cob.decree", _decree, bill_the_other, ("form.family", "card.2"), _both_parents),
    Cause("cob.last-payer-first", _last_payer, bill_the_other, ("account-note", "card.2"), _last_resort),
    Cause("cob.question-open", _question, _patient_calls, ("portal", "patient"), alone(*PRIVATE)),
    Cause("cob.file-stale", _stale, _by_phone, ("letter.certificate", "portal"), alone(*PRIVATE)),
)
