"""Helpers on plain strings that several rooms need: hashes, slugs, sentences, words, relative links."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from urllib.parse import quote

from site_builder.late import late

SLUG_LENGTH = 150
"""Characters of the longest slug; with a folder and ".html" it stays below the 255 bytes of a file name."""


_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|index|page|feed|clock\$)", re.IGNORECASE)
_SENTENCE_END = late(
    r"""[.!?…。！？।॥؟۔።](?:(?<=[.!?…])["'”“’»)\]]*\s+|(?<=[。！？।॥؟۔።])["'”“’»」』）)\]]*\s*)"""
)
"""Begins with one set of characters, which `re` looks for seven times as fast as for two ways to begin."""
_VOWEL = late("[aeiouy]", re.IGNORECASE)
_LAST_WORD = late(r"\w+$")
_IDEOGRAPHS = "[぀-ヿ㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff]+"
_WIDE = (
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U0001f900-\U0001f9ff\U00020000-\U0003fffd]+"
)
"""Wide and full-width characters (Unicode's East Asian Width W and F, by blocks)."""
_COMBINING = (
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u093c\u094d"
    "\u09bc\u09cd\u0a3c\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0e38-\u0e3a\u0e48-\u0e4b\u0eb8-\u0eba\u0ec8-\u0ecb\u1039\u103a\u17d2]"
)
_PLAIN_URL = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What `quote` leaves as it is."""
_WITHOUT_WIDE = bytes(
    {*range(256)} - {0x11, *range(0x2E, 0xA5), 0xA9, *range(0xAC, 0xE0), 0xF9, 0xFA, 0xFE, 0xFF}
)
_WHOLLY_WIDE = bytes([0x21, *range(0x2F, 0xA4), *range(0xAC, 0xD8), 0xFF])
_NOT_WIDE = "[\u2fe0-\u2fef\u303f\u3040\ud7a4-\ud7ff\uff00\uff61-\uffdf\uffe7-\uffff]"
"""Blocks that are wide as a whole, but for these, or not at all; and characters that are not."""
_WITHOUT_COMBINING = bytes({*range(256)} - {3, 5, 6, *range(9, 0x0F), 0x10, 0x17})
_WITHOUT_IDEOGRAPHS = bytes({*range(256)} - {*range(0x30, 0xA0), *range(0xD8, 0xDC), 0xF9, 0xFA})
"""Blocks of 256 characters (surrogates for what is beyond U+FFFF) in which there is none of these."""
_MANY_MARKS = 8
"""Marks above which one search for all of them is faster than a search for each."""
WITHOUT_FORMS = bytes(
    {*range(256)}
    - {3, *range(5, 0x12), 0x13, *range(0x17, 0x1E), 0x1F, 0x21, 0x23, 0x2A, 0x2C, 0x2D, 0xA6, 0xA8, 0xA9}
    - {0xAA, 0xAB, *range(0xD8, 0xE0), 0xF9, 0xFA, 0xFB, 0xFE}
)
"""Blocks of 256 characters that normal form C leaves alone, but for a few marks in blocks 20 and 30. (The marks in
block 4 change nothing either where there is no other: they stand in the order they came in. The two wide spaces of
block 20 become common ones in any form.)"""
_COMMON = bytes(set(WITHOUT_FORMS).intersection(_WITHOUT_WIDE, _WITHOUT_COMBINING, _WITHOUT_IDEOGRAPHS))
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))
"""General categories of characters without a shape of their own."""


@cache
def pattern(text: str) -> re.Pattern[str]:
    """The pattern, compiled when it is first needed: a long one takes a millisecond, and many a build needs none."""
    return re.compile(text)


def short_hash(data: bytes | str) -> str:
    """16 hex digits of the SHA-256."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def blocks_of(text: str) -> bytes:
    """For each character the block of 256 it is in; nothing for a text in ASCII."""
    return b"" if text.isascii() else text.encode("utf-16-le", "surrogatepass")[1::2]


def rare_blocks(blocks: bytes) -> bytes:
    """Those blocks in which something is wide, combines, or has another normal form."""
    return blocks.translate(None, _COMMON)


def escaped(text: str, *, quotes: bool = True) -> str:
    """Text in HTML or XML, as `html.escape` writes it, which takes 2 ms to import; with `quotes` in an attribute too."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;") if quotes else text


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return " ".join(text.split())


def is_seen(text: str) -> bool:
    """Does a reader see anything of it?"""
    if (first := text[:1]).isalnum() or "!" <= first <= "~":
        return True
    return any(unicodedata.category(char) not in _UNSEEN for char in text)


def romanised(text: str) -> str:
    """`text` in ASCII letters, whatever its script."""
    return text if text.isascii() else "".join(map(_romanised_of, text))


class _Romanised(dict[str, str]):
    """Character → itself in ASCII letters."""

    def __missing__(self, char: str) -> str:
        from anyascii import anyascii  # 7 ms to import, and many a build reads only addresses in ASCII

        self[char] = plain = anyascii(char)
        return plain


_romanised_of = (
    _Romanised().__getitem__
)  # eight times as fast, and the library knows no more than one character


def slugify(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; "" when nothing is left.

    Safe as a file name everywhere: no reserved name, at most SLUG_LENGTH characters (a longer one is cut
    and keeps apart by a hash of the whole).
    """
    slug = _NOT_SLUG.sub("-", romanised(text).lower()).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH - 8].rstrip("-") + "-" + short_hash(slug)[:7]
    if _RESERVED.fullmatch(slug):
        slug += "-" + short_hash(slug)[:4]
    return slug


def readable_slug(slug: str) -> str | None:
    """What a slug says, as "The bridge is open" of "the-bridge-is-open-a1b2c3"; None where that is not three words."""
    words = [word for word in slug.split("-") if word.isalpha() or (word.isdigit() and len(word) <= 4)]
    if len(words) < 3 or sum(map(str.isalpha, words)) < 2:
        return None
    said = " ".join(words)
    return said[0].upper() + said[1:]


def sentences(text: str) -> Iterator[str]:
    """Sentences of a paragraph, by final punctuation; a script without any gives the whole paragraph.

    A full stop ends none where what follows goes on in small letters or figures, nor behind a figure, an initial or
    a short word without a vowel, which is an abbreviation (No. 21, č. 11, 24. července, P. Tuyet, Mr. Tri).
    """
    start = 0
    for found in _SENTENCE_END.finditer(text):
        stop, after = found.span()
        if text[stop] == "." and text[stop + 1 : after].isspace() and _goes_on(text, stop, after):
            continue
        if sentence := text[start:after].strip():
            yield sentence
        start = after
    if rest := text[start:].strip():
        yield rest


def _goes_on(text: str, stop: int, after: int) -> bool:
    following = text[after : after + 1]
    if following.islower() or following.isdigit():
        return True
    if text[max(0, stop - 4) : stop].isalpha() and stop >= 4:
        return False  # as most: a word too long for an abbreviation
    before = _LAST_WORD.search(text, max(0, stop - 20), stop)
    word = before[0] if before else ""
    return (
        word.isdigit()
        or len(word) == 1
        or (1 < len(word) <= 3 and word.isascii() and not _VOWEL.search(word))
    )


def count_words(line: str) -> int:
    """Words between the spaces of one line (as `one_line` leaves it), each ideograph or kana as a word of its own."""
    if not line:
        return 0
    if line.isascii() or not _has(line, _WITHOUT_IDEOGRAPHS):
        return line.count(" ") + 1
    rest, runs = pattern(_IDEOGRAPHS).subn(" ", line)
    return len(line) - (len(rest) - runs) + len(rest.split())


def width(text: str) -> int:
    """Length as a reader sees it: a full-width character counts twice, a combining one nothing."""
    return len(text) if text.isascii() else _width(text)


def width_for(text: str, rare: bytes | None = None) -> Callable[[str], int]:
    """What measures the width of any part of `text`: for most texts `len`, which is forty times as fast as `width`.

    `rare` are its `rare_blocks`, where they are known.
    """
    rare = rare_blocks(blocks_of(text)) if rare is None else rare
    if not rare:
        return len
    if rare.translate(None, _WITHOUT_WIDE):
        is_whole = not rare.translate(None, _WHOLLY_WIDE) and not pattern(_NOT_WIDE).search(text)
        return _width_by_blocks if is_whole else _width
    marks = [mark for block, marks in _marks().items() if block in rare for mark in marks if mark in text]
    if not marks:
        return len
    if len(marks) > _MANY_MARKS:
        return lambda part: len(part) - len(pattern(_COMBINING).findall(part))
    return lambda part: len(part) - sum([part.count(mark) for mark in marks])


@cache
def _marks() -> dict[int, list[str]]:
    """Block of 256 characters → those in it that combine."""
    marks: dict[int, list[str]] = {}
    for block in sorted({*range(256)} - {*_WITHOUT_COMBINING}):
        marks[block] = pattern(_COMBINING).findall("".join(map(chr, range(256 * block, 256 * block + 256))))
    return marks


def _width(text: str) -> int:
    return len(text) + sum(map(len, pattern(_WIDE).findall(text))) - len(pattern(_COMBINING).findall(text))


def _width_by_blocks(text: str) -> int:
    """The width of a part of a text whose rare characters are all wide."""
    return len(text) + len(blocks_of(text).translate(None, _WITHOUT_WIDE))


def _has(text: str, without: bytes) -> bool:
    """Is there a character in any other block of 256 than those of `without`?"""
    return bool(blocks_of(text).translate(None, without))


def clip(text: str, limit: int) -> str:
    """`text`, or its first words up to `limit` characters with an ellipsis."""
    text = one_line(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > limit // 2 else cut).rstrip(" ,;:–—-") + "…"


def relative_url(target: str, page: str) -> str:
    """Address of the site's file `target` as a link on `page`, both relative to the root, percent-encoded."""
    path, _, fragment = target.partition("#")
    cut = path.rfind("/") + 1
    url = _way(page[: page.rfind("/") + 1], path[:cut]) + path[cut:]
    if not _PLAIN_URL.fullmatch(url):
        url = quote(url)
    return f"{url}#{fragment}" if fragment else url


@lru_cache(maxsize=4096)
def _way(here: str, there: str) -> str:
    """From a folder to another one, each "" or with a slash at its end."""
    start, end = here.split("/")[:-1], there.split("/")[:-1]
    shared = 0
    while shared < len(start) and shared < len(end) and start[shared] == end[shared]:
        shared += 1
    return "../" * (len(start) - shared) + "".join(f"{step}/" for step in end[shared:])
