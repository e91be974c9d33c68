"""Send the finished site to a host: only what changed, and nothing of it before what it leads to.

Shape: output/ and a target → what was sent. Memory: the name and the hash of each file that lies there, never a text; a few
files at a time. The site is sent as it lies in output/; nothing is built. Killed at any moment, no file there is half of one and no
page leads to what is not there yet; the next publish goes on from there.

A target is empty or an earlier publication: the first line of its `.nojekyll` says so, as in output/. Hidden names in its root
are somebody else's and stay.

Raises ConfigError for a target or a site that cannot be, and OutputError where the host or a disk refuses.

Not here: what a site consists of (`publish/parcel.py`), what hosts read and allow (`publish/hosting.py`), each kind of target
(`publish/folder.py`, `publish/bucket.py`, `publish/branch.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from site_builder.config import Config
from site_builder.errors import ConfigError, OutputError
from site_builder.model import Stage
from site_builder.publish.hosting import files_for_hosts
from site_builder.publish.moved import leave_redirects
from site_builder.publish.parcel import PHASES, Item, base_url_of, mark_of, shown, site_items
from site_builder.value import dataclass
from site_builder.write import MARK

__all__ = ["Destination", "Sent", "publish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a publication came to."""

    target: str
    files: int
    size: int
    removed: int
    unchanged: int


class Destination(Protocol):
    """What a kind of target can do. What its listing says of a file is its own business."""

    name: str
    """As a person knows it."""
    reads_headers: bool
    """May a host read `_headers` and `CNAME` there?"""

    def admit(self, items: Sequence[Item], note: Callable[[str], None]) -> None:
        """Hold the site against what the host allows: an error where it would refuse, a note where it may."""
        ...

    def listing(self) -> dict[str, Any]:
        """Path → what is known of each file there."""
        ...

    def same(self, item: Item, known: Any) -> bool:
        """Does the file there hold the item's bytes?"""
        ...

    def read(self, path: str) -> bytes:
        """A file that lies there."""
        ...

    def send(self, phases: Sequence[Sequence[Item]], gone: Sequence[str], stage: Stage) -> None:
        """Put the items, one phase after the other, then remove what is gone."""
        ...


def publish(
    config: Config, stage: Stage, note: Callable[[str], None], tell: Callable[[str], None] | None = None
) -> Sent:
    """Send the site to `config.publish.target`. With `tell`, nothing is sent: it hears what would be."""
    with _disk(config.publish.target):
        return _publish(config, _destination(config), stage, note, tell)


def _publish(
    config: Config,
    target: Destination,
    stage: Stage,
    note: Callable[[str], None],
    tell: Callable[[str], None] | None,
) -> Sent:
    output = config.build.output
    mark = mark_of(output)
    extra = files_for_hosts(output, config) if target.reads_headers else ()
    items = [*site_items(output), *extra]
    target.admit(items, note)
    there = target.listing()
    _hold(target, mark, there, config.build.keep)
    by_path = {item.path: item for item in items}
    for item in leave_redirects(by_path, there, target.same, target.read, base_url_of(output)):
        by_path[item.path] = item
    items = list(by_path.values())
    phases: list[list[Item]] = [[] for _ in PHASES]
    with stage("compare", len(items)) as advance:
        for item in items:
            known = there.pop(item.path, None)
            if known is None or not target.same(item, known):
                phases[item.phase].append(item)
            advance(1)
    gone = sorted(path for path in there if not _is_kept(path, config.build.keep))
    count = sum(map(len, phases))
    if tell is not None:
        for item in (item for phase in phases for item in phase):
            tell(f"send    {shown(item.path)}")
        for path in gone:
            tell(f"remove  {shown(path)}")
    elif count or gone:
        target.send(phases, gone, stage)
    return Sent(
        target=target.name,
        files=count,
        size=sum(item.size for phase in phases for item in phase),
        removed=len(gone),
        unchanged=len(items) - count,
    )


@contextmanager
def _disk(target: str) -> Iterator[None]:
    """What a disk refuses, here or there, in words that help."""
    try:
        yield
    except BrokenPipeError:  # whoever reads what is told has seen enough
        raise
    except OSError as error:
        raise OutputError(
            os.fspath(error.filename or target),
            f"cannot be read or written ({error.strerror or error})",
            "free space, mend the rights, or let a build end; then publish again: it goes on from here",
        ) from None


def _destination(config: Config) -> Destination:
    """The kind of target; its module is loaded when it is wanted."""
    word = config.publish.target
    if not word:
        raise ConfigError(
            "publish", "no target is named", "name one: a folder, gh-pages, or s3://bucket/prefix"
        )
    if word == "gh-pages":
        from site_builder.publish.branch import Branch

        return Branch(config.file.parent if config.file else Path(), config.publish)
    if word.startswith("s3://"):
        from site_builder.publish.bucket import Bucket

        return Bucket(word, config.publish.endpoint)
    if "://" in word:
        raise ConfigError(
            word,
            "is no kind of target",
            "name a folder, gh-pages, or s3://bucket/prefix; for another host publish into a folder and send that",
        )
    from site_builder.publish.folder import Folder

    return Folder(Path(word), config.build)


def _hold(target: Destination, mark: Item, there: dict[str, Any], keep: Collection[str]) -> None:
    """Refuse a target with files that no publication sent."""
    others = [path for path in there if not _is_kept(path, keep)]
    if others and not (MARK in there and target.same(mark, there[MARK])):
        raise OutputError(
            target.name,
            f"holds files that no publication sent, as {shown(min(others))}",
            "name an empty target, or empty this one",
        )


def _is_kept(path: str, keep: Collection[str]) -> bool:
    first = path.partition("/")[0]
    return first.startswith(".") or first in keep
