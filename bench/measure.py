"""Run a command as a user would, and say what it cost: wall, CPU with its workers, peak memory.

Imports little, for the peak memory that the system reports for a child starts at its parent's. Needs a POSIX
system (`os.wait4`).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere


class Cost(NamedTuple):
    """What one process took."""

    wall: float
    cpu: float
    """User and system seconds, of the process and of all workers it waited for."""
    peak_mb: float
    """Largest resident memory of the largest single process; workers are not added up."""


def run_measured(command: Sequence[str], folder: Path, said: Path | None = None) -> Cost:
    """Run a command to its end; what it says goes into a file, or nowhere. Ends the benchmark if it fails."""
    os.sync()  # what earlier steps left unwritten must not be charged to this one
    start = time.perf_counter()
    # wait4 takes the place of process.wait: of all ways to wait, only it tells about one single child.
    with Path(said or os.devnull).open("wb") as stdout:
        process = subprocess.Popen(command, cwd=folder, stdout=stdout)
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: ended with status {process.returncode}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * RSS_UNIT / 1e6)


def middle(costs: Iterable[Cost]) -> Cost:
    """Median of each figure."""
    return Cost(*map(median, zip(*costs, strict=True)))


def ratios(pairs: Iterable[tuple[Cost, Cost]]) -> Cost:
    """Ours by theirs, pair by pair, then the median: what disturbs the machine disturbs both of a pair."""
    return middle(Cost(*(ours / theirs for ours, theirs in zip(*pair, strict=True))) for pair in pairs)
