"""Pages: a View and the HTML of its blocks in, one HTML file out.

One page at a time; memory: the compiled templates and the forms made with them. The templates decide looks; what they
show, in which order and at which address, stands in the View. Everything they print is escaped, but for the blocks'
HTML, which `render/markdown.py` has sanitised. The only file that knows jinja2.

The kinds of pages there are many of are not rendered one by one: a template is rendered with marks once for all pages
of a shape, and the form it leaves is filled in (`render/filling.py`). The bytes are the same. A kind for which the
user has a template of their own is rendered page by page, for such a template may look at anything.

Raises ConfigError, naming the line, for a fault in a template of the user's; one in ours is a bug.

Not here: Markdown to HTML (`render/markdown.py`), texts and dates of the interface (`render/interface.py`),
style sheets (`render/assets.py`), addresses (`plan`).
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from site_builder.errors import ConfigError
from site_builder.installed import version_of
from site_builder.model import (
    UNDETERMINED,
    Article,
    ArticleView,
    CoverageView,
    Entry,
    File,
    FrontView,
    LanguageLink,
    ListView,
    NotFoundView,
    SourcesView,
    StoryView,
)
from site_builder.render import filling, interface, memory
from site_builder.render.assets import COLUMNS, published_assets
from site_builder.render.filling import Kept, Place
from site_builder.render.forms import Form, Macro, Macros, MarkedList, around, has_mark, mark
from site_builder.render.templates import template_folders
from site_builder.text import relative_url, width

PageView = ArticleView | ListView | FrontView | SourcesView | CoverageView | StoryView | NotFoundView

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
)
"""Nothing from elsewhere and nothing inline: text of a seed stays text even if all else fails."""

_KEPT_PLACES = 500
"""Places kept at once; a site has about four for each of its languages."""

_TEMPLATES: dict[type, str] = {
    ArticleView: "article.html",
    ListView: "list.html",
    FrontView: "front.html",
    SourcesView: "sources.html",
    CoverageView: "coverage.html",
    StoryView: "story.html",
    NotFoundView: "notfound.html",
}
_SHARED_TEMPLATES = ("base.html", "_languages.html", "_site_languages.html", "_entries.html")


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
        self._own = own_templates
        folders = template_folders(own_templates)
        self._assets = published_assets(
            folders, highlight_css if isinstance(highlight_css, str) else highlight_css()
        )
        self._environment = _environment(folders, folder)
        self._templates = {kind: self._compiled(name) for kind, name in _TEMPLATES.items()}
        self._languages_template = self._compiled("_site_languages.html")
        self._formed = {kind for kind, name in _TEMPLATES.items() if self._is_ours(name)}
        self._places: dict[tuple[int, str, int, bool], Place] = {}
        self._kept: Kept = {}
        self._common: dict[tuple[object, ...], tuple[str, str]] = {}
        self._links_kept: dict[tuple[object, ...], dict[int, tuple[LanguageLink, str]]] = {}
        self._often = lru_cache(maxsize=4096)(escape)

    def render(self, view: PageView, bodies: Sequence[Sequence[str]] = ()) -> File:
        """The page; `bodies` holds the sanitised HTML of each block of each article the view carries."""
        if [len(body) for body in bodies] != [len(article.blocks) for article in _articles(view)]:
            raise ValueError(f"{view.frame.path}: each block of each article needs its HTML")
        place = self._place(view)
        html = self._filled(place, view, bodies) if type(view) in self._formed and place.formed else None
        if html is None:
            html = self._alone(place, view, bodies)
        return File(view.frame.path, html.encode("utf-8", "replace"))

    def assets(self) -> tuple[File, ...]:
        """Style sheet, icon and whatever else lies in assets/, each named by the hash of its content."""
        return tuple(self._assets[name] for name in sorted(self._assets))

    def _filled(self, place: Place, view: PageView, bodies: Sequence[Sequence[str]]) -> str | None:
        """The page out of a form; None for one that is made alone."""
        match view:
            case ArticleView():
                shape = filling.article_shape(view)
                if shape is None:
                    return None
                form = place.forms.get(shape) or self._form(place, shape, view, filling.article_marks)
                return form.filled(filling.article_values(place, form, view, bodies[0]))
            case StoryView():
                shape = filling.story_shape(view)
                if shape is None:
                    return None
                form = place.forms.get(shape) or self._form(place, shape, view, filling.story_marks)
                return form.filled(filling.story_values(place, form, view, bodies))
            case ListView():
                shape = filling.list_shape(view)
                form = place.forms.get(shape) or self._form(place, shape, view, filling.list_marks)
                return form.filled(filling.list_values(place, form, view))
            case _:
                return None

    def _form(self, place: Place, shape: filling.Shape, view: Any, marks: Callable[..., Any]) -> Form:
        """The form of a shape, made with a view of marks."""
        stand_in, beside = marks(view)
        names = _FormNames(view, self._assets)
        context = {"view": stand_in, "frame": stand_in.frame, **names.all(), **beside}
        context["site_languages"] = mark("site_languages")
        return place.keep_form(
            shape, Form(self._rendered(self._templates[type(view)], context), names.macros)
        )

    def _alone(self, place: Place, view: PageView, bodies: Sequence[Sequence[str]]) -> str:
        """The page straight from its template."""
        quick = type(view) in self._formed and place.formed
        names = _QuickNames(view, self._assets, self._common) if quick else _Names(view, self._assets)
        context: dict[str, Any] = {"view": view, "frame": view.frame, **names.all()}
        marked = [[filling.label_lost_picture(html, place.lost_picture) for html in body] for body in bodies]
        if isinstance(view, ArticleView):
            marked = [[filling.with_id(html, f"p{number}") for number, html in enumerate(marked[0], 1)]]
            context["structured"] = Markup(filling.structured_data(view))  # noqa: S704 - safe in a script element
        context["bodies"] = [[Markup(html) for html in body] for body in marked]  # noqa: S704 - sanitised
        if isinstance(view, StoryView):
            context["lead"] = filling.lead_of(view)
            context["table"] = filling.table_of(view, context["bodies"])
        context["site_languages"] = Markup(place.site_languages)  # noqa: S704 - rendered
        return self._rendered(self._templates[type(view)], context)

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
            quick = formed and bool(self._formed)
            names = _QuickNames(view, self._assets, self._common) if quick else _Names(view, self._assets)
            context = {"view": view, "frame": frame, **names.all()}
            place = self._places[key] = Place(
                site=site,
                own=key[1],
                depth=key[2],
                escape=escape,
                often=self._often,
                words=words,
                kept=self._kept,
                links_kept=self._links_kept,
                common=self._common,
                site_languages=self._rendered(self._languages_template, context),
                lost_picture=filling.lost_picture_sign(escape(words.text("Picture not preserved"))),
                base=str(escape(site.base_url or "")),
                up="../" * key[2],
                formed=formed,
            )
        return place

    def _is_ours(self, name: str) -> bool:
        """Is a page's template ours, and everything it is made with?"""
        own = self._own
        return own is None or not any((own / file).exists() for file in (name, *_SHARED_TEMPLATES))

    def _rendered(self, template: Template, context: Mapping[str, Any]) -> str:
        try:
            return template.render(context)
        except Exception as error:
            raise self._fault(error) or error from None

    def _compiled(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except Exception as error:
            raise self._fault(error) or error from None

    def _fault(self, error: Exception) -> ConfigError | None:
        """What is wrong in a template of the user's, and in which line; None when the fault is ours."""
        if self._own is None:
            return None
        places = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
        if isinstance(error, TemplateSyntaxError):
            places.append((error.filename or "", error.lineno))
        own = [(file, line) for file, line in places if Path(file).is_relative_to(self._own)]
        if not own:
            return None
        file, line = own[-1]
        return ConfigError(
            f"{file}:{line}",
            f"the template cannot be used: {error}",
            "mend the line, or remove the file to take ours of the same name",
        )


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

    def _number(self, number: int) -> str:
        return self._words.number(number)

    def _counted(self, singular: str, plural: str, count: int) -> str:
        return self._words.counted(singular, plural, count)

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

    def _foremost(self, links: Sequence[LanguageLink], count: int) -> Sequence[LanguageLink]:
        """The current language, then the others, as many as `count`."""
        return [links[number] for number in filling.foremost(links, count)]

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
    """The same for templates of ours: what is around the address of a link is rendered once for each language."""

    def __init__(
        self, view: PageView, assets: Mapping[str, File], common: dict[tuple[object, ...], tuple[str, str]]
    ) -> None:
        super().__init__(view, assets)
        self._common = common
        self._pieces: dict[tuple[object, ...], tuple[str, str]] = {}
        self._world: set[str] = set()
        """Macros whose links are for the world."""

    def _href(self, path: str) -> str:
        return path if has_mark(path) else super()._href(path)

    def _absolute(self, path: str) -> str:
        return mark("absolute") if has_mark(path) else super()._absolute(path)

    def _each(self, macro: Macro, things: Iterable[Any], *arguments: object) -> Markup:
        html = []
        for thing in things:
            if thing is not None and type(thing) is not LanguageLink:
                html.append(macro(thing, *arguments))
                continue
            language, current = (thing.language, thing.current) if thing else ("", False)
            key = (macro.name, arguments, language, current)
            pieces = self._common if thing and filling.is_common(macro.name, language) else self._pieces
            piece = pieces.get(key)
            if piece is None:
                rendered = macro(thing and LanguageLink(language, mark("path"), current), *arguments)
                if mark("absolute") in rendered:
                    self._world.add(macro.name)
                piece = pieces[key] = around(rendered)
            before, after = piece
            if thing and after:
                address = self._absolute if macro.name in self._world else self._href
                html.append(f"{before}{escape(address(thing.path))}{after}")
            else:
                html.append(before)
        return Markup("".join(html))  # noqa: S704 - rendered and escaped


class _FormNames(_Names):
    """The same while a form is made: marks go through all that would be done to what they stand for."""

    def __init__(self, view: PageView, assets: Mapping[str, File]) -> None:
        super().__init__(view, assets)
        self.macros: Macros = {}

    def _href(self, path: str) -> str:
        return path if has_mark(path) else super()._href(path)

    def _absolute(self, path: str) -> str:
        if has_mark(path):
            return path
        return mark("canonical") if path == self._path else super()._absolute(path)

    def _external(self, url: str | None) -> str | None:
        return url if url is not None and has_mark(url) else super()._external(url)

    def _date(self, published: str) -> str:
        return mark("date") if has_mark(published) else super()._date(published)

    def _number(self, number: int) -> str:
        return mark("count") if number == filling.MANY else super()._number(number)

    def _counted(self, singular: str, plural: str, count: int) -> str:
        if count != filling.MANY:
            return super()._counted(singular, plural, count)
        self.macros["counted"] = partial(self._words.counted, singular, plural), ()
        return mark("counted")

    def _elsewhere(self, entry: Entry) -> Sequence[LanguageLink]:
        versions = entry.versions
        if not isinstance(versions, MarkedList):
            return super()._elsewhere(entry)
        return MarkedList("elsewhere", versions.others)

    def _by_date(self, entries: Sequence[Entry]) -> Sequence[tuple[bool, Sequence[Entry]]]:
        groups: list[Any] = [group for group in entries if isinstance(group, MarkedList)]
        if len(groups) < len(entries):
            return super()._by_date(entries)
        return [(group.name.startswith("undated"), group) for group in groups]

    def _by_script(self, links: Sequence[LanguageLink]) -> Sequence[tuple[str, Sequence[LanguageLink]]]:
        return MarkedList("scripts") if isinstance(links, MarkedList) else super()._by_script(links)

    def _foremost(self, links: Sequence[LanguageLink], count: int) -> Sequence[LanguageLink]:
        return MarkedList("foremost") if isinstance(links, MarkedList) else super()._foremost(links, count)

    def _each(self, macro: Macro, things: Iterable[Any], *arguments: object) -> Markup:
        if isinstance(things, MarkedList):
            return self._later(macro, things, *arguments)
        return super()._each(macro, things, *arguments)

    def _once(self, macro: Macro, things: Sequence[Any]) -> Markup:
        return self._later(macro, things) if isinstance(things, MarkedList) else super()._once(macro, things)

    def _part(self, macro: Macro, view: PageView) -> Markup:
        del view
        return self._later(macro, MarkedList("view"))

    def _later(self, macro: Macro, things: MarkedList, *arguments: object) -> Markup:
        name = f"{things.name} {macro.name}"
        self.macros[name] = macro, arguments
        return Markup(mark(name))  # noqa: S704 - a mark


# Templates


_OPTIONS: dict[str, Any] = {
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "cache_size": -1,
    "auto_reload": False,
    "extensions": [],
}


def _environment(folders: Sequence[Path], memory_folder: Path | None) -> Environment:
    """Jinja over the folders; "ours/list.html" is our template even where the user has one of that name."""
    own_first = FileSystemLoader([str(folder) for folder in folders])
    loader = ChoiceLoader([own_first, PrefixLoader({"ours": FileSystemLoader(str(folders[-1]))})])
    compiled = _Compiled(memory_folder) if memory_folder else None
    return Environment(loader=loader, bytecode_cache=compiled, autoescape=True, **_OPTIONS)


class _Compiled(BytecodeCache):
    """Compiled templates in the memory of rendering; jinja itself sees whether the source is still the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made_with = f"{version_of('jinja2')} {sys.version} {sorted(_OPTIONS.items(), key=str)}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, if its template is remembered."""
        data = memory.recall(self._file(bucket), self._made_with)
        if data is not None:
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        memory.keep(self._file(bucket), self._made_with, bucket.bytecode_to_string())

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"template-{bucket.key[:16]}"


# Facts of views


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
