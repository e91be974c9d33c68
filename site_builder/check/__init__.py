"""Hold the built site against its laws: output/ in, faults and remarks out. What a law demands stands where it is kept.

    survey      what there is: files, then pages one after another; what is kept of each
    markup      HTML as a browser cuts it
    catalogue   data, alignment, and translations that point back
    links       every link and every anchor leads somewhere
    languages   language and direction, switchers, hreflang, canonical addresses
    policy      nothing active, nothing from elsewhere
    residue     nothing of the seeds' clutter; the Markdown says the same
    reach       unique addresses, every article found, nothing left over
    feeds, sitemap
    finding     the search leads to every article
    offline     what a browser is told to keep is there
    doubts      remarks: facts that are not known, stories that look alike, an interface in another language
    drift       remarks: translations whose numbers or structure are not those of their siblings
    external    remarks: links to other sites that lead nowhere; asked only where that is wanted

A fault is wrong by itself. A remark is what a person should look at, and may be right as it is.

Works on the whole site and reads each file once; memory: one page's text, and of each page its anchors and the
files it links (200 MB for 9,000 pages of stories in 30 languages). Raises
OutputError where there is no folder; everything else that is wrong is a Fault.
A site without a public address has no canonical addresses, hreflang, feeds and sitemap, and needs none.

Knows nothing of how a site is built, so that it finds what the builder gets wrong. Not here: whether HTML and feeds are
valid by their own validators, and what only two builds can show (the tests do).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from site_builder.check.catalogue import check_alignment, check_catalogue, check_translations
from site_builder.check.doubts import check_alike, check_facts, check_interface, check_texts
from site_builder.check.drift import check_drift
from site_builder.check.external import OutwardLinks, check_external
from site_builder.check.fault import Fault
from site_builder.check.feeds import check_feeds
from site_builder.check.finding import check_search
from site_builder.check.languages import (
    check_alternates,
    check_canonical,
    check_clusters,
    check_language,
    check_switchers,
)
from site_builder.check.links import check_anchors, check_links, check_styles
from site_builder.check.offline import check_offline
from site_builder.check.policy import check_policy
from site_builder.check.reach import check_addresses, check_leftovers, check_reachable
from site_builder.check.residue import check_markdown, check_residue
from site_builder.check.sitemap import check_sitemap
from site_builder.check.survey import Page, Site, read_pages, survey_folder
from site_builder.config import BuildSettings
from site_builder.model import Stage

__all__ = ["LAWS", "REMARKS", "Fault", "check_site"]

LAWS: Mapping[str, str] = {
    "data": "the catalogue is whole, and its entries, its table and its package agree",
    "alignment": "versions of a story are aligned from end to end, the same read from either side",
    "links": "each link leads to a file of the site or to the web, and each anchor is there",
    "policy": "nothing in a page is active or asked for elsewhere, and its policy says so",
    "residue": "no lost picture's place and no caption in pipes is left in a text",
    "language": "each page states its language and direction, the right ones",
    "switchers": "the versions of a story lead to each other and to no other page",
    "urls": "no two files share an address, also ignoring case, and each page states its own",
    "reachable": "each article is found from the front page, its language, its source, its date and its story",
    "markdown": "each article lies there as Markdown that says the same",
    "feeds": "each feed is whole by its format, with ids that stay and links that lead to articles",
    "sitemap": "the sitemap lists exactly the pages for search engines",
    "search": "the search finds each article, and all that its index names is there",
    "offline": "what a browser is told to keep for reading offline is there, every article among it",
    "leftovers": "each file is linked or asked for by its name",
}
"""Every law by the name its faults carry."""

REMARKS: Mapping[str, str] = {
    "interface": "each language has a catalogue of the texts around the articles",
    "undated": "each article has a date",
    "undetermined": "each article has a language",
    "alike": "no two stories look like one that was not joined",
    "drift": "the versions of a story have the same numbers, headings, tables and paragraphs",
    "external": "each page of another site that is linked is still there; asked with --external only",
}
"""What a person should look at, by the name its remarks carry; none of it is a fault of the site."""

_KEPT = BuildSettings().keep

_OF_THE_CATALOGUE: Mapping[Callable[[Site], Iterator[Fault]], str] = {
    check_translations: "switchers",
    check_alignment: "alignment",
    check_markdown: "markdown residue",
}
_OF_A_PAGE: Mapping[Callable[[Page, Site], Iterator[Fault]], str] = {
    check_links: "links",
    check_policy: "policy",
    check_residue: "residue",
    check_language: "language",
    check_switchers: "switchers",
    check_alternates: "switchers",
    check_canonical: "urls",
    check_interface: "interface",
}
_OF_ALL_PAGES: Mapping[Callable[[Site], Iterator[Fault]], str] = {
    check_anchors: "links",
    check_styles: "links",
    check_clusters: "switchers",
    check_addresses: "urls",
    check_reachable: "reachable",
    check_feeds: "feeds",
    check_sitemap: "sitemap",
    check_search: "search",
    check_offline: "offline",
    check_leftovers: "leftovers",
}
_REMARKS_OF_THE_CATALOGUE: Mapping[Callable[[Site], Iterator[Fault]], str] = {
    check_facts: "undated undetermined",
    check_alike: "alike",
    check_drift: "drift",
}
"""Each check with the names that its faults may carry."""


def check_site(
    output: Path,
    keep: Collection[str] = _KEPT,
    *,
    wanted: Collection[str] = LAWS.keys(),
    external: int = 0,
    reviewed: Callable[[str], Collection[str]] | None = None,
    missing_texts: Callable[[str], Collection[str]] | None = None,
    stage: Stage | None = None,
) -> Iterator[Fault]:
    """Every fault of the site in `output` by the laws and remarks of the names `wanted`, in the same order each time.

    Names in `keep` are the user's own files. Up to `external` links to other sites are asked, none by default: what is
    said of them is the one thing that may change from run to run. `reviewed` names the kinds of remarks that
    a person has looked at, by the name of a seed; `missing_texts` what the interface of a language lacks, by tag. Remarks
    come after all faults.
    """
    site = survey_folder(output, keep)
    if reviewed is not None:
        site.reviewed = reviewed
    stage = stage or _unseen
    yield from _only(check_catalogue(site), wanted)
    for law in _chosen(_OF_THE_CATALOGUE, wanted):
        yield from _only(law(site), wanted)
    remarks: list[Fault] = []
    links = OutwardLinks(site.base_url, external if "external" in wanted else 0)
    laws_of_all = _chosen(_OF_ALL_PAGES, wanted)
    laws_of_one = _chosen(_OF_A_PAGE, wanted)
    if laws_of_all or laws_of_one or links.most:
        with stage("pages", sum(path.endswith(".html") for path in site.files)) as advance:
            for page in read_pages(site):
                advance(1)
                links.add(page)
                for law_of_a_page in laws_of_one:
                    for fault in _only(law_of_a_page(page, site), wanted):
                        if fault.level == "fault":
                            yield fault
                        else:
                            remarks.append(fault)
    for law in laws_of_all:
        yield from _only(law(site), wanted)
    yield from remarks
    if missing_texts is not None:
        yield from _only(check_texts(site, missing_texts), wanted)
    for law in _chosen(_REMARKS_OF_THE_CATALOGUE, wanted):
        yield from _only(law(site), wanted)
    if links.most:
        with stage("external", links.count) as advance:
            yield from check_external(links, advance)


_Check = TypeVar("_Check")


def _chosen(checks: Mapping[_Check, str], wanted: Collection[str]) -> list[_Check]:
    return [check for check, names in checks.items() if not set(wanted).isdisjoint(names.split())]


def _only(faults: Iterable[Fault], wanted: Collection[str]) -> Iterator[Fault]:
    return (fault for fault in faults if fault.law in wanted)


@contextmanager
def _unseen(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
    del name, total
    yield _nobody


def _nobody(steps: int) -> None:
    del steps
