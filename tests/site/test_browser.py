"""Whole sites in a real browser: opened from a disk and served, by mouse and by keyboard, light, dark and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise
from typing import Any
from urllib.error import HTTPError
from urllib.parse import unquote, urldefrag, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Locator, Page
from support.browsing import PHONE, TOO_WIDE, Reader, Visit
from support.building import BASE_PATH, BASE_URL, BuiltSite
from support.serving import ServeFolder

WIDTHS = (320, 390, 1280)
FEW = {"ar", "cs", "en", "ja", "nl", "pl", "uk"}
"""Languages whose pages are looked at one by one."""

LINKS = """
() => [...document.querySelectorAll('[href], [src]')].map(element => ({
  address: element.href?.baseVal ?? element.href ?? element.src,
  element: element.localName,
  rel: [...element.relList ?? []],
}))
"""
ANCHORS = "() => [...document.querySelectorAll('[id]')].map(element => element.id)"

CONTRASTS = """
() => {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const known = new Map();
  const channels = colour => {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      known.set(colour, [...context.getImageData(0, 0, 1, 1).data]);
    }
    return known.get(colour);
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map(value => {
      value /= 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = channels(getComputedStyle(element).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return channels('Canvas');
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim();
    if (!text || ['SCRIPT', 'STYLE'].includes(element.tagName) || !element.checkVisibility()) continue;
    const [ink, paper] = [channels(getComputedStyle(element).color), ground(element)].map(luminance);
    const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    const body = !!element.closest('main p[id], main h1, .prose p');
    found.push({ text: text.slice(0, 40), contrast, ink, paper, body });
  }
  return found;
}
"""
"""Contrast (WCAG 2.2) of every text that is shown, with the ground it stands on."""

FOCUS_SHOWN = """
() => {
  const element = document.activeElement;
  const marked = [element, element.closest('label')].some(one => {
    if (!one) return false;
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  });
  const box = (element.closest('label') ?? element).getBoundingClientRect();
  const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return { name: element.localName, href: element.getAttribute('href'), marked, inside };
}
"""

START_OF_TEXT = """
element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const [line] = range.getClientRects();
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  return {
    direction: style.direction,
    align: style.textAlign,
    left: line.left - box.left - parseFloat(style.paddingLeft) - parseFloat(style.borderLeftWidth),
    right: box.right - line.right - parseFloat(style.paddingRight) - parseFloat(style.borderRightWidth),
  };
}
"""
"""How far the first line of a text is from either side of its box."""


# Every link of every page


def crawl(visit: Visit, root: str) -> tuple[set[str], set[str], set[str]]:
    """Open every page that can be reached; addresses of pages, of all links inside the site, of links out of it.

    Asserts that no page makes the browser complain.
    """
    waiting, pages = [f"{root}index.html"], set[str]()
    inside, outside, anchors = set[str](), set[str](), set[str]()
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        pages.add(address)
        visit.page.goto(address)
        anchors |= {f"{address}#{name}" for name in visit.page.evaluate(ANCHORS)}
        for link in visit.page.evaluate(LINKS):
            target = urldefrag(link["address"])[0]
            if target.startswith(root):
                inside.add(link["address"])
                if target.endswith(".html"):
                    waiting.append(target)
            elif link["element"] == "link" and target.startswith(BASE_URL):
                inside.add(root + target.removeprefix(BASE_URL))  # canonical and hreflang are absolute
            elif link["rel"] != ["schema.dcterms"]:
                assert link["element"] == "a", link
                assert {"nofollow", "noopener", "external"} <= set(link["rel"]), link
                outside.add(target)
        assert visit.errors == [], address
    assert {link for link in inside if "#" in link} <= anchors
    return pages, inside, outside


@pytest.mark.parametrize(
    ("site_name", "javascript"),
    [("five_seeds_site", False), ("unpublished_site", True)],
    ids=["published-and-without-scripts", "unpublished-and-with-scripts"],
)
def test_every_link_works_from_a_disk(
    request: pytest.FixtureRequest, open_page: Reader, site_name: str, javascript: bool
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    root = f"{site.folder.resolve().as_uri()}/"
    visit = open_page(site.folder / "index.html", javascript=javascript)
    pages, inside, outside = crawl(visit, root)
    assert {address.removeprefix(root) for address in pages} == set(site.linked_pages)
    missing = {
        link
        for link in inside
        if not (site.folder / unquote(urldefrag(link)[0].removeprefix(root))).is_file()
    }
    assert missing == set()
    assert {urlsplit(address).hostname for address in outside} == {
        "baodaklak.vn",
        "baodongkhoi.vn",
        "hanoi.gov.vn",
    }
    assert [url for url in visit.requests if not url.startswith(root)] == []


def test_every_link_works_under_a_path_of_a_server(
    five_seeds_site: BuiltSite, open_page: Reader, serve_folder: ServeFolder
) -> None:
    with serve_folder(five_seeds_site.folder, BASE_PATH) as root:
        visit = open_page(root)
        pages, inside, _ = crawl(visit, root)
        assert {address.removeprefix(root) for address in pages} == set(five_seeds_site.linked_pages)
        assert {link: status(link) for link in inside if status(link) != HTTPStatus.OK} == {}
        assert [url for url in visit.requests if not url.startswith(root)] == []


def status(address: str) -> int:
    try:
        with urlopen(address) as answer:
            return int(answer.status)
    except HTTPError as refused:
        refused.close()
        return refused.code


def test_missing_deep_address_shows_a_page_with_its_style_and_working_links(
    five_seeds_site: BuiltSite, open_page: Reader, serve_folder: ServeFolder
) -> None:
    with serve_folder(five_seeds_site.folder, BASE_PATH) as root:
        visit = open_page(f"{root}uk/nowhere/deep/down.html")
        (complaint,) = visit.errors  # the browser says that the page itself was answered with 404
        assert "404" in complaint
        assert visit.page.evaluate("document.styleSheets[0].cssRules.length") > 50
        links = {urldefrag(link["address"])[0] for link in visit.page.evaluate(LINKS)}
        links.discard(visit.page.url)  # the skip link
        assert {f"{root}{language}/index.html" for language in ("cs", "en", "nl", "pl", "uk")} <= links
        to_pages = {link for link in links if not link.startswith(BASE_URL)}
        assert {link: status(link) for link in to_pages if status(link) != HTTPStatus.OK} == {}
        visit.page.locator("main a[hreflang=uk]").click()
        visit.page.wait_for_url(f"{root}uk/index.html")
        assert visit.errors == [complaint]


# The main ways through the site, without scripts


def article(site: BuiltSite, language: str) -> str:
    return str(site.entry(language)["url"])


def test_switcher_leads_from_language_to_language_and_back(
    five_seeds_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "uk"), javascript=False)
    for language in ("en", "nl", "uk"):
        visit.page.locator(f"article nav a[hreflang={language}]").click()
        visit.page.wait_for_url(f"**/{article(five_seeds_site, language)}")
        assert visit.page.locator("html").get_attribute("lang") == language
        current = visit.page.locator("article nav a[aria-current]")
        assert current.get_attribute("hreflang") == language
        assert visit.page.locator("h1").inner_text() == five_seeds_site.entry(language)["title"]
    assert visit.errors == []


def test_language_of_the_library_is_chosen_in_the_header(
    five_seeds_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "pl"), javascript=False)
    menu = visit.page.locator("body > header details")
    choice = menu.locator("a[hreflang=cs]")
    assert not choice.is_visible()
    menu.locator("summary").click()
    choice.click()
    visit.page.wait_for_url("**/cs/index.html")
    assert visit.page.locator("html").get_attribute("lang") == "cs"


def test_side_by_side_opens_in_one_click_and_its_columns_go_and_come_back(
    five_seeds_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "nl"), javascript=False)
    visit.page.locator("article nav a[href*='stories/']").click()
    visit.page.wait_for_url("**/stories/baodaklak.vn/*.html")
    cells = {tag: visit.page.locator(f"#p7 > [lang={tag}]") for tag in ("en", "nl", "uk")}
    assert {tag: cell.is_visible() for tag, cell in cells.items()} == dict.fromkeys(cells, True)
    lefts = [box(cell)["x"] for cell in cells.values()]
    assert lefts == sorted(lefts)
    assert len({round(box(cell)["y"]) for cell in cells.values()}) == 1
    narrow = box(cells["en"])["width"]
    column(visit.page, "nl").uncheck()
    assert {tag: cell.is_visible() for tag, cell in cells.items()} == {"en": True, "nl": False, "uk": True}
    assert box(cells["en"])["width"] > narrow
    column(visit.page, "uk").uncheck()
    column(visit.page, "nl").check()
    assert {tag: cell.is_visible() for tag, cell in cells.items()} == {"en": True, "nl": True, "uk": False}
    assert visit.errors == []


def column(page: Page, language: str) -> Locator:
    return page.locator(f"label[lang={language}] input[type=checkbox]")


def box(element: Locator) -> Any:
    found = element.bounding_box()
    assert found is not None
    return found


def test_narrow_screens_interleave_the_columns(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    (page,) = five_seeds_site.folder.glob("stories/baodaklak.vn/*.html")
    visit = open_page(page, viewport=PHONE)
    cells = [box(visit.page.locator(f"#p7 > [lang={tag}]")) for tag in ("en", "nl", "uk")]
    assert len({cell["x"] for cell in cells}) == 1
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(cells))


def test_link_to_one_row_leads_to_it(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    (page,) = five_seeds_site.folder.glob("stories/baodaklak.vn/*.html")
    visit = open_page(f"{page.resolve().as_uri()}#p7")
    row, names = visit.page.locator("#p7"), visit.page.locator(".names")
    assert 0 <= box(row)["y"] < 200
    assert not names.count() or box(row)["y"] >= box(names)["y"] + box(names)["height"] - 1  # not beneath it


def test_speaker_of_a_quotation_has_one_dash(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "pl"))
    speaker = visit.page.locator("blockquote footer")
    added = speaker.evaluate("element => getComputedStyle(element, '::before').content")
    dashes = [char for char in (added if added != "none" else "") + speaker.inner_text() if char in "–—―"]
    assert len(dashes) == 1


# Looks


def each_page(visit: Visit, site: BuiltSite) -> Iterator[str]:
    """Open one page after another in the same tab; of a site in many languages, those of a few, and no older lists.

    404.html of a site with a public address belongs on its host.
    """
    for path in site.pages:
        top = path.partition("/")[0]
        if (path == "404.html" and site.base_url) or (top in site.report.languages and top not in FEW):
            continue
        if "/page/" in path and top != "stories":
            continue
        visit.page.goto((site.folder / path).resolve().as_uri())
        yield path


@pytest.mark.parametrize("site_name", ["unpublished_site", "arabic_site", "odd_site", "empty_site"])
def test_no_page_is_wider_than_its_window(
    request: pytest.FixtureRequest, open_page: Reader, site_name: str
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    visit = open_page(site.folder / "index.html")
    faults = {}
    for path in each_page(visit, site):
        visit.page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for width in WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 800})
            if found := visit.page.evaluate(TOO_WIDE):
                faults[path, width] = found
    assert faults == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("site_name", ["unpublished_site", "odd_site"])
def test_text_stands_out_from_its_ground_in_light_and_dark(
    request: pytest.FixtureRequest, open_page: Reader, site_name: str, scheme: Any
) -> None:
    site: BuiltSite = request.getfixturevalue(site_name)
    visit = open_page(site.folder / "index.html", scheme=scheme)
    bodies = 0
    for path in each_page(visit, site):
        for text in visit.page.evaluate(CONTRASTS):
            assert (text["ink"] > text["paper"]) == (scheme == "dark"), (path, text)
            assert text["contrast"] >= (7 if text["body"] else 4.5), (path, text)
            bodies += text["body"]
    assert bodies > 20


def test_dark_ground_is_dark_and_light_ground_is_light(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    page = five_seeds_site.folder / article(five_seeds_site, "uk")
    grounds = {
        scheme: {text["paper"] for text in open_page(page, scheme=scheme).page.evaluate(CONTRASTS)}
        for scheme in ("light", "dark")
    }
    assert max(grounds["dark"]) < 0.05
    assert min(grounds["light"]) > 0.7


def test_lines_of_an_article_have_the_measure_of_a_book(
    five_seeds_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "en"))
    per_line = visit.page.locator(".prose p").first.evaluate(
        """element => {
          const range = document.createRange();
          range.selectNodeContents(element);
          const lines = new Set([...range.getClientRects()].map(line => Math.round(line.top)));
          return element.textContent.length / lines.size;
        }"""
    )
    assert 50 < per_line < 80


def test_printed_page_has_its_text_and_no_navigation(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "en"), scheme="dark")
    shown = visit.page.locator("nav:visible, details:visible, body > footer:visible")
    assert shown.count() > 0
    visit.page.emulate_media(media="print")
    assert shown.evaluate_all("elements => elements.map(element => element.outerHTML)") == []
    assert visit.page.locator("h1").is_visible()
    assert visit.page.locator(".prose p").last.is_visible()
    paper = [text for text in visit.page.evaluate(CONTRASTS) if text["body"]]
    assert min(text["paper"] for text in paper) > 0.9
    assert min(text["contrast"] for text in paper) > 15


# By keyboard


def test_first_tab_stop_skips_to_the_content(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(five_seeds_site.folder / article(five_seeds_site, "en"), javascript=False)
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate(FOCUS_SHOWN) == {
        "name": "a",
        "href": "#main",
        "marked": True,
        "inside": True,
    }
    visit.page.keyboard.press("Enter")
    assert visit.page.url.endswith("#main")
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("pattern", ["index.html", "uk/*/le-*.html", "stories/baodaklak.vn/*.html"])
def test_focus_is_seen_at_every_tab_stop(five_seeds_site: BuiltSite, open_page: Reader, pattern: str) -> None:
    (page,) = five_seeds_site.folder.glob(pattern)
    visit = open_page(page)
    stops = 0
    while stops < 200:
        visit.page.keyboard.press("Tab")
        focus = visit.page.evaluate(FOCUS_SHOWN)
        if focus["name"] == "body":
            break
        stops += 1
        assert focus["marked"], focus
        assert focus["inside"], focus
    assert 10 < stops < 200


def test_columns_are_switched_by_keyboard(five_seeds_site: BuiltSite, open_page: Reader) -> None:
    (page,) = five_seeds_site.folder.glob("stories/baodaklak.vn/*.html")
    visit = open_page(page, javascript=False)
    column(visit.page, "uk").focus()
    visit.page.keyboard.press("Space")
    assert not visit.page.locator("#p1 > [lang=uk]").is_visible()


# Right to left


def test_arabic_pages_run_from_right_to_left(arabic_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(arabic_site.folder / article(arabic_site, "ar"))
    html = visit.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    for element in (visit.page.locator("h1"), visit.page.locator(".prose p").first):
        start = element.evaluate(START_OF_TEXT)
        assert (start["direction"], start["align"]) == ("rtl", "start")
        assert abs(start["right"]) < 2
    brand, sections = visit.page.locator("header a").first, visit.page.locator("header nav").first
    assert box(brand)["x"] > box(sections)["x"]
    assert visit.errors == []


def test_english_page_of_the_same_site_runs_from_left_to_right(
    arabic_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(arabic_site.folder / article(arabic_site, "en"))
    html = visit.page.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("en", "ltr")
    start = visit.page.locator(".prose p").first.evaluate(START_OF_TEXT)
    assert (start["direction"], start["align"]) == ("ltr", "start")
    assert abs(start["left"]) < 2
    switch = visit.page.locator("article nav a[hreflang=ar]")
    assert (switch.get_attribute("lang"), switch.get_attribute("dir")) == ("ar", "rtl")
    switch.click()
    visit.page.wait_for_url("**/ar/**")


def test_months_lead_from_the_list_of_a_language_to_an_article(
    five_seeds_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(five_seeds_site.folder / "nl/index.html", javascript=False)
    visit.page.locator("main a[href='dates/index.html']").first.click()
    visit.page.wait_for_url("**/nl/dates/index.html")
    month = visit.page.locator(".months a").first
    month.click()
    visit.page.wait_for_url("**/nl/dates/20*.html")
    visit.page.locator(".lines a").first.click()
    visit.page.wait_for_url("**/nl/*/*.html")
    assert visit.page.locator("h1").inner_text() in {
        entry["title"] for entry in five_seeds_site.catalogue if entry["language"] == "nl"
    }
    assert visit.errors == []


def test_months_and_days_run_from_right_to_left(arabic_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(arabic_site.folder / "ar/dates/index.html")
    visit.page.set_viewport_size({"width": 1280, "height": 800})
    january, february = (box(visit.page.locator(".months li").nth(place)) for place in (0, 1))
    assert january["x"] > february["x"]
    assert january["y"] == february["y"]
    visit.page.locator(".months a").first.click()
    visit.page.wait_for_url("**/ar/dates/20*.html")
    day, line = box(visit.page.locator(".day h2").first), box(visit.page.locator(".lines").first)
    assert day["x"] > line["x"]
    assert abs(day["y"] - line["y"]) < 2
    visit.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    day, line = box(visit.page.locator(".day h2").first), box(visit.page.locator(".lines").first)
    assert line["y"] >= day["y"] + day["height"] - 1


def test_each_column_side_by_side_has_its_own_direction(arabic_site: BuiltSite, open_page: Reader) -> None:
    (page,) = arabic_site.folder.glob("stories/news.example/*.html")
    visit = open_page(page)
    assert visit.page.locator("html").get_attribute("dir") == "rtl"
    arabic = visit.page.locator("#p1 > [lang=ar] p").evaluate(START_OF_TEXT)
    english = visit.page.locator("#p1 > [lang=en] p").evaluate(START_OF_TEXT)
    assert (arabic["direction"], abs(arabic["right"]) < 2) == ("rtl", True)
    assert (english["direction"], abs(english["left"]) < 2) == ("ltr", True)
    first, second = (box(visit.page.locator(f"#p1 > [lang={tag}]")) for tag in ("ar", "en"))
    assert first["x"] > second["x"]  # the first column is the right one


def test_list_entries_in_another_language_have_their_own_direction(
    odd_site: BuiltSite, open_page: Reader
) -> None:
    visit = open_page(odd_site.folder / "index.html")
    languages = visit.page.locator("main a[hreflang=he] [lang=he], main a[hreflang=he][lang=he]")
    assert languages.count() >= 1
    assert languages.first.evaluate("element => getComputedStyle(element).direction") == "rtl"
