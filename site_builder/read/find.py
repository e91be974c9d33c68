"""Find seeds: which files there are, and whether a folder is still what it was. Opens no seed.

    look_at        a folder and those below it → a number a folder, which tells whether anything in it has changed
    list_folder    one folder → what lies in it
    seeds_in       one listing → the seeds in it, and what there cannot be one

Shape: one folder at a time; memory: its names. Symbolic links out of seeds/ and special files are no seeds.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from site_builder.errors import ConfigError
from site_builder.look import NEVER, look
from site_builder.model import Problem
from site_builder.text import pattern
from site_builder.value import dataclass

FORMS: dict[str, Literal["text", "markdown", "html"]] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
"""Suffix of a seed → how its body is to be read."""

_SIDECAR = ".toml"
_UNSHOWN = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_FILE, _FOLDER, _FAULT = b"f", b"d", b"x"


class SeedFile(NamedTuple):
    """A seed that was found, not yet opened. There may be a hundred thousand: what can be derived is."""

    folder: bytes
    """The folder of seeds."""
    key: bytes
    """Path below it as the system has it: no two seeds share one."""
    sidecars: tuple[bytes, ...] = ()
    """Keys of the files that state fields of it, the later one wins."""
    stamp: str = ""
    """Size and time of change of the file and its sidecars: another one when any of them is another."""

    @property
    def name(self) -> str:
        """Path below seeds/, with `/`; what cannot be shown of it as U+FFFD."""
        return shown(os.fsdecode(self.key))

    @property
    def path(self) -> str:
        """Where it lies."""
        return os.fsdecode(self.folder + b"/" + self.key)

    def sidecar_paths(self) -> list[str]:
        """Where its sidecars lie."""
        return [os.fsdecode(self.folder + b"/" + key) for key in self.sidecars]


@dataclass(frozen=True, slots=True)
class Listing:
    """One folder as it was seen."""

    folder: bytes
    """Below seeds/; b"" or ending in "/"."""
    lines: bytes
    """One line an entry, hidden ones left out, by name: name, kind, size and time of change."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one folder holds."""

    files: tuple[SeedFile, ...]
    """By name."""
    problems: tuple[Problem, ...]
    others: Counter[str]
    """Suffix → number of files of a kind that is no seed."""


def look_at(root: Path, settled: int) -> Iterator[tuple[bytes, int]]:
    """Each folder and a number that is another one when anything in it is (`look.look`).

    Raises ConfigError where there is no such folder.
    """
    if not root.is_dir():
        raise ConfigError(
            str(root), "there is no such folder of seeds", "make it, or name another with --seeds"
        )
    try:
        yield from look(os.fsencode(root), settled, hidden=False)
    except OSError as error:
        raise ConfigError(str(root), unreadable(error), "make it readable") from None


def list_folder(root: Path, folder: bytes, settled: int = NEVER) -> Listing:
    """What lies in one folder. A file changed at `settled` or later has no sure time: its stamp says `?`."""
    real: Path | None = None
    lines = []
    try:
        with os.scandir(os.fsencode(root) + b"/" + folder) as entries:
            for entry in entries:
                name = entry.name
                if name.startswith(b"."):
                    continue
                if entry.is_symlink():
                    real = real or root.resolve()
                    lines.append(_link(name, os.fsdecode(entry.path), real))
                elif entry.is_dir(follow_symlinks=False):
                    lines.append(b"%b\0%b" % (name, _FOLDER))
                else:
                    found = entry.stat(follow_symlinks=False)
                    if not stat.S_ISREG(found.st_mode):
                        lines.append(b"%b\0%bis no regular file\0remove it from seeds/" % (name, _FAULT))
                    elif found.st_mtime_ns >= settled:
                        lines.append(b"%b\0%b%d/?" % (name, _FILE, found.st_size))
                    else:
                        lines.append(b"%b\0%b%d/%d" % (name, _FILE, found.st_size, found.st_mtime_ns))
    except OSError as error:
        lines = [b"\0%b%b\0make it readable" % (_FAULT, unreadable(error).encode())]
    lines.sort()
    return Listing(folder, b"\n\0".join(lines))


def groups_apart(before: Listing, now: Listing) -> frozenset[bytes]:
    """Which groups of files differ between two looks at a folder: by the part of their names before the first dot.

    A seed and its sidecars are of one group. A file without a sure time differs.
    """
    lines = now.lines.split(b"\n\0")
    apart = set(before.lines.split(b"\n\0")).symmetric_difference(lines)
    apart.update([line for line in lines if line[-2:] == b"/?"])
    return frozenset([_group(line.partition(b"\0")[0]) for line in apart])


def _group(name: bytes) -> bytes:
    return name.partition(b".")[0]


def seeds_in(root: Path, listing: Listing, groups: Collection[bytes] | None = None) -> Found:
    """The seeds of one folder with their sidecars; `groups`: files of these alone."""
    seeds: dict[bytes, bytes] = {}
    sidecars: dict[bytes, bytes] = {}
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    for line in listing.lines.split(b"\n\0") if listing.lines else ():
        name, _, rest = line.partition(b"\0")
        if not name and listing.lines[:1] == b"\0":  # the folder itself could not be read
            name, rest = b"", line[1:]
        kind, state = rest[:1], rest[1:]
        suffix = _suffix(name)
        if kind == _FAULT:
            what, _, remedy = state.decode().partition("\0")
            problems.append(Problem(shown(os.fsdecode(listing.folder + name)), what, remedy))
        elif kind == _FOLDER:
            if suffix in FORMS:
                what = "is a folder named like a seed"
                problems.append(
                    Problem(
                        shown(os.fsdecode(listing.folder + name)), what, "rename it; the files in it are read"
                    )
                )
        elif suffix in FORMS:
            seeds[name] = state
        elif suffix == _SIDECAR:
            sidecars[name] = state
        else:
            others[suffix or os.fsdecode(listing.folder + name)] += 1
    top = os.fsencode(root)
    used: set[bytes] = set()
    files = []
    for name, state in seeds.items():
        own = _sidecars(name, sidecars) if sidecars else []
        used.update(own)
        if groups is not None and _group(name) not in groups:
            continue
        stamp = state.decode()
        if own:
            stamp = " ".join([stamp, *(_stamp(sidecar, sidecars) for sidecar in own)])
        files.append(
            SeedFile(top, listing.folder + name, tuple([listing.folder + sidecar for sidecar in own]), stamp)
        )
    problems += [
        Problem(
            shown(os.fsdecode(listing.folder + name)),
            "is a sidecar without a seed",
            "name it as the seed with .toml for its suffix, or remove it",
        )
        for name in sidecars
        if name not in used
    ]
    return Found(tuple(files), tuple(problems), others)


def _suffix(name: bytes) -> str:
    stem, dot, suffix = name.rpartition(b".")
    return "." + os.fsdecode(suffix).lower() if dot and stem else ""


def problems_of_others(others: Counter[str]) -> list[Problem]:
    """One problem for each kind of file that is no seed."""
    return [
        Problem(
            shown(suffix),
            f"{count} file{'s' if count > 1 else ''} of this kind: no seed",
            f"seeds end in {', '.join(FORMS)}",
        )
        for suffix, count in sorted(others.items())
    ]


def find_seeds(folder: Path) -> tuple[tuple[SeedFile, ...], tuple[Problem, ...]]:
    """Every seed below `folder` in the order of its name, and what is there that cannot be one."""
    files: list[SeedFile] = []
    problems: list[Problem] = []
    others: Counter[str] = Counter()
    for name, _ in look_at(folder, settled=0):
        found = seeds_in(folder, list_folder(folder, name))
        files += found.files
        problems += found.problems
        others += found.others
    files.sort(key=lambda file: file.key)
    return tuple(files), (*problems, *problems_of_others(others))


def shown(name: str) -> str:
    """A file name as text: what is no UTF-8 in it becomes U+FFFD, what turns or ends a line too."""
    if name.isascii() and name.isprintable():
        return name
    return pattern(_UNSHOWN).sub("\ufffd", os.fsencode(name).decode("utf-8", "replace"))


def unreadable(error: OSError) -> str:
    """Why a file or a folder cannot be read, in words."""
    return f"cannot be read ({error.strerror or error})"


def _link(name: bytes, path: str, root: Path) -> bytes:
    """The line of a symbolic link: of the file it leads to, where that lies in seeds/ too."""
    try:
        target = Path(path).resolve(strict=True)
        found = target.stat()
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        fault = "is a link that leads nowhere"
    else:
        if not target.is_relative_to(root):
            fault = "is a link that leads out of seeds/"
        elif not stat.S_ISREG(found.st_mode):
            fault = "is a link to a folder"
        else:
            return b"%b\0%b%d/%d" % (name, _FILE, found.st_size, found.st_mtime_ns)
    return b"%b\0%b%b\0put the file itself into seeds/" % (name, _FAULT, fault.encode())


def _sidecars(name: bytes, sidecars: dict[bytes, bytes]) -> list[bytes]:
    """Sidecars of a seed: NAME.toml, then NAME.SUFFIX.toml, the later one wins."""
    stem = os.path.splitext(name)[0]  # noqa: PTH122
    suffix = _SIDECAR.encode()
    return [key for key in (stem + suffix, name + suffix) if key in sidecars]


def _stamp(name: bytes, states: dict[bytes, bytes]) -> str:
    return f"{os.fsdecode(name)}:{states[name].decode()}"
