"""What a person is asked to look at: what is not sure and what drifts, and nothing else; each with the line that settles it."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.building import contents, made_up_config
from support.making import article, card, seeds

from site_builder.align import align_story
from site_builder.link import story_of
from site_builder.model import Article, Provenance, Remark
from site_builder.pipeline import Run, build, review_page
from site_builder.read.stated import read_front_matter, read_sidecar
from site_builder.review import Join, join_remark, numbers_of, quoted, sidecar_of, story_remarks

LONG = "The bridge over the river was opened in the presence of many people of the town and of guests from afar, and "


def remarks(*articles: Article) -> list[Remark]:
    from site_builder.describe import card_of

    story = story_of("0123456789abcdef", [card_of(one) for one in articles])
    versions = {one.id: one for one in articles}
    alignment = align_story([versions[one.id] for one in story.versions])
    return story_remarks(story, versions, alignment, "stories/local/a.html")


def kinds(found: list[Remark]) -> list[tuple[str, str]]:
    return [(one.kind, one.seed) for one in found]


def versions(**texts: str) -> list[Article]:
    """Articles of three paragraphs whose second one is given."""
    return [article(tag, (f"{LONG} one.", text, f"{LONG} three.")) for tag, text in texts.items()]


# Numbers


@pytest.mark.parametrize(
    "texts",
    [
        {
            "en": "It cost 1,234,567 in all.",
            "de": "Es kostete 1.234.567.",
            "fr": "1 234 567 en tout.",
            "hi": "12,34,567 रुपये",
        },
        {
            "en": "It cost 38.5 million.",
            "de": "Es kostete 38,5 Millionen.",
            "es": "Costó 38 500 000 en total.",
        },
        {"en": "In 2018 it was.", "ar": "كان ذلك في ٢٠١٨", "fa": "در ۲۰۱۸ بود", "mr": "ते २०१८ मध्ये होते"},
        {"en": "On 30 June 2025 it was.", "de": "Am 30.06.2025 war es.", "ja": "2025年6月30日でした。"},
        {"en": "Some 500 came.", "de": "Fünfhundert kamen.", "fr": "Cinq cents sont venus."},
        {"en": "It was in 2018.", "fr": "C'était en 2018.", "th": "เมื่อ พ.ศ. 2561"},
        {"en": "The 1980s were good.", "nl": "De jaren 1980 waren goed.", "sv": "Åttiotalet var bra."},
        {"en": "Release 8.10 is out.", "de": "Version 8.10 ist da.", "fr": "La version 8.10 est sortie."},
    ],
)
def test_the_same_numbers_however_they_are_written_are_no_drift(texts: dict[str, str]) -> None:
    assert kinds(remarks(*versions(**texts))) == []


@pytest.mark.parametrize(
    ("texts", "odd", "marks"),
    [
        (
            {"en": "Some 1,127 fled.", "de": "Etwa 1.197 flohen.", "fr": "1 127 personnes ont fui."},
            "de.txt",
            ["1.197", "1,127"],
        ),
        ({"en": "He was 17.", "de": "Er war 71.", "fr": "Il avait 17 ans."}, "de.txt", ["71", "17"]),
        ({"en": "It was in 2016.", "de": "Es war damals.", "fr": "C'était en 2016."}, "de.txt", ["", "2016"]),
        ({"en": "Some ٣١٢ fled.", "ar": "فر ٣١٢", "fa": "۳۲۱ نفر"}, "fa.txt", ["۳۲۱", "٣١٢"]),
    ],
)
def test_a_version_with_another_number_is_named_with_both(
    texts: dict[str, str], odd: str, marks: list[str]
) -> None:
    (found,) = remarks(*versions(**texts))
    assert (found.kind, found.seed) == ("numbers", odd)
    assert [passage.mark for passage in found.passages] == marks
    assert {passage.path for passage in found.passages} == {"stories/local/a.html#p2"}
    assert [remedy.line for remedy in found.remedies] == ['reviewed = "numbers"']


def test_two_versions_that_contradict_are_both_named() -> None:
    found = remarks(*versions(en="Some 312 fled.", de="Etwa 321 flohen."))
    assert kinds(found) == [("numbers", "de.txt"), ("numbers", "en.txt")]


def test_between_two_versions_a_number_that_only_one_has_decides_nothing() -> None:
    assert remarks(*versions(en="Some 312 fled.", de="Viele flohen.")) == []


@given(st.text(alphabet="0123456789٠٣۹.,' \u00a0\u202fa/", max_size=200))
def test_any_text_has_numbers_of_significant_digits(text: str) -> None:
    for number in numbers_of(article(blocks=(text,))):
        assert number.isascii()
        assert number.isdigit()
        assert number == number.strip("0")


# Paragraphs


def test_a_long_paragraph_that_one_lacks_is_named_and_a_short_one_is_not() -> None:
    blocks = [f"{LONG} {number} {'and on ' * 5 * number}." for number in range(2, 7)]
    whole = [article(tag, blocks) for tag in ("de", "en", "fr")]
    found = remarks(*whole, article("nl", [*blocks[:2], *blocks[3:]]))
    assert ("paragraphs", "nl.txt") in kinds(found)
    assert kinds(remarks(*whole)) == []
    settled = article("nl", [*blocks[:2], *blocks[3:]], reviewed="paragraphs")
    assert "paragraphs" not in dict(kinds(remarks(*whole, settled)))


# Facts


def unsure(**confidences: float) -> dict[str, Provenance]:
    return {name: Provenance("the text", sure) for name, sure in confidences.items()}


def test_facts_are_named_where_they_are_not_sure() -> None:
    sure = article(provenance=unsure(language=0.9, title=0.5, published=0.95), published="2025-06-30")
    assert remarks(sure) == []
    doubtful = article(provenance=unsure(language=0.5, title=0.2, published=0.7), published="2025-06-30")
    found = remarks(doubtful)
    assert [one.kind for one in found] == ["language", "date", "title"]
    lines = [tomllib.loads(one.remedies[0].line) for one in found]
    assert lines == [{"language": "en"}, {"published": "2025-06-30"}, {"title": "Title in en"}]


def test_a_date_that_the_translations_contradict() -> None:
    origin = unsure(published=0.95)
    days = {"de": "2025-06-30", "en": "2025-06-30", "fr": "2025-07-01", "it": "2025-06"}
    found = remarks(*(article(tag, published=day, provenance=origin) for tag, day in days.items()))
    assert kinds(found) == [("date", "fr.txt")]
    assert found[0].remedies[0].line == 'published = "2025-06-30"'


def test_thin_evidence_and_a_near_miss_until_a_person_says() -> None:
    join = Join(card("de"), card("en"), "0123456789abcdef", 0.6, "four names and a number")
    for joined, kind in ((True, "story"), (False, "near")):
        found = join_remark(join, joined=joined)
        assert found is not None
        assert found.kind == kind
        assert found.remedies[0].line == 'story = "0123456789abcdef"'
    stated = card("de", provenance={"story": Provenance("stated in the sidecar", 1.0)})
    assert join_remark(join._replace(card=stated), joined=True) is None


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_is_quoted_for_toml(text: str) -> None:
    assert tomllib.loads(f"a = {quoted(text)}")["a"] == text


def test_the_sidecar_is_named_after_the_seed() -> None:
    assert [sidecar_of(name) for name in ("a.txt", "b.c/d.e.md", "b.c/d")] == [
        "a.toml",
        "b.c/d.e.toml",
        "b.c/d.toml",
    ]


# End to end

DRIFT = {
    "de.txt": f"{LONG}.\nEtwa 1.197 Menschen flohen damals aus dem Land.\nQuelle: https://a.example/a.html\n",
    "en.txt": f"{LONG}.\nSome 1,127 people fled from the country at the time.\nSource: https://a.example/a.html\n",
    "fr.txt": f"{LONG}.\nEnviron 1 127 personnes ont fui le pays à l'époque.\nSource: https://a.example/a.html\n",
}
TAGS = {"de.toml": 'language = "de"', "en.toml": 'language = "en"', "fr.toml": 'language = "fr"'}


def test_a_line_in_a_sidecar_settles_a_remark(tmp_path: Path) -> None:
    folder = seeds(tmp_path / "seeds", {**DRIFT, **TAGS})
    config = made_up_config(tmp_path, folder)
    page = review_page(config.build.cache)
    report = build(config, Run())
    assert dict(report.review) == {"numbers": 1}
    html = page.read_text("utf-8")
    assert "<mark>1.197</mark>" in html
    assert "output/stories/a.example/a.html#p2" in html
    anchor = (config.build.output / "stories/a.example/a.html").read_text("utf-8")
    assert 'id="p2"' in anchor
    (folder / "de.toml").write_text('language = "de"\nreviewed = "numbers"\n', "utf-8")
    assert dict(build(config, Run()).review) == {}
    assert "Nothing to look at" in page.read_text("utf-8")


def test_the_page_of_an_incremental_build_is_that_of_a_clean_one(tmp_path: Path) -> None:
    folder = seeds(tmp_path / "seeds", {**DRIFT, **TAGS, "odd.txt": "Zzxq vvrk.\n"})
    config = made_up_config(tmp_path, folder)
    build(config, Run())
    (folder / "en.txt").write_text(DRIFT["en.txt"].replace("1,127", "1,129"), "utf-8")
    (folder / "odd.txt").unlink()
    build(config, Run())
    page = review_page(config.build.cache)
    before = page.read_bytes()
    clean = made_up_config(tmp_path, folder)
    for file in contents(config.build.cache):
        (config.build.cache / file).unlink()
    build(clean, Run())
    assert page.read_bytes() == before


def test_the_page_is_left_alone_while_it_is_right_and_made_again_where_it_is_gone(tmp_path: Path) -> None:
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", {**DRIFT, **TAGS}))
    page = review_page(config.build.cache)
    build(config, Run())
    first = page.stat().st_mtime_ns, page.stat().st_ino
    build(config, Run())
    assert (page.stat().st_mtime_ns, page.stat().st_ino) == first
    page.unlink()
    build(config, Run())
    assert page.exists()


def test_nothing_of_a_seed_is_active_on_the_page(tmp_path: Path) -> None:
    evil = '<script>alert("</style>")</script><img src=x onerror=alert(1)> 1,197'
    texts = {name: text.replace("1,127", evil) for name, text in DRIFT.items()}
    config = made_up_config(
        tmp_path, seeds(tmp_path / "seeds", {**texts, **TAGS, "'\"<b>.txt": f"{evil} xyzzy."})
    )
    build(config, Run())
    html = review_page(config.build.cache).read_text("utf-8")
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert "default-src 'none'; style-src 'sha256-" in html.replace("&#39;", "'")


def test_the_page_is_bounded_and_says_how_many_there_are(tmp_path: Path) -> None:
    many = {f"{number:03}.txt": f"{number} + {number} = {2 * number}\n" for number in range(130)}
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", many))
    report = build(config, Run())
    html = review_page(config.build.cache).read_text("utf-8")
    assert report.review["language"] == 130
    assert html.count('<li class="remark">') == sum(min(100, count) for count in report.review.values())
    assert "The first 100 are shown" in html


def test_the_summary_and_the_report_say_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from site_builder.cli import main

    folder = seeds(tmp_path / "seeds", {**DRIFT, **TAGS})
    folders = [(f"--{name}", str(tmp_path / name)) for name in ("seeds", "output", "cache", "report")]
    words = [word for pair in folders for word in pair]
    for _ in range(2):  # the second one has nothing to do, and says the same
        assert main(["build", *words]) == 0
        assert (
            f"review: 1 text with other numbers · {tmp_path / 'cache' / 'review.html'}"
            in capsys.readouterr().out
        )
        assert json.loads((tmp_path / "report").read_text("utf-8"))["review"] == {"numbers": 1}
    (folder / "de.txt").write_text(DRIFT["de.txt"].replace("1.197", "1.127"), "utf-8")
    assert main(["build", *words]) == 0
    assert "review" not in capsys.readouterr().out


def test_what_was_reviewed_is_said_in_a_sidecar_alone() -> None:
    stated, faults = read_sidecar('reviewed = "title, numbers"', "a.toml")
    assert (stated["reviewed"].value, faults) == ("numbers title", ())
    stated, (fault,) = read_sidecar('reviewed = "all"', "a.toml")
    assert stated == {}
    assert "language, story, near" in fault.what
    assert read_front_matter({"reviewed": True, "title": "A"}, "a.md") == read_front_matter(
        {"title": "A"}, "a.md"
    )
