"""Laws of languages: each page says its own, and the ways between versions of a story lead there and back.

`check_clusters` looks at the whole site once all pages are read, the others at one page.

Not here: translations within the catalogue (`catalogue`), alternates in the sitemap (`sitemap`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from site_builder.check.fault import Fault
from site_builder.check.survey import NOT_FOUND, Listed, Page, Site, address_of, alternates_of
from site_builder.config import LANGUAGE_TAG
from site_builder.model import UNDETERMINED

X_DEFAULT = "x-default"

# CLDR 46, likelySubtags: scripts that run from the right, the languages likely written in one of them (all of two
# letters, and of three those with many readers), and the regions where a language is though it is not elsewhere.
_RTL_SCRIPTS = re.compile("Adlm|Arab|Aran|Hebr|Mand|Mend|Nkoo|Rohg|Samr|Syrc|Thaa|Yezi")
_RTL_LANGUAGES = re.compile(
    "ar|dv|fa|he|ks|ps|sd|ug|ur|yi"
    "|aeb|aii|apc|arc|arq|ars|ary|arz|azb|bal|bgn|bqi|brh|ckb|glk|haz|hnd|hno|khw|lki|lrc|luz|mzn|nqo|ota|pnb|prd"
    "|prs|rhg|sdh|shu|skr|syr|trw"
)
_RTL_IN_REGIONS = re.compile("az-I[QR]|ha-(CM|SD)|kk-(AF|CN|IR|MN)|ku-LB|ky-CN|ms-CC|pa-PK|tg-PK|uz-AF")

_REBUILD = "build again; if it stays, it is a mistake of the builder or of the template"


def direction_of(tag: str) -> str | None:
    """Either "ltr" or "rtl"; None where only an expert could tell."""
    language, *rest = tag.split("-")
    for part in rest:
        if len(part) == 4:
            return "rtl" if _RTL_SCRIPTS.fullmatch(part) else "ltr"
    if _RTL_LANGUAGES.fullmatch(language) or _RTL_IN_REGIONS.fullmatch(tag):
        return "rtl"
    return "ltr" if len(language) == 2 else None


def check_language(page: Page, site: Site) -> Iterator[Fault]:
    """language: `<html>` states language and direction, the right ones, and the file is UTF-8 and says so."""
    if not page.is_text:
        yield Fault("language", page.path, "is not UTF-8", _REBUILD)
    if not any(
        tag.attributes.get("charset", "").lower() == "utf-8" for tag in page.tags if tag.name == "meta"
    ):
        yield Fault("language", page.path, 'has no <meta charset="utf-8">, which a disk needs', _REBUILD)
    root = next((tag.attributes for tag in page.tags if tag.name == "html"), {})
    tag, direction = root.get("lang", ""), root.get("dir", "")
    if tag and tag != UNDETERMINED and not LANGUAGE_TAG.fullmatch(tag):
        yield Fault("language", page.path, f"its language {tag!r} is no language tag", _REBUILD)
    right = direction_of(tag)
    if direction not in ("ltr", "rtl"):
        yield Fault("language", page.path, f"its direction is {direction!r}", "state dir=ltr or dir=rtl")
    elif tag and right not in (None, direction):
        yield Fault("language", page.path, f"its direction is {direction}, and {tag} runs {right}", _REBUILD)
    expected = _language_of(page.path, site)
    if tag == "" or (expected is not None and tag != expected):
        what = f"its language is {tag!r}" if tag else "states no language"
        yield Fault("language", page.path, f"{what}, and it must be {expected or 'the reader’s'}", _REBUILD)


def _language_of(path: str, site: Site) -> str | None:
    """Language that the page's `<html>` must state; None where any may be.

    A page about a text of unknown language speaks in some language, and which is for the plan to say.
    """
    folder = path.partition("/")[0]
    if path in site.articles:
        folder = site.articles[path].language
    return folder if folder in site.languages and folder != UNDETERMINED else None


# From page to page


def check_switchers(page: Page, site: Site) -> Iterator[Fault]:
    """switchers: an article links each of its translations, by its language, and no other story's article."""
    article = site.articles.get(page.path)
    if article is None:
        return
    linked: dict[str, set[str]] = {}
    for link in page.links:
        other = site.articles.get(link.target.path or "")
        if other is not None and link.tag.name == "a":
            language = link.tag.attributes.get("hreflang") or link.tag.attributes.get("lang", "")
            linked.setdefault(other.url, set()).add(language)
            if "hreflang" in link.tag.attributes and other.story != article.story:
                what = f"its link to {language} leads to another story, {other.url}"
                yield Fault("switchers", page.path, what, "lead to that language's home instead")
    for language, path in article.translations.items():
        if path not in linked:
            what = f"does not link its translation in {language}, {path}"
            yield Fault("switchers", page.path, what, _REBUILD)
        elif language != UNDETERMINED and language not in linked[path]:
            what = f"links {path} without hreflang={language}"
            yield Fault("switchers", page.path, what, "state hreflang on the link")


def check_alternates(page: Page, site: Site) -> Iterator[Fault]:
    """switchers: where the public address is known, each hreflang is the absolute address of a page of the site."""
    for language, url in alternates_of(page):
        if site.base_url is None:
            what = f"states hreflang={language}, and the front page states no public address"
            yield Fault("switchers", page.path, what, "set base_url in site.toml and build again")
            return
        if site.public_path(url) is None:
            what = f"its hreflang={language} is {url}, which is no absolute address of a page of the site"
            yield Fault("switchers", page.path, what, _REBUILD)


# Clusters


def check_clusters(site: Site) -> Iterator[Fault]:
    """switchers: hreflang clusters hold their own page and every version, point back, and name true languages."""
    clusters = {path: facts.alternates for path, facts in site.pages.items() if facts.alternates}
    for path, what in lopsided(clusters):
        yield Fault("switchers", path, what, _REBUILD)
    for article in site.articles.values():
        facts = site.pages.get(article.url)
        expected = _cluster_of(article, site)
        if site.base_url is None or facts is None or expected is None:
            continue
        if (found := {pair for pair in facts.alternates if pair[0] != X_DEFAULT}) != expected:
            lacking = ", ".join(sorted(language for language, _ in expected - found)) or "none"
            strange = ", ".join(sorted(path for _, path in found - expected)) or "none"
            what = f"its hreflang cluster lacks languages: {lacking}; names other pages: {strange}"
            yield Fault("switchers", article.url, what, _REBUILD)
    yield from _misnamed(site)


def _cluster_of(article: Listed, site: Site) -> set[tuple[str, str]] | None:
    """What the cluster of an article must be, without x-default; None where it has none.

    An unknown language can be named by no hreflang, and a variant is nobody's translation.
    """
    if article.language == UNDETERMINED or article.url in site.variants:
        return None
    cluster = {(tag, path) for tag, path in article.translations.items() if tag != UNDETERMINED}
    return {*cluster, (article.language, article.url)} if cluster else None


def lopsided(clusters: Mapping[str, frozenset[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Pages, and what is wrong with their clusters: Google ignores those that do not point back."""
    for path in sorted(clusters):
        cluster = clusters[path]
        languages = [language for language, _ in cluster]
        if len(set(languages)) < len(languages):
            yield path, "its hreflang cluster names a language twice"
        # A page in no language of its own may be there as "x-default".
        if not any(other == path for _, other in cluster):
            yield path, "its hreflang cluster leaves the page itself out"
        for language, other in sorted(cluster):
            if language == X_DEFAULT or (back := clusters.get(other, frozenset())) is cluster:
                continue
            if not any(page == path for _, page in back):
                yield path, f"its hreflang={language} leads to {other}, which does not point back"


def _misnamed(site: Site) -> Iterator[Fault]:
    """Links and alternates whose hreflang is not the language of the page they lead to; each pair once."""
    named = dict(site.named)
    for path, facts in site.pages.items():
        for language, other in facts.alternates:
            if language != X_DEFAULT:
                named.setdefault((other, language), path)
    for (other, language), path in sorted(named.items()):
        if other not in site.pages:
            continue
        article = site.articles.get(other)
        true = article.language if article else site.pages[other].language
        if true != language:
            what = f"calls {other} a page in {language}, and it is in {true or 'no stated language'}"
            yield Fault("switchers", path, what, _REBUILD)


def check_canonical(page: Page, site: Site) -> Iterator[Fault]:
    """urls: where the public address is known, each page for search engines states its own."""
    stated = [
        link.address
        for link in page.links
        if link.tag.name == "link" and "canonical" in link.tag.words("rel")
    ]
    if site.base_url is None:
        if stated:
            what = f"states the address {stated[0]}, and the front page states none that holds for the site"
            yield Fault("urls", page.path, what, "set base_url in site.toml and build again")
        return
    expected = address_of(page.path, site.base_url)
    if (stated or page.path != NOT_FOUND) and [site.public_path(url) for url in stated] != [page.path]:
        what = f"states the address {', '.join(stated) or 'of no page'}, and it is {expected}"
        yield Fault("urls", page.path, what, _REBUILD)
