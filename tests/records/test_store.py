"""The store keeps every change once, loses none, shows nobody what is not theirs; on SQLite and on PostgreSQL."""

from __future__ import annotations

import datetime
import threading
from decimal import Decimal

import pytest
import sqlalchemy as sa

from records import Behind, Change, Closed, NotFound, Store
from scenarios.models import Variant
from tests.records.conftest import NOW

GRADE = {
    "score": "87.5",
    "findings": [{"dollars": "12.40"}, {"dollars": "-30.00"}, {"dollars": "0.60"}],
    "skills": [{"skill": "icd.laterality", "right": True}, {"skill": "mod.25", "right": False}],
}


def minutes(n: float) -> datetime.datetime:
    return NOW + datetime.timedelta(minutes=n)


@pytest.fixture
def learner_id(store: Store) -> str:
    return store.create_learner("Dana Whitcomb", NOW)[0].id


def test_a_token_names_its_learner_and_only_its_hash_is_kept(store: Store, url: str) -> None:
    learner, token = store.create_learner("  Dana\n Whitcomb ", NOW)
    assert learner.name == "Dana Whitcomb"
    assert store.learner(token) == learner
    assert store.learner("something else") is None
    with sa.create_engine(url).connect() as connection:
        assert token not in str(connection.execute(sa.text("SELECT token_hash FROM sessions")).all())
    store.end_session(token)
    assert store.learner(token) is None


@pytest.mark.parametrize("name", ["", "   ", "\x00\x07", "x" * 61])
def test_a_name_that_is_no_name_is_refused(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="1 to 60"):
        store.create_learner(name, NOW)


def test_the_variant_is_stored_once_and_comes_back_as_it_was(
    store: Store, url: str, learner_id: str, variant: Variant
) -> None:
    first = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW)
    second = store.open_attempt(learner_id, variant, "biller", "billing_company", NOW)
    assert first.variant == second.variant == variant
    assert (first.stage, second.stage) == ("coding", "claim")
    with sa.create_engine(url).connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM variants")).scalar() == 1


def test_changes_are_acknowledged_in_order_and_once(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    save = lambda changes: store.save(learner_id, attempt, "coding", "tab1", changes, 0, minutes(1))  # noqa: E731
    one, two, three = (Change(n=n, key="dx/a/code", value=f"I1{n}") for n in (1, 2, 3))
    assert save([one]).acknowledged == 1
    assert save([one, three]).acknowledged == 1, "a gap stops it"
    assert save([three, two, one]).acknowledged == 3
    assert save([one, two, three]).seq == 3, "sent again changes nothing"
    assert store.fields(learner_id, attempt, "coding") == {"dx/a/code": "I13"}


def test_two_tabs_do_not_overwrite_each_other(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    store.save(learner_id, attempt, "coding", "one", [Change(n=1, key="dx/a/code", value="I10")], 0, minutes(1))
    saved = store.save(
        learner_id, attempt, "coding", "two", [Change(n=1, key="dx/b/code", value="E11.9")], 0, minutes(2)
    )
    assert [(o.key, o.value) for o in saved.others] == [("dx/a/code", "I10")]
    again = store.save(learner_id, attempt, "coding", "two", [], saved.seq, minutes(3))
    assert again.others == ()
    assert store.fields(learner_id, attempt, "coding") == {"dx/a/code": "I10", "dx/b/code": "E11.9"}


def test_many_threads_saving_lose_nothing(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    faults: list[Exception] = []

    def work(tab: str) -> None:
        try:
            for n in range(1, 11):
                change = Change(n=n, key=f"dx/{tab}{n}/code", value="I10")
                store.save(learner_id, attempt, "coding", tab, [change], 0, minutes(n))
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=work, args=(f"tab{i}",)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    fields, seq = store.fields_and_seq(learner_id, attempt, "coding")
    assert len(fields) == seq == 60


def test_submit_waits_for_the_last_change(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    store.save(learner_id, attempt, "coding", "tab", [Change(n=1, key="query", value=None)], 0, NOW)
    with pytest.raises(Behind) as behind:
        store.submit(learner_id, attempt, "coding", "tab", 2, 1, {}, {}, "done", NOW)
    assert behind.value.acknowledged == 1
    with pytest.raises(Behind):
        store.check_complete(learner_id, attempt, "coding", "tab", 2)
    assert store.attempt(learner_id, attempt).stage == "coding"


def test_a_second_submit_gives_the_first_result(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    results: list[object] = []

    def submit(score: str) -> None:
        grade = GRADE | {"score": score}
        done = store.submit(
            learner_id, attempt, "coding", "tab", 0, 1, {"a": 1}, {"grades": {"coder": grade}}, "done", minutes(2)
        )
        results.append(done.result["grades"]["coder"]["score"])

    threads = [threading.Thread(target=submit, args=(str(score),)) for score in (50, 60, 70, 80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len(set(results)) == 1
    assert len(store.submissions(learner_id, attempt)) == 1
    assert len(store.skill_evidence(learner_id)) == 2


def test_nothing_is_saved_after_submission(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    kept = Change(n=1, key="dx/a/code", value="I10")
    store.save(learner_id, attempt, "coding", "tab", [kept], 0, NOW)
    store.submit(learner_id, attempt, "coding", "tab", 1, 1, {}, {}, "done", NOW)
    assert store.save(learner_id, attempt, "coding", "tab", [kept], 0, NOW).acknowledged == 1
    with pytest.raises(Closed) as closed:
        store.save(learner_id, attempt, "coding", "tab", [Change(n=2, key="dx/a/code", value="I11.9")], 0, NOW)
    assert closed.value.stage == "done"
    with pytest.raises(Closed):
        store.submit(learner_id, attempt, "claim", "tab", 0, 1, {}, {}, "account", NOW)


def test_an_account_is_its_actions_in_order_and_the_first_claim_keeps_the_grade(
    store: Store, learner_id: str, variant: Variant
) -> None:
    attempt = store.open_attempt(learner_id, variant, "both", "small_practice", NOW).id
    go = lambda step, stage, result: store.submit(  # noqa: E731
        learner_id, attempt, step, "tab", 0, 1, {}, result, stage, NOW
    )
    act = lambda number, action, closes=False, result=None: store.act(  # noqa: E731
        learner_id, attempt, number, action, result or {}, closes, NOW
    )
    go("coding", "claim", {"grades": {"coder": GRADE}})
    go("claim", "account", {"grades": {"biller": GRADE | {"score": "70.0"}}})
    assert store.skill_evidence(learner_id) == (), "nothing shows before the case is done"
    assert store.attempts(learner_id)[0].coder_score is None
    assert act(1, {"do": "wait"}).answer == {"do": "wait"}
    assert act(1, {"do": "close"}, True).answer == {"do": "wait"}, "the same number is the same action"
    with pytest.raises(Behind):
        act(3, {"do": "wait"})
    assert not store.attempts(learner_id)[0].mended
    act(2, {"do": "send", "draft": "corrected.1"})
    act(3, {"do": "close"}, True)
    with pytest.raises(Closed):
        act(4, {"do": "wait"})
    summary = store.attempts(learner_id)[0]
    assert (summary.coder_score, summary.biller_score) == (Decimal("87.5"), Decimal("70.0"))
    assert summary.lost == Decimal("26.00")
    assert summary.mended
    assert next(one.answer for one in store.submissions(learner_id, attempt) if one.step == "account") == {"do": "wait"}


def test_somebody_elses_attempt_is_not_there(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    other = store.create_learner("Robin", NOW)[0].id
    for ask in (
        lambda: store.attempt(other, attempt),
        lambda: store.fields(other, attempt, "coding"),
        lambda: store.save(other, attempt, "coding", "t", [], 0, NOW),
        lambda: store.submit(other, attempt, "coding", "t", 0, 1, {}, {}, "done", NOW),
        lambda: store.submissions(other, attempt),
        lambda: store.feeling(other, attempt, 3, NOW),
        lambda: store.attempt(learner_id, "no such"),
    ):
        with pytest.raises(NotFound):
            ask()
    assert store.attempts(other) == ()


def test_long_pauses_do_not_count_as_work(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    for n, at in enumerate((1, 1.5, 500), start=1):
        store.save(learner_id, attempt, "coding", "tab", [Change(n=n, key="query", value=str(n))], 0, minutes(at))
    assert store.attempt(learner_id, attempt).seconds == 60 + 30 + 120


def test_oversized_fields_are_refused_by_name(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    with pytest.raises(ValueError, match=r"query.*20,000"):
        store.save(learner_id, attempt, "coding", "t", [Change(n=1, key="query", value="x" * 20_001)], 0, NOW)
    with pytest.raises(ValueError, match="80"):
        store.save(learner_id, attempt, "coding", "t", [Change(n=1, key="k" * 81, value="")], 0, NOW)
    assert store.fields(learner_id, attempt, "coding") == {}


def test_a_feeling_can_be_changed(store: Store, learner_id: str, variant: Variant) -> None:
    attempt = store.open_attempt(learner_id, variant, "coder", "small_practice", NOW).id
    store.feeling(learner_id, attempt, 2, NOW)
    store.feeling(learner_id, attempt, 4, NOW)
    assert store.attempts(learner_id)[0].feeling == 4
    with pytest.raises(ValueError, match="1 to 5"):
        store.feeling(learner_id, attempt, 6, NOW)
