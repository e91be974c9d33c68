"""The languages of a story's articles, where two have the same: seldom are two articles of one page in one language.

Shape: the articles of one story in, what changes out; memory: these. Pure; raises nothing; their order changes nothing. Costs
nothing where each has a language of its own.

Not here: which stories are looked at, and when again (`pipeline/settling.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from site_builder.describe.language import Look, look_at, told_by
from site_builder.describe.language.blocks import Body, detect_body
from site_builder.describe.language.shared import Verdict, settle_story
from site_builder.model import UNDETERMINED, Article, Block, Provenance

BY_TEXT = "the text"
"""Origin of a language that a text tells by itself."""


_NO_TEXT, _NO_PROSE = frozenset({"code"}), frozenset({"code", "html"})
"""Kinds of blocks that say nothing of the language, and those that say nothing where there are others."""

TextLanguage = tuple[Body, dict[int, str]]
"""What a text says of its language, and the tags of blocks that are surely in another one."""


class Told(NamedTuple):
    """What an article's language is, seen beside the others of its story."""

    language: str
    origin: Provenance
    foreign: Mapping[int, str]
    """As in `Article`."""


def settle_languages(articles: Sequence[Article], threshold: float) -> dict[str, Told]:
    """Id → another language, for articles of one story whose text does not tell it from another one's for sure.

    Those of one language are looked at closer, with every detector. Then one in doubt gets the next language that may well
    be its own and that no other has. Stated languages stay, and so does one below `threshold` (0 to 1). True variants in
    one language stay so too: a second look tells them the same.
    """
    counts = Counter(article.language for article in articles)
    closer: dict[str, tuple[Body, dict[int, str]]] = {}
    verdicts = []
    for article in articles:
        origin = article.provenance.get("language")
        tag, sure = article.language, origin.confidence if origin else 0.0
        if tag == UNDETERMINED:
            continue
        candidates: tuple[tuple[str, float], ...] = ()
        if counts[tag] > 1 and origin is not None and origin.source == BY_TEXT:
            body, strangers = closer[article.id] = body_language(article.blocks, closer=True)
            if body.tag != UNDETERMINED and body.confidence >= threshold:
                tag, sure, candidates = body.tag, body.confidence, body.candidates
        verdicts.append(Verdict(article.id, tag, sure, candidates))
    changed = settle_story(verdicts)
    told = {}
    known = {article.id: article.language for article in articles}
    for one in verdicts:
        before, tag = known[one.article], changed.get(one.article, one.tag)
        if tag == before:
            continue
        sure, why = one.confidence, f"{BY_TEXT}, looked at closer: another version of its story is {before}"
        if tag != one.tag:
            sure = dict(one.candidates)[tag]
            why = f"{BY_TEXT}, which may be {one.tag} as well: that is another version of its story"
        if sure >= threshold:
            strangers = closer[one.article][1]
            foreign = {place: other for place, other in strangers.items() if other != tag}
            told[one.article] = Told(tag, Provenance(why, sure), foreign)
    return told


def first_look(blocks: Sequence[Block]) -> Look:
    """A short look at an article's text."""
    return look_at("\n".join(_texts(blocks)[0]))


def body_language(blocks: Sequence[Block], look: Look | None = None, *, closer: bool = False) -> TextLanguage:
    """The language of an article's blocks, and places of those that are surely in another one; code does not count.

    `look`: the first one, where it was taken already.
    """
    if look is not None and (found := told_by(look)) is not None:
        return Body(*found, strangers={}), {}
    texts, passed_over = _texts(blocks)
    body = detect_body(texts, closer=closer, looks=0 if look is None else 1)
    if not body.strangers:
        return body, {}
    places = [place for place, block in enumerate(blocks) if block.kind not in passed_over]
    return body, {places[index]: tag for index, tag in sorted(body.strangers.items())}


def _texts(blocks: Sequence[Block]) -> tuple[list[str], frozenset[str]]:
    """Texts that say something of the language, one at least, and the kinds of blocks that do not."""
    texts = [text for kind, _, text in blocks if kind not in _NO_PROSE]
    if texts:
        return texts, _NO_PROSE
    return [text for kind, _, text in blocks if kind not in _NO_TEXT] or [""], _NO_TEXT
