"""What people did: learners, attempts, every saved change, submissions, grades and how a case felt.

`Store` is the only door to the database. `work` assembles answers from saved fields, `progress` turns
finished attempts into the figures that the screens draw.
"""

from records.models import (
    AttemptRow,
    AttemptSummary,
    Change,
    FieldChange,
    KeptCode,
    KeptCodes,
    Learner,
    Saved,
    SkillRow,
    Submission,
)
from records.store import Behind, Closed, NotFound, Store, StoreError

__all__ = [
    "AttemptRow",
    "AttemptSummary",
    "Behind",
    "Change",
    "Closed",
    "FieldChange",
    "KeptCode",
    "KeptCodes",
    "Learner",
    "NotFound",
    "Saved",
    "SkillRow",
    "Store",
    "StoreError",
    "Submission",
]
