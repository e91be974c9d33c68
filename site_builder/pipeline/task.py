"""What there is to do in the second half of a build: fingerprints, and whether output/ is as it was left.

Notes in the store what follows for single owners of pages; whole kinds of pages are in the Task. Memory: a number for each
folder of output/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from site_builder.config import Config
from site_builder.pipeline.collect import Seen, begin_anew, settle_drafts
from site_builder.pipeline.library import ALL, mark, meta, set_meta
from site_builder.pipeline.making import DATA, PAGES
from site_builder.pipeline.prints import Prints
from site_builder.pipeline.run import Run
from site_builder.store import Table
from site_builder.value import dataclass
from site_builder.write import look_at_output, take

LISTS = frozenset({"list", "coverage", "month", "dates"})
SINGLE = frozenset({"front", "sources", "notfound", "search", "offline", "assets"})
PARTS = "parts"
"""Kinds of pages: of lists, those that there is one of; and the catalogue and the sitemap."""

STORIES = frozenset({*PAGES, DATA})
EVERYTHING = frozenset({*STORIES, *LISTS, *SINGLE, PARTS})


@dataclass(slots=True)
class Task:
    """What there is to do, beside what is noted as dirty."""

    kinds: set[str] = field(default_factory=set)
    """Kinds of pages that are all made again."""
    why: str = ""
    """Why these are."""
    arrange: bool = False
    """Look at every story again."""
    strangers: bool = False
    """Look for files that no page is."""
    touched: set[str] = field(default_factory=set)
    """Owners of pages that somebody else has written to."""
    trusted: bool = True
    """Does output/ hold what the store says?"""
    empty: bool = False
    """Does it hold nothing?"""
    marked: bool = False
    """Was the folder made ours just now?"""

    def add(self, kinds: Iterable[str], why: str) -> None:
        """Make all pages of these kinds; the first reason stays."""
        if not self.kinds.issuperset(kinds):
            self.kinds.update(kinds)
            self.why = self.why or why

    @property
    def is_whole(self) -> bool:
        """Is output/ looked at as a whole at the end? Not where only a few files of it are written."""
        return self.empty or self.strangers or bool(self.kinds)


def compare_prints(run: Run, table: Table, prints: Prints) -> Task:
    """What follows from fingerprints that are others now, and from a build that was stopped."""
    task = Task()
    if run.force or meta(table, "seeds") != prints.seeds:
        begin_anew(table, prints.seeds)
    settle_drafts(table, shown=run.drafts)
    if run.force:
        task.arrange = True
        task.add(EVERYTHING, "--force was given")
    known = meta(table, "site")
    if known is None:
        task.arrange = True
        task.add(EVERYTHING, "the first build")
    elif known != prints.site:
        task.arrange = True
        task.add(EVERYTHING, "a setting, this program or a library is another one")
    before = meta(table, "templates") or {}
    for kind, look in prints.templates.items():
        if before and before.get(kind) != look:
            task.add(
                {kind}, f"the template of its kind of page ({kind}.html) or what that is made of was changed"
            )
    if row := table.execute("SELECT why FROM dirty WHERE owner = ?", (ALL,)).fetchone():
        task.arrange = True
        task.add(EVERYTHING, row[0])
    return task


def look_over(config: Config, run: Run, table: Table, task: Task) -> None:
    """Is output/ the folder that the last build filled, and to the end?"""
    build = config.build
    taken = take(build.output, build.keep)
    task.marked = taken is None
    place = str(build.output.resolve())
    if meta(table, "output") != place or taken is not False:
        task.empty = taken is not False
        task.strangers = not task.empty
        task.trusted = False
        if table.execute("SELECT 1 FROM page").fetchone():
            task.add(EVERYTHING, "output/ is another folder, or was emptied")
        table.execute("BEGIN")
        table.execute("DELETE FROM page")
        table.execute("DELETE FROM shelf")
        set_meta(table, "output", place)
        table.execute("COMMIT")
        task.add(EVERYTHING, "the first build into this folder")
    elif meta(table, "making"):
        run.note("the last build was stopped; this one goes on from there")
        task.strangers = True
        task.trusted = False
        task.add({*LISTS, *SINGLE, PARTS}, "the last build was stopped")


def find_touched(config: Config, run: Run, table: Table, task: Task, seen: Callable[[], Seen] | None) -> None:
    """Folders of output/ that somebody else has written to: their pages are made again.

    `seen` gives what somebody has just seen there.
    """
    if not task.trusted:
        return
    build = config.build
    known: dict[bytes, str] = dict(table.execute("SELECT folder, number FROM shelf").fetchall())
    touched = set()
    with run.stage("look at output"):
        for folder, number in (seen and seen()) or look_at_output(build.output, build.keep):
            if known.pop(folder, None) != str(number):
                touched.add(folder.decode("utf-8", "replace").rstrip("/"))
    touched.update(folder.decode("utf-8", "replace").rstrip("/") for folder in known)
    if not touched:
        return
    task.strangers = True
    table.execute("BEGIN")
    why = "somebody else wrote to its folder in output/"
    for owner, path in table.execute("SELECT owner, path FROM page").fetchall():
        if path.rpartition("/")[0] in touched:
            table.execute("UPDATE page SET hash = NULL WHERE owner = ? AND path = ?", (owner, path))
            if owner.startswith("~@"):
                task.add({*SINGLE, PARTS}, why)
            else:
                task.touched.add(owner)
                mark(table, [(owner, why)])
    table.execute("COMMIT")


def is_something_to_do(table: Table, task: Task) -> bool:
    """Is anything to be made?"""
    if task.kinds or task.strangers:
        return True
    return bool(table.execute("SELECT 1 FROM dirty LIMIT 1").fetchone())
