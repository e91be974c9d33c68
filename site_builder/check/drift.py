"""Remarks on translations that drift from their siblings: other numbers, other structure, paragraphs that are lacking.

Story by story, each Markdown file read once. Memory: numbers of the texts of one story, and the story of each article.

A version stands against its siblings, the other versions of its story; variants, which nothing points back to, are left
out. What most siblings have, `_MOST` of them, one version lacks or has otherwise:

    numbers       one that it has nowhere among its digits. Of two versions neither is the odd one: there each must
                  have one that the other lacks
    headings, tables
                  their number, where the siblings agree on another one; of headings by two or more
    paragraphs    by the alignment with each sibling, a part of the sibling's paragraphs has nothing here

Not here: which paragraph it is (the review page of a build shows it).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from site_builder.check.fault import Fault
from site_builder.check.numbers import digits_of, numbers_of
from site_builder.check.residue import parts_of
from site_builder.check.survey import Listed, Site

_MOST = 0.7
"""Share of the siblings that must agree."""
_LACKING, _FEWEST = 0.15, 2
"""Share and number of a sibling's paragraphs that must have nothing here: a caption that was left out is no drift."""
_SHOWN = 5
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_TABLE = re.compile(r"^\|? *:?-+:? *(?:\| *:?-+:? *)+\|?$", re.MULTILINE)
_FENCED = re.compile(r"^(`{3,20}|~{3,20}).*?^\1", re.MULTILINE | re.DOTALL)


class _Version(NamedTuple):
    """What is compared of a text."""

    article: Listed
    numbers: frozenset[str]
    digits: str
    headings: int
    tables: int


def check_drift(site: Site) -> Iterator[Fault]:
    """drift: numbers and structure of a version are those of its siblings."""
    stories: dict[str, list[Listed]] = {}
    for article in site.articles.values():
        if article.translations and article.url not in site.variants and article.markdown in site.files:
            stories.setdefault(article.story, []).append(article)
    for articles in stories.values():
        versions = [_version(article, site) for article in articles]
        for version in versions:
            siblings = [other for other in versions if other is not version]
            found = list(_differences(version, siblings))
            settled = site.reviewed(version.article.seed) if found else ()
            what = "; ".join(what for kind, what in found if kind not in settled)
            if what:
                remedy = f"look at {version.article.seed!r}, and at its paragraphs on the page of the story"
                yield Fault("drift", version.article.markdown, what, remedy, "remark")


def _version(article: Listed, site: Site) -> _Version:
    body = _FENCED.sub("", parts_of(site.text(article.markdown))[1])
    headings, tables = len(_HEADING.findall(body)), len(_TABLE.findall(body))
    return _Version(article, numbers_of(body), digits_of(body), headings, tables)


def _differences(version: _Version, siblings: Sequence[_Version]) -> Iterator[tuple[str, str]]:
    """What is otherwise, each with the kind by which a person says that it is right."""
    if not siblings:
        return
    if lacking := _lacking_numbers(version, siblings):
        shown = ", ".join(lacking[:_SHOWN]) + (" …" if len(lacking) > _SHOWN else "")
        yield "numbers", f"lacks numbers that {_in_words(siblings)}: {shown}"
    for name, own, counts, least in [
        ("headings", version.headings, [other.headings for other in siblings], 2),
        ("tables", version.tables, [other.tables for other in siblings], 1),
    ]:
        usual, agreeing = max(Counter(counts).items(), key=lambda item: (item[1], item[0]))
        if abs(own - usual) >= least and agreeing >= _MOST * len(siblings):
            yield "paragraphs", f"has {own} {name}, and {_in_words(siblings)} {usual}"
    article = version.article
    parts = [
        article.lacking[other.article.language]
        for other in siblings
        if article.lacking.get(other.article.language, 0)
        >= max(_FEWEST, _LACKING * max(1, other.article.paragraphs))
    ]
    if parts and len(parts) >= _MOST * len(siblings):
        yield "paragraphs", f"has nothing for {min(parts)} paragraphs or more that {_in_words(siblings)}"


def _lacking_numbers(version: _Version, siblings: Sequence[_Version]) -> list[str]:
    """Numbers, the longest first, that most siblings have and the version lacks."""
    if len(siblings) == 1:
        (other,) = siblings
        lacking, own = (
            [number for number in one.numbers - two.numbers if number not in two.digits]
            for one, two in ((other, version), (version, other))
        )
        lacking = lacking if own else []
    else:
        having = Counter(number for other in siblings for number in other.numbers - version.numbers)
        least = max(2.0, _MOST * len(siblings))
        lacking = [
            number for number, count in having.items() if count >= least and number not in version.digits
        ]
    return sorted(lacking, key=lambda number: (-len(number), number))


def _in_words(siblings: Sequence[_Version]) -> str:
    if len(siblings) == 1:
        return f"its translation in {siblings[0].article.language} has"
    return "most of its translations have"
