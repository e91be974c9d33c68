"""Escaped text: nothing in it is markup, whatever stands around it, and it comes back as it was."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from site_builder.escape import escape_markdown, unescape_markdown
from site_builder.text import one_line

MARKS = [
    *"\\`*_[]<>&#|!(){}+-=~.:;\"' 1aé",
    *("&lt;", "&amp;", "&#65", "&#x41;", "&#X41;", "&ſ;", "&K;", "http://a.b", "a@b.c", "<b>", "</p>"),
    *("<!--", "-->", "<?", "__", "**", "1. ", "١. ", "- ", "+ ", "# ", "[a]: b", "[a](b)", "a_b", "   "),
]
"""What means something to the library, and what stands next to it."""

texts = st.one_of(
    st.lists(st.sampled_from(MARKS), min_size=1, max_size=10).map("".join),
    st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1),
).map(one_line)

LIBRARY = Markdown(
    extensions=[FencedCodeExtension(), TableExtension(), SaneListExtension()], output_format="html"
)


class Reading(HTMLParser):
    """What a reader sees of some HTML, and the elements it is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag + "".join(f" {name}" for name, _ in attrs))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.elements.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.elements.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.elements.append("instruction")


def read(markdown: str) -> tuple[str, str]:
    reading = Reading(LIBRARY.reset().convert(markdown))
    return " ".join(reading.elements), reading.text.strip("\n")


@pytest.mark.parametrize(
    ("around", "elements"),
    [
        ("{}", "p"),
        ("*{}*", "p em"),
        ("**{}**", "p strong"),
        ("## {}", "h2"),
        ("> {}", "blockquote p"),
        ("- {}", "ul li"),
        ("7. {}", "ol start li"),
    ],
)
@settings(deadline=None)
@given(texts)
@example("C#")
@example("12. prosince")
@example("- - -")
@example("a _b_ snake_case __init__")
@example("&#65 dollars &copy AT&T; &amp;")
@example("\\`a` \\\\ *")
def test_escaped_text_is_read_as_it_was_and_makes_no_element(around: str, elements: str, text: str) -> None:
    if text:
        assert read(around.format(escape_markdown(text))) == (elements, text)


@settings(deadline=None)
@given(texts, texts)
def test_a_line_of_escaped_text_below_another_stays_in_its_paragraph(first: str, second: str) -> None:
    if first and second:
        markdown = f"{escape_markdown(first)}\n{escape_markdown(second)}"
        assert read(markdown) == ("p", f"{first}\n{second}")


@settings(deadline=None)
@given(texts)
def test_escaped_text_stays_in_its_table_cell(text: str) -> None:
    cell = escape_markdown(text)
    elements, found = read(f"| a | {cell} |\n| --- | --- |\n| {cell} | b |")
    assert elements == "table thead tr th th tbody tr td td"
    assert [line.strip() for line in found.split("\n") if line.strip()] == [
        line for line in ("a", text, text, "b") if line
    ]


@settings(deadline=None)
@given(texts)
def test_unescaping_undoes_escaping(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text


@settings(deadline=None)
@given(st.text())
def test_any_text_at_all_can_be_escaped(text: str) -> None:
    assert unescape_markdown(escape_markdown(text)) == text.replace("\x02", "").replace("\x03", "")


@pytest.mark.parametrize(
    "prose",
    [
        "Er kam, sah – und siegte... (1944–1945); „gut“, 'fine', \"well\"!",
        "A well-known e-mail address: me@example.org, see https://example.org/a_b?c=d#e.",
        "On 24. July 2025, plan No. 21-KH/TU + 3 = 5 > 4, and 3 < 4",
        "AT&T, Q&A & more; 50 % / 100 $ @home ~5 a=b {x} ^",
        "snake_case and other_words_too",
        "1) the first",
        "-5 °C this morning",
        "[".replace("[", "]"),
    ],
)
def test_plain_prose_is_left_alone(prose: str) -> None:
    assert escape_markdown(prose) == prose


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("#MeToo", r"\#MeToo"),
        ("In C#", r"In C\#"),
        ("> 100", r"\> 100"),
        ("- Who? - Me.", r"\- Who? - Me."),
        ("12. prosince 2025", r"12\. prosince 2025"),
        ("2 * 3", r"2 \* 3"),
        ("[sic]", r"\[sic]"),
        ("<b>", "&lt;b>"),
        ("&nbsp;", "&amp;nbsp;"),
        ("_so_", r"\_so\_"),
        ("a | b", r"a \| b"),
        ("---", r"\---"),
        ("===", "&#61;=="),
        ("~~~", "&#126;~~"),
        (r"C:\Users", r"C:\\Users"),
        ("\x02# no heading\x03", r"\# no heading"),
        ("", ""),
    ],
)
def test_only_what_would_be_markup_is_escaped(text: str, markdown: str) -> None:
    assert escape_markdown(text) == markdown
