"""Whole sites: seeds in, a finished folder out, and its pages as a reader meets them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lxml import html

from site_builder.config import Config, load_config
from site_builder.model import Report
from site_builder.pipeline import Run, build

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
"""The project's own five."""

BASE_PATH = "/some/path/"
BASE_URL = f"https://example.org{BASE_PATH}"
"""Where the sites of the tests say they will be published."""


_SHOWN_FOR_OTHERS = re.compile(r"404\.html|offline/.*|[^/]+/search\.html")


@dataclass(frozen=True)
class BuiltSite:
    """A site that was built, and what its build reported."""

    folder: Path
    report: Report
    base_url: str

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """Every file, relative to the site's root, in order."""
        return tuple(sorted(contents(self.folder)))

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Every HTML file."""
        return tuple(path for path in self.paths if path.endswith(".html"))

    @cached_property
    def linked_pages(self) -> tuple[str, ...]:
        """Those that links lead to: not those that are shown in place of others, nor the search, to which a field leads."""
        return tuple(path for path in self.pages if not _SHOWN_FOR_OTHERS.fullmatch(path))

    @cached_property
    def catalogue(self) -> tuple[dict[str, Any], ...]:
        """Every article's entry in the data."""
        parts = sorted(self.folder.glob("data/catalogue/*.jsonl"))
        return tuple(json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines())

    def entry(self, language: str) -> dict[str, Any]:
        """The catalogue's entry of the one article in a language."""
        (entry,) = (entry for entry in self.catalogue if entry["language"] == language)
        return entry

    def text(self, path: str) -> str:
        """A file, decoded."""
        return (self.folder / path).read_text("utf-8")

    def document(self, path: str) -> Any:
        """The root element of an HTML page."""
        return html.document_fromstring(self.text(path), parser=html.HTMLParser(encoding="utf-8"))


def project_config(place: Path, seeds: Path = SEEDS, base_url: str = BASE_URL) -> Config:
    """The project's own site.toml with other folders, a public address, and one process."""
    return load_config(ROOT / "site.toml", {"site": {"base_url": base_url}, "build": _folders(place, seeds)})


def made_up_config(
    place: Path, seeds: Path, *, site: Mapping[str, Any] | None = None, page_size: int = 50
) -> Config:
    """A configuration that no file holds."""
    config = Config()
    return replace(
        config,
        site=replace(config.site, base_url=BASE_URL, **(site or {})),
        build=replace(config.build, **_folders(place, seeds)),
        lists=replace(config.lists, page_size=page_size),
    )


def _folders(place: Path, seeds: Path) -> dict[str, Any]:
    return {"seeds": seeds, "output": place / "output", "cache": place / "cache", "engine": "serial"}


def build_site(config: Config) -> BuiltSite:
    """Build in this process."""
    report = build(config, Run())
    return BuiltSite(config.build.output, report, config.site.base_url)


def contents(folder: Path) -> dict[str, bytes]:
    """Path → bytes of every file below a folder, hidden ones too."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() or file.is_symlink()
    }


def visible_text(element: Any) -> str:
    """All text of an element, one piece a line, without what no reader sees; attributes are not text."""
    pieces = element.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
    return "\n".join(piece.strip() for piece in pieces if piece.strip())
