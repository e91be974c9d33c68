"""The build that has nothing to do: told by numbers that the last one left (`last`, in the cache).

    command line, folder, day, program, libraries, configuration, templates   as they were
    every folder of seeds/, then every folder of output/                      looks as it did

Costs a look at each file and the start of Python; memory: a number a folder. Anything that is not as it was, and anything
unusual on the command line, is left to the build itself, with what was looked at so far. Raises nothing.
"""

from __future__ import annotations

import marshal
import os
import time

from site_builder.look import (
    NEVER,
    TICK,
    UNSURE,
    look,
    look_at_code,
    look_at_program,
    look_into,
    stamp_of,
)

TYPE_CHECKING = False  # typing takes 5 ms to import, a tenth of the time of a build that has nothing to do
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
    from typing import Any

    Numbers = list[tuple[bytes, int]]
    Look = Callable[[], Numbers]
    Looked = tuple[Look | None, Look | None]

_FILE = "last"
_FORM = 2
"""Goes up when what is left changes."""
_VALUED = ("--report",)
_FLAGS = ("--quiet", "--strict")
"""Options that do not change what is built."""

_MANY = 300
"""Folders of output/ from which on a second process looks too: 20 ms of work."""


def answer(words: Sequence[str]) -> tuple[int | None, Looked]:
    """The exit status, where nothing is to be done and that was said; else None and what was seen.

    What was seen: what gives folders of seeds/ with their numbers when it is asked, and those of output/.
    """
    start = time.perf_counter()
    nothing: Looked = (None, None)
    plain, flags, report = _sorted_out(words)
    if plain is None:
        return None, nothing
    last = _last(_cache_of(plain), plain)
    if last is None:
        return None, nothing
    try:
        settled = time.time_ns() - TICK
        if shared := hasattr(os, "fork") and len(last["output"]) > _MANY:
            look_at_seeds, look_at_output, differ = _shared(last, settled)
            if differ():
                return None, (look_at_seeds, look_at_output)
        else:
            look_at_seeds, look_at_output = _alone(last, settled)
        seeds = look_at_seeds()
        if _differ(seeds, last) or dict(seeds) != last["seeds"]:
            return None, (lambda: seeds, look_at_output if shared else None)
        output = look_at_output()
        if dict(output) != last["output"] or not os.path.exists(last["facts"]["review_page"]):  # noqa: PTH110
            return None, (lambda: seeds, lambda: output)
    except (OSError, KeyError, TypeError):
        return None, nothing
    facts = last["facts"]
    facts["seconds"] = {"scan": round(time.perf_counter() - start, 3)}
    return _said(facts, flags, report), (lambda: seeds, lambda: output)


def _differ(seeds: Numbers, last: dict[str, Any]) -> bool:
    """Is one of these folders not as it was, or unsure?"""
    known = last["seeds"]
    return any(number == UNSURE or known.get(folder) != number for folder, number in seeds)


def _alone(last: dict[str, Any], settled: int) -> tuple[Look, Look]:
    """What looks at seeds/, and what looks at output/."""
    return (
        lambda: list(look(last["seeds root"], settled, hidden=False)),
        lambda: list(look(last["output root"], NEVER, hidden=True, but=last["keep"])),
    )


class _Half:
    """What one of two processes sees of the same folders: it looks at those that the other has not begun."""

    def __init__(self, tasks: Sequence[Iterable[tuple[bytes, int]]], shared: MutableSequence[int]) -> None:
        """`shared` is memory of both: a byte for each task, and one more."""
        self._tasks = tasks
        self._shared = shared
        self.found: dict[int, Numbers] = {}
        """By the number of the task."""

    @property
    def differ(self) -> bool:
        """Did either see that something is not as it was?"""
        return bool(self._shared[len(self._tasks)])

    @differ.setter
    def differ(self, seen: bool) -> None:
        self._shared[len(self._tasks)] = seen

    def look(self, number: int) -> Numbers:
        """What is seen now; nothing where the other has begun. Two that begin a task at the same moment see the same."""
        if self._shared[number]:
            return []
        self._shared[number] = 1
        found = self.found[number] = list(self._tasks[number])
        return found

    def all_of(self, numbers: Iterable[int]) -> Numbers:
        """What was seen; what the other process did not tell of is looked at now."""
        return [one for number in numbers for one in self.found.get(number) or self._tasks[number]]


def _shared(last: dict[str, Any], settled: int) -> tuple[Look, Look, Callable[[], bool]]:
    """The same for many folders: begin to look in a second process. The third looks at seeds/ until one is not as it was.

    As soon as there is one, the second process looks on alone, at seeds/ and at output/, while this one gets ready to build.
    """
    from mmap import mmap

    tasks = _tasks(last["seeds root"], settled, hidden=False)
    seeds = range(len(tasks))
    tasks += _tasks(last["output root"], NEVER, hidden=True, but=last["keep"])
    output = range(len(seeds), len(tasks))
    half = _Half(tasks, mmap(-1, len(tasks) + 1))  # type: ignore[arg-type]
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)  # so that it ends when nobody reads any more
            for numbers in (reversed(seeds), output):
                half.found.clear()
                for number in numbers:
                    seen = half.look(number)
                    if number in seeds and _differ(seen, last):
                        half.differ = True
                told = marshal.dumps(half.found)
                with open(writing, "wb", closefd=False) as there:
                    there.write(len(told).to_bytes(8, "big") + told)
        finally:
            os._exit(0)
    os.close(writing)
    pipe = open(reading, "rb")  # noqa: PTH123, SIM115 - read twice
    unheard = [seeds, output]

    def hear(about: range) -> None:
        while about in unheard:
            del unheard[0]
            size = int.from_bytes(pipe.read(8), "big")
            told = pipe.read(size)
            if told and len(told) == size:  # else it was killed
                half.found.update(marshal.loads(told))  # noqa: S302  from a process of our own

    def differ() -> bool:
        return any(half.differ or _differ(half.look(number), last) for number in seeds)

    def look_at_seeds() -> Numbers:
        hear(seeds)
        return half.all_of(seeds)

    def look_at_output() -> Numbers:
        for number in reversed(output):
            half.look(number)
        hear(output)
        if not pipe.closed:
            pipe.close()
            os.waitpid(child, 0)
        return half.all_of(output)

    return look_at_seeds, look_at_output, differ


def _tasks(
    root: bytes, settled: int, *, hidden: bool, but: Sequence[bytes] = ()
) -> list[Iterable[tuple[bytes, int]]]:
    """The number of the folder itself, and looks at each in it with all below that, which begin when they are asked."""
    number, inner = look_into(root + b"/", settled, hidden=False, but=but)
    below = [look(root, settled, hidden=hidden, but=but, below=name + b"/") for name in inner]
    return [[(b"", number)], *below]


def _said(facts: dict[str, Any], flags: set[str], report: str | None) -> int | None:
    from site_builder.summary import problem_lines, report_text, summary

    if report is not None:
        try:
            with open(report, "w", encoding="utf-8") as file:  # noqa: PTH123  pathlib is not imported here
                file.write(report_text(facts))
        except OSError:
            return None  # the build says what is wrong
    lines: Iterable[str] = ()
    if "--quiet" not in flags:
        lines = summary(facts)
    elif "--strict" in flags:
        lines = problem_lines(facts["problems"])
    for line in lines:
        print(line)
    return 1 if "--strict" in flags and facts["problems"] else 0


def remember(
    words: Sequence[str],
    cache: str,
    facts: Mapping[str, Any],
    seeds: tuple[str, Numbers],
    output: tuple[str, Numbers],
    keep: Iterable[str],
    templates: Iterable[str],
    ahead: str | None,
) -> None:
    """Leave what the next build needs to see that it has nothing to do; beside, then moved into place."""
    plain, _, _ = _sorted_out(words)
    if plain is None or os.path.abspath(cache) != os.path.abspath(_cache_of(plain)):  # noqa: PTH100
        return
    pages = facts["pages"]
    folders = [os.path.abspath(folder) for folder in templates]  # noqa: PTH100
    last = {
        "form": _FORM,
        "words": plain,
        "here": os.getcwd(),  # noqa: PTH109
        "today": _today(),
        "ahead": ahead,
        "program": look_at_program(),
        "config": stamp_of(_config_of(plain)),
        "templates": [(folder, look_at_code(folder)) for folder in folders],
        "seeds root": os.fsencode(seeds[0]),
        "seeds": dict(seeds[1]),
        "output root": os.fsencode(output[0]),
        "output": dict(output[1]),
        "keep": [os.fsencode(name) for name in keep],
        "facts": {
            **facts,
            "pages": {"written": 0, "unchanged": pages["written"] + pages["unchanged"], "removed": 0},
        },
    }
    target = f"{cache}/{_FILE}"
    try:
        with open(target + "~", "wb") as file:  # noqa: PTH123
            marshal.dump(last, file)
        os.replace(target + "~", target)  # noqa: PTH105
    except (OSError, ValueError):
        forget(cache)


def forget(cache: str) -> None:
    """From now on nothing is sure."""
    for ending in ("", "~"):
        try:
            os.unlink(f"{cache}/{_FILE}{ending}")  # noqa: PTH108
        except OSError:
            pass


def _last(cache: str, plain: list[str]) -> dict[str, Any] | None:
    """What was left, if all but the seeds and the output is as it was then."""
    try:
        with open(f"{cache}/{_FILE}", "rb") as file:  # noqa: PTH123
            last: dict[str, Any] = marshal.load(file)  # noqa: S302  plain values of our own
        today = _today()
        ahead = last["ahead"]
        if (
            last["form"] == _FORM
            and last["words"] == plain
            and last["here"] == os.getcwd()  # noqa: PTH109
            and last["today"] <= today
            and (ahead is None or ahead > today[: len(ahead)])
            and last["program"] == look_at_program()
            and last["config"] == stamp_of(_config_of(plain))
            and all(numbers == look_at_code(folder) for folder, numbers in last["templates"])
        ):
            return last
    except (OSError, EOFError, ValueError, TypeError, KeyError, AttributeError):
        pass
    return None


def _sorted_out(words: Sequence[str]) -> tuple[list[str] | None, set[str], str | None]:
    """Words that decide what is built, flags that do not, file of the report; None for what is no plain build."""
    plain: list[str] = []
    flags: set[str] = set()
    report = None
    rest = iter(words[1:] if words[:1] == ["build"] else words)
    for word in rest:
        if word in _FLAGS:
            flags.add(word)
        elif word in _VALUED:
            report = next(rest, None)
            if report is None:
                return None, flags, None
        elif word.startswith(("--fo", "--w", "--h", "-h", "--v")) or (not plain and not word.startswith("-")):
            return None, flags, None
        else:
            plain.append(word)
    return plain, flags, report


def _value_of(plain: Sequence[str], option: str) -> str | None:
    return plain[plain.index(option) + 1] if option in plain[:-1] else None


def _config_of(plain: Sequence[str]) -> str:
    return _value_of(plain, "--config") or "site.toml"


def _cache_of(plain: Sequence[str]) -> str:
    """Where the cache lies, unless the configuration says otherwise: then nothing is found here."""
    return _value_of(plain, "--cache") or os.path.join(os.path.dirname(_config_of(plain)), ".cache")  # noqa: PTH118, PTH120


def _today() -> str:
    return time.strftime("%Y-%m-%d")
