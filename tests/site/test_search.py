"""The search as a reader uses it: on a host and from a disk, in Chromium and in Firefox."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Dialog, Page
from support.browsing import PHONE, TOO_WIDE, Reader
from support.building import BuiltSite, build_site, made_up_config
from support.firefox import Firefox
from support.serving import ServeFolder

from site_builder.render.templates import template_folders
from site_builder.search.words import fold, terms

TEXTS = {
    "vi": ("Chợ nổi Cái Răng mở lại", "Chợ nổi đón khách từ sáng sớm. Ghe thuyền chở dưa hấu về bến Đồng Tháp."),
    "ru": ("Щенок на ёлочном базаре", "Весёлый щенок потерялся среди ёлок. Спасатели искали его полдня, а нашли школьники."),
    "es": ("El corazón del otoño", "Los músicos tocaron una canción pequeña. El señor Núñez cultivó árboles."),
    "de": ("Die Brücke über den Fluß", "Größere Schiffe fahren vorbei. Die Bürgermeisterinnen freuten sich. Föhn kam auf."),
    "el": ("Οι ψαράδες της Κέρκυρας", "Οι ψαράδες γύρισαν στο λιμάνι. Ο καιρός ήταν ήσυχος."),
    "tr": ("Iğdır'da kış şenliği", "Kışın ılık günlerinde çocuklar şarkı söyledi. İzmir'den konuklar geldi."),
    "zh": ("上海博物馆夜间开放", "上海博物馆的青铜器展览延长到晚上九点，市民可以免费参观。"),
    "ja": ("京都のコンピューター博物館", "古いコンピューターを展示する博物館が京都に開館した。"),
    "th": ("โรงพยาบาลใหม่ในเชียงราย", "โรงพยาบาลเปิดให้บริการผู้ป่วยทุกวัน พยาบาลจำนวนมากมาทำงาน"),
    "ar": ("المدرسة الجديدة في الإسكندرية", "افتُتِحَتِ المدرسةُ أمس. وقالت آمنة إن المستشفى قريب والكتب كثيرة."),
    "ko": ("부산국제영화제 개막", "부산에서 영화제가 열렸다. 배우들이 관객을 만났다."),
    "hi": ("विद्यालय में संगीत समारोह", "विद्यालय के छात्रों ने संगीत समारोह में भाग लिया।"),
    "he": ("המוזיאון בחיפה", "המוזיאון בחיפה נפתח לקהל. הילדים ציירו ציורים בעיפרון."),
    "en": ("A lighthouse for the fjord", "The keepers polished the lamp. Fishermen co-operate; the naïve gull’s cry rang out."),
}  # fmt: skip
QUERIES = {
    "vi": ["Chợ nổi", "cho noi", "dua hau", "Dong Thap", "cai ra"],
    "ru": ["ёлок", "елок", "щенки", "спасатель", "школьник"],
    "es": ["corazón", "corazon", "otono", "musico", "Nunez", "arbol"],
    "de": ["Brücke", "Brucke", "Bruecke", "fluss", "bürgermeisterin", "fohn", "Groessere"],
    "el": ["ψαράδες", "ψαραδες", "κερκυρα", "ΛΙΜΑΝΙ"],
    "tr": ["Iğdır", "igdir", "izmir", "senlik", "cocuk"],
    "zh": ["博物馆", "青铜器", "海博物", "馆", "免费参观"],
    "ja": ["京都", "コンピューター", "博物館", "ｺﾝﾋﾟｭｰﾀｰ"],
    "th": ["โรงพยาบาล", "พยาบาล", "ผู้ป่วย"],
    "ar": ["المدرسة", "مدرسة", "مدرسه", "امنة", "افتتحت", "كتب", "مستشفي", "الاسكندريه"],
    "ko": ["부산", "영화제", "배우"],
    "hi": ["विद्यालय", "संगीत"],
    "he": ["מוזיאון", "חיפה", "המוזיאון", "ציור"],
    "en": ["lighthouse", "lighthuose", "lihgthouse", "keeper", "naive", "gull", "operate", "light fjord"],
}
ASKED = """() => ({
  told: document.querySelector('.told').textContent,
  hits: [...document.querySelectorAll('.hits li')].map(item => ({
    href: item.querySelector('.headline a').getAttribute('href'), title: item.querySelector('.headline').textContent,
    language: item.querySelector('.kicker bdi').lang, text: item.querySelector('.summary').textContent,
    marks: [...item.querySelectorAll('mark')].map(mark => mark.textContent),
    others: [...item.querySelectorAll('.also a')].map(link => link.getAttribute('href')),
  })),
})"""

FILLERS = {"en": ["winter", "harbour", "market", "garden"], "de": ["winter", "hafen", "markt", "garten"]}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A story in each of fourteen languages, stories in two of them among others, and a hostile one."""
    place = tmp_path_factory.mktemp("library")
    seeds = place / "seeds"
    seeds.mkdir()
    for language, (title, text) in TEXTS.items():
        front = {"title": title, "language": language, "story": f"only {language}"}
        _seed(seeds / f"{language}.md", front, text)
    for number in range(24):
        for language, words in FILLERS.items():
            front = {
                "title": f"{words[number % 4].title()} {number}",
                "language": language,
                "story": f"both {number}",
                "published": f"{2020 + number % 3}-05-0{1 + number % 9}",
                "source_url": f"https://{'one' if number % 2 else 'two'}.example/{words[number % 4]}-{number}.html",
            }
            _seed(
                seeds / f"{language}-{number}.md",
                front,
                f"Of {words[number % 4]} and more. " + f"Sentence {number}. " * 9,
            )
    hostile = {"title": "<img src=x onerror=alert(1)> peril", "language": "en", "story": "hostile"}
    _seed(
        seeds / "hostile.md",
        hostile,
        "A peril </script><script>alert(2)</script> &lt;b&gt; `<svg onload=alert(3)>`.",
    )
    return build_site(made_up_config(place, seeds))


def _seed(file: Path, front: Mapping[str, str], text: str) -> None:
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
    file.write_text("\n".join(["---", *lines, "---", "", text, ""]), "utf-8")


def ask(page: Page, words: str, **filters: str) -> Any:
    """Type and wait until the answer is there."""
    page.evaluate(
        """([words, filters]) => {
          const form = document.querySelector('.asking');
          for (const [name, value] of Object.entries(filters)) form.elements[name].value = value;
          document.querySelector('.told').textContent = '';
          document.querySelector('.hits').replaceChildren();
          form.elements.q.value = words;
          form.requestSubmit();
        }""",
        [words, filters],
    )
    return answer(page)


def answer(page: Page) -> Any:
    for _ in range(200):
        found = page.evaluate(ASKED)
        if found["told"] and (found["hits"] or not re.search(r"\d", found["told"])):
            return found
        page.wait_for_timeout(25)
    raise AssertionError(f"no answer came: {found}")


# Finding


@pytest.mark.parametrize("place", ["host", "disk"])
def test_each_word_is_found_in_each_way_readers_write_it(
    library: BuiltSite, open_page: Reader, serve_folder: ServeFolder, place: str
) -> None:
    missed = []
    with serve_folder(library.folder, "/some/path/") as root:
        for language, queries in QUERIES.items():
            address: str | Path = f"{root}{language}/search.html"
            if place == "disk":
                address = library.folder / language / "search.html"
            visit = open_page(address)
            for query in queries:
                hits = ask(visit.page, query, language=language)["hits"]
                if TEXTS[language][0] not in [hit["title"] for hit in hits]:
                    missed.append((language, query))
            assert visit.errors == []
    assert missed == []


def test_folding_in_the_browser_is_folding_here(open_page: Reader, tmp_path: Path) -> None:
    script = (template_folders(None)[-1] / "assets/search.js").read_text("utf-8")
    words = script[script.index("  // Words, as words.py") : script.index("  // What a story must have")]
    (tmp_path / "page.html").write_text("<!doctype html><title>Page</title>", encoding="utf-8")
    page = open_page(tmp_path / "page.html").page
    letters = [
        letter
        for code in (
            *range(0x20, 0xD800),
            *range(0xF900, 0x10000),
            *range(0x10400, 0x10450),
            *range(0x1E900, 0x1E960),
        )
        if unicodedata.category(letter := chr(code)) != "Cn"
    ]
    texts = [f"a{letter}b {letter}" for letter in letters] + [
        text for pair in TEXTS.values() for text in pair
    ]
    folded, found = page.evaluate(
        f"texts => {{ {words} return [texts.map(fold), texts.map(text => [...new Set(termsOf(text))].sort())]; }}",
        texts,
    )
    assert [
        (text, one, fold(text)) for text, one in zip(texts, folded, strict=True) if one != fold(text)
    ] == []
    other = [
        (text, one, sorted(terms(text)))
        for text, one in zip(texts, found, strict=True)
        if set(one) != set(terms(text))
    ]
    assert other == []
    assert len(texts) > 50_000, sys.version


def test_a_hit_is_a_story_in_the_readers_language(library: BuiltSite, open_page: Reader) -> None:
    page = open_page(library.folder / "en/search.html").page
    winter = ask(page, "winter", language="*")
    assert winter["told"] == "6 stories found"
    assert {hit["language"] for hit in winter["hits"]} == {"en"}
    assert all(len(hit["others"]) == 1 and "/de/" in hit["others"][0] for hit in winter["hits"])
    hafen = ask(page, "Hafen", language="")
    assert {hit["language"] for hit in hafen["hits"]} == {"de"}, (
        "what no language of the reader has is looked for in others"
    )
    page.evaluate("localStorage.setItem('languages', '[\"de\"]')")
    page.reload()
    assert ask(page, "winter")["hits"][0]["language"] == "en"
    german = open_page(library.folder / "de/search.html").page
    assert ask(german, "winter", language="*")["hits"][0]["language"] == "de"


def test_filters_narrow_and_the_address_keeps_them(library: BuiltSite, open_page: Reader) -> None:
    visit = open_page(library.folder / "en/search.html")
    page = visit.page
    assert len(ask(page, "sentence")["hits"]) == 10
    narrowed = ask(page, "sentence", source="one.example", year="2021")
    assert narrowed["told"] == "4 stories found"
    again = open_page(page.url)
    assert answer(again.page) == narrowed
    assert again.page.evaluate("[...document.forms[0].elements].map(one => one.value).slice(0, 1)") == [
        "sentence"
    ]
    assert "source=one.example" in page.url
    assert "year=2021" in page.url
    assert visit.errors == []


def test_words_are_marked_and_the_text_around_them_shown(library: BuiltSite, open_page: Reader) -> None:
    page = open_page(library.folder / "en/search.html").page
    (hit,) = ask(page, "keepers lamp")["hits"]
    assert hit["marks"] == ["keepers", "lamp"]
    chinese = open_page(library.folder / "zh/search.html").page
    (hit,) = ask(chinese, "青铜器")["hits"]
    assert hit["marks"] == ["青铜器"]


def test_no_words_and_no_hits_are_helped(library: BuiltSite, open_page: Reader) -> None:
    page = open_page(library.folder / "en/search.html").page
    assert answer(page)["told"] == "Type words to search in English."
    nothing = ask(page, "qwxyzq", language="*")
    assert nothing["told"] == ("No story has all these words. Try fewer or other words, or another language.")
    some = ask(page, "lighthouse qwxyzq")
    assert some["told"].startswith("No story has all these words.")
    assert some["hits"][0]["title"] == TEXTS["en"][0]


def test_nothing_scraped_becomes_active(library: BuiltSite, open_page: Reader) -> None:
    visit = open_page(library.folder / "en/search.html")
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", note)
    (hit,) = ask(visit.page, "peril")["hits"]
    assert "<img src=x" in hit["title"]
    assert visit.page.evaluate("document.querySelectorAll('.hits :is(img, script, svg)').length") == 0
    assert (dialogs, visit.errors) == ([], [])


# Using


def test_the_field_on_every_page_leads_here_by_keyboard(library: BuiltSite, open_page: Reader) -> None:
    page = open_page(library.folder / "de/two.example/winter-0.html").page
    page.keyboard.press("/")
    page.keyboard.type("winter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/search.html?q=winter*")
    answer(page)
    page.evaluate("document.querySelector('.words input').focus()")
    page.keyboard.press("ArrowDown")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") not in ("", first)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/two.example/*.html*")
    assert page.locator("h1").text_content() == first


def test_more_results_come_on_demand(library: BuiltSite, open_page: Reader) -> None:
    page = open_page(library.folder / "en/search.html").page
    assert len(ask(page, "sentence")["hits"]) == 10
    page.get_by_role("button", name="More results").click()
    page.wait_for_timeout(300)
    titles = [hit["title"] for hit in page.evaluate(ASKED)["hits"]]
    assert len(set(titles)) == len(titles) == 20


def test_a_page_without_scripts_shows_no_field_that_cannot_work(
    library: BuiltSite, open_page: Reader
) -> None:
    for path in ("en/index.html", "en/search.html"):
        page = open_page(library.folder / path, javascript=False).page
        assert page.locator("input[type=search]:visible").count() == 0
    assert page.locator("noscript a").count() == 3


@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_results_fit_a_phone_and_break_no_rule(library: BuiltSite, open_page: Reader, language: str) -> None:
    word = QUERIES[language][0]
    page = open_page(library.folder / f"{language}/search.html", viewport=PHONE).page
    assert ask(page, word)["hits"]
    assert page.evaluate(TOO_WIDE) == []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False})
        assert [one["id"] for one in found.response["violations"]] == []


def test_first_question_asks_for_little(
    library: BuiltSite, open_page: Reader, serve_folder: ServeFolder
) -> None:
    with serve_folder(library.folder) as root:
        visit = open_page(f"{root}en/search.html")
        ask(visit.page, "lighthouse")
        files = [request for request in visit.requests if "/search/" in request]
        assert all(request.startswith(f"{root}search/en/") for request in files)
        assert len(files) <= 6


@pytest.mark.parametrize("place", ["host", "disk"])
def test_firefox_finds_the_same(
    library: BuiltSite, firefox: Firefox, serve_folder: ServeFolder, place: str
) -> None:
    with serve_folder(library.folder, "/some/path/") as root:
        for language in ("vi", "zh", "ar"):
            base = root if place == "host" else library.folder.resolve().as_uri() + "/"
            firefox.open(f"{base}{language}/search.html?q={quote(QUERIES[language][1])}")
            found = firefox.ask(
                "new Promise(done => { let left = 200; const look = () => { const titles = "
                "[...document.querySelectorAll('.hits .headline')].map(one => one.textContent); "
                "titles.length || !left-- ? done(titles) : setTimeout(look, 25); }; look(); })"
            )
            assert TEXTS[language][0] in found
            assert firefox.errors == []
