"""Add-on codes: never alone, always beside one of their primary codes, by the same physician on the same day.

Sources: CMS NCCI add-on code file (types I to III); what that file leaves out stands in `rules/tables/add_ons.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator

from rules.coded_claim import ClaimLine, CodedClaim
from rules.models import RuleMessage
from rules.procedure_kinds import within
from rules.tables import table

_CITES = "CMS NCCI add-on code edits; NCCI Policy Manual, ch. 1, R"
ANY_PRIMARY = "CCCCC"
_SHOWN = 6


def check_add_ons(claim: CodedClaim) -> Iterator[RuleMessage]:
    """Add-on codes without a primary."""
    own = table("add_ons")
    for line in claim.lines:
        if line.entry is None:
            continue
        if line.code in own:
            row = own[line.code]
            if not any(within(code, row["primaries"]) for code in claim.codes):
                wanted = ", ".join(low if low == high else f"{low} to {high}" for low, high in row["primaries"])
                yield _alone(line, wanted, row["cites"])
        elif line.entry.add_on_to and ANY_PRIMARY not in line.entry.add_on_to:
            if not claim.codes.intersection(line.entry.add_on_to):
                yield _alone(line, ", ".join(line.entry.add_on_to[:_SHOWN]), _CITES)
        elif line.is_add_on and len(claim.codes) == 1:
            yield _alone(line, "one that the payer accepts", _CITES)


def _alone(line: ClaimLine, primaries: str, cites: str) -> RuleMessage:
    text = f"{line.code} is added to a primary code ({primaries}); none is here."
    return line.says("line.add_on", "error", text, cites)
