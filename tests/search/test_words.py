"""What one word is the same as, and what is found inside what."""

import pytest

from site_builder.search.words import LONGEST, fold, forms, terms

ALIKE = {
    "Đà Nẵng": "da nang",
    "ЁЛКА Ёж": "елка еж",
    "İstanbul ışık": "istanbul isik",
    "Straße Łódź Ørsted": "strasse lodz orsted",
    "ΑΘΗΝΑΣ Αθήνας": "αθηνασ αθηνασ",
    "ﾃﾞｰﾀﾍﾞｰｽ": "データベース",
    "أَحْمَدُ إسلام آية": "احمد اسلام ايه",
    "مدرسة مستشفى": "مدرسه مستشفي",
    ["شָׁלוֹם", "שָׁלוֹם"][1]: "שלומ",
    "ספרייה חיילים": "ספריה חילימ",
    "٢٠٢٤ ۲۰۲۴ २०२४": "2024 2024 2024",
    "ﬁn Ⅷ": "fin viii",
    "می‌خواهم": "ميخواهم",
    "snake_case": "snake case",
}


@pytest.mark.parametrize(("text", "folded"), ALIKE.items())
def test_spellings_of_one_word_are_one(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def test_words_are_counted() -> None:
    assert terms("The café, the CAFE and the caf\u00e9s.") == {"the": 3, "cafe": 2, "and": 1, "cafes": 1}


def test_marks_stay_with_their_letters_where_they_spell() -> None:
    assert terms("पुस्तकालय खुला") == {"पुस्तकालय": 1, "खुला": 1}


def test_runs_without_spaces_are_found_by_each_two_characters() -> None:
    assert set(terms("北京大学 2025年")) == {"北京", "京大", "大学", "2025", "年"}
    assert set(terms("データを")) == {"デー", "ータ", "タを"}
    assert set(terms("ห้องสมุด")) == {"ห้อ", "อง", "งส", "สมุ", "มุด"}


def test_arabic_and_hebrew_words_are_found_without_what_is_written_before_them() -> None:
    assert {"القاهره", "قاهره"} <= set(terms("القاهرة"))
    assert {"وبالمكتبه", "مكتبه"} <= set(terms("وبالمكتبة"))
    assert forms("وكتب") == ["كتب"]
    assert {"ובירושלימ", "בירושלימ", "ירושלימ"} <= set(terms("ובירושלים"))


def test_a_long_word_is_found_by_its_beginning() -> None:
    assert set(terms("a" * 40 + " " + "б" * 40)) == {"a" * LONGEST, "б" * LONGEST}


@pytest.mark.parametrize("text", ["", "…—!?", "\u0301\u0301", "\ud800", "\U0010ffff", "_"])
def test_no_text_fails(text: str) -> None:
    terms(text)
