"""Books: sound by EPUBCheck's judgement, whole, the same twice, and good to read on a narrow and a wide screen."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from support.books import LANG, OPF, TAGS, TYPE, XHTML, Book, by_class, epubcheck, shelf, silent, text
from support.browsing import PHONE, TOO_WIDE, Reader, Scheme
from support.building import ROOT, BuiltSite, build_site, made_up_config, project_config
from support.making import seeds
from support.texts import PROSE
from test_bad_input import ACTIVE, MARKED, NESTED

from site_builder.errors import OutputError
from site_builder.export.epub.book import Book as Plan
from site_builder.export.epub.book import Chapter, Source
from site_builder.export.epub.chapters import rows_of
from site_builder.export.epub.check import check_book
from site_builder.export.epub.contents import Part, contents_page, divide, in_order, part_page
from site_builder.export.epub.package import wrapped

MADE_UP = ROOT / "tests" / "site" / "made_up"
TITLE = {"title": "Vietnam in translation", "description": "Local news.", "base_url": "https://example.org/"}
ARABIC = {"title": "مكتبة الجسر", "language": "ar"}
TWIN = "le-ket-nghia-giua-phuong-buon-ma-thuot-va-xa-nam-ka-2d60ecb"
MESSAGE = "This text is a translation. Its source publishes in this language: Vietnamese."


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


@pytest.fixture(scope="module")
def site(place: Path) -> BuiltSite:
    return build_site(project_config(place / "five"))


@pytest.fixture(scope="module")
def arabic(place: Path) -> BuiltSite:
    return build_site(made_up_config(place / "arabic", MADE_UP / "arabic", site=ARABIC))


@pytest.fixture(scope="module")
def odd(place: Path) -> BuiltSite:
    return build_site(made_up_config(place / "odd", MADE_UP / "odd"))


@pytest.fixture(scope="module")
def hostile(place: Path) -> BuiltSite:
    files: dict[str, str | bytes] = {f"soup-{number}.md": soup(number) for number in range(60)}
    for number, bad in enumerate((ACTIVE, MARKED, NESTED)):
        files[f"bad-{number}.md"] = f"{PROSE} Number {number}.\n\n{bad}\n\n{PROSE}"
    files |= {f"odd/{file.name}": file.read_bytes() for file in (MADE_UP / "odd").iterdir()}
    files["title.txt"] = f"{PROSE}\n\n{PROSE}\n\u202e\n{PROSE}"
    files["title.toml"] = (
        f"title = '''{ACTIVE[:150]} \u202e]]>&#x0;&amp;'''\nauthor = '''<b onclick=x>\u0007'''\nsection = '<i>'\n"
    )
    return build_site(made_up_config(place / "hostile", seeds(place / "hostile-seeds", files)))


@pytest.fixture(scope="module")
def gapped(place: Path) -> BuiltSite:
    """A story whose French version lacks a paragraph of the English one; neither has a date."""
    english = (
        "The bridge is 412 metres long and cost 38 million, the mayor said on Monday.",
        "Work on it began 7 years ago, after a flood had damaged the old one.",
        "Cyclists may use it at once, and lorries of up to 18 tonnes from August.",
        "A second bridge for 95 million is planned.",
        (
            "The ferry of 1903 made its last crossing last week, with flags on board and a band that played until"
            " midnight. Most of the 250 passengers had crossed the river on it since they were children. It goes to a"
            " museum now, where its engine will be shown to visitors from spring on."
        ),
    )
    french = (
        "Le pont mesure 412 mètres et a coûté 38 millions, a déclaré le maire lundi.",
        "Les travaux ont commencé il y a 7 ans, après une crue qui avait endommagé l’ancien.",
        "Les cyclistes peuvent l’emprunter dès maintenant, et les camions de 18 tonnes au plus dès août.",
        "Un second pont, pour 95 millions, est prévu.",
    )
    stated = 'title = "Bridge"\nstory = "b"\nlanguage = "%s"\n'
    files = {
        "a.md": "\n\n".join(english),
        "b.md": "\n\n".join(french),
        "a.toml": stated % "en",
        "b.toml": stated % "fr",
    }
    return build_site(made_up_config(place / "gap", seeds(place / "gap-seeds", files)))


ATTRIBUTES = (
    'href="http://a.example/x y?q=<b>&amp;%zz#é#2"',
    'href="http://exa mple.org/"',
    'href="https://[::1]/x"',
    'href="http://a.example:99999/"',
    'href="http://ünï.example/ü?x={}|^"',
    'href="http:///x"',
    'href="http://-a.example/"',
    'lang="abcdefgh-1"',
    'lang="ar"',
    'dir="rtl"',
    'id="title"',
    'class="lost-picture"',
    'title="a&quot;b"',
    'start="-3"',
    'colspan="900"',
    'hreflang="zz-1"',
)


def soup(number: int) -> str:
    """An article whose tags stand in no order."""
    draw = Random(number)

    def piece() -> str:
        kind = draw.random()
        if kind < 0.5:
            return f"<{draw.choice(TAGS)} {' '.join(draw.sample(ATTRIBUTES, draw.choice([0, 0, 1, 2])))}>"
        return (
            f"</{draw.choice(TAGS)}>"
            if kind < 0.8
            else draw.choice(["word", "a & b", "&#x1;", "\ufffe", "中文"])
        )

    blocks = ["".join(piece() for _ in range(draw.randint(3, 25))) for _ in range(6)]
    address = draw.choice(["http://a.example/%zz x", "https://ünï.example/", "http://[::1]/"]) + str(number)
    head = f"---\ntitle: Soup {number} <b>\nlanguage: en\nsource_url: {address}\n---\n"
    return "\n\n".join([head, f"{PROSE} This is number{number}.", *blocks])


@pytest.fixture(scope="module")
def books(
    place: Path, site: BuiltSite, arabic: BuiltSite, odd: BuiltSite, hostile: BuiltSite, gapped: BuiltSite
) -> dict[str, Path]:
    """One of each kind."""
    wanted: dict[str, tuple[BuiltSite, dict[str, Any], dict[str, Any]]] = {
        "all": (site, TITLE, {}),
        "language": (site, TITLE, {"language": "uk"}),
        "source": (site, TITLE, {"source": "baodaklak.vn"}),
        "story": (site, TITLE, {"story": TWIN}),
        "pair": (site, TITLE, {"pair": ("uk", "nl"), "source": "baodaklak.vn"}),
        "arabic": (arabic, ARABIC, {"pair": ("ar", "en")}),
        "chinese": (odd, {}, {"pair": ("en", "zh-Hant")}),
        "odd": (odd, {}, {}),
        "gap": (gapped, {"title": "Gap"}, {"pair": ("en", "fr")}),
        "hostile": (hostile, {"title": "<b>&amp;\u0007"}, {}),
    }
    files = {}
    for name, (built, settings, choice) in wanted.items():
        files[name] = place / f"{name}.epub"
        shelf("epub", built.folder, files[name], settings, **choice)
    return files


@pytest.fixture(scope="module")
def book(books: dict[str, Path]) -> Callable[[str], Book]:
    return lambda name: Book(books[name])


# By the format's own judge


JUDGED = ("all", "language", "source", "story", "arabic", "chinese", "hostile")


@pytest.fixture(scope="module")
def verdict(books: dict[str, Path], place: Path) -> list[str]:
    """What EPUBCheck says of these books, and of one that was broken so that it has something to say."""
    broken = place / "broken.epub"
    with zipfile.ZipFile(books["pair"]) as good, zipfile.ZipFile(broken, "w") as bad:
        for name in good.namelist():
            if name != "EPUB/book.css":
                bad.writestr(name, good.read(name).replace(b"<h1", b"<li></li><h1"))
    return epubcheck([broken, *(books[name] for name in JUDGED)], place)


def test_epubcheck_has_nothing_to_say(verdict: list[str]) -> None:
    assert [line for line in verdict if not line.startswith("broken")] == []


def test_epubcheck_finds_what_is_wrong(verdict: list[str]) -> None:
    said = "\n".join(line for line in verdict if line.startswith("broken"))
    assert "book.css" in said and "RSC-005" in said


# What the package says


def test_a_book_is_named_by_its_site_and_what_of_it_was_chosen(book: Callable[[str], Book]) -> None:
    titles = {name: book(name).stated("title") for name in ("all", "language", "source", "pair", "arabic")}
    assert titles == {
        "all": ["Vietnam in translation"],
        "language": ["Vietnam in translation – українська"],
        "source": ["Vietnam in translation – Báo Đắk Lắk"],
        "pair": ["Vietnam in translation – Báo Đắk Lắk – українська · Nederlands"],
        "arabic": ["مكتبة الجسر – العربية · English"],
    }
    assert book("story").stated("title") == [
        "Leaders of Nam Ka Commune Party Committee presented gifts to Buon Ma Thuot Ward Party Committee"
    ]


def test_publishers_dates_and_languages_come_from_the_texts(book: Callable[[str], Book]) -> None:
    whole = book("all")
    assert sorted(whole.stated("publisher")) == ["Báo Đắk Lắk", "Báo Đồng Khởi", "Hà Nội"]
    assert whole.stated("date") == ["2025-12"]
    assert whole.stated("dcterms:modified") == ["2025-12-01T00:00:00Z"]
    assert whole.stated("language") == ["en", "cs", "nl", "pl", "uk"]
    assert book("pair").stated("language") == ["uk", "nl"]
    assert book("pair").stated("publisher") == ["Báo Đắk Lắk"]


def test_without_a_date_none_is_stated_and_the_change_is_no_clocks(book: Callable[[str], Book]) -> None:
    undated = book("gap")
    assert undated.stated("date") == []
    assert undated.stated("dcterms:modified") == ["2000-01-01T00:00:00Z"]


def test_each_selection_is_a_book_of_its_own(book: Callable[[str], Book], books: dict[str, Path]) -> None:
    assert len({book(name).stated("identifier")[0] for name in books}) == len(books)


def test_pages_turn_as_the_language_is_read(book: Callable[[str], Book]) -> None:
    turns = {
        name: next(book(name).package.iter(f"{OPF}spine")).get("page-progression-direction")
        for name in ("all", "pair", "arabic", "chinese")
    }
    assert turns == {"all": None, "pair": None, "arabic": "rtl", "chinese": None}


def test_what_readers_with_other_senses_need_is_stated(book: Callable[[str], Book]) -> None:
    whole = book("all")
    assert whole.stated("schema:accessMode") == ["textual"]
    assert {"tableOfContents", "readingOrder", "structuralNavigation"} <= set(
        whole.stated("schema:accessibilityFeature")
    )
    (image,) = whole.page("cover.xhtml").iter(f"{XHTML}img")
    assert image.get("alt") == "Vietnam in translation"


def test_the_cover_shows_the_title(book: Callable[[str], Book]) -> None:
    cover = book("story").files["EPUB/cover.svg"].decode()
    lines = [line.partition(">")[2].removesuffix("</text>") for line in cover.splitlines() if "<text" in line]
    assert (
        " ".join(lines)
        == (
            "Vietnam in translation Leaders of Nam Ka Commune Party Committee presented gifts to Buon Ma Thuot Ward"
            " Party Committee Báo Đắk Lắk"
        ).replace("Vietnam in translation ", "")
        or lines[-2] == "Vietnam in translation"
    )
    assert 'direction="rtl"' in book("arabic").files["EPUB/cover.svg"].decode()


def test_lines_of_a_cover_are_as_wide_as_their_letters() -> None:
    assert wrapped("Vietnam in translation", 5.7) == ["Vietnam in", "translatio", "n"]
    assert wrapped("北京大学图书馆", 4.2) == ["北京大学", "图书馆"]
    assert wrapped("แเก", 1.2) == ["แเก"]
    assert wrapped("a\u0301" * 4, 1.2) == ["a\u0301a\u0301", "a\u0301a\u0301"]
    assert wrapped("", 3) == []


# What a page holds


def test_every_part_has_its_language_and_direction(
    book: Callable[[str], Book], books: dict[str, Path]
) -> None:
    for name in books:
        for path in book(name).spine:
            page = book(name).page(path)
            for element in [page, *by_class(page, "cell")]:
                assert element.get("lang") == element.get(LANG) != ""
                assert element.get("dir") in ("ltr", "rtl", "auto")
            assert all(one.get("lang") == one.get(LANG) for one in page.iter())
    assert [one.get("dir") for one in by_class(book("arabic").chapters[0], "cell")[:2]] == ["rtl", "ltr"]


def test_an_article_is_all_there_with_the_note_on_its_source(
    book: Callable[[str], Book], site: BuiltSite
) -> None:
    (page,) = book("language").chapters
    entry = site.entry("uk")
    built = site.document(entry["url"])
    (prose,), (body,) = by_class(page, "prose"), by_class(built, "prose")
    assert text(prose) == " ".join(body.text_content().split())
    ids = [one.get("id") for one in prose]
    assert ids == [f"p{number + 1}" for number in range(entry["paragraphs"])]
    assert text(next(page.iter(f"{XHTML}h1"))) == entry["title"]
    (note,) = (one for one in page.iter() if one.get(TYPE) == "footnote")
    assert "Báo Đắk Lắk" in text(note) and "грудень 2025" in text(note)
    assert [one.get("href") for one in note.iter(f"{XHTML}a")] == [entry["source_url"]]
    assert "Цей текст — переклад" in text(note) and "єтнамська" in text(note)
    (mark,) = (one for one in page.iter() if one.get(TYPE) == "noteref")
    assert mark.get("href") == f"#{note.get('id')}"


def test_a_translation_is_called_so_only_where_it_is_known_to_be_one(book: Callable[[str], Book]) -> None:
    assert [MESSAGE in text(page) for page in book("story").chapters] == [True, False, False]
    assert not any("is a translation" in text(page) for page in book("arabic").chapters)


def test_versions_of_a_story_lead_to_each_other_within_the_book(book: Callable[[str], Book]) -> None:
    for page in book("story").chapters:
        (versions,) = by_class(page, "versions")
        links = [one.get("lang") for one in versions.iter(f"{XHTML}a")]
        assert sorted([*links, page.get("lang")]) == ["en", "nl", "uk"]
    assert not by_class(book("language").chapters[0], "versions")


def test_nothing_in_a_book_acts_or_asks_another_host(
    book: Callable[[str], Book], books: dict[str, Path]
) -> None:
    for name in books:
        for path in book(name).spine:
            for element in book(name).page(path).iter():
                assert not any(key.startswith("on") or key in ("style", "srcset") for key in element.attrib)
                if element.get("src") or element.tag == f"{XHTML}link":
                    assert "://" not in (element.get("src") or element.get("href"))


# Two languages


@pytest.mark.parametrize(("name", "first", "second"), [("pair", "uk", "nl"), ("chinese", "en", "zh-Hant")])
def test_every_block_of_both_texts_stands_once_beside_what_says_the_same(
    book: Callable[[str], Book], request: pytest.FixtureRequest, name: str, first: str, second: str
) -> None:
    built: BuiltSite = request.getfixturevalue("site" if name == "pair" else "odd")
    story = next(
        one["story"] for one in built.catalogue if one["language"] == first and second in one["translations"]
    )
    (page,) = book(name).chapters
    rows = [row for row in by_class(page, "pair") if (row.get("id") or "").startswith("r")]
    for place, tag in enumerate((first, second)):
        (entry,) = (one for one in built.catalogue if (one["story"], one["language"]) == (story, tag))
        cells = [row[place] for row in rows]
        assert {cell.get("lang") for cell in cells} == {tag}
        shown = " ".join(text(cell) for cell in cells if "gap" not in cell.get("class"))
        (body,) = by_class(built.document(entry["url"]), "prose")
        assert shown.replace(" ", "") == "".join(body.text_content().split())
    assert len(rows) == len(
        rows_of(
            next(one for one in built.catalogue if one["story"] == story and one["language"] == first)[
                "alignment"
            ][second]
        )
    )


def test_what_one_language_lacks_is_a_gap_that_can_be_seen_and_heard(book: Callable[[str], Book]) -> None:
    (page,) = book("gap").chapters
    (gap,) = by_class(page, "gap")
    assert (gap.get("lang"), gap[0].get("role"), gap[0].get("aria-label")) == ("fr", "img", "non disponible")
    assert "1903" in text(gap.getparent()[0])


def test_beads_that_share_a_block_are_one_row() -> None:
    assert rows_of([((0,), (0,)), ((1,), (1, 2)), ((2,), (2,)), ((3,), ()), ((4,), (3,))]) == [
        ((0,), (0,)),
        ((1, 2), (1, 2)),
        ((3,), ()),
        ((4,), (3,)),
    ]


# Contents


def test_the_contents_of_a_small_book_name_every_chapter(book: Callable[[str], Book]) -> None:
    whole = book("all")
    nav = whole.page("nav.xhtml")
    linked = [one.get("href") for one in nav.find(f".//{XHTML}nav").iter(f"{XHTML}a")]
    assert linked == whole.spine[3:]
    parts = [text(one) for one in by_class(nav, "part")]
    assert parts == ["English", "čeština", "Nederlands", "polski", "українська"]
    marks = {one.get(TYPE): one.get("href") for one in nav.iter(f"{XHTML}a") if one.get(TYPE)}
    assert marks == {"titlepage": "title.xhtml", "toc": "nav.xhtml", "bodymatter": whole.spine[3]}


def made_up_chapters(count: int, dates: Callable[[int], str]) -> list[Chapter]:
    return [
        Chapter(f"a{number:05}", (("en", f"Title {number}"),), f"host{number % 3}.example", dates(number))
        for number in range(count)
    ]


def planned(chapters: list[Chapter]) -> tuple[Plan, Part]:
    book = Plan(
        title="Library",
        subtitle="",
        site="Library",
        description="",
        language="en",
        languages=("en",),
        identifier="x",
        pair=None,
        is_story=False,
        sources={f"host{number}.example": Source(name=f"Host {number}") for number in range(3)},
        articles=len(chapters),
        stories=len(chapters),
        latest="",
    )
    return book, divide(book, chapters)


def test_ten_thousand_chapters_are_in_lists_that_a_person_looks_through() -> None:
    def date(number: int) -> str:
        return f"{2010 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}" if number % 10 else ""

    chapters = made_up_chapters(10_000, date)
    book, whole = planned(chapters)
    parts = list(whole.walk())
    assert [part.label for part in whole.parts] == [*map(str, range(2024, 2009, -1)), "Undated"]
    assert all(len(part.parts or part.chapters) <= 100 for part in [whole, *parts])
    read = [one for one in in_order(whole) if isinstance(one, Chapter)]
    assert sorted(read) == sorted(chapters)
    assert len({part.path for part in parts}) == len(parts)
    assert contents_page(book, whole).count(b"<li>") < 1_000
    listed = b"".join(part_page(book, part) for part in parts if not part.parts)
    assert listed.count(b'href="../text/') == 10_000


def test_chapters_are_newest_first_and_the_undated_stand_last() -> None:
    dates = ["2024", "", "2025-06-30", "2025-06", "2025-07-01"]
    _, whole = planned(made_up_chapters(5, lambda number: dates[number]))
    assert [one.published for one in in_order(whole) if isinstance(one, Chapter)] == [
        "2025-07-01",
        "2025-06-30",
        "2025-06",
        "2024",
        "",
    ]


def test_what_no_date_divides_is_divided_by_source_then_by_number() -> None:
    _, whole = planned(made_up_chapters(600, lambda number: ""))
    assert [part.label for part in whole.parts] == ["Host 0", "Host 1", "Host 2"]
    assert [part.label for part in whole.parts[0].parts] == ["1–100", "101–200"]


# The file


def test_the_same_site_gives_the_same_bytes(books: dict[str, Path], place: Path) -> None:
    again = build_site(project_config(place / "again"))
    shelf("epub", again.folder, place / "again.epub", TITLE)
    assert (place / "again.epub").read_bytes() == books["all"].read_bytes()


def test_it_begins_with_its_type_and_says_nothing_of_its_machine(books: dict[str, Path]) -> None:
    assert books["all"].read_bytes()[30:58] == b"mimetypeapplication/epub+zip"
    with zipfile.ZipFile(books["all"]) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {3}


def test_a_page_that_lost_its_blocks_stops_the_export(site: BuiltSite, place: Path) -> None:
    page = site.folder / site.entry("uk")["url"]
    before = page.read_bytes()
    try:
        page.write_bytes(before.replace(b'id="p5"', b'id="q5"'))
        with pytest.raises(OutputError, match=r"holds 4 blocks of 13(?s:.*)build again"):
            shelf("epub", site.folder, place / "none.epub", TITLE, language="uk")
        page.unlink()
        with pytest.raises(OutputError, match="is not there"):
            shelf("epub", site.folder, place / "none.epub", TITLE, language="uk")
    finally:
        page.write_bytes(before)
    assert not (place / "none.epub").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("EPUB/title.xhtml", b"</body>", b"", "mismatched tag"),
        ("EPUB/nav.xhtml", b'href="title.xhtml"', b'href="titel.xhtml"', "leads to 'titel.xhtml'"),
        (
            "EPUB/package.opf",
            b'href="title.xhtml"',
            b'href="titel.xhtml"',
            "what it lists is not what it holds",
        ),
        (
            "EPUB/package.opf",
            b'idref="title"',
            b'idref="cover"',
            "names what it does not list, or one thing twice",
        ),
        ("EPUB/title.xhtml", b"<section", b'<script id="a"/><section', "holds"),
        ("EPUB/nav.xhtml", b'id="landmarks"', b'id="toc"', "the id 'toc' twice"),
        ("mimetype", b"epub", b"epab", "does not begin with its type"),
    ],
)
def test_a_book_with_a_fault_is_not_handed_over(
    books: dict[str, Path], tmp_path: Path, name: str, old: bytes, new: bytes, said: str
) -> None:
    check_book(books["language"], silent)
    with zipfile.ZipFile(books["language"]) as good, zipfile.ZipFile(tmp_path / "bad.epub", "w") as bad:
        for entry in good.namelist():
            data = good.read(entry)
            assert entry != name or old in data
            bad.writestr(entry, data.replace(old, new) if entry == name else data)
    with pytest.raises(OutputError, match=said):
        check_book(tmp_path / "bad.epub", silent)


# On a screen


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    return folder / "EPUB"


@pytest.mark.parametrize("name", ["odd", "arabic", "pair", "hostile"])
def test_no_page_is_wider_than_a_telephone(
    books: dict[str, Path], book: Callable[[str], Book], tmp_path: Path, open_page: Reader, name: str
) -> None:
    folder = unpacked(books[name], tmp_path)
    visit = open_page(folder / "title.xhtml", viewport=PHONE)
    for path in book(name).spine[:30]:
        visit.page.goto((folder / path).as_uri())
        assert visit.page.evaluate(TOO_WIDE) == [], path
    assert not visit.errors


SIDES = """() => [...document.querySelectorAll('[id^=r]')].map(row => {
  const [one, two] = [...row.children].map(cell => cell.getBoundingClientRect());
  return two.top >= one.bottom ? 'below' : two.left >= one.right ? 'right' : two.right <= one.left ? 'left' : 'over';
})"""


@pytest.mark.parametrize(("name", "beside"), [("pair", "right"), ("arabic", "left")])
def test_pairs_stand_beside_each_other_where_there_is_room(
    books: dict[str, Path],
    book: Callable[[str], Book],
    tmp_path: Path,
    open_page: Reader,
    name: str,
    beside: str,
) -> None:
    page = unpacked(books[name], tmp_path) / next(
        path for path in book(name).spine if path.startswith("text/")
    )
    assert set(open_page(page).page.evaluate(SIDES)) == {beside}
    assert set(open_page(page, viewport=PHONE).page.evaluate(SIDES)) == {"below"}


SCHEMES: tuple[Scheme, ...] = ("dark", "light")
INK = """() => [...new Set(
  [...document.querySelectorAll('body, body *:not(hr, mark, mark *)')].map(one => getComputedStyle(one).color))]"""


def test_letters_have_the_ink_of_the_reading_program_by_night_as_by_day(
    books: dict[str, Path], book: Callable[[str], Book], tmp_path: Path, open_page: Reader
) -> None:
    folder = unpacked(books["hostile"], tmp_path)
    dark, light = (open_page(folder / "title.xhtml", scheme=scheme).page for scheme in SCHEMES)
    for path in book("hostile").spine[1:12]:
        light.goto((folder / path).as_uri())
        dark.goto((folder / path).as_uri())
        assert light.evaluate(INK) == ["rgb(0, 0, 0)"], path
        assert dark.evaluate(INK) == ["rgb(255, 255, 255)"], path
