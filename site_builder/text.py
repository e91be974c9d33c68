"""Helpers on plain strings that several rooms need: hashes, slugs, sentences, words, relative links."""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from urllib.parse import quote

from anyascii import anyascii

SLUG_LENGTH = 150
"""Characters of the longest slug; with a folder and ".html" it stays below the 255 bytes of a file name."""

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|index|page|feed|clock\$)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""(?<=[.!?…])["'”“’»)\]]*\s+|(?<=[。！？।॥؟۔።])["'”“’»」』）)\]]*\s*""")
_LAST_WORD = re.compile(r"\w+$")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_IDEOGRAPH = re.compile("[぀-ヿ㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff]")
_SPACES = re.compile(r"\s+")


def short_hash(data: bytes | str) -> str:
    """16 hex digits of the SHA-256."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:16]


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()


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
    an abbreviation of up to two small letters (No. 21, č. 11, 24. července, P. Tuyet).
    """
    found, start = [], 0
    for end in _SENTENCE_END.finditer(text):
        if text[end.start() - 1] == "." and _goes_on(text, end.start() - 1, end.end()):
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
    return word.isdigit() or len(word) == 1 or (len(word) == 2 and word.islower())


def count_words(text: str) -> int:
    """Words between spaces, and each ideograph or kana as a word of its own."""
    ideographs = len(_IDEOGRAPH.findall(text))
    return ideographs + len(_WORD.findall(_IDEOGRAPH.sub(" ", text) if ideographs else text))


def width(text: str) -> int:
    """Length as a reader sees it: a full-width character counts twice, a combining one nothing."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


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
    if path == page:
        link = posixpath.basename(page)
    else:
        link = posixpath.relpath(path, posixpath.dirname(page) or ".")
    return quote(link) + (f"#{fragment}" if fragment else "")
