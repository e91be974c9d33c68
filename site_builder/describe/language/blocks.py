"""The language of an article of several blocks, and the blocks that are in another.

Shape: the texts of one article in, its language and the strangers among them out; memory: one article. Raises nothing.
An article that is clear at a first look is not looked at block by block; so a mixed one costs more, and others nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from site_builder.describe.language import Found, detect_language, look_closer
from site_builder.describe.language.alike import tell_apart
from site_builder.describe.language.scripts import script_of
from site_builder.model import UNDETERMINED

_LONG = 160
"""Characters of a block that says by itself what it is in: of texts of 200 characters 98 of 100 do."""
_SURE = 0.7
"""Confidence of a block that counts: of such texts of 200 characters 98.5 of 100 come out right."""
_FEW = 12
"""Letters of a block in another script that are more than a name."""
_PART = 0.15
"""Share of the votes for a second language above which an article may be mixed; of articles that are not, 2 in 100
have so much."""
_MOST = 64
"""Blocks looked at, evenly spread over the article; a hostile one has a hundred thousand."""


class Body(NamedTuple):
    """What was told of an article."""

    tag: str
    confidence: float
    looks: int
    candidates: tuple[tuple[str, float], ...]
    strangers: dict[int, str]
    """Index of a block that is surely in another language → its tag."""


def detect_body(texts: Sequence[str], *, closer: bool = False, looks: int = 0) -> Body:
    """The language of most letters, where it is not clear at a first look that there is only one.

    `closer`: no first look is believed. `looks`: short ones that left a doubt already.
    """
    whole = look_closer("\n".join(texts)) if closer else detect_language("\n".join(texts), looks)
    if (whole.looks == 1 and not closer) or len(texts) == 1:
        return Body(*whole, strangers={})
    step = -(-len(texts) // _MOST)
    looked_at = range(0, len(texts), step)
    scripts = {index: script_of(texts[index][:_LONG])[0] for index in looked_at}
    counts = Counter(filter(None, scripts.values()))
    if len(counts) < 2 and not _may_be_mixed(whole):
        return Body(*whole, strangers={})
    main = max(sorted(counts), key=counts.__getitem__, default="")
    letters: defaultdict[str, int] = defaultdict(int)
    best: dict[str, float] = {}
    told: dict[int, Found] = {}
    for index in looked_at:
        text = texts[index]
        is_other = scripts[index] not in ("", main) and sum(map(str.isalpha, text[:_LONG])) >= _FEW
        if len(text) < _LONG and not is_other:
            continue
        found = detect_language(text)
        if found.confidence >= _SURE and found.tag != UNDETERMINED:
            told[index] = found
            letters[found.tag] += len(text)
            best[found.tag] = max(best.get(found.tag, 0.0), found.confidence)
    if not letters:
        return Body(*whole, strangers={})
    tag = max(sorted(letters), key=letters.__getitem__)
    if len(letters) == 1 or 2 * letters[tag] <= sum(letters.values()):
        tag = whole.tag
    # Short blocks in the article's own script are not told by themselves, and count all the same.
    own = max(letters[tag], sum([len(texts[index]) for index in looked_at if scripts[index] == main]))
    strangers = {
        index: found.tag
        for index, found in told.items()
        if (letters[tag] if scripts[index] == main else own) >= letters[found.tag]
        and tag not in _relatives(found)
    }
    if tag == whole.tag:
        return Body(*whole, strangers=strangers)
    others = tuple(one for one in whole.candidates if one[0] != tag)
    sure = round(best[tag] * letters[tag] / sum(letters.values()), 3)
    return Body(tag, sure, whole.looks, ((tag, sure), *others), strangers)


def _may_be_mixed(whole: Found) -> bool:
    """Whether a second language that is no near relative may have a good part of it."""
    group = tell_apart("", whole.tag)
    mine = sum(share for tag, share in whole.candidates if tag in group or tag == whole.tag)
    others = (share for tag, share in whole.candidates if tag not in group and tag != whole.tag)
    return bool(whole.candidates) and (mine < _SURE or any(share > _PART for share in others))


def _relatives(found: Found) -> set[str]:
    """What the block may be in as well, being half as likely or more."""
    near = {tag for tag, share in found.candidates if share >= found.confidence / 2}
    return {found.tag, *near}
