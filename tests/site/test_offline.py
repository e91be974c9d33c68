"""Pages read without a network: in a browser whose server was stopped, kept as visited or as a whole language."""

from __future__ import annotations

import json
import os
import re
import runpy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from support import ToolMissingError
from support.browsing import Reader
from support.building import BASE_PATH, ROOT, BuiltSite, build_site, contents, made_up_config
from support.firefox import running_firefox
from support.making import seeds
from support.serving import serve_folder

from site_builder.check import check_site
from site_builder.config import Config
from site_builder.digest import digest_of

PATIENCE = 20.0  # seconds, on a busy machine
STYLED = "getComputedStyle(document.body).display === 'flex'"
KEPT = """async () => {
  const { scope } = await navigator.serviceWorker.ready;
  const language = document.documentElement.lang;
  const page = location.href.replace(/[?#].*/, "").replace(/[/]$/, "/index.html");
  for (;;) {
    const there = await Promise.all([
      caches.match(page, { cacheName: `${scope} pages` }),
      caches.match(`${scope}offline/${language}/index.html`, { cacheName: `${scope} shell` }),
    ]);
    if (there.every(Boolean)) return;
    await new Promise((done) => setTimeout(done, 20));
  }
}"""
"""The worker is there, and has kept the page, even one that was open before it."""


def story(number: int, language: str, words: str = "first") -> str:
    text = "\n\n".join(f"Paragraph {line} of number {number}, said in {words} words." for line in range(3))
    return f"---\ntitle: Number {number} in {language}\nlanguage: {language}\nstory: s{number}\npublished: 2025-01-{number + 1:02}\n---\n\n{text}\n"


def written(place: Path) -> Config:
    """Twelve stories in English and Arabic, the last four in Dutch too; no public address, for workers need none."""
    seeds(
        place / "seeds",
        {
            f"{tag}{number}.md": story(number, tag)
            for number in range(12)
            for tag in (("en", "ar", "nl") if number > 7 else ("en", "ar"))
        },
    )
    return made_up_config(place, place / "seeds", page_size=5)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return written(tmp_path)


@pytest.fixture
def site(config: Config) -> BuiltSite:
    return build_site(config)


@pytest.fixture(scope="module")
def still_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The same site for tests that change nothing."""
    return build_site(written(tmp_path_factory.mktemp("still")))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(PATIENCE * 1_000)
    yield context
    context.close()


@contextmanager
def online(folder: Path, address: str = "") -> Iterator[str]:
    """The folder on its host, at the address it had before, while this lasts; after it nobody answers there."""
    port = urlsplit(address).port if address else 0
    with serve_folder(folder, BASE_PATH, port or 0) as base:
        yield base


def article(site: BuiltSite, language: str, number: int) -> str:
    (url,) = (
        one["url"]
        for one in site.catalogue
        if one["language"] == language and f"Number {number} " in one["title"]
    )
    return str(url)


def visit(page: Page, address: str) -> None:
    page.goto(address)
    page.evaluate(KEPT)


def until(page: Page, wanted: str, argument: object) -> None:
    """Wait for what a function in the page says; Playwright's own wait takes a promise for a yes."""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(wanted, argument):
        assert time.monotonic() < deadline, wanted
        page.wait_for_timeout(20)


def rebuild(config: Config) -> None:
    """Build again, as if later: a server tells versions of a file apart by whole seconds."""
    before = contents(config.build.output)
    for path, data in contents(build_site(config).folder).items():
        if before.get(path) != data:
            make_later(config.build.output / path)


def make_later(file: Path) -> None:
    later = time.time() + 10
    os.utime(file, (later, later))


def keep(page: Page, home: str) -> None:
    """Press the button on a language's home and wait until all is kept."""
    visit(page, home)
    page.locator(".keep button").click()
    page.wait_for_function(
        "() => (area => area.textContent.includes(area.dataset.kept))(document.querySelector('.keep'))"
    )


def kept_paths(page: Page, base: str, kind: str) -> set[str]:
    """What a cache of the site holds, from its root."""
    urls = page.evaluate(
        "name => caches.open(name).then(one => one.keys()).then(keys => keys.map(key => key.url))",
        f"{base} {kind}",
    )
    return {url.removeprefix(base) for url in urls}


def asked_for(page: Page, base: str) -> list[str]:
    """What the page that is open has asked its host for, from the site's root."""
    names = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    return [name.removeprefix(base) for name in names]


# Visited pages


def test_visited_pages_are_read_without_a_server(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    first, second = article(still_site, "en", 3), article(still_site, "ar", 4)
    with online(still_site.folder) as base:
        visit(page, base + first)  # before there is a worker
        visit(page, base + second)
    for path, words in ((first, "Number 3 in en"), (second, "Number 4 in ar"), ("index.html", "Library")):
        page.goto(base + path)
        assert words in page.locator("h1").inner_text()
        assert page.evaluate(STYLED)


def test_a_folder_and_its_page_are_one(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        visit(page, f"{base}ar/")
        visit(page, f"{base}en/index.html?from=elsewhere#main")
    for path in ("ar/index.html", "ar/", "en/"):
        page.goto(base + path)
        assert page.locator(".entry").count() > 0


def test_pages_not_kept_are_answered_in_their_language(
    still_site: BuiltSite, context: BrowserContext
) -> None:
    """With style and links that lead somewhere, at any depth, in the site's language where theirs was never read."""
    page = context.new_page()
    with online(still_site.folder) as base:
        visit(page, base + article(still_site, "ar", 4))
    for path, language in (
        (article(still_site, "ar", 7), "ar"),
        ("ar/dates/1999/2.html", "ar"),
        (article(still_site, "nl", 9), "en"),
        ("sources/index.html", "en"),
    ):
        page.goto(base + path)
        assert page.url == base + path
        assert page.evaluate("document.documentElement.lang") == language
        assert (
            page.locator("h1").inner_text()
            == {"en": "You are offline", "ar": "أنت غير متصل بالشبكة"}[language]
        )
        assert page.evaluate(STYLED)
        links = page.locator("main a, header a").evaluate_all("all => all.map(one => one.href)")
        assert f"{base}nl/index.html" in links
        assert all(
            (
                link.startswith(base)
                and (still_site.folder / link.removeprefix(base).partition("#")[0]).is_file()
            )
            or "#main" in link
            for link in links
        )


def test_a_page_that_comes_back_is_the_new_one(
    config: Config, site: BuiltSite, context: BrowserContext
) -> None:
    page = context.new_page()
    path = article(site, "en", 3)
    with online(site.folder) as base:
        visit(page, base + path)
    seeds(config.build.seeds, {"en3.md": story(3, "en", "second")})
    rebuild(config)
    page.goto(base + path)
    assert "first words" in page.locator(".prose").inner_text()
    with online(site.folder, base):
        page.goto(base + path)
        assert "second words" in page.locator(".prose").inner_text()
        text = "async ([name, url]) => (await (await caches.match(url, { cacheName: name })).text())"
        until(page, f"{text}.includes('second words')", [f"{base} pages", base + path])
    page.goto(base + path)
    assert "second words" in page.locator(".prose").inner_text()


def test_only_pages_and_assets_are_kept(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        visit(page, base + "en/index.html")
        for path in ("data/datapackage.json", article(still_site, "en", 3).replace(".html", ".md")):
            assert page.evaluate("path => fetch(path).then(one => one.status)", base + path) == 200
    assert kept_paths(page, base, "pages") == {"index.html", "en/index.html"}
    assets = {path for path in still_site.paths if path.startswith("assets/")}
    assert kept_paths(page, base, "assets") == assets
    assert kept_paths(page, base, "shell") == {"offline/en/index.html"}


# A language


def test_a_kept_language_is_read_without_a_server(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        keep(page, f"{base}ar/index.html")
        assert re.search(r"· [٠-٩0-9]", page.locator(".keep [role=status]").inner_text())
    wanted = [path for path in still_site.pages if path.startswith("ar/")]
    assert len(wanted) > 15
    for path in wanted:
        page.goto(base + path)
        assert page.locator("h1").inner_text() != "أنت غير متصل بالشبكة", path
        assert page.evaluate(STYLED)
    page.goto(base + article(still_site, "nl", 9))
    assert page.locator("h1").inner_text() == "You are offline"
    page.goto(f"{base}ar/index.html")
    page.locator(".keep button").wait_for()


def test_a_kept_language_is_searched_without_a_server(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        keep(page, f"{base}nl/index.html")
    entry = next(one for one in still_site.catalogue if one["language"] == "nl")
    page.goto(f"{base}nl/search.html?q={quote(entry['title'])}")
    page.locator(".hits .headline a").first.click()
    page.wait_for_url("**/nl/**/*.html")
    assert page.locator("h1").inner_text() == entry["title"]


def test_what_changed_is_fetched_again_and_nothing_else(
    config: Config, site: BuiltSite, context: BrowserContext
) -> None:
    page = context.new_page()
    with online(site.folder) as base:
        keep(page, f"{base}ar/index.html")
    articles = {one["url"] for one in site.catalogue}
    gone, edited = article(site, "ar", 2), article(site, "ar", 5)
    (config.build.seeds / "ar2.md").unlink()
    seeds(config.build.seeds, {"ar5.md": story(5, "ar", "second")})
    rebuild(config)
    with online(site.folder, base):
        page.goto(f"{base}ar/index.html")
        until(
            page,
            "async ([name, url]) => !(await (await caches.open(name)).match(url))",
            [f"{base} kept ar", base + gone],
        )
        until(page, "url => performance.getEntriesByName(url).length > 0", base + edited)
        asked = asked_for(page, base)
    assert [path for path in asked if path in articles] == [edited]
    page.goto(base + edited)
    assert "second words" in page.locator(".prose").inner_text()
    page.goto(base + gone)
    assert page.locator("h1").inner_text() == "أنت غير متصل بالشبكة"


def test_a_language_that_was_not_finished_is_gone_on_with(
    still_site: BuiltSite, context: BrowserContext
) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        visit(page, f"{base}en/index.html")
        lost = base + article(still_site, "en", 11)
        context.route(lost, lambda route: route.abort())
        page.locator(".keep button").click()
        page.get_by_text("Not everything could be kept").wait_for()
        assert page.locator(".keep button").inner_text() == "Keep this language for reading offline"
        before = kept_paths(page, base, "kept en")
        assert {path for path in still_site.pages if path.startswith("en/")} - before == {
            lost.removeprefix(base)
        }
        context.unroute(lost)
        keep(page, f"{base}en/index.html")
        asked = asked_for(page, base)
    assert lost.removeprefix(base) in asked
    assert {path for path in asked if path.startswith("en/")} == {lost.removeprefix(base)}
    page.goto(lost)
    assert "Number 11" in page.locator("h1").inner_text()


def test_a_kept_language_is_removed_with_a_click(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        keep(page, f"{base}nl/index.html")
        page.get_by_role("button", name="Nederlands verwijderen").click()
        page.get_by_role("button", name="Deze taal bewaren om offline te lezen").wait_for()
        assert f"{base} kept nl" not in page.evaluate("caches.keys()")


def test_it_is_cancelled_while_it_goes_on(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    with online(still_site.folder) as base:
        visit(page, f"{base}en/index.html")
        slow = base + article(still_site, "en", 11)
        context.route(slow, lambda _: None)  # never answered
        page.locator(".keep button").click()
        page.wait_for_function("() => document.querySelector('.keep progress').value > 5")
        assert Axe().run(page).response["violations"] == []
        page.get_by_role("button", name="Cancel").click()
        page.get_by_role("button", name="Keep this language").wait_for()
        assert page.locator(".keep progress").is_hidden()
        assert Axe().run(page).response["violations"] == []


def test_no_room_is_told(still_site: BuiltSite, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("navigator.storage.estimate = async () => ({ quota: 100_000, usage: 0 })")
    with online(still_site.folder) as base:
        visit(page, f"{base}en/index.html")
        page.locator(".keep button").click()
        page.get_by_text("no room left").wait_for()
        assert kept_paths(page, base, "kept en") == set()


# Neighbours, disks, and sites without it


def test_two_sites_of_one_host_leave_each_other_alone(
    tmp_path: Path, still_site: BuiltSite, context: BrowserContext
) -> None:
    (tmp_path / "one").symlink_to(still_site.folder)
    (tmp_path / "one-more").symlink_to(still_site.folder)
    page = context.new_page()
    with serve_folder(tmp_path) as host:
        keep(page, f"{host}one/en/index.html")
        keep(page, f"{host}one-more/en/index.html")
        names = set(page.evaluate("caches.keys()"))
        assert {f"{host}one/ kept en", f"{host}one-more/ kept en"} <= names
        page.get_by_role("button", name="Remove English").click()
        page.get_by_role("button", name="Keep this language").wait_for()
    page.goto(f"{host}one/{article(still_site, 'en', 6)}")
    assert "Number 6" in page.locator("h1").inner_text()
    page.goto(f"{host}one-more/{article(still_site, 'en', 6)}")
    assert page.locator("h1").inner_text() == "You are offline"


def test_a_new_worker_removes_what_its_own_site_left(
    site: BuiltSite, config: Config, context: BrowserContext
) -> None:
    page = context.new_page()
    with online(site.folder) as base:
        visit(page, f"{base}en/index.html")
        page.evaluate(
            "names => Promise.all(names.map(one => caches.open(one)))",
            [f"{base} of old", f"{base}x/ pages", "other"],
        )
        worker = site.folder / "sw.js"
        worker.write_bytes(worker.read_bytes() + b"// another\n")
        make_later(worker)
        visit(page, f"{base}nl/index.html")
        until(page, "async name => !(await caches.has(name))", f"{base} of old")
        assert {f"{base}x/ pages", "other"} <= set(page.evaluate("caches.keys()"))


def test_nothing_of_it_from_a_disk(still_site: BuiltSite, open_page: Reader) -> None:
    visit = open_page(still_site.folder / "en/index.html")
    assert visit.page.locator(".keep").is_hidden()
    assert visit.page.locator("link[rel=manifest]").count() == 0
    assert visit.errors == []
    assert not [url for url in visit.requests if not url.startswith("file:")]


def test_without_it_nothing_is_left(tmp_path: Path, context: BrowserContext) -> None:
    place = tmp_path / "without"
    seeds(place / "seeds", {"en.md": story(1, "en")})
    with_it = build_site(made_up_config(place, place / "seeds"))
    assert "sw.js" in with_it.paths
    site = build_site(made_up_config(place, place / "seeds", site={"offline": False}))
    assert not [path for path in contents(site.folder) if re.match(r"sw\.js|manifest|offline/", path)]
    assert list(check_site(site.folder)) == []
    assert not any("offline" in site.text(path).partition("<body")[0] for path in site.pages)
    page = context.new_page()
    with online(site.folder) as base:
        page.goto(f"{base}en/index.html")
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


# The files


def test_lists_hold_every_page_of_their_language_with_its_hash(still_site: BuiltSite) -> None:
    for language in ("ar", "en", "nl"):
        folder = still_site.folder / "offline" / language
        index = json.loads((folder / "index.json").read_bytes())
        listed: dict[str, str] = {}
        for name, digest in index.items():
            assert digest_of((folder / f"{name}.json").read_bytes()).hex().startswith(digest)
            listed |= json.loads((folder / f"{name}.json").read_bytes())
        pages = [path for path in still_site.paths if path.startswith(f"search/{language}/")]
        pages += [path for path in still_site.pages if path.startswith(f"{language}/")]
        assert listed == {
            path: digest_of((still_site.folder / path).read_bytes()).hex()[:8] for path in pages
        }


def test_an_edit_changes_the_lists_of_its_language_alone(config: Config, site: BuiltSite) -> None:
    before = contents(site.folder)
    seeds(config.build.seeds, {"ar5.md": story(5, "ar", "second")})
    after = contents(build_site(config).folder)
    changed = {
        path for path in after if path.startswith(("offline/", "sw.js")) and after[path] != before[path]
    }
    assert {"offline/ar/0000.json", "offline/ar/index.json"} <= changed
    names = ("0000", "index", "lists", "search")
    assert changed <= {f"offline/ar/{name}.json" for name in names}


def test_a_large_language_has_its_lists_in_parts(tmp_path: Path) -> None:
    """And in one again when it has shrunk; then as if it had never been larger."""
    names = [f"{number}.txt" for number in range(1_010)]
    files = {name: f"A headline of number {name}\nIt was written there by nobody.\n" for name in names}
    config = made_up_config(tmp_path, seeds(tmp_path / "seeds", dict(files)))
    folder = build_site(config).folder / "offline" / "en"
    parts = [json.loads((folder / f"000{number}.json").read_bytes()) for number in (0, 1)]
    assert min(map(len, parts)) > 400
    assert not parts[0].keys() & parts[1].keys()
    assert list(check_site(config.build.output)) == []
    for name in names[:20]:
        (config.build.seeds / name).unlink()
    smaller = contents(build_site(config).folder)
    assert "offline/en/0001.json" not in smaller
    clean = made_up_config(tmp_path / "clean", config.build.seeds)
    assert smaller == contents(build_site(clean).folder)


def test_icons_are_what_their_tool_draws() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "icons.py"))
    for size in tool["SIZES"]:
        assert (ROOT / "templates" / "assets" / f"icon-{size}.png").read_bytes() == tool["png"](size)


def test_firefox_reads_what_was_visited_without_a_server(still_site: BuiltSite, tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    try:
        with running_firefox(tmp_path / "profile") as firefox:
            path = article(still_site, "ar", 4)
            with online(still_site.folder) as base:
                firefox.open(base + path)
                firefox.ask(f"({KEPT})()")
                firefox.open(f"{base}nl/index.html")
                firefox.click(".keep button")
                said = "document.querySelector('.keep [role=status]').textContent"
                firefox.ask(f"new Promise(done => setInterval(() => {said} && done(1), 50))")
                assert firefox.ask(said).startswith("Bewaard")
            firefox.open(base + path)
            assert firefox.ask(STYLED)
            assert "Number 4" in firefox.ask("document.querySelector('h1').textContent")
            firefox.open(base + article(still_site, "nl", 9))
            assert "Number 9" in firefox.ask("document.querySelector('h1').textContent")
            firefox.open(base + article(still_site, "ar", 7))
            assert firefox.ask("document.querySelector('h1').textContent") == "أنت غير متصل بالشبكة"
            assert firefox.ask(STYLED)
    except ToolMissingError as missing:
        pytest.fail(str(missing), pytrace=False)
