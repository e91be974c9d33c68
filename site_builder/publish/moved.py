"""Pages that moved since the last publication: what they leave behind, so that shared links live on.

Shape: the catalogue that lies at the target and the one that is sent → `_redirects`, and a small page at each old address which leads
to the new one. `_redirects` is what Netlify and Cloudflare Pages read, and the record as well: the next publication goes on from it.
The pages serve every other host. Memory: the entries of what moved, never a catalogue.

An article is known again by its text, else by its seed's name, its source URL, or its story and language, in this order. A page
whose article is gone leaves nothing. Its Markdown and the later pages of lists have no redirect.

What lies at the target is data: an address that could leave it, and a line that is none of ours, is passed over.

Not here: when they are sent (`publish/parcel.py`: the catalogue last, so that a publication that was killed finds the old one again).
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from os.path import relpath
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from site_builder.publish.parcel import CATALOGUE, Item

RECORD = "_redirects"

_KNOWN_BY = (("id",), ("seed",), ("source_url", "language"), ("story", "language"))
"""What two entries of one article share, the surest first."""

_HEADING = "# Pages that moved, below {}: written and read again by publish; lines of your own go above."
_OURS = re.compile(re.escape(_HEADING).replace(r"\{\}", r"(/\S*)"))
_HEAD = 16_384
"""Bytes of a page in which its language and its title stand."""
_ROOT = re.compile(r"<html\b[^<>]*>")
_TITLE = re.compile(r"<title>([^<]*)</title>")


_Trait = tuple[int, tuple[str, ...]]
"""A place in `_KNOWN_BY`, and what stands there."""


class _Home(NamedTuple):
    """Where an article lives, and its story."""

    page: str
    story: tuple[str, ...]
    """Where its story's page may be: below the source and slug of each version."""


class _Lost(NamedTuple):
    """What is known of an article whose page is no more."""

    traits: tuple[_Trait, ...]
    home: _Home


def leave_redirects(
    items: Mapping[str, Item],
    there: Mapping[str, Any],
    same: Callable[[Item, Any], bool],
    read: Callable[[str], bytes],
    base_url: str,
) -> Iterator[Item]:
    """What is sent beside the site's `items`, by path; `there`, `same` and `read` tell of the target."""
    stale = [
        path
        for path in there
        if _is_catalogue(path) and not (path in items and same(items[path], there[path]))
    ]
    lost = {
        entry["url"]: _Lost(tuple(_traits(entry)), _home(entry))
        for path in sorted(stale)
        for entry in _entries(read(path))
        if entry["url"] not in items
    }
    moved = _moves(lost, items, there) if lost else {}
    earlier = _recorded(read(RECORD)) if RECORD in there else {}
    told = moved | {old: moved.get(new, new) for old, new in earlier.items() if old not in moved}
    told = {old: new for old, new in told.items() if old not in items and new in items}
    if told:
        own = items[RECORD].read() if RECORD in items else b""
        if own and not own.endswith(b"\n"):
            own += b"\n"
        yield _made(RECORD, own + _record(told, urlsplit(base_url).path or "/"))
    for old, new in told.items():
        if old.endswith(".html"):
            yield _made(old, _page(old, new, items[new].read()[:_HEAD], base_url))


def _made(path: str, data: bytes) -> Item:
    return Item(path=path, size=len(data), data=data, late=True)


# What moved where


def _moves(lost: Mapping[str, _Lost], items: Mapping[str, Item], there: Iterable[str]) -> dict[str, str]:
    """Old address → new one: articles, their stories, and the lists and feeds of sources of which all moved as one."""
    found = _found_again(lost, items)
    moves = {old: home.page for old, home in found.items()}
    there = set(there)
    folders: dict[str, set[str]] = defaultdict(set)
    for old, home in found.items():
        story = next((page for page in home.story if page in items), None)
        if story is not None:
            moves |= {page: story for page in lost[old].home.story if page in there}
        for before, after in _lists(old, home.page):
            folders[before].add(after)
    moves |= {old: new for old, (new, *others) in folders.items() if not others and old in there}
    return dict(sorted(moves.items()))


def _found_again(lost: Mapping[str, _Lost], items: Mapping[str, Item]) -> dict[str, _Home]:
    """Old page → where its article lives now; of several the one that is known most surely, then the first by address."""
    wanted = defaultdict(list)
    for old, one in lost.items():
        for trait in one.traits:
            wanted[trait].append(old)
    best: dict[str, tuple[int, _Home]] = {}
    for path in filter(_is_catalogue, items):
        for entry in _entries(items[path].read()):
            for trait in _traits(entry):
                for old in wanted.get(trait, ()):
                    candidate = trait[0], _home(entry)
                    best[old] = min(best.get(old, candidate), candidate)
    return {old: home for old, (_, home) in best.items()}


def _traits(entry: dict[str, Any]) -> Iterator[_Trait]:
    for rank, names in enumerate(_KNOWN_BY):
        values = [value for name in names if isinstance(value := entry.get(name), str)]
        if len(values) == len(names):
            yield rank, tuple(values)


def _home(entry: dict[str, Any]) -> _Home:
    others = entry.get("translations")
    pages = [entry["url"], *(sorted(others.values()) if isinstance(others, dict) else ())]
    return _Home(
        entry["url"], tuple([f"stories/{page.partition('/')[2]}" for page in pages if _is_address(page)])
    )


def _lists(old: str, new: str) -> Iterator[tuple[str, str]]:
    """What a source has for all its articles, before and after one of them moved."""
    (language, source), (after, name) = (page.split("/")[:2] for page in (old, new))
    for file in ("index.html", "feed.xml"):
        yield f"{language}/{source}/{file}", f"{after}/{name}/{file}"
    yield f"sources/{source}.html", f"sources/{name}.html"


# Reading what lies there


def _is_catalogue(path: str) -> bool:
    return path.startswith(CATALOGUE) and path.endswith(".jsonl")


def _entries(part: bytes) -> Iterator[dict[str, Any]]:
    for line in part.splitlines():
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):  # not of ours, or half of one
            continue
        if isinstance(entry, dict) and _is_address(entry.get("url")) and entry["url"].count("/") > 1:
            yield entry


def _is_address(path: Any) -> bool:
    """Is it a page's or a feed's path below the site's root, as we make them?"""
    if not isinstance(path, str) or not path.isprintable() or "\\" in path:
        return False
    return path.endswith((".html", ".xml")) and not any(
        part.startswith(".") or not part for part in path.split("/")
    )


def _recorded(data: bytes) -> dict[str, str]:
    """Old address → new one, as the last publication left them; the newest first."""
    found: dict[str, str] = {}
    root = None
    for line in data.decode("utf-8", "replace").splitlines():
        if ours := _OURS.fullmatch(line):
            root = ours[1]
        elif root is not None and len(words := line.split()) == 3:
            old, new = (unquote(word.removeprefix(root)) for word in words[:2])
            if _is_address(old) and _is_address(new):
                found.setdefault(old, new)
    return found


# Writing what is left behind


def _record(told: Mapping[str, str], root: str) -> bytes:
    lines = [f"{root}{quote(old)} {root}{quote(new)} 301" for old, new in told.items()]
    return "\n".join((_HEADING.format(root), *lines, "")).encode()


def _page(old: str, new: str, target: bytes, base_url: str) -> bytes:
    """A page that leads on by itself, in the language and by the title of the one it leads to."""
    head = target.decode("utf-8", "replace")
    root, title = _ROOT.search(head), _TITLE.search(head)
    way = html.escape(quote(relpath(new, old.rpartition("/")[0] or ".")))
    canonical = html.escape(urljoin(base_url, quote(new))) if base_url else way
    words = title[1] if title else html.escape(new)
    return (
        f"<!doctype html>\n{root[0] if root else '<html>'}\n<head>\n"
        f'<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f'<meta http-equiv="refresh" content="0; url={way}">\n'
        f'<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
        f'<title>{words}</title>\n</head>\n<body><p><a href="{way}">{words}</a></p></body>\n</html>\n'
    ).encode()
