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
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

from anyascii import anyascii

from site_builder.model import Block, Provenance
from site_builder.text import clip, one_line, sentences, width

_WIDEST, _NARROWEST = 130, 12
"""Columns of a title; a full-width character takes two."""
_QUOTED = re.compile(r"[„“«»「『《]([^„“”«»「」『』《》]{8,110})[“”»「」』》]|\"([^\"]{8,110})\"")
_SHORT = 40
"""Columns below which a shorter title is no better one."""
_LATIN = "\u024f"
"""Last Latin letter; names in Latin script keep their letters in translation, so only exact ones are believed."""
_TOKEN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
"""Also a piece of a word in a script that writes vowels as marks; of those without spaces a name has several too."""
_CLAUSE = re.compile(r"[,;:–—，；：、،؛]\s*")
_STOP = re.compile(r"(?<!\.)\s*[.。．।॥۔።։]$")
_SAMPLE, _LONGEST = 60, 10_000
"""Blocks, and characters of each, looked at: what an article is about stands early."""

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


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    kind: str
    place: int


def derive_title(blocks: Sequence[Block], slug: str | None) -> tuple[str, Provenance] | None:
    """The best candidate; None where the blocks hold no text for one."""
    candidates = list(_candidates(blocks[:_SAMPLE]))
    if slug and candidates:
        best = _guided(candidates, slug)
        if best is not None:
            return best
    leads = [(block.kind != "paragraph", one_line(block.text[:_LONGEST])) for block in blocks]
    leads = [(is_other, text) for is_other, text in leads if _says_something(text)]
    return _from_lead(min(leads, key=itemgetter(0))[1], candidates) if leads else None


def _candidates(blocks: Sequence[Block]) -> Iterator[_Candidate]:
    for place, block in enumerate(blocks):
        if block.kind in ("code", "table", "html"):
            continue
        text = block.text[:_LONGEST]
        found = list(sentences(text))
        if len(block.text) > _LONGEST:
            found.pop()  # it is cut
        elif block.kind == "caption" or (block.kind == "paragraph" and len(found) == 1):
            found = [text]
        for sentence in found:
            if (
                _NARROWEST <= width(sentence) <= _WIDEST
                and block.kind != "heading"
                and _says_something(sentence)
            ):
                kind = "a caption" if block.kind == "caption" else "a sentence"
                yield _Candidate(_STOP.sub("", sentence).rstrip(), kind, place)
        for match in _QUOTED.finditer(text):
            name = (match[1] or match[2]).strip(" ,.")
            if _NARROWEST <= width(name) <= _WIDEST and len(_WORD.findall(name)) > 2:
                yield _Candidate(name[0].upper() + name[1:], "a quoted name", place)


def _says_something(text: str) -> bool:
    """Is there a letter, a figure or a pictograph, and not punctuation alone?"""
    return any(char.isalnum() or unicodedata.category(char) == "So" for char in text)


def _guided(candidates: Sequence[_Candidate], slug: str) -> tuple[str, Provenance] | None:
    """The candidate with most of the slug's names and numbers for its length."""
    wanted = {token for token in slug.split("-") if _is_word(token)}
    skeletons = {skeleton: token for token in sorted(wanted) if len(skeleton := _skeleton(token)) > 1}
    shared = [_names(candidate.text, wanted, skeletons) for candidate in candidates]
    where = {
        token: frozenset(n for n, found in enumerate(shared) if token in found)
        for token in set().union(*shared)
    }
    if not where:
        return None

    def score(place: int) -> float:
        # Tokens that always come together, as Viet and Hung, are one name and count once.
        names = {where[token] for token in shared[place]}
        worth = sum(math.log(1 + len(candidates) / len(places)) for places in names)
        return worth / math.sqrt(max(_SHORT, width(candidates[place].text)))

    best = max(
        range(len(candidates)),
        key=lambda place: (score(place), -candidates[place].place, candidates[place].text),
    )
    chosen, said = candidates[best], sorted(shared[best])
    confidence = round(min(0.8, 0.4 + 0.1 * len(said)), 2)
    return chosen.text, Provenance(
        f"{chosen.kind} that shares {', '.join(said)} with the source URL", confidence
    )


def _is_word(token: str) -> bool:
    """A word or a number of the slug, not the hash or the date that portals append."""
    if token.isdigit():
        return len(token) <= 4
    return token.isalpha()


def _names(text: str, wanted: set[str], skeletons: Mapping[str, str]) -> set[str]:
    """Tokens of the slug that stand in the text as a name or a number, in whatever script."""
    found = set()
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word[0].islower():
            continue
        plain, skeleton = _romanised(word)
        if plain in wanted:
            found.add(plain)
        elif word[0] > _LATIN and (token := skeletons.get(skeleton)):
            found.add(token)
    return found


@lru_cache(maxsize=65_536)  # names come again, in one article and in the next
def _romanised(word: str) -> tuple[str, str]:
    """The word in small ASCII letters, and its skeleton."""
    plain = word.lower() if word.isascii() else anyascii(word).lower()
    return plain, _skeleton(plain) if word[0] > _LATIN else ""


def _skeleton(word: str) -> str:
    """Consonants of a romanised word, families of one sound as one letter."""
    for pair, one in _FAMILIES:
        word = word.replace(pair, one)
    return _SILENT.sub("", _DOUBLED.sub(r"\1", word.translate(_SAME)))


def _from_lead(lead: str, candidates: Sequence[_Candidate]) -> tuple[str, Provenance]:
    """The first sentence where it is short, else a short sentence from near the beginning, else its first clause."""
    first = next(filter(_says_something, sentences(lead)))
    if width(first) <= _WIDEST:
        return _STOP.sub("", first).rstrip(), Provenance("the first sentence", 0.5)
    near = [candidate for candidate in candidates if candidate.place <= 3]
    if near:
        chosen = min(
            near, key=lambda candidate: (candidate.kind != "a caption", candidate.place, candidate.text)
        )
        return chosen.text, Provenance(f"{chosen.kind} near the beginning", 0.4)
    clause = ""
    for match in _CLAUSE.finditer(first):
        if width(first[: match.start()]) > _WIDEST:
            break
        clause = first[: match.start()]
    if width(clause) >= 3 * _NARROWEST and _says_something(clause):
        return clause, Provenance("the first clause", 0.3)
    return clip(first, 60 if width(first[:60]) > 90 else 110), Provenance("the first words", 0.2)
