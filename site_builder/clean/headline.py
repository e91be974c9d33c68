"""How much a first line reads as a headline, by measures that know no language.

Shape: the line, those behind it and their widths in; a number out; pure.
The weights are fitted by `python -m bench.headlines COLLECTION`, here on 2,003 articles in 85 languages of two press
collections (news of NTREX-128, releases of Debian); held out, by stories P .974 R .925, by languages P .981 R .959.
Not here: the layout (`plain`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from site_builder.text import sentences

_SAME_WORD, _LOOKED_AT = 4, 600
"""Characters of a word that is worth finding again, and of the text behind it in which it is looked for."""
_OPENING_QUOTES = frozenset("\"“„«'‘‚»「『")
_MIDDLE = frozenset(",;،、，؛")


class Lines(NamedTuple):
    """The first line and what follows it."""

    first: str
    columns: int
    is_ended: bool
    """Does a stop of a sentence end it?"""
    following: str
    """The lines behind it, as many as are looked at."""
    widths: Sequence[int]
    """Columns of the paragraphs behind it, in their order."""
    ended: float
    """Share of these that a stop ends."""


def measures(lines: Lines) -> tuple[float, ...]:
    """What a weight is fitted for, the first a constant; each about between -3 and 3."""
    # A line of combining marks has no columns.
    columns, widths = max(1, lines.columns), [max(1, width) for width in lines.widths]
    ordered = sorted(widths)
    median, narrow = ordered[len(ordered) // 2], ordered[len(ordered) // 8]
    to_median = math.log(columns / median)
    open_ended = 0.0 if lines.is_ended else 1.0
    words = [word for word in lines.first.split() if len(word) >= _SAME_WORD]
    again = sum(word in lines.following for word in words) / len(words) if words else 0.5
    parts = sum(1 for _ in sentences(lines.first))
    return (
        1.0,
        open_ended,
        open_ended * lines.ended,
        max(-3.0, min(1.0, to_median)),
        max(-3.0, min(1.0, to_median)) * open_ended,
        max(-3.0, min(3.0, math.log(columns / narrow))),
        max(-3.0, min(1.0, math.log(columns / widths[0]))),
        columns / 100,
        open_ended * columns / 100,
        min(3.0, parts - 1.0),
        1.0 if lines.first[0] in _OPENING_QUOTES else 0.0,
        min(3, sum(char in _MIDDLE for char in lines.first)) / 1.0,
        again,
    )


WEIGHTS = (2.16, 1.88, 2.2, -0.69, 1.76, -0.86, -1.26, -5.05, 1.46, -1.25, 0.97, -0.67, 0.23)
SURE, LIKELY = 1.0, -0.5
"""Scores above which a line is a headline: by itself, and where it has no stop and is narrower than the text."""


def score(lines: Lines) -> float:
    """How much it reads as a headline, as the logarithm of the odds."""
    return sum(weight * value for weight, value in zip(WEIGHTS, measures(lines), strict=True))
