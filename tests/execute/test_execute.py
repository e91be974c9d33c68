"""The engines: same results, in the same order."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from mmap import mmap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.errors import SeedError
from site_builder.execute import beside_for, executor_for
from site_builder.pipeline.workers import shared_out


def double(batch: list[int]) -> list[int]:
    return [2 * number for number in batch]


def fail(batch: list[int]) -> list[int]:
    raise SeedError("a.txt", f"has {len(batch)}", "mend it")


def process(batch: list[int]) -> int:
    del batch
    return os.getpid()


BATCHES = [list(range(start, start + 3)) for start in range(0, 60, 3)]


@pytest.mark.parametrize(("engine", "jobs"), [("serial", 1), ("processes", 2), ("auto", 2), ("auto", 1)])
def test_results_come_in_the_order_of_the_batches(engine: str, jobs: int) -> None:
    with executor_for(engine, jobs, len(BATCHES)) as executor:
        assert list(executor.map(double, BATCHES)) == [double(batch) for batch in BATCHES]


@pytest.mark.parametrize("engine", ["serial", "processes"])
def test_an_error_arrives_as_it_was_raised(engine: str) -> None:
    with executor_for(engine, 2, 1) as executor, pytest.raises(SeedError) as caught:
        list(executor.map(fail, [[1, 2]]))
    assert (caught.value.where, caught.value.what, caught.value.remedy) == ("a.txt", "has 2", "mend it")


def sleep(batch: list[int]) -> None:
    time.sleep(60 * len(batch))


def test_nobody_waits_for_what_is_under_way_when_work_is_interrupted() -> None:
    def interrupted() -> Iterator[list[int]]:
        yield from BATCHES[:2]
        raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt), executor_for("processes", 2, 2) as executor:
        list(executor.map(sleep, interrupted()))
    assert time.monotonic() - start < 30
    assert multiprocessing.active_children() == []


def test_processes_are_others_than_this_one() -> None:
    with executor_for("processes", 2, 2) as executor:
        assert os.getpid() not in set(executor.map(process, BATCHES))


def alone(test: Callable[[], None]) -> Callable[[], None]:
    """Runs a test in a process of its own: here, tests before it may have left threads and children."""

    @wraps(test)
    def run() -> None:
        program = f"import {__name__} as tests; tests.{test.__name__}.__wrapped__()"
        paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        subprocess.run([sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": paths}, check=True)

    return run


def thrice(number: int) -> int:
    return 3 * number


@alone
def test_what_a_second_process_began_and_what_is_left_are_shared() -> None:
    numbers = list(range(50))
    begun = beside_for("auto", 2, thrice, numbers)
    assert begun
    with begun:
        assert begun.results() == [thrice(number) for number in numbers]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@alone
def test_a_second_process_does_some_of_it() -> None:
    before, seen = os.getpid(), mmap(-1, 1)

    def where(number: int) -> int:
        if os.getpid() != before:
            seen[0] = 1
        return os.getpid()

    begun = beside_for("auto", 2, where, list(range(3)))
    assert begun
    with begun:
        while not seen[0]:
            time.sleep(0.01)
        assert begun.results()[0] != before


@alone
def test_what_a_second_process_does_not_tell_is_done_here() -> None:
    before = os.getpid()

    def killed(number: int) -> int:
        if os.getpid() != before:
            os.kill(os.getpid(), 9)
        return number

    begun = beside_for("auto", 2, killed, [1, 2, 3])
    assert begun
    with begun:
        time.sleep(0.1)
        assert begun.results() == [1, 2, 3]


@alone
def test_what_fails_in_a_second_process_fails_here() -> None:
    begun = beside_for("auto", 2, fail, [[1, 2]])
    assert begun
    with begun:
        time.sleep(0.1)
        with pytest.raises(SeedError, match="has 2"):
            begun.results()


@alone
def test_a_second_process_ends_with_its_work_unfinished() -> None:
    begun = beside_for("auto", 2, sleep, [[1]])
    assert begun
    start = time.monotonic()
    with begun:
        pass
    assert time.monotonic() - start < 30
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(("engine", "jobs"), [("serial", 2), ("auto", 1)])
def test_where_one_process_is_to_work_no_second_begins(engine: str, jobs: int) -> None:
    assert beside_for(engine, jobs, thrice, [1]) is None


def test_where_there_are_threads_no_second_process_begins() -> None:
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    try:
        assert beside_for("auto", 2, thrice, [1]) is None
    finally:
        done.set()
        other.join()


@alone
def test_where_the_system_refuses_another_process_none_begins() -> None:
    from resource import RLIMIT_NOFILE, getrlimit, setrlimit

    import_module("site_builder.execute.beside")  # while a file can be opened
    before = getrlimit(RLIMIT_NOFILE)
    setrlimit(RLIMIT_NOFILE, (0, before[1]))
    try:
        assert beside_for("auto", 2, thrice, [1]) is None
    finally:
        setrlimit(RLIMIT_NOFILE, before)


@given(st.integers(0, 2_000), st.integers(1, 300))
def test_batches_have_everything_once_and_none_is_too_large(count: int, usual: int) -> None:
    batches = list(shared_out(range(count), usual))
    assert [number for batch in batches for number in batch] == list(range(count))
    assert all(0 < len(batch) <= usual for batch in batches)


def test_batches_are_small_towards_the_end() -> None:
    assert [len(batch) for batch in shared_out(range(1000), 200)] == [200] * 3 + [100, 75, 56, 50, 50, 50, 19]
