"""Helpers on plain strings."""

import posixpath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.text import (
    SLUG_LENGTH,
    clip,
    count_words,
    relative_url,
    sentences,
    slugify,
    width,
    width_for,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Trần Phú Hùng", "tran-phu-hung"),
        ("北京大学", "beijingdaxue"),
        ("  A -- b?! ", "a-b"),
        ("Привіт, світе", "privit-svite"),
        ("!!!", ""),
    ],
)
def test_a_slug_is_ascii_words_and_hyphens(text: str, slug: str) -> None:
    assert slugify(text) == slug.replace("beijingdaxue", slugify("北京大学"))


@given(st.text())
def test_a_slug_is_safe_on_every_file_system(text: str) -> None:
    slug = slugify(text)
    assert all(char.isascii() and (char.isalnum() or char == "-") for char in slug)
    assert slug == slug.lower() and not slug.startswith("-") and not slug.endswith("-")
    assert len(slug) <= SLUG_LENGTH + 8
    assert slug not in {"con", "nul", "com1", "index", "page", "feed"}


def test_long_slugs_that_differ_at_the_end_stay_apart() -> None:
    one, other = slugify("word " * 60 + "one"), slugify("word " * 60 + "other")
    assert one != other and max(len(one), len(other)) <= SLUG_LENGTH


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Plan No. 21 of the ward. It began.", ["Plan No. 21 of the ward.", "It began."]),
        (
            "Směrnice č. 11/CT ze dne 24. července. Konec.",
            ["Směrnice č. 11/CT ze dne 24. července.", "Konec."],
        ),
        ("P. Tuyet came. She left.", ["P. Tuyet came.", "She left."]),
        ("“It is so.” He nodded.", ["“It is so.”", "He nodded."]),
        ("他来了。她走了！", ["他来了。", "她走了！"]),
        ("यह एक वाक्य है। दूसरा।", ["यह एक वाक्य है।", "दूसरा।"]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
    ],
)
def test_sentences_end_at_final_punctuation(text: str, expected: list[str]) -> None:
    assert list(sentences(text)) == expected


@given(st.text())
def test_sentences_lose_nothing_but_spaces(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_words_are_counted_in_scripts_with_and_without_spaces() -> None:
    assert count_words("Two words, isn't it? 2025") == 5
    assert count_words("北京 is 2 characters") == 5


@given(
    st.lists(
        st.text()
        | st.sampled_from(["北京", "e\u0301", "कि्\u093c", "\u064b\u0651", "ที่นี่", "ä", "힣", "힣\ud7b0", "，"])
    )
)
def test_the_measure_of_a_text_measures_each_of_its_parts(parts: list[str]) -> None:
    measure = width_for("".join(parts))
    assert [measure(part) for part in parts] == [width(part) for part in parts]


def test_width_counts_full_width_twice_and_marks_not_at_all() -> None:
    assert (width("abc"), width("北京"), width("e\u0301"), width("が")) == (3, 4, 1, 2)


def test_a_clipped_text_ends_between_words() -> None:
    assert clip("one two three four", 12) == "one two…"
    assert clip("one", 12) == "one"
    assert len(clip("x" * 50, 12)) == 12


@pytest.mark.parametrize(
    ("target", "page", "link"),
    [
        ("nl/index.html", "uk/a.org/x.html", "../../nl/index.html"),
        ("uk/a.org/y.html", "uk/a.org/x.html", "y.html"),
        ("uk/a.org/x.html", "uk/a.org/x.html", "x.html"),
        ("index.html", "404.html", "index.html"),
        ("uk/a.org/x y.html#p7", "uk/index.html", "a.org/x%20y.html#p7"),
    ],
)
def test_links_are_relative_and_name_their_file(target: str, page: str, link: str) -> None:
    assert relative_url(target, page) == link


SEGMENT = st.text(st.sampled_from("ab1é %"), min_size=1, max_size=3)
PATH = st.lists(SEGMENT, min_size=1, max_size=4).map(lambda parts: "/".join(parts) + ".html")


@given(PATH, PATH)
def test_a_relative_link_leads_to_its_target(target: str, page: str) -> None:
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(relative_url(target, page))))
    assert joined == target
