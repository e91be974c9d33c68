"""Figures of a benchmark: ratios are made pair by pair, and bounds are for large collections."""

import sys
from pathlib import Path

import pytest

from bench.measure import Cost, middle, ratios, run_measured
from bench.table import BOUNDS, format_table, growth_line, our_rows, peak_line, peer_rows, verdict, ways_lines

PAIRS = [
    (Cost(1.0, 1.0, 50), Cost(4.0, 2.0, 1000)),
    (Cost(3.0, 3.0, 50), Cost(4.0, 3.0, 1000)),  # a busy machine: both of the pair are slow
    (Cost(1.0, 1.0, 60), Cost(2.0, 2.0, 1000)),
]


def test_ratios_are_made_pair_by_pair() -> None:
    assert ratios(PAIRS) == Cost(0.5, 0.5, 0.05)
    assert middle(ours for ours, _ in PAIRS) == Cost(1.0, 1.0, 50)


def test_a_row_against_the_peer_says_what_must_hold() -> None:
    _, row = peer_rows(10_000, {"cold": PAIRS})
    assert row == (
        "cold", "1.00", "2.00", "0.50", "1.00", "4.00", "0.50", "50.00", "1000", "1:20", "1.00", "0.50", "holds"
    )  # fmt: skip
    assert peer_rows(10_000, {"unchanged": PAIRS})[1][-1] == "MISSED"


def test_bounds_say_nothing_of_small_collections() -> None:
    assert verdict(1000, 2.0, 1.0) == ""
    assert peak_line(1000, PAIRS) is None
    assert peak_line(10_000, PAIRS) == "peak memory 1:20, must hold 1:8: holds"
    assert peak_line(100_000, PAIRS) == "peak memory 1:20, must hold 1:20: holds"


def test_an_aim_is_never_easier_than_what_must_hold() -> None:
    assert all(aim <= bound for bound, aim in BOUNDS.values())


def test_growth_compares_the_two_largest_sizes() -> None:
    sizes = {1000: Cost(1, 9, 1), 100_000: Cost(1, 24, 1), 10_000: Cost(1, 2, 1)}
    assert (
        growth_line(sizes) == "CPU of an article among 100,000 against 10,000: 1.20, must hold 1.15: MISSED"
    )
    assert growth_line({1000: Cost(1, 1, 1)}) is None


def test_ways_are_shown_with_their_shares() -> None:
    assert ways_lines({"language": {"cheap": 990, "dear": 10}}) == [
        "language: cheap 990 (99.0%), dear 10 (1.0%)"
    ]
    assert ways_lines({"alignment": {"cheap": 0, "dear": 0}})
    assert ways_lines({}) == []


def test_our_rows_and_columns_line_up() -> None:
    pages = {"written": 7, "unchanged": 0, "removed": 0}
    report = {"articles": 2, "pages": pages, "problems": []}
    rows = our_rows(2, {"cold": [Cost(0.5, 1.0, 30)]}, {"cold": report})
    assert rows[1] == ("cold", "0.50", "1.00", "500.000", "4", "30", "2", "7", "0", "0", "0")
    assert len({len(line) for line in format_table(rows).splitlines()}) == 1


def test_a_process_is_measured_and_a_failing_one_ends_the_benchmark(tmp_path: Path) -> None:
    cost = run_measured([sys.executable, "-c", "pass"], tmp_path)
    assert cost.wall > 0
    assert cost.peak_mb > 1
    with pytest.raises(SystemExit, match="status 3"):
        run_measured([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
