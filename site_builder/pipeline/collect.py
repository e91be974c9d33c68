"""First half of a build: what has changed among the seeds, read, cleaned and described into the store.

Work grows with what changed: a folder that lists as it did is not looked into, a seed with the size and time it had is
not opened. What follows from a change is only noted (`dirty`), together with the change itself, so that a build which is
stopped leaves nothing half done. Memory: one folder's names, and one batch of articles in each worker.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING

from site_builder.config import CleanSettings, Config, DescribeSettings, ReadSettings
from site_builder.errors import SeedError
from site_builder.link import story_key
from site_builder.look import TICK, UNSURE
from site_builder.model import Article, Card, Cleaned, Problem, Seed
from site_builder.pipeline.library import (
    ARTICLE,
    DRAFT,
    INDEXES,
    REFUSED,
    digest,
    mark,
    meta,
    pack,
    pack_blocks,
    pack_card,
    pack_problems,
    set_meta,
    unpack,
    unpack_card,
    unpack_problems,
)
from site_builder.pipeline.repeating import change_edges, edge_rows, edges_of
from site_builder.pipeline.run import Run, Ways
from site_builder.pipeline.workers import Workers, shared_out
from site_builder.read import (
    Listing,
    SeedFile,
    groups_apart,
    list_folder,
    look_at,
    problems_of_others,
    read_seed,
    seeds_in,
)
from site_builder.store import Store, Table, in_transactions
from site_builder.value import dataclass

if TYPE_CHECKING:
    from site_builder.describe import Look

    _Looked = tuple[SeedFile, Cleaned, Look | None]

_IN_BATCH = 200
"""Seeds: enough work to outweigh sending it to another process (0.3 ms), little enough to share evenly."""

_AT_ONCE = 20
"""Seeds that go through each stage together: a stage that runs many times in a row finds all that it needs in the
processor's caches, and of few seeds the texts are still there too. One by one an article takes a quarter longer, and with 50
at once a hundredth. The detector of languages has larger tables than all else, and is asked for a whole batch in a row: 37 us
an article, where 50 in a row took 48."""

Seen = Sequence[tuple[bytes, int]] | None
"""Folders and their numbers, where somebody has looked a moment ago."""


Kinds = tuple[int, ...]
"""Kinds of seeds that the site shows."""


@dataclass(frozen=True, slots=True)
class _Batch:
    seeds: tuple[SeedFile, ...]
    read: ReadSettings
    clean: CleanSettings
    describe: DescribeSettings


Row = tuple[bytes, str, str, int, str, str, bytes, bytes, bytes | None, bytes, bool, bool, str, bytes | None]
"""A seed on its way into the store: key, stamp, id, kind, story, date that may lie in the future, made, card, problems,
blocks, whether its content alone tells its story, whether its title is open, its language by itself, and
the lines at its ends."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be read, and what is no longer there."""

    fresh: list[SeedFile]
    gone: list[bytes]
    folders: list[tuple[bytes, str, bytes, bytes | None, bytes | None]]
    """Rows of the folders that are not as they were."""
    folders_gone: list[bytes]


def begin_anew(table: Table, program: str) -> None:
    """Every seed is to be read again, by another program or with other settings."""
    table.execute("BEGIN")
    table.execute("DELETE FROM folder")
    table.execute("UPDATE article SET stamp = '', named = NULL")
    table.execute("DELETE FROM stretch")
    set_meta(table, "seeds", program)
    set_meta(table, "unsettled", True)
    table.execute("COMMIT")


def settle_drafts(table: Table, *, shown: bool) -> None:
    """Drafts are to be read again where they are shown now and were not, or the other way round."""
    if bool(meta(table, "drafts")) == shown:
        return
    why = "drafts are shown now" if shown else "drafts are left out now"
    table.execute("BEGIN")
    drafts = table.execute("SELECT id, story, own FROM article WHERE kind = 1").fetchall()
    for id_, story, own in drafts:
        mark(table, [(owner, why) for owner in (story, own, f"!{id_}")])
    if drafts:  # or no folder is looked into
        table.execute("DELETE FROM folder")
    table.execute("DELETE FROM said WHERE n IN (SELECT n FROM article WHERE kind = 1)")
    table.execute("UPDATE article SET stamp = '', made = NULL, named = NULL WHERE kind = 1")
    set_meta(table, "drafts", shown)
    table.execute("COMMIT")


def find_changes(config: Config, run: Run, table: Table, seen: Callable[[], Seen] | None) -> Changes:
    """Compare the folders of seeds with what they were. `seen` gives what somebody sees there just now."""
    known: dict[bytes, tuple[str, bytes]] = {
        name: (number, lines)
        for name, number, lines in table.execute("SELECT name, number, lines FROM folder").fetchall()
    }
    # Without a list of folders, after a build that was stopped say, what is gone shows by what is not found.
    missing = set() if known else {key for (key,) in table.execute("SELECT key FROM article")}
    changes = Changes([], [], [], [])
    root = config.build.seeds
    with run.stage("scan"):
        settled = time.time_ns() - TICK
        for folder, number in (seen and seen()) or look_at(root, settled):
            before = known.pop(folder, None)
            if before is not None and before[0] == str(number) and number != UNSURE:
                continue
            listing = list_folder(root, folder, settled)
            groups = None if before is None else groups_apart(Listing(folder, before[1]), listing)
            found = seeds_in(root, listing, groups)
            others = pack(dict(found.others)) if found.others else None
            changes.folders.append(
                (folder, str(number), listing.lines, pack_problems(found.problems), others)
            )
            if before is None:
                old = _described(table, found.files)
                missing.difference_update(old)
            else:
                old = _stamps(config, Listing(folder, before[1]), groups)
            for file in found.files:
                if old.pop(file.key, None) != file.stamp or "?" in file.stamp:
                    changes.fresh.append(file)
            changes.gone.extend(old)
        for folder, (_, lines) in known.items():
            changes.folders_gone.append(folder)
            changes.gone.extend(_stamps(config, Listing(folder, lines)))
        changes.gone.extend(sorted(missing))
    return changes


def _stamps(config: Config, listing: Listing, groups: Collection[bytes] | None = None) -> dict[bytes, str]:
    return {file.key: file.stamp for file in seeds_in(config.build.seeds, listing, groups).files}


def _described(table: Table, files: Iterable[SeedFile]) -> dict[bytes, str]:
    rows = (
        table.execute("SELECT key, stamp FROM article WHERE key = ?", (file.key,)).fetchone()
        for file in files
    )
    return dict(row for row in rows if row)


def collect(
    config: Config, run: Run, store: Store, workers: Workers, changes: Changes, *, fresh_store: bool
) -> None:
    """Bring the articles in the store to what the seeds are, and note which stories that concerns."""
    ids: set[str] = set()
    shown = (ARTICLE, DRAFT) if run.drafts else (ARTICLE,)
    with run.stage("describe", len(changes.fresh)) as advance:
        batches = _batches(config, changes.fresh)
        results = workers.map(describe_batch, batches, -(-len(changes.fresh) // _IN_BATCH))
        table = store.table
        with store.unlogged() if fresh_store else nullcontext():
            for rows, ways in in_transactions(table, results):
                run.count(ways)
                if fresh_store:
                    _insert(table, rows, run.today, shown)
                else:
                    for row in rows:
                        _replace(table, row, run.today, ids, shown)
                advance(len(rows))
        table.execute("BEGIN")
        for key in changes.gone:
            _forget(table, key, ids, shown)
        for index in INDEXES:
            table.execute(index)
        _settle_doubles(table, ids, shown, everywhere=fresh_store)
        _wake(table, run.today, changed=bool(changes.fresh or changes.gone))
        table.executemany("DELETE FROM folder WHERE name = ?", [(name,) for name in changes.folders_gone])
        table.executemany(
            "INSERT OR REPLACE INTO folder VALUES (?, ?, ?, ?, ?)",
            changes.folders,
        )
        table.execute("COMMIT")


def _batches(config: Config, files: Sequence[SeedFile]) -> Iterator[_Batch]:
    for batch in shared_out(files, _IN_BATCH):
        yield _Batch(tuple(batch), config.read, config.clean, config.describe)


def describe_batch(batch: _Batch) -> tuple[list[Row], Ways]:
    """Runs in a worker: read, clean and describe; and how many articles went which way."""
    from site_builder.describe import card_of, describe_article, tell_language

    rows: dict[bytes, Row] = {}
    cleaned: list[_Looked] = []
    for start in range(0, len(batch.seeds), _AT_ONCE):
        cleaned += _cleaned_together(batch.seeds[start : start + _AT_ONCE], batch, rows)
    # Texts of one script find the same in the detector's tables.
    cleaned.sort(key=lambda looked: looked[2].script if looked[2] else "")
    told = [tell_language(one, look) for _, one, look in cleaned]
    counts: Counter[str] = Counter()
    for start in range(0, len(cleaned), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        articles = [
            (file, describe_article(one, batch.describe, counts, named=False, told=language))
            for (file, one, _), language in zip(cleaned[some], told[some], strict=True)
        ]
        cards = [(file, article, card_of(article)) for file, article in articles]
        rows.update((file.key, _row(file, article, card)) for file, article, card in cards)
    return [rows[file.key] for file in batch.seeds], {"language": dict(counts)}


def _cleaned_together(files: Sequence[SeedFile], batch: _Batch, refused: dict[bytes, Row]) -> list[_Looked]:
    """Some seeds, read and cleaned, and a look at the language of each; rows of the others into `refused`."""
    from site_builder.clean import clean_seed
    from site_builder.describe import look_at_language

    seeds: list[tuple[SeedFile, Seed]] = []
    for file in files:
        try:
            seeds.append((file, read_seed(file, batch.read)))
        except SeedError as error:
            refused[file.key] = _refused(file, "", [_problem(error)])
    cleaned: list[tuple[SeedFile, Cleaned]] = []
    for file, seed in seeds:
        try:
            cleaned.append((file, clean_seed(seed, batch.clean)))
        except SeedError as error:
            refused[file.key] = _refused(file, seed.id, [*seed.problems, _problem(error)])
    return [(file, one, look_at_language(one)) for file, one in cleaned]


def _row(file: SeedFile, article: Article, card: Card) -> Row:
    packed, blocks = pack_card(card), pack_blocks(article.blocks)
    story = story_key(card)
    edges = edges_of(article, story)
    return (
        file.key,
        file.stamp,
        article.id,
        DRAFT if article.draft else ARTICLE,
        story,
        _uncertain_date(card),
        digest(packed, blocks, edges or b""),
        packed,
        pack_problems(article.problems),
        blocks,
        not (card.stated_story or card.source_key),
        not card.title,
        card.language,
        edges,
    )


def _refused(file: SeedFile, id_: str, problems: Sequence[Problem]) -> Row:
    return (
        file.key,
        file.stamp,
        id_,
        REFUSED,
        "",
        "",
        b"",
        b"",
        pack_problems(problems),
        b"",
        False,
        False,
        "",
        None,
    )


def _problem(error: SeedError) -> Problem:
    return Problem(error.where, error.what, error.remedy)


def _uncertain_date(card: Card) -> str:
    """The date, unless a person stated it or there is none: it is left out while it lies in the future."""
    origin = card.provenance.get("published")
    return card.published or "" if origin is not None and not origin.source.startswith("stated") else ""


def lies_ahead(published: str, today: date) -> bool:
    """Has the date, of whatever precision, not come yet?"""
    return published > today.isoformat()[: len(published)]


_INSERT = """INSERT INTO article (key, stamp, id, kind, story, future, made, card, problems, live, own, loose, open, language, edges)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?5, ?11, ?12, ?13, ?14)"""


def _insert(table: Table, rows: Sequence[Row], today: date, shown: Kinds) -> None:
    """Into an empty store: nothing is there to compare with."""
    rows = [row if row[3] in shown else (*row[:-1], None) for row in rows]
    (start,) = table.execute("SELECT coalesce(max(n), 0) FROM article").fetchone()
    table.executemany(
        "INSERT INTO article (n, key, stamp, id, kind, story, future, made, card, problems, live, loose, open, language, edges, own)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?6)",
        [
            (n, *row[:5], _ahead(row[5], today), *row[6:9], row[3] in shown, *row[10:14])
            for n, row in enumerate(rows, start + 1)
        ],
    )
    table.executemany(
        "INSERT INTO body VALUES (?, ?)",
        [(n, row[9]) for n, row in enumerate(rows, start + 1) if row[9]],
    )
    edges = [one for n, row in enumerate(rows, start + 1) for one in edge_rows(n, row[13])]
    table.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", sorted(edges))


def _ahead(published: str, today: date) -> str:
    return published if published and lies_ahead(published, today) else ""


def _replace(table: Table, row: Row, today: date, ids: set[str], shown: Kinds) -> None:
    """One seed that is new or was changed."""
    key, stamp, id_, kind, story, published, made, card, problems, blocks, loose, is_open, language, edges = (
        row
    )
    future = _ahead(published, today)
    if kind not in shown:
        edges = None
    found = table.execute(
        "SELECT a.n, a.id, a.kind, a.own, a.future, coalesce(s.made, a.made), a.story, a.edges"
        " FROM article a LEFT JOIN said s ON s.n = a.n WHERE a.key = ?",
        (key,),
    ).fetchone()
    if found is None:
        live = kind in shown
        cursor = table.execute(
            _INSERT,
            (
                key,
                stamp,
                id_,
                kind,
                story,
                future,
                made,
                card,
                problems,
                live,
                loose,
                is_open,
                language,
                edges,
            ),
        )
        n, old_edges = cursor.lastrowid or 0, None
        if live:
            why = f"{_name(key)} is new"
            mark(table, [(story, why), (f"!{id_}", why)])
    else:
        n, old_id, old_kind, old_own, old_future, old_made, old_story, old_edges = found
        if (old_id, old_kind, old_own, old_future, old_made) == (id_, kind, story, future, made):
            table.execute("UPDATE article SET stamp = ?, problems = ? WHERE n = ?", (stamp, problems, n))
            return
        table.execute("DELETE FROM said WHERE n = ?", (n,))
        table.execute(
            "UPDATE article SET stamp = ?, id = ?, kind = ?, story = ?, future = ?, made = ?, card = ?,"
            " problems = ?, live = ?, own = ?, loose = ?, open = ?, language = ?, edges = ? WHERE n = ?",
            (
                stamp,
                id_,
                kind,
                story,
                future,
                made,
                card,
                problems,
                kind in shown,
                story,
                loose,
                is_open,
                language,
                edges,
                n,
            ),
        )
        ids.add(old_id)
        why = f"{_name(key)} was changed"
        owners = ((old_story, old_kind), (old_own, old_kind), (story, kind))
        mark(table, [(one, why) for one, was in owners if was in shown])
        mark(table, [(f"!{id_}", why)])
    ids.add(id_)
    if blocks:
        table.execute("INSERT OR REPLACE INTO body VALUES (?, ?)", (n, blocks))
    else:
        table.execute("DELETE FROM body WHERE n = ?", (n,))
    change_edges(table, n, old_edges, edges)


def _forget(table: Table, key: bytes, ids: set[str], shown: Kinds) -> None:
    """One seed that is no longer there."""
    found = table.execute(
        "SELECT n, id, kind, edges, story, own FROM article WHERE key = ?", (key,)
    ).fetchone()
    if found is None:
        return
    n, id_, kind, edges, *stories = found
    change_edges(table, n, edges, None)
    table.execute("DELETE FROM article WHERE n = ?", (n,))
    table.execute("DELETE FROM body WHERE n = ?", (n,))
    table.execute("DELETE FROM said WHERE n = ?", (n,))
    ids.add(id_)
    if kind in shown:
        mark(table, [(story, f"{_name(key)} is gone") for story in stories])


def _name(key: bytes) -> str:
    return key.decode("utf-8", "replace")


def _settle_doubles(table: Table, ids: set[str], shown: Kinds, *, everywhere: bool) -> None:
    """Of seeds with the same bytes the first by name is the article, and the others are not used."""
    if everywhere:
        ids = {
            row[0]
            for row in table.execute(
                "SELECT id FROM article WHERE kind < 2 GROUP BY id HAVING count(*) > 1"
            ).fetchall()
        }
    for id_ in sorted(ids):
        rows = table.execute(
            "SELECT n, kind, live, again, story, own FROM article WHERE id = ? ORDER BY kind = 2, key", (id_,)
        ).fetchall()
        for place, (n, kind, live, again, *stories) in enumerate(rows):
            used = kind in shown and place == 0
            double = kind != REFUSED and place > 0
            if (bool(live), bool(again)) != (used, double):
                table.execute("UPDATE article SET live = ?, again = ? WHERE n = ?", (used, double, n))
            if bool(live) != used:
                why = "seeds with the same bytes came or went"
                mark(table, [(owner, why) for owner in (*stories, f"!{id_}")])


def _wake(table: Table, today: date, *, changed: bool) -> None:
    """Stories whose dates have come since the last build; and, where the clock was set back, those that lie ahead again."""
    last = meta(table, "today")
    now = today.isoformat()
    if last == now and not changed:
        return
    if last is not None and now < last:
        for n, data, story in table.execute("SELECT n, card, story FROM article WHERE live").fetchall():
            card = unpack_card(data)
            future = _ahead(_uncertain_date(card), today)
            if future:
                table.execute("UPDATE article SET future = ? WHERE n = ?", (future, n))
                mark(
                    table,
                    [(story, "the day is an earlier one"), (f"!{card.id}", "the day is an earlier one")],
                )
    elif last is not None and now > last:
        for n, id_, story, future in table.execute(
            "SELECT n, id, story, future FROM article WHERE future > ''"
        ).fetchall():
            if not lies_ahead(future, today):
                table.execute("UPDATE article SET future = '' WHERE n = ?", (n,))
                mark(table, [(story, f"{future} has come"), (f"!{id_}", f"{future} has come")])
    (ahead,) = table.execute("SELECT min(future) FROM article WHERE future > '' AND live").fetchone()
    set_meta(table, "ahead", ahead)
    set_meta(table, "today", now)


def all_problems(table: Table) -> list[Problem]:
    """Everything wrong with the seeds, those of this build and of the ones before."""
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    for lines, kinds in table.execute(
        "SELECT problems, others FROM folder WHERE problems IS NOT NULL OR others IS NOT NULL"
    ):
        problems += unpack_problems(lines)
        others.update(unpack(kinds) or {})
    problems += problems_of_others(others)
    for (lines,) in table.execute("SELECT problems FROM article WHERE problems IS NOT NULL"):
        problems += unpack_problems(lines)
    for data, future in table.execute("SELECT card, future FROM article WHERE future > '' AND live"):
        problems.append(
            Problem(
                unpack_card(data).seed,
                f"date {future} has not come yet; it is left out",
                "state `published` in a sidecar",
            )
        )
    for id_, data in table.execute("SELECT id, card FROM article WHERE again").fetchall():
        (first,) = table.execute(
            "SELECT card FROM article WHERE id = ? AND kind < 2 ORDER BY key LIMIT 1", (id_,)
        ).fetchone()
        what = f"holds the same bytes as {unpack_card(first).seed}"
        problems.append(Problem(unpack_card(data).seed, what, "remove one of the two"))
    return sorted(set(problems), key=lambda problem: (problem.origin, problem.what))
