"""Twins: stories told in the same words, apart in their names alone. What sets them apart, and scores that heed it.

Two articles in one language that are both linked to a third are proof of two stories. What one of them holds and the
other does not is what the stories differ in: their names, in whatever script, also one without capitals or blanks. So of
each article the mean of all in its language is taken away, and what is left, short runs of consonants, meets across
scripts. Articles that have a rival are judged by this, too.

Shape: the pairs of one component in, the same with other scores out; pure. Memory: the runs of one component's articles
that are in question. Raises nothing. The order of the articles decides nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from typing import TypeVar

from site_builder.link.groups import LINK, Who
from site_builder.link.traits import WORD, consonants

Pairs = dict[tuple[str, str], float]
Key = TypeVar("Key", str, int)

LENGTH = 12_000
"""Characters of a text that are looked at."""
_SIZES = (3, 4)
"""Consonants of a run: of two, half as many names meet by chance; five are broken in some script."""
_STEP, _EVEN = 0.2, 0.5
"""A logistic curve of how much more alike a pair is than its best rival: by a step, .82; by nothing, .62, which two
versions of one text in one language are; less by half a step, .5. Made-up ceremonies in 3 to 17 languages come out the
same with steps of .1 to .2."""

_BREAK = re.compile(r"[\d.,:;!?()\[\]«»„“”\"|\n。、，；：！？「」『』（）،؛؟।]+")
"""Names do not go on across these. Marks of Thai and Indic words must not be among them."""


def contrasted(
    members: Mapping[str, Who],
    pairs: Pairs,
    anchors_of: Callable[[str], Mapping[int, float]],
    text_of: Callable[[str], str],
) -> Pairs:
    """The scores, lower where somebody else in the same language fits better by what sets the two apart.

    The text is asked for only where an article is linked to two of one language. Pairs that have no rival are left alone.
    """
    linked = _linked(members, pairs)
    if not any(len(some) > 1 for row in linked.values() for some in row.values()):
        return pairs
    likeness = _Likeness({one: members[one][0] for one in linked}, anchors_of, text_of)
    found = {}
    for (a, b), score in pairs.items():
        rivals = [
            (one, other)
            for one, mine in ((a, b), (b, a))
            if score >= LINK
            for other in linked[one].get(members[mine][0], ())
            if other != mine and (not members[mine][1] or members[other][1] != members[mine][1])
        ]
        if rivals:
            mine, best = likeness(a, b), max(likeness(*pair) for pair in rivals)
            if mine or best:
                score = round(score / (1 + math.exp(-((mine - best) / _STEP + _EVEN))), 6)
        found[a, b] = score
    return found


def _linked(members: Mapping[str, Who], pairs: Pairs) -> dict[str, dict[str, list[str]]]:
    """Article → language → those that its scores link it to; a language that is not sure has no rivals."""
    found: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (a, b), score in sorted(pairs.items()):
        if score >= LINK:
            for one, other in ((a, b), (b, a)):
                if members[other][0][0] != "?":
                    found[one][members[other][0]].append(other)
                else:
                    found[one].setdefault("?", [])
    return {one: {tongue: some for tongue, some in row.items() if some} for one, row in found.items()}


class _Likeness:
    """How alike two articles are in what sets them apart from the others in their languages, -1 to 1; 0: not known.

    By runs of consonants; of an article that is alone in its language nothing can be taken away, and its anchors must do.
    """

    def __init__(
        self,
        tongues: Mapping[str, str],
        anchors_of: Callable[[str], Mapping[int, float]],
        text_of: Callable[[str], str],
    ) -> None:
        same = defaultdict(list)
        for one, tongue in sorted(tongues.items()):
            same[tongue].append(one)
        several = [some for some in same.values() if len(some) > 1]
        self._runs: dict[str, Vector[str]] = {}
        for some in several:
            runs = _centred([runs_of(text_of(one)) for one in some])
            self._runs.update(zip(some, map(_vector, runs), strict=True))
        self._anchors: dict[str, Vector[int]] = {}
        if len(self._runs) < len(tongues):
            held = {one: anchors_of(one) for one in sorted(tongues)}
            weights = _telling([[held[one] for one in some] for some in several])
            for one, anchors in held.items():
                telling = sorted(anchors.keys() & weights.keys())
                self._anchors[one] = _vector(
                    {anchor: anchors[anchor] * weights[anchor] for anchor in telling}
                )
        self._known: dict[tuple[str, str], float] = {}

    def __call__(self, a: str, b: str) -> float:
        pair = (min(a, b), max(a, b))
        found = self._known.get(pair)
        if found is None:
            if a in self._runs and b in self._runs:
                found = _cosine(*map(self._runs.__getitem__, pair))
            else:
                found = _cosine(*map(self._anchors.__getitem__, pair))
            self._known[pair] = found
        return found


Vector = tuple[Mapping[Key, float], float]
"""And its length."""


def _vector(values: Mapping[Key, float]) -> Vector[Key]:
    return values, math.sqrt(sum(value * value for value in values.values())) or 1.0


def _cosine(one: Vector[Key], other: Vector[Key]) -> float:
    (first, length), (second, its) = one, other
    if len(second) < len(first):
        first, second = second, first
    dot = sum(value * second[key] for key, value in first.items() if key in second)
    return round(dot / (length * its), 6)


def _telling(languages: list[list[Mapping[int, float]]]) -> dict[int, float]:
    """Anchor → what it weighs: the more, the fewer of the articles hold it in languages in which any does."""
    held: Counter[int] = Counter()
    whole: Counter[int] = Counter()
    for some in languages:
        here = Counter(anchor for anchors in some for anchor in anchors)
        held.update(here)
        whole.update(dict.fromkeys(here, len(some)))
    return {
        anchor: math.log(whole[anchor] / count) for anchor, count in held.items() if count < whole[anchor]
    }


def _centred(texts: list[Counter[str]]) -> list[dict[str, float]]:
    """Each without the mean of all."""
    whole: Counter[str] = Counter()
    for runs in texts:
        whole.update(runs)
    mean = {run: count / len(texts) for run, count in whole.items()}
    return [
        {run: runs[run] - usual for run, usual in mean.items() if abs(runs[run] - usual) > 1e-9}
        for runs in texts
    ]


def runs_of(text: str) -> Counter[str]:
    """Runs of consonants, across the words of a phrase, and how often each is there."""
    found: Counter[str] = Counter()
    for phrase in _BREAK.split(unicodedata.normalize("NFKC", text[:LENGTH])):
        bones = ""
        for word in WORD.findall(phrase):
            plain = consonants(word)
            bones += plain[1:] if plain[:1] == bones[-1:] else plain
        for size in _SIZES:
            found.update(bones[at : at + size] for at in range(len(bones) - size + 1))
    return found
