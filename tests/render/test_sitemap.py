"""Sitemaps hold to the protocol: addresses, alternates and limits."""

from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from support.parts import sitemap_part

from site_builder.errors import SiteError
from site_builder.model import File, LanguageLink, SitemapIndexView
from site_builder.render import sitemap
from site_builder.render.sitemap import (
    Group,
    absolute_url,
    render_sitemap_index,
    sitemap_file,
    sitemap_piece,
)

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = "https://example.org/library/"


def part(*groups: Group) -> File:
    return sitemap_part("sitemap-0000.xml", BASE, groups)


def listed(data: bytes) -> list[tuple[str, list[tuple[str, str]]]]:
    """Address and alternates of each `<url>`, without the base."""
    root = ElementTree.fromstring(data)
    assert root.tag == f"{{{NS['s']}}}urlset"
    return [
        (
            (url.findtext("s:loc", "", NS)).removeprefix(BASE),
            [
                (link.attrib["hreflang"], link.attrib["href"].removeprefix(BASE))
                for link in url.findall("x:link", NS)
                if link.attrib["rel"] == "alternate"
            ],
        )
        for url in root.findall("s:url", NS)
    ]


NL, EN = LanguageLink("nl", "nl/ex.org/a.html"), LanguageLink("en", "en/ex.org/a.html")
CLUSTER = [("nl", NL.path), ("en", EN.path), ("x-default", "stories/ex.org/a.html")]


def test_each_page_of_a_group_lists_the_whole_group_and_itself() -> None:
    file = part(((NL, EN), "stories/ex.org/a.html"))
    assert listed(file.data) == [(NL.path, CLUSTER), (EN.path, CLUSTER)]
    assert file.path == "sitemap-0000.xml"


def test_a_page_without_versions_has_no_alternates() -> None:
    data = part(((LanguageLink("", "index.html"),), None), ((NL,), None)).data
    assert listed(data) == [("index.html", []), (NL.path, [])]
    assert b"xhtml" not in data


def test_a_page_in_no_known_language_is_listed_but_nobodys_alternate() -> None:
    unknown = LanguageLink("und", "und/ex.org/a.html")
    assert listed(part(((NL, EN, unknown), "stories/ex.org/a.html")).data) == [
        (NL.path, CLUSTER),
        (EN.path, CLUSTER),
        (unknown.path, []),
    ]


def test_addresses_are_encoded_and_escaped() -> None:
    data = part(((LanguageLink("", "nl/bücher & co/a'b.html"),), None)).data
    assert f"<loc>{BASE}nl/b%C3%BCcher%20%26%20co/a%27b.html</loc>".encode() in data
    assert data.isascii()
    assert absolute_url("a.html", "https://bücher.example/x&y/") == "https://b%C3%BCcher.example/x&y/a.html"


def test_an_address_must_be_shorter_than_2048_characters() -> None:
    fits = LanguageLink("", "a" * (2047 - len(BASE)))
    assert listed(part(((fits,), None)).data) == [(fits.path, [])]
    with pytest.raises(SiteError, match=r"^a{80}….*2,048"):
        part(((LanguageLink("", fits.path + "a"),), None))


def test_a_part_holds_at_most_50000_addresses() -> None:
    groups = [((LanguageLink("", f"{number}.html"),), None) for number in range(50_000)]
    assert len(listed(part(*groups).data)) == 50_000
    with pytest.raises(SiteError, match=r"sitemap-0000\.xml: 50,001 addresses"):
        part(*groups, ((LanguageLink("", "one-more.html"),), None))


def test_a_part_holds_at_most_50_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sitemap.MOST_BYTES == 50 * 1024 * 1024
    monkeypatch.setattr(sitemap, "MOST_BYTES", 300)
    with pytest.raises(SiteError, match=r"sitemap-0000\.xml"):
        part(((NL, EN), "stories/ex.org/a.html"))


def test_a_part_is_its_pieces_one_after_the_other() -> None:
    groups = [((LanguageLink("", "index.html"),), None), ((NL, EN), "stories/ex.org/a.html"), ((NL,), None)]
    pieces = [sitemap_piece([group], BASE) for group in groups]
    assert sitemap_file("sitemap-0000.xml", pieces) == part(*groups)


def test_an_address_that_looks_like_a_tag_is_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_URLS", 1)
    path = "<url><url><xhtml:link.html"
    data = sitemap_file("sitemap.xml", [sitemap_piece([((LanguageLink("", path),), None)], BASE)]).data
    assert [(unquote(found), links) for found, links in listed(data)] == [(path, [])]
    assert b"xmlns:xhtml" not in data


def test_the_index_names_the_parts() -> None:
    parts = ("sitemap-0000.xml", "sitemap-0001.xml")
    file = render_sitemap_index(SitemapIndexView(path="sitemap.xml", base_url=BASE, parts=parts))
    root = ElementTree.fromstring(file.data)
    assert file.path == "sitemap.xml"
    assert root.tag == f"{{{NS['s']}}}sitemapindex"
    assert [loc.text for loc in root.findall("s:sitemap/s:loc", NS)] == [
        f"{BASE}sitemap-0000.xml",
        f"{BASE}sitemap-0001.xml",
    ]
