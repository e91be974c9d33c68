"""Traits of a text that survive translation: numbers in order, names by their consonants, where paragraphs end.

Shape: the blocks of one article in, small plain values out. Work is bounded whatever the text: its first LENGTH
characters, NUMBERS numbers, KEYS anchors. Raises nothing.

An anchor is a number, a code ("21-KH/TU"), or a name as its skeleton: romanised, consonants alone, those that alphabets
mix up as one (b = p = v = f = w …), so that "Буон Ма Тхуот", "Buon Ma Thuot" and "ブオンマトゥオット" meet. What begins with
a capital within a sentence is taken for a name; in scripts without capitals every word may be one, and counts less.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from site_builder.text import romanised

LENGTH = 40_000
NUMBERS = 250
KEYS = 160
PARAGRAPHS = 200
"""Bounds of one article. Of the developer collection 1 text in 500 reaches one of them."""

FEW_LETTERS, LETTERS_A_NUMBER = 40, 8
"""A text of fewer letters than these, the second for each of its numbers, says too little to be linked by: sums, tables,
scores. Prose has 15 Chinese characters for a number at least, three letters each, or 16 letters (2,003 texts, 85 languages)."""

NUMERIC = 1
"""Bit of an anchor's hash: it is a number or a code."""

_MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff\u0e31-\u0e4e"
    "\u0eb1-\u0ece\u0f18-\u0f3f\u0f71-\u0fbc\u102b-\u103e\u1056-\u109d\u17b4-\u17d3\u200c\u200d"
)
WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*")
"""Letters with their marks: `\\w` alone would cut words of Indic scripts at every vowel sign."""
_NUMBER = re.compile(
    r"[0-9](?:\d{0,2}(?:([ .,'’])\d{3})(?:\1\d{3})*(?!\d)|\d?(?:,\d{2})+,\d{3}(?!\d)|\d*(?:[.,]\d+)*)"
)
"""One class in front, by which numbers are found three times as fast."""
_GROUPED = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
_DIGIT = re.compile("[0-9]")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+){1,4}|[A-Za-z]+\d\w{0,30}|\d+[A-Za-z]\w{0,30}")
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc]{3,}")
_NOT_WORD = re.compile(r"\W")
_END = frozenset(".!?:;|…«»“”„\"'(\n。！？")

_SOUNDS = tuple(
    (re.compile(found), put)
    for found, put in (
        ("[^a-z]", ""),
        ("kh", "h"),
        ("gh(?=$|[^aeiou])", ""),
        ("sch|sh|ch|zh|ts|tz|cz|cs|sz|th(?=s)", "s"),
        ("ph", "f"),
        ("ng", "n"),
        ("ck", "k"),
    )
)
_CLASS = {
    letter: sound
    for sound, letters in {
        "p": "bpvfw",
        "k": "kcqgx",
        "s": "sz",
        "t": "td",
        "r": "lr",
        "m": "m",
        "n": "n",
    }.items()
    for letter in letters
}


class Traits(NamedTuple):
    """What of an article is compared with others."""

    anchors: dict[int, float]
    """Hash of 48 bits → how much it counts before rarity: more where it is said often or surely a name. None where
    the text is little but numbers: it has no neighbours then."""
    numbers: tuple[int, ...]
    """Hashes of all numbers, in the order of the text."""
    ends: tuple[int, ...]
    """Where paragraphs but the last end, in thousandths of the text."""
    cased: int
    """1 where the script tells names by capitals."""


def traits_of(texts: Sequence[str]) -> tuple[Traits, dict[int, str]]:
    """Traits of an article with these paragraphs; and its anchors in words, as a reader of the article knows them."""
    found, words, numbers, places, cased = _read(texts)
    if _is_thin(texts, len(numbers)):
        found = {}
    anchors = {}
    said = {}
    for key in _kept(found):
        number = hash_of(key)
        times = found[key]
        anchors[number] = round(_KIND[key[0]] * (1 + math.log(times) if times > 1 else times), 3)
        said[number] = words.get(key) or key[1:]
    return Traits(anchors, tuple(numbers), places, cased), said


def keys_of(texts: Sequence[str]) -> list[str]:
    """Anchors before they are hashed, for a table of common ones."""
    return _kept(_read(texts)[0])


def _is_thin(texts: Sequence[str], numbers: int) -> bool:
    """Are these little but numbers, or a few words?"""
    enough = FEW_LETTERS + LETTERS_A_NUMBER * numbers
    letters = 0
    for text in texts:
        for match in WORD.finditer(text, 0, LENGTH):
            word = match[0]
            letters += len(word) * (3 if word >= "\u2e80" else 1)
            if letters >= enough:
                return False
    return True


def _kept(found: dict[str, float]) -> list[str]:
    return sorted(found, key=lambda key: (-_KIND[key[0]] * found[key], key))[:KEYS]


def _read(
    texts: Sequence[str],
) -> tuple[dict[str, float], dict[str, str], list[int], tuple[int, ...], int]:
    """Anchors and how often, in words, numbers in order, where paragraphs end, whether capitals tell names."""
    text, places = _joined(texts)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0], 0)), text)
    found: dict[str, float] = {}
    words: dict[str, str] = {}
    numbers = _read_numbers(text, found)
    for piece in text.split():
        if piece.isalpha() or not _DIGIT.search(piece):
            continue
        for code in _CODE.findall(piece):
            if any(map(str.isdigit, code)) and any(map(str.isalpha, code)):
                key = "x" + _NOT_WORD.sub("", code).upper()[:24]
                found[key] = found.get(key, 0) + 2
                words.setdefault(key, code)
    return found, words, numbers, places, _read_names(text, found, words)


_KIND = {"n": 1.0, "d": 1.2, "x": 2.0, "s": 1.0, "l": 0.8}
"""First letter of an anchor → what its kind counts: code, decimal number, number, skeleton, word in Latin letters."""


@lru_cache(50_000)
def hash_of(key: str) -> int:
    """48 bits, stable everywhere."""
    number = int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=6).digest(), "big")
    return number | NUMERIC if key[0] in "ndx" else number & ~NUMERIC


class Packed(NamedTuple):
    """Traits as plain values that `marshal` takes, most of them as the bytes of an array: read back in 2 us, not 30."""

    anchors: bytes
    much: bytes
    numbers: bytes
    ends: tuple[int, ...]
    cased: int


def pack_traits(traits: Traits) -> Packed:
    """For a store of this machine."""
    return Packed(
        array("q", traits.anchors).tobytes(),
        array("d", traits.anchors.values()).tobytes(),
        array("q", traits.numbers).tobytes(),
        traits.ends,
        traits.cased,
    )


def unpack_traits(packed: Packed) -> Traits:
    """The traits again."""
    anchors = zip(array("q", packed.anchors), array("d", packed.much), strict=True)
    return Traits(dict(anchors), tuple(array("q", packed.numbers)), packed.ends, packed.cased)


def _joined(texts: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """The text within bounds, and where its paragraphs end."""
    lengths = [len(text) for text in texts if text]
    whole = sum(lengths) or 1
    places = []
    so_far = 0
    for length in lengths[: min(len(lengths) - 1, PARAGRAPHS)]:
        so_far += length
        places.append(round(1000 * so_far / whole))
    return "\n".join(texts)[:LENGTH], tuple(places)


def _read_numbers(text: str, found: dict[str, float]) -> list[int]:
    """All numbers in order; and as anchors those of two digits at least."""
    sequence: list[int] = []
    for match in _NUMBER.finditer(text):
        if len(sequence) >= NUMBERS:
            break
        number = match[0]
        if _GROUPED.fullmatch(number):
            parts = ["".join(filter(str.isdigit, number))]
        else:
            parts = number.replace(",", ".").split(".")
            if len(parts) == 2 and len(parts[1]) <= 2:
                value = f"{parts[0].lstrip('0') or '0'}.{parts[1]}"
                sequence.append(hash_of("d" + value[:24]))
                found["d" + value[:24]] = found.get("d" + value[:24], 0) + 1
                continue
        for part in parts:
            value = part.lstrip("0")[:24] or "0"
            key = "n" + value
            sequence.append(hash_of(key))
            if len(value) > 1:
                found[key] = found.get(key, 0) + 1
    return sequence[:NUMBERS]


def _read_names(text: str, found: dict[str, float], words: dict[str, str]) -> int:
    """Skeletons of what may be names; 1 where capitals tell them."""
    sample = {char: times for char, times in Counter(text[:3000]).items() if char.isalpha()}
    half = sum(sample.values()) / 2
    cased = sum([times for char, times in sample.items() if char.lower() != char.upper()]) > half
    latin = sum([times for char, times in sample.items() if _is_latin(char)]) > half
    before: list[tuple[str, str, int]] = []
    """Capitalised words that stand side by side: word, skeleton, where it ends."""

    def add(key: str, word: str, by: float) -> None:
        found[key] = found.get(key, 0) + by
        words.setdefault(key, word)

    capitals_alone = cased and latin
    for match in WORD.finditer(text):
        word = match[0]
        if capitals_alone and not word[0].isupper():
            continue
        if len(word) > 40:
            if not latin and not cased:
                for run in _KATAKANA.findall(word[:2000]):
                    _add_skeleton(add, run, 1.0)
            continue
        start, end = match.span()
        if not latin and word.isascii():
            if len(word) >= 3:
                _add_skeleton(add, word, 1.0)
                add("l" + word.lower()[:8], word, 1.0)
        elif cased:
            if not word[0].isupper():
                continue
            bones = skeleton(word)
            first = start == 0 or text[start - 1] in _END or text[max(0, start - 2)] in _END
            if before and before[-1][2] == start - 1 and text[start - 1] in " -":
                if not first:
                    _add_run(add, before, word, bones)
            else:
                before = []
            before = [*before[-1:], (word, bones, end)]
            if len(word) >= 3 and not first:
                _add_skeleton(add, word, 1.0)
                if latin and len(word) >= 4:
                    add("l" + romanised(word).lower()[:6], word, 1.0)
        elif word >= "\u3040" and not "\uac00" <= word[0] <= "\ud7a3":
            for run in _KATAKANA.findall(word):
                _add_skeleton(add, run, 1.0)
        elif len(word) >= 3:
            bones = skeleton(word)
            if len(bones) >= 3:
                add("s" + bones[:6], word, 0.5)
    return int(cased)


def _is_latin(char: str) -> bool:
    return char < "\u0250" or "\u1e00" <= char <= "\u1eff"


def _add_skeleton(add: object, word: str, by: float) -> None:
    bones = skeleton(word)
    if len(bones) >= 3:
        add("s" + bones[:6], word, by)  # type: ignore[operator]
        if len(bones) >= 5:
            add("s" + bones[:4], word, by / 2)  # type: ignore[operator]


def _add_run(add: object, before: list[tuple[str, str, int]], word: str, bones: str) -> None:
    """Names of short words, Vietnamese or Chinese ones say, that have consonants enough only together."""
    run = bones
    name = word
    for other, others, _ in reversed(before):
        run = _squeezed(others + run)
        name = f"{other} {name}"
        if 3 <= len(run) <= 8:
            add("s" + run[:6], name, 1.0)  # type: ignore[operator]


def _squeezed(bones: str) -> str:
    return "".join(char for place, char in enumerate(bones) if not place or bones[place - 1] != char)


@lru_cache(100_000)
def skeleton(word: str) -> str:
    """The consonants of a name in classes of those that alphabets mix up; a vowel or h at its beginning is kept."""
    plain = _sounds(word)
    if not plain:
        return ""
    first = "a" if plain[0] in "aeiouy" else "h" if plain[0] == "h" else ""
    return first + _bones(plain)


@lru_cache(100_000)
def consonants(word: str) -> str:
    """The same without what is kept: words that stand in a row can be read as one."""
    return _bones(_sounds(word))


def _sounds(word: str) -> str:
    plain = romanised(word).lower()
    for pattern, put in _SOUNDS:
        plain = pattern.sub(put, plain)
    return plain


def _bones(plain: str) -> str:
    return _squeezed("".join(filter(None, map(_CLASS.get, plain))))
