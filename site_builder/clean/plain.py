"""Plain text without any markup → blocks. What a line is, its words and its place say together.

Three passes over the lines: each line by itself (`labels`); the layout of the whole text; each remaining
line by its neighbours. Every line is accounted for with the name of the rule that decided.

Layouts seen in scraped text: paragraphs on lines that follow each other (a blank line then means that a
picture was there); paragraphs between blank lines; lines broken at a fixed width.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from site_builder.clean import labels
from site_builder.clean.characters import Doubts, doubts_of, harmless, mend, without_direction
from site_builder.clean.fences import closes, longest_closings
from site_builder.clean.headline import LIKELY, SURE, Lines, score
from site_builder.clean.labels import Said
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.escape import escape_for, escape_markdown
from site_builder.late import late
from site_builder.model import Block, Cleaned, Line, LineKind, Seed
from site_builder.text import blocks_of, is_seen, one_line, rare_blocks, width_for

HEADLINE_WIDTH = 170
HEADING_WIDTH = 100
CAPTION_WIDTH = 260
"""Widest headline, heading and bare caption, in columns (a full-width character takes two). Headlines: the widest of
771 real ones of two press collections in 85 languages has 168, and 98 of 100 have at most 125."""

_CLOSERS = (
    " \t\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200e\u200f\"'”“’‘»«)]」』）"
)
"""White space and marks that may stand behind the stop of a sentence."""
_FINAL = frozenset(".!?…。！？।॥؟۔։።៕។᠃")
_DOUBLE_FINAL = "፡፡"
_ASKING, _ASKING_CLOSERS = frozenset("!?！？؟"), "\"'”’»)」』）"
_SOME, _STOPS = 4, 1 / 3
"""Lines of prose that show how a text is written; share of them with a stop at the end from which on one without says something.
Of articles with headings on the developer collection the fewest have is .37; of those without, 29 of 60 that had lines taken for
headings have less than .3."""
_OPEN_END = frozenset(",:;，：；、،؛–—-")
_FENCE = late(r"(`{3,}|~{3,})\s*[\w+#.-]{0,20}")
_ITEM = late(r"([-*•·+–]|[0-9]{1,3}[.)])\s+(\S.*)")
_ROW = late(r"\|.+\|")
_RULE_ROW = late(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
_NOT_OF_THE_BODY = frozenset({"source", "comment", "byline", "boilerplate"})
_JOINING = frozenset({"wrapped-line", "list-items", "table-rows", "code-fence"})
"""Rules whose lines may go on with the block of the line before."""
_ITEM_STARTS = frozenset("-*•·+–0123456789")
_CLEARLY, _SURE_WIDTH = 0.4, 0.6
"""Share of the text's width below which a first line without a stop needs no measuring, and above which one with a stop
is not measured: together they cost one headline of 771 on the developer collection."""
_MEASURED, _LOOKED_AT = 3, 40
"""Least paragraphs behind a first line that is measured, and as many of them as are looked at."""
_WRAPPED, _WRAPPED_WIDTH = 3, 100
"""Least lines of a text broken at a fixed width, and columns of the widest."""
_HEAD_LENGTH = 1_500
"""Characters of the longest head of a portal: title and summary."""
_FEWEST, _GAP = 3, 3
"""Least lines of a text whose labels are told by their form, and lines from a bare label to the counter of comments: the
portals leave 5 to 16 blank."""
_HEAD, _TAIL = 3, 6
"""Content lines from either end within which bylines, datelines and menu words are believed."""


class _Row:
    """A line with text, on its way to a decision."""

    kind: LineKind = "paragraph"
    rule = "paragraph"
    columns = 0
    """Width of a line that says nothing by itself."""
    block: int | None = None
    """Index of the block it went into."""

    def __init__(
        self, index: int, text: str, after_blank: bool, said: Said | None, may_be_aside: bool = False
    ) -> None:
        self.index = index
        self.text = text
        self.after_blank = after_blank
        self.said = said
        """What the line says by itself."""
        self.may_be_aside = may_be_aside
        """Can it be a byline, a counter of comments, a word of the menu or a date?"""


def clean_plain(seed: Seed, settings: CleanSettings) -> Cleaned:
    """Blocks of a text seed; SeedError where nothing is left to read."""
    return _cleaned(seed, settings)[0]


def _cleaned(seed: Seed, settings: CleanSettings) -> tuple[Cleaned, list[_Row], int]:
    """Blocks, and what they were made of: lines with text, and how many lines there are with those without."""
    text = seed.text
    raw = text.split("\n")
    if not raw[-1]:
        raw.pop()
    # One character is found ten times as fast as three.
    is_fenced = ("`" in text and "```" in text) or ("~" in text and "~~~" in text)
    code = _fenced(raw) if is_fenced else {}
    blocks = blocks_of(text)
    rare = rare_blocks(blocks)
    doubts = doubts_of(text, blocks, rare)
    rows = _rows(raw, code, doubts, settings)
    texts = []
    for row in rows:
        if row.said is None:
            texts.append(row)
        else:
            row.kind, row.rule = row.said.kind, row.said.rule
    # What entities and mojibake stand for is not in the text yet.
    is_other = doubts is not None and (doubts.entities or doubts.mojibake)
    width = width_for("\n".join([row.text for row in texts])) if is_other else width_for(text, rare)
    _say_by_place(texts, rows, width)
    captions = [words for row in rows if row.kind in ("caption", "image") and (words := _caption_of(row))]
    if len(set(captions)) < len(captions):
        _say_again(rows)
    headline = _headline(rows)
    if headline is not None:
        headline.kind = "title"
    # Only `explain` asks what became of each line: then the seed is looked at again, and no build keeps its lines.
    account = partial(_account, seed, settings)
    return _assemble(seed, account, rows, headline, is_tidy=doubts is None), rows, len(raw)


# First pass: each line by itself


def _rows(
    raw: Sequence[str], code: dict[int, int], doubts: Doubts | None, settings: CleanSettings
) -> list[_Row]:
    rows: list[_Row] = []
    blank = False
    for index, line in enumerate(raw):
        if not line:
            blank = True
            continue
        if code and index in code:
            text = harmless(line).replace("\t", "    ")
            rows.append(_Row(index, text, blank, Said("code", "code-fence", detail=str(code[index]))))
            blank = False
            continue
        text = line.strip() if doubts is None else mend(line, doubts)
        if not text or not (text[0].isalnum() or is_seen(text)):
            blank = True
            continue
        said = None
        if is_marked := labels.may_say(text):
            said = labels.image_mark(text)
            if said is None:
                text = labels.without_pictures(text)
                said = _by_itself(text, settings)
        rows.append(_Row(index, text, blank, said, is_marked or len(text) <= labels.LABEL_LENGTH))
        blank = False
    _say_at_the_start(rows)
    _say_at_the_end(rows, settings)
    _say_at_the_edges(rows, settings)
    starts = [row.text[:1] for row in rows]
    if not _ITEM_STARTS.isdisjoint(starts) and any(
        one in _ITEM_STARTS and next_one in _ITEM_STARTS for one, next_one in pairwise(starts)
    ):
        _say_lists(rows)
    if "|" in starts:
        _say_tables(rows)
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
    if line[0] == "|" and (said := labels.piped_caption(line) or labels.pipes_alone(line)):
        return said
    return labels.source_line(line, settings, tail=False) or labels.boxed_quote(line)


def _say_at_the_start(rows: Sequence[_Row]) -> None:
    """The head of a portal, where all of it stands in the first line: what is said again below goes, else title and
    summary stay.
    """
    if len(rows) < _FEWEST or rows[0].said is not None or len(rows[0].text) > _HEAD_LENGTH:
        return
    head = labels.head_of_a_portal(rows[0].text)
    if head is None:
        return
    said_again = one_line(" ".join(row.text[:_HEAD_LENGTH] for row in rows[1 : 1 + _HEAD]))
    if all(word in said_again for word in head[1].split()):
        rows[0].said = Said("boilerplate", "head-of-the-portal")
    else:
        rows[0].text, rows[0].rule = head[1], "within-the-head-of-the-portal"


def _say_at_the_end(rows: Sequence[_Row], settings: CleanSettings) -> None:
    """From the end upwards while lines are no prose: labels nobody knows tell by their shape."""
    follower: _Row | None = None
    for row in reversed(rows):
        if row.said is None and (row.may_be_aside or " " not in row.text):
            row.said = (
                labels.source_line(row.text, settings, tail=True)
                or labels.comment_counter(row.text, settings, tail=row is rows[-1])
                or labels.byline(row.text, settings)
                or labels.menu_word(row.text)
                or _by_form(row, follower, rows)
            )
        if row.said is None or row.said.kind not in _NOT_OF_THE_BODY:
            return
        follower = row


def _by_form(row: _Row, follower: _Row | None, rows: Sequence[_Row]) -> Said | None:
    """What the line of a language whose words are not known is, by its form and by the label below it."""
    if len(rows) < _FEWEST:
        return None
    said = labels.url_behind_words(row.text)
    if said is not None or row.after_blank:
        return said
    if follower is None:
        return labels.lone_name(row.text)
    if follower.said is not None and follower.said.kind == "comment" and follower.index - row.index > _GAP:
        return labels.lone_name(row.text) or labels.byline_by_form(row.text) or labels.bare_label(row.text)
    return labels.lone_name(row.text) or labels.byline_by_form(row.text)


def _say_at_the_edges(rows: Sequence[_Row], settings: CleanSettings) -> None:
    for edge, reach in ((rows, _HEAD), (rows[::-1], _TAIL)):
        passed = 0
        for row in edge:
            if row.said is None and row.may_be_aside:
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
    return said.kind not in _NOT_OF_THE_BODY


def _say_lists(rows: Sequence[_Row]) -> None:
    """Two or more neighbours that begin alike are a list."""
    for group in _neighbours(rows):
        items = [_ITEM.fullmatch(row.text) if row.text[0] in _ITEM_STARTS else None for row in group]
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
    for row, follower in zip(rows, [*rows[1:], None], strict=True):
        if row is not rule and (row.text[:1] != "|" or not _is_row(row)):
            inside = False
            continue
        inside = inside and not row.after_blank
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


def _say_by_place(texts: Sequence[_Row], rows: Sequence[_Row], width: Callable[[str], int]) -> None:
    if not texts:
        return
    columns = [width(row.text) for row in texts]
    for row, wide in zip(texts, columns, strict=True):
        row.columns = wide
    columns.sort()
    if _may_be_wrapped(columns) and _is_wrapped(texts):
        for row in texts:
            row.rule = "wrapped-line" if not row.after_blank else "paragraph"
        return
    typical = _median(columns)
    caption = min(CAPTION_WIDTH, 1.3 * typical) if _is_dense(rows) else 0
    heading = min(HEADING_WIDTH, 0.6 * typical)
    widest = max(caption, HEADING_WIDTH)
    last = texts[-1]
    has_stops: bool | None = None
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        if row.columns > widest or row.said is not None:
            continue
        text = row.text
        if text[0] == "#" and (mark := labels.heading_mark(text)) and is_seen(mark[1]):
            if row.columns <= HEADING_WIDTH:
                row.kind, row.rule, row.text = "heading", "heading-mark", mark[1]
                row.columns = width(row.text)
        elif row is texts[0]:
            continue
        elif (
            row.after_blank
            and row.columns <= caption
            and (_is_prose(after) or row is last or _is_set_off(after, caption))
        ):
            row.kind, row.rule = "caption", "caption-after-blank"
        elif row.columns <= heading and _is_unfinished(text) and _is_longer(after, row.columns):
            has_stops = _has_stops(texts, heading) if has_stops is None else has_stops
            if has_stops:
                row.kind, row.rule = "heading", "short-line-without-stop"


def _has_stops(texts: Sequence[_Row], heading: float) -> bool:
    """Do sentences end in a stop here? Where the lines of prose have none, as in Thai, a line without one is no heading for that."""
    prose = [row for row in texts if row.columns > heading]
    return len(prose) < _SOME or sum(_is_ended(row.text) for row in prose) >= _STOPS * len(prose)


def _say_again(rows: Sequence[_Row]) -> None:
    """A caption that stands again behind itself is there once: portals print it below the picture and in its text."""
    before: _Row | None = None
    for row in rows:
        if row.kind == "image" and not (row.said and row.said.value):
            continue
        words = _caption_of(row)
        if words and before is not None and words == _caption_of(before):
            row.said = Said("boilerplate", "caption-again")
            row.kind, row.rule = row.said.kind, row.said.rule
        else:
            before = row


def _caption_of(row: _Row) -> str:
    """Words of a caption; nothing for other lines."""
    if row.said is not None:
        return row.said.value if row.kind in ("caption", "image") else ""
    return row.text if row.kind == "caption" else ""


def _median(ordered: Sequence[int]) -> float:
    """The one in the middle, or the mean of the two there."""
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _is_dense(rows: Sequence[_Row]) -> bool:
    """Do paragraphs mostly follow each other without a blank line?"""
    inner = [row.after_blank for row in rows[1:] if row.said is None or row.kind not in _NOT_OF_THE_BODY]
    return len(inner) > 1 and sum(inner) <= 0.5 * len(inner)


def _may_be_wrapped(ordered: Sequence[int]) -> bool:
    """Are there enough short lines, by their widths in order?"""
    return len(ordered) > _WRAPPED and ordered[_WRAPPED - 1] <= _WRAPPED_WIDTH


def _is_wrapped(texts: Sequence[_Row]) -> bool:
    """Lines broken at a fixed width: nearly equal, none long, most ending in mid-sentence."""
    inner = []
    for row, follower in pairwise(texts):
        if not follower.after_blank and follower.index == row.index + 1:
            if row.columns > _WRAPPED_WIDTH:
                return False
            inner.append(row)
    if len(inner) < max(_WRAPPED, 0.4 * len(texts)):
        return False
    widest = max([row.columns for row in inner])
    full = sum(row.columns > 0.7 * widest for row in inner)
    return full > 0.8 * len(inner) and sum(_is_ended(row.text) for row in inner) < 0.4 * len(inner)


def _is_prose(row: _Row | None) -> bool:
    return row is not None and not row.after_blank and row.said is None


def _is_set_off(row: _Row | None, widest: float) -> bool:
    """Is it another line between blank ones that may be a caption?"""
    return row is not None and row.said is None and row.after_blank and row.columns <= widest


def _is_ended(text: str) -> bool:
    """Does the stop of a sentence end it?"""
    bare = text.rstrip(_CLOSERS)
    return bare[-1:] in _FINAL or bare.endswith(_DOUBLE_FINAL)


def _is_unfinished(text: str) -> bool:
    return text[-1] not in _OPEN_END and not _is_ended(text)


def _is_longer(row: _Row | None, columns: int) -> bool:
    """Is it prose, and half as wide again?"""
    return row is not None and row.said is None and row.columns > 1.5 * columns


def _headline(rows: Sequence[_Row]) -> _Row | None:
    """The first line, where it reads as a headline and an article follows it."""
    first = next(filter(_is_content, rows), None)
    if first is None or first.kind not in ("paragraph", "heading") or first.said is not None:
        return None
    if first.columns > HEADLINE_WIDTH or first.rule == "wrapped-line":
        return None
    content = list(filter(_is_content, rows))
    if len(content) < 2 or (second := content[1]).rule == "wrapped-line":
        return None
    body = [row for row in content[1:] if row.kind == "paragraph"]
    widths = [row.columns for row in body]
    if not widths:
        return None
    typical = _median(sorted(widths))
    if first.kind == "heading":
        first.rule = "headline-mark"
    elif (
        _is_unfinished(first.text)
        and first.columns < max(widths)
        and (first.columns < _CLEARLY * typical or _score(content, body) > LIKELY)
    ):
        first.rule = "headline-without-stop"
    elif _is_asking(first.text) and first.columns < 0.5 * typical:
        first.rule = "headline-that-asks"
    elif second.kind == "heading" and first.columns < 0.6 * typical:
        first.rule = "headline-before-heading"
    elif first.columns <= _SURE_WIDTH * typical and _score(content, body) > SURE:
        first.rule = "headline-by-measures"
    else:
        return None
    return first


def _is_content(row: _Row) -> bool:
    return row.said is None or row.kind not in ("image", "boilerplate", "byline", "source", "comment")


def _score(content: Sequence[_Row], body: Sequence[_Row]) -> float:
    if len(body) < _MEASURED:
        return 0.0
    return score(_lines(content, body))


def _lines(content: Sequence[_Row], body: Sequence[_Row]) -> Lines:
    """The first line and what is measured of those behind it; the widths of lines in which nothing is said are known."""
    first = content[0]
    body = body[:_LOOKED_AT]
    return Lines(
        first=first.text,
        columns=first.columns,
        is_ended=_is_ended(first.text),
        following=" ".join([row.text[:300] for row in content[1:4]])[:600],
        widths=[max(1, row.columns) for row in body],
        ended=sum([_is_ended(row.text) for row in body]) / len(body),
    )


def first_lines(seed: Seed, settings: CleanSettings) -> Lines | None:
    """What the weights of `headline` are fitted for; None where no line can be a headline."""
    content = list(filter(_is_content, _cleaned(seed, settings)[1]))
    body = [row for row in content[1:] if row.kind == "paragraph" and row.said is None]
    if not content or content[0].said is not None or not body or not content[0].columns:
        return None
    return _lines(content, body)


def _is_asking(text: str) -> bool:
    return text.rstrip(_ASKING_CLOSERS)[-1:] in _ASKING


# Blocks


def _assemble(
    seed: Seed,
    account: Callable[[], tuple[Line, ...]],
    rows: Sequence[_Row],
    headline: _Row | None,
    *,
    is_tidy: bool,
) -> Cleaned:
    # Entities can stand for what marks something up; else there is nothing in the lines but what is in the text. In a tidy
    # one there is no control of direction.
    escape = escape_for(seed.text) if is_tidy else escape_markdown
    bare = str if is_tidy else without_direction
    blocks: list[Block] = []
    told: list[Said] = []
    for group in _groups(rows):
        row = group[0]
        if row.said is None:
            if row is headline:
                continue
            if is_tidy and row.kind == "paragraph" and len(group) == 1:
                row.block = len(blocks)
                text = row.text
                blocks.append(Block("paragraph", escape(text), text))
                continue
        elif row.kind in _NOT_OF_THE_BODY:
            told.append(row.said)
            continue
        elif row.kind == "image" and not row.said.value:
            continue
        block = _block(group, escape, bare)
        if block is not None:
            for row in group:
                row.block = len(blocks)
            blocks.append(block)
    if not any(is_seen(block.text) for block in blocks):
        raise SeedError(
            seed.name, "holds no article, only labels and marks", "look at it with `explain`, or remove it"
        )
    datelines = [one.value for one in told if one.rule == "dateline"]
    return Cleaned(
        seed=seed,
        headline=bare(headline.text) if headline else None,
        headline_rule=headline.rule if headline else "",
        blocks=tuple(blocks),
        account=account,
        sources=tuple([one.value for one in told if one.kind == "source" and one.value]),
        authors=tuple(dict.fromkeys([bare(one.value) for one in told if one.kind == "byline"])),
        dateline=datelines[0] if datelines else None,
    )


def _account(seed: Seed, settings: CleanSettings) -> tuple[Line, ...]:
    """What became of each line of the file, front matter included."""
    _, rows, count = _cleaned(seed, settings)
    first = seed.first_line
    lines = [Line(number, "boilerplate", None, "front-matter") for number in range(1, first)]
    lines += [Line(number, "blank", None, "blank") for number in range(first, first + count)]
    for row in rows:
        index = first - 1 + row.index
        lines[index] = Line(index + 1, row.kind, row.block, row.rule)
    return tuple(lines)


def _groups(rows: Sequence[_Row]) -> Sequence[Sequence[_Row]]:
    """Lines that become one block."""
    if _JOINING.isdisjoint([row.rule for row in rows]):
        return [(row,) for row in rows]
    groups: list[list[_Row]] = []
    last: _Row | None = None
    for row in rows:
        if row.rule in _JOINING and last is not None and _joins(row, last):
            groups[-1].append(row)
        else:
            groups.append([row])
        last = row
    return groups


def _joins(row: _Row, last: _Row) -> bool:
    """Does a line go on with the block of the one before it?"""
    if row.kind != last.kind:
        return False
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


def _block(group: Sequence[_Row], escape: Callable[[str], str], bare: Callable[[str], str]) -> Block | None:
    """The block of one group; None for lines that are not part of the body."""
    first = group[0]
    said = first.said
    match first.kind:
        case "paragraph" | "heading":
            text = one_line(" ".join([row.text for row in group]) if len(group) > 1 else first.text)
            mark = "## " if first.kind == "heading" else ""
            return Block(first.kind, mark + escape(text), bare(text))
        case "caption":
            return _caption(said.value if said else first.text, escape, bare)
        case "image" if said and said.value:
            return _caption(said.value, escape, bare)
        case "quote" if said:
            speaker = f"\n>\n> — {escape(said.detail)}" if said.detail else ""
            text = f"{said.value} — {said.detail}" if said.detail else said.value
            return Block("quote", f"> {escape(said.value)}{speaker}", bare(text))
        case "list":
            items = [row.said for row in group if row.said is not None]
            markdown = "\n".join(f"{item.detail} {escape(item.value)}" for item in items)
            return Block("list", markdown, bare(" ".join(item.value for item in items)))
        case "table":
            return _table(group, bare)
        case "code":
            code = [row.text for row in group]
            code[0], code[-1] = code[0].strip(), code[-1].strip()
            return Block("code", "\n".join(code), bare("\n".join(code[1:-1])))
    return None


def _caption(text: str, escape: Callable[[str], str], bare: Callable[[str], str]) -> Block:
    return Block("caption", f"*{escape(text)}*", bare(text))


def _table(group: Sequence[_Row], bare: Callable[[str], str]) -> Block:
    """All rows as wide as the widest: Markdown drops cells that the first row has no place for."""
    cells = [[cell.strip() for cell in row.text.strip("|").split("|")] for row in group]
    columns = max(map(len, cells))
    rows = [
        "| " + " | ".join(map(escape_markdown, row + [""] * (columns - len(row)))) + " |" for row in cells
    ]
    rows[1] = "|" + " --- |" * columns
    text = " ".join(cell for row in (cells[0], *cells[2:]) for cell in row if cell)
    return Block("table", "\n".join(rows), bare(text))


def _number(mark: str) -> int:
    return int(mark.removesuffix("."))
