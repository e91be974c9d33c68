"""ZIM: the site as one file for Kiwix readers, of all languages, of one, or of one source.

Shape: output/ and a wish → a ZIM file; memory: one page, what libzim keeps of each entry (its path and title), and one of
its clusters. What is said of the file follows the rules of openZIM (https://wiki.openzim.org/wiki/Metadata); the text of
every article is in its index. The same site gives the same bytes: one worker, items in the order of their paths, and
identifiers made from the content (`export/seal.py`).

Raises ConfigError where libzim is missing or the wish is none for this kind, and OutputError where the file does not pass
its check.

Not here: which pages it has and how they read (`export/edition.py`).
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory
from typing import Any

from site_builder import __version__
from site_builder.config import SiteSettings
from site_builder.errors import ConfigError, OutputError
from site_builder.export.edition import Edition, page_of
from site_builder.export.iso639 import iso_639_3
from site_builder.export.mark import mark
from site_builder.export.seal import seal
from site_builder.export.selection import Shelf, Wanted, chosen
from site_builder.media import plain_type_of
from site_builder.model import UNDETERMINED, Stage
from site_builder.render.interface import words
from site_builder.text import one_line, slugify

try:
    from libzim.reader import Archive
    from libzim.search import Query, Searcher
    from libzim.suggestion import SuggestionSearcher
    from libzim.writer import Creator, FileProvider, Hint, IndexData, Item, StringProvider
except ImportError:
    raise ConfigError("export zim", "libzim is not installed", "pip install 'site-builder[zim]'") from None

ENDING = "zim"
SEVERAL = "mul"
"""ISO 639-2 for several languages: of these no word is cut to its stem."""

_TITLE, _DESCRIPTION, _LONG_DESCRIPTION = 30, 80, 4000
"""Characters that openZIM allows."""
_WORD = 240
"""Bytes of the longest title of an entry, without its marks: Xapian refuses words of more than 245, and in a script without
spaces a title is one."""
_NAMED_SOURCES = 5
_UNDATED = "1970-01-01"
"""Date of a file of articles without one."""
_ROOM = 4_000_000
"""Bytes that even an index of little takes."""
_ASKED = 20
"""Articles whose titles the finished file is asked for."""


def write(output: Path, site: SiteSettings, wanted: Wanted, target: Path, stage: Stage) -> Shelf:
    """Write the ZIM file of what is wanted, and check it."""
    if wanted.story or wanted.pair is not None:
        option = "--story" if wanted.story else "--pair"
        raise ConfigError(
            "export zim",
            f"{option} makes no ZIM file",
            "it takes --language TAG, --source HOST, both or neither",
        )
    about = _About(output, wanted)
    source = min(about.folders).partition("/")[2] if wanted.source else ""
    edition = Edition(output, wanted.language, source, frozenset(about.folders))
    sizes = [(output / path).stat().st_size for path in edition.files()]
    _ask_for_room(target.parent, sum(sizes))
    # libzim lays its indexes beside the file while it writes: all of it in a folder that goes.
    with TemporaryDirectory(prefix=".", suffix=".zim", dir=target.parent) as place:
        file = Path(place, target.name)
        with stage("items", len(sizes)) as advance:
            titles = _write_items(file, output, site, about, edition, advance)
        with stage("check", None):
            _seal(file)
            _check(file, edition, about, titles)
        file.replace(target)
    return Shelf(file=target, articles=about.articles, stories=about.stories)


def _ask_for_room(folder: Path, size: int) -> None:
    """As much as the pages take: more than the file and its indexes. libzim waits for ever where a disk is full."""
    size, free = size + _ROOM, disk_usage(folder).free
    if free < size:
        what = f"needs {size / 1e6:,.1f} MB of room in {folder} while it works, and {free / 1e6:,.1f} MB are free"
        raise OutputError("export zim", what, "free space, or name another file with --to")


class _About:
    """What the chosen articles are, in numbers."""

    def __init__(self, output: Path, wanted: Wanted) -> None:
        self.languages: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.stories = 0
        self.newest = ""
        self.folders: set[str] = set()
        """Where they lie, as "en/example.org"."""
        for _, entries in chosen(output, wanted):
            self.stories += 1
            for entry in entries:
                self.languages[entry["language"]] += 1
                self.sources[entry["source"]] += 1
                self.newest = max(self.newest, entry["published"] or "")
                self.folders.add(entry["url"].rpartition("/")[0])
        self.wanted = wanted

    @property
    def articles(self) -> int:
        """How many there are."""
        return self.languages.total()

    @property
    def codes(self) -> list[str]:
        """Their languages by ISO 639-3, most frequent first; the undetermined one only where it is alone."""
        counts: Counter[str] = Counter()
        for tag, count in self.languages.items():
            counts[iso_639_3(tag)] += count
        found = sorted(counts, key=lambda code: (-counts[code], code))
        return [code for code in found if code != UNDETERMINED] or found

    @property
    def index_language(self) -> str:
        """The one whose rules words are cut to their stems by."""
        return self.codes[0] if len(self.codes) == 1 else SEVERAL


# Items


class _File(Item):  # type: ignore[misc]
    """A file as it lies in output/."""

    def __init__(self, path: str, title: str, is_front: bool = False) -> None:
        super().__init__()
        self._path, self._title, self._is_front = path, title, is_front

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return plain_type_of(self._path)

    def get_hints(self) -> dict[Any, bool]:
        return {Hint.FRONT_ARTICLE: self._is_front}


class _Asset(_File):
    def __init__(self, path: str, file: Path) -> None:
        super().__init__(path, "")
        self._file = file

    def get_contentprovider(self) -> Any:
        return FileProvider(self._file)

    def get_indexdata(self) -> Any:
        return _NoIndex()


class _Page(_File):
    """An HTML page, rewritten."""

    def __init__(self, path: str, title: str, html: str, is_front: bool) -> None:
        super().__init__(path, title, is_front)
        self._html = html

    def get_contentprovider(self) -> Any:
        return StringProvider(self._html)


class _Article(_Page):
    """Suggested by its title, and found by its text: libzim reads it from the page."""

    def __init__(self, path: str, title: str, html: str) -> None:
        super().__init__(path, title, html, is_front=True)


class _List(_Page):
    """A page that only leads to others, or shows several texts."""

    def __init__(self, path: str, title: str, html: str) -> None:
        super().__init__(path, title, html, is_front=False)

    def get_indexdata(self) -> Any:
        return _NoIndex()


class _NoIndex(IndexData):  # type: ignore[misc]
    def has_indexdata(self) -> bool:
        return False

    def get_title(self) -> str:
        return ""

    def get_content(self) -> str:
        return ""

    def get_keywords(self) -> str:
        return ""

    def get_wordcount(self) -> int:
        return 0

    def get_geoposition(self) -> None:
        return None


def _write_items(
    file: Path,
    output: Path,
    site: SiteSettings,
    about: _About,
    edition: Edition,
    advance: Callable[[int], None],
) -> list[str]:
    """Write the file; gives the titles of a few articles, to look for."""
    titles: list[str] = []
    # Xapian keeps what it was told of so many texts in memory before it writes; 10,000 where nobody says so.
    os.environ.setdefault("XAPIAN_FLUSH_THRESHOLD", "1000")
    creator = Creator(file).config_verbose(False).config_indexing(True, about.index_language)
    creator.config_nbworkers(1).set_mainpath(
        edition.main
    )  # several lay the parts in the order they happen to finish
    with _quiet(), _refusals(), creator:
        for name, value in _metadata(site, about):
            creator.add_metadata(name, value)
        creator.add_illustration(48, mark(48))
        for path in edition.files():
            item = _item(path, output, site, edition)
            if isinstance(item, _Article) and len(titles) < _ASKED:
                titles.append(item.get_title())
            creator.add_item(item)
            advance(1)
        for path, instead in edition.redirects.items():
            creator.add_redirection(path, "", instead, {Hint.FRONT_ARTICLE: False})
    return titles


def _item(path: str, output: Path, site: SiteSettings, edition: Edition) -> _File:
    if not path.endswith(".html"):
        return _Asset(path, output / path)
    page = page_of(path, (output / path).read_text("utf-8"), edition)
    title = _bounded(page.title.removesuffix(f" – {one_line(site.title)}")) or path
    return (_Article if edition.is_article(path) else _List)(path, title, page.html)


def _bounded(title: str) -> str:
    if len(title.encode()) <= _WORD:
        return title
    cut = title[:_WORD]
    while len(_bare(cut).encode()) > _WORD:
        cut = cut[:-1]
    return cut if cut == title else f"{cut[:-1]}…"


def _bare(text: str) -> str:
    """As an index has it: in small letters, without marks."""
    letters = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize(
        "NFC", "".join(c for c in letters if not unicodedata.category(c).startswith("M"))
    )


@contextmanager
def _refusals() -> Iterator[None]:
    """What libzim cannot do, a full disk among it, it calls an error of the run."""
    try:
        yield
    except RuntimeError as error:
        what = f"libzim could not write the file ({error})"
        raise OutputError("export zim", what, "free space, or name another file with --to") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on the standard output, where libzim talks whatever it is told; progress is shown on the other one."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


# What is said of the file


def _metadata(site: SiteSettings, about: _About) -> Iterator[tuple[str, str]]:
    """What openZIM asks for, from what the site knows; no clock: the date is that of the newest article."""
    wanted = about.wanted
    title = one_line(site.title) or "Library"
    says = words(wanted.language or site.language)
    sums = (
        says.counted("%(count)s article", "%(count)s articles", about.articles),
        says.counted("%(count)s story", "%(count)s stories", about.stories),
        says.counted("%(count)s language", "%(count)s languages", len(about.languages)),
    )
    sources = [name for name, _ in sorted(about.sources.items(), key=lambda one: (-one[1], one[0]))]
    named = ", ".join(sources[:_NAMED_SOURCES]) + (", …" if len(sources) > _NAMED_SOURCES else "")
    long = f"{one_line(site.description) or title}\n{' · '.join(sums)}\n{named}"
    yield "Name", _name(site, wanted, about)
    yield "Title", _cut(title, _TITLE)
    yield "Description", _cut(one_line(site.description) or title, _DESCRIPTION)
    yield "LongDescription", _cut(long, _LONG_DESCRIPTION)
    yield "Language", ",".join(about.codes)
    yield "Creator", named
    yield "Publisher", title
    yield "Date", (about.newest + "-01-01"[len(about.newest) - 4 :])[:10] if about.newest else _UNDATED
    yield "Tags", "_ftindex:yes;_details:yes;_pictures:no;_videos:no;_sw:no"
    yield "Scraper", f"site_builder {__version__}"
    if site.base_url:
        yield "Source", site.base_url


def _name(site: SiteSettings, wanted: Wanted, about: _About) -> str:
    """As libraries of ZIM files name theirs: what it is, its language, what of it."""
    language = wanted.language or (next(iter(about.languages)) if len(about.languages) == 1 else SEVERAL)
    return f"{slugify(site.title) or 'library'}_{language}_{wanted.source or 'all'}".lower()


def _cut(text: str, length: int) -> str:
    """`text`, ended at a word where it is too long."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


# Held against what was meant


def _seal(file: Path) -> None:
    try:
        seal(file)
    except ValueError as error:
        raise _failed(str(error)) from None


def _check(file: Path, edition: Edition, about: _About, titles: list[str]) -> None:
    """Read the file as a reader does: whole, with its first page, all articles, and found by their words."""
    archive = Archive(file)
    asked = sorted(
        {word for title in titles for word in title.split() if word.isalpha() and 6 <= len(word) <= 20}
    )
    with _quiet():
        if not archive.check():
            raise _failed("its parts or its checksum are not whole")
        if not archive.has_main_entry or archive.main_entry.get_item().path != edition.main:
            raise _failed(f"does not begin with {edition.main}")
        if archive.article_count != about.articles:
            raise _failed(f"has {archive.article_count} articles of {about.articles}")
        if not archive.has_fulltext_index or not archive.has_title_index:
            raise _failed("has no index")
        searcher, suggester = Searcher(archive), SuggestionSearcher(archive)
        # A language has words that its index passes over, but not ten such long ones.
        if len(asked) >= 10 and not any(_finds(searcher, word) for word in asked):
            raise _failed(f"finds nothing for {asked[0]!r}")
        if len(asked) >= 10 and not any(suggester.suggest(word).getEstimatedMatches() for word in asked):
            raise _failed(f"suggests nothing for {asked[0]!r}")


def _finds(searcher: Any, word: str) -> bool:
    return bool(searcher.search(Query().set_query(word)).getEstimatedMatches())


def _failed(what: str) -> OutputError:
    return OutputError("export zim", f"the file did not pass its check: it {what}", "build and export again")
