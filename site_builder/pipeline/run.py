"""What a build is done with: who watches, which day it is, the workers, and what was noted on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Protocol

from site_builder.model import Problem
from site_builder.value import dataclass


class Progress(Protocol):
    """Told how far a stage is; the terminal and the preview server show it."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """Around a stage of `total` steps; call what it gives with the steps done since."""
        ...


class Silent:
    """Shows nothing."""

    def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
        """A stage nobody watches."""
        del name, total
        return nullcontext(_nobody)


def _nobody(steps: int) -> None:
    del steps


def _unheard(line: str) -> None:
    del line


Ways = dict[str, dict[str, int]]
"""Stage → way → how many articles went it: the cheap one or a dear one."""

Folders = tuple[str, list[tuple[bytes, int]]]
"""A folder, and a number for it and each below it that is another one when anything in it is (`look.look`)."""

Left = tuple[Folders, Folders, tuple[str, ...], tuple[str, ...], str | None]
"""seeds/; output/; names there that are the user's; folders of templates; the next date that has not come yet."""


@dataclass(slots=True)
class Run:
    """What one build is done with."""

    progress: Progress = field(default_factory=Silent)
    note: Callable[[str], object] = _unheard
    """Told what a person at the terminal should know now: that another build is waited for, say."""
    today: date = field(default_factory=date.today)
    """No article is published later; it decides nothing else."""
    drafts: bool = False
    """Are drafts shown? In a preview alone."""
    base: Path | None = None
    """Folder of another cache, whose results a cache that holds nothing begins with."""
    force: bool = False
    """Make everything again instead of remembering."""
    patience: float = 600.0
    """Seconds to wait for another build with the same cache."""
    awaited: frozenset[str] = frozenset()
    """Pages that somebody is looking at: they are made before the others."""
    arrived: Callable[[str], object] = _unheard
    """Told of each of them that was written, when it is there with all that it shows."""
    watched: str = ""
    """A page about which more is to be told."""
    seen: tuple[bool, str] | None = None
    """Of the watched page: was it written, and why was it made again? None where it was not made."""
    told: str = ""
    """What there is to tell of the watched page."""
    left: Left | None = None
    """How everything was left, so that the next build can see whether it still is so."""
    problems: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    ways: Ways = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Time a stage and show its progress."""
        start = time.perf_counter()
        with self.progress.stage(name, total) as advance:
            yield advance
        self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)

    def count(self, ways: Ways) -> None:
        """Add up which ways articles went."""
        for stage, numbers in ways.items():
            sums = self.ways.setdefault(stage, {})
            for way, number in numbers.items():
                sums[way] = sums.get(way, 0) + number
