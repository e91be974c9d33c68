"""Tasks that a second process begins with while this one does something else; then both share what is left of them.

The second process tells its results and does nothing else: what a task makes must be a plain value (`marshal`), and a task
must write nothing that matters, so that nothing goes on where a build is stopped. A task that it does not tell
of, for it failed there or was ended, is done here, and what it raises is raised here.

Forking takes 3 ms, a pool of workers 60: this is for work between the two. Memory: the results.
"""

from __future__ import annotations

import marshal
import os
import signal
from collections.abc import Callable, Iterable, MutableSequence, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


class Beside(Generic[Task, Result]):
    """One function over some tasks, begun when this is made; a context manager around its life.

    Raises OSError where the system refuses another process.
    """

    def __init__(self, function: Callable[[Task], Result], tasks: Sequence[Task]) -> None:
        from mmap import mmap

        self._function, self._tasks = function, tasks
        self._begun: MutableSequence[int] = mmap(-1, len(tasks) or 1)  # type: ignore[assignment]
        reading, writing = os.pipe()
        try:
            self._child = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if not self._child:
            try:
                os.close(reading)  # so that it ends when nobody reads any more
                told = marshal.dumps(self._done(range(len(tasks))))
                with open(writing, "wb") as there:  # noqa: PTH123
                    there.write(told)
            finally:
                os._exit(0)
        os.close(writing)
        self._pipe = open(reading, "rb")  # noqa: PTH123, SIM115 - closed at the end

    def __enter__(self) -> Beside[Task, Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def results(self) -> list[Result]:
        """In the order of the tasks, as soon as all are done."""
        numbers = range(len(self._tasks))
        found = self._done(reversed(numbers))
        with suppress(EOFError, ValueError, TypeError):  # it was ended
            found.update(marshal.loads(self._pipe.read()))  # noqa: S302  from a process of our own
        self._end()
        return [
            found[number] if number in found else self._function(self._tasks[number]) for number in numbers
        ]

    def _done(self, numbers: Iterable[int]) -> dict[int, Result]:
        """Results of those that the other process has not begun, by their numbers; both may begin one at the same moment."""
        found = {}
        for number in numbers:
            if not self._begun[number]:
                self._begun[number] = 1
                found[number] = self._function(self._tasks[number])
        return found

    def _end(self) -> None:
        """Nobody waits for what it has not told by now."""
        if self._child:
            self._pipe.close()
            os.kill(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
            self._child = 0
