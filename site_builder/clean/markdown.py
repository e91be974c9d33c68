"""A Markdown seed → its own blocks, kept as they are; only what belongs to no article is taken out.

The text is cut where Markdown ends a block: at blank lines, but not within a fence, a list, an indented
part of a list, or an HTML element. What is active in it is made harmless when it is rendered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from site_builder.clean import labels
from site_builder.clean.labels import Said
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.escape import unescape_markdown
from site_builder.model import Block, BlockKind, Cleaned, Line, LineKind, Seed
from site_builder.text import one_line

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]*")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"(=+|-+)\s*")
_ROW_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_HTML = re.compile(r" {0,3}<(/?[A-Za-z][\w-]*|!--)")
_CAPTION = re.compile(r"(\*|_)(?![*_\s])(?:\\.|[^\\*_]|(?<=\w)_(?=\w))+(?<!\s)\1")
_DEFINITION = re.compile(r" {0,3}\[[^\]]+\]:\s*\S+")

_IMAGE = re.compile(r"!\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_TAG = re.compile(r"<[^<>]*>")
_MARKS = re.compile(r"(?<!\\)[*_`~]+")
_LINE_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,9}[.)]\s+)+", re.MULTILINE)


@dataclass(slots=True)
class _Part:
    """Consecutive lines that make one block."""

    start: int
    lines: list[str] = field(default_factory=list)
    fence: str = ""

    @property
    def kind(self) -> BlockKind:
        """By its first lines."""
        first = self.lines[0]
        if self.fence or _FENCE.fullmatch(first):
            return "code"
        if _HEADING.fullmatch(first) or (len(self.lines) == 2 and _UNDERLINE.fullmatch(self.lines[1])):
            return "heading"
        if first.lstrip().startswith(">"):
            return "quote"
        if _ITEM.match(first):
            return "list"
        if len(self.lines) > 1 and "|" in first and _ROW_RULE.fullmatch(self.lines[1]):
            return "table"
        if _HTML.match(first):
            return "html"
        if first.startswith(("    ", "\t")):
            return "code"
        text = one_line(" ".join(self.lines))
        return "caption" if _CAPTION.fullmatch(text) or _IMAGE.fullmatch(text) else "paragraph"


def clean_markdown(seed: Seed, settings: CleanSettings) -> Cleaned:
    """Blocks of a Markdown seed; SeedError where nothing is left to read."""
    raw = [_CONTROL.sub("", line) for line in seed.text.split("\n")]
    if raw[-1] == "":
        raw.pop()
    numbered = seed.first_line
    lines = {number: Line(number, "boilerplate", None, "front-matter") for number in range(1, numbered)}
    lines |= {index + numbered: Line(index + numbered, "blank", None, "blank") for index in range(len(raw))}
    parts = _parts(raw)
    tail = _tail(parts, settings)
    headline = _headline(parts)
    blocks: list[Block] = []
    for part in parts:
        said = tail.get(part.start)
        kind: LineKind = said.kind if said else "title" if part is headline else _line_kind(part)
        rule = said.rule if said else "markdown-heading-1" if part is headline else f"markdown-{part.kind}"
        if said is None and part is not headline:
            blocks.append(
                Block(part.kind, "\n".join(part.lines), plain_text("\n".join(part.lines), part.kind))
            )
        block = len(blocks) - 1 if said is None and part is not headline else None
        for number in range(part.start + numbered, part.start + numbered + len(part.lines)):
            lines[number] = Line(number, kind, block, rule)
    if not blocks:
        raise SeedError(seed.name, "holds no article", "write one, or remove it")
    return Cleaned(
        seed=seed,
        headline=plain_text("\n".join(headline.lines), "heading") if headline else None,
        headline_rule="markdown-heading-1" if headline else "",
        blocks=tuple(blocks),
        lines=tuple(lines[number] for number in sorted(lines)),
        sources=tuple(said.value for said in tail.values() if said.kind == "source" and said.value),
        authors=tuple(said.value for said in tail.values() if said.kind == "byline"),
    )


def plain_text(markdown: str, kind: BlockKind) -> str:
    """What a reader reads in a block, without its marks; near enough for language and alignment."""
    if kind == "code":
        return markdown
    text = _IMAGE.sub(r"\1", markdown)
    text = _LINK.sub(r"\1", text)
    if kind == "heading":
        match = _HEADING.fullmatch(text.split("\n")[0])
        text = match[2] if match else text.split("\n")[0]
    elif kind == "table":
        text = " ".join(line.replace("|", " ") for line in text.split("\n") if not _ROW_RULE.fullmatch(line))
    text = _LINE_MARK.sub("", text) if kind in ("list", "quote") else text
    return one_line(unescape_markdown(_MARKS.sub("", _TAG.sub(" ", text))))


def _parts(raw: Sequence[str]) -> list[_Part]:
    parts: list[_Part] = []
    current: _Part | None = None
    closers, following = _closing_fences(raw), _following(raw)
    for index, line in enumerate(raw):
        if current is not None and current.fence:
            current.lines.append(line)
            if line.strip().startswith(current.fence) and not line.strip().strip(current.fence[0]):
                current = None
            continue
        fence = _FENCE.fullmatch(line)
        if fence and closers[fence[1][0]][index + 1] >= len(fence[1]):
            current = _Part(index, [line], fence[1])
            parts.append(current)
        elif not line.strip():
            if current is not None and _continues(current, following[index]):
                current.lines.append(line)
            else:
                current = None
        elif current is None or _begins(line, current):
            current = _Part(index, [line])
            parts.append(current)
            if _HEADING.fullmatch(line):
                current = None
        else:
            current.lines.append(line)
    for part in parts:
        while not part.lines[-1].strip():
            part.lines.pop()
    return parts


def _closing_fences(raw: Sequence[str]) -> dict[str, list[int]]:
    """Fence character → for each line, the longest fence that closes on it or later; 0 for none."""
    longest = {"`": [0] * (len(raw) + 1), "~": [0] * (len(raw) + 1)}
    for index in range(len(raw) - 1, -1, -1):
        line = raw[index].strip()
        for mark, lengths in longest.items():
            closes = line.startswith(mark * 3) and not line.strip(mark)
            lengths[index] = max(lengths[index + 1], len(line) if closes else 0)
    return longest


def _following(raw: Sequence[str]) -> list[str]:
    """For each line, the next one with text; "" after the last."""
    following, line = [""] * len(raw), ""
    for index in range(len(raw) - 1, -1, -1):
        following[index] = line
        line = raw[index] if raw[index].strip() else line
    return following


def _begins(line: str, current: _Part) -> bool:
    """Does this line begin a block though no blank line stands before it?"""
    if _HEADING.fullmatch(line):
        return True
    return bool(_FENCE.fullmatch(line)) and current.kind != "list"


def _continues(current: _Part, following: str) -> bool:
    """Does the block go on behind this blank line?"""
    indented = following.startswith(("  ", "\t"))
    if _ITEM.match(current.lines[0]):
        return indented or bool(_ITEM.match(following))
    return current.lines[0].startswith(("    ", "\t")) and indented and current.kind == "code"


def _tail(parts: Sequence[_Part], settings: CleanSettings) -> dict[int, Said]:
    """Source line, byline and comment counter at the end, as in plain text."""
    found: dict[int, Said] = {}
    for part in reversed(parts):
        line = one_line(part.lines[0])
        said = None
        if len(part.lines) == 1 and part.kind in ("paragraph", "caption"):
            said = (
                labels.source_line(line, settings, tail=False)
                or labels.comment_counter(line, settings, tail=False)
                or labels.byline(line, settings)
            )
        if said is None:
            break
        found[part.start] = said
    return dict(reversed(found.items()))


def _headline(parts: Sequence[_Part]) -> _Part | None:
    """A first heading of the first level, where something follows it."""
    if len(parts) < 2 or parts[0].kind != "heading":
        return None
    first = parts[0]
    is_first_level = re.match(r"#\s", first.lines[0]) or (
        len(first.lines) == 2 and first.lines[1].startswith("=")
    )
    return first if is_first_level else None


def _line_kind(part: _Part) -> LineKind:
    if part.kind == "html":
        return "paragraph"
    return "boilerplate" if all(_DEFINITION.match(line) for line in part.lines) else part.kind
