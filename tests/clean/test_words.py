"""The table of words: its form, the labels of the seeds, and that ordinary words are no labels."""

import re
import unicodedata
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from site_builder.clean.words import (
    Words,
    fold,
    is_box_label,
    is_byline_label,
    is_comment_label,
    is_menu_line,
    is_source_label,
    read_table,
    words,
)
from site_builder.config import LANGUAGE_TAG

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
TABLE = read_table(files("site_builder.clean").joinpath("words.toml").read_text(encoding="utf-8"))
HARD_TO_FOLD = "iIİı\u0307\u0301\u0323ſΐŉ´`'’″\u00a0\u00ad\u200d゛\uff9eﾊ각"
ARRAYS = [(tag, kind, entries) for tag, table in TABLE.items() for kind, entries in table.items()]
CHECKS = (is_source_label, is_comment_label, is_byline_label, is_box_label, is_menu_line)


def test_every_table_is_a_language_with_known_keys_in_order_of_tags() -> None:
    assert all(LANGUAGE_TAG.fullmatch(tag) for tag in TABLE)
    assert list(TABLE) == sorted(TABLE)
    assert all(set(table) == set(Words._fields) for table in TABLE.values())
    assert all(any(table.values()) for table in TABLE.values())
    assert len(TABLE) >= 110


def test_every_entry_is_unique_in_its_array() -> None:
    twice = {
        (tag, kind): [entry for entry, count in Counter(map(fold, entries)).items() if count > 1]
        for tag, kind, entries in ARRAYS
    }
    assert {where: entries for where, entries in twice.items() if entries} == {}


def test_every_entry_is_stable_when_folded_and_written_clean() -> None:
    for tag, kind, entries in ARRAYS:
        for entry in entries:
            assert fold(fold(entry)) == fold(entry), (tag, kind, entry)
            assert entry == " ".join(entry.split()), (tag, kind, entry)
            assert entry == unicodedata.normalize("NFC", entry), (tag, kind, entry)
            assert not set(entry) & set(":：()|"), (tag, kind, entry)


def test_words_of_a_byline_are_lower_case() -> None:
    assert [entry for table in TABLE.values() for entry in table["byline"] if entry != entry.lower()] == []
    assert [entry for table in TABLE.values() for entry in table["joiner"] if entry != entry.lower()] == []


def test_every_entry_is_recognised_as_what_it_is() -> None:
    checks = dict(zip(("source", "comment", "byline", "box", "menu"), CHECKS, strict=True))
    for tag, kind, entries in ARRAYS:
        if kind in checks:
            assert [entry for entry in entries if not checks[kind](entry)] == [], (tag, kind)


def test_the_words_are_those_of_the_table() -> None:
    for field in Words._fields:
        assert getattr(words(), field) == {
            fold(entry) for _, kind, entries in ARRAYS if kind == field for entry in entries
        }


def test_no_label_of_a_source_is_one_of_comments_in_another_language() -> None:
    assert words().source & words().comment == set()


@pytest.mark.parametrize("seed", SEEDS, ids=lambda path: path.name[:3])
def test_labels_of_every_seed_are_known(seed: Path) -> None:
    text = seed.read_text(encoding="utf-8")
    source = re.search(r"^([^:\n]+): https?://\S+$", text, re.MULTILINE)
    comments = re.search(r"^([^(\n]+) \(\d+\)\Z", text, re.MULTILINE)
    assert source is None or is_source_label(source[1])
    assert comments is None or is_comment_label(comments[1])
    assert source or comments


def test_labels_of_the_five_languages_of_the_seeds_are_known() -> None:
    assert all(map(is_source_label, ("Zdroj", "Source", "Bron", "Źródło", "Джерело")))
    assert all(map(is_comment_label, ("Komentář", "Comment", "Reactie", "Komentarz", "Коментар")))
    assert is_box_label("Ramka")


@pytest.mark.parametrize(
    "label",
    [
        "Artykuł i zdjęcia", "Text und Fotos", "TEXT & FOTOS", "Text/Foto", "Tekst, foto", "Tekst en foto’s",
        "Written by", "Photos and written by", "By", "Tin - ảnh", "Bài-ảnh", "Bài và hình ảnh", "Testo e foto",
        "文/图", "文图", "文／图", "文字及图片", "記事と写真", "文・写真", "글·사진", "글과 사진", "เรื่องและภาพ",
        "نص وصور", "متن، عکس", "טקסט ותמונות", "Text i il·lustracions", "İllüstrasyon", "Textes de",
    ],
)  # fmt: skip
def test_label_made_of_byline_words_is_a_byline_label(label: str) -> None:
    assert is_byline_label(label)


@pytest.mark.parametrize(
    "label", ["", " ", "and", "i", "und &", "文物", "Text of the president", "Photo finish", "と"]
)
def test_label_with_any_other_word_or_joiners_alone_is_none(label: str) -> None:
    assert not is_byline_label(label)


@pytest.mark.parametrize(
    "word",
    [
        "president", "council", "In brief", "Note", "Paris", "He said", "Ukraine", "Report", "Analysis", "Warning",
        "Update", "Test", "History", "Interview", "Opinion", "Theo", "2025", "", "...",
    ],
)  # fmt: skip
def test_ordinary_word_is_no_label_at_all(word: str) -> None:
    assert [check.__name__ for check in CHECKS if check(word)] == []


@pytest.mark.parametrize(
    ("seen", "same"),
    [
        ("  SOURCE ", "source"),
        ("Read\u00a0 more\tat", "Read more at"),
        ("Ｓｏｕｒｃｅ", "Source"),
        ("foto’s", "foto's"),
        ("\u200fמקור\u200e", "מקור"),
        ("දෙ\u200dක", "දෙක"),
        ("İLGİLİ", "ilgili"),
        ("ΠΗΓΈΣ", "πηγές"),
        ("Z\u030c", "Ž"),
    ],
)
def test_fold_hides_what_a_reader_does_not_see(seen: str, same: str) -> None:
    assert fold(seen) == fold(same)


@given(st.text() | st.text(HARD_TO_FOLD))
@example("ΐ")
@example("İ")
@example("İ\u0301")
def test_every_label_gets_an_answer_and_folding_twice_changes_nothing(label: str) -> None:
    assert fold(fold(label)) == fold(label)
    for check in CHECKS:
        assert check(label) is check(fold(label))


@pytest.mark.parametrize(
    "text",
    [
        'en = "x"',
        '[en]\nsauce = ["Source"]',
        '[en]\nsource = "Source"',
        "[en]\nbox = [1]",
        '[en]\nbox = [" "]',
    ],
)
def test_malformed_table_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match=r"words\.toml: \[en\]"):
        read_table(text)
