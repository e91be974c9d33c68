"""Drafts: a build leaves them out, a preview shows them marked, and neither is disturbed by the other."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.building import contents, made_up_config
from support.making import seeds

from site_builder.config import Config
from site_builder.pipeline import Run, build
from site_builder.store import Store

SOURCE = "Source: https://www.baodaklak.vn/2025/06/04/flood-on-the-river.htm\n"
ENGLISH = (
    "The river rose\n\nThe river rose by 38 metres in the night and took the bridge with it.\n\n" + SOURCE
)
GERMAN = "Der Fluss stieg\n\nDer Fluss stieg in der Nacht um 38 Meter und nahm die Brücke mit.\n\n" + SOURCE
OTHER = "A quiet market\n\nFarmers from the whole valley sell apples, cheese and honey on Saturdays.\n"
GERMAN_PAGE = "de/baodaklak.vn/flood-on-the-river.html"
ENGLISH_PAGE = "en/baodaklak.vn/flood-on-the-river.html"
STORY_PAGE = "stories/baodaklak.vn/flood-on-the-river.html"

BADGE = '<span class="draft">Draft</span>'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Three articles; the German version of one is a draft."""
    folder = seeds(
        tmp_path / "seeds",
        {"en.txt": ENGLISH, "de.txt": GERMAN, "de.toml": "draft = true", "other.txt": OTHER},
    )
    return made_up_config(tmp_path, folder)


def elsewhere(config: Config, place: str) -> Config:
    folder = config.build.output.parent / place
    return replace(config, build=replace(config.build, output=folder / "output", cache=folder / "cache"))


def built(config: Config, run: Run | None = None) -> dict[str, bytes]:
    """Every file of the site."""
    build(config, run)
    return contents(config.build.output)


def preview(base: Path | None = None) -> Run:
    return Run(drafts=True, base=base)


def test_a_build_has_no_trace_of_a_draft(config: Config) -> None:
    site = built(config)
    assert GERMAN_PAGE not in site
    assert not [path for path, data in site.items() if "Der Fluss" in data.decode("utf-8", "replace")]
    assert not [path for path, data in site.items() if b'class="draft"' in data]


def test_a_preview_marks_a_draft_wherever_it_stands(config: Config) -> None:
    site = {path: data.decode("utf-8", "replace") for path, data in built(config, preview()).items()}
    assert '<span class="draft">Entwurf</span>' in site[GERMAN_PAGE].partition("</h1>")[2][:80]
    assert BADGE not in site[ENGLISH_PAGE].partition('<nav class="switcher"')[0]
    assert 'Deutsch<span class="draft" lang="en" dir="ltr"> Draft</span></a>' in site[ENGLISH_PAGE]
    assert (
        'Der Fluss stieg</h2><p><span class="draft" lang="en" dir="ltr">Draft</span></p></div>'
        in site[STORY_PAGE]
    )
    assert site["de/index.html"].count('<span class="draft">Entwurf</span>') == 1
    assert (
        site["en/index.html"].count('Deutsch<span class="draft" lang="en" dir="ltr"> Draft</span></a>') == 1
    )
    assert '<span class="draft">Entwurf</span>' in site["de/dates/2025-06.html"]
    assert 'title="Deutsch · Draft"' in site["stories/index.html"]
    assert "\ndraft: true\n" in site[GERMAN_PAGE.replace(".html", ".md")]
    unmarked = [path for path, text in site.items() if path.endswith(".html") and 'class="draft"' not in text]
    assert "en/local/a-quiet-market.html" in unmarked
    assert "en/dates/2025-06.html" in unmarked


def test_a_draft_that_is_none_any_more_is_marked_nowhere(config: Config) -> None:
    build(config, preview())
    (config.build.seeds / "de.toml").write_text("draft = false")
    site = built(config, preview())
    assert GERMAN_PAGE in site
    assert not [path for path, data in site.items() if b'class="draft"' in data]
    assert site == built(elsewhere(config, "clean"))
    (config.build.seeds / "de.toml").write_text("draft = true")
    assert built(config, preview()) == built(elsewhere(config, "clean"), preview())


@pytest.mark.parametrize("change", ["nothing", "an edit of the draft"])
def test_one_cache_can_show_drafts_and_leave_them_out_by_turns(config: Config, change: str) -> None:
    shown, left_out = built(elsewhere(config, "a"), preview()), built(elsewhere(config, "b"))
    assert shown != left_out
    assert built(config) == left_out
    assert built(config, preview()) == shown
    if change != "nothing":
        (config.build.seeds / "de.txt").write_text(GERMAN.replace("nahm", "riss"))
    assert built(config) == left_out
    assert build(config).drafts == 1


def damaged(cache: Path) -> None:
    (cache / "store.sqlite").write_bytes(b"no database" * 1000)


def of_another_version(cache: Path) -> None:
    with Store(cache, "CREATE TABLE other (name);", 1, print):
        pass


def gone(cache: Path) -> None:
    (cache / "store.sqlite").unlink()


@pytest.mark.parametrize("happened", [None, damaged, of_another_version, gone])
def test_a_preview_that_begins_with_the_results_of_a_build_is_the_same(
    config: Config, happened: Callable[[Path], None] | None
) -> None:
    for file in config.build.seeds.iterdir():
        os.utime(file, (1e9, 1e9))  # so long ago that its time tells whether it was changed
    published = built(config)
    if happened is not None:
        happened(config.build.cache)
    own = elsewhere(config, "preview")
    run = preview(config.build.cache)
    site = built(own, run)
    assert site == built(elsewhere(config, "clean"), preview())
    assert contents(config.build.output) == published
    # Of a build that is whole only the draft is read again.
    assert sum(run.ways["language"].values()) == (1 if happened is None else 3)
    assert build(own, preview(config.build.cache)).pages.written == 0
    assert built(config) == published
