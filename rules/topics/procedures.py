"""Questions about procedure codes: what a code is, edits, modifiers, places, new patients, global periods.

Only reads the question and dresses the answer; the rules stand in the modules of `rules` that are named below.
"""

from __future__ import annotations

import re

from data import ProcedureCode, Reference
from rules.global_events import KINDS, GlobalEvent, Kind, event_in_period
from rules.global_period import CITES as GLOBAL
from rules.global_period import global_period
from rules.modifier_verdict import modifier_verdict
from rules.ncci import edit_of
from rules.patient_status import PriorContact, patient_status
from rules.procedure_kinds import is_evaluation_and_management, kind_of, modifier_list
from rules.tables import table
from rules.topics.frame import Answer, Asked, BadQuestion, Topic, unknown

_SHAPE = re.compile(r"\d{4}[0-9FTU]|[A-V]\d{4}")
_LEVEL_2 = re.compile(r"[A-CE-V]\d{4}")
_STATUS_CITES = "CMS physician fee schedule, {label}; CMS HCPCS and add-on code files; our own wording"


def dated(reference: Reference, name: str, asked: Asked) -> Answer:
    """From when a table is, and whether the day asked about lies outside its time."""
    label = reference.dated(name).label
    return {"data_from": label, "carried_forward": reference.carried_forward(name, asked.as_of)}


# ---- code ------------------------------------------------------------------------------------------------


def _code(reference: Reference, asked: Asked) -> Answer:
    code = asked.code("code")
    entry = reference.procedures.get(code)
    if entry is None:
        return _no_code(reference, asked, code)
    begun = entry.in_force_from is None or asked.as_of >= entry.in_force_from
    valid = begun and (entry.in_force_to is None or asked.as_of <= entry.in_force_to)
    answer: Answer = {
        "code": entry.code,
        "valid": valid,
        "wording": entry.wording,
        "system": entry.system,
        "kind": kind_of(entry.code) or None,
        "evaluation_and_management": is_evaluation_and_management(entry.code),
        **_figures(entry),
        **dated(reference, "fees" if entry.status else "hcpcs", asked),
        "cites": _STATUS_CITES.format(label=reference.dated("fees").label),
    }
    if entry.code in table("replaced_codes") and not valid:
        answer["replaced_by"] = table("replaced_codes")[entry.code]
    if entry.in_force_from or entry.in_force_to:
        answer["in_force"] = {
            "from": entry.in_force_from.isoformat() if entry.in_force_from else None,
            "to": entry.in_force_to.isoformat() if entry.in_force_to else None,
        }
    return answer


def _figures(entry: ProcedureCode) -> Answer:
    """Indicators of the fee schedule; null where the schedule does not list the code."""
    rows = table("fee_indicators")
    add_on_to = [code for code in entry.add_on_to if code != "CCCCC"]
    return {
        "status": entry.status or None,
        "status_meaning": rows["status"].get(entry.status),
        "global_days": entry.global_days or None,
        "global_meaning": rows["global_days"].get(entry.global_days),
        "bilateral": entry.bilateral or None,
        "multiple": entry.multiple or None,
        "assistant": entry.assistant or None,
        "co_surgeon": entry.co_surgeon or None,
        "pc_tc": entry.pc_tc or None,
        "endoscopic_base": entry.endoscopic_base or None,
        "add_on": bool(entry.add_on_to) or entry.global_days == "ZZZ",
        "add_on_to": add_on_to,
        "any_primary": "CCCCC" in entry.add_on_to,
    }


def _no_code(reference: Reference, asked: Asked, code: str) -> Answer:
    """Not carried: no code at all by its form, or a code of which the tables at hand do not know."""
    if not _SHAPE.fullmatch(code):
        return {"code": code, "valid": False, "why": "no procedure code has this form", "cites": "CMS HCPCS, code form"}
    if _LEVEL_2.fullmatch(code) and not reference.carried_forward("hcpcs", asked.as_of):
        cites = f"CMS HCPCS Level II file, {reference.dated('hcpcs').label}"
        return {"code": code, "valid": False, "why": "not in the file of that quarter", "cites": cites}
    return unknown(f"{code} is not among the codes carried")


# ---- edits -----------------------------------------------------------------------------------------------


def _ncci(reference: Reference, asked: Asked) -> Answer:
    codes = [code.upper() for code in asked.texts("codes")]
    if len(codes) != 2:
        raise BadQuestion(f"codes holds {len(codes)}; expected two.")
    outside = [code for code in codes if not reference.ncci_known(code)]
    if outside:
        return unknown(f"{' and '.join(outside)}: not in the scope of the edits loaded")
    edit = edit_of(reference, *codes)
    time = dated(reference, "ncci", asked)
    cites = f"CMS NCCI procedure-to-procedure edits, practitioner, {time['data_from']}; NCCI Policy Manual, ch. 1, E"
    if edit is None:
        none = {"edit": False, "column_1": None, "column_2": None, "modifier_indicator": None, "denied": None}
        return {**none, "bypass": [], **time, "cites": cites}
    bypass = _bypass(edit.column_1, edit.column_2) if edit.modifier_indicator == "1" else []
    return {
        "edit": True,
        "column_1": edit.column_1,
        "column_2": edit.column_2,
        "modifier_indicator": edit.modifier_indicator,
        "denied": edit.column_2,
        "bypass": bypass,
        **time,
        "cites": cites,
    }


def _bypass(first: str, second: str) -> list[str]:
    """Modifiers that part the pair: the visit's own where one of the two is a visit, else 59, X and the places."""
    if any(is_evaluation_and_management(code) for code in (first, second)):
        return sorted(modifier_list("evaluation_only"))
    laboratory = "laboratory" in {kind_of(first), kind_of(second)}
    parting = [*sorted(modifier_list("distinct_service")), "58", "78", "79", *(["91"] if laboratory else [])]
    return parting + sorted(modifier_list("anatomic"))


def _mue(reference: Reference, asked: Asked) -> Answer:
    entry = reference.procedures.get(asked.code("code"))
    if entry is None or entry.mue is None:
        return unknown(f"no medically unlikely edit of {asked.code('code')} is at hand; CMS keeps some to itself")
    time = dated(reference, "mue", asked)
    return {
        "units": entry.mue,
        "adjudication_indicator": entry.mue_indicator,
        "meaning": table("fee_indicators")["mue"].get(entry.mue_indicator),
        **time,
        "cites": f"CMS medically unlikely edits, practitioner services, {time['data_from']}",
    }


# ---- modifiers and places --------------------------------------------------------------------------------


def _modifier(reference: Reference, asked: Asked) -> Answer:
    wanted = asked.code("modifier")
    modifier = reference.modifiers.get(wanted)
    if modifier is None:
        return unknown(f"{wanted} is not among the modifiers carried")
    answer: Answer = {"modifier": wanted, "meaning": modifier.meaning, "used_on": modifier.used_on, "allowed": None}
    cites = "CPT and HCPCS Level II modifiers, our own wording; CMS Claims Processing Manual, ch. 12"
    if not asked.has("code"):
        return {**answer, "cites": cites}
    code = asked.code("code")
    if code not in reference.procedures:
        return {**answer, **unknown(f"{code} is not among the codes carried"), "modifier": wanted}
    verdict = modifier_verdict(reference, wanted, code, asked.as_of)
    time = dated(reference, "fees", asked)
    return {
        **answer,
        "allowed": verdict.allowed,
        "why": list(verdict.why),
        **time,
        "cites": "; ".join(verdict.cites) or cites,
    }


def _place(reference: Reference, asked: Asked) -> Answer:
    code = asked.text("code").zfill(2)
    place = reference.places.get(code)
    cites = "CMS Place of Service code set, 2024"
    if place is None:
        if not re.fullmatch(r"\d\d", code):
            return {
                "code": code,
                "valid": False,
                "meaning": None,
                "usual_action": "Two digits are wanted.",
                "cites": cites,
            }
        action = "Look for the place in the set: this number is not assigned."
        return {"code": code, "valid": False, "meaning": None, "usual_action": action, "cites": cites}
    rate = "facility" if place.facility else "non-facility"
    return {
        "code": code,
        "valid": True,
        "meaning": place.name,
        "facility": place.facility,
        "usual_action": f"Medicare pays the {rate} amount of the fee schedule.",
        "cites": cites,
    }


# ---- new patients and global periods ---------------------------------------------------------------------

_PRIOR_KEYS = ("date", "face_to_face", "same_individual", "same_group", "same_specialty")


def _status(reference: Reference, asked: Asked) -> Answer:
    contacts = [
        PriorContact(
            date=prior.date("date"),
            face_to_face=prior.flag("face_to_face", True),
            same_individual=prior.flag("same_individual", False),
            same_group=prior.flag("same_group", False),
            same_specialty=prior.flag("same_specialty", False),
        )
        for prior in asked.items("prior", _PRIOR_KEYS)
    ]
    found = patient_status(asked.date("date_of_service"), contacts)
    return {"status": found.status, "since": found.since.isoformat(), "steps": list(found.steps), "cites": found.cites}


_EVENT_WORDS: dict[str, Kind] = {
    "visit": "visit",
    "e/m": "visit",
    "em": "visit",
    "evaluation": "visit",
    "office_visit": "visit",
    "decision": "decision_for_surgery",
    "decision_for_surgery": "decision_for_surgery",
    "procedure": "procedure",
    "surgery": "procedure",
    "staged": "staged",
    "planned": "staged",
    "more_extensive": "staged",
    "staged_procedure": "staged",
    "return_to_operating_room": "return_to_operating_room",
    "return_to_or": "return_to_operating_room",
    "unplanned_return": "return_to_operating_room",
    "complication": "return_to_operating_room",
}


def _global_period(reference: Reference, asked: Asked) -> Answer:
    code = asked.code("code")
    entry = reference.procedures.get(code)
    if entry is None or entry.global_days in {"", "YYY"}:
        return unknown(f"no global period of {code} is at hand")
    inner = asked.inner("event", ("date", "kind", "same_physician", "related"))
    event = GlobalEvent(
        inner.date("date"), _event_kind(inner), inner.flag("same_physician", True), inner.flag("related", False)
    )
    time = dated(reference, "fees", asked)
    period = global_period(entry, asked.date("date_of_service"))
    if period is None:
        meaning = table("fee_indicators")["global_days"].get(entry.global_days, "no period of days")
        why = f"{code} has global indicator {entry.global_days}: {meaning}."
        none = {"inside": False, "starts_on": None, "ends_on": None, "modifier": None}
        return {"global_days": entry.global_days, **none, "choices": [], "why": why, **time, "cites": GLOBAL}
    found = event_in_period(period, event)
    steps = [
        f"{code} of {period.day}: {table('fee_indicators')['global_days'][entry.global_days]}.",
        f"First day {period.first}, last day {period.last}; both count.",
        found.why,
    ]
    return {
        "global_days": entry.global_days,
        "inside": found.inside,
        "starts_on": period.first.isoformat(),
        "ends_on": period.last.isoformat(),
        "modifier": found.modifier,
        "choices": list(found.choices),
        "why": found.why,
        "steps": steps,
        **time,
        "cites": GLOBAL,
    }


def _event_kind(event: Asked) -> Kind:
    word = re.sub(r"[\s-]+", "_", event.text("kind").lower())
    if word not in _EVENT_WORDS:
        raise BadQuestion(f"event.kind is {event.text('kind')!r}; expected one of {', '.join(KINDS)}.")
    return _EVENT_WORDS[word]


_CODE = "CPT or HCPCS code"
TOPICS = (
    Topic("code", "What the tables say of a procedure code.", {"code": _CODE}, _code),
    Topic("ncci", "Whether two codes are paid together.", {"codes": "two CPT or HCPCS codes"}, _ncci),
    Topic("mue", "How many units of a code are likely.", {"code": _CODE}, _mue),
    Topic(
        "modifier",
        "What a modifier says, and whether it may stand on a code.",
        {"modifier": "two characters", "code?": _CODE},
        _modifier,
    ),
    Topic("place_of_service", "What a place of service is.", {"code": "two digits"}, _place),
    Topic(
        "status",
        "Whether a patient is new or established.",
        {"date_of_service": "date", "prior": f"list of objects with {', '.join(_PRIOR_KEYS)}"},
        _status,
    ),
    Topic(
        "global_period",
        "Whether an event lies in the global period of a procedure, and which modifier it needs.",
        {
            "code": "CPT or HCPCS code of the procedure",
            "date_of_service": "date of the procedure",
            "event": f"object with date, kind ({', '.join(KINDS)}), same_physician, related",
        },
        _global_period,
    ),
)
