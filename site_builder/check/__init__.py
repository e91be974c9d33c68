"""Hold the built site against its laws: output/ in, faults out. What a law demands stands where it is kept.

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

Works on the whole site and reads each file once; memory: one page's text, and of each page its anchors and the
files it links (200 MB for 9,000 pages of stories in 30 languages). Raises OutputError where there is no folder; everything else that is wrong is a Fault.
A site without a public address has no canonical addresses, hreflang, feeds and sitemap, and needs none.

Knows nothing of how a site is built, so that it finds what the builder gets wrong. Not here: whether HTML and feeds are
valid by their own validators, and what only two builds can show (the tests do).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from site_builder.check.catalogue import check_alignment, check_catalogue, check_translations
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

__all__ = ["LAWS", "Fault", "check_site"]

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

_KEPT = BuildSettings().keep

_OF_A_PAGE: tuple[Callable[[Page, Site], Iterator[Fault]], ...] = (
    check_links,
    check_policy,
    check_residue,
    check_language,
    check_switchers,
    check_alternates,
    check_canonical,
)
_OF_THE_SITE: tuple[Callable[[Site], Iterator[Fault]], ...] = (
    check_translations,
    check_alignment,
    check_anchors,
    check_styles,
    check_clusters,
    check_addresses,
    check_reachable,
    check_markdown,
    check_feeds,
    check_sitemap,
    check_search,
    check_offline,
    check_leftovers,
)


def check_site(output: Path, keep: Collection[str] = _KEPT) -> Iterator[Fault]:
    """Every fault of the site in `output`, in the same order each time; names in `keep` are the user's own."""
    site = survey_folder(output, keep)
    yield from check_catalogue(site)
    for page in read_pages(site):
        for law_of_a_page in _OF_A_PAGE:
            yield from law_of_a_page(page, site)
    for law in _OF_THE_SITE:
        yield from law(site)
