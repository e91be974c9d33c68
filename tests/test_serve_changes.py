"""What a change comes to in the preview, however it is saved: by the command in a process of its own, and its watcher."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.browsing import Reader
from support.building import contents
from support.previewing import SITE, Served, save, serving, until

from site_builder.config import load_config
from site_builder.errors import ConfigError
from site_builder.serve import Preview

ROOT = Path(__file__).parent.parent

HARBOUR = """The harbour opens again

The ferries left the harbour on Monday morning for the first time since the storm.

Hundreds of people waited on the quay, and the captain greeted every one of them by name.
"""

MARKET = """A market in the old town

Farmers from the whole valley sell apples, cheese and honey in the square on Saturdays.
"""

HARBOUR_PAGE, MARKET_PAGE = "en/local/the-harbour-opens-again.html", "en/local/a-market-in-the-old-town.html"


LISTENS = "() => window.LiveReload && LiveReload.connector.protocol === 7"
"""Does a page that is open in a browser hear of changes?"""


def pages(paths: set[str]) -> set[str]:
    return {path for path in paths if path.endswith(".html")}


def lay_out(project: Path) -> None:
    (project / "seeds").mkdir(parents=True)
    (project / "seeds" / "harbour.txt").write_text(HARBOUR)
    (project / "seeds" / "market.txt").write_text(MARKET)
    (project / "seeds" / "harbour.toml").write_text("published = 2031-03-04\n")
    (project / "seeds" / "market.toml").write_text("published = 2031-03-05\n")
    (project / "looks" / "assets").mkdir(parents=True)
    (project / "looks" / "notfound.html").write_text("<!doctype html><title>Lost</title><p>lost")
    (project / "looks" / "assets" / "site.css").write_text("body { color: black }")
    (project / "site.toml").write_text('[site]\ntitle = "Valley news"\n[build]\ntemplates = "looks"\n')


# What depends on what


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, whose texts may be edited."""
    copy = tmp_path_factory.mktemp("program")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("site_builder", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=ignored)
    return copy


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("serve") / "project"
    lay_out(project)
    return project


@pytest.fixture(scope="module")
def served(place: Path, program: Path) -> Iterator[Served]:
    with serving(place, program=program) as served:
        yield served


def test_a_seed_makes_its_page_again_and_no_other(served: Served, place: Path) -> None:
    longer = HARBOUR + "\nThe baker sold bread to all who waited there until late in the evening.\n"
    written = served.written_by(lambda: save(place / "seeds" / "harbour.txt", longer))
    assert pages(written) == {HARBOUR_PAGE, f"stories/{HARBOUR_PAGE.removeprefix('en/')}"}
    assert "The baker sold bread" in served.get(f"/{HARBOUR_PAGE}")[2]


def test_a_sidecar_makes_the_page_of_its_seed_again(served: Served, place: Path) -> None:
    sidecar = place / "seeds" / "market.toml"
    before = sidecar.read_text()
    written = served.written_by(lambda: save(sidecar, f'{before}author = "Ada Miller"\n'))
    assert MARKET_PAGE in written
    assert HARBOUR_PAGE not in written
    assert "Ada Miller" in served.get(f"/{MARKET_PAGE}")[2]
    assert MARKET_PAGE in served.written_by(lambda: save(sidecar, before))
    assert "Ada Miller" not in served.get(f"/{MARKET_PAGE}")[2]


def test_a_template_makes_its_pages_again_and_no_others(served: Served, place: Path) -> None:
    template = place / "looks" / "notfound.html"
    written = served.written_by(
        lambda: save(template, "<!doctype html><title>Lost</title><p>nowhere to be seen")
    )
    assert pages(written) == {"404.html"}
    assert "nowhere to be seen" in served.get("/no/such/page")[2]


def test_an_asset_makes_every_page_that_names_it_again_and_no_text(served: Served, place: Path) -> None:
    style = place / "looks" / "assets" / "site.css"
    written = served.written_by(lambda: save(style, "body { color: navy }"))
    assert {HARBOUR_PAGE, MARKET_PAGE, "index.html"} <= written
    assert not {path for path in written if path.endswith(".md")}
    (sheet,) = (
        path for path in written if path.startswith("assets/site") and "navy" in served.get(f"/{path}")[2]
    )
    assert sheet in served.get(f"/{HARBOUR_PAGE}")[2]


def test_a_catalogue_makes_the_pages_again_and_no_text(served: Served, program: Path) -> None:
    catalogue = program / "site_builder" / "locale" / "en.po"
    before = catalogue.read_text("utf-8")
    message = 'msgid "About this text"\nmsgstr "'
    start = before.index(message) + len(message)
    mended = before[:start] + "Where it is from" + before[before.index('"', start) :]
    written = served.written_by(lambda: save(catalogue, mended))
    assert {HARBOUR_PAGE, MARKET_PAGE} <= written
    assert not {path for path in written if path.endswith(".md")}
    assert "Where it is from" in served.get(f"/{HARBOUR_PAGE}")[2]


def test_the_configuration_makes_what_shows_it_again(served: Served, place: Path) -> None:
    text = (place / "site.toml").read_text()
    written = served.written_by(lambda: save(place / "site.toml", text.replace("Valley", "Hill")))
    assert {HARBOUR_PAGE, "index.html"} <= written
    assert "404.html" not in written
    assert "Hill news" in served.get("/")[2]


# Drafts


def build_output(project: Path) -> dict[str, bytes]:
    command = [sys.executable, "-m", "site_builder", "build", "--quiet"]
    subprocess.run(command, cwd=project, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    return contents(project / "output")


def test_a_draft_is_shown_in_the_preview_and_never_comes_into_output(
    tmp_path: Path, open_page: Reader
) -> None:
    project = tmp_path / "project"
    lay_out(project)
    (project / "site.toml").write_text("")
    sidecar = project / "seeds" / "market.toml"
    sidecar.write_text("draft = true\n")
    left_out = build_output(project)
    assert HARBOUR_PAGE in left_out and MARKET_PAGE not in left_out
    with serving(project, program=ROOT) as served:
        visit = open_page(served.address + MARKET_PAGE)
        visit.page.wait_for_function(LISTENS)
        badge = visit.page.locator("h1 + p").get_by_text("Draft", exact=True)
        assert badge.is_visible()
        assert contents(project / "output") == left_out
        assert build_output(project) == left_out

        save(sidecar, "draft = false\n")
        badge.wait_for(state="detached")
        assert visit.page.get_by_role("heading", name="A market in the old town").is_visible()
        assert contents(project / "output") == left_out
        assert MARKET_PAGE in build_output(project)

        save(sidecar, "draft = true\n")
        badge.wait_for()
        assert build_output(project) == left_out
        assert served.get(f"/{MARKET_PAGE}")[0] == 200
        assert visit.errors == []
        assert served.interrupt() == 0
    assert contents(project / "output") == left_out


# What goes wrong


@pytest.mark.parametrize(
    ("name", "broken", "said"),
    [
        ("looks/notfound.html", "<p>lost\n{% if %}", ("looks/notfound.html:2", "template")),
        ("site.toml", '[site]\ntitle = "Valley\n', ("site.toml", "line 2")),
    ],
)
def test_a_fault_is_shown_with_its_file_and_line_until_it_is_mended(
    served: Served, place: Path, open_page: Reader, name: str, broken: str, said: tuple[str, str]
) -> None:
    visit = open_page(served.address + HARBOUR_PAGE)
    visit.page.wait_for_function(LISTENS)
    before = (place / name).read_text()
    save(place / name, broken)
    panel = visit.page.get_by_role("alert")
    panel.wait_for()
    for word in said:
        assert word in panel.inner_text()
    assert visit.page.get_by_role("heading", name="The harbour opens again").first.is_visible()
    save(place / name, before)
    panel.wait_for(state="detached")
    assert visit.errors == []


# How editors save


def in_place(file: Path, text: str) -> None:
    file.write_text(text)


def beside_and_renamed(file: Path, text: str) -> None:
    beside = file.with_name(f"{file.name}.tmp1234")
    beside.write_text(text)
    beside.replace(file)


def with_swap_and_backup(file: Path, text: str) -> None:
    """Vim: a swap file while it is open, the old one renamed to a backup, the new one written in its place."""
    swap, backup = file.with_name(f".{file.name}.swp"), file.with_name(f"{file.name}~")
    swap.write_bytes(b"b0VIM 9.0")
    file.replace(backup)
    file.write_text(text)
    backup.unlink()
    swap.unlink()


def removed_and_made(file: Path, text: str) -> None:
    file.unlink()
    time.sleep(0.1)
    file.write_text(text)


def emptied_and_written_slowly(file: Path, text: str) -> None:
    with file.open("w") as writing:
        writing.flush()
        time.sleep(0.1)
        writing.write(text[: len(text) // 2])
        writing.flush()
        time.sleep(0.1)
        writing.write(text[len(text) // 2 :])


def by_hard_link(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.part")
    beside.write_text(text)
    file.unlink()
    os.link(beside, file)
    beside.unlink()


def through_a_link(file: Path, text: str) -> None:
    link = file.parent.parent / "link.txt"
    link.symlink_to(file)
    link.write_text(text)
    link.unlink()


@pytest.mark.parametrize(
    "habit",
    [
        in_place,
        beside_and_renamed,
        with_swap_and_backup,
        removed_and_made,
        emptied_and_written_slowly,
        by_hard_link,
        through_a_link,
    ],
)
def test_a_seed_is_shown_however_it_is_saved(
    served: Served, place: Path, habit: Callable[[Path, str], None]
) -> None:
    said = f"The pilot said {habit.__name__.replace('_', ' ')} and left."
    habit(place / "seeds" / "harbour.txt", f"{HARBOUR}\n{said}\n")
    until(lambda: said in served.get(f"/{HARBOUR_PAGE}")[2])
    page = served.get(f"/{HARBOUR_PAGE}")[2]
    assert "greeted every one of them by name" in page
    assert 'role="alert"' not in page


@pytest.mark.parametrize("mode", [None, 0o600], ids=["touched", "chmod"])
def test_a_seed_that_is_the_same_writes_nothing(served: Served, place: Path, mode: int | None) -> None:
    seed = place / "seeds" / "harbour.txt"
    assert not served.written_by(lambda: seed.chmod(mode) if mode else os.utime(seed))


def test_what_editors_keep_for_themselves_starts_no_build(served: Served, place: Path) -> None:
    builds = served.builds()
    for name in (
        ".harbour.txt.swp",
        "harbour.txt~",
        ".#harbour.txt",
        "#harbour.txt#",
        ".harbour.txt.kate-swp",
    ):
        (place / "seeds" / name).write_text("kept")
        time.sleep(0.1)
        (place / "seeds" / name).unlink()
    probe = place / "seeds" / "4913"  # by which Vim finds out whether it may write
    for _ in range(3):
        probe.touch()
        probe.unlink()
        time.sleep(0.1)
    time.sleep(0.5)
    assert served.builds() == builds


# As a host shows it


def test_a_project_path_is_shown_and_nothing_beside_it(tmp_path: Path, open_page: Reader) -> None:
    lay_out(tmp_path / "project")
    with serving(tmp_path / "project", "--base-path", "valley/news", program=ROOT) as served:
        assert served.address.endswith("/valley/news/")
        assert served.get("/valley/news/")[0] == 200
        assert "Valley news" in served.get("/valley/news/index.html")[2]
        for path in ("/", "/valley/news"):
            status, headers, _ = served.get(path)
            assert (status, headers["Location"]) == (302, "/valley/news/")
        assert served.get("/valley/news/en")[1]["Location"] == "/valley/news/en/"
        for path in ("/index.html", "/en/", "/valley/", "/valley/newsindex.html"):
            assert served.get(path)[0] == 404
        status, _, text = served.get("/valley/news/nothing")
        assert status == 404
        assert "<p>lost" in text
        visit = open_page(served.address + HARBOUR_PAGE)
        visit.page.wait_for_function(LISTENS)
        save(tmp_path / "project" / "seeds" / "harbour.txt", HARBOUR.replace("greeted", "welcomed"))
        visit.page.get_by_text("welcomed every one of them").first.wait_for()
        assert visit.errors == []
        assert served.interrupt() == 0


def test_files_of_the_site_have_the_types_that_hosts_give_them(served: Served) -> None:
    for pattern, kind in {
        "assets/*.js": "text/javascript; charset=utf-8",
        "sw.js": "text/javascript; charset=utf-8",
        "manifest.webmanifest": "application/manifest+json; charset=utf-8",
        "en/*/*.md": "text/markdown; charset=utf-8",
        "offline/en/*.json": "application/json; charset=utf-8",
        "data/catalogue/*.jsonl": "application/x-ndjson; charset=utf-8",
    }.items():
        file = next(served.site.glob(pattern))
        status, headers, _ = served.get(f"/{file.relative_to(served.site).as_posix()}")
        assert (status, headers["Content-Type"]) == (200, kind)


def test_ctrl_c_ends_the_first_build_in_order_and_soon(tmp_path: Path) -> None:
    lay_out(tmp_path / "project")
    for number in range(600):
        text = HARBOUR.replace("Hundreds", f"Some {number} hundreds")
        (tmp_path / "project" / "seeds" / f"{number}.txt").write_text(text)
    # The best of three: on a busy machine Python alone may take longer than that to end.
    assert any(seconds_to_end_while_it_builds(tmp_path / "project") < 1 for _ in range(3))


def seconds_to_end_while_it_builds(project: Path) -> float:
    shutil.rmtree(project / ".cache", ignore_errors=True)
    with serving(project, program=ROOT, wait=False) as served:
        until(lambda: any(line.startswith("Building ") for line in served.said))
        until((project / SITE).is_dir)
        time.sleep(0.3)
        start = time.monotonic()
        assert served.interrupt() == 0
        assert served.builds() == 0
        assert not any("Traceback" in line or "error" in line for line in served.said)
        return time.monotonic() - start


@pytest.mark.parametrize("path", ["/a/../b/", "/a b/", "/%2e/", "/a?b/"])
def test_what_is_no_path_on_a_host_is_an_error(path: str) -> None:
    with pytest.raises(ConfigError, match="base-path"):
        Preview(load_config, print, path)


@pytest.mark.parametrize("path", ["x", "/x", "x/", "//x//"])
def test_a_project_path_may_be_written_without_its_slashes(path: str) -> None:
    assert Preview(load_config, print, path).base_path == "/x/"
