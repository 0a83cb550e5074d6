"""Whom a remittance names: what stood on the claim, nothing better."""

from __future__ import annotations

import pytest

from billing.parties import parties_of
from data import Reference
from tests.billing.made import npi, right_claim, with_items


def test_a_remittance_names_what_the_claim_named(reference: Reference) -> None:
    _, claim = right_claim(reference)
    found = parties_of(claim)
    assert (found.account, found.member_id) == ("KEP-20611", "LKM44719083")
    assert (found.patient_last_name, found.patient_first_name, found.patient_middle_initial) == (
        "TRENT",
        "MARISOL",
        "A",
    )
    assert (found.insured_last_name, found.insured_first_name) == ("", "")
    assert (found.rendering_npi, found.payee_npi) == (npi("154839201"), npi("190283746"))
    assert (found.payee_name, found.payee_tax_id) == ("KESTREL FAMILY PRACTICE", "01-0559921")


@pytest.mark.parametrize(
    ("items", "insured"),
    [
        ({"i6": "child", "i4": "TRENT, PAUL"}, ("TRENT", "PAUL")),
        ({"i6": "child", "i4": "SAME"}, ("", "")),
        ({"i6": "self", "i4": "TRENT, MARISOL"}, ("", "")),
        ({"i6": "", "i4": ""}, ("", "")),
    ],
)
def test_the_insured_is_named_where_it_is_somebody_else(
    reference: Reference, items: dict[str, str], insured: tuple[str, str]
) -> None:
    _, claim = right_claim(reference)
    found = parties_of(with_items(claim, **items))
    assert (found.insured_last_name, found.insured_first_name) == insured


def test_a_tax_number_gets_its_hyphen_and_an_odd_one_stays(reference: Reference) -> None:
    _, claim = right_claim(reference)
    assert parties_of(with_items(claim, i25="010559921")).payee_tax_id == "01-0559921"
    assert parties_of(with_items(claim, i25="unknown")).payee_tax_id == "unknown"
