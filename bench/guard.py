"""A guard against slowness that needs no clock: function calls of our whole build, against stock Python-Markdown.

Counted are calls of Python functions and of C functions, in one process, of builds of few and of many made-up articles
from raw seeds to the finished site, and of Python-Markdown converting the Markdown of the same articles. What the many
cost more than the few is what an article costs; the rest is made once a build. A count is the same on every machine and
under any load; a clock in CI is not.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
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

FEW, MANY = 60, 300
"""Articles of the two builds."""
HOSTS = 5
"""Few, so that there are as many lists an article as in a large collection."""
CEILING = 1.15
"""Calls of our build for one article more, by those of Python-Markdown. On 2026-11-29 it had 5,258 calls and
Python-Markdown 4,769: 1.10. Both counts repeat exactly; the room above is for another Python or another library."""
SEARCH = 900
"""Calls for one article more in the index of the search, which Python-Markdown has nothing like; they are counted apart. On
2026-11-29 they were 864."""
ONCE = 2_000_000
"""Calls of our build for what is made once: forms of pages in sixteen languages, their lists, the site."""


class Calls(NamedTuple):
    """Function calls of a build and of Python-Markdown."""

    ours: int
    markdown: int


class Cost(NamedTuple):
    """What an article more costs, in calls, and what is made once a build."""

    ours: float
    markdown: float
    once: float
    search: float
    """What an article costs more where there is a search."""

    @property
    def share(self) -> float:
        """Ours by Python-Markdown's, of an article."""
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


def measure(folder: Path) -> Cost:
    """Build other seeds first, so that what is imported, read or compiled once is not counted."""
    _settle(folder, search=False)
    make_seeds(FEW, folder / "warm-up", random_seed=2, hosts=HOSTS)
    _build(folder, "warm-up")
    few, many = _calls(folder, FEW), _calls(folder, MANY)
    ours, markdown = ((large - small) / (MANY - FEW) for small, large in zip(few, many, strict=True))
    _settle(folder, search=True)
    _build(folder, "warm-up", "searched")
    found = [
        count_calls(partial(_build, folder, f"seeds-{articles}", "searched")) for articles in (FEW, MANY)
    ]
    search = (found[1] - found[0]) / (MANY - FEW) - ours
    return Cost(ours, markdown, few.ours - FEW * ours, search)


def _settle(folder: Path, *, search: bool) -> None:
    (folder / "site.toml").write_text(f"[search]\nenabled = {str(search).lower()}\n", "utf-8")


def _calls(folder: Path, articles: int) -> Calls:
    seeds = f"seeds-{articles}"
    make_seeds(articles, folder / seeds, hosts=HOSTS)
    ours = count_calls(lambda: _build(folder, seeds))
    site = folder / f"{seeds}-output"
    texts = [body_of(path.read_text(encoding="utf-8")) for path in sorted(site.glob("*/*/*.md"))]
    if len(texts) != articles:
        raise ValueError(f"{len(texts)} Markdown files of {articles} articles")
    converter = Markdown(extensions=[TableExtension(), FencedCodeExtension(), SaneListExtension()])

    def convert() -> None:
        for text in texts:
            converter.reset()
            converter.convert(text)

    convert()
    return Calls(ours, count_calls(convert))


def _build(folder: Path, seeds: str, kind: str = "") -> None:
    words = ["build", "--config", str(folder / "site.toml"), "--seeds", str(folder / seeds)]
    words += [
        "--output",
        str(folder / f"{seeds}{kind}-output"),
        "--cache",
        str(folder / f"{seeds}{kind}-cache"),
    ]
    words += ["--base-url", BASE_URL, "--engine", "serial", "--quiet"]
    if status := product(words):
        raise ValueError(f"the build ended with status {status}")


def main() -> None:
    """Say what was counted."""
    folder = Path(tempfile.mkdtemp(prefix="guard-"))
    try:
        cost = measure(folder)
    finally:
        shutil.rmtree(folder)
    print(f"{cost.ours:,.0f} calls an article, Python-Markdown {cost.markdown:,.0f}")
    print(f"share {cost.share:.2f}, ceiling {CEILING}; {cost.once:,.0f} calls once, ceiling {ONCE:,}")
    print(f"{cost.search:,.0f} calls an article for the search, ceiling {SEARCH:,}")


if __name__ == "__main__":
    main()
