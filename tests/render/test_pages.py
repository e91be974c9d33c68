"""Pages: what no template, no seed and no language may break."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.errors import ConfigError
from site_builder.model import (
    Alignment,
    Article,
    ArticleView,
    Block,
    CoverageRow,
    CoverageView,
    DatesView,
    Day,
    Entry,
    Feed,
    File,
    Frame,
    FrontView,
    Headline,
    LanguageLink,
    ListView,
    MonthView,
    NotFoundView,
    Pager,
    Period,
    Provenance,
    SiteFrame,
    SourceLink,
    SourcesView,
    StoryView,
    Year,
)
from site_builder.render.assets import COLUMNS
from site_builder.render.filling import web_root
from site_builder.render.pages import Pages, PageView
from site_builder.render.templates import kinds_fingerprints, template_folders

PAGES = Pages(None, ".codehilite .k { color: #006 }")
HOSTILE = """"><script>alert(1)</script>'<img src=x onerror=alert(2)></title>{{ 7*7 }}"""
HREF = re.compile(r"""\s(?:href|src)="([^"]*)\"""")


def frame(path: str, language: str = "en", base_url: str | None = None, site: str = "ar en uk") -> Frame:
    shared = SiteFrame(
        language=language,
        title="Library",
        languages=tuple(LanguageLink(tag, f"{tag}/index.html", tag == language) for tag in site.split()),
        home=f"{language}/index.html",
        front="index.html",
        sources="sources/index.html",
        stories="stories/index.html",
        base_url=base_url,
        theme_color="#fbfaf7",
        theme_color_dark="#16181c",
    )
    return Frame(
        site=shared,
        path=path,
        title="A title",
        description="About it",
        alternates=(LanguageLink("ar", "ar/s/x.html"), LanguageLink("en", "en/s/x.html")) if base_url else (),
        x_default="stories/s/x.html" if base_url else None,
        feeds=(Feed("en/feed.xml", "application/atom+xml", "Library"),) if base_url else (),
    )


def article(language: str = "en", **changes: object) -> Article:
    base = Article(
        id="0" * 16,
        seed="a.txt",
        language=language,
        title="Floods recede",
        source="news.example",
        source_url="https://news.example/politics/floods.html",
        source_key=None,
        section="politics",
        author="A. Writer",
        published="2025-06-30",
        stated_story=None,
        slug="floods",
        draft=False,
        blocks=(Block("paragraph", "One.", "One."), Block("caption", "A boat.", "A boat.")),
        provenance={"published": Provenance("the source URL", 1.0)},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def article_view(
    language: str = "en", tags: str = "ar en uk", base_url: str | None = None, **changes: object
) -> ArticleView:
    path = f"{language}/news.example/floods.html"
    return ArticleView(
        frame=frame(path, language, base_url),
        article=article(language, **changes),
        source_name="News Example",
        source_path=f"{language}/news.example/index.html",
        language_path=f"{language}/index.html",
        story_path="stories/news.example/floods.html",
        markdown_path=f"{language}/news.example/floods.md",
        versions=tuple(
            LanguageLink(tag, f"{tag}/news.example/floods.html", tag == language) for tag in tags.split()
        ),
        lacking=(LanguageLink("pl", "pl/index.html"),),
        variants=(),
        original="vi",
        original_path="vi/news.example/floods.html",
        subtitle="Nuoc lu rut dan",
        subtitle_language="vi",
        story="s",
    )


BODY = ["<p>One.</p>", '<figure class="lost-picture"><figcaption>A boat.</figcaption></figure>']


def html(view: PageView, *bodies: list[str], pages: Pages = PAGES) -> str:
    return pages.render(view, bodies).data.decode()


ENTRY = Entry(
    path="en/news.example/floods.html",
    language="en",
    title="Floods recede",
    summary="One.",
    source="news.example",
    source_name="News Example",
    source_path="en/news.example/index.html",
    published="2025-06-30",
    section="politics",
    story_path="stories/news.example/floods.html",
    versions=(LanguageLink("ar", "ar/news.example/floods.html"), LanguageLink("en", "en/x.html", True)),
)
SOURCES = (
    SourceLink(source="news.example", name="News Example", path="sources/news.example.html", articles=3),
)
NO_PAGER = Pager(newest=None, newer=None, older=None, oldest=None)


HEADLINE = Headline(
    path="en/news.example/floods.html", language="en", title="Floods recede", source_name="News Example"
)
MONTH = MonthView(
    frame=frame("en/dates/2025-06.html"),
    period="2025-06",
    days=(
        Day("2025-06-30", (HEADLINE, replace(HEADLINE, language="ar", title="<b>"))),
        Day("2025-06", (HEADLINE,)),
    ),
    pager=NO_PAGER,
    dates="en/dates/index.html",
    newer=Period("2025-07", "en/dates/2025-07.html", 3),
    older=None,
)


def story_view(count: int = 2) -> StoryView:
    tags = ("ar", "en", *(f"q{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count - 2)))[:count]
    return StoryView(
        frame=frame("stories/news.example/floods.html"),
        story="s",
        articles=tuple(article(tag) for tag in tags),
        versions=tuple(LanguageLink(tag, f"{tag}/news.example/floods.html") for tag in tags),
        alignment=Alignment(
            tags,
            (((0,),) * count, ((1,), *((),) * (count - 1)), ((), *((1,),) * (count - 1))),
            (((0, 9), (9, 18)), *(((0, 9), (18, 18)),) * (count - 1)),
        ),
        shown=("ar", "en"),
        variants=(),
        source_name="News Example",
        source_path="sources/news.example.html",
        evidence=("the same source URL",),
    )


def views() -> list[tuple[PageView, list[list[str]]]]:
    older = Pager(newest=None, newer=None, older="en/page/2.html", oldest="en/page/1.html")
    undated = replace(ENTRY, published=None)
    return [
        (article_view(), [BODY]),
        (article_view("ar", "ar"), [BODY]),
        (
            ListView(
                frame=frame("en/index.html"),
                kind="language",
                heading=None,
                heading_language="en",
                entries=(ENTRY, undated),
                pager=older,
                sources=SOURCES,
                languages=(),
            ),
            [],
        ),
        (
            FrontView(
                frame=frame("index.html"),
                description="Everything",
                articles=3,
                stories=2,
                languages=(
                    LanguageLink("en", "en/index.html", count=2),
                    LanguageLink("ar", "ar/index.html", count=1),
                ),
                sources=SOURCES,
                newest=(ENTRY,),
            ),
            [],
        ),
        (MONTH, []),
        (
            DatesView(
                frame=frame("en/dates/index.html"),
                years=(
                    Year(
                        name="2025",
                        articles=1234,
                        months=(*[None] * 5, Period("2025-06", "en/dates/2025-06.html", 1230), *[None] * 6),
                        rest=Period("2025", "en/dates/2025.html", 4),
                    ),
                ),
                undated=Period("", "en/dates/undated.html", 2),
            ),
            [],
        ),
        (SourcesView(frame=frame("sources/index.html"), sources=SOURCES), []),
        (
            CoverageView(
                frame=frame("stories/index.html"),
                columns=("ar", "en"),
                rows=(
                    CoverageRow(
                        title="Floods recede",
                        title_language="en",
                        path="stories/news.example/floods.html",
                        published="2025",
                        source_name="News Example",
                        cells=(None, LanguageLink("en", "en/news.example/floods.html")),
                    ),
                ),
                pager=NO_PAGER,
            ),
            [],
        ),
        (story_view(), [BODY, BODY]),
        (NotFoundView(frame=frame("404.html"), languages=(LanguageLink("en", "en/index.html"),)), []),
    ]


@pytest.mark.parametrize(("view", "bodies"), views(), ids=lambda value: type(value).__name__)
def test_every_page_carries_the_policy_and_only_relative_links(
    view: PageView, bodies: list[list[str]]
) -> None:
    page = html(view, *bodies)
    assert (
        'http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; script-src &#39;self&#39;'
        in page
    )
    assert '<meta name="referrer" content="no-referrer">' in page
    assert " style=" not in page
    scripts = re.findall(r"<script[^>]*>", page)
    assert re.fullmatch(r'<script src="[./]*assets/site\.[0-9a-f]{8}\.js" defer>', scripts[0])
    assert scripts[1:] in ([], ['<script type="application/ld+json">'])
    for link in HREF.findall(page):
        assert not link.startswith("/")
        assert ":" not in link or link in (
            "https://news.example/politics/floods.html",
            "http://purl.org/dc/terms/",
        )


@pytest.mark.parametrize(
    "view",
    [
        article_view(
            title=HOSTILE, author=HOSTILE, section=HOSTILE, source_url=f"https://news.example/{HOSTILE}"
        ),
        article_view(source_url="javascript:alert(1)", published=None, author=None, section=None),
        article_view(seed=HOSTILE, language=HOSTILE),
    ],
)
def test_text_of_a_seed_stays_text(view: ArticleView) -> None:
    page = html(replace(view, source_name=HOSTILE, frame=replace(view.frame, title=HOSTILE)), BODY)
    assert "<script>" not in page
    assert "<img" not in page
    assert "onerror=alert(2)>" not in page.replace("&gt;", "")
    assert 'href="javascript' not in page
    assert "49" not in page
    assert page.count("</script>") == 2


def test_dublin_core_states_what_is_known_and_no_more() -> None:
    def terms(view: ArticleView) -> dict[str, str]:
        return dict(re.findall(r'<meta name="dcterms\.(\w+)" content="([^"]*)">', html(view, BODY)))

    known = terms(article_view(title="Floods & <b>", author="A. Nguyen", published="2025-06"))
    assert known == {
        "title": "Floods &amp; &lt;b&gt;",
        "creator": "A. Nguyen",
        "issued": "2025-06",
        "language": "en",
        "source": "https://news.example/politics/floods.html",
    }
    bare = article_view("und", author=None, published=None, source_url=None, title="Floods")
    assert terms(bare) == {"title": "Floods"}


def test_structured_data_states_what_is_known_and_no_more() -> None:
    view = article_view(base_url="https://example.org/lib/", title="</script><b>")
    page = html(view, BODY)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    stated = json.loads(text)
    assert stated["headline"] == "</script><b>"
    assert stated["isBasedOn"] == "https://news.example/politics/floods.html"
    assert [work["@id"] for work in stated["workTranslation"]] == [
        "https://example.org/lib/ar/news.example/floods.html",
        "https://example.org/lib/uk/news.example/floods.html",
    ]
    bare = html(article_view(published=None, author=None, source_url=None), BODY)
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', bare, re.DOTALL)
    assert not {"datePublished", "author", "publisher", "workTranslation"} & set(json.loads(text))


def test_addresses_for_the_world_are_absolute_and_left_out_without_a_base_url() -> None:
    page = html(article_view(base_url="https://example.org/lib/"), BODY)
    assert '<link rel="canonical" href="https://example.org/lib/en/news.example/floods.html">' in page
    assert '<link rel="alternate" hreflang="ar" href="https://example.org/lib/ar/s/x.html">' in page
    assert (
        '<link rel="alternate" hreflang="x-default" href="https://example.org/lib/stories/s/x.html">' in page
    )
    assert '<meta property="og:locale:alternate" content="ar">' in page
    assert 'hreflang="x-default"' not in html(article_view(), BODY)


def test_a_page_has_the_direction_of_its_language() -> None:
    assert '<html lang="ar" dir="rtl">' in html(article_view("ar"), BODY)
    assert '<html lang="en" dir="ltr">' in html(article_view(), BODY)


def test_a_text_of_unknown_language_is_not_passed_off_as_english() -> None:
    page = html(article_view("und"), BODY)
    assert '<html lang="en"' in page
    assert '<div class="prose" lang="" dir="auto">' in page
    assert 'hreflang="und"' not in page


def test_the_switcher_names_each_language_in_itself_and_marks_the_current_one() -> None:
    page = html(article_view(), BODY)
    assert (
        '<a href="../../uk/news.example/floods.html" lang="uk" dir="ltr" hreflang="uk">українська</a>' in page
    )
    assert '<a href="floods.html" lang="en" dir="ltr" hreflang="en" aria-current="page">English</a>' in page
    assert '<a href="../../pl/index.html" lang="pl" dir="ltr" hreflang="pl">polski</a>' in page


def test_a_story_in_one_language_says_so() -> None:
    page = html(article_view("en", "en"), BODY)
    assert "Only in English" in page
    assert 'class="button"' not in page


def test_many_languages_fold_into_groups_by_script() -> None:
    tags = "ar bg cs de en es fa fr ja ru uk"
    page = html(article_view("en", tags), BODY)
    assert "All languages</summary>" not in page
    assert "<summary>All languages (11)</summary>" in page
    assert re.findall(r"<h2>([^<]+)</h2>", page)[-4:] == ["Arabic", "Cyrillic", "Latin", "Other scripts"]
    folded = page[page.index('<div class="scripts">') :]
    assert all(f'hreflang="{tag}"' in folded for tag in tags.split())


def test_blocks_carry_their_ids_and_lost_pictures_a_name() -> None:
    body = ['<p class="x" id="evil">One.</p>', BODY[1]]
    page = html(article_view(), body)
    assert '<p id="p1" class="x">One.</p>' in page
    assert (
        '<figure id="p2" class="lost-picture"><span class="sign" role="img" aria-label="Picture not' in page
    )
    assert '<div id="p1">bare text</div>' in html(article_view(), ["bare text", BODY[1]])


def test_each_block_needs_its_html() -> None:
    with pytest.raises(ValueError, match="each block"):
        PAGES.render(article_view(), [["<p>One.</p>"]])


def test_side_by_side_shows_gaps_and_every_text_once() -> None:
    page = html(story_view(), BODY, BODY)
    assert [page.count(f'id="p{row}"') for row in (1, 2, 3)] == [1, 1, 1]
    assert page.count("<p>One.</p>") == 2
    assert page.count('aria-label="not available"') == 2
    assert page.count("checked>") == 2
    assert '<div class="v0" role="cell" lang="ar" dir="rtl"' in page


def test_side_by_side_links_to_the_languages_beyond_its_columns() -> None:
    count = COLUMNS + 2
    page = html(story_view(count), *([BODY] * count))
    assert f'id="v{COLUMNS - 1}"' in page
    assert f'id="v{COLUMNS}"' not in page
    last = story_view(count).alignment.languages[-1]
    assert f'href="../../{last}/news.example/floods.html"' in page


def test_undated_entries_stand_under_a_heading_of_their_own() -> None:
    (view,) = [view for view, _ in views() if isinstance(view, ListView)]
    page = html(view)
    assert page.index("June 30, 2025") < page.index(">Undated<")
    assert 'href="page/2.html" rel="next"' in page


def test_the_index_by_date_links_the_months_that_have_articles() -> None:
    (view,) = [view for view, _ in views() if isinstance(view, DatesView)]
    page = html(view)
    assert re.findall(
        r'<a href="([^"]+)"><span class="name">([^<]+)</span> <span class="count">([^<]+)<', page
    ) == [
        ("2025-06.html", "June", "1,230"),
        ("2025.html", "2025", "4"),
        ("undated.html", "Undated", "2 articles"),
    ]
    assert "1,234 articles" in page
    assert [name for name in ("May", "July", "December") if f">{name}</a>" in page] == []
    assert all(f'<span class="name lacking">{name}</span>' in page for name in ("January", "May", "July"))


def test_a_month_shows_days_headlines_and_sources() -> None:
    page = html(MONTH)
    assert "<h1>June 2025</h1>" in page
    assert '<h2><time datetime="2025-06-30">June 30, 2025</time></h2>' in page
    assert (
        '<li><a href="../news.example/floods.html">Floods recede</a> <span><bdi>News Example</bdi></span></li>'
        in page
    )
    assert 'floods.html" lang="ar" dir="rtl">&lt;b&gt;</a>' in page
    assert '<a href="2025-07.html">July 2025</a>' in page
    undated = html(replace(MONTH, period="", days=(Day("", (HEADLINE,)),), newer=None))
    assert "<h1>Undated</h1>" in undated
    assert "<h2><time" not in undated and 'class="switcher"' not in undated


def test_the_coverage_leads_to_its_table_and_to_every_part_of_a_large_one() -> None:
    (view,) = [view for view, _ in views() if isinstance(view, CoverageView)]
    tables = ("data/coverage/0000.csv", "data/coverage/0001.csv")
    assert ".csv" not in html(view)
    assert '<a class="button" href="../data/coverage/0000.csv">Table as CSV</a>' in html(
        replace(view, tables=tables[:1])
    )
    page = html(replace(view, tables=tables))
    assert "<summary>Table as CSV</summary>" in page
    assert '<a href="../data/coverage/0001.csv">2</a>' in page


def test_an_empty_collection_invites_to_begin() -> None:
    (view,) = [view for view, _ in views() if isinstance(view, FrontView)]
    empty = replace(view, articles=0, stories=0, languages=(), sources=(), newest=())
    assert "Put text files into seeds/" in html(empty)


def test_not_found_is_reached_from_any_depth() -> None:
    view = NotFoundView(
        frame=frame("404.html", base_url="https://example.org/some/path/"),
        languages=(LanguageLink("uk", "uk/index.html"),),
    )
    links = [link for link in HREF.findall(html(view)) if not link.startswith(("https://", "#"))]
    assert "/some/path/uk/index.html" in links
    assert all(link.startswith("/some/path/") for link in links)
    assert "uk/index.html" in HREF.findall(html(replace(view, frame=frame("404.html"))))


def test_an_article_page_stays_light() -> None:
    page = html(article_view(base_url="https://example.org/"), BODY)
    assert len(page.encode()) < 12_000
    ours = Pages(None, "").assets()
    assert all(len(file.data) <= 15 * 1024 for file in ours if file.path.endswith(".css"))
    (script,) = (file for file in ours if file.path.startswith("assets/site.") and file.path.endswith(".js"))
    assert len(script.data) <= 10 * 1024
    (search,) = (
        file for file in ours if file.path.startswith("assets/search.") and file.path.endswith(".js")
    )
    assert len(search.data) <= 24 * 1024, "it is on the page of the search alone"


def test_assets_are_named_by_their_content() -> None:
    one = {file.path: file.data for file in PAGES.assets()}
    two = {file.path: file.data for file in Pages(None, "").assets()}
    assert all(
        re.fullmatch(
            r"assets/((columns|lists|offline|search|site|wide)\.[0-9a-f]{8}\.(css|js)"
            r"|favicon\.[0-9a-f]{8}\.svg|icon-\d+\.[0-9a-f]{8}\.png)",
            path,
        )
        for path in one
    )
    assert len(set(one) & set(two)) == 10


def test_a_users_template_replaces_one_file_and_the_rest_stays_ours(tmp_path: Path) -> None:
    (tmp_path / "notfound.html").write_text(
        '{% extends "ours/notfound.html" %}{% block kind %}mine{% endblock %}', "utf-8"
    )
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "mark.png").write_bytes(b"png")
    (tmp_path / "assets" / "own.css").write_text("a { background: url(mark.png) }", "utf-8")
    pages = Pages(tmp_path, "")
    page = html(NotFoundView(frame=frame("404.html"), languages=()), pages=pages)
    assert '<body class="mine">' in page
    assert "Page not found" in page
    assert '<body class="reading">' in html(article_view(), BODY, pages=pages)
    files = {re.sub(r"\.[0-9a-f]{8}\.", ".", file.path): file for file in pages.assets()}
    ours_too = {
        f"assets/{name}"
        for name in (
            "columns.css",
            "favicon.svg",
            "icon-192.png",
            "icon-512.png",
            "lists.css",
            "offline.js",
            "search.css",
            "search.js",
            "site.css",
            "site.js",
            "wide.css",
        )
    }
    assert set(files) == {"assets/mark.png", "assets/own.css"} | ours_too
    assert Path(files["assets/mark.png"].path).name in files["assets/own.css"].data.decode()
    mine, ours = kinds_fingerprints(tmp_path), kinds_fingerprints(None)
    assert all(mine[kind] != ours[kind] for kind in ours)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<p>\n{% if %}", 2),
        ("<p>\n\n{{ view.nonsense }}", 3),
        ("{{ asset('none.css') }}", 1),
        ("{% include 'x' %}", 1),
    ],
)
def test_a_fault_in_a_users_template_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    file = tmp_path / "notfound.html"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        Pages(tmp_path, "").render(NotFoundView(frame=frame("404.html"), languages=()))
    assert caught.value.where == f"{file}:{line}"


def test_a_missing_template_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a folder"):
        Pages(tmp_path / "none", "")


def test_the_same_view_gives_the_same_bytes() -> None:
    view = article_view()
    assert Pages(None, "").render(view, [BODY]) == Pages(None, "").render(view, [BODY])
    assert unescape(html(view, BODY)).count("Floods recede") >= 1


# Forms


@pytest.fixture(scope="module")
def by_templates(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Pages made the long way: all templates are a user's, who has changed nothing."""
    folder = tmp_path_factory.mktemp("templates")
    shutil.copytree(template_folders(None)[0], folder, dirs_exist_ok=True)
    return Pages(folder, ".codehilite .k { color: #006 }")


MANY = "ar bg cs de en es fa fr ja ru uk"
BASE_URL = "https://example.org/a&b/"
NUL = "\0heading\0 %(title)s %"


def varied_views() -> list[tuple[PageView, list[list[str]]]]:
    articles = [
        article_view(base_url=BASE_URL),
        article_view("ar", MANY, BASE_URL),
        article_view("uk", MANY),
        article_view("und", "en und", BASE_URL),
        article_view("und", MANY + " und"),
        article_view("en", "en", BASE_URL),
        article_view("und", "und"),
        article_view(published=None, author=None, section=None, source_url=None, provenance={}),
        article_view(published="2025", author="", section=""),
        article_view(published="no date", provenance={}),
        article_view(source_url="javascript:alert(1)"),
        article_view(source_url="https://[x", title="W" * 71),
        article_view(title="長" * 76, base_url=BASE_URL),
        article_view(title=HOSTILE, author=HOSTILE, section=HOSTILE, seed=HOSTILE, published=HOSTILE),
        article_view(title=NUL, author=NUL, section=NUL, seed=NUL, source_url=f"https://a.example/{NUL}"),
    ]
    first = articles[0]
    articles += [
        replace(first, lacking=(), original=None),
        replace(first, variants=(LanguageLink("en", "en/a.example/x.html"),)),
        replace(first, lacking=tuple(LanguageLink(tag, f"{tag}/index.html") for tag in ("und", "pl", "en"))),
        replace(first, frame=replace(first.frame, title="Library", description="", x_default=None)),
        replace(first, frame=replace(first.frame, title=NUL, description=HOSTILE, indexed=False)),
        replace(
            first, frame=replace(first.frame, feeds=(Feed("en/news.example/feed.xml", "a/json", HOSTILE),))
        ),
        replace(first, source_name=HOSTILE, source_path="en/a b/é#x.html", story_path="stories/ü.html"),
        replace(first, frame=replace(first.frame, site=replace(first.frame.site, title=NUL))),
    ]
    odd = ['<p class="x" id="evil">One.</p>', f"  {BODY[1]}"]
    nested = [f"<div>{BODY[1]}</div>", f"<p>{BODY[1]}</p>"]
    stories = [
        story_view(1),
        replace(story_view(3), evidence=(), shown=("en",)),
        replace(story_view(2), frame=frame("stories/news.example/floods.html", "ar", BASE_URL)),
        replace(story_view(2), source_name=HOSTILE, evidence=(HOSTILE, NUL)),
        replace(story_view(2), variants=(LanguageLink("en", "en/a.example/x.html"),)),
        story_view(COLUMNS + 1),
    ]
    (listed,) = [view for view, _ in views() if isinstance(view, ListView)]
    here = frozenset(MANY.split())
    versions = tuple(LanguageLink(tag, f"{tag}/b c/x.html", tag == "en") for tag in sorted(here))
    entries = (
        ENTRY,
        replace(ENTRY, language="uk", versions=(LanguageLink("uk", "uk/a/x.html", True),)),
        replace(ENTRY, language="und", versions=(LanguageLink("und", "und/a/x.html", True),)),
        replace(ENTRY, versions=versions[:2], summary="", section=None),
        replace(ENTRY, versions=versions, published=None),
        replace(ENTRY, language="uk", versions=versions),
        replace(ENTRY, versions=()),
        replace(ENTRY, title=HOSTILE, summary=NUL, source_name=HOSTILE, section=HOSTILE, published=HOSTILE),
    )
    lists = [
        replace(listed, entries=entries),
        replace(listed, entries=entries[4:5], pager=NO_PAGER, sources=(), frame=frame("en/page/1.html")),
        replace(
            listed, kind="source", heading=HOSTILE, frame=frame("en/a.example/index.html", "en", BASE_URL)
        ),
        replace(listed, kind="source-all", heading=NUL, languages=versions, frame=frame("sources/a.html")),
        replace(listed, entries=()),
        replace(listed, heading_language="uk", frame=frame("uk/index.html", "uk"), entries=entries),
    ]
    made: list[tuple[PageView, list[list[str]]]] = [(view, [BODY]) for view in articles]
    made += [(articles[0], [odd]), (articles[0], [nested])]
    made += [(view, [BODY, *[nested] * (len(view.articles) - 1)]) for view in stories]
    return [*made, *((view, []) for view in lists), *views()]


def test_a_form_gives_the_bytes_its_template_would(by_templates: Pages) -> None:
    pages = Pages(None, ".codehilite .k { color: #006 }")
    # Twice, and backwards: what is kept from one page must suit the next one.
    for view, bodies in [*varied_views(), *reversed(varied_views())]:
        expected = by_templates.render(view, bodies)
        assert pages.render(view, bodies).data.decode() == expected.data.decode()


TEXTS = st.text(st.characters(codec="utf-8"), max_size=90)


@given(title=TEXTS, author=TEXTS, section=TEXTS, url=TEXTS, seed=TEXTS, body=TEXTS)
def test_no_text_of_a_seed_breaks_a_form(
    by_templates: Pages, title: str, author: str, section: str, url: str, seed: str, body: str
) -> None:
    view = article_view(
        title=title, author=author, section=section, source_url=f"https://a.example/{url}", seed=seed
    )
    bodies = [[f"<p>{escape(body)}</p>", escape(body)]]
    assert PAGES.render(view, bodies) == by_templates.render(view, bodies)


def test_a_users_link_to_a_language_is_on_every_page(tmp_path: Path) -> None:
    ours = (template_folders(None)[0] / "_languages.html").read_text("utf-8")
    (tmp_path / "_languages.html").write_text(ours.replace("<a href", '<a class="mine" href'), "utf-8")
    pages = Pages(tmp_path, "")
    for view, bodies in views():
        page = html(view, *bodies, pages=pages)
        assert page.count('class="mine"') >= len(view.frame.site_languages)


# What is remembered


def test_compiled_templates_are_remembered_and_damage_costs_only_time(tmp_path: Path) -> None:
    expected = [PAGES.render(view, bodies) for view, bodies in views()]

    def made() -> list[File]:
        pages = Pages(None, ".codehilite .k { color: #006 }", tmp_path)
        return [pages.render(view, bodies) for view, bodies in views()]

    assert made() == expected
    kept = sorted(tmp_path.iterdir())
    assert len(kept) > 6
    whole = {file: file.read_bytes() for file in kept}
    for damage in (b"", b"x" * 99, whole[kept[0]][:-1], whole[kept[1]]):
        for file in kept:
            file.write_bytes(damage)
        assert made() == expected
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == whole


def test_a_changed_template_is_compiled_anew(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    view = NotFoundView(frame=frame("404.html"), languages=())
    for text in ("one", "two"):
        (own / "notfound.html").write_text(text, "utf-8")
        assert html(view, pages=Pages(own, "", tmp_path / "memory")) == text


def test_a_memory_that_cannot_be_written_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert Pages(None, "", tmp_path / "file").assets() == Pages(None, "").assets()


@given(st.text("htps:/.a-Z0[]@ \n?#é", max_size=30) | st.from_regex(r"https?://[ -~]{0,20}"))
def test_an_address_of_the_web_is_one_to_the_library_too(url: str) -> None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        known = None
    assert web_root(url) == (f"{parts.scheme}://{parts.netloc}/" if known else None)
