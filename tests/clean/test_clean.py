"""Golden cases of cleaning: `tests/golden/clean/<what-it-shows>/` with a seed and what it becomes.

`pytest tests/clean --rewrite-golden` writes the expectations anew; read the diff.
"""

from pathlib import Path

import pytest
from support.making import seeds

from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, ReadSettings
from site_builder.errors import SeedError
from site_builder.model import Cleaned, Seed
from site_builder.read import find_seeds, read_seed

CASES = sorted((Path(__file__).parent.parent / "golden" / "clean").iterdir())


def clean(folder: Path, settings: CleanSettings = CleanSettings()) -> Cleaned:
    (file,), _ = find_seeds(folder)
    return clean_seed(read_seed(file, ReadSettings()), settings)


def text(tmp_path: Path, content: str, settings: CleanSettings = CleanSettings()) -> Cleaned:
    return clean(seeds(tmp_path, {"a.txt": content}), settings)


def as_text(cleaned: Cleaned) -> str:
    """The whole result in a form that reads well in a diff."""
    facts = [f"headline: {cleaned.headline} ({cleaned.headline_rule})" if cleaned.headline else "no headline"]
    facts += [f"source: {source}" for source in cleaned.sources]
    facts += [f"author: {author}" for author in cleaned.authors]
    facts += [f"dateline: {cleaned.dateline}"] if cleaned.dateline else []
    blocks = [f"[{number} {block.kind}]\n{block.markdown}" for number, block in enumerate(cleaned.blocks)]
    lines = [
        f"{line.number:>3} {line.kind} {'' if line.block is None else line.block} {line.rule}".replace(
            "  ", " "
        )
        for line in cleaned.lines
        if line.kind != "blank"
    ]
    return "\n".join([*facts, "", "\n\n".join(blocks), "", *lines, ""])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden(case: Path, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    (seed,) = case.glob("seed.*")
    cleaned = clean(seeds(tmp_path, {seed.name: seed.read_bytes()}))
    expected = case / "expected.md"
    if request.config.getoption("--rewrite-golden"):
        expected.write_text(as_text(cleaned), "utf-8")
    assert as_text(cleaned) == expected.read_text("utf-8")


PROSE = "The bridge is 412 metres long and cost 38 million; it replaces the ferry of 1903, said the mayor on Monday."


@pytest.mark.parametrize(
    "tail",
    [
        "Джерело: https://a.example/x",
        "来源：https://a.example/x",
        "المصدر: https://a.example/x",
        "SOURCE : https://a.example/x",
        "Quelle: www.a.example/x",
        "https://a.example/x",
        "Zxqw: https://a.example/x",
    ],
)
def test_a_source_line_in_any_language_is_metadata(tmp_path: Path, tail: str) -> None:
    cleaned = text(tmp_path, f"{PROSE}\n{PROSE}\n{tail}\n")
    assert [block.text for block in cleaned.blocks] == [PROSE, PROSE]
    assert cleaned.sources[0].endswith("a.example/x")


@pytest.mark.parametrize(
    "tail", ["Коментар (0)", "コメント（12）", "تعليقات (٣)", "Kommentare (7)", "Zxqw (0)"]
)
def test_a_comment_counter_in_any_language_is_nothing(tmp_path: Path, tail: str) -> None:
    cleaned = text(tmp_path, f"{PROSE}\n{PROSE}\n\n\n\n{tail}")
    assert (len(cleaned.blocks), cleaned.lines[-1].kind) == (2, "comment")


def test_a_label_of_the_users_own_is_known(tmp_path: Path) -> None:
    settings = CleanSettings(source_labels=("Seen in",), byline_labels=("Penned",))
    cleaned = text(tmp_path, f"{PROSE}\n{PROSE}\nPenned: A. Author\nSeen in: The Paper\n", settings)
    assert (len(cleaned.blocks), cleaned.authors) == (2, ("A. Author",))


def test_a_sentence_that_begins_like_a_label_stays(tmp_path: Path) -> None:
    sentence = "Source: the ministry, which said on Monday that the bridge had been paid for by both of the provinces together."
    assert text(tmp_path, f"{PROSE}\n{sentence}\n{PROSE}\n{PROSE}").blocks[1].text == sentence


@pytest.mark.parametrize("content", ["Source: https://a.example/x\nComment (0)", "![]() |\n![]() |", "---"])
def test_a_seed_of_marks_alone_is_refused_or_kept_as_text(tmp_path: Path, content: str) -> None:
    try:
        assert text(tmp_path, content).blocks
    except SeedError as error:
        assert error.remedy


def test_the_speaker_of_a_boxed_quote_is_escaped_where_nothing_else_has_to_be() -> None:
    text = "The bridge is 412 metres long.\nSidebar: “We are glad” – Ann *Lee* <b>\nIt replaces the ferry."
    seed = Seed(id="0" * 16, name="a.txt", form="text", text=text)
    quote = next(block for block in clean_seed(seed, CleanSettings()).blocks if block.kind == "quote")
    assert (
        quote.markdown == "> We are glad\n>\n> — Ann \\*Lee\\* &lt;b>" or "\\*Lee\\* &lt;b>" in quote.markdown
    )


THAI = "สะพานใหม่มีความยาวสี่ร้อยสิบสองเมตรและแทนที่เรือข้ามฟากเก่า นายกเทศมนตรีกล่าวเมื่อวันจันทร์ต่อหน้าชาวเมือง"
ENGLISH = "The new bridge is long and takes the place of the ferry that crossed the river for ninety years"


@pytest.mark.parametrize(
    ("long", "short", "stop", "kind"),
    [
        (THAI, "นายกเทศมนตรีกล่าวขอบคุณ", "", "paragraph"),
        (ENGLISH, "A new bridge", "", "paragraph"),
        (ENGLISH, "A new bridge", ".", "heading"),
    ],
)
def test_a_missing_stop_says_something_where_other_lines_have_one(
    long: str, short: str, stop: str, kind: str, tmp_path: Path
) -> None:
    lines = [f"{long} {place}{stop}" for place in "abcde"]
    cleaned = text(tmp_path, "\n".join([*lines[:3], short, *lines[3:]]))
    assert [block.kind for block in cleaned.blocks if short in block.text] == [kind]
