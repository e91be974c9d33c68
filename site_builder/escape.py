"""Escape plain text as Markdown, and take it back.

Works on one line of text; memory: the line. Raises nothing. The line is expected with its white space folded
and its control characters gone; what the Markdown library uses as marks inside (STX, ETX) is dropped here.

Escaped text says the same in a paragraph, a heading, an emphasis, a quotation, a list item or a table cell.
It is meant to be read as it stands, so a mark is escaped only where it could be taken for markup: full stops,
hyphens, parentheses and underscores inside words stay as they are. A closing bracket stays too: text that is
to become the words of a link needs its `]` escaped as well.

Not here: what Markdown looks like on a page (`render.markdown`), which text is markup (`clean`).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_MARKS = "\\`*_[|<&\x02\x03"
_MARK = re.compile(
    r"[\\`*\[|]|_++"
    r"|<(?! )"  # "3 < 4" is no tag
    # The library completes "&#65 " and, folding case, takes the long s and the Kelvin sign for letters.
    r"|&(?=#|[0-9A-Za-z\u017f\u212a]+;)"
)
_LINE_START = re.compile(
    r"(?P<mark>[#>]|[-+](?= |\Z)|-(?=[- ]*\Z))"  # heading, quotation, list, rule
    r"|(?P<number>\d+)\.(?= |\Z)"
    r"|(?P<fence>~)(?=~~)|(?P<underline>=)(?==*\Z)"  # these two know no backslash
)
_ESCAPED = re.compile(r"\\(.)|&lt;|&amp;|&#126;|&#61;", re.DOTALL)
_CHARACTERS = {"&lt;": "<", "&amp;": "&", "&#126;": "~", "&#61;": "="}


def escape_markdown(text: str) -> str:
    """Markdown that reads as exactly `text`, with nothing in it active."""
    if not any(mark in text for mark in _MARKS):
        return _with_passive_ends(text, text)
    text = text.replace("\x02", "").replace("\x03", "")
    return _with_passive_ends(text, _MARK.sub(_passive, text))


def escape_for(text: str) -> Callable[[str], str]:
    """What escapes any line of `text`, and looks only for marks that are there; without any, at the ends of the line."""
    marks = [mark for mark in _MARKS if mark in text]

    def escape(line: str) -> str:
        for mark in marks:
            if mark in line:
                return escape_markdown(line)
        return line if line[:1].isalpha() and line[-1] != "#" else _with_passive_ends(line, line)

    return escape


def _with_passive_ends(text: str, escaped: str) -> str:
    """`escaped`, which `text` became, with the marks at its ends escaped too."""
    if not text[:1].isalpha() and (start := _LINE_START.match(text)):
        escaped = _passive_start(start) + escaped[start.end() :]
    if text.endswith("#") and len(text) > 1:
        # A heading would drop its last "#": "## C#".
        escaped = escaped[:-1] + r"\#"
    return escaped


def unescape_markdown(text: str) -> str:
    """The text that `escape_markdown` was given."""
    return _ESCAPED.sub(lambda found: found[1] or _CHARACTERS[found[0]], text)


def _passive(found: re.Match[str]) -> str:
    mark = found[0]
    if mark == "<":
        return "&lt;"
    if mark == "&":
        return "&amp;"
    if mark[0] == "_" and _inside_a_word(found):
        return mark
    return "".join("\\" + character for character in mark)


def _inside_a_word(found: re.Match[str]) -> bool:
    """Underscores between letters or digits, as in snake_case, never emphasise."""
    text, start, end = found.string, found.start(), found.end()
    return text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


def _passive_start(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "mark":
            return "\\" + found[0]
        case "number":
            return found["number"] + r"\."
        case "fence":
            return "&#126;"
        case _:
            return "&#61;"
