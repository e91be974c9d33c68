"""Measure whole builds on made-up seeds: cold, unchanged, one edit …, and with Hugo at our side the same of it.

Every build is a process of its own, started as a user would start it. This process stays small on purpose:
the peak memory that the system reports for a child starts at its parent's. So seeds and changes are made by
`prepare`, sites are looked at by `verify`, each in a process of its own, and reports are read at the end.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench import peer
from bench.edits import Change, apply, broken
from bench.lay_out import BASE_URL
from bench.measure import Cost, middle, run_measured
from bench.table import format_table, growth_line, our_rows, peak_line, peer_rows, ways_lines

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1000, 10_000)
PAIRS = 3
COMPILED = ROOT / ".venv-compiled" / "bin"
"""Where `make compiled` installs."""


class Room(NamedTuple):
    """A work folder, and the two programs that build in it."""

    work: Path
    product: Path
    compiled: bool
    """Is it the installed wheel that builds? Seeds and templates are those of `product` all the same."""
    jobs: int | None
    hugo: Path | None

    def output(self, who: str, pair: int) -> Path:
        """A fresh one for each pair: see "Traps" in bench/README.md."""
        return self.work / f"{who}-{pair}"

    def report(self, name: str, pair: int) -> Path:
        """What our build said of itself."""
        return self.work / f"{name}-{pair}.json"


def main() -> None:
    """Read the command line, measure in a fresh folder, print the tables."""
    arguments = _arguments()
    if arguments.work:
        arguments.work.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=arguments.work)).resolve()
    hugo = None
    if arguments.against:
        hugo = arguments.hugo or peer.install(ROOT / ".cache" / "bench-hugo")
        print(peer.version(hugo), flush=True)
    faulty = False
    try:
        colds: dict[int, Cost] = {}
        for count in arguments.counts or SIZES:
            room = Room(
                work / str(count), arguments.product.resolve(), arguments.compiled, arguments.jobs, hugo
            )
            costs, faults = measure(room, count, arguments.pairs)
            colds[count] = middle(ours for ours, _ in costs["cold"])
            print_results(room, count, costs)
            print(*(f"\nFAULT {fault}" for fault in faults), sep="", flush=True)
            faulty = faulty or bool(faults)
        print(growth_line(colds) or "")
    finally:
        # Once, and after the last build: see "Traps" in bench/README.md.
        if arguments.keep:
            print(f"kept: {work}")
        else:
            shutil.rmtree(work)
    raise SystemExit(faulty)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure builds on made-up seeds.")
    parser.add_argument(
        "counts", type=int, nargs="*", metavar="N", help="how many seeds (default: 1000 and 10000)"
    )
    parser.add_argument("--against", choices=("hugo",), help="measure Hugo on the same articles, in turn")
    parser.add_argument("--hugo", type=Path, metavar="FILE", help="the program (default: installed by pip)")
    parser.add_argument("--pairs", type=int, default=PAIRS, metavar="K", help=f"rounds (default {PAIRS})")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes of ours (default: its own choice)")
    parser.add_argument("--work", type=Path, metavar="DIR", help="where the work folder is made")
    parser.add_argument("--keep", action="store_true", help="do not remove the work folder afterwards")
    product = parser.add_mutually_exclusive_group()
    product.add_argument("--product", type=Path, help="measure another build.py")
    product.add_argument(
        "--compiled",
        action=argparse.BooleanOptionalAction,
        help="measure the wheel that `make compiled` installs, or the sources (default: the wheel where there is one)",
    )
    arguments = parser.parse_args()
    if arguments.compiled is None:
        arguments.compiled = arguments.product is None and COMPILED.exists()
    arguments.product = arguments.product or ROOT / "build.py"
    if arguments.compiled and not _is_up_to_date():
        parser.error("there is no compiled wheel of these sources: run `make compiled`, or say --no-compiled")
    return arguments


def _is_up_to_date() -> bool:
    """Is the wheel younger than all it was made of?"""
    if not COMPILED.exists():
        return False
    made = (COMPILED.parent / "stamp").stat().st_mtime
    return all(file.stat().st_mtime <= made for file in (ROOT / "site_builder").rglob("*.py"))


Pairs = dict[str, list[tuple[Cost, Cost | None]]]


def measure(room: Room, count: int, rounds: int) -> tuple[Pairs, list[str]]:
    """All builds, `rounds` times, ours and Hugo's in turn; and what was found wrong with the sites."""
    warm_up(room)
    room.work.mkdir(parents=True, exist_ok=True)
    prepare = ["bench.prepare", str(room.work), str(room.product), str(count)]
    if not run_module(*prepare, *(["--peer"] if room.hugo else [])):
        raise SystemExit("nothing to measure")
    changes: list[Change] = json.loads((room.work / "changes.json").read_bytes())
    costs: Pairs = defaultdict(list)
    faults: list[str] = []
    for pair in range(1, rounds + 1):
        undo = []
        for name, change in builds(changes):
            if change:
                undo.append(apply(room.work, {**change["ours"], **(change["theirs"] if room.hugo else {})}))
            costs[name].append(build_both(room, name, pair))
            if change and room.hugo:
                for who in ("ours", "hugo"):
                    wrong = broken(room.output(who, pair), change["proofs"])
                    faults += [f"{who} after {name}: {fault}" for fault in wrong]
            # The first and the last state are looked at whole; others by what their change must show.
            if pair == 1 and (name == "cold" or change is changes[-1]):
                faults += look_at(room, name, pair)
        for files in reversed(undo):
            apply(room.work, files)
    return dict(costs), faults


def builds(changes: Sequence[Change]) -> Iterator[tuple[str, Change | None]]:
    """Every build of a round, and what changes before it."""
    yield "cold", None
    yield "unchanged", None
    for change in changes:
        yield change["name"], change


def build_both(room: Room, name: str, pair: int) -> tuple[Cost, Cost | None]:
    """Ours and Hugo's, the other one first in every second round."""
    if room.hugo is None:
        return build_ours(room, name, pair), None
    command = peer.command(room.hugo, room.work / "hugo", room.output("hugo", pair))
    if pair % 2:
        ours = build_ours(room, name, pair)
        return ours, run_measured(command, room.work)
    theirs = run_measured(command, room.work)
    return build_ours(room, name, pair), theirs


def build_ours(room: Room, name: str, pair: int) -> Cost:
    """One build of ours, told on the way."""
    program = [sys.executable, str(room.product)]
    if room.compiled:  # -I: no PYTHONPATH may lead to the sources
        program = [str(COMPILED / "python"), "-I", str(COMPILED / "site-builder")]
    command = [*program, "build", "--config", str(room.work / "site.toml")]
    command += ["--seeds", str(room.work / "seeds"), "--templates", str(room.work / "templates")]
    command += ["--output", str(room.output("ours", pair)), "--cache", str(room.output("cache", pair))]
    command += ["--base-url", BASE_URL, "--quiet", "--report", str(room.report(name, pair))]
    if room.jobs is not None:
        command += ["--jobs", str(room.jobs)]
    cost = run_measured(command, room.product.parent)
    print(f"{room.work.name}, round {pair}, {name}: {cost.cpu:.2f} s CPU", file=sys.stderr, flush=True)
    return cost


def warm_up(room: Room) -> None:
    """Build a few seeds unmeasured: byte code gets compiled, programs get read from the disk."""
    warm = room._replace(work=room.work.with_name(f"{room.work.name}-warm"), hugo=None)
    warm.work.mkdir(parents=True)
    # Python may be told to leave no byte code behind.
    run_module("compileall", "-q", str(room.product.parent / "site_builder"))
    run_module("bench.make_seeds", "3", str(warm.work / "seeds"))
    shutil.copytree(room.product.parent / "templates", warm.work / "templates")
    (warm.work / "site.toml").touch()
    build_ours(warm, "warm-up", 0)


def look_at(room: Room, name: str, pair: int) -> list[str]:
    """Whether both sites hold all they should."""
    ours = room.output("ours", pair)
    check = ["bench.verify", str(ours), "--seeds", str(room.work / "seeds")]
    faults = [] if run_module(*check) else [f"ours after {name}"]
    if room.hugo:
        check = ["bench.verify", str(room.output("hugo", pair)), "--catalogue", str(ours), *check[2:]]
        faults += [] if run_module(*check) else [f"hugo after {name}"]
    return faults


def run_module(*words: str) -> bool:
    """Run a part of the bench in a process of its own, to keep this one small; whether it went well."""
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT).returncode == 0


def print_results(room: Room, count: int, costs: Pairs) -> None:
    """The tables of one size, the stages of the cold build, and how many articles went the dear way."""
    reports = {name: _report(room, name) for name in costs}
    jobs = "its own choice of" if room.jobs is None else str(room.jobs)
    form = "compiled wheel" if room.compiled else "pure Python"
    version = sys.version.split()[0]
    print(f"\n{count:,} articles, {form}, {jobs} jobs, {os.cpu_count()} cores, Python {version}\n")
    print(
        format_table(
            our_rows(count, {name: [pair[0] for pair in all_] for name, all_ in costs.items()}, reports)
        )
    )
    stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in reports["cold"]["seconds"].items())
    print(f"\nseconds of the cold build: {stages}")
    for line in ways_lines(reports["cold"].get("ways", {})):
        print(line)
    if room.hugo:
        pairs = {
            name: [(ours, theirs) for ours, theirs in several if theirs] for name, several in costs.items()
        }
        print("\nAgainst Hugo: medians, and medians of the ratios pair by pair\n")
        print(format_table(peer_rows(count, pairs)))
        print(peak_line(count, pairs["cold"]) or "")


def _report(room: Room, name: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(room.report(name, 1).read_bytes())
    return report


if __name__ == "__main__":
    main()
