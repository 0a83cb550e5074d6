"""837Ps become claims again: what we write is read as it was, box by box; other senders' claims in full."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing.models import Claim
from billing.values import same_value
from billing.x12.claim_837 import claim_text
from billing.x12.claim_reader import read_claims
from billing.x12.submission import submission
from data import Reference
from tests.billing.made import right_claim, with_items, with_line
from tests.billing.x12.other_senders import Sample, samples, text_of
from tests.billing.x12.scenes import Scene, library, second, second_payer

NOT_CARRIED = {
    "5 phone", "7", "7 city", "7 state", "7 zip", "7 phone", "11a", "11a sex", "12 date", "20", "20 charges", "31",
    "31 date", "30",
}  # fmt: skip
"""Items of the form that an 837P has no place for, or only says that something stands there (31)."""
COLUMNS = ("A", "B", "C", "D", "E", "F", "G", "H", "J", "supplement")


def sent_and_read(reference: Reference, scene: Scene) -> Claim:
    text = claim_text([submission(reference, scene.claim, scene.encounter, scene.order)])
    found = read_claims(reference, text)
    assert [one for one in found.problems if one.severity == "error"] == []
    (claim,) = found.claims
    return claim


def differences(read: Claim, sent: Claim) -> dict[str, tuple[object, object]]:
    """Items that were sent and read otherwise; a plan is not sent beside a group number, nor a credential."""
    found: dict[str, tuple[object, object]] = {}
    for key, value in sent.items.items():
        given = read.items[key]
        expected = value.partition(",")[0] if key == "17" else value
        unsent = key in NOT_CARRIED or (key == "11c" and bool(sent.items["11"]))
        if not unsent and not same_value(key, given, expected):
            found[key] = (given, value)
    return found


def columns(claim: Claim) -> list[list[object]]:
    return [[getattr(line, column) for column in COLUMNS] for line in claim.lines]


def test_what_we_write_is_read_as_it_was(reference: Reference) -> None:
    for scene in library(reference, range(2)):
        claim = sent_and_read(reference, scene)
        wrong = differences(claim, scene.claim)
        if len(scene.encounter.coverage) > 1 and not scene.claim.items["9"]:
            # The form of a first payer that passes claims on itself leaves item 9 blank; the file names the next payer.
            wrong = {key: value for key, value in wrong.items() if key not in ("9", "9a", "9d", "11d")}
        if any(
            one.group_number and one.group_number.upper() == scene.claim.items["9a"] for one in scene.encounter.coverage
        ):
            wrong.pop("9d", None)  # nor is a plan sent beside the other payer's group number
        assert wrong == {}
        assert claim.diagnoses == scene.claim.diagnoses
        assert columns(claim) == columns(scene.claim)


def test_a_second_payers_claim_keeps_the_first_answer(reference: Reference) -> None:
    count = 0
    for first in library(reference, range(1)):
        if len(first.encounter.coverage) > 1:
            continue
        scene = second(reference, first, second_payer(first))
        count += 1
        claim = sent_and_read(reference, scene)
        (before,), (sent,) = claim.prior_payers, scene.claim.prior_payers
        assert (before.order, before.payer_id, before.claim_number) == (sent.order, sent.payer_id, sent.claim_number)
        assert (before.paid_on, before.paid, before.patient) == (sent.paid_on, sent.paid, sent.patient)
        assert [(one.number, one.code, one.modifiers, one.units, one.paid) for one in before.lines] == [
            (one.number, one.code, one.modifiers, one.units, one.paid) for one in sent.lines
        ]
        for read, written in zip(before.lines, sent.lines, strict=True):
            assert sum(one.amount for one in read.adjustments) == sum(one.amount for one in written.adjustments)
    assert count > 3


@pytest.mark.parametrize(
    "items",
    [
        {"i22": "7", "i22_original": "LK260700112"},
        {"i22": "8", "i22_original": "LK260700112"},
        {"i23": "PA-7731"},
        {"i23": "22D1234567"},
        {"i19": "SECOND OPINION"},
        {"i10b": "yes", "i10b_state": "ME", "i14": "2026-05-20", "i14_qualifier": "431"},
        {"i14": "2026-01-04", "i14_qualifier": "484"},
        {"i15": "2026-05-01", "i15_qualifier": "454"},
        {"i16_from": "2026-06-01", "i16_to": "2026-06-09"},
        {"i18_from": "2026-06-01", "i18_to": "2026-06-04"},
        {"i29": "25.00"},
        {"i27": "no"},
        {"i25": "900-11-2222", "i25_type": "ssn"},
    ],
)
def test_items_come_back(reference: Reference, items: dict[str, str]) -> None:
    made, claim = right_claim(reference)
    changed = with_items(claim, **items)
    read = sent_and_read(reference, Scene(changed, made.encounter))
    assert differences(read, changed) == {}


def test_a_drug_a_note_an_emergency_come_back(reference: Reference) -> None:
    made, claim = right_claim(reference)
    for cells in ({"supplement": "N400009347502 ML1"}, {"supplement": "LEFT ARM"}, {"C": "Y"}, {"H": "Y"}):
        changed = with_line(claim, 1, **cells)
        assert columns(sent_and_read(reference, Scene(changed, made.encounter))) == columns(changed)


# ---- other senders ---------------------------------------------------------------------------------------


def test_a_child_of_the_subscriber(reference: Reference) -> None:
    (claim,) = read_claims(reference, text_of("837p_child_of_subscriber.txt")).claims
    expected = {
        "1": "group", "1a": "HM00441122", "2": "OKAFOR, JUNE", "3": "2018-05-30", "4": "OKAFOR, NADIA", "6": "child",
        "5": "9 HERON STREET", "5 zip": "58103", "10b": "yes", "10b state": "ND", "10c": "yes", "14": "2026-08-10",
        "14 qualifier": "431", "15": "2026-08-11", "15 qualifier": "454", "17": "LUIS ABARA", "17 qualifier": "DN",
        "17a": "ND4471", "19": "SEEN AFTER FALL FROM SWING", "23": "PA-1190", "26": "RB1001", "28": "60.00",
        "29": "10.00", "32": "RIVERBEND NORTH", "32 zip": "58102", "33": "RIVERBEND FAMILY CLINIC",
        "33 zip": "58102-1234", "33 phone": "(701) 555-0144", "33b": "G2PRV-7781", "25": "41-1234567", "25 type": "ein",
    }  # fmt: skip
    assert {key: claim.items[key] for key in expected} == expected
    assert claim.diagnoses == ("S52.521A",)
    (line,) = claim.lines
    assert (line.A, line.B, line.C, line.D, line.E, line.F) == (
        "2026-08-11",
        "22",
        "Y",
        ("73090", "26", "LT"),
        "A",
        "60.00",
    )
    assert line.supplement == "LEFT ARM"


def test_several_claims_of_several_subscribers(reference: Reference) -> None:
    claims = read_claims(reference, text_of("837p_four_claims.txt")).claims
    assert [(one.items["26"], one.items["22"], one.items["1a"]) for one in claims] == [
        ("RB1001", "", "HM00441122"),
        ("RB1001R", "7", "HM00441122"),
        ("RB1002", "8", "HM00557100"),
        ("ST9", "", "1EG4TE5MK73"),
    ]
    assert claims[3].items["33"] == "ELI DRUMMOND"
    assert (claims[3].items["25 type"], claims[3].items["1"], claims[3].items["11"]) == ("ssn", "medicare", "NONE")
    assert all(len(one.lines) == 2 for one in claims)


def test_another_payers_answer(reference: Reference) -> None:
    (claim,) = read_claims(reference, text_of("837p_secondary.txt")).claims
    (before,) = claim.prior_payers
    assert (before.order, before.payer_id, before.claim_number) == (1, "medicare", "2026244001199")
    assert (before.paid, before.paid_on) == (Decimal("112.40"), datetime.date(2026, 9, 1))
    assert [one.paid for one in before.lines] == [Decimal(88), Decimal("24.40")]
    assert [(one.group, one.carc, one.amount) for one in before.lines[0].adjustments] == [
        ("CO", "45", Decimal(75)),
        ("PR", "2", Decimal(22)),
    ]
    assert (claim.items["9"], claim.items["9a"], claim.items["11d"]) == ("OKAFOR JR, BEN, T", "GRP-2", "yes")


def test_drugs_minutes_and_line_providers(reference: Reference) -> None:
    (claim,) = read_claims(reference, text_of("837p_anesthesia_and_drug.txt")).claims
    first, second = claim.lines
    assert (first.D, first.G, first.J) == (("00830", "AA", "P3"), "75", "1555000110")
    assert (second.supplement, second.B, second.J) == ("N400409379601 ML2", "11", "1987654328")
    assert claim.items["10d"] == "09"


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_any_file_is_read_without_raising(reference: Reference, sample: Sample) -> None:
    found = read_claims(reference, sample.bytes)
    assert bool(found.claims) == (sample.kind.endswith("837P"))


def test_a_claim_cut_anywhere_never_raises(reference: Reference) -> None:
    source = text_of("837p_secondary.txt").encode()
    for end in range(0, len(source) - 1, 10):
        assert read_claims(reference, source[:end]).problems
