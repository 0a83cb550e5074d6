"""Original Medicare's advance notice on a claim: GA, GZ and GY, and to whom a denial goes.

Sources: 42 CFR 411.404 and 411.408; CMS Pub. 100-04, ch. 30, 50; CR 7228 (lines with GZ are denied automatically).
"""

from __future__ import annotations

from billing.edits import ReadLine
from billing.models import GroupCode
from billing.payer_rules.view import Denial, LineReason, PayerView


def liable(view: PayerView, line: ReadLine) -> GroupCode:
    """Who bears a denial for want of necessity: the patient only where Medicare knows of a signed notice."""
    told = "GA" in line.modifiers or view.file.notice_seen
    return "PR" if view.coverage.kind == "medicare" and told else "CO"


def remarks(view: PayerView, line: ReadLine, *own: str) -> tuple[str, ...]:
    """The remarks of such a denial; M38 says that the patient was told."""
    return (*own, "M38") if liable(view, line) == "PR" else own


def _expected(view: PayerView, line: ReadLine) -> Denial | None:
    if view.coverage.kind != "medicare" or "GZ" not in line.modifiers:
        return None
    return Denial("CO", "50", (), f"{line.code} came with GZ: a denial was expected and no notice signed (clause 2.4).")


def _excluded(view: PayerView, line: ReadLine) -> Denial | None:
    if view.coverage.kind != "medicare" or "GY" not in line.modifiers:
        return None
    return Denial("PR", "96", ("N425",), f"{line.code} came with GY: it is excluded by law (clause 2.4).")


LINE_REASONS: tuple[LineReason, ...] = (_expected, _excluded)
