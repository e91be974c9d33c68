"""The engine for one machine: worker processes, each given whole batches.

Workers are forked where that is safe, so that they begin with everything loaded; with threads about (the preview
server has some) they are spawned. Twice as many batches as workers are under way, so memory stays flat.
Raises WorkerError where a worker ends before its work does.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from site_builder.errors import WorkerError
from site_builder.execute import GARBAGE, may_fork

Batch = TypeVar("Batch")
Result = TypeVar("Result")

_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux's prctl(2)."""


class ProcessExecutor:
    """A pool of worker processes, all of them started when it is entered."""

    starts_processes = True

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> ProcessExecutor:
        context = multiprocessing.get_context("fork" if may_fork() else "spawn")
        self._pool = ProcessPoolExecutor(self._jobs, context, initializer=_begin, initargs=(os.getpid(),))
        try:
            for started in [self._pool.submit(_nothing) for _ in range(self._jobs)]:
                started.result()
        except BrokenProcessPool:
            self._pool.shutdown()
            raise _ended() from None
        return self

    def __exit__(self, *error: object) -> None:
        if any(error):  # nobody waits for what is under way; a file is whole whenever its writer ends
            for worker in multiprocessing.active_children():
                worker.kill()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Results in the order of the batches."""
        assert self._pool is not None
        waiting: deque[Future[Result]] = deque()
        try:
            for batch in batches:
                waiting.append(self._pool.submit(function, batch))
                if len(waiting) >= 2 * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise _ended() from None


def _ended() -> WorkerError:
    what = "a worker process was ended from outside, perhaps as memory ran out"
    return WorkerError(
        "engine", what, "build again: it goes on from here; with --jobs 1 one process does the work"
    )


def _begin(parent: int) -> None:
    """A worker ends when the build does, however that ends: left alone, it would go on writing beside the next one."""
    gc.set_threshold(GARBAGE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build is told, and ends its workers
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _nothing() -> None:
    """What a worker does first."""
