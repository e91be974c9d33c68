"""A build from end to end: the order of the stages; where stages, store and engine meet.

    scan → read, clean, describe ⇒ store → link, plan ⇒ per story: align → views → render → write ⇒ lists ⇒ parts

What a stage finds to do it notes in the store before it is done, and takes the note away after: a build that is stopped at
any moment is gone on with by the next one. Nothing is compared that was not touched, so work grows with what changed.

Memory: one folder's names, one batch of rows, the names of what changed; in each worker one story. Raises ConfigError,
SiteError, OutputError and WorkerError; what is wrong with a seed is a Problem in the Report.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from site_builder.config import Config
from site_builder.digest import digest_of
from site_builder.errors import DamagedError
from site_builder.model import File, Report, SitemapIndexView, Written
from site_builder.pipeline.arrange import Lists, arrange
from site_builder.pipeline.bonds import is_linked_by_content
from site_builder.pipeline.collect import Seen, all_problems, collect, find_changes
from site_builder.pipeline.cuts import Cut, cut_of, pages_to_make, remember_cut
from site_builder.pipeline.finding import INDEX, keep_finds, lose_finds
from site_builder.pipeline.keeping import list_for_keeping
from site_builder.pipeline.ledger import Ledger, set_dated, was_dated
from site_builder.pipeline.library import (
    ALL,
    SCHEMA,
    VERSION,
    changed_articles,
    grouped,
    mark,
    meta,
    set_meta,
    total,
    totals,
)
from site_builder.pipeline.making import (
    DATA,
    PAGES,
    ListBatch,
    ListJob,
    Place,
    StoryBatch,
    expected_pages,
    is_dated,
    let_go,
    list_files,
    make_lists,
    make_stories,
    newest_of,
    put_files,
    renderer,
    tools,
)
from site_builder.pipeline.naming import name_stories
from site_builder.pipeline.prints import Prints, prints_of
from site_builder.pipeline.remarks import counts_of, keep_joins, keep_remarks, write_review
from site_builder.pipeline.repeating import cut_repeated
from site_builder.pipeline.run import Run
from site_builder.pipeline.settling import settle
from site_builder.pipeline.task import (
    LISTS,
    PARTS,
    SINGLE,
    STORIES,
    compare_prints,
    find_touched,
    is_something_to_do,
    look_over,
)
from site_builder.pipeline.workers import Workers, shared_out
from site_builder.plan import (
    COVERAGE_LIST,
    SITEMAP,
    fixed_views,
    front_view,
    keys_of_part,
    package_view,
    page_groups,
    part_bits,
    part_of,
    search_pages,
    search_views,
    shell_of,
    sitemap_path,
    size_of,
    sources_view,
)
from site_builder.render.templates import template_folders
from site_builder.store import Store, Table, in_transactions, start_of_the_machine

if TYPE_CHECKING:
    from site_builder.execute.beside import Beside
    from site_builder.pipeline.making import Made

_STORIES_IN_BATCH = 60
_PAGES_IN_BATCH = 60
"""Enough work to outweigh sending it to another process, little enough to share evenly."""
_WORTH_A_PROCESS = 6
"""Pages of lists, 3 ms of work each, from which on one is forked for them. It takes 3 ms, and 15 ms of both go into memory
that they had in common and write to: with three pages nothing is gained."""

_SITE, _PART = "~@ site", "~@ part"
"""Owners of the pages that there is one of, and of the parts of the data; list names begin with letters."""


def remade(
    config: Config,
    run: Run,
    store: Store,
    seen: Callable[[], Seen] | None,
    seen_output: Callable[[], Seen] | None,
) -> Report:
    """Bring output/ to what the seeds say, and report."""
    return _Build(config, run, store).everything(seen, seen_output)


def opened(config: Config, run: Run) -> Store:
    """The store of a configuration."""
    return Store(config.build.cache, SCHEMA, VERSION, run.note, run.patience, run.base)


def check_after_start(store: Store) -> None:
    """The first build after the machine was started looks at the whole store, for it may have lost its last changes."""
    started = start_of_the_machine()
    known = meta(store.table, "started")
    if known == started:
        return
    if known is not None and not store.is_sound():
        raise DamagedError(
            "the store", "it lost changes when the machine stopped", "everything is made again"
        )
    set_meta(store.table, "started", started)


class _Build:
    def __init__(self, config: Config, run: Run, store: Store) -> None:
        self._config, self._run, self._store = config, run, store
        self._bits = 0
        self._listed_anew = False
        """May there be other pages of lists now?"""

    @property
    def _table(self) -> Table:
        return self._store.table

    def everything(self, seen: Callable[[], Seen] | None, seen_output: Callable[[], Seen] | None) -> Report:
        """All stages."""
        config, run = self._config, self._run
        prints = prints_of(config, self._table)
        fresh = (
            meta(self._table, "site") is None and not self._table.execute("SELECT 1 FROM article").fetchone()
        )
        task = self._task = compare_prints(run, self._table, prints)
        changes = find_changes(config, run, self._table, seen)
        look_over(config, run, self._table, task)
        load = partial(self._load, describing=bool(changes.fresh))
        with Workers(config.build, self._store, load) as workers:
            try:
                collect(config, run, self._store, workers, changes, fresh_store=fresh)
                cut_repeated(run, self._store)
                settle(run, self._store, workers, config.describe.language_threshold)
                if is_linked_by_content(self._table):
                    self._link(workers, prints.seeds)
                if is_something_to_do(self._table, task):
                    renderer(config.build.templates, self._memory)
                # Last, for another process may be looking there all the while.
                find_touched(config, run, self._table, task, seen_output)
                self._ledger = Ledger(config.build, run, self._store, task)
                made = is_something_to_do(self._table, task)
                if made:
                    self._make(workers)
                    keep_joins(self._table, self._store.path)
            finally:
                let_go()
        write_review(self._table, config)
        self._finish(prints, made=made)
        return self._report()

    def _link(self, workers: Workers, program: str) -> None:
        """Stories of articles that print no source: dear, and most collections have none."""
        from site_builder.pipeline.linking import link_by_content

        link_by_content(self._run, self._store, workers, program)

    def _load(self, *, describing: bool) -> None:
        """What workers need, before they are forked."""
        if describing:
            from site_builder import clean, describe

            describe.load()
            clean.load()
        renderer(self._config.build.templates, self._memory).load()

    @property
    def _memory(self) -> Any:
        return self._config.build.cache / "looks"

    # Making it

    def _make(self, workers: Workers) -> None:
        config, run, task = self._config, self._run, self._task
        name_stories(run, self._store, workers)
        with run.stage("arrange"):
            before = set(totals(self._table, "l"))
            self._table.execute("BEGIN")
            if task.kinds >= STORIES:
                mark(self._table, [(ALL, task.why)])
            set_meta(self._table, "making", True)
            lists = arrange(config, self._table, everything=task.arrange)
            languages = set(totals(self._table, "l"))
            self._bits = part_bits(sum(totals(self._table, "a").values()))
            if meta(self._table, "bits") != self._bits:
                why = "the data is in another number of parts, and the coverage leads to all"
                lists.why.setdefault(COVERAGE_LIST, why)
                lists.shelves.add(COVERAGE_LIST)
                mark(self._table, [(f"~{COVERAGE_LIST}", why)])
            if before != languages and {*PAGES, *LISTS} - task.kinds:
                task.add(
                    {*PAGES, *LISTS, *SINGLE},
                    "the library has other languages: the header of every page lists them",
                )
                mark(self._table, [(ALL, task.why)])
            self._table.execute("COMMIT")
        place = Place(
            store=self._store.path,
            shell=shell_of(
                config.site,
                config.sources,
                languages,
                searchable=config.search.enabled,
                unknown_source=_unknown_source,
            ),
            output=config.build.output,
            empty=task.empty,
            trusted=task.trusted,
            templates=config.build.templates,
            memory=self._memory,
            parts=1 << self._bits,
            edition=time.monotonic_ns(),
        )
        awaited = self._ledger.owners(run.awaited)
        self._show_first(place, lists, awaited)
        lists_first = any(owner.startswith("~") for owner in awaited - {_SITE})
        if lists_first:
            self._lists(workers, place, lists)()
        parts = self._stories(workers, place, lists, awaited)
        end_lists = None if lists_first else self._lists(workers, place, lists)
        with run.stage("site"):
            self._single(place, lists)
            if parts is not None:
                self._make_parts(place, parts - {0})
                parts &= {0}
        if end_lists is not None:
            end_lists()
        self._indexes(workers, place)
        self._listed_anew = bool(task.kinds) or any(lists.counts.values())
        with run.stage("site"):
            self._parts(place, parts)
            list_for_keeping(self._table, self._ledger, self._task, place, self._put)
            self._ledger.clean_up()

    def _show_first(self, place: Place, lists: Lists, awaited: Set[str]) -> None:
        """What awaited pages show of the site, and those of them that there is one of."""
        if awaited and "assets" in self._task.kinds:
            _, render, _ = tools(place)
            self._put(place, _SITE, render.assets(offline=place.shell.offline), self._task.why, whole=False)
        if _SITE in awaited:
            self._single(place, lists)

    def _stories(self, workers: Workers, place: Place, lists: Lists, awaited: Set[str]) -> set[int] | None:
        """Make stories, those awaited first; the parts of the data that they change, None for all."""
        table, task = self._table, self._task
        whole = task.kinds >= STORIES
        dirty = dict(
            table.execute("SELECT owner, why FROM dirty WHERE owner >= '0' AND owner < '~'").fetchall()
        )
        bits = self._bits
        all_parts = meta(table, "bits") != bits or PARTS in task.kinds
        parts: set[int] = set()
        kinds = frozenset(task.kinds & STORIES)
        every = [key for (key,) in table.execute("SELECT key FROM story ORDER BY key")] if kinds else []
        count = len(every) if kinds else len(dirty)
        with self._run.stage("stories", count) as advance:
            jobs: list[tuple[Iterator[StoryBatch], int]] = []
            only: dict[str, frozenset[str]] = {}
            if kinds:
                if first := tuple([key for key in every if key in awaited]):  # and once more among the others
                    jobs.append((iter([StoryBatch(place, first, None, kinds)]), 1))
                jobs.append((_ranges(place, every, kinds), -(-len(every) // _STORIES_IN_BATCH)))
            if not whole:
                only = self._only(sorted(dirty), lists)
                jobs += [
                    (_batches(place, keys, only), -(-len(keys) // _STORIES_IN_BATCH))
                    for keys in (sorted(dirty.keys() & awaited), sorted(dirty.keys() - awaited))
                ]
            for batches, number in jobs:
                results = workers.map(make_stories, batches, number)
                table = self._table
                for made in in_transactions(table, results):
                    self._run.count(made.ways)
                    self._ledger.note(made.files, dirty)
                    table.executemany("INSERT OR REPLACE INTO stretch VALUES (?, ?, ?)", made.stretches)
                    keep_finds(table, made.finds, remember=PARTS not in task.kinds)
                    if made.pieces:  # all that the stories are made into is there
                        parts |= self._ledger.keep(made.pieces, bits)
                        keep_remarks(table, [key for key, *_ in made.pieces], made.remarks)
                        for owner, files in grouped(made.files):
                            if owner not in only:
                                self._ledger.forget(owner, {path for _, path, *_ in files})
                    advance(made.stories)
        for key in dirty:
            if not table.execute("SELECT 1 FROM story WHERE key = ?", (key,)).fetchone():
                self._ledger.forget(key)
                lose_finds(table, key)
                parts.add(part_of(key, bits))
        return None if all_parts else parts

    def _only(self, keys: Iterable[str], lists: Lists) -> dict[str, frozenset[str]]:
        """Stories whose other articles stay as they are: the ids of those that were changed."""
        if not self._task.trusted or self._task.touched:
            return {}
        changed = changed_articles(self._table)
        only: defaultdict[str, set[str]] = defaultdict(set)
        for id_ in changed:
            for (story,) in self._table.execute("SELECT story FROM article WHERE id = ? AND live", (id_,)):
                only[story].add(id_)
        return {key: frozenset(only[key]) for key in keys if key not in lists.new_face and key in only}

    def _lists(self, workers: Workers, place: Place, lists: Lists) -> Callable[[], None]:
        """Begin with the lists in a second process, where there are a few of them; what makes them, or ends it."""
        table = self._table
        why = dict(table.execute("SELECT owner, why FROM dirty WHERE owner > '~A'").fetchall())
        cuts, jobs = self._list_jobs(lists, why)
        pages = sum(len(job.numbers) for job in jobs)
        begun = None
        if _WORTH_A_PROCESS <= pages < _PAGES_IN_BATCH:
            # What is made for one language helps with the next list of it.
            parts = [replace(job, numbers=(number,)) for job in jobs for number in job.numbers]
            parts.sort(key=lambda part: (part.name.split(" ")[1:2], part.name))
            let_go()
            begun = workers.beside(partial(list_files, place, self._config.lists), parts)
        return partial(self._make_lists, workers, place, cuts, jobs, why, begun)

    def _list_jobs(self, lists: Lists, why: Mapping[str, str]) -> tuple[dict[str, Cut], list[ListJob]]:
        """How lists are cut that were dirty or whose kind is made again, and what is made of those that have entries."""
        table, settings, task = self._table, self._config.lists, self._task
        names = {owner[1:] for owner in why}
        if task.kinds & LISTS:
            wanted = {"list": "lps", "coverage": "c", "month": "m", "dates": "y"}
            for kind in task.kinds & LISTS:
                for letter in wanted[kind]:
                    rows = table.execute(
                        "SELECT name FROM tally WHERE name >= ? AND name < ? AND total > 0",
                        (letter, chr(ord(letter) + 1)),
                    )
                    names.update(name for (name,) in rows.fetchall())
            names.add(COVERAGE_LIST)
        jobs = []
        cuts: dict[str, Cut] = {}
        for name in sorted(names):
            count = total(table, name)
            kind = {"c": "coverage", "m": "month", "y": "dates"}.get(name[0], "list")
            cut = cuts[name] = cut_of(table, name, count, size_of(name, settings.page_size))
            if count or name == COVERAGE_LIST:
                everything = (
                    kind in task.kinds
                    or f"~{name}" in task.touched
                    or name not in lists.why
                    or name in lists.whole
                    or was_dated(table, name) != is_dated(table, name)
                )
                numbers = range(len(cut.starts)) if everything else pages_to_make(table, lists, cut, settings)
                # A template changes no feed.
                feeds = DATA in task.kinds or f"~{name}" in why or not task.trusted
                jobs.append(ListJob(name, count, cut.starts, tuple(sorted(numbers)), feeds))
        return cuts, jobs

    def _make_lists(
        self,
        workers: Workers,
        place: Place,
        cuts: Mapping[str, Cut],
        jobs: Sequence[ListJob],
        why: Mapping[str, str],
        begun: Beside[ListJob, tuple[str, list[tuple[str, bytes]]]] | None,
    ) -> None:
        with self._run.stage("lists", len(jobs)) as advance:
            results: Iterable[list[Made]]
            if begun is not None:
                _, _, writer = tools(place)
                made: list[Made] = []
                for owner, files in begun.results():
                    made += put_files(self._table, writer, place, owner, [File(*file) for file in files])
                results = [made]
            else:
                batches = list(_list_batches(place, self._config.lists, jobs))
                results = workers.map(make_lists, batches, len(batches))
            table = self._table
            for of_lists in in_transactions(table, results):
                self._ledger.note(of_lists, why)
                advance(len({owner for owner, *_ in of_lists}))
        shown = {job.name for job in jobs}
        for name, cut in cuts.items():
            pages = len(cut.starts) if name in shown else 0
            self._ledger.forget(f"~{name}", expected_pages(place.shell, table, name, pages))
        table.execute("BEGIN")
        for name, cut in cuts.items():
            remember_cut(table, cut)
            set_dated(table, name, is_dated(table, name))
        table.execute("COMMIT")

    def _indexes(self, workers: Workers, place: Place) -> None:
        """The index of each language in which something is found otherwise than before."""
        table = self._table
        whole = PARTS in self._task.kinds
        names = "SELECT DISTINCT substr(owner, ?) FROM page WHERE owner > ? AND owner < ?"
        known = [name for (name,) in table.execute(names, (len(INDEX) + 1, INDEX, INDEX + "~"))]
        if not place.shell.searchable:
            table.execute("DELETE FROM find")
            languages = []
        elif whole:
            languages = sorted({*known, *place.shell.languages})
        else:
            languages = [
                name for (name,) in table.execute("SELECT DISTINCT language FROM unfound ORDER BY 1")
            ]
        pages = search_pages(place.shell)
        for language in set(known) - set(pages):
            self._ledger.forget(INDEX + language)
        if languages:
            from site_builder.pipeline.searching import IndexBatch, index_language

            batches = [IndexBatch(place, language, whole) for language in languages]
            with self._run.stage("search", len(batches)) as advance:
                for language, made, gone in workers.map(index_language, batches, len(batches)):
                    owner = INDEX + language
                    table = self._table
                    table.execute("BEGIN")
                    self._ledger.note(
                        made, {owner: self._task.why or "what is found in the language changed"}
                    )
                    if gone is None:
                        self._ledger.forget(owner, {pages.get(language, ""), *[path for _, path, *_ in made]})
                    else:
                        self._ledger.drop(owner, gone)
                    table.execute("COMMIT")
                    advance(1)
        self._table.execute("DELETE FROM unfound")

    def _single(self, place: Place, lists: Lists) -> None:
        """The pages that there is one of."""
        table, config, task = self._table, self._config, self._task
        if not (lists.why or task.kinds & {*SINGLE, *LISTS}):
            return
        shell = place.shell
        _, render, _ = tools(place)
        files: list[File] = []
        sources: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for name, count in totals(table, "q").items():
            source, language = name.split(" ")
            sources[source][language] = count
        if task.kinds & {"assets"}:
            files += render.assets(offline=shell.offline)
        if task.kinds & SINGLE:
            for view in fixed_views(shell):
                files += render.render(view)
            for search in search_views(shell):
                owner = INDEX + search.frame.site.language
                self._put(place, owner, render.render(search), task.why, whole=False)
            if shell.offline:
                files += render.installable(shell)
        newest = newest_of(table, COVERAGE_LIST, config.lists.front_size)
        front = front_view(
            shell,
            totals(table, "l"),
            sources,
            total(table, COVERAGE_LIST),
            newest,
            dated=is_dated(table, f"l {shell.language}"),
        )
        files += render.render(front)
        if task.kinds or any(lists.counts.values()):
            files += render.render(sources_view(shell, sources))
            files += render.render(package_view(shell, sorted(sources), 1 << self._bits))
        why = next(iter(lists.why.values()), "") if not task.why else task.why
        self._put(place, _SITE, files, why, whole={"assets"} <= task.kinds)

    def _put(self, place: Place, owner: str, files: Iterable[File], why: str, *, whole: bool) -> None:
        """Files that this process makes; `whole`: they are all that the owner has."""
        table = self._table
        made = put_files(table, tools(place)[2], place, owner, files)
        table.execute("BEGIN")
        self._ledger.note(made, {owner: why})
        table.execute("COMMIT")
        if whole:
            self._ledger.forget(owner, {path for _, path, *_ in made})

    def _parts(self, place: Place, parts: set[int] | None) -> None:
        """The catalogue and the sitemap, in parts; the first leads to the pages of lists, too."""
        table, bits = self._table, self._bits
        base_url = place.shell.base_url
        listed, lists = meta(table, "listed"), None
        if parts is None or 0 in parts or self._listed_anew:
            lists = self._ledger.pages_that_list() if base_url else []
            now = digest_of("\n".join(lists).encode()).hex()
            self._listed_anew, listed = now != listed, now
        numbers = set(range(1 << bits)) if parts is None else set(parts)
        if self._listed_anew:
            numbers.add(0)
        maps = [
            sitemap_path(number, bits)
            for number in (range(1 << bits) if base_url else ())
            if self._is_mapped(number)
        ]
        self._make_parts(place, numbers, lists or ())
        if base_url and len(maps) > 1:
            view = SitemapIndexView(path=SITEMAP, base_url=base_url, parts=tuple(maps))
            _, render, _ = tools(place)
            self._put(place, f"{_PART} index", render.render(view), "the parts of the sitemap", whole=True)
        else:
            self._ledger.forget(f"{_PART} index")
        if parts is None and not self._task.empty:
            wanted = {f"{_PART} {number}" for number in range(1 << bits)} | {f"{_PART} index"}
            owners = table.execute(
                "SELECT DISTINCT owner FROM page WHERE owner > ? AND owner < ?", (_PART, _PART + "~")
            ).fetchall()
            for (owner,) in owners:
                if owner not in wanted:
                    self._ledger.forget(owner)
        table.execute("BEGIN")
        set_meta(table, "bits", bits)
        set_meta(table, "listed", listed)
        table.execute("COMMIT")

    def _make_parts(self, place: Place, numbers: Iterable[int], lists: Sequence[str] = ()) -> None:
        """Some parts; `lists` are the pages of lists, which only the first has in its sitemap."""
        from site_builder.render.data import catalogue_file, coverage_file, table_file
        from site_builder.render.sitemap import sitemap_file, sitemap_piece

        bits, base_url = self._bits, place.shell.base_url
        for number in sorted(numbers):
            rows = self._table.execute(
                "SELECT lines, rows, map, stories FROM piece WHERE story >= ? AND story < ? ORDER BY story",
                keys_of_part(number, bits),
            ).fetchall()
            files = [
                catalogue_file(number, [row[0] for row in rows]),
                table_file(number, [row[1] for row in rows]),
                coverage_file(number, [row[3] for row in rows]),
            ]
            if base_url and self._is_mapped(number):
                pieces = [row[2] for row in rows]
                if number == 0:
                    pieces.insert(0, sitemap_piece(page_groups(lists), base_url))
                files.append(sitemap_file(sitemap_path(number, bits), pieces))
            self._put(
                place,
                f"{_PART} {number}",
                files,
                self._task.why or "an article in it was changed",
                whole=True,
            )

    def _is_mapped(self, part: int) -> bool:
        """Has the part a sitemap? The first always has."""
        if part == 0:
            return True
        keys = keys_of_part(part, self._bits)
        found = self._table.execute("SELECT 1 FROM story WHERE key >= ? AND key < ? LIMIT 1", keys).fetchone()
        return found is not None

    # The end

    def _finish(self, prints: Prints, *, made: bool) -> None:
        """Note that all is done, and how output/ was left."""
        table = self._table
        known = meta(table, "seeds"), meta(table, "site"), meta(table, "templates")
        if not made and known == (prints.seeds, prints.site, prints.templates):
            return
        table.execute("BEGIN")
        table.execute("DELETE FROM dirty")
        set_meta(table, "making", None)
        set_meta(table, "seeds", prints.seeds)
        set_meta(table, "site", prints.site)
        set_meta(table, "templates", prints.templates)
        if made:
            self._ledger.look_back()
        table.execute("COMMIT")

    def _leave(self) -> None:
        """Tell how everything is left."""
        table, build = self._table, self._config.build
        seeds = table.execute("SELECT name, number FROM folder").fetchall()
        output = table.execute("SELECT folder, number FROM shelf").fetchall()
        self._run.left = (
            (str(build.seeds.absolute()), [(folder, int(number)) for folder, number in seeds]),
            (str(build.output.absolute()), [(folder, int(number)) for folder, number in output]),
            build.keep,
            tuple(map(str, template_folders(build.templates))),
            meta(table, "ahead"),
        )

    def _tell(self) -> str:
        """Why the watched page was made again, or was not."""
        run = self._run
        row = self._table.execute("SELECT why FROM page WHERE path = ?", (run.watched,)).fetchone()
        if row is None:
            return f"{run.watched}: there is no such page"
        if run.seen is None:
            return (
                f"{run.watched}: not made again, for nothing that it is made of has changed\n"
                f"  written last because: {row[0]}"
            )
        written, why = run.seen
        return f"{run.watched}: made again{'' if written else ', and came out the same'}\n  because: {why}"

    def _report(self) -> Report:
        table, run = self._table, self._run
        (files,) = table.execute("SELECT count(*) FROM page").fetchone()
        languages = totals(table, "a")
        (drafts,) = table.execute("SELECT count(*) FROM article WHERE kind = 1").fetchone()
        sources = {name.split(" ")[0] for name in totals(table, "q")}
        run.problems += all_problems(table)
        self._leave()
        if run.watched:
            run.told = self._tell()
        return Report(
            articles=sum(languages.values()),
            stories=total(table, COVERAGE_LIST),
            languages=languages,
            sources=len(sources),
            drafts=drafts,
            pages=Written(
                written=self._ledger.written,
                unchanged=files + 1 - self._ledger.written,
                removed=self._ledger.removed,
            ),
            problems=tuple(run.problems),
            seconds=run.seconds,
            ways=run.ways,
            review=counts_of(table),
        )


def _unknown_source(language: str) -> str:
    from site_builder.render.interface import UNKNOWN_SOURCE, words  # most articles have a source

    return words(language).text(UNKNOWN_SOURCE)


def _ranges(place: Place, keys: Sequence[str], kinds: frozenset[str]) -> Iterator[StoryBatch]:
    firsts = [batch[0] for batch in shared_out(keys, _STORIES_IN_BATCH)]
    for first, until in pairwise([*firsts, "~"]):
        yield StoryBatch(place, (first,), until, kinds)


def _batches(place: Place, keys: Sequence[str], only: Mapping[str, frozenset[str]]) -> Iterator[StoryBatch]:
    for batch in shared_out(keys, _STORIES_IN_BATCH):
        yield StoryBatch(place, tuple(batch), None, STORIES, {key: only[key] for key in batch if key in only})


def _list_batches(place: Place, settings: Any, jobs: Iterable[ListJob]) -> Iterator[ListBatch]:
    """Pages shared out evenly, those of a long list over several batches."""
    batch: list[ListJob] = []
    pages = 0
    for job in jobs:
        numbers = iter(job.numbers)
        while piece := tuple(islice(numbers, _PAGES_IN_BATCH - pages)):
            batch.append(replace(job, numbers=piece))
            pages += len(piece)
            if pages >= _PAGES_IN_BATCH:
                yield ListBatch(place, settings, tuple(batch))
                batch, pages = [], 0
    if batch:
        yield ListBatch(place, settings, tuple(batch))
