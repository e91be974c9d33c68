"""A folder as a target: where a web server, or another program that sends files, finds the site.

Shape: one file at a time, written beside and moved into place; memory: names and sizes. A file is the same when its bytes are.
A symbolic link in the folder is never followed. Raises ConfigError for a folder within seeds/, output/ or .cache/.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from site_builder.config import BuildSettings
from site_builder.errors import ConfigError
from site_builder.model import File, Stage
from site_builder.publish.hosting import hosts_that_refuse
from site_builder.publish.parcel import Item
from site_builder.write import Writer, remove


class Folder:
    """One folder."""

    reads_headers = True

    def __init__(self, folder: Path, build: BuildSettings) -> None:
        self.name = str(folder)
        self._folder = folder
        here = folder.resolve()
        for taken in (build.output, build.seeds, build.cache):
            other = taken.resolve()
            if here == other or here in other.parents or other in here.parents:
                raise ConfigError(
                    self.name, f"and {taken} lie within one another", "name a folder of its own"
                )

    def admit(self, items: Sequence[Item], note: Callable[[str], None]) -> None:
        """A disk takes what it has room for; a host to which the folder is sent may not."""
        for reason in hosts_that_refuse(items):
            note(reason)

    def listing(self) -> dict[str, int]:
        """Path → size of each file; a link is -1 bytes long, so that it is none of ours."""
        try:
            return dict(_below(os.fspath(self._folder), ""))
        except FileNotFoundError:
            return {}

    def same(self, item: Item, known: int) -> bool:
        """Of one size, and of the same bytes."""
        return known == item.size and self.read(item.path) == item.read()

    def read(self, path: str) -> bytes:
        """A file of the folder."""
        file = self._folder / path
        return b"" if file.is_symlink() else file.read_bytes()

    def send(self, phases: Sequence[Sequence[Item]], gone: Sequence[str], stage: Stage) -> None:
        """Write what differs, then remove."""
        self._folder.mkdir(parents=True, exist_ok=True)
        writer = Writer(self._folder, empty=True)  # compared already
        with stage("send", sum(map(len, phases))) as advance:
            for item in (item for phase in phases for item in phase):
                writer.put(File(item.path, item.read()))
                advance(1)
        if gone:
            with stage("remove", len(gone)) as advance:
                advance(remove(self._folder, gone))


def _below(folder: str, prefix: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path, f"{path}/")
            else:
                yield path, -1 if entry.is_symlink() else entry.stat(follow_symlinks=False).st_size
