"""Papers of an account as PDF: the claim, the explanation of benefits, the statement, the appeal letter.

Pure: a paper of the same account is the same bytes. Every page says that it is training data.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from billing.accounts.models import PatientAccount
from billing.accounts.money_moves import self_pay_terms
from billing.accounts.running import Opening
from billing.ledger import Ledger
from billing.models import Claim
from billing.papers.cms1500 import cms1500
from billing.papers.eob import Member, eob
from billing.papers.letter import letter
from billing.papers.statement_paper import statement_paper
from billing.statements import Statement, statement
from data import Reference

__all__ = ["claim_pdf", "paper_pdf"]


def claim_pdf(reference: Reference, claim: Claim, payer_id: str, day: datetime.date, order: int = 1) -> bytes:
    """A claim on paper as it would go to a payer; secondary claims go to the address that its contract names."""
    contract = reference.contracts.get(payer_id)
    second = contract.secondary_address if contract is not None and order > 1 else ""
    return cms1500(claim, second or reference.payers[payer_id].claim_address, day)


def paper_pdf(opening: Opening, account: PatientAccount, paper_id: str) -> bytes | None:
    """A paper of an account; None where it has no such paper.

    Ids: `cms1500.<claim n>`, `cms1500.draft.<draft id>`, `eob.<remittance number>`, `statement.<n>`,
    `letter.appeal.<n>`.
    """
    for start, make in _PAPERS.items():
        if paper_id.startswith(start):
            return make(opening, account, paper_id.removeprefix(start))
    return None


def _draft(opening: Opening, account: PatientAccount, rest: str) -> bytes | None:
    draft = next((one for one in account.drafts if one.id == rest), None)
    if draft is None:
        return None
    return claim_pdf(opening.world.reference, draft.claim, draft.payer_id, account.day, draft.order)


def _claim(opening: Opening, account: PatientAccount, rest: str) -> bytes | None:
    sent = next((one for one in account.claims if str(one.n) == rest), None)
    if sent is None:
        return None
    return claim_pdf(opening.world.reference, sent.claim, sent.payer_id, sent.sent_on, sent.order)


def _eob(opening: Opening, account: PatientAccount, rest: str) -> bytes | None:
    found = next((one for one in account.remittances if one.number == rest), None)
    if found is None:
        return None
    encounter = opening.world.encounter
    coverage = next((one for one in encounter.coverage if one.payer_id == found.payer_id), opening.world.coverage)
    provider = f"{encounter.provider.name}, {encounter.provider.credential}, {encounter.practice.name}"
    return eob(opening.world.reference, found, Member(encounter.patient, coverage, provider))


def _statement(opening: Opening, account: PatientAccount, rest: str) -> bytes | None:
    made = _as_sent(opening.world.reference, account, rest) if rest.isdecimal() else None
    if made is None:
        return None
    encounter = opening.world.encounter
    return statement_paper(made, encounter.practice, encounter.patient)


def _as_sent(reference: Reference, account: PatientAccount, number: str) -> Statement | None:
    """A statement as it went out: from the books as they stood just before it."""
    name = account.account_number
    entries = [one for one in account.ledger.entries if one.kind == "statement" and one.source.document == f"S{number}"]
    if not entries:
        return None
    before = Ledger(account.ledger.entries[: entries[0].number - 1], account.ledger.visits)
    wording = {
        line.code: known.wording
        for line in before.visit(name).lines
        if (known := reference.procedures.get(line.code)) is not None
    }
    return statement(before, name, entries[0].date, f"S{number}", wording, self_pay_terms(reference))


def _letter(opening: Opening, account: PatientAccount, rest: str) -> bytes | None:
    found = next((one for one in account.papers if one.id == f"letter.appeal.{rest}"), None)
    return letter(found.text, found.day) if found is not None else None


_PAPERS: Mapping[str, Callable[[Opening, PatientAccount, str], bytes | None]] = {
    "cms1500.draft.": _draft,
    "cms1500.": _claim,
    "eob.": _eob,
    "statement.": _statement,
    "letter.appeal.": _letter,
}
