"""What each kind of page fills its form with: its shape, its marks, its values.

Pages of one shape come out of one form. A shape names everything that a template decides by: what is known and what
is not, how long a title is, how many languages there are. A view of marks is what the template is given instead of
the page's own, and the values are what takes the place of the marks, as HTML.

Drafts are few, and shown by a preview alone: pages with one are made the long way, and what stands for a particular is none.

Shape: one page; memory: one place, which keeps what its pages have in common, within bounds. Raises nothing.

Not here: templates and what they may call (`render/pages.py`), which page shows what (`plan`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from site_builder.late import late
from site_builder.model import (
    UNDETERMINED,
    Article,
    ArticleView,
    CoverageRow,
    CoverageView,
    Day,
    Entry,
    Feed,
    Frame,
    Headline,
    LanguageLink,
    ListView,
    MonthView,
    Pager,
    Period,
    SiteFrame,
    SourceLink,
    StoryView,
)
from site_builder.render import interface
from site_builder.render.assets import COLUMNS, FEW_COLUMNS
from site_builder.render.forms import Form, around
from site_builder.render.particulars import (
    Amount,
    Asked,
    Blocks,
    Mark,
    MarkedEntries,
    MarkedList,
    StandIn,
    Truth,
    Unformed,
    has_mark,
    mark,
)
from site_builder.text import relative_url, width
from site_builder.value import dataclass

Escape = Callable[[str | None], str]
Shape = tuple[object, ...]
Kept = dict[tuple[object, ...], tuple[object, str]]
"""Texts by the identity of what they show, which is kept alive beside them."""

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

_PLAIN_PATH = late(r"[A-Za-z0-9_.~/-]*")
_LOST_PICTURE = '<figure class="lost-picture">'
_FIRST_TAG = late(r"\s*<([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_OWN_ID = late(r"""\sid\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
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
    common: dict[tuple[object, ...], tuple[str, str | None]]
    """Pieces that are the same on all pages. These three are shared by all places."""
    lost_picture: str
    """Opening of a lost picture, with its sign."""
    base: str
    """The site's address, escaped; "" where it has none."""
    up: str
    """From a page to the root."""
    formed: bool
    """Are its pages filled into forms? Not where what is in the forms could be taken for marks."""
    forms: dict[Shape, Form] = field(default_factory=dict)
    refused: set[Shape] = field(default_factory=set)
    """Shapes that no form could be made for."""
    pieces: dict[tuple[object, ...], tuple[str, str | None]] = field(default_factory=dict)
    """What stands around the one particular of a list's item."""
    locales: dict[str, str] = field(default_factory=dict)
    """What names another language in the head, by its tag."""
    feeds: dict[tuple[int, str], tuple[tuple[Feed, ...], dict[str, str]]] = field(default_factory=dict)
    """Values of the feeds of a folder's pages."""
    site_languages: str | None = None
    """List of the header; None where pages have their own."""
    made_once: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """What columns, rows, gaps and the like are made of, where templates of ours make them."""

    def keep_form(self, shape: Shape, form: Form) -> Form:
        """Remember a form."""
        if len(self.forms) >= _KEPT_FORMS:
            self.forms.clear()
        self.forms[shape] = form
        return form

    def refuse(self, shape: Shape) -> None:
        """Remember that no form could be made."""
        if len(self.refused) >= _KEPT_PIECES:
            self.refused.clear()
        self.forms.pop(shape, None)
        self.refused.add(shape)

    def part(
        self, form: Form, name: str, shape: tuple[object, ...], thing: Callable[..., object], *about: object
    ) -> Form:
        """The form of an item of a list; `thing` makes what stands for it."""
        later = form.macros[name]
        forms, key = form.kept, (name, shape)
        if later.shared:
            forms, key = self.forms, (later.macro.name, (later.arguments, shape))  # type: ignore[attr-defined]
        found: Form | None = forms.get(key)
        if found is None:
            html = str(later.macro(thing(*about), *later.arguments))
            if len(forms) >= _KEPT_FORMS * (1 if later.shared else 8):
                forms.clear()
            found = forms[key] = Form(html, form.macros, form.counts)
        return found

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
            start = len(self.own)
            if start and path[start : path.find("/", start)] != page[start : page.find("/", start)]:
                return self.up[3:] + path[start:]  # they have the top folder in common and no other
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

    def piece(
        self, form: Form, name: str, language: str, current: bool, address: str = "href link.path"
    ) -> tuple[str, str | None]:
        """What stands around the address in an item of the list `name`."""
        later = form.macros[name]
        pieces = form.kept
        key: tuple[object, ...] = (name, language, current)
        if later.shared:
            macro: str = later.macro.name  # type: ignore[attr-defined]
            pieces = self.common if is_common(macro, language) else self.pieces
            key = (macro, later.arguments, language, current)
        found: tuple[str, str | None] | None = pieces.get(key)
        if found is None:
            if len(pieces) >= _KEPT_PIECES:
                pieces.clear()
            known = {"language": language, "path": Mark("link.path"), "current": current, "draft": False}
            link = StandIn(known, "link")
            found = pieces[key] = around(later.macro(link, *later.arguments), address)
        return found

    def once(
        self,
        form: Form,
        kind: str,
        name: str,
        about: tuple[object, ...],
        make: Callable[[Callable[..., str]], Any],
    ) -> Any:
        """What `make` does with the macro of the list `name`, remembered by `about`."""
        later = form.macros[name]
        kept: dict[Any, Any] = self.made_once if later.shared else form.kept
        key = (kind, name, later.arguments, about)
        found = kept.get(key)
        if found is None:
            if len(kept) >= _KEPT_PIECES:
                kept.clear()
            found = kept[key] = make(lambda thing: later.macro(thing, *later.arguments))
        return found

    def items(self, form: Form, name: str, links: Sequence[LanguageLink], page: str) -> list[str]:
        """HTML of each link of the list `name`. A story's pages have the links to one another in common."""
        later = form.macros[name]
        shared = later.shared and later.macro.name == _ITEM  # type: ignore[attr-defined]
        own, texts = self.own, self.texts(later.arguments, self.depth)
        found = []
        for link in links:
            language, path, current, _, _ = link
            alike = shared and not current and language != UNDETERMINED and not path.startswith(own)
            if alike and (text := texts.get(id(link))):
                found.append(text[1])
                continue
            before, after = self.piece(form, name, language, current)
            html = before if after is None else before + self.href(path, page) + after
            if alike:
                texts[id(link)] = link, html
            found.append(html)
        return found

    def other_locales(self, form: Form, name: str, links: Sequence[LanguageLink]) -> str:
        """Names of the other versions' languages."""
        locales = self.locales
        try:
            return "".join([locales[link[0]] for link in links])
        except KeyError:
            for link in links:
                if link.language not in locales:
                    locales[link.language] = self.piece(form, name, link.language, False)[0]
        return self.other_locales(form, name, links)


_ITEM = "language_item"


def is_common(macro: str, language: str) -> bool:
    """Does an item look the same in every place? A language is named in itself, but for the unknown one."""
    return macro == _ITEM and language != UNDETERMINED


# Around the content


def frame_shape(frame: Frame) -> Shape:
    """What base.html decides by, beside the place."""
    site, title = frame.site, frame.title
    site_title = site.title
    return (
        title if title in ("", site_title) else True,
        frame.description == "",
        frame.indexed,
        frame.x_default and True,
        not frame.alternates,
        tuple([(feed.type, feed.title == site_title) for feed in frame.feeds]),
        frame.path in (site.sources, site.stories) and frame.path,
    )


def frame_marks(frame: Frame) -> StandIn:
    """What stands for a frame."""
    site = frame.site
    path: object = Mark("view.frame.path", differs=(site.sources, site.stories, site.search or ""))
    if frame.path in (site.sources, site.stories):
        path = frame.path
    return StandIn(
        {
            "path": path,
            "title": frame.title
            if frame.title in ("", site.title)
            else Mark("title", differs=("", site.title)),
            "description": frame.description and Mark("description"),
            "alternates": MarkedList("alternates") if frame.alternates else (),
            "x_default": frame.x_default and Mark("view.frame.x_default"),
            "feeds": tuple(
                Feed(
                    Mark(f"feed {number}", truth="unknown"),  # type: ignore[arg-type]
                    type_,
                    title
                    if title == site.title
                    else Mark(f"feed title {number}", truth="unknown", differs=(site.title,)),  # type: ignore[arg-type]
                )
                for number, (_, type_, title) in enumerate(frame.feeds)
            ),
            "indexed": frame.indexed,
            "canonical": Mark("view.frame.path") if site.base_url else None,
            **_site_marks(site),
        },
        "view.frame",
    )


def place_marks(site: SiteFrame) -> StandIn:
    """What stands for the frame of any page of a place."""
    return StandIn(_site_marks(site), "frame")


def _site_marks(site: SiteFrame) -> dict[Any, object]:
    return {
        "site": site,
        "language": site.language,
        "site_title": site.title,
        "site_languages": site.languages,
        "home": site.home,
        "front": site.front,
        "sources": site.sources,
        "stories": site.stories,
        "search": site.search,
        "base_url": site.base_url,
        "theme_color": site.theme_color,
        "theme_color_dark": site.theme_color_dark,
        "offline": site.offline,
    }


def frame_values(place: Place, form: Form, frame: Frame) -> dict[str, str]:
    """What takes the place of the marks of a frame."""
    escape, path = place.escape, frame.path
    values = {
        "title": escape(frame.title),
        "description": escape(frame.description),
    }
    if frame.feeds:
        values |= _feeds(place, frame)
    if place.base:
        values["absolute view.frame.path"] = place.absolute(path)
    if frame.x_default is not None:
        values["absolute view.frame.x_default"] = place.absolute(frame.x_default)
    if frame.alternates:
        for name in form.lists.get("alternates", ()):
            values[name] = _alternates(place, form, name, frame.alternates)
    return values


def _feeds(place: Place, frame: Frame) -> dict[str, str]:
    path, feeds = frame.path, frame.feeds
    key = (id(feeds), path[: path.rfind("/")])
    kept = place.feeds.get(key)
    if kept is not None:
        return kept[1]
    values = {}
    for number, feed in enumerate(feeds):
        values[f"href feed {number}"] = place.href(feed.path, path)
        values[f"feed title {number}"] = place.escape(feed.title)
    if len(place.feeds) >= _KEPT_FEEDS:
        place.feeds.clear()
    place.feeds[key] = feeds, values
    return values


def _alternates(place: Place, form: Form, name: str, links: tuple[LanguageLink, ...]) -> str:
    later = form.macros[name]
    macro = later.shared and later.macro.name  # type: ignore[attr-defined]
    if macro == "other_locale":
        return place.other_locales(form, name, links)
    key = (id(links), macro, place.base)
    if macro == "alternate" and (kept := place.kept.get(key)) is not None:
        return kept[1]
    texts = []
    for link in links:
        before, after = place.piece(form, name, link.language, link.current, "absolute link.path")
        texts.append(before if after is None else before + place.absolute(link.path) + after)
    html = "".join(texts)
    return place.keep(key, links, html) if macro == "alternate" else html


# An article


def article_shape(view: ArticleView, wide: bool) -> Shape | None:
    """What article.html decides by; None for a page that is made the long way. Its parts have shapes of their own;
    `wide` for the whole page where it decides by what is in theirs, too.
    """
    if view.variants or view.drafts:
        return None
    count = len(view.versions)
    shape = (
        frame_shape(view.frame),
        view.article.language,
        not view.article.title,
        view.original,
        view.original_path and True,
        view.versions[0][::2] if count == 1 else count > 8,
        not view.lacking,
    )
    return (*shape, _facts(view)) if wide else shape


def _facts(view: ArticleView) -> Shape:
    """What is known of an article, and how long its title is."""
    article = view.article
    title = article.title
    return (
        view.subtitle and view.subtitle_language,
        article.language,
        bool(title),
        len(title) > 35 and _width_class(title),  # no character is wider than two
        article.section and True,
        article.author and True,
        article.published and True,
        "published" in article.provenance,
        web_root(article.source_url) is not None,
    )


def _width_class(title: str) -> int:
    wide = width(title)
    return 0 if wide <= 70 else 1 if wide <= 150 else 2


_WIDTHS = (Amount("width", 0, 70), Amount("width", 71, 150), Amount("width", 151))
_ASKED = Asked("a template asks what the shape of the part knows")


def _known(name: str, value: str | None, wide: bool) -> object:
    """Stands for a particular that may be missing."""
    if not wide:
        return Mark(name, truth="asked")
    return Mark(name) if value else value


def _article_marks(article: Article, wide: bool) -> StandIn:
    origin = web_root(article.source_url) is not None
    truth: Truth = "unknown" if wide else "asked"
    url = Mark("view.article.source_url", truth=truth, origin=None if wide else "asked")
    return StandIn(
        {
            "language": article.language,
            "title": article.title
            and Mark("heading", differs=("",), wide=_WIDTHS[_width_class(article.title)] if wide else None),
            "section": _known("section", article.section, wide),
            "author": _known("author", article.author, wide),
            "published": _known("published", article.published, wide),
            "source_url": Mark("origin", origin=Mark("origin")) if wide and origin else url,
            "seed": Mark("seed", truth="unknown"),
            "draft": False,
            "provenance": StandIn({"published": _provenance(article) if wide else _ASKED}, "provenance"),
        },
        "view.article",
        frozenset(("id", "source", "source_key", "stated_story", "slug")),
    )


def _provenance(article: Article) -> StandIn | None:
    if "published" not in article.provenance:
        return None
    return StandIn({"source": Mark("provenance", truth="unknown")}, "provenance")


def article_marks(view: ArticleView, wide: bool) -> tuple[StandIn, dict[str, object]]:
    """What stands for a view, and what the template is given beside it."""
    versions = view.versions
    first = None
    if len(versions) == 1:
        known = {"language": versions[0].language, "current": versions[0].current, "draft": False}
        first = StandIn(known, "version")
    low, high = (1, 1) if first else (9, None) if len(versions) > 8 else (2, 8)
    marks = StandIn(
        {
            "frame": frame_marks(view.frame),
            "article": _article_marks(view.article, wide),
            "source_name": Mark("source_name", truth="unknown"),
            **_paths("source_path", "language_path", "story_path", "markdown_path"),
            "versions": MarkedList("versions", low, high, first=first),
            "lacking": MarkedList("lacking") if view.lacking else (),
            "variants": (),
            "original": view.original,
            "original_path": view.original_path and Mark("view.original_path"),
            **_subtitle_marks(view, wide),
            "drafts": False,
        },
        "view",
        frozenset(("story",)),
    )
    return marks, {"structured": Mark("structured", markup=True), "bodies": [Blocks("body")]}


def _subtitle_marks(view: ArticleView, wide: bool) -> dict[str, object]:
    if not wide:
        return {"subtitle": _ASKED, "subtitle_language": _ASKED}
    return {"subtitle": view.subtitle and Mark("subtitle"), "subtitle_language": view.subtitle_language}


def _paths(*names: str) -> dict[str, Mark]:
    return {name: Mark(f"view.{name}", truth="unknown") for name in names}


def article_filled(place: Place, form: Form, view: ArticleView, bodies: Sequence[Sequence[str]]) -> bytes:
    """The page of an article."""
    article, frame, escape = view.article, view.frame, place.escape
    path = frame.path
    values = frame_values(place, form, frame)
    values["heading"] = values["title"] if article.title == frame.title else escape(article.title)
    values["source_name"] = place.often(view.source_name)
    values["href view.source_path"] = place.href(view.source_path, path)
    values["href view.language_path"] = place.href(view.language_path, path)
    values["href view.story_path"] = place.href(view.story_path, path)
    values["href view.markdown_path"] = place.href(view.markdown_path, path)
    if view.original_path:
        values["href view.original_path"] = place.href(view.original_path, path)
    values["seed"] = escape(article.seed)
    for name, between in form.between.items():
        values[name] = article_body(bodies[0], place.lost_picture, between)
    values["structured"] = structured_data(view, place.translations)
    values["subtitle"] = place.often(view.subtitle)
    values["section"] = place.often(article.section)
    values["author"] = place.often(article.author)
    values["published"] = place.often(article.published)
    if article.published:
        values["date published"] = place.often(place.words.date(article.published))
        if "published" in article.provenance:
            values["provenance"] = place.often(article.provenance["published"].source)
    if article.source_url:
        values["origin"] = escape(article.source_url)
    parts = form.lists.get("view")
    if parts:
        facts = _facts(view)
        for name in parts:
            shape = facts[-3:] if name == "view about" and form.macros[name].shared else facts
            part = place.part(form, name, shape, _part_marks, view)
            if part.more:
                values |= part.more_of(view, "view.", escape)
            for inner, between in part.between.items():
                values[inner] = article_body(bodies[0], place.lost_picture, between)
            values[name] = part.filled(values)
    if view.lacking:
        for name in form.lists.get("lacking", ()):
            values[name] = "".join(place.items(form, name, view.lacking, path))
        for name in form.lists.get("once lacking", ()):
            values[name] = _lacking(place, form, name, view.lacking, path)
    _versions(place, form, values, view.versions, path, view.original)
    if form.more:
        values |= form.more_of(view, "view.", escape)
    return form.page(values)


def _part_marks(view: ArticleView) -> StandIn:
    return article_marks(view, True)[0]


def _versions(
    place: Place,
    form: Form,
    values: dict[str, str],
    versions: Sequence[LanguageLink],
    path: str,
    original: str | None,
) -> None:
    lists = form.lists
    for name in lists.get("versions", ()):
        values[name] = "".join(place.items(form, name, versions, path))
    if len(versions) > 8:
        values["number versions"] = place.escape(place.words.number(len(versions)))
        for name in lists.get(_FOREMOST, ()):
            items = place.items(form, name, versions, path)
            values[name] = "".join([items[number] for number in foremost(versions, _SHORT, original)])
        for name in lists.get("scripts of versions", ()):
            values[name] = _scripts(place, form, name, versions, path)


def foremost(links: Sequence[LanguageLink], count: int, original: str | None = None) -> list[int]:
    """Places of the links to be shown first: the current one, the original, those many people read, the others."""

    def rank(number: int) -> tuple[bool, bool, int]:
        link = links[number]
        return (
            not link.current,
            link.language != original,
            _LARGE.get(link.language.partition("-")[0], len(_LARGE)),
        )

    return sorted(range(len(links)), key=rank)[:count]


_LARGE = {
    tag: place
    for place, tag in enumerate(
        ("en", "zh", "hi", "es", "ar", "fr", "bn", "pt", "ru", "ur", "id", "de", "ja", "ko")
    )
}
"""Large languages, a rough order of our own; who is not here comes in the story's order."""


def _lacking(place: Place, form: Form, name: str, links: tuple[LanguageLink, ...], page: str) -> str:
    """What `once` makes of the languages a story is not in."""
    note = place.part(form, name, (len(links),), MarkedList, "links", len(links), len(links))
    values = {}
    for inner in note.lists.get("links", ()):
        shared = note.macros[inner].shared
        key = (id(links), "lacking", note.macros[inner].arguments, place.depth)
        kept = place.kept.get(key) if shared else None
        if kept is not None:
            values[inner] = kept[1]
            continue
        values[inner] = html = "".join(place.items(note, inner, links, page))
        if shared and not any(
            link.language == UNDETERMINED or link.path.startswith(place.own) for link in links
        ):
            place.keep(key, links, html)
    return note.filled(values)


def _scripts(place: Place, form: Form, name: str, links: Sequence[LanguageLink], page: str) -> str:
    """The versions once more, under the names of their scripts."""
    section = place.part(form, name, ("script",), _script_marks)
    by_language = {link.language: link for link in links}
    inner = section.lists.get("members", ())
    items = {
        one: dict(zip(by_language, place.items(section, one, list(by_language.values()), page), strict=True))
        for one in inner
    }
    return "".join(
        [
            section.filled(
                {"script": script, **{one: "".join([items[one][tag] for tag in tags]) for one in inner}}
            )
            for script, tags in _script_groups(place.words, tuple(by_language))
        ]
    )


def _script_marks() -> tuple[object, object]:
    return Mark("script"), MarkedList("members")


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


def list_shape(view: ListView, wide: bool) -> Shape | None:
    """What list.html decides by; None for a page that is made the long way."""
    del wide
    if view.drafts:
        return None
    return (
        ListView,
        frame_shape(view.frame),
        view.kind,
        view.heading and True,
        view.heading_language,
        *[path and True for _, path in _pages_of(view.pager)],
        not view.sources,
        not view.languages,
        view.dates and True,
        tuple([undated for undated, _ in by_date(view.entries)]),
    )


def _pages_of(pager: Pager) -> tuple[tuple[str, str | None], ...]:
    """What a pager leads to, and the names of that."""
    return (
        ("newest", pager.newest),
        ("newer", pager.newer),
        ("older", pager.older),
        ("oldest", pager.oldest),
    )


def _pager_marks(pager: Pager) -> StandIn:
    marks = {name: path and Mark(f"view.pager.{name}") for name, path in _pages_of(pager)}
    return StandIn(marks, "view.pager")


def _pager_values(place: Place, pager: Pager, page: str) -> dict[str, str]:
    if not (pager.newest or pager.oldest):
        return {}
    return {f"href view.pager.{name}": place.href(path, page) for name, path in _pages_of(pager) if path}


def _entries_marks(entries: Sequence[Entry]) -> MarkedEntries:
    return MarkedEntries([(undated, MarkedList(_group(undated))) for undated, _ in by_date(entries)])


def _group(undated: bool) -> str:
    return "undated entries" if undated else "dated entries"


def list_marks(view: ListView, wide: bool) -> tuple[StandIn, dict[str, object]]:
    """What stands for a view."""
    del wide
    marks = StandIn(
        {
            "frame": frame_marks(view.frame),
            "kind": view.kind,
            "heading": view.heading and Mark("heading"),
            "heading_language": view.heading_language,
            "entries": _entries_marks(view.entries) if view.entries else (),
            "pager": _pager_marks(view.pager),
            "sources": MarkedList("sources") if view.sources else (),
            "languages": MarkedList("languages") if view.languages else (),
            "dates": view.dates and Mark("view.dates"),
            "drafts": False,
        },
        "view",
    )
    return marks, {}


def list_filled(place: Place, form: Form, view: ListView, bodies: Sequence[Sequence[str]]) -> bytes:
    """The page of a list."""
    del bodies
    frame, escape, lists = view.frame, place.escape, form.lists
    page = frame.path
    values = frame_values(place, form, frame)
    if view.heading:
        values["heading"] = escape(view.heading)
    if view.dates:
        values["href view.dates"] = place.href(view.dates, page)
    values |= _pager_values(place, view.pager, page)
    for undated, entries in by_date(view.entries):
        for name in lists.get(_group(undated), ()):
            values[name] = "".join([_entry(place, form, name, entry, page) for entry in entries])
    for name in lists.get("entries", ()):
        values[name] = "".join([_entry(place, form, name, entry, page) for entry in view.entries])
    for name in lists.get("sources", ()):
        values[name] = _sources(place, form, name, view.sources, page)
    for name in lists.get("languages", ()):
        values[name] = "".join(place.items(form, name, view.languages, page))
    if form.more:
        values |= form.more_of(view, "view.", escape)
    return form.page(values)


def _entry(place: Place, form: Form, name: str, entry: Entry, page: str) -> str:
    """One story of a list."""
    escape, own, up = place.escape, place.own, place.up
    language, versions, published, section = entry.language, entry.versions, entry.published, entry.section
    foreign = language != place.words.language
    shown = versions if foreign else [link for link in versions if not link[2]]
    count = len(shown)
    shape = (
        language,
        published and True,
        section and True,
        not entry.summary,
        not entry.title,
        count if count < 2 else 2 if count <= _SHORT else (count, len(versions)),
    )
    one = place.part(form, name, shape, _entry_marks, entry, count)
    values = {
        "href entry.path": place.href(entry.path, page),
        "entry title": escape(entry.title),
        "entry summary": escape(entry.summary),
        "entry source_name": place.often(entry.source_name),
        "href entry.source_path": place.href(entry.source_path, page),
    }
    if published:
        values["entry published"] = place.often(published)
        values["date entry published"] = place.often(place.words.date(published))
    if section:
        values["entry section"] = place.often(section)
    if count > _SHORT:
        values["href entry.story_path"] = place.href(entry.story_path, page)
    for which, links in (("first elsewhere", shown[:_SHORT]), ("elsewhere", shown), ("versions", versions)):
        for inner in one.lists.get(which, ()):
            html = ""
            for tag, path, current, _, _ in links:
                before, after = place.piece(one, inner, tag, current)
                if after is None:
                    html += before
                elif own and not path.startswith(own) and _PLAIN_PATH.fullmatch(path):
                    html += f"{before}{up}{path}{after}"
                else:
                    html += before + place.href(path, page) + after
            values[inner] = html
    if one.more:
        values |= one.more_of(entry, "entry.", escape)
    return one.filled(values)


_FOREMOST = f"foremost {_SHORT} of versions"
ELSEWHERE = object()
"""What `elsewhere` finds in what stands for an entry."""


def _entry_marks(entry: Entry, shown: int) -> StandIn:
    many = shown > _SHORT
    total = len(entry.versions) if many else None
    low, high = (shown, shown) if many or shown < 2 else (2, _SHORT)
    return StandIn(
        {
            "language": entry.language,
            "title": entry.title and Mark("entry title", differs=("",)),
            "summary": entry.summary and Mark("entry summary", differs=("",)),
            "source_name": Mark("entry source_name", truth="unknown"),
            "published": entry.published and Mark("entry published"),
            "section": entry.section and Mark("entry section"),
            "path": Mark("entry.path", truth="unknown"),
            "source_path": Mark("entry.source_path", truth="unknown"),
            "story_path": Mark("entry.story_path", truth="unknown"),
            "versions": MarkedList("versions", total or low, total),
            ELSEWHERE: MarkedList("elsewhere", low, high, cut=_SHORT),
            "draft": False,
        },
        "entry",
        frozenset(("source",)),
    )


def _sources(place: Place, form: Form, name: str, sources: Sequence[SourceLink], page: str) -> str:
    one = place.part(form, name, (), _source_marks)
    texts = []
    for source in sources:
        values = {
            "href source.path": place.href(source.path, page),
            "source name": place.escape(source.name),
            "number source articles": place.escape(place.words.number(source.articles)),
        }
        for place_name in one.names:
            if counted := one.counts.get(place_name):
                values[place_name] = place.escape(place.words.counted(*counted, source.articles))
        if one.more:
            values |= one.more_of(source, "source.", place.escape)
        texts.append(one.filled(values))
    return "".join(texts)


def _source_marks() -> StandIn:
    return StandIn(
        {
            "name": Mark("source name", truth="unknown"),
            "path": Mark("source.path", truth="unknown"),
            "articles": Amount("source articles", 0),
        },
        "source",
        frozenset(("source",)),
    )


# A month


def month_shape(view: MonthView, wide: bool) -> Shape | None:
    """What month.html decides by; None for a page that is made the long way."""
    del wide
    if view.drafts:
        return None
    pages = [path and True for _, path in _pages_of(view.pager)]
    beside = view.newer is None, view.older is None
    return MonthView, frame_shape(view.frame), view.period and True, not view.days, *beside, *pages


def month_marks(view: MonthView, wide: bool) -> tuple[StandIn, dict[str, object]]:
    """What stands for a view."""
    del wide
    marks = {
        "frame": frame_marks(view.frame),
        "period": view.period and Mark("period", differs=("",)),
        "days": MarkedList("days") if view.days else (),
        "pager": _pager_marks(view.pager),
        "dates": Mark("view.dates"),
        "newer": _period_marks("newer", view.newer),
        "older": _period_marks("older", view.older),
        "drafts": False,
    }
    return StandIn(marks, "view"), {}


def _period_marks(name: str, period: Period | None) -> StandIn | None:
    if period is None:
        return None
    known = {
        "name": Mark(f"{name} name", differs=("",)),
        "path": Mark(f"view.{name}.path"),
        "articles": Amount(f"{name} articles", 1),
    }
    return StandIn(known, f"view.{name}")


def month_filled(place: Place, form: Form, view: MonthView, bodies: Sequence[Sequence[str]]) -> bytes:
    """A page of a month."""
    del bodies
    page, escape, words = view.frame.path, place.escape, place.words
    values = frame_values(place, form, view.frame) | _pager_values(place, view.pager, page)
    values["href view.dates"] = place.href(view.dates, page)
    values["period"] = escape(view.period)
    values["date period"] = escape(words.date(view.period))
    for name, period in (("newer", view.newer), ("older", view.older)):
        if period is not None:
            values[f"href view.{name}.path"] = place.href(period.path, page)
            values[f"{name} name"] = escape(period.name)
            values[f"date {name} name"] = escape(words.date(period.name))
            values[f"number {name} articles"] = escape(words.number(period.articles))
            for counted, texts in form.counts.items():
                if counted.startswith(f"counted {name} articles"):
                    values[counted] = escape(words.counted(*texts, period.articles))
    for name in form.lists.get("days", ()):
        values[name] = "".join([_day(place, form, name, day, page) for day in view.days])
    if form.more:
        values |= form.more_of(view, "view.", escape)
    return form.page(values)


def _day(place: Place, form: Form, name: str, day: Day, page: str) -> str:
    """The lines of one day."""
    one = place.part(form, name, (not day.published,), _day_marks, day)
    values = {
        "day published": place.often(day.published),
        "date day published": place.often(place.words.date(day.published)),
    }
    for inner in one.lists.get("headlines", ()):
        html = ""
        for headline in day.headlines:
            shape = headline.language, not headline.title
            line = place.part(one, inner, shape, _headline_marks, headline)
            known = {
                "href headline.path": place.href(headline.path, page),
                "headline title": place.escape(headline.title),
                "headline source_name": place.often(headline.source_name),
            }
            if line.more:
                known |= line.more_of(headline, "headline.", place.escape)
            html += line.filled(known)
        values[inner] = html
    return one.filled(values)


def _day_marks(day: Day) -> StandIn:
    published = day.published and Mark("day published", differs=("",))
    return StandIn({"published": published, "headlines": MarkedList("headlines")}, "day")


def _headline_marks(headline: Headline) -> StandIn:
    return StandIn(
        {
            "path": Mark("headline.path", truth="unknown"),
            "language": headline.language,
            "title": headline.title and Mark("headline title", differs=("",)),
            "source_name": Mark("headline source_name", truth="unknown"),
            "draft": False,
        },
        "headline",
    )


# The coverage


def coverage_shape(view: CoverageView, wide: bool) -> Shape | None:
    """What coverage.html decides by; None for a page that is made the long way."""
    del wide
    if view.drafts:
        return None
    pages = [path and True for _, path in _pages_of(view.pager)]
    return CoverageView, frame_shape(view.frame), view.columns, not view.rows, view.tables, *pages


def coverage_marks(view: CoverageView, wide: bool) -> tuple[StandIn, dict[str, object]]:
    """What stands for a view."""
    del wide
    marks = {
        "frame": frame_marks(view.frame),
        "columns": view.columns,
        "rows": MarkedList("rows") if view.rows else (),
        "pager": _pager_marks(view.pager),
        "tables": view.tables,
        "drafts": False,
    }
    return StandIn(marks, "view"), {}


def coverage_filled(place: Place, form: Form, view: CoverageView, bodies: Sequence[Sequence[str]]) -> bytes:
    """A page of the coverage."""
    del bodies
    page = view.frame.path
    values = frame_values(place, form, view.frame) | _pager_values(place, view.pager, page)
    for name in form.lists.get("rows", ()):
        values[name] = "".join([_coverage_row(place, form, name, row, page) for row in view.rows])
    if form.more:
        values |= form.more_of(view, "view.", place.escape)
    return form.page(values)


def _coverage_row(place: Place, form: Form, name: str, row: CoverageRow, page: str) -> str:
    """One story of the coverage."""
    one = place.part(
        form, name, (row.title_language, row.published and True, not row.title), _coverage_marks, row
    )
    values = {
        "href row.path": place.href(row.path, page),
        "row title": place.escape(row.title),
        "row source_name": place.often(row.source_name),
    }
    if row.published:
        values["row published"] = place.often(row.published)
        values["date row published"] = place.often(place.words.date(row.published))
    for inner in one.lists.get("cells", ()):
        gap = _gap(place, one, inner)
        html = ""
        for link in row.cells:
            if link is None:
                html += gap
                continue
            before, after = place.piece(one, inner, link.language, link.current)
            html += before if after is None else before + place.href(link.path, page) + after
        values[inner] = html
    if one.more:
        values |= one.more_of(row, "row.", place.escape)
    return one.filled(values)


def _coverage_marks(row: CoverageRow) -> StandIn:
    return StandIn(
        {
            "title": row.title and Mark("row title", differs=("",)),
            "title_language": row.title_language,
            "path": Mark("row.path", truth="unknown"),
            "published": row.published and Mark("row published"),
            "source_name": Mark("row source_name", truth="unknown"),
            "cells": MarkedList("cells", len(row.cells), len(row.cells)),
        },
        "row",
    )


def _gap(place: Place, form: Form, name: str) -> str:
    """What a cell without a page shows."""
    found: str = place.once(form, "gap", name, (), lambda macro: str(macro(None)))
    return found


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
    draft: bool = False


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
        Column(str(number), language, paths[language], article.title, language in view.shown, article.draft)
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


def story_shape(view: StoryView, wide: bool) -> Shape | None:
    """What story.html decides by; None for a page that is made the long way."""
    del wide
    if view.variants or view.drafts or len(view.articles) > COLUMNS:
        return None
    lead = lead_of(view)
    return (
        StoryView,
        frame_shape(view.frame),
        lead.language,
        not lead.title,
        lead.published and True,
        _many(view),
        not view.evidence,
    )


def _many(view: StoryView) -> tuple[int, int]:
    """The least and the most columns of pages that look like this one."""
    count = len(view.articles)
    return (1, 1) if count == 1 else (2, FEW_COLUMNS) if count <= FEW_COLUMNS else (FEW_COLUMNS + 1, COLUMNS)


def story_marks(view: StoryView, wide: bool) -> tuple[StandIn, dict[str, object]]:
    """What stands for a view, and what the template is given beside it."""
    del wide
    lead = lead_of(view)
    low, high = _many(view)
    marks = StandIn(
        {
            "frame": frame_marks(view.frame),
            "source_name": Mark("source_name", truth="unknown"),
            **_paths("source_path"),
            "evidence": MarkedList("evidence") if view.evidence else (),
            "alignment": StandIn({"languages": MarkedList("languages", low, high)}, "view.alignment"),
            "variants": (),
            "drafts": False,
        },
        "view",
        frozenset(("story",)),
    )
    return marks, {
        "lead": StandIn(
            {
                "language": lead.language,
                "title": lead.title and Mark("heading", differs=("",)),
                "published": lead.published and Mark("published"),
            },
            "lead",
        ),
        "table": StandIn(
            {"columns": MarkedList("columns", low, high), "rows": MarkedList("rows", 0)}, "table"
        ),
    }


def story_filled(place: Place, form: Form, view: StoryView, bodies: Sequence[Sequence[str]]) -> bytes:
    """The page of a story."""
    frame, escape = view.frame, place.escape
    path = frame.path
    lead = lead_of(view)
    values = frame_values(place, form, frame)
    values["heading"] = escape(lead.title)
    values["source_name"] = place.often(view.source_name)
    values["href view.source_path"] = place.href(view.source_path, path)
    if lead.published:
        values["published"] = escape(lead.published)
        values["date published"] = escape(place.words.date(lead.published))
    for name in form.lists.get("evidence", ()):
        before, after = _evidence(place, form, name)
        values[name] = "".join([f"{before}{escape(reason)}{after}" for reason in view.evidence])
    columns = columns_of(view)
    named = [
        {
            "column number": column.number,
            "href column.path": place.href(column.path, path),
            "column title": escape(column.title),
        }
        for column in columns
    ]
    names = form.lists.get("columns", ())
    for name in names:
        values[name] = "".join(
            [
                _column(place, form, name, column.language, column.shown).filled(known)
                for column, known in zip(columns, named, strict=True)
            ]
        )
    for name in form.lists.get("rows", ()):
        values[name] = _rows(place, form, name, view, columns, named, bodies)
    if form.more:
        values |= form.more_of(view, "view.", escape)
    return form.page(values)


def _rows(
    place: Place,
    form: Form,
    name: str,
    view: StoryView,
    columns: Sequence[Column],
    named: Sequence[Mapping[str, str]],
    bodies: Sequence[Sequence[str]],
) -> str:
    heads, tail, cells = _row(place, form, name, len(view.alignment.rows))
    openings, betweens, endings, gaps = [], [], [], []
    for column, known in zip(columns, named, strict=True):
        parts = _cell(place, form, cells, column.language, column.shown)
        openings.append(parts.opening.filled(known))
        betweens.append(parts.between)
        endings.append(parts.ending.filled(known))
        gaps.append(parts.gap.filled(known))
    said: list[str] = []
    say = said.append
    for head, row in zip(heads, view.alignment.rows, strict=False):
        say(head)
        for opening, between, ending, gap, body, blocks in zip(
            openings, betweens, endings, gaps, bodies, row, strict=True
        ):
            if not blocks:
                say(gap)
                continue
            say(opening)
            say(body[blocks[0]] if len(blocks) == 1 else between.join([body[block] for block in blocks]))
            say(ending)
        say(tail)
    rows = "".join(said)
    return rows.replace(_LOST_PICTURE, place.lost_picture) if _LOST_PICTURE in rows else rows


class _CellParts(NamedTuple):
    """Forms of what a cell of a column shows, but for the column's number, and what stands between its blocks."""

    opening: Form
    between: str
    ending: Form
    gap: Form


def _column_marks(language: str, shown: bool) -> StandIn:
    return StandIn(
        {
            "number": Mark("column number"),
            "language": language,
            "path": Mark("column.path", truth="unknown"),
            "title": Mark("column title", truth="unknown"),
            "shown": shown,
            "draft": False,
        },
        "column",
    )


def _column(place: Place, form: Form, name: str, language: str, shown: bool) -> Form:
    def made(macro: Callable[..., str]) -> Form:
        return Form(macro(_column_marks(language, shown)))

    found: Form = place.once(form, "column", name, (language, shown), made)
    return found


def _cell(place: Place, form: Form, name: str, language: str, shown: bool) -> _CellParts:
    def made(macro: Callable[..., str]) -> _CellParts:
        column = _column_marks(language, shown)
        opening, rest = str(macro(StandIn({"column": column, "blocks": Blocks("block")}, "cell"))).split(
            mark("block 1")
        )
        between, ending = rest.split(mark("block 2"))
        if has_mark(between):
            raise Unformed("a loop over blocks does more than print them")
        empty = Form(macro(StandIn({"column": column, "blocks": ()}, "cell")))
        return _CellParts(Form(opening), between, Form(ending), empty)

    found: _CellParts = place.once(form, "cell", name, (language, shown), made)
    return found


def _row_marks() -> StandIn:
    return StandIn({"number": Mark("row number"), "cells": MarkedList("cells")}, "row")


def _row(place: Place, form: Form, name: str, count: int) -> tuple[list[str], str, str]:
    """What stands before and behind the cells of each row, up to `count` and further; the name of the cells."""

    def made(macro: Callable[..., str]) -> tuple[Form, list[str], str, str]:
        whole = Form(macro(_row_marks()), form.macros)
        (cells,) = whole.lists["cells"]
        number = whole.names.index(cells)
        tail = whole.texts[number + 1 :]
        if len(tail) > 1:
            raise Unformed("a row shows its number behind its cells")
        return Form(whole.before(number)), [], tail[0], cells

    form_of_head, heads, after, cells = place.once(form, "row", name, (), made)
    if cells not in form.macros:
        later = form.macros[name]
        later.macro(_row_marks(), *later.arguments)  # It names the macro of a cell.
    for number in range(len(heads) + 1, count + 1):
        written = place.escape(place.words.number(number))
        heads.append(form_of_head.filled({"row number": str(number), "number row number": written}))
    return heads, after, cells


def _evidence(place: Place, form: Form, name: str) -> tuple[str, str]:
    def made(macro: Callable[..., str]) -> tuple[str, str]:
        before, after = around(macro(Mark("reason", truth="unknown")), "reason")
        if after is None:
            raise Unformed("a reason is not shown")
        return before, after

    found: tuple[str, str] = place.once(form, "evidence", name, (), made)
    return found


# HTML of blocks


def article_body(blocks: Sequence[str], lost_picture: str, between: str) -> str:
    """The blocks of an article, each with the id that links lead to."""
    while len(_PARAGRAPHS) < len(blocks):
        _PARAGRAPHS.append(f'<p id="p{len(_PARAGRAPHS) + 1}">')
    # Nearly every block is a paragraph without attributes.
    body = between.join(
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
        if view.original and view.original_path:
            text += (
                f',"translationOfWork":{translation(base, LanguageLink(view.original, view.original_path))}'
            )
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
