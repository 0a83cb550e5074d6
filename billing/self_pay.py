"""The practice's policy for what patients owe, as `data/contracts/self-pay.yaml` gives it: a stand-in until it is read.

Clauses of the policy are cited by number: 3.1 prompt payment, 3.2 plans, 3.3 charity, 4.1 statements, 4.2 small
balances, 4.3 bad debt, 4.4 returned checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from data.models import SelfPayTerms

POLICY = "Self-pay policy"


@dataclass(frozen=True)
class SelfPayPolicy(SelfPayTerms):
    """The terms with the values that they have in the file."""

    prompt_pay_percent: Decimal = Decimal("0.25")
    prompt_pay_days: int = 30
    plan_smallest_monthly: Decimal = Decimal("50.00")
    plan_longest_months: int = 12
    charity_percent_of_poverty: tuple[str, ...] = ("200:1.00", "250:0.75", "300:0.50", "400:0.25")
    statement_days: int = 30
    statements_before_collection: int = 3
    final_notice_days: int = 30
    small_balance: Decimal = Decimal("5.00")
    estimate_days: int = 1
    dispute_over: Decimal = Decimal("400.00")
