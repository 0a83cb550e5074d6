"""Root causes behind payers' answers: each plants itself in an account and knows what mends it."""

from __future__ import annotations

from billing.causes import (
    accidents,
    after_payment,
    authorization,
    bundling,
    cob,
    coding,
    coverage,
    documentation,
    duplicates,
    enrollment,
    form,
    membership,
    necessity,
    payer_slips,
    rejections,
    second_payer,
    stays,
    timely,
)
from billing.causes.frame import ActionId, Cause, Paper, Remedy, World

_MODULES = (
    rejections,
    coverage,
    membership,
    stays,
    accidents,
    cob,
    authorization,
    enrollment,
    timely,
    second_payer,
    duplicates,
    bundling,
    coding,
    necessity,
    documentation,
    form,
    payer_slips,
    after_payment,
)

CAUSES: dict[str, Cause] = {cause.id: cause for module in _MODULES for cause in module.CAUSES}
"""Every root cause by id, in the order of the modules."""

__all__ = ["CAUSES", "ActionId", "Cause", "Paper", "Remedy", "World"]
