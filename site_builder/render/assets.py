"""Assets: style sheets, icons and whatever else lies in assets/, each published under the hash of its content.

Shape: all of them at once; memory: the files. Raises nothing of its own.

Not here: where they lie (`render/templates.py`), which page links to them (`templates/`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from site_builder.model import File
from site_builder.render.templates import files_below
from site_builder.text import relative_url

FEW_COLUMNS, COLUMNS = 12, 60
"""Languages that most side-by-side pages have at most, and those that one can show and hide; those beyond are links to
their articles."""

MORE_COLUMNS = "columns.css"
"""Rules of the columns after the first few, which few pages need."""

_CSS_IDLE = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/\s*|;?\s*([{};,])\s*|(?<=:)\s+|(\s)\s*""", re.DOTALL)
_CSS_LINK = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


def published_assets(folders: Sequence[Path], highlight_css: str) -> dict[str, File]:
    """Name in assets/ → published file; style sheets come last, for they name the others."""
    sources: dict[str, Path] = {}
    for folder in reversed(folders):
        for file in files_below(folder / "assets"):
            sources[file.relative_to(folder / "assets").as_posix()] = file
    published: dict[str, File] = {}
    for name in sorted(sources, key=lambda name: (name.endswith(".css"), name)):
        data = sources[name].read_bytes()
        if name == "site.css":
            data = b"\n".join((_squeezed(data), highlight_css.encode(), b""))
        if name == "wide.css":
            data = b"\n".join((_squeezed(data), _column_rules(0, FEW_COLUMNS).encode(), b""))
        if name.endswith(".js"):
            data = without_remarks(data)
        if name.endswith(".css"):
            data = _with_hashed_links(data, name, published)
        published[name] = _published(name, data)
    more = _column_rules(FEW_COLUMNS, COLUMNS).encode() + b"\n"
    return {**published, MORE_COLUMNS: _published(MORE_COLUMNS, more)}


def _published(name: str, data: bytes) -> File:
    stem, dot, ending = name.rpartition(".")
    digest = sha256(data).hexdigest()[:8]
    return File(f"assets/{stem}.{digest}.{ending}" if dot else f"assets/{name}.{digest}", data)


def inlined(folders: Sequence[Path], names: Sequence[str]) -> str:
    """Style sheets as the text of a `<style>` element, for a page that lies apart from the site."""
    found = []
    for name in names:
        file = next(folder / name for folder in folders if (folder / name).is_file())
        found.append(_squeezed(file.read_bytes()).decode())
    return "\n".join(found).replace("</", "<\\/")


def _squeezed(css: bytes) -> bytes:
    """A style sheet without comments and idle white space; what stands in quotes stays."""
    text = _CSS_IDLE.sub(lambda match: match[1] or match[2] or match[3] or "", css.decode("utf-8", "replace"))
    return text.strip().encode()


def without_remarks(script: bytes) -> bytes:
    """A script without the lines that are remarks, and without what its lines are moved in by."""
    lines = [line.strip() for line in script.splitlines()]
    return b"\n".join([line for line in lines if line and not line.startswith(b"//")]) + b"\n"


def _with_hashed_links(css: bytes, name: str, published: Mapping[str, File]) -> bytes:
    """A style sheet whose links to other assets lead to their published names."""

    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
        if target not in published:
            return match[0]
        return f'url("{relative_url(published[target].path, f"assets/{name}")}")'

    return _CSS_LINK.sub(link, css.decode("utf-8", "replace")).encode()


def _column_rules(first: int, end: int) -> str:
    """One selector for each column of a side-by-side page: an unticked box hides its cells."""
    hidden = ",".join(f"main:has(#v{index}:not(:checked)) .v{index}" for index in range(first, end))
    return hidden + "{display:none}"
