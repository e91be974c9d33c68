"""A build that is stopped, at any moment and in any way: what lies in output/ is whole, and the next build ends the work."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from random import Random

import pytest
from support.building import ROOT, contents, made_up_config

from bench.make_seeds import make_seeds
from site_builder.pipeline import Run, build
from site_builder.pipeline.building import opened

SEEDS = 90
UNFINISHED = ".site-builder-new"
"""Suffix of a file that is being written."""


def command(place: Path, *options: str) -> list[str]:
    folders = [
        "--seeds",
        str(place / "seeds"),
        "--output",
        str(place / "output"),
        "--cache",
        str(place / "cache"),
    ]
    return [sys.executable, str(ROOT / "build.py"), *folders, "--base-url", "https://example.org/", *options]


def built(
    place: Path, *options: str, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(place, *options), capture_output=True, text=True, check=False, cwd=place, preexec_fn=limit
    )


def whole(place: Path) -> dict[str, bytes]:
    """The site without what was being written."""
    folder = place / "output"
    found = contents(folder) if folder.exists() else {}
    return {path: data for path, data in found.items() if not path.endswith(UNFINISHED)}


def clean(place: Path) -> dict[str, bytes]:
    """What an undisturbed first build makes of the same seeds."""
    other = place / f"clean{len(list(place.glob('clean*')))}"
    other.mkdir()
    (other / "seeds").symlink_to(place / "seeds")
    assert built(other, "--quiet", "--engine", "serial").returncode == 0
    return contents(other / "output")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    make_seeds(SEEDS, tmp_path / "seeds", hosts=6)
    return tmp_path


def stop_at_random(place: Path, draw: Random, longest: float, *options: str) -> bool:
    """Start a build and kill it at some moment; was it still at work?"""
    process = subprocess.Popen(
        command(place, "--quiet", *options), cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(draw.uniform(0.05, longest))
    process.send_signal(signal.SIGKILL)
    return process.wait() != 0


def assert_whole(place: Path, *states: Mapping[str, bytes]) -> None:
    """Each file is as one of these sites has it."""
    torn = {
        path for path, data in whole(place).items() if not any(state.get(path) == data for state in states)
    }
    assert torn == set()


@pytest.mark.parametrize("options", [("--engine", "serial"), ("--engine", "processes", "--jobs", "2")])
def test_a_first_build_that_is_killed_again_and_again(place: Path, options: tuple[str, ...]) -> None:
    expected = clean(place)
    draw = Random(f"killed {options}")
    start = time.monotonic()
    assert built(place, "--quiet", *options).returncode == 0
    duration = time.monotonic() - start
    assert contents(place / "output") == expected
    for folder in ("output", "cache"):
        (place / folder).rename(place / f"{folder} of the first")
    stopped = 0
    for _ in range(8):
        if stop_at_random(place, draw, duration, *options):
            stopped += 1
        else:  # it was quicker than the one that was timed, and has left nothing to do
            duration /= 2
            for folder in ("output", "cache"):
                shutil.rmtree(place / folder)
        if (place / "output").exists():
            assert_whole(place, expected)
    assert stopped > 0
    assert built(place, *options).returncode == 0
    assert contents(place / "output") == expected
    assert built(place, *options).stdout.count("0 files written") == 1


def test_changes_whose_build_is_killed_and_that_are_taken_back(place: Path) -> None:
    before = clean(place)
    assert built(place, "--quiet").returncode == 0
    seeds = sorted((place / "seeds").rglob("*.txt"))
    texts = {seed: seed.read_bytes() for seed in seeds}
    draw = Random("taken back")
    notes = ""
    for turn in range(6):
        for seed in draw.sample(seeds, 12):
            if draw.random() < 0.3:
                seed.unlink()
            else:
                seed.write_bytes(texts[draw.choice(seeds)] + b"\n2030: 12345.\n")
        after = clean(place)
        stop_at_random(place, draw, 1.0, *(("--engine", "processes", "--jobs", "2") if turn % 2 else ()))
        assert_whole(place, before, after)
        for seed, text in texts.items():
            seed.write_bytes(text)
        again = built(place)
        notes += again.stderr
        assert again.returncode == 0
        assert contents(place / "output") == before


@pytest.mark.parametrize("stage", ["describe", "stories", "lists", "site"])
def test_a_stopped_build_is_gone_on_with_and_that_is_said(place: Path, stage: str) -> None:
    class Interrupting:
        def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
            if name == stage:
                raise KeyboardInterrupt
            return nullcontext(lambda steps: None)

    config = made_up_config(place, place / "seeds")
    with pytest.raises(KeyboardInterrupt):
        build(config, Run(progress=Interrupting()))
    notes: list[str] = []
    build(config, Run(note=notes.append))
    was_making = stage in ("lists", "site")  # before, nothing was written
    assert notes == ["the last build was stopped; this one goes on from there"] * was_making
    whole = contents(place / "output")
    other = made_up_config(place / "other", place / "seeds")
    build(other)
    assert whole == contents(other.build.output)


def test_a_first_build_that_is_stopped_while_it_reads_begins_again(place: Path) -> None:
    class Interrupting:
        def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
            def advance(steps: int) -> None:
                if name == "describe":
                    raise KeyboardInterrupt

            return nullcontext(advance)

    config = made_up_config(place, place / "seeds")
    with pytest.raises(KeyboardInterrupt):
        build(config, Run(progress=Interrupting()))
    notes: list[str] = []
    build(config, Run(note=notes.append))
    assert notes == ["the first build was stopped while it read the seeds; it begins again"]
    other = made_up_config(place / "other", place / "seeds")
    build(other)
    assert contents(place / "output") == contents(other.build.output)


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_worker_that_dies_ends_the_build_with_a_remedy_and_the_next_goes_on(place: Path) -> None:
    process = subprocess.Popen(
        command(place, "--engine", "processes", "--jobs", "2"),
        cwd=place,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until = time.monotonic() + 30
    while process.poll() is None and not children(process.pid) and time.monotonic() < until:
        time.sleep(0.005)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    _, said = process.communicate()
    assert process.returncode == 2
    assert "a worker process was ended from outside" in said and "--jobs 1" in said
    assert_whole(place, clean(place))
    assert built(place, "--quiet").returncode == 0
    assert contents(place / "output") == clean(place)


def test_workers_end_with_a_build_that_is_killed(place: Path) -> None:
    process = subprocess.Popen(
        command(place, "--quiet", "--engine", "processes", "--jobs", "2"),
        cwd=place,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 30
    while process.poll() is None and len(children(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.005)
    workers = children(process.pid)
    process.kill()
    process.wait()
    time.sleep(0.5)
    assert workers
    assert [worker for worker in workers if is_at_work(worker)] == []


def is_at_work(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


@pytest.mark.parametrize("size", [2_000, 30_000, 200_000])
def test_a_disk_that_takes_no_more(place: Path, size: int) -> None:
    """No file may grow beyond `size`: a refusal of the system's own, early or late in the build."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    refused = built(place, "--engine", "serial", limit=limit)
    assert refused.returncode == 2
    assert "cannot be written" in refused.stderr and "Traceback" not in refused.stderr
    expected = clean(place)
    assert_whole(place, expected)
    assert built(place, "--quiet").returncode == 0
    assert contents(place / "output") == expected


@pytest.mark.parametrize("megabytes", [36, 42, 48])
def test_memory_that_runs_out(place: Path, megabytes: int) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))

    starved = built(place, "--engine", "serial", limit=limit)
    assert starved.returncode == 2
    assert "memory" in starved.stderr
    expected = clean(place)
    assert_whole(place, expected)
    assert built(place, "--quiet").returncode == 0
    assert contents(place / "output") == expected


def test_a_build_waits_for_another_one_and_says_so(place: Path) -> None:
    with opened(made_up_config(place, place / "seeds"), Run()):
        process = subprocess.Popen(
            command(place), cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        assert "another build is at work" in process.stderr.readline()
        assert process.poll() is None
    process.communicate()
    assert process.returncode == 0
    assert contents(place / "output") == clean(place)


def test_two_builds_at_once_end_as_one(place: Path) -> None:
    processes = [subprocess.Popen(command(place, "--quiet"), cwd=place) for _ in range(2)]
    assert [process.wait() for process in processes] == [0, 0]
    assert contents(place / "output") == clean(place)
