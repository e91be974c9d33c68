"""Which language a text is in: its script where that decides, else a fast detector, else a vote of several.

Shape: one text in, a tag and a confidence (0 to 1) out. Memory: the fast detector's model, 26 MB, loaded at the first
text that needs it; what the vote needs (`vote`) at the first text that leaves a doubt. The same text has the same
language whatever else is in the collection; what the articles of a story say of each other is
`shared`'s.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from site_builder.describe.language import lid176
from site_builder.describe.language.scripts import ALONE, script_of, tag_of, told_by_han
from site_builder.late import late
from site_builder.model import UNDETERMINED

__all__ = [
    "Found",
    "Look",
    "detect_language",
    "load",
    "look_at",
    "look_closer",
    "missing_detectors",
    "told_by",
]

_PIECES = (30, 100, 300)
"""Characters taken from the beginning, the middle and the end of a text for a short look; more of them only where
fewer leave a doubt. The detector takes 0.3 us a character."""
_CLEAR = 0.9
"""Confidence that needs no second look: of 1,388 articles in 85 languages that came out so, none was wrong but for
the twins below."""
_LINE = 90
"""Characters of a text that is never clear at a first look: seven of 1,692 headlines held out were wrong though they came
out at .9 and more, and the vote is not dear for a line."""
_TWINS = frozenset(["id", "ms", "pt", "hr", "bs", "sr", "sh", "no", "nn", "az", "am", "bo", "ku"])
"""Labels that are no clear answer: near relatives that the fast detector does not know, or knows too little, come out
as these, and surely so. Found by asking it for the declarations
of languages that it does not know: what it said with 0.9 and more."""
_VOTED = 300
"""Characters from the beginning, the middle and the end that the others vote on; they take 3 us a character."""
_SURE_SHARE = 0.75
"""Share of a script among the letters of three short pieces above which the rest of a text will not outweigh it."""
_UNVOTED = 0.15
"""Part of the votes for a group that each of its members is taken to have. Together with the root below the best of nine
on held-out headlines; articles come out the same with all."""
_MOST = 5
"""Candidates kept of a text in doubt."""

_MIXED = 0.1
"""Letters in Latin script for each in Cyrillic above which it may be that these were typed for those."""
_LOOK_ALIKES = str.maketrans("aceojpxyABCEHIJKMOPTXS", "асеојрхуАВСЕНІЈКМОРТХЅ")

_CLUTTER = late(r"https?://\S{1,2000}|www\.\S{1,2000}|[|!\[\]()#*_0-9]+")
"""What says nothing of the language: addresses, digits, marks."""


class Found(NamedTuple):
    """What was told of a text."""

    tag: str
    confidence: float
    looks: int
    """How many looks it took: 1 for most texts; more, which are dear, where there is a doubt."""
    candidates: tuple[tuple[str, float], ...] = ()
    """Languages and their shares, likeliest first, of a text that was voted on."""


class Look(NamedTuple):
    """A short look at a text, before any detector is asked."""

    sample: str
    is_whole: bool
    """Is it all of the text?"""
    length: int
    """Characters of the text."""
    script: str
    share: float
    alone: str | None
    """The language that the script decides."""


def look_at(text: str, piece: int = _PIECES[0]) -> Look:
    """A look at the beginning, the middle and the end."""
    sample = _sample(text, piece)
    script, share, letters = script_of(sample)
    alone = told_by_han(sample, letters) if script in ("Hani", "Kana") else ALONE.get(script)
    return Look(sample, len(text) <= 3 * piece, len(text), script, share, alone)


def told_by(look: Look, looks: int = 1) -> Found | None:
    """What a short look says, the script or else the fast detector; None where it leaves a doubt. It is one of so many."""
    if look.alone is not None:
        sure = look.share > _SURE_SHARE or look.is_whole
        return Found(look.alone, look.share, looks) if sure else None
    if not look.script or look.length <= _LINE:
        return None
    label, score = next(iter(lid176.guesses(look.sample, 1)), ("", 0.0))
    tag = tag_of(label, look.script)
    if score < _CLEAR or not tag or label in _TWINS:
        return None
    return Found(tag, round(min(score, 1.0), 3), looks)


def detect_language(text: str, looks: int = 0) -> Found:
    """Tag and confidence; "und" and 0.0 for a text without letters. `looks`: short ones that left a doubt already."""
    while looks < len(_PIECES) and (looks == 0 or len(text) > 3 * _PIECES[looks - 1]):
        look = look_at(text, _PIECES[looks])
        looks += 1
        if found := told_by(look, looks):
            return found
    return _in_doubt(text, looks)


def look_closer(text: str) -> Found:
    """As `detect_language`, with every detector's vote, however clear the text looks: dear."""
    return _in_doubt(text, 0)


def _in_doubt(text: str, looks: int) -> Found:
    from site_builder.describe.language.alike import tell_apart  # only a text in doubt needs these
    from site_builder.describe.language.vote import vote

    sample = _sample(text, 4 * _VOTED)
    script, share, letters = script_of(sample)
    if not script:
        return Found(UNDETERMINED, 0.0, looks + 1)
    if script in ("Hani", "Kana") or script in ALONE:
        return Found(ALONE.get(script) or told_by_han(sample, letters), share, looks + 1)
    piece = _CLUTTER.sub(" ", _sample(text, _VOTED))
    if script == "Cyrl" and letters["Latn"] > _MIXED * letters["Cyrl"]:
        piece = piece.translate(_LOOK_ALIKES)
    candidates: list[tuple[str, float]] = [(tag, share) for tag, share in vote(piece, script)]
    if not candidates:
        return Found(UNDETERMINED, 0.0, looks + 1)
    likeliest = candidates[0][0]
    if apart := tell_apart(_CLUTTER.sub(" ", text[:20_000]), likeliest):
        candidates = _within_group(dict(candidates), apart, likeliest)
    tag, value = candidates[0]
    return Found(tag, round(min(value, 1.0), 3), looks + 1, tuple(candidates[:_MOST]))


def _within_group(
    votes: dict[str, float], apart: dict[str, float], likeliest: str
) -> list[tuple[str, float]]:
    """The candidates, where the members of a group are weighed by what its words say, and somewhat by their votes.

    The group as a whole has what its members have. A member keeps half of what another of the group gets: readers of
    the one can read the other.
    """
    whole = sum(votes[tag] for tag in sorted({*apart, likeliest}) if tag in votes)
    weights = {tag: part * sqrt(max(votes.get(tag, 0.0), _UNVOTED * whole)) for tag, part in apart.items()}
    total = sum(weights.values()) or 1.0
    told = [(tag, share) for tag, share in votes.items() if tag not in apart and tag != likeliest]
    told += [(tag, round(whole * (1 + weight / total) / 2, 4)) for tag, weight in weights.items()]
    return sorted(told, key=lambda one: (-one[1], one[0]))


def _sample(text: str, piece: int) -> str:
    if len(text) <= 3 * piece:
        return text
    middle = (len(text) - piece) // 2
    return " ".join((text[:piece], text[middle : middle + piece], text[-piece:]))


def load() -> None:
    """Read the model now, before processes are forked, so that they share it."""
    lid176.model()


def missing_detectors() -> list[str]:
    """Detectors that would have had a vote and are not installed."""
    from site_builder.describe.language.vote import missing

    return missing()
