"""Pages: a View and the HTML of its blocks in, one HTML file out.

One page at a time; memory: the compiled templates. The templates decide looks; what they show, in which order
and at which address, stands in the View. Everything they print is escaped, but for the blocks' HTML, which
`render/markdown.py` has sanitised. The only file that knows jinja2.

Raises ConfigError, naming the line, for a fault in a template of the user's; one in ours is a bug.

Not here: Markdown to HTML (`render/markdown.py`), texts and dates of the interface (`render/interface.py`),
addresses (`plan`).
"""

from __future__ import annotations

import json
import posixpath
import re
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
)
from markupsafe import Markup, escape

from site_builder.errors import ConfigError
from site_builder.model import (
    UNDETERMINED,
    Article,
    ArticleView,
    CoverageView,
    File,
    FrontView,
    LanguageLink,
    ListView,
    NotFoundView,
    SourcesView,
    StoryView,
)
from site_builder.render import interface
from site_builder.render.templates import files_below, template_folders
from site_builder.text import relative_url, width

PageView = ArticleView | ListView | FrontView | SourcesView | CoverageView | StoryView | NotFoundView

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'"
)
"""Nothing from elsewhere and nothing inline: text of a seed stays text even if all else fails."""

COLUMNS = 60
"""Languages a side-by-side page can show and hide; those beyond are links to their articles."""

_KEPT_LISTS = 500
"""Lists of the site's languages kept at once; one of 85 languages has 7 KB."""

_TEMPLATES: dict[type, str] = {
    ArticleView: "article.html",
    ListView: "list.html",
    FrontView: "front.html",
    SourcesView: "sources.html",
    CoverageView: "coverage.html",
    StoryView: "story.html",
    NotFoundView: "notfound.html",
}
_FIRST_TAG = re.compile(r"\s*<([a-zA-Z][a-zA-Z0-9]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_OWN_ID = re.compile(r"""\sid\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE)
_LOST_PICTURE = '<figure class="lost-picture">'
_CSS_IDLE = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/\s*|;?\s*([{};,])\s*|(?<=:)\s+|(\s)\s*""", re.DOTALL)
_CSS_LINK = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")


class Pages:
    """Compiled templates: ours, with a user's folder on top."""

    def __init__(self, own_templates: Path | None, highlight_css: str) -> None:
        if own_templates is not None and not own_templates.is_dir():
            raise ConfigError(
                str(own_templates), "is not a folder of templates", "name an existing folder with --templates"
            )
        self._own = own_templates
        folders = template_folders(own_templates)
        self._assets = _published_assets(folders, highlight_css)
        self._environment = _environment(folders)
        self._templates = {kind: self._compiled(name) for kind, name in _TEMPLATES.items()}
        self._languages_template = self._compiled("_site_languages.html")
        self._languages: dict[tuple[object, ...], Markup] = {}

    def render(self, view: PageView, bodies: Sequence[Sequence[str]] = ()) -> File:
        """The page; `bodies` holds the sanitised HTML of each block of each article the view carries."""
        if [len(body) for body in bodies] != [len(article.blocks) for article in _articles(view)]:
            raise ValueError(f"{view.frame.path}: each block of each article needs its HTML")
        page = _Page(view, self._assets)
        lost = page.text("Picture not preserved")
        marked = [[_label_lost_picture(html, lost) for html in body] for body in bodies]
        context: dict[str, Any] = {"view": view, "frame": view.frame, **page.names()}
        if isinstance(view, ArticleView):
            marked = [[_with_id(html, f"p{number}") for number, html in enumerate(marked[0], 1)]]
            context["structured"] = _structured_data(view)
        context["bodies"] = [[Markup(html) for html in body] for body in marked]  # noqa: S704 - sanitised
        context["site_languages"] = self._site_languages(view, context)
        html = self._rendered(self._templates[type(view)], context)
        return File(view.frame.path, html.encode("utf-8", "replace"))

    def assets(self) -> tuple[File, ...]:
        """Style sheet, icon and whatever else lies in assets/, each named by the hash of its content."""
        return tuple(self._assets[name] for name in sorted(self._assets))

    def _site_languages(self, view: PageView, context: Mapping[str, Any]) -> Markup:
        """The header's list of languages. With dozens of them it is half the work of a page, so the pages of
        one folder, whose links are equal, share it.
        """
        folder = posixpath.dirname(view.frame.path)
        key = (folder, view.frame.language, view.frame.base_url, type(view), view.frame.site_languages)
        if key not in self._languages:
            if len(self._languages) >= _KEPT_LISTS:
                self._languages.clear()
            self._languages[key] = Markup(self._rendered(self._languages_template, context))  # noqa: S704
        return self._languages[key]

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


class _Page:
    """What templates may call while one page is made: links, words and customs of its language."""

    def __init__(self, view: PageView, assets: Mapping[str, File]) -> None:
        self._path = view.frame.path
        self._base = view.frame.base_url or ""
        self._assets = assets
        self._absolute_links = isinstance(view, NotFoundView) and bool(self._base)
        tag = view.frame.language
        self._language = interface.FALLBACK if tag == UNDETERMINED else tag
        self._texts = interface.texts(self._language)

    def names(self) -> dict[str, Any]:
        """Everything by the name templates call it."""
        return {
            "_": self.text,
            "n_": self.counted,
            "href": self.href,
            "absolute": self.absolute,
            "asset": self.asset,
            "external": _external,
            "language": self._language,
            "lang": _language_attributes,
            "lang_if_other": self.lang_if_other,
            "interface_lang": self.lang_if_other(self._texts.language) if self._is_fallback() else "",
            "own_name": interface.language_name,
            "name_here": lambda tag: interface.language_name(tag, self._language),
            "date": lambda published: interface.format_date(published, self._language),
            "number": lambda number: interface.format_number(number, self._language),
            "by_script": self.by_script,
            "width": width,
            "policy": CONTENT_POLICY,
            "columns": COLUMNS,
        }

    def text(self, message: str, **values: str) -> str:
        """A text of the interface with its places filled."""
        return self._texts.gettext(message) % values

    def counted(self, singular: str, plural: str, count: int) -> str:
        """A text with the form that fits `count`, which stands in it as the language writes numbers."""
        form = self._texts.ngettext(singular, plural, count)
        return form % {"count": interface.format_number(count, self._language)}

    def href(self, path: str) -> str:
        """A file of the site as a link on this page."""
        if self._absolute_links:
            return urlsplit(self._base).path + quote(path, safe="/#")
        return relative_url(path, self._path)

    def absolute(self, path: str) -> str:
        """A file of the site as an address for the world; what is one already stays."""
        return path if _external(path) else self._base + quote(path, safe="/#")

    def asset(self, name: str) -> str:
        """Link to a file of assets/, by the name it has there."""
        if name not in self._assets:
            raise LookupError(f"there is no assets/{name}")
        return self.href(self._assets[name].path)

    def lang_if_other(self, tag: str) -> Markup | str:
        """Attributes of a part whose language is not the page's."""
        return "" if tag == self._language else _language_attributes(tag)

    def by_script(self, links: Sequence[LanguageLink]) -> list[tuple[str, list[LanguageLink]]]:
        """Languages under the names of their scripts; those alone in theirs come together at the end."""
        groups: dict[str, list[LanguageLink]] = {}
        for link in links:
            groups.setdefault(interface.script_of(link.language), []).append(link)
        alone = {script for script, members in groups.items() if len(members) == 1}
        named = [
            (interface.script_name(script, self._language), members)
            for script, members in groups.items()
            if script not in alone
        ]
        others = [link for link in links if interface.script_of(link.language) in alone]
        return [*named, (self.text("Other scripts"), others)] if others else named

    def _is_fallback(self) -> bool:
        return self._texts.language.partition("-")[0] != self._language.partition("-")[0]


# Templates and assets


def _environment(folders: Sequence[Path]) -> Environment:
    """Jinja over the folders; "ours/list.html" is our template even where the user has one of that name."""
    own_first = FileSystemLoader([str(folder) for folder in folders])
    return Environment(
        loader=ChoiceLoader([own_first, PrefixLoader({"ours": FileSystemLoader(str(folders[-1]))})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        auto_reload=False,
        extensions=[],
    )


def _published_assets(folders: Sequence[Path], highlight_css: str) -> dict[str, File]:
    """Name in assets/ → published file; style sheets come last, for they name the others."""
    sources: dict[str, Path] = {}
    for folder in reversed(folders):
        for file in files_below(folder / "assets"):
            sources[file.relative_to(folder / "assets").as_posix()] = file
    published: dict[str, File] = {}
    for name in sorted(sources, key=lambda name: (name.endswith(".css"), name)):
        data = sources[name].read_bytes()
        if name == "site.css":
            data = b"\n".join((_squeezed(data), _column_rules().encode(), highlight_css.encode(), b""))
        if name.endswith(".css"):
            data = _with_hashed_links(data, name, published)
        stem, dot, ending = name.rpartition(".")
        digest = sha256(data).hexdigest()[:8]
        published[name] = File(f"assets/{stem}.{digest}.{ending}" if dot else f"assets/{name}.{digest}", data)
    return published


def _squeezed(css: bytes) -> bytes:
    """A style sheet without comments and idle white space; what stands in quotes stays."""
    text = _CSS_IDLE.sub(lambda match: match[1] or match[2] or match[3] or "", css.decode("utf-8", "replace"))
    return text.strip().encode()


def _with_hashed_links(css: bytes, name: str, published: Mapping[str, File]) -> bytes:
    """A style sheet whose links to other assets lead to their published names."""

    def link(match: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
        if target not in published:
            return match[0]
        return f'url("{relative_url(published[target].path, f"assets/{name}")}")'

    return _CSS_LINK.sub(link, css.decode("utf-8", "replace")).encode()


def _column_rules() -> str:
    """One selector for each column of a side-by-side page: an unticked box hides its cells."""
    hidden = ",".join(f"main:has(#v{index}:not(:checked)) .v{index}" for index in range(COLUMNS))
    return hidden + "{display:none}"


# HTML of blocks


def _articles(view: PageView) -> tuple[Article, ...]:
    match view:
        case ArticleView():
            return (view.article,)
        case StoryView():
            return view.articles
        case _:
            return ()


def _label_lost_picture(html: str, label: str) -> str:
    """A sign in the place of the picture that its caption speaks of, named for those who hear the page."""
    sign = f'<span class="sign" role="img" aria-label="{escape(label)}"></span>'
    return html.replace(_LOST_PICTURE, _LOST_PICTURE + sign)


def _with_id(html: str, name: str) -> str:
    """The block with an id on its first tag; text without one gets an element to carry it."""
    first = _FIRST_TAG.match(html)
    if first is None:
        return f'<div id="{name}">{html}</div>'
    attributes = _OWN_ID.sub("", first[2])
    return f'<{first[1]} id="{name}"{attributes}>{html[first.end() :]}'


# Facts in attributes and for machines


@cache
def _language_attributes(tag: str) -> Markup:
    """`lang` and `dir`; a text of unknown language shows its direction by its first letters."""
    if tag == UNDETERMINED:
        return Markup(' lang="" dir="auto"')
    return Markup(' lang="{}" dir="{}"').format(tag, interface.direction(tag))


def _external(url: str | None) -> str | None:
    """The address, when it is one of the web; a link to anything else is not made."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def _structured_data(view: ArticleView) -> Markup:
    """schema.org's NewsArticle as JSON-LD: only what is known, and nothing that ends the script element."""
    article, frame = view.article, view.frame
    stated: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": article.title,
        "inLanguage": None if article.language == UNDETERMINED else article.language,
        "datePublished": article.published,
        "author": article.author and {"@type": "Person", "name": article.author},
        "articleSection": article.section,
    }
    if source_url := _external(article.source_url):
        root = "{0.scheme}://{0.netloc}/".format(urlsplit(source_url))
        stated["isBasedOn"] = source_url
        stated["publisher"] = {"@type": "Organization", "name": view.source_name, "url": root}
    if frame.base_url:
        stated["url"] = frame.base_url + quote(frame.path)
        stated["workTranslation"] = [
            {"@id": frame.base_url + quote(version.path), "inLanguage": version.language}
            for version in view.versions
            if not version.current
        ]
    known = {name: value for name, value in stated.items() if value}
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - made safe for a script element above
