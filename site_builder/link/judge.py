"""Is a pair of articles a translation? Boosted trees, shipped as a table (`judge.json`).

Shape: features of a pair in, 0 to 1 out; pure. Raises nothing. `bench/fit_link.py` fits the table and writes its origin
into it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from site_builder.link.likeness import Background
from site_builder.link.traits import hash_of

Tree = tuple[list[int], list[float], list[int], list[int]]
"""For each node: feature (-1 for a leaf), threshold or the leaf's value, where to go when not above it, and when above."""


class Judge(NamedTuple):
    """The table."""

    base: float
    trees: list[Tree]

    def score(self, features: Sequence[float]) -> float:
        """0 to 1: a judgement, not a probability."""
        total = self.base
        for feature, value, low, high in self.trees:
            node = 0
            while (asked := feature[node]) >= 0:
                node = low[node] if features[asked] <= value[node] else high[node]
            total += value[node]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


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
