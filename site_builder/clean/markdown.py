"""A Markdown seed → its own blocks, kept as they are; only what belongs to no article is taken out.

The text is cut where Markdown ends a block: at blank lines, but not within a fence, a list, an indented part of a
list, or HTML that takes its lines as they are (`<pre>`, a script, a comment). A new list begins where the mark changes
or the numbers do not go on. What is active in a block is made harmless when it is rendered.

Linear in the seed: no pattern here looks at a piece of the text again for each mark in it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import takewhile

from site_builder.clean import labels
from site_builder.clean.characters import harmless, without_direction
from site_builder.clean.fences import closes, longest_closings
from site_builder.clean.labels import Said
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.escape import escape_markdown
from site_builder.model import Block, BlockKind, Cleaned, Line, LineKind, Seed
from site_builder.text import is_seen, one_line
from site_builder.value import dataclass

HEADLINE_LENGTH = 500
"""Characters of the longest title; a longer first heading stays a heading."""

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})[^`]*")
_ITEM = re.compile(r"( {0,3})([-*+]|([0-9]{1,9})\.)(?:\s|$)")  # the library that renders knows no "1)"
_INDENT, _CODE_INDENT = ("  ", "\t"), ("    ", "\t")
"""What begins a line within a list, and a line of code without a fence."""
_UNDERLINE = re.compile(r"(?:=++|-++)\s*+")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)")
_ROW_RULE = re.compile(r"\s*+\|?\s*+:?-++:?\s*+(?:\|\s*+:?-++:?\s*+)*+\|?\s*+")
_HTML = re.compile(
    r" {0,3}<(?:!--|/?(?!(?:a|abbr|b|bdi|bdo|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|time|u)\b)"
    r"[A-Za-z][A-Za-z0-9-]*(?:[\s/>]|$))",
    re.IGNORECASE,
)
"""An element that holds blocks of its own; one within a line begins a paragraph."""
_AS_IT_IS = re.compile(r" {0,3}<(?:(script|style|pre|textarea)(?=[\s>]|$)|!--)", re.IGNORECASE)
_ENDS = re.compile(r"-->|</(?:script|style|pre|textarea)")
_UNREAD = re.compile(r"\s*<(?:(script|style)\b.*?</\1[^<>]*+>|!--.*?-->)", re.IGNORECASE | re.DOTALL)
"""HTML whose text nobody reads, at the beginning of a block."""
_CAPTION = re.compile(r"(\*|_)(?![*_\s])(?:\\.|[^\\*_]|(?<=\w)_(?=\w))+(?<!\s)\1")
_OF_THE_BODY = ("caption", "paragraph")
"""What a line that is no Markdown can be in the body."""
_DEFINITION = re.compile(
    r""" {0,3}\[[^\[\]]++\]:[ \t]*+\S++(?:[ \t]++(?:"[^"]*+"|'[^']*+'|\([^()]*+\)))?[ \t]*+"""
)

_TARGET = r"(?:\((?:[^()]|\([^()]*+\))*+\)|\[[^\[\]]*+\])"
_IMAGE = re.compile(rf"\\.|!\[((?:\\.|[^\[\]\\])*+)\]{_TARGET}?", re.DOTALL)
_LINK = re.compile(rf"\\.|\[((?:\\.|[^\[\]\\])*+)\]{_TARGET}", re.DOTALL)
_PIPE = re.compile(r"(?<!\\)\|")
_CELL = re.compile(r"(\\.)|\|", re.DOTALL)
_MARK = re.compile(
    r"\\([!-/:-@\[-`{-~])|(</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*+)?>|<!--[^<>]*+>)|(&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*+);)|[*`]++|_++"
)
_LINE_MARK = re.compile(r"^[ \t]*+(?:#{1,6}[ \t]++|>[ \t]?|(?:[-*+]|[0-9]{1,9}\.)(?:[ \t]++|$))++")


@dataclass(slots=True)
class _Part:
    """Consecutive lines that make one block."""

    start: int
    lines: list[str]
    is_fenced: bool = False
    item: re.Match[str] | None = None
    """Mark of the first item, where the part is a list."""
    number: str | None = None
    """Number of the last item, where the items have numbers."""
    said: Said | None = None
    """What a line says that is no Markdown: the caption or the place of a lost picture, a source, a byline."""

    @property
    def kind(self) -> BlockKind:
        """By its first lines."""
        first = self.lines[0]
        if self.is_fenced:
            return "code"
        if self.said:
            return "paragraph" if self.said.kind == "paragraph" else "caption"
        if labels.heading_mark(first) or (len(self.lines) == 2 and _UNDERLINE.fullmatch(self.lines[1])):
            return "heading"
        if self.item:
            return "list"
        if first.lstrip().startswith(">"):
            return "quote"
        if _is_table(self.lines):
            return "table"
        if _HTML.match(first):
            return "html"
        if first.startswith(_CODE_INDENT):
            return "code"
        return "caption" if _is_caption(self.lines) else "paragraph"

    @property
    def is_silent(self) -> bool:
        """A rule across the page, or addresses for links elsewhere in the text: nothing to read."""
        return (len(self.lines) == 1 and bool(_RULE.fullmatch(self.lines[0]))) or all(
            map(_DEFINITION.fullmatch, self.lines)
        )


def clean_markdown(seed: Seed, settings: CleanSettings) -> Cleaned:
    """Blocks of a Markdown seed; SeedError where nothing is left to read."""
    raw = seed.text.removesuffix("\n").split("\n") if seed.text else []
    raw = [harmless(line) for line in raw]
    parts = _parts(raw)
    _say_at_the_end(parts, settings)
    titles = _headlines(parts, seed)
    blocks = [_block(part) for part in parts[len(titles) :] if _is_of_the_body(part)]
    if not any(is_seen(block.text) for block in blocks):
        raise SeedError(seed.name, "holds no article", "write one, or remove it")
    asides = [part.said for part in parts if part.said]
    return Cleaned(
        seed=seed,
        headline=_block(titles[0]).text if titles else None,
        headline_rule="markdown-heading-1" if titles else "",
        blocks=tuple(blocks),
        account=partial(_account, seed.first_line, len(raw), parts, len(titles)),
        sources=tuple(said.value for said in asides if said.kind == "source" and said.value),
        authors=tuple(without_direction(said.value) for said in asides if said.kind == "byline"),
    )


def _is_of_the_body(part: _Part) -> bool:
    return part.said is None or part.said.kind in _OF_THE_BODY


def _account(first: int, count: int, parts: Sequence[_Part], titles: int) -> tuple[Line, ...]:
    """What became of each line of the file: `count` of them in the body, which begins at line `first`."""
    lines = [Line(number, "boilerplate", None, "front-matter") for number in range(1, first)]
    lines += [Line(number, "blank", None, "blank") for number in range(first, first + count)]
    blocks = 0
    for place, part in enumerate(parts):
        is_title = place < titles
        block = blocks if not is_title and _is_of_the_body(part) else None
        blocks += block is not None
        kind, rule = _said_of(part, is_title=is_title)
        start = first - 1 + part.start
        for index in range(start, start + len(part.lines)):
            lines[index] = Line(index + 1, kind, block, rule)
    return tuple(lines)


def _said_of(part: _Part, *, is_title: bool) -> tuple[LineKind, str]:
    """Kind of a part's lines, and the rule that said so."""
    if is_title:
        return "title", "markdown-heading-1"
    if part.said:
        return part.said.kind, part.said.rule
    kind = part.kind
    if part.is_silent:
        return "boilerplate", f"markdown-{kind}"
    return "paragraph" if kind == "html" else kind, f"markdown-{kind}"


def _block(part: _Part) -> Block:
    if part.said:
        text = plain_text([part.said.value], "paragraph")
        markdown = escape_markdown(text)
        return Block(
            part.kind, f"*{markdown}*" if part.kind == "caption" else markdown, without_direction(text)
        )
    text = "" if part.is_silent else without_direction(plain_text(part.lines, part.kind))
    return Block(part.kind, "\n".join(part.lines), text)


# What a reader reads


def plain_text(lines: Sequence[str], kind: BlockKind) -> str:
    """What a reader reads in a block, without its marks; near enough for language and alignment."""
    match kind:
        case "code":
            return _code(lines)
        case "heading":
            mark = labels.heading_mark(lines[0])
            lines = [mark[1] if mark else lines[0]]
        case "list" | "quote":
            lines = [_LINE_MARK.sub("", line) for line in lines]
        case "table":
            rows = [line for line in lines if not _ROW_RULE.fullmatch(line)]
            lines = [_CELL.sub(lambda cell: cell[1] or " ", row) for row in rows]
    text = "\n".join(lines)
    text = _UNREAD.sub("", text, count=1) if kind == "html" and _UNREAD.match(text) else text
    for words in (_IMAGE, _LINK):
        text = words.sub(lambda found: found[0] if found[1] is None else found[1], text)
    return one_line(_MARK.sub(_without_mark, text))


def _code(lines: Sequence[str]) -> str:
    if _FENCE.fullmatch(lines[0]):
        return "\n".join(lines[1:-1])
    return "\n".join(line.removeprefix("\t" if line[:1] == "\t" else "    ") for line in lines)


def _without_mark(found: re.Match[str]) -> str:
    """What is left of a mark: the character it escapes or stands for; itself, where it marks nothing."""
    escaped, tag, entity = found.groups()
    if escaped or tag:
        return escaped or " "
    if entity:
        return html.unescape(entity)
    if found[0].startswith("```"):
        return ""  # a fence that nothing closes
    before = found.string[max(0, found.start() - 1) : found.start()]
    after = found.string[found.end() : found.end() + 1]
    inside_word = found[0][0] == "_" and before.isalnum() and after.isalnum()
    return found[0] if inside_word or not (before.strip() or after.strip()) else ""


def _is_caption(lines: Sequence[str]) -> bool:
    """Is all of it one emphasis, or one picture?"""
    if lines[0].lstrip()[:1] not in ("*", "_", "!"):
        return False
    text = one_line(" ".join(lines))
    image = _IMAGE.fullmatch(text)
    return bool(_CAPTION.fullmatch(text)) or (image is not None and image[1] is not None)


# Where blocks end


def _parts(raw: Sequence[str]) -> list[_Part]:
    parts: list[_Part] = []
    current: _Part | None = None
    endings, following = _Endings(raw), _following(raw)
    index = 0
    while index < len(raw):
        line = raw[index]
        is_within = current is not None and current.item is not None and line.startswith(_INDENT)
        end = endings.behind(index, in_list=is_within)
        if end > index:
            if current is not None and is_within:
                current.lines += raw[index:end]
            else:
                current = None
                parts.append(_Part(index, list(raw[index:end]), is_fenced=bool(_FENCE.fullmatch(line))))
            index = end
            continue
        if not line.strip():
            if current is not None and _continues(current, following[index]):
                current.lines.append(line)
            else:
                current = None
        elif labels.heading_mark(line):
            parts.append(_Part(index, [line]))
            current = None
        elif _is_table(raw[index : index + 2]) and _is_prose(current):
            current = _Part(index, list(raw[index : index + 2]))
            parts.append(current)
            index += 1
        elif (said := _without_markdown(line)) and _is_prose(current):
            parts.append(_Part(index, [line], said=said))
            current = None
        elif current is None:
            current = _Part(index, [line], item=_item(line))
            parts.append(current)
            current.number = current.item[3] if current.item else None
        else:
            current.lines.append(line)
            item = _item(line)
            if current.item and item and item[1] == current.item[1]:
                current.number = item[3]
        index += 1
    for part in parts:
        while not part.lines[-1].strip():
            part.lines.pop()
    return parts


class _Endings:
    """Where parts end that take their lines as they are; what nothing ends is no such part."""

    def __init__(self, raw: Sequence[str]) -> None:
        self._raw = raw
        self._fences = longest_closings(raw)
        self._tags: dict[str, int] = {}
        for index, line in enumerate(raw):
            if ">" in line or "</" in line:
                self._tags |= dict.fromkeys(_ENDS.findall(line.lower()), index)

    def behind(self, index: int, *, in_list: bool) -> int:
        """The line behind the part that begins at `index`; `index` itself where none begins."""
        line = self._raw[index]
        fence = _FENCE.fullmatch(line)
        if fence and (in_list or len(fence[1]) < 4) and "\t" not in fence[1]:
            if self._fences[fence[2][0]][index + 1] < len(fence[2]):
                return index
            return self._first(index + 1, lambda line: closes(line, fence[2]))
        element = _AS_IT_IS.match(line.lstrip() if in_list else line)
        end = "" if element is None else f"</{element[1].lower()}" if element[1] else "-->"
        if not end or self._tags.get(end, -1) < index:
            return index
        return self._first(index, lambda line: end in line.lower())

    def _first(self, start: int, ends: Callable[[str], bool]) -> int:
        return next(index for index in range(start, len(self._raw)) if ends(self._raw[index])) + 1


def _is_prose(current: _Part | None) -> bool:
    """Can another block begin here, behind a paragraph or a blank line?"""
    return current is None or current.kind in ("paragraph", "caption")


def _is_table(lines: Sequence[str]) -> bool:
    """Do a row of cells and a rule of as many begin it?"""
    if len(lines) < 2 or "|" not in lines[0] or "|" not in lines[1] or not _ROW_RULE.fullmatch(lines[1]):
        return False
    row, rule = (len(_PIPE.findall(line.strip().strip("|"))) for line in lines[:2])
    return row == rule


def _without_markdown(line: str) -> Said | None:
    """What scraped text has around its pictures: `![]() |`, a caption in pipes; and rows of no table."""
    if not ("|" in line or "![]()" in line) or line.startswith(_CODE_INDENT):
        return None
    line = line.strip()
    said = labels.image_mark(line) or labels.piped_caption(line) or labels.pipes_alone(line)
    if said and said.value:
        return said._replace(kind="caption" if is_seen(plain_text([said.value], "caption")) else "image")
    if said is None and line[0] == line[-1] == "|":
        return Said("paragraph", "row-without-table", line.strip("| "))
    return said


def _item(line: str) -> re.Match[str] | None:
    """The mark of a list's item; a rule across the page is none."""
    return None if _RULE.fullmatch(line) else _ITEM.match(line)


def _following(raw: Sequence[str]) -> list[str]:
    """For each line, the next one with text; "" after the last."""
    following, line = [""] * len(raw), ""
    for index in range(len(raw) - 1, -1, -1):
        following[index] = line
        line = raw[index] if raw[index].strip() else line
    return following


def _continues(current: _Part, following: str) -> bool:
    """Does the block go on behind this blank line?"""
    first = current.item
    if first is None:
        return following.startswith(_CODE_INDENT) and current.kind == "code"
    if following.startswith(_INDENT):
        return True
    item = _item(following)
    if item is None or first[2][-1] != item[2][-1]:
        return False
    if first[3] is None or item[3] is None or current.number is None:
        return True
    number, last = int(item[3]), int(current.number)
    return number == last + 1 or number == last == int(first[3])  # some writers number every item alike


# What is no part of the body


def _say_at_the_end(parts: Sequence[_Part], settings: CleanSettings) -> None:
    """Source line, byline and comment counter at the end, as in plain text."""
    for part in reversed(parts):
        if part.is_silent or (part.said and part.said.kind not in _OF_THE_BODY):
            continue
        if part.said or len(part.lines) > 1 or part.kind not in ("paragraph", "caption"):
            return
        line = one_line(part.lines[0])
        part.said = (
            labels.source_line(line, settings, tail=False)
            or labels.comment_counter(line, settings, tail=False)
            or labels.byline(line, settings)
        )
        if part.said is None:
            return


def _headlines(parts: Sequence[_Part], seed: Seed) -> list[_Part]:
    """A first heading of the first level, where nobody stated another title, and headings that say it again."""
    if not parts or parts[0].kind != "heading":
        return []
    first = parts[0].lines
    mark = labels.heading_mark(first[0])
    level = mark[0] if mark else 1 if first[1].startswith("=") else 2
    text = plain_text(first, "heading")
    stated = seed.stated.get("title")
    if level > 1 or not is_seen(text) or len(text) > HEADLINE_LENGTH or (stated and stated.value != text):
        return []
    titles = list(
        takewhile(lambda part: part.kind == "heading" and plain_text(part.lines, "heading") == text, parts)
    )
    return titles if len(titles) < len(parts) else []
