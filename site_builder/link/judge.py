"""Is a pair of articles a translation? Boosted trees, shipped as a table (`judge.json`).

Shape: features of a pair in, 0 to 1 out; pure. Raises nothing. `bench/fit_link.py` fits the table and writes its origin
into it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path

from site_builder.link.likeness import Background
from site_builder.link.traits import hash_of

Tree = tuple[list[int], list[float], list[int], list[int]]
"""For each node: feature (-1 for a leaf), threshold or the leaf's value, where to go when not above it, and when above."""


class Judge:
    """The table."""

    def __init__(self, base: float, trees: Sequence[Tree]) -> None:
        self.base = base
        self.trees = trees

    def score(self, features: Sequence[float]) -> float:
        """0 to 1: a judgement, not a probability."""
        total = self._total(features, self.base)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    @cached_property
    def _total(self) -> Callable[[Sequence[float], float], float]:
        """The trees as Python, which compares numbers: 4 us a pair, where going through the table takes 14."""
        asked = sorted({feature for tree in self.trees for feature in tree[0] if feature >= 0})
        lines = ["def total(features, total):"]
        lines += [f"    feature_{number} = features[{number}]" for number in asked]
        lines += [f"    total += {_written(tree, 0)}" for tree in self.trees]
        made: dict[str, Callable[[Sequence[float], float], float]] = {}
        exec("\n".join([*lines, "    return total"]), made)  # noqa: S102  numbers of ours alone
        return made["total"]


def _written(tree: Tree, node: int) -> str:
    feature, value, low, high = (column[node] for column in tree)
    if feature < 0:
        return repr(float(value))
    below, above = _written(tree, int(low)), _written(tree, int(high))
    return f"({below} if feature_{int(feature)} <= {float(value)!r} else {above})"


@cache
def judge() -> Judge:
    """The shipped table."""
    data = json.loads(Path(__file__).with_name("judge.json").read_text("utf-8"))
    return Judge(data["base"], [tuple(tree) for tree in data["trees"]])


@cache
def background() -> Background:
    """The shipped counts."""
    data = json.loads(Path(__file__).with_name("common.json").read_text("utf-8"))
    counts = {}
    for count, keys in data["counts"].items():
        for key in keys.split(" "):
            counts[hash_of(key)] = int(count)
    return Background(data["stories"], counts)
