"""The measures of quality, on answers small enough to count by hand; and floors that do not sink unnoticed."""

from datetime import date
from pathlib import Path

import pytest

from bench.quality.collection import Collection
from bench.quality.floors import faults, raised, read_floors
from bench.quality.scores import (
    Figure,
    alignment_figures,
    language_figures,
    line_figures,
    plain_text,
    story_figures,
)

DAY = date(2026, 11, 25)


def by_name(figures: list[Figure]) -> dict[str, float]:
    return {figure.name.rpartition(": ")[2]: round(figure.value, 4) for figure in figures}


def collection(segments: dict[str, dict[int, list[int]]], kinds: dict[tuple[str, int], str]) -> Collection:
    truth = {
        file: {"story": "s", "lang": file, "paragraphs": "", "source_url": "", "date": ""}
        for file in segments
    }
    told = {file: {line: frozenset(said) for line, said in lines.items()} for file, lines in segments.items()}
    return Collection(Path(), truth, kinds, told, frozenset())


def test_a_wider_language_is_right_and_script_does_not_count() -> None:
    known = {"a": "yue", "b": "zh-Hant", "c": "hr", "d": "nb", "e": "ti"}
    told = {"a": "zh-Hant", "b": "zh-Hans", "c": "bs", "d": "no"}
    assert by_name(language_figures("x", known, told)) == {"major": round(2 / 3, 4), "all": 0.6}


def test_pairs_and_b_cubed_of_a_story_that_was_split_and_one_that_was_joined() -> None:
    known = {"a": "1", "b": "1", "c": "1", "d": "2"}
    told = {"a": "x", "b": "x", "d": "x"}
    # Pairs: a-b right; a-d, b-d wrong; a-c, b-c missed. B-cubed P (2/3 + 2/3 + 1 + 1/3) / 4, R (2/3 + 2/3 + 1/3 + 1) / 4.
    assert by_name(story_figures("x", known, told)) == {
        "pairs P": round(1 / 3, 4),
        "pairs R": round(1 / 3, 4),
        "B-cubed F1": round(8 / 12, 4),
    }


def test_a_link_is_right_where_both_lines_say_a_common_segment() -> None:
    there = collection({"en": {1: [1], 2: [2, 3]}, "de": {1: [1], 2: [2], 4: [3]}}, {})
    ((one, other),) = there.pairs()
    links = {("en", "de"): {(1, 1), (2, 2), (1, 4)}}
    assert by_name(alignment_figures(there, links)) == {
        "all": round(2 * 2 / 6, 4),
        "nearly one to one": round(2 * 2 / 6, 4),
    }
    assert {one, other} == {"en", "de"}


def test_lines_lost_and_kept() -> None:
    kinds = {("a", 1): "title", ("a", 2): "para", ("a", 3): "source", ("a", 4): "comment"}
    told = {("a", 1): "title", ("a", 2): "source", ("a", 4): "boilerplate"}
    found = by_name(line_figures(collection({}, kinds), told))
    assert (found["content kept"], found["clutter removed"], found["P"], found["R"]) == (0.5, 0.5, 1, 1)


def test_strings_are_looked_for_in_plain_text() -> None:
    assert plain_text(
        "A \\*star\\* and [a *link*](https://a.example/)\n\nagain"
    ) == "A *star* and a link again".replace("*", "")


def test_a_floor_goes_down_only_with_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "floors.toml"
    file.write_text(raised([Figure("x: all", 0.95, 100)], {}, "", DAY))
    assert read_floors(file) == {"x: all": {"floor": 0.945}}
    worse = [Figure("x: all", 0.9, 100)]
    with pytest.raises(ValueError, match="x: all"):
        raised(worse, read_floors(file), "", DAY)
    file.write_text(raised(worse, read_floors(file), 'a "harder" case', DAY))
    assert read_floors(file)["x: all"]["lowered"] == '2026-11-25: a "harder" case'
    file.write_text(raised([Figure("x: all", 0.97, 100)], read_floors(file), "", DAY))
    assert read_floors(file)["x: all"]["floor"] == 0.965


@pytest.mark.parametrize(
    ("value", "said"), [(0.93, []), (0.91, ["below"]), (0.95, ["far above"]), (None, ["measured no more"])]
)
def test_a_figure_lies_close_above_its_floor(value: float | None, said: list[str]) -> None:
    figures = [] if value is None else [Figure("x", value, 10)]
    found = faults(figures, {"x": {"floor": 0.92}})
    assert len(found) == len(said)
    assert all(word in line for word, line in zip(said, found, strict=True))
