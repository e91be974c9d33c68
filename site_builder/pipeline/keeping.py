"""What a reader's browser fetches to keep a language for reading offline: lists of its pages, each with a hash.

    offline/LANG/index.json   the other lists and their hashes
    offline/LANG/lists.json   pages that lead to articles
    offline/LANG/search.json  what its search needs, where there is one
    offline/LANG/NNNN.json    pages of articles, by ranges of story keys, about a thousand in each

So a browser that has a language asks for one list to know whether anything is new, and then for what changed alone; and a
build writes again the lists of the pages that it changed.

Memory: the rows of one list, and the files that a small build wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from site_builder.model import File
from site_builder.pipeline.finding import INDEX
from site_builder.pipeline.ledger import Ledger
from site_builder.pipeline.library import meta, set_meta, totals
from site_builder.pipeline.making import Place
from site_builder.pipeline.task import Task
from site_builder.plan import keys_of_part, offline_list, part_bits, part_of
from site_builder.store import Table

_OWNER = "~@ offline"
_INDEX, _LISTS, _SEARCH = "index", "lists", "search"

_PAGES = """SELECT p.owner, p.path, p.hash FROM entry e
CROSS JOIN page p ON p.owner = e.story AND p.path > ?2 AND p.path < ?3
WHERE e.list = ?1 AND e.story >= ?4 AND e.story < ?5"""
"""The articles of a language are the entries of its list; the loop over these is the outer one."""

Put = Callable[..., None]
"""Writes an owner's files: place, owner, files, why, whole."""


def list_for_keeping(table: Table, ledger: Ledger, task: Task, place: Place, put: Put) -> None:
    """Write the lists that changed, of every language; where nothing is kept offline, none stay."""
    languages = totals(table, "l") if place.shell.offline else {}
    bits = {language: part_bits(count) for language, count in languages.items()}
    before = meta(table, "offline") or {}
    changed = None if task.kinds else _changed(ledger, bits)
    for language, parts in bits.items():
        numbers = {f"{number:04}": number for number in range(1 << parts)}
        names = [_LISTS, *numbers]
        if table.execute("SELECT 1 FROM page WHERE owner = ?", (INDEX + language,)).fetchone():
            names.append(_SEARCH)
        anew = changed is None or before.get(language) != parts
        wanted = [name for name in names if anew or (changed and (language, name) in changed)]
        owner, paths = f"{_OWNER} {language}", {name: offline_list(language, name) for name in names}
        write = partial(put, place, owner, why=task.why or "a page in it was changed", whole=False)
        for name in wanted:
            if name in numbers:
                rows = _articles(table, ledger, language, keys_of_part(numbers[name], parts))
            else:
                rows = _others(table, ledger, _owners(name, language))
            write([_list_file(paths[name], rows)])
        gone = changed is not None and (language, _SEARCH) in changed and _SEARCH not in names
        if wanted or gone:
            known = dict(table.execute("SELECT path, hash FROM page WHERE owner = ?", (owner,)).fetchall())
            write(
                [_list_file(offline_list(language, _INDEX), [(name, known[paths[name]]) for name in names])]
            )
            ledger.forget(owner, {*paths.values(), offline_list(language, _INDEX)})
    if changed is None:
        owners = table.execute(
            "SELECT DISTINCT owner FROM page WHERE owner > ? AND owner < ?", (_OWNER, _OWNER + "~")
        ).fetchall()
        for (owner,) in owners:
            if owner.removeprefix(f"{_OWNER} ") not in bits:
                ledger.forget(owner)
    if before != bits:
        table.execute("BEGIN")
        set_meta(table, "offline", bits)
        table.execute("COMMIT")


def _changed(ledger: Ledger, bits: Mapping[str, int]) -> set[tuple[str, str]]:
    """Language and name of the lists whose pages changed."""
    found = set()
    for owner, path in ledger.changed():
        words = owner.split(" ")
        if owner[0] != "~":
            language = path.partition("/")[0]
            if language in bits:
                found.add((language, f"{part_of(owner, bits[language]):04}"))
        elif owner.startswith(INDEX):
            found.add((words[-1], _SEARCH))
        elif len(words) > 1:
            found.add((words[1], _LISTS))
    return found


def _owners(name: str, language: str) -> list[tuple[str, str]]:
    """Ranges of the owners whose files are in a list that is not of articles."""
    if name == _SEARCH:
        return [(INDEX + language, INDEX + language)]
    return [(f"~{kind} {language}", f"~{kind} {language}{end}") for kind, end in _OF_A_LANGUAGE]


_OF_A_LANGUAGE = (("l", ""), ("y", ""), ("p", " ~"), ("m", " ~"))
"""Kinds of lists that a language has, and what comes after all their names (`plan.lists`)."""


def _articles(
    table: Table, ledger: Ledger, language: str, keys: tuple[str, str]
) -> Iterator[tuple[str, bytes]]:
    arguments = (f"l {language}", f"{language}/", f"{language}0", *keys)
    for owner, path, digest in table.execute(_PAGES, arguments):
        if path.endswith(".html") and not ledger.is_stale(owner, path):
            yield path, digest


def _others(table: Table, ledger: Ledger, owners: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    for first, last in owners:
        rows = table.execute(
            "SELECT owner, path, hash FROM page WHERE owner >= ? AND owner <= ?", (first, last)
        )
        for owner, path, digest in rows:
            if (path.endswith(".html") or owner.startswith(INDEX)) and not ledger.is_stale(owner, path):
                yield path, digest


def _list_file(path: str, rows: Iterable[tuple[str, bytes]]) -> File:
    from site_builder.render.offline import list_file

    return list_file(path, rows)
