"""Laws of the whole: addresses are unique, each article is found, and nothing is left over.

Works on what was kept of all pages; memory: one mark for each file.

Not here: whether a link leads anywhere (`links`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from posixpath import basename

from site_builder.check.catalogue import PACKAGE
from site_builder.check.fault import Fault
from site_builder.check.links import named_files
from site_builder.check.survey import FRONT, NOT_FOUND, Site

_LISTED_BY_NAME = re.compile(
    r"404\.html|robots\.txt|sitemap(-\d+)?\.xml|data/(catalogue/\d+\.jsonl|(articles|coverage)/\d+\.csv)"
    r"|search/[^/]+/(index|(terms|term|texts)-[0-9a-f]+)\.js"
    r"|assets/columns\.\w+\.css"  # of stories in many languages, where there are any
    r"|sw\.js|manifest\.webmanifest|offline/[^/]+/(index\.html|\w+\.json)"
)
"""Files that somebody asks for by their name; which numbers there must be, other laws say."""

_NAMES_FILES = (".css", ".js", ".mjs", ".json", ".webmanifest", ".svg")
_LIST = re.compile(r"(?P<folder>.+?)/(index|page/\d+)\.html")
_PERIOD = re.compile(r"(?P<language>[^/]+)/dates/(\d{4}(-\d\d)?|undated)(/\d+)?\.html")
_STORY = re.compile(r"stories/[^/]+/[^/]+\.html")
_REBUILD = "build again; if it stays, it is a mistake of the builder or of the template"


def check_addresses(site: Site) -> Iterator[Fault]:
    """urls: no two files have one address where upper and lower case, or forms of a letter, are one."""
    seen: dict[str, str] = {}
    for path in sorted(site.files | site.folders):
        other = seen.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield Fault("urls", path, f"is {other} where case does not count", "state another slug or source")


# Reachability


def check_reachable(site: Site) -> Iterator[Fault]:
    """reachable: each article from the front page, and its lists of language, source, date and story show it."""
    if FRONT not in site.pages:
        yield Fault("reachable", FRONT, "there is no front page", "build the site")
    reached = _reached(site)
    shown = _shown(site)
    linked_by_versions = _linked_by_versions(site)
    for article in sorted(site.articles.values(), key=lambda article: article.url):
        if article.url not in site.pages:
            continue  # the law of data has said so
        lacking = {"language", "source", "date", "story"} - shown[article.url]
        if article.url in linked_by_versions:
            lacking -= {"language", "source", "date"}
        for kind in sorted(lacking):
            what = f"no page of its {kind} links it"
            if kind == "story":
                what = "it and its story's page do not link each other"
            yield Fault("reachable", article.url, what, _REBUILD)
        if article.url not in reached:
            yield Fault("reachable", article.url, "no way leads to it from the front page", _REBUILD)
    for path in sorted(site.pages.keys() - site.articles.keys()):
        if path.removesuffix(".html") + ".md" in site.files:
            what = "is the page of an article that the catalogue does not have"
            yield Fault("reachable", path, what, _REBUILD)


def _reached(site: Site) -> set[str]:
    """Every file that the front page leads to, over any number of pages."""
    reached = {FRONT} if FRONT in site.pages else set()
    waiting = list(reached)
    while waiting:
        facts = site.pages.get(waiting.pop())
        if facts is not None:
            fresh = set(facts.targets) - reached
            reached |= fresh
            waiting += fresh
    return reached


def _shown(site: Site) -> defaultdict[str, set[str]]:
    """Article page → which lists of its own show it."""
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for path, facts in site.pages.items():
        kind = _list_kind(path)
        if kind is None:
            continue
        for page in site.articles.keys() & facts.targets:
            language, _, rest = page.partition("/")
            if kind == f"{language} date":
                shown[page].add("date")
            elif kind == "story":
                article = site.articles[page]
                # A story told once needs no way back to be read side by side.
                if not article.translations or path in site.pages[page].targets:
                    shown[page].add("story")
            elif kind == language:
                shown[page].add("language")
            elif kind == f"{language}/{rest.partition('/')[0]}":
                shown[page].add("source")
    return shown


def _list_kind(path: str) -> str | None:
    """Either "story", a language and "date", or the folder of a list's language or source; None for any other page."""
    if period := _PERIOD.fullmatch(path):
        return f"{period['language']} date"
    if listing := _LIST.fullmatch(path):
        return listing["folder"]
    return "story" if _STORY.fullmatch(path) else None


def _linked_by_versions(site: Site) -> set[str]:
    """Articles that another one of their story and language links: lists show one of them, and its page the others."""
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for article in site.articles.values():
        if article.url in site.pages:
            groups[article.story, article.language].append(article.url)
    return {
        page
        for group in groups.values()
        if len(group) > 1
        for page in group
        if any(page in site.pages[other].targets for other in group if other != page)
    }


# Leftovers


def check_leftovers(site: Site) -> Iterator[Fault]:
    """leftovers: each file is linked from the site or asked for by its name."""
    known = _reached(site) | {PACKAGE, FRONT, NOT_FOUND}
    known |= {article.markdown for article in site.articles.values()}
    if NOT_FOUND in site.pages:
        known |= {path for path in site.pages[NOT_FOUND].targets if not path.endswith(".html")}
    waiting = [path for path in known if path.endswith(_NAMES_FILES) and path in site.files]
    while waiting:
        path = waiting.pop()
        for named in named_files(site.text(path), path, site):
            if named not in known:
                known.add(named)
                if named.endswith(_NAMES_FILES):
                    waiting.append(named)
    for path in sorted(site.files - known):
        if not _LISTED_BY_NAME.fullmatch(path):
            hidden = basename(path).startswith(".")
            what = "is a hidden file" if hidden else "is linked from nowhere"
            yield Fault("leftovers", path, what, "remove it, or build again, which does")
    for path in site.links:
        yield Fault("leftovers", path, "is a symbolic link", "remove it, or build again, which does")
    for path in site.empty:
        yield Fault("leftovers", path, "is an empty folder", "remove it, or build again, which does")
