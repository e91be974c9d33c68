"""Tables of a benchmark, and the bounds that hold against Hugo."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.measure import Cost, middle, ratios

COLUMNS = (
    "build", "wall s", "CPU s", "CPU ms/article", "articles/s", "peak MB",
    "articles", "written", "unchanged", "removed", "problems",
)  # fmt: skip
PEER_COLUMNS = (
    "build", "CPU s", "Hugo", "ratio", "wall s", "Hugo", "ratio", "peak MB", "Hugo", "ratio",
    "must hold", "aim", "",
)  # fmt: skip
FROM_COUNT = 10_000
"""The bounds are for this many articles and more: below, the start of Python weighs too much."""
BOUNDS = {
    "cold": (1.0, 0.5),
    "unchanged": (1 / 40, 1 / 100),
    "one edit": (1 / 25, 1 / 60),
    "one title": (1 / 25, 1 / 60),
    "one addition": (1 / 25, 1 / 60),
    "one translation": (1 / 25, 1 / 60),
    "one removal": (1 / 25, 1 / 60),
    "template": (0.6, 0.33),
    "setting": (0.6, 0.33),
}
"""Largest ratio of CPU and of wall time to Hugo's: what must hold, and what is aimed at."""
PEAK_BOUNDS = {10_000: 1 / 8, 100_000: 1 / 20}
"""Largest ratio of peak memory in a cold build, from so many articles on."""
GROWTH_BOUND = 1.15
"""Cost of an article among 100,000 against one among 10,000."""


def our_rows(
    count: int, costs: Mapping[str, Sequence[Cost]], reports: Mapping[str, Mapping[str, Any]]
) -> list[tuple[str, ...]]:
    """What each build of ours took and did."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for name, several in costs.items():
        cost, report = middle(several), reports[name]
        pages = report["pages"]
        numbers = (
            report["articles"], pages["written"], pages["unchanged"], pages["removed"], len(report["problems"])
        )  # fmt: skip
        rows.append(
            (
                name,
                f"{cost.wall:.2f}",
                f"{cost.cpu:.2f}",
                f"{cost.cpu / count * 1000:.3f}",
                f"{count / cost.wall:.0f}",
                f"{cost.peak_mb:.0f}",
                *map(str, numbers),
            )
        )
    return rows


def peer_rows(count: int, pairs: Mapping[str, Sequence[tuple[Cost, Cost]]]) -> list[tuple[str, ...]]:
    """Ours and Hugo's side by side, with the bounds of each build."""
    rows: list[tuple[str, ...]] = [PEER_COLUMNS]
    for name, several in pairs.items():
        ours, theirs = middle(pair[0] for pair in several), middle(pair[1] for pair in several)
        ratio = ratios(several)
        bound, aim = BOUNDS[name]
        cells = [name]
        for part in ("cpu", "wall", "peak_mb"):
            mine, other, share = (getattr(cost, part) for cost in (ours, theirs, ratio))
            cells += [_short(mine), _short(other), _ratio(share)]
        worse = max(ratio.cpu, ratio.wall)
        rows.append((*cells, _ratio(bound), _ratio(aim), verdict(count, worse, bound)))
    return rows


def peak_line(count: int, pairs: Sequence[tuple[Cost, Cost]]) -> str | None:
    """How the memory of a cold build stands to its bound, where there is one."""
    fitting = [bound for size, bound in PEAK_BOUNDS.items() if size <= count]
    if not fitting:
        return None
    ratio = ratios(pairs).peak_mb
    return (
        f"peak memory {_ratio(ratio)}, must hold {_ratio(fitting[-1])}: {verdict(count, ratio, fitting[-1])}"
    )


def growth_line(sizes: Mapping[int, Cost]) -> str | None:
    """What an article costs in a large collection against a small one; None without two sizes."""
    if len(sizes) < 2:
        return None
    small, large = sorted(sizes)[-2:]
    ratio = (sizes[large].cpu / large) / (sizes[small].cpu / small)
    line = f"CPU of an article among {large:,} against {small:,}: {ratio:.2f}"
    if (small, large) == (10_000, 100_000):
        line += f", must hold {GROWTH_BOUND}: {verdict(large, ratio, GROWTH_BOUND)}"
    return line


def ways_lines(ways: Mapping[str, Mapping[str, int]]) -> list[str]:
    """How many articles went which way, as "language: cheap 9,900 (99.0 %), dear 100 (1.0 %)"."""
    lines = []
    for what, counts in ways.items():
        total = sum(counts.values()) or 1
        parts = (f"{way} {count:,} ({count / total:.1%})" for way, count in counts.items())
        lines.append(f"{what}: {', '.join(parts)}")
    return lines


def verdict(count: int, ratio: float, bound: float) -> str:
    """Whether a bound holds; nothing is said of a collection it is not meant for."""
    if count < FROM_COUNT:
        return ""
    return "holds" if ratio <= bound else "MISSED"


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value >= 0.2 else f"1:{1 / value:.0f}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def format_table(rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as their widest cell: names to the left, numbers to the right."""
    rows = [*rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for first, *rest in rows:
        cells = (cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))
        lines.append("  ".join((first.ljust(widths[0]), *cells)).rstrip())
    return "\n".join(lines)
