"""What the measurement of languages counts, and which tables it asks."""

import shutil
from pathlib import Path

from bench.fit_language import told_by
from bench.quality_language import Answer, mistaken, scored
from site_builder.describe.language import detect_language, ngrams


def answer(truth: str, found: str) -> Answer:
    return Answer("headline", "1", truth, found, 0.5, 0.001)


ANSWERS = [
    answer("da", "nb"),
    answer("da", "da"),
    answer("sr-Latn", "sr-Cyrl"),
    answer("es", "und"),
    answer("xh", "zu"),
]


def test_an_answer_that_is_not_given_is_wrong_and_major_languages_count_by_themselves() -> None:
    score = scored("headline", ANSWERS)
    assert (score.right, score.asked, score.exact, score.undetermined) == (2, 5, 1, 1)
    assert (score.major_right, score.major_asked) == (2, 4)


def test_what_was_taken_for_what_is_listed_major_languages_first() -> None:
    assert mistaken([*ANSWERS, answer("da", "nb")]).split("\n") == [
        "  major: 3 wrong, 1 of them und: da>nb 2, es>und 1",
        "  others: 1 wrong, 0 of them und: xh>zu 1",
    ]


def test_other_tables_are_asked_meanwhile(tmp_path: Path) -> None:
    text = "Debian utgiven"
    shipped = ngrams.FOLDER
    before = detect_language(text)
    for name in ("alike.xz", "known.json", "Cyrl.xz"):
        shutil.copy(shipped / name, tmp_path)
    with told_by(tmp_path):
        assert ngrams.load("Latn") is None
        assert detect_language(text) != before
    assert shipped == ngrams.FOLDER
    assert detect_language(text) == before
