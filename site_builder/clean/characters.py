"""Mend the characters of one line and keep the text's own typography.

Shape: one line in, one line out; pure and linear. What comes out has no line end in it, and turns the direction of
no text behind it.
Not here: what the line is (`labels`, `plain`).
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

_BEHIND = "[\x80-\x9f€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0-¿]"
_LATIN_SUSPECT = re.compile(
    f"[Â-ô](?:(?<=[Â-ß]){_BEHIND}|(?<=â)€|(?<=[à-ï]){_BEHIND}{{2}}|(?<=[ð-ô]){_BEHIND}{{3}})"
)
"""UTF-8 that was read as Windows-1252 has such letters for each of its characters, one, two or three behind the first
(of "â€\x9d" the last is often lost)."""
_CYRILLIC_LEADS = "РСР"
_CYRILLIC_SUSPECT = frozenset(
    [*map(chr, range(0x80, 0xC0)), *"ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"]
)
"""UTF-8 that was read as Windows-1251 has a pair for each of its letters, and hardly a word of a single one."""
_IN_FORM = bytes(
    {*range(256)}
    - {3, *range(5, 0x12), 0x13, *range(0x17, 0x1E), 0x1F, 0x21, 0x23, 0x2A, 0x2C, 0x2D, 0xA6, 0xA8, 0xA9}
    - {0xAA, 0xAB, *range(0xD8, 0xE0), 0xF9, 0xFA, 0xFB, 0xFE}
)
"""Blocks of 256 characters that normal form C leaves alone, but for those in `_FORMED`. (The marks in block 4 change
nothing either where there is no other: they stand in the order they came in. The two wide spaces of block 20 become
common ones in any form.)"""
_FORMED = {
    0x20: "\u20d2\u20d3\u20d8\u20d9\u20da\u20e5\u20e6\u20e8\u20ea\u20eb\u20ec\u20ed\u20ee\u20ef",
    0x30: "\u302a\u302b\u302c\u302d\u302e\u302f\u3099\u309a",
}
_DEVANAGARI, _NUKTA = 9, "\u093c"
_FORMED_LETTERS = re.compile("[\u0483-\u0487\u20d0-\u20f0\u0951-\u0954\u0958-\u095f\u0980-\u09ff]")
_BEFORE_NUKTA = frozenset("\u0928\u0930\u0933\u094d")
"""Devanagari: what is not in normal form C, or may not be, and behind what the dot below makes another letter."""
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
_UNTIDY = re.compile(" [ ,.]")
"""What may be two spaces or a stray one."""
_STRAY = re.compile(r"(?<=\w) +(?=,(?!\d)|\.(?=\s|$))")
"""A space before a comma or before a single full stop that ends something."""
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ENDS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
"""Direction control → the one that ends it."""


class Doubts(NamedTuple):
    """What a line may have that is to be mended. A look at the whole text rules out most of it for all lines at once."""

    entities: bool
    mojibake: bool
    form: bool
    """Characters that are not in normal form C."""
    unseen: bool
    """Controls, direction controls, spaces other than the common one."""
    spaces: bool
    """Double spaces, and those before a comma or a full stop."""


_ALL = Doubts(*[True] * len(Doubts._fields))


def doubts_of(text: str, blocks: bytes) -> Doubts | None:
    """What the lines of a text of these blocks may have; None for nothing, when they only need to be stripped."""
    is_ascii = text.isascii()
    doubts = Doubts(
        entities="&" in text,
        mojibake=not is_ascii and _is_suspect(text),
        form=not is_ascii and not _is_in_form(text, blocks),
        unseen=not text.replace("\n", " ").isprintable(),
        spaces=_UNTIDY.search(text) is not None,
    )
    return doubts if any(doubts) else None


def mend(line: str, doubts: Doubts = _ALL) -> str:
    """`line` without stray spaces, control characters, mojibake and left-over entities, in normal form C."""
    if doubts.entities and "&" in line and "<" not in line and _ENTITY.search(line):
        import html  # 2 ms to import, few texts need it

        line, doubts = html.unescape(line), _ALL
    if doubts.mojibake and _is_suspect(line):
        line, doubts = _without_mojibake(line), _ALL
    if doubts.form and not unicodedata.is_normalized("NFC", line):
        line = unicodedata.normalize("NFC", line)
    if doubts.unseen and not line.isprintable():
        if _BIDI.search(line):
            line = _balanced(line)
        line = _CONTROL.sub("", line)
        if _NO_BREAK.search(line):
            tied = {match.start() for match in _TIED.finditer(line)}
            line = _NO_BREAK.sub(lambda match: match[0] if match.start() in tied else " ", line)
        line = _STRAY.sub("", _SPACE.sub(" ", line))
    elif doubts.spaces and _UNTIDY.search(line):
        line = _STRAY.sub("", _SPACE.sub(" ", line))
    return line.strip()


def _is_suspect(text: str) -> bool:
    """May there be mojibake in it?"""
    if b"\xc3" in text.encode("utf-8", "surrogatepass") and _LATIN_SUSPECT.search(text):
        return True
    return any(
        after[:1] in _CYRILLIC_SUSPECT and after[1:2] in ("", other)
        for lead, other in pairwise(_CYRILLIC_LEADS)
        if lead in text
        for after in text.split(lead)[1:]
    )


def _is_in_form(text: str, blocks: bytes) -> bool:
    """Is it in normal form C? By its blocks first, which is four times as fast."""
    others = blocks.translate(None, _IN_FORM)
    if others and others.count(_DEVANAGARI) == len(others):
        dotted = text.split(_NUKTA)
        dotted.pop()
        if _BEFORE_NUKTA.isdisjoint([before[-1:] for before in dotted]) and not _FORMED_LETTERS.search(text):
            others = b""
    if not others and not any(
        block in blocks and any(map(text.__contains__, chars)) for block, chars in _FORMED.items()
    ):
        return True
    return unicodedata.is_normalized("NFC", text)


def _without_mojibake(line: str) -> str:
    import ftfy  # 0.1 s to import, few texts need it
    from ftfy.badness import is_bad

    return ftfy.fix_encoding(line) if is_bad(line) else line


def harmless(line: str) -> str:
    """`line` as it is, of code or of markup, without control characters and what would turn the text behind it."""
    if line.isprintable():
        return line
    line = _OTHER_END.sub(" ", line)
    return _CONTROL.sub("", _balanced(line) if _BIDI.search(line) else line)


def without_direction(text: str) -> str:
    """`text` without direction controls, so that any part of it can stand anywhere."""
    return text if text.isprintable() else _BIDI.sub("", text)


def _balanced(line: str) -> str:
    """`line`, and without its direction controls where one of them is not ended: it would turn what follows."""
    waiting: list[str] = []
    for control in _BIDI.findall(line):
        if control in _ENDS:
            waiting.append(_ENDS[control])
        elif not waiting or waiting.pop() != control:
            return _BIDI.sub("", line)
    return _BIDI.sub("", line) if waiting else line
