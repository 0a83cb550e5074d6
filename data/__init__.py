"""Reference data: what the code sets, fee schedules, payers and reason codes say, and how to find a code.

`load()` gives all of it as one read-only `Reference`; `search()` answers a lookup as somebody types.
"""

from data.drug_table import DrugRow, drug_table
from data.field import DayHour, Field, Job, Norm, field
from data.folder import default_folder
from data.icd import IcdTable
from data.lookup import search
from data.models import (
    Clause,
    Contract,
    CoverageKind,
    DataError,
    Hit,
    IcdCode,
    Modifier,
    NcciEdit,
    Note,
    Payer,
    Place,
    ProcedureCode,
    ReasonCode,
    Window,
)
from data.neoplasm_table import NeoplasmRow, neoplasm_table
from data.policies import CoveragePolicy
from data.procedures import ProcedureTable
from data.reference import Reference, load

__all__ = [
    "Clause",
    "Contract",
    "CoverageKind",
    "CoveragePolicy",
    "DataError",
    "DayHour",
    "DrugRow",
    "Field",
    "Hit",
    "IcdCode",
    "IcdTable",
    "Job",
    "Modifier",
    "NcciEdit",
    "NeoplasmRow",
    "Norm",
    "Note",
    "Payer",
    "Place",
    "ProcedureCode",
    "ProcedureTable",
    "ReasonCode",
    "Reference",
    "Window",
    "default_folder",
    "drug_table",
    "field",
    "load",
    "neoplasm_table",
    "search",
]
