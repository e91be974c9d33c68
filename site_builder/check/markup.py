"""Read HTML as a browser's tokenizer does: start tags with their attributes, and text a reader sees.

One page at a time; memory: its tags. Raises nothing: every text is some HTML. One regular expression does the
work, for html.parser needs 50 seconds for 10,000 pages of 30 KB and this an eighth of it. Whether the HTML is valid
is for a validator to say.

Not here: what an attribute means (`survey`, and each law).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from html import unescape

from site_builder.value import dataclass

# Attributes as WHATWG's tokenizer cuts them: a quote counts after "=" only, and only ">" or the end stops them. All
# possessive, so that no text is slow.
_ATTRIBUTES = (
    r"""((?:[\s/]++|(?:=[^\s/>=]*+|[^\s/>=]++)(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+)?+)?+)*+)"""
)
_PASSED = r"!--(?:-?>|.*?--!?>|.*\Z)|[!?][^>]*+(?:>|\Z)"
# Elements whose content is text up to their own end tag.
_RAW = (
    rf"(script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s/>]){_ATTRIBUTES}>"
    r"(.*?)(?:</\1(?=[\s/>])[^>]*+(?:>|\Z)|\Z)"
)
# One "<" before all alternatives: the search then leaps from one to the next.
_FLAGS = re.IGNORECASE | re.DOTALL
_START = re.compile(rf"<(?:{_PASSED}|{_RAW}|([a-z][^\s/>]*+){_ATTRIBUTES}>|[a-z].*+\Z)", _FLAGS)
_TOKEN = re.compile(rf"<(?:{_PASSED}|{_RAW}|(/?[a-z][^\s/>]*+){_ATTRIBUTES}>|/?[a-z].*+\Z)", _FLAGS)
_ATTRIBUTE = re.compile(r"""(=[^\s/>=]*|[^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]*)))?""")

_URL_ATTRIBUTES = frozenset(
    ("href", "xlink:href", "src", "action", "formaction", "poster", "data", "background", "manifest", "ping")
)
_SETS = frozenset(("srcset", "imagesrcset"))

_INLINE = re.compile(
    "a|abbr|b|bdi|bdo|cite|data|del|dfn|em|i|ins|mark|q|ruby|rt|s|small|span|strong|sub|sup|time|u|var|wbr"
)
_CODE = frozenset(("pre", "code", "samp", "kbd"))


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """A start tag; one that stands on many pages is the same object, so that laws can remember it."""

    name: str
    attributes: dict[str, str]
    """Names in lower case, values without character references; the first of a name counts."""
    text: str
    """What a script, a style sheet or a title holds, as it stands; "" for other elements."""
    addresses: tuple[tuple[str, str], ...]
    """Attributes that hold an address, each with each of its addresses."""
    anchors: tuple[str, ...]
    """What a fragment can name."""

    def words(self, attribute: str) -> frozenset[str]:
        """A value that is a list of words, as of `rel`, in lower case."""
        return frozenset(self.attributes.get(attribute, "").lower().split())


def tags_of(html: str) -> tuple[Tag, ...]:
    """Start tags in the order of the page; one that stands there again in the same letters is left out."""
    return tuple(
        _tag(name, attributes) if name else replace(_tag(raw, raw_attributes), text=text)
        for raw, raw_attributes, text, name, attributes in dict.fromkeys(_START.findall(html))
        if name or raw
    )


@lru_cache(maxsize=20_000)
def _tag(name: str, attributes: str) -> Tag:
    """Remembered: pages of one story share most of their tags."""
    name = name.lower()
    found: dict[str, str] = {}
    for attribute, double, single, bare in _ATTRIBUTE.findall(attributes):
        value = double or single or bare
        found.setdefault(attribute.lower(), unescape(value) if "&" in value else value)
    anchors = ("id", "name") if name == "a" else ("id",)
    return Tag(
        name, found, "", tuple(_addresses(name, found)), tuple(found[key] for key in anchors if key in found)
    )


def _addresses(name: str, attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    for key, value in attributes.items():
        if key in _URL_ATTRIBUTES and (key != "data" or name == "object"):
            yield key, value
        elif key in _SETS:
            yield from ((key, words[0]) for candidate in value.split(",") if (words := candidate.split()))


def visible_lines(html: str) -> Iterator[str]:
    """What a reader sees, a line for each line of each block; code is left out."""
    text: list[str] = []
    code = position = 0
    for token in _TOKEN.finditer(html):
        if not code:
            text.append(html[position : token.start()])
        position = token.end()
        name = (token[4] or token[1] or "").lower()
        element = name.lstrip("/")
        if element in _CODE:
            if not code:
                text.append("…")  # what stands before and after code does not join
            code = max(0, code - 1) if name[0] == "/" else code + 1
        elif element and not _INLINE.fullmatch(element):
            yield from _lines(text)
            text.clear()
    text.append(html[position:])
    yield from _lines(text)


def _lines(pieces: list[str]) -> Iterator[str]:
    for line in unescape("".join(pieces)).splitlines():
        if stripped := line.strip():
            yield stripped
