"""Mend the characters of one line and keep the text's own typography.

Shape: one line in, one line out; pure and linear. What comes out has no line end in it, and turns the direction of
no text behind it.
Not here: what the line is (`labels`, `plain`).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from site_builder.late import late
from site_builder.text import WITHOUT_FORMS, pattern

_BEHIND = "[\x80-\x9f€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0-¿]"
_LATIN_SUSPECT = f"[Â-ô](?:(?<=[Â-ß]){_BEHIND}|(?<=â)€|(?<=[à-ï]){_BEHIND}{{2}}|(?<=[ð-ô]){_BEHIND}{{3}})"
"""UTF-8 that was read as Windows-1252 has such letters for each of its characters, one, two or three behind the first
(of "â€\x9d" the last is often lost)."""
_CYRILLIC_SUSPECTS = [
    (f"{lead}[\x80-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї](?:[РС]|\\Z)") for lead in "РС"
]
"""UTF-8 that was read as Windows-1251 has a pair for each of its letters, and hardly a word of a single one."""


def _classes() -> bytes:
    """For each byte of Latin-1 what matters of it: letters that begin two characters of UTF-8, or more, as C and c; what
    may go on, B; what is not seen, which may go on too, U. What Latin-1 does not have is "?" and may go on. All else is 0.
    """
    classes = bytearray(256)
    classes[0xC2:0xE0], classes[0xE0:0xF5], classes[0xA1:0xC0] = b"C" * 30, b"c" * 21, b"B" * 31
    classes[:0x20], classes[0x7F:0xA1], classes[0xAD] = b"U" * 32, b"U" * 34, ord("U")
    classes[0x0A], classes[0x3F] = 0, ord("?")
    return bytes(classes)


_CLASSES = _classes()
_TWO, _MORE = re.compile(b"C[BU?]"), re.compile(b"c[BU?]{2}")
"""Classes of what may be mojibake: two searches that begin with one byte are four times as fast as one for both."""
_CYRILLIC = 4
"""The block of Cyrillic."""
_PUNCTUATION, _SURE = 0x20, bytes(range(0xD8))
"""The block of quotes and dashes; blocks in which no character is left out or made another."""
_FORMED = frozenset("\u20d2\u20d3\u20d8\u20d9\u20da\u20e5\u20e6\u20e8\u20ea\u20eb\u20ec\u20ed\u20ee\u20ef")
_FORMED_KANA = "\u302a\u302b\u302c\u302d\u302e\u302f\u3099\u309a"
"""Marks in blocks 20 and 30 that normal form C may move."""
_DEVANAGARI, _KANA, _NUKTA = 9, 0x30, "\u093c"
_FORMED_LETTERS = "[\u0483-\u0487\u20d0-\u20f0\u0951-\u0954\u0958-\u095f\u0980-\u09ff]"
_BEFORE_NUKTA = frozenset("\u0928\u0930\u0933\u094d")
"""Devanagari: what is not in normal form C, or may not be, and behind what the dot below makes another letter."""
_UNSEEN_PUNCTUATION = frozenset(
    [*map(chr, range(0x2000, 0x200B)), *map(chr, range(0x2028, 0x2030)), "\u205f"]
) | (frozenset(map(chr, range(0x2066, 0x206A))))
_CONTROL = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, soft hyphens, byte order marks, interlinear and tag characters: no reader sees them."""
_BIDI = "[\u202a-\u202e\u2066-\u2069]"
_SPACE = late("[ \t\n\r\x0b\x0c\x85\u2000-\u200a\u2028\u2029\u205f]+")
_OTHER_END = "[\r\x0b\x0c\x85\u2028\u2029]"
"""What some programs take for the end of a line."""
_NO_BREAK = "[\u00a0\u202f]"
_TIED = "(?<=[«‹\\d])[\u00a0\u202f]|[\u00a0\u202f](?=[»›:;!?%€$°\\d])"
"""No-break spaces with a typographic reason: French punctuation, numbers and their units."""
_UNTIDY = late(" [ ,.]")
"""What may be two spaces or a stray one."""
_GAPS = bytes(3 if char == 0x20 else 2 if char in b",." else 0 for char in range(256))
"""For each byte two bits: is it a space, and may one before it be too many?"""
_STRAY = late(r"(?<=\w) +(?=,(?!\d)|\.(?=\s|$))")
"""A space before a comma or before a single full stop that ends something."""
_ENTITY = r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});"
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


def doubts_of(text: str, blocks: bytes, rare: bytes) -> Doubts | None:
    """What the lines of a text of these blocks may have; None for nothing, when they only need to be stripped."""
    latin = text.encode("latin-1", "replace")
    classes = latin.translate(_CLASSES)
    punctuation = _punctuation(text, blocks)
    entities = "&" in text
    mojibake = bool(blocks) and _may_be_suspect(classes, blocks, text)
    form = bool(blocks) and not _is_in_form(text, rare, punctuation)
    unseen = (
        b"U" in classes
        or not punctuation.isdisjoint(_UNSEEN_PUNCTUATION)
        or (rare.translate(None, _SURE) != b"" and not text.replace("\n", " ").isprintable())
    )
    spaces = _is_untidy(latin)
    if not (entities or mojibake or form or unseen or spaces):
        return None
    return Doubts(entities, mojibake, form, unseen, spaces)


def _is_untidy(latin: bytes) -> bool:
    """Are there two spaces, or a stray one? Asked of all characters at once, as bits of one number: a search stops at each space."""
    bits = int.from_bytes(latin.translate(_GAPS), "little")
    return bits & bits << 9 != 0


def _punctuation(text: str, blocks: bytes) -> set[str]:
    """Characters of the text in the block of quotes and dashes."""
    if len(blocks) > len(text):  # some characters take two places
        return set(text)
    found = set()
    place = blocks.find(_PUNCTUATION)
    while place >= 0:
        found.add(text[place])
        place = blocks.find(_PUNCTUATION, place + 1)
    return found


def mend(line: str, doubts: Doubts = _ALL) -> str:
    """`line` without stray spaces, control characters, mojibake and left-over entities, in normal form C."""
    if doubts.entities and "&" in line and "<" not in line and pattern(_ENTITY).search(line):
        import html  # 2 ms to import, few texts need it

        line, doubts = html.unescape(line), _ALL
    if doubts.mojibake and _is_suspect(line):
        line, doubts = _without_mojibake(line), _ALL
    if doubts.form and not unicodedata.is_normalized("NFC", line):
        line = unicodedata.normalize("NFC", line)
    if doubts.unseen and not line.isprintable():
        if pattern(_BIDI).search(line):
            line = _balanced(line)
        line = pattern(_CONTROL).sub("", line)
        if pattern(_NO_BREAK).search(line):
            tied = {match.start() for match in pattern(_TIED).finditer(line)}
            line = pattern(_NO_BREAK).sub(lambda match: match[0] if match.start() in tied else " ", line)
        line = _STRAY.sub("", _SPACE.sub(" ", line))
    elif doubts.spaces and _UNTIDY.search(line):
        line = _STRAY.sub("", _SPACE.sub(" ", line))
    return line.strip()


def _may_be_suspect(classes: bytes, blocks: bytes, text: str) -> bool:
    """May there be mojibake in it? By the classes of its characters first, which is much faster."""
    if (
        (b"C" in classes and _TWO.search(classes))
        or (b"c" in classes and _MORE.search(classes))
        or ("€" in text and "â€" in text)
    ):
        return _is_suspect(text)
    return _CYRILLIC in blocks and _is_cyrillic_suspect(text)


def _is_suspect(text: str) -> bool:
    return bool(pattern(_LATIN_SUSPECT).search(text)) or _is_cyrillic_suspect(text)


def _is_cyrillic_suspect(text: str) -> bool:
    return any(pattern(suspect).search(text) for suspect in _CYRILLIC_SUSPECTS)


def _is_in_form(text: str, rare: bytes, punctuation: set[str]) -> bool:
    """Is it in normal form C? By its blocks first, which is four times as fast."""
    others = rare.translate(None, WITHOUT_FORMS)
    if others and others.count(_DEVANAGARI) == len(others):
        dotted = text.split(_NUKTA)
        dotted.pop()
        if _BEFORE_NUKTA.isdisjoint([before[-1:] for before in dotted]) and not pattern(
            _FORMED_LETTERS
        ).search(text):
            others = b""
    if (
        not others
        and punctuation.isdisjoint(_FORMED)
        and not (_KANA in rare and any(map(text.__contains__, _FORMED_KANA)))
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
    line = pattern(_OTHER_END).sub(" ", line)
    return pattern(_CONTROL).sub("", _balanced(line) if pattern(_BIDI).search(line) else line)


def without_direction(text: str) -> str:
    """`text` without direction controls, so that any part of it can stand anywhere."""
    return text if text.isprintable() else pattern(_BIDI).sub("", text)


def _balanced(line: str) -> str:
    """`line`, and without its direction controls where one of them is not ended: it would turn what follows."""
    waiting: list[str] = []
    for control in pattern(_BIDI).findall(line):
        if control in _ENDS:
            waiting.append(_ENDS[control])
        elif not waiting or waiting.pop() != control:
            return pattern(_BIDI).sub("", line)
    return pattern(_BIDI).sub("", line) if waiting else line
