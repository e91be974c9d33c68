"""The project's own five seeds: what a reader and a machine find in the site, held against the raw files.

Nothing here uses `clean`: what belongs to an article is told from the seeds by eye, in `NOT_CONTENT`.
"""

import itertools
import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from babel import Locale
from lxml import etree
from support.building import BASE_URL, ROOT, SEEDS, BuiltSite, visible_text

from site_builder.cli import main
from site_builder.render.feeds import TRANSLATION
from site_builder.render.interface import words

TWINNING = {
    "en": "002_316eb552abf03a22.txt",
    "nl": "001_ef67dd8b6f877d3b.txt",
    "uk": "000_30699385ea1a7b33.txt",
}
"""The three translations of one story."""
ALONE = {"cs": "004_d04404aed341e7a1.txt", "pl": "003_f363a404654da294.txt"}
SEED_OF = {**TWINNING, **ALONE}
LANGUAGES = tuple(sorted(SEED_OF))

TITLES = {
    "cs": "45 dní a nocí spouštění na podporu aktivit digitální transformace",
    "en": "Leaders of Nam Ka Commune Party Committee presented gifts to Buon Ma Thuot Ward Party Committee",
    "nl": "Leiders van het Nam Ka Commune Partijcomité overhandigden geschenken aan het Buon Ma Thuot Ward Partijcomité",
    "pl": "Komitet Frontu Ojczyzny Wietnamu w dystrykcie Mo Cay Bac skutecznie realizuje program zabezpieczenia społecznego",
    "uk": "Лідери партійного комітету комуни Нам Ка вручили подарунки партійному комітету округу Буон Ма Тхуот",
}

NOT_CONTENT = re.compile(
    r"\s*"
    r"|!\[\]\(\) \|"
    r"|(Source|Джерело|Bron|Zdroj): https://\S+"
    r"|(Comment|Коментар|Reactie|Komentarz|Komentář) \(0\)"
    r"|Artykuł i zdjęcia: P\. Tuyet"
)
"""The lines of the five seeds that are no part of an article."""
MARKUP = re.compile(r"^(## |> |>$)|^\*|\*$|\\(?=[!-/:-@\[-`{-~])", re.MULTILINE)
"""What Markdown adds to the text of the five seeds."""

FACTS = ("title", "language", "source", "source_url", "section", "author", "published")
CATALOGUE_KEYS = [
    "id",
    "seed",
    "language",
    "title",
    "source",
    "source_url",
    "section",
    "author",
    "published",
    "published_precision",
    "story",
    "url",
    "markdown",
    "translations",
    "words",
    "paragraphs",
    "provenance",
    "alignment",
]
LINE_KINDS = {
    "title",
    "heading",
    "paragraph",
    "caption",
    "quote",
    "list",
    "table",
    "code",
    "image",
    "source",
    "byline",
    "comment",
    "boilerplate",
    "blank",
}
ATOM = {"a": "http://www.w3.org/2005/Atom"}
SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

in_every_language = pytest.mark.parametrize("language", LANGUAGES)
in_every_translation = pytest.mark.parametrize("language", sorted(TWINNING))
in_every_lone_language = pytest.mark.parametrize("language", sorted(ALONE))


# The seeds, read by eye


def raw_lines(language: str) -> list[str]:
    return (SEEDS / SEED_OF[language]).read_text("utf-8").split("\n")


def content(language: str) -> list[str]:
    """The lines of a seed that an article must hold: the pipes of captions and the label of the box are off."""
    lines = [line for line in raw_lines(language) if not NOT_CONTENT.fullmatch(line)]
    if language == "pl":
        assert compact(lines[0]) == compact(TITLES["pl"] + ".")
        del lines[0]  # the headline
    return [line.strip("| ").removeprefix("Ramka: ") for line in lines]


def sentences(line: str) -> list[str]:
    return [
        sentence.strip()
        for sentence in re.findall(r".+?(?:[.!?…]+[”“\"»’‘)]*(?=\s)|$)", line)
        if sentence.strip()
    ]


def compact(text: str) -> str:
    """Without white space, which is mended, and with one kind of dash: the rest must be as printed."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).replace("–", "—")


# The site, as it was written


def body_blocks(site: BuiltSite, language: str) -> list[str]:
    """Text of each block of an article's page."""
    (prose,) = site.document(site.entry(language)["url"]).find_class("prose")
    return [block_text(block) for block in prose]


def markdown_blocks(site: BuiltSite, language: str) -> list[str]:
    """Text of each block of an article's Markdown."""
    opening, front_matter, body = site.text(site.entry(language)["markdown"]).split("---\n", 2)
    assert (opening, front_matter.startswith("title: ")) == ("", True)
    return [MARKUP.sub("", block) for block in body.strip().split("\n\n")]


def column_blocks(site: BuiltSite, language: str) -> list[str]:
    """Text of each cell of an article's column, side by side."""
    document = site.document(story_page(site, language))
    return [block_text(cell) for cell in document.xpath(f'//*[starts-with(@id, "p")]/*[@lang="{language}"]')]


def block_text(block: Any) -> str:
    """What a reader sees of a block: the dash before a speaker is the style sheet's."""
    text = visible_text(block)
    for speaker in map(visible_text, block.iter("footer")):
        text = text.replace(speaker, f"— {speaker}")
    return text


def story_page(site: BuiltSite, language: str) -> str:
    return f"stories/{site.entry(language)['url'].partition('/')[2]}"


def switcher(site: BuiltSite, page: str) -> Any:
    """The first navigation inside the article: the languages of this story."""
    return site.document(page).xpath("//article//nav")[0]


def switcher_links(site: BuiltSite, page: str) -> list[Any]:
    """Links to versions; those to the homes of languages that lack the story are folded away below them."""
    links = switcher(site, page).xpath(".//a[@hreflang]")
    return [link for link in links if not inside(page, link.get("href")).endswith("/index.html")]


def inside(page: str, href: str) -> str:
    """The file that a relative link on a page leads to."""
    return urljoin(f"http://site/{page}", href).removeprefix("http://site/")


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What `explain --json` says of each seed, by the language of its article."""
    place = tmp_path_factory.mktemp("explain")
    folders = ["--seeds", str(SEEDS), "--output", str(place / "output"), "--cache", str(place / "cache")]
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr("builtins.print", lambda *words, **_: printed.append(" ".join(map(str, words))))
        status = main(["explain", "--all", "--json", "--config", str(ROOT / "site.toml"), *folders])
    assert status == 0
    values = [json.loads(line) for line in printed]
    return {value["article"]["language"]: value for value in values}


# What the build reports


def test_build_reports_five_articles_three_stories_five_languages_and_three_sources(tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    folders = [
        "--seeds",
        str(SEEDS),
        "--output",
        str(tmp_path / "output"),
        "--cache",
        str(tmp_path / "cache"),
    ]
    words = ["--config", str(ROOT / "site.toml"), *folders, "--report", str(report), "--strict"]
    assert main(words) == 0
    said = json.loads(report.read_text("utf-8"))
    assert {"articles", "stories", "languages", "pages", "problems", "seconds"} <= said.keys()
    assert (said["articles"], said["stories"], said["sources"]) == (5, 3, 3)
    assert said["languages"] == dict.fromkeys(LANGUAGES, 1)
    assert said["problems"] == []
    assert said["pages"].keys() == {"written", "unchanged", "removed"}
    assert (said["pages"]["unchanged"], said["pages"]["removed"]) == (0, 0)
    assert all(seconds >= 0 for seconds in said["seconds"].values())


def test_summary_names_numbers_and_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [
        "--seeds",
        str(SEEDS),
        "--output",
        str(tmp_path / "output"),
        "--cache",
        str(tmp_path / "cache"),
    ]
    assert main(["--config", str(ROOT / "site.toml"), *folders]) == 0
    summary = capsys.readouterr().out
    for fact in ("5 articles", "3 stories", "5 languages (cs en nl pl uk)", "3 sources", "0 problems"):
        assert fact in summary


def test_sources_are_the_three_hosts(five_seeds_site: BuiltSite) -> None:
    sources = {entry["language"]: entry["source"] for entry in five_seeds_site.catalogue}
    assert sources == {
        **dict.fromkeys(TWINNING, "baodaklak.vn"),
        "pl": "baodongkhoi.vn",
        "cs": "hanoi.gov.vn",
    }


def test_each_seed_is_one_article_in_its_language(five_seeds_site: BuiltSite) -> None:
    assert {entry["language"]: entry["seed"] for entry in five_seeds_site.catalogue} == SEED_OF


# One story in three languages


def test_three_seeds_are_one_story_and_two_are_stories_of_their_own(five_seeds_site: BuiltSite) -> None:
    stories = {language: five_seeds_site.entry(language)["story"] for language in LANGUAGES}
    assert len({stories[language] for language in TWINNING}) == 1
    assert len(set(stories.values())) == 3


@in_every_translation
def test_switcher_leads_to_all_three_translations_by_their_own_names(
    five_seeds_site: BuiltSite, language: str
) -> None:
    page = five_seeds_site.entry(language)["url"]
    links = switcher_links(five_seeds_site, page)
    assert {link.get("hreflang"): inside(page, link.get("href")) for link in links} == {
        tag: five_seeds_site.entry(tag)["url"] for tag in TWINNING
    }
    assert {link.get("hreflang"): visible_text(link) for link in links} == {
        tag: Locale(tag).get_language_name(tag) for tag in TWINNING
    }
    assert {(link.get("lang"), link.get("dir")) for link in links} == {(tag, "ltr") for tag in TWINNING}
    assert [link.get("hreflang") for link in links if link.get("aria-current")] == [language]


@in_every_translation
def test_switcher_stands_under_the_title(five_seeds_site: BuiltSite, language: str) -> None:
    page = five_seeds_site.document(five_seeds_site.entry(language)["url"])
    order = [element.tag for element in page.xpath("//article//h1 | //article//nav | //article//p[@id='p1']")]
    assert order == ["h1", "nav", "p"]


@in_every_translation
def test_side_by_side_is_one_click_away(five_seeds_site: BuiltSite, language: str) -> None:
    page = five_seeds_site.entry(language)["url"]
    targets = {inside(page, link.get("href")) for link in switcher(five_seeds_site, page).xpath(".//a")}
    assert story_page(five_seeds_site, language) in targets


@in_every_language
def test_missing_languages_are_named_and_lead_to_their_homes(
    five_seeds_site: BuiltSite, language: str
) -> None:
    page = five_seeds_site.entry(language)["url"]
    there = set(TWINNING) if language in TWINNING else {language}
    links = five_seeds_site.document(page).xpath('//article//details[contains(@class, "lacking")]//a')
    assert {link.get("hreflang"): inside(page, link.get("href")) for link in links} == {
        tag: f"{tag}/index.html" for tag in set(LANGUAGES) - there
    }


@in_every_translation
def test_hreflang_names_itself_every_version_and_the_story_page(
    five_seeds_site: BuiltSite, language: str
) -> None:
    page = five_seeds_site.document(five_seeds_site.entry(language)["url"])
    assert {link.get("hreflang"): link.get("href") for link in page.xpath("//head/link[@hreflang]")} == {
        **{tag: BASE_URL + five_seeds_site.entry(tag)["url"] for tag in TWINNING},
        "x-default": BASE_URL + story_page(five_seeds_site, language),
    }


@in_every_language
def test_canonical_address_is_the_page_itself(five_seeds_site: BuiltSite, language: str) -> None:
    url = five_seeds_site.entry(language)["url"]
    assert five_seeds_site.document(url).xpath("//link[@rel='canonical']/@href") == [BASE_URL + url]


@in_every_language
def test_atom_feed_names_the_translations_of_its_article(five_seeds_site: BuiltSite, language: str) -> None:
    entry = five_seeds_site.entry(language)
    for path in (f"{language}/feed.xml", f"{language}/{entry['source']}/feed.xml"):
        feed = etree.fromstring((five_seeds_site.folder / path).read_bytes())
        (item,) = feed.findall("a:entry", ATOM)
        links = {
            link.get("hreflang"): link.get("href")
            for link in item.xpath("a:link[@rel='alternate']", namespaces=ATOM)
        }
        assert links == {tag: BASE_URL + five_seeds_site.entry(tag)["url"] for tag in versions_of(language)}
        assert item.findtext("a:title", None, ATOM) == entry["title"]


@in_every_language
def test_json_feed_names_the_translations_of_its_article(five_seeds_site: BuiltSite, language: str) -> None:
    (item,) = json.loads(five_seeds_site.text(f"{language}/feed.json"))["items"]
    assert item["url"] == BASE_URL + five_seeds_site.entry(language)["url"]
    assert item.get("_translations", {}) == {
        tag: BASE_URL + five_seeds_site.entry(tag)["url"] for tag in versions_of(language) - {language}
    }


def test_sitemap_names_the_three_translations_on_each_of_them_and_none_elsewhere(
    five_seeds_site: BuiltSite,
) -> None:
    sitemap = etree.fromstring((five_seeds_site.folder / "sitemap.xml").read_bytes())
    clusters = {
        url.findtext("s:loc", None, SITEMAP): {
            link.get("hreflang"): link.get("href") for link in url.findall("x:link", SITEMAP)
        }
        for url in sitemap.findall("s:url", SITEMAP)
    }
    pages = {tag: BASE_URL + five_seeds_site.entry(tag)["url"] for tag in LANGUAGES}
    cluster = {tag: pages[tag] for tag in TWINNING}
    cluster["x-default"] = BASE_URL + story_page(five_seeds_site, "en")
    assert {tag: clusters[pages[tag]] for tag in TWINNING} == dict.fromkeys(TWINNING, cluster)
    assert {tag: clusters[pages[tag]] for tag in ALONE} == {"cs": {}, "pl": {}}
    assert clusters.keys() == {BASE_URL + page for page in five_seeds_site.linked_pages}


@in_every_language
def test_catalogue_points_at_the_other_translations(five_seeds_site: BuiltSite, language: str) -> None:
    assert five_seeds_site.entry(language)["translations"] == {
        tag: five_seeds_site.entry(tag)["url"] for tag in versions_of(language) - {language}
    }


@in_every_language
def test_markdown_points_at_the_other_translations(five_seeds_site: BuiltSite, language: str) -> None:
    markdown = five_seeds_site.entry(language)["markdown"]
    (stated,) = re.findall(r"^translations: (.+)$", five_seeds_site.text(markdown), re.MULTILINE) or ["{}"]
    assert {tag: inside(markdown, href) for tag, href in json.loads(stated).items()} == {
        tag: five_seeds_site.entry(tag)["markdown"] for tag in versions_of(language) - {language}
    }


def versions_of(language: str) -> set[str]:
    return set(TWINNING) if language in TWINNING else {language}


@in_every_lone_language
def test_untranslated_article_says_so_in_its_page(five_seeds_site: BuiltSite, language: str) -> None:
    page = five_seeds_site.entry(language)["url"]
    navigation = switcher(five_seeds_site, page)
    assert switcher_links(five_seeds_site, page) == []
    own_name = Locale(language).get_language_name(language)
    assert own_name is not None
    assert own_name.casefold() in visible_text(navigation).casefold()
    assert five_seeds_site.document(page).xpath("//head/link[@hreflang]") == []


@in_every_lone_language
def test_untranslated_article_is_said_to_be_alone_in_its_own_language(
    five_seeds_site: BuiltSite, language: str
) -> None:
    navigation = switcher(five_seeds_site, five_seeds_site.entry(language)["url"])
    assert "Only" not in visible_text(navigation)
    assert navigation.xpath("ancestor-or-self::*[@lang][1]/@lang") == [language]


# Facts


def test_dates_have_the_precision_that_the_source_url_has(five_seeds_site: BuiltSite) -> None:
    dates = {
        entry["language"]: (entry["published"], entry["published_precision"])
        for entry in five_seeds_site.catalogue
    }
    assert dates == {
        **dict.fromkeys(TWINNING, ("2025-12", "month")),
        "pl": ("2025-06-30", "day"),
        "cs": ("2025-08-07", "day"),
    }


@in_every_language
def test_page_shows_its_date(five_seeds_site: BuiltSite, language: str) -> None:
    entry = five_seeds_site.entry(language)
    times = five_seeds_site.document(entry["url"]).xpath("//article//time")
    assert {time.get("datetime") for time in times} == {entry["published"]}
    assert all("2025" in visible_text(time) for time in times)


def test_sections_come_from_the_path_of_the_source_url(five_seeds_site: BuiltSite) -> None:
    sections = {entry["language"]: entry["section"] for entry in five_seeds_site.catalogue}
    assert sections == {**dict.fromkeys(TWINNING, "chinh-tri"), "pl": None, "cs": "tin-dia-phuong"}


def test_only_the_signed_article_has_an_author(five_seeds_site: BuiltSite) -> None:
    authors = {entry["language"]: entry["author"] for entry in five_seeds_site.catalogue}
    assert authors == {**dict.fromkeys(LANGUAGES), "pl": "P. Tuyet"}
    header = five_seeds_site.document(five_seeds_site.entry("pl")["url"]).xpath("//article/header")[0]
    assert "P. Tuyet" in visible_text(header)


@in_every_language
def test_title_reads_like_a_headline(five_seeds_site: BuiltSite, language: str) -> None:
    title = five_seeds_site.entry(language)["title"]
    assert title == TITLES[language]
    assert not title.endswith((".", "…", ",", ";", ":"))
    first = content(language)[0]
    assert not first.startswith(title)  # a first sentence, whole or cut off
    page = five_seeds_site.document(five_seeds_site.entry(language)["url"])
    assert [visible_text(heading) for heading in page.xpath("//h1")] == [title]


@in_every_language
def test_every_known_fact_says_where_it_comes_from(
    explained: dict[str, dict[str, Any]], language: str
) -> None:
    article = explained[language]["article"]
    known = {fact for fact in FACTS if article[fact] is not None}
    assert known == set(FACTS) - ({"author"} if language != "pl" else {"section"})
    assert article["provenance"].keys() == known
    for origin in article["provenance"].values():
        assert origin.keys() == {"from", "confidence"}
        assert origin["from"].strip()
        assert 0 < origin["confidence"] <= 1


def test_explain_has_the_agreed_form(
    explained: dict[str, dict[str, Any]], five_seeds_site: BuiltSite
) -> None:
    assert {value["seed"] for value in explained.values()} == set(SEED_OF.values())
    for language, value in explained.items():
        assert list(value) == ["seed", "article", "lines", "story_evidence"]
        assert list(value["article"]) == CATALOGUE_KEYS
        assert value["article"] == five_seeds_site.entry(language)
        assert value["story_evidence"]
        assert all(isinstance(reason, str) and reason for reason in value["story_evidence"])


@in_every_language
def test_explain_accounts_for_every_line_of_the_seed(
    explained: dict[str, dict[str, Any]], language: str
) -> None:
    lines = explained[language]["lines"]
    raw = raw_lines(language)
    assert [line["line"] for line in lines] == list(range(1, len(raw) + 1))
    for line, text in zip(lines, raw, strict=True):
        assert list(line) == ["line", "kind", "block", "rule"]
        assert line["kind"] in LINE_KINDS
        assert line["rule"]
        in_body = not NOT_CONTENT.fullmatch(text) and line["kind"] != "title"
        assert (line["block"] is not None) == in_body
    blocks = [line["block"] for line in lines if line["block"] is not None]
    assert blocks == list(range(explained[language]["article"]["paragraphs"]))


# Structure


@in_every_translation
def test_translations_have_seven_paragraphs_and_six_captioned_figures(
    five_seeds_site: BuiltSite, language: str
) -> None:
    (prose,) = five_seeds_site.document(five_seeds_site.entry(language)["url"]).find_class("prose")
    assert [block.tag for block in prose] == ["p", *["figure", "p"] * 6]
    captions = [line.strip("| ") for line in raw_lines(language) if line.startswith("| ")]
    assert [visible_text(figure.find("figcaption")) for figure in prose.findall("figure")] == captions
    assert [visible_text(figure) for figure in prose.findall("figure")] == captions


@in_every_translation
def test_translations_are_aligned_one_to_one(five_seeds_site: BuiltSite, language: str) -> None:
    one_to_one = [[[block], [block]] for block in range(13)]
    assert five_seeds_site.entry(language)["alignment"] == dict.fromkeys(
        sorted(set(TWINNING) - {language}), one_to_one
    )


def test_rows_side_by_side_hold_the_same_block_of_each_translation(five_seeds_site: BuiltSite) -> None:
    columns = {language: column_blocks(five_seeds_site, language) for language in TWINNING}
    assert columns == {language: body_blocks(five_seeds_site, language) for language in TWINNING}
    rows = five_seeds_site.document(story_page(five_seeds_site, "en")).xpath('//*[starts-with(@id, "p")]')
    assert [row.get("id") for row in rows] == [f"p{number}" for number in range(1, 14)]


def test_polish_article_has_two_headings(five_seeds_site: BuiltSite) -> None:
    (prose,) = five_seeds_site.document(five_seeds_site.entry("pl")["url"]).find_class("prose")
    assert [visible_text(heading) for heading in prose.xpath("h2 | h3 | h4")] == [
        "Skuteczność w pracy z zabezpieczeniami społecznymi",
        "Powielanie typowych modeli",
    ]


def test_polish_article_ends_with_the_boxed_quotation_and_its_speaker(five_seeds_site: BuiltSite) -> None:
    (prose,) = five_seeds_site.document(five_seeds_site.entry("pl")["url"]).find_class("prose")
    assert prose[-1].tag == "blockquote"
    quotation, speaker = prose[-1]
    assert visible_text(quotation).startswith("„Front Ojczyzny Wietnamu musi stale być blisko ludzi;")
    assert visible_text(quotation).endswith("w danym miejscu”")
    assert visible_text(speaker).endswith(
        "wiceprzewodniczący Komitetu Prowincjonalnego Frontu Ojczyzny Wietnamu Nguyen Hai Ha."
    )
    assert "Ramka" not in visible_text(prose)


def test_byline_is_not_in_the_text(five_seeds_site: BuiltSite) -> None:
    page = five_seeds_site.document(five_seeds_site.entry("pl")["url"])
    assert "Artykuł i zdjęcia" not in visible_text(page)
    assert "Tuyet" not in "".join(body_blocks(five_seeds_site, "pl"))
    assert "Tuyet" not in "".join(markdown_blocks(five_seeds_site, "pl"))


def test_czech_article_has_six_captions(five_seeds_site: BuiltSite) -> None:
    (prose,) = five_seeds_site.document(five_seeds_site.entry("cs")["url"]).find_class("prose")
    raw = raw_lines("cs")
    after_blanks = [line for before, line in itertools.pairwise(raw) if line and not before]
    assert [visible_text(caption) for caption in prose.xpath("figure/figcaption")] == after_blanks[:6]
    assert "Konferenční scéna" in after_blanks[:6]
    assert [block.tag for block in prose].count("p") == len(content("cs")) - 6


# Nothing lost, nothing left over


@in_every_language
def test_each_line_of_an_article_is_one_block_of_its_page_and_of_its_markdown(
    five_seeds_site: BuiltSite, language: str
) -> None:
    lines = [compact(line) for line in content(language)]
    assert [compact(block) for block in markdown_blocks(five_seeds_site, language)] == lines
    assert [compact(block) for block in body_blocks(five_seeds_site, language)] == lines


@in_every_language
def test_every_sentence_stands_once_on_the_page_in_the_markdown_and_side_by_side(
    five_seeds_site: BuiltSite, language: str
) -> None:
    raw = compact("".join(content(language)))
    texts = {
        "page": compact("".join(body_blocks(five_seeds_site, language))),
        "Markdown": compact("".join(markdown_blocks(five_seeds_site, language))),
        "side by side": compact("".join(column_blocks(five_seeds_site, language))),
    }
    found = [compact(sentence) for line in content(language) for sentence in sentences(line)]
    assert len(found) > 12
    assert "".join(found) == raw
    for place, text in texts.items():
        for sentence in found:
            assert text.count(sentence) == raw.count(sentence), (place, sentence)


def test_no_clutter_of_the_seeds_reaches_a_reader(five_seeds_site: BuiltSite) -> None:
    counters = [line for language in LANGUAGES for line in raw_lines(language) if line.endswith("(0)")]
    sources = [line for language in LANGUAGES for line in raw_lines(language) if ": https://" in line]
    assert (len(counters), len(sources)) == (5, 5)
    texts = {page: visible_text(five_seeds_site.document(page)) for page in five_seeds_site.pages}
    for path in five_seeds_site.paths:
        if path.endswith(".md"):
            texts[path] = five_seeds_site.text(path).split("---\n", 2)[2]
    assert len(texts) == len(five_seeds_site.pages) + 5
    for path, text in texts.items():
        for clutter in ("![", "]()", "|", "(0)", "Artykuł i zdjęcia", "Ramka:", *counters, *sources):
            assert clutter not in text, path


@in_every_language
def test_summaries_are_made_of_whole_lines_of_the_article(five_seeds_site: BuiltSite, language: str) -> None:
    (item,) = json.loads(five_seeds_site.text(f"{language}/feed.json"))["items"]
    there = words(language)
    notice = there.text(TRANSLATION, language=there.name("vi"))
    assert item["summary"].endswith(f" {notice}"), "the sources publish in Vietnamese"
    summary = compact(item["summary"].removesuffix(f" {notice}").removesuffix("…"))
    assert len(summary) > 60
    assert summary in compact("".join(content(language)))
