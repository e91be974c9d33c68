"""What axe-core says of every kind of page: light, dark and on a phone, from left to right and from right to left."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from support.browsing import DESKTOP, PHONE, Reader, Scheme
from support.building import BASE_PATH, BuiltSite
from support.serving import ServeFolder

NARROW = (320, 700)


OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # style sheets would be loaded a second time, which browsers refuse on a disk
}


class Mode(NamedTuple):
    """How a page is looked at."""

    name: str
    scheme: Scheme
    viewport: tuple[int, int]
    folded: bool
    """Whether what folds is closed; else all of it is open."""


MODES = (
    Mode("light", "light", DESKTOP, folded=True),
    Mode("light, unfolded", "light", DESKTOP, folded=False),
    Mode("dark", "dark", DESKTOP, folded=True),
    Mode("light, 320 wide", "light", NARROW, folded=True),
    Mode("dark, 390 wide, unfolded", "dark", PHONE, folded=False),
)

UNPUBLISHED = (
    "index.html",
    "404.html",
    "offline/uk/index.html",
    "uk/index.html",
    "uk/baodaklak.vn/index.html",
    "uk/baodaklak.vn/le-*.html",
    "pl/baodongkhoi.vn/giai-*.html",
    "stories/baodaklak.vn/*.html",
    "stories/index.html",
    "sources/index.html",
    "sources/baodaklak.vn.html",
)
ARABIC = (
    "index.html",
    "ar/index.html",
    "ar/news.example/[!i]*.html",
    "en/news.example/[!i]*.html",
    "stories/news.example/*.html",
    "stories/index.html",
    "sources/index.html",
)
ODD = (
    "index.html",
    "ar/local/the-orchard*.html",
    "zh-Hant/local/the-orchard*.html",
    "he/index.html",
    "en/local/a-sieve*.html",
    "stories/local/the-orchard*.html",
    "stories/index.html",
)
EMPTY = ("index.html", "stories/index.html", "sources/index.html")
"""Pages of each site: a pattern that one file matches."""


def faults(visit_page: Any, axe: Axe) -> list[str]:
    """One line per element that axe-core finds fault with."""
    found = axe.run(visit_page, options=OPTIONS).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]} ({' '.join(node['failureSummary'].split())[:200]})"
        for violation in found
        for node in violation["nodes"]
    ]


def faults_of(visit_page: Any, address: str) -> dict[tuple[str, str], list[str]]:
    """What is wrong with one page, in each mode."""
    found: dict[tuple[str, str], list[str]] = {}
    axe = Axe()
    visit_page.goto(address)
    for mode in MODES:
        visit_page.emulate_media(color_scheme=mode.scheme)
        visit_page.set_viewport_size({"width": mode.viewport[0], "height": mode.viewport[1]})
        visit_page.evaluate(
            "open => document.querySelectorAll('details').forEach(one => one.open = open)", not mode.folded
        )
        if wrong := faults(visit_page, axe):
            found[address, mode.name] = wrong
    return found


def only_file(site: BuiltSite, pattern: str) -> Path:
    (path,) = site.folder.glob(pattern)
    return path


@pytest.mark.parametrize(
    ("site_name", "pages"),
    [("unpublished_site", UNPUBLISHED), ("arabic_site", ARABIC), ("odd_site", ODD), ("empty_site", EMPTY)],
    ids=["five-seeds", "arabic", "odd", "empty"],
)
def test_axe_finds_nothing_on_pages_opened_from_a_disk(
    request: pytest.FixtureRequest, open_page: Reader, site_name: str, pages: tuple[str, ...]
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    visit = open_page(site.folder / "index.html")
    found: dict[tuple[str, str], list[str]] = {}
    for pattern in pages:
        found |= faults_of(visit.page, only_file(site, pattern).resolve().as_uri())
    assert found == {}
    assert visit.errors == []


@pytest.mark.parametrize("site_name", ["five_seeds_site", "arabic_site"])
def test_axe_finds_nothing_on_the_page_for_what_is_not_there(
    request: pytest.FixtureRequest, open_page: Reader, serve_folder: ServeFolder, site_name: str
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    with serve_folder(site.folder, BASE_PATH) as root:
        visit = open_page(root)
        assert faults_of(visit.page, f"{root}nowhere/at/all.html") == {}


def test_keyboard_reaches_code_that_scrolls(odd_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(only_file(odd_site, "en/local/a-sieve*.html"), viewport=NARROW)
    wide = "() => [...document.querySelectorAll('.prose pre')].filter(one => one.scrollWidth > one.clientWidth).length"
    assert visit.page.evaluate(wide) > 0
    focused = set()
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        focused.add(visit.page.evaluate("document.activeElement.localName"))
    assert "pre" in focused


def test_axe_finds_planted_faults(open_page: Reader, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html><meta charset="utf-8"><title>A page</title>'
        '<main><h1>Title</h1><p style="color: #aaa; background: #fff">Pale<img src="x.png"></p></main>',
        encoding="utf-8",
    )
    visit = open_page(page)
    assert {fault.partition(":")[0] for fault in faults(visit.page, Axe())} == {
        "color-contrast",
        "html-has-lang",
        "image-alt",
    }
