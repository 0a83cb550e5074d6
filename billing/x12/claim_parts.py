"""Segments that come up in many loops of a claim: names and addresses, taken from items of the form."""

from __future__ import annotations

from billing.edits import Sheet
from billing.x12.interchange import Transaction, digits
from billing.x12.submission import Person

ZIP_PLUS_4 = "9998"
"""Where only five digits are known: billing providers and facilities want nine (837P, N403), and clearinghouses
take these four for an address without its own."""


def name(entity: str, person: Person) -> tuple[str, ...]:
    """An NM1 of a person without a number."""
    parts = (person.last, person.first, person.middle, "", person.suffix)
    return ("NM1", entity, "1", *(part.upper() for part in parts))


def named(entity: str, person: Person, qualifier: str, number: str, organization: bool = False) -> tuple[str, ...]:
    """An NM1 with a number; an organization has its name in one piece."""
    if organization:
        return ("NM1", entity, "2", person.last.upper(), "", "", "", "", qualifier, number)
    return (*name(entity, person), qualifier, number)


def provider(entity: str, person: Person, npi: str) -> tuple[str, ...]:
    """An NM1 of a provider with its NPI, or without a number where there is none."""
    return named(entity, person, "XX", npi) if npi else name(entity, person)


def nine_digit_zip(typed: str) -> str:
    """A zip code in nine digits."""
    found = digits(typed)
    return found + ZIP_PLUS_4 if len(found) == 5 else found


def address(
    written: Transaction,
    loop: str,
    sheet: Sheet,
    number: str,
    what: str,
    street_key: str = "",
    zip_code: str = "",
) -> None:
    """N3 and N4 from the boxes of one address of the form."""
    keys = (street_key or f"{number} street", f"{number} city", f"{number} state", f"{number} zip")
    street, city, state, typed = (sheet.item(key) for key in keys)
    written.add(loop, ("N3", street), f"{what}: {street}.", keys[:1], needs={1: keys[0]})
    place = ("N4", city, state.upper(), zip_code or digits(typed))
    needs = {1: keys[1], 2: keys[2], 3: keys[3]}
    written.add(loop, place, f"{city}, {state} {typed}.", keys[1:], needs=needs)
