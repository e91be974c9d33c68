"""Results remembered between builds, in one SQLite file.

A key is a hash of what a result was made from: input, version of the stage, settings of the stage. Deleting the
folder costs time and changes nothing else; a file that cannot be read is set up anew. Values are pickled and only
types named beforehand are read back, so that a file from elsewhere cannot run code.
Raises OutputError where the folder cannot be written. Knows no article.
"""

from __future__ import annotations

import hashlib
import io
import pickle
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from site_builder.errors import OutputError

_FORMAT = 1
"""Goes up when the table changes."""


def key_of(*parts: object) -> bytes:
    """Key of a result: a hash of the `repr` of everything it depends on."""
    return hashlib.sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).digest()


class Cache:
    """Remembered results; use it as a context manager."""

    def __init__(self, folder: Path, types: Iterable[type]) -> None:
        self._types = {(kind.__module__, kind.__qualname__): kind for kind in types}
        self._file = folder / "results.sqlite"
        self._used: set[bytes] = set()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._table = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise OutputError(
                str(self._file), f"cannot be written ({error})", "name another folder with --cache"
            ) from None

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self._table.commit()
        self._table.close()

    def get(self, key: bytes) -> Any | None:
        """The value, or None where there is none that can be read."""
        self._used.add(key)
        row = self._table.execute("SELECT value FROM results WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        try:
            return _Reader(row[0], self._types).load()
        except Exception:  # whatever a damaged pickle raises, it means: make it again
            return None

    def has(self, key: bytes) -> bool:
        """Is there a value? Asking counts as using it, but costs less than reading it."""
        self._used.add(key)
        return self._table.execute("SELECT 1 FROM results WHERE key = ?", (key,)).fetchone() is not None

    def put(self, key: bytes, value: object) -> None:
        """Remember the value."""
        self._used.add(key)
        data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self._table.execute("INSERT OR REPLACE INTO results VALUES (?, ?)", (key, data))

    def forget_unused(self) -> None:
        """Drop what this build did not ask for, once it is more than what it did."""
        (count,) = self._table.execute("SELECT count(*) FROM results").fetchone()
        if count <= 2 * len(self._used):
            return
        self._table.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
        self._table.executemany("INSERT INTO used VALUES (?)", ((key,) for key in self._used))
        self._table.execute("DELETE FROM results WHERE key NOT IN (SELECT key FROM used)")
        self._table.execute("DROP TABLE used")

    def _open(self) -> sqlite3.Connection:
        try:
            return _connect(self._file)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self._file.unlink()  # not a database, or a damaged one: it holds nothing that cannot be made again
            return _connect(self._file)


class _Reader(pickle.Unpickler):
    """Reads back plain data and the types it was given."""

    def __init__(self, data: bytes, types: dict[tuple[str, str], type]) -> None:
        super().__init__(io.BytesIO(data))
        self._types = types

    def find_class(self, module: str, name: str) -> Any:
        """Only what was named; anything else is refused."""
        try:
            return self._types[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not a value of ours") from None


def _connect(file: Path) -> sqlite3.Connection:
    table = sqlite3.connect(file, timeout=60)
    try:
        (version,) = table.execute("PRAGMA user_version").fetchone()
        if version not in (0, _FORMAT):
            table.execute("DROP TABLE IF EXISTS results")
        table.execute("PRAGMA journal_mode = WAL")
        table.execute("PRAGMA synchronous = NORMAL")
        table.execute(
            "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID"
        )
        table.execute(f"PRAGMA user_version = {_FORMAT}")
        table.commit()
    except sqlite3.Error:
        table.close()
        raise
    return table
