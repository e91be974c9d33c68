"""What it costs to check a finished site: `python -m bench.check [ARTICLES] [--site DIR] [--work DIR]`.

Makes articles up and builds them into a site, or takes a site that is there; checks it once by the command, as a user
would, and prints seconds, memory and what was remarked. Exit status 1 where 10,000 pages take more than a minute, or
where the site has a fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.make_seeds import make_seeds
from bench.measure import run_measured

BUILD = str(Path(__file__).parents[1] / "build.py")
MOST_SECONDS, PAGES = 60.0, 10_000


def main(words: Sequence[str]) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.check", description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=PAGES)
    parser.add_argument("--site", type=Path)
    parser.add_argument("--work", type=Path)
    options = parser.parse_args(words)
    with TemporaryDirectory(dir=options.work) as work:
        place = Path(work)
        if options.site is None:
            make_seeds(options.articles, place / "seeds")
            run_measured(_command("build", "--quiet", "--base-url", "https://example.org/library/"), place)
        site = (options.site or place / "output").resolve()
        said = place / "findings.jsonl"
        cost = run_measured(_command("check", "--json", "--output", str(site)), place, said)
        with said.open(encoding="utf-8") as lines:
            found = Counter(json.loads(line)["law"] for line in lines)
        pages = sum(1 for _ in site.rglob("*.html"))
    print(f"{pages:,} pages checked in {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU, {cost.peak_mb:.0f} MB")
    print("found: " + (", ".join(f"{count:,} {law}" for law, count in sorted(found.items())) or "nothing"))
    raise SystemExit(1 if cost.wall > MOST_SECONDS * max(pages, PAGES) / PAGES else 0)


def _command(*words: str) -> list[str]:
    return [sys.executable, BUILD, *words]


if __name__ == "__main__":
    main(sys.argv[1:])
