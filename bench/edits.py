"""The changes a benchmark makes between two builds: one edit, one title, one addition …

A change is files with their new content, below the work folder; the same change is laid down for our seeds
and for the peer's content. It is decided once, before anything is measured, and undone by what `apply` returns.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypedDict

# The source line near the end of a seed, with what may differ among translations left out.
SOURCE = re.compile(rb"\n[^\n]+: https?://(?:www\.)?([^?\s]+)[^\n]*\n+[^\n]*\Z")
SENTENCE = " 2030: 12345."
"""What an edit adds. Digits only: the text may be in any language, and must stay in it."""
TITLE = "2030: 12345"
MARK = "another template"
SITE_TITLE = "Another library"

Files = dict[str, str | None]
"""New content by path below the work folder; None removes the file."""


class Proof(TypedDict):
    """What a build must have done to a page: `text` is in it, or is not."""

    path: str
    text: str
    there: bool


class Change(TypedDict):
    """One change, for us and for the peer."""

    name: str
    ours: Files
    theirs: Files
    proofs: list[Proof]


class Choice(NamedTuple):
    """Names of the seeds that will change. No two are of one story."""

    edited: str
    titled: str
    added: str
    """The only one of its story."""
    translated: str
    """One of several of its story."""
    removed: str

    @property
    def held_back(self) -> tuple[str, str]:
        """Not there at first."""
        return self.added, self.translated


def printed_story(seed: bytes) -> bytes | None:
    """The source URL a seed prints, without what may differ among the translations of a story."""
    found = SOURCE.search(seed)
    return found[1].rstrip(b"/") if found else None


def stories_of(seeds: Mapping[str, bytes | None]) -> list[list[str]]:
    """Names of seeds by the URL they print, in a fixed order; those that print none are left out."""
    stories: defaultdict[bytes, list[str]] = defaultdict(list)
    for name, url in sorted(seeds.items()):
        if url is not None:
            stories[url].append(name)
    return list(stories.values())


def choose(stories: Sequence[Sequence[str]]) -> Choice:
    """Take the first stories that fit. Raises ValueError when there are too few."""
    several = (names for names in stories if len(names) >= 3)
    alone = (names for names in stories if len(names) == 1)
    try:
        edited, titled, translated, removed = (next(several)[0] for _ in range(4))
        return Choice(edited, titled, next(alone)[0], translated, removed)
    except (StopIteration, RuntimeError):
        raise ValueError("too few stories among the seeds for every change: ask for more seeds") from None


def longer(text: str) -> str:
    """A text whose longest line in the second half, where neither title nor summary come from, says more."""
    half = text.find("\n", len(text) // 2)
    lines = [line for line in text[half:].split("\n") if "://" not in line]
    line = max(lines, key=len)
    place = text.index(line, half)
    return text[:place] + line + SENTENCE + text[place + len(line) :]


def apply(work: Path, files: Mapping[str, str | None]) -> Files:
    """Write and remove files; returns what undoes it."""
    before: Files = {}
    for name, text in files.items():
        path = work / name
        before[name] = path.read_text(encoding="utf-8") if path.exists() else None
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
    return before


def broken(site: Path, proofs: Iterable[Proof]) -> list[str]:
    """Which proofs a built site fails."""
    faults = []
    for proof in proofs:
        path = site / proof["path"]
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if (proof["text"] in text) != proof["there"]:
            faults.append(
                f"{proof['path']}: {proof['text']!r} is {'missing' if proof['there'] else 'still there'}"
            )
    return faults
