"""The order of the stages; where stages, cache and engine meet.

    find → read → clean → describe ⇒ cards → link → plan ⇒ per range of stories: align → views → render → write

Articles wait in the cache, not in memory: between the two halves only cards are held. A story, a list or a feed is
rendered again only if something that it is made from has changed, the code itself and the libraries among it.
Raises ConfigError, SiteError and OutputError; what is wrong with a seed is a Problem in the Report.

What cleans, describes, aligns and renders is imported where it is used: a build in which nothing changed needs none
of it, and these imports would be most of its time.
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from site_builder.cache import Cache, key_of
from site_builder.config import CleanSettings, Config, DescribeSettings, ReadSettings
from site_builder.errors import SeedError, SiteBuilderError, SiteError
from site_builder.execute import executor_for
from site_builder.link import link_stories
from site_builder.model import (
    Address,
    Alignment,
    Article,
    Block,
    Card,
    File,
    Line,
    Problem,
    Provenance,
    Report,
    Shell,
    SitemapIndexView,
    Story,
    View,
    Written,
)
from site_builder.plan import (
    SITEMAP,
    Site,
    data_view,
    list_views,
    package_view,
    parts_of,
    plan_site,
    sitemap_views,
    story_views,
)
from site_builder.read import SeedFile, find_seeds, raw_lines, read_seed
from site_builder.render.templates import templates_fingerprint
from site_builder.text import short_hash
from site_builder.write import Output, Stamp

if TYPE_CHECKING:
    from site_builder.render.renderer import Renderer

_LIBRARIES = (
    "anyascii",
    "babel",
    "fasttext-predict",
    "ftfy",
    "jinja2",
    "markdown",
    "markupsafe",
    "nh3",
    "pygments",
)
"""What decides a result beside our own code."""

_SEEDS_IN_BATCH = 100
_STORIES_IN_BATCH = 25
"""Enough work to outweigh sending it to another process, little enough to share evenly."""


class Progress(Protocol):
    """Told how far a stage is; the terminal and the preview server show it."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """Around a stage of `total` steps; call what it gives with the steps done since."""
        ...


class Silent:
    """Shows nothing."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """A stage nobody watches."""
        del name, total
        return nullcontext(_nobody)


def _nobody(steps: int) -> None:
    del steps


@dataclass(slots=True)
class Run:
    """What one build is done with: who watches, which day it is, and what was noted on the way."""

    progress: Progress = field(default_factory=Silent)
    today: date = field(default_factory=date.today)
    """No article is published later; it decides nothing else."""
    force: bool = False
    """Make everything again instead of remembering."""
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Time a stage and show its progress."""
        start = time.perf_counter()
        with self.progress.stage(name, total) as advance:
            yield advance
        self.seconds[name] = round(time.perf_counter() - start, 3)


def build(config: Config, run: Run | None = None) -> Report:
    """The whole site."""
    run = run or Run()
    with Cache(config.build.cache, _REMEMBERED) as cache:
        library = _collect(config, run, cache)
        with run.stage("link"):
            stories = link_stories(library.cards)
        with run.stage("plan"):
            site = plan_site(stories, config.site, config.sources)
        output = Output(config.build.output, config.build.keep)
        _Rendering(config, run, site, library, output).everything()
        with run.stage("clean up"):
            written = output.finish()
            cache.forget_unused()
    return _report(run, site, library, written)


# First half: seeds to cards


@dataclass(slots=True)
class Library:
    """The articles of a build: their cards here, their bodies in the cache."""

    config: Config
    cache: Cache
    today: date
    cards: list[Card] = field(default_factory=list)
    drafts: int = 0
    keys: dict[str, bytes] = field(default_factory=dict)
    """Article id → key in the cache."""
    files: dict[str, SeedFile] = field(default_factory=dict)
    """Article id → the seed it was read from."""

    def article(self, id: str) -> Article:  # noqa: A002  the article's own word for it
        """One article, whole."""
        article = self.cache.get(_whole(self.keys[id]))
        if not isinstance(article, Article):  # a damaged cache costs time and nothing else
            (article,) = _describe_batch(_SeedBatch.of(self.config, [(self.files[id], id)]))
        if not isinstance(article, Article):
            raise SiteError(self.files[id].name, "was changed during the build", "build again")
        return without_future(article, self.today)[0]


@dataclass(frozen=True, slots=True)
class _SeedBatch:
    seeds: tuple[tuple[SeedFile, str], ...]
    """Each with the id it had when it was looked at."""
    read: ReadSettings
    clean: CleanSettings
    describe: DescribeSettings

    @classmethod
    def of(cls, config: Config, seeds: Iterable[tuple[SeedFile, str]]) -> _SeedBatch:
        """The seeds with the settings of the stages they go through."""
        return cls(tuple(seeds), config.read, config.clean, config.describe)


@dataclass(frozen=True, slots=True)
class _Found:
    """A seed that can be read, and where its article is remembered."""

    file: SeedFile
    id: str
    key: bytes
    problems: tuple[Problem, ...]


def _collect(config: Config, run: Run, cache: Cache) -> Library:
    """Describe every seed that is new; what cannot be used is noted."""
    files, problems = find_seeds(config.build.seeds)
    run.problems += problems
    found: list[_Found] = []
    with run.stage("read", len(files)) as advance:
        for file in files:
            advance(1)
            try:
                seed = read_seed(file, config.read)
            except SeedError as error:
                run.problems.append(_problem(error))
                continue
            depends = (seed.id, seed.name, sorted(seed.stated.items()), seed.problems)
            key = key_of("article", _code(), config.clean, config.describe, *depends)
            found.append(_Found(file, seed.id, key, seed.problems))
    fresh = [one for one in found if run.force or not _is_remembered(cache, one.key)]
    with run.stage("describe", len(fresh)) as advance:
        batches = [fresh[start : start + _SEEDS_IN_BATCH] for start in range(0, len(fresh), _SEEDS_IN_BATCH)]
        work = (_SeedBatch.of(config, ((one.file, one.id) for one in batch)) for batch in batches)
        with executor_for(config.build.engine, config.build.jobs, len(batches)) as executor:
            for batch, results in zip(batches, executor.map(_describe_batch, work), strict=True):
                for one, result in zip(batch, results, strict=True):
                    if isinstance(result, Problem):
                        run.problems.append(result)
                        found.remove(one)
                        continue
                    cache.put(one.key, _summary(result))
                    if isinstance(result, Article):
                        cache.put(_whole(one.key), result)
                advance(len(batch))
    return _library(Library(config, cache, run.today), found, run)


def _is_remembered(cache: Cache, key: bytes) -> bool:
    summary = cache.get(key)
    return isinstance(summary, SeedError) or (isinstance(summary, _Summary) and cache.has(_whole(key)))


def _describe_batch(batch: _SeedBatch) -> list[Article | SeedError | Problem]:
    """Runs in a worker: read, clean and describe; a Problem for a seed that is no longer what it was when it was found."""
    from site_builder.clean import clean_seed
    from site_builder.describe import describe_article

    results: list[Article | SeedError | Problem] = []
    for file, id_then in batch.seeds:
        try:
            seed = read_seed(file, batch.read)
        except SeedError as error:
            results.append(_problem(error))
            continue
        if seed.id != id_then:
            results.append(Problem(file.name, "was changed while it was read", "build again"))
            continue
        try:
            results.append(describe_article(clean_seed(seed, batch.clean), batch.describe))
        except SeedError as error:
            results.append(error)
    return results


@dataclass(frozen=True, slots=True)
class _Summary:
    """What the stages that need all articles at once need of one."""

    card: Card
    draft: bool
    problems: tuple[Problem, ...]


def _summary(result: Article | SeedError) -> _Summary | SeedError:
    from site_builder.describe import card_of

    if isinstance(result, SeedError):
        return result
    return _Summary(card_of(result), result.draft, result.problems)


def _whole(key: bytes) -> bytes:
    """Key of the article whose summary has `key`."""
    return key + b" whole"


def _library(library: Library, found: Sequence[_Found], run: Run) -> Library:
    """Fill in the cards of the articles that can be used, in the order of their seeds' names."""
    seeds: dict[str, str] = {}
    for one in found:
        result = library.cache.get(one.key)
        if isinstance(result, SeedError):
            run.problems += (*one.problems, _problem(result))
            continue
        assert isinstance(result, _Summary)
        run.problems += result.problems
        card, problem = without_future(result.card, run.today)
        if card.id in seeds:
            what = f"holds the same bytes as {seeds[card.id]}"
            run.problems.append(Problem(card.seed, what, "remove one of the two"))
            continue
        if result.draft:
            library.drafts += 1
            continue
        if problem:
            run.problems.append(problem)
        seeds[card.id] = card.seed
        library.keys[card.id] = one.key
        library.files[card.id] = one.file
        library.cards.append(card)
    return library


Dated = TypeVar("Dated", Article, Card)


def without_future(article: Dated, today: date) -> tuple[Dated, Problem | None]:
    """The article without a date that has not come yet; a date that a person stated stays."""
    published = article.published
    origin = article.provenance.get("published")
    if published is None or published[:10] <= today.isoformat()[: len(published)]:
        return article, None
    if origin is not None and origin.source.startswith("stated"):
        return article, None
    known = {name: value for name, value in article.provenance.items() if name != "published"}
    problem = Problem(
        article.seed, f"date {published} has not come yet; it is left out", "state `published` in a sidecar"
    )
    return replace(article, published=None, provenance=known), problem


def _problem(error: SiteBuilderError) -> Problem:
    return Problem(error.where, error.what, error.remedy)


# Second half: stories to pages


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made from one key: files as they lie in output/ and, of a story, its alignment."""

    stamps: tuple[Stamp, ...]
    alignment: Alignment | None = None


@dataclass(frozen=True, slots=True)
class _StoryJob:
    """A story to be rendered, and where the result is to be remembered."""

    key: bytes
    shell: Shell
    story: Story
    address: Address
    articles: Mapping[str, Article]


@dataclass(frozen=True, slots=True)
class _StoryBatch:
    templates: Path | None
    jobs: tuple[_StoryJob, ...]


@dataclass(frozen=True, slots=True)
class _StoryFiles:
    key: bytes
    story: str
    files: tuple[File, ...]
    alignment: Alignment


_REMEMBERED = (Article, Block, Card, _Summary, Provenance, Problem, SeedError, Alignment, _Made)
"""Types whose values are in the cache."""


class _Rendering:
    """The second half of one build: what all its steps need."""

    def __init__(self, config: Config, run: Run, site: Site, library: Library, output: Output) -> None:
        self._config = config
        self._run = run
        self._site = site
        self._library = library
        self._output = output
        fingerprint = templates_fingerprint(config.build.templates)
        self._depends = (_code(), fingerprint, str(config.build.output.resolve()))

    def everything(self) -> None:
        """Every file of the site."""
        site = self._site
        self._put("assets", lambda: _renderer(self._config.build.templates).assets())
        parts = parts_of(site.stories)
        with self._run.stage("stories", len(site.stories)) as advance:
            self._stories(parts, advance)
        with self._run.stage("lists"):
            pages = [path for view in list_views(site, self._config.lists) for path in self._put_view(view)]
            self._put_view(package_view(site, len(parts)))
            indexed = [path for path in pages if path.endswith(".html") and path != "404.html"]
            maps = [path for view in sitemap_views(site, parts, indexed) for path in self._put_view(view)]
            if len(maps) > 1 and site.shell.base_url:
                self._put_view(
                    SitemapIndexView(path=SITEMAP, base_url=site.shell.base_url, parts=tuple(maps))
                )

    def _stories(self, parts: Sequence[Sequence[Story]], advance: Callable[[int], None]) -> None:
        build = self._config.build
        kept: dict[str, Alignment] = {}
        fresh = [[(story, key) for story in part if (key := self._key(story, kept))] for part in parts]
        advance(len(kept))
        batches = sum(-(-len(part) // _STORIES_IN_BATCH) for part in fresh)
        with executor_for(build.engine, build.jobs, batches) as executor:
            for number, part in enumerate(parts):
                alignments = {story.key: kept[story.key] for story in part if story.key in kept}
                for results in executor.map(_render_batch, self._batches(fresh[number])):
                    for made in results:
                        stamps = tuple(self._output.put(file) for file in made.files)
                        self._library.cache.put(made.key, _Made(stamps, made.alignment))
                        alignments[made.story] = made.alignment
                    advance(len(results))
                self._put_view(data_view(number, part, self._site.addresses, alignments))

    def _key(self, story: Story, kept: dict[str, Alignment]) -> bytes | None:
        """Key of a story that must be rendered; None, with its alignment in `kept`, where its pages are there."""
        articles = [(card.id, self._library.keys[card.id], card.published) for card in _cards(story)]
        key = key_of(
            "story", self._depends, self._shell(story), self._site.addresses[story.key], story, articles
        )
        made = None if self._run.force else self._library.cache.get(key)
        if not isinstance(made, _Made) or made.alignment is None or not self._output.keep(made.stamps):
            return key
        kept[story.key] = made.alignment
        return None

    def _shell(self, story: Story) -> Shell:
        """What the story's pages know of the site: of its sources their own only, so that a new source changes no page."""
        shell = self._site.shell
        hosts = sorted({card.source for card in _cards(story)})
        return replace(
            shell,
            source_names={host: shell.source_names[host] for host in hosts},
            source_languages={
                host: shell.source_languages[host] for host in hosts if host in shell.source_languages
            },
        )

    def _batches(self, stories: Sequence[tuple[Story, bytes]]) -> Iterator[_StoryBatch]:
        """Stories with their articles, fetched when a worker is about to need them."""
        for start in range(0, len(stories), _STORIES_IN_BATCH):
            yield _StoryBatch(
                self._config.build.templates,
                tuple(
                    _StoryJob(
                        key=key,
                        shell=self._shell(story),
                        story=story,
                        address=self._site.addresses[story.key],
                        articles={card.id: self._library.article(card.id) for card in _cards(story)},
                    )
                    for story, key in stories[start : start + _STORIES_IN_BATCH]
                ),
            )

    def _put_view(self, view: View) -> list[str]:
        return self._put(view, lambda: _renderer(self._config.build.templates).render(view))

    def _put(self, what: object, render: Callable[[], Iterable[File]]) -> list[str]:
        """Paths of the files that `render` makes of `what`; made again only if it is another one."""
        key = key_of("view", self._depends, what)
        made = None if self._run.force else self._library.cache.get(key)
        if not isinstance(made, _Made) or not self._output.keep(made.stamps):
            made = _Made(tuple(self._output.put(file) for file in render()))
            self._library.cache.put(key, made)
        return [path for path, *_ in made.stamps]


def _cards(story: Story) -> tuple[Card, ...]:
    return (*story.versions, *story.variants)


def _render_batch(batch: _StoryBatch) -> list[_StoryFiles]:
    """Runs in a worker: align, plan and render the pages of some stories."""
    from site_builder.align import align_story

    renderer = _renderer(batch.templates)
    made = []
    for job in batch.jobs:
        alignment = align_story([job.articles[card.id] for card in job.story.versions])
        views = story_views(job.shell, job.story, job.address, job.articles, alignment)
        files = tuple(file for view in views for file in renderer.render(view))
        made.append(_StoryFiles(job.key, job.story.key, files, alignment))
    return made


@cache
def _renderer(templates: Path | None) -> Renderer:
    from site_builder.render.renderer import Renderer

    return Renderer(templates)


def forget_templates() -> None:
    """Read templates and assets anew at the next build of this process: they have changed."""
    _renderer.cache_clear()


@cache
def _code() -> bytes:
    """Hash of our own files and of the versions of the libraries that decide what comes out."""
    package = Path(__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".po"))
    libraries = [(name, version(name)) for name in _LIBRARIES]
    return key_of(
        libraries, sys.version_info[:2], [(path.name, short_hash(path.read_bytes())) for path in files]
    )


def _report(run: Run, site: Site, library: Library, written: Written) -> Report:
    languages = Counter(card.language for card in library.cards)
    return Report(
        articles=len(library.cards),
        stories=len(site.stories),
        languages=dict(sorted(languages.items())),
        sources=len({card.source for card in library.cards}),
        drafts=library.drafts,
        pages=written,
        problems=tuple(sorted(set(run.problems), key=lambda problem: (problem.origin, problem.what))),
        seconds=run.seconds,
    )


# Explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """All that is known of one seed that became an article."""

    article: Article
    story: Story
    address: Address
    alignment: Alignment
    variant: bool
    lines: tuple[Line, ...]
    """What became of each line of the seed."""
    raw_lines: tuple[str, ...]
    """The seed's own lines, as `lines` numbers them."""


def explain(config: Config, names: Sequence[str]) -> dict[str, list[Explained | Problem]]:
    """Seed name → what became of it; every seed for no names. Names that are no seeds are not in the result."""
    from site_builder.align import align_story
    from site_builder.clean import clean_seed

    run = Run()
    found: defaultdict[str, list[Explained | Problem]] = defaultdict(list)
    with Cache(config.build.cache, _REMEMBERED) as cache:
        library = _collect(config, run, cache)
        stories = link_stories(library.cards)
        site = plan_site(stories, config.site, config.sources)
        for story in stories:
            cards = [card for card in (*story.versions, *story.variants) if not names or card.seed in names]
            alignment = align_story([library.article(card.id) for card in story.versions]) if cards else None
            for card in cards:
                assert alignment is not None
                found[card.seed].append(
                    Explained(
                        article=library.article(card.id),
                        story=story,
                        address=site.addresses[story.key],
                        alignment=alignment,
                        variant=card in story.variants,
                        lines=clean_seed(read_seed(library.files[card.id], config.read), config.clean).lines,
                        raw_lines=raw_lines(library.files[card.id]),
                    )
                )
    for problem in run.problems:
        if not names or problem.origin in names:
            found[problem.origin].append(problem)
    return dict(found)
