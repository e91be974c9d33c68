"""How alike two articles are: what they share weighted by rarity, and whether either has a better partner.

Shape: traits of one article and who else holds its anchors in; neighbours, then features of pairs out. Pure; memory: the
holders of one article's anchors. Raises nothing.

Rarity comes from a background that is shipped (`common.json`) and, as a collection grows, from how many articles *of one
language* hold an anchor: a story in sixty languages makes its names no more common. Both counts go in powers of two, so
that a new article seldom changes what others weigh.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from site_builder.link.traits import NUMERIC, Traits
from site_builder.model import UNDETERMINED

COMMON = 5
"""Power of two of articles per language from which on an anchor says nothing."""
CROWD = 1500
"""Articles from which on it says nothing either: the work of one look stays bounded."""
NEAR = 96
PER_LANGUAGE = 8
"""Neighbours that are kept: in all, and in each language, where the others are the rivals of each."""
LEAST = 0.02
"""Cosine below which nobody is a neighbour."""


class Background(NamedTuple):
    """In how many stories of a reference collection an anchor was found; those not in it, in none or one."""

    stories: int
    counts: Mapping[int, int]


class Shape(NamedTuple):
    """What the form of two texts is compared by, made ready once an article."""

    numbers: tuple[int, ...]
    places: Mapping[int, int]
    """Number → a bit for each place it stands at."""
    values: frozenset[int]
    """Those numbers."""
    ends: tuple[int, ...]
    close: Sequence[float]
    """For each thousandth of the text how near it is to the end of a paragraph, 0 to 1; nothing where none ends."""


class Member(NamedTuple):
    """An article as linking sees it."""

    id: str
    language: str
    """As `tongue_of` says."""
    story: str
    """The story that it states or its source makes; "" where its content must say."""
    traits: Traits
    shape: Shape
    norm: float
    names: frozenset[int]
    """Its anchors."""


def tongue_of(language: str, sure: bool, name: str) -> str:
    """The language of an article for linking: one of its own where it is not told surely.

    A wrong label would make its own translations its rivals, and keep it out of its story.
    """
    return language if sure and language != UNDETERMINED else f"?{name}"


Holders = Sequence[tuple[int, str, float]]
"""Who holds an anchor: article, language, how much."""

Near = dict[int, tuple[float, str]]
"""Neighbour → cosine and language, nearest first."""


def step(number: float) -> int:
    """Exponent of the largest power of two that is not larger."""
    return max(0, int(number).bit_length() - 1)


def commonness(holders: Holders) -> int:
    """Articles per language that hold an anchor, as a power of two; -1 where it says nothing."""
    if len(holders) > CROWD:
        return -1
    found = step(len(holders) / max(1, len({language for _, language, _ in holders})))
    return found if found < COMMON else -1


def rarity(anchor: int, common: int, size: int, background: Background) -> float:
    """What an anchor weighs: `common` as `commonness` says, `size` a power of two of articles in the largest language."""
    if common < 0:
        return 0.0
    here = 1 << common
    return max(
        0.0, math.log((background.stories + (1 << size) + 1) / (background.counts.get(anchor, 0) + here))
    )


def norm_of(anchors: Mapping[int, float], weight_of: Callable[[int], float]) -> float:
    """Length of an article's vector."""
    return math.sqrt(sum((much * weight_of(anchor)) ** 2 for anchor, much in anchors.items())) or 1.0


Found = list[tuple[float, str, int, str]]
"""Articles in other languages that share something: cosine below zero, id, number, language; nearest first."""


def all_neighbours(
    own: int,
    me: Member,
    holders: Callable[[int], Holders],
    weight_of: Callable[[int], float],
    brief: Callable[[int], tuple[float, str, str]],
) -> Found:
    """All articles whose anchors are like those of `me`; `brief` gives an article's norm, id and language."""
    dots: defaultdict[int, float] = defaultdict(float)
    for anchor, much in me.traits.anchors.items():
        weight = weight_of(anchor)
        if not weight:
            continue
        weight *= weight * much
        for other, _, theirs in holders(anchor):
            dots[other] += weight * theirs
    dots.pop(own, None)
    found: Found = []
    least = LEAST * me.norm
    for other, dot in dots.items():
        length, name, language = brief(other)
        if dot < least * length or language == me.language:
            continue
        found.append((-round(dot / (me.norm * length), 6), name, other, language))
    found.sort()
    return found


def nearest(found: Found) -> Near:
    """Those of them that are kept."""
    near: Near = {}
    counts: defaultdict[str, int] = defaultdict(int)
    for likeness, _, other, language in found:
        if counts[language] < PER_LANGUAGE:
            counts[language] += 1
            near[other] = (-likeness, language)
            if len(near) == NEAR:
                break
    return near


def would_enter(near: Near, likeness: float, language: str) -> bool:
    """May somebody that is this near be among these neighbours? True where it is a close call."""
    if len(near) == NEAR and likeness < min(much for much, _ in near.values()):
        return False
    rivals = [much for much, its in near.values() if its == language]
    return len(rivals) < PER_LANGUAGE or likeness >= min(rivals)


FEATURES = (
    "anchors",
    "shared",
    "numlcs",
    "numjac",
    "numbers",
    "bmatch",
    "pratio",
    "paragraphs",
    "rival",
    "rank",
    "cased",
    "sharednum",
    "few",
    "numrival",
    "endrival",
    "choice",
)
"""Names of what `features` gives, in order; docs/linking.md says what each is."""

RISING = (1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0)
"""Those of which more never speaks against a translation: 1."""

Form = tuple[float, float]
"""Of a pair: the run of numbers that both have in order, by all; whether paragraphs end at the same places. 0 to 1."""


def shape_of(traits: Traits) -> Shape:
    """The form of a text."""
    places: dict[int, int] = {}
    for place, number in enumerate(traits.numbers):
        places[number] = places.get(number, 0) | 1 << place
    close: list[float] = []
    if traits.ends:
        close = [0.0] * 1001
        ends = sorted({min(1000, end) for end in traits.ends})
        for before, end, after in zip([-1001, *ends], ends, [*ends[1:], 2001], strict=False):
            first = max(0, end - _FAR, (before + end + 1) // 2)
            last = min(1000, end + _FAR, (end + after) // 2)
            close[first : last + 1] = _AROUND[first - end + _FAR : last - end + _FAR + 1]
    return Shape(traits.numbers, places, frozenset(places), traits.ends, close)


def form_of(a: Shape, b: Shape) -> Form:
    """What two texts have in common but for their words."""
    count = len(a.numbers) + len(b.numbers)
    return 2 * common_run(a, b) / count if count else 0.3, meeting_ends(a, b)


Rival = tuple[int, float, float, float]
"""A neighbour, its cosine, and the form of the pair that it makes."""


def rivals_in(language: str, near: Near, form_with: Callable[[int], Form]) -> list[Rival]:
    """The neighbours of an article in one language."""
    return [(one, much, *form_with(one)) for one, (much, its) in near.items() if its == language]


def rivalry_of(
    pair: tuple[int, int], rivals: tuple[Sequence[Rival], Sequence[Rival]], likeness: float, form: Form
) -> tuple[float, float, float]:
    """How a pair compares with the best other ones of the two: `rivals` of each are in the language of the other.

    The likeness by theirs, below 1 where somebody fits better; and by how much its form is better. This is what tells
    twins apart, texts that are alike but for a few names or numbers.
    """
    best = numbers = ends = 0.0
    for other, ones in zip(reversed(pair), rivals, strict=True):
        for one, much, run, meeting in ones:
            if one != other:
                if much > best:
                    best = much
                if 2 * much > likeness:
                    if run > numbers:
                        numbers = run
                    if meeting > ends:
                        ends = meeting
    return min(3.0, (likeness + 0.02) / (best + 0.02)), form[0] - numbers, form[1] - ends


def features(
    a: Member,
    b: Member,
    weight_of: Callable[[int], float],
    likeness: float,
    form: Form,
    rivalry: tuple[float, float, float],
    near: tuple[Near, Near],
    choice: int,
) -> tuple[float, ...]:
    """What is judged of a pair; `weight_of` gives the rarity of an anchor.

    `choice` is a power of two of the articles in that of the two languages which has fewer: to be the best of three
    says little.
    """
    mine, theirs = a.traits, b.traits
    all_weight = number_weight = 0.0
    for anchor in sorted(a.names & b.names):
        weight = weight_of(anchor)
        all_weight += weight
        if anchor & NUMERIC:
            number_weight += weight
    first, second = a.shape.values, b.shape.values
    both = len(first & second)
    union = len(first) + len(second) - both
    paragraphs = (min(mine.paragraphs, theirs.paragraphs), max(mine.paragraphs, theirs.paragraphs))
    top = max(_first(near[0]), _first(near[1]))
    return (
        likeness,
        min(all_weight, 150.0),
        form[0],
        both / union if union else 0.3,
        min(len(mine.numbers) + len(theirs.numbers), 60),
        form[1],
        paragraphs[0] / paragraphs[1],
        min(paragraphs[0], 20),
        round(rivalry[0], 5),
        round(likeness / top, 5) if top else 1.0,
        mine.cased + theirs.cased,
        min(number_weight, 60.0),
        min(len(mine.numbers), len(theirs.numbers), 30),
        round(rivalry[1], 5),
        round(rivalry[2], 5),
        min(choice, 8),
    )


def _first(near: Near) -> float:
    """Likeness of the nearest."""
    return next(iter(near.values()))[0] if near else 0.0


def common_run(a: Shape, b: Shape) -> int:
    """Length of the longest common subsequence of their numbers, by bits of one integer (Hyyro 2004)."""
    whole = (1 << len(a.numbers)) - 1
    row = whole
    for match in filter(None, map(a.places.get, b.numbers)):
        hit = row & match
        row = ((row + hit) | (row - hit)) & whole
    return len(a.numbers) - row.bit_count()


def meeting_ends(a: Shape, b: Shape) -> float:
    """Do paragraphs end at the same places, 0 to 1?"""
    if not a.ends or not b.ends:
        return 1.0 if len(a.ends) == len(b.ends) else 0.0
    total = sum(map(b.close.__getitem__, a.ends)) + sum(map(a.close.__getitem__, b.ends))
    return total / (len(a.ends) + len(b.ends))


_FAR = 47
"""Thousandths beyond which two places have nothing to do with each other."""
_AROUND = [math.exp(-((off / 12) ** 2)) for off in range(-_FAR, _FAR + 1)]
"""Twelve thousandths of a text apart counts 1/e: what translations of one paragraph differ by (measured once, as `bmatch`)."""
