"""Denials for want of an authorization that the contract asks for before the service is given."""

from __future__ import annotations

from billing.edits import ReadLine
from billing.payer_rules.view import Denial, LineReason, PayerView
from billing.values import same_value


def _authorization(view: PayerView, line: ReadLine) -> Denial | None:
    if line.code not in view.contract.requires_authorization:
        return None
    given = view.sheet.item("23")
    if given and same_value("23", given, view.coverage.authorization):
        return None
    return Denial("CO", "197", (), f"{line.code} needs an authorization, and item 23 has none that fits (clause 6.1).")


LINE_REASONS: tuple[LineReason, ...] = (_authorization,)
