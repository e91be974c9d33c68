"""Where templates and assets lie, and whether they have changed. Imports nothing that renders, so asking is cheap.

Not here: what is made of them (`pages`).
"""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path


def template_folders(own: Path | None) -> list[Path]:
    """The user's folder first, then ours: inside the installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "templates"
    ours = installed if installed.is_dir() else package.parent / "templates"
    return [ours] if own is None else [own, ours]


def files_below(folder: Path) -> list[Path]:
    """Files below a folder, hidden ones left out, in a fixed order."""
    found = [file for file in folder.rglob("*") if file.is_file()]
    return sorted(
        file for file in found if not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )


def kinds_fingerprints(own: Path | None) -> dict[str, str]:
    """Kind of page → 16 hex digits: other ones when a template or asset that its pages are made with is another.

    A template names others in quotes (`extends`, `from`, `include`, `import`); one that names them otherwise counts as
    naming all.
    """
    folders = template_folders(own)
    contents: dict[str, bytes] = {}
    assets = sha256()
    for number, folder in enumerate(folders):
        for file in files_below(folder):
            name = file.relative_to(folder).as_posix()
            if name.startswith("assets/") or name == WORKER:
                assets.update(f"{number} {name}\0".encode("utf-8", "surrogateescape"))
                assets.update(sha256(file.read_bytes()).digest())
            else:
                contents.setdefault(name, file.read_bytes())
            if number == len(folders) - 1:
                contents[f"ours/{name}"] = b"" if name.startswith("assets/") else file.read_bytes()
    every = _digest(contents, sorted(contents))
    looks = {"assets": assets.hexdigest()[:16]}
    for kind in KINDS:
        needed = _needed(f"{kind}.html", contents)
        mine = every if needed is None else _digest(contents, sorted(needed))
        looks[kind] = sha256(f"{mine} {looks['assets']}".encode()).hexdigest()[:16]
    return looks


def made_of(name: str, own: Path | None, *, alone: bool = False) -> bool:
    """Is a template ours to the last byte, and unless `alone` also every one that it imports?"""
    ours = template_folders(None)[0]
    waiting, seen = [name.removeprefix("ours/")], set[str]()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        try:
            text = (ours / one).read_bytes()
            if own is not None and (own / one).exists() and (own / one).read_bytes() != text:
                return False
        except OSError:
            return False
        if not alone:
            waiting += [found[1].decode() for found in _IMPORTED.finditer(text)]
    return True


WORKER = "sw.js"
"""The service worker, which names every asset."""

KINDS = (
    "article",
    "coverage",
    "dates",
    "front",
    "list",
    "month",
    "notfound",
    "offline",
    "search",
    "sources",
    "story",
)
"""Kinds of pages; each has a template of its name."""

_NAMES = re.compile(rb"""\{%-?\s*(?:extends|include|import|from)\s+(?:["']([^"']+)["']|())""")

_IMPORTED = re.compile(rb"""\{%-?\s*(?:include|import|from)\s+["']([^"']+)["']""")
"""What macros of a template may call; it stands in quotes in ours."""


def _needed(name: str, contents: dict[str, bytes]) -> set[str] | None:
    """Templates that one is made of, and all parts (`_name.html`), for any page may ask for one; None where that cannot be seen."""
    needed: set[str] = set()
    waiting = [name, *(part for part in contents if part.rpartition("/")[2].startswith("_"))]
    while waiting:
        one = waiting.pop()
        if one in needed or one not in contents:
            continue
        needed.add(one)
        for found in _NAMES.finditer(contents[one]):
            if not found[1]:
                return None
            waiting.append(found[1].decode("utf-8", "replace"))
    return needed


def _digest(contents: dict[str, bytes], names: list[str]) -> str:
    found = sha256()
    for name in names:
        found.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        found.update(sha256(contents[name]).digest())
    return found.hexdigest()
