"""The nouns: every value that travels between the rooms, frozen and complete at birth.

    Seed → Cleaned → Article → Card → Story → Alignment → View → File

Each stage makes a new type; no field waits for a later stage. An unknown fact is None, never a guess.
Paths of pages are relative to the site's root, with `/`, as "nl/baodaklak.vn/index.html".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from typing import Literal, NamedTuple, get_args

from site_builder.value import dataclass

BlockKind = Literal["heading", "paragraph", "caption", "quote", "list", "table", "code", "html"]
LineKind = Literal[
    "title",
    "heading",
    "paragraph",
    "caption",
    "quote",
    "list",
    "table",
    "code",
    "image",
    "source",
    "byline",
    "comment",
    "boilerplate",
    "blank",
]

UNDETERMINED = "und"
"""BCP 47 tag of a text whose language could not be told."""

LIKELIEST = "; the likeliest is "
"""Before the tag that a text would have got, where it was not clear enough: in the provenance of its language."""
PAGE_LANGUAGE = "page's lang attribute"
"""Where a page states its language; templates often leave another one there than the text has."""

LOCAL = "local"
"""Name of the source of articles that print no source URL."""


# Problems and provenance


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should look at: where, what, and what to do about it."""

    origin: str
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact came from, in words a reader understands, and how sure it is (0 to 1)."""

    source: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Statement:
    """A field that was stated, and where: "sidecar", "front matter" or a place of an HTML page."""

    value: str
    where: str


# From a file to an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One raw text as it was found."""

    id: str
    """16 hex digits of the SHA-256 of the seed's bytes; a renamed seed keeps it."""
    name: str
    """Path below seeds/, with `/`; error messages begin with it."""
    form: Literal["text", "markdown", "html"]
    """How the body is to be read."""
    text: str
    """Decoded text without front matter; line ends are `\\n`."""
    first_line: int = 1
    """Number, in the file, of the first line of `text` (front matter comes before it)."""
    stated: Mapping[str, Statement] = field(default_factory=dict)
    """Fields of a sidecar or of front matter; `read` has checked their form."""
    problems: tuple[Problem, ...] = ()


class Block(NamedTuple):
    """One paragraph, heading, caption …: the unit that is aligned and linked to."""

    kind: BlockKind
    markdown: str
    """The block as it stands in the published Markdown file."""
    text: str
    """The same without markup, for reading by machines: language, alignment, summary."""


class Line(NamedTuple):
    """What became of one line of a seed, and the rule that said so."""

    number: int
    """1-based, in the seed's file."""
    kind: LineKind
    block: int | None
    """0-based index of the body block it went into; None when it is not part of the body."""
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A seed's body in blocks, and what its other lines said."""

    seed: Seed
    headline: str | None
    """The first line, where it is a headline; it is then not in the body."""
    headline_rule: str
    blocks: tuple[Block, ...]
    account: Callable[[], tuple[Line, ...]] = field(repr=False, compare=False)
    """Makes `lines`, which only `explain` asks for."""
    sources: tuple[str, ...] = ()
    """What stood after the source labels, as printed."""
    authors: tuple[str, ...] = ()
    dateline: str | None = None
    """ISO 8601 date from a line that is nothing but a date."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """One per line of the file, front matter included, in order; made anew each time."""
        return self.account()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One text in one language, clean and described. Made by `describe`, never changed after."""

    id: str
    seed: str
    language: str
    """BCP 47 tag, as "fr" or "zh-Hant"; "und" when it could not be told."""
    title: str
    source: str
    """Host without www., or "local"."""
    source_url: str | None
    source_key: str | None
    """The source URL in normal form: equal for all translations of one page."""
    section: str | None
    author: str | None
    published: str | None
    """ISO 8601 with the precision that is known: "2025-06-30", "2025-12" or "2025"."""
    stated_story: str | None
    slug: str | None
    """Slug of the source URL; None without one."""
    draft: bool
    blocks: tuple[Block, ...]
    """In reading order; at least one."""
    provenance: Mapping[str, Provenance]
    foreign: Mapping[int, str] = field(default_factory=dict)
    """Blocks that are surely in another language than the article → its tag."""
    problems: tuple[Problem, ...] = ()
    reviewed: str = ""
    """Kinds of remarks that a person has looked at, between spaces."""

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError(f"{self.seed}: an article needs a paragraph")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article without its body, for the stages that need all of them at once."""

    id: str
    seed: str
    language: str
    title: str
    source: str
    source_url: str | None
    source_key: str | None
    section: str | None
    author: str | None
    published: str | None
    stated_story: str | None
    slug: str | None
    summary: str
    """First sentences of the body, about two lines."""
    words: int
    paragraphs: int
    """Number of body blocks: the range of alignment indexes."""
    provenance: Mapping[str, Provenance]
    reviewed: str = ""

    # Stories
    foreign: Mapping[int, str] = field(default_factory=dict)
    """As in `Article`."""
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The articles that tell one story, at most one in each language."""

    key: str
    """16 hex digits, stable across builds."""
    versions: tuple[Card, ...]
    """By language tag; one per language."""
    variants: tuple[Card, ...]
    """Further articles in a language that has a fuller one."""
    evidence: tuple[str, ...]
    """Why these belong together, in words."""


Spans = tuple[tuple[int, int], ...]
"""Of each block of a version, in order, where the stretch of the fullest version's text that says the same begins and ends."""

Beads = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""Blocks of two versions that say the same, in order; a side without a counterpart is empty. A block goes on in the next bead
where the other version has begun another one: every block stands in one bead, or in several that follow each other."""

_SHARED = 0.2
"""Part of the shorter of two stretches that both must have in common for their blocks to belong together."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """All versions of a story beside each other, once for the eye in rows and once exactly in stretches.

    `rows[r][v]` holds the 0-based body blocks of `languages[v]` in row r, often one, none for a gap.
    Read downwards, each version's blocks appear once each and in order. `spans[v]` has the stretches of its blocks.
    """

    languages: tuple[str, ...]
    rows: tuple[tuple[tuple[int, ...], ...], ...]
    spans: tuple[Spans, ...]
    pivot: int = 0
    """The version that all others were aligned to."""

    @property
    def is_even(self) -> bool:
        """Do all versions go one to one?"""
        return self.spans.count(self.spans[0]) == len(self.spans)

    def beads(self, left: str, right: str) -> Beads:
        """Blocks of two versions that belong together; the other way round they are the same mirrored."""
        first, second = self.languages.index(left), self.languages.index(right)
        if first < second:
            return beads_between(self.spans[first], self.spans[second])
        return mirrored(beads_between(self.spans[second], self.spans[first]))


def beads_between(left: Spans, right: Spans) -> Beads:
    """Blocks that belong together: those whose stretches overlap, and what stands between two of them."""
    if left == right:
        return tuple([((place,), (place,)) for place in range(len(left))])
    beads: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
    done = 0  # blocks of the right side that stand in a bead
    for place, linked in enumerate(_linked(left, right)):
        if linked is None:
            beads.append(((place,), ()))
            continue
        beads += [((), (other,)) for other in range(done, linked.start)]
        theirs = tuple(linked)
        if len(theirs) == 1 and beads and beads[-1][0] and beads[-1][1] == theirs:
            beads[-1] = (*beads[-1][0], place), theirs
        else:
            beads.append(((place,), theirs))
        done = linked.stop
    return (*beads, *[((), (other,)) for other in range(done, len(right))])


def _linked(left: Spans, right: Spans) -> list[range | None]:
    """For each block on the left those on the right that belong to it, from the first to the last."""
    found: list[range | None] = []
    first = 0  # nothing before it overlaps what follows
    for start, stop in left:
        while first < len(right) and right[first][1] <= start and right[first] != (start, stop):
            first += 1
        last = None
        begin = first
        for other in range(first, len(right)):
            head, tail = right[other]
            same = head == start and tail == stop
            if head >= stop and not same:
                break
            if same or min(stop, tail) - max(start, head) > _SHARED * min(stop - start, tail - head):
                begin = other if last is None else begin
                last = other
        found.append(None if last is None else range(begin, last + 1))
    reached, since = -1, 0  # last block of the right side that is linked, and the first of the left behind it
    for place, linked in enumerate(found):
        if linked is None:
            continue
        if linked.start == reached:
            found[since:place] = [range(reached, reached + 1)] * (place - since)
        reached, since = linked.stop - 1, place + 1
    return found


def mirrored(beads: Beads) -> Beads:
    """The same read from the other side."""
    return tuple([(theirs, ours) for ours, theirs in beads])


# Review

RemarkKind = Literal["language", "story", "near", "numbers", "paragraphs", "date", "title"]
"""What a person should look at: a field that is not sure, a story joined on thin evidence, two stories that may be one,
numbers that differ between translations, paragraphs that one of them lacks."""

REMARK_KINDS: tuple[RemarkKind, ...] = get_args(RemarkKind)
"""The most important first: a wrong language puts an article where nobody finds it, a title is a matter of taste."""


class Passage(NamedTuple):
    """A piece of an article that a person should read; what matters in it stands in `mark`."""

    seed: str
    language: str
    before: str
    mark: str
    after: str
    path: str
    """Page and anchor, from the site's root; "" for none."""
    place: str
    """What the link says, as "paragraph 7"."""


class Remedy(NamedTuple):
    """A line of a sidecar that settles a remark."""

    when: str
    """As "if it is right"."""
    file: str
    line: str


class Remark(NamedTuple):
    """Something a person should look at."""

    kind: RemarkKind
    urgency: int
    """0 to 1,000; what is most important comes first."""
    seed: str
    """The seed whose sidecar settles it."""
    language: str
    what: str
    why: str
    passages: tuple[Passage, ...]
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class RemarkSection:
    """The remarks of one kind on the review page: the first ones, and how many there are."""

    kind: RemarkKind
    total: int
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review page, which lies outside output/."""

    path: str
    site: str
    """Way from the page to output/, as "../output"; "" where there is none."""
    sections: tuple[RemarkSection, ...]


# The site


@dataclass(frozen=True, slots=True)
class Address:
    """Where a story lives: the folder of its source and the slug that all its languages share."""

    source: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """What every page needs to know of the whole site, and nothing that changes with each article."""

    title: str
    description: str
    language: str
    base_url: str | None
    """Absolute, with a trailing slash; None leaves canonical, hreflang, feeds and sitemap out."""
    languages: tuple[str, ...]
    source_names: Mapping[str, str]
    """Of the sources that have another name than their host."""
    source_languages: Mapping[str, str]
    theme_color: str
    theme_color_dark: str
    searchable: bool = False
    """Is there a search?"""
    offline: bool = False
    """Does a reader's browser keep pages for reading offline?"""
    unknown_source: Callable[[str], str] | None = None
    """What a source that is not known is called, by language; None calls it "local"."""

    def source_name(self, source: str, language: str) -> str:
        """What a source is called in a page of a language."""
        if source == LOCAL and LOCAL not in self.source_names and self.unknown_source is not None:
            return self.unknown_source(language)
        return self.source_names.get(source, source)


class LanguageLink(NamedTuple):
    """A language and the page that is there for it. A tuple, for there are more of them than of anything else."""

    language: str
    path: str
    current: bool = False
    count: int | None = None  # type: ignore[assignment]  # tuple has a method of the name, which nobody needs
    """Articles in it, where a page shows that."""
    draft: bool = False
    """Is it the page of a draft?"""


class Feed(NamedTuple):
    """A feed a page announces."""

    path: str
    type: str
    """MIME type."""
    title: str
    """Of the site, or of the source whose articles it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFrame:
    """What the frames of all pages in one language share."""

    language: str
    """Language of the interface, and of `<html lang>`."""
    title: str
    """Of the site."""
    languages: tuple[LanguageLink, ...]
    """Header switcher: the home of every language of the site."""
    home: str
    """Of the language."""
    front: str
    sources: str
    stories: str
    """The pages that every page leads to: the front page, all sources, the coverage."""
    base_url: str | None
    theme_color: str
    theme_color_dark: str
    search: str | None = None
    """The page of the search in the language; None where there is no search."""
    offline: bool = False
    """Do pages offer to be kept for reading offline?"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around the content of a page. Its properties are names for templates."""

    site: SiteFrame
    path: str
    title: str
    description: str
    alternates: tuple[LanguageLink, ...] = ()
    """hreflang cluster, itself included, paths; empty where a page has no translations or no base URL."""
    x_default: str | None = None
    feeds: tuple[Feed, ...] = ()
    indexed: bool = True
    """False for pages search engines should pass over."""

    @property
    def canonical(self) -> str | None:
        """Its path, where the site has an address."""
        return self.path if self.site.base_url else None

    @property
    def language(self) -> str:
        return self.site.language

    @property
    def site_title(self) -> str:
        return self.site.title

    @property
    def site_languages(self) -> tuple[LanguageLink, ...]:
        return self.site.languages

    @property
    def home(self) -> str:
        return self.site.home

    @property
    def front(self) -> str:
        return self.site.front

    @property
    def sources(self) -> str:
        return self.site.sources

    @property
    def stories(self) -> str:
        return self.site.stories

    @property
    def search(self) -> str | None:
        return self.site.search

    @property
    def base_url(self) -> str | None:
        return self.site.base_url

    @property
    def theme_color(self) -> str:
        return self.site.theme_color

    @property
    def theme_color_dark(self) -> str:
        return self.site.theme_color_dark

    @property
    def offline(self) -> bool:
        return self.site.offline


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story as a list shows it."""

    path: str
    language: str
    title: str
    summary: str
    source: str
    source_name: str
    source_path: str
    published: str | None
    section: str | None
    story_path: str
    versions: tuple[LanguageLink, ...]
    """Every language the story exists in, this one marked current."""
    draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article's page: everything it shows."""

    frame: Frame
    article: Article
    source_name: str
    source_path: str
    """Index page of its source in its language."""
    language_path: str
    story_path: str
    markdown_path: str
    versions: tuple[LanguageLink, ...]
    """Languages of this story, this one marked current."""
    lacking: tuple[LanguageLink, ...]
    """Languages of the site this story does not exist in, with their homes."""
    variants: tuple[LanguageLink, ...]
    """Other articles of this story in the same language."""
    original: str | None
    """Language the source publishes in, where it is known and differs from the article's."""
    original_path: str | None
    """The page of the story in that language; None where there is none."""
    subtitle: str | None
    """What the source's address says, readable; None where that is nothing, or the title is the text's own."""
    subtitle_language: str
    """Language the source publishes in; "und" where that is not known."""
    story: str
    """Key of the story."""
    drafts: bool = False
    """Is it, or another article of its story, a draft?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Neighbours of a list page; None where there is none."""

    newest: str | None
    newer: str | None
    older: str | None
    oldest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """One page of an index: by language, or by source in a language, or by source in all languages."""

    frame: Frame
    kind: Literal["language", "source", "source-all"]
    heading: str | None
    """Name of the source; None on the home of a language."""
    heading_language: str
    entries: tuple[Entry, ...]
    pager: Pager
    sources: tuple[SourceLink, ...]
    """On the first page of a language: its sources. On the first page of a source: none."""
    languages: tuple[LanguageLink, ...]
    """On the first page of a source: the languages it exists in."""
    dates: str | None = None
    """Of a language: its index by date."""
    drafts: bool = False
    """Is there a draft in what it shows?"""


class Period(NamedTuple):
    """A month, or a year of whose articles no more is known."""

    name: str
    """As "2025-06" or "2025"; "" for articles without a date."""
    path: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One article as a line of a month."""

    path: str
    language: str
    title: str
    source_name: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """What was published on one day, or in a month or year of which the day is not known."""

    published: str
    """"" where there is no date, or a year alone, which is the page's."""
    headlines: tuple[Headline, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One page of the articles of a month in one language; or of a year where no month is known, or without a date."""

    frame: Frame
    period: str
    """As in `Period`."""
    days: tuple[Day, ...]
    """Newest first."""
    pager: Pager
    dates: str
    """The index by date."""
    newer: Period | None
    older: Period | None
    """The next months that have articles."""
    drafts: bool = False
    """Is there a draft in what it shows?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year of an index by date."""

    name: str
    articles: int
    months: tuple[Period | None, ...]
    """January to December; None for a month without articles."""
    rest: Period | None
    """Its articles of which no month is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesView:
    """Every month in which there are articles in one language."""

    frame: Frame
    years: tuple[Year, ...]
    """Newest first."""
    undated: Period | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLink:
    """A source and its numbers."""

    source: str
    name: str
    path: str
    articles: int
    languages: tuple[LanguageLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontView:
    """The front page."""

    frame: Frame
    description: str
    articles: int
    stories: int
    languages: tuple[LanguageLink, ...]
    sources: tuple[SourceLink, ...]
    newest: tuple[Entry, ...]
    """Newest stories, each in the site's language where it exists in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesView:
    """Every source."""

    frame: Frame
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """One story in the coverage table."""

    title: str
    title_language: str
    path: str
    published: str | None
    source_name: str
    cells: tuple[LanguageLink | None, ...]
    """One per column; None is a gap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """Stories by languages, gaps visible."""

    frame: Frame
    columns: tuple[str, ...]
    rows: tuple[CoverageRow, ...]
    pager: Pager
    tables: tuple[str, ...] = ()
    """On the first page: the files that hold the same as data."""
    drafts: bool = False
    """Is there a draft in what it shows?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """One story in all its languages, side by side."""

    frame: Frame
    story: str
    articles: tuple[Article, ...]
    """In the order of `alignment.languages`."""
    versions: tuple[LanguageLink, ...]
    alignment: Alignment
    shown: tuple[str, ...]
    """Languages whose columns are open at first."""
    variants: tuple[LanguageLink, ...]
    source_name: str
    source_path: str
    evidence: tuple[str, ...]
    drafts: bool = False
    """Is any of its articles a draft?"""


class Found(NamedTuple):
    """A page that the search can show, and what is searched of it."""

    path: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """A story in one language, as the search has it."""

    language: str
    source: str
    """Its name, as readers know it."""
    published: str | None
    pages: tuple[Found, ...]
    """The version, then the variants."""
    others: tuple[LanguageLink, ...]
    """The story in other languages."""
    story: str
    """The page of the story in all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """The page of the search in one language; a script fills it."""

    frame: Frame
    languages: tuple[str, ...]
    """Those that can be searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFoundView:
    """404.html: its links are absolute below the base URL, for a host shows it at any depth."""

    frame: Frame
    languages: tuple[LanguageLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineView:
    """What a reader sees offline in place of a page that the browser does not have; the service worker shows it at any depth."""

    frame: Frame
    languages: tuple[LanguageLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedView:
    """A feed: newest articles of a language, or of a source in a language."""

    path: str
    form: Literal["atom", "json"]
    title: str
    language: str
    home: str
    base_url: str
    key: str
    """What the feed's permanent id is made of."""
    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One article in a feed."""

    key: str
    """What the entry's permanent id is made of: story and language, never the address."""
    path: str
    title: str
    summary: str
    language: str
    published: str | None
    author: str | None
    source_url: str | None
    section: str | None
    versions: tuple[LanguageLink, ...]
    original: str | None = None
    """Language the source publishes in, where it is known and differs from the article's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapIndexView:
    """The list of the sitemap's parts, where it has several."""

    path: str
    base_url: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextView:
    """A file whose text is already decided, as robots.txt."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An article in the catalogue."""

    card: Card
    story: str
    path: str
    markdown_path: str
    translations: tuple[LanguageLink, ...]
    alignment: Mapping[str, tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRecord:
    """A story in the coverage as data."""

    key: str
    address: Address
    title: str
    """Of the version in the site's language, else of the first; so is the date."""
    published: str | None
    languages: tuple[str, ...]
    """In which it is told, by tag."""


class SourceRecord(NamedTuple):
    """What is known of a source, for those who read the data alone."""

    host: str
    name: str
    language: str | None = None
    """The one it publishes in, where that is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """`data/datapackage.json`: what data there is."""

    title: str
    description: str
    base_url: str | None
    parts: int
    languages: tuple[str, ...]
    sources: tuple[SourceRecord, ...]


View = (
    ArticleView
    | ListView
    | FrontView
    | SourcesView
    | CoverageView
    | MonthView
    | DatesView
    | StoryView
    | NotFoundView
    | SearchView
    | OfflineView
    | FeedView
    | SitemapIndexView
    | TextView
    | PackageView
    | ReviewView
)


@dataclass(frozen=True, slots=True)
class File:
    """A finished file of the site."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of the output folder."""

    written: int
    unchanged: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a build did; its JSON form is written by `--report`."""

    articles: int
    stories: int
    languages: Mapping[str, int]
    """Articles in each language."""
    sources: int
    drafts: int
    pages: Written
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float]
    """Wall seconds of each stage."""
    ways: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Stage → way → articles of this build that went it: a cheap one that is sure, or a dear one."""
    review: Mapping[RemarkKind, int] = field(default_factory=dict)
    """Kind of remark → how many there are, the most important kind first."""


# Work

Stage = Callable[[str, int | None], AbstractContextManager[Callable[[int], None]]]
"""Around a stage of so many steps; what it gives is called with the steps done since (`pipeline.Progress.stage`)."""
