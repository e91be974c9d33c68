"""What one line says by its own words and shape, whatever stands around it.

Shape: one mended line in; a match or None out; pure. The words are data (`words.toml`); where a word is not
known, the shape of the line still tells, but then only at the end of a text (`tail`).
Not here: what the line's place says (`plain`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
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
from site_builder.late import late
from site_builder.model import LineKind
from site_builder.text import count_words, one_line, pattern, width

_IMAGE = r"\|?\s*!\[([^\]\n]*)\]\((?:[^()\n]*\)|[^()\s]*)\s*\|?|\[?\(?\S*\.(?:png|jpe?g|gif|webp)\)"
_PIPES = late(r"\|[|\s]*")
_HEADING = late(r"(#{1,6})[ \t]+(.*)")
_URL = late(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SCHEME = late(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_URL_BEHIND_WORDS = r"(?i)([^\d/:：|]{1,40}?)\s*[:：։፡–—-]?\s*((?:https?://|www\.)\S+)"
_COUNTER = late(r"([^\d()（）:：]{2,40}?)\s*[(（]\s*\d{1,7}\s*[)）]")
_BOX = r"""\s*([„“”"«‹‚‘'「『»].*[“”"»›’‘'」』«])\s*(?:[–—―-]|,)\s*(\S.*)"""
_DATELINE = (
    r"(?i)(?:[^\W\d]+(?: [^\W\d]+)?,? +)?(?:\d{1,2}[:.h]\d\d(?:[:.]\d\d)?[ ,|-]+)?"
    r"(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})([./])(\d{1,2})\5(\d{4}))(?:[ T,|-]*\d{1,2}[:.h]\d\d(?:[:.]\d\d)?)?(?: *\(?(?:GMT|UTC) *[+-]?\d{0,4}\)?)?"
)
_YEAR = late(r"\d{4}")
_DATED = frozenset("0123456789")
_HEAD_OF_A_PORTAL = (
    r"(\S.*\S)\s+(?:https?://)?(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}\s*[-–|,]?\s*"
    r"(?:\d{1,2}[:.h]\d\d[ ,|-]+)?\d{1,2}([./-])\d{1,2}\2\d{4}(?:[ ,|-]+\d{1,2}[:.h]\d\d)?"
)
_NAME_PART = late(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_INITIAL = late(r"[^\W\d_]\.(?:[^\W\d_]\.)?")
_BETWEEN_NAMES = late(r"\s*[,/&–—-]\s+|\s*[,/&]\s*|\s+-\s+")
_ENDING = frozenset(".!?…。！？।॥؟۔።៕")
LABEL_LENGTH = 60
"""Characters of the longest label, and of the longest line that is one: no entry of the table is longer, and most lines
of a text are."""
_LABEL_REACH = 80
"""Characters within which the colon behind a label stands, spaces before it included."""
_NAME_WIDTH = 60
_LONE_NAME_WIDTH = 40
"""Columns of the widest name that is told by its form alone."""
_LABEL_WORDS, _LABEL_WIDTH = 4, 40
"""Words and columns of the longest label that is told by its form alone: the longest of the table has as many words,
a label of a script without spaces is one word."""
_BARE_WORDS, _BARE_WIDTH = 3, 30
"""The same of a label with nothing behind it."""
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
    if line[0] == "|" or line[-1] in ")）" or ("!" in line and "![" in line):
        return True
    return (":" in line or "：" in line) and (":" in (head := line[:_LABEL_REACH]) or "：" in head)


def image_mark(line: str) -> Said | None:
    """`![]() |`, an image with or without its words, or what is left of one, as `.png)`."""
    return _image_mark(line) if "![" in line or line[-1] == ")" else None


@lru_cache(maxsize=256)  # nearly always the same
def _image_mark(line: str) -> Said | None:
    if match := pattern(_IMAGE).fullmatch(line):
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
    if tail and _URL.fullmatch(rest) and _is_short_label(label):
        return Said("source", "source-shape", rest)
    return None


def _is_short_label(label: str) -> bool:
    """Could it be a label, in a language whose labels are not known?"""
    return len(label.split()) <= _LABEL_WORDS and width(label) <= _LABEL_WIDTH


def url_behind_words(line: str) -> Said | None:
    """`Quelle – https://…`, `Source https://…`: at the end of a text, few words, an address, and no colon between."""
    match = pattern(_URL_BEHIND_WORDS).fullmatch(line) if "//" in line or "www." in line else None
    if match and _is_short_label(match[1]) and match[1].strip():
        return Said("source", "source-shape", match[2])
    return None


def bare_label(line: str) -> Said | None:
    """`Quelle`, `Quelle:`: few words and no stop; only where the layout leaves nothing else that it could be."""
    label = line.rstrip(" :：")
    if not label[-1:].isalnum() and not unicodedata.category(label[-1:] or " ").startswith("M"):
        return None
    if len(label.split()) > _BARE_WORDS or width(label) > _BARE_WIDTH or not _DATED.isdisjoint(label):
        return None
    return Said("source", "source-label-shape")


@lru_cache(maxsize=64)  # a line is asked several times in a row
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
    return Said("comment", "comment-shape") if tail and _is_short_label(match[1]) else None


def byline(line: str, settings: CleanSettings) -> Said | None:
    """`Artykuł i zdjęcia: P. Tuyet`: words for text, pictures, author, then a name."""
    label, rest = _labelled(line) or ("", "")
    if not rest or not (is_byline_label(label) or label in settings.byline_labels):
        return None
    name = rest.strip(" .")
    if not 0 < count_words(name) <= 8 or width(name) > _NAME_WIDTH or _URL.search(name):
        return None
    return Said("byline", "byline-label", name)


def byline_by_form(line: str) -> Said | None:
    """`Bhalwe: P. Tuyet`: before the labels at the end of a text, a few words, a colon and a name.

    In scripts without capitals any two or three words may be a name.
    """
    label, rest = _labelled(line) or ("", "")
    if not rest or not _is_short_label(label) or not _DATED.isdisjoint(line):
        return None
    name = rest.strip()
    has_case = name.lower() != name.upper()
    words = name.split()
    if has_case and not _is_name(words):
        return None
    if not has_case and not 2 <= len(words) <= 3:
        return None
    if width(name) > _LONE_NAME_WIDTH or name[-1] in _ENDING:
        return None
    return Said("byline", "byline-shape", name.strip(" ."))


def lone_name(line: str) -> Said | None:
    """`HOÀNG ANH`, `P. Tuyet`, `JAN NOVÁK, EVA MALÁ`: at the end of a text, a name in capitals or with an initial."""
    if width(line) > _LONE_NAME_WIDTH or not _DATED.isdisjoint(line):
        return None
    words = _BETWEEN_NAMES.sub(" ", line).split()
    if not 2 <= len(words) <= 6 or not all(_NAME_PART.fullmatch(word) for word in words):
        return None
    if line.isupper() and len(line) > len(words) * 2 and line[-1] != ".":
        return Said("byline", "name-in-capitals", line)
    if _INITIAL.fullmatch(words[0]) and len(words) <= 4 and _is_name(words) and line[-1] != ".":
        return Said("byline", "name-with-initial", line)
    return None


def _is_name(words: Sequence[str]) -> bool:
    """Two to four words with capitals, but for such as "van" and "de" between them."""
    return (
        2 <= len(words) <= 4
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(word[0].isupper() or (len(word) <= 3 and word.islower()) for word in words)
        and all(_NAME_PART.fullmatch(word) for word in words)
    )


def head_of_a_portal(line: str) -> tuple[str, str] | None:
    """`DAK LAK PORTAL Title Summary daklak.gov.vn 07/08/2025`: name of the site, and what stands between it and the
    site's address; the name may be missing.
    """
    if line[-1] not in _DATED or "." not in line:
        return None
    match = pattern(_HEAD_OF_A_PORTAL).fullmatch(line)
    if match is None:
        return None
    words = match[1].split()
    capitals = 0
    while capitals < min(len(words), 9) and words[capitals].isupper():
        capitals += 1
    if capitals and len(words[capitals - 1]) == 1:  # the first letter of the title may be a word
        capitals -= 1
    if not 2 <= capitals < len(words):
        capitals = 0
    return " ".join(words[:capitals]), " ".join(words[capitals:])


def boxed_quote(line: str) -> Said | None:
    """`Ramka: „…” – name, office`: the words and, in `detail`, who said them."""
    label, rest = _labelled(line) or ("", "")
    if not rest or not is_box_label(label):
        return None
    quote = pattern(_BOX).fullmatch(rest)
    if quote is None:
        return Said("quote", "box-label", rest)
    return Said("quote", "box-quote", quote[1].strip(), quote[2].strip())


def menu_word(line: str) -> Said | None:
    """`Share`, `Print`: a left-over of the page's menu, alone on its line."""
    return Said("boilerplate", "menu-word") if len(line) <= LABEL_LENGTH and is_menu_line(line) else None


def dateline(line: str) -> Said | None:
    """A line that is nothing but a date, in figures that can be read in one way only."""
    match = pattern(_DATELINE).fullmatch(line) if _YEAR.search(line) else None
    if match is None:
        return None
    if match[1]:
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        day, month, year = int(match[4]), int(match[6]), int(match[7])
        if match[5] == "/" and day <= 12 and day != month:  # 03/04/2025 is a day in April or in March
            return Said("boilerplate", "dateline-of-two-readings")
    try:
        return Said("boilerplate", "dateline", date(year, month, day).isoformat())
    except ValueError:
        return None
