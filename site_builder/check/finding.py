"""Law of the search: each article is found, the files that the index names are there, and what they say leads to pages.

Works on the whole site; memory: one file of the index, and the pages of a language. A site without the folder search/
has no search and needs none. What the files hold is written down here once more on purpose: a check that shared it with
the builder could not find its mistakes.

Not here: whether a reader finds what is asked for (the tests look).
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from site_builder.check.fault import Fault
from site_builder.check.survey import Site

_FILE = re.compile(r"search/([^/]+)/(index|(?:terms|term|texts)-[0-9a-f]+)\.js")
_SCRIPT = re.compile(rb'librarySearch\("([^"]+)",(.+)\)\n', re.DOTALL)
_REBUILD = "build again; if it stays, it is a mistake of the builder"


def check_search(site: Site) -> Iterator[Fault]:
    """search: the index of each language names its files, and the texts of each file its pages."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for path in site.files:
        if found := _FILE.fullmatch(path):
            files[found[1]].add(found[2])
    if not files:
        return
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for article in site.articles.values():
        articles[article.language].add(article.url)
    for language in sorted({*files, *articles}):
        page = f"{language}/search.html"
        if language in articles and page not in site.files:
            yield Fault("search", page, "is missing, and there is an index of the language", _REBUILD)
        for name, what in _faults_in(site, language, files[language], articles[language]):
            yield Fault("search", f"search/{language}/{name}.js", what, _REBUILD)


def _faults_in(site: Site, language: str, files: set[str], articles: set[str]) -> Iterator[tuple[str, str]]:
    index = _held(site, language, "index") if "index" in files else None
    if not isinstance(index, dict) or not {"firsts", "frequent", "stories"} <= set(index):
        yield "index", "is missing or cannot be read"
        return
    named = {f"terms-{first.encode().hex() or '0'}" for first in index["firsts"]}
    named |= {f"term-{term.encode().hex()}" for term in index["frequent"]}
    texts = {name for name in files if name.startswith("texts-")}
    for name in sorted(named - files):
        yield name, "is missing, and the index names it"
    for name in sorted(files - named - texts - {"index"}):
        yield name, "is named by no index"
    stories, found = set(), set[str]()
    for name in sorted(texts):
        held = _held(site, language, name)
        if not isinstance(held, dict):
            yield name, "cannot be read"
            continue
        for story, packed in held.items():
            stories.add(story)
            shown = _unpacked(packed)
            paths = [page[0] for page in shown["pages"]] if shown else []
            if not paths:
                yield name, f"holds nothing of the story {story}"
            found.update(paths)
            others = [path for _, path in shown["others"]] + [shown["story"]] if shown else []
            for path in (*paths, *others):
                if path not in site.files:
                    yield name, f"leads to {path}, which is not there"
    if len(stories) != index["stories"]:
        yield "index", f"says {index['stories']} stories, and there are texts of {len(stories)}"
    for path in sorted(articles - found):
        yield "index", f"does not lead to {path}"
    terms = set[str]()
    for name in sorted(named & files):
        held = _held(site, language, name)
        if not isinstance(held, dict):
            yield name, "cannot be read"
            continue
        terms.update(held["ids"][start : start + 8] for start in range(0, len(held["ids"]), 8))
    for story in sorted(terms - stories):  # one of dashes alone has texts and no words
        yield "index", f"has words of the story {story}, and nothing to show of it"


def _held(site: Site, language: str, name: str) -> Any:
    """What a file holds; None where it is not of the form."""
    found = _SCRIPT.fullmatch((site.output / f"search/{language}/{name}.js").read_bytes())
    if found is None or found[1].decode("utf-8", "replace") != f"{language}/{name}":
        return None
    try:
        value = json.loads(found[2])
    except ValueError:
        return None
    return _unpacked(value) if isinstance(value, str) else value


def _unpacked(text: str) -> Any:
    try:
        return json.loads(zlib.decompress(b64decode(text)))
    except (ValueError, zlib.error):
        return None
