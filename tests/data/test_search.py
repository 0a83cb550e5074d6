"""What somebody types and what must come up: by number, words, abbreviations, everyday words and misspellings."""

from __future__ import annotations

import pytest

from data import Reference, search

# Query, code that must be among the first five, and how many places it may take.
EXPECTED = """
I10 | I10 | 1
e11.22 | E11.22 | 1
e1122 | E11.22 | 1
S52.531A | S52.531A | 1
s52531d | S52.531D | 1
S52.531 | S52.531 | 1
E11 | E11 | 1
E11. | E11.9 | 2
99214 | 99214 | 1
992 | 99213 | 5
4538 | 45385 | 3
j3301 | J3301 | 1
g0121 | G0121 | 1
hypertension | I10 | 1
hypert | I10 | 1
htn | I10 | 1
HTN | I10 | 1
high blood pressure | I10 | 1
hypertention | I10 | 1
hypertensive heart and chronic kidney disease | I13.10 | 3
type 2 diabetes | E11.9 | 1
diabetes type 2 | E11.9 | 1
dm2 | E11.9 | 1
diabetis | E11.9 | 1
dm2 ckd | E11.22 | 1
diabetic kidney | E11.22 | 1
ckd 3a | N18.31 | 1
ckd stage 3b | N18.32 | 1
kidney disease chronic stage 4 | N18.4 | 1
uri | J06.9 | 1
afib | I48.91 | 1
chf | I50.9 | 1
copd | J44.9 | 1
copd exacerbation | J44.1 | 1
gerd | K21.9 | 1
uti | N39.0 | 1
heart attack | I21.9 | 1
stroke | I63.9 | 1
broken wrist | S52.501 | 3
wrist fx right | S52.501 | 1
fx distal radius left | S52.502 | 2
colles | S52.531 | 2
colles fracture right initial encounter | S52.531 | 1
boxers fracture | S62.336 | 4
sprained ankle right | S93.401 | 1
laceration right forearm | S51.811 | 1
cut left hand | S61.412 | 1
forearm laceration right | S51.811 | 1
lac lip | S01.511 | 1
simple repair face | 12011 | 1
layered repair leg | 12032 | 5
pnuemonia | J18.9 | 1
pneumnia | J18.9 | 1
r/o pneumonia | J18.9 | 1
astma | J45.909 | 1
bronchitus | J20.9 | 1
appendecitis | K35.80 | 3
tonsilitis | J03.90 | 1
diahrea | R19.7 | 1
sore throat | J02.9 | 1
strep throat | J02.0 | 1
pain in right knee | M25.561 | 1
right knee pain | M25.561 | 1
l knee pain | M25.562 | 1
low back pain | M54.50 | 1
chest pain | R07.9 | 1
abdominal pain rlq | R10.31 | 1
meniere | H81.09 | 1
menieres | H81.09 | 1
crohn's | K50.90 | 1
crohns | K50.90 | 1
depression | F32.A | 1
anxiety | F41.9 | 1
former smoker | Z87.891 | 1
s/p knee replacement | Z96.651 | 2
fhx colon cancer | Z80.0 | 1
hx colon polyps | Z86.0100 | 2
on insulin | Z79.4 | 1
screening colonoscopy | Z12.11 | 1
colonoscopy | 45378 | 1
colonoscopy snare | 45385 | 1
polyp of colon | K63.5 | 1
kenalog | J3301 | 1
triamcin | J3301 | 1
knee injection | 20610 | 1
ekg | 93000 | 1
chest xray | 71046 | 1
a1c | 83036 | 1
tdap | 90715 | 1
flu shot | 90656 | 5
office visit established | 99213 | 2
short arm cast | 29075 | 1
well child | Z00.129 | 1
physical | Z00.00 | 1
annual wellness visit | G0438 | 1
supervision normal pregnancy third trimester | Z34.03 | 3
prenatal visit | Z34.90 | 1
28 weeks | Z3A.28 | 1
elderly multigravida | O09.521 | 4
dog bite | W54.0 | 1
vit d deficiency | E55.9 | 1
pain knee | M25.561 | 3
"""
CASES = [tuple(part.strip() for part in line.split("|")) for line in EXPECTED.strip().splitlines()]


@pytest.mark.parametrize(("query", "code", "place"), CASES, ids=[case[0] for case in CASES])
def test_what_was_meant_comes_up_early(reference: Reference, query: str, code: str, place: str) -> None:
    codes = [hit.code for hit in search(reference, query, limit=5)]
    assert code in codes[: int(place)], codes


def test_a_heading_stands_for_its_seventh_characters(reference: Reference) -> None:
    hits = search(reference, "colles fracture", limit=30)
    heading = next(hit for hit in hits if hit.code == "S52.531")
    assert heading.seventh
    assert not heading.billable
    assert not any(len(hit.code) == 8 and hit.code.startswith("S52.5") for hit in hits)


def test_seventh_characters_come_when_the_heading_is_typed_in_full(reference: Reference) -> None:
    codes = [hit.code for hit in search(reference, "S52.531", limit=17)]
    assert codes[:4] == ["S52.531", "S52.531A", "S52.531B", "S52.531C"]
    assert [hit.code for hit in search(reference, "T14.91", limit=2)] == ["T14.91", "T14.91XA"]
    assert search(reference, "S52.531A", limit=1)[0].seventh is False


def test_hits_are_what_the_tables_say(reference: Reference) -> None:
    for query in ("fracture", "diabetes", "injection", "visit"):
        for hit in search(reference, query, limit=50):
            if hit.system == "ICD10CM":
                entry = reference.icd.get(hit.code)
                assert entry is not None
                assert (entry.title, entry.billable) == (hit.title, hit.billable)
            else:
                procedure = reference.procedures.get(hit.code)
                assert procedure is not None
                assert (procedure.wording, procedure.system) == (hit.title, hit.system)


def test_why_says_how_it_matched(reference: Reference) -> None:
    def why(query: str) -> str:
        return search(reference, query, limit=1)[0].why

    assert why("I10") == "the code"
    assert search(reference, "E11", limit=2)[1].why == "code begins with E11"
    assert why("hypertension") == "words"
    assert why("htn") == "htn: hypertension"
    assert why("pnuemonia") == "spelling: pneumonia"


def test_a_system_narrows_the_answer(reference: Reference) -> None:
    everything = search(reference, "colonoscopy", limit=40)
    assert {hit.system for hit in everything} > {"CPT"}
    assert {hit.system for hit in search(reference, "colon", limit=40, system="ICD10CM")} == {"ICD10CM"}
    assert {hit.system for hit in search(reference, "colon", limit=40, system="PROC")} <= {"CPT", "HCPCS"}
    assert search(reference, "I10", system="PROC") == []
    assert "99213" not in [hit.code for hit in search(reference, "99213", system="ICD10CM")]


@pytest.mark.parametrize(
    "query", ["", "   ", ".", "?", "'; DROP TABLE icd; --", "zzzzqqq", "🎩", "%", "a" * 5000, "\x00\n"]
)
def test_what_says_nothing_gives_nothing_and_breaks_nothing(reference: Reference, query: str) -> None:
    assert [hit.code for hit in search(reference, query)] == [hit.code for hit in search(reference, query)]
    assert len(search(reference, query)) <= 12


def test_no_answer_for_noise(reference: Reference) -> None:
    assert search(reference, "zzzzqqq") == []
    assert search(reference, "") == []
    assert search(reference, "htn", limit=0) == []


def test_a_number_that_two_code_sets_know_gives_both(reference: Reference) -> None:
    assert [hit.code for hit in search(reference, "E0849", limit=2)] == ["E0849", "E08.49"]
    assert search(reference, "E08.49", limit=1)[0].code == "E08.49"
    assert search(reference, "E0849", limit=1, system="ICD10CM")[0].code == "E08.49"


def test_a_code_that_has_ended_says_so_and_stands_last(reference: Reference) -> None:
    hits = search(reference, "methylprednisolone acetate", limit=4)
    assert [hit.code for hit in hits] == ["J1010", "J1020", "J1030", "J1040"]
    assert [hit.billable for hit in hits] == [True, False, False, False]
    assert hits[1].why == "words, no longer in force"


def test_limit_and_no_code_twice(reference: Reference) -> None:
    for query in ("a", "fr", "S52", "diabetes", "99", "fracture right"):
        for limit in (1, 5, 12, 100):
            codes = [hit.code for hit in search(reference, query, limit)]
            assert len(codes) == len(set(codes)) <= limit
        assert len(search(reference, query, 12)) == 12
    assert len(search(reference, "a", 10_000)) == 100


def test_fewer_answers_are_the_beginning_of_more(reference: Reference) -> None:
    for query in ("diabetes", "wrist", "9921", "broken arm"):
        assert search(reference, query, 5) == search(reference, query, 20)[:5]


def test_the_same_query_gives_the_same_answer(reference: Reference) -> None:
    for query in ("fracture", "s52", "pain", "x"):
        first = search(reference, query)
        reference.index.answer.cache_clear()
        assert search(reference, query) == first


def test_every_letter_and_pair_of_letters_answers(reference: Reference) -> None:
    for letter in "abcdefghijklmnopqrstuvwxyz":
        assert search(reference, letter), letter


def test_every_billable_code_is_found_by_its_number(reference: Reference) -> None:
    for position, code in enumerate(reference.icd):
        if position % 397 == 0:
            assert search(reference, code.code, limit=1, system="ICD10CM")[0].code == code.code
    for position, procedure in enumerate(reference.procedures):
        if position % 97 == 0:
            assert search(reference, procedure.code, limit=1)[0].code == procedure.code
