"""Code as HTML, coloured where its language is stated and known; and the style sheet of these colours.

Shape: one block of code; the only file that knows pygments, which is imported when there is code to be coloured, for
that takes 19 ms. Memory: the lexers used and the latest results. Raises nothing.

Not here: what is code in an article (`direct`, `library`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from site_builder.text import escaped

if TYPE_CHECKING:
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexer import Lexer


def words(text: str) -> frozenset[str]:
    """A set that is written as its words."""
    return frozenset(text.split())


_USUAL = words(
    "awk bash batch c clojure cmake common-lisp console cpp csharp css dart delphi diff django docker elixir"
    " erlang fortran fsharp go graphql groovy haskell html http ini java javascript jinja json jsx julia kotlin"
    " latex less lua make markdown matlab mysql nasm nginx nim objective-c ocaml perl php postgresql powershell"
    " protobuf pycon python r rst ruby rust scala scheme scss solidity sql sqlite3 swift terraform toml tsx"
    " typescript vb.net vim wast xml yaml zig"
)
"""Languages that are highlighted, for articles show no others and some lexers never come back: 400 characters
of `<!--` cost one half a minute."""
_LONGEST_CODE = 6_000
_MOST_LINES = 400
_WIDEST_LINE = 400
_BLANK_LINES = 10
"""What is highlighted. Lexers too search far and go back: 8,000 line ends cost several of them 3 seconds. Within
these limits no run of a mark cost one more than a second.
"""


def highlighted(code: str, language: str) -> str:
    """Code in a frame; escaped as serialised HTML is, so that the allow-list leaves it as it is."""
    inner = _coloured(code, language) if language and _is_light(code) else None
    return f'<div class="codehilite"><pre><code>{inner or escaped(code, quotes=False)}\n</code></pre></div>'


@lru_cache(maxsize=64)
def _coloured(code: str, language: str) -> str | None:
    """None where the language is not known. What equals a block just read is not read again: versions share code."""
    lexer = _lexer(language.lower())
    if lexer is None:
        return None
    from pygments import highlight

    html = highlight(code, lexer, _formatter()).rstrip("\n")
    return html.replace("&quot;", '"').replace("&#39;", "'")


@lru_cache(maxsize=1)
def _formatter() -> HtmlFormatter[str]:
    from pygments.formatters.html import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
    return None if _USUAL.isdisjoint(lexer.aliases) else lexer


def _is_light(code: str) -> bool:
    """Whether a lexer surely reads `code` in reasonable time."""
    lines = code.split("\n")
    return (
        len(code) <= _LONGEST_CODE
        and len(lines) <= _MOST_LINES
        and max(map(len, lines)) <= _WIDEST_LINE
        and "\n" * _BLANK_LINES not in code
    )


_FAMILIES = {
    "comment": ("Comment",),
    "keyword": ("Keyword", "Operator.Word"),
    "string": ("Literal.String", "Generic.Inserted"),
    "number": ("Literal.Number",),
    "name": tuple(
        f"Name.{kind}" for kind in ("Function", "Class", "Tag", "Attribute", "Decorator", "Namespace")
    ),
    "deleted": ("Generic.Deleted", "Generic.Error"),
}
"""What is told apart in code; the rest keeps the colour of text."""
_LIGHT = {"background": "#f6f8fa", "text": "#24292f", "comment": "#59636e", "keyword": "#a3194f"} | {
    "string": "#0b5f38",
    "number": "#0b53a8",
    "name": "#6639ba",
    "deleted": "#a40e26",
}
_DARK = {"background": "#161b22", "text": "#e6edf3", "comment": "#9da7b3", "keyword": "#ff8aa7"} | {
    "string": "#a5d6a7",
    "number": "#84c5ff",
    "name": "#d2a8ff",
    "deleted": "#ffa198",
}


def highlight_css() -> str:
    """Style sheet of highlighted code, light and dark; every colour has a contrast of 4.5 and more."""
    selectors = _selectors()
    light, dark = _colours(_LIGHT, selectors), _colours(_DARK, selectors)
    return f"{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n"


def code_classes() -> frozenset[str]:
    """What the parts of coloured code are marked with."""
    from pygments.token import STANDARD_TYPES

    return frozenset(STANDARD_TYPES.values()) - {""}


def _selectors() -> dict[str, str]:
    """Family → what is of it."""
    from pygments.token import STANDARD_TYPES, is_token_subtype, string_to_tokentype

    found = {}
    for family, ancestors in _FAMILIES.items():
        tokens = [string_to_tokentype(ancestor) for ancestor in ancestors]
        names = [
            name
            for token, name in STANDARD_TYPES.items()
            if any(is_token_subtype(token, one) for one in tokens)
        ]
        found[family] = ",".join([f".{name}" for name in sorted(names)])
    return found


def _colours(palette: Mapping[str, str], selectors: Mapping[str, str]) -> str:
    rules = [f".codehilite{{background:{palette['background']};color:{palette['text']}}}"]
    rules += [
        f".codehilite :is({selector}){{color:{palette[family]}}}" for family, selector in selectors.items()
    ]
    return "".join(f"{rule}\n" for rule in rules)
