"""835s become remittances: our own as they were, other senders' in full, and no file that must not be posted."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from billing.models import Adjudication, Remittance
from billing.payer import reversal
from billing.remittance import recovery, remit, remit_again
from billing.x12.remittance_835 import remittance_text
from billing.x12.remittance_reader import ReadRemittances, read_remittances
from data import Reference
from tests.billing.x12.other_senders import many_claims, samples, text_of
from tests.billing.x12.scenes import answered, library

NOT_CARRIED = {"why"}


def one(reference: Reference, name: str) -> Remittance:
    found = read_remittances(reference, text_of(name))
    assert not found.refusal
    (remittance,) = found.remittances
    return remittance


def plain(claim: Adjudication) -> dict[str, object]:
    """An answer as an 835 can carry it: no reasons in words; adjustments by group, remarks beside them."""
    kept = claim.model_dump(exclude={"lines", "adjustments"})
    kept["clp_status"] = claim.clp_status or str(claim.order)
    kept["adjustments"] = sorted((a.group, a.carc, a.amount) for a in claim.adjustments)
    kept["lines"] = [
        line.model_dump(exclude={"why", "adjustments", "remarks"})
        | {"adjustments": sorted((a.group, a.carc, a.amount) for a in line.adjustments)}
        | {"remarks": sorted({*line.remarks, *(rarc for a in line.adjustments for rarc in a.rarcs)})}
        for line in claim.lines
    ]
    return kept


def assert_same(read: Remittance, written: Remittance) -> None:
    assert read.model_dump(exclude={"claims"}) == written.model_dump(exclude={"claims"})
    assert [plain(claim) for claim in read.claims] == [plain(claim) for claim in written.claims]


# ---- our own ---------------------------------------------------------------------------------------------


def test_what_we_write_is_read_as_it_was(reference: Reference) -> None:
    count = 0
    for scene in library(reference, range(2)):
        answer = answered(reference, scene)
        if answer.status == "rejected" or answer.paid_on is None:
            continue
        count += 1
        written = remit([answer], f"EFT{count}", answer.paid_on)
        found = read_remittances(reference, remittance_text(reference, [written]))
        assert (found.refusal, found.problems) == ("", ())
        assert_same(found.remittances[0], written)
    assert count > 30


def test_reversals_recoveries_and_several_payments(reference: Reference) -> None:
    scene = next(one for one in library(reference, range(1)) if one.payer_id == "lakeshore-ppo")
    answer = answered(reference, scene)
    again = answered(reference, scene, 60)
    day = datetime.date(2026, 11, 2)
    first = remit([answer], "EFT1", day, [recovery("LK-OLD", Decimal("5.00"))])
    second = remit_again(answer, again, "EFT2", day)
    found = read_remittances(reference, remittance_text(reference, [first, second]))
    assert found.refusal == ""
    assert [one.number for one in found.remittances] == ["EFT1", "EFT2"]
    assert found.remittances[0].provider_adjustments == first.provider_adjustments
    taken_back = found.remittances[1].claims[0]
    assert taken_back.clp_status == "22"
    assert taken_back.paid == reversal(answer, day).paid < 0
    assert found.remittances[1].claims[1].paid == again.paid


# ---- other senders ---------------------------------------------------------------------------------------


def test_a_common_remittance(reference: Reference) -> None:
    remittance = one(reference, "835_plain.txt")
    assert (remittance.number, remittance.amount, remittance.method) == ("EFT26090001", Decimal("112.40"), "ACH")
    assert (remittance.payer_id, remittance.paid_on) == ("HARVEST MUTUAL", datetime.date(2026, 9, 15))
    (claim,) = remittance.claims
    assert (claim.claim_number, claim.status, claim.patient) == ("HM2609150001", "paid", Decimal("28.10"))
    assert claim.received_on == datetime.date(2026, 8, 14)
    assert claim.parties is not None
    assert (claim.parties.account, claim.parties.patient_last_name) == ("RB1001", "OKAFOR")
    assert (claim.parties.patient_middle_initial, claim.parties.member_id) == ("R", "HM00441122")
    assert (claim.parties.rendering_npi, claim.parties.payee_tax_id) == ("1987654328", "41-1234567")
    first, second = claim.lines
    assert (first.number, first.code, first.modifiers, first.units) == (1, "99214", ("25",), 1)
    assert (first.allowed, first.date, first.denied) == (Decimal("110.00"), datetime.date(2026, 8, 11), False)
    assert second.remarks == ("N130",)


@pytest.mark.parametrize(
    "name", ["835_one_line.txt", "835_bars_and_lines.txt", "835_control_characters.txt", "835_crlf_terminated.txt"]
)
def test_delimiters_change_nothing(reference: Reference, name: str) -> None:
    assert one(reference, name).claims[0] == one(reference, "835_plain.txt").claims[0]


def test_interest_and_provider_adjustments(reference: Reference) -> None:
    remittance = one(reference, "835_interest_and_recoveries.txt")
    assert remittance.claims[0].interest == Decimal("4.88")
    assert [(entry.reason, entry.reference, entry.amount) for entry in remittance.provider_adjustments] == [
        ("L6", "HM2609150001", Decimal("-4.88")),
        ("WO", "HM2603020007", Decimal("90.00")),
        ("72", "REFUND 11", Decimal("-30.00")),
        ("CS", "LEVY ERROR", Decimal("-0.50")),
        ("J1", "", Decimal("0.50")),
    ]
    assert remittance.amount == remittance.claims[0].paid - sum(e.amount for e in remittance.provider_adjustments)


def test_a_reversal_and_its_correction(reference: Reference) -> None:
    taken, given = one(reference, "835_reversal_and_correction.txt").claims
    assert (taken.clp_status, taken.charge, taken.paid, taken.patient) == (
        "22",
        Decimal(-120),
        Decimal(-54),
        Decimal(-6),
    )
    assert [entry.amount for entry in taken.lines[0].adjustments] == [Decimal(-60), Decimal(-6)]
    assert (given.clp_status, given.original, given.frequency) == ("1", "HM2605200031", "7")
    assert given.lines[0].allowed == Decimal("78.00"), "not said by AMT B6: paid and the patient's share"


def test_claims_without_service_lines(reference: Reference) -> None:
    (claim,) = one(reference, "835_claim_level_only.txt").claims
    assert claim.lines == ()
    assert [(entry.group, entry.carc, entry.amount) for entry in claim.adjustments] == [("CO", "P12", Decimal(120))]
    assert (claim.status, claim.allowed, claim.paid) == ("paid", Decimal(300), Decimal(300))
    assert one(reference, "835_claim_level_only.txt").method == "CHK"
    (stay,) = one(reference, "835_inpatient.txt").claims
    assert (stay.patient, stay.remarks, stay.interest) == (Decimal(1632), ("MA13", "MA07"), Decimal(0))


def test_denials_second_payers_and_claims_sent_on(reference: Reference) -> None:
    nothing = one(reference, "835_denied_nothing_paid.txt")
    assert (nothing.amount, nothing.method, nothing.claims[0].status) == (Decimal(0), "NON", "denied")
    assert nothing.claims[0].clp_status == "4"
    (crossed,) = one(reference, "835_crossover.txt").claims
    assert (crossed.clp_status, crossed.order, crossed.crossed_to) == ("19", 1, "OLD GLORY SUPPLEMENT")
    assert crossed.remarks == ("MA01", "MA18")
    known = text_of("835_crossover.txt").replace("OLD GLORY SUPPLEMENT*****PI*OGS44", "GRANITE*****PI*GSM22")
    assert read_remittances(reference, known).remittances[0].claims[0].crossed_to == "granite-medicaid"
    second = text_of("835_plain.txt").replace("CLP*RB1001*1*", "CLP*RB1001*2*")
    assert read_remittances(reference, second).remittances[0].claims[0].order == 2


def test_a_denied_line_is_known(reference: Reference) -> None:
    text = text_of("835_two_payments.txt").replace("CAS*PR*1*75", "CAS*CO*197*75").replace("*75*0*75*12", "*75*0*0*12")
    claim = read_remittances(reference, text).remittances[1].claims[0]
    assert (claim.status, claim.lines[0].denied, claim.lines[0].allowed) == ("denied", True, Decimal(0))
    deductible = read_remittances(reference, text_of("835_two_payments.txt")).remittances[1].claims[0]
    assert (deductible.status, deductible.lines[0].denied, deductible.lines[0].allowed) == ("paid", False, Decimal(75))


def test_lines_are_numbered_as_the_practice_did_or_in_their_order(reference: Reference) -> None:
    text = text_of("835_plain.txt")
    swapped = text.replace("REF*6R*1", "REF*6R*X").replace("REF*6R*2", "REF*6R*1").replace("REF*6R*X", "REF*6R*2")
    assert [line.number for line in read_remittances(reference, swapped).remittances[0].claims[0].lines] == [2, 1]
    for other in ("REF*6R*A1", "REF*6R*2"):
        odd = text.replace("REF*6R*1", other)
        assert [line.number for line in read_remittances(reference, odd).remittances[0].claims[0].lines] == [1, 2]


def test_a_payer_of_ours_is_known_by_name_or_number(reference: Reference) -> None:
    text = text_of("835_plain.txt")
    for ours in (text.replace("HARVEST MUTUAL", "Lakeshore Mutual"), text.replace("88771", "LKM33")):
        assert read_remittances(reference, ours).remittances[0].payer_id == "lakeshore-ppo"


def test_dental_codes_revenue_codes_and_the_older_version(reference: Reference) -> None:
    dental, hospital = one(reference, "835_dental_and_revenue.txt").claims
    assert [line.code for line in dental.lines] == ["D1110", "D0120"]
    assert [line.code for line in hospital.lines] == ["0450"]
    older = one(reference, "835_version_4010.txt")
    assert (older.payer_id, older.claims[0].parties and older.claims[0].parties.payee_tax_id) == (
        "GRAIN BELT HEALTH",
        "41-1234567",
    )


def test_ten_thousand_claims(reference: Reference) -> None:
    found = read_remittances(reference, many_claims(10_000))
    assert found.refusal == ""
    assert len(found.remittances[0].claims) == 10_000
    assert found.remittances[0].amount == sum(claim.paid for claim in found.remittances[0].claims)


# ---- what must not be posted -----------------------------------------------------------------------------


def refusal(found: ReadRemittances) -> str:
    assert found.refusal.endswith("Nothing was posted.")
    return found.refusal


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "", "The file is empty."),
        (lambda text: text[: len(text) // 2], "it was cut off"),
        (lambda text: text.replace("SE*34", "SE*35"), "SE01 says 35; counted were 34 segments"),
        (lambda text: text.replace("GE*1*1", "GE*1*2"), "GE02 is 2"),
        (lambda text: text.replace("CAS*CO*45*75", "CAS*CO*45*76"), "does not balance"),
        (lambda text: text.replace("BPR*I*112.4", "BPR*I*112.5"), "The payment does not balance"),
        (lambda text: text.replace("SVC*HC:81003*60*24.4", "SVC*HC:81003*60*2x"), "this is no amount"),
        (lambda text: text.replace("BPR*", "BPX*"), "says neither a payment (BPR) nor its day"),
        (lambda text: text_of("837p_commercial.txt"), "The file is no remittance (835): it holds 837P."),
        (lambda text: text_of("ta1_rejected.txt"), "it holds no transaction"),
        (lambda text: text_of("form_hl7.txt"), "HL7"),
    ],
)
def test_a_file_that_must_not_be_posted_says_why(reference: Reference, change: object, words: str) -> None:
    assert callable(change)
    assert words in refusal(read_remittances(reference, change(text_of("835_plain.txt"))))


def test_a_file_cut_anywhere_is_refused_and_never_raises(reference: Reference) -> None:
    source = (text_of("835_interest_and_recoveries.txt")).rstrip().encode()
    for end in range(0, len(source) - 1, 10):
        assert refusal(read_remittances(reference, source[:end]))


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_any_file_is_read_or_refused(reference: Reference, sample: object) -> None:
    source = sample.bytes  # type: ignore[attr-defined]
    found = read_remittances(reference, source)
    assert bool(found.refusal) != bool(found.remittances) or found.problems
