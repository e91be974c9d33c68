"""What is known of an article, and where it came from."""

from collections import Counter
from pathlib import Path

import pytest
from support.making import seeds

from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, DescribeSettings, ReadSettings
from site_builder.describe import card_of, describe_article, look_at_language, tell_language
from site_builder.model import Article
from site_builder.read import find_seeds, read_seed

PROSE = "The bridge is 412 metres long and cost 38 million, and it replaces the ferry of 1903 that had carried people and goods across the river, said the mayor on Monday."
SOURCE = "Source: https://a.example/news/2025/03/10/bridge-of-thuong-412.html"


def describe(tmp_path: Path, **files: str) -> Article:
    folder = seeds(tmp_path, {name.replace("_", "."): content for name, content in files.items()})
    (file,), _ = find_seeds(folder)
    return describe_article(clean_seed(read_seed(file, ReadSettings()), CleanSettings()), DescribeSettings())


def test_every_fact_says_where_it_came_from(tmp_path: Path) -> None:
    article = describe(tmp_path, a_txt=f"{PROSE}\n{PROSE}\nBy: A. Author\n{SOURCE}\n")
    assert (article.language, article.source, article.section, article.author, article.published) == (
        "en",
        "a.example",
        "news",
        "A. Author",
        "2025-03-10",
    )
    known = {"language", "title", "source_url", "source", "section", "author", "published"}
    assert known <= article.provenance.keys()
    assert all(0 < article.provenance[name].confidence <= 1 for name in known)


def test_ways_count_languages_that_are_told_and_none_that_are_stated(tmp_path: Path) -> None:
    ways: Counter[str] = Counter()
    for number, stated in enumerate(("", "---\nlanguage: fr\n---\n")):
        folder = seeds(tmp_path / str(number), {"a.md": f"{stated}{PROSE}\n"})
        (file,), _ = find_seeds(folder)
        cleaned = clean_seed(read_seed(file, ReadSettings()), CleanSettings())
        describe_article(cleaned, DescribeSettings(), ways)
    assert ways == {"cheap": 1}


@pytest.mark.parametrize(
    "text", [PROSE, "412", f"{PROSE}\n```\nSome code.\n```", "Ein Satz, und kein langer."]
)
@pytest.mark.parametrize("head", ["", "---\nlanguage: fr\n---\n"])
def test_an_article_is_the_same_whenever_its_language_is_told(tmp_path: Path, text: str, head: str) -> None:
    (file,), _ = find_seeds(seeds(tmp_path, {"a.md": f"{head}{text}\n"}))
    cleaned = clean_seed(read_seed(file, ReadSettings()), CleanSettings())
    told = tell_language(cleaned, look_at_language(cleaned))
    assert (told is None) == bool(head)
    assert describe_article(cleaned, DescribeSettings(), told=told) == describe_article(
        cleaned, DescribeSettings()
    )


def test_what_a_person_states_wins(tmp_path: Path) -> None:
    stated = 'title = "Stated"\nlanguage = "de"\npublished = 2020-01-02\nsection = "s"\nauthor = "B"\nsource_url = "https://b.example/y"'
    article = describe(tmp_path, a_txt=f"{PROSE}\n{SOURCE}\n", a_toml=stated)
    assert (
        article.title,
        article.language,
        article.published,
        article.section,
        article.author,
        article.source,
    ) == (
        "Stated",
        "de",
        "2020-01-02",
        "s",
        "B",
        "b.example",
    )
    assert article.provenance["title"].source == "stated in the sidecar"


def test_what_is_not_known_stays_unknown(tmp_path: Path) -> None:
    article = describe(tmp_path, a_txt="12345 67890. 13 14 15.")
    assert (article.language, article.source, article.source_url, article.published, article.author) == (
        "und",
        "local",
        None,
        None,
        None,
    )
    assert article.title


def test_the_last_of_two_sources_is_taken_and_both_are_named(tmp_path: Path) -> None:
    article = describe(tmp_path, a_txt=f"{PROSE}\nSource: https://b.example/y\n{PROSE}\n{SOURCE}\n")
    assert article.source == "a.example"
    assert "names 2 sources" in article.problems[0].what


def test_a_source_that_is_no_address_is_named_and_left_out(tmp_path: Path) -> None:
    article = describe(tmp_path, a_txt=f"{PROSE}\nSource: javascript:alert(1)\n")
    assert (article.source_url, len(article.problems)) == (None, 1)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("New bridge joins two banks\n" + f"{PROSE}\n" * 3, "New bridge joins two banks"),
        (f"{PROSE}\n" * 2 + "\nThe bridge of Thuong.\n" + f"{PROSE}\n{SOURCE}", "The bridge of Thuong"),
        ("A short first sentence. " + PROSE, "A short first sentence"),
        ("«Міст». " + "Слово " * 60, "«Міст»"),
    ],
)
def test_titles_read_like_headlines(tmp_path: Path, body: str, title: str) -> None:
    assert describe(tmp_path, a_txt=body).title == title


def test_a_name_is_found_again_in_another_script(tmp_path: Path) -> None:
    body = "Міст має довжину чотириста метрів і замінює пором, " * 4 + "кажуть.\n"
    article = describe(
        tmp_path,
        a_txt=f"{body}![]() |\n| Гості на відкритті. |\n{body}\n![]() |\n| Міст біля Тхуонг. |\n{body}{SOURCE}",
    )
    assert article.title == "Міст біля Тхуонг"


def test_a_long_lead_is_cut_at_a_clause(tmp_path: Path) -> None:
    lead = (
        "The mayor of the harbour town opened the new bridge on Monday in the presence of guests, "
        + "and so on and on " * 20
    )
    article = describe(tmp_path, a_txt=lead + ".\n")
    assert (
        article.title
        == "The mayor of the harbour town opened the new bridge on Monday in the presence of guests"
    )


def test_a_card_sums_an_article_up(tmp_path: Path) -> None:
    card = card_of(describe(tmp_path, a_txt=f"{PROSE}\n{PROSE}\n{SOURCE}"))
    assert (card.paragraphs, card.words) == (2, 2 * len(PROSE.split()))
    assert card.summary == PROSE
