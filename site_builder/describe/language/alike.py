"""Languages that detectors take for each other, told apart by the words that only one of them uses.

Shape: one text in, its language within a group out; memory: some thousand words, loaded when first needed. Raises
nothing. Weights of words, of their last four letters and of their first five, learnt by `bench/fit_language.py`.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterable
from functools import cache
from math import exp
from typing import NamedTuple

from site_builder.describe.language import ngrams
from site_builder.describe.language.ngrams import words

_LOOK = 8_000
"""Characters looked at: such words are rare, so a line does not do and a page does."""
TEMPER = 3.0
"""Scores are divided by it before they become shares: words of one text are not independent. At 3, of articles of
stories held out more come out right than at 2 or 5."""


class Group(NamedTuple):
    """Some languages and what tells them apart."""

    tags: tuple[str, ...]
    words: dict[str, list[float]]
    """Word, "-ending" or "beginning-" → log weight for each of the tags; they sum to nothing."""


def features(text: str) -> set[str]:
    """Words, "-ends" and "begin-nings", each once."""
    found: set[str] = set()
    for word in words(text):
        found.add(word)
        if len(word) > 4:
            found.add("-" + word[-4:])
        if len(word) > 5:
            found.add(word[:5] + "-")
    return found


def tell_apart(text: str, tag: str) -> dict[str, float]:
    """The tags of the group that `tag` belongs to, with shares that sum to 1; empty where it has no group."""
    group = _groups().get(tag)
    if group is None:
        return {}
    return shares(weigh(features(text[:_LOOK]), group), TEMPER)


def weigh(found: Iterable[str], group: Group) -> dict[str, float]:
    sums = [0.0] * len(group.tags)
    for name in sorted(found):  # in one order, for a sum of fractions depends on it
        for i, weight in enumerate(group.words.get(name, ())):
            sums[i] += weight
    return dict(zip(group.tags, sums, strict=True))


def shares(scores: dict[str, float], temper: float) -> dict[str, float]:
    """Log scores → shares that sum to 1."""
    best = max(scores.values())
    weights = {tag: exp((value - best) / temper) for tag, value in scores.items()}
    total = sum(weights.values())
    return {tag: weight / total for tag, weight in weights.items()}


@cache
def _groups() -> dict[str, Group]:
    """Tag, also without its region → its group."""
    told = json.loads(lzma.decompress((ngrams.FOLDER / "alike.xz").read_bytes()))
    groups = [Group(tuple(one["tags"]), one["words"]) for one in told]
    of_each = {tag: group for group in groups for tag in group.tags}
    return of_each | {tag.split("-")[0]: group for tag, group in of_each.items()}
