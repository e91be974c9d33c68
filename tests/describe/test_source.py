"""What a source URL says."""

import pytest

from site_builder.describe.source import read_source


@pytest.mark.parametrize(
    "printed",
    [
        "https://www.a.example/news/2025/03/10/x.html",
        "http://a.example/news/2025/03/10/x.html",
        "https://m.a.example/news/2025/03/10/x.html#comments",
        "HTTPS://WWW.A.EXAMPLE/news/2025/03/10/x.html?utm_source=mail&fbclid=1",
        "https://a.example/news/2025/03/10/x/",
        "https://a.example/news/2025/03/10/x/index.html",
        "https://a.example/news/2025/03/10/x.fr.html",
        "https://a.example/news/2025/03/10/x/amp/",
        "https://a.example:443/news/2025/./03/10/../10/x",
        "www.a.example/news/2025/03/10/x",
        "“https://a.example/news/2025/03/10/x”.",
    ],
)
def test_the_same_page_has_one_normal_form(printed: str) -> None:
    assert read_source(printed).key == "a.example/news/2025/03/10/x"


@pytest.mark.parametrize("query", ["utm_source=mail", "fbclid=1&amp&ref=x", ""])
def test_what_only_tells_where_a_reader_came_from_changes_nothing(query: str) -> None:
    address = "https://a.example/news/2025/03/10/x.html"
    assert read_source(f"{address}?{query}") == read_source(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/X", "https://a.example/x"),
        ("https://a.example/x", "https://news.a.example/x"),
        ("https://a.example:8080/x", "https://a.example/x"),
    ],
)
def test_different_pages_have_different_normal_forms(one: str, other: str) -> None:
    assert read_source(one).key != read_source(other).key


@pytest.mark.parametrize(
    ("path", "published"),
    [
        ("/chinh-tri/202512/slug-2d60ecb/", "2025-12"),
        ("/slug-30062025-a148925.html", "2025-06-30"),
        ("/tin/slug-4250807141513959.htm", "2025-08-07"),
        ("/2025/03/10/slug.html", "2025-03-10"),
        ("/2025-03-10/slug", "2025-03-10"),
        ("/News/2014/20140616", "2014-06-16"),
        ("/2025/03/slug", "2025-03"),
        ("/article-99999999.html", None),
        ("/slug-20251345.html", None),
        ("/slug-4251345141513959.htm", None),
        ("/20/slug-12", None),
        ("/slug-31022025.html", None),
    ],
)
def test_a_date_is_read_from_the_path_with_its_precision(path: str, published: str | None) -> None:
    assert read_source("https://a.example" + path).published == published


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/chinh-tri/202512/slug/", "chinh-tri"),
        ("/slug.html", None),
        ("/2025/03/10/culture/slug.html", "culture"),
        ("/en/news/slug", "news"),
        ("/", None),
    ],
)
def test_the_section_is_the_first_folder_that_is_a_word(path: str, section: str | None) -> None:
    assert read_source("https://a.example" + path).section == section


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/a/Slug-With-Case.html", "slug-with-case"),
        ("/a/index.php?id=12", "a-12"),
        ("/a/%C4%91%E1%BA%AFk-l%E1%BA%AFk", "dak-lak"),
        ("/a/../../../etc/passwd", "passwd"),
        ("/%2e%2e/%2e%2e/x", "x"),
        ("/a/..%2f..%2fx.html", "x"),
        ('/a/"><script>.html', "script"),
        ("/", None),
        ("/aux", "aux-"),
    ],
)
def test_the_slug_is_safe_wherever_the_path_leads(path: str, slug: str | None) -> None:
    found = read_source("https://a.example" + path).slug
    assert found == slug or (slug == "aux-" and found is not None and found.startswith("aux-"))


@pytest.mark.parametrize(
    "printed",
    [
        "javascript:alert(1)",
        "ftp://a.example/x",
        "data:text/html,x",
        "https://",
        "https:///x",
        "mailto:a@b",
        "x",
        "https://[::1",
        "https://a b/",
        "https://-/",
        "https://[2001:db8::1]/x",
        "https://a.example:99999/x",
        "https://index.html/x",
        "https://" + "a." * 150 + "example/x",
        "https://" + "é" * 70 + ".example/x",
        "https://a.example/" + "x" * 8_000,
    ],
)
def test_what_is_no_address_of_a_page_is_refused_in_words(printed: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_source(printed)


def test_an_address_with_spaces_or_quotes_is_encoded() -> None:
    assert read_source("https://a.example/some page/x.html").url == "https://a.example/some%20page/x.html"
    assert '"' not in read_source('https://a.example/"onmouseover="x').url
    assert read_source("https://đắklắk.example/x").host.startswith("xn--")


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("www.a.example", "a.example"),
        ("m.a.example", "a.example"),
        ("amp.example", "amp.example"),
        ("www.example", "www.example"),
        ("con", "www.con"),
        ("aux.example", "www.aux.example"),
        ("COM1.example", "www.com1.example"),
        ("contra.example", "contra.example"),
        ("page", "www.page"),
        ("index", "www.index"),
        ("local", "www.local"),
        ("dates", "www.dates"),
    ],
)
def test_a_source_is_named_so_that_a_folder_can_be(host: str, named: str) -> None:
    assert read_source(f"https://{host}/x").host == named


@pytest.mark.parametrize(
    ("printed", "followed"),
    [
        ("https://a.example/caf%E9?x=%E9", "https://a.example/caf%E9?x=%E9"),
        ("https://a.example/AC%2FDC", "https://a.example/AC%2FDC"),
        ("https://a.example/é?ü", "https://a.example/%C3%A9?%C3%BC"),
        ("https://a.example/x?b=2&utm_source=mail&a=1", "https://a.example/x?b=2&a=1"),
        ("https://user:password@a.example/x", "https://a.example/x"),
        ("https://a.example/100%/%zz", "https://a.example/100%25/%25zz"),
    ],
)
def test_a_reader_follows_the_address_as_it_was_printed(printed: str, followed: str) -> None:
    assert read_source(printed).url == followed


def test_bytes_of_another_encoding_keep_pages_apart() -> None:
    assert read_source("https://a.example/caf%E9").key != read_source("https://a.example/caf%E8").key


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2025/6/3/x", "2025-06-03"),
        ("2025/jun/30/x", "2025-06-30"),
        ("n1/2025/0630/c1002-1.html", "2025-06-30"),
        ("2025-06/30/c_112.htm", "2025-06-30"),
        ("t20250630_123.html", "2025-06-30"),
        ("x_2025_06_30", "2025-06-30"),
        ("30/06/2025/x", "2025-06-30"),
        ("06/05/2025/x", None),
        ("x-20250807141513959.htm", "2025-08-07"),
        ("x-185250807141513959.htm", "2025-08-07"),
        ("x-185251307141513959.htm", None),
        ("2025/1345/x", None),
        ("2025/games/12/x", None),
        ("article/20991231123", None),
    ],
)
def test_dates_of_other_addresses_are_read_where_they_can_be_nothing_else(path: str, day: str | None) -> None:
    assert read_source(f"https://a.example/{path}").published == day


def test_the_day_a_page_was_archived_is_not_its_date() -> None:
    archived = "https://web.archive.org/web/20160820205919/http://www.x.example/abc/"
    assert read_source(archived).published is None
