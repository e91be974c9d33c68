"""An archive whose bytes depend on nothing but what goes into it, and the look at it before it is handed over.

Shape: one entry at a time. Memory: one block of a file, and for each entry its name and place, which the format keeps for its
end. Raises OutputError for an archive that does not read as it was written.

Not here: which files go in (`export/zipped.py`, `export/epub`).
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from types import TracebackType

from site_builder.errors import OutputError
from site_builder.model import Stage

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first that a zip can state: no entry carries a time of its own."""
_MODE = 0o100644
_UNIX = 3
_COMPRESSED = frozenset(
    [
        ".7z",
        ".avif",
        ".br",
        ".epub",
        ".gif",
        ".gz",
        ".jpeg",
        ".jpg",
        ".mp3",
        ".mp4",
        ".png",
        ".webm",
        ".webp",
        ".woff",
        ".woff2",
        ".zim",
        ".zip",
        ".zst",
    ]
)
"""Endings of files that deflating makes no smaller."""
_BLOCK = 1 << 20


class Pack:
    """A zip that is being written."""

    def __init__(self, file: Path) -> None:
        """`file` is made anew."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.count = 0
        """Entries so far."""

    def __enter__(self) -> Pack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        del self._zip  # and with it what it remembers of each entry

    def add(self, name: str, data: bytes, *, stored: bool = False) -> None:
        """An entry with these bytes."""
        self.count += 1
        self._zip.writestr(_entry(name, stored=stored), data)

    def add_file(self, name: str, file: Path) -> None:
        """An entry with the bytes of a file, which is read block by block."""
        self.count += 1
        entry = _entry(name, stored=PurePosixPath(name).suffix.lower() in _COMPRESSED)
        entry.file_size = file.stat().st_size  # decides whether it needs the long form
        with file.open("rb") as source, self._zip.open(entry, "w") as into:
            shutil.copyfileobj(source, into, _BLOCK)


def _entry(name: str, *, stored: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DAY)
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _MODE << 16
    return entry


def check_pack(file: Path, count: int, stage: Stage) -> None:
    """Read every entry back: there are `count`, each under a name of its own and with the bytes that were written."""
    try:
        with zipfile.ZipFile(file) as found, stage("check", count) as advance:
            entries = found.infolist()
            if not len(entries) == len(found.NameToInfo) == count:
                raise _damaged(file, f"has {len(entries):,} entries, {count:,} were written")
            for entry in entries:
                with found.open(entry) as data:
                    while data.read(_BLOCK):
                        pass
                advance(1)
    except zipfile.BadZipFile as error:
        raise _damaged(file, str(error)) from None


def _damaged(file: Path, what: str) -> OutputError:
    return OutputError(
        str(file), f"does not read as it was written: {what}", "look at the disk, and export again"
    )
