"""Pages: a View and the HTML of its blocks in, one HTML file out.

One page at a time; memory: the compiled templates and the forms made with them. The templates decide looks; what they
show, in which order and at which address, stands in the View. Everything they print is escaped, but for the blocks'
HTML, which `render/markdown.py` has sanitised.

The kinds of pages there are many of are not rendered one by one: a template is rendered with marks once for all pages
of a shape, and the form it leaves is filled in (`render/filling.py`). The bytes are the same. A page
whose template does more with its particulars than print them is rendered alone.

Raises ConfigError for a fault in a template of the user's.

Not here: running templates (`render/templating.py`), Markdown to HTML (`render/markdown.py`), texts and dates of the interface (`render/interface.py`),
style sheets (`render/assets.py`), addresses (`plan`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from site_builder.errors import ConfigError
from site_builder.late import late
from site_builder.model import (
    UNDETERMINED,
    Article,
    ArticleView,
    CoverageView,
    DatesView,
    Entry,
    File,
    FrontView,
    LanguageLink,
    ListView,
    MonthView,
    NotFoundView,
    OfflineView,
    ReviewView,
    SearchView,
    Shell,
    SourcesView,
    StoryView,
)
from site_builder.render import filling, interface
from site_builder.render.assets import COLUMNS, inlined, published_assets, without_remarks
from site_builder.render.filling import Kept, Place
from site_builder.render.forms import Form, Later, Macro, Macros, around
from site_builder.render.offline import ASSETS as OFFLINE_ASSETS
from site_builder.render.offline import manifest_file, worker_file
from site_builder.render.particulars import (
    Amount,
    Asked,
    Mark,
    MarkedEntries,
    MarkedList,
    StandIn,
    Unformed,
    Woven,
    has_mark,
    mark,
    plain,
)
from site_builder.render.templates import WORKER, template_folders
from site_builder.render.templating import Templates, takes_marks, takes_plain
from site_builder.text import relative_url, width

PageView = (
    ArticleView
    | ListView
    | MonthView
    | DatesView
    | FrontView
    | SourcesView
    | CoverageView
    | StoryView
    | NotFoundView
    | SearchView
    | OfflineView
)

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'"
)
"""Nothing from elsewhere and nothing inline: text of a seed stays text even if all else fails."""

_KEEPERS = "en"
"""Language of the terminal and of the review page."""

_KEPT_PLACES = 500
"""Places kept at once; a site has about four for each of its languages."""

_TEMPLATES: dict[type, str] = {
    ArticleView: "article.html",
    ListView: "list.html",
    MonthView: "month.html",
    DatesView: "dates.html",
    FrontView: "front.html",
    SourcesView: "sources.html",
    CoverageView: "coverage.html",
    StoryView: "story.html",
    NotFoundView: "notfound.html",
    SearchView: "search.html",
    OfflineView: "offline.html",
}
_LANGUAGES = "_site_languages.html"
_NAMES = frozenset(
    "_ n_ counts href absolute asset external language lang lang_if_other interface_lang own_name name_here date month number "  # noqa: SIM905 - shorter
    "by_script by_date elsewhere foremost each once part width policy columns frame".split()
)
"""What our macros call."""


class Pages:
    """Compiled templates: ours, with a user's folder on top."""

    def __init__(
        self,
        own_templates: Path | None,
        highlight_css: str | Callable[[], str],
        folder: Path | None = None,
    ) -> None:
        """`folder` is where compiled templates are remembered for the next build."""
        if own_templates is not None and not own_templates.is_dir():
            raise ConfigError(
                str(own_templates), "is not a folder of templates", "name an existing folder with --templates"
            )
        folders = self._folders = template_folders(own_templates)
        self._assets = published_assets(
            folders, highlight_css if isinstance(highlight_css, str) else highlight_css()
        )
        self._templates = Templates(own_templates, folder, _NAMES)
        if own_templates is not None:
            self._templates.check([*_TEMPLATES.values(), _LANGUAGES])
        self._wide: set[type] = set()
        """Kinds whose templates ask on the page itself what else only its parts ask."""
        self._favour: Counter[type] = Counter()
        """By kind, how many more forms could be made than could not."""
        self._places: dict[tuple[int, str, int, bool], Place] = {}
        self._kept: Kept = {}
        self._common: dict[tuple[object, ...], tuple[str, str | None]] = {}
        self._links_kept: dict[tuple[object, ...], dict[int, tuple[LanguageLink, str]]] = {}
        self._often = lru_cache(maxsize=4096)(_escaped)

    def load(self) -> None:
        """Compile templates now, before processes are forked, so that they need not do it each."""
        self._templates.load([_TEMPLATES[kind] for kind in _FILLERS])

    def render(self, view: PageView, bodies: Sequence[Sequence[str]] = ()) -> File:
        """The page; `bodies` holds the sanitised HTML of each block of each article the view carries."""
        if [len(body) for body in bodies] != [len(article.blocks) for article in _articles(view)]:
            raise ValueError(f"{view.frame.path}: each block of each article needs its HTML")
        place = self._place(view)
        data = self._filled(place, view, bodies)
        if data is None:
            data = self._alone(place, view, bodies).encode("utf-8", "replace")
        return File(view.frame.path, data)

    def is_filled(self, view: PageView, bodies: Sequence[Sequence[str]] = ()) -> bool:
        """Is the page filled into a form?"""
        return self._filled(self._place(view), view, bodies) is not None

    def review(self, view: ReviewView) -> File:
        """The page for whoever keeps the library: whole in one file, for it lies apart from the site."""
        from base64 import b64encode  # not for every build, and half a millisecond to import

        style = inlined(self._folders, ("assets/site.css", "review.css"))
        digest = b64encode(sha256(style.encode()).digest()).decode()
        names = {
            "view": view,
            "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            "style": Markup(style),  # noqa: S704  from templates/
            "lang": _language_attributes,
            "name": lambda tag: interface.language_name(tag, _KEEPERS),
            "href": lambda path: f"{quote(view.site)}/{relative_url(path, '')}" if view.site and path else "",
        }
        return File(view.path, self._templates.rendered("review.html", names).encode("utf-8", "replace"))

    def assets(self, *, offline: bool = True) -> tuple[File, ...]:
        """Style sheet, icon and whatever else lies in assets/, each named by the hash of its content; what only reading
        `offline` needs, where a site has that.
        """
        return tuple(
            self._assets[name] for name in sorted(self._assets) if offline or name not in OFFLINE_ASSETS
        )

    def installable(self, shell: Shell) -> tuple[File, ...]:
        """The manifest and the service worker."""
        script = next(folder / WORKER for folder in self._folders if (folder / WORKER).is_file()).read_bytes()
        return (
            manifest_file(shell, self._assets),
            worker_file(without_remarks(script), shell, self._assets.values()),
        )

    def _filled(self, place: Place, view: PageView, bodies: Sequence[Sequence[str]]) -> bytes | None:
        """The page out of a form; None for one that is made alone."""
        kind = type(view)
        filler = _FILLERS.get(kind)
        if filler is None or not place.formed or self._favour[kind] < -_REFUSALS:
            return None
        wide = kind in self._wide
        shape = filler.shape(view, wide)
        if shape is None or shape in place.refused:
            return None
        try:
            form = place.forms.get(shape) or self._form(place, shape, view, filler.marks(view, wide))
            return filler.filled(place, form, view, bodies)
        except Asked:
            if not wide:
                self._wide.add(kind)
                return self._filled(place, view, bodies)
        except Exception:  # noqa: S110 - a fault in a template shows when the page is made alone
            pass
        self._favour[kind] -= 1
        place.refuse(shape)
        return None

    def _form(
        self, place: Place, shape: filling.Shape, view: PageView, marks: tuple[StandIn, dict[str, object]]
    ) -> Form:
        """The form of a shape, made with a view of marks."""
        stand_in, beside = marks
        names = _FormNames(view, self._assets, place, self._templates)
        context = {"view": stand_in, "frame": stand_in.get("frame"), **names.all(), **beside}
        context["site_languages"] = Markup(place.site_languages or "")  # noqa: S704 - rendered
        html = self._templates.formed(_TEMPLATES[type(view)], context)
        self._favour[type(view)] += 1
        return place.keep_form(shape, Form(html, names.macros, names.counts))

    def _alone(self, place: Place, view: PageView, bodies: Sequence[Sequence[str]]) -> str:
        """The page straight from its template."""
        names = self._names(view, place.formed)
        context: dict[str, Any] = {"view": view, "frame": view.frame, **names.all()}
        marked = [[filling.label_lost_picture(html, place.lost_picture) for html in body] for body in bodies]
        if isinstance(view, ArticleView):
            marked = [[filling.with_id(html, f"p{number}") for number, html in enumerate(marked[0], 1)]]
            context["structured"] = Markup(filling.structured_data(view))  # noqa: S704 - safe in a script element
        context["bodies"] = [[Markup(html) for html in body] for body in marked]  # noqa: S704 - sanitised
        if isinstance(view, StoryView):
            context["lead"] = filling.lead_of(view)
            context["table"] = filling.table_of(view, context["bodies"])
        languages = place.site_languages
        if languages is None:
            languages = self._listed(view, place.formed)
        context["site_languages"] = Markup(languages)  # noqa: S704 - rendered
        return self._templates.rendered(_TEMPLATES[type(view)], context)

    def _names(self, view: PageView, formed: bool) -> _Names:
        if not formed:
            return _Names(view, self._assets)
        return _QuickNames(view, self._assets, self._common, self._templates)

    def _place(self, view: PageView) -> Place:
        """What is the same for all pages of a language at equal depth below one folder. The header's list of
        languages is: with dozens of them it is half the work of a page.
        """
        frame = view.frame
        site, path = frame.site, frame.path
        # 404.html, which a host shows at any depth, has links of its own.
        key = id(site), path[: path.find("/") + 1], path.count("/"), isinstance(view, NotFoundView)
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= _KEPT_PLACES:
                self._places.clear()
            words = interface.words(site.language)
            tags = [site.language, *(link.language for link in site.languages)]
            formed = not any(has_mark(text) for text in (site.title, site.base_url or "", *tags))
            place = self._places[key] = Place(
                site=site,
                own=key[1],
                depth=key[2],
                escape=_escaped,
                often=self._often,
                words=words,
                kept=self._kept,
                links_kept=self._links_kept,
                common=self._common,
                lost_picture=filling.lost_picture_sign(escape(words.text("Picture not preserved"))),
                base=str(escape(site.base_url or "")),
                up="../" * key[2],
                formed=formed,
            )
            place.site_languages = self._site_languages(place, view)
            place.formed = formed and place.site_languages is not None
        return place

    def _site_languages(self, place: Place, view: PageView) -> str | None:
        """The header's list of languages; None where a template of the user's makes another one for each page."""
        if self._templates.is_ours(_LANGUAGES):
            return self._listed(view, place.formed)
        if not place.formed:
            return None
        names = _FormNames(view, self._assets, place, self._templates).all()
        try:
            html = self._templates.formed(_LANGUAGES, {"frame": filling.place_marks(place.site), **names})
        except Exception:
            return None
        return None if has_mark(html) else html

    def _listed(self, view: PageView, formed: bool) -> str:
        context = {"view": view, "frame": view.frame, **self._names(view, formed).all()}
        return self._templates.rendered(_LANGUAGES, context)


class _Names:
    """What templates may call while one page is made: links, words and customs of its language."""

    def __init__(self, view: PageView, assets: Mapping[str, File]) -> None:
        self._path = view.frame.path
        self._base = view.frame.site.base_url or ""
        self._assets = assets
        self._absolute_links = isinstance(view, NotFoundView) and bool(self._base)
        self._words = interface.words(view.frame.site.language)

    def all(self) -> dict[str, Any]:
        """Everything by the name templates call it."""
        words = self._words
        other = self._lang_if_other(words.texts_language) if words.is_fallback else ""
        return {
            "_": words.text,
            "n_": self._counted,
            "counts": self._counts,
            "href": self._href,
            "absolute": self._absolute,
            "asset": self._asset,
            "external": self._external,
            "language": words.language,
            "lang": _language_attributes,
            "lang_if_other": self._lang_if_other,
            "interface_lang": other,
            "own_name": interface.language_name,
            "name_here": words.name,
            "date": self._date,
            "month": self._month,
            "number": self._number,
            "by_script": self._by_script,
            "by_date": self._by_date,
            "elsewhere": self._elsewhere,
            "foremost": self._foremost,
            "each": self._each,
            "once": self._once,
            "part": self._part,
            "width": width,
            "policy": CONTENT_POLICY,
            "columns": COLUMNS,
        }

    def _href(self, path: str) -> str:
        """A file of the site as a link on this page."""
        if self._absolute_links:
            return urlsplit(self._base).path + quote(path, safe="/#")
        return relative_url(path, self._path)

    def _absolute(self, path: str) -> str:
        """A file of the site as an address for the world; what is one already stays."""
        return path if filling.web_root(path) else self._base + quote(path, safe="/#")

    def _asset(self, name: str) -> str:
        """Link to a file of assets/, by the name it has there."""
        if name not in self._assets:
            raise LookupError(f"there is no assets/{name}")
        return self._href(self._assets[name].path)

    def _external(self, url: str | None) -> str | None:
        """The address, when it is one of the web; a link to anything else is not made."""
        return url if filling.web_root(url) else None

    def _lang_if_other(self, tag: str) -> Markup | str:
        """Attributes of a part whose language is not the page's."""
        return "" if tag == self._words.language else _language_attributes(tag)

    def _date(self, published: str) -> str:
        return self._words.date(published)

    def _month(self, month: int) -> str:
        return self._words.month(month)

    def _number(self, number: int) -> str:
        return self._words.number(number)

    def _counted(self, singular: str, plural: str, count: int) -> str:
        return self._words.counted(singular, plural, count)

    def _counts(self, singular: str, plural: str) -> str:
        return json.dumps(self._words.counts(singular, plural), ensure_ascii=False)

    def _elsewhere(self, entry: Entry) -> Sequence[LanguageLink]:
        """The versions that an entry of a list names."""
        return filling.elsewhere(entry, self._words.language)

    def _by_date(self, entries: Sequence[Entry]) -> Sequence[tuple[bool, Sequence[Entry]]]:
        """Entries with a date and those without."""
        return filling.by_date(entries)

    def _by_script(self, links: Sequence[LanguageLink]) -> Sequence[tuple[str, Sequence[LanguageLink]]]:
        """Languages under the names of their scripts."""
        groups = self._words.by_script([link.language for link in links])
        by_language = {link.language: link for link in links}
        return [(script, [by_language[tag] for tag in tags]) for script, tags in groups]

    def _foremost(
        self, links: Sequence[LanguageLink], count: int, original: str | None = None
    ) -> Sequence[LanguageLink]:
        """The current language, then the others, as many as `count`."""
        return [links[number] for number in filling.foremost(links, count, original)]

    def _each(self, macro: Macro, things: Iterable[Any], *arguments: object) -> Markup:
        """What the macro makes of each thing, one after the other."""
        return Markup("").join(macro(thing, *arguments) for thing in things)

    def _once(self, macro: Macro, things: Sequence[Any]) -> Markup:
        """What the macro makes of the things; on all pages of a language it is the same."""
        return Markup(macro(things))  # noqa: S704 - rendered

    def _part(self, macro: Macro, view: PageView) -> Markup:
        """What the macro makes of the view: a part of its page that other parts do not depend on."""
        return Markup(macro(view))  # noqa: S704 - rendered


class _QuickNames(_Names):
    """The same with macros of ours run less: what is around the address of a link, once for each language."""

    def __init__(
        self,
        view: PageView,
        assets: Mapping[str, File],
        common: dict[tuple[object, ...], tuple[str, str | None]],
        templates: Templates,
    ) -> None:
        super().__init__(view, assets)
        self._templates = templates
        self._common = common
        self._pieces: dict[tuple[object, ...], tuple[str, str | None]] = {}
        self._world: set[str] = set()
        """Macros whose links are for the world."""

    def _href(self, path: str) -> str:
        return mark(f"href {_PATH}") if path == mark(_PATH) else super()._href(path)

    def _absolute(self, path: str) -> str:
        return mark(f"absolute {_PATH}") if path == mark(_PATH) else super()._absolute(path)

    def _each(self, macro: Macro, things: Iterable[Any], *arguments: object) -> Markup:
        plain_ones = all(type(argument) in (str, bool) for argument in arguments)
        if not plain_ones or not self._templates.is_shared(macro):
            return super()._each(macro, things, *arguments)
        html = []
        for thing in things:
            if thing is not None and type(thing) is not LanguageLink:
                html.append(macro(thing, *arguments))
                continue
            language, _, current, _, draft = thing or LanguageLink("", "")
            key = (macro.name, arguments, language, current, draft)
            common = thing and not draft and filling.is_common(macro.name, language)
            pieces = self._common if common else self._pieces
            piece = pieces.get(key)
            if piece is None:
                rendered = macro(
                    thing and LanguageLink(language, mark(_PATH), current, None, draft), *arguments
                )
                world = mark(f"absolute {_PATH}") in rendered
                if world:
                    self._world.add(macro.name)
                piece = pieces[key] = around(rendered, f"{'absolute' if world else 'href'} {_PATH}")
            before, after = piece
            if thing and after is not None:
                address = self._absolute if macro.name in self._world else self._href
                html.append(f"{before}{escape(address(thing.path))}{after}")
            else:
                html.append(before)
        return Markup("".join(html))  # noqa: S704 - rendered and escaped


_PATH = "link.path"
_PLAIN_PLACES = late(r"%\(\w+\)s|%%")


class _FormNames(_Names):
    """The same while a form is made: what stands for a particular goes through what would be done to it."""

    def __init__(
        self, view: PageView, assets: Mapping[str, File], place: Place, templates: Templates
    ) -> None:
        super().__init__(view, assets)
        self._place = place
        self._templates = templates
        self.macros: Macros = {}
        self.counts: dict[str, tuple[str, str]] = {}

    def all(self) -> dict[str, Any]:
        """Everything by the name templates call it; what is not made for marks takes plain values alone."""
        names = super().all() | {"_": self._text, "width": self._width}
        return {
            name: takes_plain(value)
            if callable(value) and not getattr(value, "takes_marks", False)
            else value
            for name, value in names.items()
        }

    @takes_marks
    def _text(self, message: str, **values: Any) -> Any:
        plain(message)
        text = self._words.text(message) if not values else self._words.pattern(message)
        if not any(isinstance(value, Mark) for value in values.values()):
            plain(values)
            return self._words.text(message, **values)
        for value in values.values():
            if not isinstance(value, Mark) or value.markup:
                plain(value)
        if "%" in _PLAIN_PLACES.sub("", text):
            raise Unformed("a text is not just filled with particulars")
        return Woven(escape(text) % values, False)

    @takes_marks
    def _width(self, text: Any) -> Any:
        if isinstance(text, Mark):
            if text.wide is None:
                raise Asked("a template asks how wide a text is")
            return text.wide
        plain(text)
        return width(text)

    @takes_marks
    def _href(self, path: Any) -> Any:
        if isinstance(path, Mark):
            return Mark(f"href {path.name}", truth="unknown")
        plain(path)
        own = self._place.own
        if own and path.startswith(own) and path.count("/") > 1:
            raise Unformed("a link that not all pages of a place have in common")
        return super()._href(path)

    @takes_marks
    def _absolute(self, path: Any) -> Any:
        if isinstance(path, Mark):
            return Mark(f"absolute {path.name}", truth="unknown")
        plain(path)
        return super()._absolute(path)

    @takes_marks
    def _external(self, url: Any) -> Any:
        if isinstance(url, Mark):
            if isinstance(url.origin, str):
                raise Asked("a template asks for an address of the web")
            return url.origin
        plain(url)
        return super()._external(url)

    @takes_marks
    def _date(self, published: Any) -> Any:
        if isinstance(published, Mark):
            return Mark(f"date {published.name}", truth="unknown")
        plain(published)
        return super()._date(published)

    @takes_marks
    def _number(self, number: Any) -> Any:
        if isinstance(number, (Amount, Mark)):
            return Mark(f"number {number.name}", truth="unknown")
        plain(number)
        return super()._number(number)

    @takes_marks
    def _counted(self, singular: str, plural: str, count: Any) -> Any:
        plain((singular, plural))
        if not isinstance(count, Amount):
            plain(count)
            return super()._counted(singular, plural, count)
        name = f"counted {count.name}"
        while self.counts.setdefault(name, (singular, plural)) != (singular, plural):
            name += "'"
        return Mark(name, truth="unknown")

    @takes_marks
    def _elsewhere(self, entry: Any) -> Any:
        return entry.get(filling.ELSEWHERE)

    @takes_marks
    def _by_date(self, entries: Any) -> Any:
        return entries.groups if isinstance(entries, MarkedEntries) else self._no_entries(entries)

    def _no_entries(self, entries: Any) -> Any:
        plain(entries)
        return super()._by_date(entries)

    @takes_marks
    def _by_script(self, links: Any) -> Any:
        if isinstance(links, MarkedList):
            return MarkedList(f"scripts of {links.name}")
        plain(links)
        return super()._by_script(links)

    @takes_marks
    def _foremost(self, links: Any, count: int, original: str | None = None) -> Any:
        plain(count)
        if isinstance(links, MarkedList):
            return MarkedList(f"foremost {count} of {links.name}")
        plain(links)
        return super()._foremost(links, count, original)

    @takes_marks
    def _each(self, macro: Any, things: Any, *arguments: object) -> Any:
        if isinstance(things, MarkedList):
            return self._later(macro, things.name, arguments)
        self._macro(macro)
        return Markup("").join([macro(thing, *arguments) for thing in things])

    @takes_marks
    def _once(self, macro: Any, things: Any) -> Any:
        if isinstance(things, MarkedList):
            return self._later(macro, things.name, (), once=True)
        self._macro(macro)
        return super()._once(macro, things)

    @takes_marks
    def _part(self, macro: Any, view: Any) -> Any:
        if not isinstance(view, StandIn) or not view.is_view:
            raise Unformed("a part of something else than the page")
        return self._later(macro, "view", ())

    def _macro(self, macro: Any) -> None:
        if not self._templates.is_macro(macro):
            raise Unformed("only a macro is called for things")

    def _later(self, macro: Any, things: str, arguments: tuple[object, ...], *, once: bool = False) -> Markup:
        self._macro(macro)
        plain(arguments)
        later = Later(self._templates.later(macro), arguments, self._templates.is_shared(macro), things, once)
        name = f"{things} {macro.name}"
        while not _same(self.macros.setdefault(name, later), later):
            name += "'"
        return Markup(mark(name))  # noqa: S704 - a mark


def _same(one: Later, other: Later) -> bool:
    """Do two make the same? A macro of ours is another object wherever it is imported."""
    if one.shared and other.shared:
        return (one.arguments, one.things, one.once) == (other.arguments, other.things, other.once)
    return one == other


class _Filler(NamedTuple):
    """How the pages of a kind are filled into forms."""

    shape: Callable[[Any, bool], filling.Shape | None]
    marks: Callable[[Any, bool], tuple[StandIn, dict[str, object]]]
    filled: Callable[[Place, Form, Any, Sequence[Sequence[str]]], bytes]


_FILLERS: dict[type, _Filler] = {
    ArticleView: _Filler(filling.article_shape, filling.article_marks, filling.article_filled),
    StoryView: _Filler(filling.story_shape, filling.story_marks, filling.story_filled),
    ListView: _Filler(filling.list_shape, filling.list_marks, filling.list_filled),
    MonthView: _Filler(filling.month_shape, filling.month_marks, filling.month_filled),
    CoverageView: _Filler(filling.coverage_shape, filling.coverage_marks, filling.coverage_filled),
}
_REFUSALS = 20
"""A kind for which so many more forms could not be made than could is made without from then on."""


# Facts of views


def _escaped(value: object) -> str:
    """As `escape`, in a third of its time: nearly all that is filled into forms is short and plain."""
    if type(value) is not str:
        return escape(value)
    text = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


def _articles(view: PageView) -> tuple[Article, ...]:
    match view:
        case ArticleView():
            return (view.article,)
        case StoryView():
            return view.articles
        case _:
            return ()


@cache
def _language_attributes(tag: str) -> Markup:
    """`lang` and `dir`; a text of unknown language shows its direction by its first letters."""
    if tag == UNDETERMINED:
        return Markup(' lang="" dir="auto"')
    return Markup(' lang="{}" dir="{}"').format(tag, interface.direction(tag))
