"""The engine of one build: started when there is work enough for it, once, with everything loaded that work needs.

Not here: what an engine is (`execute`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from site_builder.config import BuildSettings
from site_builder.execute import GARBAGE, Executor, beside_for, executor_for
from site_builder.store import Store

if TYPE_CHECKING:
    from site_builder.execute.beside import Beside

Batch = TypeVar("Batch")
Result = TypeVar("Result")
Thing = TypeVar("Thing")

_WORTH = 4
"""Batches from which on processes are started, which takes 60 ms: a batch is 50 to 100 ms of work."""


def shared_out(things: Sequence[Thing], usual: int) -> Iterator[Sequence[Thing]]:
    """Batches of so many things, and of fewer towards the end: then no process waits long for another."""
    start = 0
    while left := len(things) - start:
        size = usual if left > 2 * usual else max(left // 4, usual // 4, 1)
        yield things[start : start + size]
        start = min(start + size, len(things))


class Workers:
    """Use it as a context manager, around everything it is given."""

    def __init__(self, settings: BuildSettings, store: Store, load: Callable[[], None]) -> None:
        """`load` imports what the work needs; processes are forked after it, so that they need not do it again."""
        self._settings, self._store, self._load = settings, store, load
        self._stack = ExitStack()
        self._serial: Executor | None = None
        self._many: Executor | None = None
        self._thresholds = gc.get_threshold()

    def __enter__(self) -> Workers:
        gc.set_threshold(GARBAGE, *self._thresholds[1:])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        gc.freeze()  # forgets how many objects were made since garbage was looked for: the process may end here
        gc.unfreeze()
        gc.set_threshold(*self._thresholds)
        self._stack.__exit__(kind, error, trace)  # engines end at once where there is an error

    def map(
        self, function: Callable[[Batch], Result], batches: Iterable[Batch], count: int
    ) -> Iterator[Result]:
        """Results in the order of the batches, of which there are `count`.

        Processes are started here, before the first result is asked for, and the store has another connection then.
        """
        worth = _WORTH if self._settings.engine == "auto" else 2
        if self._many is None and count >= worth:
            executor = executor_for(self._settings.engine, self._settings.jobs, count)
            if executor.starts_processes:
                self._load()
                gc.collect()
                gc.freeze()
                with self._store.closed():
                    self._many = self._stack.enter_context(executor)
                gc.unfreeze()
            else:
                self._many = self._stack.enter_context(executor)
        if self._many is not None and count > 1:
            return self._many.map(function, batches)
        if self._serial is None:
            self._serial = self._stack.enter_context(executor_for("serial", 1, 1))
        return self._serial.map(function, batches)

    def beside(
        self, function: Callable[[Batch], Result], tasks: Sequence[Batch]
    ) -> Beside[Batch, Result] | None:
        """A second process that begins with some tasks now; None where there are processes already, or may be none.

        The store has another connection then.
        """
        if self._many is not None:
            return None
        with self._store.closed():
            begun = beside_for(self._settings.engine, self._settings.jobs, function, tasks)
        return begun and self._stack.enter_context(begun)
