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
from site_builder.clean.characters import harmless, mend, without_direction
from site_builder.clean.fences import closes, longest_closings
from site_builder.clean.labels import Said
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.escape import escape_markdown
from site_builder.model import Block, Cleaned, Line, LineKind, Seed
from site_builder.text import is_seen, one_line, width

HEADLINE_WIDTH = 130
HEADING_WIDTH = 100
CAPTION_WIDTH = 260
"""Widest headline, heading and bare caption, in columns (a full-width character takes two). Headlines: 130 columns
held 98 of 100 real headlines of two press collections."""

_FINAL = re.compile(r"""(?:[.!?…。！？।॥؟۔։።៕។᠃]|፡፡)[\s\u200e\u200f"'”“’‘»«)\]」』）]*$""")
_ASKING = re.compile(r"""[!?！？؟]["'”’»)」』）]*$""")
_OPEN_END = re.compile(r"[,:;，：；、،؛–—-]$")
_FENCE = re.compile(r"(`{3,}|~{3,})\s*[\w+#.-]{0,20}")
_ITEM = re.compile(r"([-*•·+–]|[0-9]{1,3}[.)])\s+(\S.*)")
_ROW = re.compile(r"\|.+\|")
_RULE_ROW = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_HEAD, _TAIL = 3, 6
"""Content lines from either end within which bylines, datelines and menu words are believed."""


@dataclass(slots=True)
class _Row:
    """A line with text, on its way to a decision."""

    index: int
    text: str
    after_blank: bool = False
    said: Said | None = None
    """What the line says by itself."""
    kind: LineKind = "paragraph"
    rule: str = "paragraph"


def clean_plain(seed: Seed, settings: CleanSettings) -> Cleaned:
    """Blocks of a text seed; SeedError where nothing is left to read."""
    raw = seed.text.removesuffix("\n").split("\n") if seed.text else []
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
            text = harmless(line).replace("\t", "    ")
            rows.append(_Row(index, text, blank, said=Said("code", "code-fence", detail=str(code[index]))))
        elif not is_seen(text := mend(line)):
            blank = True
            continue
        else:
            said = labels.image_mark(text)
            if said is None:
                text = labels.without_pictures(text)
                said = _by_itself(text, settings)
            rows.append(_Row(index, text, blank, said=said))
        blank = False
    _say_at_the_end(rows, settings)
    _say_at_the_edges(rows, settings)
    _say_lists(rows)
    _say_tables(rows)
    for row in rows:
        if row.said is not None:
            row.kind, row.rule = row.said.kind, row.said.rule
    return rows


def _fenced(raw: Sequence[str]) -> dict[int, int]:
    """Lines of fenced code → the line of its fence."""
    inside: dict[int, int] = {}
    closings = longest_closings(raw)
    opened: tuple[int, str] | None = None
    for index, line in enumerate(raw):
        if opened is not None:
            inside[index] = opened[0]
            if closes(line, opened[1]):
                opened = None
        elif line.lstrip()[:3] in ("```", "~~~"):
            fence = _FENCE.fullmatch(line.strip())
            if fence and closings[fence[1][0]][index + 1] >= len(fence[1]):
                inside[index] = index
                opened = (index, fence[1])
    return inside


def _by_itself(line: str, settings: CleanSettings) -> Said | None:
    return (
        labels.piped_caption(line)
        or labels.pipes_alone(line)
        or labels.source_line(line, settings, tail=False)
        or labels.boxed_quote(line)
    )


def _say_at_the_end(rows: Sequence[_Row], settings: CleanSettings) -> None:
    """From the end upwards while lines are no prose: labels nobody knows tell by their shape."""
    for row in reversed(rows):
        if row.said is None:
            row.said = (
                labels.source_line(row.text, settings, tail=True)
                or labels.comment_counter(row.text, settings, tail=row is rows[-1])
                or labels.byline(row.text, settings)
                or labels.menu_word(row.text)
            )
        if row.said is None or row.said.kind not in ("source", "comment", "byline", "boilerplate"):
            return


def _say_at_the_edges(rows: Sequence[_Row], settings: CleanSettings) -> None:
    for edge, reach in ((rows, _HEAD), (rows[::-1], _TAIL)):
        passed = 0
        for row in edge:
            if row.said is None:
                row.said = (
                    labels.comment_counter(row.text, settings, tail=False)
                    or labels.byline(row.text, settings)
                    or labels.menu_word(row.text)
                    or (labels.dateline(row.text) if passed < _HEAD else None)
                )
            passed += row.said is None or _is_of_the_body(row.said)
            if passed == reach:
                break


def _is_of_the_body(said: Said) -> bool:
    if said.kind == "image":
        return bool(said.value)
    return said.kind not in ("source", "comment", "byline", "boilerplate")


def _say_lists(rows: Sequence[_Row]) -> None:
    """Two or more neighbours that begin alike are a list."""
    for group in _neighbours(rows):
        items = [_ITEM.fullmatch(row.text) for row in group]
        for start, end in _runs([_marker(item, place) for place, item in enumerate(items)]):
            if end - start > 1:
                for row, item in zip(group[start:end], items[start:end], strict=True):
                    if item is not None:
                        number = item[1][:-1]
                        row.said = Said("list", "list-items", item[2], f"{int(number)}." if number else "-")


def _marker(item: re.Match[str] | None, place: int) -> str:
    """What the items of one list have in common: the mark, or numbers that count up."""
    if item is None:
        return ""
    number = item[1][:-1]
    return f"{int(number) - place}{item[1][-1]}" if number else item[1]


def _say_tables(rows: Sequence[_Row]) -> None:
    """A row in pipes and a rule below it begin a table; without them a row is text in pipes."""
    inside, rule = False, None
    for row, follower in zip(rows, [*rows[1:], None], strict=False):
        is_row = row is rule or _is_row(row)
        inside = inside and is_row and not row.after_blank
        if not is_row:
            continue
        if not inside and follower is not None and not follower.after_blank and _is_rule(follower):
            inside, rule = True, follower
        if inside:
            row.said = Said("table", "table-rows")
        elif row.said is None:
            row.text = row.text.strip("| ")


def _is_row(row: _Row) -> bool:
    return bool(_ROW.fullmatch(row.text)) and (row.said is None or row.said.kind != "code")


def _is_rule(row: _Row) -> bool:
    return "|" in row.text and bool(_RULE_ROW.fullmatch(row.text))


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
        if (mark := labels.heading_mark(row.text)) and is_seen(mark[1]):
            if columns <= HEADING_WIDTH:
                row.kind, row.rule, row.text = "heading", "heading-mark", mark[1]
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
    if not any(is_seen(block.text) for block in blocks):
        raise SeedError(
            seed.name, "holds no article, only labels and marks", "look at it with `explain`, or remove it"
        )
    said = [row.said for row in rows if row.said is not None]
    return Cleaned(
        seed=seed,
        headline=without_direction(headline.text) if headline else None,
        headline_rule=headline.rule if headline else "",
        blocks=tuple(blocks),
        lines=tuple(lines[number] for number in sorted(lines)),
        sources=tuple(one.value for one in said if one.kind == "source" and one.value),
        authors=tuple(dict.fromkeys(without_direction(one.value) for one in said if one.kind == "byline")),
        dateline=next((one.value for one in said if one.rule == "dateline"), None),
    )


def _groups(rows: Sequence[_Row]) -> list[list[_Row]]:
    """Lines that become one block."""
    groups: list[list[_Row]] = []
    for row in rows:
        if groups and row.kind == groups[-1][-1].kind and _joins(row, groups[-1][-1]):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _joins(row: _Row, last: _Row) -> bool:
    """Does a line go on with the block of the one before it, which is of its kind?"""
    if row.said is None or last.said is None:
        return row.rule == "wrapped-line"
    mark, mark_before = row.said.detail, last.said.detail
    match row.kind:
        case "list":  # as in Markdown, where a blank line does not part the items
            return mark == mark_before == "-" or (
                mark != "-" != mark_before and _number(mark) == _number(mark_before) + 1
            )
        case "table":
            return not row.after_blank
        case "code":
            return mark == mark_before
    return False


def _block(group: Sequence[_Row]) -> Block | None:
    """The block of one group; None for lines that are not part of the body."""
    first = group[0]
    said = first.said
    match first.kind:
        case "paragraph" | "heading":
            text = one_line(" ".join(row.text for row in group))
            mark = "## " if first.kind == "heading" else ""
            return Block(first.kind, mark + escape_markdown(text), without_direction(text))
        case "caption":
            return _caption(said.value if said else first.text)
        case "image" if said and said.value:
            return _caption(said.value)
        case "quote" if said:
            speaker = f"\n>\n> — {escape_markdown(said.detail)}" if said.detail else ""
            text = f"{said.value} — {said.detail}" if said.detail else said.value
            return Block("quote", f"> {escape_markdown(said.value)}{speaker}", without_direction(text))
        case "list":
            items = [row.said for row in group if row.said is not None]
            markdown = "\n".join(f"{item.detail} {escape_markdown(item.value)}" for item in items)
            return Block("list", markdown, without_direction(" ".join(item.value for item in items)))
        case "table":
            return _table(group)
        case "code":
            code = [row.text for row in group]
            code[0], code[-1] = code[0].strip(), code[-1].strip()
            return Block("code", "\n".join(code), without_direction("\n".join(code[1:-1])))
    return None


def _caption(text: str) -> Block:
    return Block("caption", f"*{escape_markdown(text)}*", without_direction(text))


def _table(group: Sequence[_Row]) -> Block:
    """All rows as wide as the widest: Markdown drops cells that the first row has no place for."""
    cells = [[cell.strip() for cell in row.text.strip("|").split("|")] for row in group]
    columns = max(map(len, cells))
    rows = [
        "| " + " | ".join(map(escape_markdown, row + [""] * (columns - len(row)))) + " |" for row in cells
    ]
    rows[1] = "|" + " --- |" * columns
    text = " ".join(cell for row in (cells[0], *cells[2:]) for cell in row if cell)
    return Block("table", "\n".join(rows), without_direction(text))


def _number(mark: str) -> int:
    return int(mark.removesuffix("."))
