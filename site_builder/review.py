"""What a person should look at: facts that are not sure, stories on thin evidence, translations that drift apart.

    of a card       a language, date or title that is less sure than `_SURE`
    of a story      numbers that differ between translations, paragraphs that one of them lacks, dates that disagree
    of a pair       joined though it is hardly sure; kept apart though it nearly is (what `link` knows of them is passed in)

Each remark has the line of a sidecar that settles it: the field, stated, or `reviewed = "KIND"` where all is well as it is.

Shape: one story, with its articles and their alignment; memory: the same. Pure; raises nothing. Cheap first: where all
versions have the same numbers, which most have, their sets are all that is made (`numbers_of`). Of 2,003 careful translations
40 are named for their numbers, of 243 with a digit changed 171 (`bench/quality/drift.py`).

Not here: where remarks are kept (`pipeline`), how they look (`render`).
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from site_builder.late import late
from site_builder.model import (
    LIKELIEST,
    REMARK_KINDS,
    UNDETERMINED,
    Alignment,
    Article,
    Card,
    Passage,
    Remark,
    RemarkKind,
    Remedy,
    Story,
)
from site_builder.text import clip, one_line, pattern

_SURE = {"language": 0.6, "published": 0.75, "title": 0.4}
"""Confidence from which a fact needs no look. Of 2,003 articles in 85 languages every one below 0.5 had no language told, 18
of 54 from 0.5 to 0.6 a wrong one, 10 of 102 from 0.6 to 0.7. Dates: all but those of a line of the text. Titles: all but
words torn out of a sentence, and names of seeds."""

_SHARED = 0.7
"""Share of the other translations that must have a number, or a paragraph, that one lacks."""
_SHOWN = 3
"""Rows shown of a translation that drifts."""
_WINDOW = 70
"""Characters shown on either side of a number."""
_MOST_NUMBERS = 3_000
"""Numbers read of an article: tables of a hostile seed have no end."""
_LONG = 120
"""Characters from which a paragraph is missed; captions and headings are left out by choice."""
_PROSE = frozenset({"paragraph", "quote", "list"})


def story_remarks(
    story: Story, articles: Mapping[str, Article], alignment: Alignment, page: str
) -> list[Remark]:
    """All remarks of a story; `page` is its page side by side, from the site's root."""
    found: list[Remark] = []
    for card in (*story.versions, *story.variants):
        found += card_remarks(card)
    if len(story.versions) > 1:
        found += _dates(story.versions)
        versions = [articles[card.id] for card in story.versions]
        found += _drift(versions, alignment, page)
    return found


# Facts


def card_remarks(card: Card) -> Iterator[Remark]:
    """Facts that are not sure enough."""
    origins = card.provenance
    language = origins.get("language")
    if (
        language is not None
        and language.confidence < _SURE["language"]
        and not _is_reviewed(card, "language")
    ):
        told = card.language if card.language != UNDETERMINED else ""
        likeliest = told or language.source.partition(LIKELIEST)[2]
        remedies = [_stated(card, "language", likeliest, f"if it is {likeliest}")] if likeliest else []
        if not told:
            remedies.append(_stated(card, "language", UNDETERMINED, "if nobody can tell"))
        yield _remark(
            card,
            "language",
            1000 - round(500 * language.confidence),
            f"perhaps {told}, {language.confidence:.0%} sure" if told else "No language could be told",
            f"from {language.source}",
            (_opening(card),),
            tuple(remedies),
        )
    date = origins.get("published")
    if (
        date is not None
        and card.published
        and date.confidence < _SURE["published"]
        and not _is_reviewed(card, "date")
    ):
        yield _remark(
            card,
            "date",
            500 - round(500 * date.confidence),
            f"date {card.published}, {date.confidence:.0%} sure",
            f"from {date.source}",
            (_opening(card),),
            (_stated(card, "published", card.published, ""),),
        )
    title = origins.get("title")
    if title is not None and title.confidence < _SURE["title"] and not _is_reviewed(card, "title"):
        yield _remark(
            card,
            "title",
            1000 - round(1000 * title.confidence),
            f"title “{clip(card.title, 90)}”",
            f"made from {title.source}, {title.confidence:.0%} sure",
            (_opening(card),),
            (_stated(card, "title", card.title, "with a better one"),),
        )


def _dates(cards: Sequence[Card]) -> Iterator[Remark]:
    """A date that most translations contradict; "2025-06" contradicts no day of that month."""
    dated = [card for card in cards if card.published]
    counts = Counter(card.published for card in dated)
    if len(counts) < 2:
        return
    most, _ = min(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    for card in dated:
        said, usual = card.published or "", most or ""
        if said.startswith(usual) or usual.startswith(said) or _is_settled(card, "published", "date"):
            continue
        yield _remark(
            card,
            "date",
            700,
            f"date {said}, but its translations say {usual}",
            f"from {card.provenance['published'].source}",
            (_opening(card),),
            (_stated(card, "published", usual, "if they are right"), _reviewed(card, "date")),
        )


# Joined, or nearly


class Join(NamedTuple):
    """Two articles that are one story, or nearly are, by their content."""

    card: Card
    other: Card
    story: str
    """Key of the story of `other`."""
    likelihood: float
    why: str
    """The evidence, in words."""


def join_remark(join: Join, *, joined: bool) -> Remark | None:
    """Joined on thin evidence, or a near miss; None once a person has said to which story the article belongs."""
    card, other = join.card, join.other
    kind: RemarkKind = "story" if joined else "near"
    if _is_settled(card, "story", kind):
        return None
    apart = _stated(card, "story", card.id, "if they are two stories" if joined else "if they are not")
    together = _stated(card, "story", join.story, "if they are one story")
    doubt = 1 - join.likelihood if joined else join.likelihood
    return Remark(
        kind,
        round(1000 * doubt),
        card.seed,
        card.language,
        "told as one story" if joined else "perhaps one story",
        f"{join.why} ({join.likelihood:.0%} likely)",
        (_opening(card), _opening(other)),
        (together, apart),
    )


# Drift


def _drift(versions: Sequence[Article], alignment: Alignment, page: str) -> Iterator[Remark]:
    order = {tag: place for place, tag in enumerate(alignment.languages)}
    versions = sorted(versions, key=lambda article: order[article.language])
    yield from _lacking(versions, alignment, page)
    numbers = [numbers_of(article) for article in versions]
    if any(other != numbers[0] for other in numbers):
        yield from _Numbers(versions, alignment, page, numbers).remarks()


def _lacking(versions: Sequence[Article], alignment: Alignment, page: str) -> Iterator[Remark]:
    """Versions that have nothing where most others have a long paragraph."""
    gaps: dict[int, list[tuple[int, int]]] = {}
    for place, row in enumerate(alignment.rows):
        if all(row):
            continue
        full = [version for version, blocks in enumerate(row) if blocks]
        if len(full) < max(1.0, _SHARED * (len(row) - 1)):
            continue
        shown = full[0]
        blocks = [versions[shown].blocks[block] for block in row[shown]]
        if not any(block.kind in _PROSE and len(block.text) >= _LONG for block in blocks):
            continue
        for version, there in enumerate(row):
            if not there and not _goes_on(alignment, shown, version, row[shown]):
                gaps.setdefault(version, []).append((place, shown))
    for version, rows in sorted(gaps.items()):
        article = versions[version]
        if _is_reviewed(article, "paragraphs"):
            continue
        passages = [
            _passage(versions[shown], alignment.rows[place][shown], page, place, "")
            for place, shown in rows[:_SHOWN]
        ]
        count = len(rows)
        yield _remark(
            article,
            "paragraphs",
            min(1000, round(1000 * count / len(alignment.rows))),
            f"{_paragraphs(count)} missing",
            _more(count, "what its translations have there"),
            tuple(passages),
            (_reviewed(article, "paragraphs"),),
        )


def _goes_on(alignment: Alignment, shown: int, version: int, blocks: Sequence[int]) -> bool:
    """Does the version say what these blocks say in a block that stands in another row?"""
    languages = alignment.languages
    beads = alignment.beads(languages[shown], languages[version])
    return any(theirs and not set(blocks).isdisjoint(ours) for ours, theirs in beads)


class _Differing(NamedTuple):
    """A row in which a version differs."""

    row: int
    other: int
    """A version that has what most have."""
    number: str
    """The number there."""
    rival: str
    """The one here; "" where there is none."""


class _Numbers:
    """Numbers of a story's versions, where they are not all the same."""

    def __init__(
        self,
        versions: Sequence[Article],
        alignment: Alignment,
        page: str,
        numbers: Sequence[frozenset[str]],
    ) -> None:
        self._versions, self._rows, self._page, self._numbers = versions, alignment.rows, page, numbers
        self._having = Counter(number for known in numbers for number in known)
        self._known_blocks: dict[int, list[frozenset[str]]] = {}

    def remarks(self) -> Iterator[Remark]:
        """One for each version that differs."""
        shared = {
            number for number, count in self._having.items() if count >= self._most(len(self._versions))
        }
        for version, article in enumerate(self._versions):
            if _is_reviewed(article, "numbers"):
                continue
            rows: dict[int, _Differing] = {}
            own = {number for number in self._numbers[version] if self._having[number] == 1}
            if own:
                rows = self._contradicting(version, own)
            # Of two versions neither is the odd one: there it takes two numbers that contradict.
            missing = {number for number in shared - self._numbers[version] if _tells_alone(number)}
            if missing and len(self._versions) > 2:
                rows = self._lacking(version, missing) | rows
            if rows:
                yield self._remark(version, [rows[place] for place in sorted(rows)])

    @staticmethod
    def _most(versions: int) -> float:
        """How many others are most."""
        return max(1 if versions == 2 else 2, _SHARED * (versions - 1))

    def _contradicting(self, version: int, own: set[str]) -> dict[int, _Differing]:
        """Rows in which it has a number of its own, and not the one that most others have there."""
        found: dict[int, _Differing] = {}
        for place, row in enumerate(self._rows):
            cell = self._cell(version, row[version])
            rivals = own & cell
            if not rivals:
                continue
            cells = [(other, self._cell(other, row[other])) for other in range(len(row)) if row[other]]
            counts = Counter(number for other, numbers in cells if other != version for number in numbers)
            most = self._most(len(cells))
            usual = {number for number, count in counts.items() if count >= most}
            for number in self._absent(usual, version, row[version]):
                other = next(one for one, numbers in cells if number in numbers)
                found[place] = _Differing(place, other, number, _nearest(number, rivals))
                break
        return found

    def _lacking(self, version: int, missing: set[str]) -> dict[int, _Differing]:
        """Rows in which another version has a number that most have, and this one has nowhere."""
        found: dict[int, _Differing] = {}
        for other in range(len(self._versions)):
            here = missing & self._numbers[other]
            if other == version or not here:
                continue
            for place, row in enumerate(self._rows):
                if row[version] and (wanted := here & self._cell(other, row[other])):
                    for number in self._absent(wanted, version, row[version]):
                        found.setdefault(place, _Differing(place, other, number, ""))
            missing = missing - here
        return found

    def _absent(self, numbers: Iterable[str], version: int, blocks: Sequence[int]) -> Iterator[str]:
        """Those that blocks do not have in any form, the longest first."""
        cell = self._cell(version, blocks)
        digits = _digits(" ".join([self._versions[version].blocks[block].text for block in blocks]))
        for number in sorted(numbers, key=lambda number: (-len(number), number)):
            if number not in cell and number not in digits and not _in_another_calendar(number, cell):
                yield number

    def _blocks(self, version: int) -> list[frozenset[str]]:
        if version not in self._known_blocks:
            blocks = self._versions[version].blocks
            self._known_blocks[version] = [_numbers(block.text) for block in blocks]
        return self._known_blocks[version]

    def _cell(self, version: int, blocks: Sequence[int]) -> frozenset[str]:
        return frozenset().union(*(self._blocks(version)[block] for block in blocks))

    def _remark(self, version: int, rows: Sequence[_Differing]) -> Remark:
        article = self._versions[version]
        passages = []
        for place, other, number, rival in rows[:_SHOWN]:
            row = self._rows[place]
            passages.append(_passage(article, row[version], self._page, place, rival))
            passages.append(_passage(self._versions[other], row[other], self._page, place, number))
        strong = sum(bool(rival) for *_, rival in rows)
        what = "another number" if strong else "no number"
        return _remark(
            article,
            "numbers",
            min(1000, 400 + 150 * strong + 50 * (len(rows) - strong))
            if strong
            else min(400, 200 + 20 * len(rows)),
            f"{what} in {_paragraphs(len(rows))}",
            _more(len(rows), "this text first, then a translation that differs"),
            tuple(passages),
            (_reviewed(article, "numbers"),),
        )


# Numbers

_ZEROS = "0٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀០᠐０"
_ANY_DIGIT = "".join(f"{zero}-{chr(ord(zero) + 9)}" for zero in _ZEROS)
_PIECE = f"[{_ANY_DIGIT}][{_ANY_DIGIT}.,'’٫٬ \u00a0\u202f]{{0,60}}"
"""A number and what may belong to it. A class of single ranges is found faster than `\\d`: in 10 us an article, not 15."""
_NUMBER = "[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9])(?:[.,٫][0-9]+)?|[0-9]+(?:[.,'’٫٬][0-9]+)*"
_DECADE = late("(?:1[89]|20)[0-9]")
"""A year that ends in 0, of which one may say "the eighties"."""
_SEPARATORS = late("[^0-9]")
_NOT_DIGITS = late(r"\D+")
_YEARS = (543, -543, 622, 621, -622, -621, 57, 56, -57, -56, 8, 7, -8, -7, 1911, -1911)
"""Years between the calendars of translations: Buddhist, Solar Hijri, Bikram, Ethiopian, Minguo."""


def numbers_of(article: Article) -> frozenset[str]:
    """Numbers that tell something, in normal form."""
    return _numbers("\n".join([text for _, _, text in article.blocks]))


def _numbers(text: str) -> frozenset[str]:
    found = pattern(_PIECE).findall(text)
    return frozenset().union(*map(_telling, found[:_MOST_NUMBERS])) if found else frozenset()


@lru_cache(maxsize=4_096)
def _telling(found: str) -> frozenset[str]:
    """Significant digits of numbers of three digits, with decimals, or of two that are not round.

    Without zeros at the ends and without separators "1,200 million", "1.2 billion" and "120 crore" are the same;
    "five hundred" and "500" are not, and no such number is missed anywhere for itself.
    """
    telling = set()
    for match in pattern(_NUMBER).finditer(found if found.isascii() else _latin(found)):
        parts = _SEPARATORS.split(match[0])
        one = _is_one(match[0], parts)
        for digits in ("".join(parts),) if one else parts:
            significant = digits.strip("0")
            decimal = one and len(parts) > 1
            if significant and (len(digits) > 2 or decimal or len(significant) == 2):
                telling.add(significant)
    return frozenset(telling)


def _is_one(written: str, parts: Sequence[str]) -> bool:
    """One number with its separators, as 1.234,5 or 12,34,567, and not several, as the parts of a date."""
    if len(parts) < 3:
        return True
    groups = all(len(part) in (2, 3) for part in parts[1:-1]) and len(parts[0]) <= 3
    first, last = written[len(parts[0])], written[-len(parts[-1]) - 1]
    return groups and (len(parts[-1]) == 3 or first != last)


def _latin(text: str) -> str:
    """Digits of all scripts as those of ours."""
    return "".join([str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text])


def _digits(text: str) -> str:
    """All digits of a text in a row: a number that is written in pieces is among them."""
    return _latin(_NOT_DIGITS.sub("", text))


def _in_another_calendar(number: str, there: Iterable[str]) -> bool:
    if len(number) not in (3, 4):
        return False
    years = {str(year + by).strip("0") for year in (int(number), 10 * int(number)) for by in _YEARS}
    return not years.isdisjoint(there)


def _tells_alone(number: str) -> bool:
    """Is it missed where no other stands in its place? Round ones are written as words, years as decades."""
    return len(number) > 2 and not _DECADE.fullmatch(number)


def _nearest(number: str, rivals: Iterable[str]) -> str:
    """The number that stands in the place of another: one with as many digits first; "" where there is none."""
    like = sorted(rivals, key=lambda one: (abs(len(one) - len(number)), -_alike(one, number), one))
    return like[0] if like else ""


def _alike(one: str, other: str) -> int:
    return sum(a == b for a, b in zip(one, other, strict=False))


# Parts of remarks


def _remark(
    card: Card | Article,
    kind: RemarkKind,
    urgency: int,
    what: str,
    why: str,
    passages: tuple[Passage, ...],
    remedies: tuple[Remedy, ...],
) -> Remark:
    return Remark(kind, urgency, card.seed, card.language, what, why, passages, remedies)


def _opening(card: Card) -> Passage:
    """How an article begins."""
    return Passage(card.seed, card.language, clip(one_line(card.summary), 160), "", "", "", "")


def _passage(article: Article, blocks: Sequence[int], page: str, row: int, number: str) -> Passage:
    """Blocks of a row, around a number."""
    text = one_line(" ".join([article.blocks[block].text[:4_000] for block in blocks]))
    path, place = f"{page}#p{row + 1}", f"paragraph {row + 1}"
    start, end = _found(text, number) if number else (0, 0)
    if start == end:
        return Passage(article.seed, article.language, clip(text, 3 * _WINDOW), "", "", path, place)
    before, after = text[:start], text[end:]
    if len(before) > _WINDOW:
        before = "… " + before[-_WINDOW:].partition(" ")[2]
    return Passage(
        article.seed,
        article.language,
        before,
        text[start:end],
        _beginning(after),
        path,
        place,
    )


def _beginning(text: str) -> str:
    """The first words after a number, and the space before them."""
    return " " * text.startswith(" ") + clip(text, _WINDOW)


def _found(text: str, number: str) -> tuple[int, int]:
    """Where a number of normal form stands in a text."""
    for match in pattern(_PIECE).finditer(text):
        if number in _telling(match[0]):
            there = _latin(match[0])
            for one in pattern(_NUMBER).finditer(there):
                if number in _telling(one[0]):
                    return match.start() + one.start(), match.start() + one.end()
    return 0, 0


def _paragraphs(count: int) -> str:
    return "1 paragraph" if count == 1 else f"{count:,} paragraphs"


def _more(count: int, what: str) -> str:
    return what if count <= _SHOWN else f"the first {_SHOWN} of {count:,}; {what}"


def _is_settled(card: Card, field: str, kind: RemarkKind) -> bool:
    origin = card.provenance.get(field)
    stated = origin is not None and origin.source.startswith("stated")
    return stated or _is_reviewed(card, kind)


def _is_reviewed(card: Card | Article, kind: RemarkKind) -> bool:
    return bool(card.reviewed) and kind in card.reviewed.split()


def _stated(card: Card, field: str, value: str, when: str) -> Remedy:
    return Remedy(when, sidecar_of(card.seed), f"{field} = {quoted(value)}")


def _reviewed(card: Card | Article, kind: RemarkKind) -> Remedy:
    words = [one for one in REMARK_KINDS if one == kind or one in card.reviewed.split()]
    return Remedy("if it is right as it is", sidecar_of(card.seed), f"reviewed = {quoted(' '.join(words))}")


def sidecar_of(seed: str) -> str:
    """Name of a seed's sidecar."""
    folder, slash, name = seed.rpartition("/")
    stem, dot, _ = name.rpartition(".")
    return f"{folder}{slash}{stem if dot and stem else name}.toml"


def quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's too, but it wants one more character escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
