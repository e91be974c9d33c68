"""Laws of the sitemap: it lists exactly the pages for search engines, and its alternates point back.

One part at a time, as a stream; memory: the addresses, and one copy of each cluster.

Not here: alternates in pages (`languages`).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from xml.etree import ElementTree

from site_builder.check.fault import Fault
from site_builder.check.languages import X_DEFAULT, lopsided
from site_builder.check.survey import NOT_FOUND, Site

_PATH = "sitemap.xml"
_PART = re.compile(r"sitemap(-\d+)?\.xml")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"

MOST_URLS = 50_000
MOST_BYTES = 52_428_800
URL_LENGTH = 2_048
"""sitemaps.org/protocol.html: of one file, not compressed, and an address is shorter than this."""

_REBUILD = "build again; if it stays, it is a mistake of the builder"
_NO_BASE = "set base_url in site.toml and build again"

Cluster = frozenset[tuple[str, str]]
"""Languages and addresses."""


def check_sitemap(site: Site) -> Iterator[Fault]:
    """sitemap: it lists exactly the pages for search engines, within its limits; alternates point back."""
    if site.base_url is None:
        if _PATH in site.files:
            yield Fault(
                "sitemap", _PATH, "there is one, and the front page states no public address", _NO_BASE
            )
        return
    if _PATH not in site.files:
        yield Fault("sitemap", _PATH, "there is none", _REBUILD)
        return
    listed: dict[str, Cluster] = {}
    parts = yield from _read(site, _PATH, listed)
    for part in parts:
        nested = yield from _read(site, part, listed)
        if nested:
            yield Fault("sitemap", part, "is an index, and an index must not name another", _REBUILD)
    for path in sorted(path for path in site.files if _PART.fullmatch(path) and path not in (_PATH, *parts)):
        yield Fault("sitemap", path, f"is not named in {_PATH}", _REBUILD)
    yield from _compare(site, listed)
    if f"Sitemap: {site.base_url}{_PATH}" not in _robots(site):
        yield Fault("sitemap", "robots.txt", "does not name the sitemap", _REBUILD)


def _robots(site: Site) -> list[str]:
    return site.text("robots.txt").splitlines() if "robots.txt" in site.files else []


def _compare(site: Site, listed: dict[str, Cluster]) -> Iterator[Fault]:
    """What is listed with what there is, and each page's cluster here with the one it states itself."""
    indexed = {path for path, facts in site.pages.items() if facts.indexed and path != NOT_FOUND}
    for path in sorted(indexed - listed.keys()):
        yield Fault("sitemap", path, "is not in the sitemap", _REBUILD)
    for path in sorted(listed.keys() - indexed):
        yield Fault("sitemap", path, "is in the sitemap, and not for search engines", _REBUILD)
    clusters = {path: cluster for path, cluster in listed.items() if cluster}
    for path, what in lopsided(clusters):
        yield Fault("sitemap", path, f"in the sitemap {what}", _REBUILD)
    for path in sorted(clusters.keys() & site.pages.keys()):
        if site.pages[path].alternates and site.pages[path].alternates != clusters[path]:
            yield Fault("sitemap", path, "states other alternates than the sitemap", _REBUILD)


def _read(site: Site, path: str, listed: dict[str, Cluster]) -> Generator[Fault, None, list[str]]:
    """Pages of a file go to `listed`; gives the files it names if it is an index."""
    parts: list[str] = []
    kept: dict[Cluster, Cluster] = {cluster: cluster for cluster in listed.values()}
    size = (site.output / path).stat().st_size
    count = 0
    try:
        for kind, url, cluster in _elements(site, path):
            count += 1
            if len(url) >= URL_LENGTH or not url.isascii():
                yield Fault("sitemap", path, f"{url[:80]} is too long, or not percent-encoded", _REBUILD)
            file = site.public_path(url)
            if file is None:
                yield Fault("sitemap", path, f"{url} is no address of the site", _REBUILD)
            elif kind == "sitemap":
                parts.append(file)
            elif file in listed:
                yield Fault("sitemap", path, f"{url} is listed twice", _REBUILD)
            else:
                known = yield from _known(site, path, cluster)
                listed[file] = kept.setdefault(known, known)
    except (ElementTree.ParseError, ValueError) as error:
        yield Fault("sitemap", path, f"is no sitemap: {error}", _REBUILD)
    if count > MOST_URLS or size > MOST_BYTES:
        what = f"has {count:,} addresses in {size:,} bytes, and may have {MOST_URLS:,} in {MOST_BYTES:,}"
        yield Fault("sitemap", path, what, _REBUILD)
    return parts


def _known(site: Site, path: str, cluster: Cluster) -> Generator[Fault, None, Cluster]:
    """A cluster with files for addresses."""
    found = set()
    for language, url in sorted(cluster):
        file = site.public_path(url)
        if file is None or file not in site.pages:
            yield Fault(
                "sitemap", path, f"hreflang={language} is {url}, which is no page of the site", _REBUILD
            )
            continue
        found.add((language, file))
        article = site.articles.get(file)
        if article and language not in (article.language, X_DEFAULT):
            yield Fault("sitemap", path, f"calls {url} a page in {language}", _REBUILD)
    return frozenset(found)


def _elements(site: Site, path: str) -> Iterator[tuple[str, str, Cluster]]:
    """Kind ("url" or "sitemap"), address and alternates. ValueError for a file of another kind."""
    root = None
    # Expat bounds the growth of entities, and the file is our own or shall be found not to be.
    with (site.output / path).open("rb") as file:
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
            if root is None:
                root = element
                if root.tag not in (f"{_SITEMAP}urlset", f"{_SITEMAP}sitemapindex"):
                    raise ValueError(f"its root is {root.tag}")
            if event == "end" and element.tag in (f"{_SITEMAP}url", f"{_SITEMAP}sitemap"):
                links = [
                    (link.get("hreflang", ""), link.get("href", "")) for link in element.iter(_XHTML_LINK)
                ]
                url = (element.findtext(f"{_SITEMAP}loc") or "").strip()
                yield element.tag.removeprefix(_SITEMAP), url, frozenset(links)
                root.clear()
