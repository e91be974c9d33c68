"""A site that lacks something is found out, whatever it lacks."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.lay_out import BASE_URL, Record, read_catalogue
from bench.make_seeds import make_seeds
from bench.verify import check_catalogue, letters, resolve, spread, verify
from site_builder.cli import main

COUNT = 40


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up seeds, and the site that is built of them."""
    folder = tmp_path_factory.mktemp("verify")
    make_seeds(COUNT, folder / "seeds", hosts=4)
    (folder / "site.toml").touch()
    words = ["build", "--config", str(folder / "site.toml"), "--seeds", str(folder / "seeds")]
    words += ["--output", str(folder / "site"), "--cache", str(folder / "cache")]
    assert main([*words, "--base-url", BASE_URL, "--engine", "serial", "--quiet"]) == 0
    return folder


@pytest.fixture(scope="module")
def records(work: Path) -> list[Record]:
    return read_catalogue(work / "site")


@pytest.fixture
def site(work: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(work / "site", tmp_path / "site"))


def translated(records: list[Record]) -> Record:
    return next(record for record in records if len(record.versions) > 2)


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def test_a_whole_site_has_no_faults(work: Path, records: list[Record]) -> None:
    checked = verify(work / "site", records, work / "seeds")
    assert checked.faults == []
    assert list(check_catalogue(records, work / "seeds")) == []
    assert checked.counts["article pages"] == checked.counts["texts compared"] == COUNT
    assert checked.counts["alternates"] == checked.counts["switcher links"] > COUNT
    # By language, by source in a language, and once a story by source.
    assert checked.counts["list entries"] == 2 * COUNT + len({record.story for record in records})


def lose_the_page(site: Path, record: Record) -> None:
    (site / record.url).unlink()


def lose_an_alternate(site: Path, record: Record) -> None:
    other = next(iter(record.translations.values()))
    replace(site / record.url, f'href="{BASE_URL}{other}">', f'href="{BASE_URL}elsewhere.html">')


def lead_elsewhere(site: Path, record: Record) -> None:
    replace(site / record.url, '"canonical" href="', '"canonical" href="https://elsewhere.example/')


def lose_a_language(site: Path, record: Record) -> None:
    language = next(iter(record.translations))
    page = site / record.url
    head, switcher, rest = page.read_text(encoding="utf-8").partition('class="switcher"')
    assert f'hreflang="{language}"' in rest
    page.write_text(head + switcher + rest.replace(f'hreflang="{language}"', "", 1), encoding="utf-8")


def lose_the_title(site: Path, record: Record) -> None:
    replace(site / record.url, "<h1", "<h2")
    replace(site / record.url, "</h1", "</h2")


def lose_a_paragraph(site: Path, record: Record) -> None:
    page = site / record.url
    before, mark, after = page.read_text(encoding="utf-8").partition('<p id="p3"')
    assert mark
    page.write_text(before + after.partition("</p>")[2], encoding="utf-8")


def lose_an_entry_of_a_list(site: Path, record: Record) -> None:
    name = record.url.rpartition("/")[2]
    replace(site / record.language / record.source / "index.html", f'href="{name}"', 'href="index.html"', -1)


def lose_a_source(site: Path, record: Record) -> None:
    replace(site / "sources" / "index.html", f'href="{record.source}.html"', 'href="index.html"', -1)


def lose_an_entry_of_a_feed(site: Path, record: Record) -> None:
    feed = site / record.language / "feed.xml"
    text = feed.read_text(encoding="utf-8")
    start, end = text.index("<entry"), text.index("</entry>") + len("</entry>")
    feed.write_text(text[:start] + text[end:], encoding="utf-8")


def break_a_feed(site: Path, record: Record) -> None:
    replace(site / record.language / "feed.xml", "</feed>", "")


def lose_an_entry_of_the_sitemap(site: Path, record: Record) -> None:
    replace(site / "sitemap.xml", f"<loc>{BASE_URL}{record.url}</loc>", f"<loc>{BASE_URL}gone.html</loc>")


def lose_an_alternate_of_the_sitemap(site: Path, record: Record) -> None:
    sitemap = site / "sitemap.xml"
    before, mark, after = sitemap.read_text(encoding="utf-8").partition(f"<loc>{BASE_URL}{record.url}</loc>")
    assert mark
    sitemap.write_text(before + mark + after.replace('hreflang="', 'hreflang="x-', 1), encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [
        lose_the_page,
        lose_an_alternate,
        lead_elsewhere,
        lose_a_language,
        lose_the_title,
        lose_a_paragraph,
        lose_an_entry_of_a_list,
        lose_a_source,
        lose_an_entry_of_a_feed,
        break_a_feed,
        lose_an_entry_of_the_sitemap,
        lose_an_alternate_of_the_sitemap,
    ],
)
def test_what_is_missing_is_named(
    damage: Callable[[Path, Record], None], site: Path, work: Path, records: list[Record]
) -> None:
    damage(site, translated(records))
    assert verify(site, records, work / "seeds").faults


def test_a_lost_seed_and_a_torn_story_are_named(work: Path, records: list[Record]) -> None:
    record = translated(records)
    without = [one for one in records if one != record]
    assert any(record.seed in fault for fault in check_catalogue(without, work / "seeds"))
    torn = [one._replace(story="of its own") if one == record else one for one in records]
    assert any(record.seed in fault for fault in check_catalogue(torn, work / "seeds"))


@pytest.mark.parametrize(
    ("href", "path"),
    [
        ("b.html", "en/host/b.html"),
        ("../../fr/host/b.html#p3", "fr/host/b.html"),
        ("/fr/host/b.html", "fr/host/b.html"),
        (f"{BASE_URL}fr/host/b.html", "fr/host/b.html"),
        ("#p3", "en/host/a.html"),
    ],
)
def test_links_of_every_form_resolve(href: str, path: str) -> None:
    assert resolve(href, "en/host/a.html") == path


def test_texts_are_compared_by_letters_and_digits() -> None:
    assert letters("“It’s 5,000!” – e\u0301") == "Its5000\u00e9"


def test_a_sample_is_spread_over_the_whole() -> None:
    names = [str(number) for number in range(1000)]
    assert spread(names, 4) == ["0", "250", "500", "750"]
    assert spread(names[:3], 4) == names[:3]
    assert Counter(spread(names, 200)).most_common(1)[0][1] == 1
