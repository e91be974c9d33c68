"""Read seeds/: files in, Seeds out. Judges no content.

`find_seeds` lists the files without opening them; `read_seed` opens one, so that it can run anywhere.
Symbolic links out of seeds/ and special files are never opened. Raises SeedError for a seed that cannot be
used; what can be mended or passed over is noted on the Seed.

A new format is a new file here and one line in FORMS.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from site_builder.config import ReadSettings
from site_builder.errors import SeedError
from site_builder.model import Problem, Seed, Statement
from site_builder.read.decode import decode
from site_builder.read.find import (
    FORMS,
    Found,
    Listing,
    SeedFile,
    find_seeds,
    groups_apart,
    list_folder,
    look_at,
    problems_of_others,
    seeds_in,
    shown,
    unreadable,
)
from site_builder.text import short_hash

__all__ = [
    "FORMS",
    "Found",
    "Listing",
    "SeedFile",
    "find_seeds",
    "groups_apart",
    "list_folder",
    "look_at",
    "problems_of_others",
    "raw_lines",
    "read_seed",
    "reviewed_in",
    "seeds_in",
]


_NO_TEXT = " \t\n\0\ufeff\u200b\xa0"
"""Characters of which alone no article is made."""


def read_seed(file: SeedFile, settings: ReadSettings) -> Seed:
    """Open, decode and split one seed."""
    name = file.name
    data = _read(file.path, name, settings.max_bytes)
    text, guessed = decode(data, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    if guessed:
        problems.append(
            Problem(name, f"is not UTF-8; read as {guessed}", "look at the page; save the seed as UTF-8")
        )
    if b"\0" in data and "\0" in text:
        problems.append(
            Problem(name, "holds NUL characters; they are left out", "look at the page; remove them")
        )
    most = settings.max_lines  # no text has more lines than characters
    if len(text) > most and (lines := text.count("\n") + (not text.endswith("\n"))) > most:
        raise SeedError(
            name,
            f"has {lines:,} lines, more than {most:,}",
            "split it, or raise max_lines in [read]",
        )
    if text[:1] in _NO_TEXT and not text.strip(_NO_TEXT):
        raise SeedError(name, "holds no text", "fill it, or remove it")
    form = FORMS["." + name.rpartition(".")[2].lower()]
    stated: dict[str, Statement] = {}
    first_line = 1
    if form == "markdown":
        from site_builder.read.md import split_front_matter  # many sites have plain texts alone

        stated, text, first_line, faults = split_front_matter(text, name)
        problems += faults
    for key, path in zip(file.sidecars, file.sidecar_paths(), strict=True):
        from site_builder.read.stated import read_sidecar

        origin = shown(os.fsdecode(key))
        try:
            sidecar, _ = decode(_read(path, origin, settings.max_bytes), origin)
        except SeedError as error:
            problems.append(Problem(error.where, error.what, error.remedy))
            continue
        fields, faults = read_sidecar(sidecar, origin)
        stated |= fields
        problems += faults
    return Seed(
        id=short_hash(data),
        name=name,
        form=form,
        text=text,
        first_line=first_line,
        stated=stated,
        problems=tuple(problems),
    )


def reviewed_in(folder: Path, settings: ReadSettings) -> Callable[[str], frozenset[str]]:
    """By a seed's name, the kinds of remarks that a person has looked at: its sidecar or its front matter names them.

    The folder is listed when the first name is asked for; each asked seed is read. A seed that is gone has none.
    """

    def listed() -> Mapping[str, SeedFile]:
        return {file.name: file for file in find_seeds(folder)[0]} if folder.is_dir() else {}

    files = cache(listed)  # as a decorator mypyc 2.4 would lose it

    def kinds(name: str) -> frozenset[str]:
        if (file := files().get(name)) is None:
            return frozenset()
        try:
            stated = read_seed(file, settings).stated.get("reviewed")
        except SeedError:
            return frozenset()
        return frozenset(stated.value.split() if stated else ())

    return kinds


def raw_lines(file: SeedFile) -> tuple[str, ...]:
    """The seed's lines as an editor numbers them, front matter included; for showing, not for reading."""
    text, _ = decode(_read(file.path, file.name, sys.maxsize - 1), file.name)
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _read(path: str, origin: str, limit: int) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))  # half the cost of open()
        try:
            size = os.fstat(file).st_size
            data = os.read(file, size + 1) if size <= limit else b""
        finally:
            os.close(file)
    except OSError as error:
        raise SeedError(origin, unreadable(error), "make it readable, or remove it") from None
    if size > limit:
        what = f"has {size:,} bytes, more than {limit:,}"
        raise SeedError(origin, what, "split it, or raise max_bytes in [read]")
    if len(data) != size:
        raise SeedError(origin, "was changed while it was read", "build again")
    return data
