"""How heavy pages are: `python -m bench.budgets [SITE]`, SITE a finished folder, else one that is built for it.

Prints a line per kind of page, and ends with status 1 when a bound is broken. What is counted:

- own HTML: the bytes of a page less those of its article's text: less the inside of the element of class `prose`, and
  of every `cell` of a page side by side, mark-up of the text included. On other pages nothing is taken off.
- before its text: the bytes of a page up to where that text begins.
- CSS, JavaScript: the bytes of all that the page links and has inline, without compression. A data block, as JSON-LD, is HTML.
- requests: the page, and each file that a browser loads with it; style sheets are looked through for more.
- elsewhere: those of them that leave the site.

Bounds on HTML hold for articles of stories in up to eight languages. All bounds are in bytes; a KB has 1,024.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from posixpath import join, normpath
from shutil import copytree
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from bench.many_languages import write_story
from site_builder.config import load_config
from site_builder.pipeline import build

ROOT = Path(__file__).parents[1]
KB = 1024
MOST_LANGUAGES = 8
OWN_HTML = 12 * KB
CSS = 15 * KB
JAVASCRIPT = 10 * KB
SEARCH = 32 * KB
"""Of scripts on the page of the search, which has one of its own."""

REFERENCE = re.compile(r"""(?:url\(\s*|@import\s+)['"]?([^'")\s]+)""")
LOADING = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
"""Values of `rel` that make a browser load something."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass(slots=True)
class Weight:
    """Of one page."""

    html: int = 0
    own: int = 0
    before: int = 0
    css: int = 0
    javascript: int = 0
    requests: int = 1
    elsewhere: list[str] = field(default_factory=list)


class _Scan(HTMLParser):
    """Where the text of a page lies, and what it loads."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines = [0]
        for line in source.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self._inside = 0  # open elements since the text began
        self._code: str | None = None
        self.texts: list[list[int]] = []
        self.loaded: dict[str, None] = {}
        self.inline: defaultdict[str, int] = defaultdict(int)
        self.feed(source)

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if self._inside:
            self._inside += tag not in VOID
        elif "prose" in values.get("class", "").split() or (tag == "div" and values.get("role") == "cell"):
            self._inside = 1
            self.texts.append([self._offset() + len(self.get_starttag_text() or ""), 0])
        if tag == "link" and LOADING & set(values.get("rel", "").split()):
            self.loaded[values["href"]] = None
        elif tag != "a" and "src" in values:
            self.loaded[values["src"]] = None
        data_block = tag == "script" and values.get("type", "text/javascript") not in (
            "module",
            "text/javascript",
        )
        self._code = tag if tag in ("script", "style") and not data_block else None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 (pages are well-formed, so counting does)
        self._code = None
        if self._inside:
            self._inside -= 1
            if not self._inside:
                self.texts[-1][1] = self._offset()

    def handle_data(self, data: str) -> None:
        if self._code:
            self.inline[self._code] += len(data.encode())


def weigh(site: Path, path: str) -> Weight:
    """Weigh one page of a site."""
    source = (site / path).read_bytes().decode()
    scan = _Scan(source)
    size = len(source.encode())
    texts = sum(len(source[start:end].encode()) for start, end in scan.texts)
    before = len(source[: scan.texts[0][0]].encode()) if scan.texts else size
    weight = Weight(size, size - texts, before, scan.inline["style"], scan.inline["script"])
    waiting, seen = [_target(path, address) for address in scan.loaded], set[str]()
    while waiting:
        target = waiting.pop()
        if target in seen or target.startswith("data:"):
            continue
        seen.add(target)
        weight.requests += 1
        if "//" in target or not (site / target).is_file():
            weight.elsewhere.append(target)
            continue
        content = (site / target).read_bytes()
        if target.endswith(".css"):
            weight.css += len(content)
            waiting += [_target(target, found) for found in REFERENCE.findall(content.decode())]
        elif target.endswith((".js", ".mjs")):
            weight.javascript += len(content)
    return weight


def _target(path: str, address: str) -> str:
    """Path below the site's root of what an address on a page leads to; addresses elsewhere stay as they are."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return address
    return normpath(join(path, "..", unquote(parts.path)))


def catalogue(site: Path) -> Iterator[dict[str, object]]:
    """An entry for each article of a site."""
    for part in sorted(site.glob("data/catalogue/*.jsonl")):
        for line in part.read_text("utf-8").splitlines():
            yield json.loads(line)


def kinds(site: Path) -> dict[str, list[str]]:
    """Kind of page → its pages, the 404 page left out, whose addresses are those of its host."""
    languages: defaultdict[object, int] = defaultdict(int)
    entries = list(catalogue(site))
    for entry in entries:
        languages[entry["story"]] += 1
    size = {str(entry["url"]): languages[entry["story"]] for entry in entries}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for file in sorted(site.rglob("*.html")):
        path = file.relative_to(site).as_posix()
        if path != "404.html":
            found[_kind(path, size)].append(path)
    return dict(found)


def _kind(path: str, size: dict[str, int]) -> str:
    top, _, rest = path.partition("/")
    if path in size:
        return "article" if size[path] <= MOST_LANGUAGES else "article, more languages"
    if not rest:
        return "front"
    if top == "sources":
        return "sources"
    if rest == "search.html":
        return "search"
    if top == "stories":
        return "story" if "/" in rest and not rest.startswith("page/") else "coverage"
    return "index"


def largest_of_each(site: Path) -> dict[str, str]:
    """Kind of page → one page of it, the one with the most in it."""
    largest = {
        kind: max(paths, key=lambda path: (site / path).stat().st_size) for kind, paths in kinds(site).items()
    }
    return {kind: largest[kind] for kind in ("front", "index", "article", "story") if kind in largest}


def built_site(place: Path) -> Path:
    """The five seeds, a story in eight languages and one in twelve, built with the project's own site.toml."""
    copytree(ROOT / "seeds", place / "seeds")
    write_story(place / "seeds" / "eight", MOST_LANGUAGES, story="eight", blocks=12)
    write_story(place / "seeds" / "twelve", 12, story="twelve", blocks=12)
    folders = {"seeds": place / "seeds", "output": place / "output", "cache": place / "cache"}
    site = {"base_url": "https://example.org/library/"}
    build(load_config(ROOT / "site.toml", {"build": folders, "site": site}))
    return place / "output"


def broken(kind: str, weights: Iterable[Weight]) -> list[str]:
    """What is above its bound, one line each."""
    bounds = {"css": CSS, "javascript": SEARCH if kind == "search" else JAVASCRIPT}
    if kind == "article":
        bounds["own"] = OWN_HTML
    most = {name: max(getattr(weight, name) for weight in weights) for name in bounds}
    lines = [
        f"{kind}: {name} {most[name]:,} bytes, more than {bound:,}"
        for name, bound in bounds.items()
        if most[name] > bound
    ]
    strange = sorted({address for weight in weights for address in weight.elsewhere})
    return lines + [f"{kind}: asks elsewhere for {address}" for address in strange]


COLUMNS = ("pages", "HTML", "own HTML", "before its text", "CSS", "JavaScript", "requests", "elsewhere")


def main(arguments: list[str]) -> int:
    """Print the table; the exit status."""
    with TemporaryDirectory() as place:
        site = Path(arguments[0]) if arguments else built_site(Path(place))
        faults = []
        print(f"{'largest, bytes':24}" + "".join(f"{name:>16}" for name in COLUMNS))
        for kind, paths in kinds(site).items():
            weights = [weigh(site, path) for path in paths]
            rows = [
                (w.html, w.own, w.before, w.css, w.javascript, w.requests, len(w.elsewhere)) for w in weights
            ]
            figures = [len(paths), *(max(column) for column in zip(*rows, strict=True))]
            print(f"{kind:24}" + "".join(f"{figure:16,}" for figure in figures))
            faults += broken(kind, weights)
    for fault in faults:
        print(f"broken: {fault}")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
