"""Pages that move between two publications: what stands at their old addresses, for readers and for hosts."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lxml import html
from playwright.sync_api import Browser
from support.buckets import Store
from support.building import contents
from support.publishing import Command, branch
from support.serving import serve_folder

from site_builder.cli import main
from site_builder.config import load_config
from site_builder.model import Stage
from site_builder.publish import publish as publish_site

BASE = "https://example.org/library/"
TEXT = {
    "en": "The old bridge over the river was opened again on Monday. Many people came to see it, and they stayed. "
    "The mayor thanked the workers, and the children sang a song about the water.",
    "nl": "De oude brug over de rivier is maandag weer opengesteld. Veel mensen kwamen kijken, en zij bleven lang. "
    "De burgemeester bedankte de werklieden, en de kinderen zongen een lied over het water.",
}


@pytest.fixture
def build(home: Path) -> Callable[[], dict[str, bytes]]:
    """Builds the seeds of the working folder; gives the site."""
    shutil.rmtree(home / "output")

    def run() -> dict[str, bytes]:
        assert main(["build", "--quiet", "--base-url", BASE]) == 0
        return contents(home / "output")

    return run


@pytest.fixture
def published(home: Path, publish: Command, build: Callable[[], dict[str, bytes]]) -> None:
    """One article in English, published into www."""
    write(home, "before", languages=("en",))
    build()
    publish("www")


@pytest.fixture(params=["folder", "branch", "bucket"])
def target(request: pytest.FixtureRequest, home: Path) -> tuple[str, Callable[[], dict[str, bytes]]]:
    """Each kind of target: its word, and what lies there."""
    if request.param == "folder":
        return "www", lambda: contents(home / "www")
    if request.param == "branch":
        remote: Path = request.getfixturevalue("remote")
        return "gh-pages", lambda: branch(remote)
    store: Store = request.getfixturevalue("store")
    bucket: str = request.getfixturevalue("bucket")
    address: str = request.getfixturevalue("address")
    prefix = "the/library/"
    return address, lambda: {key.removeprefix(prefix): data for key, data in store.objects(bucket).items()}


def write(home: Path, title: str, host: str = "", languages: tuple[str, ...] = ("en", "nl")) -> None:
    """One story; without a source its address comes from its title."""
    for language in languages:
        stated = [
            'published = "2025-12-05"',
            f'title = "{title} {language}"',
            'story = "bridge"',
            f'language = "{language}"',
        ]
        if host:
            stated.append(f'source_url = "https://{host}/news/the-bridge-{len(title)}"')
        else:
            stated[2] = f'story = "{title}"'
        (home / "seeds" / f"{language}.txt").write_text(TEXT[language], "utf-8")
        (home / "seeds" / f"{language}.toml").write_text("\n".join(stated), "utf-8")


def lines(site: dict[str, bytes]) -> list[str]:
    """What `_redirects` says, without comments."""
    text = site.get("_redirects", b"").decode("ascii")
    return [line for line in text.splitlines() if not line.startswith("#")]


def way(site: dict[str, bytes], page: str) -> str:
    """Where a page leads by itself; "" for one that stays."""
    found = html.document_fromstring(site[page]).xpath("//meta[@http-equiv='refresh']/@content")
    return str(found[0]).removeprefix("0; url=") if found else ""


def test_a_page_whose_address_changed_leads_on_and_nothing_is_sent_twice(
    home: Path,
    publish: Command,
    build: Callable[[], dict[str, bytes]],
    target: tuple[str, Callable[[], dict[str, bytes]]],
) -> None:
    word, lies = target
    write(home, "first")
    build()
    publish(word)
    assert "_redirects" not in lies()

    write(home, "second")
    site = build()
    publish(word)
    there = lies()
    assert lines(there) == [
        "/library/en/local/first.html /library/en/local/second.html 301",
        "/library/nl/local/first.html /library/nl/local/second.html 301",
        "/library/stories/local/first.html /library/stories/local/second.html 301",
    ]
    assert way(there, "nl/local/first.html") == way(there, "stories/local/first.html") == "second.html"
    page = html.document_fromstring(there["nl/local/first.html"])
    assert (page.get("lang"), page.findtext(".//title")) == (
        "nl",
        html.document_fromstring(site["nl/local/second.html"]).findtext(".//title"),
    )
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}nl/local/second.html"]
    assert {path: there[path] for path in site} == site
    assert ": 0 files sent (0 bytes), 0 removed" in publish(word)[1]

    write(home, "third")
    build()
    publish(word)
    there = lies()
    assert lines(there)[0] == "/library/en/local/second.html /library/en/local/third.html 301"
    assert way(there, "en/local/first.html") == way(there, "en/local/second.html") == "third.html"

    write(home, "first")
    build()
    publish(word)
    there = lies()
    assert way(there, "en/local/first.html") == "" and way(there, "en/local/third.html") == "first.html"
    assert not any(line.startswith("/library/en/local/first.html ") for line in lines(there))

    for name in ("nl.txt", "nl.toml"):
        (home / "seeds" / name).unlink()
    build()
    publish(word)
    assert not any(path.startswith("nl/local/") for path in lies())
    assert all("/nl/" not in line for line in lines(lies()))


def test_a_source_that_moved_takes_its_lists_and_feeds_along(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]]
) -> None:
    write(home, "title", "old.example")
    build()
    publish("www")
    write(home, "title", "new.example")
    site = build()
    publish("www")
    there = contents(home / "www")
    told = dict(line.split()[:2] for line in lines(there))
    for old in (
        "en/old.example/index.html",
        "en/old.example/feed.xml",
        "nl/old.example/the-bridge-5.html",
        "stories/old.example/the-bridge-5.html",
        "sources/old.example.html",
    ):
        assert told[f"/library/{old}"] == f"/library/{old.replace('old', 'new')}"
        assert old.replace("old", "new") in site
    assert "en/old.example/feed.xml" not in there
    assert way(there, "en/old.example/index.html") == "../new.example/index.html"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("change", ["text", "name"])
def test_an_article_is_known_by_its_text_or_by_the_name_of_its_seed(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]], change: str
) -> None:
    write(home, "after", languages=("en",))
    if change == "text":
        (home / "seeds" / "en.txt").write_text(TEXT["en"].replace("Monday", "Friday"), "utf-8")
    else:
        for ending in ("txt", "toml"):
            (home / "seeds" / f"en.{ending}").rename(home / "seeds" / f"other.{ending}")
    build()
    publish("www")
    assert way(contents(home / "www"), "en/local/before.html") == "after.html"


@pytest.mark.usefixtures("published")
def test_another_article_leaves_no_way_to_it(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]]
) -> None:
    for file in (home / "seeds").iterdir():
        file.unlink()
    write(home, "other", languages=("nl",))
    build()
    publish("www")
    there = contents(home / "www")
    assert "_redirects" not in there and "en/local/before.html" not in there


def test_lines_of_ones_own_stand_first_and_stay(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]]
) -> None:
    with (home / "site.toml").open("a", encoding="utf-8") as file:
        file.write('\n[build]\nkeep = ["_redirects"]\n')
    write(home, "before", languages=("en",))
    build()
    own = "/home /library/index.html 302"
    (home / "output" / "_redirects").write_text(own, "ascii")
    publish("www")
    assert (home / "www" / "_redirects").read_text("ascii") == own
    write(home, "after", languages=("en",))
    build()
    for _ in range(2):
        publish("www")
        said = (home / "www" / "_redirects").read_text("ascii")
        assert said.startswith(f"{own}\n#") and said.count("301") == 2
    (home / "output" / "_redirects").unlink()
    publish("www")
    assert len(lines(contents(home / "www"))) == 2


def test_ended_at_any_file_and_published_again_it_leads_on_as_if_undisturbed(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]]
) -> None:
    write(home, "before")
    build()
    publish("www")
    shutil.copytree(home / "www", home / "undisturbed")
    write(home, "after")
    build()
    publish("undisturbed")
    shutil.copytree(home / "www", home / "first")
    changed = sum(
        contents(home / "first").get(path) != data for path, data in contents(home / "undisturbed").items()
    )
    config = load_config(None, {"publish": {"target": "www"}})
    assert changed > 20
    for last in range(changed):
        shutil.rmtree(home / "www")
        shutil.copytree(home / "first", home / "www")
        with pytest.raises(InterruptedPublicationError):
            publish_site(config, ending_after(last), print)
        publish("www")
        assert contents(home / "www") == contents(home / "undisturbed"), last


class InterruptedPublicationError(Exception):
    pass


def ending_after(count: int) -> Stage:
    """Ends the publication when so many files were sent and one more."""

    @contextmanager
    def stage(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        left = count

        def advance(steps: int) -> None:
            nonlocal left
            left -= steps
            if left < 0 and name == "send":
                raise InterruptedPublicationError

        yield advance

    return stage


@pytest.mark.usefixtures("published")
def test_what_lies_at_the_target_can_lead_nobody_out_of_it(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]]
) -> None:
    (part,) = (home / "www" / "data" / "catalogue").iterdir()
    good = part.read_text("utf-8")
    bad = [
        good.replace('"url":"en/local/before.html"', f'"url":{url}')
        for url in (
            '"../../out.html"',
            '"en//x.html"',
            '"en/.x/y.html"',
            '"en\\u0000/x/y.html"',
            "7",
            "null",
            '"/a/b/c.html"',
        )
    ]
    part.write_text("".join([*bad, "not json\n", "[" * 100_000 + "\n", "3\n", good]), "utf-8")
    (home / "www" / "_redirects").write_text(
        "# Pages that moved below /library/\n/library/../../up.html /library/index.html 301\n/a /b\n", "ascii"
    )
    write(home, "after", languages=("en",))
    build()
    publish("www")
    there = contents(home / "www")
    assert sorted(lines(there)) == [
        "/library/en/local/before.html /library/en/local/after.html 301",
        "/library/stories/local/before.html /library/stories/local/after.html 301",
    ]
    assert not (home / "out.html").exists() and not (home.parent / "up.html").exists()


def test_a_browser_arrives_at_the_new_page(
    home: Path, publish: Command, build: Callable[[], dict[str, bytes]], browser: Browser
) -> None:
    write(home, "before")
    build()
    publish("www")
    write(home, "after")
    build()
    publish("www")
    page = browser.new_page()
    with serve_folder(home / "www", "/library/") as url:
        for old in ("nl/local/before.html", "stories/local/before.html"):
            page.goto(url + old)
            page.wait_for_url(url + old.replace("before", "after"))
            assert page.locator("h1").count() == 1
    page.goto((home / "www" / "nl" / "local" / "before.html").as_uri())
    page.wait_for_url((home / "www" / "nl" / "local" / "after.html").as_uri())
    page.close()
