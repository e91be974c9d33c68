"""A text → the terms it is found by, the same for texts and for what a reader asks.

Shape: one text; pure; memory: its terms. What differs only in spelling is one term: case, accents, width, the hamza and the
vowels of Arabic, the points of Hebrew. Where words stand without spaces, each two neighbouring characters are a term, so
that words inside a run are found. Raises nothing.

`templates/assets/search.js` does the same in the browser; a test holds the two together, letter by letter.

Not here: which words are alike (`search.js`, when one is asked for), where terms are kept (`search/index.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from itertools import chain
from operator import add, itemgetter

LONGEST = 24
"""Characters of a term that count; a longer word is found by its beginning."""

_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
)
"""What a word is the same without: accents, points, vowels, and signs that nobody sees."""

_ALIKE = {
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i",
    "ς": "σ", "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ە": "ه",
}  # fmt: skip
"""Letters that readers write for one another, or cannot type."""

_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u1040\u17e0"
"""The zero of each script whose digits are found by ours."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces."""

_WORDS, _PLAIN_WORDS = re.compile("[a-z0-9]+"), re.compile(r"\w+")
_ARTICLE = re.compile("[وف]?(?:[بك]?ال|لل)(?=...)")
"""The Arabic article, with what may be written before it."""
_ARABIC, _HEBREW = re.compile("[\u0621-\u064a]{4,}"), re.compile("[\u05d0-\u05ea]{4,}")


def fold(text: str) -> str:
    """The text with one spelling for what readers take for one."""
    text = text.replace("_", " ")
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text).lower()
    text = unicodedata.normalize("NFC", _marks().sub("", text))
    if text.isascii() or not _unlike().search(text):
        return text
    return text.translate(_alike()).replace("יי", "י").replace("וו", "ו")


def terms(text: str) -> Counter[str]:
    """Every term of a text and how often it occurs."""
    text = fold(text)
    if text.isascii():
        found = Counter(_WORDS.findall(text))
        return found if len(max(found, key=len, default="")) <= LONGEST else _shortened(found)
    runs = _runs().findall(text)
    if runs:
        text = _runs().sub(" ", text)
    found = Counter((_PLAIN_WORDS if _all_marks().isdisjoint(text) else _words()).findall(text))
    for run in runs:
        units = _units().findall(run)
        found.update(map(add, units, units[1:]) if len(units) > 1 else units)
    if not _inflected().isdisjoint(map(itemgetter(0), found)):
        for word, count in list(found.items()):
            for form in forms(word):
                found[form] += count
    return found if len(max(found, key=len, default="")) <= LONGEST else _shortened(found)


def _shortened(found: Counter[str]) -> Counter[str]:
    short: Counter[str] = Counter()
    for word, count in found.items():
        short[word[:LONGEST]] += count
    return short


def is_unspaced(term: str) -> bool:
    """Is a term of a script without spaces between words?"""
    return _runs().match(term) is not None


def forms(word: str) -> list[str]:
    """What an Arabic or Hebrew word is found by beside itself: the same without what is written before it as one word."""
    if _ARABIC.fullmatch(word):
        bare = _ARTICLE.sub("", word, count=1)
        if bare != word:
            return [bare]
        return [word[1:]] if word[0] in "وفبلك" else []
    if _HEBREW.fullmatch(word):
        found: list[str] = []
        while len(word) > 3 and word[0] in "הובכלמש" and len(found) < 2:
            word = word[1:]
            found.append(word)
        return found
    return []


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(f"[{_MARKS}]+")


@cache
def _alike() -> dict[int, str]:
    digits = {ord(zero) + number: str(number) for zero in _ZEROS for number in range(10)}
    return digits | {ord(letter): other for letter, other in _ALIKE.items()}


@cache
def _all_marks() -> frozenset[str]:
    """Marks that belong to the letter before them, of all living scripts."""
    ranges = [(0x300, 0x2000), (0x20D0, 0x3100), (0xA660, 0xABF0), (0xFB1D, 0xFE30), (0x10A00, 0x12000)]
    letters = map(chr, chain.from_iterable(range(first, end) for first, end in [*ranges, (0x1E000, 0x1E960)]))
    return frozenset([letter for letter in letters if unicodedata.category(letter)[0] == "M"])


@cache
def _combining() -> str:
    """They as a part of a character class; ranges are found far faster than as many letters."""
    codes = sorted(map(ord, _all_marks()))
    first = [code for code, before in zip(codes, [0, *codes], strict=False) if code != before + 1]
    last = [code for code, after in zip(codes, [*codes[1:], 0], strict=True) if code != after - 1]
    return "".join([f"{chr(start)}-{chr(end)}" for start, end in zip(first, last, strict=True)])


@cache
def _unlike() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _alike()))}]|יי|וו")


@cache
def _words() -> re.Pattern[str]:

    return re.compile(f"[\\w{_combining()}]+")


@cache
def _runs() -> re.Pattern[str]:
    """What stands without spaces."""
    return re.compile(f"[{_UNSPACED}][{_UNSPACED}{_combining()}]*")


@cache
def _inflected() -> frozenset[str]:
    """First letters of words that have other forms."""
    return frozenset(map(chr, (*range(0x621, 0x64B), *range(0x5D0, 0x5EB))))


@cache
def _units() -> re.Pattern[str]:
    """A character with the marks on it."""
    marks = _combining()
    return re.compile(f"[^{marks}][{marks}]*|[{marks}]+")
