"""For every edit of the scrubber a claim that it stops and the nearest one that it lets pass."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from billing import claim_to_json, scrub
from billing.edits import EDITS
from billing.models import Adjustment, Claim, LinePayment, PriorPayer, ScrubMessage
from data import Reference
from scenarios.models import Address, Practice
from tests.billing.made import MEMBER_IDS, line, made_variant, npi, right_claim, totalled, with_items, with_line

Change = Callable[[Claim], Claim]


@dataclass(frozen=True)
class Case:
    """Facts of a visit, a change that the edit must find, and a near one that it must not."""

    edit: str
    item: str
    wrong: Change
    near: Change = lambda claim: claim
    facts: dict[str, Any] = field(default_factory=dict)
    order: int = 1
    """Of the coverage that is billed."""


def items(**changes: str) -> Change:
    return lambda claim: with_items(claim, **changes)


def cells(number: int, **changes: Any) -> Change:
    return lambda claim: totalled(with_line(claim, number, **changes))


def diagnoses(*codes: str) -> Change:
    return lambda claim: claim.model_copy(update={"diagnoses": codes})


def doubled(**changes: Any) -> Change:
    """The first line written twice, the second one changed."""
    return lambda claim: totalled(
        with_line(claim.model_copy(update={"lines": (*claim.lines, claim.lines[0])}), len(claim.lines) + 1, **changes)
    )


def answered_before(paid: str = "90.00", charge: str = "100.00") -> Change:
    """Another payer's answer goes with the claim: 90.00 paid, 10.00 adjusted on the line."""
    line = LinePayment(number=1, code="99214", paid=Decimal("90.00"),
                       adjustments=(Adjustment(group="CO", carc="45", amount=Decimal("10.00")),))  # fmt: skip
    payer = PriorPayer(
        order=1, payer_id="summit-ppo", payer="Summit Peak Insurance", claim_number="S1",
        paid_on=datetime.date(2026, 6, 1), charge=Decimal(charge), allowed=Decimal("90.00"), paid=Decimal(paid),
        patient=Decimal("0.00"), lines=(line,),
    )  # fmt: skip
    return lambda claim: claim.model_copy(update={"prior_payers": (payer,)})


def lines_of(count: int) -> Change:
    """So many lines, told apart by modifiers."""

    def changed(claim: Claim) -> Claim:
        rows = tuple(claim.lines[0].model_copy(update={"D": ("99214", f"X{n}")}) for n in range(count))
        return claim.model_copy(update={"lines": rows})

    return changed


MEDICARE = {"payer_id": "medicare"}
WRIST = {
    "diagnoses": ("S52.531A",),
    "lines": (line("25605", "RT"), line("73110", "RT")),
    "registration": {"other_accident": "yes"},
}
KNEE = {"diagnoses": ("M17.11",), "lines": (line("99213", "25"), line("20610", "RT"))}
WOUNDS = {
    "diagnoses": ("S01.412A", "S51.811A"),
    "lines": (line("12011"), line("12001", "59", points=("d2",))),
    "registration": {"other_accident": "yes"},
}
SCREENING = {"diagnoses": ("Z12.11", "D12.3"), "lines": (line("45385", "33", points=("d1", "d2")),)}
SCAN = {
    "diagnoses": ("O09.512", "Z3A.20"),
    "lines": (line("76811", points=("d1", "d2")),),
    "patient": {"birth_date": datetime.date(1986, 1, 5), "age": 40},
    "coverage": {"authorization": "AU12345"},
    "registration": {"authorization": "AU12345"},
}
ELSEWHERE = {
    "encounter": {
        "place_of_service": "22",
        "practice": Practice(
            name="Kestrel", npi=npi("190283746"), tax_id="01-0559921", phone="207-555-0100",
            address=Address(street="4 Mill Road", city="Harlow Bay", state="ME", zip="04999"),
            facility_name="Harlow Bay Medical Center", facility_npi=npi("183920174"),
            facility_address=Address(street="1 Bay Road", city="Harlow Bay", state="ME", zip="04999"),
        ),
    }
}  # fmt: skip
CASES = (
    Case("SC-001", "25", items(i25=""), items(i10d="")),
    Case("SC-001", "4", items(i4=""), items(i9="")),
    Case("SC-001", "11d", items(i11d=""), items(i11d="no")),
    Case("SC-002", "2", items(i2="TRENT-WORTHINGTON-SMYTHE, MARISOL, A"), items(i2="TRENT, MARISOL, ANNABELLALOU")),
    Case("SC-003", "6", items(i6="cousin"), items(i6="Self")),
    Case("SC-004", "12 date", items(i12_date="2026-06-31"), items(i12_date="06 30 2026")),
    Case("SC-004", "24A.1", cells(1, A="soon"), cells(1, A="06/11/2026")),
    Case("SC-005", "33a", items(i33a="1902837460"), items(i33a=npi("190283746"))),
    Case("SC-005", "24J.1", cells(1, J=""), cells(1, J=npi("154839201"))),
    Case("SC-006", "25", items(i25="01-055992"), items(i25="010559921")),
    Case("SC-007", "24", lambda claim: claim.model_copy(update={"lines": ()})),
    Case("SC-008", "24", lines_of(7), lines_of(6)),
    Case("SC-009", "29", items(i29="ten"), items(i29="10")),
    Case("SC-009", "24F.1", lambda claim: with_line(claim, 1, F="1.234"), cells(1, F="123.40")),
    Case("SC-010", "28", items(i28="1.00")),
    Case("SC-011", "22 original", items(i22="7"), items(i22="7", i22_original="LAK26000000001")),
    Case("SC-011", "22", items(i22_original="LAK26000000001"), items(i22="7", i22_original="LAK26000000001")),
    Case("SC-012", "31 date", items(i31_date="2026-06-10"), items(i31_date="2026-06-11")),
    Case("SC-013", "3", items(i3="02 19 68"), items(i3="02 19 1968")),
    Case("SC-101", "1", items(i1="medicare"), items(i1="other")),
    Case("SC-101", "1", items(i1="group"), items(i1="medicare"), MEDICARE),
    Case("SC-102", "1a", items(i1a="44719083"), items(i1a="LKM44719084")),
    Case("SC-104", "1a", items(i1a="LKM44179083"), items(i1a="LKM 4471 9083")),
    Case("SC-105", "2", items(i2="TRENT, MARISA, A"), items(i2="TRENT, MARISOL")),
    Case("SC-106", "3", items(i3="1968-02-18"), items(i3="02/19/1968")),
    Case("SC-107", "3 sex", items(i3_sex="M"), items(i3_sex="F")),
    Case("SC-108", "4", items(i4="TRENT, MARK"), items(i4="SAME")),
    Case("SC-109", "6", items(i6="spouse"), items(i6="self")),
    Case("SC-110", "11", items(i11=""), items(i11="none"), MEDICARE),
    Case("SC-111", "4", items(i4="TRENT, MARK"), items(i4="SAME"), MEDICARE),
    Case("SC-112", "11", items(i11="HBS-2270"), items(i11="HBS2207")),
    Case("SC-113", "24A.1", lambda claim: claim, cells(1, A="2026-06-12"),
         {"coverage": {"effective_from": datetime.date(2026, 6, 12)}}),
    Case("SC-114", "9", items(i11d="yes"), items(i11d="yes", i9="TRENT, MARK", i9a="77")),
    Case("SC-115", "27", items(i27="no"), items(i27="yes")),
    Case("SC-116", "13", items(i13=""), items(i13="SOF")),
    Case("SC-117", "17b", items(i17="A DOE MD", i17_qualifier="DN"),
         items(i17="A DOE MD", i17_qualifier="DN", i17b=npi("123456789"))),
    Case("SC-118", "33a", items(i33a=npi("123456789")), items(i33a=npi("190283746"))),
    Case("SC-119", "26", items(i26="KEP-20612"), items(i26="kep20611")),
    Case("SC-120", "32", items(i32=""), facts=ELSEWHERE),
    Case("SC-201", "24A.1", cells(1, A="2026-06-12"), items(i31_date="2026-06-12")),
    Case("SC-202", "24A.1", items(i3="2026-07-01"), items(i3="2026-06-11")),
    Case("SC-203", "24A.1", cells(1, A="2026-06-10"), cells(1, A="06 11 2026")),
    Case("SC-204", "31 date", items(i31_date="2026-08-26"), items(i31_date="2026-08-25")),
    Case("SC-205", "31 date", items(i31_date="2026-09-10"), items(i31_date="2026-09-09")),
    Case("SC-206", "14", items(i14="2026-06-12", i14_qualifier="431"), items(i14="2026-06-11", i14_qualifier="431")),
    Case("SC-206", "14 qualifier", items(i14="2026-06-11"), items(i14="2026-06-11", i14_qualifier="431")),
    Case("SC-220", "10b", items(i10b=""), items(i10b="no")),
    Case("SC-221", "10c", items(i10c="no"), items(i10c="yes"), WRIST),
    Case("SC-222", "10b state", items(i10b="yes"), items(i10b="yes", i10b_state="ME")),
    Case("SC-223", "10a", items(i10a="yes"), items(i10a="no")),
    Case("SC-223", "10a", items(i10a="no"), items(i10a="yes"), {"payer_id": "harbor-comp"}),
    Case("SC-224", "10b", items(i10b="yes", i10b_state="ME"), items(i10b="no", i10b_state="ME")),
    Case("SC-230", "24B.1", cells(1, B="98"), cells(1, B="22")),
    Case("SC-231", "24B.1", cells(1, B="22"), cells(1, B="11")),
    Case("SC-232", "24J.1", cells(1, J=npi("123456789")), cells(1, J=npi("154839201"))),
    Case("SC-301", "21B", diagnoses("E11.22", "N18.39"), diagnoses("E11.22", "N1831")),
    Case("SC-301", "21A", diagnoses(), diagnoses("E11.22", "N18.31")),
    Case("SC-302", "21B", diagnoses("E11.22", "N18.3"), diagnoses("E11.22", "N18.30")),
    Case("SC-303", "24A.1", cells(1, A="2026-03-31"), cells(1, A="2026-04-01")),
    Case("SC-304", "21C", diagnoses("E11.22", "N18.31", "N1831"), diagnoses("E11.22", "N18.31", "I10")),
    Case("SC-305", "21A", diagnoses("W01.0XXA", "S52.531A"), diagnoses("S52.531A", "W01.0XXA"), WRIST),
    Case("SC-306", "21 indicator", items(i21_indicator="9"), items(i21_indicator="0")),
    Case("SC-307", "21A", diagnoses("I10", "I11.0"), diagnoses("I11.0", "I50.9")),
    Case("SC-401", "24D.1", cells(1, D=("99219",)), cells(1, D=("99213",))),
    Case("SC-402", "24D.1", cells(1, D=("99214", "QQ")), cells(1, D=("99214", "25"))),
    Case("SC-402", "24D.1", cells(1, D=("99214", "25", "25")), cells(1, D=("99214", "25"))),
    Case("SC-403", "24E.1", cells(1, E=""), cells(1, E="A")),
    Case("SC-404", "24E.1", cells(1, E="C"), cells(1, E="B")),
    Case("SC-404", "24E.1", cells(1, E="1"), cells(1, E="A")),
    Case("SC-405", "24E.1", cells(1, E="ABABA"), cells(1, E="ABAB")),
    Case("SC-406", "24G.1", cells(1, G="0"), cells(1, G="1")),
    Case("SC-407", "24F.1", cells(1, F="0.00"), cells(1, F="0.01")),
    Case("SC-407", "24F.1", cells(1, D=("99024",), F="20.00"), cells(1, D=("99024",), F="0.00")),
    Case("SC-408", "24F.1", cells(1, F="1.00")),
    Case("SC-409", "24D.2", doubled(), doubled(D=("99214", "25"))),
    Case("SC-410", "24D.2", cells(2, D=("12001",)), cells(2, D=("12001", "XS")), WOUNDS),
    Case("SC-411", "24D.2", cells(2, G="3"), cells(2, G="2"), KNEE),
    Case("SC-412", "24D.2", cells(2, D=("20610",)), cells(2, D=("20610", "50")), KNEE),
    Case("SC-413", "24D.2", cells(2, D=("20610", "LT")), cells(2, D=("20610", "RT")), KNEE),
    Case("SC-414", "24D.1", cells(1, D=("45385",)), cells(1, D=("45385", "33")), SCREENING),
    Case("SC-414", "24D.1", cells(1, D=("45385", "PT")), cells(1, D=("45385", "33")), SCREENING),
    Case("SC-415", "23", items(i23=""), items(i23="au12345"), SCAN),
    Case("SC-416", "23", items(i23="AU12354"), items(i23="AU12345"), SCAN),
    Case("SC-417", "17", items(i17="", i17b="", i17_qualifier=""), lambda claim: claim,
         MEDICARE | {"lines": (line("99214", "25"), line("80053"))}),
    Case("SC-418", "22", items(i22="7", i22_original="MED26000000001"), items(i22=""), MEDICARE),
    Case("SC-419", "24D.1", cells(1, D=("99213",)), cells(1, D=("99213", "25")), KNEE),
    Case("SC-421", "24D.1", cells(1, supplement="N45012-3456-78 ML1"), cells(1, supplement="N450123456789 ML1")),
    Case("SC-121", "29", lambda claim: claim, answered_before(), order=2),
    Case("SC-122", "29", answered_before(paid="100.00"), answered_before(paid="90.00")),
    Case("SC-122", "28", answered_before(charge="300.00"), answered_before(charge="100.00")),
    Case("SC-420", "24D.1", cells(1, D=("99214", "59")), cells(1, D=("99214", "25"))),
)  # fmt: skip


def found(reference: Reference, case: Case, change: Change) -> list[ScrubMessage]:
    variant, claim = right_claim(reference, **case.facts)
    encounter = variant.encounter
    if case.order > 1:
        second = encounter.coverage[0].model_copy(update={"order": case.order})
        encounter = encounter.model_copy(update={"coverage": (second,)})
    found = scrub(reference, change(claim), encounter, case.order)
    return [message for message in found if message.edit == case.edit]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.edit}-{case.item}")
def test_the_edit_stops_its_claim_and_lets_the_nearest_pass(reference: Reference, case: Case) -> None:
    stopped = found(reference, case, case.wrong)
    assert case.item in [message.item for message in stopped]
    assert all(message.message and message.cites for message in stopped)
    assert case.item not in [message.item for message in found(reference, case, case.near)]


def test_every_edit_has_its_pair_of_claims() -> None:
    assert {edit.id for edit in EDITS} == {case.edit for case in CASES}
    assert len({edit.id for edit in EDITS}) == len(EDITS)
    assert all(edit.cites for edit in EDITS)


FACTS = [
    {},
    *({"payer_id": payer} for payer in MEMBER_IDS if payer != "harbor-comp"),
    WRIST,
    KNEE,
    SCREENING,
    SCAN,
    ELSEWHERE,
]


@pytest.mark.parametrize("facts", FACTS)
def test_a_right_claim_is_clean(reference: Reference, facts: dict[str, Any]) -> None:
    variant, claim = right_claim(reference, **facts)
    assert scrub(reference, claim, variant.encounter) == ()


def test_messages_come_in_the_order_of_the_form(reference: Reference) -> None:
    variant, claim = right_claim(reference)
    spoiled = with_items(with_line(claim, 1, E="D"), i1a="X", i33a="1", i28="1.00")
    assert [message.item for message in scrub(reference, spoiled, variant.encounter)][:2] == ["1a", "1a"]
    order = [message.item for message in scrub(reference, spoiled, variant.encounter)]
    assert order == sorted(order, key=["1a", "24E.1", "28", "33a"].index)


def test_a_claim_of_which_nothing_else_is_known_is_scrubbed_too(reference: Reference) -> None:
    _, claim = right_claim(reference)
    assert scrub(reference, claim) == ()
    assert [message.edit for message in scrub(reference, with_items(claim, i25=""))] == ["SC-001"]


def test_an_empty_form_is_told_what_it_lacks(reference: Reference) -> None:
    empty = Claim(items={})
    told = {message.item for message in scrub(reference, empty, made_variant(reference).encounter)}
    assert {"1", "1a", "2", "3", "21A", "24", "28", "33a"} <= told
    assert claim_to_json(empty)["items"]["21"] == []
