"""Sites to publish, and publications that are killed."""

import io
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

from support.building import ROOT

Command = Callable[..., tuple[int, str, str]]
"""Words of `publish` → exit status, what it said, what it said of faults and stages."""

HOSTILE = (
    "a b.html",
    "-rf.html",
    "100%.html",
    "a?b#c.html",
    "quote'\".html",
    "ünï — 越南.html",
    "$(touch x);.html",
    "deep/x..html",
    "+plus&amp;=.html",
)
"""Names that a shell, a URL or a protocol might take for something else."""


def fill(output: Path, count: int) -> None:
    """Many small files more, so that sending takes a while."""
    folder = output / "data" / "more"
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:05}.csv").write_text(f"{number}\n" * 50, "ascii")


def write_hostile(output: Path) -> None:
    """Files with names that nobody should have chosen."""
    for name in HOSTILE:
        (output / name).parent.mkdir(exist_ok=True)
        (output / name).write_text(name, "utf-8")


def killed(words: list[str], home: Path, when: Callable[[], bool]) -> None:
    """Publish in a process of its own, and kill it as soon as something is so."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "publish", *words],
        cwd=home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and not when():
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


WHO = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")


def git(folder: Path, *words: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)
    return done.stdout.decode("utf-8", "surrogateescape")


def branch(remote: Path, name: str = "gh-pages") -> dict[str, bytes]:
    """Path → bytes of the branch."""
    archive = subprocess.run(
        ["git", "-C", str(remote), "archive", name], check=True, capture_output=True
    ).stdout
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            if (file := tar.extractfile(member)) is not None:
                found[member.name] = file.read()
    return found
