"""How alike two articles are: what they share weighted by rarity, and whether either has a better partner.

Shape: traits of one article and who else holds its anchors in; neighbours, then features of pairs out. Pure; memory: the
holders of one article's anchors. Raises nothing.

Rarity comes from a background that is shipped (`common.json`) and, as a collection grows, from how many articles *of one
language* hold an anchor: a story in sixty languages makes its names no more common. Both counts go in powers of two, so
that a new article seldom changes what others weigh.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from site_builder.link.traits import NUMERIC
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
    """What the form of two texts is compared by, made ready once an article and small: thousands are held."""

    numbers: Sequence[int]
    ends: tuple[int, ...]
    close: bytes
    """For each thousandth of the text how near it is to the end of a paragraph: a place in `_NEARNESS`; nothing where none ends."""


class Member(NamedTuple):
    """An article as others see it."""

    language: str
    """As `tongue_of` says."""
    story: str
    """The story that it states or its source makes; "" where its content must say."""
    anchors: Sequence[int]
    shape: Shape
    cased: int


class Subject(NamedTuple):
    """The article that others are compared with, one after the other."""

    member: Member
    anchors: frozenset[int]
    places: Mapping[int, int]
    """Number → a bit for each place it stands at."""


def tongue_of(language: str, sure: bool, name: str) -> str:
    """The language of an article for linking: one of its own where it is not told surely.

    A wrong label would make its own translations its rivals, and keep it out of its story.
    """
    return language if sure and language != UNDETERMINED else f"?{name}"


Holders = Sequence[tuple[int, str, float]]
"""Who holds an anchor: article, language, how much."""

Rival = tuple[int, float, float, float]
"""A neighbour, its cosine, and the form of the pair that it makes."""


class Near:
    """The neighbours of an article, by language and there the nearest first; small, for thousands are held."""

    __slots__ = ("_cosines", "_ends", "_ids", "_places", "_runs", "top")

    def __init__(
        self, languages: Sequence[tuple[str, int]], ids: bytes, cosines: bytes, runs: bytes, ends: bytes
    ) -> None:
        """As `packed` says: languages and how many are in each; the rest are arrays."""
        self._ids, self._cosines = array("q", ids), array("d", cosines)
        self._runs, self._ends = array("d", runs), array("d", ends)
        self._places: dict[str, tuple[int, int]] = {}
        start = 0
        for language, count in languages:
            self._places[language] = start, start + count
            start += count
        self.top = max(self._cosines, default=0.0)
        """Cosine of the nearest."""

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def of(self, language: str) -> list[Rival]:
        """Those in a language."""
        start, end = self._places.get(language, (0, 0))
        columns = self._ids, self._cosines, self._runs, self._ends
        return list(zip(*[column[start:end] for column in columns], strict=True))

    def is_farther(self, likeness: float) -> bool:
        """Is the farthest of as many as are kept nearer than that?"""
        return len(self) == NEAR and likeness < min(self._cosines)

    def packed(self) -> tuple[tuple[tuple[str, int], ...], bytes, bytes, bytes, bytes]:
        """Plain values that `marshal` takes."""
        languages = tuple([(language, end - start) for language, (start, end) in self._places.items()])
        return (
            languages,
            self._ids.tobytes(),
            self._cosines.tobytes(),
            self._runs.tobytes(),
            self._ends.tobytes(),
        )


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
    anchors: Mapping[int, float],
    holders: Callable[[int], Holders],
    weight_of: Callable[[int], float],
    brief: Callable[[int], tuple[float, str, str]],
) -> Found:
    """All articles that hold such anchors; `brief` gives an article's norm, id and language."""
    dots: defaultdict[int, float] = defaultdict(float)
    for anchor, much in anchors.items():
        weight = weight_of(anchor)
        if not weight:
            continue
        weight *= weight * much
        for other, _, theirs in holders(anchor):
            dots[other] += weight * theirs
    dots.pop(own, None)
    found: Found = []
    norm, _, mine = brief(own)
    least = LEAST * norm
    for other, dot in dots.items():
        length, name, language = brief(other)
        if dot < least * length or language == mine:
            continue
        found.append((-round(dot / (norm * length), 6), name, other, language))
    found.sort()
    return found


def nearest(found: Found, form_with: Callable[[int], Form]) -> Near:
    """Those of them that are kept."""
    kept: defaultdict[str, list[Rival]] = defaultdict(list)
    count = 0
    for likeness, _, other, language in found:
        if len(kept[language]) < PER_LANGUAGE:
            kept[language].append((other, -likeness, *form_with(other)))
            count += 1
            if count == NEAR:
                break
    columns = list(zip(*[one for language in sorted(kept) for one in kept[language]], strict=True))
    ids, cosines, runs, ends = columns or ((), (), (), ())
    return Near(
        [(language, len(kept[language])) for language in sorted(kept)],
        array("q", ids).tobytes(),
        *[array("d", column).tobytes() for column in (cosines, runs, ends)],
    )


def would_enter(near: Near, likeness: float, language: str) -> bool:
    """May somebody that is this near be among these neighbours? True where it is a close call."""
    if near.is_farther(likeness):
        return False
    rivals = near.of(language)
    return len(rivals) < PER_LANGUAGE or likeness >= min(much for _, much, *_ in rivals)


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


def shape_of(numbers: Sequence[int], all_ends: tuple[int, ...]) -> Shape:
    """The form of a text: its numbers in order, and where paragraphs end."""
    close = bytearray()
    if all_ends:
        close = bytearray(1001)
        ends = sorted({min(1000, end) for end in all_ends})
        for before, end, after in zip([-1001, *ends], ends, [*ends[1:], 2001], strict=False):
            first = max(0, end - _FAR, (before + end + 1) // 2)
            last = min(1000, end + _FAR, (end + after) // 2)
            close[first : last + 1] = _AROUND[first - end + _FAR : last - end + _FAR + 1]
    return Shape(numbers, all_ends, bytes(close))


def subject(member: Member) -> Subject:
    """An article made ready to be compared with many."""
    places: dict[int, int] = {}
    for place, number in enumerate(member.shape.numbers):
        places[number] = places.get(number, 0) | 1 << place
    return Subject(member, frozenset(member.anchors), places)


def form_of(me: Subject, other: Shape) -> Form:
    """What two texts have in common but for their words."""
    shape = me.member.shape
    count = len(shape.numbers) + len(other.numbers)
    run = 2 * common_run(me, other.numbers) / count if count else 0.3
    return run, meeting_ends(shape, other)


def one_of(rivals: Sequence[Rival], other: int) -> Rival | None:
    """The one that is meant; None where it is not among them."""
    return next((one for one in rivals if one[0] == other), None)


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
    me: Subject,
    other: Member,
    weight_of: Callable[[int], float],
    likeness: float,
    form: Form,
    rivalry: tuple[float, float, float],
    top: float,
    choice: int,
) -> tuple[float, ...]:
    """What is judged of a pair; `weight_of` gives the rarity of an anchor.

    `top` is the cosine of whoever is nearest to one of the two; `choice` a power of two of the articles in that of the two
    languages which has fewer: to be the best of three says little.
    """
    mine, theirs = me.member.shape, other.shape
    all_weight = number_weight = 0.0
    for anchor in sorted(me.anchors.intersection(other.anchors)):
        weight = weight_of(anchor)
        all_weight += weight
        if anchor & NUMERIC:
            number_weight += weight
    values = set(theirs.numbers)
    both = len(values & me.places.keys())
    union = len(me.places) + len(values) - both
    paragraphs = sorted((len(mine.ends) + 1, len(theirs.ends) + 1))
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
        me.member.cased + other.cased,
        min(number_weight, 60.0),
        min(len(mine.numbers), len(theirs.numbers), 30),
        round(rivalry[1], 5),
        round(rivalry[2], 5),
        min(choice, 8),
    )


def common_run(me: Subject, numbers: Sequence[int]) -> int:
    """Length of the longest common subsequence of two texts' numbers, by bits of one integer (Hyyro 2004)."""
    count = len(me.member.shape.numbers)
    whole = (1 << count) - 1
    row = whole
    for match in filter(None, map(me.places.get, numbers)):
        hit = row & match
        row = ((row + hit) | (row - hit)) & whole
    return count - row.bit_count()


def meeting_ends(a: Shape, b: Shape) -> float:
    """Do paragraphs end at the same places, 0 to 1?"""
    if not a.ends or not b.ends:
        return 1.0 if len(a.ends) == len(b.ends) else 0.0
    mine, theirs = map(b.close.__getitem__, a.ends), map(a.close.__getitem__, b.ends)
    total = sum(map(_NEARNESS.__getitem__, mine)) + sum(map(_NEARNESS.__getitem__, theirs))
    return total / (len(a.ends) + len(b.ends))


_FAR = 47
"""Thousandths beyond which two places have nothing to do with each other."""
_NEARNESS = [0.0, *[math.exp(-((off / 12) ** 2)) for off in range(-_FAR, _FAR + 1)]]
"""Twelve thousandths of a text apart counts 1/e: what translations of one paragraph differ by (measured once, as `bmatch`).
First what is nowhere near."""
_AROUND = bytes(range(1, len(_NEARNESS)))
"""Places in it around the end of a paragraph."""
