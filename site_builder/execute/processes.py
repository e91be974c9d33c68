"""The engine for one machine: worker processes, each given whole batches.

Workers are forked where that is safe, so that they begin with everything loaded; with threads about (the preview
server has some) they are spawned. Twice as many batches as workers are under way, so memory stays flat.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class ProcessExecutor:
    """A pool of worker processes."""

    def __init__(self, jobs: int) -> None:
        can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("fork" if can_fork else "spawn"))

    def __enter__(self) -> ProcessExecutor:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Results in the order of the batches."""
        waiting: deque[Future[Result]] = deque()
        for batch in batches:
            waiting.append(self._pool.submit(function, batch))
            if len(waiting) >= 2 * self._jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
