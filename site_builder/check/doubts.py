"""Remarks on facts: what is not known of an article, stories that look alike, an interface in another language.

Works on what was kept of articles and pages; `check_alike` reads the Markdown files one after another. Memory: one hash
for each dated article with numbers enough.

Not here: how sure a fact is, which the finished site does not say (the review page of a build does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from urllib.parse import urlsplit

from site_builder.check.fault import Fault
from site_builder.check.numbers import numbers_of
from site_builder.check.residue import parts_of
from site_builder.check.survey import Listed, Page, Site

_UNDETERMINED = "und"
_NAMED = 5
"""Texts of an interface that a remark names."""
_TELLING = 4
"""Numbers that two texts must have in common, and no other, to look alike."""


def check_facts(site: Site) -> Iterator[Fault]:
    """undated, undetermined: the catalogue has no date of it, or no language."""
    for article in site.articles.values():
        sidecar = f"in the sidecar of {article.seed!r}"
        if article.published is None and "date" not in site.reviewed(article.seed):
            yield _remark("undated", article.url, "has no date", f"state `published` {sidecar}")
        if article.language == _UNDETERMINED and "language" not in site.reviewed(article.seed):
            what = "its language could not be told"
            yield _remark("undetermined", article.url, what, f"state `language` {sidecar}")


# Stories


def check_alike(site: Site) -> Iterator[Fault]:
    """alike: two stories without a language in common, from one address, or with one date, source and set of numbers.

    An address counts without scheme, "www.", fragment and the slash at its end. Numbers are those of `numbers_of`, at
    least `_TELLING` of them and the same ones in both texts; only texts with a date have a part in it.
    """
    languages: defaultdict[str, set[str]] = defaultdict(set)
    by_address: defaultdict[int, list[Listed]] = defaultdict(list)
    by_numbers: defaultdict[int, list[Listed]] = defaultdict(list)
    for article in site.articles.values():
        languages[article.story].add(article.language)
        if article.source_url:
            by_address[hash(_plain(article.source_url))].append(article)
        if article.published and article.markdown in site.files:
            numbers = numbers_of(parts_of(site.text(article.markdown))[1])
            if len(numbers) >= _TELLING:
                by_numbers[hash((article.source, article.published, numbers))].append(article)
    told: set[tuple[str, str]] = set()
    for groups, why in [
        (by_address, "both come from one address"),
        (by_numbers, "both have the same source, date and numbers"),
    ]:
        for articles in groups.values():
            first = articles[0]
            for other in articles[1:]:
                pair = (first.story, other.story)
                if pair[0] == pair[1] or pair in told or languages[pair[0]] & languages[pair[1]]:
                    continue
                told.add(pair)
                if any("near" in site.reviewed(one.seed) for one in (first, other)):
                    continue
                remedy = (
                    f'if it is one story, state `story = "{first.story}"` in the sidecar of {other.seed!r}'
                )
                yield _remark("alike", other.url, f"is perhaps the story of {first.url}: {why}", remedy)


def _plain(address: str) -> tuple[str, str, str]:
    """What tells an address from others: host, path, query."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", address, ""
    return parts.netloc.casefold().removeprefix("www."), parts.path.rstrip("/"), parts.query


# Interface


def check_interface(page: Page, site: Site) -> Iterator[Fault]:
    """interface: the first page of a language says in its head or foot that their words are in another one.

    One text alone that falls back is not to be seen in a page: `check_texts`.
    """
    folder, _, name = page.path.partition("/")
    if name != "index.html" or folder not in site.languages or folder == _UNDETERMINED:
        return
    for tag in page.tags:
        said = tag.attributes.get("lang", page.language)
        if tag.name in ("header", "footer") and said.partition("-")[0] != page.language.partition("-")[0]:
            what = f"the words around the texts are in {said}: there is no catalogue of {page.language}"
            yield _remark("interface", page.path, what, "translate the catalogue of texts to that language")
            return


def check_texts(site: Site, missing: Callable[[str], Collection[str]]) -> Iterator[Fault]:
    """interface: a language has a catalogue, and it lacks texts; `missing` names them in English, by tag."""
    for language in sorted(site.languages - {_UNDETERMINED}):
        if texts := missing(language):
            first = " · ".join(list(texts)[:_NAMED])
            what = f"{len(texts)} of the words around the texts are in another language: {first}"
            remedy = f"translate them in the catalogue of {language}"
            yield _remark("interface", f"{language}/index.html", what, remedy)


def _remark(name: str, place: str, what: str, remedy: str) -> Fault:
    return Fault(name, place, what, remedy, "remark")
