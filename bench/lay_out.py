"""Lay the articles of a site we built out as a Hugo site: ready Markdown, front matter, names of languages.

Both then publish the same articles at the same addresses. What we had to find out (language, date, title,
which articles are one story) Hugo is told.
"""

import argparse
import json
import re
import shutil
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
BASE_URL = "https://library.example/"
FIRST_LANGUAGE = "en"
"""The site's own language: the version of a story that lists of all languages show, where there is one."""
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)"')
LANGUAGE_LINK = re.compile(r'<a [^>]*\blang="([^"]+)" dir="([^"]+)" hreflang="\1"[^>]*>([^<]+)</a>')


class Record(NamedTuple):
    """An article as the catalogue of our site states it."""

    seed: str
    language: str
    source: str
    title: str
    published: str | None
    author: str | None
    section: str | None
    source_url: str | None
    story: str
    url: str
    markdown: str
    translations: dict[str, str]

    @property
    def versions(self) -> dict[str, str]:
        """Every language of its story, itself included, and the page that is there for it."""
        return {self.language: self.url, **self.translations}


def read_catalogue(site: Path) -> list[Record]:
    """All articles of a built site."""
    parts = sorted((site / "data" / "catalogue").glob("*.jsonl"))
    lines = (line for part in parts for line in part.read_text(encoding="utf-8").splitlines())
    return [_record(json.loads(line)) for line in lines]


def _record(raw: dict[str, Any]) -> Record:
    return Record(**{name: raw[name] for name in Record._fields})


def leads_of(records: Iterable[Record]) -> set[str]:
    """URL of one article of each story: in the site's language, or else in the first."""
    best: dict[str, Record] = {}
    for record in records:
        known = best.get(record.story)
        if known is None or _rank(record) < _rank(known):
            best[record.story] = record
    return {record.url for record in best.values()}


def _rank(record: Record) -> tuple[bool, str]:
    return record.language != FIRST_LANGUAGE, record.language


def lay_out(site: Path, folder: Path) -> dict[str, str]:
    """Write the Hugo site; returns the content file of each seed, as a path below `folder`."""
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    shutil.copytree(site / "assets", folder / "static" / "assets", dirs_exist_ok=True)
    records = read_catalogue(site)
    leads = leads_of(records)
    content = folder / "content"
    places = {}
    for record in records:
        place = content / Path(record.url).with_suffix(".md")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_page(site, record, record.url in leads), encoding="utf-8")
        places[record.seed] = place.relative_to(folder).as_posix()
    names = _language_names(site, records)
    for name in names.values():
        _section(content / name["tag"], {"title": name["name"], "tag": name["tag"]})
    for language, source in {(record.language, record.source) for record in records}:
        _section(content / language / source, {"title": source, "source": source, "tag": language})
    data = folder / "data"
    data.mkdir(exist_ok=True)
    (data / "languages.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")
    return places


def _page(site: Path, record: Record, lead: bool) -> str:
    """Front matter and body of an article."""
    page = (site / record.url).read_text(encoding="utf-8")
    described = DESCRIPTION.search(page)
    front = {
        "title": record.title,
        "date": whole_date(record.published) if record.published else None,
        "description": unescape(described[1]) if described else "",
        "day": record.published,  # "published" is a name of Hugo's own
        "tag": record.language,  # and so is "language"
        "story": record.story,
        "source": record.source,
        # Lists of a source in all languages show each story once, so one version only is in the taxonomy.
        "sources": [record.source] if lead else None,
        "source_url": record.source_url,
        "author": record.author,
        "section": record.section,
        "seed": record.seed,
    }
    stated = {key: value for key, value in front.items() if value is not None}
    body = body_of((site / record.markdown).read_text(encoding="utf-8"))
    return with_front(stated, body)


def body_of(markdown: str) -> str:
    """A published Markdown file without its front matter."""
    return markdown.partition("\n---\n")[2].lstrip("\n") if markdown.startswith("---\n") else markdown


def with_front(stated: dict[str, Any], body: str) -> str:
    """A page of Hugo's. JSON is what it reads fastest of the three forms of front matter it knows."""
    return f"{json.dumps(stated, ensure_ascii=False, indent=1)}\n\n{body}"


def split_front(content: str) -> tuple[dict[str, Any], str]:
    """What a page as `with_front` wrote it states, and its body."""
    front, mark, body = content.partition("\n}\n\n")
    stated: dict[str, Any] = json.loads(front + mark)
    return stated, body


def whole_date(published: str) -> str:
    """A date of any precision as a whole one, for a tool that sorts by nothing less."""
    return (published + "-01-01")[:10]


def _section(folder: Path, front: dict[str, str]) -> None:
    (folder / "_index.md").write_text(json.dumps(front, ensure_ascii=False) + "\n", encoding="utf-8")


def _language_names(site: Path, records: Iterable[Record]) -> dict[str, dict[str, str]]:
    """Own name and direction of each language, as our pages have them, by the name Hugo gives its folder."""
    languages = sorted({record.language for record in records})
    page = (site / languages[0] / "index.html").read_text(encoding="utf-8")
    names = {
        tag: {"tag": tag, "name": unescape(name), "dir": way, "locale": tag.replace("-", "_")}
        for tag, way, name in LANGUAGE_LINK.findall(page)
    }
    return {tag.lower(): names[tag] for tag in languages}


def main() -> None:
    """Read the command line and lay the site out."""
    parser = argparse.ArgumentParser(description="Lay a site we built out for Hugo.")
    parser.add_argument("site", type=Path, help="our output folder, built with a base URL")
    parser.add_argument("folder", type=Path, help="the Hugo site; made if missing")
    arguments = parser.parse_args()
    places = lay_out(arguments.site, arguments.folder)
    (arguments.folder / "places.json").write_text(json.dumps(places), encoding="utf-8")


if __name__ == "__main__":
    main()
