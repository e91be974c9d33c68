"""A look at a finished book, by other means than those that made it: is everything there, whole, and where the links lead?

Shape: one entry of the archive at a time; memory: that one, and the names and anchors of all. Raises OutputError for a book
that a reading program might refuse; a fault here is one of ours.

Not here: what the format asks beside (`epubcheck` judges that, in the tests).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from site_builder.errors import OutputError
from site_builder.model import Stage

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_PACKAGE = "EPUB/package.opf"
_OUTSIDE = ("mimetype", "META-INF/container.xml", _PACKAGE)
_FORBIDDEN = frozenset(
    f"{_XHTML}{tag}"
    for tag in ["script", "style", "iframe", "object", "embed", "form", "input", "base", "svg", "math"]
)


def check_book(file: Path, stage: Stage) -> None:
    """Read every entry back; all that the package lists is there, and nothing else."""
    try:
        with zipfile.ZipFile(file) as book:
            names = book.namelist()
            with stage("check", len(names)) as advance:
                for fault in _faults(book, names, advance):
                    raise _damaged(file, fault)
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise _damaged(file, str(error)) from None


def _damaged(file: Path, what: str) -> OutputError:
    return OutputError(
        str(file), f"is no sound book: {what}", "look at the disk and export again; then tell us"
    )


def _faults(book: zipfile.ZipFile, names: list[str], advance: Callable[[int], None]) -> Iterator[str]:
    if names[0] != "mimetype" or book.read("mimetype") != b"application/epub+zip":
        yield "it does not begin with its type"
    package = _root(book.read(_PACKAGE))
    items = package.findall(f"{_OPF}manifest/{_OPF}item")
    listed = [posixpath.join("EPUB", item.get("href", "")) for item in items]
    if sorted([*listed, *_OUTSIDE]) != sorted(names):
        yield f"what it lists is not what it holds: {sorted({*listed, *_OUTSIDE} ^ {*names})[:3]}"
    ids = {item.get("id") for item in items}
    spine = [reference.get("idref") for reference in package.findall(f"{_OPF}spine/{_OPF}itemref")]
    if len(ids) != len(items) or len({*spine}) != len(spine) or not {*spine} <= ids:
        yield "its order names what it does not list, or one thing twice"
    known = frozenset(names)
    for name in names:
        data = book.read(name)
        advance(1)
        if name.endswith((".xhtml", ".svg", ".xml")):
            yield from _page_faults(name, _root(data), known)


def _root(data: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(data)  # noqa: S314 (what we wrote ourselves, which declares no entities)


def _page_faults(name: str, root: ElementTree.Element, known: frozenset[str]) -> Iterator[str]:
    ids: set[str] = set()
    here: list[str] = []
    for element in root.iter():
        if element.tag in _FORBIDDEN:
            yield f"{name} holds {element.tag}"
        if (own := element.get("id")) is not None:
            if own in ids:
                yield f"{name} has the id {own!r} twice"
            ids.add(own)
        target = element.get("href") or element.get("src")
        if target is None or target.startswith(("https://", "http://")):
            continue
        path, _, anchor = target.partition("#")
        if not path:
            here.append(anchor)
        elif posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) not in known:
            yield f"{name} leads to {target!r}, which is not there"
    if not ids.issuperset(here):
        yield f"{name} leads to an id which is not there"
