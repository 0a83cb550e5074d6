"""New or established: whether somebody of the same group and specialty saw the patient within three years.

Established: a face-to-face professional service on or after the same day three years earlier by the same individual,
or by another of the same group and exact specialty. A reading without the patient does not count.
Sources: CPT E/M guidelines, new and established patient; CMS Claims Processing Manual, ch. 12, 30.6.7.A.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.coded_claim import CodedClaim
from rules.models import PriorService, RuleMessage
from rules.procedure_kinds import is_evaluation_and_management, kind_of, within
from rules.tables import table

CITES = "CPT E/M guidelines, new and established patient; CMS Claims Processing Manual, ch. 12, 30.6.7.A"
_YEARS = 3
_FACE_TO_FACE_KINDS = frozenset({"surgery", "therapy"})


@dataclass(frozen=True)
class PriorContact:
    """An earlier service: when, face to face or not, and by whom."""

    date: datetime.date
    face_to_face: bool = True
    same_individual: bool = False
    same_group: bool = False
    same_specialty: bool = False

    @property
    def counts(self) -> bool:
        """A face-to-face service by the individual, or by the group's same specialty."""
        return self.face_to_face and (self.same_individual or (self.same_group and self.same_specialty))


@dataclass(frozen=True)
class StatusAnswer:
    """`new` or `established`, with the working."""

    status: str
    since: datetime.date
    """Services on this day or later make the patient established."""
    steps: tuple[str, ...]
    cites: str = CITES


def three_years_before(day: datetime.date) -> datetime.date:
    """The same day three years earlier; 28 February for a 29th. Raises ValueError before the year 4."""
    try:
        return day.replace(year=day.year - _YEARS)
    except ValueError:
        return day.replace(year=day.year - _YEARS, day=28)


def patient_status(on: datetime.date, prior: Sequence[PriorContact]) -> StatusAnswer:
    """Whether a patient seen on a day is new. Raises ValueError for a service that is not before that day."""
    since = three_years_before(on)
    steps = [f"Three years before {on} is {since}; a service on that day still counts."]
    found = False
    for contact in sorted(prior, key=lambda one: one.date):
        if contact.date > on:
            raise ValueError(f"the prior service of {contact.date} lies after {on}")
        if contact.date < since:
            steps.append(f"{contact.date}: more than three years ago.")
        elif not contact.face_to_face:
            steps.append(f"{contact.date}: not face to face.")
        elif not contact.counts:
            steps.append(f"{contact.date}: neither the same individual nor the same group and specialty.")
        else:
            found = True
            steps.append(f"{contact.date}: counts.")
    status = "established" if found else "new"
    steps.append("A service counts: established." if found else "No service counts: new.")
    return StatusAnswer(status, since, tuple(steps))


def check_patient_status(claim: CodedClaim) -> Iterator[RuleMessage]:
    """A new patient's visit although the history has a service that counts, and the other way round."""
    history = [prior for prior in claim.encounter.history if prior.same_physician and _face_to_face(prior)]
    if not history:
        return
    on, rows = claim.encounter.date_of_service, table("visit_status")
    since = on.replace(year=1) if on.year <= _YEARS else three_years_before(on)
    recent = [prior for prior in history if since <= prior.date <= on]
    for line in claim.lines:
        if within(line.code, rows["new"]) and recent:
            last = max(prior.date for prior in recent)
            text = f"{line.code} is a new patient's, and the patient was seen on {last}, within three years."
            yield line.says("line.new_patient", "error", text, CITES)
        elif within(line.code, rows["established"]) and not recent:
            text = f"{line.code} is an established patient's, and the history has no visit since {since}."
            yield line.says("line.established_patient", "warning", text, CITES)


def _face_to_face(prior: PriorService) -> bool:
    if "26" in prior.modifiers:
        return False
    code = prior.code.upper()
    return is_evaluation_and_management(code) or kind_of(code) in _FACE_TO_FACE_KINDS
