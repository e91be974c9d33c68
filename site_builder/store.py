"""What one build leaves for the next: tables in one SQLite file, and the lock of the folder they lie in.

Deleting the folder costs time and changes nothing else. A file of another version of the tables, or a damaged one, is
set up anew, and `note` says so. One build at a time works in a folder: a second one waits, says for whom, and gives up in
the end. Others may read while one writes.

Memory: SQLite's own, a few MB. Raises OutputError where the folder cannot be written or stays locked. Knows no article:
the tables are its user's.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from site_builder.errors import OutputError

Result = TypeVar("Result")

Table = sqlite3.Connection
"""What runs statements; autocommit but between `BEGIN` and `COMMIT`."""

DatabaseError = sqlite3.DatabaseError
"""Raised by a statement; `is_damage` tells whether the file is not what it should be."""

_FILE, _LOCK = "store.sqlite", "lock.sqlite"
_PAGE = 16_384
"""Bytes of a page: an article's text fits into one, which halves the cost of writing it (6 us a row of 7.5 KB against
10 with the usual 4,096)."""
_TOGETHER = 10
"""Results of workers, a tenth of a second of work each, that are committed together."""
_PATIENCE = 600.0
"""Seconds to wait for another build."""


class Store:
    """The tables of one folder, open for writing; use it as a context manager."""

    def __init__(
        self,
        folder: Path,
        schema: str,
        version: int,
        note: Callable[[str], object],
        patience: float = _PATIENCE,
        base: Path | None = None,
    ) -> None:
        """`base`: another such folder; where there is nothing in this one yet, it begins with what is there."""
        self._base = base
        self._folder, self._schema, self._version, self._note = folder, schema, version, note
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / _LOCK, note, patience)
        except (OSError, sqlite3.OperationalError) as error:
            raise _refused(folder, error) from None
        try:
            self.table = self._opened()
        except (OSError, sqlite3.OperationalError) as error:
            self._lock.close()
            raise _refused(folder, error) from None
        except BaseException:
            self._lock.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(sqlite3.Error):
            self.table.close()
        self._lock.close()

    @property
    def path(self) -> str:
        """For `reader`, in this process or in another one."""
        return os.fspath(self._folder / _FILE)

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Around the start of worker processes: a copy of an open connection in them would be no connection."""
        self.table.close()
        try:
            yield
        finally:
            self.table = _connected(self.path)

    @contextmanager
    def unlogged(self) -> Iterator[None]:
        """Around the first writing into new tables, which nobody reads yet: it goes into the file alone, without a log before.

        A build that is stopped meanwhile leaves a file that the next one sets up anew.
        """
        self.table.execute("PRAGMA user_version = 0")
        self.table.execute("PRAGMA journal_mode = OFF")
        yield
        self.table.execute("PRAGMA journal_mode = WAL")
        self.table.execute(f"PRAGMA user_version = {self._version}")

    def is_sound(self) -> bool:
        """Is every page of the file where the others say? Reads all of it: 0.1 s for 100 MB.

        Worth asking once after the machine was started: what it had not written down when it stopped is lost.
        """
        try:
            (said,) = self.table.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError:
            return False
        return bool(said == "ok")

    def start_anew(self, why: str) -> None:
        """Forget everything; `why` is told."""
        self._note(why)
        self.table.close()
        _remove(self._folder)
        self.table = self._set_up()

    def _opened(self) -> Table:
        file = self._folder / _FILE
        if not file.exists():
            _remove(self._folder)
            if self._base is None or not _copied(self._base / _FILE, file, self._version):
                return self._set_up()
        try:
            table = _connected(self.path)
            try:
                (version,) = table.execute("PRAGMA user_version").fetchone()
                if version == self._version:
                    return table
                why = (
                    "what the last build remembered was written by another version; everything is made again"
                )
                if not version:
                    why = "the first build was stopped while it read the seeds; it begins again"
            except BaseException:
                table.close()
                raise
            table.close()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and not _is_unread(error):
                raise
            why = f"what the last build remembered is damaged ({error}); everything is made again"
        self._note(why)
        _remove(self._folder)
        return self._set_up()

    def _set_up(self) -> Table:
        table = _connected(self.path)
        table.executescript(self._schema)
        table.execute(f"PRAGMA user_version = {self._version}")
        return table


def start_of_the_machine() -> str:
    """Another text after each start of the machine; "" where the system does not tell."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def is_damage(error: Exception) -> bool:
    """Is the file no database, or a torn one? All else that a statement raises is of a class of its own."""
    return type(error) is sqlite3.DatabaseError or isinstance(error, sqlite3.IntegrityError)


def _is_unread(error: sqlite3.OperationalError) -> bool:
    """Could what lies there not be read? SQLite says the same of a full disk, by another name."""
    written = ("SQLITE_IOERR_SHM", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE")
    return "disk I/O" in str(error) and not error.sqlite_errorname.startswith(written)


def is_refusal(error: Exception) -> bool:
    """Did the system refuse, for the disk is full, say?"""
    words = ("disk I/O error", "is full", "unable to open", "readonly", "locked")
    return isinstance(error, sqlite3.OperationalError) and any(word in str(error) for word in words)


def reader(path: str) -> Table:
    """A connection that reads what was committed; each process opens its own."""
    table = _connected(path)
    table.execute("PRAGMA query_only = ON")
    return table


def in_transactions(table: Table, results: Iterable[Result]) -> Iterator[Result]:
    """Results one by one, to be written into the store; several of them are committed together.

    So a page of the store that they change is written once for all, and workers forget what they have read seldom. What is
    written meanwhile is lost when the build is stopped: some seconds of work.
    """
    table.execute("BEGIN")
    for number, result in enumerate(results, 1):
        yield result
        if number % _TOGETHER == 0:
            table.execute("COMMIT")
            table.execute("BEGIN")
    table.execute("COMMIT")


@contextmanager
def one_look(table: Table) -> Iterator[None]:
    """Around many questions of a reader: all see the same state, and what it has read stays in its memory meanwhile.

    Alone, each question locks the file, and forgets all pages where another process has written since.
    """
    table.execute("BEGIN")
    try:
        yield
    finally:
        if table.in_transaction:  # a fault of the disk may have ended it
            table.execute("COMMIT")


def _connected(path: str) -> Table:
    table = sqlite3.connect(path, timeout=60, isolation_level=None)
    try:
        table.execute(f"PRAGMA page_size = {_PAGE}")
        table.execute("PRAGMA journal_mode = WAL")
        # A build that is killed loses nothing by this. A machine that stops may: see `is_sound`.
        table.execute("PRAGMA synchronous = OFF")
        table.execute("PRAGMA cache_size = -16000")
        # The log is copied into the file seldom, so that pages of the indexes, which every batch changes, are copied once;
        # but a log of 128 MB, in memory that nothing has used yet, takes a hundredth of a first build more.
        table.execute("PRAGMA wal_autocheckpoint = 2000")
    except sqlite3.Error:
        table.close()
        raise
    return table


def _copied(source: Path, target: Path, version: int) -> bool:
    """Is the source a store of this version, and copied now? A build may be at work with it: what it committed counts."""
    if not source.is_file():
        return False
    there = here = None
    try:
        there = reader(os.fspath(source))
        if there.execute("PRAGMA user_version").fetchone() != (version,):
            return False
        here = sqlite3.connect(os.fspath(target))
        here.execute("PRAGMA synchronous = OFF")
        there.backup(here)
    except sqlite3.DatabaseError:
        return False
    finally:
        for table in (there, here):
            if table is not None:
                table.close()
    return True


def _locked(file: Path, note: Callable[[str], object], patience: float) -> Table:
    """An empty database held exclusively: the system lets go of it when the process ends, however it ends."""
    until = time.monotonic() + patience
    told = False
    while True:
        table = sqlite3.connect(os.fspath(file), timeout=0, isolation_level=None)
        try:
            table.execute("BEGIN EXCLUSIVE")
            return table
        except sqlite3.OperationalError as error:
            table.close()
            if "locked" not in str(error):
                raise
        except sqlite3.DatabaseError:
            table.close()
            file.unlink()  # no database: something else was written over it
            continue
        if not told:
            note(f"another build is at work in {file.parent}; waiting for it to end")
            told = True
        if time.monotonic() > until:
            raise OutputError(
                os.fspath(file.parent),
                "another build is at work with this folder",
                "let it end, or name another folder with --cache and --output",
            )
        time.sleep(0.1)


def _remove(folder: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        (folder / (_FILE + ending)).unlink(missing_ok=True)
    (folder / "results.sqlite").unlink(missing_ok=True)  # of the versions before


def _refused(folder: Path, error: Exception) -> OutputError:
    return OutputError(str(folder), f"cannot be written ({error})", "name another folder with --cache")
