"""Lists of a book's chapters: one list for a small book; for a large one parts by language, year, month, source, each with its
own page, so that no list is longer than a person looks through.

Shape: all chapters of a book, as names and titles; memory: those. Raises nothing.
Not here: the chapters (`chapters.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import field
from itertools import count

from site_builder.export.epub.book import Book, Chapter, own_name, page, tongue
from site_builder.export.epub.markup import escaped
from site_builder.model import LOCAL, UNDETERMINED
from site_builder.render.interface import words
from site_builder.value import dataclass

_FLAT = 40
"""Chapters that may stand in one list without parts."""
_NEAR = 300
"""Chapters of a book whose contents list names each; in a larger one it names the parts, and each part's page its chapters."""
_STRETCH = 100
"""Chapters of a part that nothing else divides."""


@dataclass(slots=True, kw_only=True)
class Part:
    """Chapters that belong together."""

    label: str
    language: str
    """Of the label."""
    chapters: list[Chapter]
    parts: list[Part] = field(default_factory=list)
    """What it is divided into; every chapter stands in one of them, if there are any."""
    number: int = 0
    """In the order of the book; 0 is the book itself."""

    @property
    def path(self) -> str:
        """Of its page, from the book's folder."""
        return f"contents/c{self.number}.xhtml"

    def walk(self) -> Iterator[Part]:
        """Its parts and theirs, in the order of the book."""
        for part in self.parts:
            yield part
            yield from part.walk()


def divide(book: Book, chapters: Sequence[Chapter]) -> Part:
    """The whole book: newest first, of each language the texts together, of a story by language."""
    ranks = {tag: rank for rank, tag in enumerate(book.languages)}
    ordered = sorted(chapters, key=lambda chapter: (chapter.source, chapter.name))
    ordered.sort(key=lambda chapter: chapter.published, reverse=True)
    if book.pair is None:
        ordered.sort(key=lambda chapter: ranks[chapter.language])
    whole = Part(label=book.full_title, language=book.language, chapters=ordered)
    if not book.is_story:
        tags = {chapter.language for chapter in ordered}
        _divide(book, whole, [_by_language, *_STEPS] if len(tags) > 1 else _STEPS, at_any_size=len(tags) > 1)
    for number, part in zip(count(1), whole.walk(), strict=False):
        part.number = number
    return whole


Step = Callable[[Book, Sequence[Chapter]], list[Part]]


def _divide(book: Book, part: Part, steps: Sequence[Step], *, at_any_size: bool = False) -> None:
    if not steps or (len(part.chapters) <= _FLAT and not at_any_size):
        return
    parts = steps[0](book, part.chapters)
    if len(parts) == 1:
        _divide(book, part, steps[1:])
        return
    part.parts = parts
    for one in parts:
        _divide(book, one, steps[1:])


def _by(
    chapters: Sequence[Chapter],
    key: Callable[[Chapter], str],
    label: Callable[[str, str], str],
    language: str = "",
) -> list[Part]:
    """Parts by a key; a label is made from the key and the language that the label is to be in."""
    groups: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        groups.setdefault(key(chapter), []).append(chapter)
    found = []
    for value, members in groups.items():
        tag = language or _spoken(members[0].language)
        found.append(Part(label=label(value, tag), language=tag, chapters=members))
    return found


def _spoken(tag: str) -> str:
    """Language of the labels of texts in a language."""
    texts = words(tag)
    return texts.texts_language if texts.is_fallback or tag == UNDETERMINED else tag


def _by_language(book: Book, chapters: Sequence[Chapter]) -> list[Part]:
    del book
    parts = _by(chapters, lambda chapter: chapter.language, lambda tag, _: own_name(tag))
    for part in parts:
        part.language = part.chapters[0].language
    return parts


def _by_year(book: Book, chapters: Sequence[Chapter]) -> list[Part]:
    del book
    return _by(chapters, lambda chapter: chapter.published[:4], _dated)


def _by_month(book: Book, chapters: Sequence[Chapter]) -> list[Part]:
    del book
    return _by(chapters, lambda chapter: chapter.published[:7], _dated)


def _dated(published: str, language: str) -> str:
    return words(language).date(published) if published else words(language).text("Undated")


def _by_source(book: Book, chapters: Sequence[Chapter]) -> list[Part]:
    return _by(chapters, lambda chapter: chapter.source, lambda host, _: book.source(host).name)


def _by_stretch(book: Book, chapters: Sequence[Chapter]) -> list[Part]:
    del book
    tag = _spoken(chapters[0].language)
    number = words(tag).number
    return [
        Part(
            label=f"{number(start + 1)}–{number(min(start + _STRETCH, len(chapters)))}",
            language=tag,
            chapters=list(chapters[start : start + _STRETCH]),
        )
        for start in range(0, len(chapters), _STRETCH)
    ]


_STEPS: tuple[Step, ...] = (_by_year, _by_month, _by_source, _by_stretch)


# Pages


def in_order(part: Part) -> Iterator[Part | Chapter]:
    """Everything that is read, in order: a part's page before what is in it."""
    for one in part.parts:
        yield one
        yield from in_order(one)
    if not part.parts:
        yield from part.chapters


def part_page(book: Book, part: Part) -> bytes:
    """The page of a part: what it is divided into, or its chapters."""
    texts = words(_spoken(part.chapters[0].language))
    sums = texts.counted("%(count)s article", "%(count)s articles", len(part.chapters))
    rows = [
        f'<li><a class="part" href="{one.path.rpartition("/")[2]}"{tongue(one.language)}>{escaped(one.label)}</a>'
        f" <span>{escaped(texts.number(len(one.chapters)))}</span></li>"
        for one in part.parts
    ]
    if not part.parts:
        rows = [f"<li>{_line(book, chapter, '../')}</li>" for chapter in part.chapters]
    body = (
        f"<h1{tongue(part.language)}>{escaped(part.label)}</h1>\n"
        f"<p{tongue(texts.texts_language)}>{escaped(sums)}</p>\n<ol>\n" + "\n".join(rows) + "\n</ol>"
    )
    return page(part.label, _spoken(part.chapters[0].language), body, kind="contents", depth=1)


def contents_page(book: Book, whole: Part) -> bytes:
    """The contents list, and the marks that a reading program knows."""
    texts = book.words
    label = escaped(texts.text("Stories"))
    first = next(in_order(whole))
    marks = [
        ("titlepage", "title.xhtml", book.full_title),
        ("toc", "nav.xhtml", texts.text("Stories")),
        ("bodymatter", first.path, first.label if isinstance(first, Part) else first.titles[0][1]),
    ]
    landmarks = "\n".join(
        f'<li><a epub:type="{kind}" href="{path}">{escaped(name)}</a></li>' for kind, path, name in marks
    )
    body = (
        f'<nav id="toc" epub:type="toc" role="doc-toc" aria-labelledby="contents">\n<h1 id="contents">{label}</h1>\n'
        f"{_listed(book, whole, len(whole.chapters) <= _NEAR)}\n</nav>\n"
        f'<nav id="landmarks" epub:type="landmarks" hidden="hidden">\n<ol>\n{landmarks}\n</ol>\n</nav>'
    )
    return page(book.full_title, book.words.texts_language, body, kind="contents")


def _listed(book: Book, part: Part, named: bool) -> str:
    """The parts below a part, or, if chapters are to be `named`, its chapters."""
    rows = []
    for one in part.parts:
        below = f"\n{_listed(book, one, named)}" if named or one.parts else ""
        rows.append(
            f'<li><a class="part" href="{one.path}"{tongue(one.language)}>{escaped(one.label)}</a>{below}</li>'
        )
    if not part.parts:
        rows = [f"<li>{_link(book, chapter, '')}</li>" for chapter in part.chapters]
    return "<ol>\n" + "\n".join(rows) + "\n</ol>"


def _link(book: Book, chapter: Chapter, way: str) -> str:
    shown = [f"<span{tongue(tag)}>{escaped(title)}</span>" for tag, title in chapter.titles]
    if book.is_story:
        tag = chapter.language
        shown.insert(0, f"<span{tongue(tag)}>{escaped(own_name(tag))}:</span>")
    return f'<a href="{way}{chapter.path}">{" ".join(shown)}</a>'


def _line(book: Book, chapter: Chapter, way: str) -> str:
    """A chapter with its source and its date."""
    tag = _spoken(chapter.language)
    facts = [] if chapter.source == LOCAL else [f"<bdi>{escaped(book.source(chapter.source).name)}</bdi>"]
    if chapter.published:
        written = escaped(words(tag).date(chapter.published))
        facts.append(f'<time datetime="{chapter.published}">{written}</time>')
    return (
        f"{_link(book, chapter, way)} <span{tongue(tag)}>{' · '.join(facts)}</span>"
        if facts
        else _link(book, chapter, way)
    )
