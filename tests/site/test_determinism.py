"""The same seeds give the same bytes: whoever builds, how often, in what order, and however the last build ended."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from support.building import BASE_URL, ROOT, SEEDS, BuiltSite, build_site, contents, project_config

from site_builder.config import Config
from site_builder.model import Written
from site_builder.pipeline import Run, build

SLUGS = {
    "cs": "cs/hanoi.gov.vn/phuong-viet-hung-trien-khai-chien-dich-45-ngay-dem-ra-quan-ho-tro-hoat-dong-chuyen-doi-so-4250807141513959",
    "pl": "pl/baodongkhoi.vn/giai-phap-nang-cao-chat-luong-hoat-dong-mat-tran-xa-phuong-30062025-a148925",
}
KEPT = ("offline/pl/0000.json", "offline/pl/index.json")
"""The lists by which a browser keeps the Polish article."""
CATALOGUE = {"data/catalogue/0000.jsonl", "data/articles/0000.csv"}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The project's configuration over a copy of its seeds that a test may change."""
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    return project_config(tmp_path, seeds)


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Files that are new, gone or different."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def times(folder: Path) -> dict[str, tuple[int, int]]:
    """Path → time of the last change and inode: a file that was written again shows it in one of them."""
    return {
        file.relative_to(folder).as_posix(): (file.stat().st_mtime_ns, file.stat().st_ino)
        for file in folder.rglob("*")
    }


def build_elsewhere(place: Path, *words: str, hash_seed: int = 0) -> dict[str, bytes]:
    """Build the project's seeds by the command, in an interpreter of its own; what lies in the output then."""
    output = place / "output"
    command = [sys.executable, str(ROOT / "build.py"), "--quiet", "--base-url", BASE_URL]
    folders = ["--output", str(output), "--cache", str(place / "cache")]
    subprocess.run(
        [*command, *folders, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        check=True,
    )
    return contents(output)


def test_second_build_writes_no_file(config: Config) -> None:
    first = build_site(config)
    before = times(first.folder)
    again = build(config, Run())
    assert again.pages == Written(written=0, unchanged=len(first.paths), removed=0)
    assert times(first.folder) == before


def test_forced_build_writes_no_file_either(config: Config) -> None:
    first = build_site(config)
    before = times(first.folder)
    assert build(config, Run(force=True)).pages == Written(written=0, unchanged=len(first.paths), removed=0)
    assert times(first.folder) == before


def test_build_in_another_folder_gives_the_same_bytes(five_seeds_site: BuiltSite, config: Config) -> None:
    assert changed(contents(five_seeds_site.folder), contents(build_site(config).folder)) == set()


def test_two_processes_write_what_one_writes(five_seeds_site: BuiltSite, tmp_path: Path) -> None:
    parallel = build_elsewhere(tmp_path, "--jobs", "2", "--engine", "processes")
    assert changed(contents(five_seeds_site.folder), parallel) == set()


@pytest.mark.parametrize("hash_seed", [1, 20_251_122])
def test_order_of_hashes_decides_nothing(five_seeds_site: BuiltSite, tmp_path: Path, hash_seed: int) -> None:
    built = build_elsewhere(tmp_path, "--engine", "serial", hash_seed=hash_seed)
    assert changed(contents(five_seeds_site.folder), built) == set()


def test_deleted_cache_changes_nothing(config: Config) -> None:
    first = build_site(config)
    before = times(first.folder)
    shutil.rmtree(config.build.cache)
    assert build(config, Run()).pages == Written(written=0, unchanged=len(first.paths), removed=0)
    assert times(first.folder) == before


def test_damaged_cache_changes_nothing(config: Config) -> None:
    first = build_site(config)
    for file in config.build.cache.rglob("*"):
        if file.is_file():
            file.write_bytes(b"no cache")
    assert build(config, Run()).pages == Written(written=0, unchanged=len(first.paths), removed=0)


def test_renamed_seed_changes_only_the_files_that_name_it(five_seeds_site: BuiltSite, config: Config) -> None:
    (seed,) = config.build.seeds.glob("003_*")
    seed.rename(config.build.seeds / "a new name.txt")
    after = contents(build_site(config).folder)
    assert changed(contents(five_seeds_site.folder), after) == {
        f"{SLUGS['pl']}.html",
        f"{SLUGS['pl']}.md",
        *KEPT,
        *CATALOGUE,
    }


def test_order_of_seeds_changes_nothing_but_their_names(five_seeds_site: BuiltSite, config: Config) -> None:
    seeds = config.build.seeds
    names = sorted(path.name for path in seeds.iterdir())
    turned = {name: f"{9 - number}{name[1:]}" for number, name in enumerate(names)}
    (seeds / "sub").mkdir()
    for old, new in turned.items():
        (seeds / old).rename(seeds / "sub" / new)
    after = contents(build_site(config).folder)
    for old, new in turned.items():
        after = {path: data.replace(f"sub/{new}".encode(), old.encode()) for path, data in after.items()}
    differing = changed(contents(five_seeds_site.folder), after)
    # A page names its seed, and the lists for reading offline have its hash.
    assert {path for path in differing if not path.startswith("offline/")} == set()


def test_removed_translation_takes_its_pages_along_and_no_other(
    five_seeds_site: BuiltSite, config: Config
) -> None:
    build_site(config)
    (seed,) = config.build.seeds.glob("001_*")
    seed.unlink()
    smaller = build_site(config)
    gone = set(five_seeds_site.paths) - set(smaller.paths)
    assert gone == {
        path for path in five_seeds_site.paths if path.startswith(("nl/", "offline/nl/", "search/nl/"))
    }
    assert set(smaller.paths) <= set(five_seeds_site.paths)
    assert smaller.report.pages.removed == len(gone)
    assert not (smaller.folder / "nl").exists()


def test_removed_story_takes_its_pages_along_and_no_other(five_seeds_site: BuiltSite, config: Config) -> None:
    build_site(config)
    (seed,) = config.build.seeds.glob("004_*")
    seed.unlink()
    smaller = build_site(config)
    gone = set(five_seeds_site.paths) - set(smaller.paths)
    assert gone == {
        path
        for path in five_seeds_site.paths
        if path.startswith(("cs/", "offline/cs/", "search/cs/")) or "hanoi.gov.vn" in path
    }
    assert set(smaller.paths) <= set(five_seeds_site.paths)


def test_site_with_a_seed_removed_is_the_site_that_never_had_it(config: Config, tmp_path: Path) -> None:
    build_site(config)
    (seed,) = config.build.seeds.glob("004_*")
    seed.unlink()
    incremental = contents(build_site(config).folder)
    clean = project_config(tmp_path / "clean", config.build.seeds)
    assert changed(contents(build_site(clean).folder), incremental) == set()


def searched(language: str, found: set[str]) -> set[str]:
    """What an edit of a few words changes of the search: texts, some files of terms, and their list for reading offline."""
    terms = {path for path in found if path.startswith(f"search/{language}/terms-")}
    assert terms
    return {f"search/{language}/texts-0.js", f"offline/{language}/search.json", *terms}


def test_edited_sentence_changes_only_the_files_that_show_it(config: Config) -> None:
    site = build_site(config)
    before, written_before = contents(site.folder), times(site.folder)
    (seed,) = config.build.seeds.glob("003_*")
    text = seed.read_text("utf-8")
    assert text.count("Powielanie typowych modeli") == 1
    seed.write_text(text.replace("Powielanie typowych modeli", "Powielanie dobrych wzorów"), "utf-8")
    after = contents(build_site(config).folder)
    touched = {
        f"{SLUGS['pl']}.html",
        f"{SLUGS['pl']}.md",
        f"stories/{SLUGS['pl'].removeprefix('pl/')}.html",
        *KEPT,
        *CATALOGUE,
        *searched("pl", changed(before, after)),
    }
    assert changed(before, after) == touched
    written_after = times(site.folder)
    rewritten = {path for path, when in written_after.items() if when != written_before[path]}
    assert {path for path in rewritten if (site.folder / path).is_file()} == touched


def test_edited_headline_changes_only_its_own_pages_and_the_lists_that_show_it(config: Config) -> None:
    before = contents(build_site(config).folder)
    (seed,) = config.build.seeds.glob("003_*")
    text = seed.read_text("utf-8")
    seed.write_text(text.replace("skutecznie realizuje", "sprawnie realizuje", 1), "utf-8")
    after = contents(build_site(config).folder)
    assert changed(before, after) == {
        f"{SLUGS['pl']}.html",
        f"{SLUGS['pl']}.md",
        f"stories/{SLUGS['pl'].removeprefix('pl/')}.html",
        *KEPT,
        "offline/pl/lists.json",
        *searched("pl", changed(before, after)),
        "pl/index.html",
        "pl/feed.xml",
        "pl/feed.json",
        "pl/baodongkhoi.vn/index.html",
        "pl/baodongkhoi.vn/feed.xml",
        "pl/dates/2025-06.html",
        "data/coverage/0000.csv",
        "sources/baodongkhoi.vn.html",
        "stories/index.html",
        "index.html",
        *CATALOGUE,
    }


def test_edit_that_is_taken_back_leaves_the_site_as_it_was(config: Config) -> None:
    before = contents(build_site(config).folder)
    (seed,) = config.build.seeds.glob("000_*")
    raw = seed.read_bytes()
    seed.write_bytes(b"".join(raw.splitlines(keepends=True)[8:]))
    assert changed(before, contents(build_site(config).folder)) != set()
    seed.write_bytes(raw)
    assert changed(before, contents(build_site(config).folder)) == set()


def test_leftovers_of_an_interrupted_build_are_cleaned(config: Config) -> None:
    site = build_site(config)
    before = contents(site.folder)
    (site.folder / "en" / "index.html.site-builder-new").write_bytes(b"<!doctype html><html la")
    (site.folder / "xx" / "nowhere").mkdir(parents=True)
    (site.folder / "xx" / "nowhere" / "old.html.site-builder-new").write_bytes(b"")
    again = build(config, Run())
    assert again.pages == Written(written=0, unchanged=len(before), removed=2)
    assert contents(site.folder) == before
    assert not (site.folder / "xx").exists()


@pytest.mark.parametrize("files", [0, 1, 17, 40])
def test_build_stopped_at_any_file_leaves_whole_files_and_the_next_one_ends_the_work(
    five_seeds_site: BuiltSite, config: Config, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    whole = contents(five_seeds_site.folder)
    moved = 0

    def move(source: str, target: str) -> None:
        nonlocal moved
        if Path(target).is_relative_to(config.build.output):
            if moved == files:
                raise KeyboardInterrupt
            moved += 1
        Path(source).rename(target)

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", move)
        with pytest.raises(KeyboardInterrupt):
            build(config, Run())
    stopped = contents(config.build.output)
    assert len(stopped) == files
    assert {path: data for path, data in stopped.items() if whole[path] != data} == {}
    assert contents(build_site(config).folder) == whole


def test_other_cache_and_jobs_are_no_part_of_the_output(five_seeds_site: BuiltSite, config: Config) -> None:
    build_site(config)
    other = replace(config, build=replace(config.build, cache=config.build.cache.with_name("other"), jobs=1))
    assert build(other, Run()).pages.written == 0
    assert contents(config.build.output) == contents(five_seeds_site.folder)
