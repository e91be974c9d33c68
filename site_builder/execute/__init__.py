"""One function over many batches, in the order of the batches. Knows no article.

An engine is an `Executor`; a new one is a new file here and one line in `executor_for`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from site_builder.execute.processes import ProcessExecutor
from site_builder.execute.serial import SerialExecutor

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class Executor(Protocol):
    """Applies a function, which must be importable by name, to batches."""

    def map(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Results in the order of the batches; what the function raises is raised here."""
        ...


def executor_for(engine: str, jobs: int, batches: int) -> AbstractContextManager[Executor]:
    """The engine by its name; "auto" starts processes only where there are batches enough to share."""
    jobs = jobs or os.cpu_count() or 1
    if engine == "serial" or jobs == 1 or (engine == "auto" and batches < 2):
        return SerialExecutor()
    return ProcessExecutor(jobs)


__all__ = ["Executor", "executor_for"]
