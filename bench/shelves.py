"""What search and the shelves cost: `python -m bench.shelves [ARTICLES] [--work DIR] [--only search|exports] [--pagefind BIN]`.

Makes articles up, builds them into a site, and prints two tables. Of the search: seconds and size of the index, and what the
first question of a fresh Chromium asks for, over HTTP on loopback without compression, the page of the search included.
Of the exports: size, seconds and memory of each. With the path of a `pagefind_extended` binary the same site is indexed
by Pagefind too, which knows nothing of stories and is for a host alone.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from bench.make_seeds import make_seeds
from bench.measure import Cost, run_measured
from bench.offline import Host, served

ROOT = Path(__file__).parents[1]
BUILD = str(ROOT / "build.py")
MOST_SECONDS, MOST_GB = 40.0, 4.0
"""For a full index of 10,000 pages."""
MOST_KB, MOST_MS = 250.0, 500.0
"""For the first question."""
LANGUAGES, QUESTIONS = 6, 3
"""Questions are asked in the largest languages."""

READY = "document.querySelector('.told')?.textContent"
ASK = """async words => {
  const list = document.querySelector('.hits'), form = document.querySelector('.asking');
  const start = performance.now();
  const shown = new Promise(done => new MutationObserver(() => list.children.length && done()).observe(list, {childList: true}));
  form.elements.q.value = words;
  form.requestSubmit();
  await Promise.race([shown, new Promise(done => setTimeout(done, 10000))]);
  return [performance.now() - start, list.children.length];
}"""


def main(words: Sequence[str]) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.shelves", description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=10_000)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--only", choices=("search", "exports"))
    parser.add_argument("--pagefind", type=Path)
    options = parser.parse_args(words)
    with TemporaryDirectory(dir=options.work) as work:
        place = Path(work)
        make_seeds(options.articles, place / "seeds")
        (place / "site.toml").write_text('[site]\nbase_url = "https://example.org/library/"\n', "utf-8")
        cost = run_measured(_command("build", "--report", "report.json", "--quiet"), place)
        report = json.loads((place / "report.json").read_bytes())
        print(
            f"{report['articles']:,} articles, {len(report['languages'])} languages, {report['stories']:,} stories"
        )
        print(f"built in {cost.wall:.1f} s, {cost.cpu:.1f} s of CPU, {cost.peak_mb:.0f} MB")
        largest = [tag for tag, _ in Counter(report["languages"]).most_common()]
        if options.only != "exports":
            print(*_of_the_search(place, report, largest, options.pagefind), sep="\n")
        if options.only != "search":
            print(*_of_the_exports(place, largest), sep="\n")


def _command(*words: str) -> list[str]:
    return [sys.executable, BUILD, *words, "--config", "site.toml"]


# Search


def _of_the_search(
    place: Path, report: dict[str, dict[str, float]], largest: list[str], pagefind: Path | None
) -> Iterator[str]:
    site = place / "output"
    files = [file for file in (site / "search").rglob("*") if file.is_file()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    yield "\n| index | seconds | MB | files |\n|---|---|---|---|"
    yield f"| ours | {report['seconds']['search']:.1f} (must {MOST_SECONDS:.0f}) | {megabytes:.1f} | {len(files):,} |"
    if pagefind is not None:
        yield _by_pagefind(place, pagefind)
    asked = list(_questions(site, largest[:LANGUAGES]))
    host = Host(site)
    with served(host) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        answers = [_first_answer(browser, host, root, language, word) for language, word in asked]
        browser.close()
    for name, column, most in (("kB", 0, MOST_KB), ("ms", 1, MOST_MS)):
        values = [answer[column] for answer in answers]
        yield (
            f"first question, {len(values)} asked: {statistics.median(values):.0f} {name} median, "
            f"{max(values):.0f} at most (must {most:.0f})"
        )
    worst = max(zip(answers, asked, strict=True))
    yield f"the largest answer, of {worst[0][2]} stories: {worst[1]}"
    lost = [question for question, answer in zip(asked, answers, strict=True) if not answer[2]]
    yield f"without an answer: {lost or 'none'}"


def _by_pagefind(place: Path, binary: Path) -> str:
    folder = place / "pagefind"
    command = [
        str(binary),
        "--site",
        "output",
        "--glob",
        "*/*/*.html",
        "--output-path",
        str(folder),
        "--root-selector",
        "article",
    ]
    cost = run_measured(command, place)
    files = [file for file in folder.rglob("*") if file.is_file()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    return (
        f"| Pagefind, {cost.peak_mb:,.0f} MB of memory | {cost.wall:.1f} | {megabytes:.1f} | {len(files):,} |"
    )


def _questions(site: Path, languages: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The longest word of some titles in each language."""
    titles: dict[str, list[str]] = {language: [] for language in languages}
    for part in sorted(site.glob("data/catalogue/*.jsonl")):
        for line in part.read_text("utf-8").splitlines():
            entry = json.loads(line)
            if entry["language"] in titles:
                titles[entry["language"]].append(entry["title"])
    for language, found in titles.items():
        for number in range(QUESTIONS):
            title = found[len(found) * number // QUESTIONS]
            yield language, max(title.split(), key=len)[:12]


def _first_answer(
    browser: Browser, host: Host, root: str, language: str, words: str
) -> tuple[float, float, int]:
    """Kilobytes, milliseconds and results of one question in a browser that knows nothing yet."""
    before = host.sent
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(f"{root}{quote(language)}/search.html")
    while not page.evaluate(READY):
        time.sleep(0.02)
    milliseconds, results = page.evaluate(ASK, words)
    page.wait_for_timeout(100)
    context.close()
    return (host.sent - before) / 1e3, milliseconds, results


# Exports


def _of_the_exports(place: Path, largest: list[str]) -> Iterator[str]:
    first, second = largest[:2]
    wishes = {
        "zip": ["zip"],
        f"EPUB, {first}": ["epub", "--language", first],
        f"EPUB, {first} and {second} side by side": ["epub", "--pair", first, second],
        "EPUB, everything": ["epub"],
        f"ZIM, {first}": ["zim", "--language", first],
        "ZIM, everything": ["zim"],
    }
    yield "\n| export | MB | seconds | CPU s | peak MB |\n|---|---|---|---|---|"
    for name, wish in wishes.items():
        target = place / f"shelf.{wish[0]}"
        cost: Cost = run_measured(_command("export", *wish, "--to", str(target)), place)
        yield (
            f"| {name} | {target.stat().st_size / 1e6:.1f} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.peak_mb:.0f} |"
        )
        target.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
