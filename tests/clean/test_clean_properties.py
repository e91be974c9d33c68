"""Laws of cleaning, for any text at all: nothing is lost, every line is accounted for, and no text is slow."""

import re
import time
import unicodedata
from itertools import groupby

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.texts import MARKED, PROSE, texts

from site_builder.clean import clean_seed
from site_builder.clean.characters import mend
from site_builder.clean.labels import without_pictures
from site_builder.config import CleanSettings
from site_builder.errors import SeedError
from site_builder.model import Cleaned, Line, Seed

ASIDES = {"title", "image", "source", "byline", "comment", "boilerplate", "blank"}
"""Kinds of lines that may stand outside the body."""

forms = st.sampled_from(["text", "markdown"])


def clean(text: str, form: str, first_line: int = 1) -> Cleaned | None:
    """The cleaned seed, or None where there is nothing to read; any other exception fails the test."""
    assert form in ("text", "markdown")
    seed = Seed(
        id="0" * 16,
        name="a.txt",
        form="text" if form == "text" else "markdown",
        text=text,
        first_line=first_line,
    )
    try:
        return clean_seed(seed, CleanSettings())
    except SeedError as error:
        assert error.what and error.remedy
        return None


def lines_of(text: str) -> list[str]:
    raw = text.split("\n")
    return raw[:-1] if raw[-1] == "" else raw


def is_seen(text: str) -> bool:
    return any(
        unicodedata.category(char)[0] not in "CZ" or unicodedata.category(char) in ("Cn", "Co")
        for char in text
    )


@settings(deadline=None)
@given(texts, forms, st.integers(1, 9))
@example("\n", "text", 1)
@example("```\n```", "text", 1)
@example("````\n```\nx\n```\n````\nend", "text", 1)
@example("```\n|a|b|\n|--|--|\n```", "text", 1)
@example("- a\n\n\n\n- b\n1. c", "markdown", 3)
def test_every_line_is_accounted_for_once_and_in_order(text: str, form: str, first_line: int) -> None:
    cleaned = clean(text, form, first_line)
    if cleaned is None:
        return
    raw = lines_of(text)
    assert [line.number for line in cleaned.lines] == list(range(1, first_line + len(raw)))
    assert {line.rule for line in cleaned.lines[: first_line - 1]} <= {"front-matter"}
    for line, words in zip(cleaned.lines[first_line - 1 :], raw, strict=True):
        assert line.rule
        if line.block is None:
            assert line.kind in ASIDES
            assert line.kind != "blank" or not is_seen(mend(words) if form == "text" else words)
        else:
            assert line.kind not in ("source", "byline", "comment", "blank", "title")


@settings(deadline=None)
@example("\u00cc\x80\n- one\n\u00cc\x80\n\u00cc\x80", "text")  # mended, lines without any width
@given(texts, forms)
def test_blocks_are_in_the_order_of_their_lines_and_none_is_empty(text: str, form: str) -> None:
    cleaned = clean(text, form)
    if cleaned is None:
        return
    indexes = [line.block for line in cleaned.lines if line.block is not None]
    assert [index for index, _ in groupby(indexes)] == list(range(len(cleaned.blocks)))
    assert all(block.markdown.strip() for block in cleaned.blocks)
    assert any(is_seen(block.text) for block in cleaned.blocks)
    assert cleaned.headline is None or is_seen(cleaned.headline)


@settings(deadline=None)
@given(texts, forms)
def test_cleaning_is_the_same_every_time(text: str, form: str) -> None:
    assert clean(text, form) == clean(text, form)


@settings(deadline=None)
@given(texts, forms)
def test_no_text_turns_the_direction_of_what_follows(text: str, form: str) -> None:
    cleaned = clean(text, form)
    if cleaned is not None:
        said = [cleaned.headline or "", *cleaned.authors, *(block.text for block in cleaned.blocks)]
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", " ".join(said))


@settings(deadline=None)
@given(texts)
def test_a_paragraph_of_plain_text_is_one_line_of_markdown(text: str) -> None:
    cleaned = clean(text, "text")
    if cleaned is not None:
        for block in cleaned.blocks:
            assert block.kind in ("code", "list", "table", "quote") or len(block.markdown.splitlines()) == 1


# Nothing is lost


@settings(deadline=None)
@given(texts)
@example("| a | b |\n|--|--|\n| c | d | e | f |")
@example("1. a\n3. b\n3. c\n4. d")
def test_no_words_of_plain_text_are_lost(text: str) -> None:
    cleaned = clean(text, "text")
    if cleaned is None:
        return
    raw = dict(enumerate(lines_of(text), 1))
    for index, block in enumerate(cleaned.blocks):
        inside = [line for line in cleaned.lines if line.block == index]
        said = [words for place, line in enumerate(inside) for words in _words(line, raw[line.number], place)]
        if block.kind == "code":
            said = said[: len(said) - len(re.findall(r"\w+", raw[inside[-1].number]))]
        assert _in_order(said, block.text)


def _words(line: Line, raw: str, place: int) -> list[str]:
    """The words that a line adds to its block, without marks, labels and addresses of pictures."""
    if line.kind == "code":
        return [] if place == 0 else re.findall(r"\w+", raw.replace("\u00ad", ""))
    text = mend(raw)
    if line.kind == "image" or (line.kind == "table" and re.fullmatch(r"[-:| ]+", text)):
        return []
    if line.kind == "list":
        text = text.partition(" ")[2]
    elif line.kind == "quote":
        text = re.split("[:：]", text, maxsplit=1)[1]
    return re.findall(r"[^\W_]+", without_pictures(text))


def _in_order(words: list[str], text: str) -> bool:
    place = 0
    for word in words:
        place = text.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


words = st.sampled_from(["alfa", "bravo", "charlie", "delta", "echo"]) | st.integers(10, 99).map(
    "word{}".format
)
shapes = st.sampled_from(
    [
        *(
            "{} {}",
            "{}",
            "# {}",
            "## {} #",
            "- {}",
            "  - {}",
            "* {}",
            "1. {}",
            "2. {}",
            "> {}",
            "> - {}",
            ">",
            "",
        ),
        *(
            "*{}*",
            "**{}** {}",
            "`{}`",
            "[{}](https://a.example)",
            "![{}](x.png)",
            "| {} | {} |",
            "|---|---|",
            "| {} |",
        ),
        *(
            "```",
            "~~~",
            "    {}",
            "\t{}",
            "===",
            "---",
            "***",
            "\\{}",
            "{}_{}",
            "{} | {}",
            "|",
            "{}  ",
            "&amp; {}",
            "![]() |",
        ),
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(shapes, words, words), max_size=25))
def test_no_words_of_markdown_are_lost(shaped: list[tuple[str, str, str]]) -> None:
    raw = [shape.format(one, other) for shape, one, other in shaped]
    cleaned = clean("\n".join(raw), "markdown")
    if cleaned is None:
        return
    for line, text in zip(cleaned.lines, lines_of("\n".join(raw)), strict=True):
        found = re.findall(r"(?:alfa|bravo|charlie|delta|echo|word\d\d)", text)
        where = cleaned.headline if line.kind == "title" else None
        if line.block is not None:
            where = cleaned.blocks[line.block].text
        assert not found or (where is not None and _in_order(found, where))


# No text is slow

SECONDS = 5
"""Of the processor; what is linear takes less than half of one, what is quadratic minutes."""

SLOW_LINES = [
    *(
        "```",
        "~~~",
        "```a",
        "````\n```",
        "- a",
        "1. a",
        "* a\n1. b",
        "> a",
        "> > - a",
        "|",
        "|a|b|",
        "|--|--|",
        "| a |",
    ),
    *(
        "|a|b|\n|--|--|",
        "",
        "[",
        "*",
        "#",
        "# a",
        "<div>",
        "<!--",
        "<pre>",
        "![](x)",
        "a.",
        "[a]: http://x",
        "===",
        "    a",
    ),
    *("Source: x/y", "Comment (0)", "Photo: A", "\u200b", PROSE),
]
SLOW_MARKS = [
    *(
        "#",
        "*",
        "_",
        "`",
        "~",
        "|",
        "|a",
        "[",
        "[a",
        "![",
        "](",
        "[](",
        "![](x",
        "(",
        "<",
        "<a",
        "<a ",
        "</",
        "<!--",
        ">",
    ),
    *(
        "- ",
        "1. ",
        "> ",
        "&",
        "&a;",
        ". ",
        "a, ",
        "“",
        "”",
        "\\",
        "\t",
        " ",
        "\u00a0",
        "é",
        "中",
        "\u202e",
        "://",
        "a:",
        "(1",
    ),
]


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("line", SLOW_LINES, ids=lambda line: repr(line[:20]))
def test_twenty_thousand_lines_alike_are_quick(line: str, form: str) -> None:
    parts = line.count("\n") + 1
    _clean_in_time(f"{PROSE}\n{line}\n\n" + "\n".join([line] * (20_000 // parts)) + f"\n\n{PROSE}", form)
    _clean_in_time("\n\n".join([line] * (5_000 // parts)) + f"\n{PROSE}", form)


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("mark", SLOW_MARKS, ids=repr)
def test_a_hundred_thousand_characters_on_one_line_are_quick(mark: str, form: str) -> None:
    text = mark * (100_000 // len(mark))
    _clean_in_time(text, form)
    _clean_in_time(f"# {text}x", form)


@pytest.mark.parametrize("form", ["text", "markdown"])
@pytest.mark.parametrize("separator", ["\n", " "], ids=["lines", "one-line"])
def test_a_megabyte_takes_seconds(separator: str, form: str) -> None:
    mixed = [line for line in MARKED for _ in range(2)]
    text = separator.join(mixed * (1_000_000 // len(separator.join(mixed))))
    assert len(text) > 900_000
    _clean_in_time(text, form)


def _clean_in_time(text: str, form: str) -> None:
    start = time.process_time()
    clean(text, form)
    assert time.process_time() - start < SECONDS
