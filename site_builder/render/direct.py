"""Blocks of the usual forms as HTML, without the Markdown library: byte for byte what `library` makes of them.

Shape: the blocks of one article; pure. Memory: their HTML. Raises nothing: a block that is not surely understood
is left to the library, and so is every block where the library has learned what is not in `KNOWN_STEPS`.

Written here: paragraphs, headings, captions, quotations of one line and their speakers, lists of one line an item,
tables without alignment, fenced code; within them escaped marks, bold words and links to addresses in full.
Nothing of a seed leaves this module but text, escaped, and such addresses.

It is quick by asking few questions: which marks an article has at all is a search for single bytes, and only the
marks it has are looked for in its blocks.

Not here: what any other block means (`library`), how code is coloured (`code`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from site_builder.late import late
from site_builder.render.code import highlighted

Marks = tuple[str, ...]

_MARKS = {mark: mark.encode() for mark in "\\*_&<[`\t\r\0\2\3"}
"""What can mean something within a line. The last five are no marks, but the library drops or replaces them."""
_REPLACED = ("\t", "\r", "\0", "\2", "\3")


def direct_blocks(texts: Sequence[str], data: bytes) -> list[str | None]:
    """HTML of each block, None for one that is the library's; `data` is all of them joined, as UTF-8."""
    marks: Marks = ("\n", *[mark for mark, byte in _MARKS.items() if byte in data])
    has_greater = b">" in data
    found: list[str | None] = []
    for text in texts:
        if text[:1].isalpha() and text.strip() == text:
            for mark in marks:
                if mark in text:
                    break
            else:  # nearly every block of prose
                found.append(f"<p>{text.replace('>', '&gt;')}</p>" if has_greater else f"<p>{text}</p>")
                continue
        found.append(_block(text, marks))
    return found


def _block(text: str, marks: Marks) -> str | None:
    form = _FORMS.get(text[:1])
    html = form(text, marks) if form else None
    if html is not None and form is _fenced:
        return html
    if html is None and form not in _NEVER_PROSE:
        inner = _lines(text, marks) if "\n" in text else _prose(text, marks)
        html = None if inner is None else f"<p>{inner}</p>"
    return None if len(text) > _MOST_MARKS and _is_perhaps_given_up(text) else html


_MOST_MARKS = 200


def _is_perhaps_given_up(text: str) -> bool:
    """The library may show a text with so many backticks or quotation marks as it is (`library`, what is too dear)."""
    return text.count("`") > _MOST_MARKS or ("]:" in text and text.count('"') + text.count("'") > _MOST_MARKS)


# Forms of blocks; each gives None for what it does not understand


def _starred(text: str, marks: Marks) -> str | None:
    """A caption, which is an emphasis as a whole, a list, or a line that only begins with stars."""
    if text[1:2] == " ":
        return _bulleted(text, marks)
    words = text[1:-1]
    if text[-1] == "*" and ("*" not in words or "*" not in words.replace("\\*", "")):
        inner = _inner(words, marks)
        return inner and f'<figure class="lost-picture">\n<figcaption>{inner}</figcaption>\n</figure>'
    inner = _inner(text, marks)
    return inner and f"<p>{inner}</p>"


def _heading(text: str, marks: Marks) -> str | None:
    level = len(text) - len(text.lstrip("#"))
    words = text[level + 1 :]
    if level > 6 or text[level : level + 1] != " ":
        return None
    if words[-1:] == "#" and (words[-2:-1] != "\\" or words[-3:-2] == "\\"):
        return None  # marks that close it
    inner = _inner(words, marks)
    level = max(2, level)
    return inner and f"<h{level}>{inner}</h{level}>"


def _quotation(text: str, marks: Marks) -> str | None:
    """One line, and who said it."""
    said, parted, name = text.partition("\n>\n> — ")
    inner = (
        _prose(said[2:], marks) if said[1:2] == " " and "\n" not in text[len(said) + len(parted) :] else None
    )
    speaker = _inner(name, marks) if parted else ""
    if inner is None or speaker is None:
        return None
    footer = f"<footer>{speaker}</footer>\n" if parted else ""
    return f"<blockquote>\n<p>{inner}</p>\n{footer}</blockquote>"


_MOST_LINES = 250
"""Of a list or a paragraph: the library gives up some that have more than 300."""


def _bulleted(text: str, marks: Marks) -> str | None:
    mark = text[:2]
    lines = text.split("\n")
    if mark[1:] != " " or len(lines) > _MOST_LINES or "|" in text:
        return None
    items: list[str] = []
    for line in lines:
        item = _prose(line[2:], marks) if line.startswith(mark) else None
        if item is None:
            return None
        items.append(item)
    return "<ul>\n<li>" + "</li>\n<li>".join(items) + "</li>\n</ul>"


_ITEM = late(r"([0-9]{1,9})\. ([^\n]*+)")


def _numbered(text: str, marks: Marks) -> str | None:
    lines = text.split("\n")
    first = _ITEM.fullmatch(lines[0])
    if first is None or len(lines) > _MOST_LINES or "|" in text:
        return None
    items: list[str] = []
    for line in lines:
        found = _ITEM.fullmatch(line)
        item = _prose(found[2], marks) if found else None
        if item is None:
            return None
        items.append(item)
    start = "" if first[1] == "1" else f' start="{first[1]}"'
    return f"<ol{start}>\n<li>" + "</li>\n<li>".join(items) + "</li>\n</ol>"


_RULE = late(r"\|(?: --- \|)++")
_EMPTY_ROW = late(r"^[-:|> ]++$", re.MULTILINE)


def _table(text: str, marks: Marks) -> str | None:
    """Rows of as many cells, with no pipe within one."""
    lines = text.split("\n")
    if len(lines) < 3 or not _RULE.fullmatch(lines[1]) or "`" in text or "\\|" in text or "\\\\" in text:
        return None
    columns = lines[1].count("|") - 1
    if sum(row.count("|") for row in _EMPTY_ROW.findall(text)) * (len(lines) + 4) > 4 * len(text):
        return None  # perhaps more cells than the library is let make
    rows: list[str] = []
    for line in (lines[0], *lines[2:]):
        if len(line) < 2 or line[0] != "|" or line[-1] != "|":
            return None
        cells = [_line(cell.strip(" "), marks) for cell in line[1:-1].split("|")]
        if len(cells) != columns or None in cells:
            return None
        tag = "td" if rows else "th"
        inner = "\n".join([f"<{tag}>{cell}</{tag}>" for cell in cells])
        rows.append(f"<tr>\n{inner}\n</tr>")
    body = "\n".join(rows[1:])
    return f"<table>\n<thead>\n{rows[0]}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>"


_FENCE = late(r"(`{3,}+|~{3,}+) *+\{?\.?([\w+#.-]*+)[^`]*+")


def _fenced(text: str, marks: Marks) -> str | None:
    """Code whose last line is the first that closes its fence."""
    lines = text.split("\n")
    opening = _FENCE.fullmatch(lines[0])
    if opening is None or any(mark in marks and mark in text for mark in _REPLACED):
        return None
    fence = opening[1]
    for place, line in enumerate(lines[1:], 1):
        if fence in line and (closing := line.strip()).startswith(fence) and not closing.strip(fence[0]):
            if place < len(lines) - 1:
                return None
            return highlighted(
                "\n".join([line if line.strip(" ") else "" for line in lines[1:-1]]), opening[2]
            )
    return None


_FORMS: dict[str, Callable[[str, Marks], str | None]] = {
    "*": _starred,
    "#": _heading,
    ">": _quotation,
    "-": _bulleted,
    "+": _bulleted,
    "|": _table,
    "`": _fenced,
    "~": _fenced,
    **dict.fromkeys("0123456789", _numbered),
}
"""By the first character."""
_NEVER_PROSE = frozenset({_starred, _heading, _quotation, _table})


# Lines


_NOT_PROSE = frozenset("#>|=_")
_PERHAPS_PROSE = frozenset("-+~`*")
_NUMBER = late(r"\d++\. ")


def _prose(text: str, marks: Marks) -> str | None:
    """The inside of a line that is a paragraph wherever it stands."""
    return _inner(text, marks) if text[:1].isalpha() or _begins_prose(text) else None


def _begins_prose(text: str) -> bool:
    first = text[:1]
    if first in _PERHAPS_PROSE:
        return text[1:2].isalnum() or (text[:2] == "**" and text[2:3].isalnum())
    return first not in _NOT_PROSE and not (first.isdecimal() and _NUMBER.match(text))


def _lines(text: str, marks: Marks) -> str | None:
    """The inside of a paragraph of several lines, none of which could begin a block of its own."""
    lines = text.split("\n")
    if len(lines) > _MOST_LINES or "|" in text:
        return None
    inner = [_prose(line, marks) for line in lines]
    return None if None in inner else "\n".join([line for line in inner if line is not None])


def _inner(text: str, marks: Marks) -> str | None:
    """The inside of a line that has no space at its ends."""
    return _line(text, marks) if text and text.strip() == text else None


def _line(text: str, marks: Marks) -> str | None:
    for mark in marks:
        if mark in text:
            return _with_marks(text)
    return text.replace(">", "&gt;") if ">" in text else text


_EDGE = r"[^\\\[\]`*_<>&\s\x00\x02\x03]"
_INSIDE = rf"{_EDGE}(?:[^\\\[\]`*_<>&\n\t\r\x00\x02\x03]*{_EDGE})?"
_ADDRESS = r"https?://[A-Za-z0-9][A-Za-z0-9./:?=%#~,+_-]*+"
_BEFORE, _AFTER = r"(?<![^ (])", r"(?![^ .,;:)])"
_FORM = late(
    r"\\([\\`*_{}\[\]()>#+\-.!|])"
    r"|&(lt|amp|#126|#61);"
    r"|(?<=[^\W_])(_++)(?=[^\W_])"  # in snake_case
    rf"|{_BEFORE}\*\*({_INSIDE})\*\*{_AFTER}"
    rf"|{_BEFORE}\*({_INSIDE})\*{_AFTER}"
    rf"|{_BEFORE}`({_INSIDE})`{_AFTER}"
    rf"|{_BEFORE}\[({_INSIDE})\]\(({_ADDRESS})\)"
    rf"|{_BEFORE}<({_ADDRESS})>"
    r"|(<(?= )|&(?!\#|[0-9A-Za-z\u017f\u212a]+;)|>)"  # why these letters: see `escape`
    r"|[\\`*_\[<&\n\t\r\x00\x02\x03]"
)
_ESCAPED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_CHARACTERS = {"lt": "&lt;", "amp": "&amp;", "#126": "~", "#61": "="}


class _NotUnderstoodError(Exception):
    """The library should look at this mark."""


def _with_marks(text: str) -> str | None:
    """A line in which every mark is escaped, means nothing, or is of stress, code or a link in its simplest form."""
    try:
        return _FORM.sub(_html_of_mark, text)
    except _NotUnderstoodError:
        return None


def _html_of_mark(found: re.Match[str]) -> str:
    match found.lastindex:
        case 1:
            return _ESCAPED.get(found[1], found[1])
        case 2:
            return _CHARACTERS[found[2]]
        case 3:
            return found[3]
        case 4:
            return f"<strong>{found[4]}</strong>"
        case 5:
            return f"<em>{found[5]}</em>"
        case 6:
            return f"<code>{found[6]}</code>"
        case 8:
            return f'<a href="{found[8]}" rel="nofollow noopener noreferrer external">{found[7]}</a>'
        case 9:
            return f'<a href="{found[9]}" rel="nofollow noopener noreferrer external">{found[9]}</a>'
        case 10:
            return _ESCAPED[found[10]]
        case _:
            raise _NotUnderstoodError


KNOWN_VERSION = "3.11.3"
"""Release of the library that registers `KNOWN_STEPS`, which is thus known without importing it."""
KNOWN_STEPS = (
    "preprocessor markdown.preprocessors.NormalizeWhitespace",
    "preprocessor site_builder.render.library._Fences",
    "preprocessor site_builder.render.library._PrudentStructure",
    "preprocessor markdown.preprocessors.HtmlBlockPreprocessor",
    "block markdown.blockprocessors.EmptyBlockProcessor",
    "block markdown.blockprocessors.ListIndentProcessor",
    "block markdown.blockprocessors.CodeBlockProcessor",
    "block markdown.extensions.tables.TableProcessor",
    "block markdown.blockprocessors.HashHeaderProcessor",
    "block markdown.blockprocessors.SetextHeaderProcessor",
    "block markdown.blockprocessors.HRProcessor",
    "block markdown.extensions.sane_lists.SaneOListProcessor",
    "block markdown.extensions.sane_lists.SaneUListProcessor",
    "block markdown.blockprocessors.BlockQuoteProcessor",
    "block markdown.blockprocessors.ReferenceProcessor",
    "block markdown.blockprocessors.ParagraphProcessor",
    "inline markdown.inlinepatterns.BacktickInlineProcessor 231bee70302e704d",
    "inline markdown.inlinepatterns.EscapeInlineProcessor 51a11c21258d37ec",
    "inline markdown.inlinepatterns.ReferenceInlineProcessor 0aca4cbc7f7995e2",
    "inline markdown.inlinepatterns.LinkInlineProcessor 0aca4cbc7f7995e2",
    "inline markdown.inlinepatterns.ImageInlineProcessor 3bd0cb9cfeedd718",
    "inline markdown.inlinepatterns.ImageReferenceInlineProcessor 3bd0cb9cfeedd718",
    "inline markdown.inlinepatterns.ShortReferenceInlineProcessor 0aca4cbc7f7995e2",
    "inline markdown.inlinepatterns.ShortImageReferenceInlineProcessor 3bd0cb9cfeedd718",
    "inline markdown.inlinepatterns.AutolinkInlineProcessor 7cc379585f40fe69",
    "inline markdown.inlinepatterns.AutomailInlineProcessor 64b9f843dff4e149",
    "inline markdown.inlinepatterns.SubstituteTagInlineProcessor 75df45fedc69aea0",
    "inline markdown.inlinepatterns.HtmlInlineProcessor 47eec514cf83c77b",
    "inline markdown.inlinepatterns.HtmlInlineProcessor 59f41c098c4b4533",
    "inline markdown.inlinepatterns.DelimiterProcessor 1d6aeef067c22aba",
    "tree site_builder.render.library._PrudentText",
    "tree markdown.treeprocessors.InlineProcessor",
    "tree site_builder.render.library._Forms",
    "tree markdown.treeprocessors.PrettifyTreeprocessor",
    "tree markdown.treeprocessors.UnescapeTreeprocessor",
    "postprocessor markdown.postprocessors.RawHtmlPostprocessor",
    "postprocessor markdown.postprocessors.AndSubstitutePostprocessor",
    "escaped \\`*_{}[]()>#+-.!|",
    "written by markdown.serializers.to_html_string, tabs 4",
)
"""What the library did, in its order, when this module was written and tested against it (`Library.steps`)."""
