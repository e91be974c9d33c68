"""HTML of a built page → XHTML that a book may hold: well-formed, each element where its schema allows it, nothing that acts.

Shape: one page, and of it the blocks of the article, each found by its id (`p1`, `p2` …); memory: their elements. Raises
ValueError for a page that does not have as many as it should.

What is kept is named here; the words of everything else stay, without their element. A link leads to a web address in its
strictest form, or is no link.

Not here: what stands around the blocks (`chapters.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from typing import ClassVar
from urllib.parse import quote, urlsplit

from site_builder.value import dataclass

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def escaped(text: str) -> str:
    """Text as it stands in XML, between tags or in double quotes."""
    text = _NOT_IN_XML.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


# The page


@dataclass(slots=True)
class Element:
    """What stands between a tag and its end, in order."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str]


def blocks_of(page: str, count: int) -> list[Element]:
    """The `count` blocks of the article on a page."""
    start = page.rfind("<", 0, max(0, page.find(' id="p1"')))
    reader = _Blocks(count)
    try:
        reader.feed(page[max(0, start) :])
        reader.close()
    except _EnoughError:
        return reader.blocks
    raise ValueError(f"holds {len(reader.blocks)} blocks of {count}")


class _EnoughError(Exception):
    """All blocks are read; what follows on the page is not looked at."""


_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_DEEPEST = 80
"""Elements within each other; deeper ones are passed over, their words are not."""


class _Blocks(HTMLParser):
    def __init__(self, count: int) -> None:
        super().__init__()
        self.blocks: list[Element] = []
        self._count = count
        self._open: list[Element] = []
        self._passed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._open and ("id", f"p{len(self.blocks) + 1}") not in attrs:
            return
        if len(self._open) >= _DEEPEST and tag not in _VOID:
            self._passed.append(tag)
            return
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        if self._open:
            self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)
        elif not self._open:
            self._finish(element)

    def handle_endtag(self, tag: str) -> None:
        if self._passed:
            if tag == self._passed[-1]:
                self._passed.pop()
            return
        if all(element.tag != tag for element in self._open):
            return
        while True:
            element = self._open.pop()
            if not self._open:
                self._finish(element)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].children.append(data)

    def _finish(self, block: Element) -> None:
        self.blocks.append(block)
        if len(self.blocks) == self._count:
            raise _EnoughError


# What a book may hold

_INLINE = frozenset(
    ["a", "abbr", "cite", "code", "del", "em", "kbd", "mark", "q", "s", "span", "strong", "sub", "sup", "u"]
)
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_PROSE = frozenset(("p", "pre", "figcaption", "footer", *_HEADINGS))
"""Blocks that hold text and what stands within a line."""
_BOXES = frozenset(("div", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "caption"))
"""Boxes, and what is one where it has lost its list or table."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?")
_KEPT_CLASSES = frozenset(
    ["align-left", "align-center", "align-right", "codehilite", "lost-picture", "picture"]
)


def block(element: Element, name: str = "", sign: str = "") -> str:
    """A block as XHTML, with an id if a `name` is given; `sign` stands where a picture was."""
    html = _Writer(sign).flow(element)
    return re.sub(r"\A<[a-z0-9]+", rf'\g<0> id="{name}"', html, count=1) if name else html


class _Writer:
    """Writes elements where they are allowed: in the flow of blocks, or within a line."""

    def __init__(self, sign: str) -> None:
        self._sign = sign

    def flow(self, element: Element) -> str:
        """An element among blocks."""
        tag = element.tag
        special = self._special.get(tag)
        if special is not None:
            return special(self, element)
        if tag in _PROSE:
            own = "p" if tag in ("figcaption", "footer") else tag
            return _written(own, element, self.line_in(element))
        if tag in _BOXES or tag == "blockquote":
            return _written(tag if tag == "blockquote" else "div", element, self.flow_in(element))
        return self.line(element)

    def flow_in(self, element: Element) -> str:
        """What an element holds, as blocks."""
        return "".join(escaped(one) if isinstance(one, str) else self.flow(one) for one in element.children)

    def line(self, element: Element, in_link: bool = False) -> str:
        """An element within a line; of a block, its words."""
        if element.tag == "br":
            return "<br/>"
        if element.tag in _INLINE:
            is_link = element.tag == "a"
            words = self.line_in(element, in_link or is_link)
            if element.tag in ("a", "span") and not _attributes(element):
                return words
            return words if is_link and in_link else _written(element.tag, element, words)
        return f" {self.line_in(element, in_link)} "

    def line_in(self, element: Element, in_link: bool = False) -> str:
        """What an element holds, as the words of a line."""
        return "".join(
            escaped(one) if isinstance(one, str) else self.line(one, in_link) for one in element.children
        )

    def _list(self, element: Element) -> str:
        items = [one for one in element.children if not isinstance(one, str) or one.strip()]
        inner = ""
        for item in items:
            if isinstance(item, str):
                inner += f"<li>{escaped(item)}</li>"
            elif item.tag == "li":
                inner += _written("li", item, self.flow_in(item))
            else:
                inner += f"<li>{self.flow(item)}</li>"
        return _written(element.tag, element, inner) if items else ""

    def _pairs(self, element: Element) -> str:
        """A list of terms and what is said of each; a box where it is not in that order."""
        items = _elements(element)
        tags = " ".join(item.tag for item in items)
        if _has_words(element) or not re.fullmatch(r"(?:(?:dt )+(?:dd ?)+)+", tags):
            return _written("div", element, self.flow_in(element))
        inner = "".join(
            _written(item.tag, item, self.line_in(item) if item.tag == "dt" else self.flow_in(item))
            for item in items
        )
        return _written("dl", element, inner)

    def _figure(self, element: Element) -> str:
        captions = [one for one in _elements(element) if one.tag == "figcaption"]
        if len(captions) != 1:
            return _written("div", element, self.flow_in(element))
        is_lost = element.attributes.get("class") == "lost-picture"
        rest = "".join(
            escaped(one) if isinstance(one, str) else self.flow(one)
            for one in element.children
            if isinstance(one, str) or (one is not captions[0] and one.attributes.get("class") != "sign")
        )
        caption = _written("figcaption", captions[0], self.line_in(captions[0]))
        return _written("figure", element, (self._sign if is_lost else "") + rest + caption)

    def _quotation(self, element: Element) -> str:
        inner = ""
        for one in element.children:
            if isinstance(one, Element) and one.tag == "footer":
                inner += _written("footer", one, self.line_in(one))
            else:
                inner += escaped(one) if isinstance(one, str) else self.flow(one)
        return _written("blockquote", element, inner)

    def _table(self, element: Element) -> str:
        head: list[str] = []
        body: list[str] = []
        captions: list[Element] = []
        for part in _elements(element):
            captions += [part] if part.tag == "caption" else []
            rows = [part] if part.tag == "tr" else [row for row in _elements(part) if row.tag == "tr"]
            (head if part.tag == "thead" and not body else body).extend(map(self._row, rows))
        if not any(body) and not any(head):
            return _written("div", element, self.flow_in(element))
        inner = _written("caption", captions[0], self.line_in(captions[0])) if captions else ""
        inner += f"<thead>{''.join(head)}</thead>" if any(head) else ""
        inner += f"<tbody>{''.join(body)}</tbody>" if any(body) else ""
        return _written("table", element, inner)

    def _row(self, row: Element) -> str:
        cells = [one for one in _elements(row) if one.tag in ("td", "th")]
        inner = "".join(
            _written(cell.tag, cell, self.line_in(cell) if cell.tag == "th" else self.flow_in(cell))
            for cell in cells
        )
        return _written("tr", row, inner) if cells else ""

    def _rule(self, element: Element) -> str:
        return _written("hr", element, "")

    _special: ClassVar[dict[str, Callable[[_Writer, Element], str]]] = {
        "ul": _list,
        "ol": _list,
        "dl": _pairs,
        "figure": _figure,
        "blockquote": _quotation,
        "table": _table,
        "hr": _rule,
    }


def _has_words(element: Element) -> bool:
    """Does it hold words that stand in none of its elements?"""
    return any(isinstance(one, str) and one.strip() for one in element.children)


def _elements(element: Element) -> Sequence[Element]:
    return [one for one in element.children if isinstance(one, Element)]


def _written(tag: str, element: Element, inner: str) -> str:
    stated = _attributes(element, tag)
    return f"<{tag}{stated}>{inner}</{tag}>" if inner or tag != "hr" else f"<hr{stated}/>"


def _attributes(element: Element, tag: str = "") -> str:
    """Those that mean something in a book, as they stand in a tag."""
    tag = tag or element.tag
    kept = ""
    for name, value in element.attributes.items():
        if name == "lang" and _LANGUAGE.fullmatch(value):
            kept += f' lang="{value}" xml:lang="{value}"'
        elif name == "dir" and value in ("ltr", "rtl", "auto"):
            kept += f' dir="{value}"'
        elif name == "class":
            names = " ".join(one for one in value.split() if one in _KEPT_CLASSES)
            kept += f' class="{names}"' if names else ""
        elif name == "href" and tag == "a" and (address := web_address(value)):
            kept += f' href="{escaped(address)}"'
        elif name == "title" and tag == "abbr":
            kept += f' title="{escaped(value)}"'
        elif (name == "start" and tag == "ol" and re.fullmatch(r"-?[0-9]{1,9}", value)) or (
            name in ("colspan", "rowspan") and tag in ("td", "th") and re.fullmatch(r"[1-9][0-9]{0,2}", value)
        ):
            kept += f' {name}="{value}"'
    return kept


# Addresses

_HOST = re.compile(
    r"(?=[a-z0-9.-]{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}"
)
_SAFE = "!$&'()*+,;=:@/?-._~"
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def web_address(address: str) -> str | None:
    """An http(s) address in the form that every reader takes; None where it has none."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode()
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or "@" in parts.netloc:
        return None
    place = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    fragment = f"#{_quoted(parts.fragment)}" if parts.fragment else ""
    return place + (_quoted(parts.path) or "/") + query + fragment


def _quoted(text: str) -> str:
    return quote(_BROKEN_ESCAPE.sub("%25", text), safe=_SAFE + "%", errors="replace")
