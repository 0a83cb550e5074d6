"""Root causes of authorizations and referrals: which paper mends which denial, and which nothing mends."""

from typing import Any

import pytest

from data import Reference
from tests.billing.causes import worlds
from tests.billing.causes.worlds import JOINT, KNEE, Ends, visit

GEL: dict[str, Any] = {"lines": (JOINT,), "diagnoses": KNEE}
GEL_AT_WORK: dict[str, Any] = {
    **GEL,
    "payer": "harbor-comp",
    "registration": {"employment_related": "yes", "onset_date": "2026-06-01", "onset_qualifier": "431"},
}
SEEN_BY_SPECIALIST: dict[str, Any] = {"payer": "pinecrest-hmo", "encounter": {"specialty": "gastroenterology"}}

VISITS: dict[str, tuple[dict[str, Any], Ends]] = {
    "auth.number-missing": (GEL, "payer"),
    "auth.number-mistyped": (GEL, "payer"),
    "auth.payer-ignored": (GEL, "payer"),
    "auth.none-asked": (GEL, "nothing"),
    "auth.urgent-afterwards": ({**GEL, "payer": "granite-medicaid"}, "payer"),
    "auth.run-out": (GEL, "nothing"),
    "auth.other-code": (GEL, "payer"),
    "auth.other-provider": (GEL, "payer"),
    "auth.units-used": (GEL, "nothing"),
    "referral.not-loaded": (SEEN_BY_SPECIALIST, "payer"),
    "referral.none": (SEEN_BY_SPECIALIST, "nothing"),
    "referral.used-up": (SEEN_BY_SPECIALIST, "nothing"),
}


@pytest.mark.parametrize("cause", VISITS)
def test_it_comes_about_and_is_mended(reference: Reference, cause: str) -> None:
    changes, ends = VISITS[cause]
    worlds.stands(reference, visit(reference, cause, **changes), ends)


@pytest.mark.parametrize(
    ("changes", "siblings"),
    [
        (GEL, ("auth.number-missing", "auth.number-mistyped", "auth.payer-ignored", "auth.none-asked")),
        ({**GEL, "payer": "granite-medicaid"}, ("auth.none-asked", "auth.urgent-afterwards", "auth.number-missing")),
        (GEL, ("auth.run-out", "auth.units-used")),
        (SEEN_BY_SPECIALIST, ("referral.not-loaded", "referral.none")),
    ],
)
def test_papers_tell_siblings_apart(reference: Reference, changes: dict[str, Any], siblings: tuple[str, ...]) -> None:
    worlds.told_apart(reference, visit(reference, **changes), siblings)


@pytest.mark.parametrize(
    ("cause", "changes", "why"),
    [
        ("auth.number-missing", {}, "no authorization for 99214"),
        ("auth.urgent-afterwards", GEL, "no time to ask after"),
        ("auth.none-asked", GEL_AT_WORK, "authorizes afterwards"),
        ("referral.none", {"payer": "lakeshore-ppo"}, "no referral"),
        ("referral.none", {"payer": "pinecrest-hmo"}, "primary care"),
        ("referral.none", {**SEEN_BY_SPECIALIST, "payer": "eagle-ridge"}, "go without"),
    ],
)
def test_where_it_cannot_come_about(reference: Reference, cause: str, changes: dict[str, Any], why: str) -> None:
    assert why in worlds.cannot(reference, visit(reference, cause, **changes))


@pytest.mark.parametrize("cause", ["auth.other-code", "auth.other-provider"])
def test_the_contracts_window_decides_between_the_unit_and_an_appeal(reference: Reference, cause: str) -> None:
    """14 days are over when the remittance comes; 30 days with the records are not (clause 6.2)."""
    first = {payer: worlds.remedies(reference, visit(reference, cause, **changes))[0].action
             for payer, changes in (("lakeshore", GEL), ("harbor", GEL_AT_WORK))}  # fmt: skip
    assert first == {"lakeshore": "appeal", "harbor": "retro_authorization"}


def test_remark_codes_tell_days_from_units(reference: Reference) -> None:
    for cause, remark in (("auth.run-out", "N351"), ("auth.units-used", "N54")):
        item = worlds.opened(reference, visit(reference, cause, **GEL)).items[0]
        assert (item.carc, item.rarcs) == ("198", (remark,))


def test_the_approved_product_is_another_gel(reference: Reference) -> None:
    account = worlds.opened(reference, visit(reference, "auth.other-code", **GEL))
    approval = next(paper for paper in account.papers if paper.id == "letter.approval")
    assert "J7321" in approval.text
    assert "J7325" not in approval.text
