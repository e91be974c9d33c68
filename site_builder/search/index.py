"""The index of one language: stories and their words → the files of search/, which the page of the search loads as scripts.

    search/LANGUAGE/index.js          the directory: where each file of terms begins, which terms have one of their own
    search/LANGUAGE/terms-HEX.js      terms in order, from the one whose UTF-8 is HEX, and in which stories each occurs
    search/LANGUAGE/term-HEX.js       the same of one term that very many stories have
    search/LANGUAGE/texts-HEX.js      what is shown of a few stories, by the first bits of their ids: addresses, titles, texts

Classic scripts run on a host and from a disk alike. What they hold is JSON, deflated, in base64. Where one file ends and the
next begins is decided by the terms themselves (content-defined cuts), so that the files are the same whichever way the
collection grew, and an article that is changed changes the files of its own terms only: `whole` makes all files, `changed`
those that differ.

Memory of `whole`: 4 bytes for each term of each story and 200 for each term of the language (30 MB for 1,250 articles, 350 MB
for 100,000 in one language); of `changed`: the files that it changes. Raises Stale where files on the disk are not those that
the directory says.

Not here: what a term is (`search/words.py`), who is indexed when (`pipeline/searching.py`), asking (`search.js`).
"""

from __future__ import annotations

import json
import zlib
from array import array
from base64 import b64decode, b64encode, urlsafe_b64encode
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from operator import sub
from typing import Any, NamedTuple

from site_builder.model import File
from site_builder.search.words import is_unspaced, terms
from site_builder.value import dataclass

FOLDER = "search"
_CALL = "librarySearch"

_TERMS_IN_FILE = 192
"""Terms that a file holds on average: 15 kB at 10,000 articles in sixteen languages."""
_PAIRS_IN_FILE = 48
"""The same of pairs of characters, which far more stories have."""
_FREQUENT = 8_192
"""Stories from which on a term has a file of its own."""
_STORIES_IN_FILE = 2
"""At most, on average, of those whose texts share a file: a page of results loads one for each."""
_TITLE = 4
"""What a term of the title weighs more than one that the text has once."""

Facts = tuple[str, int]
"""What results can be chosen by: the source's name, and the year; 0 where none is known."""


class Known(NamedTuple):
    """A story in the language of the index."""

    id: str
    """First 12 hex digits of its key: with a million stories two share them once in 500 libraries."""
    facts: Facts
    words: Mapping[str, int]
    """Term → weight, 1 to 8."""


class Stale(Exception):  # noqa: N818  nobody's error: all is made again
    """The files on the disk are not those that the index knows."""


def weights(texts: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Term → weight of titles and texts: how often it occurs, at first quickly, and whether a title has it."""
    counts = terms(texts[0][1])
    for _, text in texts[1:]:
        counts |= terms(text)
    found = {term: n if n < 3 else 3 if n < 5 else 4 for term, n in counts.items()}
    for term in {term for title, _ in texts for term in terms(title)}:
        found[term] = found.get(term, 0) + _TITLE
    return found


# The directory


@dataclass(slots=True)
class Directory:
    """What the page of the search must know before it looks for anything."""

    bits: int
    """First bits of an id that name the file of its texts."""
    stories: int
    firsts: list[str] = field(default_factory=lambda: [""])
    """Where each file of terms begins; the first one begins before all of them."""
    frequent: dict[str, int] = field(default_factory=dict)
    """Terms with a file of their own, and in how many stories each occurs."""
    sources: Mapping[str, int] = field(default_factory=dict)
    years: Mapping[int, int] = field(default_factory=dict)
    """How many stories there are of each."""

    def file(self, language: str) -> File:
        """It as a file."""
        values = {
            "bits": self.bits,
            "stories": self.stories,
            "firsts": self.firsts,
            "frequent": dict(sorted(self.frequent.items())),
            "sources": dict(sorted(self.sources.items())),
            "years": {str(year): count for year, count in sorted(self.years.items()) if year},
        }
        return _file(language, "index", values)

    @classmethod
    def read(cls, data: bytes) -> Directory:
        """It again; without the numbers of sources and years."""
        values = _values(data)
        return cls(values["bits"], values["stories"], values["firsts"], values["frequent"])


def directory_path(language: str) -> str:
    """Where it lies."""
    return f"{FOLDER}/{language}/index.js"


def bits_for(stories: int) -> int:
    """First bits of an id that name the file of its texts."""
    return max(0, (max(stories, 1) - 1).bit_length() - (_STORIES_IN_FILE.bit_length() - 1))


# Terms, all of them


def whole(language: str, stories: Iterable[Known], directory: Directory) -> Iterator[File]:
    """The files of all terms; `directory` is filled on the way. Stories come in the order of their ids."""
    postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    ids: list[str] = []
    facts: list[Facts] = []
    for rank, (id_, of_story, words) in enumerate(stories):
        ids.append(id_)
        facts.append(of_story)
        for term, weight in words.items():
            postings[term].append(rank << 3 | weight - 1)
    rare = []
    for term, values in sorted(postings.items()):
        if len(values) < _FREQUENT:
            rare.append(term)
            continue
        directory.frequent[term] = len(values)
        yield _terms_file(language, _name("term", term), [(term, values)], ids, facts)
    directory.firsts.clear()
    for first, chosen in _cut("", rare):
        directory.firsts.append(first)
        pile = [(term, postings.pop(term)) for term in chosen]
        yield _terms_file(language, _name("terms", first), pile, ids, facts)


def _is_cut(term: str) -> bool:
    """Does a file begin with this term?"""
    return zlib.crc32(term.encode()) % (_PAIRS_IN_FILE if is_unspaced(term) else _TERMS_IN_FILE) == 0


def _terms_file(
    language: str,
    name: str,
    pile: Sequence[tuple[str, Sequence[int]]],
    ids: Sequence[str],
    facts: Sequence[Facts],
) -> File:
    """Terms with their stories, each `rank << 3 | weight - 1` in rising order; as differences, by ranks in the file."""
    ranks = sorted({value >> 3 for _, values in pile for value in values})
    place = {rank: number << 3 for number, rank in enumerate(ranks)}
    sources = sorted({facts[rank][0] for rank in ranks})
    number = {source: number for number, source in enumerate(sources)}
    held = {}
    for term, values in pile:
        here = [place[value >> 3] | value & 7 for value in values]
        held[term] = [here[0], *map(sub, here[1:], here)]
    return _file(
        language,
        name,
        {
            "ids": "".join([short_id(ids[rank]) for rank in ranks]),
            "sources": sources,
            "source": [number[facts[rank][0]] for rank in ranks],
            "year": [facts[rank][1] for rank in ranks],
            "terms": held,
        },
    )


# Terms, those that changed


@dataclass(slots=True)
class _Terms:
    """What a file of terms holds, to be changed."""

    terms: dict[str, dict[str, int]] = field(default_factory=dict)
    """Term → story → weight."""
    facts: dict[str, Facts] = field(default_factory=dict)

    def add(self, data: bytes) -> None:
        """Take in what a file holds."""
        values = _values(data)
        text = values["ids"]
        ids = [_long_id(text[start : start + 8]) for start in range(0, len(text), 8)]
        sources = values["sources"]
        for id_, source, year in zip(ids, values["source"], values["year"], strict=True):
            self.facts[id_] = (sources[source], year)
        for term, steps in values["terms"].items():
            stories = self.terms[term] = {}
            value = 0
            for step in steps:
                value += step
                stories[ids[value >> 3]] = (value & 7) + 1

    def take(self, other: _Terms) -> None:
        """Take over what another one holds."""
        self.terms |= other.terms
        self.facts = other.facts | self.facts

    def change(self, term: str, weights: Mapping[str, int]) -> None:
        """Give stories other weights in a term; with 0 they have it no more."""
        stories = {**self.terms.pop(term, {}), **weights}
        if left := {id_: weight for id_, weight in stories.items() if weight}:
            self.terms[term] = left

    def file(self, language: str, name: str, chosen: Iterable[str]) -> File:
        """Some of its terms as a file."""
        pile = [(term, self.terms[term]) for term in chosen]
        ids = sorted({id_ for _, stories in pile for id_ in stories})
        rank = {id_: number << 3 for number, id_ in enumerate(ids)}
        values = [
            (term, sorted([rank[id_] | weight - 1 for id_, weight in stories.items()]))
            for term, stories in pile
        ]
        return _terms_file(language, name, values, ids, [self.facts[id_] for id_ in ids])


Change = tuple[Known | None, Known | None]
"""A story as it was and as it is; None where it was not, or is no more."""


def changed(
    language: str, changes: Iterable[Change], directory: Directory, read: Callable[[str], bytes]
) -> tuple[list[File], list[str]]:
    """The files of terms that differ, and the paths of those that are no more; `directory` is brought up to date.

    `read` gives what a file of output/ holds.
    """
    wanted, facts = _differences(changes)
    firsts, frequent = directory.firsts, directory.frequent
    made: list[File] = []
    gone: list[str] = []
    shelf: dict[int, _Terms] = {}

    def file_of(number: int) -> _Terms:
        if number not in shelf:
            shelf[number] = _Terms()
            shelf[number].add(_read(read, language, _name("terms", firsts[number])))
            shelf[number].facts |= facts
        return shelf[number]

    for term, stories in wanted.items():
        place = bisect_right(firsts, term) - 1
        if term not in frequent:
            file_of(place).change(term, stories)
            continue
        name = _name("term", term)
        alone = _Terms()
        alone.add(_read(read, language, name))
        alone.facts |= facts
        alone.change(term, stories)
        frequent[term] = len(alone.terms.get(term, ()))
        if frequent[term] >= _FREQUENT:
            made.append(alone.file(language, name, [term]))
        else:
            del frequent[term]
            gone.append(_path(language, name))
            file_of(place).take(alone)
    ended = set()
    for number in range(max(shelf, default=-1), -1, -1):
        if number not in shelf:
            continue
        pile = shelf[number]
        for term in [term for term, stories in pile.terms.items() if len(stories) >= _FREQUENT]:
            made.append(pile.file(language, _name("term", term), [term]))
            frequent[term] = len(pile.terms.pop(term))
        if number and firsts[number] not in pile.terms:  # what is left goes on where the file before ends
            file_of(number - 1).take(pile)
            gone.append(_path(language, _name("terms", firsts[number])))
            ended.add(firsts[number])
            del shelf[number]
    begun = set(firsts) - ended
    for number, pile in shelf.items():
        for first, chosen in _cut(firsts[number], sorted(pile.terms)):
            made.append(pile.file(language, _name("terms", first), chosen))
            begun.add(first)
    directory.firsts = sorted(begun)
    return made, gone


def _differences(changes: Iterable[Change]) -> tuple[dict[str, dict[str, int]], dict[str, Facts]]:
    """Term → story → its weight now, where it is another one; and the facts of stories that are there."""
    wanted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    facts: dict[str, Facts] = {}
    for old, new in changes:
        id_ = (new or old).id  # type: ignore[union-attr]  # one of them is there
        before = old.words if old else {}
        after = new.words if new else {}
        if new:
            facts[id_] = new.facts
        same = old is not None and new is not None and old.facts == new.facts
        for term in {*before, *after}:
            weight = after.get(term, 0)
            if not same or before.get(term) != weight:
                wanted[term][id_] = weight
    return wanted, facts


def _cut(first: str, sorted_terms: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Terms in files, each with where it begins."""
    pile: list[str] = []
    for term in sorted_terms:
        if _is_cut(term) and term != first:
            yield first, pile
            first, pile = term, []
        pile.append(term)
    yield first, pile


# Texts


def texts_number(id_: str, bits: int) -> int:
    """Which file holds a story's texts."""
    return int(id_[:6], 16) >> (24 - bits)


def texts_range(number: int, bits: int) -> tuple[str, str]:
    """The ids of a file of texts: from, and up to but without."""
    return (
        f"{number << (24 - bits):06x}",
        f"{(number + 1) << (24 - bits):06x}" if number + 1 < 1 << bits else "g",
    )


def texts_path(language: str, number: int, bits: int) -> str:
    """Where it lies."""
    return _path(language, _texts_name(number, bits))


def texts_file(language: str, number: int, bits: int, stories: Iterable[tuple[str, bytes]]) -> File:
    """Ids of stories and what is shown of them (`packed`); each is unpacked alone."""
    held = {short_id(id_): b64encode(data).decode() for id_, data in stories}
    name = _texts_name(number, bits)
    return _script(language, name, json.dumps(held, separators=(",", ":")))


def packed(values: Mapping[str, Any]) -> bytes:
    """What is shown of a story, small."""
    return zlib.compress(
        json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"), 6
    )


def unpacked(data: bytes) -> Any:
    """It again."""
    return json.loads(zlib.decompress(data))


# Files


def short_id(id_: str) -> str:
    """12 hex digits in 8 letters."""
    return urlsafe_b64encode(bytes.fromhex(id_)).decode()


def _long_id(short: str) -> str:
    return b64decode(short, b"-_").hex()


def _texts_name(number: int, bits: int) -> str:
    return f"texts-{number:0{max(1, (bits + 3) // 4)}x}"


def _name(kind: str, term: str) -> str:
    return f"{kind}-{term.encode().hex() or '0'}"


def _path(language: str, name: str) -> str:
    return f"{FOLDER}/{language}/{name}.js"


def _file(language: str, name: str, values: Mapping[str, Any]) -> File:
    data = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return _script(language, name, f'"{b64encode(zlib.compress(data, 6)).decode()}"')


def _script(language: str, name: str, value: str) -> File:
    return File(_path(language, name), f'{_CALL}("{language}/{name}",{value})\n'.encode())


def _read(read: Callable[[str], bytes], language: str, name: str) -> bytes:
    try:
        return read(_path(language, name))
    except OSError as error:
        raise Stale(str(error)) from None


def _values(data: bytes) -> Any:
    try:
        return json.loads(zlib.decompress(b64decode(data[data.index(b',"') + 2 : data.rindex(b'"')])))
    except (ValueError, zlib.error) as error:
        raise Stale(str(error)) from None
