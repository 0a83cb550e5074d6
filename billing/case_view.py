"""A biller's case laid out to be read: what came back, the papers, the choices; and with the key what is right."""

from __future__ import annotations

from typing import Any

from billing.accounts import PatientAccount, case_opening, run
from billing.accounts.running import Opening
from billing.accounts.solving import collected, model_account
from billing.causes import CAUSES
from data import Reference
from scenarios.models import Variant


def lookalikes(reference: Reference, look: str, carc: str = "") -> tuple[str, ...]:
    """Ids of the root causes that show the same; where one or none does, those with the same reason code too."""
    same = [one.id for one in reference.root_causes.values() if look in one.shows]
    if len(same) < 2 and carc:
        alike = (one for one in reference.root_causes.values() if any(s.endswith(f"-{carc}") for s in one.shows))
        same += [one.id for one in alike if one.id not in same]
    return tuple(same)


def case_json(reference: Reference, variant: Variant, with_key: bool) -> dict[str, Any]:
    """The case as JSON. Raises CaseError where it cannot come about, LookupError for a variant without one."""
    if variant.key.case is None:
        raise LookupError(f"{variant.family}, seed {variant.seed}, has no case: its claim is still to be made.")
    opening = case_opening(reference, variant)
    account = run(opening, ())
    shown: dict[str, Any] = {
        "family": variant.family,
        "seed": variant.seed,
        "title": variant.title,
        "day": account.day.isoformat(),
        "log": [entry.model_dump(mode="json") for entry in account.log],
        "items": [_item(reference, account, item.id) for item in account.items],
        "papers": [paper.model_dump(mode="json") for paper in account.papers],
        "actions": [{"id": one.id, "title": one.title} for one in reference.follow_up_actions.values()],
    }
    if with_key:
        shown["key"] = case_key_json(reference, variant, opening)
    return shown


def _item(reference: Reference, account: PatientAccount, item_id: str) -> dict[str, Any]:
    item = account.item(item_id)
    assert item is not None
    choices = lookalikes(reference, item.look, item.carc)
    return {
        "id": item.id,
        "look": item.look,
        "rarcs": list(item.rarcs),
        "line": item.line,
        "amount": str(item.amount),
        "due": [{"what": one.what, "day": one.day.isoformat()} for one in item.due],
        "causes": [{"id": one, "title": reference.root_causes[one].title} for one in choices],
    }


def case_key_json(reference: Reference, variant: Variant, opening: Opening) -> dict[str, Any]:
    """The root cause with its reasons, the right ways, and what the model's way brings in, dollars."""
    case = variant.key.case
    assert case is not None
    known = reference.root_causes[case.cause]
    end = model_account(opening)
    return {
        "cause": case.cause,
        "title": known.title,
        "why": case.why or known.why,
        "cites": case.cites or known.cites,
        "papers": list(CAUSES[case.cause].evidence),
        "evidence": [variant.key.evidence[index].model_dump(mode="json") for index in case.evidence],
        "ways": [
            {"action": way.action, "after": list(way.after), "proof": list(way.proof), "accepted": way.accepted}
            for way in CAUSES[case.cause].remedies(opening.world)
        ],
        "collected": str(collected(end)),
        "log": [entry.model_dump(mode="json") for entry in end.log],
    }


def case_text(case: dict[str, Any]) -> str:
    """The same as a person would read it."""
    rule = "=" * 100
    rows = [rule, f"TRAINING DATA  {case['title']}  ({case['family']}, seed {case['seed']})  day {case['day']}", rule]
    rows += [f"{one['day']}  {one['title']}  {one['text']}" for one in case["log"]]
    for item in case["items"]:
        due = ", ".join(f"{one['what']} by {one['day']}" for one in item["due"])
        where = f"line {item['line']}" if item["line"] else "whole claim"
        rows.append(f"\nOPEN {item['id']}: {item['look']} {' '.join(item['rarcs'])} {where}, {item['amount']}; {due}")
        rows += [f"  ? {one['id']}: {one['title']}" for one in item["causes"]]
    for paper in (one for one in case["papers"] if one["kind"] != "x12"):
        rows.append(f"\n--- {paper['title']} [{paper['id']}, {paper['source']}, {paper['day']}]\n{paper['text']}")
    if "key" in case:
        key = case["key"]
        rows.append(f"\nKEY {key['cause']}: {key['title']}\n{key['why']} ({key['cites']})")
        rows += [f"  {one['action']} after {one['after']} with {one['proof']}" for one in key["ways"]]
    return "\n".join(rows) + "\n"
