"""Lines around an article that are told by their form alone, in languages whose labels no table has."""

import pytest

from site_builder.clean import clean_seed
from site_builder.config import CleanSettings
from site_builder.model import Cleaned, Seed

BODY = (
    "Mphepo yamkuntho inawononga nyumba zambiri m'mudzi wa Nkhoma, ndipo anthu ambiri adathawa.\n"
    "Akuluakulu a boma ati thandizo lifika pasanathe masiku awiri, malinga ndi mneneri wawo.\n"
    "Anthu okhala m'derali akugona m'masukulu ndi m'matchalitchi mpaka madzi ataphwera.\n"
)
URL = "https://nyuzi.example/dziko/2025/06/30/mphepo.html"
COUNTER = "\n\n\n\n\n\nZolembedwa (0)"


def clean(text: str) -> Cleaned:
    return clean_seed(Seed(id="0" * 16, name="a.txt", form="text", text=text), CleanSettings())


def kinds(text: str) -> list[str]:
    return [line.kind for line in clean(text).lines if line.kind != "blank"]


@pytest.mark.parametrize(
    ("tail", "wanted"),
    [
        (f"Kochokera: {URL}", ["source"]),
        (f"Kochokera – {URL}", ["source"]),
        (f"Kochokera {URL}", ["source"]),
        (f"Kochokera: {URL}{COUNTER}", ["source", "comment"]),
        (f"Kochokera{COUNTER}", ["source", "comment"]),
        (f"Kochokera:{COUNTER}", ["source", "comment"]),
        (f"Mawu ndi zithunzi: P. Tuyet\nKochokera: {URL}", ["byline", "source"]),
        (f"HOÀNG ANH{COUNTER}", ["byline", "comment"]),
        (f"P. Tuyet\nKochokera: {URL}", ["byline", "source"]),
        ("JAN NOVÁK, EVA MALÁ", ["byline"]),
        ("記事番号 (0)", ["comment"]),
    ],
)
def test_the_end_of_a_text_is_told_by_its_form(tail: str, wanted: list[str]) -> None:
    assert kinds(BODY + tail) == ["paragraph"] * 3 + wanted


@pytest.mark.parametrize(
    "last",
    [
        "Ananena kuti: Tidzabwera.",
        "Zotsatira: nyumba 45 zinagwa.",
        "Werengani zambiri apa, pa https://nyuzi.example ndi malo ena.",
        "Nkhoma 2025",
        "KODI IZI ZIDZATHA LITI, ANATERO MKULU WA BOMA PA MSONKHANO",
    ],
)
def test_a_last_line_that_may_be_content_stays(last: str) -> None:
    assert kinds(BODY + last) == ["paragraph"] * 4


def test_the_last_line_behind_a_blank_one_is_a_caption() -> None:
    assert kinds(f"{BODY}\nAnthu akuyang'ana madzi.\nKochokera: {URL}") == ["paragraph"] * 3 + [
        "caption",
        "source",
    ]


def test_a_caption_that_is_said_again_is_there_once() -> None:
    cleaned = clean(f"{BODY}![]() |\n| Madzi. |\n| Madzi. |\n{BODY}")
    assert [block.text for block in cleaned.blocks].count("Madzi.") == 1
    assert [line.rule for line in cleaned.lines].count("caption-again") == 1


HEAD = "DAK LAK PORTAL Mphepo yawononga mudzi Anthu ambiri adathawa. daklak.gov.vn 07/08/2025"


def test_the_head_of_a_portal_loses_site_and_date_and_keeps_title_and_summary() -> None:
    cleaned = clean(f"{HEAD}\n{BODY}")
    said = " ".join([cleaned.headline or "", *(block.text for block in cleaned.blocks)])
    assert "Mphepo yawononga mudzi Anthu ambiri adathawa." in said
    assert "PORTAL" not in said
    assert "daklak" not in said


def test_the_head_of_a_portal_goes_where_its_words_come_again() -> None:
    cleaned = clean(f"{HEAD}\nMphepo yawononga mudzi\nAnthu ambiri adathawa.\n{BODY}")
    assert cleaned.lines[0].rule == "head-of-the-portal"
    assert cleaned.headline == "Mphepo yawononga mudzi"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thứ năm, 2025-08-07 10:12", "2025-08-07"),
        ("10:12 | 17/08/2025 (GMT+7)", "2025-08-17"),
        ("07/08/2025", None),
    ],
)
def test_a_line_of_a_date_is_no_content_and_says_the_day_where_it_can_be_read_in_one_way(
    line: str, day: str | None
) -> None:
    cleaned = clean(f"{line}\n{BODY}")
    assert cleaned.lines[0].kind == "boilerplate"
    assert cleaned.dateline == day


def test_a_short_first_sentence_with_a_stop_is_a_headline_before_long_paragraphs() -> None:
    body = "".join(f"{line} {line}\n" for line in BODY.splitlines())
    assert clean(f"Mphepo yawononga mudzi.\n{body}").headline == "Mphepo yawononga mudzi."
    assert clean(body).headline is None
