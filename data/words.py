"""Cuts titles and queries into the words that the search compares."""

from __future__ import annotations

import re
import unicodedata

# Words that carry no meaning of their own in a title or a query; `with` and `without` do.
STOP_WORDS = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "s", "the", "to"))
# Spellings that sound alike, in the order in which they are replaced.
_SOUNDS = tuple(
    (re.compile(pattern), heard)
    for pattern, heard in (
        ("^(ps|sc)(?=[eiy]|$)|^ps", "s"),
        ("^(kn|pn|gn|new(?=mo))", "n"),
        ("^wr", "r"),
        ("ph", "f"),
        ("[tsc]ion|shun|tian|cian", "xn"),
        ("sch", "sk"),
        ("ck|q", "k"),
        ("c(?=[eiy])|z", "s"),
        ("x(?!n)", "ks"),
        ("c", "k"),
        ("dg|g(?=[eiy])", "j"),
        ("rh", "r"),
    )
)
_NUMBERS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_WORD = re.compile(r"[a-z0-9]+")


def plain(text: str) -> str:
    """Small letters without accents; an apostrophe vanishes, so that `Crohn's` reads `crohns`."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("\u2019", ""))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a text in order, each in its base form; small numbers as digits."""
    return [_NUMBERS.get(word) or base_form(word) for word in _WORD.findall(plain(text))]


def base_form(word: str) -> str:
    """A word without the s of its plural; `diabetes` and `diabete` are the same word on both sides."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def telling(found: list[str]) -> list[str]:
    """The words that are not stop words; all of them where nothing else is there."""
    return [word for word in found if word not in STOP_WORDS] or found


def sound(word: str) -> str:
    """What is heard of a word: its consonants, alike where they sound alike; the first letter stays if a vowel."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return re.sub(r"(.)\1+", r"\1", word[:1] + re.sub("[aeiouyhw]", "", word[1:]))


def deletions(word: str, most: int) -> set[str]:
    """A word and what remains of it with up to `most` letters taken out."""
    level = {word}
    found = {word}
    for _ in range(most):
        level = {left[:at] + left[at + 1 :] for left in level for at in range(len(left))}
        found |= level
    return found


def distance(first: str, second: str, most: int) -> int:
    """Letters to insert, leave out, change or swap to get from one word to the other; `most` + 1 where more."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        here = [row]
        for column, other in enumerate(second, 1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        if min(here) > most:
            return most + 1
        before, above = above, here
    return min(above[-1], most + 1)
