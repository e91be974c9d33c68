"""Links to other sites, asked of a real server on this machine."""

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from site_builder.check import Fault, check_site
from site_builder.check.external import USER_AGENT, OutwardLinks, check_external
from site_builder.cli import main

STATUSES = {"/ok": 200, "/gone": 404, "/removed": 410, "/busy": 429, "/members": 403, "/broken": 503}


class Host(ThreadingHTTPServer):
    """A host that remembers who asked for what, and when."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.times: list[float] = []
        self.leave = threading.Event()
        super().__init__(("127.0.0.1", 0), _Answers)

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Host

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.times.append(time.monotonic())
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        if self.path == "/silent":
            self.server.leave.wait()
            return
        if self.path == "/no-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        elif self.path in ("/moved", "/round", "/away"):
            self.send_response(302)
            to = {"/moved": "ok", "/round": "/round", "/away": "file:///etc/hosts"}[self.path]
            self.send_header("Location", to)
        else:
            self.send_response(STATUSES.get(self.path.partition("?")[0], 200))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"text" * 100_000)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = Host()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.leave.set()
    server.shutdown()
    thread.join()
    server.server_close()


def asked(*addresses: str, pause: float = 0.0, silence: float = 20.0, most: int = 500) -> list[Fault]:
    links = OutwardLinks(None, most)
    links.pages = dict.fromkeys(addresses[:most], "en/a.html")
    links.is_full = len(addresses) > most
    steps: list[int] = []
    found = list(check_external(links, steps.append, pause=pause, silence=silence))
    assert len(steps) <= links.count
    return found


@pytest.mark.parametrize("path", ["/ok", "/busy", "/members", "/no-head", "/moved", "/ok?a=ü b", "/é/[x]"])
def test_what_is_there_is_not_remarked(host: Host, path: str) -> None:
    assert asked(host.root + path) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/gone", "is gone (404)"),
        ("/removed", "is gone (410)"),
        ("/broken", "answers with status 503"),
        ("/round", "leads on and on"),
        ("/away", "no address of a web page: 'file:///etc/hosts'"),
    ],
)
def test_what_is_not_there_is_remarked(host: Host, path: str, words: str) -> None:
    (remark,) = asked(host.root + path)
    assert words in remark.what and host.root + path in remark.what
    assert (remark.law, remark.level, remark.place) == ("external", "remark", "en/a.html")


def test_a_host_that_cannot_be_reached_is_remarked() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens there
        (remark,) = asked(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert "cannot be reached" in remark.what


@pytest.mark.parametrize(
    "address", ["http://", "http://[", "http://a b/", "http://x:port/", "http://\ud800/", "//"]
)
def test_an_address_that_is_none_is_remarked(address: str) -> None:
    (remark,) = asked(address)
    assert "cannot be reached" in remark.what


def test_a_host_that_never_answers_is_given_up(host: Host) -> None:
    start = time.monotonic()
    (remark,) = asked(host.root + "/silent", silence=0.5)
    assert "did not answer in time" in remark.what
    assert time.monotonic() - start < 5


def test_a_host_is_asked_by_head_first_and_politely(host: Host) -> None:
    pause = 0.2
    assert asked(*(f"{host.root}/ok?{n}" for n in range(4)), f"{host.root}/no-head", pause=pause) == []
    assert Counter(method for method, *_ in host.asked) == {"HEAD": 5, "GET": 1}
    assert {agent for *_, agent in host.asked} == {USER_AGENT}
    gaps = [later - earlier for earlier, later in zip(host.times, host.times[1:], strict=False)]
    assert min(gaps) >= pause


def test_no_more_than_so_many_are_asked(host: Host) -> None:
    (remark,) = asked(*(f"{host.root}/ok?{n}" for n in range(5)), most=3)
    assert "more than the 3 addresses" in remark.what
    assert len(host.asked) == 3


def page(folder: Path, *addresses: str) -> None:
    links = "".join(f'<a href="{address}" rel="nofollow noopener">x</a>' for address in addresses)
    (folder / "index.html").write_text(f"<!doctype html><html lang='en'><body>{links}</body></html>", "utf-8")


def test_each_address_of_a_site_is_asked_once_and_only_where_that_is_wanted(
    host: Host, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page(tmp_path, f"{host.root}/gone", f"{host.root}/gone#part", "other.html", "mailto:a@ex.org")
    list(check_site(tmp_path))
    main(["check", "--output", str(tmp_path)])
    assert host.asked == []
    capsys.readouterr()
    assert main(["check", "--output", str(tmp_path), "--external", "--only", "external", "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "law": "external",
        "place": "index.html",
        "what": f"links '{host.root}/gone', which is gone (404)",
        "remedy": "look whether it has moved; the text itself is all here",
        "level": "remark",
    }
    assert [method for method, *_ in host.asked] == ["HEAD", "GET"]
    assert host.times[1] - host.times[0] >= 1.0
