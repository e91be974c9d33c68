"""What one build remembers for the next."""

import sqlite3
from pathlib import Path

import pytest
from support.making import content_of, seeds

from site_builder import pipeline
from site_builder.config import Config, load_config
from site_builder.model import Report
from site_builder.pipeline import Run, build

PROSE = "The bridge of {} is 412 metres long and cost 38 million, and it replaces the ferry of 1903, said the mayor on Monday.\n"
SEEDS = {
    f"{name}.txt": PROSE.format(name) * 3 + f"Source: https://a.example/news/2025/03/10/{name}.html\n"
    for name in ("one", "two")
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Two stories, with a base URL."""
    seeds(tmp_path / "seeds", SEEDS)
    (tmp_path / "site.toml").write_text('[site]\nbase_url = "https://library.example/"\n')
    return load_config(tmp_path / "site.toml")


def rendered(
    config: Config, monkeypatch: pytest.MonkeyPatch, run: Run | None = None
) -> tuple[Report, list[str]]:
    """A build, and the slugs of the stories whose pages it made."""
    made: list[str] = []
    render = pipeline._render_batch

    def counted(batch: pipeline._StoryBatch) -> list[pipeline._StoryFiles]:
        made.extend(job.address.slug for job in batch.jobs)
        return render(batch)

    monkeypatch.setattr(pipeline, "_render_batch", counted)
    report = build(config, run)
    monkeypatch.setattr(pipeline, "_render_batch", render)
    return report, sorted(made)


def test_only_the_story_of_a_changed_seed_is_rendered_again(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rendered(config, monkeypatch)[1] == ["one", "two"]
    assert rendered(config, monkeypatch)[1] == []
    seeds(config.build.seeds, {"one.txt": SEEDS["one.txt"].replace("Monday", "Friday")})
    report, made = rendered(config, monkeypatch)
    assert (made, report.pages.written > 0) == (["one"], True)


def test_a_new_source_changes_no_page_of_another_story(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(config)
    seeds(
        config.build.seeds,
        {"three.txt": PROSE.format("three") * 3 + "Source: https://b.example/three.html\n"},
    )
    assert rendered(config, monkeypatch)[1] == ["three"]


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_a_page_that_was_touched_is_made_again(config: Config, harm: str) -> None:
    build(config)
    whole = content_of(config.build.output)
    page = next(config.build.output.glob("en/a.example/one.html"))
    if harm == "changed":
        page.write_text("touched")
    else:
        page.unlink()
    assert build(config).pages.written == 1
    assert content_of(config.build.output) == whole


def test_force_makes_everything_again_and_writes_nothing(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(config)
    report, made = rendered(config, monkeypatch, Run(force=True))
    assert (report.pages.written, made) == (0, ["one", "two"])


def test_a_setting_of_the_site_is_noticed(config: Config, tmp_path: Path) -> None:
    build(config)
    (tmp_path / "site.toml").write_text('[site]\nbase_url = "https://other.example/"\n')
    assert build(load_config(tmp_path / "site.toml")).pages.written > 5


def test_a_damaged_cache_costs_time_and_nothing_else(config: Config) -> None:
    build(config)
    whole = content_of(config.build.output)
    table = sqlite3.connect(config.build.cache / "results.sqlite")
    with table:
        table.execute("UPDATE results SET value = x'80' WHERE length(key) > 32")
    table.close()
    seeds(config.build.seeds, {"one.txt": SEEDS["one.txt"].replace("Monday", "Friday")})
    build(config)
    seeds(config.build.seeds, SEEDS)
    build(config)
    assert content_of(config.build.output) == whole


def test_a_seed_that_changes_while_it_is_read_is_named_and_forgotten(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe = pipeline._describe_batch

    def racing(batch: pipeline._SeedBatch) -> list[object]:
        seeds(config.build.seeds, {"one.txt": "Something else. " * 20})
        return list(describe(batch))

    monkeypatch.setattr(pipeline, "_describe_batch", racing)
    report = build(config)
    assert (report.articles, [problem.what for problem in report.problems]) == (
        1,
        ["was changed while it was read"],
    )
    monkeypatch.setattr(pipeline, "_describe_batch", describe)
    seeds(config.build.seeds, SEEDS)
    assert build(config).problems == ()
