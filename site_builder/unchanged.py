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

from site_builder.look import NEVER, TICK, UNSURE, look, look_at_code, look_at_program, stamp_of

TYPE_CHECKING = False  # typing takes 5 ms to import, a tenth of the time of a build that has nothing to do
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    Numbers = list[tuple[bytes, int]]
    Looked = tuple[Numbers | None, Callable[[], Numbers | None] | None]

_FILE = "last"
_FORM = 2
"""Goes up when what is left changes."""
_VALUED = ("--report",)
_FLAGS = ("--quiet", "--strict")
"""Options that do not change what is built."""

_MANY = 300
"""Folders of output/ from which on a process of its own looks at them while the build gets ready: 20 ms of work."""


def answer(words: Sequence[str]) -> tuple[int | None, Looked]:
    """The exit status, where nothing is to be done and that was said; else None and what was seen.

    What was seen: folders of seeds/ with their numbers, and what gives those of output/ when it is asked.
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
        beside = _looking(last) if len(last["output"]) > _MANY else None
        seeds = list(look(last["seeds root"], settled, hidden=False))
        if UNSURE in [number for _, number in seeds] or dict(seeds) != last["seeds"]:
            return None, (seeds, beside)
        output = beside() if beside else None
        if output is None:
            output = _look_at_output(last)
        if dict(output) != last["output"] or not os.path.exists(last["facts"]["review_page"]):  # noqa: PTH110
            return None, (seeds, lambda: output)
    except (OSError, KeyError, TypeError):
        return None, nothing
    facts = last["facts"]
    facts["seconds"] = {"scan": round(time.perf_counter() - start, 3)}
    return _said(facts, flags, report), (seeds, lambda: output)


def _look_at_output(last: dict[str, Any]) -> Numbers:
    return list(look(last["output root"], NEVER, hidden=True, but=last["keep"]))


def _looking(last: dict[str, Any]) -> Callable[[], Numbers | None] | None:
    """Begin to look at output/ in another process; gives what waits for it."""
    if not hasattr(os, "fork"):
        return None
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            found = _look_at_output(last)
            with open(writing, "wb") as pipe:  # noqa: PTH123
                marshal.dump(found, pipe)
        finally:
            os._exit(0)
    os.close(writing)

    def found_there() -> Numbers | None:
        with open(reading, "rb") as pipe:  # noqa: PTH123
            try:
                found: Numbers = marshal.load(pipe)  # noqa: S302  from a process of our own
            except (EOFError, ValueError, TypeError):
                return None
            finally:
                os.waitpid(child, 0)
        return found

    return found_there


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
