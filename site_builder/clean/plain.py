"""Plain text without any markup → blocks. What a line is, its words and its place say together.

Three passes over the lines: each line by itself (`labels`); the layout of the whole text; each remaining
line by its neighbours. Every line is accounted for with the name of the rule that decided.

Layouts seen in scraped text: paragraphs on lines that follow each other (a blank line then means that a
picture was there); paragraphs between blank lines; lines broken at a fixed width.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from site_builder.clean import labels
from site_builder.clean.characters import mend
from site_builder.clean.labels import Said
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.escape import escape_markdown
from site_builder.model import Block, BlockKind, Cleaned, Line, LineKind, Seed
from site_builder.text import one_line, width

HEADLINE_WIDTH = 130
HEADING_WIDTH = 100
CAPTION_WIDTH = 260
"""Widest headline, heading and bare caption, in columns (a full-width character takes two). Headlines: 130 columns
held 98 of 100 real headlines of two press collections."""

_FINAL = re.compile(r"""(?:[.!?…。！？।॥؟۔։።៕។᠃]|፡፡)[\s\u200e\u200f"'”“’‘»«)\]」』）]*$""")
_ASKING = re.compile(r"""[!?！？؟]["'”’»)」』）]*$""")
_OPEN_END = re.compile(r"[,:;，：；、،؛–—-]$")
_FENCE = re.compile(r"(```+|~~~+)\s*([\w+#.-]{0,20})\s*")
_ITEM = re.compile(r"([-*•·+–]|\d{1,3}[.)])\s+(\S.*)")
_ROW = re.compile(r"\|(.+\|)+")
_RULE_ROW = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_ATX = re.compile(r"#{1,6}\s+(\S.*?)\s*#*")
_HEAD, _TAIL = 3, 6
"""Content lines from either end within which bylines, datelines and menu words are believed."""


@dataclass(slots=True)
class _Row:
    """A line with text, on its way to a decision."""

    index: int
    text: str
    after_blank: bool = False
    before_blank: bool = False
    said: Said | None = None
    """What the line says by itself."""
    kind: LineKind = "paragraph"
    rule: str = "paragraph"


def clean_plain(seed: Seed, settings: CleanSettings) -> Cleaned:
    """Blocks of a text seed; SeedError where nothing is left to read."""
    raw = seed.text.split("\n")
    if raw[-1] == "":
        raw.pop()
    rows = _rows(raw, settings)
    texts = [row for row in rows if row.said is None]
    _say_by_place(texts, rows)
    headline = _headline(rows)
    if headline is not None:
        headline.kind = "title"
    return _assemble(seed, raw, rows, headline)


# First pass: each line by itself


def _rows(raw: Sequence[str], settings: CleanSettings) -> list[_Row]:
    rows: list[_Row] = []
    code = _fenced(raw)
    blank = False
    for index, line in enumerate(raw):
        if index in code:
            said = Said("code", "code-fence", code[index])
            rows.append(
                _Row(index, line.replace("\t", "    "), blank, said=said, kind="code", rule=said.rule)
            )
            blank = False
            continue
        text = mend(line)
        if not text:
            blank = True
            if rows:
                rows[-1].before_blank = True
            continue
        rows.append(_Row(index, text, blank))
        blank = False
    for place, row in enumerate(rows):
        if row.said is None:
            row.said = _by_itself(row.text, place, len(rows) - 1 - place, settings)
    _tail(rows, settings)
    _lists_and_tables(rows)
    for row in rows:
        if row.said is not None:
            row.kind, row.rule = row.said.kind, row.said.rule
    return rows


def _by_itself(line: str, from_head: int, from_tail: int, settings: CleanSettings) -> Said | None:
    said = (
        labels.image_mark(line)
        or labels.piped_caption(line)
        or labels.source_line(line, settings, tail=False)
        or labels.boxed_quote(line)
    )
    if said is None and (from_head < _HEAD or from_tail < _TAIL):
        said = (
            labels.comment_counter(line, settings, tail=False)
            or labels.byline(line, settings)
            or labels.menu_word(line)
        )
        said = said or (labels.dateline(line) if from_head < _HEAD or from_tail < _HEAD else None)
    return said


def _tail(rows: Sequence[_Row], settings: CleanSettings) -> None:
    """From the end upwards while lines are no prose: labels nobody knows tell by their shape."""
    for row in reversed(rows):
        if row.said is None:
            row.said = labels.source_line(row.text, settings, tail=True) or (
                labels.comment_counter(row.text, settings, tail=True) if row is rows[-1] else None
            )
        if row.said is None or row.said.kind not in ("source", "comment", "byline", "boilerplate"):
            return


def _fenced(raw: Sequence[str]) -> dict[int, str]:
    """Lines of fenced code → the fence's language; an unclosed fence is no fence."""
    inside: dict[int, str] = {}
    opened: tuple[int, str, str] | None = None
    for index, line in enumerate(raw):
        match = _FENCE.fullmatch(line.strip()) if line.lstrip()[:3] in ("```", "~~~") else None
        if opened is None:
            opened = (index, match[1], match[2]) if match else None
        elif match and match[1].startswith(opened[1]) and not match[2]:
            inside |= dict.fromkeys(range(opened[0], index + 1), opened[2])
            opened = None
    return inside


def _lists_and_tables(rows: Sequence[_Row]) -> None:
    """Two or more neighbours that begin alike are a list; pipe rows around a rule are a table."""
    for group in _neighbours(rows):
        items = [_ITEM.fullmatch(row.text) for row in group]
        for start, end in _runs([_marker(item) for item in items]):
            if end - start > 1:
                for row, item in zip(group[start:end], items[start:end], strict=True):
                    ordered = bool(item and item[1][0].isdigit())
                    row.said = Said("list", "list-items", item[2] if item else "", "1." if ordered else "-")
    for start, row in enumerate(rows[:-1]):
        rule = rows[start + 1]
        if (
            _ROW.fullmatch(row.text)
            and _RULE_ROW.fullmatch(rule.text)
            and "|" in rule.text
            and not row.before_blank
        ):
            for cell_row in rows[start:]:
                if not (_ROW.fullmatch(cell_row.text) or cell_row is rule):
                    break
                cell_row.said = Said("table", "table-rows", cell_row.text)
                if cell_row.before_blank:
                    break


def _marker(item: re.Match[str] | None) -> str:
    return "" if item is None else "1" if item[1][0].isdigit() else item[1]


def _neighbours(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Undecided lines that follow each other without a blank line."""
    groups: list[list[_Row]] = []
    for before, row in zip([None, *rows], rows, strict=False):
        if row.said is not None:
            continue
        if groups and before is groups[-1][-1] and not row.after_blank:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _runs(values: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of equal, non-empty neighbours."""
    runs, start = [], 0
    for end in range(1, len(values) + 1):
        if end == len(values) or values[end] != values[start]:
            if values[start]:
                runs.append((start, end))
            start = end
    return runs


# Second and third pass: the layout, then each line by its neighbours


def _say_by_place(texts: Sequence[_Row], rows: Sequence[_Row]) -> None:
    if not texts:
        return
    widths = [width(row.text) for row in texts]
    typical = median(widths)
    dense = _is_dense(rows)
    if _is_wrapped(texts, widths):
        for row in texts:
            row.rule = "wrapped-line" if not row.after_blank else "paragraph"
        return
    place = {id(row): position for position, row in enumerate(rows)}
    for number, (row, columns) in enumerate(zip(texts, widths, strict=True)):
        if match := _ATX.fullmatch(row.text):
            if columns <= HEADING_WIDTH:
                row.kind, row.rule, row.text = "heading", "heading-mark", match[1]
            continue
        if number == 0:
            continue
        position = place[id(row)]
        after = rows[position + 1] if position + 1 < len(rows) else None
        if dense and row.after_blank and columns <= min(CAPTION_WIDTH, 1.3 * typical) and _is_prose(after):
            row.kind, row.rule = "caption", "caption-after-blank"
        elif (
            columns <= min(HEADING_WIDTH, 0.6 * typical)
            and _is_unfinished(row.text)
            and _is_longer(after, columns)
        ):
            row.kind, row.rule = "heading", "short-line-without-stop"


def _is_dense(rows: Sequence[_Row]) -> bool:
    """Do paragraphs mostly follow each other without a blank line?"""
    inner = [row for row in rows[1:] if row.kind not in ("source", "comment", "byline", "boilerplate")]
    return len(inner) > 1 and sum(row.after_blank for row in inner) <= 0.5 * len(inner)


def _is_wrapped(texts: Sequence[_Row], widths: Sequence[int]) -> bool:
    """Lines broken at a fixed width: nearly equal, none long, most ending in mid-sentence."""
    inner = [
        (row, columns)
        for row, columns, follower in zip(texts, widths, texts[1:], strict=False)
        if not follower.after_blank and follower.index == row.index + 1
    ]
    if len(inner) < max(3, 0.4 * len(texts)):
        return False
    widest = max(columns for _, columns in inner)
    full = sum(columns > 0.7 * widest for _, columns in inner)
    ended = sum(bool(_FINAL.search(row.text)) for row, _ in inner)
    return widest <= 100 and full > 0.8 * len(inner) and ended < 0.4 * len(inner)


def _is_prose(row: _Row | None) -> bool:
    return row is not None and not row.after_blank and row.said is None


def _is_unfinished(text: str) -> bool:
    return not _FINAL.search(text) and not _OPEN_END.search(text)


def _is_longer(row: _Row | None, columns: int) -> bool:
    return row is not None and row.said is None and width(row.text) > 1.5 * columns


def _headline(rows: Sequence[_Row]) -> _Row | None:
    """The first line, where it reads as a headline and an article follows it."""
    content = [row for row in rows if row.kind not in ("image", "boilerplate", "byline", "source", "comment")]
    if len(content) < 2 or content[0].kind not in ("paragraph", "heading") or content[0].said is not None:
        return None
    first, second = content[0], content[1]
    columns = width(first.text)
    body = [width(row.text) for row in content[1:] if row.kind == "paragraph"]
    if columns > HEADLINE_WIDTH or not body or first.rule == "wrapped-line" or second.rule == "wrapped-line":
        return None
    if first.kind == "heading":
        first.rule = "headline-mark"
    elif _is_unfinished(first.text) and columns < max(body):
        first.rule = "headline-without-stop"
    elif _ASKING.search(first.text) and columns < 0.5 * median(body):
        first.rule = "headline-that-asks"
    elif second.kind == "heading" and columns < 0.6 * median(body):
        first.rule = "headline-before-heading"
    else:
        return None
    return first


# Blocks


def _assemble(seed: Seed, raw: Sequence[str], rows: Sequence[_Row], headline: _Row | None) -> Cleaned:
    blocks: list[Block] = []
    lines = {
        number: Line(number, "boilerplate", None, "front-matter") for number in range(1, seed.first_line)
    }
    lines |= {
        index + seed.first_line: Line(index + seed.first_line, "blank", None, "blank")
        for index in range(len(raw))
    }
    for group in _groups(rows):
        block = None if group[0] is headline else _block(group)
        if block is not None:
            blocks.append(block)
        for row in group:
            number = row.index + seed.first_line
            lines[number] = Line(number, row.kind, len(blocks) - 1 if block is not None else None, row.rule)
    if not blocks:
        raise SeedError(
            seed.name, "holds no article, only labels and marks", "look at it with `explain`, or remove it"
        )
    said = [row.said for row in rows if row.said is not None]
    return Cleaned(
        seed=seed,
        headline=headline.text if headline else None,
        headline_rule=headline.rule if headline else "",
        blocks=tuple(blocks),
        lines=tuple(lines[number] for number in sorted(lines)),
        sources=tuple(one.value for one in said if one.kind == "source" and one.value),
        authors=tuple(dict.fromkeys(one.value for one in said if one.kind == "byline")),
        dateline=next((one.value for one in said if one.rule == "dateline"), None),
    )


def _groups(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Lines that become one block."""
    groups: list[list[_Row]] = []
    for row in rows:
        last = groups[-1][-1] if groups else None
        joins = (
            last is not None
            and row.kind == last.kind
            and (
                row.rule == "wrapped-line"
                or (row.kind in ("list", "table") and not row.after_blank and _same_marker(row, last))
                or (row.kind == "code" and row.index == last.index + 1 and not _opens_code(groups[-1]))
            )
        )
        if joins:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _same_marker(row: _Row, last: _Row) -> bool:
    return row.said is not None and last.said is not None and row.said.detail == last.said.detail


def _opens_code(group: Sequence[_Row]) -> bool:
    """Is the fenced block complete, so that the next line begins another?"""
    return (
        len(group) > 1
        and bool(_FENCE.fullmatch(group[-1].text.strip()))
        and group[-1].text.strip()[:3] == group[0].text.strip()[:3]
    )


def _block(group: Sequence[_Row]) -> Block | None:
    """The block of one group; None for lines that are not part of the body."""
    first = group[0]
    said = first.said
    match first.kind:
        case "paragraph" | "heading":
            text = one_line(" ".join(row.text for row in group))
            mark = "## " if first.kind == "heading" else ""
            return Block(first.kind, mark + escape_markdown(text), text)
        case "caption":
            text = said.value if said else first.text
            return Block("caption", f"*{escape_markdown(text)}*", text)
        case "image" if said and said.value:
            return Block("caption", f"*{escape_markdown(said.value)}*", said.value)
        case "quote" if said:
            quote = "> " + escape_markdown(said.value)
            speaker = f"\n>\n> — {escape_markdown(said.detail)}" if said.detail else ""
            return Block("quote", quote + speaker, one_line(f"{said.value} {said.detail}"))
        case "list" | "table" | "code":
            return _composed(first.kind, group)
    return None


def _composed(kind: BlockKind, group: Sequence[_Row]) -> Block:
    """Lists, tables and code: several lines, kept as they were meant."""
    said = [row.said for row in group if row.said is not None]
    if kind == "list":
        items = [f"{one.detail} {escape_markdown(one.value)}" for one in said]
        if said[0].detail == "1.":
            items = [
                f"{number}. {escape_markdown(one.value)}"
                for number, one in enumerate(said, _first_number(group))
            ]
        return Block("list", "\n".join(items), " ".join(one.value for one in said))
    if kind == "table":
        cells = [[cell.strip() for cell in row.text.strip("|").split("|")] for row in group]
        rows = ["| " + " | ".join(map(escape_markdown, row)) + " |" for row in cells]
        rows[1] = "|" + " --- |" * len(cells[0])
        return Block("table", "\n".join(rows), " ".join(" ".join(row) for row in (cells[0], *cells[2:])))
    code = [row.text for row in group]
    code[0], code[-1] = code[0].strip(), code[-1].strip()
    return Block("code", "\n".join(code), "\n".join(code[1:-1]))


def _first_number(group: Sequence[_Row]) -> int:
    digits = re.match(r"\d+", group[0].text)
    return int(digits[0]) if digits else 1
