"""What there is in output/: its files, the articles of its catalogue, and what was kept of each page.

`survey_folder` walks the folder once; `read_pages` reads the pages one after another. Memory: one page's text, and of
every page its anchors and the files it links to. Raises OutputError where there is no folder to check.

Not here: what is wrong with any of it (the laws, one module for each family).
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from site_builder.check.markup import Tag, tags_of
from site_builder.errors import OutputError
from site_builder.value import dataclass

FRONT, NOT_FOUND = "index.html", "404.html"

_USUAL = re.compile(r"[A-Za-z0-9._~-][A-Za-z0-9._~/-]*")
"""A relative address of letters that are nothing but themselves: nearly all of them."""

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_SITEMAP_LINE = re.compile(r"^Sitemap:\s*(\S+/)sitemap\.xml\s*$", re.IGNORECASE | re.MULTILINE)


# Values


@dataclass(frozen=True, slots=True)
class Target:
    """Where an address leads."""

    path: str | None = None
    """File of the site; None for an address outside, and for one that is wrong."""
    fragment: str = ""
    outside: bool = False
    fault: str = ""
    """What is wrong with the address itself."""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An attribute of a page that holds an address."""

    tag: Tag
    attribute: str
    address: str
    target: Target


@dataclass(frozen=True, slots=True)
class Page:
    """An HTML file while it is looked at."""

    path: str
    html: str
    tags: tuple[Tag, ...]
    links: tuple[Link, ...]
    ids: frozenset[str]
    language: str
    """Of `<html lang>`; "" where it states none."""
    is_text: bool
    """False for a file that is not UTF-8."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What stays of a page: enough for the laws of the whole site."""

    language: str
    ids: frozenset[str]
    targets: tuple[str, ...]
    """Files of the site it links to, each once; a tuple takes a fifth of the memory of a set."""
    anchors: tuple[tuple[str, str], ...]
    """Anchors of other files it links to: path and fragment."""
    alternates: frozenset[tuple[str, str]]
    """Its hreflang cluster: language, "x-default" included, and path."""
    indexed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article as the catalogue has it."""

    place: str
    """File and line."""
    id: str
    seed: str
    language: str
    title: str
    source: str
    source_url: str | None
    published: str | None
    story: str
    url: str
    markdown: str
    translations: dict[str, str]
    paragraphs: int
    alignment: dict[str, tuple[int, int]]
    """Language → paragraphs of the other side, and a hash that is the same for both directions."""
    lacking: dict[str, int]
    """Language → paragraphs of the other side that have nothing here; languages without any are left out."""


@dataclass(slots=True)
class Site:
    """The whole of output/, filled as it is read."""

    output: Path
    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    links: tuple[str, ...] = ()
    """Symbolic links: they are not followed."""
    empty: tuple[str, ...] = ()
    """Folders without anything in them."""
    base_url: str | None = None
    articles: dict[str, Listed] = field(default_factory=dict)
    """By the path of their page."""
    languages: frozenset[str] = frozenset()
    """Of the articles."""
    variants: frozenset[str] = frozenset()
    """Pages of articles that another one of their story and language stands before."""
    pages: dict[str, Facts] = field(default_factory=dict)
    named: dict[tuple[str, str], str] = field(default_factory=dict)
    """Files linked with a stated language: path and `hreflang` → the first page that does."""

    reviewed: Callable[[str], Collection[str]] = lambda _: ()
    """Kinds of remarks that a person has looked at, by the seed; asked only where there is something to remark."""

    def text(self, path: str) -> str:
        """A file whose encoding is somebody else's concern."""
        return (self.output / path).read_text("utf-8", "replace")

    _public: dict[str, str | None] = field(default_factory=dict)

    def public_path(self, url: str) -> str | None:
        """File of the site that an absolute address names; None for any other address."""
        if url not in self._public:
            self._public[url] = self._find(url)
        return self._public[url]

    def _find(self, url: str) -> str | None:
        if self.base_url is None or not url.startswith(self.base_url):
            return None
        path = unquote(url[len(self.base_url) :].partition("#")[0].partition("?")[0])
        if not path or path.endswith("/"):
            path += "index.html"
        return path if path in self.files else None


# Files


def survey_folder(output: Path, keep: Collection[str]) -> Site:
    """Every file there is. What is hidden in the root, and what is in `keep`, belongs to the user."""
    if not output.is_dir():
        raise OutputError(str(output), "there is no such folder", "build the site first, or name its folder")
    files: list[str] = []
    folders: list[str] = []
    links: list[str] = []
    empty: list[str] = []
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        with os.scandir(output / folder) as entries:
            found = [
                entry for entry in entries if folder or (entry.name[0] != "." and entry.name not in keep)
            ]
        if not found and folder:
            empty.append(folder)
        for entry in found:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir():
                folders.append(path)
                waiting.append(path)
            else:
                files.append(path)
    site = Site(
        output, frozenset(files), frozenset(folders), links=tuple(sorted(links)), empty=tuple(sorted(empty))
    )
    site.base_url = _base_url(site)
    return site


def _base_url(site: Site) -> str | None:
    """The public address of the root, as the front page or robots.txt states it."""
    if FRONT in site.files:
        for tag in tags_of(site.text(FRONT)):
            if tag.name == "link" and "canonical" in tag.words("rel"):
                url = tag.attributes.get("href", "").removesuffix(FRONT)
                return url if re.match(r"https?://[^/]+/", url) and url.endswith("/") else None
    if "robots.txt" in site.files and (named := _SITEMAP_LINE.search(site.text("robots.txt"))):
        return named[1]
    return None


# Pages


def read_pages(site: Site) -> Iterator[Page]:
    """Every HTML file; what the laws of the whole site need stays in `site.pages`.

    By file name: so the versions of a story follow each other, which share most of their tags.
    """
    resolver = Resolver(site)
    kept: dict[frozenset[Any], frozenset[Any]] = {}
    pages = (path for path in site.files if path.endswith(".html"))
    for path in sorted(pages, key=lambda path: (posixpath.basename(path), path)):
        page = _read_page(path, site, resolver)
        yield page
        site.pages[path] = _facts(page, site, kept)


def _read_page(path: str, site: Site, resolver: Resolver) -> Page:
    data = (site.output / path).read_bytes()
    try:
        html, is_text = data.decode(), True
    except UnicodeDecodeError:
        html, is_text = data.decode("utf-8", "replace"), False
    tags = tags_of(html)
    resolver.enter(path)
    links = tuple(link for tag in tags if tag.addresses for link in resolver.links_of(tag))
    ids = frozenset(anchor for tag in tags for anchor in tag.anchors)
    language = next((tag.attributes.get("lang", "") for tag in tags if tag.name == "html"), "")
    return Page(path, html, tags, links, ids, language, is_text)


def _facts(page: Page, site: Site, kept: dict[frozenset[Any], frozenset[Any]]) -> Facts:
    targets, anchors = set(), set()
    for link in page.links:
        path = link.target.path
        if path is None:
            continue
        if path != page.path:
            targets.add(path)
            if link.target.fragment:
                anchors.add((path, link.target.fragment))
        if link.tag.name == "a" and "hreflang" in link.tag.attributes:
            site.named.setdefault((path, link.tag.attributes["hreflang"]), page.path)
    alternates = frozenset(
        (language, path)
        for language, url in alternates_of(page)
        if (path := site.public_path(url)) is not None
    )
    robots = [tag for tag in page.tags if tag.attributes.get("name", "").lower() == "robots"]
    return Facts(
        language=page.language,
        # Most pages have the anchors of many others, and those of a story one cluster: one copy serves all.
        ids=kept.setdefault(page.ids, page.ids),
        targets=tuple(targets),
        anchors=tuple(anchors),
        alternates=kept.setdefault(alternates, alternates),
        indexed=not any("noindex" in tag.attributes.get("content", "").lower() for tag in robots),
    )


def alternates_of(page: Page) -> Iterator[tuple[str, str]]:
    """Language and address of each `<link rel="alternate" hreflang>`."""
    for link in page.links:
        if link.tag.name == "link" and "hreflang" in link.tag.attributes:
            attributes = link.tag.attributes
            if attributes.get("type", "text/html") == "text/html" and "alternate" in link.tag.words("rel"):
                yield attributes["hreflang"], link.address


# Addresses

_OUTSIDE = Target(outside=True)

_AROUND = "".join(map(chr, range(0x21)))
"""What browsers drop before and after an address (WHATWG URL, "basic URL parser")."""

_MOST_KNOWN = 20_000
"""Tags whose links are remembered."""


class Resolver:
    """Finds the file that an address on a page names."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._paths = {path: path for path in site.files}
        self._folded = {path.casefold(): path for path in sorted(site.files)}
        self._page = self._folder = self._climb = ""
        self._known: dict[tuple[str, Tag], tuple[Link, ...]] = {}

    def enter(self, page: str) -> None:
        """Addresses are those of this page from now on."""
        self._page, self._folder = page, posixpath.dirname(page)
        self._climb = "../" * page.count("/")
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()

    def links_of(self, tag: Tag) -> tuple[Link, ...]:
        """Its addresses with their targets.

        One that climbs to the root leads to the same file from all pages as deep, any other from all of the folder.
        """
        known = self._known.get((self._climb, tag)) or self._known.get((self._folder, tag))
        if known is not None and self._page != NOT_FOUND:
            return known
        links = tuple(
            Link(tag, attribute, address, self.resolve(address)) for attribute, address in tag.addresses
        )
        if self._page == NOT_FOUND:
            return links
        if all(link.target.outside or self._climbs(link.address) for link in links):
            self._known[self._climb, tag] = links
        elif not any(link.target.path == self._page for link in links):
            self._known[self._folder, tag] = links
        return links

    def _climbs(self, address: str) -> bool:
        rest = address.removeprefix(self._climb)
        return self._climb != "" and rest != address and "../" not in rest

    def resolve(self, address: str) -> Target:
        """Where an address on the page leads."""
        if self._page == NOT_FOUND and not address.startswith("#"):
            return self._below_base(address)
        return self._relative(address)

    def _relative(self, address: str) -> Target:
        if address.startswith(("https://", "http://")):
            return _OUTSIDE
        if _USUAL.fullmatch(address):
            return self._file(f"{self._folder}/{address}" if self._folder else address, "", address)
        plain = re.sub(r"[\t\n\r]", "", address).strip(_AROUND).replace("\\", "/")
        if scheme := _SCHEME.match(plain):
            if scheme[0].lower() in ("http:", "https:"):
                return _OUTSIDE
            what = f"{address!r} is an address of the kind {scheme[0]}"
            return Target(fault=what, remedy="link files and web pages only")
        if plain.startswith("//"):
            return _OUTSIDE
        if plain.startswith("/"):
            what = f"{address!r} begins at the host's root, and is wrong under a sub-path and on a disk"
            return Target(fault=what, remedy="make the link relative to its page")
        path, _, fragment = plain.partition("#")
        path = unquote(path.partition("?")[0])
        if not path:
            return Target(self._page, unquote(fragment))
        return self._file(f"{self._folder}/{path}" if self._folder else path, fragment, address)

    def _below_base(self, address: str) -> Target:
        """404.html is shown at any depth, so its links are absolute below the base URL."""
        base = self._site.base_url or "/"
        root = "/" + base.split("/", 3)[3] if "://" in base else base
        for start in (base, root):
            if address.startswith(start):
                path, _, fragment = address[len(start) :].partition("#")
                return self._file(unquote(path.partition("?")[0]) or FRONT, fragment, address)
        if self._site.base_url is not None and address.startswith("/"):
            what = f"{address!r} is not below the base URL {self._site.base_url}"
            return Target(fault=what, remedy="begin the link with the base URL")
        return self._relative(address)

    def _file(self, path: str, fragment: str, address: str) -> Target:
        is_folder = path.endswith("/")
        path = posixpath.normpath(path)
        if path == ".." or path.startswith("../"):
            return Target(fault=f"{address!r} leaves the site's folder", remedy="link files of the site only")
        if not is_folder and (found := self._paths.get(path)) is not None:
            return Target(found, unquote(fragment))
        if path == "." or path in self._site.folders:
            return Target(
                fault=f"{address!r} names a folder, which no disk shows as a page",
                remedy="name its index.html",
            )
        other = self._folded.get(path.casefold())
        hint = f"the file is called {other}" if other else "mend the link, or make the page it means"
        return Target(fault=f"{address!r} leads to no file of the site", remedy=hint)


def address_of(path: str, base_url: str) -> str:
    """Public address of a file, percent-encoded."""
    return base_url + quote(path)
