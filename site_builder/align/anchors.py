"""What two texts have in common whatever their languages: numbers, and names by their consonants.

Shape: a text in, its anchors out; memory: the names of the last few thousand words. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from site_builder.text import pattern

_ZEROS = (
    "0\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090\u17e0\u1810"
    "\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40\u1c50\ua620\ua8d0\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
)
_DIGIT = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _ZEROS)
_MORE_OF_A_NUMBER = r"\d*(?:[.,\u00a0\u202f ]\d{3})*"
_NUMBER = re.compile(f"[{_DIGIT}]{_MORE_OF_A_NUMBER}")
_NUMBER_BEYOND = rf"\d{_MORE_OF_A_NUMBER}"
"""Numbers of a text without characters beyond U+FFFF, and of any: a class of ranges is found five times as fast as `\\d`."""
_LATIN = re.compile(r"[A-Za-z]{3,}")
_STOPS = '.!?:…"“”„«»'
"""What stands before the first word of a sentence."""
_MARKS = "\"'`([{<-"
_LONGEST = 40
"""Letters of a word that are looked at; a script without spaces has no words."""
_SHORTEST = 3
"""Consonants of a name at least, the first vowel counted."""
_SOUNDS = (
    ("sch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("zh", "s"),
    ("ts", "s"),
    ("tz", "s"),
    ("cz", "s"),
    ("cs", "s"),
    ("sz", "s"),
    ("kh", "h"),
    ("ph", "p"),
    ("ng", "n"),
)
"""Groups of letters that stand for one sound in some writing, and the class of that sound."""
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bpvfw", "p"),
        **dict.fromkeys("kcqgx", "k"),
        **dict.fromkeys("sz", "s"),
        **dict.fromkeys("td", "t"),
        **dict.fromkeys("lr", "r"),
        **dict.fromkeys("aeiouyj", ""),
    }
)
"""Consonants that are written for one another where a name goes from script to script; vowels go."""


def numbers_of(text: str) -> frozenset[str]:
    """The numbers in a text, without separators, in ASCII digits."""
    is_usual = text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
    return frozenset(map(_digits, (_NUMBER if is_usual else pattern(_NUMBER_BEYOND)).findall(text)))


@lru_cache(maxsize=1024)
def _digits(number: str) -> str:
    return "".join([str(unicodedata.digit(char)) for char in number if char.isdigit()])


def anchors_of(text: str) -> frozenset[str]:
    """Its numbers, and the skeletons of words that may be names.

    These are, in a script with capitals, words with one that do not begin a sentence, and Latin words in any other
    text; where a script has no capitals, all words of some length.
    """
    words = text.split()
    named = [word for before, word in pairwise(words) if word[0].isupper() and before[-1] not in _STOPS]
    if not _is_latin(text):
        named += _LATIN.findall(text)
        named += [word for word in words if len(word) > _SHORTEST and word[0].upper() == word[0].lower()]
    return numbers_of(text).union(
        [skeleton for word in named if len(skeleton := _skeleton(word)) >= _SHORTEST]
    )


def _is_latin(text: str) -> bool:
    """Is most of its beginning ASCII? Of Vietnamese three quarters are, of Greek the spaces."""
    beginning = text[:60]
    return 2 * len(beginning.encode("ascii", "ignore")) >= len(beginning)


@lru_cache(maxsize=8192)
def _skeleton(word: str) -> str:
    """Six consonant classes at most of a word in Latin letters: of "Ukraine", "Ukraina", "Україна" the same."""
    from anyascii import anyascii

    plain = anyascii(word[:_LONGEST]).lower().lstrip(_MARKS)
    for letters, sound in _SOUNDS:
        if letters in plain:
            plain = plain.replace(letters, sound)
    head = "a" if plain[:1] in tuple("aeiouy") else ""
    classes = plain.translate(_CLASSES)
    skeleton = head
    for char in classes:
        if "a" <= char <= "z" and char != skeleton[-1:]:
            skeleton += char
    return skeleton[:6]
