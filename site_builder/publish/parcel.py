"""What is published of output/: its files, each with its turn.

Shape: one folder at a time; memory: its names. Raises ConfigError where no site of ours lies.

Hidden names stay behind, but those that hosts read; so do symbolic links, and what a stopped build left beside a file.

Not here: types (`media`), caching (`publish/hosting.py`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from site_builder.errors import ConfigError
from site_builder.value import dataclass
from site_builder.write import BESIDE, MARK, SIGNATURE

PHASES = ("parts", "pages", "lists", "catalogue")
"""The order of sending: what pages need; pages; what leads to them or announces them; what the next publication compares."""

CATALOGUE = "data/catalogue/"

_FOR_HOSTS = frozenset((MARK, ".well-known"))
"""Hidden names that are sent."""

_LISTS = frozenset(("index.html", "feed.xml", "feed.json", "sitemap.xml", "sw.js", "index.js", "index.json"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file of the site, on the disk, or in memory where publishing made it."""

    path: str
    size: int
    file: Path | None = None
    data: bytes = b""
    late: bool = False
    """Is it a page that is sent after all others, as it does nothing but lead to one?"""

    @property
    def phase(self) -> int:
        """Its turn, a place in PHASES."""
        if self.path.startswith(CATALOGUE):
            return 3
        name = self.path.rpartition("/")[2]
        if self.late or name in _LISTS or self.path.startswith("sitemap"):
            return 2
        return 1 if name.endswith(".html") else 0

    def read(self) -> bytes:
        """Its bytes, as they are now."""
        return self.data if self.file is None else self.file.read_bytes()


def shown(path: str) -> str:
    """A path of somebody's as a terminal may show it."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in path)


def mark_of(output: Path) -> Item:
    """The file by which a site is known to be ours; an error where there is none."""
    mark = output / MARK
    if not mark.is_file() or mark.read_bytes() != SIGNATURE or not (output / "index.html").is_file():
        raise ConfigError(str(output), "no built site lies there", "build it first: python build.py")
    return Item(path=MARK, size=len(SIGNATURE), file=mark)


def base_url_of(output: Path) -> str:
    """The public address for which the site was built, which its data states; "" where it has none."""
    with suppress(OSError, ValueError):
        stated = json.loads((output / "data" / "datapackage.json").read_bytes()).get("homepage")
        return stated if isinstance(stated, str) else ""
    return ""


def site_items(output: Path) -> Iterator[Item]:
    """Every file that is published, the mark first, the rest in one order on every machine."""
    yield mark_of(output)
    for item in _below(output, ""):
        if item.path != MARK:
            yield item


def _below(folder: Path, prefix: str) -> Iterator[Item]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        hidden = entry.name.startswith(".") and (prefix or entry.name not in _FOR_HOSTS)
        if hidden or entry.is_symlink() or entry.name.endswith(BESIDE):
            continue
        path = prefix + entry.name
        if entry.is_dir():
            yield from _below(folder / entry.name, f"{path}/")
        elif entry.is_file():
            yield Item(path=path, size=entry.stat().st_size, file=folder / entry.name)
