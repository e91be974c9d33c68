"""What it takes to keep a language for reading offline: `python -m bench.offline SITE [LANGUAGE]`.

Serves a finished folder on loopback, presses the button on the language's home (that with the most pages, where none is
named) in a fresh Chromium, and prints pages, requests, bytes sent and seconds; then the same once more after a page in a
hundred was changed, and nothing else.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from urllib.parse import unquote

from playwright.sync_api import Page, sync_playwright

MOST_SECONDS = 5.0
"""For 1,250 pages, on a machine that does nothing else."""

KEPT = "() => (area => area.textContent.includes(area.dataset.kept))(document.querySelector('.keep'))"
PATIENCE = 300_000  # milliseconds


TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
}


class Host:
    """A server of files that costs little beside the browser: an answer is one write, and connections stay open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.requests = self.sent = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """All requests of one connection."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                file = self._folder / unquote(head.split(b" ")[1].decode()).partition("?")[0].lstrip("/")
                found = file.is_file()
                body = file.read_bytes() if found else b""
                kind = TYPES.get(file.suffix, "application/octet-stream")
                status = "200 OK" if found else "404 Not Found"
                lines = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(lines.encode() + body)
                self.requests, self.sent = self.requests + 1, self.sent + len(body)
                await writer.drain()
        writer.close()


@contextmanager
def served(host: Host) -> Iterator[str]:
    """The address of the folder while this lasts."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(host.answer, "127.0.0.1", 0))
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def pages_of(site: Path, language: str) -> dict[str, str]:
    """Every page that keeping a language takes, and its hash, by the lists of the site."""
    folder = site / "offline" / language
    lists = json.loads((folder / "index.json").read_bytes())
    return {
        page: digest
        for name in lists
        for page, digest in json.loads((folder / f"{name}.json").read_bytes()).items()
    }


def change(site: Path, language: str, every: int) -> None:
    """Edit each so many-th page, and the lists as a build would."""
    folder = site / "offline" / language
    index = json.loads((folder / "index.json").read_bytes())
    for name in index:
        pages = json.loads((folder / f"{name}.json").read_bytes())
        for page in list(pages)[::every]:
            file = site / page
            file.write_bytes(file.read_bytes() + b"<!-- edited -->\n")
            pages[page] = sha256(file.read_bytes()).hexdigest()[:8]
        (folder / f"{name}.json").write_text(json.dumps(pages), "utf-8")
        index[name] = sha256((folder / f"{name}.json").read_bytes()).hexdigest()[:8]
    (folder / "index.json").write_text(json.dumps(index), "utf-8")


def copy_of(site: Path, language: str, place: Path) -> Path:
    """As much of a site as the browser will ask for, for pages of it are going to be changed."""
    for folder in (language, "assets", "offline"):
        shutil.copytree(site / folder, place / folder)
    for name in ("index.html", "sw.js", "manifest.webmanifest"):
        shutil.copy(site / name, place / name)
    return place


def timed(page: Page, home: str, host: Host) -> tuple[float, int, int]:
    """Seconds, requests and bytes until the language is kept; what its home itself takes is not counted."""
    page.goto(home)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    button = page.locator(".keep button")
    button.wait_for()
    before = host.requests, host.sent
    start = time.perf_counter()
    button.click()
    page.wait_for_function(KEPT, timeout=PATIENCE)
    return time.perf_counter() - start, host.requests - before[0], host.sent - before[1]


def main(arguments: list[str]) -> int:
    """Print the figures; the exit status."""
    site = Path(arguments[0])
    languages = [folder.name for folder in (site / "offline").iterdir() if (folder / "index.json").is_file()]
    language = arguments[1] if arguments[1:] else max(languages, key=lambda tag: len(pages_of(site, tag)))
    with TemporaryDirectory() as place:
        copy = copy_of(site, language, Path(place))
        host, pages = Host(copy), len(pages_of(copy, language))
        with served(host) as root, sync_playwright() as playwright:
            home = f"{root}{language}/index.html"
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page()
            seconds, requests, sent = timed(page, home, host)
            print(
                f"{language}: {pages:,} pages kept in {seconds:.1f} s, {requests:,} requests, {sent / 1e6:.1f} MB"
            )
            change(copy, language, 100)
            before, start = (host.requests, host.sent), time.perf_counter()
            page.goto(home)
            page.locator(".keep progress").wait_for(state="attached")
            page.wait_for_load_state("networkidle")
            page.wait_for_function(KEPT, timeout=PATIENCE)
            again = time.perf_counter() - start
            print(
                f"{language}: one page in a hundred anew in {again:.1f} s, {host.requests - before[0]:,} requests,"
                f" {(host.sent - before[1]) / 1e6:.1f} MB"
            )
            browser.close()
    bound = MOST_SECONDS * max(1.0, pages / 1_250)
    if seconds > bound:
        print(f"broken: {seconds:.1f} s, more than {bound:.1f}")
    return int(seconds > bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
