"""The practice's policy for what patients owe: statements, discounts, payment plans, and when an account is given up.

The terms come from the policy that the learner reads; the same values decide what the books take.
"""

from __future__ import annotations

from decimal import Decimal

from scenarios.models import Frozen


class SelfPayPolicy(Frozen):
    """The policy's figures; money in dollars, times in days."""

    name: str = "Self-pay policy"
    statement_days: int = 30
    """From one statement to the next."""
    statements_before_collection: int = 3
    """Statements that must have gone out before an account may be given up."""
    final_notice_days: int = 30
    """From the last of them to the day on which it may."""
    small_balance: Decimal = Decimal("5.00")
    """Largest balance of an account that is not worth a statement."""
    prompt_pay_percent: Decimal = Decimal("0.20")
    """Discount for patients without insurance who pay in full at once; a share of what they owe."""
    prompt_pay_days: int = 30
    """From the first statement."""
    plan_smallest_payment: Decimal = Decimal("25.00")
    """Smallest monthly payment of a plan."""
    plan_longest_months: int = 12
