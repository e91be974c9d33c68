"""One function over many batches, in the order of the batches. Knows no article.

An engine is an `Executor`; a new one, for a cluster say, is a new file here and one line in `executor_for`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from site_builder.execute.serial import SerialExecutor

if TYPE_CHECKING:
    from site_builder.execute.beside import Beside

GARBAGE = 1_000_000
"""Objects made before cyclic garbage is looked for: a build makes next to none, and looking cost a tenth of its time."""

Batch = TypeVar("Batch")
Result = TypeVar("Result")


class Executor(Protocol):
    """Applies a function, which must be importable by name, to batches; a context manager around its life."""

    starts_processes: bool
    """Does entering it start processes on this machine? They begin with what is loaded by then."""

    def __enter__(self) -> Executor: ...

    def __exit__(self, *error: object) -> None: ...

    def map(self, function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Results in the order of the batches; what the function raises is raised here."""
        ...


def executor_for(engine: str, jobs: int, batches: int) -> Executor:
    """The engine by its name; "auto" starts processes only where there are batches enough to share."""
    jobs = jobs or os.cpu_count() or 1
    if engine == "serial" or jobs == 1 or (engine == "auto" and batches < 2):
        return SerialExecutor()
    from site_builder.execute.processes import ProcessExecutor  # 15 ms to import, and small builds need none

    return ProcessExecutor(jobs)


def may_fork() -> bool:
    """Can this process be copied? Not where it has threads, of which the copy would have none but what they hold."""
    threading = sys.modules.get("threading")
    return hasattr(os, "fork") and (threading is None or threading.active_count() == 1)


def beside_for(
    engine: str, jobs: int, function: Callable[[Batch], Result], tasks: Sequence[Batch]
) -> Beside[Batch, Result] | None:
    """A second process that begins with the tasks; None where it would have no core, or is not to be had safely."""
    if engine == "serial" or (jobs or os.cpu_count() or 1) == 1 or not may_fork():
        return None
    from site_builder.execute.beside import Beside

    try:
        return Beside(function, tasks)
    except OSError:
        return None


__all__ = ["GARBAGE", "Executor", "beside_for", "executor_for", "may_fork"]
