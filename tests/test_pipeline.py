"""What one build leaves for the next, and what it does again."""

import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.making import content_of, seeds

from site_builder.config import Config, load_config
from site_builder.errors import SiteError
from site_builder.model import Report
from site_builder.pipeline import Run, arrange, build
from site_builder.plan import parts

PROSE = "The bridge of {} is 412 metres long and cost 38 million, and it replaces the ferry of 1903, said the mayor on Monday.\n"
GERMAN = "Die Brücke von {} ist 412 Meter lang, hat 38 Millionen gekostet und ersetzt die Fähre von 1903, sagte der Bürgermeister.\n"
SOURCE = "Source: https://a.example/news/2025/03/10/{}.html\n"
SEEDS = {f"{name}.txt": PROSE.format(name) * 3 + SOURCE.format(name) for name in ("one", "two")}
ONE = "news/2025/03/10/one"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Two stories, with a base URL."""
    seeds(tmp_path / "seeds", SEEDS)
    (tmp_path / "site.toml").write_text('[site]\nbase_url = "https://library.example/"\n')
    return load_config(tmp_path / "site.toml")


def written_by(config: Config, run: Run | None = None) -> tuple[Report, set[str]]:
    """A build, and the files of output/ that were written by it."""
    before = {path: path.stat().st_mtime_ns for path in config.build.output.rglob("*") if path.is_file()}
    time.sleep(0.01)
    report = build(config, run)
    after = {path: path.stat().st_mtime_ns for path in config.build.output.rglob("*") if path.is_file()}
    changed = {path for path in after if before.get(path) != after[path]}
    assert report.pages.written == len(changed)
    return report, {path.relative_to(config.build.output).as_posix() for path in changed}


def clean(config: Config, tmp_path: Path, run: Run | None = None) -> dict[str, bytes]:
    """What a first build makes of the same seeds."""
    from dataclasses import replace

    elsewhere = replace(config.build, output=tmp_path / "clean/output", cache=tmp_path / "clean/cache")
    build(replace(config, build=elsewhere), run)
    return content_of(elsewhere.output)


def test_nothing_changed_writes_nothing(config: Config) -> None:
    first = build(config)
    report, files = written_by(config)
    assert (files, report.pages.unchanged) == (set(), first.pages.written)


def test_a_text_that_keeps_its_facts_makes_its_own_pages(config: Config) -> None:
    build(config)
    seeds(
        config.build.seeds,
        {"one.txt": SEEDS["one.txt"].replace("1903, said the mayor on Monday.\nS", "1904.\nS")},
    )
    _, files = written_by(config)
    # Words are counted in the catalogue and searched, and browsers are told that the page is another one.
    data = {"data/catalogue/0000.jsonl", "data/articles/0000.csv"}
    data |= {"search/en/terms-0.js", "search/en/texts-0.js"}
    data |= {"offline/en/0000.json", "offline/en/index.json", "offline/en/search.json"}
    assert files - data == {"en/a.example/one.html", "en/a.example/one.md", "stories/a.example/one.html"}


def test_a_new_title_makes_its_lists_and_feeds_too_and_no_other_article(config: Config) -> None:
    build(config)
    seeds(config.build.seeds, {"one.toml": 'title = "Another title"'})
    _, files = written_by(config)
    assert {"en/index.html", "en/a.example/index.html", "en/feed.xml", "en/a.example/feed.xml"} <= files
    assert {"index.html", "sources/a.example.html", "stories/index.html"} <= files
    assert not [path for path in files if "two" in path]
    assert "sitemap.xml" not in files


def dates_in(files: set[str]) -> set[str]:
    return {path.partition("dates/")[2] for path in files if "/dates/" in path}


def test_a_new_article_makes_its_month_and_the_index_by_date(config: Config, tmp_path: Path) -> None:
    texts = {
        f"{month}.txt": PROSE.format("three") * 3
        + f"Source: https://a.example/2025/{month}/01/x{month}.html\n"
        for month in ("01", "05", "07")
    }
    seeds(config.build.seeds, texts)
    build(config)
    seeds(config.build.seeds, {"new.txt": texts["01.txt"].replace("x01", "new")})
    _, files = written_by(config)
    assert dates_in(files) == {"index.html", "2025-01.html"}
    seeds(config.build.seeds, {"new.txt": texts["01.txt"].replace("/01/01/x01", "/04/01/new")})
    _, files = written_by(config)
    # What is between two months now, both lead to.
    assert dates_in(files) == {"index.html", "2025-01.html", "2025-03.html", "2025-04.html", "2025-05.html"}
    (config.build.seeds / "new.txt").unlink()
    _, files = written_by(config)
    assert dates_in(files) == {"index.html", "2025-03.html", "2025-05.html"}
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_another_title_makes_its_month_alone_and_other_facts_make_none(config: Config) -> None:
    build(config)
    seeds(config.build.seeds, {"one.toml": 'section = "sport"\nauthor = "A. B."'})
    _, files = written_by(config)
    assert "en/index.html" in files and dates_in(files) == set()
    seeds(config.build.seeds, {"one.toml": 'title = "Another title"'})
    _, files = written_by(config)
    assert dates_in(files) == {"2025-03.html"}


def test_more_parts_of_the_data_change_the_first_page_of_the_coverage(
    config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seeds(config.build.seeds, {"eins.txt": GERMAN.format("eins") * 3 + SOURCE.format("one")})
    monkeypatch.setattr(parts, "PART_SIZE", 3)
    build(config)
    assert "0001.csv" not in (config.build.output / "stories/index.html").read_text()
    seeds(config.build.seeds, {"zwei.txt": GERMAN.format("zwei") * 3 + SOURCE.format("two")})
    _, files = written_by(config)
    assert "stories/index.html" in files
    assert "0001.csv" in (config.build.output / "stories/index.html").read_text()
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_a_new_translation_makes_its_siblings(config: Config) -> None:
    seeds(config.build.seeds, {"three.txt": GERMAN.format("drei") * 3 + SOURCE.format("three")})
    build(config)
    seeds(config.build.seeds, {"eins.txt": GERMAN.format("eins") * 3 + SOURCE.format("one")})
    _, files = written_by(config)
    assert {"en/a.example/one.html", "de/a.example/one.html", "stories/a.example/one.html"} <= files
    assert "sitemap.xml" in files
    assert not [path for path in files if path.endswith(("two.html", "three.html"))]


def test_a_new_language_of_the_library_is_in_every_header(config: Config, tmp_path: Path) -> None:
    build(config)
    seeds(config.build.seeds, {"eins.txt": GERMAN.format("eins") * 3 + SOURCE.format("one")})
    _, files = written_by(config)
    assert "en/a.example/two.html" in files and "en/a.example/two.md" not in files
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_a_new_source_changes_no_page_of_another_story(config: Config) -> None:
    build(config)
    new = PROSE.format("three") * 3 + "Source: https://b.example/three.html\n"
    seeds(config.build.seeds, {"three.txt": new})
    _, files = written_by(config)
    assert not [path for path in files if path.endswith(("one.html", "two.html"))]


def test_a_removed_seed_leaves_no_page_behind(config: Config, tmp_path: Path) -> None:
    build(config)
    (config.build.seeds / "two.txt").unlink()
    report, _ = written_by(config)
    assert report.pages.removed == 3
    assert content_of(config.build.output) == clean(config, tmp_path)


@pytest.mark.parametrize(
    ("template", "made", "left"),
    [
        ("story.html", {"stories/a.example/one.html"}, "en/a.example/one.html"),
        ("list.html", {"en/index.html", "sources/a.example.html"}, "stories/a.example/one.html"),
        ("coverage.html", {"stories/index.html"}, "en/index.html"),
        ("month.html", {"en/dates/2025-03.html"}, "en/dates/index.html"),
        ("dates.html", {"en/dates/index.html"}, "en/dates/2025-03.html"),
        ("article.html", {"en/a.example/one.html"}, "en/index.html"),
        ("front.html", {"index.html"}, "en/index.html"),
        (
            "base.html",
            {"index.html", "en/index.html", "en/a.example/one.html", "404.html"},
            "en/a.example/one.md",
        ),
    ],
)
def test_a_template_makes_what_uses_it(
    config: Config, tmp_path: Path, template: str, made: set[str], left: str
) -> None:
    ours = Path(__file__).parent.parent / "templates"
    mine = seeds(tmp_path / "mine", {template: (ours / template).read_text("utf-8")})
    config = load_config(tmp_path / "site.toml", {"build": {"templates": mine}})
    build(config)
    text = (mine / template).read_text("utf-8")
    place = "</main>" if "</main>" in text else "{% block main %}"
    (mine / template).write_text(text.replace(place, place + "<!-- new -->", 1))
    from site_builder.pipeline import forget_looks

    forget_looks()
    _, files = written_by(config)
    assert made <= files and left not in files
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_a_setting_of_the_site_is_noticed(config: Config, tmp_path: Path) -> None:
    build(config)
    (tmp_path / "site.toml").write_text('[site]\nbase_url = "https://other.example/"\n')
    changed = load_config(tmp_path / "site.toml")
    assert build(changed).pages.written > 5
    assert content_of(config.build.output) == clean(changed, tmp_path)


def test_a_setting_of_a_stage_is_noticed(config: Config, tmp_path: Path) -> None:
    seeds(config.build.seeds, {"one.txt": PROSE.format("one") * 3 + "Kilde her: somewhere\n"})
    build(config)
    (tmp_path / "site.toml").write_text(
        '[site]\nbase_url = "https://library.example/"\n[clean]\nsource_labels = ["Kilde her"]\n'
    )
    changed = load_config(tmp_path / "site.toml")
    build(changed)
    assert content_of(config.build.output) == clean(changed, tmp_path)


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


@pytest.mark.parametrize(
    "path", ["index.html", "en/index.html", "en/feed.xml", "data/articles/0000.csv", "robots.txt"]
)
def test_any_file_that_was_removed_comes_back(config: Config, path: str) -> None:
    build(config)
    whole = content_of(config.build.output)
    (config.build.output / path).unlink()
    assert build(config).pages.written == 1
    assert content_of(config.build.output) == whole


def test_an_output_that_was_emptied_is_filled_again(config: Config) -> None:
    build(config)
    whole = content_of(config.build.output)
    import shutil

    shutil.rmtree(config.build.output)
    assert build(config).pages.written == len(whole)
    assert content_of(config.build.output) == whole


def test_a_file_that_no_build_made_goes(config: Config) -> None:
    build(config)
    whole = content_of(config.build.output)
    (config.build.output / "en/old.html").write_text("left over")
    assert build(config).pages.removed == 1
    assert content_of(config.build.output) == whole


def test_force_makes_everything_again_and_writes_nothing(config: Config) -> None:
    build(config)
    run = Run(force=True, watched="en/a.example/one.html")
    report, files = written_by(config, run)
    assert (report.pages.written, files) == (0, set())
    assert run.seen == (False, "--force was given")


def test_why_tells_of_a_page_that_was_made_again_and_of_one_that_was_not(config: Config) -> None:
    run = Run(watched="en/a.example/one.html")
    build(config, run)
    assert "made again\n  because: the first build" in run.told
    seeds(config.build.seeds, {"two.txt": SEEDS["two.txt"].replace("Monday", "Friday")})
    run = Run(watched="en/a.example/one.html")
    build(config, run)
    assert "not made again" in run.told and "the first build" in run.told
    run = Run(watched="en/a.example/two.html")
    seeds(config.build.seeds, {"two.txt": SEEDS["two.txt"].replace("Monday", "Sunday")})
    build(config, run)
    assert "made again\n  because: two.txt was changed" in run.told
    run = Run(watched="nowhere.html")
    build(config, run)
    assert "no such page" in run.told


def damage(store: Path, statement: str) -> None:
    table = sqlite3.connect(store)
    with table:
        table.execute(statement)
    table.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE body SET blocks = x'80'",
        "UPDATE article SET card = x'80'",
        "UPDATE story SET entries = x'5b'",
        "UPDATE meta SET value = x''",
    ],
)
def test_a_damaged_store_costs_time_and_nothing_else(config: Config, statement: str) -> None:
    seeds(config.build.seeds, {"eins.txt": GERMAN.format("eins") * 3 + SOURCE.format("one")})
    time.sleep(0.03)  # a seed that has just been written is read again, whatever is remembered
    build(config)
    whole = content_of(config.build.output)
    seeds(config.build.seeds, {"one.txt": SEEDS["one.txt"].replace("Monday", "Friday")})
    damage(config.build.cache / "store.sqlite", statement)
    notes: list[str] = []
    build(config, Run(note=notes.append))
    assert ["damaged" in note for note in notes] == [True]
    seeds(config.build.seeds, SEEDS)
    build(config)
    assert content_of(config.build.output) == whole


def test_after_the_machine_was_started_a_store_that_lost_pages_is_noticed(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(config)
    whole = content_of(config.build.output)
    file = config.build.cache / "store.sqlite"
    data = bytearray(file.read_bytes())
    data[16384 * 8 : 16384 * 9] = bytes(16384)
    file.write_bytes(bytes(data))
    monkeypatch.setattr("site_builder.pipeline.building.start_of_the_machine", lambda: "another day")
    notes: list[str] = []
    assert build(config, Run(note=notes.append)).pages.written == 0
    assert ["when the machine stopped" in note for note in notes] == [True]
    assert content_of(config.build.output) == whole


def test_a_seed_that_changes_during_a_build_is_looked_at_again(config: Config, tmp_path: Path) -> None:
    from contextlib import AbstractContextManager, nullcontext

    class Meddler:
        def stage(self, name: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]:
            if name == "describe":
                seeds(config.build.seeds, {"one.txt": "Something else. " * 20})
            return nullcontext(lambda steps: None)

    build(config, Run(progress=Meddler()))
    build(config)
    assert content_of(config.build.output) == clean(config, tmp_path)


# Days


def test_a_date_that_has_not_come_is_left_out_until_it_comes(config: Config, tmp_path: Path) -> None:
    report = build(config, Run(today=date(2025, 3, 9)))
    assert [problem.what for problem in report.problems] == [
        "date 2025-03-10 has not come yet; it is left out"
    ] * 2
    assert "2025-03-10" not in (config.build.output / "en/index.html").read_text()
    assert build(config, Run(today=date(2025, 3, 9))).pages.written == 0
    assert build(config, Run(today=date(2025, 3, 10))).problems == ()
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_a_day_that_is_an_earlier_one_takes_the_date_away_again(config: Config, tmp_path: Path) -> None:
    build(config, Run(today=date(2025, 3, 10)))
    early = Run(today=date(2025, 3, 9))
    assert len(build(config, early).problems) == 2
    assert content_of(config.build.output) == clean(config, tmp_path, Run(today=date(2025, 3, 9)))


def test_a_stated_date_may_lie_ahead(config: Config) -> None:
    seeds(config.build.seeds, {"one.toml": "published = 2999-01-01"})
    assert build(config, Run(today=date(2025, 3, 10))).problems == ()
    assert "2999-01-01" in (config.build.output / "en/index.html").read_text()


# Addresses


def test_a_story_that_wants_an_address_that_is_taken_moves_both_and_back(
    config: Config, tmp_path: Path
) -> None:
    build(config)
    rival = PROSE.format("rival") * 3 + "Source: https://a.example/sport/2025/04/11/one.html\n"
    seeds(config.build.seeds, {"rival.txt": rival})
    build(config)
    assert not (config.build.output / "en/a.example/one.html").exists()
    assert len(list(config.build.output.glob("en/a.example/one-*.html"))) == 2
    assert content_of(config.build.output) == clean(config, tmp_path)
    (config.build.seeds / "rival.txt").unlink()
    build(config)
    assert (config.build.output / "en/a.example/one.html").exists()
    (tmp_path / "again").mkdir()
    assert content_of(config.build.output) == clean(config, tmp_path / "again")


def test_two_pages_at_one_address_stop_the_build_and_are_named(tmp_path: Path) -> None:
    # Keys whose first digits agree come by accident once in four thousand million pairs; stated ones at will.
    for key in ("0123456789abcdef", "0123456700000000"):
        seeds(
            tmp_path / "seeds",
            {f"{key}.txt": PROSE.format("x") * 2 + key, f"{key}.toml": f'title = "Same"\nstory = "{key}"'},
        )
    (tmp_path / "site.toml").write_text("")
    with pytest.raises(SiteError, match=r"01234567\w+\.txt"):
        build(load_config(tmp_path / "site.toml"))


def test_a_page_can_pass_from_one_story_to_another(config: Config, tmp_path: Path) -> None:
    build(config)
    seeds(config.build.seeds, {"one.toml": 'story = "0123456789abcdef"'})
    build(config)
    assert (config.build.output / "en/a.example/one.html").exists()
    assert content_of(config.build.output) == clean(config, tmp_path)


def test_a_source_that_is_not_known_is_called_so_in_the_language_of_the_page(
    config: Config, tmp_path: Path
) -> None:
    seeds(tmp_path / "seeds", {"three.txt": GERMAN.format("Linz") * 3})
    build(config)
    (page,) = (config.build.output / "de" / "local").glob("[!i]*.html")
    assert "<bdi>Unbekannte Quelle</bdi>" in page.read_text("utf-8")
    assert "<bdi>Unknown source</bdi>" in (config.build.output / "index.html").read_text("utf-8")
    with (tmp_path / "site.toml").open("a") as file:
        file.write('\n[sources."local"]\nname = "Archive"\n')
    named = load_config(tmp_path / "site.toml")
    build(named)
    assert "<bdi>Archive</bdi>" in page.read_text("utf-8")
    assert content_of(named.build.output) == clean(named, tmp_path)


def test_entries_of_lists_are_the_same_however_many_are_written_at_once(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(config)
    monkeypatch.setattr(arrange, "_ENTRIES", 1)
    assert clean(config, tmp_path) == content_of(config.build.output)


def test_the_first_build_leaves_every_index(config: Config) -> None:
    build(config)
    store = sqlite3.connect(config.build.cache / "store.sqlite")
    names = {name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'index'")}
    store.close()
    assert {"article_id", "article_story", "article_own", "article_open", "trait_id"} <= names
