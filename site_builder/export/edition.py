"""Which files of a built site stand in an edition of it, and how a page reads there.

An edition is all of the site, one language of it, one source, or one source in one language. A page that stands in it is
the page of the site without what cannot work there: its content policy (a reader's frame brings scripts of its own),
the field of search (a reader has one), feeds, and links to pages that are left out.

Shape: one path, or one page, at a time; memory: one page, and a bounded number of addresses looked up. Raises nothing.

Not here: which articles there are (`export/selection.py`), the file that the edition becomes (`export/zim.py`).
"""

from __future__ import annotations

import html
import os
import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from site_builder.text import one_line
from site_builder.value import dataclass

_FRONT = "index.html"


class Edition:
    """A part of the site in a folder; what is empty chooses all."""

    def __init__(self, output: Path, language: str, source: str, folders: frozenset[str]) -> None:
        """`source`: the folder that its pages lie in; `folders`: where the chosen articles lie, as "en/example.org"."""
        self._output, self._language, self._source, self._folders = output, language, source, folders
        self._languages = frozenset(folder.partition("/")[0] for folder in folders)
        self.main = self._main()
        """Its first page."""
        self.redirects = dict(self._redirects())
        """Pages of the site which another one stands for here: their paths, and its."""
        self.is_monolingual = len(self._languages) == 1
        self._exists = lru_cache(1 << 14)(lambda path: (output / path).is_file())

    def files(self) -> Iterator[str]:
        """Paths of its files, in order; an empty file says nothing and is left out."""
        for folder, folders, names in os.walk(self._output):
            folders.sort()
            below = Path(folder).relative_to(self._output)
            for name in sorted(names):
                path = (below / name).as_posix()
                if self._takes(path) and (self._output / path).stat().st_size:
                    yield path

    def holds(self, path: str) -> bool:
        """Does a link to this path of the site lead anywhere?"""
        return path in self.redirects or (self._takes(path) and self._exists(path))

    def is_article(self, path: str) -> bool:
        """Is it the page of one text? All others are lists, or show several texts."""
        folder, _, name = path.rpartition("/")
        return folder in self._folders and name.endswith(".html") and name != _FRONT

    def _takes(self, path: str) -> bool:
        top, _, rest = path.partition("/")
        if top == "assets":
            return not rest.startswith(("offline.", "search."))
        if not path.endswith(".html"):
            return False
        if not rest:
            return path == _FRONT and not (self._language or self._source)
        if top in self._languages:
            return rest != "search.html" and (not self._source or rest.startswith(f"{self._source}/"))
        if self._language or top not in ("sources", "stories"):
            return False
        return not self._source or rest == f"{self._source}.html" or rest.startswith(f"{self._source}/")

    def _main(self) -> str:
        if self._language:
            return "/".join(part for part in (self._language, self._source, _FRONT) if part)
        return f"sources/{self._source}.html" if self._source else _FRONT

    def _redirects(self) -> Iterator[tuple[str, str]]:
        if self.main != _FRONT:
            yield _FRONT, self.main
        if self._source:
            for folder in sorted(self._folders):
                yield f"{folder.partition('/')[0]}/{_FRONT}", f"{folder}/{_FRONT}"


# Pages


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it stands in an edition."""

    title: str
    """As its head says it, with the name of the site after it."""
    html: str


def page_of(path: str, text: str, edition: Edition) -> Page:
    """The page of the site at `path`, which reads `text`."""
    found = _TITLE.search(text)
    title = one_line(html.unescape(found[1])) if found else ""
    return Page(title, _Rewriting(path, text, edition).result())


# Our pages are well formed: every end tag is written, every attribute is quoted, no script holds a tag (the laws of `check`).
_TITLE = re.compile(r"<title>([^<]*)</title>")
_TAG = re.compile(
    r"""<!--.*?-->|<script\b[^>]*>[^<]*</script>|<(/?)([a-z][a-z0-9]*)\b((?:[^"'>]|"[^"]*"|'[^']*')*+)>""",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([a-z:-]+)="([^"]*)\"""")
_WORKER = re.compile(r' data-offline="[^"]*"')
"""Asks the script of the pages for a service worker, which a reader of ZIM files has no use for."""
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_FOLLOWING = frozenset(("li", "ul", "ol", "nav"))
"""Lists of links, and their entries."""
_LINES = frozenset(("also", "more"))
"""Paragraphs of links: in which languages a story exists, and where there is more of its kind."""
_BOXES = _FOLLOWING | {"p", "details", "form"}
_PROSE = 'class="prose"'
"""Marks the element that holds the text of an article."""
_NOT_INDEXED, _INDEXED = "<!--htdig_noindex-->", "<!--/htdig_noindex-->"
"""Around what neither the index nor an excerpt should show; the marks that Xapian's reader of HTML knows."""


class _Box:
    """An open element that may go as a whole."""

    __slots__ = ("dead", "edits", "follows", "goes", "living", "name", "start")

    def __init__(self, name: str, start: int, edits: int, goes: bool = False, follows: bool = False) -> None:
        self.name, self.start, self.edits = name, start, edits
        self.goes = goes
        """In any case."""
        self.follows = follows
        """When every link in it leads nowhere."""
        self.living = self.dead = 0


class _Rewriting:
    """One page: its tags are gone through once, and what is to be changed is noted by its place in the text."""

    def __init__(self, path: str, text: str, edition: Edition) -> None:
        self._path, self._text, self._edition = path, text, edition
        self._edits: list[tuple[int, int, str]] = []
        self._boxes = [_Box("", 0, 0)]
        self._is_article = edition.is_article(path)
        self._link: tuple[int, int, str] | None = None
        """The open link that leads nowhere: where its tag begins and ends, and its attributes."""
        self._depth = 0
        """Of the open `div` elements from the one that holds the article's text."""

    def result(self) -> str:
        for match in _TAG.finditer(self._text):
            end, name, attributes = match[1], match[2], match[3] or ""
            if name is None:
                if match[0].startswith("<script"):
                    self._part(match)
            elif name == "a":
                self._end_link(match) if end else self._begin_link(match, attributes)
            elif name in _BOXES:
                self._end_box(match, name) if end else self._begin_box(match, name, attributes)
            elif name in ("link", "meta"):
                self._part(match)
            elif name in ("body", "div"):
                self._mark(match, name, bool(end), attributes)
            elif name == "head" and end and self._is_article and (words := _plain_words(self._text)):
                self._edits.append(
                    (match.start(), match.start(), f'<meta name="keywords" content="{words}">\n')
                )
        return "".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        at = 0
        for start, end, instead in self._edits:
            yield self._text[at:start]
            yield instead
            at = end
        yield self._text[at:]

    def _part(self, match: re.Match[str]) -> None:
        """A line of the head, or a script."""
        stated = dict(_ATTRIBUTE.findall(match[0].partition(">")[0]))
        address = stated.get("href") or stated.get("src") or ""
        policy = stated.get("http-equiv", "").lower() == "content-security-policy"
        if policy or stated.get("rel") == "manifest" or (address and self._leads(address) is False):
            end = match.end() + self._text.startswith("\n", match.end())
            self._edits.append((match.start(), end, ""))
        elif worker := _WORKER.search(match[0]):
            self._edits.append((match.start() + worker.start(), match.start() + worker.end(), ""))

    def _begin_link(self, match: re.Match[str], attributes: str) -> None:
        stated = dict(_ATTRIBUTE.findall(attributes))
        if (leads := self._leads(stated.get("href", "#"))) is False:
            self._boxes[-1].dead += 1
            self._link = (match.start(), match.end(), attributes)
        elif leads:
            self._boxes[-1].living += 1

    def _end_link(self, match: re.Match[str]) -> None:
        if self._link is None:
            return
        start, end, attributes = self._link
        self._link = None
        stated = dict(_ATTRIBUTE.findall(attributes))
        if stated.get("class") == "button" or self._boxes[-1].name == "nav":
            self._edits.append((start, match.end(), ""))
            return
        kept = "".join(f' {name}="{stated[name]}"' for name in ("class", "lang", "dir") if name in stated)
        self._edits += [(start, end, f"<span{kept}>"), (match.start(), match.end(), "</span>")]

    def _begin_box(self, match: re.Match[str], name: str, attributes: str) -> None:
        kinds = dict(_ATTRIBUTE.findall(attributes)).get("class", "").split() if attributes else []
        goes = name == "form" or ("site-language" in kinds and self._edition.is_monolingual)
        follows = name in _FOLLOWING or not _LINES.isdisjoint(kinds)
        self._boxes.append(_Box(name, match.start(), len(self._edits), goes, follows))

    def _end_box(self, match: re.Match[str], name: str) -> None:
        box = self._boxes[-1]
        if box.name != name:
            return
        self._boxes.pop()
        self._boxes[-1].living += box.living
        self._boxes[-1].dead += box.dead
        if box.goes or (box.follows and box.dead and not box.living):
            del self._edits[box.edits :]
            end = match.end() + self._text.startswith("\n", match.end())
            self._edits.append((box.start, end, ""))

    def _leads(self, address: str) -> bool | None:
        """Does the address lead anywhere? None: to this very page."""
        if _ELSEWHERE.match(address):
            return True
        target = _target(posixpath.dirname(self._path), address)
        if target == self._path or address.startswith("#"):
            return None
        return self._edition.holds(target)

    def _mark(self, match: re.Match[str], name: str, is_end: bool, attributes: str) -> None:
        """Of an article the text alone is indexed, not what stands around it on every page."""
        if not self._is_article:
            return
        if name == "body":
            at, mark = (match.start(), _INDEXED) if is_end else (match.end(), _NOT_INDEXED)
            self._edits.append((at, at, mark))
        elif is_end and self._depth:
            self._depth -= 1
            if not self._depth:
                self._edits.append((match.end(), match.end(), _NOT_INDEXED))
        elif self._depth:
            self._depth += 1
        elif not is_end and _PROSE in attributes:
            self._edits.append((match.start(), match.start(), _INDEXED))
            self._depth = 1


_STROKES = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ł": "l",
        "ø": "o",
        "þ": "th",
        "ŧ": "t",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
    }
)
"""Letters whose strokes and ligatures are no marks: an index that leaves out marks keeps them."""
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 300


def _plain_words(text: str) -> str:
    """Words of an article with such letters, as who has no keys for them types them: "Da Nang" for "Đà Nẵng"."""
    title, rest = _TITLE.search(text), text.partition(_PROSE)[2]
    said = f"{title[1] if title else ''}\n{rest}".lower()
    if not any(chr(letter) in said for letter in _STROKES):
        return ""
    words = dict.fromkeys(_WORD.findall(said))
    plain = (written for word in words if (written := word.translate(_STROKES)) != word)
    return " ".join(islice(plain, _MOST_WORDS))


@lru_cache(1 << 14)
def _target(folder: str, address: str) -> str:
    """Path of the site that a relative address in a folder means."""
    path = unquote(html.unescape(address).partition("#")[0].partition("?")[0])
    return posixpath.normpath(posixpath.join(folder, path))
