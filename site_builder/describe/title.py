"""A title for an article that carries none.

Candidates are whole captions, whole short sentences and quoted names, never clauses torn out of a sentence.
The one is taken that says most of what the source URL's slug says: names and numbers survive translation, and
a consonant skeleton finds a name again in another script (Буон Ма Тхуот, Buon Ma Thuot). Rare words count more.

Shape: one article's blocks in, a title and its provenance out; pure.
Not here: headlines (`clean`), stated titles (`describe`).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse
from typing import NamedTuple

from site_builder.model import Block, Provenance
from site_builder.text import clip, one_line, romanised, sentences, width, width_for

_WIDEST, _NARROWEST = 130, 12
"""Columns of a title; a full-width character takes two."""
_QUOTED = re.compile(r"[„“«»「『《]([^„“”«»「」『』《》]{8,110})[“”»「」』》]|\"([^\"]{8,110})\"")
_SHORT = 40
"""Columns below which a shorter title is no better one."""
_LATIN = "\u024f"
"""Last Latin letter; names in Latin script keep their letters in translation, so only exact ones are believed."""
_MOST_FORMS, _LONGEST_NAME, _SURE_SKELETON = 65_536, 24, 4
"""Words whose forms are kept; characters of a name (a clause in a script without spaces is longer); consonants of a
name in a script without capitals (with four, titles are nearer to the real headlines than with two or three)."""
_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
"""Also a piece of a word in a script that writes vowels as marks; of those without spaces a name has several too."""
_CLAUSE = re.compile(r"[,;:–—，；：、،؛]\s*")
_STOPS = frozenset(".。．।॥۔።։")
_QUOTES = '„“«»「『《"'
_CAPTION, _NAME = "a caption", "a quoted name"
_SAMPLE, _ENOUGH, _LONGEST = 60, 500, 10_000
"""Blocks looked at for captions and quoted names, characters in whole blocks for sentences, and characters of each
block: what an article is about stands early. The titles of 1,285 articles without a headline are as near to their real
headlines as those among all sentences (0.199 of trigrams alike against 0.198), the guided ones nearer (0.36, 0.28)."""
_NEAR = 4
"""Blocks that are near the beginning."""

_SAME = str.maketrans(
    {
        "p": "b",
        "v": "b",
        "f": "b",
        "w": "b",
        "c": "k",
        "q": "k",
        "g": "k",
        "x": "k",
        "z": "s",
        "d": "t",
        "r": "l",
    }
)
_FAMILIES = (("kh", "h"), ("sh", "s"), ("ch", "t"), ("th", "t"), ("ph", "b"), ("ts", "s"))
_DOUBLED = re.compile(r"(.)\1+")
_SILENT = re.compile(r"[aeiouyhj'’]")


class _Candidate(NamedTuple):
    text: str
    kind: str
    place: int


def derive_title(blocks: Sequence[Block], slug: str | None) -> tuple[str, Provenance] | None:
    """The best candidate; None where the blocks hold no text for one."""
    if slug:
        pieces = _pieces(blocks[:_SAMPLE], _ENOUGH)
        names = _names(" ".join([piece.text for piece in pieces]), slug)
        guided = _guided(_candidates(pieces), names) if names else None
        if guided is not None:
            return guided
    lead = next(_leads(blocks), None)
    return None if lead is None else _from_lead(lead, blocks)


def _leads(blocks: Sequence[Block]) -> Iterator[str]:
    """Texts a title can be cut from: paragraphs, and if there is none, what else there is."""
    for is_paragraph in (True, False):
        for block in blocks:
            if (block.kind == "paragraph") == is_paragraph and _says_something(block.text[:_LONGEST]):
                yield one_line(block.text[:_LONGEST])


def _pieces(blocks: Sequence[Block], enough: float) -> list[_Candidate]:
    """Where candidates are: captions, quoted names, and first blocks, which together have `enough` characters."""
    pieces: list[_Candidate] = []
    whole = "\n".join([block.text for block in blocks])
    quotes = [quote for quote in _QUOTES if quote in whole]
    length = 0
    for place, (kind, _, text) in enumerate(blocks):
        if kind in ("code", "table", "html"):
            continue
        if len(text) > _LONGEST:
            text = text[:_LONGEST]
        if kind == "caption":
            pieces.append(_Candidate(text, _CAPTION, place))
        elif length < enough:
            if kind != "heading":
                pieces.append(_Candidate(text, kind, place))
            length += len(text)
        if quotes and any(quote in text for quote in quotes):
            for match in _QUOTED.finditer(text):
                name = (match[1] or match[2]).strip(" ,.")
                if len(_WORD.findall(name)) > 2:
                    pieces.append(_Candidate(name[0].upper() + name[1:], _NAME, place))
    return pieces


def _candidates(pieces: Sequence[_Candidate]) -> list[_Candidate]:
    """Those pieces, and sentences of them, that are as long as a title is and say something."""
    width = width_for("\n".join([piece.text for piece in pieces]))
    found: list[_Candidate] = []
    for text, kind, place in pieces:
        if kind in (_CAPTION, _NAME):
            said = [text]
        else:
            said = list(sentences(text))
            if len(text) == _LONGEST:
                said.pop()  # it is cut
            elif kind == "paragraph" and len(said) == 1:
                said = [text]
            kind = "a sentence"
        found += [
            _Candidate(sentence if kind == _NAME else _without_stop(sentence), kind, place)
            for sentence in said
            if _NARROWEST <= width(sentence) <= _WIDEST and _says_something(sentence)
        ]
    return found


def _without_stop(sentence: str) -> str:
    """Without the full stop that ends it; "..." stays."""
    return sentence[:-1].rstrip() if sentence[-1:] in _STOPS and sentence[-2:-1] != "." else sentence


def _says_something(text: str) -> bool:
    """Is there a letter, a figure or a pictograph, and not punctuation alone?"""
    return text[:1].isalnum() or any(char.isalnum() or unicodedata.category(char) == "So" for char in text)


def _guided(candidates: Sequence[_Candidate], names: Mapping[str, str]) -> tuple[str, Provenance] | None:
    """The candidate with most of the slug's names and numbers for its length."""
    shared = [_shared(candidate.text, names) for candidate in candidates]
    where = {
        token: frozenset([n for n, found in enumerate(shared) if token in found])
        for token in set().union(*shared)
    }
    if not where:
        return None

    def score(place: int) -> float:
        # Tokens that always come together, as Viet and Hung, are one name and count once.
        names = {where[token] for token in shared[place]}
        worth = sum(math.log(1 + len(candidates) / len(places)) for places in sorted(names, key=sorted))
        return worth / math.sqrt(max(_SHORT, width(candidates[place].text)))

    best = max(
        [place for place, found in enumerate(shared) if found],
        key=lambda place: (score(place), -candidates[place].place, candidates[place].text),
    )
    chosen, said = candidates[best], sorted(shared[best])
    confidence = round(min(0.8, 0.4 + 0.1 * len(said)), 2)
    return chosen.text, Provenance(
        f"{chosen.kind} that shares {', '.join(said)} with the source URL", confidence
    )


@lru_cache(maxsize=4_096)  # translations of a page share it
def _tokens(slug: str) -> tuple[frozenset[str], dict[str, str]]:
    """Words and numbers of the slug, and by their skeletons."""
    wanted = frozenset(token for token in slug.split("-") if _is_word(token))
    return wanted, {skeleton: token for token in sorted(wanted) if len(skeleton := _skeleton(token)) > 1}


def _is_word(token: str) -> bool:
    """A word or a number of the slug, not the hash or the date that portals append."""
    if token.isdigit():
        return len(token) <= 4
    return token.isalpha()


def _names(text: str, slug: str) -> dict[str, str]:
    """Words of the text that are names or numbers of the slug, in whatever script, and which."""
    wanted, skeletons = _tokens(slug)
    if not wanted:
        return {}
    found = {}
    words = _capitalised(text)
    for word, (plain, skeleton) in zip(words, map(_forms.__getitem__, words), strict=True):
        if plain in wanted:
            found[word] = plain
        elif skeleton in skeletons:
            found[word] = skeletons[skeleton]
    return found


def _capitalised(text: str) -> set[str]:
    """Words that are not all in small letters, each once."""
    words = " ".join(filterfalse(str.islower, text.split()))
    return set(filterfalse(str.islower, _TOKEN.findall(words)))


def _shared(text: str, names: Mapping[str, str]) -> set[str]:
    """Tokens of the slug whose words stand in the text."""
    if not any(word in text for word in names):
        return set()
    return {names[word] for word in _TOKEN.findall(text) if word in names}


class _Forms(dict[str, tuple[str, str]]):
    """Word → itself in small ASCII letters, and its skeleton; "" for what says nothing."""

    def __missing__(self, word: str) -> tuple[str, str]:
        if len(self) >= _MOST_FORMS:
            self.clear()
        plain = skeleton = ""
        if len(word) <= _LONGEST_NAME:
            plain = romanised(word).lower()
            if word[0] > _LATIN:
                skeleton = _skeleton(plain)
                # Without capitals any word may be a name, and short skeletons meet by chance.
                if len(skeleton) < _SURE_SKELETON and not word[0].isupper():
                    skeleton = ""
        self[word] = plain, skeleton
        return plain, skeleton


_forms = _Forms()  # names come again, in one article and in the next


def _skeleton(word: str) -> str:
    """Consonants of a romanised word, families of one sound as one letter."""
    for pair, one in _FAMILIES:
        word = word.replace(pair, one)
    return _SILENT.sub("", _DOUBLED.sub(r"\1", word.translate(_SAME)))


def _from_lead(lead: str, blocks: Sequence[Block]) -> tuple[str, Provenance]:
    """The first sentence where it is short, else a short sentence from near the beginning, else its first clause."""
    first = next(filter(_says_something, sentences(lead)))
    if width(first) <= _WIDEST:
        return _without_stop(first), Provenance("the first sentence", 0.5)
    chosen = min(
        _candidates(_pieces(blocks[:_NEAR], math.inf)),
        key=lambda candidate: (candidate.kind != _CAPTION, candidate.place, candidate.text),
        default=None,
    )
    if chosen is not None:
        return chosen.text, Provenance(f"{chosen.kind} near the beginning", 0.4)
    clause = ""
    for match in _CLAUSE.finditer(first):
        if width(first[: match.start()]) > _WIDEST:
            break
        clause = first[: match.start()]
    if width(clause) >= 3 * _NARROWEST and _says_something(clause):
        return clause, Provenance("the first clause", 0.3)
    return clip(first, 60 if width(first[:60]) > 90 else 110), Provenance("the first words", 0.2)
