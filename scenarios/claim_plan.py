"""The biller's half of a family as its author wrote it: payers, facts of registration, faults to plant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenarios import source
from scenarios.draw import Draw
from scenarios.entries import Fields, KeyText, Names
from scenarios.problems import Place, did_you_mean

RELATIONSHIPS = ("self", "spouse", "child", "other")
ACCIDENTS = ("none", "other", "auto", "employment")
ALWAYS_SELF = frozenset(("medicare", "medicaid", "medicare_advantage", "workers_comp"))
"""Kinds of coverage whose members are always the insured."""


@dataclass(frozen=True)
class Fault:
    """A way in which the front desk goes wrong: which fields of the registration, how, and what it teaches."""

    name: str
    fields: tuple[tuple[str, str, Callable[[str, Draw], str]], ...]
    """(field of Registration, item of the CMS-1500, how the right value is spoiled)."""
    why: str
    cites: str
    skill: str
    needs: str = ""
    """accident, onset, referring, authorization or insured: what the encounter must have."""


def _swapped(value: str, draw: Draw) -> str:
    """Two neighboring characters changed places."""
    pairs = [at for at in range(len(value) - 1) if value[at] != value[at + 1] and value[at : at + 2].isalnum()]
    late = [at for at in pairs if at >= 2] or pairs
    if not late:
        return value + value[-1:]
    at = draw.one_of("fault:swap", late)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _dropped(value: str, draw: Draw) -> str:
    """A letter or digit is missing; never the first, which tells the payer, nor a hyphen, which payers overlook."""
    at = draw.one_of("fault:drop", [at for at in range(1, len(value)) if value[at].isalnum()])
    return value[:at] + value[at + 1 :]


def _other_date(value: str, draw: Draw) -> str:
    """Day and month changed places where that gives a date, a year too early or late otherwise."""
    year, month, day = value.split("-")
    if int(day) <= 12 and day != month:
        return f"{year}-{day}-{month}"
    shift = draw.one_of("fault:year", (-1, 1))
    if (month, day) == ("02", "29"):
        day = "28"
    return f"{int(year) + shift:04d}-{month}-{day}"


def _misspelt(value: str, draw: Draw) -> str:
    """A letter doubled, or two changed places."""
    if len(value) > 3 and draw.chance("fault:spelling", 50):
        at = draw.between("fault:letter", 1, len(value) - 2)
        if value[at] != value[at + 1]:
            return value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    at = draw.between("fault:letter", 1, len(value) - 1)
    return value[: at + 1] + value[at] + value[at + 1 :]


def _other_digit(value: str, draw: Draw) -> str:
    at = draw.between("fault:digit", 1, len(value) - 1)
    return value[:at] + str((int(value[at]) + draw.between("fault:digit+", 1, 8)) % 10) + value[at + 1 :]


def _other_sex(value: str, draw: Draw) -> str:
    return "M" if value == "F" else "F"


def _other_relationship(value: str, draw: Draw) -> str:
    return draw.one_of("fault:relationship", [one for one in ("self", "spouse", "child") if one != value])


def _blank(value: str, draw: Draw) -> str:
    return ""


def _no(value: str, draw: Draw) -> str:
    return "no"


_NUCC = "NUCC 1500 Claim Form Reference Instruction Manual, item "

FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault(
            "member-id-swapped",
            (("member_id", "1a", _swapped),),
            "Two characters of the member id changed places when it was typed; the payer will not find the member.",
            _NUCC + "1a",
            "claim.member_id",
        ),
        Fault(
            "member-id-dropped",
            (("member_id", "1a", _dropped),),
            "A character of the member id was left out; the card shows all of it.",
            _NUCC + "1a",
            "claim.member_id",
        ),
        Fault(
            "birth-date",
            (("birth_date", "3", _other_date),),
            "The registered birth date is not the one the payer has; name and birth date must match the member file.",
            _NUCC + "3",
            "claim.demographics",
        ),
        Fault(
            "sex",
            (("sex", "3 sex", _other_sex),),
            "The sex in registration is not the one in the chart and in the payer's file.",
            _NUCC + "3",
            "claim.demographics",
        ),
        Fault(
            "name-spelling",
            (("patient_last_name", "2", _misspelt),),
            "The last name is spelled otherwise than on the card.",
            _NUCC + "2",
            "claim.demographics",
        ),
        Fault(
            "zip-code",
            (("zip", "5 zip", _other_digit),),
            "The ZIP code in registration is not that of the patient's address.",
            _NUCC + "5",
            "claim.demographics",
        ),
        Fault(
            "group-number",
            (("group_number", "11", _swapped),),
            "The group number was typed wrong; the card shows the right one.",
            _NUCC + "11",
            "claim.member_id",
            "group",
        ),
        Fault(
            "relationship",
            (("relationship", "6", _other_relationship),),
            "The patient's relationship to the insured is wrong; the card and the eligibility answer name the member.",
            _NUCC + "6",
            "claim.insured",
        ),
        Fault(
            "wrong-plan",
            (("plan", "11c", _blank),),
            "The plan in registration is not the one on the card.",
            _NUCC + "11c",
            "claim.plan",
            "plan",
        ),
        Fault(
            "insured-name",
            (("insured_first_name", "4", _misspelt),),
            "The insured's name is spelled otherwise than on the card.",
            _NUCC + "4",
            "claim.insured",
            "insured",
        ),
        Fault(
            "other-accident-unanswered",
            (("other_accident", "10c", _no),),
            "The chart tells of an accident; item 10 must say so, or the payer asks for it or takes it back later.",
            _NUCC + "10a-10c",
            "claim.accident",
            "accident",
        ),
        Fault(
            "onset-missing",
            (("onset_date", "14", _blank), ("onset_qualifier", "14 qualifier", _blank)),
            "The date of onset, injury or last menstrual period stands in the chart and is missing on the claim.",
            _NUCC + "14",
            "claim.dates",
            "onset",
        ),
        Fault(
            "referring-missing",
            (
                ("referring_provider", "17", _blank),
                ("referring_qualifier", "17 qualifier", _blank),
                ("referring_npi", "17b", _blank),
            ),
            "The chart names the provider who sent the patient; the claim needs name, qualifier and NPI.",
            _NUCC + "17",
            "claim.referring",
            "referring",
        ),
        Fault(
            "referring-npi",
            (("referring_npi", "17b", _swapped),),
            "The referring provider's NPI was typed wrong; its check digit does not fit.",
            _NUCC + "17b",
            "claim.referring",
            "referring",
        ),
        Fault(
            "authorization-missing",
            (("authorization", "23", _blank),),
            "The payer gave an authorization number; without it on the claim the service is denied.",
            _NUCC + "23",
            "claim.authorization",
            "authorization",
        ),
    )
}


@dataclass(frozen=True)
class ClaimPlan:
    """`claim:` of a family."""

    payers: tuple[str, ...]
    relationships: tuple[str, ...]
    accident: KeyText | None
    onset: KeyText | None
    onset_qualifier: str
    referring: str
    authorization: bool
    faults: tuple[str, ...]
    place: Place
    payer_place: Place
    secondary: KeyText | None = None
    """Payer of a second coverage, by combination; comes to nothing or `none` where there is no second one."""
    second_relationship: KeyText | None = None
    """The patient's relationship to the insured of the second coverage; self where nothing stands."""
    second_birthday: KeyText | None = None
    """`earlier` or `later` in the year than the first insured's, where the order of payers turns on it."""
    qualified: bool = False
    """Qualified Medicare Beneficiary: Medicaid owes what Medicare leaves to the patient."""


def read_claim(node: source.Mapping, names: Names) -> ClaimPlan | None:
    """`claim:` from the file."""
    fields = Fields(node, names, "claim")
    payers, faults = fields.values("payer"), fields.values("faults") or ("none",)
    if not payers:
        names.problems.add("entry.missing", node.place, "claim: 'payer' is missing")
        return None
    for fault in faults:
        if fault != "none" and fault not in FAULTS:
            message = f"unknown fault {fault!r}{did_you_mean(fault, FAULTS)}"
            names.problems.add("fault.unknown", fields.place("faults"), message)
    relationships = fields.values("relationship") or ("self",)
    for relationship in relationships:
        if relationship not in RELATIONSHIPS:
            place = fields.place("relationship")
            names.problems.add(
                "entry.value", place, f"relationship {relationship!r} is none of {', '.join(RELATIONSHIPS)}"
            )
    accident, onset = fields.key_text("accident"), fields.key_text("onset")
    qualifier = fields.one_of("onset qualifier", ("431", "484"), "") or fields.one_of(
        "onset_qualifier", ("431", "484"), "431"
    )
    referring = fields.one_of("referring", ("DN", "DK", "DQ"), "")
    authorization = fields.one_of("authorization", ("yes", "no"), "no") == "yes"
    fields.one_of("facility", ("yes", "no"), "yes")
    secondary, second_relationship = fields.key_text("secondary"), fields.key_text("secondary relationship")
    second_birthday = fields.key_text("secondary birthday")
    qualified = fields.one_of("qmb", ("yes", "no"), "no") == "yes"
    has = {
        "accident": accident is not None,
        "onset": onset is not None,
        "referring": bool(referring),
        "authorization": authorization,
        "insured": any(one != "self" for one in relationships),
    }
    for fault in faults:
        need = FAULTS[fault].needs if fault in FAULTS else ""
        if need in has and not has[need]:
            needed = "a relationship other than self" if need == "insured" else need
            message = f"fault {fault!r} can never stand: it needs {needed}"
            names.problems.add("fault.impossible", fields.place("faults"), message)
    allowed = (
        "payer", "secondary", "secondary relationship", "secondary birthday", "qmb", "relationship", "accident",
        "onset", "onset qualifier", "referring", "authorization", "facility", "faults",
    )  # fmt: skip
    fields.done(allowed)
    return ClaimPlan(
        payers,
        relationships,
        accident,
        onset,
        qualifier,
        referring,
        authorization,
        faults,
        node.place,
        fields.place("payer"),
        secondary,
        second_relationship,
        second_birthday,
        qualified,
    )
