"""Questions about clinical services: visit levels, time, repairs, units, infusions, vaccines, anesthesia.

Each topic reads its keys, asks the calculator of that subject and dresses its answer; what the facts do not settle is
answered with `known` false and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import cast, get_args

import rules
from data import Reference
from data.models import CoverageKind
from rules.burns import BurnKind
from rules.excisions import LesionKind
from rules.hospital_visits import HospitalKind
from rules.infusions import InfusionSetting
from rules.medical_decision_making import ELEMENTS, DataReviewed, LevelAnswer
from rules.office_visits import Status
from rules.preventive_visits import preventive_visit_answer
from rules.service_lines import NotSettled, ServiceLine
from rules.therapy_units import TherapyMethod
from rules.topics.frame import LARGEST, MOST_ITEMS, Answer, Asked, BadQuestion, Topic, unknown
from rules.wound_repairs import Closure, Complexity

Answerer = Callable[[Reference, Asked], Answer]
PAYER = f"coverage kind: {', '.join(get_args(CoverageKind))}"
MDM = "object of problems, data and risk, each a level; data may be counts by category"
LONGEST_WORDS = 80
_DATA_COUNTS = ("documents", "tests", "category_1")
_DATA_FLAGS = ("historian", "interpretation", "discussion", "category_2", "category_3")
_AMOUNT = re.compile(r"^(?:(\d+)\s*[x*×]\s*)?([\d,]*\.?\d+)\s*([a-zA-Z.]*)$")


def _settled(answer: Answerer) -> Answerer:
    """The answer, or `known` false where the calculator says that the facts do not settle it."""

    def asked_and_settled(reference: Reference, asked: Asked) -> Answer:
        try:
            return answer(reference, asked)
        except NotSettled as missing:
            return unknown(str(missing))

    return asked_and_settled


def _words(asked: Asked, key: str, default: str | None = None) -> str:
    """A name or a word; no longer than any that is known, so that a refusal stays readable."""
    return asked.text(key, default)[:LONGEST_WORDS]


def _code(asked: Asked) -> str:
    return _words(asked, "code").upper()


def _payer(asked: Asked, default: str | None = None) -> CoverageKind:
    return cast(CoverageKind, asked.one_of("payer", get_args(CoverageKind), default))


def _whole_or_none(asked: Asked, key: str) -> int | None:
    return asked.whole(key) if asked.has(key) else None


def _flag_or_none(asked: Asked, key: str) -> bool | None:
    return asked.flag(key) if asked.has(key) else None


def _codes(lines: Sequence[ServiceLine]) -> list[Answer]:
    """Lines as objects; `of` only where it names something."""
    return [
        {"code": one.code, "units": one.units, "modifiers": list(one.modifiers), **({"of": one.of} if one.of else {})}
        for one in lines
    ]


# Visits


def _data(mdm: Asked) -> str | DataReviewed:
    if not isinstance(mdm.values.get("data"), Mapping):
        return _words(mdm, "data")
    counts = mdm.inner("data", (*_DATA_COUNTS, *_DATA_FLAGS))
    documents, tests, others = (counts.whole(key, 0) for key in _DATA_COUNTS)
    historian, own_reading, discussion, category_2, category_3 = (
        bool(_count_or_flag(counts, key)) for key in _DATA_FLAGS
    )
    return DataReviewed(documents, tests + others, historian, own_reading or category_2, discussion or category_3)


def _count_or_flag(counts: Asked, key: str) -> int | bool:
    value = counts.values.get(key)
    if value is None or isinstance(value, bool | str):
        return counts.flag(key, False)
    return counts.whole(key)


def _mdm(asked: Asked) -> tuple[str, str | DataReviewed, str]:
    mdm = asked.inner("mdm", ELEMENTS)
    return _words(mdm, "problems"), _data(mdm), _words(mdm, "risk")


def _level(answer: LevelAnswer) -> Answer:
    steps = list(answer.steps)
    return {"code": answer.code, "level": answer.level, "why": steps[-1], "steps": steps, "cites": answer.cites}


def _better(by_mdm: LevelAnswer | None, by_time: Callable[[], LevelAnswer] | None) -> Answer:
    """By decision making or by time, whichever is told; with both told the higher one, as the guidelines allow."""
    if by_mdm is None:
        assert by_time is not None
        return _level(by_time())
    if by_time is None:
        return _level(by_mdm)
    try:
        timed = by_time()
    except NotSettled:
        return _level(by_mdm)
    higher = timed if timed.code > by_mdm.code else by_mdm
    steps = (*by_mdm.steps, *timed.steps, f"Either may decide; the higher is {higher.code}.")
    return _level(LevelAnswer(higher.code, higher.level, steps, f"{by_mdm.cites}; {timed.cites}"))


def _mdm_or_minutes(asked: Asked) -> None:
    if not asked.has("mdm") and not asked.has("minutes"):
        raise BadQuestion(f"mdm and minutes are missing; expected one of them (mdm: {MDM}).")


def _em_office(reference: Reference, asked: Asked) -> Answer:
    status = cast(Status, asked.one_of("status", get_args(Status)))
    _mdm_or_minutes(asked)
    by_mdm = rules.office_visit_level(status, *_mdm(asked)) if asked.has("mdm") else None
    minutes = _whole_or_none(asked, "minutes")
    return _better(by_mdm, None if minutes is None else lambda: rules.office_visit_by_time(status, minutes))


def _em_hospital(reference: Reference, asked: Asked) -> Answer:
    kind = cast(HospitalKind, asked.one_of("kind", get_args(HospitalKind)))
    hours = asked.number("hours") if asked.has("hours") else None
    payer = _payer(asked, "commercial")
    minutes = _whole_or_none(asked, "minutes")
    if kind == "discharge":
        if minutes is None:
            return unknown("a discharge day is coded by its minutes: 30 or less 99238, more 99239")
        return _level(rules.hospital_visit_by_time(kind, minutes))
    _mdm_or_minutes(asked)
    by_mdm = rules.hospital_visit_level(kind, *_mdm(asked), hours, payer) if asked.has("mdm") else None
    if minutes is None:
        return _better(by_mdm, None)
    return _better(by_mdm, lambda: rules.hospital_visit_by_time(kind, minutes, hours, payer))


def _em_emergency(reference: Reference, asked: Asked) -> Answer:
    return _level(rules.emergency_visit_level(*_mdm(asked), asked.flag("physician_needed", True)))


_PREVENTIVE_STATUS = {
    "new": "new", "established": "established",
    "welcome": "welcome", "initial_preventive": "welcome", "ippe": "welcome",
    "first": "first", "initial": "first", "initial_awv": "first", "first_awv": "first",
    "subsequent": "subsequent", "subsequent_awv": "subsequent",
}  # fmt: skip


def _preventive(reference: Reference, asked: Asked) -> Answer:
    status = _PREVENTIVE_STATUS[asked.one_of("status", _PREVENTIVE_STATUS)]
    answer = preventive_visit_answer(asked.whole("age"), status, _payer(asked))
    steps = list(answer.steps)
    return {"code": answer.code, "why": steps[-1], "steps": steps, "cites": answer.cites}


# Time


def _service(answer: rules.ServiceAnswer) -> Answer:
    steps = list(answer.steps)
    return {"codes": _codes(answer.lines), "why": steps[-1], "steps": steps, "cites": answer.cites}


def _prolonged(reference: Reference, asked: Asked) -> Answer:
    return _service(rules.prolonged(_code(asked), asked.whole("minutes"), _payer(asked)))


def _critical_care(reference: Reference, asked: Asked) -> Answer:
    return _service(
        rules.critical_care(
            asked.whole("minutes"),
            asked.whole("age"),
            _payer(asked),
            _flag_or_none(asked, "inpatient"),
            _flag_or_none(asked, "first_day"),
            _whole_or_none(asked, "age_days"),
        )
    )


def _therapy_units(reference: Reference, asked: Asked) -> Answer:
    told = asked.values.get("minutes")
    if isinstance(told, Mapping) and 0 < len(told) <= MOST_ITEMS:
        each = asked.inner("minutes", [str(key) for key in told])
        minutes = {str(key).strip().upper(): each.whole(str(key)) for key in told}
    else:
        minutes = {}
        for item in asked.items("minutes", ("code", "minutes")):
            code = _code(item)
            minutes[code] = minutes.get(code, 0) + item.whole("minutes")
    method = cast(TherapyMethod, asked.one_of("method", get_args(TherapyMethod)))
    answer = rules.therapy_units(minutes, method)
    answers = [dict(one) for one in answer.answers]
    steps = list(answer.steps)
    return {
        "units": answers[0], "answers": answers, "tie": answer.tie, "total_units": sum(answers[0].values()),
        "steps": steps, "cites": answer.cites,
    }  # fmt: skip


# Skin


def _repair(reference: Reference, asked: Asked) -> Answer:
    wounds = []
    for number, item in enumerate(asked.items("wounds", ("site", "cm", "complexity", "closure")), start=1):
        complexity = cast(Complexity, item.one_of("complexity", get_args(Complexity)))
        closure = cast(Closure, item.one_of("closure", get_args(Closure), "sutures"))
        wounds.append(rules.Wound(f"wound {number}", _words(item, "site"), item.number("cm"), complexity, closure))
    if not wounds:
        raise BadQuestion("wounds is empty; expected at least one.")
    answer = rules.laceration_repairs(wounds, reference, _payer(asked))
    steps = list(dict.fromkeys(step for line in answer.lines for step in line.steps))
    lines = []
    for place, line in enumerate(answer.lines):
        modifiers = ("59",) if place and not line.add_on else ()
        if modifiers:
            steps.append(f"{line.code}, the less complicated or shorter one: 59.")
        lines.append(ServiceLine(line.code, line.units, modifiers, ", ".join(line.wounds)))
    if not lines:
        steps.append("Strips alone are part of the visit: no repair.")
    return {
        "codes": _codes(lines), "kept_apart": [list(pair) for pair in answer.parted], "steps": steps,
        "cites": "CPT repair guidelines; NCCI Policy Manual, ch. 3",
    }  # fmt: skip


def _excision(reference: Reference, asked: Asked) -> Answer:
    kind = cast(LesionKind, asked.one_of("kind", get_args(LesionKind)))
    answer = rules.excision(kind, _words(asked, "site"), asked.number("lesion_cm"), asked.number("margin_cm"))
    return {
        "code": answer.code, "excised_cm": _figure(answer.excised_cm),
        "steps": list(answer.steps), "cites": answer.cites,
    }  # fmt: skip


def _figure(number: Decimal) -> int | float:
    """A measure as a JSON number: 2, 2.5."""
    return int(number) if number == number.to_integral_value() else float(number)


_DEGREES = {"1": 1, "first": 1, "2": 2, "second": 2, "3": 3, "third": 3, "4": 4, "fourth": 4}


def _burn_area(reference: Reference, asked: Asked) -> Answer:
    parts = []
    for item in asked.items("parts", ("part", "share", "degree")):
        degree = _DEGREES[item.one_of("degree", _DEGREES)]
        parts.append(rules.BurnedPart(_words(item, "part"), item.number("share", Decimal(1)), degree))
    kind = cast(BurnKind, asked.one_of("kind", get_args(BurnKind), "burn"))
    answer = rules.burn_area(parts, asked.whole("age"), kind)
    return {
        "total": _figure(answer.total), "third_degree": _figure(answer.third), "code": answer.code,
        "steps": list(answer.steps), "cites": answer.cites,
    }  # fmt: skip


# Drugs


def _amounts(value: object, key: str) -> list[tuple[Decimal, str]]:
    """Amounts with their measure, empty where none is told: 40, `40 mg`, `2 x 40 mg`."""
    found = _AMOUNT.match(str(value).strip()) if isinstance(value, str | int | float) else None
    if found is None or isinstance(value, bool):
        raise BadQuestion(f"{key} is {str(value)[:60]!r}; expected an amount with its unit, such as 40 mg.")
    try:
        amount, times = Decimal(found[2].replace(",", "")), int(found[1] or 1)
    except InvalidOperation:
        raise BadQuestion(f"{key} is {str(value)[:60]!r}; expected an amount with its unit, such as 40 mg.") from None
    if not 0 < amount <= LARGEST or not 0 < times <= MOST_ITEMS:
        raise BadQuestion(f"{key} is {str(value)[:60]!r}; expected an amount above 0.")
    return [(amount, found[3].lower())] * times


def _drug_units(reference: Reference, asked: Asked) -> Answer:
    (dose, unit), *more = _amounts(asked.values.get("dose"), "dose")
    if not unit or more:
        raise BadQuestion("dose needs one amount with its unit, such as 40 mg.")
    told = asked.values.get("vials")
    listed = list(told) if isinstance(told, Sequence) and not isinstance(told, str) else [told]
    vials = [amount for vial in listed[:MOST_ITEMS] for amount in _amounts(vial, "vials")]
    if not vials or any(measure not in ("", unit) for _, measure in vials):
        raise BadQuestion(f"vials are told in {unit}, as the dose is, one amount for each.")
    single = asked.flag("single_dose")
    contents = [amount for amount, _ in vials]
    answer = rules.drug_units(reference, _code(asked), dose, unit, contents, single, _payer(asked))
    lines = [ServiceLine(_code(asked), units, modifiers) for units, modifiers in answer.lines]
    return {
        "units": answer.units, "wasted_units": answer.wasted_units, "modifiers": list(answer.modifiers),
        "codes": _codes(lines), "steps": list(answer.steps), "cites": answer.cites,
    }  # fmt: skip


def _infusion(reference: Reference, asked: Asked) -> Answer:
    services = [
        rules.InfusionService(
            _words(item, "kind"),
            _words(item, "drug"),
            _words(item, "route"),
            _words(item, "start", ""),
            _words(item, "stop", ""),
            _words(item, "site", ""),
        )
        for item in asked.items("services", ("kind", "drug", "route", "start", "stop", "site"))
    ]
    words = {"facility": "facility", "hospital": "facility", "physician": "physician", "office": "physician"}
    setting = cast(InfusionSetting, words[asked.one_of("setting", words)])
    reason = _words(asked, "primary_reason") if asked.has("primary_reason") else None
    return _service(rules.infusion(services, setting, reason))


def _immunization(reference: Reference, asked: Asked) -> Answer:
    vaccines = [
        rules.Vaccine(_code(item), item.whole("components", 1), _words(item, "route", "injection"))
        for item in asked.items("vaccines", ("code", "components", "route"))
    ]
    counselled = asked.flag("counselled")
    return _service(rules.immunization_administration(vaccines, asked.whole("age"), counselled, _payer(asked)))


def _anesthesia(reference: Reference, asked: Asked) -> Answer:
    answer = rules.anesthesia(
        _code(asked),
        asked.whole("minutes"),
        _words(asked, "status"),
        asked.whole("age"),
        _payer(asked),
        _words(asked, "performer"),
        asked.flag("monitored", False),
        _whole_or_none(asked, "base_units"),
        asked.texts("circumstances", ()),
    )
    given: Answer = {
        "minutes": answer.minutes, "time_units": _figure(answer.time_units), "status_units": answer.status_units,
        "circumstances": list(answer.circumstances), "modifiers": list(answer.modifiers), "steps": list(answer.steps),
        "cites": answer.cites,
    }  # fmt: skip
    if answer.total_units is None:
        return {**given, **unknown("the base units of this code are not at hand", answer.cites)}
    return {**given, "base_units": answer.base_units, "units": _figure(answer.total_units)}


_Keys = dict[str, str]
_VISIT: _Keys = {"mdm?": MDM, "minutes?": "total minutes on the date"}


def _topic(name: str, about: str, keys: _Keys, answer: Answerer) -> Topic:
    return Topic(name, about, keys, _settled(answer))


TOPICS: tuple[Topic, ...] = (
    _topic("em_office", "level of an office visit", {"status": "new or established", **_VISIT}, _em_office),
    _topic(
        "em_hospital",
        "level of a hospital visit, inpatient or observation",
        {
            "kind": "initial, subsequent, same_day or discharge",
            **_VISIT,
            "hours?": "hours in hospital, for same_day",
            "payer?": PAYER,
        },
        _em_hospital,
    ),
    _topic(
        "em_emergency",
        "level of an emergency department visit",
        {"mdm": MDM, "physician_needed?": "false where no physician was needed"},
        _em_emergency,
    ),
    _topic(
        "prolonged",
        "prolonged service beside a visit",
        {"code": "the visit's code", "minutes": "total minutes", "payer": PAYER},
        _prolonged,
    ),
    _topic(
        "critical_care",
        "critical care of one date",
        {
            "minutes": "minutes of critical care",
            "age": "completed years",
            "payer": PAYER,
            "inpatient?": "true or false, needed under 6 years",
            "first_day?": "true or false, for an inpatient under 6 years",
            "age_days?": "days of life, for an inpatient under one year",
        },
        _critical_care,
    ),
    _topic(
        "preventive",
        "preventive visit by age, or Medicare's own",
        {
            "age": "completed years",
            "status": "new or established; for Medicare welcome, first or subsequent",
            "payer": PAYER,
        },
        _preventive,
    ),
    _topic(
        "repair",
        "repair of wounds: lengths added by complexity and site group",
        {
            "wounds": "list of {site, cm, complexity, closure? (sutures, adhesive, strips)}",
            "payer": PAYER,
        },
        _repair,
    ),
    _topic(
        "excision",
        "excision of a skin lesion",
        {
            "kind": "benign or malignant",
            "site": "where, such as left forearm",
            "lesion_cm": "greatest diameter in cm",
            "margin_cm": "narrowest margin on one side, in cm",
        },
        _excision,
    ),
    _topic(
        "burn_area",
        "percent of the body burned and its T31 code",
        {
            "parts": "list of {part, share (fraction of that part, 1 is all of it), degree (1 to 4)}",
            "age": "completed years",
            "kind?": "burn or corrosion",
        },
        _burn_area,
    ),
    _topic(
        "therapy_units",
        "units of timed therapy",
        {
            "minutes": "minutes by code, {code: minutes}",
            "method": "cms (8-minute rule on the total) or midpoint (each code on its own)",
        },
        _therapy_units,
    ),
    _topic(
        "drug_units",
        "units of a drug from dose and vials, with what was discarded",
        {
            "code": "HCPCS code of the drug",
            "dose": "amount with its unit, such as 25 mg",
            "vials": "content of each opened vial, such as [40]",
            "single_dose": "true or false",
            "payer": PAYER,
        },
        _drug_units,
    ),
    _topic(
        "infusion",
        "infusions, pushes and injections of one encounter",
        {
            "services": "list of {kind, drug, route, start, stop, site?}",
            "setting": "facility or physician",
            "primary_reason?": "drug or kind that was the main reason, for a physician",
        },
        _infusion,
    ),
    _topic(
        "immunization",
        "administration of vaccines",
        {
            "vaccines": "list of {code, components, route}",
            "age": "completed years",
            "counselled": "true where a physician or other qualified professional counseled",
            "payer": PAYER,
        },
        _immunization,
    ),
    _topic(
        "anesthesia",
        "anesthesia units and modifiers",
        {
            "code": "anesthesia code 00100 to 01999",
            "minutes": "minutes of anesthesia",
            "status": "physical status P1 to P6",
            "age": "completed years",
            "payer": PAYER,
            "performer": "anesthesiologist, directed crna, crna, directing one, directing two to four, supervision",
            "monitored?": "true for monitored anesthesia care",
            "base_units?": "base units of the code, where known",
            "circumstances?": "list of 99100, 99116, 99135, 99140",
        },
        _anesthesia,
    ),
)
