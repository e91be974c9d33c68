"""What the product understands of a small real collection does not get worse unnoticed."""

from pathlib import Path

import pytest

from bench.quality.collection import read_collection
from bench.quality.floors import faults, read_floors
from bench.quality.run import measure
from bench.quality.scores import Figure

HERE = Path(__file__).parent
FLOORS = read_floors(HERE / "floors.toml")
CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> list[Figure]:
    found, _ = measure(read_collection(HERE / "collection"), tmp_path_factory.mktemp("quality"))
    return found


def test_each_figure_is_above_its_floor_and_each_floor_close_below(figures: list[Figure]) -> None:
    assert faults(figures, FLOORS) == []


def test_a_floor_that_was_lowered_is_told_in_the_changelog() -> None:
    told = CHANGELOG.read_text("utf-8")
    assert [name for name, floor in FLOORS.items() if "lowered" in floor and name not in told] == []
