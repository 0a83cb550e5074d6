"""What can stand behind a payer's answer, and what a biller can do about it: the words of the denial workbench.

Read from `root_causes.csv` and `follow_up_actions.csv` in this folder. How a cause comes about and what mends it is
worked out by `billing.causes`; here stand only its name, its area, the codes it shows and what decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.models import DataError
from data.tables import read_csv

AREAS: Mapping[str, str] = MappingProxyType(
    {
        "registration": "Registration and eligibility",
        "cob": "Other insurance",
        "authorization": "Authorization and referral",
        "enrollment": "Provider enrollment",
        "timely_filing": "Timely filing",
        "duplicate": "Duplicates",
        "coding": "Coding",
        "bundling": "Bundling and global period",
        "necessity": "Medical necessity",
        "documentation": "Documentation",
        "claim": "Claim form",
        "payer": "Payer's mistake",
        "payment": "After payment",
    }
)
"""Areas of root causes and their names on the screen."""


@dataclass(frozen=True, slots=True)
class RootCause:
    """One root cause in our own words."""

    id: str
    """Area's short name and the cause, `auth.number-missing`."""
    area: str
    title: str
    """As a choice on the workbench; never says what to do."""
    hint: str
    """One short line below the title."""
    shows: tuple[str, ...]
    """What the payer's answer looks like: `CO-197`, `PR-27`, or `reject`, `underpaid`, `take-back`, `credit`."""
    why: str
    """For the learner afterwards: how the evidence settles it and what follows."""
    cites: str
    skill: str


@dataclass(frozen=True, slots=True)
class FollowUpAction:
    """One thing that a biller can do about an open item."""

    id: str
    title: str
    hint: str
    proof: bool
    """Whether papers go with it."""


def load_root_causes() -> Mapping[str, RootCause]:
    """All root causes by id, in the order of the file. Raises DataError for an unknown area or an id twice."""
    found: dict[str, RootCause] = {}
    for row in read_csv("root_causes.csv"):
        if row["area"] not in AREAS or row["id"] in found:
            raise DataError(f"root_causes.csv: {row['id']} has an unknown area or stands twice.")
        found[row["id"]] = RootCause(
            id=row["id"],
            area=row["area"],
            title=row["title"],
            hint=row["hint"],
            shows=tuple(row["shows"].split()),
            why=row["why"],
            cites=row["cites"],
            skill=row["skill"],
        )
    return MappingProxyType(found)


def load_follow_up_actions() -> Mapping[str, FollowUpAction]:
    """All actions by id, in the order in which a workbench lists them."""
    return MappingProxyType(
        {
            row["id"]: FollowUpAction(row["id"], row["title"], row["hint"], row["proof"] == "yes")
            for row in read_csv("follow_up_actions.csv")
        }
    )
