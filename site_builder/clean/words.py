"""The words of the lines around an article's body, in every language at once, and whether a label is one.

Shape: words.toml, read once a process, as six sets of folded entries; a label in, yes or no out; pure after
that. All languages are one union: a seed's language is not known yet, and a text in Polish may well end with
an English "Source:".
Not here: cutting a line into its label and the rest (`labels`), and what stands around the line (`plain`).

Raises ValueError for a words.toml that breaks its own form: the file is ours, so that is a bug.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

_ARRAY = re.compile(r"^([a-z]+) = \[([^\]]*)\]", re.MULTILINE)
_ENTRY = re.compile(r'"([^"]*)"')
_OTHER_APOSTROPHES = re.compile("[’‘ʼʻ`´′]")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_DOTTED_I = re.compile("i\u0307+")
"""What case folding makes of the Turkish capital İ."""
_BETWEEN = re.compile(r"[\s/,&+;–—、،・]+|(?<!l)·(?!l)")
"""Between two words of a byline: also the commas and dots of other scripts, but not the Catalan l·l."""
_LEAST_UNSPACED = "\u0e00"
_UNSPACED = "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]+"
"""Thai, Lao, Tibetan, Burmese, Khmer, kana and ideographs: words follow one another without a space."""


class Words(NamedTuple):
    """The entries of all languages, folded; words.toml says what each set is."""

    source: frozenset[str]
    comment: frozenset[str]
    byline: frozenset[str]
    joiner: frozenset[str]
    box: frozenset[str]
    menu: frozenset[str]


def fold(label: str) -> str:
    """`label` for comparison: forms, case and kinds of apostrophe made alike, invisible characters out."""
    return " ".join(_alike(label).split())


def _alike(text: str) -> str:
    if text.isascii():
        return text.replace("`", "'").lower()
    text = unicodedata.normalize("NFKC", _OTHER_APOSTROPHES.sub("'", text))
    text = _INVISIBLE.sub("", _OTHER_APOSTROPHES.sub("'", text)).casefold()
    return unicodedata.normalize("NFKC", _DOTTED_I.sub("i", text))


@lru_cache(maxsize=4_096)  # a portal's labels come again in all of its texts
def _kinds(label: str) -> tuple[bool, bool, bool, bool]:
    """Is it a label of a source, of comments, of a box, a line of a menu?"""
    folded, known = fold(label), words()
    return folded in known.source, folded in known.comment, folded in known.box, folded in known.menu


def read_table(text: str) -> dict[str, dict[str, list[str]]]:
    """The tables of words.toml by language tag, each with all six arrays as they are written."""
    import tomllib  # not needed where the words are only used

    kinds = Words._fields
    tables: dict[str, dict[str, list[str]]] = {}
    for tag, table in tomllib.loads(text).items():
        if not isinstance(table, Mapping) or not table.keys() <= set(kinds):
            raise ValueError(f"words.toml: [{tag}] must be a table of nothing but {', '.join(kinds)}")
        for kind, entries in table.items():
            if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
                raise ValueError(f"words.toml: [{tag}] {kind} must be an array of strings")
            if any(not fold(entry) for entry in entries):
                raise ValueError(f"words.toml: [{tag}] {kind} has an empty entry")
        tables[tag] = {kind: list(table.get(kind, ())) for kind in kinds}
    return tables


@cache
def words() -> Words:
    """The words of all languages, from the file beside this module."""
    return read_words(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def read_words(text: str) -> Words:
    """The same words as `read_table` finds, folded: fifteen times as fast, for it checks nothing and folds all at once."""
    found: dict[str, set[str]] = {kind: set() for kind in Words._fields}
    for kind, entries in _ARRAY.findall(_alike(text)):
        found[kind].update(_ENTRY.findall(entries))
    return Words(**{kind: frozenset(entries) for kind, entries in found.items()})


def is_source_label(label: str) -> bool:
    """`Source`, `Джерело`: the line names where the article was first published."""
    return _kinds(label)[0]


def is_comment_label(label: str) -> bool:
    """`Comment`, `Reacties`: what stands before the counter of comments."""
    return _kinds(label)[1]


def is_box_label(label: str) -> bool:
    """`Ramka`, `Sidebar`: a boxed quotation follows."""
    return _kinds(label)[2]


def is_menu_line(line: str) -> bool:
    """`Share`, `Read more`: the whole line is a left-over of the page's menu."""
    return _kinds(line)[3]


def is_byline_label(label: str) -> bool:
    """`Artykuł i zdjęcia`, `Text und Fotos`, `Tin - ảnh`, `文/图`: a name follows.

    An entry whole, or nothing but entries and the words that join them, of any languages.
    """
    return _is_of_a_byline(fold(label))


@lru_cache(maxsize=4_096)
def _is_of_a_byline(folded: str) -> bool:
    return (
        folded in words().byline
        or _is_made_of_words(folded)
        or ("-" in folded and _is_made_of_words(folded.replace("-", " ")))
    )


def _is_made_of_words(folded: str) -> bool:
    """Whether entries and joiners, the longest first, cover all parts, and one of them is an entry."""
    known = words()
    parts = _BETWEEN.sub(" ", folded).split()
    named, start = False, 0
    while start < len(parts):
        for end in range(min(len(parts), start + _longest()), start, -1):
            run = " ".join(parts[start:end])
            if run in known.joiner:
                break
            if run in known.byline or _is_run_of_words(run):
                named = True
                break
        else:
            return False
        start = end
    return named


@cache
def _longest() -> int:
    """Words of the longest entry of a byline."""
    return max((entry.count(" ") + 1 for entry in words().byline | words().joiner), default=1)


@cache
def _run() -> re.Pattern[str]:
    """Entries of the scripts without spaces, one after the other; never tries a second way to divide them."""
    unspaced = re.compile(_UNSPACED)  # a millisecond, and few labels get here
    byline, joiner = (
        "|".join(map(re.escape, _longest_first(filter(unspaced.fullmatch, entries))))
        for entries in (words().byline, words().joiner)
    )
    return re.compile(f"(?>{joiner})*+(?>{byline})(?>{byline}|{joiner})*+")


def _longest_first(entries: Iterable[str]) -> list[str]:
    """In the order that lets an alternation find the longest entry."""
    return sorted(entries, key=lambda entry: (-len(entry), entry))


def _is_run_of_words(run: str) -> bool:
    """Whether `run` is 文图 or 記事と写真: words of a script that writes no spaces."""
    return run >= _LEAST_UNSPACED and _run().fullmatch(run) is not None
