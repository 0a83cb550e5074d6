"""The lookup: from what a coder types to the codes that were probably meant, best first.

A query is cut into groups (a word, or a phrase that `search_terms.csv` knows). Each group gives every document a
weight: a whole word of the title counts most, then everyday words and abbreviations, then words that are only
begun, then misspellings. A document must answer all groups; how much of its title was named and how common
the code is decide between those that do.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from data.icd import CompiledFile, with_dot
from data.models import Hit, SearchSystem, System
from data.search_index import name_hash, spelling_hash
from data.search_terms import Term, read_term, spoken_as
from data.words import STOP_WORDS, deletions, distance, plain, sound, words

if TYPE_CHECKING:
    from data.reference import Reference

Weights = npt.NDArray[np.float32]
Answered = npt.NDArray[np.bool_]

BEGUN = 0.68
MISSPELT = (0.6, 0.45)
MEANT = 0.95
NAMED = 1.35
NAMED_BELOW = 1.1
NAMED_DRUG = 0.8
COVERAGE = 0.7
# Where fewer answer all of a query, those that answer most of it follow, at this share of their weight.
ENOUGH = 3
PARTLY = 0.4
COMMON_PARTLY = 0.2
MOST_PARTLY = np.float32(1.35)
TELLING = 1.0
# Words that many titles do without: a document that answers all others is nearly as good.
LIGHT = frozenset(
    [
        *("left", "right", "l", "r", "lt", "rt", "both", "bilateral"),
        *("acute", "chronic", "mild", "moderate", "severe", "bad", "new", "old", "recent", "years", "ago", "ongoing"),
        *("uncontrolled", "controlled", "stable", "unstable", "unspecified", "nontraumatic", "recurrent", "primary"),
        *("follow", "fu", "visit", "check", "encounter", "adult", "child", "patient", "male", "female"),
        *("with", "without"),
    ]
)
# Words of a sentence that no title or term is looked for by.
FILLERS = frozenset(
    [
        *("my", "his", "her", "very", "really", "too", "when", "something", "like", "feels", "feel", "feeling", "pt"),
        *("keeps", "keep", "having", "has", "have", "had", "gets", "getting", "got", "been", "was", "some", "any"),
    ]
)
NEARLY = 0.5
SIDES = frozenset(["left", "right", "l", "r", "lt", "rt", "bilateral", "both"])
OTHER_SIDE = 0.85
LEAST = np.float32(0.01)
NUMBER = 3.0
LONGEST_QUERY = 120
SHORTEST_SOUND = 4
SPELLED_FROM = 5
MOST_WORDS = 12
LONGEST_PHRASE = 5
MOST_ASKED = 100
CALLED = 0.6
"""What a name adds that was typed in full."""
LED = 12
"""Headings among the first so many lead to their usual code."""


@dataclass(frozen=True, slots=True)
class Group:
    """Part of a query: what it gives each document, and how to say why."""

    weights: Weights
    literal: Weights
    """What the words themselves give, without abbreviation or everyday word."""
    phrase: str
    why: str
    size: int
    """Words of the query in it."""


class SearchIndex:
    """The arrays of the compiled index; read-only, so any number of threads may search at once."""

    def __init__(self, compiled: CompiledFile) -> None:
        self._compiled = compiled
        self.icd_count, self.count = json.loads(compiled.blob("documents"))
        self._terms = compiled.blob("terms").decode().split("\n")
        self._starts = np.frombuffer(compiled.blob("starts"), dtype="<u4")
        self._postings = np.frombuffer(compiled.blob("postings"), dtype="<u4")
        self._weights: Weights = np.frombuffer(compiled.blob("weights"), dtype="<f4")
        self.prior: Weights = np.frombuffer(compiled.blob("prior"), dtype="<f4")
        self.lengths: Weights = np.frombuffer(compiled.blob("lengths"), dtype="<f4")
        self.usual = np.frombuffer(compiled.blob("usual"), dtype="<u4")
        self._names = np.frombuffer(compiled.blob("names"), dtype="<u4")
        self._named = np.frombuffer(compiled.blob("named"), dtype="<u4")
        self._codes = compiled.blob("codes").decode().split("\n")
        self._code_documents = np.frombuffer(compiled.blob("code_documents"), dtype="<u4")
        self._spellings = np.frombuffer(compiled.blob("spellings"), dtype="<u4")
        self._sounds = compiled.blob("sounds").decode().split("\n")
        self._sound_terms = np.frombuffer(compiled.blob("sound_terms"), dtype="<u4")
        self._spelling_terms = np.frombuffer(compiled.blob("spelling_terms"), dtype="<u4")
        rows = json.loads(compiled.blob("phrases"))
        self.phrases = {row[0]: read_term(row) for row in rows}
        self.spoken = {row[-1]: self.phrases[row[0]] for row in reversed(rows) if row[-1]}
        self.vocabulary = frozenset(word for phrase in self.phrases for word in phrase.split())
        self._row = functools.lru_cache(maxsize=4096)(self._read)
        # Answers while typing repeat (every learner passes through the same first letters).
        self.answer = functools.lru_cache(maxsize=2048)(self._answer)

    def _answer(self, query: str, limit: int, system: SearchSystem | None) -> tuple[Hit, ...]:
        return tuple(itertools.islice(_hits(self, query, system), limit))

    def _read(self, document: int) -> tuple[object, ...]:
        row = self._compiled.one("SELECT code, system, title, billable, seventh FROM document WHERE id = ?", document)
        assert row is not None, f"document {document} is in the arrays but not in the table"
        return row

    def hit(self, document: int, why: str) -> Hit:
        """The answer that a document stands for."""
        code, system, title, billable, seventh = self._row(document)
        kind: System = "ICD10CM" if system == "ICD10CM" else "CPT" if system == "CPT" else "HCPCS"
        if kind != "ICD10CM" and not billable:
            why += ", no longer in force"
        return Hit(str(code), kind, str(title), bool(billable), why, bool(seventh))

    def leaves(self, code: str) -> Iterator[Hit]:
        """Codes with a 7th character that a typed number names or that stand below it."""
        rows = self._compiled.all("SELECT code, title, children, billable, sevenths FROM icd WHERE code = ?", code)
        for found, title, children, billable, sevenths in rows:
            if billable and sevenths:
                yield Hit(str(found), "ICD10CM", str(title), True, "the code")
            for child in str(children).split():
                if len(child) == 8:
                    row = self._compiled.one("SELECT title, billable, sevenths FROM icd WHERE code = ?", child)
                    if row is not None and row[1] and row[2]:
                        yield Hit(child, "ICD10CM", str(row[0]), True, "with its 7th character")

    def documents_of(self, number: str) -> npt.NDArray[np.uint32]:
        """Documents whose code begins with a number (without the dot), in the order of the codes."""
        first = bisect.bisect_left(self._codes, number)
        last = bisect.bisect_left(self._codes, number + "~", first)
        return self._code_documents[first:last]

    def document(self, code: str) -> int | None:
        """The document of a code as it is written: J1100 is a drug, J11.00 a disease."""
        found = self.documents_of(code.replace(".", ""))[:2].tolist()
        return next((document for document in found if self._row(document)[0] == code), None)

    def called(self, found: list[str]) -> npt.NDArray[np.uint32]:
        """Documents that have exactly these words as a name, in any order."""
        name = name_hash(found)
        first = int(np.searchsorted(self._names, name, "left"))
        last = int(np.searchsorted(self._names, name, "right"))
        return self._named[first:last] if name else self._named[:0]

    def zeros(self) -> Weights:
        """No weight for any document."""
        return np.zeros(self.count, dtype=np.float32)

    def whole(self, word: str) -> Weights | None:
        """Weights of a word that the index has; None where it has not."""
        at = bisect.bisect_left(self._terms, word)
        if at == len(self._terms) or self._terms[at] != word:
            return None
        return self._of_term(at)

    def begun(self, word: str) -> Weights | None:
        """Weights of all words that begin so."""
        first = bisect.bisect_left(self._terms, word)
        last = bisect.bisect_left(self._terms, word + "~", first)
        if first == last:
            return None
        weights = self.zeros()
        part = slice(int(self._starts[first]), int(self._starts[last]))
        np.maximum.at(weights, self._postings[part], self._weights[part] * np.float32(BEGUN))
        return weights

    def misspelt(self, word: str) -> tuple[Weights, str] | None:
        """Weights of the words that a misspelt one was probably meant to be, and the nearest of them."""
        if len(word) < 4 or not word.isalpha():
            return None
        most = 2 if len(word) >= 6 else 1
        near = sorted(
            (distance(word, self._terms[at], most) + (self._terms[at][0] != word[0]) * 0.5, -self._frequency(at), at)
            for at in self._spelt_nearly(word, most)
        )
        near = [entry for entry in near if entry[0] < most + 1]
        if not near:
            return self._sounding(word)
        weights = self.zeros()
        for steps, _, at in near[:6]:
            if steps <= near[0][0] + 0.5:
                weights = np.maximum(weights, self._of_term(at) * np.float32(MISSPELT[0 if steps <= 1 else 1]))
        return weights, self._terms[near[0][2]]

    def _sounding(self, word: str) -> tuple[Weights, str] | None:
        """Weights of the words that sound like one that no spelling comes near: `hypertenshun`."""
        heard = sound(word)
        first = bisect.bisect_left(self._sounds, heard)
        last = bisect.bisect_right(self._sounds, heard, first)
        near = sorted(self._sound_terms[first:last].tolist(), key=lambda at: -self._frequency(at))
        if len(heard) < SHORTEST_SOUND or not near:
            return None
        weights = self.zeros()
        for at in near[:4]:
            weights = np.maximum(weights, self._of_term(at) * np.float32(MISSPELT[1]))
        return weights, self._terms[near[0]]

    def _spelt_nearly(self, word: str, most: int) -> set[int]:
        """Terms that share with the word what remains of both when letters are left out."""
        hashes = np.array([spelling_hash(left) for left in deletions(word, most)], dtype="<u4")
        firsts = np.searchsorted(self._spellings, hashes, side="left")
        lasts = np.searchsorted(self._spellings, hashes, side="right")
        found: set[int] = set()
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            found.update(self._spelling_terms[first:last].tolist())
        return found

    def _frequency(self, at: int) -> int:
        return int(self._starts[at + 1] - self._starts[at])

    def _of_term(self, at: int) -> Weights:
        weights = self.zeros()
        part = slice(int(self._starts[at]), int(self._starts[at + 1]))
        weights[self._postings[part]] = self._weights[part]
        return weights


def search(reference: Reference, query: str, limit: int = 12, system: SearchSystem | None = None) -> list[Hit]:
    """Codes for what was typed, best first; an empty list where nothing fits.

    `system` narrows to ICD-10-CM or to procedures (CPT and HCPCS Level II). At most 100 answers are given.
    """
    cleaned = " ".join(plain(query)[:LONGEST_QUERY].split())
    if not cleaned or limit < 1:
        return []
    return list(reference.index.answer(cleaned, min(limit, MOST_ASKED), system))


def _hits(index: SearchIndex, query: str, system: SearchSystem | None) -> Iterator[Hit]:
    """Hits in order, none twice."""
    given: set[str] = set()
    for hit in itertools.chain(_typed_in_full(index, query, system), _ranked(index, query, system)):
        if hit.code not in given:
            given.add(hit.code)
            yield hit


def _typed_in_full(index: SearchIndex, query: str, system: SearchSystem | None) -> Iterator[Hit]:
    """The code itself where its whole number was typed, and the 7th characters of a heading."""
    number = query.replace(".", "").replace(" ", "").upper()
    if not (3 <= len(number) <= 7 and number.isalnum() and any(character.isdigit() for character in number)):
        return
    found = [index.hit(document, "the code") for document in index.documents_of(number)[:2].tolist()]
    exact = [hit for hit in found if hit.code.replace(".", "") == number]
    # E0849 is a HCPCS code and, without its dot, E08.49: what was typed letter by letter comes first.
    for hit in sorted(exact, key=lambda hit: hit.code != query.upper()):
        if system is None or (system == "ICD10CM") == (hit.system == "ICD10CM"):
            yield hit
    if system != "PROC":
        yield from index.leaves(with_dot(number))


def _ranked(index: SearchIndex, query: str, system: SearchSystem | None) -> Iterator[Hit]:
    """Documents by number and by words, best first."""
    scores, groups = _word_scores(index, query)
    numbered = _number_scores(index, query)
    called = index.called(words(query))
    scores[called] += np.float32(CALLED)
    _lead_to_usual(index, scores)
    total = np.maximum(scores, numbered)
    if system is not None:
        total[slice(0, index.icd_count) if system == "PROC" else slice(index.icd_count, None)] = 0
    for document in _best(total):
        if numbered[document] >= scores[document]:
            yield index.hit(document, f"code begins with {query.upper()}")
        else:
            yield index.hit(document, _why(groups, document))


def _lead_to_usual(index: SearchIndex, scores: Weights) -> None:
    """A heading that fits the words lends its weight to the complete code that it usually means, in place."""
    for document in itertools.islice(_best(scores), LED):
        usual = int(index.usual[document])
        if usual != document:
            scores[usual] = max(scores[usual], scores[document] + np.float32(0.001))


def _best(total: Weights) -> Iterator[int]:
    """Documents with a score, best first; equal ones in the order of their code set."""
    wanted = min(MOST_ASKED + 20, int(np.count_nonzero(total > 0)))
    if not wanted:
        return
    limit = np.partition(total, -wanted)[-wanted]
    chosen = np.flatnonzero(total >= max(limit, np.float32(1e-6)))
    order = np.lexsort((chosen, -total[chosen]))
    yield from chosen[order].tolist()


def _number_scores(index: SearchIndex, query: str) -> Weights:
    """Weights of the codes that begin with what was typed."""
    scores = index.zeros()
    number = query.replace(".", "").replace(" ", "").upper()
    if not number.isalnum() or len(number) > 7 or " " in query:
        return scores
    documents = index.documents_of(number)
    # A lone letter is more often a word than a chapter; with a digit it can only be a code.
    weight = NUMBER if any(character.isdigit() for character in number) else 0.4
    scores[documents] = weight + index.prior[documents]
    return scores


def _word_scores(index: SearchIndex, query: str) -> tuple[Weights, list[Group]]:
    """Weights by words, and the groups that the query was cut into."""
    groups = list(_groups(index, query))
    if not groups:
        return index.zeros(), []
    mean: Weights = functools.reduce(np.add, (group.weights for group in groups)) / np.float32(len(groups))
    answered: Answered = functools.reduce(np.logical_and, (group.weights > 0 for group in groups))
    # The share of the title that was named; an abbreviation names all the words that it stands for.
    named = functools.reduce(np.add, (np.minimum(group.weights, 1.0) * np.float32(group.size) for group in groups))
    bonus = np.float32(COVERAGE) * np.minimum(named / index.lengths, np.float32(1.0)) + index.prior
    scores = np.where(answered, np.maximum(mean + bonus, LEAST), np.float32(0))
    heavy = [group for group in groups if group.phrase not in LIGHT]
    if np.count_nonzero(answered) < ENOUGH and 0 < len(heavy) < len(groups):
        essential: Answered = functools.reduce(np.logical_and, (group.weights > 0 for group in heavy))
        nearly = np.where(essential, np.maximum((mean + bonus) * np.float32(NEARLY), LEAST), np.float32(0))
        scores = np.maximum(scores, nearly)
        answered = np.logical_or(answered, essential)
    if np.count_nonzero(answered) < ENOUGH and len(groups) > 1:
        partly, close = _most_of(groups)
        # What was said of a document tells more here than how common it is.
        part = partly + bonus * np.float32(COMMON_PARTLY)
        nearly = np.where(close, np.maximum(part * np.float32(PARTLY), LEAST), np.float32(0))
        scores = np.maximum(scores, nearly)
    for group in groups:
        if group.phrase in SIDES:
            # Who names a side does not want the code that leaves it open, nor the other one.
            scores = np.where(group.weights > 0, scores, scores * np.float32(OTHER_SIDE))
    return scores, groups


def _most_of(groups: list[Group]) -> tuple[Weights, Answered]:
    """Where few documents answer all groups: those that answer the most telling ones, at least half of them."""
    present = [group for group in groups if group.weights.any()]
    if not present:
        return groups[0].weights, groups[0].weights > 0
    # A rare word tells more than one that half of the titles have.
    rarity = [1.0 / np.log2(2.0 + np.count_nonzero(group.weights)) for group in present]
    telling = np.array([rare**TELLING for rare in rarity], dtype=np.float32)
    # A code that one phrase names is not what a query means of which it answers only that phrase.
    parts = (np.minimum(group.weights, MOST_PARTLY) * share for group, share in zip(present, telling, strict=True))
    counted = functools.reduce(np.add, [(group.weights > 0).astype(np.int8) for group in present])
    weighed: Weights = functools.reduce(np.add, parts) / np.float32(telling.sum())
    needed = min(int(counted.max()), max(1, (len(present) + 1) // 2, int(counted.max()) - 1))
    return weighed, counted >= needed


def _groups(index: SearchIndex, query: str) -> Iterator[Group]:
    """Cuts a query into phrases that the table knows and single words."""
    tokens = query.replace(",", " ").replace(";", " ").split()[:MOST_WORDS]
    if len(tokens) > 1:
        tokens = [token for token in tokens if token not in FILLERS] or tokens
        # A side parts no phrase: `fx L ankle` is an ankle fracture on the left.
        tokens.sort(key=lambda token: token in SIDES)
    meant = [_spelled(index, token) for token in tokens]
    at = 0
    single = len(tokens) == 1
    while at < len(tokens):
        for size in range(min(LONGEST_PHRASE, len(tokens) - at), 0, -1):
            part = slice(at, at + size)
            term = _term(index, tokens[part], meant[part])
            # One letter is a side (l, r) only beside other words.
            if term is not None and not (single and len(term.phrase) == 1):
                break
        else:
            size, term = 1, None
        is_last = at + size == len(tokens)
        group = _group(index, tokens[at : at + size], term, is_last, single)
        if group is not None:
            yield group
        at += size


def _term(index: SearchIndex, tokens: Sequence[str], meant: Sequence[str]) -> Term | None:
    """The term for some words of a query: as typed, parted (`chicken pox`), inverted (`fracture ankle`), without small
    words or plurals, or with its spelling put right."""
    said = " ".join(tokens).strip(".")
    for phrase in (said, "".join(tokens) if len(tokens) == 2 else ""):
        if phrase in index.phrases:
            return index.phrases[phrase]
    # A phrase neither begins nor ends in a small word; `in` alone is no phrase at all.
    if tokens[0] in STOP_WORDS or tokens[-1] in STOP_WORDS:
        return None
    return index.spoken.get(spoken_as(said)) or index.spoken.get(spoken_as(" ".join(meant)))


def _spelled(index: SearchIndex, token: str) -> str:
    """A word that neither a title nor a term has, in the nearest spelling that one has; every other as it is."""
    known = index.phrases.get(token)
    if known is not None and known.kind == "spell":
        return known.means
    if len(token) < SPELLED_FROM or not token.isalpha() or token in index.vocabulary:
        return token
    if index.begun(words(token)[0]) is not None:
        return token
    near = index.misspelt(token)
    return near[1] if near is not None else token


def _group(index: SearchIndex, tokens: Sequence[str], term: Term | None, is_last: bool, single: bool) -> Group | None:
    """Weights of one phrase or word; None where it says nothing, such as `r/o` or a stop word."""
    if term is not None and not term.alternatives and not term.codes:
        return None
    found = [word for token in tokens for word in words(token)]
    spoken = [word for word in found if word not in STOP_WORDS] if not single else found
    if not spoken and term is None:
        return None
    literal, spelled = _all_words(index, spoken, is_last)
    if term is None:
        why = f"spelling: {spelled}" if spelled else "words"
        return Group(literal, literal, " ".join(tokens), why, max(1, len(spoken)))
    weights = literal.copy() if literal.size else index.zeros()
    size = len(spoken)
    for alternative in term.alternatives:
        meant, _ = _all_words(index, alternative, False)
        weights = np.maximum(weights, meant * np.float32(MEANT))
        size = max(size, len(alternative))
    _name_codes(index, term, weights)
    return Group(weights, literal, term.phrase, _said(term), max(1, size))


def _said(term: Term) -> str:
    """How a term explains itself."""
    if term.kind == "spell":
        return f"spelling: {term.means}"
    said_already = set(words(term.phrase)) <= set(words(term.means))
    return "words" if said_already or not term.means else f"{term.phrase}: {term.means}"


def _name_codes(index: SearchIndex, term: Term, weights: Weights) -> None:
    """Raises the codes that a term names, the first the most."""
    for place, code in enumerate(term.codes):
        if code.endswith("-"):
            below = index.documents_of(code.rstrip("-").replace(".", ""))
            named = NAMED_DRUG if term.kind == "drug" else NAMED_BELOW
            weights[below] = np.maximum(weights[below], np.float32(named))
            continue
        document = index.document(code)
        if document is not None:
            weights[document] = NAMED + 1.0 - 0.15 * min(place, 6)


def _all_words(index: SearchIndex, spoken: Sequence[str], is_last: bool) -> tuple[Weights, str]:
    """Mean weight of documents that have all of some words, and the spelling that was corrected, if any."""
    if not spoken:
        return index.zeros(), ""
    parts: list[Weights] = []
    spelled = ""
    for at, word in enumerate(spoken):
        weights, corrected = _one_word(index, word, is_last and at == len(spoken) - 1)
        parts.append(weights)
        spelled = spelled or corrected
    mean: Weights = functools.reduce(np.add, parts) / np.float32(len(parts))
    for part in parts:
        mean = np.where(part > 0, mean, np.float32(0))
    return mean, spelled


def _one_word(index: SearchIndex, word: str, is_last: bool) -> tuple[Weights, str]:
    """Weights of one word: whole, else begun, else misspelt. The last word may still be being typed."""
    whole = index.whole(word)
    if whole is not None and not is_last:
        return whole, ""
    begun = index.begun(word)
    if whole is not None and begun is not None:
        return np.maximum(whole, begun), ""
    if begun is not None:
        return begun, ""
    near = index.misspelt(word)
    return near if near is not None else (index.zeros(), "")


def _why(groups: Sequence[Group], document: int) -> str:
    """The first group that was more than plain words; else the plain words."""
    for group in groups:
        if group.why.startswith("spelling") and group.weights[document] > 0:
            return group.why
        if group.weights[document] > group.literal[document]:
            return group.why
    return "words"
