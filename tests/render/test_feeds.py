"""Feeds say what the articles say, in forms that readers of Atom and JSON Feed take."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.model import FeedEntry, FeedView, LanguageLink
from site_builder.render.feeds import NAMESPACE, permanent_id, render_feed, web_address

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "https://example.org/library/"


def entry(**changes: Any) -> FeedEntry:
    made = FeedEntry(
        key="0123456789abcdef nl",
        path="nl/ex.org/flood.html",
        title="Water & wind <in> 'Nam Ka'",
        summary="Twee regels.",
        language="nl",
        published="2025-06-30",
        author="P. Tuyet",
        source_url="https://ex.org/world/flood.html?a=1&b=2",
        section="world",
        versions=(
            LanguageLink("en", "en/ex.org/flood.html"),
            LanguageLink("nl", "nl/ex.org/flood.html", current=True),
            LanguageLink("und", "und/ex.org/flood.html"),
        ),
    )
    return replace(made, **changes)


def view(*entries: FeedEntry, form: str = "atom", **changes: Any) -> FeedView:
    made = FeedView(
        path="nl/feed.xml" if form == "atom" else "nl/feed.json",
        form="atom" if form == "atom" else "json",
        title="Library",
        language="nl",
        home="nl/index.html",
        base_url=BASE,
        key="feed nl",
        entries=entries or (entry(),),
    )
    return replace(made, **changes)


def atom(*entries: FeedEntry, **changes: Any) -> ElementTree.Element:
    return ElementTree.fromstring(render_feed(view(*entries, **changes)).data)


def json_feed(*entries: FeedEntry, **changes: Any) -> dict[str, Any]:
    feed: dict[str, Any] = json.loads(render_feed(view(*entries, form="json", **changes)).data)
    return feed


def links(element: ElementTree.Element) -> list[dict[str, str]]:
    return [dict(link.attrib) for link in element.findall(f"{ATOM}link")]


# Atom


def test_atom_feed_has_what_the_standard_demands() -> None:
    feed = atom()
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANG) == "nl"
    assert feed.findtext(f"{ATOM}title") == "Library"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Library"
    assert links(feed) == [
        {"rel": "self", "type": "application/atom+xml", "href": f"{BASE}nl/feed.xml"},
        {"rel": "alternate", "type": "text/html", "hreflang": "nl", "href": f"{BASE}nl/index.html"},
    ]


def test_atom_entry_says_what_is_known_of_the_article() -> None:
    (found,) = atom().findall(f"{ATOM}entry")
    assert found.get(LANG) == "nl"
    assert [
        (child.tag.removeprefix(ATOM), child.text) for child in found if child.text and child.text.strip()
    ] == [
        ("id", permanent_id("0123456789abcdef nl")),
        ("title", "Water & wind <in> 'Nam Ka'"),
        ("published", "2025-06-30T00:00:00Z"),
        ("updated", "2025-06-30T00:00:00Z"),
        ("summary", "Twee regels."),
    ]
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "P. Tuyet"
    assert links(found) == [
        {"rel": "alternate", "type": "text/html", "hreflang": "nl", "href": f"{BASE}nl/ex.org/flood.html"},
        {"rel": "alternate", "type": "text/html", "hreflang": "en", "href": f"{BASE}en/ex.org/flood.html"},
        {"rel": "via", "href": "https://ex.org/world/flood.html?a=1&b=2"},
    ]
    category = found.find(f"{ATOM}category")
    assert category is not None and category.get("term") == "world"


def test_atom_entry_is_silent_about_what_is_not_known() -> None:
    bare = entry(author=None, source_url=None, section=None, summary="", versions=())
    (found,) = atom(bare).findall(f"{ATOM}entry")
    assert [child.tag.removeprefix(ATOM) for child in found] == [
        "id",
        "title",
        "published",
        "updated",
        "link",
    ]


@pytest.mark.parametrize(
    ("published", "updated"), [("2025-12", "2025-12-01T00:00:00Z"), ("2025", "2025-01-01T00:00:00Z")]
)
def test_atom_shows_no_day_that_nobody_printed(published: str, updated: str) -> None:
    (found,) = atom(entry(published=published)).findall(f"{ATOM}entry")
    assert found.find(f"{ATOM}published") is None
    assert found.findtext(f"{ATOM}updated") == updated


def test_atom_leaves_undated_articles_out_and_was_updated_with_the_newest() -> None:
    feed = atom(
        entry(key="a", published="2025-11-30"),
        entry(key="b", published="2025-12"),
        entry(key="c", published=None),
    )
    assert [found.findtext(f"{ATOM}id") for found in feed.findall(f"{ATOM}entry")] == [
        permanent_id("a"),
        permanent_id("b"),
    ]
    assert feed.findtext(f"{ATOM}updated") == "2025-12-01T00:00:00Z"


def test_atom_feed_without_a_date_cannot_be() -> None:
    with pytest.raises(ValueError, match=r"nl/feed\.xml"):
        render_feed(view(entry(published=None)))


def test_atom_has_one_alternate_for_each_language() -> None:
    twice = (*entry().versions, LanguageLink("en", "en/other.org/flood.html"))
    (found,) = atom(entry(versions=twice)).findall(f"{ATOM}entry")
    languages = [link["hreflang"] for link in links(found) if link["rel"] == "alternate"]
    assert sorted(languages) == ["en", "nl"]


def test_characters_that_xml_forbids_are_removed() -> None:
    hostile = entry(title="a\x00b\x0bc\ufffed\ud800e", summary="]]> \x1f&amp;")
    (found,) = atom(hostile).findall(f"{ATOM}entry")
    assert found.findtext(f"{ATOM}title") == "abcde"
    assert found.findtext(f"{ATOM}summary") == "]]> &amp;"
    assert json_feed(hostile)["items"][0]["title"] == "abcde"


# JSON Feed


def test_json_feed_says_what_is_known_in_a_fixed_order() -> None:
    feed = json_feed()
    assert list(feed.items())[:5] == [
        ("version", "https://jsonfeed.org/version/1.1"),
        ("title", "Library"),
        ("home_page_url", f"{BASE}nl/index.html"),
        ("feed_url", f"{BASE}nl/feed.json"),
        ("language", "nl"),
    ]
    assert list(feed["items"][0].items()) == [
        ("id", permanent_id("0123456789abcdef nl")),
        ("url", f"{BASE}nl/ex.org/flood.html"),
        ("external_url", "https://ex.org/world/flood.html?a=1&b=2"),
        ("title", "Water & wind <in> 'Nam Ka'"),
        ("content_text", "Twee regels."),
        ("summary", "Twee regels."),
        ("date_published", "2025-06-30T00:00:00Z"),
        ("authors", [{"name": "P. Tuyet"}]),
        ("tags", ["world"]),
        ("language", "nl"),
        ("_translations", {"en": f"{BASE}en/ex.org/flood.html"}),
    ]


def test_json_feed_keeps_undated_articles_and_gives_a_month_as_it_stands() -> None:
    undated, month = json_feed(entry(published=None), entry(published="2025-12"))["items"]
    assert "date_published" not in undated and "_date" not in undated
    assert "date_published" not in month
    assert month["_date"] == {"published": "2025-12"}


def test_json_item_always_has_content() -> None:
    (item,) = json_feed(entry(summary=""))["items"]
    assert item["content_text"] == item["title"]
    assert "summary" not in item


def test_an_unknown_language_is_not_named() -> None:
    feed = json_feed(entry(language="und", versions=()), language="und")
    assert "language" not in feed and "language" not in feed["items"][0]


@pytest.mark.parametrize(
    "entries",
    [
        (),
        (entry(),),
        (entry(), entry(published="2025-12", title='A "b" \\ \t\u2028é', section=None, versions=())),
        (entry(published=None, summary="", author=None, source_url=None, language="und"),),
    ],
)
def test_json_feed_is_laid_out_as_json_is(entries: tuple[FeedEntry, ...]) -> None:
    data = render_feed(replace(view(form="json"), entries=entries)).data
    assert data.decode() == json.dumps(json.loads(data), ensure_ascii=False, indent=2) + "\n"


def test_an_empty_json_feed_is_one() -> None:
    assert json.loads(render_feed(replace(view(form="json"), entries=())).data)["items"] == []


# Both


@given(st.text())
def test_ids_are_uuids_of_version_5(key: str) -> None:
    assert permanent_id(key) == f"urn:uuid:{uuid5(UUID(bytes=NAMESPACE), key)}"


def test_ids_are_of_keys_and_for_ever() -> None:
    assert permanent_id("0123456789abcdef nl") == "urn:uuid:4f56383c-1d4b-502d-b766-ad6d250d37bc"
    moved = view(replace(entry(), path="nl/other/place.html"), base_url="https://elsewhere.net/")
    ids = [found.text for found in ElementTree.fromstring(render_feed(moved).data).iter(f"{ATOM}id")]
    assert ids == [found.text for found in atom().iter(f"{ATOM}id")]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_equal_views_give_equal_bytes(form: str) -> None:
    file = render_feed(view(form=form))
    assert file == render_feed(view(form=form))
    assert file.path == view(form=form).path
    assert file.data.endswith(b"\n")
    assert b"\r" not in file.data


@pytest.mark.parametrize(
    ("printed", "link"),
    [
        ("https://ex.org/a b/ä?q=ü#x y", "https://ex.org/a%20b/%C3%A4?q=%C3%BC#x%20y"),
        ("https://ex.org/100%/%C3%A4#a#b", "https://ex.org/100%25/%C3%A4#a%23b"),
        ("HTTP://ex.org", "HTTP://ex.org"),
        ("https://ex.org/a?b=c&d=[e]", "https://ex.org/a?b=c&d=%5Be%5D"),
        ("https://ex.org/a\n", "https://ex.org/a"),
        ('https://ex.org/"><b>', "https://ex.org/%22%3E%3Cb%3E"),
        ("https://?q", None),
        ("javascript:alert(1)", None),
        ("ftp://ex.org/", None),
        ("https:///nowhere", None),
        ("", None),
        (None, None),
    ],
)
def test_source_addresses_are_of_the_web_and_encoded(printed: str | None, link: str | None) -> None:
    assert web_address(printed) == link


def test_paths_are_percent_encoded() -> None:
    (item,) = json_feed(entry(path="nl/bücher.example/a b.html"))["items"]
    assert item["url"] == f"{BASE}nl/b%C3%BCcher.example/a%20b.html"


def test_a_translation_says_that_it_is_one_in_the_language_of_the_feed() -> None:
    notice = "Deze tekst is een vertaling. De bron publiceert in deze taal: Vietnamees."
    one = entry(original="vi")
    assert atom(one).findtext(f"{ATOM}entry/{ATOM}summary") == f"Twee regels. {notice}"
    (item,) = json_feed(one)["items"]
    assert item["content_text"] == item["summary"] == f"Twee regels. {notice}"
    (bare,) = json_feed(entry(original="vi", summary=""))["items"]
    assert bare["content_text"] == notice
