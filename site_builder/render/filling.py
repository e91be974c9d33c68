"""What each kind of page fills its form with: its shape, its marks, its values.

Pages of one shape come out of one form. A shape names everything that a template decides by: what is known and what
is not, how long a title is, how many languages there are. A view of marks is what the template is given instead of
the page's own, and the values are what takes the place of the marks, as HTML.

Shape: one page; memory: one place, which keeps what its pages have in common, within bounds. Raises nothing.

Not here: templates and what they may call (`render/pages.py`), which page shows what (`plan`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple, cast
from urllib.parse import quote, urlsplit

from site_builder.model import (
    UNDETERMINED,
    Alignment,
    Article,
    ArticleView,
    Entry,
    Feed,
    Frame,
    LanguageLink,
    ListView,
    Pager,
    Provenance,
    SiteFrame,
    SourceLink,
    StoryView,
)
from site_builder.render import interface
from site_builder.render.assets import COLUMNS
from site_builder.render.forms import Form, MarkedList, around, mark, marked
from site_builder.text import relative_url, width

Escape = Callable[[str], str]
Shape = tuple[object, ...]
Kept = dict[tuple[object, ...], tuple[object, str]]
"""Texts by the identity of what they show, which is kept alive beside them."""

MANY = 1_000_001
"""Length of a marked list that stands for more versions than are shown at once; its number is filled in."""

_SHORT = 6
"""Versions shown at once where there are many."""
_KEPT_FORMS = 64
"""Forms a place keeps at once; one of 16 languages was seen to need 30, of 3 to 8 KB."""
_KEPT_PIECES = 2000
"""Pieces a place keeps at once; with 85 languages it needs 500, of 100 bytes."""
_KEPT_FEEDS = 200
"""Sources whose feeds a place keeps at once."""
_KEPT_TEXTS = 2000
"""Texts kept at once for all places; those of one story are looked up while its pages are made and never after."""

_PLAIN_PATH = re.compile(r"[A-Za-z0-9_.~/-]*")
_LOST_PICTURE = '<figure class="lost-picture">'
_FIRST_TAG = re.compile(r"\s*<([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_OWN_ID = re.compile(r"""\sid\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_WEB = re.compile(r"(https?://[A-Za-z0-9.-]*[A-Za-z0-9][A-Za-z0-9.-]*)(?:[/?#].*)?", re.DOTALL)
"""Addresses that need no parsing: nearly all."""


@dataclass(slots=True)
class Place:
    """The pages of one language in folders of equal depth below one top folder: their links to all tops are equal."""

    site: SiteFrame
    own: str
    """First folder of their paths, with a slash."""
    depth: int
    escape: Escape
    often: Escape
    """`escape` for what many pages have in common; remembers."""
    words: interface.Words
    kept: Kept
    links_kept: dict[tuple[object, ...], dict[int, tuple[LanguageLink, str]]]
    common: dict[tuple[object, ...], tuple[str, str]]
    """Pieces that are the same on all pages. These three are shared by all places."""
    site_languages: str
    """List of the header."""
    lost_picture: str
    """Opening of a lost picture, with its sign."""
    base: str
    """The site's address, escaped; "" where it has none."""
    up: str
    """From a page to the root."""
    formed: bool
    """Are its pages filled into forms? Not where what is in the forms could be taken for marks."""
    forms: dict[Shape, Form] = field(default_factory=dict)
    links: dict[tuple[str, bool], tuple[str, str]] = field(default_factory=dict)
    """What stands around the address of a language in an entry of a list."""
    pieces: dict[tuple[object, ...], tuple[str, str]] = field(default_factory=dict)
    """What stands around the one particular of a list's item."""
    locales: dict[str, str] = field(default_factory=dict)
    """What names another language in the head, by its tag."""
    feeds: dict[tuple[int, str], tuple[tuple[Feed, ...], dict[str, str]]] = field(default_factory=dict)
    """Values of the feeds of a folder's pages."""
    columns: dict[tuple[str, bool], _ColumnParts] = field(default_factory=dict)
    row_heads: list[str] = field(default_factory=list)
    """What stands before the cells of the first, second … row of a story."""
    row_tail: str = ""
    """What stands behind them."""

    def keep_form(self, shape: Shape, form: Form) -> Form:
        """Remember a form."""
        if len(self.forms) >= _KEPT_FORMS:
            self.forms.clear()
        self.forms[shape] = form
        return form

    def keep(self, key: tuple[object, ...], thing: object, html: str) -> str:
        """Remember the HTML of `thing` for the pages that follow."""
        if len(self.kept) >= _KEPT_TEXTS:
            self.kept.clear()
        self.kept[key] = thing, html
        return html

    def href(self, path: str, page: str) -> str:
        """Link from a page; `quote` leaves nothing to escape but the fragment."""
        if _PLAIN_PATH.fullmatch(path):
            if self.own and not path.startswith(self.own):
                return self.up + path
            folder = page[: page.rfind("/") + 1]
            if path.startswith(folder):
                return path[len(folder) :]
        url = relative_url(path, page)
        return str(self.escape(url)) if "#" in url else url

    def absolute(self, path: str) -> str:
        """Address for the world."""
        return self.base + (path if _PLAIN_PATH.fullmatch(path) else str(self.escape(quote(path, safe="/#"))))

    def texts(self, *about: object) -> dict[int, tuple[LanguageLink, str]]:
        """Texts of links that all places have in common, by the identity of the link."""
        texts = self.links_kept.setdefault(about, {})
        if len(texts) >= _KEPT_TEXTS:
            texts.clear()
        return texts

    def translations(self, base: str, links: Sequence[LanguageLink]) -> list[str]:
        """The other versions, for structured data: the same on all pages of a story."""
        texts = self.texts("translation", base)
        found = []
        for link in links:
            if link[2]:
                continue
            kept = texts.get(id(link))
            if kept is None:
                kept = texts[id(link)] = link, translation(base, link)
            found.append(kept[1])
        return found

    def piece(self, form: Form, name: str, language: str, current: bool) -> tuple[str, str]:
        """What stands around the address in an item of the list `name`."""
        macro, arguments = form.macros[name]
        key = (name.rpartition(" ")[2], arguments, language, current)
        pieces = self.common if is_common(key[0], language) else self.pieces
        found = pieces.get(key)
        if found is None:
            if len(pieces) >= _KEPT_PIECES:
                pieces.clear()
            link = LanguageLink(language, mark("path"), current)
            found = pieces[key] = around(macro(link, *arguments))
        return found

    def items(self, form: Form, name: str, links: Sequence[LanguageLink], page: str) -> list[str]:
        """HTML of each link of the list `name`. A story's pages have the links to one another in common."""
        own, texts = self.own, self.texts(name, self.depth)
        found = []
        for link in links:
            language, path, current, _ = link
            alike = not current and language != UNDETERMINED and not path.startswith(own)
            if alike and (text := texts.get(id(link))):
                found.append(text[1])
                continue
            before, after = self.piece(form, name, language, current)
            html = before + self.href(path, page) + after
            if alike:
                texts[id(link)] = link, html
            found.append(html)
        return found

    def other_locales(self, form: Form, links: Sequence[LanguageLink]) -> str:
        """Names of the other versions' languages."""
        locales = self.locales
        try:
            return "".join([locales[link[0]] for link in links])
        except KeyError:
            for link in links:
                if link.language not in locales:
                    locales[link.language] = self.piece(form, _LOCALES, link.language, False)[0]
        return self.other_locales(form, links)


def is_common(macro: str, language: str) -> bool:
    """Does an item look the same in every place? A language is named in itself, but for the unknown one."""
    return macro == "language_item" and language != UNDETERMINED


# Around the content


def frame_shape(frame: Frame) -> Shape:
    """What base.html decides by, beside the place."""
    site_title = frame.site.title
    return (
        frame.title == site_title,
        frame.description == "",
        frame.indexed,
        frame.x_default is None,
        tuple([(feed.type, feed.title == site_title) for feed in frame.feeds]),
        frame.path in (frame.site.sources, frame.site.stories) and frame.path,
    )


def frame_marks(frame: Frame) -> Frame:
    """A frame of marks, at the same path."""
    site_title = frame.site.title
    return Frame(
        site=frame.site,
        path=frame.path,
        title=frame.title if frame.title == site_title else mark("title"),
        description=marked(frame.description, "description") or "",
        alternates=MarkedList("alternates"),
        x_default=marked(frame.x_default, "x_default"),
        feeds=tuple(
            Feed(
                mark(f"feed {number}"), type_, title if title == site_title else mark(f"feed title {number}")
            )
            for number, (_, type_, title) in enumerate(frame.feeds)
        ),
        indexed=frame.indexed,
    )


def frame_values(place: Place, form: Form, frame: Frame) -> dict[str, str]:
    """What takes the place of the marks of a frame."""
    escape, path = place.escape, frame.path
    values = {
        "site_languages": place.site_languages,
        "title": escape(frame.title),
        "description": escape(frame.description),
        "alternates alternate": "",
        _LOCALES: "",
    }
    if frame.feeds:
        values |= _feeds(place, frame)
    if place.base:
        values["canonical"] = place.absolute(path)
    if frame.x_default is not None:
        values["x_default"] = place.absolute(frame.x_default)
    if frame.alternates:
        values["alternates alternate"] = _alternates(place, form, frame.alternates)
        values[_LOCALES] = place.other_locales(form, frame.alternates)
    return values


def _feeds(place: Place, frame: Frame) -> dict[str, str]:
    path, feeds = frame.path, frame.feeds
    key = (id(feeds), path[: path.rfind("/")])
    kept = place.feeds.get(key)
    if kept is not None:
        return kept[1]
    values = {}
    for number, feed in enumerate(feeds):
        values[f"feed {number}"] = place.href(feed.path, path)
        values[f"feed title {number}"] = place.escape(feed.title)
    if len(place.feeds) >= _KEPT_FEEDS:
        place.feeds.clear()
    place.feeds[key] = feeds, values
    return values


def _alternates(place: Place, form: Form, links: tuple[LanguageLink, ...]) -> str:
    key = (id(links), "alternates", place.base)
    kept = place.kept.get(key)
    if kept is not None:
        return kept[1]
    texts = []
    for link in links:
        before, after = place.piece(form, "alternates alternate", link.language, False)
        texts.append(before + (place.absolute(link.path) if after else "") + after)
    return place.keep(key, links, "".join(texts))


# An article


def article_shape(view: ArticleView) -> Shape | None:
    """What article.html decides by; None for a page that is made the long way. Its parts have shapes of their own."""
    if view.variants:
        return None
    count = len(view.versions)
    return (
        frame_shape(view.frame),
        view.article.language,
        view.original,
        view.versions[0].language if count == 1 else count > 8,
        not view.lacking,
    )


def _width_class(title: str) -> int:
    wide = width(title)
    return 0 if wide <= 70 else 1 if wide <= 150 else 2


_WIDTHS = (0, 100, 200)
"""As wide as marks are made for a title of each class."""


def _bodiless(article: Article) -> dict[str, Any]:
    """A form outlives the article it was made for, whose body it does not need."""
    return {"blocks": article.blocks[:1], "problems": ()}


def article_marks(view: ArticleView) -> tuple[ArticleView, dict[str, object]]:
    """A view of marks, and what the template is given beside it."""
    article = view.article
    known = {"published": Provenance(mark("provenance"), 1.0)} if "published" in article.provenance else {}
    marks = replace(
        view,
        frame=frame_marks(view.frame),
        article=replace(
            article,
            title=mark("heading", _WIDTHS[_width_class(article.title)]),
            section=marked(article.section, "section"),
            author=marked(article.author, "author"),
            published=marked(article.published, "published"),
            source_url=mark("origin") if web_root(article.source_url) else None,
            seed=mark("seed"),
            provenance=known,
            **_bodiless(article),
        ),
        source_name=mark("source_name"),
        source_path=mark("source_path"),
        language_path=mark("language_path"),
        story_path=mark("story_path"),
        markdown_path=mark("markdown_path"),
        versions=view.versions
        if len(view.versions) == 1
        else MarkedList("versions", MANY if len(view.versions) > 8 else 2),
        lacking=MarkedList("lacking", len(view.lacking)) if view.lacking else (),
    )
    return marks, {"structured": mark("structured"), "bodies": [[mark("body")]]}


def _article_part(place: Place, form: Form, name: str, shape: Shape, view: ArticleView) -> Form:
    """The form of a part of the page."""
    part = place.forms.get((name, shape))
    if part is None:
        macro, _ = form.macros[f"view {name}"]
        part = place.keep_form((name, shape), Form(macro(article_marks(view)[0]), {}))
    return part


def article_values(place: Place, form: Form, view: ArticleView, blocks: Sequence[str]) -> dict[str, str]:
    """What takes the place of the marks of an article's page."""
    article, frame, escape = view.article, view.frame, place.escape
    path = frame.path
    values = frame_values(place, form, frame)
    values["heading"] = values["title"] if article.title == frame.title else escape(article.title)
    values["source_name"] = place.often(view.source_name)
    values["source_path"] = place.href(view.source_path, path)
    values["language_path"] = place.href(view.language_path, path)
    values["story_path"] = place.href(view.story_path, path)
    values["markdown_path"] = place.href(view.markdown_path, path)
    values["seed"] = escape(article.seed)
    values["body"] = article_body(blocks, place.lost_picture)
    values["structured"] = structured_data(view, place.translations)
    origin = web_root(article.source_url) is not None
    if article.section:
        values["section"] = place.often(article.section)
    if article.author:
        values["author"] = place.often(article.author)
    if article.published:
        values["published"] = place.often(article.published)
        values["date"] = place.often(place.words.date(article.published))
        if "published" in article.provenance:
            values["provenance"] = place.often(article.provenance["published"].source)
    if article.source_url:
        values["origin"] = escape(article.source_url)
    title = article.title
    shape = (
        article.language,
        len(title) > 35 and _width_class(title),  # no character is wider than two
        not article.section,
        not article.author,
        not article.published,
        origin,
    )
    values["view opening"] = _article_part(place, form, "opening", shape, view).filled(values)
    known = (not article.published, "published" in article.provenance, origin)
    values["view about"] = _article_part(place, form, "about", known, view).filled(values)
    if view.lacking:
        values["lacking lacking_note"] = _lacking(place, form, view.lacking, path)
    versions = view.versions
    if len(versions) > 1:
        if len(versions) <= 8:
            values["versions language_item"] = "".join(
                place.items(form, "versions language_item", versions, path)
            )
        else:
            items = place.items(form, "foremost language_item", versions, path)
            values["count"] = escape(place.words.number(len(versions)))
            values["foremost language_item"] = "".join(
                [items[number] for number in foremost(versions, _SHORT)]
            )
            values["scripts script_section"] = _scripts(place, form, versions, items)
    return values


def foremost(links: Sequence[LanguageLink], count: int) -> list[int]:
    """Places of the links to be shown first: the current one, then the others in their order."""
    current = [number for number, link in enumerate(links) if link.current]
    return (
        current + [number for number in range(count + 1) if number < len(links) and number not in current]
    )[:count]


def _lacking(place: Place, form: Form, links: tuple[LanguageLink, ...], page: str) -> str:
    macro, _ = form.macros["lacking lacking_note"]
    shape = ("lacking", len(links))
    note = place.forms.get(shape)
    if note is None:
        note = place.keep_form(shape, Form(macro(MarkedList("links", len(links))), form.macros))
    key = (id(links), "lacking", place.depth)
    kept = place.kept.get(key)
    if kept is not None:
        return note.filled({"links language_item": kept[1]})
    html = "".join(place.items(note, "links language_item", links, page))
    if not any(link.language == UNDETERMINED or link.path.startswith(place.own) for link in links):
        place.keep(key, links, html)
    return note.filled({"links language_item": html})


def _scripts(place: Place, form: Form, links: Sequence[LanguageLink], items: Sequence[str]) -> str:
    """The versions once more, under the names of their scripts."""
    macro, _ = form.macros["scripts script_section"]
    section = place.forms.get(("script",))
    if section is None:
        section = place.keep_form(
            ("script",), Form(macro((mark("script"), MarkedList("members"))), form.macros)
        )
    by_language = dict(zip([link.language for link in links], items, strict=True))
    return "".join(
        [
            section.filled(
                {"script": name, "members language_item": "".join([by_language[tag] for tag in tags])}
            )
            for name, tags in _script_groups(place.words, tuple(by_language))
        ]
    )


@lru_cache(maxsize=1024)
def _script_groups(words: interface.Words, tags: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    return words.by_script(tags)


# A list


def elsewhere(entry: Entry, language: str) -> Sequence[LanguageLink]:
    """The versions that an entry names on a page in `language`: those beside the one it shows."""
    if entry.language != language:
        return entry.versions
    return [link for link in entry.versions if not link.current]


def by_date(entries: Sequence[Entry]) -> list[tuple[bool, list[Entry]]]:
    """Entries with a date and those without, each with whether it lacks one; no group is empty."""
    dated = [entry for entry in entries if entry.published]
    if len(dated) == len(entries):
        return [(False, dated)] if dated else []
    undated = [entry for entry in entries if not entry.published]
    return [(False, dated), (True, undated)] if dated else [(True, undated)]


def list_shape(view: ListView) -> Shape:
    """What list.html decides by."""
    pager = view.pager
    return (
        ListView,
        frame_shape(view.frame),
        view.kind,
        not view.heading,
        view.heading_language,
        pager.newest is None,
        pager.newer is None,
        pager.older is None,
        pager.oldest is None,
        not view.sources,
        not view.languages,
        tuple([undated for undated, _ in by_date(view.entries)]),
    )


def list_marks(view: ListView) -> tuple[ListView, dict[str, object]]:
    """A view of marks."""
    pager = view.pager
    marks = replace(
        view,
        frame=frame_marks(view.frame),
        heading=marked(view.heading, "heading"),
        # by_date of the marks is made of what this list holds.
        entries=cast(
            "tuple[Entry, ...]",
            tuple(
                MarkedList("undated entries" if undated else "dated entries")
                for undated, _ in by_date(view.entries)
            ),
        ),
        pager=Pager(
            newest=marked(pager.newest, "newest"),
            newer=marked(pager.newer, "newer"),
            older=marked(pager.older, "older"),
            oldest=marked(pager.oldest, "oldest"),
        ),
        sources=MarkedList("sources") if view.sources else (),
        languages=MarkedList("languages") if view.languages else (),
    )
    return marks, {}


def list_values(place: Place, form: Form, view: ListView) -> dict[str, str]:
    """What takes the place of the marks of a list."""
    frame, escape = view.frame, place.escape
    page = frame.path
    values = frame_values(place, form, frame)
    if view.heading:
        values["heading"] = escape(view.heading)
    pager = view.pager
    if pager.newest or pager.oldest:
        for name, path in (
            ("newest", pager.newest),
            ("newer", pager.newer),
            ("older", pager.older),
            ("oldest", pager.oldest),
        ):
            if path is not None:
                values[name] = place.href(path, page)
    for undated, entries in by_date(view.entries):
        name = "undated entries entry" if undated else "dated entries entry"
        values[name] = "".join([_entry(place, form, name, entry, page) for entry in entries])
    if view.sources:
        values["sources source_link"] = _sources(place, form, view.sources, page)
    if view.languages:
        name = "languages language_item"
        values[name] = "".join(place.items(form, name, view.languages, page))
    return values


def _entry(place: Place, form: Form, name: str, entry: Entry, page: str) -> str:
    """One story of a list."""
    escape, own, up = place.escape, place.own, place.up
    language, versions = entry.language, entry.versions
    foreign = language != place.words.language
    shown = versions if foreign else [link for link in versions if not link[2]]
    count = len(shown)
    macro, arguments = form.macros[name]
    shape = (
        arguments,
        language,
        not entry.published,
        not entry.section,
        not entry.summary,
        count if count < 2 else 2 if count <= _SHORT else (count, len(versions)),
    )
    one = place.forms.get(shape)
    if one is None:
        one = place.keep_form(shape, Form(macro(_entry_marks(entry, count), *arguments), form.macros))
    values = {
        "path": place.href(entry.path, page),
        "title": escape(entry.title),
        "summary": escape(entry.summary),
        "source_name": place.often(entry.source_name),
        "source_path": place.href(entry.source_path, page),
    }
    if entry.published:
        values["published"] = place.often(entry.published)
        values["date"] = place.often(place.words.date(entry.published))
    if entry.section:
        values["section"] = place.often(entry.section)
    if count > _SHORT:
        values["story_path"] = place.href(entry.story_path, page)
    if foreign and count == 1 and language != UNDETERMINED:
        return one.filled(values)  # "Only in …"
    links = ""
    for tag, path, current, _ in shown[:_SHORT]:
        around_link = place.links.get((tag, current))
        if around_link is None:
            around_link = place.links[tag, current] = place.piece(one, _VERSIONS, tag, current)
        before, after = around_link
        plain = own and not path.startswith(own) and _PLAIN_PATH.fullmatch(path)
        links += f"{before}{up}{path}{after}" if plain else before + place.href(path, page) + after
    values[_VERSIONS] = links
    return one.filled(values)


_VERSIONS = "elsewhere version_link"
_LOCALES = "alternates other_locale"


def _entry_marks(entry: Entry, shown: int) -> Entry:
    return replace(
        entry,
        path=mark("path"),
        title=mark("title"),
        summary=marked(entry.summary, "summary") or "",
        source_name=mark("source_name"),
        source_path=mark("source_path"),
        published=marked(entry.published, "published"),
        section=marked(entry.section, "section"),
        story_path=mark("story_path"),
        versions=MarkedList("versions", len(entry.versions), shown),
    )


def _sources(place: Place, form: Form, sources: Sequence[SourceLink], page: str) -> str:
    name = "sources source_link"
    one = place.forms.get((name,))
    if one is None:
        macro, _ = form.macros[name]
        link = SourceLink(source="", name=mark("name"), path=mark("path"), articles=MANY)
        one = place.keep_form((name,), Form(macro(link), form.macros))
    counted, _ = one.macros["counted"]
    return "".join(
        [
            one.filled(
                {
                    "path": place.href(source.path, page),
                    "name": place.escape(source.name),
                    "counted": place.escape(counted(source.articles)),
                }
            )
            for source in sources
        ]
    )


# A story


class Column(NamedTuple):
    """A language of a story, side by side with others."""

    number: str
    """In class names."""
    language: str
    path: str
    title: str
    shown: bool
    """At first."""


class Cell(NamedTuple):
    """Blocks of one column in one row."""

    column: Column
    blocks: Sequence[str]


class Row(NamedTuple):
    """Blocks that say the same, in every column."""

    number: int
    cells: Sequence[Cell]


class Table(NamedTuple):
    """A story as its page shows it."""

    columns: Sequence[Column]
    rows: Sequence[Row]


def columns_of(view: StoryView) -> list[Column]:
    """The languages a page can show."""
    paths = {link.language: link.path for link in view.versions}
    return [
        Column(str(number), language, paths[language], article.title, language in view.shown)
        for number, (language, article) in enumerate(
            zip(view.alignment.languages[:COLUMNS], view.articles, strict=False)
        )
    ]


def table_of(view: StoryView, bodies: Sequence[Sequence[str]]) -> Table:
    """The story as a table; `bodies` by column."""
    columns = columns_of(view)
    rows = [
        Row(
            number,
            [
                Cell(column, [body[block] for block in blocks])
                for column, body, blocks in zip(columns, bodies, row, strict=False)
            ],
        )
        for number, row in enumerate(view.alignment.rows, 1)
    ]
    return Table(columns, rows)


def lead_of(view: StoryView) -> Article:
    """The article whose title and date stand for the story: in the page's language, else one shown at first."""
    tag = interface.words(view.frame.site.language).language
    candidates = [article for article in view.articles if article.language == tag]
    candidates += [article for article in view.articles if article.language in view.shown]
    return candidates[0] if candidates else view.articles[0]


def story_shape(view: StoryView) -> Shape | None:
    """What story.html decides by; None for a page that is made the long way."""
    if view.variants or len(view.articles) > COLUMNS:
        return None
    lead = lead_of(view)
    return (
        StoryView,
        frame_shape(view.frame),
        lead.language,
        not lead.published,
        len(view.articles) == 1,
        not view.evidence,
    )


def story_marks(view: StoryView) -> tuple[StoryView, dict[str, object]]:
    """A view of marks, and what the template is given beside it."""
    lead = lead_of(view)
    marks = replace(
        view,
        frame=frame_marks(view.frame),
        source_name=mark("source_name"),
        source_path=mark("source_path"),
        evidence=MarkedList("evidence") if view.evidence else (),
        articles=(),
        alignment=Alignment(view.alignment.languages, ()),
    )
    return marks, {
        "lead": replace(
            lead,
            title=mark("heading"),
            published=marked(lead.published, "published"),
            **_bodiless(lead),
        ),
        "table": Table(MarkedList("columns"), MarkedList("rows")),
        "bodies": [],
    }


def story_values(
    place: Place, form: Form, view: StoryView, bodies: Sequence[Sequence[str]]
) -> dict[str, str]:
    """What takes the place of the marks of a story's page."""
    frame, escape = view.frame, place.escape
    path = frame.path
    lead = lead_of(view)
    values = frame_values(place, form, frame)
    values["heading"] = escape(lead.title)
    values["source_name"] = place.often(view.source_name)
    values["source_path"] = place.href(view.source_path, path)
    if lead.published:
        values["published"] = escape(lead.published)
        values["date"] = escape(place.words.date(lead.published))
    if view.evidence:
        before, after = _evidence(place, form)
        values["evidence reason"] = "".join([f"{before}{escape(reason)}{after}" for reason in view.evidence])
    columns = columns_of(view)
    choices, names, titles, openings, gaps = [], [], [], [], []
    ending = ""
    for column in columns:
        parts = _column(place, form, column.language, column.shown)
        known = {
            "number": column.number,
            "path": place.href(column.path, path),
            "title": escape(column.title),
        }
        choices.append(parts.choice.filled(known))
        names.append(parts.name.filled(known))
        titles.append(parts.title.filled(known))
        openings.append(parts.opening.filled(known))
        gaps.append(parts.gap.filled(known))
        ending = parts.ending
    values["columns choice"] = "".join(choices)
    values["columns name"] = "".join(names)
    values["columns title"] = "".join(titles)
    sign = place.lost_picture
    heads, tail = _row_heads(place, form, len(view.alignment.rows))
    said: list[str] = []
    say = said.append
    for head, row in zip(heads, view.alignment.rows, strict=False):
        say(head)
        for opening, gap, body, blocks in zip(openings, gaps, bodies, row, strict=True):
            if not blocks:
                say(gap)
                continue
            say(opening)
            for block in blocks:
                say(body[block])
                say("\n")
            say(ending)
        say(tail)
    rows = "".join(said)
    values["rows row"] = rows.replace(_LOST_PICTURE, sign) if _LOST_PICTURE in rows else rows
    return values


@dataclass(slots=True)
class _ColumnParts:
    """Forms of what a column shows, but for its number."""

    choice: Form
    name: Form
    title: Form
    opening: Form
    """Of a cell with blocks."""
    ending: str
    gap: Form


def _column(place: Place, form: Form, language: str, shown: bool) -> _ColumnParts:
    key = (language, shown)
    parts = place.columns.get(key)
    if parts is None:
        column = Column(mark("number"), language, mark("path"), mark("title"), shown)
        names = _made(form, "columns name", column)
        # A page of one column has no choice.
        choice = _made(form, "columns choice", column) if "columns choice" in form.macros else names
        _row(form)
        filled, _ = form.macros["cells cell"]
        opening, ending = str(filled(Cell(column, [mark("block")]))).split(mark("block") + "\n")
        parts = _ColumnParts(
            choice,
            names,
            _made(form, "columns title", column),
            Form(opening, {}),
            ending,
            Form(filled(Cell(column, [])), {}),
        )
        if "columns choice" in form.macros:
            if len(place.columns) >= _KEPT_PIECES:
                place.columns.clear()
            place.columns[key] = parts
    return parts


def _made(form: Form, name: str, thing: object) -> Form:
    macro, arguments = form.macros[name]
    return Form(macro(thing, *arguments), {})


def _row(form: Form) -> str:
    """A row of marks; it names the macro of a cell, too."""
    macro, _ = form.macros["rows row"]
    return str(macro(Row(MANY, MarkedList("cells"))))


def _row_heads(place: Place, form: Form, count: int) -> tuple[list[str], str]:
    """What stands before and behind the cells of each row, up to `count` and further."""
    heads = place.row_heads
    if len(heads) < count:
        before, after = _row(form).split(mark("cells cell"))
        head = Form(before.replace(str(MANY), mark("id")), {})
        place.row_tail = after
        for number in range(len(heads) + 1, count + 1):
            heads.append(head.filled({"id": str(number), "count": place.escape(place.words.number(number))}))
    return heads, place.row_tail


def _evidence(place: Place, form: Form) -> tuple[str, str]:
    macro, _ = form.macros["evidence reason"]
    found = place.pieces.get(("reason",))
    if found is None:
        found = place.pieces["reason",] = around(macro(mark("reason")))
    return found


# HTML of blocks


def article_body(blocks: Sequence[str], lost_picture: str) -> str:
    """The blocks of an article, each with the id that links lead to."""
    while len(_PARAGRAPHS) < len(blocks):
        _PARAGRAPHS.append(f'<p id="p{len(_PARAGRAPHS) + 1}">')
    # Nearly every block is a paragraph without attributes.
    body = "\n".join(
        [
            opening + html[3:] if html[:3] == "<p>" else _with_id(html, opening[2:-1], lost_picture)
            for opening, html in zip(_PARAGRAPHS, blocks, strict=False)
        ]
    )
    return body.replace(_LOST_PICTURE, lost_picture)


_PARAGRAPHS: list[str] = []
"""Opening tag of the first, second … paragraph, as many as have been asked for."""

_TAGS = frozenset(("h2", "h3", "h4", "blockquote", "ul", "ol", "table", "pre"))
"""Further tags that blocks begin with."""


def _with_id(html: str, attribute: str, lost_picture: str) -> str:
    end = html.find(">")
    tag = html[1:end]
    if tag in _TAGS and html[0] == "<":
        return f"<{tag}{attribute}{html[end:]}"
    if (stripped := html.lstrip()).startswith(_LOST_PICTURE):
        return f"<figure{attribute}{lost_picture[7:]}{stripped[len(_LOST_PICTURE) :]}"
    return with_id(html, attribute[5:-1])


def with_id(html: str, name: str) -> str:
    """The block with an id on its first tag; text without one gets an element to carry it."""
    first = _FIRST_TAG.match(html)
    if first is None:
        return f'<div id="{name}">{html}</div>'
    attributes = _OWN_ID.sub("", first[2])
    return f'<{first[1]} id="{name}"{attributes}>{html[first.end() :]}'


def label_lost_picture(html: str, sign: str) -> str:
    """A sign in the place of the picture that its caption speaks of, named for those who hear the page."""
    return html.replace(_LOST_PICTURE, sign)


def lost_picture_sign(label: str) -> str:
    """The opening of a lost picture with its sign; `label` is HTML."""
    return f'{_LOST_PICTURE}<span class="sign" role="img" aria-label="{label}"></span>'


# Facts for machines


@lru_cache(maxsize=1024)
def web_root(url: str | None) -> str | None:
    """Root of an address of the web; None for anything else, to which no link is made."""
    if url is None:
        return None
    if plain := _WEB.fullmatch(url):
        return f"{plain[1]}/"
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    return f"{parts.scheme}://{parts.netloc}/" if known else None


def translation(base: str, link: LanguageLink) -> str:
    """A version of an article, for its structured data."""
    return f'{{"@id":{encode_basestring(_address(base, link.path))},"inLanguage":{encode_basestring(link.language)}}}'


def _address(base: str, path: str) -> str:
    return base + (path if _PLAIN_PATH.fullmatch(path) else quote(path))


def structured_data(
    view: ArticleView, translations: Callable[[str, Sequence[LanguageLink]], Sequence[str]] | None = None
) -> str:
    """schema.org's NewsArticle as JSON-LD: only what is known, and nothing that ends the script element."""
    article, frame = view.article, view.frame
    text = '{"@context":"https://schema.org","@type":"NewsArticle"'
    if article.title:
        text += f',"headline":{encode_basestring(article.title)}'
    if article.language and article.language != UNDETERMINED:
        text += f',"inLanguage":{encode_basestring(article.language)}'
    if article.published:
        text += f',"datePublished":{encode_basestring(article.published)}'
    if article.author:
        text += f',"author":{{"@type":"Person","name":{encode_basestring(article.author)}}}'
    if article.section:
        text += f',"articleSection":{encode_basestring(article.section)}'
    root = web_root(article.source_url)
    if root is not None and article.source_url:
        text += (
            f',"isBasedOn":{encode_basestring(article.source_url)}'
            f',"publisher":{{"@type":"Organization","name":{encode_basestring(view.source_name)},"url":{encode_basestring(root)}}}'
        )
    if frame.site.base_url:
        text += f',"url":{encode_basestring(_address(frame.site.base_url, frame.path))}'
        base = frame.site.base_url
        if translations is not None:
            others = translations(base, view.versions)
        else:
            others = [translation(base, link) for link in view.versions if not link.current]
        if others:
            text += f',"workTranslation":[{",".join(others)}]'
    text += "}"
    for char, escaped in _NOT_IN_SCRIPT:
        if char in text:
            text = text.replace(char, escaped)
    return text


_NOT_IN_SCRIPT = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")
