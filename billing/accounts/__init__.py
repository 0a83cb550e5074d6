"""The account: what a biller does after a claim went out, day by day, until nobody owes anything."""

from billing.accounts.models import Action, PatientAccount
from billing.accounts.running import Opening, case_opening, own_opening, run
from billing.accounts.state import ActionError

__all__ = ["Action", "ActionError", "Opening", "PatientAccount", "case_opening", "own_opening", "run"]
