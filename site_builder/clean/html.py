"""An HTML seed → blocks of its article in Markdown, and the facts that the page states of itself.

What is the article and what is the site's own (menus, advertisements, comments) trafilatura tells. All text is
escaped: nothing of the page stays active, and no address of it is followed or kept.

Shape: one page; memory: its tree, about ten times its size. Raises SeedError for a page that is no article, is built
to hurt (too many elements, too deep), or where trafilatura is not installed.
Not here: which stated fact wins (`describe`; a sidecar wins over the page).
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urljoin, urlsplit

from site_builder.clean import labels
from site_builder.clean.characters import harmless, mend, without_direction
from site_builder.config import LANGUAGE_TAG
from site_builder.errors import SeedError
from site_builder.escape import escape_markdown
from site_builder.model import PAGE_LANGUAGE, Block, BlockKind, Cleaned, Line, LineKind, Seed, Statement
from site_builder.text import is_seen, one_line

_MOST_ELEMENTS, _DEEPEST = 20_000, 150
"""Elements of a page and levels of its tree: the 26 pages of the developer collection have at most 1,021 and 24."""
_LONGEST_ATTRIBUTE = 10_000
"""Characters; a longer one is a picture within the page or an attack, and says nothing that is wanted."""
_OPENING = re.compile(r"<[A-Za-z](?:[^>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>][^\s>]*+)?+)*+>?")
"""An opening tag as parsers cut it; each match takes all that it looks at, so the search is linear."""
_MOST_ATTRIBUTES = 200
_LONGEST_TITLE, _LONGEST_NAME, _LONGEST_URL = 500, 200, 8_000
_MOST_ROWS, _MOST_CELLS = 2_000, 40
_HEAD = 3
"""Blocks from the start within which a dateline is believed, as in plain text."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BEFORE_SITE = re.compile(r"\s+[|–—»·:-]+\s+")
_TAG = re.compile(r"<[^<>]*(?:>|\Z)|\A[^<>]*>")
_FENCE = re.compile("`{3,}")
_INSTALL = "pip install 'site-builder[html]'"
_REGIONS = {
    "pt-BR": "pt-BR",
    "pt-PT": "pt-PT",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
    "zh-CN": "zh-Hans",
    "zh-SG": "zh-Hans",
}
"""Regions that tell a written form; others ("en-US") only say where a page's visitors are."""
_ASIDE = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "object", "embed"})
_LD = "application/ld+json"


def clean_html(seed: Seed) -> Cleaned:
    """Blocks of a page, with what it states of itself as stated facts of the seed."""
    tree = _tree(seed)
    from trafilatura import bare_extraction

    captions = _lift_captions(tree)
    title = _title(tree)
    languages = tree.xpath("/html/@lang")
    published = _published(tree)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries below it, which are no matter of ours
        try:
            found: Any = bare_extraction(
                tree,
                with_metadata=True,
                include_comments=False,
                include_tables=True,
                include_formatting=True,
                date_extraction_params={"original_date": True, "extensive_search": False},
            )
        except (
            ValueError,
            RecursionError,
            AttributeError,
            TypeError,
        ):  # it is not always ready for wild pages
            found = None
    if found is None or found.body is None:
        raise SeedError(seed.name, "holds no article that could be found", "save its text as .txt or .md")
    blocks = [block for element in found.body for block in _blocks(element, captions)]
    stated = _stated(found, title, published, languages, seed.text)
    headline = stated["title"].value if "title" in stated else None
    while blocks and blocks[0].kind == "heading" and blocks[0].text == headline:
        del blocks[0]
    if not any(is_seen(block.text) for block in blocks):
        raise SeedError(seed.name, "holds no article that could be found", "save its text as .txt or .md")
    return Cleaned(
        seed=replace(seed, stated={**stated, **seed.stated}),
        headline=None,
        headline_rule="",
        blocks=tuple(blocks),
        dateline=_dateline(blocks),
        account=partial(_account, seed, tuple(blocks), headline or ""),
    )


def _tree(seed: Seed) -> Any:
    """The page's tree without what is active in it; SeedError where it is built to hurt."""
    try:
        from lxml import etree
        from lxml.html import HTMLParser, document_fromstring
    except ImportError:
        raise SeedError(seed.name, "is an HTML page, and trafilatura is not installed", _INSTALL) from None
    try:
        import trafilatura  # noqa: F401  told now, before work is done
    except ImportError:
        raise SeedError(seed.name, "is an HTML page, and trafilatura is not installed", _INSTALL) from None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    page = _OPENING.sub(_bounded, seed.text.replace("\0", ""))
    try:
        tree = document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise SeedError(seed.name, "cannot be read as HTML", "save its text as .txt or .md") from None
    level, count = 0, 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        level += 1 if event == "start" else -1
        count += event == "start"
        if count > _MOST_ELEMENTS or level > _DEEPEST:
            what = f"has more than {_MOST_ELEMENTS:,} elements, or more than {_DEEPEST} within each other"
            raise SeedError(seed.name, what, "save its text as .txt or .md")
        if event == "end":
            continue
        if len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib.clear()
        for name, value in list(element.attrib.items()):
            if len(value) > _LONGEST_ATTRIBUTE:
                del element.attrib[name]
    for element in list(tree.iter(*_ASIDE)):
        if not (element.tag == "script" and element.get("type") == _LD) and element.getparent() is not None:
            element.drop_tree()
    return tree


def _bounded(tag: re.Match[str]) -> str:
    """A tag, without its attributes where they are long: parsers take time that grows with their number squared."""
    if len(tag[0]) <= 2 * _LONGEST_ATTRIBUTE:
        return tag[0]
    name = re.match(r"<[A-Za-z][A-Za-z0-9]{0,20}", tag[0])
    return f"{name[0]}>" if name else ""


def _lift_captions(tree: Any) -> frozenset[str]:
    """Captions of figures become paragraphs behind them, for the extraction drops them; their words."""
    captions = set()
    for caption in list(tree.iter("figcaption")):
        words = _words(caption)
        figure = next((one for one in caption.iterancestors("figure")), None)
        if not words or figure is None or figure.getparent() is None:
            continue
        captions.add(words)
        tail, caption.tail = caption.tail, None
        caption.getparent().remove(caption)
        for child in list(caption):
            caption.remove(child)
        caption.tag, caption.text = "p", words
        caption.attrib.clear()
        figure.addnext(caption)
        if tail and tail.strip():
            caption.tail = tail
    return frozenset(captions)


def _words(element: Any) -> str:
    return mend(one_line("".join(element.itertext())))


# What the page states of itself


def _title(tree: Any) -> tuple[str, str] | None:
    """The page's title to the letter, and where it stands.

    A heading that is part of `<title>`, the longest; else what the page states for sharing; else `<title>`.
    """
    whole = next((one_line(_words(title)) for title in tree.iter("title")), "")
    shared = next(
        (
            one_line(value)
            for value in tree.xpath("//meta[@property='og:title' or @name='og:title']/@content")
        ),
        "",
    )
    site = next((one_line(value) for value in tree.xpath("//meta[@property='og:site_name']/@content")), "")
    headings = [_words(heading) for heading in tree.iter("h1", "h2")][:200]
    best = max(
        (
            heading
            for heading in headings
            if heading and heading != site and (heading in whole or heading in shared)
        ),
        key=len,
        default="",
    )
    if best and (2 * len(best) >= len(shared or whole) or len(best) > 20):
        return best, "page's heading and title"
    if shared and shared != site:
        return shared, "page's og:title"
    if not whole:
        return (headings[0], "page's heading") if headings and headings[0] else None
    parts = _BEFORE_SITE.split(whole)
    return max(parts, key=len) if len(parts) > 1 else whole, "page's title"


def _stated(
    found: Any, title: tuple[str, str] | None, published: str | None, languages: Sequence[str], page: str
) -> dict[str, Statement]:
    """Fields the page states, each in the form that the project has for it; what has no such form is passed over."""
    stated: dict[str, Statement] = {}

    def state(name: str, value: str | None, where: str, longest: int) -> None:
        value = without_direction(mend(one_line(value or "")))
        if any(map(str.isalnum, value)) and len(value) <= longest:
            stated[name] = Statement(value, where)

    if title:
        state("title", *title, _LONGEST_TITLE)
    state("author", _as_written(found.author or "", page), "page's meta data", _LONGEST_NAME)
    if published:
        state("published", published, "page's meta data", 10)
    url = _canonical(found.url)
    if url:
        state("source_url", url, "page's canonical address", _LONGEST_URL)
    language = _language(languages[0] if languages else "")
    if language:
        state("language", language, PAGE_LANGUAGE, 20)
    if len(found.categories or ()) == 1 and "," not in found.categories[0]:
        state("section", found.categories[0], "page's category", 60)
    return stated


def _as_written(author: str, page: str) -> str:
    """The names in the letters that the page has them in: the extraction gives each word a capital."""
    names = []
    for name in author.split(";")[:5]:
        name = name.strip()
        written = re.search(re.escape(name), page, re.IGNORECASE) if name else None
        names.append(written[0] if written and name not in page else name)
    return ", ".join(filter(None, names))


def _published(tree: Any) -> str | None:
    """The day that meta tags, JSON-LD or a `<time>` with `datetime` state; one that the text alone has is not stated."""
    from htmldate import find_date
    from lxml.html import Element

    page, head, body = Element("html"), Element("head"), Element("body")
    page.extend([head, body])
    for element in tree.iter("meta", "script"):
        head.append(deepcopy(element))
        head[-1].tail = None
    for element in tree.iter("time"):
        if element.get("datetime"):
            body.append(Element("time", dict(element.attrib)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = find_date(page, original_date=True, extensive_search=False)
        except (ValueError, RecursionError, AttributeError, TypeError, OverflowError):
            return None
    return found if found and _DATE.fullmatch(found) and _is_a_day(found) else None


def _dateline(blocks: Sequence[Block]) -> str | None:
    """The day of a line among the first that is nothing but a date; the line stays where it is."""
    for block in blocks[:_HEAD]:
        said = labels.dateline(block.text)
        if said is not None and said.value:
            return said.value
    return None


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _canonical(url: str | None) -> str | None:
    """The address of the page itself, absolute; the front page of a site is no article's address."""
    try:
        parts = urlsplit(urljoin(url or "", ""))
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "." not in host or " " in (url or ""):
        return None
    return url if parts.path.strip("/") or parts.query else None


def _language(tag: str) -> str | None:
    parts = tag.strip().replace("_", "-").split("-")
    cased = [parts[0].lower(), *(part.title() if len(part) == 4 else part.upper() for part in parts[1:3])]
    whole = "-".join(cased)
    if not LANGUAGE_TAG.fullmatch(whole):
        return None
    if whole in _REGIONS:
        return _REGIONS[whole]
    return "-".join(part for part in cased if len(part) != 2 or part.islower())


# The body


def _blocks(element: Any, captions: frozenset[str]) -> Iterator[Block]:
    """Blocks of one element that the extraction left, and of the text behind it."""
    match element.tag:
        case "head":
            level = min(4, max(2, int((element.get("rend") or "h2")[-1:] or 2)))
            yield from _block("heading", _words(element), "#" * level + " ")
        case "list":
            yield from _list(element)
        case "table":
            yield from _table(element)
        case "quote":
            yield from _quote(element)
        case "code":
            yield from _code(element)
        case "graphic":
            pass
        case "div" | "body":
            yield from _paragraphs(element, captions)
        case _:
            yield from _paragraphs(element, captions)
    if element.tail and element.tail.strip():
        yield from _block("paragraph", mend(one_line(element.tail)))


_WITHIN = frozenset({"list", "table", "quote", "code", "head", "p"})


def _paragraphs(element: Any, captions: frozenset[str]) -> Iterator[Block]:
    """A paragraph; blocks within it stand on their own, and a break ends a paragraph."""
    pieces: list[str] = [element.text or ""]

    def close() -> Iterator[Block]:
        words = mend(one_line("".join(pieces)))
        pieces.clear()
        yield from _block("caption" if words in captions else "paragraph", words)

    for child in element:
        if child.tag in _WITHIN and not (child.tag == "code" and "\n" not in "".join(child.itertext())):
            yield from close()
            yield from (block for block in _blocks(child, captions))
        elif child.tag == "lb":
            pieces.append("\n")
            if not (child.tail or "").strip():
                yield from close()
            pieces.append(child.tail or "")
        else:
            pieces += ["".join(child.itertext()), child.tail or ""]
    yield from close()


def _block(kind: BlockKind, words: str, mark: str = "") -> Iterator[Block]:
    words = one_line(words)
    if not is_seen(words):
        return
    markdown = f"*{escape_markdown(words)}*" if kind == "caption" else mark + escape_markdown(words)
    yield Block(kind, markdown, without_direction(words))


def _list(element: Any) -> Iterator[Block]:
    items = [item for item in map(_words, element.iter("item")) if is_seen(item)]
    if items:
        is_counted = (element.get("rend") or "") == "ol"
        marks = [f"{place}." if is_counted else "-" for place in range(1, len(items) + 1)]
        lines = [f"{mark} {escape_markdown(item)}" for mark, item in zip(marks, items, strict=True)]
        yield Block("list", "\n".join(lines), without_direction(" ".join(items)))


def _table(element: Any) -> Iterator[Block]:
    """All rows as wide as the widest, the first one as the head."""
    rows = [
        [_words(cell) for cell in row.iter("cell")][:_MOST_CELLS]
        for row in list(element.iter("row"))[:_MOST_ROWS]
    ]
    rows = [row for row in rows if any(map(is_seen, row))]
    columns = max(map(len, rows), default=0)
    if columns < 2 or len(rows) < 2:
        for row in rows:
            yield from _block("paragraph", " ".join(row))
        return
    lines = [
        "| " + " | ".join(map(escape_markdown, row + [""] * (columns - len(row)))) + " |" for row in rows
    ]
    lines.insert(1, "|" + " --- |" * columns)
    text = " ".join(cell for row in rows for cell in row if cell)
    yield Block("table", "\n".join(lines), without_direction(text))


def _quote(element: Any) -> Iterator[Block]:
    if element.find("code") is None and any(child.tag == "p" for child in element):
        parts = [_words(child) for child in element]
        parts = [mend(one_line(element.text or "")), *parts]
    else:
        parts = [_words(element)]
    parts = [part for part in parts if is_seen(part)]
    if parts:
        markdown = "\n>\n".join(f"> {escape_markdown(part)}" for part in parts)
        yield Block("quote", markdown, without_direction(" ".join(parts)))


def _code(element: Any) -> Iterator[Block]:
    code = "".join((piece if piece is not None else "") for piece in element.itertext()).strip("\n")
    if "\n" not in code:
        yield from _block("paragraph", mend(one_line(code)))
        return
    code = "\n".join(harmless(line.replace("\t", "    ")) for line in code.split("\n"))
    longest = max((len(found) for found in _FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    yield Block("code", f"{fence}\n{code}\n{fence}", without_direction(code))


# What became of each line


def _account(seed: Seed, blocks: Sequence[Block], title: str) -> tuple[Line, ...]:
    """For each line of the file the block that its words are in, as far as words tell; markup alone is boilerplate.

    The blocks come in the order of the file, so each line is looked for in the block of the last one and the next ones.
    """
    lines: list[Line] = []
    texts = [_compact(block.text) for block in blocks]
    place = 0
    for number, line in enumerate(seed.text.removesuffix("\n").split("\n"), 1):
        if not line.strip():
            lines.append(Line(number, "blank", None, "blank"))
            continue
        words = _compact(html.unescape(_TAG.sub(" ", line)))
        kind: LineKind = "boilerplate"
        block: int | None = None
        rule = "html-markup" if not words else "html-not-of-the-article"
        if words and title and words == _compact(title):
            kind, rule = "title", "html-title"
        elif words:
            for candidate in range(place, min(len(texts), place + _AHEAD)):
                text = texts[candidate]
                if _is_of(words, text, near=candidate - place < 2):
                    place = block = candidate
                    while place + 1 < len(texts) and texts[place + 1] in words:  # a line may hold several
                        place += 1
                    kind = blocks[candidate].kind if blocks[candidate].kind != "html" else "paragraph"  # type: ignore[assignment]
                    rule = f"html-{kind}"
                    break
        lines.append(Line(number, kind, block, rule))
    return tuple(lines)


_AHEAD, _SURE = 40, 20
"""Blocks that are looked at for a line's words, and characters of a block that is believed to be in a line."""


def _is_of(words: str, text: str, *, near: bool) -> bool:
    """Do a line and a block have their words in common? A few words are believed only where they are expected."""
    if len(words) <= _SURE:
        return words == text or (near and words in text)
    return words in text or (len(text) > _SURE and text in words)


def _compact(text: str) -> str:
    return "".join(text.split())
