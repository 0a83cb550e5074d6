"""How old the open balances are: by date of service, or by the day on which they were last billed.

Credits stand apart, so that an overpaid account hides no old one.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from billing.ledger import PATIENT_PARTY, Account, Ledger
from billing.values import ZERO
from scenarios.models import Frozen

BUCKETS = ("0-30", "31-60", "61-90", "91-120", ">120")
_LAST_DAYS = (30, 60, 90, 120)

AgeBy = Literal["service", "billed"]


class AgingRow(Frozen):
    """What one payer, or the patients, owe by age; dollars."""

    party: str
    """Payer id, or `patient`."""
    buckets: Mapping[str, Decimal]
    credits: Decimal
    """Overpaid accounts, as a negative sum."""

    @property
    def owed(self) -> Decimal:
        """All buckets together, without the credits."""
        return sum(self.buckets.values(), ZERO)


def bucket(days: int) -> str:
    """The bucket of an age in days; a balance younger than its report is new."""
    return next((name for name, last in zip(BUCKETS, _LAST_DAYS, strict=False) if days <= last), BUCKETS[-1])


def aging(ledger: Ledger, as_of: datetime.date, by: AgeBy = "service") -> tuple[AgingRow, ...]:
    """Open balances by party and age, payers by id and the patients last.

    `by` service: from each line's date of service. `by` billed: from the last claim to that payer or statement to the
    patient; from the service where none has gone out.
    """
    rows: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys((*BUCKETS, ""), ZERO))
    for (claim, party, line), amount in _open_lines(ledger).items():
        start = _since(ledger, claim, party, line, by)
        rows[party][bucket((as_of - start).days) if amount > 0 else ""] += amount
    return tuple(
        AgingRow(party=party, buckets={name: rows[party][name] for name in BUCKETS}, credits=rows[party][""])
        for party in sorted(rows, key=lambda one: (one == PATIENT_PARTY, one))
    )


def _open_lines(ledger: Ledger) -> dict[tuple[str, str, int], Decimal]:
    """Open balances by claim, party and line; what stands with a claim as a whole goes to its oldest open lines."""
    found: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for (account, party, claim, line), amount in ledger.balances.items():
        if account in (Account.INSURANCE, Account.PATIENT) and claim in ledger.visits:
            found[claim, party][line] = amount
    return {
        (claim, party, line): amount
        for (claim, party), lines in found.items()
        for line, amount in spread(ledger, claim, lines).items()
    }


def spread(ledger: Ledger, claim: str, lines: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """A claim's balances by line, with what stands with the claim as a whole (line 0) spread over the oldest lines.

    The sum stays the same to the cent; what no line can take stays with line 0.
    """
    days = {line.number: line.date for line in ledger.visit(claim).lines}
    left = dict(lines)
    whole = left.pop(0, ZERO)
    for number in sorted(left, key=lambda one: (days.get(one, datetime.date.max), one)):
        if whole < 0 < left[number]:
            taken = min(-whole, left[number])
            left[number] -= taken
            whole += taken
    if whole:
        left[0] = whole
    return {number: amount for number, amount in left.items() if amount}


def _since(ledger: Ledger, claim: str, party: str, line: int, by: AgeBy) -> datetime.date:
    visit = ledger.visit(claim)
    service = min(one.date for one in visit.lines)
    found = visit.line(line)
    start = found.date if found else service
    if by == "service":
        return start
    kind: Literal["billed", "statement"] = "statement" if party == PATIENT_PARTY else "billed"
    sent = [one.date for one in ledger.standing(claim, kind) if party in (PATIENT_PARTY, one.source.payer_id)]
    return max(sent, default=start)
