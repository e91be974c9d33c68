"""Write files into output/: changed bytes only, beside and then moved into place; leftovers go at the end.

Shape: a stream of Files; memory: their paths. A file is never half-written, whenever the program is stopped. The folder
must be empty, or be one that a build made: `.nojekyll` says so in its first line (GitHub's pages need the file, its
content is free). Raises OutputError otherwise, and where the disk refuses.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

from site_builder.errors import OutputError
from site_builder.model import File, Written

_MARK = ".nojekyll"
_SIGNATURE = b"Made by site_builder: a file here that it did not make is removed at the next build.\n"
_BESIDE = ".site-builder-new"
"""Suffix of a file that is being written."""


Stamp = tuple[str, int, int]
"""A file that lies in output/: path, bytes, time of its last change in nanoseconds."""


class Output:
    """The output folder during one build."""

    def __init__(self, folder: Path, keep: Collection[str] = ()) -> None:
        self._folder = os.fspath(folder)
        self._keep = frozenset(keep)
        self._paths: set[str] = set()
        self._folders: set[str] = set()
        self._written = self._unchanged = 0
        self._take(folder)

    def put(self, file: File) -> Stamp:
        """Write the file unless its bytes are there already; its stamp tells whether it is still the same later."""
        self._paths.add(file.path)
        target = f"{self._folder}/{file.path}"
        try:
            if _has(target, file.data):
                self._unchanged += 1
            else:
                self._make_folder(file.path)
                _replace(target, file.data)
                self._written += 1
            return file.path, *_size_and_time(target)
        except OSError as error:
            raise _refused(file.path, error) from None

    def keep(self, stamps: Collection[Stamp]) -> bool:
        """Count these files as part of the site, as they are; False, and nothing counted, if one was touched since."""
        for path, *known in stamps:
            try:
                if _size_and_time(f"{self._folder}/{path}") != tuple(known):
                    return False
            except OSError:
                return False
        self._paths.update(path for path, *_ in stamps)
        self._unchanged += len(stamps)
        return True

    def finish(self) -> Written:
        """Remove what this build did not make, and count."""
        try:
            removed = _remove_leftovers(Path(self._folder), self._paths, self._keep)
        except OSError as error:
            raise _refused(os.fspath(error.filename or self._folder), error) from None
        return Written(written=self._written, unchanged=self._unchanged, removed=removed)

    def _take(self, folder: Path) -> None:
        """Make the folder ours, or refuse one that holds somebody's files."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            mark = folder / _MARK
            others = [
                path.name for path in folder.iterdir() if path.name[0] != "." and path.name not in self._keep
            ]
            if others and not (mark.is_file() and mark.read_bytes() == _SIGNATURE):
                what = f"holds files that no build made, as {min(others)}"
                raise OutputError(str(folder), what, "name an empty folder with --output, or empty this one")
            if not _has(os.fspath(mark), _SIGNATURE):
                _replace(os.fspath(mark), _SIGNATURE)
                self._written += 1
            else:
                self._unchanged += 1
        except OSError as error:
            raise _refused(str(folder), error) from None

    def _make_folder(self, path: str) -> None:
        """The folders above a file; a link among them is replaced, so that nothing is written outside."""
        parents = path.split("/")[:-1]
        for depth in range(1, len(parents) + 1):
            folder = "/".join(parents[:depth])
            if folder in self._folders:
                continue
            full = f"{self._folder}/{folder}"
            if os.path.islink(full) or os.path.isfile(full):  # noqa: PTH113, PTH114
                os.unlink(full)  # noqa: PTH108
            os.makedirs(full, exist_ok=True)  # noqa: PTH103
            self._folders.add(folder)


def _has(target: str, data: bytes) -> bool:
    """Does a regular file hold exactly these bytes?"""
    try:
        if os.path.islink(target) or os.stat(target).st_size != len(data):  # noqa: PTH114, PTH116
            return False
        with open(target, "rb") as file:  # noqa: PTH123
            return file.read() == data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _size_and_time(target: str) -> tuple[int, int]:
    found = os.lstat(target)
    return found.st_size, found.st_mtime_ns


def _replace(target: str, data: bytes) -> None:
    if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
        _remove_tree(Path(target))
    beside = target + _BESIDE
    try:
        with _new_file(beside) as file:
            file.write(data)
        os.replace(beside, target)  # noqa: PTH105
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _new_file(path: str) -> BinaryIO:
    """A file that was not there; what a stopped build left in its place goes, and a link is not followed."""
    try:
        return open(path, "xb")  # noqa: PTH123
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        return open(path, "xb")  # noqa: PTH123


def _remove_leftovers(folder: Path, paths: set[str], keep: frozenset[str]) -> int:
    """Files that are not among `paths`, then empty folders; hidden names in the root are the user's."""
    removed = 0
    for entry in sorted(folder.iterdir()):
        if entry.name in keep or entry.name.startswith("."):
            continue
        removed += _prune(entry, entry.name, paths)
    return removed


def _prune(entry: Path, path: str, paths: set[str]) -> int:
    if entry.is_dir() and not entry.is_symlink():
        removed = sum(_prune(child, f"{path}/{child.name}", paths) for child in sorted(entry.iterdir()))
        if not any(entry.iterdir()):
            entry.rmdir()
        return removed
    if path in paths:
        return 0
    entry.unlink()
    return 1


def _remove_tree(folder: Path) -> None:
    for child in folder.iterdir():
        if child.is_dir() and not child.is_symlink():
            _remove_tree(child)
        else:
            child.unlink()
    folder.rmdir()


def _refused(path: str, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        path,
        f"cannot be written ({reason})",
        "free space or mend the rights, then build again: what is there is whole",
    )
