"""A guard against slowness that needs no clock: function calls of our whole build, against stock Python-Markdown.

Counted are calls of Python functions and of C functions, in one process, of a build of 60 made-up articles from
raw seeds to the finished site, and of Python-Markdown converting the Markdown of the same articles. A count is the
same on every machine and under any load; a clock in CI is not.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from markdown import Markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension

from bench.lay_out import BASE_URL, body_of
from bench.make_seeds import make_seeds
from site_builder.cli import main as product

ARTICLES = 60
HOSTS = 5
"""Few, so that there are as many lists an article as in a large collection."""
CEILING = 5.2
"""Calls of our build by calls of Python-Markdown. On 2026-11-25 a build of these few had 24,993 an article, most of them
for what is made once a build, and Python-Markdown 5,581: a share of 4.5. Both counts repeat exactly; the room above is
for another Python or another version of a library. Before the work on speed the share was 6.9."""


class Calls(NamedTuple):
    """Function calls of the two."""

    ours: int
    markdown: int

    @property
    def share(self) -> float:
        """Ours by Python-Markdown's."""
        return self.ours / self.markdown


def count_calls(work: Callable[[], object]) -> int:
    """Calls of Python and C functions while `work` runs, in this thread."""
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        if event in ("call", "c_call"):
            calls += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def measure(folder: Path) -> Calls:
    """Build other seeds first, so that what is imported, read or compiled once is not counted."""
    make_seeds(ARTICLES, folder / "warm-up", random_seed=2, hosts=HOSTS)
    make_seeds(ARTICLES, folder / "seeds", hosts=HOSTS)
    (folder / "site.toml").touch()
    _build(folder, "warm-up")
    ours = count_calls(lambda: _build(folder, "seeds"))
    site = folder / "seeds-output"
    texts = [body_of(path.read_text(encoding="utf-8")) for path in sorted(site.glob("*/*/*.md"))]
    if len(texts) != ARTICLES:
        raise ValueError(f"{len(texts)} Markdown files of {ARTICLES} articles")
    converter = Markdown(extensions=[TableExtension(), FencedCodeExtension(), SaneListExtension()])

    def convert() -> None:
        for text in texts:
            converter.reset()
            converter.convert(text)

    convert()
    return Calls(ours, count_calls(convert))


def _build(folder: Path, seeds: str) -> None:
    words = ["build", "--config", str(folder / "site.toml"), "--seeds", str(folder / seeds)]
    words += ["--output", str(folder / f"{seeds}-output"), "--cache", str(folder / f"{seeds}-cache")]
    words += ["--base-url", BASE_URL, "--engine", "serial", "--quiet"]
    if status := product(words):
        raise ValueError(f"the build ended with status {status}")


def main() -> None:
    """Say what was counted."""
    folder = Path(tempfile.mkdtemp(prefix="guard-"))
    try:
        calls = measure(folder)
    finally:
        shutil.rmtree(folder)
    print(f"{calls.ours / ARTICLES:,.0f} calls an article, Python-Markdown {calls.markdown / ARTICLES:,.0f}")
    print(f"share {calls.share:.2f}, ceiling {CEILING}")


if __name__ == "__main__":
    main()
