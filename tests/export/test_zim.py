"""ZIM files of whole sites: held against zimcheck and openZIM's rules, and read in kiwix-serve as a reader does."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher
from lxml import html
from support.browsing import Reader
from support.building import ROOT, BuiltSite, build_site, made_up_config, project_config
from support.kiwix import serve_zims, zimcheck
from support.making import seeds
from support.texts import PROSE
from support.trust import active_content

from site_builder.config import Config
from site_builder.errors import ConfigError, OutputError
from site_builder.export import Shelf, Wanted, export
from site_builder.export.edition import Edition
from site_builder.pipeline.run import Silent

STORY = "le-ket-nghia-giua-phuong-buon-ma-thuot-va-xa-nam-ka-2d60ecb"
SOURCE = "baodaklak.vn"
HOSTILE = {
    "a.txt": "</title><script>acted(1)</script> <!--/htdig_noindex--> A title that breaks out of its head\n\n"
    f"<img src=x onerror=acted(2)> {PROSE} <a href='javascript:acted(3)' class=button>a</a> <form action=//evil.example>\n"
    "[a](javascript:acted(4)) [b](../../uk/index.html) ```\n\nSource: https://evil.example/one'\"><script>acted(5)</script>",
    "b.md": "---\ntitle: '\"><svg onload=acted(6)> <nav><li>'\nsource_url: https://evil.example/two\n---\n"
    f"{PROSE}\n\n<div class=prose><nav><ul><li><a href='../x.html'>x</a></li></ul></nav></div>\n\n"
    "`</script><script>acted(7)</script>` <!--htdig_noindex--> and a strange word, zyxwvutsic.\n",
    "c.txt": f"{'ก' * 400}\n\n{PROSE}\n\nSource: https://evil.example/three",
    "d.txt": f"{'Ⱥ' * 130}\n\n{PROSE} Đà Nẵng, Łódź, Straße.\n\nSource: https://evil.example/four",
}


@dataclass(frozen=True)
class Made:
    """A ZIM file, and what its export said of it."""

    file: Path
    shelf: Shelf

    @property
    def archive(self) -> Archive:
        return Archive(self.file)


def made(config: Config, wanted: Wanted, target: Path) -> Made:
    shelf = export("zim", config.build.output, config.site, wanted, target, Silent().stage)
    return Made(target, shelf)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    return project_config(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def site(config: Config) -> BuiltSite:
    return build_site(config)


@pytest.fixture(scope="module")
def editions(site: BuiltSite, config: Config, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    place = tmp_path_factory.mktemp("zim")
    wishes = {
        "all": Wanted(),
        "uk": Wanted(language="uk"),
        "cs": Wanted(language="cs"),
        "source": Wanted(source=SOURCE),
        "both": Wanted(source=SOURCE, language="en"),
    }
    return {name: made(config, wish, place / f"{name}.zim") for name, wish in wishes.items()}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Made:
    place = tmp_path_factory.mktemp("hostile")
    config = made_up_config(
        place, seeds(place / "seeds", dict(HOSTILE)), site={"title": "</title><script>acted(8)</script>"}
    )
    build_site(config)
    return made(config, Wanted(), place / "hostile.zim")


@pytest.fixture(scope="module")
def kiwix(editions: dict[str, Made], hostile: Made) -> Iterator[str]:
    with serve_zims([one.file for one in editions.values()] + [hostile.file]) as address:
        yield address


def entries(archive: Archive) -> Iterator[Any]:
    """Its own items, not what libzim keeps beside them."""
    for number in range(archive.all_entry_count):
        entry = archive._get_entry_by_id(number)
        if archive.has_entry_by_path(entry.path) and not entry.is_redirect:
            yield entry.get_item()


def pages(archive: Archive) -> dict[str, str]:
    return {
        item.path: bytes(item.content).decode() for item in entries(archive) if item.mimetype == "text/html"
    }


def found(archive: Archive, asked: str) -> list[str]:
    return list(Searcher(archive).search(Query().set_query(asked)).getResults(0, 100))


def suggested(archive: Archive, asked: str) -> list[str]:
    return list(SuggestionSearcher(archive).suggest(asked).getResults(0, 100))


def metadata(archive: Archive) -> dict[str, str]:
    return {key: archive.get_metadata(key).decode() for key in archive.metadata_keys if "48x48" not in key}


# What the tools say


@pytest.mark.parametrize("name", ["all", "uk", "cs", "source", "both"])
def test_zimcheck_passes_with_all_its_checks(editions: dict[str, Made], name: str) -> None:
    assert zimcheck(editions[name].file) == ""


def test_zimcheck_passes_for_hostile_seeds(hostile: Made) -> None:
    assert zimcheck(hostile.file) == ""


def test_the_check_of_a_file_sees_what_is_broken(editions: dict[str, Made], tmp_path: Path) -> None:
    broken = tmp_path / "broken.zim"
    data = bytearray(editions["all"].file.read_bytes())
    data[len(data) // 2] ^= 1
    broken.write_bytes(data)
    assert zimcheck(broken) != ""


# What is in it


def test_all_pages_are_in_the_edition_for_all_and_only_what_a_reader_can_use(
    editions: dict[str, Made], site: BuiltSite
) -> None:
    archive = editions["all"].archive
    kept = {path for path in site.paths if re.match(r"assets/(?!search|offline)", path)}
    wanted = {*site.linked_pages, *kept}
    assert {item.path for item in entries(archive)} == wanted
    assert archive.main_entry.get_item().path == "index.html"
    assert (
        archive.article_count == 5
        and editions["all"].shelf.articles == 5
        and editions["all"].shelf.stories == 3
    )


def test_an_edition_of_a_language_holds_that_language_alone(
    editions: dict[str, Made], site: BuiltSite
) -> None:
    archive = editions["uk"].archive
    wanted = {path for path in site.paths if re.match(r"assets/(?!search|offline)", path)}
    wanted |= {path for path in site.linked_pages if path.startswith("uk/")}
    assert {item.path for item in entries(archive)} == wanted
    assert archive.main_entry.get_item().path == "uk/index.html"
    assert archive.get_entry_by_path("index.html").get_redirect_entry().path == "uk/index.html"
    assert (editions["uk"].shelf.articles, editions["uk"].shelf.stories) == (1, 1)


def test_an_edition_of_a_source_leads_from_language_to_language(editions: dict[str, Made]) -> None:
    archive = editions["source"].archive
    assert archive.main_entry.get_item().path == f"sources/{SOURCE}.html"
    assert archive.get_entry_by_path("nl/index.html").get_redirect_entry().path == f"nl/{SOURCE}/index.html"
    assert archive.article_count == 3 and not archive.has_entry_by_path("pl/index.html")
    links = html.fromstring(pages(archive)[f"en/{SOURCE}/{STORY}.html"]).xpath("//details//a/@hreflang")
    assert links == ["en", "nl", "uk"]
    both = editions["both"].archive
    assert both.main_entry.get_item().path == f"en/{SOURCE}/index.html" and both.article_count == 1


@pytest.mark.parametrize("name", ["all", "uk", "cs", "source", "both"])
def test_no_link_of_an_edition_leads_nowhere(editions: dict[str, Made], name: str) -> None:
    archive = editions[name].archive
    texts = pages(archive)
    ids = {path: set(html.fromstring(text).xpath("//@id")) for path, text in texts.items()}
    checked = 0
    for path, text in texts.items():
        for address in html.fromstring(text).xpath("//@href | //@src | //@action"):
            parts = urlsplit(address)
            if parts.scheme in ("http", "https"):
                continue
            assert not parts.scheme and not parts.netloc, address
            target = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
                if parts.path
                else path
            )
            assert archive.has_entry_by_path(target), f"{path}: {address}"
            fragment = urldefrag(address).fragment
            assert not fragment or fragment in ids[target], f"{path}: {address}"
            checked += 1
    assert checked > 10


def test_pages_of_the_edition_for_all_lose_nothing_but_what_cannot_work(
    editions: dict[str, Made], site: BuiltSite
) -> None:
    gone = re.compile(
        r'<meta http-equiv="Content-Security-Policy"[^>]*>\n'
        r'|<link rel="alternate" type="[^"]*"[^>]*>\n'
        r'| data-offline="[^"]*"'
        r'|<form class="search".*?</form>\n'
        r'|<p class="more"><a class="button" href="[^"]*\.csv">[^<]*</a></p>\n'
        r'|<li><a href="[^"]*" type="(text/markdown|application/[a-z+]*)"[^>]*>.*?</a></li>\n'
    )
    added = r'<!--/?htdig_noindex-->|<meta name="keywords" content="[^"]*">\n'
    for path, text in pages(editions["all"].archive).items():
        assert re.sub(added, "", text) == gone.sub("", site.text(path)), path


def test_in_one_language_no_switcher_is_left_and_no_empty_frame(
    editions: dict[str, Made], site: BuiltSite
) -> None:
    path = f"uk/{SOURCE}/{STORY}.html"
    before, after = (html.fromstring(text) for text in (site.text(path), pages(editions["uk"].archive)[path]))
    for gone in ("//nav", "//details", "//*[@class='button']", "//*[@type='text/markdown']"):
        assert before.xpath(gone) and not after.xpath(gone), gone
    for kept in ("//h1", "//div[@class='prose']", "//footer[@class='about']//dl"):
        (old,), (new,) = before.xpath(kept), after.xpath(kept)
        assert old.text_content() == new.text_content()
    assert not after.xpath("//ul[not(li)] | //li[not(.//text())] | //a[not(@href)]")


def test_empty_files_stay_out(site: BuiltSite, tmp_path: Path) -> None:
    output = Path(shutil.copytree(site.folder, tmp_path / "output"))
    (output / "assets/empty.css").touch()
    edition = Edition(output, "", "", frozenset(["en/a.example"]))
    assert "assets/empty.css" not in set(edition.files())


# Search


def test_texts_are_found_and_titles_suggested(editions: dict[str, Made]) -> None:
    archive = editions["all"].archive
    english, ukrainian = (f"{language}/{SOURCE}/{STORY}.html" for language in ("en", "uk"))
    assert found(archive, "twinned units") == [english]
    assert found(archive, "комуни Нам Ка") == [ukrainian]
    assert suggested(archive, "leaders of nam") == [english]
    assert suggested(archive, "лідери") == [ukrainian]


def test_words_are_found_without_their_accents_and_in_other_forms(editions: dict[str, Made]) -> None:
    (czech,) = (
        path
        for path in pages(editions["cs"].archive)
        if path.count("/") == 2 and "hanoi" in path and "index" not in path
    )
    text = html.fromstring(pages(editions["cs"].archive)[czech]).xpath("string(//div[@class='prose'])")
    assert "směrnici" in text and "smernici" not in text
    assert found(editions["cs"].archive, "smernici") == [czech]
    english = f"en/{SOURCE}/{STORY}.html"
    assert (
        found(editions["both"].archive, "implementing")
        == found(editions["both"].archive, "implemented")
        == [english]
    )


def test_letters_with_a_stroke_are_found_by_who_has_no_keys_for_them(hostile: Made) -> None:
    (path,) = found(hostile.archive, "Đà Nẵng")
    for asked in ("da nang", "Łódź", "lodz", "straße", "strasse"):
        assert found(hostile.archive, asked) == [path], asked


def test_only_the_text_of_an_article_is_indexed(editions: dict[str, Made]) -> None:
    archive = editions["all"].archive
    shown = html.fromstring(pages(archive)[f"en/{SOURCE}/{STORY}.html"]).text_content()
    for around in ("Nederlands", "Newest stories", "Library in English", "chinh-tri"):
        assert around in shown and found(archive, f'"{around}"') == []
    everything = {
        path
        for word in ("library", "vietnam", "ward", "languages", "stories")
        for path in found(archive, word)
    }
    assert everything and all(path.count("/") == 2 and not path.endswith("index.html") for path in everything)


# What is said of the file


def test_metadata_follow_the_rules_of_openzim(editions: dict[str, Made], site: BuiltSite) -> None:
    for made_one in editions.values():
        said = metadata(made_one.archive)
        for key in (
            "Name",
            "Title",
            "Description",
            "Creator",
            "Publisher",
            "Date",
            "Language",
            "Scraper",
            "Counter",
        ):
            assert said[key], key
        assert (
            len(said["Title"]) <= 30
            and len(said["Description"]) <= 80
            and len(said["LongDescription"]) <= 4000
        )
        assert "\n" not in said["Title"] + said["Description"]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", said["Date"])
        assert re.fullmatch(r"[a-z]{3}(,[a-z]{3})*", said["Language"])
        assert "_ftindex:yes" in said["Tags"] and said["Source"] == site.base_url
    said = metadata(editions["all"].archive)
    assert said["Name"] == "vietnam-in-translation_mul_all" and said["Language"] == "ces,eng,nld,pol,ukr"
    assert said["Date"] == "2025-12-01"  # the newest article, of which the source prints the month alone
    assert said["Creator"] == "baodaklak.vn, baodongkhoi.vn, hanoi.gov.vn"
    assert "5 articles · 3 stories · 5 languages" in said["LongDescription"]
    assert metadata(editions["uk"].archive)["Name"] == "vietnam-in-translation_uk_all"
    assert metadata(editions["uk"].archive)["Language"] == "ukr"
    assert metadata(editions["both"].archive)["Name"] == f"vietnam-in-translation_en_{SOURCE}"


def test_every_item_has_its_kind_and_pages_have_the_title_they_show(editions: dict[str, Made]) -> None:
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    kinds[".png"] = "image/png"
    archive = editions["all"].archive
    for item in entries(archive):
        assert item.mimetype == kinds[Path(item.path).suffix]
    article = archive.get_entry_by_path(f"uk/{SOURCE}/{STORY}.html")
    (heading,) = html.fromstring(bytes(article.get_item().content).decode()).xpath("//h1")
    assert article.title == heading.text
    assert archive.get_entry_by_path("index.html").title == "Vietnam in translation"


# The same bytes


def test_two_exports_are_the_same_bytes_and_another_language_is_another_file(
    editions: dict[str, Made], site: BuiltSite, config: Config, tmp_path: Path
) -> None:
    again = made(config, Wanted(), tmp_path / "another-name.zim")
    assert again.file.read_bytes() == editions["all"].file.read_bytes()
    assert len({one.archive.uuid for one in editions.values()}) == len(editions)
    assert [path.name for path in tmp_path.iterdir()] == ["another-name.zim"]


def test_identifiers_are_mended_where_they_stand_and_not_in_texts_that_look_alike(
    site: BuiltSite, config: Config, tmp_path: Path
) -> None:
    output = Path(shutil.copytree(site.folder, tmp_path / "output"))
    alike = b"\x0f\rXapian Glass" + bytes(range(100))
    (output / "assets/alike.png").write_bytes(
        alike
    )  # pictures are not compressed: it stands in the file as it is
    target = tmp_path / "alike.zim"
    export("zim", output, config.site, Wanted(), target, Silent().stage)
    assert alike in target.read_bytes()
    assert bytes(Archive(target).get_entry_by_path("assets/alike.png").get_item().content) == alike
    assert zimcheck(target) == ""


# In a reader


def test_a_reader_goes_from_the_first_page_to_a_story_and_to_its_other_languages(
    kiwix: str, open_page: Reader
) -> None:
    visit = open_page(f"{kiwix}all/")
    page = visit.page
    assert page.url == f"{kiwix}all/index.html" and page.inner_text("h1") == "Vietnam in translation"
    page.click(f".headline a[href*='{STORY}']")
    page.click(".switcher a[hreflang=uk]")
    assert page.url == f"{kiwix}all/uk/{SOURCE}/{STORY}.html"
    assert page.get_attribute("html", "lang") == "uk" and "Лідери" in page.inner_text("h1")
    page.click(".switcher a.button")
    assert page.url == f"{kiwix}all/stories/{SOURCE}/{STORY}.html"
    page.click(".brand")
    assert page.url == f"{kiwix}all/en/index.html"
    assert page.evaluate("[...document.styleSheets].filter(sheet => sheet.href).length") >= 2
    assert visit.errors == [] and all(request.startswith(kiwix) for request in visit.requests)


def test_a_reader_of_one_language_meets_no_dead_end(kiwix: str, open_page: Reader) -> None:
    visit = open_page(f"{kiwix}uk/")
    assert visit.page.url == f"{kiwix}uk/uk/index.html"
    seen, left = set(), [visit.page.url]
    while left:
        address = left.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = visit.page.goto(address)
        assert answer is not None and answer.status == 200, address
        links = visit.page.eval_on_selector_all(
            "main a, .masthead a, .colophon a", "all => all.map(one => one.href)"
        )
        left += [urldefrag(link).url for link in links if link.startswith(kiwix)]
    assert len(seen) > 4 and visit.errors == []


@pytest.mark.parametrize(
    ("edition", "asked", "language"),
    [("all", "twinned", "en"), ("all", "комуни", "uk"), ("cs", "smernici", "cs"), ("uk", "Нам Ка", "uk")],
)
def test_the_readers_search_finds_a_story(
    kiwix: str, open_page: Reader, edition: str, asked: str, language: str
) -> None:
    page = open_page(f"{kiwix}{edition}/").page
    page.fill("#kiwixsearchbox", asked)
    page.press("#kiwixsearchbox", "Enter")
    page.click(".results a")
    assert page.get_attribute("html", "lang") == language
    assert page.url.startswith(f"{kiwix}{edition}/{language}/")


def test_the_reader_suggests_titles_while_one_types(kiwix: str, open_page: Reader) -> None:
    page = open_page(f"{kiwix}all/").page
    page.locator("#kiwixsearchbox").press_sequentially("leaders of")
    page.locator(".ui-menu-item", has_text="Leaders of Nam Ka Commune").first.click()
    page.wait_for_url(f"**/en/{SOURCE}/{STORY}.html")


def test_hostile_texts_stay_inert_without_the_policy(
    hostile: Made, kiwix: str, open_page: Reader, tmp_path: Path
) -> None:
    texts = pages(hostile.archive)
    assert sum("evil.example" in text for text in texts.values()) >= 4 and hostile.shelf.articles == 4
    visit = open_page("about:blank")
    visit.page.add_init_script("window.acted = what => { (window.deeds ??= []).push(what) }")
    for number, (path, text) in enumerate(texts.items()):
        page = tmp_path / f"{number}.html"
        page.write_text(text, "utf-8")
        assert active_content(page) == [] and "Content-Security-Policy" not in text
        visit.page.goto(f"{kiwix}hostile/{path}")
        assert visit.page.evaluate("window.deeds ?? []") == []
    assert visit.errors == [] and all(request.startswith((kiwix, "about:")) for request in visit.requests)


def test_what_hostile_texts_say_is_found_all_the_same(hostile: Made) -> None:
    (path,) = found(hostile.archive, "zyxwvutsic")
    assert path in pages(hostile.archive)


# What is refused


@pytest.mark.parametrize("wanted", [Wanted(story=STORY), Wanted(pair=("en", "uk"))])
def test_what_makes_no_zim_file_is_refused_with_what_does(
    site: BuiltSite, config: Config, tmp_path: Path, wanted: Wanted
) -> None:
    with pytest.raises(ConfigError, match="--language TAG, --source HOST"):
        made(config, wanted, tmp_path / "none.zim")
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_is_not_there_is_named_with_those_that_are(
    site: BuiltSite, config: Config, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=r"no language 'fr'\n.*cs \(1\), en \(1\)"):
        made(config, Wanted(language="fr"), tmp_path / "none.zim")


def test_without_libzim_it_says_what_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['libzim'] = None; from site_builder.cli import program; program()"
    folders = {name: tmp_path / name for name in ("seeds", "output", "cache")}
    folders["seeds"].mkdir()
    words = ["export", "zim", *(word for name, path in folders.items() for word in (f"--{name}", str(path)))]
    done = subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, encoding="utf-8", cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "libzim is not installed\n    pip install 'site-builder[zim]'" in done.stderr, done.stderr


def test_an_article_that_is_lost_is_noticed(site: BuiltSite, config: Config, tmp_path: Path) -> None:
    output = Path(shutil.copytree(site.folder, tmp_path / "output"))
    (output / f"uk/{SOURCE}/{STORY}.html").unlink()
    with pytest.raises(OutputError, match="has 4 articles of 5"):
        export("zim", output, config.site, Wanted(), tmp_path / "lost.zim", Silent().stage)
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_room_is_asked_for_beforehand(site: BuiltSite, config: Config, tmp_path: Path) -> None:
    output = Path(shutil.copytree(site.folder, tmp_path / "output"))
    with (output / "assets/huge.png").open("wb") as huge:
        huge.truncate(shutil.disk_usage(tmp_path).free + 1)  # takes no room itself: it is all hole
    with pytest.raises(OutputError, match=r"needs [\d,.]+ MB of room in .* are free\n    free space"):
        export("zim", output, config.site, Wanted(), tmp_path / "none.zim", Silent().stage)
    assert [path.name for path in tmp_path.iterdir()] == ["output"]
