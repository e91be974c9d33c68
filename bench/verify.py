"""Check that a built site holds what it should, ours or the peer's: a benchmark of half the work is none.

What is expected comes from the catalogue of our site, which is itself held against the seeds: every seed is
there, and its story is made of the seeds that print the same source URL. Both sites have the same addresses.
"""

import argparse
import json
import posixpath
import unicodedata
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import html

from bench.edits import broken, printed_story
from bench.lay_out import BASE_URL, Record, leads_of, read_catalogue, whole_date

FEED_SIZE = 30
SAMPLE = 200
"""Articles whose whole text is compared."""
LONG = 60
"""Characters from which a line of a seed counts as text that must be on the page."""
SHOWN = 20
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"


class Checked(NamedTuple):
    """How much was looked at, and what was wrong."""

    counts: Counter[str]
    faults: list[str]


def verify(site: Path, records: Sequence[Record], seeds: Path | None) -> Checked:
    """Check a whole site; `seeds` gives the texts to look for, and may be left out."""
    checked = Checked(Counter(), [])
    languages = {record.language for record in records}
    sample = set(spread([record.url for record in records], SAMPLE))
    for record in records:
        path = site / record.url
        if not path.is_file():
            checked.faults.append(f"{record.url}: no such page")
            continue
        page = html.document_fromstring(path.read_bytes())
        checked.faults.extend(check_page(page, record, languages, checked.counts))
        if seeds and record.url in sample:
            text = (seeds / record.seed).read_text(encoding="utf-8")
            checked.faults.extend(check_text(page, record, text, checked.counts))
    checked.faults.extend(check_lists(site, records, checked.counts))
    checked.faults.extend(check_feeds(site, records, checked.counts))
    checked.faults.extend(check_sitemap(site, records, checked.counts))
    return checked


def spread(items: Sequence[str], count: int) -> list[str]:
    """At most `count` items, evenly from the whole."""
    return [items[place * len(items) // count] for place in range(count)] if len(items) > count else [*items]


# The catalogue against the seeds


def check_catalogue(records: Sequence[Record], seeds: Path) -> Iterator[str]:
    """Every seed is an article, and stories are the seeds that print the same source URL."""
    printed = {}
    for path in seeds.rglob("*.txt"):
        name = path.relative_to(seeds).as_posix()
        printed[name] = printed_story(path.read_bytes()) or name.encode()  # without a URL a story of its own
    known = {record.seed: record for record in records}
    yield from (f"{name}: not in the catalogue" for name in sorted(printed.keys() - known.keys()))
    yield from (
        f"{name}: in the catalogue, but no such seed" for name in sorted(known.keys() - printed.keys())
    )
    groups: defaultdict[bytes, set[str]] = defaultdict(set)
    for name in printed.keys() & known.keys():
        groups[printed[name]].add(name)
    stories: defaultdict[str, set[str]] = defaultdict(set)
    for record in records:
        stories[record.story].add(record.seed)
    for name in sorted(printed.keys() & known.keys()):
        if groups[printed[name]] != stories[known[name].story]:
            yield f"{name}: its story is not made of the seeds with its source URL"
    for (_, language), count in Counter((record.story, record.language) for record in records).items():
        if count > 1:
            yield f"{count} articles of one story in {language}"


# Pages of articles


def check_page(
    page: html.HtmlElement, record: Record, languages: set[str], counts: Counter[str]
) -> Iterator[str]:
    """Head and switcher of one article."""
    counts["article pages"] += 1
    several = len(record.versions) > 1
    expected = {tag: BASE_URL + url for tag, url in record.versions.items()}
    alternates = [(link.get("hreflang"), link.get("href")) for link in page.iterfind("head/link[@hreflang]")]
    others = [pair for pair in alternates if pair[0] != "x-default"]
    counts["alternates"] += len(others)
    if sorted(map(str, others)) != sorted(map(str, expected.items() if several or others else ())):
        yield f"{record.url}: alternates are {others}"
    if len(alternates) - len(others) != bool(others) and several:
        yield f"{record.url}: {len(alternates) - len(others)} x-default"
    canonical = [link.get("href") for link in page.iterfind("head/link[@rel='canonical']")]
    if canonical != [BASE_URL + record.url]:
        yield f"{record.url}: canonical is {canonical}"
    if record.title not in "".join(page.xpath("//h1//text()")):
        yield f"{record.url}: its title is not in its h1"
    switcher = page.xpath("//nav[contains(@class, 'switcher')]")
    if not switcher:
        yield f"{record.url}: no switcher"
        return
    lacking = _links(switcher[0].xpath(".//details[contains(@class, 'lacking')]//a[@hreflang]"), record.url)
    there = _links(switcher[0].xpath(".//a[@hreflang]"), record.url) - lacking
    counts["switcher links"] += len(there)
    if there != (set(record.versions.items()) if several else set()):
        yield f"{record.url}: switcher leads to {sorted(there)}"
    if lacking != {(tag, f"{tag}/index.html") for tag in languages - record.versions.keys()}:
        yield f"{record.url}: switcher lacks {sorted(lacking)}"


def _links(anchors: Iterable[html.HtmlElement], page: str) -> set[tuple[str, str]]:
    return {(anchor.get("hreflang"), resolve(anchor.get("href"), page)) for anchor in anchors}


def resolve(href: str, page: str) -> str:
    """Path below the site's root of what a link on `page` leads to."""
    target = href.partition("#")[0]
    if not target:
        return page
    if target.startswith((BASE_URL, "/")):
        return target.removeprefix(BASE_URL).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), target))


def check_text(page: html.HtmlElement, record: Record, seed: str, counts: Counter[str]) -> Iterator[str]:
    """Every long line of the seed is on the page, by its letters and digits."""
    counts["texts compared"] += 1
    shown = letters("".join(page.xpath("//main//text()")))
    for line in seed.splitlines():
        if len(line) >= LONG and "://" not in line and letters(line) not in shown:
            yield f"{record.url}: lacks {line[:60]!r}"


def letters(text: str) -> str:
    """Letters and digits alone: quotes, dashes and spaces may have been set otherwise."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", text)))


# Lists


def check_lists(site: Path, records: Sequence[Record], counts: Counter[str]) -> Iterator[str]:
    """Each family of lists leads to every article once: by language, by source in a language, by source."""
    families: defaultdict[str, list[str]] = defaultdict(list)
    leads = leads_of(records)
    for record in records:
        families[f"{record.language}/index.html"].append(record.url)
        families[f"{record.language}/{record.source}/index.html"].append(record.url)
        if record.url in leads:
            families[f"sources/{record.source}.html"].append(record.url)
    for start, urls in sorted(families.items()):
        listed: list[str] = []
        for path, page in _pages_from(site, start):
            counts["list pages"] += 1
            headlines = page.xpath("//*[contains(@class, 'headline')]//a")
            listed += [resolve(anchor.get("href"), path) for anchor in headlines]
        counts["list entries"] += len(listed)
        if sorted(listed) != sorted(urls):
            wrong = sorted((Counter(urls) - Counter(listed)) + (Counter(listed) - Counter(urls)))
            yield f"{start}: {len(listed)} entries for {len(urls)} articles, as {wrong[:3]}"
    for start in ("index.html", "sources/index.html"):
        for path, page in _pages_from(site, start):
            linked = {resolve(anchor.get("href"), path) for anchor in page.iterfind(".//main//a[@href]")}
            missing = {f"sources/{record.source}.html" for record in records} - linked
            yield from (f"{path}: no link to {source}" for source in sorted(missing)[:3])


def _pages_from(site: Path, start: str) -> Iterator[tuple[str, html.HtmlElement]]:
    """A list and all that follow it."""
    seen: set[str] = set()
    path: str | None = start
    while path and path not in seen and (site / path).is_file():
        seen.add(path)
        page = html.document_fromstring((site / path).read_bytes())
        yield path, page
        following = page.xpath("//a[@rel='next']/@href")
        path = resolve(following[0], path) if following else None


# Feeds and sitemap


def check_feeds(site: Path, records: Sequence[Record], counts: Counter[str]) -> Iterator[str]:
    """The Atom feed of each language, and of each source in it, holds the newest dated articles."""
    dates: defaultdict[str, list[str]] = defaultdict(list)
    for record in records:
        if record.published:
            dates[f"{record.language}/feed.xml"].append(record.published)
            dates[f"{record.language}/{record.source}/feed.xml"].append(record.published)
    by_url = {record.url: record for record in records}
    for path, published in sorted(dates.items()):
        counts["feeds"] += 1
        try:
            entries = ET.parse(site / path).getroot().findall(f"{ATOM}entry")
        except (OSError, ET.ParseError) as error:
            yield f"{path}: {error}"
            continue
        counts["feed entries"] += len(entries)
        shown: list[str] = []
        for entry in entries:
            links = {
                link.get("hreflang"): (link.get("href") or "").removeprefix(BASE_URL)
                for link in entry.findall(f"{ATOM}link[@rel='alternate']")
            }
            shows = by_url.get(links.get(path.partition("/")[0], ""))
            if shows is None or links != shows.versions:
                yield f"{path}: an entry leads to {links}"
            elif shows.published:
                shown.append(shows.published)
        # Articles of one date are interchangeable, so dates are compared and not articles.
        if sorted(map(whole_date, shown)) != sorted(map(whole_date, published))[-FEED_SIZE:]:
            yield f"{path}: {len(shown)} entries, not the newest {min(FEED_SIZE, len(published))}"


def check_sitemap(site: Path, records: Sequence[Record], counts: Counter[str]) -> Iterator[str]:
    """Every article is in the sitemap once, with its alternates."""
    found: dict[str, dict[str, str]] = {}
    for path in _sitemap_parts(site):
        for url in ET.parse(path).getroot().findall(f"{SITEMAP}url"):
            loc = (url.findtext(f"{SITEMAP}loc") or "").removeprefix(BASE_URL)
            if loc in found:
                yield f"{path.name}: {loc} twice"
            found[loc] = {
                str(link.get("hreflang")): str(link.get("href")).removeprefix(BASE_URL)
                for link in url.findall(XHTML_LINK)
            }
    counts["sitemap entries"] += len(found)
    for record in records:
        alternates = found.get(record.url)
        if alternates is None:
            yield f"sitemap: no {record.url}"
            continue
        default = alternates.pop("x-default", None)
        counts["sitemap alternates"] += len(alternates)
        if alternates != (record.versions if len(record.versions) > 1 else {}):
            yield f"sitemap: {record.url} has alternates {alternates}"
        if (default is None) != (not alternates) or (default and not (site / default).is_file()):
            yield f"sitemap: {record.url} has x-default {default}"


def _sitemap_parts(site: Path) -> Iterator[Path]:
    """The files of a sitemap, whether it has an index or not."""
    path = site / "sitemap.xml"
    if not path.is_file():
        return
    root = ET.parse(path).getroot()
    if not root.tag.endswith("sitemapindex"):
        yield path
    for part in root.iter(f"{SITEMAP}loc"):
        if root.tag.endswith("sitemapindex"):
            yield site / urlsplit((part.text or "").removeprefix(BASE_URL)).path


def main() -> None:
    """Read the command line, check, tell; exit status 1 when something is wrong."""
    parser = argparse.ArgumentParser(description="Check a built site against the catalogue of ours.")
    parser.add_argument("site", type=Path, help="the site to check, ours or the peer's")
    parser.add_argument("--catalogue", type=Path, help="output folder of ours (default: the site itself)")
    parser.add_argument(
        "--seeds", type=Path, help="look for their texts; checks the catalogue too if it is ours"
    )
    parser.add_argument(
        "--proofs", type=Path, help="JSON list of {path, text, there}: what an edit must have done"
    )
    arguments = parser.parse_args()
    records = read_catalogue(arguments.catalogue or arguments.site)
    checked = verify(arguments.site, records, arguments.seeds)
    if arguments.seeds and arguments.catalogue in (None, arguments.site):
        checked.faults.extend(check_catalogue(records, arguments.seeds))
    if arguments.proofs:
        proofs = json.loads(arguments.proofs.read_bytes())
        checked.faults.extend(broken(arguments.site, proofs))
    print(f"{arguments.site.name}: " + ", ".join(f"{count} {what}" for what, count in checked.counts.items()))
    print(f"{arguments.site.name}: {len(checked.faults)} faults")
    for fault in checked.faults[:SHOWN]:
        print(f"    {fault:.240}")
    raise SystemExit(bool(checked.faults))


if __name__ == "__main__":
    main()
