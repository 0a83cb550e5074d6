"""Any file is read without loss or refused with an exact reason: delimiters, envelopes, limits, cut files, strangers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.x12 import reading
from billing.x12.problems import PROBLEMS_MAX
from billing.x12.reading import read
from tests.billing.x12.other_senders import Sample, many_claims, samples, text_of

PLAIN = text_of("835_plain.txt")
READABLE = [one for one in samples() if one.segments and one.name != "form_latin_letters.txt"]


def kinds(source: str | bytes) -> list[str]:
    return [problem.kind for problem in read(source).problems]


# ---- nothing is lost -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", READABLE, ids=lambda one: one.name)
def test_the_segments_joined_are_the_file(sample: Sample) -> None:
    found = read(sample.bytes)
    assert found.text == sample.text
    assert len(found.segments) == sample.segments


def test_latin_letters_are_kept_byte_for_byte() -> None:
    source = next(one for one in samples() if one.name == "form_latin_letters.txt").bytes
    assert read(source).text.encode("latin-1") == source


@pytest.mark.parametrize("element", "*|\x1d+")
@pytest.mark.parametrize("component", ":>\x1f")
@pytest.mark.parametrize("terminator", ["~", "\n", "\r", "'", "\x1c", "\x85"])
@pytest.mark.parametrize("after", ["", "\n", "\r\n", " \n"])
def test_any_delimiters(element: str, component: str, terminator: str, after: str) -> None:
    plain = read(PLAIN).segments
    text = PLAIN.replace("~\n", "\0").replace("*", element).replace(":", component).replace("\0", terminator + after)
    found = read(text)
    assert found.problems == ()
    assert found.text == text
    assert [len(one.elements) for one in found.segments] == [len(one.elements) for one in plain]
    service = next(one for one in found.segments if one.tag == "SVC")
    assert service.parts(1) == ("HC", "99214", "25")


def test_places_are_told() -> None:
    text = "\r\n" + PLAIN.replace("~\n", "~\r\n")
    for segment in read(text).segments:
        assert text[segment.offset :].startswith(segment.text)
        assert segment.line == text.count("\n", 0, segment.offset) + 1


def test_elements_components_and_repetitions() -> None:
    benefit = next(one for one in read(text_of("271_active.txt")).segments if one.get(1) == "B")
    assert benefit.repeats(3) == ("98", "UC")
    assert benefit.get(99) == ""
    assert benefit.part(1, 2) == ""
    assert benefit.repeats(4) == ()
    older = next(one for one in read(text_of("835_version_4010.txt")).segments if one.tag == "SVC")
    assert older.delimiters.repetition == ""


def test_an_interchange_after_another_has_its_own_delimiters() -> None:
    found = read(text_of("form_two_interchanges.txt"))
    assert {one.delimiters.segment for one in found.segments} == {"~", "!"}


# ---- what is wrong is said -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("", "empty", "The file is empty."),
        (b"", "empty", "The file is empty."),
        (" \r\n\t", "empty", "nothing but blanks"),
        (PLAIN.encode("utf-16"), "character_set", "UTF-16"),
        (PLAIN.encode("utf-16-le"), "character_set", "UTF-16 text without its mark"),
        (PLAIN.encode("utf-32"), "character_set", "UTF-32"),
        (PLAIN.encode("cp037"), "character_set", "EBCDIC"),
        (b"PK\x03\x04rest", "character_set", "zip"),
        (b"%PDF-1.7 ...", "character_set", "PDF"),
        (bytes(range(1, 256)), "character_set", "binary"),
        (b"ISA*00*plain text" * 5 + b"\x00", "character_set", "binary"),
        ("ISA\x00*", "character_set", "zero characters"),
        ("MSH|^~\\&|LAB", "not_x12", "HL7"),
        ("UNB+UNOA:1+", "not_x12", "EDIFACT"),
        ("<?xml version='1.0'?>", "not_x12", "XML"),
        ('{"items": {}}', "not_x12", "JSON"),
        ("name,amount\nDoe,12", "no_isa", "It is no X12 file."),
        (PLAIN[5:], "no_isa", "It is no X12 file."),
        ("ISA", "no_isa", "begins with"),
        ("ISA*00*", "isa_cut", "16 elements in 106 characters"),
        (PLAIN[:105], "isa_cut", "here are 16 elements in 105"),
        (PLAIN.replace("*:~", "*::", 1), "delimiters", "three different characters"),
    ],
)
def test_a_file_that_is_none_is_refused_by_name(source: str | bytes, kind: str, words: str) -> None:
    found = read(source)
    assert kind in [problem.kind for problem in found.problems]
    assert words in " ".join(problem.message for problem in found.problems)


@pytest.mark.parametrize(
    ("wrong", "kind", "words"),
    [
        (("SE*34*0001", "SE*33*0001"), "segment_count", "SE01 says 33; counted were 34 segments"),
        (("SE*34*0001", "SE*x*0001"), "segment_count", "SE01 says x"),
        (("SE*34*0001", "SE*34*0002"), "control_number", "SE02 is 0002, but ST02 of segment 3 is 0001"),
        (("GE*1*1", "GE*2*1"), "transaction_count", "GE01 says 2; counted were 1"),
        (("GE*1*1", "GE*1*7"), "control_number", "GE02 is 7, but GS06 of segment 2 is 1"),
        (("IEA*1*", "IEA*3*"), "group_count", "IEA01 says 3"),
        (("IEA*1*000000001", "IEA*1*000000002"), "control_number", "IEA02 is 000000002"),
        (("SE*34*0001~\n", ""), "not_closed", "GE stands before the transaction of segment 3 was closed"),
        (("GE*1*1~\n", ""), "not_closed", "IEA stands before the functional group of segment 2 was closed"),
        (("IEA*1*000000001~\n", ""), "not_closed", "without the IEA"),
        (("GS*HP", "N1*HP"), "outside", "N1 stands outside any transaction"),
        (("ST*835*0001~\n", ""), "not_open", "SE closes nothing: no ST is open"),
        (("GE*1*1~\n", "GE*1*1~\nGE*1*1~\n"), "not_open", "GE closes nothing"),
        (("SVC*", "S V*"), "segment_name", 'begins with "S V"'),
        (("LX*1~", "LX*1~~"), "empty_segment", "is empty"),
        (("IEA*1*000000001~\n", "IEA*1*000000001"), "no_terminator", "has no terminator"),
    ],
)
def test_wrong_envelopes_and_segments(wrong: tuple[str, str], kind: str, words: str) -> None:
    assert wrong[0] in PLAIN
    found = read(PLAIN.replace(*wrong))
    assert any(problem.kind == kind and words in problem.message for problem in found.problems), found.problems


def test_control_numbers_are_used_once() -> None:
    text = text_of("835_two_payments.txt").replace("ST*835*0002", "ST*835*0001").replace("*0002~", "*0001~")
    assert kinds(text) == ["control_twice"]


@pytest.mark.parametrize("sample", READABLE, ids=lambda one: one.name)
def test_a_file_cut_at_every_tenth_byte_says_so(sample: Sample) -> None:
    """Only blanks and line breaks at the end may be missing unnoticed."""
    source = sample.text.rstrip("\r\n ")
    for end in range(0, len(source), 10):
        found = read(source[:end].encode())
        assert found.text == source[:end]
        assert found.problems
        assert all(problem.message.endswith(".") for problem in found.problems)


# ---- limits ----------------------------------------------------------------------------------------------


def test_a_huge_file_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SIZE_MAX", 500)
    found = read(PLAIN)
    assert found.segments == ()
    assert kinds(PLAIN) == ["too_large"]
    assert found.text == PLAIN


def test_reading_ends_where_there_are_too_many_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SEGMENTS_MAX", 20)
    found = read(PLAIN)
    assert len(found.segments) == 20
    assert found.text == PLAIN
    assert "too_many_segments" in [one.kind for one in found.problems]


def test_a_huge_segment_and_one_of_too_many_elements() -> None:
    text = PLAIN.replace("LQ*HE*N130", "LQ*HE*" + "9" * 12_000).replace("REF*6R*1", "REF*6R" + "*1" * 150)
    found = read(text)
    assert [one.kind for one in found.problems] == ["too_many_elements", "segment_too_long"]
    assert found.text == text


def test_a_file_that_is_wrong_throughout_says_how_often() -> None:
    text = PLAIN.replace("LX*1~\n", "LX*1~\n" + "~" * (PROBLEMS_MAX + 500))
    problems = read(text).problems
    assert len(problems) == PROBLEMS_MAX + 1
    assert problems[-1].kind == "more"


def test_ten_thousand_claims_are_read() -> None:
    found = read(many_claims(10_000))
    assert found.problems == ()
    assert len(found.segments) > 200_000


# ---- strangers -------------------------------------------------------------------------------------------

PIECES = st.sampled_from(["ISA", "*", "~", ":", "GS", "ST*835", "CLP", "\n", "\r", "SE*2*1", "IEA", " ", "\ufeff", "é"])


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=60).map("".join), st.binary(max_size=400)))
@settings(derandomize=True, max_examples=400, deadline=None)
def test_nothing_raises_and_nothing_is_lost(source: str | bytes) -> None:
    found = read(source)
    if isinstance(source, str):
        assert found.text == source
    assert found.problems or found.segments


@given(st.data())
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_spoiled_file_never_raises(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([one.text for one in READABLE]))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 60)))
    spoiled = text[:start] + data.draw(st.text(max_size=20)) + text[end:]
    assert read(spoiled).text == spoiled
