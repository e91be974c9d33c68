"""The index of each language whose stories changed: out of the store, into search/ of output/.

Shape: one language at a time, in a worker; memory: as `search.index` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from site_builder.model import File
from site_builder.pipeline.finding import INDEX
from site_builder.pipeline.making import Made, Place, put_files, tools
from site_builder.search.index import (
    Change,
    Directory,
    Known,
    Stale,
    bits_for,
    changed,
    directory_path,
    texts_file,
    texts_number,
    texts_path,
    texts_range,
    unpacked,
    weights,
    whole,
)
from site_builder.store import Table
from site_builder.value import dataclass


@dataclass(frozen=True, slots=True)
class IndexBatch:
    """The index of one language, and whether all of it is made."""

    place: Place
    language: str
    whole: bool


Indexed = tuple[str, list[Made], list[str] | None]
"""The language, files that were made, and paths of those that are no more; None where all others are."""


def index_language(batch: IndexBatch) -> Indexed:
    """Bring the index of a language up to date."""
    place, language = batch.place, batch.language
    table, _, writer = tools(place)
    owner = INDEX + language
    gone: list[str] | None = []
    files: Iterable[File]
    try:
        if batch.whole:
            raise Stale("everything is made")
        files, gone = _changed(table, language, lambda path: (place.output / path).read_bytes())
    except Stale:
        files, gone = _whole(table, language), None
    return language, put_files(table, writer, place, owner, files), gone


def _whole(table: Table, language: str) -> Iterator[File]:
    (stories,) = table.execute("SELECT count(*) FROM find WHERE language = ?", (language,)).fetchone()
    if not stories:
        return
    directory = _directory(table, language, stories)
    rows = table.execute(
        "SELECT id, source, year, data FROM find WHERE language = ? ORDER BY id", (language,)
    )
    yield from whole(language, (_known(*row) for row in rows), directory)
    yield from _texts(table, language, directory.bits, range(1 << directory.bits))
    yield directory.file(language)


_MANY = 4
"""Where more than a fourth of the stories changed, all files are made: it takes less time."""


def _changed(table: Table, language: str, read: Callable[[str], bytes]) -> tuple[list[File], list[str]]:
    """The files that differ and the paths of those that are no more."""
    (stories,) = table.execute("SELECT count(*) FROM find WHERE language = ?", (language,)).fetchone()
    rows = table.execute(
        "SELECT u.id, u.source, u.year, u.data, f.source, f.year, f.data FROM unfound u "
        "LEFT JOIN find f ON f.language = u.language AND f.id = u.id WHERE u.language = ? ORDER BY u.id",
        (language,),
    ).fetchall()
    if len(rows) * _MANY > stories:
        raise Stale("a large part is another one")
    try:
        before = Directory.read(read(directory_path(language)))
    except OSError as error:
        raise Stale(str(error)) from None
    directory = _directory(table, language, stories)
    if directory.bits != before.bits:
        raise Stale("texts are in another number of files")
    directory.firsts, directory.frequent = before.firsts, before.frequent
    changes: list[Change] = [
        (
            _known(id_, source, year, data) if data else None,
            _known(id_, source_now, year_now, data_now) if data_now else None,
        )
        for id_, source, year, data, source_now, year_now, data_now in rows
    ]
    files, gone = changed(language, changes, directory, read)
    numbers = {texts_number(id_, directory.bits) for id_, *_ in rows}
    texts = list(_texts(table, language, directory.bits, sorted(numbers)))
    made = {file.path for file in texts}
    gone += {texts_path(language, number, directory.bits) for number in numbers} - made
    return [*files, *texts, directory.file(language)], gone


def _directory(table: Table, language: str, stories: int) -> Directory:
    """What the store knows of it."""
    sources: Counter[str] = Counter()
    years: Counter[int] = Counter()
    for source, year, count in table.execute(
        "SELECT source, year, count(*) FROM find WHERE language = ? GROUP BY source, year", (language,)
    ):
        sources[source] += count
        years[year] += count
    return Directory(bits_for(stories), stories, sources=sources, years=years)


def _known(id_: str, source: str, year: int, data: bytes) -> Known:
    pages = unpacked(data)["pages"]
    return Known(id_, (source, year), weights([(title, text) for _, title, text in pages]))


def _texts(table: Table, language: str, bits: int, numbers: Iterable[int]) -> Iterator[File]:
    """The files of texts that are not empty."""
    for number in numbers:
        rows = table.execute(
            "SELECT id, data FROM find WHERE language = ? AND id >= ? AND id < ? ORDER BY id",
            (language, *texts_range(number, bits)),
        ).fetchall()
        if rows:
            yield texts_file(language, number, bits, rows)
