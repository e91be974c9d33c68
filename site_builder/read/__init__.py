"""Read seeds/: files in, Seeds out. Judges no content.

`find_seeds` lists the files without opening them; `read_seed` opens one, so that it can run anywhere.
Symbolic links out of seeds/ and special files are never opened. Raises SeedError for a seed that cannot be
used; what can be mended or passed over is noted on the Seed.

A new format is a new file here and one line in FORMS.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from site_builder.config import ReadSettings
from site_builder.errors import ConfigError, SeedError
from site_builder.model import Problem, Seed, Statement
from site_builder.read.decode import decode
from site_builder.text import short_hash

FORMS: dict[str, Literal["text", "markdown"]] = {".txt": "text", ".md": "markdown", ".markdown": "markdown"}
"""Suffix of a seed → how its body is to be read."""

_SIDECAR = ".toml"
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed that was found, not yet opened."""

    name: str
    """Path below seeds/, with `/`; what cannot be shown of it as U+FFFD."""
    path: str
    sidecars: tuple[str, ...]
    """Paths of the files that state fields of it."""


def find_seeds(folder: Path) -> tuple[tuple[SeedFile, ...], tuple[Problem, ...]]:
    """Every seed below `folder` in the order of its name, and what is there that cannot be one."""
    if not folder.is_dir():
        raise ConfigError(
            str(folder), "there is no such folder of seeds", "make it, or name another with --seeds"
        )
    found: dict[str, str] = {}
    sidecars: dict[str, str] = {}
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    for name, entry in _walk(os.fspath(folder), problems):
        suffix = PurePosixPath(name).suffix.lower()
        if suffix in FORMS:
            found[name] = entry
        elif suffix == _SIDECAR:
            sidecars[name] = entry
        else:
            others[suffix or name] += 1
    files = tuple(SeedFile(_shown(name), found[name], _sidecars(name, sidecars)) for name in sorted(found))
    used = {path for file in files for path in file.sidecars}
    problems += [
        Problem(
            _shown(name),
            "is a sidecar without a seed",
            "name it as the seed with .toml for its suffix, or remove it",
        )
        for name, path in sorted(sidecars.items())
        if path not in used
    ]
    problems += [
        Problem(
            _shown(suffix),
            f"{count} file{'s' if count > 1 else ''} of this kind: no seed",
            f"seeds end in {', '.join(FORMS)}",
        )
        for suffix, count in sorted(others.items())
    ]
    return files, tuple(problems)


def read_seed(file: SeedFile, settings: ReadSettings) -> Seed:
    """Open, decode and split one seed."""
    data = _read(file.path, file.name, settings.max_bytes)
    text, guessed = decode(data, file.name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    if guessed:
        problems.append(
            Problem(file.name, f"is not UTF-8; read as {guessed}", "look at the page; save the seed as UTF-8")
        )
    if "\0" in text:
        problems.append(
            Problem(file.name, "holds NUL characters; they are left out", "look at the page; remove them")
        )
    lines = text.count("\n") + (not text.endswith("\n"))
    if lines > settings.max_lines:
        raise SeedError(
            file.name,
            f"has {lines:,} lines, more than {settings.max_lines:,}",
            "split it, or raise max_lines in [read]",
        )
    if not text.strip(" \t\n\0\ufeff\u200b\xa0"):
        raise SeedError(file.name, "holds no text", "fill it, or remove it")
    form = FORMS["." + file.name.rpartition(".")[2].lower()]
    stated: dict[str, Statement] = {}
    first_line = 1
    if form == "markdown":
        from site_builder.read.md import split_front_matter  # many sites have plain texts alone

        stated, text, first_line, faults = split_front_matter(text, file.name)
        problems += faults
    for path in file.sidecars:
        from site_builder.read.stated import read_sidecar

        origin = str(PurePosixPath(file.name).with_name(_shown(Path(path).name)))
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
        name=file.name,
        form=form,
        text=text,
        first_line=first_line,
        stated=stated,
        problems=tuple(problems),
    )


def raw_lines(file: SeedFile) -> tuple[str, ...]:
    """The seed's lines as an editor numbers them, front matter included; for showing, not for reading."""
    text, _ = decode(_read(file.path, file.name, sys.maxsize - 1), file.name)
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _walk(root: str, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Names and paths of the regular files, hidden ones passed over; what cannot be walked goes to `problems`."""
    real = Path(root).resolve()
    waiting = [(root, "")]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                listed = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            if not prefix:
                raise ConfigError(folder, _unreadable(error), "make it readable") from None
            problems.append(Problem(_shown(prefix), _unreadable(error), "make it readable"))
            continue
        for entry in listed:
            name = prefix + entry.name
            if entry.is_symlink():
                if fault := _link_fault(entry.path, real):
                    problems.append(Problem(_shown(name), fault, "put the file itself into seeds/"))
                else:
                    yield name, entry.path
            elif entry.is_dir(follow_symlinks=False):
                if PurePosixPath(name).suffix.lower() in FORMS:
                    what = "is a folder named like a seed"
                    problems.append(Problem(_shown(name), what, "rename it; the files in it are read"))
                waiting.append((entry.path, name + "/"))
            elif entry.is_file(follow_symlinks=False):
                yield name, entry.path
            else:
                problems.append(Problem(_shown(name), "is no regular file", "remove it from seeds/"))


def _link_fault(path: str, root: Path) -> str | None:
    """Why a symbolic link is not followed; None where it leads to a file in seeds/."""
    try:
        target = Path(path).resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return "is a link that leads nowhere"
    if not target.is_relative_to(root):
        return "is a link that leads out of seeds/"
    return None if stat.S_ISREG(mode) else "is a link to a folder"


def _sidecars(name: str, sidecars: dict[str, str]) -> tuple[str, ...]:
    """Sidecars of a seed: NAME.toml, then NAME.SUFFIX.toml, the later one wins."""
    stem = name[: -len(PurePosixPath(name).suffix)]
    return tuple(sidecars[key] for key in (stem + _SIDECAR, name + _SIDECAR) if key in sidecars)


def _read(path: str, origin: str, limit: int) -> bytes:
    try:
        file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))  # half the cost of open()
        try:
            size = os.fstat(file).st_size
            data = os.read(file, size + 1) if size <= limit else b""
        finally:
            os.close(file)
    except OSError as error:
        raise SeedError(origin, _unreadable(error), "make it readable, or remove it") from None
    if size > limit:
        what = f"has {size:,} bytes, more than {limit:,}"
        raise SeedError(origin, what, "split it, or raise max_bytes in [read]")
    if len(data) != size:
        raise SeedError(origin, "was changed while it was read", "build again")
    return data


def _unreadable(error: OSError) -> str:
    return f"cannot be read ({error.strerror or error})"


def _shown(name: str) -> str:
    """A file name as text: what is no UTF-8 in it becomes U+FFFD, what turns or ends a line too."""
    if name.isascii() and name.isprintable():
        return name
    return _UNSHOWN.sub("\ufffd", os.fsencode(name).decode("utf-8", "replace"))
