"""Fenced code: which lines can open it, and which one closes it. A fence that nothing closes is no fence.

Shape: the lines of one text; pure and linear. Not here: what else a line may be (`plain`, `markdown`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_MARKS = ("`", "~")


def longest_closings(lines: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Character of a fence → for each line, and for the end, the longest fence that closes there or later."""
    longest = {mark: [0] * (len(lines) + 1) for mark in _MARKS}
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index].strip()
        for mark, lengths in longest.items():
            closes = line.startswith(mark * 3) and not line.strip(mark)
            lengths[index] = max(lengths[index + 1], len(line) if closes else 0)
    return longest


def closes(line: str, fence: str) -> bool:
    """Does the line end the code that `fence` began?"""
    line = line.strip()
    return line.startswith(fence) and not line.strip(fence[0])
