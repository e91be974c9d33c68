"""The engines: same results, in the same order."""

import multiprocessing
import os
import time
from collections.abc import Iterator

import pytest

from site_builder.errors import SeedError
from site_builder.execute import executor_for


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
