"""Mend the characters of one line and keep the text's own typography.

Shape: one line in, one line out; pure and linear. What comes out has no line end in it, and turns the direction of
no text behind it.
Not here: what the line is (`labels`, `plain`).
"""

from __future__ import annotations

import html
import re
import unicodedata

_SUSPECT = re.compile(
    "[Â-ô][\x80-\x9f€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0-¿]|[РС][\x80-\x9fЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџ\xa0-¿ЎўЈҐЁЄЇІіґё№єјЅѕї]"
)
"""UTF-8 that was read as Windows-1252 or Windows-1251 has such a pair for each of its characters."""
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, soft hyphens, byte order marks, interlinear and tag characters: no reader sees them."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile("[ \t\n\r\x0b\x0c\x85\u2000-\u200a\u2028\u2029\u205f]+")
_OTHER_END = re.compile("[\r\x0b\x0c\x85\u2028\u2029]")
"""What some programs take for the end of a line."""
_NO_BREAK = re.compile("[\u00a0\u202f]")
_TIED = re.compile("(?<=[«‹\\d])[\u00a0\u202f]|[\u00a0\u202f](?=[»›:;!?%€$°\\d])")
"""No-break spaces with a typographic reason: French punctuation, numbers and their units."""
_STRAY = re.compile(r"(?<=\w) +(?=,(?!\d)|\.(?=\s|$))")
"""A space before a comma or before a single full stop that ends something."""
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ENDS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""Direction control → the one that ends it."""


def mend(line: str) -> str:
    """`line` without stray spaces, control characters, mojibake and left-over entities, in normal form C."""
    if line.isascii() and line.isprintable() and not any(mark in line for mark in ("&", "  ", " ,", " .")):
        return line.strip()
    if "&" in line and "<" not in line and _ENTITY.search(line):
        line = html.unescape(line)
    if not line.isascii():
        if _SUSPECT.search(line):
            line = _without_mojibake(line)
        if not unicodedata.is_normalized("NFC", line):
            line = unicodedata.normalize("NFC", line)
        if _BIDI.search(line):
            line = _balanced(line)
    line = _CONTROL.sub("", line)
    if _NO_BREAK.search(line):
        tied = {match.start() for match in _TIED.finditer(line)}
        line = _NO_BREAK.sub(lambda match: match[0] if match.start() in tied else " ", line)
    line = _SPACE.sub(" ", line)
    return _STRAY.sub("", line).strip()


def _without_mojibake(line: str) -> str:
    import ftfy  # 0.1 s to import, few texts need it
    from ftfy.badness import is_bad

    return ftfy.fix_encoding(line) if is_bad(line) else line


def harmless(line: str) -> str:
    """`line` as it is, of code or of markup, without control characters and what would turn the text behind it."""
    if line.isascii() and line.isprintable():
        return line
    line = _OTHER_END.sub(" ", line)
    return _CONTROL.sub("", _balanced(line) if _BIDI.search(line) else line)


def without_direction(text: str) -> str:
    """`text` without direction controls, so that any part of it can stand anywhere."""
    return text if text.isascii() else _BIDI.sub("", text)


def _balanced(line: str) -> str:
    """`line`, and without its direction controls where one of them is not ended: it would turn what follows."""
    waiting: list[str] = []
    for control in _BIDI.findall(line):
        if control in _ENDS:
            waiting.append(_ENDS[control])
        elif not waiting or waiting.pop() != control:
            return _BIDI.sub("", line)
    return _BIDI.sub("", line) if waiting else line
