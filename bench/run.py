"""Measure whole builds on made-up seeds: cold, nothing changed, one seed edited, one translation added.

Every build is a process of its own, started as a user would start it. This process stays small on purpose:
the peak memory that the system reports for a child starts at its parent's. So the seeds are made elsewhere,
and the reports are read only after the last build. Needs a POSIX system (`os.wait4`).
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
# The source line near the end of a seed, with what may differ among translations left out.
SOURCE = re.compile(rb"\n[^\n]+: https?://(?:www\.)?([^?\s]+)[^\n]*\n+[^\n]*\Z")
COLUMNS = (
    "build", "wall s", "CPU s", "articles/s", "peak MB", "articles", "written", "unchanged", "removed", "problems",
)  # fmt: skip


class Cost(NamedTuple):
    """What one process took."""

    wall: float
    cpu: float
    peak_mb: float
    status: int


class Room(NamedTuple):
    """The work folder, and how to start the product in it."""

    work: Path
    product: Path
    jobs: int | None

    @property
    def seeds(self) -> Path:
        return self.work / "seeds"

    def report(self, name: str) -> Path:
        return self.work / f"{name}.json"


def main() -> None:
    """Read the command line, measure in a fresh folder, print the table."""
    parser = argparse.ArgumentParser(description="Measure builds on made-up seeds.")
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many seeds (default 1000)")
    parser.add_argument("--jobs", type=int, help="processes of the product (its own choice if not given)")
    parser.add_argument(
        "--work", type=Path, help="where the work folder is made (default: where the system puts it)"
    )
    parser.add_argument("--keep", action="store_true", help="do not remove the work folder afterwards")
    parser.add_argument(
        "--product", type=Path, default=HERE.parent / "build.py", help="measure another build.py"
    )
    arguments = parser.parse_args()
    if arguments.work:
        arguments.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=arguments.work)).resolve()
    room = Room(work, arguments.product.resolve(), arguments.jobs)
    try:
        warm_up(room)
        costs = measure_builds(room, arguments.count)
        print_results(room, arguments.count, costs)
    finally:
        if arguments.keep:
            print(f"kept: {work}")
        else:
            shutil.rmtree(work)


def warm_up(room: Room) -> None:
    """Build three seeds unmeasured: byte code gets compiled, libraries get read from the disk."""
    warm = Room(room.work / "warm", room.product, room.jobs)
    make_seeds(warm, 3)
    run_build(warm, "warm")


def measure_builds(room: Room, count: int) -> dict[str, Cost]:
    """The four builds, each with what it cost. All write to one output folder, which starts empty."""
    make_seeds(room, count + 1)
    seat = hold_back_translation(room)
    costs = {"cold": run_build(room, "cold"), "unchanged": run_build(room, "unchanged")}
    edit_seed(room)
    costs["edited"] = run_build(room, "edited")
    (room.work / seat.name).rename(seat)
    costs["added"] = run_build(room, "added")
    return costs


def make_seeds(room: Room, count: int) -> None:
    """Write the seeds, in a process of its own to keep this one small."""
    command = [sys.executable, str(HERE / "make_seeds.py"), str(count), str(room.seeds)]
    subprocess.run(command, check=True)


def hold_back_translation(room: Room) -> Path:
    """Take a seed out of the collection that another one is a translation of; returns its place."""
    stories: set[bytes] = set()
    for path in sorted(room.seeds.rglob("*.txt")):
        source = SOURCE.search(path.read_bytes())
        if source is None:
            continue
        story = source[1].rstrip(b"/")
        if story in stories:
            path.rename(room.work / path.name)
            return path
        stories.add(story)
    raise SystemExit("No story among the seeds has two translations: ask for more seeds.")


def edit_seed(room: Room) -> None:
    """Append a sentence to the longest paragraph of one seed."""
    path = min(room.seeds.rglob("*.txt"))
    text = path.read_bytes()
    paragraph = max((line for line in text.split(b"\n") if b"://" not in line), key=len)
    # Digits only: the seed may be in any language, and must stay in it.
    path.write_bytes(text.replace(paragraph, paragraph + b" 2030: 12345.", 1))


def run_build(room: Room, name: str) -> Cost:
    """Build in a process of its own, and tell on the way how it goes. Ends the benchmark if it fails."""
    command = [sys.executable, str(room.product), "build", "--seeds", str(room.seeds)]
    command += ["--output", str(room.work / "output"), "--cache", str(room.work / "cache")]
    command += ["--base-url", "https://library.example/", "--quiet", "--report", str(room.report(name))]
    if room.jobs is not None:
        command += ["--jobs", str(room.jobs)]
    cost = run_measured(command, room.product.parent)
    if cost.status != 0 and not room.report(name).exists():
        raise SystemExit(f"The build “{name}” ended with status {cost.status}.")
    ending = f", status {cost.status}" if cost.status else ""
    print(f"{name}: {cost.wall:.2f} s{ending}", file=sys.stderr, flush=True)
    return cost


def run_measured(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end. Its own children count too, once it has waited for them."""
    os.sync()  # what earlier steps left unwritten must not be charged to this one
    start = time.perf_counter()
    # wait4 takes the place of process.wait: of all ways to wait, only it tells about one single child.
    process = subprocess.Popen(command, cwd=folder)
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    peak_mb = usage.ru_maxrss * RSS_UNIT / 1e6
    return Cost(wall, usage.ru_utime + usage.ru_stime, peak_mb, process.returncode)


def print_results(room: Room, count: int, costs: dict[str, Cost]) -> None:
    """The table, and below it the stages of the cold build."""
    reports = {name: json.loads(room.report(name).read_bytes()) for name in costs}
    size = sum(path.stat().st_size for path in room.seeds.rglob("*.txt"))
    jobs = "its own choice of" if room.jobs is None else str(room.jobs)
    print(
        f"{count} seeds of {size / (count + 1) / 1000:.1f} KB, {jobs} jobs, "
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n"
    )
    print_table([COLUMNS, *(make_row(name, cost, reports[name]) for name, cost in costs.items())])
    print("\nStages of the cold build:")
    stages = reports["cold"]["seconds"].items()
    print_table([("stage", "seconds"), *((stage, f"{seconds:.3f}") for stage, seconds in stages)])


def make_row(name: str, cost: Cost, report: dict[str, Any]) -> tuple[str, ...]:
    """One line of the table."""
    articles, pages = report["articles"], report["pages"]
    rate = articles / cost.wall
    numbers = (articles, pages["written"], pages["unchanged"], pages["removed"], len(report["problems"]))
    measured = (f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{rate:.0f}", f"{cost.peak_mb:.0f}")
    return (name, *measured, *map(str, numbers))


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell: names to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        print("  ".join((first.ljust(widths[0]), *cells)))


if __name__ == "__main__":
    main()
