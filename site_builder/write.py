"""Write files into output/: changed bytes only, beside and then moved into place.

Shape: one file at a time, in any process; memory: the folders that were looked at. A file is never half-written, whenever
the program is stopped. The folder must be empty, or be one that a build made: `.nojekyll` says so in its first line
(GitHub's pages need the file, its content is free). Raises OutputError otherwise, and where the disk refuses.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from site_builder.digest import digest_of
from site_builder.errors import OutputError
from site_builder.look import NEVER, look, look_into
from site_builder.model import File

MARK = ".nojekyll"
SIGNATURE = b"Made by site_builder: a file here that it did not make is removed at the next build.\n"
BESIDE = ".site-builder-new"
"""Suffix of a file that is being written."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""How it is opened."""


def take(folder: Path, keep: Collection[str]) -> bool | None:
    """Make the folder ours, or refuse one that holds somebody's files.

    True: it had no site in it. None: it had none and even its mark had to be written. False: it is as a build left it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / MARK
        names = [path.name for path in folder.iterdir()]
        others = [name for name in names if name[0] != "." and name not in keep]
        if others and not (mark.is_file() and mark.read_bytes() == SIGNATURE):
            what = f"holds files that no build made, as {min(others)}"
            raise OutputError(str(folder), what, "name an empty folder with --output, or empty this one")
        if not _has(os.fspath(mark), SIGNATURE):
            _replace(os.fspath(mark), SIGNATURE)
            return None
        return not others
    except OSError as error:
        raise _refused(str(folder), error) from None


class Writer:
    """Puts files into a folder that was taken."""

    def __init__(self, folder: Path, *, empty: bool) -> None:
        """`empty`: no file of the site lies there yet."""
        self._folder = os.fspath(folder)
        self._empty = empty
        self._folders: set[str] = set()

    def put(self, file: File, known: bytes | None = None) -> tuple[bytes, bool]:
        """Write the file unless its bytes are there: those of the hash `known`, else those on the disk.

        Its hash, and whether it was written.
        """
        digest = digest_of(file.data)
        if known == digest:
            return digest, False
        target = f"{self._folder}/{file.path}"
        try:
            if known is None and not self._empty and _has(target, file.data):
                return digest, False
            folder = file.path.rpartition("/")[0]
            if folder not in self._folders:
                self._make_folder(folder)
            _replace(target, file.data)
        except OSError as error:
            raise _refused(file.path, error) from None
        return digest, True

    def _make_folder(self, folder: str) -> None:
        """The folders above a file; a link among them is replaced, so that nothing is written outside."""
        parts = folder.split("/") if folder else []
        for depth in range(1, len(parts) + 1):
            one = "/".join(parts[:depth])
            if one in self._folders:
                continue
            full = f"{self._folder}/{one}"
            try:
                os.mkdir(full)  # noqa: PTH102
            except FileExistsError:
                if os.path.islink(full) or os.path.isfile(full):  # noqa: PTH113, PTH114
                    os.unlink(full)  # noqa: PTH108
                    os.mkdir(full)  # noqa: PTH102
            self._folders.add(one)
        self._folders.add(folder)


def remove(folder: Path, paths: Collection[str]) -> int:
    """Remove files of the site, and folders that are empty then; how many files there were."""
    removed = 0
    emptied: set[str] = set()
    try:
        for path in paths:
            target = f"{folder}/{path}"
            if os.path.isdir(target) and not os.path.islink(target):  # noqa: PTH112, PTH114
                continue  # another page's folder has this name now
            try:
                os.unlink(target)  # noqa: PTH108
                removed += 1
            except (FileNotFoundError, NotADirectoryError):
                pass
            emptied.add(path.rpartition("/")[0])
        for one in sorted(emptied, key=len, reverse=True):
            _remove_empty(folder, one)
    except OSError as error:
        raise _refused(os.fspath(error.filename or folder), error) from None
    return removed


def _remove_empty(root: Path, folder: str) -> None:
    while folder:
        try:
            os.rmdir(root / folder)  # noqa: PTH106
        except (FileNotFoundError, NotADirectoryError):
            pass
        except OSError:
            return
        folder = folder.rpartition("/")[0]


def remove_strangers(folder: Path, keep: Collection[str], is_ours: Callable[[str], bool]) -> int:
    """Remove what no page is, and empty folders; hidden names in the root are the user's."""
    removed = 0
    try:
        for entry in sorted(folder.iterdir()):
            if entry.name in keep or entry.name.startswith("."):
                continue
            removed += _prune(entry, entry.name, is_ours)
    except OSError as error:
        raise _refused(os.fspath(error.filename or folder), error) from None
    return removed


def _prune(entry: Path, path: str, is_ours: Callable[[str], bool]) -> int:
    if entry.is_dir() and not entry.is_symlink():
        removed = sum(_prune(child, f"{path}/{child.name}", is_ours) for child in sorted(entry.iterdir()))
        if not any(entry.iterdir()):
            entry.rmdir()
        return removed
    if is_ours(path):
        return 0
    entry.unlink()
    return 1


def look_at_output(folder: Path, keep: Collection[str]) -> Iterator[tuple[bytes, int]]:
    """Each folder of the site and a number that is another one when a file in it is (`look.look`)."""
    return look(os.fsencode(folder), NEVER, hidden=True, but=[os.fsencode(name) for name in keep])


def look_at_folders(folder: Path, keep: Collection[str], paths: Collection[str]) -> dict[bytes, int | None]:
    """The numbers of the folders above some files that were written or removed; None for one that is gone."""
    numbers: dict[bytes, int | None] = {}
    for path in paths:
        one = path
        while True:
            one = one.rpartition("/")[0]
            name = os.fsencode(one) + b"/" if one else b""
            if name in numbers:
                break
            but = () if one else [os.fsencode(each) for each in keep]
            try:
                numbers[name], _ = look_into(
                    os.fsencode(folder) + b"/" + name, NEVER, hidden=bool(one), but=but
                )
            except FileNotFoundError:
                numbers[name] = None
            if not one:
                break
    return numbers


def _has(target: str, data: bytes) -> bool:
    """Does a regular file hold exactly these bytes?"""
    try:
        if os.path.islink(target) or os.stat(target).st_size != len(data):  # noqa: PTH114, PTH116
            return False
        with open(target, "rb") as file:  # noqa: PTH123
            return file.read() == data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _replace(target: str, data: bytes) -> None:
    beside = target + BESIDE
    try:
        file = _new_file(beside)
        try:
            written = os.write(file, data)
            while written < len(data):
                written += os.write(file, data[written:])
        finally:
            os.close(file)
        try:
            os.replace(beside, target)  # noqa: PTH105
        except IsADirectoryError:
            _remove_tree(Path(target))
            os.replace(beside, target)  # noqa: PTH105
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _new_file(path: str) -> int:
    """A file that was not there; what a stopped build left in its place goes, and a link is not followed."""
    try:
        return os.open(path, _NEW, 0o666)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
        return os.open(path, _NEW, 0o666)


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
