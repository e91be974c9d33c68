"""Pages as they stand in a part of the site."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.making import seeds
from support.texts import MARKED

from site_builder.export.edition import Edition, page_of

HEAD = """<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<title>Rivers &amp; lakes – Site</title>
%s</head>
<body class="reading">
"""
PATHS = (
    "index.html",
    "404.html",
    "offline.html",
    "sw.js",
    "assets/site.js",
    "assets/site.css",
    "data/datapackage.json",
    "sources/a.example.html",
    "sources/index.html",
    "stories/index.html",
    "stories/a.example/one.html",
    "search/en.js",
    *(f"{tag}/{name}" for tag in ("de", "en") for name in ("index.html", "search.html", "feed.xml")),
    *(f"{tag}/dates/2025-01.html" for tag in ("de", "en")),
    *(f"{tag}/page/1.html" for tag in ("de", "en")),
    *(
        f"{tag}/a.example/{name}"
        for tag in ("de", "en")
        for name in ("index.html", "page/1.html", "one.html", "one.md")
    ),
    "en/b.example/index.html",
    "en/b.example/two.html",
)
ONE = "en/a.example/one.html"
ALL, ENGLISH, SOURCE = ("", ""), ("en", ""), ("", "a.example")


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeds(tmp_path_factory.mktemp("output"), dict.fromkeys(PATHS, "x"))


def edition(output: Path, wish: tuple[str, str]) -> Edition:
    language, source = wish
    folders = (
        f"{tag}/{name}" for tag, name in (("de", "a.example"), ("en", "a.example"), ("en", "b.example"))
    )
    chosen = [folder for folder in folders if folder.startswith(language) and folder.endswith(source)]
    return Edition(output, language, source, frozenset(chosen))


def body(output: Path, text: str, wish: tuple[str, str] = ENGLISH, path: str = ONE) -> str:
    """What a page with this body reads, without the marks of the index."""
    html = page_of(path, HEAD % "" + text + "</body>\n</html>", edition(output, wish)).html
    html = html.replace("<!--htdig_noindex-->", "").replace("<!--/htdig_noindex-->", "")
    return html.partition('<body class="reading">\n')[2].removesuffix("</body>\n</html>")


def inner(output: Path, text: str, wish: tuple[str, str] = ENGLISH) -> str:
    return body(output, text, wish, "en/dates/2025-01.html")


# Which files


def test_an_edition_for_all_holds_every_page_but_those_of_search_and_of_being_offline(output: Path) -> None:
    held = list(edition(output, ALL).files())
    assert set(PATHS) - set(held) == {
        *("404.html", "offline.html", "sw.js", "data/datapackage.json", "search/en.js"),
        *(
            f"{tag}/{name}"
            for tag in ("de", "en")
            for name in ("search.html", "feed.xml", "a.example/one.md")
        ),
    }


def test_an_edition_of_a_language_holds_its_pages_and_the_assets_in_order(output: Path) -> None:
    assert list(edition(output, ENGLISH).files()) == [
        *("assets/site.css", "assets/site.js", "en/index.html"),
        *("en/a.example/index.html", "en/a.example/one.html", "en/a.example/page/1.html"),
        *("en/b.example/index.html", "en/b.example/two.html", "en/dates/2025-01.html", "en/page/1.html"),
    ]


def test_an_edition_of_a_source_holds_it_in_all_its_languages(output: Path) -> None:
    made = edition(output, SOURCE)
    assert set(made.files()) == {
        *("assets/site.css", "assets/site.js", "sources/a.example.html", "stories/a.example/one.html"),
        *(
            f"{tag}/a.example/{name}"
            for tag in ("de", "en")
            for name in ("index.html", "one.html", "page/1.html")
        ),
    }
    assert made.redirects == {
        "index.html": "sources/a.example.html",
        "de/index.html": "de/a.example/index.html",
        "en/index.html": "en/a.example/index.html",
    }


def test_articles_are_told_from_lists(output: Path) -> None:
    made = edition(output, ALL)
    assert [path for path in PATHS if made.is_article(path) and made.holds(path)] == [
        "de/a.example/one.html",
        "en/a.example/one.html",
        "en/b.example/two.html",
    ]


# How a page reads


def test_what_cannot_work_in_a_reader_is_gone_from_the_head(output: Path) -> None:
    stays = (
        '<link rel="stylesheet" href="../../assets/site.css">\n'
        '<link rel="canonical" href="https://example.org/en/a.example/one.html">\n'
        '<link rel="alternate" hreflang="de" href="https://example.org/de/a.example/one.html">\n'
        '<script type="application/ld+json">{"@type":"NewsArticle"}</script>\n'
    )
    goes = (
        '<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;">\n'
        '<link rel="manifest" href="../../manifest.webmanifest">\n'
        '<link rel="alternate" type="application/atom+xml" title="Site" href="../feed.xml">\n'
        '<link rel="alternate" type="text/markdown" href="one.md">\n'
        '<script src="../../search/en.js" defer></script>\n'
    )
    script = '<script src="../../assets/site.js" defer%s></script>\n'
    page = page_of(
        ONE, HEAD % (goes + stays + script % ' data-offline="../../assets/offline.js"'), edition(output, ALL)
    )
    assert page.html.replace("<!--htdig_noindex-->", "") == HEAD % (stays + script % "")
    assert page.title == "Rivers & lakes – Site"


def test_the_field_of_search_is_gone(output: Path) -> None:
    form = '<form class="search" role="search" action="../search.html" hidden><input type="search" name="q"></form>\n'
    assert inner(output, f"<header>\n{form}<p>x</p></header>", ALL) == "<header>\n<p>x</p></header>"


def test_a_list_whose_links_all_lead_nowhere_goes_and_one_of_both_kinds_keeps_the_others(
    output: Path,
) -> None:
    dead = '<li><a href="../../de/index.html" hreflang="de">Deutsch</a></li>\n'
    alive = '<li><a href="../index.html">English</a></li>\n'
    assert inner(output, f"<nav>\n<ul>\n{dead}{dead}</ul>\n</nav>\n<p>x</p>") == "<p>x</p>"
    assert inner(output, f"<ul>\n{dead}{alive}</ul>") == f"<ul>\n{alive}</ul>"
    assert inner(output, f"<ul>\n{dead}{alive}</ul>", ALL) == f"<ul>\n{dead}{alive}</ul>"


def test_a_link_to_the_page_itself_does_not_keep_a_switcher(output: Path) -> None:
    switcher = '<nav class="switcher"><ul><li><a href="one.html">English</a></li>%s</ul></nav>'
    dead = '<li><a href="../../de/a.example/one.html">Deutsch</a></li>'
    assert body(output, switcher % dead + "<p>x</p>") == "<p>x</p>"
    assert body(output, switcher % "") == switcher % ""


def test_a_link_in_a_sentence_becomes_words_with_their_language(output: Path) -> None:
    link = '<p class="notice">A translation. <a href="../../de/a.example/one.html" hreflang="de" lang="de" dir="ltr">Original: <bdi>Deutsch</bdi></a></p>'
    words = (
        '<p class="notice">A translation. <span lang="de" dir="ltr">Original: <bdi>Deutsch</bdi></span></p>'
    )
    assert inner(output, link) == words
    assert inner(output, link, ALL) == link


def test_what_only_names_other_languages_goes_with_them(output: Path) -> None:
    also = '<p class="also"><span>Also in</span>\n<a href="../../de/a.example/one.html">Deutsch</a>\n</p>\n'
    switcher = '<details class="site-language">\n<nav><a href="../index.html">English</a></nav>\n</details>\n'
    button = '<a class="button" href="../../stories/a.example/one.html">Side by side</a>'
    assert inner(output, f"{also}{switcher}<div>{button}</div>") == "<div></div>"
    assert (
        inner(output, f"{also}{switcher}<div>{button}</div>", ALL) == f"{also}{switcher}<div>{button}</div>"
    )


def test_rooms_that_are_not_there_are_not_named(output: Path) -> None:
    rooms = '<nav class="rooms">\n<a href="../../stories/index.html">Stories</a>\n<a href="%s">%s</a>\n</nav>'
    assert (
        inner(output, rooms % ("../index.html", "Home"))
        == '<nav class="rooms">\n\n<a href="../index.html">Home</a>\n</nav>'
    )
    assert inner(output, rooms % ("../search.html", "Search")) == ""


def test_of_an_article_its_text_alone_is_marked_for_the_index(output: Path) -> None:
    text = '<nav>around</nav><div class="prose"><p>text</p><div>more</div></div><footer>around</footer>'
    off, on = "<!--htdig_noindex-->", "<!--/htdig_noindex-->"
    html = page_of(ONE, HEAD % "" + text + "</body>", edition(output, ALL)).html
    assert html.endswith(
        f'<body class="reading">{off}\n<nav>around</nav>{on}<div class="prose"><p>text</p><div>more</div></div>'
        f"{off}<footer>around</footer>{on}</body>"
    )


@given(
    st.lists(
        st.sampled_from([*MARKED, "<nav>", "</nav>", "<li>", "</li>", "<a href='x'>", "</a>"]), max_size=30
    )
)
def test_a_page_that_is_not_well_formed_is_no_trouble(output: Path, lines: list[str]) -> None:
    text = "\n".join(lines)
    assert len(inner(output, text)) <= len(text) + 100


@given(st.text(max_size=300))
def test_a_text_without_tags_stays_as_it_is(output: Path, text: str) -> None:
    plain = text.replace("<", "&lt;")
    assert inner(output, plain) == plain
