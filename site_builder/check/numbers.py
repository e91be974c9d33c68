"""Numbers that a translation keeps: digits of any script, whatever separates their groups.

Pure; memory: one text. The builder's own review has a finer eye (numbers in words, calendars); here it is written once
more, shorter, on purpose.
"""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = re.compile(r"https?://\S+|\]\([^()\n]*\)|<[^<>\n]*>")
_DATE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’\u066b\u066c\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,\u066b]\d+)*")
_RUN = re.compile(r"\d+")
_FOREIGN = re.compile(r"[^\D0-9]")
"""A digit, and none of ours."""
_MOST = 2_000
"""Numbers of one text: tables of a hostile one have no end."""
_FEWEST = 3
"""Digits that count: shorter ones are written as words as often as not."""


def numbers_of(text: str) -> frozenset[str]:
    """Digits of each telling number, without zeros at either end.

    Telling are three digits and more. Left out are addresses, dates in figures, and years, which other calendars number
    otherwise; so 1,250,000 and 1.25 (million) are the same, and so are the Indian 12,50,000 and the Arabic ones.
    """
    found: set[str] = set()
    for match in _NUMBER.finditer(_DATE.sub(" ", _latin(_ADDRESS.sub(" ", text)))):
        digits = "".join(_RUN.findall(match[0]))
        is_year = len(match[0]) == len(digits) == 4 and "1000" <= digits <= "2699"
        digits = digits.strip("0")
        if len(digits) >= _FEWEST and not is_year:
            found.add(digits)
            if len(found) == _MOST:
                break
    return frozenset(found)


def digits_of(text: str) -> str:
    """All digits in a row: a number that is cut otherwise is among them."""
    return "".join(_RUN.findall(_latin(text)))


def _latin(text: str) -> str:
    """The text with all digits as 0 to 9."""
    return text if text.isascii() else _FOREIGN.sub(_digit, text)


def _digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match[0]))
