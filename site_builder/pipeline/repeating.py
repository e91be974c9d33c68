"""Between collect and linking: lines that a source's articles in one language repeat at their ends are no part of them.

What the store has:

    edge       of each article with a source: its group (source and language), its story, and each line that may be
               boilerplate; line 0 stands for the article itself
    repeated   lines of a group that are boilerplate, and in how many stories they are
    recount    articles that came, changed or went, and their groups

A group is counted again where one of its articles came, changed or went; articles are cut anew whose lines became
boilerplate or are none any more. Each is cut from what its seed says, so the result is that of a first build.

Memory: the lines of one group that are boilerplate, and the rows of the articles that these concern.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from site_builder.describe.repeats import edge_lines, hash_of, repeated_ends
from site_builder.model import LOCAL, Article, Line
from site_builder.pipeline.library import meta, pack, unpack
from site_builder.pipeline.run import Run
from site_builder.pipeline.said import original, say
from site_builder.store import Store, Table

_LEAST, _SHARE = 5, 0.2
"""Stories of a source in one language that have a line, and share of all of them, from which on it is boilerplate. Without the bound of
width there are 66 such lines in the developer collection, all of them their authors' own; with it none is at an end."""


def edges_of(article: Article, story: str) -> bytes | None:
    """An article's group, story and lines, packed; None for one without a source."""
    if article.source == LOCAL:
        return None
    return pack(
        (_group_of(article.source, article.language), int(story, 16) - (1 << 63), edge_lines(article.blocks))
    )


@lru_cache(maxsize=1_024)
def _group_of(source: str, language: str) -> int:
    return hash_of(f"{source} {language}")


def edge_rows(n: int, edges: bytes | None) -> list[tuple[int, int, int, int]]:
    """Rows of `edge`: group, line, story, article."""
    if edges is None:
        return []
    group, story, lines = unpack(edges)
    return [(group, 0, story, n), *[(group, line, story, n) for line in lines]]


def change_edges(table: Table, n: int, old: bytes | None, new: bytes | None) -> None:
    """An article has other lines at its ends now, or is another one with the same; None for no article."""
    before, after = edge_rows(n, old), edge_rows(n, new)
    if before != after:
        table.executemany("DELETE FROM edge WHERE grp = ? AND line = ? AND story = ? AND n = ?", before)
        table.executemany("INSERT INTO edge VALUES (?, ?, ?, ?)", after)
    if before != after or len(after) > 1:
        groups = {row[0] for row in (*before[:1], *after[:1])}
        table.executemany("INSERT OR IGNORE INTO recount VALUES (?, ?)", [(group, n) for group in groups])


def cut_repeated(run: Run, store: Store) -> None:
    """Bring what articles are without boilerplate to what their sources repeat."""
    table = store.table
    if everything := bool(meta(table, "unsettled")):
        groups = _groups(
            table, "SELECT grp FROM edge WHERE line <> 0 GROUP BY grp, line HAVING count(*) >= 5"
        )
        groups |= _groups(table, "SELECT grp FROM repeated")
    else:
        groups = _groups(table, "SELECT grp FROM recount")
    if not groups:
        return
    with run.stage("repeated lines", len(groups)):
        table.execute("BEGIN")
        for group in sorted(groups):
            _count(table, group, everything=everything)
        table.execute("DELETE FROM recount")
        table.execute("COMMIT")


def _groups(table: Table, query: str) -> set[int]:
    return {group for (group,) in table.execute(query).fetchall()}


def _count(table: Table, group: int, *, everything: bool) -> None:
    """One group: its boilerplate, and the articles that this concerns."""
    counts = table.execute(
        "SELECT line, count(DISTINCT story) FROM edge WHERE grp = ? AND line <> 0 GROUP BY line HAVING count(*) >= ?",
        (group, _LEAST),
    ).fetchall()
    now: dict[int, int] = {}
    if counts:
        (stories,) = table.execute(
            "SELECT count(DISTINCT story) FROM edge WHERE grp = ? AND line = 0", (group,)
        ).fetchone()
        least = max(_LEAST, _SHARE * stories)
        now = {line: count for line, count in counts if count >= least}
    before = dict(table.execute("SELECT line, stories FROM repeated WHERE grp = ?", (group,)).fetchall())
    if now != before:
        table.execute("DELETE FROM repeated WHERE grp = ?", (group,))
        table.executemany("INSERT INTO repeated VALUES (?, ?, ?)", [(group, *one) for one in now.items()])
    lines = now.keys() | before.keys() if everything else now.keys() ^ before.keys()
    concerned = {n for (n,) in table.execute("SELECT n FROM recount WHERE grp = ?", (group,)).fetchall()}
    for line in lines:
        rows = table.execute("SELECT n FROM edge WHERE grp = ? AND line = ?", (group, line)).fetchall()
        concerned.update(n for (n,) in rows)
    for n in sorted(concerned):
        _cut(table, n, group, now)


def _cut(table: Table, n: int, group: int, repeated: dict[int, int]) -> None:
    """One article of the group without its boilerplate; the rest of it is kept beside."""
    said = original(table, n)
    if said is None or said.group != group:
        return
    cut = repeated_ends(said.blocks, repeated) if repeated else (0, 0)
    if cut != said.cut:
        say(table, said._replace(cut=cut), "what its source repeats is no part of it")


def lines_without(table: Table, n: int, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The account of a seed's lines, where its ends are boilerplate."""
    said = original(table, n)
    if said is None or said.cut == (0, 0):
        return tuple(lines)
    head, tail = said.cut
    after = len(said.blocks) - tail
    told = []
    for line in lines:
        if line.block is None:
            told.append(line)
        elif head <= line.block < after:
            told.append(line._replace(block=line.block - head))
        else:
            count = table.execute(
                "SELECT stories FROM repeated WHERE grp = ? AND line = ?",
                (said.group, hash_of(said.blocks[line.block].text)),
            ).fetchone()
            told.append(Line(line.number, "boilerplate", None, f"repeated-in-{count[0]}-articles"))
    return tuple(told)
