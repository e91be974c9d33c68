"""The preview, by real requests to real servers: in this process, and once by the command line in one of its own."""

import asyncio
import http.client
import json
import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from support import previewing
from support.browsing import Reader
from support.previewing import SITE, save

import site_builder.pipeline
import site_builder.serve
from site_builder.config import Config, load_config
from site_builder.errors import ConfigError, SiteError
from site_builder.model import Problem, Report, Written
from site_builder.pipeline import Run
from site_builder.serve import Preview

PATIENCE = 10.0
"""Seconds until a thing that takes a tenth of one counts as not happening, on a busy machine too."""
until = partial(previewing.until, patience=PATIENCE)

HARBOUR = """The harbour opens again

The ferries left the harbour on Monday morning for the first time since the storm.

Hundreds of people waited on the quay, and the captain greeted every one of them by name.
"""

MARKET = """A market in the old town

Farmers from the whole valley sell apples, cheese and honey in the square on Saturdays.
"""


# What the tests hold in their hands


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Running:
    """A preview in a thread of its own."""

    said: list[str] = field(default_factory=list)
    port: int = 0
    serving: threading.Event = field(default_factory=threading.Event)
    loop: asyncio.AbstractEventLoop | None = None
    task: asyncio.Task[None] | None = None

    def say(self, line: str) -> None:
        self.said.append(line)
        if line.startswith("Serving at "):
            self.port = urlsplit(line.removeprefix("Serving at ")).port or 0
            self.serving.set()

    async def run(self, preview: Preview, listening: socket.socket, open_browser: bool) -> None:
        self.loop, self.task = asyncio.get_running_loop(), asyncio.current_task()
        await preview.run(listening, open_browser=open_browser)

    def get(self, path: str, method: str = "GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def builds(self) -> int:
        return sum(" written " in line for line in self.said)


@contextmanager
def running(
    load: Callable[[], Config], host: str = "127.0.0.1", port: int = 0, open_browser: bool = False
) -> Iterator[Running]:
    preview = Running()

    def run() -> None:
        served = Preview(load, preview.say)
        listening = served.begin(host, port)
        with suppress(asyncio.CancelledError):
            asyncio.run(preview.run(served, listening, open_browser))

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert preview.serving.wait(PATIENCE), preview.said
        yield preview
    finally:
        if preview.loop is not None and preview.task is not None:
            preview.loop.call_soon_threadsafe(preview.task.cancel)
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert not [other for other in threading.enumerate() if other.name == "watch"]


class Tab:
    """A page that is open in a browser: its WebSocket, which says what livereload.js says."""

    def __init__(self, port: int, page: str = "/") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self._file = self._socket.makefile("rb")
        self._socket.sendall(
            f"GET /livereload HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        assert b" 101 " in self._file.readline()
        while self._file.readline().strip():
            pass
        self._say(command="hello", protocols=["http://livereload.com/protocols/official-7"])
        assert self.hear()["command"] == "hello"
        self._say(command="info", url=f"http://127.0.0.1:{port}{page}")

    def _say(self, **message: Any) -> None:
        data = json.dumps(message).encode()
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + struct.pack("!H", len(data))
        self._socket.sendall(
            b"\x81" + length + bytes(4) + data
        )  # one masked frame; a mask of zeros changes nothing

    def hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next message. Raises TimeoutError; nothing can be heard after that."""
        self._socket.settimeout(patience)
        _, length = self._file.read(2)
        message: dict[str, Any] = json.loads(self._file.read(length))
        return message

    def is_told_to_reload(self) -> bool:
        return self.hear() == {"command": "reload", "path": "*", "liveCSS": False}

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def tab(preview: Running, page: str = "/") -> Iterator[Tab]:
    opened = Tab(preview.port, page)
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a configuration and two seeds."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "harbour.txt").write_text(HARBOUR)
    (tmp_path / "seeds" / "market.txt").write_text(MARKET)
    (tmp_path / "site.toml").write_text('[site]\ntitle = "Valley news"\n')
    return tmp_path


def loader(project: Path) -> Callable[[], Config]:
    return lambda: load_config(project / "site.toml")


@pytest.fixture
def preview(project: Path) -> Iterator[Running]:
    with running(loader(project)) as preview:
        yield preview


def built(written: int = 1, problems: tuple[Problem, ...] = ()) -> Report:
    return Report(
        articles=1,
        stories=1,
        languages={"en": 1},
        sources=1,
        drafts=0,
        pages=Written(written=written, unchanged=0, removed=0),
        problems=problems,
        seconds={},
    )


# Answers


def test_a_page_comes_with_the_script_that_reloads_it(preview: Running) -> None:
    answer = preview.get("/")
    script = f'<script defer src="/livereload.js?port={preview.port}"></script></head>'
    assert answer.status == 200
    assert "Valley news" in answer.text
    assert answer.text.count(script) == 1
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "site-builder-preview" not in answer.text
    assert preview.get("/", "HEAD").headers["Content-Length"] == answer.headers["Content-Length"]
    assert b"livereload" in preview.get("/livereload.js").body


def test_but_for_the_script_a_page_is_what_was_built(preview: Running, project: Path) -> None:
    script = f'<script defer src="/livereload.js?port={preview.port}"></script>'.encode()
    page = (project / SITE / "index.html").read_bytes()
    assert preview.get("/").body.replace(script, b"") == page


def test_files_have_the_type_a_static_host_gives_them(preview: Running, project: Path) -> None:
    output = project / SITE
    (output / "feed.xml").write_text("<feed/>")
    (output / "unknown.thing").write_bytes(b"\0")
    for pattern, kind in {
        "en/*/*.html": "text/html; charset=utf-8",
        "en/*/*.md": "text/markdown; charset=utf-8",
        "data/catalogue/*.jsonl": "application/x-ndjson; charset=utf-8",
        "data/articles/*.csv": "text/csv; charset=utf-8",
        "data/datapackage.json": "application/json; charset=utf-8",
        "assets/*.css": "text/css; charset=utf-8",
        "assets/*.svg": "image/svg+xml; charset=utf-8",
        "robots.txt": "text/plain; charset=utf-8",
        "feed.xml": "application/atom+xml; charset=utf-8",
        "unknown.thing": "application/octet-stream",
    }.items():
        file = next(output.glob(pattern))
        answer = preview.get(f"/{file.relative_to(output).as_posix()}")
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Cache-Control"] == "no-store"
        if file.suffix != ".html":
            assert answer.body == file.read_bytes()


def test_a_folder_is_its_index_and_is_never_listed(preview: Running) -> None:
    assert preview.get("/en/").status == 200
    assert preview.get("/en").headers["Location"] == "/en/"
    assert preview.get("/assets/").status == 404


def test_what_is_not_there_is_answered_with_the_sites_own_page(preview: Running, project: Path) -> None:
    answer = preview.get("/no/such/page.html")
    assert answer.status == 404
    script = f'<script defer src="/livereload.js?port={preview.port}"></script>'.encode()
    assert answer.body.replace(script, b"") == (project / SITE / "404.html").read_bytes()
    assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_nothing_outside_the_site_is_served(preview: Running, project: Path) -> None:
    (project / "secret.txt").write_text("secret")
    for path in (
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        f"/{project}/secret.txt",
        "/secret.txt",
    ):
        answer = preview.get(path)
        assert answer.status in (403, 404)
        assert b"secret" not in answer.body


# Changes


def test_a_changed_seed_changes_the_page_and_reloads_the_browser(preview: Running, project: Path) -> None:
    preview.get("/")
    with tab(preview) as open_tab:
        save(project / "seeds" / "harbour.txt", HARBOUR.replace("The harbour opens", "The port opens"))
        assert open_tab.is_told_to_reload()
        assert "The port opens again" in preview.get("/").text
    until(lambda: any("harbour.txt changed: " in line for line in preview.said))


def test_new_and_removed_seeds_change_the_site(preview: Running, project: Path) -> None:
    preview.get("/")
    with tab(preview) as open_tab:
        save(project / "seeds" / "bridge.txt", MARKET.replace("A market in", "A bridge to"))
        assert open_tab.is_told_to_reload()
        assert "A bridge to the old town" in preview.get("/").text
        (project / "seeds" / "bridge.txt").unlink()
        assert open_tab.is_told_to_reload()
        assert "A bridge to the old town" not in preview.get("/").text


def test_a_changed_configuration_changes_the_site(preview: Running, project: Path) -> None:
    preview.get("/")
    with tab(preview) as open_tab:
        save(project / "site.toml", '[site]\ntitle = "Hill news"\n')
        assert open_tab.is_told_to_reload()
        assert "Hill news" in preview.get("/").text


def test_a_changed_template_changes_the_site(project: Path) -> None:
    (project / "looks").mkdir()
    template = project / "looks" / "notfound.html"
    template.write_text("<!doctype html><title>Lost</title><p>lost")
    save(project / "site.toml", '[build]\ntemplates = "looks"\n')
    with running(loader(project)) as preview:
        assert preview.get("/nowhere").text.startswith("<!doctype html><title>Lost</title><p>lost")
        save(template, "<!doctype html><title>Lost</title><p>found")
        until(lambda: "<p>found" in preview.get("/nowhere").text)
        save(template, "{% if %}")
        until(lambda: 'role="alert"' in preview.get("/nowhere").text)
        assert "<p>found" in preview.get("/nowhere").text
        assert "notfound.html" in preview.get("/nowhere").text


def test_a_folder_of_seeds_that_is_replaced_is_still_watched(preview: Running, project: Path) -> None:
    shutil.rmtree(project / "seeds")
    until(lambda: "no such folder of seeds" in preview.get("/").text)
    (project / "seeds").mkdir()
    save(project / "seeds" / "market.txt", MARKET)
    until(lambda: 'role="alert"' not in preview.get("/").text)
    assert "The harbour" not in preview.get("/").text
    save(project / "seeds" / "harbour.txt", HARBOUR)
    until(lambda: "The harbour" in preview.get("/").text)


def test_a_configuration_that_comes_later_is_noticed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "site.toml").unlink()
    monkeypatch.chdir(project)
    with running(load_config) as preview:
        save(project / "site.toml", '[site]\ntitle = "Hill news"\n')
        until(lambda: "Hill news" in preview.get("/").text)


def test_output_inside_a_watched_folder_starts_no_build(project: Path) -> None:
    save(project / "site.toml", '[build]\ntemplates = "."\n')
    with running(loader(project)) as preview:
        save(project / "seeds" / "harbour.txt", HARBOUR + "\nMore of it.\n")
        until(lambda: preview.builds() == 2)
        time.sleep(0.3)
        assert preview.builds() == 2


def test_a_save_that_changes_nothing_reloads_nothing(preview: Running, project: Path) -> None:
    preview.get("/")
    with tab(preview) as open_tab:
        os.utime(project / "seeds" / "harbour.txt")
        save(project / "seeds" / ".harbour.txt.swp", "what an editor keeps for itself")
        until(lambda: preview.builds() == 2)
        with pytest.raises(TimeoutError):
            open_tab.hear(patience=0.2)
    assert preview.builds() == 2


def test_a_page_that_misses_the_notice_is_told_when_it_connects(preview: Running, project: Path) -> None:
    preview.get("/")
    preview.get("/en/")
    save(project / "seeds" / "harbour.txt", HARBOUR.replace("opens", "closes"))
    until(lambda: preview.builds() == 2)
    preview.get("/")
    with tab(preview, "/en/") as stale, tab(preview, "/?q=1#here") as fresh:
        assert stale.is_told_to_reload()
        with pytest.raises(TimeoutError):
            fresh.hear(patience=0.2)
    with tab(preview, "/en/") as told, pytest.raises(TimeoutError):
        told.hear(patience=0.2)  # once: a page that something else keeps old must not be loaded for ever


# The page that is looked at

ARTICLE, FRONT, LANGUAGE = "/en/local/the-harbour-opens-again.html", "/", "/en/"


@dataclass
class Gate:
    """Lets builds come up to their end, and there no further until it is opened."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def stage(self, name: str, total: int | None) -> Iterator[Callable[[int], None]]:
        if name == "site":
            self.reached.set()
            assert self.opened.wait(PATIENCE)
        yield lambda steps: None

    def build(self, config: Config, run: Run) -> Report:
        return site_builder.pipeline.build(config, replace(run, progress=self))


@pytest.mark.parametrize("looked_at", [ARTICLE, FRONT, LANGUAGE])
def test_the_page_that_is_looked_at_is_reloaded_before_the_build_ends(
    preview: Running, project: Path, monkeypatch: pytest.MonkeyPatch, looked_at: str
) -> None:
    gate, other = Gate(), "/sources/local.html"
    monkeypatch.setattr(site_builder.serve, "build", gate.build)
    preview.get(looked_at)
    with tab(preview, looked_at) as near:
        save(project / "site.toml", '[site]\ntitle = "Hill news"\n')
        assert near.is_told_to_reload()
        assert "Hill news" in preview.get(looked_at).text
        assert gate.reached.wait(PATIENCE)
        preview.get(other)
        with tab(preview, looked_at) as near_again, tab(preview, other) as far:
            assert preview.builds() == 1
            gate.opened.set()
            assert far.is_told_to_reload() or looked_at == FRONT
            until(lambda: preview.builds() == 2)
            with pytest.raises(TimeoutError):
                near_again.hear(patience=0.2)


def test_a_page_that_is_new_before_a_mended_build_ends_loses_the_panel(
    preview: Running, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(project / "site.toml", "[site")
    until(lambda: 'role="alert"' in preview.get(ARTICLE).text)
    gate = Gate()
    monkeypatch.setattr(site_builder.serve, "build", gate.build)
    with tab(preview, ARTICLE) as near:
        save(project / "site.toml", '[site]\ntitle = "Hill news"\n')
        assert near.is_told_to_reload()
        assert 'role="alert"' in preview.get(ARTICLE).text
    gate.opened.set()
    until(lambda: preview.builds() == 2)
    with tab(preview, ARTICLE) as near:  # it was not connected when the build ended
        assert near.is_told_to_reload()
    assert 'role="alert"' not in preview.get(ARTICLE).text


# The first build


def test_what_changes_during_the_first_build_is_built_before_anything_is_served(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_then_change(config: Config, run: Run) -> Report:
        monkeypatch.setattr(site_builder.serve, "build", site_builder.pipeline.build)
        report = site_builder.pipeline.build(config, run)
        save(project / "seeds" / "harbour.txt", HARBOUR.replace("opens", "closes"))
        return report

    monkeypatch.setattr(site_builder.serve, "build", build_then_change)
    with running(loader(project)) as preview:
        assert "The harbour closes again" in preview.get("/").text
        assert preview.builds() == 2


def test_the_first_build_may_use_all_cores_and_has_the_process_to_itself(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds: list[tuple[str, bool]] = []

    def noted(config: Config, run: Run) -> Report:
        watched = any(thread.name == "watch" for thread in threading.enumerate())
        builds.append((config.build.engine, watched))
        return site_builder.pipeline.build(config, run)

    monkeypatch.setattr(site_builder.serve, "build", noted)
    with running(loader(project)) as preview:
        save(project / "seeds" / "harbour.txt", HARBOUR + "\nMore of it.\n")
        until(lambda: preview.builds() == 2)
    assert builds == [("auto", False), ("serial", True)]


# One build at a time


@dataclass
class SlowBuild:
    """A build that waits to be let on."""

    begun: queue.Queue[str] = field(default_factory=queue.Queue)
    """What the seed said when each build began."""
    go_on: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __call__(self, config: Config, run: Run) -> Report:
        self.begun.put((config.build.seeds / "harbour.txt").read_text())
        config.build.output.mkdir(parents=True, exist_ok=True)
        (config.build.output / "index.html").write_text("<head></head><body>")
        assert self.go_on.acquire(timeout=PATIENCE)
        return built()


def test_changes_during_a_build_are_built_next_and_pages_are_served_meanwhile(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = SlowBuild()
    monkeypatch.setattr(site_builder.serve, "build", build)
    build.go_on.release()
    with running(loader(project)) as preview:
        assert build.begun.get(timeout=PATIENCE) == HARBOUR
        seed = project / "seeds" / "harbour.txt"
        save(seed, "second")
        assert build.begun.get(timeout=PATIENCE) == "second"
        for number in range(100):
            seed.write_text(f"third {number}")
        assert preview.get("/").status == 200
        time.sleep(0.3)
        assert build.begun.empty()
        build.go_on.release()
        assert build.begun.get(timeout=PATIENCE) == "third 99"
        build.go_on.release()
        time.sleep(0.3)
        assert build.begun.empty()


def test_a_burst_of_changes_is_one_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        site_builder.serve, "_QUIET_MS", 300
    )  # a busy machine may pause between two of the files
    with running(loader(project)) as preview:
        for number in range(100):
            save(project / "seeds" / f"{number}.txt", MARKET.replace("honey", f"{number} kinds of honey"))
        until(lambda: preview.builds() == 2)
        time.sleep(0.5)
        assert preview.builds() == 2
        assert any(" and 99 more changed: " in line for line in preview.said)


def test_the_end_interrupts_a_build(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    building, stopped = threading.Event(), threading.Event()

    def endless(config: Config, run: Run) -> Report:
        if not building.is_set():
            building.set()
            return built()
        try:
            with run.stage("read", None) as advance:
                stopped.clear()
                while True:
                    advance(1)
                    time.sleep(0.01)
        finally:
            stopped.set()

    monkeypatch.setattr(site_builder.serve, "build", endless)
    stopped.set()
    with running(loader(project)):
        save(project / "seeds" / "harbour.txt", "changed")
        until(lambda: not stopped.is_set())
    until(stopped.is_set)


# Failures


def test_a_broken_configuration_is_shown_above_the_old_page_until_it_is_mended(
    preview: Running, project: Path
) -> None:
    preview.get("/")
    with tab(preview) as open_tab:
        save(project / "site.toml", '[site]\ntitel = "Valley news"\n')
        assert open_tab.is_told_to_reload()
        answer = preview.get("/")
        assert answer.status == 200
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert '<div class="site-builder-preview" role="alert"' in answer.text
        assert "unknown key &#x27;titel&#x27; in [site]; did you mean &#x27;title&#x27;?" in answer.text
        assert "docs/configuration.md" in answer.text
        assert "The harbour opens again" in answer.text
        assert '<link rel="stylesheet" href="/site-builder-preview.css"></head>' in answer.text
        assert "style=" not in answer.text
        assert 'role="alert"' in preview.get("/no/such/page").text
        assert any("error: " in line and "titel" in line for line in preview.said)
        style = preview.get("/site-builder-preview.css")
        assert style.headers["Content-Type"] == "text/css; charset=utf-8"
        assert ".site-builder-preview {" in style.text
        save(project / "site.toml", '[site]\ntitle = "Valley news"\n')
        assert open_tab.is_told_to_reload()
        assert "site-builder-preview" not in preview.get("/").text


def test_a_failure_is_text_in_the_page(preview: Running, project: Path) -> None:
    save(project / "site.toml", '[site]\n"<script>x</script>" = 1\n')
    until(lambda: 'role="alert"' in preview.get("/").text)
    assert "<script>x" not in preview.get("/").text
    assert "&lt;script&gt;x" in preview.get("/").text


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (SiteError("en/a.html", "two pages have this URL", "rename one"), "rename one"),
        (RuntimeError("the moon is blue"), "RuntimeError: the moon is blue"),
    ],
    ids=["site", "bug"],
)
def test_a_failed_build_leaves_the_pages_and_says_why(
    preview: Running, project: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, shown: str
) -> None:
    def fail(config: Config, run: Run) -> Report:
        raise error

    monkeypatch.setattr(site_builder.serve, "build", fail)
    save(project / "seeds" / "harbour.txt", "changed")
    until(lambda: shown in preview.get("/").text)
    assert "The harbour opens again" in preview.get("/").text
    said = next(line for line in preview.said if shown in line)
    assert said.startswith("Traceback" if isinstance(error, RuntimeError) else "error: en/a.html: two pages")


def test_a_first_build_that_fails_is_shown_though_there_is_no_page(project: Path) -> None:
    (project / SITE).mkdir(parents=True)
    save(project / SITE / "letter.txt", "somebody's")
    with running(loader(project)) as preview:
        answer = preview.get("/")
        assert answer.status == 404
        assert "holds files that no build made" in answer.text
        assert preview.get("/letter.txt").status == 404
        (project / SITE / "letter.txt").unlink()
        save(project / "seeds" / "harbour.txt", HARBOUR + "\nMore.\n")
        until(lambda: preview.get("/").status == 200)
        assert 'role="alert"' not in preview.get("/").text


def test_a_preview_without_a_configuration_does_not_begin(project: Path) -> None:
    save(project / "site.toml", "[site")
    with pytest.raises(ConfigError):
        site_builder.serve.serve(loader(project))


def test_a_problem_of_a_seed_is_said_once_and_in_one_line(preview: Running, project: Path) -> None:
    save(project / "seeds" / "empty.txt", "")
    until(
        lambda: any(
            line.endswith("  empty.txt: holds no text; fill it, or remove it") for line in preview.said
        )
    )
    save(project / "seeds" / "harbour.txt", HARBOUR + "\nMore.\n")
    until(lambda: preview.builds() == 3)
    assert sum("holds no text" in line for line in preview.said) == 1
    assert " · 1 problem · " in preview.said[-1]


@pytest.mark.parametrize(
    "html",
    [
        b"<html><head><title>t</title></HEAD><body class='a>b'><p>text",
        b"<title>t</title><p>text",
        b"<head></head><p>text",
        b"",
    ],
)
def test_every_page_can_carry_the_additions(html: bytes) -> None:
    failure = site_builder.serve.Failure("here", "what", "remedy")
    page = site_builder.serve._with_additions(html, 1, failure)
    for addition in (b'<script defer src="/livereload.js?port=1">', b"<link rel", b'role="alert"'):
        assert page.count(addition) == 1
    if b"<body" in html:
        assert page.index(b"<link rel") < page.lower().index(b"</head>")
        assert page.index(b"<body class='a>b'><div ") < page.index(b"<p>text")


# Sockets


def test_a_port_that_is_taken_gives_way_to_the_next(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with running(loader(project), port=port) as preview:
            assert port < preview.port <= port + 20
            assert preview.get("/").status == 200
        assert preview.said[0] == f"port {port} is taken; here is {preview.port}"
    assert f"Serving at http://127.0.0.1:{preview.port}/" in preview.said


@pytest.mark.parametrize(("host", "port"), [("192.0.2.1", 0), ("127.0.0.1", -1), ("127.0.0.1", 70_000)])
def test_an_address_that_cannot_be_served_is_an_error(host: str, port: int) -> None:
    with pytest.raises(ConfigError):
        site_builder.serve._listen(host, port, print)


def test_a_preview_that_others_can_reach_says_so(project: Path) -> None:
    with running(loader(project), host="0.0.0.0") as preview:
        until(lambda: any("every machine" in line for line in preview.said))
        assert f"Serving at http://127.0.0.1:{preview.port}/" in preview.said
        assert preview.get("/").status == 200


def test_the_browser_is_opened_when_it_is_asked_for(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: queue.Queue[str] = queue.Queue()
    monkeypatch.setattr("webbrowser.open", opened.put)
    with running(loader(project), open_browser=True) as preview:
        assert opened.get(timeout=PATIENCE) == f"http://127.0.0.1:{preview.port}/"
    with running(loader(project)):
        assert opened.empty()


# From outside


def test_a_browser_shows_the_failure_and_reloads_under_the_content_policy(
    preview: Running, project: Path, open_page: Reader
) -> None:
    visit = open_page(f"http://127.0.0.1:{preview.port}/")
    page = visit.page
    page.wait_for_function("() => window.LiveReload && LiveReload.connector.protocol === 7")
    save(project / "seeds" / "harbour.txt", HARBOUR.replace("opens", "closes"))
    page.get_by_text("The harbour closes again").first.wait_for()
    save(project / "site.toml", "[site")
    panel = page.get_by_role("alert")
    panel.wait_for()
    assert "is not valid TOML" in panel.inner_text()
    assert panel.bounding_box() is not None
    assert panel.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(140, 29, 24)"
    assert page.get_by_text("The harbour closes again").first.is_visible()
    save(project / "site.toml", "")
    panel.wait_for(state="detached")
    assert visit.console_errors == []
    assert visit.page_errors == []


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent there")
def test_ctrl_c_ends_the_command_in_order_and_soon(project: Path) -> None:
    # The best of three: on a busy machine Python alone may take longer than that to end.
    assert any(seconds_from_ctrl_c_to_the_end(project) < 2 for _ in range(3))


def seconds_from_ctrl_c_to_the_end(project: Path) -> float:
    build = Path(__file__).parent.parent / "build.py"
    command = [sys.executable, "-W", "error", str(build), "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            line = next(line for line in process.stdout if line.startswith("Serving at "))
            open_tab = Tab(urlsplit(line.split()[-1]).port or 0)
            start = time.monotonic()
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
            seconds = time.monotonic() - start
            open_tab.close()
            assert process.stderr.read() == ""
            return seconds
        finally:
            process.kill()
