"""Helpers on plain strings that several rooms need: hashes, slugs, sentences, words, relative links."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from anyascii import anyascii

SLUG_LENGTH = 150
"""Characters of the longest slug; with a folder and ".html" it stays below the 255 bytes of a file name."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|index|page|feed|clock\$)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”“’»)\]]*\s+|(?<=[。！？।॥؟۔።])["'”“’»」』）)\]]*\s*""")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_LAST_WORD = re.compile(r"\w+$")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_IDEOGRAPH = re.compile("[぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
    "\U0001f300-\U0001f64f\U0001f900-\U0001f9ff\U00020000-\U0003fffd]"
)
"""Wide and full-width characters (Unicode's East Asian Width W and F, by blocks)."""
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u093c\u094d"
    "\u09bc\u09cd\u0a3c\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0e38-\u0e3a\u0e48-\u0e4b\u0eb8-\u0eba\u0ec8-\u0ecb\u1039\u103a\u17d2\u20d0-\u20f0]"
)
_PLAIN_URL = re.compile(r"[A-Za-z0-9_.~/-]*")
"""What `quote` leaves as it is."""
_SPACES = re.compile(r"\s+")
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))
"""General categories of characters without a shape of their own."""


def short_hash(data: bytes | str) -> str:
    """16 hex digits of the SHA-256."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()


def is_seen(text: str) -> bool:
    """Does a reader see anything of it?"""
    return any(unicodedata.category(char) not in _UNSEEN for char in text)


def slugify(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; "" when nothing is left.

    Safe as a file name everywhere: no reserved name, at most SLUG_LENGTH characters (a longer one is cut
    and keeps apart by a hash of the whole).
    """
    slug = _NOT_SLUG.sub("-", anyascii(text).lower()).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH - 8].rstrip("-") + "-" + short_hash(slug)[:7]
    if _RESERVED.fullmatch(slug):
        slug += "-" + short_hash(slug)[:4]
    return slug


def sentences(text: str) -> list[str]:
    """Sentences of a paragraph, by final punctuation; a script without any gives the whole paragraph.

    A full stop ends none where what follows goes on in small letters or figures, nor behind a figure, an initial or
    a short word without a vowel, which is an abbreviation (No. 21, č. 11, 24. července, P. Tuyet, Mr. Tri).
    """
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if text[end.start() - 1] == "." and end[0].isspace() and _goes_on(text, end.start() - 1, end.end()):
            continue
        sentence = text[start : end.end()].strip()
        if sentence:
            found.append(sentence)
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def _goes_on(text: str, stop: int, after: int) -> bool:
    following = text[after : after + 1]
    if following.islower() or following.isdigit():
        return True
    before = _LAST_WORD.search(text, max(0, stop - 20), stop)
    word = before[0] if before else ""
    return (
        word.isdigit()
        or len(word) == 1
        or (1 < len(word) <= 3 and word.isascii() and not _VOWEL.search(word))
    )


def count_words(text: str) -> int:
    """Words between spaces, and each ideograph or kana as a word of its own."""
    ideographs = len(_IDEOGRAPH.findall(text))
    return ideographs + len(_WORD.findall(_IDEOGRAPH.sub(" ", text) if ideographs else text))


def width(text: str) -> int:
    """Length as a reader sees it: a full-width character counts twice, a combining one nothing."""
    if text.isascii():
        return len(text)
    return len(text) + len(_WIDE.findall(text)) - len(_COMBINING.findall(text))


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
