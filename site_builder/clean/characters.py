"""Mend the characters of one line and keep the text's own typography.

Shape: one line in, one line out; pure. Not here: what the line is (`labels`, `plain`).
"""

from __future__ import annotations

import html
import re
import unicodedata

import ftfy
from ftfy.badness import is_bad

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, soft hyphens, byte order marks, interlinear and tag characters: no reader sees them."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile("[ \t\x0b\x0c\x85\u2000-\u200a\u2028\u2029\u205f]+")
_NO_BREAK = re.compile("[\u00a0\u202f]")
_TIED = re.compile("(?<=[«‹\\d])[\u00a0\u202f]|[\u00a0\u202f](?=[»›:;!?%€$°\\d])")
"""No-break spaces with a typographic reason: French punctuation, numbers and their units."""
_STRAY = re.compile(r"(?<=\w) +(?=,(?!\d)|\.(?=\s|$))")
"""A space before a comma or before a single full stop that ends something."""
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_OPEN, _CLOSE = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"


def mend(line: str) -> str:
    """`line` without stray spaces, control characters, mojibake and left-over entities, in normal form C."""
    if line.isascii():
        if (
            line.isprintable()
            and "&" not in line
            and "  " not in line
            and " ," not in line
            and " ." not in line
        ):
            return line.strip()
    else:
        if is_bad(line):
            line = ftfy.fix_encoding(line)
        if not unicodedata.is_normalized("NFC", line):
            line = unicodedata.normalize("NFC", line)
        if _BIDI.search(line):
            line = _balanced(line)
    if "&" in line and "<" not in line and _ENTITY.search(line):
        line = html.unescape(line)
    line = _CONTROL.sub("", line)
    if _NO_BREAK.search(line):
        tied = {match.start() for match in _TIED.finditer(line)}
        line = _NO_BREAK.sub(lambda match: match[0] if match.start() in tied else " ", line)
    line = _SPACE.sub(" ", line)
    return _STRAY.sub("", line).strip()


def _balanced(line: str) -> str:
    """`line`, and without its direction controls where one of them is not closed: it would turn what follows."""
    depth = 0
    for char in line:
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0:
            break
    return line if depth == 0 else _BIDI.sub("", line)
