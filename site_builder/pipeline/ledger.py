"""What a build has made so far: files of pages into the store, and files that no page is any more.

Memory: the paths that were written by a build that writes few, and those that go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from site_builder.config import BuildSettings
from site_builder.pipeline.making import Made, Pieces
from site_builder.pipeline.run import Run
from site_builder.pipeline.task import Task
from site_builder.plan import part_of
from site_builder.store import Store, Table
from site_builder.write import look_at_folders, look_at_output, remove, remove_strangers

_UNLISTED = re.compile(r"404\.html|offline/.*|[^/]+/search\.html")
"""Pages that crawlers should pass over."""
_FEW = 500
"""Paths that are asked for in one question."""


class Ledger:
    """The pages of one build."""

    def __init__(self, settings: BuildSettings, run: Run, store: Store, task: Task) -> None:
        self.written = int(task.marked)
        self.removed = 0
        self._settings, self._run, self._store, self._task = settings, run, store, task
        self._stale: set[tuple[str, str]] = set()
        self._moved: set[str] = set()
        self._written: set[tuple[str, str]] = set()

    @property
    def _table(self) -> Table:
        return self._store.table

    def note(self, made: Sequence[Made], whys: Mapping[str, str]) -> None:
        """Remember files that were made, and why: by their owner, else as the task says."""
        table, run, task = self._table, self._run, self._task
        rows = []
        for owner, path, digest, written in made:
            reason = whys.get(owner) or task.why
            if written:
                self.written += 1
                if path in run.awaited:
                    run.arrived(path)
                if not task.is_whole:
                    self._moved.add(path)
                if not task.kinds:
                    self._written.add((owner, path))
            if path == run.watched:
                run.seen = (written, reason)
            rows.append((owner, path, digest, reason))
        if task.empty or not task.trusted:
            table.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", rows)
            return
        for row, (*_, written) in zip(rows, made, strict=True):
            if written:
                table.execute("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", row)
            else:  # why it was written last stays
                table.execute(
                    "INSERT INTO page VALUES (?, ?, ?, ?) ON CONFLICT (owner, path) DO UPDATE SET hash = excluded.hash",
                    row,
                )

    def keep(self, pieces: Sequence[Pieces], bits: int) -> set[int]:
        """Remember what stories contribute to the data; the parts that change by it."""
        table = self._table
        if self._task.empty:
            table.executemany("INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?)", pieces)
            return {part_of(key, bits) for key, *_ in pieces}
        parts = set()
        for piece in pieces:
            known = table.execute("SELECT * FROM piece WHERE story = ?", (piece[0],)).fetchone()
            if known != piece:
                table.execute("INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?)", piece)
                parts.add(part_of(piece[0], bits))
        return parts

    def forget(self, owner: str, pages: Collection[str] = ()) -> None:
        """Pages of an owner that are not among `pages` go at the end, unless another owner has them by then."""
        if self._task.empty:
            return
        for (path,) in self._table.execute("SELECT path FROM page WHERE owner = ?", (owner,)).fetchall():
            if path not in pages:
                self._stale.add((owner, path))

    def drop(self, owner: str, paths: Iterable[str]) -> None:
        """Pages of an owner that go at the end."""
        self._stale.update((owner, path) for path in paths)

    def pages_that_list(self) -> list[str]:
        """Pages that lead to articles, for the sitemap."""
        rows = self._table.execute(
            "SELECT path FROM page WHERE owner >= '~' AND path LIKE '%.html' ORDER BY path"
        )
        stale = {path for owner, path in self._stale if owner >= "~"}
        return [path for (path,) in rows if path not in stale and not _UNLISTED.fullmatch(path)]

    def owners(self, paths: Collection[str]) -> set[str]:
        """Who makes these pages, of which there are few."""
        return {
            owner
            for path in paths
            for (owner,) in self._table.execute("SELECT owner FROM page WHERE path = ?", (path,))
        }

    def changed(self) -> set[tuple[str, str]]:
        """Owner and path of the files that are others now or no more, where no kind of page was made as a whole."""
        return self._written | self._stale

    def is_stale(self, owner: str, path: str) -> bool:
        """Will this file of the owner's be gone at the end?"""
        return (owner, path) in self._stale

    def clean_up(self) -> None:
        """Remove files that no page is any more."""
        table, settings = self._table, self._settings
        if self._stale:
            table.execute("BEGIN")
            table.executemany("DELETE FROM page WHERE owner = ? AND path = ?", sorted(self._stale))
            table.execute("COMMIT")
            gone = {path for _, path in self._stale}
            # No index tells whether they are pages of somebody else: all are looked at, by SQLite where it can be asked.
            question, asked = "SELECT path FROM page", sorted(gone)
            if len(gone) <= _FEW:
                question += f" WHERE path IN ({', '.join('?' * len(gone))})"
            rows = table.execute(question, asked if len(gone) <= _FEW else ())
            gone -= {path for (path,) in rows if path in gone}
            self.removed += remove(settings.output, sorted(gone))
            self._moved |= gone
        if self._task.strangers:
            ours = {path for (path,) in table.execute("SELECT path FROM page")}
            self.removed += remove_strangers(settings.output, settings.keep, ours.__contains__)

    def look_back(self) -> None:
        """Note how output/ is left."""
        table, settings = self._table, self._settings
        numbers: Iterable[tuple[bytes, int | None]]
        if self._task.is_whole:
            table.execute("DELETE FROM shelf")
            numbers = look_at_output(settings.output, settings.keep)
        else:
            numbers = look_at_folders(settings.output, settings.keep, self._moved).items()
        for folder, number in numbers:
            if number is None:
                table.execute("DELETE FROM shelf WHERE folder = ?", (folder,))
            else:
                table.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?)", (folder, str(number)))


def was_dated(table: Table, name: str) -> bool | None:
    """Had the list an article with a date when it was made last? None where it was not."""
    row = table.execute("SELECT total FROM tally WHERE name = ?", (f"d {name}",)).fetchone()
    return None if row is None else bool(row[0])


def set_dated(table: Table, name: str, dated: bool) -> None:
    """Remember it."""
    table.execute("INSERT OR REPLACE INTO tally VALUES (?, ?)", (f"d {name}", int(dated)))
