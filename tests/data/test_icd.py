"""What the tabular list says of codes: facts of ICD-10-CM FY 2026, April 2026 update, by the code's own page."""

from __future__ import annotations

import pytest

from data import Reference


@pytest.mark.parametrize(
    ("code", "title", "billable"),
    [
        ("E11.22", "Type 2 diabetes mellitus with diabetic chronic kidney disease", True),
        ("I10", "Essential (primary) hypertension", True),
        ("N18.3", "Chronic kidney disease, stage 3 (moderate)", False),
        ("N18.32", "Chronic kidney disease, stage 3b", True),
        ("S52.531", "Colles' fracture of right radius", False),
        ("S52.531A", "Colles' fracture of right radius, initial encounter for closed fracture", True),
        (
            "S52.531B",
            "Colles' fracture of right radius, initial encounter for open fracture type I or II",
            True,
        ),
        (
            "S52.521G",
            "Torus fracture of lower end of right radius, subsequent encounter for fracture with delayed healing",
            True,
        ),
        ("W25.XXXA", "Contact with sharp glass, initial encounter", True),
        ("Z3A.28", "28 weeks gestation of pregnancy", True),
        ("Z86.0100", "Personal history of colon polyps, unspecified", True),
    ],
)
def test_title_and_billable(reference: Reference, code: str, title: str, billable: bool) -> None:
    found = reference.icd.get(code)
    assert found is not None
    assert (found.title, found.billable) == (title, billable)


@pytest.mark.parametrize("typed", ["E1122", "e11.22", " E11.22 ", "e1122"])
def test_a_code_may_be_typed_without_dot_in_any_case(reference: Reference, typed: str) -> None:
    found = reference.icd.get(typed)
    assert found is not None
    assert found.code == "E11.22"
    assert typed in reference.icd


@pytest.mark.parametrize("typed", ["", "E", "E11.220", "S52.53A", "S52.531Z", "T14.91A", "99213", "🎩", "x' OR 1=1"])
def test_what_is_no_code(reference: Reference, typed: str) -> None:
    assert reference.icd.get(typed) is None
    assert typed not in reference.icd


def test_the_whole_release_is_there(reference: Reference) -> None:
    codes = list(reference.icd)
    # 74,719 billable codes in the April 2026 update, as counted in the package's list of codes.
    assert sum(code.billable for code in codes) == 74_719
    assert len({code.code for code in codes}) == len(codes) == len(reference.icd)
    assert codes[0].code == "A00"


def test_every_code_hangs_together(reference: Reference) -> None:
    by_code = {code.code: code for code in reference.icd}
    for code in by_code.values():
        assert code.billable == (not code.children)
        assert code.title
        assert reference.icd.heading(code.block)
        assert reference.icd.heading(code.chapter)
        assert code.parent is None or code.code in by_code[code.parent].children
        if len(code.code) == 8 and code.sevenths:
            assert code.code[-1] in code.sevenths, code.code


def test_missing_says_what_a_longer_code_must_add(reference: Reference) -> None:
    missing = reference.icd.missing
    assert missing("E11.22") == ""
    assert missing("N18.3") == "a 5th character: choose among N18.30, N18.31, N18.32"
    assert missing("O24.41").startswith("a 6th character: choose among O24.410")
    assert missing("S52.531").startswith("a 7th character (A, B, C, D")
    assert missing("T14.91") == "a placeholder X and a 7th character (A, D, S), as in T14.91XA"
    assert missing("W19") == "3 placeholders X and a 7th character (A, D, S), as in W19.XXXA"
    assert missing("S52.53").endswith("and then a 7th character (A, B, C, D, E, F, G, H, J, K, M, N, P, Q, R, S)")


def test_missing_explains_a_code_that_does_not_exist(reference: Reference) -> None:
    missing = reference.icd.missing
    assert missing("T14.91A").endswith("T14.91XA")
    assert missing("E11.22A") == "E11.22A is not in ICD-10-CM: E11.22 is complete as it stands"
    assert "choose among S52.531, S52.532, S52.539" in missing("S52.53A")
    assert missing("QQQ") == "QQQ is not in ICD-10-CM"


def test_only_the_seventh_characters_that_exist_are_offered(reference: Reference) -> None:
    torus = reference.icd.get("S52.521")
    colles = reference.icd.get("S52.531")
    assert torus is not None
    assert colles is not None
    # A torus fracture is never open (tabular list, note at S52.52).
    assert list(torus.sevenths) == ["A", "D", "G", "K", "P", "S"]
    assert colles.sevenths["B"] == (
        "initial encounter for open fracture type I or II; initial encounter for open fracture NOS"
    )


def test_notes_are_inherited_with_the_place_they_stand_at(reference: Reference) -> None:
    icd = reference.icd
    excludes1 = {(note.text, note.at) for note in icd.inherited("E11.22", "excludes1")}
    assert ("type 1 diabetes mellitus (E10.-)", "E11") in excludes1
    assert any(at == "Chapter 4" for _, at in excludes1)
    additional = [(note.text, note.at) for note in icd.inherited("E11.22", "use_additional")]
    assert additional[0] == ("code to identify stage of chronic kidney disease (N18.1-N18.6)", "E11.22")
    assert ("code to identify control using: insulin (Z79.4)", "E11") in additional
    assert [note.at for note in icd.inherited("N18.31", "code_first")] == ["N18", "N18"]
    # Excludes2 at chapter 15 and its block reach a code five levels below.
    assert any(note.at == "Chapter 15" for note in icd.inherited("O24.410", "excludes1"))
    assert icd.inherited("nonsense", "excludes1") == ()


def test_ancestors_go_up_to_the_category(reference: Reference) -> None:
    assert reference.icd.ancestors("S52.531A") == ("S52.531", "S52.53", "S52.5", "S52")
    assert reference.icd.ancestors("I10") == ()
    assert reference.icd.ancestors("nonsense") == ()


def test_a_category_that_is_its_own_block(reference: Reference) -> None:
    found = reference.icd.get("B99")
    assert found is not None
    assert (found.block, found.chapter, found.parent) == ("B99", "1", None)
