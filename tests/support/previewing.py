"""The preview as a command in a process of its own, and what it did to the site."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

PATIENCE = 30.0
"""Seconds until a thing that takes a tenth of one counts as not happening, on a busy machine too."""


SITE = Path(".cache", "preview", "site")
"""Where a preview builds, in a project whose cache lies where it does if nobody says otherwise."""


class Served:
    """A preview that runs; `said` goes on growing."""

    address = ""
    """Known once it serves."""

    def __init__(self, process: subprocess.Popen[str], site: Path) -> None:
        """Hear what it says."""
        self.process = process
        self.said: list[str] = []
        self.site = site
        assert process.stdout is not None
        Thread(target=self._listen, args=(process.stdout,), daemon=True).start()

    def wait(self) -> None:
        """Until it serves."""
        until(lambda: any(line.startswith("Serving at ") for line in self.said))
        self.address = next(line for line in self.said if line.startswith("Serving at ")).split()[-1]

    def _listen(self, stdout: IO[str]) -> None:
        for line in stdout:
            self.said.append(line.rstrip("\n"))

    def get(self, path: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text."""
        connection = http.client.HTTPConnection(self.address.split("/")[2], timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def builds(self) -> int:
        """How many have come to their end."""
        return sum(" written " in line for line in self.said)

    def written_by(self, change: Callable[[], object]) -> set[str]:
        """Files of the site that the build after a change wrote anew, came out with or removed."""
        self._settle()
        before, builds = self._looks(), self.builds()
        change()
        until(lambda: self.builds() > builds)
        after = self._looks()
        return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}

    def _settle(self) -> None:
        """Until nothing has been said for longer than such a build takes."""
        said = -1
        while said != len(self.said):
            said = len(self.said)
            time.sleep(0.4)

    def _looks(self) -> dict[str, tuple[int, int]]:
        found = {}
        for file in self.site.rglob("*"):
            if file.is_file():
                look = file.stat()
                found[file.relative_to(self.site).as_posix()] = (look.st_ino, look.st_mtime_ns)
        return found

    def interrupt(self) -> int:
        """Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(project: Path, *options: str, program: Path, wait: bool = True) -> Iterator[Served]:
    """`serve` in a folder, by the program in another; once it serves, unless nobody waits for that."""
    command = [sys.executable, "-m", "site_builder", "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            served = Served(process, project / SITE)
            if wait:
                served.wait()
            yield served
        finally:
            process.kill()


def until(condition: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for it, so many seconds. Raises AssertionError when it does not come."""
    end = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def save(file: Path, text: str) -> None:
    """As most editors save: beside, then moved into place. No build sees half of it, however slow the machine."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(file)
