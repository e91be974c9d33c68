"""From a page to a book: no word is lost, nothing stands where a book may not have it, and links are web addresses."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.books import TAGS

from site_builder.export.epub.markup import Element, block, blocks_of, web_address
from site_builder.render.filling import with_id
from site_builder.render.library import Library

LIBRARY = Library(())


STATED = [
    'href="http://a.example/?a=1&b=2"',
    'href="x"',
    'lang="ar"',
    'id="p1"',
    'start="3"',
    'class="lost-picture"',
]
PIECES = st.one_of(
    st.builds(lambda tag, stated: f"<{tag} {stated}>", st.sampled_from(TAGS), st.sampled_from(["", *STATED])),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(["word", " ", "a & b", "&lt;p&gt;", "\ufffe", "\x01", "中文", "\n"]),
)
INLINE = {"a", "abbr", "br", "code", "em", "kbd", "q", "span", "strong", "sub"}
FLOW = {
    *("p", "h2", "h6", "ul", "ol", "blockquote", "figure", "pre", "hr", "table", "div", "dl"),
    *INLINE,
}
ALLOWED = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "blockquote": FLOW | {"footer"},
    "figure": FLOW | {"figcaption"},
    **dict.fromkeys(("div", "li", "dd", "td"), FLOW),
}
"""What may stand in what; in everything else, only what stands within a line."""


def words(element: Element) -> str:
    return "".join(one if isinstance(one, str) else words(one) for one in element.children)


def folded(text: str) -> str:
    return re.sub(r"[\s\x01\ufffe]", "", text)


@given(st.lists(PIECES, max_size=30))
def test_no_word_is_lost_and_everything_stands_where_it_may(pieces: list[str]) -> None:
    html = with_id(LIBRARY.element("".join(pieces), {}), "p1")
    (found,) = blocks_of(f"<main><div class='prose'>\n{html}\n</div></main>", 1)
    root = ElementTree.fromstring(f"<div>{block(found, 'p1')}</div>")
    assert folded("".join(root.itertext())) == folded(words(found))
    for element in root.iter():
        assert {child.tag for child in element} <= ALLOWED.get(element.tag, INLINE)
        assert element.tag != "a" or (element.get("href") and element.find(".//a") is None)
        assert element.get("id") in (None, "p1")
        if element.tag in ("table", "tr", "ul", "dl"):
            assert len(element) and not (element.text or "").strip()


def test_blocks_are_found_by_their_ids_whatever_stands_around_them() -> None:
    page = (
        '<p id="p0">no</p><section><p id="p1">One <b>word</b></p><aside>between</aside>'
        '<div><figure id="p2"><span class="sign"></span><figcaption>Two</figcaption></figure></div><hr id="p3"></section>'
        '<p id="p4">no more</p>'
    )
    found = blocks_of(page, 3)
    assert [block(one, f"p{number}", "<i/>") for number, one in enumerate(found, 1)] == [
        '<p id="p1">One  word </p>',
        '<figure id="p2"><figcaption>Two</figcaption></figure>',
        '<hr id="p3"/>',
    ]


def test_a_page_with_too_few_blocks_says_how_many_it_has() -> None:
    with pytest.raises(ValueError, match="holds 1 blocks of 3"):
        blocks_of('<p id="p1">a</p><p id="p3">c</p>', 3)
    with pytest.raises(ValueError, match="holds 0 blocks of 1"):
        blocks_of("<p>a</p>", 1)


def test_a_sign_stands_where_a_picture_was() -> None:
    html = '<figure class="lost-picture" id="p1"><span class="sign"></span>\n<figcaption lang="ar" dir="rtl">x</figcaption></figure>'
    (found,) = blocks_of(html, 1)
    assert block(found, sign="<span>sign</span>") == (
        '<figure class="lost-picture"><span>sign</span>\n'
        '<figcaption lang="ar" xml:lang="ar" dir="rtl">x</figcaption></figure>'
    )


def test_what_is_nested_without_end_keeps_its_words() -> None:
    html = '<div id="p1">' + "<div>" * 3_000 + "deep" + "</div>" * 3_000 + " end</div>"
    (found,) = blocks_of(html, 1)
    assert folded("".join(ElementTree.fromstring(block(found)).itertext())) == "deepend"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.example/b?c=d&e#f", "https://a.example/b?c=d&e#f"),
        ("HTTP://A.Example", "http://a.example/"),
        ("http://a.example:8080/ü x%20%zz", "http://a.example:8080/%C3%BC%20x%20%25zz"),
        ("http://ünï.example/", "http://xn--n-nga1b.example/"),
        (" http://a.example/{|}^`\\ ", "http://a.example/%7B%7C%7D%5E%60%5C"),
        ("javascript:alert(1)", None),
        ("//a.example/", None),
        ("http://[::1]/", None),
        ("http://a.example:99999/", None),
        ("http://user:word@a.example/", None),
        ("http:///x", None),
        ("http://-a.example/", None),
        ("http://exa mple.org/", None),
        ("http://localhost/", None),
        ("", None),
    ],
)
def test_a_link_is_a_web_address_in_its_strictest_form_or_none(address: str, written: str | None) -> None:
    assert web_address(address) == written
