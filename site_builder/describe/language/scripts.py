"""What a script says of the language, and how languages in several scripts are called.

Pure, by Unicode ranges; memory: the characters seen so far. Raises nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import lru_cache

from site_builder.text import blocks_of

_RANGES = (
    ("Latn", "A-Za-zÀ-ÖØ-öø-ʯḀ-ỿ"),
    ("Cyrl", "Ѐ-ԯ"),
    ("Grek", "Ͱ-Ͽἀ-῿"),
    ("Armn", "԰-֏"),
    ("Hebr", "\u0590-\u05ff"),
    ("Arab", "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff"),
    ("Syrc", "\u0700-\u074f"),
    ("Thaa", "\u0780-\u07bf"),
    ("Nkoo", "\u07c0-\u07ff"),
    ("Deva", "\u0900-\u097f"),
    ("Beng", "\u0980-\u09ff"),
    ("Guru", "\u0a00-\u0a7f"),
    ("Gujr", "\u0a80-\u0aff"),
    ("Orya", "\u0b00-\u0b7f"),
    ("Taml", "\u0b80-\u0bff"),
    ("Telu", "\u0c00-\u0c7f"),
    ("Knda", "\u0c80-\u0cff"),
    ("Mlym", "\u0d00-\u0d7f"),
    ("Sinh", "\u0d80-\u0dff"),
    ("Thai", "\u0e00-\u0e7f"),
    ("Laoo", "\u0e80-\u0eff"),
    ("Tibt", "\u0f00-\u0fff"),
    ("Mymr", "\u1000-\u109f"),
    ("Geor", "\u10a0-\u10ff\u1c90-\u1cbf"),
    ("Ethi", "\u1200-\u139f"),
    ("Cans", "\u1400-\u167f"),
    ("Khmr", "\u1780-\u17ff"),
    ("Mong", "\u1800-\u18af"),
    ("Olck", "\u1c50-\u1c7f"),
    ("Tfng", "\u2d30-\u2d7f"),
    ("Kana", "\u3041-\u30ff\u31f0-\u31ff"),
    ("Hang", "\u1100-\u11ff\uac00-\ud7af"),
    ("Hani", "㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"),
)

FEW = 3
"""Letters that say something of a script."""


class _Scripts(dict[str, str]):
    """Character → its script, "" for one that belongs to none or to many."""

    def __missing__(self, char: str) -> str:
        place = bisect_right(_FIRST, char) - 1
        script = _SPANS[place][2] if place >= 0 and char <= _SPANS[place][1] else ""
        self[char] = script
        return script


_SPANS = sorted(
    (first, last or first, name) for name, chars in _RANGES for first, last in re.findall("(.)-(.)", chars)
)
_FIRST = [first for first, _, _ in _SPANS]
_script_of_char = _Scripts().__getitem__
_OF_OTHERS = {
    block
    for first, last, name in _SPANS
    if name != "Latn"
    for block in range(ord(first) >> 8, (ord(last) >> 8) + 1)
}
_LATIN = bytes({*range(256)} - {*range(0xD8, 0xE0)} - _OF_OTHERS)
_LATIN_LETTERS = re.compile(f"[A-Za-z]{{{FEW}}}")
"""Blocks of 256 characters in which no letter is of another script, surrogates left out; what says that there are some letters."""

ALONE = {
    "Grek": "el",
    "Armn": "hy",
    "Thaa": "dv",
    "Nkoo": "nqo",
    "Guru": "pa",
    "Gujr": "gu",
    "Orya": "or",
    "Taml": "ta",
    "Telu": "te",
    "Knda": "kn",
    "Mlym": "ml",
    "Sinh": "si",
    "Thai": "th",
    "Laoo": "lo",
    "Mymr": "my",
    "Geor": "ka",
    "Khmr": "km",
    "Hang": "ko",
    "Cans": "iu",
    "Olck": "sat",
    "Tfng": "zgh",
}
"""Scripts that one written language of news uses almost alone."""

_WITHIN = {
    "Cyrl": frozenset(
        [
            "ru",
            "uk",
            "be",
            "bg",
            "mk",
            "sr",
            "kk",
            "ky",
            "tg",
            "mn",
            "tt",
            "ba",
            "cv",
            "ce",
            "os",
            "kv",
            "koi",
            "sah",
            "tyv",
            "alt",
            "myv",
            "mdf",
            "xal",
            "mhr",
            "mrj",
            "krc",
            "kum",
            "kbd",
            "ady",
            "lez",
            "av",
            "ab",
            "az",
            "uz",
            "tk",
            "kaa",
            "rue",
        ]
    ),
    "Arab": frozenset(["ar", "fa", "prs", "ur", "ps", "ckb", "ug", "sd", "azb", "lah", "ks", "mzn", "bal"]),
    "Hebr": frozenset(["he", "yi"]),
    "Deva": frozenset(["hi", "mr", "ne", "sa", "bho", "new", "mai", "mag", "gom", "raj"]),
    "Beng": frozenset(["bn", "as", "bpy"]),
    "Ethi": frozenset(["am", "ti"]),
    "Tibt": frozenset(["bo", "dz"]),
}
"""What a text in the script may be in; another answer of a detector is no answer."""

_ALSO_LATIN = frozenset(["sr", "az", "uz", "tk", "ug", "tt", "kaa", "crh"])
_NEVER_LATIN = (
    frozenset(ALONE.values()) | frozenset().union(*_WITHIN.values()) | {"ja", "zh", "yue"}
) - _ALSO_LATIN
"""What a text in Latin script may not be in."""

_RENAMED = {
    "no": "nb",
    "tl": "fil",
    "sh": "sr",
    "iw": "he",
    "in": "id",
    "jw": "jv",
    "als": "gsw",
    "eml": "egl",
    "bh": "bho",
    "arz": "ar",
    "pnb": "lah",
    "tw": "ak",
    "sr-ME": "sr",
}
"""Codes of detectors → BCP 47."""

_OTHER_SCRIPTS = {
    "az": "Latn",
    "uz": "Latn",
    "tk": "Latn",
    "ug": "Arab",
    "tt": "Cyrl",
    "kaa": "Latn",
    "sr": "",
}
"""Languages of several scripts → the one that their tag need not name (CLDR's likely subtags); Serbian names both."""

_SIMPLIFIED = frozenset(
    "们这为国来时说对过动后业产发员问经与实进现开还个见让从认应总体长门车东书区线关热难议选举军级亿"
)
_TRADITIONAL = frozenset(
    "們這為國來時說對過動後業產發員問經與實進現開還個見讓從認應總體長門車東書區線關熱難議選舉軍級億"
)
"""Frequent characters that the reform of the 1950s changed."""

_CANTONESE = frozenset("嘅咗喺唔冇佢哋嚟噉咁睇啲嗰嘢咩")
"""Characters that written Cantonese uses all the time and written Mandarin hardly ever."""

_LINE = 80
"""Letters of a headline."""
_KANA_SHARE = 0.08
"""Share of kana above which Han text is Japanese; Chinese news quotes fewer."""
_CANTONESE_SHARE = 0.012
"""Share of characters that only written Cantonese uses, above which Han text is that: 26 of 29 articles held out."""


def script_of(sample: str) -> tuple[str, float, Counter[str]]:
    """The script of most letters, its share and how many letters there are of each; "" where there are too few."""
    if not blocks_of(sample).translate(None, _LATIN) and _LATIN_LETTERS.search(sample):
        return "Latn", 1.0, Counter()
    letters = Counter(map(_script_of_char, sample))
    del letters[""]
    if letters.total() < FEW:
        return "", 0.0, letters
    if len(letters) == 1:
        return next(iter(letters)), 1.0, letters
    # Han and kana say a word in one or two characters where alphabets need five: they count threefold. In a headline
    # names in Latin letters may outweigh the rest, and hardly ever names in others.
    dense, foreign = (6, 4) if letters.total() < _LINE else (3, 1)
    weighted = {
        name: count * (dense if name in ("Hani", "Kana", "Hang") else 1 if name == "Latn" else foreign)
        for name, count in letters.items()
    }
    if "Hani" in weighted:
        weighted["Hani"] += weighted.pop("Kana", 0)
    script = max(sorted(weighted), key=lambda name: weighted[name])
    return script, round(weighted[script] / sum(weighted.values()), 3), letters


def told_by_han(sample: str, letters: Counter[str]) -> str:
    """Japanese by its kana, the kinds of Chinese by characters that only one of them uses."""
    if letters["Kana"] > _KANA_SHARE * (letters["Kana"] + letters["Hani"]):
        return "ja"
    simplified = sum(map(_SIMPLIFIED.__contains__, sample))
    traditional = sum(map(_TRADITIONAL.__contains__, sample))
    if sum(map(_CANTONESE.__contains__, sample)) > _CANTONESE_SHARE * letters["Hani"]:
        return "yue"
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@lru_cache(maxsize=1_024)
def tag_of(code: str, script: str) -> str:
    """A detector's code → the tag of a text in the script; "" for a language that is not written in it."""
    language = _RENAMED.get(code, code).split("-")[0]
    if language == "ku":
        return {"Latn": "kmr", "Arab": "ckb"}.get(script, "")
    if len(language) not in (2, 3) or not is_possible(language, script):
        return ""
    usual = _OTHER_SCRIPTS.get(language, script)
    return language if usual == script else f"{language}-{script}"


def is_possible(language: str, script: str) -> bool:
    if script == "Latn":
        return language not in _NEVER_LATIN
    return language in _WITHIN.get(script, ())
