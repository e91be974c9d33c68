"""A title for an article that carries none, and for its translations what says the same in them.

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
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, filterfalse, pairwise
from typing import NamedTuple

from site_builder.late import late
from site_builder.model import Block, Provenance
from site_builder.text import clip, one_line, romanised, sentences, width, width_for

_WIDEST, _NARROWEST = 130, 12
"""Columns of a title; a full-width character takes two."""
_QUOTED = late(r"[„“«»「『《]([^\n„“”«»「」『』《》]{8,110})[“”»「」』》]|\"([^\n\"]{8,110})\"")
_SHORT = 40
"""Columns below which a shorter title is no better one."""
_LATIN = "\u024f"
"""Last Latin letter; names in Latin script keep their letters in translation, so only exact ones are believed."""
_MOST_FORMS, _LONGEST_NAME, _SURE_SKELETON = 65_536, 24, 4
"""Words whose keys are kept; characters of a name (a clause in a script without spaces is longer); consonants of a
name in a script without capitals (with four, titles are nearer to the real headlines than with two or three)."""
_TOKEN = late(r"[^\W_]+")
_WORD = late(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
"""Also a piece of a word in a script that writes vowels as marks; of those without spaces a name has several too."""
_CLAUSE = late(r"[,;:–—，；：、،؛]\s*")
_STOPS = frozenset(".。．।॥۔።։")
_QUOTES = '„“«»「『《"'
_NO_PROSE = frozenset({"code", "table", "html"})
_CAPTION, _NAME = "a caption", "a quoted name"
_SAMPLE, _ENOUGH, _LONGEST = 60, 500, 10_000
"""Blocks looked at for captions and quoted names, characters in whole blocks for sentences, and characters of each
block: what an article is about stands early. The titles of 1,285 articles without a headline are as near to their real
headlines as those among all sentences (0.199 of trigrams alike against 0.198), the guided ones nearer (0.36, 0.28)."""
_ENDS = '.!?:…"“”„«»'
"""What stands before the first word of a sentence."""
_TOLD = 4
"""Names that a provenance tells."""
_NEAR = 4
"""Blocks that are near the beginning."""

_SAME = bytes.maketrans(b"pvfwcqgxzdr", b"bbbbkkkkstl")
_FAMILIES = (("kh", "h"), ("sh", "s"), ("ch", "t"), ("th", "t"), ("ph", "b"), ("ts", "s"))
_DOUBLED = re.compile(rb"(.)(?=\1)")
_SILENT = b"aeiouyhj'"
_SKELETON = "~"
"""Before what is a skeleton and no word."""


class _Candidate(NamedTuple):
    text: str
    kind: str
    place: int
    number: int = 0


class Choice(NamedTuple):
    """A title that was chosen, and where it stands."""

    text: str
    origin: Provenance
    kind: str
    place: int
    """The block."""
    number: int
    """Which sentence of the block, or which quoted name in it, from 0; -1 for what is cut out of one."""
    said: tuple[str, ...] = ()
    """Names and numbers in it that it was chosen for."""


def derive_title(blocks: Sequence[Block], slug: str | None) -> tuple[str, Provenance] | None:
    """The best title of one article; None where the blocks hold no text for one."""
    choice = choose_title(blocks, slug)
    return None if choice is None else (choice.text, choice.origin)


def counterpart(choice: Choice, chosen: Block, block: Block, language: str) -> tuple[str, Provenance] | None:
    """What says in another version's block what a title chosen from `chosen` says; None where it is no title.

    A caption is one as a whole; a sentence is the one of the same number, or the one at the same place where there are
    others; a quoted name the one of the same number. `language` of the version that the title was chosen from.
    """
    if choice.number < 0:
        return None
    kind, text = choice.kind, ""
    if kind == _NAME:
        names = list(_quoted(block.text, _opened(block.text)))
        text = names[choice.number].text if choice.number < len(names) else ""
    elif kind != _CAPTION:
        said, others = list(sentences(chosen.text)), list(sentences(block.text))
        if len(said) == len(others):
            text = others[choice.number]
        elif choice.number < len(said):
            before = sum(map(len, said[: choice.number]))
            text = _at(others, (before + len(said[choice.number]) / 2) / max(1, sum(map(len, said))))
    text = _without_stop(one_line(text or block.text[:_LONGEST]))
    if not _NARROWEST <= width(text) <= _WIDEST or not _says_something(text):
        return None
    confidence = round(choice.origin.confidence * 0.9, 2)
    return text, Provenance(f"{kind} that says what the title in {language} says", confidence)


def _at(said: Sequence[str], part: float) -> str:
    """The sentence at a place between 0 and 1."""
    rest = part * sum(map(len, said))
    for sentence in said:
        rest -= len(sentence)
        if rest <= 0:
            return sentence
    return said[-1] if said else ""


def choose_title(blocks: Sequence[Block], slug: str | None) -> Choice | None:
    """The best candidate; None where the blocks hold no text for one."""
    if slug and (wanted := _wanted(slug)).keys:
        pieces = _pieces(blocks[:_SAMPLE], _ENOUGH)
        names = _names(" ".join([piece.text for piece in pieces]), wanted)
        guided = _guided(_candidates(pieces), names) if names else None
        if guided is not None:
            return guided
    lead = next(_leads(blocks), None)
    return None if lead is None else _from_lead(*lead, blocks)


def _leads(blocks: Sequence[Block]) -> Iterator[tuple[str, int]]:
    """Texts a title can be cut from, and their blocks: paragraphs, and if there is none, what else there is."""
    for is_paragraph in (True, False):
        for place, block in enumerate(blocks):
            if (block.kind == "paragraph") == is_paragraph and _says_something(block.text[:_LONGEST]):
                yield one_line(block.text[:_LONGEST]), place


def _pieces(blocks: Sequence[Block], enough: float) -> list[_Candidate]:
    """Where candidates are: captions, quoted names, and first blocks, which together have `enough` characters."""
    pieces: list[_Candidate] = []
    texts: list[str] = []
    length = 0
    for kind, _, text in blocks:
        if kind in _NO_PROSE:
            text = ""
        elif len(text) > _LONGEST:
            text = text[:_LONGEST]
        if kind == "caption":
            pieces.append(_Candidate(text, _CAPTION, len(texts)))
        elif length < enough and text:
            if kind != "heading":
                pieces.append(_Candidate(text, kind, len(texts)))
            length += len(text)
        texts.append(text)
    whole = "\n".join(texts)
    opened = _opened(whole)
    return [*pieces, *_quoted(whole, opened)] if opened else pieces


def _opened(text: str) -> list[int]:
    return sorted(chain.from_iterable([_places(text, quote) for quote in _QUOTES if quote in text]))


def _places(text: str, char: str) -> Iterator[int]:
    place = text.find(char)
    while place >= 0:
        yield place
        place = text.find(char, place + 1)


def _quoted(text: str, opened: Iterable[int]) -> Iterator[_Candidate]:
    """Names in quotation marks, one of which stands at each of `opened`, from a text of one line a block."""
    end = 0
    numbers: Counter[int] = Counter()
    for start in opened:
        match = _QUOTED.match(text, start) if start >= end else None
        if match is None:
            continue
        end = match.end()
        name = (match[1] or match[2]).strip(" ,.")
        if len(_WORD.findall(name)) > 2:
            place = text.count("\n", 0, start)
            yield _Candidate(name[0].upper() + name[1:], _NAME, place, numbers[place])
            numbers[place] += 1


def _candidates(pieces: Sequence[_Candidate]) -> list[_Candidate]:
    """Those pieces, and sentences of them, that are as long as a title is and say something."""
    width = width_for("\n".join([piece.text for piece in pieces]))
    found: list[_Candidate] = []
    for text, kind, place, number in pieces:
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
            _Candidate(
                sentence if kind == _NAME else _without_stop(sentence), kind, place, number + place_in_block
            )
            for place_in_block, sentence in enumerate(said)
            if _NARROWEST <= width(sentence) <= _WIDEST and _says_something(sentence)
        ]
    return found


def _without_stop(sentence: str) -> str:
    """Without the full stop that ends it; "..." stays."""
    return sentence[:-1].rstrip() if sentence[-1:] in _STOPS and sentence[-2:-1] != "." else sentence


def _says_something(text: str) -> bool:
    """Is there a letter, a figure or a pictograph, and not punctuation alone?"""
    return text[:1].isalnum() or any(char.isalnum() or unicodedata.category(char) == "So" for char in text)


def _guided(candidates: Sequence[_Candidate], names: Mapping[str, str]) -> Choice | None:
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
    origin = Provenance(f"{chosen.kind} that shares {', '.join(said)} with the source URL", confidence)
    return Choice(chosen.text, origin, chosen.kind, chosen.place, chosen.number, tuple(said))


def _unquoted(pieces: Sequence[_Candidate]) -> list[_Candidate]:
    """Candidates but for quoted names: without a slug to say so, they are mostly what somebody said."""
    return _candidates([piece for piece in pieces if piece.kind != _NAME])


def _recurring(blocks: Sequence[Block]) -> dict[str, str]:
    """Names that several blocks have: words with a capital that begin no sentence."""
    counts: Counter[str] = Counter()
    for kind, _, text in blocks:
        if kind not in _NO_PROSE:
            words = text[:_LONGEST].split()
            counts.update(
                {
                    name
                    for before, word in pairwise(words)
                    if word[0].isupper() and before[-1] not in _ENDS
                    for name in _TOKEN.findall(word)[:1]
                }
            )
    return {name: name for name, count in counts.items() if count > 1}


class _Wanted(NamedTuple):
    """What a slug says."""

    words: frozenset[str]
    """Its words and numbers."""
    skeletons: Mapping[str, str]
    """Those words by their skeletons."""
    keys: frozenset[str]
    """Both, as `_Forms` knows them."""


@lru_cache(maxsize=4_096)  # translations of a page share it
def _wanted(slug: str) -> _Wanted:
    words = frozenset(filter(_is_word, slug.split("-")))
    skeletons = {skeleton: word for word in sorted(words) if len(skeleton := _skeleton_of_a_slug(word)) > 1}
    return _Wanted(words, skeletons, words | {_SKELETON + skeleton for skeleton in skeletons})


def _is_word(token: str) -> bool:
    """A word or a number of the slug, not the hash or the date that portals append."""
    if token.isdigit():
        return len(token) <= 4
    return token.isalpha()


def _names(text: str, wanted: _Wanted) -> dict[str, str]:
    """Words of the text that are names or numbers of the slug, in whatever script, and which.

    Words that are not all in small letters may be.
    """
    pieces = set(filterfalse(str.islower, text.split()))
    if wanted.keys.isdisjoint(chain.from_iterable(map(_keys_of, pieces))):
        return {}
    found = {}
    for piece in pieces:
        if not wanted.keys.isdisjoint(_keys_of(piece)):
            for word in filterfalse(str.islower, _TOKEN.findall(piece)):
                for key in _keys(word):
                    if key in wanted.keys:
                        is_skeleton = key[0] == _SKELETON
                        found[word] = wanted.skeletons[key[1:]] if is_skeleton else key
                        break
    return found


def _shared(text: str, names: Mapping[str, str]) -> set[str]:
    """Tokens of the slug whose words stand in the text."""
    if not any(word in text for word in names):
        return set()
    return {names[word] for word in _TOKEN.findall(text) if word in names}


class _Keys(dict[str, tuple[str, ...]]):
    """What stands between two spaces → for its words, those in small letters left out, their keys."""

    def __missing__(self, piece: str) -> tuple[str, ...]:
        if len(self) >= _MOST_FORMS:
            self.clear()
        words = filterfalse(str.islower, _TOKEN.findall(piece))
        self[piece] = keys = tuple(chain.from_iterable(map(_keys, words)))
        return keys


_keys_of = _Keys().__getitem__  # names come again, in one article and in the next


def _keys(word: str) -> tuple[str, ...]:
    """The word in small ASCII letters, and its skeleton behind a mark; none for what says nothing."""
    plain = romanised(word).lower() if len(word) <= _LONGEST_NAME else ""
    if not plain or word[0] <= _LATIN:
        return (plain,) if plain else ()
    skeleton = _skeleton(plain)
    # Without capitals any word may be a name, and short skeletons meet by chance.
    if len(skeleton) < 2 or (len(skeleton) < _SURE_SKELETON and not word[0].isupper()):
        return (plain,)
    return plain, _SKELETON + skeleton


def _skeleton(word: str) -> str:
    """Consonants of a romanised word, families of one sound as one letter."""
    if "h" in word or "ts" in word:
        for pair, one in _FAMILIES:
            word = word.replace(pair, one)
    return _DOUBLED.sub(b"", word.encode().translate(_SAME)).translate(None, _SILENT).decode()


_skeleton_of_a_slug = lru_cache(maxsize=16_384)(_skeleton)  # slugs of one source have many words in common


def _from_lead(lead: str, place: int, blocks: Sequence[Block]) -> Choice:
    """The first sentence where it is short, else a short sentence from near the beginning, else its first clause."""
    number, first = next(
        (number, said) for number, said in enumerate(sentences(lead)) if _says_something(said)
    )
    if width(first) <= _WIDEST:
        return Choice(
            _without_stop(first), Provenance("the first sentence", 0.5), "a sentence", place, number
        )
    captions = [piece for piece in _pieces(blocks[:_SAMPLE], 0) if piece.kind == _CAPTION]
    named = _guided(_candidates(captions), _recurring(blocks[:_SAMPLE])) if captions else None
    if named is not None:
        said = ", ".join(named.said[:_TOLD])
        origin = Provenance(f"{named.kind} that names {said}, as the text does again", 0.4)
        return named._replace(origin=origin)
    chosen = min(
        _unquoted(_pieces(blocks[:_NEAR], math.inf)),
        key=lambda candidate: (candidate.kind != _CAPTION, candidate.place, candidate.text),
        default=None,
    )
    if chosen is not None:
        origin = Provenance(f"{chosen.kind} near the beginning", 0.4)
        return Choice(chosen.text, origin, chosen.kind, chosen.place, chosen.number)
    clause = ""
    for match in _CLAUSE.finditer(first):
        if width(first[: match.start()]) > _WIDEST:
            break
        clause = first[: match.start()]
    if width(clause) >= 3 * _NARROWEST and _says_something(clause):
        return Choice(clause, Provenance("the first clause", 0.3), "a clause", place, -1)
    words = clip(first, 60 if width(first[:60]) > 90 else 110)
    return Choice(words, Provenance("the first words", 0.2), "words", place, -1)
