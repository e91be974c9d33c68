"""Blocks written without the Markdown library: the same bytes as with it, and only where it holds no surprise."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.nl2br import Nl2BrExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.inlinepatterns import SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from support.making import article, block

from bench.make_seeds import draw_articles, load_stock
from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, ReadSettings
from site_builder.escape import escape_markdown
from site_builder.model import Block, Seed
from site_builder.read import find_seeds, read_seed
from site_builder.render import markdown as room
from site_builder.render.direct import KNOWN_STEPS, KNOWN_VERSION, direct_blocks
from site_builder.render.library import Library
from site_builder.render.markdown import MarkdownRenderer

ROOT = Path(__file__).parents[2]
CORPUS = next(
    (folder / "shared/corpus/articles" for folder in ROOT.parents if (folder / "shared/corpus").is_dir()),
    None,
)
LIBRARY = Library()


def parts(text: str, end: str = "|") -> list[str]:
    """A list that is written as one text."""
    return text.split(end)


def direct(text: str) -> str | None:
    """The block as it is written without the library."""
    (html,) = direct_blocks([text], text.encode("utf-8", "replace"))
    return html


def assert_equal(text: str) -> None:
    html = direct(text)
    assert html is None or html == LIBRARY.element(text, {}), text


# By what articles hold


def blocks_of(folder: Path, step: int = 1) -> Iterator[Block]:
    files, _ = find_seeds(folder)
    assert files
    for file in files[::step]:
        yield from clean_seed(read_seed(file, ReadSettings()), CleanSettings()).blocks


def made_up_blocks(count: int) -> Iterator[Block]:
    for number, text in zip(range(count), draw_articles(load_stock(), 7, 20), strict=False):
        seed = Seed(id=f"{number:016x}", name=f"{number}.txt", form="text", text=text)
        yield from clean_seed(seed, CleanSettings()).blocks


def assert_written_directly(blocks: Iterator[Block], share: float) -> None:
    """Equal to the library's, and at least this share of them without it."""
    ways: Counter[bool] = Counter()
    for one in blocks:
        assert_equal(one.markdown)
        ways[direct(one.markdown) is not None] += 1
    assert ways[True] >= share * ways.total() > 0


def test_the_five_seeds_need_no_library() -> None:
    assert_written_directly(blocks_of(ROOT / "seeds"), 1)


def test_made_up_seeds_need_no_library() -> None:
    assert_written_directly(made_up_blocks(80), 1)


def test_cases_of_cleaning_are_written_as_the_library_writes_them() -> None:
    assert_written_directly(blocks_of(ROOT / "tests/golden/clean"), 0.5)


@pytest.mark.skipif(CORPUS is None, reason="the corpus lies beside the project, not in it")
def test_articles_in_many_languages_need_no_library() -> None:
    assert CORPUS
    assert_written_directly(blocks_of(CORPUS, step=5), 0.99)


def test_forms_that_cleaning_makes_are_written_directly() -> None:
    for text in (
        "Text, “quoted” — and 3 < 4 & so on.",
        "1\\. no list",
        "\\# no heading &lt;b> &amp;amp; snake_case \\_x\\_ &#126;~~",
        "## A \\*heading\\*",
        "# C\\#",
        "*A caption: „so“ \\[1]*",
        "> Said \\> so.",
        "> Said so.\n>\n> — A. Writer",
        "- one\n- two \\- three",
        "3. three\n4. four",
        "| a | b |\n| --- | --- |\n| 1 \\* 2 |  |",
        "```\n*a* < b\n\n# c\n```",
        "~~~ python\ndef f(x): return '<b>'\n~~~",
        "A **bold run**, *stress* and [some “words”](https://x.example/a_b?c=d#e).",
        "`make`: see <https://x.example/make>",
        "**In bold**",
        "*Begins* so",
        "- **One**: two\n- *Three*",
        "A paragraph\nof **several**\nlines.",
    ):
        assert direct(text) is not None, text
        assert_equal(text)


# By marks, drawn

marks = st.sampled_from(
    parts(
        "\\ \\\\ \\* \\_ \\# \\| \\[ \\` * ** *** _ __ ` ``` ~~~ [ ] ]( ( ) ! ![ < > <b> & &lt; &amp; &#126; &#61; &copy;"
        " &#65; &nbsp; # ## - + 1. 1\\. ٣. | = === --- **a** **b\xa0c** *a* a_b [a](https://x.example) [a]: <https://x.example> *b* `c`"
        " — „ “ . , : \xa0 \u2003 \u200b \ufeff \u0301",
        " ",
    )
)
words = st.sampled_from(
    ["a", "b c", "ж", "中", "12", " ", "  ", "\n", "\n\n", "\n- ", "\n> ", "\n2. ", "\n>\n> — "]
)
spaces = st.sampled_from("\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\0\1\2\3\x7f\ufffe")
lines = st.lists(st.one_of(words, words, marks, spaces, st.text(max_size=3)), min_size=1, max_size=8).map(
    "".join
)


@settings(deadline=None, max_examples=400)
@given(lines)
@example("a  b")
@example("1.")
@example("a\u2028b & c > d")
@example("\xa0a\xa0")
@example("a\tb")
@example("\ufeffa")
@example("a\x0bb\x1cc")
@example("a \\")
@example("a\nb  ")
def test_a_paragraph_is_what_the_library_makes_of_it(text: str) -> None:
    assert_equal(text)


@settings(deadline=None, max_examples=300)
@given(st.integers(1, 7), lines, st.sampled_from(["", "#", "\\#", "\\\\#", " #", " "]))
def test_a_heading_is_what_the_library_makes_of_it(level: int, text: str, end: str) -> None:
    assert_equal(f"{'#' * level} {text}{end}")


@settings(deadline=None, max_examples=300)
@given(lines)
@example("a\\")
@example("*a*")
@example("- -")
def test_a_caption_is_what_the_library_makes_of_it(text: str) -> None:
    assert_equal(f"*{text}*")


@settings(deadline=None, max_examples=300)
@given(lines, st.none() | lines)
@example("- a", None)
@example("— a", None)
@example("a", "— b")
def test_a_quotation_is_what_the_library_makes_of_it(text: str, name: str | None) -> None:
    assert_equal(f"> {text}" + ("" if name is None else f"\n>\n> — {name}"))


@settings(deadline=None, max_examples=300)
@given(st.lists(lines, min_size=1, max_size=4), st.sampled_from(["-", "*", "+", "1.", "7.", "01.", "0."]))
@example(["a|b", ":|:"], "-")
@example(["1. a", "b"], "-")
def test_a_list_is_what_the_library_makes_of_it(items: list[str], mark: str) -> None:
    assert_equal("\n".join(f"{mark} {item}" for item in items))


@settings(deadline=None, max_examples=300)
@given(st.lists(st.lists(lines, min_size=1, max_size=3), min_size=1, max_size=3), st.integers(1, 3))
@example([["a"], ["-"]], 1)
@example([["a", "b"], [""]], 2)
def test_a_table_is_what_the_library_makes_of_it(rows: list[list[str]], columns: int) -> None:
    written = [f"| {' | '.join(row)} |" for row in rows]
    assert_equal("\n".join([written[0], "|" + " --- |" * columns, *written[1:]]))


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(["```", "````", "~~~"]),
    st.sampled_from(["", "python", " c", "{.html}", "no-such", "diff x"]),
    st.lists(lines | st.sampled_from(["x = '<b>' & \"c\"", "    y", "   ", "```", "~~~~"]), max_size=4),
)
def test_code_is_what_the_library_makes_of_it(fence: str, language: str, code: list[str]) -> None:
    assert_equal("\n".join([f"{fence}{language}", *code, fence]))


escaped = st.text(min_size=1).map(lambda text: escape_markdown(" ".join(text.split())))


@settings(deadline=None, max_examples=300)
@given(
    escaped,
    st.sampled_from(
        ["{}", "## {}", "*{}*", "> {}", "> a\n>\n> — {}", "- {}", "| {} | b |\n| --- | --- |\n| c | {} |"]
    ),
)
def test_escaped_text_is_written_as_the_library_writes_it(text: str, form: str) -> None:
    assert_equal(form.replace("{}", text))


# By marks, all of them

HOSTILE = parts(
    "a|b c|ж|中 文|12|1. | |  |\n|\n\n|*|**|_|`|```|~~~|\\|\\*|\\_|\\#|\\\\|\\[|\\`|\\.|[|]|](|(|)|!|![|<|< |>|> |&|& |&lt;|&amp;"
    "|&#126;|&#61;|&copy;|&#65;|&nbsp;|&amp;nbsp;|#|## |- |+ |* |1\\. |=|===|---|—|„|“|.|,|:|\xa0|**a**| **b c** |*a*|snake_case"
    "|__|~|{|}|'|\"|[a](https://x.example/b)|[a](x)|[1]: x|<b>|<script>|<https://x.example>|`a`| *b c*, | **d**. |(`e`)|javascript:|\n- |\n* |\n2. |\n> |\n=|\n#"
)
BEGINNINGS = ("", "", "## ", "*", "> ", "- ", "* ", "1. ", "3. ", "```\n", "```python\n", "| ", "\\")
ENDINGS = ("", "", "*", "\n```", "\n>\n> — ж", " |\n| --- |\n| a |", "#", "\\#", " ")


def test_thousands_of_documents_of_marks_are_what_the_library_makes_of_them() -> None:
    draw = random.Random(11)
    ways: Counter[bool] = Counter()
    for _ in range(6000):
        inside = "".join(draw.choices(HOSTILE, k=draw.randint(1, 5)))
        text = draw.choice(BEGINNINGS) + inside + draw.choice(ENDINGS)
        assert_equal(text)
        ways[direct(text) is None] += 1
    assert min(ways.values()) > 500


CHARACTERS = [
    *map(chr, range(0x100)),
    *"ſ\u212a٣²\u0301\u200b\u200d\u2003\u2028\u2029\u3000\ue000\ufeff\ufffe\uffff😀",
]


@pytest.mark.parametrize(
    "form",
    parts(
        "{}|a{}b|{}a|a {} b|# {}a|## a{}|*{}a*|*a{}*|> {}a|> a\n>\n> — {}a|- {}a|- {} a|1. {}a|{}1. a|1{}. a|a\n{}b|a{}\nb|a{}_b|_{}"
        "|**a**{}|{}**a**|**{}**|**a{}b** c|x *{}*|*a{}* b|*a*{}|x {}*a*|`{}` b|x `a{}b`|`a`{}|x{}`a`|[{}](https://x.example)|<https://x.example/{}>|<https://x.example>{}|[a{}b](https://x.example)|{}[a](https://x.example)|[a](https://x.example){}|[a](https://x.example/{})|[a](https://x.example/b{}c_d)|\\{}|*a\\{}*|&{}|a &{};|a <{}"
        "|```\na{}b\n```|```{}\na\n```"
    ),
)
def test_no_character_means_something_unexpected(form: str) -> None:
    for character in CHARACTERS:
        assert_equal(form.replace("{}", character))


@pytest.mark.parametrize(
    "piece",
    [
        "**a** ",
        "*a* ",
        "`a` ",
        "[a](https://x.example) ",
        "<https://x.example> ",
        "\\* ",
        "\\` ",
        "\\[ ",
        "&lt;",
        "< ",
        "a_b ",
    ],
)
@pytest.mark.parametrize("form", ["a {}a", "## a {}a", "*a {}a*", "> a {}a", "- a\n- {}a", "a \\]: '{}a"])
def test_many_of_a_kind_are_what_the_library_makes_of_them(form: str, piece: str) -> None:
    for count in (29, 31, 99, 101, 201, 301):
        assert_equal(form.replace("{}", piece * count))
        assert_equal(form.replace("{}", piece * count + "'" * 201))


@pytest.mark.parametrize("form", ["{}", "- {}", "1. {}", "> {}", "## {}", "| {} |"])
def test_many_lines_are_what_the_library_makes_of_them(form: str) -> None:
    for count in (249, 251, 299, 301, 500):
        assert_equal("\n".join([form.replace("{}", "a")] * count))
        assert_equal("\n".join([form.replace("{}", "a"), "| --- |", *[form.replace("{}", "")] * count]))


def test_cells_with_any_character_are_what_the_library_makes_of_them() -> None:
    for character in CHARACTERS:
        assert_equal(f"| a{character} | b |\n| --- | --- |\n| {character} | {character}c |")


# Only what is known


class Deleted(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (the library's name)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~)(.+?)~", "del"), "del", 55)


class OtherEscapes(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS.append("~")


class OtherBreak(Extension):
    """A known step in its known place, with another form."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.inlinePatterns.register(SubstituteTagInlineProcessor("/", "br"), "linebreak", 100)


def test_the_library_is_the_one_that_was_known() -> None:
    assert version("markdown") == KNOWN_VERSION
    assert LIBRARY.steps() == KNOWN_STEPS


@pytest.mark.parametrize("does_as_before", [True, False])
def test_another_release_is_asked_what_it_does(does_as_before: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "version_of", lambda _name: "99.0")
    if not does_as_before:
        monkeypatch.setattr(Library, "steps", lambda _self: (*KNOWN_STEPS, "inline news"))
    renderer = MarkdownRenderer()
    monkeypatch.setattr(Library, "element", lambda *_: "<p>by the library</p>")
    expected = "<p>Plain.</p>" if does_as_before else "<p>by the library</p>"
    assert renderer.blocks(article(blocks=["Plain."])) == (expected,)


@pytest.mark.parametrize(
    "extension",
    [Deleted(), OtherEscapes(), OtherBreak(), FootnoteExtension(), Nl2BrExtension()],
    ids=lambda extension: type(extension).__name__,
)
def test_an_unknown_extension_gives_every_block_to_the_library(
    extension: Extension, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer = MarkdownRenderer([extension])
    given_to_it: list[str] = []

    def element(_self: Library, text: str, _definitions: Any) -> str:
        given_to_it.append(text)
        return "<p></p>"

    monkeypatch.setattr(Library, "element", element)
    renderer.blocks(article(blocks=["Plain.", "*Caption.*"]))
    assert given_to_it == ["Plain.", "*Caption.*"]


def test_an_extension_means_the_same_beside_blocks_that_do_not_use_it() -> None:
    deleted = MarkdownRenderer([Deleted()])
    assert deleted.blocks(article(blocks=["a ~b~ c"])) == ("<p>a <del>b</del> c</p>",)
    assert MarkdownRenderer().blocks(article(blocks=["a ~b~ c"])) == ("<p>a ~b~ c</p>",)


def test_an_extension_that_is_there_already_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    renderer = MarkdownRenderer([SaneListExtension()])
    monkeypatch.delattr(Library, "element")
    assert renderer.blocks(article(blocks=["- a"])) == ("<ul>\n<li>a</li>\n</ul>",)


def test_one_block_for_the_library_leaves_the_others_as_they_are() -> None:
    mixed = article(
        blocks=["One.", "a *b* c", block("## Two", "heading"), "[x][1]", "[1]: https://x.example"]
    )
    link = '<a href="https://x.example" rel="nofollow noopener noreferrer external">x</a>'
    assert MarkdownRenderer().blocks(mixed) == (
        "<p>One.</p>",
        "<p>a <em>b</em> c</p>",
        "<h2>Two</h2>",
        f"<p>{link}</p>",
        "<div></div>",
    )


def test_an_address_defined_elsewhere_is_not_that_of_a_link_with_its_own() -> None:
    texts = ["see [one](https://x.example/own) c", "[one]: https://x.example/defined"]
    own, _ = MarkdownRenderer().blocks(article(blocks=texts))
    assert own == LIBRARY.element(texts[0], LIBRARY.definitions(texts[1]))
    assert "https://x.example/own" in own


def test_usual_articles_import_no_library() -> None:
    program = """
import sys
from site_builder.model import Block
from site_builder.render.markdown import MarkdownRenderer
from support.making import article
texts = ["Text.", "*Caption.*", "## Heading", "> Said.", "- one", "```\\ncode\\n```"]
MarkdownRenderer().blocks(article(blocks=texts))
print(sorted({"markdown", "nh3", "pygments", "xml"} & set(sys.modules)))
"""
    path = f"{ROOT}:{ROOT / 'tests'}"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONPATH": path}
    )
    assert done.stdout == "[]\n"
