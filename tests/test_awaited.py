"""Pages that somebody is looking at are made before the others, and nothing else about a build is another thing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from support.building import contents, made_up_config
from support.making import seeds

from site_builder.config import Config
from site_builder.pipeline import Run, build, forget_looks

TEXT = "The river rose by {} metres in the night.\n\nIt took the old bridge, {} boats and the mill with it.\n"
AWAITED = "en/local/story-77.html"
PAGES = [AWAITED, "stories/local/story-77.html", "en/index.html", "en/page/1.html", "index.html"]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """More stories than a batch holds, in pages that show the site's title; built."""
    place = tmp_path_factory.mktemp("awaited")
    files = {}
    for number in range(130):
        files[f"{number}.txt"] = TEXT.format(number, number + 7)
        files[f"{number}.toml"] = f'title = "Story {number}"\nlanguage = "en"\n'
    config = made_up_config(place, seeds(place / "seeds", files))
    build(config)
    return config


def renamed(config: Config, title: str) -> Config:
    return replace(config, site=replace(config.site, title=title))


@pytest.mark.parametrize("page", PAGES)
def test_an_awaited_page_is_there_before_the_others(collection: Config, page: str) -> None:
    output, title = collection.build.output, f"News of {page}"
    arrived: dict[str, int] = {}

    def count(path: str) -> None:
        arrived[path] = sum(title in file.read_text("utf-8") for file in output.glob("en/local/*.html"))
        assert title in (output / path).read_text("utf-8")

    build(renamed(collection, title), Run(awaited=frozenset([page, "no/such/page.html"]), arrived=count))
    assert arrived.keys() == {page}
    assert arrived[page] <= 1
    assert sum(title in file.read_text("utf-8") for file in output.glob("en/local/*.html")) >= 130


def test_what_is_awaited_changes_no_file(collection: Config, tmp_path: Path) -> None:
    build(collection)
    changed = renamed(collection, "The same")
    expected = replace(
        changed, build=replace(changed.build, output=tmp_path / "output", cache=tmp_path / "cache")
    )
    written = build(changed, Run(awaited=frozenset(PAGES))).pages
    first = build(expected).pages
    assert contents(changed.build.output) == contents(expected.build.output)
    assert written.written + written.unchanged == first.written
    assert build(changed, Run(awaited=frozenset(PAGES))).pages.written == 0
    build(collection)
    assert build(changed).pages == written


def test_an_awaited_page_of_one_changed_article_comes_alone(collection: Config) -> None:
    build(collection)
    arrived: list[str] = []
    seed = collection.build.seeds / "77.txt"
    seed.write_text(TEXT.format(77, 12345))
    build(collection, Run(awaited=frozenset([AWAITED, "en/local/story-78.html"]), arrived=arrived.append))
    assert arrived == [AWAITED]
    assert "12345 boats" in (collection.build.output / AWAITED).read_text("utf-8")


def test_all_that_an_awaited_page_shows_is_there_with_it(collection: Config, tmp_path: Path) -> None:
    looks = tmp_path / "looks"
    (looks / "assets").mkdir(parents=True)
    (looks / "assets" / "site.css").write_text("body { color: black }")
    changed = replace(collection, build=replace(collection.build, templates=looks))
    build(changed)
    arrived: list[str] = []

    def look(path: str) -> None:
        page = collection.build.output / path
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page.read_text("utf-8"))
        arrived.extend((page.parent / sheet).read_text("utf-8") for sheet in sheets)

    (looks / "assets" / "site.css").write_text("body { color: navy }")
    forget_looks()
    build(changed, Run(awaited=frozenset([AWAITED]), arrived=look))
    assert any("navy" in sheet for sheet in arrived)
