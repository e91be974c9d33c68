"""Sites opened from a disk in Firefox, where every file is a stranger to every other."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.building import BuiltSite
from support.firefox import Firefox

SHOWN = "Object.fromEntries([...document.querySelectorAll('#p7 > [lang]')].map(one => [one.lang, one.checkVisibility()]))"

LOADED = """({
  sheets: [...document.querySelectorAll('link[rel=stylesheet]')].every(one => one.sheet),
  styled: getComputedStyle(document.body).display === 'flex',
  fits: document.documentElement.scrollWidth <= document.documentElement.clientWidth,
})"""


def article(site: BuiltSite, language: str) -> Path:
    return site.folder / str(site.entry(language)["url"])


def test_files_may_not_read_one_another(firefox: Firefox, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("text", encoding="utf-8")
    (tmp_path / "page.html").write_text("<!doctype html><title>Page</title>", encoding="utf-8")
    firefox.open(tmp_path / "page.html")
    assert firefox.ask("fetch('other.txt').then(() => 'read', () => 'refused')") == "refused"


def test_what_scripts_throw_is_noticed(firefox: Firefox, tmp_path: Path) -> None:
    page = "<!doctype html><title>Page</title><script>throw new Error('planted')</script>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    firefox.open(tmp_path / "page.html")
    assert any("planted" in error for error in firefox.errors)


@pytest.mark.parametrize("site_name", ["unpublished_site", "arabic_site", "empty_site"])
def test_every_page_opens_with_its_style_and_fits(
    request: pytest.FixtureRequest, firefox: Firefox, site_name: str
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    faults = {}
    firefox.size(320, 700)
    for path in site.pages:
        if path == "404.html" and site.base_url:
            continue  # it belongs on its host
        firefox.open(site.folder / path)
        found = firefox.ask(LOADED)
        if found != {"sheets": True, "styled": True, "fits": True} or firefox.errors:
            faults[path] = (found, list(firefox.errors))
    assert faults == {}


def test_switcher_leads_from_language_to_language_and_back(
    five_seeds_site: BuiltSite, firefox: Firefox
) -> None:
    firefox.size(1280, 800)
    firefox.open(article(five_seeds_site, "uk"))
    for language in ("en", "nl", "uk"):
        there = firefox.follow(f"article nav a[hreflang={language}]")
        assert there == article(five_seeds_site, language).resolve().as_uri()
        assert firefox.ask("document.documentElement.lang") == language
    assert firefox.errors == []


def test_columns_side_by_side_go_and_come_back(five_seeds_site: BuiltSite, firefox: Firefox) -> None:
    firefox.size(1280, 800)
    firefox.open(article(five_seeds_site, "nl"))
    firefox.follow("article nav a[href*='stories/']")
    assert firefox.ask(SHOWN) == {"en": True, "nl": True, "uk": True}
    wide = "document.querySelector('#p7 > [lang=en]').clientWidth"
    before = firefox.ask(wide)
    firefox.click("label[lang=nl]")
    assert firefox.ask(SHOWN) == {"en": True, "nl": False, "uk": True}
    assert firefox.ask(wide) > before
    firefox.click("label[lang=nl]")
    assert firefox.ask(SHOWN) == {"en": True, "nl": True, "uk": True}
    firefox.ask("localStorage.clear()")
    assert firefox.errors == []


def test_columns_chosen_on_a_page_are_chosen_when_it_is_opened_again(
    five_seeds_site: BuiltSite, firefox: Firefox
) -> None:
    """Each file has a memory of its own in Firefox; on a server all pages share one."""
    (page,) = five_seeds_site.folder.glob("stories/baodaklak.vn/*.html")
    firefox.size(1280, 800)
    firefox.open(page)
    firefox.click("label[lang=nl]")
    assert firefox.ask("JSON.parse(localStorage.getItem('columns'))") == ["en", "uk"]
    firefox.open(page)
    assert firefox.ask(SHOWN) == {"en": True, "nl": False, "uk": True}
    firefox.ask("localStorage.clear()")
    assert firefox.errors == []


def test_the_reader_s_languages_go_along_from_page_to_page(
    five_seeds_site: BuiltSite, firefox: Firefox
) -> None:
    firefox.size(1280, 800)
    firefox.open(five_seeds_site.folder / "uk" / "index.html")
    firefox.click(".site-language > summary")
    firefox.click(".add[data-tag=nl]")
    firefox.click(".site-language > summary")
    there = firefox.follow("nav.rooms a")
    assert there.endswith("?languages=nl")
    there = firefox.follow(".registry a[href$='baodaklak.vn.html']")
    assert firefox.ask("document.querySelector('.headline a').hreflang") == "nl"
    assert firefox.follow(".headline a").startswith(article(five_seeds_site, "nl").resolve().as_uri())
    firefox.click(".site-language > summary")
    firefox.click(".mine [data-for=nl]")
    assert firefox.follow("nav.rooms a").endswith("?languages=")
    assert firefox.ask("JSON.parse(localStorage.getItem('languages'))") == []
    firefox.ask("localStorage.clear()")
    assert firefox.errors == []
