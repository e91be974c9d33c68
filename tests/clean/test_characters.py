"""Mending: what a look at the whole text rules out is not in any of its lines."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.texts import texts

from site_builder.clean.characters import doubts_of, mend
from site_builder.text import blocks_of, rare_blocks

STRANGE = [
    "&amp;",
    "&nbsp;",
    "é",
    "â€™",
    "Ð¿Ñ€Ð¸",
    "РїСЂРё",
    "Рівне",
    "è», ",
    "\u00a0»",
    "\u200e",
    "\u202b",
    "\t",
    "  ",
    " ,",
    " . ",
    "क\u093c",
]


@given(st.lists(st.sampled_from(STRANGE) | texts, max_size=6).map("\n".join))
@example("न\u093c्\u093c")
@example("\u0627\u0651\u064b")
@example("\u2000\u2001")
@example("か\u3099")
def test_a_line_is_mended_alike_whatever_the_whole_text_rules_out(text: str) -> None:
    doubts = doubts_of(text, blocks := blocks_of(text), rare_blocks(blocks))
    for line in text.split("\n"):
        assert (line.strip() if doubts is None else mend(line, doubts)) == mend(line)


@pytest.mark.parametrize("before", ["", "a", "क\u094d", "न", "\u0651", "가", "\u20d0", "\u0483"])
def test_no_character_is_taken_for_one_in_normal_form_that_is_none(before: str) -> None:
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x11000)):
        text = before + chr(code)
        if not unicodedata.is_normalized("NFC", text):
            doubts = doubts_of(text, blocks := blocks_of(text), rare_blocks(blocks))
            assert doubts and (doubts.form or mend(text, doubts) == mend(text)), ascii(text)
