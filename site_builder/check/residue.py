"""Laws of the text: nothing of the seeds' clutter is left in it, and the Markdown beside a page says the same.

`check_residue` looks at one page, `check_markdown` reads the Markdown files one after another.

Not here: taking the clutter off (`clean`).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from site_builder.check.fault import Fault
from site_builder.check.markup import visible_lines
from site_builder.check.survey import Listed, Page, Site

_PICTURE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)|!\[\]")
_PLACE = re.compile(r"!\[[^\]\n]*\]\(\s*\)|!\[\](?!\()")
"""In Markdown a picture with an address is content; without one it is the place where one was."""
_IN_PIPES = re.compile(r"\|(?:.*\|)?")
_SUSPICIOUS = re.compile(r"!\[|[>\n][^\S\n]*\|")
"""What a page must hold for a closer look; few do."""

_FENCE = re.compile(r" *(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REMEDY = "look at the seed's lines with `explain`"
_REBUILD = "build again; if it stays, it is a mistake of the builder"


def check_residue(page: Page, site: Site) -> Iterator[Fault]:
    """residue: no picture's place and no caption in pipes is left in what a reader sees."""
    del site
    if not ("![" in page.html or "|" in page.html) or not _SUSPICIOUS.search(page.html):
        return
    for line in visible_lines(page.html):
        if what := _residue_in(line, _PICTURE):
            yield Fault("residue", page.path, what, _REMEDY)


def _residue_in(line: str, picture: re.Pattern[str]) -> str:
    if found := picture.search(line):
        return f"the place of a lost picture is left: {found[0][:60]}"
    if _IN_PIPES.fullmatch(line):
        return f"a line in pipes is left: {line[:60]}"
    return ""


def check_markdown(site: Site) -> Iterator[Fault]:
    """markdown: each article's file says what the catalogue says of it; nor is residue left in its body."""
    for article in site.articles.values():
        if article.markdown not in site.files:
            continue  # the law of data has said so
        text = site.text(article.markdown)
        front, body = parts_of(text)
        if front is None:
            yield Fault("markdown", article.markdown, "has no front matter", _REBUILD)
            continue
        yield from _front_faults(article, front, site)
        if not body.strip():
            yield Fault("markdown", article.markdown, "has no text", _REBUILD)
        for number, line in _prose(body, first=text.count("\n") - body.count("\n") + 1):
            if what := _residue_in(line, _PLACE):
                yield Fault("residue", f"{article.markdown}:{number}", what, _REMEDY)


def parts_of(text: str) -> tuple[dict[str, object] | None, str]:
    """Front matter and body. A value is JSON or a bare word, and nothing else of YAML is needed."""
    if not text.startswith("---\n"):
        return None, text
    head, mark, body = text[4:].partition("\n---\n")
    if not mark:
        return None, text
    front: dict[str, object] = {}
    for line in head.split("\n"):
        key, colon, value = line.partition(":")
        if colon and key == key.strip():
            try:
                front[key] = json.loads(value)
            except ValueError:
                front[key] = value.strip()
    return front, body


def _front_faults(article: Listed, front: dict[str, object], site: Site) -> Iterator[Fault]:
    for name, value in [("title", article.title), ("language", article.language), ("story", article.story)]:
        if front.get(name) != _SURROGATE.sub("\ufffd", value):
            what = f"its {name} is {front.get(name)!r}, and in the catalogue {value!r}"
            yield Fault("markdown", article.markdown, what, _REBUILD)
    translations = front.get("translations", {})
    links = translations if isinstance(translations, dict) else {}
    folder = posixpath.dirname(article.markdown)
    for language, page in article.translations.items():
        link = links.get(language)
        other = site.articles.get(page)
        if other and (
            not isinstance(link, str)
            or posixpath.normpath(posixpath.join(folder, unquote(link))) != other.markdown
        ):
            what = f"its translation in {language} is {link!r}, and in the catalogue {other.markdown}"
            yield Fault("markdown", article.markdown, what, _REBUILD)


def _prose(body: str, *, first: int) -> Iterator[tuple[int, str]]:
    """Lines with their numbers; fences and tables are left out, and code inside lines."""
    fence = ""
    lines = body.split("\n")
    table = _table_lines(lines)
    for index, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
        elif mark:
            fence = mark[1]
        elif index not in table and not line.startswith("    "):
            yield first + index, _CODE_SPAN.sub("…", line).strip()


def _table_lines(lines: list[str]) -> set[int]:
    """A table is a row, a rule below it, and the rows that follow."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        rule = line.strip()
        if index and "-" in rule and "|" in rule + lines[index - 1] and _TABLE_RULE.fullmatch(rule):
            end = index
            while end < len(lines) and lines[end].strip():
                end += 1
            found.update(range(index - 1, end))
    return found
