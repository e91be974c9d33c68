"""What the preview costs: `python -m bench.serve [ARTICLES]`, of a made-up collection (10,000).

Starts `serve` as a user does, opens an article in a fresh Chromium, and prints the seconds from a save until the page
shows it (the middle of a few), once of a seed and once of a template of all articles, the CPU of the server while nothing
happens, how many builds a burst of a thousand changed files takes, and whether a change made during that build is shown.
Exit status 1 beyond the bounds.

The collection lies in a folder that goes away at the end. Needs Linux (/proc), Chromium and playwright.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from typing import IO

from playwright.sync_api import Page, sync_playwright

from bench.edits import longer
from bench.make_seeds import make_seeds

MOST_SECONDS = 0.5
"""From a save to the page that shows it, on a machine that does nothing else."""
MOST_TEMPLATE = 1.5
"""From a template that all articles have to the page that is looked at."""
MOST_IDLE = 0.01
SAVES, CHANGES, BURST, IDLE_SECONDS = 7, 3, 1_000, 20
PATIENCE = 600.0
ROOT = Path(__file__).parent.parent


class Server:
    """A preview in a process of its own, and what it says."""

    def __init__(self, work: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "site_builder", "serve", "--port", "0"]
        self.process = subprocess.Popen(command, cwd=work, env=environment, stdout=subprocess.PIPE, text=True)
        self.lines: Queue[str] = Queue()
        assert self.process.stdout is not None
        Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()

    def _listen(self, said: IO[str]) -> None:
        for line in said:
            self.lines.put(line.rstrip("\n"))

    def wait_for(self, word: str) -> str:
        """The next line with this in it. Raises `queue.Empty` when it does not come."""
        while word not in (line := self.lines.get(timeout=PATIENCE)):
            pass
        return line

    def cpu(self) -> float:
        """Seconds of user and system time until now."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def builds(self, quiet: float) -> list[str]:
        """What was said of every build, until nothing has been said for so many seconds."""
        found = [self.wait_for(" written ")]
        try:
            while True:
                line = self.lines.get(timeout=quiet)
                found += [line] * (" written " in line)
        except Empty:
            return found

    def end(self) -> float:
        """Seconds from Ctrl-C to the end."""
        start = time.perf_counter()
        self.process.send_signal(signal.SIGINT)
        if status := self.process.wait(PATIENCE):
            raise SystemExit(f"serve ended with status {status}")
        return time.perf_counter() - start


@contextmanager
def serving(work: Path) -> Iterator[Server]:
    """A preview that has not outlived this."""
    server = Server(work)
    try:
        yield server
    finally:
        server.process.kill()
        server.process.wait()


def save(file: Path, text: str) -> None:
    """As most editors do: beside, then moved into place."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8", newline="")
    beside.replace(file)


def shows(page: Page, text: str) -> bool:
    """Does the page come to show it?"""
    page.wait_for_function(
        "text => document.readyState !== 'loading' && document.body.textContent.includes(text)",
        arg=text,
        polling=5,
        timeout=PATIENCE * 1_000,
    )
    return True


def timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def page_of(site: Path, mark: str) -> str:
    """Path of the article whose text has the mark."""
    paths = (file.relative_to(site) for file in site.glob("*/*/*.html") if mark.encode() in file.read_bytes())
    return next(path.as_posix() for path in paths if path.parts[0] != "stories")


def measured(work: Path, server: Server) -> list[str]:
    """Print the figures; the bounds that are broken."""
    broken = []
    first = timed(lambda: server.wait_for(" written "))
    address = server.wait_for("Serving at ").split()[-1]
    print(f"first build and start: {first:.1f} s")
    seeds = sorted((work / "seeds").rglob("*.txt"))
    seed, text = seeds[len(seeds) // 2], seeds[len(seeds) // 2].read_text("utf-8")
    save(seed, longer(text).replace("2030: 12345", "2030: 54321"))
    server.wait_for(" written ")
    found = page_of(work / ".cache" / "preview" / "site", "2030: 54321")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address + found)
        page.wait_for_function("() => window.LiveReload && LiveReload.connector.protocol === 7")
        waits = []
        for number in range(SAVES):
            mark = f"2031: 1234{number}"

            def edit(mark: str = mark) -> None:
                save(seed, longer(text).replace("2030: 12345", mark))
                shows(page, mark)

            waits.append(timed(edit))
            time.sleep(1)
        said = [server.wait_for(" written ") for _ in waits]
        builds = [float(match[1]) for line in said if (match := re.search(r"([\d.]+) s$", line))]
        print(
            f"save to page: {median(waits):.2f} s, of it {median(builds):.2f} s building"
            f" ({min(waits):.2f} to {max(waits):.2f})"
        )
        if median(waits) > MOST_SECONDS:
            broken.append(f"save to page: {median(waits):.2f} s, more than {MOST_SECONDS}")

        template = work / "looks" / "article.html"
        looks, waits, builds = template.read_text("utf-8"), [], []
        for number in range(CHANGES):
            mark = f"template {number}"

            def change(mark: str = mark) -> None:
                save(template, looks.replace("<article>", f"<article><p>{mark}</p>", 1))
                shows(page, mark)

            time.sleep(1)
            waits.append(timed(change))
            builds.append(float(server.wait_for(" written ").split()[-2]))
        print(
            f"template of all articles to page: {median(waits):.2f} s, of {median(builds):.2f} s building"
            f" ({min(waits):.2f} to {max(waits):.2f})"
        )
        if median(waits) > MOST_TEMPLATE:
            broken.append(f"template to page: {median(waits):.2f} s, more than {MOST_TEMPLATE}")

        time.sleep(2)
        before = server.cpu()
        time.sleep(IDLE_SECONDS)
        idle = (server.cpu() - before) / IDLE_SECONDS
        print(f"idle: {idle:.2%} of a core over {IDLE_SECONDS} s")
        if idle > MOST_IDLE:
            broken.append(f"idle: {idle:.2%}, more than {MOST_IDLE:.0%}")

        others = [other for other in seeds if other != seed][:BURST]
        new = {other: longer(other.read_text("utf-8")) for other in others}
        for other, other_text in new.items():
            save(other, other_text)
        burst = server.builds(quiet=5)
        print(f"burst of {len(new):,}: {len(burst)} build{'' if len(burst) == 1 else 's'}: {burst[-1]}")
        if len(burst) != 1:
            broken.append(f"burst: {len(burst)} builds, more than one")

        for other in others:
            save(other, other.read_text("utf-8").replace("2030: 12345", "2032: 12345"))
        time.sleep(2)  # the build of these is under way
        save(seed, longer(text).replace("2030: 12345", "2033: 54321"))
        shows(page, "2033: 54321")
        print("a change during a build: shown")
        browser.close()
    end = server.end()
    print(f"Ctrl-C to the end: {end:.2f} s")
    if end > 1:
        broken.append(f"Ctrl-C to the end: {end:.2f} s, more than 1")
    return broken


def main(arguments: list[str]) -> int:
    """Print the figures; the exit status."""
    # Started in the background by a shell, a process ignores Ctrl-C, and so do those that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with TemporaryDirectory() as place:
        work = Path(place)
        make_seeds(int(arguments[0]) if arguments else 10_000, work / "seeds")
        (work / "looks").mkdir()
        shutil.copy(ROOT / "templates" / "article.html", work / "looks")
        (work / "site.toml").write_text('[build]\ntemplates = "looks"\n', "utf-8")
        with serving(work) as server:
            broken = measured(work, server)
    print(*(f"broken: {line}" for line in broken), sep="\n", end="\n" if broken else "")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
