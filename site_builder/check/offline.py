"""Law of reading offline: what a browser is told to keep is there, and all of a language is among it.

Works on the whole site; memory: one list of pages. A site that offers nothing offline (`[site] offline = false`) needs
nothing of it. Hashes of the lists are held against the lists; those of the pages are not, for pages are read once.

Not here: what a browser makes of it (the tests look).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from site_builder.check.fault import Fault
from site_builder.check.markup import tags_of
from site_builder.check.survey import FRONT, Site
from site_builder.digest import digest_of

MANIFEST, WORKER = "manifest.webmanifest", "sw.js"
_FILES = re.compile(r"^const files = (\[.*\]);$", re.MULTILINE)
_LIST = re.compile(r"offline/([^/]+)/\w+\.json")
_LEAST_ICON = (192, 512)
"""Sides of the pictures that a site to install needs, in pixels."""

_REBUILD = "build again; if it stays, it is a mistake of the builder or of the template"


def check_offline(site: Site) -> Iterator[Fault]:
    """offline: manifest and worker name files that are there, and the lists of a language all its articles."""
    if FRONT not in site.files or not any(
        "data-offline" in tag.attributes for tag in tags_of(site.text(FRONT))
    ):
        return
    for name in (MANIFEST, WORKER):
        if name not in site.files:
            yield Fault("offline", name, "is missing, and pages ask for it", _REBUILD)
    if MANIFEST in site.files:
        yield from (Fault("offline", MANIFEST, what, _REBUILD) for what in _manifest_faults(site))
    if WORKER in site.files:
        yield from (Fault("offline", WORKER, what, _REBUILD) for what in _worker_faults(site))
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for article in site.articles.values():
        articles[article.language].add(article.url)
    for path in sorted(site.files):
        if (found := _LIST.fullmatch(path)) and found[1] not in site.languages:
            yield Fault("offline", path, "is of a language without articles", _REBUILD)
    for language in sorted(site.languages):
        if f"offline/{language}/index.html" not in site.files:
            what = "is missing: there is nothing to show for a page that was not kept"
            yield Fault("offline", f"offline/{language}/index.html", what, _REBUILD)
        yield from _list_faults(site, language, articles[language])


def _manifest_faults(site: Site) -> Iterator[str]:
    manifest = _json(site, MANIFEST)
    if not isinstance(manifest, dict):
        yield "is not a JSON object"
        return
    yield from (f"does not state {name}" for name in ("name", "start_url", "icons") if not manifest.get(name))
    if (start := manifest.get("start_url")) and not _leads_to_a_file(site, start):
        yield f"its start_url {start!r} leads to no file"
    sizes = set()
    for icon in manifest.get("icons") or ():
        if not isinstance(icon, dict) or not _leads_to_a_file(site, icon.get("src")):
            yield f"its icon {icon!r} leads to no file"
        else:
            sizes.add(icon.get("sizes"))
    yield from (f"has no icon of {side} pixels" for side in _LEAST_ICON if f"{side}x{side}" not in sizes)


def _worker_faults(site: Site) -> Iterator[str]:
    named = _FILES.search(site.text(WORKER))
    if not named:
        yield "names no files to keep"
        return
    for path in json.loads(named[1]):
        if not _leads_to_a_file(site, path):
            yield f"is to keep {path}, which is not there"


def _list_faults(site: Site, language: str, articles: set[str]) -> Iterator[Fault]:
    index_path = f"offline/{language}/index.json"
    index = _json(site, index_path)
    if not isinstance(index, dict):
        yield Fault("offline", index_path, "is not a list of what to keep", _REBUILD)
        return
    there = {
        path for path in site.files if path.startswith(f"offline/{language}/") and path.endswith(".json")
    }
    for path in sorted(there - {index_path, *(f"offline/{language}/{name}.json" for name in index)}):
        yield Fault("offline", path, f"is not named in {index_path}", _REBUILD)
    lacking = set(articles)
    for name, stated in index.items():
        path = f"offline/{language}/{name}.json"
        listed = _json(site, path)
        if not isinstance(listed, dict):
            yield Fault("offline", path, "is not a list of pages", _REBUILD)
            continue
        if not digest_of((site.output / path).read_bytes()).hex().startswith(stated):
            yield Fault("offline", path, f"has another hash than {index_path} says", _REBUILD)
        pages = {unquote(page) for page in listed}
        for page in sorted(pages - site.files):
            yield Fault("offline", path, f"lists {page}, which is not there", _REBUILD)
        lacking -= pages
    for page in sorted(lacking):
        yield Fault("offline", page, f"is in no list of offline/{language}/", _REBUILD)


def _leads_to_a_file(site: Site, address: Any) -> bool:
    return isinstance(address, str) and unquote(address).removeprefix("./") in site.files


def _json(site: Site, path: str) -> Any:
    """The value of a file; None for one that is not there or is no JSON."""
    if path not in site.files:
        return None
    try:
        return json.loads(site.text(path))
    except ValueError:
        return None
