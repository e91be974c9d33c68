"""Fit the weights by which a first line is told to be a headline, and their figures on what was held out.

    python -m bench.headlines COLLECTION

Logistic regression by Newton's method over `site_builder.clean.headline.measures`. Held out are a fifth of the stories,
then a fifth of the languages, in turn. Prints precision and recall at some thresholds, and the weights from all articles,
to be put into `site_builder/clean/headline.py`. Needs the articles' text in memory one by one; a few seconds.
"""

from __future__ import annotations

import argparse
import math
import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.cleaning import truth
from site_builder.clean.headline import Lines, measures
from site_builder.clean.plain import first_lines
from site_builder.config import CleanSettings, ReadSettings
from site_builder.errors import SeedError
from site_builder.read import SeedFile, read_seed

_RIDGE, _STEPS, _FOLDS = 0.3, 40, 5


def examples(collection: Path) -> Iterator[tuple[tuple[float, ...], bool, str, str]]:
    """Measures of the first line, whether it is a headline, story and language."""
    for row in truth(collection):
        file = SeedFile(os.fsencode(collection / "articles"), os.fsencode(row["file"]))
        try:
            lines: Lines | None = first_lines(read_seed(file, ReadSettings()), CleanSettings())
        except SeedError:
            continue
        if lines is not None:
            yield measures(lines), row["title_in_text"] == "1", row["story"], row["lang"]


def fit(rows: Sequence[Sequence[float]], wanted: Sequence[bool]) -> list[float]:
    """Weights of the regression."""
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        gradient = [_RIDGE * weight for weight in weights]
        matrix = [[_RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for row, is_wanted in zip(rows, wanted, strict=True):
            chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, _dot(row, weights)))))
            for i in range(size):
                gradient[i] += (chance - is_wanted) * row[i]
                for j in range(size):
                    matrix[i][j] += chance * (1 - chance) * row[i] * row[j]
        step = _solve(matrix, gradient)
        weights = [weight - change for weight, change in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def _dot(left: Sequence[float], right: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def _solve(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Gauss with pivots; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for column in range(len(rows)):
        pivot = max(range(column, len(rows)), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        for row in range(len(rows)):
            if row != column:
                share = rows[row][column] / rows[column][column]
                rows[row] = [a - share * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the measures of headlines.")
    parser.add_argument("collection", type=Path)
    found = list(examples(parser.parse_args().collection))
    for name, key in (("stories", 2), ("languages", 3)):
        fold = [zlib.crc32(str(one[key]).encode()) % _FOLDS for one in found]
        scores = [0.0] * len(found)
        for held in range(_FOLDS):
            learnt = [one for one, place in zip(found, fold, strict=True) if place != held]
            weights = fit([one[0] for one in learnt], [one[1] for one in learnt])
            for place, one in enumerate(found):
                if fold[place] == held:
                    scores[place] = _dot(one[0], weights)
        for threshold in (0.0, 0.5, 1.0, 1.5, 2.0):
            said = [one[1] for one, score in zip(found, scores, strict=True) if score > threshold]
            right, wanted = sum(said), sum(one[1] for one in found)
            print(f"held-out {name}, above {threshold}: P {right / len(said):.3f} R {right / wanted:.3f}")
    weights = fit([one[0] for one in found], [one[1] for one in found])
    print("WEIGHTS =", tuple(round(weight, 2) for weight in weights))


if __name__ == "__main__":
    main()
