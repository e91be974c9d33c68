"""Small and large: stories from one language to a hundred, titles, words and articles without end, next to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.browsing import TOO_WIDE, Reader, Visit
from support.building import BuiltSite, build_site, made_up_config
from support.making import seeds

from bench.many_languages import write_story

NARROW = (320, 700)
KB = 1024
SIZES = (1, 2, 8, 12, 40, 60, 100)
SCRIPTS = {
    "en": "Latin",
    "uk": "Cyrillic",
    "ar": "Arabic",
    "hi": "Devanagari",
    "th": "Thai",
    "zh-Hans": "Chinese",
}
WORDS = {
    "en": "unputdownability",
    "uk": "найнеперевершеніший",
    "ar": "استقلاليتهمالكاملة",
    "hi": "अंतरराष्ट्रीयकरण",
    "th": "มหาวิทยาลัยเทคโนโลยี",
    "zh-Hans": "图书馆里的长篇故事没有尽头",
}
"""One word of each script, to be said again and again without a space."""


def built(place: Path) -> BuiltSite:
    return build_site(made_up_config(place, place / "seeds"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A story of each size."""
    place = tmp_path_factory.mktemp("many")
    for size in SIZES:
        write_story(place / "seeds" / str(size), size, story=f"in-{size}")
    return built(place)


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """For each script a title of 300 characters and a word of 500, in one story; an article of 400 paragraphs."""
    place = tmp_path_factory.mktemp("endless")
    files: dict[str, str | bytes] = {}
    for tag, word in WORDS.items():
        title, long = (word * 40)[:300], (word * 60)[:500]
        files[f"{tag}.md"] = (
            f'---\ntitle: "{title}"\nlanguage: {tag}\nstory: endless\n---\n\n{word} {word}.\n\n{long}\n\n{word}.\n'
        )
    text = "\n\n".join(f"Paragraph {number} says what {number - 1} had left unsaid." for number in range(400))
    files["paragraphs.md"] = f"---\ntitle: A long one\nlanguage: en\nstory: long\n---\n\n{text}\n"
    seeds(place / "seeds", files)
    return built(place)


@pytest.fixture(scope="module")
def single(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """One article alone."""
    place = tmp_path_factory.mktemp("single")
    seeds(
        place / "seeds", {"only.txt": "The only text\nThere was one text here, and nobody wrote another.\n"}
    )
    return built(place)


def story_page(site: BuiltSite, story: str, language: str) -> Path:
    (entry,) = (
        entry
        for entry in site.catalogue
        if entry["language"] == language and story in Path(str(entry["seed"])).name
    )
    return site.folder / str(entry["url"])


def side_by_side(page: Path, site: BuiltSite) -> Path:
    return site.folder / "stories" / page.relative_to(site.folder).parts[1] / page.name


def unfold(visit: Visit) -> None:
    visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def too_wide(visit: Visit, page: Path) -> Any:
    """What stands out of a narrow window, with all that folds closed and then open."""
    visit.page.goto(page.resolve().as_uri())
    closed = visit.page.evaluate(TOO_WIDE)
    unfold(visit)
    return closed + visit.page.evaluate(TOO_WIDE)


# A story in many languages


@pytest.mark.parametrize("size", SIZES)
def test_switcher_leads_to_every_language_and_fits(many: BuiltSite, open_page: Reader, size: int) -> None:
    page = story_page(many, f"in-{size}.", "en")
    visit = open_page(page, viewport=NARROW, javascript=False)
    tags = visit.page.locator(".switcher > :is(.languages, .every) a[hreflang]").evaluate_all(
        "links => links.map(link => link.hreflang)"
    )
    assert len(set(tags)) == (size if size > 1 else 0)
    faults = {tag: too_wide(visit, story_page(many, f"in-{size}.", tag)) for tag in SCRIPTS if tag in tags}
    assert {tag: fault for tag, fault in faults.items() if fault} == {}


def test_short_switcher_leaves_the_text_on_the_screen(many: BuiltSite, open_page: Reader) -> None:
    """However many languages there are: the first paragraph begins on the first screen of a desk."""
    visit = open_page(many.folder / "index.html")
    for size in SIZES:
        visit.page.goto(story_page(many, f"in-{size}.", "en").resolve().as_uri())
        top = visit.page.locator(".prose p").first.evaluate("element => element.getBoundingClientRect().top")
        assert top < 800, size


@pytest.mark.parametrize(("size", "bound"), [(1, 28 * KB), (8, 30 * KB), (40, 40 * KB), (100, 50 * KB)])
def test_articles_stay_light_in_a_library_of_a_hundred_languages(
    many: BuiltSite, size: int, bound: int
) -> None:
    """Half of the smaller ones are the library's languages, in the header and as those that the story lacks."""
    page = story_page(many, f"in-{size}.", "en")
    assert page.stat().st_size < bound


def test_side_by_side_of_sixty_languages_is_usable_and_light(many: BuiltSite, open_page: Reader) -> None:
    page = side_by_side(story_page(many, "in-60.", "en"), many)
    assert page.stat().st_size < 250 * KB
    visit = open_page(page, javascript=False)
    assert visit.page.evaluate("document.querySelectorAll('*').length") < 3_000
    shown = visit.page.locator("#p1 > [lang]:visible")
    assert 1 < shown.count() <= 3
    boxes = visit.page.locator(".chooser input:visible")
    assert 2 < boxes.count() <= 60
    boxes.nth(boxes.count() - 1).check()
    assert shown.count() > 2
    visit.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    assert too_wide(visit, page) == []
    assert visit.errors == []


@pytest.mark.parametrize("size", SIZES)
def test_side_by_side_of_any_size_is_not_wider_than_its_window(
    many: BuiltSite, open_page: Reader, size: int
) -> None:
    visit = open_page(many.folder / "index.html", viewport=NARROW)
    page = side_by_side(story_page(many, f"in-{size}.", "en"), many)
    assert too_wide(visit, page) == []
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    assert too_wide(visit, page) == []


@pytest.mark.parametrize("path", ["index.html", "en/index.html", "ar/index.html", "stories/index.html"])
@pytest.mark.parametrize("width", [320, 1280])
def test_lists_of_a_site_in_a_hundred_languages_fit(
    many: BuiltSite, open_page: Reader, path: str, width: int
) -> None:
    visit = open_page(many.folder / "index.html", viewport=(width, 700))
    assert too_wide(visit, many.folder / path) == []
    assert visit.errors == []


# Titles, words and articles without end


@pytest.mark.parametrize("tag", SCRIPTS)
def test_title_and_word_without_end_are_broken(endless: BuiltSite, open_page: Reader, tag: str) -> None:
    visit = open_page(endless.folder / "index.html", viewport=NARROW)
    page = story_page(endless, f"{tag}.", tag)
    lists = [endless.folder / tag / "index.html", side_by_side(page, endless)]
    faults = {file.name: too_wide(visit, file) for file in (page, *lists)}
    assert {name: fault for name, fault in faults.items() if fault} == {}


@pytest.mark.parametrize("path", ["index.html", "stories/index.html"])
def test_lists_of_endless_titles_fit(endless: BuiltSite, open_page: Reader, path: str) -> None:
    visit = open_page(endless.folder / "index.html", viewport=NARROW)
    assert too_wide(visit, endless.folder / path) == []


def test_title_without_end_leaves_room_for_the_text(endless: BuiltSite, open_page: Reader) -> None:
    """On a desk the text begins within a screen and a half, and files keep names that every system takes."""
    page = story_page(endless, "en.", "en")
    assert len(page.name.encode()) < 150
    visit = open_page(page)
    top = visit.page.locator(".prose p").first.evaluate("element => element.getBoundingClientRect().top")
    assert top < 1_200


def test_article_of_four_hundred_paragraphs_is_whole(endless: BuiltSite, open_page: Reader) -> None:
    page = story_page(endless, "paragraphs.", "en")
    visit = open_page(page, viewport=NARROW)
    assert visit.page.locator(".prose > p").count() == 400
    assert visit.page.locator("#p400").inner_text().startswith("Paragraph 399")
    assert too_wide(visit, page) == []
    assert visit.page.evaluate("performance.getEntriesByType('navigation')[0].domComplete") < 2_000


# Next to nothing


def test_no_seeds_make_a_site_that_says_so(empty_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(empty_site.folder / "index.html", viewport=NARROW)
    for path in set(empty_site.pages) - {"404.html"}:
        assert too_wide(visit, empty_site.folder / path) == []
        assert visit.page.locator("h1").count() == 1
    visit.page.goto((empty_site.folder / "index.html").resolve().as_uri())
    assert visit.page.locator(".empty").is_visible()
    assert visit.errors == []


def test_one_article_alone_has_all_its_pages(single: BuiltSite, open_page: Reader) -> None:
    visit = open_page(single.folder / "index.html", viewport=NARROW)
    for path in set(single.pages) - {"404.html"}:
        assert too_wide(visit, single.folder / path) == [], path
    assert len(single.catalogue) == 1
    visit.page.goto((single.folder / "index.html").resolve().as_uri())
    visit.page.locator(".headline a").first.click()
    assert visit.page.locator("h1").inner_text() == "The only text"
    assert visit.page.locator(".switcher > .button").count() == 0
    assert visit.errors == []
