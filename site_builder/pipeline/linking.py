"""Between collect and arrange: which articles that print no source are translations, by their content.

Costs nothing where every article has a source URL or a stated story: then not even traits are made. Else all articles have
traits, for one without a source may belong to a story of others that have one. What is kept in the store:

    trait     one row an article: what of it survives translation, its neighbours, and whether these are to be looked for
              again (`stale`)
    anchor    who holds which anchor
    pair      scores of articles that are neighbours
    bond      of a story that was joined by content: why

After a change only those are looked at again whose neighbours may be others now: holders of an anchor that became more or
less common, neighbours of what changed or went, and those to whom something new is nearer than one of theirs. Scores
depend on neighbours, groups on scores, so the result is that of a first build. A build that is stopped leaves `stale` marks, and the next
one goes on from these.

Memory: in each worker the holders of the anchors it meets, up to a bound; the names of what is looked at; the scores of
one component. Not here: what is compared and how it is judged (`link`).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from sys import intern
from typing import Any, NamedTuple

from site_builder.link import story_key
from site_builder.link.contrast import contrasted
from site_builder.link.groups import LINK, Who, groups_of
from site_builder.link.judge import background, judge
from site_builder.link.likeness import (
    Form,
    Holders,
    Member,
    Near,
    Subject,
    all_neighbours,
    commonness,
    features,
    form_of,
    nearest,
    norm_of,
    one_of,
    rarity,
    rivalry_of,
    shape_of,
    step,
    subject,
    tongue_of,
    would_enter,
)
from site_builder.link.traits import Packed, pack_traits, traits_of, unpack_traits
from site_builder.model import Card
from site_builder.pipeline.library import mark, meta, pack, set_meta, unpack, unpack_blocks, unpack_card
from site_builder.pipeline.run import Run
from site_builder.pipeline.workers import Workers
from site_builder.store import Store, Table, reader
from site_builder.text import short_hash

_IN_BATCH = 100
"""Articles: 100 ms of work."""
_HELD = 400_000
"""Holders of anchors that a worker keeps in memory: 60 MB."""
_KEPT = 12_000
"""Articles and neighbours of articles that it keeps: 4 KB each, 100 MB together."""
_SURE = 0.6
"""Confidence of a language from which on a story has one article of it. Stated ones have 1."""
_LINES = 8
"""Links that a story tells of."""
_WORDS = 5
"""Shared names and numbers that a link tells of."""
_THIN = 0.9
"""Score of a link below which it is thin."""
_MISS = 0.2
"""Score from which on a pair that was not joined is worth a look."""

FINE, LOOK, TELL, JUDGE = 0, 1, 2, 3
"""What is to be done for an article: nothing; find its neighbours; the same, and whose neighbour it is now; judge its pairs."""


class Doubt(NamedTuple):
    """A link that a person should look at."""

    kind: str
    """ "near miss": two articles that were nearly joined; "thin link": an article that was joined on little."""
    score: float
    cards: tuple[Card, Card]
    stories: tuple[str, str]
    """Keys; `story = "KEY"` in a sidecar of the first joins it to the second's."""
    shared: tuple[str, ...]
    """Names and numbers that both have, the rarest first."""


def link_by_content(run: Run, store: Store, workers: Workers, program: str) -> None:
    """Bring the stories of articles in the store to what their contents say."""
    table = store.table
    if meta(table, "linker") not in (None, program):
        _begin_anew(table)
    if not table.execute("SELECT 1 FROM article WHERE loose AND live LIMIT 1").fetchone():
        if table.execute("SELECT 1 FROM trait LIMIT 1").fetchone():
            _begin_anew(table)
        return
    fresh = _column(
        table,
        "SELECT a.n FROM article a LEFT JOIN trait t ON t.n = a.n WHERE a.live AND t.made IS NOT a.made",
    )
    gone = _column(
        table,
        "SELECT t.n FROM trait t LEFT JOIN article a ON t.n = a.n WHERE a.n IS NULL OR NOT a.live OR t.made IS NOT a.made",
    )
    if not fresh and not gone and not table.execute("SELECT 1 FROM trait WHERE stale LIMIT 1").fetchone():
        return
    with run.stage("link", 2 * len(fresh)) as advance:
        set_meta(table, "linker", program)
        _describe(store, workers, fresh, gone, advance)
        _find_neighbours(store, workers, advance)
        _judge(store, workers)


def _begin_anew(table: Table) -> None:
    """Forget all that was linked by content."""
    table.execute("BEGIN")
    why = "it is no longer joined by content"
    mark(table, [(key, why) for (key,) in table.execute("SELECT story FROM bond").fetchall()])
    moved = table.execute("SELECT n, story, own FROM article WHERE story <> own").fetchall()
    mark(table, [(key, why) for _, *keys in moved for key in keys])
    table.execute("UPDATE article SET story = own WHERE story <> own")
    for name in ("trait", "anchor", "pair", "bond"):
        table.execute(f"DELETE FROM {name}")  # noqa: S608  names of ours
    set_meta(table, "linker", None)
    set_meta(table, "choices", None)
    table.execute("COMMIT")


def _column(table: Table, query: str, values: Sequence[Any] = ()) -> list[Any]:
    return [one for (one,) in table.execute(query, values).fetchall()]


# Traits


_Described = tuple[int, bytes, str, str, str, bytes, bytes]
"""A row of `trait`, up to its words."""


def _describe(
    store: Store, workers: Workers, fresh: Sequence[int], gone: Sequence[int], advance: Callable[[int], None]
) -> None:
    """Traits of what is new or changed into the store; and marks on all whose neighbours may be others by that."""
    table = store.table
    (known,) = table.execute("SELECT count(*) FROM trait").fetchone()
    batches = [(store.path, tuple(fresh[at : at + _IN_BATCH])) for at in range(0, len(fresh), _IN_BATCH)]
    rows = workers.map(_traits_of_batch, batches, len(batches))
    if known > len(fresh):
        some = [row for found in rows for row in found]
        table = store.table
        table.execute("BEGIN")
        anchors = {anchor for row in some for anchor in _anchors_in(row[5])}
        for n in gone:
            (data,) = table.execute("SELECT data FROM trait WHERE n = ?", (n,)).fetchone()
            anchors.update(_anchors_in(data))
        before = {anchor: _commonness(table, anchor) for anchor in sorted(anchors)}
        _remove(table, gone)
        _add(table, some)
        for _, _, _, _, story, *_ in some:
            table.execute(
                "UPDATE trait SET stale = ? WHERE story = ? AND story > '' AND NOT stale", (LOOK, story)
            )
        changed = {
            n
            for anchor, common in before.items()
            if common != _commonness(table, anchor)
            for n in _column(table, "SELECT n FROM anchor WHERE anchor = ?", (anchor,))
        }
        for n in sorted(changed):
            _look_again_beside(table, n)
            table.execute("UPDATE trait SET stale = ? WHERE n = ?", (TELL, n))
        advance(len(some))
    else:
        table.execute("BEGIN")
        _remove(table, gone)
        table.execute("COMMIT")
        for found in rows:
            table = store.table
            table.execute("BEGIN")
            _add(table, found)
            table.execute("COMMIT")
            advance(len(found))
        table = store.table
        table.execute("BEGIN")
        table.execute("UPDATE trait SET stale = ?", (TELL,))
    _compare_choices(table)
    table.execute("COMMIT")


def _compare_choices(table: Table) -> None:
    """What follows from how many articles there are in each language."""
    known: dict[str, int] = meta(table, "choices") or {}
    choices = _choices(table)
    if choices == known:
        return
    set_meta(table, "choices", dict(sorted(choices.items())))
    if max(choices.values(), default=0) != max(known.values(), default=0):
        table.execute("UPDATE trait SET stale = ?", (TELL,))
        return
    for language, choice in choices.items():
        if choice != known.get(language):
            table.execute("UPDATE trait SET stale = ? WHERE language = ? AND NOT stale", (LOOK, language))


def _remove(table: Table, gone: Sequence[int]) -> None:
    for n in gone:
        data, story = table.execute("SELECT data, story FROM trait WHERE n = ?", (n,)).fetchone()
        table.executemany(
            "DELETE FROM anchor WHERE anchor = ? AND n = ?",
            [(anchor, n) for anchor in _anchors_in(data)],
        )
        _look_again_beside(table, n)
        table.execute(
            "UPDATE trait SET stale = ? WHERE story = ? AND story > '' AND NOT stale", (LOOK, story)
        )
        table.execute("DELETE FROM trait WHERE n = ?", (n,))
        table.execute("DELETE FROM pair WHERE a = ? OR b = ?", (n, n))


def _look_again_beside(table: Table, n: int) -> None:
    """Neighbours of an article are to be looked at again."""
    table.execute(
        "UPDATE trait SET stale = ?1 WHERE NOT stale AND n IN"
        " (SELECT b FROM pair WHERE a = ?2 UNION SELECT a FROM pair WHERE b = ?2)",
        (LOOK, n),
    )


def _add(table: Table, rows: Iterable[_Described]) -> None:
    for row in rows:
        table.execute(
            "INSERT INTO trait (n, made, id, language, story, data, words, stale)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, TELL),
        )
        table.executemany(
            "INSERT INTO anchor VALUES (?, ?, ?, ?)",
            [(anchor, row[0], row[3], much) for anchor, much in _anchors_in(row[5]).items()],
        )


def _anchors_in(data: bytes) -> dict[int, float]:
    """What a row of `trait` says of its anchors."""
    return unpack_traits(Packed(*unpack(data))).anchors


def _traits_of_batch(batch: tuple[str, tuple[int, ...]]) -> list[_Described]:
    """Runs in a worker."""
    path, numbers = batch
    table = reader(path)
    rows: list[_Described] = []
    try:
        for n in numbers:
            made, packed, blocks = table.execute(
                "SELECT a.made, a.card, b.blocks FROM article a JOIN body b ON b.n = a.n WHERE a.n = ?", (n,)
            ).fetchone()
            card = unpack_card(packed)
            traits, words = traits_of(_texts(card, blocks))
            story = story_key(card) if card.stated_story or card.source_key else ""
            rows.append(
                (
                    n,
                    made,
                    card.id,
                    tongue_of(card.language, _is_sure(card), card.id),
                    story,
                    pack(tuple(pack_traits(traits))),
                    pack(words),
                )
            )
    finally:
        table.close()
    return rows


def _texts(card: Card, blocks: bytes) -> list[str]:
    """The headline and the blocks; a title is still open where the text has none, and is then one of the blocks."""
    headline = [card.title] if card.title else []
    return [*headline, *(block.text for block in unpack_blocks(blocks))]


def _is_sure(card: Card) -> bool:
    origin = card.provenance.get("language")
    return origin is not None and origin.confidence >= _SURE


def _holders(table: Table, anchor: int) -> Holders:
    return table.execute("SELECT n, language, much FROM anchor WHERE anchor = ?", (anchor,)).fetchall()


def _commonness(table: Table, anchor: int) -> int:
    return commonness(_holders(table, anchor))


def _choices(table: Table) -> dict[str, int]:
    """Language → articles in it, as a power of two."""
    counts = table.execute("SELECT language, count(*) FROM trait GROUP BY language").fetchall()
    return {language: step(count) for language, count in counts}


# Neighbours


class _Weights(dict[int, float]):
    """Anchor → what it weighs. A look-up is the most frequent thing that linking does."""

    def __init__(self, rarity: Callable[[int], float]) -> None:
        self._rarity = rarity

    def __missing__(self, anchor: int) -> float:
        if len(self) > _HELD:
            self.clear()
        self[anchor] = found = self._rarity(anchor)
        return found


class _Company:
    """All articles, as one worker sees them in one phase."""

    def __init__(self, path: str) -> None:
        self.table = reader(path)
        self._choices = _choices(self.table)
        self._size = max(self._choices.values(), default=0)
        self._background = background()
        self._holders: dict[int, Holders] = {}
        self._held = 0
        self.weight = _Weights(self.rarity).__getitem__
        self._briefs: dict[int, tuple[float, str, str]] = {}
        self._members: dict[int, Member] = {}
        self._near: dict[int, Near] = {}

    def holders(self, anchor: int) -> Holders:
        """Who holds an anchor."""
        found = self._holders.get(anchor)
        if found is None:
            found = _holders(self.table, anchor)
            if self._held > _HELD:
                self._holders.clear()
                self._held = 0
            self._holders[anchor] = found
            self._held += len(found) + 1
        return found

    def rarity(self, anchor: int) -> float:
        """What an anchor weighs, reckoned anew; `weight` remembers."""
        return rarity(anchor, commonness(self.holders(anchor)), self._size, self._background)

    def brief(self, n: int) -> tuple[float, str, str]:
        """Norm, id and language."""
        found = self._briefs.get(n)
        if found is None:
            norm, name, language = self.table.execute(
                "SELECT norm, id, language FROM trait WHERE n = ?", (n,)
            ).fetchone()
            found = self._briefs[n] = (norm or 1.0, name, intern(language))
        return found

    def anchors(self, n: int) -> dict[int, float]:
        """What an article is looked for by."""
        return _anchors_in(*self.table.execute("SELECT data FROM trait WHERE n = ?", (n,)).fetchone())

    def member(self, n: int) -> Member:
        """An article."""
        found = self._members.get(n)
        if found is None:
            _make_room(self._members)
            language, story, data = self.table.execute(
                "SELECT language, story, data FROM trait WHERE n = ?", (n,)
            ).fetchone()
            packed = Packed(*unpack(data))
            found = self._members[n] = Member(
                intern(language),
                story,
                array("q", packed.anchors),
                shape_of(array("q", packed.numbers), packed.ends),
                packed.cased,
            )
        return found

    def choice(self, *languages: str) -> int:
        """How many articles there are in the rarest of some languages, as a power of two; unsure ones say nothing."""
        return min((self._choices[one] for one in languages if one[0] != "?"), default=0)

    def near(self, n: int) -> Near:
        """Its neighbours, as they were found last."""
        found = self._near.get(n)
        if found is None:
            _make_room(self._near)
            (data,) = self.table.execute("SELECT near FROM trait WHERE n = ?", (n,)).fetchone()
            found = self._near[n] = Near(*unpack(data)) if data else Near((), b"", b"", b"", b"")
        return found


def _make_room(kept: dict[int, Any]) -> None:
    """What came first goes first."""
    if len(kept) >= _KEPT:
        del kept[next(iter(kept))]


_companies: dict[tuple[str, str], _Company] = {}


def _company(path: str, phase: str) -> _Company:
    """The one of this process for a phase; that of the phase before is let go."""
    if (path, phase) not in _companies:
        _let_go()
        _companies[path, phase] = _Company(path)
    return _companies[path, phase]


def _let_go() -> None:
    for one in _companies.values():
        one.table.close()
    _companies.clear()


_Batch = tuple[str, str, tuple[Any, ...]]
"""Path of the store, phase, what is looked at."""


def _batches(store: Store, phase: str, what: Sequence[Any], size: int = _IN_BATCH) -> list[_Batch]:
    return [(store.path, phase, tuple(what[at : at + size])) for at in range(0, len(what), size)]


def _find_neighbours(store: Store, workers: Workers, advance: Callable[[int], None]) -> None:
    """Neighbours of all that are marked, and of those to whom these are nearer than one of theirs."""
    table = store.table
    tell = _column(table, "SELECT n FROM trait WHERE stale = ? ORDER BY n", (TELL,))
    for rows in _mapped(workers, _norms_of_batch, _batches(store, "norms", tell)):
        table = store.table
        table.execute("BEGIN")
        table.executemany("UPDATE trait SET norm = ? WHERE n = ?", rows)
        table.execute("COMMIT")
    table = store.table
    todo = _column(table, "SELECT n FROM trait WHERE stale IN (?, ?) ORDER BY n", (LOOK, TELL))
    (count,) = table.execute("SELECT count(*) FROM trait").fetchone()
    told: set[int] = set()
    for phase in ("neighbours", "neighbours of these"):
        tells = "tell" if phase == "neighbours" and len(todo) < count else ""
        for found in _mapped(workers, _neighbours_of_batch, _batches(store, f"{phase} {tells}", todo)):
            table = store.table
            table.execute("BEGIN")
            for n, near, entered in found:
                table.execute("UPDATE trait SET near = ? WHERE n = ?", (near, n))
                told.update(entered)
            table.execute("COMMIT")
            advance(len(found))
        told.difference_update(todo)
        todo = sorted(told)
        table = store.table
        table.execute("BEGIN")
        if todo:
            table.executemany("UPDATE trait SET stale = ? WHERE n = ?", [(LOOK, n) for n in todo])
        else:
            table.execute("UPDATE trait SET stale = ? WHERE stale", (JUDGE,))
        table.execute("COMMIT")
        if not todo:
            break
    else:
        table.execute("UPDATE trait SET stale = ? WHERE stale", (JUDGE,))


def _mapped(workers: Workers, function: Callable[[_Batch], Any], batches: Sequence[_Batch]) -> Iterator[Any]:
    try:
        yield from workers.map(function, batches, len(batches))
    finally:
        _let_go()


def _norms_of_batch(batch: _Batch) -> list[tuple[float, int]]:
    """Runs in a worker."""
    path, phase, numbers = batch
    company = _company(path, phase)
    return [(norm_of(company.anchors(n), company.weight), n) for n in numbers]


def _neighbours_of_batch(batch: _Batch) -> list[tuple[int, bytes, list[int]]]:
    """Runs in a worker: neighbours, and those who may have it as a new one."""
    path, phase, numbers = batch
    company = _company(path, phase)
    rows = []
    for n in numbers:
        me = subject(company.member(n))
        found = all_neighbours(n, company.anchors(n), company.holders, company.weight, company.brief)
        near = nearest(found, partial(_form_with, company, me))
        entered = []
        if phase.endswith("tell") and _tells(company, n):
            entered = [
                other
                for likeness, _, other, _ in found
                if would_enter(company.near(other), -likeness, me.member.language)
            ]
        rows.append((n, pack(near.packed()), entered))
    return rows


def _form_with(company: _Company, me: Subject, other: int) -> Form:
    return form_of(me, company.member(other).shape)


def _tells(company: _Company, n: int) -> bool:
    (stale,) = company.table.execute("SELECT stale FROM trait WHERE n = ?", (n,)).fetchone()
    return bool(stale == TELL)


# Scores and groups


def _judge(store: Store, workers: Workers) -> None:
    """Scores of all pairs of those that were looked at, then the groups these are in."""
    table = store.table
    looked = _column(table, "SELECT n FROM trait WHERE stale = ? ORDER BY n", (JUDGE,))
    (count,) = table.execute("SELECT count(*) FROM trait").fetchone()
    whole = len(looked) == count
    found = _mapped(workers, _scores_of_batch, _batches(store, "all scores" if whole else "scores", looked))
    scored: list[_Score] = []
    if whole:
        table.execute("DELETE FROM pair")
        for rows in found:
            table = store.table
            table.execute("BEGIN")
            table.executemany(_PUT_SCORE, rows)
            table.execute("COMMIT")
    else:
        scored = [row for rows in found for row in rows]
    table = store.table
    table.execute("BEGIN")
    seeds = set(looked)
    if not whole:
        for n in looked:
            seeds.update(_linked(table, n))
        table.executemany("DELETE FROM pair WHERE a = ? OR b = ?", [(n, n) for n in looked])
        table.executemany(_PUT_SCORE, scored)
    company = _Company(store.path)
    done: set[int] = set()
    left: set[str] = set()
    bonds: dict[str, bytes] = {}
    try:
        for n in sorted(seeds):
            if n not in done:
                component = _component(table, n)
                done |= component
                left |= _settle(table, company, sorted(component), bonds)
    finally:
        company.table.close()
    _note_bonds(table, left, bonds)
    table.execute(  # of stories that nobody is left of
        "DELETE FROM bond WHERE story IN (SELECT owner FROM dirty)"
        " AND (SELECT count(*) FROM article a WHERE a.story = bond.story AND a.live) < 2"
    )
    table.execute("UPDATE trait SET stale = ? WHERE stale", (FINE,))
    table.execute("COMMIT")


_Score = tuple[int, int, float]
_TOLD = -1.0
"""Score of two neighbours whose stories are told by statements or sources: nothing is judged."""
_PUT_SCORE = "INSERT OR IGNORE INTO pair VALUES (?, ?, ?)"


def _scores_of_batch(batch: _Batch) -> list[_Score]:
    """Runs in a worker: scores of all pairs in which either has the other for a neighbour."""
    path, phase, numbers = batch
    company = _company(path, phase)
    score = judge().score
    rows = []
    for n in numbers:
        member, near = company.member(n), company.near(n)
        me = subject(member)
        partners = set(near)
        if phase == "scores":
            partners.update(
                other
                for other in _partners(company.table, n)
                if one_of(company.near(other).of(member.language), n)
            )
        for other in sorted(partners):
            them, others = company.member(other), company.near(other)
            rivals = near.of(them.language), others.of(member.language)
            here, there = one_of(rivals[0], other), one_of(rivals[1], n)
            if phase != "scores" and other < n and there is not None:
                continue
            a, b = min(n, other), max(n, other)
            if member.story and them.story:
                rows.append((a, b, _TOLD))
                continue
            link = (here or there) if n == a else (there or here)
            assert link is not None
            _, likeness, run, ends = link
            form = run, ends
            rivalry = rivalry_of((n, other), rivals, likeness, form)
            top = max(near.top, others.top)
            choice = company.choice(member.language, them.language)
            asked = features(me, them, company.weight, likeness, form, rivalry, top, choice)
            rows.append((a, b, round(score(asked), 6)))
    return rows


def _partners(table: Table, n: int) -> list[int]:
    return _column(table, "SELECT b FROM pair WHERE a = ?1 UNION SELECT a FROM pair WHERE b = ?1", (n,))


def _linked(table: Table, n: int) -> list[int]:
    """Those that an article's score might join it to, and those of its stated story or source."""
    found = _column(
        table,
        "SELECT b FROM pair WHERE a = ?1 AND score >= ?2 UNION ALL SELECT a FROM pair WHERE b = ?1 AND score >= ?2",
        (n, LINK),
    )
    (story,) = table.execute("SELECT story FROM trait WHERE n = ?", (n,)).fetchone()
    return found + (_column(table, "SELECT n FROM trait WHERE story = ?", (story,)) if story else [])


def _component(table: Table, n: int) -> set[int]:
    """All that scores might join to an article, one after the other."""
    found = {n}
    todo = [n]
    while todo:
        new = set(_linked(table, todo.pop())) - found
        found |= new
        todo.extend(new)
    return found


class _Row(NamedTuple):
    n: int
    language: str
    story: str
    seed_story: str
    """The story it is in now."""


def _settle(table: Table, company: _Company, component: Sequence[int], bonds: dict[str, bytes]) -> set[str]:
    """The stories of a component; why goes to `bonds`. Keys of the stories its articles were in before."""
    rows: dict[str, _Row] = {}
    for n in component:
        name, *row = table.execute(
            "SELECT t.id, t.language, t.story, a.story FROM trait t JOIN article a ON a.n = t.n WHERE t.n = ?",
            (n,),
        ).fetchone()
        rows[name] = _Row(n, *row)
    members: dict[str, Who] = {name: (row.language, row.story) for name, row in rows.items()}
    pairs = contrasted(
        members,
        _pairs_within(table, {row.n: name for name, row in rows.items()}),
        lambda name: company.anchors(rows[name].n),
        lambda name: _text(table, rows[name].n),
    )
    groups = groups_of(members, [(a, b, score) for (a, b), score in pairs.items()])
    for group in groups:
        key = next((rows[one].story for one in group if rows[one].story), "") or short_hash(
            f"article {group[0]}"
        )
        if len(group) > 1 and any(not rows[one].story for one in group):
            bonds[key] = pack(_bond(company, group, rows, pairs))
        for one in group:
            row = rows[one]
            if row.seed_story != key:
                table.execute("UPDATE article SET story = ? WHERE n = ?", (key, row.n))
                why = "by its content an article belongs to another story"
                mark(table, [(row.seed_story, why), (key, why), (f"!{one}", why)])
    return {row.seed_story for row in rows.values()}


def _text(table: Table, n: int) -> str:
    packed, blocks = table.execute(
        "SELECT a.card, b.blocks FROM article a JOIN body b ON b.n = a.n WHERE a.n = ?", (n,)
    ).fetchone()
    return "\n".join(_texts(unpack_card(packed), blocks))


def _note_bonds(table: Table, left: Iterable[str], bonds: Mapping[str, bytes]) -> None:
    """What joins stories by content, and that nothing does any longer."""
    for key in sorted({*left, *bonds}):
        known = table.execute("SELECT lines FROM bond WHERE story = ?", (key,)).fetchone()
        bond = bonds.get(key)
        if bond == (known[0] if known else None):
            continue
        if bond is None:
            table.execute("DELETE FROM bond WHERE story = ?", (key,))
        else:
            table.execute("INSERT OR REPLACE INTO bond VALUES (?, ?)", (key, bond))
        mark(table, [(key, "what joins its articles by content is different")])


def _pairs_within(table: Table, names: Mapping[int, str]) -> dict[tuple[str, str], float]:
    """Scores of all pairs of some articles, by their ids."""
    found = {}
    for n in names:
        for other, score in table.execute("SELECT b, score FROM pair WHERE a = ? AND score >= 0", (n,)):
            if other in names:
                a, b = sorted((names[n], names[other]))
                found[a, b] = score
    return found


_Bond = list[tuple[str, str, float, tuple[str, ...]]]
"""Links of a story, the thinnest first: two ids, mean score of the first with the story, what the two share."""


def _bond(
    company: _Company, group: Sequence[str], rows: Mapping[str, _Row], pairs: Mapping[tuple[str, str], float]
) -> _Bond:
    """What joins each article without a source to the others: its best link."""
    inside: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    here = set(group)
    for (a, b), score in pairs.items():
        if a in here and b in here:
            inside[a].append((score, b))
            inside[b].append((score, a))
    found: dict[tuple[str, str], tuple[float, str, str]] = {}
    for one in group:
        if rows[one].story or not inside[one]:
            continue
        best = max(inside[one], key=lambda link: (link[0], link[1]))[1]
        mean = round(sum(score for score, _ in inside[one]) / len(inside[one]), 4)
        a, b = sorted((one, best))
        found[a, b] = min(found.get((a, b), (2.0, "", "")), (mean, one, best))
    chosen = sorted(found.values())[:_LINES]
    return [(one, best, mean, shared_words(company, rows[one].n, rows[best].n)) for mean, one, best in chosen]


def shared_words(company: _Company, one: int, other: int) -> tuple[str, ...]:
    """Names and numbers that two articles share, the rarest first, as the first writes them."""
    first, second = company.anchors(one), company.anchors(other)
    (packed,) = company.table.execute("SELECT words FROM trait WHERE n = ?", (one,)).fetchone()
    words = unpack(packed)
    shared = sorted(
        (-round(company.weight(anchor) * min(first[anchor], second[anchor]), 6), words[anchor], anchor)
        for anchor in first.keys() & second.keys()
    )
    said: list[str] = []
    for weight, word, _ in shared:
        if weight and not any(word in other or other in word for other in said):
            said.append(word)
    return tuple(said[:_WORDS])


def doubts(table: Table, path: str, limit: int = 100) -> list[Doubt]:
    """Links that a person should look at: thin ones, the thinnest first, then near misses, the nearest first.

    `path` is that of the store; what a build left in it is read.
    """
    company = _Company(path)
    found: list[Doubt] = []
    try:
        thin = [
            (score, one, other, key)
            for key, lines in table.execute("SELECT story, lines FROM bond").fetchall()
            for one, other, score, _ in unpack(lines)
            if score < _THIN
        ]
        for score, one, other, _ in sorted(thin)[:limit]:
            found.append(_doubt(company, "thin link", score, _number(table, one), _number(table, other)))
        missed = table.execute(
            "SELECT p.score, p.a, p.b FROM pair p JOIN article a ON a.n = p.a JOIN article b ON b.n = p.b"
            " JOIN trait s ON s.n = p.a JOIN trait t ON t.n = p.b"
            " WHERE p.score >= ? AND a.story <> b.story ORDER BY p.score DESC, min(s.id, t.id), max(s.id, t.id) LIMIT ?",
            (_MISS, 10 * limit),
        ).fetchall()
        seen: set[tuple[str, str]] = set()
        for score, a, b in missed:
            doubt = _doubt(company, "near miss", score, a, b)
            stories = (min(doubt.stories), max(doubt.stories))
            if stories not in seen and len(seen) < limit:
                seen.add(stories)
                found.append(doubt)
    finally:
        company.table.close()
    return found


def _number(table: Table, name: str) -> int:
    return int(table.execute("SELECT n FROM trait WHERE id = ?", (name,)).fetchone()[0])


def _doubt(company: _Company, kind: str, score: float, one: int, other: int) -> Doubt:
    """Of two articles, the one without a source first: it is the one to be joined or let go; else by their ids."""
    found = []
    for n in (one, other):
        packed, story, named = company.table.execute(
            "SELECT card, story, named FROM article WHERE n = ?", (n,)
        ).fetchone()
        card = unpack_card(packed, named)
        found.append((bool(company.member(n).story), card.id, n, card, story))
    (*_, one, card, story), (*_, other, rival, its_story) = sorted(found, key=lambda row: row[:2])
    return Doubt(kind, score, (card, rival), (story, its_story), shared_words(company, one, other))
