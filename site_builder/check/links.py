"""Laws of links: each leads to a file of the site or to the web, and each anchor is there.

`check_links` looks at one page, the others at the whole site once all pages are read; memory: ids of drawings and
the text of one style sheet.

Not here: which links a page must have (`languages`, `reach`), where it may not lead to for safety (`policy`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cache

from site_builder.check.fault import Fault
from site_builder.check.survey import Page, Resolver, Site

_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s)"']*))\s*\)|@import\s+["']([^"']*)["']""", re.IGNORECASE
)
_ID = re.compile(r"""\sid=["']([^"']+)["']""")


def check_links(page: Page, site: Site) -> Iterator[Fault]:
    """links: each leads to a file of the site, relative to its page, and each anchor of the page is on it."""
    del site
    reported = set()
    for link in page.links:
        target = link.target
        if target.fault:
            fault = Fault("links", page.path, target.fault, target.remedy)
        elif target.path == page.path and _is_lost(target.fragment, page.ids):
            fault = _lost(page.path, page.path, target.fragment)
        else:
            continue
        if fault not in reported:
            reported.add(fault)
            yield fault


def check_anchors(site: Site) -> Iterator[Fault]:
    """links: each anchor of another file is in that file."""

    @cache
    def ids_of_drawing(path: str) -> frozenset[str]:
        return frozenset(_ID.findall(site.text(path)))

    for path in sorted(site.pages):
        for target, fragment in sorted(site.pages[path].anchors):
            if target in site.pages:
                ids = site.pages[target].ids
            elif target.endswith(".svg"):
                ids = ids_of_drawing(target)
            else:
                continue  # what a fragment means in other files is theirs to say
            if _is_lost(fragment, ids):
                yield _lost(path, target, fragment)


def _is_lost(fragment: str, ids: frozenset[str]) -> bool:
    """Nothing and "top" are the top of a page (WHATWG HTML, "indicated part of the document")."""
    return fragment not in ids and fragment.lower() not in ("", "top")


def _lost(page: str, target: str, fragment: str) -> Fault:
    what = f"a link leads to #{fragment}" + ("" if page == target else f" of {target}")
    return Fault(
        "links", page, f"{what}, and there is no such id", "mend the link, or give the element its id"
    )


def check_styles(site: Site) -> Iterator[Fault]:
    """links: each address in a style sheet leads to a file of the site."""
    resolver = Resolver(site)
    for path in sorted(path for path in site.files if path.endswith(".css")):
        resolver.enter(path)
        for address in style_addresses(site.text(path)):
            target = resolver.resolve(address)
            if target.outside:
                what = f"asks for {address}, which is not of the site"
                yield Fault("links", path, what, "keep a copy of it in templates/assets")
            elif target.fault and not address.startswith("data:"):
                yield Fault("links", path, target.fault, target.remedy)


def style_addresses(css: str) -> Iterator[str]:
    """What a style sheet asks for, but anchors."""
    for found in _CSS_ADDRESS.finditer(_CSS_COMMENT.sub("", css)):
        address = next(filter(None, found.groups()), "")
        if address and not address.startswith("#"):
            yield address


def named_files(text: str, path: str, site: Site) -> Iterator[str]:
    """Files of the site that a script, a style sheet or a list of data names, from its folder or from the root."""
    folder = posixpath.dirname(path)
    for name in set(re.findall(r"[\w./%~@+-]+\.[A-Za-z0-9]{2,11}", text)):
        for candidate in (posixpath.normpath(f"{folder}/{name}"), posixpath.normpath(name)):
            if candidate in site.files:
                yield candidate
