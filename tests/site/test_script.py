"""What the one script of the pages adds for a reader, in the real browser; test_browser.py has what needs none."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support.browsing import Reader
from support.building import BuiltSite, build_site, made_up_config

from site_builder.config import SourceSettings

TAGS = [
    "af",
    "am",
    "ar",
    "be",
    "bg",
    "bn",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fa",
    "fi",
    "fr",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "it",
    "ja",
    "ka",
    "kk",
    "ko",
    "lt",
    "lv",
    "mn",
    "mr",
    "nb",
    "ne",
    "nl",
    "pa",
    "pl",
    "pt-BR",
    "ro",
    "ru",
    "sk",
    "sr",
    "sw",
    "ta",
    "te",
    "th",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh-Hans",
    "zh-Hant",
]
FLOOD, FAIR = "flood", "fair"


def seed(language: str, story: str, day: int) -> str:
    paragraphs = "\n\n".join(f"Paragraph {number} of {story} in {language}." for number in range(1, 4))
    return (
        f'---\nlanguage: "{language}"\nstory: {story}\ntitle: "{story} ({language})"\npublished: 2025-05-{day:02}\n'
        f"source_url: https://news.example/{language}/2025/{story}.html\n---\n\n{paragraphs}\n"
    )


@pytest.fixture(scope="module")
def many_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """One story in 53 languages, one in three; the source publishes in Vietnamese."""
    place = tmp_path_factory.mktemp("many")
    seeds = place / "seeds"
    seeds.mkdir()
    for tag in TAGS:
        (seeds / f"{FLOOD}-{tag}.md").write_text(seed(tag, FLOOD, 2), "utf-8")
    for tag in ("en", "uk", "ar"):
        (seeds / f"{FAIR}-{tag}.md").write_text(seed(tag, FAIR, 1), "utf-8")
    config = made_up_config(place, seeds)
    return build_site(replace(config, sources={"news.example": SourceSettings(language="vi")}))


def page_of(site: BuiltSite, language: str, story: str) -> Path:
    return site.folder / language / "news.example" / f"{story}.html"


def shown(page: Page, selector: str) -> list[str]:
    """Texts of the elements that can be seen."""
    return [text.strip() for text in page.locator(f"{selector}:visible").all_inner_texts()]


def state(page: Page, *tags: str) -> None:
    """Say in the panel which languages are read."""
    page.locator(".site-language > summary").click()
    for tag in tags:
        page.locator(f".site-language .add[data-tag='{tag}']").click()
    page.keyboard.press("Escape")


def test_a_language_is_found_by_its_own_name_by_ours_and_by_its_code(
    many_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(page_of(many_site, "de", FLOOD))
    page = visit.page
    page.locator(".every summary").click()
    field = page.locator(".every .find")
    for typed, found in (
        ("україн", "uk"),
        ("Ukrain", "uk"),
        ("vietnamesisch", "vi"),
        ("tieng viet", "vi"),
        ("KK", "kk"),
    ):
        field.fill(typed)
        links = page.locator(".every a[hreflang]:visible")
        assert found in [link.get_attribute("hreflang") for link in links.all()], typed
        assert links.count() < 4, typed
    field.fill("qqq")
    assert shown(page, ".every [role=status]") == ["Nichts gefunden."]
    field.fill("Ukrain")
    field.press("Enter")
    page.wait_for_url(f"**/uk/news.example/{FLOOD}.html")
    assert visit.errors == []


def test_without_scripts_every_language_is_there_and_no_field_that_does_nothing(
    many_site: BuiltSite, open_page: Reader
) -> None:
    page = open_page(page_of(many_site, "en", FLOOD), javascript=False).page
    assert page.locator("input:visible, .add, .mine:visible").count() == 0
    page.locator(".every summary").click()
    tags = [link.get_attribute("hreflang") or "" for link in page.locator(".every a[hreflang]:visible").all()]
    assert sorted(tags) == sorted(TAGS)
    assert shown(page, ".switcher > .languages a")[:2] == ["English", "Tiếng Việt"]


def test_the_short_list_begins_with_what_this_reader_reads(many_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(page_of(many_site, "en", FLOOD), locale="et-EE")
    page = visit.page
    first = page.locator(".switcher > .languages a")
    assert first.nth(1).get_attribute("hreflang") == "et"
    assert first.count() == 6
    state(page, "ka", "zh-Hant")
    assert [first.nth(place).get_attribute("hreflang") for place in range(4)] == ["en", "ka", "zh-Hant", "et"]
    page.goto(page_of(many_site, "ja", FLOOD).as_uri())
    page.goto(page_of(many_site, "lt", FLOOD).as_uri())
    tags = [link.get_attribute("hreflang") for link in first.all()]
    assert tags[:3] == ["lt", "ka", "zh-Hant"]
    assert "ja" in tags, "a language that was read is remembered"
    assert visit.errors == []


def test_lists_offer_the_first_of_the_reader_s_languages(many_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(many_site.folder / "en" / "index.html")
    page = visit.page
    links = page.locator(".headline a")
    assert [link.get_attribute("hreflang") for link in links.all()] == [None, None]
    state(page, "ka", "uk")
    assert [link.get_attribute("hreflang") for link in links.all()] == ["ka", "uk"]
    assert shown(page, ".headline .offer") == ["ქართული", "українська"]
    links.first.click()
    page.wait_for_url(f"**/ka/news.example/{FLOOD}.html?languages=ka,uk")
    page.goto((many_site.folder / "sources" / "news.example.html").as_uri())
    assert [link.get_attribute("hreflang") for link in links.all()] == ["ka", "uk"]
    page.locator(".site-language > summary").click()
    for name in ("ქართული", "українська"):
        page.get_by_role("button", name=f"Remove {name}").click()
    assert [link.get_attribute("hreflang") for link in links.all()] == [None, None]
    assert page.locator(".offer").count() == 0
    assert visit.errors == []


def test_languages_are_stated_and_put_in_order_by_keyboard_alone(
    many_site: BuiltSite, open_page: Reader
) -> None:
    page = open_page(many_site.folder / "en" / "index.html").page
    page.locator(".site-language > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".site-language .find").focus()
    page.keyboard.type("georg")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".site-language .find").fill("")
    page.locator(".add[data-tag=uk]").focus()
    page.keyboard.press("Space")
    prefer = page.get_by_role("button", name="Prefer українська")
    prefer.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("JSON.parse(localStorage.languages)") == ["uk", "ka"]
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Remove українська"
    page.keyboard.press("Escape")
    assert not page.locator(".site-language nav").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_chosen_columns_stay_chosen_and_are_three_at_most(many_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(many_site.folder / "stories" / "news.example" / f"{FLOOD}.html")
    page = visit.page
    chosen = (
        "() => [...document.querySelectorAll('.chooser input:checked')].map(box => box.parentElement.lang)"
    )
    assert len(page.evaluate(chosen)) == 2
    for tag in ("uk", "ar", "ja", "th"):
        page.locator(f".chooser label[lang='{tag}'] input").check()
    assert sorted(page.evaluate(chosen)) == ["ar", "ja", "th"]
    page.goto((many_site.folder / "stories" / "news.example" / f"{FAIR}.html").as_uri())
    assert "ar" in page.evaluate(chosen)
    page.goto((many_site.folder / "stories" / "news.example" / f"{FLOOD}.html").as_uri() + "#p3")
    assert sorted(page.evaluate(chosen)) == ["ar", "ja", "th"]
    assert page.locator("#p3").is_visible()
    assert visit.errors == []


def test_a_translation_links_its_original(many_site: BuiltSite, open_page: Reader) -> None:
    page = open_page(page_of(many_site, "uk", FLOOD), javascript=False).page
    page.locator(".notice a").click()
    page.wait_for_url(f"**/vi/news.example/{FLOOD}.html")
    assert page.locator(".notice").count() == 0
    page.goto(page_of(many_site, "uk", FAIR).as_uri())
    assert page.locator(".notice").count() == 1
    assert page.locator(".notice a").count() == 0, "there is no Vietnamese version here"


def test_what_a_browser_remembers_can_be_anything(many_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(many_site.folder / "en" / "index.html")
    page = visit.page
    for value in ("[1, null]", "{", '"x"', '["\\"><img src=x onerror=alert(1)>", "..", "uk"]', "[[]]"):
        page.evaluate(
            "value => ['languages', 'recent', 'columns'].forEach(name => localStorage[name] = value)", value
        )
        for path in ("en/index.html", f"en/news.example/{FLOOD}.html", f"stories/news.example/{FLOOD}.html"):
            page.goto((many_site.folder / path).as_uri())
            assert page.locator(".mine").is_hidden() or page.locator(".mine img").count() == 0
    assert visit.errors == []
