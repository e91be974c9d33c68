"""What one line says by its own words and shape, whatever stands around it.

Shape: one mended line in; a match or None out; pure. The words are data (`words.toml`); where a word is not
known, the shape of the line still tells, but then only at the end of a text (`tail`).
Not here: what the line's place says (`plain`).
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from site_builder.clean.words import (
    is_box_label,
    is_byline_label,
    is_comment_label,
    is_menu_line,
    is_source_label,
)
from site_builder.config import CleanSettings
from site_builder.model import LineKind
from site_builder.text import count_words, one_line, width

_IMAGE = re.compile(
    r"\|?\s*!\[([^\]\n]*)\]\((?:[^()\n]*\)|[^()\s]*)\s*\|?|\[?\(?\S*\.(?:png|jpe?g|gif|webp)\)"
)
_PIPES = re.compile(r"\|[|\s]*")
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_COUNTER = re.compile(r"([^\d()（）:：]{2,40}?)\s*[(（]\s*\d{1,7}\s*[)）]")
_BOX = re.compile(r"""\s*([„“”"«‹‚‘'「『»].*[“”"»›’‘'」』«])\s*(?:[–—―-]|,)\s*(\S.*)""")
_DATELINE = re.compile(
    r"(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])(\d{1,2})\5(\d{4}))(?:[ T,|-]*\d{1,2}[:.h]\d\d(?:[:.]\d\d)?)?"
)
LABEL_LENGTH = 60
"""Characters of the longest label, and of the longest line that is one: no entry of the table is longer, and most lines
of a text are."""
_LABEL_REACH = 80
"""Characters within which the colon behind a label stands, spaces before it included."""
_NAME_WIDTH = 60
_SOURCE_WIDTH = 100
"""A longer text after a source label is a sentence that happens to begin so."""


class Said(NamedTuple):
    """A line that is no paragraph: its kind, the rule that said so, and what it tells."""

    kind: LineKind
    rule: str
    value: str = ""
    detail: str = ""


def may_say(line: str) -> bool:
    """Has the line any mark that the functions here look for, but for those that believe unknown words at the end?"""
    if line[0] == "|" or line[-1] in ")）" or "![" in line:
        return True
    return (":" in line or "：" in line) and (":" in (head := line[:_LABEL_REACH]) or "：" in head)


def image_mark(line: str) -> Said | None:
    """`![]() |`, an image with or without its words, or what is left of one, as `.png)`."""
    return _image_mark(line) if "![" in line or line[-1] == ")" else None


@lru_cache(maxsize=256)  # nearly always the same
def _image_mark(line: str) -> Said | None:
    if match := _IMAGE.fullmatch(line):
        return Said("image", "image-mark", (match[1] or "").strip())
    return Said("image", "image-mark") if "![" in line and not without_pictures(line).strip("| ") else None


def without_pictures(line: str) -> str:
    """Each `![words](address)` within a line as its words: the picture is lost, and its address says nothing."""
    start = line.find("![")
    if start < 0:
        return line
    kept: list[str] = []
    rest, last = 0, line.rfind(")")
    while start >= 0 and (end := line.find("]", start)) >= 0:
        close = line.find(")", end) if end < last and line[end + 1] == "(" else -1
        if close >= 0 or end == start + 2:
            kept += [line[rest:start], line[start + 2 : end].replace("![", "")]
            rest = max(end, close) + 1
        start = line.find("![", max(end, rest))
    return one_line(" ".join([*kept, line[rest:]])) if kept else line


def piped_caption(line: str) -> Said | None:
    """`| Delegates attending the ceremony. |`: one cell between pipes."""
    if len(line) < 3 or line[0] != "|" or line[-1] != "|":
        return None
    words = line[1:-1].strip()
    return Said("caption", "caption-in-pipes", words) if words and "|" not in words else None


def pipes_alone(line: str) -> Said | None:
    """`|`, `||`: pipes and nothing in them."""
    return Said("boilerplate", "pipes-alone") if _PIPES.fullmatch(line) else None


def heading_mark(line: str) -> tuple[int, str] | None:
    """`## Words ##`: level and words; marks behind the words count for nothing where a space parts them."""
    match = _HEADING.fullmatch(line) if line[:1] == "#" else None
    if match is None:
        return None
    words = match[2].strip()
    bare = words.rstrip("#")
    return len(match[1]), bare.rstrip() if bare[-1:] in ("", " ", "\t") else words


def source_line(line: str, settings: CleanSettings, *, tail: bool) -> Said | None:
    """`Source: URL` in any language, the bare label, or at the end of a text an unknown label and an URL."""
    labelled = _labelled(line)
    if labelled is None or (_SCHEME.match(line) and "//" in line.partition(":")[2][:2]):
        if tail and len(line) <= LABEL_LENGTH and is_source_label(line):
            return Said("source", "source-label-alone")
        return Said("source", "source-url-alone", line) if tail and _URL.fullmatch(line) else None
    label, rest = labelled
    if is_source_label(label) or label in settings.source_labels:
        if not rest:
            return Said("source", "source-label-alone")
        if _URL.match(rest) or _SCHEME.match(rest) or ("/" in rest and " " not in rest):
            return Said("source", "source-label", rest)
        if tail and width(rest) <= _SOURCE_WIDTH:
            return Said("source", "source-label-name")
        return None
    if tail and _URL.fullmatch(rest) and count_words(label) <= 3:
        return Said("source", "source-shape", rest)
    return None


def _labelled(line: str) -> tuple[str, str] | None:
    """What stands before the first colon, if it is short enough for a label, and what behind it."""
    colon = line.find(":", 0, _LABEL_REACH)
    if (wide := line.find("：", 0, colon if colon >= 0 else _LABEL_REACH)) >= 0:
        colon = wide
    label = line[: max(0, colon)].rstrip()
    return (label, line[colon + 1 :].lstrip()) if 0 < len(label) <= LABEL_LENGTH else None


def comment_counter(line: str, settings: CleanSettings, *, tail: bool) -> Said | None:
    """`Comment (0)` in any language; as the last line, any few words and a number in brackets."""
    match = _COUNTER.fullmatch(line) if line[-1] in ")）" else None
    if match is None:
        return None
    if is_comment_label(match[1]) or match[1] in settings.comment_labels:
        return Said("comment", "comment-counter")
    return Said("comment", "comment-shape") if tail and count_words(match[1]) <= 3 else None


def byline(line: str, settings: CleanSettings) -> Said | None:
    """`Artykuł i zdjęcia: P. Tuyet`: words for text, pictures, author, then a name."""
    label, rest = _labelled(line) or ("", "")
    if not rest or not (is_byline_label(label) or label in settings.byline_labels):
        return None
    name = rest.strip(" .")
    if not 0 < count_words(name) <= 8 or width(name) > _NAME_WIDTH or _URL.search(name):
        return None
    return Said("byline", "byline-label", name)


def boxed_quote(line: str) -> Said | None:
    """`Ramka: „…” – name, office`: the words and, in `detail`, who said them."""
    label, rest = _labelled(line) or ("", "")
    if not rest or not is_box_label(label):
        return None
    quote = _BOX.fullmatch(rest)
    if quote is None:
        return Said("quote", "box-label", rest)
    return Said("quote", "box-quote", quote[1].strip(), quote[2].strip())


def menu_word(line: str) -> Said | None:
    """`Share`, `Print`: a left-over of the page's menu, alone on its line."""
    return Said("boilerplate", "menu-word") if len(line) <= LABEL_LENGTH and is_menu_line(line) else None


def dateline(line: str) -> Said | None:
    """A line that is nothing but a date, in figures that can be read in one way only."""
    match = _DATELINE.fullmatch(line) if line[0].isdigit() else None
    if match is None:
        return None
    if match[1]:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        day, month, year = int(match[4]), int(match[6]), int(match[7])
        if match[5] == "/" and day <= 12 and day != month:  # 03/04/2025 is a day in April or in March
            return None
    try:
        return Said("boilerplate", "dateline", date(year, month, day).isoformat())
    except ValueError:
        return None
