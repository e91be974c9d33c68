"""Floors under the figures: today's, a little lower, in a file that says when and why one was lowered.

    ["stories, by URL: pairs P"]
    floor = 0.995
    lowered = "2026-12-01: the excerpt has a harder case"      only where it was

A figure below its floor is a loss. One far above it is a floor that was not raised: `--write-floors` does it, and the
difference is read. A floor goes down only with a reason, which stands in the file from then on.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from bench.quality.scores import Figure

_BELOW = 0.005
"""What a new floor leaves for other versions of libraries: three lines or articles of 600."""
_ABOVE = 0.02
"""How far above its floor a figure may be before the floor must be raised."""

Floors = Mapping[str, Mapping[str, float | str]]


def read_floors(file: Path) -> Floors:
    """Name of a figure → `floor` and, where it was lowered, `lowered`; none without a file."""
    return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}


def faults(figures: Iterable[Figure], floors: Floors) -> list[str]:
    """Figures that fell, floors that lag behind, and names that only one of both knows."""
    found = []
    known = {figure.name: figure.value for figure in figures if figure.of}
    for name in sorted(known.keys() | floors.keys()):
        if name not in known:
            found.append(f"{name}: is measured no more, but has a floor")
        elif name not in floors:
            found.append(f"{name}: has no floor")
        elif known[name] < float(floors[name]["floor"]):
            found.append(f"{name}: {known[name]:.4f} is below its floor, {floors[name]['floor']}")
        elif known[name] > float(floors[name]["floor"]) + _ABOVE:
            found.append(
                f"{name}: {known[name]:.4f} is far above its floor, {floors[name]['floor']}; raise it"
            )
    return found


def raised(figures: Sequence[Figure], floors: Floors, reason: str, today: date) -> str:
    """The file anew; ValueError, naming them, where floors would go down without a reason."""
    lines = [
        "# Floors under what the product understands of collection/, written by",
        "#     python -m bench.quality tests/quality/collection --write-floors",
        '# One that goes down needs --reason "…", and a line in CHANGELOG.md that names it.',
    ]
    down = []
    for figure in figures:
        if not figure.of:  # all of nothing
            continue
        old = floors.get(figure.name, {})
        before = float(old.get("floor", 0))
        floor = _floor(figure.value)
        lowered = str(old.get("lowered", ""))
        if floor < before <= figure.value:  # it holds
            floor = before
        if floor < before:
            down.append(f"{figure.name}: {before} → {floor}")
            lowered = f"{today.isoformat()}: {reason}"
        lines += ["", f"[{_quoted(figure.name)}]", f"floor = {floor}"]
        if lowered:
            lines.append(f"lowered = {_quoted(lowered)}")
    if down and not reason:
        raise ValueError('these would go down; say why with --reason "…":\n  ' + "\n  ".join(down))
    return "\n".join(lines) + "\n"


def _floor(value: float) -> float:
    return max(0.0, int((value - _BELOW) * 1000) / 1000)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
