"""Files in plain words: examples of other senders, our own files, and everything that is wrong, said exactly."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.clearinghouse import gate_answers
from billing.x12.eligibility_271 import eligibility_file
from billing.x12.explain import Explained, explain, explained_json
from data import Reference
from tests.billing.made import right_claim, with_items
from tests.billing.x12.other_senders import FOLDER, Sample, many_claims, samples, text_of, told
from tests.billing.x12.scenes import library

CLAIM = text_of("837p_commercial.txt")
PAYMENT = text_of("835_plain.txt")
ROOT = Path(__file__).parents[3]


def said(explained: Explained) -> str:
    return "\n".join(one.plain for one in explained.segments)


# ---- examples of other senders ---------------------------------------------------------------------------


def test_every_example_is_described() -> None:
    described = {sample.name for sample in samples()}
    assert described == {path.name for path in FOLDER.glob("*.txt")}
    assert len(described) >= 25


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_an_example_reads_without_loss_or_gets_its_exact_reason(reference: Reference, sample: Sample) -> None:
    explained = explain(reference, sample.bytes)
    assert explained.kind == sample.kind
    assert [one.position for one in explained.segments] == list(range(1, sample.segments + 1))
    assert {position: explained.segments[position - 1].plain for position in sample.says} == sample.says
    assert told(explained) == sample.problems


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_what_is_not_known_is_only_what_no_standard_has(reference: Reference, sample: Sample) -> None:
    unknown = [one for one in explain(reference, sample.bytes).segments if "not known here" in one.plain]
    allowed = {
        "835_codes_unknown.txt": ["CLP", "CAS", "LQ"],
        "835_crossover.txt": ["LQ"],
        "834_enrollment.txt": ["BGN", "INS"],
    }
    assert [one.text.partition("*")[0] for one in unknown] == allowed.get(sample.name, [])


@pytest.mark.parametrize("sample", samples(), ids=lambda one: one.name)
def test_every_sentence_is_one(reference: Reference, sample: Sample) -> None:
    for one in explain(reference, sample.bytes).segments:
        assert one.plain
        assert one.plain[0] == one.plain[0].upper()
        assert "{" not in one.plain
        assert "(empty)" not in one.plain or sample.problems


def test_loops_are_named(reference: Reference) -> None:
    loops = [one.loop for one in explain(reference, text_of("837p_secondary.txt")).segments]
    assert list(dict.fromkeys(loops)) == [
        "envelope", "header", "1000A", "1000B", "2000A", "2010AA", "2000B", "2010BA", "2010BB", "2300", "2310B",
        "2320", "2330A", "2330B", "2330G", "2400", "2430",
    ]  # fmt: skip
    child = {one.loop for one in explain(reference, text_of("837p_child_of_subscriber.txt")).segments}
    assert {"2000C", "2010CA", "2310A", "2310C", "2310D"} <= child


def test_pointers_say_their_diagnoses(reference: Reference) -> None:
    assert "Pointer 1, 2: diagnoses A (E11.22) and B (N18.31)." in said(explain(reference, CLAIM))
    assert "diagnosis D (not on the claim)" in said(explain(reference, CLAIM.replace("***2~", "***4~")))
    assert "0 (there is none)" in said(explain(reference, CLAIM.replace("***2~", "***0~")))


def test_a_denial_is_no_write_off(reference: Reference) -> None:
    lines = said(explain(reference, PAYMENT.replace("CAS*CO*45*75", "CAS*CO*197*75")))
    assert "Not paid, and not the patient's to pay: 75.00 (CO-197: " in lines
    assert "Contractual write-off 29.50 (CO-45: " in lines
    assert "Payer's own reduction" in said(explain(reference, PAYMENT.replace("CAS*CO*45*75", "CAS*PI*45*75")))


# ---- what is wrong with a claim --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        (
            "SV1*HC:81003*60*UN*1***2",
            "SV1*HC:81003*60*UN*1***3",
            "wrong_pointer",
            'SV107 points at diagnosis "3"; the claim has 2.',
        ),
        ("SV1*HC:81003*60*", "SV1*HC:81003*-60*", "negative_amount", "SV102 (charge) is -60"),
        ("SV1*HC:81003*60*UN*1*", "SV1*HC:81003*60*UN*-1*", "negative_amount", "SV104 (units) is -1"),
        ("CLM*RB1001*245*", "CLM*RB1001*-245*", "negative_amount", "CLM02 (charge) is -245"),
        (
            "CLM*RB1001*245*",
            "CLM*RB1001*250*",
            "claim_total",
            "CLM02 says 250.00 and the 2 lines add up to 245.00; difference 5.00.",
        ),
        ("CLM*RB1001*245*", "CLM*RB1001*24x*", "wrong_amount", 'CLM02 (charge) is "24x": this is no amount.'),
        ("CLM*RB1001*245*", "CLM*RB1001*245.001*", "wrong_amount", "money has two decimals at most"),
        ("CLM*RB1001*245*", "CLM**245*", "missing_element", "CLM01 (patient's account number) is empty."),
        ("11:B:1", "11:B:7", "no_original", "CLM05-3 7 is a replacement"),
        ("11:B:1", "11:B:8", "no_original", "CLM05-3 8 is a void"),
        ("D8*20260811", "D8*20260231", "wrong_date", 'DTP03 (date) is "20260231": this is no date'),
        ("D8*20260811", "D8*260811", "wrong_date", 'DTP03 (date) is "260811": this is no date'),
        ("D8*20260811", "RD8*20260811-20260810", "wrong_date", "the period ends before it begins"),
        ("*0830*CH", "*2530*CH", "wrong_time", 'BHT05 (time) is "2530"'),
        ("XX*1234567802", "XX*1234567803", "wrong_npi", 'The NPI "1234567803" is wrong'),
        ("LX*2", "LX*3", "line_number", "LX01 is 3; the lines of a claim are numbered from 1, and this is 2."),
        ("HL*2*1*22*0", "HL*3*1*22*0", "level_order", "HL01 is 3; levels are numbered one by one, and 2 comes next."),
        (
            "HL*2*1*22*0",
            "HL*2*7*22*0",
            "level_order",
            "HL02 puts level 2 under level 7, which does not stand before it.",
        ),
        ("HL*2*1*22*0", "HL*2*1*22*1", "level_order", "HL04 of level 2 says that levels follow below; none does."),
        ("HL*1**20*1", "HL*1**20*0", "level_order", "HL04 of level 1 says that none follows below; one does."),
        (
            "HL*1**20*1",
            "HL*1**22*1",
            "out_of_place",
            "HL opens loop 2000B (subscriber's level), which stands in loop 2000A",
        ),
        ("BHT*0019*00*BATCH-0915*20260915*0830*CH~\n", "", "missing_segment", "BHT is missing in loop header"),
        (
            "NM1*41*2*RIVERBEND FAMILY CLINIC*****46*CLINIC77~\n",
            "",
            "missing_segment",
            "Loop 1000A is missing in loop header",
        ),
        ("NM1*PR*2*HARVEST MUTUAL*****PI*88771~\n", "", "missing_segment", "Loop 2010BB is missing in loop 2000B"),
        ("REF*EI*411234567~\n", "", "missing_segment", "REF with 01 EI or SY is missing in loop 2010AA"),
        ("HI*ABK:E1122*ABF:N1831~\n", "", "missing_segment", "HI is missing in loop 2300"),
        (
            "DMG*D8*19790214*F~\n",
            "",
            "missing_segment",
            "The subscriber is the patient (SBR02 18), and loop 2010BA lacks DMG.",
        ),
        (
            "REF*6R*2",
            "XYZ*1",
            "unexpected_segment",
            "XYZ is no segment of the professional claim; it was read as it stands.",
        ),
        (
            "REF*6R*2",
            "PAT*01",
            "out_of_order",
            "PAT belongs to loop 2000B (subscriber's level), before the loops inside it; here it follows loop 2400.",
        ),
        ("REF*6R*2", "TS3*1", "unexpected_segment", "TS3 is no segment of the professional claim"),
        ("REF*6R*2", "NM1*ZZ*2", "unexpected_segment", "NM1 ZZ has no place in loop 2400"),
    ],
)
def test_what_is_wrong_with_a_claim_is_said(reference: Reference, old: str, new: str, kind: str, words: str) -> None:
    assert explain(reference, CLAIM).problems == ()
    assert old in CLAIM
    problems = explain(reference, CLAIM.replace(old, new)).problems
    assert any(one.kind == kind and words in one.message for one in problems), problems


def test_a_claim_sent_twice_and_an_account_number_used_twice(reference: Reference) -> None:
    begin, end = CLAIM.index("CLM*"), CLAIM.index("SE*")
    again = CLAIM[:end] + CLAIM[begin:end] + CLAIM[end:]
    twice = [one for one in explain(reference, again).problems if one.kind == "claim_twice"]
    assert [(one.severity, "sent twice" in one.message) for one in twice] == [("error", True)]
    changed = CLAIM[:end] + CLAIM[begin:end].replace("11:B:1", "12:B:1") + CLAIM[end:]
    other = [one for one in explain(reference, changed).problems if one.kind == "claim_twice"]
    assert [one.severity for one in other] == ["warning"]


def test_another_payers_answer_must_balance(reference: Reference) -> None:
    text = text_of("837p_secondary.txt")
    assert explain(reference, text).problems == ()
    wrong = explain(reference, text.replace("SVD*NTM01*88*", "SVD*NTM01*80*")).problems
    assert [one.kind for one in wrong] == ["unbalanced_line"]
    assert (
        "answer to line 1 does not balance: charged 185.00, paid 80.00, adjusted 97.00; difference 8.00."
        in wrong[0].message
    )


def test_an_institutional_and_a_dental_claim_without_a_version_are_known_by_their_lines(reference: Reference) -> None:
    for name, kind in (("837i_inpatient.txt", "837I"), ("837d_dental.txt", "837D"), ("837p_commercial.txt", "837P")):
        text = text_of(name)
        version = text.partition("ST*837*0001*")[2].partition("~")[0]
        assert explain(reference, text.replace(version, "")).kind == kind


# ---- what is wrong with a payment ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        (
            "CAS*CO*45*75",
            "CAS*CO*45*70",
            "unbalanced_line",
            "Line 1 (99214-25) does not balance: charged 185.00 less adjustments of 92.00 is 93.00, and paid is 88.00; difference 5.00.",
        ),
        ("CAS*CO*45*75", "CAS*CO*45*70", "unbalanced_claim", "Claim RB1001 does not balance"),
        ("BPR*I*112.4*", "BPR*I*112*", "unbalanced_payment", "BPR02 says 112.00; difference -0.40."),
        ("BPR*I*112.4*", "BPR*I*-112.4*", "negative_amount", "BPR02 is -112.40: no payment is below zero"),
        (
            "BPR*I*112.4*C*ACH",
            "BPR*I*112.4*C*NON",
            "payment_method",
            "BPR04 says that nothing is paid, BPR02 says 112.40.",
        ),
        ("CLP*RB1001*1*245*", "CLP*RB1001*1*-245*", "negative_amount", "CLP03 (charge) is -245.00; only a reversal"),
        (
            "*245*112.4*28.1*",
            "*245*112.4*20*",
            "patient_share",
            "CLP05 says that the patient owes 20.00; the PR adjustments of claim RB1001 add up to 28.10.",
        ),
        ("CLP*RB1001*1*", "CLP*RB1001*99*", "unknown_code", 'CLP02 (status) is "99": there is no such code.'),
        ("CAS*CO*45*75", "CAS*XX*45*75", "unknown_code", 'CAS01 (group) is "XX"'),
        ("CAS*CO*45*75", "CAS*CO*999*75", "unknown_carc", 'CARC "999" is not in the list of July 2024.'),
        ("CAS*CO*45*75", "CAS*CO**75", "unknown_carc", "A reason code is missing."),
        ("CAS*CO*45*75", "CAS*CO*42*75", "ended_carc", "CARC 42 is no longer used"),
        ("LQ*HE*N130", "LQ*HE*X1", "unknown_rarc", 'RARC "X1" is no remark code'),
        ("LQ*HE*N130", "LQ*HE*N9999", "unknown_rarc", "RARC N9999 is not among those that this program explains"),
        ("SVC*HC:81003*60*24.4", "SVC*HC:81003*60*abc", "wrong_amount", 'SVC03 (paid) is "abc": this is no amount.'),
        ("DTM*472*20260811", "DTM*472*20261311", "wrong_date", 'DTM02 (date) is "20261311"'),
        ("XX*1234567802", "XX*1234567801", "wrong_npi", 'The NPI "1234567801" is wrong'),
        (
            "N1*PE*RIVERBEND FAMILY CLINIC*XX*1234567802~\nREF*TJ*411234567~\n",
            "",
            "missing_segment",
            "Loop 1000B is missing",
        ),
        ("TRN*1*EFT26090001*1411112223~\n", "", "missing_segment", "TRN is missing in loop header"),
    ],
)
def test_what_is_wrong_with_a_payment_is_said(reference: Reference, old: str, new: str, kind: str, words: str) -> None:
    assert explain(reference, PAYMENT).problems == ()
    assert old in PAYMENT
    problems = explain(reference, PAYMENT.replace(old, new)).problems
    assert any(one.kind == kind and words in one.message for one in problems), problems


def test_a_claim_that_stands_twice_in_a_payment(reference: Reference) -> None:
    text = text_of("835_one_line.txt").replace("RB1002", "RB1001").replace("HM2609150002", "HM2609150001")
    assert [one.kind for one in explain(reference, text).problems] == ["claim_twice"]


def test_lines_whose_charges_are_not_the_claims_are_looked_at(reference: Reference) -> None:
    text = PAYMENT.replace("CLP*RB1001*1*245*", "CLP*RB1001*1*255*").replace("AMT*AU", "CAS*CO*45*10~\nAMT*AU")
    problems = explain(reference, text.replace("SE*34", "SE*35")).problems
    assert [(one.kind, one.severity) for one in problems] == [("lines_charge", "warning")]


# ---- strangers, size, and the command --------------------------------------------------------------------


@given(st.data())
@settings(derandomize=True, max_examples=150, deadline=None)
def test_a_spoiled_file_is_explained_without_raising(reference: Reference, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([one.text for one in samples() if one.segments > 3 and "latin" not in one.name]))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = (
            text[:start]
            + data.draw(st.sampled_from(["", "*", ":", "~", "~HL*", "**::", "-1", "x" * 30, "\u00e9", "٣"]))
            + text[end:]
        )
    explained = explain(reference, text)
    assert all(one.plain for one in explained.segments)
    json.loads(explained_json(explained))


def test_ten_thousand_claims_are_explained(reference: Reference) -> None:
    explained = explain(reference, many_claims(10_000))
    assert explained.problems == ()
    assert sum(1 for one in explained.segments if one.text.startswith("CLP*")) == 10_000


def command(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "billing", "explain", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


def test_the_command_prints_one_document_and_its_exit_code_says_whether_something_is_wrong() -> None:
    sound = command(str(FOLDER / "835_plain.txt"))
    assert sound.returncode == 0, sound.stderr
    document = json.loads(sound.stdout)
    assert set(document) >= {"segments", "problems"}
    assert set(document["segments"][0]) >= {"position", "text", "loop", "plain"}
    assert document["problems"] == []
    assert command(str(FOLDER / "835_crossover.txt")).returncode == 0, "a warning is no error"
    wrong = command(given=(FOLDER / "835_out_of_balance.txt").read_bytes())
    assert wrong.returncode == 1
    assert {"position", "line", "kind", "severity", "message"} <= set(json.loads(wrong.stdout)["problems"][0])
    missing = command("no-such-file.txt")
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert b"no-such-file.txt can't be read" in missing.stderr


# ---- our own files ---------------------------------------------------------------------------------------


def test_what_we_write_is_explained_and_nothing_is_wrong_with_it(reference: Reference) -> None:
    sent_on = datetime.date(2026, 10, 1)
    for scene in library(reference, range(1)):
        answers = gate_answers(reference, scene.claim, scene.encounter, sent_on)
        eligibility = eligibility_file(reference, scene.encounter).text
        texts = (answers.file.text, answers.file_text, answers.clearinghouse_text, answers.payer_text, eligibility)
        for text in filter(None, texts):
            explained = explain(reference, text)
            assert explained.problems == (), text
            assert "not known here" not in said(explained)


def test_a_rejection_is_told_in_words(reference: Reference) -> None:
    made, claim = right_claim(reference)
    wrong = with_items(claim, i3="")
    lines = said(
        explain(reference, gate_answers(reference, wrong, made.encounter, made.encounter.date_of_service).file_text)
    )
    assert "DMG in loop 2010: an element of the segment is wrong." in lines
    assert "The transaction is rejected" in lines
