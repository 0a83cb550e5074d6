"""837P segment by segment: what each box of the form becomes, and what a claim alone can say."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from billing.models import Claim
from billing.x12.claim_837 import claim_file, claim_segments, claim_text
from billing.x12.interchange import WrittenSegment
from billing.x12.submission import Person, person_by_commas, person_in_order, submission
from data import Reference
from scenarios.models import Encounter
from tests.billing.made import line, npi, right_claim, totalled, with_items, with_line
from tests.billing.x12 import scenes
from tests.billing.x12.own_checks import claim_objections
from tests.billing.x12.validators import pyx12_objections


def written(reference: Reference, claim: Claim, encounter: Encounter | None = None) -> tuple[WrittenSegment, ...]:
    segments = claim_segments(submission(reference, claim, encounter))
    text = "".join(f"{segment.text}~\n" for segment in segments)
    assert not pyx12_objections(text)
    assert not list(claim_objections(text))
    return segments


def texts(segments: tuple[WrittenSegment, ...], loop: str = "", tag: str = "") -> list[str]:
    return [one.text for one in segments if loop in ("", one.loop) and tag in ("", one.tag)]


def made(reference: Reference, **facts: Any) -> tuple[Claim, Encounter]:
    variant, claim = right_claim(reference, **facts)
    return claim, variant.encounter


def test_a_plain_claim_loop_by_loop(reference: Reference) -> None:
    claim, encounter = made(reference)
    found = written(reference, claim, encounter)
    billing, rendering = npi("190283746"), npi("154839201")
    assert texts(found)[7:-3] == [
        "HL*1**20*1",
        "PRV*BI*PXC*207Q00000X",
        f"NM1*85*2*KESTREL FAMILY PRACTICE*****XX*{billing}",
        "N3*4 MILL ROAD",
        "N4*HARLOW BAY*ME*049999998",
        "REF*EI*010559921",
        "PER*IC*KESTREL FAMILY PRACTICE*TE*2075550100",
        "HL*2*1*22*0",
        "SBR*P*18*HBS-2207******12",
        "NM1*IL*1*TRENT*MARISOL*A***MI*LKM44719083",
        "N3*218 COVE LANE",
        "N4*HARLOW BAY*ME*04999",
        "DMG*D8*19680219*F",
        "NM1*PR*2*LAKESHORE MUTUAL*****PI*LKM33",
        "CLM*KEP-20611*282***11:B:1*Y*A*Y*Y",
        "HI*ABK:E1122*ABF:N1831",
        f"NM1*82*1*OKAFOR*DANA****XX*{rendering}",
        "PRV*PE*PXC*207Q00000X",
        "LX*1",
        "SV1*HC:99214*282*UN*1***1:2",
        "DTP*472*D8*20260611",
        "REF*6R*1",
    ]


def test_every_segment_knows_its_boxes_and_says_what_it_says(reference: Reference) -> None:
    claim, encounter = made(reference)
    found = written(reference, claim, encounter)
    by_text = {one.text: one for one in found}
    assert by_text["HI*ABK:E1122*ABF:N1831"].items == ("21A", "21B")
    service = by_text["SV1*HC:99214*282*UN*1***1:2"]
    assert (service.loop, service.line) == ("2400", 1)
    assert {"24D.1", "24F.1", "24G.1", "24E.1"} <= set(service.items)
    assert service.plain == "99214, 1 unit, charged 282.00, for diagnoses A, B."
    assert all(one.plain.endswith(".") for one in found)


def test_a_claim_alone_names_its_payer_by_plan_box_or_number(reference: Reference) -> None:
    claim, _ = made(reference)
    assert "NM1*PR*2*LAKESHORE MUTUAL*****PI*LKM33" in texts(written(reference, claim), "2010BB")
    medicare, _ = made(reference, payer_id="medicare")
    found = written(reference, medicare)
    assert texts(found, "2000B", "SBR") == ["SBR*P*18*******MB"]
    unnamed = with_items(claim, i11c="")
    assert texts(written(reference, unnamed), "2010BB") == ["NM1*PR*2*LAKESHORE MUTUAL*****PI*LKM33"]
    nobody = with_items(claim, i11c="SOME OTHER PLAN", i1a="X1")
    assert texts(written(reference, nobody), "2010BB") == ["NM1*PR*2*SOME OTHER PLAN*****PI*99999"]
    assert texts(written(reference, nobody), "2310B") == [f"NM1*82*1*OKAFOR*DANA****XX*{npi('154839201')}"]


def test_a_dependent_stands_below_the_subscriber(reference: Reference) -> None:
    insured = scenes.insured("Trent", "Amos")
    claim, encounter = made(reference, coverage={"relationship": "spouse", "insured": insured})
    found = written(reference, claim, encounter)
    assert texts(found, "2000B") == ["HL*2*1*22*1", "SBR*P**HBS-2207******12"]
    # The guide: the subscriber's address and birth date only where the patient is the subscriber.
    assert texts(found, "2010BA") == ["NM1*IL*1*TRENT*AMOS****MI*LKM44719083"]
    assert texts(found, "2000C") == ["HL*3*2*23*0", "PAT*01"]
    assert texts(found, "2010CA") == [
        "NM1*QC*1*TRENT*MARISOL*A",
        "N3*218 COVE LANE",
        "N4*HARLOW BAY*ME*04999",
        "DMG*D8*19680219*F",
    ]


@pytest.mark.parametrize(
    ("items", "loop", "expected"),
    [
        ({"i19": "SEE NOTE"}, "2300", "NTE*ADD*SEE NOTE"),
        ({"i23": "AU9912"}, "2300", "REF*G1*AU9912"),
        ({"i23": "RF-2210"}, "2300", "REF*9F*RF-2210"),
        ({"i23": "33D2123456"}, "2300", "REF*X4*33D2123456"),
        ({"i29": "25.00"}, "2300", "AMT*F5*25"),
        ({"i22": "7", "i22_original": "LAK26000000001"}, "2300", "REF*F8*LAK26000000001"),
        ({"i22": "7", "i22_original": "LAK26000000001"}, "2300", "CLM*KEP-20611*282***11:B:7*Y*A*Y*Y"),
        ({"i22": "8", "i22_original": "LAK26000000001"}, "2300", "CLM*KEP-20611*282***11:B:8*Y*A*Y*Y"),
        ({"i27": "no"}, "2300", "CLM*KEP-20611*282***11:B:1*Y*C*Y*Y"),
        ({"i13": ""}, "2300", "CLM*KEP-20611*282***11:B:1*Y*A*N*Y"),
        ({"i14": "2026-06-02", "i14_qualifier": "431"}, "2300", "DTP*431*D8*20260602"),
        ({"i14": "2026-01-02", "i14_qualifier": "484"}, "2300", "DTP*484*D8*20260102"),
        ({"i15": "2026-05-01", "i15_qualifier": "454"}, "2300", "DTP*454*D8*20260501"),
        ({"i16_from": "2026-06-01", "i16_to": "2026-06-20"}, "2300", "DTP*314*RD8*20260601-20260620"),
        ({"i16_from": "2026-06-01"}, "2300", "DTP*360*D8*20260601"),
        ({"i18_from": "2026-06-01", "i18_to": "2026-06-12"}, "2300", "DTP*435*D8*20260601"),
        ({"i18_from": "2026-06-01", "i18_to": "2026-06-12"}, "2300", "DTP*096*D8*20260612"),
        ({"i10d": "W2"}, "2300", "HI*BG:W2"),
        ({"i33b": "ZZ208D00000X"}, "2000A", "PRV*BI*PXC*208D00000X"),
        ({"i33b": "G2ME0042"}, "2010BB", "REF*G2*ME0042"),
        ({"i25": "123-45-6789", "i25_type": "ssn"}, "2010AA", "REF*SY*123456789"),
        ({"i11": "", "i11c": "CHOICE PPO"}, "2000B", "SBR*P*18**CHOICE PPO*****12"),
    ],
)
def test_a_box_becomes_its_segment(reference: Reference, items: dict[str, str], loop: str, expected: str) -> None:
    claim, encounter = made(reference)
    found = written(reference, with_items(claim, **items), encounter)
    assert expected in texts(found, loop)
    segment = next(one for one in found if one.text == expected)
    assert segment.items


@pytest.mark.parametrize(
    ("items", "related", "dated"),
    [
        ({"i10b": "yes", "i10b_state": "ME", "i14": "2026-06-09"}, "*AA:::ME", True),
        ({"i10c": "yes", "i14": "2026-06-09"}, "*OA", True),
        ({"i10a": "yes", "i10c": "yes", "i14": "2026-06-09"}, "*EM:OA", True),
        ({"i14": "2026-06-09"}, "", False),
    ],
)
def test_accidents_stand_on_the_claim_with_their_day(
    reference: Reference, items: dict[str, str], related: str, dated: bool
) -> None:
    claim, encounter = made(reference)
    found = texts(written(reference, with_items(claim, i14_qualifier="431", **items), encounter), "2300")
    assert found[0] == "CLM*KEP-20611*282***11:B:1*Y*A*Y*Y" + (f"*{related}" if related else "")
    assert ("DTP*439*D8*20260609" in found) is dated


def test_the_provider_of_item_17_stands_where_the_qualifier_says(reference: Reference) -> None:
    claim, encounter = made(reference, lines=(line("99214"), line("71046")))
    number = npi("177777777")
    named = {"i17": "ROSA M DELGADO-RUIZ, MD", "i17b": number}
    referring = written(reference, with_items(claim, i17_qualifier="DN", **named), encounter)
    assert texts(referring, "2310A") == [f"NM1*DN*1*DELGADO-RUIZ*ROSA*M***XX*{number}"]
    supervising = written(reference, with_items(claim, i17_qualifier="DQ", **named), encounter)
    assert texts(supervising, "2310D") == [f"NM1*DQ*1*DELGADO-RUIZ*ROSA*M***XX*{number}"]
    ordering = written(reference, with_items(claim, i17_qualifier="DK", **named), encounter)
    # Item 17 with DK belongs to the line that was ordered: 837P knows no ordering provider of a claim.
    (segment,) = [one for one in ordering if one.loop == "2420E"]
    assert (segment.text, segment.line) == (f"NM1*DK*1*DELGADO-RUIZ*ROSA*M***XX*{number}", 2)


def test_the_facility_of_item_32_unless_it_is_the_practice(reference: Reference) -> None:
    claim, encounter = made(reference)
    number = npi("166666666")
    place = {"i32": "BAY HOSPITAL", "i32_street": "1 QUAY", "i32_city": "HARLOW BAY", "i32_state": "ME",
             "i32_zip": "04998-1234", "i32a": number}  # fmt: skip
    found = written(reference, with_items(claim, **place), encounter)
    assert texts(found, "2310C") == [
        f"NM1*77*2*BAY HOSPITAL*****XX*{number}",
        "N3*1 QUAY",
        "N4*HARLOW BAY*ME*049981234",
    ]
    own = written(reference, with_items(claim, **place | {"i32a": claim.items["33a"]}), encounter)
    assert not texts(own, "2310C")


def test_anesthesia_is_told_in_minutes(reference: Reference) -> None:
    claim, encounter = made(reference, lines=(line("00914", "QY", units=137), line("01996")))
    found = texts(written(reference, claim, encounter), "2400", "SV1")
    assert found[0].split("*")[3:5] == ["MJ", "137"]
    assert found[1].split("*")[3:5] == ["UN", "1"]


def test_a_drug_carries_its_code_and_quantity(reference: Reference) -> None:
    claim, encounter = made(reference, lines=(line("J3301", units=4),))
    drug = with_line(claim, 1, supplement="N400003029305 ML1.0")
    found = written(reference, drug, encounter)
    assert texts(found, "2410") == ["LIN**N4*00003029305", "CTP****1*ML"]
    noted = written(reference, with_line(claim, 1, supplement="LEFT SHOULDER"), encounter)
    assert "NTE*ADD*LEFT SHOULDER" in texts(noted, "2400")


def test_cells_of_a_line(reference: Reference) -> None:
    claim, encounter = made(reference, lines=(line("99214", "25"), line("20610", "RT")))
    claim = with_line(with_line(claim, 1, C="Y", H="AV"), 2, B="22", J=npi("188888888"))
    found = written(reference, claim, encounter)
    first, second = texts(found, "2400", "SV1")
    assert first.split("*")[9] == "Y"
    assert first.split("*")[11] == "Y"
    assert second.split("*")[5] == "22"
    assert texts(found, "2420A") == [f"NM1*82*1*NAME NOT ON THE FORM*****XX*{npi('188888888')}"]


def test_pointers_count_the_diagnoses_that_are_there(reference: Reference) -> None:
    claim, encounter = made(reference)
    gap = claim.model_copy(update={"diagnoses": ("E11.22", "", "N18.31")})
    found = texts(written(reference, with_line(gap, 1, E="CA"), encounter))
    assert "HI*ABK:E1122*ABF:N1831" in found
    assert "SV1*HC:99214*282*UN*1***2:1" in found


def test_a_solo_provider_has_no_rendering_loop(reference: Reference) -> None:
    claim, encounter = made(reference)
    alone = with_line(claim, 1, J=claim.items["33a"])
    assert not texts(written(reference, alone, encounter), "2310B")


# ---- other payers ----------------------------------------------------------------------------------------


def test_a_secondary_claim_tells_the_first_payers_answer_line_by_line(reference: Reference) -> None:
    claim, encounter = made(reference, payer_id="medicare", lines=(line("99214"), line("71046")))
    scene = scenes.second(reference, scenes.Scene(claim, encounter), "granite-medicaid")
    answer = scene.claim.prior_payers[0]
    segments = claim_segments(submission(reference, scene.claim, scene.encounter))
    text = claim_text([submission(reference, scene.claim, scene.encounter)])
    assert not pyx12_objections(text)
    assert not list(claim_objections(text))
    found = texts(segments)
    assert "SBR*S*18**MEDICAID MANAGED CARE*****MC" in found
    assert "SBR*P*18**ORIGINAL MEDICARE*****MB" in found
    assert f"AMT*D*{answer.paid.normalize():f}" in found
    assert f"REF*F8*{answer.claim_number}" in found
    assert "NM1*PR*2*MEDICARE PART B*****PI*NTM01" in texts(segments, "2330B")
    first_line = [one for one in segments if one.loop == "2430" and one.line == 1]
    assert [one.tag for one in first_line][:1] == ["SVD"]
    assert first_line[0].text.startswith("SVD*NTM01*")
    assert any(one.text == "DTP*573*D8*20260702" for one in first_line)
    owed = sum(entry.amount for entry in answer.lines[0].adjustments if entry.group == "PR")
    assert any(one.text == f"AMT*EAF*{owed.normalize():f}" for one in first_line)


@pytest.mark.parametrize(
    ("first_payer", "born", "why"),
    [
        ("lakeshore-ppo", datetime.date(1955, 6, 11), "12"),
        ("lakeshore-ppo", datetime.date(1968, 2, 19), "43"),
        ("harbor-comp", datetime.date(1968, 2, 19), "15"),
    ],
)
def test_medicare_second_says_why(reference: Reference, first_payer: str, born: datetime.date, why: str) -> None:
    claim, encounter = made(reference, payer_id=first_payer, patient={"birth_date": born})
    scene = scenes.second(reference, scenes.Scene(claim, encounter), "medicare")
    segments = claim_segments(submission(reference, scene.claim, scene.encounter))
    assert texts(segments, "2000B", "SBR")[0].split("*")[5] == why


def test_a_primary_claim_names_the_plan_of_item_9(reference: Reference) -> None:
    claim, _ = made(reference)
    other = {"i11d": "yes", "i9": "TRENT, AMOS", "i9a": "GM123456789", "i9d": "MEDICAID MANAGED CARE"}
    found = written(reference, with_items(claim, **other))
    assert texts(found, "2320") == ["SBR*S*G8**MEDICAID MANAGED CARE*****MC", "OI***Y***Y"]
    assert texts(found, "2330A") == ["NM1*IL*1*TRENT*AMOS****MI*GM123456789"]
    assert texts(found, "2330B") == ["NM1*PR*2*GRANITE STATE COMMUNITY HEALTH PLAN*****PI*GSM22"]


def test_an_earlier_answer_without_lines_is_told_for_the_claim(reference: Reference) -> None:
    claim, encounter = made(reference, payer_id="medicare")
    scene = scenes.second(reference, scenes.Scene(claim, encounter), "granite-medicaid")
    totals = scene.claim.prior_payers[0].model_copy(update={"lines": ()})
    found = written(reference, scene.claim.model_copy(update={"prior_payers": (totals,)}), scene.encounter)
    assert not texts(found, "2430")
    assert [one.split("*")[0] for one in texts(found, "2320")] == ["SBR", "CAS", "CAS", "AMT", "AMT", "OI"]
    assert "DTP*573*D8*20260702" in texts(found, "2330B")


# ---- many claims, and claims that lack something ---------------------------------------------------------


def test_claims_of_one_practice_share_its_level(reference: Reference) -> None:
    claim, encounter = made(reference)
    one = submission(reference, claim, encounter)
    other = submission(reference, with_items(claim, i33="OTHER PRACTICE"), encounter)
    written_file = claim_file([one, one, other], control=12)
    levels = [one.elements[1:] for one in written_file.segments if one.tag == "HL"]
    assert [level[2] for level in levels] == ["20", "22", "22", "20", "22"]
    assert [level[1] for level in levels] == ["", "1", "1", "", "4"]
    assert not pyx12_objections(written_file.text)
    assert written_file.text == claim_file([one, one, other], control=12).text


@pytest.mark.parametrize(
    ("items", "cells", "fault"),
    [
        ({"i3": ""}, {}, ("DMG", 2, "3")),
        ({"i3": "SPRING"}, {}, ("DMG", 2, "3")),
        ({"i1a": ""}, {}, ("NM1", 9, "1a")),
        ({"i33a": ""}, {}, ("NM1", 9, "33a")),
        ({"i28": "FREE"}, {}, ("CLM", 2, "28")),
        ({"i27": ""}, {}, ("CLM", 7, "27")),
        ({"i22": "7"}, {}, ("REF", 2, "22 original")),
        ({}, {"G": ""}, ("SV1", 4, "24G.1")),
        ({}, {"F": "MUCH"}, ("SV1", 2, "24F.1")),
        ({}, {"A": ""}, ("DTP", 3, "24A.1")),
        ({}, {"D": ("", "25")}, ("SV1", 1, "24D.1")),
        ({}, {"E": ""}, ("SV1", 7, "24E.1")),
        ({}, {"E": "F"}, ("SV1", 7, "24E.1")),
        ({}, {"B": ""}, ("CLM", 5, "24B.1")),
        ({}, {"supplement": "N4123"}, ("LIN", 3, "24.1")),
    ],
)
def test_what_is_missing_is_a_fault_of_its_box(
    reference: Reference, items: dict[str, str], cells: dict[str, Any], fault: tuple[str, int, str]
) -> None:
    claim, encounter = made(reference)
    bad = with_line(with_items(claim, **items), 1, **cells) if cells else with_items(claim, **items)
    found = claim_file([submission(reference, bad, encounter)]).faults
    assert fault in {(one.tag, one.element, one.item) for one in found}


def test_no_lines_and_no_diagnoses_are_missing_segments(reference: Reference) -> None:
    claim, encounter = made(reference)
    empty = claim.model_copy(update={"lines": (), "diagnoses": ()})
    faults = claim_file([submission(reference, empty, encounter)]).faults
    assert {(one.tag, one.segment_code) for one in faults} == {("HI", "3"), ("LX", "3")}


def test_a_faulty_claim_takes_no_other_with_it(reference: Reference) -> None:
    claim, encounter = made(reference)
    good = submission(reference, claim, encounter)
    bad = submission(reference, with_items(claim, i3=""), encounter)
    for order in ([bad, good, good], [good, bad, good], [good, good, bad]):
        sent = claim_file(order)
        assert [len(one.faults) for one in sent.transactions] == [0, 1]
        assert {fault.claim for fault in sent.faults} == {order.index(bad)}
    assert [len(one.faults) for one in claim_file([bad]).transactions] == [1]


@pytest.mark.parametrize("place", [1, 12])
def test_twelve_diagnoses_and_fifty_lines(reference: Reference, place: int) -> None:
    claim, encounter = made(reference)
    codes = (
        "E11.22",
        "N18.31",
        "I10",
        "E78.5",
        "J45.909",
        "M54.50",
        "R05.9",
        "K21.9",
        "F41.9",
        "G47.33",
        "E66.9",
        "Z79.4",
    )
    row = claim.lines[0].model_copy(update={"E": "ABCDEFGHIJKL"[place - 1]})
    many = totalled(claim.model_copy(update={"diagnoses": codes, "lines": (row,) * 50}))
    found = written(reference, many, encounter)
    assert len(texts(found, "2300", "HI")[0].split("*")) == 13
    assert texts(found, "2400", "SV1")[49].endswith(f"***{place}")


# ---- names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("TRENT, MARISOL, A", Person("TRENT", "MARISOL", "A")),
        ("TRENT, MARISOL A", Person("TRENT", "MARISOL", "A")),
        ("TRENT, MARY ANN", Person("TRENT", "MARY ANN")),
        ("TRENT JR, AMOS", Person("TRENT", "AMOS", "", "JR")),
        ("VAN DER BERG, JAN", Person("VAN DER BERG", "JAN")),
        ("TRENT", Person("TRENT")),
    ],
)
def test_names_with_commas(typed: str, person: Person) -> None:
    assert person_by_commas(typed) == person


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("Dana Okafor, MD", Person("Okafor", "Dana")),
        ("DANA L OKAFOR MD", Person("OKAFOR", "DANA", "L")),
        ("AMOS TRENT JR DO", Person("TRENT", "AMOS", "", "JR")),
        ("RIVERA PA-C", Person("RIVERA")),
    ],
)
def test_names_in_order(typed: str, person: Person) -> None:
    assert person_in_order(typed) == person
