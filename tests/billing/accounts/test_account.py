"""The account: what may be done when, what comes of it, and that the same actions always give the same account."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing import key_claim
from billing.accounts import ActionError, Opening, PatientAccount, case_opening, own_opening, run
from billing.accounts.models import (
    Action,
    Adjust,
    Close,
    Decide,
    Look,
    Post,
    PostedLine,
    Question,
    Refund,
    Reverse,
    Send,
    Statement,
    Wait,
)
from billing.accounts.solving import collected, model_account, model_actions
from billing.ledger import ledger_problems, trial_balance
from data import Reference
from scenarios import families, load_family, variant
from scenarios.models import Variant

TWO_PLANS = "gel-injection-two-plans"


def _variant(reference: Reference, family: str, seed: int) -> Variant:
    return variant(reference, load_family(family), seed)


@pytest.fixture(scope="module")
def opening(reference: Reference) -> Opening:
    """A right claim to Lakeshore with a second plan behind it."""
    made = _variant(reference, TWO_PLANS, 5)
    return own_opening(reference, made, [key_claim(reference, made)])


def _until_answer(opening: Opening) -> tuple[list[Action], PatientAccount]:
    actions: list[Action] = []
    account = run(opening, actions)
    while not account.remittances:
        actions.append(Wait(do="wait"))
        account = run(opening, actions)
    return actions, account


def _in_order(account: PatientAccount) -> None:
    assert not ledger_problems(account.ledger)
    assert sum(trial_balance(account.ledger).values()) == 0
    days = [entry.day for entry in account.log]
    assert days == sorted(days)


def test_every_coder_family_goes_on_into_billing_and_ends_at_zero(reference: Reference) -> None:
    for family in families().values():
        made = variant(reference, family, 3)
        held = made.key.query is not None and made.key.query.codes == "held"
        if "coder" not in family.roles or held:
            continue
        account = model_account(own_opening(reference, made, [key_claim(reference, made)]))
        _in_order(account)
        assert account.closed, family.id
        assert account.gave_up == 0, family.id
        assert not account.flags, family.id


def test_the_same_actions_give_the_same_account(opening: Opening) -> None:
    actions = model_actions(opening)
    one, other = run(opening, actions), run(opening, actions)
    assert one.log == other.log
    assert one.ledger.entries == other.ledger.entries
    assert one.remittances == other.remittances


def test_primary_secondary_and_statement_share_the_charge(opening: Opening) -> None:
    account = model_account(opening)
    _in_order(account)
    assert [claim.order for claim in account.claims] == [1, 2]
    assert account.claims[1].claim.prior_payers[0].paid == account.claims[0].answer.paid  # type: ignore[union-attr]
    assert account.statements
    assert collected(account) > 0
    balance = trial_balance(account.ledger)
    assert balance["Insurance receivable"] == balance["Patient receivable"] == 0


def test_days_pass_only_when_somebody_waits(opening: Opening) -> None:
    start = run(opening, ())
    assert start.day == run(opening, (Look(do="look", paper="contract"),)).day
    assert run(opening, (Wait(do="wait"),)).day > start.day
    with pytest.raises(ActionError, match="only pass forward"):
        run(opening, (Wait(do="wait", until=start.day),))
    with pytest.raises(ActionError, match="too far ahead"):
        run(opening, (Wait(do="wait", until=start.day + datetime.timedelta(days=500)),))


def test_a_remittance_posts_once(opening: Opening) -> None:
    actions, account = _until_answer(opening)
    post = Post(do="post", remittance=account.remittances[0].number)
    posted = run(opening, [*actions, post])
    _in_order(posted)
    with pytest.raises(ActionError, match="posted already"):
        run(opening, [*actions, post, post])


def _sheet(account: PatientAccount) -> list[PostedLine]:
    answer = account.claims[0].answer
    assert answer is not None
    rows = []
    for line in answer.lines:
        patient = sum((one.amount for one in line.adjustments if one.group == "PR"), Decimal(0))
        left = line.charge - line.paid - patient if line.denied else Decimal(0)
        off = line.charge - line.paid - patient - left
        rows.append(PostedLine(claim=1, line=line.number, paid=line.paid, write_off=off, patient=patient, open=left))
    return rows


def test_posting_by_hand_ends_where_automatic_posting_ends(opening: Opening) -> None:
    actions, account = _until_answer(opening)
    number = account.remittances[0].number
    by_hand = run(opening, [*actions, Post(do="post", remittance=number, lines=tuple(_sheet(account)))])
    by_itself = run(opening, [*actions, Post(do="post", remittance=number)])
    assert trial_balance(by_hand.ledger) == trial_balance(by_itself.ledger)
    assert not by_hand.flags


def test_a_share_written_off_by_hand_is_flagged_and_a_wrong_sum_refused(opening: Opening) -> None:
    actions, account = _until_answer(opening)
    number = account.remittances[0].number
    rows = _sheet(account)
    wrong = [row.model_copy(update={"write_off": row.write_off + row.patient, "patient": Decimal(0)}) for row in rows]
    slip = run(opening, [*actions, Post(do="post", remittance=number, lines=tuple(wrong))])
    assert [flag.kind for flag in slip.flags]
    off = [rows[0].model_copy(update={"paid": rows[0].paid + 1}), *rows[1:]]
    with pytest.raises(ActionError, match="books are unchanged"):
        run(opening, [*actions, Post(do="post", remittance=number, lines=tuple(off))])
    with pytest.raises(ActionError, match="every line"):
        run(opening, [*actions, Post(do="post", remittance=number, lines=tuple(rows[:1]))])


def test_an_entry_is_undone_by_its_reversal(opening: Opening) -> None:
    actions, account = _until_answer(opening)
    actions.append(Post(do="post", remittance=account.remittances[0].number))
    posted = run(opening, actions)
    last = next(entry.number for entry in reversed(posted.ledger.entries) if entry.kind == "payment")
    undone = run(opening, [*actions, Reverse(do="reverse", entry=last)])
    _in_order(undone)
    assert undone.ledger.entries[: len(posted.ledger.entries)] == posted.ledger.entries
    with pytest.raises(ActionError, match="reversed"):
        run(opening, [*actions, Reverse(do="reverse", entry=last), Reverse(do="reverse", entry=last)])


@pytest.mark.parametrize(
    ("action", "says"),
    [
        (Post(do="post", remittance="RA1"), "no such remittance"),
        (Send(do="send", draft="x"), "no such claim"),
        (Decide(do="decide", item="d9", action="write_off"), "no such item"),
        (Look(do="look", paper="secret"), "no such paper"),
        (Question(do="question", claim=1, line=1), "Only a line that was answered"),
        (Question(do="question", claim=7, line=1), "no claim 7"),
        (Refund(do="refund", to="patient", amount=Decimal("500.00")), "more than the credit"),
        (Reverse(do="reverse", entry=99), "no entry 99"),
        (Adjust(do="adjust", reason="bad_debt"), "."),
        (Close(do="close"), "still open"),
    ],
)
def test_what_can_not_be_done_now_is_refused_in_words(opening: Opening, action: Action, says: str) -> None:
    with pytest.raises(ActionError, match=says):
        run(opening, (action,))


def test_a_statement_waits_for_the_second_payer(opening: Opening) -> None:
    actions, account = _until_answer(opening)
    actions.append(Post(do="post", remittance=account.remittances[0].number))
    early = run(opening, [*actions, Statement(do="statement")])
    assert [flag.kind for flag in early.flags] == ["money"]
    assert not early.statements


def test_a_closed_account_takes_nothing_more(opening: Opening) -> None:
    actions = model_actions(opening)
    with pytest.raises(ActionError, match="closed"):
        run(opening, [*actions, Wait(do="wait")])


def test_giving_up_counts_what_was_left(opening: Opening) -> None:
    account = run(opening, (Close(do="close", give_up=True),))
    assert account.closed
    assert account.gave_up == Decimal(account.claims[0].claim.items["28"]) - Decimal(
        account.claims[0].claim.items["29"]
    )


def test_a_wrong_guess_costs_weeks_and_the_right_one_still_brings_the_money(reference: Reference) -> None:
    family = load_family("denial-approval-before-the-gel")
    made = next(
        one
        for one in (variant(reference, family, seed) for seed in range(40))
        if one.key.case and one.key.case.cause == "auth.number-missing"
    )
    opening = case_opening(reference, made)
    start = run(opening, ())
    item = next(one for one in start.items if one.look == "CO-197")
    first: list[Action] = [Post(do="post", remittance=start.remittances[-1].number)]
    appeal = Decide(do="decide", item=item.id, cause="auth.payer-ignored", action="appeal", proof=("letter.approval",))
    lost = run(opening, [*first, appeal, Wait(do="wait")])
    assert lost.item(item.id).state == "open"  # type: ignore[union-attr]
    assert (lost.day - start.day).days >= 30
    way = [*first, appeal, Wait(do="wait")]
    way.append(Decide(do="decide", item=item.id, cause="auth.number-missing", action="corrected_claim"))
    account = run(opening, way)
    draft = account.drafts[0]
    items = {**draft.claim.items, "23": made.encounter.coverage[0].authorization}
    way.append(Send(do="send", draft=draft.id, claim=draft.claim.model_copy(update={"items": items})))
    while len(run(opening, way).remittances) == len(start.remittances):
        way.append(Wait(do="wait"))
    paid = run(opening, way)
    assert paid.item(item.id).state == "settled"  # type: ignore[union-attr]
    assert paid.claims[-1].answer.paid > 0  # type: ignore[union-attr]


def test_a_patient_is_never_billed_for_what_the_contract_keeps_from_them(reference: Reference) -> None:
    family = load_family("denial-approval-before-the-gel")
    made = next(
        one
        for one in (variant(reference, family, seed) for seed in range(60))
        if one.key.case and one.key.case.cause == "auth.none-asked"
    )
    opening = case_opening(reference, made)
    start = run(opening, ())
    item = next(one for one in start.items if one.kind == "denial")
    billed = run(
        opening,
        [
            Post(do="post", remittance=start.remittances[-1].number),
            Decide(do="decide", item=item.id, cause="auth.none-asked", action="bill_patient"),
        ],
    )
    assert [flag.kind for flag in billed.flags] == ["compliance"]
    assert billed.item(item.id).state == "open"  # type: ignore[union-attr]
