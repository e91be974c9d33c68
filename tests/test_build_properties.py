"""Laws of whole builds, for small sites of any texts at all."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.building import SEEDS, contents, made_up_config
from support.making import seeds
from support.texts import PROSE, texts
from support.trust import assert_accounted, assert_sound

from site_builder.clean import clean_seed
from site_builder.config import CleanSettings, Config, DescribeSettings, ReadSettings
from site_builder.describe import describe_article
from site_builder.errors import SeedError
from site_builder.model import Article, Written
from site_builder.pipeline import build
from site_builder.read import find_seeds, read_seed

urls = st.sampled_from(
    ["https://a.example/x", "https://a.example/X", "https://b.example/news/2025/06/y.html"]
)
statements = st.sampled_from(
    [
        "",
        'language = "en"',
        'language = "fr"\nstory = "s"',
        'language = "ar"\nstory = "s"\ntitle = "a | b <c> [d](e)"',
        "published = 2024-02-29\nauthor = '<b>'",
        "draft = true",
        "wrong = 1",
    ]
)
bodies = texts | st.builds("{}\n{}\nSource: {}\n".format, texts, st.just(PROSE), urls)
sites = st.lists(st.tuples(bodies, st.sampled_from([".txt", ".md"]), statements), min_size=1, max_size=6)


def site_of(place: Path, folder: Path, engine: str = "serial") -> Config:
    config = made_up_config(place, folder)
    return replace(config, build=replace(config.build, engine=engine, jobs=2))


def written(place: Path, site: list[tuple[str, str, str]]) -> Path:
    files = {f"{number}{suffix}": text for number, (text, suffix, _) in enumerate(site)}
    files |= {f"{number}.toml": stated for number, (_, _, stated) in enumerate(site) if stated}
    return seeds(
        place / "seeds", {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}
    )


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sites)
def test_any_texts_make_a_sound_site(site: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        config = site_of(place, written(place, site))
        first = build(config)
        assert first.articles <= len(site)
        assert all(problem.what and problem.remedy for problem in first.problems)
        assert_sound(config, but="residue")  # an author may write what looks like residue, and here does
        assert_accounted(config)
        again = build(config)
        assert again.pages == Written(written=0, unchanged=first.pages.written, removed=0)
        assert again.problems == first.problems
        elsewhere = site_of(place / "elsewhere", config.build.seeds)
        build(elsewhere)
        assert contents(elsewhere.build.output) == contents(config.build.output)


@settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sites, sites)
def test_seeds_that_change_leave_what_a_clean_build_makes(
    site: list[tuple[str, str, str]], other: list[tuple[str, str, str]]
) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        config = site_of(place, written(place, site))
        build(config)
        for seed in config.build.seeds.iterdir():
            seed.unlink()
        written(place, other)
        report = build(config)
        elsewhere = site_of(place / "elsewhere", config.build.seeds)
        assert build(elsewhere).problems == report.problems
        assert contents(elsewhere.build.output) == contents(config.build.output)


def test_two_jobs_write_what_one_does(tmp_path: Path) -> None:
    many = [(f"{PROSE} Number {number}.\n{PROSE}", ".txt", "") for number in range(250)]
    folder = written(tmp_path, [*many, ("# <b>\n\n| a |\n\n```\nx\n```", ".md", ""), ("", ".txt", "")])
    serial, parallel = (site_of(tmp_path / engine, folder, engine) for engine in ("serial", "processes"))
    assert build(serial).problems == build(parallel).problems
    assert contents(serial.build.output) == contents(parallel.build.output)


# A published Markdown file is a seed again


def articles_in(folder: Path) -> list[Article]:
    """What the seeds of a folder say, without a build."""
    found = []
    for file in find_seeds(folder)[0]:
        try:
            cleaned = clean_seed(read_seed(file, ReadSettings()), CleanSettings())
        except SeedError:
            continue
        found.append(describe_article(cleaned, DescribeSettings()))
    return found


def facts(article: Article) -> tuple[object, ...]:
    """What a reader sees of an article, and what a reader of the data does."""
    stated = (article.source, article.source_url, article.section, article.author, article.published)
    return article.language, article.title, *stated, [(block.kind, block.text) for block in article.blocks]


def published_again(config: Config, folder: Path) -> list[Article]:
    """The articles of the built site, read from its Markdown files."""
    files = {file.relative_to(config.build.output): file for file in config.build.output.rglob("*.md")}
    folder.mkdir()
    return articles_in(seeds(folder, {path.as_posix(): file.read_bytes() for path, file in files.items()}))


def test_the_five_seeds_come_back_from_their_markdown(tmp_path: Path) -> None:
    config = site_of(tmp_path, SEEDS)
    build(config)
    again = published_again(config, tmp_path / "again")
    assert sorted(map(facts, again), key=repr) == sorted(map(facts, articles_in(SEEDS)), key=repr)
    stories = [article.stated_story for article in again]
    assert sorted(map(stories.count, stories)) == [1, 1, 3, 3, 3]


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies, st.sampled_from([".txt", ".md"]))
def test_any_text_comes_back_from_its_markdown(text: str, suffix: str) -> None:
    with TemporaryDirectory() as name:
        place = Path(name)
        config = site_of(place, written(place, [(text, suffix, "")]))
        build(config)
        again = published_again(config, place / "again")
        assert [facts(article) for article in again] == [
            facts(article) for article in articles_in(place / "seeds")
        ]
