"""Align the versions of one story block by block.

Works on one story; memory: its articles. Raises nothing; changes no text.
Every version is aligned to one, the pivot, which is built as most are; each block then has a stretch of the pivot's text that
says the same, and blocks of any two versions belong together where their stretches overlap. Versions whose blocks are of the
same kinds and lengths go one to one. Where a version differs from the pivot by one block left out or two joined, which is
the rule, lengths say where it may be and numbers which of these places it is. Others are searched (`pair`): by blocks,
and where these are broken at other places by sentences.

Not here: which articles are versions of one story (`link`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, pairwise
from operator import attrgetter

from site_builder.align.anchors import anchors_of, numbers_of
from site_builder.align.breaks import one_break
from site_builder.align.pair import Bead, Units, search
from site_builder.model import Alignment, Article, BlockKind, Spans
from site_builder.text import sentences

_Cell = tuple[int, ...]
_Row = tuple[_Cell, ...]

_EVEN = 0.08
"""Part of the text that may stand in another block for versions of equal kinds to go one to one unseen. On the developer
collection 1 of 15 pairs that do not is below it, and 209 of 224 that do."""
_BLOCKS, _SENTENCES = (0.2, 6.0), (0.17, 6.6)
"""Spread of lengths and cost of a gap, of blocks and of sentences."""
_BROKEN = 0.18
"""Share of beads of several blocks above which paragraphs are broken elsewhere, and sentences are searched."""
_MAX_SENTENCES = 4_000
"""Of a version; texts of more are aligned by blocks."""
_BEND = 0.25
"""Part of a block on either side of a border from which on it runs across."""
_TOLERATED = 8
"""One version of so many may run across the border of two rows."""
_SEVERAL = 3
"""Versions that are hardly built alike by chance: of two each may lack another block of a third."""
_USUAL = 256
"""Blocks of the longest versions whose rows are kept for other stories: a few megabytes of them at most."""

_language = attrgetter("language")


def align_story(articles: Sequence[Article], ways: Counter[str] | None = None) -> Alignment:
    """The versions in rows of blocks, and what belongs together; `articles` has one in each language.

    `ways` counts them: "cheap" where the structure is that of the fullest version, "dear" where it was looked into.
    """
    articles = sorted(articles, key=_language)
    languages = tuple([article.language for article in articles])
    kinds = [[block.kind for block in article.blocks] for article in articles]
    pivot = _pivot(articles, kinds)
    fullest = _Version(articles[pivot], kinds[pivot])
    even = fullest.spans
    spans: list[Spans] = []
    for article, own in zip(articles, kinds, strict=True):
        same = article is articles[pivot] or (own == kinds[pivot] and fullest.is_even(article))
        spans.append(even if same else _spans(fullest, _Version(article, own)))
    cheap = sum([one is even for one in spans])
    if ways is not None:
        ways["cheap"] += cheap
        ways["dear"] += len(spans) - cheap
    if cheap == len(spans):
        return Alignment(languages, _even_rows(len(spans), len(even)), tuple(spans), pivot)
    return Alignment(languages, _rows(even, spans), tuple(spans), pivot)


def as_before(languages: tuple[str, ...], pivot: int, spans: tuple[Spans, ...]) -> Alignment:
    """An alignment again from what was remembered of it."""
    even = spans[pivot]
    return Alignment(languages, _rows(even, [even if one == even else one for one in spans]), spans, pivot)


def _pivot(articles: Sequence[Article], kinds: Sequence[Sequence[BlockKind]]) -> int:
    """The version to align all others to: of several built alike, if they are more than half, or else of those with most
    blocks, the one with most numbers, then the first.
    """
    alike = [place for place, own in enumerate(kinds) if 2 * kinds.count(own) > len(kinds)]
    if len(alike) == len(kinds):
        return 0  # nearly always they go one to one, and any will do
    most = max(map(len, kinds))
    best = alike if len(alike) >= _SEVERAL else [place for place, own in enumerate(kinds) if len(own) == most]
    if len(best) == 1:
        return best[0]
    counts = {
        place: len(numbers_of("\n".join([block.text for block in articles[place].blocks]))) for place in best
    }
    return max(best, key=lambda place: (counts[place], -place))


def _even_rows(versions: int, blocks: int) -> tuple[_Row, ...]:
    """Rows of versions that all go one to one, as in most stories."""
    return _usual(versions, blocks) if blocks <= _USUAL else _usual.__wrapped__(versions, blocks)


@lru_cache(maxsize=256)
def _usual(versions: int, blocks: int) -> tuple[_Row, ...]:
    return tuple([((place,),) * versions for place in range(blocks)])


class _Version:
    """What alignment looks at in an article."""

    __slots__ = ("_article", "_sentences", "blocks", "kinds", "lengths", "total")

    def __init__(self, article: Article, kinds: list[BlockKind]) -> None:
        self._article = article
        self.kinds = kinds
        self.lengths = [max(1, len(block.text)) for block in article.blocks]
        self.total = sum(self.lengths)
        self.blocks = Units([block.text for block in article.blocks], kinds, anchors_of)
        self._sentences: tuple[Units, list[int]] | None = None

    @property
    def spans(self) -> Spans:
        """Of each block, where it begins and ends in the text."""
        ends = self.blocks.ends
        return tuple(pairwise(ends))

    def is_even(self, article: Article) -> bool:
        """Are the blocks of an article of the same kinds of about the same lengths?"""
        lengths = [max(1, len(block.text)) for block in article.blocks]
        ratio = self.total / sum(lengths)
        off = sum([abs(ours - ratio * theirs) for ours, theirs in zip(self.lengths, lengths, strict=True)])
        return off < 2 * _EVEN * self.total

    def sentences(self) -> tuple[Units, list[int]]:
        """Its sentences, and the block of each."""
        if self._sentences is None:
            texts: list[str] = []
            of: list[int] = []
            for place, block in enumerate(self._article.blocks):
                said = list(sentences(block.text)) if block.kind == "paragraph" else []
                texts += said or [block.text]
                of += [place] * (len(said) or 1)
            self._sentences = Units(texts, [self.kinds[place] for place in of], anchors_of), of
        return self._sentences

    def sentence_ends(self) -> list[int]:
        """Where each sentence begins in the text, and where the last one ends; a block's first where the block does."""
        units, of = self.sentences()
        ends = self.blocks.ends
        firsts = {block: place for place, block in reversed(list(enumerate(of)))}
        found = []
        for place, block in enumerate(of):
            begin = units.ends[firsts[block]]
            behind = units.ends[firsts.get(block + 1, len(of))]
            part = (units.ends[place] - begin) / (behind - begin)
            found.append(round(ends[block] + part * (ends[block + 1] - ends[block])))
        return [*found, ends[-1]]


# A version beside the pivot


def _spans(pivot: _Version, version: _Version) -> Spans:
    """Of each block of the version, the stretch of the pivot's text that says the same; an empty one where none does."""
    found = one_break(pivot, version)
    if found is None and (turned := one_break(version, pivot)) is not None:
        found = [(theirs, ours) for ours, theirs in turned]
    if found is not None:
        return _stretches(pivot.blocks.ends, version.lengths, found)
    beads = search(pivot.blocks, version.blocks, *_BLOCKS)
    several = sum([len(ours) + len(theirs) > 2 for ours, theirs in beads])
    if several > _BROKEN * len(beads):
        ours, _ = pivot.sentences()
        theirs, of = version.sentences()
        if max(len(ours.texts), len(theirs.texts)) <= _MAX_SENTENCES:
            return _by_sentences(pivot, version, ours, theirs, of)
    return _stretches(pivot.blocks.ends, version.lengths, beads)


def _stretches(ends: Sequence[int], lengths: Sequence[int], beads: Sequence[Bead]) -> Spans:
    """Where each unit stands in the pivot, `ends` of whose units are given: units of one bead share its stretch by length."""
    spans: list[tuple[int, int]] = []
    for ours, theirs in beads:
        start, stop = ends[ours.start], ends[ours.stop]
        if len(theirs) == 1:
            spans.append((start, stop))
        elif theirs:
            total = sum(lengths[theirs.start : theirs.stop])
            done = 0
            for length in lengths[theirs.start : theirs.stop]:
                before = start + (stop - start) * done // total
                done += length
                spans.append((before, start + (stop - start) * done // total))
    return tuple(spans)


def _by_sentences(pivot: _Version, version: _Version, ours: Units, theirs: Units, of: Sequence[int]) -> Spans:
    """The same by sentences: a block is where its sentences are."""
    lengths = [max(1, len(text)) for text in theirs.texts]
    found = _stretches(pivot.sentence_ends(), lengths, search(ours, theirs, *_SENTENCES))
    spans: list[tuple[int, int]] = []
    reached = 0
    place = 0
    for block in range(len(version.lengths)):
        start, stop = -1, reached
        while place < len(of) and of[place] == block:
            first, last = found[place]
            if last > first:
                start = first if start < 0 else start
                stop = last
            place += 1
        spans.append((reached if start < 0 else start, stop))
        reached = stop
    return tuple(spans)


# All versions


def _rows(even: Spans, spans: Sequence[Spans]) -> tuple[_Row, ...]:
    """Rows of all versions: one for each block of the pivot, or for several where other versions run across their border.

    A block stands in the row where most of its stretch is. One without a stretch gets a row of its own, unless that would
    stand within another.
    """
    own = [one for one in spans if one is not even]
    joined = _joined(even, own, len(spans) // _TOLERATED)
    row_of: list[int] = []
    for place in range(len(even)):
        row_of.append(row_of[-1] + (not joined[place]) if place else 0)
    begins = [start for place, (start, _) in enumerate(even) if not joined[place]]
    ends = [*begins[1:], even[-1][1]]
    whole: list[_Cell] = [()] * len(begins)
    for place, row in enumerate(row_of):
        whole[row] += (place,)
    columns: list[list[_Cell]] = []
    extra: list[tuple[int, int, int]] = []  # row before which it stands, version, block
    for number, one in enumerate(spans):
        if one is even:
            columns.append(whole)
            continue
        cells: list[_Cell] = [()] * len(begins)
        row = 0
        for block, (start, stop) in enumerate(one):
            while row + 1 < len(begins) and _is_further(start, stop, ends[row]):
                row += 1
            if stop > start or begins[row] < start < ends[row]:
                cells[row] += (block,)
            else:
                before = row + 1 if start >= ends[row] else row
                if before == row and cells[row]:  # the row has begun: another would break the order
                    cells[row] += (block,)
                else:
                    extra.append((before, number, block))
        columns.append(cells)
    shared: list[_Row] = list(zip(*columns, strict=True))
    rows: list[_Row] = []
    done = 0
    for before, number, block in sorted(extra):
        rows += shared[done:before]
        rows.append(tuple([(block,) if version == number else () for version in range(len(spans))]))
        done = before
    return tuple([row for row in chain(rows, shared[done:]) if any(row)])


def _is_further(start: int, stop: int, end: int) -> bool:
    """Does a stretch belong behind `end` rather than before it?"""
    return start >= end if stop == start else 2 * end < start + stop


def _joined(even: Spans, own: Sequence[Spans], tolerated: int) -> list[bool]:
    """Of each block of the pivot: does it share a row with the one before it, as more versions run across than `tolerated`?"""
    crossed = [0] * len(even)
    for spans in own:
        place = 1
        for start, stop in spans:
            reach = (stop - start) * _BEND
            while place < len(even) and even[place][0] <= start + reach:
                place += 1
            behind = place
            while behind < len(even) and even[behind][0] < stop - reach:
                crossed[behind] += 1
                behind += 1
    return [count > tolerated for count in crossed]
